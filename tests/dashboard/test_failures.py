"""An unexpected error is found again in the log under the reference that the person was given."""

import json
import logging

import pytest

from dashboard.failures import recorded
from db.errors import LETTERS
from db.logs import Lines


def test_the_log_has_the_details_under_the_reference(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        try:
            raise ValueError("the summary was canary-1182")
        except ValueError as error:
            reference = recorded(error)
    line = json.loads(Lines(as_json=True, server="here").format(caplog.records[-1]))
    assert line["reference"] == reference
    assert line["error"][0]["type"] == "ValueError"
    assert "test_failures.py" in line["error"][0]["stack"][-1]
    assert "canary-1182" not in str(line), "what an error says can be somebody's"


def test_a_reference_can_be_read_out_over_the_phone() -> None:
    reference = recorded(ValueError())
    assert len(reference) == 6
    assert set(reference) <= set(LETTERS)
    assert not set(LETTERS) & set("0O1I")

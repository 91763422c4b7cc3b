"""An unexpected error is found again in the log under the reference that the person was given."""

import logging

import pytest

from dashboard.failures import LETTERS, recorded


def test_the_log_has_the_details_under_the_reference(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        try:
            raise ValueError("the summary was canary-1182")
        except ValueError as error:
            reference = recorded(error)
    assert f"reference {reference}" in caplog.text
    assert "canary-1182" in caplog.text


def test_a_reference_can_be_read_out_over_the_phone() -> None:
    reference = recorded(ValueError())
    assert len(reference) == 6
    assert set(reference) <= set(LETTERS)
    assert not set(LETTERS) & set("0O1I")

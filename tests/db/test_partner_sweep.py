"""A partner's person who tries references. Every command is sent as them in tests/db/test_access_acts.py."""

import pytest

from db.commands.organisations import RecordOrganisation
from db.commands.people import AddOfficer
from db.errors import NotFound, Refused
from db.queries.people import viewer_by_subject
from db.vocabulary import OrganisationSector, Role
from tests.db.command_rows import ROWS
from tests.db.conftest import Desk
from tests.db.rows_access import restricted


def outsiders(desk: Desk) -> None:
    """A partner's person: their organisation is known here."""
    if "pat" in desk.viewers:
        return
    ours = desk.do(RecordOrganisation("Harbour library", OrganisationSector.AGENCY)).ref
    desk.do(AddOfficer("pat", "Pat Ner", Role.PARTNER, organisation=ours), by="system")
    with desk.store.reading() as session:
        found = viewer_by_subject(session, "pat")
    assert found is not None
    desk.viewers["pat"] = found


def test_a_partner_cannot_tell_a_reference_that_exists_from_one_that_does_not(shared_desk: Desk) -> None:
    outsiders(shared_desk)
    said = set()
    real = [shared_desk.concern().ref, restricted(shared_desk), "C-2026-90000"]
    for ref in real:
        for name in ("OpenConcern", "OpenRecord", "BreakGlass"):
            row = next(row for row in ROWS.values() if row.command.__name__ == name)
            command = row.command(ref, "A reason that is long enough") if name == "BreakGlass" else row.command(ref)
            with pytest.raises((Refused, NotFound)) as refusal:
                shared_desk.do(command, by="pat")
            said.add((name, str(refusal.value).replace(ref, "…")))
    assert len(said) == 3

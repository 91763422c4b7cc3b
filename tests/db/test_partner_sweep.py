"""Whoever works no records of the desk sends every command, about everybody's records: nothing is changed or told."""

import pytest

from db.commands.organisations import RecordOrganisation
from db.commands.people import AddOfficer
from db.errors import Invalid, NotFound, Refused
from db.queries.people import viewer_by_subject
from db.vocabulary import OrganisationSector, Role
from tests.db.command_rows import ROWS
from tests.db.conftest import Desk
from tests.db.rows_access import restricted

# What everybody who signs in does with what is their own; nothing of anybody else's is in it.
EVERYBODYS = {"SaveDraft", "DiscardDraft"}
# Sent by our own machinery on the way in or out, before or without a role.
DOORS = {"SignInDemo", "RedeemTicket", "Touch", "SignOut"}
# What a role is for, besides.
THEIRS = {
    "administrator": {"SaveUsualTask", "RemoveUsualTask", "SaveTemplate", "RemoveTemplate", "SetThreshold", "AddTeam",
                      "AddOfficer"},
    "analyst": {"NoteExport"},
}  # fmt: skip


def outsiders(desk: Desk) -> None:
    """A partner's person: their organisation is known here."""
    ours = desk.do(RecordOrganisation("Harbour library", OrganisationSector.AGENCY)).ref
    desk.do(AddOfficer("pat", "Pat Ner", Role.PARTNER, organisation=ours), by="system")
    with desk.store.reading() as session:
        found = viewer_by_subject(session, "pat")
    assert found is not None
    desk.viewers["pat"] = found


def test_every_command_is_refused_to_who_works_no_records(shared_desk: Desk) -> None:
    outsiders(shared_desk)
    for row in ROWS.values():
        name = row.command.__name__
        if name in EVERYBODYS | DOORS:
            continue
        command = row.good(shared_desk)
        before = shared_desk.store.revision()
        for who in ("pat", "presenter", "analyst", "keeper", "administrator", "auditor"):
            if name in THEIRS.get(who, set()) or (who in row.roles and row.roles[who] is None):
                continue
            with pytest.raises((Refused, NotFound, Invalid)) as refusal:
                shared_desk.do(command, by=who)
            assert "Lamp out" not in str(refusal.value), (who, name)
        assert shared_desk.store.revision() == before, name


def test_a_partner_cannot_tell_a_reference_that_exists_from_one_that_does_not(shared_desk: Desk) -> None:
    if "pat" not in shared_desk.viewers:
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

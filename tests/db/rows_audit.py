"""Rows of the commands about the audit trail itself: see command_rows."""

from collections.abc import Mapping
from datetime import timedelta

from db.audit import Action
from db.commands.audit_trail import NoteCheck, NoteRefusal, SearchTrail
from db.errors import Refused
from db.queries.audit_trail import Asked
from tests.db.conftest import NOW
from tests.db.row import ANYBODY, Outcome, Row, Wrong

OTHERS = ("ana", "sue", "spec", "analyst", "presenter", "partner", "keeper", "administrator")
ONLY_THE_AUDITOR: Mapping[str, Outcome] = {**dict.fromkeys(OTHERS, Refused), "auditor": None}
TODAY = NOW.date()

AUDIT = [
    Row(
        NoteRefusal,
        lambda d: NoteRefusal("search the audit trail", "C-2026-00001"),
        Action.REFUSED,
        roles=ANYBODY,
        wrong=Wrong(lambda d: NoteRefusal("What somebody typed"), {"tried"}),
    ),
    Row(
        SearchTrail,
        lambda d: SearchTrail(Asked(TODAY - timedelta(days=7), TODAY, 1, (Action.EXPORTED,), "export", "C-2026-00001")),
        Action.AUDIT_SEARCHED,
        by="auditor",
        roles=ONLY_THE_AUDITOR,
        wrong=Wrong(
            lambda d: SearchTrail(Asked(TODAY, TODAY - timedelta(days=1), 1, ("gossiped",), "a novel: ...", "Mrs Elm")),
            {"until", "actions", "entity", "ref"},
        ),
    ),
    Row(
        NoteCheck,
        lambda d: NoteCheck(12, whole=True),
        Action.AUDIT_CHECKED,
        by="auditor",
        roles=ONLY_THE_AUDITOR,
        wrong=Wrong(lambda d: NoteCheck(-1, whole=True), {"entries"}),
    ),
]
NOWHERE = {NoteRefusal, SearchTrail, NoteCheck}

"""Saving what has an answer that is said once and kept nowhere: passwords, codes. Not by way of submit, which keeps it."""

from typing import Any

from dashboard import clock
from dashboard.draft import form_state
from dashboard.shared_store import shared_store
from dashboard.viewer import current_viewer
from dashboard.words import say
from db.access import Viewer
from db.commands.half_proofs import NotSignedIn
from db.errors import CommonGroundError, Invalid


def said_once(command: object, *, viewer: Viewer, form: str) -> tuple[bool, Any]:
    """(True, the answer); or (False, None), and the form says why."""
    remembered = form_state(form)
    remembered.update(problems={}, sentence="", receipt=None)
    try:
        # The session can have ended since the page was drawn.
        now_here = current_viewer()
        if now_here is None or now_here.officer_id != viewer.officer_id:
            return False, None
        answer = shared_store().execute(command, by=now_here, now=clock.now())
    except Invalid as invalid:
        remembered["problems"] = {field: say(sentence) for field, sentence in invalid.problems.items()}
        return False, None
    except CommonGroundError as error:
        remembered["sentence"] = say(error.sentence)
        return False, None
    if isinstance(answer, NotSignedIn):
        remembered["sentence"] = say(answer.sentence)
        return False, None
    return True, answer

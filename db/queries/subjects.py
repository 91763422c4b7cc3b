"""Requests of subjects: where each stands and when it is due. Whose they are is shown by a command, with its entry."""

import pandas as pd
from sqlalchemy import func, select, true
from sqlalchemy.orm import Session, aliased

from db.access import Permission, Viewer
from db.errors import Refused, problem
from db.models import Officer, SubjectRequest
from db.queries.frames import frame
from db.vocabulary.keeping import RequestStatus


def subject_requests(session: Session, *, viewer: Viewer, waiting: bool = False) -> pd.DataFrame:
    """Those still owed first, the most urgent on top; with `waiting` only what waits for a second person.

    Columns: ref, received_at, due_at, given_at (UTC), status, chosen (a list of kind and number), asked_by, mine
    (prepared by the viewer), approved_by, version. Raises Refused.
    """
    if not viewer.may(Permission.SUBJECT_ACCESS) and not (waiting and viewer.may(Permission.ERASURE_DECIDE)):
        raise Refused(problem("Your role ({role}) may not see requests of subjects.", role=viewer.role))
    asker, second = aliased(Officer), aliased(Officer)
    done = SubjectRequest.status.in_((RequestStatus.GIVEN, RequestStatus.REFUSED))
    statement = (
        select(
            SubjectRequest.ref,
            SubjectRequest.received_at,
            SubjectRequest.due_at,
            SubjectRequest.given_at,
            SubjectRequest.status,
            SubjectRequest.chosen,
            asker.display_name.label("asked_by"),
            (func.coalesce(SubjectRequest.asked_by_id, 0) == (viewer.officer_id or -1)).label("mine"),
            second.display_name.label("approved_by"),
            SubjectRequest.version,
        )
        .outerjoin(asker, asker.id == SubjectRequest.asked_by_id)
        .outerjoin(second, second.id == SubjectRequest.approved_by_id)
        .where(SubjectRequest.status == RequestStatus.WAITING.value if waiting else true())
        .order_by(done, SubjectRequest.due_at, SubjectRequest.id)
    )
    return frame(session, statement, times=["received_at", "due_at", "given_at"])

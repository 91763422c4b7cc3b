"""What was said to the public, and the texts it starts from."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db import thresholds, visibility
from db.access import Permission, Viewer
from db.errors import NotFound, problem
from db.models import (
    Case,
    CaseDetail,
    Communication,
    CommunicationTemplate,
    Event,
    Neighbourhood,
    Officer,
    Organisation,
)
from db.queries.days import begin
from db.queries.frames import frame
from db.queries.words import folded, looked_for
from db.rules import Threshold
from db.vocabulary import CaseKind, CaseStatus

MOST = 500


def communication_list(
    session: Session, *, viewer: Viewer, kinds: tuple[str, ...] = (), channels: tuple[str, ...] = (),
    languages: tuple[str, ...] = (), neighbourhood_ids: tuple[int, ...] = (), search: str = "",
) -> pd.DataFrame:  # fmt: skip
    """Drafts first, then what was sent, the newest first. `search`: every word begins one of its title, topics or outlet.

    Columns: ref, kind, channel, title, audience, language, topics, sent_at (UTC, empty: a draft), reach, owner,
    neighbourhood, organisation.
    """
    viewer.must(Permission.COMMUNICATION_WORK)
    statement = (
        select(
            Communication.ref, Communication.kind, Communication.channel, Communication.title, Communication.audience,
            Communication.language, Communication.topics, Communication.sent_at, Communication.reach,
            Officer.display_name.label("owner"), Neighbourhood.name.label("neighbourhood"),
            Organisation.name.label("organisation"),
        )
        .outerjoin(Officer, Officer.id == Communication.owner_id)
        .outerjoin(Neighbourhood, Neighbourhood.id == Communication.neighbourhood_id)
        .outerjoin(Organisation, Organisation.id == Communication.organisation_id)
        .where(visibility.communications(viewer.scope))
        .order_by(Communication.sent_at.is_not(None), Communication.sent_at.desc(), Communication.id.desc())
        .limit(MOST)
    )  # fmt: skip
    for column, chosen in ((Communication.kind, kinds), (Communication.channel, channels)):
        if chosen:
            statement = statement.where(column.in_(chosen))
    if languages:
        statement = statement.where(or_(*(Communication.language == language for language in languages)))
    if neighbourhood_ids:
        statement = statement.where(Communication.neighbourhood_id.in_(neighbourhood_ids))
    rows = frame(session, statement, times=["sent_at"])
    if not search:
        return rows
    found = [_has((row.title, row.organisation, *(row.topics or ())), search) for row in rows.itertuples(index=False)]
    # An empty list of ours would name no columns.
    return rows[pd.Series(found, index=rows.index, dtype=bool)].reset_index(drop=True)


def _has(texts: tuple[object, ...], search: str) -> bool:
    there = [folded(word) for text in texts if isinstance(text, str) for word in looked_for(text)]
    return all(any(word.startswith(folded(asked)) for word in there) for asked in looked_for(search))


def languages_used(session: Session, *, viewer: Viewer) -> tuple[str, ...]:
    """The languages something was said in, by name."""
    viewer.must(Permission.COMMUNICATION_WORK)
    statement = select(Communication.language).where(
        visibility.communications(viewer.scope), Communication.language.is_not(None)
    )
    return tuple(sorted({str(language) for language in session.scalars(statement)}))


@dataclass(frozen=True, slots=True)
class CommunicationRecord:
    ref: str
    version: int
    kind: str
    channel: str
    title: str
    words: str | None
    audience: str | None
    language: str | None
    topics: tuple[str, ...]
    sent_at: datetime | None
    reach: int | None
    owner: str | None
    neighbourhood_id: int | None
    neighbourhood: str | None
    event: str | None
    event_title: str | None
    case: str | None
    organisation: str | None
    organisation_name: str | None


def communication_record(session: Session, *, viewer: Viewer, ref: str) -> CommunicationRecord:
    """Raises NotFound, also for one about a case the viewer may not open."""
    viewer.must(Permission.COMMUNICATION_WORK)
    row = session.execute(
        select(
            Communication, Officer.display_name, Neighbourhood.name, Event.ref, Event.title, Case.ref,
            Organisation.ref, Organisation.name,
        )
        .outerjoin(Officer, Officer.id == Communication.owner_id)
        .outerjoin(Neighbourhood, Neighbourhood.id == Communication.neighbourhood_id)
        .outerjoin(Event, Event.id == Communication.event_id)
        .outerjoin(Case, Case.id == Communication.case_id)
        .outerjoin(Organisation, Organisation.id == Communication.organisation_id)
        .where(Communication.ref == ref, visibility.communications(viewer.scope))
    ).first()  # fmt: skip
    if row is None:
        raise NotFound(problem("There is no communication {ref} that you can open.", ref=ref))
    written, owner, area, event, event_title, case, organisation, organisation_name = row
    plain = ("ref", "version", "kind", "channel", "title", "words", "audience", "language", "sent_at", "reach")
    return CommunicationRecord(
        **{name: getattr(written, name) for name in plain},
        topics=tuple(written.topics or ()),
        owner=owner,
        neighbourhood_id=written.neighbourhood_id,
        neighbourhood=area,
        event=event,
        event_title=event_title,
        case=case,
        organisation=organisation,
        organisation_name=organisation_name,
    )


@dataclass(frozen=True, slots=True)
class Template:
    id: int
    version: int
    name: str
    kind: str
    language: str | None
    title: str
    words: str


def templates(session: Session, *, viewer: Viewer) -> tuple[Template, ...]:
    """Every template, by name."""
    if not viewer.may(Permission.REFERENCE_KEEP):
        viewer.must(Permission.COMMUNICATION_WORK)
    statement = select(CommunicationTemplate).order_by(CommunicationTemplate.name, CommunicationTemplate.id)
    return tuple(
        Template(**{name: getattr(one, name) for name in Template.__slots__}) for one in session.scalars(statement)
    )


def enquiries(session: Session, *, viewer: Viewer, now: datetime) -> pd.DataFrame:
    """Open enquiries the viewer may see, the soonest answer first. Their clock: the day agreed, else the time in which
    everybody gets a first answer, from the day it was opened.

    Columns: ref, title, asker, owner, opened_at, due_at (UTC), answered (bool), late (bool: due and not answered).
    """
    viewer.must(Permission.COMMUNICATION_WORK)
    statement = (
        select(
            Case.ref, Case.title, CaseDetail.asker, Officer.display_name.label("owner"), Case.opened_at,
            CaseDetail.answer_by, CaseDetail.answer.is_not(None).label("answered"),
        )
        .join(Officer, Officer.id == Case.owner_id)
        .outerjoin(CaseDetail, CaseDetail.case_id == Case.id)
        .where(
            Case.kind == CaseKind.ENQUIRY.value, Case.status != CaseStatus.CLOSED.value, visibility.cases(viewer.scope)
        )
        .order_by(Case.opened_at, Case.id)
        .limit(MOST)
    )  # fmt: skip
    rows = frame(session, statement, times=["opened_at"])
    within = thresholds.current(session).span(Threshold.FIRST_ANSWER)
    due = [
        row.opened_at + within if pd.isna(row.answer_by) else begin(row.answer_by + timedelta(days=1))
        for row in rows.itertuples(index=False)
    ]
    rows["due_at"] = pd.to_datetime(pd.Series(due, dtype=object), utc=True)
    rows["answered"] = [bool(value) for value in rows["answered"]]
    rows["late"] = ~rows["answered"] & (rows["due_at"] < now)
    return rows.drop(columns="answer_by").sort_values(["answered", "due_at", "ref"], ignore_index=True)

"""Erasing: one person proposes, another carries it out or refuses; never while a hold stands or work is open."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from db import audit, redaction
from db.access import Permission, Viewer
from db.audit import Action
from db.commands import words
from db.commands.registry import Left, handles
from db.erasures import Erased
from db.errors import Invalid, NotFound, Refused, Sentence, problem
from db.kept import Named, held, named
from db.models import Erasure
from db.retention import FINISHED, MODELS, RULES, THERE, due, years_in_force
from db.vocabulary.keeping import ErasureGround, ErasureKind
from db.vocabulary.retention import Kept

MOST = 200
ONE_PERSON = problem("You proposed this yourself: another person decides.")


@dataclass(frozen=True, slots=True)
class Settled:
    """References that were proposed, erased or refused, and those left as they are."""

    done: tuple[str, ...]
    left: tuple[Left, ...]


@dataclass(frozen=True, slots=True)
class ProposeErasure:
    """`note` in words without names. By retention only what is due; by request or order whatever is finished."""

    refs: tuple[str, ...]
    ground: ErasureGround
    note: str | None = None


@handles(ProposeErasure)
def propose_erasure(session: Session, command: ProposeErasure, *, by: Viewer, now: datetime) -> Settled:
    """Raises Invalid when not one of them can be proposed."""
    by.must(Permission.RETENTION_KEEP)
    without = command.ground is not ErasureGround.RETENTION and not words.tidy(command.note)
    words.refuse_if_any(
        [
            ("refs", _how_many(command.refs)),
            ("ground", words.one_of(command.ground, ErasureGround, ask=problem("Choose why they may be erased."))),
            ("note", problem("Say what asks for it.") if without else words.too_long(command.note, longest=500)),
        ]
    )
    done, left = [], []
    for ref in dict.fromkeys(command.refs):
        try:
            _propose(session, named(session, ref, by=by), command, by=by, now=now)
            done.append(ref)
        except (NotFound, Refused) as error:
            left.append(Left.because(str(ref)[:40], error.sentence))
    return _settled(done, left)


def _propose(session: Session, record: Named, command: ProposeErasure, *, by: Viewer, now: datetime) -> None:
    if reason := why_not(session, record):
        raise Refused(reason)
    if command.ground is ErasureGround.RETENTION and not _is_due(session, record, now=now):
        raise Refused(problem("{ref} is not due yet.", ref=record.ref))
    if _waiting(session, record) is not None:
        raise Refused(problem("{ref} is waiting for a second person already.", ref=record.ref))
    kind = ErasureKind.FILE_DELETED if record.entity is Kept.ATTACHMENT else ErasureKind.REDACTED
    session.add(
        Erasure(
            entity=record.entity.value,
            entity_id=record.row.id,
            entity_ref=record.ref,
            kind=kind.value,
            ground=command.ground.value,
            note=words.tidy(command.note),
            proposed_at=now,
            proposed_by_id=by.officer_id,
            created_at=now,
            updated_at=now,
        )
    )
    session.flush()
    detail = {"ground": command.ground.value, "kind": kind.value}
    audit.append(
        session, Action.ERASURE_PROPOSED, entity=record.entity.value, ref=record.ref, by=by, at=now, detail=detail
    )


@dataclass(frozen=True, slots=True)
class DecideErasure:
    """Carry out or refuse what another person proposed. `typed`: how many records, typed by hand, when carried out: there
    is no way back."""

    refs: tuple[str, ...]
    carry_out: bool
    typed: int | None = None


@handles(DecideErasure, takes_long=True)
def decide_erasure(session: Session, command: DecideErasure, *, by: Viewer, now: datetime) -> Settled:
    """Raises Invalid when not one of them could be decided."""
    by.must(Permission.ERASURE_DECIDE)
    wrong = command.carry_out and command.typed != len(set(command.refs))
    words.refuse_if_any(
        [
            ("refs", _how_many(command.refs)),
            (
                "typed",
                problem("Type how many records will be erased: {n}.", n=len(set(command.refs))) if wrong else None,
            ),
        ]
    )
    done, left = [], []
    for ref in dict.fromkeys(command.refs):
        try:
            _decide(session, named(session, ref, by=by), command.carry_out, by=by, now=now)
            done.append(ref)
        except (NotFound, Refused) as error:
            left.append(Left.because(str(ref)[:40], error.sentence))
    if command.carry_out and done:
        redaction.forget_in_index(session)
    return _settled(done, left)


def _decide(session: Session, record: Named, carry_out: bool, *, by: Viewer, now: datetime) -> None:
    proposal = _waiting(session, record)
    if proposal is None:
        raise NotFound(problem("Nobody proposes to erase {ref}.", ref=record.ref))
    if by.officer_id is None or by.officer_id == proposal.proposed_by_id:
        raise Refused(ONE_PERSON)
    if carry_out and (reason := why_not(session, record)):
        raise Refused(reason)
    proposal.decided_at, proposal.decided_by_id, proposal.updated_at = now, by.officer_id, now
    detail: dict[str, object] = {"ground": proposal.ground, "kind": proposal.kind}
    if carry_out:
        proposal.carried_out_at = now
        session.flush()
        detail["rows"] = erase(session, record, now=now)
    action = Action.ERASED if carry_out else Action.ERASURE_REFUSED
    audit.append(session, action, entity=record.entity.value, ref=record.ref, by=by, at=now, detail=detail)


def erase(session: Session, record: Named, *, now: datetime) -> dict[str, int]:
    """Redact it now; once committed its files are deleted and the list says so. How many rows of each table."""
    kind = ErasureKind.FILE_DELETED if record.entity is Kept.ATTACHMENT else ErasureKind.REDACTED
    gone = session.info.setdefault("erased", ([], set()))
    gone[0].append(Erased(record.entity, record.ref, kind, now))
    gone[1].update(redaction.files_of(session, record.entity, record.row))
    return redaction.redact(session, record.entity, record.row, now=now)


def why_not(session: Session, record: Named) -> Sentence | None:
    """Why this record may not be erased, on whatever ground; None when it may."""
    model = MODELS[record.entity]
    there, finished, kept_back = session.execute(
        select(THERE[record.entity], FINISHED[record.entity], held(record.entity)).where(model.id == record.row.id)
    ).one()
    if not there:
        return problem("{ref} has been erased already.", ref=record.ref)
    if kept_back:
        return problem("A legal hold stands on {ref}.", ref=record.ref)
    if not finished:
        return problem("{ref} is open, or work on it is. Only what is finished is erased.", ref=record.ref)
    return None


def _is_due(session: Session, record: Named, *, now: datetime) -> bool:
    years = years_in_force(session)
    model = MODELS[record.entity]
    classes = [name for name, rule in RULES.items() if rule.entity is record.entity]
    return any(
        session.scalar(select(exists().where(model.id == record.row.id, due(name, years[name], now=now))))
        for name in classes
    )


def _waiting(session: Session, record: Named) -> Erasure | None:
    of = (Erasure.entity == record.entity.value, Erasure.entity_id == record.row.id, Erasure.decided_at.is_(None))
    return session.scalar(select(Erasure).where(*of, Erasure.carried_out_at.is_(None)).with_for_update())


def _how_many(refs: tuple[str, ...]) -> Sentence | None:
    return None if 1 <= len(refs) <= MOST else problem("Choose between 1 and {most} records.", most=MOST)


def _settled(done: list[str], left: list[Left]) -> Settled:
    if not done:
        one = left[0].why
        sentence = one if len({item.template for item in left}) == 1 and len(left) == 1 else None
        refs = ", ".join(item.ref for item in left[:10])
        raise Invalid({"refs": sentence or problem("None of them could be changed: {refs}.", refs=refs)})
    return Settled(tuple(done), tuple(left))

"""The officers' own log of a run against the store: nothing lost, nothing doubled, every figure equal to a replay."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from bench.load.diary import Kept, Save
from dashboard.labels import activity_label
from db import rollups
from db.models import Activity, Neighbourhood
from db.store import Store

Counts = Counter[tuple[str, str]]  # (neighbourhood, kind of activity as its pill reads) -> how many


@dataclass(frozen=True, slots=True)
class Replayed:
    """What the comparison found; `wrong` is empty when all is well."""

    acknowledged: int
    unknown: int
    unknown_there: int
    figures: int
    wrong: tuple[str, ...]


def counts(store: Store) -> Counts:
    """Every activity of the store by neighbourhood and kind."""
    asked = (
        select(Neighbourhood.name, Activity.type, func.count())
        .join(Neighbourhood, Neighbourhood.id == Activity.neighbourhood_id, isouter=True)
        .where(Activity.withdrawn_at.is_(None))
        .group_by(Neighbourhood.name, Activity.type)
    )
    with store.reading() as session:
        return Counter({(name or "", activity_label(kind)): n for name, kind, n in session.execute(asked)})


def replayed(store: Store, saves: Sequence[Save], before: Counts, *, seed: int) -> Replayed:
    """`before` are the store's counts from before the first save of this log."""
    there = _marked(store, seed)
    told = [save for save in saves if save.kept is Kept.ACKNOWLEDGED]
    unknown = [save for save in saves if save.kept is Kept.UNKNOWN]
    found_unknown = [save for save in unknown if save.mark in there]
    wrong = [
        *_lost(told, there),
        *(f"{mark} was saved {len(rows)} times: {', '.join(rows)}." for mark, rows in there.items() if len(rows) > 1),
        *_from_nowhere(saves, there),
    ]
    # A save whose receipt never came counts when the store has it; where it was is then the store's word.
    area_of = _areas(store, seed)
    expected = before + Counter((save.area, save.type) for save in told)
    expected += Counter((area_of[save.mark], save.type) for save in found_unknown)
    now = counts(store)
    for place in sorted(set(expected) | set(now)):
        if expected[place] != now[place]:
            wrong.append(f"{' / '.join(place)}: the log says {expected[place]}, the store {now[place]}.")
    return Replayed(len(told), len(unknown), len(found_unknown), len(set(expected) | set(now)), tuple(wrong))


def store_whole(store: Store) -> list[str]:
    """The audit chain and the counts kept beside the records."""
    broken = store.verify_audit()
    with store.reading() as session:
        differ = rollups.check(session)
    return [*([f"Audit trail: {broken}"] if broken else []), *([f"{differ} rollup counts differ."] if differ else [])]


def _marked(store: Store, seed: int) -> dict[str, list[str]]:
    """The references there are for each mark of this run."""
    asked = select(Activity.dispatch_ref, Activity.ref).where(Activity.dispatch_ref.startswith(f"L{seed}-"))
    found: dict[str, list[str]] = {}
    with store.reading() as session:
        for mark, ref in session.execute(asked.order_by(Activity.id)):
            found.setdefault(mark, []).append(ref)
    return found


def _areas(store: Store, seed: int) -> dict[str, str]:
    asked = (
        select(Activity.dispatch_ref, Neighbourhood.name)
        .join(Neighbourhood, Neighbourhood.id == Activity.neighbourhood_id, isouter=True)
        .where(Activity.dispatch_ref.startswith(f"L{seed}-"))
    )
    with store.reading() as session:
        return {mark: name or "" for mark, name in session.execute(asked)}


def _lost(told: Sequence[Save], there: dict[str, list[str]]) -> list[str]:
    wrong = []
    for save in told:
        if save.mark not in there:
            wrong.append(f"{save.ref} was acknowledged ({save.mark}) and is not there.")
        elif save.ref not in there[save.mark]:
            wrong.append(f"{save.mark} was acknowledged as {save.ref} and is there as {', '.join(there[save.mark])}.")
    return wrong


def _from_nowhere(saves: Sequence[Save], there: dict[str, list[str]]) -> list[str]:
    refused = {save.mark for save in saves if save.kept is Kept.REFUSED}
    wrong = [f"{mark} was refused, and is there." for mark in sorted(refused & set(there))]
    known = {save.mark for save in saves}
    return wrong + [f"{mark} is there, and no officer's log has it." for mark in sorted(set(there) - known)]

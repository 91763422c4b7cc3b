"""Before freezing: what was removed or coarsened and why, and what in the words should not be shown to an audience."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from db.disclosure.content import Snapshot
from db.errors import Sentence
from db.vocabulary.briefings import FindingKind


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing for the officer to know. `slide`: its position, from 1; None: about the briefing. `stops`: it cannot be
    frozen like this, unless a second person saw it and approved (`by_second`). `excerpt`: the words it is about."""

    kind: FindingKind
    slide: int | None
    sentence: Sentence
    stops: bool
    excerpt: str = ""
    by_second: bool = False  # needs the second person's approval; where it stops, their approval lets it through


def findings(
    snapshot: Snapshot,
    *,
    known_names: Collection[str],
    period_open_from: date | None,
    missing_consent: Collection[int],
    today: date,
    known_places: Collection[str] = (),
) -> tuple[Finding, ...]:
    """Everything to know before freezing, those that stop first.

    `known_names`: people the desk knows (voices, contacts); `known_places`: organisations, venues and the like, which are no
    names of people; `period_open_from`: the first day the period can be frozen, None where it is published already;
    `missing_consent`: positions of slides whose story or picture nobody agreed to.
    """
    return ()

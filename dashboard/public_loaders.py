"""What presenters see, from the public store alone. What is frozen never changes, so what was read of it stays true."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from dashboard.shared_store import public_store
from db.access import Permission, Viewer
from db.disclosure.content import Snapshot
from db.public_store import PublicBriefing, PublicDocument
from db.vocabulary.briefings import DocumentFormat

MINUTES_A_SLIDE = 1.5  # with a question now and then


@dataclass(frozen=True, slots=True)
class About:
    """`names`: of its neighbourhoods; `minutes`: how long it takes to show."""

    names: tuple[str, ...]
    audience: str | None
    minutes: int


def frozen_briefings(viewer: Viewer) -> tuple[PublicBriefing, ...]:
    """Newest first."""
    viewer.must(Permission.BRIEFING_PRESENT)
    return public_store().briefings()


def about(briefing: PublicBriefing) -> About:
    return _about(briefing.code, briefing.hash)


@lru_cache(maxsize=200)
def _about(code: str, _hash: str) -> About:
    frozen: Snapshot = public_store().snapshot(code)
    names = {area.code: area.name for area in frozen.release.areas}
    return About(
        tuple(names.get(area, area) for area in frozen.areas),
        frozen.audience,
        max(1, round(MINUTES_A_SLIDE * len(frozen.slides))),
    )


def documents(code: str) -> tuple[PublicDocument, ...]:
    return public_store().documents(code)


def shown_in(languages: Sequence[str], made: Sequence[PublicDocument]) -> list[str]:
    """The languages whose page to project is there."""
    ready = {document.language for document in made if document.format == DocumentFormat.PRESENTATION}
    return [language for language in languages if language in ready]

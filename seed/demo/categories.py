"""What kinds of concern there are how often, when, where and through which channel: read from data/categories.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from db.vocabulary import Channel, ConcernCategory, Priority, SourceType

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Habit:
    """Rhythm names are those of rhythms.py; `breaks` multiplies in short school holidays; `kinds` are areas'."""

    category: ConcernCategory
    group: str
    share: float
    week: str
    hours: str
    season: str
    breaks: float
    settings: tuple[str, ...]
    kinds: Mapping[str, float]
    channels: Mapping[Channel, float]
    priorities: Mapping[Priority, float]
    placed: float  # share that has an exact point
    words: str  # the list of places that its sentences use
    fits: tuple[str, ...]  # settings it can be said to be in; empty: all


@lru_cache(maxsize=1)
def habits() -> dict[ConcernCategory, Habit]:
    """One habit per category of the vocabulary."""
    held = tomllib.loads((DATA / "categories.toml").read_text(encoding="utf-8"))
    found = {}
    for category in ConcernCategory:
        row = held["categories"][category.value]
        found[category] = Habit(
            category=category,
            group=row["group"],
            share=row["share"],
            week=row.get("week", "even"),
            hours=row.get("hours", "any"),
            season=row.get("season", "flat"),
            breaks=row.get("breaks", 1.0),
            settings=tuple(row.get("settings", ())),
            kinds=row.get("kinds", {}),
            channels={Channel(name): share for name, share in held["channels"][row.get("channels", "usual")].items()},
            priorities={
                Priority(name): share for name, share in held["priorities"][row.get("priority", "usual")].items()
            },
            placed=row.get("placed", 0.9),
            words=row.get("words", "spots"),
            fits=tuple(row.get("fits", ())),
        )
    return found


SOURCES: dict[Channel, dict[SourceType, float]] = {
    Channel.EVENT: {SourceType.RESIDENT: 7, SourceType.GROUP: 3, SourceType.BUSINESS: 1},
    Channel.WALK_UP: {SourceType.RESIDENT: 8, SourceType.BUSINESS: 2},
    Channel.PHONE: {SourceType.RESIDENT: 8, SourceType.BUSINESS: 1, SourceType.GROUP: 1},
    Channel.EMAIL_OR_WEB: {SourceType.RESIDENT: 7, SourceType.GROUP: 1, SourceType.SERVICE_REQUEST: 2},
    Channel.LETTER: {SourceType.RESIDENT: 6, SourceType.GROUP: 4},
    Channel.SOCIAL_MEDIA: {SourceType.RESIDENT: 7, SourceType.UNKNOWN: 3},
    Channel.SURVEY: {SourceType.RESIDENT: 1},
    Channel.PARTNER_AGENCY: {SourceType.PARTNER: 1},
    Channel.ELECTED_MEMBER: {SourceType.ELECTED: 1},
    Channel.OFFICER_OBSERVATION: {SourceType.OFFICER: 1},
    Channel.ANONYMOUS: {SourceType.UNKNOWN: 1},
}

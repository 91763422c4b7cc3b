"""Days people keep, to plan around: public holidays of the agency's place, and religious and cultural ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from holidays import country_holidays

from db.settings import get_settings

PUBLIC = "public"
EVENING = time(17, 0)


@dataclass(frozen=True, slots=True)
class Tradition:
    """Where the days of a tradition are found offline: a country that keeps them, and which of its days they are."""

    country: str
    categories: tuple[str, ...]
    days: Mapping[str, str]  # name there -> name here
    language: str | None = "en_US"
    from_evening_before: bool = False  # a day begins at sunset


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


TRADITIONS: Mapping[str, Tradition] = {
    "christian": Tradition("US", ("unofficial",), _same("Good Friday", "Easter Sunday", "Christmas Eve")),
    "orthodox": Tradition(
        "GE",
        ("public",),
        {
            "Christmas Day": "Orthodox Christmas",
            "Good Friday": "Orthodox Good Friday",
            "Easter Sunday": "Orthodox Easter",
        },
    ),
    "jewish": Tradition(
        "IL",
        ("public", "optional"),
        {
            **_same("Purim", "Shavuot", "Rosh Hashanah", "Yom Kippur", "Sukkot", "Hanukkah"),
            "Pesach": "Passover",
            "Pesach holiday": "Passover",
            "Seventh day of Pesach": "Passover",
        },
        from_evening_before=True,
    ),
    "muslim": Tradition(
        "BN",
        ("public",),
        {
            **_same("Eid al-Fitr", "Eid al-Adha", "Islamic New Year", "Prophet's Birthday"),
            "First Day of Ramadan": "Ramadan begins",
        },
        from_evening_before=True,
    ),
    "hindu": Tradition(
        "IN",
        ("public", "optional"),
        {**_same("Holi", "Maha Shivaratri", "Dussehra", "Ganesh Chaturthi"), "Diwali (Deepavali)": "Diwali"},
        language="en_IN",
    ),
    "sikh": Tradition("IN", ("public", "optional"), _same("Vaisakhi", "Guru Nanak's Jayanti"), language="en_IN"),
    "buddhist": Tradition("SG", ("public",), _same("Vesak Day")),
    "lunar": Tradition("VN", ("public",), _same("Lunar New Year")),
}


@dataclass(frozen=True, slots=True)
class KeptDay:
    """`tradition` is "public" or one of TRADITIONS. `estimated`: by calculation; the moon may make it a day another."""

    day: date
    name: str
    tradition: str
    estimated: bool = False
    from_evening_before: bool = False


def kept_days(since: date, until: date) -> tuple[KeptDay, ...]:
    """From `since` to `until`, both included, in order; whose days, the settings say."""
    settings = get_settings()
    place = (settings.holiday_country, settings.holiday_subdivision, settings.holiday_traditions)
    years = range(since.year, until.year + 1)
    return tuple(kept for year in years for kept in _of_year(year, *place) if since <= kept.day <= until)


def kept_at(starts_at: datetime, ends_at: datetime) -> tuple[KeptDay, ...]:
    """Days an event falls on (local times); one that runs into the evening also meets what begins that evening."""
    evening = ends_at.date() > starts_at.date() or ends_at.time() > EVENING
    found = kept_days(starts_at.date(), ends_at.date() + timedelta(days=1))
    return tuple(kept for kept in found if kept.day <= ends_at.date() or (evening and kept.from_evening_before))


@lru_cache(maxsize=32)
def _of_year(year: int, country: str, subdivision: str, traditions: str) -> tuple[KeptDay, ...]:
    found: dict[tuple[date, str], KeptDay] = {}
    if country:
        for day, name in country_holidays(country, subdiv=subdivision or None, years=year).items():
            found[day, name] = KeptDay(day, name, PUBLIC)
    for tradition in (name.strip() for name in traditions.split(",")):
        if tradition not in TRADITIONS:
            continue
        one = TRADITIONS[tradition]
        there = country_holidays(one.country, years=year, categories=one.categories, language=one.language)
        for day, names in there.items():
            for name in names.split("; "):
                plain = name.removesuffix(" (estimated)")
                known = one.days.get(plain.split(" / ")[0])
                if known is not None and (day, known) not in found:
                    found[day, known] = KeptDay(day, known, tradition, plain != name, one.from_evening_before)
    return tuple(sorted(found.values(), key=lambda kept: (kept.day, kept.tradition != PUBLIC, kept.name)))

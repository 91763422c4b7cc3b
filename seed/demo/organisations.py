"""Partners: about 150 invented organisations and the public schools of the vendored map."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from db.commands.past import PastOrganisation
from db.vocabulary import OrganisationSector
from seed.demo.chance import Deck, shares, stream
from seed.demo.people import BEAT
from seed.demo.places import Place, near, places, quiet_area, some_spot, venues_by_area
from seed.demo.rhythms import DAYS, Calendar
from seed.demo.sentences import fill, text_file

COUNT = 150  # what texts/organisations.toml adds up to
SCHOOLS_OF_QUIET_AREA = 1  # it has a school; nobody has been in touch with it


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation as the other parts of the demonstration need it."""

    row: PastOrganisation
    area: str
    venue: str | None  # what kind of place it offers: library, community, faith, business, school


def partners(calendar: Calendar, ids: Mapping[str, int]) -> list[Partner]:
    """In a fixed order; `ids` are the neighbourhoods' numbers by code."""
    texts = text_file("organisations")
    made: list[Partner] = []
    names = _Names(texts["words"])
    for sector, bank in texts.items():
        if not isinstance(bank, dict):
            continue
        rng = stream("organisations", sector)
        found = _schools(bank, rng) if sector == "school" else [(area, None) for area in _areas(bank["count"], rng)]
        for number, (area, school) in enumerate(found):
            made.append(_partner(sector, bank, names, rng, places()[area], school, number, calendar, ids))
    return made


def _areas(count: int, rng: Random) -> list[str]:
    """Spread by how busy areas are; no area twice before most have had their turn."""
    weights = {
        code: place.weight**0.6 * rng.uniform(0.7, 1.3) for code, place in places().items() if code != quiet_area()
    }
    many = [code for code, times in shares(count, weights).items() for _ in range(times)]
    rng.shuffle(many)
    return many


def _schools(bank: Mapping[str, Any], rng: Random) -> list[tuple[str, Any]]:
    quiet = quiet_area()
    every = [(code, v) for code, some in venues_by_area().items() for v in some if v.kind == "school" and code != quiet]
    one_each = [next(pair for pair in every if pair[0] == code) for code in dict.fromkeys(code for code, _ in every)]
    rest = [pair for pair in every if pair not in one_each]
    rng.shuffle(rest)
    still = [(quiet, v) for v in venues_by_area()[quiet] if v.kind == "school"][:SCHOOLS_OF_QUIET_AREA]
    return ([*still, *one_each, *rest])[: bank["count"]]


def _partner(
    sector: str,
    bank: Mapping[str, Any],
    names: "_Names",
    rng: Random,
    place: Place,
    school: Any,
    number: int,
    calendar: Calendar,
    ids: Mapping[str, int],
) -> Partner:
    venue = "school" if sector == "school" else bank.get("venue")
    choices = bank["names"]
    if "others" in bank and number % 3 == 2:  # an office, not a place to meet in
        choices, venue = bank["others"], None
    pattern, serves = choices[number % len(choices)]
    if school is not None:
        name, latitude, longitude = school.name, school.latitude, school.longitude
    else:
        name = names.free(pattern, place, rng)
        spot = near(rng, place, some_spot(rng, place, ("shops", "homes")))
        latitude, longitude = spot.latitude, spot.longitude
    spoken = [
        language for language, share in place.languages.items() if language != "English" and rng.random() < share * 5
    ]
    if not spoken and rng.random() < 0.12:
        spoken = [rng.choice(text_file("organisations")["languages"])]
    row = PastOrganisation(
        name=name,
        sector=OrganisationSector(sector),
        known_since=calendar.at(calendar.day(rng.randrange(DAYS - 90, DAYS)), rng.randrange(9, 17))
        + timedelta(minutes=number),
        groups_served=serves,
        languages=("English", *spoken[:3]),
        neighbourhood_id=ids[place.code],
        latitude=latitude,
        longitude=longitude,
        is_venue=venue is not None,
        relationship_owner=BEAT[place.code].subject,
        contact_every_days=rng.choice(bank["every"]),
    )
    return Partner(row, place.code, venue)


class _Names:
    """Each word is used up before it names a second organisation."""

    def __init__(self, words: list[str]) -> None:
        self._words, self._deck = words, Deck(len(words), stream("organisation names"))
        self._taken: set[str] = set()

    def free(self, pattern: str, place: Place, rng: Random) -> str:
        name = ""
        while not name or name in self._taken:
            name = fill(pattern, rng, {"area": place.name, "word": self._words[self._deck.deal()]})
            if "{word}" not in pattern and name in self._taken:
                pattern = "{word} " + pattern.split()[-1]
        self._taken.add(name)
        return name

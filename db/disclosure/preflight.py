"""Before freezing: what was removed or coarsened and why, and what in the words should not be shown to an audience."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from db.disclosure.contact_details import blocks, contact_details
from db.disclosure.content import Coarsening, Figure, PublicTable, Slide, Snapshot, Text
from db.disclosure.fitting import lines_needed, lines_that_fit
from db.disclosure.person_names import Names
from db.errors import Sentence, problem
from db.vocabulary import SENSITIVE_CATEGORIES
from db.vocabulary.briefings import BriefingLanguage, CoarseningKind, FigureKind, FindingKind, SlideKind


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


SAYS = {
    FindingKind.LOOKS_LIKE_EMAIL: problem(
        "“{words}” looks like an e-mail address or a name on the web. Take it out, unless it is the agency's own."
    ),
    FindingKind.LOOKS_LIKE_PHONE: problem(
        "“{words}” looks like a telephone number. Take it out, unless it is a public line."
    ),
    FindingKind.LOOKS_LIKE_PLATE: problem("“{words}” looks like a number plate. Say “a car” or “a van” instead."),
    FindingKind.LOOKS_LIKE_ADDRESS: problem(
        "“{words}” looks like an exact address. Name the street, the corner or a public place instead."
    ),
    FindingKind.LOOKS_LIKE_NAME: problem(
        "“{words}” looks like a person's name. Say “a resident” or “a shop owner”, unless it is a place or an organisation."
    ),
}
BLOCK = problem("“{words}” is a short stretch of a street: few may live there. Name the corner or the neighbourhood.")
WITHOUT = {
    CoarseningKind.AREAS_MERGED: problem(
        "In “{table}” these are shown together, because a small figure could have been worked out: {keys}."
    ),
    CoarseningKind.COLUMNS_MERGED: problem(
        "In “{table}” these are shown as one, because a small figure could have been worked out: {keys}."
    ),
    CoarseningKind.TOTALS_DROPPED: problem(
        "In “{table}” no totals are shown, because a small figure could have been worked out from them."
    ),
    CoarseningKind.TABLE_DROPPED: problem(
        "“{table}” is not shown at all: small figures could have been worked out however it was put together."
    ),
    CoarseningKind.ONE_SOURCE: problem(
        "In “{table}” a figure is not shown, because most of it comes from one source: {keys}."
    ),
}
WHOLE = 0  # of a briefing: its title


def findings(
    snapshot: Snapshot,
    *,
    known_names: Collection[str],
    period_open_from: date | None,
    missing_consent: Collection[int],
    today: date,
    known_places: Collection[str] = (),
    public_contact: str = "",
) -> tuple[Finding, ...]:
    """Everything to know before freezing, those that stop first.

    `known_names`: people the desk knows (voices, contacts); `known_places`: organisations, venues and the like, which are no
    names of people; `public_contact`: the agency's line, which may be said; `period_open_from`: the first day the period can
    be frozen, None where it is published already; `missing_consent`: positions of slides whose story or picture nobody agreed to.
    """
    said = " \n".join(
        words for texts, places in _everything(snapshot) for words in (*(w.words for t in texts for w in t), *places)
    )
    names = Names(known_names, places=(*_places(snapshot), *known_places), officers=_officers(snapshot), said=said)
    found = [*_period(snapshot, period_open_from, today), *_removed(snapshot)]
    found += _looks(None, (snapshot.title,), names, public_contact)
    found += _languages(None, (snapshot.title,), snapshot.languages)
    for at, slide in enumerate(snapshot.slides, 1):
        if at in missing_consent:
            found.append(_no_consent(at, slide))
        texts, places = _texts(slide), _venues(slide)
        found += _looks(at, texts, names, public_contact, places)
        # An officer's name is the same in every language.
        spoken = (slide.title, slide.text) if slide.kind == SlideKind.CONTACTS else texts
        found += _languages(at, spoken, snapshot.languages)
        found += _picture(at, slide)
        found += _too_long(at, slide)
    return tuple(sorted(found, key=lambda f: (not f.stops, f.slide or WHOLE)))


def _places(snapshot: Snapshot) -> Iterator[str]:
    """Areas and the agency: names that may be said."""
    yield snapshot.agency
    for area in snapshot.release.areas:
        yield area.name
        yield from area.name.replace("/", " - ").split(" - ")
        if area.district:
            yield area.district


def _officers(snapshot: Snapshot) -> tuple[str, ...]:
    """Those residents are told to ask for."""
    contacts = (slide for slide in snapshot.slides if slide.kind == SlideKind.CONTACTS)
    return tuple(one.words for slide in contacts for item in slide.items for one in item.text)


def _texts(slide: Slide) -> tuple[Text, ...]:
    described = (slide.picture.described,) if slide.picture else ()
    return (slide.title, slide.text, *(item.text for item in slide.items), *described)


def _venues(slide: Slide) -> tuple[str, ...]:
    return tuple(item.place for item in slide.items if item.place)


def _everything(snapshot: Snapshot) -> Iterator[tuple[tuple[Text, ...], tuple[str, ...]]]:
    yield (snapshot.title,), ()
    yield from ((_texts(slide), _venues(slide)) for slide in snapshot.slides)


def _period(snapshot: Snapshot, open_from: date | None, today: date) -> Iterator[Finding]:
    if open_from is None or today >= open_from:
        return
    last = snapshot.release.last_day
    says = (
        problem(
            "The period is not over: it ends on {last}. It can be frozen from {open_from}.",
            last=last,
            open_from=open_from,
        )
        if today <= last
        else problem(
            "The period ended on {last}, less than seven days ago: late entries would be missing. It can be frozen from "
            "{open_from}.",
            last=last,
            open_from=open_from,
        )
    )
    yield Finding(FindingKind.PERIOD, None, says, stops=True)


def _removed(snapshot: Snapshot) -> Iterator[Finding]:
    topics = ", ".join(category.value for category in SENSITIVE_CATEGORIES)
    says = problem(
        "Left out of every figure: sensitive topics ({topics}), restricted and withdrawn records.", topics=topics
    )
    yield Finding(FindingKind.LEFT_OUT, None, says, stops=False)
    kinds = [figure.kind for table in snapshot.release.tables for figure in _figures(table)]
    if few := kinds.count(FigureKind.FEW):
        says = problem("{n} figures below ten, zero included, read “fewer than 10”.", n=few)
        yield Finding(FindingKind.LEFT_OUT, None, says, stops=False)
    names = {area.code: area.name for area in snapshot.release.areas}
    for one in snapshot.release.coarsened:
        yield Finding(FindingKind.COARSENED, None, _coarsened(one, names), stops=False)


def _figures(table: PublicTable) -> Iterator[Figure]:
    shown = (*table.row_totals, *(figure for row in table.cells for figure in row), *table.column_totals, table.total)
    yield from (figure for figure in shown if figure)


def _coarsened(one: Coarsening, names: dict[str, str]) -> Sentence:
    keys = ", ".join(names.get(key, key) for key in one.keys)
    return problem(WITHOUT[one.kind].template, table=one.table.value, keys=keys)


def _no_consent(at: int, slide: Slide) -> Finding:
    says = (
        problem("Say how those in the picture agreed that it is shown, or that nobody is in it.")
        if slide.picture
        else problem("Nobody agreed yet that this story is told in public. Ask, and note how they agreed.")
    )
    return Finding(FindingKind.NO_CONSENT, at, says, stops=True)


def _looks(
    at: int | None, texts: Collection[Text], names: Names, public: str, places: Collection[str] = ()
) -> Iterator[Finding]:
    """What looks like somebody in the words, each once a slide whatever languages say it."""
    said: dict[tuple[FindingKind, str], Finding] = {}
    for words in (*(one.words for text in texts for one in text), *places):
        exact = [(kind, found) for kind, found in contact_details(words, public=public)]
        for kind, found in exact:
            says = problem(SAYS[kind].template, words=found)
            said.setdefault((kind, found), Finding(kind, at, says, True, found, by_second=True))
        for found in blocks(words):
            kind, says = FindingKind.LOOKS_LIKE_ADDRESS, problem(BLOCK.template, words=found)
            said.setdefault((kind, found), Finding(kind, at, says, False, found, by_second=True))
        for found in names.look(words):
            if not any(found in detail for _kind, detail in exact):  # "1200 Mary Ann Street" is said once
                kind, says = (
                    FindingKind.LOOKS_LIKE_NAME,
                    problem(SAYS[FindingKind.LOOKS_LIKE_NAME].template, words=found),
                )
                said.setdefault((kind, found), Finding(kind, at, says, False, found, by_second=True))
    yield from said.values()


def _languages(at: int | None, texts: Collection[Text], languages: Collection[str]) -> Iterator[Finding]:
    wanted = [language for language in languages if language != BriefingLanguage.ENGLISH]
    missing = [one for one in wanted if any(text and all(w.language != one for w in text) for text in texts)]
    machine = [one for one in languages if any(w.machine and w.language == one for text in texts for w in text)]
    if missing:
        says = problem("No words yet in {languages}: shown in English there, and marked.", languages=_named(missing))
        yield Finding(FindingKind.LANGUAGE_MISSING, at, says, stops=False)
    if machine:
        says = problem(
            "Made by a machine and confirmed by nobody, in {languages}: it is marked as such on the slide.",
            languages=_named(machine),
        )
        yield Finding(FindingKind.MACHINE_MADE, at, says, stops=False)


def _named(languages: Collection[str]) -> str:
    return ", ".join(BriefingLanguage(one).name.capitalize() for one in languages)


def _picture(at: int, slide: Slide) -> Iterator[Finding]:
    if slide.picture is None:
        return
    says = problem("No program looks at pictures: are a face, a number plate, a house number or a screen in it?")
    yield Finding(FindingKind.PICTURE, at, says, stops=False, by_second=True)
    if not slide.picture.described:
        says = problem("Say in a sentence what the picture shows, for those who cannot see it.")
        yield Finding(FindingKind.PICTURE, at, says, stops=False)


def _too_long(at: int, slide: Slide) -> Iterator[Finding]:
    fit = lines_that_fit(slide)
    long = [one.language for one in slide.text if lines_needed(one.words) > fit]
    if long:
        says = problem(
            "Too long for one slide in {languages}: {n} lines fit. Shorten it, or go on with another slide.",
            languages=_named(long),
            n=fit,
        )
        yield Finding(FindingKind.TOO_LONG, at, says, stops=False)

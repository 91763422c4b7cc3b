"""What makes partners of organisations: services, members, contacts with their consent, committees that meet and decide."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from db.access import Viewer
from db.commands.contacts import AddContact, ContactGiven
from db.commands.past import PastActivity, PastEvent, PastOrganisation, PastTask
from db.store import Store
from db.vocabulary import ActivityType, ContactMethod, EventType, OrganisationSector
from seed.demo.chance import stream
from seed.demo.events import Happening
from seed.demo.organisations import Partner
from seed.demo.people import PEOPLE
from seed.demo.rhythms import DAYS, Calendar
from seed.demo.sentences import text_file

CONTACTS_OF = 3  # every third partner has a contact
WITH_PARTNERS = 0.35  # of the events we host
SUPERVISOR = PEOPLE[1]
LAPSED = 9
T = ActivityType
CONTACTS = (T.CALL_OR_MESSAGE, T.ONE_TO_ONE, T.AGENCY_MEETING, T.PRESENTATION, T.LITERATURE_DROP, T.FOOT_PATROL)


def known(partners: Sequence[Partner], calendar: Calendar) -> list[PastOrganisation]:
    """The partners' rows with what one can get there, how to reach it and, for groups, how many they are."""
    bank = text_file("partners")
    made = []
    for number, partner in enumerate(partners):
        rng = stream("partnerships", number)
        offered = next((some for part, some in bank["services"].items() if part in partner.row.name), ())
        row = replace(partner.row, services=tuple(offered))
        if offered:
            row = replace(row, how_to_reach=rng.choice(bank["reach"]).format(n=f"{number % 100:02}"))
        if row.sector == OrganisationSector.WATCH_GROUP:
            counted = calendar.day(rng.randrange(20, 300))
            row = replace(row, members=rng.randint(*bank["members"]), members_counted_on=counted)
        made.append(row)
    return made


def committees(calendar: Calendar) -> list[PastOrganisation]:
    """They belong to the whole city; a supervisor keeps the contact."""
    return [
        PastOrganisation(
            name=bank["name"],
            sector=OrganisationSector.AGENCY,
            known_since=calendar.at(calendar.day(DAYS - 10), 10) + timedelta(minutes=number),
            groups_served=bank["serves"],
            languages=("English",),
            relationship_owner=SUPERVISOR.subject,
            contact_every_days=bank["every"],
            is_committee=True,
            members=bank["every"] // 4,
            members_counted_on=calendar.day(40 + number),
        )
        for number, bank in enumerate(text_file("partners")["committees"])
    ]


COMMITTEES = len(text_file("partners")["committees"])


def meetings(
    happenings: Sequence[Happening], partners: Sequence[Partner], refs: Sequence[str], committee_refs: Sequence[str]
) -> list[PastEvent]:
    """The events with whom we did them, and officer training with the unit that was trained."""
    here: dict[str, list[str]] = {}
    for partner, ref in zip(partners, refs, strict=True):
        here.setdefault(partner.area, []).append(ref)
    return [_met(one, number, here, committee_refs) for number, one in enumerate(happenings)]


def _met(one: Happening, number: int, here: Mapping[str, Sequence[str]], committee_refs: Sequence[str]) -> PastEvent:
    rng, bank = stream("partnerships", "event", number), text_file("partners")
    if one.row.type == EventType.TRAINING:
        return replace(one.row, unit=rng.choice(bank["units"]))
    if one.row.type == EventType.COMMITTEE:
        who = [
            ref
            for ref, committee in zip(committee_refs, bank["committees"], strict=True)
            if one.row.title.startswith(tuple(committee["titles"]))
        ]
        return replace(one.row, partners=tuple(who))
    others = [ref for ref in here.get(one.area, ()) if ref != one.row.venue_organisation]
    if one.row.hosted and others and not one.row.partners and rng.random() < WITH_PARTNERS:
        return replace(one.row, partners=(rng.choice(others),))
    return one.row


def in_touch(
    entries: Sequence[PastActivity], rows: Sequence[PastOrganisation], refs: Sequence[str], calendar: Calendar
) -> list[PastActivity]:
    """The log with each partner met within its days, best by whoever keeps the contact; every LAPSED-th a little before."""
    made, rng = list(entries), stream("partnerships", "in touch")
    ago = [calendar.ago(entry.started_at) for entry in made]
    newest: dict[str, int] = {}
    for entry, days in zip(made, ago, strict=True):
        if entry.organisation:
            newest[entry.organisation] = min(days, newest.get(entry.organisation, days))
    free = [
        n for n, one in enumerate(made) if one.type in CONTACTS and not (one.organisation or one.concern or one.event)
    ]
    for number, (row, ref) in enumerate(zip(rows, refs, strict=True)):
        every = row.contact_every_days or 0
        first, last = (every + 4, every + 40) if number % LAPSED == 0 else (1, every)
        if newest.get(ref, DAYS) < last:
            continue
        fitting = [n for n in free if first <= ago[n] < last]
        if fitting:
            chosen = rng.choice([n for n in fitting if made[n].officer == row.relationship_owner] or fitting)
            free.remove(chosen)
            made[chosen] = replace(made[chosen], organisation=ref)
    return made


def actions(calendar: Calendar, committee_refs: Sequence[str]) -> list[PastTask]:
    """What the committees decided: some done, one late, the rest ahead."""
    made = []
    for number, (ref, bank) in enumerate(zip(committee_refs, text_file("partners")["committees"], strict=True)):
        for position, text in enumerate(bank["actions"]):
            decided = calendar.at(calendar.day(20 + number), 15) + timedelta(minutes=position)
            due = calendar.at(calendar.day((9, 2, -12)[position]), 17)
            done = calendar.at(calendar.day(11), 12) if position == 0 else None
            owner = PEOPLE[position % 2].subject
            made.append(PastTask(text, owner, decided, due, done, organisation=ref))
    return made


ACTIONS = sum(len(bank["actions"]) for bank in text_file("partners")["committees"])


def contacts(store: Store, by: Viewer, partners: Sequence[Partner], refs: Sequence[str], *, now: datetime) -> None:
    """People of every third partner, and of every watch group, each with when and how they agreed."""
    rng = stream("partnerships", "contacts")
    for number, (partner, ref) in enumerate(zip(partners, refs, strict=True)):
        if number % CONTACTS_OF == 0 or partner.row.sector == OrganisationSector.WATCH_GROUP:
            store.execute(AddContact(ref, _somebody(partner, number, rng, now=now)), by=by, now=now)


def _somebody(partner: Partner, number: int, rng: Random, *, now: datetime) -> ContactGiven:
    bank: dict[str, Any] = text_file("partners")
    name = bank["people"][number % len(bank["people"])]
    first = name.split()[0].lower()
    by_phone = rng.random() < 0.6
    return ContactGiven(
        name=name,
        role=bank["roles"][partner.row.sector.value],
        phone=f"555-01{number % 100:02}" if by_phone else None,
        email=None if by_phone else f"{first}.{number}@partner.example",
        method=ContactMethod.PHONE if by_phone else ContactMethod.EMAIL,
        language=rng.choice(bank["languages"]) if rng.random() < 0.25 else None,
        safe_note=rng.choice(bank["safe"]) if rng.random() < 0.3 else None,
        consent_at=now - timedelta(days=rng.randrange(10, 400)),
        consent_how=rng.choice(bank["agreed"]),
    )

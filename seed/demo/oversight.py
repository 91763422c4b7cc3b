"""What the demo officer has seen to: two lines of the escalation list put aside, partners asked to join their cases."""

from datetime import datetime, timedelta

from db.commands.case_partners import AddCasePartner
from db.commands.escalation import AcknowledgeEscalation
from db.queries.areas import neighbourhoods
from db.queries.cases import case_list
from db.queries.escalation import escalation
from db.queries.people import viewer_by_subject
from db.queries.work import partners
from db.rules import Rule
from db.settings import get_settings
from db.store import Store
from seed.demo.people import PEOPLE

# Rule, why it may wait, for how many days.
ASIDE = (
    (Rule.PLACE, "The council has surveyed the corner; its report is due at the next precinct meeting.", 21),
    (Rule.STALE_CASE, "The housing provider changes hands this month; the new one answers after that.", 14),
)


# What partners do in a case, in turn.
PARTS = ("Lend a room for the talks", "Ask among their members", "Put up the posters", "Walk the block with us", "")
PARTNERS = 2  # of one case


def acknowledge_some(store: Store, *, now: datetime) -> None:
    """The demo officer's own, the oldest of each rule; a rule that is not on the list is passed over."""
    with store.reading() as session:
        viewer = viewer_by_subject(session, PEOPLE[0].subject)
        if viewer is None:
            return
        found = [escalation(session, viewer=viewer, rule=rule, now=now).lines[:1] for rule, _, _ in ASIDE]
    day = now.astimezone(get_settings().zone).date()
    for lines, (rule, why, days) in zip(found, ASIDE, strict=True):
        for line in lines:
            command = AcknowledgeEscalation(rule, line.ref, why, day + timedelta(days=days), line.weight)
            store.execute(command, by=viewer, now=now)


def invite_partners(store: Store, *, now: datetime) -> None:
    """Partners based in the area of each of the demo officer's open cases, the first by name."""
    with store.reading() as session:
        viewer = viewer_by_subject(session, PEOPLE[0].subject)
        if viewer is None:
            return
        invited = []
        for area in neighbourhoods(session, viewer=viewer).itertuples(index=False):
            if area.neighbourhood_id in viewer.areas:
                number = int(area.neighbourhood_id)
                here = partners(session, viewer=viewer, neighbourhood_id=number)["ref"].head(PARTNERS)
                cases = case_list(session, viewer=viewer, view="mine", neighbourhood_ids=(number,), now=now)
                invited += [(case, partner) for case in cases["ref"] for partner in here]
    for n, (case, partner) in enumerate(invited):
        part = PARTS[n % len(PARTS)] or None
        store.execute(AddCasePartner(str(case), str(partner), part), by=viewer, now=now)

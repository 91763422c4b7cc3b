"""What somebody has looked at already: two lines of the escalation list that stand aside, each with its reason."""

from datetime import datetime, timedelta

from db.commands.escalation import AcknowledgeEscalation
from db.queries.escalation import escalation
from db.queries.people import viewer_by_subject
from db.rules import Rule
from db.settings import get_settings
from db.store import Store
from seed.demo.people import PEOPLE

# Rule, why it may wait, for how many days.
ASIDE = (
    (Rule.PLACE, "The council has surveyed the corner; its report is due at the next precinct meeting.", 21),
    (Rule.STALE_CASE, "The housing provider changes hands this month; the new one answers after that.", 14),
)


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

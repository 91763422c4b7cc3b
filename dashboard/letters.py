"""Letters to officers: what a mail says. References and links, never a word of what a record holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.words import N_, _, ngettext
from db.commands.notices import Letter
from db.queries.reminders import Needs
from db.vocabulary.notices import NoticeKind

MOST = 20  # references in one letter
PAGES = {"C": "concerns", "K": "cases"}  # by the letter a reference begins with; a task stands on Today
KINDS = {
    NoticeKind.DIGEST: (N_("At the start of a shift"), N_("What needs you today: references and links, in one mail.")),
    NoticeKind.ASSIGNMENT: (N_("Given to you"), N_("When a colleague gives you a concern, a case or a task.")),
    NoticeKind.ESCALATION: (
        N_("Escalation"),
        N_("Once, when a place, a case or a result comes onto your escalation list."),
    ),
    NoticeKind.OVERDUE: (N_("Overdue"), N_("Once, when a clock of something you own has run out.")),
}


@dataclass(frozen=True, slots=True)
class Mail:
    subject: str
    body: str


def mail(letter: Letter, *, address: str, agency: str, needs: Needs | None = None) -> Mail | None:
    """The mail of a letter, None when there is nothing to say. `address`: where this desk is; `needs`: for a digest."""
    if letter.kind == NoticeKind.DIGEST:
        return _digest(needs, address=address, agency=agency) if needs and needs.total else None
    n = len(letter.refs)
    if letter.kind == NoticeKind.ASSIGNMENT:
        subject = ngettext("{ref} was given to you", "{n} things were given to you", n).format(ref=letter.refs[0], n=n)
        first = ngettext("A colleague gave you this:", "Colleagues gave you these:", n)
    elif letter.kind == NoticeKind.ESCALATION:
        subject = ngettext("{ref} needs a decision", "{n} things need a decision", n).format(ref=letter.refs[0], n=n)
        first = ngettext("This has come onto your escalation list:", "These have come onto your escalation list:", n)
    else:
        subject = ngettext("{ref} is overdue", "{n} things are overdue", n).format(ref=letter.refs[0], n=n)
        first = ngettext("A clock of this has run out:", "A clock of each of these has run out:", n)
    return Mail(subject, _body(first, letter.refs, address=address, agency=agency))


def _digest(needs: Needs, *, address: str, agency: str) -> Mail:
    n = needs.total
    subject = ngettext("{n} thing needs you today", "{n} things need you today", n).format(n=n)
    parts = []
    if needs.late:
        parts.append(ngettext("{n} concern is overdue", "{n} concerns are overdue", needs.late).format(n=needs.late))
    if needs.soon:
        line = ngettext("{n} clock runs out within a day", "{n} clocks run out within a day", needs.soon)
        parts.append(line.format(n=needs.soon))
    if needs.tasks:
        parts.append(
            ngettext("{n} task of yours is due", "{n} tasks of yours are due", needs.tasks).format(n=needs.tasks)
        )
    first = _("Your shift has begun: {parts}.").format(parts=", ".join(parts))
    return Mail(subject, _body(first, needs.refs, address=address, agency=agency, in_all=n))


def _body(first: str, refs: Sequence[str], *, address: str, agency: str, in_all: int = 0) -> str:
    lines = [f"{ref}  {_link(ref, address)}" for ref in refs[:MOST]]
    more = max(len(refs), in_all) - len(lines)
    if more > 0:
        lines.append(ngettext("and {n} more on Today", "and {n} more on Today", more).format(n=more))
    why = _("You get this from {agency}. Choose which of these mails you want, or none: {address}").format(
        agency=agency, address=f"{address}/account"
    )
    return "\n".join([first, "", *lines, "", f"{_('Today')}  {address}/today", "", "-- ", why, ""])


def _link(ref: str, address: str) -> str:
    page = PAGES.get(ref[:1])
    return f"{address}/{page}?ref={ref}" if page else f"{address}/today"

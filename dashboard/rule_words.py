"""The rule of a series in words people use: "every second Tuesday of the month, 19:00"."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from dashboard.words import N_, _, ngettext, said_weekday
from db.observed import PUBLIC, KeptDay
from db.recurrence import WEEKDAYS, parts

_NTH = {
    "1": N_("first"), "2": N_("second"), "3": N_("third"), "4": N_("fourth"), "5": N_("fifth"), "-1": N_("last"),
}  # fmt: skip


def said_rule(rule: str, starts_at: datetime, zone: str) -> str:
    """How often, and at what time of day; when it ends is said elsewhere."""
    first = starts_at.astimezone(ZoneInfo(zone))
    return _("{often}, {clock}").format(often=often(rule, first.date()), clock=first.strftime("%H:%M"))


def often(rule: str, first: date) -> str:
    found = parts(rule)
    every, by = int(found.get("INTERVAL", "1")), found.get("BYDAY", "")
    if found["FREQ"] == "WEEKLY" and "," not in by:
        day = said_weekday(WEEKDAYS.index(by) if by in WEEKDAYS else first.weekday())
        return ngettext("every {weekday}", "every {n} weeks on {weekday}", every).format(n=every, weekday=day)
    nth, which = by[:-2], by[-2:]
    if found["FREQ"] == "MONTHLY" and nth in _NTH and which in WEEKDAYS:
        said = ngettext(
            "every {nth} {weekday} of the month", "every {n} months on the {nth} {weekday}", every
        )  # fmt: skip
        return said.format(n=every, nth=_(_NTH[nth]), weekday=said_weekday(WEEKDAYS.index(which)))
    if found["FREQ"] == "MONTHLY" and not by:
        number = int(found.get("BYMONTHDAY", first.day))
        said = ngettext("every month on day {day}", "every {n} months on day {day}", every)
        return said.format(n=every, day=number)
    if found["FREQ"] == "DAILY" and not by:
        return ngettext("every day", "every {n} days", every).format(n=every)
    return _("by a rule of its own")


def said_kept(kept: KeptDay) -> str:
    """A day people keep, with whose it is: "Yom Kippur (Jewish)"."""
    traditions = {
        PUBLIC: _("public holiday"), "christian": _("Christian"), "orthodox": _("Orthodox"), "jewish": _("Jewish"),
        "muslim": _("Muslim"), "hindu": _("Hindu"), "sikh": _("Sikh"), "buddhist": _("Buddhist"),
        "lunar": _("East Asian"),
    }  # fmt: skip
    said = _("{day} ({whose})").format(day=kept.name, whose=traditions[kept.tradition])
    return said + " " + _("(by calculation)") if kept.estimated else said

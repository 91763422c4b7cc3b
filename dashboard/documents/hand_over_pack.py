"""The hand-over pack: one HTML file that prints on A4 and Letter in black and white, each section on its own page."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from html import escape
from typing import Any

import pandas as pd

from dashboard.labels import (
    case_kind_label,
    case_status_label,
    category_label,
    event_type_label,
    priority_label,
    sector_label,
    status_label,
)
from dashboard.tuples import tuples
from dashboard.words import _, exact_time, local, ngettext, number, said_date
from db.queries.hand_over import Held

# Only black, white and rules: a section begins a page, a row is never torn, a table's heading is said again.
STYLE = """
@page { size: auto; margin: 18mm 14mm; @top-center { content: "MARK"; font: bold 10pt sans-serif; }
  @bottom-right { content: counter(page) " / " counter(pages); font: 9pt sans-serif; } }
* { box-sizing: border-box; }
body { font: 10.5pt/1.4 "Atkinson Hyperlegible", Arial, sans-serif; color: #000; background: #fff; margin: 0 auto;
  max-width: 190mm; padding: 4mm; }
.mark { border: 2px solid #000; padding: 2mm 3mm; font-weight: bold; text-align: center; letter-spacing: 0.04em; }
h1 { font-size: 20pt; margin: 6mm 0 1mm; } h2 { font-size: 14pt; margin: 0 0 2mm; border-bottom: 2px solid #000; }
.about, .note { margin: 0 0 4mm; } .note { white-space: pre-wrap; border-left: 3px solid #000; padding-left: 3mm; }
section { margin: 8mm 0; } table { border-collapse: collapse; width: 100%; table-layout: fixed; }
th:nth-child(1), th:nth-child(2) { width: 25mm; } th:nth-child(4), th:nth-child(5) { width: 28mm; }
th, td { border: 0.5pt solid #555; padding: 1.2mm 1.6mm; text-align: left; vertical-align: top; overflow-wrap: break-word; }
th { border-bottom: 1.5pt solid #000; } tr { break-inside: avoid; }
thead { display: table-header-group; } .late { font-weight: bold; text-decoration: underline; }
.counts td:last-child { text-align: right; width: 20mm; }
@media screen and (max-width: 640px) { .lists :is(table, tbody, tr, td) { display: block; border-width: 0; }
  .lists thead { display: none; } .lists tr { border-bottom: 0.5pt solid #555; padding: 2mm 0; } .lists td { padding: 0; } }
@media print { body { padding: 0; max-width: none; } .lists > section { break-before: page; margin: 0; } }
"""

Cell = tuple[str, str]  # words, and what kind of cell it is ("", "date", "ref", "date late")


def hand_over_pack(held: Held, *, area: str | None, agency: str, note: str, now: datetime) -> str:
    """The whole document. Words are level 1 at most (db.queries.hand_over); everything is escaped here."""
    mark = _("INTERNAL – NOT FOR DISPLAY")
    title = _("Hand-over: {name}").format(name=held.officer)
    as_of = _("{agency}. As of {when}.").format(agency=agency, when=exact_time(now))
    about = _("Everything that {name} holds in {area}.") if area else _("Everything that {name} holds.")
    lists = [_section(heading, len(rows), columns, rows) for heading, columns, rows in _lists(held, now)]
    head = [
        f'<p class="mark">{escape(mark)}</p>',
        f"<h1>{escape(title)}</h1>",
        f'<p class="about">{escape(about.format(name=held.officer, area=area or ""))} {escape(as_of)}</p>',
        _counts(held),
        *(f"<p>{escape(said)}</p>" for said in not_printed(held)),
        f"<section><h2>{escape(_('Things to know'))}</h2>",
        f'<p class="note">{escape(note.strip() or _("Nothing was written down."))}</p></section>',
    ]
    style = STYLE.replace("MARK", mark)
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{style}</style></head>"
        f'<body>{"".join(head)}<div class="lists">{"".join(lists)}</div></body></html>'
    )


def not_printed(held: Held) -> list[str]:
    """What is not in the lists, and who knows about it."""
    said = []
    if held.unlisted:
        words = ngettext(
            "{n} restricted record is not listed: open it in Common Ground.",
            "{n} restricted records are not listed: open them in Common Ground.",
            held.unlisted,
        )
        said.append(words.format(n=number(held.unlisted)))
    if held.restricted:
        words = ngettext(
            "{n} restricted record stays where it is until somebody assigned to it hands it over: ask {name}.",
            "{n} restricted records stay where they are until somebody assigned to them hands them over: ask {name}.",
            held.restricted,
        )
        said.append(words.format(n=number(held.restricted), name=held.officer))
    if held.out_of_reach:
        words = ngettext(
            "{n} record lies outside your reach and stays: ask {name}.",
            "{n} records lie outside your reach and stay: ask {name}.",
            held.out_of_reach,
        )
        said.append(words.format(n=number(held.out_of_reach), name=held.supervisor or held.officer))
    return said


def _counts(held: Held) -> str:
    pairs = [
        (_("Open concerns"), len(held.concerns)),
        (_("Open cases"), len(held.cases)),
        (_("Promises to the community"), int(held.tasks["is_promise"].astype(bool).sum()) if len(held.tasks) else 0),
        (_("Tasks, promises included"), len(held.tasks)),
        (_("Events to come"), len(held.events)),
        (_("Partners"), len(held.partners)),
    ]
    rows = "".join(f"<tr><td>{escape(words)}</td><td>{escape(number(n))}</td></tr>" for words, n in pairs)
    areas = _("Neighbourhoods: {names}").format(names=", ".join(held.areas) or _("none"))
    return f'<table class="counts">{rows}</table><p>{escape(areas)}</p>'


def _lists(held: Held, now: datetime) -> Iterable[tuple[str, Sequence[str], list[list[Cell]]]]:
    today = local(now).date()

    def date(value: Any, *, late: bool = True) -> Cell:
        if value is None or pd.isna(value):
            return "", "date"
        day = local(value).date() if isinstance(value, datetime) else value
        said = f"{day.day:02d}/{day.month:02d}/{day.year}"
        if late and day < today:
            return _("{day} late").format(day=said), "date late"
        return said, "date"

    def words(value: Any) -> Cell:
        return (_("Personal: open it in Common Ground.") if value is None or pd.isna(value) else str(value)), ""

    def plain(value: Any) -> Cell:
        return ("" if value is None or pd.isna(value) else str(value)), ""

    yield _("Open concerns"), (_("Due"), _("Reference"), _("What"), _("Where"), _("Stands")), _rows(
        held.concerns,
        lambda r: [
            date(r.due_at), (r.ref, "ref"), (f"{category_label(r.category)}: {words(r.summary)[0]}", ""),
            plain(r.neighbourhood), (f"{status_label(r.status)}, {priority_label(r.priority)}", ""),
        ],
    )  # fmt: skip
    yield _("Open cases"), (_("Review"), _("Reference"), _("What"), _("Kind"), _("Stands")), _rows(
        held.cases,
        lambda r: [
            date(r.review_at), (r.ref, "ref"), words(r.title), (case_kind_label(r.kind), ""),
            (case_status_label(r.status), ""),
        ],
    )  # fmt: skip
    yield _("Tasks and promises"), (_("Due"), _("Reference"), _("What"), _("Promised at"), _("Where")), _rows(
        held.tasks,
        lambda r: [
            date(r.due_at), (r.ref, "ref"), words(r.text),
            (plain(r.promised_at)[0] or (_("to the community") if r.is_promise else ""), ""), plain(r.neighbourhood),
        ],
    )  # fmt: skip
    yield _("Events to come"), (_("Day"), _("Reference"), _("What"), _("Venue"), _("Where")), _rows(
        held.events,
        lambda r: [
            date(r.starts_at, late=False), (r.ref, "ref"), (f"{r.title} ({event_type_label(r.type)})", ""),
            plain(r.venue), plain(r.neighbourhood),
        ],
    )  # fmt: skip
    yield _("Key partners"), (_("Last contact"), _("Reference"), _("Who"), _("Whom they serve"), _("How often")), _rows(
        held.partners,
        lambda r: [
            (said_date(local(r.last_contact).date(), today) if not pd.isna(r.last_contact) else _("never logged"), "date"),
            (r.ref, "ref"), (f"{r.name} ({sector_label(r.sector)})", ""), plain(r.groups_served),
            (_("every {n} days").format(n=int(r.contact_every_days)) if not pd.isna(r.contact_every_days) else "", ""),
        ],
    )  # fmt: skip


def _rows(frame: pd.DataFrame, cells: Callable[[Any], list[Cell]]) -> list[list[Cell]]:
    return [cells(row) for row in tuples(frame)]


def _section(heading: str, count: int, columns: Sequence[str], rows: list[list[Cell]]) -> str:
    title = f"<h2>{escape(heading)} ({number(count)})</h2>"
    if not rows:
        return f"<section>{title}<p>{escape(_('Nothing.'))}</p></section>"
    head = "".join(f"<th>{escape(name)}</th>" for name in columns)
    body = "".join(
        "<tr>" + "".join(f'<td class="{kind}">{escape(words)}</td>' for words, kind in row) + "</tr>" for row in rows
    )
    return f"<section>{title}<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></section>"

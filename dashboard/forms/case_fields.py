"""The fields of a kind of case as widgets: the same when a case is opened, worked on and closed."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.case_words import choice_label, field_label
from dashboard.components.form import field_problem
from dashboard.draft import Draft
from dashboard.words import DATE_FORMAT, _
from db.kinds import CaseField, Field, Form

MOST_PARTIES = 100
# An enquiry has the clock of a first answer: three days.
ANSWER_WITHIN = timedelta(days=3)


def case_fields(
    draft: Draft, fields: Iterable[Field], *, before: Mapping[str, Any] | None = None, kept: Iterable[str] = ()
) -> dict[str, Any]:
    """Draws the fields and gives their values by name. `before`: what stands there now; `kept`: personal fields that hold
    something, which is not shown here. A personal field left empty is not among the values: it stays as it is."""
    values: dict[str, Any] = {}
    for asked in fields:
        name = asked.name.value
        held = name in set(kept)
        value = _drawn(draft, asked, None if asked.sensitive else (before or {}).get(name), held=held)
        if asked.form != Form.WORDS:
            field_problem(draft.form, name)
        if not (asked.sensitive and not value):
            values[name] = value
    return values


def _drawn(draft: Draft, asked: Field, before: Any, *, held: bool) -> Any:
    name, label = asked.name.value, field_label(asked.name)
    if asked.sensitive:
        label += " :material/lock:"
    note = _("Something is kept here: write only to replace it.") if held else _help(asked)
    if asked.form == Form.WORDS:
        plain_label = field_label(asked.name)
        return draft.words(plain_label, name, default=before or "", rows=2, most=asked.longest, help=note) or None
    if asked.form == Form.LINE:
        bound = draft.bind(name, before or "")
        return st.text_input(label, max_chars=asked.longest, help=note, **bound) or None
    if asked.form == Form.COUNT:
        bound = draft.bind(name, before)
        return st.number_input(label, min_value=0, max_value=MOST_PARTIES, step=1, help=note, **bound)
    if asked.form == Form.DAY:
        return st.date_input(label, format=DATE_FORMAT, help=note, **draft.bind(name, _day(draft, asked, before)))
    options = list(asked.choices or ())
    default = next((option for option in options if option == before), None)
    bound = draft.bind(name, default, options=[None, *options])
    return st.selectbox(
        label, options, format_func=choice_label, index=None, placeholder=_("Not said yet"), help=note, **bound
    )


def _day(draft: Draft, asked: Field, before: date | None) -> date | None:
    kept = draft.value(asked.name.value)
    if isinstance(kept, str):  # the draft can only give days back where the default is one
        try:
            return date.fromisoformat(kept)
        except ValueError:
            return before
    if before is None and asked.name == CaseField.ANSWER_BY and asked.at_start and draft.form.startswith("case.open"):
        return clock.today() + ANSWER_WITHIN
    return before


def _help(asked: Field) -> str | None:
    return _("Kept apart: opened one record at a time, and each opening is recorded.") if asked.sensitive else None

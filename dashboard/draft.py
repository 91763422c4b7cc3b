"""What somebody has typed into a form and not saved yet: kept in the store field by field, put back after anything."""

import secrets
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, time
from enum import Enum
from typing import Any

import streamlit as st

from dashboard import clock, state
from dashboard.components.words_area import MOST_CHARACTERS, words_area
from dashboard.shared_store import shared_store
from dashboard.words import _, say
from db.access import Viewer
from db.commands.drafts import DiscardDraft, SaveDraft
from db.errors import CommonGroundError, StoreUnavailable
from db.queries import drafts

# Kept with the fields, so that the same form saved again after a reload or a cut line is still the same save.
KEY = "_key"


def form_state(form: str) -> dict[str, Any]:
    """What this page remembers of a form: key, fields, problems, sentence, theirs, receipt, finished."""
    forms = st.session_state.setdefault(state.FORMS.name, {})
    remembered: dict[str, Any] = forms.setdefault(
        # Letters and digits only: Streamlit refuses a component whose key has two underscores in a row.
        form,
        {"key": secrets.token_hex(16), "fields": {}, "problems": {}, "finished": []},
    )
    return remembered


class Draft:
    """One officer's unfinished form. `value` reads, `keep` writes, `bind` ties a Streamlit widget to a field."""

    def __init__(self, form: str, viewer: Viewer, *, mends: Mapping[str, Collection[str]] | None = None) -> None:
        """`mends`: for a field whose problems go by other names, those names."""
        self.form, self.viewer, self._mends = form, viewer, mends or {}
        self._state = form_state(form)
        if "opened" not in self._state:
            self._open()

    def _open(self) -> None:
        try:
            # An older state of the form would be filled in, and saved over the newer one.
            with shared_store().reading(primary_only=True) as session:
                kept = drafts.draft(session, viewer=self.viewer, form=self.form)
        except StoreUnavailable:
            return  # tried again at the next rerun
        self._state["opened"] = True
        if kept is not None:
            fields = dict(kept.fields)
            self._state["key"] = fields.pop(KEY, self._state["key"])
            self._state["fields"] = {**fields, **self._state["fields"]}
            self._state["kept_at"] = kept.updated_at

    @property
    def key(self) -> str:
        """The idempotency key of this filled-in form: new after each save."""
        return str(self._state["key"])

    @property
    def kept_at(self) -> datetime | None:
        """When it was last kept by an earlier visit; None for a form begun in this one."""
        kept: datetime | None = self._state.get("kept_at")
        return kept

    @property
    def fields(self) -> Mapping[str, Any]:
        return dict(self._state["fields"])

    def value(self, field: str, default: Any = None) -> Any:
        """What was typed, as plain values (dates as ISO text), or the default."""
        return self._state["fields"].get(field, default)

    def problem(self, field: str) -> str | None:
        """What the last attempt to save said about a field."""
        said: str | None = self._state["problems"].get(field)
        return said

    def holds(self, *fields: str) -> bool:
        """True when any of these fields was filled in: what lies behind "more" is then opened."""
        return any(self.value(field) for field in fields)

    def keep(self, field: str, value: Any) -> None:
        """Remember one field, here and in the store; one the store did not take goes with the next."""
        self.keep_all({field: value})

    def keep_all(self, fields: Mapping[str, Any]) -> None:
        """Several fields at once (a place, a copied entry)."""
        if form_state(self.form) is not self._state:
            return  # typed while the save was on its way: the browser has it, and gives it to the next filling-in
        plain = {name: encoded(value) for name, value in fields.items()}
        self._state["fields"].update(plain)
        for name in fields:
            for about in self._mends.get(name, (name,)):
                self._state["problems"].pop(about, None)  # it was changed: what was said may no longer hold
        waiting = {**self._state.get("waiting", {}), **plain}
        try:
            shared_store().execute(SaveDraft(self.form, {**waiting, KEY: self.key}), by=self.viewer, now=clock.now())
            self._state["waiting"] = {}
        except CommonGroundError as error:
            self._state["waiting"] = waiting
            self._state["sentence"] = say(error.sentence)

    def widget(self, name: str) -> str:
        """The widget key of a field or button: another one after each save, so that a late click meets nothing."""
        return f"{self.form}.{self.key[:8]}.{name}"

    def bind(self, field: str, default: Any = None, *, options: Collection[Any] | None = None) -> dict[str, Any]:
        """`st.selectbox(label, options, **draft.bind("category", default, options=options))`: starts from the draft,
        keeps each change. The default's type decides how what was kept is read back (dates, enums)."""
        name = self.widget(field)
        # What a widget holds can stop being offered while it is on the screen: a colleague moved the record on.
        gone = options is not None and name in st.session_state and not _offered(st.session_state[name], options)
        if name not in st.session_state or gone:
            value = decoded(self.value(field, default), default)
            if options is not None and not _offered(value, options):
                value = default
            st.session_state[name] = value
        return {"key": name, "on_change": self._kept_by(field), "args": (name,)}

    def put(self, field: str, value: Any) -> None:
        """Set a field from code (a copied entry, a place found): before its widget is drawn, or in a callback."""
        self.keep(field, value)
        st.session_state.pop(self.widget(field), None)

    def words(self, label: str, field: str, *, default: str = "", **shown: Any) -> str:
        """A text area that loses nothing: see components.words_area. `shown` passes help, placeholder, rows, most…"""
        shown.setdefault("most", MOST_CHARACTERS)
        shown.setdefault("problem", self._state["problems"].get(field))
        return words_area(
            label,
            key=self.widget(field),
            keep_under=self.kept_under(field),
            value=str(self.value(field, default) or ""),
            edition=self.key[:8],
            finished=tuple(self._state["finished"]),
            on_words=lambda text: self.keep(field, text),
            **shown,
        )

    def kept_under(self, field: str = "") -> str:
        """The name unsent words of this form (or one field of it) have in the browser."""
        return f"{self.viewer.officer_id}.{self.form}.{field}"

    def clear(self) -> None:
        """Throw the form away: here, in the store, and (through `finished`) in the browser."""
        start_afresh(self.form)
        try:
            shared_store().execute(DiscardDraft(self.form), by=self.viewer, now=clock.now())
        except StoreUnavailable as error:
            form_state(self.form)["sentence"] = say(error.sentence)
        self._state = form_state(self.form)

    def start_again_button(self) -> None:
        """Offers to throw the form away, when there is something in it."""
        if self._state["fields"]:
            st.button(
                _("Clear this form"),
                key=self.widget("clear"),
                icon=":material/delete:",
                type="tertiary",
                on_click=self.clear,
            )

    def _kept_by(self, field: str) -> Callable[[str], None]:
        def on_change(name: str) -> None:
            self.keep(field, st.session_state.get(name))

        return on_change


def start_afresh(form: str) -> dict[str, Any]:
    """A new key and no fields; what was remembered before is returned. Its unsent words are finished with."""
    before = form_state(form)
    forms = dict(st.session_state[state.FORMS.name])
    del forms[form]
    st.session_state[state.FORMS.name] = forms
    after = form_state(form)
    after["finished"] = [*before["finished"], before["key"][:8]][-5:]
    after["opened"] = True
    return before


def encoded(value: Any) -> Any:
    """A widget's value as what a draft can hold."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return [encoded(item) for item in value]
    return value


def decoded(kept: Any, like: Any) -> Any:
    """What a draft held, as the kind of value the default is; the default when it cannot be read."""
    try:
        if isinstance(like, Enum):
            return type(like)(kept)
        if isinstance(like, datetime | date | time) and isinstance(kept, str):
            return type(like).fromisoformat(kept)
    except ValueError:
        return like
    return kept


def _offered(value: Any, options: Collection[Any]) -> bool:
    return all(item in options for item in value) if isinstance(value, list | tuple) else value in options

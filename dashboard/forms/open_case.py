"""Open a case: from a concern, or from the Cases page."""

from datetime import date, timedelta

import streamlit as st

from dashboard import case_loaders, clock, clock_loaders
from dashboard.areas import known_areas
from dashboard.components.form import draft_notice, field_problem, form_notice, save_button, show_receipt
from dashboard.draft import Draft, form_state
from dashboard.forms.case_fields import case_fields
from dashboard.forms.complaint import Named, name_fields
from dashboard.labels import case_kind_label
from dashboard.submit import Receipt, submit
from dashboard.tuples import tuples
from dashboard.words import DATE_FORMAT, _, ngettext, plain, said_date
from db.access import Viewer
from db.commands.cases import OpenCase
from db.commands.registry import Saved
from db.kinds import FIELDS as FIELDS_OF_KINDS
from db.queries.concerns import ConcernRecord
from db.rules import Threshold
from db.vocabulary import CASE_LEVELS, CaseKind

NOBODY = Named((), None, None)
FIELDS = ("kind", "title", "goal", "review_at", "neighbourhoods", "subjects", "words", "owner")


def open_case_form(viewer: Viewer, concern: ConcernRecord | None = None, *, kind: CaseKind = CaseKind.PROBLEM) -> None:
    """`kind` is what it begins as. Beside a concern its title and area are there already; without one the areas are
    asked for. A concern that is part of a case has no form, but the receipt of having just made it so."""
    draft = Draft(f"case.open.{concern.ref}" if concern else _name(kind), viewer)
    if concern and concern.case and not _case_link(draft):
        return
    label = _("Open an enquiry") if kind == CaseKind.ENQUIRY else _("Open a case")
    with st.expander(label, icon=":material/create_new_folder:", expanded=bool(draft.fields or _case_link(draft))):
        if show_receipt(draft.form, viewer, another=_("Open another case"), links=_case_link(draft)):
            return
        draft_notice(draft)
        every = [f.name.value for fields in FIELDS_OF_KINDS.values() for f in fields]
        form_notice(draft.form, fields=dict.fromkeys((*FIELDS, *every), ""))
        _fields(viewer, draft, concern, begins_as=kind)


def _name(kind: CaseKind) -> str:
    return "case.open" if kind == CaseKind.PROBLEM else f"case.open.{kind.value}"


def _fields(viewer: Viewer, draft: Draft, concern: ConcernRecord | None, *, begins_as: CaseKind) -> None:
    kinds = list(CaseKind)
    kind = st.selectbox(
        _("Kind of case"), kinds, format_func=case_kind_label, **draft.bind("kind", begins_as, options=kinds)
    )
    field_problem(draft.form, "kind")
    if kind in CASE_LEVELS:
        st.caption(":material/lock: " + _("This kind is restricted: only those assigned to it can open or find it."))
    title = draft.words(
        _("Title, without names"),
        "title",
        default=concern.summary[:200] if concern else "",
        required=True,
        rows=2,
        most=200,
    )
    goal = draft.words(_("What would count as done"), "goal", rows=2, most=2000)
    values = case_fields(draft, [f for f in FIELDS_OF_KINDS[CaseKind(kind)] if f.at_start])
    named = name_fields(viewer, draft) if kind == CaseKind.COMPLAINT else NOBODY
    review = st.date_input(
        _("Review on"),
        min_value=clock.today(),
        format=DATE_FORMAT,
        **draft.bind("review_at", clock.today() + clock_loaders.thresholds(viewer).span(Threshold.CASE_REVIEW)),
    )
    field_problem(draft.form, "review_at")
    chosen: list[int] = []
    if concern is None:
        names = {area.id: area.name for area in known_areas(viewer)}
        mine = [area for area in viewer.areas if area in names][:1]
        chosen = st.multiselect(
            _("Neighbourhoods"), list(names), format_func=lambda i: names[i],
            **draft.bind("neighbourhoods", mine, options=list(names)),
        )  # fmt: skip
        field_problem(draft.form, "neighbourhoods")
    _tasks_ahead(viewer, CaseKind(kind))
    if save_button(draft, _("Open the case"), icon=":material/create_new_folder:"):
        submit(
            OpenCase(
                kind=CaseKind(kind),
                title=title,
                goal=goal or None,
                concerns=(concern.ref,) if concern else (),
                neighbourhood_ids=tuple(int(i) for i in chosen),
                review_at=review if isinstance(review, date) else None,
                values=values,
                owner_id=named.owner_id,
                officers=named.officers,
                officers_words=named.words,
            ),
            viewer=viewer,
            form=draft.form,
            said=lambda saved: _said(saved, complaint=kind == CaseKind.COMPLAINT),
        )


def _tasks_ahead(viewer: Viewer, kind: CaseKind) -> None:
    """What opening it puts on its owner's list."""
    usual = case_loaders.usual_tasks(viewer, kind)
    if usual.empty:
        return
    n = len(usual)
    st.markdown(ngettext("{n} usual task is laid out:", "{n} usual tasks are laid out:", n).format(n=n))
    lines = [
        "- "
        + _("{task}, {day}").format(
            task=plain(task.text), day=said_date(clock.today() + timedelta(days=int(task.days)), clock.today())
        )
        for task in tuples(usual)
    ]
    st.caption("\n".join(lines))


def _said(saved: Saved, *, complaint: bool) -> Receipt:
    n, yours = len(saved.also), _("You own it. It comes back to you on the day of its review.")
    after = _("Whoever looks into it sees it from now on.") if complaint else yours
    tasks = ngettext("{n} task is laid out.", "{n} tasks are laid out.", n).format(n=n) if n else ""
    return Receipt(_("Opened as {ref}.").format(ref=saved.ref), (saved.ref,), what_next=f"{after} {tasks}".strip())


def _case_link(draft: Draft) -> dict[str, tuple[str, dict[str, str]]]:
    """The link to the case just opened, while its receipt is shown."""
    kept = form_state(draft.form).get("receipt")
    return {_("Go to the case"): ("cases", {"ref": kept["refs"][0]})} if kept and kept["refs"] else {}

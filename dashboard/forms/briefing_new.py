"""Building a briefing: where, which period, for whom, in which languages. The slides then lay themselves out."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard import briefing_loaders, clock
from dashboard.areas import known_areas
from dashboard.briefing_words import audience_words, language_words, period_words
from dashboard.components.briefing_facts import area_names, briefing_name
from dashboard.components.form import draft_notice, field_problem, form_notice, save_button, show_receipt
from dashboard.draft import Draft, form_state
from dashboard.submit import Receipt, submit
from dashboard.tuples import tuples
from dashboard.words import _, said_date
from db.access import Viewer
from db.commands.briefings import BeginBriefing
from db.queries.briefings import BriefingRecord, Period
from db.vocabulary.briefings import Audience, BriefingLanguage, PeriodKind

FORM = "briefing.new"
FIELDS = ("title", "kind", "starts_on", "areas", "audience", "languages", "compared_with")
ENGLISH = BriefingLanguage.ENGLISH
TRANSLATED = [language for language in BriefingLanguage if language != ENGLISH]


def new_briefing_form(viewer: Viewer, periods: Sequence[Period]) -> None:
    draft = Draft(FORM, viewer)
    with st.expander(_("Build a briefing"), icon=":material/add:", expanded=bool(draft.fields or receipt(FORM))):
        if show_receipt(FORM, viewer, another=_("Build another"), links=_links()):
            return
        draft_notice(draft)
        form_notice(FORM, fields=dict.fromkeys(FIELDS, ""))
        if not periods:
            st.info(_("No period has ended yet. A briefing is about a month, a quarter, a half-year or a year."))
            return
        period = period_field(draft, periods)
        areas = areas_field(viewer, draft)
        audience = audience_field(draft, None)
        languages = languages_field(draft, ())
        title = st.text_input(
            _("Title in English"), max_chars=120, placeholder=_("Empty: What you told us, and what we did"),
            help=_("Words of your own, also a title, are read by a second person before anything is frozen."),
            **draft.bind("title", ""),
        )  # fmt: skip
        field_problem(FORM, "title")
        before = compared_field(viewer, draft, period, None)
        if save_button(draft, _("Lay out the slides"), icon=":material/auto_awesome_motion:"):
            submit(
                BeginBriefing(title or "", period.kind, period.starts_on, tuple(areas), audience, languages, before),
                viewer=viewer,
                form=FORM,
                said=lambda saved: Receipt(
                    _("{ref} is laid out.").format(ref=saved.ref),
                    (saved.ref,),
                    what_next=_("Open it to look at its slides, add words of your own and check what it says."),
                ),
            )
        if draft.kept_at is None:
            draft.start_again_button()


def receipt(form: str) -> Any:
    return form_state(form).get("receipt")


def _links() -> dict[str, tuple[str, dict[str, str]]]:
    refs = (receipt(FORM) or {}).get("refs", ())
    return {_("Open {ref}").format(ref=ref): ("briefings", {"ref": ref}) for ref in refs}


def period_field(draft: Draft, periods: Sequence[Period]) -> Period:
    """Newest first; the quarter that ended last to begin with."""
    known = {f"{period.kind} {period.starts_on}": period for period in periods}
    over = [name for name, one in known.items() if one.kind == PeriodKind.QUARTER and one.last_day < clock.today()]
    last = next(iter(over), next(iter(known)))
    chosen = st.selectbox(
        _("Period (required)"), list(known), format_func=lambda name: _period_words(known[name]),
        help=_("Figures of a period are published once, seven days after its last day, and periods may not overlap."),
        **draft.bind("period", last, options=list(known)),
    )  # fmt: skip
    field_problem(draft.form, "starts_on")
    field_problem(draft.form, "kind")
    return known[chosen]


def _period_words(period: Period) -> str:
    name = period_words(period.kind, period.starts_on)
    if period.published:
        return _("{period} (figures published)").format(period=name)
    today = clock.today()
    if period.open_from > today:
        return _("{period} (can be frozen from {day} on)").format(period=name, day=said_date(period.open_from, today))
    return name


def areas_field(viewer: Viewer, draft: Draft) -> list[str]:
    """One's own neighbourhoods first, and chosen to begin with."""
    own = {area.code: area.name for area in known_areas(viewer) if area.id in viewer.areas}
    names = {**own, **{area.code: area.name for area in known_areas(viewer)}}
    chosen = st.multiselect(
        _("Neighbourhoods"), list(names), format_func=names.__getitem__, placeholder=_("The whole city"),
        help=_("None chosen: the whole city."), **draft.bind("areas", list(own), options=list(names)),
    )  # fmt: skip
    field_problem(draft.form, "areas")
    return list(chosen)


def audience_field(draft: Draft, now: str | None) -> Audience | None:
    options = [audience.value for audience in Audience]
    chosen = st.selectbox(
        _("Whom it is for"), options, format_func=audience_words, index=None, placeholder=_("Everybody"),
        **draft.bind("audience", now, options=[None, *options]),
    )  # fmt: skip
    field_problem(draft.form, "audience")
    return Audience(chosen) if chosen else None


def languages_field(draft: Draft, now: Sequence[str]) -> tuple[BriefingLanguage, ...]:
    """English is always one of them; the others in the order of the vocabulary."""
    options = [language.value for language in TRANSLATED]
    chosen = st.pills(
        _("Languages besides English"), options, format_func=language_words, selection_mode="multi",
        **draft.bind("languages", [language for language in now if language != ENGLISH], options=options),
    )  # fmt: skip
    field_problem(draft.form, "languages")
    return (ENGLISH, *(language for language in TRANSLATED if language.value in chosen))


def compared_field(viewer: Viewer, draft: Draft, period: Period | BriefingRecord, now: str | None) -> str | None:
    """Frozen briefings of earlier periods as long as this one, newest first: “since we last met”."""
    frozen = briefing_loaders.comparable(viewer, period.kind, period.starts_on)
    names = {str(row.ref): _compared_words(viewer, row, period.kind) for row in tuples(frozen)}
    if not names and not now:
        return None
    options = [*names, *([now] if now and now not in names else [])]
    chosen = st.selectbox(
        _("Compare with"), options, format_func=lambda ref: names.get(ref, ref), index=None,
        placeholder=_("The period right before, where its figures are published"),
        help=_("A frozen briefing of an earlier period: the slide “What changed” sets both beside each other."),
        **draft.bind("compared_with", now, options=[None, *options]),
    )  # fmt: skip
    field_problem(draft.form, "compared_with")
    return str(chosen) if chosen else None


def _compared_words(viewer: Viewer, row: Any, kind: str) -> str:
    title = briefing_name(row.title, area_names(viewer, row.areas), kind, row.starts_on)
    return f"{row.ref} · {title} · {period_words(kind, row.starts_on)}"

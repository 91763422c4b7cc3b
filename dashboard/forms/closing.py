"""What closing asks for: what each reporter was told, and what becomes of each open promise."""

import pandas as pd
import streamlit as st

from dashboard import clock
from dashboard.components.form import field_problem
from dashboard.draft import Draft
from dashboard.labels import answer_outcome_label, contact_method_label, promise_fate_label
from dashboard.words import _, ngettext, plain, said_left, said_time
from db.commands.closing import Fate, Feedback
from db.queries.voices import ToTell
from db.vocabulary import AnswerOutcome, ContactMethod, PromiseFate

EVERYBODY = 0  # the one set of fields that stands for all voices


def feedback_fields(draft: Draft, voices: tuple[ToTell, ...]) -> tuple[Feedback, ...]:
    """One answer for everybody who wants one, or one for each."""
    if not voices:
        return ()
    n = len(voices)
    st.markdown(
        "**"
        + ngettext("{n} person wants to know what came of this", "{n} people want to know what came of this", n).format(
            n=n
        )
        + "**"
    )
    same = n > 1 and st.toggle(_("They were all told the same"), **draft.bind("feedback.same", True))
    if not same:
        return tuple(_one(draft, voice.number, voice, number) for number, voice in enumerate(voices, start=1))
    given = _one(draft, EVERYBODY, voices[0], EVERYBODY)
    _first_problem(draft, [f"feedback.{voice.number}" for voice in voices])
    return tuple(Feedback(voice.number, given.outcome, given.words, given.method) for voice in voices)


def _one(draft: Draft, key: int, voice: ToTell, number: int) -> Feedback:
    if number:
        st.markdown(f"{_('Reporter {n}').format(n=number)}: {_about(voice)}")
    outcomes = list(AnswerOutcome)
    outcome = st.pills(
        _("Answer to reporter {n}").format(n=number) if number else _("Answer to all of them"), outcomes,
        format_func=answer_outcome_label, label_visibility="collapsed", required=True,
        **draft.bind(f"feedback.{key}.outcome", AnswerOutcome.TOLD, options=outcomes),
    )  # fmt: skip
    method = None
    if outcome == AnswerOutcome.TOLD:
        methods = list(ContactMethod)
        preferred = ContactMethod(voice.preferred_method) if voice.preferred_method else None
        method = st.selectbox(
            _("How"), methods, format_func=contact_method_label, index=None, placeholder=_("Choose how"),
            **draft.bind(f"feedback.{key}.method", preferred, options=[None, *methods]),
        )  # fmt: skip
    said = draft.words(
        _asked(outcome), f"feedback.{key}", required=outcome != AnswerOutcome.DECLINED, rows=2, most=2000
    )
    return Feedback(
        key,
        AnswerOutcome(outcome) if outcome else None,  # type: ignore[arg-type]  # the command says so
        said,
        ContactMethod(method) if method else None,
    )


def _asked(outcome: AnswerOutcome | None) -> str:
    if outcome == AnswerOutcome.NOT_REACHED:
        return _("What was tried")
    return _("Anything to remember") if outcome == AnswerOutcome.DECLINED else _("What they were told")


def _about(voice: ToTell) -> str:
    now = clock.now()
    parts = [_("reported {when}").format(when=said_time(voice.reported_at, now))]
    if voice.preferred_method:
        parts.append(_("prefers {method}").format(method=contact_method_label(voice.preferred_method).lower()))
    if voice.language:
        parts.append(_("in {language}").format(language=plain(voice.language)))
    if voice.told_at:
        parts.append(_("last told {when}").format(when=said_time(voice.told_at, now)))
    return ", ".join(parts)


def _first_problem(draft: Draft, fields: list[str]) -> None:
    """A problem of all of them is said once."""
    for field in fields:
        if draft.problem(field):
            field_problem(draft.form, field)
            return


def promise_fields(draft: Draft, promises: pd.DataFrame) -> tuple[Fate, ...]:
    """What happens to each promise that is still open; nothing is chosen beforehand."""
    if promises.empty:
        return ()
    st.markdown("**" + _("Promised to the community, and not done yet") + "**")
    return tuple(
        _fate(draft, task.ref, task.text, said_left(task.due_at, clock.now())) for task in promises.itertuples()
    )


def _fate(draft: Draft, ref: str, text: str, due: str) -> Fate:
    fates = list(PromiseFate)
    fate = st.pills(
        f"{plain(text)} ({due})", fates, format_func=promise_fate_label,
        **draft.bind(f"promise.{ref}.fate", options=[None, *fates]),
    )  # fmt: skip
    why = ""
    if fate == PromiseFate.GIVEN_UP:
        why = draft.words(_("Why it cannot be kept"), f"promise.{ref}", required=True, rows=2, most=300)
    else:
        field_problem(draft.form, f"promise.{ref}")
    return Fate(ref, PromiseFate(fate) if fate else None, why or None)  # type: ignore[arg-type]  # the command says so


def asked_fields(voices: tuple[ToTell, ...], promises: pd.DataFrame) -> dict[str, str]:
    """The fields these parts show, for the form's notice."""
    shown = [f"feedback.{voice.number}" for voice in voices] + [f"promise.{ref}" for ref in promises.get("ref", [])]
    return dict.fromkeys(shown, "")


def open_promises(tasks: pd.DataFrame) -> pd.DataFrame:
    """Those of a record's tasks that were promised and are not done."""
    return tasks[tasks["is_promise"].astype(bool) & tasks["done_at"].isna()]

"""The concerns as rows: sketches in words, with what became of them."""

from collections.abc import Mapping, Sequence
from random import Random

from db.commands.bulk_concerns import BulkConcern
from db.vocabulary import Confidentiality
from seed.demo.categories import habits
from seed.demo.chance import stream
from seed.demo.handling import handled
from seed.demo.rhythms import Calendar
from seed.demo.sentences import Writer, concern_texts, fill, text_file
from seed.demo.sketches import Sketch
from seed.demo.voices import voices

WITH_DETAILS = 0.3
PHRASES = 3  # of one hotspot
RISING_WORDS = 0.7  # of a rising problem: said in its own words


def rows(
    made: Sequence[Sketch],
    calendar: Calendar,
    ids: Mapping[str, int],
    *,
    events: Sequence[str],
    cases: Sequence[str],
) -> list[BulkConcern]:
    """One row per sketch, in their order; `events` and `cases` are references by position."""
    summaries, notes = Writer("summaries", tries=8), Writer("notes")
    written: list[BulkConcern] = []
    for sketch in made:
        first = written[sketch.duplicate_of].summary if sketch.duplicate_of is not None else None
        written.append(_row(sketch, made, calendar, ids, events, cases, summaries, notes, first))
    return written


def _row(
    sketch: Sketch,
    made: Sequence[Sketch],
    calendar: Calendar,
    ids: Mapping[str, int],
    events: Sequence[str],
    cases: Sequence[str],
    summaries: Writer,
    notes: Writer,
    first: str | None,
) -> BulkConcern:
    rng = stream("words", sketch.number)
    work = handled(sketch, calendar, notes)
    language, reporters = voices(sketch)
    return BulkConcern(
        summary=_summary(sketch, summaries, rng) if first is None else _said_again(first, rng),
        category=sketch.category,
        received_at=sketch.received_at,
        external_id=_number(sketch),
        channel=sketch.channel,
        source_type=sketch.source,
        status=work.status,
        closing_reason=work.closing_reason,
        closed_at=work.closed_at,
        resolved_at=work.resolved_at,
        acknowledged_at=work.acknowledged_at,
        due_at=work.due_at,
        latitude=sketch.spot.latitude if sketch.spot else None,
        longitude=sketch.spot.longitude if sketch.spot else None,
        at_venue=sketch.at_venue,
        neighbourhood_id=ids[sketch.place.code] if sketch.place else None,
        details=_details(rng) if reporters and rng.random() < WITH_DETAILS else None,
        outcome=work.outcome,
        priority=sketch.priority,
        confidentiality=Confidentiality.INTERNAL,
        language=language,
        owner=work.owner.subject if work.owner else None,
        recorded_by=work.recorded_by.subject if work.recorded_by else None,
        case=cases[sketch.case] if sketch.case is not None else None,
        raised_at_event=events[sketch.event] if sketch.event is not None else None,
        duplicate_of=_number(made[sketch.duplicate_of]) if sketch.duplicate_of is not None else None,
        history=work.history,
        voices=reporters,
    )


def _number(sketch: Sketch) -> str:
    return f"D-{sketch.number + 1:05d}"


def _summary(sketch: Sketch, writer: Writer, rng: Random) -> str:
    own = concern_texts()[sketch.category.value]
    area = sketch.place.code if sketch.place else None
    here = {"place": _where(sketch)}
    patterns = own.get("rising", own["says"]) if sketch.rising and rng.random() < RISING_WORDS else own["says"]
    return writer.write(sketch.category.value, area, patterns, rng, own, here, text_file("common"))


def _said_again(first: str, rng: Random) -> str:
    """The same matter in the words of somebody else: what stood in the first report, and a word of their own."""
    bank = text_file("repeats")
    what = first.split(". ")[0].rstrip(".!?")[:200].rstrip()
    return f"{rng.choice(bank['leads'])}: {what}. {rng.choice(bank['ends'])}".strip()


def _where(sketch: Sketch) -> list[str]:
    """Phrases for the place; a hotspot keeps to a few of its own, so that its reports read as one place."""
    habit = habits()[sketch.category]
    setting = sketch.setting
    if habit.fits and setting not in (*habit.fits, "nowhere"):
        setting = habit.fits[0]
    phrases: list[str] = text_file("places")[habit.words][setting]
    if sketch.spot is None or sketch.spot.hotspot is None:
        return phrases
    return [phrases[(sketch.spot.hotspot + n) % len(phrases)] for n in range(PHRASES)]


def _details(rng: Random) -> str:
    bank = text_file("details")
    return fill(rng.choice(bank["everybody"]), rng, bank)

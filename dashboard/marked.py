"""Words that were looked for, marked in somebody's text: bold on a ground of its own, never colour alone."""

from collections.abc import Sequence

from dashboard.words import plain
from db.queries.words import Span, hits


def marked(text: str, spans: Sequence[Span]) -> str:
    """Markdown that shows exactly this text with the spans (offsets, in order) marked."""
    parts, last = [], 0
    for first, end in spans:
        parts += [plain(text[last:first]), f":orange-background[**{plain(text[first:end])}**]"]
        last = end
    return "".join([*parts, plain(text[last:])])


def with_hits(text: str, looking_for: str) -> str:
    """The text with the words somebody is looking for marked; nothing marked when they look for none."""
    return marked(text, hits(text, looking_for))

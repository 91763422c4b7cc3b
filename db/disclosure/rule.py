"""The public rule for one figure: fewer than ten is not said, the rest is rounded to five.

After the UK's "10-5" rule for counts of people in small areas (Government Statistical Service and ONS guidance on
disclosure control for tables from administrative sources): small counts are suppressed, zero included, and the others
rounded to base five, each total from its own true value.
"""

from collections.abc import Iterable

from db.disclosure.content import Figure
from db.vocabulary.briefings import FigureKind

STEP = 5
FEWEST = 10  # the smallest count that is said
NARROWEST = 5  # values that must stay possible for what is hidden
UNCERTAIN = 2  # and for what is shown: nobody is certain that one record is in it
UNBOUNDED = 10**9

FEW = Figure(FigureKind.FEW)
WITHHELD = Figure(FigureKind.WITHHELD)


def figure(n: int, sources: Iterable[int] = ()) -> Figure:
    """What is said of a count. `sources`: how many of it come from each known source."""
    if n < FEWEST:
        return FEW
    if any(2 * one > n for one in sources):
        return WITHHELD
    return Figure(FigureKind.ROUNDED, rounded(n))


def rounded(n: int) -> int:
    """To the nearest multiple of five; there is no middle."""
    return (n + STEP // 2) // STEP * STEP


def span(said: Figure | None) -> tuple[int, int]:
    """The smallest and the largest count that somebody who knows the rule can take a figure for; None: nothing was said."""
    if said is None:
        return 0, UNBOUNDED
    if said.kind == FigureKind.FEW:
        return 0, FEWEST - 1
    if said.kind == FigureKind.WITHHELD or said.n is None:
        return FEWEST, UNBOUNDED
    return max(FEWEST, said.n - STEP // 2), said.n + STEP // 2

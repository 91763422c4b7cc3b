"""Somebody who has every published table, knows the rule, and works out what can be worked out.

Written apart from the product: it knows no flow and no family, only that every figure is a sum over records, each of which
has an area (or none), a word, a standing and a month. Whole-number bounds by scipy's milp (HiGHS).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from db.disclosure.content import Figure, PublicTable, Release
from db.vocabulary.briefings import PUBLIC_GROUPS, FigureKind, Standing, TableName

T = TableName
TOGETHER = (
    (T.CONCERNS_BY_GROUP, T.CONCERNS_BY_CATEGORY, T.CONCERNS_BY_STANDING, T.CONCERNS_BY_MONTH),
    (T.EVENTS_BY_AREA, T.EVENTS_BY_TYPE),
    (T.ACTIVITIES_BY_AREA, T.ACTIVITIES_BY_TYPE),
    (T.PROMISES_BY_FATE,),
    (T.CHECKS_BY_RESULT,),
)
BY_MONTH, BY_STANDING = T.CONCERNS_BY_MONTH, T.CONCERNS_BY_STANDING
BY_AREA = (T.CONCERNS_BY_GROUP, T.CONCERNS_BY_STANDING, T.EVENTS_BY_AREA, T.ACTIVITIES_BY_AREA, T.PROMISES_BY_FATE)
NOWHERE, ANY = "nowhere", "any"
MANY = 10_000  # records that nobody would believe
GROUP_OF = {str(word): str(group) for group, words in PUBLIC_GROUPS.items() for word in words}


@dataclass(frozen=True)
class Pinned:
    """A number that came out too narrow: where it stands, and the values it can still have."""

    what: str
    low: int
    high: int
    wanted: int


Form = frozenset[int]  # which unknowns are summed


class Attacker:
    """`fewest` and `step`: the rule as it is known; several releases are looked at together. `joint`: every record with all
    four of its properties is an unknown of its own; otherwise there is an unknown per area and word, per area and standing
    and per month, with the same sums (any such three belong to some records, and there are fewer of them to try)."""

    def __init__(
        self,
        releases: Sequence[Release],
        together: Sequence[TableName],
        *,
        joint: bool,
        fewest: int = 10,
        step: int = 5,
    ) -> None:
        self.fewest, self.step, self.joint = fewest, step, joint
        tables = [(release, table) for release in releases for table in release.tables if table.name in together]
        self.areas = [*sorted({area.code for release in releases for area in release.areas}), NOWHERE]
        if not any(table.name in BY_AREA for _, table in tables):
            self.areas = [NOWHERE]
        self.words = sorted({word for _, table in tables for word in _words(table)}) or ["anything"]
        self.standings = [str(one) for one in Standing] if any(t.name == BY_STANDING for _, t in tables) else ["any"]
        self.months = sorted({month for release in releases for month in _months(release)})
        every = (self.areas, self.words, self.standings, self.months)
        a, w, s, m = every
        sheets = (every,) if joint else ((a, w, [ANY], [ANY]), (a, [ANY], s, [ANY]), ([ANY], [ANY], [ANY], m))
        keys = [key for sheet in sheets for key in product(*sheet)]
        self.unknowns = {key: number for number, key in enumerate(keys)}
        self.known: dict[Form, tuple[int, int]] = {}
        self.equal: list[tuple[Form, Form]] = []
        if not joint:
            self.equal = [(self._form([area], w, s, m), self._form([area], [ANY], s, [ANY])) for area in a]
            self.equal.append((self._form(a, w, s, m), frozenset(self.unknowns[ANY, ANY, ANY, month] for month in m)))
        self.shown: set[Form] = set()
        self.targets: dict[Form, str] = {}
        for release, table in tables:
            self._read(release, table)

    def _form(
        self, areas: Sequence[str], words: Sequence[str], standings: Sequence[str], months: Sequence[str]
    ) -> Form:
        keys = (areas, words, standings, months)
        if not self.joint:
            if months != self.months and months != [ANY]:
                keys = ([ANY], [ANY], [ANY], months)
            elif words == [ANY] or standings != self.standings:
                keys = (areas, [ANY], standings, [ANY])
            else:
                keys = (areas, words, [ANY], [ANY])
        return frozenset(self.unknowns[key] for key in product(*keys))

    def _read(self, release: Release, table: PublicTable) -> None:
        months = _months(release)
        for what, rows, column, figure in _figures(table):
            areas, words, standings, when = self.areas, self.words, self.standings, months
            if table.name == BY_MONTH:
                when = list(rows) or months
            elif table.name in BY_AREA:
                areas = list(rows) or areas
            else:
                words = list(rows) or words
            if table.name == BY_STANDING:
                standings = list(column) or standings
            elif column:
                words = [word for word in self.words if GROUP_OF.get(word, word) in column]
            form = self._form(areas, words, standings, when)
            self.targets[form] = f"{release.starts_on} {table.name} {what}"
            low, high = self._span(figure)
            before = self.known.get(form, (0, MANY))
            self.known[form] = max(low, before[0]), min(high, before[1])
            if figure is not None and figure.kind == FigureKind.ROUNDED:
                self.shown.add(form)
        # What no table shows, and their sums bear on.
        if table.name in BY_AREA:
            parts = [self.standings] if table.name == BY_STANDING else [self.words]
            for area, inside in product(self.areas, parts):
                self.targets.setdefault(self._form([area], self.words, self.standings, months), f"{area}, all")
                for one in inside:
                    words = self.words if table.name == BY_STANDING else [one]
                    standings = [one] if table.name == BY_STANDING else self.standings
                    self.targets.setdefault(self._form([area], words, standings, months), f"{months} {area}, {one}")

    def _span(self, figure: Figure | None) -> tuple[int, int]:
        if figure is None:
            return 0, MANY
        if figure.kind == FigureKind.FEW:
            return 0, self.fewest - 1
        if figure.kind == FigureKind.WITHHELD:
            return self.fewest, MANY
        assert figure.n is not None
        taken = [n for n in range(figure.n - self.step, figure.n + self.step + 1) if n >= self.fewest]
        fitting = [n for n in taken if round(n / self.step) * self.step == figure.n]
        return fitting[0], fitting[-1]

    def ranges(self, *, enough: bool = True) -> dict[Form, tuple[int, int]]:
        """The smallest and largest value each number can have; `enough`: no further than it has to be wide."""
        forms = list(self.targets)
        wanted = np.array([self.wanted(form) if enough else 2 * MANY * len(self.unknowns) for form in forms])
        asked = _matrix(forms, len(self.unknowns))
        bounds = list(self.known)
        given = [
            LinearConstraint(
                _matrix(bounds, len(self.unknowns)),
                [self.known[form][0] for form in bounds],
                [self.known[form][1] for form in bounds],
            )
        ]
        if self.equal:
            ones, others = ([pair[side] for pair in self.equal] for side in (0, 1))
            same = _matrix(ones, len(self.unknowns)) - _matrix(others, len(self.unknowns))
            given.append(LinearConstraint(same, 0, 0))
        low, high = np.full(len(forms), np.inf), np.full(len(forms), -np.inf)
        chance = np.random.default_rng(1)

        def solve(weights: np.ndarray) -> None:
            for whole in (
                0,
                1,
            ):  # a solution in fractions that happens to be whole is one in whole numbers, found sooner
                integrality = np.full(len(self.unknowns), whole)
                found = milp(weights, constraints=given, bounds=Bounds(0, MANY), integrality=integrality)
                assert found.status == 0, found.message
                if np.abs(found.x - np.round(found.x)).max() < 1e-6:
                    break
            values = asked @ np.round(found.x)
            np.minimum(low, values, out=low)
            np.maximum(high, values, out=high)

        for _ in range(6):  # many are wide apart after a few random looks already
            solve(chance.integers(-3, 4, len(self.unknowns)).astype(float))
        for number in range(len(forms)):
            row = asked[[number], :].toarray()[0]
            for sign in (-1, 1):
                if high[number] - low[number] + 1 < wanted[number]:
                    solve(sign * row)
        return {form: (int(low[number]), int(high[number])) for number, form in enumerate(forms)}

    def wanted(self, form: Form) -> int:
        """Five values for a hidden number, two for one that is shown."""
        return 2 if form in self.shown else 5

    def pinned(self) -> list[Pinned]:
        """Every number with fewer values left than it should have."""
        return [
            Pinned(self.targets[form], low, high, self.wanted(form))
            for form, (low, high) in self.ranges().items()
            if high - low + 1 < self.wanted(form)
        ]


SEEN: dict[object, list[Pinned]] = {}  # most stores leave some family empty


def pinned(releases: Sequence[Release], *, joint: bool = False, **rule: int) -> list[Pinned]:
    """What an attacker finds in all tables of all these releases together."""
    joint = joint or len(releases) > 1
    found = []
    for together in TOGETHER:
        tables = tuple((r.starts_on, r.last_day, t) for r in releases for t in r.tables if t.name in together)
        key = (tables, joint, tuple(rule.items()))
        if key not in SEEN:
            SEEN[key] = Attacker(releases, together, joint=joint, **rule).pinned()
        found += SEEN[key]
    return found


def _matrix(forms: Sequence[Form], unknowns: int) -> csr_array:
    rows = [number for number, form in enumerate(forms) for _ in form]
    columns = [unknown for form in forms for unknown in form]
    return csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(forms), unknowns))


def _figures(table: PublicTable) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...], Figure | None]]:
    """Every figure of a table, and every one that was dropped, with its row and column; () for all of them."""
    yield "total", (), (), table.total
    for row, total in zip(table.rows, table.row_totals, strict=True):
        yield f"{row}", row, (), total
    for column, total in zip(table.columns, table.column_totals, strict=True):
        yield f"{column}", (), column, total
    for row, cells in zip(table.rows, table.cells, strict=bool(table.columns)):
        for column, cell in zip(table.columns, cells, strict=True):
            yield f"{row} {column}", row, column, cell


def _words(table: PublicTable) -> Iterator[str]:
    if table.name == T.CONCERNS_BY_GROUP or table.name in (BY_STANDING, BY_MONTH, T.CONCERNS_BY_CATEGORY):
        yield from GROUP_OF
    elif table.name in BY_AREA:
        yield from (key for column in table.columns for key in column)
    else:
        yield from (key for row in table.rows for key in row)


def _months(release: Release) -> list[str]:
    first, last = release.starts_on, release.last_day
    return [f"{first.year}-{month:02}" for month in range(first.month, last.month + 1)]

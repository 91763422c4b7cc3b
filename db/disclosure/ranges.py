"""What can be worked out: how far each number of a family can be pinned down from everything that is published of it.

All figures of a family are sums over one table of true counts, and each bounds its sum. Laid out as a flow, each number is
one arc with the interval its figure allows (an unpublished one: anything), and the true counts are one flow that fits:

    months -> whole -> column -> word -> (area, column) -> area -> (area, standing) -> standing -> back to the start

The tables hang together only through sums they share (a column's words, an area's total, the whole), so this is all that the
figures say together: whatever flow fits belongs to some set of records. The bounds of a flow with whole-numbered intervals
are whole numbers, so the largest and the smallest count an arc can have are found exactly, by sending units round in circles
from the true one (Ford and Fulkerson 1962, feasible circulations); no solver's tolerance is in it.
"""

from collections import deque
from collections.abc import Hashable, Iterator
from collections.abc import Set as AbstractSet

from db.disclosure.families import IN_AN_AREA, Family, Key, Layer, Part, Shape
from db.disclosure.laying_out import LaidOut
from db.disclosure.rule import NARROWEST, UNBOUNDED, UNCERTAIN, span
from db.vocabulary.briefings import FigureKind


class Network:
    """Arcs come in pairs: an even number forwards, the odd one after it backwards; `spare` is what each can still take."""

    def __init__(self) -> None:
        self.heads: list[int] = []
        self.spare: list[int] = []
        self.leaving: list[list[int]] = []
        self._nodes: dict[Hashable, int] = {}

    def arc(self, tail: Hashable, head: Hashable, low: int, flow: int, high: int) -> int:
        number = len(self.heads)
        for start, end, spare in ((tail, head, high - flow), (head, tail, flow - low)):
            self.leaving[self._node(start)].append(len(self.heads))
            self.heads.append(self._node(end))
            self.spare.append(spare)
        return number

    def _node(self, name: Hashable) -> int:
        if name not in self._nodes:
            self._nodes[name] = len(self._nodes)
            self.leaving.append([])
        return self._nodes[name]

    def room(self, arc: int, wanted: int) -> int:
        """How many further values the arc can have beside its own; stops counting at `wanted`."""
        more = self._sent(arc, min(wanted, self.spare[arc]))
        return more + self._sent(arc ^ 1, min(wanted - more, self.spare[arc ^ 1]))

    def _sent(self, arc: int, wanted: int) -> int:
        """Units that can go once more along this arc and round to its tail again by others."""
        start, goal = self.heads[arc], self.heads[arc ^ 1]
        changed: list[tuple[int, int]] = []
        sent, width = 0, wanted
        while width:
            path = self._path(start, goal, width, arc)
            if path is None:
                width //= 2
                continue
            for step in path:
                self.spare[step] -= width
                self.spare[step ^ 1] += width
                changed.append((step, width))
            sent += width
            width = min(width, wanted - sent)
        for step, units in changed:
            self.spare[step] += units
            self.spare[step ^ 1] -= units
        return sent

    def _path(self, start: int, goal: int, width: int, without: int) -> list[int] | None:
        """A shortest way for `width` units. Looks one step ahead from the goal's side: layers fan out widely."""
        heads, spare, leaving, pair = self.heads, self.spare, self.leaving, without ^ 1
        before = {
            heads[arc]: arc ^ 1 for arc in leaving[goal] if spare[arc ^ 1] >= width and arc not in (without, pair)
        }
        came: dict[int, int] = {start: -1}
        waiting = deque([start] if before else ())
        while waiting:
            here = waiting.popleft()
            if here in before:
                path = [before[here]]
                while here != start:
                    path.append(came[here])
                    here = heads[came[here] ^ 1]
                return path
            for arc in leaving[here]:
                if spare[arc] < width or arc in (without, pair):
                    continue
                there = heads[arc]
                if there in came:
                    continue
                came[there] = arc
                if there in before:
                    waiting.appendleft(there)
                    break
                waiting.append(there)
        return None


def unsafe(of: LaidOut, areas: AbstractSet[str] | None = None) -> list[Key]:
    """Hidden numbers that can be pinned down to fewer than five values, and shown ones that can have only one. Where one of
    the whole city's is among them, only those: what mends them mends others. `areas`: look at the rows of these only."""
    city, inside = _wrong(of, areas)
    return list(city) or list(inside)


def safe(of: LaidOut) -> bool:
    """No number can be pinned down."""
    return not any(True for numbers in _wrong(of, None) for _ in numbers)


def _wrong(of: LaidOut, areas: AbstractSet[str] | None) -> tuple[Iterator[Key], Iterator[Key]]:
    network, arcs = _network(of)

    def wrong(key: Key, arc: int) -> bool:
        said = of.said.get(key)
        values = UNCERTAIN if said is not None and said.kind == FigureKind.ROUNDED else NARROWEST
        return network.room(arc, values - 1) < values - 1

    city = (key for key, arc in arcs if areas is None and key.layer not in IN_AN_AREA and wrong(key, arc))
    inside = (
        key
        for key, arc in arcs
        if key.layer in IN_AN_AREA and (areas is None or not areas.isdisjoint(key.row)) and wrong(key, arc)
    )
    return city, inside


def _network(of: LaidOut) -> tuple[Network, list[tuple[Key, int]]]:
    """The flow, and the arcs that stand for a number somebody may want to know. An arc that only repeats the one before it
    (a layer with a single part) is none of them."""
    family, shape = of.family, of.shape
    network = Network()
    arcs: list[tuple[Key, int]] = []

    def add(tail: Hashable, head: Hashable, key: Key, *, counts: bool) -> None:
        low, high = span(of.said.get(key))
        number = network.arc(tail, head, low, of.numbers.get(key, 0), high)
        if counts:
            arcs.append((key, number))

    published = any(shape.has(table) for table in family.tables())
    by_area = shape.has(family.across) or shape.has(family.standing)
    rows: tuple[Part, ...] = (*shape.areas, ()) if by_area else ()
    if shape.has(family.months):
        for month in shape.months:
            add("start", "months", Key(Layer.MONTH, (month,)), counts=True)
    else:
        network.arc("start", "months", 0, of.numbers.get(Key(Layer.GRAND), 0), UNBOUNDED)
    add("months", "whole", Key(Layer.GRAND), counts=published)
    columns: tuple[Part, ...] = shape.columns or ((),)
    for column in columns:
        add("whole", ("column", column), Key(Layer.COLUMN, column=column), counts=bool(shape.columns))
        words = _words_of(family, shape, column) if shape.has(family.by_word) else ()
        for word in words:
            add(("column", column), ("word", word), Key(Layer.WORD, word), counts=True)
            for row in rows:
                end = ("cell", row, column)
                add(("word", word), end, Key(Layer.BASE, row, word), counts=len(words) > 1)
            if not rows:
                network.arc(("word", word), "end", 0, of.numbers.get(Key(Layer.WORD, word), 0), UNBOUNDED)
        for row in rows:
            start = ("cell", row, column) if words else ("column", column)
            add(start, ("area", row), Key(Layer.CELL, row, column), counts=bool(shape.columns))
        if not words and not rows:
            network.arc(("column", column), "end", 0, of.numbers.get(Key(Layer.COLUMN, column=column), 0), UNBOUNDED)
    for row in rows:
        add(("area", row), ("stands", row), Key(Layer.ROW, row), counts=True)
        for one in shape.standings:
            add(("stands", row), ("standing", one), Key(Layer.STANDING_CELL, row, one), counts=True)
        if not shape.standings:
            network.arc(("stands", row), "end", 0, of.numbers.get(Key(Layer.ROW, row), 0), UNBOUNDED)
    for one in shape.standings:
        add(("standing", one), "end", Key(Layer.STANDING, column=one), counts=True)
    network.arc("end", "start", 0, of.numbers.get(Key(Layer.GRAND), 0), UNBOUNDED)
    return network, arcs


def _words_of(family: Family, shape: Shape, column: Part) -> tuple[Part, ...]:
    """The words whose groups are in this column, in the order they are published."""
    if not shape.columns:
        return shape.words
    inside = {word for group in column for word in family.groups[group]}
    return tuple(word for word in shape.words if word[0] in inside)

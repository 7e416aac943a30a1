"""Days in order: which of many vague days lie in a window, and which of many stints hold on a day.

The decision hidden here is how they are searched. Days are sorted once by the earliest that they may be and asked
by bisection: by that day, and by the running maximum of the latest days. Of few, all between are looked at. Of many,
those known less well than to a month stand apart, so that they do not stretch that maximum; then almost all of an
answer is sure, and is one run of the order, which is copied and not looked at. Stints are kept with those that held
on some of the days, as many days as make it enough to look at about twice what an answer has.
Items themselves are fetched when they are part of an answer.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import Any, Generic, NamedTuple, TypeVar

from aigraph.arrays import Ints, highest, taken
from aigraph.dates import CERTAIN, OPEN_START, POSSIBLE, Verdict

T = TypeVar("T")

MONTH, YEAR = 31, 366
FEW = 64
"""So many are looked at one by one sooner than they are told apart."""


class Line(NamedTuple):
    """Numbers of items in order of their earliest day, with their days.

    ``reach`` is the running maximum of the latest day, ``near`` that of those known to a month; ``wide`` are the
    places of the others.
    """

    numbers: Ints
    los: Ints
    his: Ints
    reach: Ints
    near: Ints
    wide: Ints

    @classmethod
    def of(cls, numbers: Ints, los: Ints, his: Ints) -> Line:
        """Gather the days of items, given in order, from those of all."""
        earliest, latest = taken(los, numbers), taken(his, numbers)
        known = array("i", [hi if hi - lo < MONTH else lo for lo, hi in zip(earliest, latest, strict=True)])
        wide = array("i", [place for place, (hi, shown) in enumerate(zip(latest, known, strict=True)) if hi != shown])
        return cls(array("i", numbers), earliest, latest, highest(latest), highest(known), wide)


class _Wide:
    """Places of wide days in order, with their latest day and the running maximum of it."""

    __slots__ = ("_his", "_places", "_reach")

    def __init__(self, places: list[int], his: Ints) -> None:
        self._places = places
        self._his = [his[place] for place in places]
        self._reach = list(accumulate(self._his, max))

    def reaching(self, day: int, until: int) -> list[int]:
        """Return the places before one of which the latest day is a day or later."""
        i, j = bisect_left(self._reach, day), bisect_left(self._places, until)
        return [place for place, hi in zip(self._places[i:j], self._his[i:j], strict=True) if hi >= day]

    def beyond(self, day: int, first: int, until: int) -> list[int]:
        """Return the places between two of which the latest day is after a day."""
        i, j = bisect_left(self._places, first), bisect_left(self._places, until)
        return [place for place, hi in zip(self._places[i:j], self._his[i:j], strict=True) if hi > day]


class Moments(Generic[T]):
    """Items that each have a day, known as the earliest and the latest that it may be."""

    __slots__ = ("_apart", "_doubts", "_fetch", "_line", "_pairs", "_ready")

    def __init__(self, line: Line, fetch: Callable[[int], T]) -> None:
        self._line, self._fetch = line, fetch
        self._pairs: list[Any] = [None] * len(line.numbers)  # items as sure answers, once they are fetched
        self._doubts: list[Any] = [None] * len(line.numbers)  # and as possible ones
        self._ready = bytearray(len(line.numbers))
        self._apart: list[_Wide] | None = None

    def __len__(self) -> int:
        return len(self._pairs)

    @property
    def items(self) -> list[T]:
        """All items in order."""
        return [item for item, _ in self._sure(0, len(self._pairs))]

    def within(self, a: int, b: int, *, sure: bool = False) -> list[tuple[T, Verdict]]:
        """Return the items whose day may lie in ``a`` to ``b``, with how sure that is; ``sure``: only certain ones."""
        _, los, his, reach, _, _ = self._line
        i, j = bisect_left(reach, a), bisect_right(los, b)
        if a > b or i >= j:
            return []
        if j - i > FEW:
            return self._of_many(a, b, sure)
        if self._ready.find(0, i, j) >= 0:
            self._need(range(i, j))
        found = zip(self._pairs[i:j], self._doubts[i:j], los[i:j], his[i:j])  # noqa: B905 (as long as each other)
        if sure:
            return [pair for pair, _, lo, hi in found if lo >= a and hi <= b]
        return [pair if lo >= a and hi <= b else doubt for pair, doubt, lo, hi in found if hi >= a]

    def _of_many(self, a: int, b: int, sure: bool) -> list[tuple[T, Verdict]]:
        """Return the same, without looking at each."""
        if self._apart is None:
            his, los, wide = self._line.his, self._line.los, self._line.wide
            kinds = ([p for p in wide if his[p] - los[p] < YEAR], [p for p in wide if his[p] - los[p] >= YEAR])
            self._apart = [_Wide(places, his) for places in kinds if places]
        i = bisect_left(self._line.near, a)
        first = bisect_left(self._line.los, a, i)
        last = bisect_right(self._line.los, b, first)
        found, late = self._sure(first, last), self._late(first, last, b)
        if sure:
            doubted = {place - first for place in late}
            return [pair for place, pair in enumerate(found) if place not in doubted] if doubted else found
        doubts = self._doubts
        for place in late:
            found[place - first] = doubts[place]
        early = self._early(a, i, first)
        self._need(early)
        return [doubts[place] for place in early] + found

    def _early(self, a: int, i: int, first: int) -> list[int]:
        """Return the places of what may lie before the day ``a``, and on it or later; ``i``: the first known to a month."""
        apart = [place for wide in self._apart or () for place in wide.reaching(a, i)]
        return sorted(apart) + [place for place, hi in enumerate(self._line.his[i:first], i) if hi >= a]

    def _late(self, first: int, last: int, b: int) -> list[int]:
        """Return the places of what may also lie after the day ``b``."""
        k = bisect_right(self._line.near, b, first, last)
        apart = [place for wide in self._apart or () for place in wide.beyond(b, first, k)]
        return apart + [place for place, hi in enumerate(self._line.his[k:last], k) if hi > b]

    def _sure(self, first: int, last: int) -> list[tuple[T, Verdict]]:
        """Return the items of a run as sure answers."""
        if self._ready.find(0, first, last) >= 0:
            self._need(range(first, last))
        return self._pairs[first:last]

    def _need(self, places: Iterable[int]) -> None:
        """Fetch the items at some places."""
        ready, numbers = self._ready, self._line.numbers
        for place in places:
            if not ready[place]:
                item = self._fetch(numbers[place])
                self._pairs[place], self._doubts[place] = (item, CERTAIN), (item, POSSIBLE)
                ready[place] = 1


Bounds = tuple[int, int, int, int, int]
"""Earliest and latest start, earliest and latest end, twice the place."""
ENOUGH = 16
"""After so many starts, or as many as hold, what holds is kept anew."""


class Intervals(Generic[T]):
    """Items that each hold from a start to an end, both known as the earliest and the latest day that they may be."""

    __slots__ = ("_bounds", "_days", "_fetch", "_held", "_missing", "_numbers", "_pairs", "_starts")

    def __init__(self, numbers: Ints, bounds: Sequence[tuple[int, int, int, int]], fetch: Callable[[int], T]) -> None:
        """``bounds``: earliest and latest start, earliest and latest end, tightened, sorted by the earliest start."""
        self._numbers, self._fetch = numbers, fetch
        self._pairs: list[Any] = [None] * (2 * len(numbers))  # at twice its place an item as a possible answer, then as a sure one
        self._missing = len(numbers)
        self._bounds: list[Bounds] = [(*b, 2 * i) for i, b in enumerate(bounds)]
        self._starts = [b[0] for b in bounds]
        self._days: list[int] = [OPEN_START - 1]
        self._held: list[tuple[list[Bounds], int]] = [([], 0)]
        self._keep_held()

    def _keep_held(self) -> None:
        """Keep, for some days, what may hold then of all that started before, in order: on the whole as many as there are."""
        held, since = list[Bounds](), 0
        for place, day in enumerate(self._starts):
            if place - since >= max(ENOUGH, len(held)):
                held, since = [b for b in (*held, *self._bounds[since:place]) if b[3] > day], place
                self._days.append(day)
                self._held.append((held, place))

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def items(self) -> list[T]:
        """All items in order."""
        self._need(self._bounds)
        return [item for item, _ in self._pairs[::2]]

    def on(self, lo: int, hi: int, *, sure: bool = False) -> list[tuple[T, Verdict]]:
        """Return the items that hold at the end of a day known as ``lo`` to ``hi``, with how sure that is.

        As ``aigraph.dates.holds_on``.
        """
        near, pairs = self._run(lo + 1, hi), self._pairs
        if sure:
            return [pairs[place + 1] for _, s_hi, e_lo, _, place in near if s_hi <= lo and hi < e_lo]
        return [pairs[place + (s_hi <= lo and hi < e_lo)] for s_lo, s_hi, e_lo, e_hi, place in near if lo < e_hi and s_lo < e_hi]

    def during(self, a: int, b: int, *, sure: bool = False) -> list[tuple[T, Verdict]]:
        """Return the items that hold at any moment of the days ``a`` to ``b``, as ``aigraph.dates.holds_during``."""
        near, pairs = self._run(a, b), self._pairs
        if sure:
            return [pairs[place + 1] for _, s_hi, e_lo, _, place in near if s_hi <= b and e_lo >= a]
        return [pairs[place + (s_hi <= b and e_lo >= a)] for _, s_hi, e_lo, e_hi, place in near if e_hi >= a]

    def _run(self, after: int, until: int) -> list[Bounds]:
        """Return, in order, all that may end on or after a day and start on or before another, and some more; fetched."""
        held, since = self._held[bisect_left(self._days, after, 1) - 1]
        found = held + self._bounds[since : bisect_right(self._starts, until)]
        if self._missing:
            self._need(found)
        return found

    def _need(self, found: Iterable[Bounds]) -> None:
        """Fetch items."""
        pairs = self._pairs
        for _, _, _, _, place in found:
            if pairs[place] is None:
                item = self._fetch(self._numbers[place >> 1])
                pairs[place], pairs[place + 1] = (item, POSSIBLE), (item, CERTAIN)
                self._missing -= 1

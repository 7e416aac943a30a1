"""Days in order: which of many vague days lie in a window, and which of many stints hold on a day.

The decision hidden here is how they are searched. Everything is sorted once by its earliest day and asked by
bisection: by that day, and by the running maximum of the latest days, which is sorted whatever the widths are.
Stints that have not ended reach to the end of time and stand apart, so that they do not stretch that maximum.
Items themselves are fetched when they are part of an answer.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Generic, NamedTuple, TypeVar

from aigraph.dates import CERTAIN, OPEN_END, POSSIBLE, Verdict

T = TypeVar("T")
Ints = Sequence[int]


class _Run(Generic[T]):
    """Items by number, in an order, each fetched when it is first part of an answer."""

    __slots__ = ("_fetch", "_items", "_missing", "_numbers")

    def __init__(self, numbers: Ints, fetch: Callable[[int], T]) -> None:
        self._numbers, self._fetch = numbers, fetch
        self._items: list[T | None] = [None] * len(numbers)
        self._missing = len(numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def items(self) -> list[T]:
        """All items in order."""
        return self._between(0, len(self._items))

    def _between(self, i: int, j: int) -> list[T]:
        """Return the items at the places from ``i`` up to, not including, ``j``."""
        items = self._items
        if self._missing:
            for k in range(i, j):
                if items[k] is None:
                    items[k] = self._fetch(self._numbers[k])
                    self._missing -= 1
        return items[i:j]  # type: ignore[return-value]


class Line(NamedTuple):
    """Numbers of items in order of their earliest day, with their days, and the running maximum of the latest."""

    numbers: Ints
    los: Ints
    his: Ints
    reach: Ints

    @classmethod
    def of(cls, numbers: Ints, los: Ints, his: Ints) -> Line:
        """Gather the days of items, given in order, from those of all."""
        latest = array("i", [his[i] for i in numbers])
        return cls(array("i", numbers), array("i", [los[i] for i in numbers]), latest, array("i", accumulate(latest, max)))


class Moments(_Run[T]):
    """Items that each have a day, known as the earliest and the latest that it may be."""

    __slots__ = ("_his", "_los", "_reach")

    def __init__(self, numbers: Ints, los: Ints, his: Ints, reach: Ints, fetch: Callable[[int], T]) -> None:
        """The first four are those of a ``Line``."""
        super().__init__(numbers, fetch)
        self._los, self._his, self._reach = los, his, reach

    def within(self, a: int, b: int, *, sure: bool = False) -> list[tuple[T, Verdict]]:
        """Return the items whose day may lie in ``a`` to ``b``, with how sure that is; ``sure``: only certain ones."""
        i, j = bisect_left(self._reach, a), bisect_right(self._los, b)
        if a > b or i >= j:
            return []
        found = zip(self._between(i, j), self._los[i:j], self._his[i:j], strict=True)
        if sure:
            return [(item, CERTAIN) for item, lo, hi in found if lo >= a and hi <= b]
        return [(item, CERTAIN if lo >= a and hi <= b else POSSIBLE) for item, lo, hi in found if hi >= a]


class Intervals(_Run[T]):
    """Items that each hold from a start to an end, both known as the earliest and the latest day that they may be."""

    __slots__ = ("_ended", "_lasting")

    def __init__(self, numbers: Ints, bounds: Sequence[tuple[int, int, int, int]], fetch: Callable[[int], T]) -> None:
        """``bounds``: earliest and latest start, earliest and latest end, tightened, sorted by the earliest start."""
        super().__init__(numbers, fetch)
        self._ended = _Part([(*b, i) for i, b in enumerate(bounds) if b[3] < OPEN_END])
        self._lasting = _Part([(*b, i) for i, b in enumerate(bounds) if b[3] >= OPEN_END])

    def on(self, lo: int, hi: int, *, sure: bool = False) -> list[tuple[T, Verdict]]:
        """Return the items that hold at the end of a day known as ``lo`` to ``hi``, with how sure that is.

        As ``aigraph.dates.holds_on``.
        """
        found = [
            (i, s_hi <= lo and hi < e_lo)
            for part in (self._ended, self._lasting)
            for s_lo, s_hi, e_lo, e_hi, i in part.run(lo + 1, hi)
            if lo < e_hi and s_lo < e_hi
        ]
        return self._answer(found, sure)

    def during(self, a: int, b: int, *, sure: bool = False) -> list[tuple[T, Verdict]]:
        """Return the items that hold at any moment of the days ``a`` to ``b``, as ``aigraph.dates.holds_during``."""
        found = [
            (i, s_hi <= b and e_lo >= a) for part in (self._ended, self._lasting) for _, s_hi, e_lo, e_hi, i in part.run(a, b) if e_hi >= a
        ]
        return self._answer(found, sure)

    def _answer(self, found: list[tuple[int, bool]], sure: bool) -> list[tuple[T, Verdict]]:
        found.sort()
        items, answers = self._items, []
        for i, certain in found:
            if certain or not sure:
                item = items[i]
                if item is None:
                    item = items[i] = self._fetch(self._numbers[i])
                    self._missing -= 1
                answers.append((item, CERTAIN if certain else POSSIBLE))
        return answers


class _Part:
    """Bounds sorted by the earliest start, with the running maximum of the latest end."""

    __slots__ = ("bounds", "reach", "starts")

    def __init__(self, bounds: list[tuple[int, int, int, int, int]]) -> None:
        self.bounds = bounds
        self.starts = [b[0] for b in bounds]
        self.reach = list(accumulate((b[3] for b in bounds), max))

    def run(self, after: int, until: int) -> list[tuple[int, int, int, int, int]]:
        """Return a run that holds every one that ends on or after a day and starts on or before another."""
        return self.bounds[bisect_left(self.reach, after) : bisect_right(self.starts, until)]

"""Who stands next to whom: the connections of every entity, searched from both ends.

The decision hidden here is how neighbours are kept and walked: for each entity one run of an array with the
entity at the other end, the number of the stint that joins them, and the days on which it may hold, so that most of
what does not is passed over where it is found. Entities and stints are numbers here.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from typing import NamedTuple

from aigraph.arrays import Groups, Ints, taken

Joins = Callable[[int], bool]
"""Whether a stint, by its number, is a connection of the view."""


class Rule(NamedTuple):
    """Which stints are connections: those that may start by ``until`` and end after ``since``, if they join, where that is asked."""

    since: int
    until: int
    joins: Joins | None = None


Parents = dict[int, list[int]]


class Adjacency(NamedTuple):
    """The neighbours of entity ``n`` stand at ``starts[n]`` up to, not including, ``starts[n + 1]``, in order of the stints."""

    starts: Ints
    others: Ints
    stints: Ints
    begins: Ints
    ends: Ints

    @classmethod
    def of(cls, size: int, stints: Ints, ends: Ints, s_lo: Ints, e_hi: Ints) -> Adjacency:
        """Build it for so many entities from stints in order, and the two entities of each, one after the other.

        ``s_lo`` and ``e_hi``: of all stints the first day on which it may begin, the last on which it may end.
        """
        groups = Groups.of(ends, range(len(ends)), size)
        across = array("i", [place ^ 1 for place in groups.numbers])
        joining = taken(stints, array("i", [place >> 1 for place in groups.numbers]))
        return cls(groups.starts, taken(ends, across), joining, taken(s_lo, joining), taken(e_hi, joining))

    def between(self, a: int, b: int, rule: Rule) -> list[int]:
        """Return the stints that join two neighbours, in order."""
        starts = self.starts
        here, there = (a, b) if starts[a + 1] - starts[a] <= starts[b + 1] - starts[b] else (b, a)
        since, until, joins = rule
        return [
            stint
            for other, stint, begin, end in self._around(here)
            if other == there and begin <= until and since < end and (joins is None or joins(stint))
        ]

    def _around(self, node: int) -> Iterator[tuple[int, int, int, int]]:
        """Return the neighbours of a node: entity, stint, first day, last day."""
        i, j = self.starts[node], self.starts[node + 1]
        return zip(self.others[i:j], self.stints[i:j], self.begins[i:j], self.ends[i:j])  # noqa: B905 (as long as each other)

    def search(self, a: int, b: int, rule: Rule) -> tuple[Parents, Parents, set[int]]:
        """Search from both ends, the smaller frontier first, until they meet.

        Returns the shortest parents of every node reached from either end, and the nodes where they met:
        every shortest path runs through one of these.
        """
        ahead: Parents = {a: []}
        back: Parents = {b: []}
        front, rear = {a}, {b}
        while front and rear and not (met := front & rear):
            if self._degree(front) <= self._degree(rear):
                front = self._grow(front, ahead, rule)
            else:
                rear = self._grow(rear, back, rule)
        return ahead, back, met if front and rear and a != b else set()

    def _degree(self, frontier: set[int]) -> int:
        starts = self.starts
        return sum(starts[n + 1] - starts[n] for n in frontier)

    def _grow(self, frontier: set[int], parents: Parents, rule: Rule) -> set[int]:
        since, until, joins = rule
        reached: Parents = {}
        for node in frontier:
            for other, stint, begin, end in self._around(node):
                if begin <= until and since < end and other not in parents and (joins is None or joins(stint)):
                    known = reached.get(other)
                    if known is None:
                        reached[other] = [node]
                    elif known[-1] != node:
                        known.append(node)
        parents.update(reached)
        return set(reached)

"""Who stands next to whom: the connections of every entity, searched from both ends.

The decision hidden here is how neighbours are kept and walked: for each entity one run of an array with the
entity at the other end and the number of the stint that joins them. Entities and stints are numbers here.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import NamedTuple

Ints = Sequence[int]
Joins = Callable[[int], bool]
"""Whether a stint, by its number, is a connection of the view."""
Parents = dict[int, list[int]]


class Adjacency(NamedTuple):
    """The neighbours of entity ``n`` stand at ``starts[n]`` up to, not including, ``starts[n + 1]``, in order of the stints."""

    starts: Ints
    others: Ints
    stints: Ints

    @classmethod
    def of(cls, size: int, pairs: Sequence[tuple[int, int, int]]) -> Adjacency:
        """Build it for so many entities from (stint, entity, entity), in order of the stints."""
        degrees = [0] * size
        for _, a, b in pairs:
            degrees[a] += 1
            degrees[b] += 1
        starts = array("i", accumulate(degrees, initial=0))
        free, others, stints = list(starts), array("i", bytes(8 * len(pairs))), array("i", bytes(8 * len(pairs)))
        for stint, a, b in pairs:
            for here, there in ((a, b), (b, a)):
                place = free[here]
                others[place], stints[place] = there, stint
                free[here] = place + 1
        return cls(starts, others, stints)

    def between(self, a: int, b: int) -> list[int]:
        """Return the stints that join two neighbours, in order."""
        starts = self.starts
        here, there = (a, b) if starts[a + 1] - starts[a] <= starts[b + 1] - starts[b] else (b, a)
        first, last = starts[here], starts[here + 1]
        return [stint for other, stint in zip(self.others[first:last], self.stints[first:last], strict=True) if other == there]

    def search(self, a: int, b: int, joins: Joins) -> tuple[Parents, Parents, set[int]]:
        """Search from both ends, the smaller frontier first, until they meet.

        Returns the shortest parents of every node reached from either end, and the nodes where they met:
        every shortest path runs through one of these.
        """
        ahead: Parents = {a: []}
        back: Parents = {b: []}
        front, rear = {a}, {b}
        while front and rear and not (met := front & rear):
            if self._degree(front) <= self._degree(rear):
                front = self._grow(front, ahead, joins)
            else:
                rear = self._grow(rear, back, joins)
        return ahead, back, met if front and rear and a != b else set()

    def _degree(self, frontier: set[int]) -> int:
        starts = self.starts
        return sum(starts[n + 1] - starts[n] for n in frontier)

    def _grow(self, frontier: set[int], parents: Parents, joins: Joins) -> set[int]:
        starts, others, stints = self.starts, self.others, self.stints
        reached: Parents = {}
        for node in frontier:
            first, last = starts[node], starts[node + 1]
            for other, stint in zip(others[first:last], stints[first:last], strict=True):
                if other not in parents and joins(stint):
                    known = reached.get(other)
                    if known is None:
                        reached[other] = [node]
                    elif known[-1] != node:
                        known.append(node)
        parents.update(reached)
        return set(reached)

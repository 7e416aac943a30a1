"""Arrays of numbers, and the few steps that indexes are made of.

The decision hidden here is who does them: plain Python, or NumPy where there is much to do and it is installed
(the extra ``large``). Both give the same arrays, of the module ``array``; numbers fit into 32 bits.
"""

from __future__ import annotations

import sys
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, count, islice, repeat
from operator import eq, sub
from typing import Any, NamedTuple

Ints = Sequence[int]

LONG, SHORT = 100_000, 1_000
"""From so many numbers on NumPy is asked: below, importing it takes longer than all it saves; and once it is there."""


def numpy_for(many: int) -> Any:
    """Return NumPy for so many numbers, ``None`` where there are too few or it is not installed."""
    if many < (SHORT if "numpy" in sys.modules else LONG):
        return None
    try:
        import numpy
    except ImportError:
        return None
    return numpy


def zeros(many: int) -> array[int]:
    """Return so many zeros."""
    return array("i", bytes(4 * many))


def taken(values: Ints, places: Ints) -> array[int]:
    """Return the values at some places."""
    np = numpy_for(len(places))
    if np is None:
        return array("i", [values[place] for place in places])
    return _array(_seen(np, values)[_seen(np, places)])


def highest(values: Ints) -> array[int]:
    """Return, for each value, the highest up to it."""
    np = numpy_for(len(values))
    return array("i", accumulate(values, max)) if np is None else _array(np.maximum.accumulate(_seen(np, values)))


def in_order(values: Ints, then: Ints) -> array[int]:
    """Return the places of values in order, by a second value where the first is equal; what is equal stays as it is."""
    np = numpy_for(len(values))
    if np is None:
        return array("i", sorted(range(len(values)), key=lambda i: (values[i], then[i])))
    return _array(np.lexsort((_seen(np, then), _seen(np, values))))


def in_turn(first: Ints, second: Ints) -> array[int]:
    """Return a number of the one, then one of the other, and so on: both are as long."""
    np = numpy_for(len(first))
    if np is None:
        return array("i", chain.from_iterable(zip(first, second, strict=True)))
    return _array(np.stack((_seen(np, first), _seen(np, second)), axis=1).ravel())


def repeated(times: Ints) -> array[int]:
    """Return the numbers from 0 on, each as many times as is said of it."""
    np = numpy_for(len(times))
    if np is None:
        return array("i", chain.from_iterable(map(repeat, count(), times)))
    return _array(np.repeat(np.arange(len(times)), _seen(np, times)))


class Groups(NamedTuple):
    """Numbers in groups: those of group ``g`` stand at ``starts[g]`` up to, not including, ``starts[g + 1]``, each once, in order."""

    starts: Ints
    numbers: Ints

    @classmethod
    def of(cls, groups: Ints, numbers: Ints, many: int) -> Groups:
        """Sort numbers, which come in order, into so many groups, given the group of each."""
        np = numpy_for(len(groups))
        if np is not None:
            pairs = np.sort((_seen(np, groups).astype("i8") << 32) | _seen(np, numbers))  # all different, so that any sort will do
            pairs = pairs[np.concatenate((pairs[:1] >= 0, pairs[1:] != pairs[:-1]))]
            sizes = np.bincount(pairs >> 32, minlength=many)
            return cls(_array(np.concatenate(([0], np.cumsum(sizes)))), _array(pairs & 0xFFFFFFFF))
        free, sorted_in = list(starts := _starts(groups, many)), zeros(len(groups))
        for group, number in zip(groups, numbers, strict=True):
            place = free[group]
            sorted_in[place] = number
            free[group] = place + 1
        made = cls(starts, sorted_in)
        return made if not any(map(eq, sorted_in, islice(sorted_in, 1, None))) else made._once()

    def _once(self) -> Groups:
        """Return them without what stands twice in a group."""
        starts, numbers = array("i", [0]), array("i")
        for group in range(len(self.starts) - 1):
            numbers.extend(dict.fromkeys(self.of_group(group)))
            starts.append(len(numbers))
        return Groups(starts, numbers)

    def of_group(self, group: int) -> Ints:
        """Return the numbers of a group."""
        return self.numbers[self.starts[group] : self.starts[group + 1]]

    def sizes(self) -> Iterator[tuple[int, int]]:
        """Yield the groups that are not empty, with how many numbers they have."""
        yield from ((group, many) for group, many in enumerate(map(sub, self.starts[1:], self.starts)) if many)


def _starts(groups: Ints, many: int) -> array[int]:
    """Return where each of so many groups starts, and the last one ends."""
    sizes = [0] * many
    for group, size in Counter(groups).items():
        sizes[group] = size
    return array("i", accumulate(sizes, initial=0))


def _seen(np: Any, values: Ints) -> Any:
    """Return numbers as NumPy sees them, in place where they lie in memory as such."""
    return np.asarray(values, dtype=np.int32)


def _array(found: Any) -> array[int]:
    made = array("i")
    made.frombytes(found.astype("i4", copy=False).tobytes())
    return made

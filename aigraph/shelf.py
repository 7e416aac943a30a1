"""A shelf: arrays of numbers and tables of bytes in one file, read in place.

The decision hidden here is the layout of the file. A small one is read whole; a large one is mapped into
memory, so that opening it costs the same whatever its size and only those pages are read that an answer
needs. A table finds a key by bisection over its keys in order; numbers are those of this machine.

    magic (8) | digest (32) | place of the contents (8) | sections … | contents: name -> (place, size)

The digest covers the whole of a file up to ``WHOLE`` bytes, of a larger one its contents and size.
"""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Callable, ItemsView, Iterable, Iterator, Mapping, Sequence
from typing import IO, Any, Generic, TypeVar

try:
    from _blake2 import blake2b  # as in hashlib, which loads OpenSSL first: 2 ms more
except ImportError:
    from hashlib import blake2b

V = TypeVar("V")

MAGIC = b"aigraph2"
WHOLE = 32 * 2**20
_DIGEST = 32
_HEAD = len(MAGIC) + _DIGEST + 8


class Writer:
    """Writes a shelf to a file that can be read and sought, section by section."""

    def __init__(self, file: IO[bytes], key: str) -> None:
        self._file, self._key = file, key
        self._contents: dict[str, tuple[int, int]] = {}
        file.write(b"\0" * _HEAD)

    def plain(self, name: str, value: Any) -> None:
        """Add a value of plain types."""
        self._section(name, (marshal.dumps(value),))

    def numbers(self, name: str, values: array[int]) -> None:
        """Add an array of numbers."""
        self._section(name, (values.tobytes(),))

    def run(self, name: str, values: Iterable[bytes]) -> None:
        """Add a sequence of bytes, told apart by number."""
        ends = array("q", (0,))

        def told() -> Iterator[bytes]:
            for value in values:
                ends.append(ends[-1] + len(value))
                yield value

        self._section(name, told())
        self.numbers(f"{name}.ends", ends)

    def table(self, name: str, rows: Iterable[tuple[str, bytes]]) -> None:
        """Add a table from keys, each there once, to bytes; it keeps their order."""
        keys: list[bytes] = []

        def values() -> Iterator[bytes]:
            for key, value in rows:
                keys.append(key.encode())
                yield value

        self.run(f"{name}.values", values())
        self.run(f"{name}.keys", keys)
        self.numbers(f"{name}.sorted", array("i", sorted(range(len(keys)), key=keys.__getitem__)))

    def _section(self, name: str, parts: Iterable[bytes]) -> None:
        file = self._file
        file.write(b"\0" * (-file.tell() % 8))
        start = file.tell()
        for part in parts:
            file.write(part)
        self._contents[name] = start, file.tell() - start

    def finish(self) -> None:
        """Write the contents, and over all of it the digest."""
        file = self._file
        place = file.tell()
        contents = marshal.dumps(self._contents)
        file.write(contents)
        size = file.tell()
        file.seek(_HEAD)
        body = file.read() if size <= WHOLE else contents
        file.seek(0)
        file.write(MAGIC + _digest(self._key, size, place, body) + place.to_bytes(8, "little"))


def _digest(key: str, size: int, place: int, body: bytes | memoryview) -> bytes:
    digest = blake2b(key=key.encode(), digest_size=_DIGEST)
    digest.update(size.to_bytes(8, "little") + place.to_bytes(8, "little"))
    digest.update(body)
    return digest.digest()


class Shelf:
    """A shelf that is read.

    Raises:
        ValueError: the file is no shelf with that key, or damaged.
    """

    def __init__(self, file: IO[bytes], key: str) -> None:
        self._data = _bytes_of(file)
        view = memoryview(self._data)
        head = bytes(view[:_HEAD])
        place = int.from_bytes(head[_HEAD - 8 :], "little")
        if head[: len(MAGIC)] != MAGIC or not _HEAD <= place <= len(view):
            raise ValueError("no shelf")
        body = view[_HEAD:] if len(view) <= WHOLE else view[place:]
        if head[len(MAGIC) : -8] != _digest(key, len(view), place, body):
            raise ValueError("a damaged shelf")
        self._contents: dict[str, tuple[int, int]] = marshal.loads(view[place:])  # noqa: S302 (verified above, and data is all it can build)

    def plain(self, name: str) -> Any:
        """Return a value of plain types."""
        return marshal.loads(self.raw(name))  # noqa: S302 (verified, or written by ourselves)

    def raw(self, name: str) -> memoryview:
        """Return the bytes of a section."""
        place, size = self._contents[name]
        return memoryview(self._data)[place : place + size]

    def numbers(self, name: str, kind: str = "i") -> memoryview:
        """Return an array of numbers; ``kind`` as in the module ``array``."""
        return self.raw(name).cast(kind)  # type: ignore[call-overload,no-any-return]

    def run(self, name: str) -> Run:
        """Return a sequence of bytes."""
        return Run(self.raw(name), self.numbers(f"{name}.ends", "q"))

    def table(self, name: str, read: Callable[[memoryview], V]) -> Table[V]:
        """Return a table, whose values are read when they are asked for."""
        return Table(self.run(f"{name}.keys"), self.numbers(f"{name}.sorted"), self.run(f"{name}.values"), read)


def _bytes_of(file: IO[bytes]) -> Any:
    """Return what a file holds: read if it is small, else mapped."""
    size = file.seek(0, 2)
    file.seek(0)
    if size <= WHOLE:
        return file.read()
    import mmap

    return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


class Run(Sequence[memoryview]):
    """A sequence of bytes, each read in place."""

    __slots__ = ("_bytes", "_ends")

    def __init__(self, data: memoryview, ends: memoryview) -> None:
        self._bytes, self._ends = data, ends

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, i: Any) -> Any:
        return self._bytes[self._ends[i] : self._ends[i + 1]]

    def __iter__(self) -> Iterator[memoryview]:
        start = 0
        for end in memoryview(self._ends)[1:]:
            yield self._bytes[start:end]
            start = end


class Table(Mapping[str, V], Generic[V]):
    """A table from keys to values, in the order in which it was written."""

    __slots__ = ("_keys", "_read", "_sorted", "_values")

    def __init__(self, keys: Run, order: memoryview, values: Run, read: Callable[[memoryview], V]) -> None:
        self._keys, self._sorted, self._values, self._read = keys, order, values, read

    def place(self, key: str) -> int:
        """Return the number of a key in the order of the table.

        Raises:
            KeyError: it is not there.
        """
        wanted, keys, order = key.encode(), self._keys, self._sorted
        lo, hi = 0, len(order)
        while lo < hi:
            middle = (lo + hi) // 2
            if bytes(keys[order[middle]]) < wanted:
                lo = middle + 1
            else:
                hi = middle
        if lo == len(order) or keys[order[lo]] != wanted:
            raise KeyError(key)
        return order[lo]

    def key_at(self, i: int) -> str:
        """Return the key of a number."""
        return str(self._keys[i], "utf-8")

    def value_at(self, i: int) -> V:
        """Return the value of a number."""
        return self._read(self._values[i])

    def raw(self) -> Iterator[tuple[str, memoryview]]:
        """Yield the keys with the bytes of their values, in order."""
        return zip(self, self._values, strict=True)

    def __getitem__(self, key: str) -> V:
        return self.value_at(self.place(key))

    def __contains__(self, key: object) -> bool:
        try:
            self.place(key)  # type: ignore[arg-type]
        except (KeyError, AttributeError):
            return False
        return True

    def __iter__(self) -> Iterator[str]:
        return (str(key, "utf-8") for key in self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    def items(self) -> ItemsView[str, V]:
        """Return the rows in order, without looking up their keys."""
        return _Rows(self)


class _Rows(ItemsView[str, V]):
    _mapping: Table[V]

    def __iter__(self) -> Iterator[tuple[str, V]]:
        table = self._mapping
        return zip(table, map(table._read, table._values), strict=True)

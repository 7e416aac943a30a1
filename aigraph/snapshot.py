"""The snapshot of a loaded dataset, which makes the next start quick.

The decision hidden here is how it is kept: plain tuples, marshalled (no pickle: nothing in it can run
when it is read), under a name that is the digest of the data files and of the code that read them.
Each record is marshalled by itself, so that only those are read that an answer needs.
It is only ever a copy: a changed byte of YAML or code changes the name. A digest over the content is
verified before a byte of it is interpreted; whatever is wrong with it, the YAML is read instead. It is
written to a file of its own and then renamed, so that readers see all of it or nothing.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import sys
import time

try:
    from _blake2 import blake2b  # as in hashlib, which loads OpenSSL first: 2 ms more
except ImportError:
    from hashlib import blake2b
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from aigraph import __version__
from aigraph.adjacency import Adjacency
from aigraph.arrays import Groups
from aigraph.dataset import BOUND_KINDS, Bounds, Dataset, Lazy, Stints
from aigraph.records import Entity, Event, Header, Source, pack, unpack
from aigraph.shelf import Shelf, Writer
from aigraph.spans import Line
from aigraph.stints import Houses, Stint

_KEPT = 8
_CODE = (
    "adjacency",
    "arrays",
    "checks",
    "claims",
    "dataset",
    "dates",
    "ontology",
    "reader",
    "records",
    "shape",
    "shelf",
    "snapshot",
    "spans",
    "stints",
    "yamltext",
)


def cache_folder() -> str:
    """Return the folder for snapshots: ``AIGRAPH_CACHE``, or the user's cache folder on this system."""
    if chosen := os.environ.get("AIGRAPH_CACHE"):
        return chosen
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        return os.path.join(os.environ.get("LOCALAPPDATA") or home, "aigraph", "Cache")
    if sys.platform == "darwin":
        return os.path.join(home, "Library", "Caches", "aigraph")
    return os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.join(home, ".cache"), "aigraph")


def key_of(files: dict[str, bytes]) -> str:
    """Return the name that these files have under this version of the code: a hex digest."""
    digest = blake2b(_code_version(), digest_size=16)
    for name, data in files.items():
        digest.update(f"{len(name)}:{name}:{len(data)}:".encode())
        digest.update(data)
    return digest.hexdigest()


def _code_version() -> bytes:
    """Return what a snapshot depends on besides the data: the interpreter, and our modules as they are."""
    parts = [__version__, sys.implementation.cache_tag or "", str(marshal.version), sys.version]
    folder = os.path.dirname(__file__)
    for name in _CODE:
        try:
            stat = os.stat(os.path.join(folder, f"{name}.py"))
            parts.append(f"{name}:{stat.st_size}:{stat.st_mtime_ns}")
        except OSError:
            parts.append(name)
    return "|".join(parts).encode()


def read(key: str) -> Dataset | None:
    """Return the dataset kept under a key, or ``None`` if there is none that is whole."""
    try:
        with open(os.path.join(cache_folder(), f"{key}.snapshot"), "rb") as file:
            shelf = Shelf(file, key)
        return _restore(shelf)
    except (OSError, ValueError, EOFError, TypeError, LookupError, AttributeError):
        return None


def write(key: str, dataset: Dataset) -> None:
    """Keep a dataset under a key; a folder that cannot be written is no error."""
    folder = cache_folder()
    path, part = (os.path.join(folder, f"{key}{end}") for end in (".snapshot", f".{os.getpid()}.part"))
    try:
        os.makedirs(folder, exist_ok=True)
        with open(part, "w+b") as file:
            writer = Writer(file, key)
            _keep(dataset, writer)
            writer.finish()
        os.replace(part, path)
        _forget_old(folder)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(part)


def gather(
    key: str, header: Header, records: Mapping[str, Iterator[Any]], stints: Iterable[Stint], houses: Callable[[], Houses]
) -> Dataset:
    """Keep what comes record by record under a key, without holding it, and return the dataset.

    The records go on a first shelf, from which the indexes of the second are gathered. ``houses`` is asked
    after the last record.

    Raises:
        OSError: the cache folder cannot be written.
    """
    folder = cache_folder()
    os.makedirs(folder, exist_ok=True)
    part = os.path.join(folder, f"{key}.{os.getpid()}.first.part")
    try:
        with open(part, "w+b") as file:
            writer = Writer(file, key)
            for name in RECORDS:
                writer.table(name, ((r.id, _packed(r)) for r in records[name]))
            bounds = Bounds.empty()
            writer.run("stints", map(_packed, bounds.noting(stints)))
            _put_bounds(writer, bounds)
            writer.plain("header", pack(header))
            writer.plain("houses", tuple(houses()))
            writer.finish()
            write(key, _records_on(Shelf(file, key)))
    finally:
        with contextlib.suppress(OSError):
            os.unlink(part)
    dataset = read(key)
    if dataset is None:
        raise OSError("the cache folder keeps nothing")
    return dataset


def _forget_old(folder: str) -> None:
    """Keep the few newest snapshots, and no parts that a killed process left an hour ago."""
    found = sorted(os.scandir(folder), key=lambda e: e.stat().st_mtime, reverse=True)
    snapshots = [e for e in found if e.name.endswith(".snapshot")]
    parts = [e for e in found if e.name.endswith(".part") and e.stat().st_mtime < time.time() - 3600]
    for entry in (*snapshots[_KEPT:], *parts):
        with contextlib.suppress(FileNotFoundError):  # another process was quicker
            os.unlink(entry.path)


RECORDS = ("entities", "events", "sources")
NAMED = ("names", "surnames")
"""Indexes from a key to plain values."""
ARRAYS: dict[str, Any] = {
    "event_line": Line,
    "begin_line": Line,
    "end_line": Line,
    "adjacency": Adjacency,
    "events_by_entity": Groups,
    "events_by_metric": Groups,
    "events_by_link": Groups,
    "stints_by_subject": Groups,
    "stints_by_object": Groups,
    "posts_by_home": Groups,
    "suits_by_case": Groups,
}
"""Indexes that are arrays of numbers, and their classes."""


def _keep(dataset: Dataset, shelf: Writer) -> None:
    """Put a dataset on a shelf."""
    for name in RECORDS:
        shelf.table(name, getattr(dataset, name).packed(_packed))
    shelf.run("stints", dataset.stints.packed(_packed))
    _put_bounds(shelf, dataset.stints.bounds)
    shelf.plain("header", pack(dataset.header))
    shelf.plain("houses", tuple(dataset.houses))
    for name in NAMED:
        shelf.table(name, ((key, marshal.dumps(value)) for key, value in getattr(dataset, name).items()))
    for name in ARRAYS:
        for part, values in getattr(dataset, name)._asdict().items():
            shelf.numbers(f"{name}.{part}", values)


def _packed(record: Any) -> bytes:
    return marshal.dumps(pack(record))


def _put_bounds(shelf: Writer, bounds: Bounds) -> None:
    for name, values in bounds._asdict().items():
        shelf.numbers(f"stints.{name}", values)


def _restore(shelf: Shelf) -> Dataset:
    """Return the dataset of a shelf: its records and indexes are read when they are asked for."""
    dataset = _records_on(shelf)
    kept: dict[str, Any] = {name: shelf.table(name, marshal.loads) for name in NAMED}
    kept |= {name: kind(*(shelf.numbers(f"{name}.{part}") for part in kind._fields)) for name, kind in ARRAYS.items()}
    vars(dataset).update(kept)
    return dataset


def _records_on(shelf: Shelf) -> Dataset:
    """Return the dataset of the records on a shelf, without indexes."""

    def records(name: str, kind: type) -> Lazy[Any]:
        return Lazy(shelf.table(name, lambda packed: unpack(kind, marshal.loads(packed))))  # noqa: S302 (the shelf is verified)

    bounds = Bounds(*(shelf.numbers(f"stints.{name}", kind) for name, kind in BOUND_KINDS.items()))
    return Dataset(
        unpack(Header, shelf.plain("header")),
        records("entities", Entity),
        records("events", Event),
        records("sources", Source),
        Stints(shelf.run("stints"), lambda packed: unpack(Stint, marshal.loads(packed)), bounds),  # noqa: S302
        Houses(*shelf.plain("houses")),
    )

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
from typing import TYPE_CHECKING

from aigraph import __version__

if TYPE_CHECKING:
    from aigraph.dataset import Dataset

MAGIC = b"aigraph1"
_DIGEST = 32
_KEPT = 8
_CODE = ("checks", "claims", "dataset", "dates", "ontology", "reader", "records", "shape", "snapshot", "stints", "yamltext")


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
            data = file.read()
    except OSError:
        return None
    body = memoryview(data)[len(MAGIC) + _DIGEST :]
    if data[: len(MAGIC)] != MAGIC or data[len(MAGIC) : len(MAGIC) + _DIGEST] != _digest(key, body):
        return None
    try:
        return _restore(marshal.loads(body))  # noqa: S302 (verified above, and data is all it can build)
    except (ValueError, EOFError, TypeError, LookupError, AttributeError):
        return None


def write(key: str, dataset: Dataset) -> None:
    """Keep a dataset under a key; a folder that cannot be written is no error."""
    body = marshal.dumps(_plain(dataset))  # type: ignore[arg-type]
    folder = cache_folder()
    path, part = (os.path.join(folder, f"{key}{end}") for end in (".snapshot", f".{os.getpid()}.part"))
    try:
        os.makedirs(folder, exist_ok=True)
        with open(part, "wb") as file:
            file.write(MAGIC + _digest(key, body) + body)
        os.replace(part, path)
        _forget_old(folder)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(part)


def _digest(key: str, body: bytes | memoryview) -> bytes:
    return blake2b(body, digest_size=_DIGEST, key=key.encode()).digest()


def _forget_old(folder: str) -> None:
    """Keep the few newest snapshots, and no parts that a killed process left an hour ago."""
    found = sorted(os.scandir(folder), key=lambda e: e.stat().st_mtime, reverse=True)
    snapshots = [e for e in found if e.name.endswith(".snapshot")]
    parts = [e for e in found if e.name.endswith(".part") and e.stat().st_mtime < time.time() - 3600]
    for entry in (*snapshots[_KEPT:], *parts):
        with contextlib.suppress(FileNotFoundError):  # another process was quicker
            os.unlink(entry.path)


def _plain(dataset: Dataset) -> tuple[object, ...]:
    from aigraph.records import pack

    return (
        pack(dataset.header),
        *({i: marshal.dumps(pack(r)) for i, r in records.items()} for records in (dataset.entities, dataset.events, dataset.sources)),
        [marshal.dumps(pack(s)) for s in dataset.stints],
        (dataset.houses.root, dataset.houses.teams),
        dataset.indexes,
    )


def _restore(plain: tuple[object, ...]) -> Dataset:
    from aigraph.dataset import Dataset, Lazy, Stints
    from aigraph.records import Entity, Event, Header, Source, unpack
    from aigraph.stints import Houses

    header, entities, events, sources, stints, houses, indexes = plain
    dataset = Dataset(
        unpack(Header, header),  # type: ignore[arg-type]
        Lazy(Entity, entities, marshal.loads),  # type: ignore[arg-type]
        Lazy(Event, events, marshal.loads),  # type: ignore[arg-type]
        Lazy(Source, sources, marshal.loads),  # type: ignore[arg-type]
        Stints(stints, marshal.loads),  # type: ignore[arg-type]
        Houses(*houses),  # type: ignore[misc]
    )
    vars(dataset).update(indexes)  # type: ignore[call-overload]
    return dataset

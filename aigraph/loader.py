"""The door to the data: find a folder's files, take their snapshot, or have them read.

The decision hidden here is when data are read anew: whenever a byte of them, or of the code that reads
them, has changed since their snapshot was taken. Of a large saga, whose bytes would take longer to read than
an answer, it is enough that names, sizes and times of its files are as they were.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from aigraph import snapshot
from aigraph.dataset import Dataset
from aigraph.records import DataError

if TYPE_CHECKING:
    from aigraph.problems import Problem

MAX_BYTES = 32 * 2**20
LARGE = 32 * 2**20
"""From so many bytes on a saga is large."""
NO_DATA = ("no-folder", "no-data")
"""Rules of problems that say that there are no data at all: the wrong folder was named."""


def data_folder() -> str:
    """Return the folder of the saga that comes with the package."""
    package = os.path.dirname(os.path.abspath(__file__))
    inside = os.path.join(package, "data")
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(package), "data")


def chosen_folder(given: str | os.PathLike[str] | None = None) -> str:
    """Return the folder that is meant: the one given, else ``AIGRAPH_DATA``, else the package's; empty is not given."""
    return os.fspath(given or os.environ.get("AIGRAPH_DATA") or data_folder())


def read_folder(folder: str | os.PathLike[str]) -> dict[str, bytes]:
    """Return the bytes of a folder's YAML files by name.

    Raises:
        DataError: there is none, or one cannot be read.
    """
    files, problems = _read_files(folder)
    if problems:
        raise DataError(tuple(problems))
    return files


def load_dataset(folder: str | os.PathLike[str] | None = None) -> Dataset:
    """Load a saga folder, from its snapshot if its files have not changed.

    Raises:
        DataError: the data have errors, or there are none; it holds all problems.
    """
    place = chosen_folder(folder)
    key = None
    if (stamp := _stamp(place)) is not None:
        key = snapshot.key_of(stamp)
        if (dataset := snapshot.read(key)) is not None:
            return dataset
    if is_package(place):
        from aigraph.assembly import assemble

        return assemble(place, key or snapshot.key_of({}))
    files, problems = _read_files(place)
    if problems:
        from aigraph.reader import build

        raise DataError(tuple(problems + build(files, thorough=False, whole=False)[1]))
    key = key or snapshot.key_of(files)
    dataset = snapshot.read(key)
    if dataset is None:
        from aigraph.reader import build

        dataset, problems = build(files, thorough=False)
        if dataset is None:
            raise DataError(tuple(problems))
        snapshot.write(key, dataset)
    return dataset


PACKAGE = ("datapackage.json", "events.parquet")


def is_package(folder: str) -> bool:
    """Whether a folder is a saga in Parquet, as ``aigraph export parquet`` writes it."""
    return all(os.path.isfile(os.path.join(folder, name)) for name in PACKAGE)


def _stamp(folder: str) -> dict[str, bytes] | None:
    """Return size and time of the files of a large saga, or of one in Parquet, by name; ``None`` of any other."""
    ending = ".parquet" if (package := is_package(folder)) else ".yaml"
    try:
        entries = sorted((e for e in os.scandir(folder) if e.name.endswith((ending, PACKAGE[0]))), key=lambda e: e.name)
        stats = {e.name: e.stat() for e in entries}
    except (OSError, ValueError):
        return None
    if not package and sum(s.st_size for s in stats.values()) < LARGE:
        return None
    return {"": os.path.realpath(folder).encode(), **{name: f"{s.st_size}:{s.st_mtime_ns}".encode() for name, s in stats.items()}}


def check_folder(folder: str | os.PathLike[str] | None = None) -> tuple[Dataset | None, tuple[Problem, ...]]:
    """Read a saga folder afresh and return the dataset, ``None`` if it has errors, and all problems."""
    from aigraph.reader import build

    files, problems = _read_files(chosen_folder(folder))
    dataset, more = build(files, thorough=True, whole=not problems)
    return (None if problems else dataset), tuple(problems + more)


def check_files(files: dict[str, bytes]) -> tuple[Dataset | None, tuple[Problem, ...]]:
    """Read files as they would be, by name, and return the dataset, ``None`` if they have errors, and all problems."""
    from aigraph.reader import build

    dataset, problems = build(files, thorough=True)
    return dataset, tuple(problems)


def _read_files(folder: str | os.PathLike[str]) -> tuple[dict[str, bytes], list[Problem]]:
    """Return the bytes of the folder's YAML files by name, and what hinders reading them."""
    try:
        entries = sorted((e for e in os.scandir(folder) if e.name.endswith(".yaml")), key=lambda e: e.name)
    except (OSError, ValueError):
        hint = "give the folder that holds events.yaml"
        return {}, [_hindrance("no-folder", os.fspath(folder), "is not a folder that can be read", hint)]
    files: dict[str, bytes] = {}
    problems = []
    for entry in entries:
        try:
            hindrance = _hindrance_of(entry)
            if hindrance is None:
                with open(entry.path, "rb") as file:
                    files[entry.name] = file.read()
            else:
                problems.append(hindrance)
        except OSError as error:
            problems.append(_hindrance("unreadable", entry.name, f"cannot be read: {error.strerror}", None))
    if not files and not problems:
        hint = "give the folder that holds events.yaml"
        problems.append(_hindrance("no-data", os.fspath(folder), "holds no *.yaml file", hint))
    return files, problems


def _hindrance_of(entry: os.DirEntry[str]) -> Problem | None:
    """Return why a file is not to be read: it is none, or too large."""
    size = entry.stat().st_size
    if not entry.is_file():
        return _hindrance("unreadable", entry.name, "cannot be read: it is not a file", None)
    if size > MAX_BYTES:
        message = f"is {size / 2**20:.0f} MiB, more than the {MAX_BYTES // 2**20} MiB that one file may have"
        return _hindrance("file-too-large", entry.name, message, "split it: every *.yaml file of the folder is read")
    return None


def _hindrance(rule: str, file: str, message: str, hint: str | None) -> Problem:
    from aigraph.problems import file_problem

    return file_problem(rule, file, message, hint)

"""The door to the data: find a folder's files, take their snapshot, or have them read.

The decision hidden here is when data are read anew: whenever a byte of them, or of the code that reads
them, has changed since their snapshot was taken.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from aigraph import snapshot
from aigraph.dataset import Dataset
from aigraph.records import DataError

if TYPE_CHECKING:
    from aigraph.problems import Problem

MAX_BYTES = 32 * 2**20


def data_folder() -> Path:
    """Return the folder of the saga that comes with the package."""
    inside = Path(__file__).parent / "data"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "data"


def load_dataset(folder: str | os.PathLike[str] | None = None) -> Dataset:
    """Load a saga folder, from its snapshot if its files have not changed.

    Raises:
        DataError: the data have errors, or there are none; it holds all problems.
    """
    files, problems = _read_files(Path(folder) if folder is not None else data_folder())
    if problems:
        from aigraph.reader import build

        raise DataError(tuple(problems + build(files, thorough=False, whole=False)[1]))
    key = snapshot.key_of(files)
    dataset = snapshot.read(key)
    if dataset is None:
        from aigraph.reader import build

        dataset, problems = build(files, thorough=False)
        if dataset is None:
            raise DataError(tuple(problems))
        snapshot.write(key, dataset)
    return dataset


def check_folder(folder: str | os.PathLike[str] | None = None) -> tuple[Dataset | None, tuple[Problem, ...]]:
    """Read a saga folder afresh and return the dataset, ``None`` if it has errors, and all problems."""
    from aigraph.reader import build

    files, problems = _read_files(Path(folder) if folder is not None else data_folder())
    dataset, more = build(files, thorough=True, whole=not problems)
    return (None if problems else dataset), tuple(problems + more)


def _read_files(folder: Path) -> tuple[dict[str, bytes], list[Problem]]:
    """Return the bytes of the folder's YAML files by name, and what hinders reading them."""
    if not folder.is_dir():
        return {}, [file_problem("no-folder", str(folder), "is not a folder", "give the folder that holds events.yaml")]
    files: dict[str, bytes] = {}
    problems = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            found = path.stat()
            size = found.st_size
            if not stat.S_ISREG(found.st_mode):
                problems.append(file_problem("unreadable", path.name, "cannot be read: it is not a file", None))
            elif size > MAX_BYTES:
                hint = "split it: every *.yaml file of the folder is read"
                message = f"is {size / 2**20:.0f} MiB, more than the {MAX_BYTES // 2**20} MiB that one file may have"
                problems.append(file_problem("file-too-large", path.name, message, hint))
            else:
                files[path.name] = path.read_bytes()
        except OSError as error:
            problems.append(file_problem("unreadable", path.name, f"cannot be read: {error.strerror}", None))
    if not files and not problems:
        problems.append(file_problem("no-data", str(folder), "holds no *.yaml file", "give the folder that holds events.yaml"))
    return files, problems

"""Imports: what an export wrote becomes a saga folder again, and others' data become candidates for a curator.

The decision hidden here is that nothing is merged by itself: whatever is read becomes a folder of its own,
in canonical form and only if the whole of it is in order, which can be asked, checked and compared like any
saga. A module of this package reads one of ``aigraph.formats.INTAKES``.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from aigraph.canonical import files_of
from aigraph.dataset import WrongQuestion, wrong_word
from aigraph.formats import INTAKES
from aigraph.loader import check_files, load_dataset
from aigraph.problems import lines_of
from aigraph.registry import reader_of
from aigraph.tools import Report

Plain = dict[str, Any]
"""A record as plain values, as a curator would write it; ``aigraph.canonical.plain_record`` makes one."""


class Found(NamedTuple):
    """What was read: the saga's header and its records as plain values, and what could not be taken over."""

    header: Plain
    entities: list[Plain]
    sources: list[Plain]
    events: list[Plain]
    remarks: tuple[str, ...] = ()


def import_data(folder: Path, intake: str, given: str, out: str) -> Report:
    """Make a saga folder of what was exported, or candidates of others' data; OUT is a new folder.

    From ``package`` and ``json`` the saga comes back as it was. What others wrote (``wikidata``, ``ftm``) becomes
    candidate events with their sources, told apart from what is known already; nothing is merged by itself:
    look at them with --data OUT, and take over what is good with `aigraph keep`.
    """
    form = INTAKES.get(intake)
    if form is None:
        raise wrong_word("format", intake, INTAKES)
    path, place = Path(given), _new_folder(out)
    if not path.exists():
        raise WrongQuestion(f"there is no {given}")
    try:
        found: Found = reader_of(form)(path, load_dataset(folder) if form.candidates else None)
    except OSError as error:
        raise WrongQuestion(f"{given} cannot be read: {error.strerror}") from None
    files = dict(files_of(found.header, {"events": found.events, "entities": found.entities, "sources": found.sources}))
    _, problems = check_files(files)
    counts = {"entities": len(found.entities), "events": len(found.events), "sources": len(found.sources)}
    value = {"format": intake, "out": out, "files": sorted(files), **counts, "remarks": list(found.remarks)}
    if errors := [p for p in problems if p.severity == "error"]:
        lines = [line for p in errors[:10] for line in lines_of(p)]
        more = (f"and {len(errors) - 10} more errors",) if len(errors) > 10 else ()
        return Report((*lines, *more, "what was read is not in order; nothing was written"), {**value, "files": []}, failed=True)
    _write(place, files)
    said = ", ".join(f"{many:,} {what}" for what, many in counts.items())
    return Report((f"{out}: {said}",), value, notes=found.remarks)


def _new_folder(out: str) -> Path:
    """Return the place of a folder that is not there yet, or empty.

    Raises:
        WrongQuestion: something is there, which is never written over.
    """
    if not out.strip():
        raise WrongQuestion("no OUT is given to write to")
    place = Path(out).resolve()
    if not place.parent.is_dir():
        raise WrongQuestion(f"there is no folder {place.parent}")
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise WrongQuestion(f"{out} is there already: give the name of a new folder")
    return place


def _write(place: Path, files: dict[str, bytes]) -> None:
    """Write all files of a folder, or none."""
    try:
        workshop = Path(tempfile.mkdtemp(prefix=".aigraph-", dir=place.parent))
        try:
            workshop.chmod(0o755)
            for name, data in files.items():
                (workshop / name).write_bytes(data)
            workshop.rename(place)  # an empty folder is replaced
        finally:
            shutil.rmtree(workshop, ignore_errors=True)
    except OSError as error:
        raise WrongQuestion(f"{place} cannot be written: {error.strerror}; nothing was changed") from None

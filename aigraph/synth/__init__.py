"""Synthetic sagas: as many events as wanted, of the real saga's shape and with none of its content.

The decision hidden here is how a saga of any size is made without ever being held: its records come in
order of time, one after another, and go into files of a size that can be read again. They are in order
for ``aigraph check``, and say of themselves that they are made up.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from aigraph.canonical import FULL, block_of, file_name, header_lines, plain_record, record_order
from aigraph.dataset import WrongQuestion
from aigraph.dates import parse_date
from aigraph.progress import teller
from aigraph.records import SECTIONS, Header, Text, Thread
from aigraph.registry import lacking
from aigraph.synth.chronicle import Chronicle, Record, thread_id
from aigraph.synth.names import coined
from aigraph.synth.shape import AS_OF, thread_count
from aigraph.synth.tabular import NEEDS, write_tables
from aigraph.tools import Report

MOST_YAML = 100_000
"""So many events are written as YAML, more of them as Parquet."""
MOST = 5_000_000
"""So many events at most: for more there are not enough names."""


def header(n: int, seed: int) -> Header:
    """Return what a synthetic saga says of itself."""
    threads = {}
    for i in range(thread_count(n)):
        en, ja = coined(i, 3)
        about = Text(f"What was told of those around {en}; all of it is made up.", f"{en}の周りの話。すべて架空。")
        threads[thread_id(i)] = Thread(f"The story of {en}", f"{ja}の物語", about)
    name = Text(f"Synthetic saga of {n} events (seed {seed})", f"合成された{n}件の年代記（シード{seed}）")
    return Header(name, parse_date(AS_OF.isoformat()), "0", "CC0-1.0", threads)


def records(n: int, seed: int = 0) -> Iterator[Record]:
    """Yield the records of a saga of ``n`` events in order of time, each before the first event that names it.

    They are the same for the same ``n`` and ``seed``. There is a state in memory, but no saga.

    Raises:
        WrongQuestion: ``n`` is not from 1 to ``MOST``.
    """
    if not 1 <= n <= MOST:
        raise WrongQuestion(f"a synthetic saga has 1 to {MOST:,} events, not {n:,}")
    return Chronicle(n, seed).records()


class Files:
    """The files of a folder in the making: canonical text, in further files where one grows too large."""

    def __init__(self, folder: Path, header: Header) -> None:
        self.folder, self.header = folder, header
        self.blocks: dict[str, list[tuple[Any, str]]] = {section: [] for section in SECTIONS}
        self.sizes = dict.fromkeys(SECTIONS, 0)
        self.names: list[str] = []
        self.parts = dict.fromkeys(SECTIONS, 0)

    def add(self, section: str, record: Record) -> None:
        """Add a record to its section."""
        plain = plain_record(record)
        text = "\n".join(block_of(section, plain))
        self.blocks[section].append((record_order(section, plain), text))
        self.sizes[section] += len(text)
        if self.sizes[section] >= FULL:
            self.flush(section)

    def flush(self, section: str) -> None:
        """Write what a section has by now to a file of its own."""
        self.parts[section] += 1
        name = file_name(section, self.parts[section])
        first = section == "events" and self.parts[section] == 1
        self.blocks[section].sort(key=lambda b: b[0])
        with (self.folder / name).open("w", encoding="utf-8", newline="\n") as out:
            out.write("\n".join([*header_lines(plain_record(self.header)), "", ""]) if first else "")
            out.write(f"{section}:\n" if self.blocks[section] else f"{section}: []\n")
            out.writelines(f"\n{text}\n" for _, text in self.blocks[section])
        self.names.append(name)
        self.blocks[section], self.sizes[section] = [], 0


def synth(folder: Path, size: int, out: str, *, seed: int = 0) -> Report:
    """Write a saga of N made-up events of the real one's shape, for tests and benchmarks of any size.

    The folder OUT must not be there yet, or be empty. It holds YAML up to 100,000 events, Parquet beyond. The
    same N and seed make the same data. Larger sagas are wider and longer ones, with more organizations and
    people over more years.
    """
    n, target = _whole(size, "N"), _free(out)
    if n > MOST_YAML and (missing := lacking(NEEDS)):
        raise WrongQuestion(f"more than {MOST_YAML:,} events need {', '.join(missing)}: pip install 'aigraph[duckdb]'")
    made = records(n, _whole(seed, "--seed"))
    part = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
        counts = dict.fromkeys(SECTIONS, 0)
        write = write_tables if n > MOST_YAML else _write_yaml
        write(part, header(n, seed), _counted(made, counts, n))
        written = sorted(file.name for file in part.iterdir())
        total = sum((part / name).stat().st_size for name in written)
        part.chmod(0o755)
        if target.exists():
            target.rmdir()
        part.replace(target)
    except OSError as error:
        raise WrongQuestion(f"{out} cannot be written: {error.strerror}") from None
    finally:
        if part is not None:
            shutil.rmtree(part, ignore_errors=True)
    what = ", ".join(f"{count:,} {section}" for section, count in counts.items())
    return Report(
        (f"{target}: {what} in {len(written)} files, {total / 2**20:.1f} MiB",),
        {"folder": str(target), "files": written, **counts, "bytes": total},
    )


def _counted(made: Iterable[Record], counts: dict[str, int], size: int) -> Iterator[tuple[str, Record]]:
    """Yield records with the section of each, count them, and tell how far it is."""
    sections = {kind: section for section, kind in SECTIONS.items()}
    tell = teller("writing events", size)
    for record in made:
        section = sections[type(record)]
        yield section, record
        counts[section] += 1
        if tell and section == "events" and counts[section] % 500 == 0:
            tell(counts[section])


def _write_yaml(folder: Path, head: Header, records: Iterable[tuple[str, Record]]) -> None:
    """Write a saga into a folder that is there, given its records with the section of each."""
    files = Files(folder, head)
    for section, record in records:
        files.add(section, record)
    for section in SECTIONS:
        if files.blocks[section] or not files.parts[section]:
            files.flush(section)


def _whole(given: object, what: str) -> int:
    try:
        return int(str(given))
    except ValueError:
        raise WrongQuestion(f"{what} is a whole number, not {given!r}") from None


def _free(out: str) -> Path:
    """Return the folder to write, which is not there or empty."""
    if not out.strip():
        raise WrongQuestion("no folder is given to write to")
    target = Path(out)
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise WrongQuestion(f"{out} is there already: give a folder that is empty or not there yet")
    except OSError as error:
        raise WrongQuestion(f"{out} cannot be read: {error.strerror}") from None
    return target.absolute()

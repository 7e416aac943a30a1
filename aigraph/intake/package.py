"""The way back from tables: a data package that ``aigraph export csv`` or ``parquet`` wrote becomes records again.

The decision hidden here is that rows may come in any order: what belongs to a record is gathered by its id,
in the order of ``n``. What is derived (stints, bounds, what is disputed) is not read, as it is derived anew.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from aigraph.canonical import plain_record
from aigraph.dataset import WrongQuestion
from aigraph.intake import Found, Plain
from aigraph.records import HEADER
from aigraph.tables import RECORD_OF, STINTS, TABLES, TABLES_OF, Own, Row, Table, header_of

if TYPE_CHECKING:
    from aigraph.dataset import Dataset

DESCRIPTOR = "datapackage.json"


def read(path: Path, dataset: Dataset | None = None) -> Found:
    """Read the folder of a package, or its descriptor, and return its records.

    Raises:
        WrongQuestion: it is no package of these tables; the message says where.
    """
    folder = path.parent if path.name == DESCRIPTOR else path
    rows = {name: list(_rows(folder, form, table)) for name, (form, table) in _resources(folder).items()}
    if len(rows[HEADER]) != 1:
        raise WrongQuestion(f"{HEADER} has {len(rows[HEADER])} rows, not one")
    try:
        header = header_of(rows[HEADER][0], rows["threads"])
    except ValueError as error:
        raise WrongQuestion(f"{HEADER}: {error}") from None
    entities, sources, events = (list(_records(kind, rows)) for kind in ("entities", "sources", "events"))
    return Found(plain_record(header), entities, sources, events)


def _records(kind: str, rows: dict[str, list[Row]]) -> Iterator[Plain]:
    """Yield the records of a kind as plain values."""
    parts = {table.name: _by_record(table, rows[table.name]) for table in TABLES_OF[kind] if table.name != kind}
    for row in rows[kind]:
        try:
            record = RECORD_OF[kind](row, _own(parts, row[0]))
        except ValueError as error:
            raise WrongQuestion(f"{kind}: {row[0]}: {error}") from None
        yield plain_record(record)


def _own(parts: dict[str, dict[str, list[Row]]], record: str) -> Own:
    return lambda table: parts[table].get(record, ())


# --- files to rows -------------------------------------------------------------------------------


def _resources(folder: Path) -> dict[str, tuple[str, Table]]:
    """Return the tables that records are read from, each with the form of its file."""
    try:
        descriptor = json.loads((folder / DESCRIPTOR).read_text("utf-8"))
        paths = {r["name"]: str(r["path"]) for r in descriptor["resources"]}
    except FileNotFoundError:
        raise WrongQuestion(f"{folder} holds no {DESCRIPTOR}: give a folder that `aigraph export csv` wrote") from None
    except (UnicodeDecodeError, json.JSONDecodeError, TypeError, KeyError) as error:
        raise WrongQuestion(f"{folder / DESCRIPTOR} is no descriptor of a data package: {error}") from None
    needed = {name: table for name, table in TABLES.items() if table.of != STINTS}
    for name in needed:
        if paths.get(name) not in (f"{name}.csv", f"{name}.parquet"):
            raise WrongQuestion(
                f"{folder / DESCRIPTOR} has no resource {name!r} in {name}.csv or {name}.parquet: it is no package of a saga"
            )
    return {name: (paths[name].rpartition(".")[2], table) for name, table in needed.items()}


def _rows(folder: Path, form: str, table: Table) -> Iterator[Row]:
    """Yield the rows of a table, an empty cell as ``None``."""
    file = folder / f"{table.name}.{form}"
    if not file.is_file():
        raise WrongQuestion(f"{file} is missing")
    names = [c.name for c in table.columns]
    for line, row in (_csv_rows if form == "csv" else _parquet_rows)(file, names):
        for column, value in zip(table.columns, row, strict=True):
            if column.required and value is None:
                raise WrongQuestion(f"{file}:{line}: {column.name} is empty")
            if column.type == "integer" and not str(value).isdecimal():
                raise WrongQuestion(f"{file}:{line}: {column.name} is {value!r}, not a whole number")
        yield row


def _csv_rows(file: Path, names: list[str]) -> Iterator[tuple[int, Row]]:
    csv.field_size_limit(2**31 - 1)
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.reader(lines, strict=True)
            heading = next(reader, [])
            if set(names) - set(heading):
                raise WrongQuestion(f"{file}:1: there is no column {', '.join(n for n in names if n not in heading)}")
            places = [heading.index(name) for name in names]
            for cells in reader:
                if len(cells) != len(heading):
                    raise WrongQuestion(f"{file}:{reader.line_num}: {len(cells)} cells under {len(heading)} headings")
                yield reader.line_num, tuple(cells[i] or None for i in places)
    except (csv.Error, UnicodeDecodeError) as error:
        raise WrongQuestion(f"{file} is no CSV in UTF-8: {error}") from None


def _parquet_rows(file: Path, names: list[str]) -> Iterator[tuple[int, Row]]:
    try:
        import pyarrow
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise WrongQuestion("Parquet needs pyarrow: pip install 'aigraph[parquet]'") from None
    try:
        with ParquetFile(file) as parquet:
            if absent := [n for n in names if n not in parquet.schema_arrow.names]:
                raise WrongQuestion(f"{file}: there is no column {', '.join(absent)}")
            batches = parquet.iter_batches(columns=names)
            rows = (row for batch in batches for row in zip(*(batch[name].to_pylist() for name in names), strict=True))
            yield from enumerate(rows, 1)
    except pyarrow.ArrowInvalid as error:
        raise WrongQuestion(f"{file} is no Parquet file: {error}") from None


def _by_record(table: Table, rows: list[Row]) -> dict[str, list[Row]]:
    """Return the rows of a table by the record that they belong to, in the order of their numbers."""
    numbers = [i for i, c in enumerate(table.columns) if c.type == "integer"]
    found: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: [int(row[i]) for i in numbers]):
        found[row[0]].append(row)
    return found

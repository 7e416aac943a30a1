"""Synthetic sagas too large for YAML: written as the tables of ``aigraph export parquet``, and never held.

The decision hidden here is how tables come into the canonical order of events, which is known only at the
end: rows are written as they come, then sorted by DuckDB, which also pairs the stints (``aigraph.engines``).
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from aigraph.dataset import canonical_order
from aigraph.dates import FuzzyDate
from aigraph.parquet import DESCRIPTOR, described
from aigraph.records import HEADER, SECTIONS, Event, Header, Link
from aigraph.tables import STINTS, TABLES, TABLES_OF, Row, Table, Told, arrow_schema, arrow_table

if TYPE_CHECKING:
    from aigraph.synth.chronicle import Record

ROWS_AT_ONCE = 20_000
NEEDS = ("duckdb", "ibis", "pyarrow")
"""Libraries, of the extra ``duckdb``."""


class _Ordered(NamedTuple):
    """What the order of an event depends on."""

    id: str
    date: FuzzyDate
    links: tuple[Link, ...]


def write_tables(folder: Path, header: Header, records: Iterator[Record], tell: Callable[[int], None] | None) -> dict[str, int]:
    """Write a saga into a folder that is there, and return how many records of each section it has."""
    import duckdb

    counts = dict.fromkeys(SECTIONS, 0)
    sections = {kind: section for section, kind in SECTIONS.items()}
    order: list[Any] = []
    with _Writers(folder) as writers:
        writers.put(HEADER, header)
        for record in records:
            section = sections[type(record)]
            counts[section] += 1
            if isinstance(record, Event):
                order.append(_Ordered(record.id, record.date, record.links))
                writers.put(section, Told(0, record))
                if tell and counts[section] % 500 == 0:
                    tell(counts[section])
            else:
                writers.put(section, record)
    with duckdb.connect(config={"temp_directory": str(folder / "spilt"), "memory_limit": "3GB"}) as database:
        _sort(database, folder, [event.id for event in canonical_order(order)])
    shutil.rmtree(folder / "spilt", ignore_errors=True)
    del order
    _write_stints(folder)
    resources = [{"name": name, "path": f"{name}.parquet", "format": "parquet"} for name in TABLES]
    descriptor = {"name": "saga", "title": header.name.en, "aigraph": described(whole=True), "resources": resources}
    (folder / DESCRIPTOR).write_text(json.dumps(descriptor, indent=2) + "\n", "utf-8")
    return counts


class _Writers:
    """The files of all tables but the stints."""

    def __init__(self, folder: Path) -> None:
        from pyarrow.parquet import ParquetWriter

        self._files = ExitStack()
        self._held: dict[str, list[Row]] = {name: [] for name in TABLES if name != STINTS}
        self._schemas = {name: arrow_schema(TABLES[name]) for name in self._held}
        self._writers = {
            name: self._files.enter_context(ParquetWriter(folder / f"{name}.parquet", schema, compression="zstd"))
            for name, schema in self._schemas.items()
        }

    def __enter__(self) -> _Writers:
        return self

    def __exit__(self, *failure: object) -> None:
        for name in self._held:
            self._flush(name)
        self._files.close()

    def put(self, kind: str, record: Any) -> None:
        """Write the rows of a record."""
        for table in TABLES_OF[kind]:
            rows = self._held[table.name]
            rows += table.rows(record)
            if len(rows) >= ROWS_AT_ONCE:
                self._flush(table.name)

    def _flush(self, name: str) -> None:
        self._writers[name].write_table(arrow_table(self._schemas[name], self._held[name]))
        self._held[name].clear()


def _sort(database: Any, folder: Path, ids: list[str]) -> None:
    """Bring the events, and the rows that belong to them, into canonical order."""
    import pyarrow

    database.register("places", pyarrow.table({"event": ids, "place": pyarrow.array(range(len(ids)), pyarrow.int32())}))
    for table in TABLES_OF["events"]:
        file = folder / f"{table.name}.parquet"
        database.execute(f"COPY ({_sorted(table, str(file))}) TO '{file}.new' (FORMAT parquet, COMPRESSION zstd)")
        Path(f"{file}.new").replace(file)


def _sorted(table: Table, file: str) -> str:
    """Return the query for a table in the order of events, each event with its place."""
    key = table.columns[0].name
    said = "t.* REPLACE (p.place AS n)" if table.name == "events" else "t.*"
    numbers = (
        "" if table.name == "events" else "".join(f", t.{c.name}" for c in table.columns if c.type == "integer" and c.name in table.key)
    )
    return f"SELECT {said} FROM read_parquet('{file}') t JOIN places p ON p.event = t.{key} ORDER BY p.place{numbers}"  # noqa: S608 (our own names)


def _write_stints(folder: Path) -> None:
    from pyarrow import Table as Rows
    from pyarrow.parquet import ParquetWriter

    from aigraph.engines import open_folder

    schema = arrow_schema(TABLES[STINTS])
    with open_folder(str(folder)) as tables, ParquetWriter(folder / f"{STINTS}.parquet", schema, compression="zstd") as file:
        stints = tables.stints.select(*schema.names).order_by("id")
        for batch in tables.store.batches(stints):
            file.write_table(Rows.from_batches([batch]).cast(schema))

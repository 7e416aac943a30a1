"""Synthetic sagas too large for YAML: written as the tables of ``aigraph export parquet``, and never held.

The decision hidden here is how tables come into the canonical order of events, which is known only at the
end: rows are written as they come, then sorted by DuckDB, which also pairs the stints (``aigraph.engines``).
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from aigraph.dataset import canonical_order
from aigraph.dates import FuzzyDate
from aigraph.parquet import DESCRIPTOR, described, row_writer
from aigraph.records import HEADER, Event, Header, Link
from aigraph.tables import STINTS, TABLES, TABLES_OF, Table, Told, arrow_schema

if TYPE_CHECKING:
    from aigraph.synth.chronicle import Record

NEEDS = ("duckdb", "ibis", "pyarrow")
"""Libraries, of the extra ``duckdb``."""


class _Ordered(NamedTuple):
    """What the order of an event depends on."""

    id: str
    date: FuzzyDate
    links: tuple[Link, ...]


def write_tables(folder: Path, header: Header, records: Iterable[tuple[str, Record]]) -> None:
    """Write a saga into a folder that is there, given its records with the section of each."""
    import duckdb

    order: list[Any] = []
    with ExitStack() as files:
        put = {name: row_writer(folder, table, files) for name, table in TABLES.items() if name != STINTS}
        for section, record in chain([(HEADER, header)], records):
            held: Any = record
            if isinstance(record, Event):
                order.append(_Ordered(record.id, record.date, record.links))
                held = Told(0, record)
            for table in TABLES_OF[section]:
                for row in table.rows(held):
                    put[table.name](row)
    with duckdb.connect(config={"temp_directory": str(folder / "spilt"), "memory_limit": "3GB"}) as database:
        _sort(database, folder, [event.id for event in canonical_order(order)])
    shutil.rmtree(folder / "spilt", ignore_errors=True)
    del order
    _write_stints(folder)
    resources = [{"name": name, "path": f"{name}.parquet", "format": "parquet"} for name in TABLES]
    descriptor = {"name": "saga", "title": header.name.en, "aigraph": described(whole=True), "resources": resources}
    (folder / DESCRIPTOR).write_text(json.dumps(descriptor, indent=2) + "\n", "utf-8")


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

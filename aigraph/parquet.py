"""A folder of Parquet as a saga: the tables as ``aigraph export parquet`` writes them, and put together again.

The decision hidden here is that they are read side by side, in the order in which they were written: what
belongs to a record stands next to each other in every table, so that a saga of any size is read record by
record. The stints are read as well, unless they are those of a view or of another version, which would have
to be derived anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aigraph import __version__
from aigraph.problems import file_problem
from aigraph.progress import teller
from aigraph.records import HEADER, DataError, Header
from aigraph.tables import RECORD_OF, STINTS, TABLES, TABLES_OF, Row, Table, arrow_schema, arrow_table, header_of, stint_of

if TYPE_CHECKING:
    from aigraph.stints import Stint

DESCRIPTOR = "datapackage.json"
ROWS_AT_ONCE = 20_000
"""So many rows of a table are held before they are written as one row group."""


def row_writer(folder: str | os.PathLike[str], table: Table, files: ExitStack) -> Callable[[Row], object]:
    """Return what writes a row of a table into its file in a folder; the rest is written when ``files`` are closed."""
    from pyarrow.parquet import ParquetWriter

    schema = arrow_schema(table)
    file = files.enter_context(ParquetWriter(Path(folder, f"{table.name}.parquet"), schema, compression="zstd"))
    held: list[Row] = []

    def flush() -> None:
        file.write_table(arrow_table(schema, held))
        held.clear()

    def put(row: Row) -> None:
        held.append(row)
        if len(held) >= ROWS_AT_ONCE:
            flush()

    files.callback(flush)
    return put


class Package:
    """A saga in Parquet.

    Raises:
        DataError: it cannot be read; so do all methods.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = Path(folder)
        try:
            self._told = json.loads((self.folder / DESCRIPTOR).read_text("utf-8")).get("aigraph") or {}
        except (OSError, ValueError, AttributeError):
            raise _unreadable(DESCRIPTOR, "cannot be read as the descriptor of a data package") from None

    @property
    def derived(self) -> bool:
        """Whether the stints are there, all of them, as this version derives them."""
        return bool(self._told == described(whole=True))

    def header(self) -> Header:
        """Return what the data say of themselves."""
        rows = list(self._rows(TABLES[HEADER]))
        if len(rows) != 1:
            raise _unreadable(f"{HEADER}.parquet", f"has {len(rows)} rows, not one")
        return header_of(rows[0], self._rows(TABLES["threads"]))

    def records(self, kind: str) -> Iterator[Any]:
        """Yield the records of a kind (entities, sources, events) in order."""
        parts = {table.name: _Cursor(self._rows(table)) for table in TABLES_OF[kind] if table.name != kind}
        make = RECORD_OF[kind]
        for row in self._rows(TABLES[kind], told=True):
            key = row[0]
            try:
                yield make(row, lambda table, key=key: parts[table].take(key))  # type: ignore[misc]
            except ValueError as error:
                raise _unreadable(f"{kind}.parquet", f"{key}: {error}") from None
        for name, cursor in parts.items():
            if cursor.row is not None:
                message = f"{cursor.row[0]} is not where it belongs in the order of {kind}"
                raise _unreadable(f"{name}.parquet", message)

    def stints(self) -> Iterator[Stint]:
        """Yield the stints in order."""
        return map(stint_of, self._rows(TABLES[STINTS], told=True))

    def _rows(self, table: Table, *, told: bool = False) -> Iterator[Row]:
        """Yield the rows of a table, with a word to whoever watches if it is a long one."""
        try:
            import pyarrow
            from pyarrow.parquet import ParquetFile
        except ImportError:
            raise _unreadable(f"{table.name}.parquet", "needs pyarrow to be read: pip install 'aigraph[parquet]'") from None
        file, names = f"{table.name}.parquet", [c.name for c in table.columns]
        try:
            with ParquetFile(self.folder / file) as parquet:
                tell = teller(file, parquet.metadata.num_rows) if told else None
                done = 0
                for batch in parquet.iter_batches(columns=names):
                    yield from zip(*(batch[name].to_pylist() for name in names), strict=True)
                    done += len(batch)
                    if tell:
                        tell(done)
        except (OSError, KeyError, pyarrow.ArrowException) as error:
            raise _unreadable(file, f"cannot be read: {str(error).splitlines()[0]}") from None


class _Cursor:
    """The rows of a table of parts, taken record by record."""

    __slots__ = ("_rows", "row")

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = rows
        self.row = next(rows, None)

    def take(self, record: str) -> list[Row]:
        """Return the rows that belong to the record that comes next."""
        taken = []
        row = self.row
        while row is not None and row[0] == record:
            taken.append(row)
            row = next(self._rows, None)
        self.row = row
        return taken


def described(*, whole: bool) -> dict[str, Any]:
    """Return what a descriptor says of the stints beside it: which version derived them, and whether they are all."""
    return {"version": __version__, "stints": "all" if whole else "of a view"}


def _unreadable(file: str, message: str) -> DataError:
    return DataError((file_problem("unreadable", file, message, "write it anew with `aigraph export parquet`"),))

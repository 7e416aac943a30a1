"""The saga's tables on DuckDB: the engine for one machine, and the one that is taken unless another is asked for.

The decision hidden here is how DuckDB (https://duckdb.org) is made to work on more than fits in memory. Tables
are Parquet files that it scans; what is derived becomes Parquet in a folder of its own; Python is given Arrow
batches cut between groups, in several processes where there are many, and never all at once.
"""

from __future__ import annotations

import os
import tempfile
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from aigraph.engines.store import ROWS_OF_GROUPS, Expr, Work, whole_groups

if TYPE_CHECKING:
    import pyarrow

ROWS_AT_ONCE = 100_000
"""So many rows are fetched at once."""
MEMORY = "3GB"
"""What DuckDB itself may hold; beyond it, it writes to disk. Python's share comes besides."""


class DuckDB:
    """A database whose tables are Parquet files, some of them its own.

    ``folder`` is where what is derived is kept; without it, in a folder that goes when the store is closed.
    ``processes`` pair in parallel where there is much to pair, ``portion`` rows or a few more at once.
    """

    def __init__(
        self, folder: str | None = None, *, memory: str = MEMORY, processes: int | None = None, portion: int = ROWS_OF_GROUPS
    ) -> None:
        import ibis

        self._closing = ExitStack()
        self.folder = Path(folder or self._closing.enter_context(tempfile.TemporaryDirectory(prefix="aigraph-")))
        self.folder.mkdir(parents=True, exist_ok=True)
        self.processes, self.portion = processes or os.cpu_count() or 1, portion
        self.ibis = ibis.duckdb.connect()
        self.database = self.ibis.con
        for setting, value in (
            ("memory_limit", memory),
            ("temp_directory", str(self.folder / "spilt")),
            ("preserve_insertion_order", "false"),
        ):
            self.database.execute(f"SET {setting} = {_quoted(value)}")
        self._closing.callback(self.database.close)

    def read(self, folder: str, name: str) -> Expr:
        """Return the table in ``folder/name.parquet``."""
        file = _quoted(f"{folder}/{name}.parquet")
        self.database.execute(f'CREATE OR REPLACE VIEW "{name}" AS FROM read_parquet({file})')
        return self.ibis.table(name)

    def put(self, name: str, rows: pyarrow.Table) -> Expr:
        """Return rows from here as a table there."""
        self.database.register("arriving", rows)
        self.database.execute(f'CREATE OR REPLACE TABLE "{name}" AS FROM arriving')
        self.database.unregister("arriving")
        return self.ibis.table(name)

    def keep(self, name: str, expr: Expr, near: str) -> Expr:
        """Return what an expression yields as a table, computed once; rows of one ``near`` lie together."""
        select = self.ibis.compile(expr.order_by(near))
        file = _quoted(str(self.folder / f"{name}.parquet"))
        self.database.execute(f"COPY ({select}) TO {file} (FORMAT parquet, COMPRESSION zstd)")
        return self.read(str(self.folder), name)

    def through(self, name: str, expr: Expr, group: str, order: tuple[str, ...], work: Work, schema: pyarrow.Schema) -> Expr:
        """Return what a function makes of rows, sorted by ``group`` and ``order`` and given to it group by whole group."""
        from pyarrow.parquet import ParquetWriter

        chunks = whole_groups(self.batches(expr.order_by(group, *order)), group, self.portion)
        with ParquetWriter(self.folder / f"{name}.parquet", schema, compression="zstd") as file:
            for made in _spread(work, chunks, self.processes):
                file.write_table(made)
        return self.read(str(self.folder), name)

    def batches(self, expr: Expr) -> Iterator[pyarrow.RecordBatch]:
        """Yield what an expression yields, some thousand rows at once."""
        cursor = self.database.cursor()
        try:
            yield from cursor.sql(self.ibis.compile(expr)).to_arrow_reader(ROWS_AT_ONCE)
        finally:
            cursor.close()

    def close(self) -> None:
        """Let go of what was kept."""
        self._closing.close()


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _spread(work: Work, chunks: Iterator[pyarrow.Table], processes: int) -> Iterator[pyarrow.Table]:
    """Yield what is made of chunks, in order; made by several processes if there is more than one chunk."""
    first = list(islice(chunks, 2))
    if len(first) < 2 or processes < 2:
        yield from map(work, chain(first, chunks))
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        running: deque[Future[pyarrow.Table]] = deque()
        for chunk in chain(first, chunks):
            running.append(pool.submit(work, chunk))
            if len(running) > 2 * processes:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()

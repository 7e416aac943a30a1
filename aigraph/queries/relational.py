"""SQL over the saga's tables: whatever no other question asks.

The decision hidden here is the engine and its fence. DuckDB is embedded, reads Arrow as it is, and its SQL is
the one that analysts write (https://duckdb.org); it holds the tables of ``aigraph.tables`` in memory. A query
only reads them: one SELECT in a read-only transaction, without files, network, extensions or settings
(https://duckdb.org/docs/stable/operations_manual/securing_duckdb/overview), and it is stopped after a minute.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from threading import Timer
from typing import TYPE_CHECKING, Any, ClassVar

from aigraph.dataset import WrongQuestion
from aigraph.ontology import Label
from aigraph.results import Column, Json, Result, Speaker
from aigraph.tables import TABLES, VIEWS, arrow_schema, arrow_table, walk

if TYPE_CHECKING:
    import duckdb

    from aigraph.saga import Saga

SECONDS = 60
"""So long a query may take."""
_FENCE = {
    "enable_external_access": "false", "autoinstall_known_extensions": "false", "autoload_known_extensions": "false",
    "allow_community_extensions": "false", "temp_directory": "", "memory_limit": "4GB",
}  # fmt: skip
_VERDICT = """
CREATE MACRO verdict_on(s, day) AS CASE
  WHEN s.started_latest <= day AND coalesce(day < s.ended_earliest, s.ended IS NULL) THEN 'certain'
  WHEN coalesce(s.started_earliest <= day, true) AND coalesce(day < s.ended_latest, true) THEN 'possible'
  ELSE 'no' END
"""
"""Whether a stint holds at the end of a day, as ``aigraph.dates.holds_on``, for tables with the columns of stints."""


@dataclass(frozen=True, slots=True)
class Tuple:
    """A row of the answer to a query: one value for each of its columns, as JSON has it."""

    names: tuple[str, ...]
    values: tuple[Any, ...]

    command: ClassVar[str] = "sql"
    columns: ClassVar[tuple[Column, ...]] = ()

    def to_dict(self, speak: Speaker) -> Json:
        """Return the row as JSON."""
        return dict(zip(self.names, self.values, strict=True))


class Relation(Result[Tuple]):
    """The answer to a query in SQL: its columns are those that the query names."""

    __slots__ = ("names", "numeric")

    def __init__(self, saga: Saga, names: tuple[str, ...], numeric: Sequence[bool], rows: Sequence[tuple[Any, ...]]) -> None:
        super().__init__(saga.dataset, Tuple, [Tuple(names, row) for row in rows], saga.lang)
        self.names, self.numeric = names, tuple(numeric)

    def flat_columns(self) -> list[str]:
        """Return the names of the columns."""
        return list(self.names)

    def flat(self, lang: str | None = None) -> list[Json]:
        """Return the rows as JSON objects; a list stays a list."""
        return self.to_dicts(lang)

    def layout(self, lang: str | None = None) -> tuple[list[Column], list[list[str]]]:
        """Return all columns, and the cells of each row as text; numbers stand to the right."""
        columns = [
            Column(Label(name, name), lambda row, speak: "", keep=True, right=number)
            for name, number in zip(self.names, self.numeric, strict=True)
        ]
        return columns, [["" if v is None else str(v) for v in row.values] for row in self.rows]


def sql(saga: Saga, query: str = "", *, tables: bool = False) -> Relation:
    """Ask the saga in SQL (DuckDB's): one SELECT over its tables, read-only.

    ``--schema`` shows the tables, views and columns. Beside them ``verdict_on(row, day)`` says how surely a
    stint holds on a day: SELECT person_name, verdict_on(p, DATE '2023-11-18') FROM posts p. Views of the saga
    (``--on``, ``--known-by``, ``--according-to``) narrow the tables.
    """
    if tables:
        return _schema(saga)
    if not query.strip():
        raise WrongQuestion("no query is given; `aigraph sql --schema` shows what there is to ask")
    return _answer(saga, query)


def _schema(saga: Saga) -> Relation:
    """Return the tables and views with their columns."""
    rows: list[tuple[Any, ...]] = [
        (t.name, c.name, c.type, c.refers or None, c.doc + (f": {', '.join(c.words)}" if 0 < len(c.words) <= 8 else ""))
        for t in TABLES.values()
        for c in t.columns
    ]
    rows += [(v.name, None, "view", None, v.doc) for v in VIEWS.values()]
    return Relation(saga, ("table", "column", "type", "refers", "what"), [False] * 5, rows)


def _answer(saga: Saga, query: str) -> Relation:
    engine = _engine()
    cursor = _database(saga).cursor()
    stop = Timer(SECONDS, cursor.interrupt)
    try:
        statements = cursor.extract_statements(query)
        if len(statements) != 1 or statements[0].type not in (engine.StatementType.SELECT, engine.StatementType.EXPLAIN):
            raise WrongQuestion("aigraph sql takes one SELECT, which only reads")
        stop.start()
        cursor.execute("BEGIN TRANSACTION READ ONLY")
        found = cursor.execute(statements[0])
        names = _told_apart([str(d[0]) for d in found.description or ()])
        numeric = [_NUMBERS.match(str(d[1])) is not None for d in found.description or ()]
        rows = [tuple(map(_jsonable, row)) for row in found.fetchall()]
    except engine.InterruptException:
        raise WrongQuestion(f"the query took longer than {SECONDS} seconds") from None
    except engine.Error as error:
        raise WrongQuestion(_said(error)) from None
    finally:
        stop.cancel()
        cursor.close()
    return Relation(saga, names, numeric, rows)


_NUMBERS = re.compile("U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$|FLOAT|DOUBLE|DECIMAL")
"""The engine's types whose values are numbers."""


def _engine() -> Any:
    """Return the library.

    Raises:
        WrongQuestion: it is not installed.
    """
    try:
        import duckdb
        import pyarrow  # noqa: F401 (the tables go through it)
    except ImportError:
        raise WrongQuestion("sql needs DuckDB and Arrow: pip install 'aigraph[sql]'") from None
    return duckdb


def _database(saga: Saga) -> duckdb.DuckDBPyConnection:
    """Return a database with the tables of the view; that of the last view of a dataset is kept."""
    view = (saga.day, saga.since, saga.until, saga.sure)
    kept: dict[Any, duckdb.DuckDBPyConnection] = vars(saga.dataset).setdefault("_databases", {})
    if view not in kept:
        kept.clear()
        kept[view] = _filled(saga)
    return kept[view]


def _filled(saga: Saga) -> duckdb.DuckDBPyConnection:
    database: duckdb.DuckDBPyConnection = _engine().connect(":memory:", config=_FENCE)
    rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in TABLES}
    for table, row in walk(saga):
        rows[table.name].append(row)
    for name, table in TABLES.items():
        database.register("arriving", arrow_table(arrow_schema(table), rows.pop(name)))
        database.execute(f'CREATE TABLE "{name}" AS SELECT * FROM arriving')  # noqa: S608 (our own names)
        database.execute(f"COMMENT ON TABLE \"{name}\" IS '{table.doc.replace(chr(39), chr(39) * 2)}'")
        database.unregister("arriving")
    for view in VIEWS.values():
        database.execute(f'CREATE VIEW "{view.name}" AS {view.select}')
    database.execute(_VERDICT)
    for setting in ("python_enable_replacements = false", "lock_configuration = true"):
        database.execute(f"SET {setting}")
    return database


def _said(error: Exception) -> str:
    """Return the engine's complaint in one line, without the query and its own kinds of error."""
    text = str(error).split("\n\n")[0].split("LINE ")[0]
    return " ".join(text.split())


def _told_apart(names: list[str]) -> tuple[str, ...]:
    """Return names of columns, those that are there already with a number."""
    told: dict[str, None] = {}
    for name in names:
        tries = (name if n == 1 else f"{name}_{n}" for n in range(1, len(names) + 2))
        told[next(t for t in tries if t not in told)] = None
    return tuple(told)


def _jsonable(value: Any) -> Any:
    """Return a value of the engine as JSON can say it."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_jsonable(v) for v in value]
    if isinstance(value, dict):
        return {str(_jsonable(k)): _jsonable(v) for k, v in value.items()}
    return value.hex() if isinstance(value, bytes) else str(value)

"""Engines: the saga as Ibis tables, on DuckDB or on Apache Spark.

The decision hidden here is which engine runs, and where its tables come from: from a saga that is loaded, or
from a folder of Parquet that ``aigraph export parquet`` wrote, which need not fit in memory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aigraph.dataset import WrongQuestion, wrong_word
from aigraph.dates import parse_date
from aigraph.engines.derivation import derived, stint_row, stints_schema
from aigraph.engines.store import Store, Tables, View
from aigraph.records import HEADER
from aigraph.registry import ENGINES, answering
from aigraph.tables import STINTS, TABLES, Row, arrow_schema, arrow_table, walk

if TYPE_CHECKING:
    from aigraph.results import Result
    from aigraph.saga import Saga

__all__ = ["Tables", "View", "answered", "open_folder", "store_on", "tables_of"]


def _duckdb(**options: Any) -> Store:
    from aigraph.engines.duckdb import DuckDB

    return DuckDB(**options)


def _spark(**options: Any) -> Store:
    from aigraph.engines.spark import Spark

    return Spark(**options)


_OPEN = dict(zip(ENGINES, (_duckdb, _spark), strict=True))
"""What opens a store on each engine, by name."""


def store_on(engine: str, **options: Any) -> Store:
    """Open a store on an engine, with options of its own: see ``aigraph.engines.duckdb`` and ``aigraph.engines.spark``.

    Raises:
        WrongQuestion: there is no such engine, or what it needs is not installed.
    """
    if engine not in ENGINES:
        raise wrong_word("engine", engine, ENGINES)
    try:
        return _OPEN[engine](**options)
    except ImportError as error:
        raise WrongQuestion(f"{engine} needs {error.name}: pip install 'aigraph[{engine}]'") from None


def tables_of(saga: Saga, engine: str = "duckdb", **options: Any) -> Tables:
    """Return a saga that is loaded, all of it, as tables on an engine; the stints are those it has."""
    from aigraph.saga import Saga

    store = store_on(engine, **options)
    rows: dict[str, list[Row]] = {name: [] for name in TABLES}
    for table, row in walk(Saga(saga.dataset)):
        rows[table.name].append(row)
    named = {name: store.put(name, arrow_table(arrow_schema(TABLES[name]), rows[name])) for name in TABLES if name != STINTS}
    dataset = saga.dataset
    doubtful = {e.id for e in dataset.events.passing() if e.doubtful}
    stints = [
        stint_row(s, n, dataset.houses, dataset.as_of, (s.opened_by in doubtful, s.closed_by in doubtful))
        for n, s in enumerate(dataset.stints.passing())
    ]
    named[STINTS] = store.put(STINTS, arrow_table(stints_schema(), stints))
    return Tables(store, named, dataset.houses, dataset.as_of)


def answered(saga: Saga, engine: str, folder: str, name: str, words: Sequence[Any], options: Mapping[str, Any]) -> Result[Any]:
    """Return what a question of a saga answers, asked of an engine: of the folder of Parquet that it is from, else of the saga."""
    from aigraph.loader import is_package

    whole = is_package(folder) and not saga.dataset.retellings
    with open_folder(folder, engine) if whole else tables_of(saga, engine) as tables:
        result: Result[Any] = answering()(saga, tables, name, *words, **options)
    return result


def open_folder(folder: str, /, engine: str = "duckdb", **options: Any) -> Tables:
    """Return a folder of Parquet as tables on an engine; stints and houses are derived there, from the events.

    Raises:
        WrongQuestion: it holds no such tables.
    """
    store = store_on(engine, **options)
    try:
        named = {name: store.read(folder, name) for name in TABLES if name != STINTS}
        (header,) = (row for batch in store.batches(named[HEADER]) for row in batch.to_pylist())
    except Exception as error:  # each engine has its own kinds of error for a file that is not there
        store.close()
        if Path(folder, f"{HEADER}.parquet").exists():
            raise
        raise WrongQuestion(f"{folder} holds no {HEADER}.parquet: give a folder that `aigraph export parquet` wrote") from error
    as_of = parse_date(header["as_of"]).hi
    named[STINTS], houses = derived(store, named, as_of)
    return Tables(store, named, houses, as_of)

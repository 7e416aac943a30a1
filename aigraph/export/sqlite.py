"""SQLite: the saga's tables in one database file, ready to be asked, searched, and served with Datasette.

The decision hidden here is what a table is in SQLite: its column types, keys and closed vocabularies, and how
text is found. Full-text search cuts text into trigrams (https://sqlite.org/fts5.html#the_trigram_tokenizer),
which finds Japanese, written without spaces, from three characters on. Datasette recognises the indexes, and
a metadata file beside the database tells it titles, descriptions, licence and ready questions
(https://docs.datasette.io/en/stable/metadata.html).
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from typing import TYPE_CHECKING, Any

from aigraph.export import Outlet, about, told
from aigraph.tables import TABLES, VIEWS, Column, Row, Table, walk

if TYPE_CHECKING:
    from aigraph.saga import Saga

TYPES = {"string": "TEXT", "integer": "INTEGER", "number": "NUMERIC", "boolean": "INTEGER", "date": "TEXT"}
SEARCHED = {
    "entities": ("name_en", "name_ja", "note_en", "note_ja"),
    "aliases": ("alias",),
    "events": ("title_en", "title_ja", "summary_en", "summary_ja", "quote_text"),
    "sources": ("title", "publisher", "author"),
    "citations": ("says",),
}
"""The columns of each table whose words are found by full-text search."""
INDEXED = {
    "participants": ("entity",), "stints": ("subject", "object", "house", "relation"), "citations": ("source",), "events": ("earliest", "type"),
    "links": ("target",), "event_threads": ("thread",), "claims": ("source",),
}  # fmt: skip
"""Columns that questions go in by, besides the keys."""
ROWS_AT_ONCE = 2_000
QUESTIONS = {
    "who_left": (
        "Who left an organization",
        """SELECT person_name, person_name_ja, started, ended, manner, destination, doubtful, closed_by FROM departures
WHERE house = :organization ORDER BY ended_latest""",
    ),
    "board_on": (
        "Who may have sat on a board at the end of a day",
        """SELECT person_name, started, ended, doubtful,
       iif(started_latest <= :day AND coalesce(:day < ended_earliest, ended IS NULL), 'certain', 'possible') AS verdict
FROM posts WHERE relation = 'director' AND organization = :organization
  AND coalesce(started_earliest, '0') <= :day AND coalesce(:day < ended_latest, 1) ORDER BY id""",
    ),
}
"""Questions that Datasette offers ready to be asked: a title, and the query with its parameters."""


def write(saga: Saga, outlet: Outlet) -> None:
    """Write the database, and beside it the metadata for Datasette."""
    tell, done = told(saga), 0
    database = sqlite3.connect(outlet.file, isolation_level=None)
    try:
        for statement in ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "PRAGMA foreign_keys = OFF", "BEGIN"):
            database.execute(statement)
        for table in TABLES.values():
            database.execute(_definition(table))
        held: dict[str, list[Row]] = {name: [] for name in TABLES}
        for table, row in walk(saga):
            rows = held[table.name]
            rows.append(row)
            if len(rows) >= ROWS_AT_ONCE:
                _insert(database, table, rows)
            done += table.name in ("events", "stints")
            tell(done)
        for name, rows in held.items():
            _insert(database, TABLES[name], rows)
        _finish(database, saga)
        for name in TABLES:
            outlet.holds(f"in `{name}`: {TABLES[name].doc}", database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])  # noqa: S608
        database.execute("COMMIT")
    finally:
        database.close()
    for view in VIEWS.values():
        outlet.remark(f"View `{view.name}`: {view.doc}")
    outlet.remark("Full-text search finds words of three characters or more, in English and Japanese.")
    outlet.beside(".metadata.json").write_text(json.dumps(metadata(saga, outlet.name), ensure_ascii=False, indent=2) + "\n", "utf-8")


def _insert(database: sqlite3.Connection, table: Table, rows: list[Row]) -> None:
    places = ", ".join("?" * len(table.columns))
    days = [i for i, c in enumerate(table.columns) if c.type == "date"]
    ready: list[Any] = rows if not days else [tuple(v.isoformat() if isinstance(v, dt.date) else v for v in row) for row in rows]
    database.executemany(f'INSERT INTO "{table.name}" VALUES ({places})', ready)  # noqa: S608 (names are ours)
    rows.clear()


def _definition(table: Table) -> str:
    """Return the statement that makes a table."""
    key = ", ".join(f'"{name}"' for name in table.key)
    return f'CREATE TABLE "{table.name}" (\n  ' + ",\n  ".join([*map(_column, table.columns), f"PRIMARY KEY ({key})"]) + "\n)"


def _column(column: Column) -> str:
    parts = [f'"{column.name}" {TYPES[column.type]}']
    if column.required:
        parts.append("NOT NULL")
    if column.refers:
        table, _, name = column.refers.partition(".")
        parts.append(f'REFERENCES "{table}" ("{name}")')
    return " ".join(parts)


def _finish(database: sqlite3.Connection, saga: Saga) -> None:
    """Make the indexes, the full-text search and the views."""
    for table, columns in INDEXED.items():
        for column in columns:
            database.execute(f'CREATE INDEX "{table}_by_{column}" ON "{table}" ("{column}")')
    for table, columns in SEARCHED.items():
        names = ", ".join(columns)
        database.execute(f"CREATE VIRTUAL TABLE {table}_fts USING fts5({names}, tokenize='trigram', content=\"{table}\")")
        database.execute(f"INSERT INTO {table}_fts ({table}_fts) VALUES ('rebuild')")  # noqa: S608 (our own names)
    for view in VIEWS.values():
        database.execute(f'CREATE VIEW "{view.name}" AS {view.select}')


def metadata(saga: Saga, name: str) -> dict[str, Any]:
    """Return Datasette's metadata for the database of that file name."""
    facts = about(saga)
    stem = name.rpartition(".")[0] or name
    described: dict[str, Any] = {t.name: {"description": t.doc, "columns": {c.name: c.doc for c in t.columns}} for t in TABLES.values()}
    described["entities"] |= {"label_column": "name_en"}
    described["events"] |= {"label_column": "title_en", "sort": "n"}
    described["sources"] |= {"label_column": "publisher"}
    described["threads"] |= {"label_column": "name_en"}
    described |= {v.name: {"description": v.doc} for v in VIEWS.values()}
    described |= {f"{table}_fts": {"hidden": True} for table in SEARCHED}
    return {
        "title": facts["name"],
        "description": f"Dated, sourced events and the relations derived from them, as of {facts['as_of']}{''.join(f', {v}' for v in facts['view'])}.",
        "license": facts["license"],
        "about": f"{facts['generator']}, version {facts['version']} of the data",
        "databases": {stem: {"tables": described, "queries": {n: {"title": title, "sql": sql} for n, (title, sql) in QUESTIONS.items()}}},
    }

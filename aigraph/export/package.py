"""CSV and Parquet: the saga's tables as files, described by a Frictionless data package.

The decision hidden here is how a table becomes a file and its meaning a descriptor: one file for each of
``aigraph.tables``, and a ``datapackage.json`` with types, keys, closed vocabularies and descriptions
(https://specs.frictionlessdata.io/tabular-data-package/). Both forms hold the same rows, so that
``aigraph import package`` makes the same saga of either.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from aigraph.export import Outlet, about, told
from aigraph.parquet import described, row_writer
from aigraph.tables import TABLES, Column, Row, Table, walk

if TYPE_CHECKING:
    from aigraph.saga import Saga

MEDIA = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}


def write(saga: Saga, outlet: Outlet) -> None:
    """Write every table as a file, also those without rows, and the descriptor."""
    counts = dict.fromkeys(TABLES, 0)
    tell, done = told(saga), 0
    with ExitStack() as files:
        put = {name: _WRITERS[outlet.form.name](outlet, table, files) for name, table in TABLES.items()}
        for table, row in walk(saga):
            put[table.name](row)
            counts[table.name] += 1
            if table.name in ("events", "stints"):
                done += 1
                tell(done)
    for name, many in counts.items():
        outlet.holds(f"in `{name}`: {TABLES[name].doc}", many)
    outlet.remark("`datapackage.json` says what each column means; `aigraph import package` makes YAML of the whole again.")
    with outlet.text("datapackage.json") as file:
        json.dump(descriptor(saga, outlet.form.name), file, ensure_ascii=False, indent=2)
        file.write("\n")


# --- rows to files -------------------------------------------------------------------------------


def _csv_writer(outlet: Outlet, table: Table, files: ExitStack) -> Callable[[Row], object]:
    """Return what writes a row as CSV (RFC 4180, but for lines that end in a line feed)."""
    put = csv.writer(files.enter_context(outlet.text(f"{table.name}.csv")), lineterminator="\n").writerow
    put([c.name for c in table.columns])
    truths = {i for i, c in enumerate(table.columns) if c.type == "boolean"}
    if not truths:
        return put
    return lambda row: put([("true" if v else "false") if i in truths else v for i, v in enumerate(row)])


def _parquet_writer(outlet: Outlet, table: Table, files: ExitStack) -> Callable[[Row], object]:
    """Return what writes a row as Parquet, some thousands at once."""
    return row_writer(outlet.workshop, table, files)


_WRITERS: dict[str, Callable[[Outlet, Table, ExitStack], Callable[[Row], object]]] = {"csv": _csv_writer, "parquet": _parquet_writer}


# --- the descriptor ------------------------------------------------------------------------------


def descriptor(saga: Saga, form: str) -> dict[str, Any]:
    """Return the data package's descriptor."""
    facts = about(saga)
    return {
        "profile": "tabular-data-package" if form == "csv" else "data-package",
        "name": "saga",
        "title": facts["name"],
        "version": facts["version"],
        "description": f"As of {facts['as_of']}{''.join(f', {v}' for v in facts['view'])}. Written by {facts['generator']}.",
        **({"licenses": [{"name": facts["license"]}]} if facts["license"] else {}),
        "aigraph": described(whole=saga.day is None and not saga.windowed and not saga.sure),
        "keywords": ["knowledge graph", "timeline", "provenance", "EDTF"],
        "resources": [_resource(table, form) for table in TABLES.values()],
    }


def _resource(table: Table, form: str) -> dict[str, Any]:
    return {
        "name": table.name,
        "path": f"{table.name}.{form}",
        "profile": "tabular-data-resource" if form == "csv" else "data-resource",
        "format": form,
        "mediatype": MEDIA[form],
        "encoding": "utf-8",
        "description": table.doc,
        "schema": {
            "fields": [_field(c) for c in table.columns],
            "primaryKey": list(table.key),
            "foreignKeys": [_foreign_key(c, table.name) for c in table.columns if c.refers],
        },
    }


def _field(column: Column) -> dict[str, Any]:
    constraints = {**({"required": True} if column.required else {}), **({"enum": list(column.words)} if column.words else {})}
    return {
        "name": column.name, "type": column.type, "description": column.doc, **({"constraints": constraints} if constraints else {}),
    }  # fmt: skip


def _foreign_key(column: Column, here: str) -> dict[str, Any]:
    table, _, name = column.refers.partition(".")
    return {"fields": column.name, "reference": {"resource": "" if table == here else table, "fields": name}}

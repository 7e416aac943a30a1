"""The way back from tables: a data package that ``aigraph export csv`` or ``parquet`` wrote becomes records again.

The decision hidden here is how rows become records: what belongs to a record is gathered by its id, in the
order of ``n``, and what is derived (stints, bounds, what is disputed) is not read, as it is derived anew.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aigraph.dataset import WrongQuestion
from aigraph.intake import Found, Plain
from aigraph.records import HEADER
from aigraph.tables import STINTS, TABLES, Table

if TYPE_CHECKING:
    from aigraph.dataset import Dataset

Row = dict[str, Any]
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
    parts = {name: _by_record(TABLES[name], held) for name, held in rows.items() if TABLES[name].key[0] not in ("id", "name_en")}
    header = _kept({
        **_fields(rows[HEADER][0], as_of="as_of", license="license"), "name": _text(rows[HEADER][0], "name"),
        "version": None if rows[HEADER][0]["version"] == "0" else rows[HEADER][0]["version"],
        "threads": {t["id"]: {**_text(t, "name"), **_kept({"about": _text(t, "about")})} for t in _in_order(rows["threads"])},
    })  # fmt: skip
    return Found(
        header,
        [_entity(r, parts) for r in rows["entities"]],
        [_source(r, parts) for r in rows["sources"]],
        [_event(r, parts) for r in rows["events"]],
    )


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
    required = [c.name for c in table.columns if c.required]
    counting = [c.name for c in table.columns if c.type == "integer"]
    for line, row in (_csv_rows if form == "csv" else _parquet_rows)(file, names):
        if missing := next((name for name in required if row[name] is None), None):
            raise WrongQuestion(f"{file}:{line}: {missing} is empty")
        for name in counting:
            if not str(row[name]).isdecimal():
                raise WrongQuestion(f"{file}:{line}: {name} is {row[name]!r}, not a whole number")
        yield row


def _csv_rows(file: Path, names: list[str]) -> Iterator[tuple[int, Row]]:
    csv.field_size_limit(2**31 - 1)
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.reader(lines, strict=True)
            heading = next(reader, [])
            if set(names) - set(heading):
                raise WrongQuestion(f"{file}:1: there is no column {', '.join(n for n in names if n not in heading)}")
            for cells in reader:
                if len(cells) != len(heading):
                    raise WrongQuestion(f"{file}:{reader.line_num}: {len(cells)} cells under {len(heading)} headings")
                yield reader.line_num, {name: cell or None for name, cell in zip(heading, cells, strict=True)}
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
            rows = (row for batch in parquet.iter_batches() for row in batch.to_pylist())
            yield from enumerate(rows, 1)
    except pyarrow.ArrowInvalid as error:
        raise WrongQuestion(f"{file} is no Parquet file: {error}") from None


# --- rows to records -----------------------------------------------------------------------------

Parts = dict[str, dict[str, list[Row]]]


def _by_record(table: Table, rows: list[Row]) -> dict[str, list[Row]]:
    """Return the rows of a table by the record that they belong to, in their order."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in _in_order(rows):
        found[row[table.key[0]]].append(row)
    return found


def _in_order(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: int(row["n"]))


def _entity(row: Row, parts: Parts) -> Plain:
    own = _of(parts, row["id"])
    return _kept({
        **_fields(row, id="id", type="type", wikidata="wikidata"), "name": _text(row, "name"),
        "aliases": [a["alias"] for a in own("aliases")], "note": _text(row, "note"), "accept": _accepted(own("entity_acceptances")),
    })  # fmt: skip


_SOURCE = ("id", "publisher", "lang", "kind", "url", "title", "author", "published", "voice", "copy_of")


def _source(row: Row, parts: Parts) -> Plain:
    return _kept({**{name: row[name] for name in _SOURCE}, "accept": _accepted(_of(parts, row["id"])("source_acceptances"))})


def _event(row: Row, parts: Parts) -> Plain:
    own = _of(parts, row["id"])
    claims: dict[int, Plain] = defaultdict(dict)
    for c in own("claims"):
        claims[int(c["citation"])][c["field"]] = _claimed(c)
    told_in: dict[int, list[str]] = defaultdict(list)
    for a in own("account_sources"):
        told_in[int(a["account"])].append(a["source"])
    return _kept({
        **_fields(row, id="id", date="date", type="type", status="status"), "title": _text(row, "title"), "summary": _text(row, "summary"),
        "participants": [
            _kept({**_fields(p, role="role", entity="entity", office="office", position="position"), "interim": _truth(p["interim"])})
            for p in own("participants")
        ],
        "amounts": [_fields(a, kind="kind", value="written", currency="currency", of="of_entity", note="note") for a in own("amounts")],
        "metrics": [_fields(m, subject="subject", metric="metric", value="written", unit="unit", note="note") for m in own("metrics")],
        "attributes": {a["name"]: _text(a, "value") if _truth(a["localized"]) else a["value_en"] for a in own("attributes")},
        "links": [_fields(k, rel="rel", event="target") for k in own("links")],
        "threads": [t["thread"] for t in own("event_threads")],
        "quote": _fields(row, text="quote_text", lang="quote_lang", speaker="quote_speaker"),
        "sources": [_kept({"source": c["source"], "says": c["says"], "claims": claims.get(int(c["n"]))}) for c in own("citations")],
        "accounts": [
            _kept({"voice": a["voice"], "tells": _text(a, "tells"), "sources": told_in.get(int(a["n"]))}) for a in own("accounts")
        ],
        "accept": _accepted(own("event_acceptances")),
    })  # fmt: skip


def _claimed(row: Row) -> Any:
    try:
        return json.loads(row["value"])
    except json.JSONDecodeError:
        raise WrongQuestion(f"claims: what {row['source']} claims of {row['event']} is no JSON: {row['value']!r}") from None


def _of(parts: Parts, record: str) -> Callable[[str], list[Row]]:
    return lambda table: parts[table].get(record, [])


def _fields(row: Row, **columns: str) -> Plain:
    """Return fields by name, each from its column, those with a value."""
    return _kept({field: row[column] for field, column in columns.items()})


def _kept(record: Plain) -> Plain:
    """Return the fields that have a value."""
    return {k: v for k, v in record.items() if v is not None and v != [] and v != {}}


def _text(row: Row, name: str) -> Plain:
    return _kept({"en": row[f"{name}_en"], "ja": row[f"{name}_ja"]})


def _truth(cell: Any) -> str | None:
    """Return ``true`` for what is true, nothing for what is not."""
    return "true" if cell in (True, "true", "True", "1") else None


def _accepted(rows: list[Row]) -> list[Plain]:
    return [_fields(r, rule="rule", reason="reason") for r in rows]

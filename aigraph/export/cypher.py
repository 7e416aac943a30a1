"""Cypher: the whole saga as a property graph, as a script, for Neo4j's bulk import, and for LadybugDB.

The decision hidden here is what nodes and edges (see ``aigraph.elements``) are called in Cypher, and how values are
written for each reader. Labels and types of relationships follow from the words of the ontology by rule:
``invested-in`` is ``INVESTED_IN``, an entity of type ``case`` an ``:Entity:Case``.

* The script is Cypher 5, https://neo4j.com/docs/cypher-manual/5/: constraints, then nodes, then relationships,
  some hundreds in a statement. It merges by ``id``, so that running it again changes nothing.
* The CSV files for Neo4j have the headers of ``neo4j-admin database import``,
  https://neo4j.com/docs/operations-manual/5/import/.
* LadybugDB, https://docs.ladybugdb.com/, has a table for each label and type: a schema, and statements that fill
  it from CSV files.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from aigraph.elements import EDGES, ENTITY, EVENT, KINDS, NODES, SOURCE, Element, Property, Type, Values, elements_of, properties_of
from aigraph.export import Outlet, about, told
from aigraph.records import Entity, Event, Source

if TYPE_CHECKING:
    from aigraph.saga import Saga

ID = Property("id", "string", "id")
ROWS_AT_ONCE = 200
"""So many nodes or relationships are written by one statement of the script."""
SEPARATOR = "\x1f"
"""Stands between the texts of a list in a cell: the unit separator, which no text of a saga holds."""
INDEXED = {ENTITY: ("name", "name_ja"), EVENT: ("earliest",)}
"""The properties that nodes are looked up by, besides their ids."""


def write(saga: Saga, outlet: Outlet) -> None:
    """Write the view as a property graph."""
    _WRITERS[outlet.form.name](saga, outlet)
    outlet.remark(
        "`claims` and `attributes` are JSON in a text, as a property holds no map. A stint's `id` changes between versions of the data."
    )


@cache
def label_of(word: str) -> str:
    """Return the label of the nodes of a kind or type: ``Case`` for ``case``."""
    return "".join(part.capitalize() for part in word.split("-"))


@cache
def type_of(word: str) -> str:
    """Return the type of the relationships of a word: ``INVESTED_IN`` for ``invested-in``."""
    return word.upper().replace("-", "_")


@cache
def _ends(kind: str) -> tuple[str, str]:
    """Return the labels of the two nodes of a kind of edge."""
    source, target = KINDS[kind].ends or ("", "")
    return label_of(source), label_of(target)


def _nodes(saga: Saga, outlet: Outlet) -> Iterator[Element]:
    """Yield all nodes; count them, and say what of them is left out."""
    counts: Counter[str] = Counter()
    accepted = 0
    for node in elements_of(saga, NODES):
        counts[node.kind] += 1
        if node.kind in (ENTITY, SOURCE, EVENT):
            assert isinstance(node.record, Entity | Source | Event)
            accepted += len(node.record.accept)
        yield node
    for kind, many in counts.items():
        outlet.holds(f"`:{label_of(kind)}`: {KINDS[kind].doc}", many)
    if accepted:
        outlet.loses(f"What curators accept of the findings of `aigraph check` is left out ({accepted:,}).")


def _edges(saga: Saga, outlet: Outlet) -> Iterator[Element]:
    """Yield all edges, and count them."""
    counts: Counter[str] = Counter()
    for edge in elements_of(saga, EDGES, told(saga)):
        counts[edge.word] += 1
        yield edge
    for word, many in counts.items():
        outlet.holds(f"`[:{type_of(word)}]`", many)


# --- the script ----------------------------------------------------------------------------------


def _script(saga: Saga, outlet: Outlet) -> None:
    """Write the script."""
    facts = about(saga)
    said = f"{facts['name']}, version {facts['version']}, as of {facts['as_of']}. Written by {facts['generator']}."
    with outlet.text() as out:
        out.write(f"// {' '.join(said.split())}\n")
        out.write(_constraints())
        for (kind, word), rows in _batches(_nodes(saga, outlet), _map):
            more = "" if word == kind else f" SET n:{label_of(word)}"
            out.write(f"{_unwind(rows)}MERGE (n:{label_of(kind)} {{id: row.id}}) SET n = row{more};\n")
        for (kind, word), rows in _batches(_edges(saga, outlet), _tied):
            source, target = _ends(kind)
            out.write(
                f"{_unwind(rows)}MATCH (a:{source} {{id: row.a}}) MATCH (b:{target} {{id: row.b}})\n"
                f"MERGE (a)-[r:{type_of(word)} {{id: row.r.id}}]->(b) SET r = row.r;\n"
            )


def _constraints() -> str:
    """Return the statements that make ids unique, and what is looked up quick to find."""
    lines = [f"CREATE CONSTRAINT {kind}_id IF NOT EXISTS FOR (n:{label_of(kind)}) REQUIRE n.id IS UNIQUE;" for kind in NODES]
    for kind, names in INDEXED.items():
        lines += [f"CREATE INDEX {kind}_{name} IF NOT EXISTS FOR (n:{label_of(kind)}) ON (n.{name});" for name in names]
    return "".join(f"{line}\n" for line in lines)


def _batches(elements: Iterable[Element], row_of: Callable[[Element], str]) -> Iterator[tuple[tuple[str, str], list[str]]]:
    """Gather the rows of elements of one kind and word, some hundreds of each."""
    held: dict[tuple[str, str], list[str]] = {}
    for element in elements:
        key = (element.kind, element.word)
        gathered = held.setdefault(key, [])
        gathered.append(row_of(element))
        if len(gathered) == ROWS_AT_ONCE:
            yield key, held.pop(key)
    yield from held.items()


def _unwind(rows: list[str]) -> str:
    return "UNWIND [\n" + ",\n".join(rows) + "\n] AS row\n"


def _tied(edge: Element) -> str:
    return f"{{a: {_text(edge.source)}, b: {_text(edge.target)}, r: {_map(edge)}}}"


def _map(element: Element) -> str:
    """Return the properties of a node or edge as a map of Cypher, without those that have no value."""
    named = zip(KINDS[element.kind].properties, element.values, strict=True)
    said = [f", {p.name}: {_LITERALS[p.type](value)}" for p, value in named if value is not None and value != ()]
    return f"{{id: {_text(element.id)}{''.join(said)}}}"


_UNSAFE = re.compile(r"['\\\x00-\x1f\x7f]")
_ESCAPES = {"'": r"\'", "\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t"}


def _text(text: str) -> str:
    """Return a text as a literal of Cypher, in which nothing ends it before its end."""
    return "'" + _UNSAFE.sub(lambda m: _ESCAPES.get(m[0]) or f"\\u{ord(m[0]):04x}", text) + "'"


_LITERALS: dict[Type, Callable[[Any], str]] = {
    "string": _text,
    "strings": lambda texts: f"[{', '.join(map(_text, texts))}]",
    "boolean": lambda truth: "true" if truth else "false",
    "integer": str,
    "number": lambda number: str(number).replace("e+", "e"),
    "date": lambda day: f"date('{day}')",
}


# --- files of CSV --------------------------------------------------------------------------------


class _Sheets:
    """CSV files, each opened with its heading when the first row for it comes."""

    def __init__(self, outlet: Outlet, files: ExitStack, headings: dict[str, Values]) -> None:
        self.outlet, self.files, self.headings = outlet, files, headings
        self.put: dict[str, Callable[[Iterable[Any]], object]] = {}

    def add(self, name: str, row: Iterable[Any]) -> None:
        """Write a row into the file of a name."""
        put = self.put.get(name)
        if put is None:
            put = self.put[name] = csv.writer(self.files.enter_context(self.outlet.text(name)), lineterminator="\n").writerow
            put(self.headings[name])
        put([_cell(value) for value in row])


def _cell(value: Any) -> Any:
    """Return a value as a cell, which is empty for none."""
    if isinstance(value, tuple):
        return SEPARATOR.join(value)
    return ("true" if value else "false") if isinstance(value, bool) else value


# --- Neo4j ---------------------------------------------------------------------------------------

_NEO4J_TYPES: dict[Type, str] = {
    "string": "", "strings": ":string[]", "boolean": ":boolean", "integer": ":long", "number": ":double", "date": ":date",
}  # fmt: skip
_IMPORT = """#!/bin/sh
# Makes a new database of Neo4j of the files beside this one: sh import.sh [DATABASE [OPTION...]]
# NEO4J_ADMIN names the program, where it is not on the PATH.
set -eu
cd "$(dirname "$0")"
database="${1:-neo4j}"
if [ $# -gt 0 ]; then shift; fi
exec "${NEO4J_ADMIN:-neo4j-admin}" database import full "$database" "$@" \\
  --id-type=string --multiline-fields=true --array-delimiter=U+001F"""


def _neo4j(saga: Saga, outlet: Outlet) -> None:
    """Write the CSV files of nodes and of relationships, and the script that calls the import."""
    headings = {_neo4j_file(kind): _neo4j_heading(kind) for kind in KINDS}
    with ExitStack() as files:
        sheets = _Sheets(outlet, files, headings)
        for node in _nodes(saga, outlet):
            labels = tuple(dict.fromkeys((label_of(node.kind), label_of(node.word))))
            sheets.add(_neo4j_file(node.kind), (node.id, labels, *node.values))
        for edge in _edges(saga, outlet):
            sheets.add(_neo4j_file(edge.kind), (edge.source, edge.target, type_of(edge.word), edge.id, *edge.values))
    with outlet.text("import.sh") as out:
        out.write(_IMPORT)
        out.writelines(f" \\\n  --{name.partition('-')[0]}={name}" for name in sheets.put)
        out.write("\n")
    with outlet.text("constraints.cypher") as out:
        out.write(_constraints())
    outlet.remark("`constraints.cypher` makes ids unique once the database runs: `cypher-shell -f constraints.cypher`.")


@cache
def _neo4j_file(kind: str) -> str:
    return f"{'nodes' if KINDS[kind].ends is None else 'relationships'}-{kind}.csv"


def _neo4j_heading(kind: str) -> Values:
    properties = tuple(f"{p.name}{_NEO4J_TYPES[p.type]}" for p in KINDS[kind].properties)
    if KINDS[kind].ends is None:
        return (f"id:ID({label_of(kind)})", ":LABEL", *properties)
    source, target = _ends(kind)
    return (f":START_ID({source})", f":END_ID({target})", ":TYPE", "id", *properties)


# --- LadybugDB -----------------------------------------------------------------------------------

_LADYBUG_TYPES: dict[Type, str] = {
    "string": "STRING", "strings": "STRING[]", "boolean": "BOOL", "integer": "INT64", "number": "DOUBLE", "date": "DATE",
}  # fmt: skip
_OPTIONS = "HEADER=true, DELIM=',', QUOTE='\"', ESCAPE='\"', PARALLEL=false, AUTO_DETECT=false"


class _Table(NamedTuple):
    """A table of nodes, or one of relationships between some pairs of tables of nodes, with its columns."""

    name: str
    columns: tuple[Property, ...]
    pairs: tuple[tuple[str, str], ...] = ()


def _ladybug(saga: Saga, outlet: Outlet) -> None:
    """Write the schema, the CSV files, and the statements that load them."""
    nodes = {kind: _Table(label_of(kind), (ID, *KINDS[kind].properties)) for kind in NODES}
    edges = {word: _edge_table(word) for word in dict.fromkeys(word for kind in EDGES for word in KINDS[kind].words)}
    with outlet.text("schema.cypher") as out:
        out.writelines(map(_create, (*nodes.values(), *edges.values())))
    loads = {f"{table.name}.csv": _copy(table, f"{table.name}.csv") for table in nodes.values()}
    loads |= {_pair_file(t.name, *pair): _copy(t, _pair_file(t.name, *pair), pair) for t in edges.values() for pair in t.pairs}
    headings: dict[str, Values] = {f"{table.name}.csv": tuple(c.name for c in table.columns) for table in nodes.values()}
    headings |= {_pair_file(t.name, *pair): ("from", "to", *(c.name for c in t.columns)) for t in edges.values() for pair in t.pairs}
    with ExitStack() as files:
        sheets = _Sheets(outlet, files, headings)
        for node in _nodes(saga, outlet):
            sheets.add(f"{nodes[node.kind].name}.csv", (node.id, *node.values))
        for edge in _edges(saga, outlet):
            table = edges[edge.word]
            said = dict(zip((p.name for p in KINDS[edge.kind].properties), edge.values, strict=True))
            row = (edge.source, edge.target, edge.id, *(said.get(c.name) for c in table.columns[1:]))
            sheets.add(_pair_file(table.name, *_ends(edge.kind)), row)
    with outlet.text("load.cypher") as out:
        out.writelines(loads[name] for name in sheets.put)
    outlet.remark("A node of LadybugDB has one label; what an entity is says its `type`.")


def _edge_table(word: str) -> _Table:
    """Return the table of the relationships of a word, which may tie nodes of several kinds."""
    kinds = [kind for kind in EDGES if word in KINDS[kind].words]
    pairs = dict.fromkeys(map(_ends, kinds))
    return _Table(type_of(word), (ID, *properties_of(kinds)), tuple(pairs))


@cache
def _pair_file(table: str, source: str, target: str) -> str:
    return f"{table}-{source}-{target}.csv"


def _create(table: _Table) -> str:
    """Return the statement that makes a table; names are quoted, as some are words of the language."""
    columns = [f"`{c.name}` {_LADYBUG_TYPES[c.type]}" for c in table.columns]
    if not table.pairs:
        return f"CREATE NODE TABLE `{table.name}`({', '.join((*columns, f'PRIMARY KEY(`{ID.name}`)'))});\n"
    pairs = [f"FROM `{source}` TO `{target}`" for source, target in table.pairs]
    return f"CREATE REL TABLE `{table.name}`({', '.join((*pairs, *columns))});\n"


def _copy(table: _Table, file: str, pair: tuple[str, str] | None = None) -> str:
    """Return the statement that fills a table from a file, in which lists are one text each."""
    ends = ("from", "to") if pair else ()
    read = [*(f"`{end}` STRING" for end in ends), *(f"`{c.name}` {_LADYBUG_TYPES[c.type].removesuffix('[]')}" for c in table.columns)]
    given = [
        *(f"`{end}`" for end in ends),
        *(f"string_split(`{c.name}`, '\\u001f')" if c.type == "strings" else f"`{c.name}`" for c in table.columns),
    ]
    between = f" (FROM='{pair[0]}', TO='{pair[1]}')" if pair and len(table.pairs) > 1 else ""
    return (
        f"COPY `{table.name}` FROM (LOAD WITH HEADERS ({', '.join(read)}) FROM '{file}' ({_OPTIONS}) RETURN {', '.join(given)}){between};\n"
    )


_WRITERS: dict[str, Callable[[Saga, Outlet], None]] = {"cypher": _script, "neo4j": _neo4j, "ladybug": _ladybug}

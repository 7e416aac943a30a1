"""The way back from node-link JSON: the records that its nodes carry.

The decision hidden here is what is read: the ``record`` of each node and that of the graph. Everything else in
the file, the attributes and the edges, says the same in other words, and is derived anew.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from aigraph.dataset import WrongQuestion
from aigraph.elements import ENTITY, EVENT, KINDS, SOURCE
from aigraph.export.nodelink import FORMAT_VERSION
from aigraph.intake import Found, Plain

if TYPE_CHECKING:
    from aigraph.dataset import Dataset

HINT = "give a file that `aigraph export json` wrote"


def read(path: Path, dataset: Dataset | None = None) -> Found:
    """Read a file of node-link JSON and return the records in it.

    Raises:
        WrongQuestion: it is no such file; the message says where.
    """
    root = _parsed(path)
    version = root.get("format_version") if isinstance(root, dict) else None
    if version is None:
        raise WrongQuestion(f"{path} has no format_version: {HINT}")
    if version != FORMAT_VERSION:
        raise WrongQuestion(f"{path} is of format_version {version!r}, and {FORMAT_VERSION} is read: export it anew with this aigraph")
    graph, nodes = root.get("graph"), root.get("nodes")
    if not isinstance(nodes, list):
        raise WrongQuestion(f"{path}: nodes is no list: {HINT}")
    header = _record(path, "graph", graph)
    records: dict[str, list[Plain]] = {KINDS[kind].of: [] for kind in (ENTITY, SOURCE, EVENT)}
    for n, node in enumerate(nodes):
        record = _record(path, f"nodes[{n}]", node)
        kind = node.get("kind")
        if kind not in (ENTITY, SOURCE, EVENT):
            raise WrongQuestion(f"{path}: nodes[{n}].kind is {kind!r}, not {ENTITY}, {SOURCE} or {EVENT}")
        records[KINDS[kind].of].append(record)
    view = graph.get("view") if isinstance(graph, dict) else None
    remarks = (f"what was exported is a view of its saga: {', '.join(map(str, view))}",) if view and isinstance(view, list) else ()
    return Found(header, records["entities"], records["sources"], records["events"], remarks)


def _parsed(path: Path) -> Any:
    """Return the value of a JSON file.

    Raises:
        WrongQuestion: it is not JSON in UTF-8 (RFC 8259), or nested beyond reason.
    """

    def refuse(word: str) -> NoReturn:
        raise ValueError(f"{word} is no number of JSON")

    try:
        return json.loads(path.read_bytes().decode("utf-8-sig"), parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise WrongQuestion(f"{path} is no JSON in UTF-8: {error}") from None


def _record(path: Path, where: str, holder: object) -> Plain:
    """Return the record that a node, or the graph, carries."""
    record = holder.get("record") if isinstance(holder, dict) else None
    if not isinstance(record, dict):
        raise WrongQuestion(f"{path}: {where} has no record: {HINT}")
    plain: Plain = _plain(path, f"{where}.record", record)
    return plain


def _plain(path: Path, where: str, value: Any) -> Any:
    """Return a value of a record as a curator would write it: truth values as words, nothing where there is none."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return {_plain(path, where, key): _plain(path, f"{where}.{key}", v) for key, v in value.items() if v is not None}
    if isinstance(value, list):
        return [_plain(path, f"{where}[{n}]", v) for n, v in enumerate(value)]
    if value is None or (isinstance(value, str) and not value.isprintable() and _halved(value)):
        raise WrongQuestion(f"{path}: {where} is {value!r}, which is no value of a record")
    return value


def _halved(text: str) -> bool:
    """Whether a text holds one half of a surrogate pair, which no file can."""
    return any("\ud800" <= c <= "\udfff" for c in text)

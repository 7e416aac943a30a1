"""Node-link JSON: the whole saga as one graph, from which ``aigraph import`` makes the saga again.

The decision hidden here is the form of the file: that of ``networkx.node_link_graph`` (edges under ``edges``,
https://networkx.org/documentation/stable/reference/readwrite/json_graph.html), one node or edge a line. Nodes are
entities, events and sources, edges relations, participations, links and citations, each with readable attributes
(see ``aigraph.elements``), without those that have no value. Every node carries besides its ``record``, as a curator would write
it, and the graph that of the header: nothing is lost, and nothing else is read back.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from aigraph.canonical import plain_record
from aigraph.elements import CITATION, ENTITY, EVENT, KINDS, LINK, PARTICIPATION, RELATION, SOURCE, Element, elements_of, one_space
from aigraph.export import Outlet, about, told

if TYPE_CHECKING:
    from aigraph.saga import Saga

FORMAT_VERSION = 1
"""What the file says of its own form; ``aigraph.intake.nodelink`` reads this one."""
NODES = (ENTITY, SOURCE, EVENT)
EDGES = (RELATION, PARTICIPATION, LINK, CITATION)


_NAMES = {kind: tuple(p.name for p in KINDS[kind].properties) for kind in (*NODES, *EDGES)}
_line = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


def write(saga: Saga, outlet: Outlet) -> None:
    """Write the graph: what it says of itself, then its nodes, then its edges."""
    header = saga.dataset.header
    graph = about(saga) | {"name_ja": header.name.ja, "record": plain_record(header)}
    counts: Counter[str] = Counter()
    with outlet.text() as out:
        out.write(f'{{"format_version": {FORMAT_VERSION}, "directed": true, "multigraph": true,\n"graph": {_line(graph)},\n"nodes": [')
        comma = "\n"
        for node in elements_of(saga, NODES):
            said = {"id": one_space(saga, node.kind, node.id), **_said(node), "record": plain_record(node.record)}
            out.write(comma + _line(said))
            counts[node.kind] += 1
            comma = ",\n"
        out.write('\n],\n"edges": [')
        comma = "\n"
        for edge in elements_of(saga, EDGES, told(saga)):
            source, target = KINDS[edge.kind].ends or ("", "")
            ends = {"source": one_space(saga, source, edge.source), "target": one_space(saga, target, edge.target), "key": edge.id}
            out.write(comma + _line(ends | _said(edge)))
            counts[edge.kind] += 1
            comma = ",\n"
        out.write("\n]}\n")
    for kind, many in counts.items():
        outlet.holds(f"{'nodes' if kind in NODES else 'edges'} of kind `{kind}`: {KINDS[kind].doc}", many)
    outlet.remark("`aigraph import json` makes YAML of the records again. Tenures are derived from them, and are no edges here.")


def _said(element: Element) -> dict[str, Any]:
    """Return the attributes of a node or edge that have a value."""
    named = zip(_NAMES[element.kind], element.values, strict=True)
    return {"kind": element.kind, "label": element.label, **{name: value for name, value in named if value is not None and value != ()}}

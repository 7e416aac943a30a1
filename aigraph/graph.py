"""The saga as a NetworkX graph, for algorithms and other tools; the only module that knows NetworkX.

The decision hidden here is which nodes and edges algorithms want: entities, events, the relations that the view
holds and who takes part. What these are, and how their attributes are called, is said in ``aigraph.elements``.
Queries do not use the graph.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

from aigraph.elements import ENTITY, EVENT, KINDS, PARTICIPATION, RELATION, elements_of, one_space
from aigraph.records import Event

if TYPE_CHECKING:
    from aigraph.saga import Saga


def graph_of(saga: Saga) -> nx.MultiDiGraph[str]:
    """Return the view as a directed multigraph.

    Nodes: entities by id (``kind="entity"``, ``type``, ``name``, ``name_ja`` …) and events by id
    (``kind="event"``, ``type``, ``name``, ``date``, ``earliest``, ``latest`` …). Edges between entities:
    ``relation``, ``label``, ``office``, ``verdict`` (text), ``start_earliest`` … ``end_latest``
    (ISO days or ``None``), ``doubtful``, ``opened_by``, ``closed_by`` … Edges from an entity to an event:
    ``role`` … All attributes are those of ``aigraph.elements``. On a day only the relations that hold then, certainly
    or possibly, and the events up to then.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=saga.dataset.header.name.en, as_of=saga.as_of.text)
    names = {kind: tuple(p.name for p in KINDS[kind].properties) for kind in (ENTITY, EVENT, RELATION, PARTICIPATION)}
    for element in elements_of(saga, names):
        if isinstance(element.record, Event) and not saga.told(element.record):
            continue
        said = {"kind": element.kind, "label": element.label, **dict(zip(names[element.kind], element.values, strict=True))}
        if (ends := KINDS[element.kind].ends) is None:
            graph.add_node(one_space(saga, element.kind, element.id), **said)
        else:
            source, target = one_space(saga, ends[0], element.source), one_space(saga, ends[1], element.target)
            graph.add_edge(source, target, key=element.id, **said)
    return graph

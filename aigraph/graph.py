"""The saga as a NetworkX graph, for algorithms and other tools; the only module that knows NetworkX.

The decision hidden here is what becomes a node and what an edge. Entities and events are nodes; the
relations that the view holds are edges between entities, each with its verdict, its bounds and the
events it rests on; participation is an edge from an entity to an event. Queries do not use the graph.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

from aigraph.dates import Verdict, iso
from aigraph.ontology import MEMBER, RELATIONS

if TYPE_CHECKING:
    from aigraph.saga import Saga
    from aigraph.stints import Stint


def graph_of(saga: Saga) -> nx.MultiDiGraph[str]:
    """Return the view as a directed multigraph.

    Nodes: entities by id (``kind="entity"``, ``type``, ``name``, ``name_ja``) and events by id
    (``kind="event"``, ``type``, ``name``, ``date``, ``earliest``, ``latest``). Edges between entities:
    key and ``relation``, ``label``, ``office``, ``verdict`` (text), ``start_earliest`` … ``end_latest``
    (ISO days or ``None``), ``doubtful``, ``opened_by``, ``closed_by``. Edges from an entity to an event:
    key and ``role``. On a day only the relations that hold then, certainly or possibly, and the events
    up to then.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=saga.dataset.header.name.en, as_of=saga.as_of.text)
    for entity in saga.dataset.entities.values():
        graph.add_node(entity.id, kind="entity", type=entity.type, name=entity.name.en, name_ja=entity.name.ja)
    for i, stint in enumerate(saga.dataset.stints):
        if stint.relation != MEMBER and saga.keeps(verdict := saga.connects(stint)):
            _add_stint(graph, stint, verdict, i)
    for event in saga.dataset.events.values():
        if not saga.told(event):
            continue
        graph.add_node(
            event.id, kind="event", type=event.type, name=event.title.en, name_ja=event.title.ja, status=event.status,
            date=event.date.text, earliest=iso(event.date.lo), latest=iso(event.date.hi),
        )  # fmt: skip
        for p in event.participants:
            graph.add_edge(p.entity, event.id, key=p.role, role=p.role, office=p.office)
    return graph


def _add_stint(graph: nx.MultiDiGraph[str], stint: Stint, verdict: Verdict, number: int) -> None:
    graph.add_edge(
        stint.subject,
        stint.object,
        key=f"{stint.relation}-{number}",
        relation=stint.relation,
        label=RELATIONS[stint.relation].label.en,
        office=stint.office,
        verdict=verdict.value,
        start_earliest=iso(stint.s_lo),
        start_latest=iso(stint.s_hi),
        end_earliest=iso(stint.e_lo) if stint.end else None,
        end_latest=iso(stint.e_hi) if stint.end else None,
        doubtful=stint.doubtful,
        opened_by=stint.opened_by,
        closed_by=stint.closed_by,
    )

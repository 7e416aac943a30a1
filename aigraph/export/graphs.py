"""GraphML and GEXF: entities and events as the nodes of one graph, for Gephi, yEd, Cytoscape and NetworkX.

The decision hidden here is how vague intervals, sums and sources become attributes of a flat graph, and in GEXF
when a node or an edge is there. What is a node, what an edge and how attributes are called is said in
``aigraph.elements``, as for ``saga.graph()``.

* GraphML 1.0, http://graphml.graphdrawing.org/specification.html
* GEXF 1.3, https://gexf.net/schema.html, in intervals of whole days. There both ends of a spell count, so
  that the spell of a relation ends on the day before the one on which it ended. Where its ends are vague the
  spell is the longest that they allow; ``certain`` says whether they are known to the day. A deed, such as
  founding, has the spell of its day, and so has a relation that began and ended on one. An entity is there from its first to its last event or relation, as the spell
  of an edge must lie within those of its ends.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

from aigraph.dates import OPEN_END, OPEN_START, iso
from aigraph.elements import (
    ENTITY,
    EVENT,
    KINDS,
    LINK,
    PARTICIPATION,
    RELATION,
    TENURE,
    Element,
    Property,
    Record,
    Values,
    elements_of,
    one_space,
    properties_of,
)
from aigraph.export import Outlet, about, told
from aigraph.ontology import RELATIONS
from aigraph.records import Entity, Event
from aigraph.stints import Stint

if TYPE_CHECKING:
    from aigraph.saga import Saga

NODES = (ENTITY, EVENT)
Gatherer: TypeAlias = Callable[[Event, dict[str, str]], Any]
KIND = Property("kind", "string", "what kind of node or edge")
LABEL = Property("label", "string", "what it is called in the language of the export")
CERTAIN = Property("certain", "boolean", "whether the spell is known to the day, rather than the longest that the dates allow")

GATHERED: dict[Property, Gatherer] = {
    Property("threads", "strings", "stories that it belongs to, one a line"): lambda event, _: event.threads,
    Property("amounts", "strings", "sums of money and stakes, one a line: kind, value, currency, whose"): lambda event, _: tuple(
        _words(a.kind, _number(a.value), a.currency, a.of) for a in event.amounts
    ),
    Property("metrics", "strings", "figures that are not money, one a line: whose, which, value, unit"): lambda event, _: tuple(
        _words(m.subject, m.metric, _number(m.value), m.unit) for m in event.metrics
    ),
    Property("sources", "strings", "addresses of its sources, else their ids, one a line"): lambda event, addresses: tuple(
        addresses[c.source] for c in event.sources
    ),
}
"""What an event has many of, which a flat graph takes as text; made of it and of the addresses of sources."""
GATHERED_IN_TIME: dict[Property, Gatherer] = GATHERED | {
    Property("links", "strings", "how it stands to other events, one a line"): lambda event, _: tuple(
        f"{link.rel} {link.event}" for link in event.links
    ),
    CERTAIN: lambda event, _: event.date.exact,
}
"""The same where edges are bound to days, and two events of different days cannot be tied by one."""

LOST = {
    "citations": "What each source says of an event is left out ({:,} citations); `sources` holds their addresses.",
    "claims": "The fields on which a source differs from an event are left out ({:,}); `disputed` says that there are such.",
    "accounts": "How each side tells an event on which sides differ is left out ({:,} accounts).",
    "tenures": "Tenures ({:,}), which sum up all posts of somebody in a house, are no edges of their own: those would count such ties twice.",
    "symmetric": "Relations without a direction ({:,}) are written with one.",
    "acceptances": "What curators accept of the findings of `aigraph check` is left out ({:,}).",
}


def write(saga: Saga, outlet: Outlet) -> None:
    """Write the view as a graph, and say what a flat graph has no room for."""
    counts: Counter[str] = Counter()
    _WRITERS[outlet.form.name](saga, outlet, counts)
    for what in ("entities", "events", "participations", "links", "relations"):
        if counts[what]:
            outlet.holds(what, counts[what])
    for what, sentence in LOST.items():
        if counts[what]:
            outlet.loses(sentence.format(counts[what]))


# --- nodes, edges and their attributes -----------------------------------------------------------


def _nodes(saga: Saga, gathered: dict[Property, Gatherer], counts: Counter[str]) -> Iterator[tuple[Element, Values]]:
    """Yield the nodes with the values of their attributes, and count what they are and what they leave out."""
    addresses = {}
    for source in saga.dataset.sources.passing():
        addresses[source.id] = source.url or source.id
        counts["acceptances"] += len(source.accept)
    for node in elements_of(saga, NODES):
        record = node.record
        assert isinstance(record, Entity | Event)
        counts["acceptances"] += len(record.accept)
        if isinstance(record, Entity):
            counts["entities"] += 1
            yield node, node.values
            continue
        counts["events"] += 1
        counts["citations"] += len(record.sources)
        counts["claims"] += sum(len(c.claims) for c in record.sources)
        counts["accounts"] += len(record.accounts)
        yield node, (*node.values, *(of(record, addresses) for of in gathered.values()))


def _words(*words: str | None) -> str:
    return " ".join(word for word in words if word)


def _number(value: float | str) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _edges(saga: Saga, kinds: tuple[str, ...], counts: Counter[str]) -> Iterator[Element]:
    """Yield the edges of some kinds, counted; tenures are counted only."""
    for edge in elements_of(saga, (*kinds, TENURE), told(saga)):
        counts[f"{edge.kind}s"] += 1
        if edge.kind == RELATION:
            counts["symmetric"] += RELATIONS[edge.word].symmetric
        if edge.kind != TENURE:
            yield edge


def _ends(saga: Saga, edge: Element) -> tuple[str, str]:
    """Return the ids of the two nodes of an edge, as text of XML."""
    source, target = KINDS[edge.kind].ends or ("", "")
    return _xml(one_space(saga, source, edge.source)), _xml(one_space(saga, target, edge.target))


_SPECIAL = re.compile('[&<>"\x00-\x1f\ud800-\udfff\ufffe\uffff]')
_REFERENCES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}


def _xml(value: Any) -> str:
    """Return a value as text of XML, good for content and attributes; what XML 1.0 cannot hold becomes U+FFFD."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = "\n".join(value) if isinstance(value, tuple) else str(value)
    return _SPECIAL.sub(lambda m: _REFERENCES.get(m[0], "\ufffd"), text)


def _facts(saga: Saga) -> dict[str, str]:
    """Return what the form says of the data as a whole."""
    facts = about(saga)
    facts["view"] = ", ".join(facts["view"])
    return {name: _xml(value) for name, value in facts.items() if value}


def _filler(before: dict[str, list[str]], after: str) -> Callable[[str, Values], str]:
    """Return what makes text of the values of a kind, each with what stands before it and after it; nothing for none."""
    return lambda kind, values: "".join(
        [f"{start}{_xml(value)}{after}" for start, value in zip(before[kind], values, strict=True) if value is not None and value != ()]
    )


# --- GraphML -------------------------------------------------------------------------------------

_GRAPHML = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
)
_GRAPHML_TYPES = {"string": "string", "strings": "string", "date": "string", "boolean": "boolean", "integer": "int", "number": "double"}
_GRAPHML_EDGES = (RELATION, PARTICIPATION, LINK)


def _graphml(saga: Saga, outlet: Outlet, counts: Counter[str]) -> None:
    """Write GraphML: typed keys with what they mean, then nodes, then edges."""
    own = {kind: (KIND, LABEL, *KINDS[kind].properties) for kind in (*NODES, *_GRAPHML_EDGES)}
    own[EVENT] += tuple(GATHERED)
    scopes = {
        "graph": tuple(Property(name, "string", "of the data as a whole") for name in _facts(saga)),
        "node": (KIND, LABEL, *properties_of(NODES), *GATHERED),
        "edge": (KIND, LABEL, *properties_of(_GRAPHML_EDGES)),
    }
    fill = _filler(
        {k: [f'<data key="{"n" if k in NODES else "e"}_{p.name}">' for p in properties] for k, properties in own.items()}, "</data>"
    )
    with outlet.text() as out:
        out.write(_GRAPHML)
        for scope, properties in scopes.items():
            for p in properties:
                key = f'id="{scope[0]}_{p.name}" for="{scope}" attr.name="{p.name}" attr.type="{_GRAPHML_TYPES[p.type]}"'
                out.write(f"<key {key}><desc>{_xml(p.doc)}</desc></key>\n")
        out.write('<graph id="saga" edgedefault="directed">\n')
        out.writelines(f'<data key="g_{name}">{text}</data>\n' for name, text in _facts(saga).items())
        for node, values in _nodes(saga, GATHERED, counts):
            data = fill(node.kind, (node.kind, node.label, *values))
            out.write(f'<node id="{_xml(one_space(saga, node.kind, node.id))}">{data}</node>\n')
        for edge in _edges(saga, _GRAPHML_EDGES, counts):
            source, target = _ends(saga, edge)
            data = fill(edge.kind, (edge.kind, edge.label, *edge.values))
            out.write(f'<edge id="{_xml(edge.id)}" source="{source}" target="{target}">{data}</edge>\n')
        out.write("</graph>\n</graphml>\n")
    outlet.remark("The attribute `label` is what Gephi shows; yEd does so when its Properties Mapper is told to.")


# --- GEXF ----------------------------------------------------------------------------------------

_GEXF = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<gexf xmlns="http://gexf.net/1.3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xsi:schemaLocation="http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd" version="1.3">\n'
)
_GEXF_TYPES = {"string": "string", "strings": "string", "date": "string", "boolean": "boolean", "integer": "integer", "number": "double"}
_GEXF_EDGES = (RELATION, PARTICIPATION)


def _gexf(saga: Saga, outlet: Outlet, counts: Counter[str]) -> None:
    """Write GEXF: the attributes, then nodes and edges with their spells."""
    own = {kind: (KIND, *KINDS[kind].properties) for kind in NODES} | {kind: (*KINDS[kind].properties, CERTAIN) for kind in _GEXF_EDGES}
    own[EVENT] += tuple(GATHERED_IN_TIME)
    classes = {"node": (KIND, *properties_of(NODES), *GATHERED_IN_TIME), "edge": (*properties_of(_GEXF_EDGES), CERTAIN)}
    fill = _filler({kind: [f'<attvalue for="{p.name}" value="' for p in properties] for kind, properties in own.items()}, '"/>')
    spans, facts = _spans(saga), _facts(saga)
    with outlet.text() as out:
        out.write(_GEXF)
        description = ", ".join(f"{name} {facts[name]}" for name in ("name", "version", "as_of", "license", "view") if name in facts)
        out.write(f"<meta><creator>{facts['generator']}</creator><description>{description}</description></meta>\n")
        out.write('<graph defaultedgetype="directed" mode="dynamic" timeformat="date" timerepresentation="interval" idtype="string">\n')
        for name, properties in classes.items():
            out.write(f'<attributes class="{name}" mode="static">\n')
            out.writelines(f'<attribute id="{p.name}" title="{p.name}" type="{_GEXF_TYPES[p.type]}"/>\n' for p in properties)
            out.write("</attributes>\n")
        out.write("<nodes>\n")
        for node, values in _nodes(saga, GATHERED_IN_TIME, counts):
            spell = _spell(_days(node.record) if node.kind == EVENT else spans.get(node.id, ALWAYS))
            data = fill(node.kind, (node.kind, *values))
            head = f'<node id="{_xml(one_space(saga, node.kind, node.id))}" label="{_xml(node.label)}">'
            out.write(f"{head}<attvalues>{data}</attvalues>{spell}</node>\n")
        out.write("</nodes>\n<edges>\n")
        for edge, kind in _told_apart(_edges(saga, _GEXF_EDGES, counts)):
            source, target = _ends(saga, edge)
            data = fill(edge.kind, (*edge.values, _exact(edge.record)))
            head = f'<edge id="{_xml(edge.id)}" source="{source}" target="{target}" label="{_xml(edge.label)}" kind="{_xml(kind)}">'
            out.write(f"{head}<attvalues>{data}</attvalues>{_spell(_days(edge.record))}</edge>\n")
        out.write("</edges>\n</graph>\n</gexf>\n")
    outlet.loses(
        "Links between events are no edges but text of the linking event (`links`): an edge is there only on days on which both its ends are."
    )
    outlet.remark(
        "Both ends of a spell count. A vague one is the longest that the dates allow; then `certain` is false, and the bounds are attributes."
    )


ALWAYS = (OPEN_START, OPEN_END)


def _days(record: Record) -> tuple[int, int]:
    """Return the first and last day of which an event, or a relation at any time of it, may be."""
    if isinstance(record, Event):
        return record.date.lo, record.date.hi
    assert isinstance(record, Stint)
    if not record.lasting:
        return record.s_lo, record.s_hi
    return record.s_lo, max(record.s_lo, record.e_hi - 1) if record.end else OPEN_END


def _exact(record: Record) -> bool:
    """Whether these days are known, and not only the limits of what they may be."""
    if isinstance(record, Event):
        return record.date.exact
    assert isinstance(record, Stint)
    return record.s_lo == record.s_hi and (record.end is None or record.e_lo == record.e_hi)


def _spans(saga: Saga) -> dict[str, tuple[int, int]]:
    """Return the first and last day of everything that an entity has an edge in."""
    spans: dict[str, tuple[int, int]] = {}
    for edge in elements_of(saga, _GEXF_EDGES):
        lo, hi = _days(edge.record)
        for end in (edge.source, edge.target) if edge.kind == RELATION else (edge.source,):
            first, last = spans.get(end, (lo, hi))
            spans[end] = min(first, lo), max(last, hi)
    return spans


def _spell(days: tuple[int, int]) -> str:
    """Return the spell of the days from one to another, without an end that is open."""
    ends = "".join(f' {name}="{day}"' for name, ordinal in zip(("start", "end"), days, strict=True) if (day := iso(ordinal)))
    return f"<spells><spell{ends}/></spells>" if ends else ""


def _told_apart(edges: Iterator[Element]) -> Iterator[tuple[Element, str]]:
    """Yield edges with a kind that no other edge between the same two has, as GEXF demands: a number makes it so."""
    seen: Counter[tuple[str, str, str]] = Counter()
    event = ""
    for edge in edges:
        word = edge.word if edge.kind == RELATION else str(edge.values[0])
        if edge.kind == PARTICIPATION and edge.target != event:
            event = edge.target
            seen.clear()
        seen[edge.source, edge.target, word] += 1
        many = seen[edge.source, edge.target, word]
        yield edge, word if many == 1 else f"{word} {many}"


_WRITERS: dict[str, Callable[[Saga, Outlet, Counter[str]], None]] = {"graphml": _graphml, "gexf": _gexf}

"""The saga as a property graph: nodes and edges with properties, for every tool that thinks in graphs.

The decision hidden here is what becomes a node and what an edge, and what they are called. Entities, events
and sources are nodes; the relations that hold in the view are edges between entities, each with its verdict,
its bounds and the events it rests on; who takes part in an event is an edge from the entity to the event.
Exports take the kinds that their form has room for. Elements come one record after another, and nothing but the
record at hand is held.

A day is an ISO text (``2018-02-20``), an open end ``None``; where a date is vague there are its earliest
and its latest day, and the text of the source (EDTF).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from aigraph.dates import FuzzyDate, iso
from aigraph.ontology import AMOUNT_KINDS, ENTITY_TYPES, LINKS, MEMBER, RELATIONS, ROLES
from aigraph.records import HEADER, Entity, Event, Header, Source, Text
from aigraph.stints import Stint
from aigraph.tables import STINTS, Held, Told, records_of

if TYPE_CHECKING:
    from aigraph.saga import Saga

Type: TypeAlias = Literal["string", "boolean", "integer", "number", "date", "strings"]
Values: TypeAlias = tuple[Any, ...]
Record: TypeAlias = Header | Entity | Source | Event | Stint


class Property(NamedTuple):
    """A property: its name, its type (``strings``: many), what it says."""

    name: str
    type: Type
    doc: str


class Element(NamedTuple):
    """A node or, with the ids of its ends, an edge.

    ``word``: what it is within its kind, such as ``company`` or ``invested-in``. ``label``: that, or its name,
    in the language of the view. ``values``: of the properties of its kind, in their order. ``record``: what it was
    made of.
    """

    kind: str
    id: str
    word: str
    label: str
    values: Values
    record: Record
    source: str = ""
    target: str = ""


class Kind(NamedTuple):
    """A kind of nodes or edges: its properties, the words it has, the elements that one record makes.

    ``of``: the kind of record. ``ends``: the kinds of node that an edge leads from and to.
    """

    name: str
    of: str
    doc: str
    words: tuple[str, ...]
    properties: tuple[Property, ...]
    make: Callable[[Saga, Any], Iterable[Element]]
    ends: tuple[str, str] | None = None


def elements_of(saga: Saga, kinds: Iterable[str], tell: Callable[[int], None] | None = None) -> Iterator[Element]:
    """Yield the nodes and edges of some kinds, in the order of records.

    ``tell`` is called with the number of events and stints that are done.
    """
    makers: dict[str, list[Callable[[Saga, Any], Iterable[Element]]]] = {}
    for kind in map(KINDS.__getitem__, kinds):
        makers.setdefault(kind.of, []).append(kind.make)
    done = 0
    for of, record in records_of(saga):
        for make in makers.get(of, ()):
            yield from make(saga, record)
        if tell is not None and of in ("events", STINTS) and of in makers:
            done += 1
            tell(done)


def one_space(saga: Saga, kind: str, id: str) -> str:
    """Return the id of a node in a form where all nodes share one space of ids.

    That of entities and events is their own, as in ``saga.graph()``; an event that is called like an entity, and
    every other node, has its kind before it.
    """
    if kind == ENTITY or (kind == EVENT and id not in saga.dataset.entities):
        return id
    return f"{kind}:{id}"


def properties_of(kinds: Iterable[str]) -> tuple[Property, ...]:
    """Return the properties of several kinds, each name once, for forms in which all nodes, or all edges, share them."""
    found = {p.name: p for kind in kinds for p in reversed(KINDS[kind].properties)}
    return tuple({p.name: found[p.name] for kind in kinds for p in KINDS[kind].properties}.values())


# --- the elements of a record --------------------------------------------------------------------


def _said(text: Text | None) -> Values:
    return (None, None) if text is None else (text.en, text.ja)


def _days(date: FuzzyDate | None) -> Values:
    return (None, None, None) if date is None else (date.text, iso(date.lo), iso(date.hi))


def _saga(saga: Saga, h: Header) -> Iterator[Element]:
    yield Element(SAGA, HEADER, SAGA, h.name.say(saga.lang), (*_said(h.name), iso(h.as_of.hi), h.version, h.license), h)


def _threads(saga: Saga, h: Header) -> Iterator[Element]:
    for key, t in h.threads.items():
        yield Element(THREAD, key, THREAD, t.say(saga.lang), (t.en, t.ja, *_said(t.about)), h)


def _entity(saga: Saga, e: Entity) -> Iterator[Element]:
    values = (e.type, *_said(e.name), e.aliases, e.wikidata, *_said(e.note))
    yield Element(ENTITY, e.id, e.type, e.name.say(saga.lang), values, e)


def _source(saga: Saga, s: Source) -> Iterator[Element]:
    values = (s.kind, s.title or s.publisher, s.publisher, s.author, s.url, *_days(s.published), s.lang, s.copy_of)
    yield Element(SOURCE, s.id, SOURCE, s.title or s.publisher, values, s)


def _speaks_for(saga: Saga, s: Source) -> Iterator[Element]:
    if s.voice is not None:
        yield Element(SPEAKS_FOR, f"{s.id}:{SPEAKS_FOR}", SPEAKS_FOR, SPEAKS_FOR, (), s, s.id, s.voice)


def _event(saga: Saga, told: Told) -> Iterator[Element]:
    e, quote = told.event, told.event.quote
    attributes = {name: {"en": value.en, "ja": value.ja} if isinstance(value, Text) else value for name, value in e.attributes.items()}
    values = (
        e.type, *_said(e.title), *_said(e.summary), e.status, e.disputed, e.doubtful, *_days(e.date), told.n,
        quote and quote.text, quote and quote.lang, quote and quote.speaker, _as_json(attributes),
    )  # fmt: skip
    yield Element(EVENT, e.id, EVENT, e.title.say(saga.lang), values, e)


def _part(kind: str, e: Event, n: int) -> str:
    """Return the id of what one part of an event makes."""
    return f"{e.id}:{kind}:{n}"


def _participations(saga: Saga, told: Told) -> Iterator[Element]:
    e = told.event
    for n, p in enumerate(e.participants):
        values = (p.role, p.office, p.interim, p.position)
        yield Element(PARTICIPATION, _part(PARTICIPATION, e, n), TAKES_PART, ROLES[p.role].say(saga.lang), values, e, p.entity, e.id)


def _links(saga: Saga, told: Told) -> Iterator[Element]:
    e = told.event
    for n, link in enumerate(e.links):
        yield Element(LINK, _part(LINK, e, n), link.rel, LINKS[link.rel].say(saga.lang), (link.rel,), e, e.id, link.event)


def _citations(saga: Saga, told: Told) -> Iterator[Element]:
    e = told.event
    for n, c in enumerate(e.sources):
        yield Element(CITATION, _part(CITATION, e, n), CITES, CITES, (c.says, _as_json(c.claims)), e, e.id, c.source)


def _accounts(saga: Saga, told: Told) -> Iterator[Element]:
    e = told.event
    for n, a in enumerate(e.accounts):
        yield Element(ACCOUNT, _part(ACCOUNT, e, n), TELLS, TELLS, (*_said(a.tells), a.sources), e, a.voice, e.id)


def _in_threads(saga: Saga, told: Told) -> Iterator[Element]:
    e = told.event
    for n, thread in enumerate(e.threads):
        yield Element(IN_THREAD, _part(IN_THREAD, e, n), IN_THREAD, IN_THREAD, (), e, e.id, thread)


def _amounts(saga: Saga, told: Told) -> Iterator[Element]:
    e = told.event
    for n, a in enumerate(e.amounts):
        yield Element(AMOUNT, _part(AMOUNT, e, n), AMOUNT, AMOUNT_KINDS[a.kind].say(saga.lang), (a.kind, a.value, a.currency, a.note), e)


def _has_amounts(saga: Saga, told: Told) -> Iterator[Element]:
    e = told.event
    for n in range(len(e.amounts)):
        yield Element(HAS_AMOUNT, _part(HAS_AMOUNT, e, n), HAS_AMOUNT, HAS_AMOUNT, (), e, e.id, _part(AMOUNT, e, n))


def _amounts_of(saga: Saga, told: Told) -> Iterator[Element]:
    e = told.event
    for n, a in enumerate(e.amounts):
        if a.of is not None:
            yield Element(AMOUNT_OF, _part(AMOUNT_OF, e, n), OF, OF, (), e, _part(AMOUNT, e, n), a.of)


def _metrics(saga: Saga, told: Told) -> Iterator[Element]:
    e = told.event
    for n, m in enumerate(e.metrics):
        number, words = (None, m.value) if isinstance(m.value, str) else (m.value, None)
        yield Element(METRIC, _part(METRIC, e, n), METRIC, m.metric, (m.metric, number, words, m.unit, m.note), e)


def _has_metrics(saga: Saga, told: Told) -> Iterator[Element]:
    e = told.event
    for n in range(len(e.metrics)):
        yield Element(HAS_METRIC, _part(HAS_METRIC, e, n), HAS_METRIC, HAS_METRIC, (), e, e.id, _part(METRIC, e, n))


def _metrics_of(saga: Saga, told: Told) -> Iterator[Element]:
    e = told.event
    for n, m in enumerate(e.metrics):
        yield Element(METRIC_OF, _part(METRIC_OF, e, n), OF, OF, (), e, _part(METRIC, e, n), m.subject)


def _relation(saga: Saga, held: Held) -> Iterator[Element]:
    if held.stint.relation != MEMBER:
        yield _stint(saga, RELATION, held)


def _tenure(saga: Saga, held: Held) -> Iterator[Element]:
    if held.stint.relation == MEMBER:
        yield _stint(saga, TENURE, held)


def _stint(saga: Saga, kind: str, held: Held) -> Element:
    s = held.stint
    values = (
        s.relation, s.office, s.interim, s.position, s.house, s.case,
        s.start and s.start.text, iso(s.s_lo), iso(s.s_hi),
        *((s.end.text, iso(s.e_lo), iso(s.e_hi)) if s.end else (None, None, None)),
        saga.connects(s).value, held.holds.value, s.doubtful, s.manner, s.destination, s.opened_by, s.closed_by,
    )  # fmt: skip
    return Element(kind, f"{s.relation}-{held.n}", s.relation, RELATIONS[s.relation].label.say(saga.lang), values, s, s.subject, s.object)


def _as_json(value: dict[str, Any]) -> str | None:
    return json.dumps(value, ensure_ascii=False) if value else None


# --- the kinds -----------------------------------------------------------------------------------

SAGA, THREAD, ENTITY, SOURCE, EVENT, AMOUNT, METRIC = "saga", "thread", "entity", "source", "event", "amount", "metric"
RELATION, TENURE, PARTICIPATION, LINK, CITATION, ACCOUNT = "relation", "tenure", "participation", "link", "citation", "account"
TAKES_PART, CITES, TELLS, OF = "takes-part-in", "cites", "tells", "of"
IN_THREAD, SPEAKS_FOR, HAS_AMOUNT, HAS_METRIC = "in-thread", "speaks-for", "has-amount", "has-metric"
AMOUNT_OF, METRIC_OF = "amount-of", "metric-of"


def _text(name: str, doc: str) -> Property:
    return Property(name, "string", doc)


def _two(name: str, doc: str) -> tuple[Property, Property]:
    return _text(name, f"{doc}, in English"), _text(f"{name}_ja", f"{doc}, in Japanese")


def _date(text: str, prefix: str, what: str) -> tuple[Property, Property, Property]:
    return (
        _text(text, f"{what}, as the source has it (EDTF)"),
        Property(f"{prefix}earliest", "date", f"{what}: the first day that it may be"),
        Property(f"{prefix}latest", "date", f"{what}: the last day that it may be"),
    )


def _truth(name: str, doc: str) -> Property:
    return Property(name, "boolean", doc)


_STINT = (
    _text("relation", "the relation"), _text("office", "the office"), _truth("interim", "whether for the time being"),
    _text("position", "the words of the source"), _text("house", "the organization that it counts for"), _text("case_id", "the lawsuit that it belongs to"),
    *_date("start_text", "start_", "when it began"), *_date("end_text", "end_", "when it ended, that day excluded"),
    _text("verdict", "how surely it holds on the day of the view, else held at some time of it: certain or possible"),
    _text("holds", "how surely it holds on the day of the view, else when the data were closed: certain, possible or no"),
    _truth("doubtful", "whether it rests on something alleged, disputed or of doubtful date"), _text("manner", "how it ended"),
    _text("destination", "where to"), _text("opened_by", "the event that began it"), _text("closed_by", "the event that ended it"),
)  # fmt: skip

_ALL = (
    Kind(SAGA, HEADER, "What the data say of themselves.", (SAGA,), (
        *_two("name", "name"), Property("as_of", "date", "the day up to which the world is closed"), _text("version", "version of the data"),
        _text("license", "licence of the data"),
    ), _saga),
    Kind(THREAD, HEADER, "Stories that events belong to.", (THREAD,), (*_two("name", "name"), *_two("about", "what it is about")), _threads),
    Kind(ENTITY, "entities", "Who and what events are about.", tuple(ENTITY_TYPES), (
        _text("type", "what it is"), *_two("name", "name"), Property("aliases", "strings", "other names, in any language"),
        _text("wikidata", "id in Wikidata"), *_two("note", "what somebody should know"),
    ), _entity),
    Kind(SOURCE, "sources", "Where something was read.", (SOURCE,), (
        _text("type", "what it is"), _text("name", "title, else the publisher"), _text("publisher", "who published it"), _text("author", "author"),
        _text("url", "address"), *_date("published", "published_", "when it was published"), _text("lang", "language"),
        _text("copy_of", "whose text it is a copy of"),
    ), _source),
    Kind(EVENT, "events", "Happenings, each on one date.", (EVENT,), (
        _text("type", "what kind of happening"), *_two("name", "what happened, in a few words"), *_two("summary", "what happened"),
        _text("status", "how sure it is: confirmed, reported, alleged or disputed"), _truth("disputed", "whether sources or sides differ"),
        _truth("doubtful", "whether it is alleged, disputed or of doubtful date"), *_date("date", "", "when it happened"),
        Property("n", "integer", "place in the order of events"), _text("quote", "the words themselves"), _text("quote_lang", "language of the quote"),
        _text("quote_speaker", "who said them"), _text("attributes", "what else it says of itself, as JSON"),
    ), _event),
    Kind(AMOUNT, "events", "Sums of money, and stakes in percent.", (AMOUNT,), (
        _text("type", "kind of sum"), Property("value", "number", "the sum"), _text("currency", "currency (ISO 4217); none for percent"),
        _text("note", "what somebody should know"),
    ), _amounts),
    Kind(METRIC, "events", "Dated figures that are not money.", (METRIC,), (
        _text("type", "the figure's name"), Property("value", "number", "the figure, where it is a number"),
        _text("value_text", "the figure, where it is words"), _text("unit", "unit"), _text("note", "what somebody should know"),
    ), _metrics),
    Kind(RELATION, STINTS, "Intervals of relations, derived from events.", tuple(r for r in RELATIONS if r != MEMBER), _STINT, _relation, (ENTITY, ENTITY)),
    Kind(TENURE, STINTS, "Tenures: the unbroken membership of somebody in a house, whatever the posts; its end is leaving.", (MEMBER,), _STINT, _tenure,
        (ENTITY, ENTITY)),
    Kind(PARTICIPATION, "events", "Who takes part in an event, as what.", (TAKES_PART,), (
        _text("role", "as what"), _text("office", "the office"), _truth("interim", "whether for the time being"),
        _text("position", "the words of the source"),
    ), _participations, (ENTITY, EVENT)),
    Kind(LINK, "events", "How events stand to each other.", tuple(LINKS), (_text("link", "how"),), _links, (EVENT, EVENT)),
    Kind(CITATION, "events", "Which sources an event has, and what each says.", (CITES,), (
        _text("says", "what the source says"), _text("claims", "the fields on which it differs from the event, as JSON"),
    ), _citations, (EVENT, SOURCE)),
    Kind(ACCOUNT, "events", "How each side tells an event on which sides differ.", (TELLS,), (
        *_two("tells", "what it tells"), Property("sources", "strings", "ids of the sources in which it does"),
    ), _accounts, (ENTITY, EVENT)),
    Kind(IN_THREAD, "events", "Which threads an event belongs to.", (IN_THREAD,), (), _in_threads, (EVENT, THREAD)),
    Kind(SPEAKS_FOR, "sources", "Whose side a source speaks for.", (SPEAKS_FOR,), (), _speaks_for, (SOURCE, ENTITY)),
    Kind(HAS_AMOUNT, "events", "Which sums an event is about.", (HAS_AMOUNT,), (), _has_amounts, (EVENT, AMOUNT)),
    Kind(HAS_METRIC, "events", "Which figures an event gives.", (HAS_METRIC,), (), _has_metrics, (EVENT, METRIC)),
    Kind(AMOUNT_OF, "events", "Whose a sum is, where it could be several's.", (OF,), (), _amounts_of, (AMOUNT, ENTITY)),
    Kind(METRIC_OF, "events", "What a figure measures.", (OF,), (), _metrics_of, (METRIC, ENTITY)),
)  # fmt: skip

KINDS: dict[str, Kind] = {k.name: k for k in _ALL}
"""All kinds by name, those of nodes before those of edges."""
NODES: tuple[str, ...] = tuple(k.name for k in _ALL if k.ends is None)
EDGES: tuple[str, ...] = tuple(k.name for k in _ALL if k.ends is not None)

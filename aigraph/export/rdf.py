"""RDF: a view of the saga as one graph, in Turtle, JSON-LD and N-Quads.

The decision hidden here is what becomes a node, what is said of it, and what may be asserted outright:

* An event is what is told of a happening, so that it can be derived from sources (PROV-O); what each says is a
  qualified derivation, what it says otherwise a claim of that derivation, how a side tells it a text attributed to the side.
* A relation is a statement as Wikidata has it: a node between its two sides, qualified by start and end and by the
  days between which they lie, with the sources of the events that began and ended it as its references.
* It stands besides as a direct triple only where it certainly holds on the day of the view and rests on nothing
  in doubt: a triple has no qualifiers that could take back what is possible, doubted or over.
* In N-Quads each event is a named graph of what it says, and what is derived from events is another; who and what
  there is, the sources and the words are in the default graph. The other forms are the union of all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeGuard

from aigraph.claims import field_of
from aigraph.dates import CERTAIN, FuzzyDate, iso, parse_date
from aigraph.export import about, told
from aigraph.export import rdfwords as words
from aigraph.export.rdftext import (
    DAY,
    NO,
    TYPE,
    YES,
    Facts,
    Literal,
    Name,
    Node,
    Term,
    iri,
    local,
    number,
    said,
    write_jsonld,
    write_nquads,
    write_turtle,
)
from aigraph.ontology import ALLEGED, CONFIRMING_KINDS, EVENT_TYPES, MANNER, PERCENT
from aigraph.records import HEADER, Amount, Citation, Entity, Event, Header, Metric, Source, Text
from aigraph.tables import STINTS, Held, Told, records_of

if TYPE_CHECKING:
    from aigraph.export import Outlet
    from aigraph.saga import Saga

SAGA, DERIVED = Name("dataset:saga"), Name("dataset:stints")
"""The saga as a whole, and the graph of what is derived from its events."""
_SHAPES = Path(__file__).with_name("shapes.ttl")


def write(saga: Saga, outlet: Outlet) -> None:
    """Write the graph in the form that is asked for, and beside it the SHACL shapes that it fits."""
    with outlet.text() as file:
        nodes = _counted(saga, outlet)
        if outlet.form.name == "ttl":
            write_turtle(nodes, words.PREFIXES, file.write)
        elif outlet.form.name == "nq":
            write_nquads(nodes, words.PREFIXES, file.write)
        else:
            write_jsonld(nodes, words.PREFIXES, words.value_kinds(), file.write)
    outlet.beside(".shapes.ttl").write_bytes(_SHAPES.read_bytes())
    outlet.remark(f"The shapes that the graph fits (SHACL) are beside it, in {outlet.name}.shapes.ttl.")
    outlet.remark("Stints are numbered as in the other forms; their numbers are not stable between versions of the data.")
    if saga.windowed:
        outlet.remark("A window has no state: no relation stands as a direct triple.")
    else:
        outlet.remark(
            "A relation stands as a direct triple only if it certainly holds on the day of the view and rests on nothing in doubt."
        )
    used = ", ".join(f"{p} {label}" for p, label in words.wikidata_words().items())
    outlet.remark(
        f"Properties of Wikidata: {used}. Relations that none of them says have properties of their own (relation:, relation-p:, relation-ps:)."
    )
    outlet.loses("The order of participants, sums, aliases and threads within a record is not kept.")


def _counted(saga: Saga, outlet: Outlet) -> Iterator[Node]:
    """Yield all nodes, counting for the README what they are of."""
    tell, done, triples = told(saga), 0, 0
    graph = _Graph(saga)
    for kind, nodes in graph.records():
        for node in nodes:
            triples += len(node.facts)
            yield node
        if kind:
            outlet.holds(kind)
        if kind in ("events", STINTS):
            done += 1
            tell(done)
    outlet.holds("triples", triples)
    if graph.accepted:
        outlet.loses(f"{graph.accepted} findings of `aigraph check` that curators accept are left out.")


class _Grounds(NamedTuple):
    """What an event gives to the relations that rest on it: its sources, and who alleges it."""

    sources: list[Name]
    voices: list[Name]


class _Graph:
    """The records of a view as nodes, with the little that has to be remembered of those gone by: ids."""

    def __init__(self, saga: Saga) -> None:
        self.saga = saga
        self.accepted = 0
        self._sources: dict[str, Name] = {}
        self._confirming: set[str] = set()
        self._voices: dict[str, Name] = {}
        self._grounds: dict[str, _Grounds] = {}
        self._direct: set[tuple[Name, Name, Name]] = set()

    def records(self) -> Iterator[tuple[str, Iterator[Node]]]:
        """Yield the nodes of each record with its kind; first, without one, those of the words. No fact is said twice."""
        yield "", words.vocabulary()
        teller: dict[str, Callable[[Any], Iterator[Node]]] = {
            HEADER: self._header, "entities": self._entity, "sources": self._source, "events": self._event, STINTS: self._stint,
        }  # fmt: skip
        for kind, record in records_of(self.saga):
            yield kind if kind != HEADER else "", teller[kind](record)

    # --- who and what there is ---

    def _header(self, header: Header) -> Iterator[Node]:
        facts: Facts = [(TYPE, Name("schema:Dataset")), *_two(words.NAME, header.name), (words.VERSION, Literal(header.version))]
        if header.license:
            facts.append((words.LICENSE, Literal(header.license)))
        facts.append((words.AS_OF, _date(header.as_of)))
        facts += [(words.VIEW, Literal(view)) for view in about(self.saga)["view"]]
        facts.append((words.GENERATOR, Literal(about(self.saga)["generator"])))
        yield Node(SAGA, facts)
        yield Node(DERIVED, [(TYPE, Name("schema:Dataset")), (Name("schema:isPartOf"), SAGA)])
        for key, thread in header.threads.items():
            name = Text(thread.en, thread.ja)
            yield Node(Name(f"thread:{local(key)}"), [
                (TYPE, Name("schema:EventSeries")), *_two(words.NAME, name), *_two(words.DESCRIPTION, thread.about),
            ])  # fmt: skip

    def _entity(self, entity: Entity) -> Iterator[Node]:
        self.accepted += len(entity.accept)
        facts: Facts = [(TYPE, words.class_of(entity.type)), (TYPE, Name(f"entity-type:{local(entity.type)}"))]
        facts += _two(words.NAME, entity.name)
        facts += [(words.ALIAS, Literal(alias)) for alias in dict.fromkeys(entity.aliases)]
        facts += _two(words.DESCRIPTION, entity.note)
        if entity.wikidata:
            facts.append((words.SAME_AS, Name(f"wd:{local(entity.wikidata)}")))
        yield Node(_entity(entity.id), facts)

    def _source(self, source: Source) -> Iterator[Node]:
        """Yield a source, which is the reference of statements as well."""
        self.accepted += len(source.accept)
        if source.kind in CONFIRMING_KINDS:
            self._confirming.add(source.id)
        facts: Facts = [
            (TYPE, words.source_class_of(source.kind)), (TYPE, Name("wikibase:Reference")), (words.KIND, Name(f"source-kind:{local(source.kind)}")),
        ]  # fmt: skip
        if source.title:
            title = said(source.title, source.lang)
            facts += ((words.NAME, title), (words.REFERENCE_TITLE, title))
        if source.url:
            facts += ((words.URL, Literal(source.url)), (words.REFERENCE_URL, iri(source.url)))
        facts.append((words.PUBLISHER, Literal(source.publisher)))
        if source.author:
            facts.append((words.AUTHOR, Literal(source.author)))
        facts.append((words.LANGUAGE, Literal(source.lang)))
        if source.published:
            day = _date(source.published)
            facts += ((words.PUBLISHED, day), (words.REFERENCE_DATE, day))
            facts += _bounds(source.published)
        if source.voice:
            voice = self._voices[source.id] = _entity(source.voice)
            facts.append((words.ATTRIBUTED_TO, voice))
        if source.copy_of:
            facts.append((words.COPY_OF, Literal(source.copy_of)))
        me = self._sources[source.id] = Name(f"source:{local(source.id)}")
        yield Node(me, facts)

    # --- events ---

    def _event(self, record: Told) -> Iterator[Node]:
        event = record.event
        self.accepted += len(event.accept)
        key = local(event.id)
        me = Name(f"event:{key}")
        facts: Facts = [(TYPE, Name("schema:Event")), (TYPE, Name(f"event-type:{local(event.type)}"))]
        facts += _two(words.NAME, event.title)
        facts += _two(words.DESCRIPTION, event.summary)
        facts.append((words.START_DATE, _date(event.date)))
        facts += _bounds(event.date)
        facts += (
            (words.PLACE, number(record.n)), (words.STATUS, Name(f"status:{local(event.status)}")),
            (words.DOUBTFUL, YES if event.doubtful else NO), (words.DISPUTED, YES if event.disputed else NO),
        )  # fmt: skip
        if manner := event.attribute(MANNER):
            facts.append((words.MANNER, Name(f"manner:{local(manner)}")))
        facts += dict.fromkeys(
            [(Name(f"role:{local(p.role)}"), _entity(p.entity)) for p in sorted(event.participants, key=lambda p: p.role)]
        )
        facts += dict.fromkeys(
            [(Name(f"link:{local(k.rel)}"), Name(f"event:{local(k.event)}")) for k in sorted(event.links, key=lambda k: k.rel)]
        )
        facts += [(words.THREAD, Name(f"thread:{local(t)}")) for t in dict.fromkeys(event.threads)]
        facts += self._provenance(event)
        parts = list(self._parts(event, key, me))
        facts += sorted(((property_, node.subject) for property_, node in parts if property_), key=lambda fact: fact[0])
        yield Node(me, facts, me)
        for _, node in parts:
            yield node

    def _provenance(self, event: Event) -> Iterator[tuple[Name, Term]]:
        """Yield the sources of an event, which of them are first-hand, and, of what is alleged, who alleges it."""
        ids = list(dict.fromkeys(c.source for c in event.sources))
        sources = [self._sources[i] for i in ids]
        yield from ((words.DERIVED_FROM, source) for source in sources)
        yield from ((words.PRIMARY_SOURCE, source) for i, source in zip(ids, sources, strict=True) if i in self._confirming)
        voices = []
        if event.status == ALLEGED:
            voices = list(dict.fromkeys(self._voices[i] for i in ids if i in self._voices))
            yield from ((words.ATTRIBUTED_TO, voice) for voice in voices)
        if EVENT_TYPES[event.type].effects:
            self._grounds[event.id] = _Grounds(sources, voices)

    def _parts(self, event: Event, key: str, me: Name) -> Iterator[tuple[Name | None, Node]]:
        """Yield the nodes that belong to an event, each with the property that leads to it from there."""
        for n, p in enumerate(event.participants):
            if p.office or p.position or p.interim:
                facts: Facts = [
                    (TYPE, words.PARTICIPATION),
                    (words.ROLE, Name(f"role:{local(p.role)}")),
                    (words.PARTICIPANT, _entity(p.entity)),
                ]
                facts += _post(p.office, p.interim, p.position)
                yield words.DETAIL, Node(Name(f"participation:{key}:{n}"), facts, me)
        for n, amount in enumerate(event.amounts):
            yield words.AMOUNT, Node(Name(f"amount:{key}:{n}"), _amount(amount), me)
        for n, metric in enumerate(event.metrics):
            yield words.FIGURE, Node(Name(f"figure:{key}:{n}"), _figure(metric), me)
        for n, (name, value) in enumerate(event.attributes.items()):
            if name != MANNER:
                facts = [(TYPE, Name("schema:PropertyValue")), (words.NAME, Literal(name))]
                facts += _two(words.VALUE, value) if isinstance(value, Text) else [(words.VALUE, Literal(value))]
                yield words.ATTRIBUTE, Node(Name(f"attribute:{key}:{n}"), facts, me)
        if event.quote:
            facts = [(TYPE, Name("schema:Quotation")), (words.TEXT, said(event.quote.text, event.quote.lang))]
            if event.quote.speaker:
                facts.append((words.CREATOR, _entity(event.quote.speaker)))
            yield words.ABOUT_IT, Node(Name(f"quote:{key}"), facts, me)
        for n, account in enumerate(event.accounts):
            facts = [(TYPE, Name("schema:Claim")), *_two(words.TEXT, account.tells), (words.ATTRIBUTED_TO, _entity(account.voice))]
            facts += [(words.DERIVED_FROM, self._sources[s]) for s in dict.fromkeys(account.sources)]
            yield words.ABOUT_IT, Node(Name(f"account:{key}:{n}"), facts, me)
        for n, citation in enumerate(event.sources):
            yield from self._citation(event, citation, f"{key}:{n}", me)

    def _citation(self, event: Event, citation: Citation, key: str, me: Name) -> Iterator[tuple[Name | None, Node]]:
        source = self._sources[citation.source]
        facts: Facts = [(TYPE, Name("prov:Derivation")), (words.DERIVED_ENTITY, source), (words.SAYS, Literal(citation.says))]
        facts += [(words.CLAIMS, Name(f"claim:{key}:{m}")) for m in range(len(citation.claims))]
        yield words.DERIVATION, Node(Name(f"citation:{key}"), facts, me)
        for m, (name, value) in enumerate(citation.claims.items()):
            facts = [(TYPE, words.CLAIM), (words.FIELD, Literal(name))]
            facts += [(words.RDF_VALUE, term) for term in _claimed(name, value)]
            facts += [(words.INSTEAD_OF, term) for term in _claimed(name, field_of(event, name))]
            if name == "date":
                facts += _bounds(parse_date(str(value)))
            facts.append((words.DERIVED_FROM, source))
            if citation.source in self._voices:
                facts.append((words.ATTRIBUTED_TO, self._voices[citation.source]))
            yield None, Node(Name(f"claim:{key}:{m}"), facts, me)

    # --- relations ---

    def _stint(self, held: Held) -> Iterator[Node]:
        stint = held.stint
        me = Name(f"stint:{held.n}")
        sides = {"subject": _entity(stint.subject), "object": _entity(stint.object)}
        facts: Facts = [
            (TYPE, words.STINT), (TYPE, Name("wikibase:Statement")), (words.RELATION, Name(f"relation:{local(stint.relation)}")),
            (words.SUBJECT, sides["subject"]), (words.OBJECT, sides["object"]), (words.HOUSE, _entity(stint.house)),
        ]  # fmt: skip
        if stint.case:
            sides["case"] = _entity(stint.case)
            facts.append((words.CASE, sides["case"]))
        facts += _post(stint.office, stint.interim, stint.position)
        ways = words.ways_of(stint.relation, stint.office, stint.case is not None)
        facts += [(way.on, sides[way.target]) for way in ways]
        if stint.office and ways[0].names_office:
            facts.append((words.HELD, Name(f"office:{local(stint.office)}")))
        facts += _lasting(held) if stint.lasting else _deed(held)
        facts += ((words.VERDICT, Name(f"verdict:{held.holds.value}")), (words.DOUBTFUL, YES if stint.doubtful else NO))
        if stint.manner:
            facts.append((words.MANNER, Name(f"manner:{local(stint.manner)}")))
        if stint.destination:
            facts.append((words.DESTINATION, _entity(stint.destination)))
        facts += self._rests_on(stint.opened_by, stint.closed_by)
        asserted = held.holds is CERTAIN and not stint.doubtful and not self.saga.windowed
        for way in ways:
            links: Facts = [(way.to, me)]
            direct = (sides[way.source], way.direct, sides[way.target])
            if asserted and direct not in self._direct:
                self._direct.add(direct)
                links.append(direct[1:])
            yield Node(sides[way.source], links, DERIVED)
        yield Node(me, facts, DERIVED)

    def _rests_on(self, opened_by: str | None, closed_by: str | None) -> Iterator[tuple[Name, Term]]:
        """Yield what a relation rests on: its events, their sources, and who alleges what is alleged."""
        grounds = []
        for property_, event in ((words.OPENED_BY, opened_by), (words.CLOSED_BY, closed_by)):
            if event:
                yield property_, Name(f"event:{local(event)}")
                grounds.append(self._grounds[event])
        yield from ((words.DERIVED_FROM, source) for source in dict.fromkeys(s for g in grounds for s in g.sources))
        yield from ((words.ATTRIBUTED_TO, voice) for voice in dict.fromkeys(v for g in grounds for v in g.voices))


# --- values --------------------------------------------------------------------------------------


def _entity(key: str) -> Name:
    return Name(f"entity:{local(key)}")


def _two(property_: Name, text: Text | None) -> Facts:
    """Return a text in both of its languages."""
    if text is None:
        return []
    facts: Facts = [(property_, Literal(text.en, "en"))]
    if text.ja:
        facts.append((property_, Literal(text.ja, "ja")))
    return facts


def _date(date: FuzzyDate) -> Literal:
    """Return a date as its source has it: a day where that is all that it says, else EDTF."""
    return Literal(date.text, type=DAY if date.exact and date.text == iso(date.lo) else words.EDTF)


def _day(property_: Name, ordinal: int) -> Facts:
    """Return a bound; an open one is left out."""
    day = iso(ordinal)
    return [] if day is None else [(property_, Literal(day, type=DAY))]


def _bounds(date: FuzzyDate) -> Facts:
    return [*_day(words.EARLIEST, date.lo), *_day(words.LATEST, date.hi)]


def _dated(date: FuzzyDate | None) -> TypeGuard[FuzzyDate]:
    """Whether a date, itself maybe only implied by others, says anything: EDTF has no date that is open on both sides."""
    return date is not None and (date.earliest is not None or date.latest is not None)


def _lasting(held: Held) -> Facts:
    """Return from when to when a relation lasted, and the days between which both lie."""
    stint = held.stint
    facts: Facts = [(property_, _date(date)) for property_, date in ((words.SINCE, stint.start), (words.UNTIL, stint.end)) if _dated(date)]
    for property_, ordinal in (
        (words.START_LO, stint.s_lo), (words.START_HI, stint.s_hi), (words.END_LO, stint.e_lo), (words.END_HI, stint.e_hi),
    ):  # fmt: skip
        facts += _day(property_, ordinal)
    return facts


def _deed(held: Held) -> Facts:
    """Return when a deed was done: it has no end."""
    stint = held.stint
    facts: Facts = [(words.AT, _date(stint.start))] if _dated(stint.start) else []
    return facts + _day(words.START_LO, stint.s_lo) + _day(words.END_HI, stint.s_hi)


def _post(office: str | None, interim: bool, position: str | None) -> Facts:
    facts: Facts = [(words.OFFICE_HELD, Name(f"office:{local(office)}"))] if office else []
    if interim:
        facts.append((words.INTERIM, YES))
    if position:
        facts.append((words.POSITION, Literal(position)))
    return facts


def _amount(amount: Amount) -> Facts:
    facts: Facts = [
        (TYPE, Name("schema:MonetaryAmount" if amount.currency else "schema:QuantitativeValue")),
        (words.KIND, Name(f"amount-kind:{local(amount.kind)}")), (words.VALUE, number(amount.value)),
        (words.CURRENCY, Literal(amount.currency)) if amount.currency else (words.UNIT, Literal(PERCENT)),
    ]  # fmt: skip
    return facts + _whose(amount.of, amount.note)


def _figure(metric: Metric) -> Facts:
    value = Literal(metric.value) if isinstance(metric.value, str) else number(metric.value)
    facts: Facts = [(TYPE, Name("schema:Observation")), (words.NAME, Literal(metric.metric)), (words.VALUE, value)]
    if metric.unit:
        facts.append((words.UNIT, Literal(metric.unit)))
    return facts + _whose(metric.subject, metric.note)


def _whose(entity: str | None, note: str | None) -> Facts:
    facts: Facts = [(words.OF, _entity(entity))] if entity else []
    if note:
        facts.append((words.DESCRIPTION, Literal(note)))
    return facts


def _claimed(name: str, value: Any) -> list[Term]:
    """Return the values of a field that sources differ on: a date, entities, a number or a text."""
    if value is None:
        return []
    if name == "date":
        return [_date(parse_date(str(value)))]
    if name.startswith("participants."):
        return [_entity(e) for e in dict.fromkeys(value if isinstance(value, tuple) else (value,))]
    return [Literal(value) if isinstance(value, str) else number(value)]

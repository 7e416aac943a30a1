"""The dataset: records and stints behind indexes, and the one place where names resolve.

The decision hidden here is how things are found quickly. Everything is sorted once and asked by
bisection, so that a question about one entity or one window never scans all events or all stints.
Records come packed from the snapshot and are rebuilt one by one, when somebody asks for them.
"""

from __future__ import annotations

import gc
import unicodedata
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, ValuesView
from contextlib import contextmanager
from functools import cached_property, lru_cache
from heapq import heapify, heappop, heappush
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from aigraph.adjacency import Adjacency
from aigraph.arrays import Groups, Ints, in_order, in_turn, repeated, taken
from aigraph.ontology import MEMBER, ORDERING_LINKS, PERSON, RELATIONS
from aigraph.records import Citation, Entity, Event, Header, Metric, Source
from aigraph.spans import Intervals, Line, Moments
from aigraph.stints import POSTS, Houses, Stint

if TYPE_CHECKING:
    from aigraph.shelf import Table

T = TypeVar("T")


class WrongQuestion(ValueError):
    """A question that cannot be answered as asked: an unknown name, a bad date; says the way out."""


class UnknownName(LookupError):
    """A name that no entity, or more than one, goes by; ``nearest`` holds ids to offer instead."""

    def __init__(self, message: str, nearest: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.nearest = nearest


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the garbage collector off while a dataset is made: going through its many small lasting objects doubles the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


LONGEST_NAME = 300


def require_name(name: object) -> None:
    """Raise ``UnknownName`` for what is no text, or longer than any name is."""
    if not isinstance(name, str):
        raise UnknownName(f"a name is text, not {type(name).__name__} {name!r}")
    if len(name) > LONGEST_NAME:
        raise UnknownName(f"a name has at most {LONGEST_NAME} characters, not {len(name):,}")


PLACES = 2**16
"""So many places of ids are kept for each kind of record, those used last."""


class Lazy(Mapping[str, T], Generic[T]):
    """Records by id in a fixed order, each read from its packed form when it is first asked for."""

    __slots__ = ("_key_at", "_many", "_place", "_places", "_read", "_ready", "_table")

    def __init__(self, table: Table[T]) -> None:
        self._place: Callable[[str], int] = lru_cache(PLACES)(table.place)
        self._key_at: Callable[[int], str] = table.key_at
        self._read: Callable[[int], T] = table.value_at
        self._many = len(table)
        self._table: Table[T] | None = table
        self._ready: dict[int, T] = {}
        self._places: dict[str, int] = {}

    @classmethod
    def of(cls, records: Iterable[T]) -> Lazy[T]:
        """Wrap records that are already there."""
        made = cls.__new__(cls)
        made._ready = dict(enumerate(records))
        made._many, made._table = len(made._ready), None
        ids: list[str] = [r.id for r in made._ready.values()]  # type: ignore[attr-defined]
        made._places = {i: n for n, i in enumerate(ids)}
        made._place, made._key_at, made._read = made._places.__getitem__, ids.__getitem__, _unreadable
        return made

    def place(self, key: str) -> int:
        """Return the number of a record in the order.

        Raises:
            KeyError: there is none of that id.
        """
        return self._place(key)

    def places(self) -> Mapping[str, int]:
        """Return the numbers of all ids at once, for when many are asked for."""
        return self._places if self._table is None else {key: number for number, key in enumerate(self)}

    def id_at(self, number: int) -> str:
        """Return the id of a record by its number."""
        return self._key_at(number)

    def at(self, number: int) -> T:
        """Return a record by its number."""
        record = self._ready.get(number)
        if record is None:
            record = self._ready[number] = self._read(number)
        return record

    def glance(self, key: str) -> T:
        """Return a record without keeping it, if it was not asked for before."""
        number = self._place(key)
        return self._ready.get(number) or self._read(number)

    def passing(self) -> Iterator[T]:
        """Yield all records in order, without keeping those that were not asked for before."""
        ready, read = self._ready.get, self._read
        return (ready(number) or read(number) for number in range(self._many))

    def packed(self, pack: Callable[[T], bytes]) -> Iterator[tuple[str, bytes]]:
        """Yield the id and the packed form of all records in order; ``pack`` makes it where it is not there yet."""
        if self._table is not None:
            return ((key, bytes(value)) for key, value in self._table.raw())
        return ((self._key_at(number), pack(record)) for number, record in self._ready.items())

    def __getitem__(self, key: str) -> T:
        return self.at(self._place(key))

    def __iter__(self) -> Iterator[str]:
        return map(self._key_at, range(self._many))

    def __len__(self) -> int:
        return self._many

    def __contains__(self, key: object) -> bool:
        try:
            return isinstance(key, str) and self._place(key) >= 0
        except KeyError:
            return False

    def values(self) -> ValuesView[T]:
        """Return the records in order, without looking up their ids."""
        return _Records(self)


class _Records(ValuesView[T]):
    _mapping: Lazy[T]

    def __iter__(self) -> Iterator[T]:
        return map(self._mapping.at, range(len(self._mapping)))


class Bounds(NamedTuple):
    """The days of all stints, and which relation each is of, as arrays by their number.

    ``edges``: 1 where an event began it, 2 where one ended it, both added. ``relations`` are places in the
    ontology's order.
    """

    s_lo: Sequence[int]
    s_hi: Sequence[int]
    e_lo: Sequence[int]
    e_hi: Sequence[int]
    relations: Sequence[int]
    edges: Sequence[int]

    @classmethod
    def empty(cls) -> Bounds:
        """Return the bounds of no stints, to which more are noted."""
        return cls(*map(array, BOUND_KINDS.values()))  # type: ignore[arg-type]

    def noting(self, stints: Iterable[Stint]) -> Iterator[Stint]:
        """Yield stints, and note the bounds of each."""
        for s in stints:
            edges = (s.start is not None) * BEGAN + (s.end is not None) * ENDED
            for column, value in zip(self, (s.s_lo, s.s_hi, s.e_lo, s.e_hi, RELATION_NUMBER[s.relation], edges), strict=True):
                column.append(value)  # type: ignore[attr-defined]
            yield s

    @classmethod
    def of(cls, stints: Sequence[Stint]) -> Bounds:
        """Gather the bounds of stints."""
        return cls(
            array("i", [s.s_lo for s in stints]),
            array("i", [s.s_hi for s in stints]),
            array("i", [s.e_lo for s in stints]),
            array("i", [s.e_hi for s in stints]),
            array("B", [RELATION_NUMBER[s.relation] for s in stints]),
            array("B", [(s.start is not None) * BEGAN + (s.end is not None) * ENDED for s in stints]),
        )


BEGAN, ENDED = 1, 2
BOUND_KINDS = dict(zip(Bounds._fields, "iiiiBB", strict=True))
RELATION_NUMBER = {relation: n for n, relation in enumerate(RELATIONS)}
POST_NUMBERS = frozenset(RELATION_NUMBER[relation] for relation in POSTS)
CONNECTING = frozenset(RELATION_NUMBER.values()) - {RELATION_NUMBER[MEMBER]}
"""Numbers of the relations that are connections: a tenure is made of posts, which are."""


class Stints(Sequence[Stint]):
    """All stints in order, each read from its packed form when it is first asked for."""

    __slots__ = ("_packed", "_read", "_ready", "bounds")

    def __init__(self, packed: Sequence[Any], read: Callable[[Any], Stint], bounds: Bounds) -> None:
        self._packed, self._read, self.bounds = packed, read, bounds
        self._ready: dict[int, Stint] = {}

    @classmethod
    def of(cls, stints: Sequence[Stint]) -> Stints:
        """Wrap stints that are already there."""
        made = cls(stints, _unreadable, Bounds.of(stints))
        made._ready = dict(enumerate(stints))
        return made

    def __len__(self) -> int:
        return len(self._packed)

    def passing(self) -> Iterator[Stint]:
        """Yield all stints in order, without keeping those that were not asked for before."""
        ready, read, packed = self._ready.get, self._read, self._packed
        return (ready(number) or read(packed[number]) for number in range(len(packed)))

    def of_relations(self, relations: Collection[int], edge: int = 0) -> array[int]:
        """Return the numbers of the stints of some relations, of those only that an event began (or ended), where that is asked."""
        bounds = self.bounds
        if not edge:
            return array("i", [i for i, r in enumerate(bounds.relations) if r in relations])
        return array("i", [i for i, (r, e) in enumerate(zip(bounds.relations, bounds.edges, strict=True)) if e & edge and r in relations])

    def packed(self, pack: Callable[[Stint], bytes]) -> Iterator[bytes]:
        """Yield the packed form of all stints in order; ``pack`` makes it where it is not there yet."""
        return map(pack, self._ready.values()) if self._read is _unreadable else map(bytes, self._packed)

    def at(self, number: int) -> Stint:
        """Return a stint by its number."""
        stint = self._ready.get(number)
        if stint is None:
            stint = self._ready[number] = self._read(self._packed[number])
        return stint

    def __getitem__(self, i: Any) -> Any:
        return [self.at(j) for j in range(*i.indices(len(self)))] if isinstance(i, slice) else self.at(i)


def _unreadable(packed: Any) -> Any:
    raise LookupError("not packed")


def fold(name: str) -> str:
    """Fold a name for comparison: case, width, and spacing around punctuation do not matter."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(folded.replace("・", " ").replace("’", "'").split())


def canonical_order(events: Iterable[Event]) -> list[Event]:
    """Order events by day; on one day by their links, then by id. Stable and total."""
    ordered = sorted(events, key=lambda e: (e.date.lo, e.date.hi, e.id))
    start = 0
    for i in range(1, len(ordered) + 1):
        if i == len(ordered) or ordered[i].date.lo != ordered[start].date.lo or ordered[i].date.hi != ordered[start].date.hi:
            if i - start > 1:
                ordered[start:i] = _by_links(ordered[start:i])
            start = i
    return ordered


def _by_links(events: list[Event]) -> list[Event]:
    """Order events of one day so that what follows comes after; a cycle falls back to ids."""
    by_id = {e.id: e for e in events}
    before = {e.id: {k.event for k in e.links if k.rel in ORDERING_LINKS and k.event in by_id and k.event != e.id} for e in events}
    if not any(before.values()):
        return events
    after: dict[str, list[str]] = {}
    for later, earlier in before.items():
        for e in earlier:
            after.setdefault(e, []).append(later)
    ready = [i for i, waits in before.items() if not waits]
    heapify(ready)
    done: dict[str, Event] = {}
    while ready:
        first = heappop(ready)
        done[first] = by_id[first]
        for later in after.get(first, ()):
            before[later].discard(first)
            if not before[later]:
                heappush(ready, later)
    return [*done.values(), *(e for e in events if e.id not in done)]


class Dataset:
    """Everything that is known, indexed. Immutable; indexes are made when first needed.

    ``retellings`` says how it was retold, where it is not as the curator has it: by what, and of when or whom.
    """

    def __init__(
        self,
        header: Header,
        entities: Lazy[Entity],
        events: Lazy[Event],
        sources: Lazy[Source],
        stints: Stints,
        houses: Houses,
        retellings: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self.header, self.entities, self.events, self.sources = header, entities, events, sources
        self.stints, self.houses = stints, houses
        self.retellings = retellings
        self.as_of = header.as_of.hi

    def retold(
        self, header: Header, events: Lazy[Event], stints: Stints, houses: Houses, retellings: tuple[tuple[str, str], ...]
    ) -> Dataset:
        """Return a dataset of other events and stints about the same entities, whose names stay as they are."""
        made = Dataset(header, self.entities, events, self.sources, stints, houses, retellings)
        vars(made).update(names=self.names, surnames=self.surnames, _resolved=self._resolved)
        return made

    # --- names ---

    @cached_property
    def names(self) -> dict[str, tuple[str, ...]]:
        """Folded name, alias or id to the ids of the entities that go by it."""
        names: dict[str, dict[str, None]] = {}
        for entity in self.entities.passing():
            for name in (entity.id, entity.name.en, entity.name.ja, *entity.aliases):
                if name:
                    names.setdefault(fold(name), {})[entity.id] = None
        return {name: tuple(ids) for name, ids in names.items()}

    @cached_property
    def surnames(self) -> dict[str, tuple[str, ...]]:
        """Folded last part of a person's name to the ids of those who bear it, for want of a whole name."""
        names: dict[str, dict[str, None]] = {}
        for entity in self.entities.passing():
            if entity.type == PERSON:
                parts = [*entity.name.en.split()[-1:], *(entity.name.ja or "").split("・")[-1:]]
                for part in filter(None, parts):
                    names.setdefault(fold(part), {})[entity.id] = None
        return {name: tuple(ids) for name, ids in names.items()}

    @cached_property
    def _resolved(self) -> dict[str, str]:
        return {}

    def resolve(self, name: str) -> str:
        """Return the id of the entity that goes by a name, alias or id, in any language; a surname will do.

        Raises:
            UnknownName: nobody does, or several do; the message offers the nearest.
        """
        require_name(name)
        found = self._resolved.get(name)
        if found is None:
            found = self._resolved[name] = self._resolve(name)
        return found

    def _resolve(self, name: str) -> str:
        if name in self.entities:
            return name
        ids = self.names.get(fold(name)) or self.surnames.get(fold(name), ())
        if len(ids) == 1:
            return ids[0]
        if ids:
            raise UnknownName(f"{name!r} is ambiguous: {', '.join(ids)}", ids)
        nearest = self.nearest(name)
        raise UnknownName(f"no entity is called {name!r}{_did_you_mean(nearest)}", nearest)

    def resolve_event(self, name: str) -> str:
        """Return the id of an event, given its id or an unambiguous part of it.

        Raises:
            UnknownName: no event, or several; the message offers the nearest.
        """
        require_name(name)
        if name in self.events:
            return name
        parts = [i for i in self.events if name.casefold() in i] if name else []
        if len(parts) == 1:
            return parts[0]
        if parts:
            raise UnknownName(
                f"{name!r} is part of {len(parts)} events: {', '.join(parts[:5])}{', …' if len(parts) > 5 else ''}", tuple(parts[:5])
            )
        nearest = nearest_of(name, self.events)
        raise UnknownName(f"{name!r} is no event{_did_you_mean(nearest)}", nearest)

    def nearest(self, name: str) -> tuple[str, ...]:
        """Return up to three ids of entities whose names are nearest to a mistyped one."""
        folded = fold(name)
        inside = [i for known, ids in self.names.items() if len(folded) > 2 and folded in known for i in ids]
        close = [i for known in nearest_of(folded, self.names) for i in self.names[known]]
        return tuple(dict.fromkeys([*close, *inside]))[:3]

    # --- events ---

    @cached_property
    def _of_events(self) -> OfEvents:
        return OfEvents.of(self.events.passing(), self.entities.places(), self.events.places())

    @cached_property
    def event_line(self) -> Line:
        """All events, by their day."""
        return self._of_events.line

    @cached_property
    def timeline(self) -> Moments[Event]:
        """All events by day."""
        return Moments(self.event_line, self.events.at)

    @cached_property
    def events_by_entity(self) -> Groups:
        """The numbers of the events that an entity takes part in, by its number."""
        return self._of_events.by_entity

    @cached_property
    def _timelines(self) -> dict[str, Moments[Event]]:
        return {}

    def events_of(self, entity: str) -> Moments[Event]:
        """The events that an entity takes part in, by day."""
        moments = self._timelines.get(entity)
        if moments is None:
            line = Line.of(self._numbers(self.events_by_entity, entity), self.event_line.los, self.event_line.his)
            moments = self._timelines[entity] = Moments(line, self.events.at)
        return moments

    @cached_property
    def events_by_link(self) -> Groups:
        """The numbers of the events that link to an event, by its number."""
        return self._of_events.by_link

    def linked_from(self, event: str) -> Iterator[tuple[str, str]]:
        """Yield (relation, id) of the events that link to an event."""
        for other in map(self.events.at, self.events_by_link.of_group(self.events.place(event))):
            yield from ((link.rel, other.id) for link in other.links if link.event == event)

    def citations(self, event: Event) -> Iterator[tuple[Citation, Source]]:
        """Yield the citations of an event with their sources."""
        for citation in event.sources:
            yield citation, self.sources[citation.source]

    @cached_property
    def events_by_metric(self) -> Groups:
        """The numbers of the events that tell figures of an entity, by its number."""
        return self._of_events.by_metric

    def metrics_of(self, subject: str) -> list[tuple[Event, Metric]]:
        """The figures of a subject with their events, in canonical order."""
        events = map(self.events.at, self._numbers(self.events_by_metric, subject))
        return [(event, metric) for event in events for metric in event.metrics if metric.subject == subject]

    def _numbers(self, groups: Groups, entity: str) -> Ints:
        """Return the numbers that stand under an entity; none, if it is no entity."""
        return groups.of_group(self.entities.place(entity)) if entity in self.entities else ()

    # --- stints ---

    def home(self, entity: str) -> str:
        """Return where members of an entity are counted: a legal arm is its house, a team is itself."""
        return self.houses.home(entity)

    @cached_property
    def _of_stints(self) -> OfStints:
        places = self.entities.places()
        home, house = array("i", range(len(places))), array("i", range(len(places)))
        for part in filter(places.__contains__, self.houses.root):
            home[places[part]], house[places[part]] = places[self.home(part)], places[self.houses.of(part)]
        return OfStints.of(self.stints, places, home, house)

    @cached_property
    def stints_by_subject(self) -> Groups:
        """The numbers of the stints that an entity is the subject of, by its number."""
        return self._of_stints.by_subject

    @cached_property
    def stints_by_object(self) -> Groups:
        """The numbers of the stints that an entity is the object of, by its number."""
        return self._of_stints.by_object

    @cached_property
    def posts_by_home(self) -> Groups:
        """The numbers of the posts that count for a team or an organization, by its number."""
        return self._of_stints.by_home

    def stints_of(self, subject: str) -> list[Stint]:
        """The stints of a subject, in order of their start."""
        return [self.stints.at(i) for i in self._numbers(self.stints_by_subject, subject)]

    def stints_at(self, object: str) -> list[Stint]:
        """The stints whose object is an entity, in order of their start."""
        return [self.stints.at(i) for i in self._numbers(self.stints_by_object, object)]

    @cached_property
    def _spans(self) -> dict[tuple[str, str, str], Any]:
        return {}

    def posts(self, organization: str, relation: str = "") -> Intervals[Stint]:
        """The posts of one relation, or of any, at an organization, by the days they hold on."""
        key = (organization, relation, "")
        found: Intervals[Stint] | None = self._spans.get(key)
        if found is None:
            numbers, bounds = self._posts_of(organization, relation), self.stints.bounds
            days = [(bounds.s_lo[i], bounds.s_hi[i], bounds.e_lo[i], bounds.e_hi[i]) for i in numbers]
            found = self._spans[key] = Intervals(numbers, days, self.stints.at)
        return found

    def post_edges(self, organization: str, relation: str, edge: int) -> Moments[Stint]:
        """The posts of one relation at an organization that an event began (or ended), by that day."""
        key = (organization, relation, str(edge))
        found: Moments[Stint] | None = self._spans.get(key)
        if found is None:
            found = self._spans[key] = self._moments(self._posts_of(organization, relation), edge)
        return found

    def _posts_of(self, organization: str, relation: str) -> list[int]:
        numbers, relations = self._numbers(self.posts_by_home, self.home(organization)), self.stints.bounds.relations
        return [i for i in numbers if not relation or relations[i] == RELATION_NUMBER[relation]]

    def _moments(self, numbers: Iterable[int], edge: int) -> Moments[Stint]:
        """Return those of some stints, in order of their start, that an event began (or ended), by that day."""
        edges = self.stints.bounds.edges
        return Moments(self._line([i for i in numbers if edges[i] & edge], edge), self.stints.at)

    def _line(self, numbers: Ints, edge: int) -> Line:
        """Return the days on which some stints, in order of their start, begin (or end)."""
        bounds = self.stints.bounds
        if edge == BEGAN:
            return Line.of(numbers, bounds.s_lo, bounds.s_hi)
        los, his = taken(bounds.e_lo, numbers), taken(bounds.e_hi, numbers)
        return Line.of(taken(numbers, in_order(los, his)), bounds.e_lo, bounds.e_hi)

    @cached_property
    def tenures(self) -> list[Stint]:
        """All tenures, in order of their start."""
        return [self.stints.at(i) for i in self.stints.of_relations((RELATION_NUMBER[MEMBER],))]

    @cached_property
    def suits_by_case(self) -> Groups:
        """The numbers of the stints of suing and being sued in a case, by its number."""
        return self._of_stints.by_case

    def suits_in(self, case: str) -> list[Stint]:
        """The stints of suing and being sued in a case, in order of their start."""
        return [self.stints.at(i) for i in self._numbers(self.suits_by_case, case)]

    def edges_of(self, entity: str, edge: int) -> Moments[Stint]:
        """The stints but tenures of an entity, on either side, that an event began (or ended), by that day."""
        key = (entity, "", str(edge))
        found: Moments[Stint] | None = self._spans.get(key)
        if found is None:
            groups = ((self.stints_by_subject, entity), (self.stints_by_object, entity), (self.posts_by_home, self.home(entity)))
            around = {i for group in groups for i in self._numbers(*group)}
            relations = self.stints.bounds.relations
            found = self._spans[key] = self._moments(sorted(i for i in around if relations[i] in CONNECTING), edge)
        return found

    @cached_property
    def begin_line(self) -> Line:
        """All stints but tenures that an event began, by the day they begin."""
        return self._line(self.stints.of_relations(CONNECTING, BEGAN), BEGAN)

    @cached_property
    def end_line(self) -> Line:
        """All stints but tenures that an event ended, by the day they end."""
        return self._line(self.stints.of_relations(CONNECTING, ENDED), ENDED)

    @cached_property
    def begins(self) -> Moments[Stint]:
        """All stints but tenures that an event began, by the day they begin."""
        return Moments(self.begin_line, self.stints.at)

    @cached_property
    def ends(self) -> Moments[Stint]:
        """All stints but tenures that have ended, by the day they end."""
        return Moments(self.end_line, self.stints.at)

    @cached_property
    def adjacency(self) -> Adjacency:
        """The connections of every entity: all stints but tenures."""
        of, bounds = self._of_stints, self.stints.bounds
        return Adjacency.of(len(self.entities), of.connecting, of.ends, bounds.s_lo, bounds.e_hi)


class OfEvents(NamedTuple):
    """What is gathered of all events in one pass: numbers of events by the number of an entity, or of an event."""

    line: Line
    by_entity: Groups
    by_metric: Groups
    by_link: Groups

    @classmethod
    def of(cls, events: Iterable[Event], entities: Mapping[str, int], numbers: Mapping[str, int]) -> OfEvents:
        """Gather it of events in canonical order; ``entities`` and ``numbers`` give the numbers of entities and events."""
        los, his = array("i"), array("i")
        taking_part, measured, linked = _Pairs(), _Pairs(), _Pairs()
        place, rest = entities.__getitem__, iter(events)
        while some := list(islice(rest, AT_ONCE)):
            los.extend([e.date.lo for e in some])
            his.extend([e.date.hi for e in some])
            taking_part.add([place(p.entity) for e in some for p in e.participants], [len(e.participants) for e in some])
            measured.add([place(m.subject) for e in some for m in e.metrics], [len(e.metrics) for e in some])
            linked.add([numbers.get(k.event, NOWHERE) for e in some for k in e.links], [len(e.links) for e in some])
        groups = taking_part.grouped(len(entities)), measured.grouped(len(entities)), linked.grouped(len(numbers))
        return cls(Line.of(range(len(los)), los, his), *groups)


class OfStints(NamedTuple):
    """What is gathered of all stints in one pass: numbers of stints by the number of an entity.

    ``connecting`` are the stints that are connections, ``ends`` the two entities of each.
    """

    by_subject: Groups
    by_object: Groups
    by_home: Groups
    by_case: Groups
    connecting: array[int]
    ends: array[int]

    @classmethod
    def of(cls, stints: Stints, places: Mapping[str, int], home: Ints, house: Ints) -> OfStints:
        """Gather it of stints in order, given the numbers of entities, and for which team and organization posts at each count."""
        subjects, objects = array("i"), array("i")
        suits = _Pairs()
        place, rest, many = places.__getitem__, stints.passing(), len(places)
        while some := list(islice(rest, AT_ONCE)):
            subjects.extend([place(s.subject) for s in some])
            objects.extend([place(s.object) for s in some])
            suits.add([place(s.case) for s in some if s.case], [bool(s.case) for s in some])
        posts = stints.of_relations(POST_NUMBERS)
        at = taken(objects, posts)
        connecting = stints.of_relations(CONNECTING)
        return cls(
            Groups.of(subjects, range(len(subjects)), many),
            Groups.of(objects, range(len(objects)), many),
            Groups.of(in_turn(taken(home, at), taken(house, at)), in_turn(posts, posts), many),
            suits.grouped(many),
            connecting,
            in_turn(taken(subjects, connecting), taken(objects, connecting)),
        )


AT_ONCE = 4096
"""So many records are looked at together."""
NOWHERE = -1
"""The number of what is not there: an event that a view does not tell."""


class _Pairs:
    """The groups that numbers from 0 on belong to, each to as many as ``sizes`` says."""

    __slots__ = ("_groups", "_sizes")

    def __init__(self) -> None:
        self._groups, self._sizes = array("i"), array("i")

    def add(self, groups: list[int], sizes: list[int]) -> None:
        """Add the groups of the next numbers."""
        self._groups.extend(groups)
        self._sizes.extend(sizes)

    def grouped(self, many: int) -> Groups:
        """Return the numbers in so many groups; those that belong nowhere are left out."""
        groups, numbers = self._groups, repeated(self._sizes)
        if NOWHERE in groups:
            there = [place for place, group in enumerate(groups) if group != NOWHERE]
            groups, numbers = taken(groups, there), taken(numbers, there)
        return Groups.of(groups, numbers, many)


def nearest_of(name: str, known: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """Return the few known words nearest to a mistyped one."""
    import difflib

    return tuple(difflib.get_close_matches(name, list(known), count, 0.6))


def wrong_word(what: str, word: str, known: Iterable[str]) -> WrongQuestion:
    """Return the error for a word that is none of a vocabulary, offering the nearest or all of its words."""
    words = list(known)
    near = nearest_of(word, words)
    hint = f"did you mean {' or '.join(near)}?" if near else f"one of {', '.join(words)}"
    return WrongQuestion(f"no {what} {word!r}; {hint}")


def _did_you_mean(nearest: Sequence[str]) -> str:
    return f"; did you mean {' or '.join(nearest)}?" if nearest else "; `aigraph search` looks in all names"

"""The dataset: records and stints behind indexes, and the one place where names resolve.

The decision hidden here is how things are found quickly. Everything is sorted once and asked by
bisection, so that a question about one entity or one window never scans all events or all stints.
Records come packed from the snapshot and are rebuilt one by one, when somebody asks for them.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from heapq import heapify, heappop, heappush
from itertools import accumulate
from typing import Any, Generic, TypeVar

from aigraph.dates import CERTAIN, POSSIBLE, Verdict
from aigraph.ontology import MEMBER, ORDERING_LINKS, PERSON
from aigraph.records import Citation, Entity, Event, Header, Metric, Source, unpack
from aigraph.stints import POSTS, Houses, Stint, stint_order

T = TypeVar("T")


class WrongQuestion(ValueError):
    """A question that cannot be answered as asked: an unknown name, a bad date; says the way out."""


class UnknownName(LookupError):
    """A name that no entity, or more than one, goes by; ``nearest`` holds ids to offer instead."""

    def __init__(self, message: str, nearest: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.nearest = nearest


LONGEST_NAME = 300


def require_name(name: object) -> None:
    """Raise ``UnknownName`` for what is no text, or longer than any name is."""
    if not isinstance(name, str):
        raise UnknownName(f"a name is text, not {type(name).__name__} {name!r}")
    if len(name) > LONGEST_NAME:
        raise UnknownName(f"a name has at most {LONGEST_NAME} characters, not {len(name):,}")


class Lazy(Mapping[str, T], Generic[T]):
    """Records by id in a fixed order, each read from its packed form when it is first asked for."""

    __slots__ = ("_kind", "_packed", "_read", "_ready")

    def __init__(self, kind: type[T], packed: Mapping[str, bytes], read: Callable[[bytes], Any]) -> None:
        self._kind, self._packed, self._read = kind, packed, read
        self._ready: dict[str, T] = {}

    @classmethod
    def of(cls, kind: type[T], records: Iterable[T]) -> Lazy[T]:
        """Wrap records that are already there."""
        ready = {r.id: r for r in records}  # type: ignore[attr-defined]
        made = cls(kind, dict.fromkeys(ready, b""), _unreadable)
        made._ready = ready
        return made

    def __getitem__(self, key: str) -> T:
        record = self._ready.get(key)
        if record is None:
            record = self._ready[key] = unpack(self._kind, self._read(self._packed[key]))
        return record

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def passing(self) -> Iterator[T]:
        """Yield all records in order, without keeping those that were not asked for before."""
        for key, packed in self._packed.items():
            yield self._ready.get(key) or unpack(self._kind, self._read(packed))

    def __len__(self) -> int:
        return len(self._packed)

    def __contains__(self, key: object) -> bool:
        return key in self._packed


class Stints(Sequence[Stint]):
    """All stints in order, each read from its packed form when it is first asked for."""

    __slots__ = ("_packed", "_read", "_ready")

    def __init__(self, packed: Sequence[bytes], read: Callable[[bytes], Any]) -> None:
        self._packed, self._read = packed, read
        self._ready: list[Stint | None] = [None] * len(packed)

    @classmethod
    def of(cls, stints: Sequence[Stint]) -> Stints:
        """Wrap stints that are already there."""
        made = cls([b""] * len(stints), _unreadable)
        made._ready = list(stints)
        return made

    def __len__(self) -> int:
        return len(self._packed)

    def passing(self) -> Iterator[Stint]:
        """Yield all stints in order, without keeping those that were not asked for before."""
        for ready, packed in zip(self._ready, self._packed, strict=True):
            yield ready or unpack(Stint, self._read(packed))

    def __getitem__(self, i: Any) -> Any:
        if isinstance(i, slice):
            return [self[j] for j in range(*i.indices(len(self)))]
        stint = self._ready[i]
        if stint is None:
            stint = self._ready[i] = unpack(Stint, self._read(self._packed[i]))
        return stint


def _unreadable(packed: bytes) -> Any:
    raise LookupError("not packed")


class Spans(Generic[T]):
    """Items with an earliest and a latest day, sorted, asked which may lie in a window.

    Two bisections find the run of candidates: by the earliest day, and by the running maximum of the
    latest days, which is sorted whatever the widths are.
    """

    __slots__ = ("_his", "_los", "_reach", "items")

    def __init__(self, items: Iterable[T], bounds: Callable[[T], tuple[int, int]]) -> None:
        keyed = sorted(((bounds(item), i, item) for i, item in enumerate(items)), key=lambda k: k[:2])
        self.items = [item for _, _, item in keyed]
        self._los = [lo for (lo, _), _, _ in keyed]
        self._his = [hi for (_, hi), _, _ in keyed]
        self._reach = list(accumulate(self._his, max))

    def near(self, a: int, b: int) -> list[T]:
        """Return a run of items that holds every one whose days may meet ``a`` to ``b``."""
        if a > b:
            return []
        return self.items[bisect_left(self._reach, a) : bisect_right(self._los, b)]

    def within(self, a: int, b: int, *, sure: bool = False) -> list[tuple[T, Verdict]]:
        """Return the items whose day may lie in ``a`` to ``b``, with how sure that is; ``sure``: only certain ones."""
        if a > b:
            return []
        run = slice(bisect_left(self._reach, a), bisect_right(self._los, b))
        found = zip(self.items[run], self._los[run], self._his[run], strict=True)
        if sure:
            return [(item, CERTAIN) for item, lo, hi in found if lo >= a and hi <= b]
        return [(item, CERTAIN if lo >= a and hi <= b else POSSIBLE) for item, lo, hi in found if hi >= a]


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

    ``retellings`` says how it was retold, where it is not as the curator has it: ``known by 2024-03``.
    """

    def __init__(
        self,
        header: Header,
        entities: Lazy[Entity],
        events: Lazy[Event],
        sources: Lazy[Source],
        stints: Stints,
        houses: Houses,
        retellings: tuple[str, ...] = (),
    ) -> None:
        self.header, self.entities, self.events, self.sources = header, entities, events, sources
        self.stints, self.houses = stints, houses
        self.retellings = retellings
        self.as_of = header.as_of.hi

    # --- names ---

    @cached_property
    def names(self) -> dict[str, tuple[str, ...]]:
        """Folded name, alias or id to the ids of the entities that go by it."""
        names: dict[str, dict[str, None]] = {}
        for entity in self.entities.values():
            for name in (entity.id, entity.name.en, entity.name.ja, *entity.aliases):
                if name:
                    names.setdefault(fold(name), {})[entity.id] = None
        return {name: tuple(ids) for name, ids in names.items()}

    @cached_property
    def surnames(self) -> dict[str, tuple[str, ...]]:
        """Folded last part of a person's name to the ids of those who bear it, for want of a whole name."""
        names: dict[str, dict[str, None]] = {}
        for entity in self.entities.values():
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
    def timeline(self) -> Spans[Event]:
        """All events by day."""
        return Spans(self.events.values(), _event_days)

    @cached_property
    def _event_ids(self) -> dict[str, list[str]]:
        ids: dict[str, list[str]] = {}
        for event in self.events.values():
            for entity in event.entities():
                ids.setdefault(entity, []).append(event.id)
        return ids

    @cached_property
    def _timelines(self) -> dict[str, Spans[Event]]:
        return {}

    def events_of(self, entity: str) -> Spans[Event]:
        """The events that an entity takes part in, by day."""
        spans = self._timelines.get(entity)
        if spans is None:
            ids = self._event_ids.get(entity, ())
            spans = self._timelines[entity] = Spans((self.events[i] for i in ids), _event_days)
        return spans

    @cached_property
    def linked_from(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """Event id to the (relation, id) of the events that link to it."""
        back: dict[str, list[tuple[str, str]]] = {}
        for event in self.events.values():
            for link in event.links:
                back.setdefault(link.event, []).append((link.rel, event.id))
        return {k: tuple(v) for k, v in back.items()}

    def citations(self, event: Event) -> Iterator[tuple[Citation, Source]]:
        """Yield the citations of an event with their sources."""
        for citation in event.sources:
            yield citation, self.sources[citation.source]

    # --- stints ---

    def home(self, entity: str) -> str:
        """Return where members of an entity are counted: a legal arm is its house, a team is itself."""
        return entity if entity in self.houses.teams else self.houses.of(entity)

    @cached_property
    def _of_subject(self) -> dict[str, list[int]]:
        return _grouped(self.stints, lambda s: (s.subject,))

    @cached_property
    def _of_object(self) -> dict[str, list[int]]:
        return _grouped(self.stints, lambda s: (s.object,))

    @cached_property
    def _posts_at(self) -> dict[str, list[int]]:
        return _grouped(self.stints, lambda s: self._counts_for(s) if s.relation in POSTS else ())

    def _counts_for(self, stint: Stint) -> tuple[str, ...]:
        """Return the team and the organization that a post counts for."""
        home = self.home(stint.object)
        return (home,) if home == stint.house else (home, stint.house)

    def stints_of(self, subject: str) -> list[Stint]:
        """The stints of a subject, in order of their start."""
        return [self.stints[i] for i in self._of_subject.get(subject, ())]

    def stints_at(self, object: str) -> list[Stint]:
        """The stints whose object is an entity, in order of their start."""
        return [self.stints[i] for i in self._of_object.get(object, ())]

    @cached_property
    def _spans(self) -> dict[tuple[str, str, str], Spans[Stint]]:
        return {}

    def posts(self, organization: str, relation: str, by: str = "holds") -> Spans[Stint]:
        """The posts of one relation at an organization, by the days they hold, start or end on."""
        key = (organization, relation, by)
        spans = self._spans.get(key)
        if spans is None:
            here = (self.stints[i] for i in self._posts_at.get(self.home(organization), ()))
            chosen = (s for s in here if s.relation == relation and _dated(s, by))
            spans = self._spans[key] = Spans(chosen, _STINT_DAYS[by])
        return spans

    @cached_property
    def tenures(self) -> list[Stint]:
        """All tenures, in order of their start."""
        return [s for s in self.stints if s.relation == MEMBER]

    @cached_property
    def _suits(self) -> dict[str, list[int]]:
        return _grouped(self.stints, lambda s: (s.case,) if s.case else ())

    def suits_in(self, case: str) -> list[Stint]:
        """The stints of suing and being sued in a case, in order of their start."""
        return [self.stints[i] for i in self._suits.get(case, ())]

    def edges_of(self, entity: str, edge: str) -> Spans[Stint]:
        """The stints but tenures of an entity, on either side, by the day they start or end on."""
        key = (entity, "", edge)
        spans = self._spans.get(key)
        if spans is None:
            around = [*self.stints_of(entity), *self.stints_at(entity), *self._parts_of(entity)]
            unique = {id(s): s for s in around if s.relation != MEMBER and _dated(s, edge)}
            spans = self._spans[key] = Spans(sorted(unique.values(), key=stint_order), _STINT_DAYS[edge])
        return spans

    def _parts_of(self, entity: str) -> list[Stint]:
        """The posts at the teams and legal arms of an organization."""
        return [self.stints[i] for i in self._posts_at.get(self.home(entity), ())]

    @cached_property
    def event_order(self) -> dict[str, int]:
        """Event id to its place in the canonical order."""
        return {event_id: i for i, event_id in enumerate(self.events)}

    @cached_property
    def _metrics(self) -> dict[str, list[tuple[Event, Metric]]]:
        found: dict[str, list[tuple[Event, Metric]]] = {}
        for event in self.events.values():
            for metric in event.metrics:
                found.setdefault(metric.subject, []).append((event, metric))
        return found

    def metrics_of(self, subject: str) -> list[tuple[Event, Metric]]:
        """The figures of a subject with their events, in canonical order."""
        return self._metrics.get(subject, [])

    @cached_property
    def begins(self) -> Spans[Stint]:
        """All stints but tenures that an event began, by the day they begin."""
        return Spans((s for s in self.stints if s.relation != MEMBER and s.start), _STINT_DAYS["start"])

    @cached_property
    def ends(self) -> Spans[Stint]:
        """All stints but tenures that have ended, by the day they end."""
        return Spans((s for s in self.stints if s.relation != MEMBER and s.end), _STINT_DAYS["end"])

    @cached_property
    def neighbours(self) -> dict[str, list[tuple[str, Stint]]]:
        """Entity to (other entity, stint) for all stints but tenures, in order of their start."""
        around: dict[str, list[tuple[str, Stint]]] = {}
        for stint in self.stints:
            if stint.relation != MEMBER:
                around.setdefault(stint.subject, []).append((stint.object, stint))
                around.setdefault(stint.object, []).append((stint.subject, stint))
        return around

    @cached_property
    def indexes(self) -> dict[str, Any]:
        """The indexes worth keeping in a snapshot, by attribute name."""
        kept = ("names", "surnames", "_event_ids", "_of_subject", "_of_object", "_posts_at")
        return {name: getattr(self, name) for name in kept}


def _event_days(event: Event) -> tuple[int, int]:
    return event.date.lo, event.date.hi


_STINT_DAYS: dict[str, Callable[[Stint], tuple[int, int]]] = {
    "holds": lambda s: (s.s_lo, s.e_hi),
    "start": lambda s: (s.s_lo, s.s_hi),
    "end": lambda s: (s.e_lo, s.e_hi),
}


def _dated(stint: Stint, edge: str) -> bool:
    """Whether an event gives a stint that edge."""
    return edge == "holds" or (stint.start if edge == "start" else stint.end) is not None


def _grouped(stints: Iterable[Stint], keys: Callable[[Stint], tuple[str, ...]]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for i, stint in enumerate(stints):
        for key in keys(stint):
            groups.setdefault(key, []).append(i)
    return groups


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

"""What there is: sources, counts, and the ontology described.

The decision hidden here is what is counted: what the events of the view tell of and cite.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from aigraph.claims import mentioned
from aigraph.dataset import fold, wrong_word
from aigraph.dates import OPEN_START, FuzzyDate, year_of
from aigraph.ontology import (
    ENTITY_TYPES,
    EVENT_TYPES,
    MEMBER,
    RELATIONS,
    SOURCE_KINDS,
    Changes,
    Closes,
    Effect,
    EndsAll,
    EndsAt,
    EventType,
    Label,
    Opens,
    Succeeds,
)
from aigraph.records import Event, Source, Thread
from aigraph.results import Column, Json, Result, Speaker

if TYPE_CHECKING:
    from aigraph.saga import Saga


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source and how many events cite it."""

    source: Source
    events: int

    command: ClassVar[str] = "sources"
    columns: ClassVar[tuple[Column, ...]] = (
        Column(
            Label("Published", "公表"), lambda r, s: r.source.published.text if r.source.published else "", "cyan", keep=True, no_wrap=True
        ),
        Column(Label("Publisher", "発行元"), lambda r, s: r.source.publisher, "bold", keep=True),
        Column(Label("Kind", "種別"), lambda r, s: SOURCE_KINDS[r.source.kind].say(s.lang), keep=True),
        Column(Label("Side", "立場"), lambda r, s: s.name(r.source.voice)),
        Column(Label("Events", "件数"), lambda r, s: str(r.events), keep=True, right=True),
        Column(Label("Link", "リンク"), lambda r, s: r.source.url or r.source.title or "", "dim", keep=True, wide=110),
    )

    def to_dict(self, speak: Speaker) -> Json:
        """Return the row as JSON."""
        s = self.source
        return {
            **speak.source(s.id),
            "author": s.author,
            "kind": s.kind,
            "voice": speak.ref(s.voice),
            "copy_of": s.copy_of,
            "events": self.events,
        }


def sources(saga: Saga, *, publisher: str | None = None, source_kind: str | None = None) -> Result[SourceRow]:
    """The sources, by publisher and day, with the number of events that cite them."""
    if source_kind is not None and source_kind not in SOURCE_KINDS:
        raise wrong_word("kind of source", source_kind, SOURCE_KINDS)
    cited = Counter(c.source for e in saga.dataset.events.values() if saga.told(e) for c in e.sources)
    rows = [
        SourceRow(s, cited[s.id])
        for s in saga.dataset.sources.values()
        if (source_kind is None or s.kind == source_kind) and (publisher is None or fold(publisher) in fold(s.publisher)) and cited[s.id]
    ]
    rows.sort(key=lambda r: (fold(r.source.publisher), r.source.published.lo if r.source.published else 10**8, r.source.id))
    return Result(saga.dataset, SourceRow, rows, saga.lang)


# --- threads -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A thread: what it is about, how many events belong to it, the first and the last of them."""

    id: str
    thread: Thread
    events: tuple[Event, ...]

    command: ClassVar[str] = "threads"
    columns: ClassVar[tuple[Column, ...]] = (
        Column(Label("Thread", "テーマ"), lambda r, s: r.thread.say(s.lang), "bold", keep=True),
        Column(Label("About", "内容"), lambda r, s: r.thread.about.say(s.lang) if r.thread.about else ""),
        Column(Label("Events", "件数"), lambda r, s: str(len(r.events)), keep=True, right=True),
        Column(Label("From", "開始"), lambda r, s: s.when(r.first), "cyan", no_wrap=True, wide=110),
        Column(Label("To", "終了"), lambda r, s: s.when(r.last), "cyan", no_wrap=True, wide=110),
        Column(Label("Id", "ID"), lambda r, s: r.id, "dim", keep=True),
    )

    @property
    def first(self) -> FuzzyDate | None:
        """When its first event was, of those whose earliest day is known; ``None`` without one."""
        return next((e.date for e in self.events if e.date.lo > OPEN_START), None)

    @property
    def last(self) -> FuzzyDate | None:
        """When its last event was; ``None`` without one."""
        return self.events[-1].date if self.events else None

    def to_dict(self, speak: Speaker) -> Json:
        """Return the row as JSON."""
        about = self.thread.about and self.thread.about.say(speak.lang)
        return {
            "id": self.id, "name": self.thread.say(speak.lang), "about": about, "events": len(self.events),
            "first": speak.date(self.first), "last": speak.date(self.last),
        }  # fmt: skip


def threads(saga: Saga) -> Result[ThreadRow]:
    """The threads that tell the saga's stories: what each is about, how many events it has, from when to when."""
    told: dict[str, list[Event]] = {}
    for event in filter(saga.told, saga.dataset.events.values()):
        for thread in event.threads:
            told.setdefault(thread, []).append(event)
    rows = [ThreadRow(i, t, tuple(told.get(i, ()))) for i, t in saga.dataset.header.threads.items()]
    rows.sort(key=lambda r: (-len(r.events), r.id))
    return Result(saga.dataset, ThreadRow, rows, saga.lang)


# --- stats ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stat:
    """A count of something."""

    group: str
    name: str
    count: int
    label: Label

    command: ClassVar[str] = "stats"
    columns: ClassVar[tuple[Column, ...]] = (
        Column(Label("What", "項目"), lambda r, s: _GROUPS[r.group].say(s.lang), keep=True),
        Column(Label("Which", "内訳"), lambda r, s: r.label.say(s.lang), "bold", keep=True),
        Column(Label("Count", "件数"), lambda r, s: f"{r.count:,}", keep=True, right=True),
    )

    def to_dict(self, speak: Speaker) -> Json:
        """Return the row as JSON."""
        return {"group": self.group, "name": self.name, "count": self.count}


_GROUPS: dict[str, Label] = {
    "total": Label("total", "合計"), "entities": Label("entities", "エンティティ"), "events": Label("events", "出来事"),
    "years": Label("events of", "年別"), "stints": Label("relations", "関係"), "sources": Label("sources", "出典"),
}  # fmt: skip


def stats(saga: Saga) -> Result[Stat]:
    """What there is: counts of entities, events by type and year, relations, sources."""
    d = saga.dataset
    events = [e for e in d.events.values() if saga.told(e)]
    stints = [s for s in d.stints if s.relation != MEMBER and saga.keeps(saga.held(s))]
    cited = {c.source for e in events for c in e.sources}
    sources = [s for s in d.sources.values() if s.id in cited]
    named = {i for e in events for i in mentioned(e)} | {s.voice for s in sources}
    entities = [e for e in d.entities.values() if e.id in named]
    entity_types = Counter(e.type for e in entities)
    event_types = Counter(e.type for e in events)
    years = Counter(year_of(e.date) for e in events)
    relations = Counter(s.relation for s in stints)
    kinds = Counter(s.kind for s in sources)
    rows = [Stat("total", n, c, Label(n, ja)) for n, c, ja in (
        ("entities", len(entities), "エンティティ"), ("events", len(events), "出来事"), ("sources", len(sources), "出典"),
        ("relations", len(stints), "関係"), ("disputed events", sum(e.disputed for e in events), "異説のある出来事"),
    )]  # fmt: skip
    rows += [Stat("entities", t, n, ENTITY_TYPES[t]) for t, n in entity_types.most_common()]
    rows += [Stat("events", t, n, EVENT_TYPES[t].label) for t, n in event_types.most_common()]
    rows += [Stat("years", y, n, Label(y, y)) for y, n in sorted(years.items())]
    rows += [Stat("stints", r, n, RELATIONS[r].label) for r, n in relations.most_common()]
    rows += [Stat("sources", k, n, SOURCE_KINDS[k]) for k, n in kinds.most_common()]
    return Result(d, Stat, rows, saga.lang)


# --- types ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TypeRow:
    """An event type as the ontology describes it, with how often it occurs and an example."""

    type: EventType
    count: int
    example: str | None

    command: ClassVar[str] = "types"
    columns: ClassVar[tuple[Column, ...]] = (
        Column(Label("Type", "種類"), lambda r, s: r.type.id, "bold", keep=True),
        Column(Label("Means", "意味"), lambda r, s: r.type.doc.say(s.lang), keep=True),
        Column(Label("Roles", "役割"), lambda r, s: ", ".join(f"{x.id}{'*' if x.required else ''}" for x in r.type.roles), keep=True),
        Column(Label("Effects", "効果"), lambda r, s: "\n".join(effect_words(e) for e in r.type.effects)),
        Column(Label("Count", "件数"), lambda r, s: str(r.count), keep=True, right=True),
        Column(Label("Example", "例"), lambda r, s: r.example or "", "dim"),
    )

    def to_dict(self, speak: Speaker) -> Json:
        """Return the row as JSON."""
        t = self.type
        return {
            "type": t.id, "label": t.label.say(speak.lang), "group": t.group, "doc": t.doc.say(speak.lang),
            "roles": [
                {"role": r.id, "label": speak.role(r.id), "types": list(r.types), "required": r.required, "many": r.many, "offices": r.offices}
                for r in t.roles
            ],
            "effects": [effect_words(e) for e in t.effects], "count": self.count, "example": self.example,
        }  # fmt: skip


def effect_words(effect: Effect) -> str:
    """Return an effect in words, as ``opens staff: person → organization``."""
    if isinstance(effect, EndsAll):
        return f"ends everything of {effect.role}"
    if isinstance(effect, EndsAt):
        return f"ends {effect.relation} at {effect.object}"
    pair = f"{effect.relation}: {effect.subject} → {effect.object}"
    if isinstance(effect, Opens):
        return f"opens {pair}{' (on or after the event)' if effect.implied else ''}"
    if isinstance(effect, Closes):
        return f"closes {pair}{' (on or before the event)' if effect.implied else ' (if it holds)' if effect.if_open else ''}"
    if isinstance(effect, Succeeds):
        return f"ends {pair}, in the office that {effect.successor} takes"
    return f"changes {pair}" if isinstance(effect, Changes) else f"marks {pair}"


def types(saga: Saga, type_name: str | None = None) -> Result[TypeRow]:
    """The ontology, described: event types with their roles (* required), effects, count and an example."""
    if type_name is not None and type_name not in EVENT_TYPES:
        raise wrong_word("event type", type_name, EVENT_TYPES)
    counts: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for event in filter(saga.told, saga.dataset.events.values()):
        counts[event.type] += 1
        examples.setdefault(event.type, event.id)
    chosen = [EVENT_TYPES[type_name]] if type_name else list(EVENT_TYPES.values())
    return Result(saga.dataset, TypeRow, [TypeRow(t, counts[t.id], examples.get(t.id)) for t in chosen], saga.lang)

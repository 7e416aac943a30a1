"""Questions about what there is: one thing in full, search, sources, counts, the ontology described."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from aigraph.dataset import UnknownName, WrongQuestion, fold, wrong_word
from aigraph.dates import OPEN_END, OPEN_START, Verdict, holds_during, iso
from aigraph.ontology import (
    AMOUNT_KINDS,
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
from aigraph.queries.chronology import event_json, inverse_words, relation_words
from aigraph.queries.figures import sum_words, value_words
from aigraph.records import Entity, Event, Source, Text
from aigraph.results import Column, Json, Result, Speaker, flatten

if TYPE_CHECKING:
    from aigraph.saga import Saga
    from aigraph.stints import Stint


# --- show ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a card: a heading and what stands under it."""

    heading: Label
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """An entity or an event in full."""

    entity: Entity | None
    event: Event | None
    stints: tuple[Stint, ...] = ()
    events: tuple[Event, ...] = ()

    command: ClassVar[str] = "show"
    columns: ClassVar[tuple[Column, ...]] = (
        Column(Label("", ""), lambda r, s: "\n".join(f.heading.say(s.lang) for f in r.facts(s)), "cyan", keep=True),
    )

    def facts(self, speak: Speaker) -> list[Fact]:
        """Return the lines of the card, in order."""
        return list(_entity_facts(self, self.entity, speak)) if self.entity else list(_event_facts(self.event, speak))

    def to_dict(self, speak: Speaker) -> Json:
        """Return the card as JSON: ``{"entity": …}`` with relations and events, or ``{"event": …}``."""
        if self.event is not None:
            return {"event": event_json(self.event, speak)}
        assert self.entity is not None
        e = self.entity
        return {
            "entity": {
                "id": e.id, "name": e.name.say(speak.lang), "type": e.type, "names": {"en": e.name.en, "ja": e.name.ja},
                "aliases": list(e.aliases), "wikidata": e.wikidata, "note": e.note and e.note.say(speak.lang),
            },
            "relations": [speak.stint(s, _ever(s), "subject", "object") for s in self.stints],
            "events": [speak.event(x.id) for x in self.events],
        }  # fmt: skip


class Cards(Result[Card]):
    """One card; as JSON its object, as a table its lines."""

    __slots__ = ()

    def cells(self, lang: str | None = None) -> tuple[list[str], list[list[str]]]:
        """Return the lines of the card, each a heading and a text."""
        speak = self.speaker(lang)
        return ["", ""], [[f.heading.say(speak.lang), f.text] for card in self.rows for f in card.facts(speak)]

    def flat(self, lang: str | None = None) -> list[Json]:
        """Return the entity or the event as one flat object."""
        return [flatten({k: v for k, v in card.items() if k in ("entity", "event")}) for card in self.to_dicts(lang)]


def _ever(stint: Stint) -> Verdict:
    """Answer whether a stint held at some time."""
    return holds_during(stint.s_lo, stint.s_hi, stint.e_lo, stint.e_hi, OPEN_START, OPEN_END - 1)


def _entity_facts(card: Card, entity: Entity | None, speak: Speaker) -> Iterator[Fact]:
    assert entity is not None
    yield Fact(Label("Name", "名称"), " / ".join(n for n in dict.fromkeys((entity.name.en, entity.name.ja)) if n))
    yield Fact(Label("Id", "ID"), entity.id)
    yield Fact(Label("Type", "種類"), ENTITY_TYPES[entity.type].say(speak.lang))
    if entity.aliases:
        yield Fact(Label("Also", "別名"), ", ".join(entity.aliases))
    if entity.note:
        yield Fact(Label("Note", "説明"), entity.note.say(speak.lang))
    for stint in card.stints:
        other = stint.object if stint.subject == entity.id else stint.subject
        words = relation_words(stint, speak) if stint.subject == entity.id else inverse_words(stint, speak)
        dates = _dates(stint, speak)
        yield Fact(Label(words, words), f"{speak.name(other)}{dates}")
    for event in card.events:
        yield Fact(Label(event.date.text, event.date.text), f"{event.title.say(speak.lang)}  [{event.id}]")


def _dates(stint: Stint, speak: Speaker) -> str:
    start = speak.when(stint.start, unknown=True)
    if not stint.lasting:
        return f"  ({start})"
    return f"  ({start} – {speak.when(stint.end)})"


def _event_facts(event: Event | None, speak: Speaker) -> Iterator[Fact]:
    assert event is not None
    yield Fact(Label("Event", "出来事"), event.title.say(speak.lang))
    yield Fact(Label("Id", "ID"), event.id)
    yield Fact(Label("Date", "日付"), f"{event.date.text}{_bounds(event)}")
    yield Fact(Label("Type", "種類"), EVENT_TYPES[event.type].label.say(speak.lang))
    yield Fact(Label("Status", "状態"), speak.status(event.status))
    yield Fact(Label("Summary", "概要"), event.summary.say(speak.lang))
    for p in event.participants:
        words = f"  ({p.position})" if p.position else ""
        yield Fact(Label(speak.role(p.role), speak.role(p.role)), f"{speak.name(p.entity)}{words}")
    for a in event.amounts:
        kind = AMOUNT_KINDS[a.kind].say(speak.lang)
        aside = ", ".join(filter(None, (speak.name(a.of), a.note)))
        yield Fact(Label("Sum", "金額"), f"{kind}: {sum_words(a.value, a.currency, speak.lang)}{f'  ({aside})' if aside else ''}")
    for m in event.metrics:
        yield Fact(Label("Figure", "数値"), f"{speak.name(m.subject)}, {m.metric}: {value_words(m)}")
    for key, value in event.attributes.items():
        yield Fact(Label(key, key), value.say(speak.lang) if isinstance(value, Text) else value)
    if event.quote:
        yield Fact(Label("Quote", "引用"), f"“{event.quote.text}” — {speak.name(event.quote.speaker)}")
    for link in event.links:
        yield Fact(Label(link.rel, link.rel), link.event)
    for c in event.sources:
        yield from _source_facts(c.source, c.says, dict(c.claims), speak)


def _bounds(event: Event) -> str:
    date = event.date
    return "" if date.exact else f"  ({iso(date.lo) or '…'} – {iso(date.hi) or '…'})"


def _source_facts(source_id: str, says: str, claims: dict[str, object], speak: Speaker) -> Iterator[Fact]:
    s = speak.dataset.sources[source_id]
    published = f", {s.published.text}" if s.published else ""
    differs = "".join(f"\n≠ {k}: {v}" for k, v in claims.items())
    yield Fact(Label("Source", "出典"), f"{s.publisher}{published}: {says}{differs}\n{s.url or s.title or ''}")


def show(saga: Saga, thing: str) -> Cards:
    """One entity's card with its relations and events, or one event in full with its sources."""
    try:
        entity = saga.dataset.resolve(thing)
    except UnknownName as no_entity:
        try:
            event = saga.dataset.resolve_event(thing)
        except UnknownName as no_event:
            raise WrongQuestion(str(no_entity if no_entity.nearest or not no_event.nearest else no_event)) from None
        return Cards(saga.dataset, Card, [Card(None, saga.dataset.events[event])], saga.lang, single=True)
    stints = [s for s in (*saga.dataset.stints_of(entity), *saga.dataset.stints_at(entity)) if s.relation != MEMBER]
    kept = [s for s in stints if s.s_lo <= saga.until and s.e_hi >= saga.since]
    events = [e for e in saga.dataset.events_of(entity).items if saga.told(e)]
    card = Card(saga.dataset.entities[entity], None, tuple(sorted(kept, key=lambda s: (s.s_lo, s.s_hi))), tuple(events))
    return Cards(saga.dataset, Card, [card], saga.lang, single=True)


# --- search --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hit:
    """An entity or event in which the words were found."""

    entity: Entity | None
    event: Event | None

    command: ClassVar[str] = "search"
    columns: ClassVar[tuple[Column, ...]] = (
        Column(Label("Kind", "種別"), lambda r, s: _kind(r, s), keep=True),
        Column(Label("Date", "日付"), lambda r, s: r.event.date.text if r.event else "", "cyan", keep=True, no_wrap=True),
        Column(Label("Name", "名称"), lambda r, s: _title(r, s.lang), "bold", keep=True),
        Column(Label("Id", "ID"), lambda r, s: _record(r).id, "dim", keep=True),
    )

    def to_dict(self, speak: Speaker) -> Json:
        """Return the row as JSON."""
        record = _record(self)
        return {
            "kind": "entity" if self.entity else "event", "id": record.id, "name": _title(self, speak.lang), "type": record.type,
            "date": speak.date(self.event.date) if self.event else None,
        }  # fmt: skip


def _record(hit: Hit) -> Entity | Event:
    record = hit.entity or hit.event
    assert record is not None
    return record


def _title(hit: Hit, lang: str) -> str:
    record = _record(hit)
    return record.name.say(lang) if isinstance(record, Entity) else record.title.say(lang)


def _kind(hit: Hit, speak: Speaker) -> str:
    record = _record(hit)
    types = ENTITY_TYPES if isinstance(record, Entity) else {k: t.label for k, t in EVENT_TYPES.items()}
    return types[record.type].say(speak.lang)


def search(saga: Saga, text: str, *, limit: int = 50) -> Result[Hit]:
    """Entities and events that have all the words, in any language; names first, then titles, then texts."""
    words = fold(text).split()
    if limit < 1:
        raise WrongQuestion("a limit is 1 or more")
    if not words:
        raise WrongQuestion("nothing to look for: give a word or more")
    found: list[tuple[tuple[int, int], Hit]] = []
    for i, entity in enumerate(saga.dataset.entities.values()):
        score = _score(words, (entity.id, entity.name.en, entity.name.ja or "", *entity.aliases), _words(entity.note))
        if score is not None:
            found.append(((score, i), Hit(entity, None)))
    for i, event in enumerate(saga.dataset.events.values()):
        texts = (event.id, event.title.en, event.title.ja or "")
        score = _score(words, texts, (*_words(event.summary), *(c.says for c in event.sources)))
        if score is not None and saga.told(event):
            found.append(((score + 2, i), Hit(None, event)))
    found.sort(key=lambda f: f[0])
    return Result(saga.dataset, Hit, [hit for _, hit in found[:limit]], saga.lang)


def _words(text: Text | None) -> tuple[str, ...]:
    return (text.en, text.ja or "") if text else ()


def _score(words: list[str], names: tuple[str, ...], texts: tuple[str, ...]) -> int | None:
    """Return how well the words fit: 0 a whole name, 1 inside names, 4 inside texts, ``None`` not at all."""
    folded = [fold(n) for n in names]
    if " ".join(words) in folded:
        return 0
    joined = "\n".join(folded)
    if all(w in joined for w in words):
        return 1
    joined += "\n" + "\n".join(map(fold, texts))
    return 4 if all(w in joined for w in words) else None


# --- sources -------------------------------------------------------------------------------------


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
    stints = [s for s in d.stints if s.relation != MEMBER and s.s_lo <= saga.until and s.e_hi >= saga.since]
    entity_types = Counter(e.type for e in d.entities.values())
    event_types = Counter(e.type for e in events)
    years = Counter((iso(e.date.lo) or iso(e.date.hi) or "?")[:4] for e in events)
    relations = Counter(s.relation for s in stints)
    kinds = Counter(s.kind for s in d.sources.values())
    rows = [Stat("total", n, c, Label(n, ja)) for n, c, ja in (
        ("entities", len(d.entities), "エンティティ"), ("events", len(events), "出来事"), ("sources", len(d.sources), "出典"),
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
    for event in saga.dataset.events.values():
        counts[event.type] += 1
        examples.setdefault(event.type, event.id)
    chosen = [EVENT_TYPES[type_name]] if type_name else list(EVENT_TYPES.values())
    return Result(saga.dataset, TypeRow, [TypeRow(t, counts[t.id], examples.get(t.id)) for t in chosen], saga.lang)

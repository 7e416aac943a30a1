"""One thing in full: the card of an entity or of an event.

The decision hidden here is what a card shows and in which order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from aigraph.dataset import UnknownName, WrongQuestion
from aigraph.dates import Verdict, iso
from aigraph.ontology import (
    AMOUNT_KINDS,
    ENTITY_TYPES,
    EVENT_TYPES,
    LINKS,
    MANNER,
    MANNERS,
    MEMBER,
    SOURCE_RANK,
    Label,
)
from aigraph.queries.chronology import event_json, inverse_words, relation_words
from aigraph.queries.differences import differences
from aigraph.queries.figures import sum_words, value_words
from aigraph.records import Citation, Entity, Event, Source, Text
from aigraph.results import Column, Json, Result, Speaker, flatten

if TYPE_CHECKING:
    from aigraph.saga import Saga
    from aigraph.stints import Stint


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
    relations: tuple[tuple[Stint, Verdict], ...] = ()
    events: tuple[Event, ...] = ()

    command: ClassVar[str] = "show"
    columns: ClassVar[tuple[Column, ...]] = ()

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
            "relations": [speak.stint(s, v, "subject", "object") for s, v in self.relations],
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


def _entity_facts(card: Card, entity: Entity | None, speak: Speaker) -> Iterator[Fact]:
    assert entity is not None
    yield Fact(Label("Name", "名称"), " / ".join(n for n in dict.fromkeys((entity.name.en, entity.name.ja)) if n))
    yield Fact(Label("Id", "ID"), entity.id)
    yield Fact(Label("Type", "種類"), ENTITY_TYPES[entity.type].say(speak.lang))
    if entity.aliases:
        yield Fact(Label("Also", "別名"), ", ".join(entity.aliases))
    if entity.note:
        yield Fact(Label("Note", "説明"), entity.note.say(speak.lang))
    for stint, verdict in card.relations:
        other = stint.object if stint.subject == entity.id else stint.subject
        words = relation_words(stint, speak) if stint.subject == entity.id else inverse_words(stint, speak)
        sure = speak.sure(verdict, stint.doubtful)
        yield Fact(Label(words, words), f"{speak.name(other)}{_dates(stint, speak)}{f'  {sure}' if sure else ''}")
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
        yield Fact(Label("Figure", "数値"), f"{speak.name(m.subject)}, {m.metric}: {value_words(m.value, m.unit)}")
    for key, value in event.attributes.items():
        if key == MANNER:
            yield Fact(Label("How", "経緯"), MANNERS[str(value)].say(speak.lang))
        else:
            yield Fact(Label(key, key), value.say(speak.lang) if isinstance(value, Text) else value)
    if event.quote:
        yield Fact(Label("Quote", "引用"), f"“{event.quote.text}” — {speak.name(event.quote.speaker)}")
    for link in event.links:
        yield Fact(LINKS[link.rel], link.event)
    threads = speak.dataset.header.threads
    if event.threads:
        yield Fact(Label("Threads", "テーマ"), "; ".join(threads[t].say(speak.lang) for t in event.threads if t in threads))
    for account in event.accounts:
        yield Fact(Label("Account", "言い分"), f"{speak.name(account.voice)}: {account.tells.say(speak.lang)}")
    for citation, source in sorted(speak.dataset.citations(event), key=lambda cited: SOURCE_RANK[cited[1].kind]):
        yield _source_fact(event, citation, source, speak)


def _bounds(event: Event) -> str:
    date = event.date
    return "" if date.exact else f"  ({iso(date.lo) or '…'} – {iso(date.hi) or '…'})"


def _source_fact(event: Event, citation: Citation, source: Source, speak: Speaker) -> Fact:
    published = f", {source.published.text}" if source.published else ""
    differs = "".join(f"\n≠ {difference}" for difference in differences(event, citation, speak))
    told = f"{speak.outlet(source)}{published}: {citation.says}{differs}"
    return Fact(Label("Source", "出典"), f"{told}\n{source.url or source.title or ''}")


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
    kept = [(s, v) for s in sorted(stints, key=lambda s: (s.s_lo, s.s_hi)) if saga.keeps(v := saga.held(s))]
    events = [e for e in saga.dataset.events_of(entity).items if saga.told(e)]
    card = Card(saga.dataset.entities[entity], None, tuple(kept), tuple(events))
    return Cards(saga.dataset, Card, [card], saga.lang, single=True)

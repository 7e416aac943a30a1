"""Finding things by words, in any language.

The decision hidden here is what fits better: a whole name before a part of one, names before titles,
titles before texts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from aigraph.dataset import WrongQuestion, fold
from aigraph.ontology import (
    ENTITY_TYPES,
    EVENT_TYPES,
    Label,
)
from aigraph.records import Entity, Event, Text
from aigraph.results import Column, Json, Result, Speaker

if TYPE_CHECKING:
    from aigraph.saga import Saga


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
    return Result(saga.dataset, Hit, [hit for _, hit in found[:limit]], saga.lang, total=len(found))


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

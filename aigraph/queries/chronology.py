"""Questions about when: the timeline, what led to what, what changed between two days.

The decision hidden here is the order of events and which of them a window takes in: those that may lie in
it, each with how surely it does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from aigraph.dataset import BEGAN, ENDED, WrongQuestion, wrong_word
from aigraph.dates import Verdict
from aigraph.ontology import DOUBTFUL_STATUSES, EVENT_TYPES, LINKS, OFFICE, RELATIONS, STATUSES, Label
from aigraph.records import Event, Text
from aigraph.results import Column, Json, Result, Speaker, flatten

if TYPE_CHECKING:
    from aigraph.engines.store import View
    from aigraph.saga import Day, Saga
    from aigraph.spans import Moments
    from aigraph.stints import Stint


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event in answer to a question; ``focus`` are the entities that were asked for."""

    event: Event
    verdict: Verdict
    focus: tuple[str, ...] = ()

    command: ClassVar[str] = "timeline"
    columns: ClassVar[tuple[Column, ...]] = (
        Column(Label("Date", "日付"), lambda r, s: r.event.date.text, "cyan", keep=True, no_wrap=True),
        Column(Label("Event", "出来事"), lambda r, s: r.event.title.say(s.lang), "bold", keep=True),
        Column(Label("As", "立場"), lambda r, s: _roles_of(r, s)),
        Column(Label("Type", "種類"), lambda r, s: EVENT_TYPES[r.event.type].label.say(s.lang), keep=True),
        Column(Label("Status", "状態"), lambda r, s: _status(r.event, s), "yellow"),
        Column(Label("Sure", "確度"), lambda r, s: s.sure(r.verdict, r.event.date.doubtful), "yellow"),
        Column(Label("Id", "ID"), lambda r, s: r.event.id, "dim", keep=True, wide=110),
    )

    def to_dict(self, speak: Speaker) -> Json:
        """Return the event as JSON."""
        return event_json(self.event, speak)


def _roles_of(row: EventRow, speak: Speaker) -> str:
    """Return the roles in which those asked for take part."""
    roles = [(p.entity, speak.role(p.role)) for p in row.event.participants if p.entity in row.focus]
    if len(row.focus) == 1:
        return ", ".join(dict.fromkeys(role for _, role in roles))
    return ", ".join(dict.fromkeys(f"{speak.name(entity)}: {role}" for entity, role in roles))


def _status(event: Event, speak: Speaker) -> str:
    """Return the status where it is less than reported, or that sources differ."""
    if event.status in DOUBTFUL_STATUSES:
        return STATUSES[event.status].say(speak.lang)
    return speak.word("differ") if event.disputed else ""


def event_json(event: Event, speak: Speaker) -> Json:
    """Return an event as the JSON that ``timeline`` and ``show`` print."""
    quote = event.quote
    return {
        "id": event.id,
        "date": speak.date(event.date),
        "type": event.type,
        "title": event.title.say(speak.lang),
        "summary": event.summary.say(speak.lang),
        "status": event.status,
        "participants": [
            {"role": p.role, "entity": speak.ref(p.entity), "office": p.office, "position": p.position, "interim": p.interim}
            for p in event.participants
        ],
        "amounts": [
            {"kind": a.kind, "value": a.value, "currency": a.currency, "of": speak.ref(a.of), "note": a.note} for a in event.amounts
        ],
        "metrics": [
            {"subject": speak.ref(m.subject), "metric": m.metric, "value": m.value, "unit": m.unit, "note": m.note} for m in event.metrics
        ],
        "attributes": {k: v.say(speak.lang) if isinstance(v, Text) else v for k, v in event.attributes.items()},
        "links": [{"rel": k.rel, "event": k.event} for k in event.links],
        "threads": list(event.threads),
        "quote": quote and {"text": quote.text, "lang": quote.lang, "speaker": speak.ref(quote.speaker)},
        "sources": [{**speak.source(c.source), "says": c.says, "claims": claims_json(c.claims)} for c in event.sources],
        "accounts": [{"voice": speak.ref(a.voice), "tells": a.tells.say(speak.lang), "sources": list(a.sources)} for a in event.accounts],
        "disputed": event.disputed,
    }


def claims_json(claims: dict[str, Any]) -> Json:
    """Return claims with lists in place of tuples."""
    return {k: list(v) if isinstance(v, tuple) else v for k, v in claims.items()}


def timeline(
    saga: Saga,
    *names: str,
    since: Day | None = None,
    until: Day | None = None,
    event_type: str | None = None,
    thread: str | None = None,
    together: bool = False,
) -> Result[EventRow]:
    """Events in order: all, or those in which any (with ``--all``, all) of the names take part.

    Events whose day may lie in the window are included; the verdict says whether it surely does.
    """
    focus = tuple(saga.resolve(name) for name in names)
    a, b = saga.window(since, until)
    _check_words(saga, event_type, thread)
    found = _happened(saga, focus, a, b)
    if event_type is not None:
        found = [(e, v) for e, v in found if e.type == event_type]
    if thread is not None:
        found = [(e, v) for e, v in found if thread in e.threads]
    if together:
        found = [(e, v) for e, v in found if set(focus) <= set(e.entities())]
    return Result(saga.dataset, EventRow, [EventRow(e, v, focus) for e, v in found], saga.lang)


def _happened(saga: Saga, focus: tuple[str, ...], a: int, b: int) -> list[tuple[Event, Verdict]]:
    """Return, in canonical order, the events of a window in which any of the entities takes part."""
    if not focus:
        return saga.dataset.timeline.within(a, b, sure=saga.sure)
    if len(focus) == 1:
        return saga.dataset.events_of(focus[0]).within(a, b, sure=saga.sure)
    found = {e.id: (e, v) for entity in focus for e, v in saga.dataset.events_of(entity).within(a, b, sure=saga.sure)}
    return sorted(found.values(), key=lambda f: saga.dataset.events.place(f[0].id))


def _check_words(saga: Saga, event_type: str | None, thread: str | None) -> None:
    if event_type is not None and event_type not in EVENT_TYPES:
        raise wrong_word("event type", event_type, EVENT_TYPES)
    if thread is not None and thread not in saga.dataset.header.threads:
        raise wrong_word("thread", thread, saga.dataset.header.threads)


# --- chain ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ChainLink:
    """An event before or after another one: how many links away, by which link, from which event."""

    event: Event
    direction: str
    depth: int
    rel: str | None
    of: str | None

    command: ClassVar[str] = "chain"
    columns: ClassVar[tuple[Column, ...]] = (
        Column(Label("Date", "日付"), lambda r, s: r.event.date.text, "cyan", keep=True, no_wrap=True),
        Column(Label("", ""), lambda r, s: _ARROWS[r.direction] * max(1, r.depth) if r.depth else "●", keep=True),
        Column(Label("Event", "出来事"), lambda r, s: r.event.title.say(s.lang), "bold", keep=True),
        Column(Label("Link", "つながり"), lambda r, s: LINKS[r.rel].say(s.lang) if r.rel else "", keep=True),
        Column(Label("Of", "対象"), lambda r, s: r.of or "", "dim", wide=150),
        Column(Label("Id", "ID"), lambda r, s: r.event.id, "dim", keep=True, wide=110),
    )

    def to_dict(self, speak: Speaker) -> Json:
        """Return the row as JSON."""
        return {
            "direction": self.direction, "depth": self.depth, "rel": self.rel, "of": self.of,
            "event": speak.event(self.event.id),
        }  # fmt: skip


_ARROWS: dict[str, str] = {"before": "↑", "after": "↓"}


def chain(saga: Saga, event: str) -> Result[ChainLink]:
    """What led to an event and what answered it: its links followed backwards and forwards, in order."""
    start = saga.resolve_event(event)
    found = {start: ChainLink(saga.dataset.events[start], "here", 0, None, None)}
    for direction in ("before", "after"):
        seen = {start}
        frontier, depth = [start], 0
        while frontier:
            depth += 1
            reached = []
            for node in frontier:
                for rel, other in _linked(saga, node, direction):
                    if other not in seen and other in saga.dataset.events and saga.told(saga.dataset.events[other]):
                        seen.add(other)
                        reached.append(other)
                        found.setdefault(other, ChainLink(saga.dataset.events[other], direction, depth, rel, node))
            frontier = reached
    rows = sorted(found.values(), key=lambda r: saga.dataset.events.place(r.event.id))
    return Result(saga.dataset, ChainLink, rows, saga.lang)


def _linked(saga: Saga, event: str, direction: str) -> Iterator[tuple[str, str]]:
    if direction == "before":
        yield from ((k.rel, k.event) for k in saga.dataset.events[event].links)
    else:
        yield from saga.dataset.linked_from(event)


# --- diff ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """A relation that began or ended."""

    stint: Stint
    change: str
    verdict: Verdict

    command: ClassVar[str] = "diff"
    columns: ClassVar[tuple[Column, ...]] = (
        Column(Label("", ""), lambda r, s: "+" if r.change == "began" else "−", keep=True),
        Column(
            Label("When", "日付"),
            lambda r, s: s.when(r.stint.start if r.change == "began" else r.stint.end),
            "cyan",
            keep=True,
            no_wrap=True,
        ),
        Column(Label("Who", "主体"), lambda r, s: s.name(r.stint.subject), "bold", keep=True),
        Column(Label("Relation", "関係"), lambda r, s: relation_words(r.stint, s), keep=True),
        Column(Label("Whom", "相手"), lambda r, s: s.name(r.stint.object), "bold", keep=True),
        Column(Label("Sure", "確度"), lambda r, s: s.sure(r.verdict, r.stint.doubtful), "yellow"),
    )

    def to_dict(self, speak: Speaker) -> Json:
        """Return the row as JSON."""
        return speak.stint(self.stint, self.verdict, "subject", "object")


def relation_words(stint: Stint, speak: Speaker) -> str:
    """Return the relation in words, with the office and, where suits are many, the case."""
    label = RELATIONS[stint.relation].label.say(speak.lang)
    if stint.relation == OFFICE:
        label = f"{speak.post(stint)} at" if speak.lang == "en" else speak.post(stint)
    return f"{label} ({speak.name(stint.case)})" if stint.case else label


def inverse_words(stint: Stint, speak: Speaker) -> str:
    """Return the relation in words as seen from its object."""
    if stint.relation == OFFICE:
        return f"has as {speak.post(stint)}" if speak.lang == "en" else speak.post(stint)
    return RELATIONS[stint.relation].inverse.say(speak.lang)


class Diff(Result[Change]):
    """The changes between two days; as JSON an object of what began and what ended."""

    __slots__ = ()

    def to_json(self, lang: str | None = None) -> Json:
        """Return ``{"began": […], "ended": […]}``."""
        speak = self.speaker(lang)
        return {kind: [r.to_dict(speak) for r in self.rows if r.change == kind] for kind in ("began", "ended")}

    def flat(self, lang: str | None = None) -> list[Json]:
        """Return the rows as flat objects, each with its change."""
        speak = self.speaker(lang)
        return [{"change": r.change, **flatten(r.to_dict(speak))} for r in self.rows]


def diff(saga: Saga, first_day: Day, last_day: Day, *, entity: str | None = None) -> Diff:
    """Relations begun and ended after one day and up to the end of another."""
    a, b = days_between(saga, first_day, last_day)
    only = None if entity is None else saga.resolve(entity)
    rows = [Change(s, "began", v) for s, v in _edges(saga, only, BEGAN).within(a, b, sure=saga.sure)]
    rows += [Change(s, "ended", v) for s, v in _edges(saga, only, ENDED).within(a, b, sure=saga.sure)]
    return Diff(saga.dataset, Change, rows, saga.lang)


def days_between(view: Saga | View, first_day: Day, last_day: Day) -> tuple[int, int]:
    """Return the ordinals of the days of a view after one day and up to the end of another.

    Raises:
        WrongQuestion: the days are none, or come in the wrong order.
    """
    from aigraph.saga import as_date

    first, last = as_date(first_day), as_date(last_day)
    if first.lo > last.hi:
        raise WrongQuestion(f"{last.text} is before {first.text}: give the earlier day first")
    return max(first.hi + 1, view.since), min(last.hi, view.until)


def _edges(saga: Saga, entity: str | None, edge: int) -> Moments[Stint]:
    if entity is not None:
        return saga.dataset.edges_of(entity, edge)
    return saga.dataset.begins if edge == BEGAN else saga.dataset.ends

"""Questions about doubt: why an answer is so, where sources differ, who tells an event how.

The decision hidden here is on what a verdict rests: lasting relations decide it, deeds only where nothing
lasted, and an answer is in doubt if what decided it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from aigraph.claims import field_of
from aigraph.dates import NO, Verdict
from aigraph.ontology import MEMBER, Label
from aigraph.queries.chronology import claims_json, event_json, relation_words
from aigraph.queries.differences import claim_words, differences, field_words
from aigraph.records import Citation, Event, Source, Text
from aigraph.results import Column, Json, Result, Speaker

if TYPE_CHECKING:
    from aigraph.saga import Saga
    from aigraph.stints import Stint


@dataclass(frozen=True, slots=True)
class Reason:
    """A relation between the two, whether it holds on the day, and the events that decide it."""

    stint: Stint
    verdict: Verdict
    opened: Event | None
    closed: Event | None

    command: ClassVar[str] = "why"
    columns: ClassVar[tuple[Column, ...]] = (
        Column(Label("Holds", "成立"), lambda r, s: _holds_words(r, s), "bold", keep=True),
        Column(
            Label("Relation", "関係"),
            lambda r, s: f"{s.name(r.stint.subject)} {relation_words(r.stint, s)} {s.name(r.stint.object)}",
            keep=True,
        ),
        Column(Label("Began", "開始"), lambda r, s: _because(r.opened, s) or s.word("unknown"), "cyan", keep=True),
        Column(Label("Ended", "終了"), lambda r, s: _because(r.closed, s), "cyan"),
        Column(Label("Sources", "出典"), lambda r, s: _source_words(r, s), keep=True),
    )

    def to_dict(self, speak: Speaker) -> Json:
        """Return the reason as JSON: the stint, and the deciding events with their sources."""
        return {
            **speak.stint(self.stint, self.verdict, "subject", "object"),
            "opening": self.opened and event_json(self.opened, speak),
            "closing": self.closed and event_json(self.closed, speak),
        }  # fmt: skip


def _holds_words(reason: Reason, speak: Speaker) -> str:
    word = speak.word(reason.verdict.value)
    return f"{word}, {speak.word('doubtful')}" if reason.stint.doubtful else word


def _because(event: Event | None, speak: Speaker) -> str:
    return f"{event.date.text}: {event.title.say(speak.lang)} ({event.id})" if event else ""


def _source_words(reason: Reason, speak: Speaker) -> str:
    cited = [c.source for e in (reason.opened, reason.closed) if e for c in e.sources]
    return speak.outlets(cited)


class Reasons(Result[Reason]):
    """Why a relation holds on a day, or not; as JSON one object with the verdict and its reasons."""

    __slots__ = ("day", "doubtful", "object", "subject", "verdict")
    subject: str
    object: str
    day: tuple[int, int]
    verdict: Verdict
    """Whether any relation of the two holds; deeds, which stay done, decide only where nothing lasted."""
    doubtful: bool
    """Whether the verdict rests on something in doubt; a *no* may, too."""

    def to_json(self, lang: str | None = None) -> Json:
        """Return ``{subject, object, day, verdict, doubtful, reasons}``."""
        from aigraph.dates import between

        speak = self.speaker(lang)
        return {
            "subject": speak.ref(self.subject), "object": speak.ref(self.object), "day": speak.date(between(*self.day)),
            "verdict": self.verdict.value, "doubtful": self.doubtful, "reasons": [r.to_dict(speak) for r in self.rows],
        }  # fmt: skip


def why(saga: Saga, subject: str, other: str) -> Reasons:
    """Which events make a relation between two hold on a day (``--on``), or not, with their sources.

    The verdict is the same with ``--certain``, which only leaves out the reasons that are possible.
    """
    a, b = saga.resolve(subject), saga.resolve(other)
    rows = [_reason(saga, s) for s in _between(saga, a, b)]
    rows.sort(key=lambda r: (-r.verdict.rank, r.stint.s_lo))
    result = Reasons(saga.dataset, Reason, [r for r in rows if r.verdict is NO or saga.keeps(r.verdict)], saga.lang)
    result.subject, result.object, result.day = a, b, saga.days
    deciding = [r for r in rows if r.stint.lasting] or rows
    result.verdict = max((r.verdict for r in deciding), default=NO)
    result.doubtful = any(r.stint.doubtful for r in deciding if r.verdict is result.verdict)
    return result


def _between(saga: Saga, a: str, b: str) -> Iterator[Stint]:
    """Yield the stints between two entities, or between one and the teams and arms of the other."""
    for x, y in ((a, b), (b, a)):
        for stint in saga.dataset.stints_of(x):
            if stint.relation != MEMBER and y in (stint.object, stint.house):
                yield stint


def _reason(saga: Saga, stint: Stint) -> Reason:
    events, verdict = saga.dataset.events, saga.holds(stint)
    opened = events[stint.opened_by] if stint.opened_by else None
    return Reason(stint, verdict, opened, events[stint.closed_by] if stint.closed_by else None)


# --- disputes ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Dispute:
    """A field of an event on which sources differ: each value with the sources that give it.

    The first value is the event's own, which the sources give that claim no other.
    """

    event: Event
    field: str
    values: tuple[tuple[Any, tuple[str, ...]], ...]

    command: ClassVar[str] = "disputes"
    columns: ClassVar[tuple[Column, ...]] = (
        Column(Label("Date", "日付"), lambda r, s: r.event.date.text, "cyan", keep=True, no_wrap=True),
        Column(Label("Event", "出来事"), lambda r, s: r.event.title.say(s.lang), "bold", keep=True),
        Column(Label("Field", "項目"), lambda r, s: field_words(r.event, r.field, s), keep=True),
        Column(Label("Values", "値"), lambda r, s: "\n".join(_value_line(r, v, who, s) for v, who in r.values), keep=True),
    )

    def to_dict(self, speak: Speaker) -> Json:
        """Return the row as JSON."""
        return {
            "event": self.event.id,
            "field": self.field,
            "values": [{"value": list(v) if isinstance(v, tuple) else v, "sources": list(who)} for v, who in self.values],
        }


def _value_line(row: Dispute, value: Any, who: tuple[str, ...], speak: Speaker) -> str:
    text = claim_words(row.event, row.field, value, speak)
    return f"{text} ({speak.outlets(who)})" if who else text


def disputes(saga: Saga, *names: str) -> Result[Dispute]:
    """Where sources differ: field by field, each value with those who give it."""
    focus = {saga.resolve(name) for name in names}
    events = (e for e in saga.dataset.events.values() if not focus or focus & set(e.entities()))
    rows = [
        Dispute(event, name, _values(event, name))
        for event in events
        if saga.told(event)
        for name in dict.fromkeys(n for c in event.sources for n in c.claims)
    ]
    return Result(saga.dataset, Dispute, rows, saga.lang)


def _values(event: Event, name: str) -> tuple[tuple[Any, tuple[str, ...]], ...]:
    own = field_of(event, name)
    values: dict[Any, list[str]] = {own: []} if own is not None else {}
    for c in event.sources:
        value = c.claims.get(name, own)
        if value is not None:
            values.setdefault(value, []).append(c.source)
    return tuple((value, tuple(who)) for value, who in values.items())


# --- accounts ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Version:
    """How a side or a source tells an event, in which sources, and on which fields it differs."""

    event: Event
    voice: str | None
    tells: Text
    cited: tuple[tuple[Citation, Source], ...]
    of_side: bool

    command: ClassVar[str] = "accounts"
    columns: ClassVar[tuple[Column, ...]] = (
        Column(Label("Side", "立場"), lambda r, s: s.name(r.voice), "bold"),
        Column(Label("Source", "出典"), lambda r, s: "\n".join(s.outlet(x) for _, x in r.cited), keep=True),
        Column(Label("Published", "公表"), lambda r, s: "\n".join(_published(x) for _, x in r.cited), "cyan", no_wrap=True),
        Column(Label("Tells", "内容"), lambda r, s: r.tells.say(s.lang), keep=True),
        Column(Label("Differs", "相違"), lambda r, s: "\n".join(_differing(r, s)), "yellow"),
        Column(Label("Link", "リンク"), lambda r, s: "\n".join(x.url or x.title or "" for _, x in r.cited), "dim", wide=110),
    )

    @property
    def claims(self) -> dict[str, Any]:
        """The fields on which the sources of the account differ from the event."""
        found: dict[str, list[Any]] = {}
        for citation, _ in self.cited:
            for name, value in citation.claims.items():
                if value not in found.setdefault(name, []):
                    found[name].append(value)
        return {name: values[0] if len(values) == 1 else tuple(map(str, values)) for name, values in found.items()}

    def to_dict(self, speak: Speaker) -> Json:
        """Return the row as JSON; ``side`` tells the account of a side from what one source says."""
        return {
            "side": self.of_side, "voice": speak.ref(self.voice), "tells": self.tells.say(speak.lang),
            "claims": claims_json(self.claims), "sources": [{**speak.source(x.id), "kind": x.kind} for _, x in self.cited],
        }  # fmt: skip


def _differing(version: Version, speak: Speaker) -> Iterable[str]:
    return dict.fromkeys(d for citation, _ in version.cited for d in differences(version.event, citation, speak))


def _published(source: Source) -> str:
    return source.published.text if source.published else "–"


def accounts(saga: Saga, event: str) -> Result[Version]:
    """Who tells an event how, side by side: first the sides, where they differ, then every source."""
    record = saga.dataset.events[saga.resolve_event(event)]
    cited = {c.source: (c, s) for c, s in saga.dataset.citations(record)}
    sides = [Version(record, a.voice, a.tells, tuple(cited[i] for i in a.sources if i in cited), True) for a in record.accounts]
    rows = [Version(record, s.voice, Text(c.says), ((c, s),), False) for c, s in cited.values()]
    rows.sort(key=lambda r: _by_day(r.cited[0][1]))
    return Result(saga.dataset, Version, [*sides, *rows], saga.lang)


def _by_day(source: Source) -> tuple[int, str]:
    return source.published.lo if source.published else 10**8, source.id

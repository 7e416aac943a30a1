"""How well the data are kept: shares that a curator watches, and how they are spread.

The decision hidden here is what good coverage is: which events count as rich, and that two sources are
independent only if neither is a copy of what the other's publisher wrote.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from aigraph.dataset import fold
from aigraph.dates import year_of
from aigraph.ontology import STATUSES, Label
from aigraph.records import Event, Source
from aigraph.results import Column, Json, Result, Speaker

if TYPE_CHECKING:
    from aigraph.saga import Saga

MONTH = 31
"""The most days within which a source counts as dated."""
MANY = 5
"""From so many sources on, events are counted together."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many of some records are as they should be; ``wanted`` is the share to be reached, if any."""

    group: str
    name: str
    label: Label
    count: int
    of: int
    wanted: float | None = None

    command: ClassVar[str] = "audit"
    columns: ClassVar[tuple[Column, ...]] = (
        Column(Label("What", "項目"), lambda r, s: _GROUPS[r.group].say(s.lang), keep=True),
        Column(Label("Which", "内訳"), lambda r, s: r.label.say(s.lang), "bold", keep=True),
        Column(Label("Count", "件数"), lambda r, s: f"{r.count:,}", keep=True, right=True),
        Column(Label("Of", "総数"), lambda r, s: f"{r.of:,}", keep=True, right=True),
        Column(Label("Share", "割合"), lambda r, s: f"{100 * r.share:.1f}%", keep=True, right=True),
        Column(Label("Wanted", "目標"), lambda r, s: f"{100 * r.wanted:.0f}%" if r.wanted is not None else "", right=True),
    )

    @property
    def share(self) -> float:
        """The share, 0 to 1; of nothing it is all."""
        return self.count / self.of if self.of else 1.0

    def to_dict(self, speak: Speaker) -> Json:
        """Return the row as JSON."""
        return {
            "group": self.group,
            "name": self.name,
            "count": self.count,
            "of": self.of,
            "share": round(self.share, 4),
            "wanted": self.wanted,
        }


_GROUPS: dict[str, Label] = {
    "quality": Label("quality", "品質"), "status": Label("status", "状態"), "sources": Label("events by sources", "出典数別"),
    "years": Label("year", "年"), "threads": Label("thread", "筋"),
}  # fmt: skip


def audit(saga: Saga) -> Result[Share]:
    """How well the data are kept: events with sources, dates, both languages, links, and how they are spread.

    ``two publishers`` counts events told by two that do not copy each other: a copy counts as its original.
    """
    events = [e for e in saga.dataset.events.values() if saga.told(e)]
    rows = [*_quality(saga, events), *_spread(saga, events)]
    return Result(saga.dataset, Share, rows, saga.lang)


def _quality(saga: Saga, events: list[Event]) -> list[Share]:
    d = saga.dataset
    sources = [d.sources[i] for i in dict.fromkeys(c.source for e in events for c in e.sources)]
    linked = {e.id for e in events if e.links} | {k.event for e in events for k in e.links}
    n = len(events)

    def share(name: str, ja: str, count: int, of: int = n, wanted: float | None = None) -> Share:
        return Share("quality", name, Label(name, ja), count, of, wanted)

    return [
        share("events with a source", "出典のある出来事", sum(bool(e.sources) for e in events), wanted=1),
        share("events in both languages", "二言語の出来事", sum(bool(e.title.ja and e.summary.ja) for e in events), wanted=1),
        share("names in both languages", "二言語の名称", sum(bool(e.name.ja) for e in d.entities.values()), len(d.entities), 1),
        share("events from two publishers", "独立した二つの発行元", sum(len(origins(d.citations(e))) > 1 for e in events), wanted=0.75),
        share("sources dated to the month", "月まで日付のある出典", sum(map(_dated, sources)), len(sources), 0.95),
        share("events with a link", "つながりのある出来事", sum(e.id in linked for e in events), wanted=0.8),
        share("events known to the day", "日まで分かる出来事", sum(e.date.exact for e in events)),
        share("events on which sources differ", "異説のある出来事", sum(e.disputed for e in events)),
        share("events with accounts of sides", "双方の言い分がある出来事", sum(bool(e.accounts) for e in events)),
        share("doubtful events", "疑義のある出来事", sum(e.doubtful for e in events)),
        share("sources that are copies", "転載の出典", sum(bool(s.copy_of) for s in sources), len(sources)),
    ]


def origins(citations: Iterable[tuple[object, Source]]) -> set[str]:
    """Return who first published what an event cites: a copy counts as its original."""
    return {fold(source.copy_of or source.publisher).removeprefix("the ") for _, source in citations}


def _dated(source: Source) -> bool:
    return source.published is not None and source.published.hi - source.published.lo < MONTH


def _spread(saga: Saga, events: list[Event]) -> list[Share]:
    n = len(events)
    statuses = Counter(e.status for e in events)
    cited = Counter(min(len(e.sources), MANY) for e in events)
    years = Counter(year_of(e.date) for e in events)
    threads = Counter(t for e in events for t in e.threads)
    named = saga.dataset.header.threads
    return [
        *(Share("status", s, label, statuses[s], n) for s, label in STATUSES.items()),
        *(Share("sources", str(k), _sources(k), cited[k], n) for k in sorted(cited)),
        *(Share("years", y, Label(y, y), k, n) for y, k in sorted(years.items())),
        *(
            Share("threads", t, Label(text.en, text.ja or text.en), threads[t], n)
            for t, text in sorted(named.items(), key=lambda t: -threads[t[0]])
        ),
    ]


def _sources(count: int) -> Label:
    """Return how many sources an event has, in words."""
    if count == MANY:
        return Label(f"{MANY} or more", f"{MANY}件以上")
    return Label(str(count), f"{count}件")

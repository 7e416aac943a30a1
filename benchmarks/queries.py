"""Queries in process on the real saga, side by side with SQLite and an idiomatic NetworkX scan.

Each question is asked through the public call, rows included. SQLite (in memory) holds the same stints
and events in wide tables with covering indexes, so that it reads rows as rich without a join; answers
are compared before times are. A round asks every engine once; medians over the rounds are printed.
"""

from __future__ import annotations

import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import networkx as nx

import aigraph
from aigraph.dates import OPEN_END, OPEN_START, parse_date
from aigraph.stints import Stint

ROUNDS = 301
LEAVE_FROM, LEAVE_TO = "2025-01", "2026-06"
DAY = "2023-11-18"
BEFORE, AFTER = "2023-11-16", "2023-12-01"
ABOUT, SINCE, UNTIL = "elon-musk", "2018", "2019"

Ask = Callable[[], Sequence[Any]]


def main() -> None:
    """Check that the engines agree, measure, print."""
    saga = aigraph.load()
    engines = {"aigraph": _aigraph(saga), "sqlite": _sqlite(saga), "networkx": _networkx(saga)}
    print(f"Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}, NetworkX {nx.__version__}, median of {ROUNDS}")
    print(f"{'question':12} {'rows':>5} {'aigraph µs':>11} {'sqlite µs':>10} {'ratio':>7} {'networkx µs':>12} {'ratio':>7}")
    for question in engines["aigraph"]:
        asks = [engines[name][question] for name in ("aigraph", "sqlite", "networkx")]
        sizes = {len(ask()) for ask in asks}
        assert len(sizes) == 1, f"{question}: the engines disagree: {sizes}"
        ours, sql, scan = (statistics.median(t) * 1e6 for t in _measure(asks))
        print(f"{question:12} {sizes.pop():5} {ours:11.1f} {sql:10.1f} {sql / ours:6.1f}x {scan:12.1f} {scan / ours:6.0f}x")


def _measure(asks: list[Ask]) -> list[list[float]]:
    times: list[list[float]] = [[] for _ in asks]
    for _ in range(ROUNDS):
        for ask, spent in zip(asks, times, strict=True):
            start = time.perf_counter()
            ask()
            spent.append(time.perf_counter() - start)
    return times


# --- the engines ---------------------------------------------------------------------------------


def _aigraph(saga: aigraph.Saga) -> dict[str, Ask]:
    return {
        "who_left": lambda: saga.who_left("OpenAI", since=LEAVE_FROM, until=LEAVE_TO),
        "roster": lambda: saga.on(DAY).roster("OpenAI", office="director"),
        "diff": lambda: saga.diff(BEFORE, AFTER),
        "timeline": lambda: saga.timeline("Elon Musk", since=SINCE, until=UNTIL),
    }


_COLUMNS = (
    "subject", "subject_name", "subject_type", "object", "object_name", "object_type", "house", "relation", "office", "position",
    "interim", "start_text", "s_lo", "s_hi", "end_text", "e_lo", "e_hi", "doubtful", "manner", "destination", "destination_name",
    "opened_by", "closed_by",
)  # fmt: skip


def _wide(saga: aigraph.Saga, s: Stint) -> tuple[Any, ...]:
    entities = saga.dataset.entities
    a, b, c = entities[s.subject], entities[s.object], entities[s.destination] if s.destination else None
    return (
        a.id, a.name.en, a.type, b.id, b.name.en, b.type, s.house, s.relation, s.office, s.position, s.interim,
        s.start and s.start.text, s.s_lo, s.s_hi, s.end and s.end.text, s.e_lo, s.e_hi, s.doubtful, s.manner,
        c and c.id, c and c.name.en, s.opened_by, s.closed_by,
    )  # fmt: skip


def _sqlite(saga: aigraph.Saga) -> dict[str, Ask]:
    db = sqlite3.connect(":memory:")
    columns = ", ".join(_COLUMNS)
    db.execute(f"create table stints ({columns})")
    marks = ", ".join("?" * len(_COLUMNS))
    db.executemany(f"insert into stints values ({marks})", [_wide(saga, s) for s in saga.dataset.stints])
    for leading in ("house, relation, e_lo", "house, office, s_lo", "relation, s_lo", "relation, e_lo"):
        rest = [c for c in _COLUMNS if c not in leading.split(", ")]
        db.execute(f"create index i{abs(hash(leading))} on stints ({leading}, {', '.join(rest)})")
    db.execute("create table events (entity, lo, hi, id, text, type, title, summary, status, role)")
    rows = [
        (p.entity, e.date.lo, e.date.hi, e.id, e.date.text, e.type, e.title.en, e.summary.en, e.status, p.role)
        for e in saga.dataset.events.values()
        for p in {q.entity: q for q in e.participants}.values()
    ]
    db.executemany("insert into events values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    db.execute("create index by_entity on events (entity, lo, hi, id, text, type, title, summary, status, role)")
    db.execute("analyze")
    sure = "case when {lo} >= ? and {hi} <= ? then 'certain' else 'possible' end"

    def who_left() -> list[Any]:
        a, b = _window(LEAVE_FROM, LEAVE_TO)
        sql = (
            f"select {columns}, {sure.format(lo='e_lo', hi='e_hi')} from stints where house = 'openai' and relation = 'member' "
            "and e_lo <= ? and e_hi >= ? and end_text is not null order by e_lo"
        )
        return db.execute(sql, (a, b, b, a)).fetchall()

    def roster() -> list[Any]:
        d = parse_date(DAY).lo
        sql = (
            f"select {columns}, case when s_hi <= ? and e_lo > ? then 'certain' else 'possible' end from stints "
            "where house = 'openai' and office = 'director' and relation = 'director' and s_lo <= ? and e_hi > ? order by s_lo"
        )
        return db.execute(sql, (d, d, d, d)).fetchall()

    def diff() -> list[Any]:
        a, b = parse_date(BEFORE).hi + 1, parse_date(AFTER).hi
        return [
            row
            for lo, hi, text in (("s_lo", "s_hi", "start_text"), ("e_lo", "e_hi", "end_text"))
            for row in db.execute(
                f"select {columns}, {sure.format(lo=lo, hi=hi)} from stints where relation <> 'member' and {lo} <= ? and {hi} >= ? "
                f"and {text} is not null order by {lo}",
                (a, b, b, a),
            )
        ]

    def timeline() -> list[Any]:
        a, b = _window(SINCE, UNTIL)
        sql = f"select *, {sure.format(lo='lo', hi='hi')} from events where entity = ? and lo <= ? and hi >= ? order by lo, hi, id"
        return db.execute(sql, (a, b, ABOUT, b, a)).fetchall()

    return {"who_left": who_left, "roster": roster, "diff": diff, "timeline": timeline}


def _window(since: str, until: str) -> tuple[int, int]:
    return max(OPEN_START, parse_date(since).lo), min(OPEN_END, parse_date(until).hi)


def _networkx(saga: aigraph.Saga) -> dict[str, Ask]:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for s in saga.dataset.stints:
        graph.add_edge(s.subject, s.object, stint=s)
    for e in saga.dataset.events.values():
        for p in e.participants:
            graph.add_edge(p.entity, e.id, event=e)

    def stints() -> list[Stint]:
        return [d["stint"] for _, _, d in graph.edges(data=True) if "stint" in d]

    def who_left() -> list[Stint]:
        a, b = _window(LEAVE_FROM, LEAVE_TO)
        return [s for s in stints() if s.house == "openai" and s.relation == "member" and s.end and s.e_lo <= b and s.e_hi >= a]

    def roster() -> list[Stint]:
        d = parse_date(DAY).lo
        return [s for s in stints() if s.house == "openai" and s.office == s.relation == "director" and s.s_lo <= d < s.e_hi]

    def diff() -> list[Stint]:
        a, b = parse_date(BEFORE).hi + 1, parse_date(AFTER).hi
        kept = [s for s in stints() if s.relation != "member"]
        began = [s for s in kept if s.start and s.s_lo <= b and s.s_hi >= a]
        return began + [s for s in kept if s.end and s.e_lo <= b and s.e_hi >= a]

    def timeline() -> list[Any]:
        a, b = _window(SINCE, UNTIL)
        edges: Any = graph.edges(data="event")
        found = {e.id: e for u, _, e in edges if u == ABOUT and e and e.date.lo <= b and e.date.hi >= a}
        return sorted(found.values(), key=lambda e: (e.date.lo, e.date.hi, e.id))

    return {"who_left": who_left, "roster": roster, "diff": diff, "timeline": timeline}


if __name__ == "__main__":
    main()

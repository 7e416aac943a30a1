"""Five questions in process, on synthetic sagas of 1,000 to 1,000,000 events, side by side with other engines.

    python benchmarks/queries.py [--sizes 1000 10000 100000] [--work FOLDER] [--peers sqlite polars …] [--seed N]

Asked are the roster of an organization on a day, who left it in a window, the timeline of an entity, what
changed between two days, and the shortest path between two entities as of a day; the parameters are drawn by seed,
half of them about the five largest ones. Every question is asked twice: through the public call, rows included, of peers
that answer the same rows; and of *the index alone*, of peers that answer numbers of rows and verdicts. All hold the
same stints and events, each in the form that suits it best: SQLite in clustered tables with an index for each
question, Polars in sorted frames with offsets, the graphs with rows on their edges. Vague days and verdicts are part
of every question. Answers are compared before times are: who answers otherwise is left out of that question, and so
is who cannot answer it. A round asks every peer a question for all parameters, in turn; medians are of all these.

``--work`` keeps the sagas, as ``s3`` (1,000 events), and their snapshots. Every size has a process of its own. Peers that are not installed are left out; all of them:

    pip install duckdb polars pyarrow rustworkx raphtory ladybug pyoxigraph
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import json
import os
import platform
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from peers import FULL_PATHS, NOT_ASKED, PEERS, Chains, Held, Peer, flat, flat_event, held, in_any_order
from sagas import made

import aigraph
from aigraph.adjacency import Parents
from aigraph.dataset import BEGAN, ENDED, Dataset, Lazy, Stints
from aigraph.dates import CERTAIN, parse_date
from aigraph.ontology import MEMBER
from aigraph.queries import network

SEED = 2026
QUARTER, YEAR = 90, 365
ASKED = {"roster": 20, "leavers": 20, "timeline": 20, "diff": 6, "path": 10}
WHAT = {
    "roster": "roster on a day",
    "leavers": "leavers in a year",
    "timeline": "timeline of a year",
    "diff": "diff of a quarter",
    "path": "path as of a day",
}
Ask = Callable[[], Any]


# --- the questions -------------------------------------------------------------------------------


class Drawn(NamedTuple):
    """Parameters of a question: as our public call takes them, and as peers do, days as numbers."""

    words: tuple[str, ...]
    values: tuple[Any, ...]


def drawn(d: Dataset, seed: int) -> dict[str, list[Drawn]]:
    """Draw questions over organizations, people and days, half of them about the five largest."""
    rng = Random(seed)
    sizes = Counter({d.entities.id_at(home): many for home, many in d.posts_by_home.sizes()})
    homes, large = list(sizes), [home for home, _ in sizes.most_common(5)]
    busy = Counter({d.entities.id_at(entity): many for entity, many in d.events_by_entity.sizes()})
    entities, busiest = list(busy), [entity for entity, _ in busy.most_common(5)]
    starts = sorted(lo for lo, hi in zip(d.event_line.los, d.event_line.his, strict=True) if lo == hi)
    first, last = starts[len(starts) // 4], starts[-1]
    place = d.entities.place

    def day() -> int:
        return rng.randint(first, last)

    def window(length: int) -> tuple[tuple[str, str], tuple[int, int]]:
        a = day() - length
        return (_iso(a), _iso(a + length)), (a, a + length)

    asked: dict[str, list[Drawn]] = {question: [] for question in ASKED}
    for i in range(ASKED["roster"]):
        text = _iso(day())[: 7 if i % 5 == 4 else 10]
        home, date = rng.choice(large if i % 2 else homes), parse_date(text)
        asked["roster"].append(Drawn((text, home), (d.home(home), date.lo, date.hi)))
    for i in range(ASKED["leavers"]):
        home, (words, values) = rng.choice(large if i % 2 else homes), window(YEAR)
        asked["leavers"].append(Drawn((home, *words), (d.home(home), *values)))
    for i in range(ASKED["timeline"]):
        entity, (words, values) = rng.choice(busiest if i % 2 else entities), window(YEAR)
        asked["timeline"].append(Drawn((entity, *words), (entity, *values)))
    for _ in range(ASKED["diff"]):
        words, (a, b) = window(QUARTER)
        asked["diff"].append(Drawn(words, (a + 1, b)))
    bounds = d.stints.bounds
    lasting = [i for i in range(len(bounds.s_lo)) if d.stints.bounds.edges[i] & BEGAN]
    while len(asked["path"]) < ASKED["path"]:
        at = day()
        active = [i for i in rng.choices(lasting, k=60) if bounds.s_lo[i] <= at < bounds.e_hi[i]]
        ends = list(dict.fromkeys(d.stints.at(i).subject for i in active))
        if len(ends) > 1:
            asked["path"].append(Drawn((_iso(at), ends[0], ends[1]), (place(ends[0]), place(ends[1]), at)))
    return asked


def _iso(ordinal: int) -> str:
    return dt.date.fromordinal(ordinal).isoformat()


# --- aigraph -------------------------------------------------------------------------------------


class Ours:
    """The public calls, and the index alone."""

    def __init__(self, saga: aigraph.Saga) -> None:
        self.saga, self.d = saga, saga.dataset

    def rows(self, question: str, asked: Drawn) -> Ask:
        """Return the public call of a question."""
        saga, words = self.saga, asked.words
        if question == "roster":
            return lambda: saga.on(words[0]).roster(words[1])
        if question == "leavers":
            return lambda: saga.who_left(words[0], since=words[1], until=words[2])
        if question == "timeline":
            return lambda: saga.timeline(words[0], since=words[1], until=words[2])
        if question == "diff":
            return lambda: saga.diff(*words)
        return lambda: saga.on(words[0]).path(words[1], words[2])

    def index(self, question: str, asked: Drawn) -> Ask:
        """Return a question of the index."""
        d, values = self.d, asked.values
        if question == "roster":
            home, *days = values
            return lambda: d.posts(home, MEMBER).on(*days)
        if question == "leavers":
            home, *days = values
            return lambda: d.post_edges(home, MEMBER, ENDED).within(*days)
        if question == "timeline":
            entity, *days = values
            return lambda: d.events_of(entity).within(*days)
        if question == "diff":
            return lambda: (d.begins.within(*values), d.ends.within(*values))
        a, b, day = values
        view = self.saga.on(_iso(day))
        return lambda: d.adjacency.search(a, b, network.rule_of(view, ()))


def _plain(question: str, level: str, answer: Any) -> Any:
    """Return one of our answers in the form in which answers are compared."""
    if question == "path":
        if level == "rows":
            paths = [[(*flat(h.stint), h.verdict is CERTAIN) for h in path.hops] for path in answer]
            return Chains(answer.total, paths).plain()
        ahead, back, met = answer
        node = next(iter(met), None)
        return -1 if node is None else _depth(ahead, node) + _depth(back, node)
    if question == "diff":
        if level == "rows":
            return [
                in_any_order((*flat(r.stint), r.verdict is CERTAIN) for r in answer if r.change == change) for change in ("began", "ended")
            ]
        return [in_any_order((*flat(s), v is CERTAIN) for s, v in part) for part in answer]
    pairs = ((r.event if question == "timeline" else r.stint, r.verdict) for r in answer) if level == "rows" else answer
    row = flat_event if question == "timeline" else flat
    return in_any_order((*row(item), verdict is CERTAIN) for item, verdict in pairs)


def _depth(parents: Parents, node: int) -> int:
    depth = 0
    while parents[node]:
        node, depth = parents[node][0], depth + 1
    return depth


def _peers_plain(question: str, level: str, answer: Any, given: Held) -> Any:
    """Return an answer of a peer in the form in which answers are compared."""
    if question == "path":
        return answer.plain() if isinstance(answer, Chains) else answer
    rows = given.events if question == "timeline" else given.stints
    parts = answer if question == "diff" else [answer]
    full = [in_any_order((*rows[n], bool(sure)) for n, sure in part) if level == "index" else in_any_order(part) for part in parts]
    return full if question == "diff" else full[0]


OURS = "aigraph"


# --- measuring -----------------------------------------------------------------------------------


def measure(calls: dict[str, list[Ask]], seconds: float) -> dict[str, float]:
    """Return the median seconds of each peer's calls: rounds in turn, as many as fit into so many seconds for each peer.

    A round asks a peer everything twice, and takes the time of the second.
    """
    times: dict[str, list[float]] = {name: [] for name in calls}
    spent = dict.fromkeys(calls, 0.0)
    names = list(calls)
    for turn in range(MOST_ROUNDS):
        names = names[1:] + names[:1]
        for name in names:
            if turn < LEAST_ROUNDS or spent[name] < seconds:
                began = time.perf_counter()
                if turn:  # what the peer before has pushed out of the processor's caches comes back
                    for call in calls[name]:
                        call()
                for call in calls[name]:
                    start = time.perf_counter()
                    call()
                    times[name].append(time.perf_counter() - start)
                spent[name] += time.perf_counter() - began
    return {name: statistics.median(t) for name, t in times.items()}


LEAST_ROUNDS, MOST_ROUNDS = 2, 101


def one(size: int, work: Path, wanted: Sequence[str], seed: int, seconds: float) -> dict[str, Any]:
    """Measure one size and return the figures."""
    os.environ["AIGRAPH_CACHE"] = str(work / "snapshots")  # a cache forgets what is old
    saga = aigraph.load(made(work, size))
    d = saga.dataset
    asked = drawn(d, seed)
    told: dict[str, Any] = {"size": size, "stints": len(d.stints), "entities": len(d.entities), "peers": {}, "left out": [], "times": {}}
    ours = Ours(saga)
    told["first"] = {q: statistics.median(_time(ours.rows(q, a)) for a in asks) for q, asks in asked.items()}
    told["growth"] = grown(ours, seed)
    told["build"], told["MiB"] = index_build(d)
    given = held(d)
    peers: dict[str, Peer] = {}
    for kind in PEERS:
        if (wanted and kind.name.lower() not in wanted) or size > kind.most:
            continue
        start = time.perf_counter()
        try:
            peers[kind.name] = kind(given)
        except ImportError:
            told["left out"].append(f"{kind.name}: not installed")
            continue
        told["peers"][kind.name] = time.perf_counter() - start
        print(f"{size:,}: {kind.name} built in {told['peers'][kind.name]:.1f} s", file=sys.stderr)
    gc.collect()
    gc.freeze()
    for level in ("rows", "index"):
        told["times"][level] = {}
        for question, asks in asked.items():
            calls = _calls(ours, peers, question, level, asks, given, told["left out"])
            told["times"][level][question] = measure(calls, seconds)
            told.setdefault("answers", {}).setdefault(level, {})[question] = _rows_of(question, level, [c() for c in calls[OURS]])
            print(f"{size:,}: {question}, {level}: {told['times'][level][question]}", file=sys.stderr)
    return told


def _calls(
    ours: Ours, peers: dict[str, Peer], question: str, level: str, asks: list[Drawn], given: Held, left_out: list[str]
) -> dict[str, list[Ask]]:
    """Return who can answer a question, with the calls for all parameters; those who answer otherwise are left out."""
    calls = {OURS: [(ours.rows if level == "rows" else ours.index)(question, a) for a in asks]}
    right = [_plain(question, level, call()) for call in calls[OURS]]
    for name, peer in peers.items():
        method = getattr(peer, f"{question}_{level}", None)
        if method is None and question == "path":
            method = getattr(peer, "path_index", None)
        if method is None:
            continue
        theirs: list[Ask] = [partial(method, *a.values) for a in asks]
        try:
            answers = [_peers_plain(question, level, call(), given) for call in theirs]
            lengths_only = question == "path" and level == "rows" and not hasattr(peer, "path_rows")
            expected = [(answer[1] or [-1])[0] for answer in right] if lengths_only else right
            wrong = sum(answer != other for answer, other in zip(answers, expected, strict=True))
        except Exception as error:  # whatever a peer raises, the others go on
            left_out.append(f"{name}, {WHAT[question]}: {type(error).__name__}: {str(error)[:90]}")
            continue
        if wrong:
            left_out.append(f"{name}, {WHAT[question]}, {level}: answers {wrong} of {len(asks)} otherwise")
        else:
            calls[name] = theirs
    return calls


def _rows_of(question: str, level: str, answers: list[Any]) -> float:
    """Return the median number of rows (of a path: hops)."""
    sizes = [_plain(question, level, a) for a in answers]
    if question == "path":
        return float(statistics.median((s[1] or [0])[0] if level == "rows" else s for s in sizes))
    return float(statistics.median(sum(map(len, s)) if question == "diff" else len(s) for s in sizes))


def _time(call: Ask) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


# --- how cost grows ------------------------------------------------------------------------------

EQUAL = range(8, 17)
"""Answers of so many rows are compared between sagas of different sizes."""


def grown(ours: Ours, seed: int) -> dict[str, dict[str, float]]:
    """Return what answers of about equal size cost: median seconds through the public call, and of the index alone."""
    d, rng = ours.d, Random(seed + 1)
    homes, entities = ([d.entities.id_at(n) for n, _ in groups.sizes()] for groups in (d.posts_by_home, d.events_by_entity))
    last = d.as_of
    found: dict[str, dict[str, float]] = {}
    for question in ("roster", "leavers", "timeline"):
        calls: dict[str, list[Ask]] = {"rows": [], "index": []}
        for _ in range(20_000):
            day = last - rng.randint(0, 3650)
            who = rng.choice(entities if question == "timeline" else homes)
            words, values = (_iso(day), who), (d.home(who), day, day)
            if question != "roster":
                words, values = (who, _iso(day - YEAR), _iso(day)), (who, day - YEAR, day)  # type: ignore[assignment]
            asked = Drawn(words, values)
            if len(calls["rows"]) == 40:
                break
            if len(ours.rows(question, asked)()) in EQUAL and len(ours.index(question, asked)()) in EQUAL:
                for level in calls:
                    calls[level].append(getattr(ours, level)(question, asked))
        found[question] = {level: _median(asks) for level, asks in calls.items() if asks}
    return found


def _median(calls: list[Ask]) -> float:
    return statistics.median(_time(call) for _ in range(21) for call in calls)


INDEXES = ("_of_events", "timeline", "_of_stints", "begins", "ends", "adjacency", "names")


def index_build(d: Dataset) -> tuple[dict[str, float], list[float]]:
    """Return what it takes to make the indexes of records in memory, one after the other.

    The seconds for each, the least of three; and the MiB that all of them hold, and held at most on the way.
    """
    records = (Lazy.of([*r.passing()]) for r in (d.entities, d.events, d.sources))
    entities, events, sources = records
    stints = Stints.of([*d.stints.passing()])
    runs: list[dict[str, float]] = []
    gc.collect()
    gc.freeze()
    for _ in range(3):
        bare = Dataset(d.header, entities, events, sources, stints, d.houses)
        runs.append({name: _time(partial(getattr, bare, name)) for name in INDEXES})
    gc.unfreeze()
    bare = Dataset(d.header, entities, events, sources, stints, d.houses)
    tracemalloc.start()
    for name in INDEXES:
        getattr(bare, name)
    traced = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return {name: min(run[name] for run in runs) for name in INDEXES}, [n / 2**20 for n in traced]


# --- the report ----------------------------------------------------------------------------------


def main() -> None:
    """Measure every size in a process of its own, and print tables in Markdown."""
    parser = argparse.ArgumentParser(description="Questions in process, side by side with other engines.")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000], metavar="N", help="powers of ten")
    parser.add_argument("--work", type=Path, help="where synthetic sagas are kept; else in a temporary folder")
    parser.add_argument("--peers", nargs="*", default=[], metavar="NAME", help="only these")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--seconds", type=float, default=1.0, help="for each peer and question")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    said = parser.parse_args()
    if any(str(n).strip("0") != "1" for n in said.sizes):
        parser.error("sizes are powers of ten")
    if said.one:
        print(json.dumps(one(said.one, said.work, [p.lower() for p in said.peers], said.seed, said.seconds)))
        return
    with tempfile.TemporaryDirectory() as folder:
        work = said.work or Path(folder)
        command = [sys.executable, __file__, "--work", str(work), "--seed", str(said.seed), "--seconds", str(said.seconds)]
        command += ["--peers", *said.peers] if said.peers else []
        figures = [json.loads(subprocess.run([*command, "--one", str(n)], check=True, stdout=subprocess.PIPE).stdout) for n in said.sizes]
    print("\n".join(report(figures, said.seed)))


def report(figures: list[dict[str, Any]], seed: int) -> list[str]:
    """Return the tables as lines of Markdown."""
    versions = f"Python {platform.python_version()}, {', '.join(_versions())}; {os.cpu_count()} processors ({platform.machine()})"
    lines = [f"{versions}; parameters drawn with seed {seed}. Medians in µs; in brackets, how many times the time of aigraph that is."]
    lines += ["", *(f"- {kind.name}: {kind.about}" for kind in PEERS), *(f"- not asked: {why}" for why in NOT_ASKED)]
    for told in figures:
        lines += ["", f"### {told['size']:,} events, {told['stints']:,} stints, {told['entities']:,} entities"]
        for level, title in (("rows", "The public call, rows included"), ("index", "The index alone")):
            lines += ["", f"{title}:", "", *_table(told, level)]
        lines += ["", *_standing(told)]
        lines += ["", "† only the length of a path: neither the stints on it nor the other paths as short."]
        if told["left out"]:
            lines += ["", *(f"- left out: {what}" for what in told["left out"])]
    return [*lines, "", *_growth(figures)]


def _versions() -> list[str]:
    found = [f"SQLite {sqlite3.sqlite_version}"]
    for kind in PEERS:
        if kind.package:
            try:
                found.append(f"{kind.name} {version(kind.package)}")
            except PackageNotFoundError:
                continue
    return found


def _table(told: dict[str, Any], level: str) -> list[str]:
    times = told["times"][level]
    questions = [f"{WHAT[q]} ({told['answers'][level][q]:g} {'hops' if q == 'path' else 'rows'})" for q in times]
    lines = [f"| | build s | {' | '.join(questions)} |", f"|---|---:|{'---:|' * len(times)}"]
    for name in (OURS, *told["peers"]):
        cells = []
        for question, found in times.items():
            if name not in found:
                cells.append("–")
            elif name != OURS and level == "rows" and question == "path" and name not in FULL_PATHS:
                cells.append(f"{_us(found[name])} ({_times(found[name] / found[OURS])})†")
            elif name == OURS:
                cells.append(f"**{_us(found[name])}**")
            else:
                cells.append(f"{_us(found[name])} ({_times(found[name] / found[OURS])})")
        built = sum(told["build"].values()) if name == OURS else told["peers"][name]
        lines.append(f"| {name} | {built:.2f} | {' | '.join(cells)} |")
    return lines


def _us(seconds: float) -> str:
    value = seconds * 1e6
    return f"{value:,.1f}" if value < 100 else f"{value:,.0f}"


def _times(ratio: float) -> str:
    return f"{ratio:.2f} ×" if ratio < 10 else f"{ratio:,.0f} ×"


def _standing(told: dict[str, Any]) -> list[str]:
    """Say, question by question, who is ahead of all others."""
    lines = []
    for question in told["times"]["rows"]:
        parts = []
        for level, what in (("rows", "public call"), ("index", "index alone")):
            found = dict(told["times"][level][question])
            ours = found.pop(OURS)
            if question == "path" and level == "rows":
                found = {name: spent for name, spent in found.items() if name in FULL_PATHS}
            if found:
                best = min(found, key=lambda name: found[name])
                ratio = found[best] / ours
                parts.append(f"{what} {f'{ratio:.1f} × ahead of {best}' if ratio >= 1 else f'**behind {best}**, by {1 / ratio:.1f} ×'}")
        lines.append(f"- {WHAT[question]}: {'; '.join(parts)}")
    return lines


def _growth(figures: list[dict[str, Any]]) -> list[str]:
    """Return how cost grows with the saga: answers of equal size, first asks, and the making of the index."""
    sizes = [f"{told['size']:,}" for told in figures]
    lines = [
        "### How cost grows",
        "",
        f"Answers of {EQUAL.start} to {EQUAL.stop - 1} rows in sagas of different sizes, median µs; the first time a question is asked",
        "of a loaded saga, its records unpacked; and the seconds to make all indexes of records in memory, and what they hold.",
        "",
        f"| | {' | '.join(sizes)} |",
        f"|---|{'---:|' * len(sizes)}",
    ]
    for level, what in (("rows", "public call"), ("index", "index alone")):
        for question in ("roster", "leavers", "timeline"):
            cells = [_us(told["growth"][question][level]) if level in told["growth"][question] else "–" for told in figures]
            lines.append(f"| {question}, {what} | {' | '.join(cells)} |")
    lines += [f"| {question}, first ask | {' | '.join(_us(told['first'][question]) for told in figures)} |" for question in ASKED]
    for name in ("", *figures[0]["build"]):
        cells = [f"{told['build'][name] if name else sum(told['build'].values()):.3f}" for told in figures]
        what = f"of these `{name.lstrip('_')}`" if name else "all indexes"
        lines.append(f"| {what}, s | {' | '.join(cells)} |")
    for n, what in enumerate(("held by all indexes", "held at most while they are made")):
        cells = [f"{told['MiB'][n]:,.1f}" for told in figures]
        lines.append(f"| {what}, MiB | {' | '.join(cells)} |")
    return lines


if __name__ == "__main__":
    main()

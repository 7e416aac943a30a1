"""Engines side by side: the same questions of the Python index, of DuckDB and of Spark, and what large sagas cost.

    python benchmarks/engines.py compare [--data FOLDER] [--questions N] [--kill] duckdb spark
    python benchmarks/engines.py time FOLDER duckdb|spark   derive the stints of a folder of Parquet, ask questions, print seconds

``compare`` asks questions drawn by seed, verdicts included, and prints those that are answered otherwise than by
the core; its exit code is 1 if there are any. ``--kill`` ends one of Spark's executors while it answers. ``time``
also prints the most memory that this process and its children held at once.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import aigraph
from aigraph.dates import CERTAIN, NO, holds_on
from aigraph.engines import Tables, View, open_folder
from aigraph.engines.answers import Question, ask_all
from aigraph.ontology import MEMBER, OFFICES
from aigraph.results import Speaker

ROWS_AT_ONCE = 20_000


# --- the same questions --------------------------------------------------------------------------

SEED = 2026


class Drawn(NamedTuple):
    """A question of a view of a saga; ``on`` and ``during`` say which."""

    name: str
    words: tuple[str, ...]
    options: dict[str, Any]
    on: str | None = None
    during: tuple[str, str] | None = None
    sure: bool = False

    def seen(self, saga: aigraph.Saga) -> aigraph.Saga:
        """Return the view."""
        view = saga.certain() if self.sure else saga
        view = view if self.on is None else view.on(self.on)
        return view if self.during is None else view.during(*self.during)

    def of_tables(self, saga: aigraph.Saga) -> Question:
        """Return the question as engines are asked."""
        return Question(self.name, View.of(self.seen(saga)), self.words, self.options)


def drawn(saga: aigraph.Saga, many: int, seed: int = SEED) -> list[Drawn]:
    """Draw questions over organizations, people, days and windows; half of them about those who came more than once."""
    rng, cast = Random(seed), _Cast(saga)
    return [_DRAWS[n % len(_DRAWS)](rng, cast) for n in range(many)]


class _Cast:
    """Whom questions are about: organizations with members, people with tenures, those with a second one first."""

    def __init__(self, saga: aigraph.Saga) -> None:
        tenures = [s for s in saga.dataset.stints.passing() if s.relation == MEMBER]
        stays = Counter((s.subject, s.object) for s in tenures)
        again = [pair for pair, n in stays.items() if n > 1]
        sizes = Counter(s.object for s in tenures)
        teams = [s.object for s in saga.dataset.stints.passing() if s.object in saga.dataset.houses.root][:50]
        self.organizations = [*(o for o, _ in sizes.most_common(20)), *dict.fromkeys(o for _, o in again[:200]), *teams]
        self.all = list(sizes)
        self.people = [*dict.fromkeys(p for p, _ in again[:200]), *dict.fromkeys(s.subject for s in tenures[:200])]
        days = [e.date.lo for e in saga.dataset.events.passing() if e.date.exact]
        self.first, self.last = max(min(days), max(days) - 365 * 15), max(days)
        self.types = list(dict.fromkeys(e.type for e in saga.dataset.events.passing()))
        self.threads = list(saga.dataset.header.threads)

    def organization(self, rng: Random) -> str:
        return rng.choice(self.organizations if rng.random() < 0.8 else self.all)


def _day(rng: Random, cast: _Cast) -> str:
    """Return a day, as vague as dates are in the data."""
    day = dt.date.fromordinal(rng.randint(cast.first, cast.last)).isoformat()
    return day[: rng.choice((4, 7, 10, 10))] + rng.choice(("", "", "", "~", "?"))


def _exact(rng: Random, cast: _Cast) -> str:
    return dt.date.fromordinal(rng.randint(cast.first, cast.last)).isoformat()


def _span(rng: Random, cast: _Cast) -> tuple[str, str]:
    first, last = sorted((_exact(rng, cast), _exact(rng, cast)))
    return first[: rng.choice((4, 7, 10))], last[: rng.choice((7, 10))] if rng.random() < 0.5 else last


def _window(rng: Random, cast: _Cast) -> dict[str, Any]:
    """Return the options of a window; often one end of it is open."""
    first, last = _span(rng, cast)
    return {k: v for k, v in (("since", first), ("until", last)) if rng.random() < 0.8}


def _coming(rng: Random, cast: _Cast) -> Drawn:
    options = _window(rng, cast)
    if rng.random() < 0.2:
        options["founders"] = True
    if rng.random() < 0.3:
        options["office"] = rng.choice(list(OFFICES))
    name = rng.choice(("who_left", "who_joined"))
    return Drawn(name, (cast.organization(rng),), options, sure=rng.random() < 0.2)


def _roster(rng: Random, cast: _Cast) -> Drawn:
    options: dict[str, Any] = {"founders": True} if rng.random() < 0.15 else {}
    if rng.random() < 0.25:
        options["office"] = rng.choice(("ceo", "director", "head"))
    on, during = (_day(rng, cast), None) if rng.random() < 0.7 else (None, _span(rng, cast))
    return Drawn("roster", (cast.organization(rng),), options, on, during, rng.random() < 0.2)


def _timeline(rng: Random, cast: _Cast) -> Drawn:
    who = [rng.choice(cast.people), *([cast.organization(rng)] if rng.random() < 0.5 else [])]
    options = _window(rng, cast) | ({"together": True} if rng.random() < 0.4 else {})
    if rng.random() < 0.3:
        options["event_type"] = rng.choice(cast.types)
    if cast.threads and rng.random() < 0.2:
        options["thread"] = rng.choice(cast.threads)
    return Drawn("timeline", tuple(who), options, sure=rng.random() < 0.2)


def _diff(rng: Random, cast: _Cast) -> Drawn:
    first = dt.date.fromordinal(rng.randint(cast.first, cast.last - 40))
    days = first.isoformat(), (first + dt.timedelta(rng.choice((1, 7, 30)))).isoformat()
    about = rng.choice((None, cast.organization(rng), rng.choice(cast.people)))
    return Drawn("diff", days, {"entity": about}, sure=rng.random() < 0.2)


def _flows(rng: Random, cast: _Cast) -> Drawn:
    first = dt.date.fromordinal(rng.randint(cast.first, cast.last - 90))
    options = {"since": first.isoformat(), "until": (first + dt.timedelta(rng.randint(1, 90))).isoformat()[: rng.choice((7, 10))]}
    return Drawn("flows", (), options, sure=rng.random() < 0.2)


def _retention(rng: Random, cast: _Cast) -> Drawn:
    return Drawn("retention", (cast.organization(rng),), {"founders": True} if rng.random() < 0.4 else {}, sure=rng.random() < 0.2)


def _head_counts(rng: Random, cast: _Cast) -> Drawn:
    return Drawn("head_counts", (cast.organization(rng),), {"days": tuple(_exact(rng, cast) for _ in range(rng.randint(1, 5)))})


_DRAWS = (_coming, _roster, _coming, _timeline, _coming, _diff, _roster, _retention, _coming, _flows, _roster, _head_counts)


# --- the answers, in a form that can be compared --------------------------------------------------


def of_core(saga: aigraph.Saga, question: Drawn) -> list[Any]:
    """Return what the core answers."""
    if question.name == "head_counts":
        return list(_counted(saga, question.words[0], question.options["days"]))
    return plain(saga, question.name, getattr(question.seen(saga), question.name)(*question.words, **question.options))


def plain(saga: aigraph.Saga, name: str, rows: Iterable[Any]) -> list[Any]:
    """Return the rows of an answer of the core, or of an engine in its place, as JSON, with what that leaves out."""
    speak = Speaker(saga.dataset)
    if name == "timeline":
        return [_told(row) for row in rows]
    if name == "head_counts":
        return [(row["day"], row["least"], row["most"]) for row in rows]
    return [(getattr(row, "change", None), row.to_dict(speak)) for row in rows]


def _told(row: Any) -> tuple[Any, ...]:
    """Return what a timeline tells of an event in its own row."""
    if isinstance(row, dict):
        return tuple(row[c] for c in ("id", "date", "earliest", "latest", "type", "title_en", "title_ja", "status", "disputed", "verdict"))
    e = row.event
    return e.id, e.date.text, e.date.earliest, e.date.latest, e.type, e.title.en, e.title.ja, e.status, e.disputed, row.verdict.value


def _counted(saga: aigraph.Saga, organization: str, days: Sequence[str]) -> Iterator[tuple[dt.date, int, int]]:
    """Count by going over all tenures."""
    home = saga.dataset.home(organization)
    tenures = [s for s in saga.dataset.stints.passing() if s.relation == MEMBER and home in (saga.dataset.home(s.object), s.house)]
    for day in sorted({dt.date.fromisoformat(d) for d in days}):
        best: dict[str, Any] = {}
        for s in tenures:
            best[s.subject] = best.get(s.subject, NO) | holds_on(s.s_lo, s.s_hi, s.e_lo, s.e_hi, day.toordinal())
        yield day, sum(v is CERTAIN for v in best.values()), sum(v is not NO for v in best.values())


def differing(saga: aigraph.Saga, tables: Tables, questions: Sequence[Drawn], at_once: int = 1) -> list[str]:
    """Return, in words, the questions that an engine answers otherwise than the core."""
    answers = ask_all(tables, [q.of_tables(saga) for q in questions], at_once)
    pairs = ((q, of_core(saga, q), plain(saga, q.name, rows)) for q, rows in zip(questions, answers, strict=True))
    return [_difference(q, core, other) for q, core, other in pairs if core != other]


def _difference(question: Drawn, core: list[Any], other: list[Any]) -> str:
    first = next(((a, b) for a, b in zip(core, other, strict=False) if a != b), None)
    return f"{question}: {len(core)} rows of the core, {len(other)} of the engine; first to differ: {first}"


def compare(folder: str | None, engines: Sequence[str], many: int, kill: bool) -> int:
    """Ask the core and engines; print how many answers differ, and which."""
    saga = aigraph.load(folder)
    questions = drawn(saga, many)
    rows = sum(len(of_core(saga, q)) for q in questions)
    print(f"{saga!r}: {many} questions, {rows} rows; Python {sys.version.split()[0]}")
    wrong = 0
    with tempfile.TemporaryDirectory() as place:
        saga.export("parquet", f"{place}/saga")
        for engine in engines:
            start = time.perf_counter()
            with open_folder(f"{place}/saga", engine) as tables:
                opened = time.perf_counter() - start
                killer = Killer(tables) if kill and engine == "spark" else None
                found = differing(saga, tables, questions, 4 if engine == "spark" else 1)
                told = "" if killer is None else f", executor {killer.join()} killed"
                print(
                    f"{engine}: derived in {opened:.1f} s, answered in {time.perf_counter() - start - opened:.1f} s{told}, {len(found)} differ"
                )
            print("\n".join(found[:5]))
            wrong += len(found)
    return 1 if wrong else 0


class Killer(threading.Thread):
    """Ends one of the executors of this process's Spark as soon as some tasks have run and others are running."""

    def __init__(self, tables: Tables) -> None:
        super().__init__(daemon=True)
        self.tracker = tables.store.session.sparkContext.statusTracker()  # type: ignore[attr-defined]
        self.killed: int | None = None
        self.begun = set(self.tracker.getJobIdsForGroup())
        self.start()

    def run(self) -> None:
        """Wait until a stage runs that is not one of the first, then kill."""
        seen: set[int] = set()
        while len(seen) < 8:
            seen.update(self.tracker.getActiveStageIds())
            time.sleep(0.02)
        self.killed = executors()[0]
        os.kill(self.killed, signal.SIGKILL)

    def join(self, timeout: float | None = None) -> Any:
        """Return the process id of the executor that was ended."""
        super().join(timeout)
        return self.killed


def executors() -> list[int]:
    """Return the process ids of the executors that descend from this process."""
    parents, named = {}, []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            if b"CoarseGrainedExecutorBackend" in (entry / "cmdline").read_bytes():
                named.append(int(entry.name))
        except OSError:
            continue
    return sorted(pid for pid in named if os.getpid() in _ancestors(pid, parents))


def _ancestors(pid: int, parents: dict[int, int]) -> Iterator[int]:
    while pid in parents:
        pid = parents[pid]
        yield pid


# --- what it costs --------------------------------------------------------------------------------


def measure(folder: str, engine: str, rounds: int = 5) -> None:
    """Derive the stints of a large saga, ask some questions of it, and print how long each took."""
    memory = Memory()
    start = time.perf_counter()
    with open_folder(folder, engine) as tables:
        print(
            f"stints: {next(tables.rows(tables.stints.aggregate(n=tables.stints.count())))['n']:,} in {time.perf_counter() - start:.1f} s"
        )
        print(f"most memory so far: {memory.most / 2**30:.2f} GiB")
        ever = View(days=(tables.as_of, tables.as_of), windowed=False, since=0, until=10_000_000)
        tenures = tables.stints.filter(tables.stints.relation == MEMBER)
        sizes = tenures.group_by("house").agg(n=tenures.count())
        largest = [row["house"] for row in tables.rows(sizes.order_by(sizes.n.desc(), "house").limit(rounds))]
        days = [dt.date.fromordinal(tables.as_of - 400 * (k + 1)) for k in range(rounds)]
        asked: dict[str, list[Question]] = {
            "timeline": [
                Question("timeline", ever, (o,), {"since": d - dt.timedelta(30), "until": d}) for o, d in zip(largest, days, strict=True)
            ],
            "who_left": [
                Question("who_left", ever, (o,), {"since": d - dt.timedelta(90), "until": d}) for o, d in zip(largest, days, strict=True)
            ],
            "roster": [
                Question("roster", View((d.toordinal(),) * 2, False, 0, d.toordinal()), (o,)) for o, d in zip(largest, days, strict=True)
            ],
            "diff": [Question("diff", ever, (d - dt.timedelta(7), d)) for d in days],
            "retention": [Question("retention", ever, (o,)) for o in largest],
            "flows": [Question("flows", ever, (), {"since": d - dt.timedelta(30), "until": d}) for d in days[:2]],
            "head counts of all": [Question("head_counts", ever, (), {"days": [dt.date(2025, m, 1) for m in range(1, 13)]})],
        }
        for name, questions in asked.items():
            spent, rows = [], 0
            for question in questions:
                start = time.perf_counter()
                rows += sum(1 for _ in tables.rows(question.expression(tables)))
                spent.append(time.perf_counter() - start)
            print(f"{name:20} {rows:9,} rows, s: {' '.join(f'{s:.2f}' for s in spent)}", flush=True)
        print(f"most memory: {memory.most / 2**30:.2f} GiB")


class Memory(threading.Thread):
    """Watches how much memory this process and those that it started hold together (proportional set size)."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most = 0
        self.start()

    def run(self) -> None:
        """Look twice a second."""
        while True:
            self.most = max(self.most, sum(_held(pid) for pid in family()))
            time.sleep(0.5)


def family() -> list[int]:
    """Return the process ids of this process and all that it started."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    return [pid for pid in parents if pid == os.getpid() or os.getpid() in _ancestors(pid, parents)]


def _held(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def main() -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    asked = commands.add_parser("compare")
    asked.add_argument("engines", nargs="+")
    asked.add_argument("--data")
    asked.add_argument("--questions", type=int, default=500)
    asked.add_argument("--kill", action="store_true")
    timed = commands.add_parser("time")
    timed.add_argument("folder")
    timed.add_argument("engine")
    said = parser.parse_args()
    if said.command == "compare":
        return compare(said.data, said.engines, said.questions, said.kill)
    measure(said.folder, said.engine)
    return 0


if __name__ == "__main__":
    sys.exit(main())

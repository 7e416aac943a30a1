"""Start-up: whole processes, side by side in one run, as ratios to ``python -c pass``.

Every command of a round runs once, in turn, so that a slow moment of the machine meets all of them;
medians over the rounds are printed. Needs ``sqlite-utils`` beside aigraph for the comparison of equal rows; it, datasette,
bean-query and ftm are asked for their help, where they are installed.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import aigraph

ROUNDS = 11
TOOLS = ("sqlite-utils", "datasette", "bean-query", "ftm")
LEAVERS = """
select p.name as who, s.position, s.start, s."end", n.name as next
from stints s join entities p on p.id = s.subject left join entities n on n.id = s.destination
where s.house = 'xai' and s.relation = 'member' and s."end" is not null order by s.e_lo
"""


def main() -> None:
    """Measure and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        cold = work / "cold"
        warm = {**os.environ, "AIGRAPH_CACHE": str(work / "warm")}
        warm.pop("PYTHONDONTWRITEBYTECODE", None)
        command = [str(Path(sys.executable).with_name("aigraph")), "who-left", "xAI"]
        database = _database(work / "saga.db")
        runs = {
            "python -c pass": ([sys.executable, "-c", "pass"], warm),
            "who-left xAI, warm, table": (command, warm),
            "who-left xAI, warm, --format json": ([*command, "--format", "json"], warm),
            "who-left xAI, cold, table": (command, {**warm, "AIGRAPH_CACHE": str(cold)}),
        }
        there = {name: str(path) for name in ("aigraph", *TOOLS) if (path := Path(sys.executable).with_name(name)).exists()}
        if "sqlite-utils" in there:
            runs["sqlite-utils query --table"] = ([there["sqlite-utils"], "query", str(database), LEAVERS, "--table"], warm)
        runs |= {f"{name} --help": ([path, "--help"], warm) for name, path in there.items()}
        times = _measure(runs, cold)
    base = statistics.median(times["python -c pass"])
    print(f"Python {sys.version.split()[0]}, median of {ROUNDS}")
    for name, seconds in times.items():
        median = statistics.median(seconds)
        print(f"{name:36} {median * 1000:7.1f} ms {median / base:6.1f} x")
    if "sqlite-utils query --table" in times:
        pairs = zip(times["who-left xAI, warm, table"], times["sqlite-utils query --table"], strict=True)
        print(f"{'warm table / sqlite-utils':36} {statistics.median(a / b for a, b in pairs):18.2f} x")


def _measure(runs: dict[str, tuple[list[str], dict[str, str]]], cold: Path) -> dict[str, list[float]]:
    """Run every command once a round and return the wall seconds; the first round warms up."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    for round_ in range(ROUNDS + 1):
        for name, (command, env) in runs.items():
            shutil.rmtree(cold, ignore_errors=True)
            start = time.perf_counter()
            subprocess.run(command, env=env, check=True, capture_output=True)
            if round_:
                times[name].append(time.perf_counter() - start)
    return times


def _database(path: Path) -> Path:
    """Write the same stints into SQLite."""
    dataset = aigraph.load().dataset
    with sqlite3.connect(path) as db:
        db.execute("create table entities (id text primary key, name text)")
        db.executemany("insert into entities values (?, ?)", [(e.id, e.name.en) for e in dataset.entities.values()])
        db.execute('create table stints (subject, object, house, relation, position, start, "end", destination, e_lo integer)')
        db.executemany(
            "insert into stints values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (s.subject, s.object, s.house, s.relation, s.position, s.start and s.start.text, s.end and s.end.text, s.destination, s.e_lo)
                for s in dataset.stints
            ],
        )  # fmt: skip
        db.execute("create index by_house on stints (house, relation, e_lo)")
    return path


if __name__ == "__main__":
    main()

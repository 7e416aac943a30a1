"""The benchmark suite: runs all of them and writes what they print to ``docs/benchmarks.md``.

    python benchmarks/suite.py            some minutes
    python benchmarks/suite.py --full     some hours: larger sagas, all peers, Spark

Everything on the page is from one run on one machine. ``--work`` keeps the synthetic sagas for the next run.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from sagas import place

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "benchmarks.md"


class Part(NamedTuple):
    """A part of the page: its heading, what it is about, the runs that print it, and whether these print Markdown."""

    title: str
    about: str
    runs: tuple[tuple[str, ...], ...]
    markdown: bool = True


def parts(work: Path, *, full: bool) -> list[Part]:
    """Return the parts of the suite."""
    sizes = ("1000", "10000", "100000", "1000000") if full else ("1000", "10000", "100000")
    loads = ("1000", "10000", "100000") if full else ("1000", "10000")
    found = [
        Part(
            "Start-up",
            "Whole processes, as ratios to `python -c pass`; a command of `sqlite-utils` that prints equal rows, and other tools' help beside.",
            (("startup.py",),),
            markdown=False,
        ),
        Part(
            "Loading",
            "From the text of YAML files to records, in a fresh process that has imported what it needs.",
            (("loading.py", "--work", str(work), "--sizes", *loads),),
        ),
        Part(
            "Questions",
            "Five questions, in process, of peers that hold the same stints and events, verdicts included. Answers are compared before "
            "times are. A peer is given days as numbers; aigraph is given them as text. Who is ahead is said below each table.",
            (("queries.py", "--work", str(work), "--sizes", *sizes),),
        ),
        Part("Exports", "Every form, as a ratio to CSV.", (("export.py", *(() if full else ("--quick",))),), markdown=False),
    ]
    if full:
        s5, s6, s7 = (str(place(work, 10**n)) for n in (5, 6, 7))
        engines = (
            ("sagas.py", "--work", str(work), "100000", "1000000", "10000000"),
            ("engines.py", "compare", "duckdb", "spark"),
            ("engines.py", "compare", "--data", s5, "duckdb", "spark"),
            ("engines.py", "compare", "--data", s5, "--kill", "spark"),
            *(("engines.py", "time", folder, engine) for folder in (s6, s7) for engine in ("duckdb", "spark")),
        )
        about = (
            "The same questions of the Python index, of DuckDB and of Spark, which must be answered alike, also where one of Spark's "
            "executors is ended meanwhile; then stints derived, and questions asked, of 1,000,000 and of 10,000,000 events that are not "
            "held in memory."
        )
        found.append(Part("Engines", about, engines, markdown=False))
    return found


def machine() -> str:
    """Return what the figures were measured on."""
    cpu, memory = platform.processor() or platform.machine(), ""
    try:
        told = dict(line.split(":", 1) for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines() if ":" in line)
        cpu = {k.strip(): v.strip() for k, v in told.items()}.get("model name", cpu)
        kib = int(Path("/proc/meminfo").read_text("utf-8").splitlines()[0].split()[1])
        memory = f", {kib / 2**20:.0f} GiB of memory"
    except (OSError, ValueError, IndexError):
        pass
    return f"{cpu}, {os.cpu_count()} processors{memory}, {platform.system()} {platform.release().split('-')[0]}, Python {platform.python_version()}"


def run(part: Part) -> tuple[list[str], bool]:
    """Run a part; return its lines of Markdown, and whether all of it went well."""
    lines, well = ["", f"## {part.title}", "", part.about, ""], True
    for script, *words in part.runs:
        print(f"{script} {' '.join(words)}", file=sys.stderr, flush=True)
        done = subprocess.run([sys.executable, str(HERE / script), *words], check=False, stdout=subprocess.PIPE, text=True)
        well = well and not done.returncode
        text = done.stdout.rstrip()
        if text:
            lines += [text] if part.markdown else ["```text", text, "```"]
        if done.returncode:
            lines += ["", f"`{script}` ended with exit code {done.returncode}."]
    return lines, well


def main() -> int:
    """Run everything and write the page; the exit code is 1 if a part failed."""
    parser = argparse.ArgumentParser(description="Run all benchmarks and write docs/benchmarks.md.")
    parser.add_argument("--full", action="store_true", help="larger sagas, Spark: hours")
    parser.add_argument("--work", type=Path, help="where synthetic sagas are kept; else in a temporary folder")
    parser.add_argument("--out", type=Path, default=PAGE)
    said = parser.parse_args()
    command = "make bench-full" if said.full else "make bench"
    with tempfile.TemporaryDirectory() as temporary:
        work = said.work or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        os.environ.setdefault("AIGRAPH_CACHE", str(work / "cache"))
        lines = ["# Benchmarks", "", f"Written by `{command}` from one run, on this machine: {machine()}.", ""]
        lines += ["Ratios tell more than times: a round asks every peer in turn, and medians are taken. Whoever is ahead is named.", ""]
        lines += ["The programs are in `benchmarks/`; each says in its first lines how it measures."]
        well = True
        for part in parts(work, full=said.full):
            told, good = run(part)
            lines, well = lines + told, well and good
    said.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())

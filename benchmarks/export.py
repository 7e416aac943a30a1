"""Exports: every form on the real saga, side by side with CSV, and on synthetic sagas of 10,000 and 100,000 events.

On the real saga a round writes every form once, in one process and from a saga that is loaded; medians over
the rounds are printed, and their ratios to CSV, which are to stay below three. On a synthetic saga every
form has a process of its own, which loads the saga from its snapshot, notes the memory that it holds, and
writes once, its time counted on the processor: what the peak exceeds that memory by is what the form itself
needs. A form that streams needs little more for ten times the events. Needs Linux, for ``/proc``.

``--quick`` leaves the larger saga out; names of forms measure only those, and CSV.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import aigraph
from aigraph.formats import FORMATS
from aigraph.synth import synth

ROUNDS = 7
TARGET = 3.0
BASE = "csv"
SIZES = (10_000, 100_000)
PROC = Path("/proc/self")


def main() -> None:
    """Measure and print, or, as the process of one form, write and report."""
    arguments = _arguments()
    if arguments.one:
        print(json.dumps(_one(arguments.forms[0], arguments.one)))
        return
    forms = [f for f in FORMATS if not arguments.forms or f in (BASE, *arguments.forms)]
    absent = [f for f in forms if not all(find_spec(n) for n in FORMATS[f].needs)]
    forms = [f for f in forms if f not in absent]
    print(f"Python {sys.version.split()[0]}, {platform.system()} {platform.machine()}, {os.cpu_count()} processors, median of {ROUNDS}")
    if absent:
        print(f"left out, as their libraries are not installed: {', '.join(absent)}")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["AIGRAPH_CACHE"] = str(Path(folder, "cache"))
        _real(forms, Path(folder))
        _synthetic(forms, SIZES[:1] if arguments.quick else SIZES, Path(folder))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time and memory of exports.")
    parser.add_argument("--quick", action="store_true", help=f"leave out {SIZES[-1]:,} events")
    parser.add_argument("--one", metavar="DATA", help=argparse.SUPPRESS)
    parser.add_argument("forms", nargs="*", metavar="FORM", help="measure only these forms")
    arguments = parser.parse_args()
    if unknown := sorted({*arguments.forms} - {*FORMATS}):
        parser.error(f"no form {', '.join(unknown)}: {', '.join(FORMATS)}")
    return arguments


# --- the real saga -------------------------------------------------------------------------------


def _real(forms: list[str], work: Path) -> None:
    saga = aigraph.load()
    times: dict[str, list[float]] = {form: [] for form in forms}
    sizes: dict[str, int] = {}
    for round_ in range(ROUNDS + 1):  # the first warms up
        for form in forms:
            seconds, sizes[form] = _written(saga, form, work)
            if round_:
                times[form].append(seconds)
    base = statistics.median(times[BASE])
    print(f"\nthe real saga, {len(saga.dataset.events):,} events; to stay below {TARGET:g} x {BASE}")
    print(f"{'form':12} {'ms':>8} {'ratio':>8} {'KiB':>8}")
    for form, seconds_of_all in times.items():
        median = statistics.median(seconds_of_all)
        over = "  over" if median > TARGET * base else ""
        print(f"{form:12} {median * 1000:8.1f} {median / base:6.2f} x {sizes[form] / 1024:8,.0f}{over}")


def _written(saga: aigraph.Saga, form: str, work: Path) -> tuple[float, int]:
    """Write a form and return the wall seconds it took and the bytes that it is, its README not counted."""
    with tempfile.TemporaryDirectory(dir=work) as folder:
        out = Path(folder, f"saga{FORMATS[form].ending}")
        start = time.perf_counter()
        saga.export(form, str(out))
        seconds = time.perf_counter() - start
        return seconds, sum(p.stat().st_size for p in Path(folder).rglob("*") if p.is_file() and not p.name.endswith("README.md"))


# --- synthetic sagas -----------------------------------------------------------------------------


def _synthetic(forms: list[str], sizes: tuple[int, ...], work: Path) -> None:
    found: dict[int, dict[str, dict[str, Any]]] = {}
    for size in sizes:
        data = work / f"saga-{size}"
        synth(work, size, str(data))
        _in_a_process(BASE, data)  # makes the snapshot
        found[size] = {form: _in_a_process(form, data) for form in forms}
        print(f"\na synthetic saga, {size:,} events; a loaded saga holds {found[size][BASE]['before']:,.0f} MiB")
        print(f"{'form':12} {'CPU s':>8} {'ratio':>8} {'events/s':>9} {'MiB':>8} {'peak above, MiB':>16}{'growth':>9}")
        for form, told in found[size].items():
            ratio = told["seconds"] / found[size][BASE]["seconds"]
            above = told["peak"] - told["before"]
            grown = f"{above / _above(found[sizes[0]][form]):7.1f} x" if size != sizes[0] else ""
            print(
                f"{form:12} {told['seconds']:8.2f} {ratio:6.2f} x {size / told['seconds']:9,.0f} {told['bytes'] / 2**20:8,.1f} {above:16,.1f} {grown:>8}"
            )


def _above(told: dict[str, Any]) -> float:
    """Return what a form needed above the loaded saga, in MiB; less than one counts as one."""
    return max(1.0, float(told["peak"] - told["before"]))


def _in_a_process(form: str, data: Path) -> dict[str, Any]:
    command = [sys.executable, __file__, "--one", str(data), form]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _one(form: str, data: str) -> dict[str, float]:
    """Load, write, and return seconds, bytes, and the memory before and at the peak in MiB."""
    saga = aigraph.load(data)
    gc.collect()
    before = _memory("VmRSS")
    (PROC / "clear_refs").write_text("5", encoding="ascii")  # sets the peak back to what is held now
    start = time.process_time()
    _, size = _written(saga, form, Path(tempfile.gettempdir()))
    return {"seconds": time.process_time() - start, "bytes": size, "before": before, "peak": _memory("VmHWM")}


def _memory(what: str) -> float:
    """Return a figure of the process's memory, in MiB; see proc_pid_status(5)."""
    lines = (PROC / "status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith(f"{what}:")).split()[1]) / 1024


if __name__ == "__main__":
    main()

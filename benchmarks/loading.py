"""Cold loading of YAML: from the text of a folder to records, side by side with other loaders on the same files.

    python benchmarks/loading.py [--sizes 1000 10000 100000] [--work FOLDER] [--rounds N]

Read are the saga that comes with the package and synthetic ones. aigraph's figure is for all that a cold load does
before it keeps its snapshot: values with the line of every record, duplicate keys refused, records validated, rules
checked, events ordered and stints derived; *to values* is the first of these steps alone, *to records alone* ends
before the rules. PyYAML and ruamel are
followed by pydantic's ``TypeAdapter`` of the same record classes; since these want dates and figures as written,
the PyYAML loader reads every scalar as text, which it does faster than guessing their types. The loaders in Rust keep
no positions and read other types, so that only their step to values is compared. Every measurement has a process of
its own, imports not counted; rounds ask every loader in turn. Memory is what the process held at most above what it
held before reading, per byte of text. Needs Linux, for ``/proc``.

Loaders that are not installed are left out; all of them:

    pip install ruamel.yaml yaml-rs ryaml rustyyaml py-yaml12
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
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from pydantic import TypeAdapter
from sagas import made

from aigraph.loader import data_folder, read_folder
from aigraph.reader import _Build, _with_numbers, build
from aigraph.records import HEADER, SECTIONS, Header
from aigraph.yamltext import read_yaml

PROC = Path("/proc/self")
OURS, BARE, BASE = "aigraph", "aigraph, to records alone", "PyYAML CSafeLoader + pydantic"
Values = Callable[[bytes], Any]


class Loader(NamedTuple):
    """A way to load: to values, then on to records by pydantic, or by aigraph itself.

    ``slow`` ones are asked only of small sagas.
    """

    name: str
    package: str
    values: Callable[[], Values]
    records: bool = True
    collecting: bool = True
    positions: bool = False
    slow: bool = False


def _text_only(base: Any) -> Any:
    """Return a PyYAML loader that reads every scalar as text, and none as nothing."""
    resolvers = {k: [(t, r) for t, r in v if t.endswith(("null", "merge"))] for k, v in base.yaml_implicit_resolvers.items()}
    return type("TextOnly", (base,), {"yaml_implicit_resolvers": resolvers})


def _pyyaml(name: str) -> Callable[[], Values]:
    def values() -> Values:
        loader = _text_only(getattr(yaml, name))
        return lambda data: yaml.load(data, loader)

    return values


def _ruamel() -> Values:
    ruamel = import_module("ruamel.yaml")
    loader = ruamel.YAML(typ="safe")
    result: Values = loader.load
    return result


def _module(name: str, function: str) -> Callable[[], Values]:
    def values() -> Values:
        read = getattr(import_module(name), function)
        return lambda data: read(data.decode())

    return values


LOADERS = {
    loader.name: loader
    for loader in (
        Loader(OURS, "aigraph", lambda: lambda data: read_yaml("", data)[0], positions=True),
        Loader(BARE, "aigraph", lambda: lambda data: read_yaml("", data)[0], collecting=False, positions=True),
        Loader(BASE, "PyYAML", _pyyaml("CSafeLoader")),
        Loader(f"{BASE}, collector off", "PyYAML", _pyyaml("CSafeLoader"), collecting=False),
        Loader("PyYAML SafeLoader + pydantic", "PyYAML", _pyyaml("SafeLoader"), slow=True),
        Loader("ruamel.yaml (safe)", "ruamel.yaml", _ruamel, records=False, slow=True),
        Loader("yaml-rs", "yaml-rs", _module("yaml_rs", "loads"), records=False, collecting=False),
        Loader("ryaml", "ryaml", _module("ryaml", "loads"), records=False, collecting=False),
        Loader("rustyyaml", "rustyyaml", _module("rustyyaml", "safe_load"), records=False, collecting=False),
        Loader("py-yaml12", "py-yaml12", _module("yaml12", "parse_yaml"), records=False, collecting=False),
    )
}


def one(name: str, folder: str, *, to_records: bool) -> dict[str, float]:
    """Load, and return seconds, the number of records, and bytes held above those before."""
    loader = LOADERS[name]
    values = loader.values()
    adapters: dict[str, Any] = {section: TypeAdapter(tuple[kind, ...]) for section, kind in SECTIONS.items()}  # type: ignore[valid-type]
    adapters[HEADER] = TypeAdapter(Header)
    for adapter in adapters.values():
        adapter.rebuild()
    build({"": b"events: []"}, thorough=False)
    gc.collect()
    if not loader.collecting:
        gc.disable()
    before = _memory("VmRSS")
    (PROC / "clear_refs").write_text("5", encoding="ascii")  # sets the peak back to what is held now
    start = time.perf_counter()
    files = read_folder(folder)
    kept: list[Any] = []
    if not to_records:
        if name == OURS:
            gc.disable()  # as a load does
        kept = [values(data) for data in files.values()]
        count = sum(len(v) for root in kept if hasattr(root, "items") for k, v in root.items() if k != HEADER)
    elif name == OURS:
        dataset, problems = build(files, thorough=False)
        assert dataset is not None, problems[:3]
        kept, count = [dataset], len(dataset.entities) + len(dataset.events) + len(dataset.sources)
    elif name == BARE:
        load = _Build(files)
        records = load._validate([raw for file, data in files.items() for raw in load._parse(file, data)])
        kept, count = [load, records], sum(len(records.section(section)) for section in SECTIONS)
    else:
        for data in files.values():
            root = values(data)
            for section, content in root.items():
                if section == "events":
                    content = [_with_numbers(value) for value in content]
                kept.append(adapters[section].validate_python(content))
        count = sum(len(part) for part in kept if isinstance(part, tuple))
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "records": count, "held": _memory("VmHWM") - before}


def _memory(what: str) -> int:
    """Return a figure of the process's memory, in bytes; see proc_pid_status(5)."""
    lines = (PROC / "status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith(f"{what}:")).split()[1]) * 1024


def _in_a_process(name: str, folder: Path, *, to_records: bool) -> dict[str, float] | None:
    """Return what a process of its own measures, ``None`` if it fails."""
    command = [sys.executable, __file__, "--one", name, "--folder", str(folder), *(["--records"] if to_records else [])]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        print(f"{name}: {(done.stderr.strip().splitlines() or ['?'])[-1][:200]}", file=sys.stderr)
        return None
    told: dict[str, float] = json.loads(done.stdout)
    return told


def measured(folder: Path, rounds: int, size: int) -> dict[str, dict[str, Any]]:
    """Return, loader by loader, the medians of what its processes measured: to values, and to records where it gets there."""
    asked = [loader for loader in LOADERS.values() if _installed(loader.package) and not (loader.slow and size > SLOW_UP_TO)]
    runs: dict[str, dict[str, list[dict[str, float]]]] = {loader.name: {"values": [], "records": []} for loader in asked}
    for _ in range(rounds):
        for loader in asked:
            for step, steps in runs[loader.name].items():
                if (step == "values" and loader.name != BARE) or (step == "records" and loader.records):
                    told = _in_a_process(loader.name, folder, to_records=step == "records")
                    steps += [told] if told else []
    right = {step: runs[OURS][step][0]["records"] for step in ("values", "records")}
    return {
        name: {
            step: {key: statistics.median(run[key] for run in found) for key in ("seconds", "held")}
            for step, found in steps.items()
            if found and found[0]["records"] == right[step]
        }
        for name, steps in runs.items()
    }


SLOW_UP_TO = 1500


def _installed(package: str) -> bool:
    try:
        return bool(version(package))
    except ImportError:
        return False


# --- the report ----------------------------------------------------------------------------------


def main() -> None:
    """Measure, and print tables in Markdown."""
    parser = argparse.ArgumentParser(description="Cold loading of YAML, side by side with other loaders.")
    parser.add_argument("--sizes", type=int, nargs="*", default=[1000, 10_000, 100_000], metavar="N", help="synthetic sagas; powers of ten")
    parser.add_argument("--work", type=Path, help="where synthetic sagas are kept; else in a temporary folder")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    parser.add_argument("--records", action="store_true", help=argparse.SUPPRESS)
    said = parser.parse_args()
    if said.one:
        print(json.dumps(one(said.one, said.folder, to_records=said.records)))
        return
    with tempfile.TemporaryDirectory() as temporary:
        work = said.work or Path(temporary)
        folders = {"the saga of the package": (Path(data_folder()), 0)}
        for size in said.sizes:
            folders[f"{size:,} made-up events"] = made(work, size), size
        print("\n".join(report(folders, said.rounds)))


def report(folders: dict[str, tuple[Path, int]], rounds: int) -> list[str]:
    """Measure and return the tables as lines of Markdown."""
    packages = dict.fromkeys(loader.package for loader in LOADERS.values() if _installed(loader.package) and loader.package != OURS)
    versions = ", ".join(f"{p} {version(p)}" for p in packages)
    lines = [
        f"Python {platform.python_version()}, {versions}; {os.cpu_count()} processors ({platform.machine()}). Medians of up to {rounds}",
        "processes each; in brackets, how many times the time of aigraph that is.",
    ]
    speeds = {}
    for title, (folder, size) in folders.items():
        text = sum(map(len, read_folder(folder).values()))
        found = measured(folder, rounds if size < 100_000 else 1, size)
        lines += ["", f"### {title[0].upper()}{title[1:]}, {text / 2**20:.1f} MiB", ""]
        lines += ["| | to values, s | to records, s | memory, × the text | lines of records |", "|---|---:|---:|---:|---|"]
        ours = found[OURS]
        speeds[title] = text / 2**20 / ours["records"]["seconds"]
        for name, steps in found.items():
            cells = [_cell(steps.get(step), ours[step]["seconds"]) for step in ("values", "records")]
            most = steps.get("records") or steps.get("values")
            held = f"{most['held'] / text:.1f}" if most else "–"
            lines.append(f"| {name} | {' | '.join(cells)} | {held} | {'yes' if LOADERS[name].positions else 'no'} |")
        rivals = {name: steps["records"]["seconds"] / ours["records"]["seconds"] for name, steps in found.items() if "records" in steps}
        bare = rivals.pop(OURS) and rivals.pop(BARE)
        best = min(rivals, key=lambda name: rivals[name])
        ahead = _standing(best, rivals[best])
        faster = [f"{n}, {ours['values']['seconds'] / s['values']['seconds']:.1f} ×" for n, s in found.items()
                  if n != BARE and "values" in s and s["values"]["seconds"] < ours["values"]["seconds"]]  # fmt: skip
        lines += [
            "",
            f"To records: aigraph is {ahead}, though it also checks and derives; without these, {_standing(best, rivals[best] / bare)}.",
        ]
        lines += [f"To values, without positions, faster than aigraph: {'; '.join(faster)}."] if faster else []
    rates = "; ".join(f"{title}: {speed:.1f}" for title, speed in speeds.items())
    return [*lines, "", f"MiB of text a second, to a dataset: {rates}."]


def _standing(rival: str, ratio: float) -> str:
    return f"ahead of {rival}, {ratio:.1f} ×" if ratio >= 1 else f"**behind {rival}**, by {1 / ratio:.1f} ×"


def _cell(told: dict[str, float] | None, ours: float) -> str:
    if told is None:
        return "–"
    ratio = told["seconds"] / ours
    return f"{told['seconds']:.3f}" + ("" if ratio == 1 else f" ({ratio:.2f} ×)")


if __name__ == "__main__":
    main()

"""Commands about a folder of data: check it, bring it into canonical form, describe its shape."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from aigraph.ontology import Label
from aigraph.problems import Problem, lines_of
from aigraph.results import Column, Json, Speaker


@dataclass(frozen=True, slots=True)
class Report:
    """What a tool has to say: lines for people, a JSON value, and whether something is wrong."""

    lines: tuple[str, ...]
    value: object
    failed: bool = False

    columns: ClassVar[tuple[Column, ...]] = (Column(Label("", ""), lambda r, s: "\n".join(r.lines), keep=True),)

    def to_dict(self, speak: Speaker) -> Json:
        """Return the JSON value as an object."""
        return {"value": self.value}


def check(folder: Path, *, everything: bool = False) -> Report:
    """Find problems in the data: all at once, each with file, line and column, a rule and a hint.

    Exits 1 if there are errors or warnings. Notes (``--all``) are no fault.
    """
    from aigraph.loader import check_folder

    dataset, problems = check_folder(folder)
    shown = [p for p in problems if everything or p.severity != "info"]
    counts = {s: sum(p.severity == s for p in problems) for s in ("error", "warning", "info")}
    lines = [line for p in shown for line in lines_of(p)]
    size = f"{len(dataset.events)} events, {len(dataset.entities)} entities, {len(dataset.sources)} sources: " if dataset else ""
    notes = f", {_many(counts['info'], 'note')}{'' if everything else ' (--all shows them)'}" if counts["info"] else ""
    lines.append(f"{size}{_many(counts['error'], 'error')}, {_many(counts['warning'], 'warning')}{notes}")
    return Report(tuple(lines), [problem_json(p) for p in problems], counts["error"] + counts["warning"] > 0)


def _many(n: int, word: str) -> str:
    return f"{n} {word}{'' if n == 1 else 's'}"


def problem_json(problem: Problem) -> Json:
    """Return a problem as the JSON that ``check --format json`` prints."""
    at = problem.position
    return {
        "rule": problem.rule, "severity": problem.severity, "message": problem.message, "hint": problem.hint,
        "file": at.file, "line": at.line, "column": at.column,
        "related": [
            {"file": r.position.file, "line": r.position.line, "column": r.position.column, "message": r.message}
            for r in problem.related
        ],
    }  # fmt: skip


def fmt(folder: Path, *, only_check: bool = False) -> Report:
    """Bring the data files into canonical form: fixed order of fields, one quoting, comments kept.

    With ``--check`` nothing is written, and it exits 1 if a file would change.
    """
    from aigraph.canonical import canonical_text

    lines, value = [], []
    for path in sorted(folder.glob("*.yaml")):
        before = path.read_bytes()
        after = canonical_text(path.name, before).encode()
        changed = before != after
        value.append({"file": path.name, "changed": changed})
        if changed:
            lines.append(f"{path.name}: {_first_difference(before, after)}" if only_check else f"{path.name}: rewritten")
            if not only_check:
                write_atomically(path, after)
    lines = lines or ["all files are in canonical form"]
    return Report(tuple(lines), value, only_check and any(v["changed"] for v in value))


def _first_difference(before: bytes, after: bytes) -> str:
    old, new = before.decode("utf-8", "replace").split("\n"), after.decode().split("\n")
    line = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    return f"line {line + 1} is not in canonical form; run `aigraph fmt`"


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that readers see the old or the new content, never a part."""
    import os
    import tempfile

    handle, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
        os.chmod(part, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(part, path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise


def schema(folder: Path, what: str) -> Report:
    """Print a JSON Schema: of a data file (entities, events, sources.yaml), or of a command's JSON."""
    from aigraph.dataset import wrong_word
    from aigraph.schema import FILES, OUTPUTS, file_schema, output_schema

    known = [*(f"{name}.yaml" for name in FILES), *OUTPUTS]
    if what not in known:
        raise wrong_word("schema", what, known)
    value = output_schema(what) if what in OUTPUTS else file_schema(what.removesuffix(".yaml"))
    return Report(tuple(json.dumps(value, ensure_ascii=False, indent=2).split("\n")), value)

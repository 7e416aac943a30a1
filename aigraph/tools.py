"""Commands about a folder of data: check it, bring it into canonical form, describe its shape.

The decision hidden here is what a curator's commands report: lines for people, the same as JSON, and
whether something is wrong. They read the files afresh and write all of what they change, or nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from aigraph.problems import Problem, file_problem, lines_of
from aigraph.records import DataError
from aigraph.results import Json


@dataclass(frozen=True, slots=True)
class Report:
    """What a tool has to say: lines for people, a JSON value, and whether something is wrong.

    ``notes`` are said on standard error, whatever the format.
    """

    lines: tuple[str, ...]
    value: object
    failed: bool = False
    notes: tuple[str, ...] = ()


def check(folder: Path, *, everything: bool = False) -> Report:
    """Find problems in the data: all at once, each with file, line and column, a rule and a hint.

    Exits 1 if there are errors or warnings. Notes (``--all``) are no fault.
    """
    from aigraph.loader import NO_DATA, check_folder

    dataset, problems = check_folder(folder)
    if problems and problems[0].rule in NO_DATA:
        raise DataError(problems)
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

    With ``--check`` nothing is written, and it exits 1 if a file would change. If one of the files
    cannot be read, none is written.
    """
    from aigraph.canonical import canonical_text
    from aigraph.loader import read_folder

    files = read_folder(folder)
    canonical = {name: canonical_text(name, before).encode() for name, before in files.items()}
    changed = {name: after for name, after in canonical.items() if files[name] != after}
    if not only_check:
        for name, after in changed.items():
            write_atomically(folder / name, after)
    lines = [f"{n}: {_first_difference(files[n], after)}" if only_check else f"{n}: rewritten" for n, after in changed.items()]
    value = [{"file": name, "changed": name in changed} for name in files]
    return Report(tuple(lines) or ("all files are in canonical form",), value, only_check and bool(changed))


def _first_difference(before: bytes, after: bytes) -> str:
    old, new = before.decode("utf-8", "replace").split("\n"), after.decode().split("\n")
    line = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    return f"line {line + 1} is not in canonical form; run `aigraph fmt`"


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that readers see the old or the new content, never a part.

    Raises:
        DataError: it cannot be written; the old content is still there.
    """
    import os
    import tempfile

    part = None
    path = path.resolve()  # what a link leads to is written, not the link
    if path.exists() and not path.is_file():
        raise DataError((file_problem("unwritable", path.name, "is not a file that can be replaced", "give the name of a file"),))
    try:
        handle, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as out:
            out.write(data)
        os.chmod(part, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(part, path)
    except BaseException as error:
        if part is not None:
            Path(part).unlink(missing_ok=True)
        if isinstance(error, OSError):
            hint = "nothing of it was changed"
            raise DataError((file_problem("unwritable", path.name, f"cannot be written: {error.strerror}", hint),)) from None
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

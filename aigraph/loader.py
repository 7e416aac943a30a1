"""From a folder of YAML files to a dataset, with every problem found on the way.

The decision hidden here is YAML: nothing else in the package imports it. Files are read off libyaml's
event stream by a small builder of our own, several times faster than PyYAML's constructors, that
keeps every scalar as text (``no``, ``2023`` and dates stay what the curator wrote), refuses duplicate
keys, anchors, aliases and tags, and remembers on which line each record starts. Exact columns are
looked up only when there is a problem to show.

Problems are values, collected from all files at once. A record with a bad field is reported once and
left out of the rules that need it; a file that cannot be read silences what would follow from it.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any

from aigraph import snapshot
from aigraph.checks import Finding, Place, Records, error_findings, warning_findings
from aigraph.dataset import Dataset, Lazy, Stints, canonical_order, nearest_of
from aigraph.records import DataError, Entity, Event, Header, Position, Problem, Related, Source, Text
from aigraph.stints import Derived, derive

SECTIONS: dict[str, type] = {"entities": Entity, "events": Event, "sources": Source}
HEADER = "saga"
MAX_BYTES = 32 * 2**20
MAX_DEPTH = 12


def data_folder() -> Path:
    """Return the folder of the saga that comes with the package."""
    inside = Path(__file__).parent / "data"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "data"


def load_dataset(folder: str | os.PathLike[str] | None = None) -> Dataset:
    """Load a saga folder, from its snapshot if its files have not changed.

    Raises:
        DataError: the data have errors, or there are none; it holds all problems.
    """
    path = Path(folder) if folder is not None else data_folder()
    files, problems = _read_files(path)
    if problems:
        raise DataError(tuple(problems))
    key = snapshot.key_of(files)
    dataset = snapshot.read(key)
    if dataset is None:
        dataset, problems = _build(files, thorough=False)
        if dataset is None:
            raise DataError(tuple(problems))
        snapshot.write(key, dataset)
    return dataset


def check_folder(folder: str | os.PathLike[str] | None = None) -> tuple[Dataset | None, tuple[Problem, ...]]:
    """Read a saga folder afresh and return the dataset, ``None`` if it has errors, and all problems."""
    path = Path(folder) if folder is not None else data_folder()
    files, problems = _read_files(path)
    dataset, more = _build(files, thorough=True) if files else (None, [])
    return (None if problems else dataset), tuple(problems + more)


def _read_files(folder: Path) -> tuple[dict[str, bytes], list[Problem]]:
    """Return the bytes of the folder's YAML files by name, and what hinders reading them."""
    if not folder.is_dir():
        return {}, [_file_problem("no-folder", str(folder), "is not a folder", "give the folder that holds events.yaml")]
    files: dict[str, bytes] = {}
    problems = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            size = path.stat().st_size
            if size > MAX_BYTES:
                hint = "split it: every *.yaml file of the folder is read"
                message = f"is {size / 2**20:.0f} MiB, more than the {MAX_BYTES // 2**20} MiB that one file may have"
                problems.append(_file_problem("file-too-large", path.name, message, hint))
            else:
                files[path.name] = path.read_bytes()
        except OSError as error:
            problems.append(_file_problem("unreadable", path.name, f"cannot be read: {error.strerror}", None))
    if not files and not problems:
        problems.append(_file_problem("no-data", str(folder), "holds no *.yaml file", "give the folder that holds events.yaml"))
    return files, problems


def _file_problem(rule: str, file: str, message: str, hint: str | None, line: int = 1, column: int = 1) -> Problem:
    return Problem(rule, "error", f"{file} {message}" if line == 1 else message, Position(file, line, column), hint)


def _build(files: dict[str, bytes], *, thorough: bool) -> tuple[Dataset | None, list[Problem]]:
    """Parse, validate and derive; ``thorough`` adds the rules that never make data unusable."""
    collecting = gc.isenabled()
    gc.disable()  # a load makes many small lasting objects: collecting them doubles the time
    try:
        return _Build(files).run(thorough)
    finally:
        if collecting:
            gc.enable()


@dataclass(slots=True)
class _Raw:
    """A record as read: its section, where it starts, its plain value."""

    section: str
    file: str
    line: int
    value: Any
    end: int = 0


@dataclass(slots=True)
class _Build:
    """One load in progress."""

    files: dict[str, bytes]
    problems: list[Problem] = field(default_factory=list)
    raws: dict[tuple[str, str], _Raw] = field(default_factory=dict)
    whole: bool = True

    def run(self, thorough: bool) -> tuple[Dataset | None, list[Problem]]:
        parsed = [raw for name, data in self.files.items() for raw in self._parse(name, data)]
        records = self._validate(parsed)
        findings = error_findings(records)
        broken = {f.place.id for f in findings if f.place.section == "events"}
        events = canonical_order(e for e in records.events.values() if e.id not in broken)
        types = {i: e.type for i, e in records.entities.items()}
        as_of = records.header.as_of.hi if records.header else 0
        derived = derive(events, types, as_of) if self.whole else Derived.nothing()
        if thorough:
            findings += warning_findings(records, events, derived)
        accepted = self._accepted(records, findings, report_unused=thorough)
        self.problems += [self._problem(f) for f in findings if f not in accepted]
        self.problems.sort(key=lambda p: (p.position.file, p.position.line, p.position.column, p.rule))
        if records.header is None or any(p.severity == "error" for p in self.problems):
            return None, self.problems
        dataset = Dataset(
            records.header,
            Lazy.of(Entity, records.entities.values()),
            Lazy.of(Event, events),
            Lazy.of(Source, records.sources.values()),
            Stints.of(derived.stints),
            derived.houses,
        )
        return dataset, self.problems

    # --- text to plain values ---

    def _parse(self, name: str, data: bytes) -> list[_Raw]:
        """Read one file into raw records; a file that cannot be read is one problem."""
        try:
            root, lines = _read_yaml(name, data)
        except _BadYaml as error:
            self.problems.append(error.problem)
            self.whole = False
            return []
        if not isinstance(root, dict):
            what = "is empty" if root is None else "holds no sections"
            hint = f"a file has sections: {', '.join([HEADER, *SECTIONS])}"
            self.problems.append(_file_problem("empty-file" if root is None else "not-a-section", name, what, hint))
            self.whole = False
            return []
        raws: list[_Raw] = []
        for section, content in root.items():
            raws += self._section(name, section, content, lines)
        for raw, after in zip(raws, [*raws[1:], None], strict=True):
            raw.end = after.line if after else 10**9
        return raws

    def _section(self, file: str, section: str, content: Any, lines: dict[int, int]) -> list[_Raw]:
        here = lines.get(id(content), 1)
        if section == HEADER:
            return [_Raw(section, file, here, content)]
        if section not in SECTIONS:
            near = nearest_of(section, [HEADER, *SECTIONS])
            hint = f"did you mean {near[0]}?" if near else f"sections are {', '.join([HEADER, *SECTIONS])}"
            line, column = _find_line(self.files[file], section)
            self.problems.append(
                Problem("unknown-section", "error", f"no section is called {section!r}", Position(file, line, column), hint)
            )
            self.whole = False
            return []
        if not isinstance(content, list):
            line, column = _find_line(self.files[file], section)
            self.problems.append(
                Problem("wrong-type", "error", f"{section} is a list of records", Position(file, line, column), "start each with '- id:'")
            )
            self.whole = False
            return []
        return [_Raw(section, file, lines.get(id(item), here), item) for item in content]

    # --- plain values to records ---

    def _validate(self, raws: list[_Raw]) -> Records:
        records = Records()
        for raw in raws:
            record = self._record(raw)
            if record is None:
                continue
            if isinstance(record, Header):
                if records.header is not None:
                    self._report(raw, (), "duplicate-id", "the saga is described twice", "keep one 'saga:' section")
                records.header = records.header or record
                self.raws[HEADER, HEADER] = raw
                continue
            known = records.section(raw.section)
            if record.id in known or (raw.section, record.id) in self.raws:
                first = self._position(self.raws[raw.section, record.id], ("id",))
                self._report(
                    raw, ("id",), "duplicate-id", f"{record.id!r} is there already", "ids are unique", Related(first, "first here")
                )
                continue
            known[record.id] = record
            self.raws[raw.section, record.id] = raw
        if records.header is None and self.whole and (HEADER, HEADER) not in self.raws:
            name = next(iter(self.files))
            hint = "add 'saga: {name: {en: …}, as_of: 2026-06-30}'"
            self.problems.append(_file_problem("no-header", name, "says nowhere what the saga is and as of when", hint))
        records.whole = self.whole
        return records

    def _record(self, raw: _Raw) -> Any:
        """Return the validated record, or report why it is none and remember its id as known."""
        kind: type = Header if raw.section == HEADER else SECTIONS[raw.section]
        if not isinstance(raw.value, dict):
            self._report(raw, (), "not-a-record", "a record has fields, as in '- id: …'", None)
            self.whole = self.whole and raw.value is None
            return None
        errors = _shape_errors(kind, _typed_claims(raw.value))
        if not isinstance(errors, list):
            return errors
        for error in errors:
            self._report_shape(raw, kind, error)
        if isinstance(name := raw.value.get("id"), str):
            self.raws.setdefault((raw.section, name), raw)
        else:
            self.whole = False
        if raw.section == HEADER:
            self.raws[HEADER, HEADER] = raw
        return None

    def _report_shape(self, raw: _Raw, kind: type, error: dict[str, Any]) -> None:
        """Report what the shape validation found, in the words of this project."""
        loc, what = tuple(error["loc"]), str(error["type"])
        name = str(loc[-1]) if loc else ""
        who = f"{raw.value.get('id') or raw.section} "
        if what == "missing":
            self._report(raw, loc[:-1], "missing-field", f"{who}has no {'.'.join(map(str, loc))!r}", _field_hint(loc))
        elif what == "unexpected_keyword_argument":
            near = nearest_of(name, _field_names(kind, loc[:-1]))
            hint = f"did you mean {near[0]}?" if near else f"fields are {', '.join(_field_names(kind, loc[:-1]))}"
            self._report(raw, loc, "unknown-field", f"{who}has an unknown field {name!r}", hint)
        elif what == "value_error":
            self._report(raw, loc, "bad-date", str(error["ctx"]["error"]), "dates are EDTF text")
        else:
            value = "nothing" if error["input"] is None else repr(error["input"])
            self._report(raw, loc, "wrong-type", f"{who}{'.'.join(map(str, loc))}: {_expectation(error)}, not {value[:60]}", None)

    # --- findings to problems ---

    def _accepted(self, records: Records, findings: list[Finding], *, report_unused: bool) -> list[Finding]:
        """Return the findings that their records accept; an acceptance without a finding is one itself."""
        accepted = [f for f in findings if any(a.rule == f.rule for a in records.accepts(f.place))]
        if report_unused:
            used = {(f.place.section, f.place.id, f.rule) for f in accepted}
            for section in SECTIONS:
                for record in records.section(section).values():
                    for i, a in enumerate(record.accept):
                        if (section, record.id, a.rule) not in used:
                            findings.append(
                                Finding("unused-acceptance", "warning", Place(section, record.id, ("accept", i)),
                                        f"{record.id} accepts {a.rule!r}, which is not found here", "remove the acceptance")
                            )  # fmt: skip
        return accepted

    def _problem(self, finding: Finding) -> Problem:
        related = tuple(Related(self._place(place), message) for place, message in finding.related)
        return Problem(finding.rule, finding.severity, finding.message, self._place(finding.place), finding.hint, related)

    def _place(self, place: Place) -> Position:
        raw = self.raws.get((place.section, place.id))
        return self._position(raw, place.path) if raw else Position(next(iter(self.files), "data"))

    def _report(self, raw: _Raw, path: Sequence[Any], rule: str, message: str, hint: str | None, *related: Related) -> None:
        self.problems.append(Problem(rule, "error", message, self._position(raw, path), hint, related))

    def _position(self, raw: _Raw, path: Sequence[Any]) -> Position:
        return _locate(raw, self.files[raw.file], path)


def _shape_errors(kind: type, value: dict[str, Any]) -> Any:
    """Return the validated record, or the list of what is wrong with its shape."""
    import pydantic

    try:
        return _validator(kind)(value)
    except pydantic.ValidationError as error:
        return _most_specific(error.errors(include_url=False))


_VALIDATORS: dict[type, Any] = {}


def _validator(kind: type) -> Any:
    import pydantic

    if kind not in _VALIDATORS:
        _VALIDATORS[kind] = pydantic.TypeAdapter(kind).validator.validate_python
    return _VALIDATORS[kind]


def _most_specific(errors: list[Any]) -> list[Any]:
    """Keep one error per place: a union reports every alternative that did not fit."""
    kept: dict[tuple[Any, ...], Any] = {}
    for error in errors:
        loc = tuple(part for part in error["loc"] if part not in ("int", "float", "str", "Text", "tuple[str, ...]"))
        kept.setdefault(loc, {**error, "loc": loc})
    return list(kept.values())


def _expectation(error: dict[str, Any]) -> str:
    what = str(error["type"])
    known = {"string": "a text", "tuple": "a list", "dict": "fields", "dataclass": "fields", "int": "a number", "float": "a number"}
    for start, words in known.items():
        if what.startswith(start):
            return f"{words} is expected"
    return str(error["msg"]).replace("Input should be", "expected").lower()


def _typed_claims(value: dict[str, Any]) -> dict[str, Any]:
    """Read the numbers among the claims, which the field that they are about decides."""
    citations = value.get("sources")
    if isinstance(citations, list):
        for citation in citations:
            claims = citation.get("claims") if isinstance(citation, dict) else None
            if isinstance(claims, dict):
                citation["claims"] = {k: _number(v) if k.startswith(("amounts.", "metrics.")) else v for k, v in claims.items()}
    return value


def _number(text: Any) -> Any:
    try:
        return int(text)
    except (TypeError, ValueError):
        try:
            return float(text)
        except (TypeError, ValueError):
            return text


def _field_names(kind: type, path: Sequence[Any]) -> list[str]:
    """Return the names of the fields of the record class at a path."""
    from aigraph.records import nested_class

    for part in path:
        if isinstance(part, str) and is_dataclass(kind):
            kind = nested_class(kind, part) or kind
    return [f.name for f in fields(kind)] if is_dataclass(kind) else []


def _field_hint(loc: Sequence[Any]) -> str | None:
    return "every title, summary and name has an English text" if loc and loc[-1] == "en" else None


# --- YAML ----------------------------------------------------------------------------------------


class _BadYaml(Exception):
    """A file cannot be read as YAML."""

    def __init__(self, file: str, rule: str, message: str, line: int, column: int, hint: str | None = None) -> None:
        super().__init__(message)
        self.problem = Problem(rule, "error", message, Position(file, line, column), hint)


def _read_yaml(file: str, data: bytes) -> tuple[Any, dict[int, int]]:
    """Build plain values from a YAML file; also the line of each collection in a top-level list.

    Raises:
        _BadYaml: at the first thing that cannot be read or is refused.
    """
    import yaml

    text = _decode(file, data)
    try:
        return _build_values(file, yaml.CLoader(text) if hasattr(yaml, "CLoader") else yaml.Loader(text))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise _BadYaml(file, "yaml-syntax", *_syntax_words(text, error, line, column)) from None
    except yaml.reader.ReaderError as error:
        line, column = _line_column(text, error.position)
        code = error.character if isinstance(error.character, int) else ord(str(error.character)[:1] or "?")
        raise _BadYaml(file, "yaml-syntax", f"a character (code {code:#x}) that YAML does not allow", line, column) from None


def _syntax_words(text: str, error: Any, line: int, column: int) -> tuple[str, int, int, str | None]:
    """Say in plain words what the parser did not like, and what to do."""
    problem = str(error.problem or error)
    row = text.splitlines()[line - 1] if line <= text.count("\n") + 1 and text else ""
    if "\t" in row[:column]:
        return "a tab is used for indentation", line, row.index("\t") + 1, "indent with spaces"
    if "mapping values are not allowed" in problem:
        return "a ': ' inside a value, or wrong indentation", line, column, "quote the value, or indent like the lines around"
    return problem, line, column, "check quotes, brackets and indentation here and on the line before"


def _decode(file: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, column = before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1
        raise _BadYaml(file, "encoding", f"byte {data[error.start]:#04x} is not UTF-8", line, column, "save the file as UTF-8") from None


def _build_values(file: str, loader: Any) -> tuple[Any, dict[int, int]]:  # noqa: C901 (one loop: a call for each event would double its cost)
    """Build plain values from the parser's events, with a stack and no recursion."""
    from yaml.events import (
        AliasEvent,
        DocumentEndEvent,
        DocumentStartEvent,
        MappingEndEvent,
        MappingStartEvent,
        ScalarEvent,
        SequenceEndEvent,
        SequenceStartEvent,
    )

    lines: dict[int, int] = {}
    stack: list[tuple[Any, Any]] = []
    current: Any = None
    key: Any = None
    root: Any = None
    documents = 0
    next_event = loader.get_event
    try:
        while (event := next_event()) is not None:
            kind = type(event)
            if kind is ScalarEvent:
                value: Any = event.value
                if event.anchor or event.tag:
                    raise _refused(file, event)
                if type(current) is dict and key is None:
                    if value in current:
                        mark = event.start_mark
                        raise _BadYaml(
                            file, "duplicate-key", f"the key {value!r} is there already", mark.line + 1, mark.column + 1, "keep one of them"
                        )
                    key = value
                    continue
                if value == "" and event.implicit[0]:
                    value = None
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                value = {} if kind is MappingStartEvent else []
                if event.anchor or event.tag or (type(current) is dict and key is None):
                    raise _refused(file, event)
                if len(stack) <= 3:
                    lines[id(value)] = event.start_mark.line + 1
                    if len(stack) > MAX_DEPTH:
                        raise _refused(file, event)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                current, key = stack.pop()
                continue
            elif kind is AliasEvent:
                raise _refused(file, event)
            elif kind is DocumentStartEvent:
                documents += 1
                if documents > 1:
                    raise _refused(file, event)
                continue
            else:
                if kind is DocumentEndEvent and root is not None and stack:
                    stack.clear()
                continue
            if type(current) is dict:
                current[key] = value
                key = None
            elif current is not None:
                current.append(value)
            else:
                root = value
            if value is not None and type(value) is not str:
                stack.append((current, key))
                if len(stack) > MAX_DEPTH:
                    raise _refused(file, event)
                current, key = value, None
    finally:
        loader.dispose()
    return root, lines


def _refused(file: str, event: Any) -> _BadYaml:
    """Return the problem for a piece of YAML that these data do not use."""
    mark = event.start_mark
    name = type(event).__name__
    if name == "AliasEvent" or getattr(event, "anchor", None):
        what, hint = "anchors and aliases are not read", "write the value out"
    elif name == "DocumentStartEvent":
        what, hint = "a file is one document", "remove the '---' in its middle"
    elif getattr(event, "tag", None):
        what, hint = f"the tag {event.tag!r} is not read", "every value is read as text"
    elif name.endswith("StartEvent"):
        what, hint = "nested too deeply, or a key that is no text", "check brackets and indentation"
    else:
        what, hint = "not read", None
    return _BadYaml(file, "yaml-refused", what, mark.line + 1, mark.column + 1, hint)


# --- positions -----------------------------------------------------------------------------------


def _line_column(text: str, index: int) -> tuple[int, int]:
    return text.count("\n", 0, index) + 1, index - (text.rfind("\n", 0, index) + 1) + 1


def _find_line(data: bytes, key: str) -> tuple[int, int]:
    """Return the line of a top-level key."""
    for number, row in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
        if row.lstrip("﻿'\"").startswith(key):
            return number, 1
    return 1, 1


def _locate(raw: _Raw, data: bytes, path: Sequence[Any]) -> Position:
    """Return where a field of a record stands, by reading just that record once more with marks."""
    import yaml

    rows = data.decode("utf-8-sig", "replace").split("\n")
    piece = "\n".join(rows[raw.line - 1 : raw.end - 1])
    try:
        node = yaml.compose(piece, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError:
        node = None
    if isinstance(node, yaml.SequenceNode) and node.value:
        node = node.value[0]
    elif isinstance(node, yaml.MappingNode) and raw.section == HEADER and len(node.value) == 1 and node.value[0][0].value == HEADER:
        node = node.value[0][1]
    if node is None:
        return Position(raw.file, raw.line)
    mark = _walk(node, path)
    return Position(raw.file, raw.line + mark.line, mark.column + 1)


def _walk(node: Any, path: Iterable[Any]) -> Any:
    """Follow a path of keys and indexes as far as it goes and return the mark there."""
    import yaml

    mark = node.start_mark
    for part in path:
        if isinstance(node, yaml.MappingNode):
            found = next(((k, v) for k, v in node.value if k.value == str(part)), None)
            if found is None:
                break
            mark, node = found[0].start_mark, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            mark = node.start_mark
        else:
            break
    return mark


def iter_problem_lines(problems: Iterable[Problem]) -> Iterator[str]:
    """Yield problems as ``file:line:column: severity: message (hint) [rule]``."""
    for problem in problems:
        yield str(problem)
        for related in problem.related:
            yield f"  {related.position}: {related.message}"


__all__ = ["Text", "check_folder", "data_folder", "iter_problem_lines", "load_dataset"]

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
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from itertools import pairwise, takewhile
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
        raise DataError(tuple(problems + _build(files, thorough=False, whole=False)[1]))
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
    dataset, more = _build(files, thorough=True, whole=not problems)
    return (None if problems else dataset), tuple(problems + more)


def _read_files(folder: Path) -> tuple[dict[str, bytes], list[Problem]]:
    """Return the bytes of the folder's YAML files by name, and what hinders reading them."""
    if not folder.is_dir():
        return {}, [_file_problem("no-folder", str(folder), "is not a folder", "give the folder that holds events.yaml")]
    files: dict[str, bytes] = {}
    problems = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            found = path.stat()
            size = found.st_size
            if not stat.S_ISREG(found.st_mode):
                problems.append(_file_problem("unreadable", path.name, "cannot be read: it is not a file", None))
            elif size > MAX_BYTES:
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


def _build(files: dict[str, bytes], *, thorough: bool, whole: bool = True) -> tuple[Dataset | None, list[Problem]]:
    """Parse, validate and derive; ``thorough`` adds the rules that never make data unusable.

    ``whole`` is false where these are not all the files.
    """
    collecting = gc.isenabled()
    gc.disable()  # a load makes many small lasting objects: collecting them doubles the time
    try:
        return _Build(files, whole=whole).run(thorough)
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
    end: int = 10**9


@dataclass(slots=True)
class _Build:
    """One load in progress."""

    files: dict[str, bytes]
    problems: list[Problem] = field(default_factory=list)
    raws: dict[tuple[str, str], _Raw] = field(default_factory=dict)
    rows: dict[str, list[str]] = field(default_factory=dict)
    whole: bool = True

    def run(self, thorough: bool) -> tuple[Dataset | None, list[Problem]]:
        parsed = [raw for name, data in self.files.items() for raw in self._parse(name, data)]
        records = self._validate(parsed)
        errors = error_findings(records)
        sound = not errors and not self.problems and self.whole and records.header is not None
        events: list[Event] = canonical_order(records.events.values()) if sound else []
        derived = self._derive(records, events) if sound else None
        findings = warning_findings(records, derived) if thorough else []
        accepted = self._accepted(records, findings, report_unused=thorough and sound)
        self.problems += [self._problem(f) for f in [*errors, *findings] if f not in accepted]
        self.problems.sort(key=lambda p: (p.position.file, p.position.line, p.position.column, p.rule))
        if records.header is None or derived is None or any(p.severity == "error" for p in self.problems):
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

    @staticmethod
    def _derive(records: Records, events: list[Event]) -> Derived:
        types = {i: e.type for i, e in records.entities.items()}
        return derive(events, types, records.header.as_of.hi if records.header else 0)

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
        for raw, after in pairwise(raws):
            raw.end = after.line
        return raws

    def _section(self, file: str, section: str, content: Any, lines: dict[Any, int]) -> list[_Raw]:
        here = lines.get(id(content), 1)
        if section == HEADER:
            return [_Raw(section, file, here, content)]
        if section not in SECTIONS:
            near = nearest_of(section, [HEADER, *SECTIONS])
            hint = f"did you mean {near[0]}?" if near else f"sections are {', '.join([HEADER, *SECTIONS])}"
            line, column = _find_line(self._rows(file), section)
            self.problems.append(
                Problem("unknown-section", "error", f"no section is called {section!r}", Position(file, line, column), hint)
            )
            self.whole = False
            return []
        if not isinstance(content, list):
            line, column = _find_line(self._rows(file), section)
            self.problems.append(
                Problem("wrong-type", "error", f"{section} is a list of records", Position(file, line, column), "start each with '- id:'")
            )
            self.whole = False
            return []
        at = [lines.get(id(item)) or lines.get((id(content), i), here) for i, item in enumerate(content)]
        return [_Raw(section, file, line, item) for line, item in zip(at, content, strict=True)]

    # --- plain values to records ---

    def _validate(self, raws: list[_Raw]) -> Records:
        records = Records()
        for raw in raws:
            record = self._record(raw)
            if record is None:
                if isinstance(raw.value, dict) and isinstance(name := raw.value.get("id"), str):
                    records.leave_out(raw.section, name)
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
                records.leave_out(raw.section, record.id)
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
        message = " ".join(finding.message.split())
        return Problem(finding.rule, finding.severity, message, self._place(finding.place), finding.hint, related)

    def _place(self, place: Place) -> Position:
        raw = self.raws.get((place.section, place.id))
        return self._position(raw, place.path) if raw else Position(next(iter(self.files), "data"))

    def _report(self, raw: _Raw, path: Sequence[Any], rule: str, message: str, hint: str | None, *related: Related) -> None:
        self.problems.append(Problem(rule, "error", " ".join(message.split()), self._position(raw, path), hint, related))

    def _position(self, raw: _Raw, path: Sequence[Any]) -> Position:
        return _locate(raw, self._rows(raw.file), path)

    def _rows(self, file: str) -> list[str]:
        """Return the lines of a file that could be read."""
        if file not in self.rows:
            self.rows[file] = _decode(file, self.files[file]).split("\n")
        return self.rows[file]


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
    """Keep one error per place, the innermost: a union reports every alternative that did not fit."""
    kept: dict[tuple[Any, ...], Any] = {}
    for error in errors:
        loc = tuple(part for part in error["loc"] if part not in ("int", "float", "str", "Text", "tuple[str, ...]"))
        kept.setdefault(loc, {**error, "loc": loc})
    outer = {loc[:n] for loc in kept for n in range(len(loc))}
    return [error for loc, error in kept.items() if loc not in outer]


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

    def __init__(self, file: str, rule: str, message: str, line: int, column: int, hint: str | None = None, *related: Related) -> None:
        super().__init__(message)
        self.problem = Problem(rule, "error", message, Position(file, line, column), hint, related)


def _read_yaml(file: str, data: bytes) -> tuple[Any, dict[Any, int]]:
    """Build plain values from a YAML file; also the line of each item in a top-level list.

    Raises:
        _BadYaml: at the first thing that cannot be read or is refused.
    """
    import yaml

    text = _decode(file, data)
    try:
        return _build_values(file, yaml.CLoader(text) if hasattr(yaml, "CLoader") else yaml.Loader(text))
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(file, text, error) from None
    except yaml.reader.ReaderError:
        found = yaml.reader.Reader.NON_PRINTABLE.search(text)
        raise _bad_character(file, text, found.start() if found else 0) from None


def _syntax_error(file: str, text: str, error: Any) -> _BadYaml:
    """Say in plain words what the parser did not like, where it began, and what to do."""
    mark, problem = error.problem_mark or error.context_mark, str(error.problem or error)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    row = [*text.split("\n"), ""][line - 1]
    if "\t" in row[:column]:
        return _BadYaml(file, "yaml-syntax", "a tab is used for indentation", line, row.index("\t") + 1, "indent with spaces")
    opened = _opened_before(text, error, line)
    if opened:
        what, at = opened
        related = Related(Position(file, line, column), "here it goes wrong")
        return _BadYaml(
            file, "yaml-syntax", f"{what} that opens here is not closed on its line", at.line + 1, at.column + 1, "close it", related
        )
    if "mapping values are not allowed" in problem:
        what, hint = "a ': ' inside a value, or wrong indentation", "quote the value, or indent like the lines around"
        return _BadYaml(file, "yaml-syntax", what, line, column, hint)
    return _BadYaml(file, "yaml-syntax", problem, line, column, "check quotes, brackets and indentation here and on the line before")


def _opened_before(text: str, error: Any, line: int) -> tuple[str, Any] | None:
    """Return the quote or bracket on an earlier line that a syntax error comes from, with its mark."""
    import yaml

    context, mark = str(error.context or ""), error.context_mark
    if mark and mark.line + 1 < line and "quoted scalar" in context:
        return "a quote", mark
    quote: Any = None
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            start, end = event.start_mark, event.end_mark
            if isinstance(event, yaml.ScalarEvent) and event.style in ("'", '"') and start and end and start.line < end.line:
                quote = event
    except yaml.YAMLError:
        pass
    if quote and quote.end_mark.line + 1 == line:
        return "a quote", quote.start_mark
    return ("a bracket", mark) if mark and mark.line + 1 < line and "flow" in context else None


def _decode(file: str, data: bytes) -> str:
    """Return the text of a file with newlines as its only line breaks, so that lines count as in editors."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = _newlines(error.object[: error.start].decode("utf-8"))
        line, column = _line_column(before, len(before))
        byte = error.object[error.start]
        raise _BadYaml(file, "encoding", f"byte {byte:#04x} is not UTF-8", line, column, "save the file as UTF-8") from None
    text = _newlines(text)
    for character in "\x85\u2028\u2029":  # YAML breaks lines there, editors do not
        if character in text:
            raise _bad_character(file, text, text.index(character))
    return text


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _bad_character(file: str, text: str, index: int) -> _BadYaml:
    message = f"a character (code {ord(text[index]):#x}) that is not allowed"
    return _BadYaml(file, "yaml-syntax", message, *_line_column(text, index), "delete it: it is invisible")


def _build_values(file: str, loader: Any) -> tuple[Any, dict[Any, int]]:  # noqa: C901 (one loop: a call for each event would double its cost)
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

    lines: dict[Any, int] = {}
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
            elif len(stack) == 2 and type(current) is list:
                lines[id(current), len(current) - 1] = event.start_mark.line + 1
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


def plain_values(name: str, data: bytes) -> dict[str, Any]:
    """Return the sections of a YAML file as plain values, every scalar as text.

    Raises:
        DataError: the file cannot be read, or has no sections.
    """
    try:
        root, _ = _read_yaml(name, data)
    except _BadYaml as error:
        raise DataError((error.problem,)) from None
    if not isinstance(root, dict):
        raise DataError((_file_problem("empty-file", name, "holds no sections", None),))
    return root


# --- positions -----------------------------------------------------------------------------------


def _line_column(text: str, index: int) -> tuple[int, int]:
    return text.count("\n", 0, index) + 1, index - (text.rfind("\n", 0, index) + 1) + 1


def _find_line(rows: list[str], key: str) -> tuple[int, int]:
    """Return the line of a top-level key."""
    wanted = re.compile(rf"['\"]?{re.escape(key)}['\"]?\s*:")
    return next((number for number, row in enumerate(rows, 1) if wanted.match(row)), 1), 1


def _locate(raw: _Raw, rows: list[str], path: Sequence[Any]) -> Position:
    """Return where a field of a record stands, by reading just that record once more with marks."""
    import yaml

    piece = "\n".join(_own_rows(rows[raw.line - 1 : raw.end - 1]))
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


def _own_rows(rows: list[str]) -> Iterable[str]:
    """Return the lines of a record without those of a section that begins after it."""
    return [*rows[:1], *takewhile(lambda row: not row or row[0] in " #-]}", rows[1:])]


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

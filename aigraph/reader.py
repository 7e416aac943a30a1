"""From the text of data files to a dataset, with every problem found on the way.

The decision hidden here is how one load proceeds. Problems are values, collected from all files at
once. A record with a bad field is reported once and left out of the rules that need it; a file that
cannot be read silences what would follow from it; rules that need every record wait until there is no
error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from itertools import pairwise
from typing import Any

from aigraph.checks import Finding, Place, Records, error_findings, warning_findings
from aigraph.claims import is_figure
from aigraph.dataset import Dataset, Lazy, Stints, canonical_order, nearest_of, uncollected
from aigraph.problems import Position, Problem, Related, file_problem
from aigraph.records import HEADER, SECTIONS, DataError, Event, Header, nested_class
from aigraph.shape import ValidationError, validate
from aigraph.stints import Derived, derive
from aigraph.yamltext import BadYaml, decode, find_line, locate, read_yaml


def build(files: dict[str, bytes], *, thorough: bool, whole: bool = True) -> tuple[Dataset | None, list[Problem]]:
    """Parse, validate and derive; ``thorough`` adds the rules that never make data unusable.

    ``whole`` is false where these are not all the files.
    """
    with uncollected():
        return _Build(files, whole=whole).run(thorough)


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
    known: dict[str, str] = field(default_factory=dict)
    whole: bool = True

    def run(self, thorough: bool) -> tuple[Dataset | None, list[Problem]]:
        records = self._validate(raw for name, data in self.files.items() for raw in self._parse(name, data))
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
            Lazy.of(records.entities.values()),
            Lazy.of(events),
            Lazy.of(records.sources.values()),
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
            root, lines = read_yaml(name, data, self.known)
        except BadYaml as error:
            self.problems.append(error.problem)
            self.whole = False
            return []
        if not isinstance(root, dict):
            what = "is empty" if root is None else "holds no sections"
            hint = f"a file has sections: {', '.join([HEADER, *SECTIONS])}"
            self.problems.append(file_problem("empty-file" if root is None else "not-a-section", name, what, hint))
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
            line, column = find_line(self._rows(file), section)
            self.problems.append(
                Problem("unknown-section", "error", f"no section is called {section!r}", Position(file, line, column), hint)
            )
            self.whole = False
            return []
        if not isinstance(content, list):
            line, column = find_line(self._rows(file), section)
            self.problems.append(
                Problem("wrong-type", "error", f"{section} is a list of records", Position(file, line, column), "start each with '- id:'")
            )
            self.whole = False
            return []
        at = [lines.get(id(item)) or lines.get((id(content), i), here) for i, item in enumerate(content)]
        return [_Raw(section, file, line, item) for line, item in zip(at, content, strict=True)]

    # --- plain values to records ---

    def _validate(self, raws: Iterable[_Raw]) -> Records:
        """Return the records of raw ones, whose values are let go as soon as they are sound: both would fill the memory twice."""
        records = Records()
        for raw in raws:
            record = self._record(raw)
            if record is None:
                if isinstance(raw.value, dict) and isinstance(name := raw.value.get("id"), str):
                    records.leave_out(raw.section, name)
                continue
            raw.value = None
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
            self.problems.append(file_problem("no-header", name, "says nowhere what the saga is and as of when", hint))
        records.whole = self.whole
        return records

    def _record(self, raw: _Raw) -> Any:
        """Return the validated record, or report why it is none and remember its id as known."""
        kind: type = Header if raw.section == HEADER else SECTIONS[raw.section]
        if not isinstance(raw.value, dict):
            self._report(raw, (), "not-a-record", "a record has fields, as in '- id: …'", None)
            self.whole = self.whole and raw.value is None
            return None
        errors = _shape_errors(kind, _with_numbers(raw.value))
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
        return locate(raw.file, self._rows(raw.file), raw.line, raw.end, path, HEADER if raw.section == HEADER else None)

    def _rows(self, file: str) -> list[str]:
        """Return the lines of a file that could be read."""
        if file not in self.rows:
            self.rows[file] = decode(file, self.files[file]).split("\n")
        return self.rows[file]


def _shape_errors(kind: type, value: dict[str, Any]) -> Any:
    """Return the validated record, or the list of what is wrong with its shape."""
    try:
        return validate(kind, value)
    except ValidationError as error:
        return _most_specific(error.errors(include_url=False))


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


def _with_numbers(value: dict[str, Any]) -> dict[str, Any]:
    """Read as numbers what may be one or a text: figures, and the claims about figures and sums."""
    metrics = value.get("metrics")
    for metric in metrics if isinstance(metrics, list) else ():
        if isinstance(metric, dict) and "value" in metric:
            metric["value"] = _number(metric["value"])
    citations = value.get("sources")
    if isinstance(citations, list):
        for citation in citations:
            claims = citation.get("claims") if isinstance(citation, dict) else None
            if isinstance(claims, dict):
                citation["claims"] = {k: _number(v) if is_figure(k) else v for k, v in claims.items()}
    return value


_NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?")


def _number(text: Any) -> Any:
    """Return the number that a text is, or the text."""
    match = _NUMBER.fullmatch(text) if isinstance(text, str) else None
    return text if match is None else float(text) if match[1] or match[2] else int(text)


def _field_names(kind: type, path: Sequence[Any]) -> list[str]:
    """Return the names of the fields of the record class at a path."""
    for part in path:
        if isinstance(part, str) and is_dataclass(kind):
            kind = nested_class(kind, part) or kind
    return [f.name for f in fields(kind)] if is_dataclass(kind) else []


def _field_hint(loc: Sequence[Any]) -> str | None:
    return "every title, summary and name has an English text" if loc and loc[-1] == "en" else None


def plain_values(name: str, data: bytes) -> dict[str, Any]:
    """Return the sections of a YAML file as plain values, every scalar as text.

    Raises:
        DataError: the file cannot be read, or has no sections.
    """
    try:
        root, _ = read_yaml(name, data)
    except BadYaml as error:
        raise DataError((error.problem,)) from None
    if not isinstance(root, dict):
        raise DataError((file_problem("empty-file", name, "holds no sections", None),))
    return root

"""The canonical form of data files, to the byte: one order of records and fields, one quoting.

The decision hidden here is what the files look like. Texts stand in English and Japanese on lines of
their own, everything else of a field on one line; a value is quoted only where YAML would read it as
something else. Comments stay with the field or record that they stand before or beside. What would not
read back as the same values is left alone.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import MISSING, Field, fields
from functools import cache
from typing import Any

from aigraph.claims import is_plain
from aigraph.dates import FuzzyDate, parse_date
from aigraph.ontology import ENTITY_TYPES
from aigraph.problems import file_problem
from aigraph.reader import plain_values
from aigraph.records import HEADER, SECTIONS, DataError, Header, Text, nested_class
from aigraph.yamltext import Comment, Notes, Path, notes_of

SECTION_ORDER = (HEADER, *SECTIONS)
_BLOCK_TEXTS = ("title", "summary")
_PLAIN = re.compile(r"[A-Za-z0-9_./$(+][A-Za-z0-9 _./$()+%;'’–—~?-]*")
_MISREAD = re.compile(
    r"(?i)(null|true|false|yes|no|on|off|[-+.]?[0-9][0-9_,.:+e-]*|0x[0-9a-f]+|\.inf|\.nan|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?)"
)

_INVISIBLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")
"""Characters that YAML takes for a line break, or does not take at all."""


def canonical_text(name: str, data: bytes) -> str:
    """Return a data file in canonical form.

    A field without a value, which means the same as none, is left out.

    Raises:
        DataError: the file cannot be read, or has not the shape of sections of records.
    """
    root = plain_values(name, data)
    _require_shape(name, root)
    notes = notes_of(data.decode("utf-8-sig"))
    lines: list[str] = []
    for section in sorted(root, key=lambda s: SECTION_ORDER.index(s) if s in SECTION_ORDER else len(SECTION_ORDER)):
        if lines:
            lines.append("")
        lines += _section(section, root[section], notes)
    text = "\n".join([*lines, *(c.text for c in notes.last)]) + "\n"
    if _sorted(plain_values(name, text.encode())) != _sorted(root):
        raise _left_alone(name, "would not read back as the same values", "please report this file")
    lost = Counter(_comments(notes)) - Counter(_comments(notes_of(text)))
    if lost:
        hint = "put it on a line of its own before the field of the record, or beside it"
        raise _left_alone(name, f"the comment {next(iter(lost))!r} stands inside a field and would be lost", hint)
    return text


def _comments(notes: Notes) -> list[str]:
    """Return the words of all comments."""
    return [c.text for found in (*notes.at.values(), notes.last) for c in found]


def with_records(name: str, data: bytes, section: str, records: Sequence[dict[str, Any]]) -> str:
    """Return a data file in canonical form with more records, plain values all of them; the section is added where it is missing.

    Raises:
        DataError: as ``canonical_text``.
    """
    lines = data.decode("utf-8-sig").rstrip("\n").split("\n")
    at = next((i for i, line in enumerate(lines) if line.startswith(f"{section}:")), None)
    if at is None:
        lines += ["", f"{section}:"]
        at = len(lines) - 1
    lines[at] = lines[at].replace(f"{section}: []", f"{section}:", 1)
    added = [line for record in records for line in ("", *block_of(section, record))]
    return canonical_text(name, "\n".join([*lines[: at + 1], *added, *lines[at + 1 :]]).encode())


def block_of(section: str, record: dict[str, Any]) -> list[str]:
    """Return the canonical lines of one record of plain values."""
    return _record(SECTIONS[section], record, (section, 0), Notes())


def plain_record(record: Any) -> dict[str, Any]:
    """Return a record (``Entity``, ``Event``, ``Source``, ``Header``) as plain values, as a curator would write it.

    Dates and truth values are text, tuples lists, parts dicts; a field that has its default is left out.
    ``block_of`` makes canonical lines of what comes back.
    """
    return {name: _plain(value) for name, default in _defaults(record.__class__) if (value := getattr(record, name)) != default}


def _plain(value: Any) -> Any:
    if isinstance(value, str | int | float):
        return str(value).lower() if isinstance(value, bool) else value
    if isinstance(value, FuzzyDate):
        return value.text
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    return plain_record(value)


@cache
def _defaults(kind: type) -> tuple[tuple[str, Any], ...]:
    """Return the fields of a record class with what they hold if nothing is written."""
    return tuple((f.name, _default(f)) for f in fields(kind))


def _default(field: Field[Any]) -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()


FULL = 16 * 2**20
"""So many bytes a data file has before the next record goes into a further one."""


def files_of(header: dict[str, Any], sections: dict[str, Iterable[dict[str, Any]]]) -> Iterator[tuple[str, bytes]]:
    """Yield the data files of a saga by name, in canonical form, made of plain records in any order.

    Each section has a file of its own, those that grow too large further ones; the header stands before the
    events.
    """
    for section, records in sections.items():
        head = [*header_lines(header), ""] if section == "events" else []
        ordered = sorted(records, key=lambda record: record_order(section, record))
        blocks = (block_of(section, record) for record in ordered)
        yield from _split(section, head, blocks if ordered else None)


def header_lines(header: dict[str, Any]) -> list[str]:
    """Return the canonical lines of a header of plain values."""
    return _section(HEADER, header, Notes())


def _split(section: str, head: list[str], blocks: Iterator[list[str]] | None) -> Iterator[tuple[str, bytes]]:
    """Yield the files of one section, none of them much larger than ``FULL``."""
    lines, size, n = [*head, f"{section}:" if blocks is not None else f"{section}: []"], 0, 1
    for block in blocks or ():
        if size >= FULL:
            yield file_name(section, n), ("\n".join(lines) + "\n").encode()
            lines, size, n = [f"{section}:"], 0, n + 1
        lines += ["", *block]
        size += sum(map(len, block))
    yield file_name(section, n), ("\n".join(lines) + "\n").encode()


def file_name(section: str, n: int) -> str:
    """Return the name of the n-th file of a section."""
    return f"{section}.yaml" if n == 1 else f"{section}-{n:04}.yaml"


def _require_shape(name: str, root: dict[str, Any]) -> None:
    """Raise ``DataError`` where a section is no list of records, which no order can be given to."""
    for section, content in root.items():
        if section == HEADER:
            if not isinstance(content, dict):
                raise _left_alone(name, f"{section} has no fields", "write 'saga: {name: …}'")
        elif content is not None and not (isinstance(content, list) and all(isinstance(record, dict) and record for record in content)):
            raise _left_alone(name, f"{section} is no list of records", "start each with '- id:'")


def _left_alone(name: str, what: str, hint: str) -> DataError:
    return DataError((file_problem("wrong-type", name, f"is left as it is: {what}", hint),))


def _without_nothing(value: Any) -> Any:
    """Return values without the fields that have none."""
    if isinstance(value, dict):
        return {k: _without_nothing(v) for k, v in value.items() if v is not None}
    return [_without_nothing(v) for v in value] if isinstance(value, list) else value


def _sorted(root: dict[str, Any]) -> dict[str, Any]:
    """Return sections with their records in an order that says nothing."""
    sections = {k: [] if v is None and k in SECTIONS else v for k, v in root.items()}
    return {k: sorted(v, key=repr) if isinstance(v, list) else v for k, v in _without_nothing(sections).items()}


def _section(section: str, content: Any, notes: Notes) -> list[str]:
    empty = "" if content or section == HEADER else " []"
    lines = [*_before(notes, (section,), ""), f"{section}:{empty}{_beside(notes, (section,))}"]
    if section == HEADER:
        return lines + _header(content, notes)
    records = list(enumerate(content or []))
    if section in SECTIONS:
        records.sort(key=lambda r: record_order(section, r[1]))
    for i, record in records:
        lines += ["", *_record(SECTIONS.get(section), record, (section, i), notes)]
    return lines


def record_order(section: str, record: Any) -> tuple[Any, ...]:
    """Order entities by type and id, events by date and id, sources by id; what cannot be ordered comes last."""
    known = isinstance(record, dict)
    ident = str(record.get("id")) if known else ""
    if section == "entities" and known:
        types = list(ENTITY_TYPES)
        return (types.index(record.get("type")) if record.get("type") in types else len(types), 0, ident)
    if section == "events" and known:
        try:
            date = parse_date(record.get("date") or "")
        except ValueError:
            return (10**9, 0, ident)
        return (date.lo, date.hi, ident)
    return (0, 0, ident)


def _header(content: dict[str, Any], notes: Notes) -> list[str]:
    lines = []
    for key in _in_order(Header, content):
        path: Path = (HEADER, key)
        lines += _before(notes, path, "  ")
        if key == "threads" and isinstance(content[key], dict):
            lines.append(f"  {key}:{_beside(notes, path)}")
            for thread, text in content[key].items():
                lines += _before(notes, (*path, thread), "    ")
                lines.append(f"    {_scalar(thread)}: {_flow(text)}{_beside(notes, (*path, thread))}")
        else:
            lines.append(f"  {key}: {_flow(content[key], plain=key == 'as_of')}{_beside(notes, path)}")
    return lines


def _record(kind: type | None, record: Any, path: Path, notes: Notes) -> list[str]:
    """Return the lines of a record, the first with its dash."""
    lines = _before(notes, path, "  ")
    body: list[str] = []
    for key in _in_order(kind, record):
        body += _field(kind, key, record[key], (*path, key), notes)
    first = next(i for i, line in enumerate(body) if not line.lstrip().startswith("#"))
    lines += [f"  {line.strip()}" for line in body[:first]]
    body = body[first:]
    beside = "".join(f"  {c.text}" for c in notes.at.get(path, ()) if not c.own_line)
    return [*lines, f"  - {body[0].strip()}{beside}", *body[1:]]


def _field(kind: type | None, key: str, value: Any, path: Path, notes: Notes) -> list[str]:
    lines = _before(notes, path, "    ")
    if key in _BLOCK_TEXTS and isinstance(value, dict):
        lines.append(f"    {key}:{_beside(notes, path)}")
        for lang in _in_order(Text, value):
            lines += _before(notes, (*path, lang), "      ")
            lines.append(f"      {lang}: {_flow(value[lang])}{_beside(notes, (*path, lang))}")
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        inner = nested_class(kind, key) if kind else None
        lines.append(f"    {key}:{_beside(notes, path)}")
        for i, item in enumerate(value):
            lines += _before(notes, (*path, i), "      ")
            lines.append(f"      - {_item(inner, item)}{_beside(notes, (*path, i))}")
    else:
        inner = nested_class(kind, key) if kind and isinstance(value, dict) else None
        text = _item(inner, value) if inner else _flow(value, plain=_is_plain(kind, key))
        lines.append(f"    {key}: {text}{_beside(notes, path)}")
    return lines


def _item(kind: type | None, item: Any) -> str:
    """Return a part of a record on one line, its fields in order."""
    if not isinstance(item, dict) or kind is None:
        return _flow(item)
    parts = []
    for key in _in_order(kind, item):
        if key == "claims" and isinstance(item[key], dict):
            claims = ", ".join(f"{_scalar(k)}: {_flow(v, plain=is_plain(k))}" for k, v in item[key].items())
            parts.append(f"claims: {{{claims}}}")
        else:
            parts.append(f"{_scalar(key)}: {_flow(item[key], plain=_is_plain(kind, key))}")
    return "{" + ", ".join(parts) + "}"


def _in_order(kind: type | None, record: dict[str, Any]) -> list[str]:
    """Return the keys of a record: those of its class in their order, then the unknown as they came."""
    known = _field_names(kind) if kind else ()
    return [k for k in (*(k for k in known if k in record), *(k for k in record if k not in known)) if record[k] is not None]


@cache
def _field_names(kind: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind))


@cache
def _is_plain(kind: type | None, key: str) -> bool:
    """Whether a field holds a date, a number or a truth value, which are written without quotes."""
    annotation = next((str(f.type) for f in fields(kind) if f.name == key), "") if kind else ""
    return any(word in annotation for word in ("FuzzyDate", "Number", "bool"))


def _flow(value: Any, *, plain: bool = False) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(k)}: {_flow(v, plain=plain)}" for k, v in value.items() if v is not None) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(v, plain=plain) for v in value) + "]"
    return _scalar(value, plain=plain)


def _scalar(value: Any, *, plain: bool = False) -> str:
    """Return a scalar, in double quotes where it would be read as something else or break the line."""
    text = str(value)
    simple = _PLAIN.fullmatch(text) and not text.endswith((" ", "?")) and (plain or not _MISREAD.fullmatch(text))
    return text if simple else _INVISIBLE.sub(lambda m: f"\\u{ord(m[0]):04x}", json.dumps(text, ensure_ascii=False))


# --- comments ------------------------------------------------------------------------------------


def _before(notes: Notes, path: Path, indent: str) -> list[str]:
    """Return the comments that stand before a field, on lines of their own."""
    lines = []
    for comment in notes.at.get(path, ()):
        if comment.own_line:
            lines.append(indent + comment.text)
            if comment.gap and len(path) <= 2:
                lines.append("")
    return lines


def _beside(notes: Notes, path: Path) -> str:
    """Return the comments that stand at the end of a field's line."""
    beside: list[Comment] = [c for c in notes.at.get(path, ()) if not c.own_line]
    return "".join(f"  {c.text}" for c in beside)

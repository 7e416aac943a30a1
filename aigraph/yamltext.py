"""YAML text: its values, its positions, its comments. The only module that knows YAML.

The decision hidden here is how YAML is read. Values come off libyaml's event stream through a small
builder of our own, several times faster than PyYAML's constructors, that keeps every scalar as text
(``no``, ``2023`` and dates stay what the curator wrote), refuses duplicate keys, anchors, aliases and
tags, and remembers on which line each item starts. Exact columns are looked up only when there is a
problem to show. Comments, which PyYAML drops, are what stands outside of all its tokens after a ``#``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from aigraph.problems import Position, Problem, Related
from aigraph.progress import teller

MAX_DEPTH = 12
SHORT = 32
"""Texts shorter than this are likely to be there already: keys, roles, ids."""

# --- values ---------------------------------------------------------------------------------------


class BadYaml(Exception):
    """A file cannot be read as YAML."""

    def __init__(self, file: str, rule: str, message: str, line: int, column: int, hint: str | None = None, *related: Related) -> None:
        super().__init__(message)
        self.problem = Problem(rule, "error", message, Position(file, line, column), hint, related)


def read_yaml(file: str, data: bytes, known: dict[str, str] | None = None) -> tuple[Any, dict[Any, int]]:
    """Build plain values from a YAML file; also the line of each item in a top-level list.

    ``known`` are short texts that were there before: the same ones are taken again, and new ones added.

    Raises:
        BadYaml: at the first thing that cannot be read or is refused.
    """
    import yaml

    whole = decode(file, data).encode()  # libyaml reads bytes faster than text
    if whole == data:
        whole = data  # a second copy would be held as long as values are read
    try:
        return _build_values(
            file, yaml.CLoader(whole) if hasattr(yaml, "CLoader") else yaml.Loader(whole), len(whole), {} if known is None else known
        )
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(file, decode(file, data), error) from None
    except yaml.reader.ReaderError:
        text = decode(file, data)
        found = yaml.reader.Reader.NON_PRINTABLE.search(text)
        raise _bad_character(file, text, found.start() if found else 0) from None


def _syntax_error(file: str, text: str, error: Any) -> BadYaml:
    """Say in plain words what the parser did not like, where it began, and what to do."""
    mark, problem = error.problem_mark or error.context_mark, str(error.problem or error)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    row = [*text.split("\n"), ""][line - 1]
    if "\t" in row[:column]:
        return BadYaml(file, "yaml-syntax", "a tab is used for indentation", line, row.index("\t") + 1, "indent with spaces")
    opened = _opened_before(text, error, line)
    if opened:
        what, at = opened
        related = Related(Position(file, line, column), "here it goes wrong")
        return BadYaml(
            file, "yaml-syntax", f"{what} that opens here is not closed on its line", at.line + 1, at.column + 1, "close it", related
        )
    if "mapping values are not allowed" in problem:
        what, hint = "a ': ' inside a value, or wrong indentation", "quote the value, or indent like the lines around"
        return BadYaml(file, "yaml-syntax", what, line, column, hint)
    return BadYaml(file, "yaml-syntax", problem, line, column, "check quotes, brackets and indentation here and on the line before")


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


def decode(file: str, data: bytes) -> str:
    """Return the text of a file with newlines as its only line breaks, so that lines count as in editors."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = _newlines(error.object[: error.start].decode("utf-8"))
        line, column = _line_column(before, len(before))
        byte = error.object[error.start]
        raise BadYaml(file, "encoding", f"byte {byte:#04x} is not UTF-8", line, column, "save the file as UTF-8") from None
    text = _newlines(text)
    for character in "\x85\u2028\u2029":  # YAML breaks lines there, editors do not
        if character in text:
            raise _bad_character(file, text, text.index(character))
    return text


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _bad_character(file: str, text: str, index: int) -> BadYaml:
    message = f"a character (code {ord(text[index]):#x}) that is not allowed"
    return BadYaml(file, "yaml-syntax", message, *_line_column(text, index), "delete it: it is invisible")


def _build_values(file: str, loader: Any, size: int, known: dict[str, str]) -> tuple[Any, dict[Any, int]]:  # noqa: C901 (one loop: a call an event doubles its cost)
    """Build plain values from the parser's events, with a stack and no recursion.

    The collection being filled is a mapping (``mapping``, and ``key`` once its next key is read) or a list
    (``items``).
    """
    from yaml.events import (
        AliasEvent,
        DocumentStartEvent,
        MappingEndEvent,
        MappingStartEvent,
        ScalarEvent,
        SequenceEndEvent,
        SequenceStartEvent,
    )

    lines: dict[Any, int] = {}
    stack: list[tuple[Any, Any, Any]] = []
    mapping: Any = None
    items: Any = None
    key: Any = None
    root: Any = None
    documents = 0
    next_event, once = loader.get_event, known.setdefault
    tell = teller(file, size)
    try:
        while (event := next_event()) is not None:
            kind = type(event)
            if kind is ScalarEvent:
                if event.anchor is not None or event.tag is not None:
                    raise _refused(file, event)
                value = event.value
                if not value.isprintable() and _CONTROL.search(value):
                    raise _controlled(file, event)
                if len(value) < SHORT:  # keys and ids come again and again: one text for all of them
                    value = once(value, value)
                if key is not None:
                    mapping[key] = value if value or not event.implicit[0] else None
                    key = None
                elif mapping is not None:
                    if value in mapping:
                        raise _twice(file, event)
                    key = value
                elif items is not None:
                    if len(stack) == 2:
                        lines[id(items), len(items)] = event.start_mark.line + 1
                    items.append(value if value or not event.implicit[0] else None)
                else:
                    root = value or None
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                mapping, items, key = stack.pop()
                if tell is not None and len(stack) == 2:
                    tell(event.end_mark.index)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                if event.anchor is not None or event.tag is not None or len(stack) >= MAX_DEPTH:
                    raise _refused(file, event)
                made: Any = {} if kind is MappingStartEvent else []
                if key is not None:
                    mapping[key] = made
                    key = None
                elif items is not None:
                    items.append(made)
                elif mapping is not None:
                    raise _refused(file, event)
                else:
                    root = made
                stack.append((mapping, items, key))
                if len(stack) <= 3:
                    lines[id(made)] = event.start_mark.line + 1
                mapping, items = (made, None) if kind is MappingStartEvent else (None, made)
            elif kind is AliasEvent:
                raise _refused(file, event)
            elif kind is DocumentStartEvent:
                documents += 1
                if documents > 1:
                    raise _refused(file, event)
    finally:
        loader.dispose()
    return root, lines


def _twice(file: str, event: Any) -> BadYaml:
    mark = event.start_mark
    return BadYaml(file, "duplicate-key", f"the key {event.value!r} is there already", mark.line + 1, mark.column + 1, "keep one of them")


_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")


def _controlled(file: str, event: Any) -> BadYaml:
    """Return the problem for a text that a terminal would act on and a picture cannot hold."""
    mark = event.start_mark
    return BadYaml(file, "control-character", "a text has a control character", mark.line + 1, mark.column + 1, "delete it")


def _refused(file: str, event: Any) -> BadYaml:
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
    return BadYaml(file, "yaml-refused", what, mark.line + 1, mark.column + 1, hint)


# --- positions ------------------------------------------------------------------------------------


def _line_column(text: str, index: int) -> tuple[int, int]:
    return text.count("\n", 0, index) + 1, index - (text.rfind("\n", 0, index) + 1) + 1


def find_line(rows: list[str], key: str) -> tuple[int, int]:
    """Return the line of a top-level key."""
    wanted = re.compile(rf"['\"]?{re.escape(key)}['\"]?\s*:")
    return next((number for number, row in enumerate(rows, 1) if wanted.match(row)), 1), 1


def locate(file: str, rows: list[str], start: int, end: int, path: Sequence[Any], inside: str | None = None) -> Position:
    """Return where a field of the record on the lines ``start`` to before ``end`` stands.

    Just that record is read once more, with marks. ``inside``: the key of the section that is the record.
    """
    import yaml

    piece = "\n".join(_own_rows(rows[start - 1 : end - 1]))
    try:
        node = yaml.compose(piece, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError:
        node = None
    if isinstance(node, yaml.SequenceNode) and node.value:
        node = node.value[0]
    elif isinstance(node, yaml.MappingNode) and inside and len(node.value) == 1 and node.value[0][0].value == inside:
        node = node.value[0][1]
    if node is None:
        return Position(file, start)
    mark = _walk(node, path)
    return Position(file, start + mark.line, mark.column + 1)


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


# --- comments -------------------------------------------------------------------------------------

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment: its text with the ``#``, whether it has a line of its own, and whether a blank line follows."""

    text: str
    own_line: bool
    gap: bool = False


@dataclass(slots=True)
class Notes:
    """The comments of a text by the path of the field that they belong to; ``last`` ends the text."""

    at: dict[Path, list[Comment]] = field(default_factory=dict)
    last: list[Comment] = field(default_factory=list)


def notes_of(text: str) -> Notes:
    """Return the comments of a YAML text, each with the field it stands before or beside."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    comments = list(_comments(text, yaml.scan(text, Loader=loader)))
    notes = Notes()
    if not comments:
        return notes
    starts = sorted(_starts(yaml.compose(text, Loader=loader), (), first=True), key=lambda s: s[0])
    for line, comment in comments:
        owner = _owner(starts, line, comment.own_line)
        (notes.last if owner is None else notes.at.setdefault(owner, [])).append(comment)
    return notes


def _comments(text: str, tokens: Any) -> Iterator[tuple[int, Comment]]:
    """Yield the comments with their 0-based lines."""
    rows = text.split("\n")
    ends: dict[int, int] = {}
    inside: set[int] = set()
    for token in tokens:
        first, last = token.start_mark, token.end_mark
        if (first.line, first.column) == (last.line, last.column):
            continue
        ends[last.line] = max(ends.get(last.line, 0), last.column)
        inside.update(range(first.line, last.line))
    for line, row in enumerate(rows):
        if line in inside:
            continue
        rest = row[ends.get(line, 0) :]
        if rest.lstrip().startswith("#"):
            gap = line + 1 < len(rows) and not rows[line + 1].strip()
            yield line, Comment(rest.strip(), line not in ends, gap)


def _starts(node: Any, path: Path, *, first: bool = False) -> Iterator[tuple[int, Path]]:
    """Yield the line on which each field and item of a tree starts, down to the fields of records' parts."""
    import yaml

    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield key.start_mark.line, (*path, key.value)
            if len(path) < 4:
                yield from _starts(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for i, item in enumerate(node.value):
            yield item.start_mark.line, (*path, i)
            if len(path) < 4:
                yield from _starts(item, (*path, i))


def _owner(starts: list[tuple[int, Path]], line: int, own_line: bool) -> Path | None:
    """Return the outermost field that starts on the line of a comment, or on the next line that has one."""
    for start, path in starts:
        if start == line or (own_line and start > line):
            return path
    if own_line:
        return None
    return next((path for start, path in reversed(starts) if start <= line), None)

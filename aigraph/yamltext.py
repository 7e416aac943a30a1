"""What YAML text says beyond its values: the line of every field, and the comments.

The decision hidden here is how comments are found and to what they belong, which PyYAML does not tell:
its tokens say where text is, and what stands outside all of them after a ``#`` is a comment.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

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

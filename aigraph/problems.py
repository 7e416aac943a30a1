"""Problems in the data, as values: each with a stable rule id, a severity, a place and what to do.

The decision hidden here is how a finding is told: ``file:line:column: severity: message (hint) [rule]``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Position:
    """Where something stands in the data: file name, 1-based line and column."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that a problem has to do with."""

    position: Position
    message: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding in the data: a stable rule id, a severity, where, what is wrong, what to do."""

    rule: str
    severity: Severity
    message: str
    position: Position
    hint: str | None = None
    related: tuple[Related, ...] = ()

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.position}: {self.severity}: {self.message}{hint} [{self.rule}]"


def lines_of(problem: Problem) -> list[str]:
    """Return a problem as lines: itself, and each related place indented below."""
    return [str(problem), *(f"    {r.position}: {r.message}" for r in problem.related)]


def file_problem(rule: str, file: str, message: str, hint: str | None, line: int = 1, column: int = 1) -> Problem:
    """Return a problem of a whole file."""
    return Problem(rule, "error", f"{file} {message}" if line == 1 else message, Position(file, line, column), hint)

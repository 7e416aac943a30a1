"""Renderers: a result as a Rich table, plain text, JSON, CSV, Markdown or HTML. No logic of their own.

The decision hidden here is how rows are laid out. Every renderer works from what a row says of itself:
its ``columns`` and its ``to_dict``. Rich is imported only for tables on a screen.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal

from aigraph.layout import markdown, width_of
from aigraph.ontology import Label
from aigraph.results import Result, flatten

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.progress import Progress, TaskID

Rendered = Result[Any]

FORMATS: dict[str, Callable[[Rendered], str]] = {}
"""Formats that are text, by name; ``table`` is apart, as it depends on the screen."""

_ROWS = Label("{n} {rows}, as of {day}", "{n}件（{day}現在）")
_FIRST_ROWS = Label("the first {n} of {total} rows, as of {day}", "{total}件のうち最初の{n}件（{day}現在）")


def as_json(result: Rendered) -> str:
    """Return the JSON that the command's schema describes."""
    import json

    return json.dumps(result.to_json(), ensure_ascii=False, indent=2, allow_nan=False)


def as_csv(result: Rendered) -> str:
    """Return CSV with one column per leaf of the JSON, the same columns with and without rows."""
    return _csv(result.flat_columns(), result.flat())


def _csv(columns: list[str], rows: list[dict[str, Any]]) -> str:
    import csv
    import io

    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({k: _cell(v) for k, v in row.items()})
    return out.getvalue().removesuffix("\n")


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def as_markdown(result: Rendered) -> str:
    """Return a Markdown table of what the table on the screen shows."""
    headings, rows = result.cells()
    return markdown(headings, rows) if rows else result.speaker().word("nothing")


def report_text(value: Any, command: str, format_name: str) -> str:
    """Return a tool's JSON value in a format; what is no list of rows (a schema) stays JSON."""
    import json

    if format_name == "json" or not isinstance(value, list):
        return json.dumps(value, ensure_ascii=False, indent=2)
    from aigraph.schema import csv_columns

    columns, rows = csv_columns(command), [flatten(row) for row in value]
    if format_name == "csv":
        return _csv(columns, rows)
    return markdown(columns, [["" if row[c] is None else str(_cell(row[c])) for c in columns] for row in rows])


FORMATS |= {"json": as_json, "csv": as_csv, "markdown": as_markdown}


# --- tables on a screen --------------------------------------------------------------------------


def console(*, stderr: bool = False) -> Console:
    """Return the console to print on: coloured on a terminal, 80 columns wide where nothing says otherwise."""
    from rich.console import Console

    made = Console(stderr=stderr, highlight=False, soft_wrap=False, emoji=False, markup=False)
    if made.width < 1:  # COLUMNS=0
        made.width = 80
    return made


class ProgressBar:
    """A bar on standard error for work that takes more than a moment; gone when the work is done."""

    PATIENCE = 0.5
    """So many seconds are waited before there is a bar."""

    def __init__(self) -> None:
        self._bar: Progress | None = None
        self._tasks: dict[str, TaskID] = {}
        self._since = monotonic()

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def show(self, what: str, done: int, total: int) -> None:
        """Show how far something is; what is done soon is not worth a bar."""
        if monotonic() - self._since < self.PATIENCE:
            return
        if self._bar is None:
            from rich.progress import Progress

            self._bar = Progress(console=console(stderr=True), transient=True)
            self._bar.start()
        if what not in self._tasks:
            self._tasks[what] = self._bar.add_task(what, total=total)
        self._bar.update(self._tasks[what], completed=done)


def print_table(result: Rendered) -> None:
    """Print the result as a table that fits the screen."""
    screen = console()
    if not result.rows:
        screen.print(result.speaker().word("nothing"))
    elif result.single:
        screen.print(_card(result))
    else:
        screen.print(_table(result, screen.width))
        screen.print(_caption(result), style="dim")


def _caption(result: Rendered) -> str:
    n = len(result.rows)
    day = result.dataset.header.as_of.text
    if n < result.total:
        return _FIRST_ROWS.say(result.lang).format(n=n, total=result.total, day=day)
    return _ROWS.say(result.lang).format(n=n, rows="row" if n == 1 else "rows", day=day)


def _table(result: Rendered, width: int) -> RenderableType:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    columns, rows = result.layout()
    shown = [i for i, c in enumerate(columns) if c.wide <= width]
    cells = [[_broken(row[i]) if columns[i].no_wrap else row[i] for i in shown] for row in rows]
    headings = [columns[i].heading.say(result.lang) for i in shown]
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    fixed = {i for i, n in enumerate(shown) if columns[n].no_wrap}
    for i, size in enumerate(_widths([headings, *cells], width - 2 * (len(shown) - 1), fixed)):
        column = columns[shown[i]]
        justify: Literal["right", "left"] = "right" if column.right else "left"
        table.add_column(headings[i], style=column.style, justify=justify, overflow="fold", width=size)
    for row in cells:
        table.add_row(*map(Text, row))
    return table


def _widths(lines: list[list[str]], room: int, fixed: set[int]) -> list[int]:
    """Share the screen among columns: each its longest word, what is left to those that need it most.

    Where even the longest words do not fit, the widest columns give way, the ``fixed`` ones last.
    """
    wanted = [max(width_of(part) for line in lines for part in line[i].split("\n")) for i in range(len(lines[0]))]
    words = [max(_longest_word(line[i]) for line in lines) for i in range(len(lines[0]))]
    sizes = [min(w, word, 24) for w, word in zip(wanted, words, strict=True)]
    spare = room - sum(sizes)
    while spare > 0 and (short := [i for i in range(len(sizes)) if sizes[i] < wanted[i]]):
        i = max(short, key=lambda i: wanted[i] / sizes[i])
        sizes[i] += 1
        spare -= 1
    while spare < 0 and max(sizes) > 4:
        giving = [i for i in range(len(sizes)) if i not in fixed and sizes[i] > 6] or range(len(sizes))
        sizes[max(giving, key=lambda i: sizes[i])] -= 1
        spare += 1
    return sizes


def _longest_word(text: str) -> int:
    """Return the width of the longest piece that should not be broken; Japanese breaks anywhere."""
    return max((width_of(w) if w.isascii() else min(width_of(w), 12) for w in text.split()), default=1)


def _broken(date: str) -> str:
    """Break a long interval after its slash, so that a column of dates stays narrow."""
    return date.replace("/", "/\n") if len(date) > 11 else date


def _card(result: Rendered) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    table.add_column(style="cyan", overflow="fold", max_width=28)
    table.add_column(overflow="fold")
    last = None
    for heading, text in result.cells()[1]:
        table.add_row(Text("" if heading == last else heading), Text(text))
        last = heading
    return table

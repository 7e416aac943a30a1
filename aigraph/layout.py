"""Tables as text, without a terminal: aligned, as Markdown, as HTML. Headings and cells in, text out.

The decision hidden here is how wide text is, and how it is escaped.
"""

from __future__ import annotations

import unicodedata

Lines = list[list[str]]


def width_of(text: str) -> int:
    """Return how many columns a terminal needs for a text: wide East Asian characters take two."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def plain(headings: list[str], rows: Lines) -> str:
    """Return the table as aligned text, each row on one line."""
    lines = [headings, *([cell.replace("\n", "; ") for cell in row] for row in rows)]
    widths = [max(width_of(line[i]) for line in lines) for i in range(len(headings))]
    return "\n".join("  ".join(c + " " * (w - width_of(c)) for c, w in zip(line, widths, strict=True)).rstrip() for line in lines)


def markdown(headings: list[str], rows: Lines) -> str:
    """Return the table as Markdown."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(c.replace("|", "\\|").replace("\n", "<br>") for c in line) + " |" for line in lines)


def html(headings: list[str], rows: Lines) -> str:
    """Return the table as HTML; every text is escaped."""
    from html import escape

    head = "".join(f"<th>{escape(h)}</th>" for h in headings)
    body = "".join("<tr>" + "".join(f"<td>{escape(c).replace(chr(10), '<br>')}</td>" for c in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

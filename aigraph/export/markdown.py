"""A Markdown document: the timeline year by year, each event with what its sources say.

The format: CommonMark 0.31, https://spec.commonmark.org/0.31.2/, which GitHub's dialect extends,
https://github.github.com/gfm/.

The decision hidden here is what a text of the data may do in a document: be read. What Markdown would take
for markup, an address or HTML is escaped, and the only links are those to the sources.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from aigraph.dates import year_of
from aigraph.export import Outlet, told
from aigraph.export.wording import Narrator, Reference, Story

if TYPE_CHECKING:
    from aigraph.saga import Saga


def write(saga: Saga, outlet: Outlet) -> None:
    """Write the document, event by event."""
    narrator, tell = Narrator(saga), told(saga)
    year = ""
    with outlet.text() as file:
        file.write(f"# {plain(saga.dataset.header.name.say(saga.lang))}\n\n{plain(narrator.speak.joined(narrator.credits()))}\n")
        for n, story in enumerate(narrator.stories()):
            heading = year_of(story.event.date) if story.event.date.earliest else narrator.say("no beginning")
            if heading != year:
                file.write(f"\n## {heading}\n")
                year = heading
            file.writelines(f"\n{block}\n" for block in _blocks(story, narrator))
            tell(n + 1)
            outlet.holds("events")
    outlet.loses("Relations, links between events and texts in the other language are left out.")
    outlet.remark("Events come in order of the earliest day that their dates may mean, and stand under the year of that day.")


def _blocks(story: Story, narrator: Narrator) -> Iterator[str]:
    """Yield the blocks of an event: heading, kind and threads, summary, quote, facts, accounts, sources."""
    marks = f" *({plain(narrator.semicolon.join(story.doubts))})*" if story.doubts else ""
    yield f"### {plain(story.when)}{narrator.colon}{plain(story.title)}{marks}"
    yield f"*{plain(' · '.join((story.type, story.status, *story.threads)))}*"
    yield plain(story.summary)
    if story.quote:
        yield f"> {plain(story.quote)}"
    for heading, text in story.facts:
        if text:
            yield f"**{plain(heading)}**{narrator.colon}{plain(text)}"
    if story.sides:
        yield f"**{plain(narrator.say('sides'))}**"
        yield "\n".join(f"- *{plain(side)}*{narrator.colon}{plain(tells)}" for side, tells in story.sides)
    yield f"**{plain(narrator.say('sources'))}**"
    yield "\n".join(_source(r, narrator.colon) for r in story.references)


def _source(reference: Reference, colon: str) -> str:
    name = plain(reference.name)
    linked = f"[{name}]({_destination(reference.url)})" if reference.url else name
    return "\n".join([f"- {linked}{colon}{plain(reference.says)}", *(f"  - ≠ {plain(words)}" for words in reference.differs)])


# --- escaping ------------------------------------------------------------------------------------

_INLINE = re.compile(r"[\\`*_\[\]<>|~#@]|&(?=#?\w+;)|:(?=//)|(?<=www)\.", re.IGNORECASE)
"""What is markup within a line: the marks themselves, and what begins an entity or, in GitHub's dialect, a bare address."""
_START = re.compile(r"([-+=]|\d+(?=[.)]))(.?)")
"""What makes a block of a line that it begins."""


def plain(text: str) -> str:
    """Return a text on one line so that a reader of Markdown shows it as it is."""
    escaped = _INLINE.sub(r"\\\g<0>", " ".join(text.split()))
    match = _START.match(escaped)
    if match is None:
        return escaped
    mark, after = match.groups()
    return f"{mark}\\{after}{escaped[match.end() :]}" if mark.isdigit() else f"\\{escaped}"


def _destination(url: str) -> str:
    """Return an address as the destination of a link; its characters are those of RFC 3986."""
    escaped = re.sub(r"&(?=#?\w+;)", r"\\\g<0>", url)
    return f"<{escaped}>" if "(" in url or ")" in url else escaped

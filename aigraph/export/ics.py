"""A calendar: the events as all-day entries of iCalendar.

The format: RFC 5545 (Internet Calendaring and Scheduling Core Object Specification), https://www.rfc-editor.org/rfc/rfc5545,
with the calendar's name and description of RFC 7986.

The decision hidden here is where an uncertain day stands in a calendar. A date known to a month or less is
a bar over all its days. A vaguer or open one would be a bar of years that buries everything else: it
stands on the first day that its date states (the last, where it has no beginning). Both are tentative
and say in their title what is known; the date as the source has it is in ``X-AIGRAPH-EDTF``.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from aigraph import __version__
from aigraph.dates import FuzzyDate
from aigraph.export import Outlet, told
from aigraph.export.wording import Narrator, Reference, Story, stated
from aigraph.ontology import CONFIRMED

if TYPE_CHECKING:
    from aigraph.records import Text
    from aigraph.saga import Saga

LONGEST = 31
"""So many days an entry covers at most: a month."""
LINE = 75
"""So many octets a line has at most, its end not counted (RFC 5545, 3.1)."""


class Days(NamedTuple):
    """The days that an entry covers, the last included, and whether they are all that the date may mean."""

    first: dt.date
    last: dt.date
    all: bool


def write(saga: Saga, outlet: Outlet) -> None:
    """Write the calendar, an entry for each event."""
    narrator, tell = Narrator(saga), told(saga)
    stamp = f"{saga.as_of.latest:%Y%m%d}T000000Z"
    kinds: Counter[str] = Counter()
    with outlet.text() as file:
        file.writelines(_folded(line) for line in _head(saga, narrator))
        for n, story in enumerate(narrator.stories()):
            days = _days(story.event.date)
            kinds["placed" if not days.all else "spans" if days.first < days.last else "days"] += 1
            file.writelines(_folded(line) for line in _entry(story, days, stamp, narrator))
            tell(n + 1)
        file.write("END:VCALENDAR\r\n")
    outlet.holds("events", kinds.total())
    if kinds["spans"]:
        outlet.loses(
            f"{kinds['spans']:,} events of which no day is known, but a month or less, are bars over all the days that it may have been; they are tentative."
        )
    if kinds["placed"]:
        outlet.loses(
            f"{kinds['placed']:,} events dated more vaguely than to a month stand on the first day that their date states, or on the last "
            "where it has no beginning; they are tentative, and their titles say what is known."
        )
    outlet.loses("Relations, links between events and texts in the other language are left out.")
    outlet.remark("Importing it again updates the entries: their ids stay, and their time stamp is the day when the data were closed.")


def _days(date: FuzzyDate) -> Days:
    """Return the days of an entry; see the module for the rule."""
    if date.earliest and date.latest and date.hi - date.lo < LONGEST:
        return Days(date.earliest, date.latest, True)
    first, _ = stated(date)
    day = dt.date(first[0], *(*first[1:], 1, 1)[:2]) if first else date.latest
    assert day is not None, "one end of a date is known"
    return Days(day, day, False)


def _head(saga: Saga, narrator: Narrator) -> Iterator[str]:
    title = saga.dataset.header.name
    name, language = _escaped(title.say(saga.lang)), _language(title, saga.lang)
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield f"PRODID:-//aigraph//aigraph {__version__}//{saga.lang.upper()}"
    yield "CALSCALE:GREGORIAN"
    yield f"NAME;{language}:{name}"
    yield f"X-WR-CALNAME:{name}"
    yield f"DESCRIPTION;LANGUAGE={saga.lang}:{_escaped(narrator.speak.joined(narrator.credits()))}"


def _entry(story: Story, days: Days, stamp: str, narrator: Narrator) -> Iterator[str]:
    event, lang = story.event, narrator.lang
    after = days.last.toordinal() + 1
    yield "BEGIN:VEVENT"
    yield f"UID:{event.id}@aigraph"
    yield f"DTSTAMP:{stamp}"  # when the data were closed: a clock would make every export another, and a later one must win
    yield f"DTSTART;VALUE=DATE:{_basic(days.first)}"
    if after <= dt.date.max.toordinal():
        yield f"DTEND;VALUE=DATE:{_basic(dt.date.fromordinal(after))}"
    yield f"SUMMARY;{_language(event.title, lang)}:{_escaped(_summary(story, days, narrator))}"
    yield f"DESCRIPTION;{_language(event.summary, lang)}:{_escaped(_description(story, narrator))}"
    yield f"CATEGORIES;LANGUAGE={lang}:{','.join(_escaped(c) for c in (story.type, *story.threads))}"
    url = next((r.url for r in story.references if r.url), None)
    if url:
        yield f"URL:{url}"
    if event.doubtful or not event.date.exact:
        yield "STATUS:TENTATIVE"
    elif event.status == CONFIRMED:
        yield "STATUS:CONFIRMED"
    yield "TRANSP:TRANSPARENT"  # what happened takes up nobody's time
    yield f"X-AIGRAPH-EDTF:{_escaped(event.date.text)}"
    yield f"X-AIGRAPH-STATUS:{event.status}"
    yield "END:VEVENT"


def _language(text: Text, lang: str) -> str:
    """Return the parameter that says in which language a text is, which is not always the one asked for."""
    return f"LANGUAGE={lang if lang != 'ja' or text.ja else 'en'}"


def _basic(day: dt.date) -> str:
    return day.isoformat().replace("-", "")


def _summary(story: Story, days: Days, narrator: Narrator) -> str:
    marks = [*([] if days.all and days.first == days.last and not story.event.date.doubtful else [story.when]), *story.doubts]
    return narrator.say("aside", story.title, narrator.semicolon.join(marks)) if marks else story.title


def _description(story: Story, narrator: Narrator) -> str:
    """Return what stands under an entry: summary, type and status, who, sums, each side's account, sources."""
    status = narrator.semicolon.join(dict.fromkeys((story.status, *story.doubts)))
    blocks = [story.summary, " · ".join((story.when, story.type, status))]
    if story.quote:
        blocks.append(story.quote)
    blocks += [f"{heading}{narrator.colon}{text}" for heading, text in story.facts if text]
    if story.sides:
        blocks.append("\n".join([narrator.say("sides"), *(f"- {side}{narrator.colon}{tells}" for side, tells in story.sides)]))
    blocks.append("\n".join([narrator.say("sources"), *(_source(r, narrator.colon) for r in story.references)]))
    return "\n\n".join(blocks)


def _source(reference: Reference, colon: str) -> str:
    lines = [
        f"- {reference.name}{colon}{reference.says}",
        *(f"  ≠ {d}" for d in reference.differs),
        *([f"  {reference.url}"] if reference.url else []),
    ]
    return "\n".join(lines)


# --- lines ---------------------------------------------------------------------------------------


def _escaped(text: str) -> str:
    """Return a value of type TEXT (RFC 5545, 3.3.11)."""
    ends = text.replace("\r\n", "\n").replace("\r", "\n")
    return ends.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """Return a content line with its end, folded where it is longer than the octets allowed, never inside a character."""
    if len(line) * 4 <= LINE:
        return f"{line}\r\n"
    octets = line.encode()
    if len(octets) <= LINE:
        return f"{line}\r\n"
    pieces, start, room = [], 0, LINE
    while start < len(octets):
        end = min(start + room, len(octets))
        while end < len(octets) and octets[end] & 0xC0 == 0x80:  # a byte that continues a character
            end -= 1
        pieces.append(octets[start:end])
        start, room = end, LINE - 1  # a space goes before
    return b"\r\n ".join(pieces).decode() + "\r\n"

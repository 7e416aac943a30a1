"""TimelineJS: the events as slides for Knight Lab's TimelineJS 3.

The format: TimelineJS JSON data format, https://timeline.knightlab.com/docs/json-format.html. Its texts are
HTML, so that everything from the data is escaped, and only our own few tags remain.

The decision hidden here is what a slide is: its place on the axis is what the source states (a month is a
month), its date in words says what is not known of it, and its text ends with the sources.
"""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

from aigraph.dates import FuzzyDate
from aigraph.export import Outlet, told
from aigraph.export.wording import GROUPS, Digits, Narrator, Reference, Story, stated
from aigraph.ontology import EVENT_TYPES

if TYPE_CHECKING:
    from aigraph.saga import Saga

Slide = dict[str, Any]


def write(saga: Saga, outlet: Outlet) -> None:
    """Write the JSON object that ``TL.Timeline`` takes, a line for each event."""
    narrator, tell = Narrator(saga), told(saga)
    open_ended = 0
    with outlet.text() as file:
        file.write(f'{{"title": {_json(_title(saga, narrator))},\n"events": [')
        for n, story in enumerate(narrator.stories()):
            file.write(f"{',' if n else ''}\n{_json(_slide(story, narrator))}")
            open_ended += None in stated(story.event.date)
            outlet.holds("events")
            tell(n + 1)
        file.write("\n]}\n")
    if open_ended:
        outlet.loses(f"{open_ended:,} events known only to be before or after a day stand on that day; the date in words says which.")
    outlet.loses("Relations, links between events and names in the other language are left out.")
    outlet.remark(
        "The words are one language's: `aigraph --lang ja` writes the other, and the option `language` of TL.Timeline sets that of its buttons."
    )
    outlet.remark("TimelineJS builds every slide at once: of many hundreds, narrow the view or cut the list `events`.")


def _json(value: Slide) -> str:
    return json.dumps(value, ensure_ascii=False)


def _title(saga: Saga, narrator: Narrator) -> Slide:
    text = "".join(f"<p>{escape(line)}</p>" for line in narrator.credits())
    return {
        "unique_id": "saga:title",
        "text": {"headline": escape(saga.dataset.header.name.say(saga.lang)), "text": text},
        "autolink": False,
    }


def _slide(story: Story, narrator: Narrator) -> Slide:
    event = story.event
    return {
        "unique_id": event.id,
        **_place(event.date),
        "display_date": escape(story.when),
        "group": GROUPS[EVENT_TYPES[event.type].group].say(narrator.lang),
        "text": {"headline": _headline(story, narrator), "text": _text(story, narrator)},
        "autolink": False,  # a text of the data is no link
    }


def _place(date: FuzzyDate) -> Slide:
    """Return where a slide stands: what its date states, and an end where that is an interval."""
    first, last = stated(date)
    start = first or last
    assert start is not None, "an event has a date"
    placed = {"start_date": _date(start)}
    return placed if last in (None, start) else {**placed, "end_date": _date(last)}


def _date(digits: Digits | None) -> dict[str, int]:
    return dict(zip(("year", "month", "day"), digits or (), strict=False))


def _headline(story: Story, narrator: Narrator) -> str:
    """Return the title and the marks of doubt, which the axis below shows, too."""
    marks = f" <em>[{escape(narrator.semicolon.join(story.doubts))}]</em>" if story.doubts else ""
    return f"{escape(story.title)}{marks}"


def _text(story: Story, narrator: Narrator) -> str:
    parts = [f"<p>{escape(story.summary)}</p>", f"<p><small>{escape(story.type)} · {escape(story.status)}</small></p>"]
    if story.quote:
        parts.append(f"<blockquote>{escape(story.quote)}</blockquote>")
    facts = [*story.facts, (narrator.say("threads"), narrator.speak.joined(story.threads))]
    parts += [f"<p><strong>{escape(heading)}</strong>{narrator.colon}{escape(text)}</p>" for heading, text in facts if text]
    if story.sides:
        sides = [f"<em>{escape(side)}</em>{narrator.colon}{escape(tells)}" for side, tells in story.sides]
        parts.append(_section(narrator.say("sides"), sides))
    parts.append(_section(narrator.say("sources"), [_source(r, narrator.colon) for r in story.references]))
    return "".join(parts)


def _section(heading: str, items: list[str]) -> str:
    return f"<p><strong>{escape(heading)}</strong></p><ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def _source(reference: Reference, colon: str) -> str:
    name = escape(reference.name)
    linked = f'<a href="{escape(reference.url)}">{name}</a>' if reference.url else name
    differs = "".join(f"<br><em>≠ {escape(words)}</em>" for words in reference.differs)
    return f"{linked}{colon}{escape(reference.says)}{differs}"

"""Wording: events with their dates, doubt and sources in plain words, for the forms that people read.

The decision hidden here is how an event is told to somebody who does not have aigraph: the date
``2018-02~`` is *about February 2018*.
What comes out is plain text in the saga's language; each form escapes it and lays it out in its own way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias
from urllib.parse import quote

from aigraph.dates import FuzzyDate, parse_date
from aigraph.export import about, view_words
from aigraph.ontology import AMOUNT_KINDS, DISPUTED, DOUBTFUL_STATUSES, EVENT_TYPES, OFFICES, Label
from aigraph.queries.differences import differences
from aigraph.queries.figures import sum_words, value_words
from aigraph.records import Citation, Event, Metric, Participant, Source
from aigraph.results import Speaker
from aigraph.tables import records_of

if TYPE_CHECKING:
    from aigraph.saga import Saga

Digits: TypeAlias = tuple[int, ...]
"""The digits of a date: year, year and month, or year, month and day."""

# --- dates ---------------------------------------------------------------------------------------

_DATES = {
    "about": Label("about {}", "{}頃"),
    "perhaps": Label("perhaps {}", "{}（不確か）"),
    "perhaps about": Label("perhaps about {}", "{}頃（不確か）"),
    "by": Label("by {}", "{}以前"),
    "since": Label("{} or later", "{}以降"),
    "between": Label("between {} and {}", "{}から{}の間"),
    "decade": Label("the {}s", "{}年代"),
    "unknown": Label("at an unknown time", "時期不明"),
}
_MARKS = {"~": "about", "?": "perhaps", "%": "perhaps about"}
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_OPEN = ("", "..", "unknown")


def stated(date: FuzzyDate) -> tuple[Digits | None, Digits | None]:
    """Return the first and the last digits that a date is written with, ``None`` for an open end: not what ``~`` widens."""
    first, _, last = date.text.partition("/")
    return _digits(first, "0"), _digits(last if "/" in date.text else first, "9")


def _digits(part: str, fill: str) -> Digits | None:
    plain = part.rstrip("?~%").partition("T")[0]
    if plain in _OPEN:
        return None
    year, *rest = plain.split("-")
    return (int(year.replace("X", fill)), *(int(n) for n in rest if n != "XX"))


def in_words(date: FuzzyDate, lang: str) -> str:
    """Return a date as people write it, with its doubt: *about February 2018*, 「2018年2月頃」."""
    return _in_words(date.text, lang)


@lru_cache(maxsize=4096)
def _in_words(text: str, lang: str) -> str:
    if "/" not in text:
        return _part_in_words(text, lang)
    first, last = text.split("/")
    if first in _OPEN or last in _OPEN:
        key, known = ("by", last) if first in _OPEN else ("since", first)
        return _DATES[key if known not in _OPEN else "unknown"].say(lang).format(_part_in_words(known, lang))
    a, b = _digits(first, "0"), _digits(last, "9")
    if a and b and a[0] == b[0] and len(a) == len(b) > 1 and first[-1].isdigit() and last[-1].isdigit():
        english = lang != "ja"  # one year is enough: between March and May 2018, 2018年3月から5月の間
        return _DATES["between"].say(lang).format(_calendar(a, lang, year=not english), _calendar(b, lang, year=english))
    return _DATES["between"].say(lang).format(_part_in_words(first, lang), _part_in_words(last, lang))


def _part_in_words(part: str, lang: str) -> str:
    first, last = _digits(part, "0"), _digits(part, "9")
    if first is None or last is None:
        return _DATES["unknown"].say(lang)
    if last[0] - first[0] == 9:
        words = _DATES["decade"].say(lang).format(first[0])
    elif first != last:
        words = _DATES["between"].say(lang).format(_calendar(first, lang), _calendar(last, lang))
    else:
        _, clock, time = part.partition("T")
        words = _calendar(first, lang) + (f"{' ' if lang == 'ja' else ', '}{time}" if clock else "")
    mark = _MARKS.get(part[-1])
    return _DATES[mark].say(lang).format(words) if mark else words


def _calendar(digits: Digits, lang: str, *, year: bool = True) -> str:
    """Return year, month and day as a calendar has them; the year can be left to what stands beside."""
    if lang == "ja":
        named = list(zip(digits, "年月日", strict=False))
        return "".join(f"{n}{unit}" for n, unit in (named if year else named[1:]))
    if len(digits) == 1:
        return str(digits[0])
    month = _MONTHS[digits[1] - 1]
    day = f" {digits[2]}" if len(digits) > 2 else ""
    return f"{month}{day}{',' if day and year else ''}{f' {digits[0]}' if year else ''}"


# --- addresses -----------------------------------------------------------------------------------

_WEB = re.compile(r"https?://[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")
"""A web address in the characters of RFC 3986: none of them ends an attribute in double quotes, a line, or a tag."""


def web_address(url: str | None) -> str | None:
    """Return an address on the web, other characters than RFC 3986 has percent-encoded; ``None`` for what is none."""
    if url is None or _WEB.fullmatch(url):
        return url
    encoded = quote(url, safe="._~:/?#[]@!$&'()*+,;=%-")
    return encoded if _WEB.fullmatch(encoded) else None


# --- events --------------------------------------------------------------------------------------

WORDS: dict[str, Label] = {
    "who": Label("Who", "関係者"),
    "sums": Label("Sums and figures", "金額と数値"),
    "threads": Label("Threads", "テーマ"),
    "sources": Label("Sources", "出典"),
    "sides": Label("Each side's account", "双方の言い分"),
    "no beginning": Label("Earliest day unknown", "最も早い日が不明"),
    "as of": Label("as of {}", "{}現在"),
    "licence": Label("licence of the data: {}", "データのライセンス：{}"),
    "version": Label("version {} of the data", "データ第{}版"),
    "published": Label("{}, published {}", "{}、{}に公表"),
    "adds": Label("{}: {}", "{}：{}"),
    "aside": Label("{} ({})", "{}（{}）"),
    "titled": Label("{}, “{}”", "{}「{}」"),
    "quoted": Label("“{}”", "「{}」"),
}

GROUPS: dict[str, Label] = {
    "people": Label("People", "人事"),
    "money": Label("Money", "資金と取引"),
    "business": Label("Business", "事業"),
    "courts": Label("Courts and regulators", "裁判と規制"),
    "words": Label("Words", "発言と文書"),
}
"""What the groups of event types are called."""


class Reference(NamedTuple):
    """A source as an event cites it: publisher and title, address on the web, what it says, on which fields it differs and how."""

    name: str
    url: str | None
    says: str
    differs: tuple[str, ...]


class Story(NamedTuple):
    """An event in words. ``doubts`` are the marks that must not be lost; ``facts`` and ``sides`` pair a heading with a text."""

    event: Event
    title: str
    when: str
    type: str
    status: str
    doubts: tuple[str, ...]
    summary: str
    quote: str
    facts: tuple[tuple[str, str], ...]
    threads: tuple[str, ...]
    sides: tuple[tuple[str, str], ...]
    references: tuple[Reference, ...]


class Narrator:
    """Tells the events of a view in the language of the saga."""

    def __init__(self, saga: Saga) -> None:
        self.saga, self.lang = saga, saga.lang
        self.speak = Speaker(saga.dataset, saga.lang)
        self.semicolon, self.colon = ("、", "：") if saga.lang == "ja" else ("; ", ": ")

    def say(self, word: str, *values: str) -> str:
        """Return one of our own phrases in the language, with values put in."""
        return WORDS[word].say(self.lang).format(*values)

    def name(self, entity: str | None) -> str:
        """Return the name of an entity, empty for none."""
        return "" if entity is None else self.saga.dataset.entities.glance(entity).name.say(self.lang)

    def source(self, source: str) -> Source:
        """Return a source, given its id."""
        return self.saga.dataset.sources.glance(source)

    def credits(self) -> list[str]:
        """Return what the data say of themselves: day, version, licence, and how they are retold."""
        facts = about(self.saga)
        licence = [self.say("licence", facts["license"])] if facts["license"] else []
        return [
            self.say("as of", in_words(self.saga.as_of, self.lang)),
            self.say("version", facts["version"]),
            *licence,
            *view_words(self.saga, self.lang),
        ]

    def stories(self) -> Iterator[Story]:
        """Yield the events that lie in the view, in canonical order, one at a time."""
        for kind, record in records_of(self.saga):
            if kind == "events" and self.saga.told(record.event):
                yield self.story(record.event)

    def story(self, event: Event) -> Story:
        """Return an event in words."""
        threads = self.saga.dataset.header.threads
        return Story(
            event, event.title.say(self.lang), in_words(event.date, self.lang), EVENT_TYPES[event.type].label.say(self.lang),
            self.speak.status(event.status), self._doubts(event), event.summary.say(self.lang), self._quote(event), tuple(self._facts(event)),
            tuple(threads[t].say(self.lang) for t in event.threads if t in threads),
            tuple((self.name(a.voice), self._account(a.tells.say(self.lang), a.sources)) for a in event.accounts),
            tuple(self._reference(event, c) for c in event.sources),
        )  # fmt: skip

    def _doubts(self, event: Event) -> tuple[str, ...]:
        status = (self.speak.status(event.status),) if event.status in DOUBTFUL_STATUSES else ()
        return (*status, self.speak.word("differ")) if event.disputed and event.status != DISPUTED else status

    def _quote(self, event: Event) -> str:
        if event.quote is None:
            return ""
        words, speaker = self.say("quoted", event.quote.text), self.name(event.quote.speaker)
        return f"{words} — {speaker}" if speaker else words

    def _facts(self, event: Event) -> Iterator[tuple[str, str]]:
        yield self.say("who"), self.speak.joined(self._participant(p) for p in event.participants)
        figures = [self._amount(a.kind, a.value, a.currency, a.of) for a in event.amounts]
        figures += [self.say("adds", self._measured(m), value_words(m.value, m.unit)) for m in event.metrics]
        if figures:
            yield self.say("sums"), self.semicolon.join(figures)

    def _participant(self, p: Participant) -> str:
        post = OFFICES[p.office].label.say(self.lang) if p.office else p.position or ""
        post = f"{self.speak.word('interim')} {post}" if p.interim and post else post
        return self.say("aside", self.name(p.entity), self.speak.joined(filter(None, (self.speak.role(p.role), post))))

    def _amount(self, kind: str, value: Any, currency: str | None, of: str | None) -> str:
        label = AMOUNT_KINDS[kind].say(self.lang)
        whose = self.speak.of(label, of) if of else label
        return self.say("adds", whose, sum_words(value, currency, self.lang))

    def _measured(self, metric: Metric) -> str:
        return self.speak.of(metric.metric, metric.subject)

    def _account(self, tells: str, sources: tuple[str, ...]) -> str:
        return self.say("aside", tells, self.speak.outlets(sources)) if sources else tells

    def _reference(self, event: Event, citation: Citation) -> Reference:
        source = self.source(citation.source)
        outlet = self.speak.outlet(source)
        name = self.say("titled", outlet, source.title) if source.title else outlet
        if source.published:
            name = self.say("published", name, in_words(source.published, self.lang))
        differs = differences(event, citation, self.speak, lambda date: in_words(parse_date(date), self.lang))
        return Reference(name, web_address(source.url), citation.says, differs)

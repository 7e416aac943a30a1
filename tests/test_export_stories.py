"""Forms for readers: TimelineJS, calendars, Mermaid and Markdown, each read by what reads it elsewhere.

TimelineJS 3.9 and Mermaid 11 themselves have drawn what is written here, and the hostile saga, in a browser;
they are no part of the tests, which hold the files to what the two document.
"""

from __future__ import annotations

import datetime as dt
import html
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from icalendar import Calendar
from markdown_it import MarkdownIt
from markdown_it.common import normalize_url

import aigraph
from aigraph import claims
from aigraph.export.wording import GROUPS, in_words, stated, web_address
from aigraph.ontology import EVENT_TYPES, LANGS
from aigraph.queries import differences

HERE = Path(__file__).parent
FIXTURE = HERE / "saga"
FORMS = {"timelinejs": "json", "ics": "ics", "mermaid": "mmd", "markdown": "md"}


@pytest.fixture(scope="module")
def small() -> aigraph.Saga:
    """The saga of the tests."""
    return aigraph.load(FIXTURE)


Export = Callable[..., str]


@pytest.fixture
def export(tmp_path: Path) -> Export:
    """Export a saga and return the text of the file, its line ends as they are."""

    def write(saga: aigraph.Saga, form: str) -> str:
        place = tmp_path / f"out.{FORMS[form]}"
        saga.export(form, str(place))
        return place.read_bytes().decode()

    return write


def readme(tmp_path: Path, form: str) -> str:
    return (tmp_path / f"out.{FORMS[form]}.README.md").read_text(encoding="utf-8")


HOSTILE = {
    "publisher": "Ev](http://evil.example) <i>il</i>",
    "title": "# T<script>alert(1)</script> [x](javascript:alert(2)) | a",
    "summary": "- S &lt; \"quoted\" 'single' www.evil.example https://evil.example x@evil.example; a, b\\n *c* _d_ `e` ~~f~~ ![i](http://evil.example/i.png)",
    "says": "</li><img src=x onerror=alert(3)> <http://evil.example>",
    "name": 'Ann"]; end <b>x</b> %%{init: {"theme": "dark"}}%% |y| #35; 1. z',
}
HOSTILE_URL = "https://example.org/a_b?x=1&copy=2&lt;3\"><script>(4)'\\"


@pytest.fixture
def hostile(folder_of: Callable[[str], Path]) -> aigraph.Saga:
    """A saga whose texts try to be markup, links, directives and line ends wherever they stand."""
    folder = folder_of(f"""
        saga: {{name: {{en: {json.dumps(HOSTILE["title"])}}}, as_of: 2026-06-30}}
        entities:
          - {{id: ann, type: person, name: {{en: {json.dumps(HOSTILE["name"])}}}}}
          - {{id: acme, type: company, name: {{en: Acme}}}}
        events:
          - id: e1
            date: 2018-02~
            type: appointment
            title: {{en: {json.dumps(HOSTILE["title"])}}}
            summary: {{en: {json.dumps(HOSTILE["summary"])}}}
            status: alleged
            participants: [{{role: person, entity: ann, office: ceo}}, {{role: organization, entity: acme}}]
            quote: {{text: {json.dumps(HOSTILE["says"])}, lang: en, speaker: ann}}
            sources: [{{source: s1, says: {json.dumps(HOSTILE["says"])}, claims: {{title: {json.dumps(HOSTILE["says"])}}}}}]
        sources:
          - {{id: s1, publisher: {json.dumps(HOSTILE["publisher"])}, title: {json.dumps(HOSTILE["title"])}, lang: en, kind: press, url: {json.dumps(HOSTILE_URL)}}}
    """)
    return aigraph.load(folder)


# --- words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "english", "japanese"),
    [
        ("2018", "2018", "2018年"),
        ("2018-02", "February 2018", "2018年2月"),
        ("2018-02-20", "February 20, 2018", "2018年2月20日"),
        ("2018-02-20T10:00:00Z", "February 20, 2018, 10:00:00Z", "2018年2月20日 10:00:00Z"),
        ("2018-02~", "about February 2018", "2018年2月頃"),
        ("2018-02-20?", "perhaps February 20, 2018", "2018年2月20日（不確か）"),
        ("2018%", "perhaps about 2018", "2018年頃（不確か）"),
        ("201X", "the 2010s", "2010年代"),
        ("20XX", "between 2000 and 2099", "2000年から2099年の間"),
        ("2018-XX", "2018", "2018年"),
        ("2018-02-XX", "February 2018", "2018年2月"),
        ("../2023-07-12", "by July 12, 2023", "2023年7月12日以前"),
        ("2008-10-15/..", "October 15, 2008 or later", "2008年10月15日以降"),
        ("2018-02/2018-04", "between February and April 2018", "2018年2月から4月の間"),
        ("2018-02-03/2018-04-05", "between February 3 and April 5, 2018", "2018年2月3日から4月5日の間"),
        ("2015-12/2017", "between December 2015 and 2017", "2015年12月から2017年の間"),
        ("2018/2019", "between 2018 and 2019", "2018年から2019年の間"),
        ("2018-02~/2018-04?", "between about February 2018 and perhaps April 2018", "2018年2月頃から2018年4月（不確か）の間"),
    ],
)
def test_dates_are_said_as_people_say_them(text: str, english: str, japanese: str) -> None:
    date = aigraph.parse_date(text)
    assert (in_words(date, "en"), in_words(date, "ja")) == (english, japanese)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("2018-02~", ((2018, 2), (2018, 2))),  # as written: `~` widens the bounds, not the place
        ("201X", ((2010,), (2019,))),
        ("../2023-04", (None, (2023, 4))),
        ("2015-12/2017-01-05?", ((2015, 12), (2017, 1, 5))),
    ],
)
def test_what_a_date_states_is_what_is_written(text: str, digits: Any) -> None:
    assert stated(aigraph.parse_date(text)) == digits


def test_every_date_of_the_data_has_words_of_its_own(real: aigraph.Saga) -> None:
    texts = {e.date.text for e in real.dataset.events.values()}
    for lang in LANGS:
        words = {text: in_words(aigraph.parse_date(text), lang) for text in texts}
        assert len(set(words.values())) == len(texts)
        assert not [w for w in words.values() if re.search(r"[~?/]|\.\.", w)]


def test_the_words_know_all_that_the_ontology_and_claims_do() -> None:
    assert set(GROUPS) == {t.group for t in EVENT_TYPES.values()}
    assert set(differences.FIELDS) == set(claims.FIELDS)


def test_only_web_addresses_become_links() -> None:
    assert web_address("https://example.org/a?b=c&d=%20e#f") == "https://example.org/a?b=c&d=%20e#f"
    assert web_address("https://ja.wikipedia.org/wiki/年") == "https://ja.wikipedia.org/wiki/%E5%B9%B4"
    assert web_address(HOSTILE_URL) == "https://example.org/a_b?x=1&copy=2&lt;3%22%3E%3Cscript%3E(4)'%5C"
    assert [web_address(u) for u in (None, "javascript:alert(1)", "data:text/html,x", "ftp://example.org")] == [None] * 4


@pytest.mark.parametrize("form", FORMS)
def test_the_same_data_give_the_same_bytes(form: str, tmp_path: Path) -> None:
    written = []
    for seed in ("1", "2"):
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(HERE.parent)}
        words = [sys.executable, "-m", "aigraph", "export", form, str(tmp_path / seed), "--data", str(FIXTURE)]
        subprocess.run(words, env=env, check=True, capture_output=True)
        written.append((tmp_path / seed).read_bytes())
    assert written[0] == written[1]


# --- TimelineJS ----------------------------------------------------------------------------------

_DATE = {
    "type": "object",
    "properties": {"year": {"type": "integer"}, "month": {"type": "integer", "minimum": 1, "maximum": 12}, "day": {"type": "integer"}},
    "required": ["year"], "dependentRequired": {"day": ["month"]}, "additionalProperties": False,
}  # fmt: skip
_SLIDE = {
    "type": "object",
    "properties": {
        "start_date": _DATE, "end_date": _DATE, "display_date": {"type": "string"}, "group": {"type": "string"},
        "unique_id": {"type": "string", "minLength": 1}, "autolink": {"const": False},
        "text": {"type": "object", "properties": {"headline": {"type": "string"}, "text": {"type": "string"}}, "additionalProperties": False},
    },
    "required": ["text", "unique_id"], "additionalProperties": False,
}  # fmt: skip
TIMELINE = {
    "type": "object",
    "properties": {"title": _SLIDE, "events": {"type": "array", "items": {**_SLIDE, "required": ["start_date", "display_date", "text"]}}},
    "required": ["events"], "additionalProperties": False,
}  # fmt: skip
"""What https://timeline.knightlab.com/docs/json-format.html documents, as far as it is used."""


class Page(HTMLParser):
    """The tags, links and text of a piece of HTML."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str | None] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert [name for name, _ in attrs] == (["href"] if tag == "a" else [])
        self.links += [value for _, value in attrs]

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)


def cited(saga: aigraph.Saga, event: str) -> list[str]:
    """The addresses of the sources of an event, in order."""
    found = (source.url for _, source in saga.dataset.citations(saga.dataset.events[event]))
    return [url for url in found if url]


@pytest.mark.parametrize("lang", LANGS)
def test_timelinejs_is_as_documented_and_tells_every_event(export: Export, real: aigraph.Saga, lang: str) -> None:
    timeline = json.loads(export(real.speaking(lang), "timelinejs"))
    jsonschema.validate(timeline, TIMELINE)
    assert [s["unique_id"] for s in timeline["events"]] == list(real.dataset.events)
    assert {s["group"] for s in timeline["events"]} == {g.say(lang) for g in GROUPS.values()}
    for slide, event in zip(timeline["events"], real.dataset.events.values(), strict=True):
        page = Page(slide["text"]["text"])
        assert page.links == cited(real, event.id)
        assert page.tags <= {"p", "small", "strong", "em", "ul", "li", "a", "blockquote", "br"}
        assert event.summary.say(lang) in page.text
        assert all(c.says in page.text for c in event.sources)


def test_a_slide_stands_where_its_date_says(export: Export, ledger: aigraph.Saga) -> None:
    """
    2018-02-20 appointment acme person=ann
    2018-03 appointment acme person=bob
    2018~ appointment acme person=cat
    2018-04/2018-06-05 appointment acme person=dan
    ../2018-07 appointment acme person=eve
    2018-08/.. appointment acme person=fay
    201X appointment acme person=gus
    """
    slides = {s["unique_id"]: s for s in json.loads(export(ledger, "timelinejs"))["events"]}
    placed = {i: (s["start_date"], s.get("end_date"), s["display_date"]) for i, s in slides.items()}
    assert placed == {
        "e1": ({"year": 2018, "month": 2, "day": 20}, None, "February 20, 2018"),
        "e2": ({"year": 2018, "month": 3}, None, "March 2018"),
        "e3": ({"year": 2018}, None, "about 2018"),
        "e4": ({"year": 2018, "month": 4}, {"year": 2018, "month": 6, "day": 5}, "between April 2018 and June 5, 2018"),
        "e5": ({"year": 2018, "month": 7}, None, "by July 2018"),
        "e6": ({"year": 2018, "month": 8}, None, "August 2018 or later"),
        "e7": ({"year": 2010}, {"year": 2019}, "the 2010s"),
    }


def test_the_readme_says_how_many_slides_stand_at_an_open_end(export: Export, ledger: aigraph.Saga, tmp_path: Path) -> None:
    """
    ../2018-07 appointment acme person=eve
    2018-08/.. appointment acme person=fay
    """
    export(ledger, "timelinejs")
    assert "- 2 events\n" in readme(tmp_path, "timelinejs")
    assert "2 events known only to be before or after a day stand on that day" in readme(tmp_path, "timelinejs")


def test_doubt_and_difference_are_on_the_slides(export: Export, ledger: aigraph.Saga) -> None:
    """
    2018-02-20 appointment acme person=ann
    2018-02-21 appointment acme person=bob status=alleged
    2018-02-22 appointment acme person=cat claims=date:2018-03
    2018-02-23 appointment acme person=dan status=disputed
    """
    english = {s["unique_id"]: s["text"] for s in json.loads(export(ledger, "timelinejs"))["events"]}
    assert [html.unescape(re.sub("<[^>]+>", "", t["headline"]))[len("appointment 0") :] for t in english.values()] == [
        "", " [alleged]", " [sources differ]", " [disputed]"
    ]  # fmt: skip
    assert "≠ date: March 2018 (here: February 22, 2018)" in english["e3"]["text"]
    japanese = {s["unique_id"]: s["text"] for s in json.loads(export(ledger.speaking("ja"), "timelinejs"))["events"]}
    assert "≠ 日付：2018年3月（ここでは2018年2月22日）" in japanese["e3"]["text"]
    assert "[一方の主張]" in japanese["e2"]["headline"]


def test_no_text_becomes_html(export: Export, hostile: aigraph.Saga) -> None:
    timeline = json.loads(export(hostile, "timelinejs"))
    (slide,) = timeline["events"]
    for text in (timeline["title"]["text"]["headline"], slide["text"]["headline"]):
        assert Page(text).text.startswith(HOSTILE["title"])
        assert Page(text).tags <= {"em"}
    page = Page(slide["text"]["text"])
    assert page.tags <= {"p", "small", "strong", "em", "ul", "li", "a", "blockquote", "br"}
    assert page.links == [web_address(HOSTILE_URL)]
    for text in ("summary", "says", "publisher", "name"):
        assert HOSTILE[text] in page.text


# --- calendars -----------------------------------------------------------------------------------


def entries(text: str) -> dict[str, Any]:
    """The entries of a calendar by event, as the library reads them."""
    calendar = Calendar.from_ical(text.encode())
    assert calendar.errors == []
    found = {str(e["uid"]).removesuffix("@aigraph"): e for e in calendar.walk("VEVENT")}
    assert not [e.errors for e in found.values() if e.errors]
    return found


def days(entry: Any) -> tuple[dt.date, dt.date]:
    """The first and the last day of an entry, whose end is the day after."""
    return entry.decoded("dtstart"), entry.decoded("dtend") - dt.timedelta(days=1)


@pytest.mark.parametrize("lang", LANGS)
def test_a_calendar_holds_every_event_on_its_days(export: Export, real: aigraph.Saga, lang: str) -> None:
    text = export(real.speaking(lang), "ics")
    lines = text.split("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in lines) <= 75
    assert (lines[0], lines[-2:]) == ("BEGIN:VCALENDAR", ["END:VCALENDAR", ""])
    found = entries(text)
    assert list(found) == list(real.dataset.events)
    for event in real.dataset.events.values():
        entry, date = found[event.id], event.date
        if date.earliest and date.latest and (date.latest - date.earliest).days < 31:
            assert days(entry) == (date.earliest, date.latest)
        else:
            first, _ = stated(date)
            day = dt.date(*(*first, 1, 1)[:3]) if first else date.latest
            assert days(entry) == (day, day)
        assert str(entry["summary"]).startswith(event.title.say(lang))
        assert event.summary.say(lang) in str(entry["description"])
        assert all(url in str(entry["description"]) for url in cited(real, event.id))
        assert str(entry["x-aigraph-edtf"]) == date.text
        vague = not date.exact or event.doubtful
        assert (str(entry.get("status")) == "TENTATIVE") == vague
        assert (in_words(date, lang) in str(entry["summary"])) == (vague and (not date.exact or date.doubtful))
        assert entry["transp"] == "TRANSPARENT"


def test_where_a_vague_day_stands(export: Export, ledger: aigraph.Saga, tmp_path: Path) -> None:
    """
    2018-02-20 appointment acme person=ann
    2018-03 appointment acme person=bob
    2018-03-10~ appointment acme person=cat
    2018-05~ appointment acme person=dan
    2018 appointment acme person=eve
    ../2018-07 appointment acme person=fay
    2018-08/.. appointment acme person=gus
    2018-09-20? appointment acme person=hal
    """
    found = entries(export(ledger, "ics"))
    first = {i: (*(f"{d:%m-%d}" for d in days(e)), str(e["summary"])[len("appointment 0") :]) for i, e in found.items()}
    assert first == {
        "e1": ("02-20", "02-20", ""),
        "e2": ("03-01", "03-31", " (March 2018)"),
        "e3": ("03-09", "03-11", " (about March 10, 2018)"),
        "e4": ("05-01", "05-01", " (about May 2018)"),
        "e5": ("01-01", "01-01", " (2018)"),
        "e6": ("07-31", "07-31", " (by July 2018)"),
        "e7": ("08-01", "08-01", " (August 2018 or later)"),
        "e8": ("09-20", "09-20", " (perhaps September 20, 2018)"),
    }
    assert "2 events of which no day is known, but a month or less" in readme(tmp_path, "ics")
    assert "4 events dated more vaguely than to a month" in readme(tmp_path, "ics")


def test_a_calendar_has_no_clock_and_says_its_language(export: Export, small: aigraph.Saga) -> None:
    text = export(small.speaking("ja"), "ics")
    assert set(re.findall(r"DTSTAMP:(\S+)", text)) == {"20240630T000000Z"}
    entry = entries(text)["2016-06-moreau-donates"]
    assert (str(entry["summary"]), entry["summary"].params["LANGUAGE"]) == ("モローがオーラリーに寄付（2016年6月、異説あり）", "ja")
    assert [str(c) for c in entry["categories"].cats] == ["寄付", "資金", "モロー訴訟"]


def test_no_text_breaks_a_calendar(export: Export, hostile: aigraph.Saga) -> None:
    (entry,) = entries(export(hostile, "ics")).values()
    assert str(entry["summary"]) == f"{HOSTILE['title']} (about February 2018; alleged; sources differ)"
    assert str(entry["url"]) == web_address(HOSTILE_URL)
    for text in ("summary", "says", "publisher", "name"):
        assert HOSTILE[text] in str(entry["description"])


# --- Mermaid -------------------------------------------------------------------------------------

NODE = re.compile(r'(n\d+)(?:\(\["([^"]*)"\]\)|\["([^"]*)"\])')
BOX = re.compile(r'subgraph (n\d+)box\["([^"]*)"\]')
ARROW = re.compile(r'(n\d+) (-->|-\.->)\|"([^"]*)"\| (n\d+)')


class Diagram:
    """A flowchart, read line by line: anything else than nodes, boxes and arrows fails."""

    def __init__(self, text: str) -> None:
        lines = text.split("\n")
        assert lines[0] == lines[2] == "---"
        self.title = json.loads(lines[1].removeprefix("title: "))
        assert lines[3] == "flowchart LR"
        self.nodes: dict[str, str] = {}
        self.inside: dict[str, str] = {}
        self.arrows: list[tuple[str, str, list[str], str]] = []
        box = ""
        for line in map(str.strip, lines[4:]):
            if match := BOX.fullmatch(line):
                box = self.say(match[2])
            elif match := NODE.fullmatch(line):
                self.nodes[match[1]] = self.say(match[2] or match[3])
                self.inside[self.nodes[match[1]]] = box
            elif match := ARROW.fullmatch(line):
                words = [self.say(part) for part in match[3].split("<br>")]
                self.arrows.append((self.nodes[match[1]], match[2], words, self.nodes[match[4]]))
            else:
                assert line in ("", "end") or re.fullmatch(r"%% [^{}%]*", line)
                box = ""

    @staticmethod
    def say(label: str) -> str:
        assert not re.search(r"[<>&`{}|\[\]]", label)
        return re.sub(r"#(\d+);", lambda m: chr(int(m[1])), label)


def test_a_diagram_shows_who_led_and_owned_what_on_a_day(export: Export, real: aigraph.Saga) -> None:
    text = export(real.on("2023-11-18"), "mermaid")
    diagram = Diagram(text)
    posts = [w[:2] for a, _, w, b in diagram.arrows if (a, b) == ("Mira Murati", "OpenAI")]
    assert posts == [["interim chief executive", "November 17, 2023 – November 19, 2023"]]
    assert diagram.inside["Mira Murati"] == "OpenAI"
    assert diagram.inside["Elon Musk"] == ""  # he leads several
    assert not [a for a, *_ in diagram.arrows if a == "Sam Altman"]  # fired the day before
    assert {"X Corp.", "Tesla", "xAI", "SpaceX"} <= {b for a, _, _, b in diagram.arrows if a == "Elon Musk"}
    assert ", November 18, 2023" in diagram.title


@pytest.mark.parametrize("lang", LANGS)
def test_a_diagram_stays_within_what_mermaid_draws(export: Export, real: aigraph.Saga, lang: str, tmp_path: Path) -> None:
    text = export(real.speaking(lang), "mermaid")
    diagram = Diagram(text)
    assert len(diagram.arrows) <= 100  # Mermaid's maxEdges is 500
    assert len(text) < 50_000  # its maxTextSize
    assert set(diagram.nodes.values()) == {end for a, _, _, b in diagram.arrows for end in (a, b)}
    holding = [s for s in real.dataset.stints if real.keeps(real.holds(s)) and s.lasting and s.relation not in ("member", "staff")]
    assert f"Of {len(holding)} relations that hold (September 10, 2026) the 100 between the best connected" in readme(tmp_path, "mermaid")


def test_long_names_do_not_burst_a_diagram(export: Export, tmp_path: Path) -> None:
    from conftest import write_ledger

    people = "\n".join(f"2018-02-20 appointment acme person={'p' * 900}{n}:vice-president" for n in range(120))
    diagram = export(aigraph.load(write_ledger(people, tmp_path / "many")), "mermaid")
    assert 10 < len(Diagram(diagram).arrows) < 100
    assert len(diagram) < 50_000


def test_doubt_is_dashed_and_staff_left_out(export: Export, ledger: aigraph.Saga, tmp_path: Path) -> None:
    """
    2018-02-20 appointment acme person=ann:ceo
    2018-02-21 appointment acme person=bob:cto status=alleged
    2018-02-22 appointment acme person=cat
    2018-02-23 appointment acme person=dan:cfo
    2026/2026-12 departure acme person=dan
    2019-02-23 appointment acme person=eve:coo
    2020-02-23 departure acme person=eve
    """
    arrows = {a: (kind, words) for a, kind, words, _ in Diagram(export(ledger, "mermaid")).arrows}
    assert arrows == {
        "Ann": ("-->", ["chief executive", "February 20, 2018 –"]),
        "Bob": ("-.->", ["chief technology officer", "February 21, 2018 –", "doubtful"]),
        "Dan": ("-.->", ["chief financial officer", "February 23, 2018 – between 2026 and December 2026", "possible"]),
    }
    assert "plain employment without an office: 1." in readme(tmp_path, "mermaid")
    assert [a for a, *_ in Diagram(export(ledger.certain(), "mermaid")).arrows] == ["Ann", "Bob"]


def test_a_box_is_around_people_and_not_around_other_houses(export: Export, ledger: aigraph.Saga) -> None:
    """
    company bank
    2018-02-20 appointment acme person=ann:ceo
    2018-02-20 appointment acme person=bank:observer
    2018-02-20 appointment bank person=bob:ceo
    2018-02-20 appointment bank person=cat:director
    2018-02-20 appointment acme person=cat:director
    """
    inside = Diagram(export(ledger, "mermaid")).inside
    assert inside == {"Ann": "Acme", "Acme": "Acme", "Bank": "Bank", "Bob": "Bank", "Cat": ""}


def test_a_diagram_of_nothing_says_so(export: Export, ledger: aigraph.Saga) -> None:
    """
    2018-02-20 appointment acme person=ann:ceo
    """
    assert 'nothing["Nothing found."]' in export(ledger.on("2017"), "mermaid")


def test_no_name_becomes_mermaid(export: Export, hostile: aigraph.Saga) -> None:
    text = export(hostile, "mermaid")
    diagram = Diagram(text)
    assert set(diagram.nodes.values()) == {HOSTILE["name"], "Acme"}
    assert diagram.title.startswith(HOSTILE["title"])
    assert "%%{" not in text.split("flowchart")[1]


# --- Markdown ------------------------------------------------------------------------------------

ALLOWED = {
    "heading", "paragraph", "bullet_list", "list_item", "blockquote", "em", "strong", "link", "inline", "text", "softbreak", "text_special",
}  # fmt: skip


class Document:
    """A document as a reader of Markdown takes it: the kinds of its parts, its links, and what it shows, a line for each block."""

    def __init__(self, text: str, dialect: str = "commonmark") -> None:
        blocks = MarkdownIt(dialect, {"html": True}).parse(text)
        within = [t for block in blocks for t in block.children or ()]
        self.kinds = {re.sub("_(open|close)$", "", t.type) for t in (*blocks, *within)}
        self.links = [str(t.attrs["href"]) for t in within if t.type == "link_open"]
        self.shown = "\n".join("".join(t.content for t in block.children or ()) for block in blocks if block.type == "inline")


@pytest.mark.parametrize("lang", LANGS)
def test_a_document_links_its_sources_and_nothing_else(export: Export, real: aigraph.Saga, lang: str) -> None:
    text = export(real.speaking(lang), "markdown")
    document = Document(text)
    assert document.kinds <= ALLOWED
    assert document.links == [normalize_url.normalizeLink(u) for e in real.dataset.events for u in cited(real, e)]
    assert document.shown.count("*") == text.count("\\*")  # no mark of emphasis is left standing
    for event in real.dataset.events.values():
        assert f"{in_words(event.date, lang)}{'：' if lang == 'ja' else ': '}{event.title.say(lang)}" in document.shown
        assert event.summary.say(lang) in document.shown


def test_a_document_goes_year_by_year_and_shows_both_where_sources_differ(export: Export, ledger: aigraph.Saga) -> None:
    """
    ../2016 appointment acme person=zoe
    2018-02-20 appointment acme person=ann:ceo claims=date:2018-03
    2018-02-21 appointment acme person=bob status=alleged
    2019-02 departure acme person=ann
    """
    text = export(ledger, "markdown")
    assert re.findall(r"^#+ .*", text, re.M) == [
        "# Test",
        "## Earliest day unknown", "### by 2016: appointment 0",
        "## 2018", "### February 20, 2018: appointment 1 *(sources differ)*", "### February 21, 2018: appointment 2 *(alleged)*",
        "## 2019", "### February 2019: departure 3",
    ]  # fmt: skip
    assert "- [Paper 2](https://example.org/2): so\n  - ≠ date: March 2018 (here: February 20, 2018)\n" in text
    assert "**Who**: Acme (organization), Ann (person, chief executive)\n" in text


def test_each_sides_account_is_told(export: Export, small: aigraph.Saga) -> None:
    text = export(small, "markdown")
    event = next(e for e in small.dataset.events.values() if e.accounts)
    for account in event.accounts:
        assert f"- *{small.dataset.entities[account.voice].name.en}*: {account.tells.en}" in text


def test_no_text_becomes_markup(export: Export, hostile: aigraph.Saga) -> None:
    text = export(hostile, "markdown")
    for dialect in ("commonmark", "js-default"):  # the latter with tables and strikethrough
        document = Document(text, dialect)
        assert document.kinds <= ALLOWED
        assert document.links == [web_address(HOSTILE_URL)]
        for name, part in HOSTILE.items():
            assert part in document.shown, name
    assert "\\@evil" in text
    assert not re.search(r"(?<!\()(?<!\(<)https?://|www\.evil", text)  # GitHub would link these


# --- views ---------------------------------------------------------------------------------------


def test_forms_tell_the_view(export: Export, real: aigraph.Saga) -> None:
    """What happened later is not told, whatever it ended; and a retelling is told as such."""
    view = real.on("2018-02-20")
    slides = json.loads(export(view, "timelinejs"))["events"]
    assert [s["unique_id"] for s in slides] == [e.id for e in real.dataset.events.values() if view.told(e)]
    assert list(entries(export(view, "ics"))) == [s["unique_id"] for s in slides]
    document = export(real.according_to("Elon Musk"), "markdown")
    assert "according to Elon Musk" in document.split("##")[0]
    assert document.count("\n### ") == len(real.according_to("Elon Musk").dataset.events)

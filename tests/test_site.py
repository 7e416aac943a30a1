"""The explorer in a real browser: from a folder, offline, showing what the library answers."""

from __future__ import annotations

import functools
import http.server
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import aigraph
from aigraph.dataset import WrongQuestion
from aigraph.dates import falls_in, holds_during, holds_on, parse_date
from aigraph.ontology import SOURCE_KINDS
from aigraph.results import Result
from aigraph.site.build import pages, site_build
from aigraph.site.serve import Shelf, server_of

HERE = Path(__file__).parent
ROOT = HERE.parent
FIXTURE = HERE / "saga"
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
IN_CI = bool(os.environ.get("CI"))
PATIENCE = 60_000
"""Milliseconds that a page may take on a machine that does much else; what never comes true is told all the same."""
VIEWS = ("timeline", "network", "who", "moves", "retention", "money", "cases", "disputes")

needs_browser = pytest.mark.skipif(
    BROWSER is None and not IN_CI, reason="no Chromium: `apt-get install chromium` (or google-chrome) runs these"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A headless Chromium of the system."""
    if IN_CI:
        import playwright.sync_api as sync_api
    else:
        sync_api = pytest.importorskip("playwright.sync_api")
    assert BROWSER, "CI installs Chromium"
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the saga that comes with the package."""
    folder = tmp_path_factory.mktemp("site")
    site_build(ROOT / "data", str(folder))
    return folder


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the fixture saga."""
    folder = tmp_path_factory.mktemp("small")
    site_build(FIXTURE, str(folder))
    return folder


Open = Callable[..., Any]


@pytest.fixture
def opened(browser: Any) -> Iterator[Open]:
    """Open a page of a folder; at the end it must have said nothing on its console, and have asked no network."""
    contexts = []
    said: list[str] = []

    def open_page(where: Path | str, state: str = "", **options: Any) -> Any:
        context = browser.new_context(**{"locale": "en-US", "viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: said.append(str(e)))
        page.on("dialog", lambda d: (said.append(f"dialog: {d.message}"), d.dismiss()))
        page.on("request", lambda r: said.append(r.url) if not r.url.startswith(("file:", "data:", "http://127.0.0.1")) else None)
        page.goto(f"{where.as_uri()}/index.html{state}" if isinstance(where, Path) else f"{where}{state}")
        page.wait_for_selector(".view", state="attached")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert said == []


def until(page: Any, expression: str) -> None:
    """Wait until an expression is true in the page; polled from outside, as the page forbids making code of text."""
    for _ in range(PATIENCE // 50):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never true: {expression}")


def rows_of(page: Any, name: str) -> list[list[str]]:
    """The rows of a table in the page, all of them, as they are read."""
    frame = page.locator(f'[data-table="{name}"]').first
    more = frame.locator("button.more")
    if more.count():
        more.click()
    return [[cell.strip() for cell in row] for row in frame.evaluate(
        "f => [...f.querySelectorAll('tbody tr')].map(r => [...r.cells].map(c => c.textContent))"
    )]  # fmt: skip


def rows_in(result: Result[Any], without: str = "Id") -> list[list[str]]:
    """The rows that the command line prints, columns without a word left out."""
    headings, rows = result.cells()
    kept = [i for i, h in enumerate(headings) if h != without and any(row[i] for row in rows)]
    return [[row[i].strip() for i in kept] for row in rows]


# --- it opens ------------------------------------------------------------------------------------


@needs_browser
@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_opens_from_a_folder(opened: Open, site: Path, view: str, lang: str) -> None:
    page = opened(site, f"#view={view}&lang={lang}")
    assert page.locator("main .view").count() == 1
    assert page.locator("main [role=alert]").count() == 0
    assert page.evaluate("document.documentElement.lang") == lang
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing sticks out"


@needs_browser
def test_it_opens_under_a_sub_path(opened: Open, small: Path, tmp_path: Path) -> None:
    shutil.copytree(small, tmp_path / "some" / "where")
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))
    handler.log_message = lambda *a: None  # type: ignore[attr-defined]
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = opened(f"http://127.0.0.1:{server.server_port}/some/where/index.html", "#view=who&sel=orrery")
        assert page.locator(".card h1").inner_text().startswith("Orrery")
        page.context.close()
        server.shutdown()


@needs_browser
@pytest.mark.parametrize("width", [390, 768, 1440])
@pytest.mark.parametrize("view", VIEWS)
def test_nothing_sticks_out_at_any_width(opened: Open, site: Path, view: str, width: int) -> None:
    page = opened(site, f"#view={view}&sel=openai", viewport={"width": width, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


# --- it says what the library says ---------------------------------------------------------------

Ask = Callable[[aigraph.Saga], Result[Any]]
QUESTIONS: dict[str, tuple[str, str, Ask]] = {
    "who left xAI": ("view=who&sel=xai", "who-left", lambda s: s.who_left("xAI")),
    "who left OpenAI": ("view=who&sel=openai", "who-left", lambda s: s.who_left("OpenAI")),
    "who joined Thinking Machines": ("view=who&sel=thinking-machines", "who-joined", lambda s: s.who_joined("thinking-machines")),
    "OpenAI on 18 November 2023": ("view=who&sel=openai&day=2023-11-18", "roster", lambda s: s.on("2023-11-18").roster("OpenAI")),
    "OpenAI today": ("view=who&sel=openai", "roster", lambda s: s.roster("OpenAI")),
    "xAI in 2024": ("view=who&sel=xai&day=2024-06-30", "roster", lambda s: s.on("2024-06-30").roster("xAI")),
    "a team": ("view=who&sel=superalignment&day=2024-01-01", "roster", lambda s: s.on("2024-01-01").roster("superalignment")),
    "Karpathy's career": ("view=who&sel=andrej-karpathy", "career andrej-karpathy", lambda s: s.career("Karpathy")),
    "Kosic's career, in Japanese": ("view=who&sel=kyle-kosic&lang=ja", "career kyle-kosic", lambda s: s.speaking("ja").career("Kosic")),
    "Musk in 2018": (
        "names=elon-musk&from=2018-01&to=2018-12",
        "timeline",
        lambda s: s.timeline("Elon Musk", since="2018-01", until="2018-12"),
    ),
    "Musk and Altman together": (
        "names=elon-musk,sam-altman&other=all",
        "timeline",
        lambda s: s.timeline("Elon Musk", "Sam Altman", together=True),
    ),
    "verdicts": ("type=verdict", "timeline", lambda s: s.timeline(event_type="verdict")),
    "the bid": ("thread=the-bid", "timeline", lambda s: s.timeline(thread="the-bid")),
    "November 2023, in Japanese": (
        "lang=ja&from=2023-11&to=2023-11",
        "timeline",
        lambda s: s.speaking("ja").timeline(since="2023-11", until="2023-11"),
    ),
    "everything": ("", "timeline", lambda s: s.timeline()),
    "flows": ("view=moves", "flows", lambda s: s.flows()),
    "flows of 2025": ("view=moves&from=2025&to=2025", "flows", lambda s: s.flows(since="2025", until="2025")),
    "founders of xAI": ("view=retention&sel=xai", "retention-founders xai", lambda s: s.retention("xAI", founders=True)),
    "OpenAI's money": ("view=money&sel=openai&kind=all", "money openai", lambda s: s.money("OpenAI")),
    "Anthropic's valuations": (
        "view=money&sel=anthropic&kind=valuation",
        "money anthropic",
        lambda s: s.money("Anthropic", kind="valuation"),
    ),
    "cases": ("view=cases", "cases", lambda s: s.cases()),
    "a docket": ("view=cases&sel=musk-v-altman-federal", "case", lambda s: s.case("musk-v-altman-federal")),
    "disputes": ("view=disputes", "disputes", lambda s: s.disputes()),
}


@needs_browser
@pytest.mark.parametrize("question", QUESTIONS)
def test_the_rows_are_those_of_the_command_line(opened: Open, site: Path, real: aigraph.Saga, question: str) -> None:
    state, name, ask = QUESTIONS[question]
    page = opened(site, f"#{state}" if "lang=" in state else f"#{state}&lang=en")
    expected = rows_in(ask(real), without="Id" if "lang=ja" not in state else "ID")
    assert expected
    assert rows_of(page, name) == expected


def asked(page: Any, script: str, **values: Any) -> Any:
    """Run a script in the page with the explorer at hand as ``x`` and the saga as ``m``."""
    return page.evaluate(f"async v => {{ const x = aigraph.explorer, m = await x.modelIn(v.lang || 'en'); {script} }}", values)


GOLDENS: dict[str, str] = {
    "roster-on-a-day": "return x.questions.roster(m, 'orrery', x.days.ordinal('2021-05-10'))",
    "roster-ceo-on-a-day": "return x.questions.roster(m, 'orrery', x.days.ordinal('2021-05-12'), 'ceo')",
    "roster-of-a-team": "return x.questions.roster(m, 'lantern', x.days.ordinal('2018-11-30'))",
    "roster": "return x.questions.roster(m, 'orrery', m.asOf)",
    "roster-observers": "return x.questions.roster(m, 'orrery', m.asOf, 'observer')",
    "who-left": "return x.questions.whoLeft(m, 'orrery')",
    "who-joined": "return x.questions.whoJoined(m, 'orrery')",
}


@needs_browser
@pytest.mark.parametrize("golden", GOLDENS)
def test_its_questions_answer_as_the_goldens(opened: Open, small: Path, golden: str) -> None:
    answers = asked(
        opened(small),
        GOLDENS[golden].replace("return ", "const found = ")
        + "; return found.map(a => [a.row.subject, a.row.object, a.row.opened_by ?? null, a.verdict])",
    )
    expected = json.loads((HERE / "goldens" / f"{golden}.json").read_text(encoding="utf-8"))
    assert answers == [[r["person"]["id"], r["organization"]["id"], r["opened_by"], r["verdict"]] for r in expected]


@needs_browser
def test_its_relations_on_a_day_are_the_graph_of_that_day(opened: Open, small: Path) -> None:
    saga = aigraph.load(FIXTURE)
    page = opened(small)
    for day in ("2016-03-01", "2018-06-15", "2021-05-10", "2021-05-12", "2022-12-15", "2024-06-30"):
        graph = saga.on(day).graph()
        expected = sorted([s, o, d["relation"], d["verdict"]] for s, o, d in graph.edges(data=True) if "relation" in d)
        found = asked(
            page,
            "return x.questions.holding(m, x.days.ordinal(v.day)).map(a => [a.row.subject, a.row.object, a.row.relation, a.verdict])",
            day=day,
        )
        assert sorted(found) == expected


@needs_browser
def test_its_paths_are_as_short_as_the_librarys(opened: Open, small: Path) -> None:
    saga = aigraph.load(FIXTURE).on("2018-06-01")
    page = opened(small)
    people = [e.id for e in saga.dataset.entities.values() if e.type in ("person", "nonprofit", "company")]
    for a in people:
        for b in people:
            if a < b:
                found = asked(page, "return x.questions.path(m, v.a, v.b, x.days.ordinal('2018-06-01')).length", a=a, b=b)
                paths = saga.path(a, b)
                assert found == (len(paths[0].hops) if paths else 0), (a, b)


@needs_browser
def test_its_intervals_are_the_librarys(opened: Open, small: Path) -> None:
    """Every question on a small world of days: 6 days, all starts and ends, all windows."""
    world = [(a, b, c, d) for a in range(4) for b in range(a, 4) for c in range(a, 5) for d in range(c, 5) if b <= d]
    windows = [(a, b) for a in range(5) for b in range(a, 5)]
    script = """
      const on = v.world.map(w => v.days.map(d => x.days.holdsOn(w, d)));
      const during = v.world.map(w => v.windows.map(([a, b]) => x.days.holdsDuring(w, a, b)));
      return [on, during, v.windows.map(([lo, hi]) => v.windows.map(([a, b]) => x.days.fallsIn(lo, hi, a, b)))];
    """
    on, during, falling = asked(opened(small), script, world=world, windows=windows, days=list(range(6)))
    assert on == [[holds_on(*w, d).value for d in range(6)] for w in world]
    assert during == [[holds_during(*w, *ab).value for ab in windows] for w in world]
    assert falling == [[falls_in(*lh, *ab).value for ab in windows] for lh in windows]


@needs_browser
def test_typed_days_are_the_librarys(opened: Open, small: Path) -> None:
    texts = ["2018", "2018-02", "2020-02", "2018-12", "2018-02-20", "1999-12-31"]
    found = asked(opened(small), "return v.texts.map(t => x.days.typedSpan(t))", texts=texts)
    assert found == [[parse_date(t).lo, parse_date(t).hi] for t in texts]
    assert (
        asked(opened(small), "return v.texts.map(t => x.days.typedSpan(t))", texts=["2018-13", "2018-02-30", "soon", "", "18"])
        == [None] * 5
    )


# --- it is used ----------------------------------------------------------------------------------


@needs_browser
def test_the_slider_shows_who_held_what(opened: Open, site: Path) -> None:
    page = opened(site, "#view=who&sel=openai&lang=en")
    assert ["Sam Altman", "chief executive"] in [[row[0], row[2]] for row in rows_of(page, "roster")]
    page.locator(".slider input[type=range]").evaluate(
        "(e, day) => { e.value = day; e.dispatchEvent(new Event('input')); }", parse_date("2023-11-18").lo
    )
    assert page.locator(".slider input.day").input_value() == "2023-11-18"
    assert ["Mira Murati", "interim chief executive"] in [[row[0], row[2]] for row in rows_of(page, "roster")]
    assert "day=2023-11-18" in page.url


@needs_browser
def test_the_network_follows_the_day(opened: Open, site: Path) -> None:
    page = opened(site, "#view=network&sel=mira-murati&day=2023-11-18&lang=en")
    assert any(row[1] == "interim chief executive at" for row in rows_of(page, "relations"))
    page.locator("input.day").fill("2025-06-01")
    page.locator("input.day").press("Enter")
    assert {row[2] for row in rows_of(page, "relations")} & {"Thinking Machines Lab"}


@needs_browser
def test_play_moves_the_day_on(opened: Open, site: Path) -> None:
    page = opened(site, "#view=network&day=2020-01-01&lang=en")
    page.locator("button.play").click()
    until(page, "location.hash.includes('day=2020-0') && !location.hash.includes('2020-01-01')")
    page.locator("button.play").click()


@needs_browser
def test_a_link_restores_what_was_seen(opened: Open, site: Path) -> None:
    page = opened(site, "#lang=ja&view=timeline&thread=november-2023&zoom=2023-11-15,2023-11-25")
    page.locator('[data-table="timeline"] button.link').nth(3).click()
    seen = page.locator("aside h2").inner_text()
    copied = page.url
    again = opened(copied)
    assert again.locator("aside h2").inner_text() == seen
    assert rows_of(again, "timeline") == rows_of(page, "timeline")
    assert again.locator(".filters select").nth(1).evaluate("e => e.selectedOptions[0].textContent") == page.locator(".filters select").nth(
        1
    ).evaluate("e => e.selectedOptions[0].textContent")
    page.go_back()
    until(page, "!document.querySelector('aside .event')")


@needs_browser
def test_an_event_shows_its_sources_and_what_led_to_it(opened: Open, site: Path, real: aigraph.Saga) -> None:
    event = real.dataset.events["2023-11-17-altman-fired"]
    page = opened(site, f"#event={event.id}&lang=en")
    card = page.locator("aside .event")
    text = card.inner_text()
    assert event.title.en in text
    assert event.summary.en in text
    for citation, source in real.dataset.citations(event):
        assert source.publisher in text
        assert " ".join(citation.says.split()) in " ".join(text.split())
    assert [a for a in card.locator("a").evaluate_all("l => l.map(a => a.href)") if not a.startswith("http")] == []
    for link in event.links:
        assert real.dataset.events[link.event].title.en in text
    page.keyboard.press("Escape")
    assert page.locator("aside .event").count() == 0


@needs_browser
@pytest.mark.parametrize(
    ("lang", "differs", "outlet"),
    [
        ("en", "says otherwise: date: 2015-12-11 (here: 2015-12-08)", "Associated Press via morns.ca"),
        ("ja", "異なる記述：日付：2015-12-11（ここでは2015-12-08）", "Associated Press（morns.caによる転載）"),
    ],
)
def test_an_event_shows_where_sources_differ_in_words_and_whose_texts_they_are(
    opened: Open, site: Path, lang: str, differs: str, outlet: str
) -> None:
    card = opened(site, f"#event=2015-12-08-openai-inc-incorporated&lang={lang}").locator("aside .event .sources")
    assert differs in card.inner_text()
    assert outlet in card.locator("a").all_inner_texts()
    kinds = card.locator("li > .soft").all_inner_texts()
    words = [label.say(lang) for label in SOURCE_KINDS.values()]
    ranks = [next(n for n, word in enumerate(words) if kind.strip().startswith(word)) for kind in kinds]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) > 1


@needs_browser
def test_search_from_anywhere_by_keyboard_in_both_languages(opened: Open, site: Path) -> None:
    page = opened(site, "#view=money&lang=en")
    until(page, "document.querySelectorAll('script[src^=\"texts.\"]').length === 2")
    page.keyboard.press("/")
    page.keyboard.type("サツケヴァー")
    page.wait_for_selector('.hits li[role="option"]')
    assert "Ilya Sutskever" in page.locator(".hits li").first.inner_text()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector('[data-entity="ilya-sutskever"]')
    page.keyboard.press("/")
    page.keyboard.type("shallotpeat")
    page.keyboard.press("Enter")
    until(page, "location.hash.includes('event=') || location.hash.includes('sel=')")


@needs_browser
def test_the_timeline_is_moved_by_keyboard_and_opens_events(opened: Open, site: Path) -> None:
    page = opened(site, "#thread=november-2023&zoom=2023-11-15,2023-11-25&lang=en")
    canvas = page.locator("canvas")
    canvas.focus()
    for _ in range(3):
        page.keyboard.press("+")
    until(page, "!location.hash.includes('2023-11-15,')")
    box = canvas.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.55, box["y"] + 40)
    page.wait_for_selector("aside .event")


@needs_browser
def test_a_band_opens_its_events(opened: Open, site: Path) -> None:
    page = opened(site, "#view=moves&lang=en")
    band = page.locator(".sankey .move").first
    band.focus()
    page.keyboard.press("Enter")
    assert len(rows_of(page, "moves")) >= 3


@needs_browser
def test_filters_narrow_and_widen(opened: Open, site: Path, real: aigraph.Saga) -> None:
    page = opened(site, "#lang=en")
    page.locator('input[aria-label="Text"]').fill("shallotpeat")
    until(page, "location.hash.includes('q=shallotpeat')")
    found = rows_of(page, "timeline")
    assert 0 < len(found) < 30
    page.locator('input[aria-label="Text"]').fill("no such words at all")
    page.wait_for_selector("p.nothing")
    page.locator('input[aria-label="Text"]').fill("")
    until(page, "!location.hash.includes('q=')")
    assert len(rows_of(page, "timeline")) == len(real.dataset.events)


# --- in Japanese, for everybody, and safely ------------------------------------------------------

JAPANESE = re.compile(r"[぀-ヿ一-鿿]")


@needs_browser
@pytest.mark.parametrize("view", VIEWS)
def test_japanese_is_japanese_throughout(opened: Open, site: Path, real: aigraph.Saga, view: str) -> None:
    """Every heading, label, button and option has Japanese in it, or is a name or number that needs none."""
    page = opened(site, f"#view={view}&lang=ja&sel=openai")
    words = page.evaluate(
        "[...document.querySelectorAll('.tabs a, label > span, h1, h2, h3, th, summary, caption, button:not(.link), option, .legend li, dt, .hint, footer p')]"
        ".map(e => e.textContent.trim())"
    )
    words = [re.sub(r"[0-9, -]+$", "", w) for w in words if not re.fullmatch(r"[A-Z]{2,4}", w)]
    names = [n for e in real.dataset.entities.values() for n in (e.name.ja or "", e.name.en)]
    known = {*names, *(re.sub(r"[0-9, -]+$", "", n) for n in names), "English"}
    assert [w for w in set(words) if w and not JAPANESE.search(w) and w not in known and re.search(r"[A-Za-z]{2}", w)] == []


@needs_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing(opened: Open, site: Path, view: str, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    state = {"who": "#view=who&sel=openai&lang=en", "network": "#view=network&sel=openai&lang=en"}.get(view, f"#view={view}&lang=en")
    page = opened(site, f"{state}&event=2023-11-17-altman-fired", color_scheme=scheme, bypass_csp=True)
    found = axe.Axe().run(page, options={"preload": False})
    assert [(v["id"], v["nodes"][0]["html"][:160]) for v in found.response["violations"]] == []


EVIL = "<img src=x onerror=alert(1)>\"'</script><script>alert(2)</script>{{7*7}}&lt;"


@needs_browser
def test_data_are_text_and_never_markup(opened: Open, tmp_path: Path) -> None:
    quoted = json.dumps(EVIL)
    url = 'https://example.org/\\"onmouseover=alert(3)//<b>'
    (tmp_path / "events.yaml").write_text(
        f"""saga: {{name: {{en: {quoted}, ja: {quoted}}}, as_of: 2026-06-30, threads: {{feud: {{en: {quoted}, ja: {quoted}}}}}}}
entities:
  - {{id: ann, type: person, name: {{en: {quoted}, ja: {quoted}}}, aliases: [{quoted}], note: {{en: {quoted}, ja: {quoted}}}}}
  - {{id: acme, type: company, name: {{en: {quoted}, ja: {quoted}}}}}
events:
  - id: joins
    date: 2020-03-02
    type: appointment
    title: {{en: {quoted}, ja: {quoted}}}
    summary: {{en: {quoted}, ja: {quoted}}}
    status: disputed
    participants: [{{role: person, entity: ann, position: {quoted}}}, {{role: organization, entity: acme}}]
    amounts: [{{kind: salary, value: 5, currency: USD, note: {quoted}}}]
    metrics: [{{subject: acme, metric: {quoted}, value: {quoted}}}]
    attributes: {{note: {quoted}}}
    threads: [feud]
    quote: {{text: {quoted}, lang: en, speaker: ann}}
    sources: [{{source: paper, says: {quoted}, claims: {{summary: {quoted}}}}}, {{source: other, says: {quoted}}}]
    accounts:
      - {{voice: ann, tells: {{en: {quoted}, ja: {quoted}}}, sources: [paper]}}
      - {{voice: acme, tells: {{en: {quoted}, ja: {quoted}}}, sources: [other]}}
sources:
  - {{id: paper, publisher: {quoted}, lang: en, kind: press, url: "{url}", title: {quoted}, copy_of: {quoted}}}
  - {{id: other, publisher: Other, lang: en, kind: press, author: {quoted}, title: {quoted}}}
""",
        encoding="utf-8",
    )
    out = tmp_path / "out"
    site_build(tmp_path, str(out), site_title=EVIL)
    for view in VIEWS:
        page = opened(out, f"#view={view}&sel=acme&event=joins&lang=en")
        assert EVIL in page.locator("aside").inner_text()
        assert page.locator("img").count() == 0
        assert page.locator("script:not([src])").count() == 0
        assert page.evaluate("[...document.querySelectorAll('*')].some(e => [...e.attributes].some(a => a.name.startsWith('on')))") is False


def test_no_script_stands_in_the_page() -> None:
    html = (ROOT / "aigraph" / "site" / "static" / "index.html").read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy
    assert "default-src 'none'" in policy[1]
    assert "unsafe" not in policy[1]
    assert not re.search(r"<script(?![^>]*src=)", html)
    assert not re.search(r"\son\w+=", html)


# --- it is built and served ----------------------------------------------------------------------


def test_a_site_is_built_twice_the_same(tmp_path: Path) -> None:
    for name in ("one", "two"):
        site_build(FIXTURE, str(tmp_path / "deep" / name))
    files = [{p.name: p.read_bytes() for p in (tmp_path / "deep" / n).iterdir()} for n in ("one", "two")]
    assert files[0] == files[1]
    assert {"index.html", "explorer.js", "explorer.css", "data.js", "texts.en.js", "texts.ja.js", "LICENSES.txt"} == set(files[0])


def test_a_file_in_the_way_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for out in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(WrongQuestion, match=r"is a file|cannot be made"):
            site_build(FIXTURE, str(out))


def test_everything_is_small(site: Path) -> None:
    """What a visitor loads, compressed as servers do, is at most 1.2 MB, both languages together."""
    import gzip

    assert sum(len(gzip.compress(p.read_bytes())) for p in site.iterdir()) <= 1_200_000


def test_the_facts_are_the_answers(real: aigraph.Saga) -> None:
    """What the page is given by id is what the command line prints in full."""
    text = pages(real)["data.js"].decode()
    data = json.loads(json.loads(text[text.index("= ") + 2 :].partition("] = ")[2].rstrip(";\n")))
    events = real.timeline().to_json()
    assert [e["id"] for e in data["events"]] == [e["id"] for e in events]
    for mine, full in random.Random(1).sample(list(zip(data["events"], events, strict=True)), 60):
        date = mine["date"]
        assert full["date"]["text"] == date[0]
        assert [full["date"]["earliest"], full["date"]["latest"]] == (date[1:3] if len(date) > 1 else [date[0]] * 2)
        assert [(p["role"], p["entity"]) for p in mine["participants"]] == [(p["role"], p["entity"]["id"]) for p in full["participants"]]
        assert [(c["id"], c["says"]) for c in mine["sources"]] == [(c["id"], c["says"]) for c in full["sources"]]
        assert (mine["type"], mine["status"], mine["disputed"]) == (full["type"], full["status"], full["disputed"])
        assert mine["links"] == [[k["rel"], k["event"]] for k in full["links"]]


@needs_browser
def test_served_pages_follow_the_data(opened: Open, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(FIXTURE, tmp_path / "saga"))
    shelf = Shelf(folder, None)
    with server_of(shelf, 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = opened(f"http://127.0.0.1:{server.server_port}/", "#lang=en")
        path = folder / "events.yaml"
        before = path.read_text(encoding="utf-8")
        title = next(iter(aigraph.load(folder).dataset.events.values())).title.en
        path.write_text(before.replace(title, "Something quite new"), encoding="utf-8")
        assert shelf.refresh() == "made anew"
        page.wait_for_selector("text=Something quite new")
        path.write_text(before + "\nnonsense: [", encoding="utf-8")
        assert "stays as it was" in (shelf.refresh() or "")
        assert shelf.refresh() is None
        page.context.close()
        server.shutdown()


@pytest.mark.skipif(os.name == "nt", reason="ends with a signal of POSIX")
def test_serving_says_where_and_ends_at_a_word(tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "AIGRAPH_DATA": str(FIXTURE)}
    command = [sys.executable, "-u", "-m", "aigraph", "site", "serve", "--port", "0"]
    # a shell that put the tests into the background has them, and what they start, ignore the word
    heeds = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    process = subprocess.Popen(command, env=env, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, preexec_fn=heeds)
    assert process.stderr is not None
    where = re.match(r"(http://127\.0\.0\.1:\d+/) shows", process.stderr.readline())
    assert where
    assert b"explorer.js" in urllib.request.urlopen(where[1]).read()
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=120) == 0
    busy = subprocess.run([*command[:-1], "99999"], env=env, capture_output=True, text=True, check=False)
    assert (busy.returncode, busy.stderr.count("\n")) == (2, 1)


def test_only_this_machine_is_served() -> None:
    with server_of(Shelf(FIXTURE, None), 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        assert server.server_address[0] == "127.0.0.1"
        where = f"http://127.0.0.1:{server.server_port}"
        assert b"explorer.js" in urllib.request.urlopen(f"{where}/").read()
        bare = urllib.request.Request(f"{where}/", headers={"Host": "127.0.0.1"})  # as a browser says it at port 80
        assert urllib.request.urlopen(bare).status == 200
        for path, headers, code in (("/", {"Host": "evil.example"}, 403), ("/../pyproject.toml", {}, 404), ("/nothing", {}, 404)):
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(urllib.request.Request(f"{where}{path}", headers=headers))
            assert refused.value.code == code
        server.shutdown()


@pytest.mark.skipif(
    shutil.which("npm") is None and not IN_CI, reason="no npm: install Node.js to check that the script is that of its sources"
)
def test_the_script_is_that_of_its_sources(tmp_path: Path) -> None:
    web = Path(shutil.copytree(ROOT / "web", tmp_path / "web", ignore=shutil.ignore_patterns("node_modules")))
    for words in (["npm", "ci", "--no-audit", "--no-fund"], ["npm", "run", "check"], ["npm", "run", "build", "--", str(tmp_path)]):
        done = subprocess.run(words, cwd=web, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    for name in ("explorer.js", "LICENSES.txt"):
        assert (tmp_path / name).read_bytes() == (ROOT / "aigraph" / "site" / "static" / name).read_bytes(), "run `npm run build` in web/"

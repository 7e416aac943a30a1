"""Pictures: that they show the rows and their doubts, in both languages, and that the command line writes them."""

from __future__ import annotations

import json
import re
import shlex
import struct
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from test_cli import SAGA, outside
from test_notebook import HOSTILE

import aigraph
from aigraph.plots import DRAWINGS, MANY_EVENTS, picture
from aigraph.queries.tenure import levels_of
from aigraph.registry import COMMANDS, PICTURE_FORMS, PICTURES, arguments_of
from aigraph.results import Result

if TYPE_CHECKING:
    from conftest import Cli

Ask = Callable[[aigraph.Saga], Result[Any]]

DRAWN: dict[str, Ask] = {
    "timeline": lambda s: s.timeline("Ada Quill", "Orrery"),
    "timeline of all": lambda s: s.timeline(),
    "network": lambda s: s.on("2022-01-15").network("Orrery"),
    "network of all": lambda s: s.network(),
    "path": lambda s: s.path("Chiyo Tanabe", "Dov Quill"),
    "retention": lambda s: s.retention("Orrery"),
    "retention of founders": lambda s: s.retention("Orrery", founders=True),
    "flows": lambda s: s.flows(),
    "money": lambda s: s.money("Orrery"),
    "money of Halcyon": lambda s: s.money("Halcyon"),
    "career": lambda s: s.career("Chiyo Tanabe"),
    "career of a founder": lambda s: s.career("Ada Quill"),
    "roster": lambda s: s.on("2021-05-10").roster("Orrery"),
    "who-left": lambda s: s.who_left("Orrery"),
}
ASKED = {
    "plot timeline": "'Ada Quill' Orrery",
    "plot network": "Orrery --on 2022-01-15",
    "plot retention": "Orrery --founders",
    "plot moves": "",
    "plot money": "Orrery",
    "plot career": "Tanabe",
}


@pytest.fixture(scope="module")
def saga() -> aigraph.Saga:
    return aigraph.load(SAGA)


def data_of(chart: Any) -> list[dict[str, Any]]:
    """All data of a chart, whatever mark they are drawn by."""
    return [datum for values in chart.to_dict()["datasets"].values() for datum in values]


def shown(chart: Any, result: Result[Any]) -> Iterator[dict[str, Any]]:
    """The data that stand for rows."""
    headings, _ = result.cells()
    return (d for d in data_of(chart) if set(headings) <= set(d))


def texts(svg: str | bytes) -> list[str]:
    """What is written in a picture."""
    return ["".join(e.itertext()) for e in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def one(result: Result[Any], **has: Any) -> dict[str, Any]:
    """The one datum with these values."""
    (datum,) = (d for d in shown(result.plot(), result) if all(d[k] == v for k, v in has.items()))
    return datum


# --- what is drawn ---------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("name", DRAWN)
def test_the_data_are_the_rows(saga: aigraph.Saga, name: str, lang: str) -> None:
    result = DRAWN[name](saga.speaking(lang))
    headings, cells = result.cells()
    drawn = [[datum[h] for h in headings] for datum in shown(result.plot(), result)]
    assert cells
    if name == "path":  # its data are the hops
        assert {tuple(row) for row in drawn} <= {tuple(row) for row in cells}
        assert len(drawn) == len({(h.stint.subject, h.stint.object, h.stint.relation) for p in result for h in p.hops})
    else:
        assert sorted(drawn) == sorted(cells)


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("name", [n for n in DRAWN if n not in ("money", "money of Halcyon")])
def test_the_picture_names_everybody(saga: aigraph.Saga, name: str, lang: str) -> None:
    """What a row is about is written out; of money the sums, of retention those for whom there is room."""
    result = DRAWN[name](saga.speaking(lang))
    written = " ".join(texts(picture(result.plot(), "svg")))
    speak = result.speaker()
    for row in result:
        if name.startswith("timeline"):
            assert speak.title(row.event) in written
        elif name.startswith("network"):
            assert all(speak.name(e) in written for e in (row.stint.subject, row.stint.object))
        elif name == "retention of founders":
            assert speak.name(row.people[0]) in written
        elif name == "flows":
            assert all(speak.name(e) in written for e in (row.origin, row.destination))
        elif name in ("roster", "who-left"):
            assert speak.name(row.person) in written
        elif name.startswith("career"):
            assert all(word in written for word in (speak.name(row.organization), speak.post(row.stint)))
        elif name == "path":
            assert all(speak.name(e) in written for hop in row.hops for e in (hop.origin, hop.target))
        elif name == "retention":
            assert str(max(r.most for r in result)) in written
        else:
            pytest.fail(f"nothing is asked of {name}")


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_a_picture_speaks_one_language(saga: aigraph.Saga, lang: str) -> None:
    other = "ja" if lang == "en" else "en"
    for name in ("retention of founders", "money", "network"):
        result = DRAWN[name](saga.speaking(lang))
        written = " ".join(texts(picture(result.plot(), "svg")))
        assert (re.search(r"[぀-ヿ一-鿿]", written) is not None) == (lang == "ja")
        assert DRAWINGS[result.kind].reads.say(lang) in written
        assert DRAWINGS[result.kind].reads.say(other) not in written


def test_a_heading_stands_over_it(saga: aigraph.Saga) -> None:
    assert saga.retention("Orrery").plot("The Orrery").to_dict()["title"]["text"] == "The Orrery"
    assert saga.career("Tanabe").plot().to_dict()["title"]["text"] == "Chiyo Tanabe"
    assert saga.speaking("ja").timeline("Ada Quill", "Orrery").plot().to_dict()["title"]["text"] == "エイダ・クイル、オーラリー"
    assert saga.money("Orrery").plot().to_dict()["title"]["text"] == saga.dataset.header.name.en


def test_no_rows_are_a_picture_that_says_so(saga: aigraph.Saga) -> None:
    for lang, words in (("en", "Nothing found."), ("ja", "該当なし。")):
        view = saga.speaking(lang).on("1990")
        for result in (view.timeline(), view.network(), view.retention("Orrery"), view.money("Orrery"), view.career("Tanabe")):
            assert words in texts(picture(result.plot(), "svg"))


@pytest.mark.parametrize("name", COMMANDS)
def test_an_answer_without_a_picture_says_which_have(saga: aigraph.Saga, name: str) -> None:
    from test_goldens import QUESTIONS, command_of

    result = next(q for key, q in QUESTIONS.items() if command_of(key) == name)(saga)
    if result.kind in DRAWINGS:
        assert list(shown(result.plot(), result))
    else:
        with pytest.raises(aigraph.WrongQuestion, match=f"`{result.kind.command}` has no picture; those of timeline, retention"):
            result.plot()


def test_many_events_are_drawn_by_type(real: aigraph.Saga) -> None:
    result = real.timeline()
    assert len(result) > MANY_EVENTS
    written = texts(picture(result.plot(), "svg"))
    assert {"funding", "departure", "lawsuit filed"} <= set(written)
    assert result.speaker().title(result[0].event) not in written


# --- doubts ----------------------------------------------------------------------------------------


def test_a_vague_day_is_a_range(saga: aigraph.Saga) -> None:
    result = saga.timeline()
    vague = one(result, id="2015-tanabe-joins-northgate")
    assert (vague["earliest"], vague["latest"], vague["from"], vague["to"], vague["exact"]) == ("2015-01-01", "2015-12-31", "2015-01-01", "2015-12-31", False)  # fmt: skip
    exact = one(result, id="2016-03-01-orrery-founded")
    assert (exact["earliest"], exact["latest"], exact["exact"]) == ("2016-03-01", "2016-03-01", True)


def test_a_day_outside_the_window_is_cut_at_its_edge(saga: aigraph.Saga) -> None:
    result = saga.timeline(since="2021-05", until="2021-06")
    for datum in shown(result.plot(), result):
        assert "2021-04" <= datum["from"][:7] <= datum["to"][:7] <= "2021-07"


def test_vague_ends_of_a_post_fade(saga: aigraph.Saga) -> None:
    datum = one(saga.career("Gil Fenn"))
    row = saga.career("Gil Fenn")[0]
    assert datum["vague start"]
    assert (datum["starts earliest"], datum["starts latest"]) == ("2018-03-01", "2018-05-31")
    assert row.start is not None
    assert (datum["from"], datum["began"]) == (datum["starts earliest"], datum["starts latest"])


def test_what_nothing_ended_fades_after_the_data(saga: aigraph.Saga) -> None:
    datum = one(saga.on("2024").roster("Orrery", office="ceo"), name="Ada Quill")
    assert (datum["ends earliest"] >= "2024-06-30", datum["ends latest"], datum["vague end"]) == (True, None, True)
    assert datum["to"] > datum["ending"]


@pytest.mark.parametrize("organization", ["Orrery"])
def test_the_band_is_what_the_steps_say(saga: aigraph.Saga, organization: str) -> None:
    for founders in (False, True):
        agree(saga.retention(organization, founders=founders))


@pytest.mark.parametrize("organization", ["OpenAI", "xAI", "Anthropic", "Tesla"])
def test_real_bands_are_what_the_steps_say(real: aigraph.Saga, organization: str) -> None:
    agree(real.retention(organization))


def agree(result: Result[Any]) -> None:
    """The stair is at each step where the step says, its band is never upside down, and its data are drawn."""
    levels = levels_of(result.rows)
    assert [day for day, *_ in levels] == sorted(day for day, *_ in levels)
    assert all(0 <= least <= most <= result[0].total for _, least, most in levels)
    by_day = {day: level for day, *level in levels}
    for step in result:
        if step.date.hi in by_day:
            assert by_day[step.date.hi] == [step.least, step.most]
    band = [d for d in data_of(result.plot()) if "day" in d and "name" not in d]
    assert [(d["least"], d["most"]) for d in band] == [(least, most) for _, least, most in [*levels, levels[-1]]]


def test_who_leaves_on_a_vague_day_may_be_there_until_its_end(ledger: aigraph.Saga) -> None:
    """
    2020-01-01 founding acme founder=ann founder=bob
    2021-03 departure acme person=bob
    """
    result = ledger.retention("acme")
    levels = levels_of(result.rows)
    days = {aigraph.parse_date(t).lo: t for t in ("2020-01-01", "2021-03-01", "2021-03-31")}
    assert [(days.get(d), least, most) for d, least, most in levels[1:]] == [("2020-01-01", 2, 2), ("2021-03-01", 1, 2), ("2021-03-31", 1, 1)]  # fmt: skip


def test_sums_that_differ_are_a_range(saga: aigraph.Saga) -> None:
    result = saga.money("Orrery")
    datum = one(result, kind="donation")
    assert (datum["least"], datum["value"], datum["most"], datum["others"], datum["sure"]) == (10e6, 10e6, 12.5e6, [12.5e6], False)
    scales = json.dumps(result.plot().to_dict())
    assert '"type": "log"' in scales


def test_shares_and_other_currencies_have_panels_of_their_own(real: aigraph.Saga) -> None:
    result = real.money("OpenAI")
    currencies = {r.amount.currency for r in result}
    assert len(result.plot().to_dict()["vconcat"]) == len(currencies) > 2


def test_possible_relations_are_dashed(saga: aigraph.Saga) -> None:
    result = saga.on("2022-12-15").network("Orrery LP")
    verdicts = {d["verdict"]: d["sure"] for d in shown(result.plot(), result)}
    assert verdicts == {"certain": True, "possible": False}
    dashes = [layer["mark"].get("strokeDash") for layer in result.plot().to_dict()["layer"]]
    assert [5, 4] in dashes


def test_moves_count_the_least_and_the_most(saga: aigraph.Saga, real: aigraph.Saga) -> None:
    result = real.flows(since="2024", until="2025-06")
    drawn = list(shown(result.plot(), result))
    assert [(d["least"], d["most"]) for d in drawn] == [(f.least, f.most) for f in result]
    for d in drawn:
        thick = [b - t for t, b in zip(d["tops"], d["bottoms"], strict=True)]
        sure = [s - t for t, s in zip(d["tops"], d["sures"], strict=True)]
        assert thick == pytest.approx([thick[0]] * len(thick))
        assert sure[0] == pytest.approx(thick[0] * d["least"] / d["most"])


# --- files -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_a_png_has_a_size(saga: aigraph.Saga, lang: str) -> None:
    data = picture(saga.speaking(lang).retention("Orrery", founders=True).plot(), "png")
    assert data.startswith(b"\x89PNG\r\n")
    width, height = struct.unpack(">II", data[16:24])
    assert 1200 < width < 3000
    assert 400 < height < 3000


def test_html_needs_no_network_and_runs_nothing_of_the_data(folder_of: Callable[[str], Path]) -> None:
    small = aigraph.load(folder_of(HOSTILE))
    page = picture(small.timeline("ann").plot("</script><b>"), "html").decode()
    assert not re.search(r"<(script|link)[^>]*(src|href)=", page)
    assert page.count("</script>") == page.count("<script")
    assert "<script>alert" not in page
    assert r"\u003cscript>alert(1)\u003c/script>" in page
    assert "<script>alert(1)</script>" in texts(picture(small.timeline().plot(), "svg"))


@pytest.fixture
def without_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Altair is not installed."""
    monkeypatch.delitem(sys.modules, "aigraph.plots", raising=False)
    monkeypatch.setitem(sys.modules, "altair", None)


def test_a_missing_extra_says_how_to_get_it(saga: aigraph.Saga, without_extra: None, ask: Cli) -> None:
    with pytest.raises(ImportError, match=r"^pictures need an extra: pip install 'aigraph\[plot\]'$"):
        saga.career("Tanabe").plot()
    assert ask("plot career Tanabe") == (2, "", "aigraph: pictures need an extra: pip install 'aigraph[plot]'\n")
    assert ask("--help").code == ask("plot career --help").code == 0


# --- the command line ------------------------------------------------------------------------------


def test_pictures_ask_what_a_question_asks() -> None:
    for command in PICTURES.values():
        assert arguments_of(command) == arguments_of(COMMANDS[command.question])
        assert command.example.startswith(f"aigraph {command.name}")
    assert set(ASKED) == set(PICTURES)


@pytest.mark.parametrize("form", PICTURE_FORMS)
@pytest.mark.parametrize("name", ASKED)
def test_files_are_written(ask: Cli, name: str, form: str, tmp_path: Path) -> None:
    out = tmp_path / f"x.{form}"
    assert ask(f"{name} {ASKED[name]} --out {out} --lang ja") == (0, f"{out}: written\n", "")
    start = {"svg": b"<svg", "png": b"\x89PNG", "html": b"<!DOCTYPE html>"}[form]
    assert out.read_bytes().startswith(start)
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("name", PICTURES)
def test_the_example_runs(name: str, ask: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AIGRAPH_DATA")
    said = ask(shlex.split(PICTURES[name].example)[1:])
    assert (said.code, said.err) == (0, "")
    (picture,) = [p.read_bytes() for p in tmp_path.iterdir()] or [said.out.encode()]
    assert b"Nothing found" not in picture
    assert len(picture) > 5000


def test_without_a_file_it_is_printed(ask: Cli, saga: aigraph.Saga) -> None:
    said = ask("plot career Tanabe")
    assert said.out == picture(saga.career("Tanabe").plot(), "svg").decode() + "\n"
    assert ask("plot career Tanabe -f html").out.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("options", "view"),
    [
        ("--on 2021-05-12", lambda s: s.on("2021-05-12")),
        ("--known-by 2021-05", lambda s: s.known_by("2021-05")),
        ("--according-to 'Inès Moreau'", lambda s: s.according_to("Inès Moreau")),
        ("--certain --lang ja", lambda s: s.certain().speaking("ja")),
    ],
)
def test_views_are_drawn(ask: Cli, saga: aigraph.Saga, options: str, view: Callable[[aigraph.Saga], aigraph.Saga]) -> None:
    assert ask(f"plot timeline Orrery {options}").out == picture(view(saga).timeline("Orrery").plot(), "svg").decode() + "\n"


def test_names_or_a_title_stand_over_it(ask: Cli) -> None:
    assert "オーラリー" in texts(ask("plot money orrery --lang ja").out)
    assert "Gold" in texts(ask("plot money orrery --title Gold").out)


def test_a_file_is_replaced_whole(ask: Cli, tmp_path: Path) -> None:
    out = tmp_path / "old.svg"
    out.write_text("old")
    out.chmod(0o600)
    assert ask(f"plot career Tanabe --out {out}").code == 0
    assert out.read_text(encoding="utf-8").startswith("<svg")
    assert out.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("plot career Tanabe --out nowhere/x.svg", "there is no folder nowhere"),
        ("plot career Tanabe --out x.gif", "no picture is 'gif': svg, png, html"),
        ("plot career Tanabe --out x", "no picture is 'without an ending': svg, png, html"),
        ("plot career Tanabe -f pdf", "no picture is 'pdf': svg, png, html"),
        ("plot career Tanabe -f png", "a PNG goes to a file: give --out FILE.png"),
        ("plot career Tanabe --out .", "'.' is no file"),
        ("plot career Nobody --out x.svg", "no entity is called 'Nobody'"),
        ("plot roster Orrery", "No such command 'roster'"),
        ("plot retention", "ORG"),
    ],
)
def test_a_wrong_picture_is_one_line_and_exit_2(ask: Cli, line: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = ask(line)
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert says in said.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("question", ["timeline Orrery", "career Tanabe"])
def test_a_picture_is_the_same_everywhere(question: str) -> None:
    """Neither the time zone nor what was drawn before shows in it."""
    utc, west = (outside(f"aigraph plot {question}", TZ=zone).stdout for zone in ("UTC", "America/Los_Angeles"))
    assert utc == west
    assert utc.startswith("<svg")

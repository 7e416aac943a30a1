"""`aigraph new …`: from a few words to a canonical record in its place, or to a clear no and nothing written."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import aigraph
from aigraph.curation import new_entity, new_event
from aigraph.tools import check, fmt

HERE = Path(__file__).parent
STORY: dict[str, Any] = {
    "event_date": "2023-03-09",
    "new_type": "departure",
    "title": "Tanabe leaves the Orrery",
    "title_ja": "田辺がオーラリーを退社",
    "summary": "She told the staff that day.",
    "summary_ja": "同日、社員に告げた。",
    "who": ("person=Tanabe:ceo", "organization=オーラリー"),
    "source": ("https://example.org/news/tanabe",),
    "says": ("leaves on March 9",),
    "by_publisher": "The Daily Rock",
    "published": "2023-03-10",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the fixture saga."""
    return Path(shutil.copytree(HERE / "saga", tmp_path / "saga"))


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_story_becomes_an_event_in_its_place(folder: Path) -> None:
    before = {name: data.decode().split("\n") for name, data in bytes_of(folder).items()}
    report = new_event(folder, **STORY)
    assert (report.failed, report.value["written"], report.value["missing"]) == (False, True, [])
    saga = aigraph.load(folder)
    event = saga.dataset.events["2023-03-09-tanabe-leaves-the-orrery"]
    assert [(p.role, p.entity, p.office) for p in event.participants] == [
        ("person", "chiyo-tanabe", "ceo"),
        ("organization", "orrery", None),
    ]
    source = saga.dataset.sources[event.sources[0].source]
    assert (source.id, source.publisher, source.kind) == ("the-daily-rock-2023-03-10", "The Daily Rock", "press")
    assert source.published is not None
    assert source.published.text == "2023-03-10"
    assert not fmt(folder, only_check=True).failed
    assert not check(folder).failed
    for name, data in bytes_of(folder).items():
        lines = data.decode().split("\n")
        rest = iter(lines)
        assert all(line in rest for line in before[name]), "what was there stays, in order"
        assert (len(lines) > len(before[name])) == (name in ("events.yaml", "sources.yaml"))
    ids = list(saga.dataset.events)
    assert [saga.dataset.events[i].date.lo for i in ids] == sorted(saga.dataset.events[i].date.lo for i in ids)


def test_everything_that_can_be_said(folder: Path) -> None:
    known = next(iter(aigraph.load(folder).dataset.sources.values()))
    report = new_event(
        folder, event_date="2023-05", new_type="funding", title="A round for the Orrery", who=("recipient=Orrery",),
        source=(known.id,), says=("so",), amount=("valuation=2.5e9 USD", "investment=1,000 USD", "stake-percent=12.5"),
        link=("follows=moreau-leaves-board",), in_thread=("six-days",), status="alleged", new_id="the-round",
    )  # fmt: skip
    assert {p["rule"] for p in report.value["missing"]} == {"no-japanese"}
    event = aigraph.load(folder).dataset.events["the-round"]
    assert [(a.kind, a.value, a.currency) for a in event.amounts] == [
        ("valuation", 2_500_000_000, "USD"), ("investment", 1000, "USD"), ("stake-percent", 12.5, None),
    ]  # fmt: skip
    assert ([k.event for k in event.links], event.threads, event.status) == (["2018-06-20-moreau-leaves-board"], ("six-days",), "alleged")


def test_an_address_that_is_known_is_the_source_that_is_known(folder: Path) -> None:
    known = next(s for s in aigraph.load(folder).dataset.sources.values() if s.url)
    new_event(folder, **{**STORY, "source": (known.url,), "by_publisher": None})
    assert aigraph.load(folder).dataset.events["2023-03-09-tanabe-leaves-the-orrery"].sources[0].source == known.id


def test_an_entity(folder: Path) -> None:
    report = new_entity(
        folder, "José Peña", entity_type="person", name_ja="ホセ・ペーニャ", alias=("Pepe",), note="A pilot.", wikidata="Q1"
    )
    assert [p["rule"] for p in report.value["missing"]] == ["unused-entity"]
    entity = aigraph.load(folder).dataset.entities["jose-pena"]
    assert (entity.name.en, entity.name.ja, entity.aliases, entity.wikidata) == ("José Peña", "ホセ・ペーニャ", ("Pepe",), "Q1")


def test_two_of_a_name_get_two_ids(folder: Path) -> None:
    new_event(folder, **STORY)
    assert new_event(folder, **{**STORY, "dry_run": True}).value["ids"] == ["2023-03-09-tanabe-leaves-the-orrery-2"]


def test_a_dry_run_writes_nothing(folder: Path) -> None:
    before = bytes_of(folder)
    report = new_event(folder, **STORY, dry_run=True)
    assert not report.value["written"]
    assert "  - id: 2023-03-09-tanabe-leaves-the-orrery" in report.lines
    assert bytes_of(folder) == before


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "nobody": ({"who": ("person=Nobody",)}, "no entity is called 'Nobody'.*aigraph new entity"),
    "no role": ({"who": ("Tanabe",)}, "write ROLE=NAME"),
    "another role": ({"who": ("pilot=Tanabe", "person=Tanabe", "organization=Orrery")}, "role in the type departure 'pilot' is not known"),
    "a role missing": ({"who": ("person=Tanabe",)}, "needs the role organization"),
    "a type": ({"new_type": "deprature"}, "did you mean departure"),
    "a status": ({"status": "rumour"}, "no status 'rumour'"),
    "a day": ({"event_date": "9 March"}, "not a date"),
    "an office": ({"who": ("person=Tanabe:king", "organization=Orrery")}, "office 'king' is not known"),
    "no publisher": ({"by_publisher": None}, "new source: give its --publisher"),
    "no source": ({"source": ("daily rock",)}, "no source 'daily rock'"),
    "nothing said": ({"says": ()}, "say of each source what it says"),
    "a sum": ({"amount": ("lots",)}, "write KIND=VALUE CURRENCY"),
    "a currency": ({"amount": ("bid=5",)}, "a sum has a currency"),
    "a link": ({"link": ("follows",)}, "write LINK=EVENT"),
    "no such event": ({"link": ("follows=the-flood",)}, "'the-flood' is no event"),
    "a thread": ({"in_thread": ("nonsense",)}, "thread 'nonsense' is not known"),
    "an id": ({"title": "退社"}, "no id can be made"),
    "an id taken": ({"new_id": "2018-06-20-moreau-leaves-board"}, "is there already"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_and_nothing_is_written(folder: Path, name: str) -> None:
    before = bytes_of(folder)
    change, answer = WRONG[name]
    try:
        report = new_event(folder, **{**STORY, **change})
    except aigraph.WrongQuestion as error:
        said = str(error)
    else:
        assert report.failed
        assert report.lines[-1] == "nothing was written"
        said = " ".join(report.lines)
    assert re.search(answer, said)
    assert bytes_of(folder) == before


def test_a_file_in_disorder_is_put_in_order_first(folder: Path) -> None:
    path = folder / "events.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("status: reported", "status:   reported", 1), encoding="utf-8")
    before = bytes_of(folder)
    with pytest.raises(aigraph.WrongQuestion, match="run `aigraph fmt` first"):
        new_event(folder, **STORY)
    assert bytes_of(folder) == before


def test_a_name_twice_is_said(folder: Path) -> None:
    with pytest.raises(aigraph.WrongQuestion, match="is there already: chiyo-tanabe"):
        new_entity(folder, "Chiyo TANABE", entity_type="person")


def test_a_saga_is_begun_with_its_header_alone(folder_of: Callable[[str], Path]) -> None:
    folder = folder_of('saga:\n  name: {en: Small, ja: "小"}\n  as_of: 2024-01-01')
    assert not new_entity(folder, "Ann", entity_type="person", name_ja="アン").failed
    told: dict[str, Any] = {
        "event_date": "2020",
        "new_type": "statement",
        "title": "Ann speaks",
        "who": ("speaker=Ann",),
        "by_publisher": "A",
    }
    assert not new_event(folder, source=("https://a.org/1", "https://a.org/2"), says=("so", "so too"), **told).failed
    saga = aigraph.load(folder)
    assert [[c.source for c in e.sources] for e in saga.dataset.events.values()] == [["a", "a-2"]]
    assert not fmt(folder, only_check=True).failed


@pytest.mark.parametrize("empty", ["", " []"])
def test_an_empty_section_is_one_to_write_into(folder_of: Callable[[str], Path], empty: str) -> None:
    folder = folder_of(f'saga:\n  name: {{en: Small, ja: "小"}}\n  as_of: 2024-01-01\n\nentities:{empty}')
    fmt(folder)
    assert "entities: []" in (folder / "events.yaml").read_text(encoding="utf-8")
    assert not new_entity(folder, "Ann", entity_type="person", name_ja="アン").failed


def test_a_sum_is_read_as_it_stands_or_not_at_all(folder: Path) -> None:
    for text in ("bid=1,5e9 USD", "bid=1.2.3 USD", "bid=1,00 USD"):
        with pytest.raises(aigraph.WrongQuestion, match="write KIND=VALUE CURRENCY"):
            new_event(folder, **{**STORY, "amount": (text,)})


def test_only_what_is_missing_of_the_new_is_told(folder: Path) -> None:
    report = new_entity(folder, "A", entity_type="person", name_ja="ア")
    assert [p["rule"] for p in report.value["missing"]] == ["unused-entity"]


# --- asked on a terminal -------------------------------------------------------------------------


def typed(folder: Path, words: list[str], keys: str) -> tuple[int, str]:
    """Run the command line on a terminal of its own and type; return its code and what the screen showed."""
    import pty

    controller, terminal = pty.openpty()
    env = {**os.environ, "AIGRAPH_DATA": str(folder), "PYTHONPATH": str(HERE.parent), "TERM": "dumb", "COLUMNS": "100"}
    process = subprocess.Popen([sys.executable, "-m", "aigraph", *words], stdin=terminal, stdout=terminal, stderr=terminal, env=env)
    os.close(terminal)
    os.write(controller, keys.encode())
    shown = b""
    while True:
        try:
            part = os.read(controller, 4096)
        except OSError:
            break
        if not part:
            break
        shown += part
    os.close(controller)
    return process.wait(timeout=300), shown.decode("utf-8", "replace")


@pytest.mark.skipif(os.name == "nt", reason="needs a terminal of POSIX")
def test_what_is_missing_is_asked_for(folder: Path) -> None:
    """Date, type, title, people, source and what it says are needed, and asked for again if left empty."""
    answers = [
        "2023-03-09", "departure", "", "Tanabe leaves", "person=chiyo-tanabe", "organization=orrery", "", "https://example.org/x", "",
        "she leaves", "", "田辺が退社", "She left.", "退社した。", "The Daily Rock", "2023-03-10",
    ]  # fmt: skip
    code, shown = typed(folder, ["new", "event"], "\n".join(answers) + "\n")
    assert code == 0, shown
    assert "who takes part: ROLE=NAME" in shown
    event = aigraph.load(folder).dataset.events["2023-03-09-tanabe-leaves"]
    assert (event.title.ja, event.summary.en, event.sources[0].says) == ("田辺が退社", "She left.", "she leaves")


@pytest.mark.skipif(os.name == "nt", reason="needs a terminal of POSIX")
def test_names_are_completed_while_asked(folder: Path) -> None:
    pytest.importorskip("readline")
    answers = "2023-03-09\ndepart\t\nGone\nperson=chiyo\t\norganization=orrery\n\nhttps://example.org/x\n\nso\n\n\n\n\nP\n\n"
    code, shown = typed(folder, ["new", "event"], answers)
    assert code == 0, shown
    assert aigraph.load(folder).dataset.events["2023-03-09-gone"].participants[0].entity == "chiyo-tanabe"


def test_without_a_terminal_what_is_missing_is_said(folder: Path) -> None:
    env = {**os.environ, "AIGRAPH_DATA": str(folder), "PYTHONPATH": str(HERE.parent)}
    command = [sys.executable, "-m", "aigraph", "new", "event", "--date", "2020"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == ["aigraph: Missing option '--type'. (`aigraph new event --help` says more)"]

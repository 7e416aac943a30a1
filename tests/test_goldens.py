"""What every question answers on the fixture saga, compared with goldens that were read by hand."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import aigraph
from aigraph.cli import _ask, _view, read
from aigraph.registry import COMMANDS, TOOLS, WRITERS, function_of
from aigraph.results import Result
from aigraph.schema import FILES, OUTPUTS, csv_columns, file_schema, output_schema

HERE = Path(__file__).parent
GOLDENS = HERE / "goldens"

Ask = Callable[[aigraph.Saga], Result[Any]]

QUESTIONS: dict[str, Ask] = {
    "timeline": lambda s: s.timeline(),
    "timeline-together-in-a-window": lambda s: s.timeline("Ada Quill", "Orrery", together=True, since="2021", until="2021-05-15"),
    "timeline-of-a-thread-ja": lambda s: s.speaking("ja").timeline(thread="six-days"),
    "timeline-on-a-vague-day": lambda s: s.on("2022-01-15").timeline("Eli Stone"),
    "timeline-certain": lambda s: s.certain().timeline("Eli Stone", since="2022-01-01"),
    "show-a-person": lambda s: s.show("Chiyo Tanabe"),
    "show-an-event": lambda s: s.show("moreau-leaves-board"),
    "show-an-organization-ja": lambda s: s.speaking("ja").show("Halcyon"),
    "who-left": lambda s: s.who_left("Orrery"),
    "who-left-founders": lambda s: s.who_left("Orrery", founders=True),
    "who-left-in-a-window": lambda s: s.who_left("Orrery", since="2021-08", until="2022-01-15"),
    "who-left-office": lambda s: s.who_left("Orrery", office="ceo"),
    "who-left-according-to-moreau": lambda s: s.according_to("Inès Moreau").who_left("Orrery"),
    "who-left-known-by": lambda s: s.known_by("2022-03").who_left("Orrery"),
    "who-joined": lambda s: s.who_joined("Orrery"),
    "who-joined-office": lambda s: s.who_joined("Orrery", office="ceo"),
    "who-founded": lambda s: s.who_founded("Orrery"),
    "who-founded-according-to-moreau": lambda s: s.according_to("Inès Moreau").who_founded("Orrery"),
    "roster": lambda s: s.roster("Orrery"),
    "roster-on-a-day": lambda s: s.on("2021-05-10").roster("Orrery"),
    "roster-ceo-on-a-day": lambda s: s.on("2021-05-12").roster("Orrery", office="ceo"),
    "roster-during": lambda s: s.during("2021-05-09", "2021-05-16").roster("Orrery", office="ceo"),
    "roster-of-a-team": lambda s: s.on("2018-11-30").roster("Lantern"),
    "roster-founders": lambda s: s.on("2021-08-15").roster("Orrery", founders=True),
    "roster-founders-certain": lambda s: s.on("2021-08-15").certain().roster("Orrery", founders=True),
    "roster-observers": lambda s: s.roster("Orrery", office="observer"),
    "career": lambda s: s.career("Chiyo Tanabe"),
    "career-ja": lambda s: s.speaking("ja").career("イーライ・ストーン"),
    "career-of-a-founder": lambda s: s.career("Ada Quill"),
    "retention": lambda s: s.retention("Orrery"),
    "retention-founders": lambda s: s.retention("Orrery", founders=True),
    "flows": lambda s: s.flows(),
    "flows-in-a-window": lambda s: s.flows(since="2021", until="2021"),
    "path": lambda s: s.path("Chiyo Tanabe", "Dov Quill"),
    "path-on-a-day": lambda s: s.on("2018-06-01").path("Eli Stone", "Ada Quill"),
    "path-via": lambda s: s.path("Northgate", "Inès Moreau", via=("invested-in", "arm-of", "litigates")),
    "path-via-suits": lambda s: s.path("Inès Moreau", "Eli Stone", via=("litigates", "office", "staff")),
    "network": lambda s: s.on("2022-01-15").network("Orrery"),
    "network-via": lambda s: s.network("Ada Quill", "Northgate", via=("founder", "office", "invested-in")),
    "diff": lambda s: s.diff("2021-05-09", "2021-05-16", entity="Orrery"),
    "diff-vague": lambda s: s.diff("2021-12-31", "2022-06-30"),
    "money": lambda s: s.money("Orrery LP"),
    "money-of-the-house": lambda s: s.money("Orrery"),
    "money-disputed": lambda s: s.money("Halcyon"),
    "metrics": lambda s: s.metrics("Comet-1"),
    "metrics-disputed": lambda s: s.metrics("Orrery"),
    "cases": lambda s: s.cases(),
    "cases-on-a-day": lambda s: s.on("2022-12-31").cases(),
    "case": lambda s: s.case("Moreau suit"),
    "chain": lambda s: s.chain("2021-05-16-ada-quill-returns"),
    "why": lambda s: s.on("2021-05-12").why("Ada Quill", "Orrery"),
    "why-not-for-sure": lambda s: s.on("2022-12-15").why("Gil Fenn", "Orrery"),
    "why-through-a-team": lambda s: s.on("2018-06-01").why("Eli Stone", "Orrery"),
    "disputes": lambda s: s.disputes(),
    "disputes-of-one": lambda s: s.disputes("Eli Stone"),
    "accounts": lambda s: s.accounts("2018-06-20-moreau-leaves-board"),
    "search": lambda s: s.search("board"),
    "search-ja": lambda s: s.speaking("ja").search("クイル"),
    "sources": lambda s: s.sources(),
    "sources-of-courts": lambda s: s.sources(source_kind="court"),
    "stats": lambda s: s.stats(),
    "threads": lambda s: s.threads(),
    "audit": lambda s: s.audit(),
    "types": lambda s: s.types("departure"),
    "sql": lambda s: s.sql(
        "SELECT person_name, office, started, ended, verdict_on(p, DATE '2021-12-20') AS on_day FROM posts p ORDER BY id"
    ),
}


def command_of(name: str) -> str:
    """Return the command that a golden is of: the longest that its name starts with."""
    return max((c for c in (*COMMANDS, *TOOLS) if name == c or name.startswith(f"{c}-")), key=len)


def validate(value: object, command: str) -> None:
    """Assert that a value is what the command's schema describes."""
    jsonschema.Draft202012Validator(output_schema(command)).validate(value)


@pytest.fixture(scope="module")
def saga() -> aigraph.Saga:
    return aigraph.load(HERE / "saga")


def compare(name: str, value: object, update: bool) -> None:
    """Compare with the golden, or write it."""
    path = GOLDENS / f"{name}.json"
    text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    if update:
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"no golden {path.name}: read what --update-goldens writes, then commit it"
    assert json.loads(path.read_text(encoding="utf-8")) == value


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_answer_is_the_golden(saga: aigraph.Saga, name: str, update_goldens: bool) -> None:
    value = QUESTIONS[name](saga).to_json()
    validate(value, command_of(name))
    compare(name, value, update_goldens)


def test_check_and_fmt_find_the_fixture_clean(update_goldens: bool) -> None:
    for name, arguments in (("check", {}), ("fmt", {"only_check": True})):
        report = function_of(TOOLS[name])(HERE / "saga", **arguments)
        assert not report.failed, report.lines
        validate(report.value, name)
        compare(name, report.value, update_goldens)


def test_check_reports_what_its_schema_describes(folder_of: Callable[[str], Path], update_goldens: bool) -> None:
    folder = folder_of(
        """
        saga: {name: {en: Small}, as_of: 2020-01-01}
        entities:
          - {id: ann, type: person, name: {en: Ann, ja: "アン"}}
        events:
          - id: e1
            date: 2019-02-30
            type: statement
            title: {en: Ann speaks}
            summary: {en: She speaks.}
            status: reported
            participants: [{role: speaker, entity: ann}]
            sources: [{source: s1, says: she spoke}]
        sources:
          - {id: s1, publisher: P, lang: en, kind: pres, url: "https://example.org/1"}
        """
    )
    report = function_of(TOOLS["check"])(folder)
    assert report.failed
    validate(report.value, "check")
    compare("check-problems", report.value, update_goldens)


def test_schema_prints_the_schemas() -> None:
    for what in (*(f"{name}.yaml" for name in FILES), *OUTPUTS):
        value = function_of(TOOLS["schema"])(HERE, what).value
        jsonschema.Draft202012Validator.check_schema(value)


def test_no_golden_is_left_over() -> None:
    named = {*QUESTIONS, "check", "check-problems", "fmt"}
    assert {p.stem for p in GOLDENS.glob("*.json")} == named


def test_no_answer_is_empty(saga: aigraph.Saga) -> None:
    assert [name for name, ask in QUESTIONS.items() if not len(ask(saga))] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_question_is_described_answered_and_shown(command: str) -> None:
    entry = COMMANDS[command]
    assert command in OUTPUTS
    assert csv_columns(command)
    assert any(command_of(name) == command for name in QUESTIONS)
    assert (function_of(entry).__doc__ or "").strip()
    assert shlex.split(entry.example)[:2] == ["aigraph", command]


@pytest.mark.parametrize("command", [*TOOLS, *WRITERS])
def test_every_tool_is_described_and_shown(command: str) -> None:
    entry = {**TOOLS, **WRITERS}[command]
    assert command in OUTPUTS or command == "schema", "a tool prints what a schema describes; `schema` prints schemas"
    assert (function_of(entry).__doc__ or "").strip()
    assert entry.example.startswith(f"aigraph {command} ")


def test_the_schemas_describe_nothing_else() -> None:
    assert set(OUTPUTS) == {*COMMANDS, *TOOLS, *WRITERS} - {"schema"}


@pytest.mark.parametrize("command", OUTPUTS)
def test_schemas_are_valid(command: str) -> None:
    jsonschema.Draft202012Validator.check_schema(output_schema(command))


@pytest.mark.parametrize("section", FILES)
def test_data_files_are_what_their_schema_describes(section: str) -> None:
    import yaml

    schema = file_schema(section)
    jsonschema.Draft202012Validator.check_schema(schema)
    for folder in (HERE / "saga", HERE.parent / "data"):
        value = yaml.safe_load((folder / f"{section}.yaml").read_text(encoding="utf-8"))
        errors = list(jsonschema.Draft202012Validator(schema).iter_errors(_as_text(value)))
        assert [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in errors[:5]] == []


def _as_text(value: Any) -> Any:
    """Return plain YAML values with dates as the text they are."""
    if isinstance(value, dict):
        return {k: _as_text(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_as_text(v) for v in value]
    return value if isinstance(value, int | float | str | None) else value.isoformat()


@pytest.mark.parametrize("command", COMMANDS)
def test_real_answers_are_what_the_schema_describes(real: aigraph.Saga, command: str) -> None:
    call = read(shlex.split(COMMANDS[command].example)[1:])
    assert call is not None
    for lang in ("en", "ja"):
        value = _ask(_view(real, {**call.options, "lang": lang}), call).to_json()
        validate(value, command)
        assert value

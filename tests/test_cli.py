"""The command line: what words mean, what is printed, and how it says no."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
import re
import shlex
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import aigraph
from aigraph import cli
from aigraph.registry import COMMANDS, PICTURES, TOOLS, WRITERS, arguments_of
from aigraph.schema import csv_columns

if TYPE_CHECKING:
    from conftest import Cli

HERE = Path(__file__).parent
SAGA = HERE / "saga"
ESCAPE = "\x1b"

ASKED = {
    "timeline": "timeline 'Ada Quill' Orrery --all",
    "show": "show Lantern",
    "who-left": "who-left Orrery",
    "who-joined": "who-joined Orrery",
    "who-founded": "who-founded Orrery",
    "roster": "roster Orrery --on 2021-05-10",
    "career": "career Tanabe",
    "retention": "retention Orrery",
    "flows": "flows",
    "path": "path Tanabe 'Dov Quill'",
    "network": "network Orrery --on 2022-01-15",
    "diff": "diff 2021-05-09 2021-05-16",
    "money": "money Orrery",
    "metrics": "metrics Comet-1",
    "cases": "cases",
    "case": "case 'Moreau suit'",
    "chain": "chain ada-quill-returns",
    "why": "why Fenn Orrery --on 2022-12-15",
    "disputes": "disputes",
    "accounts": "accounts moreau-leaves-board",
    "search": "search クイル",
    "sources": "sources",
    "stats": "stats",
    "threads": "threads",
    "audit": "audit",
    "types": "types departure",
    "check": "check",
    "fmt": "fmt --check",
}
"""A question for each command that has rows on the fixture saga."""

NOTHING = {
    "timeline": "timeline --from 1990 --to 1991",
    "who-left": "who-left Orrery --from 1990 --to 1991",
    "who-joined": "who-joined Orrery --from 1990 --to 1991",
    "who-founded": "who-founded Northgate",
    "roster": "roster Orrery --on 1990",
    "career": "career Lund",
    "retention": "retention Orrery --on 1990",
    "flows": "flows --from 1990 --to 1991",
    "path": "path Lund Tanabe --via advises",
    "network": "network Lund --on 1990",
    "diff": "diff 1990 1991",
    "money": "money Lantern",
    "metrics": "metrics Halcyon",
    "cases": "cases --on 1990",
    "case": "case moreau-v-orrery --on 1990",
    "why": "why Lund Tanabe",
    "disputes": "disputes Lund",
    "search": "search zzz",
    "sources": "sources --publisher zzz",
    "check": "check",
}
"""A question for each command that can have no rows."""


def outside(line: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a shell line, in which ``aigraph`` is this package, in a process of its own."""
    env = {k: v for k, v in os.environ.items() if k not in ("FORCE_COLOR", "NO_COLOR", "COLUMNS")}
    env |= {"PYTHONPATH": str(HERE.parent), "AIGRAPH_DATA": str(SAGA), **environment}
    command = f'aigraph() {{ {shlex.quote(sys.executable)} -m aigraph "$@"; }}; {line}'
    return subprocess.run(["bash", "-c", command], capture_output=True, text=True, env=env, check=False, timeout=300)


# --- every command runs and explains itself ------------------------------------------------------


ENDLESS = {"site serve", "mcp"}
"""What goes on until somebody ends it; the examples are tried in test_site.py and test_mcp.py."""


PREPARED = {
    "import": ("export csv saga-csv",),
    "keep": (f"export csv others --data {SAGA}", "import package others candidates"),
}
"""What is done before an example, for what it finds there already."""


@pytest.mark.parametrize("name", sorted({*COMMANDS, *TOOLS, *WRITERS} - ENDLESS))
def test_the_example_runs_and_prints_something(ask: Cli, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("AIGRAPH_DATA")
    monkeypatch.chdir(tmp_path)
    for line in PREPARED.get(name, ()):
        assert ask(line).code == 0
    said = ask(shlex.split({**COMMANDS, **TOOLS, **WRITERS}[name].example)[1:])
    if name == "check":  # notes and warnings are the curator's business, not this test's
        assert said.code in (0, 1)
    else:
        assert said.code == 0, said.err
    assert said.out.strip()
    assert "Nothing found" not in said.out
    assert said.err == ""


@pytest.mark.parametrize("name", [*COMMANDS, *TOOLS, *WRITERS, *PICTURES])
def test_help_tells_everything(ask: Cli, name: str) -> None:
    command = {**COMMANDS, **TOOLS, **WRITERS, **PICTURES}[name]
    said = ask([*name.split(), "--help"])
    assert said.code == 0
    text = " ".join(said.out.split())
    assert " ".join(cli._help(command).split())[:60] in text
    for argument in arguments_of(command):
        shown = argument.parameter.kind.metavar if argument.positional else argument.option
        assert shown in text
        assert argument.parameter.help in text
    for option in cli.options_of(command):
        assert option.option in text
        assert option.parameter.help in text
    assert f"Example: {command.example}" in text
    assert max(map(len, said.out.splitlines())) <= 100


def test_without_words_it_shows_help(ask: Cli) -> None:
    said = ask([])
    assert (said.code, said.err) == (0, "")
    assert all(name.split()[0] in said.out for name in (*COMMANDS, *TOOLS, *WRITERS, *PICTURES))
    assert ask(["-h"]).out == said.out


def test_version(ask: Cli) -> None:
    assert ask("--version") == (0, f"aigraph {aigraph.__version__}\n", "")


# --- words to calls ------------------------------------------------------------------------------

LINES = (
    "who-left Orrery --founders",
    "who-left --founders Orrery",
    "who-left --from=2018 --to 2019 Orrery -f json",
    "who-left Orrery --format=csv --office ceo",
    "-f",
    "roster Orrery --on=2021-05-10 --certain --lang ja",
    "timeline",
    "timeline 'Ada Quill' --all Orrery --from 2021",
    "timeline --thread six-days --type letter",
    "path 'Ada Quill' 'Dov Quill' --via office --via=part-of",
    "path --via office 'Ada Quill' 'Dov Quill'",
    "diff 2021 2022 --entity=Orrery",
    "search board --limit 1",
    "show -- Lantern",
    "why Fenn Orrery --on 2022-12-15 --known-by 2023 --according-to shiosai-2022-12",
    "disputes 'Eli Stone' 'Ada Quill' -f markdown",
    "types",
    "sources --kind court --publisher delta",
    "money Orrery --from=",
    "check --all",
    "fmt --check --format json",
    "schema events.yaml",
)


def typers_call(words: list[str], monkeypatch: pytest.MonkeyPatch) -> cli.Call | None:
    """Return the call that Typer makes of the words, ``None`` if it refuses them."""
    calls: list[cli.Call] = []

    def note(call: cli.Call) -> int:
        calls.append(call)
        return 0

    with monkeypatch.context() as patch:
        patch.setattr(cli, "run", note)
        patch.setattr(cli, "read", lambda words: None)
        with pytest.raises(SystemExit):
            cli.main(words)
    return calls[0] if calls else None


def meaning(call: cli.Call | None) -> Any:
    """Return what a call asks for, defaults left out."""
    if call is None:
        return None
    defaults = {a.name: a.default for a in (*arguments_of(call.command), *cli.options_of(call.command))}
    said = {**call.arguments, **call.options}
    return call.command.name, {k: v for k, v in said.items() if v != defaults[k] and v not in (None, False, ())}


@pytest.mark.parametrize("line", LINES)
def test_both_readers_understand_the_same(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    words = shlex.split(line)
    ours = cli.read(words)
    if ours is not None:
        assert meaning(ours) == meaning(typers_call(words, monkeypatch))


@pytest.mark.parametrize("line", ASKED.values(), ids=ASKED)
def test_plain_lines_need_no_typer(line: str) -> None:
    assert cli.read(shlex.split(line)) is not None


@pytest.mark.parametrize("line", [*ASKED.values(), *LINES], ids=str)
def test_both_readers_print_the_same(ask: Cli, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fast = ask(line)
    monkeypatch.setattr(cli, "read", lambda words: None)
    assert ask(line) == fast


# --- how it says no ------------------------------------------------------------------------------

WRONG = {
    "timeline --from 2018 --from 2019": "--from is given twice",
    "stats --json --format csv": "two formats",
    "career Orrery": "orrery is of type nonprofit, not a person",
    "who-left 'Ada Quill'": "ada-quill is of type person, not an organization or team",
    "roster 'Ada Quill'": "ada-quill is of type person, not an organization or team",
    "path Tanabe Orrery --via member": "no relation 'member'",
    "money Orrery --kind pocket-money": "no kind of sum 'pocket-money'",
    f"show {'x' * 301}": "a name has at most 300 characters",
    "stats --data 'a\0b'": "is not a folder",
    "career 'Ada Quil'": "did you mean ada-quill",
    "career Nobody": "no entity is called 'Nobody'",
    "career Quill": "ambiguous: ada-quill, dov-quill",
    "who-left Orrey": "did you mean",
    "chain quill": "is part of 4 events: 2018-12-dov-quill-leaves",
    "chain 2021-05-10-ada-quill-fird": "did you mean 2021-05-10-ada-quill-fired",
    "show zzz": "zzz",
    "case Lantern": "lantern is no case",
    "roster Orrery --on 2021-13": "no month 13",
    "roster Orrery --on yesterday": "yesterday",
    "timeline --from=": "a date is empty",
    "timeline --known-by 10.5.2021": "2018-02-20",
    "timeline --from 2020 --to 2019": "ends before it starts",
    "who-left Orrery --from 2020 --to 2019": "ends before it starts",
    "diff 2022 2021": "earlier day first",
    "roster Orrery --office coe": "did you mean",
    "who-left Orrery --office chief": "chief",
    "timeline --type departur": "did you mean departure",
    "types departur": "did you mean departure",
    "timeline --thread six-day": "did you mean six-days",
    "path 'Ada Quill' Orrery --via ofice": "did you mean office",
    "sources --kind pres": "press",
    "money Orrery --kind incme": "no kind of sum 'incme'",
    "timeline --according-to Nobody": "no source, publisher or side",
    "timeline --according-to 'Inès Morau'": "did you mean Inès Moreau?",
    "stats --lang fr": "en or ja",
    "stats -f xml": "table, json, csv, markdown",
    "schema event.yaml": "did you mean events.yaml",
    "search ''": "give a word or more",
    "search board --limit -1": "limit",
    "search board --limit few": "few",
    "who-left Orrery --ofice ceo": "--office",
    "who-left": "ORG",
    "who-left Orrery Halcyon": "Halcyon",
    "who-lef Orrery": "who-left",
    "who-left Orrery --from": "--from",
    "who-left Orrery --founders=yes": "--founders",
    "--bad": "--bad",
    "cases --data /nowhere/at/all": "is not a folder",
    "check --data /nowhere/at/all": "is not a folder",
    "fmt --check --data /nowhere/at/all": "is not a folder",
}


@pytest.mark.parametrize("line", WRONG)
def test_a_wrong_question_is_one_line_and_exit_2(ask: Cli, line: str) -> None:
    said = ask(line)
    assert (said.code, said.out) == (2, "")
    assert said.err.count("\n") == 1
    assert said.err.startswith("aigraph: ")
    assert WRONG[line] in said.err
    assert "Traceback" not in said.err


def test_an_empty_folder_is_a_wrong_question(ask: Cli, tmp_path: Path) -> None:
    for words in (["cases"], ["check"], ["fmt", "--check"]):
        said = ask([*words, "--data", str(tmp_path)])
        assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
        assert "no *.yaml file" in said.err


def test_data_with_errors_exit_1(ask: Cli, folder_of: Callable[[str], Path]) -> None:
    folder = folder_of("saga: {name: {en: Broken}, as_of: 2020-02-30}\n")
    said = ask(["cases", "--data", str(folder)])
    assert (said.code, said.out, said.err.count("\n")) == (1, "", 1)
    assert "events.yaml:1" in said.err
    checked = ask(["check", "--data", str(folder)])
    assert (checked.code, checked.err) == (1, "")
    assert "bad-date" in checked.out


def test_no_rows_is_an_answer(ask: Cli) -> None:
    assert ask("career Lund") == (0, "Nothing found.\n", "")
    assert ask("career Lund -f json") == (0, "[]\n", "")
    assert ask("career Lund --lang ja") == (0, "該当なし。\n", "")


def test_from_outside_it_says_no_in_the_same_way() -> None:
    done = outside("aigraph career Quill")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert outside("aigraph who-left --zzz").returncode == 2
    assert outside("aigraph who-left Orrery").returncode == 0


# --- formats -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ASKED)
def test_json_parses(ask: Cli, name: str) -> None:
    said = ask(f"{ASKED[name]} -f json")
    assert said.code == 0
    value = json.loads(said.out)
    assert value or name == "check"


@pytest.mark.parametrize("name", ASKED)
def test_csv_has_one_header_with_and_without_rows(ask: Cli, name: str) -> None:
    header, *rows = csv.reader(io.StringIO(ask(f"{ASKED[name]} -f csv").out))
    assert header == csv_columns(name)
    assert len(header) == len(set(header))
    assert rows or name == "check"
    assert {len(row) for row in rows} <= {len(header)}
    assert all(any(row) for row in rows)
    if name in NOTHING:
        assert list(csv.reader(io.StringIO(ask(f"{NOTHING[name]} -f csv").out))) == [header]


@pytest.mark.parametrize("name", ASKED)
def test_csv_columns_hold_the_json(ask: Cli, name: str) -> None:
    """Every column that the JSON has a plain value for shows it."""
    value = json.loads(ask(f"{ASKED[name]} -f json").out)
    if isinstance(value, list) and value and isinstance(value[0], dict):
        rows = list(csv.DictReader(io.StringIO(ask(f"{ASKED[name]} -f csv").out)))
        assert len(rows) == len(value)
        for row, item in zip(rows, value, strict=True):
            for column, cell in row.items():
                plain = dig(item, column)
                if plain is None:
                    assert cell == ""
                elif not isinstance(plain, list | dict):
                    assert cell == (str(plain).lower() if isinstance(plain, bool) else str(plain))


def dig(item: Any, column: str) -> Any:
    for key in column.split("."):
        item = item.get(key) if isinstance(item, dict) else None
    return item


@pytest.mark.parametrize("name", ASKED)
def test_markdown_rows_have_equal_cells(ask: Cli, name: str) -> None:
    lines = ask(f"{ASKED[name]} -f markdown").out.splitlines()
    assert len({len(re.split(r"(?<!\\)\|", line)) for line in lines}) == 1
    assert all(line.startswith("| ") and line.endswith(" |") for line in lines)
    assert set(lines[1]) == set("| -")


def test_schema_is_json_in_every_format(ask: Cli) -> None:
    outputs = {ask(f"schema events.yaml -f {name}").out for name in cli.FORMAT_NAMES}
    assert len(outputs) == 1
    assert json.loads(outputs.pop())["title"] == "aigraph events"


def test_bars_and_line_breaks_stay_in_their_cell(ask: Cli, folder_of: Callable[[str], Path]) -> None:
    folder = folder_of(
        """
        saga: {name: {en: Small}, as_of: 2020-01-01}
        entities:
          - {id: ann, type: person, name: {en: "Ann | Bob, \\"x\\""}}
        events:
          - {id: e1, date: 2019, type: statement, title: {en: "a | b\\nc, \\"d\\""}, summary: {en: s}, status: reported,
             participants: [{role: speaker, entity: ann}], sources: [{source: s1, says: so}]}
        sources:
          - {id: s1, publisher: P, lang: en, kind: press, url: "https://example.org/1"}
        """
    )
    markdown = ask(["timeline", "--data", str(folder), "-f", "markdown"]).out
    assert "a \\| b<br>c" in markdown
    (row,) = csv.DictReader(io.StringIO(ask(["timeline", "--data", str(folder), "-f", "csv"]).out))
    assert row["title"] == 'a | b\nc, "d"'


# --- languages and names -------------------------------------------------------------------------


@pytest.mark.parametrize("name", [n for n in ASKED if n not in TOOLS and n not in ("types", "accounts", "sources", "metrics")])
def test_japanese_names_and_texts(ask: Cli, name: str) -> None:
    english, japanese = ask(ASKED[name]).out, ask(f"{ASKED[name]} --lang ja").out
    assert english != japanese
    assert any("LATIN" not in unicodedata.name(c, "LATIN") and unicodedata.category(c) == "Lo" for c in japanese)
    assert ask(f"{ASKED[name]} --lang=en").out == english


@pytest.mark.parametrize("name", ["timeline", "who-left", "roster", "career"])
def test_json_keeps_its_keys_in_japanese(ask: Cli, name: str) -> None:
    english, japanese = (json.loads(ask(f"{ASKED[name]} -f json --lang {lang}").out) for lang in ("en", "ja"))
    assert [list(row) for row in english] == [list(row) for row in japanese]
    assert english != japanese


@pytest.mark.parametrize(
    "name",
    [
        "ada-quill", "Ada Quill", "ada quill", "ADA QUILL", "Ａｄａ　Ｑｕｉｌｌ", "  Ada   Quill ", "エイダ・クイル", "エイダ クイル", "ｴｲﾀﾞ･ｸｲﾙ",
    ],
)  # fmt: skip
def test_a_name_resolves_in_any_spelling(ask: Cli, name: str) -> None:
    assert ask(["career", name]).out == ask(["career", "ada-quill"]).out


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("Tanabe", "chiyo-tanabe"), ("tanabe", "chiyo-tanabe"), ("田辺千代", "chiyo-tanabe"), ("Tanabe Chiyo", "chiyo-tanabe"),
        ("オカフォー", "bram-okafor"), ("Moreau", "ines-moreau"), ("Ines Moreau", "ines-moreau"), ("THE ORRERY", "orrery"),
        ("オーラリー", "orrery"), ("moreau suit", "moreau-v-orrery"), ("コメット1", "comet-1"), ("コメット１", "comet-1"),
    ],
)  # fmt: skip
def test_aliases_surnames_and_japanese(ask: Cli, name: str, id: str) -> None:
    assert json.loads(ask(["show", name, "-f", "json"]).out)["entity"]["id"] == id


@pytest.mark.parametrize("who", ["ines-moreau", "Inès Moreau", "Ines Moreau", "イネス・モロー", "Moreau"])
def test_a_side_goes_by_any_of_its_names(ask: Cli, who: str) -> None:
    said = ask(["timeline", "--according-to", who, "-f", "json"])
    assert said.code == 0, said.err
    assert [e["id"] for e in json.loads(said.out)] == [
        "2016-03-01-orrery-founded", "2016-06-moreau-donates", "2018-06-20-moreau-leaves-board", "2022-06-15-moreau-sues",
    ]  # fmt: skip


# --- the screen ----------------------------------------------------------------------------------


def cells_of(line: str) -> str:
    """Return a line with as many characters as it takes columns of a terminal: a wide one is followed by a mark."""
    return "".join(c + "\x00" * (unicodedata.east_asian_width(c) in "WF") for c in line if not unicodedata.combining(c))


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("name", [n for n in ASKED if n not in TOOLS])
def test_tables_fit_80_columns(ask: Cli, name: str, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for line in ask(f"{ASKED[name]} --lang {lang}").out.splitlines():
        assert len(cells_of(line)) <= 80, line


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("name", list(COMMANDS))
def test_real_tables_fit_80_columns(ask: Cli, name: str, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("AIGRAPH_DATA")
    for line in ask([*shlex.split(COMMANDS[name].example)[1:], "--lang", lang]).out.splitlines():
        assert len(cells_of(line)) <= 80, line


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("name", ["timeline", "who-left", "roster", "retention", "flows", "cases", "diff", "search", "money"])
@pytest.mark.parametrize("width", ["60", "80", "120"])
def test_columns_are_aligned(ask: Cli, name: str, lang: str, width: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two columns of a table there is a gap in every line, wide characters or not."""
    monkeypatch.setenv("COLUMNS", width)
    *rows, _ = map(cells_of, ask(f"{ASKED[name]} --lang {lang}").out.splitlines())
    rule = next(row for row in rows if set(row) == {"─"})
    header = rows[rows.index(rule) - 1]
    lines = [row.ljust(len(rule)) for row in rows if row != rule]
    gaps = re.findall(r" {2,}", "".join(" " if all(line[i] == " " for line in lines) else "x" for i in range(len(rule))).rstrip())
    assert len(gaps) >= len(re.split(r" {2,}", header.strip())) - 1


@pytest.mark.parametrize("width", ["20", "40", "200"])
def test_any_width_will_do(ask: Cli, width: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", width)
    for line in ("timeline", "who-left Orrery", "sources", "show Orrery", "cases --lang ja"):
        said = ask(line)
        assert said.code == 0
        assert max(len(cells_of(row)) for row in said.out.splitlines()) <= int(width), line


@pytest.mark.parametrize("line", ["who-left Orrery", "show Lantern", "types", "path Tanabe 'Dov Quill'"])
def test_colours_are_for_terminals(ask: Cli, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ESCAPE not in ask(line).out
    monkeypatch.setenv("NO_COLOR", "1")
    assert ESCAPE not in ask(line).out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert not re.search(r"\x1b\[[0-9;]*(3[0-9]|4[0-9]|9[0-7])[;m]", ask(line).out)
    monkeypatch.delenv("NO_COLOR")
    assert ESCAPE in ask(line).out
    for name in ("json", "csv", "markdown"):
        assert ESCAPE not in ask(f"{line} -f {name}").out


def test_piped_output_has_no_escapes() -> None:
    assert ESCAPE not in outside("aigraph who-left Orrery | cat").stdout
    assert ESCAPE not in outside("aigraph who-left --help | cat").stdout
    assert ESCAPE in outside("aigraph who-left Orrery", FORCE_COLOR="1").stdout


def test_a_closed_pipe_is_silent() -> None:
    for line in ("timeline", "timeline -f json", "timeline -f csv", "--help", "check --all"):
        done = outside(f"set -o pipefail; aigraph {line} | head -1", AIGRAPH_DATA=str(HERE.parent / "data"))
        assert done.stderr == "", line
        assert done.stdout.count("\n") == 1


def test_markup_in_data_is_text(ask: Cli, folder_of: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    folder = folder_of(
        """
        saga: {name: {en: Small}, as_of: 2020-01-01}
        entities:
          - {id: ann, type: person, name: {en: "[bold]Ann[/bold] :smile:"}}
        events:
          - {id: e1, date: 2019, type: statement, title: {en: "[red]x[/red] [/] :bomb:"}, summary: {en: s}, status: reported,
             participants: [{role: speaker, entity: ann}], sources: [{source: s1, says: so}]}
        sources:
          - {id: s1, publisher: P, lang: en, kind: press, url: "https://example.org/1"}
        """
    )
    assert "[red]x[/red] [/] :bomb:" in ask(["timeline", "--data", str(folder)]).out
    assert "[bold]Ann[/bold] :smile:" in ask(["show", "ann", "--data", str(folder)]).out


# --- shell completion ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("aigraph who", ["who-left", "who-joined", "who-founded"]),
        ("aigraph career ada", ["ada-quill"]),
        ("aigraph career エイ", ["エイダ・クイル"]),
        ("aigraph who-left Orr", ["Orrery"]),
        ("aigraph chain 2021-05-10", ["2021-05-10-ada-quill-fired", "2021-05-10-tanabe-interim-ceo"]),
        ("aigraph roster orrery --office chief-s", ["chief-scientist", "chief-strategy-officer"]),
        ("aigraph timeline --type law", ["lawsuit"]),
        ("aigraph path ada-quill orrery --via par", ["part-of", "partner"]),
        ("aigraph sources --kind c", ["court"]),
        ("aigraph who-left orrery --fou", ["--founders"]),
        ("aigraph who-left orrery --lang j", ["ja"]),
        ("aigraph who-left orrery --format ", ["table", "json", "csv", "markdown"]),
        ("aigraph types dep", ["departure"]),
    ],
)
def test_the_shell_completes(typed: str, offered: list[str]) -> None:
    done = outside("aigraph", _AIGRAPH_COMPLETE="complete_bash", COMP_WORDS=typed, COMP_CWORD=str(len(typed.split(" ")) - 1))
    assert (done.stderr, done.stdout.split()) == ("", offered)


# --- days and the library ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "roster Orrery --on today",
        "roster Orrery --known-by today",
        "timeline --to today",
        "diff 2020 today",
        "who-left Orrery --from today",
    ],
)
def test_today_is_a_day(ask: Cli, line: str) -> None:
    today = dt.date.today().isoformat()
    answer = ask(f"{line} -f json")
    assert answer.code == 0
    assert answer == ask(f"{line} -f json".replace("today", today))


Ask = Callable[[aigraph.Saga], Any]

SAME: dict[str, Ask] = {
    "who-left Orrery --founders": lambda s: s.who_left("Orrery", founders=True),
    "who-left Orrery --from 2021 --to 2022-01 --certain": lambda s: s.certain().who_left("Orrery", since="2021", until="2022-01"),
    "roster Orrery --on 2021-05-12 --office ceo": lambda s: s.on("2021-05-12").roster("Orrery", office="ceo"),
    "timeline 'Ada Quill' Orrery --all --lang ja": lambda s: s.speaking("ja").timeline("Ada Quill", "Orrery", together=True),
    "timeline --type lawsuit --known-by 2023": lambda s: s.known_by("2023").timeline(event_type="lawsuit"),
    "who-founded Orrery --according-to 'Inès Moreau'": lambda s: s.according_to("Inès Moreau").who_founded("Orrery"),
    "path Tanabe 'Dov Quill' --via office --via part-of": lambda s: s.path("Tanabe", "Dov Quill", via=("office", "part-of")),
    "diff 2021-05-09 2021-05-16 --entity Orrery": lambda s: s.diff("2021-05-09", "2021-05-16", entity="Orrery"),
    "why Fenn Orrery --on 2022-12-15": lambda s: s.on("2022-12-15").why("Fenn", "Orrery"),
    "case 'Moreau suit' --on 2022-12-31": lambda s: s.on("2022-12-31").case("Moreau suit"),
    "disputes 'Eli Stone' Orrery": lambda s: s.disputes("Eli Stone", "Orrery"),
    "show Lantern --lang ja": lambda s: s.speaking("ja").show("Lantern"),
    "sources --kind court": lambda s: s.sources(source_kind="court"),
    "search board --limit 2": lambda s: s.search("board", limit=2),
    "money Orrery --kind revenue": lambda s: s.money("Orrery", kind="revenue"),
    "types departure": lambda s: s.types("departure"),
    "stats": lambda s: s.stats(),
}


@pytest.mark.parametrize("line", SAME)
def test_the_library_says_the_same(ask: Cli, line: str) -> None:
    value = SAME[line](aigraph.load(SAGA)).to_json()
    assert value
    assert json.loads(ask(f"{line} -f json").out) == value


def test_long_reading_shows_how_far_it_is_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder whose reading takes long is told of while it is read, record by record; a terminal shows it as a bar."""
    from aigraph.loader import check_folder
    from aigraph.progress import watched_by
    from aigraph.render import ProgressBar

    told: list[tuple[str, int, int]] = []
    with watched_by(lambda *now: told.append(now)):
        check_folder(SAGA)
    ofs = [(done, total) for what, done, total in told if what == "events.yaml"]
    assert len(ofs) >= 30
    assert all(0 < done <= total for done, total in ofs)
    assert ofs == sorted(ofs)
    monkeypatch.setattr(ProgressBar, "PATIENCE", 0)
    monkeypatch.setenv("FORCE_COLOR", "1")
    with ProgressBar() as bar:
        bar.show("events.yaml", 50, 100)
    shown = capsys.readouterr()
    assert "events.yaml" in shown.err
    assert shown.out == ""


# --- where answers go ----------------------------------------------------------------------------


def redirected(redirection: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    """Run a question in a shell with its output sent somewhere."""
    command = f"exec {sys.executable} -m aigraph cases --lang ja {redirection}"
    surroundings = {**os.environ, "AIGRAPH_DATA": str(SAGA), "PYTHONPATH": str(HERE.parent), **env}
    return subprocess.run(["/bin/sh", "-c", command], capture_output=True, env=surroundings, check=False)


@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell closes what is to be closed")
def test_output_that_goes_nowhere_is_no_traceback() -> None:
    closed = redirected(">&-")
    assert (closed.returncode, closed.stderr) == (0, b"")
    assert redirected(">&- 2>&-").returncode == 0
    if Path("/dev/full").exists():
        full = redirected("> /dev/full")
        assert full.returncode == 1
        assert full.stderr.decode().splitlines() == ["aigraph: the answer cannot be written: No space left on device"]


@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell")
def test_answers_are_utf_8_whatever_the_surroundings() -> None:
    assert "提訴" in redirected("", PYTHONIOENCODING="ascii").stdout.decode()


def test_a_screen_without_width_is_a_screen() -> None:
    assert b"Traceback" not in redirected("", COLUMNS="0").stderr


def test_words_of_no_data_need_none(tmp_path: Path, ask: Cli) -> None:
    """A schema is of the program; completion in a broken folder offers nothing and says nothing."""
    assert ask(f"schema events.yaml --data {tmp_path}/none").code == 0
    done = outside("aigraph", _AIGRAPH_COMPLETE="complete_bash", COMP_WORDS=f"aigraph career --data {tmp_path} a", COMP_CWORD="4")
    assert (done.stderr, done.stdout.strip()) == ("", "")

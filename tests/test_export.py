"""Exports as a whole: what every form keeps to, and the tables in their own tools."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import aigraph
from aigraph.canonical import plain_record
from aigraph.export import FORMATS, Outlet
from aigraph.formats import INTAKES
from aigraph.loader import data_folder
from aigraph.tables import TABLES, VIEWS

if TYPE_CHECKING:
    from conftest import Cli

SAGA = Path(__file__).parent / "saga"


@pytest.fixture(scope="module")
def orrery() -> aigraph.Saga:
    return aigraph.load(SAGA)


def contents(place: Path) -> dict[str, bytes]:
    return {str(p.relative_to(place)): p.read_bytes() for p in sorted(place.rglob("*")) if p.is_file()}


# --- what every form keeps to --------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMATS)
def test_it_is_there_whole_with_a_readme_and_the_same_each_time(form: str, orrery: aigraph.Saga, tmp_path: Path) -> None:
    outs = []
    for folder in (tmp_path / "one", tmp_path / "two"):
        folder.mkdir()
        report = orrery.export(form, str(folder / "out"))
        outs.append(contents(folder))
        assert not report.failed
        assert report.value["format"] == form
    assert outs[0] == outs[1]
    names = set(outs[0])
    readme = "out.README.md" if FORMATS[form].ending else "out/README.md"
    assert readme in names
    assert ("out" in names) == bool(FORMATS[form].ending)
    said = outs[0][readme].decode()
    assert "The Orrery saga" in said
    assert "as of 2024-06-30" in said
    assert "CC-BY-4.0" in said
    assert "OUT" not in said
    for lost in report.value["lost"]:
        assert f"- {lost}\n" in said


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("view", ["on", "known by", "according to", "ja"])
def test_every_view_can_be_written(form: str, view: str, orrery: aigraph.Saga, tmp_path: Path) -> None:
    views: dict[str, Callable[[aigraph.Saga], aigraph.Saga]] = {
        "on": lambda s: s.on("2021-05"), "known by": lambda s: s.known_by("2021-06"), "ja": lambda s: s.speaking("ja"),
        "according to": lambda s: s.according_to("Ines Moreau"),
    }  # fmt: skip
    views[view](orrery).export(form, str(tmp_path / "out"))
    readme = tmp_path / ("out.README.md" if FORMATS[form].ending else "out/README.md")
    words = {"on": "on 2021-05", "known by": "known by 2021-06", "according to": "according to Ines Moreau", "ja": "オーラリー年代記"}[view]
    assert words in readme.read_text("utf-8")


@pytest.mark.parametrize("form", FORMATS)
def test_an_earlier_export_is_replaced_and_nothing_else(form: str, orrery: aigraph.Saga, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    orrery.known_by("2021-06").export(form, str(tmp_path / "out"))
    first = contents(tmp_path)
    orrery.export(form, str(tmp_path / "out"))
    second = contents(tmp_path)
    assert set(first) <= set(second), "only files that the smaller view had no rows for"
    assert first != second
    assert second["mine.txt"] == b"mine"
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".")]


@pytest.mark.parametrize("form", ["csv", "sqlite", "ttl"])
def test_a_failure_leaves_what_was_there(form: str, orrery: aigraph.Saga, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full when half of it is written: the earlier export stays, and nothing else is left."""
    orrery.export(form, str(tmp_path / "out"))
    before = contents(tmp_path)

    def full(self: Outlet, what: str, many: int = 1) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Outlet, "holds", full)
    with pytest.raises(aigraph.WrongQuestion, match="No space left on device; nothing was changed"):
        orrery.export(form, str(tmp_path / "out"))
    assert contents(tmp_path) == before
    assert {p.name for p in tmp_path.iterdir()} == {n.split("/")[0] for n in before}


def test_what_is_no_export_is_not_written_over(orrery: aigraph.Saga, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for form, place, words in (
        ("csv", "mine", "holds something else"),
        ("csv", "file", "is a file"),
        ("sqlite", "mine", "is a folder"),
        ("csv", "no/where", "there is no folder"),
        ("sqlite", "no/where.db", "there is no folder"),
        ("csv", "", "no OUT"),
    ):
        with pytest.raises(aigraph.WrongQuestion, match=words):
            orrery.export(form, str(tmp_path / place) if place else place)
    orrery.export("csv", str(tmp_path / "out"))
    with pytest.raises(aigraph.WrongQuestion, match="something else than an earlier export to parquet"):
        orrery.export("parquet", str(tmp_path / "out"))
    assert (tmp_path / "file").read_text() == (tmp_path / "mine" / "notes.txt").read_text() == "mine"


def test_the_command_line_says_where_it_is_and_what_is_lost(ask: Cli, tmp_path: Path) -> None:
    said = ask(["export", "ics", str(tmp_path / "saga.ics")])
    assert (said.code, said.out) == (0, f"{tmp_path / 'saga.ics'}: a calendar (iCalendar)\n")
    assert said.err.splitlines()
    assert all(line.startswith("aigraph: ics: ") for line in said.err.splitlines())
    value = json.loads(ask(["export", "csv", str(tmp_path / "out"), "--json", "--known-by", "2021-06"]).out)
    assert value["lost"] == []
    assert "events.csv" in value["files"]
    wrong = ask(["export", "cvs", str(tmp_path / "x")])
    assert (wrong.code, wrong.err) == (2, "aigraph: no format 'cvs'; did you mean ics or csv?\n")


def test_one_file_can_go_to_standard_output(capfdbinary: pytest.CaptureFixture[bytes], orrery: aigraph.Saga, tmp_path: Path) -> None:
    orrery.export("timelinejs", "-")
    out = capfdbinary.readouterr().out
    orrery.export("timelinejs", str(tmp_path / "out"))
    assert out == (tmp_path / "out").read_bytes()
    with pytest.raises(aigraph.WrongQuestion, match="folder of files"):
        orrery.export("csv", "-")


def test_a_missing_library_is_named_with_its_extra(orrery: aigraph.Saga, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aigraph.export.lacking", list)
    with pytest.raises(aigraph.WrongQuestion, match=r"parquet needs pyarrow: pip install 'aigraph\[parquet\]'"):
        orrery.export("parquet", str(tmp_path / "out"))


# --- CSV and Parquet -----------------------------------------------------------------------------


def validated(folder: Path) -> list[Any]:
    """Return what Frictionless finds wrong with a package."""
    from frictionless import Package, system

    with system.use_context(trusted=True):
        report = Package(str(folder / "datapackage.json")).validate()
    return [(e.type, e.message) for t in report.tasks for e in t.errors] + [(e.type, e.message) for e in report.errors]


def test_frictionless_finds_the_package_valid(real: aigraph.Saga, tmp_path: Path) -> None:
    real.export("csv", str(tmp_path / "out"))
    assert validated(tmp_path / "out") == []


@pytest.mark.parametrize(
    ("table", "before", "after", "found"),
    [
        ("participants", "ada-quill", "nobody", "foreign-key"),
        ("events", "reported", "rumoured", "constraint-error"),
        ("stints", "2016-03-01", "March", "type-error"),
        ("entities", "orrery,", "ada-quill,", "primary-key"),
    ],
)
def test_frictionless_finds_what_is_wrong(table: str, before: str, after: str, found: str, orrery: aigraph.Saga, tmp_path: Path) -> None:
    """So that its silence says something: references, vocabularies, types and keys are in the descriptor."""
    orrery.export("csv", str(tmp_path / "out"))
    file = tmp_path / "out" / f"{table}.csv"
    file.write_text(file.read_text("utf-8").replace(before, after, 1 if found != "type-error" else -1), "utf-8")
    assert found in {kind for kind, _ in validated(tmp_path / "out")}


def test_parquet_and_csv_hold_the_same_and_are_read_by_pandas_and_duckdb(real: aigraph.Saga, tmp_path: Path) -> None:
    import duckdb
    import pandas

    real.export("csv", str(tmp_path / "csv"))
    real.export("parquet", str(tmp_path / "parquet"))
    for name, table in TABLES.items():
        columns = [c.name for c in table.columns]
        frame = pandas.read_parquet(tmp_path / "parquet" / f"{name}.parquet")
        assert list(frame.columns) == columns
        lines = list(csv.reader((tmp_path / "csv" / f"{name}.csv").open(encoding="utf-8", newline="")))
        assert lines[0] == columns
        assert len(lines) - 1 == len(frame)
        numbers = {i for i, c in enumerate(table.columns) if c.type == "number"}
        written = [[_cell(v) for v in row] for row in frame.itertuples(index=False)]
        read = [[str(float(v)) if i in numbers and v else v for i, v in enumerate(line)] for line in lines[1:]]
        assert written == read, name
    left = duckdb.sql(
        f"SELECT subject FROM '{tmp_path}/parquet/stints.parquet' WHERE relation = 'member' AND house = 'xai' AND ended IS NOT NULL"
    ).fetchall()
    assert {s for (s,) in left} == {r.person for r in real.who_left("xAI")}


def _cell(value: Any) -> str:
    import pandas

    return "" if pandas.isna(value) else str(value).lower() if isinstance(value, bool) else str(value)


# --- and back ------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["csv", "parquet", "json"])
def test_what_comes_back_is_the_original_to_the_byte(form: str, real: aigraph.Saga, ask: Cli, tmp_path: Path) -> None:
    real.export(form, str(tmp_path / "out"))
    intake = next(i for i in INTAKES if i == form or (i == "package" and form in ("csv", "parquet")))
    said = ask(["import", intake, str(tmp_path / "out"), str(tmp_path / "again")])
    assert (said.code, said.err) == (0, "")
    for name in ("entities.yaml", "events.yaml", "sources.yaml"):
        assert (tmp_path / "again" / name).read_bytes() == (Path(data_folder()) / name).read_bytes(), name
    assert ask(["fmt", "--check", "--data", str(tmp_path / "again")]).code == 0


RICH = """
    --- events.yaml
    saga: {name: {en: Rich}, as_of: 2024-01-01, version: "3", threads: {a: {en: A, about: {en: about a, ja: aについて}}, b: {en: B}}}
    entities:
      - {id: ann, type: person, name: {en: "Ann, the first\\tof \\"hers\\"", ja: アン}, aliases: ["=1+1", "安"], wikidata: Q1, note: {en: "a, note"}}
      - {id: org, type: company, name: {en: Org}, accept: [{rule: unused, reason: kept}]}
    sources:
      - {id: s, publisher: P, lang: en, kind: court, url: "https://example.org/?a=1,2", title: "no", author: "2018", published: 2020~, voice: ann, copy_of: Q}
      - {id: t, publisher: "null", lang: ja, kind: press, title: "~", author: "-"}
    events:
      - id: e
        date: 2020-01~
        type: founding
        title: {en: "yes", ja: はい}
        summary: {en: "two lines, one text", ja: 要約}
        status: disputed
        participants: [{role: founder, entity: ann, office: ceo, interim: true, position: "acting, \\"boss\\""}, {role: organization, entity: org}]
        amounts: [{kind: valuation, value: 90.0, currency: USD, of: org, note: n}, {kind: stake-percent, value: 11.01}, {kind: investment, value: 12345678901234567, currency: JPY}]
        metrics: [{subject: org, metric: users, value: 3, unit: people}, {subject: org, metric: rank, value: first}]
        attributes: {reason: {en: r, ja: 理由}, where: here, only: {en: english}}
        links: []
        threads: [b, a]
        quote: {text: "I said, \\"so\\"", lang: en, speaker: ann}
        sources:
          - {source: s, says: "x, y", claims: {date: 2019, amounts.valuation: 91.5, participants.founder: [ann], status: alleged}}
          - {source: t, says: "no"}
        accounts: [{voice: ann, tells: {en: hers, ja: 彼女の}, sources: [s]}]
        accept: [{rule: single-source, reason: only one}]
"""


@pytest.mark.parametrize("form", ["csv", "parquet", "json"])
def test_every_field_comes_back(form: str, folder_of: Callable[[str], Path], tmp_path: Path, ask: Cli) -> None:
    """A saga that uses each field of each record, with values that tools like to take for something else."""
    saga = aigraph.load(folder_of(RICH))
    out, again = tmp_path / "out", tmp_path / "again"
    saga.export(form, str(out))
    assert ask(["import", "json" if form == "json" else "package", str(out), str(again)]).err == ""
    d, back = saga.dataset, aigraph.load(again).dataset
    assert plain_record(back.header) == plain_record(d.header)
    for before, after in ((d.entities, back.entities), (d.sources, back.sources), (d.events, back.events)):
        assert {i: plain_record(r) for i, r in after.items()} == {i: plain_record(r) for i, r in before.items()}
    used = {name for record in (*d.entities.values(), *d.sources.values(), *d.events.values()) for name in plain_record(record)}
    assert used >= {
        "aliases",
        "wikidata",
        "note",
        "accept",
        "voice",
        "copy_of",
        "author",
        "amounts",
        "metrics",
        "attributes",
        "quote",
        "accounts",
    }


@pytest.fixture
def package(orrery: aigraph.Saga, tmp_path: Path) -> Path:
    orrery.export("csv", str(tmp_path / "out"))
    return tmp_path / "out"


@pytest.mark.parametrize(
    ("file", "change", "words"),
    [
        ("events.csv", lambda t: t.replace("id,n,date", "id,m,date", 1), "events.csv:1: there is no column n"),
        ("events.csv", lambda t: t + "x,y\n", "2 cells under"),
        ("participants.csv", lambda t: t.replace(",0,", ",zero,", 1), "n is 'zero', not a whole number"),
        ("participants.csv", lambda t: t.replace(",founder,", ",,", 1), "role is empty"),
        ("claims.csv", lambda t: t.replace("2015-12", '2015""', 1), "is no JSON"),
        ("sources.csv", None, "sources.csv is missing"),
        ("datapackage.json", None, "holds no datapackage.json"),
        ("datapackage.json", lambda t: "{", "is no descriptor"),
        ("datapackage.json", lambda t: t.replace('"accounts"', '"stories"'), "has no resource 'accounts'"),
        ("saga.csv", lambda t: t.splitlines()[0] + "\n", "has 0 rows, not one"),
        ("entities.csv", lambda t: t + '"', "is no CSV"),
    ],
)
def test_a_broken_package_is_told_by_place(
    package: Path, ask: Cli, file: str, change: Callable[[str], str] | None, words: str, tmp_path: Path
) -> None:
    if change is None:
        (package / file).unlink()
    else:
        text = (package / file).read_text("utf-8")
        assert change(text) != text
        (package / file).write_text(change(text), "utf-8")
    said = ask(["import", "package", str(package), str(tmp_path / "again")])
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1), said
    assert words in said.err
    assert not (tmp_path / "again").exists()


def test_data_that_are_not_in_order_are_not_written(package: Path, ask: Cli, tmp_path: Path) -> None:
    """What the tables cannot say wrong but the ontology can: a role that the type of event has not."""
    file = package / "participants.csv"
    file.write_text(file.read_text("utf-8").replace(",founder,", ",judge,", 1), "utf-8")
    said = ask(["import", "package", str(package), str(tmp_path / "again")])
    assert said.code == 1
    assert "judge" in said.out
    assert said.out.rstrip().endswith("nothing was written")
    assert not (tmp_path / "again").exists()


def test_a_saga_is_never_imported_over_another(package: Path, ask: Cli, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "events.yaml").write_text("mine")
    for words, found in ((["there"], "is there already"), (["no/where"], "there is no folder"), ([""], "no OUT")):
        place = str(tmp_path / words[0]) if words[0] else ""
        said = ask(["import", "package", str(package), place])
        assert (said.code, found in said.err) == (2, True), said
    assert (tmp_path / "there" / "events.yaml").read_text() == "mine"
    assert ask(["import", "package", str(tmp_path / "nothing"), str(tmp_path / "x")]).code == 2
    assert ask(["import", "pakage", str(package), str(tmp_path / "x")]).err == "aigraph: no format 'pakage'; did you mean package?\n"


# --- SQLite and Datasette ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def database(real: aigraph.Saga, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sqlite")
    real.export("sqlite", str(folder / "saga.db"))
    return folder / "saga.db"


@pytest.fixture
def sqlite(database: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    yield connection
    connection.close()


def test_the_database_is_whole_and_its_keys_hold(sqlite: sqlite3.Connection, real: aigraph.Saga) -> None:
    assert sqlite.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert sqlite.execute("PRAGMA foreign_key_check").fetchall() == []
    keys = sum(len(sqlite.execute(f"PRAGMA foreign_key_list({name})").fetchall()) for name in TABLES)
    assert keys == sum(bool(c.refers) for t in TABLES.values() for c in t.columns)
    assert sqlite.execute("SELECT count(*) FROM events").fetchone() == (len(real.dataset.events),)
    for view in VIEWS:
        assert sqlite.execute(f"SELECT count(*) FROM {view}").fetchone()[0] > 0


def served(database: Path, *paths: str) -> list[Any]:
    """Ask Datasette for pages of the database as JSON."""
    from datasette.app import Datasette

    async def ask() -> list[Any]:
        metadata = json.loads(Path(f"{database}.metadata.json").read_text("utf-8"))
        server = Datasette([str(database)], metadata=metadata)
        await server.invoke_startup()
        answers = []
        for path in paths:
            answer = await server.client.get(path)
            assert answer.status_code == 200, (path, answer.text)
            answers.append(answer.json() if ".json" in path else answer.text)
        return answers

    return asyncio.run(ask())


def test_datasette_serves_it_and_finds_japanese(database: Path) -> None:
    found, page, home, events = served(
        database,
        "/saga/entities.json?_search=サツケヴァー&_shape=array",
        "/saga/entities?_search=サツケヴァー",
        "/saga",
        "/saga/events.json?_search=シャロットピート&_shape=array",
    )
    assert {row["id"] for row in found} == {"ilya-sutskever", "cooley"}, "he, and his counsel, whose note names him"
    assert "イリヤ・サツケヴァー" in page
    assert "Who left an organization" in home
    assert "CC-BY-4.0" in home
    assert all("_fts" not in line for line in home.split("<h2>Tables")[0].splitlines() if "href" in line)
    assert isinstance(events, list)


@pytest.mark.parametrize(
    "day", ["2015-12-31", "2018-02-20", "2018-03-15", "2021-07-01", "2023-11-16", "2023-11-18", "2023-11-23", "2024-06-30", "2026-01-01"]
)
def test_its_ready_questions_answer_as_the_library(database: Path, real: aigraph.Saga, day: str) -> None:
    board, left = served(
        database,
        f"/saga/board_on.json?day={day}&organization=openai&_shape=array",
        "/saga/who_left.json?organization=xai&_shape=array",
    )
    roster = real.on(day).roster("OpenAI", office="director")
    speak = roster.speaker("en")
    said = {(speak.name(r.person), r.verdict.value) for r in roster if r.stint.object == "openai"}
    assert {(r["person_name"], r["verdict"]) for r in board} == said
    assert {r["person_name"] for r in left} == {speak.name(r.person) for r in real.who_left("xAI")}


def test_odd_names_of_files_and_texts_do_no_harm(folder_of: Callable[[str], Path], tmp_path: Path) -> None:
    saga = aigraph.load(folder_of(RICH))
    place = tmp_path / "it's; DROP TABLE.db"
    saga.export("sqlite", str(place))
    connection = sqlite3.connect(place)
    assert connection.execute("SELECT name_en FROM entities WHERE id = 'ann'").fetchone()[0] == saga.dataset.entities["ann"].name.en
    connection.close()
    read = io.StringIO()
    saga.export("csv", str(tmp_path / "out"))
    read.write((tmp_path / "out" / "aliases.csv").read_text("utf-8"))
    assert "=1+1" in read.getvalue()

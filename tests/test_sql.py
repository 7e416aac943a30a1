"""``aigraph sql``: the same answers as the questions give, and a fence that holds."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import aigraph
from aigraph.dates import holds_on
from aigraph.queries import relational

if TYPE_CHECKING:
    from conftest import Cli

SAGA = Path(__file__).parent / "saga"


@pytest.fixture(scope="module")
def orrery() -> aigraph.Saga:
    return aigraph.load(SAGA)


def test_who_left_is_what_the_question_answers(real: aigraph.Saga) -> None:
    """Tenures of xAI that ended, on the real data: the same people, days and events."""
    asked = real.sql("SELECT person, started, ended, closed_by FROM departures WHERE house = 'xai' ORDER BY id").to_dicts()
    left = [r.to_dict(real.who_left("xAI").speaker()) for r in real.who_left("xAI")]
    said = {(r["person"]["id"], r["end"]["text"], r["closed_by"]) for r in left}
    assert {(r["person"], r["ended"], r["closed_by"]) for r in asked} == said
    assert len(said) > 20


def test_the_verdict_of_a_day_is_that_of_the_library(orrery: aigraph.Saga) -> None:
    """``verdict_on`` over every stint of the small saga, on every tenth day of its years."""
    first = dt.date(2014, 12, 1)
    days = [first + dt.timedelta(days=n) for n in range(0, 3900, 10)]
    asked = orrery.sql(
        f"SELECT s.id AS stint, day::DATE AS day, verdict_on(s, day::DATE) AS verdict FROM stints s, "
        f"range(DATE '{first}', DATE '{first}' + INTERVAL 3900 DAY, INTERVAL 10 DAY) AS d(day)"
    )
    found = {(r["stint"], r["day"]): r["verdict"] for r in asked.to_dicts()}
    assert len(found) == len(days) * len(orrery.dataset.stints)
    for i, s in enumerate(orrery.dataset.stints):
        for day in days:
            here = holds_on(s.s_lo, s.s_hi, s.e_lo, s.e_hi, day.toordinal())
            assert found[i, day.isoformat()] == here.value, (s, day)
    assert set(found.values()) == {"certain", "possible", "no"}


def test_views_of_the_saga_narrow_the_tables(orrery: aigraph.Saga) -> None:
    count = "SELECT count(*) AS n FROM events"
    assert orrery.sql(count).to_dicts() == [{"n": len(orrery.dataset.events)}]
    early = orrery.known_by("2021-06")
    assert early.sql(count).to_dicts() == [{"n": len(early.dataset.events)}]
    assert 0 < len(early.dataset.events) < len(orrery.dataset.events)
    assert orrery.sql(count).to_dicts() == [{"n": len(orrery.dataset.events)}]


def test_the_schema_tells_every_column_and_each_can_be_asked(orrery: aigraph.Saga) -> None:
    rows = orrery.sql(tables=True).to_dicts()
    assert {"table": "stints", "column": "ended_latest", "type": "date"}.items() <= next(
        r for r in rows if (r["table"], r["column"]) == ("stints", "ended_latest")
    ).items()
    for table in {r["table"] for r in rows}:
        columns = [r["column"] for r in rows if r["table"] == table and r["column"]]
        orrery.sql(f"SELECT {', '.join(columns) or '*'} FROM {table}")


FORBIDDEN = [
    "INSERT INTO sources SELECT * FROM sources",
    "WITH x AS (INSERT INTO threads SELECT * FROM threads RETURNING *) SELECT * FROM x",
    "UPDATE events SET title_en = 'x'",
    "DELETE FROM events",
    "DROP TABLE events",
    "CREATE TABLE mine (a INTEGER)",
    "CREATE TEMP TABLE mine (a INTEGER)",
    "COPY events TO 'FILE'",
    "COPY (SELECT 1) TO 'FILE'",
    "EXPORT DATABASE 'FILE'",
    "ATTACH 'FILE' AS other",
    "ATTACH ':memory:' AS other",
    "INSTALL httpfs",
    "LOAD httpfs",
    "LOAD 'FILE'",
    "SET enable_external_access = true",
    "SET lock_configuration = false",
    "RESET enable_external_access",
    "PRAGMA enable_profiling",
    "CALL pragma_version()",
    "SET VARIABLE x = 1",
    "USE memory",
    "BEGIN",
    "CHECKPOINT",
    "EXPLAIN ANALYZE DELETE FROM events",
    "SELECT * FROM read_csv('/etc/hostname')",
    "SELECT * FROM read_text('/etc/hostname')",
    "SELECT * FROM read_blob('/etc/hostname')",
    "SELECT * FROM '/etc/hostname'",
    "SELECT * FROM glob('/*')",
    "SELECT * FROM sniff_csv('/etc/hostname')",
    "SELECT * FROM read_json('https://example.org/x.json')",
    "SELECT * FROM sqlite_scan('FILE', 'events')",
    "SELECT getenv('HOME')",
    "SELECT * FROM query('DELETE FROM events')",
    "SELECT * FROM secret_of_this_process",
    "SELECT 1; DELETE FROM events",
    "SELECT 1; SELECT 2",
    "",
    "  ",
    "SELECT",
    "SELECT * FROM nowhere",
    "SELECT \x00",
]


@pytest.mark.parametrize("query", FORBIDDEN)
def test_what_does_not_only_read_the_tables_is_refused(query: str, orrery: aigraph.Saga, tmp_path: Path) -> None:
    """In one line, without a trace of it in the tables, in the file system or in the engine's settings."""
    secret_of_this_process = relational._engine().connect().sql("SELECT 42 AS a").arrow()
    assert secret_of_this_process is not None
    before = orrery.sql("SELECT (SELECT count(*) FROM events), (SELECT min(title_en) FROM events), (SELECT count(*) FROM threads)").rows
    with pytest.raises(aigraph.WrongQuestion) as refused:
        orrery.sql(query.replace("FILE", str(tmp_path / "made")))
    assert "\n" not in str(refused.value)
    after = orrery.sql("SELECT (SELECT count(*) FROM events), (SELECT min(title_en) FROM events), (SELECT count(*) FROM threads)").rows
    assert [r.values for r in before] == [r.values for r in after]
    assert list(tmp_path.iterdir()) == []
    settings = (
        "SELECT value FROM duckdb_settings() WHERE name IN ('enable_external_access', 'temp_directory', 'lock_configuration') ORDER BY name"
    )
    assert [r.values for r in orrery.sql(settings)] == [("false",), ("true",), ("",)]


def test_a_query_without_end_is_stopped(orrery: aigraph.Saga, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relational, "SECONDS", 0.3)
    with pytest.raises(aigraph.WrongQuestion, match=r"longer than 0\.3 seconds"):
        orrery.sql("SELECT sum(a.range * b.range) FROM range(1000000000) a, range(1000000000) b")
    assert orrery.sql("SELECT 1 AS n").to_dicts() == [{"n": 1}]


def test_answers_are_json_whatever_their_types(orrery: aigraph.Saga) -> None:
    row = orrery.sql(
        "SELECT 1 AS a, 2 AS a, 1.5::DECIMAL(5, 2) AS d, 2.0::DECIMAL(5, 2) AS w, DATE '2020-02-02' AS day, [1, NULL] AS l, {'k': 1} AS s, "
        "'nan'::DOUBLE AS n, NULL AS z, '\\xAA'::BLOB AS b, INTERVAL 1 DAY AS i, true AS t"
    ).to_dicts()[0]
    assert row == {
        "a": 1, "a_2": 2, "d": 1.5, "w": 2, "day": "2020-02-02", "l": [1, None], "s": {"k": 1}, "n": None, "z": None, "b": "aa",
        "i": "1 day, 0:00:00", "t": True,
    }  # fmt: skip
    json.dumps(row, allow_nan=False)


def test_every_format_prints_it(ask: Cli) -> None:
    query = "SELECT type, count(*) AS many FROM entities GROUP BY type ORDER BY type LIMIT 2"
    rows = json.loads(ask(["sql", query, "--json"]).out)
    assert [list(r) for r in rows] == [["type", "many"]] * 2
    assert ask(["sql", query, "-f", "csv"]).out.splitlines() == ["type,many", *(f"{r['type']},{r['many']}" for r in rows)]
    assert ask(["sql", query, "-f", "markdown"]).out.splitlines()[0] == "| type | many |"
    table = ask(["sql", query]).out.splitlines()
    assert table[0].split() == ["type", "many"]
    assert ask(["sql", f"{query} OFFSET 99", "-f", "csv"]).out.splitlines() == ["type,many"]
    wrong = ask(["sql", "SELECT x FROM entities"])
    assert (wrong.code, wrong.out, wrong.err.count("\n")) == (2, "", 1)


def test_a_frame_has_the_columns_of_the_query(orrery: aigraph.Saga) -> None:
    frame = orrery.sql("SELECT id, started_earliest, interim FROM stints ORDER BY id").to_frame()
    assert list(frame.columns) == ["id", "started_earliest", "interim"]
    assert len(frame) == len(orrery.dataset.stints)


def test_without_the_engine_it_says_how_to_get_it(orrery: aigraph.Saga, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "duckdb", None)
    with pytest.raises(aigraph.WrongQuestion, match=r"pip install 'aigraph\[sql\]'"):
        orrery.sql("SELECT 1")
    assert orrery.sql(tables=True)

"""Engines: stints derived house by house are those of the whole, and every question is answered as the core answers it."""

from __future__ import annotations

import importlib.util
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
from conftest import FIXTURE_SAGA

import aigraph
from aigraph.dataset import WrongQuestion
from aigraph.dates import OPEN_END, OPEN_START
from aigraph.ontology import EVENT_TYPES, RELATIONS, EndsAll
from aigraph.registry import COMMANDS
from aigraph.synth import synth

pyarrow = pytest.importorskip("pyarrow")
ibis = pytest.importorskip("ibis")
pytest.importorskip("duckdb")

from aigraph.engines import Tables, View, open_folder, tables_of  # noqa: E402
from aigraph.engines.answers import QUESTIONS, Question, answer, ask_all, to_dicts  # noqa: E402
from aigraph.engines.answers import ask as asked  # noqa: E402
from aigraph.engines.derivation import CONCERNED, ENDING, HOUSING  # noqa: E402
from aigraph.engines.questions import flows, who_left  # noqa: E402
from aigraph.engines.store import whole_groups  # noqa: E402

if TYPE_CHECKING:
    from conftest import Cli

    from aigraph.saga import Saga


def _benchmark() -> ModuleType:
    """The benchmark beside the tests, which draws questions and compares answers."""
    spec = importlib.util.spec_from_file_location("engines_benchmark", Path(__file__).parent.parent / "benchmarks" / "engines.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


benchmark = _benchmark()


@pytest.fixture(scope="module")
def synthetic(tmp_path_factory: pytest.TempPathFactory) -> aigraph.Saga:
    """A saga of 2,000 made-up events: teams, dissolutions, deaths, successions, unknown starts."""
    out = tmp_path_factory.mktemp("synth") / "saga"
    synth(Path(), 2_000, str(out), seed=11)
    return aigraph.load(out)


@pytest.fixture(scope="module")
def small() -> aigraph.Saga:
    return aigraph.load(FIXTURE_SAGA)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[..., Tables]]:
    """Export a saga as Parquet and open the folder on an engine, so that stints are derived there."""
    tables: list[Tables] = []

    def of(saga: Saga, engine: str = "duckdb", **options: Any) -> Tables:
        folder = tmp_path / f"saga-{len(tables)}"
        saga.export("parquet", str(folder))
        (folder / "stints.parquet").unlink()
        tables.append(open_folder(str(folder), engine, **options))
        return tables[-1]

    yield of
    for made in tables:
        made.store.close()


def stints_in(tables: Tables) -> list[dict[str, Any]]:
    return sorted(tables.rows(tables.stints), key=lambda row: int(row["id"]))


def same_stints(saga: Saga, tables: Tables) -> bool:
    """Whether an engine derived what the core did: every column of every stint, in the same order."""
    with tables_of(saga) as core:
        mine, theirs = stints_in(tables), stints_in(core)
    assert len(theirs) == len(saga.dataset.stints) > 0
    assert mine == theirs
    return tables.houses == saga.dataset.houses


# --- the pairing, dealt out ------------------------------------------------------------------------


def test_the_parts_make_the_whole(small: Saga, real: Saga, synthetic: Saga, opened: Callable[..., Tables]) -> None:
    for saga in (small, real, synthetic):
        assert same_stints(saga, opened(saga))


def test_events_reach_every_house_that_they_concern(ledger: Saga, opened: Callable[..., Tables]) -> None:
    """
    team safety
    team speech
    case suit
    2015-01-01 founding acme founder=ann founder=bob:ceo
    2015-02-01 founding labs founder=cid house=acme
    2015-03-01 founding other founder=dan
    2016-01-01 team-formed safety organization=acme lead=eve
    2016-06-01 team-formed safety organization=other lead=fay
    2016-07-01 appointment other person=gil team=safety
    2016-08-01 team-formed speech organization=labs lead=hal
    2017 departure acme person=ann destination=other
    2017-05 appointment other person=ann:cto from=acme
    2018-01-01 appointment acme person=cid:ceo
    2018-01-01 appointment acme person=bob:chair
    2018-03-01 lawsuit plaintiff=dan defendant=acme defendant=bob case=suit judge=jo
    2019-01-01 team-dissolved safety organization=acme
    2019-06-01 death person=bob
    2019-07-01 dismissal case=suit plaintiff=dan defendant=acme
    2020-01-01 departure other person=zoe manner=resigned
    2020-02 departure other person=yan
    2020-03-01 appointment other person=yan follows=e17
    2021-01-01 dissolution other
    """
    tables = opened(ledger)
    assert same_stints(ledger, tables)
    ended = {row["object"] for row in tables.rows(tables.stints) if row["subject"] == "bob" and row["ended"] == "2019-06-01"}
    assert {"acme"} < ended | {"suit"}


def test_how_rows_are_cut_and_by_how_many_they_are_worked_is_no_matter(synthetic: Saga, opened: Callable[..., Tables]) -> None:
    assert same_stints(synthetic, opened(synthetic, portion=1, processes=1))
    assert same_stints(synthetic, opened(synthetic, portion=400, processes=2))


def test_portions_are_of_whole_groups() -> None:
    rows = pyarrow.table({"house": list("aabbbbcddd"), "k": list(range(10))})
    for size in (1, 2, 3, 10):
        portions = list(whole_groups(rows.to_batches(max_chunksize=size), "house", 2))
        assert pyarrow.concat_tables(portions) == rows
        houses = [set(p["house"].to_pylist()) for p in portions]
        assert sum(map(len, houses)) == len(set.union(*houses))


def test_what_is_dealt_out_is_read_off_the_ontology() -> None:
    effects = {(t.id, e) for t in EVENT_TYPES.values() for e in t.effects}
    assert {t for t, _ in CONCERNED} == {t for t, _ in effects}
    assert {t for t, _ in ENDING} == {t for t, e in effects if isinstance(e, EndsAll)}
    assert {t for t, _ in HOUSING} == {t for t, e in effects if RELATIONS.get(getattr(e, "relation", ""), RELATIONS["member"]).house}


# --- the questions ---------------------------------------------------------------------------------


def test_duckdb_answers_as_the_core(small: Saga, real: Saga, synthetic: Saga, opened: Callable[..., Tables]) -> None:
    for saga, many in ((small, 24), (real, 36), (synthetic, 36)):
        questions = benchmark.drawn(saga, many)
        assert {q.name for q in questions} == {q.name for q in benchmark.drawn(saga, 500)}
        assert sum(bool(benchmark.of_core(saga, q)) for q in questions) > many // 3
        assert benchmark.differing(saga, opened(saga), questions) == []


def test_a_wrong_answer_would_be_seen(real: Saga, opened: Callable[..., Tables]) -> None:
    """The comparison is not one that cannot fail: a stint of another day, and one of another verdict."""
    tables = opened(real)
    questions = benchmark.drawn(real, 6)
    for column, value in (("e_lo", (tables.stints.e_lo - 400).cast("int32")), ("doubtful", ~tables.stints.doubtful)):
        bent = Tables(tables.store, {**tables.named, "stints": tables.stints.mutate(**{column: value})}, tables.houses, tables.as_of)
        assert benchmark.differing(real, bent, questions)


def test_a_saga_that_is_loaded_is_asked_likewise(real: Saga) -> None:
    with tables_of(real) as tables:
        view = View.of(real)
        rows = asked(tables, Question("who_left", view, ("xai",), {"founders": True}))
        assert to_dicts(tables, rows) == real.who_left("xai", founders=True).to_dicts()
        assert to_dicts(tables, rows, "ja") == real.speaking("ja").who_left("xai", founders=True).to_dicts()
        assert to_dicts(tables, asked(tables, Question("flows", view))) == real.flows().to_dicts()


def test_an_engine_gives_the_result_that_the_core_gives(real: Saga) -> None:
    """The same rows of the same kind, so that tables, pages and files are made of it as ever."""
    asked: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
        ("timeline", ("Ilya Sutskever", "OpenAI"), {"together": True}), ("who_left", ("xAI",), {"since": "2023"}), ("who_joined", ("xAI",), {}),
        ("roster", ("OpenAI",), {}), ("diff", ("2023-11-16", "2023-12-01"), {"entity": "Sam Altman"}), ("retention", ("xAI",), {"founders": True}),
    ]  # fmt: skip
    with tables_of(real) as tables:
        for view in (real, real.certain(), real.on("2023-11-18")):
            for name, words, options in asked:
                core = getattr(view, name)(*words, **options)
                mine = answer(view, tables, name, *words, **options)
                assert (type(mine), mine.kind, mine.to_json()) == (type(core), core.kind, core.to_json())
                assert repr(mine) == repr(core)
        with pytest.raises(WrongQuestion, match="did you mean"):
            answer(real, tables, "who_left", "OpenAl")


def test_views_that_retell_are_asked_likewise(real: Saga) -> None:
    early = real.known_by("2019-06-30")
    with tables_of(early) as tables:
        rows = asked(tables, Question("roster", View.of(early), ("openai",)))
        assert to_dicts(tables, rows) == early.roster("openai").to_dicts() != real.roster("openai").to_dicts()


def test_many_questions_at_once_are_answered_each_in_its_order(real: Saga) -> None:
    questions = [q.of_tables(real) for q in benchmark.drawn(real, 12)]
    with tables_of(real) as tables:
        together = ask_all(tables, questions, at_once=6)
        for question, rows in zip(questions, together, strict=True):
            alone = benchmark.plain(real, question.name, asked(tables, question))
            assert benchmark.plain(real, question.name, rows) == alone


def test_an_analyst_goes_on_from_an_answer(real: Saga) -> None:
    """How people left the largest organization, counted by the engine."""
    with tables_of(real) as tables:
        left = who_left(tables, View.of(real), "openai")
        counted = {row["manner"]: row["n"] for row in tables.rows(left.group_by("manner").agg(n=left.count()))}
    core: dict[str | None, int] = {}
    for row in real.who_left("openai"):
        core[row.stint.manner] = core.get(row.stint.manner, 0) + 1
    assert counted == core


def test_open_ends_and_doubt(ledger: Saga, opened: Callable[..., Tables]) -> None:
    """
    2015 founding acme founder=ann founder=bob:ceo
    2016? departure acme person=ann
    2017-03 departure acme person=zoe
    2018-01-01 appointment acme person=ann status=alleged
    2020-01-01 departure acme person=bob destination=labs
    """
    tables = opened(ledger)
    ever = View.of(ledger)
    for name, options in (
        ("who_left", {}),
        ("who_joined", {}),
        ("retention", {}),
        ("retention", {"founders": True}),
        ("roster", {"office": "ceo"}),
    ):
        core = getattr(ledger, name)("acme", **options)
        assert to_dicts(tables, asked(tables, Question(name, ever, ("acme",), options))) == core.to_dicts()
    unknown = next(row for row in tables.rows(tables.stints) if row["subject"] == "zoe" and row["relation"] == "member")
    assert (unknown["s_lo"], unknown["started"], unknown["started_earliest"]) == (OPEN_START, None, None)
    deed = next(row for row in tables.rows(tables.stints) if row["relation"] == "founder")
    assert (deed["e_lo"], deed["e_hi"], deed["ended"], deed["ended_earliest"]) == (OPEN_END, OPEN_END, None, None)


def test_what_the_registry_says_scales_is_what_engines_answer() -> None:
    assert {name.replace("-", "_") for name, c in COMMANDS.items() if c.scales} == set(QUESTIONS) - {"head_counts"}


@pytest.mark.parametrize("name", [name for name, c in COMMANDS.items() if c.scales])
def test_the_command_line_asks_an_engine(name: str, ask: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, real: Saga) -> None:
    """Of YAML and of a folder of Parquet; the words are those of the command's example."""
    monkeypatch.delenv("AIGRAPH_DATA")
    words = [*shlex.split(COMMANDS[name].example)[1:], "--json"]
    plain = ask(words).out
    assert ask([*words, "--engine", "duckdb"]).out == plain
    if name in ("who-left", "timeline"):
        real.export("parquet", str(tmp_path / "saga"))
        assert ask([*words, "--engine", "duckdb", "--data", str(tmp_path / "saga")]).out == plain
        retold = [*words, "--known-by", "2025-08", "--data", str(tmp_path / "saga")]
        assert ask([*retold, "--engine", "duckdb"]).out == ask(retold).out
    wrong = ask([*words, "--engine", "duck"])
    assert (wrong.code, wrong.err) == (2, "aigraph: no engine 'duck'; did you mean duckdb?\n")


# --- what is asked wrongly ---------------------------------------------------------------------------


def test_wrong_questions_are_told_in_a_line(real: Saga, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(WrongQuestion, match="no engine 'sparc'; did you mean spark"):
        tables_of(real, "sparc")
    with pytest.raises(WrongQuestion, match=r"holds no saga\.parquet: give a folder that `aigraph export parquet` wrote"):
        open_folder(str(tmp_path))
    with tables_of(real) as tables:
        for name, words, options in (
            ("who_left", ("openai",), {"since": "2020", "until": "2019"}),
            ("diff", ("2020", "2019"), {}),
            ("head_counts", ("openai",), {"days": ["2020-02"]}),
        ):
            with pytest.raises(WrongQuestion):
                asked(tables, Question(name, View.of(real), words, options))
        with pytest.raises(AttributeError, match="no table 'stint'"):
            _ = tables.stint
    monkeypatch.setitem(sys.modules, "ibis", None)
    with pytest.raises(WrongQuestion, match=r"pip install 'aigraph\[duckdb\]'"):
        tables_of(real)


# --- Spark -----------------------------------------------------------------------------------------


@pytest.mark.skipif(shutil.which("java") is None, reason="Spark runs on Java")
def test_spark_answers_as_the_core(small: Saga, opened: Callable[..., Tables], capsys: pytest.CaptureFixture[str]) -> None:
    """On one machine, in two threads: the same derivation and the same expressions, as SQL of another kind."""
    pytest.importorskip("pyspark")
    tables = opened(small, "spark", master="local[2]")
    assert same_stints(small, tables)
    assert benchmark.differing(small, tables, benchmark.drawn(small, 12), at_once=4) == []
    flowing = tables.store.ibis.compile(flows(tables, View.of(small)))  # type: ignore[attr-defined]
    tables.store.session.sql(flowing).explain()  # type: ignore[attr-defined]
    plan = capsys.readouterr().out
    assert "FileScan parquet" in plan
    assert "MapInArrow" not in plan, "a query that names stints twice finds them, and does not derive them again"

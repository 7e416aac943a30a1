"""A folder of Parquet as a saga: it answers as the YAML that it was written from, whether its stints are read or derived."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from test_goldens import QUESTIONS

import aigraph
from aigraph.records import DataError, pack

if TYPE_CHECKING:
    from conftest import Cli

SAGA = Path(__file__).parent / "saga"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    aigraph.load(SAGA).export("parquet", str(tmp_path / "saga"))
    return tmp_path / "saga"


def kept(saga: aigraph.Saga) -> tuple[object, ...]:
    d = saga.dataset
    records = [[pack(r) for r in section.values()] for section in (d.entities, d.events, d.sources)]
    return pack(d.header), records, [pack(s) for s in d.stints], d.houses


def changed(folder: Path, **told: object) -> Path:
    """Say something else in the descriptor of the stints beside it."""
    descriptor = json.loads((folder / "datapackage.json").read_text("utf-8"))
    descriptor["aigraph"] |= told
    (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    return folder


@pytest.mark.parametrize("told", [{}, {"version": "0.0.1"}, {"stints": "of a view"}])
def test_it_is_the_saga_that_was_written(folder: Path, told: dict[str, str]) -> None:
    """With its stints read as they are, or, where another version or a view wrote them, derived anew; twice, then from the snapshot."""
    yaml = aigraph.load(SAGA)
    changed(folder, **told)
    for _ in range(2):
        assert kept(aigraph.load(folder)) == kept(yaml)


def test_it_answers_every_question_the_same(folder: Path) -> None:
    yaml, parquet = aigraph.load(SAGA), aigraph.load(folder)
    for name, ask in QUESTIONS.items():
        assert ask(parquet).to_json() == ask(yaml).to_json(), name


def test_the_real_one_comes_back_whole(real: aigraph.Saga, tmp_path: Path) -> None:
    real.export("parquet", str(tmp_path / "saga"))
    assert kept(aigraph.load(tmp_path / "saga")) == kept(real)


def test_stints_of_a_day_are_not_taken_for_all(tmp_path: Path) -> None:
    aigraph.load(SAGA).on("2021-05-10").export("parquet", str(tmp_path / "saga"))
    day = aigraph.load(tmp_path / "saga")
    assert [s for s in day.dataset.stints if s.closed_by] != []
    assert day.on("2021-05-10").roster("Orrery").to_dicts() == aigraph.load(SAGA).on("2021-05-10").roster("Orrery").to_dicts()


def test_the_command_line_takes_it(folder: Path, ask: Cli) -> None:
    assert ask(["who-left", "Orrery", "--json", "--data", str(folder)]).out == ask(["who-left", "Orrery", "--json"]).out


def test_without_a_cache_it_is_read_all_the_same(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("AIGRAPH_CACHE", str(tmp_path / "file" / "cache"))
    assert kept(aigraph.load(folder)) == kept(aigraph.load(SAGA))


def test_changed_files_are_read_again(folder: Path, tmp_path: Path) -> None:
    assert len(aigraph.load(folder).dataset.events) > 30
    aigraph.load(SAGA).known_by("2018").export("parquet", str(tmp_path / "early"))
    for file in (tmp_path / "early").iterdir():
        shutil.copy(file, folder)
    assert len(aigraph.load(folder).dataset.events) == len(aigraph.load(SAGA).known_by("2018").dataset.events)


def test_what_cannot_be_read_is_one_line(folder: Path, ask: Cli) -> None:
    def told() -> str:
        said = ask(["stats", "--data", str(folder)])
        assert (said.code, said.out, said.err.count("\n")) == (1, "", 1)
        return said.err

    whole = (folder / "participants.parquet").read_bytes()
    (folder / "participants.parquet").write_bytes(whole[:-40])
    assert "participants.parquet" in told()
    (folder / "participants.parquet").unlink()
    assert "participants.parquet" in told()
    (folder / "participants.parquet").write_bytes(whole)
    (folder / "datapackage.json").write_text("[")
    assert "datapackage.json" in told()


def test_rows_that_are_not_in_the_order_of_their_records_are_told(folder: Path) -> None:
    import pyarrow.parquet as pq

    table = pq.read_table(folder / "participants.parquet")
    pq.write_table(table.take(list(range(len(table) - 1, -1, -1))), folder / "participants.parquet")
    with pytest.raises(DataError, match="is not where it belongs"):
        aigraph.load(folder)

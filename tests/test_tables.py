"""The saga as tables: rows that fit their columns, references that lead somewhere, and views that stay whole."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import aigraph
from aigraph.ontology import MEMBER
from aigraph.tables import TABLES, VIEWS, walk

SAGA = Path(__file__).parent / "saga"
TYPES = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "date": dt.date}
VIEWED: dict[str, Callable[[aigraph.Saga], aigraph.Saga]] = {
    "all": lambda s: s,
    "a day": lambda s: s.on("2021-05-10"),
    "a vague day": lambda s: s.on("2021"),
    "a window": lambda s: s.during("2021-05-01", "2021-05-20"),
    "known by": lambda s: s.known_by("2021-06"),
    "according to": lambda s: s.according_to("Ines Moreau"),
    "certain": lambda s: s.on("2022-12-15").certain(),
}


def rows_of(saga: aigraph.Saga) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    for table, row in walk(saga):
        rows[table.name].append(dict(zip([c.name for c in table.columns], row, strict=True)))
    return rows


@pytest.fixture(scope="module")
def orrery() -> aigraph.Saga:
    return aigraph.load(SAGA)


@pytest.mark.parametrize("view", VIEWED)
def test_rows_fit_their_columns(view: str, orrery: aigraph.Saga) -> None:
    """Each value has its column's type and is one of its words; what is required is there; keys are unique."""
    rows = rows_of(VIEWED[view](orrery))
    for name, table in TABLES.items():
        for column in table.columns:
            values = [row[column.name] for row in rows[name]]
            there = [v for v in values if v is not None]
            assert all(isinstance(v, TYPES[column.type]) for v in there), f"{name}.{column.name}"
            assert len(there) == len(values) or not column.required, f"{name}.{column.name}"
            assert not column.words or set(there) <= set(column.words), f"{name}.{column.name}"
        keys = [tuple(row[k] for k in table.key) for row in rows[name]]
        assert len(set(keys)) == len(keys), name


@pytest.mark.parametrize("view", VIEWED)
def test_every_reference_leads_to_a_row(view: str, orrery: aigraph.Saga) -> None:
    """Also where a day or a side leaves events out: a link to one that is left out goes with it."""
    rows = rows_of(VIEWED[view](orrery))
    for name, table in TABLES.items():
        for column in table.columns:
            if column.refers:
                other, _, key = column.refers.partition(".")
                known = {row[key] for row in rows[other]}
                assert {row[column.name] for row in rows[name]} - {None} <= known, f"{name}.{column.name}"


def test_the_small_saga_fills_all_tables_but_those_of_acceptances(orrery: aigraph.Saga) -> None:
    """So that what the tests here say of rows is said of each table."""
    empty = {name for name, rows in rows_of(orrery).items() if not rows}
    assert empty <= {"entity_acceptances", "source_acceptances", "event_acceptances", "attributes"}


def test_stints_hold_as_the_library_says(orrery: aigraph.Saga) -> None:
    day = orrery.on("2021-05-10")
    holding = {i for i, s in enumerate(orrery.dataset.stints) if s.relation == MEMBER and day.keeps(day.holds(s))}
    rows = {row["id"]: row["holds"] for row in rows_of(day)["stints"] if row["relation"] == MEMBER}
    assert holding
    assert rows == {i: day.holds(orrery.dataset.stints[i]).value for i in holding}


def test_events_of_a_day_are_those_up_to_it_and_those_that_what_holds_rests_on(orrery: aigraph.Saga) -> None:
    day = orrery.on("2021-05-10")
    rows = rows_of(day)
    resting = {e for row in rows["stints"] for e in (row["opened_by"], row["closed_by"]) if e}
    told = {e.id for e in orrery.dataset.events.values() if day.told(e)}
    assert {row["id"] for row in rows["events"]} == told | resting
    assert len(told) < len(orrery.dataset.events)


def test_walking_keeps_no_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Records read from a snapshot pass one by one: a saga of any size is written without holding it."""
    monkeypatch.setenv("AIGRAPH_CACHE", str(tmp_path))
    aigraph.load(SAGA)
    saga = aigraph.load(SAGA)  # this time from the snapshot
    assert sum(1 for _ in walk(saga)) > 100
    assert not saga.dataset.events._ready
    assert not any(saga.dataset.stints._ready)
    names = defaultdict(int)
    for table, _ in walk(saga):
        names[table.name] += 1
    assert names["events"] == len(saga.dataset.events)


def test_every_table_column_and_view_is_described() -> None:
    assert all(t.doc.endswith(".") and all(c.doc for c in t.columns) for t in TABLES.values())
    assert all(v.doc.endswith(".") for v in VIEWS.values())
    assert not set(TABLES) & set(VIEWS)

"""Arrays: NumPy and plain Python do the same, which is what the definition says."""

from __future__ import annotations

from array import array
from random import Random

import pytest

import aigraph
from aigraph import arrays
from aigraph.arrays import Groups, highest, in_order, in_turn, repeated, taken
from aigraph.dataset import Dataset
from aigraph.snapshot import ARRAYS


@pytest.fixture(params=["python", "numpy"])
def by(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Have it done by plain Python, or by NumPy, whatever there is to do."""
    least = 0 if request.param == "numpy" else 10**12
    monkeypatch.setattr(arrays, "LONG", least)
    monkeypatch.setattr(arrays, "SHORT", least)
    assert (arrays.numpy_for(1) is None) == (request.param == "python")
    return request.param


@pytest.mark.parametrize("seed", range(20))
def test_steps_do_as_defined(by: str, seed: int) -> None:
    rng = Random(seed)
    values = array("i", [rng.randrange(-5, 10_000_000) for _ in range(rng.randrange(0, 40))])
    others = array("i", [rng.randrange(3) for _ in values])
    places = array("i", [rng.randrange(len(values)) for _ in range(30)] if values else [])
    expected: list[array[int]] = [
        array("i", [values[i] for i in places]),
        array("i", [max(values[: i + 1]) for i in range(len(values))]),
        array("i", sorted(range(len(values)), key=lambda i: (others[i], values[i], i))),
        array("i", [x for pair in zip(values, others, strict=True) for x in pair]),
        array("i", [i for i, many in enumerate(others) for _ in range(many)]),
    ]
    assert [taken(values, places), highest(values), in_order(others, values), in_turn(values, others), repeated(others)] == expected


@pytest.mark.parametrize("seed", range(40))
def test_groups_hold_each_number_once_and_in_order(by: str, seed: int) -> None:
    rng = Random(seed)
    many = rng.randrange(1, 8)
    pairs = sorted(((rng.randrange(20), rng.randrange(many)) for _ in range(rng.randrange(0, 30))), key=lambda pair: pair[0])
    groups = Groups.of(array("i", [g for _, g in pairs]), array("i", [n for n, _ in pairs]), many)
    expected = {g: sorted({n for n, group in pairs if group == g}) for g in range(many)}
    assert {g: list(groups.of_group(g)) for g in range(many)} == expected
    assert dict(groups.sizes()) == {g: len(numbers) for g, numbers in expected.items() if numbers}


def test_numpy_is_asked_only_where_there_is_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrays.sys, "modules", {})
    assert arrays.numpy_for(arrays.LONG - 1) is None
    assert arrays.numpy_for(arrays.LONG) is not None


def test_indexes_of_the_real_saga_are_the_same(by: str, real: aigraph.Saga) -> None:
    """Every array that a snapshot holds, made anew of the same records."""
    d = real.dataset
    anew = Dataset(d.header, d.entities, d.events, d.sources, d.stints, d.houses)
    for name in ARRAYS:
        for kept, made in zip(getattr(d, name), getattr(anew, name), strict=True):
            assert list(kept) == list(made), name

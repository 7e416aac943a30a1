"""Days in order: every small world, against what the definition of the questions answers."""

from __future__ import annotations

from itertools import combinations_with_replacement, pairwise, product
from random import Random

import pytest

from aigraph.adjacency import Adjacency, Rule
from aigraph.dates import CERTAIN, NO, OPEN_END, OPEN_START, POSSIBLE, falls_in, holds_during, holds_on, tighten
from aigraph.spans import Intervals, Line, Moments

DAYS = range(4)


def test_moments_answer_as_each_day_by_itself() -> None:
    """All sets of three vague days among four, every window."""
    spans = [(lo, hi) for lo in DAYS for hi in DAYS if lo <= hi]
    for chosen in combinations_with_replacement(spans, 3):
        days = sorted(chosen)
        moments = Moments(Line.of(range(3), [lo for lo, _ in days], [hi for _, hi in days]), lambda i: i)
        for a, b in product(DAYS, DAYS):
            expected = [(i, v) for i, (lo, hi) in enumerate(days) if a <= b and (v := falls_in(lo, hi, a, b)) is not NO]
            assert moments.within(a, b) == expected
            assert moments.within(a, b, sure=True) == [(i, v) for i, v in expected if v is CERTAIN]
        assert moments.items == [0, 1, 2]


def test_moments_known_to_a_month_a_year_or_less_answer_as_each_by_itself() -> None:
    rng = Random(3)
    for _ in range(150):
        widths = (0, 0, 0, 5, 30, 31, 90, 365, 366, 2000, OPEN_END)
        days = sorted((lo, lo + rng.choice(widths)) for lo in rng.choices(range(1500), k=rng.randrange(0, 200)))
        moments = Moments(Line.of(range(len(days)), [lo for lo, _ in days], [hi for _, hi in days]), lambda i: i)
        for a in rng.choices(range(-5, 2000), k=30):
            b = a + rng.choice((-1, 0, 1, 30, 90, 400, 5000))
            expected = [(i, v) for i, (lo, hi) in enumerate(days) if a <= b and (v := falls_in(lo, hi, a, b)) is not NO]
            assert moments.within(a, b) == expected
            assert moments.within(a, b, sure=True) == [(i, v) for i, v in expected if v is CERTAIN]


def worlds(many: int, seed: int = 1) -> list[list[tuple[int, int, int, int]]]:
    """Sets of intervals with vague, unknown and open ends, tightened, in order of the earliest start."""
    rng = Random(seed)
    found = []
    for _ in range(many):
        world = []
        for _ in range(rng.randrange(1, 6)):
            s_lo, s_hi = sorted(rng.choices([0, *range(1, 6)], k=2))
            e_lo, e_hi = sorted(rng.choices([*range(1, 6), OPEN_END], k=2))
            if s_lo <= e_hi:
                world.append(tighten(s_lo, s_hi, e_lo, e_hi))
        found.append(sorted(world, key=lambda w: w[:2]))
    return found


def test_intervals_answer_as_each_stint_by_itself() -> None:
    for world in worlds(400):
        intervals = Intervals(range(len(world)), world, lambda i: i)
        for a, b in product(range(-1, 7), range(-1, 7)):
            if a > b:
                continue
            on = [(i, v) for i, w in enumerate(world) if (v := holds_on(*w, a, b)) is not NO]
            during = [(i, v) for i, w in enumerate(world) if (v := holds_during(*w, a, b)) is not NO]
            assert intervals.on(a, b) == on, (world, a, b)
            assert intervals.during(a, b) == during, (world, a, b)
            assert intervals.on(a, b, sure=True) == [f for f in on if f[1] is CERTAIN]
            assert intervals.during(a, b, sure=True) == [f for f in during if f[1] is CERTAIN]
        assert intervals.items == list(range(len(world)))
    assert {v for world in worlds(50) for w in world for v in [holds_on(*w, 3)]} == {CERTAIN, POSSIBLE, NO}


def test_many_intervals_answer_as_each_stint_by_itself() -> None:
    """So many that some days have kept what held on them."""
    rng = Random(4)
    for _ in range(60):
        world = []
        for s_lo in rng.choices([OPEN_START, *range(1, 3000)], k=rng.randrange(0, 200)):
            s_hi, e_lo = s_lo + rng.choice((0, 0, 0, 30, 400)), s_lo + rng.choice((0, 1, 50, 300))
            e_lo, e_hi = (3001, OPEN_END) if rng.random() < 0.3 else (e_lo, e_lo + rng.choice((0, 0, 30, 900, OPEN_END - e_lo)))
            world.append(tighten(s_lo, s_hi, e_lo, e_hi))
        world.sort(key=lambda w: w[:2])
        intervals = Intervals(range(len(world)), world, lambda i: i)
        for a in rng.choices(range(-2, 3400), k=30):
            b = a + rng.choice((0, 0, 0, 1, 30, 900))
            on = [(i, v) for i, w in enumerate(world) if (v := holds_on(*w, a, b)) is not NO]
            during = [(i, v) for i, w in enumerate(world) if (v := holds_during(*w, a, b)) is not NO]
            assert (intervals.on(a, b), intervals.during(a, b)) == (on, during)
            assert intervals.on(a, b, sure=True) == [f for f in on if f[1] is CERTAIN]
            assert intervals.during(a, b, sure=True) == [f for f in during if f[1] is CERTAIN]


def test_only_what_is_part_of_an_answer_is_fetched() -> None:
    fetched: list[int] = []
    moments = Moments(Line.of(range(9), range(9), range(9)), lambda i: fetched.append(i) or i)
    assert moments.within(3, 4) == [(3, CERTAIN), (4, CERTAIN)]
    assert moments.within(3, 5) == [(3, CERTAIN), (4, CERTAIN), (5, CERTAIN)]
    assert fetched == [3, 4, 5]


@pytest.mark.parametrize("seed", range(40))
def test_paths_are_all_shortest_ones(seed: int) -> None:
    """Against NetworkX, on small random graphs with parallel connections of which some do not count."""
    import networkx as nx

    rng = Random(seed)
    n = rng.randrange(2, 12)
    pairs = [(i, rng.randrange(n), rng.randrange(n)) for i in range(rng.randrange(0, 25))]
    pairs = [(i, a, b) for i, a, b in pairs if a != b]
    begins, ends = [rng.randrange(4) for _ in range(25)], [rng.randrange(4, 9) for _ in range(25)]
    adjacency = Adjacency.of(n, [i for i, _, _ in pairs], [end for _, a, b in pairs for end in (a, b)], begins, ends)
    joining = {i for i, _, _ in pairs if rng.random() < 0.8}
    rule = Rule(5, 2, joining.__contains__)
    counts = {i for i in joining if begins[i] <= 2 and ends[i] > 5}
    graph = nx.Graph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from((a, b) for i, a, b in pairs if i in counts)
    for a, b in product(range(n), range(n)):
        ahead, back, met = adjacency.search(a, b, rule)
        if a == b:
            assert met == set()
            continue
        expected = {tuple(p) for p in nx.all_shortest_paths(graph, a, b)} if nx.has_path(graph, a, b) else set()
        found = {(*left, *reversed(right[:-1])) for m in met for left in trails(ahead, m) for right in trails(back, m)}
        assert found == expected
        for path in found:
            for x, y in pairwise(path):
                assert adjacency.between(x, y, rule) == [i for i, p, q in pairs if {p, q} == {x, y} and i in counts]


def trails(parents: dict[int, list[int]], node: int) -> list[tuple[int, ...]]:
    return [(node,)] if not parents[node] else [(*t, node) for p in parents[node] for t in trails(parents, p)]

"""Dates: every form of EDTF levels 0 and 1, and the interval questions proved on a small world.

The forms are those of https://www.loc.gov/standards/datetime/, in its order and mostly with its examples.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import product

import pytest
from pydantic import TypeAdapter

from aigraph.dates import (
    CERTAIN,
    NO,
    OPEN_END,
    OPEN_START,
    POSSIBLE,
    FuzzyDate,
    Verdict,
    between,
    day_of,
    falls_in,
    holds_during,
    holds_on,
    parse_date,
    tighten,
)

# --- reading -------------------------------------------------------------------------------------

READ = """
    1985-04-12                   1985-04-12  1985-04-12
    1985-04                      1985-04-01  1985-04-30
    1985                         1985-01-01  1985-12-31
    2024-02                      2024-02-01  2024-02-29
    1900-02                      1900-02-01  1900-02-28
    2000-02-29                   2000-02-29  2000-02-29
    0001                         0001-01-01  0001-12-31
    9999-12-31                   9999-12-31  9999-12-31
    1985-04-12T23:20:30          1985-04-12  1985-04-12
    1985-04-12T23:20:30Z         1985-04-12  1985-04-12
    1985-04-12T23:20:30-04       1985-04-12  1985-04-12
    1985-04-12T23:20:30+04:30    1985-04-12  1985-04-12
    1985-04-12T00:00:00          1985-04-12  1985-04-12
    1964/2008                    1964-01-01  2008-12-31
    2004-06/2006-08              2004-06-01  2006-08-31
    2004-02-01/2005-02-08        2004-02-01  2005-02-08
    2004-02-01/2005-02           2004-02-01  2005-02-28
    2004-02-01/2005              2004-02-01  2005-12-31
    2005/2006-02                 2005-01-01  2006-02-28
    2004-06-15/2004-06           2004-06-15  2004-06-30
    2004-06-15/2004-06-15        2004-06-15  2004-06-15
    1984?                        1984-01-01  1984-12-31  ?
    2004-06?                     2004-06-01  2004-06-30  ?
    2004-06-11?                  2004-06-11  2004-06-11  ?
    1984~                        1983-01-01  1985-12-31
    2004-06~                     2004-05-01  2004-07-31
    2004-06-11~                  2004-06-10  2004-06-12
    1984%                        1983-01-01  1985-12-31  ?
    2004-06%                     2004-05-01  2004-07-31  ?
    2004-06-11%                  2004-06-10  2004-06-12  ?
    201X                         2010-01-01  2019-12-31
    20XX                         2000-01-01  2099-12-31
    2004-XX                      2004-01-01  2004-12-31
    1985-04-XX                   1985-04-01  1985-04-30
    1985-XX-XX                   1985-01-01  1985-12-31
    201X?                        2010-01-01  2019-12-31  ?
    1985-04-12/..                1985-04-12  open
    1985-04/..                   1985-04-01  open
    1985/..                      1985-01-01  open
    ../1985-04-12                open        1985-04-12
    ../1985-04                   open        1985-04-30
    ../1985                      open        1985-12-31
    1985-04-12/                  1985-04-12  open
    1985-04/                     1985-04-01  open
    1985/                        1985-01-01  open
    /1985-04-12                  open        1985-04-12
    /1985-04                     open        1985-04-30
    /1985                        open        1985-12-31
    1984?/2004-06                1984-01-01  2004-06-30  ?
    1984/2004-06?                1984-01-01  2004-06-30  ?
    1984~/2004-06                1983-01-01  2004-06-30
    1984/2004-06~                1984-01-01  2004-07-31
    1984?/2004%                  1984-01-01  2005-12-31  ?
    1984~/..                     1983-01-01  open
    ../1984?                     open        1984-12-31  ?
    2018-03-01~                  2018-02-28  2018-03-02
    2020-02-29~                  2020-02-28  2020-03-01
    2018-12-31~                  2018-12-30  2019-01-01
    2020-01~                     2019-12-01  2020-02-29
    2018-12~                     2018-11-01  2019-01-31
    201X~                        2000-01-01  2029-12-31
    20XX~                        1900-01-01  2199-12-31
    2018-XX~                     2017-01-01  2019-12-31
    2018-02-XX~                  2018-01-01  2018-03-31
    0001-01-01~                  0001-01-01  0001-01-02
    0001-01~                     0001-01-01  0001-02-28
    0001~                        0001-01-01  0002-12-31
    9999-12-31~                  9999-12-30  9999-12-31
    9999-12~                     9999-11-01  9999-12-31
    9999~                        9998-01-01  9999-12-31
    99XX~                        9800-01-01  9999-12-31
"""

REFUSED = {
    "seasons": "2001-21 2001-22 2001-23 2001-24 2001-21? 2001-25 2001-34 2001-41",
    "more than four digits": "Y170000002 Y-170000002 Y20000 Y171010000S3",
    "years before 1": "-1985 -0001 0000 0000-01-01 -1985-04 000X 00XX -1985/2000",
    "level 2": (
        "Y-17E7 Y3388E2S3 1950S2 [1667,1668,1670..1672] {1960,1961-12} [..1760-12-03] {1667,..} "
        "2004-06~-11 2004?-06-11 ?2004-06-~11 2004-%06-11 2004-06-~01/2004-06-~20 1985-XX-05"
    ),
    "unspecified digits": "156X-12-25 15XX-12 1XXX XXXX XXXX-12-XX 1XXX-12 1984-1X 1984-X1 1984-12-1X X984 19X4 201X-02",
    "at least one dated end": "/ ../.. /.. ../",
    "ends before it starts": "2005/2004 2004-06/2004-05 2004-06-12/2004-06-11",
    "two ends": "1964/2008/2010 1964//2008",
    "no month": "2018-13 2018-00 2018-20 2018-42 2018-13-01",
    "no day": "2018-02-29 2018-02-30 2018-04-31 2018-01-00 1900-02-29 2018-02-30?",
    "no time of day": "2018-02-20T25:00:00 2018-02-20T10:60:00 2018-02-20T10:00:61 2018-02-20T10:00:00+15 2018-02-20T24:00:01",
    "whole date before it": "2018-XX-XXT10:00:00 2018-02-XXT10:00:00",
    "two digits": "2018-2 2018-2-5 2018-02-5 2018-2-05",
    "hyphens": "20180220 2018.02.20 20.02.2018 20-02-2018 2018/02/20 2018/2/20 02/20/2018",
    "not a date": (
        "unknown open null 2018..2019 .. P1Y 2018-W05 2018-050 yesterday 201 12345 2018-- 2018--02 2018-02- 2018~? 2018?~ 2018~~ ~ ? "
        "2018-02-20T10:00 2018-02T10:00:00 2018-02-20t10:00:00 2018-02-20T10:00:00.5 201x ２０１８ 2018年 2018-02-20/P1M Feb-2018"
    ),
}
SPACED = ["", " 2018", "2018 ", "2018\n", "2018-02-20 10:00:00", "February 2018", "2018 / 2019", "2018/ 2019", " /2018"]


def rows(table: str) -> Iterator[tuple[str, str, str, bool]]:
    for line in filter(None, map(str.strip, table.splitlines())):
        text, first, last, *doubt = line.split()
        yield text, first, last, doubt == ["?"]


def shown(day: dt.date | None) -> str:
    return "open" if day is None else day.isoformat()


@pytest.mark.parametrize(("text", "first", "last", "doubt"), list(rows(READ)))
def test_reads(text: str, first: str, last: str, doubt: bool) -> None:
    date = parse_date(text)
    assert (date.text, shown(date.earliest), shown(date.latest), date.doubtful) == (text, first, last, doubt)
    assert (str(date), date.exact) == (text, first == last)


@pytest.mark.parametrize(("reason", "text"), [(reason, text) for reason, texts in REFUSED.items() for text in texts.split()])
def test_refuses_and_says_why(reason: str, text: str) -> None:
    with pytest.raises(ValueError, match=reason) as error:
        parse_date(text)
    assert repr(text) in str(error.value)


@pytest.mark.parametrize("text", SPACED)
def test_refuses_spaces_and_nothing(text: str) -> None:
    with pytest.raises(ValueError, match=r"empty|spaces|not a date|at least one"):
        parse_date(text)


@pytest.mark.parametrize(
    "text", ["2004-01-01T10:10:10Z/2005", "2004/2005-01-01T10:10:10", "2004-06-XX/2004-07-03", "2004-01-01T10:10:10Z?"]
)
def test_leaves_out_what_levels_0_and_1_leave_out(text: str) -> None:
    """No time of day in an interval (level 0), no X in one (level 2), and ``?`` stands after dates only."""
    with pytest.raises(ValueError, match=r"interval|time|level 2"):
        parse_date(text)


@pytest.mark.parametrize("value", [2018, 2018.0, None, True, b"2018", dt.date(2018, 2, 20), ["2018"], {}, parse_date("2018")])
def test_refuses_what_is_no_text(value: object) -> None:
    with pytest.raises(ValueError, match="a date is text"):
        parse_date(value)  # type: ignore[arg-type]


def test_does_not_mix_what_it_has_read_before() -> None:
    texts = [text for text, *_ in rows(READ)]
    once = [parse_date(t) for t in texts]
    assert [parse_date(t) for t in reversed(texts)] == once[::-1]
    assert len(set(once)) == len(texts)
    for _ in range(2):
        with pytest.raises(ValueError, match="no day 30"):
            parse_date("2018-02-30")


def test_dates_that_mean_the_same_keep_their_text() -> None:
    a, b, c = parse_date("2018-02"), parse_date("2018-02-01/2018-02-28"), parse_date("2018-02-XX")
    assert {(d.lo, d.hi) for d in (a, b, c)} == {(a.lo, a.hi)}
    assert len({a, b, c}) == 3
    assert a == parse_date("2018-02")


def test_open_ends_lie_outside_every_day() -> None:
    before, after = parse_date("../2018"), parse_date("2018/..")
    assert (before.lo, before.earliest, after.hi, after.latest) == (OPEN_START, None, OPEN_END, None)
    assert OPEN_START < dt.date.min.toordinal() <= dt.date.max.toordinal() < OPEN_END
    assert (day_of(OPEN_START), day_of(OPEN_END), day_of(1)) == (None, None, dt.date.min)


def test_what_is_written_reads_back() -> None:
    edges = [
        dt.date(y, m, d).toordinal()
        for y, m, d in ((2019, 12, 31), (2020, 1, 1), (2020, 1, 31), (2020, 2, 29), (2020, 12, 31), (987, 6, 5))
    ]
    for lo, hi in product((OPEN_START, *edges), (*edges, OPEN_END)):
        if lo <= hi and (lo, hi) != (OPEN_START, OPEN_END):
            date = between(lo, hi)
            assert (date.lo, date.hi) == (lo, hi)
            assert parse_date(date.text) == date
    assert [between(edges[1], hi).text for hi in (edges[1], edges[2], edges[4], OPEN_END)] == [
        "2020-01-01",
        "2020-01",
        "2020",
        "2020-01-01/..",
    ]


def test_pydantic_reads_dates_and_says_what_is_wrong() -> None:
    adapter = TypeAdapter(FuzzyDate)
    assert adapter.validate_python("2018-02~") == parse_date("2018-02~")
    assert adapter.json_schema()["type"] == "string"
    with pytest.raises(ValueError, match="seasons are not supported"):
        adapter.validate_python("2018-21")


# --- verdicts ------------------------------------------------------------------------------------

ALL = (NO, POSSIBLE, CERTAIN)


def test_verdicts_combine_by_kleene() -> None:
    assert [[str(a & b) for b in ALL] for a in ALL] == [["no"] * 3, ["no", "possible", "possible"], ["no", "possible", "certain"]]
    assert [[str(a | b) for b in ALL] for a in ALL] == [["no", "possible", "certain"], ["possible", "possible", "certain"], ["certain"] * 3]
    assert [~a for a in ALL] == [CERTAIN, POSSIBLE, NO]
    assert all(~(a & b) is (~a | ~b) for a in ALL for b in ALL)


def test_verdicts_are_ordered() -> None:
    assert sorted((CERTAIN, NO, POSSIBLE)) == list(ALL)
    for (i, a), (j, b) in product(enumerate(ALL), repeat=2):
        assert (a < b, a <= b, a > b, a >= b, a == b) == (i < j, i <= j, i > j, i >= j, i == j)
    with pytest.raises(TypeError):
        assert CERTAIN > "no"


@pytest.mark.parametrize("verdict", ALL)
def test_verdicts_refuse_to_be_just_true(verdict: Verdict) -> None:
    with pytest.raises(TypeError, match="certain, possible or no"):
        bool(verdict)
    with pytest.raises(TypeError):
        assert not verdict


# --- proofs by exhausting a world of six days ----------------------------------------------------

WORLD = range(1, 7)
DAYS = [(lo, hi) for lo in WORLD for hi in WORLD if lo <= hi]
"""Every day that is as vague as can be, and every window."""


def verdict_of(answers: Iterable[bool]) -> Verdict:
    """Certain if it is so however the doubts turn out, possible if it is so in some way."""
    said = set(answers)
    return CERTAIN if said == {True} else POSSIBLE if True in said else NO


def meant(lo: int, hi: int) -> range:
    return range(lo, hi + 1)


def stints() -> Iterator[tuple[tuple[int, int, int, int], list[tuple[int, int]]]]:
    """Every stint with uncertain ends, tightened, and every pair of days that its ends may be."""
    for (s_lo, s_hi), (e_lo, e_hi) in product(DAYS, repeat=2):
        concrete = [(s, e) for s in meant(s_lo, s_hi) for e in meant(e_lo, e_hi) if s <= e]
        if concrete:
            yield tighten(s_lo, s_hi, e_lo, e_hi), concrete


def test_tighten_keeps_all_that_can_be_and_nothing_else() -> None:
    for bounds, concrete in stints():
        starts, ends = zip(*concrete, strict=True)
        assert bounds == (min(starts), max(starts), min(ends), max(ends))
        assert tighten(*bounds) == bounds


def test_on_a_day_exact_or_vague() -> None:
    for bounds, concrete in stints():
        for lo, hi in DAYS:
            assert holds_on(*bounds, lo, hi) is verdict_of(s <= day < e for s, e in concrete for day in meant(lo, hi)), (bounds, lo, hi)
        assert all(holds_on(*bounds, day) is holds_on(*bounds, day, day) for day in WORLD)


def test_during_every_window() -> None:
    for bounds, concrete in stints():
        for a, b in DAYS:
            assert holds_during(*bounds, a, b) is verdict_of(s <= b and e >= a for s, e in concrete), (bounds, a, b)


def test_a_day_in_every_window() -> None:
    for (lo, hi), (a, b) in product(DAYS, repeat=2):
        assert falls_in(lo, hi, a, b) is verdict_of(a <= day <= b for day in meant(lo, hi)), (lo, hi, a, b)


def test_before() -> None:
    for (a, b), (c, d) in product(DAYS, repeat=2):
        told = FuzzyDate("one", a, b).before(FuzzyDate("other", c, d))
        assert told is verdict_of(x < y for x in meant(a, b) for y in meant(c, d)), (a, b, c, d)


def test_a_stint_without_end_holds_on_every_later_day() -> None:
    start = parse_date("2018-02")
    bounds = tighten(start.lo, start.hi, OPEN_END, OPEN_END)
    days = ["2018-01-31", "2018-02-01", "2018-02-27", "2018-02-28", "2300-01-01"]
    assert [str(holds_on(*bounds, parse_date(d).lo)) for d in days] == ["no", "possible", "possible", "certain", "certain"]

"""Dates with doubt: EDTF text, day bounds, three-valued verdicts and the interval questions.

The decision hidden here is how a date as vague as its source becomes two day ordinals, and how
questions about intervals with such ends are answered. Everything is in whole days.

Conventions, stated once:

* A date names **one unknown day** between ``earliest`` and ``latest`` (both included): ``2018-02``
  is some day of that February, not the whole month.
* A stint holds from its start day up to, **not including**, its end day.
* Bounds are treated as independent of each other: answers are sound, and for one stint complete.

Reads levels 0 and 1 of the Extended Date/Time Format, https://www.loc.gov/standards/datetime/
(ISO 8601-2:2019), with the omissions that ``parse_date`` names in its errors.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any

OPEN_START = 0
"""Ordinal that stands for "no earliest day"; before every real day."""
OPEN_END = 10_000_000
"""Ordinal that stands for "no latest day"; after every real day."""

_LAST_DAY = dt.date.max.toordinal()


class Verdict(Enum):
    """How sure an answer is: ``NO < POSSIBLE < CERTAIN``, combined by Kleene's strong logic.

    It refuses ``bool()``: ``if verdict:`` would quietly read *possible* as *yes*.
    """

    NO = "no"
    POSSIBLE = "possible"
    CERTAIN = "certain"

    def __bool__(self) -> bool:
        raise TypeError(
            "a verdict is certain, possible or no, never just true: compare it, "
            "as in `verdict is Verdict.CERTAIN` or `verdict >= Verdict.POSSIBLE`"
        )

    @property
    def rank(self) -> int:
        """Its place in the order, to sort by."""
        return _RANK[self]

    def __lt__(self, other: Verdict) -> bool:
        return _RANK[self] < _RANK[other] if isinstance(other, Verdict) else NotImplemented

    def __le__(self, other: Verdict) -> bool:
        return _RANK[self] <= _RANK[other] if isinstance(other, Verdict) else NotImplemented

    def __gt__(self, other: Verdict) -> bool:
        return _RANK[self] > _RANK[other] if isinstance(other, Verdict) else NotImplemented

    def __ge__(self, other: Verdict) -> bool:
        return _RANK[self] >= _RANK[other] if isinstance(other, Verdict) else NotImplemented

    def __and__(self, other: Verdict) -> Verdict:
        return min(self, other)

    def __or__(self, other: Verdict) -> Verdict:
        return max(self, other)

    def __invert__(self) -> Verdict:
        return _NOT[self]

    def __str__(self) -> str:
        return self.value


NO, POSSIBLE, CERTAIN = Verdict.NO, Verdict.POSSIBLE, Verdict.CERTAIN
_RANK = {NO: 0, POSSIBLE: 1, CERTAIN: 2}
_NOT = {NO: CERTAIN, POSSIBLE: POSSIBLE, CERTAIN: NO}


@dataclass(frozen=True, slots=True, order=False)
class FuzzyDate:
    """A date as vague as its source: the text as written, and the days it may mean.

    ``lo`` and ``hi`` are proleptic Gregorian day ordinals (``datetime.date.toordinal``), or
    ``OPEN_START`` / ``OPEN_END``. ``doubtful`` says that the source itself doubts (``?``).
    """

    text: str
    lo: int
    hi: int
    doubtful: bool = False

    @property
    def earliest(self) -> dt.date | None:
        """The first day that the text allows, or ``None`` where the start is open."""
        return day_of(self.lo)

    @property
    def latest(self) -> dt.date | None:
        """The last day that the text allows, or ``None`` where the end is open."""
        return day_of(self.hi)

    @property
    def exact(self) -> bool:
        """Whether the date is known to the day."""
        return self.lo == self.hi

    def __str__(self) -> str:
        return self.text

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """Tell pydantic that a date is validated from its text; see pydantic, "Custom types"."""
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(parse_date)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        """Tell pydantic that a date is text in JSON Schema."""
        return {"type": "string", "description": "EDTF level 0 or 1: 2018-02-20, 2018-02~, 2018?, 2018/2019, ../2018"}

    def before(self, other: FuzzyDate) -> Verdict:
        """Whether this day came before the other one."""
        if self.hi < other.lo:
            return CERTAIN
        return NO if self.lo >= other.hi else POSSIBLE


def day_of(ordinal: int) -> dt.date | None:
    """Return the calendar day of an ordinal, ``None`` for an open end."""
    return dt.date.fromordinal(ordinal) if OPEN_START < ordinal <= _LAST_DAY else None


def iso(ordinal: int) -> str | None:
    """Return an ordinal as ``YYYY-MM-DD``, ``None`` for an open end."""
    day = day_of(ordinal)
    return None if day is None else day.isoformat()


def year_of(date: FuzzyDate) -> str:
    """Return the year that a date is counted under: that of its earliest day, else of its latest."""
    return (iso(date.lo) or iso(date.hi) or "?")[:4]


def between(lo: int, hi: int) -> FuzzyDate:
    """Return the date for two ordinals, written in the shortest EDTF text that means them."""
    return FuzzyDate(_write(lo, hi), lo, hi)


def _write(lo: int, hi: int) -> str:
    first, last = day_of(lo), day_of(hi)
    if first is None and last is None:
        return "unknown"
    if first is None or last is None:
        return f"../{last}" if first is None else f"{first}/.."
    if first == last:
        return first.isoformat()
    if first.day == 1 and last.year == first.year and last.day == _length(last.year, last.month):
        if first.month == last.month:
            return f"{first.year:04}-{first.month:02}"
        if (first.month, last.month) == (1, 12):
            return f"{first.year:04}"
    return f"{first}/{last}"


# --- reading -------------------------------------------------------------------------------------

_DATE = re.compile(
    r"(?P<year>[0-9X]{4})(?:-(?P<month>[0-9X]{2})(?:-(?P<day>[0-9X]{2})"
    r"(?:T(?P<time>[0-9]{2}:[0-9]{2}:[0-9]{2}(?:Z|[+-][0-9]{2}(?::[0-9]{2})?)?))?)?)?(?P<mark>[?~%]?)"
)
_TIME = re.compile(r"(\d\d):(\d\d):(\d\d)(?:Z|[+-](\d\d)(?::(\d\d))?)?", re.ASCII)
_SLASHED = re.compile(r"[0-9]{1,4}/[0-9]{1,2}/[0-9]{1,4}")
_LEVEL_2 = re.compile(r"[?~%][0-9X-]|-?[?~%][0-9]|[{}\[\]]|^Y|[0-9]E[0-9]|[0-9]S[0-9]|X[0-9]")


def parse_date(text: str) -> FuzzyDate:
    """Read EDTF level 0–1 text into a date with day bounds.

    ``~`` (and ``%``) widen both bounds by one unit of the stated precision; ``?`` (and ``%``) mark
    the date doubtful. A time of day is checked and kept in the text; the bounds are that day's.

    Raises:
        ValueError: the text is no such date; the message says what is wrong with it. Seasons, years
            beyond four digits, years before 1 and level 2 are refused by name.
    """
    if not isinstance(text, str):
        raise ValueError(f"a date is text such as '2018-02', not {type(text).__name__} {text!r}")
    return _parse(text)


@lru_cache(maxsize=65_536)
def _parse(text: str) -> FuzzyDate:
    if "/" not in text:
        lo, hi, doubtful = _parse_one(text, text)
        return FuzzyDate(text, lo, hi, doubtful)
    if _SLASHED.fullmatch(text):
        raise ValueError(f"{text!r}: write year, month, day with hyphens, as in 2018-02-20")
    parts = text.split("/")
    if len(parts) != 2:
        raise ValueError(f"{text!r}: an interval has two ends, as in 2018-02/2018-04")
    start, end = parts
    if start in ("", "..") and end in ("", ".."):
        raise ValueError(f"{text!r}: an interval needs at least one dated end, as in ../2018 or 2018/..")
    if "T" in text or "X" in text:
        raise ValueError(f"{text!r}: the ends of an interval are dates of known digits, without a time of day")
    lo, _, start_doubt = (OPEN_START, 0, False) if start in ("", "..") else _parse_one(start, text)
    _, hi, end_doubt = (0, OPEN_END, False) if end in ("", "..") else _parse_one(end, text)
    if lo > hi:
        raise ValueError(f"{text!r}: the interval ends before it starts")
    return FuzzyDate(text, lo, hi, start_doubt or end_doubt)


def _parse_one(part: str, text: str) -> tuple[int, int, bool]:
    """Return earliest and latest ordinal and doubt of one date without a slash."""
    match = _DATE.fullmatch(part)
    if match is None:
        raise ValueError(f"{text!r}: {_what_is_wrong(part)}")
    first, last, unit = _days(match["year"], match["month"], match["day"], text)
    mark = match["mark"]
    if match["time"] is not None:
        _check_time(match["time"], match["day"], text)
        if mark:
            raise ValueError(f"{text!r}: a date with a time of day is not qualified; leave the time out")
    if mark in ("~", "%"):
        first, last = _shift(first, unit, -1, dt.date.min), _shift(last, unit, 1, dt.date.max)
    return first.toordinal(), last.toordinal(), mark in ("?", "%")


def _days(year: str, month: str | None, day: str | None, text: str) -> tuple[dt.date, dt.date, tuple[str, int]]:
    """Return the first and last day of the stated digits, and the unit of their precision."""
    wild = len(year) - len(year.rstrip("X"))
    if "X" in year[: 4 - wild] or wild > 2 or (wild and month is not None):
        raise ValueError(f"{text!r}: unspecified digits stand at the right end, as in 201X or 2018-XX")
    if wild:
        span = 10**wild
        low = int(year[: 4 - wild]) * span
        if low == 0:
            raise ValueError(f"{text!r}: years before 1 are not supported")
        return dt.date(low, 1, 1), dt.date(low + span - 1, 12, 31), ("year", span)
    y = int(year)
    if y == 0:
        raise ValueError(f"{text!r}: years before 1 are not supported")
    if month is None or month == "XX":
        if day not in (None, "XX"):
            raise ValueError(f"{text!r}: a day in an unspecified month is level 2 of EDTF and not supported")
        return dt.date(y, 1, 1), dt.date(y, 12, 31), ("year", 1)
    if "X" in month or (day is not None and day != "XX" and "X" in day):
        raise ValueError(f"{text!r}: unspecified digits come as XX for a month or day, as in 2018-XX")
    m = int(month)
    if 21 <= m <= 41:
        raise ValueError(f"{text!r}: seasons are not supported; write the months, as in {year}-03/{year}-05")
    if not 1 <= m <= 12:
        raise ValueError(f"{text!r}: there is no month {month}")
    length = _length(y, m)
    if day is None or day == "XX":
        return dt.date(y, m, 1), dt.date(y, m, length), ("month", 1)
    if not 1 <= int(day) <= length:
        raise ValueError(f"{text!r}: {year}-{month} has no day {day}")
    exact = dt.date(y, m, int(day))
    return exact, exact, ("day", 1)


def _length(year: int, month: int) -> int:
    """Return the number of days of a month."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _check_time(time: str, day: str | None, text: str) -> None:
    match = _TIME.fullmatch(time)
    hour, minute, second, zone_hour, zone_minute = (int(g or 0) for g in match.groups()) if match else (99,) * 5
    if day is None or "X" in day:
        raise ValueError(f"{text!r}: a time of day needs a whole date before it")
    if (hour, minute, second) > (24, 0, 0) or minute > 59 or second > 59 or zone_hour > 14 or zone_minute > 59:
        raise ValueError(f"{text!r}: there is no time of day {time}")


def _shift(day: dt.date, unit: tuple[str, int], sign: int, limit: dt.date) -> dt.date:
    """Move the first (sign -1) or last (sign +1) day of a unit by one unit, not past the limit."""
    name, count = unit
    try:
        if name == "day":
            return day + dt.timedelta(days=sign)
        if name == "year":
            return day.replace(year=day.year + sign * count)
        year, month0 = divmod(day.year * 12 + day.month - 1 + sign, 12)
        return dt.date(year, month0 + 1, 1 if sign < 0 else _length(year, month0 + 1))
    except (ValueError, OverflowError):
        return limit


def _what_is_wrong(part: str) -> str:
    """Say why a text that does not match the grammar is no date that is read here."""
    if part == "":
        return "a date is empty"
    if part != part.strip():
        return "spaces are not part of a date"
    if part.startswith("-"):
        return "years before 1 are not supported"
    if re.fullmatch(r"Y-?[0-9]{5,}.*", part):
        return "years of more than four digits are not supported"
    if re.fullmatch(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{4}-[0-9]", part):
        return "months and days have two digits, as in 2018-02-05"
    if re.fullmatch(r"[0-9]{1,4}[/.][0-9]{1,2}([/.][0-9]{1,4})?|[0-9]{8}|[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}", part):
        return "write year, month, day with hyphens, as in 2018-02-20"
    if _LEVEL_2.search(part):
        return "level 2 of EDTF is not supported; qualify the whole date, as in 2018-02~ or 2018?"
    return "not a date; write EDTF such as 2018-02-20, 2018-02, 2018~, 2018? or 2018-02/2018-04"


# --- interval questions --------------------------------------------------------------------------


def tighten(s_lo: int, s_hi: int, e_lo: int, e_hi: int) -> tuple[int, int, int, int]:
    """Narrow the bounds of a start and an end by the fact that a start is not after its end."""
    return s_lo, min(s_hi, e_hi), max(e_lo, s_lo), e_hi


def holds_on(s_lo: int, s_hi: int, e_lo: int, e_hi: int, lo: int, hi: int | None = None) -> Verdict:
    """Answer whether a stint holds at the end of a day, itself known as ``lo`` to ``hi``.

    The bounds must be tightened. For one exact day: certain iff ``s_hi <= day < e_lo``, possible iff
    ``s_lo <= day < e_hi``.
    """
    hi = lo if hi is None else hi
    if s_hi <= lo and hi < e_lo:
        return CERTAIN
    return POSSIBLE if s_lo <= hi and lo < e_hi and s_lo < e_hi else NO


def holds_during(s_lo: int, s_hi: int, e_lo: int, e_hi: int, a: int, b: int) -> Verdict:
    """Answer whether a stint holds at any moment of the days ``a`` to ``b``, both included."""
    if s_hi <= b and e_lo >= a:
        return CERTAIN
    return POSSIBLE if s_lo <= b and e_hi >= a else NO


def falls_in(lo: int, hi: int, a: int, b: int) -> Verdict:
    """Answer whether a day known as ``lo`` to ``hi`` lies in the days ``a`` to ``b``, both included."""
    if a <= lo and hi <= b:
        return CERTAIN
    return POSSIBLE if lo <= b and hi >= a else NO

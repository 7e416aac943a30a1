"""The questions that scale, as Ibis expressions: one wording for every engine.

The decision hidden here is how a three-valued answer becomes relational algebra. Each function takes tables and
a view and returns an expression, which an analyst can go on from; its rows are those of the question of the same
name in ``aigraph.queries``, with the verdict, in the same order. Days are ordinals, so that open ends compare
like others; every order is total, as engines differ in how they order what is alike.

Names are ids here. ``aigraph.engines.answers`` makes of rows what the core answers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from aigraph.dataset import WrongQuestion
from aigraph.dates import CERTAIN, NO, OPEN_END, OPEN_START, POSSIBLE, day_of
from aigraph.engines.derivation import ordinal
from aigraph.ontology import FOUNDER, MEMBER, OFFICES, RELATIONS, STAFF
from aigraph.queries.chronology import days_between
from aigraph.queries.tenure import JOINED, LEFT, POSTS_SHOWN, RETURNED
from aigraph.saga import as_date, window_within
from aigraph.stints import POSTS

if TYPE_CHECKING:
    from aigraph.engines.store import Expr, Tables, View
    from aigraph.saga import Day

BEGAN, ENDED = "began", "ended"
EDGES = {"start": ("s_lo", "s_hi", "started", "start_in_doubt"), "end": ("e_lo", "e_hi", "ended", "end_in_doubt")}
"""Per edge of a stint: the bounds of its day, the column that is null where it has none, that which says its doubt."""

START = ("started", "start_lo", "start_hi", "start_doubtful")
END = ("ended", "end_lo", "end_hi", "end_doubtful")
"""The columns that tell the start and the end of a stint, as they were told."""


# --- verdicts ------------------------------------------------------------------------------------


def _verdict(certain: Expr, possible: Expr) -> Expr:
    import ibis

    return ibis.cases((certain, CERTAIN.value), (possible, POSSIBLE.value), else_=NO.value)


def holds_on(stints: Expr, lo: Expr, hi: Expr) -> Expr:
    """Return whether stints hold at the end of a day, itself known as ``lo`` to ``hi``: ``aigraph.dates.holds_on``."""
    s = stints
    return _verdict((s.s_hi <= lo) & (s.e_lo > hi), (s.s_lo <= hi) & (s.e_hi > lo) & (s.s_lo < s.e_hi))


def holds_during(stints: Expr, a: Expr, b: Expr) -> Expr:
    """Return whether stints hold at any moment of the days ``a`` to ``b``: ``aigraph.dates.holds_during``."""
    s = stints
    return _verdict((s.s_hi <= b) & (s.e_lo >= a), (s.s_lo <= b) & (s.e_hi >= a))


def falls_in(lo: Expr, hi: Expr, a: int, b: int) -> Expr:
    """Return whether a day known as ``lo`` to ``hi`` lies in the days ``a`` to ``b``; in none if there are none."""
    import ibis

    if a > b:
        return ibis.literal(NO.value)
    return _verdict((lo >= a) & (hi <= b), (lo <= b) & (hi >= a))


def _kept(rows: Expr, view: View) -> Expr:
    """Keep the rows whose verdict is part of the view."""
    return rows.filter(rows.verdict == CERTAIN.value) if view.sure else rows.filter(rows.verdict != NO.value)


def _within(rows: Expr, edge: str, a: int, b: int, view: View) -> Expr:
    """Return the stints of which an event set an edge whose day may lie in a window, with how surely it does."""
    lo, hi, dated, _ = EDGES[edge]
    some = rows.filter(rows[dated].notnull() & (rows[lo] <= b) & (rows[hi] >= a))
    return _kept(some.mutate(verdict=falls_in(some[lo], some[hi], a, b)), view)


# --- who counts where ----------------------------------------------------------------------------


def _posts(tables: Tables, organization: str, relations: Iterable[str]) -> Expr:
    """Return the posts of some relations that count for an organization, as ``Dataset.posts`` does."""
    stints = tables.stints
    return stints.filter(_counts(tables, stints, organization) & stints.relation.isin(list(relations)))


def _counts(tables: Tables, stints: Expr, organization: str) -> Expr:
    """Return whether posts count for an organization; that its house is named besides spares engines most of the rows."""
    place = tables.home(organization)
    here = (stints.house == place) | (stints.home == place)
    return stints.house.isin(sorted({place, tables.houses.of(place)})) & here


def _founders(tables: Tables, organization: str) -> Expr:
    """Return the ids of the founders of an organization, each once."""
    stints = tables.stints
    return stints.filter((stints.relation == FOUNDER) & (stints.object == tables.home(organization))).select(founder="subject").distinct()


def _only_founders(tables: Tables, organization: str, rows: Expr) -> Expr:
    founders = _founders(tables, organization)
    return rows.semi_join(founders, rows.subject == founders.founder)


# --- events --------------------------------------------------------------------------------------


def timeline(
    tables: Tables,
    view: View,
    *entities: str,
    since: Day | None = None,
    until: Day | None = None,
    event_type: str | None = None,
    thread: str | None = None,
    together: bool = False,
) -> Expr:
    """Events in order: rows of ``events``, with the verdict."""
    a, b = window_within(view.since, view.until, since, until)
    events, parts = tables.events, tables.participants
    events = events.mutate(lo=ordinal(events.earliest, OPEN_START), hi=ordinal(events.latest, OPEN_END))
    if event_type is not None:
        events = events.filter(events.type == event_type)
    if thread is not None:
        told = tables.event_threads.filter(tables.event_threads.thread == thread)
        events = events.semi_join(told, events.id == told.event)
    if entities:
        chosen = list(dict.fromkeys(entities))
        there = parts.filter(parts.entity.isin(chosen)).select("event", "entity").distinct().group_by("event").agg(many=lambda t: t.count())
        there = there.filter(there.many == len(chosen)) if together else there
        events = events.semi_join(there, events.id == there.event)
    found = events.filter((events.lo <= b) & (events.hi >= a))
    found = found.mutate(verdict=falls_in(found.lo, found.hi, a, b))
    return _kept(found, view).order_by("n")


# --- coming and going ----------------------------------------------------------------------------


def who_left(
    tables: Tables,
    view: View,
    organization: str,
    *,
    since: Day | None = None,
    until: Day | None = None,
    founders: bool = False,
    office: str | None = None,
) -> Expr:
    """Who left an organization: rows of ``stints``, with the verdict; in doubt if the end is."""
    return _turnover(tables, view, organization, "end", since, until, founders, office)


def who_joined(
    tables: Tables,
    view: View,
    organization: str,
    *,
    since: Day | None = None,
    until: Day | None = None,
    founders: bool = False,
    office: str | None = None,
) -> Expr:
    """Who joined an organization: rows of ``stints``, with the verdict; as what they began, in doubt if the start is."""
    rows = _turnover(tables, view, organization, "start", since, until, founders, office)
    return rows if office is not None else _as_begun(tables, rows).order_by("s_lo", "s_hi", "id")


def _turnover(
    tables: Tables, view: View, organization: str, edge: str, since: Day | None, until: Day | None, founders: bool, office: str | None
) -> Expr:
    a, b = window_within(view.since, view.until, since, until)
    rows = _posts(tables, organization, [MEMBER if office is None else OFFICES[office].relation])
    if office is not None:
        rows = rows.filter(rows.office == office)
    lo, hi, _, in_doubt = EDGES[edge]
    rows = _within(rows, edge, a, b, view)
    rows = rows.mutate(doubtful=rows.doubtful & rows[in_doubt])
    if founders:
        rows = _only_founders(tables, organization, rows)
    return rows.order_by(lo, hi, "id")


def _as_begun(tables: Tables, tenures: Expr) -> Expr:
    """Return tenures with the post that each began with, in place of the one that it ended with."""
    import ibis

    begun, stints = ("office", "position", "interim"), tables.stints
    memberships = [r.id for r in RELATIONS.values() if r.membership and r.id != MEMBER]
    first = stints.filter(stints.relation.isin(memberships)).select(
        "rank", "id", **{f"first_{c}": c for c in ("subject", "opened_by", "house", *begun)}
    )
    both = tenures.select(tenure="id", subject="subject", opened_by="opened_by", house="house").join(
        first, [("subject", "first_subject"), ("opened_by", "first_opened_by"), ("house", "first_house")]
    )
    best = both.mutate(nth=ibis.row_number().over(group_by="tenure", order_by=("rank", "id")))
    best = best.filter(best.nth == 0).select("tenure", *(f"first_{c}" for c in begun))
    told = tenures.left_join(best, tenures.id == best.tenure)
    none = told.tenure.isnull()
    return told.mutate(**{c: ibis.ifelse(none, told[c], told[f"first_{c}"]) for c in begun}).select(*tenures.columns)


def roster(tables: Tables, view: View, organization: str, *, office: str | None = None, founders: bool = False) -> Expr:
    """Who held what at an organization: rows of ``stints``, with the verdict."""
    if office is not None:
        rows = _holding(tables, view, organization, [OFFICES[office].relation])
        rows = rows.filter(rows.office == office)
    else:
        rows = _holding(tables, view, organization, [MEMBER] if founders else [*POSTS_SHOWN, MEMBER])
        rows = rows if founders else _told_posts(rows)
    if founders:
        rows = _only_founders(tables, organization, rows)
    shown = {relation: i for i, relation in enumerate((*POSTS_SHOWN, MEMBER))}
    unsure, place = rows.verdict != CERTAIN.value, rows.relation.cases(*shown.items(), else_=len(shown))
    return rows.order_by(unsure, "rank", "s_lo", "subject", place, "e_hi", "id")


def _holding(tables: Tables, view: View, organization: str, relations: Iterable[str]) -> Expr:
    rows = _posts(tables, organization, relations)
    return _kept(rows.mutate(verdict=(holds_during if view.windowed else holds_on)(rows, *view.days)), view)


def _told_posts(rows: Expr) -> Expr:
    """Keep plain employment only for those without an office, a tenure only for who is surely there, but as what is not sure."""
    import ibis

    sure = rows.verdict == CERTAIN.value
    person = ibis.window(group_by="subject")
    staff, tenure = rows.relation == STAFF, rows.relation == MEMBER
    officer = (sure & ~staff & ~tenure).cast("int8").max().over(person)
    rows = rows.mutate(officer=officer)
    rows = rows.filter(~(staff & (rows.officer == 1)))
    settled = ((rows.verdict == CERTAIN.value) & (rows.relation != MEMBER)).cast("int8").max().over(person)
    rows = rows.mutate(settled=settled)
    return rows.filter((rows.relation != MEMBER) | ((rows.verdict == CERTAIN.value) & (rows.settled == 0))).drop("officer", "settled")


# --- what changed --------------------------------------------------------------------------------


def diff(tables: Tables, view: View, first_day: Day, last_day: Day, *, entity: str | None = None) -> Expr:
    """Relations begun and ended: rows of ``stints``, with the verdict and the ``change``."""
    import ibis

    a, b = days_between(view, first_day, last_day)
    rows = tables.stints.filter(tables.stints.relation != MEMBER)
    if entity is not None:
        counted = rows.relation.isin(sorted(POSTS)) & _counts(tables, rows, entity)
        rows = rows.filter((rows.subject == entity) | (rows.object == entity) | counted)
    changes = []
    for change, edge in ((BEGAN, "start"), (ENDED, "end")):
        lo, hi, *_ = EDGES[edge]
        some = _within(rows, edge, a, b, view)
        changes.append(some.mutate(change=ibis.literal(change), lo=some[lo], hi=some[hi]))
    return ibis.union(*changes).order_by("change", "lo", "hi", "id")


def flows(tables: Tables, view: View, *, since: Day | None = None, until: Day | None = None) -> Expr:
    """Moves from organization to organization: a row for each, with how many surely and possibly made the same.

    Columns: origin, destination, least, most, person, the stints ``left`` and ``joined`` (ids), the day on which
    each edge lies, their events, doubt and verdict.
    """
    import ibis

    a, b = window_within(view.since, view.until, since, until)
    tenures = tables.stints.filter(tables.stints.relation == MEMBER)
    named = ("id", "house", "object", "s_lo", "s_hi", "e_lo", "e_hi", "doubtful")
    gone = tenures.filter(tenures.ended.notnull()).select(
        "subject", "destination", *END, **{f"left_{c}": c for c in named}, left_by="closed_by"
    )
    come = tenures.filter(tenures.started.notnull()).select(
        *START, **{f"joined_{c}": c for c in ("subject", *named)}, joined_by="opened_by"
    )
    both = gone.join(come, (gone.subject == come.joined_subject) & (gone.left_house != come.joined_house))
    elsewhere = (both.joined_s_hi < both.left_e_lo) & (both.joined_e_lo > both.left_e_hi)
    both = both.mutate(
        elsewhere=elsewhere.cast("int8").max().over(group_by="left_id"),
        strange=ibis.ifelse((both.joined_object == both.destination).fill_null(False), 0, 1),
    )
    after = both.filter((both.joined_s_hi >= both.left_e_lo) & (both.joined_s_lo >= both.left_s_lo))
    after = after.filter((after.strange == 0) | (after.elsewhere == 0))
    after = after.mutate(nth=ibis.row_number().over(group_by="left_id", order_by=("strange", "joined_s_lo", "joined_s_hi", "joined_id")))
    moves = after.filter(after.nth == 0)
    moves = _kept(moves.mutate(verdict=falls_in(moves.joined_s_lo, moves.joined_s_hi, a, b)), view)
    moves = moves.select(
        *START, *END, "verdict", "left_by", "joined_by", "left_id", "joined_id", "joined_s_lo",
        origin="left_house", destination="joined_house", person="subject", doubtful=moves.left_doubtful | moves.joined_doubtful,
    )  # fmt: skip
    sure = moves.mutate(surely=ibis.ifelse(moves.verdict == CERTAIN.value, moves.person, ibis.null("string")))
    many = sure.group_by("origin", "destination").agg(least=sure.surely.nunique(), most=sure.person.nunique())
    counted = moves.join(many, ["origin", "destination"])
    return counted.order_by(counted.most.desc(), counted.least.desc(), "origin", "destination", "joined_s_lo", "person", "left_id")


# --- how many ------------------------------------------------------------------------------------


def retention(tables: Tables, view: View, organization: str, *, founders: bool = False) -> Expr:
    """Who of an organization's people is left over time: a row for each person of each step.

    Columns: step (from 0), person and its place in the step, change, the day, least, most and total after it,
    event, doubt.
    """
    import ibis

    tenures = _posts(tables, organization, [MEMBER])
    if founders:
        tenures = _only_founders(tables, organization, tenures)
    tenures = tenures.mutate(
        place=ibis.row_number().over(order_by=("s_lo", "subject", "e_hi", "id")),
        nth=ibis.row_number().over(group_by="subject", order_by=("s_lo", "subject", "e_hi", "id")),
    )
    turns = []
    for edge, columns, by in (("start", START, "opened_by"), ("end", END, "closed_by")):
        lo, hi, dated, in_doubt = EDGES[edge]
        some = tenures.filter(tenures[dated].notnull())
        change = ibis.ifelse(some.nth == 0, JOINED, RETURNED) if edge == "start" else ibis.literal(LEFT)
        told = dict(zip(("date", "date_lo", "date_hi", "date_doubtful"), columns, strict=True))
        turns.append(some.select("place", **told, person="subject", event=by, in_doubt=in_doubt, lo=lo, hi=hi, change=change))
    rows = ibis.union(*turns)
    turn = ("change", "date", "date_lo", "date_hi", "date_doubtful", "event")
    alike, in_order = ibis.window(group_by=turn), ibis.window(group_by=turn, order_by="place")
    heads = {f"head_{c}": rows[c].first().over(in_order) for c in ("lo", "hi", "person", "place")}
    rows = rows.mutate(**heads, doubtful=rows.in_doubt.cast("int8").max().over(alike) == 1)
    left = (rows.change == LEFT).cast("int8")
    rows = rows.mutate(step=ibis.dense_rank().over(order_by=("head_lo", "head_hi", left, "head_person", "head_place")))
    counts = _there(tenures, rows.select(moment="date_hi").distinct())
    total = _founders(tables, organization).count() if founders else tenures.subject.nunique()
    steps = rows.join(counts, rows.date_hi == counts.moment).mutate(total=total.as_scalar())
    steps = _kept(steps.mutate(verdict=falls_in(steps.date_lo, steps.date_hi, view.since, view.until)), view)
    return steps.select("step", "place", "person", *turn, "least", "most", "total", "doubtful").order_by("step", "place")


def _there(tenures: Expr, moments: Expr, *by: str) -> Expr:
    """Return, per moment, how many people are surely and possibly there at the end of that day."""
    import ibis

    both = tenures.join(moments, (tenures.s_lo <= moments.moment) & (tenures.e_hi > moments.moment), how="right")
    sure = (both.s_hi <= both.moment) & (both.e_lo > both.moment)
    may = sure | (both.s_lo < both.e_hi)
    surely, possibly = (ibis.ifelse(w, both.subject, ibis.null("string")) for w in (sure, may))
    return (
        both.mutate(surely=surely, possibly=possibly)
        .group_by(*by, "moment")
        .agg(least=ibis._.surely.nunique(), most=ibis._.possibly.nunique())
    )


def head_counts(tables: Tables, view: View, organization: str | None = None, *, days: Iterable[Day] = ()) -> Expr:
    """How many people are surely (``least``) and possibly (``most``) at an organization at the end of each of some days.

    Columns: organization, day, least, most. Without ``organization`` of every house where somebody may be there;
    without ``days`` on the last day of the view.
    """
    import ibis

    last = day_of(view.days[1]) or dt.date.fromordinal(tables.as_of)
    chosen = sorted({_exact(day) for day in days}) or [last]
    by = ("house",) if organization is None else ()
    tenures = tables.stints.filter(tables.stints.relation == MEMBER) if organization is None else _posts(tables, organization, [MEMBER])
    moments = ibis.array([ibis.date(day) for day in chosen]).unnest().name("day").as_table()
    counts = _there(tenures, moments.mutate(moment=ordinal(moments.day, OPEN_START)), "day", *by)
    counts = counts.filter(counts.most > 0) if by else counts.mutate(house=ibis.literal(organization))
    return counts.select(organization="house", day="day", least="least", most="most").order_by("organization", "day")


def _exact(day: Day) -> dt.date:
    date = as_date(day)
    if not date.exact or date.earliest is None:
        raise WrongQuestion(f"{date.text} is no single day")
    return date.earliest

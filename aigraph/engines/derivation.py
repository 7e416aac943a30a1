"""Stints on an engine: the pairing of the core, mapped over groups of events.

The decision hidden here is how events are dealt out. Whatever pairs, pairs within the organization that the
stint counts for, its *house*: all posts of a person there, and all holders of a single office. So an event
goes to the houses of what its effects are on, and each house is derived by ``aigraph.stints.derive`` from
its own events, whole and in order. What ends somebody or something altogether (``EndsAll``) goes to every
house in which that one takes part in anything. Which roles those are is read off the ontology.

A house is the unit because successions of an office join its people; it is small beside the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from aigraph.dates import OPEN_END, OPEN_START, FuzzyDate, holds_on
from aigraph.ontology import EVENT_TYPES, MANNER, OFFICE_RANK, RELATIONS, EndsAll, Opens
from aigraph.records import Event, Link, Participant, Text
from aigraph.stints import Houses, Stint, derive, houses_of
from aigraph.tables import STINTS, TABLES, Held, Row, arrow_schema, arrow_table

if TYPE_CHECKING:
    import pyarrow

    from aigraph.engines.store import Expr, Store

EPOCH = 719_163
"""The ordinal of 1970-01-01, from which engines count days."""
ENDING = frozenset((t.id, e.role) for t in EVENT_TYPES.values() for e in t.effects if isinstance(e, EndsAll))
"""(type of event, role) of those who cease to be."""
HOUSING = frozenset(
    (t.id, e.object) for t in EVENT_TYPES.values() for e in t.effects if isinstance(e, Opens) and RELATIONS[e.relation].house
)
"""(type of event, role) of what may thereby have a part whose members count for it."""
CONCERNED = ENDING | {(t.id, e.object) for t in EVENT_TYPES.values() for e in t.effects if not isinstance(e, EndsAll)}
"""(type of event, role) of what an event has an effect on."""


class FurtherColumn(NamedTuple):
    """A column of an engine's stints beside those of ``aigraph.tables``: its name, its type and what it says."""

    name: str
    type: str
    doc: str


FURTHER = (
    FurtherColumn("home", "string", "where it is counted first: the team, else the house"),
    FurtherColumn("rank", "integer", "rank of the office, the highest first"),
    FurtherColumn("s_lo", "integer", "ordinal of the first day that the start may be; 0 for none"),
    FurtherColumn("s_hi", "integer", "ordinal of the last day that the start may be; 10000000 for none"),
    FurtherColumn("e_lo", "integer", "ordinal of the first day that the end may be; after as_of where nothing ended it"),
    FurtherColumn("e_hi", "integer", "ordinal of the last day that the end may be; 10000000 for none"),
    FurtherColumn("start_lo", "integer", "first day of the start as it was told, before its end narrowed it"),
    FurtherColumn("start_hi", "integer", "last day of the start as it was told"),
    FurtherColumn("start_doubtful", "boolean", "whether the source doubts the day of the start"),
    FurtherColumn("end_lo", "integer", "first day of the end as it was told"),
    FurtherColumn("end_hi", "integer", "last day of the end as it was told"),
    FurtherColumn("end_doubtful", "boolean", "whether the source doubts the day of the end"),
    FurtherColumn("start_in_doubt", "boolean", "whether the event that began it is in doubt"),
    FurtherColumn("end_in_doubt", "boolean", "whether the event that ended it is in doubt"),
)
"""What questions need besides; days are ordinals (``datetime.date.toordinal``), an open end is 0 or 10000000."""


PLACE = "place"
"""Column of stints that are not numbered yet: the place among those of the house, as the pairing gave them."""


def stints_schema() -> pyarrow.Schema:
    """Return the Arrow schema of an engine's stints."""
    import pyarrow

    types = {"string": pyarrow.string(), "integer": pyarrow.int32(), "boolean": pyarrow.bool_()}
    schema = arrow_schema(TABLES[STINTS])
    return pyarrow.schema([*schema, *(pyarrow.field(c.name, types[c.type], metadata={"description": c.doc}) for c in FURTHER)])


def unnumbered_schema() -> pyarrow.Schema:
    """Return the Arrow schema of stints as workers hand them back."""
    import pyarrow

    return stints_schema().append(pyarrow.field(PLACE, pyarrow.int32()))


def houses_table(houses: Houses) -> pyarrow.Table:
    """Return houses as rows: the part, the whole that it counts for, whether it is a team."""
    import pyarrow

    names = ("part", "root", "team")
    schema = pyarrow.schema(list(zip(names, (pyarrow.string(), pyarrow.string(), pyarrow.bool_()), strict=True)))
    parts = list(houses.root)
    return pyarrow.table([parts, [houses.root[p] for p in parts], [p in houses.teams for p in parts]], schema=schema)


def stint_row(stint: Stint, n: int, houses: Houses, as_of: int, doubt: tuple[bool, bool]) -> Row:
    """Return a stint as a row of ``stints_schema``; ``doubt`` says it of the events that began and ended it."""
    holds = holds_on(stint.s_lo, stint.s_hi, stint.e_lo, stint.e_hi, as_of)
    (row,) = TABLES[STINTS].rows(Held(n, stint, holds))
    start, end = stint.start, stint.end
    return (
        *row, houses.home(stint.object),
        OFFICE_RANK.get(stint.office, len(OFFICE_RANK)), stint.s_lo, stint.s_hi, stint.e_lo, stint.e_hi,
        *((start.lo, start.hi, start.doubtful) if start else (None, None, None)),
        *((end.lo, end.hi, end.doubtful) if end else (None, None, None)), *doubt,
    )  # fmt: skip


# --- dealing out: expressions --------------------------------------------------------------------


def derived(store: Store, named: Mapping[str, Expr], as_of: int) -> tuple[Expr, Houses]:
    """Derive the stints, as a table of the engine, and the houses from the other tables."""
    houses = _houses(store, named)
    parts = store.put("houses", houses_table(houses))
    dealt = store.keep("dealt", _dealt(named, parts), "house")
    told = _told(named, dealt, parts)
    raw = store.through("derived", told, "house", ("n", "kind", "k"), partial(derive_houses, as_of=as_of), unnumbered_schema())
    return store.keep(STINTS, numbered(raw), "house"), houses


def _houses(store: Store, named: Mapping[str, Expr]) -> Houses:
    """Return which organization each part counts for, from the few events that say so."""
    saying = _in_roles(named, HOUSING).select("event").distinct()
    told = _told(named, saying.mutate(house=saying.event)).order_by("n", "kind", "k")
    types: dict[str, str] = {}

    def events() -> Iterator[Event]:
        lines = chain.from_iterable(map(_lines, store.batches(told)))
        for _, group in groupby(lines, key=_N):
            event = list(group)
            types.update(_WHO(line)[:2] for line in event if _KIND(line) == TAKES_PART)
            yield _event(event)

    return houses_of(events(), types)


def _in_roles(named: Mapping[str, Expr], roles: Iterable[tuple[str, str]]) -> Expr:
    """Return event and entity of the participants in certain roles of certain types of event."""
    events, participants = named["events"], named["participants"]
    some = events.filter(events.type.isin(sorted({t for t, _ in roles}))).select("id", "type")
    both = some.join(participants.select("event", "role", "entity"), some.id == participants.event)
    return both.filter((both.type + "/" + both.role).isin(sorted(f"{t}/{r}" for t, r in roles))).select("event", "entity").distinct()


def _dealt(named: Mapping[str, Expr], houses: Expr) -> Expr:
    """Return event and house: where each event is needed."""
    import ibis

    concerned = _in_roles(named, CONCERNED)
    placed = concerned.left_join(houses, concerned.entity == houses.part)
    own = placed.select("event", house=ibis.coalesce(placed.root, placed.entity)).distinct()
    ended = _in_roles(named, ENDING).rename(ending="event", gone="entity")
    parts = named["participants"]
    touched = parts.join(ended, parts.entity == ended.gone).select("event", "ending").distinct()
    far = own.join(touched, "event").select(event="ending", house="house")
    return ibis.union(own, far, distinct=True)


def _told(named: Mapping[str, Expr], dealt: Expr, houses: Expr | None = None) -> Expr:
    """Return the events that are dealt to houses as ``LINE`` has them: one row for each participant and each link."""
    import ibis

    events = named["events"]
    manners = named["attributes"].filter(named["attributes"].name == MANNER).select(of="event", manner="value_en")
    some = events.select(
        "id",
        "n",
        "date",
        "type",
        "status",
        doubtful="doubtful_date",
        lo=ordinal(events.earliest, OPEN_START),
        hi=ordinal(events.latest, OPEN_END),
    )
    sent = dealt.join(some, dealt.event == some.id).drop("id")
    sent = sent.left_join(manners, sent.event == manners.of).drop("of")
    parts, entities, links = named["participants"], named["entities"], named["links"]
    parts = parts.join(entities.select("id", entity_type="type"), parts.entity == entities.id).drop("id")
    if houses is None:
        parts = parts.mutate(root=ibis.null("string"), team=False)
    else:
        parts = parts.left_join(houses, parts.entity == houses.part).drop("part")
    parts = parts.rename(of="event", k="n").mutate(kind=TAKES_PART)
    links = links.select(
        of="event", k="n", role="rel", entity="target", kind=LINKS_TO, interim=False, team=False,
        **{name: ibis.null("string") for name in ("entity_type", "root", "office", "position")},
    )  # fmt: skip
    rows = [sent.join(few, sent.event == few.of).select(*LINE) for few in (parts, links)]
    return ibis.union(*rows)


def ordinal(day: Expr, otherwise: int) -> Expr:
    """Return a DATE as a day ordinal; ``otherwise`` is what null means."""
    return (day.epoch_days() + EPOCH).fill_null(otherwise).cast("int32")


def numbered(stints: Expr) -> Expr:
    """Return stints with their places in the order of ``aigraph.stints.stint_order`` as ``id``.

    In two steps, so that no engine has to bring all rows into one place: days first, then the stints of a day.
    """
    import ibis

    order = ("s_hi", "relation", "object", "subject", "rank", stints.opened_by.fill_null(""), PLACE)
    days = stints.group_by("s_lo").agg(many=stints.count())
    before = days.select(day="s_lo", before=days.many.sum().over(ibis.window(order_by="s_lo", preceding=(None, 1))).fill_null(0))
    within = stints.mutate(nth=ibis.row_number().over(group_by="s_lo", order_by=order))
    both = within.join(before, within.s_lo == before.day)
    return both.mutate(id=(both.before + both.nth).cast("int32")).select(*(c for c in stints.columns if c != PLACE))


# --- pairing: what a worker does -----------------------------------------------------------------

LINE = (
    "house", "n", "kind", "k", "event", "date", "lo", "hi", "doubtful", "type", "status", "manner",
    "role", "entity", "entity_type", "root", "team", "office", "interim", "position",
)  # fmt: skip
"""Columns of the rows that workers are given: an event at a house, and one of its participants or links."""
TAKES_PART, LINKS_TO = 0, 1
"""Kinds of rows. A link has its word as role, the other event as entity."""
_HOUSE, _N, _KIND = itemgetter(0), itemgetter(1), itemgetter(2)
_WHO = itemgetter(*map(LINE.index, ("entity", "entity_type", "root", "team")))


def derive_houses(lines: pyarrow.Table, as_of: int) -> pyarrow.Table:
    """Return the stints of some houses, given all rows of each, in order."""
    rows: list[Row] = []
    for house, group in groupby(_lines(lines), key=_HOUSE):
        rows += _derive_house(house, group, as_of)
    return arrow_table(unnumbered_schema(), rows)


def _derive_house(house: str, lines: Iterable[Row], as_of: int) -> Iterator[Row]:
    """Yield the stints that count for a house."""
    events: list[Event] = []
    types: dict[str, str] = {}
    whole: dict[str, str] = {}
    teams: set[str] = set()
    for _, group in groupby(lines, key=_N):
        event = list(group)
        events.append(_event(event))
        for entity, entity_type, root, team in (_WHO(line) for line in event if _KIND(line) == TAKES_PART):
            types[entity] = entity_type
            if root is not None:
                whole[entity] = root
            if team:
                teams.add(entity)
    houses = Houses(whole, frozenset(teams))
    doubt = {e.id: e.doubtful for e in events}
    own = (s for s in derive(events, types, as_of, houses).stints if s.house == house)
    for place, stint in enumerate(own):
        edges = (doubt.get(stint.opened_by or "", False), doubt.get(stint.closed_by or "", False))
        yield (*stint_row(stint, 0, houses, as_of, edges), place)


def _lines(rows: pyarrow.Table | pyarrow.RecordBatch) -> Iterator[Row]:
    return zip(*(column.to_pylist() for column in rows.columns), strict=True)


_UNTOLD = Text("")


def _event(lines: Sequence[Row]) -> Event:
    """Return an event as the pairing needs it, without what it tells."""
    _, _, _, _, event, date, lo, hi, doubtful, kind, status, manner, *_ = lines[0]
    participants = []
    links = []
    for line in lines:
        role, entity, _, _, _, office, interim, position = line[12:]
        if _KIND(line) == TAKES_PART:
            participants.append(Participant(role, entity, office, interim, position))
        else:
            links.append(Link(role, entity))
    told = {} if manner is None else {MANNER: manner}
    return Event(
        event, FuzzyDate(date, lo, hi, doubtful), kind, _UNTOLD, _UNTOLD, status, tuple(participants), attributes=told, links=tuple(links)
    )

"""Questions about posts: who left, joined, founded, held what; careers, retention and moves.

The decision hidden here is which stints answer a question about people: tenures for coming and going,
posts for what was held, plain employment only where it says something more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from aigraph.dataset import BEGAN, ENDED, wrong_word
from aigraph.dates import CERTAIN, NO, OPEN_END, OPEN_START, FuzzyDate, Verdict, falls_in, holds_on
from aigraph.ontology import FOUNDER, MEMBER, OBSERVER, OFFICE, OFFICE_RANK, OFFICES, ON_LEAVE, PERSON, RELATIONS, STAFF, Label
from aigraph.results import CareerStep, Column, Json, Leaving, Result, Speaker, StintRow

if TYPE_CHECKING:
    from aigraph.saga import Day, Saga
    from aigraph.stints import Stint

    Held = tuple[Stint, Verdict]
    """A stint, and how surely it is part of an answer."""


def who_left(
    saga: Saga,
    organization: str,
    *,
    since: Day | None = None,
    until: Day | None = None,
    founders: bool = False,
    office: str | None = None,
) -> Result[StintRow]:
    """Who left an organization: the last membership of any kind ended, or, with an office, that office.

    A board seat lost by somebody who stays, a leave of absence, a move to a team of the same house are
    not leaving. The verdict says whether the day of leaving surely lies in the window.
    """
    return _turnover(saga, organization, "end", since, until, founders, office)


def who_joined(
    saga: Saga,
    organization: str,
    *,
    since: Day | None = None,
    until: Day | None = None,
    founders: bool = False,
    office: str | None = None,
) -> Result[StintRow]:
    """Who joined an organization, for the first time or again; with an office, who took it."""
    return _turnover(saga, organization, "start", since, until, founders, office)


def _turnover(
    saga: Saga, organization: str, edge: str, since: Day | None, until: Day | None, founders: bool, office: str | None
) -> Result[StintRow]:
    """Return the posts at an organization of which one edge may lie in a window."""
    house = _organization(saga, organization)
    a, b = saga.window(since, until)
    relation = MEMBER if office is None else OFFICES[_known_office(office)].relation
    kind = Leaving if edge == "end" else StintRow
    found = saga.dataset.post_edges(house, relation, BEGAN if edge == "start" else ENDED).within(a, b, sure=saga.sure)
    if edge == "start" and office is None:
        found = [(as_begun(saga, s), v) for s, v in found]
    if founders:
        found = _only_founders(saga, house, found)
    rows: list[StintRow] = [
        kind(_doubted_at(saga, s, edge) if s.doubtful else s, v) for s, v in found if office is None or s.office == office
    ]
    return Result(saga.dataset, kind, rows, saga.lang)


def as_begun(saga: Saga, tenure: Stint) -> Stint:
    """Return a tenure with the post that it began with, in place of the one that it ended with."""
    first = [
        s
        for s in saga.dataset.stints_of(tenure.subject)
        if s.opened_by == tenure.opened_by and s.house == tenure.house and s.relation != MEMBER and RELATIONS[s.relation].membership
    ]
    best = min(first, key=_rank, default=tenure)
    return replace(tenure, office=best.office, position=best.position, interim=best.interim)


def _doubted_at(saga: Saga, stint: Stint, edge: str) -> Stint:
    """Return a stint that is in doubt only if the edge asked about is."""
    return stint if _edge_doubt(saga, stint, edge) else replace(stint, doubtful=False)


def _edge_doubt(saga: Saga, stint: Stint, edge: str) -> bool:
    """Whether the beginning, or the end, of a stint rests on something in doubt."""
    event = stint.opened_by if edge == "start" else stint.closed_by
    return event is not None and saga.dataset.events[event].doubtful


def _only_founders(saga: Saga, house: str, held: Iterable[Held]) -> list[Held]:
    founders = _founders(saga, house)
    return [(s, v) for s, v in held if s.subject in founders]


def _founders(saga: Saga, organization: str) -> dict[str, Stint]:
    """Return the founders of an organization (or its house) with the deed."""
    home = saga.dataset.home(organization)
    deeds = (s for s in saga.dataset.stints_at(home) if s.relation == FOUNDER)
    return {s.subject: s for s in deeds}


def _organization(saga: Saga, name: str) -> str:
    """Return the id of something that people can join."""
    return saga.resolve(name, RELATIONS[MEMBER].object, "an organization or team")


def _known_office(office: str) -> str:
    if office not in OFFICES:
        raise wrong_word("office", office, OFFICES)
    return office


def who_founded(saga: Saga, organization: str) -> Result[StintRow]:
    """Who founded an organization, in the order of its founding event."""
    house = saga.resolve(organization, RELATIONS[FOUNDER].object, "something that is founded")
    order: dict[str, int] = {}
    deeds = list(_founders(saga, house).values())
    for stint in deeds:
        event = saga.dataset.events[stint.opened_by or ""]
        order |= {e: i for i, e in enumerate(event.entities()) if e not in order}
    deeds.sort(key=lambda s: (s.s_lo, order.get(s.subject, 0)))
    rows = [StintRow(s, v) for s in deeds if saga.keeps(v := falls_in(s.s_lo, s.s_hi, saga.since, saga.until))]
    return Result(saga.dataset, StintRow, rows, saga.lang)


POSTS_SHOWN = tuple(
    dict.fromkeys(
        relation for relation in (*(o.relation for o in OFFICES.values()), STAFF) if RELATIONS[relation].membership or relation == OBSERVER
    )
)
_SHOWN = frozenset(POSTS_SHOWN)


def roster(saga: Saga, organization: str, *, office: str | None = None, founders: bool = False) -> Result[StintRow]:
    """Who held what at an organization on a day (``--on``; without it, on the day up to which the data go).

    With ``--office director`` the board; with ``--founders`` those founders who were still there.
    Plain employment is shown for those who held no office. Teams count for their organization.
    """
    house = _organization(saga, organization)
    if office is not None:
        held = [(s, v) for s, v in _holding(saga, house, OFFICES[_known_office(office)].relation) if s.office == office]
    else:
        held = _holding(saga, house, MEMBER) if founders else _posts(saga, house)
    if founders:
        held = _only_founders(saga, house, held)
    held.sort(key=_standing)
    return Result(saga.dataset, StintRow, [StintRow(s, v) for s, v in held], saga.lang)


def _standing(held: Held) -> tuple[bool, int, int, str]:
    """Order posts: the sure ones first, then by office, then as they began."""
    stint, verdict = held
    return verdict is not CERTAIN, _rank(stint), stint.s_lo, stint.subject


def _posts(saga: Saga, house: str) -> list[Held]:
    """Return every post held, plain employment only where it says something.

    Who is surely there, but in one or another post only possibly, is listed as a member besides.
    """
    held = _holding(saga, house)
    posts = [(s, v) for s, v in held if s.relation in _SHOWN]
    officers = {s.subject for s, v in posts if v is CERTAIN and s.relation != STAFF}
    posts = [(s, v) for s, v in posts if s.relation != STAFF or s.subject not in officers]
    sure = {s.subject for s, v in posts if v is CERTAIN}
    return posts + [(s, v) for s, v in held if s.relation == MEMBER and v is CERTAIN and s.subject not in sure]


def _holding(saga: Saga, house: str, relation: str = "") -> list[Held]:
    """Return the posts of one relation, or of any, that hold at the moment or in the window of the view."""
    return saga.holding(saga.dataset.posts(house, relation))


def _rank(stint: Stint) -> int:
    return OFFICE_RANK.get(stint.office, len(OFFICE_RANK))


CAREER = frozenset({*(o.relation for o in OFFICES.values()), STAFF, FOUNDER, ON_LEAVE})


def career(saga: Saga, person: str) -> Result[StintRow]:
    """The posts of a person in order: where, as what, from when to when.

    The verdict says whether the person surely held the post at some time in the view.
    """
    who = saga.resolve(person, (PERSON,), "a person")
    stints = [s for s in saga.dataset.stints_of(who) if s.relation in CAREER]
    places = {s.object for s in stints if s.office and s.relation != FOUNDER}
    shown = [s for s in stints if not (s.relation == STAFF and s.object in places and _covered(s, stints))]
    rows: list[StintRow] = [CareerStep(s, v) for s in shown if saga.keeps(v := saga.held(s))]
    return Result(saga.dataset, CareerStep, rows, saga.lang)


def _covered(staff: Stint, stints: Iterable[Stint]) -> bool:
    """Whether offices at the same place account for the whole of a stint of plain employment."""
    offices = [s for s in stints if s.object == staff.object and s.relation == OFFICE]
    starts = any(s.s_lo <= staff.s_lo for s in offices)
    ends = any(s.e_hi >= staff.e_hi for s in offices)
    return starts and ends and staff.position is None


# --- retention -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """A change in the number of those who are there, with the numbers after it."""

    people: tuple[str, ...]
    change: str
    date: FuzzyDate
    least: int
    most: int
    total: int
    event: str | None
    doubtful: bool

    command: ClassVar[str] = "retention"
    columns: ClassVar[tuple[Column, ...]] = (
        Column(Label("Date", "日付"), lambda r, s: r.date.text, "cyan", keep=True, no_wrap=True),
        Column(Label("Who", "人物"), lambda r, s: s.names(r.people), "bold", keep=True),
        Column(Label("Change", "変化"), lambda r, s: _CHANGES[r.change].say(s.lang), keep=True),
        Column(Label("There", "在籍"), lambda r, s: _count(r), keep=True, right=True),
        Column(Label("Of", "総数"), lambda r, s: str(r.total), keep=True, right=True),
        Column(Label("Event", "出来事"), lambda r, s: s.title(r.event) if r.event else "", keep=True),
        Column(Label("Sure", "確度"), lambda r, s: s.word("doubtful") if r.doubtful else "", "yellow"),
    )

    def to_dict(self, speak: Speaker) -> Json:
        """Return the row as JSON."""
        return {
            "date": speak.date(self.date), "people": speak.refs(self.people), "change": self.change,
            "remaining": {"least": self.least, "most": self.most, "of": self.total}, "event": self.event,
            "doubtful": self.doubtful,
        }  # fmt: skip


JOINED, LEFT, RETURNED = "joined", "left", "returned"
_CHANGES: dict[str, Label] = {JOINED: Label("joined", "加入"), LEFT: Label("left", "離脱"), RETURNED: Label("returned", "復帰")}


def _count(step: Step) -> str:
    return str(step.least) if step.least == step.most else f"{step.least}–{step.most}"


def retention(saga: Saga, organization: str, *, founders: bool = False) -> Result[Step]:
    """Who of an organization's people (or founders) is left over time: a step for each coming and going.

    ``least`` and ``most`` count those surely and those possibly there at the end of that day.
    """
    house = _organization(saga, organization)
    only = set(_founders(saga, house)) if founders else None
    tenures = [s for s in saga.dataset.posts(house, MEMBER).items if only is None or s.subject in only]
    total = len(only) if only is not None else len({s.subject for s in tenures})
    rows = []
    for (change, date, event), stints in _comings_and_goings(tenures):
        if saga.keeps(falls_in(date.lo, date.hi, saga.since, saga.until)):
            verdicts = _there(tenures, date.hi)
            least, most = sum(v is CERTAIN for v in verdicts), sum(v is not NO for v in verdicts)
            people = tuple(s.subject for s in stints)
            doubtful = any(_edge_doubt(saga, s, "end" if change == LEFT else "start") for s in stints)
            rows.append(Step(people, change, date, least, most, total, event, doubtful))
    return Result(saga.dataset, Step, rows, saga.lang)


Turn = tuple[str, FuzzyDate, str | None]


def _comings_and_goings(tenures: Iterable[Stint]) -> list[tuple[Turn, list[Stint]]]:
    """Return what changed, when and by which event, in order, with those whom it concerns."""
    turns: dict[Turn, list[Stint]] = {}
    seen: set[str] = set()
    for stint in sorted(tenures, key=lambda s: (s.s_lo, s.subject)):
        if stint.start is not None:
            change = RETURNED if stint.subject in seen else JOINED
            turns.setdefault((change, stint.start, stint.opened_by), []).append(stint)
        seen.add(stint.subject)
        if stint.end is not None:
            turns.setdefault((LEFT, stint.end, stint.closed_by), []).append(stint)
    return sorted(turns.items(), key=_turn_order)


def _turn_order(turn: tuple[Turn, list[Stint]]) -> tuple[int, int, bool, str]:
    """Order turns by the day they may have happened, as narrowed by the stint's other end."""
    (change, _, _), (stint, *_) = turn
    left = change == LEFT
    return (*((stint.e_lo, stint.e_hi) if left else (stint.s_lo, stint.s_hi)), left, stint.subject)


def _there(tenures: Iterable[Stint], day: int) -> list[Verdict]:
    """Return, person by person, whether they are there at the end of a day."""
    best: dict[str, Verdict] = {}
    for s in tenures:
        best[s.subject] = best.get(s.subject, NO) | holds_on(s.s_lo, s.s_hi, s.e_lo, s.e_hi, day)
    return list(best.values())


def levels_of(steps: Sequence[Step]) -> list[tuple[int, int, int]]:
    """Return, day by day of change, how many are there at least and at most from that day on.

    What a step says holds at the end of its last day. From its first day on, who leaves may have left
    and who joins may have joined. The first level, before every step, is at day 0.
    """
    first = min(steps, key=lambda s: s.date.hi)
    n = len(first.people) * (1 if first.change == LEFT else -1)
    least, most = max(0, first.least + n), min(first.total, max(0, first.most + n))
    levels = {OPEN_START: (least, most)}
    turns = [(s.date.lo, False, s) for s in steps if not s.date.exact] + [(s.date.hi, True, s) for s in steps if s.date.hi < OPEN_END]
    for day, settled, step in sorted(turns, key=lambda t: t[:2]):
        n = len(step.people)
        if settled:
            least, most = step.least, step.most
        elif step.change == LEFT:
            least = min(least, max(step.least, least - n, 0))
        else:
            most = max(most, min(step.most, most + n))
        levels[day] = least, most
    return [(day, *level) for day, level in levels.items()]


# --- flows ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Flow:
    """Those who went from one organization to another."""

    origin: str
    destination: str
    moves: tuple[tuple[Stint, Stint, Verdict], ...]

    command: ClassVar[str] = "flows"
    columns: ClassVar[tuple[Column, ...]] = (
        Column(Label("From", "移籍元"), lambda r, s: s.name(r.origin), "bold", keep=True),
        Column(Label("To", "移籍先"), lambda r, s: s.name(r.destination), "bold", keep=True),
        Column(Label("People", "人数"), lambda r, s: _span(r), keep=True, right=True),
        Column(Label("Who", "人物"), lambda r, s: s.names(dict.fromkeys(a.subject for a, _, _ in r.moves)), keep=True),
    )

    @property
    def least(self) -> int:
        """How many surely went in the window."""
        return len({a.subject for a, _, v in self.moves if v is CERTAIN})

    @property
    def most(self) -> int:
        """How many possibly went in the window."""
        return len({a.subject for a, _, _ in self.moves})

    def to_dict(self, speak: Speaker) -> Json:
        """Return the row as JSON."""
        return {
            "from": speak.ref(self.origin),
            "to": speak.ref(self.destination),
            "least": self.least,
            "most": self.most,
            "moves": [
                {
                    "person": speak.ref(a.subject), "left": speak.date(a.end), "joined": speak.date(b.start),
                    "verdict": v.value, "doubtful": a.doubtful or b.doubtful, "left_by": a.closed_by, "joined_by": b.opened_by,
                }
                for a, b, v in self.moves
            ],
        }  # fmt: skip


def _span(flow: Flow) -> str:
    return str(flow.most) if flow.least == flow.most else f"{flow.least}–{flow.most}"


def flows(saga: Saga, *, since: Day | None = None, until: Day | None = None) -> Result[Flow]:
    """Moves from organization to organization: who left one and next joined another, in a window.

    Whoever arrived in the window counts; those whose arrival may lie in it make the upper number.
    """
    a, b = saga.window(since, until)
    groups: dict[tuple[str, str], list[tuple[Stint, Stint, Verdict]]] = {}
    for left, joined in _moves(saga):
        verdict = falls_in(joined.s_lo, joined.s_hi, a, b)
        if saga.keeps(verdict):
            groups.setdefault((left.house, joined.house), []).append((left, joined, verdict))
    rows = [Flow(x, y, tuple(sorted(m, key=lambda m: (m[1].s_lo, m[0].subject)))) for (x, y), m in groups.items()]
    rows.sort(key=lambda f: (-f.most, -f.least, f.origin, f.destination))
    return Result(saga.dataset, Flow, rows, saga.lang)


def _moves(saga: Saga) -> Iterator[tuple[Stint, Stint]]:
    """Yield, for each tenure that ended, the next one of the same person elsewhere."""
    by_person: dict[str, list[Stint]] = {}
    for stint in saga.dataset.tenures:
        by_person.setdefault(stint.subject, []).append(stint)
    for tenures in by_person.values():
        for left in tenures:
            joined = _next(left, [s for s in tenures if s.house != left.house and s.start])
            if left.end is not None and joined is not None:
                yield left, joined


def _next(left: Stint, others: list[Stint]) -> Stint | None:
    """Return where somebody went after leaving: the place named, or the next one, unless already elsewhere."""
    after = [s for s in others if s.s_hi >= left.e_lo and s.s_lo >= left.s_lo]
    named = [s for s in after if s.object == left.destination]
    elsewhere = any(s.s_hi < left.e_lo and s.e_lo > left.e_hi for s in others)
    if not named and elsewhere:
        return None
    return min(named or after, key=lambda s: (s.s_lo, s.s_hi), default=None)

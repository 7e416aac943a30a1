"""Stints: intervals of relations, derived from events by pairing what opens with what closes.

The decision hidden here is the pairing. ``derive`` reads the effects of every event off the
ontology, groups them by whom and what they concern, and pairs each group in one pass:

* A close pairs with the open stint that it names; one dated more vaguely than the opening still does.
* A close without an open gives a stint with an unknown start, and a finding.
* A new holder of a single office ends the term of the one before.
* Who gives up a post on a day so vague that the next one may have begun by then has not left.
* What an event only implies (a `destination`, a `from`) yields to an event of its own.
* A *tenure* is the unbroken membership of a person in an organization; its end is *leaving*. Teams and
  legal arms count for their organization, so who moves between them stays; a leave changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from aigraph.dates import OPEN_END, OPEN_START, FuzzyDate, between, day_of
from aigraph.ontology import (
    EVENT_TYPES,
    GOES_TO,
    MANNER,
    MEMBER,
    OFFICE,
    OFFICE_RANK,
    OFFICES,
    ON_LEAVE,
    RELATIONS,
    STAFF,
    Changes,
    Closes,
    EndsAll,
    EndsAt,
    Marks,
    Opens,
    Relation,
    Succeeds,
)
from aigraph.records import Event, Participant

POSTS = frozenset({MEMBER, STAFF, ON_LEAVE, *(o.relation for o in OFFICES.values())})
"""Relations of a person to a house, which open and close together."""


@dataclass(frozen=True, slots=True)
class Stint:
    """One interval of one relation between two entities.

    ``start`` is ``None`` where unknown, ``end`` is ``None`` where no event ended it. ``s_lo`` … ``e_hi``
    are the tightened day ordinals of start and end, the end day excluded. ``house`` is the organization
    that a team or legal arm counts for. ``posts`` are the offices given up when a tenure ended.
    """

    relation: str
    subject: str
    object: str
    house: str
    office: str | None
    case: str | None
    position: str | None
    interim: bool
    start: FuzzyDate | None
    end: FuzzyDate | None
    s_lo: int
    s_hi: int
    e_lo: int
    e_hi: int
    opened_by: str | None
    closed_by: str | None
    doubtful: bool
    manner: str | None = None
    destination: str | None = None

    @property
    def lasting(self) -> bool:
        """Whether the relation can end, unlike a deed, which stays done."""
        return not RELATIONS[self.relation].instant


class Houses(NamedTuple):
    """Which organization a part counts for: ``root`` by part, and which of the parts are teams."""

    root: dict[str, str]
    teams: frozenset[str]

    def of(self, entity: str) -> str:
        """Return the house of a team, a legal arm, or any other organization (itself)."""
        return self.root.get(entity, entity)

    def home(self, entity: str) -> str:
        """Return where members of an entity are counted: a legal arm is its house, a team is itself."""
        return entity if entity in self.teams else self.of(entity)

    def covers(self, object: str, part: str) -> bool:
        """Whether leaving ``object`` is leaving ``part`` of the same house: a team covers only itself."""
        return object == part or object not in self.teams


class Remark(NamedTuple):
    """Something that pairing noticed: a stable rule id, a message, the event it is about."""

    rule: str
    message: str
    event: str


class Derived(NamedTuple):
    """What events derive to: the stints, the houses (part to whole), and findings for the checks."""

    stints: tuple[Stint, ...]
    houses: Houses
    findings: tuple[Remark, ...]

    @classmethod
    def nothing(cls) -> Derived:
        """Return what no events derive to."""
        return cls((), Houses({}, frozenset()), ())


class Token(NamedTuple):
    """One effect of one event on one group: what it does to which post."""

    does: str
    relation: str
    subject: str
    object: str
    office: str | None
    case: str | None
    event: Event
    who: Participant | None = None


OPEN, JOIN, ARRIVE = "open", "join", "arrive"
CLOSE, CLOSE_IF, LEAVE_BY = "close", "close-if", "leave-by"
CHANGE, SUCCEED, END, END_AT, MARK = "change", "succeed", "end", "end-at", "mark"
_LAST = {SUCCEED: 1, LEAVE_BY: 1, END: 2}
"""What comes last on a day: what an event only implies yields to what another one says."""


def derive(events: Sequence[Event], types: Mapping[str, str], as_of: int, houses: Houses | None = None) -> Derived:
    """Derive all stints of events that are in canonical order.

    ``types`` maps entity ids to entity types; ``as_of`` is the day ordinal up to which what no event
    ended still holds. ``houses`` is given where the events are only some of those that say it. Linear in
    the number of effects.
    """
    houses = houses or houses_of(events, types)
    posts: dict[tuple[str, str], list[Token]] = defaultdict(list)
    others: dict[tuple[str, ...], list[Token]] = defaultdict(list)
    deeds: list[Stint] = []
    ends: list[tuple[str, Event]] = []
    ends_at: list[Token] = []
    for event in events:
        for token in _tokens(event, types):
            if token.does == MARK:
                deeds.append(_deed(token, houses))
            elif token.does == END:
                ends.append((token.subject, event))
            elif token.does == END_AT:
                ends_at.append(token)
            elif token.relation in POSTS:
                posts[token.subject, houses.of(token.object)].append(token)
            else:
                others[token.relation, token.subject, token.object, token.case or ""].append(token)
    _add_successions(posts, houses)
    _add_ends(ends, posts, others)
    at: dict[tuple[str, str], list[tuple[str, ...]]] = defaultdict(list)
    for key in others if ends_at else ():
        at[key[0], key[2]].append(key)
    for token in ends_at:
        for key in at.get((token.relation, token.object), ()):
            others[key].append(token._replace(does=CLOSE_IF, subject=key[1], case=key[3] or None))
    stints, findings = list(deeds), list[Remark]()
    for (subject, house), tokens in posts.items():
        walk = _Walk(subject, house, houses, as_of)
        stints += walk.run(_in_order(tokens))
        findings += walk.findings
    for group in others.values():
        stints += _pair(_in_order(group), houses, as_of, findings)
    stints.sort(key=stint_order)
    return Derived(tuple(stints), houses, tuple(findings))


def stint_order(stint: Stint) -> tuple[int, int, str, str, str, int, str]:
    """Order stints by start, relation and names: stable and total enough to print."""
    rank = OFFICE_RANK.get(stint.office, len(OFFICE_RANK))
    return stint.s_lo, stint.s_hi, stint.relation, stint.object, stint.subject, rank, stint.opened_by or ""


# --- from events to tokens -----------------------------------------------------------------------


def houses_of(events: Iterable[Event], types: Mapping[str, str]) -> Houses:
    """Map every team and legal arm to the organization that its members count for."""
    whole: dict[str, str] = {}
    teams = set()
    for event in events:
        for effect in EVENT_TYPES[event.type].effects:
            if isinstance(effect, Opens) and RELATIONS[effect.relation].house:
                relation = RELATIONS[effect.relation]
                for part, _, other in _pairs(event, effect.subject, effect.object, relation, types):
                    if types[part] in relation.house and part != other:
                        whole.setdefault(part, other)
                        if relation.house != relation.subject:
                            teams.add(part)
    return Houses({part: _root(part, whole) for part in whole}, frozenset(teams))


def _root(part: str, whole: Mapping[str, str]) -> str:
    seen = {part}
    while part in whole and whole[part] not in seen:
        part = whole[part]
        seen.add(part)
    return part


def _pairs(event: Event, subject: str, object: str, relation: Relation, types: Mapping[str, str]) -> Iterator[tuple[str, Participant, str]]:
    """Yield the entity pairs of two roles that the relation admits, with the subject's participant."""
    left = [p for p in event.participants if p.role == subject and types[p.entity] in relation.subject]
    if not left:
        return
    right = [p.entity for p in event.participants if p.role == object and types[p.entity] in relation.object]
    for i, who in enumerate(left):
        for other in dict.fromkeys(right[i + 1 :] if subject == object else right):
            if other != who.entity:
                yield who.entity, who, other


def _tokens(event: Event, types: Mapping[str, str]) -> Iterator[Token]:
    """Yield what one event does, read off the ontology."""
    for effect in EVENT_TYPES[event.type].effects:
        if isinstance(effect, EndsAll):
            for p in event.participants:
                if p.role == effect.role:
                    yield Token(END, "", p.entity, p.entity, None, None, event)
            continue
        if isinstance(effect, EndsAt):
            for p in event.participants:
                if p.role == effect.object:
                    yield Token(END_AT, effect.relation, "", p.entity, None, None, event)
            continue
        relation = RELATIONS[effect.relation]
        scope = next((p.entity for p in event.participants if p.role == relation.scope), None) if relation.scope else None
        for subject, who, object in _pairs(event, effect.subject, effect.object, relation, types):
            if isinstance(effect, Succeeds):
                yield from _given_up(effect, event, subject, object, who)
            elif effect.relation != MEMBER:
                yield Token(_doing(effect), effect.relation, subject, object, None, scope, event, who)
            else:
                here = _names_office(effect)
                office = who.office if here else None
                post = OFFICES[office].relation if office else STAFF
                yield Token(_doing(effect), post, subject, object, office, None, event, who if here else None)


def _doing(effect: Opens | Closes | Changes | Marks) -> str:
    if isinstance(effect, Opens):
        return ARRIVE if effect.implied else JOIN if effect.if_absent else OPEN
    if isinstance(effect, Closes):
        return LEAVE_BY if effect.implied else CLOSE_IF if effect.if_open else CLOSE
    return MARK if isinstance(effect, Marks) else CHANGE


def _names_office(effect: Opens | Closes | Changes | Marks) -> bool:
    """Whether the office on the participant is one at the object of this effect."""
    if isinstance(effect, Opens):
        return not (effect.plain or effect.implied)
    return not (isinstance(effect, Closes) and effect.implied)


def _given_up(effect: Succeeds, event: Event, subject: str, object: str, who: Participant) -> Iterator[Token]:
    """Yield the ends of the offices that a predecessor gives up: the one named, or those taken over."""
    taken = [who.office] if who.office else [p.office for p in event.participants if p.role == effect.successor]
    for office in dict.fromkeys(o for o in taken if o):
        yield Token(SUCCEED, OFFICES[office].relation, subject, object, office, None, event, who)


def _add_successions(posts: dict[tuple[str, str], list[Token]], houses: Houses) -> None:
    """Give the holder of a single office an end when somebody else takes it over."""
    taken: dict[tuple[str, str], list[Token]] = defaultdict(list)
    for tokens in posts.values():
        for token in tokens:
            if token.does in (OPEN, JOIN, CHANGE) and token.office and OFFICES[token.office].single:
                taken[token.object, token.office].append(token)
    for tokens in taken.values():
        tokens.sort(key=_token_order)
        for before, after in pairwise(tokens):
            if before.subject != after.subject:
                end = after._replace(does=SUCCEED, subject=before.subject, who=None)
                posts[before.subject, houses.of(before.object)].append(end)


def _add_ends(
    ends: Iterable[tuple[str, Event]],
    posts: dict[tuple[str, str], list[Token]],
    others: dict[tuple[str, ...], list[Token]],
) -> None:
    """Add an end to every group that touches an entity which ceases to exist."""
    gone: dict[str, list[Event]] = defaultdict(list)
    for entity, event in ends:
        gone[entity].append(event)
    if not gone:
        return
    for (subject, house), tokens in posts.items():
        places = dict.fromkeys((house, *(t.object for t in tokens)))
        tokens += [Token(END, "", subject, house, None, None, end) for end in gone.get(subject, ())]
        tokens += [Token(END, "", subject, place, None, None, end) for place in places for end in gone.get(place, ())]
    for (relation, subject, object, case), tokens in others.items():
        ending = (*gone.get(subject, ()), *gone.get(object, ()))
        tokens += [Token(CLOSE_IF, relation, subject, object, None, case or None, end) for end in ending]


def _token_order(token: Token) -> tuple[int, int]:
    return token.event.date.lo, token.event.date.hi


def _in_order(tokens: list[Token]) -> list[Token]:
    """Order the tokens of a group by day; events come in canonical order, so a stable sort keeps it."""
    return sorted(tokens, key=lambda t: (*_token_order(t), _LAST.get(t.does, 0)))


# --- pairing -------------------------------------------------------------------------------------


def _doubtful(*events: Event | None) -> bool:
    return any(e is not None and e.doubtful for e in events)


def _make(
    token: Token, house: str, start: FuzzyDate | None, opened: Event | None, end: FuzzyDate | None,
    closed: Event | None, as_of: int,
) -> Stint:  # fmt: skip
    """Build a stint with tightened bounds; an open end lies after ``as_of``, an unknown start before its end."""
    s_lo, s_hi = (start.lo, start.hi) if start else (OPEN_START, OPEN_END)
    e_lo, e_hi = (end.lo, end.hi) if end else (as_of + 1, OPEN_END)
    who = token.who
    return Stint(
        token.relation, token.subject, token.object, house, token.office, token.case,
        who.position if who else None, who.interim if who else False, start, end,
        s_lo, min(s_hi, e_hi), max(e_lo, s_lo), e_hi,
        opened.id if opened else None, closed.id if closed else None, _doubtful(opened, closed),
        closed.attribute(MANNER) if closed else None, _destination(closed),
    )  # fmt: skip


def _destination(closed: Event | None) -> str | None:
    """Return where the event says the person went; ``None`` where it names several places."""
    role = GOES_TO.get(closed.type) if closed else None
    places = [p.entity for p in closed.participants if p.role == role] if closed and role else []
    return places[0] if len(places) == 1 else None


def _deed(token: Token, houses: Houses) -> Stint:
    """Return a deed: done on its day, and from then on it stays done."""
    return _make(token, houses.of(token.object), token.event.date, token.event, None, None, OPEN_END - 1)


def _pair(tokens: list[Token], houses: Houses, as_of: int, findings: list[Remark]) -> Iterator[Stint]:
    """Pair the openings and closings of one relation between one pair."""
    current: Token | None = None
    waiting: Token | None = None
    for token in tokens:
        house = houses.of(token.object)
        if token.does not in (CLOSE, CLOSE_IF):
            if current is None:
                current = token
                if waiting is not None and token.event.date.lo <= waiting.event.date.hi:
                    yield _make(current, house, current.event.date, current.event, waiting.event.date, waiting.event, as_of)
                    current, waiting = None, None
        elif current is not None:
            yield _make(current, house, current.event.date, current.event, token.event.date, token.event, as_of)
            current = None
        elif token.does == CLOSE and token.event.date.exact:
            yield _unknown_start(token, house, as_of, findings)
        elif token.does == CLOSE:
            waiting = token
    if waiting is not None:
        yield _unknown_start(waiting, houses.of(waiting.object), as_of, findings)
    if current is not None:
        yield _make(current, houses.of(current.object), current.event.date, current.event, None, None, as_of)


def _unknown_start(token: Token, house: str, as_of: int, findings: list[Remark]) -> Stint:
    findings.append(
        Remark(
            "unknown-start",
            f"ends {token.subject}'s '{token.office or token.relation}' at {token.object}, which no event began",
            token.event.id,
        )
    )
    return _make(token, house, None, None, token.event.date, token.event, as_of)


class _Held(NamedTuple):
    """A post held while walking: how it began, and whether that is only implied."""

    token: Token
    start: FuzzyDate | None
    implied: bool


class _Walk:
    """The walk through one person's posts at one house: the open posts, and the tenure around them."""

    def __init__(self, subject: str, house: str, houses: Houses, as_of: int) -> None:
        self.subject, self.house, self.houses, self.as_of = subject, house, houses, as_of
        self.held: list[_Held] = []
        self.done: list[Stint] = []
        self.findings: list[Remark] = []
        self.waiting: list[Token] = []
        self.tenure: _Held | None = None
        self.last_end: tuple[FuzzyDate, bool] | None = None
        self.openings: list[int] = []

    def run(self, tokens: Iterable[Token]) -> list[Stint]:
        """Return the stints of the group: its posts and, as relation ``member``, its tenures."""
        tokens = list(tokens)
        self.openings = [t.event.date.lo for t in tokens if t.does in (OPEN, JOIN, CHANGE) and _is_membership(t)]
        for token in tokens:
            getattr(self, "_" + token.does.replace("-", "_"))(token)
        for token in self.waiting:
            self._close_unknown(token)
        for held in self.held:
            self.done.append(self._stint(held, None, None))
        if self.tenure is not None:
            self._end_tenure(None, None, [])
        return self.done

    # what tokens do

    def _open(self, token: Token) -> None:
        held = [h for h in self.held if self._same(h, token) and not h.implied]
        if any(_continues(h.token, token) for h in held):
            return
        self._flush_waiting(token)
        self._replace_implied(token)
        if held and token.office and OFFICES[token.office].single:
            self._finish(held, token.event.date, token.event, stays=True)
        self.held.append(_Held(token, token.event.date, False))
        self._begin_tenure(token, token.event.date, implied=False)
        self._meet_waiting()

    def _join(self, token: Token) -> None:
        here = any(_is_membership(h.token) and not h.implied for h in self.held)
        if not (here and token.office is None):
            self._open(token)

    def _change(self, token: Token) -> None:
        old = [h for h in self.held if h.token.relation == OFFICE and h.token.object == token.object]
        ending = [h for h in old if not (h.token.office == token.office and _continues(h.token, token))]
        self.held = [h for h in self.held if h not in ending]
        self.done += [self._stint(h, token.event.date, token.event) for h in ending]
        self._open(token)

    def _arrive(self, token: Token) -> None:
        if self.tenure is not None:
            return
        self._flush_waiting(token)
        day = token.event.date
        start = FuzzyDate(f"{day_of(day.lo) or '..'}/..", day.lo, OPEN_END, day.doubtful)
        self.held.append(_Held(token, start, True))
        self._begin_tenure(token, start, implied=True)

    def _close(self, token: Token) -> None:
        ending = [h for h in self.held if self._ends(token, h)]
        if ending:
            self._finish(ending, token.event.date, token.event, stays=self._moves_on(token))
        elif not token.event.date.exact:
            self.waiting.append(token)
        else:
            self._close_unknown(token)

    def _close_if(self, token: Token) -> None:
        if any(self._ends(token, h) for h in self.held):
            self._close(token)

    def _succeed(self, token: Token) -> None:
        ending = [h for h in self.held if self._same(h, token)]
        if ending:
            self._finish(ending, token.event.date, token.event, stays=True)
            self._fall_back(token)
        elif token.who is not None and not any(s.office == token.office for s in self.done):
            self._close_unknown(token)

    def _leave_by(self, token: Token) -> None:
        lo = max((h.start.lo for h in self.held if h.start), default=OPEN_START)
        end = between(min(lo, token.event.date.hi), token.event.date.hi)
        if self.held:
            self._finish(list(self.held), end, token.event, implied=True)
        elif self.last_end is None:
            self.done.append(self._stint(_Held(token, None, True), end, token.event))
            self.tenure = _Held(token, None, True)
            self._end_tenure(end, token.event, self.done[-1:], implied=True)
            self.last_end = (end, True)

    def _end(self, token: Token) -> None:
        everything = token.object == self.house
        ending = [h for h in self.held if everything or h.token.object == token.object]
        if ending:
            self._finish(ending, token.event.date, token.event, stays=not everything)
            if not everything:
                self._fall_back(token)

    def _fall_back(self, token: Token) -> None:
        """Let whoever lost the last post without leaving stay as plain staff."""
        if self.tenure is not None and not any(_is_membership(h.token) for h in self.held):
            plain = token._replace(does=OPEN, relation=STAFF, object=self.house, office=None, who=None)
            self.held.append(_Held(plain, token.event.date, False))

    # the posts

    def _moves_on(self, token: Token) -> bool:
        """Whether a post is given up on a day so vague that the next one here may have begun before: no gap is known."""
        date = token.event.date
        return token.office is not None and any(date.lo < opening <= date.hi for opening in self.openings)

    def _same(self, held: _Held, token: Token) -> bool:
        mine = held.token
        return (mine.relation, mine.object, mine.office) == (token.relation, token.object, token.office)

    def _ends(self, token: Token, held: _Held) -> bool:
        """Whether a close ends this post: the named one, or, naming none, all of the organization's."""
        if token.relation == ON_LEAVE:
            return held.token.relation == ON_LEAVE
        named = token.office is None or held.token.office == token.office
        return named and self.houses.covers(token.object, held.token.object)

    def _stint(self, held: _Held, end: FuzzyDate | None, closed: Event | None) -> Stint:
        opened = held.token.event if held.start is not None else None
        return _make(held.token, self.house, held.start, opened, end, closed, self.as_of)

    def _replace_implied(self, token: Token) -> None:
        """Let the event of an arrival take the place of an arrival that was only implied."""
        implied = [h for h in self.held if h.implied]
        if implied:
            self.held = [h for h in self.held if not h.implied]
            if self.tenure is not None and self.tenure.implied:
                self.tenure = _Held(token, token.event.date, False)

    def _finish(self, ending: list[_Held], end: FuzzyDate, event: Event, *, stays: bool = False, implied: bool = False) -> None:
        ended = [self._stint(h, end, event) for h in ending]
        self.done += ended
        self.held = [h for h in self.held if h not in ending]
        self.last_end = (end, implied)
        if not stays and self.tenure is not None and not any(_is_membership(h.token) for h in self.held):
            self._end_tenure(end, event, ended, implied=implied)

    def _close_unknown(self, token: Token) -> None:
        if self.last_end is not None and self.last_end[1] and token.office is None:
            self._restate_end(token)
            return
        if self.tenure is not None and token.office is None and token.object not in self.houses.teams:
            self._end_tenure(token.event.date, token.event, [])
            return
        stint = _unknown_start(token, self.house, self.as_of, self.findings)
        self.done.append(stint)
        self.last_end = (token.event.date, False)
        if self.tenure is None and _is_membership(token):
            self.tenure = _Held(token, None, False)
            self._end_tenure(token.event.date, token.event, [stint])

    def _restate_end(self, token: Token) -> None:
        """Let the event of a departure take the place of a departure that was only implied."""
        date, event = token.event.date, token.event
        implied = self.last_end[0] if self.last_end else None
        for i, stint in enumerate(self.done):
            if stint.end is implied:
                end_lo, end_hi = max(date.lo, stint.s_lo), date.hi
                self.done[i] = replace(
                    stint, end=date, e_lo=end_lo, e_hi=end_hi, s_hi=min(stint.s_hi, end_hi), closed_by=event.id,
                    manner=event.attribute(MANNER), destination=_destination(event),
                    position=(token.who.position if token.who else None) or stint.position,
                )  # fmt: skip
        self.last_end = (date, False)

    def _flush_waiting(self, token: Token) -> None:
        """Let closes that cannot be meant for this opening stand with an unknown start."""
        for close in list(self.waiting):
            follows = any(link.event == close.event.id for link in token.event.links)
            if follows or token.event.date.lo > close.event.date.hi:
                self.waiting.remove(close)
                self._close_unknown(close)

    def _meet_waiting(self) -> None:
        """Close at once what a vaguely dated close was waiting for."""
        for close in list(self.waiting):
            ending = [h for h in self.held if self._ends(close, h)]
            if ending:
                self.waiting.remove(close)
                self._finish(ending, close.event.date, close.event)

    # the tenure

    def _begin_tenure(self, token: Token, start: FuzzyDate, *, implied: bool) -> None:
        if self.tenure is None and _is_membership(token):
            self.tenure = _Held(token, start, implied)

    def _end_tenure(self, end: FuzzyDate | None, closed: Event | None, ended: list[Stint], *, implied: bool = False) -> None:
        assert self.tenure is not None
        held, self.tenure = self.tenure, None
        posts = ended or [self._stint(h, None, None) for h in self.held]
        post = min(posts, key=lambda s: OFFICE_RANK.get(s.office, len(OFFICE_RANK)), default=None)
        words = (None if implied else _words(closed, self.subject)) or (post.position if post else None)
        office, interim = (post.office, post.interim) if post else (None, False)
        who = Participant("", self.subject, office, interim, words)
        token = held.token._replace(relation=MEMBER, object=self.house, office=office, who=who)
        self.done.append(self._stint(held._replace(token=token), end, closed))


def _continues(held: Token, token: Token) -> bool:
    """Whether an opening only says again that an office is held: as firmly, and as the same post.

    Offices that many hold (a head, a vice president) are told apart by the words for them.
    """
    was, now = held.who, token.who
    firm = bool(was and was.interim) == bool(now and now.interim)
    one = held.office is None or OFFICES[held.office].single or OFFICES[held.office].relation != OFFICE
    words = {p.position for p in (was, now) if p and p.position}
    return firm and (one or len(words) < 2)


def _is_membership(token: Token) -> bool:
    return RELATIONS[token.relation].membership


def _words(event: Event | None, subject: str) -> str | None:
    """Return the words of the event for the post that somebody gives up."""
    if event is None:
        return None
    return next((p.position for p in event.participants if p.entity == subject and p.position), None)

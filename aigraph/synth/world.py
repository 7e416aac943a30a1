"""The state of a made-up industry: who is where, who holds which single office, what runs.

The decision hidden here is what must be remembered so that nothing ends that had not begun and nobody
sits on one chair with somebody else, and what may be forgotten: the state grows with the number of those
in office, not with that of the events.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Generic, NamedTuple, TypeVar

from aigraph.dates import FuzzyDate
from aigraph.ontology import MEMBER, OFFICES, PERSON, RELATIONS
from aigraph.synth.names import name_of, slug
from aigraph.synth.shape import CASTING, OFFICE_SHARES, PER, popular

K = TypeVar("K")


class Bag(Generic[K]):
    """Things of which any can be taken out, and one at random looked at, at once."""

    __slots__ = ("_at", "items")

    def __init__(self) -> None:
        self.items: list[K] = []
        self._at: dict[K, int] = {}

    def __len__(self) -> int:
        return len(self.items)

    def __contains__(self, thing: object) -> bool:
        return thing in self._at

    def add(self, thing: K) -> None:
        """Put a thing in, once."""
        if thing not in self._at:
            self._at[thing] = len(self.items)
            self.items.append(thing)

    def remove(self, thing: K) -> None:
        """Take a thing out, if it is in; the last one takes its place."""
        place = self._at.pop(thing, None)
        if place is not None:
            last = self.items.pop()
            if last is not thing:
                self.items[place] = last
                self._at[last] = place


@dataclass(slots=True, eq=False)
class Actor:
    """Somebody or something that takes part: its names, whether its record is out, its last event."""

    type: str
    number: int
    id: str
    en: str
    ja: str
    told: bool = False
    last: str | None = None


class Post(NamedTuple):
    """What a person is at a place, an organization or team, since an event that says so or only implies it."""

    place: Organization
    office: str | None
    event: str
    implied: bool = False


@dataclass(slots=True, eq=False)
class Person(Actor):
    """A person with all current posts. ``free``: the first day of which something new can be told.

    ``barred``: where the person's beginning is not known, so that no second one can follow.
    """

    free: int = 0
    posts: list[Post] = field(default_factory=list)
    barred: tuple[Organization, ...] = ()
    sued: bool = False


@dataclass(slots=True, eq=False)
class Organization(Actor):
    """An organization or a team: who is there, who was, who holds its single offices (and since when settled)."""

    people: Bag[Person] = field(default_factory=Bag)
    left: list[Person] = field(default_factory=list)
    chairs: dict[str, tuple[Person | None, int]] = field(default_factory=dict)
    house: Organization | None = None

    @property
    def home(self) -> Organization:
        """The organization that members count for."""
        return self.house or self


@dataclass(slots=True, eq=False)
class Case(Actor):
    """A lawsuit that runs."""

    plaintiffs: tuple[Actor, ...] = field(kw_only=True)
    defendants: tuple[Actor, ...] = field(kw_only=True)
    court: Actor = field(kw_only=True)
    judge: Actor | None = None
    filed: str = ""
    free: int = 0


class Tie(NamedTuple):
    """A relation that an event began and another may end."""

    subject: Actor
    object: Actor


_HOUSES = frozenset(kind for kind in PER if kind in RELATIONS[MEMBER].object)
_MEMBERSHIP = {office.id: RELATIONS[office.relation].membership for office in OFFICES.values()} | {None: True}
_KEPT = 5_000
"""So many of those who are out of work, of products, ties and open cases are remembered at most."""


class World:
    """The state of the industry on a day: who is where, what runs, what comes to mind."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)  # noqa: S311 (nothing here is a secret)
        self.salt = self.rng.getrandbits(32)
        self.events = 0
        self.numbers: dict[str, int] = {}
        self.pools: dict[str, list[Actor]] = {kind: [] for kind in PER}
        self.idle: list[Person] = []
        self.arrived: list[tuple[Person, Organization]] = []
        self.away: list[tuple[Person, Organization, int]] = []
        self.teams: Bag[Organization] = Bag()
        self.cases: list[Case] = []
        self.suits: set[tuple[int, int]] = set()
        self.ties: dict[str, Bag[Tie]] = {relation: Bag() for relation in RELATIONS}
        self.begun: dict[tuple[str, Tie], tuple[str, int]] = {}

    # --- making and picking ---

    def count(self, kind: str) -> int:
        """Return how many of a kind there were before, and count one more."""
        number = self.numbers.get(kind, 0)
        self.numbers[kind] = number + 1
        return number

    def make(self, kind: str, stem: str = "") -> Actor:
        """Return somebody or something new; the id of what belongs to somebody begins with that one's."""
        en, ja = name_of(kind, self.count(kind) + self.salt)
        names = (kind, self.count("all"), f"{stem}{slug(en)}", en, ja)
        if kind == PERSON:
            return Person(*names)
        return Organization(*names) if kind in _HOUSES or kind == "team" else Actor(*names)

    def person(self) -> Person:
        """Return somebody new."""
        made = self.make(PERSON)
        assert isinstance(made, Person)
        return made

    def organization(self, kind: str, stem: str = "") -> Organization:
        """Return a new organization or team."""
        made = self.make(kind, stem)
        assert isinstance(made, Organization)
        return made

    def pick(self, kind: str) -> Actor:
        """Return one of the known of a type, the older the likelier; from time to time a new one."""
        pool = self.pools[kind]
        if len(pool) < 2 + self.events / PER[kind]:
            self.keep(self.make(kind))
            return pool[-1]
        return pool[popular(len(pool), self.rng.random())]

    def keep(self, actor: Actor) -> None:
        """Let an actor be picked from now on; of products and the like not all are remembered."""
        pool = self.pools[actor.type]
        if isinstance(actor, Organization) or len(pool) < _KEPT:
            pool.append(actor)
        else:
            pool[self.rng.randrange(len(pool))] = actor

    def house(self, role: str | None = None) -> Organization:
        """Return an organization to work at, such as fill a role."""
        picked = self.pick(CASTING[role or "organization"](self.rng))
        assert isinstance(picked, Organization)
        return picked

    def member(self, organization: Organization, day: int) -> Person | None:
        """Return a person there of whom something new can be told on that day."""
        people = organization.people.items
        for _ in range(4 if people else 0):
            person = people[int(len(people) * self.rng.random())]
            if person.free <= day:
                return person
        return None

    def someone(self) -> Person:
        """Return a person to speak, write or be spoken of: mostly one of a popular organization."""
        for _ in range(3):
            people = self.house().people.items
            if people and self.rng.random() < 0.95:
                return people[int(len(people) * self.rng.random() ** 2)]
        return self.person()

    def cast(self, role: str, allowed: Sequence[str], *, new: bool = False) -> Actor | None:
        """Return who fills a role for which these types of entities are allowed; ``None`` if there is nobody."""
        for _ in range(8):
            kind = CASTING[role](self.rng)
            if kind not in allowed:
                continue
            if kind == PERSON:
                return self.someone()
            if new:
                made = self.make(kind)
                if not isinstance(made, Organization):
                    self.keep(made)
                return made
            return self.pick(kind) if kind in PER else None
        return None

    def other(self, actor: Actor) -> Actor | None:
        """Return another of an actor's type, if one comes to mind."""
        found = self.pick(actor.type) if actor.type in PER else self.someone() if actor.type == PERSON else None
        return None if found is actor else found

    def judge(self, court: Actor) -> Person:
        """Return one of the few judges of a court."""
        assert isinstance(court, Organization)
        if (len(court.people) < 5 and self.rng.random() < 0.4) or not court.people:
            court.people.add(self.person())
        return self.rng.choice(court.people.items)

    def remember(self, known: list[K], thing: K, most: int = _KEPT) -> None:
        """Add to a list that grows so long at most, then in the place of any other."""
        if len(known) < most:
            known.append(thing)
        else:
            known[self.rng.randrange(most)] = thing

    # --- posts ---

    def open(self, person: Person, place: Organization, office: str | None, date: FuzzyDate, event: str, *, implied: bool = False) -> None:
        """Let a person take a post: what was only implied there ends, as does another's term in a single office."""
        if not implied:
            person.posts = [p for p in person.posts if not (p.implied and p.place.home is place.home)]
        if office and OFFICES[office].single:
            holder, _ = place.chairs.get(office, (None, 0))
            if holder is not None and holder is not person:
                self.unseat(holder, next(p for p in holder.posts if p.place is place and p.office == office), date, event)
                holder.free = max(holder.free, date.hi + 1)
            place.chairs[office] = (person, date.hi + 1)
        if not any(p.place is place and p.office == office for p in person.posts):
            person.posts.append(Post(place, office, event, implied))
        place.people.add(person)
        place.home.people.add(person)

    def give_up(self, person: Person, post: Post, date: FuzzyDate) -> None:
        """End one post of a person."""
        person.posts.remove(post)
        if post.office and post.place.chairs.get(post.office, (None, 0))[0] is person:
            post.place.chairs[post.office] = (None, date.hi + 1)
        if post.place.house and not any(p.place is post.place for p in person.posts):
            post.place.people.remove(person)

    def unseat(self, person: Person, post: Post, date: FuzzyDate, event: str) -> None:
        """End one post of a person, who stays at the organization as plain staff."""
        self.give_up(person, post, date)
        home = post.place.home
        if not any(p.place.home is home and _MEMBERSHIP[p.office] for p in person.posts):
            person.posts.append(Post(home, None, event))

    def close(self, person: Person, home: Organization, date: FuzzyDate, office: str | None = None) -> None:
        """End a person's posts at an organization: those of one office, or all."""
        for post in [p for p in person.posts if p.place.home is home and office in (None, p.office)]:
            self.give_up(person, post, date)
        if not any(p.place.home is home for p in person.posts):
            home.people.remove(person)
            self.remember(home.left, person, 30)
            if not person.posts:
                self.remember(self.idle, person)

    def chair(self, place: Organization, day: int) -> str | None:
        """Return an office that somebody can take up on that day, or ``None``; now and then one that somebody has."""
        office = OFFICE_SHARES(self.rng)
        if office and self.rng.random() < 0.4:
            held = [known for known, (holder, _) in place.chairs.items() if holder is not None]
            office = self.rng.choice(held) if held else office
        holder, settled = place.chairs.get(office or "", (None, 0))
        return office if settled <= day and (holder is None or holder.free <= day) else None

    # --- ties ---

    def tie(self, relation: str, tie: Tie, event: str, date: FuzzyDate) -> None:
        """Keep in mind that a relation began."""
        if len(self.ties[relation]) < _KEPT and tie not in self.ties[relation]:
            self.ties[relation].add(tie)
            self.begun[relation, tie] = (event, date.hi + 1)

    def untie(self, relation: str, tie: Tie) -> None:
        """Forget a relation that has ended."""
        self.ties[relation].remove(tie)
        self.begun.pop((relation, tie), None)

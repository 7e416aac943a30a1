"""Scenes: what happens on a day, to whom, and what it changes.

The decision hidden here is how a type of event is cast. What it does to relations, as the ontology says
it, decides who can play in it (who leaves must be there) and what is different afterwards; the other
roles are filled by their shares. No type is named here, and no role that an effect of it names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple, TypeAlias, TypeGuard

from aigraph.dates import FuzzyDate
from aigraph.ontology import (
    CASE,
    COMMON_ROLES,
    COURT,
    EVENT_TYPES,
    GOES_TO,
    LITIGATES,
    MEMBER,
    OFFICE,
    OFFICES,
    ON_LEAVE,
    PERSON,
    PRESIDES,
    RELATIONS,
    Changes,
    Closes,
    Effect,
    EndsAll,
    EventType,
    Marks,
    Opens,
    Succeeds,
)
from aigraph.synth.shape import FOUNDED, ONLY_LEAVING, SHAPES, Shape
from aigraph.synth.world import Actor, Case, Organization, Person, Tie, World


@dataclass(slots=True)
class Scene:
    """An event in the making: who takes part as what, what it changes, the first day it can be dated.

    ``done``: roles that need nobody more. ``movers``: the persons whose posts it changes. ``ends``: the
    event that began what it ends. ``unbounded``: its beginning may be unknown. ``leaving``: it may have a manner.
    """

    kind: EventType
    shape: Shape
    day: int
    parts: list[tuple[str, Actor, str | None, bool]] = field(default_factory=list)
    done: set[str] = field(default_factory=set)
    movers: list[Person] = field(default_factory=list)
    then: list[Change] = field(default_factory=list)
    floor: int = 0
    ends: str | None = None
    unbounded: bool = False
    leaving: bool = False

    @property
    def roles(self) -> Roles:
        """The roles of those whose posts it changes."""
        return _ROLES[self.kind.id]

    def add(self, role: str, actor: Actor, office: str | None = None, *, interim: bool = False) -> None:
        """Let somebody take part."""
        self.parts.append((role, actor, office, interim))
        self.done.add(role)

    def move(self, person: Person) -> None:
        """Let the event change a person's posts: it then comes after all that is told of them."""
        self.movers.append(person)
        self.floor = max(self.floor, person.free)

    def has(self, actor: Actor) -> bool:
        """Whether somebody takes part already."""
        return any(known is actor for _, known, _, _ in self.parts)

    def cast(self, role: str) -> list[Actor]:
        """Return those in a role."""
        return [actor for named, actor, _, _ in self.parts if named == role]

    def share(self, role: str) -> float:
        """Return in how many of such events a role is filled."""
        part = self.shape.parts.get(role)
        return part.share if part else 0.0

    def count(self, role: str, rng: Random) -> int:
        """Return how many fill a role this time."""
        part = self.shape.parts.get(role)
        if part is None or rng.random() >= part.share:
            return 0
        more, n = part.mean / part.share - 1, 1
        while rng.random() < more / (1 + more) and n < 25:
            n += 1
        return n


Change: TypeAlias = Callable[[FuzzyDate, str], None]
"""What an event of a date and an id changes."""
Staging: TypeAlias = Callable[[World, Scene], bool]
"""What casts the main roles of a scene; false where nobody is there to play them on that day."""


class Roles(NamedTuple):
    """The roles of a type of event that changes posts: who moves, where, in whose place, from and to where."""

    movers: tuple[str, ...]
    place: str
    before: str | None
    origin: str | None
    goal: str | None


def _roles(kind: EventType) -> Roles:
    """Read off the effects of a type who moves and where."""
    moving = [e for e in kind.effects if _moves(e)]
    origins = [e.object for e in kind.effects if isinstance(e, Closes) and e.implied]
    return Roles(
        tuple(dict.fromkeys(e.subject for e in moving)),
        moving[0].object if moving else "",
        next((e.subject for e in kind.effects if isinstance(e, Succeeds)), None),
        origins[0] if origins else None,
        GOES_TO.get(kind.id),
    )


def _moves(effect: Effect) -> TypeGuard[Opens | Closes | Changes]:
    """Whether it opens, closes or changes posts themselves, not those that are implied or held beside them."""
    if isinstance(effect, Opens) and not (effect.plain or effect.implied):
        return effect.relation in (MEMBER, ON_LEAVE)
    return isinstance(effect, Changes) or (isinstance(effect, Closes) and effect.relation in (MEMBER, ON_LEAVE) and not effect.implied)


_ROLES = {name: _roles(EVENT_TYPES[name]) for name in SHAPES}
_OPENINGS = {e.relation: e for t in EVENT_TYPES.values() for e in t.effects if isinstance(e, Opens)}
PLAINTIFF, DEFENDANT, JUDGE = _OPENINGS[LITIGATES].subject, _OPENINGS[LITIGATES].object, _OPENINGS[PRESIDES].subject
_NEVER = 10_000_000
"""The day on which something new can be told of somebody dead or on leave."""


def _take_up(world: World, scene: Scene, role: str, person: Person, place: Organization, office: str | None) -> None:
    """Let a person take a post, and say whose it was, if it was somebody's."""
    scene.move(person)
    if office is None or not OFFICES[office].single:
        scene.add(role, person, office)
    else:
        holder, settled = place.chairs.get(office, (None, 0))
        scene.floor = max(scene.floor, settled, holder.free if holder else 0)
        scene.add(role, person, office, interim=world.rng.random() < 0.05)
        if scene.roles.before and holder is not None and holder is not person and world.rng.random() < 0.8:
            scene.add(scene.roles.before, holder)
    scene.then.append(lambda date, event: world.open(person, place, office, date, event))


def _closing(world: World, person: Person, home: Organization, office: str | None = None) -> Change:
    return lambda date, event: world.close(person, home, date, office)


def _newcomer(world: World, scene: Scene, place: Organization) -> tuple[Person, Organization | None]:
    """Return somebody who comes to a place, and from where, if that is told."""
    way, other = world.rng.random(), world.house(scene.roles.origin)
    if way < 0.2 and other is not place and (mover := world.member(other, scene.day)) and _can_come(mover, place):
        scene.then.append(_closing(world, mover, other))
        return mover, other
    if way < 0.34 and other is not place:
        person = world.person()
        person.barred = (other,)
        return person, other
    if way < 0.5 and world.idle:
        person = world.rng.choice(world.idle)
        if not person.posts and person.free <= scene.day and _can_come(person, place):
            return person, None
    return world.person(), None


def _can_come(person: Person, place: Organization) -> bool:
    return person not in place.people and place not in person.barred


def _appoint(world: World, scene: Scene) -> bool:
    """Somebody joins, or takes up an office; now and then somebody whose coming another event foretold."""
    roles, place, origin, person = scene.roles, world.house(), None, None
    scene.done |= {role for role in (roles.before, roles.origin) if role}
    if world.arrived and world.rng.random() < 0.12:
        person, place = world.rng.choice(world.arrived)
        if person.free > scene.day or not any(p.implied and p.place is place for p in person.posts):
            return False
    office = world.chair(place, scene.day)
    if person is None and office and world.rng.random() < 0.25:
        person = world.member(place, scene.day)
        if person and any(p.place is place and p.office == office for p in person.posts):
            return False
    if person is None:
        person, origin = _newcomer(world, scene, place)
    _take_up(world, scene, roles.movers[0], person, place, office)
    scene.add(roles.place, place)
    if origin is not None and roles.origin:
        scene.add(roles.origin, origin)
        return True
    for _ in range(scene.count(roles.movers[0], world.rng) - 1):
        _take_up(world, scene, roles.movers[0], world.person(), place, None)
    return True


def _at_work(world: World, day: int, *, tries: int = 8) -> tuple[Person, Organization] | None:
    """Return a person with a post of which something new can be told, and where it is."""
    for _ in range(tries):
        place = world.house()
        if person := world.member(place, day):
            return person, place
    return None


def _depart(world: World, scene: Scene) -> bool:
    """Somebody gives up an office, or leaves."""
    scene.leaving = True
    if world.rng.random() < ONLY_LEAVING:
        return _depart_untold(world, scene)
    found = _at_work(world, scene.day)
    if found is None:
        return False
    (person, place), roles = found, scene.roles
    posts = [p for p in person.posts if p.place.home is place]
    offices = [p.office for p in posts if p.office and p.place is place]
    office = world.rng.choice(offices) if offices and world.rng.random() < 0.35 else None
    scene.ends = next((p.event for p in posts if office in (None, p.office)), None)
    fellows = [(person, office)]
    for _ in range(scene.count(roles.movers[0], world.rng) - 1):
        fellow = world.member(place, scene.day)
        if fellow and all(fellow is not known for known, _ in fellows):
            fellows.append((fellow, None))
    for who, post in fellows:
        scene.add(roles.movers[0], who, post)
        scene.move(who)
        scene.then.append(_closing(world, who, place, post))
    scene.add(roles.place, place)
    _go_on(world, scene, person if len(fellows) == 1 and office is None else None, place)
    return True


def _depart_untold(world: World, scene: Scene) -> bool:
    """Somebody leaves of whose coming nothing is told."""
    person, place = world.person(), world.house()
    scene.add(scene.roles.movers[0], person)
    scene.add(scene.roles.place, place)
    scene.move(person)
    person.barred = (place,)
    scene.then.append(lambda date, event: world.remember(world.idle, person))
    scene.unbounded = not _go_on(world, scene, person, place)
    return True


def _go_on(world: World, scene: Scene, person: Person | None, place: Organization) -> bool:
    """Say, of some who leave, where they went."""
    role = scene.roles.goal or ""
    scene.done.add(role)
    goal = world.house(role)
    if person is None or goal is place or not _can_come(person, goal) or world.rng.random() > 1.5 * scene.share(role):
        return False
    scene.add(role, goal)

    def arrive(date: FuzzyDate, event: str) -> None:
        world.open(person, goal, None, date, event, implied=True)
        world.remember(world.arrived, (person, goal), 50)

    scene.then.append(arrive)
    return True


def _reassign(world: World, scene: Scene) -> bool:
    """Somebody changes offices inside."""
    found = _at_work(world, scene.day)
    office = world.chair(found[1], scene.day) if found else None
    if not found or not office or any(p.office == office or p.implied for p in found[0].posts if p.place is found[1]):
        return False
    person, place = found

    def step_down(date: FuzzyDate, event: str) -> None:
        for post in [p for p in person.posts if p.place is place and p.office and OFFICES[p.office].relation == OFFICE]:
            world.give_up(person, post, date)

    scene.then.append(step_down)
    _take_up(world, scene, scene.roles.movers[0], person, place, office)
    scene.add(scene.roles.place, place)
    return True


def _take_leave(world: World, scene: Scene) -> bool:
    """Somebody goes on leave."""
    found = _at_work(world, scene.day)
    if not found or any(p.implied for p in found[0].posts):
        return False
    person, place = found
    scene.add(scene.roles.movers[0], person)
    scene.add(scene.roles.place, place)
    scene.move(person)

    def go(date: FuzzyDate, event: str) -> None:
        person.free = _NEVER
        world.away.append((person, place, date.hi + 1))

    scene.then.append(go)
    return True


def _return(world: World, scene: Scene) -> bool:
    """Somebody comes back: from a leave, or for a second stint."""
    roles = scene.roles
    scene.done |= {role for role in (roles.before, roles.origin) if role}
    if world.away and world.rng.random() < 0.15:
        return _end_leave(world, scene)
    for _ in range(12):
        place = world.house()
        person = world.rng.choice(place.left) if place.left else None
        if person is None or person.free > scene.day or not _can_come(person, place):
            continue
        _take_up(world, scene, roles.movers[0], person, place, world.chair(place, scene.day) if world.rng.random() < 0.5 else None)
        scene.add(roles.place, place)
        if roles.origin and person.posts:
            scene.add(roles.origin, person.posts[0].place.home)
            scene.then.append(_closing(world, person, person.posts[0].place.home))
        return True
    return False


def _end_leave(world: World, scene: Scene) -> bool:
    person, place, since = world.rng.choice(world.away)
    if since > scene.day:
        return False
    scene.floor = since
    scene.add(scene.roles.movers[0], person)
    scene.add(scene.roles.place, place)

    def come(date: FuzzyDate, event: str) -> None:
        person.free = date.hi + 1
        world.away.remove((person, place, since))

    scene.then.append(come)
    return True


def _found(world: World, scene: Scene) -> bool:
    """An organization is founded, by some who are new and some who are at work elsewhere."""
    made = world.organization(FOUNDED(world.rng))
    scene.add(scene.roles.place, made)
    offices = [office.id for office in OFFICES.values() if office.single]
    for role in scene.roles.movers:
        for _ in range(scene.count(role, world.rng)):
            office = offices.pop(0) if offices and world.rng.random() < 0.3 else None
            found = _at_work(world, scene.day, tries=2) if world.rng.random() < 0.4 else None
            person = found[0] if found and not scene.has(found[0]) else world.person()
            _take_up(world, scene, role, person, made, office)
        scene.done.add(role)
    scene.then.append(lambda date, event: world.keep(made))
    return True


def _form_team(world: World, scene: Scene) -> bool:
    """A team is formed, of some who are there and some who come for it."""
    place = world.house()
    team = world.organization("team", f"{place.id}-")
    team.house = place
    scene.add(scene.roles.place, team)
    scene.add(next(e.object for e in scene.kind.effects if isinstance(e, Opens) and RELATIONS[e.relation].house), place)
    for role in scene.roles.movers:
        for _ in range(scene.count(role, world.rng)):
            person = world.member(place, scene.day)
            if person is None or scene.has(person):
                person = world.person()
            _take_up(world, scene, role, person, team, role if role in OFFICES and world.rng.random() < 0.65 else None)
        scene.done.add(role)
    scene.then.append(lambda date, event: world.teams.add(team))
    return True


def _dissolve(world: World, scene: Scene) -> bool:
    """A team ends; its people stay where they are."""
    team = world.rng.choice(world.teams.items) if len(world.teams) else None
    people = list(team.people.items) if team else []
    if team is None or len(people) > 40 or any(p.free > scene.day for p in people):
        return False
    part, whole = (role.id for role in scene.kind.roles if role.required)
    scene.add(part, team)
    scene.add(whole, team.home)
    lead = next(role.id for role in scene.kind.roles if role.types == (PERSON,))
    for person in people:
        scene.move(person)
        if any(p.place is team and p.office for p in person.posts) and not scene.cast(lead):
            scene.add(lead, person)
    scene.done.add(lead)

    def end(date: FuzzyDate, event: str) -> None:
        world.teams.remove(team)
        for person in people:
            for post in [p for p in person.posts if p.place is team]:
                world.unseat(person, post, date, event)

    scene.then.append(end)
    return True


def _die(world: World, scene: Scene) -> bool:
    """A person dies, nobody who sues or is sued."""
    found = _at_work(world, scene.day)
    if not found or found[0].sued:
        return False
    person = found[0]
    scene.add(next(e.role for e in scene.kind.effects if isinstance(e, EndsAll)), person)
    scene.move(person)

    def end(date: FuzzyDate, event: str) -> None:
        for home in dict.fromkeys(p.place.home for p in person.posts):
            world.close(person, home, date)
        person.free = _NEVER

    scene.then.append(end)
    return True


def _sue(world: World, scene: Scene) -> bool:
    """A suit is filed, of two who have none against each other."""
    sides: dict[str, list[Actor]] = {PLAINTIFF: [], DEFENDANT: []}
    taken: set[int] = set()
    for role, side in sides.items():
        known = scene.kind.role(role)
        for _ in range(scene.count(role, world.rng)):
            actor = world.cast(role, known.types if known else ())
            if actor and actor.number not in taken:
                taken.add(actor.number)
                side.append(actor)
    court = world.pick(COURT)
    if not all(sides.values()) or (pair := (sides[PLAINTIFF][0].number, sides[DEFENDANT][0].number)) in world.suits:
        return False
    (first, *_), (other, *_) = sides.values()
    names = (f"{first.id}-v-{other.id}", f"{first.en} v. {other.en}", f"{first.ja}対{other.ja}事件")
    case = Case(CASE, world.count("all"), *names, plaintiffs=tuple(sides[PLAINTIFF]), defendants=tuple(sides[DEFENDANT]), court=court)
    scene.add(CASE, case)
    _bring(world, scene, case, everybody=True)

    def file(date: FuzzyDate, event: str) -> None:
        case.free, case.filed = date.hi + 1, event
        world.suits.add(pair)
        world.remember(world.cases, case, 500)
        for actor in (*case.plaintiffs, *case.defendants):
            if isinstance(actor, Person):
                actor.sued = True

    scene.then.append(file)
    return True


def _bring(world: World, scene: Scene, case: Case, *, everybody: bool) -> None:
    """Bring the sides, the court and the judge of a case into a scene."""
    rng = world.rng
    if rng.random() < scene.share(JUDGE):
        case.judge = case.judge or world.judge(case.court)
        scene.add(JUDGE, case.judge)
    for role, side in ((PLAINTIFF, case.plaintiffs), (DEFENDANT, case.defendants), (COURT, (case.court,))):
        if everybody or rng.random() < scene.share(role):
            for actor in side:
                scene.add(role, actor)
        scene.done.add(role)
    scene.done.add(JUDGE)


def _hear(world: World, scene: Scene) -> bool:
    """Something happens in a running case, or ends it; a filing may be in none."""
    scene.done |= {CASE, PLAINTIFF, DEFENDANT, COURT, JUDGE}
    if world.rng.random() >= scene.share(CASE):
        return True
    case = world.cases[int(len(world.cases) * world.rng.random() ** 0.7)] if world.cases else None
    if case is None or case.free > scene.day:
        return False
    ending = any(isinstance(e, Closes) for e in scene.kind.effects)
    scene.floor = case.free
    scene.add(CASE, case)
    _bring(world, scene, case, everybody=ending)
    scene.ends = case.filed if ending else None

    def go_on(date: FuzzyDate, event: str) -> None:
        case.free = date.hi + 1
        if ending:
            world.cases.remove(case)

    scene.then.append(go_on)
    return True


def _plain(world: World, scene: Scene) -> bool:
    """Whatever else; where something is to end, it is something that runs."""
    opens = {e.relation for e in scene.kind.effects if isinstance(e, Opens)}
    for effect in scene.kind.effects:
        if not isinstance(effect, Closes):
            continue
        scene.done.add(effect.subject)
        if effect.relation in opens and world.rng.random() >= scene.share(effect.subject):
            continue
        ties = world.ties[effect.relation].items
        if not ties:
            return effect.relation in opens
        tie = world.rng.choice(ties)
        event, free = world.begun[effect.relation, tie]
        if free > scene.day:
            return False
        scene.floor = free
        scene.ends = event
        scene.add(effect.subject, tie.subject)
        scene.add(effect.object, tie.object)
        scene.then.append(_untying(world, effect.relation, tie))
    return True


def _untying(world: World, relation: str, tie: Tie) -> Change:
    return lambda date, event: world.untie(relation, tie)


def _staging(kind: EventType) -> Staging:
    """Return what stages a type of event, by what it does."""
    opened = {e.relation for e in kind.effects if isinstance(e, Opens)}
    closed = {e.relation for e in kind.effects if isinstance(e, Closes) and not e.implied}
    gone = [kind.role(e.role) for e in kind.effects if isinstance(e, EndsAll)]
    rules: tuple[tuple[object, Staging], ...] = (
        (any(isinstance(e, Changes) for e in kind.effects), _reassign),
        (MEMBER in closed, _depart),
        (ON_LEAVE in opened, _take_leave),
        (ON_LEAVE in closed, _return),
        (gone and gone[0] and PERSON in gone[0].types, _die),
        (gone, _dissolve),
        (MEMBER in opened and any(isinstance(e, Marks) for e in kind.effects), _found),
        (MEMBER in opened and PERSON not in kind.roles[0].types, _form_team),
        (MEMBER in opened, _appoint),
        (LITIGATES in opened, _sue),
        (kind.role(CASE), _hear),
    )
    return next((staging for holds, staging in rules if holds), _plain)


_STAGINGS = {name: _staging(EVENT_TYPES[name]) for name in SHAPES}


def _fill(world: World, scene: Scene) -> bool:
    """Fill the roles that the staging left, and say whether the scene has all that its type requires."""
    pairs = {e.subject for e in scene.kind.effects if isinstance(e, Opens) and e.subject == e.object}
    for name, part in scene.shape.parts.items():
        role = scene.kind.role(name)
        if name in scene.done or role is None:
            continue
        for _ in range(max(scene.count(name, world.rng), 2 if name in pairs else 0)):
            actor = world.cast(name, role.types, new=part.new)
            if actor is not None and not scene.has(actor):
                scene.add(name, actor)
    if len(scene.parts) == 1 and world.rng.random() < 0.7:
        role = COMMON_ROLES[0]
        scene.parts += [(role.id, a, None, False) for a in [world.cast(role.id, role.types)] if a and not scene.has(a)]
    needed = [r.id for r in scene.kind.roles if r.required]
    return bool(scene.parts) and all(scene.cast(role) for role in needed)


def stage(world: World, name: str, day: int) -> Scene | None:
    """Return an event of that type in the making, ``None`` where nobody is there to play it on that day."""
    scene = Scene(EVENT_TYPES[name], SHAPES[name], day)
    return scene if _STAGINGS[name](world, scene) and _fill(world, scene) else None

"""The telling of a made-up industry: scenes become events with dates, words, sources and what they differ on.

The decision hidden here is how what happened is told as vaguely, as often and as differently as in the
real saga, and still so that no two events look like one: their words come from the ontology and from a
made-up matter that each event has, and say that they are made up.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import NamedTuple, TypeAlias

from aigraph.dates import FuzzyDate, day_of, parse_date
from aigraph.ontology import CASE, COURT, ENTITY_TYPES, MANNER, MEMBER, PERCENT, PERSON, RELATIONS, ROLES, STAKE_PERCENT, Opens
from aigraph.records import Account, Amount, Citation, ClaimValue, Entity, Event, Link, Metric, Number, Participant, Quote, Source, Text
from aigraph.synth.names import coined, name_of, slug
from aigraph.synth.scenes import Scene, stage
from aigraph.synth.shape import (
    AS_OF,
    CLAIMING,
    CLAIMS,
    CURRENCIES,
    ENDS,
    FIGURES,
    HABITS,
    LANGUAGES,
    LINKS,
    MANNER_SHARES,
    NEW_SOURCE,
    POSITIONS,
    REASONS,
    RELS,
    RUNNING,
    SHAPES,
    SOURCE_KINDS,
    SOURCES,
    STATUS,
    SUMS,
    THREADS,
    Draw,
    Habit,
    days_of,
    thread_count,
)
from aigraph.synth.world import Actor, Organization, Tie, World

Record: TypeAlias = Entity | Source | Event
Likeness: TypeAlias = tuple[str | int, ...]
"""A type of event and the numbers of those who take part: events of one would look alike."""

_NEAR = 3
"""Two events of one type and the same people lie so many days apart, or they would look like one told twice."""
_LATE = 800
"""After so many days no new event can be dated as early as one that is told."""
_SAYS = (
    "tells of it in the same words as {name} and gives no other day",
    "names {name} and the others, and refers to people close to them",
    "gives the day, and a statement of {name}",
    "a short notice on {name} without any further detail",
    "a longer piece; {name} did not answer its questions about the matter",
)
_QUOTES = (
    "What we owe to {topic} we shall do, and nothing beyond it.",
    "Nobody asked us about {topic}, and we would not have known an answer.",
    "{topic} was never promised to anybody, whatever is said of it now.",
)
_ACCOUNTS = (
    ("{name} says that {topic} was agreed upon long before.", "{name}によれば、{topic}はずっと前に合意されていた。"),
    ("{name} says that {topic} was never agreed upon.", "{name}によれば、{topic}は合意されたことがない。"),
    ("{name} says that {topic} is misunderstood by both sides.", "{name}によれば、{topic}は双方に誤解されている。"),
)


class Telling(NamedTuple):
    """What the records of one event are made of: the scene, its date and its names."""

    scene: Scene
    date: FuzzyDate
    id: str
    actors: tuple[Actor, ...]
    topic: Text
    habit: Habit


class Chronicle:
    """The telling of an industry: scenes become events with dates, words and sources, in order of time."""

    def __init__(self, n: int, seed: int) -> None:
        self.n, self.world = n, World(seed)
        self.rng = self.world.rng
        self.types = Draw({name: shape.weight for name, shape in SHAPES.items()})
        self.owed: deque[str] = deque()
        self.vague: dict[str, int] = {}
        self.until: dict[Likeness, int] = {}
        self.recent: list[Source] = []
        self.out: list[Entity | Source] = []
        self.threads = thread_count(n)

    def records(self) -> Iterator[Record]:
        """Yield the records of all events, each event after what it names."""
        span, end = days_of(self.n), AS_OF.toordinal()
        for i in range(self.n):
            day = end - span + int(span * math.sqrt((i + 1) / self.n))
            if (date := day_of(day)) and (date.month, date.day) == (1, 1):
                day += 1  # a first of January would look like a year written as its first day
            event = self._event(day)
            yield from self.out
            self.out.clear()
            yield event

    # --- the event ---

    def _event(self, day: int) -> Event:
        """Return the next event; a type that nobody can play on that day comes as soon as somebody can."""
        world = self.world
        world.events += 1
        for name in self._types():
            if scene := stage(world, name, day):
                keys = _likeness(scene)
                scene.floor = max(scene.floor, *(self.until.get(key, 0) for key in keys))
                if scene.floor <= day:
                    return self._told(scene, keys)
            self.owed.append(name)
        raise AssertionError("there is always another type")

    def _types(self) -> Iterator[str]:
        for _ in range(min(2, len(self.owed))):
            yield self.owed.popleft()
        while True:
            yield self.types(self.rng)

    def _told(self, scene: Scene, keys: Sequence[Likeness]) -> Event:
        date, serial = self._date(scene), self.world.events
        stem = date.text[:10] if date.exact else date.text.lstrip("./")[:4]
        actors = tuple(dict.fromkeys(actor for _, actor, _, _ in scene.parts))
        topic = Text(*coined(serial + self.world.salt, 3))
        telling = Telling(scene, date, f"{stem}-{scene.kind.id}-{serial}", actors, topic, HABITS[scene.kind.group])
        event = self._written(telling)
        self._happen(telling)
        self.until.update(dict.fromkeys(keys, date.hi + _NEAR))
        if serial % 5_000 == 0:
            self.until = {key: until for key, until in self.until.items() if until > scene.day - _LATE}
        return event

    def _happen(self, telling: Telling) -> None:
        """Let the event change who is where and what runs."""
        scene, date = telling.scene, telling.date
        for person in scene.movers:
            person.free = date.hi + 1
        for change in scene.then:
            change(date, telling.id)
        for effect in scene.kind.effects:
            if isinstance(effect, Opens) and effect.relation in RUNNING:
                subjects, objects = scene.cast(effect.subject), scene.cast(effect.object)
                pair = subjects if effect.subject == effect.object else [*subjects, *objects]
                if len(pair) == 2 and len(subjects) == len(pair) - (effect.subject != effect.object):
                    self.world.tie(effect.relation, Tie(*pair), telling.id, date)
        for actor in telling.actors:
            actor.last = telling.id

    def _date(self, scene: Scene) -> FuzzyDate:
        """Return the day of a scene as vaguely as its group is dated; what does not fit comes with another event."""
        wanted = HABITS[scene.kind.group].dates(self.rng)
        self.vague[wanted] = self.vague.get(wanted, 0) + 1
        for vagueness in (wanted, *self.vague):
            if self.vague[vagueness] > 0:
                date = parse_date(self._spelled(scene, vagueness))
                if scene.floor <= date.lo and date.hi <= AS_OF.toordinal():
                    self.vague[vagueness] -= 1
                    return date
        return parse_date(dt.date.fromordinal(scene.day).isoformat())

    def _spelled(self, scene: Scene, vagueness: str) -> str:
        """Return EDTF text for a day, which lies in what the text allows."""
        day = dt.date.fromordinal(scene.day)
        if vagueness != "interval":
            unit = vagueness.rstrip("?~")
            return day.isoformat()[: {"day": 10, "month": 7, "year": 4}[unit]] + vagueness[len(unit) :]
        length = 10 if self.rng.random() < 0.7 else 7
        end = (day + dt.timedelta(days=int(self.rng.random() * 20))).isoformat()[:length]
        if scene.unbounded and self.rng.random() < 0.2:
            return f"../{end}"
        return f"{(day - dt.timedelta(days=1 + int(self.rng.random() * 20))).isoformat()[:length]}/{end}"

    # --- its record ---

    def _written(self, telling: Telling) -> Event:
        """Return the event; what it names and was not told before goes out first."""
        scene, rng, kind = telling.scene, self.rng, telling.scene.kind
        for actor in telling.actors:
            self._introduce(actor)
        status = STATUS(rng)
        amounts, metrics = self._amounts(telling), self._metrics(telling)
        attributes: dict[str, str | Text] = dict(self._attributes(scene))
        event = Event(
            telling.id, telling.date, kind.id, *_titled(telling), status,
            tuple(self._participant(scene, *part) for part in scene.parts),
            amounts, metrics, attributes, self._links(telling), self._threads(telling), self._quote(telling),
            self._citations(telling, status),
        )  # fmt: skip
        if len(event.sources) > 1 and rng.random() < CLAIMING:
            event = replace(event, sources=self._differing(telling, event))
        if len(telling.actors) > 1 and rng.random() < telling.habit.accounts:
            event = replace(event, accounts=self._accounts(telling, event))
        return event

    def _introduce(self, actor: Actor) -> None:
        if not actor.told:
            actor.told = True
            self.out.append(self._entity(actor))

    def _entity(self, actor: Actor) -> Entity:
        aliases: tuple[str, ...] = ()
        note = None
        if self.rng.random() < 0.18:
            aliases = (f"{actor.en[0]}. {actor.en.split()[-1]}" if actor.type == PERSON else f"The {actor.en}",)
        if self.rng.random() < 0.31:
            label = ENTITY_TYPES[actor.type]
            note = Text(f"made-up {label.en}, number {actor.number}", f"架空の{label.ja}、番号{actor.number}")
        return Entity(actor.id, actor.type, Text(actor.en, actor.ja), aliases, None, note)

    def _participant(self, scene: Scene, role: str, actor: Actor, office: str | None, interim: bool) -> Participant:
        speaks = any(actor is mover for mover in scene.movers) and self.rng.random() < 0.9
        position = self.rng.choice(POSITIONS) if speaks else None
        return Participant(role, actor.id, office, interim, position)

    def _attributes(self, scene: Scene) -> Iterator[tuple[str, str]]:
        if scene.leaving and (manner := MANNER_SHARES(self.rng)):
            yield MANNER, manner
        if self.rng.random() < (0.25 if scene.leaving else 0.005):
            yield "reason", self.rng.choice(REASONS)
        if scene.kind.role(CASE) and self.rng.random() < 0.09:
            yield "docket", f"{self.rng.randrange(10, 99)}-cv-{self.rng.randrange(1, 9999):05}"

    def _amounts(self, telling: Telling) -> tuple[Amount, ...]:
        rng, kinds = self.rng, list(SUMS.get(telling.scene.kind.id, telling.habit.kinds))
        if rng.random() >= telling.habit.amounts:
            return ()
        whose = next((a for a in telling.actors if isinstance(a, Organization)), telling.actors[0])
        amounts = []
        for kind in kinds[: 1 + (rng.random() < 0.4) + (rng.random() < 0.15)]:
            of = whose.id if rng.random() < 0.85 else None
            if kind == STAKE_PERCENT:
                amounts.append(Amount(kind, round(rng.random() * 60, 1), None, of))
            else:
                amounts.append(Amount(kind, _rounded(10 ** (5 + 5 * rng.random())), CURRENCIES(rng), of))
        return tuple(amounts)

    def _metrics(self, telling: Telling) -> tuple[Metric, ...]:
        rng = self.rng
        if rng.random() >= telling.habit.metrics:
            return ()
        subject = next((a for a in telling.actors if a.type != PERSON), telling.actors[0])
        chosen = rng.sample(FIGURES, 1 + (rng.random() < 0.35) + (rng.random() < 0.1))
        return tuple(
            Metric(subject.id, name, round(rng.random() * 100, 1) if unit == PERCENT else _rounded(10 ** (1 + 7 * rng.random())), unit)
            for name, unit in chosen
        )

    def _links(self, telling: Telling) -> tuple[Link, ...]:
        known = list(dict.fromkeys(a.last for a in telling.actors if a.last))
        links = []
        if telling.scene.ends and self.rng.random() < 0.5:
            links.append(Link(ENDS, telling.scene.ends))
            known = [i for i in known if i != telling.scene.ends]
        return (*links, *(Link(RELS(self.rng), i) for i in known[: max(0, LINKS(self.rng) - len(links))]))

    def _threads(self, telling: Telling) -> tuple[str, ...]:
        """Return the threads of an event: those of the organizations that take part, else of anybody."""
        ordered = sorted(telling.actors, key=lambda a: not isinstance(a, Organization))
        return tuple(dict.fromkeys(thread_id(a.number % self.threads) for a in ordered[: THREADS(self.rng)]))

    def _quote(self, telling: Telling) -> Quote | None:
        if self.rng.random() >= telling.habit.quotes:
            return None
        speaker = next((a.id for a in telling.actors if a.type == PERSON), None)
        return Quote(self.rng.choice(_QUOTES).format(topic=telling.topic.en), "en", speaker)

    # --- its sources ---

    def _citations(self, telling: Telling, status: str) -> tuple[Citation, ...]:
        cited: dict[str, str] = {}
        for i in range(SOURCES(self.rng)):
            source = self._known(telling, cited) if i and self.rng.random() >= NEW_SOURCE else None
            if source is None:
                source = self._source(telling, SOURCE_KINDS.get(status if i == 0 else "", SOURCE_KINDS[""])(self.rng))
            cited[source.id] = self.rng.choice(_SAYS).format(name=self.rng.choice(telling.actors).en)
        return tuple(Citation(source, says) for source, says in cited.items())

    def _known(self, telling: Telling, cited: Mapping[str, str]) -> Source | None:
        """Return a source that was published after the event and tells of it as well."""
        for _ in range(8 if self.recent else 0):
            source = self.rng.choice(self.recent)
            if source.id not in cited and source.published and source.published.lo >= telling.scene.day:
                return source
        return None

    def _source(self, telling: Telling, kind: str) -> Source:
        """Return a new source: a page of somebody who takes part, a court's paper, or an outlet's."""
        rng, number = self.rng, self.world.count("source")
        voice = next((a for a in telling.actors if a.type in _SPEAKING), telling.actors[0]) if kind == "first-party" else None
        court = next((a for a in telling.actors if a.type == COURT), None) if kind == "court" else None
        publisher = voice.en if voice else court.en if court else self._outlet(kind)
        day = min(AS_OF.toordinal(), telling.scene.day + int(rng.random() * 3 if rng.random() < 0.8 else 3 + rng.expovariate(1 / 120)))
        published = dt.date.fromordinal(day).isoformat()[: 10 if rng.random() < 0.92 else 7]
        site = slug(publisher)
        source = Source(
            f"{site}-{published}-{number}", publisher, LANGUAGES(rng), kind,
            f"https://{site}.example/{published[:4]}/{number}",
            f"On {telling.topic.en}" if rng.random() < 0.28 else None,
            name_of(PERSON, int(rng.random() * 2**25))[0] if rng.random() < 0.02 else None,
            parse_date(published) if rng.random() < 0.973 else None,
            voice.id if voice else None,
            self._outlet("press") if not voice and rng.random() < 0.21 else None,
        )  # fmt: skip
        self.out.append(source)
        self.world.remember(self.recent, source, 60)
        return source

    def _outlet(self, kind: str) -> str:
        """Return the name of an outlet, one of the more the more events there are; papers share theirs with publications."""
        number = int(min(3 + self.world.events, 2**18 - 1) * self.rng.random())
        if kind == "press":
            return name_of("publication", number + self.world.salt)[0]
        return f"{coined(number + self.world.salt, 4)[0]} Blog"

    def _differing(self, telling: Telling, event: Event) -> tuple[Citation, ...]:
        """Return the citations, one of which (not the first) differs from the event on a field."""
        claim = None
        while claim is None:
            claim = self._claim(CLAIMS(self.rng), telling, event)
        at = self.rng.randrange(1, len(event.sources))
        return tuple(replace(c, claims=dict([claim])) if i == at else c for i, c in enumerate(event.sources))

    def _claim(self, what: str, telling: Telling, event: Event) -> tuple[str, ClaimValue] | None:
        """Return a claim on a field of that name, or ``None`` where the event has nothing to differ on."""
        rng = self.rng
        if what == "date":
            return what, dt.date.fromordinal(telling.scene.day + rng.choice((-3, -2, -1, 1, 2))).isoformat()
        if what == "amounts" and event.amounts:
            return f"amounts.{event.amounts[0].kind}", _near(event.amounts[0].value, rng)
        if what == "metrics" and event.metrics and not isinstance(value := event.metrics[0].value, str):
            return f"metrics.{event.metrics[0].metric}", _near(value, rng)
        if what == "attributes" and MANNER in event.attributes:
            return f"attributes.{MANNER}", next(m for m in MANNER_SHARES.things if m and m != event.attributes[MANNER])
        if what in ("title", "summary"):
            return what, f"{telling.actors[0].en} is told otherwise of here, in the matter {telling.topic.en}"
        if what == "participants":
            role, actor = telling.scene.parts[-1][:2]
            if other := self.world.other(actor):
                self._introduce(other)
                return f"participants.{role}", other.id
        return None

    def _accounts(self, telling: Telling, event: Event) -> tuple[Account, ...]:
        """Return how two or three of those who take part tell the event, each in a source that is cited."""
        sides = telling.actors[: 3 if self.rng.random() < 0.12 else 2]
        return tuple(
            Account(
                actor.id,
                Text(en.format(name=actor.en, topic=telling.topic.en), ja.format(name=actor.ja, topic=telling.topic.ja)),
                (event.sources[i % len(event.sources)].source,),
            )
            for i, (actor, (en, ja)) in enumerate(zip(sides, _ACCOUNTS, strict=False))
        )


_SPEAKING = frozenset({PERSON, *RELATIONS[MEMBER].object})


def _likeness(scene: Scene) -> tuple[Likeness, ...]:
    """Return what makes events look alike: their type with those who stand in the title, or with all."""
    numbers = list(dict.fromkeys(actor.number for _, actor, _, _ in scene.parts))
    return (scene.kind.id, *sorted(numbers[:2])), (scene.kind.id, *sorted(numbers))


def _titled(telling: Telling) -> tuple[Text, Text]:
    """Return title and summary, from the words that the ontology has for the type and the roles."""
    label, topic, roles = telling.scene.kind.label, telling.topic, dict.fromkeys(role for role, _, _, _ in telling.scene.parts)
    first = telling.actors[:2]
    title = Text(
        f"{label.en[0].upper()}{label.en[1:]}: {', '.join(a.en for a in first)} ({topic.en})",
        f"{label.ja}：{'、'.join(a.ja for a in first)}（{topic.ja}）",
    )
    cast = [(ROLES[role], telling.scene.cast(role)) for role in roles]
    en = "; ".join(f"{role.en}: {', '.join(a.en for a in actors)}" for role, actors in cast)
    ja = "。".join(f"{role.ja}：{'、'.join(a.ja for a in actors)}" for role, actors in cast)
    return title, Text(f"{en[0].upper()}{en[1:]}. Made up, like all that is told of {topic.en}.", f"{ja}。{topic.ja}の話はすべて架空。")


def _rounded(value: float) -> int:
    """Return a number with two or three digits that count."""
    return int(float(f"{value:.2e}"))


def _near(value: Number, rng: Random) -> Number:
    """Return a number that is a little different."""
    factor = rng.choice((0.8, 0.9, 1.1, 1.25))
    return int(value * factor) + 1 if isinstance(value, int) else round(value * factor + 0.1, 1)


def thread_id(number: int) -> str:
    """Return the id of a thread."""
    return f"story-{number + 1}"

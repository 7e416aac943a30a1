"""The records that curators write, as frozen dataclasses.

The decision hidden here is the shape of the data: which fields a record has, of what type. Loading
validates against these classes, the editors' JSON Schemas are generated from them, and the snapshot
packs them; no field is named a second time. What the values may *be* is the ontology's business.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from aigraph.dates import FuzzyDate
from aigraph.ontology import DISPUTED, DOUBTFUL_STATUSES

if TYPE_CHECKING:
    from aigraph.problems import Problem

Lang: TypeAlias = Literal["en", "ja"]
Number: TypeAlias = int | float
ClaimValue: TypeAlias = int | float | str | tuple[str, ...]
"""An EDTF text, a number, a word, or the ids of entities, as the claimed field has it."""

_STRICT = {"extra": "forbid"}


@dataclass(frozen=True, slots=True)
class Text:
    """A text in English and, where it is there, Japanese."""

    en: str
    ja: str | None = None
    __pydantic_config__ = _STRICT

    def say(self, lang: str) -> str:
        """Return the text in that language, English where it is missing."""
        return self.ja if lang == "ja" and self.ja else self.en


@dataclass(frozen=True, slots=True)
class Thread:
    """A story that events belong to: its name, and in one line what it is about."""

    en: str
    ja: str | None = None
    about: Text | None = None
    __pydantic_config__ = _STRICT

    def say(self, lang: str) -> str:
        """Return the name in that language, English where it is missing."""
        return self.ja if lang == "ja" and self.ja else self.en


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A finding of ``check`` that the curator accepts for this record, and why."""

    rule: str
    reason: str
    __pydantic_config__ = _STRICT


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something that events are about. Nothing in it is dated."""

    id: str
    type: str
    name: Text
    aliases: tuple[str, ...] = ()
    wikidata: str | None = None
    note: Text | None = None
    accept: tuple[Acceptance, ...] = ()
    __pydantic_config__ = _STRICT


@dataclass(frozen=True, slots=True)
class Source:
    """Where something was read. ``voice`` is the entity whose side it speaks for."""

    id: str
    publisher: str
    lang: str
    kind: str
    url: str | None = None
    title: str | None = None
    author: str | None = None
    published: FuzzyDate | None = None
    voice: str | None = None
    copy_of: str | None = None
    accept: tuple[Acceptance, ...] = ()
    __pydantic_config__ = _STRICT


@dataclass(frozen=True, slots=True)
class Participant:
    """Who takes part in an event, as what; ``position`` keeps the source's words."""

    role: str
    entity: str
    office: str | None = None
    interim: bool = False
    position: str | None = None
    __pydantic_config__ = _STRICT


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money, or a stake in percent (then without currency); ``of`` says whose, where it could be several's."""

    kind: str
    value: Number
    currency: str | None = None
    of: str | None = None
    note: str | None = None
    __pydantic_config__ = _STRICT


@dataclass(frozen=True, slots=True)
class Metric:
    """A dated figure of a subject that is not money."""

    subject: str
    metric: str
    value: Number | str
    unit: str | None = None
    note: str | None = None
    __pydantic_config__ = _STRICT


@dataclass(frozen=True, slots=True)
class Link:
    """How this event stands to another one."""

    rel: str
    event: str
    __pydantic_config__ = _STRICT


@dataclass(frozen=True, slots=True)
class Quote:
    """The words themselves, where they are the event."""

    text: str
    lang: str
    speaker: str | None = None
    __pydantic_config__ = _STRICT


@dataclass(frozen=True, slots=True)
class Citation:
    """A source of an event, what it says, and the fields on which it differs (``claims``)."""

    source: str
    says: str
    claims: dict[str, ClaimValue] = field(default_factory=dict)
    __pydantic_config__ = _STRICT


@dataclass(frozen=True, slots=True)
class Account:
    """How one side tells an event on which the sides differ, and the cited sources in which it does."""

    voice: str
    tells: Text
    sources: tuple[str, ...] = ()
    __pydantic_config__ = _STRICT


@dataclass(frozen=True, slots=True)
class Event:
    """One happening on one date, with its sources."""

    id: str
    date: FuzzyDate
    type: str
    title: Text
    summary: Text
    status: str
    participants: tuple[Participant, ...]
    amounts: tuple[Amount, ...] = ()
    metrics: tuple[Metric, ...] = ()
    attributes: dict[str, str | Text] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    threads: tuple[str, ...] = ()
    quote: Quote | None = None
    sources: tuple[Citation, ...] = ()
    accounts: tuple[Account, ...] = ()
    accept: tuple[Acceptance, ...] = ()
    __pydantic_config__ = _STRICT

    def attribute(self, key: str, lang: str = "en") -> str | None:
        """Return an attribute's text in a language, or ``None``."""
        value = self.attributes.get(key)
        return value.say(lang) if isinstance(value, Text) else value

    @property
    def disputed(self) -> bool:
        """Whether sources differ on a field, sides on the story, or the event itself is in dispute."""
        return self.status == DISPUTED or bool(self.accounts) or any(c.claims for c in self.sources)

    @property
    def doubtful(self) -> bool:
        """Whether it is alleged, disputed, or dated with a question mark: what rests on it is in doubt."""
        return self.status in DOUBTFUL_STATUSES or self.date.doubtful

    def entities(self) -> tuple[str, ...]:
        """Return the ids of all participants, each once, in order."""
        return tuple(dict.fromkeys(p.entity for p in self.participants))


@dataclass(frozen=True, slots=True)
class Header:
    """What the data say of themselves. ``as_of`` is the day up to which the world is closed."""

    name: Text
    as_of: FuzzyDate
    version: str = "0"
    license: str | None = None
    threads: dict[str, Thread] = field(default_factory=dict)
    __pydantic_config__ = _STRICT


SECTIONS: dict[str, type] = {"entities": Entity, "events": Event, "sources": Source}
"""The sections of data files and the records that they list; a further one describes the saga."""
HEADER = "saga"
"""The section that describes the saga."""


class DataError(Exception):
    """The data cannot be used; ``problems`` holds everything that was found."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        errors = [p for p in problems if p.severity == "error"]
        more = f" (and {len(errors) - 1} more; `aigraph check` lists them)" if len(errors) > 1 else ""
        super().__init__(f"{errors[0]}{more}" if errors else "the data cannot be used")


# --- packing into plain tuples, for the snapshot -------------------------------------------------

_NESTED: dict[str, type] = {
    c.__name__: c
    for c in (
        Text,
        Thread,
        Acceptance,
        Participant,
        Amount,
        Metric,
        Link,
        Quote,
        Citation,
        Account,
        FuzzyDate,
        Entity,
        Source,
        Event,
        Header,
    )
}
_CODECS: dict[type, tuple[Any, ...]] = {}


def pack(record: Any) -> Any:
    """Turn a record into nested tuples, dicts and scalars; ``unpack`` is the inverse."""
    get, nested = _packer(type(record))
    if not nested:
        return get(record)
    values = list(get(record))
    for i, shape in nested:
        value = values[i]
        if not value:
            continue
        if shape == "many":
            values[i] = tuple([pack(v) for v in value])
        elif shape == "dict":
            values[i] = {k: (pack(v), 1) if type(v) in (Text, Thread) else (v, 0) for k, v in value.items()}
        else:
            values[i] = pack(value)
    return tuple(values)


_PACKERS: dict[type, tuple[Any, tuple[tuple[int, str], ...]]] = {}


def _packer(kind: type) -> tuple[Any, tuple[tuple[int, str], ...]]:
    """Return what gets all fields of a record at once, and the place and shape of the nested ones."""
    if kind not in _PACKERS:
        codec = _codec(kind)
        nested = tuple((i, shape) for i, (_, inner, shape) in enumerate(codec) if inner is not None)
        _PACKERS[kind] = (attrgetter(*(name for name, _, _ in codec)), nested)
    return _PACKERS[kind]


def unpack(kind: type, packed: tuple[Any, ...]) -> Any:
    """Rebuild a record of that class from what ``pack`` made of it."""
    _, nested = _packer(kind)
    if not nested:
        return kind(*packed)
    codec, values = _codec(kind), list(packed)
    for i, shape in nested:
        value, inner = values[i], codec[i][1]
        if not value:
            continue
        if shape == "many":
            values[i] = tuple([unpack(inner, v) for v in value])
        elif shape == "dict":
            values[i] = {k: unpack(inner, v) if packed else v for k, (v, packed) in value.items()}
        else:
            values[i] = unpack(inner, value)
    return kind(*values)


def _codec(kind: type) -> tuple[Any, ...]:
    """Return (field name, nested class or None, shape) per field, read off the annotations."""
    if kind not in _CODECS:
        _CODECS[kind] = tuple((f.name, *_shape(str(f.type))) for f in fields(kind))
    return _CODECS[kind]


def nested_class(kind: type, field_name: str) -> type | None:
    """Return the record class that a field holds, or holds many of; ``None`` for plain values."""
    return next((nested for name, nested, _ in _codec(kind) if name == field_name), None)


def _shape(annotation: str) -> tuple[type | None, str]:
    if annotation.startswith("dict["):
        return Thread if annotation.endswith(f"{Thread.__name__}]") else Text, "dict"
    inner = annotation.removeprefix("tuple[").split(",")[0].removesuffix(" | None")
    return _NESTED.get(inner), "many" if annotation.startswith("tuple[") else "one"

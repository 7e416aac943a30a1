"""Claims: the fields of an event on which sources can differ, each addressed by a name.

The decision hidden here is what a claim's name addresses and which values it takes: reading an event's
own value, putting a source's in its place, and refusing a claim that means nothing are one row each of
``FIELDS``. ``amounts.KIND`` is the first sum of that kind, ``amounts.KIND.ENTITY`` the one of an
entity, and so with ``metrics.NAME``; ``participants.ROLE`` is whoever has that role.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from aigraph.dates import parse_date
from aigraph.ontology import AMOUNT_KINDS, EVENT_TYPES, MANNER, MANNERS, OFFICES, ROLES, STAKE_PERCENT, STATUSES
from aigraph.records import Amount, Citation, Event, Metric, Participant, Text

Entities = Collection[str] | None
"""The ids of the entities there are; ``None`` where they are not all known."""


class Field(NamedTuple):
    """A field that claims address: its own value, the event with another one, what is wrong with a value.

    ``rest``: whether the name goes on after a dot. ``figure``: its values are numbers where they can be.
    ``plain``: they are written without quotes.
    """

    get: Callable[[Event, str], Any]
    put: Callable[[Event, str, Any], Event]
    wrong: Callable[[Event, str, Any, Entities], str | None]
    rest: bool = False
    figure: bool = False
    plain: bool = False


def field_of(event: Event, name: str) -> Any:
    """Return the event's own value of a field that sources can differ on, ``None`` if it has none."""
    head, _, rest = name.partition(".")
    return FIELDS[head].get(event, rest)


def as_claimed(event: Event, citations: Iterable[Citation], names: Collection[str] | None = None) -> Event:
    """Return the event with the citations' claims (on some fields) in place of its own; the first to claim wins."""
    claims: dict[str, Any] = {}
    for citation in citations:
        for name, value in citation.claims.items():
            if names is None or name in names:
                claims.setdefault(name, value)
    for name, value in claims.items():
        head, _, rest = name.partition(".")
        event = FIELDS[head].put(event, rest, value)
    return event


def wrong_claim(event: Event, name: str, value: Any, entities: Entities) -> str | None:
    """Say what is wrong with a claim, or ``None``: each field takes values of its own kind."""
    head, _, rest = name.partition(".")
    field = FIELDS.get(head)
    if field is None or bool(rest) != field.rest:
        return "is no field that sources can differ on"
    return field.wrong(event, rest, value, entities)


def is_figure(name: str) -> bool:
    """Whether the values of a field are numbers where they can be."""
    field = FIELDS.get(name.partition(".")[0])
    return field is not None and field.figure


def is_plain(name: str) -> bool:
    """Whether the values of a field are written without quotes."""
    field = FIELDS.get(name.partition(".")[0])
    return field is not None and field.plain


def rivals(event: Event, item: Amount | Metric) -> tuple[Any, ...]:
    """Return the values that sources claim for a sum or figure of the event instead of its own."""
    head, items = ("amounts", event.amounts) if isinstance(item, Amount) else ("metrics", event.metrics)
    found = [
        value
        for citation in event.sources
        for name, value in citation.claims.items()
        if name.startswith(f"{head}.") and (i := _place(items, name.partition(".")[2])) is not None and items[i] is item
    ]
    return tuple(dict.fromkeys(v for v in found if v != item.value))


def mentioned(event: Event) -> Iterator[str]:
    """Yield the entities that an event names anywhere: participants, sums, figures, quote, sides, claims."""
    yield from event.entities()
    yield from (a.of for a in event.amounts if a.of)
    yield from (m.subject for m in event.metrics)
    yield from (a.voice for a in event.accounts)
    for citation in event.sources:
        yield from _claimed(citation)
    if event.quote and event.quote.speaker:
        yield event.quote.speaker


def _claimed(citation: Citation) -> Iterator[str]:
    for name, value in citation.claims.items():
        head, _, rest = name.partition(".")
        if head == "participants":
            yield from value if isinstance(value, tuple) else (str(value),)
        elif head in _POSTS:
            yield rest
        elif head == "amounts" and "." in rest:
            yield rest.partition(".")[2]


# --- the fields ----------------------------------------------------------------------------------


def _any_text(event: Event, rest: str, value: Any, entities: Entities) -> str | None:
    return None if isinstance(value, str) and value.strip() else "takes a text"


def _wrong_quote(event: Event, rest: str, value: Any, entities: Entities) -> str | None:
    return _any_text(event, rest, value, entities) if event.quote else "the event has no quote"


def _word_of(known: Mapping[str, object]) -> Callable[[Event, str, Any, Entities], str | None]:
    return lambda event, rest, value, entities: None if value in known else f"{value!r} is not known"


def _wrong_date(event: Event, rest: str, value: Any, entities: Entities) -> str | None:
    try:
        parse_date(value)
    except ValueError as error:
        return str(error)
    return None


def _text_field(name: str) -> Field:
    return Field(lambda e, _: getattr(e, name).en, lambda e, _, v: replace(e, **{name: Text(str(v))}), _any_text)  # type: ignore[arg-type]


def _word_field(name: str, known: Mapping[str, object]) -> Field:
    return Field(lambda e, _: getattr(e, name), lambda e, _, v: replace(e, **{name: v}), _word_of(known))


def _place(items: tuple[Amount, ...] | tuple[Metric, ...], address: str) -> int | None:
    """Return which sum or figure a name addresses: the first of that kind, or the one of an entity."""
    keys = [(i.kind, i.of) if isinstance(i, Amount) else (i.metric, i.subject) for i in items]
    kind, _, whose = address.rpartition(".")
    first = (i for i, (named, _) in enumerate(keys) if named == address)
    return next(first, next((i for i, key in enumerate(keys) if key == (kind, whose)), None))


def _put_amount(event: Event, address: str, value: Any) -> Event:
    """Return the event with a sum replaced, or one added where it has none."""
    amounts, i = event.amounts, _place(event.amounts, address)
    if i is None:
        kind, _, whose = address.partition(".")
        currency = None if kind == STAKE_PERCENT else next((a.currency for a in amounts if a.currency), "USD")
        return replace(event, amounts=(*amounts, Amount(kind, value, currency, whose or None)))
    return replace(event, amounts=(*amounts[:i], replace(amounts[i], value=value), *amounts[i + 1 :]))


def _wrong_amount(event: Event, address: str, value: Any, entities: Entities) -> str | None:
    kind, _, whose = address.partition(".")
    if kind not in AMOUNT_KINDS:
        return f"{kind!r} is no kind of sum"
    if whose and entities is not None and whose not in entities:
        return f"no entity {whose!r}"
    return None if isinstance(value, int | float) and math.isfinite(value) else "amounts.KIND takes a number"


def _put_metric(event: Event, address: str, value: Any) -> Event:
    metrics, i = event.metrics, _place(event.metrics, address)
    return event if i is None else replace(event, metrics=(*metrics[:i], replace(metrics[i], value=value), *metrics[i + 1 :]))


def _wrong_metric(event: Event, address: str, value: Any, entities: Entities) -> str | None:
    if _place(event.metrics, address) is None:
        return "the event has no such figure"
    if isinstance(value, int | float):
        return None if math.isfinite(value) else "a figure is a number or a text"
    return _any_text(event, address, value, entities)


def _get_figure(items: tuple[Amount, ...] | tuple[Metric, ...], address: str) -> Any:
    i = _place(items, address)
    return None if i is None else items[i].value


def _wrong_attribute(event: Event, key: str, value: Any, entities: Entities) -> str | None:
    return (_word_of(MANNERS) if key == MANNER else _any_text)(event, key, value, entities)


def _get_participants(event: Event, role: str) -> Any:
    ids = tuple(p.entity for p in event.participants if p.role == role)
    return (ids[0] if len(ids) == 1 else ids) if ids else None


def _put_participants(event: Event, role: str, value: Any) -> Event:
    """Return the event with those of a role as claimed; what is not disputed of them stays."""
    ids = value if isinstance(value, tuple) else (value,)
    known = {p.entity: p for p in event.participants if p.role == role}
    others = (p for p in event.participants if p.role != role)
    return replace(event, participants=(*(known.get(i) or Participant(role, i) for i in ids), *others))


def _wrong_participants(event: Event, role: str, value: Any, entities: Entities) -> str | None:
    if role not in ROLES:
        return f"{role!r} is no role"
    ids = value if isinstance(value, tuple) else (value,)
    if not ids:
        return "names nobody"
    missing = [i for i in ids if entities is not None and i not in entities]
    return f"no entity {missing[0]!r}" if missing else None


_POSTS: dict[str, Callable[[Event, str, Any, Entities], str | None]] = {"office": _word_of(OFFICES), "position": _any_text}
"""What sources can say otherwise of a participant, addressed by the entity."""


def _post_field(name: str, wrong: Callable[[Event, str, Any, Entities], str | None]) -> Field:
    def put(event: Event, entity: str, value: Any) -> Event:
        return replace(event, participants=tuple(replace(p, **{name: value}) if p.entity == entity else p for p in event.participants))

    def get(event: Event, entity: str) -> Any:
        return next((getattr(p, name) for p in event.participants if p.entity == entity and getattr(p, name)), None)

    def wrong_post(event: Event, entity: str, value: Any, entities: Entities) -> str | None:
        return wrong(event, entity, value, entities) if entity in event.entities() else f"{entity!r} takes no part in the event"

    return Field(get, put, wrong_post, rest=True)


FIELDS: dict[str, Field] = {
    "date": Field(lambda e, _: e.date.text, lambda e, _, v: replace(e, date=parse_date(v)), _wrong_date, plain=True),
    "status": _word_field("status", STATUSES),
    "type": _word_field("type", EVENT_TYPES),
    "title": _text_field("title"),
    "summary": _text_field("summary"),
    "quote": Field(
        lambda e, _: e.quote.text if e.quote else None,
        lambda e, _, v: replace(e, quote=e.quote and replace(e.quote, text=v)),
        _wrong_quote,
    ),
    "amounts": Field(lambda e, a: _get_figure(e.amounts, a), _put_amount, _wrong_amount, rest=True, figure=True, plain=True),
    "metrics": Field(lambda e, a: _get_figure(e.metrics, a), _put_metric, _wrong_metric, rest=True, figure=True, plain=True),
    "attributes": Field(
        Event.attribute, lambda e, key, v: replace(e, attributes={**e.attributes, key: str(v)}), _wrong_attribute, rest=True
    ),
    "participants": Field(_get_participants, _put_participants, _wrong_participants, rest=True),
    **{name: _post_field(name, wrong) for name, wrong in _POSTS.items()},
}

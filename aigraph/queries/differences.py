"""Differences: what a source claims of an event otherwise than the event says, in words.

The decision hidden here is how each field that claims address (``aigraph.claims``) is called, and how its values
are written: ``amounts.valuation: 9e9`` is *valuation: $9B (here: $10B)*.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from aigraph.claims import as_claimed, field_of
from aigraph.ontology import AMOUNT_KINDS, EVENT_TYPES, MANNER, MANNERS, OFFICES, STATUSES, Label
from aigraph.queries.figures import sum_words, value_words
from aigraph.records import Citation, Event, Text
from aigraph.results import Speaker

Dates = Callable[[str], str]
"""How a date is written; as it is in the data, unless a reader wants it otherwise."""


class Field(NamedTuple):
    """How a field is called, and how its values are written. ``long``: a text, which the event itself shows in full."""

    label: Callable[[Speaker, Event, str], str]
    value: Callable[[Speaker, Event, str, Any], str]
    long: bool = False


def field_words(event: Event, name: str, speak: Speaker) -> str:
    """Return what a field that a claim addresses is called."""
    head, _, rest = name.partition(".")
    return FIELDS[head].label(speak, event, rest)


def claim_words(event: Event, name: str, value: Any, speak: Speaker, dates: Dates = str) -> str:
    """Return a value of a field, claimed or the event's own, in words."""
    head, _, rest = name.partition(".")
    words = FIELDS[head].value(speak, event, rest, value)
    return dates(words) if head == "date" else words


def differences(event: Event, citation: Citation, speak: Speaker, dates: Dates = str) -> tuple[str, ...]:
    """Return on which fields a source differs, and how; a claim that comes out in the same words is none."""
    return tuple(filter(None, (_difference(event, name, value, speak, dates) for name, value in citation.claims.items())))


def _difference(event: Event, name: str, claimed: Any, speak: Speaker, dates: Dates) -> str:
    own, long = field_of(event, name), FIELDS[name.partition(".")[0]].long
    theirs = claim_words(event, name, claimed, speak, dates)
    ours = "" if own is None else claim_words(event, name, own, speak, dates)
    if theirs == ours:
        return ""
    label = field_words(event, name, speak)
    return _DIFFERS.say(speak.lang).format(label, theirs, ours) if ours and not long else _SAYS.say(speak.lang).format(label, theirs)


_DIFFERS = Label("{}: {} (here: {})", "{}：{}（ここでは{}）")
_SAYS = Label("{}: {}", "{}：{}")

# --- fields --------------------------------------------------------------------------------------


def _called(en: str, ja: str) -> Callable[[Speaker, Event, str], str]:
    label = Label(en, ja)
    return lambda s, event, rest: label.say(s.lang)


def _of_somebody(en: str, ja: str) -> Callable[[Speaker, Event, str], str]:
    label = Label(en, ja)
    return lambda s, event, entity: s.of(label.say(s.lang), entity)


def _as_is(s: Speaker, event: Event, rest: str, value: Any) -> str:
    return str(value)


def _text(name: str) -> Callable[[Speaker, Event, str, Any], str]:
    """Return how a text is written: the event's own in the language, a claimed one in the source's words."""

    def written(s: Speaker, event: Event, rest: str, value: Any) -> str:
        own: Text = getattr(event, name)
        return own.say(s.lang) if value == own.en else str(value)

    return written


def _amount_label(s: Speaker, event: Event, address: str) -> str:
    kind, _, whose = address.partition(".")
    label = AMOUNT_KINDS[kind].say(s.lang)
    return s.of(label, whose) if whose else label


def _amount_value(s: Speaker, event: Event, address: str, value: Any) -> str:
    kind = address.partition(".")[0]
    claimed = as_claimed(event, (Citation("", "", {f"amounts.{address}": value}),))
    return sum_words(value, next(a.currency for a in claimed.amounts if (a.kind, a.value) == (kind, value)), s.lang)


def _metric_value(s: Speaker, event: Event, address: str, value: Any) -> str:
    return value_words(value, next((m.unit for m in event.metrics if address in (m.metric, f"{m.metric}.{m.subject}")), None))


def _attribute_value(s: Speaker, event: Event, key: str, value: Any) -> str:
    return MANNERS[value].say(s.lang) if key == MANNER and value in MANNERS else str(value)


def _attribute_label(s: Speaker, event: Event, key: str) -> str:
    return Label("manner", "経緯").say(s.lang) if key == MANNER else key


def _names(s: Speaker, event: Event, role: str, value: Any) -> str:
    return s.names(value if isinstance(value, tuple) else (value,))


FIELDS: dict[str, Field] = {
    "date": Field(_called("date", "日付"), _as_is),
    "status": Field(_called("status", "状態"), lambda s, event, rest, value: STATUSES[value].say(s.lang)),
    "type": Field(_called("type", "種類"), lambda s, event, rest, value: EVENT_TYPES[value].label.say(s.lang)),
    "title": Field(_called("title", "題"), _text("title"), long=True),
    "summary": Field(_called("what happened", "内容"), _text("summary"), long=True),
    "quote": Field(_called("words", "言葉"), _as_is, long=True),
    "amounts": Field(_amount_label, _amount_value),
    "metrics": Field(lambda s, event, address: address.partition(".")[0], _metric_value),
    "attributes": Field(_attribute_label, _attribute_value),
    "participants": Field(lambda s, event, role: s.role(role), _names),
    "office": Field(_of_somebody("office", "役職"), lambda s, event, rest, value: OFFICES[value].label.say(s.lang)),
    "position": Field(_of_somebody("position", "肩書"), _as_is),
}
"""How each field that sources can differ on is put into words."""

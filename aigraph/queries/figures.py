"""Questions about figures: money, and whatever else was measured and dated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from aigraph.dataset import wrong_word
from aigraph.dates import falls_in
from aigraph.ontology import AMOUNT_KINDS, DISPUTED, DOUBTFUL_STATUSES, Label
from aigraph.records import Amount, Event, Metric, Number
from aigraph.results import Column, Json, Result, Speaker

if TYPE_CHECKING:
    from aigraph.saga import Day, Saga


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """A sum at an event, and the other sums that sources give for it."""

    event: Event
    amount: Amount
    others: tuple[Number, ...]

    command: ClassVar[str] = "money"
    columns: ClassVar[tuple[Column, ...]] = (
        Column(Label("Date", "日付"), lambda r, s: r.event.date.text, "cyan", keep=True, no_wrap=True),
        Column(Label("Kind", "種類"), lambda r, s: AMOUNT_KINDS[r.amount.kind].say(s.lang), keep=True),
        Column(Label("Sum", "金額"), lambda r, s: sum_words(r.amount.value, r.amount.currency, s.lang), "bold", keep=True, right=True),
        Column(Label("Note", "注記"), lambda r, s: r.amount.note or ""),
        Column(Label("Event", "出来事"), lambda r, s: r.event.title.say(s.lang), keep=True),
        Column(Label("Others say", "異説"), lambda r, s: ", ".join(sum_words(v, r.amount.currency, s.lang) for v in r.others), "yellow"),
        Column(Label("Status", "状態"), lambda r, s: _in_doubt(r.event, s), "yellow"),
    )

    def to_dict(self, speak: Speaker) -> Json:
        """Return the row as JSON."""
        return {
            "date": speak.date(self.event.date), "kind": self.amount.kind, "value": self.amount.value,
            "currency": self.amount.currency, "note": self.amount.note, "event": self.event.id,
            "source_count": len(self.event.sources), "disputed": bool(self.others) or self.event.status == DISPUTED,
        }  # fmt: skip


def _in_doubt(event: Event, speak: Speaker) -> str:
    return speak.status(event.status) if event.status in DOUBTFUL_STATUSES else ""


_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}
_UNITS = {"en": ((10**12, "T"), (10**9, "B"), (10**6, "M"), (10**3, "k")), "ja": ((10**12, "兆"), (10**8, "億"), (10**4, "万"))}
_CURRENCIES_JA = {"USD": "ドル", "EUR": "ユーロ", "GBP": "ポンド", "JPY": "円"}


def sum_words(value: Number, currency: str | None, lang: str) -> str:
    """Return a sum as people write it: ``$97.4B``, ``974億ドル``, ``26%`` without a currency."""
    if currency is None:
        return f"{_digits(value)}%"
    size, unit = next(((n, u) for n, u in _UNITS[lang] if abs(value) >= n), (1, ""))
    digits = _digits(value / size if size > 1 else value)
    if lang == "ja":
        return f"{digits}{unit}{_CURRENCIES_JA.get(currency, currency)}"
    sign = _SIGNS.get(currency)
    return f"{sign}{digits}{unit}" if sign else f"{digits}{unit} {currency}"


def _digits(value: Number) -> str:
    return f"{value:.4g}" if abs(value) < 1000 else f"{value:,.0f}"


def money(
    saga: Saga,
    organization: str,
    *,
    since: Day | None = None,
    until: Day | None = None,
    kind: str | None = None,
) -> Result[MoneyRow]:
    """Funding, valuations, revenue, losses and other sums of an organization over time.

    From the events that it takes part in; a sum that is said to be somebody else's is left out.
    """
    _known_kind(kind)
    house = saga.resolve(organization)
    home = saga.dataset.home(house)
    rows = [
        MoneyRow(event, amount, _other_values(event, f"amounts.{amount.kind}", amount.value))
        for event in _events_in(saga, house, since, until)
        for amount in event.amounts
        if (kind is None or amount.kind == kind) and (amount.of is None or saga.dataset.home(amount.of) == home)
    ]
    return Result(saga.dataset, MoneyRow, rows, saga.lang)


def _known_kind(kind: str | None) -> None:
    if kind is not None and kind not in AMOUNT_KINDS:
        raise wrong_word("kind of sum", kind, AMOUNT_KINDS)


def _events_in(saga: Saga, entity: str, since: Day | None, until: Day | None) -> Iterator[Event]:
    a, b = saga.window(since, until)
    for event, _ in saga.dataset.events_of(entity).within(a, b, sure=saga.sure):
        yield event


def _other_values(event: Event, name: str, value: Number | str) -> tuple[Number, ...]:
    """Return the values that sources claim for a field instead of the event's."""
    claimed = [c.claims[name] for c in event.sources if name in c.claims]
    return tuple(dict.fromkeys(v for v in claimed if isinstance(v, int | float) and v != value))


@dataclass(frozen=True, slots=True)
class MetricRow:
    """A dated figure of a subject, and the other figures that sources give for it."""

    event: Event
    metric: Metric
    others: tuple[Number, ...]

    command: ClassVar[str] = "metrics"
    columns: ClassVar[tuple[Column, ...]] = (
        Column(Label("Date", "日付"), lambda r, s: r.event.date.text, "cyan", keep=True, no_wrap=True),
        Column(Label("Figure", "指標"), lambda r, s: r.metric.metric, "bold", keep=True),
        Column(Label("Value", "値"), lambda r, s: value_words(r.metric), keep=True, right=True),
        Column(Label("Note", "注記"), lambda r, s: r.metric.note or ""),
        Column(Label("Event", "出来事"), lambda r, s: r.event.title.say(s.lang), keep=True),
        Column(Label("Others say", "異説"), lambda r, s: ", ".join(f"{v:g}" for v in r.others), "yellow"),
        Column(Label("Status", "状態"), lambda r, s: _in_doubt(r.event, s), "yellow"),
    )

    def to_dict(self, speak: Speaker) -> Json:
        """Return the row as JSON."""
        return {
            "date": speak.date(self.event.date), "subject": speak.ref(self.metric.subject), "metric": self.metric.metric,
            "value": self.metric.value, "unit": self.metric.unit, "note": self.metric.note, "event": self.event.id,
            "source_count": len(self.event.sources), "disputed": bool(self.others) or self.event.status == DISPUTED,
        }  # fmt: skip


def value_words(metric: Metric) -> str:
    """Return a figure with its unit."""
    if isinstance(metric.value, str):
        return f"{metric.value} {metric.unit or ''}".strip()
    value = f"{metric.value:,}" if isinstance(metric.value, int) else f"{metric.value:,.6g}"
    return f"{value}%" if metric.unit == "percent" else f"{value} {metric.unit or ''}".strip()


def metrics(saga: Saga, subject: str, *, since: Day | None = None, until: Day | None = None) -> Result[MetricRow]:
    """Dated figures of a subject: benchmarks, shares, users, staff."""
    who = saga.resolve(subject)
    a, b = saga.window(since, until)
    rows = [
        MetricRow(event, metric, _other_values(event, f"metrics.{metric.metric}", metric.value))
        for event, metric in saga.dataset.metrics_of(who)
        if saga.keeps(falls_in(event.date.lo, event.date.hi, a, b))
    ]
    return Result(saga.dataset, MetricRow, rows, saga.lang)

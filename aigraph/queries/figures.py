"""Questions about figures: money, and whatever else was measured and dated.

The decision hidden here is whose a sum is, and how sums and figures are written in a language.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from aigraph.claims import rivals
from aigraph.dataset import wrong_word
from aigraph.dates import falls_in
from aigraph.ontology import AMOUNT_KINDS, DISPUTED, DOUBTFUL_STATUSES, PERCENT, Label
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
    """Return a sum as people write it: ``$97.4B``, ``974億ドル``, ``26%`` without a currency (a stake)."""
    if currency is None:
        return f"{_digits(value)}%"
    rounded = float(f"{value:.4g}") if abs(value) >= _UNITS[lang][-1][0] else value
    size, unit = next(((n, u) for n, u in _UNITS[lang] if abs(rounded) >= n), (1, ""))
    digits, minus = _digits(abs(value) / size), "−" if value < 0 else ""
    if lang == "ja":
        return f"{minus}{digits}{unit}{_CURRENCIES_JA.get(currency, currency)}"
    sign = _SIGNS.get(currency)
    return f"{minus}{sign}{digits}{unit}" if sign else f"{minus}{digits}{unit} {currency}"


def _digits(value: Number) -> str:
    return f"{value:.4g}" if value < 1000 else f"{value:,.0f}"


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
        MoneyRow(event, amount, rivals(event, amount))
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


@dataclass(frozen=True, slots=True)
class MetricRow:
    """A dated figure of a subject, and the other figures that sources give for it."""

    event: Event
    metric: Metric
    others: tuple[Number | str, ...]

    command: ClassVar[str] = "metrics"
    columns: ClassVar[tuple[Column, ...]] = (
        Column(Label("Date", "日付"), lambda r, s: r.event.date.text, "cyan", keep=True, no_wrap=True),
        Column(Label("Figure", "指標"), lambda r, s: r.metric.metric, "bold", keep=True),
        Column(Label("Value", "値"), lambda r, s: value_words(r.metric.value, r.metric.unit), keep=True, right=True),
        Column(Label("Note", "注記"), lambda r, s: r.metric.note or ""),
        Column(Label("Event", "出来事"), lambda r, s: r.event.title.say(s.lang), keep=True),
        Column(Label("Others say", "異説"), lambda r, s: ", ".join(value_words(v, r.metric.unit) for v in r.others), "yellow"),
        Column(Label("Status", "状態"), lambda r, s: _in_doubt(r.event, s), "yellow"),
    )

    def to_dict(self, speak: Speaker) -> Json:
        """Return the row as JSON."""
        return {
            "date": speak.date(self.event.date), "subject": speak.ref(self.metric.subject), "metric": self.metric.metric,
            "value": self.metric.value, "unit": self.metric.unit, "note": self.metric.note, "event": self.event.id,
            "source_count": len(self.event.sources), "disputed": bool(self.others) or self.event.status == DISPUTED,
        }  # fmt: skip


def value_words(value: Number | str, unit: str | None) -> str:
    """Return a figure with its unit."""
    text = value if isinstance(value, str) else f"{value:,}" if isinstance(value, int) else f"{value:,.6g}"
    return f"{text}%" if unit == PERCENT and not isinstance(value, str) else f"{text} {unit or ''}".strip()


def metrics(saga: Saga, subject: str, *, since: Day | None = None, until: Day | None = None) -> Result[MetricRow]:
    """Dated figures of a subject: benchmarks, shares, users, staff."""
    who = saga.resolve(subject)
    a, b = saga.window(since, until)
    rows = [
        MetricRow(event, metric, rivals(event, metric))
        for event, metric in saga.dataset.metrics_of(who)
        if saga.keeps(falls_in(event.date.lo, event.date.hi, a, b))
    ]
    return Result(saga.dataset, MetricRow, rows, saga.lang)

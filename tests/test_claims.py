"""Claims: which field a name addresses, for reading, for replacing, beside which sum it is shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import aigraph
from aigraph.claims import FIELDS, as_claimed, field_of, rivals
from aigraph.records import Citation, Event

DEAL = """
--- events.yaml
saga: {name: {en: Test, ja: 試験}, as_of: 2026-06-30}
entities:
  - {id: acme, type: company, name: {en: Acme, ja: アクメ}}
  - {id: orb, type: company, name: {en: Orb, ja: オーブ}}
events:
  - id: deal
    date: 2020-03-02
    type: acquisition
    title: {en: Acme buys Orb, ja: 買収}
    summary: {en: A purchase, ja: 買収した}
    status: reported
    participants: [{role: acquirer, entity: acme}, {role: target, entity: orb}]
    amounts:
      - {kind: valuation, value: 80, currency: USD, of: acme}
      - {kind: valuation, value: 33, currency: USD, of: orb}
      - {kind: price, value: 40, currency: USD}
    metrics:
      - {subject: acme, metric: staff, value: 90}
      - {subject: orb, metric: staff, value: 9}
    quote: {text: Sold, lang: en}
    sources:
      - {source: s1, says: a, claims: {amounts.valuation: 75, metrics.staff: fewer than 100}}
      - {source: s2, says: b, claims: {amounts.valuation.orb: 45, metrics.staff.orb: 12}}
      - {source: s3, says: c, claims: {amounts.price: 50, date: 2020-03}}
sources:
  - {id: s1, publisher: One, lang: en, kind: press, url: "https://example.org/1", published: 2020-03-03}
  - {id: s2, publisher: Two, lang: en, kind: press, url: "https://example.org/2", published: 2021-01-01}
  - {id: s3, publisher: Three, lang: en, kind: press, url: "https://example.org/3", published: 2019-12-01}
"""


@pytest.fixture
def saga(folder_of: Callable[[str], Path]) -> aigraph.Saga:
    """One purchase, of which three sources say three things."""
    return aigraph.load(folder_of(DEAL))


@pytest.fixture
def deal(saga: aigraph.Saga) -> Event:
    """The purchase."""
    return saga.dataset.events["deal"]


def test_a_claim_stands_beside_the_sum_it_is_about(saga: aigraph.Saga, deal: Event) -> None:
    assert [rivals(deal, a) for a in deal.amounts] == [(75,), (45,), (50,)]
    assert [rivals(deal, m) for m in deal.metrics] == [("fewer than 100",), (12,)]
    assert [(r.amount.value, r.others) for r in saga.money("Acme")] == [(80, (75,)), (40, (50,))]
    assert [(r.metric.value, r.others) for r in saga.metrics("Acme")] == [(90, ("fewer than 100",))]
    assert "fewer than 100" in repr(saga.metrics("Acme"))


def test_sources_are_told_by_whose_text_they_are_nearest_first(folder_of: Callable[[str], Path]) -> None:
    copied = DEAL.replace("publisher: Three, lang: en, kind: press", "publisher: Three, copy_of: The Court, lang: en, kind: court")
    saga = aigraph.load(folder_of(copied))
    assert saga.why("Acme", "Orb").cells()[1][0][-1] == "The Court via Three, One, Two"
    assert saga.why("Acme", "Orb").cells("ja")[1][0][-1] == "The Court（Threeによる転載）、One、Two"
    _, rows = saga.disputes().cells()
    assert ["2020-03-02", "Acme buys Orb", "date", "2020-03-02 (One, Two)\n2020-03 (The Court via Three)"] in rows


def test_a_text_that_sources_tell_otherwise_is_told_in_the_language_where_it_is_our_own(folder_of: Callable[[str], Path]) -> None:
    saga = aigraph.load(folder_of(DEAL.replace("amounts.price: 50", "summary: a swap")))
    words = {lang: [row[2:] for row in saga.disputes().cells(lang)[1]] for lang in ("en", "ja")}
    assert ["what happened", "A purchase (One, Two)\na swap (Three)"] in words["en"]
    assert ["内容", "買収した (One、Two)\na swap (Three)"] in words["ja"]


CASES: dict[str, tuple[Any, Any]] = {
    "date": ("2020-03-02", "2020-04"),
    "status": ("reported", "disputed"),
    "type": ("acquisition", "merger"),
    "title": ("Acme buys Orb", "Orb is bought"),
    "summary": ("A purchase", "A sale"),
    "amounts.valuation": (80, 1),
    "amounts.valuation.orb": (33, 1),
    "amounts.debt": (None, 7),
    "metrics.staff": (90, 1),
    "metrics.staff.orb": (9, "a dozen"),
    "attributes.note": (None, "odd"),
    "participants.target": ("orb", "acme"),
    "participants.seller": (None, ("acme", "orb")),
    "amounts.stake-percent": (None, 12),
    "quote": ("Sold", "Bought"),
    "office.acme": (None, "ceo"),
    "position.orb": (None, "seller"),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_put_is_what_is_read(deal: Event, name: str) -> None:
    own, claimed = CASES[name]
    assert field_of(deal, name) == own
    assert field_of(as_claimed(deal, [Citation("s1", "x", {name: claimed})]), name) == claimed
    others = {n: v for n, (v, _) in CASES.items() if not name.startswith(n) and not n.startswith(name)}
    put = as_claimed(deal, [Citation("s1", "x", {name: claimed})])
    assert {n: field_of(put, n) for n in others} == others


def test_every_field_is_tried() -> None:
    assert {name.partition(".")[0] for name in CASES} == set(FIELDS)


def test_what_nobody_had_contradicted_yet_was_so(saga: aigraph.Saga) -> None:
    """By 2020-02 only Three had spoken, so its day and price stood; once One had, the event's own do."""
    assert [e.event.date.text for e in saga.known_by("2020-03-31").timeline()] == ["2020-03-02"]
    early = saga.known_by("2020-03-02").dataset.events["deal"]
    assert (early.date.text, field_of(early, "amounts.price")) == ("2020-03", 50)
    assert saga.known_by("2026-06-30").dataset.events["deal"] == saga.dataset.events["deal"]


def test_a_share_is_never_a_sum_of_money(deal: Event) -> None:
    put = as_claimed(deal, [Citation("s1", "x", {"amounts.stake-percent": 12})])
    assert [(a.kind, a.currency) for a in put.amounts][-1] == ("stake-percent", None)

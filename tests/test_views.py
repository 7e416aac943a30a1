"""Views: narrowing the days, knowing less, believing somebody; on tiny ledgers and on the real saga."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import pytest

import aigraph


def told(saga: aigraph.Saga) -> dict[str, str]:
    """Event ids and dates, as the view tells them."""
    return {e.id: e.date.text for e in saga.dataset.events.values()}


def there(saga: aigraph.Saga, organization: str = "acme") -> list[tuple[str, str]]:
    """Who is there, and how surely."""
    return [(r.person, str(r.verdict)) for r in saga.roster(organization)]


# --- narrowing the days --------------------------------------------------------------------------


def test_on_a_day_is_what_had_happened_and_held_by_its_end(ledger: aigraph.Saga) -> None:
    """
    2019-05-01 appointment acme person=ann
    2020-05-01 appointment acme person=bob
    2021-05-01 departure acme person=ann
    """
    assert {day: there(ledger.on(day)) for day in ("2019-04-30", "2019-05-01", "2021-04-30", "2021-05-01")} == {
        "2019-04-30": [],
        "2019-05-01": [("ann", "certain")],
        "2021-04-30": [("ann", "certain"), ("bob", "certain")],
        "2021-05-01": [("bob", "certain")],
    }
    assert [r.event.id for r in ledger.on("2020-05-01").timeline()] == ["e1", "e2"]
    assert there(ledger.on("2021")) == [("bob", "certain"), ("ann", "possible")]
    assert there(ledger.on(dt.date(2019, 5, 1))) == there(ledger.on(aigraph.parse_date("2019-05-01"))) == [("ann", "certain")]


def test_during_counts_both_ends(ledger: aigraph.Saga) -> None:
    """
    2019-05-01 appointment acme person=ann
    2020-05-01 appointment acme person=bob
    2021-05-01 departure acme person=ann
    """
    windows = [("2019-05-01", "2020-05-01"), ("2019-05-02", "2020-04-30"), ("2021-05-01", "2021-05-01"), ("2019", "2021")]
    assert [[r.event.id for r in ledger.during(a, b).timeline()] for a, b in windows] == [["e1", "e2"], [], ["e3"], ["e1", "e2", "e3"]]
    assert [r.person for r in ledger.during("2021-05-01", "2021-06-01").who_left("acme")] == ["ann"]
    assert [r.person for r in ledger.during("2021-05-02", "2021-06-01").who_left("acme")] == []


def test_views_share_the_data_and_leave_their_saga_alone(ledger: aigraph.Saga) -> None:
    """
    2019-05-01 appointment acme person=ann published=2019-05-02
    """
    views = [ledger.on("2019"), ledger.during("2019", "2020"), ledger.certain(), ledger.speaking("ja"), ledger.certain().on("2019")]
    assert all(type(v) is aigraph.Saga and v.dataset is ledger.dataset for v in views)
    for again in (lambda: ledger.known_by("2020"), lambda: ledger.according_to("Paper 1")):
        assert type(again()) is aigraph.Saga
        assert again().dataset is again().dataset is not ledger.dataset
        assert again().dataset.entities is ledger.dataset.entities
        assert again().dataset.sources is ledger.dataset.sources
    assert (ledger.day, ledger.sure, ledger.lang, ledger.as_of.text) == (None, False, "en", "2026-06-30")
    with pytest.raises(FrozenInstanceError):
        ledger.sure = True  # type: ignore[misc]


def test_the_last_word_on_days_counts(ledger: aigraph.Saga) -> None:
    """
    2019-05-01 appointment acme person=ann
    2020-05-01 appointment acme person=bob
    """
    assert ledger.on("2019").on("2020") == ledger.on("2020")
    assert ledger.on("2019").during("2020", "2021") == ledger.during("2020", "2021")
    assert ledger.during("2020", "2021").on("2019-06") == ledger.on("2019-06")


def test_certain_leaves_out_what_is_only_possible(ledger: aigraph.Saga) -> None:
    """
    2019 appointment acme person=ann
    2018-01-01 appointment acme person=bob
    """
    on = ledger.on("2019-06-01")
    assert there(on) == [("bob", "certain"), ("ann", "possible")]
    assert there(on.certain()) == there(ledger.certain().on("2019-06-01")) == [("bob", "certain")]


def test_speaking_changes_words_and_nothing_else(ledger: aigraph.Saga) -> None:
    """
    2019 appointment acme person=ann
    """
    english, japanese = (ledger.speaking(lang).timeline().to_dicts()[0] for lang in ("en", "ja"))
    assert (english["title"], japanese["title"]) == ("appointment 0", "出来事")
    assert (english["id"], english["date"]) == (japanese["id"], japanese["date"])
    assert english == ledger.timeline().to_dicts()[0]


def test_wrong_questions_say_the_way_out(ledger: aigraph.Saga) -> None:
    """
    2019 appointment acme person=ann
    """
    wrong: list[tuple[Callable[[], object], str]] = [
        (lambda: ledger.on("2018-02-30"), "no day 30"),
        (lambda: ledger.known_by("soon"), "not a date"),
        (lambda: ledger.during("2020", "2019"), "ends .2019. before it starts .2020."),
        (lambda: ledger.speaking("fr"), "en or ja"),
        (lambda: ledger.according_to("Papper 1"), "did you mean Paper 1"),
        (lambda: ledger.according_to("ann"), "no source, publisher or side is called 'ann'"),
        (lambda: ledger.roster("acne"), "did you mean acme"),
    ]
    for ask, answer in wrong:
        with pytest.raises(aigraph.WrongQuestion, match=answer):
            ask()


# --- knowing less --------------------------------------------------------------------------------


def test_known_by_is_what_had_been_published(ledger: aigraph.Saga) -> None:
    """
    2019-05-01 appointment acme person=ann published=2019-05-02
    2020-05-01 departure acme person=ann published=2021-03-10
    2019-06-01 appointment acme person=bob
    """
    assert {day: list(told(ledger.known_by(day))) for day in ("2019-05-01", "2019-05-02", "2021-03-09", "2021-03-10", "2026-06-30")} == {
        "2019-05-01": [],
        "2019-05-02": ["e1"],
        "2021-03-09": ["e1"],
        "2021-03-10": ["e1", "e2"],
        "2026-06-30": ["e1", "e3", "e2"],
    }


def test_known_by_closes_the_world_on_that_day(ledger: aigraph.Saga) -> None:
    """
    2019-05-01 appointment acme person=ann published=2019-05-02
    2020-05-01 departure acme person=ann published=2021-03-10
    """
    view = ledger.known_by("2020-06-01")
    assert view.as_of.text == "2020-06-01"
    assert there(view) == there(view.on("2020-06-01")) == [("ann", "certain")]
    assert there(view.on("2020-06-02")) == [("ann", "possible")]
    assert there(ledger.on("2020-06-01")) == []
    assert [ledger.known_by(day).as_of.text for day in ("2020-06", "2030")] == ["2020-06-30", "2026-06-30"]


def test_nobody_knows_what_has_not_happened(ledger: aigraph.Saga) -> None:
    """
    2023-11-01 appointment acme person=ann published=2023-11
    2023-11-20 departure acme person=ann published=2023-11
    """
    assert "e2" not in told(ledger.known_by("2023-11-10"))
    assert list(told(ledger.known_by("2023-11-30"))) == ["e1", "e2"]


TWO_PAPERS = """
--- events.yaml
saga: {name: {en: Test, ja: 試験}, as_of: 2026-06-30}
entities:
  - {id: ann, type: person, name: {en: Ann Lee, ja: アン・リー}}
  - {id: bob, type: person, name: {en: Bob, ja: ボブ}}
  - {id: acme, type: company, name: {en: Acme, ja: アクメ}}
events:
  - id: start
    date: 2019-05-01
    type: founding
    title: {en: Acme is founded, ja: 設立}
    summary: {en: s, ja: s}
    status: reported
    participants: [{role: organization, entity: acme}, {role: founder, entity: ann, office: ceo}]
    sources:
      - {source: early, says: founded, claims: {date: 2019-04}}
      - {source: late, says: founded, claims: {date: 2018, participants.founder: [ann, bob]}}
      - {source: side, says: so, claims: {status: disputed}}
  - id: end
    date: 2021-05-01
    type: departure
    title: {en: Ann leaves, ja: 退任}
    summary: {en: s, ja: s}
    status: reported
    participants: [{role: organization, entity: acme}, {role: person, entity: ann}]
    sources: [{source: late, says: left}]
sources:
  - {id: early, publisher: Ｔｈｅ Daily, lang: en, kind: press, url: "https://example.org/1", published: 2019-05-02}
  - {id: late, publisher: Weekly, lang: en, kind: press, url: "https://example.org/2", published: 2022-01-01}
  - {id: side, publisher: Bob's blog, lang: en, kind: first-party, url: "https://example.org/3", published: 2023-01-01, voice: bob}
"""


@pytest.fixture
def papers(folder_of: Callable[[str], Path]) -> aigraph.Saga:
    """Two papers and a side, which do not say the same."""
    return aigraph.load(folder_of(TWO_PAPERS))


def test_known_by_cites_only_what_was_out(papers: aigraph.Saga) -> None:
    """As long as all who have spoken claim another day, it is that day that was known."""
    assert {day: told(papers.known_by(day))["start"] for day in ("2019-05-02", "2022", "2023")} == {
        "2019-05-02": "2019-04",
        "2022": "2019-04",
        "2023": "2019-05-01",
    }
    cited = {day: [c.source for c in papers.known_by(day).dataset.events["start"].sources] for day in ("2019-05-02", "2022", "2024")}
    assert cited == {"2019-05-02": ["early"], "2022": ["early", "late"], "2024": ["early", "late", "side"]}
    assert [c.source for c in papers.dataset.events["start"].sources] == ["early", "late", "side"]


# --- believing somebody --------------------------------------------------------------------------


def test_claims_win_and_what_is_not_told_is_left_out(papers: aigraph.Saga) -> None:
    assert told(papers.according_to("The Daily")) == {"start": "2019-04"}
    assert told(papers.according_to("weekly")) == {"start": "2018", "end": "2021-05-01"}
    assert told(papers.according_to("side")) == {"start": "2019-05-01"}
    assert told(papers) == {"start": "2019-05-01", "end": "2021-05-01"}


def test_a_source_a_publisher_and_a_side_by_any_name(papers: aigraph.Saga) -> None:
    assert told(papers.according_to("early")) == told(papers.according_to("THE  daily")) == {"start": "2019-04"}
    for name in ("bob", "Bob", "ボブ", "BOB'S BLOG", "bob’s blog"):
        assert papers.according_to(name).dataset.events["start"].status == "disputed"


def test_stints_follow_from_what_is_claimed(papers: aigraph.Saga) -> None:
    spans = {
        who: [(s.subject, s.start and s.start.text, s.end and s.end.text, s.doubtful) for s in papers.according_to(who).dataset.tenures]
        for who in ("early", "late", "side")
    }
    assert spans == {
        "early": [("ann", "2019-04", None, False)],
        "late": [("ann", "2018", "2021-05-01", False), ("bob", "2018", None, False)],
        "side": [("ann", "2019-05-01", None, True)],
    }
    assert there(papers.according_to("early").on("2019-04-30")) == [("ann", "certain")]
    assert there(papers.on("2019-04-30")) == []


def test_who_a_claim_names_again_keeps_the_office_that_nobody_disputes(papers: aigraph.Saga) -> None:
    ceos = papers.according_to("late").on("2020-01-01").roster("acme", office="ceo")
    assert [(r.person, str(r.verdict)) for r in ceos] == [("ann", "certain")]


def test_views_nest_in_any_order(papers: aigraph.Saga) -> None:
    first = papers.known_by("2020").according_to("early").on("2020-01-01").certain().speaking("ja")
    other = papers.speaking("ja").certain().on("2020-01-01").according_to("early").known_by("2020")
    assert told(first) == told(other) == {"start": "2019-04"}
    assert first.roster("アクメ").to_dicts() == other.roster("acme").to_dicts()
    assert [d["person"]["name"] for d in first.roster("acme").to_dicts()] == ["アン・リー"]
    assert told(papers.known_by("2020").according_to("late")) == {}
    assert told(papers.known_by("2022-06").known_by("2020")) == told(papers.known_by("2020"))


# --- the real saga -------------------------------------------------------------------------------

MEMO, REPORT = "2025-10-altman-rough-vibes-memo", "2025-11-20-the-information-memo-report"


def test_the_memo_was_unknown_until_the_information_told_of_it_on_20_november(real: aigraph.Saga) -> None:
    before, after, later = (set(told(real.known_by(day))) for day in ("2025-11-19", "2025-11-21", "2025-11-22"))
    assert {MEMO, REPORT} & before == set()
    assert MEMO in after
    assert {MEMO, REPORT} <= later
    assert real.known_by("2025-11-21").as_of.text == "2025-11-21"


@pytest.mark.parametrize("day", ["2023-11-16", "2023-11-17", "2024-01-01", "2025-11-19"])
def test_no_day_knows_of_later_deeds(real: aigraph.Saga, day: str) -> None:
    """Later ones were foretold by a source that was surely out, or else are not known."""
    view, end = real.known_by(day), aigraph.parse_date(day).hi
    for event in view.dataset.events.values():
        dates = [source.published for _, source in view.dataset.citations(event)]
        assert event.date.lo <= end or any(d and d.hi <= end for d in dates), event.id


def test_the_eve_of_17_november_knows_of_no_firing(real: aigraph.Saga) -> None:
    view = real.known_by("2023-11-16")
    assert [r.person for r in view.roster("OpenAI", office="ceo")] == ["sam-altman"]
    assert "2023-11-17-murati-interim-ceo" not in told(view)


def test_sides_tell_their_own_dates(real: aigraph.Saga) -> None:
    assert told(real)["2025-02-17-grok-3"] == "2025-02-17"
    assert told(real.according_to("xAI"))["2025-02-17-grok-3"] == "2025-02-19"
    assert told(real.according_to("Manus"))[MEMO] == "2025-10"
    assert MEMO not in told(real.according_to("xAI"))
    assert told(real.according_to("イーロン・マスク")) == told(real.according_to("elon musk"))


def test_an_unknown_voice_is_offered_the_nearest(real: aigraph.Saga) -> None:
    with pytest.raises(aigraph.WrongQuestion, match="'The Informaton'; did you mean The Information"):
        real.according_to("The Informaton")
    with pytest.raises(aigraph.WrongQuestion, match="`aigraph sources` lists"):
        real.according_to("qqqqqq")


def test_a_side_tells_its_own_version_of_a_contested_event() -> None:
    """Each side's account takes the place of the summary; a side without one leaves the event to its sources."""
    saga = aigraph.load(Path(__file__).parent / "saga")
    left = "2018-06-20-moreau-leaves-board"
    told = {who: saga.according_to(who).dataset.events[left].summary.en for who in ("Inès Moreau", "Orrery")}
    assert told == {"Inès Moreau": "The other two voted her out.", "Orrery": "She stepped down of her own accord."}
    sides = [row for row in saga.accounts(left) if row.of_side]
    assert next((row.voice, [s.id for _, s in row.cited]) for row in sides) == ("ines-moreau", ["moreau-complaint-2022"])
    assert saga.dataset.events[left].disputed


def test_an_account_is_unknown_until_a_source_of_it_is_out() -> None:
    saga = aigraph.load(Path(__file__).parent / "saga").known_by("2020-01-01")
    event = saga.dataset.events.get("2018-06-20-moreau-leaves-board")
    assert event is None or "ines-moreau" not in {a.voice for a in event.accounts}


# --- every question keeps to the view -------------------------------------------------------------


def test_a_verdict_does_not_depend_on_what_is_shown(ledger: aigraph.Saga) -> None:
    """
    2019 appointment acme person=ann
    """
    view = ledger.on("2019-06-01")
    assert (view.why("ann", "acme").verdict, len(view.why("ann", "acme"))) == (aigraph.Verdict.POSSIBLE, 1)
    assert (view.certain().why("ann", "acme").verdict, len(view.certain().why("ann", "acme"))) == (aigraph.Verdict.POSSIBLE, 0)


def test_a_window_is_a_window_for_every_question(ledger: aigraph.Saga) -> None:
    """
    person ann eve
    company acme
    2019-02-01 lawsuit plaintiff=ann defendant=acme case=feud judge=eve
    2019-03-01 appointment acme person=bob
    2019-09-01 settlement party=ann party=acme case=feud
    2019-10-01 departure acme person=bob
    """
    then, later = ledger.during("2019-04", "2019-05"), ledger.during("2021", "2022")
    assert [(r.case, r.open.value) for r in ledger.during("2019-01", "2019-12").cases()] == [("feud", "certain")]
    assert then.why("bob", "acme").verdict is aigraph.Verdict.CERTAIN
    assert later.why("bob", "acme").verdict is aigraph.Verdict.NO
    assert [r.stint.subject for r in then.roster("acme")] == ["bob"]
    assert not later.roster("acme")
    assert then.path("bob", "ann")
    assert not later.path("bob", "acme")
    card = json.loads(json.dumps(later.show("bob").to_json()))
    assert (card["relations"], card["events"]) == ([], [])


def test_nothing_lies_between_a_year_and_itself(ledger: aigraph.Saga) -> None:
    """
    2019-05-01 appointment acme person=ann
    2019 appointment acme person=bob
    """
    assert not ledger.diff("2019", "2019")
    assert not ledger.diff("2019-05-01", "2019-05-01")


def test_founders_in_an_office(ledger: aigraph.Saga) -> None:
    """
    2018-01-01 founding acme founder=ann:ceo founder=bob
    2019-01-01 appointment acme person=eve:cto
    """
    assert [r.stint.subject for r in ledger.roster("acme", founders=True, office="ceo")] == ["ann"]
    assert not ledger.roster("acme", founders=True, office="cto")


def test_leaving_is_in_doubt_only_if_the_leaving_is(ledger: aigraph.Saga) -> None:
    """
    2019-05-01 appointment acme person=ann status=alleged
    2020-05-01 departure acme person=ann
    2019-05-01 appointment acme person=bob
    2020-05-01 departure acme person=bob status=alleged
    """
    assert {r.stint.subject: r.doubtful for r in ledger.who_left("acme")} == {"ann": False, "bob": True}
    assert {r.stint.subject: r.doubtful for r in ledger.who_joined("acme")} == {"ann": True, "bob": False}


def test_counts_are_of_the_view(ledger: aigraph.Saga) -> None:
    """
    2019-05-01 appointment acme person=ann published=2019-05-02
    2020-05-01 founding orb founder=bob published=2020-05-02
    """

    def totals(saga: aigraph.Saga) -> dict[str, int]:
        return {r.name: r.count for r in saga.stats() if r.group == "total"}

    assert totals(ledger.known_by("2019-12-31")) == {"entities": 2, "events": 1, "sources": 1, "relations": 1, "disputed events": 0}
    assert totals(ledger)["entities"] == 4
    assert {r.type.id: r.count for r in ledger.on("2019").types() if r.count} == {"appointment": 1}


def test_the_first_of_many_are_said_to_be(ledger: aigraph.Saga) -> None:
    """
    2019-05-01 appointment acme person=ann
    2019-05-02 appointment acme person=bob
    2019-05-03 appointment acme person=eve
    """
    hits = ledger.search("appointment", limit=2)
    assert (len(hits), hits.total, hits[:1].total) == (2, 3, 3)


def test_a_name_is_a_text(ledger: aigraph.Saga) -> None:
    """
    2019-05-01 appointment acme person=ann
    """
    odd: Any
    for odd in (None, 7, ["ann"], b"ann"):
        for ask in (ledger.career, ledger.roster, ledger.chain, ledger.show, ledger.according_to):
            with pytest.raises(aigraph.WrongQuestion, match="a name is text"):
                ask(odd)
    assert ledger.path("ann", "acme", via="staff") == ledger.path("ann", "acme", via=("staff",))
    assert ledger.path("ann", "acme", via=None) == ledger.path("ann", "acme")


def test_a_surname_of_two_sides_is_ambiguous(folder_of: Callable[[str], Path]) -> None:
    text = TWO_PAPERS.replace("en: Bob, ja: ボブ", "en: Bob Lee, ja: ボブ・リー")
    assert list(told(aigraph.load(folder_of(text)).according_to("Lee"))) == ["start"]
    both = text.replace("published: 2022-01-01}", "published: 2022-01-01, voice: ann}")
    with pytest.raises(aigraph.WrongQuestion, match="ambiguous: ann, bob"):
        aigraph.load(folder_of(both)).according_to("Lee")


def test_only_the_views_used_last_are_kept(ledger: aigraph.Saga) -> None:
    """
    2019-05-01 appointment acme person=ann published=2019-05-02
    """
    first = ledger.known_by("2020").dataset
    assert ledger.known_by("2020").dataset is first
    for year in range(2021, 2060):
        ledger.known_by(str(year))
    assert ledger.known_by("2020").dataset is not first

"""What is known of the saga, asked of the real data: each row says what it is known from.

A row names the event that it rests on, so that who changes that event finds the row, and the reason
in words. ``certain`` and ``possible`` are told apart everywhere: where the sources leave a doubt, the
answer has to leave it, too.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from typing import Any, NamedTuple

import pytest

import aigraph
from aigraph.dataset import Dataset
from aigraph.dates import holds_on

CERTAIN, POSSIBLE, NO = "certain", "possible", "no"


def case_id(row: Any) -> str:
    """Name a parametrized row by all its short texts but the reason."""
    return "-".join(x for x in row if isinstance(x, str) and x != getattr(row, "why", None) and len(x) < 40)


def names(text: str) -> set[str]:
    """Read a set of ids from words."""
    return set(text.split())


def by_verdict(rows: Any) -> dict[str, set[str]]:
    """Return the people of a result by how sure it is of them, each in the surest place only."""
    told: dict[str, set[str]] = {CERTAIN: set(), POSSIBLE: set()}
    for row in rows:
        told[str(row.verdict)].add(row.person)
    told[POSSIBLE] -= told[CERTAIN]
    return told


def belongs(saga: aigraph.Saga, person: str, organization: str, day: str) -> str:
    """Return whether somebody is a member of an organization in whatever capacity at the end of a day."""
    on = aigraph.parse_date(day)
    verdicts = {
        str(holds_on(s.s_lo, s.s_hi, s.e_lo, s.e_hi, on.lo))
        for s in saga.dataset.stints_of(person)
        if s.relation == "member" and s.house == organization
    }
    return next((v for v in (CERTAIN, POSSIBLE) if v in verdicts), NO)


# --- the board -----------------------------------------------------------------------------------


class Board(NamedTuple):
    """Who sat on OpenAI's board at the end of a day."""

    day: str
    certain: str
    possible: str
    event: str
    why: str


BOARDS = (
    Board(
        "2015-12-12",
        "elon-musk sam-altman",
        "chris-clark",
        "2015-12-11-board-of-two",
        "Loeber: a board of two; Clark came some day of 2016",
    ),
    Board(
        "2016-06-30",
        "elon-musk sam-altman",
        "chris-clark",
        "2016-clark-coo-and-director",
        "Form 990 for 2016 has Clark, not from which day",
    ),
    Board(
        "2017-01-01",
        "elon-musk sam-altman chris-clark",
        "",
        "2016-clark-coo-and-director",
        "Form 990 for 2016; Levy may not have been a director",
    ),
    Board(
        "2017-06-30",
        "elon-musk sam-altman chris-clark holden-karnofsky",
        "",
        "2017-03-karnofsky-joins-openai-board",
        "TechCrunch: four directors by March 2017, Open Philanthropy's Karnofsky the fourth",
    ),
    Board(
        "2018-01-01",
        "elon-musk sam-altman holden-karnofsky greg-brockman ilya-sutskever",
        "chris-clark",
        "2017-12-31-board-2017",
        "Form 990 for 2017 has six; on which day of early 2018 Clark went is not known",
    ),
    Board(
        "2018-02-20",
        "sam-altman holden-karnofsky greg-brockman ilya-sutskever",
        "reid-hoffman tasha-mccauley sue-yoon",
        "2018-02-20-musk-leaves-openai-board",
        "OpenAI's own list of that day has the four; three more joined on an unknown day from then to 2019",
    ),
    Board(
        "2020-12-31",
        "adam-dangelo greg-brockman holden-karnofsky ilya-sutskever reid-hoffman sam-altman shivon-zilis tasha-mccauley",
        "",
        "2020-zilis-joins-openai-board",
        "Zilis joined in 2020; Sue Yoon had gone by 2020; Karnofsky left in 2021",
    ),
    Board(
        "2022-12-31",
        "adam-dangelo greg-brockman helen-toner ilya-sutskever reid-hoffman sam-altman shivon-zilis tasha-mccauley will-hurd",
        "",
        "2021-05-hurd-joins-openai-board",
        "nine, before three resigned in 2023",
    ),
    Board(
        "2023-05-01",
        "adam-dangelo greg-brockman helen-toner ilya-sutskever sam-altman tasha-mccauley",
        "will-hurd",
        "2023-06-hurd-leaves-openai-board",
        "Hoffman and Zilis left in March; the day of Hurd's exit is about June",
    ),
    Board(
        "2023-11-16",
        "sam-altman greg-brockman ilya-sutskever helen-toner tasha-mccauley adam-dangelo",
        "",
        "2023-11-16-board-votes-to-fire",
        "the board of six, four of whom voted",
    ),
    Board(
        "2023-11-17",
        "ilya-sutskever helen-toner tasha-mccauley adam-dangelo",
        "",
        "2023-11-17-brockman-removed-as-chair",
        "on a day means at its end: Altman and Brockman are out by then",
    ),
    Board(
        "2023-11-18", "ilya-sutskever helen-toner tasha-mccauley adam-dangelo", "", "2023-11-17-altman-fired", "the four who fired Altman"
    ),
    Board(
        "2023-11-22",
        "ilya-sutskever helen-toner tasha-mccauley adam-dangelo",
        "",
        "2023-11-21-new-initial-board",
        "the new board was agreed on the 21st and in force on the 29th: an agreement changes no seat",
    ),
    Board("2023-11-29", "bret-taylor larry-summers adam-dangelo", "", "2023-11-29-new-board-in-force", "OpenAI's post of the 29th"),
    Board("2023-12-15", "bret-taylor larry-summers adam-dangelo", "", "2023-11-29-three-directors-leave", "the initial board of three"),
    Board(
        "2024-03-07",
        "bret-taylor larry-summers adam-dangelo",
        "",
        "2024-03-08-altman-rejoins-board",
        "the day before Altman and three more came",
    ),
    Board(
        "2024-04-01",
        "bret-taylor larry-summers adam-dangelo sam-altman sue-desmond-hellmann nicole-seligman fidji-simo",
        "",
        "2024-03-08-altman-rejoins-board",
        "seven since 8 March 2024",
    ),
    Board(
        "2024-06-13",
        "bret-taylor larry-summers adam-dangelo sam-altman sue-desmond-hellmann nicole-seligman fidji-simo paul-nakasone",
        "",
        "2024-06-13-nakasone-joins-board",
        "Nakasone is the eighth",
    ),
    Board(
        "2024-12-31",
        "bret-taylor larry-summers adam-dangelo sam-altman sue-desmond-hellmann nicole-seligman fidji-simo paul-nakasone zico-kolter",
        "",
        "2024-08-08-kolter-joins-board",
        "nine, with Kolter; Ogunlesi came in January 2025",
    ),
    Board(
        "2025-11-20",
        "adam-dangelo adebayo-ogunlesi bret-taylor nicole-seligman paul-nakasone sam-altman sue-desmond-hellmann zico-kolter",
        "fidji-simo",
        "2025-11-19-summers-resigns-from-board",
        "Ogunlesi in, Summers out; the day on which Simo, since then an officer, gave up her seat is not known",
    ),
    Board(
        "2026-09-10",
        "adam-dangelo adebayo-ogunlesi bret-taylor nicole-seligman paul-nakasone sam-altman sue-desmond-hellmann zico-kolter "
        "david-velez robin-vince paul-christiano",
        "",
        "2026-09-09-christiano-joins-foundation-board",
        "Vélez and Vince in July, Christiano the day before",
    ),
)


@pytest.mark.parametrize("row", BOARDS, ids=case_id)
def test_board_of_openai(real: aigraph.Saga, row: Board) -> None:
    told = by_verdict(real.on(row.day).roster("OpenAI", office="director"))
    assert told == {CERTAIN: names(row.certain), POSSIBLE: names(row.possible)}, row.why
    assert row.event in real.dataset.events


# --- offices -------------------------------------------------------------------------------------


class Held(NamedTuple):
    """Who held an office at the end of a day; ``possible`` where a source leaves the day open."""

    organization: str
    office: str
    day: str
    certain: str
    event: str
    why: str
    possible: str = ""


HELD = (
    Held("OpenAI", "ceo", "2015-12-31", "", "2015-12-11-openai-announced", "the first OpenAI had co-chairs and no chief executive"),
    Held("OpenAI", "ceo", "2018-12-31", "", "2018-altman-president-of-openai", "Altman led it as president then"),
    Held("OpenAI", "ceo", "2019-04-01", "sam-altman", "2019-03-altman-ceo-of-openai", "March 2019, with OpenAI LP"),
    Held("OpenAI", "ceo", "2023-11-16", "sam-altman", "2023-11-16-board-votes-to-fire", "voted out in secret, not yet told"),
    Held("OpenAI", "ceo", "2023-11-17", "mira-murati", "2023-11-17-murati-interim-ceo", "named in the post that announced the firing"),
    Held("OpenAI", "ceo", "2023-11-18", "mira-murati", "2023-11-17-murati-interim-ceo", "interim over the weekend"),
    Held("OpenAI", "ceo", "2023-11-19", "emmett-shear", "2023-11-19-shear-interim-ceo", "named late on Sunday"),
    Held("OpenAI", "ceo", "2023-11-20", "emmett-shear", "2023-11-19-shear-interim-ceo", "his 72 hours"),
    Held(
        "OpenAI",
        "ceo",
        "2023-11-22",
        "emmett-shear",
        "2023-11-21-altman-to-return",
        "agreed in principle on the 21st; official on the 29th",
    ),
    Held("OpenAI", "ceo", "2023-12-01", "sam-altman", "2023-11-29-altman-officially-back", "officially back on the 29th"),
    Held("OpenAI", "chair", "2018-12-31", "", "2019-03-brockman-chairman-of-openai", "two co-chairs, then one, before March 2019"),
    Held("OpenAI", "co-chair", "2016-06-30", "elon-musk sam-altman", "2015-12-11-openai-announced", "announced as co-chairs"),
    Held("OpenAI", "co-chair", "2018-03-01", "sam-altman", "2018-02-20-musk-leaves-openai-board", "Musk's chair ends with his seat"),
    Held("OpenAI", "co-chair", "2019-04-01", "", "2019-03-altman-ceo-of-openai", "Altman moved from co-chair to chief executive"),
    Held("OpenAI", "chair", "2023-11-16", "greg-brockman", "2019-03-brockman-chairman-of-openai", "'We made Greg chairman'"),
    Held("OpenAI", "chair", "2023-11-18", "", "2023-11-17-brockman-removed-as-chair", "removed on the 17th, nobody named"),
    Held("OpenAI", "chair", "2023-12-15", "bret-taylor", "2023-11-29-new-board-in-force", "chair of the initial board"),
    Held(
        "OpenAI", "president", "2018-12-31", "sam-altman", "2018-altman-president-of-openai", "Semafor: president and director during 2018"
    ),
    Held("OpenAI", "president", "2019-06-01", "", "2019-03-altman-ceo-of-openai", "Altman had become chief executive"),
    Held("OpenAI", "president", "2023-11-16", "greg-brockman", "2022-brockman-president", "president by 2022"),
    Held("OpenAI", "president", "2023-11-18", "", "2023-11-17-brockman-quits", "'based on today's news, i quit'"),
    Held("OpenAI", "president", "2023-12-01", "greg-brockman", "2023-11-29-altman-officially-back", "returned as president"),
    Held("OpenAI", "president", "2024-10-01", "greg-brockman", "2024-08-05-brockman-sabbatical", "a sabbatical ends no office"),
    Held("OpenAI", "cto", "2019-06-01", "greg-brockman", "2019-03-brockman-chairman-of-openai", "chairman and still CTO"),
    Held("OpenAI", "cto", "2023-11-18", "mira-murati", "2022-murati-cto", "interim chief and CTO at once"),
    Held("OpenAI", "cto", "2024-09-24", "mira-murati", "2024-09-25-murati-leaves-openai", "the day before she left"),
    Held("OpenAI", "cto", "2024-09-26", "", "2024-09-25-murati-leaves-openai", "nobody followed her as CTO"),
    Held(
        "OpenAI",
        "research-director",
        "2015-12-31",
        "ilya-sutskever",
        "2015-12-08-openai-inc-incorporated",
        "announced as research director",
    ),
    Held("OpenAI", "chief-scientist", "2019-06-01", "ilya-sutskever", "2019-sutskever-chief-scientist", "so Bloomberg of 11 March 2019"),
    Held("OpenAI", "chief-scientist", "2018-06-30", "", "2019-sutskever-chief-scientist", "since when is not told", "ilya-sutskever"),
    Held(
        "OpenAI", "chief-scientist", "2024-05-13", "ilya-sutskever", "2024-05-14-sutskever-leaves-openai", "till he left, board seat or not"
    ),
    Held("OpenAI", "chief-scientist", "2024-05-14", "jakub-pachocki", "2024-05-14-pachocki-chief-scientist", "named the same day"),
    Held("OpenAI", "cfo", "2019-06-01", "brad-lightcap", "2018-lightcap-joins-openai", "CFO from 2018"),
    Held("OpenAI", "cfo", "2023-11-16", "", "2022-lightcap-coo", "COO from 2022; a CFO came in June 2024 only"),
    Held("OpenAI", "cfo", "2024-06-30", "sarah-friar", "2024-06-10-friar-cfo-weil-cpo", "10 June 2024"),
    Held("OpenAI", "coo", "2017-06-30", "chris-clark", "2016-clark-coo-and-director", "the first COO"),
    Held("OpenAI", "coo", "2023-11-18", "brad-lightcap", "2023-11-18-lightcap-memo", "the memo of that day is the COO's"),
    Held("OpenAI", "coo", "2026-04-04", "", "2026-04-03-lightcap-special-projects", "gave up the post for special projects"),
    Held("OpenAI", "cpo", "2024-12-31", "kevin-weil", "2024-06-10-friar-cfo-weil-cpo", "10 June 2024"),
    Held("OpenAI", "cpo", "2025-09-03", "", "2025-09-02-weil-narayanan-new-posts", "gave it up for AI for Science"),
    Held("OpenAI", "chief-research-officer", "2025-06-01", "mark-chen", "2025-03-24-leadership-update", "24 March 2025"),
    Held("OpenAI", "observer", "2023-12-15", "microsoft", "2023-11-29-microsoft-board-observer", "a non-voting observer", "dee-templeton"),
    Held("OpenAI", "observer", "2024-07-09", "", "2024-07-09-microsoft-gives-up-observer-seat", "given up that day"),
    Held("xAI", "ceo", "2025-01-01", "elon-musk", "2023-07-12-xai-announced", "leads it from the launch"),
    Held("xAI", "director", "2023-03-31", "elon-musk", "2023-03-09-xai-first-officers", "Nevada papers of 9 March 2023"),
    Held("xAI", "cfo", "2025-05-15", "mike-liberatore", "2025-04-liberatore-joins-xai", "April to July 2025"),
    Held("xAI", "cfo", "2025-08-15", "", "2025-07-liberatore-leaves-xai", "between Liberatore and Armstrong"),
    Held("xAI", "cfo", "2025-11-01", "anthony-armstrong", "2025-10-06-armstrong-cfo", "October 2025"),
    Held("xAI", "general-counsel", "2025-01-01", "robert-keele", "2024-05-keele-joins-xai", "May 2024 to August 2025"),
    Held(
        "xAI",
        "general-counsel",
        "2025-11-01",
        "",
        "2026-05-burnham-general-counsel",
        "when Burnham followed Lim is not told",
        "james-burnham lily-lim",
    ),
    Held("X", "ceo", "2025-07-10", "", "2025-07-09-yaccarino-leaves-x", "Yaccarino left on the 9th"),
    Held("Tesla", "chair", "2018-11-08", "robyn-denholm", "2018-11-07-denholm-chair-of-tesla", "Musk stays chief executive, not chair"),
    Held("Y Combinator", "president", "2018-06-30", "sam-altman", "2014-02-altman-president-of-yc", "till March 2019"),
)


@pytest.mark.parametrize("row", HELD, ids=case_id)
def test_who_held_an_office(real: aigraph.Saga, row: Held) -> None:
    told = by_verdict(real.on(row.day).roster(row.organization, office=row.office))
    assert told == {CERTAIN: names(row.certain), POSSIBLE: names(row.possible)}, row.why
    assert row.event in real.dataset.events


def test_murati_and_shear_were_interim(real: aigraph.Saga) -> None:
    for day in ("2023-11-18", "2023-11-20"):
        (row,) = real.on(day).roster("OpenAI", office="ceo")
        assert row.stint.interim, f"{row.person} was interim on {day}"
    (row,) = real.on("2023-12-01").roster("OpenAI", office="ceo")
    assert not row.stint.interim


# --- founders ------------------------------------------------------------------------------------

XAI_FOUNDERS = names(
    "elon-musk igor-babuschkin manuel-kroiss tony-wu christian-szegedy jimmy-ba toby-pohlen ross-nordeen kyle-kosic greg-yang "
    "guodong-zhang zihang-dai"
)
OPENAI_FOUNDERS = names(
    "elon-musk sam-altman ilya-sutskever greg-brockman trevor-blackwell vicki-cheung andrej-karpathy durk-kingma john-schulman "
    "pamela-vagata wojciech-zaremba"
)


def test_the_twelve_founders_of_xai(real: aigraph.Saga) -> None:
    assert {r.person for r in real.who_founded("xAI")} == XAI_FOUNDERS, "xAI's page of 12 July 2023: Musk and eleven others"
    assert len(XAI_FOUNDERS) == 12


def test_the_eleven_founders_of_openai(real: aigraph.Saga) -> None:
    assert {r.person for r in real.who_founded("OpenAI")} == OPENAI_FOUNDERS, (
        "the post of 11 December 2015; press of August 2024 counts eleven"
    )
    assert len(OPENAI_FOUNDERS) == 11


class FoundersGone(NamedTuple):
    """Which founders had left by a day; the rest is there, and no answer is vague."""

    organization: str
    day: str
    gone: str
    event: str
    why: str


FOUNDERS_GONE = (
    FoundersGone("xAI", "2024-03-31", "", "2023-07-12-xai-announced", "nobody in the first months"),
    FoundersGone("xAI", "2025-01-01", "kyle-kosic", "2024-04-kosic-leaves-xai", "Kosic alone, back to OpenAI"),
    FoundersGone("xAI", "2025-03-01", "kyle-kosic christian-szegedy", "2025-02-szegedy-leaves-xai", "February 2025"),
    FoundersGone("xAI", "2025-08-13", "kyle-kosic christian-szegedy igor-babuschkin", "2025-08-13-babuschkin-leaves-xai", "his own post"),
    FoundersGone(
        "xAI",
        "2026-02-20",
        "kyle-kosic christian-szegedy igor-babuschkin greg-yang tony-wu jimmy-ba",
        "2026-02-10-half-of-xai-founders-gone",
        "half of the twelve",
    ),
    FoundersGone(
        "xAI", "2026-03-31", " ".join(XAI_FOUNDERS - {"elon-musk"}), "2026-03-28-nordeen-leaves", "Nordeen was the last of the eleven"
    ),
    FoundersGone(
        "OpenAI",
        "2024-08-06",
        " ".join(OPENAI_FOUNDERS - {"sam-altman", "greg-brockman", "wojciech-zaremba"}),
        "2024-08-06-three-of-eleven-founders",
        "three of eleven remain, Brockman on leave",
    ),
    FoundersGone(
        "OpenAI",
        "2023-11-18",
        "elon-musk sam-altman greg-brockman trevor-blackwell vicki-cheung durk-kingma pamela-vagata",
        "2023-11-17-brockman-quits",
        "Sutskever, Schulman, Zaremba and the returned Karpathy are there",
    ),
)


@pytest.mark.parametrize("row", FOUNDERS_GONE, ids=case_id)
def test_founders_left_and_there(real: aigraph.Saga, row: FoundersGone) -> None:
    founders = {r.person for r in real.who_founded(row.organization)}
    there = by_verdict(real.on(row.day).roster(row.organization, founders=True))
    assert there == {CERTAIN: founders - names(row.gone), POSSIBLE: set()}, row.why
    assert row.event in real.dataset.events


def test_founders_leaving_as_a_list(real: aigraph.Saga) -> None:
    assert [(r.person, str(r.verdict)) for r in real.who_left("xAI", founders=True, until="2025-01-01")] == [("kyle-kosic", CERTAIN)]
    left = real.who_left("xAI", founders=True, until="2026-02-20")
    assert [r.person for r in left] == ["kyle-kosic", "christian-szegedy", "igor-babuschkin", "greg-yang", "tony-wu", "jimmy-ba"]


# --- careers -------------------------------------------------------------------------------------


class Career(NamedTuple):
    """The organizations somebody belonged to, in order, with the days as the data give them."""

    person: str
    tenures: tuple[tuple[str, str | None, str | None], ...]
    why: str


CAREERS = (
    Career(
        "andrej-karpathy",
        (
            ("stanford", "2011-09/2011-12", "2015/2016-09-07"),
            ("openai", "2015-12-08", "2017-06-20"),
            ("tesla", "2017-06-20", "2022-07"),
            ("openai", "2023-02", "2024-02-12"),
            ("eureka-labs", "2024-07", "2024-07-01/2026-05-19"),
            ("anthropic", "2026-05-19", None),
        ),
        "founding member; Tesla announced him on 20 June 2017; back in February 2023, gone in February 2024; Anthropic in May 2026",
    ),
    Career(
        "kyle-kosic",
        (
            ("openai", "2021", "2023-04/2023-07-12"),
            ("xai", "2023-07-12", "2024-04"),
            ("openai", "2024-04/2024-05", "2025-11"),
            ("project-prometheus", "2025-11/2026-04-07", "2025-11-01/2026-08-31"),
            ("river-ai", "2026-04-07/2026-08-31", None),
        ),
        "from OpenAI to xAI and back, the first founder to leave xAI; then Prometheus, then River AI",
    ),
    Career(
        "john-schulman",
        (
            ("openai", "2015-12-08", "2024-08-05"),
            ("anthropic", "2024-08-05/..", "2025-01-27/2025-02-02"),
            ("thinking-machines", "2025-02-18", None),
        ),
        "his post of 5 August 2024; half a year at Anthropic; co-founder of Thinking Machines",
    ),
    Career(
        "jan-leike",
        (("openai", "2023-07-05", "2024-05-14"), ("anthropic", "2024-05-14/2024-05-31", None)),
        "co-lead of Superalignment; resigned on 14 May 2024; joined Anthropic the same month",
    ),
    Career(
        "barret-zoph",
        (
            ("google", None, "../2022-10-31"),
            ("openai", "2022-09~", "2024-09-25"),
            ("thinking-machines", "2025-02-18", "2026-01-14"),
            ("openai", "2026-01-14", "2026-06-18~"),
            ("google", "2026-06-18/2026-08-26", None),
        ),
        "left with Murati, fired by her, taken back the same day, gone again after five months, to Google",
    ),
    Career(
        "igor-babuschkin",
        (
            ("google-deepmind", "2017", "2017-01-01/2020-12-31"),
            ("openai", "2020-11~", "2020-10-01/2022-04-30"),
            ("google-deepmind", "2022-04", "2023-02"),
            ("xai", "2023-07-12", "2025-08-13"),
            ("babuschkin-ventures", "2025-08-13", None),
            ("river-ai", "2026-04/2026-06", None),
        ),
        "his profile has the years; his post of 13 August 2025 has the exit and the new firm",
    ),
    Career("helen-toner", (("openai", "2021-09", "2023-11-29"),), "a director and nothing else"),
    Career("emmett-shear", (("openai", "2023-11-19", "2023-11-29"),), "interim chief executive, ten days by the official count"),
)


@pytest.mark.parametrize("row", CAREERS, ids=lambda r: r.person)
def test_career(real: aigraph.Saga, row: Career) -> None:
    tenures = [
        (s.house, s.start and s.start.text, s.end and s.end.text) for s in real.dataset.stints_of(row.person) if s.relation == "member"
    ]
    places = [t[0] for t in row.tenures]
    assert sorted(tenures, key=str) == sorted(row.tenures, key=str), row.why
    assert {r.organization for r in real.career(row.person)} >= set(places) - {"openai"}, "the career names the same places"


class Belongs(NamedTuple):
    """Whether somebody belonged to an organization at the end of a day."""

    person: str
    organization: str
    day: str
    verdict: str
    event: str
    why: str


BELONGS = (
    Belongs("ilya-sutskever", "openai", "2024-03-01", CERTAIN, "2024-05-14-sutskever-leaves-openai", "off the board, still at OpenAI"),
    Belongs("ilya-sutskever", "openai", "2024-05-14", NO, "2024-05-14-sutskever-leaves-openai", "left that day"),
    Belongs("ilya-sutskever", "openai", "2017-01-01", CERTAIN, "2019-sutskever-chief-scientist", "a change of title is not a gap"),
    Belongs("sam-altman", "openai", "2023-11-20", NO, "2023-11-19-altman-guest-badge", "came with a guest badge"),
    Belongs("greg-brockman", "openai", "2024-09-15", CERTAIN, "2024-08-05-brockman-sabbatical", "on leave is not gone"),
    Belongs("fidji-simo", "openai", "2026-04-15", CERTAIN, "2026-04-03-simo-medical-leave", "on leave is not gone"),
    Belongs(
        "chris-clark", "openai", "2023-11-16", CERTAIN, "2024-05-clark-and-yoon-leave-openai", "no longer COO, there until spring 2024"
    ),
    Belongs("kyle-kosic", "openai", "2023-12-01", NO, "2023-kosic-leaves-openai", "at xAI then"),
    Belongs("kyle-kosic", "xai", "2023-12-01", CERTAIN, "2023-07-12-xai-announced", "one of the twelve"),
    Belongs("kyle-kosic", "xai", "2024-06-01", NO, "2024-05-kosic-rejoins-openai", "back at OpenAI"),
    Belongs("elon-musk", "openai", "2018-02-20", NO, "2018-02-20-musk-leaves-openai-board", "his seat was all that held him"),
    Belongs("elon-musk", "xai", "2023-04-01", CERTAIN, "2023-03-09-xai-first-officers", "its director before the launch"),
    Belongs("larry-summers", "openai", "2025-11-19", NO, "2025-11-19-summers-resigns-from-board", "resigned over the Epstein emails"),
    Belongs("dario-amodei", "openai", "2020-01-01", CERTAIN, "2020-12-amodei-leaves-openai", "until the end of 2020"),
    Belongs("dario-amodei", "openai", "2021-03-01", NO, "2021-anthropic-founded", "had left about December 2020"),
    Belongs("xuechen-li", "openai", "2025-10-01", NO, "2025-08-28-xai-sues-xuechen-li", "OpenAI says that he never worked there"),
    Belongs("jason-wei", "openai", "2025-12-31", NO, "2025-07-16-wei-chung-to-meta", "reported to be moving to Meta in July 2025"),
)


@pytest.mark.parametrize("row", BELONGS, ids=case_id)
def test_who_belongs_where(real: aigraph.Saga, row: Belongs) -> None:
    assert belongs(real, row.person, row.organization, row.day) == row.verdict, row.why
    assert row.event in real.dataset.events


# --- leaving -------------------------------------------------------------------------------------


class Left(NamedTuple):
    """Whether somebody left an organization in a window."""

    organization: str
    since: str
    until: str
    person: str
    verdict: str
    event: str
    why: str


NOVEMBER = ("OpenAI", "2023-11", "2023-11")
LEFT = (
    Left(*NOVEMBER, "ilya-sutskever", NO, "2023-11-29-three-directors-leave", "lost his seat, stayed as chief scientist"),
    Left(*NOVEMBER, "mira-murati", NO, "2023-11-19-shear-interim-ceo", "gave up the interim post, stayed as CTO"),
    Left(*NOVEMBER, "adam-dangelo", NO, "2023-11-21-new-initial-board", "the one director of the old board who stayed"),
    Left(*NOVEMBER, "bret-taylor", NO, "2023-11-29-new-board-in-force", "came, and stays"),
    Left(*NOVEMBER, "helen-toner", CERTAIN, "2023-11-29-three-directors-leave", "her seat was all she had"),
    Left(*NOVEMBER, "tasha-mccauley", CERTAIN, "2023-11-29-three-directors-leave", "her seat was all she had"),
    Left(*NOVEMBER, "sam-altman", CERTAIN, "2023-11-17-altman-fired", "fired is leaving, even for twelve days"),
    Left(*NOVEMBER, "greg-brockman", CERTAIN, "2023-11-17-brockman-quits", "quit the same day"),
    Left(*NOVEMBER, "jakub-pachocki", CERTAIN, "2023-11-17-three-researchers-quit", "resigned with Altman"),
    Left(*NOVEMBER, "szymon-sidor", CERTAIN, "2023-11-17-three-researchers-quit", "resigned with Altman"),
    Left(*NOVEMBER, "aleksander-madry", CERTAIN, "2023-11-17-three-researchers-quit", "resigned with Altman"),
    Left(*NOVEMBER, "emmett-shear", CERTAIN, "2023-11-29-shear-leaves-openai", "handed back"),
    Left(*NOVEMBER, "peter-deng", POSSIBLE, "2024-08-05-deng-departure-confirmed", "gone by August 2024, since when is not told"),
    Left("OpenAI", "2024-08", "2024-12", "greg-brockman", NO, "2024-08-05-brockman-sabbatical", "a sabbatical"),
    Left("OpenAI", "2026-04", "2026-06", "fidji-simo", NO, "2026-04-03-simo-medical-leave", "a medical leave"),
    Left("OpenAI", "2024-07", "2024-07", "microsoft", NO, "2024-07-09-microsoft-gives-up-observer-seat", "an observer is no member"),
    Left("OpenAI", "2024-05", "2024-05", "ilya-sutskever", CERTAIN, "2024-05-14-sutskever-leaves-openai", "14 May 2024"),
    Left("OpenAI", "2024-09", "2024-09", "mira-murati", CERTAIN, "2024-09-25-murati-leaves-openai", "25 September 2024"),
    Left(
        "OpenAI",
        "2024-09",
        "2024-12",
        "bob-mcgrew",
        CERTAIN,
        "2024-09-25-mcgrew-leaves-openai",
        "announced hours after Murati, with two months to hand over",
    ),
    Left("OpenAI", "2024-05", "2024-05", "chris-clark", POSSIBLE, "2024-05-clark-and-yoon-leave-openai", "the week from 28 April to 5 May"),
    Left("OpenAI", "2026-03", "2026-03", "wojciech-zaremba", NO, "2026-03-24-zaremba-ai-resilience", "the Foundation is OpenAI"),
    Left("OpenAI", "2026-04", "2026-04", "brad-lightcap", NO, "2026-04-03-lightcap-special-projects", "gave up an office, not OpenAI"),
    Left("OpenAI", "2018-01", "2018-02", "chris-clark", NO, "2018-chris-clark-leaves-board", "lost the seat, worked on"),
    Left("OpenAI", "2018-02", "2018-02", "elon-musk", CERTAIN, "2018-02-20-musk-leaves-openai-board", "20 February 2018"),
    Left("xAI", "2025-07", "2025-07", "mike-liberatore", CERTAIN, "2025-07-liberatore-leaves-xai", "after about three months"),
    Left("xAI", "2026-05", "2026-05", "elon-musk", NO, "2026-05-06-xai-becomes-spacexai", "xAI's new name is no exit"),
    Left("Y Combinator", "2019-03", "2019-03", "sam-altman", CERTAIN, "2019-03-08-altman-leaves-yc-presidency", "8 March 2019"),
)


@pytest.mark.parametrize("row", LEFT, ids=case_id)
def test_who_left(real: aigraph.Saga, row: Left) -> None:
    told = by_verdict(real.who_left(row.organization, since=row.since, until=row.until))
    assert next((v for v, who in told.items() if row.person in who), NO) == row.verdict, row.why
    assert row.event in real.dataset.events


def test_back_in_november_2023(real: aigraph.Saga) -> None:
    joined = by_verdict(real.who_joined("OpenAI", since="2023-11-18", until="2023-11-30"))[CERTAIN]
    assert joined >= names("sam-altman greg-brockman jakub-pachocki szymon-sidor aleksander-madry bret-taylor larry-summers emmett-shear")
    assert "mira-murati" not in joined


def test_a_leave_is_told_as_a_leave(real: aigraph.Saga) -> None:
    leaves = {
        (s.subject, s.start and s.start.text, s.end and s.end.text)
        for person in ("greg-brockman", "fidji-simo")
        for s in real.dataset.stints_of(person)
        if s.relation == "on-leave"
    }
    assert leaves == {("greg-brockman", "2024-08-05", "2024-11-12"), ("fidji-simo", "2026-04-03", "2026-07-09")}, (
        "Simo stepped down from her leave"
    )


# --- what was known when -------------------------------------------------------------------------


class Known(NamedTuple):
    """Whether an event was public knowledge by a day."""

    day: str
    event: str
    known: bool
    why: str


KNOWN = (
    Known("2025-11-19", "2025-10-altman-rough-vibes-memo", False, "sent in October, published by The Information on 20 November"),
    Known("2025-11-19", "2025-11-20-the-information-memo-report", False, "the report itself is of the 20th"),
    Known("2025-11-21", "2025-10-altman-rough-vibes-memo", True, "published the day before"),
    Known("2025-11-21", "2025-11-20-the-information-memo-report", True, "published the day before"),
    Known("2025-11-19", "2025-11-17-grok-4-1", True, "xAI's own page of the 17th"),
    Known("2025-11-19", "2025-11-18-microsoft-nvidia-anthropic", True, "in the press of the 19th"),
    Known("2023-11-16", "2023-11-16-board-votes-to-fire", False, "a secret vote"),
    Known("2023-11-18", "2023-11-17-altman-fired", True, "OpenAI's own post"),
    Known("2023-11-30", "2018-musk-offers-to-run-openai", True, "Semafor told it in March 2023"),
    Known("2023-03-01", "2018-musk-offers-to-run-openai", False, "nobody had told it before Semafor"),
    Known("2024-02-28", "2017-09-20-musk-final-straw", False, "the email came out with the suits"),
)


@pytest.mark.parametrize("row", KNOWN, ids=lambda r: f"{r.event}-by-{r.day}")
def test_what_was_known_by(real: aigraph.Saga, row: Known) -> None:
    assert row.event in real.dataset.events
    assert (row.event in real.known_by(row.day).dataset.events) is row.known, row.why


def test_the_memo_by_its_name(real: aigraph.Saga) -> None:
    assert not list(real.known_by("2025-11-19").timeline("Shallotpeat")), "the code name was in nobody's mouth before the 20th"
    assert len(list(real.known_by("2025-11-21").timeline("Shallotpeat"))) >= 2


# --- suits and sums ------------------------------------------------------------------------------


class Suit(NamedTuple):
    """A lawsuit: when it was filed, whether it is open, and one who sues and one who is sued."""

    case: str
    filed: str
    open: str
    plaintiff: str
    defendant: str
    why: str


SUITS = (
    Suit("musk-v-altman-state", "2024-02-29", NO, "elon-musk", "sam-altman", "dropped on 11 June 2024"),
    Suit(
        "musk-v-altman-federal",
        "2024-08-05",
        CERTAIN,
        "elon-musk",
        "openai",
        "Musk's claims fell in May 2026; OpenAI's counterclaims did not",
    ),
    Suit("xai-v-openai", "2025-09-24", NO, "xai", "openai", "dismissed with prejudice on 15 June 2026"),
    Suit("xcorp-v-apple", "2025-08-25", CERTAIN, "x-corp", "apple", "survived the motions to dismiss"),
    Suit("nyt-v-openai", "2023-12-27", CERTAIN, "nyt", "microsoft", "consolidated, not decided"),
    Suit("twitter-v-musk", "2022-07-12", NO, "x-corp", "elon-musk", "the closing of the purchase ended it"),
    Suit("xai-v-st-clair", "2026-01-15", CERTAIN, "xai", "ashley-st-clair", "the countersuit in Texas is a case of its own"),
)


@pytest.mark.parametrize("row", SUITS, ids=lambda r: r.case)
def test_suits(real: aigraph.Saga, row: Suit) -> None:
    (told,) = [r for r in real.cases() if r.case == row.case]
    assert row.plaintiff in told.plaintiffs, row.why
    assert row.defendant in told.defendants, row.why
    suits = real.dataset.suits_in(row.case)
    assert min(s.start.text for s in suits if s.start) == row.filed, row.why
    assert any(s.end is None for s in suits) is (row.open == CERTAIN), row.why


class Sum(NamedTuple):
    """A sum at an event."""

    organization: str
    event: str
    kind: str
    value: float
    why: str


SUMS = (
    Sum("OpenAI", "2015-12-11-one-billion-pledged", "pledge", 1e9, "committed, not paid"),
    Sum("OpenAI", "2016-2020-musk-contributions-38m", "donation", 38e6, "the court record; other sources say 15 to 100 million"),
    Sum("OpenAI", "2025-02-10-musk-bid-for-openai", "bid", 97.4e9, "the consortium's letter"),
    Sum("OpenAI", "2025-03-31-softbank-40b", "valuation", 300e9, "post-money"),
    Sum("OpenAI", "2025-10-02-openai-500b-secondary", "valuation", 500e9, "the staff's sale"),
    Sum("OpenAI", "2026-03-31-openai-122b", "valuation", 852e9, "post-money"),
    Sum("xAI", "2024-05-26-series-b", "investment", 6e9, "Series B"),
    Sum("xAI", "2025-03-28-xai-acquires-x", "valuation", 80e9, "xAI in the all-stock deal"),
    Sum("xAI", "2026-02-02-spacex-acquires-xai", "valuation", 250e9, "xAI in the merger"),
    Sum("Anthropic", "2026-05-28-anthropic-series-h", "valuation", 965e9, "post-money, above OpenAI's"),
)


@pytest.mark.parametrize("row", SUMS, ids=lambda r: f"{r.event}-{r.kind}")
def test_sums(real: aigraph.Saga, row: Sum) -> None:
    told = {r.amount.value for r in real.money(row.organization, kind=row.kind) if r.event.id == row.event}
    assert row.value in told, row.why


def test_the_sums_that_sources_dispute(real: aigraph.Saga) -> None:
    (row,) = [r for r in real.money("OpenAI", kind="donation") if r.event.id == "2016-2020-musk-contributions-38m"]
    assert len(row.others) >= 4, "what Musk gave is told in at least five ways"


# --- the documents that the project was asked for from -------------------------------------------


class Seed(NamedTuple):
    """One of the five documents: how often it is cited, and how often it differs."""

    source: str
    cited: int
    claims: int
    why: str


SEEDS = (
    Seed("seed-exodus-blog-2026", 20, 6, "the exodus from OpenAI and xAI; errs on who led Mission Alignment"),
    Seed("seed-chaen-musk-altman-2025", 20, 10, "Musk and Altman to 2025; errs on founders, dates and sums"),
    Seed("seed-plusweb3-bid-2025", 12, 6, "the bid of February 2025"),
    Seed("seed-manus-shallotpeat-2025", 25, 8, "the memo, Shallotpeat and the race"),
    Seed("seed-altman-stratechery-essay-2025", 10, 3, "Altman's interview and what the essay makes of it"),
)


@pytest.mark.parametrize("row", SEEDS, ids=lambda r: r.source)
def test_the_five_documents_are_cited_and_contradicted(real: aigraph.Saga, row: Seed) -> None:
    cited = [c for e in real.dataset.events.values() for c in e.sources if c.source == row.source]
    assert len(cited) >= row.cited, row.why
    assert sum(bool(c.claims) for c in cited) >= row.claims, "where it differs from a better source, the difference is kept"


# --- floors --------------------------------------------------------------------------------------


def _count(data: Dataset, what: str) -> int:
    events = data.events.values()
    return {
        "events": lambda: len(data.events),
        "entities": lambda: len(data.entities),
        "sources": lambda: len(data.sources),
        "citations": lambda: sum(len(e.sources) for e in events),
        "claims": lambda: sum(len(c.claims) for e in events for c in e.sources),
        "links": lambda: sum(len(e.links) for e in events),
        "linked events": lambda: sum(bool(e.links) for e in events),
        "quotes": lambda: sum(e.quote is not None for e in events),
        "people": lambda: sum(e.type == "person" for e in data.entities.values()),
        "cases": lambda: sum(e.type == "case" for e in data.entities.values()),
        "first-hand sources": lambda: sum(s.kind in ("first-party", "court") for s in data.sources.values()),
        "events with two sources": lambda: sum(len(e.sources) > 1 for e in events),
        "threads": lambda: len({t for e in events for t in e.threads}),
        "dated sources": lambda: sum(s.published is not None for s in data.sources.values()),
    }[what]()


FLOORS = (
    ("events", 900, "the saga from 1995 to 2026, after the notes were merged and checked"),
    ("entities", 600, "everybody and everything that an event names"),
    ("people", 290, "the saga is about people"),
    ("sources", 1700, "every page read for it"),
    ("dated sources", 1200, "known_by needs the day of publication"),
    ("citations", 2350, "more than two and a half sources for an event"),
    ("events with two sources", 600, "two events of three do not hang on one source"),
    ("claims", 260, "the fields in which sources differ are kept; slips of a single blog are not among them"),
    ("links", 600, "what led to what"),
    ("linked events", 450, "half of the events are part of a chain"),
    ("quotes", 110, "words that are the event"),
    ("cases", 18, "every suit that an event files has a docket"),
    ("first-hand sources", 45, "first-party pages and court papers"),
    ("threads", 40, "each thread of the header is in use"),
)


@pytest.mark.parametrize(("what", "floor", "why"), FLOORS, ids=[f[0] for f in FLOORS])
def test_nothing_got_lost(real: aigraph.Saga, what: str, floor: int, why: str) -> None:
    assert _count(real.dataset, what) >= floor, why


def test_every_year_of_the_quarrel_has_events(real: aigraph.Saga) -> None:
    years = Counter((e.date.earliest or e.date.latest or dt.date.min).year for e in real.dataset.events.values())
    for year, floor in ((2015, 20), (2016, 20), (2017, 20), (2018, 30), (2019, 15), (2020, 10), (2021, 15), (2022, 20), (2023, 110)):
        assert years[year] >= floor, year
    assert min(years[y] for y in (2024, 2025, 2026)) >= 110


# --- hygiene -------------------------------------------------------------------------------------

JAPANESE = re.compile("[\u3041-\u309f\u30a1-\u30ff\u3400-\u9fff]")
LATIN_NAMES_TOO = frozenset(
    {"product", "company", "publication", "project", "other", "document", "team", "fund", "nonprofit"}
)  # fmt: skip
"""Entity types whose names the Japanese press writes in Latin letters, too: OpenAI, GPT-4, WIRED."""


def test_the_data_have_no_problems() -> None:
    dataset, problems = aigraph.check_folder()
    assert dataset is not None
    assert [str(p) for p in problems if p.severity in ("error", "warning")] == []


def test_every_event_has_a_source_and_an_address(real: aigraph.Saga) -> None:
    data = real.dataset
    assert [e.id for e in data.events.values() if not e.sources] == []
    assert [s.id for s in data.sources.values() if not s.url and not s.id.startswith("seed-")] == [], "only the five documents have none"


def test_texts_are_in_both_languages(real: aigraph.Saga) -> None:
    data = real.dataset
    texts = [(e.id, name, getattr(e, name)) for e in data.events.values() for name in ("title", "summary")]
    texts += [(t, "thread", text) for t, text in data.header.threads.items()]
    assert [(i, name) for i, name, text in texts if not text.ja or not JAPANESE.search(text.ja)] == []
    assert [(i, name) for i, name, text in texts if not text.en or JAPANESE.search(text.en)] == []


def test_names_are_in_both_languages(real: aigraph.Saga) -> None:
    entities = real.dataset.entities.values()
    assert [e.id for e in entities if not e.name.en or not e.name.ja] == []
    latin = [e.id for e in entities if e.name.ja and not JAPANESE.search(e.name.ja) and e.type not in LATIN_NAMES_TOO]
    assert latin == [], "people, courts, cases, authorities and universities have Japanese names"


def test_titles_are_titles(real: aigraph.Saga) -> None:
    titles = [(e.id, e.title) for e in real.dataset.events.values()]
    assert [i for i, t in titles if re.search(r"(?<!Inc)(?<!Corp)(?<!L\.P)\.$", t.en) or (t.ja or "").endswith("。")] == [], (
        "a title is no sentence"
    )
    twice = [t for t, n in Counter(t.en for _, t in titles).items() if n > 1]
    assert twice == [], "each title tells its event from every other"


def test_quotes_are_short(real: aigraph.Saga) -> None:
    quotes = [(e.id, e.quote) for e in real.dataset.events.values() if e.quote is not None]
    assert [i for i, q in quotes if len(q.text.split()) > 25] == []
    assert [i for i, q in quotes if JAPANESE.search(q.text) and len(q.text) > 100] == [], "Japanese has no spaces to count"


def test_a_source_is_cited_once_by_an_event_and_each_by_some(real: aigraph.Saga) -> None:
    data = real.dataset
    twice = [(e.id, s) for e in data.events.values() for s, n in Counter(c.source for c in e.sources).items() if n > 1]
    assert twice == []
    assert set(data.sources) == {c.source for e in data.events.values() for c in e.sources}


def test_no_address_stands_for_two_sources(real: aigraph.Saga) -> None:
    urls = Counter(s.url for s in real.dataset.sources.values() if s.url)
    assert [u for u, n in urls.items() if n > 1] == []


ID_DATE = re.compile(r"(\d{4})(?:-(\d{4}))?(?:-(0[1-9]|1[0-2]))?(?:-(0[1-9]|[12]\d|3[01]))?(?=-)")
ID_EXCEPTIONS: dict[str, str] = {}
"""Events whose id leads with another date than the event's, with the reason. There is none."""


def _days_of_id(event: str) -> tuple[dt.date, dt.date]:
    found = ID_DATE.match(event)
    assert found is not None, f"{event} does not lead with a date"
    year, until, month, day = found.groups()
    text = f"{year}/{until}" if until else "-".join(x for x in (year, month, day) if x)
    date = aigraph.parse_date(text)
    assert date.earliest is not None
    assert date.latest is not None
    return date.earliest, date.latest


def test_ids_lead_with_the_date_of_their_event(real: aigraph.Saga) -> None:
    for event in real.dataset.events.values():
        first, last = _days_of_id(event.id)
        earliest, latest = event.date.earliest or dt.date.min, event.date.latest or dt.date.max
        fits = first <= latest and last >= earliest
        assert fits != (event.id in ID_EXCEPTIONS), f"{event.id} is dated {event.date.text}"


def test_a_day_in_an_id_is_the_day_of_an_event_dated_to_the_day(real: aigraph.Saga) -> None:
    for event in real.dataset.events.values():
        first, last = _days_of_id(event.id)
        if first == last and event.date.earliest == event.date.latest:
            assert first == event.date.earliest, f"{event.id} is dated {event.date.text}"


def test_there_are_enough_known_answers() -> None:
    tables = (BOARDS, HELD, FOUNDERS_GONE, CAREERS, BELONGS, LEFT, KNOWN, SUITS, SUMS, SEEDS, FLOORS)
    assert sum(map(len, tables)) >= 150
    for table in tables[:-1]:
        assert all(row.why for row in table), "each row says why"

"""Pairing of events into stints, on tiny ledgers."""

from __future__ import annotations

import aigraph


def terms(saga: aigraph.Saga, person: str) -> list[tuple[str, str, str | None, str | None, str | None]]:
    """Relation, organization, office, start and end of a person's stints, tenures left out."""
    return [
        (s.relation, s.object, s.office, s.start and s.start.text, s.end and s.end.text)
        for s in saga.dataset.stints_of(person)
        if s.relation not in ("member", "founder")
    ]


def left(saga: aigraph.Saga, organization: str, **options: object) -> list[tuple[str, str]]:
    """Who left, and the verdict."""
    return [(row.person, str(row.verdict)) for row in saga.who_left(organization, **options)]


def test_fired_and_back_are_two_stints(ledger: aigraph.Saga) -> None:
    """
    2019-03 appointment openai person=sam:ceo
    2023-11-17 departure openai person=sam manner=fired
    2023-11-21 return openai person=sam:ceo
    """
    assert terms(ledger, "sam") == [
        ("office", "openai", "ceo", "2019-03", "2023-11-17"),
        ("office", "openai", "ceo", "2023-11-21", None),
    ]
    assert left(ledger, "openai") == [("sam", "certain")]
    assert [str(r.start) for r in ledger.who_joined("openai")] == ["2019-03", "2023-11-21"]


def test_losing_a_seat_is_leaving_only_for_who_has_nothing_else(ledger: aigraph.Saga) -> None:
    """
    2015-12-11 founding openai founder=ilya
    2017-10 appointment openai person=ilya:director
    2021 appointment openai person=helen:director
    2023-11-29 departure openai person=ilya:director person=helen:director
    """
    assert left(ledger, "openai") == [("helen", "certain")]
    assert [r.person for r in ledger.who_left("openai", office="director")] == ["ilya", "helen"] or [
        r.person for r in ledger.who_left("openai", office="director")
    ] == ["helen", "ilya"]


def test_a_leave_is_not_leaving(ledger: aigraph.Saga) -> None:
    """
    2015 appointment openai person=greg:president
    2024-08-05 leave openai person=greg
    2024-11-12 return openai person=greg
    """
    assert left(ledger, "openai") == []
    assert terms(ledger, "greg") == [
        ("office", "openai", "president", "2015", None),
        ("on-leave", "openai", None, "2024-08-05", "2024-11-12"),
    ]


def test_teams_count_for_their_organization(ledger: aigraph.Saga) -> None:
    """
    team safety
    2023-07-05 team-formed team=safety organization=openai lead=jan
    2024-05-17 team-dissolved team=safety organization=openai
    2024-06-01 departure openai person=jan
    """
    assert [r.person for r in ledger.on("2024-01-01").roster("openai")] == ["jan"]
    assert left(ledger, "openai") == [("jan", "certain")]
    assert str(ledger.who_left("openai")[0].end) == "2024-06-01"


def test_a_team_left_is_not_the_house_left(ledger: aigraph.Saga) -> None:
    """
    team safety
    2023-07-05 team-formed team=safety organization=openai
    2023-08 appointment openai person=kim
    2023-09 appointment safety person=kim
    2023-12-01 departure safety person=kim
    """
    assert left(ledger, "openai") == []
    assert left(ledger, "safety") == [] or ledger.who_left("safety")[0].end is not None


def test_a_legal_arm_is_the_same_house(ledger: aigraph.Saga) -> None:
    """
    2015-12-11 founding openai founder=sam
    2018-09-19 founding lp house=openai
    2019-03-11 appointment lp person=ann:cfo
    """
    assert {r.person for r in ledger.roster("openai")} == {"sam", "ann"} == {r.person for r in ledger.roster("lp")}


def test_a_new_holder_ends_the_term_before_on_the_same_day(ledger: aigraph.Saga) -> None:
    """
    2019 appointment openai person=sam:ceo
    2023-11-17 appointment openai person=mira:ceo! id=b
    2023-11-17 departure openai person=sam id=a
    2023-11-19 appointment openai person=emmett:ceo!
    2023-11-29 return openai person=sam:ceo
    """
    ceos = {
        day: [(r.person, str(r.verdict)) for r in ledger.on(day).roster("openai", office="ceo")]
        for day in ("2023-11-16", "2023-11-17", "2023-11-18", "2023-11-19", "2023-11-28", "2023-11-29")
    }
    assert ceos == {
        "2023-11-16": [("sam", "certain")],
        "2023-11-17": [("mira", "certain")],
        "2023-11-18": [("mira", "certain")],
        "2023-11-19": [("emmett", "certain")],
        "2023-11-28": [("emmett", "certain")],
        "2023-11-29": [("sam", "certain")],
    }


def test_succession_leaves_the_predecessor_in_the_house(ledger: aigraph.Saga) -> None:
    """
    2018 appointment openai person=mira:cto
    2023-11-17 appointment openai person=mira:ceo!
    2023-11-19 appointment openai person=emmett:ceo!
    """
    assert left(ledger, "openai") == []
    assert ("office", "openai", "cto", "2018", None) in terms(ledger, "mira")


def test_shared_offices_are_not_succeeded(ledger: aigraph.Saga) -> None:
    """
    2015 appointment openai person=elon:co-chair
    2016 appointment openai person=sam:co-chair
    2017 appointment openai person=ann:director
    2018 appointment openai person=bob:director
    """
    assert [r.person for r in ledger.roster("openai", office="co-chair")] == ["elon", "sam"]
    assert len(ledger.roster("openai", office="director")) == 2


def test_a_close_without_an_open_has_an_unknown_start(ledger: aigraph.Saga) -> None:
    """
    2024-02 departure openai person=bill
    """
    assert terms(ledger, "bill") == [("staff", "openai", None, None, "2024-02")]
    assert [(r.person, str(r.verdict)) for r in ledger.on("2020-01-01").roster("openai")] == [("bill", "possible")]
    assert ledger.who_left("openai").to_dicts()[0]["start"] == {
        "text": "../2024-02-29", "earliest": None, "latest": "2024-02-29", "doubtful": False,
    }  # fmt: skip


def test_a_vague_close_pairs_with_an_opening_inside_it(ledger: aigraph.Saga) -> None:
    """
    2017-06 appointment openai person=ann
    2017 departure openai person=ann
    """
    (stint,) = (s for s in ledger.dataset.stints_of("ann") if s.relation == "staff")
    assert (stint.start and stint.start.text, stint.end and stint.end.text) == ("2017-06", "2017")
    verdicts = [str(r.verdict) for day in ("2017-05-31", "2017-06-30", "2017-12-31") for r in ledger.on(day).roster("openai")]
    assert verdicts == ["possible"]


def test_an_earlier_vague_close_does_not_end_a_later_stint(ledger: aigraph.Saga) -> None:
    """
    2024-10 departure openai person=luke
    2026-01-14 return openai person=luke
    """
    assert terms(ledger, "luke") == [("staff", "openai", None, None, "2024-10"), ("staff", "openai", None, "2026-01-14", None)]
    assert [str(r.end) for r in ledger.who_left("openai")] == ["2024-10"]


def test_a_destination_is_an_arrival_until_the_arrival_has_its_own_event(ledger: aigraph.Saga) -> None:
    """
    2024-08-05 departure openai person=john destination=anthropic
    2024-09 appointment anthropic person=john
    2025-06-28 departure openai person=ann destination=meta
    """
    assert terms(ledger, "john")[-1] == ("staff", "anthropic", None, "2024-09", None)
    (arrival,) = ledger.roster("meta")
    assert (arrival.person, str(arrival.verdict), str(arrival.start)) == ("ann", "possible", "2025-06-28/..")


def test_where_somebody_came_from_he_left_by_then(ledger: aigraph.Saga) -> None:
    """
    2014 appointment google person=ann
    2016-03 appointment openai person=ann from=google
    """
    (row,) = ledger.who_left("google")
    assert (row.person, row.stint.e_hi) == ("ann", aigraph.parse_date("2016-03").hi)
    assert [str(v.verdict) for v in ledger.who_left("google", until="2016-03-31")] == ["certain"]


def test_a_departure_of_its_own_restates_one_that_was_implied(ledger: aigraph.Saga) -> None:
    """
    2014 appointment google person=ann
    2016-03 appointment openai person=ann from=google
    2016-03-20 departure google person=ann manner=resigned
    """
    (row,) = ledger.who_left("google")
    assert (str(row.end), row.stint.manner) == ("2016-03-20", "resigned")


def test_a_reassignment_changes_offices_and_keeps_the_person(ledger: aigraph.Saga) -> None:
    """
    2022 appointment openai person=brad:coo
    2022 appointment openai person=brad:director
    2026-04-03 reassignment openai person=brad:head
    """
    assert terms(ledger, "brad") == [
        ("director", "openai", "director", "2022", None),
        ("office", "openai", "coo", "2022", "2026-04-03"),
        ("office", "openai", "head", "2026-04-03", None),
    ]
    assert left(ledger, "openai") == []


def test_death_ends_everything(ledger: aigraph.Saga) -> None:
    """
    2020 appointment openai person=ann:director
    2021 appointment acme person=ann
    2024-11-26 death person=ann
    """
    assert {end for *_, end in terms(ledger, "ann")} == {"2024-11-26"}


def test_founders_are_members_and_the_founding_stays_done(ledger: aigraph.Saga) -> None:
    """
    2023-07-12 founding xai founder=elon:ceo founder=kyle
    2024-04 departure xai person=kyle
    """
    assert [r.person for r in ledger.who_founded("xai")] == ["elon", "kyle"]
    assert [r.person for r in ledger.on("2024-05-01").roster("xai", founders=True)] == ["elon"]
    assert left(ledger, "xai", founders=True) == [("kyle", "certain")]


def test_plans_offers_and_announcements_change_nothing(ledger: aigraph.Saga) -> None:
    """
    company openai
    2025-02-10 offer bidder=elon target=openai
    2025-05-07 announcement openai person=fidji
    2025-01-01 plan openai person=fidji
    """
    assert len(ledger.dataset.stints) == 0


def test_doubt_marks_every_answer_that_rests_on_it(ledger: aigraph.Saga) -> None:
    """
    2023-02-09? appointment openai person=andrej
    2020 appointment openai person=bob
    2024-03 departure openai person=bob status=alleged
    """
    assert {r.person: r.doubtful for r in ledger.career("andrej")} == {"andrej": True}
    assert ledger.who_left("openai")[0].doubtful
    why = ledger.on("2025-01-01").why("bob", "openai")
    assert (str(why.verdict), why.doubtful) == ("no", True)


def test_suits_end_by_case(ledger: aigraph.Saga) -> None:
    """
    case one two
    company xai openai
    2024-08-05 lawsuit plaintiff=xai defendant=openai case=one
    2025-09-24 lawsuit plaintiff=xai defendant=openai case=two
    2026-06-15 dismissal plaintiff=xai defendant=openai case=two
    """
    assert {row.case: str(row.open) for row in ledger.cases()} == {"one": "certain", "two": "no"}


def test_same_day_events_follow_their_links(ledger: aigraph.Saga) -> None:
    """
    2023-11-17 departure openai person=greg id=a follows=z
    2023-11-17 departure openai person=sam id=z
    2023-11-17 statement speaker=kim id=m
    """
    assert [e.event.id for e in ledger.timeline()] == ["m", "z", "a"]


def test_the_world_is_closed_up_to_as_of(ledger: aigraph.Saga) -> None:
    """
    2020 appointment openai person=ann:cto
    """
    verdicts = {
        day: [str(r.verdict) for r in ledger.on(day).roster("openai")] for day in ("2019-12-31", "2020-06", "2026-06-30", "2026-07-01")
    }
    assert verdicts == {"2019-12-31": [], "2020-06": ["possible"], "2026-06-30": ["certain"], "2026-07-01": ["possible"]}


def test_the_same_kind_of_post_under_another_name_is_another_post(ledger: aigraph.Saga) -> None:
    """
    2024-07-23 appointment openai person=joaquin:head:preparedness
    2025-07 reassignment openai person=joaquin:head:recruiting
    """
    posts = [
        (s.position, s.start and s.start.text, s.end and s.end.text)
        for s in ledger.dataset.stints_of("joaquin")
        if s.office and s.relation == "office"
    ]
    assert posts == [("preparedness", "2024-07-23", "2025-07"), ("recruiting", "2025-07", None)]


def test_interim_made_permanent_is_a_new_term(ledger: aigraph.Saga) -> None:
    """
    2025-01 appointment openai person=ann:cfo!
    2025-06 appointment openai person=ann:cfo
    """
    terms_ = [
        (s.interim, s.start and s.start.text, s.end and s.end.text)
        for s in ledger.dataset.stints_of("ann")
        if s.office and s.relation == "office"
    ]
    assert terms_ == [(True, "2025-01", "2025-06"), (False, "2025-06", None)]


def test_an_explicit_departure_comes_before_the_succession_of_the_day(ledger: aigraph.Saga) -> None:
    """
    2019-03 appointment openai person=sam:ceo person=sam:director
    2023-11-17 departure openai person=sam manner=fired id=a
    2023-11-17 appointment openai person=mira:ceo! follows=a
    """
    (row,) = ledger.who_left("openai")
    assert (row.stint.office, row.stint.closed_by, row.stint.manner) == ("ceo", "a", "fired")


def test_who_is_succeeded_in_the_only_office_stays_as_staff(ledger: aigraph.Saga) -> None:
    """
    2016 appointment openai person=chris:coo
    2022-03-01 appointment openai person=brad:coo
    """
    assert [(r.person, r.stint.relation) for r in ledger.on("2023-01-01").roster("openai")] == [("brad", "office"), ("chris", "staff")]
    assert left(ledger, "openai") == []


def test_between_two_vague_offices_somebody_is_surely_a_member(ledger: aigraph.Saga) -> None:
    """
    2015 appointment openai person=ilya:research-director
    2016/2018 reassignment openai person=ilya:chief-scientist
    """
    rows = {(r.stint.relation, str(r.verdict)) for r in ledger.on("2017-01-01").roster("openai")}
    assert rows == {("office", "possible"), ("member", "certain")}
    assert [r.person for r in ledger.on("2017-01-01").certain().roster("openai")] == ["ilya"]


def test_an_implied_arrival_or_leaving_does_not_borrow_the_title(ledger: aigraph.Saga) -> None:
    """
    2018 appointment openai person=mira:vice-president from=leap
    2024-09-25 departure openai person=mira destination=tml
    """
    assert [(s.object, s.office) for s in ledger.dataset.stints_of("mira") if s.relation == "staff"] == [("leap", None), ("tml", None)]
    assert ledger.who_left("leap")[0].stint.position is None


def test_a_move_is_to_the_next_place_unless_already_elsewhere(ledger: aigraph.Saga) -> None:
    """
    2011 appointment yc person=sam
    2015 founding openai founder=sam
    2019-03-08 departure yc person=sam
    2021 founding fund founder=sam
    2020 appointment acme person=bob
    2022 departure acme person=bob
    2023 appointment openai person=bob
    """
    assert [(f.origin, f.destination, f.least, f.most) for f in ledger.flows()] == [("acme", "openai", 1, 1)]


def test_an_entity_that_ends_twice_ends_at_each(ledger: aigraph.Saga) -> None:
    """
    2018-01-01 founding acme founder=ann:ceo
    2019-01-01 dissolution acme
    2020-01-01 appointment acme person=bob
    2021-01-01 dissolution acme
    """
    ends = {(s.subject, s.end.text) for s in ledger.dataset.tenures if s.end}
    assert ends == {("ann", "2019-01-01"), ("bob", "2021-01-01")}


def test_a_seat_given_up_some_day_around_the_next_post_is_no_leaving(ledger: aigraph.Saga) -> None:
    """
    2024-03-08 appointment acme person=ann:director
    2025-05-08/2026-07-09 departure acme person=ann:director
    2025-08-18 appointment acme person=ann:division-ceo
    2026-07-10 departure acme person=ann
    2024-03-08 appointment acme person=bob:director
    2025-05-08/2025-07-09 departure acme person=bob:director
    2025-08-18 appointment acme person=bob:division-ceo
    """
    left = [(r.person, r.end and r.end.text) for r in ledger.who_left("acme")]
    assert left == [("bob", "2025-05-08/2025-07-09"), ("ann", "2026-07-10")]

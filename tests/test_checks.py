"""One small case for each rule: what it is called, how severe it is, on which line it is found.

In a case, the rows that the rule must be found on, and no others, end in ``# <<``.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import aigraph
from aigraph import checks
from aigraph.dates import OPEN_END, parse_date
from aigraph.loader import check_folder
from aigraph.stints import Derived, derive

Case = Callable[..., None]
Write = Callable[[str], Path]

BASE = """\
saga: {name: {en: Test, ja: 試験}, as_of: 2026-06-30, threads: {feud: {en: Feud, ja: 反目}}}
entities:
  - {id: ann, type: person, name: {en: Ann, ja: アン}}
  - {id: acme, type: company, name: {en: Acme, ja: アクメ}}
events:
  - id: joins
    date: 2020-03-02
    type: appointment
    title: {en: Ann joins Acme, ja: 入社}
    summary: {en: She joins, ja: 入社した}
    status: reported
    participants:
      - {role: person, entity: ann}
      - {role: organization, entity: acme}
    sources:
      - {source: paper, says: so}
sources:
  - {id: paper, publisher: Paper, lang: en, kind: press, url: "https://example.org/1"}
"""
STATUS = "    status: reported\n"
CITED = "    sources:\n      - {source: paper, says: so}\n"


def event(name: str, title: str, **fields: str) -> str:
    """A statement by Ann, with fields changed or added; put it before ``sources:``."""
    values = {
        "date": "2021-05-04", "type": "statement", "title": f"{{en: {title}, ja: 発言}}", "summary": "{en: Said, ja: 述べた}",
        "status": "reported", "participants": "[{role: speaker, entity: ann}]", "sources": "[{source: paper, says: so}]",
    } | fields  # fmt: skip
    return f"  - id: {name}\n" + "".join(f"    {key}: {value}\n" for key, value in values.items())


def changed(*pairs: str) -> str:
    """The base with parts of it replaced; each must be there once."""
    text = BASE
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def with_events(*events: str) -> str:
    """The base with more events."""
    return BASE.replace("sources:\n  - {id", f"{''.join(events)}sources:\n  - {{id")


def with_field(field: str) -> str:
    """The base with one more field in its event."""
    return changed(STATUS, f"{STATUS}    {field}\n")


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """Check a text: the rule is found on its marked rows, and besides it no error at all."""

    def check(rule: str, text: str, severity: str = "error") -> None:
        (tmp_path / "events.yaml").write_text(text, encoding="utf-8")
        dataset, problems = check_folder(tmp_path)
        rows = [n for n, row in enumerate(text.split("\n"), 1) if row.endswith("# <<")]
        assert [(p.severity, p.position.line) for p in problems if p.rule == rule] == [(severity, n) for n in rows]
        assert rows
        assert {p.rule for p in problems if p.severity == "error"} <= {rule}
        assert (dataset is None) == (severity == "error")

    return check


def rules_of(folder: Path) -> list[str]:
    """The rules found in a folder."""
    return [p.rule for p in check_folder(folder)[1]]


def test_the_base_is_in_order(folder_of: Write) -> None:
    assert rules_of(folder_of(BASE)) == []


# --- files ---------------------------------------------------------------------------------------


def test_no_folder(tmp_path: Path) -> None:
    assert rules_of(tmp_path / "nowhere") == ["no-folder"]


def test_no_data(tmp_path: Path) -> None:
    assert rules_of(tmp_path) == ["no-data"]


def test_unreadable(folder_of: Write) -> None:
    (folder_of(BASE) / "more.yaml").mkdir()
    assert rules_of(folder_of(BASE)) == ["unreadable"]


def test_file_too_large(folder_of: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aigraph.loader.MAX_BYTES", 100)
    assert rules_of(folder_of(BASE)) == ["file-too-large"]


def test_empty_file(case: Case) -> None:
    case("empty-file", "# <<")


def test_not_a_section(case: Case) -> None:
    case("not-a-section", "- a list # <<")


def test_unknown_section(case: Case) -> None:
    case("unknown-section", f"{BASE}sorces: [] # <<")


def test_encoding(tmp_path: Path) -> None:
    (tmp_path / "events.yaml").write_bytes(BASE.encode() + b"# \xff")
    (problem,) = check_folder(tmp_path)[1]
    assert (problem.rule, problem.severity, str(problem.position)) == ("encoding", "error", "events.yaml:19:3")


def test_yaml_syntax(case: Case) -> None:
    case("yaml-syntax", changed(STATUS, "    status: reported: so # <<\n"))


def test_yaml_refused(case: Case) -> None:
    case("yaml-refused", changed(STATUS, "    status: &s reported # <<\n"))


def test_duplicate_key(case: Case) -> None:
    case("duplicate-key", with_field("status: alleged # <<"))


def test_no_header(case: Case) -> None:
    case("no-header", "# <<" + BASE[BASE.index("\n") :].replace("threads", "x"))


# --- shape ---------------------------------------------------------------------------------------


def test_not_a_record(case: Case) -> None:
    case("not-a-record", f"{BASE}  - paper # <<")


def test_missing_field(case: Case) -> None:
    case("missing-field", changed(STATUS, "", "- id: joins", "- id: joins # <<"))


def test_unknown_field(case: Case) -> None:
    case("unknown-field", with_field("colour: red # <<"))


def test_wrong_type(case: Case) -> None:
    case("wrong-type", changed(STATUS, "    status: [reported] # <<\n"))
    case("wrong-type", with_field("amounts:\n      - kind: bid\n        value: 1e999 # <<"))
    case("wrong-type", "entities: {a: b} # <<")


def test_duplicate_id(case: Case) -> None:
    case("duplicate-id", f"{BASE}  - {{id: paper, publisher: P, lang: en, kind: press, url: 'https://example.org/2'}} # <<")


def test_two_headers(folder_of: Write) -> None:
    folder = folder_of(f"--- a.yaml\n{BASE}--- b.yaml\n{BASE[: BASE.index('entities')]}")
    assert rules_of(folder) == ["duplicate-id"]


def test_bad_id(case: Case) -> None:
    case("bad-id", changed("- id: joins", "- id: Ann_Joins # <<"))


def test_bad_date(case: Case) -> None:
    case("bad-date", changed("date: 2020-03-02", "date: 2020-02-30 # <<"))
    case("bad-date", changed("as_of: 2026-06-30, threads: {feud: {en: Feud, ja: 反目}}}", "as_of: 2026-06} # <<"))


# --- words ---------------------------------------------------------------------------------------


def test_unknown_type(case: Case) -> None:
    case("unknown-type", changed("type: appointment", "type: joining # <<"))
    case(
        "unknown-type",
        changed("{id: acme, type: company, name: {en: Acme, ja: アクメ}}", "{id: acme, type: firm, name: {en: A, ja: あ}} # <<"),
    )


def test_unknown_kind(case: Case) -> None:
    case("unknown-kind", changed('kind: press, url: "https://example.org/1"}', 'kind: news, url: "https://example.org/1"} # <<'))


def test_unknown_status(case: Case) -> None:
    case("unknown-status", changed(STATUS, "    status: rumoured # <<\n"))


def test_unknown_manner(case: Case) -> None:
    case("unknown-manner", with_field("attributes:\n      manner: gladly # <<"))


def test_unknown_amount(case: Case) -> None:
    case("unknown-amount", with_field("amounts:\n      - {kind: pocket-money, value: 1, currency: USD} # <<"))


def test_unknown_thread(case: Case) -> None:
    case("unknown-thread", with_field("threads:\n      - feud\n      - fued # <<"))


def test_unknown_role(case: Case) -> None:
    case(
        "unknown-role",
        changed("      - {role: person, entity: ann}", "      - {role: person, entity: ann}\n      - {role: judge, entity: ann} # <<"),
    )


def test_unknown_office(case: Case) -> None:
    case("unknown-office", changed("entity: ann}", "entity: ann, office: boss} # <<"))


def test_unknown_link(case: Case) -> None:
    case("unknown-link", with_events(event("says", "Hello", links="\n      - {rel: after, event: joins} # <<")))


def test_missing_role(case: Case) -> None:
    case("missing-role", changed("    participants:\n", "    participants: # <<\n", "      - {role: person, entity: ann}\n", ""))


def test_too_many(case: Case) -> None:
    text = BASE.replace("  - {id: acme", "  - {id: emca, type: company, name: {en: Emca, ja: エムカ}}\n  - {id: acme")
    text = text.replace("    participants:\n", "    participants: # <<\n").replace("type: appointment", "type: founding")
    text = text.replace("{role: person, entity: ann}", "{role: organization, entity: emca}")
    case("too-many", text)


def test_role_type(case: Case) -> None:
    case(
        "role-type",
        changed("- {role: organization, entity: acme}", "- {role: organization, entity: acme}\n      - {role: from, entity: ann} # <<"),
    )


def test_office_not_allowed(case: Case) -> None:
    case("office-not-allowed", changed("entity: acme}", "entity: acme, office: ceo} # <<"))


# --- references ----------------------------------------------------------------------------------


def test_unknown_entity(case: Case) -> None:
    case("unknown-entity", changed("entity: ann}", "entity: bob} # <<"))
    case("unknown-entity", changed('url: "https://example.org/1"}', 'url: "https://example.org/1", voice: bob} # <<'))
    case("unknown-entity", with_field("metrics:\n      - {subject: bob, metric: users, value: 1} # <<"))
    case("unknown-entity", with_field("quote:\n      text: hello\n      lang: en\n      speaker: bob # <<"))


def test_unknown_event(case: Case) -> None:
    case("unknown-event", with_field("links:\n      - {rel: follows, event: leaves} # <<"))


def test_unknown_source(case: Case) -> None:
    case("unknown-source", changed("- {source: paper, says: so}", "- {source: papers, says: so} # <<"))


def test_link_cycle(case: Case) -> None:
    case("link-cycle", with_field("links:\n      - {rel: part-of, event: joins} # <<"))
    one = event("one", "Hello", links="[{rel: follows, event: two}]")
    two = event("two", "Goodbye", links="[{rel: caused-by, event: three}]")
    three = event("three", "Again", links="[{rel: responds-to, event: one}] # <<")
    case("link-cycle", with_events(one, two, three))


def test_no_source(case: Case) -> None:
    case("no-source", changed(CITED, "", "- id: joins", "- id: joins # <<"))


def test_duplicate_citation(case: Case) -> None:
    case("duplicate-citation", changed(CITED, f"{CITED}      - {{source: paper, says: it again}} # <<\n"))


FIGURE = "    metrics: [{subject: acme, metric: users, value: 10}]\n    quote: {text: So be it, lang: en}\n"


@pytest.mark.parametrize(
    "claim",
    [
        "metrics.visitors: 12", "metrics.users: ''", "participants.boss: ann", "position.bob: head", "office.acme.x: ceo", "title.en: Another",
        "amounts.bid.nobody: 1", "quote: hi", "participants.person: []",
        "date: soon", "status: rumoured", "type: joining", "attributes.manner: gladly", "amounts.pocket-money: 1", "amounts.bid: many",
        "amounts.bid: nan", "participants.person: bob", "participants.person: [ann, bob]", "office.ann: boss", "colour: red", "sources: x",
    ],
)  # fmt: skip
def test_bad_claim(claim: str, case: Case) -> None:
    case("bad-claim", changed("says: so}", f"says: so, claims: {{{claim}}}}} # <<"))


@pytest.mark.parametrize(
    "claim",
    [
        "date: 2020-03~", "status: alleged", "type: reassignment", "attributes.manner: resigned", "amounts.bid: 1e9", "participants.person: ann",
        "participants.person: [ann]", "office.ann: ceo", "position.ann: head of all", "title: Another", "metrics.users: 12", "metrics.users.acme: 12", "metrics.users: a dozen", "amounts.bid.acme: 5", "quote: hi",
    ],
)  # fmt: skip
def test_a_good_claim(claim: str, folder_of: Write) -> None:
    text = changed("says: so}", f"says: so, claims: {{{claim}}}}}", STATUS, STATUS + FIGURE)
    assert rules_of(folder_of(text)) == []


@pytest.mark.parametrize(
    ("text", "blank"),
    [
        ("{id: ann, type: person, name: {en: Ann, ja: アン}}", "{id: ann, type: person, name: {en: ' ', ja: アン}} # <<"),
        ("    title: {en: Ann joins Acme, ja: 入社}", "    title: {en: '', ja: 入社} # <<"),
        ("{source: paper, says: so}", "{source: paper, says: ' '} # <<"),
        ("publisher: Paper, lang: en, kind: press, url: \"https://example.org/1\"}",
         "publisher: '', lang: en, kind: press, url: \"https://example.org/1\"} # <<"),
    ],
)  # fmt: skip
def test_empty_text(text: str, blank: str, case: Case) -> None:
    case("empty-text", changed(text, blank))


@pytest.mark.parametrize("text", ['"a\\x07b"', '"a\\x1bb"', '"a\\x9bb"'])
def test_control_character(text: str, case: Case) -> None:
    """A bell, an escape: what a terminal acts on and a picture cannot hold."""
    case("control-character", changed("{source: paper, says: so}", f"{{source: paper, says: {text}}} # <<"))


@pytest.mark.parametrize("amount", ["kind: bid, value: 5", "kind: stake-percent, value: 5, currency: USD"])
def test_bad_currency(amount: str, case: Case) -> None:
    case("bad-currency", with_field(f"amounts: [{{{amount}}}] # <<"))


def test_publisher_spelling(case: Case) -> None:
    more = '  - {id: other, publisher: THE  Paper., lang: en, kind: press, url: "https://example.org/2"} # <<\n'
    text = changed("{source: paper, says: so}", "{source: paper, says: so}\n      - {source: other, says: too}")
    case("publisher-spelling", text + more, "warning")


def test_no_url(case: Case) -> None:
    case("no-url", changed(', url: "https://example.org/1"}', "} # <<"))


def test_a_book_needs_no_url(folder_of: Write) -> None:
    assert rules_of(folder_of(changed('url: "https://example.org/1"', "author: A. Writer, title: A Book"))) == []


def test_bad_url(case: Case) -> None:
    case("bad-url", changed('"https://example.org/1"}', "example.org/1} # <<"))


# --- warnings ------------------------------------------------------------------------------------


def test_no_japanese(case: Case) -> None:
    case("no-japanese", changed("name: {en: Ann, ja: アン}}", "name: {en: Ann}} # <<"), "warning")
    case("no-japanese", changed("summary: {en: She joins, ja: 入社した}", "summary: {en: She joins} # <<"), "warning")


def test_long_quote(case: Case) -> None:
    quote = "quote:\n      lang: en\n      text: {} # <<"
    case("long-quote", with_field(quote.format("word " * 26)), "warning")


def test_a_quote_of_25_words_is_short(folder_of: Write) -> None:
    assert rules_of(folder_of(with_field(f"quote: {{lang: en, text: {'word ' * 25}}}"))) == []


def test_unearned_confirmed(case: Case) -> None:
    case("unearned-confirmed", changed(STATUS, "    status: confirmed # <<\n"), "warning")


@pytest.mark.parametrize("kind", ["first-party", "court"])
def test_earned_confirmed(kind: str, folder_of: Write) -> None:
    assert rules_of(folder_of(changed("status: reported", "status: confirmed", "kind: press", f"kind: {kind}"))) == []


def test_false_precision(case: Case) -> None:
    case("false-precision", changed("date: 2020-03-02", "date: 2020-01-01 # <<"), "warning")


@pytest.mark.parametrize(("old", "new"), [("says: so", "says: on January 1"), ("kind: press", "kind: press, published: 2020-01-02")])
def test_a_first_of_january_that_a_source_gives(old: str, new: str, folder_of: Write) -> None:
    assert rules_of(folder_of(changed("date: 2020-03-02", "date: 2020-01-01", old, new))) == []


def test_after_publication(case: Case) -> None:
    text = changed("date: 2020-03-02", "date: 2020-03-02 # <<", "kind: press", "kind: press, published: 2020-03-01")
    case("after-publication", text, "warning")


def test_published_on_the_day(folder_of: Write) -> None:
    assert rules_of(folder_of(changed("kind: press", "kind: press, published: 2020-03"))) == []


def test_near_duplicate(case: Case) -> None:
    second = event("two", "Hello dear world").replace("- id: two", "- id: two # <<")
    case("near-duplicate", with_events(event("one", "Hello world"), second), "warning")


def test_unused_entity(case: Case) -> None:
    text = changed("events:\n", "  - {id: bob, type: person, name: {en: Bob, ja: ボブ}} # <<\nevents:\n")
    case("unused-entity", text, "warning")


def test_unused_source(case: Case) -> None:
    case("unused-source", f"{BASE}  - {{id: more, publisher: P, lang: en, kind: press, url: 'https://example.org/2'}} # <<", "warning")


def test_duplicate_url(case: Case) -> None:
    text = f"{BASE}  - {{id: more, publisher: P, lang: en, kind: press, url: 'https://example.org/1'}} # <<"
    case("duplicate-url", text, "warning")


def test_several_origins(case: Case) -> None:
    people = (
        "    participants: # <<\n      - {role: person, entity: bob}\n      - {role: from, entity: emca}\n      - {role: from, entity: mace}\n"
        "      - {role: person, entity: ann}\n"
    )
    more = (
        "  - {id: bob, type: person, name: {en: Bob, ja: ボブ}}\n  - {id: emca, type: company, name: {en: Emca, ja: エムカ}}\n"
        "  - {id: mace, type: company, name: {en: Mace, ja: メイス}}\nevents:\n"
    )
    case("several-origins", changed("    participants:\n      - {role: person, entity: ann}\n", people, "events:\n", more), "warning")


# --- stints --------------------------------------------------------------------------------------

LEAVES = event(
    "leaves", "Ann leaves Acme", date="2019-07-01", type="departure",
    participants="[{role: person, entity: ann}, {role: organization, entity: acme}]",
)  # fmt: skip


def test_unknown_start(case: Case) -> None:
    case("unknown-start", with_events(LEAVES).replace("- id: leaves", "- id: leaves # <<"), "info")


def test_closed_before_opened(case: Case) -> None:
    case("closed-before-opened", with_events(LEAVES).replace("date: 2019-07-01", "date: 2019-07-01 # <<"), "warning")


def derived_from(folder: Path) -> tuple[checks.Records, Derived]:
    """The records of a folder and what they derive to."""
    data = aigraph.load(folder).dataset
    records = checks.Records(data.header, dict(data.entities), dict(data.events), dict(data.sources))
    return records, derive(list(records.events.values()), {i: e.type for i, e in records.entities.items()}, data.as_of)


def test_closed_before_opened_for_sure(folder_of: Write) -> None:
    """Pairing never makes such a stint, so it is made here."""
    records, derived = derived_from(folder_of(with_events(LEAVES.replace("2019", "2021"))))
    wrong = replace(next(s for s in derived.stints if s.relation == "staff"), start=parse_date("2022"))
    (finding,) = (f for f in checks.warning_findings(records, derived._replace(stints=(wrong,))) if f.rule == "closed-before-opened")
    assert (finding.severity, finding.place, finding.related[0][0].id) == ("error", ("events", "leaves", ("date",)), "joins")


def test_two_holders(folder_of: Write) -> None:
    """Pairing ends the term of the one before, so the first one's end is taken away here."""
    text = BASE.replace("events:\n", "  - {id: bob, type: person, name: {en: Bob, ja: ボブ}}\nevents:\n", 1)
    text = text.replace("entity: ann}", "entity: ann, office: ceo}")
    also = event(
        "takes-over", "Bob runs Acme", date="2021-03-02", type="appointment",
        participants="[{role: person, entity: bob, office: ceo}, {role: organization, entity: acme}]",
    )  # fmt: skip
    records, derived = derived_from(folder_of(text.replace("sources:\n  - {id", f"{also}sources:\n  - {{id")))
    assert not any(f.rule == "two-holders" for f in checks.warning_findings(records, derived))
    endless = tuple(replace(s, end=None, closed_by=None, e_lo=OPEN_END, e_hi=OPEN_END) for s in derived.stints)
    (finding,) = (f for f in checks.warning_findings(records, derived._replace(stints=endless)) if f.rule == "two-holders")
    assert (finding.severity, finding.place.id, finding.related[0][0].id) == ("error", "takes-over", "joins")


# --- acceptance ----------------------------------------------------------------------------------


def test_an_accepted_exception_is_silent(folder_of: Write) -> None:
    accept = "accept: [{rule: unearned-confirmed, reason: seen by all}]"
    assert rules_of(folder_of(with_field(accept).replace("status: reported", "status: confirmed"))) == []
    entity = changed(
        "ja: アン}}",
        "ja: アン}, accept: [{rule: unused-entity, reason: to come}]}",
        "{role: person, entity: ann}",
        "{role: person, entity: bob}",
    )
    assert rules_of(folder_of(entity.replace("events:\n", "  - {id: bob, type: person, name: {en: Bob, ja: ボブ}}\nevents:\n", 1))) == []
    source = f"{BASE}  - {{id: more, publisher: P, lang: en, kind: press, url: 'https://a.b', accept: [{{rule: unused-source, reason: to come}}]}}\n"
    assert rules_of(folder_of(source)) == []


def test_a_finding_about_stints_can_be_accepted(folder_of: Write) -> None:
    text = with_events(LEAVES + "    accept: [{rule: unknown-start, reason: a}, {rule: closed-before-opened, reason: b}]\n")
    assert rules_of(folder_of(text)) == []


def test_unused_acceptance(case: Case) -> None:
    case("unused-acceptance", with_field("accept:\n      - {rule: long-quote, reason: it was long once} # <<"), "warning")


def test_an_acceptance_is_not_called_unused_while_there_are_errors(folder_of: Write) -> None:
    accepted = with_events(LEAVES + "    accept: [{rule: unknown-start, reason: a}, {rule: closed-before-opened, reason: b}]\n")
    assert rules_of(folder_of(accepted.replace("kind: press", "kind: news"))) == ["unknown-kind"]


def test_no_rule_about_stints_speaks_while_an_event_is_left_out(folder_of: Write) -> None:
    text = with_events(LEAVES.replace("2019", "2021")).replace("date: 2020-03-02", "date: 2020-03-32")
    assert rules_of(folder_of(text)) == ["bad-date"]


def test_uncited_account(case: Case) -> None:
    two = "{voice: ann, tells: {en: a, ja: a}, sources: [paper]}, {voice: acme, tells: {en: b, ja: b}, sources: [elsewhere]}"
    case("uncited-account", with_field(f"accounts: [{two}] # <<"))


def test_lone_account(case: Case) -> None:
    case("lone-account", with_field("accounts: [{voice: ann, tells: {en: a, ja: a}, sources: [paper]}] # <<"), "warning")


# --- every rule has a test -----------------------------------------------------------------------

RULE_ARGUMENT = {"Finding": 0, "_unknown": 0, "Problem": 0, "file_problem": 0, "_hindrance": 0, "_report": 2, "BadYaml": 1}


def rule_ids() -> set[str]:
    """All rule ids in the source: constants in the argument that names the rule."""
    found = set()
    for name in ("checks", "loader", "problems", "reader", "stints", "yamltext"):
        source = (Path(aigraph.__file__).parent / f"{name}.py").read_text(encoding="utf-8")
        for call in ast.walk(ast.parse(source)):
            if isinstance(call, ast.Call):
                called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
                index = RULE_ARGUMENT.get(called, 99)
                if index < len(call.args):
                    argument = call.args[index]
                    values = [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
                    found |= {v.value for v in values if isinstance(v, ast.Constant) and isinstance(v.value, str)}
    return found


def test_every_rule_has_a_test() -> None:
    ids = rule_ids()
    assert len(ids) > 50
    assert {i for i in ids if f"test_{i.replace('-', '_')}" not in globals()} == set()

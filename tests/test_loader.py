"""The loader: what it reads, what it refuses, and where it says a problem is."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

import aigraph
from aigraph.loader import check_folder
from aigraph.problems import Problem, lines_of
from aigraph.records import DataError

Write = Callable[[str], Path]

BASE = """\
saga: {name: {en: Test, ja: 試験}, as_of: 2026-06-30}
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


def changed(*pairs: str, text: str = BASE) -> str:
    """The base with parts of it replaced; each must be there once."""
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def marked(text: str) -> tuple[str, list[str]]:
    """A text without its § marks, and where they were, as line:column."""
    marks = []
    while "§" in text:
        before, _, after = text.partition("§")
        marks.append(f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}")
        text = before + after
    return text, marks


def spots(problems: list[Problem]) -> list[str]:
    """Each problem as line:column."""
    return [f"{p.position.line}:{p.position.column}" for p in problems]


def problems_of(folder: Path, text: str | bytes | None = None) -> list[Problem]:
    """The problems of a folder, after writing its one file."""
    if text is not None:
        (folder / "events.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(check_folder(folder)[1])


def places(problems: list[Problem]) -> list[str]:
    """Each problem as position and rule."""
    return [f"{p.position} {p.rule}" for p in problems]


def test_good_data_have_no_problem(tmp_path: Path) -> None:
    assert problems_of(tmp_path, BASE) == []


# --- positions -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        (changed("date: 2020-03-02", "§date: 2020-13"), "bad-date"),
        (changed("id: joins", "§id: joins", "status: reported", "§statu: reported"), "missing-field unknown-field"),
        (changed("id: joins", "§id: joins", "    status: reported\n", ""), "missing-field"),
        (changed("status: reported", "§status: [a, b]"), "wrong-type"),
        (changed("status: reported", "§status: rumoured"), "unknown-status"),
        (changed("type: appointment", "§type: appointmnt"), "unknown-type"),
        (changed("- {role: person, entity: ann}", "- {role: person, §entity: anna}"), "unknown-entity"),
        (changed("participants", "§participants", "{role: person", "{§role: persona"), "missing-role unknown-role"),
        (changed("entity: ann}", "entity: ann, §office: boss}"), "unknown-office"),
        (changed("source: paper", "§source: papre"), "unknown-source"),
        (changed("says: so}", "says: so, claims: {§date: soon}}"), "bad-claim"),
        (changed("says: so}", "says: 入社した, claims: {§date: soon}}"), "bad-claim"),
        (changed("type: company, ", "§type: compny, "), "unknown-type"),
        (changed("ja: アクメ}", "§jp: アクメ}"), "unknown-field"),
        (changed("{id: acme, type: company, ", "§{id: acme, §typ: company, "), "missing-field unknown-field"),
        (changed("kind: press", "§kind: pres"), "unknown-kind"),
        (changed("as_of: 2026-06-30", "§as_of: 2026-06"), "bad-date"),
        (changed("saga: {name: {en: Test, ja: 試験}, as_of: 2026-06-30}", "saga:\n  name: {en: T}\n  §as_of: 2026-06"), "bad-date"),
        (
            changed("saga: {name: {en: Test, ja: 試験}, as_of: 2026-06-30}", "saga:\n  §name: {en: T}\n  §asof: 2026"),
            "missing-field unknown-field",
        ),
        (changed("id: acme", "§id: ann", "entity: acme", "§entity: acme"), "duplicate-id unknown-entity"),
        (BASE + "§event:\n  - {id: x}\n", "unknown-section"),
        (BASE + "§'more':\n  - {id: x}\n", "unknown-section"),
        (BASE + "  - §text\n", "not-a-record"),
        (BASE + "  - §[a]\n", "not-a-record"),
        (changed("status: reported", "status: reported\n    §status: alleged"), "duplicate-key"),
        (changed("en: Ann joins Acme", "en: Ann§: joins"), "yaml-syntax"),
        (changed("    status:", "§\tstatus:"), "yaml-syntax"),
        (changed("title: {en: Ann joins Acme", 'title: {en: §"Ann joins Acme'), "yaml-syntax"),
        (changed("status: reported", "status: §'reported"), "yaml-syntax"),
        (changed("title: {en: Ann joins Acme, ja: 入社}", "title: §{en: Ann joins Acme, ja: 入社"), "yaml-syntax"),
        (changed("ja: アン}}", "ja: アン}}§}"), "yaml-syntax"),
    ],
)
def test_positions_are_exact(text: str, rules: str, tmp_path: Path) -> None:
    text, marks = marked(text)
    found = [p for p in problems_of(tmp_path, text) if p.severity == "error"]
    assert (spots(found), " ".join(p.rule for p in found)) == (marks, rules)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_positions_do_not_depend_on_line_ends_or_a_byte_order_mark(newline: str, mark: str, tmp_path: Path) -> None:
    text, marks = marked(changed("status: reported", "§status: rumoured", "kind: press", "§kind: pres"))
    assert spots(problems_of(tmp_path, mark + text.replace("\n", newline))) == marks


def test_records_may_start_at_the_margin(tmp_path: Path) -> None:
    text, marks = marked(changed("type: company", "§type: compny").replace("\n  ", "\n"))
    assert spots(problems_of(tmp_path, text)) == marks


def test_positions_within_deep_fields_and_long_texts(tmp_path: Path) -> None:
    text = changed(
        "summary: {en: She joins, ja: 入社した}",
        "summary:\n      en: >-\n        A text\n        of lines\n      §jp: 入社した",
    )
    text, marks = marked(text)
    assert spots(problems_of(tmp_path, text)) == marks


def test_a_related_place_is_given(folder_of: Write) -> None:
    more = "sources:\n- {id: paper, publisher: P, lang: en, kind: press, url: 'http://a.b'}"
    (problem,) = problems_of(folder_of(f"--- a.yaml\n{BASE}--- b.yaml\n{more}"))
    assert (str(problem.position), problem.rule) == ("b.yaml:2:4", "duplicate-id")
    assert [str(r.position) for r in problem.related] == ["a.yaml:18:6"]
    assert lines_of(problem)[1] == "    a.yaml:18:6: first here"


def test_what_opens_and_is_not_closed_is_shown_with_where_it_goes_wrong(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, changed("status: reported", 'status: "reported'))
    assert str(problem.position) == "events.yaml:11:13"
    assert [r.position.line for r in problem.related] == [18]


# --- all at once, no cascade ---------------------------------------------------------------------


def test_all_problems_of_all_files_at_once(folder_of: Write) -> None:
    folder = folder_of(
        "--- a.yaml\n"
        + changed("status: reported", "status: rumoured")
        + "--- b.yaml\nentities:\n  - {id: bob, typ: person, name: {en: Bob, ja: ボブ}}\n"
        + "--- c.yaml\nsources:\n  - {id: x, publisher: P, lang: en, kind: press}\n"
    )
    assert places(problems_of(folder)) == [
        "a.yaml:11:5 unknown-status", "b.yaml:2:5 missing-field", "b.yaml:2:15 unknown-field", "c.yaml:2:5 no-url",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "pairs",
    [
        ("type: person", "§type: [person]"),
        ("publisher: Paper", "§publisher: {a: b}"),
        ("type: person", "§type: [person]", "kind: press", "kind: press, voice: ann"),
        ("type: person", "§type: [person]", "says: so", "says: so, claims: {participants.person: ann}"),
        ("type: person", "§type: [person]", "status: reported", "status: reported\n    metrics: [{subject: ann, metric: m, value: 1}]"),
        ("type: person", "§type: [person]", "status: reported", "status: reported\n    quote: {text: hi, lang: en, speaker: ann}"),
    ],
)
def test_a_record_with_a_bad_field_is_reported_once_and_is_not_unknown(pairs: tuple[str, ...], tmp_path: Path) -> None:
    text, marks = marked(changed(*pairs))
    assert spots(problems_of(tmp_path, text)) == marks


def test_a_broken_event_leaves_nobody_unused(tmp_path: Path) -> None:
    assert places(problems_of(tmp_path, changed("date: 2020-03-02", "date: soon"))) == ["events.yaml:7:5 bad-date"]
    assert places(problems_of(tmp_path, changed("status: reported", "status: rumoured"))) == ["events.yaml:11:5 unknown-status"]


def test_a_broken_source_does_not_take_a_status_away(tmp_path: Path) -> None:
    text = changed("status: reported", "status: confirmed", "says: so}", "says: so}\n      - {source: page, says: so}")
    text += "  - {id: page, publisher: Acme, lang: en, kind: first-party, url: 'https://example.org/2', §published: soon}\n"
    text, marks = marked(text)
    assert spots(problems_of(tmp_path, text)) == marks


def test_the_text_of_a_union_is_reported_once(tmp_path: Path) -> None:
    text, marks = marked(changed("status: reported", "status: reported\n    attributes: {motto: {en: a, §jp: b}}"))
    assert spots(problems_of(tmp_path, text)) == marks


def test_an_unreadable_file_silences_unknown_references(folder_of: Write) -> None:
    entities, events = BASE.split("events:\n")
    folder = folder_of(f"--- a.yaml\n{entities}--- b.yaml\nevents:\n{events}")
    (folder / "a.yaml").write_bytes((folder / "a.yaml").read_bytes() + b"\xff")
    assert places(problems_of(folder)) == ["a.yaml:5:1 encoding"]
    (folder / "a.yaml").unlink()
    (folder / "a.yaml").symlink_to("nowhere")
    assert places(problems_of(folder)) == ["a.yaml:1:1 unreadable"]


def test_a_misspelt_section_silences_unknown_references(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, changed("entities:", "entites:"))
    assert (str(problem.position), problem.hint) == ("events.yaml:2:1", "did you mean entities?")


def test_an_error_cannot_be_accepted(tmp_path: Path) -> None:
    text = changed("    sources:\n      - {source: paper, says: so}\n", "    accept: [{rule: no-source, reason: because}]\n")
    assert places(problems_of(tmp_path, text)) == ["events.yaml:6:5 no-source"]
    with pytest.raises(DataError):
        aigraph.load(tmp_path)


# --- scalars are text ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "word", ["no", "2023", "2023-11", "1e3", "null", "0x1F", "~", "true", "1:30", "0o7", ".inf", "2023-11-17", "=", "1_000"]
)
def test_scalars_stay_text(word: str, tmp_path: Path) -> None:
    assert problems_of(tmp_path, changed("en: Ann joins Acme", f"en: {word}", "says: so", f"says: {word}")) == []
    event = aigraph.load(tmp_path).dataset.events["joins"]
    assert (event.title.en, event.sources[0].says) == (word, word)


def test_numbers_are_numbers_where_numbers_are_wanted(tmp_path: Path) -> None:
    amounts = "status: reported\n    amounts: [{kind: bid, value: 1e3, currency: USD}, {kind: bid, value: 12, currency: USD}]"
    problems_of(tmp_path, changed("status: reported", amounts))
    assert [a.value for a in aigraph.load(tmp_path).dataset.events["joins"].amounts] == [1000.0, 12]
    for bad in ("0x1F", "many", ".nan", "nan", "1e999"):
        text, marks = marked(changed("status: reported", amounts.replace("value: 12", f"§value: {bad}")))
        assert spots(problems_of(tmp_path, text)) == marks


def test_nothing_is_not_an_empty_text(tmp_path: Path) -> None:
    assert places(problems_of(tmp_path, changed("status: reported", "status:"))) == ["events.yaml:11:5 wrong-type"]
    assert places(problems_of(tmp_path, changed("status: reported", "status: ''"))) == ["events.yaml:11:5 unknown-status"]


# --- YAML that is refused ------------------------------------------------------------------------

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{k}: &{k} [{', '.join([f'*{j}'] * 9)}]\n" for j, k in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        (changed("name: {en: Ann, ", "name: §&x {en: Ann, "), "yaml-refused"),
        (changed("en: Ann, ", "en: §&x Ann, "), "yaml-refused"),
        (changed("entity: ann", "entity: §*ann"), "yaml-refused"),
        (changed("status: reported", "<<: §*x\n    status: reported"), "yaml-refused"),
        (changed("id: joins", "§id: joins", "status: reported", "§<<: {status: reported}"), "missing-field unknown-field"),
        (BOMB.replace("&", "§&", 1), "yaml-refused"),
        (changed("en: Ann,", "en: §!!str Ann,"), "yaml-refused"),
        (changed("en: Ann,", "en: §!!python/object/apply:os.system [id],"), "yaml-refused"),
        (changed("en: Ann,", "§!x en: Ann,"), "yaml-refused"),
        (BASE + "§---\n" + BASE, "yaml-refused"),
        (BASE + "? §[a]\n: b\n", "yaml-refused"),
        (BASE + "x: " + "[" * 11 + "§" + "[" * 50 + "]" * 61 + "\n", "yaml-refused"),
        (BASE + "x: " + "{a: " * 11 + "§" + "{a: " * 50 + "}" * 61 + "\n", "yaml-refused"),
        (BASE + "§saga: {}\n", "duplicate-key"),
        (changed("en: Ann, ", "en: Ann, §'en': Anna, "), "duplicate-key"),
    ],
)
def test_what_these_data_do_not_use_is_refused(text: str, rules: str, tmp_path: Path) -> None:
    text, marks = marked(text)
    found = problems_of(tmp_path, text)
    assert (spots(found), " ".join(p.rule for p in found)) == (marks, rules)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "[{", "? "])
def test_nesting_without_end_is_refused(opening: str, tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, opening * 100_000)
    assert problem.rule in ("yaml-refused", "yaml-syntax")


# --- files that cannot be read -------------------------------------------------------------------


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize(
    "junk", [b"\xff", b"\xe3\x82", b"\xed\xa0\x80", b"\0", b"\x07", b"\x7f", "\u2028".encode(), "\x85".encode(), "\uffff".encode()]
)
def test_a_byte_or_character_that_is_not_allowed_is_shown_exactly(junk: bytes, start: str, newline: str, tmp_path: Path) -> None:
    text, marks = marked(changed("アン", "アン§@"))
    data = (start + text.replace("\n", newline)).encode().replace(b"@", junk)
    (problem,) = problems_of(tmp_path, data)
    assert (spots([problem]), problem.rule in ("encoding", "yaml-syntax")) == (marks, True)


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (BASE.encode("utf-16"), "1:1 encoding"),
        (bytes(range(32, 256)) * 100, "1:97 encoding"),
        (b"\0" * 1000, "1:1 yaml-syntax"),
        (b"", "1:1 empty-file"),
        (b"\xef\xbb\xbf", "1:1 empty-file"),
        (b"# only\n\n# comments\n", "1:1 empty-file"),
        (b"---\n...\n", "1:1 empty-file"),
        (b"a text\n", "1:1 not-a-section"),
        (b"- a\n- list\n", "1:1 not-a-section"),
        (b"entities: ]", "1:11 yaml-syntax"),
        (b"%PDF-1.7\n", "1:7 yaml-syntax"),
    ],
)
def test_files_that_are_no_data_are_one_problem(data: bytes, place: str, tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, data)
    assert f"{problem.position.line}:{problem.position.column} {problem.rule}" == place


def test_a_missing_folder_a_file_and_an_empty_folder(tmp_path: Path) -> None:
    assert [p.rule for p in problems_of(tmp_path / "nowhere")] == ["no-folder"]
    assert [p.rule for p in problems_of(tmp_path)] == ["no-data"]
    (tmp_path / "notes.txt").write_text("hello")
    assert [p.rule for p in problems_of(tmp_path)] == ["no-data"]
    assert [p.rule for p in problems_of(tmp_path / "notes.txt")] == ["no-folder"]


def test_what_is_called_yaml_and_is_no_file(folder_of: Write) -> None:
    folder = folder_of(BASE)
    (folder / "a.yaml").mkdir()
    (folder / "b.yaml").symlink_to("b.yaml")
    os.mkfifo(folder / "c.yaml")
    assert places(problems_of(folder)) == ["a.yaml:1:1 unreadable", "b.yaml:1:1 unreadable", "c.yaml:1:1 unreadable"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission(folder_of: Write) -> None:
    folder = folder_of(BASE)
    (folder / "events.yaml").chmod(0)
    assert places(problems_of(folder)) == ["events.yaml:1:1 unreadable"]


def test_a_file_too_large_is_not_read(folder_of: Write) -> None:
    folder = folder_of(BASE)
    with (folder / "huge.yaml").open("wb") as out:
        out.truncate(50 * 2**20)
    (problem,) = problems_of(folder)
    assert problem.rule == "file-too-large"
    assert "50 MiB" in problem.message


def test_many_problems_are_found_without_reading_again_for_each(tmp_path: Path) -> None:
    assert len(problems_of(tmp_path, BASE + "  - x\n" * 20_000)) == 20_000


# --- hints ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("status: reported", "statis: reported", "status"),
        ("type: appointment", "type: apointment", "appointment"),
        ("type: company", "type: compayn", "company"),
        ("- {role: person", "- {role: persn", "person"),
        ("entity: acme", "entity: acmee", "acme"),
        ("entity: ann}", "entity: ann, office: cheif-scientist}", "chief-scientist"),
        ("source: paper", "source: papr", "paper"),
        ("status: reported", "status: reportd", "reported"),
        ("kind: press", "kind: perss", "press"),
        ("says: so", "say: so", "says"),
        ("sources:\n  -", "sorces:\n  -", "sources"),
    ],
)
def test_hints_say_what_was_meant(old: str, new: str, hint: str, tmp_path: Path) -> None:
    hints = [p.hint or "" for p in problems_of(tmp_path, changed(old, new))]
    assert any(h.startswith("did you mean ") and hint in h for h in hints), hints


def test_a_word_like_none_is_answered_with_all(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, changed("status: reported", "status: zzz"))
    assert problem.hint == "one of confirmed, reported, alleged, disputed"


# --- load ----------------------------------------------------------------------------------------


def test_load_raises_all_problems_in_one_line(folder_of: Write) -> None:
    folder = folder_of(
        "--- a.yaml\n" + changed("status: reported", 'status: "a\\nb"', "kind: press", "kind: pres") + "--- b.yaml\nsources: [\n"
    )
    with pytest.raises(DataError) as caught:
        aigraph.load(folder)
    assert places(list(caught.value.problems)) == ["a.yaml:11:5 unknown-status", "a.yaml:18:45 unknown-kind", "b.yaml:2:1 yaml-syntax"]
    assert str(caught.value).startswith("a.yaml:11:5: error: ")
    assert "and 2 more" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_load_raises_the_problems_of_readable_files_beside_an_unreadable_one(folder_of: Write) -> None:
    folder = folder_of("--- a.yaml\n" + changed("status: reported", "status: rumoured"))
    (folder / "b.yaml").symlink_to("nowhere")
    with pytest.raises(DataError) as caught:
        aigraph.load(folder)
    assert places(list(caught.value.problems)) == ["b.yaml:1:1 unreadable", "a.yaml:11:5 unknown-status"]


def test_an_id_of_two_lines_is_reported_in_one(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, changed("id: joins", 'id: "a\\nb"', "    status: reported\n", ""))
    assert "\n" not in str(problem)


def test_warnings_do_not_keep_data_from_loading(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, changed(", ja: アン", ""))
    assert [p.severity for p in problems] == ["warning"]
    assert aigraph.load(tmp_path).dataset.entities["ann"].name.ja is None


# --- without libyaml -----------------------------------------------------------------------------


def _without_libyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CLoader", "CSafeLoader"):
        monkeypatch.delattr(yaml, name)


def test_without_libyaml_the_records_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = changed("en: Ann joins Acme", "en: no", "summary: {en: She joins,", "summary: {en: 0x1F,")
    problems_of(tmp_path, "\ufeff" + text)
    quick, _ = check_folder(tmp_path)
    _without_libyaml(monkeypatch)
    slow, problems = check_folder(tmp_path)
    assert problems == ()
    assert quick is not None
    assert slow is not None
    for section in ("entities", "events", "sources", "stints"):
        assert list(getattr(quick, section)) == list(getattr(slow, section))
    assert dict(quick.events) == dict(slow.events)
    assert quick.header == slow.header


@pytest.mark.parametrize(
    "text",
    [
        changed("status: reported", "status: rumoured"),
        changed("アン", "アン\0"),
        changed("en: Ann, ", "en: &x Ann, "),
        changed("status: reported", "status: reported\n    status: alleged"),
        BASE + "  - text\n",
        changed("ja: 入社}", "ja: 入社"),
        changed("status: reported", 'status: "reported'),
        BASE + "x: " + "[" * 50 + "]" * 50 + "\n",
    ],
)
def test_without_libyaml_the_problems_are_the_same(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = places(problems_of(tmp_path, text))
    _without_libyaml(monkeypatch)
    assert places(problems_of(tmp_path, text)) == quick

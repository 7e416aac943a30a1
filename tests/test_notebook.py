"""Results in a notebook, in pandas and at the prompt."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from test_goldens import QUESTIONS, command_of

import aigraph
import aigraph.saga
from aigraph.registry import COMMANDS, WRITERS

HERE = Path(__file__).parent

HOSTILE = """
    saga: {name: {en: Small}, as_of: 2020-01-01}
    entities:
      - {id: ann, type: person, name: {en: "Ann <b>&</b> co", ja: "<i>アン</i>"}}
    events:
      - {id: e1, date: 2019, type: statement, title: {en: "<script>alert(1)</script>", ja: "<script>危険</script>"}, summary: {en: "<img src=x>"},
         status: reported, participants: [{role: speaker, entity: ann}], sources: [{source: s1, says: "<u>so</u>"}]}
    sources:
      - {id: s1, publisher: "<a>P</a>", lang: en, kind: press, url: "https://example.org/1?<b>"}
"""


@pytest.fixture(scope="module")
def saga() -> aigraph.Saga:
    return aigraph.load(HERE / "saga")


def test_html_escapes_every_text(folder_of: Callable[[str], Path]) -> None:
    small = aigraph.load(folder_of(HOSTILE))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in small.timeline()._repr_html_()
    for lang in ("en", "ja"):
        view = small.speaking(lang)
        for result in (view.timeline("ann"), view.show("ann"), view.show("e1"), view.accounts("e1"), view.sources(), view.search("e1")):
            shown = result._repr_html_()
            for markup in ("<script", "<b>", "<i>", "<img", "<u>", "<a>"):
                assert markup not in shown


def test_html_is_a_table_with_a_cell_for_each_column(saga: aigraph.Saga) -> None:
    shown = saga.who_left("Orrery")._repr_html_()
    head, *body = shown.split("<tr>")[1:]
    assert head.count("<th>") == body[0].count("<td>") > 3
    assert len(body) == len(saga.who_left("Orrery"))
    assert shown.startswith("<table>")
    assert shown.endswith("</table>")


def test_html_of_nothing_says_so(saga: aigraph.Saga) -> None:
    assert saga.career("Lund")._repr_html_() == "<p>Nothing found.</p>"
    assert saga.speaking("ja").career("Lund")._repr_html_() == "<p>該当なし。</p>"


def test_a_frame_has_flat_columns(saga: aigraph.Saga) -> None:
    pytest.importorskip("pandas")
    frame = saga.who_left("Orrery").to_frame()
    assert len(frame) == len(saga.who_left("Orrery"))
    assert {"person.id", "person.name", "organization.id", "start.earliest", "end.latest", "verdict", "doubtful"} <= set(frame.columns)
    assert list(frame["person.id"])[:2] == ["ines-moreau", "dov-quill"]
    assert frame["doubtful"].dtype == bool
    assert saga.who_left("Orrery").to_frame("ja")["person.name"].iloc[0] == "イネス・モロー"


def test_a_frame_without_rows_is_empty(saga: aigraph.Saga) -> None:
    pytest.importorskip("pandas")
    assert saga.career("Lund").to_frame().empty


@pytest.mark.parametrize("name", COMMANDS)
def test_every_answer_is_a_frame(saga: aigraph.Saga, name: str) -> None:
    pytest.importorskip("pandas")
    result = next(ask for key, ask in QUESTIONS.items() if command_of(key) == name)(saga)
    frame = result.to_frame()
    assert len(frame) == (sum(len(p.hops) for p in result) if name == "path" else len(result)) >= 1
    assert len(set(frame.columns)) == len(frame.columns)


def test_a_repr_is_an_aligned_table(saga: aigraph.Saga) -> None:
    header, *rows = repr(saga.who_left("Orrery", founders=True)).splitlines()
    assert header.split() == ["Who", "As", "From", "To", "How", "Next", "Sure"]
    assert [row[: header.index("As")].strip() for row in rows] == ["Inès Moreau", "Ada Quill", "Bram Okafor"]
    assert {row[header.index("From") :][:10] for row in rows} == {"2016-03-01"}
    assert "<Nothing found.>" in repr(saga.career("Lund"))
    assert repr(saga) == "<Saga 'The Orrery saga': 34 events, 17 entities, as of 2024-06-30>"


def test_results_are_sequences(saga: aigraph.Saga) -> None:
    result = saga.who_left("Orrery")
    assert isinstance(result, Sequence)
    assert len(result) == len(list(result)) == len(result.to_dicts()) == 6
    assert result[0] == next(iter(result))
    assert result[-1] == list(result)[-1]
    assert list(result[1:3]) == list(result)[1:3]
    assert result[0] in result
    assert list(reversed(result)) == list(result)[::-1]
    assert result == saga.who_left("Orrery")
    assert result != saga.who_joined("Orrery")
    assert not saga.career("Lund")
    with pytest.raises(IndexError):
        result[99]


def test_rows_are_frozen_and_their_verdict_is_no_bool(saga: aigraph.Saga) -> None:
    row = saga.who_left("Orrery")[0]
    with pytest.raises(AttributeError):
        row.verdict = None  # type: ignore[misc,assignment]
    with pytest.raises(TypeError, match="certain, possible or no"):
        bool(row.verdict)


def test_texts_come_in_a_language_of_choice(saga: aigraph.Saga) -> None:
    row = saga.career("Tanabe").to_dicts("ja")[0]
    assert row["organization"]["name"] == "ノースゲート・キャピタル"
    assert saga.career("Tanabe").to_dicts()[0]["organization"]["name"] == "Northgate Capital"


def test_a_saga_lists_its_questions(saga: aigraph.Saga) -> None:
    questions = {name.replace("-", "_") for name in COMMANDS}
    assert questions <= set(dir(saga))
    assert {"on", "during", "known_by", "according_to", "certain", "speaking", "graph"} <= set(dir(saga))
    assert all(callable(getattr(saga, name)) and (getattr(saga, name).__doc__ or "").strip() for name in questions)
    with pytest.raises(AttributeError, match="no 'who_knows'"):
        saga.__getattr__("who_knows")


def test_type_checkers_see_the_registry() -> None:
    """The list under TYPE_CHECKING, read as text, is the registry with its modules."""
    tree = ast.parse(inspect.getsource(aigraph.saga))
    saga_class = next(n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == "Saga")
    guarded = next(n for n in saga_class.body if isinstance(n, ast.If) and ast.unparse(n.test) == "TYPE_CHECKING")
    typed = {ast.unparse(a.targets[0]): ast.unparse(a.value) for a in guarded.body if isinstance(a, ast.Assign)}
    assert typed == {n.replace("-", "_"): f"{c.module}.{n.replace('-', '_')}" for n, c in COMMANDS.items()} | {n: n for n in WRITERS}


def test_the_graph_has_the_relations_of_the_view(saga: aigraph.Saga) -> None:
    graph = saga.on("2021-05-12").graph()
    held = {(d["relation"], d["office"]) for s, _, d in graph.edges(data=True) if s == "chiyo-tanabe" and "relation" in d}
    assert held == {("office", "cto"), ("office", "ceo")}
    assert not [d for s, _, d in graph.edges(data=True) if s == "ada-quill" and d.get("relation") == "office"]

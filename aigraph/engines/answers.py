"""Answers from an engine, as the core gives them.

The decision hidden here is the way back: rows of ``aigraph.engines.questions`` become the rows that the
questions of the core answer with, so that what prints, draws and writes those needs to know of no engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from aigraph.dates import FuzzyDate, Verdict
from aigraph.engines import questions
from aigraph.engines.store import View
from aigraph.ontology import MEMBER
from aigraph.queries.chronology import Change, Diff, EventRow
from aigraph.queries.tenure import Flow, Step
from aigraph.records import Entity, Text
from aigraph.results import Json, Leaving, Result, Speaker, StintRow
from aigraph.stints import Stint

if TYPE_CHECKING:
    from aigraph.dataset import Dataset
    from aigraph.engines.store import Expr, Tables
    from aigraph.saga import Saga

Row = dict[str, Any]


def stint_of(row: Row) -> Stint:
    """Return the stint in a row of an engine's ``stints``."""
    return Stint(
        row["relation"], row["subject"], row["object"], row["house"], row["office"], row["case_id"], row["position"], row["interim"],
        _date(row, "started", "start"), _date(row, "ended", "end"), row["s_lo"], row["s_hi"], row["e_lo"], row["e_hi"],
        row["opened_by"], row["closed_by"], row["doubtful"], row["manner"], row["destination"],
    )  # fmt: skip


def _date(row: Row, text: str, bounds: str) -> FuzzyDate | None:
    if row[text] is None:
        return None
    return FuzzyDate(row[text], row[f"{bounds}_lo"], row[f"{bounds}_hi"], row[f"{bounds}_doubtful"])


def _stints(rows: Iterable[Row]) -> Iterator[StintRow]:
    return (StintRow(stint_of(row), Verdict(row["verdict"])) for row in rows)


def _leavings(rows: Iterable[Row]) -> Iterator[StintRow]:
    return (Leaving(stint_of(row), Verdict(row["verdict"])) for row in rows)


def _changes(rows: Iterable[Row]) -> Iterator[Change]:
    return (Change(stint_of(row), row["change"], Verdict(row["verdict"])) for row in rows)


def _flows(rows: Iterable[Row]) -> Iterator[Flow]:
    for (origin, destination), group in groupby(rows, key=itemgetter("origin", "destination")):
        yield Flow(origin, destination, tuple(_move(row) for row in group))


def _move(row: Row) -> tuple[Stint, Stint, Verdict]:
    """Return the two tenures of a move, with what a move tells of them."""
    none = dict.fromkeys(
        (*questions.START, *questions.END, "office", "case_id", "position", "opened_by", "closed_by", "manner", "destination")
    )
    days = dict.fromkeys(("s_lo", "s_hi", "e_lo", "e_hi"), 0)
    both = {**none, **days, "relation": MEMBER, "subject": row["person"], "interim": False, "doubtful": row["doubtful"]}
    left, joined = ({**both, "house": place, "object": place} for place in (row["origin"], row["destination"]))
    left |= {c: row[c] for c in questions.END} | {"closed_by": row["left_by"]}
    joined |= {c: row[c] for c in questions.START} | {"opened_by": row["joined_by"]}
    return stint_of(left), stint_of(joined), Verdict(row["verdict"])


def _steps(rows: Iterable[Row]) -> Iterator[Step]:
    for _, group in groupby(rows, key=itemgetter("step")):
        people = list(group)
        row = people[0]
        date = FuzzyDate(row["date"], row["date_lo"], row["date_hi"], row["date_doubtful"])
        yield Step(
            tuple(p["person"] for p in people), row["change"], date, row["least"], row["most"], row["total"], row["event"], row["doubtful"]
        )


class Answering(NamedTuple):
    """How a question is answered: its expression, the form of its rows, what makes the core's rows of them, and of which kind."""

    expression: Callable[..., Expr]
    form: str
    rows: Callable[[Iterable[Row]], Iterator[Any]]
    kind: type[Any]


QUESTIONS: dict[str, Answering] = {
    "timeline": Answering(questions.timeline, "events", iter, EventRow),
    "who_left": Answering(questions.who_left, "stints", _leavings, Leaving),
    "who_joined": Answering(questions.who_joined, "stints", _stints, StintRow),
    "roster": Answering(questions.roster, "stints", _stints, StintRow),
    "diff": Answering(questions.diff, "changes", _changes, Change),
    "flows": Answering(questions.flows, "moves", _flows, Flow),
    "retention": Answering(questions.retention, "steps", _steps, Step),
    "head_counts": Answering(questions.head_counts, "counts", iter, dict),
}
"""The questions that engines answer. Events stay rows of ``events``, with a verdict, as do head counts."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what it is asked about and in which view, entities by their ids."""

    name: str
    view: View
    words: tuple[Any, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)

    def expression(self, tables: Tables) -> Expr:
        """Return the expression that answers it."""
        return QUESTIONS[self.name].expression(tables, self.view, *self.words, **self.options)


def ask(tables: Tables, question: Question) -> list[Any]:
    """Return the rows that the core would answer a question with."""
    return list(QUESTIONS[question.name].rows(tables.rows(question.expression(tables))))


def ask_all(tables: Tables, questions: Sequence[Question], at_once: int = 4) -> list[list[Any]]:
    """Ask many questions, those with rows of one form together: on a cluster every single one has to be planned and dealt out."""
    answers: list[list[Any]] = [[] for _ in questions]
    forms: dict[str, list[int]] = {}
    for n, question in enumerate(questions):
        forms.setdefault(QUESTIONS[question.name].form, []).append(n)
    for numbers in forms.values():
        for start in range(0, len(numbers), at_once):
            some = {n: questions[n] for n in numbers[start : start + at_once]}
            told = _told_apart({n: q.expression(tables) for n, q in some.items()})
            for n, rows in groupby(tables.rows(told), key=itemgetter("question")):
                answers[n] = list(QUESTIONS[some[n].name].rows(rows))
    return answers


def _told_apart(expressions: dict[int, Expr]) -> Expr:
    """Return several answers as one, each in its order."""
    import ibis

    numbered = []
    for n, expr in expressions.items():
        sort = expr.op()
        rows, keys = sort.parent.to_expr(), [key.to_expr() for key in sort.keys]
        numbered.append(rows.mutate(question=ibis.literal(n, "int32"), nth=ibis.row_number().over(order_by=keys)))
    return (numbered[0] if len(numbered) == 1 else ibis.union(*numbered)).order_by("question", "nth")


def answer(saga: Saga, tables: Tables, name: str, *words: Any, **options: Any) -> Result[Any]:
    """Return what ``saga.who_left(…)`` or another question answers, asked of an engine; names resolve as they do there.

    Raises:
        WrongQuestion: as the question of the core does.
    """
    ids = words if name == "diff" else tuple(saga.resolve(word) for word in words)
    if options.get("entity") is not None:
        options["entity"] = saga.resolve(options["entity"])
    rows = ask(tables, Question(name, View.of(saga), ids, options))
    if name == "timeline":
        rows = [EventRow(saga.dataset.events[row["id"]], Verdict(row["verdict"]), ids) for row in rows]
    result = Diff if name == "diff" else Result
    return result(saga.dataset, QUESTIONS[name].kind, rows, saga.lang)


def to_dicts(tables: Tables, rows: Iterable[Any], lang: str = "en") -> list[Json]:
    """Return rows as JSON objects; the names in them are fetched at once."""
    rows, wanted = list(rows), _Wanted()
    for row in rows:
        row.to_dict(_speaker(wanted, lang))
    found = _entities(tables, sorted(wanted.ids)) if wanted.ids else {}
    return [row.to_dict(_speaker(found, lang)) for row in rows]


class _Wanted(dict[str, Entity]):
    """Entities that are not there yet: notes who is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()

    def __missing__(self, key: str) -> Entity:
        self.ids.add(key)
        return Entity(key, "", Text(""))


def _speaker(entities: Mapping[str, Entity], lang: str) -> Speaker:
    """Return who says things about those entities: no row here asks for more of a dataset."""
    return Speaker(cast("Dataset", SimpleNamespace(entities=entities)), lang)


def _entities(tables: Tables, ids: list[str]) -> dict[str, Entity]:
    entities = tables.entities
    rows = tables.rows(entities.filter(entities.id.isin(ids)).select("id", "type", "name_en", "name_ja"))
    return {row["id"]: Entity(row["id"], row["type"], Text(row["name_en"], row["name_ja"])) for row in rows}

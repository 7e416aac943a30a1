"""Questions about lawsuits: the cases, and the docket of one.

The decision hidden here is what makes a case: its parties are those of its suits, in the order in which
they were filed, and it is open while one of them is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from aigraph.dataset import WrongQuestion
from aigraph.dates import CERTAIN, NO, FuzzyDate, Verdict
from aigraph.ontology import CASE, COURT, PRESIDES, Label
from aigraph.queries.chronology import EventRow, event_json
from aigraph.records import Event
from aigraph.results import Column, Json, Result, Speaker

if TYPE_CHECKING:
    from aigraph.saga import Saga
    from aigraph.stints import Stint


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A lawsuit: its parties, court and judge, and whether it still runs."""

    case: str
    plaintiffs: tuple[str, ...]
    defendants: tuple[str, ...]
    courts: tuple[str, ...]
    judges: tuple[str, ...]
    filed: FuzzyDate | None
    open: Verdict
    docket: tuple[Event, ...]

    command: ClassVar[str] = "cases"
    columns: ClassVar[tuple[Column, ...]] = (
        Column(Label("Filed", "提訴"), lambda r, s: s.when(r.filed, unknown=True), "cyan", keep=True, no_wrap=True),
        Column(Label("Case", "事件"), lambda r, s: s.name(r.case), "bold", keep=True),
        Column(Label("Plaintiffs", "原告"), lambda r, s: s.names(r.plaintiffs), keep=True),
        Column(Label("Defendants", "被告"), lambda r, s: s.names(r.defendants), keep=True),
        Column(Label("Open", "係属中"), lambda r, s: _OPEN[r.open].say(s.lang), keep=True),
        Column(Label("Events", "件数"), lambda r, s: str(len(r.docket)), keep=True, right=True),
        Column(Label("Latest", "直近"), lambda r, s: r.docket[-1].date.text if r.docket else "", "cyan", keep=True, no_wrap=True),
    )

    def to_dict(self, speak: Speaker) -> Json:
        """Return the row as JSON."""
        return {
            "case": speak.ref(self.case), "plaintiffs": speak.refs(self.plaintiffs), "defendants": speak.refs(self.defendants),
            "courts": speak.refs(self.courts), "judges": speak.refs(self.judges), "filed": speak.date(self.filed),
            "open": self.open.value, "docket": [e.id for e in self.docket],
        }  # fmt: skip


_OPEN: dict[Verdict, Label] = {CERTAIN: Label("yes", "はい"), Verdict.POSSIBLE: Label("possibly", "可能性"), NO: Label("no", "いいえ")}


def cases(saga: Saga) -> Result[CaseRow]:
    """All lawsuits, by the day they were filed."""
    ids = [e.id for e in saga.dataset.entities.values() if e.type == CASE]
    rows = [row for row in (_case_row(saga, i) for i in ids) if row.docket]
    rows.sort(key=lambda r: (r.docket[0].date.lo, r.case))
    return Result(saga.dataset, CaseRow, rows, saga.lang)


def _case_row(saga: Saga, case: str) -> CaseRow:
    docket = [e for e in saga.dataset.events_of(case).items if saga.told(e)]
    suits = sorted((s for s in saga.dataset.suits_in(case) if saga.keeps(saga.held(s))), key=lambda s: _as_filed(saga, s))
    return CaseRow(
        case,
        tuple(dict.fromkeys(s.subject for s in suits)),
        tuple(dict.fromkeys(s.object for s in suits)),
        tuple(dict.fromkeys(p.entity for e in docket for p in e.participants if p.role == COURT)),
        tuple(dict.fromkeys(s.subject for s in saga.dataset.stints_at(case) if s.relation == PRESIDES and saga.keeps(saga.held(s)))),
        next((s.start for s in suits), None),
        max(map(saga.holds, suits), default=Verdict.POSSIBLE),
        tuple(docket),
    )


def _as_filed(saga: Saga, suit: Stint) -> tuple[int, int, int]:
    """Order suits by day, and on one day as the event that opened them names the parties."""
    parties = saga.dataset.events[suit.opened_by].entities() if suit.opened_by else ()
    places = [parties.index(p) if p in parties else len(parties) for p in (suit.subject, suit.object)]
    return suit.s_lo, places[0], places[1]


class Docket(Result[EventRow]):
    """The docket of a case; as JSON the case with its events in full."""

    __slots__ = ("row",)
    row: CaseRow

    def to_json(self, lang: str | None = None) -> Json:
        """Return the case with its docket."""
        speak = self.speaker(lang)
        return {**self.row.to_dict(speak), "docket": [event_json(e, speak) for e in self.row.docket]}


def case(saga: Saga, name: str) -> Docket:
    """The docket of one lawsuit: everything filed, heard, testified and decided in it, in order."""
    entity = saga.resolve(name)
    if saga.dataset.entities[entity].type != CASE:
        known = ", ".join(e.id for e in saga.dataset.entities.values() if e.type == CASE)
        raise WrongQuestion(f"{entity} is no case; cases are {known}")
    row = _case_row(saga, entity)
    result = Docket(saga.dataset, EventRow, [EventRow(e, CERTAIN) for e in row.docket], saga.lang)
    result.row = row
    return result

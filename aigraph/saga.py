"""A saga: the dataset seen through a view, and the questions that can be asked of it.

The decision hidden here is what a view is. ``on`` and ``during`` narrow the days that answers are
about and share the dataset; ``known_by`` and ``according_to`` retell the events, from fewer sources
or with a side's claims in place of the rest, and derive everything anew, once for each retelling.
Every query is a function of a saga, so that it works on every view.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from aigraph.dataset import Dataset, UnknownName, WrongQuestion, require_name
from aigraph.dates import CERTAIN, OPEN_END, OPEN_START, POSSIBLE, FuzzyDate, Verdict, falls_in, holds_during, holds_on, parse_date
from aigraph.ontology import LANGS
from aigraph.registry import COMMANDS, WRITERS, engines, function_of

if TYPE_CHECKING:
    import networkx

    from aigraph.engines import Tables
    from aigraph.export import export
    from aigraph.queries import cards, chronology, courts, coverage, doubt, figures, inventory, lookup, network, relational, tenure
    from aigraph.records import Event
    from aigraph.spans import Intervals
    from aigraph.stints import Stint

Day = str | dt.date | FuzzyDate

MANY_VIEWS = 32
"""So many retellings of a dataset are kept, those used last: each holds all stints anew."""


def as_date(day: Day) -> FuzzyDate:
    """Return a date given as EDTF text, ``datetime.date`` or already read.

    Raises:
        WrongQuestion: the text is no EDTF date.
    """
    if isinstance(day, FuzzyDate):
        return day
    try:
        return parse_date(day.isoformat()[:10] if isinstance(day, dt.date) else day)
    except ValueError as error:
        raise WrongQuestion(str(error)) from None


def window_within(first: int, last: int, since: Day | None, until: Day | None) -> tuple[int, int]:
    """Return the first and last day ordinal of a window within the days of a view.

    Raises:
        WrongQuestion: a day is none, or the window ends before it starts.
    """
    a = first if since is None else max(first, as_date(since).lo)
    b = last if until is None else min(last, as_date(until).hi)
    if a > b and (since is not None or until is not None):
        raise WrongQuestion("the window ends before it starts")
    return a, b


@dataclass(frozen=True, slots=True)
class Saga:
    """A dataset seen through a view; see ``load``.

    ``since`` and ``until`` are the day ordinals that answers are about; ``day`` is the day asked for
    with ``on``, itself maybe vague. ``sure`` keeps only certain answers.
    """

    dataset: Dataset
    day: FuzzyDate | None = None
    since: int = OPEN_START
    until: int = OPEN_END
    sure: bool = False
    lang: str = "en"

    # --- views ---

    def on(self, day: Day) -> Saga:
        """The saga as of the end of a day: what had happened by then, what held then."""
        date = as_date(day)
        return Saga(self.dataset, date, OPEN_START, date.hi, self.sure, self.lang)

    def during(self, first: Day, last: Day) -> Saga:
        """The saga in a window: what happened in it, what held at any moment of it. Both ends count."""
        a, b = as_date(first), as_date(last)
        if a.lo > b.hi:
            raise WrongQuestion(f"the window ends ({b.text}) before it starts ({a.text})")
        return replace(self, day=None, since=a.lo, until=b.hi)

    def known_by(self, day: Day) -> Saga:
        """The saga as the public knew it by a day: only what some source had published by then."""
        from aigraph.views import known_by

        date = as_date(day)
        return replace(self, dataset=self._retold(("known by", date.text), lambda: known_by(self.dataset, date)))

    def according_to(self, who: str) -> Saga:
        """The saga as one source, publisher or side tells it: its claims win, what it does not tell is left out."""
        from aigraph.views import according_to

        try:
            require_name(who)
            return replace(self, dataset=self._retold(("according to", who), lambda: according_to(self.dataset, who)))
        except UnknownName as error:
            raise WrongQuestion(str(error)) from None

    def certain(self) -> Saga:
        """The saga of certain answers only."""
        return replace(self, sure=True)

    def speaking(self, lang: str) -> Saga:
        """The saga with names and texts in a language, ``en`` or ``ja``."""
        if lang not in LANGS:
            raise WrongQuestion(f"no language {lang!r}: {' or '.join(LANGS)}")
        return replace(self, lang=lang)

    def _retold(self, key: tuple[str, str], retell: Callable[[], Dataset]) -> Dataset:
        views: dict[tuple[str, str], Dataset] = vars(self.dataset).setdefault("_views", {})
        made = views.pop(key, None) or retell()
        views[key] = made
        if len(views) > MANY_VIEWS:
            del views[next(iter(views))]
        return made

    # --- what queries need ---

    def resolve(self, name: str, types: Collection[str] = (), wanted: str = "") -> str:
        """Return the id of an entity, given any of its names; ``types`` are those that are ``wanted``.

        Raises:
            WrongQuestion: nobody goes by it, or several do, or it is of another type.
        """
        try:
            entity = self.dataset.resolve(name)
        except UnknownName as error:
            raise WrongQuestion(str(error)) from None
        if types and (kind := self.dataset.entities[entity].type) not in types:
            raise WrongQuestion(f"{entity} is of type {kind}, not {wanted}")
        return entity

    def resolve_event(self, name: str) -> str:
        """Return the id of an event, given it or an unambiguous part of it.

        Raises:
            WrongQuestion: no event, or several.
        """
        try:
            return self.dataset.resolve_event(name)
        except UnknownName as error:
            raise WrongQuestion(str(error)) from None

    def window(self, since: Day | None = None, until: Day | None = None) -> tuple[int, int]:
        """Return the first and last day ordinal of a window within the view."""
        return window_within(self.since, self.until, since, until)

    @property
    def windowed(self) -> bool:
        """Whether the view is of a window, rather than of a day or of all time."""
        return self.day is None and (self.since, self.until) != (OPEN_START, OPEN_END)

    @property
    def days(self) -> tuple[int, int]:
        """The days that a question about a state is about: the view's day as earliest and latest, its window, else ``as_of``."""
        if self.day is not None:
            return self.day.lo, self.day.hi
        return (self.since, min(self.until, OPEN_END - 1)) if self.windowed else (self.dataset.as_of, self.dataset.as_of)

    def holds(self, stint: Stint) -> Verdict:
        """Answer whether a stint holds at the end of the view's day, or at any moment of its window; else at ``as_of``."""
        ask = holds_during if self.windowed else holds_on
        return ask(stint.s_lo, stint.s_hi, stint.e_lo, stint.e_hi, *self.days)

    def holding(self, stints: Intervals[Stint]) -> list[tuple[Stint, Verdict]]:
        """Return those of many stints that hold in the view, with how surely."""
        ask = stints.during if self.windowed else stints.on
        return ask(*self.days, sure=self.sure)

    def held(self, stint: Stint) -> Verdict:
        """Answer whether a stint held at some time of the view: up to its day, in its window, else ever."""
        return holds_during(stint.s_lo, stint.s_hi, stint.e_lo, stint.e_hi, self.since, min(self.until, OPEN_END - 1))

    def connects(self, stint: Stint) -> Verdict:
        """Answer whether a stint is a connection in the view: it holds on its day, or held in its window or ever."""
        return self.held(stint) if self.day is None else self.holds(stint)

    def keeps(self, verdict: Verdict) -> bool:
        """Whether an answer that sure is part of this view."""
        return verdict is CERTAIN or (verdict is POSSIBLE and not self.sure)

    def told(self, event: Event) -> bool:
        """Whether an event is part of this view: it lies, certainly or possibly, in its days."""
        return self.keeps(falls_in(event.date.lo, event.date.hi, self.since, self.until))

    @property
    def as_of(self) -> FuzzyDate:
        """The day up to which the data are closed."""
        return self.dataset.header.as_of

    def graph(self) -> networkx.MultiDiGraph[str]:
        """Return the view as a graph of entities and events; see ``aigraph.graph``."""
        from aigraph.graph import graph_of

        return graph_of(self)

    def tables(self, engine: str = "duckdb", **options: Any) -> Tables:
        """Return the saga as Ibis tables on an engine, duckdb or spark; see ``aigraph.engines``."""
        tables: Tables = engines().tables_of(self, engine, **options)
        return tables

    def __repr__(self) -> str:
        d = self.dataset
        return f"<Saga {d.header.name.en!r}: {len(d.events)} events, {len(d.entities)} entities, as of {self.as_of.text}>"

    # --- the questions: one name for each entry of the registry ---

    if TYPE_CHECKING:
        timeline = chronology.timeline
        chain = chronology.chain
        diff = chronology.diff
        who_left = tenure.who_left
        who_joined = tenure.who_joined
        who_founded = tenure.who_founded
        roster = tenure.roster
        career = tenure.career
        retention = tenure.retention
        flows = tenure.flows
        path = network.path
        network = network.network
        why = doubt.why
        disputes = doubt.disputes
        accounts = doubt.accounts
        money = figures.money
        metrics = figures.metrics
        cases = courts.cases
        case = courts.case
        show = cards.show
        search = lookup.search
        sources = inventory.sources
        stats = inventory.stats
        threads = inventory.threads
        audit = coverage.audit
        types = inventory.types
        sql = relational.sql
        export = export
    else:

        def __getattr__(self, name: str) -> Any:
            """Find a question in the registry; from then on it is a method like any other."""
            command = COMMANDS.get(name.replace("_", "-")) or WRITERS.get(name)
            if command is None:
                raise AttributeError(f"a saga has no {name!r}")
            setattr(Saga, name, function_of(command))
            return getattr(self, name)

        def __dir__(self) -> list[str]:
            return [*object.__dir__(self), *(n.replace("-", "_") for n in (*COMMANDS, *WRITERS))]


def load(folder: str | os.PathLike[str] | None = None) -> Saga:
    """Load a saga: the YAML files of a folder (or of ``AIGRAPH_DATA``), else the one that comes with the package.

    Raises:
        DataError: the data have errors; its ``problems`` holds all of them.
    """
    from aigraph.loader import load_dataset

    return Saga(load_dataset(folder))

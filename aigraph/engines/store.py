"""What an engine has to do for the saga, and the tables that it then has.

The decision hidden here is the seam between what is asked and where it runs. Questions and the derivation
are Ibis expressions over ``Tables`` (https://ibis-project.org); a ``Store`` holds such tables, keeps what an
expression yields, and sends rows in order through a Python function. DuckDB and Spark are two such stores.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

if TYPE_CHECKING:
    import pyarrow

    from aigraph.saga import Saga
    from aigraph.stints import Houses

Expr: TypeAlias = Any
"""An Ibis expression; Ibis has no types that say more of a table's columns."""
Work: TypeAlias = "Callable[[pyarrow.Table], pyarrow.Table]"
"""What a worker does with the rows of some whole groups."""
ROWS_OF_GROUPS = 100_000
"""So many rows, or a few more, make a portion for a worker."""


def whole_groups(batches: Iterable[pyarrow.RecordBatch], group: str, rows: int = ROWS_OF_GROUPS) -> Iterator[pyarrow.Table]:
    """Yield sorted rows in portions of whole groups, which is to say: cut only where ``group`` changes."""
    import pyarrow
    from pyarrow import compute

    held: list[pyarrow.RecordBatch] = []
    for batch in batches:
        held.append(batch)
        if sum(b.num_rows for b in held) >= rows:
            portion = pyarrow.Table.from_batches(held)
            last = portion[group][-1]
            cut = compute.index(portion[group], last).as_py()
            if cut:
                yield portion.slice(0, cut)
            held = portion.slice(cut).combine_chunks().to_batches()
    if held:
        yield pyarrow.Table.from_batches(held)


class Store(Protocol):
    """Where tables are, and what expressions over them run on."""

    def read(self, folder: str, name: str) -> Expr:
        """Return the table in ``folder/name.parquet``."""

    def put(self, name: str, rows: pyarrow.Table) -> Expr:
        """Return rows from here as a table there."""

    def keep(self, name: str, expr: Expr, near: str) -> Expr:
        """Return what an expression yields as a table, computed once; rows of one ``near`` lie together."""

    def through(self, name: str, expr: Expr, group: str, order: tuple[str, ...], work: Work, schema: pyarrow.Schema) -> Expr:
        """Return what a function makes of rows, sorted by ``group`` and ``order`` and given to it group by whole group."""

    def batches(self, expr: Expr) -> Iterator[pyarrow.RecordBatch]:
        """Yield what an expression yields, some thousand rows at once."""

    def close(self) -> None:
        """Let go of what was kept."""


@dataclass(frozen=True, slots=True)
class View:
    """The days that answers are about, as a ``Saga`` has them: see ``aigraph.saga``."""

    days: tuple[int, int]
    windowed: bool
    since: int
    until: int
    sure: bool = False

    @classmethod
    def of(cls, saga: Saga) -> View:
        """Return the view that a saga is."""
        return cls(saga.days, saga.windowed, saga.since, saga.until, saga.sure)


@dataclass(frozen=True, slots=True)
class Tables:
    """The saga as Ibis tables on one engine.

    ``tables[name]`` and ``tables.name`` are tables of ``aigraph.tables.TABLES``. ``stints`` has some columns
    more (``aigraph.engines.derivation.FURTHER``). ``houses`` are few enough to be here as well as there.
    """

    store: Store
    named: dict[str, Expr]
    houses: Houses
    as_of: int

    def home(self, entity: str) -> str:
        """Return where members of an entity are counted: a legal arm is its house, a team is itself."""
        return self.houses.home(entity)

    def __getitem__(self, name: str) -> Expr:
        return self.named[name]

    def __getattr__(self, name: str) -> Expr:
        try:
            return self.named[name]
        except KeyError:
            raise AttributeError(f"there is no table {name!r}") from None

    def __enter__(self) -> Tables:
        return self

    def __exit__(self, *failure: object) -> None:
        self.store.close()

    def rows(self, expr: Expr) -> Iterator[dict[str, Any]]:
        """Yield what an expression over these tables yields, row by row."""
        for batch in self.store.batches(expr):
            yield from batch.to_pylist()

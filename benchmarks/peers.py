"""The engines that ``queries.py`` asks: what each holds, in the form that suits it best, and how it answers.

A peer is given the same rows (``Held``) and has a method for each question that it can answer.
"""
# ruff: noqa: D102 (the methods of a peer are the questions)

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from importlib import import_module
from itertools import accumulate, pairwise
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from aigraph.adjacency import Parents
from aigraph.dataset import BEGAN, ENDED, Dataset
from aigraph.ontology import MEMBER, OFFICE_RANK, RELATIONS, STAFF
from aigraph.queries.network import MAX_PATHS
from aigraph.queries.tenure import POSTS_SHOWN
from aigraph.records import Event
from aigraph.stints import Stint

# --- what all hold -------------------------------------------------------------------------------

STINT = (
    "relation", "subject", "object", "house", "office", "in_case", "position", "interim", "start_text", "end_text", "s_lo", "s_hi", "e_lo",
    "e_hi", "opened_by", "closed_by", "doubtful", "manner", "destination",
)  # fmt: skip
"""The columns of a stint, as many as a row of an answer has."""
EVENT = ("id", "date_text", "lo", "hi", "date_doubtful", "type", "title_en", "title_ja", "summary_en", "summary_ja", "status")
"""The columns of an event; what a row of an answer has besides (participants, sources, …) is not asked of peers."""
BOUNDS = tuple(map(STINT.index, ("s_lo", "s_hi", "e_lo", "e_hi")))
Row = tuple[Any, ...]
Found = tuple[int, Row, bool]
"""A row with its number, and whether it surely is an answer."""


class Held(NamedTuple):
    """What every peer is given: rows by number, and what stands where.

    ``posts`` are (home, stint), once for each organization that a post counts for; ``taking_part`` are (entity,
    event); ``joined`` are (stint, entity, entity) of all stints but tenures, entities as numbers. ``edges`` says
    whether an event began a stint (1) and ended it (2); ``end_in_doubt``, whether its end rests on something in doubt.
    """

    stints: list[Row]
    edges: Sequence[int]
    end_in_doubt: list[bool]
    posts: list[tuple[str, int]]
    events: list[Row]
    taking_part: list[tuple[str, int]]
    joined: list[tuple[int, int, int]]
    entities: int


_stint_fields = attrgetter(
    "relation", "subject", "object", "house", "office", "case", "position", "interim", "start", "end", "s_lo", "s_hi", "e_lo",
    "e_hi", "opened_by", "closed_by", "doubtful", "manner", "destination",
)  # fmt: skip


def flat(s: Stint) -> Row:
    """Return a stint as a row of plain values."""
    row = _stint_fields(s)
    return (*row[:8], row[8] and row[8].text, row[9] and row[9].text, *row[10:])


def flat_event(e: Event) -> Row:
    """Return an event as a row of plain values."""
    d, t, s = e.date, e.title, e.summary
    return e.id, d.text, d.lo, d.hi, d.doubtful, e.type, t.en, t.ja, s.en, s.ja, e.status


def held(d: Dataset) -> Held:
    """Gather what the peers are given."""
    in_doubt = {e.id for e in d.events.passing() if e.doubtful}
    place = {key: n for n, key in enumerate(d.entities)}
    stints = [flat(s) for s in d.stints.passing()]
    closed_by, relation = STINT.index("closed_by"), STINT.index("relation")
    return Held(
        stints,
        d.stints.bounds.edges,
        [row[closed_by] in in_doubt for row in stints],
        [(d.entities.id_at(home), n) for home, _ in d.posts_by_home.sizes() for n in d.posts_by_home.of_group(home)],
        [flat_event(e) for e in d.events.passing()],
        [(d.entities.id_at(entity), n) for entity, _ in d.events_by_entity.sizes() for n in d.events_by_entity.of_group(entity)],
        [(n, place[row[1]], place[row[2]]) for n, row in enumerate(stints) if row[relation] != MEMBER],
        len(place),
    )


def in_any_order(rows: Iterable[Sequence[Any]]) -> list[tuple[Any, ...]]:
    return sorted(map(tuple, rows), key=lambda row: tuple((value is not None, value) for value in row))


def settled(rows: list[Row]) -> list[Row]:
    """Return, of the posts that hold, those of a roster, in its order: the same steps for every peer.

    Rows are stints with the verdict as the last column.
    """
    posts = [r for r in rows if r[0] != MEMBER]
    officers = {r[1] for r in posts if r[0] != STAFF and r[-1]}
    posts = [r for r in posts if r[0] != STAFF or r[1] not in officers]
    sure = {r[1] for r in posts if r[-1]}
    posts += [r for r in rows if r[0] == MEMBER and r[-1] and r[1] not in sure]
    posts.sort(key=lambda r: (not r[-1], r[4] or "~", r[10], r[1]))
    return posts


class Chains(NamedTuple):
    """All shortest paths: how many, and the first of them, each a list of hops as rows with verdicts."""

    total: int
    first: list[list[Row]]

    @classmethod
    def of(cls, chains: Iterable[tuple[int, ...]], between: Callable[[int, int], list[Row]], day: int) -> Chains:
        """Choose the best stint for each hop, and the best chains, as aigraph does; ``between`` are those that hold."""
        found = sorted({*chains})
        best = {pair: min((_judged(row, day) for row in between(*pair)), key=_weakness) for chain in found for pair in pairwise(chain)}
        paths = [[best[pair] for pair in pairwise(chain)] for chain in found]
        paths.sort(key=lambda hops: (not all(hop[-1] for hop in hops), any(hop[16] for hop in hops)))
        return cls(len(paths), paths[:MAX_PATHS])

    def plain(self) -> tuple[Any, ...]:
        """Return what is compared: their number and length, and, if they are all there, themselves."""
        all_there = self.total <= MAX_PATHS
        return (
            self.total if all_there else "many",
            [len(p) for p in self.first[:1]],
            in_any_order(map(tuple, self.first)) if all_there else [],
        )


def _judged(row: Row, day: int) -> Row:
    return (*row, row[11] <= day < row[12])


def _weakness(row: Row) -> tuple[Any, ...]:
    rank = OFFICE_RANK.get(row[4], len(OFFICE_RANK))
    return not row[-1], row[16], RELATIONS[row[0]].instant, -max(0, row[12] - row[11]), rank


# --- peers: SQL ----------------------------------------------------------------------------------

HOLDS = "s_lo <= ? and e_hi > ? and s_lo < e_hi"
SURE_ON = "(s_hi <= ? and e_lo > ?)"
"""Lower and upper day, twice in this order wherever both are asked for."""


class Peer:
    """An engine that holds the same; a method for each question that it can answer.

    ``X_rows`` answer rows with the verdict as the last column, ``X_index`` numbers with verdicts. A path is its length,
    -1 for none; its rows are those of ``Chains``. Whoever has only the length is asked for it in place of the rows.
    """

    name = ""
    package: str | None = None
    most = 1_000_000
    about = ""

    def __init__(self, given: Held) -> None: ...


def _moved(rows: Iterable[Row], edge: str) -> Iterable[Row]:
    """Put before rows (number, *stint) the vagueness and days of an edge."""
    lo, hi = 1 + STINT.index(f"{edge}_lo"), 1 + STINT.index(f"{edge}_hi")
    return ((r[lo] != r[hi], r[lo], r[hi], *r) for r in rows)


class Tables(NamedTuple):
    """The same tables for SQLite, DuckDB and Polars: columns and rows.

    The days of an edge are told apart as exact and vague, so that one range of days finds the exact ones.
    """

    columns: tuple[str, ...]
    rows: list[Row]


EDGE = ("vague", "lo", "hi", "n")


def tables(given: Held) -> dict[str, Tables]:
    """Return the tables by name."""
    doubtful = STINT.index("doubtful")
    posts = [(home, n, *given.stints[n]) for home, n in given.posts]
    ended = [(home, n, given.stints[n]) for home, n in given.posts if given.edges[n] & ENDED and given.stints[n][0] == MEMBER]
    left = ((home, n, *row[:doubtful], row[doubtful] and given.end_in_doubt[n], *row[doubtful + 1 :]) for home, n, row in ended)
    lasting = [(n, *row) for n, row in enumerate(given.stints) if row[0] != MEMBER]
    return {
        "posts": Tables(("home", "n", *STINT), posts),
        "left_by": Tables(
            ("home", *EDGE, *STINT), [(h, r[0], r[1], r[2], *r[3:]) for (h, *rest) in left for r in _moved([tuple(rest)], "e")]
        ),
        "began": Tables((*EDGE, *STINT), [r for r in _moved(lasting, "s") if given.edges[r[3]] & BEGAN]),
        "ended": Tables((*EDGE, *STINT), [r for r in _moved(lasting, "e") if given.edges[r[3]] & ENDED]),
        "taking_part": Tables(
            ("entity", "vague", "n", *EVENT),
            [(e, given.events[n][2] != given.events[n][3], n, *given.events[n]) for e, n in given.taking_part],
        ),
        "joined": Tables(
            ("a", "b", "n", "s_lo", "s_hi", "e_lo", "e_hi"),
            [(*ends, n, *(given.stints[n][k] for k in BOUNDS)) for n, x, y in given.joined for ends in ((x, y), (y, x))],
        ),
    }


class SQLite(Peer):
    """Clustered tables for rows, narrow ones for numbers, statements prepared (sqlite3 keeps them)."""

    name = "SQLite"
    about = (
        "in memory; a table clustered for each question, and a narrow one for the index alone; paths: searched from both ends by json_each"
    )

    def __init__(self, given: Held) -> None:
        self.db = sqlite3.connect(":memory:")
        self.db.execute("pragma temp_store = memory")
        keys = {
            "posts": "home, s_lo, n",
            "left_by": "home, vague, lo, n",
            "began": "vague, lo, n",
            "ended": "vague, lo, n",
            "taking_part": "entity, vague, lo, n",
            "joined": "a, b, n",
        }
        narrow = {
            "posts": "home, s_lo, e_hi, s_hi, e_lo, n",
            "left_by": "home, vague, lo, hi, n",
            "began": "vague, lo, hi, n",
            "ended": "vague, lo, hi, n",
            "taking_part": "entity, vague, lo, hi, n",
        }
        for name, table in tables(given).items():
            columns = ", ".join(table.columns)
            self.db.execute(f"create table {name} ({columns}, primary key ({keys[name]})) without rowid")
            self.db.executemany(f"insert into {name} values ({', '.join('?' * len(table.columns))})", table.rows)
            if name in narrow:
                where = f"where relation = '{MEMBER}'" if name == "posts" else ""
                self.db.execute(f"create table {name}_n ({narrow[name]}, primary key ({narrow[name]})) without rowid")
                self.db.execute(f"insert into {name}_n select {narrow[name]} from {name} {where} order by {narrow[name]}")
        self.db.execute(f"create table stints (n integer primary key, {', '.join(STINT)})")
        self.db.executemany(
            f"insert into stints values ({', '.join('?' * (len(STINT) + 1))})", ((n, *r) for n, r in enumerate(given.stints))
        )
        self.db.execute("analyze")
        stint, event = ", ".join(STINT), ", ".join(EVENT)
        relations = ", ".join(f"'{r}'" for r in (*POSTS_SHOWN, MEMBER))
        self.q_roster = f"select {stint}, {SURE_ON} from posts where home = ? and {HOLDS} and relation in ({relations})"
        self.q_members = f"select n, {SURE_ON} from posts_n where home = ? and {HOLDS}"
        self.q_left = self._within("left_by", stint, "home = ? and ")
        self.q_left_n = self._within("left_by_n", "n", "home = ? and ")
        self.q_timeline = self._within("taking_part", event, "entity = ? and ") + " order by lo, hi, id"
        self.q_timeline_n = self._within("taking_part_n", "n", "entity = ? and ") + " order by n"
        self.q_diff = [self._within(name, stint, "") for name in ("began", "ended")]
        self.q_diff_n = [self._within(f"{name}_n", "n", "") for name in ("began", "ended")]

    @staticmethod
    def _within(table: str, columns: str, whose: str) -> str:
        """Return the query of what may lie in a window: exact days by their range, vague ones if they reach it."""
        return (
            f"select {columns}, 1 from {table} where {whose}vague = 0 and lo between ?1 and ?2 union all "
            f"select {columns}, lo >= ?1 and hi <= ?2 from {table} where {whose}vague = 1 and lo <= ?2 and hi >= ?1"
        ).replace("= ? and", "= ?3 and")

    def _all(self, query: str, values: Sequence[Any]) -> list[Any]:
        return self.db.execute(query, values).fetchall()

    def roster_rows(self, home: str, lo: int, hi: int) -> list[Row]:
        return settled(self._all(self.q_roster, (lo, hi, home, hi, lo)))

    def roster_index(self, home: str, lo: int, hi: int) -> list[Row]:
        return self._all(self.q_members, (lo, hi, home, hi, lo))

    def leavers_rows(self, home: str, a: int, b: int) -> list[Row]:
        return self._all(self.q_left, (a, b, home))

    def leavers_index(self, home: str, a: int, b: int) -> list[Row]:
        return self._all(self.q_left_n, (a, b, home))

    def timeline_rows(self, entity: str, a: int, b: int) -> list[Row]:
        return self._all(self.q_timeline, (a, b, entity))

    def timeline_index(self, entity: str, a: int, b: int) -> list[Row]:
        return self._all(self.q_timeline_n, (a, b, entity))

    def diff_rows(self, a: int, b: int) -> list[list[Row]]:
        return [self._all(query, (a, b)) for query in self.q_diff]

    def diff_index(self, a: int, b: int) -> list[list[Row]]:
        return [self._all(query, (a, b)) for query in self.q_diff_n]

    NEXT = "select distinct j.value, c.b from json_each(?1) j cross join joined c on c.a = j.value where c.s_lo <= ?2 and c.e_hi > ?2 and c.s_lo < c.e_hi"
    NEXT_N = "select distinct c.b from json_each(?1) j cross join joined c on c.a = j.value where c.s_lo <= ?2 and c.e_hi > ?2 and c.s_lo < c.e_hi"
    HOP = (
        f"select {', '.join(f's.{column}' for column in STINT)} from joined c join stints s on s.n = c.n "
        "where c.a = ? and c.b = ? and c.s_lo <= ? and c.e_hi > ? and c.s_lo < c.e_hi"
    )

    def path_index(self, a: int, b: int, day: int) -> int:
        return _searched(a, b, lambda front: {row[0] for row in self.db.execute(self.NEXT_N, (json.dumps([*front]), day))})

    def path_rows(self, a: int, b: int, day: int) -> Chains:
        ahead: Parents = {a: []}
        back: Parents = {b: []}
        front, rear = {a}, {b}
        while front and rear and not front & rear:
            turned = len(front) > len(rear)
            one, known = (rear, back) if turned else (front, ahead)
            reached: Parents = {}
            for origin, other in self.db.execute(self.NEXT, (json.dumps([*one]), day)):
                if other not in known:
                    reached.setdefault(other, []).append(origin)
            known.update(reached)
            front, rear = (front, set(reached)) if turned else (set(reached), rear)
        met = front & rear if a != b else set()
        chains = {(*left, *right[-2::-1]) for node in met for left in _trails(ahead, node) for right in _trails(back, node)}
        return Chains.of(chains, lambda x, y: self.db.execute(self.HOP, (x, y, day, day)).fetchall(), day)


def _searched(a: int, b: int, neighbours: Callable[[set[int]], set[int]]) -> int:
    """Return how far two are from each other, searching from both ends, the smaller frontier first; -1 for no path."""
    front, rear, seen, seen_too, length = {a}, {b}, {a}, {b}, 0
    while front and rear:
        if len(front) > len(rear):
            front, rear, seen, seen_too = rear, front, seen_too, seen
        found = neighbours(front) - seen
        length += 1
        if not found.isdisjoint(rear):
            return length
        seen |= found
        front = found
    return -1


def _trails(parents: Parents, node: int) -> list[tuple[int, ...]]:
    """Return the node sequences from the root to a node."""
    return [(*trail, node) for parent in parents[node] for trail in _trails(parents, parent)] if parents[node] else [(node,)]


class DuckDB(Peer):
    """Sorted tables; statements prepared."""

    name = "DuckDB"
    package = "duckdb"
    about = "in memory; tables sorted by what is asked for, statements prepared; paths: recursion with USING KEY"

    def __init__(self, given: Held) -> None:
        duckdb = import_module("duckdb")
        self.db = duckdb.connect()
        order = {
            "posts": "home, s_lo",
            "left_by": "home, lo",
            "began": "lo",
            "ended": "lo",
            "taking_part": "entity, lo",
            "joined": "a, s_lo",
        }
        for name, table in tables(given).items():
            self.db.register("given", _arrow(table))
            self.db.execute(f"create table {name} as select * from given order by {order[name]}")
            self.db.unregister("given")
        stint, event = ", ".join(STINT), ", ".join(EVENT)
        relations = ", ".join(f"'{r}'" for r in (*POSTS_SHOWN, MEMBER))
        sure, holds, home = "s_hi <= $2 and e_lo > $3", "s_lo <= $3 and e_hi > $2 and s_lo < e_hi", "home = $1 and "
        window, inside = "lo <= $2 and hi >= $1", "lo >= $1 and hi <= $2"
        of_one, inside_of_one = "lo <= $3 and hi >= $2", "lo >= $2 and hi <= $3"
        prepared = {
            "roster": f"select {stint}, {sure} from posts where {home}{holds} and relation in ({relations})",
            "members": f"select n, {sure} from posts where {home}{holds} and relation = '{MEMBER}'",
            "left": f"select {stint}, {inside_of_one} from left_by where {home}{of_one} order by lo, hi",
            "left_n": f"select n, {inside_of_one} from left_by where {home}{of_one} order by lo, hi",
            "timeline": f"select {event}, {inside_of_one} from taking_part where entity = $1 and {of_one} order by n",
            "timeline_n": f"select n, {inside_of_one} from taking_part where entity = $1 and {of_one} order by n",
            "began": f"select {stint}, {inside} from began where {window} order by lo, hi",
            "began_n": f"select n, {inside} from began where {window} order by lo, hi",
            "ended": f"select {stint}, {inside} from ended where {window} order by lo, hi",
            "ended_n": f"select n, {inside} from ended where {window} order by lo, hi",
            "path": (
                "with recursive active as materialized (select a, b from joined where s_lo <= $3 and e_hi > $3 and s_lo < e_hi), "
                "reached(node, hops) using key (node) as (select $1::int, 0 union (select e.b, min(r.hops) + 1 from reached r "
                "join active e on e.a = r.node left join recurring.reached q on q.node = e.b where q.node is null "
                "and not exists (select 1 from recurring.reached z where z.node = $2) group by 1)) "
                "select hops from reached where node = $2"
            ),
        }
        for name, query in prepared.items():
            self.db.execute(f"prepare q_{name} as {query}")

    def _all(self, name: str, *values: Any) -> list[Any]:
        words = ", ".join(repr(v) for v in values)  # ids have no quotes; execute takes no parameters of its own
        found: list[Any] = self.db.execute(f"execute q_{name}({words})").fetchall()
        return found

    def roster_rows(self, home: str, lo: int, hi: int) -> list[Row]:
        return settled(self._all("roster", home, lo, hi))

    def roster_index(self, home: str, lo: int, hi: int) -> list[Row]:
        return self._all("members", home, lo, hi)

    def leavers_rows(self, home: str, a: int, b: int) -> list[Row]:
        return self._all("left", home, a, b)

    def leavers_index(self, home: str, a: int, b: int) -> list[Row]:
        return self._all("left_n", home, a, b)

    def timeline_rows(self, entity: str, a: int, b: int) -> list[Row]:
        return self._all("timeline", entity, a, b)

    def timeline_index(self, entity: str, a: int, b: int) -> list[Row]:
        return self._all("timeline_n", entity, a, b)

    def diff_rows(self, a: int, b: int) -> list[list[Row]]:
        return [self._all("began", a, b), self._all("ended", a, b)]

    def diff_index(self, a: int, b: int) -> list[list[Row]]:
        return [self._all("began_n", a, b), self._all("ended_n", a, b)]

    def path_index(self, a: int, b: int, day: int) -> int:
        found = self._all("path", a, b, day)
        return found[0][0] if found else -1


def _arrow(table: Tables) -> Any:
    pyarrow = import_module("pyarrow")
    return pyarrow.table({c: list(values) for c, values in zip(table.columns, zip(*table.rows, strict=True), strict=True)})


# --- peers: frames -------------------------------------------------------------------------------


class Polars(Peer):
    """Sorted frames, sliced by offsets that a dictionary keeps; windows by binary search."""

    name = "Polars"
    package = "polars"
    about = "frames sorted by what is asked for; slices of an organization by offsets in a dictionary, of a window by search_sorted"

    def __init__(self, given: Held) -> None:
        self.pl = pl = import_module("polars")
        made = tables(given)
        frames = {name: pl.DataFrame(t.rows, schema=list(t.columns), orient="row", infer_schema_length=None) for name, t in made.items()}
        self.posts, self.of_home = self._cut(frames["posts"], "home", "s_lo")
        self.left, self.left_of = self._cut(frames["left_by"], "home", "lo")
        self.parts, self.of_entity = self._cut(frames["taking_part"], "entity", "n")
        self.edges = [self._reaching(frames[name]) for name in ("began", "ended")]
        joined = frames["joined"]
        self.joined = joined.select("a", "b", "s_lo", "e_hi").cast(pl.Int32)

    def _cut(self, frame: Any, key: str, order: str) -> tuple[Any, dict[str, tuple[int, int]]]:
        """Sort a frame and return it with where each key's rows stand."""
        frame = frame.sort(key, order)
        sizes = frame.group_by(key, maintain_order=True).len()
        counts = sizes["len"].to_list()
        return frame, dict(zip(sizes[key].to_list(), zip(accumulate(counts, initial=0), counts, strict=False), strict=True))

    def _reaching(self, frame: Any) -> tuple[Any, Any, Any]:
        frame = frame.sort("lo", "hi")
        return frame, frame["lo"], frame["hi"].cum_max()

    def _posts(self, home: str, columns: Sequence[str], lo: int, hi: int, *more: Any) -> list[Row]:
        c = self.pl.col
        piece = self.posts.slice(*self.of_home.get(home, (0, 0)))
        piece = piece.filter((c("s_lo") <= hi) & (c("e_hi") > lo) & (c("s_lo") < c("e_hi")), *more)
        rows: list[Row] = piece.select(*columns, ((c("s_hi") <= lo) & (c("e_lo") > hi)).alias("sure")).rows()
        return rows

    def _window(self, piece: Any, columns: Sequence[str], a: int, b: int) -> list[Row]:
        c = self.pl.col
        piece = piece.filter((c("lo") <= b) & (c("hi") >= a))
        rows: list[Row] = piece.select(*columns, ((c("lo") >= a) & (c("hi") <= b)).alias("sure")).rows()
        return rows

    def _diff(self, columns: Sequence[str], a: int, b: int) -> list[list[Row]]:
        found = []
        for frame, los, reach in self.edges:
            i, j = reach.search_sorted(a, "left"), los.search_sorted(b, "right")
            found.append(self._window(frame.slice(i, max(0, j - i)), columns, a, b))
        return found

    def roster_rows(self, home: str, lo: int, hi: int) -> list[Row]:
        return settled(self._posts(home, STINT, lo, hi, self.pl.col("relation").is_in([*POSTS_SHOWN, MEMBER])))

    def roster_index(self, home: str, lo: int, hi: int) -> list[Row]:
        return self._posts(home, ("n",), lo, hi, self.pl.col("relation") == MEMBER)

    def leavers_rows(self, home: str, a: int, b: int) -> list[Row]:
        return self._window(self.left.slice(*self.left_of.get(home, (0, 0))), STINT, a, b)

    def leavers_index(self, home: str, a: int, b: int) -> list[Row]:
        return self._window(self.left.slice(*self.left_of.get(home, (0, 0))), ("n",), a, b)

    def timeline_rows(self, entity: str, a: int, b: int) -> list[Row]:
        return self._window(self.parts.slice(*self.of_entity.get(entity, (0, 0))), EVENT, a, b)

    def timeline_index(self, entity: str, a: int, b: int) -> list[Row]:
        return self._window(self.parts.slice(*self.of_entity.get(entity, (0, 0))), ("n",), a, b)

    def diff_rows(self, a: int, b: int) -> list[list[Row]]:
        return self._diff(STINT, a, b)

    def diff_index(self, a: int, b: int) -> list[list[Row]]:
        return self._diff(("n",), a, b)

    def path_index(self, a: int, b: int, day: int) -> int:
        pl = self.pl
        c = pl.col
        active = self.joined.filter((c("s_lo") <= day) & (c("e_hi") > day) & (c("s_lo") < c("e_hi"))).select("a", "b")
        frontier = pl.DataFrame({"a": [a]}, schema={"a": pl.Int32})
        seen, length = frontier, 0
        while len(frontier):
            reached = active.join(frontier, on="a", how="semi").select(a="b").unique().join(seen, on="a", how="anti")
            length += 1
            if (reached["a"] == b).any():
                return length
            seen, frontier = pl.concat([seen, reached]), reached
        return -1


# --- peers: graphs -------------------------------------------------------------------------------


class _Graphs(Peer):
    """Graphs that find rows by their numbers, with verdicts; their answers follow from these."""

    given: Held

    def _holding(self, home: str, lo: int, hi: int, relations: Sequence[str]) -> Iterable[Found]:
        """Return the posts of some relations that hold at an organization on a day."""
        raise NotImplementedError

    def _leaving(self, home: str, a: int, b: int) -> list[Found]:
        """Return, in order, the tenures that ended in a window."""
        raise NotImplementedError

    def _happening(self, entity: str, a: int, b: int) -> list[Found]:
        """Return, in order, the events of a window that an entity takes part in."""
        raise NotImplementedError

    def _changes(self, a: int, b: int) -> list[list[Found]]:
        """Return the connections that began and those that ended in a window."""
        raise NotImplementedError

    def roster_rows(self, home: str, lo: int, hi: int) -> list[Row]:
        return settled([(*row, sure) for _, row, sure in self._holding(home, lo, hi, (*POSTS_SHOWN, MEMBER))])

    def roster_index(self, home: str, lo: int, hi: int) -> list[Row]:
        return [(n, sure) for n, _, sure in self._holding(home, lo, hi, (MEMBER,))]

    def leavers_rows(self, home: str, a: int, b: int) -> list[Row]:
        doubt = self.given.end_in_doubt
        return [(*row[:16], row[16] and doubt[n], *row[17:], sure) for n, row, sure in self._leaving(home, a, b)]

    def leavers_index(self, home: str, a: int, b: int) -> list[Row]:
        return [(n, sure) for n, _, sure in self._leaving(home, a, b)]

    def timeline_rows(self, entity: str, a: int, b: int) -> list[Row]:
        return [(*row, sure) for _, row, sure in self._happening(entity, a, b)]

    def timeline_index(self, entity: str, a: int, b: int) -> list[Row]:
        return [(n, sure) for n, _, sure in self._happening(entity, a, b)]

    def diff_rows(self, a: int, b: int) -> list[list[Row]]:
        return [[(*row, sure) for _, row, sure in part] for part in self._changes(a, b)]

    def diff_index(self, a: int, b: int) -> list[list[Row]]:
        return [[(n, sure) for n, _, sure in part] for part in self._changes(a, b)]


class _Scanned(_Graphs):
    """Graphs with rows on their edges, which are scanned: of posts (person to organization), of events (entity to event), of connections."""

    def edges_into(self, home: str) -> Iterable[tuple[int, Row]]:
        """Yield the posts that count for an organization, with their numbers."""
        raise NotImplementedError

    def events_of(self, entity: str) -> Iterable[int]:
        """Yield the numbers of the events that an entity takes part in."""
        raise NotImplementedError

    def connections(self) -> Iterable[tuple[int, Row]]:
        """Yield all connections."""
        raise NotImplementedError

    def _holding(self, home: str, lo: int, hi: int, relations: Sequence[str]) -> Iterable[Found]:
        for n, row in self.edges_into(home):
            s_lo, s_hi, e_lo, e_hi = row[10:14]
            if row[0] in relations and s_lo <= hi and lo < e_hi and s_lo < e_hi:
                yield n, row, s_hi <= lo and hi < e_lo

    def _leaving(self, home: str, a: int, b: int) -> list[Found]:
        edges = self.given.edges
        found = [
            (n, row, row[12] >= a and row[13] <= b)
            for n, row in self.edges_into(home)
            if row[0] == MEMBER and row[12] <= b and row[13] >= a and edges[n] & ENDED
        ]
        found.sort(key=lambda f: f[1][12:14])
        return found

    def _happening(self, entity: str, a: int, b: int) -> list[Found]:
        rows = ((n, self.given.events[n]) for n in self.events_of(entity))
        return sorted((n, row, row[2] >= a and row[3] <= b) for n, row in rows if row[2] <= b and row[3] >= a)

    def _changes(self, a: int, b: int) -> list[list[Found]]:
        edges, found = self.given.edges, [list[Found](), list[Found]()]
        for n, row in self.connections():
            for part, lo, hi, edge in ((0, row[10], row[11], BEGAN), (1, row[12], row[13], ENDED)):
                if lo <= b and hi >= a and edges[n] & edge:
                    found[part].append((n, row, lo >= a and hi <= b))
        return found


class NetworkX(_Scanned):
    """MultiDiGraphs, scanned around a node; paths in a view of what holds."""

    name = "NetworkX"
    package = "networkx"
    most = 100_000
    about = "MultiDiGraphs with rows on the edges, scanned around a node; paths: shortest_path_length in a subgraph_view of what holds"

    def __init__(self, given: Held) -> None:
        self.nx, self.given = import_module("networkx"), given
        self.posts, self.parts, self.joined = self.nx.MultiDiGraph(), self.nx.DiGraph(), self.nx.MultiGraph()
        self.posts.add_edges_from((given.stints[n][1], ("at", home), n, {"row": given.stints[n]}) for home, n in given.posts)
        self.parts.add_edges_from((entity, n) for entity, n in given.taking_part)
        self.joined.add_nodes_from(range(given.entities))
        self.joined.add_edges_from((a, b, n, {"row": given.stints[n]}) for n, a, b in given.joined)

    def edges_into(self, home: str) -> Iterable[tuple[int, Row]]:
        node = ("at", home)
        return ((n, row) for _, _, n, row in self.posts.in_edges(node, keys=True, data="row")) if node in self.posts else ()

    def events_of(self, entity: str) -> Iterable[int]:
        found: Iterable[int] = self.parts.successors(entity)
        return found

    def connections(self) -> Iterable[tuple[int, Row]]:
        return ((n, row) for _, _, n, row in self.joined.edges(keys=True, data="row"))

    def _view(self, day: int) -> Any:
        rows = self.given.stints

        def holds(x: int, y: int, n: int) -> bool:
            row = rows[n]
            return bool(row[10] <= day < row[13] and row[10] < row[13])

        return self.nx.subgraph_view(self.joined, filter_edge=holds)

    def path_index(self, a: int, b: int, day: int) -> int:
        try:
            return int(self.nx.shortest_path_length(self._view(day), a, b))
        except self.nx.NetworkXNoPath:
            return -1

    def path_rows(self, a: int, b: int, day: int) -> Chains:
        view, rows = self._view(day), self.given.stints
        try:
            chains = [tuple(chain) for chain in self.nx.all_shortest_paths(view, a, b)]
        except self.nx.NetworkXNoPath:
            chains = []
        return Chains.of(chains, lambda x, y: [rows[n] for n in view[x][y]], day)


class Rustworkx(_Scanned):
    """PyDiGraph and PyGraph; rows are the weights of edges."""

    name = "rustworkx"
    package = "rustworkx"
    about = "multigraphs with rows on the edges, scanned around a node; paths: dijkstra_shortest_path_lengths, what does not hold too long"

    def __init__(self, given: Held) -> None:
        self.rx, self.given = import_module("rustworkx"), given
        self.posts, self.parts = self.rx.PyDiGraph(multigraph=True), self.rx.PyDiGraph(multigraph=True)
        self.joined = self.rx.PyGraph(multigraph=True)
        people = dict.fromkeys(given.stints[n][1] for _, n in given.posts)
        self.person = dict(zip(people, self.posts.add_nodes_from(list(people)), strict=True))
        homes = list(dict.fromkeys(home for home, _ in given.posts))
        self.home = dict(zip(homes, self.posts.add_nodes_from(homes), strict=True))
        self.posts.add_edges_from([(self.person[given.stints[n][1]], self.home[home], (n, given.stints[n])) for home, n in given.posts])
        entities = list(dict.fromkeys(entity for entity, _ in given.taking_part))
        self.parts.add_nodes_from(list(range(len(given.events))))
        self.entity = dict(zip(entities, self.parts.add_nodes_from(entities), strict=True))
        self.parts.add_edges_from([(self.entity[entity], n, None) for entity, n in given.taking_part])
        self.joined.add_nodes_from(range(given.entities))
        self.joined.add_edges_from([(a, b, (n, given.stints[n])) for n, a, b in given.joined])

    def edges_into(self, home: str) -> Iterable[tuple[int, Row]]:
        node = self.home.get(home)
        return () if node is None else (weight for _, _, weight in self.posts.in_edges(node))

    def events_of(self, entity: str) -> Iterable[int]:
        found: Iterable[int] = self.parts.successors(self.entity[entity])
        return found

    def connections(self) -> Iterable[tuple[int, Row]]:
        edges: Iterable[tuple[int, Row]] = self.joined.edges()
        return edges

    @staticmethod
    def _weight(day: int) -> Callable[[tuple[int, Row]], float]:
        def weight(edge: tuple[int, Row]) -> float:
            row = edge[1]
            return 1.0 if row[10] <= day < row[13] and row[10] < row[13] else 1e9

        return weight

    def path_index(self, a: int, b: int, day: int) -> int:
        lengths = self.rx.dijkstra_shortest_path_lengths(self.joined, a, self._weight(day), goal=b)
        found = lengths[b] if b in lengths.keys() else 1e9  # noqa: SIM118 (no dictionary)
        return int(found) if found < 1e9 else -1

    def path_rows(self, a: int, b: int, day: int) -> Chains:
        weight, joined = self._weight(day), self.joined

        def between(x: int, y: int) -> list[Row]:
            return [edge[1] for edge in joined.get_all_edge_data(x, y) if weight(edge) == 1.0]

        chains = [tuple(chain) for chain in self.rx.graph_all_shortest_paths(joined, a, b, weight_fn=weight)]
        holding = all(between(x, y) for x, y in pairwise(chains[0])) if chains else False
        return Chains.of(chains if holding else [], between, day)


class Raphtory(_Graphs):
    """Persistent graphs in which an edge lasts as long as its row may be an answer: whatever a window has is one.

    Stints and events are nodes, as edges of a pair cannot last on their own; connections are edges, of each pair as long as any holds.
    """

    name = "Raphtory"
    package = "raphtory"
    about = (
        "PersistentGraphs, stints and events as nodes, an edge to each for as long as it may be an answer, rows by the number "
        "of the node; paths: searched from both ends by neighbours (its own panic)"
    )

    def __init__(self, given: Held) -> None:
        self.raphtory, self.given = import_module("raphtory"), given
        stints, edges = given.stints, given.edges
        self.numbers = {key: n for n, key in enumerate(dict.fromkeys([h for h, _ in given.posts] + [e for e, _ in given.taking_part]))}
        number = self.numbers.__getitem__
        at = [(number(home), n, stints[n]) for home, n in given.posts]
        self.posts = self._graph((h, n, row[10], row[13]) for h, n, row in at if row[0] in POSTS_SHOWN)
        self.tenures = self._graph((h, n, row[10], row[13]) for h, n, row in at if row[0] == MEMBER)
        self.left = self._graph((h, n, row[12], row[13] + 1) for h, n, row in at if row[0] == MEMBER and edges[n] & ENDED)
        self.parts = self._graph((number(e), n, given.events[n][2], given.events[n][3] + 1) for e, n in given.taking_part)
        lasting = [(n, row) for n, row in enumerate(stints) if row[0] != MEMBER]
        self.began = self._graph((0, n, row[10], row[11] + 1) for n, row in lasting if edges[n] & BEGAN)
        self.ended = self._graph((0, n, row[12], row[13] + 1) for n, row in lasting if edges[n] & ENDED)
        self.joined = self._graph(self._together(), apart=0)

    def _together(self) -> Iterable[tuple[int, int, int, int]]:
        """Yield pairs of entities with the days on which any connection of theirs may hold, each run of days once."""
        runs: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for n, a, b in self.given.joined:
            runs.setdefault((min(a, b), max(a, b)), []).append((self.given.stints[n][10], self.given.stints[n][13]))
        for (a, b), days in runs.items():
            first, last = 0, 0
            for start, end in sorted(days):
                if start > last:
                    yield a, b, first, last
                    first = start
                last = max(last, end)
            yield a, b, first, last

    APART = 10**9

    def _graph(self, edges: Iterable[tuple[int, int, int, int]], apart: int = APART) -> Any:
        """Return a graph of edges (from, to, first day, day after the last), those to stints and events apart."""
        pyarrow = import_module("pyarrow")
        graph, rows = self.raphtory.PersistentGraph(), [(a, b + apart, first, last) for a, b, first, last in edges if first < last]
        if rows:
            columns = [
                pyarrow.array(c, kind) for c, kind in zip(zip(*rows, strict=True), ("uint64", "uint64", "int64", "int64"), strict=True)
            ]
            table = pyarrow.table(columns, names=["a", "b", "first", "last"])
            graph.load_edges(table, time="first", src="a", dst="b")
            graph.load_edge_deletions(table, time="last", src="a", dst="b")
        return graph

    def _reached(self, graph: Any, node: int, a: int, b: int) -> list[int]:
        """Return the numbers of what a node has an edge to on any of the days ``a`` to ``b``."""
        found = graph.window(a, b + 1).node(node)
        return [n - self.APART for n in found.out_neighbours.id] if found else []

    def _within(self, graph: Any, node: int, rows: list[Row], lo: int, a: int, b: int) -> list[Found]:
        """Return the rows whose day, in the columns from ``lo`` on, may lie in a window."""
        found = ((n, rows[n]) for n in self._reached(graph, node, a, b))
        return [(n, row, row[lo] >= a and row[lo + 1] <= b) for n, row in found]

    def _holding(self, home: str, lo: int, hi: int, relations: Sequence[str]) -> list[Found]:
        graphs = (self.tenures,) if relations == (MEMBER,) else (self.tenures, self.posts)
        found = ((n, self.given.stints[n]) for graph in graphs for n in self._reached(graph, self.numbers[home], lo, hi))
        return [(n, row, row[11] <= lo and hi < row[12]) for n, row in found]

    def _leaving(self, home: str, a: int, b: int) -> list[Found]:
        return sorted(self._within(self.left, self.numbers[home], self.given.stints, 12, a, b), key=lambda found: found[1][12:14])

    def _happening(self, entity: str, a: int, b: int) -> list[Found]:
        return sorted(self._within(self.parts, self.numbers[entity], self.given.events, 2, a, b), key=lambda found: found[1][2:4])

    def _changes(self, a: int, b: int) -> list[list[Found]]:
        return [self._within(graph, 0, self.given.stints, lo, a, b) for graph, lo in ((self.began, 10), (self.ended, 12))]

    def path_index(self, a: int, b: int, day: int) -> int:
        then = self.joined.at(day)

        def neighbours(front: set[int]) -> set[int]:
            nodes = (then.node(n) for n in front)
            return {other for node in nodes if node for other in node.neighbours.id}

        return _searched(a, b, neighbours)


# --- peers: graph databases ----------------------------------------------------------------------


class LadybugDB(Peer):
    """Cypher on columns; statements prepared."""

    name = "LadybugDB"
    package = "ladybug"
    most = 100_000
    about = "in memory; relations with all columns, statements prepared; paths: its own SHORTEST with a filter"

    def __init__(self, given: Held) -> None:
        ladybug = import_module("ladybug")
        self.db = ladybug.Connection(ladybug.Database(":memory:"), num_threads=2)
        posts = [(given.stints[n][1], home, n, given.edges[n], given.end_in_doubt[n], *given.stints[n]) for home, n in given.posts]
        joined = [(a, b, n, given.edges[n], *given.stints[n]) for n, a, b in given.joined]
        who = dict.fromkeys([*(row[0] for row in posts), *(entity for entity, _ in given.taking_part)])
        with tempfile.TemporaryDirectory() as folder:
            make = partial(self._make, Path(folder))
            make("NODE", "Home", "", ("id",), [(home,) for home in dict.fromkeys(home for home, _ in given.posts)])
            make("NODE", "Who", "", ("id",), [(entity,) for entity in who])
            make("NODE", "Place", "", ("n",), [(n,) for n in range(given.entities)])
            make("NODE", "Happening", "", ("n", *EVENT), [(n, *row) for n, row in enumerate(given.events)])
            make("REL", "Post", "FROM Who TO Home", ("a", "b", "n", "edges", "end_in_doubt", *STINT), posts)
            make("REL", "Part", "FROM Who TO Happening", ("a", "b"), given.taking_part)
            make("REL", "Joined", "FROM Place TO Place", ("a", "b", "n", "edges", *STINT), joined)
        stint, event = ", ".join(f"r.{c}" for c in STINT), ", ".join(f"e.{c}" for c in EVENT)
        left = stint.replace("r.doubtful", "r.doubtful AND r.end_in_doubt")
        post, part = "MATCH (w:Who)-[r:Post]->(h:Home) WHERE h.id = $who AND", "MATCH (w:Who)-[:Part]->(e:Happening) WHERE w.id = $who AND"
        holds, sure = "r.s_lo <= $hi AND r.e_hi > $lo AND r.s_lo < r.e_hi", "r.s_hi <= $lo AND r.e_lo > $hi"
        leaves, left_in = (
            f"r.relation = '{MEMBER}' AND r.edges >= {ENDED} AND r.e_lo <= $hi AND r.e_hi >= $lo",
            "r.e_lo >= $lo AND r.e_hi <= $hi",
        )
        happens, inside = "e.lo <= $hi AND e.hi >= $lo", "e.lo >= $lo AND e.hi <= $hi"
        began = "MATCH (:Place)-[r:Joined]->(:Place) WHERE r.edges % 2 = 1 AND r.s_lo <= $hi AND r.s_hi >= $lo RETURN"
        ended = f"MATCH (:Place)-[r:Joined]->(:Place) WHERE r.edges >= {ENDED} AND r.e_lo <= $hi AND r.e_hi >= $lo RETURN"
        queries = {
            "roster": f"{post} {holds} AND r.relation IN {[*POSTS_SHOWN, MEMBER]} RETURN {stint}, {sure}",
            "members": f"{post} {holds} AND r.relation = '{MEMBER}' RETURN r.n, {sure}",
            "left": f"{post} {leaves} RETURN {left}, {left_in} ORDER BY r.e_lo, r.e_hi",
            "left_n": f"{post} {leaves} RETURN r.n, {left_in} ORDER BY r.e_lo, r.e_hi",
            "timeline": f"{part} {happens} RETURN {event}, {inside} ORDER BY e.n",
            "timeline_n": f"{part} {happens} RETURN e.n, {inside} ORDER BY e.n",
            "began": f"{began} {stint}, r.s_lo >= $lo AND r.s_hi <= $hi",
            "began_n": f"{began} r.n, r.s_lo >= $lo AND r.s_hi <= $hi",
            "ended": f"{ended} {stint}, {left_in}",
            "ended_n": f"{ended} r.n, {left_in}",
        }
        self.prepared = {name: self.db.prepare(query) for name, query in queries.items()}

    def _make(self, folder: Path, kind: str, name: str, ends: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Make a table and fill it from a file of Parquet."""
        pyarrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
        whole = {"n", "edges", "lo", "hi", "s_lo", "s_hi", "e_lo", "e_hi"}
        yes_no = {"interim", "doubtful", "date_doubtful", "end_in_doubt"}
        types = {c: "INT64" if c in whole else "BOOLEAN" if c in yes_no else "STRING" for c in columns}
        declared = ", ".join(f"{c} {types[c]}" for c in columns if not (ends and c in ("a", "b")))
        parts = [p for p in (ends, declared, f"PRIMARY KEY({columns[0]})" if kind == "NODE" else "") if p]
        self.db.execute(f"CREATE {kind} TABLE {name}({', '.join(parts)})")
        plain = {"INT64": pyarrow.int64(), "BOOLEAN": pyarrow.bool_(), "STRING": pyarrow.string()}
        arrays = {
            c: pyarrow.array(v, None if c in ("a", "b") else plain[types[c]]) for c, v in zip(columns, zip(*rows, strict=True), strict=True)
        }
        parquet.write_table(pyarrow.table(arrays), folder / f"{name}.parquet")
        self.db.execute(f"COPY {name} FROM '{folder}/{name}.parquet'")

    def _all(self, name: str, **values: Any) -> list[Any]:
        found: list[Any] = self.db.execute(self.prepared[name], values).get_all()
        return found

    def roster_rows(self, home: str, lo: int, hi: int) -> list[Row]:
        return settled([tuple(row) for row in self._all("roster", who=home, lo=lo, hi=hi)])

    def roster_index(self, home: str, lo: int, hi: int) -> list[Row]:
        return self._all("members", who=home, lo=lo, hi=hi)

    def leavers_rows(self, home: str, a: int, b: int) -> list[Row]:
        return self._all("left", who=home, lo=a, hi=b)

    def leavers_index(self, home: str, a: int, b: int) -> list[Row]:
        return self._all("left_n", who=home, lo=a, hi=b)

    def timeline_rows(self, entity: str, a: int, b: int) -> list[Row]:
        return self._all("timeline", who=entity, lo=a, hi=b)

    def timeline_index(self, entity: str, a: int, b: int) -> list[Row]:
        return self._all("timeline_n", who=entity, lo=a, hi=b)

    def diff_rows(self, a: int, b: int) -> list[list[Row]]:
        return [self._all("began", lo=a, hi=b), self._all("ended", lo=a, hi=b)]

    def diff_index(self, a: int, b: int) -> list[list[Row]]:
        return [self._all("began_n", lo=a, hi=b), self._all("ended_n", lo=a, hi=b)]

    def path_index(self, a: int, b: int, day: int) -> int:
        holds = f"r.s_lo <= {day} AND r.e_hi > {day} AND r.s_lo < r.e_hi"
        query = (
            f"MATCH p = (a:Place)-[r:Joined* SHORTEST 1..20 (r, n | WHERE {holds})]-(b:Place) WHERE a.n = $a AND b.n = $b RETURN length(p)"
        )
        found = self.db.execute(query, {"a": a, "b": b}).get_all()
        return int(found[0][0]) if found else -1


class Oxigraph(Peer):
    """SPARQL on quads in memory: a node for each stint and event, a property for each column, none missing."""

    name = "pyoxigraph"
    package = "pyoxigraph"
    most = 10_000
    about = "in memory; a node for each stint and event, a property for each column; paths: searched from both ends by VALUES"
    BASE = "http://x/"
    PREFIX = "PREFIX : <http://x/> "

    def __init__(self, given: Held) -> None:
        self.ox = ox = import_module("pyoxigraph")
        self.store, self.given = ox.Store(), given
        node, whole = partial(self._node, ""), ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
        numbers: dict[int, Any] = {}

        def value(x: Any) -> Any:
            if isinstance(x, int):
                return numbers.setdefault(int(x), ox.Literal(str(int(x)), datatype=whole))
            return ox.Literal(x or "")

        def quads() -> Iterable[Any]:
            for kind, columns, rows in (("s", STINT, given.stints), ("v", EVENT, given.events)):
                names = [node(c) for c in columns]
                for n, row in enumerate(rows):
                    subject = self._node(kind, n)
                    yield from (ox.Quad(subject, name, value(x)) for name, x in zip(names, row, strict=True))
            for n, doubt in enumerate(given.end_in_doubt):
                yield ox.Quad(self._node("s", n), node("end_in_doubt"), value(doubt))
                yield ox.Quad(self._node("s", n), node("edges"), value(given.edges[n]))
            yield from (ox.Quad(self._node("s", n), node("home"), self._node("h", home)) for home, n in given.posts)
            yield from (ox.Quad(self._node("w", entity), node("in"), self._node("v", n)) for entity, n in given.taking_part)
            for n, a, b in given.joined:
                yield ox.Quad(self._node("s", n), node("a"), self._node("p", a))
                yield ox.Quad(self._node("s", n), node("b"), self._node("p", b))

        self.store.bulk_extend(quads())
        self.stint, self.event = (" ".join(f"; :{c} ?{c}" for c in columns) for columns in (STINT, EVENT))

    def _node(self, kind: str, key: Any) -> Any:
        return self.ox.NamedNode(f"{self.BASE}{kind}{key}")

    def _rows(self, query: str, columns: Sequence[str]) -> list[Row]:
        """Return literals as they were."""
        found = self.store.query(self.PREFIX + query)
        flags = [c in ("interim", "doubtful", "date_doubtful") for c in columns]
        return [
            (*(_literal(value, flag) for value, flag in zip(solution, flags, strict=False)), solution["sure"].value == "true")
            for solution in found
        ]

    def _numbers(self, query: str) -> list[Row]:
        skip = len(self.BASE) + 1
        return [(int(found["r"].value[skip:]), found["sure"].value == "true") for found in self.store.query(self.PREFIX + query)]

    HOLDS = "?s_lo <= {hi} && ?e_hi > {lo} && ?s_lo < ?e_hi"
    SURE = "BIND((?s_hi <= {lo} && ?e_lo > {hi}) AS ?sure)"
    WITHIN = "FILTER(?lo <= {b} && ?hi >= {a}) BIND((?lo >= {a} && ?hi <= {b}) AS ?sure)"
    LEAVING = "FILTER(?edges >= 2 && ?e_lo <= {b} && ?e_hi >= {a}) BIND((?e_lo >= {a} && ?e_hi <= {b}) AS ?sure)"
    BEGINNING = "FILTER(?edges != 2 && ?edges > 0 && ?s_lo <= {b} && ?s_hi >= {a}) BIND((?s_lo >= {a} && ?s_hi <= {b}) AS ?sure)"

    def roster_rows(self, home: str, lo: int, hi: int) -> list[Row]:
        relations = ", ".join(f'"{r}"' for r in (*POSTS_SHOWN, MEMBER))
        where = f"?r :home :h{home} {self.stint} FILTER({self.HOLDS} && ?relation IN ({relations})) {self.SURE}".format(lo=lo, hi=hi)
        return settled(self._rows(f"SELECT {_names(STINT)} ?sure WHERE {{ {where} }}", STINT))

    def roster_index(self, home: str, lo: int, hi: int) -> list[Row]:
        days = "; :s_lo ?s_lo; :s_hi ?s_hi; :e_lo ?e_lo; :e_hi ?e_hi"
        where = f'?r :home :h{home}; :relation "{MEMBER}" {days} FILTER({self.HOLDS}) {self.SURE}'.format(lo=lo, hi=hi)
        return self._numbers(f"SELECT ?r ?sure WHERE {{ {where} }}")

    def leavers_rows(self, home: str, a: int, b: int) -> list[Row]:
        columns = [c if c != "doubtful" else "both" for c in STINT]
        both = "BIND(IF(?doubtful = 1 && ?end_in_doubt = 1, 1, 0) AS ?both)"
        only = f'FILTER(?relation = "{MEMBER}")'
        where = f"?r :home :h{home}; :edges ?edges; :end_in_doubt ?end_in_doubt {self.stint} {only} {self.LEAVING} {both}".format(a=a, b=b)
        return self._rows(f"SELECT {_names(columns)} ?sure WHERE {{ {where} }} ORDER BY ?e_lo ?e_hi", STINT)

    def leavers_index(self, home: str, a: int, b: int) -> list[Row]:
        where = f'?r :home :h{home}; :relation "{MEMBER}"; :edges ?edges; :e_lo ?e_lo; :e_hi ?e_hi {self.LEAVING}'.format(a=a, b=b)
        return self._numbers(f"SELECT ?r ?sure WHERE {{ {where} }} ORDER BY ?e_lo ?e_hi")

    def timeline_rows(self, entity: str, a: int, b: int) -> list[Row]:
        where = f":w{entity} :in ?r . ?r :id ?id {self.event} {self.WITHIN}".format(a=a, b=b)
        return self._rows(f"SELECT {_names(EVENT)} ?sure WHERE {{ {where} }} ORDER BY ?lo ?hi ?id", EVENT)

    def timeline_index(self, entity: str, a: int, b: int) -> list[Row]:
        where = f":w{entity} :in ?r . ?r :lo ?lo; :hi ?hi {self.WITHIN}".format(a=a, b=b)
        return self._numbers(f"SELECT ?r ?sure WHERE {{ {where} }} ORDER BY ?lo ?hi")

    def diff_rows(self, a: int, b: int) -> list[list[Row]]:
        wheres = [f"?r :a ?one; :edges ?edges {self.stint} {edge}".format(a=a, b=b) for edge in (self.BEGINNING, self.LEAVING)]
        return [self._rows(f"SELECT {_names(STINT)} ?sure WHERE {{ {where} }}", STINT) for where in wheres]

    def diff_index(self, a: int, b: int) -> list[list[Row]]:
        days = ("; :s_lo ?s_lo; :s_hi ?s_hi", "; :e_lo ?e_lo; :e_hi ?e_hi")
        edges = zip(days, (self.BEGINNING, self.LEAVING), strict=True)
        wheres = [f"?r :a ?one; :edges ?edges {day} {edge}".format(a=a, b=b) for day, edge in edges]
        return [self._numbers(f"SELECT ?r ?sure WHERE {{ {where} }}") for where in wheres]

    def path_index(self, a: int, b: int, day: int) -> int:
        holds = "?r :s_lo ?s_lo; :e_hi ?e_hi " + f"FILTER({self.HOLDS})".format(lo=day, hi=day)
        skip = len(self.BASE) + 1

        def neighbours(front: set[int]) -> set[int]:
            values = " ".join(f":p{n}" for n in front)
            query = f"SELECT DISTINCT ?o WHERE {{ VALUES ?f {{ {values} }} {{ ?r :a ?f; :b ?o }} UNION {{ ?r :b ?f; :a ?o }} {holds} }}"
            return {int(row[0].value[skip:]) for row in self.store.query(self.PREFIX + query)}

        return _searched(a, b, neighbours)


def _names(columns: Iterable[str]) -> str:
    return " ".join(f"?{c}" for c in columns)


def _literal(value: Any, flag: bool) -> Any:
    """Return what a literal says; the empty one stands for nothing."""
    text = value.value
    if value.datatype.value.endswith("#integer"):
        return text == "1" if flag else int(text)
    return text or None


PEERS: tuple[type[Peer], ...] = (SQLite, DuckDB, Polars, NetworkX, Rustworkx, Raphtory, LadybugDB, Oxigraph)
FULL_PATHS = {kind.name for kind in PEERS if hasattr(kind, "path_rows")}
"""Peers that answer all shortest paths with their rows; the others are asked for the length."""
NOT_ASKED = ("networkx-temporal, which keeps a graph for each of some periods, so that a day is answered as its period is",)

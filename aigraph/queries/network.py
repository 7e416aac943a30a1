"""Questions about connections: the shortest chains of relations between two entities."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

from aigraph.dataset import wrong_word
from aigraph.dates import CERTAIN, NO, OPEN_END, OPEN_START, Verdict, holds_during, holds_on
from aigraph.ontology import OFFICE_RANK, RELATIONS, Label
from aigraph.queries.chronology import inverse_words, relation_words
from aigraph.results import Column, Json, Result, Speaker, flatten

if TYPE_CHECKING:
    from aigraph.saga import Saga
    from aigraph.stints import Stint

MAX_PATHS = 10


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a path: a stint, walked from one of its ends to the other."""

    origin: str
    target: str
    stint: Stint
    verdict: Verdict

    def to_dict(self, speak: Speaker) -> Json:
        """Return the hop as JSON."""
        return {
            "from": speak.ref(self.origin), "to": speak.ref(self.target), "relation": self.stint.relation,
            "start": speak.date(self.stint.start), "end": speak.date(self.stint.end), "verdict": self.verdict.value,
            "event": self.stint.opened_by or self.stint.closed_by,
        }  # fmt: skip

    def words(self, speak: Speaker) -> str:
        """Return the hop as words: from, relation, to, and when."""
        relation = RELATIONS[self.stint.relation]
        forward = self.stint.subject == self.origin
        label = relation_words(self.stint, speak) if forward else inverse_words(self.stint, speak)
        dates = (
            f"{speak.when(self.stint.start, unknown=True)}–{speak.when(self.stint.end)}"
            if relation.instant is False
            else speak.when(self.stint.start)
        )
        sure = speak.sure(self.verdict, self.stint.doubtful)
        return f"{speak.name(self.origin)} —{label}→ {speak.name(self.target)} [{dates}]{f' ({sure})' if sure else ''}"


@dataclass(frozen=True, slots=True)
class Path:
    """A chain of relations from one entity to another."""

    hops: tuple[Hop, ...]

    command: ClassVar[str] = "path"
    columns: ClassVar[tuple[Column, ...]] = (Column(Label("Path", "経路"), lambda r, s: "\n".join(h.words(s) for h in r.hops), keep=True),)

    @property
    def verdict(self) -> Verdict:
        """How sure the whole chain is: as its weakest hop."""
        return min((h.verdict for h in self.hops), default=CERTAIN)

    def to_dict(self, speak: Speaker) -> Json:
        """Return the path as an object of its hops."""
        return {"hops": [h.to_dict(speak) for h in self.hops]}


class Paths(Result[Path]):
    """Paths, shortest first; as JSON an array of arrays of hops."""

    __slots__ = ()

    def to_json(self, lang: str | None = None) -> list[list[Json]]:
        """Return an array of paths, each an array of hops."""
        speak = self.speaker(lang)
        return [[h.to_dict(speak) for h in path.hops] for path in self.rows]

    def flat(self, lang: str | None = None) -> list[Json]:
        """Return a flat row for each hop, with the numbers of its path and of itself."""
        paths = enumerate(self.to_json(lang), 1)
        return [{"path": i, "hop": j, **flatten(hop)} for i, path in paths for j, hop in enumerate(path, 1)]


def path(saga: Saga, subject: str, other: str, *, via: tuple[str, ...] = ()) -> Paths:
    """The shortest chains of relations between two entities, each step with the event it rests on.

    With ``--on`` only relations that hold that day; without, any that ever held.
    """
    a, b = saga.resolve(subject), saga.resolve(other)
    only = frozenset(_known_relations(via))
    ahead, back, met = _search(saga, a, b, only)
    chains = [left + right for m in sorted(met) for left in _trails(ahead, m, a) for right in _trails_back(back, m, b)]
    paths = sorted(dict.fromkeys(chains), key=lambda c: (len(c), c))[:MAX_PATHS]
    rows = [Path(tuple(_best_hop(saga, x, y, only) for x, y in pairwise(c))) for c in map(_nodes, paths)]
    rows.sort(key=lambda p: (len(p.hops), -_RANK[p.verdict]))
    return Paths(saga.dataset, Path, rows, saga.lang)


_RANK = {NO: 0, Verdict.POSSIBLE: 1, CERTAIN: 2}


def _known_relations(via: tuple[str, ...]) -> tuple[str, ...]:
    for relation in via:
        if relation not in RELATIONS:
            raise wrong_word("relation", relation, RELATIONS)
    return via


Parents = dict[str, list[str]]


def _search(saga: Saga, a: str, b: str, only: frozenset[str]) -> tuple[Parents, Parents, set[str]]:
    """Search from both ends, the smaller frontier first, until they meet.

    Returns the shortest parents of every node reached from either end, and the nodes where they met:
    every shortest path runs through one of these.
    """
    ahead: Parents = {a: []}
    back: Parents = {b: []}
    front, rear = {a}, {b}
    while front and rear and not (met := front & rear):
        if len(front) <= len(rear):
            front = _grow(saga, front, ahead, only)
        else:
            rear = _grow(saga, rear, back, only)
    return ahead, back, met if front and rear and a != b else set()


def _grow(saga: Saga, frontier: set[str], parents: Parents, only: frozenset[str]) -> set[str]:
    reached: dict[str, list[str]] = {}
    for node in frontier:
        for other, stint in saga.dataset.neighbours.get(node, ()):
            if other in parents or node in reached.get(other, ()) or (only and stint.relation not in only):
                continue
            if _active(saga, stint) is not NO:
                reached.setdefault(other, []).append(node)
    parents.update(reached)
    return set(reached)


def _active(saga: Saga, stint: Stint) -> Verdict:
    """Answer whether a stint holds at the day or in the window of the view; without one, ever."""
    if saga.day is not None:
        verdict = holds_on(stint.s_lo, stint.s_hi, stint.e_lo, stint.e_hi, saga.day.lo, saga.day.hi)
    elif (saga.since, saga.until) == (OPEN_START, OPEN_END):
        return CERTAIN
    else:
        verdict = holds_during(stint.s_lo, stint.s_hi, stint.e_lo, stint.e_hi, saga.since, saga.until)
    return verdict if saga.keeps(verdict) else NO


def _trails(parents: Parents, node: str, root: str) -> list[tuple[str, ...]]:
    """Return the node sequences from the root to a node."""
    if node == root:
        return [(root,)]
    return [(*trail, node) for p in parents[node] for trail in _trails(parents, p, root)][: MAX_PATHS * 4]


def _trails_back(parents: Parents, node: str, root: str) -> list[tuple[str, ...]]:
    return [tuple(reversed(t)) for t in _trails(parents, node, root)]


def _nodes(joined: tuple[str, ...]) -> tuple[str, ...]:
    """Return the nodes of two trails joined at their meeting node, which both of them have."""
    return tuple(n for i, n in enumerate(joined) if i == 0 or joined[i - 1] != n)


def _best_hop(saga: Saga, x: str, y: str, only: frozenset[str]) -> Hop:
    """Return the strongest relation between two neighbours: the surest, longest, highest in rank."""
    between = [s for n, s in saga.dataset.neighbours[x] if n == y and (not only or s.relation in only)]
    active = [(s, v) for s in between if (v := _active(saga, s)) is not NO]
    best, verdict = min(active, key=_weakness)
    return Hop(x, y, best, verdict)


def _weakness(found: tuple[Stint, Verdict]) -> tuple[int, bool, bool, int, int]:
    """Order relations from the strongest: surest, free of doubt, lasting, longest, highest in rank."""
    stint, verdict = found
    known = max(0, stint.e_lo - stint.s_hi)
    return -_RANK[verdict], stint.doubtful, not stint.lasting, -known, OFFICE_RANK.get(stint.office, len(OFFICE_RANK))

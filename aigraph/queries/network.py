"""Questions about connections: who is related to whom, and the shortest chains between two.

The decision hidden here is which relation speaks for two neighbours: the surest, undoubted, lasting one
before the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

from aigraph.adjacency import Rule
from aigraph.dataset import RELATION_NUMBER, wrong_word
from aigraph.dates import CERTAIN, OPEN_END, Verdict
from aigraph.ontology import CONNECTIONS, OFFICE_RANK, RELATIONS, Label
from aigraph.queries.chronology import inverse_words, relation_words
from aigraph.results import Column, Json, Result, Speaker, flatten

if TYPE_CHECKING:
    from aigraph.adjacency import Parents
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
        forward = self.stint.subject == self.origin
        label = relation_words(self.stint, speak) if forward else inverse_words(self.stint, speak)
        start = speak.when(self.stint.start, unknown=True)
        dates = f"{start}–{speak.when(self.stint.end)}" if self.stint.lasting else start
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


def path(saga: Saga, subject: str, other: str, *, via: tuple[str, ...] | str | None = ()) -> Paths:
    """The shortest chains of relations between two entities, each step with the event it rests on.

    With ``--on`` only relations that hold that day; without, any that ever held.
    """
    d = saga.dataset
    a, b = d.entities.place(saga.resolve(subject)), d.entities.place(saga.resolve(other))
    rule = rule_of(saga, _known_relations(via))
    ahead, back, met = d.adjacency.search(a, b, rule)
    chains = {_nodes(left + right) for m in met for left in _trails(ahead, m, a) for right in _trails_back(back, m, b)}
    hops = {pair: _best_hop(saga, *pair, rule) for chain in chains for pair in pairwise(chain)}
    named = sorted(chains, key=lambda chain: [d.entities.id_at(n) for n in chain])
    paths = (Path(tuple(hops[pair] for pair in pairwise(chain))) for chain in named)
    rows = sorted(paths, key=lambda p: (-p.verdict.rank, any(h.stint.doubtful for h in p.hops)))
    return Paths(d, Path, rows[:MAX_PATHS], saga.lang, total=len(rows))


def _known_relations(via: tuple[str, ...] | str | None) -> tuple[str, ...]:
    chosen = (via,) if isinstance(via, str) else tuple(via or ())
    for relation in chosen:
        if relation not in CONNECTIONS:
            raise wrong_word("relation", relation, CONNECTIONS)
    return chosen


def rule_of(saga: Saga, via: tuple[str, ...]) -> Rule:
    """Return which stints are connections in the view: of one of the relations, and held on its days."""
    bounds, sure = saga.dataset.stints.bounds, saga.sure
    only = {RELATION_NUMBER[relation] for relation in via}
    s_lo, s_hi, e_lo, e_hi, relations = bounds.s_lo, bounds.s_hi, bounds.e_lo, bounds.e_hi, bounds.relations
    first, last = (saga.since, min(saga.until, OPEN_END - 1)) if saga.day is None else saga.days

    def joins(i: int) -> bool:
        if only and relations[i] not in only:
            return False
        if saga.day is None:
            return not sure or (s_hi[i] <= last and e_lo[i] >= first)
        return s_lo[i] < e_hi[i] and (not sure or (s_hi[i] <= first and last < e_lo[i]))

    if saga.day is None:
        return Rule(first - 1, last, joins if only or sure else None)
    return Rule(first, last, joins if only or sure or first < last else None)


def _trails(parents: Parents, node: int, root: int) -> list[tuple[int, ...]]:
    """Return the node sequences from the root to a node."""
    if node == root:
        return [(root,)]
    return [(*trail, node) for p in parents[node] for trail in _trails(parents, p, root)][: MAX_PATHS * 4]


def _trails_back(parents: Parents, node: int, root: int) -> list[tuple[int, ...]]:
    return [tuple(reversed(t)) for t in _trails(parents, node, root)]


def _nodes(joined: tuple[int, ...]) -> tuple[int, ...]:
    """Return the nodes of two trails joined at their meeting node, which both of them have."""
    return tuple(n for i, n in enumerate(joined) if i == 0 or joined[i - 1] != n)


def _best_hop(saga: Saga, x: int, y: int, rule: Rule) -> Hop:
    """Return the strongest relation between two neighbours: the surest, longest, highest in rank."""
    d = saga.dataset
    active = [(s, saga.connects(s)) for s in map(d.stints.at, d.adjacency.between(x, y, rule))]
    best, verdict = active[0] if len(active) == 1 else min(active, key=_weakness)
    return Hop(d.entities.id_at(x), d.entities.id_at(y), best, verdict)


def _weakness(found: tuple[Stint, Verdict]) -> tuple[int, bool, bool, int, int]:
    """Order relations from the strongest: surest, free of doubt, lasting, longest, highest in rank."""
    stint, verdict = found
    known = max(0, stint.e_lo - stint.s_hi)
    return -verdict.rank, stint.doubtful, not stint.lasting, -known, OFFICE_RANK.get(stint.office, len(OFFICE_RANK))


# --- the network around some -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation between two entities, and how surely it holds."""

    stint: Stint
    verdict: Verdict

    command: ClassVar[str] = "network"
    columns: ClassVar[tuple[Column, ...]] = (
        Column(Label("Who", "主体"), lambda r, s: s.name(r.stint.subject), "bold", keep=True),
        Column(Label("Relation", "関係"), lambda r, s: relation_words(r.stint, s), keep=True),
        Column(Label("Whom", "相手"), lambda r, s: s.name(r.stint.object), "bold", keep=True),
        Column(Label("From", "開始"), lambda r, s: s.when(r.stint.start, unknown=True), "cyan", keep=True, no_wrap=True),
        Column(Label("To", "終了"), lambda r, s: s.when(r.stint.end), "cyan", no_wrap=True),
        Column(Label("Sure", "確度"), lambda r, s: s.sure(r.verdict, r.stint.doubtful), "yellow"),
    )

    def to_dict(self, speak: Speaker) -> Json:
        """Return the row as JSON."""
        return speak.stint(self.stint, self.verdict, "subject", "object")


def network(saga: Saga, *names: str, via: tuple[str, ...] | str | None = ()) -> Result[Tie]:
    """Who is related to whom: the names, those directly related to them, and these among themselves.

    Without names, everybody. Of deeds (founding, releasing), which stay done, only those asked for with
    ``--via``. With ``--on`` only relations that hold that day; without, any that ever held.
    """
    focus = {saga.resolve(name) for name in names}
    only = _known_relations(via) or _LASTING
    ties = [Tie(s, v) for s in saga.dataset.stints if s.relation in only and saga.keeps(v := saga.connects(s))]
    if focus:
        near = focus.union(*({t.stint.subject, t.stint.object} for t in ties if focus & {t.stint.subject, t.stint.object}))
        ties = [t for t in ties if {t.stint.subject, t.stint.object} <= near]
    order = list(RELATIONS)
    ties.sort(key=lambda t: (order.index(t.stint.relation), OFFICE_RANK.get(t.stint.office, 0), t.stint.s_lo, t.stint.subject))
    return Result(saga.dataset, Tie, ties, saga.lang)


_LASTING = tuple(r for r in CONNECTIONS if not RELATIONS[r].instant)

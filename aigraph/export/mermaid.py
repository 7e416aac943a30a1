"""A Mermaid flowchart: who leads, owns, pays and sues whom on the day of the view.

The format: Mermaid flowcharts, https://mermaid.js.org/syntax/flowchart.html, within the limits that a page
such as GitHub's does not let a diagram raise (``maxEdges``, ``maxTextSize``).

The decision hidden here is what of hundreds of relations a drawing can show: those that last and hold on the
day, but for plain employment, between the best connected first. An organization is a box around the people
whose posts are all there, its parts and arms.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from heapq import nsmallest
from typing import TYPE_CHECKING, NamedTuple

from aigraph.dates import CERTAIN, Verdict
from aigraph.export import Outlet, told
from aigraph.export.wording import Narrator, in_words
from aigraph.ontology import MEMBER, OFFICE_RANK, PERSON, RELATIONS, STAFF, Label
from aigraph.queries.chronology import relation_words
from aigraph.stints import POSTS

if TYPE_CHECKING:
    from aigraph.saga import Saga
    from aigraph.stints import Stint

MOST = 100
"""So many relations are drawn: what can still be read. Mermaid itself refuses more than 500."""
MOST_TEXT = 48_000
"""So many characters a diagram has at most: Mermaid refuses more than 50,000."""
_TITLE = Label("{name}, {day} (dashed: possible or doubtful)", "{name}、{day}（破線：可能性または疑義）")
_SPAN = Label("{} – {}", "{}〜{}")
_RANK = {relation: n for n, relation in enumerate(RELATIONS)}


class Tie(NamedTuple):
    """A relation of the view, and how surely it holds."""

    stint: Stint
    holds: Verdict


def write(saga: Saga, outlet: Outlet) -> None:
    """Write the flowchart of what holds on the day of the view, in its window, else when the data were closed."""
    degrees, employed = _count(saga)
    total = degrees.total() // 2
    chosen = nsmallest(MOST, (t for t in _holding(saga) if _drawn(t.stint)), key=lambda tie: _order(tie.stint, degrees))
    text = _diagram(saga, chosen)
    while len(text) > MOST_TEXT:
        chosen = chosen[: len(chosen) * 3 // 4]
        text = _diagram(saga, chosen)
    with outlet.text() as file:
        file.write(text)
    told(saga)(len(saga.dataset.events) + len(saga.dataset.stints))
    outlet.holds("relations", len(chosen))
    if len(chosen) < total:
        outlet.loses(
            f"Of {total:,} relations that hold ({_day(saga, 'en')}) the {len(chosen):,} between the best connected are drawn: "
            "those whose two ends have most relations, multiplied with each other."
        )
    if employed:
        outlet.loses(f"Relations left out as plain employment without an office: {employed:,}.")
    outlet.loses("Events, sources, deeds such as a founding and what does not hold then are left out.")


def _holding(saga: Saga) -> Iterator[Tie]:
    """Yield the relations that last and hold in the view, but for tenures, which only sum up the posts."""
    for stint in saga.dataset.stints.passing():
        if stint.lasting and stint.relation != MEMBER and saga.keeps(holds := saga.holds(stint)):
            yield Tie(stint, holds)


def _drawn(stint: Stint) -> bool:
    """Whether a relation may be drawn: plain employment would bury whoever leads."""
    return stint.relation != STAFF


def _count(saga: Saga) -> tuple[Counter[str], int]:
    """Return how many relations each entity has that may be drawn, and how many may not."""
    degrees: Counter[str] = Counter()
    others = 0
    for stint, _ in _holding(saga):
        if _drawn(stint):
            degrees.update((stint.subject, stint.object))
        else:
            others += 1
    return degrees, others


def _order(stint: Stint, degrees: Counter[str]) -> tuple[int, int, int, str, str, str]:
    """Order relations by how well connected their ends are, then by rank; a total order."""
    rank = OFFICE_RANK.get(stint.office, len(OFFICE_RANK))
    return -degrees[stint.subject] * degrees[stint.object], rank, _RANK[stint.relation], stint.subject, stint.object, stint.opened_by or ""


# --- the diagram ---------------------------------------------------------------------------------


def _diagram(saga: Saga, chosen: list[Tie]) -> str:
    narrator = Narrator(saga)
    title = _TITLE.say(saga.lang).format(name=saga.dataset.header.name.say(saga.lang), day=_day(saga, saga.lang))
    lines = ["---", f"title: {json.dumps(' '.join(title.split()), ensure_ascii=False)}", "---", "flowchart LR"]
    lines.append(f"%% {escaped(narrator.speak.joined(narrator.credits()))}")
    ids = {e: f"n{n}" for n, e in enumerate(dict.fromkeys(e for tie in chosen for e in (tie.stint.subject, tie.stint.object)))}
    for house, members in _boxes(saga, chosen, ids).items():
        nodes = [_node(narrator, ids[e], e) for e in members]
        if house is None or len(members) == 1:
            lines += nodes
        else:
            lines += [f'subgraph {ids[house]}box["{escaped(narrator.name(house))}"]', *(f"  {node}" for node in nodes), "end"]
    lines += [*_arrows(chosen, ids, narrator)] or [f'nothing["{narrator.speak.word("nothing")}"]']
    return "\n".join(lines) + "\n"


def _node(narrator: Narrator, node: str, entity: str) -> str:
    """Return a node: people are round, everything else is square."""
    name = escaped(narrator.name(entity))
    return f'{node}(["{name}"])' if narrator.saga.dataset.entities[entity].type == PERSON else f'{node}["{name}"]'


def _boxes(saga: Saga, chosen: list[Tie], ids: Iterable[str]) -> dict[str | None, list[str]]:
    """Return the organizations with who is drawn inside each; under ``None`` who stands outside."""
    entities, posts = saga.dataset.entities, defaultdict[str, set[str]](set)
    for stint, _ in chosen:
        if stint.relation in POSTS and entities[stint.subject].type == PERSON:
            posts[stint.subject].add(stint.house)
    houses = {house for of_one in posts.values() for house in of_one} & set(ids)
    boxes: dict[str | None, list[str]] = {}
    for entity in ids:
        home = next(iter(posts[entity])) if len(posts[entity]) == 1 else saga.dataset.houses.of(entity)
        boxes.setdefault(home if home in houses else None, []).append(entity)
    return boxes


def _arrows(chosen: list[Tie], ids: dict[str, str], narrator: Narrator) -> Iterator[str]:
    """Yield an arrow from one to the other with all that holds between them: whole for what is sure, dashed for what is not."""
    labels: dict[tuple[str, str, bool], list[str]] = {}
    for stint, holds in chosen:
        sure = holds is CERTAIN and not stint.doubtful
        labels.setdefault((stint.subject, stint.object, sure), []).append(_label(stint, holds, narrator))
    for (subject, object, sure), words in labels.items():
        yield f'{ids[subject]} {"-->" if sure else "-.->"}|"{"<br>".join(words)}"| {ids[object]}'


def _label(stint: Stint, holds: Verdict, narrator: Narrator) -> str:
    """Return what holds, from when and, where that is known, until when, and its doubt."""
    words = relation_words(stint, narrator.speak).removesuffix(" at")
    start = in_words(stint.start, narrator.lang) if stint.start else "…"
    span = _SPAN.say(narrator.lang).format(start, in_words(stint.end, narrator.lang) if stint.end else "").strip()
    doubt = narrator.speak.sure(holds, stint.doubtful)
    return "<br>".join(escaped(line) for line in (words, span, doubt) if line)


def _day(saga: Saga, lang: str) -> str:
    """Return the day that the diagram is of, in words."""
    if saga.windowed:
        return Label("in the window", "期間中").say(lang)
    return in_words(saga.day or saga.as_of, lang)


_ACTIVE = re.compile(r"(?=[\x00-\x7f])[^A-Za-z0-9\s,.'()/-]|^(?:\d+[.)]|-)")
"""ASCII characters but those known to be harmless, and what begins a list."""


def escaped(text: str) -> str:
    """Return a text for a label in quotes: all that could be syntax, markup or a directive as numbered entities."""
    return _ACTIVE.sub(lambda m: "".join(f"#{ord(c)};" for c in m[0]), " ".join(text.split()))

"""Retellings: the dataset from fewer sources, or with a side's claims in place of the rest.

The decision hidden here is what it means to know less or to believe somebody: events are filtered and
rewritten by the citations that are left, and stints are derived from them anew. What a view does not touch
is the dataset's own: events of which every source is left, entities, their names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from aigraph.claims import as_claimed
from aigraph.dataset import Dataset, Lazy, Stints, UnknownName, canonical_order, fold, nearest_of, uncollected
from aigraph.dates import FuzzyDate, between
from aigraph.ontology import EVENT_TYPES
from aigraph.records import Account, Event, Source
from aigraph.stints import derive

KNOWN_BY, ACCORDING_TO = "known by", "according to"
"""The two ways to retell."""


@uncollected()
def known_by(dataset: Dataset, day: FuzzyDate) -> Dataset:
    """Return what some source had published by the end of a day.

    Where nobody yet said what the event now says of a field, it is as those claim who spoke by then.
    A source counts from the last day that its date of publication allows, and one without a date from
    the day the data were closed (``as_of``): nothing shows that it was known before. An event that happens
    in public (a release, a post, a ruling) is known from its own day. What is not known by then to have
    ended may have.
    """

    def told(event: Event, source: Source) -> bool:
        if source.published and min(source.published.hi, dataset.as_of) <= day.hi:
            return True
        in_public = EVENT_TYPES[event.type].public and event.date.hi <= day.hi
        return day.hi >= dataset.as_of or (in_public and (source.published is None or source.published.lo <= day.hi))

    events = [as_claimed(e, e.sources, _unopposed(whole, e)) for whole, e in _citing(dataset, told)]
    as_of = min(dataset.as_of, day.hi)
    return _retold(dataset, events, between(as_of, as_of), (KNOWN_BY, day.text))


@uncollected()
def according_to(dataset: Dataset, who: str) -> Dataset:
    """Return the saga as a source (id), a publisher (name) or a side (entity) tells it.

    Raises:
        UnknownName: no source, publisher or side goes by that name; the message offers the nearest.
    """
    sides, chosen = _telling(dataset, who)

    def tells(event: Event, source: Source) -> bool:
        return source.id in chosen or any(a.voice in sides and source.id in a.sources for a in event.accounts)

    events = [_as_told_by(sides, as_claimed(e, e.sources)) for _, e in _citing(dataset, tells)]
    return _retold(dataset, events, dataset.header.as_of, (ACCORDING_TO, who))


def _as_told_by(sides: set[str], event: Event) -> Event:
    """Return the event with the summary of a side's account, where it has one."""
    if not event.accounts:
        return event
    account = next((a for a in event.accounts if a.voice in sides), None)
    return replace(event, summary=account.tells, accounts=(account,)) if account else replace(event, accounts=())


def _telling(dataset: Dataset, who: str) -> tuple[set[str], set[str]]:
    """Return the sides that go by a name, and the sources that speak for them or bear the name themselves."""
    if who in dataset.sources:
        return set(), {who}
    name = fold(who)
    voices = {s.voice for s in dataset.sources.values() if s.voice}
    voices |= {a.voice for e in dataset.events.values() for a in e.accounts}
    sides = {i for i in dataset.names.get(name, ()) if i in voices}
    if not sides:
        sides = {i for i in dataset.surnames.get(name, ()) if i in voices}
        if len(sides) > 1:
            near = tuple(sorted(sides))
            raise UnknownName(f"{who!r} is ambiguous: {', '.join(near)}", near)
    chosen = {s.id for s in dataset.sources.values() if s.voice in sides or fold(s.publisher) == name}
    if chosen or sides:
        return sides, chosen
    known = {fold(s.publisher): s.publisher for s in dataset.sources.values()}
    known |= {fold(dataset.entities[v].name.en): dataset.entities[v].name.en for v in voices}
    near = tuple(known[n] for n in nearest_of(name, known))
    hint = f"did you mean {' or '.join(near)}?" if near else "`aigraph sources` lists publishers and sides"
    raise UnknownName(f"no source, publisher or side is called {who!r}; {hint}", near)


def _unopposed(event: Event, known: Event) -> set[str]:
    """Return the fields on which all sources left of an event claim otherwise, while not all of its sources do."""
    if not all(c.claims for c in known.sources):
        return set()
    left = set.intersection(*(set(c.claims) for c in known.sources))
    return {name for name in left if any(name not in c.claims for c in event.sources)}


def _citing(dataset: Dataset, keep: Callable[[Event, Source], bool]) -> Iterator[tuple[Event, Event]]:
    """Yield the events that some kept source tells, and what is left of them: citing those only."""
    sources = {source.id: source for source in dataset.sources.passing()}
    for event in dataset.events.passing():
        cited = tuple(c for c in event.sources if keep(event, sources[c.source]))
        if len(cited) == len(event.sources):
            yield event, event
        elif cited:
            yield event, replace(event, sources=cited, accounts=_still_told(event, {c.source for c in cited}))


def _still_told(event: Event, cited: set[str]) -> tuple[Account, ...]:
    """Return the accounts of an event that some of the sources left tell."""
    left = (replace(a, sources=tuple(s for s in a.sources if s in cited)) for a in event.accounts)
    return tuple(a for a in left if a.sources)


def _retold(dataset: Dataset, events: Iterable[Event], as_of: FuzzyDate, how: tuple[str, str]) -> Dataset:
    ordered = canonical_order(events)
    types = {e.id: e.type for e in dataset.entities.passing()}
    derived = derive(ordered, types, as_of.hi)
    header = replace(dataset.header, as_of=as_of)
    stints, retellings = Stints.of(derived.stints), (*dataset.retellings, how)
    return dataset.retold(header, Lazy.of(ordered), stints, derived.houses, retellings)

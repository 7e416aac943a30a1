"""Rules over records and what they derive to: each a function, with a stable id and a severity.

The decision hidden here is what counts as wrong in the data. *Errors* make a load fail: the record
contradicts the ontology, or points at nothing. *Warnings* and *infos* are looked for by ``check``
alone. A rule yields findings that name a record and a path in it; where that stands in a file is the
loader's business. A record with a bad field is left out of the rules that need it; those that need
every record, as the ones about stints do, wait until there is no error.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from aigraph.claims import mentioned, wrong_claim
from aigraph.dataset import fold, nearest_of
from aigraph.dates import OPEN_START
from aigraph.ontology import (
    AMOUNT_KINDS,
    CONFIRMED,
    CONFIRMING_KINDS,
    ENTITY_TYPES,
    EVENT_TYPES,
    LINKS,
    MANNER,
    MANNERS,
    MEMBER,
    OFFICES,
    ORDERING_LINKS,
    SOURCE_KINDS,
    STAKE_PERCENT,
    STATUSES,
    Closes,
    EventType,
)
from aigraph.problems import Severity
from aigraph.records import HEADER, SECTIONS, Acceptance, Citation, Entity, Event, Header, Participant, Source, Text
from aigraph.stints import Derived, Stint

QUOTE_WORDS = 25
"""The longest quote, in words: more is not fair use of somebody's text."""


class Place(NamedTuple):
    """A field of a record: section, id, and the keys and indexes that lead to it."""

    section: str
    id: str
    path: tuple[str | int, ...] = ()


class Finding(NamedTuple):
    """What a rule found, where, and what to do about it."""

    rule: str
    severity: Severity
    place: Place
    message: str
    hint: str | None = None
    related: tuple[tuple[Place, str], ...] = ()


@dataclass(slots=True)
class Records:
    """All valid records by id; ``ids`` are those of the invalid ones, by section.

    ``whole`` is false where a file could not be read: then what points at nothing may point into it.
    """

    header: Header | None = None
    entities: dict[str, Entity] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    ids: dict[str, set[str]] = field(default_factory=dict)
    whole: bool = True

    def section(self, name: str) -> dict[str, Any]:
        """Return the records of a section by id."""
        known: dict[str, Any] = getattr(self, name)
        return known

    def known(self, section: str) -> set[str]:
        """Return the ids of a section, those of its invalid records included."""
        return {*self.section(section), *self.ids.get(section, ())}

    def leave_out(self, section: str, record_id: str) -> None:
        """Remember the id of an invalid record, so that what points at it is not unknown."""
        self.ids.setdefault(section, set()).add(record_id)

    def accepts(self, place: Place) -> tuple[Acceptance, ...]:
        """Return what the record at a place accepts."""
        record = self.section(place.section).get(place.id) if place.section in SECTIONS else None
        return record.accept if record else ()


Rule = Callable[[Records], Iterator[Finding]]
WholeRule = Callable[[Records, Derived], Iterator[Finding]]


def error_findings(records: Records) -> list[Finding]:
    """Return what makes the data unusable."""
    return [finding for rule in ERROR_RULES for finding in rule(records)]


def warning_findings(records: Records, derived: Derived | None) -> list[Finding]:
    """Return what a curator should look at, in the records and in what they derive to.

    ``derived`` is ``None`` where there are errors: rules that need every record then say nothing.
    """
    findings = [f for rule in WARNING_RULES for f in rule(records)]
    return findings + [f for rule in WHOLE_RULES for f in rule(records, derived)] if derived else findings


def _at(record: Entity | Event | Source, *path: str | int) -> Place:
    return Place(_SECTION_OF[type(record)], record.id, path)


_SECTION_OF = {kind: section for section, kind in SECTIONS.items()}


def _unknown(rule: str, place: Place, what: str, value: str, known: Iterable[str], listed: bool = True) -> Finding:
    """Return the finding that a word is none of a vocabulary, with the nearest or all of its words."""
    words = tuple(sorted(known)) if isinstance(known, set) else tuple(known)
    near = _nearest(value, words)
    hint = f"did you mean {' or '.join(near)}?" if near else f"one of {', '.join(words)}" if listed and len(words) < 40 else None
    return Finding(rule, "error", place, f"{place.id}: {what} {value!r} is not known", hint)


@lru_cache(maxsize=1024)
def _nearest(value: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the nearest words; one missing record is often missed many times."""
    return nearest_of(value, words)


# --- errors --------------------------------------------------------------------------------------

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def _ids(records: Records) -> Iterator[Finding]:
    for section in SECTIONS:
        for record in records.section(section).values():
            if not _ID.fullmatch(record.id):
                yield Finding("bad-id", "error", _at(record, "id"), f"{record.id!r} is no id", "lower-case words joined by hyphens")


def _empty_texts(records: Records) -> Iterator[Finding]:
    """Find texts that are needed and say nothing."""
    for entity in records.entities.values():
        if not entity.name.en.strip():
            yield _empty(_at(entity, "name", "en"), "name")
    for source in records.sources.values():
        if not source.publisher.strip():
            yield _empty(_at(source, "publisher"), "publisher")
    for event in records.events.values():
        for name in ("title", "summary"):
            if not getattr(event, name).en.strip():
                yield _empty(_at(event, name, "en"), name)
        for i, citation in enumerate(event.sources):
            if not citation.says.strip():
                yield _empty(_at(event, "sources", i, "says"), "what a source says")


def _empty(place: Place, what: str) -> Finding:
    return Finding("empty-text", "error", place, f"{place.id}: {what} is empty", "write it out")


def _entity_words(records: Records) -> Iterator[Finding]:
    for entity in records.entities.values():
        if entity.type not in ENTITY_TYPES:
            yield _unknown("unknown-type", _at(entity, "type"), "entity type", entity.type, ENTITY_TYPES)


def _source_words(records: Records) -> Iterator[Finding]:
    known = set(records.known("entities"))
    for source in records.sources.values():
        if source.kind not in SOURCE_KINDS:
            yield _unknown("unknown-kind", _at(source, "kind"), "source kind", source.kind, SOURCE_KINDS)
        if source.voice and source.voice not in known and records.whole:
            yield _unknown("unknown-entity", _at(source, "voice"), "voice", source.voice, known, False)
        if source.url is None and not (source.author and source.title):
            yield Finding("no-url", "error", _at(source), f"{source.id} has no url", "without one, give author and title")
        elif source.url is not None and not re.fullmatch(r"https?://[^\s]+\.[^\s]+", source.url):
            yield Finding("bad-url", "error", _at(source, "url"), f"{source.url!r} is no web address", "it starts with https://")


def _event_words(records: Records) -> Iterator[Finding]:
    for event in records.events.values():
        if event.type not in EVENT_TYPES:
            yield _unknown("unknown-type", _at(event, "type"), "event type", event.type, EVENT_TYPES)
        if event.status not in STATUSES:
            yield _unknown("unknown-status", _at(event, "status"), "status", event.status, STATUSES)
        manner = event.attribute(MANNER)
        if manner is not None and manner not in MANNERS:
            yield _unknown("unknown-manner", _at(event, "attributes", MANNER), "manner", manner, MANNERS)
        for i, amount in enumerate(event.amounts):
            if amount.kind not in AMOUNT_KINDS:
                yield _unknown("unknown-amount", _at(event, "amounts", i, "kind"), "amount kind", amount.kind, AMOUNT_KINDS)
            if (amount.currency is None) != (amount.kind == STAKE_PERCENT):
                hint = "give its currency, as USD" if amount.currency is None else "leave the currency out"
                yield Finding("bad-currency", "error", _at(event, "amounts", i),
                              f"{event.id}: a sum has a currency, a stake in percent has none", hint)  # fmt: skip
        threads = records.header.threads if records.header else {}
        for i, thread in enumerate(event.threads):
            if thread not in threads and records.whole and records.header is not None:
                yield _unknown("unknown-thread", _at(event, "threads", i), "thread", thread, threads)


def _participants(records: Records) -> Iterator[Finding]:
    known = set(records.known("entities"))
    for event in records.events.values():
        kind = EVENT_TYPES.get(event.type)
        if kind is None:
            continue
        for i, p in enumerate(event.participants):
            yield from _participant(records, event, kind, i, p)
            if p.entity not in known and records.whole:
                yield _unknown("unknown-entity", _at(event, "participants", i, "entity"), "entity", p.entity, known, False)
        counts = Counter(p.role for p in event.participants)
        for role in kind.roles:
            if role.required and not counts[role.id]:
                yield Finding(
                    "missing-role", "error", _at(event, "participants"), f"{event.id}: the type {event.type} needs the role {role.id}"
                )
            if not role.many and counts[role.id] > 1:
                yield Finding(
                    "too-many",
                    "error",
                    _at(event, "participants"),
                    f"{event.id}: the type {event.type} has the role {role.id} only once",
                    "split the event",
                )


def _participant(records: Records, event: Event, kind: EventType, i: int, p: Participant) -> Iterator[Finding]:
    """Check one participant against the role that the event type gives it."""
    role, entity = kind.role(p.role), records.entities.get(p.entity)
    if role is None:
        yield _unknown(
            "unknown-role", _at(event, "participants", i, "role"), f"role in the type {kind.id}", p.role, [r.id for r in kind.roles]
        )
    elif entity is not None and entity.type in ENTITY_TYPES and entity.type not in role.types:
        message = f"{event.id}: {p.entity}, of type {entity.type}, cannot be the {p.role} in the type {kind.id}"
        yield Finding("role-type", "error", _at(event, "participants", i, "entity"), message, f"one of {', '.join(role.types)}")
    if p.office is not None and p.office not in OFFICES:
        yield _unknown("unknown-office", _at(event, "participants", i, "office"), "office", p.office, OFFICES)
    elif p.office is not None and role is not None and not role.offices:
        message = f"{event.id}: the {p.role} in the type {kind.id} holds no office"
        yield Finding("office-not-allowed", "error", _at(event, "participants", i, "office"), message, "keep the words in 'position'")


def _references(records: Records) -> Iterator[Finding]:
    if not records.whole:
        return
    entities, events = set(records.known("entities")), set(records.known("events"))
    for event in records.events.values():
        for i, amount in enumerate(event.amounts):
            if amount.of is not None and amount.of not in entities:
                yield _unknown("unknown-entity", _at(event, "amounts", i, "of"), "entity", amount.of, entities, False)
        for i, metric in enumerate(event.metrics):
            if metric.subject not in entities:
                yield _unknown("unknown-entity", _at(event, "metrics", i, "subject"), "entity", metric.subject, entities, False)
        if event.quote and event.quote.speaker and event.quote.speaker not in entities:
            yield _unknown("unknown-entity", _at(event, "quote", "speaker"), "entity", event.quote.speaker, entities, False)
        for i, link in enumerate(event.links):
            if link.event not in events:
                yield _unknown("unknown-event", _at(event, "links", i, "event"), "event", link.event, events, False)


def _links(records: Records) -> Iterator[Finding]:
    for event in records.events.values():
        for i, link in enumerate(event.links):
            if link.rel not in LINKS:
                yield _unknown("unknown-link", _at(event, "links", i, "rel"), "link", link.rel, LINKS)
            if link.event == event.id:
                yield Finding("link-cycle", "error", _at(event, "links", i), f"{event.id} links to itself", "remove the link")


def _citations(records: Records) -> Iterator[Finding]:
    sources = set(records.known("sources"))
    for event in records.events.values():
        if not event.sources:
            yield Finding("no-source", "error", _at(event), f"{event.id} has no source", "cite what it rests on, under 'sources'")
        first: dict[str, int] = {}
        for i, citation in enumerate(event.sources):
            if citation.source not in sources and records.whole:
                yield _unknown("unknown-source", _at(event, "sources", i, "source"), "source", citation.source, sources, False)
            if first.setdefault(citation.source, i) != i:
                yield Finding(
                    "duplicate-citation", "error", _at(event, "sources", i), f"{event.id} cites {citation.source} twice", "merge the two"
                )


def _accounts(records: Records) -> Iterator[Finding]:
    for event in records.events.values():
        cited = {c.source for c in event.sources}
        for i, account in enumerate(event.accounts):
            if account.voice not in records.entities and records.whole and account.voice not in set(records.known("entities")):
                yield _unknown("unknown-entity", _at(event, "accounts", i, "voice"), "voice", account.voice, records.entities, False)
            for source in account.sources:
                if source not in cited:
                    yield Finding("uncited-account", "error", _at(event, "accounts", i, "sources"),
                                  f"{event.id}: an account rests on {source}, which the event does not cite", "cite it under 'sources'")  # fmt: skip


def _claims(records: Records) -> Iterator[Finding]:
    known = records.known("entities") if records.whole else None
    for event in records.events.values():
        for i, citation in enumerate(event.sources):
            for name, value in citation.claims.items():
                wrong = wrong_claim(event, name, value, known)
                if wrong:
                    yield Finding("bad-claim", "error", _at(event, "sources", i, "claims", name), f"{event.id}: claim {name!r}: {wrong}",
                                  "a claim names a field of the event and gives a value of its kind")  # fmt: skip


def _as_of(records: Records) -> Iterator[Finding]:
    if records.header and not records.header.as_of.exact:
        yield Finding("bad-date", "error", Place("saga", "saga", ("as_of",)), "as_of is one exact day", "write it as 2026-06-30")


def _cycles(records: Records) -> Iterator[Finding]:
    """Find events that follow one another in a circle."""
    ahead = {e.id: [k.event for k in e.links if k.rel in ORDERING_LINKS and k.event in records.events] for e in records.events.values()}
    state: dict[str, int] = {}
    for start in ahead:
        path = [(start, iter(ahead[start]))] if not state.get(start) else []
        state.setdefault(start, 1)
        while path:
            node, rest = path[-1]
            step = next(rest, None)
            if step is None:
                state[node] = 2
                path.pop()
            elif not state.get(step):
                state[step] = 1
                path.append((step, iter(ahead[step])))
            elif state[step] == 1 and step != node:
                ring = " → ".join([step, *(n for n, _ in path[[n for n, _ in path].index(step) + 1 :]), step])
                yield Finding("link-cycle", "error", Place("events", node, ("links",)), f"events follow one another in a circle: {ring}",
                              "remove the link that is not so")  # fmt: skip


ERROR_RULES: tuple[Rule, ...] = (
    _ids, _empty_texts, _entity_words, _source_words, _event_words, _participants, _references, _links, _citations, _accounts, _claims, _as_of, _cycles,
)  # fmt: skip


# --- warnings about records ----------------------------------------------------------------------


def _bilingual(records: Records) -> Iterator[Finding]:
    for name, thread in records.header.threads.items() if records.header else ():
        if not thread.ja or (thread.about and not thread.about.ja):
            yield Finding("no-japanese", "warning", Place(HEADER, HEADER, ("threads", name)), f"the thread {name} has no Japanese")
    for entity in records.entities.values():
        if not entity.name.ja:
            yield Finding("no-japanese", "warning", _at(entity, "name"), f"{entity.id}: the name has no Japanese")
    for event in records.events.values():
        texts: tuple[tuple[str, Text], ...] = (("title", event.title), ("summary", event.summary))
        for name, text in texts:
            if not text.ja:
                yield Finding("no-japanese", "warning", _at(event, name), f"{event.id}: the {name} has no Japanese")


def _lone_accounts(records: Records) -> Iterator[Finding]:
    """Find accounts that stand alone or rest on nothing: sides differ only where there are two, each heard."""
    for event in records.events.values():
        if len(event.accounts) == 1 or any(not a.sources for a in event.accounts):
            yield Finding("lone-account", "warning", _at(event, "accounts"), f"{event.id}: an account without another side or without a source",
                          "give each side's, with the sources in which it tells it")  # fmt: skip
        for i, account in enumerate(event.accounts):
            if not account.tells.ja:
                yield Finding("no-japanese", "warning", _at(event, "accounts", i, "tells"), f"{event.id}: an account has no Japanese")


def _quotes(records: Records) -> Iterator[Finding]:
    for event in records.events.values():
        words = len(event.quote.text.split()) if event.quote else 0
        if words > QUOTE_WORDS:
            yield Finding(
                "long-quote", "warning", _at(event, "quote", "text"), f"{event.id}: a quote of {words} words", f"at most {QUOTE_WORDS}"
            )


def _cited(records: Records, event: Event) -> list[Source]:
    """Return the sources of an event; none where one of them is not valid, for then who knows what it says."""
    found = [records.sources[c.source] for c in event.sources if c.source in records.sources]
    return found if len(found) == len(event.sources) else []


def _earned_status(records: Records) -> Iterator[Finding]:
    for event in records.events.values():
        kinds = {source.kind for source in _cited(records, event)}
        if event.status == CONFIRMED and kinds and not kinds & CONFIRMING_KINDS:
            yield Finding("unearned-confirmed", "warning", _at(event, "status"),
                          f"{event.id} is confirmed, but rests on neither a first-party page nor a court paper",
                          "cite one, or write 'reported'")  # fmt: skip


def _false_precision(records: Records) -> Iterator[Finding]:
    """Find days that look like a month or year written as its first day."""
    for event in records.events.values():
        if not re.fullmatch(r"\d{4}-01-01", event.date.text) or not (sources := _cited(records, event)):
            continue
        if not any(_gives_day(c, s) for c, s in zip(event.sources, sources, strict=True)):
            yield Finding("false-precision", "warning", _at(event, "date"), f"{event.id}: the first of January, to which no source is near",
                          "write the year or month, or say in 'says' that the source gives the day")  # fmt: skip


def _gives_day(citation: Citation, source: Source) -> bool:
    near = source.published is not None and source.published.text.endswith(("-01-01", "-01-02"))
    return near or bool(re.search(r"(?i)\b(1 january|january 1(st)?\b|jan\.? 1\b|1月1日|01-01)", citation.says))


def _after_publication(records: Records) -> Iterator[Finding]:
    """Find events that all their dated sources were published before."""
    for event in records.events.values():
        dates = [source.published for source in _cited(records, event)]
        if not _foretells(event) and dates and all(d is not None and d.hi < event.date.lo for d in dates):
            yield Finding("after-publication", "warning", _at(event, "date"), f"{event.id} is dated after all of its sources were published",
                          "cite a source of the deed, or make it a plan or announcement")  # fmt: skip


def _foretells(event: Event) -> bool:
    return event.type in EVENT_TYPES and EVENT_TYPES[event.type].foretells


def _near_duplicates(records: Records) -> Iterator[Finding]:
    """Find events of one type and nearly one day that share their people and much of their title."""
    groups: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in records.events.values():
        for entity in event.entities():
            groups[event.type, entity].append(event)
    seen = set()
    for group in groups.values():
        group.sort(key=lambda e: (e.date.lo, e.id))
        for i, a in enumerate(group):
            for b in group[i + 1 :]:
                if b.date.lo > a.date.hi + 2:
                    break
                if (a.id, b.id) not in seen and _alike(a, b):
                    seen.add((a.id, b.id))
                    yield Finding("near-duplicate", "warning", _at(b), f"{b.id} looks like {a.id}", "merge them, or accept this with a reason",
                                  ((_at(a), "the other one"),))  # fmt: skip


def _alike(a: Event, b: Event) -> bool:
    ours, theirs = set(a.entities()), set(b.entities())
    words, others = set(fold(a.title.en).split()), set(fold(b.title.en).split())
    same_cast = len(ours & theirs) / len(ours | theirs)
    same_words = len(words & others) / max(1, min(len(words), len(others)))
    return (same_cast >= 0.99 and same_words >= 0.5 and a.date.hi - a.date.lo <= 31) or (same_cast >= 0.6 and same_words >= 0.8)


def _same_page(records: Records) -> Iterator[Finding]:
    first: dict[str, Source] = {}
    for source in records.sources.values():
        if source.url and (other := first.setdefault(source.url, source)) is not source:
            yield Finding("duplicate-url", "warning", _at(source, "url"), f"{source.id} is the same page as {other.id}", "keep one",
                          ((_at(other, "url"), "the other one"),))  # fmt: skip


def _publisher_spellings(records: Records) -> Iterator[Finding]:
    """Find publishers that differ only in case, spaces, punctuation or an article: one has one spelling."""
    first: dict[str, Source] = {}
    for source in records.sources.values():
        letters = "".join(c for c in fold(source.publisher).removeprefix("the ") if c.isalnum())
        other = first.setdefault(letters, source)
        if other.publisher != source.publisher:
            yield Finding("publisher-spelling", "warning", _at(source, "publisher"),
                          f"{source.id}: {source.publisher!r} is {other.publisher!r} elsewhere", "use one spelling",
                          ((_at(other, "publisher"), "the other one"),))  # fmt: skip


def _several_origins(records: Records) -> Iterator[Finding]:
    """Find events in which several people come from several places: who came from where is lost."""
    for event in records.events.values():
        implied = [x for x in EVENT_TYPES[event.type].effects if isinstance(x, Closes) and x.implied] if event.type in EVENT_TYPES else []
        for effect in implied:
            movers = {p.entity for p in event.participants if p.role == effect.subject}
            places = {p.entity for p in event.participants if p.role == effect.object}
            if len(movers) > 1 and len(places) > 1:
                yield Finding("several-origins", "warning", _at(event, "participants"),
                              f"{event.id}: {len(movers)} people from {len(places)} places", "split the event")  # fmt: skip


WARNING_RULES: tuple[Rule, ...] = (
    _bilingual, _quotes, _lone_accounts, _earned_status, _false_precision, _after_publication, _near_duplicates, _same_page, _publisher_spellings, _several_origins,
)  # fmt: skip


# --- warnings that need every record ------------------------------------------------------------


def _unused(records: Records, derived: Derived) -> Iterator[Finding]:
    used = {i for e in records.events.values() for i in mentioned(e)} | {s.voice for s in records.sources.values() if s.voice}
    cited = {c.source for e in records.events.values() for c in e.sources}
    for entity in records.entities.values():
        if entity.id not in used:
            yield Finding("unused-entity", "warning", _at(entity), f"no event names {entity.id}", "remove it, or add what it did")
    for source in records.sources.values():
        if source.id not in cited:
            yield Finding("unused-source", "warning", _at(source), f"no event cites {source.id}", "remove it")


def _pairing(records: Records, derived: Derived) -> Iterator[Finding]:
    for found in derived.findings:
        yield Finding(
            found.rule, "info", Place("events", found.event), f"{found.event} {found.message}", "add the event that began it, if known"
        )


def _impossible(records: Records, derived: Derived) -> Iterator[Finding]:
    """Find stints that cannot be: opened after they were closed. One finding for a post and the tenure around it."""
    earlier: dict[tuple[str, str, str, str | None], Stint] = {}
    seen: set[tuple[str, str | None, str | None]] = set()
    for s in derived.stints:
        before = earlier.setdefault((s.subject, s.object, s.relation, s.office), s)
        crossed = s.start is not None and s.end is not None and s.start.lo > s.end.hi
        again = before is not s and before.s_lo == OPEN_START and s.end is None
        closed = s.closed_by if crossed else before.closed_by
        if not (crossed or again) or not closed or not s.opened_by or (s.subject, closed, s.opened_by) in seen:
            continue
        seen.add((s.subject, closed, s.opened_by))
        what = f"{s.subject}'s {s.office or s.relation} at {s.object} ends"
        message, hint = (
            (f"{what} before it begins", None) if crossed else (f"{what} here and begins only later", "check the two dates, or accept it")
        )
        yield Finding("closed-before-opened", "error" if crossed else "warning", Place("events", closed, ("date",)), message, hint,
                      ((Place("events", s.opened_by, ("date",)), "begins here"),))  # fmt: skip


def _two_holders(records: Records, derived: Derived) -> Iterator[Finding]:
    """Find days on which two people certainly hold a single office."""
    held: dict[tuple[str, str], list[Stint]] = defaultdict(list)
    for s in derived.stints:
        if s.office and OFFICES[s.office].single and s.opened_by and s.relation != MEMBER:
            held[s.object, s.office].append(s)
    for (organization, office), stints in held.items():
        for i, a in enumerate(stints):
            for b in stints[i + 1 :]:
                if a.subject != b.subject and max(a.s_hi, b.s_hi) < min(a.e_lo, b.e_lo):
                    yield Finding("two-holders", "error", Place("events", b.opened_by or ""),
                                  f"{a.subject} and {b.subject} are both {office} of {organization}", "say when the first term ended",
                                  ((Place("events", a.opened_by or ""), "the other term begins here"),))  # fmt: skip


WHOLE_RULES: tuple[WholeRule, ...] = (_unused, _pairing, _impossible, _two_holders)

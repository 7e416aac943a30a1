"""FollowTheMoney: the saga as entities and as the statements of its sources that they are made of.

The form: FollowTheMoney 4, https://followthemoney.tech/, entities and statements as lines of JSON, as its
tool ``ftm`` reads them.

The decision hidden here is what our words are called there: ``ENTITIES``, ``DOCUMENTS`` and ``EDGES`` say
which schema an entity, a source or a relation becomes. An event is an ``Event``; an interval of a relation
is an entity of its own, as it is in FollowTheMoney. The data set of a statement is the source that says so;
what only the curator says (names, titles, what a thing is) is of the data set ``aigraph``.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from hashlib import sha1
from json.encoder import encode_basestring
from typing import IO, TYPE_CHECKING, Any, NamedTuple, TypeAlias
from urllib.parse import urlparse

from aigraph.claims import as_claimed
from aigraph.dates import FuzzyDate, day_of, iso, parse_date
from aigraph.export import Outlet, told
from aigraph.ontology import (
    AMOUNT_KINDS,
    CASE,
    DIRECTOR,
    EVENT_TYPES,
    LINKS,
    LITIGATES,
    MANNER,
    MANNERS,
    MEMBER,
    OBSERVER,
    OFFICE,
    OFFICES,
    PRESIDES,
    RELATIONS,
    ROLES,
    STAFF,
    Marks,
    Opens,
)
from aigraph.records import Amount, Citation, Entity, Event, Participant, Source, Text
from aigraph.tables import STINTS, Held, records_of

if TYPE_CHECKING:
    from aigraph.saga import Saga
    from aigraph.stints import Stint

CURATED = "aigraph"
"""The data set of what the curator says; every other data set is a source, with ``_`` for the ``-`` of its id."""
LANGUAGES = {
    "ar": "ara", "cs": "ces", "da": "dan", "de": "deu", "el": "ell", "en": "eng", "es": "spa", "fi": "fin", "fr": "fra", "he": "heb", "hi": "hin",
    "hu": "hun", "id": "ind", "it": "ita", "ja": "jpn", "ko": "kor", "nl": "nld", "no": "nor", "pl": "pol", "pt": "por", "ro": "ron", "ru": "rus",
    "sv": "swe", "th": "tha", "tr": "tur", "uk": "ukr", "vi": "vie", "zh": "zho",
}  # fmt: skip
"""Languages by their codes in ISO 639-1 and ISO 639-3, which is the one that FollowTheMoney takes."""
LINES_AT_ONCE = 2_000
"""So many statements are held before they are written: a write for each entity would take longer than making it."""

Datasets: TypeAlias = tuple[str, ...]
Fact: TypeAlias = tuple[str, str, str | None]
"""A property, a value, its language."""
Role: TypeAlias = tuple[str, str | None, bool]
"""What a relation is called, in which language, and whether by its sources."""
Value: TypeAlias = tuple[str, str, str | None, Datasets]
"""A fact and the data sets that say so."""

# --- what our words are called there -------------------------------------------------------------

ENTITIES: dict[str, str] = {
    "person": "Person",
    "company": "Company",
    "nonprofit": "Organization",
    "fund": "Company",
    "government": "PublicBody",
    "court": "PublicBody",
    "university": "Organization",
    "team": "Organization",
    "publication": "Organization",
    "product": "Asset",
    "project": "Project",
    "document": "Pages",
    "case": "CourtCase",
    "facility": "RealEstate",
    "other": "Organization",
}
"""The schema of each type of entity; ``keywords`` keeps the type."""
DOCUMENTS: dict[str, str] = {
    "first-party": "HyperText",
    "court": "Pages",
    "press": "Article",
    "analysis": "Article",
    "blog": "Article",
    "reference": "HyperText",
}
"""The schema of each kind of source; ``keywords`` keeps the kind."""

_PEOPLE = frozenset({"Person"})
_ORGANIZATIONS = frozenset({"Company", "Organization", "PublicBody"})
_LEGAL = _PEOPLE | _ORGANIZATIONS
_ASSETS = frozenset({"Company", "Asset", "RealEstate"})
_THINGS = frozenset({*ENTITIES.values()})


class Edge(NamedTuple):
    """How an interval of a relation is written: a schema, the properties for its two sides, the schemata that they take.

    ``role`` and ``status`` are the properties for what the relation is called and how surely it holds. ``sum``
    is the kind of sum that is its amount.
    """

    schema: str
    subject: str
    object: str
    subjects: frozenset[str] = _LEGAL
    objects: frozenset[str] = _ORGANIZATIONS
    role: str = "role"
    status: str = "status"
    sum: str = ""


UNKNOWN_LINK = Edge("UnknownLink", "subject", "object", _THINGS, _THINGS)
"""What a relation becomes that FollowTheMoney has no schema for, or not for these two: its role says what it is."""
_EMPLOYMENT = Edge("Employment", "employee", "employer", _PEOPLE)
_DIRECTORSHIP = Edge("Directorship", "director", "organization")
_MEMBERSHIP = Edge("Membership", "member", "organization")
_OWNERSHIP = Edge("Ownership", "owner", "asset", _LEGAL, _ASSETS)
_CONTROL = Edge("Control", "controller", "controlled", _LEGAL, _LEGAL)
_IN_PROJECT = Edge("ProjectParticipant", "participant", "project", _LEGAL, frozenset({"Project"}))
_DOCUMENTED = Edge("Documentation", "entity", "document", _THINGS, frozenset({"Pages"}))
_PARTY = Edge("CourtCaseParty", "party", "case", _THINGS, frozenset({"CourtCase"}))

EDGES: dict[str, tuple[Edge, ...]] = {
    MEMBER: (_MEMBERSHIP, _IN_PROJECT),
    STAFF: (_EMPLOYMENT, _IN_PROJECT),
    OFFICE: (_EMPLOYMENT, _IN_PROJECT),
    DIRECTOR: (_DIRECTORSHIP, _IN_PROJECT),
    OBSERVER: (_MEMBERSHIP,),
    "invested-in": (_OWNERSHIP,),
    "donated-to": (Edge("Payment", "payer", "beneficiary", _LEGAL, _LEGAL, "purpose", "description", "donation"),),
    "lends-to": (Edge("Debt", "creditor", "debtor", _LEGAL, _LEGAL, "description", "description", "debt"),),
    "owns": (_OWNERSHIP, _CONTROL),
    "part-of": (_MEMBERSHIP,),
    "arm-of": (_MEMBERSHIP,),
    PRESIDES: (_PARTY,),
    "released": (_DOCUMENTED,),
    "authored": (_DOCUMENTED,),
}
"""The edges that a relation may become, the first that takes both of its sides; without one ``UNKNOWN_LINK``."""
OFFICE_EDGES: dict[str, Edge] = {"chair": _DIRECTORSHIP, "co-chair": _DIRECTORSHIP}
"""Offices that are written otherwise than the relation that holding them is."""


@lru_cache(maxsize=4096)
def edge_of(relation: str, office: str | None, subject: str, object: str) -> Edge:
    """Return the edge for a relation between entities of two types."""
    edges: tuple[Edge, ...] = (*([OFFICE_EDGES[office]] if office in OFFICE_EDGES else ()), *EDGES.get(relation, ()), UNKNOWN_LINK)
    return next(e for e in edges if ENTITIES[subject] in e.subjects and ENTITIES[object] in e.objects)


_SUMS = {edge.sum: relation for relation, edges in EDGES.items() for edge in edges if edge.sum}
_PAYING = {
    (kind.id, e.subject): e.relation for kind in EVENT_TYPES.values() for e in kind.effects
    if isinstance(e, Opens | Marks) and e.relation in _SUMS.values()
}  # fmt: skip
"""Event type and role of whoever a relation with an amount is of."""

# --- writing -------------------------------------------------------------------------------------


def write(saga: Saga, outlet: Outlet) -> None:
    """Write ``entities.ftm.json`` and ``statements.ftm.json``: the same entities, whole and taken apart by their sources."""
    tell, done = told(saga), 0
    with outlet.text("entities.ftm.json") as entities, outlet.text("statements.ftm.json") as statements:
        teller = _Teller(saga, _Pen(entities, statements))
        for kind, record in records_of(saga):
            if kind in teller.tells:
                teller.tells[kind](record)
            if kind in ("events", STINTS):
                done += 1
                tell(done)
        teller.pen.flush()
    for schema, many in sorted(teller.pen.counts.items()):
        outlet.holds(schema, many)
    outlet.holds("statements, each of a source or of `aigraph`", teller.pen.statements_written)
    _account_for(teller.lost, outlet)


def _account_for(lost: Counter[str], outlet: Outlet) -> None:
    """Say what FollowTheMoney cannot, and how to read what it can."""
    if n := lost["vague"]:
        outlet.loses(
            f"{n:,} dates are vaguer than a date can be here: `date`, `startDate` and `endDate` hold the part of them that is certain, or nothing,"
            " and `description` has them whole (EDTF)."
        )
    if n := lost["unknown start"]:
        outlet.loses(f"{n:,} intervals have no startDate because nobody knows it.")
    if n := lost["vague end"]:
        outlet.loses(f"{n:,} intervals have ended at a time too vague for an endDate: the status of most is `holds: no`.")
    if n := lost["sums"]:
        outlet.loses(f"{n:,} sums and figures are words in `notes` of events; only those of single donors and lenders are amounts as well.")
    if n := lost["languages"]:
        outlet.loses(f"{n:,} sources are in a language that has no code here.")
    if lost["suits"]:
        outlet.loses("Parties are those of a case: which of several plaintiffs sues which of several defendants is left out.")
    outlet.loses(
        "Roles in events are words in `notes`, beside `involved`. Where sources differ on an event, entities hold all values side by side;"
        " the statements say whose each is. Relations are told as the curator tells them."
    )
    outlet.remark(
        "Board seats and chairs are Directorships, other posts Employments; a Membership whose role is `member` sums up the posts of two."
    )
    outlet.remark("`status` says how surely an interval holds on the day of the view, and `doubtful` that it rests on something in doubt.")
    outlet.remark("A statement's `dataset` is the source that says so (its id with `_`), or `aigraph` for the curator's words.")
    outlet.remark("`ftm aggregate-statements -f json -i statements.ftm.json` makes the entities of the statements.")


class _Pen:
    """Writes an entity as one line, and its statements as one line each.

    The id of a statement is the hash that followthemoney's ``Statement.make_key`` takes: SHA-1 of
    ``dataset.entity.property.value`` and, for words, ``@language``.
    """

    def __init__(self, entities: IO[str], statements: IO[str]) -> None:
        self._entities, self._statements = entities, statements
        self._whole: list[str] = []
        self._apart: list[str] = []
        self.counts: Counter[str] = Counter()
        self.statements_written = 0

    def put(self, entity: str, schema: str, values: Iterable[Value]) -> None:
        """Write an entity of these values; a value that several data sets have is one of the entity and several statements."""
        held: dict[str, dict[str, None]] = {}
        datasets: dict[str, None] = {}
        lines: dict[str, str] = {}
        head = f'{{"canonical_id":"{entity}","entity_id":"{entity}","schema":"{schema}","prop":"'
        for prop, value, lang, by in values:
            text = encode_basestring(value)
            held.setdefault(prop, {})[text] = None
            tail, language = (f"@{lang}", f',"lang":"{lang}"') if lang else ("", "")
            key, said = f".{entity}.{prop}.{value}{tail}".encode(), f'{head}{prop}","value":{text}{language},"dataset":"'
            for dataset in by:
                datasets[dataset] = None
                ident = sha1(dataset.encode() + key, usedforsecurity=False).hexdigest()
                lines[ident] = f'{said}{dataset}","id":"{ident}"}}\n'
        properties = ",".join([f'"{prop}":[{",".join(texts)}]' for prop, texts in held.items()])
        named = '","'.join(datasets)
        self._whole.append(f'{{"id":"{entity}","schema":"{schema}","properties":{{{properties}}},"datasets":["{named}"]}}\n')
        self._apart += lines.values()
        self.counts[schema] += 1
        if len(self._apart) > LINES_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write the lines that are held."""
        self._entities.write("".join(self._whole))
        self._statements.write("".join(self._apart))
        self.statements_written += len(self._apart)
        self._whole.clear()
        self._apart.clear()


class _Cited(NamedTuple):
    """The data sets that tell an event; of them those that differ neither on who, nor on when. Each is never empty."""

    all: Datasets
    who: Datasets
    when: Datasets


_BY_CURATOR = _Cited((CURATED,), (CURATED,), (CURATED,))


class _Teller:
    """Tells the records of a view in the words of FollowTheMoney."""

    def __init__(self, saga: Saga, pen: _Pen) -> None:
        self.lang, self.code, self.pen = saga.lang, LANGUAGES[saga.lang], pen
        self.tells: dict[str, Callable[[Any], None]] = {
            "entities": self.entity,
            "sources": self.source,
            "events": self.event,
            STINTS: self.stint,
        }
        self.names: dict[str, str] = {}
        self.types: dict[str, str] = {}
        self.threads = saga.dataset.header.threads
        self.pages: dict[str, tuple[Value, ...]] = {}
        self.cited: dict[str, _Cited] = {}
        self.sums: dict[tuple[str, str, str], Amount] = {}
        self.parties: set[str] = set()
        self.lost: Counter[str] = Counter()

    # --- entities and sources ---

    def entity(self, entity: Entity) -> None:
        """Write an entity, with its type among its keywords."""
        self.names[entity.id], self.types[entity.id] = entity.name.say(self.lang), entity.type
        values = [*_texts("name", entity.name), *(("alias", _name(a), None, (CURATED,)) for a in entity.aliases)]
        values.append(("keywords", entity.type, None, (CURATED,)))
        if entity.wikidata:
            values.append(("wikidataId", entity.wikidata, None, (CURATED,)))
        if entity.note:
            values += _texts("notes", entity.note)
        if ENTITIES[entity.type] in _DOCUMENTED.objects:
            values += _texts("title", entity.name)
        self.pen.put(_entity_id(entity.id), ENTITIES[entity.type], values)

    def source(self, source: Source) -> None:
        """Write a source as a document, and for whom it speaks."""
        by = (dataset_of(source.id),)
        document = f"aigraph-source-{source.id}"
        published, told_whole = (None, True) if source.published is None else prefix_of(source.published)
        called = source.title or ", ".join((source.publisher, *([source.published.text] if source.published else [])))
        told = {
            "title": called, "author": source.author, "publishedAt": published, "publisher": source.publisher, "sourceUrl": url_of(source.url),
            "language": LANGUAGES.get(source.lang), "description": None if told_whole else f"published: {source.published}",
        }  # fmt: skip
        self.lost["languages"] += source.lang not in LANGUAGES
        self.lost["vague"] += not told_whole
        values: list[Value] = [(prop, _clean(value), None, by) for prop, value in told.items() if value]
        values.append(("keywords", source.kind, None, (CURATED,)))
        if source.copy_of:
            values.append(("notes", _clean(f"copy of {source.copy_of}"), "eng", (CURATED,)))
        self.pen.put(document, DOCUMENTS[source.kind], values)
        url = told["sourceUrl"]
        self.pages[by[0]] = (("proof", document, None, by), *([("sourceUrl", url, None, by)] if url else []))
        if source.voice:
            sides = (("document", document, None), ("entity", _entity_id(source.voice), None), ("role", "speaks for", "eng"))
            self.pen.put(f"aigraph-voice-{source.id}", "Documentation", [(*fact, (CURATED,)) for fact in sides])

    # --- events ---

    def event(self, record: Any) -> None:
        """Write an event: the curator's words, and what each source says of who, when and how much."""
        event: Event = record.event
        ident, whole = _event_id(event.id), tuple(dataset_of(c.source) for c in event.sources)
        self.cited[event.id] = _cited(event, whole)
        self._keep_sums(event)
        values = [*_texts("name", event.title), *_texts("summary", event.summary), ("recordId", event.id, None, (CURATED,))]
        keywords = [event.type, event.status, *(["sources differ"] if event.disputed else [])]
        values += [("keywords", word, None, (CURATED,)) for word in keywords]
        values += [("keywords", self.threads[t].say(self.lang), self.code, (CURATED,)) for t in event.threads if t in self.threads]
        values += [("notes", self._participant(p), self.code, (CURATED,)) for p in event.participants]
        values += self._told(event, whole)
        for citation, dataset in zip(event.sources, whole, strict=True):
            values += self.pages.get(dataset, ())
            values.append(("notes", _clean(citation.says), None, (dataset,)))
        for account in event.accounts:
            tells = f"{self.names[account.voice]}: {account.tells.say(self.lang)}"
            values.append(("notes", _clean(tells), self.code, tuple(map(dataset_of, account.sources)) or (CURATED,)))
        self.pen.put(ident, "Event", values)
        self._links(event, ident)
        self.lost["sums"] += len(event.amounts) + len(event.metrics)
        self.lost["vague"] += not prefix_of(event.date)[1]

    def _told(self, event: Event, datasets: Datasets) -> Iterator[Value]:
        """Yield what an event says of who, when and how much, and what sources claim instead, with the data sets that do."""
        own = dict.fromkeys(self._facts(event))
        if not any(c.claims for c in event.sources):
            yield from ((*fact, datasets) for fact in own)
            return
        told: dict[Fact, list[str]] = {fact: [] for fact in own}
        for citation, dataset in zip(event.sources, datasets, strict=True):
            for fact in dict.fromkeys(self._claimed(event, citation)) if citation.claims else own:
                told.setdefault(fact, []).append(dataset)
        yield from ((*fact, tuple(by) or (CURATED,)) for fact, by in told.items())

    def _claimed(self, event: Event, citation: Citation) -> Iterator[Fact]:
        """Yield the facts of an event as a source has them, and what of the curator's words it has otherwise."""
        claimed = as_claimed(event, (citation,))
        yield from self._facts(claimed)
        yield from (("notes", self._participant(p), self.code) for p in claimed.participants if p not in event.participants)
        yield from (("name", _name(t.en), "eng") for t in (claimed.title,) if t is not event.title)
        yield from (("summary", _clean(t.en), "eng") for t in (claimed.summary,) if t is not event.summary)
        yield from (("keywords", word, None) for word in (claimed.type, claimed.status) if word not in (event.type, event.status))

    def _facts(self, event: Event) -> Iterator[Fact]:
        yield from _dated("date", event.date)
        yield from (("involved", _entity_id(p.entity), None) for p in event.participants if ENTITIES[self.types[p.entity]] in _LEGAL)
        yield from (("notes", _clean(self._amount(a)), self.code) for a in event.amounts)
        for m in event.metrics:
            unit, note = (f" {m.unit}" if m.unit else ""), (f" ({m.note})" if m.note else "")
            yield "notes", _clean(f"{m.metric} ({self.names[m.subject]}): {m.value}{unit}{note}"), self.code
        for name in event.attributes:
            said = event.attribute(name, self.lang) or ""
            yield "notes", _clean(f"{name}: {MANNERS[said].say(self.lang) if name == MANNER else said}"), self.code
        if event.quote:
            speaker = f"{self.names[event.quote.speaker]}: " if event.quote.speaker else ""
            yield "notes", _clean(f"{speaker}“{event.quote.text}”"), LANGUAGES.get(event.quote.lang)

    def _participant(self, p: Participant) -> str:
        post = [OFFICES[p.office].label.say(self.lang)] if p.office else []
        aside = ", ".join([*post, *(["interim"] if p.interim else []), *([p.position] if p.position else [])])
        return _clean(f"{ROLES[p.role].say(self.lang)}: {self.names[p.entity]}{f' ({aside})' if aside else ''}")

    def _amount(self, a: Amount) -> str:
        whose, note = (f" ({self.names[a.of]})" if a.of else ""), (f" ({a.note})" if a.note else "")
        return f"{AMOUNT_KINDS[a.kind].say(self.lang)}{whose}: {a.value} {a.currency or '%'}{note}"

    def _keep_sums(self, event: Event) -> None:
        """Remember the sums of an event that are certainly those of one payer."""
        for a in event.amounts:
            payers = {p.entity for p in event.participants if _PAYING.get((event.type, p.role)) == _SUMS.get(a.kind, "")}
            if a.of in payers or len(payers) == 1:
                self.sums.setdefault((event.id, a.kind, a.of if a.of in payers else next(iter(payers))), a)

    def _links(self, event: Event, ident: str) -> None:
        """Write how an event stands to others, and who takes part in it but cannot be ``involved``."""
        ends = [(_event_id(k.event), LINKS[k.rel].en) for k in event.links]
        ends += [
            (_entity_id(p.entity), ROLES[p.role].en) for p in event.participants if ENTITIES[self.types[p.entity]] not in _LEGAL
        ]  # fmt: skip
        for other, role in dict.fromkeys(ends):
            values: list[Value] = [
                (UNKNOWN_LINK.subject, ident, None, (CURATED,)), (UNKNOWN_LINK.object, other, None, (CURATED,)), ("role", role, "eng", (CURATED,)),
            ]  # fmt: skip
            self.pen.put(f"aigraph-link-{_hashed(ident, role, other)}", UNKNOWN_LINK.schema, values)

    # --- stints ---

    def stint(self, held: Held) -> None:
        """Write an interval of a relation; a lawsuit about a case makes each side a party to that."""
        s = held.stint
        if s.relation == LITIGATES and s.case and self.types[s.case] == CASE:
            self.lost["suits"] += 1
            for side, role in ((s.subject, "plaintiff"), (s.object, "defendant")):
                party = f"aigraph-party-{_hashed(s.case, side, role, s.opened_by, s.closed_by)}"
                if party not in self.parties:
                    self.parties.add(party)
                    self._interval(held, party, _PARTY, side, s.case, [(ROLES[role].en, "eng", True), (ROLES[role].ja, "jpn", False)])
            return
        edge = edge_of(s.relation, s.office, self.types[s.subject], self.types[s.object])
        ident = f"aigraph-stint-{_hashed(s.relation, s.subject, s.object, s.office, s.case, s.opened_by or s.closed_by)}"
        self._interval(held, ident, edge, s.subject, s.object, _roles(s))

    def _interval(self, held: Held, ident: str, edge: Edge, subject: str, object: str, roles: Iterable[Role]) -> None:
        s = held.stint
        opened, closed = self.cited.get(s.opened_by or "", _BY_CURATOR), self.cited.get(s.closed_by or "", _BY_CURATOR)
        by = opened if s.opened_by else closed
        values: list[Value] = [
            (edge.subject, _entity_id(subject), None, by.who), (edge.object, _entity_id(object), None, by.who),
            *((edge.role, role, lang, by.who if by_source else (CURATED,)) for role, lang, by_source in roles),
            *((*fact, opened.when) for fact in _dated("startDate" if s.lasting else "date", s.start)),
            *((*fact, closed.when) for fact in (*_dated("endDate", s.end), *self._leaving(s))),
            (edge.status, f"holds: {held.holds.value}", "eng", (CURATED,)), *([(edge.status, "doubtful", "eng", (CURATED,))] if s.doubtful else []),
            *(("recordId", event, None, (CURATED,)) for event in dict.fromkeys((s.opened_by, s.closed_by)) if event),
        ]  # fmt: skip
        for dataset in dict.fromkeys((*opened.all, *closed.all)):
            values += self.pages.get(dataset, ())
        if edge.sum and (a := self.sums.get((s.opened_by or "", edge.sum, subject))):
            values.append(("amount", str(a.value), None, by.who))
            values += [("currency", a.currency, None, by.who)] if a.currency else []
        if s.start is None:
            self.lost["unknown start"] += 1
            values += [("description", f"had begun by {iso(s.s_hi)}", "eng", (CURATED,))] if day_of(s.s_hi) else []
        self.lost["vague end"] += s.end is not None and prefix_of(s.end)[0] is None
        self.lost["vague"] += sum(date is not None and not prefix_of(date)[1] for date in (s.start, s.end))
        self.pen.put(ident, edge.schema, values)

    def _leaving(self, s: Stint) -> Iterator[Fact]:
        """Yield how and where to somebody left."""
        if s.manner:
            yield "description", f"manner: {MANNERS[s.manner].en}", "eng"
        if s.destination:
            yield "description", _clean(f"destination: {self.names[s.destination]}"), self.code


# --- values --------------------------------------------------------------------------------------


def _dated(prop: str, date: FuzzyDate | None) -> Iterator[Fact]:
    """Yield a date, and in words what of it FollowTheMoney has no way to say."""
    if date is not None:
        prefix, whole = prefix_of(date)
        if prefix:
            yield prop, prefix, None
        if not whole:
            yield "description", f"{prop}: {date.text}", None


def prefix_of(date: FuzzyDate) -> tuple[str | None, bool]:
    """Return the longest year, month or day that the date certainly lies in, ``None`` for none, and whether that says all of it."""
    return _prefix_of(date.text)


@lru_cache(maxsize=65_536)
def _prefix_of(text: str) -> tuple[str | None, bool]:
    date = parse_date(text)
    first, last = day_of(date.lo), day_of(date.hi)
    if first is None or last is None or first.year != last.year or not 1000 <= first.year < 3000:
        return None, False
    a, b = first.isoformat(), last.isoformat()
    prefix = a if a == b else a[:7] if a[:7] == b[:7] else a[:4]
    whole = parse_date(prefix)
    return prefix, (whole.lo, whole.hi, whole.doubtful) == (date.lo, date.hi, date.doubtful)


@lru_cache(maxsize=65_536)
def dataset_of(source: str) -> str:
    """Return the name of a source's data set: lower-case words joined by ``_``."""
    return source.replace("-", "_")


_PLAIN_URL = re.compile(r"https?://[^/?#;]+/[^?#;]*")


def url_of(url: str | None) -> str | None:
    """Return an address as FollowTheMoney writes it: with a path, if only ``/``, and nothing that is empty after that."""
    if url is None or _PLAIN_URL.fullmatch(url):
        return url
    parts = urlparse(url)
    return (parts if parts.path else parts._replace(path="/")).geturl()


def _cited(event: Event, datasets: Datasets) -> _Cited:
    if not any(c.claims for c in event.sources):
        return _Cited(datasets, datasets, datasets)
    pairs = tuple(zip(event.sources, datasets, strict=True))
    who = tuple(d for c, d in pairs if not any(name.partition(".")[0] in _ON_WHO for name in c.claims))
    when = tuple(d for c, d in pairs if "date" not in c.claims)
    return _Cited(datasets, who or (CURATED,), when or (CURATED,))


_ON_WHO = frozenset({"type", "participants", "office", "position"})
"""Claims that change which relations an event begins or ends."""


def _roles(s: Stint) -> Iterator[Role]:
    """Yield what a relation is called: office or relation, whether interim, the words of the source; of a tenure only that it is one."""
    relation, tenure = RELATIONS[s.relation], s.relation == MEMBER
    label = OFFICES[s.office].label if s.office and not tenure else relation.noun or relation.label
    yield label.en, "eng", True
    yield label.ja, "jpn", False
    if s.interim and not tenure:
        yield "interim", "eng", True
    if s.position and not tenure:
        yield _clean(s.position), None, True


def _entity_id(entity: str) -> str:
    return f"aigraph-entity-{entity}"


def _event_id(event: str) -> str:
    return f"aigraph-event-{event}"


def _hashed(*parts: str | None) -> str:
    return sha1("\x1f".join(p or "" for p in parts).encode(), usedforsecurity=False).hexdigest()[:20]


def _texts(prop: str, text: Text) -> list[Value]:
    clean = _name if prop == "name" else _clean
    values: list[Value] = [(prop, clean(text.en), "eng", (CURATED,))]
    return [*values, (prop, clean(text.ja), "jpn", (CURATED,))] if text.ja else values


_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2060-\u2064\ufeff]")
_SPACES = re.compile("[\u2000-\u200a\u2028\u2029\u0a00\u1680\u202f\u205f\u3000]")
_QUOTED = re.compile(r"""^["'](.*)["']$""")


def _clean(text: str) -> str:
    """Return a text as FollowTheMoney keeps it: composed (NFC), without invisible characters."""
    if not text.isascii():
        text = _SPACES.sub(" ", _UNSAFE.sub("", unicodedata.normalize("NFC", text)))
    return text.strip()


def _name(text: str) -> str:
    """Return a name as FollowTheMoney keeps it: on one line, and not in quotes."""
    return _QUOTED.sub(r"\1", " ".join(_clean(text).split()))

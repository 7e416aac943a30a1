"""The saga as tables: typed columns, keys and rows, for every tool that thinks in tables.

The decision hidden here is the relational form of the records. Exports, ``aigraph sql`` and the way back
from a package all read ``TABLES``: which tables there are, what their columns mean, what refers to what,
and which rows a record has. A record's rows come one record after another, so that nothing but the
record at hand is held. Column types are those of Table Schema, https://specs.frictionlessdata.io/table-schema/.

A date is kept as its source has it (EDTF text) and beside it as the days that it may mean; an open end is null.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from aigraph.claims import field_of
from aigraph.dates import OPEN_END, OPEN_START, FuzzyDate, Verdict, day_of, parse_date
from aigraph.ontology import (
    AMOUNT_KINDS,
    ENTITY_TYPES,
    EVENT_TYPES,
    LINKS,
    MANNERS,
    MEMBER,
    OFFICES,
    RELATIONS,
    ROLES,
    SOURCE_KINDS,
    STATUSES,
)
from aigraph.records import (
    HEADER,
    SECTIONS,
    Acceptance,
    Account,
    Amount,
    Citation,
    Entity,
    Event,
    Header,
    Link,
    Metric,
    Participant,
    Quote,
    Source,
    Text,
    Thread,
)
from aigraph.stints import Stint

if TYPE_CHECKING:
    import pyarrow

    from aigraph.saga import Saga

Row: TypeAlias = tuple[Any, ...]
STINTS = "stints"


class Column(NamedTuple):
    """A column: its name, its type (string, integer, number, boolean, date), what it says.

    ``refers``: the ``table.column`` that its values are found in. ``words``: the only ones it takes.
    """

    name: str
    type: str
    doc: str
    required: bool = False
    refers: str = ""
    words: tuple[str, ...] = ()


class Table(NamedTuple):
    """A table: its columns, the columns that tell its rows apart, and the rows that one record has in it."""

    name: str
    of: str
    doc: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: Callable[[Any], Iterable[Row]]


class Told(NamedTuple):
    """An event and its place in the canonical order."""

    n: int
    event: Event


class Held(NamedTuple):
    """A stint, its place in the order of stints, and how surely it holds in the view."""

    n: int
    stint: Stint
    holds: Verdict


def records_of(saga: Saga) -> Iterator[tuple[str, Any]]:
    """Yield what the view tells, one after another, each with the kind of record that tables are ``of``.

    The header, entities, sources, then events in canonical order and the stints derived from them. On a day
    or in a window: the events that lie in it, and those on which a stint that holds in it rests. A link to
    an event that the view leaves out is left out.
    """
    dataset = saga.dataset
    yield HEADER, dataset.header
    for entity in dataset.entities.passing():
        yield "entities", entity
    for source in dataset.sources.passing():
        yield "sources", source
    chosen = _events_in(saga)
    for n, event in enumerate(dataset.events.passing()):
        if chosen is None or event.id in chosen:
            links = tuple(link for link in event.links if link.event in (dataset.events if chosen is None else chosen))
            yield "events", Told(n, event if len(links) == len(event.links) else replace(event, links=links))
    for n, stint in enumerate(dataset.stints.passing()):
        if saga.keeps(saga.connects(stint)):
            yield STINTS, Held(n, stint, saga.holds(stint))


def _events_in(saga: Saga) -> set[str] | None:
    """Return the ids of the events that a day or window leaves, ``None`` for all."""
    if saga.day is None and not saga.windowed:
        return None
    chosen = {e.id for e in saga.dataset.events.passing() if saga.told(e)}
    for stint in saga.dataset.stints.passing():
        if saga.keeps(saga.connects(stint)):
            chosen.update(e for e in (stint.opened_by, stint.closed_by) if e is not None)
    return chosen


def walk(saga: Saga) -> Iterator[tuple[Table, Row]]:
    """Yield the rows of all tables, record by record: what a row refers to may come later."""
    for kind, record in records_of(saga):
        for table in TABLES_OF[kind]:
            for row in table.rows(record):
                yield table, row


# --- Arrow ----------------------------------------------------------------------------------------


def arrow_schema(table: Table) -> pyarrow.Schema:
    """Return the Arrow schema of a table, with the descriptions of its columns."""
    import pyarrow

    types = {
        "string": pyarrow.string(), "integer": pyarrow.int32(), "number": pyarrow.float64(), "boolean": pyarrow.bool_(),
        "date": pyarrow.date32(),
    }  # fmt: skip
    return pyarrow.schema(
        [pyarrow.field(c.name, types[c.type], nullable=not c.required, metadata={"description": c.doc}) for c in table.columns],
        metadata={"description": table.doc},
    )


def arrow_table(schema: pyarrow.Schema, rows: list[Row]) -> pyarrow.Table:
    """Return rows as an Arrow table."""
    import pyarrow

    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pyarrow.Table.from_arrays([pyarrow.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)


# --- the rows of a record ------------------------------------------------------------------------


def _edge(date: FuzzyDate | None, lo: int, hi: int) -> Row:
    """Return an end of a stint: its text, whether its source doubts it, and its tightened days."""
    text, doubtful = (None, False) if date is None else (date.text, date.doubtful)
    return text, doubtful, day_of(lo), day_of(hi)


def _days(date: FuzzyDate | None) -> Row:
    """Return a date's text, earliest and latest day."""
    return (None, None, None) if date is None else (date.text, day_of(date.lo), day_of(date.hi))


def _said(text: Text | None) -> Row:
    return (None, None) if text is None else (text.en, text.ja)


def _number(value: float) -> float:
    """Return a number that every tool can hold: a whole one beyond 53 bits becomes a float; `written` keeps it."""
    return value if abs(value) < 2**53 else float(value)


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _header(h: Header) -> Iterator[Row]:
    yield (*_said(h.name), h.as_of.text, h.version, h.license)


def _threads(h: Header) -> Iterator[Row]:
    for n, (key, thread) in enumerate(h.threads.items()):
        yield (key, n, thread.en, thread.ja, *_said(thread.about))


def _entity(e: Entity) -> Iterator[Row]:
    yield (e.id, e.type, *_said(e.name), e.wikidata, *_said(e.note))


def _aliases(e: Entity) -> Iterator[Row]:
    for n, alias in enumerate(e.aliases):
        yield (e.id, n, alias)


def _source(s: Source) -> Iterator[Row]:
    yield (s.id, s.url, s.publisher, s.title, s.author, *_days(s.published), s.lang, s.kind, s.voice, s.copy_of)


def _event(told: Told) -> Iterator[Row]:
    e, quote = told.event, told.event.quote
    yield (
        e.id, told.n, *_days(e.date), e.date.doubtful, e.type, *_said(e.title), *_said(e.summary), e.status, e.disputed,
        quote and quote.text, quote and quote.lang, quote and quote.speaker,
    )  # fmt: skip


def _participants(told: Told) -> Iterator[Row]:
    for n, p in enumerate(told.event.participants):
        yield (told.event.id, n, p.role, p.entity, p.office, p.interim, p.position)


def _amounts(told: Told) -> Iterator[Row]:
    for n, a in enumerate(told.event.amounts):
        yield (told.event.id, n, a.kind, _number(a.value), str(a.value), a.currency, a.of, a.note)


def _metrics(told: Told) -> Iterator[Row]:
    for n, m in enumerate(told.event.metrics):
        number = None if isinstance(m.value, str) else _number(m.value)
        yield (told.event.id, n, m.subject, m.metric, number, str(m.value), m.unit, m.note)


def _attributes(told: Told) -> Iterator[Row]:
    for n, (name, value) in enumerate(told.event.attributes.items()):
        en, ja = _said(value) if isinstance(value, Text) else (value, None)
        yield (told.event.id, n, name, en, ja, isinstance(value, Text))


def _links(told: Told) -> Iterator[Row]:
    for n, link in enumerate(told.event.links):
        yield (told.event.id, n, link.rel, link.event)


def _event_threads(told: Told) -> Iterator[Row]:
    for n, thread in enumerate(told.event.threads):
        yield (told.event.id, n, thread)


def _citations(told: Told) -> Iterator[Row]:
    for n, c in enumerate(told.event.sources):
        yield (told.event.id, n, c.source, c.says)


def _claims(told: Told) -> Iterator[Row]:
    def of(n: int, c: Citation) -> Iterator[Row]:
        for m, (name, value) in enumerate(c.claims.items()):
            yield (told.event.id, n, m, c.source, name, _as_json(value), _as_json(_plain(field_of(told.event, name))))

    for n, citation in enumerate(told.event.sources):
        yield from of(n, citation)


def _plain(value: Any) -> Any:
    return value.text if isinstance(value, FuzzyDate) else value.en if isinstance(value, Text) else value


def _accounts(told: Told) -> Iterator[Row]:
    for n, account in enumerate(told.event.accounts):
        yield (told.event.id, n, account.voice, *_said(account.tells))


def _account_sources(told: Told) -> Iterator[Row]:
    for n, account in enumerate(told.event.accounts):
        for m, source in enumerate(account.sources):
            yield (told.event.id, n, m, source)


def _acceptances(record: Entity | Source | Told) -> Iterator[Row]:
    accepting = record.event if isinstance(record, Told) else record
    for n, accepted in enumerate(accepting.accept):
        yield (accepting.id, n, accepted.rule, accepted.reason)


def _stint(held: Held) -> Iterator[Row]:
    s = held.stint
    yield (
        held.n, s.relation, s.subject, s.object, s.house, s.office, s.interim, s.position, s.case,
        *_edge(s.start, s.s_lo, s.s_hi), *_edge(s.end, s.e_lo, s.e_hi),
        held.holds.value, s.doubtful, s.manner, s.destination, s.opened_by, s.closed_by,
    )  # fmt: skip


# --- and back: the record of its rows ------------------------------------------------------------

Own: TypeAlias = Callable[[str], Sequence[Row]]
"""The rows that a record has in a table of parts, in the order of ``n``."""


def header_of(row: Row, threads: Iterable[Row]) -> Header:
    """Return the header of its row and those of the threads."""
    en, ja, as_of, version, license = row
    told = sorted(threads, key=lambda t: int(t[1]))
    named = {key: Thread(t_en, t_ja, _text_of(about_en, about_ja)) for key, _, t_en, t_ja, about_en, about_ja in told}
    return Header(Text(en, ja), parse_date(as_of), version, license, named)


def _entity_of(row: Row, own: Own) -> Entity:
    id, type, en, ja, wikidata, note_en, note_ja = row
    aliases = tuple(a[2] for a in own("aliases"))
    return Entity(id, type, Text(en, ja), aliases, wikidata, _text_of(note_en, note_ja), _accepted(own("entity_acceptances")))


def _source_of(row: Row, own: Own) -> Source:
    id, url, publisher, title, author, published, _, _, lang, kind, voice, copy_of = row
    date = None if published is None else parse_date(published)
    return Source(id, publisher, lang, kind, url, title, author, date, voice, copy_of, _accepted(own("source_acceptances")))


def _event_of(row: Row, own: Own) -> Event:
    id, _, date, _, _, _, type, title_en, title_ja, summary_en, summary_ja, status, _, quote, quote_lang, speaker = row
    claims: dict[int, dict[str, Any]] = {}
    for _, citation, _, _, name, value, _ in own("claims"):
        claims.setdefault(int(citation), {})[name] = _claimed(value)
    told_in: dict[int, list[str]] = {}
    for _, account, _, source in own("account_sources"):
        told_in.setdefault(int(account), []).append(source)
    return Event(
        id, parse_date(date), type, Text(title_en, title_ja), Text(summary_en, summary_ja), status,
        tuple([Participant(role, who, office, interim in _TRUE, words) for _, _, role, who, office, interim, words in own("participants")]),
        tuple([Amount(kind, _figure(written), unit, of, note) for _, _, kind, _, written, unit, of, note in own("amounts")]),
        tuple([Metric(of, metric, _figure(written), unit, note) for _, _, of, metric, _, written, unit, note in own("metrics")]),
        {name: Text(en, ja) if localized in _TRUE else en for _, _, name, en, ja, localized in own("attributes")},
        tuple([Link(rel, target) for _, _, rel, target in own("links")]),
        tuple([thread for _, _, thread in own("event_threads")]),
        None if quote is None else Quote(quote, quote_lang, speaker),
        tuple([Citation(source, says, claims.get(int(n), {})) for _, n, source, says in own("citations")]),
        tuple([Account(voice, Text(en, ja), tuple(told_in.get(int(n), ()))) for _, n, voice, en, ja in own("accounts")]),
        _accepted(own("event_acceptances")),
    )  # fmt: skip


RECORD_OF: dict[str, Callable[[Row, Own], Any]] = {"entities": _entity_of, "sources": _source_of, "events": _event_of}
"""What makes a record of its row in the table of that kind and of its rows in the tables of parts.

Raises ``ValueError`` where a date is none.
"""
_TRUE = (True, "true", "True", "1")


def stint_of(row: Row) -> Stint:
    """Return the stint of its row, whose days are ``datetime.date``."""
    (
        _, relation, subject, object, house, office, interim, position, case, start, start_doubt, s_lo, s_hi, end, end_doubt, e_lo, e_hi,
        _, doubtful, manner, destination, opened_by, closed_by,
    ) = row  # fmt: skip
    never = OPEN_START if end is not None else OPEN_END
    return Stint(
        relation, subject, object, house, office, case, position, interim, _date_of(start, start_doubt), _date_of(end, end_doubt),
        OPEN_START if s_lo is None else s_lo.toordinal(), OPEN_END if s_hi is None else s_hi.toordinal(),
        never if e_lo is None else e_lo.toordinal(), OPEN_END if e_hi is None else e_hi.toordinal(),
        opened_by, closed_by, doubtful, manner, destination,
    )  # fmt: skip


_OPEN = {"unknown", "../.."}
"""What a derived date says whose both ends are open."""


def _date_of(text: str | None, doubtful: bool) -> FuzzyDate | None:
    if text is None:
        return None
    if text in _OPEN:
        return FuzzyDate(text, OPEN_START, OPEN_END, doubtful)
    date = parse_date(text)
    return date if date.doubtful == doubtful else replace(date, doubtful=doubtful)


def _text_of(en: str | None, ja: str | None) -> Text | None:
    return None if en is None else Text(en, ja)


def _figure(written: str) -> Any:
    """Return the number that a figure is as it is written, else the words."""
    for read in (int, float):
        with suppress(ValueError):
            return read(written)
    return written


def _claimed(value: str) -> Any:
    try:
        claimed = json.loads(value)
    except json.JSONDecodeError:
        raise ValueError(f"what a source claims is no JSON: {value!r}") from None
    return tuple(claimed) if isinstance(claimed, list) else claimed


def _accepted(rows: Iterable[Row]) -> tuple[Acceptance, ...]:
    return tuple(Acceptance(rule, reason) for _, _, rule, reason in rows)


# --- the tables ----------------------------------------------------------------------------------


def _text(name: str, doc: str, *, required: bool = False, refers: str = "", words: Iterable[str] = ()) -> Column:
    return Column(name, "string", doc, required, refers, tuple(words))


def _two(name: str, what: str, *, required: bool = False) -> tuple[Column, Column]:
    return _text(f"{name}_en", f"{what}, in English", required=required), _text(f"{name}_ja", f"{what}, in Japanese")


def _date(name: str, what: str, prefix: str, *, required: bool = False) -> tuple[Column, Column, Column]:
    return (
        _text(name, f"{what}, as the source has it (EDTF)", required=required),
        Column(f"{prefix}earliest", "date", f"the first day that {name} may mean; empty where it is open"),
        Column(f"{prefix}latest", "date", f"the last day that {name} may mean; empty where it is open"),
    )


def _ended(name: str, what: str) -> tuple[Column, ...]:
    text, earliest, latest = _date(name, what, f"{name}_")
    return text, Column(f"{name}_doubtful", "boolean", f"whether the source doubts {name}", True), earliest, latest


_N = Column("n", "integer", "place in the record, from 0", True)
_EVENT = _text("event", "the event", required=True, refers="events.id")

_ALL = (
    Table(HEADER, HEADER, "What the data say of themselves: one row.", (
        *_two("name", "name of the saga", required=True), _text("as_of", "the day up to which the world is closed (EDTF)", required=True),
        _text("version", "version of the data", required=True), _text("license", "licence of the data"),
    ), ("name_en",), _header),
    Table("threads", HEADER, "Stories that events belong to.", (
        _text("id", "id of the thread", required=True), _N, *_two("name", "name", required=True), *_two("about", "what it is about"),
    ), ("id",), _threads),
    Table("entities", "entities", "Who and what events are about. Nothing in it is dated.", (
        _text("id", "id, a kebab slug", required=True), _text("type", "what it is", required=True, words=ENTITY_TYPES),
        *_two("name", "name", required=True), _text("wikidata", "id in Wikidata"), *_two("note", "what somebody should know"),
    ), ("id",), _entity),
    Table("aliases", "entities", "Other names of entities.", (
        _text("entity", "the entity", required=True, refers="entities.id"), _N, _text("alias", "another name, in any language", required=True),
    ), ("entity", "n"), _aliases),
    Table("sources", "sources", "Where something was read.", (
        _text("id", "id of the source", required=True), _text("url", "address"), _text("publisher", "who published it", required=True),
        _text("title", "title"), _text("author", "author"), *_date("published", "when it was published", "published_"),
        _text("lang", "language", required=True), _text("kind", "what it is", required=True, words=SOURCE_KINDS),
        _text("voice", "the entity whose side it speaks for", refers="entities.id"), _text("copy_of", "whose text it is a copy of"),
    ), ("id",), _source),
    Table("events", "events", "Happenings, each on one date, with sources.", (
        _text("id", "id of the event", required=True), Column("n", "integer", "place in the canonical order of events", True),
        *_date("date", "when it happened", "", required=True),
        Column("doubtful_date", "boolean", "whether the source itself doubts the date", True),
        _text("type", "what kind of happening", required=True, words=EVENT_TYPES), *_two("title", "what happened, in a few words", required=True),
        *_two("summary", "what happened", required=True), _text("status", "how sure it is", required=True, words=STATUSES),
        Column("disputed", "boolean", "whether sources or sides differ", True), _text("quote_text", "the words themselves"),
        _text("quote_lang", "language of the quote"), _text("quote_speaker", "who said them", refers="entities.id"),
    ), ("id",), _event),
    Table("participants", "events", "Who takes part in an event, as what.", (
        _EVENT, _N, _text("role", "as what", required=True, words=ROLES), _text("entity", "who", required=True, refers="entities.id"),
        _text("office", "the office that it is about", words=OFFICES), Column("interim", "boolean", "whether for the time being", True),
        _text("position", "the words of the source"),
    ), ("event", "n"), _participants),
    Table("amounts", "events", "Sums of money, and stakes in percent.", (
        _EVENT, _N, _text("kind", "kind of sum", required=True, words=AMOUNT_KINDS), Column("value", "number", "the sum", True),
        _text("written", "the sum as it is written in the data: 90.0 is not 90", required=True),
        _text("currency", "currency (ISO 4217); none for percent"), _text("of_entity", "whose it is, where it could be several's", refers="entities.id"),
        _text("note", "what somebody should know"),
    ), ("event", "n"), _amounts),
    Table("metrics", "events", "Dated figures that are not money.", (
        _EVENT, _N, _text("subject", "what is measured", required=True, refers="entities.id"), _text("metric", "the figure's name", required=True),
        Column("value", "number", "the figure, where it is a number"),
        _text("written", "the figure as it is written in the data: 90.0 is not 90, and some are words", required=True), _text("unit", "unit"),
        _text("note", "what somebody should know"),
    ), ("event", "n"), _metrics),
    Table("attributes", "events", "What else an event says of itself, such as the manner of leaving.", (
        _EVENT, _N, _text("name", "name of the attribute", required=True), *_two("value", "value", required=True),
        Column("localized", "boolean", "whether it is a text in a language rather than a word of the data", True),
    ), ("event", "n"), _attributes),
    Table("links", "events", "How events stand to each other.", (
        _EVENT, _N, _text("rel", "how", required=True, words=LINKS), _text("target", "the other event", required=True, refers="events.id"),
    ), ("event", "n"), _links),
    Table("event_threads", "events", "Which threads an event belongs to.", (
        _EVENT, _N, _text("thread", "the thread", required=True, refers="threads.id"),
    ), ("event", "n"), _event_threads),
    Table("citations", "events", "Which sources an event has, and what each says.", (
        _EVENT, _N, _text("source", "the source", required=True, refers="sources.id"), _text("says", "what it says", required=True),
    ), ("event", "n"), _citations),
    Table("claims", "events", "Fields on which a source differs from the event.", (
        _EVENT, Column("citation", "integer", "the citation's place in the event, from 0", True), _N,
        _text("source", "the source", required=True, refers="sources.id"), _text("field", "the field, such as date or amounts.valuation", required=True),
        _text("value", "what the source has instead, as JSON", required=True), _text("instead_of", "what the event has, as JSON", required=True),
    ), ("event", "citation", "n"), _claims),
    Table("accounts", "events", "How each side tells an event on which sides differ.", (
        _EVENT, _N, _text("voice", "the side", required=True, refers="entities.id"), *_two("tells", "what it tells", required=True),
    ), ("event", "n"), _accounts),
    Table("account_sources", "events", "The cited sources in which a side tells it so.", (
        _EVENT, Column("account", "integer", "the account's place in the event, from 0", True), _N,
        _text("source", "the source", required=True, refers="sources.id"),
    ), ("event", "account", "n"), _account_sources),
    *(Table(f"{singular}_acceptances", section, f"Findings of `aigraph check` that a curator accepts for {section}, and why.", (
        _text(singular, "the record", required=True, refers=f"{section}.id"), _N, _text("rule", "rule of the finding", required=True),
        _text("reason", "why it is accepted", required=True),
    ), (singular, "n"), _acceptances) for singular, section in (("entity", "entities"), ("source", "sources"), ("event", "events"))),
    Table(STINTS, STINTS, "Intervals of relations, derived from events. The relation `member` is a tenure: its end is leaving.", (
        Column("id", "integer", "number of the stint in these data; not stable between versions", True),
        _text("relation", "the relation", required=True, words=RELATIONS), _text("subject", "who", required=True, refers="entities.id"),
        _text("object", "at, of or in what", required=True, refers="entities.id"),
        _text("house", "the organization that it counts for", required=True, refers="entities.id"), _text("office", "the office", words=OFFICES),
        Column("interim", "boolean", "whether for the time being", True), _text("position", "the words of the source"),
        _text("case_id", "the lawsuit that it belongs to", refers="entities.id"),
        *_ended("started", "when it began"), *_ended("ended", "when it ended, that day excluded"),
        _text("holds", "how surely it holds on the day of the view, else when the data were closed", required=True, words=("certain", "possible", "no")),
        Column("doubtful", "boolean", "whether it rests on something alleged, disputed or of doubtful date", True),
        _text("manner", "how it ended", words=MANNERS), _text("destination", "where to", refers="entities.id"),
        _text("opened_by", "the event that began it", refers="events.id"), _text("closed_by", "the event that ended it", refers="events.id"),
    ), ("id",), _stint),
)  # fmt: skip

TABLES: dict[str, Table] = {t.name: t for t in _ALL}
"""All tables by name: those that records are read back from, and the stints."""
TABLES_OF: dict[str, tuple[Table, ...]] = {kind: tuple(t for t in _ALL if t.of == kind) for kind in (HEADER, *SECTIONS, STINTS)}
"""The tables that a kind of record has rows in."""


# --- views: what people ask of the tables first --------------------------------------------------


class View(NamedTuple):
    """A table made of tables: its name, what it shows, and the SELECT that SQLite and DuckDB both take."""

    name: str
    doc: str
    select: str


def _stints_view(condition: str) -> str:
    return f"""
SELECT s.id, s.subject AS person, p.name_en AS person_name, p.name_ja AS person_name_ja, s.object AS organization,
       o.name_en AS organization_name, o.name_ja AS organization_name_ja, s.house, s.relation, s.office, s.interim, s.position,
       s.started, s.started_earliest, s.started_latest, s.ended, s.ended_earliest, s.ended_latest, s.holds, s.doubtful, s.manner,
       s.destination, s.opened_by, s.closed_by
FROM stints s JOIN entities p ON p.id = s.subject JOIN entities o ON o.id = s.object
WHERE {condition} ORDER BY s.id""".strip()  # noqa: S608 (our own conditions)


VIEWS: dict[str, View] = {
    v.name: v
    for v in (
        View("tenures", "Unbroken memberships of people in organizations, from joining to leaving.", _stints_view(f"s.relation = '{MEMBER}'")),
        View("departures", "Tenures that ended: who left, when, how and where to.", _stints_view(f"s.relation = '{MEMBER}' AND s.ended IS NOT NULL")),
        View("posts", "Offices and board seats held, each with its days.", _stints_view(f"s.office IS NOT NULL AND s.relation <> '{MEMBER}'")),
        View("disagreements", "Where a source differs from the event, with its address.", """
SELECT c.event, e.date, e.title_en, e.title_ja, c.field, c.instead_of, c.value AS claimed, s.publisher, s.url, s.voice
FROM claims c JOIN events e ON e.id = c.event JOIN sources s ON s.id = c.source ORDER BY e.n, c.citation, c.n""".strip()),
    )
}  # fmt: skip
"""Ready views by name."""

"""FollowTheMoney: posts, ownerships and foundings of others' data become candidates, each with its sources.

The form: FollowTheMoney 4, https://followthemoney.tech/, as lines of JSON: entities, entities with their
statements, or statements alone; what is told of one id in several lines is one entity.

The decision hidden here is which of its schemata say something that an event is: ``POSTS``, ``DEALS``, and a
link whose role is founder. A value is of the data sets that state it, so that where a statement names its
data set the beginning and the end of a post can have sources of their own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from aigraph.dataset import Dataset, WrongQuestion, fold
from aigraph.dates import between, parse_date
from aigraph.intake import Found
from aigraph.intake.candidates import (
    Candidates,
    Deed,
    Page,
    Part,
    Post,
    Stranger,
    host_of,
    json_of,
    lines_of,
    office_named,
    plain,
    web_address,
)
from aigraph.ontology import DIRECTOR, ENTITY_TYPES, FOUNDER, MEMBER, OBSERVER, PERSON, RELATIONS, SOURCE_KINDS, STAFF, Label

Json = dict[str, Any]

TYPES: dict[str, str] = {
    "Person": PERSON,
    "Company": "company",
    "PublicBody": "government",
    "Organization": "other",
    "LegalEntity": "other",
    "Asset": "product",
    "Project": "project",
}
"""What an entity is by its schema, unless a keyword of it is one of our types; the more special schema first."""
DOCUMENTS = frozenset(
    {
        "Document",
        "Article",
        "HyperText",
        "PlainText",
        "Pages",
        "Page",
        "Email",
        "Image",
        "Audio",
        "Video",
        "Table",
        "Workbook",
        "Folder",
        "Package",
    }
)
"""What can be the proof of something, and becomes a source."""


class Seat(NamedTuple):
    """A schema that says who holds a post: the properties for person and organization, the office where the role names none."""

    person: str
    organization: str
    office: str | None = None


POSTS: dict[str, Seat] = {
    "Directorship": Seat("director", "organization", "director"),
    "Employment": Seat("employee", "employer"),
    "Membership": Seat("member", "organization"),
}
DEALS: dict[str, tuple[tuple[str, str], ...]] = {
    "acquisition": (("acquirer", "owner"), ("target", "asset")),
    "funding": (("investor", "owner"), ("recipient", "asset")),
}
"""What an Ownership becomes: an event type, and for each role the property that fills it."""
OWNERSHIP, LINK = "Ownership", "UnknownLink"
OURS = "aigraph-"
"""How ids begin that `aigraph export ftm` gave."""
_PLAIN_WORDS = {fold(w) for r in (MEMBER, STAFF, DIRECTOR, OBSERVER) for w in (*RELATIONS[r].label, *(RELATIONS[r].noun or ()))} | {
    "interim"
}
_MEMBER_WORDS = {fold(w) for w in RELATIONS[MEMBER].noun or ()}
_FOUNDER_WORDS = {fold(w) for w in (*(RELATIONS[FOUNDER].noun or ()), "co-founder")}
_JAPANESE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


def read(path: Path, dataset: Dataset) -> Found:
    """Return candidates of FollowTheMoney data.

    Raises:
        WrongQuestion: a line is no entity and no statement, or nothing becomes a candidate.
    """
    things = things_of(path)
    candidates = Candidates(dataset, path, Label("FollowTheMoney", "FollowTheMoney"))
    _Reading(candidates, things).tell()
    return candidates.found()


# --- the file --------------------------------------------------------------------------------------


class Thing:
    """An entity: its schemata, and its values by property, each with the data sets that state it and its language."""

    def __init__(self, ident: str) -> None:
        self.id = ident
        self.schemata: dict[str, None] = {}
        self.values: dict[str, dict[str, dict[str, str | None]]] = defaultdict(dict)
        self.datasets: dict[str, None] = {}
        self.caption = ""

    @property
    def schema(self) -> str:
        """The most special of its schemata, as far as they are known here."""
        return next((s for s in (*TYPES, *POSTS) if s in self.schemata), next(iter(self.schemata)))

    def say(self, prop: str) -> list[str]:
        """Return the values of a property, in order."""
        return list(self.values[prop]) if prop in self.values else []

    def one(self, prop: str) -> str | None:
        """Return the first value of a property."""
        return next(iter(self.say(prop)), None)

    def stating(self, *properties: str) -> set[str]:
        """Return the data sets that state a value of the properties."""
        return {d for p in properties if p in self.values for by in self.values[p].values() for d in by}

    def add(self, prop: str, value: Any, dataset: str = "", lang: Any = None) -> None:
        """Take in a value, unless there is nothing to it."""
        text = plain(value)
        if text:
            by = self.values[prop].setdefault(text, {})
            if dataset:
                by[dataset] = lang if isinstance(lang, str) else None
                self.datasets[dataset] = None


def things_of(path: Path) -> dict[str, Thing]:
    """Return the entities of a file by id.

    Raises:
        WrongQuestion: a line is neither an entity nor a statement.
    """
    things: dict[str, Thing] = {}
    for number, line in lines_of(path):
        if line:
            record = json_of(line, path, number)
            try:
                _take(record, things)
            except (KeyError, TypeError, AttributeError) as error:
                raise WrongQuestion(f"{path}:{number}: is no entity and no statement of FollowTheMoney: {_what(error)}") from None
    return things


def _what(error: Exception) -> str:
    return f"it has no {error}" if isinstance(error, KeyError) else "a field is of another kind than it should be"


def _take(record: Json, things: dict[str, Thing]) -> None:
    if "entity_id" in record or "prop" in record:
        _take_statement(record, things)
        return
    thing = _thing(_text(record["id"]), _text(record["schema"]), things)
    thing.caption = thing.caption or plain(record.get("caption"))
    for dataset in record.get("datasets") or ():
        thing.datasets[_text(dataset)] = None
    for prop, values in (record.get("properties") or {}).items():
        for value in [values] if isinstance(values, str) else values:
            thing.add(prop, value)
    for statement in record.get("statements") or ():
        _take_statement({"canonical_id": thing.id, **statement}, things)


def _take_statement(record: Json, things: dict[str, Thing]) -> None:
    thing = _thing(_text(record.get("canonical_id") or record["entity_id"]), _text(record["schema"]), things)
    things.setdefault(_text(record["entity_id"]), thing)  # others may point at the id that it had in its data set
    if record["prop"] != "id":
        thing.add(_text(record["prop"]), record["value"], _text(record["dataset"]), record.get("lang"))


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TypeError(value)
    return value.strip()


def _thing(ident: str, schema: str, things: dict[str, Thing]) -> Thing:
    thing = things.setdefault(ident, Thing(ident))
    thing.schemata[schema] = None
    return thing


# --- what it says ----------------------------------------------------------------------------------


class _Reading:
    """Reads posts, deals and foundings out of entities."""

    def __init__(self, candidates: Candidates, things: dict[str, Thing]) -> None:
        self.candidates, self.things = candidates, things
        self.left_out = candidates.left_out

    def tell(self) -> None:
        """Take up everything that becomes a candidate; count the rest by its schema."""
        posts: list[tuple[Thing, Seat]] = []
        for thing in {id(t): t for t in self.things.values()}.values():
            schema = thing.schema
            if schema in POSTS:
                posts.append((thing, POSTS[schema]))
            elif schema == OWNERSHIP:
                self._deal(thing)
            elif schema == LINK and {fold(r) for r in thing.say("role")} & _FOUNDER_WORDS:
                self._founding(thing, thing.one("object"), thing.one("subject"), "date" if thing.say("date") else "startDate")
            elif schema in TYPES:
                if thing.say("incorporationDate"):
                    self._founding(thing, thing.id, None, "incorporationDate")
            elif schema not in DOCUMENTS:
                self.left_out[f"what the schema {schema} says, which is not read here"] += 1
        held = {(thing.one(seat.person), thing.one(seat.organization)) for thing, seat in posts if not self._sums_up(thing)}
        for thing, seat in posts:
            if self._sums_up(thing) and (thing.one(seat.person), thing.one(seat.organization)) in held:
                self.left_out["memberships that sum up posts of the same two"] += 1
            else:
                self._post(thing, seat)

    @staticmethod
    def _sums_up(thing: Thing) -> bool:
        """Whether it is a membership without a word of what kind."""
        return thing.schema == "Membership" and {fold(r) for r in thing.say("role")} <= _MEMBER_WORDS

    def _post(self, thing: Thing, seat: Seat) -> None:
        person, organization = self._named(thing.one(seat.person)), self._named(thing.one(seat.organization))
        if person is None or organization is None:
            self.left_out[f"{thing.schema}s that do not say who or where"] += 1
            return
        roles = thing.say("role")
        office = next((o for r in roles if (o := office_named(r))), seat.office)
        position = next((r for r in roles if fold(r) not in _PLAIN_WORDS and not office_named(r)), None)
        if person.type != PERSON and not office:
            self.left_out["memberships of organizations in others"] += 1
            return
        start, end = self._date(thing, "startDate"), self._date(thing, "endDate")
        if not start and not end:
            self.left_out[f"{thing.schema}s without a date"] += 1
            return
        part = Part("person", person.key, office, position, "interim" in map(fold, roles))
        says = f"{thing.schema}: {person.en}, {organization.en}{self._words(roles)}{f', from {start}' if start else ''}{f', until {end}' if end else ''}"
        began, ended = self._pages(thing, "startDate"), self._pages(thing, "endDate")
        self.candidates.posts.append(Post(part, organization.key, start, end, began, ended, says))

    def _deal(self, thing: Thing) -> None:
        owner, asset = self._named(thing.one("owner")), self._named(thing.one("asset"))
        prop = "startDate" if thing.say("startDate") else "date"
        start = self._date(thing, prop)
        if owner is None or asset is None or not start:
            self.left_out["Ownerships that do not say who, what or since when"] += 1
            return
        self.left_out["ends of Ownerships"] += bool(thing.say("endDate"))
        kind = "funding" if any("invest" in r for r in map(fold, thing.say("role"))) else "acquisition"
        keys = {"owner": owner.key, "asset": asset.key}
        says = f"Ownership: {owner.en}, {asset.en}{self._words(thing.say('role'))}, from {start}"
        self.candidates.deeds.append(
            Deed(kind, start, tuple(Part(role, keys[p]) for role, p in DEALS[kind]), self._pages(thing, prop), says)
        )

    def _founding(self, thing: Thing, organization: str | None, founder: str | None, prop: str) -> None:
        what, who, date = self._named(organization), self._named(founder), self._date(thing, prop)
        if what is None or not date or (founder and who is None):
            self.left_out["foundings that do not say who, what or when"] += 1
            return
        cast = (*([Part("founder", who.key)] if who else []), Part("organization", what.key))
        says = f"founded: {what.en}{f', by {who.en}' if who else ''}, {date}"
        self.candidates.deeds.append(Deed("founding", date, cast, self._pages(thing, prop), says))

    @staticmethod
    def _words(roles: Iterable[str]) -> str:
        english = [r for r in roles if not _JAPANESE.search(r)]
        return f" ({', '.join(english)})" if english else ""

    # --- entities ---

    def _named(self, key: str | None) -> Stranger | None:
        """Return an entity that takes part; one that is not in the file is called by its id."""
        if key is None:
            return None
        thing = self.things.get(key)
        key = thing.id if thing else key
        if key not in self.candidates.strangers:
            self.candidates.strangers[key] = _stranger(thing) if thing else Stranger(key, "other", plain(key))
            if thing is None:
                self.candidates.remarks.append(f"not in the file, and therefore called by its id: {plain(key)}")
        return self.candidates.strangers[key]

    # --- dates ---

    def _date(self, thing: Thing, prop: str) -> str:
        """Return a date as EDTF: several that differ are an interval, empty is none.

        One that `aigraph export ftm` could not write as a date stands whole among the words.
        """
        dates = []
        whole = [text.removeprefix(f"{prop}: ") for text in thing.say("description") if text.startswith(f"{prop}: ")]
        for text in (whole if thing.id.startswith(OURS) else None) or thing.say(prop):
            moment = re.fullmatch(r"(\d{4}-\d\d-\d\d)[T ].*", text)
            try:
                dates.append(parse_date(moment[1] if moment else text))
            except ValueError:
                self.left_out["dates that cannot be read"] += 1
        if not dates:
            return ""
        inner = max(dates, key=lambda d: (d.lo, -d.hi))
        if all(d.lo <= inner.lo and inner.hi <= d.hi for d in dates):
            return inner.text
        self.left_out["single dates, where several differ: the event is dated between them"] += 1
        return between(min(d.lo for d in dates), max(d.hi for d in dates)).text

    # --- sources ---

    def _pages(self, thing: Thing, prop: str) -> tuple[Page, ...]:
        """Return the sources of a value: the documents and addresses of those that state it, else the data sets themselves."""
        stating = thing.stating(prop)
        pages = [self._document(d) for key in self._of(thing, "proof", stating) if (d := self.things.get(key))]
        told = {p.url for p in pages}
        for text in self._of(thing, "sourceUrl", stating):
            url = web_address(text)
            if url and url not in told:
                pages.append(Page(plain(thing.one("publisher")) or host_of(url), url))
        if not pages:
            datasets = sorted(stating or thing.datasets) or [self.candidates.path.name]
            pages = [Page(plain(d), None, f"FollowTheMoney data set {plain(d)}", plain(d)) for d in datasets]
        return tuple(dict.fromkeys(pages))

    @staticmethod
    def _of(thing: Thing, prop: str, stating: set[str]) -> Iterator[str]:
        """Yield the values of a property that are of these data sets, as far as values have any."""
        for value, by in thing.values.get(prop, {}).items():
            if not by or not stating or stating & by.keys():
                yield value

    def _document(self, d: Thing) -> Page:
        url = web_address(d.one("sourceUrl"))
        publisher = d.one("publisher") or (host_of(url) if url else "") or next(iter(d.datasets), self.candidates.path.name)
        published = self._date(d, "publishedAt") or None
        title = d.one("title") or d.one("name") or d.one("fileName")
        title = None if title in (publisher, f"{publisher}, {published}") and url else title
        author = d.one("author") or (None if url else publisher)
        kind = next((k for k in d.say("keywords") if k in SOURCE_KINDS), "reference")
        return Page(publisher, url, title if url or title else d.id, author, published, d.one("language") or "und", kind)


def _stranger(thing: Thing) -> Stranger:
    """Return an entity with its names told apart by language or script."""
    names = thing.say("name") or thing.say("alias") or [thing.caption or thing.id]
    tagged = {lang: name for name, by in reversed(thing.values["name"].items()) for lang in by.values() if lang}
    en = tagged.get("eng") or next((n for n in (thing.caption, *names) if n and not _JAPANESE.search(n)), names[0])
    ja = tagged.get("jpn") or next((n for n in names if _JAPANESE.search(n)), None)
    kind = next(
        (k for k in thing.say("keywords") if k in ENTITY_TYPES and (k == PERSON) == (thing.schema == "Person")),
        TYPES.get(thing.schema, "other"),
    )
    wikidata = next((q for q in thing.say("wikidataId") if re.fullmatch(r"Q\d+", q)), None)
    ours = re.fullmatch(rf"{OURS}entity-([a-z0-9]+(?:-[a-z0-9]+)*)", thing.id)
    return Stranger(thing.id, kind, en, ja if ja != en else None, (*names, *thing.say("alias")), wikidata, ours and ours[1])

"""Candidates: what others say of posts and foundings, as a saga that a curator can ask, check and take from.

The decision hidden here is how a foreign statement becomes a record that can be trusted no more than its
source: each keeps the pages that say so, is only ``reported``, and says in the attribute ``known-as`` which
event of the curator's saga tells the same. Somebody is the curator's entity by an identifier (Wikidata's,
or one of our own that came back), never by name alone. What contradicts the rest is left out and said.
"""

from __future__ import annotations

import bz2
import gzip
import json
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from io import BufferedIOBase
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from aigraph.canonical import plain_record
from aigraph.checks import WHOLE_RULES, Records, error_findings
from aigraph.curation import KNOWN_AS, free_id, slug
from aigraph.dataset import Dataset, WrongQuestion, canonical_order, fold
from aigraph.dates import FuzzyDate, iso, parse_date
from aigraph.intake import Found, Plain
from aigraph.ontology import EVENT_TYPES, MEMBER, OFFICES, REPORTED, Closes, Label, Marks, Opens
from aigraph.progress import teller
from aigraph.records import SECTIONS, Event, Header, Participant, Source
from aigraph.shape import validate
from aigraph.stints import Stint, derive

LONGEST_LINE = 64 * 2**20
"""So many bytes one line of a file that is read may have."""

# --- what is found in a file -----------------------------------------------------------------------


class Stranger(NamedTuple):
    """An entity as others have it: their key for it, its type in our words, its names. ``ours``: the id that it says it has here."""

    key: str
    type: str
    en: str
    ja: str | None = None
    aliases: tuple[str, ...] = ()
    wikidata: str | None = None
    ours: str | None = None


class Page(NamedTuple):
    """Where they have it from: a source, without its id. Without an address it has an author and a title."""

    publisher: str
    url: str | None = None
    title: str | None = None
    author: str | None = None
    published: str | None = None
    lang: str = "und"
    kind: str = "reference"


class Part(NamedTuple):
    """Who takes part in a deed, as what, by their key."""

    role: str
    entity: str
    office: str | None = None
    position: str | None = None
    interim: bool = False


class Deed(NamedTuple):
    """Something dated that others say: type of event, date (EDTF), who takes part, what each page says."""

    type: str
    date: str
    cast: tuple[Part, ...]
    pages: tuple[Page, ...]
    says: str


class Post(NamedTuple):
    """Somebody's time in a post: its first and last day (EDTF, empty where they are not said) with the pages of each."""

    person: Part
    organization: str
    start: str
    end: str
    began: tuple[Page, ...]
    ended: tuple[Page, ...]
    says: str


# --- reading ---------------------------------------------------------------------------------------

_UNPACK: dict[str, Callable[..., Any]] = {".gz": gzip.open, ".bz2": bz2.open}


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines of a file with their numbers, unpacked if it ends in .gz or .bz2.

    Raises:
        WrongQuestion: it is no file, or damaged, or no text in UTF-8, or a line is too long.
    """
    if not path.is_file():
        raise WrongQuestion(f"{path} is no file")
    tell = teller("reading", path.stat().st_size)
    with path.open("rb") as packed:
        file: Any = _UNPACK[path.suffix](packed) if path.suffix in _UNPACK else packed
        number = 0
        while line := _next_line(file, path, number + 1):
            number += 1
            try:
                yield number, line.decode("utf-8-sig" if number == 1 else "utf-8").strip()
            except UnicodeDecodeError:
                raise WrongQuestion(f"{path}:{number}: is no text in UTF-8") from None
            if tell and number % 1000 == 0:
                tell(packed.tell())


def _next_line(file: BufferedIOBase, path: Path, number: int) -> bytes:
    try:
        line = file.readline(LONGEST_LINE + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile, OSError) as error:
        raise WrongQuestion(f"{path}:{number}: cannot be unpacked: {error}") from None
    if len(line) > LONGEST_LINE:
        raise WrongQuestion(f"{path}:{number}: has more than {LONGEST_LINE // 2**20} MiB; one record a line is read")
    return line


def json_of(text: str, path: Path, line: int) -> Any:
    """Return the value of a text that begins on a line of a file.

    Raises:
        WrongQuestion: it is no JSON.
    """
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise WrongQuestion(f"{path}:{line + error.lineno - 1}: is no JSON: {error.msg} at column {error.colno}") from None
    except (ValueError, RecursionError):
        raise WrongQuestion(f"{path}:{line}: is no JSON that can be read: a number too long, or too many brackets") from None


def plain(text: Any) -> str:
    """Return a foreign text on one line, without characters that do not show; empty for what is no text."""
    if not isinstance(text, str):
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def web_address(text: Any) -> str | None:
    """Return a text if it is an address that a source may have."""
    url = text.strip() if isinstance(text, str) else ""
    return url if re.fullmatch(r"https?://[^\s]+\.[^\s]+", url) and url.isprintable() else None


def host_of(url: str) -> str:
    """Return the name of a site, which stands for a publisher that nobody names."""
    return urlsplit(url).netloc.rpartition("@")[2].removeprefix("www.") or url


_OTHER_WORDS = {
    "chief executive officer": "ceo",
    "chairman": "chair",
    "chairwoman": "chair",
    "chairperson": "chair",
    "chairman of the board": "chair",
    "chairperson of the board": "chair",
    "board member": "director",
    "member of the board": "director",
    "member of the board of directors": "director",
    "board director": "director",
}
_OFFICE_OF = {fold(word): o.id for o in OFFICES.values() for word in (o.id, o.id.replace("-", " "), *o.label)} | _OTHER_WORDS


def office_named(words: str) -> str | None:
    """Return the office that is called so, in English or Japanese, or ``None``."""
    return _OFFICE_OF.get(fold(words))


# --- becoming candidates ---------------------------------------------------------------------------

_TITLES: dict[tuple[str, bool], Label] = {
    ("appointment", True): Label("{person} becomes {post} at {organization}", "{person}が{organization}の{post}に就任"),
    ("appointment", False): Label("{person} joins {organization}", "{person}が{organization}に加わる"),
    ("departure", True): Label("{person} ends as {post} at {organization}", "{person}が{organization}の{post}を退任"),
    ("departure", False): Label("{person} leaves {organization}", "{person}が{organization}を去る"),
    ("founding", False): Label("{organization} is founded", "{organization}の設立"),
    ("acquisition", False): Label("{acquirer} acquires {target}", "{acquirer}が{target}を取得"),
    ("funding", False): Label("{investor} invests in {recipient}", "{investor}が{recipient}に出資"),
}
_SUMMARY = Label("As {} has it: {}.", "{}の記載：{}。")


class Candidates:
    """Gathers what a file says, and makes a saga of it."""

    def __init__(self, dataset: Dataset, path: Path, called: Label, license: str | None = None) -> None:
        self.dataset, self.path, self.called, self.license = dataset, path, called, license
        self.strangers: dict[str, Stranger] = {}
        self.posts: list[Post] = []
        self.deeds: list[Deed] = []
        self.days: set[str] = set()
        self.left_out: Counter[str] = Counter()
        self.remarks: list[str] = []

    def found(self) -> Found:
        """Return everything as records, with what could not be taken over."""
        deeds = _first_posts(_merged([*self.deeds, *self._of_posts()]))
        entities = self._entities(deeds)
        sources: dict[Page | str, Plain] = {}
        events = self._events(deeds, entities, sources)
        header = self._header(events, sources.values())
        events = self._sound(header, list({e["id"]: e for e in entities.values()}.values()), list(sources.values()), events)
        if not events:
            raise WrongQuestion(f"{self.path} says nothing that becomes a candidate{''.join(f'; {r}' for r in self._told())}")
        used = {p["entity"] for e in events for p in e["participants"]}
        cited = {c["source"] for e in events for c in e["sources"]}
        self._say_who(entities, used)
        known = sum(KNOWN_AS in e.get("attributes", ()) for e in events)
        if known:
            self.remarks.append(f"the saga knows {known:,} of {len(events):,} events: their attribute `{KNOWN_AS}` says as which")
        return Found(
            self._header(events, (s for s in sources.values() if s["id"] in cited)),
            list({e["id"]: e for e in entities.values() if e["id"] in used}.values()),
            [s for s in sources.values() if s["id"] in cited], events, self._told(),
        )  # fmt: skip

    def _told(self) -> tuple[str, ...]:
        return (*self.remarks, *(f"left out: {what} ({n:,})" for what, n in sorted(self.left_out.items()) if n))

    # --- posts ---

    def _of_posts(self) -> Iterator[Deed]:
        """Yield the deeds that begin and end posts.

        Who leaves without a word of an office gives up every post there: such an end is left out while another
        post goes on, and stands for the ends of the others that fall on its day.
        """
        pairs: dict[tuple[str, str], list[Post]] = defaultdict(list)
        for post in self.posts:
            if post.start and post.end and parse_date(post.start).lo > parse_date(post.end).hi:
                self.left_out["posts that end before they begin"] += 1
            else:
                pairs[post.person.entity, post.organization].append(post)
        for (_, organization), posts in pairs.items():
            leaving = {p.end for p in posts if p.end and not p.person.office and not any(_outlasts(other, p) for other in posts)}
            for p in posts:
                cast = (p.person, Part("organization", organization))
                if p.start:
                    yield Deed("appointment", p.start, cast, p.began, p.says)
                if p.end in leaving:
                    yield Deed("departure", p.end, (Part(p.person.role, p.person.entity), cast[1]), p.ended, p.says)
                elif p.end and p.person.office:
                    yield Deed("departure", p.end, cast, p.ended, p.says)
                elif p.end:
                    self.left_out["ends of employments while another post there goes on: leaving would end both"] += 1

    # --- entities ---

    def _entities(self, deeds: Iterable[Deed]) -> dict[str, Plain]:
        """Return the records of all that take part in deeds, by their key."""
        keys = dict.fromkeys(part.entity for deed in deeds for part in deed.cast)
        here = {key: known for key in keys if (known := self._known(self.strangers[key]))}
        stems = {key: self._stem(self.strangers[key]) for key in keys if key not in here}
        often = Counter(stems.values())
        taken = set(self.dataset.entities)
        records = {key: {k: v for k, v in plain_record(self.dataset.entities[i]).items() if k != "accept"} for key, i in here.items()}
        for key, stem in stems.items():
            if stem in taken or often[stem] > 1:
                stem = "-".join((stem, *re.findall(r"[a-z0-9]+", key.lower()))) if stem != self._slug(key) else stem
            ident = free_id(stem, taken)
            taken.add(ident)
            records[key] = _entity(self.strangers[key], ident)
        return records

    def _known(self, stranger: Stranger) -> str | None:
        """Return the curator's entity that a stranger is, by an identifier; an own id that came back bears a name of it, too."""
        if stranger.wikidata in self._by_wikidata:
            return self._by_wikidata[stranger.wikidata]
        if stranger.ours in self.dataset.entities:
            return stranger.ours if stranger.ours in self._namesakes(stranger) else None
        return None

    def _namesakes(self, stranger: Stranger) -> list[str]:
        names = {fold(n) for n in (stranger.en, stranger.ja, *stranger.aliases) if n}
        return sorted({i for name in names for i in self.dataset.names.get(name, ())})

    @cached_property
    def _by_wikidata(self) -> dict[str | None, str]:
        return {e.wikidata: e.id for e in self.dataset.entities.values() if e.wikidata}

    def _stem(self, stranger: Stranger) -> str:
        return stranger.ours or self._slug(stranger.en) or self._slug(stranger.key) or "entity"

    @staticmethod
    def _slug(text: str) -> str:
        try:
            return slug(text)
        except WrongQuestion:
            return ""

    def _say_who(self, entities: Mapping[str, Plain], used: set[str]) -> None:
        """Say who of the candidates is the curator's, and who only bears a name that the curator has."""
        known = 0
        for key, record in entities.items():
            if record["id"] in self.dataset.entities:
                known += record["id"] in used
            elif record["id"] in used and (alike := self._namesakes(self.strangers[key])):
                way = f"write `wikidata: {self.strangers[key].wikidata}` there if it is" if self.strangers[key].wikidata else "compare them"
                self.remarks.append(f"{record['id']} bears a name of {' and '.join(alike)}, and is not taken for it: {way}")
        if known:
            self.remarks.append(f"{known:,} entities are the saga's own, by their identifiers")

    # --- events and sources ---

    def _events(self, deeds: Iterable[Deed], entities: Mapping[str, Plain], sources: dict[Page | str, Plain]) -> list[Plain]:
        taken: set[str] = set()
        events = []
        for deed in sorted(deeds, key=_deed_order):
            title, says = self._title(deed, entities), plain(deed.says)
            digits = re.match(r"[0-9-]*", deed.date.removeprefix("../"))
            ident = free_id("-".join(filter(None, ((digits[0] if digits else "").strip("-"), self._slug(title.en) or deed.type))), taken)
            taken.add(ident)
            pages = dict.fromkeys(self._source(page, sources)["id"] for page in deed.pages)
            event = {
                "id": ident, "date": deed.date, "type": deed.type, "title": title._asdict(),
                "summary": {lang: _SUMMARY.say(lang).format(self.called.say(lang), says) for lang in ("en", "ja")}, "status": REPORTED,
                "participants": [_participant(part, entities) for part in deed.cast], "sources": [{"source": i, "says": says} for i in pages],
            }  # fmt: skip
            known = self._known_as(validate(Event, event))
            events.append({**event, "attributes": {KNOWN_AS: known}} if known else event)
        return events

    def _title(self, deed: Deed, entities: Mapping[str, Plain]) -> Label:
        held = next((p for p in deed.cast if p.office or p.position), None)
        words = _TITLES.get((deed.type, held is not None)) or _TITLES[deed.type, False]
        post = _called(held) if held else Label("", "")

        def told(lang: str) -> str:
            names = {p.role: entities[p.entity]["name"] for p in deed.cast}
            said = {role: name.get(lang) or name["en"] for role, name in names.items()}
            return plain(words.say(lang).format(post=post.say(lang), **said))

        return Label(told("en"), told("ja"))

    def _source(self, page: Page, sources: dict[Page | str, Plain]) -> Plain:
        """Return the record of a page: the curator's, where there is one of that address, else a new one."""
        key = page.url or page
        if key in sources:
            return sources[key]
        known = self._by_url.get(page.url) if page.url else None
        if known is not None:
            record = {k: v for k, v in plain_record(known).items() if k not in ("accept", "voice")}
        else:
            told = page.published or (urlsplit(page.url).path.rpartition("/")[2] if page.url else page.title)
            ident = free_id(self._slug(f"{page.publisher} {told or ''}") or "source", self._source_ids)
            self._source_ids.add(ident)
            record = {"id": ident} | {k: v for k, v in page._asdict().items() if v}
        sources[key] = record
        return record

    @cached_property
    def _by_url(self) -> dict[str, Source]:
        return {s.url: s for s in self.dataset.sources.values() if s.url}

    @cached_property
    def _source_ids(self) -> set[str]:
        return set(self.dataset.sources)

    def _known_as(self, event: Event) -> str | None:
        """Return the event of the curator's saga that did the same, at a time that may be the same.

        What an event does is the first effect of its type: the same relation began or ended, or the same deed
        was done to the same object, whoever is named as the doer.
        """
        effect = EVENT_TYPES[event.type].effects[0]
        if not isinstance(effect, Opens | Closes | Marks):
            return None
        for other in (p.entity for p in event.participants if p.role == effect.object):
            if isinstance(effect, Marks):
                near = (e for e, _ in self.dataset.events_of(other).within(event.date.lo, event.date.hi) if e.type == event.type)
                return next((e.id for e in near if (effect.object, other) in {(p.role, p.entity) for p in e.participants}), None)
            for who in (p for p in event.participants if p.role == effect.subject):
                for stint in self.dataset.stints_of(who.entity):
                    known, date = (stint.closed_by, stint.end) if isinstance(effect, Closes) else (stint.opened_by, stint.start)
                    same = _same_post(stint, who) if effect.relation == MEMBER else stint.relation == effect.relation
                    if same and other in (stint.object, stint.house) and known and date and _may_be(date, event.date):
                        return known
        return None

    # --- the whole ---

    def _header(self, events: Iterable[Plain], sources: Iterable[Plain]) -> Plain:
        """Return the header: closed on the latest day that anything in it says."""
        texts = [*self.days, *(e["date"] for e in events), *(s["published"] for s in sources if s.get("published"))]
        days = [day for text in texts if (day := iso(parse_date(text).hi))]
        name = {"en": f"Candidates from {plain(self.path.name)}", "ja": f"{plain(self.path.name)}からの候補"}
        header = {"name": name, "as_of": max(days, default=self.dataset.header.as_of.text)}
        return {**header, "license": self.license} if self.license else header

    def _sound(self, header: Plain, entities: Sequence[Plain], sources: Sequence[Plain], events: list[Plain]) -> list[Plain]:
        """Return the events that do not contradict the ontology or each other; say what is left out and why."""
        while True:
            wrong = _errors(header, entities, sources, events)
            left = [e for e in events if not wrong.keys() & {("events", e["id"]), *(("sources", c["source"]) for c in e["sources"])}]
            if len(left) == len(events):
                return events
            self.remarks += [f"left out: {message}" for message in wrong.values()]
            events = left


def _merged(deeds: Iterable[Deed]) -> list[Deed]:
    """Return deeds each once, with all pages that tell it."""
    found: dict[tuple[Any, ...], list[Deed]] = defaultdict(list)
    for deed in deeds:
        parts = deed.cast[-1:] if _of_all(deed) else tuple(p._replace(position=None) if p.office else p for p in deed.cast)
        found[deed.type, deed.date, parts].append(deed)
    return [
        same[0]._replace(
            cast=_cast_of(same),
            pages=tuple(dict.fromkeys(page for d in same for page in d.pages)),
            says="; ".join(dict.fromkeys(d.says for d in same)),
        )
        for same in found.values()
    ]


def _first_posts(deeds: Sequence[Deed]) -> list[Deed]:
    """Return deeds in which founders take the posts that they are appointed to on the day of the founding.

    A founder without a post is a member until somebody says otherwise; with one, as long as it lasts.
    """
    founded = {(d.date, d.cast[-1].entity): i for i, d in enumerate(deeds) if _of_all(d)}
    kept = list(deeds)
    for i, deed in enumerate(deeds):
        place = founded.get((deed.date, deed.cast[-1].entity), i)
        if place == i or not _begins(deed):
            continue
        who, (*others, organization) = deed.cast[0], kept[place].cast
        if who.entity in {p.entity for p in others}:
            alone = [p for p in others if (p.entity, p.office, p.position) != (who.entity, None, None)]
            cast = (*alone, who._replace(role=kept[place].cast[0].role), organization)
            kept[place] = kept[place]._replace(
                cast=cast, pages=tuple(dict.fromkeys((*kept[place].pages, *deed.pages))), says=f"{kept[place].says}; {deed.says}"
            )
            kept[i] = deed._replace(cast=())
    return [d for d in kept if d.cast]


def _begins(deed: Deed) -> bool:
    """Whether somebody takes a post."""
    effect = EVENT_TYPES[deed.type].effects[0]
    return isinstance(effect, Opens) and effect.relation == MEMBER


def _cast_of(same: Sequence[Deed]) -> tuple[Part, ...]:
    """Return who takes part in what several tell: whoever one of them names, the object last."""
    first = same[0].cast
    return (*dict.fromkeys(p for d in same for p in d.cast[:-1]), first[-1]) if _of_all(same[0]) else first


def _called(part: Part) -> Label:
    """Return what a post is called: in the words of the source, else as the office is."""
    return OFFICES[part.office].label if part.office and not part.position else Label(part.position or "", part.position or "")


def _of_all(deed: Deed) -> bool:
    """Whether it is one deed of all that do it to the same object, which stands last: a founding."""
    return isinstance(EVENT_TYPES[deed.type].effects[0], Marks)


def _deed_order(deed: Deed) -> tuple[Any, ...]:
    date = parse_date(deed.date)
    return date.lo, date.hi, deed.type, [(p.role, p.entity, p.office or "", p.position or "") for p in deed.cast]


def _outlasts(other: Post, post: Post) -> bool:
    """Whether a post may go on after another one of the same two ends."""
    end = parse_date(post.end)
    if other is post or (other.start and parse_date(other.start).lo >= end.hi):
        return False
    last = parse_date(other.end) if other.end else None
    return last is None or (last.lo, last.hi) > (end.lo, end.hi)


def _same_post(stint: Stint, who: Participant) -> bool:
    """Whether a stint is in the post that a participant takes or leaves: its office, or membership of any kind."""
    return stint.office == who.office and stint.relation != MEMBER if who.office else stint.relation == MEMBER


def _may_be(known: FuzzyDate, date: FuzzyDate) -> bool:
    return known.lo <= date.hi and date.lo <= known.hi


def _entity(stranger: Stranger, ident: str) -> Plain:
    name = {"en": stranger.en, **({"ja": stranger.ja} if stranger.ja else {})}
    record: Plain = {"id": ident, "type": stranger.type, "name": name}
    others = [a for a in dict.fromkeys(stranger.aliases) if a not in (stranger.en, stranger.ja)]
    return record | ({"aliases": others} if others else {}) | ({"wikidata": stranger.wikidata} if stranger.wikidata else {})


def _participant(part: Part, entities: Mapping[str, Plain]) -> Plain:
    said = {"role": part.role, "entity": entities[part.entity]["id"], "office": part.office, "position": part.position}
    return {k: v for k, v in said.items() if v} | ({"interim": "true"} if part.interim else {})


def _errors(header: Plain, entities: Iterable[Plain], sources: Iterable[Plain], events: Iterable[Plain]) -> dict[tuple[str, str], str]:
    """Return the records that make the whole wrong, by section and id, each with what is wrong with it."""
    sections = dict(zip(SECTIONS, (entities, events, sources), strict=True))
    valid = {name: {r["id"]: validate(SECTIONS[name], r) for r in records} for name, records in sections.items()}
    records = Records(validate(Header, header), valid["entities"], valid["events"], valid["sources"])
    found = error_findings(records)
    if not found:
        types: dict[str, str] = {i: e.type for i, e in records.entities.items()}
        assert records.header is not None
        derived = derive(canonical_order(records.events.values()), types, records.header.as_of.hi)
        found = [f for rule in WHOLE_RULES for f in rule(records, derived) if f.severity == "error"]
    wrong: dict[tuple[str, str], str] = {}
    for finding in found:
        place = finding.place
        wrong.setdefault((place.section, place.id), finding.message if place.id in finding.message else f"{place.id}: {finding.message}")
    return wrong

"""New records: an event or an entity from a few words, events from a folder of candidates.

The decision hidden here is how something new becomes a record at its place: names are resolved in any
language, ids are made from date and title, the block is written in canonical form between its
neighbours, and the whole folder is checked before a byte of it changes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable
from dataclasses import replace
from pathlib import Path

from aigraph.canonical import block_of, canonical_text, plain_record, with_records
from aigraph.claims import mentioned
from aigraph.dataset import Dataset, UnknownName, WrongQuestion, fold, wrong_word
from aigraph.loader import check_files, load_dataset, read_folder
from aigraph.ontology import ENTITY_TYPES, EVENT_TYPES, REPORTED, SOURCE_KINDS, STATUSES
from aigraph.problems import Problem, lines_of
from aigraph.records import Entity, Event
from aigraph.results import Json
from aigraph.tools import Report, problem_json, write_atomically

KNOWN_AS = "known-as"
"""The attribute of a candidate that names the event of the curator's saga which tells the same."""


def new_event(
    folder: Path,
    *,
    event_date: str,
    new_type: str,
    title: str,
    who: tuple[str, ...],
    source: tuple[str, ...],
    says: tuple[str, ...],
    title_ja: str | None = None,
    summary: str | None = None,
    summary_ja: str | None = None,
    status: str = REPORTED,
    amount: tuple[str, ...] = (),
    in_thread: tuple[str, ...] = (),
    link: tuple[str, ...] = (),
    by_publisher: str | None = None,
    of_kind: str = "press",
    source_title: str | None = None,
    source_lang: str = "en",
    published: str | None = None,
    new_id: str | None = None,
    dry_run: bool = False,
) -> Report:
    """Add an event: a canonical block in its place in ``events.yaml``, and its source if it is new.

    ``--who`` names a participant as ROLE=NAME or ROLE=NAME:OFFICE, any of its names will do. ``--source``
    is the id of a known source or a web address; what it says stands in ``--says``, in the same order. A
    new address takes ``--publisher``, ``--kind``, ``--published`` and ``--source-title``. On a terminal
    it asks for what is missing. Nothing is written unless the whole folder is without errors then; the
    lines that it names are those of the files as they would be.
    """
    dataset = load_dataset(folder)
    kind = EVENT_TYPES.get(new_type)
    if kind is None:
        raise wrong_word("event type", new_type, EVENT_TYPES)
    if status not in STATUSES:
        raise wrong_word("status", status, STATUSES)
    if len(says) != len(set(source)):
        raise WrongQuestion(f"{len(source)} times --source and {len(says)} times --says: say of each source what it says")
    details = {"publisher": by_publisher, "lang": source_lang, "kind": of_kind, "title": source_title, "published": published}
    cited: list[Json] = []
    for text in dict.fromkeys(source):
        cited.append(_source(dataset, text, details, {c["id"] for c in cited}))
    record: Json = {
        "id": new_id or _event_id(dataset, event_date, title),
        "date": event_date,
        "type": new_type,
        "title": _text(title, title_ja),
        "summary": _text(summary or title, summary_ja or (title_ja if summary is None else None)),
        "status": status,
        "participants": [_participant(dataset, text) for text in who],
        "amounts": [_amount(text) for text in amount] or None,
        "links": [dict(zip(("rel", "event"), _event_link(dataset, text), strict=True)) for text in link] or None,
        "threads": list(in_thread) or None,
        "sources": [{"source": c["id"], "says": said} for c, said in zip(cited, says, strict=True)],
    }
    sources = [c for c in cited if c["id"] not in dataset.sources]
    return _write(folder, {"sources": sources, "events": [record]}, dry_run=dry_run)


def new_entity(
    folder: Path,
    new_name: str,
    *,
    entity_type: str,
    name_ja: str | None = None,
    alias: tuple[str, ...] = (),
    note: str | None = None,
    note_ja: str | None = None,
    wikidata: str | None = None,
    new_id: str | None = None,
    dry_run: bool = False,
) -> Report:
    """Add a person, organization, product or whatever else events are about, in its place in ``entities.yaml``."""
    dataset = load_dataset(folder)
    if entity_type not in ENTITY_TYPES:
        raise wrong_word("entity type", entity_type, ENTITY_TYPES)
    if known := dataset.names.get(fold(new_name)):
        raise WrongQuestion(f"{new_name!r} is there already: {', '.join(known)}")
    record: Json = {
        "id": new_id or slug(new_name), "type": entity_type, "name": _text(new_name, name_ja), "aliases": list(alias) or None,
        "wikidata": wikidata, "note": _text(note, note_ja) if note else None,
    }  # fmt: skip
    return _write(folder, {"entities": [record]}, dry_run=dry_run)


def keep(folder: Path, candidates: str, chosen: tuple[str, ...], *, dry_run: bool = False) -> Report:
    """Take events over from CANDIDATES, a folder such as `aigraph import` makes, with the entities and sources that they need.

    Somebody is here already if the Wikidata id agrees, or else id and name; a source, if its address does. What
    else bears an id that is taken gets another one. Nothing is written unless the whole folder is without
    errors then. The attribute known-as is left behind, and so are links and threads that lead nowhere here.
    """
    if not chosen:
        raise WrongQuestion("name the events to keep; `aigraph timeline --data CANDIDATES` shows them")
    ours, theirs = load_dataset(folder), load_dataset(candidates)
    try:
        ids = dict.fromkeys(theirs.resolve_event(name) for name in chosen)
    except UnknownName as error:
        raise WrongQuestion(f"{candidates}: {error}") from None
    moving = _Moving(ours, theirs, ids)
    events = [moving.event(theirs.events[i]) for i in ids]
    report = _write(folder, {"entities": moving.new_entities, "sources": moving.new_sources, "events": events}, dry_run=dry_run)
    return replace(report, notes=tuple(moving.notes))


class _Moving:
    """Moves records from one saga to another: under which ids they are there, and what of them has to be new."""

    def __init__(self, ours: Dataset, theirs: Dataset, events: Iterable[str]) -> None:
        self.ours, self.theirs = ours, theirs
        self.by_wikidata = {e.wikidata: e.id for e in ours.entities.values() if e.wikidata}
        self.by_url = {s.url: s.id for s in ours.sources.values() if s.url}
        self.entities: dict[str, str] = {}
        self.sources: dict[str, str] = {}
        self.new_entities: list[Json] = []
        self.new_sources: list[Json] = []
        self.notes: list[str] = []
        self.events: dict[str, str] = {}
        for i in events:
            self.events[i] = free_id(i, {*ours.events, *self.events.values()})

    def event(self, event: Event) -> Json:
        """Return an event as the other saga has it."""
        if same := self._told(event):
            raise WrongQuestion(f"{event.id} is in the saga already, as {same}")
        if known := event.attribute(KNOWN_AS):
            self.notes.append(f"{event.id} may be what {known} tells; if it is, keep one of the two")
        there = {k.event: self.events.get(k.event) or self._told(self.theirs.events[k.event]) for k in event.links}
        lost = {"links to": [i for i in there if not there[i]], "threads": [t for t in event.threads if t not in self.ours.header.threads]}
        self.notes += [f"{event.id}: {what} {', '.join(ids)} left behind: not in the saga" for what, ids in lost.items() if ids]
        alike = {i: self.entity(i) for i in mentioned(event)}
        for i in mentioned(replace(event, participants=(), amounts=(), metrics=(), accounts=(), quote=None)):
            if alike[i] != i:
                raise WrongQuestion(f"{event.id} has claims about {i}, who is {alike[i]} in the saga: rename it in the candidates first")
        return plain_record(
            replace(
                event,
                id=self.events[event.id],
                participants=tuple(replace(p, entity=alike[p.entity]) for p in event.participants),
                amounts=tuple(replace(a, of=a.of and alike[a.of]) for a in event.amounts),
                metrics=tuple(replace(m, subject=alike[m.subject]) for m in event.metrics),
                attributes={k: v for k, v in event.attributes.items() if k != KNOWN_AS},
                links=tuple(replace(k, event=ident) for k in event.links if (ident := there[k.event])),
                threads=tuple(t for t in event.threads if t in self.ours.header.threads),
                quote=event.quote and replace(event.quote, speaker=event.quote.speaker and alike[event.quote.speaker]),
                sources=tuple(replace(c, source=self.source(c.source)) for c in event.sources),
                accounts=tuple(replace(a, voice=alike[a.voice], sources=tuple(self.source(s) for s in a.sources)) for a in event.accounts),
                accept=(),
            )
        )

    def _told(self, event: Event) -> str | None:
        """Return the event of the saga that an earlier keeping of this one made: same day, type, people and sources."""
        cast = {(p.role, self._known(self.theirs.entities[p.entity]), p.office) for p in event.participants}
        addresses = {self.theirs.sources[c.source].url for c in event.sources}
        for other, _ in self.ours.timeline.within(event.date.lo, event.date.hi):
            alike = (other.type, other.date) == (event.type, event.date) and {
                (p.role, p.entity, p.office) for p in other.participants
            } == cast
            if alike and addresses <= {self.ours.sources[c.source].url for c in other.sources}:
                return other.id
        return None

    def entity(self, ident: str) -> str:
        """Return the id of an entity in the other saga; it is new there unless it is known."""
        if ident not in self.entities:
            entity = self.theirs.entities[ident]
            known = self._known(entity)
            if known is None:
                known = free_id(ident, {*self.ours.entities, *self.entities.values()})
                self.new_entities.append(plain_record(replace(entity, id=known, accept=())))
            self.entities[ident] = known
        return self.entities[ident]

    def _known(self, entity: Entity) -> str | None:
        """Return the id of the same entity in the other saga: by Wikidata, or by name and id, be it one that got a number."""
        if entity.wikidata in self.by_wikidata:
            return self.by_wikidata[entity.wikidata]
        for ident in self.ours.names.get(fold(entity.name.en), ()):
            other = self.ours.entities[ident]
            if (
                re.fullmatch(rf"{re.escape(entity.id)}(-\d+)?", ident)
                and other.type == entity.type
                and not (other.wikidata and entity.wikidata)
            ):
                return ident
        return None

    def source(self, ident: str) -> str:
        """Return the id of a source in the other saga; it is new there unless its address is known."""
        if ident not in self.sources:
            source = self.theirs.sources[ident]
            known = self.by_url.get(source.url) if source.url else ident if self.ours.sources.get(ident) == source else None
            if known is None:
                known = free_id(ident, {*self.ours.sources, *self.sources.values()})
                voice = source.voice and self.entity(source.voice)
                self.new_sources.append(plain_record(replace(source, id=known, voice=voice, accept=())))
            self.sources[ident] = known
        return self.sources[ident]


# --- from words to fields ------------------------------------------------------------------------


def _text(en: str, ja: str | None) -> Json:
    return {"en": en, **({"ja": ja} if ja else {})}


def slug(text: str, words: int = 6) -> str:
    """Return the first words of a text as an id."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    found = re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", plain.lower()))
    if not found:
        raise WrongQuestion(f"no id can be made of {text!r}: give one with --id")
    return "-".join(found[:words])


def _event_id(dataset: Dataset, date: str, title: str) -> str:
    """Return an id that no event has, of the date's digits and the first words of the title."""
    day = re.match(r"[0-9-]*", date)
    stem = "-".join(filter(None, ((day[0] if day else "").strip("-"), slug(title))))
    return free_id(stem, dataset.events)


def free_id(stem: str, taken: Container[str]) -> str:
    """Return the stem, or the stem with the first number that makes it an id not taken."""
    return next(i for i in (stem, *(f"{stem}-{n}" for n in range(2, 1000))) if i not in taken)


def _participant(dataset: Dataset, text: str) -> Json:
    """Read ``ROLE=NAME`` or ``ROLE=NAME:OFFICE``."""
    role, equals, rest = text.partition("=")
    name, _, office = (rest, "", "") if dataset.names.get(fold(rest)) else rest.partition(":")
    if not equals or not name.strip():
        raise WrongQuestion(f"--who {text!r}: write ROLE=NAME or ROLE=NAME:OFFICE, as in person=Murati:ceo")
    try:
        entity = dataset.resolve(name.strip())
    except UnknownName as error:
        raise WrongQuestion(f"{error}; `aigraph new entity` adds one") from None
    return {"role": role.strip(), "entity": entity, "office": office.strip() or None}


def _amount(text: str) -> Json:
    """Read ``KIND=VALUE CURRENCY``."""
    match = re.fullmatch(r"([a-z-]+)=\s*(\d+(?:,\d{3})*(?:\.\d+)?(?:e\d+)?)\s*([A-Z]{3})?", text)
    if match is None:
        raise WrongQuestion(f"--amount {text!r}: write KIND=VALUE CURRENCY, as in 'valuation=852e9 USD'")
    value = float(match[2].replace(",", ""))
    return {"kind": match[1], "value": str(int(value) if value.is_integer() else value), "currency": match[3]}


def _event_link(dataset: Dataset, text: str) -> tuple[str, str]:
    rel, equals, event = text.partition("=")
    if not equals:
        raise WrongQuestion(f"--link {text!r}: write LINK=EVENT, as in follows=2023-11-17-altman-fired")
    try:
        return rel.strip(), dataset.resolve_event(event.strip())
    except UnknownName as error:
        raise WrongQuestion(str(error)) from None


def _source(dataset: Dataset, text: str, details: Json, taken: set[str]) -> Json:
    """Return a known source, by id or address, or the record of a new one with an id that is not taken."""
    if text in dataset.sources:
        return {"id": text}
    known = next((s.id for s in dataset.sources.values() if s.url == text), None)
    if known is not None:
        return {"id": known}
    if not re.match(r"https?://", text):
        raise wrong_word("source", text, dataset.sources)
    if not details["publisher"]:
        raise WrongQuestion(f"{text} is a new source: give its --publisher")
    if details["kind"] not in SOURCE_KINDS:
        raise wrong_word("kind of source", details["kind"], SOURCE_KINDS)
    stem = slug(" ".join(filter(None, (details["publisher"], details["published"]))), 12)
    return {"id": free_id(stem, taken | dataset.sources.keys()), "url": text, **{k: v for k, v in details.items() if v}}


# --- writing -------------------------------------------------------------------------------------


def _write(folder: Path, records: dict[str, list[Json]], *, dry_run: bool) -> Report:
    """Put records into the files of a folder if it is without errors then; report the blocks and what is missing."""
    files = read_folder(folder)
    after = dict(files)
    for section, added in records.items():
        if added:
            name = _file_of(after, section)
            if canonical_text(name, after[name]).encode() != after[name]:
                raise WrongQuestion(f"{name} is not in canonical form: run `aigraph fmt` first, so that only the new record changes")
            after[name] = with_records(name, after[name], section, added).encode()
    _, problems = check_files(after)
    ids = {r["id"] for added in records.values() for r in added}
    if errors := [p for p in problems if p.severity == "error"]:
        value = {"ids": sorted(ids), "files": [], "written": False, "missing": [problem_json(p) for p in errors]}
        return Report((*_lines(errors), "nothing was written"), value, failed=True)
    changed = {name: data for name, data in after.items() if data != files[name]}
    if not dry_run:
        for name, data in changed.items():
            write_atomically(folder / name, data)
    blocks = [line for section, added in records.items() for r in added for line in block_of(section, r)]
    mine = re.compile("|".join(rf"(?<![\w-]){re.escape(i)}(?![\w-])" for i in sorted(ids)))
    missing = [p for p in problems if p.severity == "warning" and mine.search(p.message)]
    verb = "would be written to" if dry_run else "written to"
    lines = [*blocks, "", f"{verb} {', '.join(str(folder / name) for name in changed)}", *_lines(missing)]
    value = {
        "ids": sorted(ids), "files": list(changed), "written": not dry_run, "missing": [problem_json(p) for p in missing],
    }  # fmt: skip
    return Report(tuple(lines), value)


def _lines(problems: Iterable[Problem]) -> list[str]:
    return [line for p in problems for line in lines_of(p)]


def _file_of(files: dict[str, bytes], section: str) -> str:
    """Return the file for a section: the one named after it, else the first that has it, else the first."""
    having = [name for name, data in files.items() if re.search(rf"(?m)^{section}:", data.decode("utf-8", "replace"))]
    return f"{section}.yaml" if f"{section}.yaml" in having else having[0] if having else next(iter(files))

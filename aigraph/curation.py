"""New records from a few words: an event with its sources, an entity.

The decision hidden here is how a curator's words become a record at its place: names are resolved in any
language, ids are made from date and title, the block is written in canonical form between its
neighbours, and the whole folder is checked before a byte of it changes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable
from pathlib import Path

from aigraph.canonical import block_of, canonical_text, with_records
from aigraph.dataset import Dataset, UnknownName, WrongQuestion, fold, wrong_word
from aigraph.loader import check_files, load_dataset, read_folder
from aigraph.ontology import ENTITY_TYPES, EVENT_TYPES, REPORTED, SOURCE_KINDS, STATUSES
from aigraph.problems import Problem, lines_of
from aigraph.results import Json
from aigraph.tools import Report, problem_json, write_atomically


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
        "id": new_id or _slug(new_name), "type": entity_type, "name": _text(new_name, name_ja), "aliases": list(alias) or None,
        "wikidata": wikidata, "note": _text(note, note_ja) if note else None,
    }  # fmt: skip
    return _write(folder, {"entities": [record]}, dry_run=dry_run)


# --- from words to fields ------------------------------------------------------------------------


def _text(en: str, ja: str | None) -> Json:
    return {"en": en, **({"ja": ja} if ja else {})}


def _slug(text: str, words: int = 6) -> str:
    """Return the first words of a text as an id."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    found = re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", plain.lower()))
    if not found:
        raise WrongQuestion(f"no id can be made of {text!r}: give one with --id")
    return "-".join(found[:words])


def _event_id(dataset: Dataset, date: str, title: str) -> str:
    """Return an id that no event has, of the date's digits and the first words of the title."""
    day = re.match(r"[0-9-]*", date)
    stem = "-".join(filter(None, ((day[0] if day else "").strip("-"), _slug(title))))
    return _free(stem, dataset.events)


def _free(stem: str, taken: Container[str]) -> str:
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
    stem = _slug(" ".join(filter(None, (details["publisher"], details["published"]))), 12)
    return {"id": _free(stem, taken | dataset.sources.keys()), "url": text, **{k: v for k, v in details.items() if v}}


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

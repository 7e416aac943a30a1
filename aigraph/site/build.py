"""The static site: the page as it is shipped, and the saga beside it as JavaScript files.

The decision hidden here is the form in which answers reach the page. They are the JSON of the results,
normalised: what repeats (entities, sources, events) is told once and referred to by id, and what is said
in a language stands in a file of that language. The page puts them together again; it computes only what
depends on a day or a filter chosen there. It loads no data over a network, so it works from a folder.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from aigraph.dataset import WrongQuestion
from aigraph.dates import FuzzyDate, iso
from aigraph.ontology import (
    AMOUNT_KINDS,
    DOUBTFUL_STATUSES,
    ENTITY_TYPES,
    EVENT_TYPES,
    LANGS,
    LINKS,
    MANNERS,
    MEMBER,
    OFFICES,
    PERSON,
    RELATIONS,
    ROLES,
    SOURCE_KINDS,
    STATUSES,
    Label,
)
from aigraph.queries.chronology import inverse_words, relation_words
from aigraph.queries.differences import differences
from aigraph.queries.tenure import CAREER, LEFT, POSTS_SHOWN, as_begun, levels_of
from aigraph.records import Entity, Event, Text
from aigraph.results import WORDS, Json, Result, Speaker
from aigraph.saga import Saga, load
from aigraph.stints import POSTS, Stint
from aigraph.tools import Report, write_atomically

FORMAT = 1
"""The version of the form of the data files; the page refuses another one."""
PAGE = ("index.html", "explorer.css", "explorer.js", "LICENSES.txt")


def site_build(folder: Path, out: str, *, site_title: str | None = None) -> Report:
    """Write the explorer, a static page that works offline from the folder OUT, from ``file://`` too.

    What is in OUT already stays; the files of the page are replaced.
    """
    if not out.strip():
        raise WrongQuestion("no folder is given to write to")
    target = Path(out)
    if target.exists() and not target.is_dir():
        raise WrongQuestion(f"{out} is a file; give a folder")
    files = pages(load(folder), site_title)
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WrongQuestion(f"{out} cannot be made: {error.strerror}") from None
    for name, data in files.items():
        write_atomically(target / name, data)
    total = sum(map(len, files.values()))
    lines = (f"{target / 'index.html'}: {len(files)} files, {total / 2**20:.1f} MiB; open it in a browser",)
    return Report(lines, {"folder": str(target), "files": sorted(files), "bytes": total})


def pages(saga: Saga, title: str | None = None) -> dict[str, bytes]:
    """Return the files of the site by name."""
    static = Path(__file__).parent / "static"
    files = {name: (static / name).read_bytes() for name in PAGE}
    files["data.js"] = script_of("data", facts(saga))
    for lang in LANGS:
        files[f"texts.{lang}.js"] = script_of(f"texts.{lang}", texts(saga.speaking(lang), title))
    return files


def script_of(name: str, value: Json) -> bytes:
    """Return a script that hands a value to the page: a string for the JSON parser, which is faster than a literal."""
    inner = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    text = json.dumps(inner, ensure_ascii=False).replace("</", "<\\/").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"(window.aigraph = window.aigraph || {{}})[{json.dumps(name)}] = {text};\n".encode()


# --- facts: what no language changes -------------------------------------------------------------


def facts(saga: Saga) -> Json:
    """Return what is the same in every language, with references by id."""
    d, speak = saga.dataset, Speaker(saga.dataset)
    stints = [s for s in d.stints if s.relation != MEMBER]
    return {
        "format": FORMAT,
        "as_of": iso(d.as_of),
        "version": d.header.version,
        "license": d.header.license,
        "threads": list(d.header.threads),
        "ontology": {
            "groups": {t.id: t.group for t in EVENT_TYPES.values()},
            "offices": list(OFFICES),
            "instant": [r.id for r in RELATIONS.values() if r.instant],
            "posts": sorted(POSTS),
            "shown": list(POSTS_SHOWN),
            "tenure": MEMBER,
            "doubtful": sorted(DOUBTFUL_STATUSES),
            "career": sorted(CAREER),
            "families": {r.id: r.family for r in RELATIONS.values()},
        },
        "houses": d.houses.root,
        "teams": sorted(d.houses.teams),
        "entities": {e.id: {"type": e.type, "aliases": list(e.aliases), "wikidata": e.wikidata} for e in d.entities.values()},
        "sources": {s.id: {**speak.source(s.id), "kind": s.kind, "voice": s.voice, "copy_of": s.copy_of} for s in d.sources.values()},
        "events": [_event(e, speak) for e in d.events.values()],
        "stints": [_stint(s, speak) for s in stints],
        "tenures": [_stint(s, speak) for s in d.tenures],
        "answers": dict(_answers(saga)),
    }


def _event(event: Event, speak: Speaker) -> Json:
    quote = event.quote
    return {
        "id": event.id, "date": _date(event.date), "type": event.type, "status": event.status,
        "participants": [_without_nothing({"role": p.role, "entity": p.entity, "office": p.office, "position": p.position,
                                           "interim": p.interim or None}) for p in event.participants],
        "amounts": [_without_nothing({"kind": a.kind, "value": a.value, "currency": a.currency, "of": a.of, "note": a.note})
                    for a in event.amounts],
        "metrics": [_without_nothing({"subject": m.subject, "metric": m.metric, "value": m.value, "unit": m.unit, "note": m.note})
                    for m in event.metrics],
        "links": [[k.rel, k.event] for k in event.links],
        "threads": list(event.threads),
        "quote": quote and {"text": quote.text, "lang": quote.lang, "speaker": quote.speaker},
        "sources": [{"id": c.source, "says": c.says} for c in event.sources],
        "accounts": [{"voice": a.voice, "sources": list(a.sources)} for a in event.accounts],
        "disputed": event.disputed,
    }  # fmt: skip


def _date(date: FuzzyDate | None) -> list[Any] | None:
    """Return a date as text, earliest and latest day, doubtful; what the text already says is left out."""
    if date is None:
        return None
    lo, hi = iso(date.lo), iso(date.hi)
    if lo == hi == date.text:
        return [date.text]
    return [date.text, lo, hi, *([True] if date.doubtful else [])]


def _stint(stint: Stint, speak: Speaker) -> Json:
    start = speak.start(stint)
    return _without_nothing(
        {
            "relation": stint.relation, "subject": stint.subject, "object": stint.object, "counts_for": stint.house, "office": stint.office,
            "position": stint.position, "interim": stint.interim or None, "start": _date(start), "end": _date(stint.end),
            "began": stint.start is not None, "doubtful": stint.doubtful or None, "manner": stint.manner, "destination": stint.destination,
            "opened_by": stint.opened_by, "closed_by": stint.closed_by, "case": stint.case,
            "bounds": [stint.s_lo, stint.s_hi, stint.e_lo, stint.e_hi],
        }
    )  # fmt: skip


def _without_nothing(value: Json) -> Json:
    return {k: v for k, v in value.items() if v is not None}


# --- texts: what is said in a language -----------------------------------------------------------


def texts(saga: Saga, title: str | None = None) -> Json:
    """Return what is said in the language of a saga, in the order of ``facts``."""
    d, speak = saga.dataset, Speaker(saga.dataset, saga.lang)
    stints = [s for s in d.stints if s.relation != MEMBER]
    return {
        "format": FORMAT,
        "lang": saga.lang,
        "title": title or d.header.name.say(saga.lang),
        "threads": {t: text.say(saga.lang) for t, text in d.header.threads.items()},
        "names": {e.id: e.name.say(saga.lang) for e in d.entities.values()},
        "notes": {e.id: e.note.say(saga.lang) for e in d.entities.values() if e.note},
        "events": [_said(e, speak) for e in d.events.values()],
        "stints": [[speak.post(s), relation_words(s, speak), inverse_words(s, speak)] for s in stints],
        "tenures": [[speak.post(s), speak.post(as_begun(saga, s))] for s in d.tenures],
        "words": {name: _labels(labels, saga.lang) for name, labels in _vocabularies().items()},
        "tables": {name: _table(result) for name, result in _tables(saga)},
    }


def _said(event: Event, speak: Speaker) -> list[Any]:
    """Return title, summary, texts of attributes, the tales of the sides, and on what each source differs."""
    lang = speak.lang
    attributes = {k: v.say(lang) if isinstance(v, Text) else v for k, v in event.attributes.items()}
    differs = [differences(event, citation, speak) for citation in event.sources]
    said: list[Any] = [event.title.say(lang), event.summary.say(lang), attributes, [a.tells.say(lang) for a in event.accounts]]
    said.append(differs if any(differs) else [])
    while len(said) > 2 and not said[-1]:
        said.pop()
    return said


def _vocabularies() -> dict[str, Mapping[str, Label]]:
    return {
        "types": {t.id: t.label for t in EVENT_TYPES.values()}, "entities": ENTITY_TYPES, "relations": {r.id: r.label for r in RELATIONS.values()},
        "offices": {o.id: o.label for o in OFFICES.values()}, "roles": ROLES, "statuses": STATUSES, "links": LINKS, "kinds": SOURCE_KINDS,
        "manners": MANNERS, "amounts": AMOUNT_KINDS, "results": WORDS,
    }  # fmt: skip


def _labels(labels: Mapping[str, Label], lang: str) -> dict[str, str]:
    return {key: label.say(lang) for key, label in labels.items()}


def _tables(saga: Saga) -> Iterator[tuple[str, Result[Any]]]:
    """Yield the answers that no day changes, by the words that ask for them."""
    yield "disputes", saga.disputes()
    yield "cases", saga.cases()
    yield "flows", saga.flows()
    for entity in saga.dataset.entities.values():
        for name, result in _answers_about(saga, entity):
            if len(result):
                yield f"{name} {entity.id}", result


def _answers_about(saga: Saga, entity: Entity) -> Iterator[tuple[str, Result[Any]]]:
    if entity.type in RELATIONS[MEMBER].object:
        yield "money", saga.money(entity.id)
        yield "retention", saga.retention(entity.id)
        founders = saga.retention(entity.id, founders=True)
        if any(row.change == LEFT for row in founders):
            yield "retention-founders", founders
    if entity.type == PERSON:
        yield "career", saga.career(entity.id)
    yield "metrics", saga.metrics(entity.id)


def _table(result: Result[Any]) -> Json:
    """Return the table that the command line prints: headings, cells, and the event that each row is about."""
    headings, rows = result.cells()
    events = [_event_of(row) for row in result.rows]
    return {"headings": headings, "rows": rows, **({"events": events} if any(events) else {})}


def _event_of(row: Any) -> str | None:
    event = getattr(row, "event", None)
    return event.id if isinstance(event, Event) else event


# --- answers that plots are drawn from -----------------------------------------------------------


def _answers(saga: Saga) -> Iterator[tuple[str, Any]]:
    """Yield the JSON of answers that the page draws."""
    yield "flows", [
        {"from": f.origin, "to": f.destination,
         "moves": [[m[0].subject, _date(m[1].start), m[1].s_lo, m[1].s_hi, m[0].closed_by, m[1].opened_by] for m in f.moves]}
        for f in saga.flows()
    ]  # fmt: skip
    yield "cases", [
        {"case": r.case, "plaintiffs": list(r.plaintiffs), "defendants": list(r.defendants), "courts": list(r.courts),
         "judges": list(r.judges), "filed": _date(r.filed), "open": r.open.value, "docket": [e.id for e in r.docket]}
        for r in saga.cases()
    ]  # fmt: skip
    for entity in saga.dataset.entities.values():
        for name, result in _answers_about(saga, entity):
            if name.startswith("retention") and len(result):
                yield f"{name} {entity.id}", [list(level) for level in levels_of(result.rows)]
            if name == "money" and len(result):
                yield (
                    f"money {entity.id}",
                    [
                        [
                            _date(m.event.date),
                            m.amount.kind,
                            m.amount.value,
                            m.amount.currency,
                            m.event.id,
                            list(m.others),
                            m.event.doubtful,
                        ]
                        for m in result
                    ],
                )

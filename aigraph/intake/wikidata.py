"""Wikidata: statements about posts and foundings become candidates, each with its references.

The form: Wikibase JSON, https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html, as a dump (one
array, an entity a line), as lines, or as an answer of ``wbgetentities`` or ``Special:EntityData``. A file is
read twice, a line at a time: first for the statements, then for the names of the items that they mention.

The decision hidden here is which statements say something that an event is: ``POSTS`` and ``FOUNDED_BY``,
from their qualifiers start time, end time and point in time. What an item is comes from ``instance of``,
where that is one of ``TYPES``; else from where it stands: who holds a post or founds, and nowhere stands as an
organization, is a person, and any other item is ``other``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from aigraph.dataset import Dataset, WrongQuestion
from aigraph.dates import parse_date
from aigraph.intake import Found
from aigraph.intake.candidates import (
    LONGEST_LINE,
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
from aigraph.ontology import PERSON, Label

Json = dict[str, Any]


class Holds(NamedTuple):
    """A property that says who holds a post: its name, the office, and whether it stands on the item of the person."""

    label: str
    office: str | None
    of_person: bool = False


POSITION, EMPLOYER, FOUNDED_BY, INCEPTION, INSTANCE_OF = "P39", "P108", "P112", "P571", "P31"
POSTS: dict[str, Holds] = {
    POSITION: Holds("position held", None, of_person=True),
    EMPLOYER: Holds("employer", None, of_person=True),
    "P169": Holds("chief executive officer", "ceo"),
    "P488": Holds("chairperson", "chair"),
    "P3320": Holds("board member", "director"),
}
START, END, POINT = "P580", "P582", "P585"
PLACES = ("P642", EMPLOYER)
"""Qualifiers of a position that say where it is held: of, employer."""
CIRCUMSTANCES, CIRCA = "P1480", "Q5727902"
GREGORIAN = "Q1985727"
_DIGITS = {"9": 1, "10": 2, "11": 3}
"""How many of year, month and day a precision states."""
OFFICES_HELD: dict[str, str] = {"Q484876": "ceo", "Q140686": "chair", "Q1502675": "cto", "Q935019": "coo", "Q623279": "cfo"}
"""Positions that are an office of ours whatever they are called; others are by their label."""
TYPES: dict[str, str] = {
    "Q5": PERSON,
    "Q4830453": "company",  # business
    "Q783794": "company",
    "Q6881511": "company",  # enterprise
    "Q891723": "company",  # public company
    "Q18388277": "company",  # technology company
    "Q163740": "nonprofit",
    "Q157031": "nonprofit",  # foundation
    "Q3918": "university",
    "Q875538": "university",  # public university
    "Q902104": "university",  # private university
    "Q327333": "government",  # government agency
    "Q41487": "court",
    "Q11032": "publication",  # newspaper
    "Q1110794": "publication",  # daily newspaper
    "Q41298": "publication",  # magazine
}
"""What an item is by what it is an instance of: few classes, those that leave no doubt."""
OTHER = "other"
_NAMED = ("en", "mul", "ja")
"""The languages whose label an item is called by, in order; ``mul`` is the name in all that write alike."""


def read(path: Path, dataset: Dataset) -> Found:
    """Return candidates of a Wikidata dump.

    Raises:
        WrongQuestion: it cannot be read as one, or says nothing that becomes a candidate.
    """
    candidates = Candidates(dataset, path, Label("Wikidata", "ウィキデータ"), "CC0-1.0")
    said = _Said(candidates)
    for item in items_of(path, candidates):
        said.hear(item)
    names = {item["id"]: _names(item) for item in items_of(path) if item["id"] in said.mentioned}
    said.tell(names)
    return candidates.found()


# --- the file --------------------------------------------------------------------------------------


def items_of(path: Path, candidates: Candidates | None = None) -> Iterator[Json]:
    """Yield the items of a file one by one; count what is none."""
    for number, value in _values(path):
        for item in _entities(value, path, number):
            if _is_item(item):
                yield item
            elif candidates:
                candidates.left_out["records that are no items, or of items that are missing"] += 1


def _values(path: Path) -> Iterator[tuple[int, Any]]:
    """Yield the values of a file with their lines: one a line, or a single one that goes on over many lines."""
    first = True
    for number, line in lines_of(path):
        text = line.removesuffix(",")
        if text in ("", "[", "]"):
            continue
        try:
            value = json_of(text, path, number)
        except WrongQuestion:
            if not first:
                raise
            yield 1, _whole(path)
            return
        yield number, value
        first = False


def _whole(path: Path) -> Any:
    """Return the one value of a file.

    Raises:
        WrongQuestion: it is no JSON, or too large to be anything but a dump.
    """
    lines, size = [], 0
    for _, line in lines_of(path):
        lines.append(line)
        size += len(line)
        if size > LONGEST_LINE:
            raise WrongQuestion(f"{path} is one value of more than {LONGEST_LINE // 2**20} MiB; a dump has an entity a line")
    return json_of("\n".join(lines), path, 1)


def _entities(value: Any, path: Path, number: int) -> Iterable[Any]:
    """Return the entities that a value is: one, an array of them, or an answer of the API."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and isinstance(value.get("entities"), dict):
        return list(value["entities"].values())
    if isinstance(value, dict) and "id" in value:
        return [value]
    raise WrongQuestion(f"{path}:{number}: is no entity of Wikidata: it has no id")


def _is_item(item: Any) -> bool:
    return isinstance(item, dict) and re.fullmatch(r"Q[1-9][0-9]*", str(item.get("id"))) is not None and "missing" not in item


# --- items -----------------------------------------------------------------------------------------


class _Named(NamedTuple):
    """What an item is called, and what it is an instance of."""

    en: str
    ja: str | None
    aliases: tuple[str, ...]
    classes: tuple[str, ...]


def _names(item: Json) -> _Named:
    labels = {lang: plain(_of(term).get("value")) for lang, term in _of(item.get("labels")).items()}
    called = next((labels[lang] for lang in (*_NAMED, *sorted(labels)) if labels.get(lang)), item["id"])
    terms = [t for lang in ("en", "ja") for t in _list(_of(item.get("aliases")).get(lang))]
    aliases = tuple(filter(None, (plain(_of(t).get("value")) for t in terms)))
    classes = (
        _item_of(_of(s).get("mainsnak")) for s in _list(_of(item.get("claims")).get(INSTANCE_OF)) if _of(s).get("rank") != "deprecated"
    )
    return _Named(called, labels.get("ja") or None, aliases, tuple(filter(None, classes)))


def _of(value: Any) -> Json:
    """Return an object; an empty one is written as an array by PHP."""
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _value(snak: Any) -> Any:
    """Return the value of a snak, ``None`` for an unknown value and for none."""
    snak = _of(snak)
    return _of(snak.get("datavalue")).get("value") if snak.get("snaktype") == "value" else None


def _item_of(snak: Any) -> str | None:
    """Return the item that a snak names; old dumps have its number only."""
    value = _of(_value(snak))
    ident = value.get("id") or (f"Q{value['numeric-id']}" if "numeric-id" in value else None)
    return ident if isinstance(ident, str) and re.fullmatch(r"Q[1-9][0-9]*", ident) else None


# --- statements ------------------------------------------------------------------------------------


class _Statement(NamedTuple):
    """A statement: the item that it stands on, property, value, qualifiers, references."""

    subject: str
    property: str
    value: str
    qualifiers: Json
    references: list[Any]

    def items(self, *properties: str) -> list[str]:
        """Return the items that qualifiers name."""
        return [i for p in properties for snak in _list(self.qualifiers.get(p)) if (i := _item_of(snak))]


class _Said:
    """What the statements of a file say, and which items they mention."""

    def __init__(self, candidates: Candidates) -> None:
        self.candidates = candidates
        self.statements: list[_Statement] = []
        self.begun: dict[str, list[tuple[Any, list[Any]]]] = {}
        self.mentioned: set[str] = set()
        self.people: set[str] = set()
        self.places: set[str] = set()
        self.names: dict[str, _Named] = {}

    # --- the first reading ---

    def hear(self, item: Json) -> None:
        """Keep the statements of an item that are about posts or its founding."""
        claims = _of(item.get("claims"))
        heard = [s for p in (*POSTS, FOUNDED_BY) for s in self._statements(item["id"], p, _list(claims.get(p)))]
        if not heard:
            return
        self.statements += heard
        if day := re.match(r"\d{4}-\d\d-\d\d", str(item.get("modified"))):
            self.candidates.days.add(day[0])
        if any(s.property == FOUNDED_BY for s in heard):
            told = [_of(s) for s in _list(claims.get(INCEPTION))]
            begun = [(s.get("mainsnak"), _list(s.get("references"))) for s in told if s.get("rank") != "deprecated"]
            self.begun[item["id"]] = begun
            self.mentioned |= {i for _, references in begun for i in _cited(references)}

    def _statements(self, subject: str, property: str, claims: list[Any]) -> Iterator[_Statement]:
        for claim in map(_of, claims):
            if claim.get("rank") == "deprecated":
                self.candidates.left_out["statements of rank deprecated"] += 1
            elif value := _item_of(claim.get("mainsnak")):
                statement = _Statement(subject, property, value, _of(claim.get("qualifiers")), _list(claim.get("references")))
                self.mentioned |= {subject, value, *statement.items(*PLACES), *_cited(statement.references)}
                yield statement
            else:
                self.candidates.left_out["statements whose value is unknown or no item"] += 1

    # --- the second ---

    def tell(self, names: dict[str, _Named]) -> None:
        """Make posts and foundings of the statements, now that the items have names."""
        self.names = names
        for s in self.statements:
            (self._founding if s.property == FOUNDED_BY else self._post)(s)
        unnamed = sorted(k for k in self.candidates.strangers if k not in names)
        if unnamed:
            more = f" and {len(unnamed) - 5:,} more" if len(unnamed) > 5 else ""
            self.candidates.remarks.append(f"not in the file, and therefore called by their ids: {', '.join(unnamed[:5])}{more}")
        for key in self.candidates.strangers:
            self._meet(key)

    def _post(self, s: _Statement) -> None:
        held = POSTS[s.property]
        person, place = (s.subject, s.value) if held.of_person else (s.value, s.subject)
        office, position = held.office, None
        if s.property == POSITION:
            place = next(iter(s.items(*PLACES)), "")
            office = OFFICES_HELD.get(s.value) or office_named(self._called(s.value))
            position = None if office else self._called(s.value)
        if not place:
            self.candidates.left_out["positions held whose qualifiers do not say where (P642 of, P108 employer)"] += 1
            return
        start, end = self._qualified(s, START), self._qualified(s, END)
        if not start and (by := self._qualified(s, POINT)):
            start = f"../{by}"
        if not start and not end:
            self.candidates.left_out["posts without a date that can be taken over"] += 1
            return
        self._name(person, place)
        pages = self._pages(s.references, s.subject)
        says = [f"{held.label} ({s.property}): {self._called(s.value)}", *([f"at {self._called(place)}"] if s.property == POSITION else [])]
        says += [f"{word} {date}" for word, date in (("from", start), ("until", end)) if date]
        self.candidates.posts.append(Post(Part("person", person, office, position), place, start, end, pages, pages, ", ".join(says)))

    def _founding(self, s: _Statement) -> None:
        date = self._qualified(s, POINT) or self._qualified(s, START)
        references = list(s.references)
        for snak, more in () if date else self.begun.get(s.subject, ()):
            if date := self._date(snak, circa=False):
                references += more
                break
        if not date:
            self.candidates.left_out["founders of something without a date of inception (P571) that can be taken over"] += 1
            return
        self._name(s.value, s.subject)
        cast = (Part("founder", s.value), Part("organization", s.subject))
        says = f"founded by (P112): {self._called(s.value)}, {date}"
        self.candidates.deeds.append(Deed("founding", date, cast, self._pages(references, s.subject), says))

    # --- names and dates ---

    def _called(self, item: str) -> str:
        return self.names[item].en if item in self.names else item

    def _name(self, person: str, place: str) -> None:
        """Remember two items that take part, and as what."""
        self.people.add(person)
        self.places.add(place)
        for item in (person, place):
            self.candidates.strangers.setdefault(item, Stranger(item, OTHER, item, wikidata=item))

    def _meet(self, item: str) -> None:
        named = self.names.get(item, _Named(item, None, (), ()))
        kind = next((TYPES[c] for c in named.classes if c in TYPES), PERSON if item in self.people - self.places else OTHER)
        self.candidates.strangers[item] = Stranger(item, kind, named.en, named.ja, named.aliases, item)

    def _qualified(self, s: _Statement, property: str) -> str:
        """Return the date of a qualifier, empty for none."""
        circa = CIRCA in s.items(CIRCUMSTANCES)
        return next((date for snak in _list(s.qualifiers.get(property)) if (date := self._date(snak, circa=circa))), "")

    def _date(self, snak: Any, *, circa: bool) -> str:
        """Return a time as EDTF, no more exact than it is stated: empty for none, and for what is left out."""
        value = _of(_value(snak))
        if not value:
            return ""
        match = re.match(r"\+(\d{4})-(\d\d)-(\d\d)T", str(value.get("time")))
        digits = _DIGITS.get(str(value.get("precision")), 0)
        if match is None or not digits:
            self.candidates.left_out["dates before our era or vaguer than a year"] += 1
        elif not str(value.get("calendarmodel", GREGORIAN)).endswith(GREGORIAN):
            self.candidates.left_out["dates in another calendar than the Gregorian"] += 1
        else:
            try:
                return parse_date("-".join(match.groups()[:digits]) + ("~" if circa else "")).text
            except ValueError:
                self.candidates.left_out["dates that are no days of the calendar"] += 1
        return ""

    # --- references ---

    def _pages(self, references: list[Any], subject: str) -> tuple[Page, ...]:
        """Return the pages that a statement refers to; without any the item that it stands on."""
        pages = [page for reference in references if (page := self._page(_of(_of(reference).get("snaks"))))]
        item = Page("Wikidata", f"https://www.wikidata.org/wiki/{subject}", self._called(subject), lang="mul")
        return tuple(dict.fromkeys(pages)) or (item,)

    def _page(self, snaks: Json) -> Page | None:
        """Return what a reference names: a page by its address, or the item of a work; nothing where it is only taken from a wiki."""
        url = next((u for snak in _list(snaks.get("P854")) if (u := web_address(_value(snak)))), None)
        work = next((i for snak in _list(snaks.get("P248")) if (i := _item_of(snak))), None)
        if url is None and work is None:
            return None
        titled = next((_of(_value(snak)) for snak in _list(snaks.get("P1476"))), {})
        by = next((i for snak in _list(snaks.get("P123")) if (i := _item_of(snak))), work)
        published = next((d for snak in _list(snaks.get("P577")) if (d := self._date(snak, circa=False))), None)
        for snak in _list(snaks.get("P813")):
            self.candidates.days |= {d for d in [self._date(snak, circa=False)] if d}
        address = url or f"https://www.wikidata.org/wiki/{work}"
        title = plain(titled.get("text")) or (self._called(work) if work else None)
        lang = re.sub(r"[^a-zA-Z-]", "", str(titled.get("language") or "und"))
        return Page(self._called(by) if by else host_of(address), address, title, None, published, lang or "und")


def _cited(references: list[Any]) -> set[str]:
    """Return the items of works and publishers that references name."""
    snaks = [_of(_of(r).get("snaks")) for r in references]
    return {i for found in snaks for p in ("P248", "P123") for snak in _list(found.get(p)) if (i := _item_of(snak))}

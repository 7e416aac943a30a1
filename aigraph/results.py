"""Results: what queries return. Frozen rows that hold ids, in a sequence that knows how to show itself.

The decision hidden here is how an answer becomes words: ``Speaker`` turns ids, dates, verdicts and
the ontology's terms into JSON values and into text in a language. A row says once what it is as JSON
(``to_dict``) and what it shows as a table (``columns``); every renderer works from these two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar, overload

from aigraph.dates import CERTAIN, FuzzyDate, Verdict, iso
from aigraph.ontology import MANNERS, MEMBER, OFFICE, OFFICES, RELATIONS, ROLES, SOURCE_RANK, STAFF, STATUSES, Label

if TYPE_CHECKING:
    import altair
    import pandas

    from aigraph.dataset import Dataset
    from aigraph.records import Event, Source
    from aigraph.stints import Stint

Json = dict[str, Any]

WORDS: dict[str, Label] = {
    "certain": Label("certain", "確実"),
    "possible": Label("possible", "可能性"),
    "no": Label("no", "いいえ"),
    "doubtful": Label("doubtful", "疑義あり"),
    "unknown": Label("unknown", "不明"),
    "interim": Label("interim", "暫定"),
    "nothing": Label("Nothing found.", "該当なし。"),
    "differ": Label("sources differ", "異説あり"),
    "of": Label("{0} of {1}", "{1}の{0}"),
    "via": Label("{0} via {1}", "{0}（{1}による転載）"),
}


class Speaker:
    """Says things about one dataset in one language, as JSON values or as words."""

    def __init__(self, dataset: Dataset, lang: str = "en") -> None:
        self.dataset, self.lang = dataset, lang

    # JSON values

    def ref(self, entity: str | None) -> Json | None:
        """Return an entity reference: id, name in the language, type."""
        if entity is None:
            return None
        record = self.dataset.entities[entity]
        return {"id": record.id, "name": record.name.say(self.lang), "type": record.type}

    def refs(self, entities: Iterable[str]) -> list[Json | None]:
        """Return references to several entities."""
        return [self.ref(e) for e in entities]

    @staticmethod
    def date(date: FuzzyDate | None) -> Json | None:
        """Return a date object: text, earliest, latest, doubtful; an open end is null."""
        if date is None:
            return None
        return {"text": date.text, "earliest": iso(date.lo), "latest": iso(date.hi), "doubtful": date.doubtful}

    def event(self, event_id: str | None) -> Json | None:
        """Return a short reference to an event: id, date, title."""
        if event_id is None:
            return None
        event = self.dataset.events[event_id]
        return {"id": event.id, "date": self.date(event.date), "title": event.title.say(self.lang)}

    def source(self, source_id: str) -> Json:
        """Return a source: id, url, publisher, title, published, lang."""
        s = self.dataset.sources[source_id]
        published = s.published.text if s.published else None
        return {"id": s.id, "url": s.url, "publisher": s.publisher, "title": s.title, "published": published, "lang": s.lang}

    def stint(self, stint: Stint, verdict: Verdict, subject: str = "person", object: str = "organization") -> Json:
        """Return a stint, its two sides under the given keys."""
        return {
            subject: self.ref(stint.subject),
            object: self.ref(stint.object),
            "relation": stint.relation,
            "office": stint.office,
            "position": stint.position,
            "interim": stint.interim,
            "start": self.date(self.start(stint)),
            "end": self.date(stint.end),
            "verdict": verdict.value,
            "doubtful": stint.doubtful,
            "manner": stint.manner,
            "destination": self.ref(stint.destination),
            "opened_by": stint.opened_by,
            "closed_by": stint.closed_by,
        }

    @staticmethod
    def start(stint: Stint) -> FuzzyDate:
        """Return the start of a stint; an unknown one is before what it must be before."""
        return stint.start or FuzzyDate(f"../{iso(stint.s_hi)}" if iso(stint.s_hi) else "..", stint.s_lo, stint.s_hi)

    # words

    def name(self, entity: str | None) -> str:
        """Return the name of an entity, empty for none."""
        return "" if entity is None else self.dataset.entities[entity].name.say(self.lang)

    def names(self, entities: Iterable[str]) -> str:
        """Return the names of several entities, joined."""
        return self.joined(self.name(e) for e in entities)

    def of(self, what: str, entity: str) -> str:
        """Return whose something is."""
        return self.word("of").format(what, self.name(entity))

    def joined(self, words: Iterable[str]) -> str:
        """Return some words as one list."""
        return ("、" if self.lang == "ja" else ", ").join(words)

    def word(self, key: str) -> str:
        """Return one of our own words in the language."""
        return WORDS[key].say(self.lang)

    def when(self, date: FuzzyDate | None, *, unknown: bool = False) -> str:
        """Return a date as written; of none, nothing or that it is unknown."""
        if date is None:
            return self.word("unknown") if unknown else ""
        return date.text

    def sure(self, verdict: Verdict, doubtful: bool = False) -> str:
        """Return the mark of a row: nothing for certain, else how sure it is, and whether in doubt."""
        parts = [] if verdict is CERTAIN else [self.word(verdict.value)]
        return " ".join([*parts, *([self.word("doubtful")] if doubtful else [])])

    def post(self, stint: Stint) -> str:
        """Return what was held: the office, with the source's words, or the relation."""
        interim = f"{self.word('interim')} " if stint.interim else ""
        if stint.office:
            label = OFFICES[stint.office].label.say(self.lang)
            generic = not OFFICES[stint.office].single and OFFICES[stint.office].relation == OFFICE
            words = stint.position if generic and stint.position and self.lang == "en" else label
            return words if interim and words.startswith("interim") else interim + words
        relation = RELATIONS[stint.relation]
        noun = (relation.noun or relation.label).say(self.lang)
        # beside a deed or a leave, the words are about the office held
        about_it = stint.relation in (STAFF, MEMBER) or noun in (stint.position or "")
        return stint.position if stint.position and about_it and self.lang == "en" else noun

    def role(self, role: str) -> str:
        """Return the wording of a role."""
        return ROLES[role].say(self.lang)

    def status(self, status: str) -> str:
        """Return the wording of a status."""
        return STATUSES[status].say(self.lang)

    def outlet(self, source: Source) -> str:
        """Return whose text a source is, and where it was read if that is a copy."""
        return self.word("via").format(source.copy_of, source.publisher) if source.copy_of else source.publisher

    def outlets(self, sources: Iterable[str]) -> str:
        """Return whose texts some sources are, each once, those nearest to the matter first, joined."""
        cited = sorted((self.dataset.sources[i] for i in sources), key=lambda s: SOURCE_RANK[s.kind])
        return self.joined(dict.fromkeys(map(self.outlet, cited)))

    def title(self, event: Event | str) -> str:
        """Return the title of an event."""
        record = self.dataset.events[event] if isinstance(event, str) else event
        return record.title.say(self.lang)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, what a row shows in it, and how it is laid out.

    ``keep``: shown even if all cells are empty. ``vary``: shown only if its cells differ. ``wide``: the
    width of the screen from which it is shown.
    """

    heading: Label
    cell: Callable[[Any, Speaker], str]
    style: str = ""
    keep: bool = False
    right: bool = False
    wide: int = 0
    no_wrap: bool = False
    vary: bool = False


class Row(Protocol):
    """What every row of a result can do."""

    columns: ClassVar[tuple[Column, ...]]
    command: ClassVar[str]

    def to_dict(self, speak: Speaker) -> Json:
        """Return the row as JSON."""


R = TypeVar("R", bound=Row)


class Result(Sequence[R], Generic[R]):
    """Rows of one kind, in order: iterable, sized, and ready to be shown.

    ``single``: the answer is one thing rather than a list; its JSON is that object. ``total``: how many
    rows there are in all, where these are only the first.
    """

    __slots__ = ("dataset", "kind", "lang", "rows", "single", "total")

    def __init__(
        self, dataset: Dataset, kind: type[R], rows: Sequence[R], lang: str = "en", single: bool = False, total: int | None = None
    ) -> None:
        self.dataset, self.kind, self.rows, self.lang, self.single = dataset, kind, rows, lang, single
        self.total = len(rows) if total is None else total

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, index: int) -> R: ...
    @overload
    def __getitem__(self, index: slice) -> Result[R]: ...
    def __getitem__(self, index: int | slice) -> R | Result[R]:
        if isinstance(index, int):
            return self.rows[index]
        return Result(self.dataset, self.kind, self.rows[index], self.lang, total=self.total)

    def __iter__(self) -> Iterator[R]:
        return iter(self.rows)

    def __eq__(self, other: object) -> bool:
        return list(self.rows) == list(other.rows) if isinstance(other, Result) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def speaker(self, lang: str | None = None) -> Speaker:
        """Return who puts this result into words."""
        return Speaker(self.dataset, lang or self.lang)

    def to_dicts(self, lang: str | None = None) -> list[Json]:
        """Return the rows as JSON objects, names and texts in the language."""
        speak = self.speaker(lang)
        return [row.to_dict(speak) for row in self.rows]

    def to_json(self, lang: str | None = None) -> Any:
        """Return what ``--format json`` prints: an array of the rows, or the one object."""
        dicts = self.to_dicts(lang)
        return dicts[0] if self.single else dicts

    def to_frame(self, lang: str | None = None) -> pandas.DataFrame:
        """Return the rows as a pandas frame with flat columns (``person.id``, ``start.earliest``).

        Raises:
            ImportError: pandas is not installed.
        """
        import pandas

        return pandas.DataFrame(self.flat(lang), columns=self.flat_columns())

    def plot(self, title: str = "") -> altair.LayerChart | altair.VConcatChart:
        """Return the rows as an Altair chart, which a notebook shows; not every kind of row has one.

        Raises:
            WrongQuestion: such rows have no picture; the message says which have.
            ImportError: the extra ``aigraph[plot]`` is not installed.
        """
        from aigraph.registry import drawing

        chart: altair.LayerChart | altair.VConcatChart = drawing()(self, title)
        return chart

    def flat(self, lang: str | None = None) -> list[Json]:
        """Return the rows as flat objects with dotted keys."""
        return [flatten(d) for d in self.to_dicts(lang)]

    def flat_columns(self) -> list[str]:
        """Return the keys that flat rows have, read off the schema: the same with and without rows."""
        from aigraph.schema import csv_columns

        return csv_columns(self.kind.command)

    def layout(self, lang: str | None = None) -> tuple[list[Column], list[list[str]]]:
        """Return the columns that say something, and the cells of each row as text."""
        speak = self.speaker(lang)
        cells = [[c.cell(row, speak) for c in self.kind.columns] for row in self.rows]
        kept = [i for i, c in enumerate(self.kind.columns) if _worth(c, [row[i] for row in cells])]
        return [self.kind.columns[i] for i in kept], [[row[i] for i in kept] for row in cells]

    def cells(self, lang: str | None = None) -> tuple[list[str], list[list[str]]]:
        """Return the headings and the cells of the table as text."""
        columns, rows = self.layout(lang)
        return [c.heading.say(lang or self.lang) for c in columns], rows

    def __repr__(self) -> str:
        from aigraph.layout import plain

        return plain(*self.cells()) if self.rows else f"<{self.speaker().word('nothing')}>"

    def _repr_html_(self) -> str:
        from aigraph.layout import html

        return html(*self.cells()) if self.rows else f"<p>{self.speaker().word('nothing')}</p>"


def _worth(column: Column, cells: list[str]) -> bool:
    """Whether a column says something."""
    return len(set(cells)) > 1 if column.vary else column.keep or any(cells)


def flatten(value: Json, prefix: str = "") -> Json:
    """Flatten nested objects to dotted keys; lists of things become one text."""
    flat: Json = {}
    for key, item in value.items():
        if isinstance(item, dict):
            flat |= flatten(item, f"{prefix}{key}.")
        elif isinstance(item, list):
            flat[prefix + key] = "; ".join(_brief(i) for i in item)
        else:
            flat[prefix + key] = item
    return flat


def _brief(item: Any) -> str:
    if not isinstance(item, dict):
        return str(item)
    inner = item.get("entity")
    if isinstance(inner, dict):
        return f"{item.get('role')}: {inner.get('id')}"
    for key in ("id", "event", "url", "value"):
        if item.get(key) is not None and not isinstance(item[key], dict):
            return str(item[key])
    return ", ".join(f"{k}={v}" for k, v in flatten(item).items() if v is not None)


@dataclass(frozen=True, slots=True)
class StintRow:
    """A stint in answer to a question, and how sure the answer is."""

    stint: Stint
    verdict: Verdict

    command: ClassVar[str] = "who-left"
    columns: ClassVar[tuple[Column, ...]] = (
        Column(Label("Who", "人物"), lambda r, s: s.name(r.stint.subject), "bold", keep=True),
        Column(Label("Where", "組織"), lambda r, s: s.name(r.stint.object), vary=True),
        Column(Label("As", "役職"), lambda r, s: s.post(r.stint), keep=True),
        Column(Label("From", "開始"), lambda r, s: s.when(r.stint.start, unknown=True), "cyan", keep=True, no_wrap=True),
        Column(Label("To", "終了"), lambda r, s: s.when(r.stint.end), "cyan", no_wrap=True),
        Column(Label("Sure", "確度"), lambda r, s: s.sure(r.verdict, r.stint.doubtful), "yellow"),
    )

    @property
    def person(self) -> str:
        """The id of who holds or held the post."""
        return self.stint.subject

    @property
    def organization(self) -> str:
        """The id of the organization or team."""
        return self.stint.object

    @property
    def start(self) -> FuzzyDate | None:
        """When it began; ``None`` where unknown."""
        return self.stint.start

    @property
    def end(self) -> FuzzyDate | None:
        """When it ended; ``None`` where nothing ended it."""
        return self.stint.end

    @property
    def doubtful(self) -> bool:
        """Whether it rests on an alleged or disputed event or a doubtful date."""
        return self.stint.doubtful

    def to_dict(self, speak: Speaker) -> Json:
        """Return the row as JSON."""
        return speak.stint(self.stint, self.verdict)


@dataclass(frozen=True, slots=True)
class Leaving(StintRow):
    """A stint that ended, shown with how and where to."""

    columns: ClassVar[tuple[Column, ...]] = (
        *StintRow.columns[:-1],
        Column(Label("How", "経緯"), lambda r, s: _manner(r.stint, s)),
        Column(Label("Next", "移籍先"), lambda r, s: s.name(r.stint.destination)),
        StintRow.columns[-1],
    )


@dataclass(frozen=True, slots=True)
class CareerStep(StintRow):
    """A stint in somebody's career, shown by where it was."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column(Label("Where", "組織"), lambda r, s: s.name(r.stint.object), "bold", keep=True),
        *StintRow.columns[2:],
    )


def _manner(stint: Stint, speak: Speaker) -> str:
    return MANNERS[stint.manner].say(speak.lang) if stint.manner in MANNERS else ""

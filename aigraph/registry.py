"""The registry: every question that can be asked, once.

The decision hidden here is what a command is: a function of a saga in ``aigraph.queries``, whose
signature says its arguments and whose docstring is its help. The command line, the methods of
``aigraph.saga.Saga``, the docs and whatever else offers the questions follow from ``COMMANDS``,
``PICTURES`` and ``PARAMETERS``. A module of queries is imported when its question is asked.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any, NamedTuple

from aigraph.formats import FORMATS, INTAKES, Format, Intake
from aigraph.ontology import AMOUNT_KINDS, CONNECTIONS, ENTITY_TYPES, EVENT_TYPES, LANGS, OFFICES, SOURCE_KINDS, STATUSES


class Command(NamedTuple):
    """A question: its name on the command line, its module, and an example that really runs.

    ``question``: the function that answers, where it is not called like the command. ``scales``: an engine of
    ``aigraph.engines`` can answer it as well.
    """

    name: str
    module: str
    example: str
    question: str = ""
    scales: bool = False


class Kind(NamedTuple):
    """What values a parameter takes: its metavariable, the words it is limited to, if any, whether it is a day."""

    metavar: str
    words: tuple[str, ...] = ()
    day: bool = False


class Parameter(NamedTuple):
    """A parameter, which means the same in every command: its kind, its help, its option, whether it is worth asking for."""

    kind: Kind
    help: str
    option: str = ""
    ask: bool = False


class Argument(NamedTuple):
    """A parameter of one command, read off its function's signature."""

    name: str
    parameter: Parameter
    positional: bool
    many: bool
    default: Any

    @property
    def required(self) -> bool:
        """Whether it must be given."""
        return self.default is inspect.Parameter.empty

    @property
    def option(self) -> str:
        """The option on the command line, for what is not positional."""
        return self.parameter.option or "--" + self.name.replace("_", "-")


NAME = Kind("NAME")
EVENT = Kind("EVENT")
DATE = Kind("DATE", day=True)
TEXT = Kind("TEXT")
COUNT = Kind("N")
FLAG = Kind("")

TODAY, STDIN = ", or today", "; - reads it from standard input"
LINE_ONLY = (TODAY, STDIN)
"""What help says on the command line alone, which knows what day it is and has a standard input."""

PARAMETERS: dict[str, Parameter] = {
    "names": Parameter(NAME, "entities: ids, names or aliases in any language"),
    "name": Parameter(NAME, "an entity: id, name or alias in any language"),
    "thing": Parameter(Kind("NAME-OR-ID"), "an entity (any of its names), or an event (id, or a part of it)"),
    "organization": Parameter(Kind("ORG"), "an organization or team: id, name or alias in any language"),
    "person": Parameter(Kind("PERSON"), "a person: id, name or alias in any language"),
    "subject": Parameter(Kind("SUBJECT"), "an entity: id, name or alias in any language"),
    "other": Parameter(Kind("OTHER"), "the entity at the other end"),
    "event": Parameter(EVENT, "an event: its id, or a part of it that no other has"),
    "text": Parameter(TEXT, "words to look for, in English or Japanese"),
    "first_day": Parameter(Kind("D1", day=True), f"the earlier day (EDTF{TODAY})"),
    "last_day": Parameter(Kind("D2", day=True), f"the later day (EDTF{TODAY})"),
    "since": Parameter(DATE, f"only from this day on (EDTF{TODAY})", "--from"),
    "until": Parameter(DATE, f"only up to this day, included (EDTF{TODAY})", "--to"),
    "event_type": Parameter(Kind("TYPE", tuple(EVENT_TYPES)), "only events of this type", "--type"),
    "type_name": Parameter(Kind("TYPE", tuple(EVENT_TYPES)), "one event type"),
    "thread": Parameter(Kind("THREAD"), "only events of this thread; `aigraph threads` lists them"),
    "together": Parameter(FLAG, "only events in which all of the names take part", "--all"),
    "founders": Parameter(FLAG, "only founders of the organization"),
    "office": Parameter(Kind("OFFICE", tuple(OFFICES)), "only this office, such as ceo or director (the board)"),
    "via": Parameter(Kind("RELATION", CONNECTIONS), "only over this relation; may be repeated"),
    "entity": Parameter(NAME, "only what this entity takes part in"),
    "kind": Parameter(Kind("KIND", tuple(AMOUNT_KINDS)), "only sums of this kind"),
    "publisher": Parameter(TEXT, "only this publisher"),
    "source_kind": Parameter(Kind("KIND", tuple(SOURCE_KINDS)), "only sources of this kind", "--kind"),
    "everything": Parameter(FLAG, "also what is only worth knowing", "--all"),
    "only_check": Parameter(FLAG, "change nothing; say what would change", "--check"),
    "what": Parameter(Kind("WHAT"), "a data file (events.yaml) or a command (who-left)"),
    "limit": Parameter(COUNT, "at most so many"),
    "event_date": Parameter(DATE, "when it happened, no more exact than the sources (EDTF)", "--date"),
    "new_type": Parameter(Kind("TYPE", tuple(EVENT_TYPES)), "what kind of event; `aigraph types` describes them", "--type"),
    "title": Parameter(TEXT, "what happened, in a few words"),
    "title_ja": Parameter(TEXT, "the same in Japanese", ask=True),
    "summary": Parameter(TEXT, "what happened, in plain words and without judgement", ask=True),
    "summary_ja": Parameter(TEXT, "the same in Japanese", ask=True),
    "status": Parameter(Kind("STATUS", tuple(STATUSES)), "confirmed only with a first-party page or a court paper"),
    "who": Parameter(Kind("ROLE=NAME"), "who takes part: ROLE=NAME or ROLE=NAME:OFFICE; may be repeated"),
    "source": Parameter(Kind("SOURCE"), "where it is told: the id of a source or a web address; may be repeated"),
    "says": Parameter(TEXT, "what that source says; one for each source"),
    "amount": Parameter(TEXT, "a sum, as 'valuation=852e9 USD'; may be repeated"),
    "in_thread": Parameter(Kind("THREAD"), "a thread that it belongs to; may be repeated", "--thread"),
    "link": Parameter(Kind("LINK=EVENT"), "how it stands to another event, as follows=ID; may be repeated"),
    "by_publisher": Parameter(TEXT, "who published a new source", "--publisher", ask=True),
    "of_kind": Parameter(Kind("KIND", tuple(SOURCE_KINDS)), "what a new source is", "--kind"),
    "source_title": Parameter(TEXT, "title of a new source"),
    "source_lang": Parameter(TEXT, "language of a new source"),
    "published": Parameter(DATE, "when a new source was published (EDTF)", ask=True),
    "new_id": Parameter(TEXT, "id of the record; made of date and title without it", "--id"),
    "new_name": Parameter(TEXT, "name in English"),
    "entity_type": Parameter(Kind("TYPE", tuple(ENTITY_TYPES)), "what it is", "--type"),
    "name_ja": Parameter(TEXT, "name in Japanese", ask=True),
    "alias": Parameter(TEXT, "another name; may be repeated"),
    "note": Parameter(TEXT, "what somebody should know, undated"),
    "note_ja": Parameter(TEXT, "the same in Japanese"),
    "wikidata": Parameter(TEXT, "the Wikidata id, as Q317521"),
    "out": Parameter(Kind("OUT"), "the folder to write, made if it is not there"),
    "site_title": Parameter(TEXT, "title of the page, in place of the saga's name", "--title"),
    "port": Parameter(COUNT, "the port to listen on; 0 takes a free one"),
    "form": Parameter(Kind("FORMAT", tuple(FORMATS)), f"one of {', '.join(FORMATS)}"),
    "target": Parameter(Kind("OUT"), "the file or folder to write; - is standard output"),
    "intake": Parameter(Kind("FORMAT", tuple(INTAKES)), f"one of {', '.join(INTAKES)}"),
    "given": Parameter(Kind("IN"), "the file or folder to read"),
    "query": Parameter(Kind("SELECT"), f"a query in SQL{STDIN}"),
    "tables": Parameter(FLAG, "show the tables and their columns", "--schema"),
    "candidates": Parameter(Kind("CANDIDATES"), "the folder of candidates that `aigraph import` made"),
    "chosen": Parameter(Kind("EVENT-ID"), "an event of the candidates: its id, or a part of it that no other has"),
    "size": Parameter(COUNT, "how many events"),
    "seed": Parameter(COUNT, "the number of the saga: another one makes another saga of the same size"),
    "dry_run": Parameter(FLAG, "show what would be written, and write nothing"),
    "http": Parameter(FLAG, "answer over HTTP on this machine rather than on standard input and output"),
}

VIEW: tuple[Argument, ...] = (
    Argument("lang", Parameter(Kind("LANG", LANGS), "language of names and texts: en or ja"), False, False, "en"),
    Argument("on", Parameter(DATE, f"as of the end of this day (EDTF{TODAY})"), False, False, None),
    Argument("known_by", Parameter(DATE, f"only what had been published by this day (EDTF{TODAY})"), False, False, None),
    Argument("according_to", Parameter(Kind("WHO"), "as one source, publisher or side tells it"), False, False, None),
    Argument("certain", Parameter(FLAG, "leave out what is only possible"), False, False, False),
)
"""The options that say of which view of the saga a question is asked; every question has them."""

ENGINES = ("duckdb", "spark")
"""What answers questions that scale, besides this process."""

COMMANDS: dict[str, Command] = {
    c.name: c
    for c in (
        Command("timeline", "chronology", 'aigraph timeline "Elon Musk" --from 2018-01 --to 2018-12', scales=True),
        Command("show", "cards", "aigraph show Shallotpeat"),
        Command("who-left", "tenure", "aigraph who-left xAI --founders", scales=True),
        Command("who-joined", "tenure", "aigraph who-joined OpenAI --from 2024-05 --to 2024-06", scales=True),
        Command("who-founded", "tenure", "aigraph who-founded xAI"),
        Command("roster", "tenure", "aigraph roster OpenAI --on 2023-11-18 --office ceo", scales=True),
        Command("career", "tenure", "aigraph career Karpathy"),
        Command("retention", "tenure", "aigraph retention xAI --founders", scales=True),
        Command("flows", "tenure", "aigraph flows --from 2024 --to 2026", scales=True),
        Command("path", "network", 'aigraph path "Elon Musk" "Satya Nadella" --on 2024-06'),
        Command("network", "network", "aigraph network OpenAI --on 2023-11-18 --via director --via office"),
        Command("diff", "chronology", "aigraph diff 2023-11-16 2023-12-01 --entity OpenAI", scales=True),
        Command("money", "figures", "aigraph money xAI"),
        Command("metrics", "figures", 'aigraph metrics "Gemini 3 Pro"'),
        Command("cases", "courts", "aigraph cases"),
        Command("case", "courts", "aigraph case musk-v-altman-federal"),
        Command("threads", "inventory", "aigraph threads"),
        Command("chain", "chronology", "aigraph chain 2023-11-17-altman-fired"),
        Command("why", "doubt", 'aigraph why "Ilya Sutskever" OpenAI --on 2024-03-01'),
        Command("disputes", "doubt", "aigraph disputes OpenAI"),
        Command("accounts", "doubt", "aigraph accounts 2018-02-20-musk-leaves-openai-board"),
        Command("search", "lookup", "aigraph search サツケヴァー"),
        Command("sources", "inventory", "aigraph sources --kind court"),
        Command("stats", "inventory", "aigraph stats"),
        Command("audit", "coverage", "aigraph audit"),
        Command("types", "inventory", "aigraph types departure"),
        Command("sql", "relational", 'aigraph sql "SELECT publisher, count(*) AS n FROM sources GROUP BY ALL ORDER BY n DESC LIMIT 5"'),
    )
}

TOOLS: dict[str, Command] = {
    c.name: c
    for c in (
        Command("check", "tools", "aigraph check --format json"),
        Command("fmt", "tools", "aigraph fmt --check"),
        Command("schema", "tools", "aigraph schema events.yaml"),
        Command(
            "new event",
            "curation",
            'aigraph new event --date 2026-07-30 --type statement --title "Altman speaks" --who speaker=Altman '
            '--source https://example.org/altman --publisher Example --says "what he said" --dry-run',
        ),
        Command("import", "intake", "aigraph import package saga-csv saga-again", "import_data"),
        Command("keep", "curation", "aigraph keep candidates 2015-tanabe-joins-northgate --dry-run"),
        Command("site build", "site.build", "aigraph site build saga-page"),
        Command("site serve", "site.serve", "aigraph site serve --port 8765"),
        Command("mcp", "mcp.serve", "aigraph mcp --http"),
        Command("synth", "synth", "aigraph synth 1000 saga-synthetic --seed 7"),
        Command("new entity", "curation", 'aigraph new entity "Jane Roe" --type person --name-ja ジェーン・ロー --dry-run'),
    )
}
"""Commands about a folder of data rather than about a saga."""

WRITERS: dict[str, Command] = {c.name: c for c in (Command("export", "export", "aigraph export sqlite saga.db"),)}
"""Commands that write a view of a saga down."""

PICTURE_FORMS = ("svg", "png", "html")
PICTURES: dict[str, Command] = {
    c.name: c
    for c in (
        Command("plot timeline", "chronology", 'aigraph plot timeline "Elon Musk" --from 2018 --to 2018-12', "timeline"),
        Command("plot network", "network", "aigraph plot network OpenAI --on 2023-11-18 --via director --via office", "network"),
        Command("plot retention", "tenure", "aigraph plot retention xAI --founders --out xai.svg", "retention"),
        Command("plot moves", "tenure", "aigraph plot moves --from 2024 --format html --out moves.html", "flows"),
        Command("plot money", "figures", "aigraph plot money OpenAI --lang ja --out money.png", "money"),
        Command("plot career", "tenure", "aigraph plot career Karpathy", "career"),
    )
}
"""Commands that draw the answer to a question, whose arguments are theirs."""


def function_of(command: Command) -> Callable[..., Any]:
    """Return the function that answers a command."""
    package = "aigraph.queries" if command.name in (*COMMANDS, *PICTURES) else "aigraph"
    name = (command.question or command.name).replace("-", "_").replace(" ", "_")
    function: Callable[..., Any] = getattr(import_module(f"{package}.{command.module}"), name)
    return function


def drawing() -> Callable[..., Any]:
    """Return the function that draws results, whose libraries are an extra.

    Raises:
        ImportError: they are not installed; the message says how to.
    """
    function: Callable[..., Any] = import_module("aigraph.plots").draw
    return function


def lacking(libraries: Iterable[str]) -> list[str]:
    """Return those of some libraries that are not installed."""
    from importlib.util import find_spec

    return [name for name in libraries if find_spec(name) is None]


def engines() -> Any:
    """Return the module of engines, whose libraries are extras."""
    return import_module("aigraph.engines")


def answering() -> Callable[..., Any]:
    """Return the function that answers a question of a saga from tables on an engine."""
    function: Callable[..., Any] = import_module("aigraph.engines.answers").answer
    return function


def writer_of(form: Format) -> Callable[..., None]:
    """Return the function that writes an export: of a saga, to an outlet of ``aigraph.export``."""
    function: Callable[..., None] = import_module(f"aigraph.export.{form.module}").write
    return function


def reader_of(form: Intake) -> Callable[..., Any]:
    """Return the function that reads an import: of a path."""
    function: Callable[..., Any] = import_module(f"aigraph.intake.{form.module}").read
    return function


def arguments_of(command: Command) -> tuple[Argument, ...]:
    """Return the parameters of a command in order, read off its function; the saga itself is left out."""
    parameters = list(inspect.signature(function_of(command)).parameters.values())[1:]
    return tuple(
        Argument(p.name, PARAMETERS[p.name], p.kind is not p.KEYWORD_ONLY, _many(p), () if p.kind is p.VAR_POSITIONAL else p.default)
        for p in parameters
    )


def seen(saga: Any, options: Mapping[str, Any]) -> Any:
    """Return the view of a saga that the options of ``VIEW`` ask for."""
    saga = saga.speaking(options["lang"])
    for view in ("known_by", "according_to", "on"):
        if options[view] is not None:
            saga = getattr(saga, view)(options[view])
    return saga.certain() if options["certain"] else saga


def asked(command: Command, saga: Any, arguments: Mapping[str, Any]) -> Any:
    """Return what a command's function answers of a saga, given its arguments by name."""
    words, options = placed(command, arguments)
    return function_of(command)(saga, *words, **options)


def placed(command: Command, arguments: Mapping[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    """Return arguments given by name as a command's function takes them: in order, and by name."""
    positional: list[Any] = []
    named = dict(arguments)
    for argument in arguments_of(command):
        if argument.positional and argument.name in named:
            value = named.pop(argument.name)
            positional += value if argument.many else [value]
    return positional, named


def _many(parameter: inspect.Parameter) -> bool:
    return parameter.kind is parameter.VAR_POSITIONAL or str(parameter.annotation).startswith("tuple[str")

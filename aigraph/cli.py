"""The command line: one command for each entry of the registry, one library call, one renderer.

The decision hidden here is how words become a call. Plain command lines are read by a small reader of
the registry, because importing Typer takes longer than answering; whatever it does not understand at
once (help, completion, mistakes) is Typer's, whose commands are made from the same registry.

Exit codes: 0 answered, also with no rows; 1 problems in the data; 2 a wrong question.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aigraph.dataset import WrongQuestion
from aigraph.loader import chosen_folder
from aigraph.ontology import ROLES
from aigraph.records import DataError
from aigraph.registry import (
    COMMANDS,
    ENGINES,
    FLAG,
    PICTURE_FORMS,
    PICTURES,
    TEXT,
    TOOLS,
    VIEW,
    WRITERS,
    Argument,
    Command,
    Kind,
    Parameter,
    arguments_of,
    asked,
    engines,
    function_of,
    placed,
)
from aigraph.registry import seen as _view
from aigraph.render import FORMATS
from aigraph.saga import Saga, load

if TYPE_CHECKING:
    import typer

    from aigraph.dataset import Dataset
    from aigraph.tools import Report

TABLE = "table"
FORMAT_NAMES = (TABLE, *FORMATS)

EVERYWHERE: tuple[Argument, ...] = (
    Argument("format", Parameter(Kind("FORMAT", FORMAT_NAMES), "how to print: table, json, csv or markdown"), False, False, TABLE),
    Argument("json", Parameter(FLAG, "the same as --format json"), False, False, False),
    *VIEW,
    Argument("data", Parameter(Kind("DIR"), "folder of a saga of your own (or set AIGRAPH_DATA)"), False, False, None),
)
"""The options that every question has."""
ENGINE = Argument(
    "engine", Parameter(Kind("ENGINE", ENGINES), "have it answered by duckdb or spark, for sagas too large for memory"), False, False, None
)
"""The option of questions that engines answer as well."""
FOR_TOOLS = tuple(a for a in EVERYWHERE if a.name in ("format", "json", "data"))
FOR_PICTURES = (
    Argument("out", Parameter(Kind("FILE"), "the file to write; without it, standard output"), False, False, None),
    Argument("format", Parameter(Kind("FORMAT", PICTURE_FORMS), "svg, png or html; without it as the file ends"), False, False, None),
    Argument("title", Parameter(TEXT, "what stands over the picture, in place of the names"), False, False, None),
    *(a for a in EVERYWHERE if a.name not in ("format", "json")),
)
NAMES = ("NAME", "ORG", "PERSON", "SUBJECT", "OTHER")
"""The kinds of values that are names of entities."""
SHORT = {"-f": "--format"}
GROUPS = {
    "new": "Add a record to the data: an event, an entity.",
    "site": "The explorer: a page to look at the saga in.",
    "plot": "Draw the answer to a question, as SVG, PNG or HTML; doubts are drawn too.",
}
ASKS = "new"
"""The group of commands that ask on a terminal for what is missing."""


@dataclass(frozen=True, slots=True)
class Call:
    """A command with its arguments and the options that every command has."""

    command: Command
    arguments: Mapping[str, Any]
    options: Mapping[str, Any]

    @property
    def format(self) -> str:
        """How to print the answer."""
        return "json" if self.options["json"] else str(self.options["format"])


def options_of(command: Command) -> tuple[Argument, ...]:
    """Return the options that a command has besides its own arguments."""
    own = {a.option for a in arguments_of(command) if not a.positional}
    everywhere = FOR_TOOLS if command.name in TOOLS else FOR_PICTURES if command.name in PICTURES else EVERYWHERE
    everywhere = (*everywhere, ENGINE) if command.scales else everywhere
    return tuple(a for a in everywhere if a.option not in own)


def main(words: Sequence[str] | None = None) -> None:
    """Run the command line and exit."""
    words = (sys.argv[1:] if words is None else list(words)) or ["--help"]
    _prepare_output()
    try:
        if any(not word.isprintable() and any("\ud800" <= c <= "\udfff" for c in word) for word in words):
            raise WrongQuestion("a word of the command line is not UTF-8")
        call = None if "_AIGRAPH_COMPLETE" in os.environ else read(words)
        sys.exit(_ask_typer(words) if call is None else run(call))
    except WrongQuestion as error:
        sys.exit(_complain(str(error), 2))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(_complain(f"the answer cannot be written: {error.strerror}", 1))
    except KeyboardInterrupt:
        sys.exit(130)


def _prepare_output() -> None:
    """Let answers be UTF-8 whatever the surroundings say; output that was closed goes nowhere."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 (as long as the process)
        elif stream.encoding.lower() != "utf-8" and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")


def program() -> None:
    """Run the command line as a process of its own.

    Such a process ends before there is garbage to collect, and taking its objects apart one by one at the
    end would take longer than many an answer: it does neither.
    """
    gc.disable()
    code: object = 0
    try:
        main()
    except SystemExit as stopped:
        code = stopped.code
    with contextlib.suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 0 if code is None else 1)


# --- reading plain command lines -----------------------------------------------------------------


def read(words: Sequence[str]) -> Call | None:
    """Return the call that a plain command line means; ``None`` where Typer should look at it.

    Raises:
        WrongQuestion: an option is given twice.
    """
    command = {**COMMANDS, **TOOLS, **WRITERS}.get(words[0]) if words else None
    if command is None:
        return None
    arguments, everywhere = arguments_of(command), options_of(command)
    by_option = {a.option: a for a in (*arguments, *everywhere) if not a.positional}
    found: dict[str, Any] = {}
    plain: list[str] = []
    rest = iter(words[1:])
    for word in rest:
        if not word.startswith("-") or word == "-":
            plain.append(word)
            continue
        name, equals, value = word.partition("=")
        argument = by_option.get(SHORT.get(name, name))
        if argument is None or (equals and argument.parameter.kind is FLAG):
            return None
        if argument.parameter.kind is FLAG:
            found[argument.name] = True
            continue
        given = value if equals else next(rest, None)
        if given is None:
            return None
        if argument.many:
            found[argument.name] = (*found.get(argument.name, ()), given)
        elif argument.name in found:
            raise WrongQuestion(f"{argument.option} is given twice")
        elif argument.parameter.kind.metavar == "N":
            return None
        else:
            found[argument.name] = given
    return _fill(command, arguments, everywhere, found, plain)


def _fill(
    command: Command, arguments: Sequence[Argument], everywhere: Sequence[Argument], found: dict[str, Any], plain: list[str]
) -> Call | None:
    """Give the plain words to the positional arguments, in order."""
    for argument in (a for a in arguments if a.positional):
        if argument.many:
            found[argument.name], plain = tuple(plain), []
        elif plain:
            found[argument.name] = plain.pop(0)
        elif argument.required:
            return None
    if plain:
        return None
    options = {a.name: found.pop(a.name, a.default) for a in everywhere}
    return Call(command, found, options)


# --- running -------------------------------------------------------------------------------------


def run(call: Call) -> int:
    """Answer a call on standard output and return the exit code."""
    call = _from_standard_input(_on_this_day(call))
    if not sys.stderr.isatty():
        return _run(call)
    from aigraph.progress import watched_by
    from aigraph.render import ProgressBar

    with ProgressBar() as bar, watched_by(bar.show):
        return _run(call)


def _on_this_day(call: Call) -> Call:
    """Return the call with the day on which it runs in place of ``today``."""
    if "today" not in (*call.arguments.values(), *call.options.values()):
        return call
    import datetime

    today = datetime.date.today().isoformat()
    days = {a.name for a in (*arguments_of(call.command), *options_of(call.command)) if a.parameter.kind.day}

    def dated(given: Mapping[str, Any]) -> dict[str, Any]:
        return {k: today if k in days and v == "today" else v for k, v in given.items()}

    return Call(call.command, dated(call.arguments), dated(call.options))


def _from_standard_input(call: Call) -> Call:
    """Return the call with the query that stands on standard input in place of ``-``."""
    if call.arguments.get("query") != "-":
        return call
    return Call(call.command, {**call.arguments, "query": sys.stdin.read() if sys.stdin else ""}, call.options)


def _run(call: Call) -> int:
    try:
        if call.command.name in PICTURES:
            return _run_picture(call)
        if call.format not in FORMAT_NAMES:
            raise WrongQuestion(f"no format {call.options['format']!r}: {', '.join(FORMAT_NAMES)}")
        if call.options["json"] and call.options["format"] not in (TABLE, "json"):
            raise WrongQuestion(f"--json and --format {call.options['format']} are two formats: give one")
        if call.command.name in TOOLS:
            return _run_tool(call)
        saga = _view(load(call.options["data"]), call.options)
        result = _ask(saga, call)
        if call.command.name in WRITERS:
            return _report(result, call)
    except WrongQuestion as error:
        return _complain(str(error), 2)
    except DataError as error:
        from aigraph.loader import NO_DATA

        return _complain(str(error), 2 if error.problems[0].rule in NO_DATA else 1)
    _print(result, call)
    return 0


def _ask(saga: Saga, call: Call) -> Any:
    """Ask the question of a call, of an engine where one is named."""
    engine = call.options.get("engine")
    if engine is None:
        return asked(call.command, saga, call.arguments)
    words, options = placed(call.command, call.arguments)
    folder = chosen_folder(call.options["data"])
    return engines().answered(saga, engine, folder, call.command.name.replace("-", "_"), words, options)


def _print(result: Any, call: Call) -> None:
    from aigraph import render

    if call.format == TABLE:
        render.print_table(result)
    else:
        sys.stdout.write(FORMATS[call.format](result) + "\n")
    sys.stdout.flush()


def _run_tool(call: Call) -> int:
    """Run a tool on the folder and print its report."""
    from pathlib import Path

    return _report(function_of(call.command)(Path(chosen_folder(call.options["data"])), **call.arguments), call)


def _report(report: Report, call: Call) -> int:
    """Print what a tool has to say."""
    if call.format == TABLE:
        text = "\n".join(report.lines)
    else:
        from aigraph import render

        text = render.report_text(report.value, call.command.name, call.format)
    sys.stdout.write(text + "\n" if text else "")
    sys.stdout.flush()
    for note in report.notes:
        sys.stderr.write(f"aigraph: {note}\n")
    return 1 if report.failed else 0


def _run_picture(call: Call) -> int:
    """Draw the answer, and write the picture to a file or to standard output."""
    out = call.options["out"]
    form = _form_of(call.options["format"], out)
    saga = _view(load(call.options["data"]), call.options)
    result = _ask(saga, call)
    try:
        chart = result.plot(call.options["title"] or _names_in(saga, call))
    except ImportError as error:
        raise WrongQuestion(str(error)) from None
    from aigraph.plots import picture

    if out is None:
        sys.stdout.write(picture(chart, form).decode() + "\n")
    else:
        from pathlib import Path

        from aigraph.tools import write_atomically

        write_atomically(Path(out), picture(chart, form))
        sys.stdout.write(f"{out}: written\n")
    sys.stdout.flush()
    return 0


def _form_of(form: str | None, out: str | None) -> str:
    """Return the form of a picture, as asked for or as the file ends.

    Raises:
        WrongQuestion: there is no such form, or no such folder, or it cannot go to standard output.
    """
    if out is None:
        form = form or "svg"
    else:
        folder, name = os.path.split(out)
        if folder and not os.path.isdir(folder):
            raise WrongQuestion(f"there is no folder {folder}")
        if not name or os.path.isdir(out):
            raise WrongQuestion(f"--out {out!r} is no file")
        form = form or os.path.splitext(name)[1].removeprefix(".").lower()
    if form not in PICTURE_FORMS:
        raise WrongQuestion(f"no picture is {form or 'without an ending'!r}: {', '.join(PICTURE_FORMS)}")
    if form == "png" and out is None:
        raise WrongQuestion("a PNG goes to a file: give --out FILE.png")
    return form


def _names_in(saga: Saga, call: Call) -> str:
    """Return the names that a question is about, in the language of the view."""
    found: list[str] = []
    for argument in arguments_of(call.command):
        if argument.positional and argument.parameter.kind.metavar in NAMES:
            given = call.arguments.get(argument.name, ())
            found += [saga.resolve(name) for name in ((given,) if isinstance(given, str) else given)]
    return ("、" if saga.lang == "ja" else ", ").join(saga.dataset.entities[e].name.say(saga.lang) for e in found)


def _complain(message: str, code: int) -> int:
    sys.stderr.write(f"aigraph: {' '.join(message.split())}\n")
    return code


# --- Typer ---------------------------------------------------------------------------------------


def _ask_typer(words: Sequence[str]) -> int:
    """Let Typer read a command line and return the exit code; a mistake in it is one line."""
    try:
        return typer_app()(args=words, prog_name="aigraph", standalone_mode=False) or 0
    except Exception as error:
        if not hasattr(error, "format_message"):  # Click's, of which newer Typers carry a copy of their own
            raise
        context = getattr(error, "ctx", None)
        place = context.command_path if context else "aigraph"
        return _complain(f"{error.format_message()} (`{place} --help` says more)", 2)


def typer_app() -> typer.Typer:
    """Return the Typer application, its commands made from the registry."""
    import typer

    app = typer.Typer(
        name="aigraph", no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False,
        help="A knowledge graph and timeline of the OpenAI–Musk–xAI saga that people can ask.",
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )  # fmt: skip
    groups: dict[str, typer.Typer] = {"": app}
    for command in (*COMMANDS.values(), *WRITERS.values(), *TOOLS.values(), *PICTURES.values()):
        group, _, name = command.name.rpartition(" ")
        if group not in groups:
            groups[group] = typer.Typer(rich_markup_mode=None, help=GROUPS[group])
            app.add_typer(groups[group], name=group)
        groups[group].command(name, help=_help(command), epilog=f"Example: {command.example}")(_handler(command))

    @app.callback()
    def _root(
        version: bool = typer.Option(False, "--version", is_eager=True, callback=_print_version, help="Show the version and exit."),
    ) -> None:
        """A knowledge graph and timeline of the OpenAI–Musk–xAI saga that people can ask."""

    return app


def _print_version(wanted: bool) -> None:
    """Answer ``--version`` before any command."""
    if wanted:
        import typer

        from aigraph import __version__

        sys.stdout.write(f"aigraph {__version__}\n")
        raise typer.Exit


def _help(command: Command) -> str:
    """Return the help of a command: its function's docstring, plainly."""
    import inspect

    text = inspect.cleandoc(function_of(command).__doc__ or "").replace("``", "")
    return f"Draw the answer to `aigraph {command.question}`: SVG, PNG or HTML.\n\n{text}" if command.name in PICTURES else text


def _handler(command: Command) -> Any:
    """Return a function whose signature tells Typer the command's arguments and options."""
    import inspect

    import typer

    arguments, everywhere = arguments_of(command), options_of(command)

    def handler(**given: Any) -> None:
        given = {k: tuple(v) if isinstance(v, list) else v for k, v in given.items()}
        options = {a.name: given.pop(a.name) for a in everywhere}
        found = {k: v for k, v in given.items() if v is not None}
        if _can_ask(command):
            from aigraph.prompts import fill

            found = fill(arguments, found, lambda argument: _offering(argument, options["data"]))
        raise typer.Exit(run(Call(command, found, options)))

    parameters = [
        inspect.Parameter(a.name, inspect.Parameter.KEYWORD_ONLY, **_typed(a, _can_ask(command))) for a in (*arguments, *everywhere)
    ]
    handler.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    handler.__annotations__ = {p.name: p.annotation for p in parameters}
    return handler


def _can_ask(command: Command) -> bool:
    """Whether somebody can be asked for what is missing: a curator, on a terminal."""
    return command.name.startswith(f"{ASKS} ") and sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


def _offering(argument: Argument, folder: str | None) -> Any:
    """Return what completes a value that is typed when asked for."""
    from types import SimpleNamespace

    complete, context = _completion(argument), SimpleNamespace(params={"data": folder})
    if complete is None:
        return None
    if argument.parameter.kind.words:
        return complete
    return lambda text: [word for word, _ in complete(context, text)]


def _typed(argument: Argument, asked: bool) -> dict[str, Any]:
    """Return annotation and default of a parameter, as Typer reads them; what somebody is asked for may be missing."""
    import typer

    kind = argument.parameter.kind
    annotation: Any = bool if kind is FLAG else int if kind.metavar == "N" else str
    if argument.many:
        annotation = list[str]
    extra: dict[str, Any] = {"help": argument.parameter.help, "metavar": kind.metavar or None}
    if complete := _completion(argument):
        extra["autocompletion"] = complete
    default: Any = argument.default
    if argument.required:
        default = ... if not asked else [] if argument.many else None
    elif argument.many:
        default = list(argument.default)
    if argument.positional:
        return {"annotation": annotation, "default": typer.Argument(default, **extra)}
    names = [argument.option, *(short for short, long in SHORT.items() if long == argument.option)]
    extra.pop("metavar") if kind is FLAG else None
    return {"annotation": annotation, "default": typer.Option(default, *names, **extra)}


def _completion(argument: Argument) -> Any:
    """Return what completes a value of that kind in the shell: words of the ontology, names, ids of events."""
    kind = argument.parameter.kind
    if kind.words:
        return lambda incomplete: [word for word in kind.words if word.startswith(incomplete)]
    if kind.metavar == "ROLE=NAME":
        return _complete_participants
    if kind.metavar in (*NAMES, "NAME-OR-ID"):
        return _complete_names
    return _complete_events if kind.metavar == "EVENT" else None


def _complete_names(ctx: Any, incomplete: str) -> list[tuple[str, str]]:
    """Return ids, and names of one word, that begin like the incomplete word, any language."""
    dataset = _completing_from(ctx)
    if dataset is None:
        return []
    found: dict[str, str] = {}
    for entity in dataset.entities.values():
        names = (entity.id, entity.name.en, entity.name.ja or "", *entity.aliases)
        found |= {name: entity.name.en for name in names if name.startswith(incomplete) and " " not in name}
    return sorted(found.items())


def _complete_participants(ctx: Any, incomplete: str) -> list[tuple[str, str]]:
    """Return roles, and after the equals sign ids and names."""
    role, equals, name = incomplete.partition("=")
    if not equals:
        return [(f"{r}=", label.en) for r, label in ROLES.items() if r.startswith(role)]
    return [(f"{role}={found}", en) for found, en in _complete_names(ctx, name)]


def _complete_events(ctx: Any, incomplete: str) -> list[tuple[str, str]]:
    """Return ids of events that begin like the incomplete word."""
    dataset = _completing_from(ctx)
    return [(i, dataset.events[i].title.en) for i in dataset.events if i.startswith(incomplete)] if dataset else []


def _completing_from(context: Any) -> Dataset | None:
    """Return the data of the command line so far; ``None`` where they cannot be read."""
    try:
        return load(context.params.get("data")).dataset
    except DataError:
        return None


if __name__ == "__main__":
    program()

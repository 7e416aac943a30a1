"""Write the generated parts of the docs: ``python docs/generate.py`` (``--check`` writes nothing).

The ontology's tables go into data-model.md, what ``aigraph audit`` answers into audit.md, what each command takes into commands.md, and the forms of exports into
exports.md.
"""

from __future__ import annotations

import sys
from pathlib import Path

import aigraph
from aigraph.cli import ENGINE, EVERYWHERE, _help
from aigraph.formats import FORMATS
from aigraph.ontology import AMOUNT_KINDS, ENTITY_TYPES, EVENT_TYPES, LINKS, MANNERS, OFFICES, RELATIONS, SOURCE_KINDS, STATUSES, Label
from aigraph.queries.inventory import effect_words
from aigraph.registry import COMMANDS, TOOLS, WRITERS, Argument, Command, arguments_of
from aigraph.render import as_markdown

FOLDER = Path(__file__).parent
START, END = "<!-- generated -->", "<!-- end of what is generated -->"


def main() -> int:
    """Bring the pages up to date; return 1 if ``--check`` finds that one is not."""
    stale = 0
    for name, generated in {"data-model.md": ontology, "audit.md": coverage, "commands.md": commands, "exports.md": forms}.items():
        page = FOLDER / name
        old = page.read_text(encoding="utf-8")
        before, _, rest = old.partition(START)
        new = f"{before}{START}\n\n{generated()}\n{END}{rest.partition(END)[2]}"
        stale |= old != new
        if "--check" not in sys.argv:
            page.write_text(new, encoding="utf-8")
    return int(stale and "--check" in sys.argv)


def coverage() -> str:
    """Return the answer of ``aigraph audit`` as Markdown."""
    saga = aigraph.load(FOLDER.parent / "data")
    return f"As of {saga.as_of.text}, version {saga.dataset.header.version} of the data.\n\n{as_markdown(saga.audit())}\n"


def commands() -> str:
    """Return every command with its arguments, options and example."""
    everywhere = [f"- `{a.option}{_metavar(a)}`: {a.parameter.help}" for a in EVERYWHERE]
    questions = "".join(_command(c) for c in COMMANDS.values())
    tools = "".join(_command(c) for c in (*WRITERS.values(), *TOOLS.values()))
    return "\n".join(["Every question takes these options:", "", *everywhere, "", "## Questions", "", questions + "## Tools", "", tools])


def forms() -> str:
    """Return the forms that a view can be exported to."""
    rows = [
        (f"`{f.name}`", f.what, f.opens.replace("OUT", f"saga{f.ending}"), "a file" if f.ending else "a folder") for f in FORMATS.values()
    ]
    return _table(("form", "what it is", "opened with", ""), rows)


def _command(command: Command) -> str:
    arguments = arguments_of(command)
    words = " ".join(_placed(a) for a in arguments if a.positional)
    named = [a for a in (*arguments, *([ENGINE] if command.scales else [])) if not a.positional]
    options = [f"- `{a.option}{_metavar(a)}`: {a.parameter.help}" for a in named]
    lines = [f"### aigraph {command.name}", "", f"`aigraph {command.name}{' ' if words else ''}{words}`", "", _help(command), ""]
    given = [f"- `{a.parameter.kind.metavar}`: {a.parameter.help}" for a in arguments if a.positional]
    lines += [*given, *options, *([""] if given or options else []), "```", command.example, "```", "", ""]
    return "\n".join(lines)


def _placed(argument: Argument) -> str:
    name = argument.parameter.kind.metavar
    name = f"{name}…" if argument.many else name
    return name if argument.required else f"[{name}]"


def _metavar(argument: Argument) -> str:
    return f" {argument.parameter.kind.metavar}" if argument.parameter.kind.metavar else ""


def ontology() -> str:
    """Return the ontology as Markdown."""
    return "\n".join(
        [
            "## Event types\n",
            _table(("type", "ja", "what it is", "roles (* required)", "what it does"), _event_rows()),
            "## Relations\n",
            _table(("relation", "reads", "the other way", "notes"), _relation_rows()),
            "## Offices, in order of rank\n",
            _table(("office", "en", "ja", "holders"), _office_rows()),
            "## Words\n",
            *(_words(name, words) for name, words in _VOCABULARIES.items()),
        ]
    )


_VOCABULARIES: dict[str, dict[str, Label]] = {
    "entity types": ENTITY_TYPES,
    "statuses": STATUSES,
    "links": LINKS,
    "kinds of source": SOURCE_KINDS,
    "kinds of amount": AMOUNT_KINDS,
    "manners of leaving": MANNERS,
}


def _event_rows() -> list[tuple[str, ...]]:
    return [
        (
            f"`{t.id}`",
            t.label.ja,
            t.doc.en,
            ", ".join(f"{r.id}{'*' if r.required else ''}" for r in t.roles),
            "<br>".join(effect_words(e) for e in t.effects),
        )
        for t in EVENT_TYPES.values()
    ]


def _relation_rows() -> list[tuple[str, ...]]:
    notes = {
        r.id: ", ".join(
            word
            for word, true in (
                ("membership", r.membership),
                ("a deed: stays done", r.instant),
                ("no direction", r.symmetric),
                ("its members count for the whole", bool(r.house)),
                (f"told apart by {r.scope}", r.scope is not None),
            )
            if true
        )
        for r in RELATIONS.values()
    }
    return [(f"`{r.id}`", r.label.en, r.inverse.en, notes[r.id]) for r in RELATIONS.values()]


def _office_rows() -> list[tuple[str, ...]]:
    return [(f"`{o.id}`", o.label.en, o.label.ja, "one" if o.single else "many") for o in OFFICES.values()]


def _words(name: str, words: dict[str, Label]) -> str:
    return f"**{name}**: " + ", ".join(f"`{word}` ({label.ja})" for word, label in words.items()) + "\n"


def _table(headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [headings, ("---",) * len(headings), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())

"""Asking on a terminal for what a command line left out.

The decision hidden here is how somebody is asked: one line a value, completed with the tab key where the
system has readline, an empty line for nothing more. Only curators' commands ask.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from aigraph.dataset import WrongQuestion, wrong_word
from aigraph.registry import Argument

Complete = Callable[[str], list[str]]


def fill(arguments: Sequence[Argument], given: Mapping[str, Any], completing: Callable[[Argument], Complete | None]) -> dict[str, Any]:
    """Return the given values and those that somebody typed for the arguments that are worth asking for."""
    found = dict(given)
    for argument in arguments:
        if (argument.required or argument.parameter.ask) and not found.get(argument.name):
            with _completed_by(completing(argument)):
                answer = _several(argument) if argument.many else _one(argument)
            if answer:
                found[argument.name] = answer
    return found


def _one(argument: Argument) -> str:
    """Ask for one value, again and again if it is needed."""
    while True:
        answer = _line(argument)
        words = argument.parameter.kind.words
        if answer and words and answer not in words:
            sys.stderr.write(f"{wrong_word(argument.option.removeprefix('--'), answer, words)}\n")
        elif answer or not argument.required:
            return answer


def _several(argument: Argument) -> tuple[str, ...]:
    """Ask for values until one is empty."""
    answers: list[str] = []
    while (answer := _line(argument)) or (argument.required and not answers):
        if answer:
            answers.append(answer)
    return tuple(answers)


def _line(argument: Argument) -> str:
    more = " (an empty line ends)" if argument.many else "" if argument.required else " (may be empty)"
    try:
        return _asked(argument, more)
    except EOFError:
        raise WrongQuestion("the input ended before everything was said; nothing was written") from None


def _asked(argument: Argument, more: str) -> str:
    return input(f"{argument.option.removeprefix('--')}: {argument.parameter.help}{more}\n> ").strip()


@contextlib.contextmanager
def _completed_by(complete: Complete | None) -> Iterator[None]:
    """Let the tab key complete with these words meanwhile."""
    try:
        import readline
    except ImportError:  # not on every system
        yield
        return

    def nth(text: str, n: int) -> str | None:
        offered = complete(text) if complete else []
        return offered[n] if n < len(offered) else None

    before, delimiters = readline.get_completer(), readline.get_completer_delims()
    readline.set_completer(nth)
    readline.set_completer_delims("\n")
    readline.parse_and_bind("tab: complete")
    try:
        yield
    finally:
        readline.set_completer(before)
        readline.set_completer_delims(delimiters)

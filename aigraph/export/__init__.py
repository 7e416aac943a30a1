"""Exports: a view of the saga in the forms that other tools read, one small module behind each.

The decision hidden here is what an export is to whoever receives it: files that are there whole or not at
all, with a README beside them that says what they are, how they are opened, and what the form cannot say.
A module of this package writes one of ``aigraph.formats``: its ``write`` is given a saga and an ``Outlet``,
and knows nothing of places.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from aigraph import __version__
from aigraph.dataset import WrongQuestion, wrong_word
from aigraph.formats import FORMATS, Format
from aigraph.ontology import Label
from aigraph.progress import teller
from aigraph.registry import lacking, writer_of
from aigraph.tools import Report
from aigraph.views import ACCORDING_TO, KNOWN_BY

if TYPE_CHECKING:
    from aigraph.saga import Saga


STANDARD_OUTPUT = "-"


def export(saga: Saga, form: str, target: str) -> Report:
    """Write a view of the saga in a form that other tools read, to OUT: a file, or a folder for forms of many files.

    A README beside it says what it is, how it is opened and what the form cannot say; so does standard
    error. What is at OUT is replaced if it is an earlier export; nothing is left there if anything fails.
    """
    chosen = FORMATS.get(form)
    if chosen is None:
        raise wrong_word("format", form, FORMATS)
    if missing := lacking(chosen.needs):
        raise WrongQuestion(f"{form} needs {' and '.join(missing)}: pip install 'aigraph[{chosen.extra}]'")
    place = _place_of(chosen, target)
    with _workshop(place.parent) as workshop:
        outlet = Outlet(chosen, workshop, place.name)
        writer_of(chosen)(saga, outlet)
        if target == STANDARD_OUTPUT:
            files = [target]
            _print(outlet.file)
        else:
            readme = f"{place.name}.README.md" if chosen.ending else "README.md"
            (workshop / readme).write_text(_readme(saga, chosen, place.name, outlet), encoding="utf-8")
            files = _put(workshop, place, chosen)
    lines = () if target == STANDARD_OUTPUT else (f"{place}: {chosen.what}",)
    value = {"format": form, "out": target, "files": files, "lost": outlet.lost}
    return Report(lines, value, notes=tuple(f"{form}: {what}" for what in outlet.lost))


class Outlet:
    """Where a form is written: files in a workshop, which become visible together when all are there."""

    def __init__(self, form: Format, workshop: Path, name: str) -> None:
        self.form, self.workshop, self.name = form, workshop, name
        self.counts: Counter[str] = Counter()
        self.lost: list[str] = []
        self.remarks: list[str] = []

    @property
    def file(self) -> Path:
        """Where the one file of a form is written."""
        return self.workshop / self.name

    def beside(self, ending: str) -> Path:
        """Where a further file of a form of one file is written: its name and an ending."""
        return self.workshop / f"{self.name}{ending}"

    @contextmanager
    def text(self, name: str = "") -> Iterator[IO[str]]:
        """Open a file to write UTF-8 text to, its lines ended as they are written: of that name, else the one file."""
        with (self.workshop / (name or self.name)).open("w", encoding="utf-8", newline="") as file:
            yield file

    def holds(self, what: str, many: int = 1) -> None:
        """Count what was written, for the README."""
        self.counts[what] += many

    def loses(self, what: str) -> None:
        """Say, as a sentence, what this form cannot carry, or carries in another way than a reader would expect."""
        if what not in self.lost:
            self.lost.append(what)

    def remark(self, what: str) -> None:
        """Say, as a sentence, what a reader of the files should know; it goes into the README only."""
        self.remarks.append(what)


def told(saga: Saga, what: str = "exporting") -> Callable[[int], None]:
    """Return what to call with the number of events and stints that are done."""
    tell = teller(what, len(saga.dataset.events) + len(saga.dataset.stints))
    return tell or (lambda done: None)


def about(saga: Saga) -> dict[str, Any]:
    """Return what every form says of the data: name, version, day, licence, how it was retold, and by what it was written."""
    header = saga.dataset.header
    return {
        "name": header.name.say(saga.lang), "version": header.version, "as_of": header.as_of.text, "license": header.license,
        "view": view_words(saga), "generator": f"aigraph {__version__}",
    }  # fmt: skip


VIEW_WORDS: dict[str, Label] = {
    KNOWN_BY: Label("known by {}", "{}までに公表されたこと"),
    ACCORDING_TO: Label("according to {}", "{}の語るところ"),
    "on": Label("on {}", "{}時点"),
    "in a window": Label("in a window", "期間を限定"),
    "certain only": Label("certain only", "確実なもののみ"),
}


def view_words(saga: Saga, lang: str = "en") -> list[str]:
    """Return in words what the view is, where it is not the whole saga as the curator has it."""
    told = list(saga.dataset.retellings)
    if saga.day is not None:
        told.append(("on", saga.day.text))
    elif saga.windowed:
        told.append(("in a window", ""))
    if saga.sure:
        told.append(("certain only", ""))
    return [VIEW_WORDS[how].say(lang).format(what) for how, what in told]


# --- places --------------------------------------------------------------------------------------


def _place_of(form: Format, out: str) -> Path:
    """Return where an export goes.

    Raises:
        WrongQuestion: it cannot go there: no folder around it, a folder for a file, or something else is there.
    """
    if not out.strip():
        raise WrongQuestion("no OUT is given to write to")
    if out == STANDARD_OUTPUT:
        if not form.ending:
            raise WrongQuestion(f"{form.name} is a folder of files: give its name")
        return Path(tempfile.gettempdir()) / f"saga{form.ending}"
    place = Path(out).resolve()
    if not place.parent.is_dir():
        raise WrongQuestion(f"there is no folder {place.parent}")
    if form.ending:
        if place.is_dir() or (place.exists() and not place.is_file()):
            raise WrongQuestion(f"{out} is a folder; {form.name} is one file: give a name such as {out.rstrip('/')}/saga{form.ending}")
    elif place.exists():
        if not place.is_dir():
            raise WrongQuestion(f"{out} is a file; {form.name} is a folder of files: give another name")
        if any(place.iterdir()) and not _is_export(place, form):
            raise WrongQuestion(f"{out} holds something else than an earlier export to {form.name}: give another name, or empty it")
    return place


def _is_export(place: Path, form: Format) -> bool:
    """Whether a folder is what an export to that form left."""
    with suppress(OSError, UnicodeDecodeError):
        return _mark(form) in (place / "README.md").read_text(encoding="utf-8")
    return False


@contextmanager
def _workshop(parent: Path) -> Iterator[Path]:
    """Make a folder to write in, on the same disk as the place that it is moved to; remove what is left of it."""
    try:
        folder = Path(tempfile.mkdtemp(prefix=".aigraph-", dir=parent))
    except OSError as error:
        raise WrongQuestion(f"nothing can be written in {parent}: {error.strerror}") from None
    folder.chmod(0o755)
    try:
        yield folder
    except OSError as error:
        raise WrongQuestion(f"the export cannot be written: {error.strerror}; nothing was changed") from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _put(workshop: Path, place: Path, form: Format) -> list[str]:
    """Move what was written to its place and return the names of the files."""
    names = sorted(str(p.relative_to(workshop)) for p in workshop.rglob("*") if p.is_file())
    if form.ending:
        for name in sorted(names, key=lambda n: n == place.name):  # the file itself last
            (workshop / name).replace(place.parent / name)
        return names
    old = workshop.with_name(f"{workshop.name}-old")
    if place.exists():
        place.rename(old)
    try:
        workshop.rename(place)
    except OSError:
        if old.exists():
            old.rename(place)
        raise
    shutil.rmtree(old, ignore_errors=True)
    return names


def _print(file: Path) -> None:
    """Copy a file to standard output."""
    import sys

    with file.open("rb") as written:
        shutil.copyfileobj(written, sys.stdout.buffer)
    sys.stdout.flush()


# --- the README ----------------------------------------------------------------------------------


def _mark(form: Format) -> str:
    return f"<!-- aigraph export {form.name} -->"


def _readme(saga: Saga, form: Format, name: str, outlet: Outlet) -> str:
    """Return what stands beside an export: what it is, how it is opened, what it holds and what it cannot say."""
    facts = about(saga)
    view = f", {', '.join(facts['view'])}" if facts["view"] else ""
    licence = f" Licence of the data: {facts['license']}." if facts["license"] else ""
    held = "".join(f"- {many:,} {what}\n" for what, many in outlet.counts.items())
    lost = "".join(f"- {what}\n" for what in outlet.lost) or "Nothing is left out.\n"
    remarks = "".join(f"- {what}\n" for what in outlet.remarks)
    return (
        f"{_mark(form)}\n# {facts['name']}\n\n{form.what[0].upper()}{form.what[1:]}, written by {facts['generator']} from version {facts['version']}"
        f" of the data, as of {facts['as_of']}{view}.{licence}\n\nOpened with: {form.opens.replace('OUT', name)}\n\n"
        f"## What it holds\n\n{held}{remarks}\n## What this form cannot say\n\n{lost}"
    )

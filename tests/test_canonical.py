"""`aigraph fmt`: one form, nothing lost, all or nothing."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

import aigraph
from aigraph.canonical import block_of, canonical_text, plain_record
from aigraph.loader import chosen_folder
from aigraph.reader import plain_values
from aigraph.records import SECTIONS, Citation, DataError, Entity, Metric, Text
from aigraph.tools import fmt

SAGA = Path(__file__).parent / "saga"
MESSY = """\
# who made this
sources:
- {published: 2020-03-03, kind: press, id: paper, lang: en, publisher: "Paper", url: "https://example.org/1", author: }
events:  # what happened

# the first one
- sources:
    - {says: 'so: "yes"', source: paper}
  date: '2020-03-02'   # read off the page
  id: "joins"
  type: appointment
  title:
    ja: 入社
    en: "Ann joins Acme"
  note: "a\\u2028b\\ufeffc"
  participants:
  - {entity: ann, role: person, office: , position: "no"}
"""
TIDY = """\
events:  # what happened

  # the first one
  - id: joins
    date: 2020-03-02  # read off the page
    type: appointment
    title:
      en: Ann joins Acme
      ja: "入社"
    participants:
      - {role: person, entity: ann, position: "no"}
    sources:
      - {source: paper, says: "so: \\"yes\\""}
    note: "a\\u2028b\\ufeffc"

# who made this
sources:

  - id: paper
    publisher: Paper
    lang: en
    kind: press
    url: "https://example.org/1"
    published: 2020-03-03
"""


def test_one_form() -> None:
    assert canonical_text("events.yaml", MESSY.encode()) == TIDY
    assert canonical_text("events.yaml", TIDY.encode()) == TIDY


def test_the_values_stay() -> None:
    event = plain_values("events.yaml", TIDY.encode())["events"][0]
    assert (event["note"], event["sources"][0]["says"], event["participants"][0]["position"]) == ("a\u2028b\ufeffc", 'so: "yes"', "no")


@pytest.mark.parametrize(
    "text",
    [
        "events: {joins: {date: 2020}}",
        "events: joins",
        "events: [joins]",
        "events: [{}]",
        "events: [[{id: joins}]]",
        "saga: nothing",
        "saga:\n  - {name: {en: Test}}",
        "events:\n  - {id: a, threads: [x, ~, ]}\n  - id: b\n    threads:\n      - x\n      -\n",
    ],
)
def test_what_cannot_be_put_into_form_is_left_alone(tmp_path: Path, text: str) -> None:
    """Each of these once lost a value."""
    (tmp_path / "events.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match="left as it is"):
        fmt(tmp_path)
    assert (tmp_path / "events.yaml").read_text(encoding="utf-8") == text


def test_all_or_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(MESSY, encoding="utf-8")
    (tmp_path / "b.yaml").write_text("events: [", encoding="utf-8")
    with pytest.raises(DataError):
        fmt(tmp_path)
    assert (tmp_path / "a.yaml").read_text(encoding="utf-8") == MESSY


def test_check_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(MESSY, encoding="utf-8")
    report = fmt(tmp_path, only_check=True)
    assert (report.failed, report.lines) == (True, ("a.yaml: line 1 is not in canonical form; run `aigraph fmt`",))
    assert (tmp_path / "a.yaml").read_text(encoding="utf-8") == MESSY
    assert fmt(tmp_path).lines == ("a.yaml: rewritten",)
    assert fmt(tmp_path, only_check=True).failed is False


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a user whom the system can refuse to write")
def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(MESSY, encoding="utf-8")
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(DataError, match="cannot be written"):
            fmt(tmp_path)
    finally:
        tmp_path.chmod(0o700)


def test_a_folder_named_like_a_file_is_said(tmp_path: Path) -> None:
    shutil.copytree(SAGA, tmp_path, dirs_exist_ok=True)
    (tmp_path / "odd.yaml").mkdir()
    with pytest.raises(DataError, match="is not a file"):
        fmt(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "events:\n  - id: a\n    participants:\n      - role: person\n        # TODO: the Post says otherwise\n        entity: ann\n",
        "entities:\n  - id: ann\n    aliases:\n      - Annie  # so in the Post\n      - Nan\n",
    ],
)
def test_a_comment_that_has_no_place_is_not_lost(tmp_path: Path, text: str) -> None:
    (tmp_path / "events.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match="stands inside a field and would be lost"):
        fmt(tmp_path)
    assert (tmp_path / "events.yaml").read_text(encoding="utf-8") == text


@pytest.mark.skipif(os.name == "nt", reason="links of POSIX")
def test_what_a_link_leads_to_is_written(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.yaml").write_text(MESSY, encoding="utf-8")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.yaml").symlink_to(tmp_path / "elsewhere" / "a.yaml")
    fmt(tmp_path / "data")
    assert (tmp_path / "data" / "a.yaml").is_symlink()
    assert (tmp_path / "elsewhere" / "a.yaml").read_text(encoding="utf-8") == TIDY


# --- records as plain values ----------------------------------------------------------------------


@pytest.mark.parametrize("section", SECTIONS)
def test_the_real_files_are_their_records_written_out(real: aigraph.Saga, section: str) -> None:
    """Nothing that curators wrote is lost in the records: their text comes back to the byte."""
    text = (Path(chosen_folder()) / f"{section}.yaml").read_text(encoding="utf-8")
    written = re.split(r"(?m)\n\n(?=  - id: )", text.rstrip("\n"))[1:]
    records = getattr(real.dataset, section).values()
    assert sorted(written) == sorted("\n".join(block_of(section, plain_record(r))) for r in records)
    assert len(written) > 500


def test_only_what_has_its_default_is_left_out_of_plain_values() -> None:
    """A figure of zero is not the same as none."""
    assert plain_record(Metric("ann", "wins", 0)) == {"subject": "ann", "metric": "wins", "value": 0}
    assert plain_record(Citation("s", "so", {"amounts.debt": 0, "participants.person": ("ann", "bob")})) == {
        "source": "s", "says": "so", "claims": {"amounts.debt": 0, "participants.person": ["ann", "bob"]},
    }  # fmt: skip
    assert plain_record(Entity("ann", "person", Text("Ann"))) == {"id": "ann", "type": "person", "name": {"en": "Ann"}}

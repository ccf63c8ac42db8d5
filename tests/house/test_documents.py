"""What README and the chapters say is there, is there."""

import re

import pytest

from engine.__main__ import main
from tests.conftest import ROOT

CHAPTERS = sorted((ROOT / "docs").glob("*.md"))
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *CHAPTERS]
TWO_SCREENS = 60
"""Lines."""


def names(paths):
    return [path.name for path in paths]


@pytest.mark.parametrize("document", DOCUMENTS, ids=names(DOCUMENTS))
def test_what_a_document_links_to_is_there(document):
    text = document.read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    missing = [link for link in links if not (document.parent / link.partition("#")[0]).exists()]
    assert not missing


def test_every_chapter_and_every_picture_is_linked():
    text = "".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    pictures = sorted((ROOT / "docs" / "images").iterdir())
    assert not [path.name for path in [*CHAPTERS, *pictures] if path.name not in text]


def test_the_readme_is_read_on_two_screens():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= TWO_SCREENS


@pytest.mark.parametrize("document", DOCUMENTS, ids=names(DOCUMENTS))
def test_every_target_of_make_that_is_named_is_there(document):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE)) | {"test-long"}
    named = set(re.findall(r"(?:^    |`)make ([a-z-]+)", document.read_text(encoding="utf-8"), re.MULTILINE))
    assert named <= targets


def test_the_chapter_of_the_command_line_names_every_command_and_no_other(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    there = set(re.findall(r"^    ([a-z]+)(?: |$)", capsys.readouterr().out, re.MULTILINE))
    chapter = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    rows = re.findall(r"^    ([a-z]+) .*$", chapter, re.MULTILINE)
    named = set(rows) | set(re.findall(r" {6}(officials) ", chapter))
    assert named - {"echo"} == there

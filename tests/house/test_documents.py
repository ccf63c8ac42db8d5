"""What README and the chapters say is there, is there."""

import ast
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
    assert named - {"echo", "jq"} == there


PUBLIC = {"streamlit", "streamlit.components", "streamlit.delta_generator", "streamlit.errors"}
"""What Streamlit says others may import."""


def imported_from_streamlit(source):
    """The modules inside Streamlit that a module imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module == "streamlit":
            yield from (f"streamlit.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("streamlit."):
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("streamlit."))


def test_every_private_part_of_streamlit_that_is_imported_is_explained():
    explained = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("### What of Streamlit is private")[1]
    modules = [ROOT / "app.py", *sorted((ROOT / "pages").rglob("*.py"))]
    used = {name for path in modules for name in imported_from_streamlit(path.read_text(encoding="utf-8"))} - PUBLIC
    assert len(used) > 5
    assert not {name for name in used if f"`{name}`" not in explained}


def test_every_test_that_the_table_of_private_parts_names_is_there():
    table = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("### What of Streamlit is private")[1]
    named = re.findall(r"`(tests/[\w/]+\.py)`", table.split("## Tests")[0])
    assert len(named) > 10
    assert not [name for name in named if not (ROOT / name).exists()]

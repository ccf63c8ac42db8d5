"""The templates of the pages: what they write is escaped, said in words of `data/words`, and complete."""

import ast
import re

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from engine.text import words
from pages.shared import templates
from pages.shared.templates import reaches, template
from tests.conftest import ROOT

FILES = sorted(templates.FOLDER.glob("*.html"))
EVERY = [*FILES, *sorted((ROOT / "engine").rglob("*.html"))]
HOSTILE = "<img src=x onerror=alert(1)>\"'&"
ESCAPED = "&lt;img src=x onerror=alert(1)&gt;&#34;&#39;&amp;"


TAG = re.compile(r"</?[a-z][a-z0-9]*[\s>/]|<!doctype")
NO_TEMPLATE = {
    "pages/door/middleware.py": "Streamlit's own page, into which the style sheet is put",
    "pages/door/early.py": "links to scripts, put into Streamlit's own page",
    "pages/door/sharing.py": "what an address is, put into Streamlit's own page, every value escaped",
    "pages/shared/theme.py": "a style sheet, in which nothing may be escaped",
}
"""Modules that write tags all the same, and why."""


def without_comments(source):
    return re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_every_template_is_read(lang):
    assert len(FILES) > 3
    for file in FILES:
        template(file.stem, lang)


@pytest.mark.parametrize("file", EVERY, ids=lambda file: file.name)
def test_no_template_writes_anything_unescaped_or_says_a_sentence_of_its_own(file):
    source = without_comments(file.read_text(encoding="utf-8"))
    assert not re.search(r"\|\s*safe\b|autoescape|Markup", source)
    assert not re.search("[\u4e00-\u9fff]", source)


def tags_in(source):
    """The strings of a module that hold a tag, explanations left out."""
    tree = ast.parse(source)
    told = {
        id(statement.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        for statement in node.body
        if isinstance(statement, ast.Expr)
    }
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in told)
    return [node.value for node in constants if isinstance(node.value, str) and TAG.search(node.value)]


def test_no_module_writes_html_past_the_templates():
    modules = sorted((ROOT / "pages").rglob("*.py"))
    assert len(modules) > 50
    found = {path.relative_to(ROOT).as_posix() for path in modules if tags_in(path.read_text(encoding="utf-8"))}
    assert found == set(NO_TEMPLATE)


def test_every_bar_is_the_one_piece():
    lengths = re.compile(r"""style=["'][^"']*(?:--size|--from|width|flex|left)\s*:""")
    found = {file.name for file in FILES if lengths.search(without_comments(file.read_text(encoding="utf-8")))}
    assert found == {"pieces.html"}


def test_html_in_a_module_would_be_found():
    source = 'def f(x):\n    """Makes a <p>."""\n    return f"<p>{x}</p>"'
    assert tags_in(source) == ["<p>", "</p>"]


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_what_anybody_typed_is_text_between_tags_and_in_attributes(lang):
    pieces = template("pieces", lang)
    for html in (
        pieces.notice(HOSTILE, [HOSTILE]),
        pieces.chip(1, HOSTILE),
        pieces.figure(HOSTILE, 1, "m-mid", HOSTILE),
        pieces.table(HOSTILE, [(HOSTILE, "text")], [[HOSTILE]], [[HOSTILE]]),
    ):
        assert isinstance(html, Markup)
        assert "<img" not in html
        assert ESCAPED in html


def test_what_is_html_already_stays_html():
    assert "<b>1</b>" in template("pieces", "zh").table("", [("", "text")], [[Markup("<b>1</b>")]])


def test_a_name_that_is_not_there_is_an_error():
    with pytest.raises(UndefinedError):
        template("pieces", "zh").notice()
    with pytest.raises(AttributeError):
        template("pieces", "zh").no_such_piece()


def test_line_breaks_between_tags_are_not_written():
    for lang in words.LANGUAGES:
        assert "\n" not in template("pieces", lang).table("", [("", "num"), ("", "text")], [["1", "2"]], [["3", ""]])


def test_the_cells_of_a_closing_row_reach_over_the_empty_ones_beside_them():
    assert list(reaches(["a", "", "b", "c"])) == [(0, 2), (2, 1), (3, 1)]
    assert list(reaches(["", "a", "b", ""])) == [(1, 2), (2, 2)]

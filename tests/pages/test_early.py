"""What the pages need of scripts is named in the page itself, and what a browser keeps is served packed."""

import gzip
import re
from pathlib import Path

import streamlit as st

from pages.door import early, kept, middleware
from pages.shared import browser_store, theme

SERVED = Path(st.__file__).parent / "static"
PRELOADED = re.compile(r'<link rel="modulepreload" crossorigin href="\./([^"]+)">')


def test_every_script_that_is_named_is_there_and_named_once():
    named = PRELOADED.findall(middleware.page())
    assert len(set(named)) == len(named)
    assert all((SERVED / name).is_file() for name in named)
    for kind in early.KINDS:
        assert any(Path(name).name.startswith(f"{kind}.") for name in named), kind
    assert not early.links(middleware.page()), "all that the pages need is named"


def test_what_a_named_script_imports_is_named_too():
    page = middleware.page()
    imported = re.compile(r"""from\s*["']\./([\w.-]+\.js)["']""")
    for name in PRELOADED.findall(page):
        for other in imported.findall((SERVED / name).read_text(encoding="utf-8")):
            assert other in page, f"{name} imports {other}"


def test_what_is_kept_is_packed_as_it_is():
    for own, text in ((kept.sheet(), theme.sheet()), (kept.scripts(), browser_store.scripts())):
        assert gzip.decompress(own.packed).decode() == own.text == text

"""What the pages need of Streamlit's scripts is named in the page itself, and the style sheet is served packed."""

import gzip
import re
from pathlib import Path

import streamlit as st

from pages.door import early, middleware
from pages.shared import theme

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


def test_the_packed_sheet_is_the_sheet():
    assert gzip.decompress(early.packed_sheet()).decode() == theme.sheet()

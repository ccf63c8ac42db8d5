"""What the pages need of Streamlit's scripts, named in the page itself: a browser fetches them with the rest, where
Streamlit asks for each only when the first thing of its kind is drawn, one after another."""

import re
from functools import cache
from pathlib import Path

import streamlit as st

KINDS = ("ButtonGroup", "BidiComponent", "Html", "TextInput", "FileUploader")
"""What is drawn on the pages of a company, by the names of Streamlit's scripts."""

_SCRIPTS = Path(st.__file__).parent / "static" / "static" / "js"
_IMPORTED = re.compile(r"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""")


@cache
def links(page: str) -> str:
    """Links to the scripts that the `page` does not name yet, those that they import among them."""
    return "".join(
        f'<link rel="modulepreload" crossorigin href="./static/js/{name}">' for name in _needed() if name not in page
    )


def _needed() -> list[str]:
    found = [file.name for kind in KINDS for file in sorted(_SCRIPTS.glob(f"{kind}.*.js"))]
    for name in found:  # which grows by what they import
        text = (_SCRIPTS / name).read_text(encoding="utf-8")
        found += [more for more in dict.fromkeys(_IMPORTED.findall(text)) if more not in found]
    return found

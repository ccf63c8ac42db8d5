"""The scripts beside these modules, which run in the browser as components of a page."""

from functools import cache
from pathlib import Path


@cache
def script(name: str) -> str:
    """The text of a script in this folder."""
    return Path(__file__).with_name(name).read_text(encoding="utf-8")

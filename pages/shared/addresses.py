"""Addresses of pages, for links in HTML."""

from functools import lru_cache
from urllib.parse import urlencode

MOST = 4096
"""So many addresses stay written: a page of ledgers leads to the same clauses again and again."""


@lru_cache(maxsize=MOST)
def address(page: str, *, lang: str, **asked: str) -> str:
    """The address of a page, the language kept; `at` is brought into view (see router.js). What is empty is not asked
    for."""
    place = "./" if page == "home" else page
    return f"{place}?{urlencode({'lang': lang, **{name: value for name, value in asked.items() if value}})}"

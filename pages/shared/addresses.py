"""Addresses of pages, for links in HTML."""

from urllib.parse import urlencode


def address(page: str, *, lang: str, **asked: str) -> str:
    """The address of a page, the language kept; `at` is brought into view (see links.py). What is empty is not asked
    for."""
    place = "./" if page == "home" else page
    return f"{place}?{urlencode({'lang': lang, **{name: value for name, value in asked.items() if value}})}"

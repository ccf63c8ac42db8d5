"""Visiting a page in a test: a session of its own, in a language, without a browser."""

import re
from html import unescape
from typing import Any

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from pages.shared import files
from tests.conftest import ROOT

LOCALES = {"zh": "zh-CN", "en": "en-GB"}


def visit(
    page: str = "", lang: str = "zh", session: dict[str, Any] | None = None, query: dict[str, str] | None = None
) -> AppTest:
    """A first visit to the address `page`, with a browser in `lang`; it has run once, without an error."""
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    at.context = {"locale": LOCALES[lang]}
    for name, value in (query or {}).items():
        at.query_params[name] = value
    for name, value in (session or {}).items():
        at.session_state[name] = value
    go(at, page)
    return at


def go(at: AppTest, page: str) -> AppTest:
    """Go to another page in the same session."""
    at._page_hash = calc_hash(page) if page else ""
    return again(at)


def again(at: AppTest) -> AppTest:
    """Run once more; what has changed since is handed over."""
    at.run()
    assert not at.exception, at.exception
    return at


def box(at: AppTest, kind: str, address: str) -> Any:
    """The box of this kind (text_input, button_group, selectbox …) whose key ends in `address`."""
    found = boxes(at, kind, address)
    assert len(found) == 1, f"{kind} {address}: {[widget.key for widget in boxes(at, kind)]}"
    return found[0]


def boxes(at: AppTest, kind: str, ending: str = "") -> list[Any]:
    """Every box of this kind whose key ends so, in order."""
    found: list[Any] = list(at.get(kind))
    return [widget for widget in found if (widget.key or "").endswith(ending)]


def type_in(at: AppTest, address: str, text: str) -> AppTest:
    """Type into a box and leave it."""
    box(at, "text_input", address).set_value(text)
    return again(at)


def choose(at: AppTest, address: str, option: str) -> AppTest:
    """Choose one of the options that stand side by side."""
    box(at, "button_group", address).set_value(option)
    return again(at)


def press(at: AppTest, key: str) -> AppTest:
    """Press the button whose key ends in `key`."""
    box(at, "button", key).click()
    return again(at)


def listed_tasks(at: AppTest) -> list[tuple[str, str]]:
    """Where the list of tasks at the side leads, and what it says. Empty where there is none."""
    side = "".join(html.proto.body for html in at.sidebar.get("html"))
    found = re.findall(r'<li><a href="([^?]+)\?[^>]*>(.*?)</a>', side)
    return [(page, re.sub("<[^>]+>", "", said)) for page, said in found]


def drawn(at: AppTest) -> str:
    """All HTML of the page and its side."""
    return "".join(element.proto.body for part in (at.sidebar, at.main) for element in part.get("html"))


def offered(at: AppTest) -> dict[str, str]:
    """The files that the page offers this visit: what each link says, and its address."""
    found = re.findall(
        rf'<a class="f-leave[^"]*" href="({files.PLACE}/[^"]+)" data-waits="[^"]*">([^<]+)</a>', drawn(at)
    )
    return {unescape(says): address for address, says in found}


def onward(at: AppTest) -> dict[str, str]:
    """Where one goes on from the result: what each link says, and the page that it leads to."""
    (said,) = re.findall(r'<div class="m-onward">(.*?)</div>', drawn(at), re.DOTALL)
    return {unescape(label): page for page, label in re.findall(r'<a href="([^?"]+)[^>]*>([^<]+)</a>', said)}


def text(at: AppTest) -> str:
    """The HTML as it is read: without tags and styles, gaps closed."""
    html = re.sub(r"<style>.*?</style>", "", drawn(at), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))

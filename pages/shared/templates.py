"""The HTML of the pages: templates in pages/templates, each a file of named pieces (macros of Jinja2).

`template("home", lang).title(policy)` is a piece filled in. What a template writes is escaped unless it is HTML
already: a piece is `Markup`, text that anybody typed is `str`. A name that is not there is an error, never nothing.
There is one environment for each language, so that a piece says its sentences by `say(key)` and need not be told in
which.
"""

from collections.abc import Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment
from markupsafe import Markup

from engine.policy.pack import Policy
from engine.text import words
from engine.text.numerals import article_label
from engine.text.templates import environment
from engine.values import money
from engine.values.written import cny_text
from engine.view import receipts
from engine.view.waterfall import tenths
from pages.shared.addresses import address

FOLDER = Path(__file__).parent.parent / "templates"


@cache
def _environment(lang: str) -> Environment:
    made = environment(FOLDER)
    made.globals |= {
        "lang": lang,
        "say": partial(words.text, lang=lang),
        "article_label": partial(article_label, lang=lang),
        "address": partial(address, lang=lang),
        "gap": "" if lang == "zh" else " ",
    }
    made.filters |= {
        "percent": percent,
        "reaches": reaches,
        "names_row": names_row,
        "wan": money.wan_text,
        "cny": cny_text,
    }
    return made


@cache
def template(name: str, lang: str) -> Any:
    """The pieces of pages/templates/<name>.html in a language; each is called by its name and answers `Markup`."""
    return _environment(lang).get_template(f"{name}.html").module


def foot(policy: Policy, lang: str) -> Markup:
    """The foot of a page: what every result says of itself, and which rules it was made with."""
    return template("pieces", lang).foot(receipts.foot(policy, lang))


def warm() -> None:
    """Read every template."""
    for lang in words.LANGUAGES:
        for file in FOLDER.glob("*.html"):
            template(file.stem, lang)


def percent(permille: int) -> str:
    """Thousandths as CSS writes them: 432 is 43.2%."""
    return f"{tenths(permille)}%"


def names_row(columns: Sequence[tuple[str, str]]) -> int:
    """Which column of a table names the row: the first that is no chip."""
    return next((at for at, (_, kind) in enumerate(columns) if kind != "chip"), -1)


class Reach(NamedTuple):
    """A cell of a closing row: at which column it stands, and over how many it reaches."""

    at: int
    span: int


def reaches(cells: Sequence[str]) -> Iterator[Reach]:
    """The cells of a closing row that say something; each reaches over the empty ones after it, the first also over
    those before it."""
    filled = [at for at, cell in enumerate(cells) if cell]
    begins = (0, *filled[1:])
    ends = (*filled[1:], len(cells))
    return (Reach(at, end - begin) for at, begin, end in zip(filled, begins, ends, strict=True))

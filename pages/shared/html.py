"""The small pieces of HTML that several pages draw, for pages that fill them in themselves."""

from html import escape

from markupsafe import Markup

from engine.policy.pack import Policy
from engine.scenario import Cohort
from engine.text.phrases import Both
from engine.view import waterfall
from pages.shared import addresses
from pages.shared.templates import template


def esc(text: object) -> str:
    """`text` for HTML, quotes included, so that it can stand in an attribute too."""
    return escape(str(text), quote=True)


def chip(article: int, lang: str, href: str = "") -> Markup:
    """The article's name in its little frame; a link where `href` is given."""
    return template("pieces", lang).chip(article, href)


def badge(status: str, lang: str) -> Markup:
    """可能符合, 还需补充, 暂不符合 (or `off`: 未申报): shape and word besides colour."""
    return template("pieces", lang).badge(status)


def figure(label: str, amount: str, size: str, lang: str, note: str = "", mark: Both | None = None) -> Markup:
    """An amount in 万元 under its label, the CNY beside it in English; a dash where there is none. The `mark` stands
    before the amount."""
    fen = waterfall.fen(amount) if amount else None
    return template("pieces", lang).figure(label, fen, size, Markup(note), mark)


def dashes(*widths: int) -> Markup:
    """Where bars will stand once there is an amount; `widths` in percent."""
    return template("pieces", "zh").dashes(*widths)


def law_link(at: str, lang: str) -> str:
    """The address of a phrase or article (`at`) on the page of the annotated law."""
    return address("law", lang, at)


def address(page: str, lang: str, at: str = "") -> str:
    """The address of a page, the language kept, `at` brought into view (see links.py)."""
    return addresses.address(page, lang=lang, at=at)


def mark_html(mark: Both | None, lang: str) -> Markup:
    """What stands on everything that is made of invented claims, or is for inside the house."""
    return template("pieces", lang).marked_as(mark)


def marked_html(cohort: Cohort, lang: str) -> Markup:
    """That the claims of a page are invented, or that invented ones were left out beside real ones; "" otherwise."""
    return template("pieces", lang).marked(cohort)


def foot(policy: Policy, lang: str) -> Markup:
    """What every result says of itself, and which rules it was made with."""
    return template("pieces", lang).foot(policy)

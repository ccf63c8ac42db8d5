"""Small pieces of HTML that several pages draw. Whatever a visitor typed passes through `esc`."""

from html import escape
from urllib.parse import urlencode

from engine import words
from engine.numerals import article_label
from engine.pack import Policy

STATES = {
    "eligible": ("ok", "●"),
    "needs_information": ("need", "◐"),
    "ineligible": ("no", "○"),
    "off": ("off", "–"),
}


def esc(text: object) -> str:
    """`text` for HTML, quotes included, so that it can stand in an attribute too."""
    return escape(str(text), quote=True)


def chip(article: int, lang: str, href: str = "") -> str:
    """The article's name in its little frame; a link where `href` is given."""
    label = esc(article_label(article, lang))
    if href:
        return f'<a class="m-chip" href="{esc(href)}" target="_self">{label}</a>'
    return f'<span class="m-chip">{label}</span>'


def badge(status: str, lang: str) -> str:
    """可能符合, 还需补充, 暂不符合 (or `off`: 未申报): shape and word besides colour."""
    style, shape = STATES[status]
    label = esc(words.text(f"results.status_{status}", lang))
    return f'<span class="m-st {style}"><i aria-hidden="true">{shape}</i>{label}</span>'


def law_link(at: str, lang: str) -> str:
    """The address of a phrase or article (`at`) on the page of the annotated law."""
    return address("law", lang, at)


def address(page: str, lang: str, at: str = "") -> str:
    """The address of a page, the language kept, `at` brought into view (see links.py)."""
    asked = {key: value for key, value in (("lang", lang), ("at", at)) if value}
    return f"{page}?{urlencode(asked)}"


def foot(policy: Policy, lang: str) -> str:
    """What every result says of itself, and which rules it was made with."""
    version = words.text(
        "results.foot_version",
        lang,
        place=policy.place.in_language(lang),
        version=policy.version,
        sha=policy.law.sha256[:12],
    )
    disclaimer = words.text("results.foot_disclaimer", lang)
    return f'<p class="m-foot">{esc(disclaimer)}\N{EM SPACE}<span>{esc(version)}</span></p>'

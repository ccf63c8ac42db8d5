"""Small pieces of HTML that several pages draw. Whatever a visitor typed passes through `esc`."""

from html import escape
from urllib.parse import urlencode

from engine.policy.pack import Policy
from engine.policy.phrases import Both
from engine.scenario import Cohort
from engine.text import words
from engine.text.numerals import article_label
from engine.values import money
from engine.view import waterfall

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


def figure(label: str, amount: str, size: str, lang: str, note: str = "", mark: Both | None = None) -> str:
    """An amount in 万元 under its label, the CNY beside it in English; a dash where there is none. `note` is HTML; the
    `mark` stands before the amount."""
    unit = f"<small>{esc(words.text('results.wan', lang))}</small>"
    none = f'<span class="m-none">{esc(words.text("results.table_none", lang))}</span>'
    shown = none
    if amount:
        fen = waterfall.fen(amount)
        shown = f"{mark_html(mark, lang)}{esc(money.wan_text(fen))}{unit}"
        if lang != "zh":
            note += f'<p class="m-over">{esc(money.cny_text(fen))}</p>'
    return f'<div><p class="m-over">{esc(label)}</p><p class="{size}">{shown}</p>{note}</div>'


def dashes(*widths: int) -> str:
    """Where bars will stand once there is an amount; `widths` in percent."""
    bars = "".join(f'<i style="width:{width}%"></i>' for width in widths)
    return f'<div class="m-dashes" aria-hidden="true">{bars}</div>'


def law_link(at: str, lang: str) -> str:
    """The address of a phrase or article (`at`) on the page of the annotated law."""
    return address("law", lang, at)


def address(page: str, lang: str, at: str = "") -> str:
    """The address of a page, the language kept, `at` brought into view (see links.py)."""
    asked = {key: value for key, value in (("lang", lang), ("at", at)) if value}
    return f"{page}?{urlencode(asked)}"


def mark_html(mark: Both | None, lang: str) -> str:
    """What stands on everything that is made of invented claims, or is for inside the house."""
    return "" if mark is None else f'<strong class="m-mark">{esc(mark[lang])}</strong> '


def marked_html(cohort: Cohort, lang: str) -> str:
    """That the claims of a page are invented, or that invented ones were left out beside real ones; "" otherwise."""
    if cohort.invented:
        return f'<p class="m-say m-marked">{esc(words.text("marks.about", lang))}</p>'
    if cohort.left_out:
        return f'<p class="m-s m-marked">{esc(words.text("marks.left_out", lang, count=cohort.left_out))}</p>'
    return ""


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

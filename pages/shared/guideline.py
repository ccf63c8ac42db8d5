"""What the guideline of a year says, where a company needs it: which one it is or that there is none, when what can be
claimed, the papers."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.text import words
from engine.text.phrases import both
from engine.view import filing
from pages.shared.in_use import today
from pages.shared.templates import template


def about_html(policy: Policy, year: int, lang: str) -> Markup:
    """By which guideline the applications of a year are worked out, or that none is known of it."""
    return template("guideline", lang).about(filing.about(policy, year), filing.source(policy, year))


def parts_html(policy: Policy, provisions: Sequence[Provision], year: int, lang: str) -> Markup:
    """What the guideline of a year says of these provisions; that there is none, where none is known."""
    html, found = about_html(policy, year, lang), filing.parts(policy, provisions, year, today())
    return html + template("guideline", lang).parts(year, found) if found else html


def shut_html(policy: Policy, provisions: Iterable[str], year: int, key: str, lang: str) -> Markup:
    """Which of these provisions (by id) cannot be claimed today, under the heading of `key`; nothing where all can."""
    shut = [p for p in dict.fromkeys(provisions) if filing.is_shut(policy, p, year, today())]
    lines = [
        words.both("guideline.of", title=both(policy.provision(p).title), text=text)
        for p in shut
        if (text := filing.window_text(policy, p, year, today())) is not None
    ]
    html: Markup = template("guideline", lang).shut(words.text(f"guideline.{key}", lang), lines)
    return html if lines else Markup()

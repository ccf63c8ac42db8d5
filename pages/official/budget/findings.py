"""What follows from the scenarios: who wins and who loses, which limits bind, what is open."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from engine.registry.kept import Row
from engine.text import words
from engine.view.budget.effects import Effect, Effects
from engine.view.budget.limits import Limit, OpenTie
from pages.shared.templates import template


def effects_html(effects: Effects, beside: Markup, lang: str) -> Markup:
    """Who gets more and who less: by size of company, with `beside` below, and by article."""
    by_size = _effects("effects_size", effects.by_size, lang)
    by_article = _effects("effects_article", effects.by_article, lang)
    return template("budget", lang).effects(effects.finding, by_size, beside, by_article)


def _effects(title: str, rows: Sequence[Effect], lang: str) -> Markup:
    budget = template("budget", lang)
    label, *counts = (
        words.text(f"budget.{key}", lang)
        for key in (title, "effects_more", "effects_less", "effects_same", "effects_difference")
    )
    cells = [
        [budget.effect(row), *(str(count) for count in (row.more, row.less, row.same)), budget.difference(row)]
        for row in rows
    ]
    columns = [(label, "text"), *((count, "num") for count in counts)]
    return template("pieces", lang).table(label, columns, cells, style="b-effects")


def limits_html(limits: Sequence[Limit], name: str, lang: str) -> Markup:
    """Which limits bind, and which do not."""
    return template("budget", lang).limits(limits, name)


def ties_html(ties: Sequence[OpenTie], rows: Mapping[str, Row], lang: str) -> Markup:
    """What is open until the authority decides, each candidate with the way to its claim. `rows`: the claims of the
    list of claims, by their ids."""
    return template("budget", lang).ties(ties, rows) if ties else Markup()

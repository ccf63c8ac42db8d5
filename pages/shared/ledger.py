"""The ledger: how an amount comes about, one row per step of the law."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from markupsafe import Markup

from engine.view import waterfall
from pages.shared.templates import template

Links = Callable[[int, str], str] | None
"""Article and quote -> where the chip of that step leads."""


def ledger_html(
    steps: Sequence[Mapping[str, Any]],
    lang: str,
    title: str | None = None,
    question: str | None = None,
    entries: Sequence[Mapping[str, str]] = (),
    links: Links = None,
) -> Markup:
    """The ledger of one claim's `steps` (the engine's; the steps of a budget may follow them).

    `title` stands small above, `question` is the one the reader has (`engine.view.why.question` words it),
    `entries` says what the entries of the claim's list are called, in both languages, `links` where a step's article
    leads. Conditions that failed or are unanswered come first, as reasons; several items are computed one by one, then
    together.
    """
    found = waterfall.composed(steps, lang, entries)
    named = partial(waterfall.item_name, lang=lang, entries=entries)
    return template("ledger", lang).ledger(found, title, question, links, named)

"""What follows from the scenarios in words: which limits bind, what is open."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from engine.registry.stored import ListedClaim
from engine.view.budget.limits import Limit, OpenTie
from pages.shared.templates import template


def limits_html(limits: Sequence[Limit], name: str, lang: str) -> Markup:
    """Which limits bind, and which do not."""
    return template("budget", lang).limits(limits, name)


def ties_html(ties: Sequence[OpenTie], rows: Mapping[str, ListedClaim], lang: str) -> Markup:
    """What is open until the authority decides, each candidate with the way to its claim. `rows`: the claims of the
    list of claims, by their ids."""
    return template("budget", lang).ties(ties, rows) if ties else Markup()

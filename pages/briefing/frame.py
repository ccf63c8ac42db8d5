"""A slide as it is put on the screen, and the frame around all of them (pages/templates/briefing.html)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from engine.text import words
from pages.shared.language import NAMES
from pages.shared.templates import template

CLAUSES = "(?<=[，；：])"
"""Where a clause ends."""
AMOUNT = r"([0-9][0-9,.]*(?: ?万元|%))"


@dataclass(frozen=True)
class Slide:
    """One slide in one language, of some `kind`. `over` stands small above the title, `mark` before it; `notes` say
    where the figures are from. `case` is the number of a case, which the presenter may leave out."""

    id: str
    kind: str
    over: str
    title: str
    body: Markup
    notes: tuple[str, ...] = ()
    case: str = ""
    mark: str = ""

    def clauses(self) -> list[list[tuple[str, bool]]]:
        """The title, which breaks between its clauses before it breaks inside one, and never between “Art.” and its
        number; of each clause the parts, and whether they are amounts."""
        unbroken = re.sub(r"(?<=\.) (?=\d)", "\N{NO-BREAK SPACE}", self.title)
        return [
            [(part, place % 2 == 1) for place, part in enumerate(re.split(AMOUNT, clause))]
            for clause in re.split(CLAUSES, unbroken)
            if clause
        ]


def show_html(slides: Sequence[Slide], foot: str, lang: str) -> Markup:
    """The whole. `foot` stands below every slide."""
    other = next(code for code in words.LANGUAGES if code != lang)
    return template("briefing", lang).show(slides, foot, other, (words.text("pages.html_lang", other), NAMES[other]))

"""Every step of every claim, from its conditions to what is paid, as rows of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from engine.assessment.answered_steps import Step
from engine.documents.allocation_workbook.figures import Figures
from engine.text import words
from engine.text.phrases import both
from engine.values.money import HUNDREDTH, Exact, wan_text

Cites = tuple[tuple[int, str, int], ...]
"""Article, words, and the year of the guideline whose words they are; 0 for the law's."""


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step: its name, the amounts before and after it (0.01万元, exact; None where there is none yet), whether it
    cut something or stood in the way, what it says, and each article it cites with its words."""

    step: str
    name: str
    before: Exact | None
    after: Exact | None
    binds: bool
    text: str
    cites: Cites


class Steps:
    """The steps of the claims of one outcome, in one language."""

    def __init__(self, figures: Figures, lang: str) -> None:
        self.figures, self.lang = figures, lang
        self.stop = words.text("workbook.semicolon", lang)

    def of(self, number: int) -> Iterator[StepRow]:
        """The steps of one claim, by its position: to the approved amount, and from there to what is paid."""
        entry, steps = self.figures.run.entries[number], self.figures.paid[0][number]["steps"]
        if all(step["step"] != "approved" for step in steps):  # officials decided it
            text = words.text("workbook.decided", self.lang, amount=wan_text(entry.approved * HUNDREDTH))
            name = both(self.figures.policy.rule("truncation").label)[self.lang]
            yield StepRow("approved", name, None, entry.approved, False, text, ())
        met = [step for step in steps if step["kind"] == "condition" and not step["binding"]]
        if met:
            yield self._together(met)
        for step in steps:
            if step["kind"] != "condition":
                yield self._row(step)
            elif step["binding"]:
                yield self._row(step, has_amount=False)

    def _together(self, met: Sequence[Step]) -> StepRow:
        """The conditions that are met, in one row: each is named, and each clause cited."""
        names = list(dict.fromkeys(step["text"][self.lang] for step in met))
        cites = dict.fromkeys(cite for step in met for cite in _cites(step))
        name = words.text("workbook.conditions_met", self.lang, count=len(names))
        return StepRow("condition", name, None, None, False, self.stop.join(names), tuple(cites))

    def _row(self, step: Step, has_amount: bool = True) -> StepRow:
        amounts = (step["before"], step["amount"])
        before, after = (Fraction(amount.fen) / HUNDREDTH if has_amount else None for amount in amounts)
        text = step["text"][self.lang]
        return StepRow(step["step"], step["name"][self.lang], before, after, step["binding"], text, _cites(step))


def _cites(step: Step) -> Cites:
    return tuple((cite["article"], cite["quote"], cite.get("guideline", 0)) for cite in step["cites"])

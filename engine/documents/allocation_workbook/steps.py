"""Every step of every claim, from its conditions to what is paid, as rows of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from engine.assessment.answer import Step
from engine.assessment.assess import steps_of_many
from engine.documents.allocation_workbook.figures import HUNDREDTHS, Figures
from engine.text import words
from engine.text.phrases import both
from engine.values.money import HUNDREDTH, Exact, wan_text
from engine.view.waterfall import fen


@dataclass(frozen=True, slots=True)
class Row:
    """One step: its name, the amounts before and after it (0.01万元, exact; None where there is none yet), whether it
    cut something or stood in the way, what it says, and each article it cites with its words."""

    step: str
    name: str
    before: Exact | None
    after: Exact | None
    binds: bool
    text: str
    cites: tuple[tuple[int, str], ...]


class Steps:
    """The steps of the claims of one outcome, in one language."""

    def __init__(self, figures: Figures, lang: str) -> None:
        self.figures, self.lang = figures, lang
        self.stop = words.text("workbook.semicolon", lang)
        self.assessed = self._assessed()

    def _assessed(self) -> dict[str, list[Step]]:
        """The steps of each claim of an application, by its id. What officials have approved is in none."""
        figures = self.figures
        applications = figures.outcome.cohort.raw["applications"] or []
        return steps_of_many(figures.policy, applications, figures.run.readings)

    def of(self, number: int) -> Iterator[Row]:
        """The steps of one claim, by its position: to the approved amount, and from there to what is paid."""
        entry = self.figures.run.entries[number]
        steps = self.assessed.get(entry.id)
        amount = wan_text(entry.approved * HUNDREDTH)
        truncation = self.figures.policy.rule("truncation")
        if steps is not None:
            yield from self._derived(steps)
        if steps is None or fen(steps[-1]["amount"]) != entry.approved * HUNDREDTH:
            # Officials decided it, or claims of one applicant or one project count together in the run.
            key = "decided" if steps is None else "together"
            text = words.text(f"workbook.{key}", self.lang, amount=amount)
            yield Row("approved", both(truncation.label)[self.lang], None, entry.approved, steps is not None, text, ())
        for step in self.figures.report["claims"][number]["steps"]:
            yield self._row(step)

    def _derived(self, steps: Sequence[Step]) -> Iterator[Row]:
        met = [step for step in steps if step["kind"] == "condition" and not step["binding"]]
        if met:
            yield self._together(met)
        for step in steps:
            if step["kind"] != "condition":
                yield self._row(step)
            elif step["binding"]:
                yield self._row(step, has_amount=False)

    def _together(self, met: Sequence[Step]) -> Row:
        """The conditions that are met, in one row: each is named, and each clause cited."""
        names = list(dict.fromkeys(step["text"][self.lang] for step in met))
        cites = dict.fromkeys((cite["article"], cite["quote"]) for step in met for cite in step["cites"])
        name = words.text("workbook.conditions_met", self.lang, count=len(names))
        return Row("condition", name, None, None, False, self.stop.join(names), tuple(cites))

    def _row(self, step: Step, has_amount: bool = True) -> Row:
        before, after = (_hundredths(step[key]) if has_amount else None for key in ("before", "amount"))
        cites = tuple((cite["article"], cite["quote"]) for cite in step["cites"])
        text = step["text"][self.lang]
        return Row(step["step"], step["name"][self.lang], before, after, step["binding"], text, cites)


@lru_cache(maxsize=8192)
def _hundredths(amount: str) -> Fraction:
    """0.01万元 of an exact amount in 万元 as steps carry it."""
    return Fraction(amount) * HUNDREDTHS

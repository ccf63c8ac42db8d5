"""The rules by which what is short can be divided, as a page lists them: names, what each does, what it rewards."""

from __future__ import annotations

from dataclasses import dataclass

from engine.allocation.rules import ALL_RULES, PROPORTIONAL
from engine.text import words
from engine.text.phrases import Both

ORDER = (
    PROPORTIONAL, "weighted_proportional", "floor_then_proportional", "priority_then_proportional",
    "constrained_equal_awards", "ranking", "first_come",
    "constrained_equal_losses", "talmud", "reverse_talmud", "adjusted_proportional",
)  # fmt: skip
FOR_STUDY = frozenset(ORDER[-4:])
"""研究选项."""
assert set(ORDER) == set(ALL_RULES)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `notice` says that it is not the statutory one (of that: that it is)."""

    name: str
    label: Both
    does: Both
    notice: Both
    splitting: Both
    statutory: bool
    for_study: bool


def listing() -> list[Rule]:
    """Every rule, the statutory one first, those for study last."""
    return [
        Rule(
            name=name,
            label=words.both(f"allocate.{name}"),
            does=words.both(f"allocate.{name}_does"),
            notice=words.both("allocate.statutory" if name == PROPORTIONAL else "allocate.not_statutory"),
            splitting=words.both(f"allocate.{name}_splitting"),
            statutory=name == PROPORTIONAL,
            for_study=name in FOR_STUDY,
        )
        for name in ORDER
    ]

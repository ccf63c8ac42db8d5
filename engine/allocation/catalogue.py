"""The rules by which what is short can be divided, as a page lists them: names, what each does, what it rewards."""

from __future__ import annotations

from dataclasses import dataclass

from engine.allocation.rules import ALL_RULES, NEEDS, PROPORTIONAL
from engine.text import words
from engine.text.phrases import Both

ORDER = (
    PROPORTIONAL, "weighted_proportional", "floor_then_proportional", "priority_then_proportional",
    "constrained_equal_awards", "ranking", "first_come",
    "constrained_equal_losses", "talmud", "reverse_talmud", "adjusted_proportional",
)  # fmt: skip
FOR_STUDY = frozenset(ORDER[-4:])
"""研究选项."""
REWARD_SPLITTING = frozenset(
    ("floor_then_proportional", "constrained_equal_awards", "talmud", "reverse_talmud", "adjusted_proportional")
)
"""Under these it can pay to make several claims of one (拆分). The tests search for a case, and for one elsewhere."""
REWARD_MERGING = frozenset(("ranking", "constrained_equal_losses", "talmud", "reverse_talmud", "adjusted_proportional"))
"""Under these it can pay to make one claim of several (合并)."""
assert set(ORDER) == set(ALL_RULES)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `notice` says that it is not the statutory one (of that: that it is). `needs` is what its terms hold
    beside the claims."""

    name: str
    label: Both
    does: Both
    notice: Both
    splitting: Both
    rewards_splitting: bool
    rewards_merging: bool
    statutory: bool
    for_study: bool
    needs: str | None


def listing() -> list[Rule]:
    """Every rule, the statutory one first, those for study last."""
    return [described(name) for name in ORDER]


def described(name: str) -> Rule:
    """One rule; KeyError if there is none of this name."""
    statutory = name == PROPORTIONAL
    return Rule(
        name=name,
        label=words.both(f"allocate.{name}"),
        does=words.both(f"allocate.{name}_does"),
        notice=words.both("allocate.statutory" if statutory else "allocate.not_statutory"),
        splitting=words.both(f"allocate.{name}_splitting"),
        rewards_splitting=name in REWARD_SPLITTING,
        rewards_merging=name in REWARD_MERGING,
        statutory=statutory,
        for_study=name in FOR_STUDY,
        needs=NEEDS.get(name),
    )

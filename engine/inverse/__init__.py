"""Questions asked backwards of an allocation: the budget that a payout ratio needs, the highest cap and the highest
rate that a budget carries, and what one more 万元 does.

Everything is exact, in integers of 0.01万元 and in fractions. What can be solved is solved in closed form over the sums
of the groups; what cannot is searched among whole units, where the condition, once broken, stays broken. Either way the
answer is then allocated again, once with it and once with a unit less or more: these `trials` are its evidence, and an
answer that they do not bear out is never given (`Unproven`).
"""

from engine.inverse.budgets import Blocking, Budget, budget_for
from engine.inverse.caps import Cap, highest_cap
from engine.inverse.trials import BUDGET, MEASURES, Measure, Trial, Unproven, reached
from engine.inverse.values import Highest, drawing, highest_number, number_name, raising, value_text
from engine.inverse.worth import Change, Worth, worth_of_one_more
from engine.text.numerals import article_both

__all__ = [
    "BUDGET", "MEASURES", "Blocking", "Budget", "Cap", "Change", "Highest", "Measure", "Trial", "Unproven", "Worth",
    "article_both", "budget_for", "drawing", "highest_cap", "highest_number", "number_name", "raising", "reached",
    "value_text", "worth_of_one_more",
]  # fmt: skip

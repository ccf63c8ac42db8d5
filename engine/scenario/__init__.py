"""What-if: one cohort of claims divided in several ways, and what each way comes to.

A `Scenario` is a way of dividing: budget, totals, places, rule, readings, changed numbers of the law. A `Cohort` is the
claims of one year, assessed once for each choice of readings and numbers; whatever else a scenario changes is settled
from columns that are there. Amounts are 分 unless said otherwise.
"""

from engine.scenario.cohort import Cohort
from engine.scenario.comparison import Change, Comparison, compare
from engine.scenario.numbers import changed_numbers, numbers_of, place_of, with_number
from engine.scenario.outcome import ArticleOutcome, Bound, Outcome, headline, open_of, outcome, percent
from engine.scenario.plan import LONGEST_NAME, Scenario, base_of, lawful, read_scenario, written
from engine.scenario.publication import publication_of, read_publication

__all__ = [
    "LONGEST_NAME", "ArticleOutcome", "Bound", "Change", "Cohort", "Comparison", "Outcome", "Scenario", "base_of",
    "changed_numbers", "compare", "headline", "lawful", "numbers_of", "open_of", "outcome", "percent", "place_of",
    "publication_of", "read_publication", "read_scenario", "with_number", "written",
]  # fmt: skip

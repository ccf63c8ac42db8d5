"""Where everything stands in an allocation workbook, so that its formulas find it."""

from __future__ import annotations

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from engine.documents.allocation_workbook.figures import Figures
from engine.documents.allocation_workbook.formulas import Ratio, on
from engine.text import words

SHEETS = ("front", "budget", "claims", "steps", "comparison")

# Columns of the claims.
(
    NUMBER, NAME, APPLICANT, CLAIM, ARTICLE, GRANT, MATTER, REQUESTED, APPROVED, SCORE, PLACE, AFTER_PLACES, FIRST,
    SECOND, PAID, LIMITS, CALCULATED, DIFFERENCE,
    GROUP, PART, PROVISION, WHOLE, SCORED, APPROVED_THEN,
) = range(24)  # fmt: skip
CLAIM_HEAD, FIRST_CLAIM = 3, 4

# Columns of the budget's sheet.
CHIP, TITLE = 0, 1
TYPED, TYPED_THEN, TYPED_CHANGED = 2, 3, 4
CHECK, CHECKED = 6, 11
LIMIT_CAP, LIMIT_ASKED, LIMIT_RATIO, LIMIT_PAID, LIMIT_LEFT, LIMIT_HOLDS = range(2, 8)
(
    PART_CLAIMS, PART_COMPANIES, PART_REQUESTED, PART_APPROVED, PART_PLACES, PART_FIRST, PART_SECOND, PART_CUT,
    PART_PAID, PART_THEN, PART_DIFFERENCE,
) = range(2, 13)  # fmt: skip
INNER = 14
"""The first of the columns of whole numbers that formulas count with."""
INNER_CAP, INNER_ASKED, INNER_ABOVE, INNER_BELOW, INNER_BINDS = range(14, 19)
INPUT_HEAD, BUDGET_INPUT = 4, 5
CHECKS = 6


def cell(row: int, column: int) -> str:
    """A cell that does not move."""
    return str(xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))


def near(row: int, column: int) -> str:
    """A cell of the row in which the formula stands."""
    return str(xl_rowcol_to_cell(row, column, col_abs=True))


class Layout:
    """Where everything of these figures stands: the `names` of the sheets in one language, and rows, counted from 0."""

    def __init__(self, figures: Figures, lang: str) -> None:
        self.names = {key: words.text(f"workbook.sheet_{key}", lang) for key in SHEETS}
        self.claims, self.pools, self.places = len(figures.run.entries), len(figures.pools), len(figures.places)
        self.on_budget, elsewhere = len(figures.on_budget), len(figures.elsewhere)
        self.last_claim = FIRST_CLAIM + max(1, self.claims) - 1
        """One empty row where there is none."""
        self.after_inputs = max(self.places_input(self.places), BUDGET_INPUT + CHECKS)
        """Below the cells that may be changed and the checks."""
        self.limit_head = self.after_inputs + 2
        self.budget_limit = self.limit(self.pools)
        self.part_head = self.budget_limit + 3
        """The heads of the articles."""
        self.total = self.part_head + 1 + self.on_budget
        self.end = self.total + (2 + elsewhere if elsewhere else 0) + 1
        """Below everything."""

    def column(self, position: int, sheet: bool = True) -> str:
        """A column of the claims, all rows of it."""
        found = xl_range_abs(FIRST_CLAIM, position, self.last_claim, position)
        return on(self.names["claims"], found) if sheet else str(found)

    def pool_input(self, number: int) -> int:
        """The row of an article's total; below it what was awarded before."""
        return BUDGET_INPUT + 1 + 2 * number

    def places_input(self, number: int) -> int:
        """The row of a provision's places; below it those that are used."""
        return self.pool_input(self.pools) + 2 * number

    def limit(self, number: int) -> int:
        """The row of an article's total; the last one is that of the budget."""
        return self.limit_head + 1 + number

    def part(self, number: int) -> int:
        """The row of an article; those that another budget pays stand below the total."""
        return self.part_head + 1 + number + (0 if number < self.on_budget else 2)

    def ratio(self, limit: int, sheet: bool) -> Ratio:
        """The ratio of a limit, by its row."""
        above, below = cell(limit, INNER_ABOVE), cell(limit, INNER_BELOW)
        name = self.names["budget"]
        return Ratio(on(name, above), on(name, below)) if sheet else Ratio(above, below)

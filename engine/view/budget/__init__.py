"""What the officials' page of the budget lists: scenarios side by side and what becomes of the money, every figure
written and every bar measured.

Reads the outcomes of `engine.scenario`; decides nothing. Differences are taken between published figures, so that
columns add up; bars are whole thousandths of the largest amount on the page.
"""

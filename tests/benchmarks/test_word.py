"""How the time grows that a Word report takes, with its length."""

from dataclasses import replace
from datetime import date

import pytest

from engine.documents.report.blocks import Report, Table
from engine.documents.report.contents import compose
from engine.documents.report.word import docx
from engine.policy.folder import default_policy, load_policy
from engine.view.result import assessed
from tests.benchmarks.conftest import Told
from tests.benchmarks.measuring import lowest, medians
from tests.engine.assessment.test_explain import application, model

POLICY = load_policy(default_policy())
DAY = date(2026, 3, 20)
ROWS = 150
STRETCHED = 6
TIMES = 9
"""A time that grew with the square of the rows would be 36 times as long."""


def stretched(report: Report, times: int) -> Report:
    """The report with every row of its tables so many times: longer than any application is allowed to be."""
    blocks = [replace(one, rows=one.rows * times) if isinstance(one, Table) else one for one in report.blocks]
    return replace(report, blocks=tuple(blocks))


@pytest.mark.bench
def test_a_word_report_of_six_times_the_rows(tell: Told) -> None:
    result = assessed(POLICY, application("art09_genai_filing", {"models": [model()] * ROWS}))
    short = compose(result, "zh", DAY)
    long = stretched(short, STRETCHED)
    once, own = lowest(lambda: medians(5, lambda: docx(short, "zh", DAY), lambda: docx(long, "zh", DAY)), TIMES)
    tell(f"a Word report of {STRETCHED * ROWS} rows", f"one of {ROWS}", own, once, TIMES)
    assert own <= TIMES * once

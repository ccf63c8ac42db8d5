"""Benchmarks say what they measured at the end of the run, as ratios."""

from collections.abc import Callable

import pytest

Told = Callable[[str, str, float, float, float], None]
_ROW = "benchmark"
"""A line of the table, as it goes with the test's report: the test may have run in another process."""
HEADS = ("what", "beside", "ms", "beside, ms", "ratio", "at most")


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Told:
    """Puts a line into the table: what, beside what, their seconds, and the bound on the ratio."""

    def told(what: str, beside: str, own: float, other: float, bound: float) -> None:
        row = (what, beside, f"{own * 1000:,.3f}", f"{other * 1000:,.3f}", f"{own / other:.1f}", f"{bound:g}")
        request.node.user_properties.append((_ROW, row))

    return told


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The table."""
    reports = [report for key in ("passed", "failed") for report in terminalreporter.getreports(key)]
    rows = [tuple(row) for r in reports if r.when == "call" for name, row in r.user_properties if name == _ROW]
    if rows:
        widths = [max(map(len, column)) for column in zip(HEADS, *rows, strict=True)]
        terminalreporter.section("CPU time, medians")
        for row in (HEADS, *rows):
            left = "  ".join(cell.ljust(width) for cell, width in zip(row[:2], widths[:2], strict=True))
            right = "  ".join(cell.rjust(width) for cell, width in zip(row[2:], widths[2:], strict=True))
            terminalreporter.write_line(f"{left}  {right}")

"""Time is measured by `make bench`, and nowhere else."""

import re
import tomllib

from tests.conftest import ROOT

CLOCKS = re.compile(r"\b(process_time|perf_counter|thread_time|timeit)")


def test_no_test_reads_a_clock_but_the_benchmarks():
    here = ROOT / "tests" / "benchmarks"
    files = [
        path
        for path in (ROOT / "tests").rglob("*.py")
        if here not in path.parents and path.name != "test_benchmarks.py"
    ]
    assert not [str(path.relative_to(ROOT)) for path in files if CLOCKS.search(path.read_text(encoding="utf-8"))]
    assert any(CLOCKS.search(path.read_text(encoding="utf-8")) for path in here.glob("*.py"))


def test_benchmarks_are_left_out_unless_they_are_asked_for():
    options = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]
    assert options["addopts"][-1] == "not long and not bench"
    rules = dict(re.findall(r"^(test|test-long): MARKERS := (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert rules == {"test": "not long and not bench", "test-long": "not bench"}

"""What all tests share."""

import gc
import importlib
import logging
import os
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.policy.folder import IN_USE

ROOT = Path(__file__).resolve().parent.parent

# The tests are about the policy that the project names, whatever this machine otherwise uses.
os.environ.pop(IN_USE, None)

# Nearly all that the tests load stays: a search through all of it for garbage takes half a second and finds little.
gc.set_threshold(10_000, 10, 1_000)

# The same examples on every machine, and no deadline that a busy machine could miss. A test that wants
# more examples than this says so itself and is marked `long`. `make test-long` takes new examples each time, by a seed
# that it prints.
settings.register_profile("project", deadline=None, derandomize=True, database=None, print_blob=True)
settings.register_profile("explore", settings.get_profile("project"), derandomize=False)
settings.load_profile("project")


@given(st.none())
def _nothing(_: None) -> None:
    """With the first property that is tried Hypothesis searches all that Python holds. At first that is little."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Of the processes that test everything at once, each begins to load at another file: what one has compiled, the
    others find."""
    _nothing()
    worker = getattr(session.config, "workerinput", None)
    if worker and session.config.args == session.config.getini("testpaths"):
        files = sorted(Path(__file__).parent.rglob("test_*.py"))
        first = len(files) * int(worker["workerid"].removeprefix("gw")) // worker["workercount"]
        for file in files[first:] if first else ():
            importlib.import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))


def pytest_sessionfinish() -> None:
    """At the end pytest searches for garbage five times, through all that the tests hold. One search finds what there
    is; those that follow need not look at the rest again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def first_seed(request: pytest.FixtureRequest) -> int:
    """What random examples are drawn by: the same everywhere, but another each time in `make test-long`."""
    return int(request.config.getoption("--hypothesis-seed") or 1_001)


@pytest.fixture(scope="session")
def drawn(request: pytest.FixtureRequest) -> Callable[[int], int]:
    """How many random examples are drawn of so many: all of them in `make test-long`, a quarter in `make test`."""
    everything = request.config.getoption("--hypothesis-seed") is not None
    return lambda examples: examples if everything else examples // 4


@pytest.fixture
def logged() -> Iterator[StringIO]:
    """What is logged during the test. pytest's own plugin, which is left out, would attach itself to all loggers three
    times for each test, and Streamlit has many."""
    said = StringIO()
    handler = logging.StreamHandler(said)
    others = logging.root.manager.loggerDict.values()
    heard = [logging.root, *(one for one in others if isinstance(one, logging.Logger) and not one.propagate)]
    for logger in heard:
        logger.addHandler(handler)
    yield said
    for logger in heard:
        logger.removeHandler(handler)


ROW = "benchmark"
"""A line of the table of benchmarks, as it goes with the test's report: the test may have run in another process."""
HEADS = ("what", "beside", "ms", "beside, ms", "ratio", "at most")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The table."""
    reports = [report for key in ("passed", "failed") for report in terminalreporter.getreports(key)]
    rows = [tuple(row) for r in reports if r.when == "call" for name, row in r.user_properties if name == ROW]
    if rows:
        widths = [max(map(len, column)) for column in zip(HEADS, *rows, strict=True)]
        terminalreporter.section("CPU time, medians, unless it says otherwise")
        for row in (HEADS, *rows):
            left = "  ".join(cell.ljust(width) for cell, width in zip(row[:2], widths[:2], strict=True))
            right = "  ".join(cell.rjust(width) for cell, width in zip(row[2:], widths[2:], strict=True))
            terminalreporter.write_line(f"{left}  {right}")

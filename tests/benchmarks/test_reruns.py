"""What it costs the server to run a page again, beside a page with nothing on it."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from engine.registry.database import SETTING
from tests.benchmarks.conftest import Told
from tests.benchmarks.crowd import guests
from tests.benchmarks.measuring import lowest, medians
from tests.benchmarks.reruns import PROC, Visitor, cpu_time, visiting
from tests.browser.driving import served
from tests.conftest import ROOT
from tests.pages import samples
from tests.pages.publishing import content, new_registry, publish

EMPTY_TIMES = {"home": 2, "profile": 3.6, "article-6": 2.4, "result": 2, "law": 1.7, "briefing": 1.4}
"""An empty page costs 2 ms, most of it for the socket; there is no search for garbage after either."""
ANSWERED_TIMES = {"article-6": 3, "result": 3}
"""The same of what a company has answered: five claims and more, on the article's page another amount each time."""
RERUNS = 50
"""In one go: CPU time is counted in hundredths of a second."""

pytestmark = [
    pytest.mark.bench,
    pytest.mark.skipif(not PROC.exists(), reason="NOT RUN: the CPU time of another process is read in /proc"),
]


@pytest.fixture(scope="module")
def visitors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Visitor, Visitor]]:
    """One of an empty page, and one of the app, where a scenario is published."""
    home = tmp_path_factory.mktemp("homes")
    registry = new_registry(home / "registry.sqlite3")
    publish(registry, content())
    registry.close()
    with ExitStack() as stack:
        empty = stack.enter_context(visiting(Path(__file__).parent / "empty", home / "empty"))
        app = stack.enter_context(visiting(ROOT, home / "app", {SETTING: str(registry.url)}))
        yield empty, app


def reruns(visitor: Visitor, page: str) -> None:
    for _ in range(RERUNS):
        visitor.rerun(page)


@pytest.mark.parametrize("page", EMPTY_TIMES)
def test_a_page_runs_again_beside_an_empty_one(visitors: tuple[Visitor, Visitor], page: str, tell: Told) -> None:
    (empty, app), bound = visitors, EMPTY_TIMES[page]
    work = (partial(reruns, empty, ""), partial(reruns, app, page))
    for piece in work:
        piece()
    clocks = (empty.cpu_time, app.cpu_time)
    nothing, own = (t / RERUNS for t in lowest(lambda: medians(3, *work, clocks=clocks), bound))
    tell(f"a rerun of the page {page}", "an empty page", own, nothing, bound)
    assert own <= bound * nothing


@pytest.mark.parametrize("page", ANSWERED_TIMES)
def test_an_answered_page_runs_again_beside_an_empty_one(
    visitors: tuple[Visitor, Visitor], page: str, tell: Told, tmp_path: Path
) -> None:
    empty, bound = visitors[0], ANSWERED_TIMES[page]
    with served(ROOT, tmp_path) as server, asyncio.Runner() as runner, ExitStack() as stack:
        coming = guests(server.url, 1, samples.application())
        (one,) = runner.run(coming.__aenter__())
        stack.callback(lambda: runner.run(coming.__aexit__(None, None, None)))
        amounts = iter(range(10**6))

        async def again() -> None:
            for _ in range(RERUNS):
                await (one.type_in(page, f"{next(amounts)}.5") if page != "result" else one.run(page))

        runner.run(one.run(page))
        work = (partial(reruns, empty, ""), lambda: runner.run(again()))
        for piece in work:
            piece()
        clocks = (empty.cpu_time, partial(cpu_time, server.process.pid))
        nothing, own = (t / RERUNS for t in lowest(lambda: medians(3, *work, clocks=clocks), bound))
    tell(f"a rerun of the page {page}, answered", "an empty page", own, nothing, bound)
    assert own <= bound * nothing

"""What a run leaves behind is found by Python's own searches for garbage; none is made at the end of each run."""

import gc
from collections.abc import Iterator

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from pages.official.start import settle_memory
from tests.pages.seeding import answered
from tests.pages.visiting import type_in, visit

RERUNS = 30
SEARCHES = (700, 5, 5)
"""Four times as often as Python's own, so that few reruns show what many would."""
MOST = 20_000
"""Objects beside those that were there at first: one rerun leaves about 500 behind that refer to one another."""


@pytest.fixture
def at() -> Iterator[AppTest]:
    """A visitor who has answered, on a server that has just started."""
    usual = gc.get_threshold()
    gc.freeze()  # what other tests hold need not be searched
    visitor = visit("article-6", "zh", {"answers": answered()})
    gc.set_threshold(*SEARCHES)
    settle_memory()
    yield visitor
    gc.unfreeze()
    gc.set_threshold(*usual)


def test_nothing_piles_up_though_no_run_ends_with_a_search(at: AppTest) -> None:
    assert config.get_option("runner.postScriptGC") is False
    before = gc.get_stats()[-1]["collections"]
    held = []
    for number in range(RERUNS):
        type_in(at, "rents-1-amount", f"{number}.5")
        held.append(len(gc.get_objects()))
    # Of everything, now and then, by itself.
    assert 0 < gc.get_stats()[-1]["collections"] - before < RERUNS / 2
    assert max(held) < MOST

"""How long somebody on a slow office PC waits for the first field, beside a page of Streamlit with one field on it."""

from pathlib import Path
from time import perf_counter

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.benchmarks.conftest import Told
from tests.benchmarks.measuring import lowest
from tests.browser.driving import CHROMIUM, FLAGS, PATIENCE, served
from tests.conftest import ROOT

TIMES = 1.6
"""Streamlit draws each element of a page at some cost to a slow processor, and the first page of ours has more."""
SLOWER = 4
NETWORK = {"offline": False, "latency": 20, "downloadThroughput": 500_000, "uploadThroughput": 500_000}
"""4 Mbit/s, in bytes."""
ONE_FIELD = 'import streamlit as st\n\nst.text_input("Name")\n'

pytestmark = [
    pytest.mark.bench,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="NOT RUN: there is no Chromium"),
]


def waited(browser: Browser, address: str) -> float:
    """Seconds until the first field of a page is seen by a browser that has nothing of it yet."""
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    slow = context.new_cdp_session(page)
    slow.send("Network.enable")
    slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    slow.send("Network.emulateNetworkConditions", NETWORK)
    begun = perf_counter()
    page.goto(address.replace("localhost", "127.0.0.1"), wait_until="commit")
    page.locator('.stMain input[type="text"]').first.wait_for(timeout=4 * PATIENCE)
    seconds = perf_counter() - begun
    context.close()
    return seconds


def test_the_first_field_on_a_slow_computer_beside_a_page_with_one(tell: Told, tmp_path: Path) -> None:
    alone = tmp_path / "one"
    alone.mkdir()
    (alone / "app.py").write_text(ONE_FIELD, encoding="utf-8")
    homes = [tmp_path / name for name in ("ours", "its")]
    for home in homes:
        home.mkdir()
    with served(ROOT, homes[0]) as ours, served(alone, homes[1]) as one, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)

        def measure() -> list[float]:
            return [waited(browser, one.url), waited(browser, f"{ours.url}/profile")]

        by, own = lowest(measure, TIMES)
        browser.close()
    tell("first field on a slow office PC", "a page of Streamlit with one field", own, by, TIMES)
    assert own <= TIMES * by

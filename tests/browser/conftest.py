"""Browser tests: a server for all of them, or one for each test, and guarded browser contexts."""

import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from engine.registry.database import SETTING, Database
from tests.browser.driving import CHROMIUM, FLAGS, PATIENCE, Server, Watch, served
from tests.conftest import ROOT
from tests.pages import dividing

NewContext = Callable[..., BrowserContext]

# Where continuous integration runs, a test that did not run is not a test that passed.
IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}


@pytest.hookimpl(tryfirst=True)  # before -m chooses by the mark
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here that opens a page is a browser test; without Chromium it isn't run, and says so."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM.exists() and not IN_CI:
                item.add_marker(pytest.mark.skip(reason="NOT RUN: Debian's chromium is not installed"))
    # Last of all: while playwright is up it keeps an event loop running, and no other test could run one of its own.
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


_FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember for the fixtures whether the test itself failed."""
    report = yield
    if report.when == "call":
        item.stash[_FAILED] = report.failed
    return report


def _keep_pictures(test: str, contexts: list[BrowserContext]) -> None:
    pages = [page for context in contexts for page in context.pages]
    for number, page in enumerate(pages):
        page.screenshot(path=ROOT / "test-results" / f"{test}-{number}.png", full_page=True)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app, started once for all browser tests."""
    with served(ROOT, tmp_path_factory.mktemp("home"), loaded=True) as running:
        yield running


@pytest.fixture
def fresh_server(tmp_path: Path) -> Iterator[Server]:
    """The app, started for this test alone: nobody has visited it yet."""
    home = tmp_path / "home"
    home.mkdir()
    with served(ROOT, home, loaded=True) as running:
        yield running


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Database:
    """A registry with claims in it (see `dividing`)."""
    return dividing.filled(tmp_path_factory.mktemp("divided") / "registry.sqlite3")


@pytest.fixture(scope="module")
def divided_server(registry: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app with this registry, started once for the tests of a file."""
    with served(ROOT, tmp_path_factory.mktemp("home"), {SETTING: str(registry.url)}, loaded=True) as running:
        yield running


@pytest.fixture(scope="package")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """The browser. Closed with this folder's last test: its event loop must not outlive it."""
    assert CHROMIUM.exists(), f"{CHROMIUM} is missing, and where CI is set the browser tests must run."
    home = str(tmp_path_factory.mktemp("browser"))
    # Left to itself it gives up after five seconds, which a busy machine may need.
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, env={**os.environ, "HOME": home})
        yield browser
        browser.close()


@pytest.fixture
def watches() -> list[Watch]:
    """What was tried and complained about, one watch for each context that the test opened."""
    return []


@pytest.fixture
def new_context(chromium: Browser, watches: list[Watch], request: pytest.FixtureRequest) -> Iterator[NewContext]:
    """Opens browser contexts; at the end, fails the test if a page reached out or complained.

    `new_context(locale, viewport, color_scheme, server=…)`: the server for all, unless one is given.
    """
    contexts: list[BrowserContext] = []

    def opened(
        locale: str = "zh-CN",
        viewport: tuple[int, int] = (1280, 900),
        color_scheme: str = "light",
        server: Server | None = None,
        **more: object,
    ) -> BrowserContext:
        at: Server = server or request.getfixturevalue("server")
        context = chromium.new_context(
            base_url=at.url,
            locale=locale,
            timezone_id="Asia/Shanghai",
            viewport={"width": viewport[0], "height": viewport[1]},
            color_scheme=color_scheme,  # type: ignore[arg-type]
            **more,  # type: ignore[arg-type]
        )
        context.set_default_timeout(PATIENCE)
        watches.append(Watch(at.url).over(context))
        contexts.append(context)
        return context

    yield opened
    if request.node.stash.get(_FAILED, False):
        _keep_pictures(request.node.name, contexts)
    for context in contexts:
        context.close()
    strays = [url for watch in watches for url in watch.strays]
    assert not strays, f"The page asked for what is not ours: {strays}"
    errors = [error for watch in watches for error in watch.unexpected_errors()]
    assert not errors, f"The browser's console complains: {errors}"


@pytest.fixture
def page(new_context: NewContext) -> Page:
    """A page of a Chinese visitor at a desk."""
    return new_context().new_page()

"""What a run no longer works out anew comes to what Streamlit makes of it."""

import asyncio
import gc
import re
from collections.abc import Callable, Iterator
from importlib import reload
from queue import Empty, Queue
from threading import Event, Thread
from typing import Any

import pytest
from streamlit import config, emojis, string_util
from streamlit.elements import html
from streamlit.proto.NewSession_pb2 import Config, CustomThemeConfig
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime import Runtime, app_session, forward_msg_cache
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import RerunException, StopException
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner, ScriptRunnerEvent
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData
from streamlit.runtime.session_manager import SessionClientDisconnectedError
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import SessionState

from pages.door import runs
from pages.shared import in_place

PATIENCE = 30
SECTIONS = ("theme", "theme.sidebar", "theme.light", "theme.dark")
REPLACED: tuple[tuple[type, str], ...] = (
    (ScriptRunner, "_run_script"),
    (ScriptRunner, "_maybe_handle_execution_control_request"),
    (AppSession, "_on_scriptrunner_event"),
    (AppSession, "flush_browser_queue"),
    (AppSession, "_populate_app_pages"),
    (Runtime, "_enqueued_some_message"),
)
KEPT_FROM = "global.minCachedMessageSize"
HTML = (
    "<p>是</p>",
    "  <p>是</p>\n  <p>否</p>\n\n",
    "<pre>\n  a\n b</pre>\n",
    "\t<p>\n\t</p>",
    " \n",
    "",
    "<style>a { b: c }</style>",
    " <STYLE>a</STYLE><!-- b --> <style>c</style>\n",
    "<!-- a --><p>",
    "<style>a</style><p>",
    "<styled>",
)
TEXTS = ("是", "🚨 出错", "👍🏽_好", "2025年", "⚙", "", "yes")


@pytest.fixture
def unsettled(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Streamlit as it is imported, and as it was afterwards."""
    monkeypatch.setattr(emojis, "EMOJI_EXTRACTION_REGEX", emojis.EMOJI_EXTRACTION_REGEX)
    monkeypatch.setattr(app_session, "_populate_theme_msg", runs._fill_theme)
    monkeypatch.setattr(app_session, "_populate_config_msg", runs._fill_config)
    monkeypatch.setattr(forward_msg_cache, "config", config)
    monkeypatch.setattr(html, "clean_text", runs._dedented)
    monkeypatch.setattr(html, "_html_only_style_tags", runs._is_style)
    monkeypatch.setattr(SafeSessionState, "filtered_state", vars(SafeSessionState)["filtered_state"])
    for owner, name in REPLACED:
        monkeypatch.setattr(owner, name, getattr(owner, name))
    was = gc.get_threshold()
    reload(emojis)
    yield
    gc.set_threshold(*was)


def filled(section: str) -> CustomThemeConfig:
    message = CustomThemeConfig()
    app_session._populate_theme_msg(message, section)
    return message


def cleaned(text: str) -> str:
    found: str = vars(html)["clean_text"](text)
    return found


def settings() -> Config:
    message = Config()
    app_session._populate_config_msg(message)
    return message


def test_the_theme_settings_emojis_and_html_are_as_streamlit_makes_them(
    unsettled: None,
) -> None:
    config.get_config_options()
    themes, told_of = [filled(section) for section in SECTIONS], settings()
    icons = [string_util.extract_leading_emoji(text) for text in TEXTS]
    assert isinstance(emojis.EMOJI_EXTRACTION_REGEX, re.Pattern)
    pieces = [(cleaned(text), html._html_only_style_tags(text)) for text in HTML]
    assert themes[0].ByteSize()
    assert told_of.ByteSize()
    assert icons[1] == ("🚨", "出错")

    runs.settle()

    assert app_session._populate_theme_msg is not runs._fill_theme
    assert app_session._populate_config_msg is not runs._fill_config
    assert [filled(section) for section in SECTIONS] == themes
    assert settings() == told_of
    assert [string_util.extract_leading_emoji(text) for text in TEXTS] == icons
    assert vars(html)["clean_text"] is not runs._dedented
    assert vars(forward_msg_cache)["config"].get_option(KEPT_FROM) == config.get_option(KEPT_FROM) > 0
    assert html._html_only_style_tags is not runs._is_style
    assert [(cleaned(text), html._html_only_style_tags(text)) for text in HTML] == pieces
    assert {is_style for _, is_style in pieces} == {True, False}


def test_a_theme_that_was_asked_for_is_not_changed_by_what_is_done_with_it(
    unsettled: None,
) -> None:
    runs.settle()
    first = filled("theme")
    before = first.primary_color
    first.primary_color = "#000000"
    assert filled("theme").primary_color == before != "#000000"


def test_what_a_session_holds_is_looked_up_by_name_and_not_put_together(
    unsettled: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = SafeSessionState(SessionState(), lambda: None)
    state["named"], state["none"] = 1, None
    whole = dict(state.filtered_state)
    assert whole == {"named": 1, "none": None}
    put_together: list[object] = []

    def all_of_it(own: SessionState) -> dict[str, object]:
        put_together.append(own)
        return whole

    monkeypatch.setattr(SessionState, "filtered_state", property(all_of_it))

    runs.settle()

    looked = state.filtered_state
    assert looked["named"] == 1
    assert looked["none"] is None
    assert "none" in looked
    assert "absent" not in looked
    assert not put_together
    assert dict(looked) == whole
    assert put_together


def test_a_few_runs_draw_at_a_time_and_the_next_begins_when_one_is_over() -> None:
    turns, events = runs.Turns(2), Queue[str]()
    ends = {name: Event() for name in "abc"}

    def run(name: str) -> None:
        with turns.own():
            events.put(name)
            ends[name].wait(PATIENCE)

    threads = {name: Thread(target=run, args=(name,)) for name in "abc"}
    for name in "ab":
        threads[name].start()
        assert events.get(timeout=PATIENCE) == name
    threads["c"].start()
    with pytest.raises(Empty):
        events.get(timeout=runs.LONG / 5)
    ends["b"].set()
    assert events.get(timeout=PATIENCE) == "c"
    for name, thread in threads.items():
        ends[name].set()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def test_whoever_takes_long_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "LONG", 0.01)
    turns = runs.Turns(1)
    with turns.own(), turns.own(), turns.own():
        pass


def test_a_turn_is_given_back_by_a_run_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "LONG", 3600.0)
    turns = runs.Turns(1)
    with pytest.raises(ZeroDivisionError), turns.own():
        raise ZeroDivisionError
    with turns.own():
        pass


@pytest.mark.parametrize(
    ("asked", "stands", "is_over"),
    [
        (RerunData(fragment_id_queue=["one"]), True, True),
        (RerunData(fragment_id_queue=["one"]), False, False),  # of another fragment
        (RerunData(), True, False),
        (
            RerunData(fragment_id_queue=["one"], widget_states=WidgetStates()),
            True,
            False,
        ),  # asked for since
        (RerunData(fragment_id_queue=["one"], replay_trigger_states=WidgetStates()), True, False),  # it was pressed too
    ],
)
def test_a_run_is_over_where_nothing_but_an_answer_was_put_in_its_place(
    monkeypatch: pytest.MonkeyPatch, asked: RerunData, stands: bool, is_over: bool
) -> None:
    class Runner:
        pass

    def wanted(_runner: object) -> None:
        raise RerunException(asked)

    runner: Any = Runner()
    monkeypatch.setattr(runs, "_wanted", wanted)
    monkeypatch.setattr(in_place._run, "has_followed", stands, raising=False)
    with pytest.raises(StopException if is_over else RerunException):
        runs._unless_it_stands(runner)
    assert (runner in runs._standing) == is_over
    assert not in_place.has_followed()


class Page:
    """What has come to a page until it was closed."""

    def __init__(self, room: int = 10) -> None:
        self.shown: list[object] = []
        self.room = room


class Session:
    """A session on a loop, what it was told, and its page, where there is one."""

    id = "s"
    _scriptrunner = None

    def __init__(self, loop: asyncio.AbstractEventLoop | None = None, page: Page | None = None) -> None:
        self._event_loop = loop
        self.client = page
        self.session = self
        self.woken = 0
        self.told: list[object] = []

    def flush_browser_queue(self) -> list[object]:
        queue, self.told = self.told, []
        return queue

    def _call_soon_on_event_loop(self, callback: Callable[[], None]) -> None:
        self.woken += 1
        assert self._event_loop is not None
        self._event_loop.call_soon_threadsafe(callback)

    def _enqueue_forward_msg(self, message: object) -> None:
        if message == "bad":
            raise ValueError
        self.told.append(message)

    def _handle_scriptrunner_event_on_event_loop(self, sender: object, event: ScriptRunnerEvent) -> None:
        self.told.append(event)


class Streamlit:
    """As much of its runtime as sends: all sessions have their page."""

    def __init__(self, session: Session) -> None:
        self._session_mgr = self
        self.session = session
        self.left: list[tuple[str, object]] = []

    def get_active_session_info(self, id_: str) -> Session | None:
        return self.session if self.session.client is not None else None

    def _send_message(self, to: Session, message: object) -> None:
        assert to.client is not None
        if len(to.client.shown) == to.client.room:
            raise SessionClientDisconnectedError
        to.client.shown.append(message)

    def disconnect_session(self, id_: str, client: object) -> None:
        self.left.append((id_, client))


@pytest.fixture
def unsent(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a session is told stays with it."""
    monkeypatch.setattr(runs, "_wake", Session._call_soon_on_event_loop)


async def told(session: Session, count: int) -> list[object]:
    async with asyncio.timeout(PATIENCE):
        while len(session.told) < count:
            await asyncio.sleep(0)
    return session.told


def test_what_a_run_draws_is_handed_over_at_once_in_its_order(unsent: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "PIECE", 3600.0)  # the end of the run is not waited for
    drawn, over = ScriptRunnerEvent.ENQUEUE_FORWARD_MSG, ScriptRunnerEvent.SCRIPT_STOPPED_WITH_SUCCESS

    async def main() -> None:
        session = Session(asyncio.get_running_loop())

        def run() -> None:
            for message in ("first", "bad", "second", "third"):
                runs._hand(session, None, drawn, forward_msg=message)  # type: ignore[arg-type]
                runs._hand(session, "another run", drawn, forward_msg=message)  # type: ignore[arg-type]
            runs._hand(session, None, over)  # type: ignore[arg-type]

        asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)
        await asyncio.to_thread(run)
        assert await told(session, 4) == ["first", "second", "third", over]
        assert session.woken == 2

    asyncio.run(main())


def test_what_a_run_draws_is_handed_over_while_it_goes_on(unsent: None) -> None:
    async def main() -> None:
        session = Session(asyncio.get_running_loop())
        for message in ("first", "second"):
            runs._hand(session, None, ScriptRunnerEvent.ENQUEUE_FORWARD_MSG, forward_msg=message)  # type: ignore[arg-type]
        assert await told(session, 2) == ["first", "second"]

    asyncio.run(main())


@pytest.mark.parametrize(
    ("page", "shown", "for_others", "left"),
    [(Page(), [1, 2, 3], [], 0), (None, None, [1, 2, 3], 0), (Page(room=1), [1], [], 1)],
)
def test_what_a_session_has_to_tell_goes_to_its_page_at_once(
    monkeypatch: pytest.MonkeyPatch, page: Page | None, shown: list[int] | None, for_others: list[int], left: int
) -> None:
    session = Session(page=page)
    streamlit = Streamlit(session)
    monkeypatch.setattr(Runtime, "instance", lambda: streamlit)
    monkeypatch.setattr(runs, "_flush", Session.flush_browser_queue)
    session.told = [1, 2, 3]
    assert runs._flushed(session) == for_others  # type: ignore[arg-type]
    assert page is None or page.shown == shown
    assert streamlit.left == [("s", page)] * left
    assert runs._flushed(session) == []  # type: ignore[arg-type]


def test_what_waits_is_sent_before_a_run_begins_that_would_drop_it(monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> list[object]:
        page = Page()
        session = Session(asyncio.get_running_loop(), page)
        monkeypatch.setattr(Runtime, "instance", lambda: Streamlit(session))
        monkeypatch.setattr(runs, "_wake", Session._call_soon_on_event_loop)
        monkeypatch.setattr(runs, "_flush", Session.flush_browser_queue)
        session.told = ["put in its place"]
        runs._hand(session, None, ScriptRunnerEvent.SCRIPT_STARTED)  # type: ignore[arg-type]
        assert await told(session, 1) == [ScriptRunnerEvent.SCRIPT_STARTED] or session.told
        while not page.shown:
            await asyncio.sleep(0)
        return page.shown

    assert asyncio.run(main()) == ["put in its place"]

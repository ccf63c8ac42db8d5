"""What each run of a page costs beside what it draws: what Streamlit works out anew in every run, and need not.

Some forty visitors can act in the same second on two cores because a run takes little. Each of these is private to
Streamlit; a test holds that what is sent to the browser stays the same.
"""

import asyncio
import gc
import re
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, lru_cache, partial
from time import monotonic
from types import SimpleNamespace
from typing import Any, cast
from weakref import WeakSet

from streamlit import config, emojis, string_util
from streamlit.elements import html
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NewSession_pb2 import Config, CustomThemeConfig, NewSession
from streamlit.runtime import Runtime, app_session, forward_msg_cache
from streamlit.runtime.scriptrunner import RerunException, StopException
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner, ScriptRunnerEvent
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData
from streamlit.runtime.session_manager import SessionClientDisconnectedError
from streamlit.runtime.state.safe_session_state import SafeSessionState

from pages.shared import in_place

YOUNG, MIDDLE, OLD = 20_000, 20, 20
"""When the collector looks for circles: after so many new objects, every so many times also among those that stayed,
and of these times, every so many times among all. A run makes some 20,000 objects, hardly any of them in a circle."""

AT_ONCE = 2
"""Runs that draw at a time: one may wait for the registry while another goes on."""
PIECE = 0.02
"""Seconds that what a run has drawn waits for more of it."""
LONG = 0.25
"""Seconds after which a run counts no longer among those that others wait for."""
AT_LAST = 10.0
"""Seconds after which nobody waits any longer for a run to be over."""
OVER = (
    ScriptRunnerEvent.SCRIPT_STOPPED_WITH_SUCCESS,
    ScriptRunnerEvent.FRAGMENT_STOPPED_WITH_SUCCESS,
    ScriptRunnerEvent.SCRIPT_STOPPED_FOR_RERUN,
    ScriptRunnerEvent.SCRIPT_STOPPED_WITH_COMPILE_ERROR,
)
"""How runs end."""

_fill_theme, _fill_config = app_session._populate_theme_msg, app_session._populate_config_msg
_EMOJI = emojis.EMOJI_EXTRACTION_REGEX


def _once(fill: Callable[..., None], kind: Callable[[], Any]) -> Callable[..., None]:
    """Fills in messages of a kind as `fill` does, which works it out once for all that it is given: the settings are
    read once."""

    @cache
    def filled(*of: str) -> Any:
        message = kind()
        fill(message, *of)
        return message

    return lambda message, *of: message.MergeFrom(filled(*of))


_fill_pages = app_session.AppSession._populate_app_pages


def _put_pages(session: app_session.AppSession, msg: NewSession, pages: Mapping[str, Any]) -> None:
    msg.MergeFrom(_pages(tuple((key, page["page_name"], page["icon"]) for key, page in pages.items())))


@lru_cache(64)
def _pages(of: tuple[tuple[str, str, str], ...]) -> NewSession:
    """What pages there are, for whoever looks, in a language."""
    filled = NewSession()
    pages: Any = {key: {"page_name": name, "icon": icon} for key, name, icon in of}
    _fill_pages(cast("app_session.AppSession", None), filled, pages)
    return filled


_dedented, _is_style = string_util.clean_text, html._html_only_style_tags
_STYLED = re.compile(r"\s*(?:<style|<!--|$)", re.IGNORECASE)


def _clean(text: Any) -> str:
    """HTML without its margin. Mostly it has none, which is soon seen; Streamlit goes through it line by line."""
    said = str(text)
    is_lined_up = said.startswith((" ", "\t")) or "\n " in said or "\n\t" in said
    return _dedented(said) if is_lined_up else said.strip()


def _only_styles(html_content: str) -> bool:
    """Whether HTML is a style sheet and nothing else. What does not begin with one is none."""
    return _STYLED.match(html_content) is not None and _is_style(html_content)


_wake = app_session.AppSession._call_soon_on_event_loop
_whole_state = vars(SafeSessionState)["filtered_state"].fget


class Looked(Mapping[str, Any]):
    """What a session holds by the names that pages give. Boxes, lists and sliders look up one name each in it, for
    which Streamlit puts together all of it: with many on a page, as often again as there are."""

    def __init__(self, state: SafeSessionState) -> None:
        self._state = state

    def __getitem__(self, key: str) -> Any:
        return self._state[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole())

    def __len__(self) -> int:
        return len(self._whole())

    def __str__(self) -> str:
        return str(self._whole())

    def _whole(self) -> dict[str, Any]:
        assert _whole_state is not None
        return _whole_state(self._state)


class Handed:
    """What the thread of a run hands to the event loop: in order, all that was drawn at once when the run is over, or
    every `PIECE` while it goes on. Streamlit wakes the loop for each of a run's hundred messages, and whoever does so
    lets go of the interpreter."""

    def __init__(self) -> None:
        self._waiting: deque[Callable[[], None]] = deque()
        self._is_awaited = False

    def over(self, session: app_session.AppSession, what: Callable[[], None], *, can_wait: bool) -> None:
        """Have the loop of a session call this soon, and what came before it first."""
        self._waiting.append(what)
        if not can_wait:
            _wake(session, self._take)
        elif not self._is_awaited:
            self._is_awaited = True
            _wake(session, self._wait)

    def _wait(self) -> None:
        asyncio.get_running_loop().call_later(PIECE, self._take)

    def _take(self) -> None:
        self._is_awaited = False  # first: what is appended from here on is awaited again
        try:
            while self._waiting:
                self._waiting.popleft()()
        finally:
            if self._waiting:  # one has failed, which the loop says; the others have their turn
                asyncio.get_running_loop().call_soon(self._take)


_handed = Handed()


def _hand(session: app_session.AppSession, sender: Any, event: ScriptRunnerEvent, **more: Any) -> None:
    if event is ScriptRunnerEvent.ENQUEUE_FORWARD_MSG:
        _handed.over(session, partial(_drawn, session, sender, more["forward_msg"]), can_wait=True)
        return
    shown = in_place.left() if event in OVER else None
    if event in OVER and sender in _standing:
        _standing.discard(sender)
        if event is ScriptRunnerEvent.SCRIPT_STOPPED_WITH_SUCCESS:
            # The browser clears away what a run that is named has not drawn.
            event, more["run_descriptor"] = ScriptRunnerEvent.FRAGMENT_STOPPED_WITH_SUCCESS, None

    def handle() -> None:
        if event is ScriptRunnerEvent.SCRIPT_STARTED:
            # A run that begins drops what was not sent yet; what was put in its place alone is not drawn by it.
            _sent(session)
        if shown is not None and sender is session._scriptrunner:  # else what it has drawn was dropped
            shown()
        session._handle_scriptrunner_event_on_event_loop(sender, event, **more)

    _handed.over(session, handle, can_wait=False)


def _drawn(session: app_session.AppSession, sender: Any, message: ForwardMsg) -> None:
    """Take one of a run's hundred messages; not of a run that another has replaced."""
    if sender is session._scriptrunner:
        session._enqueue_forward_msg(message)


_announce = Runtime._enqueued_some_message


def _announced(runtime: Runtime) -> None:
    """Have what was drawn sent, unless that is about to happen. On the loop itself nobody has to be woken for it."""
    wanted = runtime._get_async_objs().need_send_data
    if wanted.is_set():
        return
    if asyncio._get_running_loop() is None:
        _announce(runtime)
    else:
        wanted.set()


_flush = app_session.AppSession.flush_browser_queue


def _flushed(session: app_session.AppSession) -> list[ForwardMsg]:
    """What a session has to tell to its page is sent, all of it in one go; nothing is left for Streamlit's loop to
    send, which takes a breath after each message."""
    return [] if _sent(session) else _flush(session)


def _sent(session: app_session.AppSession) -> bool:
    """Send what a session has to tell to its page; False where no page is there."""
    runtime = Runtime.instance()
    to = runtime._session_mgr.get_active_session_info(session.id)
    if to is None:
        return False
    try:
        for message in _flush(session):
            runtime._send_message(to, message)
    except SessionClientDisconnectedError:
        runtime.disconnect_session(session.id, client=to.client)
    return True


async def over(session_id: str) -> None:
    """Return when what a page has asked for is done, so that a file has in it what was typed just before."""
    until = monotonic() + AT_LAST
    while Runtime.exists() and monotonic() < until:
        there = Runtime.instance()._session_mgr.get_session_info(session_id)
        if there is None or there.session._scriptrunner is None:
            return
        await asyncio.sleep(PIECE)


class Turns:
    """Has a few runs draw at a time, and the others wait for their turn. Where forty threads want the interpreter at
    once, half of the time goes into handing it on, and everybody waits for everybody; one after another they are soon
    done. Whoever takes long, to divide a budget say, does not keep others waiting longer than `LONG`."""

    def __init__(self, at_once: int) -> None:
        self.at_once = at_once
        self._change = threading.Condition()
        self._begun: list[float] = []

    @contextmanager
    def own(self) -> Iterator[None]:
        """A turn, when it comes."""
        with self._change:
            while self._short() >= self.at_once:
                self._change.wait(LONG)
            begun = monotonic()
            self._begun.append(begun)
        try:
            yield
        finally:
            with self._change:
                self._begun.remove(begun)
                self._change.notify()

    def _short(self) -> int:
        """How many are at it that have not taken long yet."""
        since = monotonic() - LONG
        return sum(begun > since for begun in self._begun)


_standing: WeakSet[ScriptRunner] = WeakSet()
"""Those whose run is over, because its page stands as it is."""
_wanted = ScriptRunner._maybe_handle_execution_control_request


def _unless_it_stands(runner: ScriptRunner) -> None:
    """Have what was asked for run instead; where an answer was put in its place, nothing is."""
    try:
        _wanted(runner)
    except RerunException as wanted:
        of, has_followed = wanted.rerun_data, in_place.has_followed()
        is_asked_again = of.widget_states is not None or of.replay_trigger_states is not None
        if not of.fragment_id_queue or is_asked_again or not has_followed:
            raise
        _standing.add(runner)
        raise StopException from None


_turns, _run = Turns(AT_ONCE), ScriptRunner._run_script


def _run_in_turn(runner: ScriptRunner, wanted: RerunData) -> None:
    with _turns.own():
        _run(runner, wanted)


def settle() -> None:
    """Work these out once from now on. Called when what is imported and read once is there."""
    app_session._populate_theme_msg = _once(_fill_theme, CustomThemeConfig)
    app_session._populate_config_msg = _once(_fill_config, Config)
    app_session.AppSession._populate_app_pages = _put_pages  # type: ignore[assignment, method-assign]
    # How large a message is that browsers keep: asked for each of a run's hundred.
    forward_msg_cache.config = SimpleNamespace(get_option=cache(config.get_option))  # type: ignore[assignment, attr-defined]
    html.clean_text = _clean  # type: ignore[attr-defined]
    html._html_only_style_tags = _only_styles
    ScriptRunner._run_script = _run_in_turn  # type: ignore[assignment, method-assign]
    ScriptRunner._maybe_handle_execution_control_request = _unless_it_stands  # type: ignore[assignment, method-assign]
    Runtime._enqueued_some_message = _announced  # type: ignore[assignment, method-assign]
    app_session.AppSession.flush_browser_queue = _flushed  # type: ignore[assignment, method-assign]
    app_session.AppSession._on_scriptrunner_event = _hand  # type: ignore[assignment, method-assign]
    # As a text: `re` looks it up among what it has compiled, where a pattern is hashed whole for every choice drawn.
    emojis.EMOJI_EXTRACTION_REGEX = f"(?s){_EMOJI.pattern}"  # type: ignore[assignment]
    SafeSessionState.filtered_state = property(Looked)  # type: ignore[assignment]
    gc.set_threshold(YOUNG, MIDDLE, OLD)

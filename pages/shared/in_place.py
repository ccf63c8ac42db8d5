"""What an answer changes of a page, put in its place while the rest of the page stays.

A run draws a page whole and notes what stands there, in order. Most answers change some sentences and amounts and no
box: then the box's callback goes through the page once more without Streamlit, puts what says something else in its
place, and nothing else is run again, which costs a third. Where anything else would change (a question comes or goes, a
button can be pressed now), the page is run again, as after everything else that is pressed.

What depends on an answer is drawn through these functions, in a `part`; what a page draws past them stays.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from threading import local
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.shared import language

PAGE = "page as it stands"
"""Session: the page that the last run drew, once it is whole."""
NOTHING = "nothing"
"""The fragment that Streamlit is asked to run after an answer, so that nothing else is. The server (`pages.door.runs`)
leaves out even that, and tells when a page is shown; without it every answer has the page run again."""
VALUES = ("value", "index", "default")
"""How widgets call the answer that they begin with."""

Draw = Callable[..., Any]

_run = local()
"""The page that this thread draws, or goes through. A thread serves one visitor."""


class _OtherwiseError(Exception):
    """More would change than what is said."""


class Named(dict[str, str]):
    """What options are called; equal where they are called alike."""

    __call__ = dict.__getitem__


@dataclass
class _Said:
    """HTML, and its place."""

    html: str
    place: DeltaGenerator


@dataclass
class _Kept:
    """What all that stands behind it, so many things, comes of."""

    of: Any
    count: int = 0


@dataclass
class _Page:
    """A page as it stands. `at`: up to where one has gone through it again, after `box` was answered; `other`: what
    says something else now. `is_shown`: the browser is told of all of it."""

    parts: list[Callable[[], None]] = field(default_factory=list)
    after: list[Callable[[], object]] = field(default_factory=list)
    stands: list[Any] = field(default_factory=list)
    at: int | None = None
    box: str = ""
    other: dict[int, Any] = field(default_factory=dict)
    is_shown: bool = False

    def next(self) -> tuple[int, Any]:
        """What stands there next."""
        assert self.at is not None
        here, self.at = self.at, self.at + 1
        if here >= len(self.stands):
            raise _OtherwiseError
        return here, self.stands[here]

    def follow(self, box: str) -> bool:
        """Go through it again after an answer in this box, and put what says something else in its place; False where
        more would change, and nothing has."""
        self.at, self.box, self.other = 0, box, {}
        _run.page = self
        try:
            for draw in self.parts:
                draw()
            if self.at < len(self.stands):
                return False
        except Exception:  # what is wrong is met by the run of the page, which says so
            return False
        finally:
            _run.page = None
        for at, now in self.other.items():
            stands = self.stands[at]
            if isinstance(stands, _Said):
                stands.place.html(now)
                stands.html = now
            elif isinstance(stands, _Kept):
                stands.of = now
            else:
                self.stands[at] = now
        for keep in self.after:
            keep()
        return True


def begin() -> None:
    """A run begins: until its page is whole, every answer has it run again."""
    st.session_state.pop(PAGE, None)
    _run.page, _run.left, _run.has_followed = _Page(), None, False


def part(draw: Callable[[], None]) -> None:
    """Draw a part of the page that depends on answers."""
    if (page := _page()) is not None:
        page.parts.append(draw)
    draw()


def after(draw: Callable[[], object]) -> None:
    """What is done after each answer that was put in its place."""
    if (page := _page()) is not None:
        page.after.append(draw)


def whole() -> None:
    """The page is drawn, and all of it that depends on answers was a `part`."""
    _nothing()
    st.session_state[PAGE] = _run.left = _page()


@st.fragment(key=NOTHING)
def _nothing() -> None:
    pass


def answered(box: str) -> None:
    """A box was answered: at the end of its callback. While the browser is not told yet of what the answer before has
    changed, this one has the page run again: it may never be told, because this run takes the place of that one."""
    page: _Page | None = st.session_state.get(PAGE)
    if page is None or not page.is_shown:
        return
    page.is_shown = False
    language.begin()
    if page.follow(box):
        _run.left, _run.has_followed = page, True
        st.rerun(NOTHING)


def has_followed() -> bool:
    """Whether an answer was put in its place in this run; once asked, no longer."""
    found, _run.has_followed = getattr(_run, "has_followed", False), False
    return found


def left() -> Callable[[], None]:
    """What notes that the page which this run has left is shown, for whoever tells the browser."""
    page, _run.left = getattr(_run, "left", None), None

    def shown() -> None:
        if page is not None:
            page.is_shown = True

    return shown


# ------------------------------------------------------------------------------------------------ what is drawn


def kept(of: Any, draw: Draw) -> None:
    """Draw what says the same as long as it comes `of` the same: then it is not gone through again."""
    page = _page()
    if page is None:
        draw()
    elif page.at is None:
        mark = _Kept(of)
        page.stands.append(mark)
        before = len(page.stands)
        draw()
        mark.count = len(page.stands) - before
    else:
        here, stands = page.next()
        if not isinstance(stands, _Kept):
            raise _OtherwiseError
        end = page.at + stands.count
        if of == stands.of:
            page.at = end
            return
        page.other[here] = of
        draw()
        if page.at != end:
            raise _OtherwiseError


def html(said: str) -> None:
    """Draw HTML, which can say something else after an answer."""
    page = _page()
    if page is None or page.at is None:
        place = st.html(said)
        if page is not None:
            page.stands.append(_Said(said, place))
        return
    here, stands = page.next()
    if not isinstance(stands, _Said):
        raise _OtherwiseError
    if said != stands.html:
        page.other[here] = said


def widget(draw: Draw, *given: Any, **how: Any) -> None:
    """Draw a box or a button."""
    if _is_drawn((draw, given, how)):
        draw(*given, **how)


def button(label: str, key: str, on_click: Draw, *args: Any, **look: Any) -> None:
    """Draw a button, and what it does."""
    widget(st.button, label, key=key, on_click=on_click, args=args, **look)


def segmented(
    label: str, names: Named, chosen: str | None, key: str, on_change: Draw, *args: Any, disabled: bool = False
) -> None:
    """Draw options side by side, over the whole width, of which one is chosen, or none yet."""
    widget(
        st.segmented_control,
        label,
        list(names),
        default=chosen,
        format_func=names,
        key=key,
        on_change=on_change,
        args=args,
        required=True,
        width="stretch",
        disabled=disabled,
    )


def within(draw: Draw, *given: Any, **how: Any) -> AbstractContextManager[Any]:
    """A container for what is drawn in it."""
    if _is_drawn((draw, given, how)):
        return draw(*given, **how)
    return nullcontext()


def columns(widths: Sequence[int], **how: Any) -> Sequence[AbstractContextManager[Any]]:
    """Containers side by side."""
    if _is_drawn((st.columns, tuple(widths), how)):
        return st.columns(widths, **how)
    return [nullcontext()] * len(widths)


def _page() -> _Page | None:
    return getattr(_run, "page", None)


def _is_drawn(now: tuple[Draw, tuple[Any, ...], dict[str, Any]]) -> bool:
    """Whether it is to be drawn; else it stands there already. In the box that was answered stands the answer."""
    page = _page()
    if page is None:
        return True
    if page.at is None:
        page.stands.append(now)
        return True
    here, stands = page.next()
    if now != stands:
        if not isinstance(stands, tuple) or now[2].get("key") != page.box or _asked(now) != _asked(stands):
            raise _OtherwiseError
        page.other[here] = now
    return False


def _asked(of: tuple[Draw, tuple[Any, ...], dict[str, Any]]) -> tuple[Any, ...]:
    """A box without what stands in it."""
    draw, given, how = of
    return draw, given, {name: value for name, value in how.items() if name not in VALUES}

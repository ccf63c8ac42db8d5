"""What is put in its place after an answer, and nothing else, is what the page would say if it were drawn anew."""

import re
from collections.abc import Iterator
from datetime import date
from functools import partial
from random import Random
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages.shared import in_place, in_use, language
from tests.pages import samples
from tests.pages.seeding import answered
from tests.pages.visiting import again, boxes, drawn, go, visit

ANSWERED = in_place.answered
TEXTS = ("7.5", "0", "约三十", "2025-03-01", "2", "", "示例", "25%")
PAGES = ("profile", "article-6", "article-11")
FOLLOW = ("bidi_component",)
"""What the tab keeps follows by itself."""


@pytest.fixture(autouse=True)
def _on_a_fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_use, "today", lambda: date(2026, 3, 20))


class Followed:
    """In the place of `in_place.answered`: follows the answer, notes what was put in its place, and has the page drawn
    anew all the same."""

    def __init__(self) -> None:
        self.is_followed, self.box, self.said = False, "", set[str]()

    def __call__(self, box: str) -> None:
        page = st.session_state[in_place.PAGE]
        page.after = []
        language.begin()
        self.box, self.is_followed = box, page.follow(box)
        self.said = {now for now in page.other.values() if isinstance(now, str)}


@pytest.fixture
def followed(monkeypatch: pytest.MonkeyPatch) -> Followed:
    spy = Followed()
    monkeypatch.setattr(in_place, "answered", spy)
    return spy


def elements(node: Any) -> Iterator[tuple[str, str, bytes, str]]:
    """All that a page shows: kind, key, content, HTML."""
    kind, proto = node.type or "", getattr(node, "proto", None)
    if proto is not None:
        html = proto.body if kind == "html" else ""
        yield kind, getattr(node, "key", None) or "", proto.SerializeToString(deterministic=True), html
    for _, child in sorted(getattr(node, "children", {}).items()):
        yield from elements(child)


def shown(at: AppTest) -> list[tuple[str, str, bytes, str]]:
    return [one for one in elements(at._tree) if one[0] not in FOLLOW]


def act(at: AppTest, choices: Random) -> None:
    """Answer one of the questions of a page."""
    found = [*boxes(at, "text_input"), *boxes(at, "button_group"), *boxes(at, "selectbox"), *boxes(at, "radio")]
    box = choices.choice([box for box in found if (box.key or "").startswith("w")])
    if box.type == "text_input":
        box.set_value(choices.choice(TEXTS))
    elif box.type == "button_group":
        box.set_value(choices.choice([option.content for option in box.proto.options]))
    else:
        box.set_value(choices.choice(box.options))
    again(at)


def whether_as_drawn_anew(page: str, count: int, seed: int, followed: Followed) -> int:
    """How many of so many answers on a page are followed; each comes to what a whole run comes to."""
    choices, times = Random(seed), 0
    at = go(visit("", session={"answers": answered(samples.application())}), page)
    for _ in range(count):
        before = shown(at)
        followed.is_followed = False
        act(at, choices)
        if not followed.is_followed:
            continue
        times += 1
        now = shown(at)
        assert len(now) == len(before)
        other = [(was, is_) for was, is_ in zip(before, now, strict=True) if was != is_]
        said = {is_[3] for was, is_ in other if is_[0] == "html"}
        assert said == followed.said
        assert {(is_[0] == "html") or is_[1] == followed.box for was, is_ in other} <= {True}, other
    return times


@pytest.mark.parametrize("page", PAGES)
def test_what_is_put_in_its_place_is_what_a_whole_run_would_draw(page: str, followed: Followed) -> None:
    assert whether_as_drawn_anew(page, 12, 7, followed) > 3


def test_of_two_answers_at_once_the_page_says_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_place, "answered", ANSWERED)
    at = go(visit("", session={"answers": answered(samples.application())}), "article-6")
    for box, text in zip(boxes(at, "text_input", "-amount")[:2], ("41.5", "6.25"), strict=True):
        box.set_value(text)
    again(at)
    assert {"415,000", "62,500"} <= set(re.findall(r"[0-9]+,[0-9]{3}", drawn(at)))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("page", [*PAGES, "article-9", "article-10", "article-13", "article-14"])
def test_also_after_many_answers(page: str, seed: int, followed: Followed) -> None:
    assert whether_as_drawn_anew(page, 60, seed, followed) > 10


def test_what_fails_on_the_way_is_left_to_the_run_of_the_page() -> None:
    def fails() -> None:
        raise OSError

    page = in_place._Page(parts=[fails])
    assert not page.follow("box")
    assert in_place._page() is None


def kept_page(said: dict[str, str], drawn: list[str]) -> in_place._Page:
    """A page of two things, each drawn of what is said of it; `drawn` notes which were."""

    def draw(name: str) -> None:
        drawn.append(name)
        for _ in said[name]:
            in_place.widget(len, name)

    def draw_all() -> None:
        for name in said:
            in_place.kept(said[name], partial(draw, name))

    page = in_place._run.page = in_place._Page(parts=[draw_all])
    draw_all()
    in_place._run.page = None
    return page


def test_what_comes_of_the_same_is_not_gone_through_again() -> None:
    said, drawn = {"one": "a", "other": "b"}, list[str]()
    page = kept_page(said, drawn)
    said["other"] = "c"
    assert page.follow("box")
    assert drawn == ["one", "other", "other"]
    assert page.follow("box")
    assert drawn == ["one", "other", "other"], "what has changed counts from there"


@pytest.mark.parametrize("now", ["", "bb"])
def test_where_more_or_less_is_drawn_of_something_else_the_page_runs_again(now: str) -> None:
    said, drawn = {"one": "a", "other": "b"}, list[str]()
    page = kept_page(said, drawn)
    said["one"] = now
    assert not page.follow("box")

"""A published scenario told in slides, once for every medium: the deck and the briefing pages draw the same ones.

Slides are shown to rooms. So they are made from the pack and from what `engine.scenario.shown` lets everybody see, and
never from claims; the companies of the cases are invented.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine.documents.story import cases, changing, framing, spending
from engine.documents.story.slides import Chart, Figure, Series, Slide, SlideRow, Table
from engine.documents.story.told import Json, Told
from engine.policy.pack import Policy
from engine.view import marks
from engine.view.budget.compared import read

__all__ = ["Chart", "Figure", "Series", "Slide", "SlideRow", "Table", "story"]


def story(policy: Policy, shown: Json) -> tuple[Slide, ...]:
    """What `engine.scenario.shown` made of a scenario, as slides: cover, law, budget, payout, changes, gains and sizes
    (where the publication compares), three cases (where the policy is in force in that year and the scenario can be
    read under it), sources. Publications made by earlier versions, or for another version of the policy, are told as
    far as they go. The same publication gives the same slides."""
    return tuple(replace(slide, mark=marks.of(shown)) for slide in _slides(Told(policy, shown)))


def _slides(told: Told) -> Iterator[Slide]:
    yield framing.cover(told)
    yield framing.law(told)
    yield spending.budget(told)
    yield spending.payout(told)
    yield changing.changes(told)
    scenario = {**told.shown["scenario"], "name": told.name["zh"]}
    compared = read(told.policy, {**told.shown, "scenario": scenario})
    if compared is not None:
        yield from changing.gains(told, compared)
    invented = tuple(cases.cases(told))
    yield from invented
    yield framing.sources(told, bool(invented))

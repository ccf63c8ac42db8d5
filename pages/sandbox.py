"""沙盘: the page of the budget, 条款推演, 预测 and 新旧条款对照表 on the invented companies, for everybody.

Nothing is kept here: the scenarios go with the tab, nothing is saved or published. Everything on the page, and in what
is taken away, says that its claims are invented.
"""

from collections.abc import Mapping, Sequence

import streamlit as st

from engine.policy.pack import Policy
from engine.registry.cohorts import Held
from engine.registry.stored import ListedClaim
from engine.sample.example import example
from pages.official.asking import calmly
from pages.official.budget import amendments, reform, side_by_side
from pages.official.budget.drafts import SANDBOX
from pages.official.effect.listing import Called
from pages.official.forecast import forecasting
from pages.shared.in_use import policy_in_use
from pages.shared.language import language

PLACE = "sandbox"


def draw() -> None:
    """Draw the page."""
    side_by_side.draw_desk(policy_in_use(), language(), SOURCE)


def draw_reform() -> None:
    """Draw 条款推演 for them."""
    reform.draw_for(policy_in_use(), language(), SOURCE, PLACE)


def draw_amendments() -> None:
    """Draw 新旧条款对照表 for them."""
    amendments.draw_for(policy_in_use(), language(), SOURCE, "sandbox-reform")


def draw_forecast() -> None:
    """Draw 预测 for them."""
    with calmly():
        forecasting.draw_for(policy_in_use(), language(), SOURCE, PLACE)


def _held(policy: Policy, _year: int | None, lang: str) -> Held:
    """The invented claims; assessing them, once in a process, is said to be under way."""
    with st.spinner(side_by_side.say("reading", lang)):
        found = example(policy)
    return Held(policy, 0, "", found.year, (found.year,), found.worked, ())


def _rows(_held: Held, _provisions: Sequence[str]) -> Mapping[str, ListedClaim]:
    """There is no list of claims to lead to."""
    return {}


def _people(held: Held, claims: Sequence[str]) -> Mapping[str, Called]:
    """The invented companies by their names; no claim of theirs is opened anywhere."""
    names = held.policy.derived(_names)
    return {claim: Called(names[claim]) for claim in claims if claim in names}


def _names(policy: Policy) -> dict[str, str]:
    """The name of the company of each invented claim."""
    return {
        claim["id"]: application["applicant"].get("name", "")
        for application in example(policy).worked.cohort.raw["applications"]
        for claim in application["claims"]
    }


SOURCE = side_by_side.Source(SANDBOX, _held, _rows, _people, lambda held: example(held.policy).budget)
"""The invented claims, which nobody can change."""

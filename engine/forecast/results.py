"""What is answered by a forecast, as types: whoever writes it is held to them, and its JSON Schema is made of them.

Amounts are 万元, cut to two decimals. Over the draws, `p10`, `p50` and `p90` are the smallest figure that at least so
many in a hundred draws do not exceed; `mean` is that of all draws, exact before it is cut.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired

from pydantic import Field, with_config
from typing_extensions import TypedDict

from engine.assessment.answered_steps import CLOSED, Wan, schema_of
from engine.policy.receipt import Receipt

Probability = Annotated[str, Field(pattern=r"^(0\.[0-9]{5}|1\.00000)$")]
"""A probability or a share to five decimals: "0.13490"."""
Mean = Annotated[str, Field(pattern=r"^[0-9]+\.[0-9]{2}$")]
"""A mean of counts, cut: "89.97"."""


class Amounts(TypedDict):
    """An amount over the draws."""

    mean: Wan
    p10: Wan
    p50: Wan
    p90: Wan


class Counts(TypedDict):
    """A number over the draws."""

    mean: Mean
    p10: int
    p50: int
    p90: int


class Ratios(TypedDict):
    """A share over the draws, cut to five decimals; P10 is that of the worst tenth."""

    mean: Probability
    p10: Probability
    p50: Probability
    p90: Probability


class UsedUp(TypedDict):
    """When more has been asked of a limit than there is, by the days of application; counted as `asked` is."""

    probability: Probability
    """That it happens within the year: the same as `binds`."""
    p10: int | None
    p50: int | None
    p90: int | None
    """Days of the year (1: 1 January), over all draws; null where it has not happened by then in so many of them."""


class LimitForecast(TypedDict):
    """A yearly total of an article, or the budget."""

    id: str
    """The pool, or `budget`."""
    cap: Wan | None
    """What is left of it this year; null: none is set."""
    asked: Amounts
    """What is asked of it: of the budget what the totals of articles leave, where they come first."""
    binds: Probability | None
    """That more is asked than there is."""
    standard_error: Probability | None
    """Of that probability, by the number of draws."""
    ratio: Ratios
    """What there is through what is asked, 1 at most."""
    paid: Amounts
    """What its claims are paid in the end."""
    unmet: Amounts
    """What its claims were approved for, beyond what they are paid."""
    unspent: Amounts | None
    """What is left of it."""
    full_in_nine_of_ten: Wan
    """The smallest amount that what is asked does not exceed in nine draws of ten."""
    one_more: Wan | None
    """What 1万元 more of it pays out more on average, in 万元, before the last cut."""
    used_up: UsedUp | None
    """null where no amount is set, or the days of application are not known."""


class PlacesForecast(TypedDict):
    """A provision with so many winners a year."""

    provision: str
    places: int
    candidates: Counts
    binds: Probability
    """That there are more candidates than places."""


class TotalForecast(TypedDict):
    """All that is approved and paid, by one budget."""

    claims: Counts
    """Companies, or claims, that are approved for something."""
    approved: Amounts
    paid: Amounts
    unmet: Amounts
    ratio: Ratios
    """What is paid through what is approved; 1 where nothing is."""


class ArticleForecast(TotalForecast):
    """What one budget pays under an article."""

    article: int
    other_budget: bool


class LineForecast(ArticleForecast):
    """A provision."""

    provision: str


class Bar(TypedDict):
    """An assumption at its lowest and at its highest, all others being likely, over the same chance."""

    figure: Literal["demand", "dispersion", "take_up", "approval", "growth", "returning", "shock"]
    provision: str | None
    """null: it is of all provisions."""
    low: BarEnd
    high: BarEnd


class BarEnd(TypedDict):
    """What comes of it on average."""

    asked: Wan
    """Of the budget."""
    unmet: Wan
    binds: Probability
    ratio: Probability


class Tornado(TypedDict):
    """Which assumptions matter most: the bars, the longest (of what is asked) first, around what is likely."""

    draws: int
    likely: BarEnd
    bars: list[Bar]


class YearForecast(TypedDict):
    """One year."""

    year: int
    budget: LimitForecast
    pools: list[LimitForecast]
    places: list[PlacesForecast]
    lines: list[LineForecast]
    articles: list[ArticleForecast]
    total: TotalForecast
    """On this budget."""
    other_budget: TotalForecast
    by_month: list[Amounts]
    """What is asked of the budget by the end of each month, counted as `asked` is, which it is in December; empty where
    the days of application are not known."""
    tornado: Tornado


class ScenarioForecast(TypedDict):
    """One scenario in each year, in order."""

    name: str
    years: list[YearForecast]


@with_config(CLOSED)
class Forecast(TypedDict):
    """A forecast: what was assumed, and what comes of it in each scenario."""

    draws: int
    seed: int
    assumptions: dict[str, Any]
    """As they are stated, every figure with its source."""
    scenarios: list[ScenarioForecast]
    receipt: NotRequired[Receipt]
    invented: NotRequired[Literal[True]]
    """The claims from which it is made are invented."""


def forecast_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of what `forecast` answers."""
    return schema_of(Forecast, "forecast")

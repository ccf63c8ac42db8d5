"""预测: what the years ahead bring, as distributions.

`Assumptions` say what is expected of each provision in each year; draws of possible years are divided as allocation
divides one. `plan` says what there is to do, `part` does the draws from one number to another, `combine` puts parts
together, and `summary` says what they come to.
"""

from engine.forecast.assumptions import (
    Assumptions,
    Estimate,
    Line,
    Source,
    Stated,
    read_assumptions,
    read_stated,
    uncertain,
    written,
)
from engine.forecast.fitted import assumed, defaults, fitted
from engine.forecast.forecast import (
    Progress,
    Stopped,
    forecast,
    input_schema,
    read_job,
    run,
    with_budget,
    years_of,
)
from engine.forecast.parts import Draws, Job, Part, combine, part, plan, ranges
from engine.forecast.results import Forecast, ScenarioForecast, YearForecast, forecast_schema
from engine.forecast.summary import summary

__all__ = [
    "Assumptions",
    "Draws",
    "Estimate",
    "Forecast",
    "Job",
    "Line",
    "Part",
    "Progress",
    "ScenarioForecast",
    "Source",
    "Stated",
    "Stopped",
    "YearForecast",
    "assumed",
    "combine",
    "defaults",
    "fitted",
    "forecast",
    "forecast_schema",
    "input_schema",
    "part",
    "plan",
    "ranges",
    "read_assumptions",
    "read_job",
    "read_stated",
    "run",
    "summary",
    "uncertain",
    "with_budget",
    "written",
    "years_of",
]

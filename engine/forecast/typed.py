"""Assumptions as people type them: 100, 85%, 1.05, 105%."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from fractions import Fraction
from typing import cast

from engine.application import typed
from engine.forecast.assumptions import SHARES, Estimate, Figure, Stated, read_figure, read_stated
from engine.policy.pack import Policy
from engine.text import words
from engine.text.phrases import Both
from engine.values.money import parse_amount, wan_law
from engine.values.refusal import Refusals, Refused, refuse, shown
from engine.values.shapes import Json

ENDS = ("low", "likely", "high")
SHOCK = "shock"
HUNDRED = 10**2
TENTH, HUNDREDTH = 10**5, 10**4
"""Millionths."""
OF_ALL = ""
"""In the place of a provision: the shock is one for all."""

Change = tuple[str, int, str]
"""Which figure was stated: of which provision (OF_ALL), year (0: every year) and what."""


def figure_label(figure: str) -> Both:
    """What a figure is called."""
    return words.both(f"forecast.figure_{figure}")


def read_estimate(figure: str, texts: Mapping[str, str], note: str) -> Json:
    """What was typed for the ends of an estimate, as the JSON that `read_stated` takes; one alone is taken for certain.
    Refused (paths `low`, `likely`, `high`, or of the whole) with everything that cannot be meant."""
    refusals, label = Refusals(), figure_label(figure)
    found = {end: refusals.attempt(_number, figure, texts.get(end, ""), end, label) for end in ENDS}
    refusals.raise_if_any()
    likely = found["likely"]
    if likely is None:
        refuse("likely", "forecast.no_likely", label=label)
    ends = {end: found[end] or likely for end in ENDS}
    source = {"origin": "stated"} | ({"note": note.strip()} if note.strip() else {})
    estimate = {**ends, "source": source}
    read_figure(cast(Figure, figure), estimate)
    return estimate


def _number(figure: str, text: str, path: str, label: Both) -> str | None:
    """One number as JSON carries it; None where nothing was typed."""
    normal = unicodedata.normalize("NFKC", text).strip()
    if not normal:
        return None
    if figure in SHARES:
        return typed.read_share(text, path, label)
    try:
        if normal.endswith("%"):
            millionths = Fraction(parse_amount(normal[:-1].strip(), path)) / HUNDRED
            return str(wan_law(int(millionths)))
        return str(wan_law(parse_amount(normal.replace(",", ""), path)))
    except Refused:
        refuse(path, "forecast.bad_figure", label=label, given=shown(text))


def stated(
    policy: Policy,
    years: tuple[int, ...],
    changes: Mapping[Change, Json],
    budgets: Mapping[int, str | None],
) -> Stated:
    """What was stated, read and held to what a forecast takes. Refused naming everything that cannot be accepted."""
    return read_stated(policy, as_json(years, changes, budgets))


def as_json(years: tuple[int, ...], changes: Mapping[Change, Json], budgets: Mapping[int, str | None]) -> Json:
    """The same as `python -m engine forecast` takes it, under `forecast`."""
    lines: dict[tuple[str, int], Json] = {}
    found: Json = {"years": list(years), "budgets": {str(year): amount for year, amount in budgets.items()}}
    for (provision, year, figure), estimate in changes.items():
        if provision == OF_ALL:
            found[SHOCK] = estimate
            continue
        for of in (year,) if year else years:
            if of in years:
                lines.setdefault((provision, of), {"provision": provision, "year": of})[figure] = estimate
    for line in lines.values():
        if "dispersion" in line:
            line["distribution"] = "negative_binomial"
    return {**found, "lines": list(lines.values())}


def estimate_text(figure: str, estimate: Estimate, end: str) -> str:
    """One end of an estimate as it is typed: 100, 85%, 1.05."""
    millionths = getattr(estimate, end)
    if figure in SHARES:
        return f"{wan_law(millionths * HUNDRED)}%"
    return str(wan_law(millionths))


def short_text(figure: str, estimate: Estimate, end: str) -> str:
    """The same for reading: companies cut to one decimal, per cent and factors to two; what that would leave nothing of
    is written in full."""
    millionths = getattr(estimate, end)
    unit = TENTH if figure == "demand" else HUNDREDTH // HUNDRED if figure in SHARES else HUNDREDTH
    cut = millionths // unit * unit or millionths
    if figure in SHARES:
        return f"{wan_law(cut * HUNDRED)}%"
    whole, dot, rest = str(wan_law(cut)).partition(".")
    return f"{int(whole):,}{dot}{rest}"

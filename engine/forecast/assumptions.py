"""What a forecast assumes, of each provision in each year, with where each figure comes from.

Every figure is an estimate: low, likely and high. A draw takes its own value between low and high (triangular, the
likely one being the mode); three equal figures are certain. Shares and factors have no unit; demand counts companies or
claims.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

from engine.policy.pack import Policy
from engine.values.kinds import AMOUNT, YEAR, parse_text
from engine.values.money import WAN, WHOLE, parse_amount, wan_law
from engine.values.refusal import Refusals, Refused, refuse, shown
from engine.values.shapes import Json, Kind, Listed, Record, Shape, one_of

Distribution = Literal["poisson", "negative_binomial", "fixed"]
"""How many there are around the demand: by chance alone; by chance whose mean varies by itself (gamma), so that the
variance is the mean and `dispersion` times its square; or exactly so many."""
Unit = Literal["companies", "claims"]
"""What demand counts: companies, each with all that it claims under the provision, or claims."""
Origin = Literal["registry", "invented", "assumed", "stated"]
"""Where a figure comes from: the registry's claims of some years, the invented companies, nothing but an assumption of
the program, or whoever asks for the forecast."""
Figure = Literal["demand", "dispersion", "take_up", "approval", "growth", "returning"]

FIGURES: tuple[Figure, ...] = get_args(Figure)
SHARES = frozenset({"take_up", "approval", "returning"})
MOST_DEMAND = 20_000
"""Companies or claims of one provision in one year that a forecast takes at most."""
MOST_GROWTH = 10**2
MOST_DISPERSION = 25
MOST_SHOCK = 2


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure comes from: of which `years`, where it was counted; a `note` of whoever stated it."""

    origin: Origin
    years: tuple[int, ...] = ()
    note: str = ""


ASSUMED, STATED = Source("assumed"), Source("stated")


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure in millionths: at the lowest, most likely, at the highest; and its source."""

    low: int
    likely: int
    high: int
    source: Source = STATED

    @property
    def is_certain(self) -> bool:
        """Whether nothing else is thought possible."""
        return self.low == self.high

    @classmethod
    def certain(cls, millionths: int, source: Source = STATED) -> Estimate:
        """A figure that is not in doubt."""
        return cls(millionths, millionths, millionths, source)


ONE, NONE = Estimate.certain(WHOLE), Estimate.certain(0)


@dataclass(frozen=True, slots=True)
class Line:
    """What is assumed of one provision in one year.

    `demand` counts companies (or claims, as `unit` says) that could claim; `take_up` is the share of them that does,
    `approval` the share of these that is approved. `dispersion`: see `Distribution`. `growth`: by what the amounts that
    they state are larger than those of the claims that were observed, before rates and caps. `returning`: the share of
    them that comes again with what an earlier year's claim was for; what of that is paid again, the policy says.
    """

    provision: str
    year: int
    demand: Estimate
    unit: Unit = "companies"
    distribution: Distribution = "poisson"
    dispersion: Estimate = NONE
    take_up: Estimate = ONE
    approval: Estimate = ONE
    growth: Estimate = ONE
    returning: Estimate = NONE


@dataclass(frozen=True, slots=True)
class Assumptions:
    """All that a forecast assumes. `shock`: how much the demand of all provisions goes up and down together, as the
    standard deviation of a factor with mean 1, the same for all provisions of a year in a draw. `budgets`: 分 of the
    years in which the budget is another than the scenario's (None: none is set)."""

    lines: tuple[Line, ...]
    shock: Estimate = NONE
    budgets: Mapping[int, int | None] = field(default_factory=dict)

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the forecast, in order."""
        return tuple(sorted({line.year for line in self.lines}))

    def of(self, year: int) -> tuple[Line, ...]:
        """The lines of one year."""
        return tuple(line for line in self.lines if line.year == year)


# ------------------------------------------------------------------------------------------------- read and written


def _estimate(of: Figure | Literal["shock"]) -> Kind:
    """An estimate of one figure: one number, or low, likely and high; a share is at most 1."""
    most = {"demand": MOST_DEMAND, "growth": MOST_GROWTH, "dispersion": MOST_DISPERSION, "shock": MOST_SHOCK}.get(of, 1)
    number = Kind.of(lambda given, path: _number(given, path, most), AMOUNT.schema)
    parts = {"low": number, "likely": number, "high": number, "source": _SOURCE}
    record = Record(parts, frozenset({"low", "likely", "high"}))

    def read(given: Any, path: str, notes: Refusals) -> Estimate:
        if not isinstance(given, dict):
            return Estimate.certain(number.read(given, path, notes))
        inner = Refusals()
        found = record.read(given, path, inner)
        if inner:
            raise Refused(inner.errors)
        low, likely, high = found["low"], found["likely"], found["high"]
        if not low <= likely <= high:
            refuse(path, "forecast.not_in_order", low=_text(low), likely=_text(likely), high=_text(high))
        return Estimate(low, likely, high, found.get("source", STATED))

    return Kind(read, {"anyOf": [number.schema, record.schema]})


def read_figure(figure: Figure | Literal["shock"], raw: object, path: str = "") -> Estimate:
    """An estimate of one figure, as it is stated. Refused with everything that cannot be accepted."""
    return _estimate(figure).read(raw, path, Refusals())


def _number(given: object, path: str, most: int) -> int:
    found = parse_amount(given, path)
    if found > most * WHOLE:
        refuse(path, "forecast.too_large", given=shown(given), most=most)
    return found


def _text(millionths: int) -> str:
    return str(wan_law(millionths))


def _source(given: Any, path: str, notes: Refusals) -> Source:
    found = _SOURCE_RECORD.read(given, path, notes)
    return Source(found.get("origin", "stated"), tuple(found.get("years", ())), found.get("note", ""))


_SOURCE_RECORD = Record(
    {"origin": one_of(get_args(Origin)), "years": Listed(YEAR), "note": Kind.of(parse_text, {"type": "string"})},
    frozenset({"origin"}),
)
_SOURCE = Kind(_source, _SOURCE_RECORD.schema)


def _line_shape(policy: Policy) -> Record:
    """A line as it is stated."""
    granting = [p.id for p in policy.provisions if not p.gives_nothing]
    fields: dict[str, Shape] = {
        "provision": one_of(granting),
        "year": Kind.of(lambda given, path: _year(policy, given, path), YEAR.schema),
        "unit": one_of(get_args(Unit)),
        "distribution": one_of(get_args(Distribution)),
        **{figure: _estimate(figure) for figure in FIGURES},
    }
    return Record(fields, frozenset({"provision", "year"}))


def _year(policy: Policy, given: object, path: str) -> int:
    year: int = YEAR.read(given, path, Refusals())
    first, last = policy.in_force.start.year, policy.in_force.until.year
    if not first <= year <= last:
        refuse(path, "claims.year_not_in_force", given=year, first=first, last=last)
    return year


def _budgets(policy: Policy) -> Kind:
    def read(given: Any, path: str, notes: Refusals) -> dict[int, int | None]:
        if not isinstance(given, dict):
            refuse(path, "application.not_an_object", given=shown(given))
        found: dict[int, int | None] = {}
        for name, amount in given.items():
            year = notes.attempt(_year, policy, name, f"{path}.{name}")
            read = None if amount is None else notes.attempt(parse_amount, amount, f"{path}.{name}")
            if year is not None:
                found[year] = read
        return found

    return Kind(read, {"type": "object", "additionalProperties": {"anyOf": [AMOUNT.schema, {"type": "null"}]}})


def assumptions_shape(policy: Policy) -> Record:
    """What a forecast may be told: the years, the budget of each (万元), the shock, and lines, of which whatever is
    left out is taken from the claims."""
    year = Kind.of(lambda given, path: _year(policy, given, path), YEAR.schema)
    return Record(
        {
            "years": Listed(year, "forecast.no_years", least=1),
            "budgets": _budgets(policy),
            "shock": _estimate("shock"),
            "lines": Listed(_line_shape(policy)),
        }
    )


@dataclass(frozen=True, slots=True)
class Stated:
    """What somebody states of a forecast: the years (none: those left of the policy's validity), and of the
    assumptions what is otherwise than fitted."""

    years: tuple[int, ...]
    lines: tuple[Mapping[str, Any], ...]
    shock: Estimate | None
    budgets: Mapping[int, int | None]

    def over(self, fitted: Assumptions) -> Assumptions:
        """The fitted assumptions with what was stated in their place."""
        own = {(line["provision"], line["year"]): line for line in self.lines}
        lines = [replace(line, **own.pop((line.provision, line.year), {})) for line in fitted.lines]
        lines += [Line(**({"demand": NONE} | dict(line))) for line in own.values()]
        return Assumptions(
            tuple(lines), fitted.shock if self.shock is None else self.shock, {**fitted.budgets, **self.budgets}
        )


def read_stated(policy: Policy, raw: object, path: str = "forecast") -> Stated:
    """What is stated in `raw`. Refused naming everything that cannot be accepted."""
    notes = Refusals()
    found = notes.attempt(policy.derived(assumptions_shape).read, {} if raw is None else raw, path, notes) or {}
    years = tuple(sorted(set(found.get("years", ()))))
    seen = set[tuple[str, int]]()
    for i, line in enumerate(found.get("lines", ())):
        if not {"provision", "year"} <= line.keys():
            continue
        if years and line["year"] not in years:
            notes.add(f"{path}.lines.{i}.year", "forecast.other_year", given=line["year"])
        if (key := (line["provision"], line["year"])) in seen:
            notes.add(f"{path}.lines.{i}", "forecast.line_twice", provision=key[0], year=key[1])
        seen.add(key)
    notes.raise_if_any()
    return Stated(years, tuple(found.get("lines", ())), found.get("shock"), found.get("budgets", {}))


def written(assumptions: Assumptions) -> Json:
    """Assumptions as JSON, as `read_stated` reads them."""
    return {
        "years": list(assumptions.years),
        "budgets": {str(y): None if fen is None else str(wan_law(fen)) for y, fen in assumptions.budgets.items()},
        "shock": written_estimate(assumptions.shock),
        "lines": [
            {name: getattr(line, name) for name in ("provision", "year", "unit", "distribution")}
            | {figure: written_estimate(getattr(line, figure)) for figure in FIGURES}
            for line in assumptions.lines
        ],
    }


def written_estimate(estimate: Estimate) -> Json:
    """An estimate as JSON."""
    source: Json = {"origin": estimate.source.origin}
    if estimate.source.years:
        source["years"] = list(estimate.source.years)
    if estimate.source.note:
        source["note"] = estimate.source.note
    figures = {name: _text(getattr(estimate, name)) for name in ("low", "likely", "high")}
    return {**figures, "source": source}


def uncertain(assumptions: Assumptions) -> Iterator[tuple[Line | None, str, Estimate]]:
    """The assumptions in doubt: the line and the name of the figure, and the estimate; of the shock no line."""
    if not assumptions.shock.is_certain:
        yield None, "shock", assumptions.shock
    for line in assumptions.lines:
        for figure in FIGURES:
            estimate: Estimate = getattr(line, figure)
            if not estimate.is_certain:
                yield line, figure, estimate


assert WHOLE == WAN, "figures are written as amounts are: both are read in millionths"

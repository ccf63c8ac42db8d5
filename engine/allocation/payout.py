"""What is paid when the budget does not reach: approved amounts scaled by the ratios of the article totals and of the
budget, cut once. The ratios are those of a published scenario, or the visitor's own estimate of the budget's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any

from engine.allocation.paid import ClaimAtRatio, Payout
from engine.allocation.rules import PROPORTIONAL
from engine.application.invented import INVENTED
from engine.assessment.answer import Explained
from engine.assessment.answered_steps import Cite, ComputedStep, Operation, StepKind, cited, cites_of, computed
from engine.assessment.expected import IN_FULL, Expected
from engine.policy.blocks import BUDGET_FIRST, Pool
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.policy.receipt import other_rules
from engine.policy.years import in_year
from engine.steps.step import CALCULATED_GRADES
from engine.steps.winners import Winners
from engine.text import words
from engine.text.numerals import article_both
from engine.text.phrases import Both, both
from engine.values.money import exact_decimal, percent_text, truncate, wan
from engine.values.written import WrittenRatio

Json = dict[str, Any]
ONE = Fraction(1)
BASIS = ("receipt", "scenario", "ratio", "pools", "rule", "published", INVENTED)
"""What of a publication bears on one company."""


@dataclass(frozen=True, slots=True)
class Published:
    """What a published scenario means for one company: its name, its year, when it was published; the `ratio` of the
    budget (None: not told), those of the article totals that are told, by pool, and which are `hidden`; whether the
    budget comes first; the `readings` in force. Where it `changes_law`, the ratios are those of amounts under other
    numbers, and where it `reads_otherwise`, under other readings than those that hold by default. An `invented` one was
    made of example data: by it nobody is paid.

    `is_example`: it is of an earlier year, and shows by its ratios what this year could pay, until there is one of this
    year or the company states a ratio of its own. `basis` is what of the publication all this comes of.

    `why` says in both languages why an amount cannot be scaled by it; None: it can.
    """

    name: Both
    year: int
    when: datetime
    ratio: Fraction | None
    pools: dict[str, Fraction] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    budget_first: bool = False
    why: Both | None = None
    changes_law: bool = False
    readings: Mapping[str, str] = field(default_factory=dict)
    reads_otherwise: bool = False
    invented: bool = False
    is_example: bool = False
    basis: Mapping[str, Any] = field(default_factory=dict)

    @property
    def applies(self) -> bool:
        """Whether an amount can be scaled by it."""
        return self.why is None


def published(policy: Policy, shown: Mapping[str, Any], year: int | None) -> Published:
    """What `shown`, as `engine.registry.scenarios.published` gives it, means for an application of this year."""
    scenario = shown["scenario"]
    name = marked_name(shown)
    ratio = None if shown["ratio"] is None else shown["ratio"].exact
    told = {pool: value.exact for pool, value in shown["pools"].items() if value is not None}
    order = policy.rule("budget").order
    readings = policy.default_readings() | scenario["readings"]
    values: Json = {"name": name, "year": scenario["year"]}
    why = None
    if others := other_rules(policy, scenario["year"], shown.get("receipt")):
        why = words.both(f"payout.{others}", **values)
    elif year is None or scenario["year"] > year:
        why = words.both("payout.other_year", **values)
    elif ratio is None:
        why = words.both("payout.not_told", **values)
    elif shown["rule"] != PROPORTIONAL and ratio == 1:
        why = words.both("payout.other_rule_of_article", rule=words.both(f"allocate.{shown['rule']}"), **values)
    elif shown["rule"] != PROPORTIONAL:
        average = percent_text(ratio)
        why = words.both("payout.other_rule", rule=words.both(f"allocate.{shown['rule']}"), ratio=average, **values)
    return Published(
        name,
        scenario["year"],
        datetime.fromisoformat(shown["published"]),
        ratio,
        told,
        tuple(pool for pool, value in shown["pools"].items() if value is None),
        order is not None and readings[order] == BUDGET_FIRST,
        why,
        bool(scenario["overrides"]),
        readings,
        bool(scenario["readings"].keys() - _settled_here(policy)),
        bool(shown.get(INVENTED)),
        year is not None and scenario["year"] < year,
        {name: shown[name] for name in BASIS if name in shown},
    )


def marked_name(shown: Mapping[str, Any]) -> Both:
    """What a published scenario is called; one of invented claims says so in its name."""
    name = words.same(str(shown["scenario"]["name"]))
    return words.both("marks.named", name=name) if shown.get(INVENTED) else name


def _settled_here(policy: Policy) -> set[str | None]:
    """The readings that a scaled amount follows, whatever the assessment did."""
    return {policy.rule("budget").order, *(p.other_budget for p in policy.provisions)}


def source(policy: Policy, scenario: Published, when: str) -> Both:
    """By what amounts are scaled, in a sentence; `when` it was published, as it is written."""
    assert scenario.ratio is not None
    parts = [words.both("payout.ratio", ratio=percent_text(scenario.ratio))]
    for pool in policy.pools:
        of_pool = scenario.pools.get(pool.id, ONE)
        if of_pool < 1:
            article, ratio = article_both(pool.article), percent_text(of_pool)
            parts.append(words.both("payout.ratio_pool", article=article, ratio=ratio))
    ratios = words.joined("results.list_comma", parts)
    key = "payout.source_example" if scenario.is_example else "payout.source"
    key = "payout.source_invented" if scenario.invented else key
    said = words.both(key, name=scenario.name, year=scenario.year, when=when, ratios=ratios)
    for is_so, key in ((scenario.changes_law, "changed_law"), (scenario.reads_otherwise, "changed_readings")):
        if is_so:
            more = words.both(f"payout.{key}")
            said = {"zh": said["zh"] + more["zh"], "en": f"{said['en']} {more['en']}"}
    return said


def counting(found: Published | None, ratio: Fraction | None) -> Published | None:
    """What is published, as far as it counts beside the `ratio` of the company's own (None: it states none), which
    comes before an example."""
    return None if found is not None and found.is_example and ratio is not None else found


def expected(ratio: Fraction | None, scenario: Published | None) -> Expected:
    """What is expected to be paid of approved amounts: by a published `scenario` that applies, at the visitor's own
    `ratio` of the budget, or all of it."""
    if scenario is not None and scenario.applies and scenario.ratio is not None:
        return Expected(scenario.ratio, scenario.pools, scenario.readings)
    return IN_FULL if ratio is None else Expected(ratio)


def after_published(policy: Policy, result: Explained, scenario: Published) -> Payout:
    """The claims of an assessment as a published scenario would pay them, as `after_budget` gives them: first scaled by
    the ratio of the article's total, then by that of the budget (or the other way round, as the scenario reads the
    law). ValueError for a scenario that does not apply."""
    if not scenario.applies or scenario.ratio is None:
        raise ValueError("the published scenario does not apply")
    return _after(policy, result, scenario.ratio, scenario)


def after_budget(policy: Policy, result: Explained, ratio: Fraction) -> Payout:
    """The claims of an assessment at a payout `ratio` of the budget (0 to 1): the actual amount of each, all its steps
    to there, and the total, in 万元. What is scaled is what is certain from the answers, `confirmed`. A claim that is
    paid from another budget is left as it is and out of the total; so is one of an article that has a total of its own,
    by which it is scaled too: it has no amount. ValueError for a ratio outside 0 to 1."""
    if not 0 <= ratio <= 1:
        raise ValueError(f"a payout ratio lies between 0 and 1, not {ratio}")
    return _after(policy, result, ratio, None)


def _after(policy: Policy, result: Explained, ratio: Fraction, scenario: Published | None) -> Payout:
    claims: dict[str, ClaimAtRatio] = {}
    if (guideline := result["policy"]["guideline"]) is not None:
        policy = in_year(policy, guideline["year"])
    total = calculated = 0
    readings = result["readings"] if scenario is None else scenario.readings
    for claim in result["claims"]:
        provision, scaled = policy.provision(claim["provision"]), Fraction(claim["confirmed"].fen)
        other, grade = not provision.draws_on_budget(readings), provision.grade(readings)
        steps = list(claim["steps"])
        pool = next((pool for pool in policy.pools if pool.id == provision.pool), None)
        if not other and scaled and pool is not None and (scenario is None or pool.id in scenario.hidden):
            steps.append(_not_scaled(policy, pool, scaled, scenario is not None))
            claims[claim["id"]] = {"actual": None, "other_budget": other, "grade": grade, "steps": steps}
            continue
        for step, after in _steps(policy, provision, pool, scaled, ratio, scenario, other):
            steps.append(step)
            scaled = after
        actual = truncate(scaled)
        if not other:
            total += actual
        if grade in CALCULATED_GRADES:
            calculated += actual
        steps.append(_paid(policy, scaled, actual, other))
        claims[claim["id"]] = {"actual": wan(actual), "other_budget": other, "grade": grade, "steps": steps}
    return {
        "claims": claims,
        "total": {"actual": wan(total), "calculated": wan(calculated)},
        "ratio": WrittenRatio(ratio),
    }


def _not_scaled(policy: Policy, pool: Pool, amount: Fraction, is_hidden: bool) -> ComputedStep:
    """That an amount cannot be scaled, the ratio of the article's total not being known."""
    text = words.both("payout.pool_hidden" if is_hidden else "payout.pool_untold")
    cites = cites_of(policy, pool, pool.article, pool.quote)
    return _written("pool", both(pool.label), text, amount, amount, cites, {"op": "keep"})


def _steps(
    policy: Policy,
    provision: Provision,
    pool: Pool | None,
    amount: Fraction,
    ratio: Fraction,
    scenario: Published | None,
    other: bool,
) -> Iterator[tuple[ComputedStep, Fraction]]:
    """The steps that concern a claim, in the order in which the scenario reads the law, and the amount after each (分).
    Whether there is a place is not known here: the amount is the one with a place."""
    if scenario is None or other:
        yield _of_budget(policy, amount, ratio, other)
        return
    limit = provision.only(Winners)
    if limit is not None and amount:
        cites = cites_of(policy, limit, provision.article, limit.quote)
        text = words.both("payout.with_a_place")
        yield _written("quota", both(limit.label), text, amount, amount, cites, {"op": "keep"}), amount
    if scenario.budget_first:
        step, amount = _of_budget(policy, amount, ratio, other)
        yield step, amount
    if pool is not None:
        step, amount = _of_pool(policy, pool, amount, scenario.pools.get(pool.id, ONE))
        yield step, amount
    if not scenario.budget_first:
        yield _of_budget(policy, amount, ratio, other)


def _of_pool(policy: Policy, pool: Pool, before: Fraction, ratio: Fraction) -> tuple[ComputedStep, Fraction]:
    text = words.both("payout.pool_idle") if ratio == 1 else words.both("payout.pool", ratio=percent_text(ratio))
    cites, after = cites_of(policy, pool, pool.article, pool.quote), before * ratio
    operation: Operation = {"op": "multiply", "by": WrittenRatio(ratio)}
    step = _written("pool", both(pool.label), text, before, after, cites, operation)
    if step["binding"] and pool.unwritten is not None:
        step["unwritten"] = both(pool.unwritten)
    return step, after


def _of_budget(policy: Policy, before: Fraction, ratio: Fraction, other: bool) -> tuple[ComputedStep, Fraction]:
    rule = policy.rule("budget")
    key = "paid_other" if other else "budget_idle" if ratio == 1 else "budget"
    text = words.both(f"steps.{key}", ratio=percent_text(ratio))
    cites, after = [cited(rule.article, rule.quotes[0])], before if other else before * ratio
    operation: Operation = {"op": "keep"} if other else {"op": "multiply", "by": WrittenRatio(ratio)}
    return _written("budget", both(rule.label), text, before, after, cites, operation), after


def _written(
    step: str, name: Both, text: Both, before: Fraction, after: Fraction, cites: list[Cite], operation: Operation
) -> ComputedStep:
    kind: StepKind = "bind" if after < before else "skip"
    return computed(step, name, text, exact_decimal(before), exact_decimal(after), kind, cites, operation)


def _paid(policy: Policy, scaled: Fraction, actual: int, other: bool) -> ComputedStep:
    rule = policy.rule("truncation")
    name, text = words.both("steps.paid_name"), words.both("steps.paid_other" if other else "steps.paid")
    cites, before, after = [cited(rule.article, rule.quotes[0])], exact_decimal(scaled), exact_decimal(actual)
    return computed("paid", name, text, before, after, "sum", cites, {"op": "truncate"})

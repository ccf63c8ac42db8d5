"""One cohort divided in several ways: what each comes to, and who wins by it."""

from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import chain
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import scenario as scenarios
from engine.allocation import approval
from engine.allocation.allocate import allocate
from engine.allocation.rules import ALL_RULES, NEEDS
from engine.policy.folder import default_policy, load_policy
from engine.scenario import (
    ArticleOutcome,
    Cohort,
    Outcome,
    Scenario,
    compare,
    headline,
    outcome,
    percent,
    read_scenario,
    written,
)
from engine.values.money import HUNDREDTH, WAN
from engine.values.refusal import Refused
from tests import invented_year
from tests.engine.allocation.test_allocate import (
    CHALLENGE,
    GENAI,
    GROWTH,
    PLATFORM,
    RENT,
    VOUCHER,
    application,
    approved,
    rent,
)

POLICY = load_policy(default_policy())
PLAIN = Scenario("基准", 2025)
TERMS: dict[str, Any] = {
    "weighted_proportional": {"by": "size", "weights": {"micro": "2"}},
    "floor_then_proportional": {"floor": "5"},
    "priority_then_proportional": {"by": "article", "classes": [["7"], ["5", "6"]]},
}


def cohort(*claims: dict[str, Any], sizes: dict[str, str] | None = None, **more: Any) -> Cohort:
    return Cohort(POLICY, {"approved_claims": list(claims), **more}, sizes)


def scenario(**more: Any) -> Scenario:
    return read_scenario(POLICY, {"name": "方案", "year": 2025, **more})


def of(claims: Cohort, **more: Any) -> Outcome:
    return outcome(POLICY, claims, scenario(**more))


@cache
def quarter() -> Cohort:
    """Every fourth company of the sample."""
    sample = invented_year.sample(2025, 7)
    companies = sample.companies[::4]
    applications = [
        company.content | {"claims": [claim | {"id": f"{i}-{claim['id']}"} for claim in company.content["claims"]]}
        for i, company in enumerate(companies)
    ]
    for i, each in enumerate(applications):
        each["applicant"] = each["applicant"] | {"id": f"A{i}"}
    sizes = {f"A{i}": company.size for i, company in enumerate(companies)}
    return Cohort(POLICY, {"applications": applications}, sizes)


# ------------------------------------------------------------------------------------------------ what a scenario says


def test_a_scenario_comes_back_as_it_was_written():
    raw = {
        "name": "第十条减半",
        "year": 2026,
        "budget": "8000.5",
        "pools": {"art10": "1000"},
        "quota": {PLATFORM: 3},
        "already_awarded": {"art05": "250.123456"},
        "quota_used": {PLATFORM: 1},
        "rule": "priority_then_proportional",
        "terms": {"by": "size", "classes": [["micro", "small"], ["medium"]]},
        "readings": {"allocation_order": "budget_then_article"},
        "overrides": {"art06_rent.share": "0.4"},
    }
    assert written(read_scenario(POLICY, raw)) == raw
    assert read_scenario(POLICY, written(PLAIN)) == PLAIN


@pytest.mark.parametrize("rule", ALL_RULES)
def test_the_terms_of_every_rule_come_back(rule):
    given_ = scenario(rule=rule, terms=TERMS.get(rule))
    assert read_scenario(POLICY, written(given_)) == given_
    assert written(given_)["terms"] == TERMS.get(rule)


def test_what_is_as_by_default_is_not_kept():
    same = scenario(
        readings={"allocation_order": "article_then_budget", "art16_top_up": None}, overrides={"art05.cap": 1000}
    )
    assert (same.readings, same.overrides) == ({}, {})


@pytest.mark.parametrize(
    ("raw", "paths"),
    [
        ([], [""]),
        ({}, ["name", "year"]),
        ({"name": " ", "year": "2025"}, ["name", "year"]),
        ({"name": "长" * 121, "year": 1900}, ["name", "year"]),
        ({"name": "a", "year": 2025, "budget": 1.5, "money": 1}, ["money", "budget"]),
        ({"name": "a", "year": 2025, "pools": {"art06": 1}, "quota": {RENT: 1}}, ["pools.art06", f"quota.{RENT}"]),
        ({"name": "a", "year": 2025, "rule": "fair"}, ["rule"]),
        ({"name": "a", "year": 2025, "rule": "weighted_proportional"}, ["rule"]),
        ({"name": "a", "year": 2025, "rule": "talmud", "terms": {"floor": 1}}, ["terms"]),
        ({"name": "a", "year": 2025, "readings": {"x": 1}, "overrides": {"y": 1}}, ["readings.x", "overrides.y"]),
    ],
)
def test_what_is_no_scenario_is_refused_with_its_place(raw, paths):
    with pytest.raises(Refused) as refused:
        read_scenario(POLICY, raw)
    assert sorted(error["path"] for error in refused.value.errors) == sorted(paths)
    with pytest.raises(Refused) as inside:
        read_scenario(POLICY, raw, "scenarios.0")
    assert all(error["path"].startswith("scenarios.0") for error in inside.value.errors)


# ------------------------------------------------------------------------------------------------ the outcome


def figures(line: ArticleOutcome, *names: str) -> tuple[Any, ...]:
    return tuple(getattr(line, name) for name in names)


def test_every_stage_of_an_article_and_of_all_together():
    """Filings ask for 1200 of a total of 1000, rent for 20, a voucher that another budget pays for 300; budget 510."""
    claims = cohort(*approved(GENAI, *[200] * 6), *approved(RENT, 20, prefix="r"), *approved(VOUCHER, 300, prefix="v"))
    result = of(claims, budget="510")
    nine, six, four = result.articles[9], result.articles[6], result.beside[4]
    assert (nine.requested, nine.approved, nine.after_quota) == (1200 * WAN,) * 3
    assert figures(nine, "after_pool", "after_budget", "paid") == (1000 * WAN, 500 * WAN, 499_98 * HUNDREDTH)
    assert figures(nine, "truncated", "left", "unspent") == (2 * HUNDREDTH, 1000 * WAN, 500_02 * HUNDREDTH)
    assert figures(nine, "claims", "companies", "binds") == (6, 6, ("pool", "budget"))
    assert figures(six, "after_pool", "paid", "unspent", "binds") == (20 * WAN, 10 * WAN, None, ("budget",))
    assert figures(four, "paid", "on_budget", "binds") == (300 * WAN, False, ())
    total = result.total
    assert figures(total, "approved", "after_pool", "after_budget") == (1220 * WAN, 1020 * WAN, 510 * WAN)
    assert figures(total, "paid", "truncated", "unspent") == (509_98 * HUNDREDTH, 2 * HUNDREDTH, 2 * HUNDREDTH)
    assert figures(total, "pool_cut", "budget_cut", "claims", "companies") == (200 * WAN, 510 * WAN, 7, 7)
    assert (result.pools["art09"].ratio, result.budget.ratio) == (Fraction(5, 6), Fraction(1, 2))


@pytest.mark.parametrize("rule", ALL_RULES)
@pytest.mark.parametrize("order", ["article_then_budget", "budget_then_article"])
def test_an_outcome_says_what_the_allocation_of_the_same_run_says(rule, order):
    given_ = scenario(budget="1500", rule=rule, terms=TERMS.get(rule), readings={"allocation_order": order})
    result = outcome(POLICY, quarter(), given_)
    raw = {key: value for key, value in written(given_).items() if key not in ("name", "year")}
    answer = allocate(POLICY, raw | {"applications": quarter().raw["applications"], "sizes": quarter().size_of})
    assert [int(Fraction(claim["actual"]) * 100) for claim in answer["claims"]] == result.paid.tolist()
    assert [claim["id"] for claim in answer["claims"]] == quarter().claims
    assert Fraction(answer["budget"]["actual"]) * WAN == result.total.paid
    assert answer["budget"]["unspent"] is not None
    assert Fraction(answer["budget"]["unspent"]) * WAN == result.total.unspent
    assert Fraction(answer["budget"]["ratio"]) == result.budget.ratio
    for pool in answer["pools"]:
        assert Fraction(pool["ratio"]) == result.pools[pool["id"]].ratio
    step = "after_pool" if order == "article_then_budget" else "after_budget"
    for line in result.articles.values():
        own = [c for c in answer["claims"] if POLICY.provision(c["provision"]).article == line.article]
        after = [s["amount"] for c in own for s in c["steps"] if s["step"] == step.removeprefix("after_")]
        if len(after) == len(own):
            assert sum(map(Fraction, after)) * WAN == getattr(line, step)


def check_sums(result: Outcome) -> None:
    lines, total = [line for line in result.lines if line.on_budget], result.total
    for column in ("claims", "granted", "requested", "approved", "after_quota", "after_pool", "after_budget", "paid"):
        assert sum(getattr(line, column) for line in lines) == getattr(total, column)
    for line in (*result.lines, total):
        assert line.requested >= line.approved >= line.after_quota >= line.final >= line.paid >= 0
        cuts = line.quota_cut + line.pool_cut + line.budget_cut
        assert line.approved - cuts == int(line.final // HUNDREDTH) * HUNDREDTH


@settings(max_examples=40)
@given(
    budget=st.none() | st.integers(0, 20_000),
    pool=st.integers(0, 2_500),
    quota=st.integers(0, 5),
    rule=st.sampled_from(sorted(ALL_RULES.keys() - NEEDS.keys())),
    order=st.sampled_from(["article_then_budget", "budget_then_article"]),
)
def test_articles_add_up_to_the_total_at_every_stage(budget, pool, quota, rule, order):
    result = of(
        quarter(),
        budget=budget,
        pools={"art10": pool},
        quota={PLATFORM: quota},
        rule=rule,
        readings={"allocation_order": order},
    )
    check_sums(result)


def test_totals_and_places_of_the_scenario_stand_for_those_of_the_law():
    claims = cohort(*approved(GROWTH, 10, 10), *approved(PLATFORM, 5, 6, 7, scores=(1, 2, 3), prefix="p"))
    result = of(
        claims, pools={"art05": "15"}, already_awarded={"art05": "3"}, quota={PLATFORM: 2}, quota_used={PLATFORM: 1}
    )
    assert (result.articles[5].left, result.articles[5].paid) == (12 * WAN, 12 * WAN)
    assert result.articles[12].paid == 7 * WAN
    assert of(claims, quota={PLATFORM: 0}).articles[12].paid == 0
    assert of(claims, pools={"art05": "15"}, overrides={"art05.cap": "1"}).articles[5].paid == 15 * WAN


def test_a_tie_over_the_last_place_is_open_and_names_its_claims():
    claims = cohort(*approved(PLATFORM, 10, 20, 30, 40, scores=(95, 90, 90, 80)))
    (tie,) = of(claims).ties
    assert (tie.provision, tie.bound, tie.left, tie.claims) == (PLATFORM, None, 1, ("x1", "x2"))
    # The official decides by a score; then nothing is open.
    assert of(cohort(*approved(PLATFORM, 10, 20, 30, 40, scores=(95, 91, 90, 80)))).ties == ()


def test_a_tie_over_the_last_money_is_open_and_the_money_is_kept_for_them():
    claims = cohort(*approved(CHALLENGE, 200, 200, 200, 50, scores=(9, 8, 8, 7)))
    result = of(claims, budget="500", rule="ranking")
    assert result.paid.tolist() == [200_00, 0, 0, 0]
    (tie,) = result.ties
    assert (tie.provision, tie.bound, tie.left, tie.claims) == (None, "budget", 300 * WAN, ("x1", "x2"))
    assert result.total.unspent == 300 * WAN
    answer = allocate(
        POLICY,
        {
            "budget": "500",
            "rule": "ranking",
            "approved_claims": approved(CHALLENGE, 200, 200, 200, 50, scores=(9, 8, 8, 7)),
        },
    )
    assert [claim["limits"] for claim in answer["claims"]] == [
        [],
        ["budget", "rank_tie"],
        ["budget", "rank_tie"],
        ["budget"],
    ]


# ------------------------------------------------------------------------------------------------ rules with terms


def test_weights_by_size_and_by_article():
    claims = cohort(*approved(RENT, 20, 20), *approved(GROWTH, 10, prefix="g"), sizes={"x0": "micro", "x1": "large"})
    by_size = {"rule": "weighted_proportional", "terms": {"by": "size", "weights": {"micro": "2", "large": "0.5"}}}
    # 20 twice, 20 half and 10 once weigh 40, 10 and 10; the first gets all of its 20 before.
    assert of(claims, budget="30", **by_size).paid.tolist() == [20_00, 5_00, 5_00]
    by_article = {"rule": "weighted_proportional", "terms": {"by": "article", "weights": {"5": "4"}}}
    assert of(claims, budget="30", **by_article).paid.tolist() == [10_00, 10_00, 10_00]


def test_a_floor_for_every_claim():
    claims = cohort(*approved(RENT, 2, 10, 20))
    result = of(claims, budget="20", rule="floor_then_proportional", terms={"floor": "4"})
    # 2, 4 and 4 are secured; 10 is left for 6 and 16.
    assert result.paid.tolist() == [2_00, 6_72, 11_27]


def test_classes_in_their_order_and_what_is_in_none_last():
    claims = cohort(*approved(RENT, 20, 20), *approved(GROWTH, 10, prefix="g"), sizes={"g0": "small"})
    by_article = {"rule": "priority_then_proportional", "terms": {"by": "article", "classes": [["5"]]}}
    assert of(claims, budget="30", **by_article).paid.tolist() == [10_00, 10_00, 10_00]
    by_size = {"rule": "priority_then_proportional", "terms": {"by": "size", "classes": [["micro"], ["small"]]}}
    assert of(claims, budget="12", **by_size).paid.tolist() == [1_00, 1_00, 10_00]


def test_who_applied_first_is_paid_first_and_on_one_day_who_is_listed_first():
    days = ("2025-03-02", "2025-03-01", "2025-03-02")
    claims = [c | {"application_date": day} for c, day in zip(approved(CHALLENGE, 200, 200, 200), days, strict=True)]
    assert of(cohort(*claims), budget="300", rule="first_come").paid.tolist() == [100_00, 200_00, 0]


def test_without_a_day_nobody_came_first():
    with pytest.raises(Refused) as refused:
        of(cohort(*approved(RENT, 20)), budget="10", rule="first_come")
    assert [error["path"] for error in refused.value.errors] == ["rule"]
    with pytest.raises(Refused) as in_run:
        allocate(POLICY, {"rule": "first_come", "approved_claims": approved(RENT, 20)})
    assert [error["path"] for error in in_run.value.errors] == ["approved_claims.0.application_date"]


# ------------------------------------------------------------------------------------------------ the cohort


def test_only_readings_and_numbers_of_the_law_are_assessed_again(monkeypatch):
    assessments: list[str] = []
    amounts_of = approval.amounts_of

    def counted(policy, applications, readings, fill, *more):
        assessments.append(fill)
        return amounts_of(policy, applications, readings, fill, *more)

    monkeypatch.setattr(approval, "amounts_of", counted)
    claims = cohort(applications=[application("A", ("a", RENT, rent("30")))])
    once = len(assessments)
    for more in ({}, {"budget": 1}, {"pools": {"art05": 1}}, {"rule": "talmud"}, {"quota": {PLATFORM: 1}}):
        of(claims, **more)
    assert len(assessments) == once
    assert of(claims, overrides={"art06_rent.share": "0.4"}).total.paid == 12 * WAN
    assert of(claims, readings={"art16_top_up": True}).total.paid == 15 * WAN
    assert len(assessments) == 3 * once
    of(claims, overrides={"art06_rent.share": "0.40"}, budget="10")
    assert len(assessments) == 3 * once
    assert of(claims).total.paid == 15 * WAN


def test_what_is_requested_counts_an_unanswered_condition_in_favour():
    unanswered = {"rents": [{"amount": 30, "year": 2024}], "years_received": 0}
    result = of(cohort(applications=[application("A", ("a", RENT, unanswered))]))
    assert (result.total.requested, result.total.approved, result.total.claims, result.total.granted) == (
        15 * WAN,
        0,
        1,
        0,
    )


def test_what_was_requested_for_a_decided_claim_is_what_it_was_submitted_with():
    submitted = [application("A", ("a", RENT, rent("30")), ("b", GROWTH, {}), day="2025-02-01")]
    left = [application("A", ("b", GROWTH, {}), day="2025-02-01")]
    decided = [{"id": "a", "applicant": "A", "provision": RENT, "approved": "9"}]
    raw = {"applications": left, "approved_claims": decided}
    known = outcome(POLICY, Cohort(POLICY, raw, submitted=submitted), PLAIN)
    assert (known.total.requested, known.total.approved) == (15 * WAN, 9 * WAN)
    unknown = outcome(POLICY, Cohort(POLICY, raw), PLAIN)
    assert (unknown.total.requested, unknown.total.approved) == (9 * WAN, 9 * WAN)


def test_what_an_official_approved_stays_under_other_numbers_of_the_law():
    decided = [{"id": "a", "applicant": "A", "provision": RENT, "approved": "20"}]
    claims = cohort(*decided, applications=[application("B", ("b", RENT, rent("40")))])
    result = of(claims, overrides={"art06_rent.cap": "15"})
    assert dict(zip(claims.claims, result.paid.tolist(), strict=True)) == {"a": 20_00, "b": 15_00}


def test_a_decided_claim_has_the_day_and_the_turn_of_its_application():
    submitted = [application(x, (x, RENT, rent("40")), day="2025-02-01") for x in "abc"]
    decided = [{"id": "a", "applicant": "a", "provision": RENT, "approved": "20"}]
    raw = {"applications": submitted[1:], "approved_claims": decided}
    claims = Cohort(POLICY, raw, submitted=submitted)
    paid = dict(zip(claims.claims, of(claims, budget="30", rule="first_come").paid.tolist(), strict=True))
    assert paid == {"a": 20_00, "b": 10_00, "c": 0}


def test_what_an_application_says_of_readings_and_of_the_year_is_left_aside():
    said = application("A", ("a", GROWTH, {}), already_awarded={"art05": 5}, readings={"art16_top_up": True})
    assert of(cohort(applications=[said])).total.claims == 1


def test_what_is_no_cohort_is_refused():
    wrong: list[Any] = [[], {"budget": 1}, {"applications": 7}, {"approved_claims": approved(RENT, 1) * 2}]
    for raw in wrong:
        with pytest.raises(Refused):
            Cohort(POLICY, raw)


def test_claims_are_listed_by_their_matters_whether_they_are_approved_or_assessed():
    """A cohort of one kind of claims has none of the other."""
    standard = {"level": "national", "lead": True, "already_rewarded": False, "number": "GB/T 1"}
    claim = {"id": "c1", "provision": "art11_standards", "facts": {"standards": [standard]}}
    applied = {"application_date": "2025-06-15", "applicant": {"id": "a"}, "claims": [claim]}
    decided = {"id": "c1", "applicant": "a", "provision": "art11_standards", "approved": "40", "matter": ["GB/T 1"]}
    for raw in ({"applications": [applied]}, {"approved_claims": [decided]}):
        assert "GB/T 1" in Cohort(POLICY, raw).listed["c1"]["zh"]


def test_nobody_at_all_is_a_cohort_too():
    result = of(cohort(), budget="10")
    assert (result.total.paid, result.total.unspent, result.total.companies, result.ties) == (0, 10 * WAN, 0, ())
    assert compare(result, result).total.unchanged == 0
    assert headline(result)["zh"] == "预算10万元足够，总量不折算：实付0.00万元"


# ------------------------------------------------------------------------------------------------ the comparison


def test_winners_and_losers_by_size_and_by_article():
    """Growth 20 of a total of 1000 that is cut to 12, rent 40; the budget goes from 30 to 33."""
    claims = cohort(
        *approved(GROWTH, 10, 10),
        *approved(RENT, 20, 20, prefix="r"),
        sizes={"x0": "micro", "r0": "micro", "r1": "large"},
    )
    base = of(claims, budget="30")
    other = of(claims, budget="33", pools={"art05": "4"})
    assert base.paid.tolist() == [5_00, 5_00, 10_00, 10_00]
    assert other.paid.tolist() == [1_50, 1_50, 15_00, 15_00]
    changes = compare(base, other)
    total = changes.total
    assert (total.before, total.after, total.difference) == (30 * WAN, 33 * WAN, 3 * WAN)
    assert (total.winners, total.losers, total.unchanged, total.gained, total.lost) == (2, 2, 0, 10 * WAN, 7 * WAN)
    sizes = {change.group: (change.winners, change.losers, change.difference) for change in changes.by_group["size"]}
    assert sizes == {
        "large": (1, 0, 5 * WAN), "medium": (0, 0, 0), "small": (0, 0, 0),
        "micro": (1, 1, 1_500_000), "": (0, 1, -3_500_000),
    }  # fmt: skip
    articles = {change.group: (change.winners, change.losers, change.difference) for change in changes.by_article}
    assert (articles[5], articles[6], articles[7]) == ((0, 2, -7 * WAN), (2, 0, 10 * WAN), (0, 0, 0))


@settings(max_examples=25)
@given(
    one=st.integers(0, 9_000), two=st.integers(0, 9_000), rule=st.sampled_from(["proportional", "talmud", "ranking"])
)
def test_the_differences_add_up(one, two, rule):
    base, other = of(quarter(), budget=one), of(quarter(), budget=two, rule=rule)
    changes = compare(base, other)
    for parts in (*changes.by_group.values(), changes.by_article):
        assert sum(part.difference for part in parts) == changes.total.difference
    for part in (changes.total, *chain(*changes.by_group.values()), *changes.by_article):
        assert part.gained - part.lost == part.difference
    for count in ("winners", "losers", "unchanged"):
        for parts in changes.by_group.values():
            assert sum(getattr(part, count) for part in parts) == getattr(changes.total, count)
    assert changes.total.winners + changes.total.losers + changes.total.unchanged == quarter().companies
    paid = {line.article: line.paid for line in other.lines}
    assert {part.group: part.after for part in changes.by_article} == paid
    back = compare(other, base)
    assert (back.total.winners, back.total.gained) == (changes.total.losers, changes.total.lost)


def test_outcomes_of_different_claims_are_not_compared():
    with pytest.raises(ValueError, match="different claims"):
        compare(of(cohort(*approved(RENT, 1))), of(cohort(*approved(RENT, 1, 2))))


# ------------------------------------------------------------------------------------------------ the finding


def test_the_title_of_a_chart_is_what_it_shows():
    claims = cohort(*approved(GENAI, *[200] * 6), *approved(RENT, 20, prefix="r"))
    assert headline(of(claims, budget="510")) == {
        "zh": "预算510万元时按50.00%折算：分条封顶减200.00万元，总量再减510.00万元",
        "en": "With a budget of 510万元 (CNY 5,100,000), claims are scaled to 50.00%: "
        "article totals take 200.00万元 (CNY 2,000,000), the budget 510.00万元 (CNY 5,100,000) more",
    }
    assert (
        headline(of(claims, budget="2000"))["zh"]
        == "预算2000万元足够，总量不折算：分条封顶减200.00万元，实付1,019.96万元"
    )
    assert headline(of(claims))["zh"] == "未设资金总预算：分条封顶减200.00万元，实付1,019.96万元"
    by_rule = headline(of(claims, budget="510", rule="talmud"))["zh"]
    assert by_rule.startswith("预算510万元时按“塔木德规则”分配（非法定情景，仅供测算）：分条封顶减200.00万元")
    first = headline(of(claims, budget="610", readings={"allocation_order": "budget_then_article"}))["zh"]
    assert first == "预算610万元时按50.00%折算：总量减610.00万元"


def test_a_ratio_is_cut_as_amounts_are():
    assert [percent(Fraction(n, 3)) for n in (1, 2, 3)] == ["33.33%", "66.66%", "100.00%"]


def test_the_api_is_what_it_says():
    assert all(hasattr(scenarios, name) for name in scenarios.__all__)
    assert replace(PLAIN, budget=1) != PLAIN

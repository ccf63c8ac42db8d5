"""What is published tells of fewer than five companies neither directly nor by subtraction.

The tests try what somebody would try: they put down what is known as linear equations (the totals, the law's own yearly
totals, the ratio, that a claim without quota or total goes through unchanged) and solve for what is hidden.
"""

import itertools
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.policy.folder import default_policy, load_policy
from engine.policy.receipt import policy_receipt, receipt_of
from engine.scenario import Cohort, Outcome, headline, outcome, publication_of, read_publication, read_scenario
from engine.scenario.disclosure import LEAST
from engine.text import words
from engine.values.digests import digest
from engine.values.money import WAN
from engine.view.budget import snapshot
from tests.engine.allocation.test_allocate import (
    CHALLENGE,
    GENAI,
    GROWTH,
    PLATFORM,
    RENT,
    SOLVER,
    STANDARDS,
    VOUCHER,
    application,
    approved,
)
from tests.engine.scenario.test_scenario import quarter

POLICY = load_policy(default_policy())
FINANCING = "art13_financing"
COLUMNS = ("requested", "approved", "after_quota", "after_pool", "after_budget", "paid")


def of(claims: list[dict[str, Any]], **more: Any) -> Outcome:
    cohort = Cohort(POLICY, {"approved_claims": claims})
    return outcome(POLICY, cohort, read_scenario(POLICY, {"name": "方案", "year": 2025, **more}))


def many(**counts: int) -> list[dict[str, Any]]:
    """So many companies under each provision, each with another amount."""
    provisions = {
        "growth": GROWTH, "rent": RENT, "challenge": CHALLENGE, "genai": GENAI, "solver": SOLVER,
        "standards": STANDARDS, "financing": FINANCING, "platform": PLATFORM, "voucher": VOUCHER,
    }  # fmt: skip
    claims = []
    for name, count in counts.items():
        amounts = [f"{90 + 7 * i}.{i:02d}" for i in range(count)]
        claims += approved(provisions[name], *amounts, scores=tuple(range(count)), prefix=name)
    return claims


def rows(published: dict[str, Any]) -> dict[int, dict[str, Any]]:
    return {row["article"]: row for row in published["articles"]}


def hidden(published: dict[str, Any]) -> set[int]:
    return {number for number, row in rows(published).items() if row["hidden"]}


# ------------------------------------------------------------------------------------------------ what is said


def test_where_many_companies_stand_behind_every_cell_all_is_shown():
    result = of(many(growth=12, rent=9, challenge=6), budget="1500")
    published = publication_of(result)
    assert hidden(published) == set()
    assert published["finding"] == headline(result)
    assert published["ratio"] == str(result.budget.ratio)
    assert published["pools"] == {"art05": str(result.pools["art05"].ratio), "art09": "1", "art10": "1"}
    for line in result.lines:
        row = rows(published)[line.article or 0]
        assert {c: Fraction(row[c]) * WAN for c in ("requested", "approved", "paid")} == {
            c: getattr(line, c) for c in ("requested", "approved", "paid")
        }
        assert (row["claims"], row["companies"], row["on_budget"]) == (line.claims, line.companies, line.on_budget)
    assert Fraction(published["total"]["unspent"]) * WAN == result.total.unspent
    assert published["receipt"] == receipt_of(POLICY, POLICY.default_readings(), 2025, None)
    assert (published["scenario"]["name"], published["scenario"]["year"], published["least"]) == ("方案", 2025, 5)


def test_the_receipt_says_what_is_read_and_changed_and_only_inside_the_house_of_which_claims_it_is():
    chosen, changed = {"allocation_order": "budget_then_article"}, {"art06_rent.share": "0.4"}
    result = of(many(growth=12), readings=chosen, overrides=changed)
    public, inside = publication_of(result)["receipt"], publication_of(result, internal=True)["receipt"]
    assert public["readings"] == POLICY.default_readings() | chosen
    assert public["overrides"] == changed
    assert (public["input"], inside["input"]) == (None, digest(result.cohort.raw))
    assert public["policy"] == policy_receipt(POLICY, 2025)


def test_what_was_awarded_before_and_whose_claims_they_are_is_not_said():
    result = of(many(growth=12), already_awarded={"art05": "12.34"})
    text = str(publication_of(result))
    assert "12.34" not in text
    assert not any(claim in text for claim in result.cohort.claims)


# ------------------------------------------------------------------------------------------------ what is hidden


def test_what_is_approved_beyond_the_law_is_said_and_nothing_of_whose_it_is():
    for amount, is_beyond in (("10", False), ("500", True)):
        published = publication_of(of(approved(GROWTH, *["10"] * 5, amount)))
        assert published["beyond"] is is_beyond
        assert (words.both("marks.beyond") in snapshot.read(POLICY, published).lines) is is_beyond


def test_an_article_of_four_companies_is_hidden_and_the_smallest_other_with_it():
    published = publication_of(of(many(challenge=4, rent=9, standards=20), budget="1000"))
    assert hidden(published) == {7, 6}
    for number in (6, 7):
        assert all(rows(published)[number][c] is None for c in (*COLUMNS, "claims", "companies"))
    assert rows(published)[11]["paid"] is not None
    assert all(published["total"][c] is not None for c in COLUMNS)


def test_five_companies_are_enough():
    assert hidden(publication_of(of(many(challenge=5, rent=9)))) == set()


def test_one_company_with_many_claims_is_one():
    claims = [claim | {"applicant": "A"} for claim in many(challenge=8)] + many(rent=30, standards=9)
    assert hidden(publication_of(of(claims))) == {7, 11}


def test_two_hidden_articles_of_two_companies_each_need_a_third():
    assert hidden(publication_of(of(many(challenge=2, standards=2, rent=9, financing=30)))) == {7, 11, 6}


def test_two_winners_among_many_candidates_are_hidden():
    """Eight platforms, of which two get a place: what was asked for is of eight companies, what is paid of two."""
    published = publication_of(of(many(platform=8, rent=20, standards=9), budget="1500"))
    assert hidden(published) == {12, 11}


def test_what_a_quota_takes_from_few_is_not_told_by_the_totals_before_and_after_it():
    published = publication_of(of(many(platform=4, rent=20, standards=9), budget="1500"))
    assert hidden(published) == {12, 11}
    total = published["total"]
    assert (total["requested"], total["approved"]) == (None, None)
    assert all(total[c] is not None for c in ("after_quota", "after_pool", "after_budget", "paid"))
    assert "名额" not in published["finding"]["zh"]


def test_what_the_total_of_a_hidden_article_takes_is_not_told():
    """Three companies ask for more than the total of article 10: what is cut is theirs alone."""
    claims = [*approved(SOLVER, 900, 800, 700), *many(rent=20, standards=9, financing=8)]
    published = publication_of(of(claims, budget="1500"))
    total = published["total"]
    assert 10 in hidden(published)
    assert published["pools"]["art10"] is None
    assert (total["requested"], total["approved"], total["after_quota"]) == (None, None, None)
    assert total["after_pool"] is not None
    assert "分条封顶" not in published["finding"]["zh"]
    assert "总量减" in published["finding"]["zh"]


def test_with_the_budget_first_the_ratio_would_tell_what_was_asked_for():
    claims = [*approved(SOLVER, 9000, 8000, 7000), *many(rent=20, standards=9, financing=8)]
    published = publication_of(of(claims, budget="20000", readings={"allocation_order": "budget_then_article"}))
    assert published["ratio"] is None
    assert "%" not in published["finding"]["zh"]
    assert published["total"]["after_budget"] is None
    assert published["total"]["after_pool"] is not None


def test_where_all_are_few_nothing_is_shown():
    published = publication_of(of(many(challenge=3), budget="100"))
    assert (published["ratio"], published["finding"]) == (None, None)
    assert set(published["total"].values()) == {None}


def test_what_another_budget_pays_stands_alone_and_hides_nothing_else():
    published = publication_of(of(many(voucher=3, rent=9, standards=9)))
    assert hidden(published) == {4}


# ------------------------------------------------------------------------------------------------ somebody tries


def solved(equations: list[dict[str, Fraction]]) -> set[str]:
    """The unknowns that have one value only. An equation: the factor of each unknown; what it comes to is known."""
    echelon: list[dict[str, Fraction]] = []
    for equation in equations:
        row = dict(equation)
        for pivot in echelon:
            lead = next(iter(pivot))
            if row.get(lead):
                factor = row[lead] / pivot[lead]
                row = {
                    u: v for u in {*row, *pivot} if (v := row.get(u, Fraction(0)) - factor * pivot.get(u, Fraction(0)))
                }
        row = {u: v for u, v in row.items() if v}
        if row:
            lead = min(row)
            row = {lead: row.pop(lead)} | row
            for i, pivot in enumerate(echelon):
                if pivot.get(lead):
                    factor = pivot[lead] / row[lead]
                    first = next(iter(pivot))
                    left = {
                        u: v
                        for u in {*pivot, *row}
                        if (v := pivot.get(u, Fraction(0)) - factor * row.get(u, Fraction(0)))
                    }
                    echelon[i] = {first: left.pop(first)} | left
            echelon.append(row)
    return {next(iter(row)) for row in echelon if len(row) == 1}


def told(result: Outcome, published: dict[str, Any]) -> set[tuple[int, str]]:
    """The hidden cells, and differences of neighbouring stages, that follow from what is published, for somebody who
    also knows (or guesses) where a quota or a total binds."""
    order = ("after_budget", "after_pool") if result.total.budget_first else ("after_pool", "after_budget")
    stages = ("approved", "after_quota", *order)
    gone = [line for line in result.lines if line.on_budget and rows(published)[line.article or 0]["hidden"]]
    ratio = published["ratio"] and Fraction(published["ratio"])

    def cell(line: Any, stage: str) -> str:
        return f"{line.article}.{stage}"

    one = Fraction(1)
    equations: list[dict[str, Fraction]] = []
    for stage in ("requested", *stages):
        if published["total"][stage] is not None:
            equations.append({cell(line, stage): one for line in gone})
    if published["total"]["paid"] is not None:
        # As good as what is left after all limits.
        equations.append({cell(line, stages[-1]): one for line in gone})
    for line in gone:
        for before, after in itertools.pairwise(stages):
            if after == "after_quota" and "quota" not in line.binds:
                equations.append({cell(line, before): one, cell(line, after): -one})
            if after == "after_pool" and "pool" not in line.binds:
                equations.append({cell(line, before): one, cell(line, after): -one})
            if after == "after_budget" and (ratio is not None or not result.budget.binds):
                equations.append({cell(line, before): ratio or one, cell(line, after): -one})
        if "pool" in line.binds:
            equations.append({cell(line, "after_pool"): one})
        # The difference of two stages is an unknown of its own.
        for before, after in itertools.pairwise(stages):
            name = f"{line.article}.{before}-{after}"
            equations.append({cell(line, before): one, cell(line, after): -one, name: -one})
    found = set()
    for name in solved(equations):
        article, _, what = name.partition(".")
        found.add((int(article), what))
    return found


def companies_behind(result: Outcome, article: int, what: str) -> int:
    """How many companies have something in a cell, or in a difference of two."""
    settlement, run = result.settlement, result.settlement.run
    names = ("after_quota", *(f"after_{stage}" for stage in settlement.stages))
    columns = dict(zip(names, settlement.columns, strict=True))
    companies = set()
    for row, entry in enumerate(run.entries):
        if entry.provision.article == article:
            amounts = {"approved": Fraction(int(run.approved[row])), "requested": Fraction(int(run.approved[row]))}
            amounts |= {name: Fraction(column.at(row)) for name, column in columns.items()}
            before, _, after = what.partition("-")
            if amounts[before] - (amounts[after] if after else 0):
                companies.add(int(result.cohort.company[row]))
    return len(companies)


def check(result: Outcome) -> None:
    published = publication_of(result)
    for row in published["articles"]:
        if not row["hidden"]:
            assert row["companies"] == 0 or row["companies"] >= LEAST
            for what in ("approved", "after_quota", "after_pool", "after_budget", "approved-after_quota"):
                assert companies_behind(result, row["article"], what) not in range(1, LEAST)
    totals_binding = {line.article for line in result.lines if "pool" in line.binds}
    for article, what in told(result, published):
        if article in totals_binding and what == "after_pool":
            continue  # that is the law's own total, if it is known to bind: nothing that is published says so
        if article in totals_binding and what in ("after_budget", "after_pool-after_budget"):
            continue
        assert companies_behind(result, article, what) not in range(1, LEAST), (article, what, published)


def test_somebody_who_tries_would_find_what_is_not_hidden_well():
    """The solver finds the one hidden article if nobody else is hidden, so that it would be seen."""
    result = of(many(challenge=4, rent=9, standards=20), budget="1000")
    published = publication_of(result)
    assert (7, "approved") not in told(result, published)
    rows(published)[6]["hidden"] = False
    assert {(7, "approved"), (7, "after_budget")} <= told(result, published)


@settings(max_examples=120)
@given(
    counts=st.fixed_dictionaries(
        {
            name: st.integers(0, 9)
            for name in ("growth", "rent", "challenge", "genai", "solver", "standards", "financing", "platform")
        }
    ),
    budget=st.none() | st.integers(1, 4_000),
    pools=st.fixed_dictionaries({"art05": st.sampled_from([1, 300, 1000]), "art10": st.sampled_from([100, 2000])}),
    order=st.sampled_from(["article_then_budget", "budget_then_article"]),
    quota=st.integers(0, 6),
)
def test_nobody_can_work_out_what_fewer_than_five_companies_come_to(counts, budget, pools, order, quota):
    check(
        of(
            many(**counts),
            budget=budget,
            pools=pools,
            quota={PLATFORM: quota},
            readings={"allocation_order": order},
        )
    )


@pytest.mark.parametrize("rule", ["proportional", "constrained_equal_losses", "ranking", "first_come"])
def test_neither_can_they_in_the_cohort_of_examples(rule):
    scenario = read_scenario(POLICY, {"name": "方案", "year": 2025, "budget": "3000", "rule": rule})
    check(outcome(POLICY, quarter(), scenario))


def test_what_was_not_approved_of_few_hides_what_was_requested_and_nothing_else():
    """Of eight who asked for 20 of rent each, two have not answered what counts against them until they do."""
    facts = {"rents": [{"amount": "40", "year": 2024}], "assessed": True, "years_received": 0}
    open_ = {name: value for name, value in facts.items() if name != "assessed"}
    rents = [application(f"R{n}", (f"r{n}", RENT, facts if n > 1 else open_)) for n in range(8)]
    cohort = Cohort(POLICY, {"applications": rents, "approved_claims": many(standards=9)})
    result = outcome(POLICY, cohort, read_scenario(POLICY, {"name": "方案", "year": 2025, "budget": "500"}))
    assert (result.articles[6].requested, result.articles[6].approved) == (160 * WAN, 120 * WAN)
    published = publication_of(result)
    assert hidden(published) == set()
    for row in (*published["articles"], published["total"]):
        assert row["requested"] is None
    assert rows(published)[6]["approved"] == "120.00"
    assert published["ratio"] == str(result.budget.ratio)


@pytest.mark.parametrize("ratio", ["1e99999999999", "2", "-1", "x", 1, [1]])
def test_a_ratio_that_is_none_is_left_as_it_is(ratio: Any) -> None:
    read = read_publication({"ratio": ratio, "pools": {"art05": ratio, "art09": "2/3", "art10": None}})
    assert read["ratio"] == ratio
    assert read["pools"]["art05"] == ratio
    assert read["pools"]["art09"].exact == Fraction(2, 3)
    assert read["pools"]["art10"] is None

"""What must hold of every assessment, whatever is claimed."""

from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.assessment.assess import assess_many
from engine.policy.folder import load_policy
from engine.policy.pack import Policy
from engine.steps.cap import Cap
from engine.steps.fixed import Fixed
from engine.steps.share import Share
from engine.steps.varying import largest
from engine.values.money import WAN, truncate
from tests.law.cases import APPLICANT

FEN = st.integers(min_value=0, max_value=10**18 - 1)
CENT = 10_000
"""分 in 0.01万元."""


def upto(fen: int) -> st.SearchStrategy[int]:
    """Amounts from nothing to so many 分, one as likely as another (of a wide range `integers` mostly draws little)."""
    cents = st.sampled_from([0, 0, 1, CENT - 1])
    return st.builds(lambda hundredths, rest: hundredths * CENT + rest, st.integers(0, fen // CENT), cents)


def around(fen: int) -> st.SearchStrategy[int]:
    """Amounts at, just below and just above so many 分, and up to twice as much."""
    return st.one_of(st.integers(-CENT - 1, CENT + 1).map(lambda by: max(fen + by, 0)), upto(2 * fen))


NEAR = upto(10_000 * WAN)


@cache
def policy() -> Policy:
    return load_policy("longhua-ai-robotics-2025")


def wan(fen: int) -> str:
    return f"{fen // WAN}.{fen % WAN:06d}"


def confirmed(*claims: tuple[str, dict[str, Any]]) -> list[int]:
    """0.01万元 confirmed for each claim of one application."""
    application = {
        "application_date": "2025-06-15",
        "applicant": APPLICANT,
        "claims": [{"id": str(i), "provision": p, "facts": f} for i, (p, f) in enumerate(claims)],
    }
    result = assess_many(policy(), [application])[0]
    return [int(c["confirmed"].replace(".", "")) for c in result["claims"]]


def rents(*amounts: int) -> tuple[str, dict[str, Any]]:
    listed = [{"amount": wan(a), "year": 2024} for a in amounts]
    return "art06_rent", {"rents": listed, "assessed": True, "years_received": 0}


def parks(*amounts: int) -> tuple[str, dict[str, Any]]:
    listed = [{"operating_cost": wan(a), "year": 2024, "assessed": True} for a in amounts]
    return "art06_park_operations", {"parks": listed}


def solver(total: int, fiscal: int, other: int, **more: Any) -> tuple[str, dict[str, Any]]:
    project = {"total_investment": wan(total), "fiscal_investment": wan(fiscal), "other_gov_funding": wan(other)}
    return "art10_scenario_solver", {"project": project | more, "challenge_mode": True}


def cap_of(provision: str) -> int:
    """分."""
    return largest(policy().provision(provision).of_kind(Cap)[0].cap)


def rate_of(provision: str) -> Fraction:
    return largest(policy().provision(provision).of_kind(Share)[0].share)


AT_THE_CAP = around(int(cap_of("art06_rent") / rate_of("art06_rent")))
"""分: rents that bring about what the cap allows."""


@given(st.lists(st.one_of(AT_THE_CAP, FEN), min_size=1, max_size=6))
def test_no_award_is_above_its_cap(amounts: list[int]) -> None:
    cap = cap_of("art06_rent")
    assert confirmed(rents(*amounts))[0] * CENT <= cap
    assert sum(confirmed(*(rents(a) for a in amounts))) * CENT <= cap


@given(st.lists(upto(20 * WAN), min_size=1, max_size=4), upto(25 * WAN))
def test_what_was_awarded_before_and_what_is_awarded_now_stay_within_the_cap(amounts: list[int], before: int) -> None:
    provision, facts = rents(*amounts)
    (awarded,) = confirmed((provision, facts | {"awarded_this_year": wan(before)}))
    left = max(cap_of(provision) - before, 0)
    assert awarded * CENT == truncate(min(sum(amounts) * rate_of(provision), Fraction(left)))


@given(st.lists(upto(20 * WAN), min_size=2, max_size=4))
def test_entries_bring_together_what_all_of_them_bring(amounts: list[int]) -> None:
    provision, (sum_of_all,) = "art06_rent", confirmed(rents(*amounts))
    assert sum_of_all == confirmed(rents(sum(amounts)))[0]
    assert sum_of_all * CENT == truncate(min(sum(amounts) * rate_of(provision), Fraction(cap_of(provision))))


@given(AT_THE_CAP, AT_THE_CAP)
def test_more_cost_never_brings_less(a: int, b: int) -> None:
    less, more = sorted((a, b))
    assert confirmed(rents(less)) <= confirmed(rents(more))
    assert confirmed(parks(less)) <= confirmed(parks(more))


@given(st.lists(NEAR, min_size=1, max_size=4), NEAR)
def test_one_more_item_never_brings_less(amounts: list[int], more: int) -> None:
    assert confirmed(parks(*amounts)) <= confirmed(parks(*amounts, more))


@st.composite
def projects(draw: Any) -> dict[str, int]:
    """The figures of a project (分) that has room for about what is given for it, on one side or on both."""
    rate, cap = rate_of("art10_scenario_solver"), cap_of("art10_scenario_solver")
    fiscal, other = draw(NEAR), draw(NEAR)
    total = fiscal + draw(around(int(cap / rate)))
    award = min(int((total - fiscal) * rate), cap)
    actual = fiscal + other + draw(st.one_of(around(award), around(award * 3 // 2)))
    return {"total": total, "fiscal": fiscal, "other": other, "actual": actual}


def stated(project: dict[str, int], **more: Any) -> tuple[str, dict[str, Any]]:
    return solver(
        project["total"], project["fiscal"], project["other"], actual_investment=wan(project["actual"]), **more
    )


@given(projects())
def test_government_money_is_never_above_the_investment(project: dict[str, int]) -> None:
    awarded = confirmed(stated(project))[0] * CENT
    room = max(project["actual"] - project["fiscal"] - project["other"], 0)
    assert awarded <= room
    rate, cap = rate_of("art10_scenario_solver"), cap_of("art10_scenario_solver")
    assert awarded == truncate(min((project["total"] - project["fiscal"]) * rate, Fraction(min(cap, room))))


@given(projects(), st.sampled_from(["higher_only", "both"]))
def test_both_sides_of_a_project_and_all_other_government_money_stay_within_the_investment(
    project: dict[str, int], reading: str
) -> None:
    sides = [stated(project, id="X")]
    sides.append(("art10_scenario_publisher", sides[0][1]))
    application = {
        "application_date": "2025-06-15",
        "applicant": APPLICANT,
        "readings": {"art10_same_applicant": reading},
        "claims": [{"id": str(i), "provision": p, "facts": f} for i, (p, f) in enumerate(sides)],
    }
    awarded = [int(c["confirmed"].replace(".", "")) * CENT for c in assess_many(policy(), [application])[0]["claims"]]
    room = max(project["actual"] - project["fiscal"] - project["other"], 0)
    assert sum(awarded) <= room
    if (
        reading == "both"
        and sum(confirmed(sides[0], ("art10_scenario_publisher", stated(project, id="Y")[1]))) * CENT > room
    ):
        assert sum(awarded) > room - 2 * CENT, "what is left of the project is granted"


@given(around(10 * WAN), st.booleans())
def test_of_two_policies_the_higher_is_taken_and_of_equal_ones_this(other: int, received: bool) -> None:
    facts = {"revenues": {"2024": "6000", "2023": "5000"}, "core_technology": True, "already_received": False}
    (here,) = confirmed(("art05_revenue_growth", facts))
    assert here == 10 * 100
    beside = {"other_district": {"amount": wan(other), "received": received}}
    (awarded,) = confirmed(("art05_revenue_growth", facts | beside))
    assert awarded == (here if other <= here * CENT and not received else 0)


@given(st.integers(-3, 3), st.sampled_from([date(2024, 1, 1), date(2024, 12, 31)]))
def test_a_day_counts_from_the_first_to_the_last_of_its_year(by: int, bound: date) -> None:
    day = bound + timedelta(days=by)
    model = {"filing_date": day.isoformat(), "kind": "filing", "already_rewarded": False}
    (awarded,) = confirmed(("art09_genai_filing", {"models": [model]}))
    assert (awarded > 0) is (day.year == 2024)


@given(st.lists(st.booleans(), min_size=1, max_size=6))
def test_what_is_given_once_is_not_given_again(rewarded: list[bool]) -> None:
    models = [{"filing_date": "2024-06-01", "kind": "filing", "already_rewarded": had} for had in rewarded]
    each = largest(policy().provision("art09_genai_filing").of_kind(Fixed)[0].fixed)
    cap = cap_of("art09_genai_filing")
    (awarded,) = confirmed(("art09_genai_filing", {"models": models}))
    assert awarded * CENT == min(rewarded.count(False) * each, cap)
    facts = {"revenues": {"2024": "6000", "2023": "5000"}, "core_technology": True}
    growth = [("art05_revenue_growth", facts | {"already_received": had}) for had in rewarded]
    assert confirmed(*growth) == [
        10 * 100 * (i == rewarded.index(False)) if False in rewarded else 0 for i in range(len(growth))
    ]


@given(projects(), NEAR)
def test_more_of_other_government_money_never_brings_more(project: dict[str, int], more: int) -> None:
    less = confirmed(stated(project | {"other": 0}))[0]
    assert confirmed(stated(project | {"other": project["other"] + more}))[0] <= confirmed(stated(project))[0] <= less


@given(AT_THE_CAP)
def test_what_is_cut_is_less_than_a_hundredth(amount: int) -> None:
    exact = min(amount * rate_of("art06_rent"), Fraction(cap_of("art06_rent")))
    assert confirmed(rents(amount))[0] * CENT == truncate(exact)


@settings(max_examples=30)
@given(st.lists(st.tuples(NEAR, NEAR), min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_one_application_is_assessed_the_same_alone_and_among_others(pairs: list[tuple[int, int]], chance: Any) -> None:
    applications = [
        {
            "application_date": chance.choice(["2025-06-15", "2026-02-28", "2027-12-31"]),
            "applicant": APPLICANT,
            "claims": [
                {"id": "r", "provision": "art06_rent", "facts": rents(a)[1]},
                {"id": "s", "provision": "art10_scenario_solver", "facts": solver(a, min(a, b), b, id="X")[1]},
            ],
        }
        for a, b in pairs
    ]
    together = assess_many(policy(), applications)
    assert together == [assess_many(policy(), [a])[0] for a in applications]

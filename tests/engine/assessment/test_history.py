"""What an applicant was awarded before comes off what it can get now; an answer that says something else is told."""

from typing import Any

import pytest

from engine.assessment.answer import Assessment
from engine.assessment.assess import assess, assess_many
from engine.planning.choice import best_choice
from engine.policy.folder import build, default_policy, load_policy
from engine.policy.pack import Policy
from engine.policy.source import read_raw
from engine.values.refusal import Refused
from tests.law.cases import APPLICANT

POLICY = load_policy(default_policy())
Json = dict[str, Any]


def claim(provision: str, key: str = "c1", **facts: Any) -> Json:
    return {"id": key, "provision": provision, "facts": facts}


def growth(**facts: Any) -> Json:
    return claim("art05_revenue_growth", revenues={"2025": 9000, "2024": 8000}, core_technology=True, **facts)


def rent(amount: str = "52.3", **facts: Any) -> Json:
    return claim("art06_rent", rents=[{"amount": amount, "year": 2025}], assessed=True, **facts)


def financing(**facts: Any) -> Json:
    instalments = [{"date": "2026-01-10", "amount": "4000", "fund": True}]
    return claim("art13_financing", rounds=[{"instalments": instalments}], assessed=True, **facts)


def platform(**facts: Any) -> Json:
    project = {"id": "平台A", "total_investment": "9000"}
    return claim("art12_public_platform", qualifying_service=True, project=project, **facts)


def award(provision: str, year: int, amount: object, **more: Any) -> Json:
    return {"provision": provision, "year": year, "amount": amount, **more}


def application(claims: list[Json], *history: Json, **more: Any) -> Json:
    return {
        "application_date": "2026-06-15", "applicant": APPLICANT, "claims": claims, "history": list(history), **more
    }  # fmt: skip


def assessed(claims: list[Json], *history: Json, **more: Any) -> Assessment:
    return assess(POLICY, application(claims, *history, **more))


def amounts(result: Assessment) -> list[tuple[str, str | None]]:
    return [(c["confirmed"], c["most"]) for c in result["claims"]]


@pytest.mark.parametrize("stated", [{}, {"already_received": False}], ids=["blank", "no"])
@pytest.mark.parametrize("one", [growth, financing])
def test_what_is_given_once_is_not_given_again(one: Any, stated: Json) -> None:
    without = assessed([one(**stated)])
    assert without["claims"][0]["most"] != "0.00"
    # Approved and not paid, or paid in part, it is used up all the same.
    had = award(one()["provision"], 2025, "10", paid="0")
    result = assessed([one(**stated)], had)
    assert amounts(result) == [("0.00", "0.00")]
    assert result["claims"][0]["status"] == "ineligible"
    told = [(c["path"], c["stated"], c["history"]) for c in result["contradictions"]]
    assert told == ([("claims.0.facts.already_received", False, True)] if stated else [])


def test_what_came_to_nothing_uses_nothing_up() -> None:
    assert amounts(assessed([growth(already_received=False)], award("art05_revenue_growth", 2025, 0))) == [
        ("10.00", "10.00")
    ]


def test_years_are_the_different_ones_before_this_year() -> None:
    two = [award("art06_rent", year, "15") for year in (2024, 2025, 2025)]
    result = assessed([rent(years_received=0)], *two)
    assert amounts(result) == [("20.00", "20.00")]
    assert [(c["stated"], c["history"]) for c in result["contradictions"]] == [(0, 2)]
    assert amounts(assessed([rent()], *two, award("art06_rent", 2023, "15"))) == [("0.00", "0.00")]
    # More can have been had than is known: the larger counts.
    assert amounts(assessed([rent(years_received=3)], *two)) == [("0.00", "0.00")]


def test_what_was_awarded_in_the_same_year_comes_off_the_yearly_cap_and_is_no_year_more() -> None:
    two = [award("art06_rent", year, "15") for year in (2024, 2025)]
    result = assessed([rent(years_received=2)], *two, award("art06_rent", 2026, "12.5"))
    assert amounts(result) == [("7.50", "7.50")]
    assert result["contradictions"] == []
    stated = assessed([rent(years_received=2, awarded_this_year="5")], *two, award("art06_rent", 2026, "12.5"))
    assert amounts(stated) == [("7.50", "7.50")]
    assert [(c["path"], c["stated"], c["history"]) for c in stated["contradictions"]] == [
        ("claims.0.facts.awarded_this_year", "5.00", "12.50")
    ]


def test_a_platform_keeps_its_cap_over_the_years_and_another_one_has_its_own() -> None:
    had = award("art12_public_platform", 2025, "1500", project=" 平台ａ")
    assert amounts(assessed([platform()], had)) == [("500.00", "500.00")]
    assert amounts(assessed([platform()], had | {"project": "平台B"})) == [("2000.00", "2000.00")]
    nameless = {k: v for k, v in had.items() if k != "project"}
    assert amounts(assessed([platform()], nameless)) == [("500.00", "500.00")]


def without_once(provision: str) -> Policy:
    """The policy in which nothing says of a provision that it is given once."""
    raw = read_raw(POLICY.folder)
    of = next(p for p in raw["provisions"] if p["id"] == provision)
    of["steps"] = [step for step in of["steps"] if "once" not in step]
    return build(raw, POLICY.folder)


def test_a_cap_for_good_holds_over_the_years_where_no_answer_tells_of_it() -> None:
    policy = without_once("art13_financing")
    raw = application([financing()], award("art13_financing", 2025, "80"), award("art13_financing", 2026, "70"))
    assert assess(policy, raw)["claims"][0]["confirmed"] == "50.00"
    assert assess(policy, raw | {"history": []})["claims"][0]["confirmed"] == "200.00"


def test_many_and_the_choice_between_policies_know_the_history() -> None:
    raw = application([growth(already_received=False)], award("art05_revenue_growth", 2025, "10"))
    assert assess_many(POLICY, [raw])[0]["claims"][0]["confirmed"] == "0.00"
    assert best_choice(POLICY, raw)["total"] == "0.00"


@pytest.mark.parametrize(
    ("entry", "path"),
    [
        (award("art99", 2025, "10"), "history.0.provision"),
        (award("art06_rent", 2027, "10"), "history.0.year"),
        (award("art06_rent", 25, "10"), "history.0.year"),
        (award("art06_rent", 2025, None), "history.0.amount"),
        (award("art06_rent", 2025, 10.5), "history.0.amount"),
        (award("art06_rent", 2025, "10", paid="10.01"), "history.0.paid"),
        (award("art06_rent", 2025, "10", project=["x"]), "history.0.project"),
        (award("art06_rent", 2025, "10", size="x"), "history.0.size"),
        ("art06_rent", "history.0"),
    ],
)
def test_what_cannot_be_a_history_is_refused_by_its_field(entry: Any, path: str) -> None:
    with pytest.raises(Refused) as refused:
        assess(POLICY, application([rent()], entry))
    assert [error["path"] for error in refused.value.errors] == [path]
    with pytest.raises(Refused) as whole:
        assess(POLICY, application([rent()]) | {"history": {}})
    assert [error["path"] for error in whole.value.errors] == ["history"]

"""Amounts of many applications at once are those of each by itself."""

from engine.application.reading import read_application
from engine.assessment.assess import FEW, amounts, amounts_of_many
from engine.policy.folder import load_policy
from tests.benchmarks import company
from tests.oracle.applications import applications

POLICY = load_policy("longhua-ai-robotics-2025")


def one_by_one(raws: list[dict[str, object]]) -> list[object]:
    return [amounts(POLICY, read_application(POLICY, raw)) for raw in raws]


def test_amounts_of_many_are_those_of_each_whatever_is_open_had_before_shared_or_read_in_another_way() -> None:
    raws = [*applications(seed=41, count=600), *company.applications(seed=41, count=200)]
    found = amounts_of_many(POLICY, raws)
    assert found == one_by_one(raws)
    closed = [all(claim["most"] == claim["confirmed"] for claim in of["claims"]) for of in found]
    assert min(sum(closed), len(closed) - sum(closed)) > len(raws) / 10


def test_applications_that_name_one_project_are_looked_at_each_by_itself() -> None:
    publisher = {
        "challenge_mode": True,
        "project": {"id": "一个项目", "total_investment": "1000", "fiscal_investment": "0", "other_gov_funding": "850"},
    }
    claim = {"id": "c", "provision": "art10_scenario_publisher", "facts": publisher}
    (one,) = company.applications(seed=1, count=1)
    raws = [{**one, "claims": [claim, *one["claims"]]} for _ in range(FEW)]
    found = amounts_of_many(POLICY, raws)
    assert found == one_by_one(raws)
    assert {of["claims"][0]["confirmed"] for of in found} == {"100.00"}


def test_an_invented_company_stays_one_among_many() -> None:
    raws = company.applications(seed=2, count=FEW)
    raws[1]["invented"] = True
    assert [of.get("invented", False) for of in amounts_of_many(POLICY, raws)] == [i == 1 for i in range(FEW)]

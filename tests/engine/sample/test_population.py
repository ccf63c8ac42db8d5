"""Invented companies: the same for the same seed, marked as invented, and such that a budget has something to do."""

import json
import random
import subprocess
import sys
from collections import Counter
from functools import cache
from itertools import pairwise

import pytest
from stdnum.cn import uscc

from engine.allocation.allocate import allocate
from engine.application import invented
from engine.application.reading import read_application
from engine.assessment.assess import assess
from engine.policy.folder import POLICIES, load_folder, load_policy, policies
from engine.policy.pack import Policy
from engine.sample.population import as_input, invent
from engine.values.refusal import Refused
from tests import invented_year
from tests.conftest import ROOT
from tests.invented_year import contents, sample

POLICY = load_policy("longhua-ai-robotics-2025")
TINY = load_folder(ROOT / "tests" / "policies" / "tiny-invented-2026")


@cache
def claims():
    return [claim for application in contents() for claim in application["claims"]]


@cache
def answer():
    return allocate(POLICY, invented_year.as_input())


def paths(facts, parent=()):
    """Every answer that is given, by its path without list positions."""
    for name, value in facts.items():
        path = (*parent, name)
        yield ".".join(path)
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                yield from paths(inner, path)


def test_there_are_about_600_companies_with_1500_claims_of_every_provision_that_grants_money():
    assert 580 <= len(contents()) <= 620
    assert 1450 <= len(claims()) <= 1550
    assert {claim["provision"] for claim in claims()} == {p.id for p in POLICY.provisions if not p.gives_nothing}


def test_the_same_seed_gives_the_same_companies_and_another_one_others():
    assert invent(POLICY) == sample()
    assert invent(POLICY, seed=sample().seed) == sample()
    assert invent(POLICY, seed=sample().seed + 1).companies != sample().companies
    state = random.getstate()
    invent(TINY)
    assert random.getstate() == state


def test_another_process_invents_the_same():
    done = subprocess.run(
        [sys.executable, "-m", "engine", "sample"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        env={"PYTHONHASHSEED": "7"},
    )
    assert json.loads(done.stdout) == invented_year.as_input()


def test_every_name_says_that_it_is_invented_and_is_one_companys_only():
    names = [application["applicant"]["name"] for application in contents()]
    assert all(name.startswith("示例") for name in names)
    assert len(set(names)) == len(names)


def test_every_credit_code_has_its_check_digit_and_is_of_no_place():
    codes = [application["applicant"]["uscc"] for application in contents()]
    assert all(uscc.is_valid(code) for code in codes)
    assert len(set(codes)) == len(codes)
    assert {code[2:8] for code in codes} == {"000000"}


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_every_application_is_one_of_its_year_that_the_contract_takes(year):
    sample = invent(POLICY, year)
    for company in sample.companies:
        day = read_application(POLICY, company.content).day
        assert day.year == sample.year == year
        assert POLICY.in_force.start <= day <= POLICY.in_force.until
    allocate(POLICY, as_input(sample))


@pytest.mark.parametrize("year", [2024, 2028, 0, 10**9])
def test_a_year_in_which_the_policy_is_not_in_force_is_refused(year):
    with pytest.raises(Refused) as refused:
        invent(POLICY, year)
    assert "2025至2027" in refused.value.errors[0]["message"]["zh"]


def test_pools_and_the_budget_bind_and_places_run_out():
    assert all(pool["ratio"] != "1" for pool in answer()["pools"])
    assert answer()["budget"]["ratio"] != "1"
    assert any("quota" in claim["limits"] for claim in answer()["claims"])
    assert not any("quota_tie" in claim["limits"] for claim in answer()["claims"])


def test_of_every_provision_some_are_granted_and_some_are_not():
    granted: set[str] = set()
    refused: set[str] = set()
    for claim in answer()["claims"]:
        (refused if claim["approved"] == "0.00" else granted).add(claim["provision"])
    assert granted == refused == {claim["provision"] for claim in claims()}


def test_some_answers_are_missing():
    states = Counter(
        claim["status"] for application in contents()[:200] for claim in assess(POLICY, application)["claims"]
    )
    assert set(states) == {"eligible", "needs_information", "ineligible"}
    assert states["eligible"] > states["ineligible"] > 0


def test_there_are_many_small_rents_and_few_platforms():
    of = Counter(claim["provision"] for claim in claims())
    assert of.most_common(1)[0][0] == "art06_rent"
    assert of["art12_public_platform"] == min(of[p] for p in of)


def test_rounds_have_instalments_within_the_window_and_before_it():
    seen: Counter[bool] = Counter()
    for application in contents():
        day = read_application(POLICY, application).day
        start, until = POLICY.window("last_2_years").bounds(day, POLICY.default_readings())
        for claim in application["claims"]:
            for part in claim["facts"].get("rounds", []):
                dates = [one["date"] for one in part.get("instalments", []) if "date" in one]
                seen.update(start.isoformat() <= one <= until.isoformat() for one in dates)
    assert seen[True] > seen[False] > 10


def test_projects_have_both_sides_which_state_the_same_figures():
    sides: dict[str, dict[str, dict]] = {}
    for application in contents():
        for claim in application["claims"]:
            if claim["provision"].startswith("art10") and "id" in claim["facts"].get("project", {}):
                sides.setdefault(claim["facts"]["project"]["id"], {})[claim["provision"]] = claim["facts"]["project"]
    whole = [projects for projects in sides.values() if len(projects) == 2]
    assert len(whole) > 20
    for projects in whole:
        assert all(one == other for one, other in pairwise(projects.values()))


def test_an_invented_claim_states_only_what_its_form_asks_and_what_the_parameters_name():
    for claim in claims():
        asked = {fact.path for fact in POLICY.provision(claim["provision"]).facts if fact.asked}
        assert set(paths(claim["facts"])) - asked <= {"score", *(f"revenues.{year}" for year in (2023, 2024))}


def test_every_question_that_is_asked_is_answered_by_somebody():
    """Whatever an official tries, some company brings it up."""
    answered = {(claim["provision"], path) for claim in claims() for path in paths(claim["facts"])}
    rare = {"other_district", "project", "awarded_this_year"}
    for p in POLICY.provisions:
        for fact in p.under(POLICY.default_readings()).facts if not p.gives_nothing else ():
            if fact.asked and not rare & set(fact.path.split(".")):
                assert (p.id, fact.path) in answered, (p.id, fact.path)


def test_it_works_for_a_policy_of_which_nothing_is_known_but_the_pack():
    sample = invent(TINY)
    answer = allocate(TINY, as_input(sample))
    assert {claim["provision"] for claim in answer["claims"]} == {p.id for p in TINY.provisions}
    assert all(company.content["applicant"]["id"].startswith("示例") for company in sample.companies)
    for p in TINY.provisions:
        amounts = {claim["approved"] for claim in answer["claims"] if claim["provision"] == p.id}
        assert "0.00" in amounts
        assert len(amounts) > 1


def test_a_policys_own_parameters_are_taken_from_its_file(tmp_path):
    default = (invented.FOLDER / "default.toml").read_text(encoding="utf-8")
    (tmp_path / "default.toml").write_text(default, encoding="utf-8")
    own = 'count = 7\nseed = 3\nbudget = "1"\n[claims.s06_sales]\ncompanies = 7\nfacts.sales = { median = "9" }\n'
    (tmp_path / f"{TINY.id}.toml").write_text(own, encoding="utf-8")
    sample = invent(TINY, folder=tmp_path)
    assert (len(sample.companies), sample.seed, sample.budget) == (7, 3, "1")
    of = Counter(claim["provision"] for company in sample.companies for claim in company.content["claims"])
    assert of["s06_sales"] == 7


@pytest.mark.parametrize("policy", [load_policy(policy_id) for policy_id in policies()], ids=lambda policy: policy.id)
def test_the_parameters_name_only_what_is_in_the_pack(policy: Policy):
    parameters = invented.parameters(policy.id)
    assert set(parameters.get("applicant", {})) <= {fact.name for fact in policy.applicant}
    ends = {".".join(fact.path.split(".")[i:]) for p in policy.provisions for fact in p.facts for i in range(3)}
    assert set(parameters.get("facts", {})) <= ends
    for name, of in parameters.get("claims", {}).items():
        assert set(of.get("facts", {})) <= {fact.path for fact in policy.provision(name).facts}
        assert of.get("projects") in {None, *parameters["projects"]}


def test_there_is_no_file_of_parameters_for_a_policy_that_is_not_there():
    assert {path.stem for path in invented.FOLDER.glob("*.toml")} <= {"default", *policies(POLICIES)}

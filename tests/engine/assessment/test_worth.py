"""What each open answer is worth: alone, or beside which others; and that asking it takes no run for each of many."""

from collections.abc import Callable
from typing import Any

import pytest

from engine.application.reading import read_application
from engine.assessment.alternatives import compare_readings
from engine.assessment.answer import Missing
from engine.assessment.assess import assess, assess_many
from engine.assessment.batch import sharing
from engine.assessment.evaluation import Gathering
from engine.assessment.worth import MOST_VALUED, smallest
from engine.planning.choice import best_choice
from engine.policy.folder import default_policy, load_policy
from engine.text import words
from engine.values.money import WAN, wan_text
from engine.view.claim_result import missing
from engine.view.summary import summarise
from tests.law.cases import APPLICANT
from tests.oracle.completions import with_completions

POLICY = load_policy(default_policy())

Json = dict[str, Any]


def application(*claims: tuple[str, Json], applicant: Json = APPLICANT) -> Json:
    stated = [{"id": f"c{n}", "provision": provision, "facts": facts} for n, (provision, facts) in enumerate(claims)]
    return {"application_date": "2025-06-15", "applicant": applicant, "claims": stated}


def models(count: int) -> Json:
    """One claim with so many models of which nothing is known: three unknowns each."""
    return application(("art09_genai_filing", {"models": [{} for _ in range(count)]}))


def rent(*amounts: Any, **more: Any) -> tuple[str, Json]:
    listed = [{"amount": amount, "year": 2024} for amount in amounts]
    return "art06_rent", {"assessed": True, "years_received": 0, "rents": listed, **more}


def side(of: str, name: str, **facts: Any) -> tuple[str, Json]:
    project = {"id": name, "total_investment": "1000"}
    return f"art10_scenario_{of}", {"challenge_mode": True, "project": project, **facts}


def told(of: Missing) -> tuple[str, str | None, list[str]]:
    """An open answer, its worth, and what it needs beside it; those of other claims with their ids."""
    places: list[Any] = [of, *of.get("with", [])]
    names = [f"{place['claim']}:{place['fact']}" if "claim" in place else place["fact"] for place in places]
    return names[0], of["worth"], names[1:]


def open_answers(raw: Json, claim: int = 0) -> list[tuple[str, str | None, list[str]]]:
    return [told(one) for one in assess(POLICY, raw)["claims"][claim]["missing"]]


# ------------------------------------------------------------------------------------------ alone


def test_an_answer_is_worth_what_it_adds_alone() -> None:
    assert open_answers(application(rent(10, None))) == [("rents.1.amount", "15.00", [])]
    standards = [{"level": "national", "lead": None, "already_rewarded": False}] * 2
    assert open_answers(application(("art11_standards", {"standards": standards}))) == [
        ("standards.0.lead", "40.00", []),
        ("standards.1.lead", "40.00", []),
    ]


def test_where_several_would_do_each_is_worth_what_it_adds_alone() -> None:
    """Four algorithms of which each reaches what is left of the cap."""
    listed = [{"listed": None, "already_rewarded": False}] * 4
    raw = application(("art08_algorithm_filing", {"algorithms": listed, "awarded_this_year": 400}))
    assert open_answers(raw) == [(f"algorithms.{n}.listed", "100.00", []) for n in range(4)]


def test_what_changes_nothing_is_worth_nothing() -> None:
    assert open_answers(application(rent(40, None))) == [("rents.1.amount", "0.00", [])]


def test_an_answer_that_nothing_bounds_has_no_worth_to_tell() -> None:
    assert open_answers(application(("art07_national_challenge", {}))) == [("tasks", None, [])]


# ------------------------------------------------------------------------------------------ with others


def test_where_one_alone_adds_nothing_it_names_what_it_needs_beside_it() -> None:
    raw = application(("art11_standards", {"standards": [{"level": "national"}]}))
    assert open_answers(raw) == [
        ("standards.0.lead", "40.00", ["standards.0.already_rewarded"]),
        ("standards.0.already_rewarded", "40.00", ["standards.0.lead"]),
    ]


def test_what_an_entry_needs_is_told_of_each_entry_with_what_the_claim_needs() -> None:
    applicant = {name: answer for name, answer in APPLICANT.items() if name != "ai_robotics"}
    rents = {"rents": [{"year": 2024}, {"year": 2023}, {"amount": 10}], "assessed": True, "years_received": None}
    found = {name: (worth, beside) for name, worth, beside in open_answers(
        application(("art06_rent", rents), applicant=applicant)
    )}  # fmt: skip
    assert found == {
        "applicant.ai_robotics": ("20.00", ["years_received", "rents.0.amount"]),
        "years_received": ("20.00", ["applicant.ai_robotics", "rents.0.amount"]),
        "rents.0.amount": ("20.00", ["applicant.ai_robotics", "years_received"]),
        "rents.1.amount": ("0.00", []),
        "rents.2.year": ("5.00", ["applicant.ai_robotics", "years_received"]),
    }


def test_an_answer_that_adds_something_alone_may_be_needed_beside_another() -> None:
    assert open_answers(application(rent(10, None, assessed=None))) == [
        ("assessed", "5.00", []),
        ("rents.1.amount", "20.00", ["assessed"]),
    ]


def test_a_claim_that_waits_for_another_names_the_answer_of_that_one() -> None:
    raw = application(rent(None), rent(40))
    assert open_answers(raw, 0) == [("rents.0.amount", "20.00", [])]
    assert open_answers(raw, 1) == [("c0:rents.0.amount", "20.00", [])]
    label = assess(POLICY, raw)["claims"][1]["missing"][0]["label"]
    assert label["zh"] == "另一项申报（房租资助（1））的实际发生租金", label


def test_a_claim_that_needs_its_own_answer_and_that_of_another_names_both() -> None:
    raw = application(side("solver", "p", challenge_mode=None), side("publisher", "p", challenge_mode=None))
    assert open_answers(raw, 1) == [("challenge_mode", "100.00", ["c0:challenge_mode"])]


def test_wherever_more_is_possible_something_that_is_missing_is_worth_something(drawn: Callable[[int], int]) -> None:
    seen = with_others = 0
    for raw, _ in with_completions(17, drawn(1_000), each=0):
        for claim in assess(POLICY, raw)["claims"]:
            if claim["most"] != claim["confirmed"]:
                worths = [m["worth"] for m in claim["missing"]]
                assert claim["most"] is None or any(worth not in (None, "0.00") for worth in worths), (raw, claim["id"])
                seen += 1
                with_others += any("with" in m for m in claim["missing"])
    assert seen > drawn(300)
    assert with_others > drawn(100)


def test_the_smallest_set_is_found_by_dropping_one_at_a_time_and_of_many_several_at_a_time() -> None:
    needed = {3, 77}
    tried: list[int] = []

    def enough(some: Any) -> bool:
        tried.append(len(some))
        return needed <= set(some)

    assert smallest(range(5), lambda some: 3 in some) == [3]
    assert smallest(range(128), enough) == [3, 77]
    assert len(tried) < 60


# ------------------------------------------------------------------------------------------ what it takes


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The number of claims in each run that is evaluated."""
    found: list[int] = []
    evaluate = Gathering.evaluate

    def counted(self: Gathering, *taken: Any) -> None:
        found.append(len(self.claims))
        evaluate(self, *taken)

    monkeypatch.setattr(Gathering, "evaluate", counted)
    return found


@pytest.mark.parametrize("provision", ["art09_genai_filing", "art09_embodied_model"])
def test_as_many_empty_items_as_there_may_be_take_few_runs(provision: str, runs: list[int]) -> None:
    raw = application((provision, {"models": [{} for _ in range(199)]}))
    answer = assess(POLICY, raw)
    assert len(answer["claims"][0]["missing"]) >= 3 * 199
    assert len(runs) < 20
    for ask in (compare_readings, best_choice, lambda policy, raw: assess_many(policy, [raw])):
        runs.clear()
        ask(POLICY, raw)
        choices = sum(len(reading.choices) for reading in POLICY.readings)
        assert len(runs) <= 2 * choices  # under each reading, the ceilings take one


def test_as_many_empty_claims_as_there_may_be_take_a_few_runs_each(runs: list[int]) -> None:
    raw = application(*[("art10_scenario_publisher", {})] * 200, applicant={})
    assess(POLICY, raw)
    assert len(runs) < 20 * 200
    assert max(runs[3:]) == 1


def test_of_many_answers_of_entries_that_share_a_project_a_set_is_told() -> None:
    project = {"id": "P", "total_investment": 100}
    entries = [{"project": project, "rd_cost": 50} for _ in range(MOST_VALUED)]
    claim = assess(POLICY, application(("art09_embodied_model", {"models": entries})))["claims"][0]
    valued = [one for one in claim["missing"] if one["worth"] is not None]
    assert len(claim["missing"]) == 3 * MOST_VALUED
    assert [(m["worth"], len(m["with"])) for m in valued] == [("25.00", 2)] * 3
    assert len({m["fact"].split(".")[1] for m in valued}) == 1


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_what_answers_are_worth_stands_beside_the_result(lang: str) -> None:
    line = summarise(POLICY, assess(POLICY, application(rent(10, None)))).all[0]
    shown = missing(line, lang)
    assert shown is not None
    assert "15.00" in shown.lines[0]
    both = summarise(POLICY, assess(POLICY, application(("art11_standards", {"standards": [{"level": "national"}]}))))
    shown = missing(both.all[0], lang)
    assert shown is not None
    assert words.text("results.worth_with_one", lang, worth=wan_text(40 * WAN)) in shown.lines[0]
    open_list = summarise(POLICY, assess(POLICY, application(("art07_national_challenge", {}))))
    shown = missing(open_list.all[0], lang)
    assert shown is not None
    assert words.text("results.unbounded", lang) in shown.lines[0]


def test_claims_that_share_nothing_stand_apart() -> None:
    raw = application(
        side("publisher", "p"),
        ("art06_rent", {}),
        side("solver", "q"),
        ("art06_rent", {}),
        ("art04_compute_voucher", {}),
        ("art12_public_platform", {"project": {"id": "p"}}),
    )
    assert sorted(sharing(read_application(POLICY, raw).claims)) == [[0, 2, 5], [1, 3], [4]]

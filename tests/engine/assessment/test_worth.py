"""What each unknown is worth takes a run of its own: it is told of so many unknowns only.

Nothing that is asked about an application takes a run for each of its unanswered items."""

from typing import Any

import pytest

from engine.application.model import read_application
from engine.assessment.alternatives import best_choice, compare_readings
from engine.assessment.assess import assess, assess_many
from engine.assessment.batch import MOST_VALUED, sharing
from engine.assessment.evaluation import Gathering
from engine.policy.pack import default_policy, load_policy
from engine.text import words
from engine.values.money import parse_amount
from engine.view.result import missing
from engine.view.summary import summarise
from tests.law.cases import APPLICANT

POLICY = load_policy(default_policy())
FEW_RUNS = 3

Json = dict[str, Any]


def application(*claims: tuple[str, Json], applicant: Json = APPLICANT) -> Json:
    stated = [{"id": f"c{n}", "provision": provision, "facts": facts} for n, (provision, facts) in enumerate(claims)]
    return {"application_date": "2025-06-15", "applicant": applicant, "claims": stated}


def models(count: int) -> Json:
    """One claim with so many models of which nothing is known: three unknowns each."""
    return application(("art09_genai_filing", {"models": [{} for _ in range(count)]}))


def side(of: str, name: str, **facts: Any) -> tuple[str, Json]:
    project = {"id": name, "total_investment": "1000"}
    return f"art10_scenario_{of}", {"challenge_mode": True, "project": project, **facts}


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The number of claims in each run that is evaluated."""
    found: list[int] = []
    evaluate = Gathering.evaluate

    def counted(self: Gathering) -> None:
        found.append(len(self.claims))
        evaluate(self)

    monkeypatch.setattr(Gathering, "evaluate", counted)
    return found


@pytest.mark.parametrize("provision", ["art09_genai_filing", "art09_embodied_model"])
def test_as_many_empty_items_as_there_may_be_take_no_more_runs_than_none(provision: str, runs: list[int]) -> None:
    raw = application((provision, {"models": [{} for _ in range(199)]}))
    answer = assess(POLICY, raw)
    assert len(answer["claims"][0]["missing"]) >= 3 * 199
    assert len(runs) == FEW_RUNS
    for ask in (compare_readings, best_choice, lambda policy, raw: assess_many(policy, [raw])):
        runs.clear()
        ask(POLICY, raw)
        choices = sum(len(reading.choices) for reading in POLICY.readings)
        assert len(runs) <= 2 * choices  # under each reading, the ceilings take two


def test_as_many_empty_claims_as_there_may_be_take_a_run_each_and_no_more(runs: list[int]) -> None:
    raw = application(*[("art10_scenario_publisher", {})] * 200, applicant={})
    assess(POLICY, raw)
    assert len(runs) == FEW_RUNS + 200
    runs.clear()
    compare_readings(POLICY, raw)
    assert len(runs) <= 2 * sum(len(reading.choices) for reading in POLICY.readings)


def test_claims_that_know_all_of_themselves_take_no_run_of_their_own(runs: list[int]) -> None:
    raw = application(*[side("publisher", f"p{n}") for n in range(200)], applicant={})
    answer = assess(POLICY, raw)
    unknown = answer["claims"][0]["missing"]
    assert unknown
    assert all(m["worth"] is not None for m in unknown)
    assert len(runs) <= FEW_RUNS + 2 * (1 + len(POLICY.applicant))


def test_the_answers_of_a_few_unknowns_are_each_worth_something_and_of_many_it_is_not_told() -> None:
    per_model = 3
    few = assess(POLICY, models(MOST_VALUED // per_model))["claims"][0]["missing"]
    many = assess(POLICY, models(MOST_VALUED // per_model + 1))["claims"][0]["missing"]
    assert len(few) == MOST_VALUED
    assert all(m["worth"] is not None for m in few)
    assert len(many) == MOST_VALUED + per_model
    assert all(m["worth"] is None for m in many)
    assert [m["fact"] for m in many[: len(few)]] == [m["fact"] for m in few]
    assert all(set(m["label"]) == set(words.LANGUAGES) for m in many)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_where_it_is_not_told_that_is_said(lang: str) -> None:
    said = words.text("results.missing_unvalued", lang, most=MOST_VALUED)
    for count, expected in ((11, said), (10, "")):
        line = summarise(POLICY, assess(POLICY, models(count))).all[0]
        told = missing(line, lang)
        assert told is not None
        assert told.note == expected
        assert line.reasons  # with what all of them together can bring


def test_what_is_possible_at_most_does_not_change_where_it_is_not_told() -> None:
    for count in (10, 11, 60):
        claim = assess(POLICY, models(count))["claims"][0]
        assert (claim["status"], claim["confirmed"], claim["most"]) == ("needs_information", "0.00", "200.00")


def test_a_claim_that_knows_all_of_itself_is_told_apart_from_those_that_do_not() -> None:
    """Both sides of one project by one applicant, of which only the higher counts: what is unknown of the other side is
    not filled when the most of this one is asked for."""
    raw = application(side("publisher", "p"), side("solver", "p", share=None, challenge_mode=None), applicant={})
    answer = assess(POLICY, raw)
    by_id = {claim["id"]: claim for claim in answer["claims"]}
    alone = assess(POLICY, application(side("publisher", "p"), applicant={}))["claims"][0]
    assert by_id["c0"]["most"] == alone["most"]
    worth = {m["fact"]: parse_amount(m["worth"], "") for m in by_id["c0"]["missing"]}
    assert worth == {m["fact"]: parse_amount(m["worth"], "") for m in alone["missing"]}


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

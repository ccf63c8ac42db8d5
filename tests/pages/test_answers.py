"""The answers of a company: nothing is lost, nothing is taken for answered that is not."""

import json
from datetime import date
from typing import Any

import pytest

from engine.policy.folder import default_policy, load_folder, load_policy
from engine.values.refusal import Refused
from pages.shared import in_use
from pages.shared.answers import APPLICANT, UNANSWERED, Answers
from tests.conftest import ROOT
from tests.law.cases import APPLICANT as ABLE

RENT, STANDARDS, FINANCING = "art06_rent", "art11_standards", "art13_financing"
PUBLISHER, SOLVER = "art10_scenario_publisher", "art10_scenario_solver"


@pytest.fixture(autouse=True)
def _on_a_fixed_day(monkeypatch):
    monkeypatch.setattr(in_use, "today", lambda: date(2025, 6, 15))


@pytest.fixture
def policy():
    return load_policy(default_policy())


@pytest.fixture
def answers(policy):
    return Answers.blank(policy)


def amount_of_rent(answers, entry=0) -> Any:
    """The address of the rent of one of the premises, and its fact."""
    claim = answers.claims_of(RENT)[0]["id"]
    key = answers.entries((claim, "rents"))[entry]
    return (claim, "rents", key, "amount"), answers.policy.provision(RENT).fact("rents.amount")


def type_rent(answers, text, entry=0):
    """Type the rent of one of the premises."""
    address, fact = amount_of_rent(answers, entry)
    answers.type_in(address, fact, text)


def facts(answers, provision=RENT):
    return answers.claims_of(provision)[0]["facts"]


def test_at_first_nothing_is_answered_but_the_date(answers):
    assert answers.application == {
        "application_date": "2025-06-15",
        "applicant": {},
        "claims": [],
        "readings": {},
    }
    assert answers.is_blank()


def test_outside_the_period_of_validity_there_is_no_date_to_begin_with(policy, monkeypatch):
    monkeypatch.setattr(in_use, "today", lambda: date(2024, 12, 31))
    answers = Answers.blank(policy)
    assert answers.day() is None
    assert answers.assessed() is None


def test_a_claim_begins_with_one_entry_in_each_of_its_lists_and_no_answer(answers):
    answers.claim_under(FINANCING)
    assert facts(answers, FINANCING) == {"rounds": [{"instalments": [{}]}]}


def test_what_is_typed_is_kept_as_it_was_typed_and_answered_as_it_is_meant(answers):
    answers.claim_under(RENT)
    address, fact = amount_of_rent(answers)
    answers.type_in(address, fact, "523,000元")
    assert facts(answers)["rents"] == [{"year": 2024, "amount": "52.3"}]
    assert answers.text(address, fact) == "523,000元"
    assert answers.fault(address, fact) is None


def test_what_is_not_understood_stays_in_its_box_and_is_no_answer(answers):
    answers.claim_under(RENT)
    address, fact = amount_of_rent(answers)
    answers.type_in(address, fact, "52.3")
    answers.type_in(address, fact, "五十二上下")
    assert facts(answers)["rents"] == [{"year": 2024, "amount": {"unreadable": "五十二上下"}}]
    assert answers.text(address, fact) == "五十二上下"
    assert "须为数字" in answers.fault(address, fact)["zh"]
    assert [asked.address for asked, _ in answers.faults()] == [address]


def test_an_emptied_box_is_unanswered_and_no_fault(answers):
    answers.claim_under(RENT)
    address, fact = amount_of_rent(answers)
    answers.type_in(address, fact, "52.3")
    answers.type_in(address, fact, " ")
    assert answers.value(address) is UNANSWERED
    assert answers.fault(address, fact) is None


def test_not_sure_yet_is_an_answer_that_is_unknown_to_the_engine(answers):
    address = (APPLICANT, "legal_person")
    asked = next(a for a in answers.asked_of_applicant() if a.address == address)
    assert not answers.is_answered(asked)
    answers.answer(address, None)
    assert answers.is_answered(asked)
    assert answers.application[APPLICANT] == {"legal_person": None}
    answers.claim_under(RENT)
    missing = answers.assessed()["claims"][0]["missing"]
    assert "applicant.legal_person" in [m["fact"] for m in missing]


def test_entries_keep_their_texts_when_another_is_removed_and_come_back(answers):
    answers.claim_under(RENT)
    claim = answers.claims_of(RENT)[0]["id"]
    rents = (claim, "rents")
    list_fact = answers.policy.provision(RENT).fact("rents")
    answers.add_entry(rents, list_fact)
    answers.add_entry(rents, list_fact)
    for entry, text in enumerate(["1万", "2万", "x"]):
        type_rent(answers, text, entry)
    before = json.dumps(answers.application)
    answers.remove_entry(amount_of_rent(answers, 1)[0][:-1])
    assert [answers.text(*amount_of_rent(answers, entry)) for entry in (0, 1)] == ["1万", "x"]
    assert facts(answers)["rents"] == [{"year": 2024, "amount": "1"}, {"year": 2024, "amount": {"unreadable": "x"}}]
    answers.undo_removal()
    assert json.dumps(answers.application) == before
    assert [answers.text(*amount_of_rent(answers, entry)) for entry in (0, 1, 2)] == ["1万", "2万", "x"]


def test_a_list_whose_last_entry_is_removed_is_unanswered(answers):
    answers.claim_under(RENT)
    answers.remove_entry(amount_of_rent(answers)[0][:-1])
    assert facts(answers) == {}
    answers.undo_removal()
    assert facts(answers) == {"rents": [{"year": 2024}]}


def test_a_late_change_of_a_removed_card_has_no_place(answers):
    answers.claim_under(RENT)
    address, _ = amount_of_rent(answers)
    assert answers.has_place(address)
    answers.remove_entry(address[:-1])
    assert not answers.has_place(address)
    assert not answers.has_place(("c9", "assessed"))


def test_a_late_change_of_a_closed_group_has_no_place(answers):
    answers.claim_under(STANDARDS)
    group = ("c1", "standards", answers.entries(("c1", "standards"))[0], "other_district")
    answers.open_group(group)
    assert answers.has_place((*group, "amount"))
    answers.close_group(group)
    assert not answers.has_place((*group, "amount"))


def test_declining_lays_the_answers_aside_and_claiming_brings_them_back(answers):
    answers.claim_under(RENT)
    type_rent(answers, "52.3")
    answers.decline(RENT)
    assert answers.application["claims"] == []
    assert answers.gate(RENT) is False
    answers.claim_under(RENT)
    assert answers.gate(RENT) is True
    assert facts(answers)["rents"] == [{"year": 2024, "amount": "52.3"}]


def test_a_group_that_is_closed_lays_its_answers_aside(answers):
    answers.claim_under(STANDARDS)
    claim = answers.claims_of(STANDARDS)[0]["id"]
    standard = (claim, "standards", answers.entries((claim, "standards"))[0])
    group = (*standard, "other_district")
    answers.open_group(group)
    answers.answer((*group, "amount"), "12")
    answers.close_group(group)
    assert answers.value(group) is None
    answers.open_group(group)
    assert answers.value(group) == {"amount": "12"}


def test_claims_stand_in_the_order_of_the_law(answers):
    for provision in (FINANCING, SOLVER, PUBLISHER, SOLVER):
        answers.add_claim(provision)
    claims = [(c["provision"], c["id"]) for c in answers.application["claims"]]
    assert claims == [(PUBLISHER, "c3"), (SOLVER, "c2"), (SOLVER, "c4"), (FINANCING, "c1")]


def test_a_removed_claim_comes_back_and_its_id_is_not_given_away(answers):
    answers.add_claim(PUBLISHER)
    answers.add_claim(PUBLISHER)
    answers.remove_claim("c1")
    answers.add_claim(PUBLISHER)
    answers.undo_removal()
    assert sorted(c["id"] for c in answers.application["claims"]) == ["c1", "c2", "c3"]


def test_the_status_of_an_article_follows_its_answers(answers):
    assert answers.statuses()[6] == "not_selected"
    answers.decline("art06_park_operations")
    assert answers.statuses()[6] == "not_selected"
    answers.claim_under(RENT)
    assert answers.statuses()[6] == "not_started"
    answers.answer(("c1", "assessed"), None)
    assert answers.statuses()[6] == "in_progress"
    answers.answer((APPLICANT, "legal_person"), False)
    assert answers.statuses()[6] == "not_applicable"
    answers.answer((APPLICANT, "legal_person"), True)
    claim = answers.claims_of(RENT)[0]
    for asked in list(answers.asked(claim)):
        if asked.required:
            answer = {"amount": "10", "yes_no": None, "year": 2024, "count": 0}[asked.fact.type]
            answers.answer(asked.address, answer)
    assert answers.statuses()[6] == "done"
    type_rent(answers, "?")
    assert answers.statuses()[6] == "in_progress"


def test_what_the_engine_refuses_is_named_at_its_box_and_the_rest_is_assessed(answers):
    answers.claim_under(PUBLISHER)
    answers.claim_under(STANDARDS)
    answers.answer(("c1", "project", "total_investment"), "10")
    answers.answer(("c1", "project", "fiscal_investment"), "11")
    assert [c["id"] for c in answers.assessed()["claims"]] == ["c2"]
    assert [(e["claim"], e["address"]) for e in answers.refused] == [("c1", ("c1", "project", "fiscal_investment"))]
    answers.answer(("c1", "project", "fiscal_investment"), "10")
    assert [c["id"] for c in answers.assessed()["claims"]] == ["c1", "c2"]
    assert answers.refused == []


def test_a_fact_that_stands_in_for_another_makes_it_idle(answers):
    provision = answers.policy.provision("art09_embodied_model")
    answers.claim_under(provision.id)
    model = ("c1", "models", answers.entries(("c1", "models"))[0])
    assert "rd_cost" in [f.name for f in answers.children(model, provision, "models")]
    answers.add_entry((*model, "rd_cost_items"), provision.fact("models.rd_cost_items"))
    assert "rd_cost" not in [f.name for f in answers.children(model, provision, "models")]


def test_a_share_is_asked_only_of_what_is_there(answers):
    provision = answers.policy.provision(FINANCING)
    answers.claim_under(FINANCING)
    round_ = ("c1", "rounds", answers.entries(("c1", "rounds"))[0])
    instalment = (*round_, "instalments", answers.entries((*round_, "instalments"))[0])

    def asked():
        return [f.name for f in answers.children(instalment, provision, "rounds.instalments")]

    assert "subfund_gov_share" not in asked()
    answers.type_in((*instalment, "subfund_amount"), provision.fact("rounds.instalments.subfund_amount"), "20")
    assert "subfund_gov_share" in asked()


def test_a_yearly_fact_is_asked_for_the_years_that_a_rule_names(answers):
    revenue = answers.policy.provision("art05_revenue_growth")
    assert answers.years_asked(revenue, revenue.fact("revenues")) == [2024, 2023]
    tiny = load_folder(ROOT / "tests" / "policies" / "tiny-invented-2026")
    sales = tiny.provision("s06_sales")
    assert Answers.blank(tiny).years_asked(sales, sales.fact("sales")) == [2024]


def filled(policy):
    """Answers with everything that can be lost: texts understood and not, a declined claim, a reading, a ratio."""
    answers = Answers.blank(policy)
    answers.answer((APPLICANT, "legal_person"), None)
    answers.claim_under(STANDARDS)
    answers.claim_under(RENT)
    answers.add_entry(("c2", "rents"), policy.provision(RENT).fact("rents"))
    type_rent(answers, "523,000元", 0)
    type_rent(answers, "五十二上下", 1)
    answers.decline(STANDARDS)
    answers.readings["park_cap_scope"] = "park"
    answers.set_payout("80%")
    return answers


def test_a_file_opened_elsewhere_holds_everything(policy):
    before = filled(policy)
    after = Answers.blank(policy)
    assert after.open(before.file()) == []
    assert [after.text(*amount_of_rent(after, n)) for n in (0, 1)] == ["523,000元", "五十二上下"]
    assert facts(after) == facts(before)
    assert after.application[APPLICANT] == {"legal_person": None}
    assert after.gate(STANDARDS) is False
    assert after.readings == {"park_cap_scope": "park"}
    assert after.payout_ratio == before.payout_ratio
    assert after.generation == 1
    assert after.assessed() == before.assessed()


def test_a_file_that_is_refused_changes_nothing(policy):
    answers = filled(policy)
    before = answers.file()
    with pytest.raises(Refused):
        answers.open(b"{}")
    assert answers.file() == before
    assert answers.generation == 0


def test_texts_of_a_file_that_contradict_its_answers_are_not_believed(policy):
    document = json.loads(filled(policy).file())
    document["typed"] = {
        "c2": {"rents.0.amount": "1亿", "rents.7.amount": "1万", "assessed": "x", "nowhere": "x"},
        "c9": {"rents.0.amount": "1万"},
        "applicant": {"name": "甲", "nothing": "x"},
    }
    answers = Answers.blank(policy)
    answers.open(json.dumps(document).encode())
    assert answers.text(*amount_of_rent(answers)) == "52.3"
    assert answers.typed == {}


def test_claims_of_a_file_get_ids_of_our_own(policy):
    document = json.loads(filled(policy).file())
    claim = document["application"]["claims"][0]
    document["application"]["claims"] = [{**claim, "id": name} for name in ("<b>", "c3", "<b>", "c3")]
    answers = Answers.blank(policy)
    answers.open(json.dumps(document).encode())
    ids = [c["id"] for c in answers.application["claims"]]
    assert ids[1] == "c3"
    assert len(set(ids)) == 4
    assert all(name.startswith("c") for name in ids)


def test_clearing_begins_anew(policy):
    answers = filled(policy)
    answers.clear()
    assert answers.is_blank()
    assert answers.generation == 1


@pytest.mark.parametrize(
    ("text", "known"), [("80%", True), ("0.8", True), ("80", True), ("180", False), ("", False), ("x", False)]
)
def test_a_payout_ratio_counts_where_it_is_understood(answers, text, known):
    answers.set_payout(text)
    assert (answers.payout_ratio is not None) is known
    assert (answers.paid() is not None) is known


def test_the_budget_scales_what_is_certain(policy):
    """One standard is certain, the other counts only if the company led it."""
    answers = Answers.blank(policy)
    answers.claim_under(STANDARDS)
    known = {"level": "national", "lead": True, "already_rewarded": False}
    answers.application["application_date"] = "2025-06-15"
    answers.application[APPLICANT] |= ABLE
    answers.application["claims"][0]["facts"] = {"standards": [known, known | {"lead": None}]}
    answers.set_payout("50%")
    result, paid = answers.assessed(), answers.paid()
    assert result is not None
    assert paid is not None
    assert (result["total"]["ceiling"], result["total"]["confirmed"]) == ("80.00", "40.00")
    assert paid["total"]["actual"] == "20.00"


def test_what_is_asked_of_a_claim_is_found_out_again_only_when_something_changed(monkeypatch):
    from engine.application import questionnaire

    found_out, of_claim = [], questionnaire.of_claim

    def noted(*of):
        found_out.append(of)
        return of_claim(*of)

    monkeypatch.setattr(questionnaire, "of_claim", noted)
    policy = load_policy(default_policy())
    answers = Answers.blank(policy)
    answers.claim_under("art06_rent")
    (claim,) = answers.claims_of("art06_rent")
    first = answers.asked(claim)
    assert answers.asked(claim) == first
    assert len(found_out) == 1
    fact = next(f for f in policy.provision("art06_rent").facts if f.path == "rents")
    answers.add_entry((claim["id"], "rents"), fact)
    more = answers.asked(claim)
    assert len(more) > len(first)
    assert len(found_out) == 2
    answers.remove_entry((claim["id"], "rents", answers.entries((claim["id"], "rents"))[-1]))
    assert answers.asked(claim) == first


def test_what_is_paid_of_one_claim_is_what_is_paid_of_it_among_all(answers):
    for provision in (RENT, STANDARDS):
        answers.claim_under(provision)
    type_rent(answers, "30")
    answers.set_payout("80%")
    whole = answers.paid()
    for claim in answers.application["claims"]:
        assert answers.paid_of(claim["id"]) == whole["claims"][claim["id"]]
    assert answers.paid_of("no such claim") is None

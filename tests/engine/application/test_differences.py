"""What is different in two versions of an answer, said as people read it."""

from engine.application.differences import of_applicant, of_claim
from engine.policy.folder import default_policy, load_policy

POLICY = load_policy(default_policy())
RENT = POLICY.provision("art06_rent")


def rents(*amounts):
    return {"rents": [{"amount": amount, "year": 2025} for amount in amounts]}


def test_nothing_differs_in_the_same_answers():
    assert of_claim(RENT, rents("30"), rents("30")) == []


def test_the_same_amount_written_otherwise_is_the_same():
    assert of_claim(RENT, rents("30"), rents("30.00")) == []


def test_a_changed_amount_names_its_entry_and_both_amounts():
    (found,) = of_claim(RENT, rents("30", "22.3"), rents("30", "8"))
    assert found.path == "rents.1.amount"
    assert found.label["zh"].startswith("租用场所2：")
    assert found.label["en"].startswith("Premises 2: ")
    assert found.before == {"zh": "22.30万元", "en": "22.30万元 (CNY 223,000)"}
    assert found.after == {"zh": "8.00万元", "en": "8.00万元 (CNY 80,000)"}


def test_a_change_beyond_the_second_decimal_is_a_change():
    (found,) = of_claim(RENT, rents("39.991"), rents("39.999999"))
    assert (found.before, found.after) == (
        {"zh": "39.991万元", "en": "39.991万元 (CNY 399,910)"},
        {"zh": "39.999999万元", "en": "39.999999万元 (CNY 399,999.99)"},
    )


def test_an_entry_that_was_added_has_nothing_before():
    found = of_claim(RENT, rents("30"), rents("30", "8"))
    assert [(d.path, d.before) for d in found] == [("rents.1.amount", None), ("rents.1.year", None)]


def test_an_answer_that_was_taken_away_has_nothing_after():
    (found,) = of_claim(RENT, {"assessed": True}, {})
    assert (found.before, found.after) == ({"zh": "是", "en": "Yes"}, None)


def test_not_sure_yet_is_an_answer_of_its_own():
    (found,) = of_claim(RENT, {"assessed": None}, {"assessed": False})
    assert found.before == {"zh": "暂不清楚", "en": "Not sure yet"}


def test_what_stands_in_a_group_is_named_with_it():
    (found,) = of_claim(RENT, {"project": {"total_investment": "10"}}, {"project": {"total_investment": "11"}})
    assert found.path == "project.total_investment"
    assert "：" in found.label["zh"]


def test_a_year_stands_beside_a_yearly_answer():
    revenue = POLICY.provision("art05_revenue_growth")
    (found,) = of_claim(revenue, {"revenues": {"2024": "10", "2023": "9"}}, {"revenues": {"2024": "10", "2023": "8"}})
    assert found.path == "revenues.2023"
    assert "2023" in found.label["zh"]


def test_what_is_said_of_the_applicant_differs_too():
    (found,) = of_applicant(POLICY, {"name": "甲", "legal_person": True}, {"name": "乙", "legal_person": True})
    assert (found.path, found.before, found.after) == ("name", {"zh": "甲", "en": "甲"}, {"zh": "乙", "en": "乙"})

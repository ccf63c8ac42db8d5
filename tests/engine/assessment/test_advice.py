"""Advice holds: whoever makes the change that it speaks of and asks again is answered what it says."""

from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from itertools import islice
from typing import Any

import pytest

from engine.assessment.answer import Assessment, ClaimAnswer
from engine.assessment.assess import assess
from engine.policy.folder import default_policy, load_policy
from engine.policy.pack import Policy
from tests.law.cases import APPLICANT
from tests.oracle.applications import applications

KINDS = {
    "below_cap", "cap_reached", "hold_back", "later", "next_year", "one_more_item", "threshold", "window_closes",
    "window_opens",
}  # fmt: skip


@cache
def policy() -> Policy:
    return load_policy(default_policy())


def changed(raw: dict[str, Any], changes: list[Any]) -> dict[str, Any]:
    """The application with these changes, one after the other, as the answer's schema says they are to be read."""
    application = deepcopy(raw)
    for change in changes:
        *above, last = change["path"].split(".")
        place: Any = application
        for name in above:
            place = place[int(name)] if isinstance(place, list) else place[name]
        key: Any = int(last) if isinstance(place, list) else last
        if change["value"] is None:
            del place[key]
        elif isinstance(place, list) and key == len(place):
            place.append(change["value"])
        else:
            place[key] = change["value"]
    return application


def total(application: dict[str, Any]) -> Fraction:
    return Fraction(assess(policy(), application)["total"]["confirmed"])


def on_another_day(raw: dict[str, Any], position: int, then: Any) -> ClaimAnswer:
    """The claim alone as it would be made on that day."""
    application = changed(raw, then["change"]) | {"application_date": then["date"]}
    application["claims"] = [application["claims"][position]]
    return assess(policy(), application)["claims"][0]


def proven(raw: dict[str, Any], answer: Assessment, position: int, advice: Any) -> None:
    """Every figure of one advice, by asking again."""
    if "gain" in advice:
        application = changed(raw, advice["change"])
        assert total(application) - Fraction(answer["total"]["confirmed"]) == Fraction(advice["gain"])
        if advice["kind"] == "threshold":
            assert assess(policy(), application)["claims"][position]["confirmed"] == advice["amount"]
            assert advice["amount"] in advice["text"]["zh"].replace(",", "")
    if "then" in advice:
        assert on_another_day(raw, position, advice["then"])["confirmed"] == advice["then"]["amount"]
        assert advice["then"]["amount"] in advice["text"]["zh"].replace(",", "")
    if advice["kind"] == "window_opens":
        number = int(advice["fact"].split(".")[1])
        assert opens(raw, position, number, date.fromisoformat(advice["date"]))
        assert not opens(raw, position, number, date.fromisoformat(advice["date"]) - timedelta(1))


def opens(raw: dict[str, Any], position: int, number: int, day: date) -> bool:
    """Whether the conditions of an entry are met on a day."""
    steps = assess(policy(), raw | {"application_date": day.isoformat()})["claims"][position]["steps"]
    own = [step for step in steps if step["kind"] == "condition" and step.get("item") == number]
    return bool(own) and all(step["state"] == "met" for step in own)


def test_every_advice_of_random_applications_holds(first_seed: int, drawn: Callable[[int], int]) -> None:
    seen: Counter[str] = Counter()
    for raw in islice(applications(first_seed + 90, 3_000), drawn(3_000)):
        answer = assess(policy(), raw)
        for position, claim in enumerate(answer["claims"]):
            for advice in claim["advice"]:
                seen[advice["kind"]] += 1
                proven(raw, answer, position, advice)
    assert set(seen) == KINDS if drawn(3) == 3 else len(seen) > len(KINDS) / 2, seen


# ------------------------------------------------------------------------------------------------ one by one


def application(*claims: tuple[str, dict[str, Any]], day: str = "2025-06-15", **more: Any) -> dict[str, Any]:
    stated = [{"id": f"c{n}", "provision": provision, "facts": facts} for n, (provision, facts) in enumerate(claims)]
    return {"application_date": day, "applicant": dict(APPLICANT), "claims": stated, **more}


def advised(*claims: tuple[str, dict[str, Any]], of: int = 0, **more: Any) -> dict[str, Any]:
    """The advice on one of these claims by kind, each proven."""
    raw = application(*claims, **more)
    answer = assess(policy(), raw)
    for position, claim in enumerate(answer["claims"]):
        for advice in claim["advice"]:
            proven(raw, answer, position, advice)
    return {advice["kind"]: advice for advice in answer["claims"][of]["advice"]}


def said(advice: Any) -> str:
    return str(advice["text"]["zh"])


def growth(last: str, prior: str, year: int = 2024) -> dict[str, Any]:
    return {"revenues": {str(year): last, str(year - 1): prior}, "core_technology": True, "already_received": False}


def round_of(*instalments: tuple[str, str]) -> dict[str, Any]:
    return {"instalments": [{"date": day, "amount": amount, "fund": True} for day, amount in instalments]}


def financing(*rounds: dict[str, Any]) -> dict[str, Any]:
    return {"rounds": list(rounds), "assessed": True, "already_received": False}


def standards(*levels: str, **more: Any) -> dict[str, Any]:
    return {"standards": [{"level": x, "lead": True, "already_rewarded": False} for x in levels], **more}


def rent(amount: str, **more: Any) -> dict[str, Any]:
    return {"rents": [{"amount": amount, "year": 2024}], "assessed": True, "years_received": 0, **more}


def side(total: str, **more: Any) -> dict[str, Any]:
    project = {"id": "P", "total_investment": total} | more.pop("project", {})
    return {"challenge_mode": True, "project": project, **more}


@pytest.mark.parametrize("prior", ["0", "6000"])
def test_no_negative_amount_and_no_fen_is_said_to_be_missing(prior: str) -> None:
    found = advised(("art05_revenue_growth", growth("6000", prior)), readings={"zero_prior_counts_as_growth": False})
    assert not any("-" in said(advice) or "0.000001" in said(advice) for advice in found.values())


def test_of_two_rounds_only_the_one_that_counts_is_looked_at() -> None:
    equal = advised(("art13_financing", financing(round_of(("2025-03-01", "2000")), round_of(("2025-04-01", "2000")))))
    assert said(equal["below_cap"]) == "融资轮次1：本轮到位资金再增加2,000.00万元即达最高200万元，测算增加100.00万元"
    larger = advised(("art13_financing", financing(round_of(("2025-03-01", "3800")), round_of(("2025-04-01", "5000")))))
    assert larger["cap_reached"]["beyond"] == "1000.00"
    assert (
        said(larger["cap_reached"])
        == "融资轮次2：本轮到位资金达到4,000.00万元即达最高200万元，超出的1,000.00万元不再增加资助"
    )


def test_what_is_said_of_one_of_several_entries_names_it() -> None:
    first, second = round_of(("2025-03-01", "3000")), round_of(("2025-04-01", "1900"))
    rounds = financing({**first, "round": "A轮"}, {**second, "round": "B轮"})
    found = advised(("art13_financing", rounds))
    short = advised(("art13_financing", financing({**second, "round": "A轮"}, {**second, "round": "B轮"})))
    assert said(found["below_cap"]).startswith("融资轮次 A轮：本轮到位资金再增加1,000.00万元")
    assert said(short["threshold"]).startswith("融资轮次 B轮：近2年到位净投资再多100.00万元")
    assert said(found["window_closes"]).startswith("融资轮次 A轮：")


def test_what_a_projects_headroom_leaves_nothing_of_is_no_advice() -> None:
    full = side("1000", project={"actual_investment": "100"})
    assert "below_cap" not in advised(("art10_scenario_solver", full))
    some = side("1000", project={"actual_investment": "260"})
    assert advised(("art10_scenario_solver", some))["below_cap"]["gain"] == "60.00"


def test_a_share_of_a_side_gains_its_share() -> None:
    found = advised(("art10_scenario_solver", side("1000", share="0.5")))["below_cap"]
    assert (found["more"], found["gain"]) == ("1000.00", "100.00")


def test_where_another_policy_is_taken_instead_nothing_is_advised() -> None:
    other = {"purchase_amount": "900", "other_district": {"amount": "1000", "choice": "other"}}
    assert advised(("art04_compute_voucher", other)) == {}


def test_a_figure_of_a_project_is_another_for_all_that_name_it() -> None:
    both_sides = (("art10_scenario_solver", side("1000")), ("art10_scenario_publisher", side("1000")))
    found = advised(*both_sides, readings={"art10_same_applicant": "both"})["below_cap"]
    assert [change["path"] for change in found["change"]] == [
        "claims.0.facts.project.total_investment",
        "claims.1.facts.project.total_investment",
    ]
    assert found["gain"] == "300.00"


def test_a_cap_is_told_with_its_own_figure_and_with_what_is_used_of_it() -> None:
    found = advised(("art11_standards", standards("national", awarded_this_year="90")), day="2027-06-15")
    assert said(found["one_more_item"]) == "每年最高100万元（已用90.00万元，余10.00万元），本年度已封顶"


def test_a_year_that_has_ended_is_told_by_what_the_next_one_needs() -> None:
    rents = advised(("art06_rent", rent("30")))
    assert set(rents) == {"next_year", "window_closes"}
    assert (
        said(rents["next_year"]) == "2026年申报按2025年计：实际发生租金达到40.00万元的，测算20.00万元（每年最高20万元）"
    )
    fell_short = advised(("art05_revenue_growth", growth("4800", "4000")))
    assert said(fell_short["next_year"]) == "2026年申报看2025年：营业收入达到5000万元的，测算10.00万元"
    not_grown = advised(("art05_revenue_growth", growth("6000", "6000")))
    assert said(not_grown["next_year"]) == "2026年申报看2025年：营业收入高于2024年的6,000.00万元的，测算10.00万元"


def test_after_the_last_year_of_support_and_of_the_measures_no_next_one_is_promised() -> None:
    assert "next_year" not in advised(("art06_rent", rent("30", years_received=2)))
    assert "next_year" not in advised(("art05_revenue_growth", growth("4800", "4000", 2026)), day="2027-06-15")


def test_no_deadline_is_told_that_neither_law_nor_guideline_sets() -> None:
    assert "window_closes" not in advised(("art05_revenue_growth", growth("6000", "5000")))
    closing = advised(("art06_rent", rent("50")))["window_closes"]
    assert said(closing) == "上年度（2024年）的事项只计入2025年的申报，具体申报时间以当年申请指南为准"


def test_what_a_full_year_does_not_take_is_kept_for_the_next() -> None:
    found = advised(("art11_standards", standards(*["international"] * 5)))
    assert said(found["hold_back"]) == (
        "每年最高100万元，本年度已封顶：不报标准3、标准4、标准5，本年度金额不变，可留待以后年度申报（2026年申报测算100.00万元）"
    )
    assert "one_more_item" not in found
    kept = "另有符合条件的标准，可留待以后年度申报（2026年申报一项，最多测算60.00万元）"
    exactly = advised(("art11_standards", standards("international", "national")))
    assert said(exactly["one_more_item"]) == f"每年最高100万元，本年度已封顶；{kept}"
    algorithm = {"listed": True, "already_rewarded": False}
    twelve = advised(("art08_algorithm_filing", {"algorithms": [algorithm] * 12}))["hold_back"]
    assert (len(twelve["change"]), twelve["then"]["amount"]) == (7, "500.00")
    landed = {"rd_cost": "300", "landing_date": "2025-05-01", "assessed": True, "already_rewarded": False}
    two = advised(("art09_embodied_model", {"models": [landed] * 2}))["hold_back"]
    assert two["then"]["amount"] == "100.00"


def test_over_three_years_five_international_standards_bring_what_they_can() -> None:
    left, had = standards(*["international"] * 5), Fraction(0)
    for year in (2025, 2026, 2027):
        raw = application(("art11_standards", left), day=f"{year}-06-15")
        [claim] = assess(policy(), raw)["claims"]
        had += Fraction(claim["confirmed"])
        kept = next((advice for advice in claim["advice"] if advice["kind"] == "hold_back"), None)
        left = {"standards": left["standards"][: len(kept["change"])] if kept else []}
    assert had == 260


def test_what_cannot_be_claimed_in_another_year_is_not_kept() -> None:
    filed = {"filing_date": "2024-05-20", "kind": "filing", "already_rewarded": False}
    found = advised(("art09_genai_filing", {"models": [filed] * 5}))
    assert "hold_back" not in found
    assert said(found["one_more_item"]) == "每家单位每年最高200万元，本年度已封顶"


def test_of_entries_the_one_that_lapses_is_claimed_and_the_other_kept() -> None:
    cost = {"rd_cost": "300", "assessed": True, "already_rewarded": False}
    models = [cost | {"landing_date": "2025-05-01"}, cost | {"landing_date": "2023-07-01"}]
    found = advised(("art09_embodied_model", {"models": models}))["hold_back"]
    assert [change["path"] for change in found["change"]] == ["claims.0.facts.models.0"]


def test_whoever_waits_for_the_second_instalment_gets_more_and_gets_it_once() -> None:
    found = advised(("art13_financing", financing(round_of(("2025-03-01", "2000"), ("2025-09-01", "2000")))))["later"]
    assert said(found) == (
        "2025年9月1日的资金届时才计入：到2025年9月1日申报，本项测算200.00万元；现在申报，测算100.00万元，且获得后不再给予"
    )


def test_nothing_is_told_of_changes_that_nobody_could_enter() -> None:
    most = "999999999999.999999"
    full = side(most, project={"fiscal_investment": "999999999000"})
    assert "below_cap" not in advised(("art10_scenario_solver", full))
    many = advised(("art11_standards", standards(*["industry"] * 3, *["other"] * 196)))
    assert "one_more_item" not in many

"""What a published scenario means for one company."""

from fractions import Fraction

import pytest

from engine.allocation import payout
from engine.allocation.payout import after_published, published, source
from engine.assessment.assess import assess
from engine.policy.receipt import policy_receipt
from engine.scenario import Cohort, Scenario, outcome, publication_of
from engine.text import words
from engine.view.result import assessed, headline_figures
from engine.view.summary import summarise
from tests.registry.companies import POLICY, content, rent, side, standard

WAN = 1_000_000
YEAR = 2025
SOLVERS = [
    content(n, side("solver", f"场景{n}", total_investment="3000", actual_investment="3000"), name=f"S{n}")
    for n in range(1, 9)
]
RENTS = [content(n, rent("40"), name=f"R{n}") for n in range(11, 18)]


def told(scenario: Scenario, **other):
    """What is published of a scenario over eight solvers (whose article's total binds) and seven rents."""
    raw = {"applications": [{**a, "applicant": {**a["applicant"], "id": a["applicant"]["name"]}} for a in with_ids()]}
    found = publication_of(outcome(POLICY, Cohort(POLICY, raw), scenario))
    return {**found, "published": "2025-08-01T02:00:00+00:00", **other}


def with_ids():
    """The applications, their claims numbered through."""
    return [
        {**a, "claims": [{**c, "id": f"{n}-{c['id']}"} for c in a["claims"]]} for n, a in enumerate([*SOLVERS, *RENTS])
    ]


def paid(shown_, application, year=YEAR):
    return after_published(POLICY, assess(POLICY, application), published(POLICY, shown_, year))


def from_approved(steps):
    """The steps behind those of the assessment, which come first."""
    names = [step["step"] for step in steps]
    assert steps[0]["kind"] == "condition"
    assert names.count("approved") == 1
    return steps[names.index("approved") + 1 :]


def amounts(answer):
    return {name: claim["actual"] for name, claim in answer["claims"].items()}


HALF = Scenario("半数", YEAR, 1_070 * WAN)
"""2,140万元 after the article's total: half of everything."""


def test_a_company_is_paid_what_the_scenario_pays_it():
    both = content(1, side("solver", total_investment="3000", actual_investment="3000"), rent("40"))
    answer = paid(told(HALF), both)
    assert amounts(answer) == {"a1": "125.00", "c1": "10.00"}
    assert answer["total"]["actual"] == "135.00"
    assert answer["ratio"] == "1/2"


def test_a_claim_of_an_article_with_a_total_has_a_step_for_it():
    steps = from_approved(paid(told(HALF), SOLVERS[0])["claims"]["a1"]["steps"])
    assert [(s["step"], s["amount"], s["binding"]) for s in steps] == [
        ("pool", "250.00", True),
        ("budget", "125.00", True),
        ("paid", "125.00", False),
    ]
    assert steps[0]["operation"] == {"op": "multiply", "by": "5/8"}
    assert steps[0]["cites"][0]["quote"] in POLICY.law_text()


def test_a_claim_of_an_article_without_one_has_none():
    steps = from_approved(paid(told(HALF), RENTS[0])["claims"]["c1"]["steps"])
    assert [s["step"] for s in steps] == ["budget", "paid"]


def test_the_budget_comes_first_where_the_scenario_reads_the_law_so():
    scenario = Scenario("先总量", YEAR, 1_070 * WAN, readings={"allocation_order": "budget_then_article"})
    steps = from_approved(paid(told(scenario), SOLVERS[0])["claims"]["a1"]["steps"])
    assert [s["step"] for s in steps] == ["budget", "pool", "paid"]


def test_what_is_paid_is_cut_once():
    answer = paid(told(Scenario("三分之一", YEAR, 713 * WAN)), content(1, standard()))
    steps = from_approved(answer["claims"]["s1"]["steps"])
    assert steps[0]["amount"] != steps[1]["amount"]
    assert answer["claims"]["s1"]["actual"] == "13.32"


def test_a_place_is_assumed_and_said():
    platform = {
        "id": "p",
        "provision": "art12_public_platform",
        "facts": {
            "qualifying_service": True,
            "assessed_amount": "100",
            "project": {"total_investment": "5000", "actual_investment": "5000"},
        },
    }
    steps = from_approved(paid(told(HALF), content(1, platform))["claims"]["p"]["steps"])
    assert steps[0]["step"] == "quota"
    assert not steps[0]["binding"]
    assert "取得名额" in steps[0]["text"]["zh"]


def test_what_another_budget_pays_is_left_as_it_is():
    voucher = {"id": "v", "provision": "art04_compute_voucher", "facts": {"purchase_amount": "100"}}
    answer = paid(told(HALF), content(1, voucher))
    assert amounts(answer) == {"v": "30.00"}
    assert answer["total"]["actual"] == "0.00"


def test_without_a_budget_the_totals_of_articles_alone_count():
    answer = paid(told(Scenario("不设预算", YEAR)), SOLVERS[0])
    assert amounts(answer) == {"a1": "250.00"}


def by(part):
    """A receipt of which this part was another one."""
    return {"policy": policy_receipt(POLICY, YEAR) | {"sha256": "0" * 64, part: "0" * 64}}


@pytest.mark.parametrize(
    ("scenario", "other", "year", "why"),
    [
        (HALF, {}, 2024, "与您的申报年度不同"),
        (Scenario("等额", YEAR, 1_000 * WAN, rule="constrained_equal_awards"), {}, YEAR, "非法定情景，仅供测算"),
        (HALF, {"ratio": None}, YEAR, "不公布"),
        (HALF, {"receipt": None, "policy": {"id": POLICY.id, "sha256": POLICY.law.sha256}}, YEAR, "没有记录依据的规则"),
        (HALF, {"receipt": by("law")}, YEAR, "法条版本"),
        (HALF, {"receipt": by("rules")}, YEAR, "测算规则"),
        (HALF, {"receipt": by("guideline")}, YEAR, "申请指南"),
        (HALF, {"receipt": {"policy": policy_receipt(POLICY, YEAR) | {"id": "another"}}}, YEAR, "测算规则"),
    ],
)
def test_a_scenario_that_does_not_apply_says_why(scenario, other, year, why):
    found = published(POLICY, told(scenario, **other), year)
    assert not found.applies
    assert found.why is not None
    assert why in found.why["zh"]
    with pytest.raises(ValueError, match="does not apply"):
        after_published(POLICY, assess(POLICY, RENTS[0]), found)


def test_the_average_is_told_where_the_rule_is_another():
    found = published(POLICY, told(Scenario("等额", YEAR, 1_070 * WAN, rule="constrained_equal_awards")), YEAR)
    assert found.why is not None
    assert "平均50%" in found.why["zh"]


def test_a_ratio_that_is_not_told_is_left_out_and_said():
    hidden = told(HALF)
    hidden["pools"]["art10"] = None
    claim = paid(hidden, SOLVERS[0])["claims"]["a1"]
    assert claim["actual"] is None
    assert "不公布" in from_approved(claim["steps"])[0]["text"]["zh"]
    assert paid(hidden, SOLVERS[0])["total"]["actual"] == "0.00"


def test_the_source_names_every_ratio_that_scales():
    said = source(POLICY, published(POLICY, told(HALF), YEAR), "2025-08-01")
    assert "“半数”" in said["zh"]
    assert "总量50%" in said["zh"]
    assert "第十条 62.5%" in said["zh"]
    assert "第九条" not in said["zh"]


def test_a_scenario_that_changes_the_law_says_so():
    changed = Scenario("租金四成", YEAR, 1_000 * WAN, overrides={"art06_rent.share": "0.4"})
    assert "改动了条款中的数字" in source(POLICY, published(POLICY, told(changed), YEAR), "")["zh"]


def test_a_ratio_of_the_visitors_own_never_scales_an_article_that_has_a_total_of_its_own():
    both = content(1, side("solver", total_investment="3000", actual_investment="3000"), rent("40"))
    answer = payout.after_budget(POLICY, assess(POLICY, both), Fraction(1, 2))
    assert amounts(answer) == {"a1": None, "c1": "10.00"}
    assert answer["total"] == {"actual": "10.00", "calculated": "10.00"}
    assert [s["step"] for s in from_approved(answer["claims"]["a1"]["steps"])] == ["pool"]
    assert [s["step"] for s in from_approved(answer["claims"]["c1"]["steps"])] == ["budget", "paid"]


def test_what_is_not_known_after_the_budget_is_said_beside_the_figure_and_is_not_nothing():
    both = content(1, side("solver", total_investment="3000", actual_investment="3000"), rent("40"))
    for application, shown in ((both, "10.00"), (SOLVERS[0], "")):
        found = assessed(POLICY, application, Fraction(1, 2))
        after = headline_figures(found.summary, found.ratio, "zh", found.scenario)[1]
        assert after.amount == shown
        assert "不含第十条" in after.note


def test_what_was_published_for_an_earlier_year_is_an_example_until_there_is_a_ratio_of_the_companys_own():
    application = {**RENTS[0], "application_date": "2026-06-15"}
    shown_, own = published(POLICY, told(HALF), 2026), Fraction(4, 5)
    assert shown_.applies
    assert shown_.is_example
    for ratio, scenario, key in ((None, shown_, "payout.figure_example"), (own, None, "results.figure_paid")):
        found = assessed(POLICY, application, ratio, shown_)
        assert found.scenario == scenario
        after = headline_figures(found.summary, found.ratio, "zh", found.scenario)[1]
        values = {"name": "半数", "year": YEAR, "percent": "80%"}
        assert after.label == words.text(key, "zh", **values)
        assert (after.mark is not None) == (ratio is None)
    assert "为例" in source(POLICY, shown_, "2025-08-01")["zh"]


def test_an_article_that_was_divided_by_another_rule_says_nothing_of_one_company_although_the_budget_reaches():
    found = published(POLICY, told(Scenario("同额", YEAR, rule="constrained_equal_awards")), YEAR)
    assert found.ratio == 1
    assert not found.applies
    assert found.why is not None
    assert "等额封顶" in found.why["zh"]


def test_another_rule_that_had_nothing_to_divide_changes_nothing():
    plenty = Scenario("同额", YEAR, rule="constrained_equal_awards", pools={"art10": 9_000 * WAN})
    assert published(POLICY, told(plenty), YEAR).applies


def test_what_the_scenario_pays_out_of_this_budget_is_scaled_whatever_the_assessment_takes_it_for():
    voucher = {"id": "v", "provision": "art04_compute_voucher", "facts": {"purchase_amount": "1000"}}
    reading = {"arts_4_8_draw_on_budget": "true"}
    answer = paid(told(Scenario("并入", YEAR, 1_070 * WAN, readings=reading)), content(1, voucher))
    assert amounts(answer) == {"v": "150.00"}
    assert answer["total"]["actual"] == "150.00"
    asked = content(1, voucher) | {"readings": reading}
    assert amounts(paid(told(HALF), asked)) == {"v": "300.00"}


def test_the_lines_of_the_result_come_to_what_a_scenario_pays_in_all():
    voucher = {"id": "v", "provision": "art04_compute_voucher", "facts": {"purchase_amount": "1000"}}
    result = assess(POLICY, content(1, voucher, rent("40", "r")))
    for drawn, lines, beside in (("true", {"v": "150.00", "r": "10.00"}, []), ("false", {"r": "10.00"}, ["v"])):
        reading = {"arts_4_8_draw_on_budget": drawn}
        scenario = published(POLICY, told(Scenario("口径", YEAR, 1_070 * WAN, readings=reading)), YEAR)
        found = summarise(POLICY, result, after_published(POLICY, result, scenario))
        assert {line.id: line.actual for line in found.head.lines} == lines
        assert [line.id for group in found.beside for line in group.lines] == beside
        assert Fraction(found.head.total.paid) == sum(Fraction(amount) for amount in lines.values())
        assert Fraction(found.head.total.confirmed) == (320 if drawn == "true" else 20)


def test_a_scenario_that_reads_the_law_otherwise_says_so():
    for readings, is_said in (
        ({"embodied_cap_scope": "model"}, True),
        ({"allocation_order": "budget_then_article", "arts_4_8_draw_on_budget": "true"}, False),
    ):
        found = published(POLICY, told(Scenario("口径", YEAR, 1_070 * WAN, readings=readings)), YEAR)
        assert ("口径测算" in source(POLICY, found, "")["zh"]) == is_said

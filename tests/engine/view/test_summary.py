"""An assessment as one table."""

from fractions import Fraction

import pytest

from engine.allocation.payout import after_budget
from engine.assessment.assess import assess
from engine.policy.folder import default_policy, load_policy
from engine.text import words
from engine.view import summary
from tests.law.cases import APPLICANT
from tests.pages import samples

POLICY = load_policy(default_policy())


def summarised(*claims, paid=None):
    return summary.summarise(POLICY, samples.result(*claims), paid)


def claims(status, count):
    return [samples.claim(f"{status}{n}", "art11_standards", status, "1.00", "1.00", []) for n in range(count)]


@pytest.mark.parametrize(
    ("counts", "zh", "en"),
    [
        (
            (5, 1, 1),
            "五项可能符合，一项还需补充，一项暂不符合",
            "5 may qualify, 1 needs more information, 1 does not qualify yet",
        ),
        ((2, 0, 2), "两项可能符合，两项暂不符合", "2 may qualify, 2 do not qualify yet"),
        ((0, 2, 0), "两项还需补充", "2 need more information"),
        ((1, 0, 0), "一项可能符合", "1 may qualify"),
        ((0, 0, 12), "十二项暂不符合", "12 do not qualify yet"),
        ((0, 0, 0), "还没有可以测算的内容", "Nothing to estimate yet"),
    ],
)
def test_the_headline_counts_each_status(counts, zh, en):
    made = [c for status, count in zip(summary.STATUSES, counts, strict=True) for c in claims(status, count)]
    found = summarised(*made)
    assert summary.headline(found, "zh") == zh
    assert summary.headline(found, "en") == en


def test_the_largest_comes_first_then_what_is_missing_then_what_does_not_qualify():
    lines = summary.summarise(POLICY, samples.FULL).head.lines
    assert [line.id for line in lines] == ["standards", "embodied", "genai", "rent", "revenue", "solver", "financing"]


def test_what_another_budget_pays_stands_beside_the_total():
    found = summary.summarise(POLICY, samples.FULL)
    [beside] = found.beside
    assert (beside.name, [line.id for line in beside.lines]) == ("other_budget", ["voucher"])
    assert (found.head.total.confirmed, found.head.most) == ("272.58", "512.58")
    assert [(total.name, total.confirmed) for total in found.totals] == [("whole", "301.38")]


def test_where_this_budget_pays_it_is_part_of_the_total():
    voucher = {**samples.VOUCHER, "grade": "formula"}
    found = summarised(*(voucher if c is samples.VOUCHER else c for c in samples.FULL["claims"]))
    assert not found.beside
    assert not found.totals
    assert found.head.total.confirmed == "301.38"


def platform(**more):
    return {**samples.claim("p", "art12_public_platform", "eligible", "2000.00", "2000.00", []), **more}


def test_what_competes_for_places_or_is_assessed_is_not_in_the_headline_and_every_total_has_its_name():
    assessed = {**samples.claim("a", "art08_algorithm_filing", "eligible", "100.00", "100.00", []), "grade": "assessed"}
    found = summarised(samples.RENT, platform(), assessed, samples.VOUCHER)
    assert [(total.name, total.confirmed) for total in found.named] == [
        ("calculated", "20.00"),
        ("competing", "2,000.00"),
        ("assessed", "100.00"),
        ("other_budget", "28.80"),
        ("on_budget", "2,120.00"),
        ("whole", "2,148.80"),
    ]
    assert [(line.id, line.bar) for line in found.all] == [("rent", 1000), ("p", 0), ("a", 0), ("voucher", 0)]
    assert summary.largest_share(found, "zh") == "定额和按公式的金额全部来自房租资助：20.00万元"


def test_totals_are_those_of_the_assessment_and_the_payout():
    given = assess(POLICY, mixed())
    paid = after_budget(POLICY, given, Fraction(1, 2))
    found = {total.name: total for total in summary.summarise(POLICY, given, paid).named}
    total = given["total"]
    assert found["calculated"].confirmed == total["calculated"]["confirmed"] == "20.00"
    assert found["competing"].confirmed.replace(",", "") == total["by_grade"]["competing"]["confirmed"] == "2000.00"
    assert found["on_budget"].confirmed.replace(",", "") == total["on_budget"]["confirmed"]
    assert found["whole"].confirmed.replace(",", "") == total["confirmed"]
    assert found["calculated"].paid == paid["total"]["calculated"] == "10.00"
    assert found["on_budget"].paid.replace(",", "") == paid["total"]["actual"]
    assert found["other_budget"].paid == found["whole"].paid == ""


def mixed():
    """Rent, a platform that nobody has assessed, and a compute voucher, which another budget pays."""
    project = {"id": "P", "total_investment": "5000"}
    rent = {"rents": [{"amount": "40", "year": 2024}], "assessed": True, "years_received": 0}
    claims = [
        ("art06_rent", rent),
        ("art12_public_platform", {"qualifying_service": True, "project": project}),
        ("art04_compute_voucher", {"purchase_amount": "100"}),
    ]
    listed = [{"id": name, "provision": name, "facts": facts} for name, facts in claims]
    return {"application_date": "2025-06-15", "applicant": dict(APPLICANT), "claims": listed}


@pytest.mark.parametrize(
    ("reason", "zh"),
    [
        ("unmet", "一项暂不符合"),
        ("other_policy", "一项另选其它政策"),
        ("other_side", "一项按另一方计"),
        ("used_up", "一项已达上限"),
        ("counted", "一项同一事项已计入"),
        ("no_room", "一项项目无余额"),
        ("nothing", "一项无金额"),
    ],
)
def test_what_does_not_qualify_is_told_from_what_comes_to_nothing_otherwise(reason, zh):
    claim = samples.claim("c", "art06_rent", "ineligible", "0.00", "0.00", [], reason_kind=reason)
    found = summarised(claim)
    assert summary.headline(found, "zh") == zh
    [line] = found.all
    assert words.text(f"results.status_{line.state}", "zh") in zh
    assert sum(found.counts.values()) == 1


def test_a_claim_that_can_bring_no_money_is_not_judged():
    events = samples.claim("e", "art14_events", "ineligible", "0.00", "0.00", [], reason_kind="no_grant")
    found = summarised(events)
    assert [(line.state, line.group, line.bar) for line in found.all] == [("no_grant", "calculated", 0)]
    assert summary.headline(found, "zh") == "一项不发资助"
    assert found.no_grant == (14,)


def test_why_less_is_paid_stands_beside_why_it_is_not_more():
    application = samples.application()
    assessment = assess(POLICY, application)
    paid = after_budget(POLICY, assessment, Fraction(1, 2))
    found = {line.id: [said["zh"] for said in line.budget] for line in summary.summarise(POLICY, assessment, paid).all}
    assert found["c1"] == ["总量折算：按实际资助比例50%折算"]
    assert found["c6"] == []  # another budget pays it
    assert not any(line.budget for line in summary.summarise(POLICY, assessment).all)


def test_articles_without_a_claim_are_named():
    assert summary.summarise(POLICY, samples.FULL).not_claimed == (7, 8, 12)


def test_what_was_paid_stands_beside_what_is_certain():
    found = summary.summarise(POLICY, samples.FULL, samples.paid())
    assert found.head.total.paid == "217.69"
    rent = next(line for line in found.head.lines if line.id == "rent")
    assert (rent.confirmed, rent.actual, rent.bar, rent.paid_bar) == ("20.00", "15.97", 200, 159)


def test_what_does_not_qualify_says_why():
    [line] = summarised(samples.FINANCING).all
    assert [reason["zh"] for reason in line.reasons] == ["单轮净投资 1,860.00万元，未达2000万元，差 140.00万元"]


def test_what_is_missing_says_what_it_is_worth():
    [line] = summarised(samples.SOLVER).all
    assert line.reasons[0]["zh"] == "尚缺：是否以揭榜挂帅方式实施；补齐后最高可再增240.00万元"
    assert line.grows


def test_of_many_missing_answers_two_are_named_and_all_are_counted():
    missing = [{"fact": f"f{n}", "worth": "1.00", "label": samples.both(f"问题{n}", f"Question {n}")} for n in range(4)]
    claim = samples.claim("m", "art06_rent", "needs_information", "0.00", "20.00", [], missing=missing)
    [line] = summarised(claim).all
    assert line.reasons[0]["zh"].startswith("尚缺：问题0、问题1等4项；")
    assert line.reasons[0]["en"].startswith("Missing: Question 0; Question 1 and others (4 in all);")


def test_a_claim_is_called_what_the_assessment_calls_it():
    second = {**samples.RENT, "id": "rent2", "title": samples.both("房租资助（2）")}
    assert [line.title["zh"] for line in summarised(samples.RENT, second).all] == ["房租资助", "房租资助（2）"]


def test_the_finding_names_the_largest_and_its_share():
    found = summary.summarise(POLICY, samples.FULL)
    assert summary.largest_share(found, "zh") == "定额和按公式的事项中，主导制定标准最多：100.00万元，占其合计的36.6%"
    assert (
        summary.largest_share(summarised(samples.RENT, samples.FINANCING), "zh")
        == "测算金额全部来自房租资助：20.00万元"
    )
    assert summary.largest_share(summarised(samples.RENT), "en") == "All of it comes from Rent: 20.00万元 (CNY 200,000)"
    assert summary.largest_share(summarised(samples.FINANCING), "zh") == ""

"""An assessment as one table."""

import pytest

from engine.policy.pack import default_policy, load_policy
from engine.view import summary
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
    lines = summary.summarise(POLICY, samples.FULL).lines
    assert [line.id for line in lines] == ["standards", "embodied", "genai", "rent", "revenue", "solver", "financing"]


def test_what_another_budget_pays_stands_beside_the_total():
    found = summary.summarise(POLICY, samples.FULL)
    assert [line.id for line in found.beside] == ["voucher"]
    assert found.confirmed == "272.58"
    assert found.most == "512.58"


def test_under_the_other_reading_it_is_part_of_the_total():
    found = summary.summarise(POLICY, {**samples.FULL, "readings": {"arts_4_8_draw_on_budget": "true"}})
    assert not found.beside
    assert found.confirmed == "301.38"


def test_a_claim_that_can_bring_no_money_is_not_judged():
    events = samples.claim("e", "art14_events", "ineligible", "0.00", "0.00", [])
    found = summarised(events)
    assert not found.all
    assert found.no_grant == (14,)


def test_articles_without_a_claim_are_named():
    assert summary.summarise(POLICY, samples.FULL).not_claimed == (7, 8, 12)


def test_what_was_paid_stands_beside_what_is_certain():
    found = summary.summarise(POLICY, samples.FULL, samples.paid())
    assert found.paid == "217.69"
    rent = next(line for line in found.lines if line.id == "rent")
    assert (rent.confirmed, rent.actual, rent.bar, rent.paid_bar) == ("20.00", "15.97", 200, 159)


def test_what_does_not_qualify_says_why():
    [line] = summarised(samples.FINANCING).lines
    assert [reason["zh"] for reason in line.reasons] == ["单轮净投资 1,860.00万元，未达2000万元，差 140.00万元"]


def test_what_is_missing_says_what_it_is_worth():
    [line] = summarised(samples.SOLVER).lines
    assert line.reasons[0]["zh"] == "尚缺：是否以揭榜挂帅方式实施；补齐后最高可再增240.00万元"
    assert line.grows


def test_of_many_missing_answers_two_are_named_and_all_are_counted():
    missing = [{"fact": f"f{n}", "worth": "1.00", "label": samples.both(f"问题{n}", f"Question {n}")} for n in range(4)]
    claim = samples.claim("m", "art06_rent", "needs_information", "0.00", "20.00", [], missing=missing)
    [line] = summarised(claim).lines
    assert line.reasons[0]["zh"].startswith("尚缺：问题0、问题1等4项；")
    assert line.reasons[0]["en"].startswith("Missing: Question 0; Question 1 and others (4 in all);")


def test_two_claims_of_one_provision_are_numbered():
    second = {**samples.RENT, "id": "rent2"}
    assert [line.title["zh"] for line in summarised(samples.RENT, second).lines] == ["房租资助（1）", "房租资助（2）"]


def test_the_finding_names_the_largest_and_its_share():
    found = summary.summarise(POLICY, samples.FULL)
    assert summary.finding(found, "zh") == "计入合计的事项中，主导制定标准最多：100.00万元，占合计的36.6%"
    assert summary.finding(summarised(samples.RENT, samples.FINANCING), "zh") == "测算金额全部来自房租资助：20.00万元"
    assert summary.finding(summarised(samples.RENT), "en") == "All of it comes from Rent: 20.00万元"
    assert summary.finding(summarised(samples.FINANCING), "zh") == ""


def test_evidence_is_that_of_the_facts_that_were_answered():
    provision = POLICY.provision("art13_financing")
    answered = summary.evidence(provision, {"rounds": [{"instalments": [{"date": "2025-03-01"}, {"amount": None}]}]})
    date = provision.fact("rounds.instalments.date").evidence
    assert date is not None
    assert {"zh": date.zh, "en": date.en} in answered
    amount = provision.fact("rounds.instalments.amount").evidence
    assert amount is not None
    assert amount == date or {"zh": amount.zh, "en": amount.en} not in answered
    assert not summary.evidence(provision, {})

"""Numbers that are not the same for everybody: by a choice, from a day on, by a reading. What they come to, met and
missed, is worked out in `tests/engine/check/constructs/numbers.py`; here is what is said of them, what is open, and how
they change."""

import copy
from datetime import date
from fractions import Fraction
from typing import Any

import jsonschema_rs
import pytest

from engine.allocation.plain import PlainCaps
from engine.assessment.assess import assess
from engine.documents.onepager import compose
from engine.policy.folder import build
from engine.policy.pack import Policy
from engine.policy.parameters import changeable, overridden
from engine.policy.schema import rules_schema
from engine.sample.population import invent
from engine.steps.fixed import Fixed
from engine.steps.varying import ByDay
from engine.view.annotations import phrases
from engine.view.rule_words import amount_words
from tests.engine.check.broken_packs import INVENTED, PACKS, Pack
from tests.engine.check.constructs import numbers
from tests.engine.check.constructs.building import APPLICANT, Json, Trial, machine, sales

MACHINES, SALES = "s03_equipment", "s06_sales"


def policy(change) -> Policy:
    pack = PACKS["invented"].copy()
    change(pack)
    return build(pack.raw, INVENTED)


BY_SIZE, BY_KIND = policy(numbers.a_cap_by_a_choice_of_the_applicant), policy(numbers.a_share_by_a_choice_of_the_item)
BY_DAY, BY_READING = policy(numbers.a_fixed_sum_from_a_day_on), policy(numbers.a_fixed_sum_by_a_reading)


def claim(policy: Policy, trial: Trial, day: str = "2026-06-01", **more: object) -> Json:
    applicant = {**APPLICANT, **trial.applicant}
    raw = {"application_date": day, "applicant": applicant, "claims": [{"id": "c", **trial.claim}], **more}
    return dict(assess(policy, raw)["claims"][0])


def of_size(size: str | None, **facts: Any) -> Trial:
    return numbers.of_applicant(machine("", **facts), size)


def step(found: Json, name: str) -> Json:
    return next(own for own in found["steps"] if own["step"] == name)


def test_each_has_a_name_by_what_it_goes_by_and_is_called_so():
    named = {number.name: number for policy in (BY_SIZE, BY_KIND, BY_DAY, BY_READING) for number in changeable(policy)}
    assert named["s03_equipment.cap.b"].value == "5"
    assert named["s03_equipment.cap.b"].label["zh"].endswith("（乙类）")
    assert named["s03_equipment.share.b"].value == "0.0625"
    assert named["s06_sales.fixed.2026-06-01"].label["zh"].endswith("（2026年6月1日起）")
    assert named["s06_sales.fixed.highest"].value == "4"


@pytest.mark.parametrize(
    ("policy", "name", "value", "trial", "amount"),
    [
        (BY_SIZE, "s03_equipment.cap.b", "6", of_size("b"), "6.00"),
        (BY_SIZE, "s03_equipment.cap.b", "6", of_size("a"), "8.00"),
        (BY_KIND, "s03_equipment.share.b", "0.07", machine("", kind="b", price="40"), "2.80"),
        (BY_DAY, "s06_sales.fixed.2026-06-01", "6", sales(""), "6.00"),
        (BY_DAY, "s06_sales.fixed.2026-03-01", "6", sales(""), "5.00"),
        (BY_READING, "s06_sales.fixed.together", "6", sales(""), "6.00"),
    ],
)
def test_a_changed_one_changes_what_goes_by_it_and_nothing_else(policy, name, value, trial, amount):
    changed = overridden(policy, {name: value})
    assert claim(changed, trial)["confirmed"] == amount
    back = overridden(changed, {name: next(n.value for n in changeable(policy) if n.name == name)})
    assert back.model_dump() == policy.model_dump()


def test_the_step_says_which_of_them_it_is():
    assert step(claim(BY_SIZE, of_size("b")), "applicant_year_cap")["name"]["zh"].endswith("5万元（乙类）")
    rate = step(claim(BY_KIND, machine("", kind="b", price="40")), "rate")
    assert (rate["name"]["zh"], rate["operation"]["by"]) == ("乘以比例6.25%（乙类）", "1/16")
    assert step(claim(BY_DAY, sales("")), "fixed")["name"]["zh"].endswith("5万元（2026年6月1日起）")
    before = claim(BY_DAY, sales(""), "2026-05-31")
    assert before["confirmed"] == "7.00"
    assert step(before, "fixed")["name"]["zh"].endswith("7万元（2026年3月1日起）")


def test_by_a_reading_it_is_that_of_the_choice_in_force():
    assert claim(BY_READING, sales(""), readings={"s05_awards_together": "highest"})["confirmed"] == "4.00"
    assert not step(claim(BY_READING, sales("")), "fixed")["name"]["zh"].endswith("）")


def test_an_open_choice_counts_against_at_the_least_and_in_favour_at_the_most():
    found = claim(BY_SIZE, of_size(None))
    assert (found["confirmed"], found["most"]) == ("2.00", "8.00")
    assert [(missing["fact"], missing["worth"]) for missing in found["missing"]] == [("applicant.size", "6.00")]
    assert "未填，按最不利的计" in step(found, "applicant_year_cap")["name"]["zh"]
    for size, amount in (("a", "8.00"), ("b", "5.00"), ("c", "2.00")):
        sure = claim(BY_SIZE, of_size(size))
        assert (sure["confirmed"], sure["most"]) == (amount, amount)


@pytest.mark.parametrize(
    ("change", "trial"),
    [
        (numbers.a_cap_per_item_by_a_choice_of_the_item, lambda **own: machine("", **own)),
        (numbers.a_share_by_a_choice_of_the_item, lambda **own: machine("", price="40", **own)),
        (numbers.a_fixed_sum_by_a_choice_of_the_claim, lambda **own: sales("", **own)),
        (numbers.a_threshold_by_a_choice, lambda **own: sales("", **own)),
    ],
)
def test_whatever_the_choice_it_comes_to_no_less_than_the_least_and_no_more_than_the_most(change, trial):
    found, whole = policy(change), [Fraction(claim(policy(change), trial(kind=kind))["confirmed"]) for kind in "ab"]
    opened = claim(found, trial())
    assert (Fraction(opened["confirmed"]), Fraction(opened["most"])) == (min(whole), max(whole))
    assert min(whole) < max(whole)


def test_of_choices_that_a_condition_shuts_out_none_counts_at_the_most():
    shut = policy(numbers.a_share_by_a_choice_of_which_a_condition_lets_one_pass)
    found = claim(shut, machine("", price="40"))
    assert (found["confirmed"], found["most"]) == ("0.00", "4.00")


def test_a_threshold_that_hangs_on_an_open_choice_is_open_and_not_missed():
    bound = policy(numbers.a_threshold_by_a_choice)
    (condition,) = (own for own in claim(bound, sales(""))["steps"] if own.get("fact") == "sales.2025")
    assert condition["state"] == "unknown"
    missed = claim(bound, sales("", kind="a"))
    (condition,) = (own for own in missed["steps"] if own.get("fact") == "sales.2025")
    assert condition["state"] == "failed"
    assert "120" in condition["text"]["zh"]


def test_the_law_allows_for_a_claim_the_most_that_it_gives_to_anybody_on_any_day():
    assert PlainCaps(BY_SIZE).under(BY_SIZE.default_readings())[MACHINES] == 800
    rising = policy(numbers.a_fixed_sum_from_a_day_on)
    raised = overridden(rising, {"s06_sales.fixed.2026-06-01": "9"})
    assert PlainCaps(raised).under(raised.default_readings())[SALES] == 900


@pytest.mark.parametrize("policy", [BY_SIZE, BY_KIND, BY_DAY, BY_READING], ids=["size", "kind", "day", "reading"])
def test_every_one_is_told_where_the_law_is(policy):
    assert phrases(policy)
    assert compose(policy, None, "zh")
    assert invent(policy, 2026).companies


def test_what_it_goes_by_is_said_in_plain_words():
    assert amount_words(BY_KIND, BY_KIND.provision(MACHINES))["zh"].endswith("的甲类15%、乙类6.25%计算")
    assert amount_words(BY_DAY, BY_DAY.provision(SALES))["zh"] == "定额2026年3月1日起7万元、2026年6月1日起5万元"
    assert amount_words(BY_READING, BY_READING.provision(SALES))["zh"] == "定额7万元"


CAP = {"per": "item", "word": "最高", "quote": "最高8万元"}


@pytest.mark.parametrize(
    ("cap", "is_right"),
    [
        ("8万元", True),
        ({"by": "applicant.size", "a": "8万元", "b": "5万元"}, True),
        ({"from": {"2026-03-01": "8万元"}}, True),
        ({"reading": "r", "when": {"true": "8万元"}}, True),
        ({"by": "applicant.size", "a": 8}, False),
        ({"from": {"tomorrow": 8}}, False),
        ({"reading": "r"}, False),
    ],
)
def test_an_editor_knows_their_forms(cap, is_right):
    schema = rules_schema()
    own = {**schema["$defs"]["Cap"], "$defs": schema["$defs"]}
    assert jsonschema_rs.Draft202012Validator(own).is_valid({**CAP, "cap": cap}) is is_right


def test_days_are_taken_in_their_order_however_they_are_written():
    pack: Pack = PACKS["invented"].copy()
    numbers.a_fixed_sum_from_a_day_on(pack)
    starts = copy.deepcopy(pack.provision(SALES)["steps"][0]["fixed"]["from"])
    pack.provision(SALES)["steps"][0]["fixed"]["from"] = dict(reversed(starts.items()))
    amount = build(pack.raw, INVENTED).provision(SALES).amount
    assert isinstance(amount, Fixed)
    assert isinstance(amount.fixed, ByDay)
    assert list(amount.fixed.starts) == [date(2026, 3, 1), date(2026, 6, 1)]

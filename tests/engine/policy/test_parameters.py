"""The numbers of a policy by name, and the policy with other ones."""

import copy
import json
import re
from fractions import Fraction

import jsonschema_rs
import pytest

from engine.allocation.allocate import allocate
from engine.application.model import MOST_ENTRIES
from engine.assessment.assess import assess
from engine.assessment.columns import Plans
from engine.inverse.values import value_text
from engine.policy.folder import build, default_policy, load_folder, load_policy
from engine.policy.pack import Policy
from engine.policy.parameters import MOST_WAN, changeable, overridden, override_shapes
from engine.policy.source import read_raw
from engine.steps.fixed import Fixed
from engine.steps.share import Share
from engine.text.numerals import article_label
from engine.values.money import WAN
from engine.values.quantities import Amount, FullYears, Places, Rate
from engine.values.refusal import Refused
from engine.values.written import YUAN
from tests.conftest import ROOT
from tests.law.cases import APPLICANT

POLICY = load_policy(default_policy())
TINY = load_folder(ROOT / "tests" / "policies" / "tiny-invented-2026")
NUMBERS = {number.name: number for number in changeable(POLICY)}
TYPES = {kind.kind: kind for kind in (Amount, Rate, FullYears, Places)}
RENT = {"rents": [{"amount": 60, "year": 2024}], "assessed": True, "years_received": 0}


def confirmed(policy: Policy, provision: str, facts: dict) -> str:
    claim = {"id": "c", "provision": provision, "facts": facts}
    raw = {"application_date": "2025-06-15", "applicant": APPLICANT, "claims": [claim]}
    return assess(policy, raw)["claims"][0]["confirmed"]


def errors(overrides: dict) -> dict[str, str]:
    with pytest.raises(Refused) as refused:
        overridden(POLICY, overrides)
    for error in refused.value.errors:
        assert error["message"]["en"]
    return {error["path"]: error["message"]["zh"] for error in refused.value.errors}


def other(name: str) -> str:
    """Another value that this number can have."""
    number = NUMBERS[name]
    return "0.123456" if number.kind == "rate" else str(int(number.value) + 1)


# ------------------------------------------------------------------------------------------------ the numbers


@pytest.mark.parametrize("policy", [POLICY, TINY], ids=["real", "invented"])
def test_every_number_of_the_pack_that_money_hangs_on_has_a_name_and_no_other_has(policy):
    """Counted in the file itself: shares, fixed amounts, tiers, caps, thresholds, years, winners, pools, windows."""
    raw = read_raw(policy.folder)
    count = 0
    for p in raw["provisions"]:
        count += sum(len(step.get("tiers", ())) for step in p["steps"])
        count += sum(key in step for step in p["steps"] for key in ("share", "fixed", "cap", "years", "winners"))
        count += sum("at_least" in c for c in [*p.get("when", ()), *p.get("item_when", ())])
    count += len(raw["pools"]) + sum(w["kind"] == "last_years" for w in raw["windows"])
    numbers = changeable(policy)
    assert len(numbers) == len({n.name for n in numbers}) == count


def test_the_numbers_stand_in_the_order_of_the_articles_each_with_the_words_that_say_it():
    law = POLICY.law_text()
    assert [n.article for n in NUMBERS.values()] == sorted(n.article for n in NUMBERS.values())
    for number in NUMBERS.values():
        assert number.quote in law
        assert all(number.label.values())
    share = NUMBERS["art06_rent.share"]
    assert (share.article, share.kind, share.value, share.quote) == (6, "rate", "0.5", "上年度实际发生租金的50%")
    assert NUMBERS["art11_standards.tiers.national"].label["zh"] == "奖励金额（国家标准）"
    assert (NUMBERS["last_2_years.years"].kind, NUMBERS["last_2_years.years"].value) == ("years", "2")


# ------------------------------------------------------------------------------------------------ the changed policy


@pytest.mark.parametrize("name", NUMBERS)
def test_a_changed_number_is_changed_alone(name):
    changed = overridden(POLICY, {name: other(name)})
    after = {n.name: n.value for n in changeable(changed)}
    assert after == {n.name: n.value for n in NUMBERS.values()} | {name: other(name)}
    # Changed back, the pack is what it was, to the last word.
    back = overridden(changed, {name: NUMBERS[name].value})
    assert back.model_dump() == POLICY.model_dump()


def test_what_a_company_gets_follows_the_changed_numbers():
    """60 of rent, of which half, at most 20."""
    assert confirmed(POLICY, "art06_rent", RENT) == "20.00"
    assert confirmed(overridden(POLICY, {"art06_rent.cap": "25"}), "art06_rent", RENT) == "25.00"
    assert confirmed(overridden(POLICY, {"art06_rent.share": "0.3"}), "art06_rent", RENT) == "18.00"
    assert confirmed(overridden(POLICY, {"art06_rent.years": "1"}), "art06_rent", RENT) == "20.00"
    again = RENT | {"years_received": 1}
    assert confirmed(overridden(POLICY, {"art06_rent.years": "1"}), "art06_rent", again) == "0.00"
    growth = {"revenues": {"2024": 4000, "2023": 3000}, "core_technology": True, "already_received": False}
    assert confirmed(POLICY, "art05_revenue_growth", growth) == "0.00"
    lower = {"art05_revenue_growth.at_least": "4000", "art05_revenue_growth.fixed": "12"}
    assert confirmed(overridden(POLICY, lower), "art05_revenue_growth", growth) == "12.00"
    standard = {"standards": [{"level": "national", "lead": True, "already_rewarded": False}]}
    tier = {"art11_standards.tiers.national": "55"}
    assert confirmed(overridden(POLICY, tier), "art11_standards", standard) == "55.00"
    money = [{"date": "2022-12-01", "amount": 3000, "fund": True}]
    round_ = {"rounds": [{"instalments": money}], "assessed": True, "already_received": False}
    assert confirmed(POLICY, "art13_financing", round_) == "0.00"
    assert confirmed(overridden(POLICY, {"last_2_years.years": "3"}), "art13_financing", round_) == "150.00"


def test_a_rate_and_an_amount_of_nothing_give_nothing():
    assert confirmed(overridden(POLICY, {"art06_rent.share": "0"}), "art06_rent", RENT) == "0.00"
    assert confirmed(overridden(POLICY, {"art06_rent.cap": 0}), "art06_rent", RENT) == "0.00"


def test_the_largest_numbers_are_calculated_with_exactly():
    most = overridden(POLICY, {"art11_standards.tiers.national": MOST_WAN, "art11_standards.cap": MOST_WAN})
    standard = {"level": "national", "lead": True, "already_rewarded": False}
    facts = {"standards": [standard] * (MOST_ENTRIES - 1)}
    assert confirmed(most, "art11_standards", facts) == f"{MOST_WAN}.00"


def test_an_allocation_takes_the_numbers_of_its_overrides():
    claims = [
        {"id": str(i), "applicant": str(i), "provision": "art05_revenue_growth", "approved": 10} for i in range(3)
    ]
    answer = allocate(POLICY, {"approved_claims": claims, "overrides": {"art05.cap": "15"}})
    assert answer["pools"][0]["cap"] == "15.00"
    assert [claim["actual"] for claim in answer["claims"]] == ["5.00"] * 3
    unchanged = allocate(POLICY, {"approved_claims": claims, "overrides": {"art05.cap": None}})
    unstated = allocate(POLICY, {"approved_claims": claims})
    assert unchanged["receipt"]["overrides"] == {}
    assert {**unchanged, "receipt": None} == {**unstated, "receipt": None}


def test_a_changed_policy_shares_nothing_that_was_derived_from_the_first():
    changed = overridden(POLICY, {"art06_rent.share": "0.4"})
    assert changed.derived(Plans) is not POLICY.derived(Plans)
    assert changed.derived(Plans).by_id["art06_rent"].provision.of_kind(Share)[0].share == Fraction("0.4")
    assert POLICY.derived(Plans).by_id["art06_rent"].provision.of_kind(Share)[0].share == Fraction("0.5")
    assert (changed.id, changed.law_text()) == (POLICY.id, POLICY.law_text())


def test_the_same_numbers_however_written_are_the_same_policy():
    changed = overridden(POLICY, {"art06_rent.share": "0.40", "art05.cap": 1500})
    assert overridden(POLICY, {"art05.cap": "1500.00", "art06_rent.share": "0.4"}) is changed
    assert overridden(POLICY, {"art06_rent.share": "0.5", "art05.cap": 1000, "art10.cap": None}) is POLICY
    assert overridden(POLICY, {}) is POLICY


# ------------------------------------------------------------------------------------------------ what is refused


def test_a_number_that_there_is_not_is_refused_with_those_that_there_are():
    said = errors({"art06_rent.rate": "1", "nothing": 1})
    assert list(said) == ["art06_rent.rate", "nothing"]
    assert "art06_rent.share" in said["art06_rent.rate"]
    assert "art05.cap" not in said["art06_rent.rate"]
    assert "art05.cap" in said["nothing"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("art06_rent.share", "1.000001"),
        ("art06_rent.share", "50%"),
        ("art06_rent.share", 0.5),
        ("art06_rent.cap", "15.5"),
        ("art06_rent.cap", "-1"),
        ("art06_rent.cap", MOST_WAN + 1),
        ("art06_rent.years", "0"),
        ("art06_rent.years", "1.0"),
        ("last_2_years.years", "100"),
        ("art12_public_platform.winners", "1000000"),
        ("art12_public_platform.winners", True),
        ("art05.cap", []),
    ],
)
def test_what_a_number_of_its_kind_cannot_be_is_refused_with_its_place(name, value):
    said = errors({name: value, "art10.cap": "1500"})
    assert list(said) == [name]


def test_where_the_law_writes_yuan_a_number_is_whole_yuan():
    raw = copy.deepcopy(read_raw(TINY.folder))
    sales = next(p for p in raw["provisions"] if p["id"] == "s06_sales")
    sales["steps"][0]["fixed"] = "5000元"
    policy = build(raw, TINY.folder)
    (number,) = (n for n in changeable(policy) if n.name == "s06_sales.fixed")
    assert number.value == "0.5"
    schema = jsonschema_rs.Draft202012Validator(
        json.loads(json.dumps(override_shapes(policy).fields[number.name].schema))
    )
    for value, fen in (("0.8", 8000 * YUAN), ("0.0001", YUAN), (2, 2 * WAN), ("0.800000", 8000 * YUAN)):
        assert overridden(policy, {number.name: value}).provision("s06_sales").of_kind(Fixed)[0].fixed == fen
        assert schema.is_valid(value)
    for value in ("0.00001", "0.8元", "100000000.5"):
        with pytest.raises(Refused) as refused:
            overridden(policy, {number.name: value})
        assert [error["path"] for error in refused.value.errors] == [number.name]
        assert not schema.is_valid(value)
    assert value_text(number, number.value)["zh"] == "0.5万元"


def test_the_names_are_the_places_in_the_pack():
    """Whoever reads a name finds the number in the file by it."""
    raw = json.loads(json.dumps(read_raw(POLICY.folder), default=str))
    blocks = {block["id"]: block for kind in ("provisions", "pools", "windows") for block in raw[kind]}
    for number in NUMBERS.values():
        block, name, *choice = number.name.split(".")
        stated = [part for key in ("when", "item_when", "steps") for part in blocks[block].get(key, [])]
        named = [part for part in stated if part.get("name", "") == name or (name in part and "name" not in part)]
        found = (named or [blocks[block]])[0]
        key = next(key for key in (name, "cap", "at_least") if key in found)
        for step in (key, *choice):
            found = found[step]
        assert len(named) <= 1
        assert TYPES[number.kind].read(found).in_what_if == number.value


@pytest.mark.parametrize(("old", "new"), POLICY.renamed.items())
def test_a_number_is_still_known_by_what_it_was_called_before(old, new):
    assert new in NUMBERS
    assert old not in NUMBERS
    changed = overridden(POLICY, {old: other(new)})
    assert changed.provisions == overridden(POLICY, {new: other(new)}).provisions
    assert changed.provisions != POLICY.provisions


def test_a_number_is_called_by_what_it_is_and_not_by_its_value():
    """A rate is a share of something; a threshold, a number of years or of places is called so without its value."""
    digits = re.compile(r"[0-9]")
    for number in changeable(POLICY):
        for lang in ("zh", "en"):
            said = (
                number.label[lang]
                .replace(article_label(number.article, lang), "")
                .replace(f"Article {number.article}", "")
            )
            assert not digits.search(said), number.name
        if number.kind == "rate":
            assert number.label["zh"].endswith("的比例")
            assert number.label["en"].startswith("Share of ")
    labels = {number.name: number.label for number in changeable(POLICY)}
    assert labels["art06_rent.share"]["en"] == "Share of rent incurred last year"
    assert labels["art09_embodied_model.share"]["en"] == "Share of R&D cost"
    assert labels["art06_rent.years"]["zh"] == "最长年限"
    assert labels["art11_standards.tiers.national"]["zh"] == "奖励金额（国家标准）"

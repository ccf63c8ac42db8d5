"""Of a scenario that was made for another version of the policy the rest is taken, and what does not fit is said."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.policy.folder import default_policy, load_policy
from engine.policy.receipt import policy_receipt
from engine.scenario import Scenario, written
from engine.scenario.fitting import Fitted, fitted
from engine.text import words
from engine.values.money import WAN
from engine.values.refusal import Refused

POLICY = load_policy(default_policy())
MINE = Scenario(
    "方案一", 2025, 60 * WAN, pools={"art05": 30 * WAN}, quota={"art12_public_platform": 3},
    readings={"art16_top_up": "true"}, overrides={"art06_rent.share": "0.4"},
)  # fmt: skip


def fit(**more: Any) -> Fitted:
    return fitted(POLICY, written(MINE) | more)


def the_only(found: tuple[dict[str, str], ...]) -> str:
    (one,) = found
    assert all(one[lang] for lang in words.LANGUAGES)
    return one["zh"]


def test_what_fits_is_taken_and_nothing_is_said() -> None:
    assert fitted(POLICY, written(MINE), policy_receipt(POLICY, 2025)) == Fitted(MINE)


@pytest.mark.parametrize(
    ("part", "given", "said"),
    [
        ("overrides", {"art06_rent.rate": "0.4"}, "第六条的数字「art06_rent.rate」（改为0.4）：现行政策中已没有"),
        ("overrides", {"gone.share": "0.4"}, "数字「gone.share」（改为0.4）：现行政策中已没有"),
        ("overrides", {"art06_rent.cap": "1.5"}, "第六条“每年最高”改为「1.5」现已不允许，没有带入，仍为20万元"),
        ("readings", {"gone": "true"}, "口径「gone」（选true）：现行政策中已没有"),
        ("readings", {"art16_top_up": "half"}, "选项「half」现已没有，没有带入，按默认“不补差额”"),
        ("pools", {"art99": "5"}, "年度总额「art99」（5）：现行政策中已没有"),
        ("pools", {"art05": "-5"}, "第五条总额没有带入"),
        ("quota", {"gone": 5}, "名额「gone」（5）：现行政策中已没有"),
        ("already_awarded", "x", "已安排金额没有带入"),
        ("budget", "很多", "预算没有带入"),
        ("rule", "by_lot", "分配规则没有带入，按比例分配"),
        ("terms", {"floor": "5"}, "分配规则没有带入，按比例分配"),
        ("invented", 5, "“invented”：方案中没有这一项"),
    ],
)
def test_what_does_not_fit_is_named_and_the_rest_is_taken(part: str, given: Any, said: str) -> None:
    own = written(MINE).get(part)
    beside = {**own, **given} if isinstance(own, dict) and isinstance(given, dict) else given
    found = fit(**{part: beside})
    assert said in the_only(found.dropped)
    rest = written(MINE)
    if isinstance(own, dict) and isinstance(given, dict):
        rest[part] = {name: value for name, value in own.items() if name not in given}
    elif part in rest:
        rest[part] = {"budget": None, "rule": "proportional", "terms": None}.get(part, {})
    assert written(found.scenario) == rest


def test_a_number_that_is_called_otherwise_by_now_is_followed_and_that_is_said() -> None:
    found = fit(overrides={"art06_rent.limits.1.cap": "10"})
    assert found.scenario.overrides == {"art06_rent.cap": "10"}
    assert the_only(found.followed) == "数字「art06_rent.limits.1.cap」现称第六条“每年最高”，已照此带入。"


def test_a_change_that_the_law_has_made_itself_is_said_to_be_none_any_more() -> None:
    found = fit(overrides={"art06_rent.share": "0.50"}, readings={"art16_top_up": "false"})
    assert (found.scenario.overrides, found.scenario.readings) == ({}, {})
    assert [one["zh"] for one in found.followed] == [
        "第六条“上年度实际发生租金的比例”：现行条款已是50%，不再是改动。",
        "口径（第十六条）：“不补差额”现为默认，不再是改动。",
    ]


def test_that_the_rules_are_others_is_said_first() -> None:
    now = policy_receipt(POLICY, 2025)
    for then, said in (
        ({**now, "version": "2024-01-01", "sha256": "0"}, "方案按2024-01-01版规则做成，现行规则为2025-01-01版"),
        ({**now, "sha256": "0", "rules": "0"}, "测算规则有改动"),
        ({**now, "sha256": "0", "law": "0"}, "条文有改动"),
        ({**now, "sha256": "0", "guideline": "0"}, "申请指南有改动"),
        ({"id": POLICY.id, "version": POLICY.version}, "没有记录按哪一版规则做成"),
    ):
        assert said in the_only(fitted(POLICY, written(MINE), then).followed)


@pytest.mark.parametrize("raw", [None, [], {}, {"name": "x"}, {"name": "", "year": 2025}, {"name": "x", "year": "x"}])
def test_what_is_no_scenario_is_refused(raw: Any) -> None:
    with pytest.raises(Refused):
        fitted(POLICY, raw)


def test_what_names_more_than_any_scenario_does_is_refused_before_it_is_gone_through() -> None:
    many: dict[str, Any]
    deep: Any = "x"
    for _ in range(900):
        deep = [deep]
    for many in (
        {"pools": {"art05": deep}},
        {"overrides": {f"n{n}": "1" for n in range(50_000)}},
        {"terms": {"weights": {f"n{n}": "1" for n in range(300)}}},
        {"rule": [[]] * 300},
        {f"n{n}": 1 for n in range(300)},
    ):
        with pytest.raises(Refused) as refusal:
            fit(**many)
        assert len(refusal.value.errors) == 1


VALUES = st.none() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=6) | st.just("\ud83d")
NAMES = st.text(max_size=6) | st.sampled_from(["art05", "art06_rent.share", "art16_top_up", "\ud83d", "\ufffd", "a.b"])
ANY = (
    VALUES | st.lists(VALUES, max_size=2) | st.dictionaries(NAMES, VALUES | st.dictionaries(NAMES, VALUES), max_size=4)
)
PARTS = st.sampled_from([*written(MINE), "x", "\ud83d"])


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(PARTS, ANY, max_size=5))
def test_whatever_a_scenario_says_what_is_taken_of_it_is_one_of_this_policy(parts: dict[str, Any]) -> None:
    found = fitted(POLICY, {**parts, "name": "方案", "year": 2025})
    assert fitted(POLICY, written(found.scenario)) == Fitted(found.scenario)
    assert all(line[lang] for line in found.said for lang in words.LANGUAGES)

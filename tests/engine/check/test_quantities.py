"""Amounts, shares and counts are read as laws write them, and bounds by the words that laws use."""

from fractions import Fraction
from pathlib import Path

import pytest

from engine.check import numbers, quantities
from engine.check.findings import Notes
from engine.check.lawtext import LawText
from engine.check.legal_words import operative_words_of
from engine.policy.standing import beside
from engine.values import quantities as written
from engine.values.quantities import MONEY, SHARE, Amount, FullYears, Places, Rate
from tests.engine.check.broken_packs import PACKS, Pack, listed

WAN = 10_000
LAWS = Path(__file__).parents[1] / "policy" / "laws"


def read(text: str) -> list[tuple[str, Fraction]]:
    return [(quantity.kind, quantity.value) for quantity in written.quantities(text)]


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("5000元", 5000),
        ("5,000元", 5000),
        ("五千元", 5000),
        ("3千元", 3000),
        ("20万元", 20 * WAN),
        ("20 万元", 20 * WAN),
        ("２０万元", 20 * WAN),
        ("2.5万元", 25_000),
        ("2．5万元", 25_000),
        ("1,000万元", 1000 * WAN),
        ("五千万元", 5000 * WAN),
        ("5千万元", 5000 * WAN),
        ("两百万元", 200 * WAN),
        ("1亿元", 10_000 * WAN),
        ("1.5亿元", 15_000 * WAN),
        ("1亿5000万元", 15_000 * WAN),
        ("一亿五千万元", 15_000 * WAN),
        ("3万5000元", 35_000),
    ],
)
def test_an_amount_is_worth_the_same_however_it_is_written(text, yuan):
    assert read(f"给予{text}的奖励") == [(MONEY, yuan)]


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("15%", Fraction(15, 100)),
        ("15％", Fraction(15, 100)),
        ("１５％", Fraction(15, 100)),
        ("0.5%", Fraction(5, 1000)),
        ("3‰", Fraction(3, 1000)),
        ("百分之三十", Fraction(30, 100)),
        ("百分之三点五", Fraction(35, 1000)),
        ("千分之三", Fraction(3, 1000)),
    ],
)
def test_a_share_is_worth_the_same_however_it_is_written(text, share):
    assert read(f"按{text}给予") == [(SHARE, share)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("60、40、20万元", [(MONEY, 60 * WAN), (MONEY, 40 * WAN), (MONEY, 20 * WAN)]),
        ("60万元、40万元和20万元", [(MONEY, 60 * WAN), (MONEY, 40 * WAN), (MONEY, 20 * WAN)]),
        ("5%—20%", [(SHARE, Fraction(5, 100)), (SHARE, Fraction(20, 100))]),
        ("5-20%", [(SHARE, Fraction(5, 100)), (SHARE, Fraction(20, 100))]),
        ("1000万元及以上至5000万元", [(MONEY, 1000 * WAN), (MONEY, 5000 * WAN)]),
        ("最长3年100万元", [("年", 3), (MONEY, 100 * WAN)]),
        ("每年不超过2家", [("家", 2)]),
        ("有效期三年", [("年", 3)]),
        ("以万元为单位", []),
        ("2025年度", []),
        ("第三条", []),
        ("规模以上", []),
    ],
)
def test_several_quantities_are_told_apart_and_a_row_shares_its_unit(text, found):
    assert read(text) == found


@pytest.mark.parametrize(
    ("text", "stated", "times"),
    [
        ("最高100万元", Amount.read("10万元"), 0),
        ("最高1,100万元", Amount.read("100万元"), 0),
        ("最高100万元", Amount.read("100万元"), 1),
        ("引导资金1亿元", Amount.read("10000万元"), 1),
        ("100万元、100万元", Amount.read("100万元"), 2),
        ("按12.5％给予", Rate.read("12.5%"), 1),
        ("按12.5%给予", Rate.read("5%"), 0),
        ("按3‰给予", Rate.read("0.3%"), 1),
        ("最长三年", FullYears(3), 1),
        ("3年度", FullYears(3), 0),
        ("不超过两家", Places(2), 1),
        ("不超过12家", Places(2), 0),
    ],
)
def test_a_number_of_a_rule_is_found_by_its_worth_and_never_within_another(text, stated, times):
    assert len(quantities.places(text, stated)) == times


# ------------------------------------------------------------------------------------------------ words of bounds


@pytest.mark.parametrize(
    ("quote", "word"),
    [
        ("最高20万元", "最高"),
        ("最高为20万元", "最高"),
        ("最高奖励20万元", "最高奖励"),
        ("最高奖励20万元", "最高"),
        ("最高奖励不超过20万元", "最高"),
        ("最高可达20万元", "最高可达"),
        ("最高给予20万元", "最高给予"),
        ("营收达到20万元", "达到"),
        ("营收首次突破20万元", "首次突破"),
        ("20万元以上", "以上"),
        ("20万元及以上", "及以上"),
        ("20万元（含）以上", "以上"),
        ("20万元(含)以上", "(含)以上"),
        ("20万元(含本数)以上", "以上"),
    ],
)
def test_a_word_of_a_bound_stands_beside_its_number(quote, word):
    assert beside(quote, word, quantities.places(quote, Amount.read("20万元")))


@pytest.mark.parametrize(
    ("quote", "word"),
    [
        ("最高30万元,给予20万元", "最高"),
        ("20万元的,最高", "最高"),
        ("20万元，30万元以上", "以上"),
        ("最高不得少于20万元", "最高"),
        ("20万元或者以上", "以上"),
    ],
)
def test_a_word_of_another_number_does_not(quote, word):
    assert not beside(quote, word, quantities.places(quote, Amount.read("20万元")))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("规模以上工业企业", []),
        ("限额以上商贸企业", []),
        ("以上有关各项奖励政策", []),
        ("以上各项", []),
        ("以上政策", []),
        ("5000万元以上企业", ["以上"]),
        ("5000万元以上各类企业", ["以上"]),
        ("1000万元（含）以上有关企业", ["以上"]),
        ("省级以上", ["以上"]),
        ("近三年", ["近三年"]),
        ("近3年", ["近3年"]),
        ("产值首次突破1亿元", ["首次突破"]),
        ("达到五千万元", ["达到"]),
        ("达到国内领先", []),
        ("最高可达20万元", ["最高"]),
    ],
)
def test_a_word_is_operative_where_it_bounds_something_and_not_elsewhere(text, found):
    assert sorted(word for _, word, _ in operative_words_of(text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("前一年", []),
        ("每一年", []),
        ("一年以上未动工", ["一"]),
        ("前三年", ["三"]),
        ("享受第5条政策", []),
        ("按第2、3条执行", []),
        ("第12条所列5项", ["5"]),
        ("给予3‰", ["3‰"]),
        ("五千元", ["五千"]),
    ],
)
def test_what_counts_as_a_number_that_a_rule_must_state(text, found):
    assert [shown for _, shown in numbers.numbers_of(text)] == found


@pytest.mark.parametrize(
    ("english", "wrong"),
    [
        ("5000元 (CNY 5,000)", 0),
        ("5000元 (CNY 50,000)", 1),
        ("2.5万元 (CNY 25,000)", 0),
        ("1.5亿元 (CNY 150,000,000)", 0),
    ],
)
def test_the_figure_in_yuan_is_that_of_the_amount_whatever_its_unit(english, wrong):
    assert len(numbers.wrong_cny(english)) == wrong


# ------------------------------------------------------------------------------------------------ in a policy


def reworded(old: str, new: str) -> Pack:
    """The invented policy under a law that says the same in other words."""
    pack = PACKS["invented"].copy()
    pack.replace_in_law(old, new)
    for block in (*pack.raw["provisions"], *pack.raw["readings"]):
        block["quotes"] = [quote.replace(old, new) for quote in block["quotes"]]
    for provision in pack.raw["provisions"]:
        for block in (*provision.get("when", []), *provision["steps"]):
            if "quote" in block:
                block["quote"] = block["quote"].replace(old, new)
    return pack


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("销售额90万元以上", "销售额达到90万元", "达到"),
        ("销售额90万元以上", "销售额达到九十万元", "达到"),
        ("销售额90万元以上", "销售额90万元（含）以上", "（含）以上"),
        ("销售额90万元以上", "销售额90万元(含)以上", "以上"),
        ("给予每家单位每年最高8万元的资助", "给予每家单位每年最高资助8万元", "最高资助"),
        ("给予每家单位每年最高8万元的资助", "给予每家单位每年最高可达80,000元", "最高可达"),
        ("按照设备购置费用的15%", "按照设备购置费用的15％", None),
        ("按照设备购置费用的15%", "按照设备购置费用的百分之十五", None),
        ("分别给予6万元、4万元、1万元", "分别给予6、4、1万元", None),
    ],
)
def test_a_law_that_says_the_same_in_other_words_is_sound(old, new, word):
    pack = reworded(old, new)
    for provision in pack.raw["provisions"]:
        for block in (*provision.get("when", []), *provision.get("limits", [])):
            if word and new in block["quote"] and word in block["quote"] and "word" in block:
                block["word"] = word
    for reading in pack.raw["readings"]:
        reading["quotes"] = [
            quote.replace("6万元、4万元、1万元", "6、4、1万元") if "6、4" in new else quote
            for quote in reading["quotes"]
        ]
    faults = [finding for finding in pack.check() if not finding.place.startswith("law.en.txt")]
    assert listed(faults) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("销售额90万元以上", "销售额达到91万元"),
        ("给予每家单位每年最高8万元的资助", "给予每家单位每年最高可达8000元"),
        ("按照设备购置费用的15%", "按照设备购置费用的15‰"),
        ("分别给予6万元、4万元、1万元", "分别给予6、4、1元"),
    ],
)
def test_a_law_that_says_another_number_in_those_words_is_not(old, new):
    assert "number_not_in_quote" in {finding.kind for finding in reworded(old, new).check()}


def test_a_real_law_with_other_habits_is_read():
    law = LawText((LAWS / "liuhe-key-industries-2023.zh.txt").read_text(encoding="utf-8"), Notes(), "law")
    assert read(law.articles[11]) == [(MONEY, 1000 * WAN), (SHARE, Fraction(5, 1000)), (MONEY, 20 * WAN)]
    assert [value for kind, value in read(law.articles[21]) if kind == SHARE] == [
        *(Fraction(30, 100), Fraction(30, 100), Fraction(40, 100))
    ]
    assert [word for _, word, _ in operative_words_of(law.articles[14])] == []  # 规模以上, twice
    assert [word for _, word, _ in operative_words_of(law.articles[24])] == []  # 以上有关各项
    assert [shown for _, shown in numbers.numbers_of(law.articles[6])] == []  # 享受第5条政策
    assert "三" in {shown for _, shown in numbers.numbers_of(law.articles[26])}  # 暂定三年有效期

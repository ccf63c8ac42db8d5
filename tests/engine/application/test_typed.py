"""What people type into a box is read as the contract writes it, or refused with the question and an example."""

from datetime import date

import pytest

from engine.application import typed
from engine.policy.facts import Fact
from engine.policy.folder import load_policy
from engine.text import words
from engine.values.refusal import Refused

PROVISIONS = load_policy("longhua-ai-robotics-2025").provisions
LABEL = {"zh": "评分", "en": "Score"}


def fact(kind, **more):
    return Fact.model_validate({"name": "x", "type": kind, "label": {"zh": "租金", "en": "Rent"}, **more})


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("amount", "523,000元", "52.3"),
        ("amount", "300万", "300"),
        ("amount", "０．０３亿", "300"),
        ("amount", "  ", None),
        ("yearly", "5000", "5000"),
        ("ratio", "50%", "0.5"),
        ("ratio", "５０％", "0.5"),
        ("ratio", "0.5", "0.5"),
        ("ratio", "1", "1"),
        ("ratio", "100 %", "1"),
        ("ratio", "33.3333%", "0.333333"),
        ("ratio", "0", "0"),
        ("ratio", "60", "0.6"),
        ("ratio", "1.5", "0.015"),
        ("ratio", "三分之一", "0.333333"),
        ("ratio", "2/3", "0.666666"),
        ("ratio", "百分之六十", "0.6"),
        ("ratio", "六成五", "0.65"),
        ("amount", "一千二百万", "1200"),
        ("amount", "1200 万元（不含税）", "1200"),
        ("count", "两家", 2),
        ("count", "十二", 12),
        ("ratio", "", None),
        ("count", "2", 2),
        ("count", "２年", 2),
        ("count", "", None),
        ("uscc", "9111 0000 6000 37341l", "91110000600037341L"),
        ("uscc", " ", None),
        ("text", "  项目甲 ", "项目甲"),
        ("text", "", None),
    ],
)
def test_a_text_means_a_value(kind, text, value):
    assert typed.read(fact(kind), text) == value


@pytest.mark.parametrize(
    ("kind", "text", "zh", "en"),
    [
        ("amount", "1e3", "租金不能用科学计数法", "Rent cannot be written with an exponent"),
        ("amount", "-5", "租金不能为负数", "Rent cannot be negative"),
        ("ratio", "half", "租金须为比例，例如50%、0.5或三分之一", "Rent must be a share, for example 50%, 0.5 or 1/3"),
        ("ratio", "101%", "租金不能超过100%", "Rent cannot exceed 100%"),
        ("ratio", "150", "租金不能超过100%", "Rent cannot exceed 100%"),
        ("ratio", "三分之四", "租金不能超过100%", "Rent cannot exceed 100%"),
        ("ratio", "1/0", "租金须为比例", "Rent must be a share"),
        ("ratio", "33.33333%", "最多精确到百分号前4位小数", "at most four decimals"),
        (
            "count",
            "1.5",
            "租金须为整数，例如1，没有的填0",
            "Rent must be a whole number, for example 1, or 0",
        ),
        ("count", "1000000", "租金不能超过999999", "Rent cannot be more than 999999"),
        ("count", "-1", "租金须为整数，例如1，没有的填0", "Rent must be a whole number"),
        ("uscc", "91110000600037342L", "校验位不符", "check digit"),
        ("uscc", "911", "须为18位", "18 characters"),
        ("text", "字" * 301, "租金最多300个字，填写了301个字", "at most 300 characters; you entered 301"),
    ],
)
def test_a_text_that_means_nothing_is_refused_with_the_question_and_an_example(kind, text, zh, en):
    with pytest.raises(Refused) as refused:
        typed.read(fact(kind), text, "claims.0.facts.x")
    error = refused.value.errors[0]
    assert error["path"] == "claims.0.facts.x"
    assert zh in error["message"]["zh"]
    assert en in error["message"]["en"]


def test_the_name_of_the_box_stands_in_the_refusal_where_it_is_given():
    with pytest.raises(Refused) as refused:
        typed.read(fact("yearly"), "abc", label={"zh": "营业收入（2024年）", "en": "Revenue (2024)"})
    assert refused.value.errors[0]["message"]["zh"].startswith("营业收入（2024年）须为数字")


@pytest.mark.parametrize(
    ("kind", "value", "zh", "en"),
    [
        ("amount", "52.3", "即五十二万三千元（523,000元）", "That is 523 thousand yuan (CNY 523,000)"),
        ("ratio", "0.5", "即50%", "That is 50%"),
        ("date", "2025-03-05", "即2025年3月5日，星期三", "That is Wednesday 5 March 2025"),
        ("text", "甲", "", ""),
        ("count", 2, "", ""),
    ],
)
def test_what_was_understood_is_echoed(kind, value, zh, en):
    assert typed.echo(fact(kind), value, "zh") == zh
    assert typed.echo(fact(kind), value, "en") == en


def test_a_share_that_no_decimal_ends_says_that_it_was_cut():
    assert typed.echo(fact("ratio"), "0.333333", "zh", "三分之一") == "即33.3333%（除不尽，取到百分号前4位小数）"
    assert typed.echo(fact("ratio"), "0.333333", "en", "1/3") == "That is 33.3333% (cut to four decimals of a percent)"
    assert typed.echo(fact("ratio"), "0.5", "zh", "二分之一") == "即50%"


def test_an_unlikely_amount_is_asked_back_by_what_the_policy_says_is_usual():
    found = typed.doubt(fact("amount", usual="10亿元"), "12,000,000.00")
    assert found is not None
    assert found.meant == {"zh": "1,200万元", "en": "12 million yuan"}
    assert found.sentence["zh"].startswith("读作一千二百亿元，在这一项里少见。您是不是指1,200万元？")
    assert "Read as 120 billion yuan" in found.sentence["en"]
    for meant in found.meant.values():
        assert typed.read(fact("amount"), meant) == "1200"
    assert typed.doubt(fact("amount", usual="1500亿元"), "12,000,000.00") is None
    assert typed.doubt(fact("amount"), "12,000,000.00") is None
    assert typed.doubt(fact("amount", usual="10亿元"), "1e9") is None


@pytest.mark.parametrize("provision", PROVISIONS, ids=lambda p: p.id)
def test_every_amount_that_is_asked_says_what_is_usual(provision):
    asked = [f for f in provision.facts if f.type in ("amount", "yearly") and f.asked]
    assert [f.path for f in asked if f.usual is None] == []


def test_a_value_is_written_in_words():
    level = fact("choice", choices=[{"id": "a", "label": {"zh": "国家标准", "en": "National"}}])
    assert typed.written(level, "a", "zh") == "国家标准"
    assert typed.written(fact("yes_no"), False, "zh") == "否"
    assert typed.written(fact("yes_no"), True, "en") == "Yes"
    assert typed.written(fact("amount"), "1234.5", "zh") == "1,234.50万元"
    assert typed.written(fact("date"), "2024-06-01", "en") == "2024-06-01"


@pytest.mark.parametrize(
    ("text", "millionths"),
    [("88", 88_000_000), ("88.5", 88_500_000), ("８８．５", 88_500_000), (" 90分 ", 90_000_000), ("0", 0), ("", None)],
)
def test_a_score_is_read_as_people_write_it(text, millionths):
    assert typed.read_score(text, "score", LABEL) == millionths


@pytest.mark.parametrize("text", ["优", "-1", "1e3", "88.1234567", "88,5", "1234567"])
def test_what_is_no_score_is_refused_with_an_example(text):
    with pytest.raises(Refused) as refused:
        typed.read_score(text, "score", LABEL)
    assert "88.5" in refused.value.errors[0]["message"]["zh"]
    assert text in refused.value.errors[0]["message"]["en"]


@pytest.mark.parametrize(
    "text",
    ["2025-03-05", "2025/3/5", "2025.3.5", "2025年3月5日", "2025 年 3 月 5 日", "2025年3月5号", "20250305",
     "２０２５／３／５", " 2025-3-5 ", "二〇二五年三月五日", "2025年三月五日", "5 March 2025", "Mar 5, 2025",
     "2025/3/5 0:00:00", "2025-03-05 00:00", "2025-03-05 00:00:00"],
)  # fmt: skip
def test_a_day_is_read_as_people_write_and_paste_it(text):
    assert typed.read_day(text, "", LABEL) == "2025-03-05"


@pytest.mark.parametrize(
    "text", ["2025-02-31", "2025年2月29日", "31 February 2025", "20251305", "2025/0/5", "2025.4.31"]
)
def test_a_day_that_is_not_in_the_calendar_is_refused_and_never_becomes_another(text):
    with pytest.raises(Refused) as refused:
        typed.read_day(text, "p", LABEL)
    for message in refused.value.errors[0]["message"].values():
        assert text in message
    assert "不是日历上有的日期" in refused.value.errors[0]["message"]["zh"]


@pytest.mark.parametrize(
    "text",
    ["3/5/2025", "2025-3", "45721", "明天", "2025-03/05", "2025-03-05 14:30", "2025年", "20250305 1", "-2025-03-05"],
)
def test_what_is_no_day_is_refused_with_an_example(text):
    with pytest.raises(Refused) as refused:
        typed.read_day(text, "p", LABEL)
    assert "2025/3/5" in refused.value.errors[0]["message"]["zh"]
    assert "2025/3/5" in refused.value.errors[0]["message"]["en"]


def test_a_day_outside_its_range_is_refused_with_the_range():
    bounds = {"first": date(2025, 1, 1), "latest": date(2027, 12, 31)}
    for text in ("2024-12-31", "2028年1月1日"):
        with pytest.raises(Refused) as refused:
            typed.read_day(text, "p", LABEL, **bounds)
        assert "2025年1月1日至2027年12月31日" in refused.value.errors[0]["message"]["zh"]
    assert typed.read_day("2027/12/31", "p", LABEL, **bounds) == "2027-12-31"
    assert typed.read_day("  ", "p", LABEL, **bounds) is None


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_what_cannot_be_read_is_written_as_what_it_is(lang):
    for kind in ("amount", "ratio", "date", "count", "uscc"):
        assert "六十" in typed.written(fact(kind), {"unreadable": "六十"}, lang)
        assert typed.echo(fact(kind), {"unreadable": "六十"}, lang) == ""

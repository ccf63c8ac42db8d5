"""What people type into a box is read as the contract writes it, or refused with the question and an example."""

from datetime import date

import pytest

from engine.application import typed
from engine.policy.facts import Fact
from engine.text import words
from engine.values.refusal import Refused

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
        ("ratio", "half", "租金须为百分比，例如50%", "Rent must be a percentage, for example 50%"),
        ("ratio", "101%", "租金不能超过100%", "Rent cannot exceed 100%"),
        ("ratio", "50", "租金须写明百分号", "Rent needs a percent sign"),
        ("ratio", "33.33333%", "最多精确到百分号前4位小数", "at most four decimals"),
        (
            "count",
            "1.5",
            "租金须为0至999999的整数，例如1",
            "Rent must be a whole number from 0 to 999999",
        ),
        ("count", "1000000", "租金须为0至999999的整数", "Rent must be a whole number"),
        ("count", "-1", "租金须为0至999999的整数", "Rent must be a whole number"),
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
        ("amount", "52.3", "即52.30万元", "That is 52.30万元 (CNY 523,000)"),
        ("ratio", "0.5", "即50%", "That is 50%"),
        ("text", "甲", "", ""),
        ("count", 2, "", ""),
    ],
)
def test_what_was_understood_is_echoed(kind, value, zh, en):
    assert typed.echo(fact(kind), value, "zh") == zh
    assert typed.echo(fact(kind), value, "en") == en


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
     "２０２５／３／５", " 2025-3-5 ", "2025/3/5 0:00:00", "2025-03-05 00:00", "2025-03-05 00:00:00"],
)  # fmt: skip
def test_a_day_is_read_as_people_write_and_paste_it(text):
    assert typed.read_day(text, "", LABEL) == "2025-03-05"


@pytest.mark.parametrize("text", ["2025-02-31", "2025年2月29日", "20251305", "2025/0/5", "2025.4.31"])
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

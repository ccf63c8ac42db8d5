"""How the law is read: its numbers, its articles and paragraphs."""

from datetime import date

import pytest

from engine.check import numbers
from engine.check.findings import Notes
from engine.check.lawtext import LawText
from engine.policy import standing
from engine.text import numerals
from engine.values.money import WAN
from engine.values.written import YUAN


def test_an_amount_is_looked_for_in_万元_and_where_it_is_whole_in_亿元():
    assert numbers.wan_forms(5000 * WAN) == ("5000万元",)
    assert numbers.wan_forms(20_000 * WAN) == ("20000万元", "2亿元")
    assert numbers.wan_forms(5000 * YUAN) == ("5000元",)


@pytest.mark.parametrize(
    ("start", "years", "last"),
    [
        (date(2025, 1, 1), 3, date(2027, 12, 31)),
        (date(2026, 3, 1), 2, date(2028, 2, 29)),
        (date(2024, 2, 29), 1, date(2025, 2, 28)),
        (date(2025, 1, 1), 0, None),
        (date(9999, 1, 1), 1, None),
    ],
)
def test_a_validity_ends_the_day_before_its_anniversary(start, years, last):
    assert numbers.last_day(start, years) == last


@pytest.mark.parametrize(
    ("text", "number"), [("三", 3), ("十", 10), ("十九", 19), ("二十", 20), ("两", 2), ("一百零二", 102)]
)
def test_numbers_in_characters_are_read(text, number):
    assert numerals.from_chinese(text) == number


@pytest.mark.parametrize(
    ("text", "part", "times"),
    [
        ("最高100万元", "10", 0),
        ("最高100万元", "00万元", 0),
        ("最高100万元", "100", 1),
        ("最高1,000元", "000元", 0),
        ("最高12.5%", "5%", 0),
        ("最高12.5%", "12", 0),
        ("10万元、10万元", "10万元", 2),
        ("①20万元", "20万元", 1),
        ("第5,给予5%", "5", 2),
        ("每年", "", 0),
    ],
)
def test_a_part_of_a_number_is_not_that_number(text, part, times):
    assert len(standing.find_all(text, part)) == times


LAW = """\
第一章 总则

  第一条\xa0为了纸。

  第二款。

第二章 附则
  第二条 自今日起。
某办公室
  不属于任何条
"""


def test_the_law_is_read_by_articles_and_paragraphs_and_what_stands_around_them_is_left_out():
    law = LawText(LAW, Notes(), "law")
    assert law.articles == {1: "为了纸。\n第二款。", 2: "自今日起。"}
    assert law.chapters == {1: "第一章 总则", 2: "第二章 附则"}
    assert law.quoted("第二款", 1) == law.quoted("第二款", 1, 2) == [(5, 8)]
    assert law.quoted("第二款", 1, 1) == law.quoted("第二款", 2) == law.quoted("纸。第二款", 1) == []


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("近2年内", "in the last two years"),
        ("取两位小数", "to two decimal places"),
        ("第十九条", "Article 19"),
        ("第五、九、十条", "Articles 5, 9 and 10"),
        ("2024年11月27日", "27 November 2024"),
        ("5000万元", "5000万元 (CNY 50,000,000)"),
        ("“近2年”是指", "“last two years” (近2年) means"),
        ("一次性奖励", "a one-off reward"),
        ("可以", "May be"),
    ],
)
def test_a_number_is_the_same_in_both_languages_however_it_is_said(zh, en):
    assert numbers.spoken_numbers(zh, "zh") == numbers.spoken_numbers(en, "en")

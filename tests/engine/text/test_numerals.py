"""Numbers in words."""

import pytest

from engine.text.numerals import article_label, chinese, counted


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (0, "〇"),
        (1, "一"),
        (9, "九"),
        (10, "十"),
        (11, "十一"),
        (19, "十九"),
        (20, "二十"),
        (35, "三十五"),
        (99, "九十九"),
    ],
)
def test_a_number_is_written_as_laws_number_their_articles(number, written):
    assert chinese(number) == written


def test_beyond_ninety_nine_digits_are_kept():
    assert chinese(100) == "100"


def test_two_things_are_liang():
    assert [counted(n, "zh") for n in (1, 2, 3, 12)] == ["一", "两", "三", "十二"]
    assert counted(2, "en") == "2"


def test_an_article_has_its_name_in_each_language():
    assert article_label(16, "zh") == "第十六条"
    assert article_label(16, "en") == "Art. 16"

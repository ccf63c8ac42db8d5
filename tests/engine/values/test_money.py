"""Amounts: how they are read, refused, written and cut."""

from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.values import money
from engine.values.money import (
    HUNDREDTH,
    WAN,
    amount_text,
    exact_decimal,
    exact_text,
    parse_amount,
    parse_ratio,
    percent_text,
    truncate,
    wan,
    wan_law,
    wan_text,
)
from engine.values.refusal import Refused
from engine.values.written import cny_text

FEN = st.integers(0, money.TOO_LARGE - 1)
EXACT = st.fractions(-(10**12), 10**12, max_denominator=10**6)
FULL_WIDTH = str.maketrans("0123456789.,", "０１２３４５６７８９．，")


def refusal_of(read, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        read(*args, **kwargs)
    (error,) = refused.value.errors
    return error["path"], error["message"]["zh"], error["message"]["en"]


# ------------------------------------------------------------------------------------------- from a file


@pytest.mark.parametrize(
    ("value", "fen"),
    [
        (0, 0),
        ("0", 0),
        (500, 500 * WAN),
        ("500", 500 * WAN),
        ("38.5", 38_500_000),
        ("0.000001", 1),
        ("1000.01", 1_000_010_000),
        ("007", 7 * WAN),
        ("５２．３", 52_300_000),
        (999_999_999_999, 999_999_999_999 * WAN),
        ("999999999999.999999", money.TOO_LARGE - 1),
    ],
)
def test_an_amount_in_a_file_is_an_integer_or_a_string_in_wan(value, fen):
    assert parse_amount(value, "p") == fen


@given(FEN)
def test_an_amount_that_is_written_in_full_is_read_again(fen):
    assert parse_amount(wan_law(fen), "p") == fen
    assert parse_amount(wan_law(fen).translate(FULL_WIDTH), "p") == fen


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (
            1.5,
            "不能是小数类型的数值，给出的是「1.5」；请加引号",
            "not a floating-point number; it was given as “1.5”",
        ),
        (float("nan"), "给出的是「NaN」；请加引号", "given as “NaN”. Put it in quotation marks"),
        (
            True,
            "金额须为整数或文本，给出的是「true」",
            "must be an integer or a string; it was given as “true”",
        ),
        (None, "给出的是「null」", "given as “null”"),
        ([1], "金额须为整数或文本，给出的是「[1]」", "must be an integer or a string"),
        (-1, "金额不能带正负号，给出的是「-1」", "no plus or minus sign; it was given as “-1”"),
        ("-5", "金额不能带正负号", "no plus or minus sign"),
        ("+5", "金额不能带正负号", "no plus or minus sign"),
        ("－５", "金额不能带正负号，给出的是「－５」", "no plus or minus sign"),
        ("1e3", "不能用科学计数法，给出的是「1e3」", "not written with an exponent; it was given as “1e3”"),
        ("1E+3", "不能用科学计数法", "not written with an exponent"),
        ("3,000", "不能有逗号、空格或下划线，给出的是「3,000」", "without commas, spaces or underscores"),
        (" 5", "不能有逗号、空格或下划线", "without commas, spaces or underscores"),
        ("5\n", "不能有逗号、空格或下划线", "without commas, spaces or underscores"),
        ("5\u3000", "不能有逗号、空格或下划线", "without commas, spaces or underscores"),
        ("1_000", "不能有逗号、空格或下划线", "without commas, spaces or underscores"),
        (
            "NaN",
            "金额须为以万元计的数字，给出的是「NaN」",
            "must be a number, in 万元; it was given as “NaN”",
        ),
        ("Infinity", "金额须为以万元计的数字", "must be a number"),
        ("300万", "金额须为以万元计的数字，给出的是「300万」", "must be a number"),
        ("", "金额须为以万元计的数字，给出的是「」", "must be a number"),
        ("5.", "金额须为以万元计的数字", "must be a number"),
        (".5", "金额须为以万元计的数字", "must be a number"),
        ("1.2.3", "金额须为以万元计的数字", "must be a number"),
        ("0x10", "金额须为以万元计的数字", "must be a number"),
        ("١٢", "金额须为以万元计的数字", "must be a number"),
        (10**12, "最多12位，给出的是「1000000000000」", "at most 12 digits before the decimal point"),
        ("1" * 13, "最多12位", "at most 12 digits before the decimal point"),
        ("0" * 13, "最多12位", "at most 12 digits before the decimal point"),
        pytest.param(10**5000, "最多12位", "at most 12 digits", id="an integer too long to print"),
        ("1.1234567", "最多6位小数", "at most 6 decimals (down to CNY 0.01)"),
        ("1.0000000", "最多6位小数", "at most 6 decimals"),
    ],
)
def test_an_amount_in_another_form_is_refused_with_its_own_reason(value, zh, en):
    path, said_zh, said_en = refusal_of(parse_amount, value, "claims.0.facts.amount")
    assert path == "claims.0.facts.amount"
    assert zh in said_zh
    assert en in said_en


@pytest.mark.parametrize("text", ["10²", "①", "1½", "⒈5", "1₂"])
def test_a_character_that_only_contains_a_digit_is_not_taken_for_one(text):
    """NFKC alone would read 10² as 102 and ⒈5 as 1.5."""
    assert "金额须为以万元计的数字" in refusal_of(parse_amount, text, "p")[1]


def test_mathematical_digits_are_digits():
    assert parse_amount("𝟏𝟐", "p") == 12 * WAN


@pytest.mark.parametrize(
    ("value", "millionths"),
    [
        (0, 0),
        (1, 1_000_000),
        ("0.5", 500_000),
        ("1", 1_000_000),
        ("1.000000", 1_000_000),
        ("0.333333", 333_333),
    ],
)
def test_a_share_is_read_in_millionths(value, millionths):
    assert parse_ratio(value, "p") == millionths


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        ("1.000001", "比例须在0至1之间，给出的是「1.000001」；50%写作", "must lie between 0 and 1"),
        (50, "比例须在0至1之间，给出的是「50」", "must lie between 0 and 1; it was given as “50”"),
        ("1" * 13, "比例须在0至1之间", "must lie between 0 and 1"),
        (
            0.5,
            "比例须为整数或文本，不能是小数类型的数值",
            "A share must be an integer or a string, not a floating-point",
        ),
        (True, "比例须为整数或文本，给出的是「true」", "A share must be an integer or a string"),
        (-1, "比例不能带正负号", "A share has no plus or minus sign"),
        ("5e-1", "比例不能用科学计数法", "A share is not written with an exponent"),
        ("0 .5", "比例只能有数字和小数点", "A share is digits and a decimal point"),
        ("50%", "比例须为0至1之间的数字，给出的是「50%」", "A share must be a number from 0 to 1"),
        ("0.3333333", "比例最多6位小数", "A share has at most 6 decimals"),
    ],
)
def test_a_share_outside_0_to_1_or_in_another_form_is_refused(value, zh, en):
    path, said_zh, said_en = refusal_of(parse_ratio, value, "share")
    assert path == "share"
    assert zh in said_zh
    assert en in said_en


# ------------------------------------------------------------------------------------------------ written


@given(EXACT)
def test_an_award_is_cut_to_hundredths_of_a_wan_and_never_rounded(fen):
    steps = floor(fen / HUNDREDTH) if fen >= 0 else ceil(fen / HUNDREDTH)
    assert truncate(fen) == steps * HUNDREDTH
    assert truncate(fen.numerator, fen.denominator) == steps * HUNDREDTH
    assert wan(fen) == wan_text(fen).replace(",", "")
    assert Fraction(wan(fen)) * WAN == truncate(fen)


def test_amounts_that_floats_cut_wrongly_are_cut_rightly():
    assert wan(3552 * WAN * 30, 100) == "1065.60"
    assert wan(1_500_000 * 30, 100) == "0.45"


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "0.00"),
        (HUNDREDTH - 1, "0.00"),
        (HUNDREDTH, "0.01"),
        (1_234_569_999, "1,234.56"),
        (1_000_000 * WAN, "1,000,000.00"),
        (-HUNDREDTH + 1, "0.00"),
        (-1_234_569_999, "-1,234.56"),
        (Fraction(100 * WAN, 3), "33.33"),
    ],
)
def test_a_computed_amount_has_two_decimals_and_separators(fen, text):
    assert wan_text(fen) == text


@pytest.mark.parametrize(
    ("fen", "text"),
    [(2000 * WAN, "2000"), (38_500_000, "38.5"), (1, "0.000001"), (0, "0"), (10 * WAN, "10"), (-WAN, "-1")],
)
def test_an_amount_of_the_law_is_written_as_the_law_writes_it(fen, text):
    assert wan_law(fen) == text


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (15_970_000, "15.97"),
        (15_970_001, "15.97…"),
        (Fraction(100 * WAN, 3), "33.33…"),
        (1_234_560_000, "1,234.56"),
        (-15_970_001, "-15.97…"),
        (1, "0.00…"),
        (0, "0.00"),
    ],
)
def test_an_amount_on_the_way_shows_that_there_is_more_of_it(fen, text):
    assert exact_text(fen) == text


@given(st.integers(0, 10**10), st.integers(1, 10**4))
def test_an_amount_on_the_way_is_complete_exactly_when_nothing_is_cut(num, den):
    assert exact_text(num, den).endswith("…") == (truncate(num, den) != Fraction(num, den))


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (25 * WAN, "25.00"),
        (19_995_000, "19.995"),
        (Fraction(100 * WAN, 3), "100/3"),
        (0, "0.00"),
        (-26_150_000, "-26.15"),
        (Fraction(1, 2), "0.0000005"),
        (Fraction(WAN, 7 * 2**20), "1/7340032"),
    ],
)
def test_a_file_carries_an_amount_on_the_way_uncut(fen, text):
    assert exact_decimal(fen) == text


@given(EXACT)
def test_what_a_file_carries_is_the_amount_itself(fen):
    assert Fraction(exact_decimal(fen)) * WAN == fen
    assert exact_decimal(fen.numerator, fen.denominator) == exact_decimal(fen)


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (1_234_567_800, "CNY 12,345,678"),
        (1_234_567_890, "CNY 12,345,678.90"),
        (5, "CNY 0.05"),
        (0, "CNY 0"),
        (-150, "CNY -1.50"),
        (Fraction(199, 2), "CNY 0.99"),
    ],
)
def test_english_has_the_amount_in_yuan(fen, text):
    assert cny_text(fen) == text


@pytest.mark.parametrize(
    ("num", "den", "text"),
    [
        (1, 2, "50%"),
        (1, 8, "12.5%"),
        (7_987_654, 10**7, "79.87…%"),
        (2, 3, "66.66…%"),
        (798, 1000, "79.8%"),
        (79_800_001, 10**8, "79.80…%"),
        (1, 1, "100%"),
        (0, 1, "0%"),
        (12, 1, "1,200%"),
        (-1, 3, "-33.33…%"),
        (Fraction(1, 3), 1, "33.33…%"),
    ],
)
def test_a_percentage_is_cut_and_says_so(num, den, text):
    assert percent_text(num, den) == text


def test_english_shows_the_yuan_of_the_amount_that_stands_beside_it():
    """Both are cut: CNY 159,799.99 beside 15.97万元 would be two amounts."""
    assert amount_text(15_979_999, "zh") == "15.97万元"
    assert amount_text(15_979_999, "en") == "15.97万元 (CNY 159,700)"
    assert amount_text(100 * WAN, "en", den=3) == "33.33万元 (CNY 333,300)"

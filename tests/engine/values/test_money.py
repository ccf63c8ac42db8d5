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
    cny_text,
    echo,
    exact_decimal,
    exact_text,
    parse_amount,
    parse_ratio,
    percent_text,
    read_money,
    truncate,
    wan,
    wan_law,
    wan_text,
)
from engine.values.refusal import Refused

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
    assert "金额须为数字" in refusal_of(read_money, text)[1]


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


# --------------------------------------------------------------------------------------- from a text box


@pytest.mark.parametrize(
    "text",
    [
        "300",
        "300.00",
        "300万",
        "300 万元",
        "300万元整",
        "300w",
        "300 wan",
        "0.03亿",
        "0.03亿元",
        ".03亿",
        "3百万",
        "0.3千万元",
        "3000千元",
        "3,000,000元",
        "3 000 000 元",
        "３，０００，０００元",
        "３００",
        "￥300万",
        "¥3,000,000",
        "￥ 3000000.00",
        "人民币300万元",
        "300万元人民币",
        "RMB 3,000,000",
        "CNY 3,000,000",
        "rmb300万",
        "3,000,000 yuan",
        "3 million",
        "3 million yuan",
        "3m yuan",
        "3,000k",
        "3000 thousand RMB",
        "0.003bn",
        "  300  ",
        "300.",
        "300\u00a0万元",
    ],
)
def test_three_million_yuan_is_understood_as_people_write_it(text):
    assert read_money(text) == 300 * WAN


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1亿2000万", 12_000 * WAN),
        ("1亿2000万元", 12_000 * WAN),
        ("1亿 2,000.5万元", 12_000_500_000),
        ("1万5000元", 1_500_000),
        ("１，２３４．５", 1_234_500_000),
        ("2.5m yuan", 250 * WAN),
        ("0", 0),
        ("0.01元", 1),
        ("0.000001", 1),
        ("38.505001", 38_505_001),
        ("¥38.5", 3_850),
        ("999999999999.999999", money.TOO_LARGE - 1),
    ],
)
def test_other_amounts_are_understood_as_people_write_them(text, fen):
    assert read_money(text) == fen


@pytest.mark.parametrize("text", ["", "   ", "\u3000", "\n"])
def test_nothing_typed_is_unknown_and_not_zero(text):
    assert read_money(text) is None


def test_a_number_without_a_unit_counts_in_the_unit_of_the_box():
    assert read_money("300", unit=money.YUAN) == 30_000
    assert read_money("300万", unit=money.YUAN) == 300 * WAN


@given(FEN)
def test_an_amount_is_read_again_however_it_was_written(fen):
    plain = wan_law(fen)
    grouped = f"{fen // WAN:,}" + plain.removeprefix(str(fen // WAN))
    assert read_money(plain) == fen
    assert read_money(plain + "万元") == fen
    assert read_money(grouped) == fen
    assert read_money(grouped.translate(FULL_WIDTH)) == fen


@given(st.integers(0, 10**14 - 1))
def test_an_amount_in_yuan_is_read_to_the_fen(fen):
    assert read_money(f"{fen // 100}.{fen % 100:02d}元") == fen
    assert read_money(cny_text(fen)) == fen


@given(FEN)
def test_the_echo_of_what_was_understood_is_understood_the_same(fen):
    assert read_money(echo(fen, "zh").removeprefix("即")) == fen


@given(st.one_of(st.text(max_size=20), st.text("0123456789０１，,. 　万亿千百元圆整mbknw¥$-+e%", max_size=12)))
def test_whatever_is_typed_is_an_amount_nothing_or_refused_in_both_languages(text):
    try:
        fen = read_money(text)
    except Refused as refused:
        (error,) = refused.errors
        assert "金额" in error["message"]["zh"]
        assert "The amount" in error["message"]["en"]
    else:
        assert fen is None or 0 <= fen < money.TOO_LARGE


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("abc", "金额须为数字，例如38.5", "The amount must be a number, for example 38.5"),
        ("三百万", "填写的是「三百万」", "you entered “三百万”"),
        ("万", "金额须为数字", "must be a number"),
        ("NaN", "填写的是「NaN」", "you entered “NaN”"),
        ("约300万", "金额须为数字", "must be a number"),
        ("20-30", "金额须为数字", "must be a number"),
        ("1.2.3", "金额须为数字", "must be a number"),
        ("3 0", "金额须为数字", "must be a number"),
        ("1_000", "金额须为数字", "must be a number"),
        ("١٢", "金额须为数字", "must be a number"),
        ("-5", "金额不能为负数，也不用写正负号", "cannot be negative and takes no sign"),
        ("+5", "金额不能为负数", "cannot be negative"),
        ("−5", "金额不能为负数", "cannot be negative"),
        ("负5万", "金额不能为负数", "cannot be negative"),
        ("(5)", "金额不能为负数", "cannot be negative"),
        ("（5）", "金额不能为负数", "cannot be negative"),
        ("¥-5", "金额不能为负数", "cannot be negative"),
        ("-¥5", "金额不能为负数", "cannot be negative"),
        ("1e3", "不能用科学计数法，请写成1000", "cannot be written with an exponent"),
        ("1.5E+8元", "不能用科学计数法", "cannot be written with an exponent"),
        ("1,23", "逗号位置不对，须每三位一个逗号", "a comma in the wrong place: one for every three digits"),
        ("1,2345元", "逗号位置不对", "a comma in the wrong place"),
        ("1234,567", "逗号位置不对", "a comma in the wrong place"),
        ("3，5万", "逗号位置不对", "a comma in the wrong place"),
        ("$300", "须为人民币金额", "must be in Chinese yuan"),
        ("USD 300", "请先折算", "convert it first"),
        ("300万美元", "须为人民币金额", "must be in Chinese yuan"),
        ("HK$300", "须为人民币金额", "must be in Chinese yuan"),
        ("1万5", "单位不清楚，可用元、万元、亿元", "an unclear unit: use 元, 万元 or 亿元"),
        ("300 apples", "单位不清楚", "an unclear unit"),
        ("50%", "单位不清楚", "an unclear unit"),
        ("2000万1亿", "单位不清楚", "an unclear unit"),
        ("200万1000000元", "单位不清楚", "an unclear unit"),
        ("1.5亿2000万", "单位不清楚", "an unclear unit"),
        ("1234567890123", "过大，整数部分最多12位", "too large: at most 12 digits"),
        ("1000000000000", "过大，整数部分最多12位", "too large: at most 12 digits"),
        ("999999999999亿", "过大，整数部分最多12位", "too large: at most 12 digits"),
        ("0.0000001", "须精确到分为止", "cannot be finer than CNY 0.01"),
        ("0.001元", "须精确到分为止", "cannot be finer than CNY 0.01"),
        pytest.param("0." + "0" * 5000 + "1", "须精确到分为止", "cannot be finer", id="5000 decimals"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_own_reason(text, zh, en):
    path, said_zh, said_en = refusal_of(read_money, text, path="rents.0.amount")
    assert path == "rents.0.amount"
    assert zh in said_zh
    assert en in said_en


def test_a_refusal_repeats_the_question():
    _, zh, en = refusal_of(read_money, "abc", label={"zh": "上年度租金", "en": "Last year's rent"})
    assert zh == "上年度租金须为数字，例如38.5（单位为万元）；填写的是「abc」。"
    assert en == "Last year's rent must be a number, for example 38.5 (in 万元); you entered “abc”."


def test_the_same_question_may_be_repeated_in_both_languages():
    assert refusal_of(read_money, "abc", label="R&D cost")[1].startswith("R&D cost须为数字")


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


@pytest.mark.parametrize(
    ("fen", "zh", "en"),
    [
        (52_300_000, "即52.30万元", "That is 52.30万元 (CNY 523,000)"),
        (52_301_000, "即52.301万元", "That is 52.301万元 (CNY 523,010)"),
        (1_234_000_001, "即1,234.000001万元", "That is 1,234.000001万元 (CNY 12,340,000.01)"),
    ],
)
def test_the_box_echoes_every_decimal_that_it_understood(fen, zh, en):
    assert echo(fen, "zh") == zh
    assert echo(fen, "en") == en


def test_english_shows_the_yuan_of_the_amount_that_stands_beside_it():
    """Both are cut: CNY 159,799.99 beside 15.97万元 would be two amounts."""
    assert amount_text(15_979_999, "zh") == "15.97万元"
    assert amount_text(15_979_999, "en") == "15.97万元 (CNY 159,700)"
    assert amount_text(100 * WAN, "en", den=3) == "33.33万元 (CNY 333,300)"

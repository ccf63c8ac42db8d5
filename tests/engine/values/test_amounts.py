"""Amounts as people type and paste them: how they are read, refused and echoed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.text.numerals import written_out
from engine.values import money
from engine.values.amounts import echo, in_words, meant, read_money
from engine.values.money import WAN, wan_law
from engine.values.refusal import Refused
from engine.values.written import YUAN, cny_text

FEN = st.integers(0, money.TOO_LARGE - 1)
FULL_WIDTH = str.maketrans("0123456789.,", "０１２３４５６７８９．，")


def refusal_of(read, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        read(*args, **kwargs)
    (error,) = refused.value.errors
    return error["path"], error["message"]["zh"], error["message"]["en"]


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
        "三百万",
        "三百万元整",
        "叁佰万圆整",
        "人民币叁佰万元整",
        "３百万",
        "300万元（不含税）",
        "300 万元（含税）",
        "300万元，不含税",
        "含税300万元",
        "300万元 (excl. VAT)",
        "300（万元）",
        "3,000,000.00（元）",
        "0.03个亿",
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
        ("一千二百万", 1_200 * WAN),
        ("一亿二千万", 12_000 * WAN),
        ("1亿二千万元", 12_000 * WAN),
        ("3千5百万", 3_500 * WAN),
        ("三十八点五万元", 38_500_000),
        ("五千元", 500_000),
        ("十万", 10 * WAN),
        ("一万零五元", 1_000_500),
        ("一百零五万元", 105 * WAN),
        ("38万1234元5角6分", 38_123_456),
        ("零元", 0),
    ],
)
def test_other_amounts_are_understood_as_people_write_them(text, fen):
    assert read_money(text) == fen


@pytest.mark.parametrize("text", ["", "   ", "\u3000", "\n"])
def test_nothing_typed_is_unknown_and_not_zero(text):
    assert read_money(text) is None


def test_a_number_without_a_unit_counts_in_the_unit_of_the_box():
    assert read_money("300", unit=YUAN) == 30_000
    assert read_money("300万", unit=YUAN) == 300 * WAN


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
    words, yuan = echo(fen, "zh").removeprefix("即").removesuffix("）").split("（")
    assert read_money(words) == read_money(yuan) == fen
    assert read_money(in_words(fen, "en")) == fen


@given(
    st.one_of(
        st.text(max_size=20),
        st.text("0123456789０１，,. 　万亿千百十零一二九两点元圆整角分（）含税mbknw¥$-+e%", max_size=12),
    )
)
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
        ("三百", "单位不清楚，可用元、万元、亿元", "an unclear unit: use 元, 万元 or 亿元"),
        ("5千", "单位不清楚", "an unclear unit"),
        ("一千二", "单位不清楚", "an unclear unit"),
        ("一万五", "填写的是「一万五」", "you entered “一万五”"),
        ("1200万元（其中财政300万）", "单位不清楚", "an unclear unit"),
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


@pytest.mark.parametrize("text", ["10²", "①", "1½", "⒈5", "1₂"])
def test_a_character_that_only_contains_a_digit_is_not_taken_for_one(text):
    assert "金额须为数字" in refusal_of(read_money, text)[1]


@pytest.mark.parametrize(
    ("fen", "zh", "en"),
    [
        (52_300_000, "即五十二万三千元（523,000元）", "That is 523 thousand yuan (CNY 523,000)"),
        (
            12_340_000_01,
            "即一千二百三十四万元零一分（12,340,000.01元）",
            "That is 12.34000001 million yuan (CNY 12,340,000.01)",
        ),
        (
            120_000 * 10_000 * 10_000 * 100,
            "即十二万亿元（12,000,000,000,000元）",
            "That is 12,000 billion yuan (CNY 12,000,000,000,000)",
        ),
        (50_050, "即五百元五角（500.50元）", "That is 500.50 yuan (CNY 500.50)"),
        (0, "即零元（0元）", "That is 0 yuan (CNY 0)"),
    ],
)
def test_the_box_echoes_in_words_and_in_yuan_all_that_it_understood(fen, zh, en):
    assert echo(fen, "zh") == zh
    assert echo(fen, "en") == en


@given(st.integers(0, 10**16 - 1))
def test_a_number_in_words_is_read_as_the_number(number):
    assert read_money(written_out(number) + "元") == (number * 100 or 0)


USUAL = 50 * 10_000 * WAN
"""分: 50亿元."""


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("12,000,000.00", 1_200 * WAN),
        ("12000000", 1_200 * WAN),
        ("１２，０００，０００", 1_200 * WAN),
        ("12000000万元", 1_200 * WAN),
        ("12,000,000.00（不含税）", 1_200 * WAN),
        ("500001", 50 * WAN + 100),
        ("500000", None),  # 50亿元 is usual
        ("1200", None),
        ("12,000,000.00元", None),
        ("1200亿元", None),
        ("999999999999", None),  # unlikely in either unit
        ("abc", None),
        ("", None),
    ],
)
def test_an_unlikely_amount_is_asked_back_as_what_its_digits_are_in_yuan(text, fen):
    assert meant(text, USUAL) == fen

"""A number of a rule is one quantity of its kind, written with its unit."""

from fractions import Fraction

import pytest
from pydantic_core import PydanticCustomError

from engine.values.money import WAN
from engine.values.quantities import Amount, FullYears, Places, Rate
from engine.values.written import YUAN


@pytest.mark.parametrize(
    ("kind", "text", "worth"),
    [
        (Amount, "20万元", 20 * WAN),
        (Amount, "5000元", 5000 * YUAN),
        (Amount, "2.5万元", 25_000 * YUAN),
        (Amount, "1.5亿元", 15_000 * WAN),
        (Amount, "1亿5000万元", 15_000 * WAN),
        (Amount, "五千万元", 5000 * WAN),
        (Amount, "1,000万元", 1000 * WAN),
        (Amount, "0.01元", 1),
        (Rate, "30%", Fraction(3, 10)),
        (Rate, "12.5％", Fraction(1, 8)),
        (Rate, "3‰", Fraction(3, 1000)),
        (Rate, "百分之三十", Fraction(3, 10)),
        (FullYears, "3年", 3),
        (FullYears, "三年", 3),
        (Places, "2家", 2),
        (Places, "两个", 2),
    ],
)
def test_a_number_with_its_unit_is_read_for_what_it_is_worth(kind, text, worth):
    read = kind.read(text)
    assert (type(read), read) == (kind, worth)
    assert kind.read(read) is read


@pytest.mark.parametrize("kind", [Amount, Rate, FullYears, Places])
@pytest.mark.parametrize("given", [20, "20", "0.5", 0.5, True, None, ["20万元"], Fraction(1, 2)])
def test_a_number_without_its_unit_is_refused(kind, given):
    with pytest.raises(PydanticCustomError) as refused:
        kind.read(given)
    assert refused.value.type == "number_without_unit"
    assert refused.value.context == {"given": str(given), "example": kind.example}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *(
            (Amount, text)
            for text in ("30%", "3年", "20万", "最高20万元", "20万元以上", "60、40万元", "0.001元", "-20万元", "")
        ),
        *((Amount, text) for text in ("1,00万元", "1.2.3万元", "约20万元", "20万元 ", "两万", "20wan", "1e3万元")),
        *((Rate, text) for text in ("20万元", "30个百分点", "5%-20%", "0.00001%", "-5%")),
        *((FullYears, text) for text in ("3年度", "36个月", "1.5年", "近3年", "3家")),
        *((Places, text) for text in ("2年", "2.5家", "不超过2家", "2项")),
    ],
)
def test_what_is_not_one_number_of_its_kind_is_refused(kind, text):
    with pytest.raises(PydanticCustomError) as refused:
        kind.read(text)
    assert refused.value.type == "number_form"


@pytest.mark.parametrize(
    ("kind", "text", "written"),
    [
        (Amount, "5000元", "0.5"),
        (Amount, "1.5亿元", "15000"),
        (Rate, "12.5%", "0.125"),
        (FullYears, "三年", "3"),
        (Places, "2家", "2"),
    ],
)
def test_a_what_if_writes_it_without_its_unit(kind, text, written):
    assert kind.read(text).in_what_if == written
    assert kind.of_what_if(written) == kind.read(text)


@pytest.mark.parametrize(
    ("kind", "text", "written"),
    [
        *(
            (Amount, "5000元", "0.5万元"),
            (Amount, "1.5亿元", "15000万元"),
            (Rate, "3‰", "0.3%"),
            (Rate, "0.0001%", "0.0001%"),
        ),
        *((FullYears, "三年", "3年"), (Places, "两个", "2家")),
    ],
)
def test_it_is_written_with_its_unit_and_read_again(kind, text, written):
    number = kind.read(text)
    assert number.written == written
    assert kind.read(written) == number

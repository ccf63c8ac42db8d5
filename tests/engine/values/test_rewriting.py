"""A quantity with another value is written as the law writes it there, and read as that value again."""

from fractions import Fraction

import pytest

from engine.values.quantities import OF_KIND, NumberKind, quantities
from engine.values.rewriting import rewritten


def anew(text: str, kind: NumberKind, value: str, which: int = 0) -> str:
    """The text with another value in the place of one of its quantities."""
    quantity = quantities(text)[which]
    start, end = quantity.span
    return text[:start] + rewritten(text, quantity, OF_KIND[kind].of_what_if(value).quantity) + text[end:]


@pytest.mark.parametrize(
    ("text", "kind", "value", "new"),
    [
        ("最高20万元", "amount", "15", "最高15万元"),
        ("最高20万元", "amount", "0.5", "最高0.5万元"),
        ("最高20万元", "amount", "12000", "最高12000万元"),
        ("最高20 万元", "amount", "0", "最高0 万元"),
        ("给予5000元", "amount", "0.8", "给予8000元"),
        ("给予5000元", "amount", "2", "给予20000元"),
        ("给予1,000万元", "amount", "2500", "给予2,500万元"),
        ("给予1，000万元", "amount", "800", "给予800万元"),
        ("给予1.5亿元", "amount", "12000", "给予1.2亿元"),
        ("给予1.5亿元", "amount", "8000", "给予8000万元"),
        ("给予1亿5000万元", "amount", "12500", "给予1亿2500万元"),
        ("给予1亿5000万元", "amount", "20000", "给予2亿元"),
        ("给予1亿5000万元", "amount", "9000", "给予9000万元"),
        ("给予1亿5000万元", "amount", "0", "给予0万元"),
        ("给予5千万元", "amount", "3000", "给予3千万元"),
        ("给予5千万元", "amount", "3500", "给予3500万元"),
        ("给予五千万元", "amount", "3000", "给予三千万元"),
        ("给予三万元", "amount", "2", "给予两万元"),
        ("给予一亿五千万元", "amount", "12", "给予十二万元"),
        ("给予三十万元", "amount", "0.5", "给予五千元"),
        ("给予三十万元", "amount", "0", "给予0万元"),
        ("给予２０万元", "amount", "15", "给予１５万元"),
        ("按30%", "rate", "0.4", "按40%"),
        ("按30％", "rate", "0.125", "按12.5％"),
        ("按30%", "rate", "0.000001", "按0.0001%"),
        ("按3‰", "rate", "0.01", "按10‰"),
        ("按百分之三十", "rate", "0.25", "按百分之二十五"),
        ("按百分之三十", "rate", "0.125", "按百分之十二点五"),
        ("按百分之三十", "rate", "0", "按百分之零"),
        ("按百分之三十", "rate", "1", "按百分之一百"),
        ("按百分之30", "rate", "0.4", "按百分之40"),
        ("按千分之五", "rate", "0.01", "按千分之十"),
        ("最长3年", "years", "2", "最长2年"),
        ("近三年", "years", "2", "近两年"),
        ("近三年", "years", "12", "近十二年"),
        ("不超过2家", "count", "3", "不超过3家"),
        ("不超过两个", "count", "3", "不超过三个"),
        ("不超过两名", "count", "120", "不超过一百二十名"),
    ],
)
def test_a_quantity_is_written_anew_as_the_law_writes_it_there(text, kind, value, new):
    assert anew(text, kind, value) == new
    (read,) = quantities(new)
    assert read.value == OF_KIND[kind].of_what_if(value).quantity


@pytest.mark.parametrize(
    ("which", "value", "new"),
    [
        (0, "70", "分别给予70、40、20万元"),
        (1, "30.5", "分别给予60、30.5、20万元"),
        (2, "0", "分别给予60、40、0万元"),
    ],
)
def test_in_a_row_a_number_has_the_unit_of_the_row(which, value, new):
    assert anew("分别给予60、40、20万元", "amount", value, which) == new
    assert quantities(new)[which].value == Fraction(value) * 10**4


@pytest.mark.parametrize(
    "text", ["壹亿2千万元", "1亿两千万元", "三百万元", "1.50亿元", "百分之0.5", "1,234万元", "二家"]
)
def test_what_has_not_changed_stays_to_the_letter(text):
    for quantity in quantities(text):
        assert rewritten(text, quantity, quantity.value) == text[slice(*quantity.span)]


@pytest.mark.parametrize("text", ["20万元", "1,000万元", "1.5亿元", "1亿5000万元", "5千万元", "三十万元", "5000元"])
@pytest.mark.parametrize(
    "value", ["1", "2", "15", "38", "0.8", "0.0001", "1200", "9999", "10000", "12345678", "99999999"]
)
def test_every_amount_is_read_again_whatever_the_law_writes(text, value):
    worth = OF_KIND["amount"].of_what_if(value).quantity
    (read,) = quantities(anew(text, "amount", value))
    assert read.value == worth


@pytest.mark.parametrize("text", ["30%", "30％", "3‰", "百分之三十", "千分之五", "万分之3"])
@pytest.mark.parametrize("value", ["0", "0.000001", "0.01", "0.125", "0.333333", "0.999999", "1"])
def test_every_share_is_read_again_whatever_the_law_writes(text, value):
    (read,) = quantities(anew(text, "rate", value))
    assert read.value == Fraction(value)

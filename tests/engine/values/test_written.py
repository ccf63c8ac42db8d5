"""An amount of an answer is a text that carries its number, wherever it goes."""

import copy
import json
import pickle
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.values.money import WAN, exact_decimal, wan, wan_text
from engine.values.written import WrittenAmount, WrittenRatio
from tests.amounts import fen


@given(num=st.integers(0, 10**15), den=st.integers(1, 10**6))
def test_the_number_of_an_amount_is_what_is_written(num: int, den: int) -> None:
    assert exact_decimal(num, den).fen == Fraction(num, den) == fen(exact_decimal(num, den))
    for cut in (wan(num, den), wan_text(num, den)):
        assert cut.fen == fen(cut) <= Fraction(num, den)


@pytest.mark.parametrize("amount", [exact_decimal(100 * WAN, 3), wan(38_123_456), WrittenAmount("0.00", 0)])
def test_a_copy_carries_it_too(amount: WrittenAmount) -> None:
    for other in (copy.deepcopy(amount), pickle.loads(pickle.dumps(amount))):
        assert (other, other.fen) == (amount, amount.fen)
        assert isinstance(other, WrittenAmount)


def test_it_is_a_text_in_json_and_in_comparisons() -> None:
    assert json.dumps({"amount": wan(38_500_000), "ratio": WrittenRatio(Fraction(3, 10))}) == (
        '{"amount": "38.50", "ratio": "3/10"}'
    )
    assert wan(38_500_000) == "38.50"
    assert pickle.loads(pickle.dumps(WrittenRatio(Fraction(3, 10)))).exact == Fraction(3, 10)
    assert WrittenRatio(1) == "1"

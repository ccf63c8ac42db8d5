"""What an amount is that a test reads as people do."""

from fractions import Fraction
from typing import Any

from engine.values.written import WrittenAmount


def fen(text: str) -> Fraction:
    """分 of an amount in 万元 as it is written: "1,234.50", "100/3"."""
    return Fraction(text.replace(",", "")) * 10**6


def written(text: str) -> WrittenAmount:
    """The amount, as it goes into a sentence, which may write it in 元 too."""
    return WrittenAmount(text, fen(text))


AMOUNTS = frozenset(
    {"amount", "before", "confirmed", "ceiling", "most", "worth", "takes", "actual", "calculated", "gain"}
)


def numbered(answer: Any) -> Any:
    """An answer that was written by hand, its amounts with their numbers as the engine writes them."""
    if isinstance(answer, list | tuple):
        return type(answer)(numbered(one) for one in answer)
    if not isinstance(answer, dict):
        return answer
    return {
        key: written(value) if key in AMOUNTS and isinstance(value, str) else numbered(value)
        for key, value in answer.items()
    }

"""Amounts and ratios as an answer carries them: written, with the number that they were written from.

An answer is JSON, in which an amount is a text. Whoever computes with it, compares it or writes it otherwise takes the
number, so that nothing that the engine has written is read back. An English sentence writes `{amount}万元
({amount:cny})`: the same amount for readers who do not count in 万元.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any, Literal

from engine.text.words import CNY

Exact = int | Fraction
YUAN = 100
"""分 in one 元."""


def cut(num: Exact, den: int = 1) -> int:
    """The whole part of `num`/`den` (`den` positive), towards zero."""
    return int(num // den) if num >= 0 else -int(-num // den)


def cny_text(num: Exact, den: int = 1) -> str:
    """`num`/`den` 分 in 元 for English readers: "CNY 12,345,678", or with the 分 if there are any."""
    fen = num if den == 1 and isinstance(num, int) else cut(num, den)
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    yuan, rest = divmod(fen, YUAN)
    return f"CNY {sign}{yuan:,}" + (f".{rest:02d}" if rest else "")


class WrittenAmount(str):
    """An amount in 万元: "1234.56", or uncut "100/3". In a sentence `{amount:cny}` writes it in 元."""

    __slots__ = ("_below", "_divided", "_fen")
    _fen: Exact
    _below: int
    _divided: Exact

    def __new__(cls, text: str, fen: Exact, below: int = 1) -> WrittenAmount:
        """The text with its number, `fen`/`below` 分. They are divided when somebody asks for it first: most amounts
        are only written."""
        self = super().__new__(cls, text)
        self._fen, self._below = fen, below
        return self

    @property
    def fen(self) -> Exact:
        """The amount that is written, in 分."""
        if self._below == 1:
            return self._fen
        try:
            return self._divided
        except AttributeError:
            whole, rest = divmod(self._fen, self._below)
            self._divided = Fraction(self._fen) / self._below if rest else whole
            return self._divided

    def __format__(self, spec: str) -> str:
        if spec != CNY:
            return super().__format__(spec)
        return cny_text(self._fen, self._below) + ("…" if self.endswith("…") else "")

    def __getnewargs__(self) -> tuple[str, Exact, int]:  # type: ignore[override]  # a copy needs them all
        return str(self), self._fen, self._below

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, handler: Any) -> Any:
        return handler(str)


NOTHING = WrittenAmount("0.00", 0)
Shown = WrittenAmount | Literal[""]
"""An amount where there is one to show."""


class WrittenRatio(str):
    """A ratio: "1", "3/10". `exact`: the number."""

    __slots__ = ("exact",)
    exact: Fraction

    def __new__(cls, exact: Exact) -> WrittenRatio:
        """A number, written."""
        self = super().__new__(cls, exact)
        self.exact = Fraction(exact)
        return self

    @classmethod
    def read(cls, text: object) -> WrittenRatio:
        """The ratio that a file states. ValueError unless it is one from 0 to 1, of a length that one has."""
        written = isinstance(text, str) and re.fullmatch(r"[0-9]{1,400}(?:[./][0-9]{1,400})?", text)
        if not written or (ratio := Fraction(written[0])) > 1:
            raise ValueError("no ratio")
        return cls(ratio)

    def __getnewargs__(self) -> tuple[Fraction]:  # type: ignore[override]
        return (self.exact,)

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, handler: Any) -> Any:
        return handler(str)

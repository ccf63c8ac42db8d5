"""What a kind of condition or step demands of the policy that uses it, so that `check` can call the policy sound: that
its names lead to something (`Names`), and that the words of the law that it quotes say it (`Quoted`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, Protocol

from engine.values.quantities import Written

LOWER = (
    *("以上", "及以上", "(含)以上", "（含）以上", "不低于", "不少于", "至少"),
    *("达到", "达", "突破", "首次突破", "首次达到"),
)
"""Words of a lower bound that is met by the number itself."""
UPPER = (
    *("最高", "最高不超过", "不超过", "上限", "上限不超过", "最长", "最长不超过", "最多", "不高于"),
    *("以下", "以内", "(含)以下", "（含）以下", "(含)以内", "（含）以内"),
    *("最高奖励", "最高资助", "最高补助", "最高补贴", "最高支持", "最高给予", "最高可达", "最高可获", "最高达"),
)
"""Words of an upper bound that is met by the number itself."""
EVERY_YEAR = "每年"
BY_RECIPIENT = re.compile("(?:每|单)家|(?:每|单)个?(?:单位|企业|机构|公司|主体|申报)")
BY_ITEM = re.compile("(?:每|单)(?!个?(?:单位|企业|机构|公司|主体|申报))[个项间件款台套名笔场轮]")
"""Words of what a limit or an amount is counted by: whoever receives it, or each thing for which it is given."""


class Names(Protocol):
    """The names in a condition or step. `key` says where in it a name stands; facts are those of what it is about: the
    items of the claim, or the claim itself (`of_claim`)."""

    has_items: bool

    def fact(self, key: str, name: str, *types: str, of_claim: bool = False) -> Any:
        """The fact of this name, which must be of one of these types; None, and noted, where there is none."""

    def is_of_claim(self, name: str) -> bool:
        """Whether the claim itself has a fact of this name."""

    def base(self, key: str, name: str) -> None:
        """A measure, or an amount."""

    def values(self, key: str, value: Any, known: tuple[str, ...] = ()) -> list[Any]:
        """What a value can be, under one reading or another; each among those that are known, if any are."""

    def switch(self, key: str, reading: str) -> None:
        """A reading that is a yes or a no."""

    def leads(self, key: str, kind: Literal["measure", "window", "exclusive"], name: str) -> None:
        """A measure, a window, or a rule by which one applicant takes the higher of two sides."""

    def group(self, key: str, path: str, roles: Mapping[Any, str]) -> None:
        """A group of facts in which these roles are taken by facts of the type of each."""

    def is_shut_out(self, fact: str, answer: str) -> bool:
        """Whether a condition keeps whoever gives this answer from coming to the amount."""

    def note(self, kind: str, key: str = "", **values: object) -> None:
        """Note what is wrong."""


class Quoted(Protocol):
    """The quote of a condition or step, in the article of the law where it stands."""

    quote: str

    def cite(self, **numbers: Written | date) -> bool:
        """That the quote stands there, once, and these numbers and days in it: what it says is then accounted for."""

    def part(self, key: str, quote: str, does: frozenset[str]) -> None:
        """The same of a quote of a part."""

    def bound(self, words: tuple[str, ...], number: Written) -> None:
        """That the word of its bound is one of these, stands beside the number, and includes it."""

    def word(self, words: tuple[str, ...] = ()) -> None:
        """That its word, if it names one, stands in the quote, and is one of these."""

    def one_of(self, words: tuple[str, ...]) -> None:
        """That one of these words stands in the quote."""

    def says(self, words: re.Pattern[str]) -> None:
        """That the quote says so, or that it does not is stated (`unwritten`)."""

    def within(self, window: str) -> None:
        """That the quote names the window, and its number stands in it."""

    def in_order(self, key: str, sums: Mapping[str, Written], fact: str) -> None:
        """That these sums stand in the quote in their order, and so do the names of the choices of a fact."""

    def clause(self, number: Written) -> str | None:
        """What the law says of a number: from the comma before it; the quote, where the number is not in it. None where
        the quote does not stand there."""

    def by_default(self, value: Any) -> Any:
        """What a value is under the readings that hold where nobody says otherwise."""

    def note(self, kind: str, key: str = "", **values: object) -> None:
        """Note what is wrong."""

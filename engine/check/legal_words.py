"""The words by which Chinese policies set bounds, spans of time and what is given once.

None of them is one policy's own: what a policy says with them stands in its pack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.check.findings import Span
from engine.check.numbers import find_all

AT_LEAST = ("以上", "及以上", "不低于", "不少于", "至少")
"""Words of a lower bound that is met by the number itself."""
AT_MOST = (
    "最高",
    "最高不超过",
    "不超过",
    "上限",
    "上限不超过",
    "最长",
    "最长不超过",
    "最多",
    "不高于",
    "以下",
    "以内",
)
"""Words of an upper bound that is met by the number itself."""
STRICT = ("超过", "高于", "大于", "多于", "低于", "少于", "小于", "不足", "不满")
"""Words of a bound that the number itself does not meet."""
GROWTH = ("正增长", "增长", "高于", "超过", "大于")
"""Words that compare one fact with another, strictly."""
ONCE = ("一次性", "不再", "一次")
LAST_YEAR = ("上年度", "上一年度")
CALENDAR_YEAR = "1月1日至12月31日"
"""How a law spells out the calendar year; its days are the only ones that this kind of window has."""
WINDOW_SAYS = {
    "calendar_year": r"上一?个?自然年|1月1日至12月31日",
    "last_years": r"近\d+年",
    "arrived": r"到位|到账",
}
"""What the quote of a window must say for its kind."""
RULE_SAYS = {
    "budget": (r"(?<!不)超过", r"比例"),  # strictly: a sum equal to the budget is not scaled
    "ceilings": (r"上限",),
    "other_policy": (r"就高|从高|择优", r"不予重复|不重复|不得重复"),
    "project_funding": (r"不超过|不高于",),
    "truncation": (r"两位小数|2位小数", r"只舍不入|舍去"),
    "inclusive": (r"(?:包括|包含|含)本数",),
}
"""What the quotes of a frame rule must say, because the engine does it."""
TWO_DECIMALS = re.compile(r"两位小数|2位小数")

_BOUNDS = {"cap", "years", "winners", "pool", "share", "assessed", "rule.inclusive"}
_LOWER_BOUNDS = {"at_least", "rule.inclusive"}
OPERATIVE = {
    r"最高": _BOUNDS,
    r"最长": _BOUNDS,
    r"最多": _BOUNDS,
    r"不超过|不高于": _BOUNDS | {"rule.project_funding"},
    r"上限": _BOUNDS | {"rule.ceilings"},
    r"以下|以内": _BOUNDS,
    r"以上": _LOWER_BOUNDS,
    r"不低于|不少于|至少": _LOWER_BOUNDS,
    r"(?<!不)(?:超过|高于)": {"above", "rule.budget"},
    r"每年": {"cap", "years", "winners", "pool"},
    r"每家": {"cap", "winners", "fixed"},
    r"一次性": {"once"},
    r"近\d+年": {"last_years"},
    r"上年度|上一年度": {"calendar_year"},
}
"""Each operative word, and the parts of a rule that can do what it says."""


def operative_words_of(article: str) -> Iterator[tuple[Span, str, set[str]]]:
    """Every operative word in the text of an article, with the parts of a rule that can claim it."""
    for pattern, tags in OPERATIVE.items():
        for match in re.finditer(pattern, article):
            yield match.span(), match.group(), tags


def beside(quote: str, word: str, forms: tuple[str, ...]) -> bool:
    """Whether the word stands directly before one of the forms, or directly behind it."""
    return any(find_all(quote, part) for f in forms for part in (f"{word}{f}", f"{word}为{f}", f"{f}{word}"))

"""The words by which Chinese policies set bounds, spans of time and what is given once.

None of them is one policy's own: what a policy says with them stands in its pack.
"""

from __future__ import annotations

import re
from functools import lru_cache

from engine.check.findings import Span
from engine.text.numerals import NUMERALS

INCLUSIVE = re.compile("含|达到|^达$|不低于|不少于|至少|不超过|不高于")
"""Words that include the number by what they mean, whatever else the law says of bounds."""
STRICT = ("超过", "高于", "大于", "多于", "低于", "少于", "小于", "不足", "不满")
"""Words of a bound that the number itself does not meet."""
INCREASE = "增长"
EARLIER_YEAR = "前年|前一年|前一年度|上上年|再上一年"
"""Words of a year before the last."""
LAST_YEAR = ("上年度", "上一年度")
CALENDAR_YEAR = "1月1日至12月31日"
"""How a law spells out the calendar year; its days are the only ones that this kind of window has."""
WINDOW_SAYS = {
    "calendar_year": r"上一?个?自然年|1月1日至12月31日",
    "last_years": rf"近(?:\d+|[{NUMERALS}]+)年",
    "arrived": r"到位|到账",
}
"""What the quote of a window must say for its kind."""
HIGHER_ONLY = re.compile("就高|从高|较高|择优|择高|择一|只能|不能同时|不得同时")
"""What says that of several only one, or the higher, is given."""
IN_PROPORTION = re.compile("比例")
"""What says how a total is divided that does not suffice."""
RULE_SAYS = {
    "budget": (r"(?<!不)超过", r"比例"),  # strictly: a sum equal to the budget is not scaled
    "ceilings": (r"上限",),
    "other_policy": (r"就高|从高|择优", r"不予重复|不重复|不得重复"),
    "project_funding": (r"不超过|不高于",),
    "truncation": (r"两位小数|2位小数", r"只舍不入|舍去"),
    "inclusive": (r"(?:包括|包含|含)本数",),
}
"""What the quotes of a frame rule must say, because the engine does it."""
SAYS_SOMETHING_OF = {
    "budget": r"(?:按|同)(?:照)?(?:同)?(?:一)?比例(?:执行|折算|兑现|拨付|核减|安排)|折算|同比例|等比例",
    "ceilings": r"(?:均为|作为|为)上限",
    "other_policy": r"就高|从高|择优|不予重复|不重复|不得重复",
    "project_funding": r"总额不(?:超过|高于)",
    "truncation": r"位小数|只舍不入|舍去|四舍五入|取整|舍入",
    "inclusive": r"本数",
}
"""What a law says where it does state a rule, be it the one that the engine applies or another."""
FROM_PUBLICATION = "自(?:(?P<issued>印发|颁布)|发布|公布)之日起"
"""How a law says that it holds from the day on which it was issued or published."""
VALIDITY_WORDS = rf"有效期(?:限)?(?:为)?(?:暂定)?(?:\d+|[{NUMERALS}]+)年|(?:\d+|[{NUMERALS}]+)年有效期"
TWO_DECIMALS = re.compile(r"两位小数|2位小数")

EFFECT = re.compile(
    r"不予|不给予|不再(?:给予|予以|享受|资助|奖励)|不得(?:申报|享受)|停止拨付|取消资格|追回"
    r"|(?P<good>(?<!已)(?<!曾)(?<!已经)(?:给予|予以))"
)
"""What becomes of whoever is described: it is for their good, or it is not."""
REQUIREMENT = re.compile("必须|(?<!不)应当|(?<![无不])须(?!知)")
NEGATED = re.compile("未(?!来)|没有|不存在|不属于|不在|并非|无(?=不良|违法|失信)")
"""Words by which a description says what somebody is not."""
NEGATED_QUESTION = re.compile("[未没不无非]")
"""How the label of a question begins that asks for a no."""
IN_PRINCIPLE = "原则上"
"""Who must be something in principle can be excused from it."""
REQUIRED_IN_PRINCIPLE = re.compile("原则上(?:必须|应当|须|应|要|需)")

DEDUCTED = re.compile("扣除|剔除|非(?=(?:财政|政府)(?:性)?(?:投入|投资|出资|资金))")
"""Words by which something is taken off or does not count."""
PART = re.compile("部分")
NOT_COUNTED = re.compile("非((?:财政|政府)[\u4e00-\u9fff]*)")
THIS_ARTICLE = "本条"
OTHER_BUDGET = re.compile("依据《[^》]*》")
"""How a law says that something is paid under another regulation."""

OPERATIVE = {
    r"最高": {"upper"},
    r"最长": {"upper"},
    r"最多": {"upper"},
    r"不超过|不高于": {"upper", "project"},
    r"上限": {"upper", "ceilings"},
    r"以下|以内": {"upper"},
    # 规模以上 and 限额以上 are kinds of companies; 以上各项 and 以上有关 speak of what was said before.
    r"(?<!规模)(?<!限额)"
    r"(?:(?<=[元%％‰年月日家个名人亩倍度)）级及项])以上|以上(?!有关|各|所|规定|政策|条款|事项))": {"lower"},
    r"不低于|不少于|至少": {"lower"},
    rf"(?:首次)?(?:达到|突破)(?=\d|[{NUMERALS}]+(?:[万亿]?元|家|名|个))": {"reached"},
    r"(?<!不)(?:超过|高于)": {"exceeded"},
    r"每年": {"yearly"},
    r"每家": {"each"},
    r"一次性|不再": {"once"},
    DEDUCTED.pattern: {"less"},
    r"依据(?=《)": {"other_budget"},
    rf"近(?:\d+|[{NUMERALS}]+)年": {"last_years"},
    r"上年度|上一年度": {"calendar_year"},
}
"""Each operative word, and what a rule can do that it says (`does` of its kind): set an upper or a lower bound, ask
that an amount is reached or exceeded, count by the year or by who receives, give once, take off, pay from another
budget, look at a span of time."""
RULE_DOES = {
    "budget": {"exceeded"},
    "ceilings": {"ceilings"},
    "project_funding": {"project"},
    "inclusive": {"upper", "lower"},
}
"""The same of the rules for every provision."""


@lru_cache(maxsize=1024)
def operative_words_of(article: str) -> tuple[tuple[Span, str, set[str]], ...]:
    """Every operative word in the text of an article, with what a rule can do that it says."""
    return tuple(
        (match.span(), match.group(), tags)
        for pattern, tags in OPERATIVE.items()
        for match in re.finditer(pattern, article)
    )

"""Small policies, each the invented one with one construct of the language more, with claims just met, just missed and
unanswered, and what each must come to, worked out by hand.

What `check` refuses for now names the kind of its finding in `refused`. Whoever lets the engine compute such a
construct deletes the refusal and the name here: then the amounts below are held.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.engine.check.broken_packs import Pack

Json = dict[str, Any]
PROVEN = ("amount", "ratio", "date", "year", "count", "yearly")
APPLICANT = {"registered_in_county": True, "makes_paper": True, "on_dishonest_list": False}


@dataclass(frozen=True)
class Trial:
    """A claim, what else the applicant says, and the amount that is confirmed (万元); where it matters, the ceiling."""

    claim: Json
    confirmed: str
    ceiling: str | None = None
    applicant: Json = field(default_factory=dict)


@dataclass(frozen=True)
class Construct:
    """A policy with one construct more, and its trials."""

    name: str
    change: Callable[[Pack], None]
    trials: tuple[Trial, ...]
    refused: tuple[str, str] | None = None
    """The kind and the place of the finding by which `check` refuses it."""


CONSTRUCTS: list[Construct] = []


def construct(*trials: Trial, refused: tuple[str, str] | None = None) -> Callable[[Callable[[Pack], None]], Any]:
    """Registers a policy by the change that makes it."""

    def remember(change: Callable[[Pack], None]) -> Callable[[Pack], None]:
        CONSTRUCTS.append(Construct(change.__name__, change, trials, refused))
        return change

    return remember


def both(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


WORDS = {"label": both("条件", "The condition"), "fails": both("不符合", "Is not met")}
SHORT = both("{value}万元，未达{bound}万元，差{short}万元", "{value}万元, below {bound}万元 by {short}万元")
OUTSIDE = both("{value}不在{start}至{until}", "{value} is not from {start} to {until}")
CLASSES = [
    {"id": name, "label": both(f"{zh}类", f"Class {name}")} for name, zh in (("a", "甲"), ("b", "乙"), ("c", "丙"))
]


def fact(name: str, kind: str, **more: Any) -> Json:
    own = {"name": name, "type": kind, "label": both("某项", "A thing"), "question": both("是什么？", "What is it?")}
    own["help"] = both("请填写。", "Please answer.")
    return own | ({"evidence": both("证明。", "A proof.")} if kind in PROVEN else {}) | more


def clause(pack: Pack, provision: str, old: str, new: str) -> Json:
    """The law and the quotes of a provision with other words; the provision."""
    pack.replace_in_law(old, new)
    own = pack.provision(provision)
    own["quotes"] = [quote.replace(old, new) for quote in own["quotes"]]
    return own


def of_sales(pack: Pack, words: str, condition: Json, *facts: Json) -> None:
    """A condition more on the claim for sales."""
    own = clause(pack, "s06_sales", "90万元以上的单位", f"90万元以上、{words}的单位")
    own["when"].append({**WORDS, "quote": words, **condition})
    own["facts"] += facts


def of_machines(pack: Pack, words: str, condition: Json, *facts: Json) -> None:
    """A condition more on each machine."""
    own = clause(pack, "s03_equipment", "购置造纸设备的单位", f"购置造纸设备、{words}的单位")
    own["item_when"].append({**WORDS, "quote": words, **condition})
    own["facts"] += [{"in": "machines", **one} for one in facts]


def sales(confirmed: str, ceiling: str | None = None, applicant: Json | None = None, **facts: Any) -> Trial:
    """A claim for sales of 100万元 after 50万元, with these answers too. Met, it brings 7万元."""
    own = {"sales": {"2025": "100", "2024": "50"}, "received_before": False, **facts}
    return Trial({"provision": "s06_sales", "facts": own}, confirmed, ceiling, applicant or {})


def machine(confirmed: str, ceiling: str | None = None, awarded: str | None = None, **facts: Any) -> Trial:
    """A claim for one machine of 100万元 bought this year, with these answers too. 15%, at most 8万元."""
    own: Json = {"machines": [{"price": "100", "bought_on": "2026-01-05", **facts}]}
    if awarded is not None:
        own["awarded_this_year"] = awarded
    return Trial({"provision": "s03_equipment", "facts": own}, confirmed, ceiling)


def sales_share(pack: Pack, base: str) -> Json:
    """A tenth of one year's sales in the place of a fixed sum."""
    own = clause(pack, "s06_sales", "给予一次性7万元的奖励", "给予一次性10%的奖励")
    own["steps"][0] = {"share": "10%", "of": base, "quote": "给予一次性10%的奖励", "label": both("奖励", "Reward")}
    own["summary"] = pack.raw["articles"][5]["explains"] = both("可获奖励。", "Brings a reward.")
    return own


def machine_of_costs(confirmed: str, *costs: Json, **facts: Any) -> Trial:
    """A claim for one machine whose cost is a list of parts, with these answers too."""
    own = {"machines": [{**({"costs": list(costs)} if costs else {}), **facts}]}
    return Trial({"provision": "s03_equipment", "facts": own}, confirmed)

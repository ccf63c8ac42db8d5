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
    own["amount"] = {"share": "0.10", "of": base, "quote": "给予一次性10%的奖励", "label": both("奖励", "Reward")}
    own["summary"] = pack.raw["articles"][5]["explains"] = both("可获奖励。", "Brings a reward.")
    return own


# ------------------------------------------------------------------------------------------------ the frame


def a_kind_of_applicant(pack: Pack) -> None:
    pack.raw["applicant"][1] = fact("kind", "choice", choices=CLASSES)
    pack.replace_in_law("从事手工造纸。", "属于乙类。")


IS_B = (sales("7.00", applicant={"kind": "b"}), sales("0.00", applicant={"kind": "a"}), sales("0.00"))


@construct(*IS_B, refused=("frame_choice", "frame[1]"))
def a_frame_condition_on_a_choice(pack: Pack) -> None:
    a_kind_of_applicant(pack)
    pack.raw["frame"][1] = {"fact": "kind", "is": "b", "article": 2, "quote": "属于乙类", **WORDS}


@construct(*IS_B, refused=("frame_choice", "frame[1]"))
def a_frame_condition_on_several_choices(pack: Pack) -> None:
    a_kind_of_applicant(pack)
    pack.raw["frame"][1] = {"fact": "kind", "one_of": ["b"], "article": 2, "quote": "属于乙类", **WORDS}


# ------------------------------------------------------------------------------------------------ conditions on a claim


@construct(sales("7.00", good=True), sales("0.00", "0.00", good=False), sales("0.00", "7.00"))
def a_yes(pack: Pack) -> None:
    of_sales(pack, "信用良好", {"fact": "good", "is": True}, fact("good", "yes_no"))


@construct(sales("7.00", kind="b"), sales("0.00", kind="a"), sales("0.00"))
def a_choice(pack: Pack) -> None:
    of_sales(pack, "属于乙类", {"fact": "kind", "is": "b"}, fact("kind", "choice", choices=CLASSES))


@construct(
    *(sales("7.00", kind="a"), sales("7.00", kind="b"), sales("0.00", kind="c"), sales("0.00")),
    refused=("one_of_tier", "provisions.s06_sales.when[1].one_of"),
)
def several_choices(pack: Pack) -> None:
    condition = {"fact": "kind", "one_of": ["a", "b"]}
    of_sales(pack, "属于甲类、乙类", condition, fact("kind", "choice", choices=CLASSES))


CAPITAL = {"at_least": 90, "word": "以上", "quote": "资本90万元以上", "fails": SHORT}


@construct(sales("7.00", capital="90"), sales("0.00", capital="89.99"), sales("0.00"))
def a_threshold(pack: Pack) -> None:
    of_sales(pack, "资本90万元以上", {"fact": "capital", **CAPITAL}, fact("capital", "amount"))


@construct(
    *(sales("7.00", capital="2", debt="1"), sales("0.00", capital="1", debt="1")),
    *(sales("0.00", capital="1"), sales("0.00", debt="1")),
)
def one_amount_above_another(pack: Pack) -> None:
    condition = {"fact": "capital", "above": "debt", "fails": SHORT}
    of_sales(pack, "资本高于负债", condition, fact("capital", "amount"), fact("debt", "amount"))


@construct(sales("7.00", founded="2023-06-02"), sales("0.00", founded="2023-06-01"), sales("0.00"))
def a_window_of_days(pack: Pack) -> None:
    condition = {"fact": "founded", "in_window": "last_3_years", "word": "近3年", "fails": OUTSIDE}
    of_sales(pack, "近3年成立", condition, fact("founded", "date"))


@construct(
    *(sales("7.00", day="2023-06-02"), sales("0.00", day="2023-06-01"), sales("0.00")),
    refused=("name_taken", "provisions.s06_sales.facts.day"),
)
def a_day_that_is_called_day(pack: Pack) -> None:
    condition = {"fact": "day", "in_window": "last_3_years", "word": "近3年", "fails": OUTSIDE}
    of_sales(pack, "近3年成立", condition, fact("day", "date"))


@construct(
    *(sales("7.00", project="90"), sales("0.00", project="89.99"), sales("0.00")),
    refused=("name_taken", "provisions.s06_sales.facts.project"),
)
def an_amount_that_is_called_project(pack: Pack) -> None:
    of_sales(pack, "资本90万元以上", {"fact": "project", **CAPITAL}, fact("project", "amount"))


@construct(sales("7.00", opened=2025), sales("0.00", opened=2024), sales("0.00", opened=2026), sales("0.00"))
def a_year_in_a_window(pack: Pack) -> None:
    fails = both("{value}年不是{bound}年", "{value} is not {bound}")
    condition = {"fact": "opened", "in_window": "year_before", "word": "上年度", "fails": fails}
    of_sales(pack, "上年度成立", condition, fact("opened", "year"))


@construct(sales("7.00", applicant={"kind": "b"}), sales("0.00", applicant={"kind": "a"}), sales("0.00"))
def a_choice_of_the_applicant(pack: Pack) -> None:
    pack.raw["applicant"].append(fact("kind", "choice", choices=CLASSES))
    of_sales(pack, "属于乙类", {"fact": "applicant.kind", "is": "b"})


@construct(
    *(sales("7.00", applicant={"kind": "a"}), sales("0.00", applicant={"kind": "c"}), sales("0.00")),
    refused=("applicant_test", "provisions.s06_sales.when[1]"),
)
def several_choices_of_the_applicant(pack: Pack) -> None:
    pack.raw["applicant"].append(fact("kind", "choice", choices=CLASSES))
    of_sales(pack, "属于甲类、乙类", {"fact": "applicant.kind", "one_of": ["a", "b"]})


@construct(
    *(sales("7.00", applicant={"capital": "90"}), sales("0.00", applicant={"capital": "89.99"}), sales("0.00")),
    refused=("applicant_test", "provisions.s06_sales.when[1]"),
)
def a_threshold_on_an_amount_of_the_applicant(pack: Pack) -> None:
    pack.raw["applicant"].append(fact("capital", "amount"))
    of_sales(pack, "资本90万元以上", {"fact": "applicant.capital", **CAPITAL})


# ------------------------------------------------------------------------------------------------ conditions on an item


@construct(machine("8.00", good=True), machine("0.00", "0.00", good=False), machine("0.00", "8.00"))
def a_yes_of_an_item(pack: Pack) -> None:
    of_machines(pack, "质量良好", {"fact": "good", "is": True}, fact("good", "yes_no"))


@construct(machine("8.00", kind="b"), machine("0.00", kind="a"), machine("0.00"))
def a_choice_of_an_item(pack: Pack) -> None:
    of_machines(pack, "属于乙类", {"fact": "kind", "is": "b"}, fact("kind", "choice", choices=CLASSES))


@construct(
    *(machine("8.00", kind="a"), machine("0.00", kind="c"), machine("0.00")),
    refused=("one_of_tier", "provisions.s03_equipment.item_when[1].one_of"),
)
def several_choices_of_an_item(pack: Pack) -> None:
    condition = {"fact": "kind", "one_of": ["a", "b"]}
    of_machines(pack, "属于甲类、乙类", condition, fact("kind", "choice", choices=CLASSES))


@construct(
    *(machine("8.00", price="90"), machine("0.00", price="89.99"), machine("0.00", price=None)),
    refused=("item_compared", "provisions.s03_equipment.item_when[1]"),
)
def a_threshold_on_an_item(pack: Pack) -> None:
    of_machines(pack, "单价90万元以上", {"fact": "price", **CAPITAL, "quote": "单价90万元以上"})


@construct(
    *(machine("8.00", valued="99"), machine("0.00", valued="100"), machine("0.00")),
    refused=("item_compared", "provisions.s03_equipment.item_when[1]"),
)
def one_amount_of_an_item_above_another(pack: Pack) -> None:
    condition = {"fact": "price", "above": "valued", "fails": SHORT}
    of_machines(pack, "单价高于评估价", condition, fact("valued", "amount"))


# ------------------------------------------------------------------------------------------------ amounts


@construct(sales("10.00"), sales("0.00", sales={"2024": "50"}))
def a_share_of_last_years_amount(pack: Pack) -> None:
    sales_share(pack, "sales.last")


@construct(sales("5.00"), sales("0.00", sales={"2025": "100"}))
def a_share_of_the_year_before(pack: Pack) -> None:
    sales_share(pack, "sales.prior")


@construct(
    *(sales("5.00"), sales("0.00", sales={"2025": "100"}), sales("0.00", sales={"2025": "100", "2024": "120"})),
    refused=("minus_year", "provisions.s06_sales.amount.minus[0].fact"),
)
def a_share_of_what_is_more_than_the_year_before(pack: Pack) -> None:
    own = sales_share(pack, "sales.last")
    quote = "扣除前一年部分后给予一次性10%的奖励"
    clause(pack, "s06_sales", "给予一次性10%的奖励", quote)
    minus = {"fact": "sales.prior", "quote": "扣除前一年部分", "label": both("扣除前一年", "Less the year before")}
    own["amount"].update(quote=quote, minus=[minus])


EXPORT = {"fact": "export", "quote": "扣除出口部分", "label": both("扣除出口部分", "Less exports")}
LESS_EXPORTS = "扣除出口部分后按照设备购置费用的15%"


@construct(machine("3.00", export="80"), machine("0.00", export="100"), machine("0.00", export="120"), machine("0.00"))
def what_is_taken_off_a_base(pack: Pack) -> None:
    own = clause(pack, "s03_equipment", "按照设备购置费用的15%", LESS_EXPORTS)
    own["amount"].update(quote=LESS_EXPORTS, minus=[EXPORT])
    own["facts"].append(fact("export", "amount", **{"in": "machines"}))


@construct(
    *(machine("6.00", export="80", part="0.75"), machine("8.00", export="80", part="0.25")),
    refused=("minus_times", "provisions.s03_equipment.amount.minus[0].times"),
)
def a_part_of_something_taken_off_a_base(pack: Pack) -> None:
    what_is_taken_off_a_base(pack)
    own = pack.provision("s03_equipment")
    own["amount"]["minus"] = [{**EXPORT, "times": "part"}]
    own["facts"].append(fact("part", "ratio", **{"in": "machines"}))


def awards(confirmed: str, *ranks: str | None) -> Trial:
    return Trial({"provision": "s05_craft_awards", "facts": {"awards": [{"rank": rank} for rank in ranks]}}, confirmed)


@construct(
    awards("4.00", "city"), awards("5.00", "city", "county"), awards("0.00", "other"), awards("4.00", None, "city")
)
def a_tier(pack: Pack) -> None:
    """As it is."""


@construct(
    awards("4.00", "city"), awards("1.00", None), refused=("tier_all", "provisions.s05_craft_awards.amount.tier")
)
def a_tier_of_which_every_answer_gives_something(pack: Pack) -> None:
    del pack.provision("s05_craft_awards")["item_when"]
    del pack.fact("s05_craft_awards", "rank")["choices"][-1]


@construct(
    awards("4.00", "city"), awards("0.00", None), refused=("tier_absent", "provisions.s05_craft_awards.amount.tier")
)
def a_tier_whose_blank_means_none(pack: Pack) -> None:
    pack.fact("s05_craft_awards", "rank")["absent"] = "none"


def given(pack: Pack, per: str) -> None:
    own = clause(pack, "s06_sales", "给予一次性7万元的奖励", "给予一次性最高7万元的奖励")
    quote = "给予一次性最高7万元的奖励"
    own["amount"] = {"assessed": "given", "quote": quote, "label": both("核定金额", "As assessed")}
    own["limits"].append({"cap": 7, "per": per, "word": "最高", "quote": quote, "label": both("最高", "At most")})
    own["facts"].append(fact("given", "amount", absent="ceiling"))


@construct(sales("5.00", given="5"), sales("7.00", given="9"), sales("7.00", "7.00"))
def an_assessed_amount_under_a_cap(pack: Pack) -> None:
    given(pack, "platform")


@construct(
    *(sales("5.00", given="5"), sales("7.00", given="9"), sales("7.00", "7.00")),
    refused=("ceiling_unbounded", "provisions.s06_sales.facts.given.absent"),
)
def an_assessed_amount_under_a_cap_per_applicant(pack: Pack) -> None:
    given(pack, "applicant")


# ------------------------------------------------------------------------------------------------ limits


def capped(pack: Pack, words: str, per: str) -> Json:
    own = clause(pack, "s03_equipment", "给予每家单位每年最高8万元的资助", words)
    own["limits"][0].update(per=per, quote=words)
    return own


@construct(
    *(machine("8.00"), machine("3.00", awarded="5"), machine("0.00", awarded="9")),
    refused=("less_ignored", "provisions.s03_equipment.limits[0].less"),
)
def what_was_received_taken_off_a_cap_for_life(pack: Pack) -> None:
    capped(pack, "给予每家单位最高8万元的资助", "applicant")


@construct(
    *(machine("8.00"), machine("3.00", awarded="5"), machine("0.00", awarded="9")),
    refused=("less_ignored", "provisions.s03_equipment.limits[0].less"),
)
def what_was_received_taken_off_a_cap_per_item(pack: Pack) -> None:
    capped(pack, "每台最高8万元的资助", "item")


@construct(machine("8.00"), machine("3.00", price="20"), machine("0.00", price=None))
def a_cap_per_item(pack: Pack) -> None:
    own = capped(pack, "每台最高8万元的资助", "item")
    del own["limits"][0]["less"], own["uses"]


@construct(machine("8.00"), machine("3.00", awarded="5"), machine("0.00", awarded="9"))
def what_was_received_taken_off_a_yearly_cap(pack: Pack) -> None:
    """As it is."""

"""Conditions on the applicant, on a claim and on its items."""

from tests.engine.check.broken_packs import Pack
from tests.engine.check.constructs.building import (
    CLASSES,
    OUTSIDE,
    SHORT,
    WORDS,
    both,
    construct,
    fact,
    machine,
    of_machines,
    of_sales,
    sales,
)

# ------------------------------------------------------------------------------------------------ the frame


def a_kind_of_applicant(pack: Pack) -> None:
    pack.raw["applicant"][1] = fact("kind", "choice", choices=CLASSES)
    pack.replace_in_law("从事手工造纸。", "属于乙类。")


IS_B = (sales("7.00", applicant={"kind": "b"}), sales("0.00", applicant={"kind": "a"}), sales("0.00"))


@construct(*IS_B)
def a_frame_condition_on_a_choice(pack: Pack) -> None:
    a_kind_of_applicant(pack)
    pack.raw["general_conditions"][1] = {"fact": "kind", "is": "b", "article": 2, "quote": "属于乙类", **WORDS}


# ------------------------------------------------------------------------------------------------ conditions on a claim


@construct(sales("7.00", good=True), sales("0.00", "0.00", good=False), sales("0.00", "7.00"))
def a_yes(pack: Pack) -> None:
    of_sales(pack, "信用良好", {"fact": "good", "is": True}, fact("good", "yes_no"))


@construct(sales("7.00", kind="b"), sales("0.00", kind="a"), sales("0.00"))
def a_choice(pack: Pack) -> None:
    of_sales(pack, "属于乙类", {"fact": "kind", "is": "b"}, fact("kind", "choice", choices=CLASSES))


@construct(
    *(sales("7.00", kind="a"), sales("7.00", kind="b"), sales("0.00", kind="c"), sales("0.00")),
)
def several_choices(pack: Pack) -> None:
    condition = {"fact": "kind", "one_of": ["a", "b"]}
    of_sales(pack, "属于甲类、乙类", condition, fact("kind", "choice", choices=CLASSES))


CAPITAL = {"name": "capital", "at_least": "90万元", "word": "以上", "quote": "资本90万元以上", "fails": SHORT}


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
)
def a_day_that_is_called_day(pack: Pack) -> None:
    condition = {"fact": "day", "in_window": "last_3_years", "word": "近3年", "fails": OUTSIDE}
    of_sales(pack, "近3年成立", condition, fact("day", "date"))


@construct(
    *(sales("7.00", project="90"), sales("0.00", project="89.99"), sales("0.00")),
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
)
def several_choices_of_the_applicant(pack: Pack) -> None:
    pack.raw["applicant"].append(fact("kind", "choice", choices=CLASSES))
    of_sales(pack, "属于甲类、乙类", {"fact": "applicant.kind", "one_of": ["a", "b"]})


@construct(
    *(sales("7.00", applicant={"capital": "90"}), sales("0.00", applicant={"capital": "89.99"}), sales("0.00")),
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
)
def several_choices_of_an_item(pack: Pack) -> None:
    condition = {"fact": "kind", "one_of": ["a", "b"]}
    of_machines(pack, "属于甲类、乙类", condition, fact("kind", "choice", choices=CLASSES))


@construct(
    *(machine("8.00", price="90"), machine("0.00", price="89.99"), machine("0.00", price=None)),
)
def a_threshold_on_an_item(pack: Pack) -> None:
    of_machines(pack, "单价90万元以上", {"fact": "price", **CAPITAL, "quote": "单价90万元以上"})


@construct(
    *(machine("8.00", valued="99"), machine("0.00", valued="100"), machine("0.00")),
)
def one_amount_of_an_item_above_another(pack: Pack) -> None:
    condition = {"fact": "price", "above": "valued", "fails": SHORT}
    of_machines(pack, "单价高于评估价", condition, fact("valued", "amount"))


# ------------------------------------------------------------------------------------ groups, and what a blank is


@construct(
    sales("7.00", site={"area": "90"}), sales("0.00", site={"area": "89.99"}), sales("0.00", site={}), sales("0.00")
)
def a_threshold_on_an_amount_in_a_group(pack: Pack) -> None:
    site = fact("site", "group"), fact("area", "amount", **{"in": "site"})
    of_sales(pack, "资本90万元以上", {"fact": "site.area", **CAPITAL}, *site)


@construct(sales("7.00", site={"good": True}), sales("0.00", site={"good": False}), sales("0.00"))
def a_yes_in_a_group(pack: Pack) -> None:
    site = fact("site", "group"), fact("good", "yes_no", **{"in": "site"})
    of_sales(pack, "信用良好", {"fact": "site.good", "is": True}, *site)


@construct(sales("7.00", good=True), sales("0.00", "0.00", good=False), sales("0.00", "0.00"))
def a_yes_whose_blank_is_no(pack: Pack) -> None:
    of_sales(pack, "信用良好", {"fact": "good", "is": True}, fact("good", "yes_no", absent="none"))


@construct(sales("7.00", bad=False), sales("0.00", bad=True), sales("7.00"))
def a_no_whose_blank_is_no(pack: Pack) -> None:
    of_sales(pack, "没有处罚", {"fact": "bad", "is": False}, fact("bad", "yes_no", absent="none"))


@construct(sales("7.00", capital="90"), sales("0.00", capital="89.99"), sales("0.00", "0.00"))
def a_threshold_on_an_amount_whose_blank_is_nothing(pack: Pack) -> None:
    of_sales(pack, "资本90万元以上", {"fact": "capital", **CAPITAL}, fact("capital", "amount", absent="none"))


@construct(
    *(sales("7.00", capital="90"), sales("0.00", capital="10", assets="90")),
    *(sales("7.00", assets="90"), sales("0.00", assets="10"), sales("0.00")),
)
def a_threshold_on_an_amount_whose_blank_is_another(pack: Pack) -> None:
    facts = fact("capital", "amount", absent="other:assets"), fact("assets", "amount")
    of_sales(pack, "资本90万元以上", {"fact": "capital", **CAPITAL}, *facts)


@construct(
    *(sales("7.00", founded="2023-06-02"), sales("0.00")),
    refused=("day_absent", "provisions.s06_sales.facts.founded.absent"),
)
def a_day_whose_blank_is_none(pack: Pack) -> None:
    condition = {"fact": "founded", "in_window": "last_3_years", "word": "近3年", "fails": OUTSIDE}
    of_sales(pack, "近3年成立", condition, fact("founded", "date", absent="none"))


@construct(sales("7.00", paid_in="2026-06-01"), sales("0.00", paid_in="2026-06-02"), sales("0.00"))
def everything_up_to_the_application(pack: Pack) -> None:
    of_sales(pack, "已到位", {"fact": "paid_in", "in_window": "arrived"}, fact("paid_in", "date"))
    pack.replace_in_law("“上年度”是指", "“已到位”是指到账,“上年度”是指")
    window = {"id": "arrived", "kind": "arrived", "article": 7, "quote": "“已到位”是指到账"}
    pack.raw["windows"].append({**window, "label": both("已到位", "paid in")})


@construct(sales("7.00", capital="90", assets="100"), sales("7.00", capital="90"))
def an_amount_that_is_at_most_another(pack: Pack) -> None:
    fails = both("大于总额", "Is more than the whole")
    own = fact("capital", "amount", at_most="assets", at_most_fails=fails), fact("assets", "amount")
    of_sales(pack, "资本90万元以上", {"fact": "capital", **CAPITAL}, *own)

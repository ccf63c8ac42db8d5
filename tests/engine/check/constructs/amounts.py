"""How an amount comes about, and what limits it."""

from tests.engine.check.broken_packs import Pack
from tests.engine.check.constructs.building import (
    SHORT,
    WORDS,
    Json,
    Trial,
    both,
    clause,
    construct,
    fact,
    machine,
    machine_of_costs,
    sales,
    sales_share,
)

# ------------------------------------------------------------------------------------------------ amounts


@construct(sales("10.00"), sales("0.00", sales={"2024": "50"}))
def a_share_of_last_years_amount(pack: Pack) -> None:
    sales_share(pack, "sales.newest")


@construct(sales("5.00"), sales("0.00", sales={"2025": "100"}))
def a_share_of_the_year_before(pack: Pack) -> None:
    sales_share(pack, "sales.earlier")
    pack.fact("s06_sales", "sales")["years"]["earlier"] = 2


@construct(
    *(sales("5.00"), sales("0.00", sales={"2025": "100"}), sales("0.00", sales={"2025": "100", "2024": "120"})),
)
def a_share_of_what_is_more_than_the_year_before(pack: Pack) -> None:
    own = sales_share(pack, "sales.newest")
    pack.fact("s06_sales", "sales")["years"]["earlier"] = 2
    quote = "扣除前一年部分后给予一次性10%的奖励"
    clause(pack, "s06_sales", "给予一次性10%的奖励", quote)
    minus = {"fact": "sales.earlier", "quote": "扣除前一年部分", "label": both("扣除前一年", "Less the year before")}
    own["steps"][0].update(quote=quote, minus=[minus])


EXPORT = {"fact": "export", "quote": "扣除出口部分", "label": both("扣除出口部分", "Less exports")}
LESS_EXPORTS = "扣除出口部分后按照设备购置费用的15%"


@construct(machine("3.00", export="80"), machine("0.00", export="100"), machine("0.00", export="120"), machine("0.00"))
def what_is_taken_off_a_base(pack: Pack) -> None:
    own = clause(pack, "s03_equipment", "按照设备购置费用的15%", LESS_EXPORTS)
    own["steps"][0].update(quote=LESS_EXPORTS, minus=[EXPORT])
    own["facts"].append(fact("export", "amount", **{"in": "machines"}))


@construct(
    *(machine("6.00", export="80", part="0.75"), machine("8.00", export="80", part="0.25")),
    refused=("minus_times", "provisions.s03_equipment.steps[0].minus[0].times"),
)
def a_part_of_something_taken_off_a_base(pack: Pack) -> None:
    what_is_taken_off_a_base(pack)
    own = pack.provision("s03_equipment")
    own["steps"][0]["minus"] = [{**EXPORT, "times": "part"}]
    own["facts"].append(fact("part", "ratio", **{"in": "machines"}))


def awards(confirmed: str, *ranks: str | None) -> Trial:
    return Trial({"provision": "s05_craft_awards", "facts": {"awards": [{"rank": rank} for rank in ranks]}}, confirmed)


@construct(
    awards("4.00", "city"), awards("5.00", "city", "county"), awards("0.00", "other"), awards("4.00", None, "city")
)
def a_tier(pack: Pack) -> None:
    """As it is."""


@construct(awards("4.00", "city"), awards("1.00", None))
def a_tier_of_which_every_answer_gives_something(pack: Pack) -> None:
    del pack.provision("s05_craft_awards")["item_when"]
    del pack.fact("s05_craft_awards", "rank")["choices"][-1]


@construct(awards("4.00", "city"), awards("0.00", None))
def a_tier_whose_blank_means_none(pack: Pack) -> None:
    pack.fact("s05_craft_awards", "rank")["absent"] = "none"


def given(pack: Pack, per: str) -> None:
    own = clause(pack, "s06_sales", "给予一次性7万元的奖励", "给予一次性最高7万元的奖励")
    quote = "给予一次性最高7万元的奖励"
    own["steps"][0] = {"assessed": "given", "quote": quote, "label": both("核定金额", "As assessed")}
    own["steps"].append({"cap": "7万元", "per": per, "word": "最高", "quote": quote, "label": both("最高", "At most")})
    own["facts"].append(fact("given", "amount", absent="ceiling"))


@construct(sales("5.00", given="5"), sales("7.00", given="9"), sales("7.00", "7.00"))
def an_assessed_amount_under_a_cap(pack: Pack) -> None:
    given(pack, "platform")


@construct(
    *(sales("5.00", given="5"), sales("7.00", given="9"), sales("7.00", "7.00")),
)
def an_assessed_amount_under_a_cap_per_applicant(pack: Pack) -> None:
    given(pack, "applicant")


# ------------------------------------------------------------------------------------------------ limits


def capped(pack: Pack, words: str, per: str) -> Json:
    own = clause(pack, "s03_equipment", "给予每家单位每年最高8万元的资助", words)
    own["steps"][2].update(per=per, quote=words)
    return own


@construct(
    *(machine("8.00"), machine("3.00", awarded="5"), machine("0.00", awarded="9")),
)
def what_was_received_taken_off_a_cap_for_life(pack: Pack) -> None:
    capped(pack, "给予每家单位最高8万元的资助", "applicant")


@construct(
    *(machine("8.00"), machine("3.00", awarded="5"), machine("0.00", awarded="9")),
)
def what_was_received_taken_off_a_cap_per_item(pack: Pack) -> None:
    capped(pack, "每台最高8万元的资助", "item")


@construct(machine("8.00"), machine("3.00", price="20"), machine("0.00", price=None))
def a_cap_per_item(pack: Pack) -> None:
    own = capped(pack, "每台最高8万元的资助", "item")
    del own["steps"][2]["less"], own["uses"]


@construct(machine("8.00"), machine("3.00", awarded="5"), machine("0.00", awarded="9"))
def what_was_received_taken_off_a_yearly_cap(pack: Pack) -> None:
    """As it is."""


@construct(machine("8.00"), machine("0.00", "0.00", price=None))
def a_base_whose_blank_is_nothing(pack: Pack) -> None:
    pack.fact("s03_equipment", "price")["absent"] = "none"


@construct(machine("8.00"), machine("3.00", price=None, valued="20"), machine("0.00", price=None))
def a_base_whose_blank_is_another(pack: Pack) -> None:
    pack.fact("s03_equipment", "price")["absent"] = "other:valued"
    pack.provision("s03_equipment")["facts"].append(fact("valued", "amount", **{"in": "machines"}))


@construct(machine("8.00"), machine("3.00", export="80"), machine("0.00", export="100"))
def something_taken_off_whose_blank_is_nothing(pack: Pack) -> None:
    what_is_taken_off_a_base(pack)
    pack.fact("s03_equipment", "export")["absent"] = "none"


@construct(sales("7.00", part="1"), sales("3.50", part="0.5"), sales("0.00"))
def a_share_of_a_side(pack: Pack) -> None:
    own = pack.provision("s06_sales")
    own["steps"].append({"side_share": "part"})
    own["facts"].append(fact("part", "ratio"))


# ------------------------------------------------------------------------------------------------ measures

NOW, BEFORE = "2026-01-05", "2023-06-01"


@construct(
    machine_of_costs("3.00", {"sum": "20", "paid_on": NOW}, {"sum": "9", "paid_on": BEFORE}),
    machine_of_costs("3.00", {"sum": "20", "paid_on": NOW}, {"sum": "5"}),
    *(machine_of_costs("0.00", {"sum": "20"}), machine_of_costs("0.00", {"paid_on": NOW}), machine_of_costs("0.00")),
)
def a_sum_of_parts_in_a_window(pack: Pack) -> None:
    own = pack.provision("s03_equipment")
    test = {"fact": "paid_on", "in_window": "last_3_years", "quote": "近3年购置造纸设备", "label": WORDS["label"]}
    test["left_out"] = both("不在近3年内", "Not within the last three years")
    own["measures"] = [{"id": "cost", "sum": "costs", "of": "sum", "label": both("费用", "Cost"), "when": [test]}]
    own["steps"][0]["of"], own["item_when"] = "cost", []
    own["facts"] = [one for one in own["facts"] if one["name"] not in ("price", "bought_on")]
    own["facts"].append(fact("costs", "list", **{"in": "machines"}))
    own["facts"] += [
        fact(name, kind, **{"in": "machines.costs"}) for name, kind in (("sum", "amount"), ("paid_on", "date"))
    ]


@construct(
    *(machine_of_costs("3.00", {"sum": "20", "paid_on": NOW}), machine_of_costs("4.50", whole="30")),
    machine_of_costs("0.00"),
)
def a_sum_of_parts_or_one_figure(pack: Pack) -> None:
    a_sum_of_parts_in_a_window(pack)
    own = pack.provision("s03_equipment")
    own["measures"][0]["or_fact"] = "whole"
    own["facts"].append(fact("whole", "amount", **{"in": "machines"}))


@construct(
    machine_of_costs("3.00", {"sum": "20", "paid_on": NOW, "new": True}, {"sum": "9", "paid_on": NOW, "new": False}),
    machine_of_costs("0.00", {"sum": "20", "paid_on": NOW}),
)
def a_sum_of_parts_with_a_yes(pack: Pack) -> None:
    a_sum_of_parts_in_a_window(pack)
    quote = "按照全新的设备购置费用的15%"
    own = clause(pack, "s03_equipment", "按照设备购置费用的15%", quote)
    own["steps"][0]["quote"] = quote
    left_out = both("不是全新", "Is not new")
    own["measures"][0]["when"].append(
        {"fact": "new", "is": True, "quote": "全新的设备", "label": WORDS["label"], "left_out": left_out}
    )
    own["facts"].append(fact("new", "yes_no", **{"in": "machines.costs"}))


@construct(
    machine_of_costs("1.50", {"sum": "20", "paid_on": NOW, "export": "10"}),
    machine_of_costs("0.00", {"sum": "20", "paid_on": NOW, "export": "20"}),
    machine_of_costs("0.00", {"sum": "20", "paid_on": NOW}),
)
def a_sum_of_parts_less_something(pack: Pack) -> None:
    a_sum_of_parts_in_a_window(pack)
    own = clause(pack, "s03_equipment", "按照设备购置费用的15%", LESS_EXPORTS)
    own["steps"][0]["quote"] = LESS_EXPORTS
    own["measures"][0]["minus"] = [EXPORT]
    own["facts"].append(fact("export", "amount", **{"in": "machines.costs"}))


@construct(
    machine_of_costs("2.25", {"sum": "20", "paid_on": NOW, "export": "10", "part": "0.5"}),
    machine_of_costs("1.50", {"sum": "20", "paid_on": NOW, "export": "10"}),
)
def a_sum_of_parts_less_a_share_of_something(pack: Pack) -> None:
    a_sum_of_parts_less_something(pack)
    own = pack.provision("s03_equipment")
    own["measures"][0]["minus"] = [{**EXPORT, "times": "part"}]
    own["facts"].append(fact("part", "ratio", absent="one", **{"in": "machines.costs"}))


@construct(
    machine_of_costs("8.00", {"sum": "90", "paid_on": NOW}),
    *(machine_of_costs("0.00", {"sum": "89.99", "paid_on": NOW}), machine_of_costs("0.00", {"paid_on": NOW})),
)
def a_threshold_on_a_sum_of_parts(pack: Pack) -> None:
    a_sum_of_parts_in_a_window(pack)
    own = clause(pack, "s03_equipment", "近3年购置造纸设备的单位", "近3年购置造纸设备90万元以上的单位")
    bound = {
        "at_least": "90万元",
        "word": "以上",
        "quote": "造纸设备90万元以上",
        "label": WORDS["label"],
        "fails": SHORT,
    }
    own["item_when"] = [{"measure": "cost", **bound}]


# ------------------------------------------------------------------------------------------------ more limits


def without_less(pack: Pack, words: str, per: str) -> None:
    own = capped(pack, words, per)
    del own["steps"][2]["less"], own["uses"]


EIGHT = machine("8.00"), machine("3.00", price="20"), machine("0.00", price=None)


@construct(*EIGHT)
def a_cap_per_side(pack: Pack) -> None:
    without_less(pack, "每方最高8万元的资助", "side")


@construct(*EIGHT)
def a_cap_per_platform(pack: Pack) -> None:
    without_less(pack, "每个平台最高8万元的资助", "platform")


@construct(*EIGHT)
def a_cap_for_life(pack: Pack) -> None:
    without_less(pack, "给予每家单位最高8万元的资助", "applicant")


@construct(sales("7.00"), sales("0.00", "0.00", received_before=True), sales("0.00", "7.00", received_before=None))
def an_award_that_is_one(pack: Pack) -> None:
    """As it is."""


def in_year(confirmed: str, had: int | None) -> Trial:
    return Trial({"provision": "s06_sales", "facts": {"sales": {"2025": "100"}, "had": had}}, confirmed)


@construct(*(in_year("7.00", 0), in_year("7.00", 2), in_year("0.00", 3), in_year("0.00", 4), in_year("0.00", None)))
def so_many_years(pack: Pack) -> None:
    own = clause(pack, "s06_sales", "给予一次性7万元的奖励", "给予不超过3年的每年7万元的奖励")
    quote = "给予不超过3年的每年7万元的奖励"
    own["steps"][0]["quote"] = quote
    own["steps"][1:] = [{"years": "3年", "years_fact": "had", "word": "不超过", "quote": quote, **WORDS}]
    own["facts"] = [one for one in own["facts"] if one["name"] != "received_before"] + [fact("had", "count")]
    own["summary"] = pack.raw["articles"][5]["explains"] = both("可获奖励。", "Brings a reward.")


@construct(sales("7.00", score=3), sales("7.00"))
def so_many_places(pack: Pack) -> None:
    clause(pack, "s06_sales", "给予一次性7万元的奖励", "给予一次性7万元的奖励,每年不超过2家")
    own = pack.provision("s06_sales")
    own["steps"][0]["quote"] = "给予一次性7万元的奖励"
    places = {"winners": "2家", "word": "不超过", "quote": "每年不超过2家", "label": both("名额", "Places")}
    own["steps"].append({**places, "by": "score", "fails": both("未入选", "Not chosen")})
    own["facts"].append(fact("score", "count", absent="none"))

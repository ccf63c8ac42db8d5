"""Numbers that are not the same for everybody: by a choice of the applicant, the claim or an entry, from a day on, by a
reading."""

from typing import Any

from tests.engine.check.broken_packs import Pack
from tests.engine.check.constructs.building import (
    CLASSES,
    WORDS,
    Json,
    Trial,
    both,
    clause,
    construct,
    fact,
    machine,
    sales,
)

THREE = "对甲类、乙类、丙类分别给予"


def of_applicant(trial: Trial, size: str | None) -> Trial:
    return Trial(trial.claim, trial.confirmed, trial.ceiling, {"size": size})


def capped(pack: Pack, words: str, cap: Any, **more: Any) -> Json:
    """The yearly cap of the machines in other words."""
    own = clause(pack, "s03_equipment", "给予每家单位每年最高8万元的资助", words)
    own["steps"][2].update(quote=words, cap=cap, **more)
    own["summary"] = pack.raw["articles"][2]["explains"] = both("可获资助。", "Brings a grant.")
    return own


@construct(
    *(of_applicant(machine("8.00"), "a"), of_applicant(machine("5.00"), "b"), of_applicant(machine("2.00"), "c")),
    *(of_applicant(machine("3.00", price="20"), "b"), of_applicant(machine("3.00", awarded="2"), "b")),
    of_applicant(machine("2.00", "2.00"), None),
)
def a_cap_by_a_choice_of_the_applicant(pack: Pack) -> None:
    pack.raw["applicant"].append(fact("size", "choice", choices=CLASSES))
    by_size = {"by": "applicant.size", "a": "8万元", "b": "5万元", "c": "2万元"}
    capped(pack, f"{THREE}每家单位每年最高8万元、5万元、2万元的资助", by_size)


@construct(machine("8.00", kind="a"), machine("5.00", kind="b"), machine("5.00", "5.00"), machine("3.00", price="20"))
def a_cap_per_item_by_a_choice_of_the_item(pack: Pack) -> None:
    by_kind = {"by": "kind", "a": "8万元", "b": "5万元"}
    own = capped(pack, "对甲类、乙类设备分别给予每台最高8万元、5万元的资助", by_kind, per="item")
    del own["steps"][2]["less"], own["uses"]
    own["facts"].append(fact("kind", "choice", choices=CLASSES[:2], **{"in": "machines"}))


def rated(pack: Pack, words: str, share: Any) -> Json:
    own = clause(pack, "s03_equipment", "按照设备购置费用的15%", words)
    own["steps"][0].update(quote=words, share=share)
    own["summary"] = pack.raw["articles"][2]["explains"] = both("可获资助。", "Brings a grant.")
    return own


@construct(
    *(machine("6.00", kind="a", price="40"), machine("2.50", kind="b", price="40")),
    *(machine("2.50", "2.50", price="40"), machine("8.00", kind="a")),
)
def a_share_by_a_choice_of_the_item(pack: Pack) -> None:
    own = rated(pack, "对甲类、乙类设备分别按照设备购置费用的15%、6.25%", {"by": "kind", "a": "15%", "b": "6.25%"})
    own["facts"].append(fact("kind", "choice", choices=CLASSES[:2], **{"in": "machines"}))


@construct(
    *(machine("4.00", kind="a", price="40"), machine("0.00", kind="b", price="40"), machine("0.00", price="40")),
    machine("0.00", kind="c", price="40"),
)
def a_share_by_a_choice_of_which_a_condition_lets_one_pass(pack: Pack) -> None:
    own = rated(pack, "对甲类设备按照设备购置费用的10%", {"by": "kind", "a": "10%"})
    own["item_when"].append({**WORDS, "fact": "kind", "is": "a", "quote": "对甲类设备"})
    own["facts"].append(fact("kind", "choice", choices=CLASSES, **{"in": "machines"}))


def fixed(pack: Pack, words: str, sum_: Any) -> Json:
    own = clause(pack, "s06_sales", "给予一次性7万元的奖励", words)
    own["steps"][0].update(quote=words, fixed=sum_)
    own["summary"] = pack.raw["articles"][5]["explains"] = both("可获奖励。", "Brings a reward.")
    return own


@construct(sales("7.00", kind="a"), sales("4.00", kind="b"), sales("4.00", "4.00"))
def a_fixed_sum_by_a_choice_of_the_claim(pack: Pack) -> None:
    by_kind = {"by": "kind", "a": "7万元", "b": "4万元"}
    own = fixed(pack, "对甲类、乙类分别给予一次性7万元、4万元的奖励", by_kind)
    own["facts"].append(fact("kind", "choice", choices=CLASSES[:2]))


@construct(
    *(sales("7.00", kind="b"), sales("0.00", kind="a"), sales("7.00", kind="a", sales={"2025": "120", "2024": "50"})),
    *(sales("0.00", "0.00"), sales("7.00", sales={"2025": "120", "2024": "50"})),
)
def a_threshold_by_a_choice(pack: Pack) -> None:
    own = clause(pack, "s06_sales", "90万元以上的单位", "甲类、乙类分别120万元以上、90万元以上的单位")
    (bound,) = (condition for condition in own["when"] if "at_least" in condition)
    quote = bound["quote"].replace("90万元以上", "甲类、乙类分别120万元以上、90万元以上")
    bound.update(quote=quote, at_least={"by": "kind", "a": "120万元", "b": "90万元"})
    own["facts"].append(fact("kind", "choice", choices=CLASSES[:2]))


@construct(sales("5.00"), sales("0.00", "0.00", received_before=True))
def a_fixed_sum_from_a_day_on(pack: Pack) -> None:
    words = "给予一次性7万元的奖励,自2026年6月1日起为5万元"
    fixed(pack, words, {"from": {"2026-03-01": "7万元", "2026-06-01": "5万元"}})


@construct(sales("7.00"), sales("0.00", "0.00", received_before=True))
def a_fixed_sum_until_the_day_before(pack: Pack) -> None:
    words = "给予一次性7万元的奖励,自2026年6月2日起为5万元"
    fixed(pack, words, {"from": {"2026-03-01": "7万元", "2026-06-02": "5万元"}})


@construct(machine("5.00"), machine("3.00", price="20"), machine("1.00", awarded="4"))
def a_cap_from_a_day_on(pack: Pack) -> None:
    words = "给予每家单位每年最高8万元的资助,自2026年6月1日起最高5万元"
    capped(pack, words, {"from": {"2026-03-01": "8万元", "2026-06-01": "5万元"}})


@construct(sales("7.00"), sales("0.00", "0.00", received_before=True))
def a_fixed_sum_by_a_reading(pack: Pack) -> None:
    by_reading = {"reading": "s05_awards_together", "when": {"together": "7万元", "highest": "4万元"}}
    fixed(pack, "给予一次性7万元或4万元的奖励", by_reading)
    reading = pack.block("readings", "s05_awards_together")
    reading.update(articles=[5, 6], quotes=[*reading["quotes"], "7万元或4万元"])

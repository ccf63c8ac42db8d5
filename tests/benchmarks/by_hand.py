"""Five claims assessed as one would write it by hand for these five alone: the measure of the engine's overhead.

Plain Python on integers of 分, from the same JSON to amounts with a short reason for each step in both languages. It
knows nothing of unknown answers, other readings, several claims of a kind, advice or citations.
"""

import re
from datetime import date
from typing import Any

Facts = dict[str, Any]
Reasons = list[dict[str, str]]

WAN = 1_000_000
HUNDREDTH = 10_000
AMOUNT = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,6}))?")
FIRST, LAST = date(2025, 1, 1), date(2027, 12, 31)


def assess(application: Facts) -> Facts:
    """Confirmed amounts of the five claims, and why."""
    day = date.fromisoformat(application["application_date"])
    applicant = application["applicant"]
    claims = []
    total = 0
    for claim in application["claims"]:
        reasons: Reasons = []
        amount = 0
        if stands(applicant, day, reasons):
            amount = RULES[claim["provision"]](claim["facts"], applicant, day, reasons)
        amount = amount // HUNDREDTH * HUNDREDTH
        reasons.append(said(f"取两位小数：{written(amount)}万元", f"Cut to two decimals: {written(amount)}万元"))
        total += amount
        claims.append(
            {"id": claim["id"], "provision": claim["provision"], "confirmed": written(amount), "reasons": reasons}
        )
    return {"claims": claims, "total": {"confirmed": written(total)}}


def stands(applicant: Facts, day: date, reasons: Reasons) -> bool:
    """Whether anything can be granted at all."""
    waiver = applicant.get("waiver") or []
    return (
        met(FIRST <= day <= LAST, reasons, "在有效期内", "Within the period of validity")
        and met(
            waiver is True or "legal_person" in waiver or applicant["legal_person"] is True,
            reasons,
            "独立法人",
            "A legal person",
        )
        and met(
            waiver is True or "operates_in_longhua" in waiver or applicant["operates_in_longhua"] is True,
            reasons,
            "在龙华区经营",
            "Operates in Longhua",
        )
        and met(
            waiver is True or "ai_robotics" in waiver or applicant["ai_robotics"] is True,
            reasons,
            "人工智能、机器人领域",
            "AI or robotics",
        )
        and met(applicant["disqualified"] is False, reasons, "无不予资助情形", "Not disqualified")
    )


def growth(facts: Facts, applicant: Facts, day: date, reasons: Reasons) -> int:
    """第五条."""
    last = fen(facts["revenues"][str(day.year - 1)])
    before = fen(facts["revenues"][str(day.year - 2)])
    if not (
        met(applicant["entity_type"] == "enterprise", reasons, "企业", "An enterprise")
        and met(facts["core_technology"] is True, reasons, "自主核心技术", "Core technology of its own")
        and met(last >= 5000 * WAN, reasons, "营收5000万元以上", "Revenue of 5000万元 or more")
        and met(last > before, reasons, "正增长", "Growth")
        and met(facts["already_received"] is False, reasons, "未曾获得", "Not received before")
    ):
        return 0
    reasons.append(said("一次性10万元", "10万元, once"))
    return other_policy(10 * WAN, facts, reasons)


def rent(facts: Facts, applicant: Facts, day: date, reasons: Reasons) -> int:
    """第六条第二款."""
    if not (
        met(facts["assessed"] is True, reasons, "经评估", "Assessed")
        and met(facts["years_received"] < 3, reasons, "未满3年", "Fewer than 3 years")
    ):
        return 0
    paid = 0
    for item in facts["rents"]:
        if met(item["year"] == day.year - 1, reasons, "上年度租金", "Rent of last year"):
            paid += fen(item["amount"])
    reasons.append(said(f"租金{written(paid)}万元 × 50%", f"Rent {written(paid)}万元 × 50%"))
    amount = at_most(paid // 2, 20 * WAN - fen(facts.get("awarded_this_year", 0)), reasons)
    amount = other_policy(amount, facts, reasons)
    return at_most(amount, headroom(facts["project"]), reasons) if "project" in facts else amount


def models(facts: Facts, applicant: Facts, day: date, reasons: Reasons) -> int:
    """第九条第一款."""
    amount = 0
    for model in facts["models"]:
        if (
            met(model["kind"] == "filing", reasons, "备案", "A filing")
            and met(date.fromisoformat(model["filing_date"]).year == day.year - 1, reasons, "上年度", "Last year")
            and met(model["already_rewarded"] is False, reasons, "未曾获得", "Not rewarded before")
        ):
            amount += other_policy(50 * WAN, model, reasons)
            reasons.append(said("每个模型50万元", "50万元 per model"))
    amount = at_most(amount, 200 * WAN - fen(facts.get("awarded_this_year", 0)), reasons)
    return other_policy(amount, facts, reasons)


def solver(facts: Facts, applicant: Facts, day: date, reasons: Reasons) -> int:
    """第十条, the side that solves."""
    if not met(facts["challenge_mode"] is True, reasons, "揭榜挂帅", "An open challenge"):
        return 0
    project = facts["project"]
    base = fen(project["total_investment"]) - fen(project.get("fiscal_investment", 0))
    reasons.append(said(f"总投入{written(base)}万元 × 20%", f"Total {written(base)}万元 × 20%"))
    amount = at_most(base // 5, 400 * WAN, reasons)
    if "share" in facts:
        amount = amount * fen(facts["share"]) // WAN
        reasons.append(said(f"份额{facts['share']}", f"Share {facts['share']}"))
    amount = other_policy(amount, facts, reasons)
    return at_most(amount, headroom(project), reasons)


def financing(facts: Facts, applicant: Facts, day: date, reasons: Reasons) -> int:
    """第十三条."""
    if not (
        met(applicant["entity_type"] == "enterprise", reasons, "企业", "An enterprise")
        and met(facts["assessed"] is True, reasons, "经评估", "Assessed")
        and met(facts["already_received"] is False, reasons, "未曾获得", "Not received before")
    ):
        return 0
    since = day.replace(year=day.year - 2)
    best = 0
    for item in facts["rounds"]:
        net = 0
        for part in item["instalments"]:
            if part["fund"] is True and since < date.fromisoformat(part["date"]) <= day:
                taken = fen(part.get("district_fund", 0))
                if "subfund_amount" in part:
                    taken += fen(part["subfund_amount"]) * fen(part["subfund_gov_share"]) // WAN
                net += fen(part["amount"]) - taken
        if met(net >= 2000 * WAN, reasons, "单轮2000万元以上", "2000万元 or more in one round"):
            reasons.append(said(f"到位资金{written(net)}万元 × 5%", f"{written(net)}万元 received × 5%"))
            best = max(best, net // 20)
    return other_policy(at_most(best, 200 * WAN, reasons), facts, reasons)


RULES = {
    "art05_revenue_growth": growth,
    "art06_rent": rent,
    "art09_genai_filing": models,
    "art10_scenario_solver": solver,
    "art13_financing": financing,
}


def other_policy(amount: int, facts: Facts, reasons: Reasons) -> int:
    """第十六条: what is left here where another policy of the district was, or would rather be, used."""
    other = facts.get("other_district")
    if other is None:
        return amount
    elsewhere = fen(other["amount"])
    stays = not other.get("received") and (
        other.get("choice") == "this" or ("choice" not in other and amount >= elsewhere)
    )
    met(stays, reasons, f"另一政策{written(elsewhere)}万元", f"{written(elsewhere)}万元 elsewhere")
    return amount if stays else 0


def headroom(project: Facts) -> int:
    """第十九条: what all public money for a project may still come to."""
    invested = fen(project.get("actual_investment", project["total_investment"]))
    public = fen(project.get("other_gov_funding", 0)) + fen(project.get("fiscal_investment", 0))
    return max(invested - public, 0)


def at_most(amount: int, cap: int, reasons: Reasons) -> int:
    """The amount under a cap."""
    if amount > cap:
        reasons.append(said(f"最高{written(cap)}万元，减{written(amount - cap)}万元", f"At most {written(cap)}万元"))
        return max(cap, 0)
    reasons.append(said(f"未超{written(cap)}万元", f"Below {written(cap)}万元"))
    return amount


def met(condition: bool, reasons: Reasons, zh: str, en: str) -> bool:
    """Whether a condition is met; says so."""
    reasons.append(said(zh, en) if condition else said(f"不符合：{zh}", f"Not met: {en}"))
    return condition


def said(zh: str, en: str) -> dict[str, str]:
    """A reason in both languages."""
    return {"zh": zh, "en": en}


def fen(wan: Any) -> int:
    """分, from an amount in 万元 (or millionths, from a share)."""
    if isinstance(wan, int) and not isinstance(wan, bool) and 0 <= wan < 10**12:
        return wan * WAN
    number = AMOUNT.fullmatch(wan) if isinstance(wan, str) else None
    if number is None:
        raise ValueError(f"not an amount: {wan!r}")
    return int(number[1] + (number[2] or "").ljust(6, "0"))


def written(amount: int) -> str:
    """分 in 万元, cut to two decimals."""
    return f"{amount // WAN:,}.{amount // HUNDREDTH % 100:02d}"

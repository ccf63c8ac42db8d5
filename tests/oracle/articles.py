"""The measures article by article, in fractions of 万元 (one unit = 10,000 yuan).

第四条 to 第十四条 say what each entry of a claim brings by itself (a claim without a list is its own only entry);
第十六条 and 第十九条 hold every gift within bounds. What looks at the applicant, and at several entries and claims
together, stands in `oracle.py`.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property, lru_cache
from math import floor
from typing import Any
from unicodedata import normalize

Facts = dict[str, Any]
Number = Fraction | None
NOTHING = Fraction(0)
HAD_IT, HAD_OF_SIDE = "(had it)", "(had of the side)"
HAD_BEFORE, HAD_NOW, HAD_OF_IT_NOW = "(had before)", "(had this year)", "(had of it this year)"
"""What is remembered of earlier years (`memory.py`) and stands among the facts like an answer."""


@lru_cache(maxsize=100_000)
def number(stated: int | str | None) -> Number:
    """A stated amount in 万元 as an exact number; unknown stays unknown."""
    if stated is None or isinstance(stated, int):
        return None if stated is None else Fraction(stated)
    return Fraction(normalize("NFKC", stated))


def truncated(amount: Fraction) -> Fraction:
    """第十九条: 「资助金额按万元计,不为整数时取两位小数(只舍不入)」"""
    return Fraction(floor(amount * 100), 100)


def name_of(stated: str | None) -> str | None:
    """A name or number as it is compared: NFKC, without spaces, without case. None: there is none."""
    return "".join(normalize("NFKC", normalize("NFKC", stated or "").casefold()).split()) or None


@dataclass(frozen=True)
class View:
    """One way of looking at an application: its day, its readings, and how open questions count."""

    day: date
    readings: dict[str, Any]
    in_favour: bool

    def yes(self, answer: bool | None) -> bool:
        """Is it so? An open question counts as this view says."""
        return self.in_favour if answer is None else answer

    def no(self, answer: bool | None) -> bool:
        """Is it not so? An open question counts as this view says."""
        return self.in_favour if answer is None else not answer

    def last_year(self, year: int | None) -> bool:
        """第十九条: 「“上年度”指上一个自然年,即1月1日至12月31日」"""
        return year == self.day.year - 1

    @cached_property
    def first_day(self) -> date:
        """第十九条: 「“近2年”是指申报之日(含申报之日)前2年内」; the day itself makes up the two years."""
        try:
            two_years_ago = self.day.replace(year=self.day.year - 2)
        except ValueError:  # 29 February has no match two years ago: the end of the month
            two_years_ago = date(self.day.year - 2, 2, 28)
        if self.readings["near2y_anniversary_included"]:
            return two_years_ago
        return two_years_ago + timedelta(days=1)

    def last_two_years(self, stated: str | None) -> bool:
        """Whether a stated date lies in 近2年; an unknown date does not."""
        return stated is not None and self.first_day <= date.fromisoformat(stated) <= self.day

    def in_time(self, stated: str | None) -> bool:
        """Where an article states no time (第七条, 第八条, 第十条 to 第十二条): any, unless it is read as limited."""
        match self.readings["time_limit"]:
            case "last_year":
                return stated is not None and self.last_year(date.fromisoformat(stated).year)
            case "last_2_years":
                return self.last_two_years(stated)
        return True

    def not_before(self, place: Facts) -> bool:
        """Whether a matter was not rewarded before, where that counts; what was rewarded this year never does again."""
        if place.get(HAD_IT):
            return False
        return self.readings["rewarded_again"] == "again" or self.no(place.get("already_rewarded"))

    def by_now(self, stated: str | None) -> bool:
        """Whether a stated date has come by the day of application."""
        return stated is not None and date.fromisoformat(stated) <= self.day


# 第二章 to 第四章: what each entry brings by its article, before caps of the applicant and the frame's articles


def art04(facts: Facts, view: View) -> list[Fraction]:
    """第四条: 「补贴额度不超过企业采购金额的30%,上限不超过300万元」; one purchase is one matter, never paid twice."""
    return [NOTHING if facts.get(HAD_IT) else (number(facts.get("purchase_amount")) or NOTHING) * Fraction(30, 100)]


def art05(facts: Facts, view: View) -> list[Fraction]:
    """第五条: 「培育拥有自主核心技术的企业,支持营收5000万元以上且正增长的企业,给予一次性10万元的奖励」"""
    revenues = facts.get("revenues") or {}
    last = number(revenues.get(str(view.day.year - 1)))
    before = number(revenues.get(str(view.day.year - 2)))
    if last is None or before is None:
        return [NOTHING]
    if view.readings["art05_core_technology"] == "condition" and not view.yes(facts.get("core_technology")):
        return [NOTHING]
    if not view.no(facts.get("already_received")):  # 「一次性」
        return [NOTHING]
    grew = last > before and (before > 0 or view.readings["zero_prior_counts_as_growth"])
    return [Fraction(10) if last >= 5000 and grew else NOTHING]


def art06_park(facts: Facts, view: View) -> list[Fraction]:
    """第六条: 「对经区产业主管部门评估的人工智能及机器人专业园区,按照上年度运营费用的10%,
    给予运营公司每年最高100万元的资助」"""

    def one(park: Facts) -> Fraction:
        if park.get(HAD_IT) or not view.yes(park.get("assessed")) or not view.last_year(park.get("year")):
            return NOTHING
        support = (number(park.get("operating_cost")) or NOTHING) * Fraction(10, 100)
        return min(support, Fraction(100)) if view.readings["park_cap_scope"] == "park" else support

    return [one(park) for park in facts.get("parks") or []]


def art06_rent(facts: Facts, view: View) -> list[Fraction]:
    """第六条: 「对经区产业主管部门评估的人工智能及机器人企业和机构,按照上年度实际发生租金的50%,
    给予每年最高20万元、最长3年的房租资助」"""
    running = view.readings["art06_rent_years"] == "running"
    years = facts.get("years_since_first" if running else "years_received")
    may = view.yes(facts.get("assessed")) and years is not None and years < 3

    def one(rent: Facts) -> Fraction:
        if rent.get(HAD_IT) or not may or not view.last_year(rent.get("year")):
            return NOTHING
        if view.readings["art06_premises"] == "in_district" and not view.yes(rent.get("in_district")):
            return NOTHING
        return (number(rent.get("amount")) or NOTHING) * Fraction(50, 100)

    return [one(rent) for rent in facts.get("rents") or []]


def art07(facts: Facts, view: View) -> list[Fraction]:
    """第七条: 「对获批国家人工智能领域创新任务揭榜挂帅的揭榜优胜单位,给予牵头单位200万元的奖励」"""
    tasks = facts.get("tasks") or []
    rewarded = bool(facts.get(HAD_IT)) or not all(view.no(task.get("already_rewarded")) for task in tasks)
    once = view.readings["rewarded_again"] == "once"
    had_it = view.readings["art07_unit"] == "unit" and once and rewarded

    def one(task: Facts) -> Fraction:
        won = view.yes(task.get("national")) and view.yes(task.get("winner")) and view.yes(task.get("is_lead"))
        won = won and view.in_time(task.get("won_on"))
        return Fraction(200) if won and view.not_before(task) and not had_it else NOTHING

    return [one(task) for task in tasks]


def art08(facts: Facts, view: View) -> list[Fraction]:
    """第八条: 「给予每个算法不超过100万元,每家企业每年最高不超过500万元奖励」"""

    def one(algorithm: Facts) -> Fraction:
        listed = view.yes(algorithm.get("listed")) and view.in_time(algorithm.get("listed_on"))
        if not listed or not view.not_before(algorithm):
            return NOTHING
        approved = number(algorithm.get("approved_each"))
        return Fraction(100) if approved is None else min(approved, Fraction(100))

    return [one(algorithm) for algorithm in facts.get("algorithms") or []]


def art09_genai(facts: Facts, view: View) -> list[Fraction]:
    """第九条: 「对上年度成功通过国家互联网信息办公室《生成式人工智能服务备案》的模型,给予每个模型50万元,
    每家单位每年最高200万元的奖励」"""

    def one(model: Facts) -> Fraction:
        filed = model.get("filing_date")
        if filed is None or not view.last_year(date.fromisoformat(filed).year):
            return NOTHING
        kind = model.get("kind")
        is_filing = view.yes(None if kind is None else kind == "filing")
        return Fraction(50) if is_filing and view.no(model.get("already_rewarded")) else NOTHING

    return [one(model) for model in facts.get("models") or []]


def art09_embodied(facts: Facts, view: View) -> list[Fraction]:
    """第九条: 「经评估,对近2年推动模型应用落地的开发单位,给予研发费用的50%、最高100万元资助」"""

    def cost(model: Facts) -> Fraction:
        if model.get("rd_cost_items") is None:
            return number(model.get("rd_cost")) or NOTHING
        window_only = view.readings["embodied_rd_window_only"]
        counted = [
            number(item.get("amount")) or NOTHING
            for item in model["rd_cost_items"]
            if not window_only or view.last_two_years(item.get("date"))
        ]
        return sum(counted, NOTHING)

    def one(model: Facts) -> Fraction:
        landed = view.last_two_years(model.get("landing_date")) and view.yes(model.get("assessed"))
        if not landed or not view.not_before(model):
            return NOTHING
        support = cost(model) * Fraction(50, 100)
        return min(support, Fraction(100)) if view.readings["embodied_cap_scope"] == "model" else support

    return [one(model) for model in facts.get("models") or []]


def art10_publisher(facts: Facts, view: View) -> list[Fraction]:
    """第十条: 「按照项目总投入(非财政投入)的10%,给予发榜方最高200万元资助」"""
    return art10_side(facts, view, Fraction(10, 100), Fraction(200))


def art10_solver(facts: Facts, view: View) -> list[Fraction]:
    """第十条: 「按照项目总投入(非财政投入)的20%,给予揭榜方最高400万元资助」"""
    return art10_side(facts, view, Fraction(20, 100), Fraction(400))


def art10_side(facts: Facts, view: View, rate: Fraction, cap: Fraction) -> list[Fraction]:
    """第十条: 「实施揭榜挂帅模式,对场景应用建设方(发榜方)及场景能力提供方(揭榜方)提供双向支持」;
    the members of a consortium divide their side by their shares."""
    project = facts.get("project") or {}
    base = number(project.get("total_investment"))
    if view.readings["art10_base"] == "own_input":
        base = number(facts.get("own_input")) if facts.get("project") is not None else None  # 第十九条 needs figures
    elif base is not None:
        base -= number(project.get("fiscal_investment")) or NOTHING
    if base is None or not view.yes(facts.get("challenge_mode")) or not view.in_time(facts.get("agreed_on")):
        return [NOTHING]
    side = base * rate
    share = number(facts.get("share"))
    part = Fraction(1) if share is None else share
    if view.readings["art10_cap_scope"] == "project":
        return [min(side * part, max(NOTHING, cap * part - facts.get(HAD_OF_SIDE, NOTHING)))]
    return [side * part]


def art11(facts: Facts, view: View) -> list[Fraction]:
    """第十一条: 「对主导制定国际、国家、行业标准的企业、机构,分别给予60万元、40万元、20万元的奖励,
    单个申报主体每年最高100万元」"""
    rewards = {"international": 60, "national": 40, "industry": 20}

    def one(standard: Facts) -> Fraction:
        if not view.yes(standard.get("lead")) or not view.not_before(standard):
            return NOTHING
        of_the_field = view.readings["art11_field"] == "any" or view.yes(standard.get("about_ai"))
        if not of_the_field or not view.in_time(standard.get("published_on")):
            return NOTHING
        return Fraction(rewards.get(standard.get("level") or "", 0))

    return [one(standard) for standard in facts.get("standards") or []]


def art12(facts: Facts, view: View) -> list[Fraction]:
    """第十二条: 「建设算力调度、开放性行业大数据训练库、标准测试数据集、大模型评测开放服务、测试验证等
    公共服务的创新平台,给予最高2000万元的资助」; without project figures 第十九条 cannot be kept."""
    if facts.get("project") is None or not view.yes(facts.get("qualifying_service")):
        return [NOTHING]
    if not view.in_time(facts.get("built_on")):
        return [NOTHING]
    cap = Fraction(2000)
    assessed = number(facts.get("assessed_amount"))
    had = number(facts.get("received_before")) or NOTHING
    if view.readings["art12_cap_scope"] == "platform_year":
        had = facts.get(HAD_OF_IT_NOW, number(facts.get("awarded_this_year")) or NOTHING)
    left = max(NOTHING, cap - had)
    return [min(cap if assessed is None else assessed, left)]


def art13(facts: Facts, view: View) -> list[Fraction]:
    """第十三条: 「对近2年获得天使投资、风险投资、创业投资等基金投资入股,且单轮投资在2000万元及以上的企业,
    经评估,按本轮到位资金的5%,给予最高200万元的奖励」; 「(投资额为扣除龙华区政府股权投资基金出资部分
    及其子基金政府股权投资部分)」; 「获得本条奖励后再次获得融资的,不再给予奖励」"""

    def money(instalment: Facts) -> tuple[Fraction, Fraction]:
        """(all of it, what remains without the district's own money); of an unknown amount nothing counts."""
        gross = number(instalment.get("amount"))
        if gross is None:
            return NOTHING, NOTHING
        share = number(instalment.get("subfund_gov_share"))
        sub_fund = (number(instalment.get("subfund_amount")) or NOTHING) * (1 if share is None else share)
        return gross, gross - (number(instalment.get("district_fund")) or NOTHING) - sub_fund

    whole_round = view.readings["art13_other_money"] == "whole_round"
    later_only = view.readings["art13_again"] == "later_rounds"

    def one(funding: Facts) -> Fraction:
        if whole_round and not view.yes(funding.get("with_fund")):
            return NOTHING
        if later_only and (funding.get(HAD_IT) or not view.no(funding.get("after_award"))):
            return NOTHING
        arrived = [
            i
            for i in funding.get("instalments") or []
            if (whole_round or view.yes(i.get("fund"))) and view.by_now(i.get("date"))
        ]
        recent = [i for i in arrived if view.last_two_years(i.get("date"))]
        tested = arrived if view.readings["art13_threshold_basis"] == "round_net" else recent
        if sum((money(i)[1] for i in tested), NOTHING) < 2000:
            return NOTHING
        counted = arrived if view.readings["art13_base_scope"] == "round" else recent
        base = sum((money(i)[view.readings["art13_base_net"]] for i in counted), NOTHING)
        return base * Fraction(5, 100)

    may = view.yes(facts.get("assessed")) and (later_only or view.no(facts.get("already_received")))
    return [one(funding) if may else NOTHING for funding in facts.get("rounds") or []]


def art14(facts: Facts, view: View) -> list[Fraction]:
    """第十四条: 「依法依规采取政府购买服务方式给予支持」: services are bought, nothing is granted."""
    return [NOTHING]


# 第五章: the frame


def art16(amount: Fraction, other: Facts | None, room: Number, view: View, most: Number = None) -> Fraction:
    """第十六条: 「同一事项,适用于本措施,同时又适用于龙华区其它扶持政策时,申报主体可按照就高不就低的原则
    自主选择申报,不予重复扶持」: what stays here of an amount whose project has so much room (None: no limit).

    Chosen, compared and made up is what the project leaves, and never more than that is what comes of it. Compared and
    made up is no more than the applicant's caps leave for it alone (`most`): 「限额均为上限」.
    """
    here = amount if room is None else min(amount, room)
    if other is None:
        return here
    at_most = here if most is None else min(here, most)
    if not stays(at_most, other, view):
        return NOTHING
    return max(NOTHING, at_most - (number(other.get("amount")) or NOTHING)) if other.get("received") else here


def stays(here: Fraction, other: Facts, view: View) -> bool:
    """Whether an amount is claimed here beside what another policy gives: chosen, the higher, or made up beyond it."""
    elsewhere = number(other.get("amount"))
    if other.get("received"):
        return bool(view.readings["art16_top_up"]) and elsewhere is not None and here > elsewhere
    if other.get("choice") is not None:
        return bool(other["choice"] == "this")
    return view.in_favour if elsewhere is None else here >= elsewhere


def headroom(project: Facts | None, awarded: Fraction = NOTHING) -> Number:
    """第十九条: 「所有项目的国家、省、市、区资助总额不超过项目实际投资总额」: what is left of the investment when the
    fiscal part of it, what was had besides it, and what was awarded by these measures are all taken off.

    None: no project figures, no limit. Figures without an investment leave nothing that is sure.
    """
    if project is None:
        return None
    invested = number(project.get("actual_investment"))
    if invested is None:
        invested = number(project.get("total_investment"))
    if invested is None:
        return NOTHING
    public = sum((number(project.get(k)) or NOTHING for k in ("other_gov_funding", "fiscal_investment")), awarded)
    return max(NOTHING, invested - public)

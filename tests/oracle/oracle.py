"""A second, independent reading of the measures: what each claim of one application comes to.

Written from the law's text and the contract, one article after the other, in fractions of 万元 (one
unit = 10,000 yuan). It takes nothing from the program that it checks; a test sees to that. The input is
taken to be valid in the contract's form.

Each application is looked at three times: with every open yes/no question counted against the applicant
(`confirmed`), with every one counted in favour (`ceiling`), and with every unknown of any kind replaced by
the best answer that could be given (for the `status`).

What the texts leave open is settled here as follows:
- 第六条 gives park support to 运营公司, a company: an institution does not get it.
- A claim uses up as much of a yearly cap as it is finally approved, also where that depends in a circle on a
  later claim (both draw on one project's headroom, 第十九条): then the amounts are those that fit together.
- Items of one list, and of the same list in other claims, that state one project share its headroom.
- Under the reading that 第七条 rewards a unit once, the reward is that of its best task, and a task that was
  rewarded was the unit's one time.
- Of one applicant's two sides of a project (第十条) the one stays that is higher after 第十六条.
- Who applies again on another day of a year has one yearly cap for all days, the earlier day first. What was awarded
  for an earlier day may be stated as well (`awarded_this_year`): it is the same money, and the larger figure counts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor
from typing import Any

from tests.oracle.articles import (
    NOTHING,
    Facts,
    View,
    art04,
    art05,
    art06_park,
    art06_rent,
    art07,
    art08,
    art09_embodied,
    art09_genai,
    art10_publisher,
    art10_solver,
    art11,
    art12,
    art13,
    art14,
    art16,
    headroom,
    number,
    truncated,
    within,
)
from tests.oracle.unknowns import Path, at_best

DEFAULT_READINGS: dict[str, Any] = {
    "allocation_order": "article_then_budget",
    "arts_4_8_draw_on_budget": False,
    "ai_field_exempt": "named",
    "zero_prior_counts_as_growth": True,
    "park_cap_scope": "operator_year",
    "art07_unit": "task",
    "embodied_cap_scope": "unit_year",
    "embodied_rd_window_only": False,
    "art10_cap_scope": "project",
    "art10_same_applicant": "higher_only",
    "near2y_anniversary_included": False,
    "art13_threshold_basis": "in_window_net",
    "art13_base_net": True,
    "art13_multi_round": "best_single",
    "art16_top_up": False,
}


def written(amount: Fraction) -> str:
    """An amount as the contract prints it: two decimals, truncated."""
    hundredths = floor(amount * 100)
    return f"{hundredths // 100}.{hundredths % 100:02d}"


@dataclass(frozen=True)
class Provision:
    """One provision: its own article, and how the frame's articles touch it."""

    amount: Callable[..., Fraction]
    year_cap: int | None = None
    cap_only_if: tuple[str, str] | None = None  # the reading under which the yearly cap is in force
    enterprises_only: bool = False
    field_exempt: bool = False
    once: bool = False
    once_only_if: tuple[str, str] | None = None
    investment: bool = False  # 第十九条's limit by project applies
    projects_by_item: bool = False  # and to each item of the list


PROVISIONS = {
    "art04_compute_voucher": Provision(art04, 300, enterprises_only=True, field_exempt=True),
    "art05_revenue_growth": Provision(art05, enterprises_only=True, once=True),
    "art06_park_operations": Provision(
        art06_park,
        100,
        ("park_cap_scope", "operator_year"),
        enterprises_only=True,
        field_exempt=True,
        investment=True,
    ),
    "art06_rent": Provision(art06_rent, 20, investment=True),
    "art07_national_challenge": Provision(
        art07, once=True, once_only_if=("art07_unit", "unit"), investment=True, projects_by_item=True
    ),
    "art08_algorithm_filing": Provision(art08, 500, enterprises_only=True),
    "art09_genai_filing": Provision(art09_genai, 200),
    "art09_embodied_model": Provision(
        art09_embodied, 100, ("embodied_cap_scope", "unit_year"), investment=True, projects_by_item=True
    ),
    "art10_scenario_publisher": Provision(
        art10_publisher, 200, ("art10_cap_scope", "applicant_year"), field_exempt=True, investment=True
    ),
    "art10_scenario_solver": Provision(art10_solver, 400, ("art10_cap_scope", "applicant_year"), investment=True),
    "art11_standards": Provision(art11, 100),
    "art12_public_platform": Provision(art12, investment=True),
    "art13_financing": Provision(art13, enterprises_only=True, once=True),
    "art14_events": Provision(art14),
}
BOTH_SIDES = ("art10_scenario_publisher", "art10_scenario_solver")


class Assessment:
    """All claims of one application, seen in one way; `later`: what the same applicant applied for on later days of the
    year, the earlier day first."""

    def __init__(self, application: Facts, in_favour: bool, later: Sequence[Facts] = ()) -> None:
        self.readings = DEFAULT_READINGS | (application.get("readings") or {})
        self.applicant: Facts = application["applicant"]
        batches = [application, *later]
        self.claims = [claim for batch in batches for claim in batch["claims"]]
        views = [View(date.fromisoformat(batch["application_date"]), self.readings, in_favour) for batch in batches]
        self.views = [view for view, batch in zip(views, batches, strict=True) for _ in batch["claims"]]
        self.facts: list[Facts] = [claim["facts"] for claim in self.claims]
        self.rules = [PROVISIONS[claim["provision"]] for claim in self.claims]
        self.projects = [
            facts.get("project") if rule.investment else None
            for facts, rule in zip(self.facts, self.rules, strict=True)
        ]

    def open_to(self, rule: Provision, view: View) -> bool:
        """第三条: 「申报主体原则上必须是具有独立法人资格及实际经营地在龙华区的人工智能、机器人领域企业
        和机构」; 第十八条: whoever is 「被列入严重失信主体名单」 or the like gets nothing;
        第二十条: 「自2025年1月1日起施行,有效期3年」."""
        who = self.applicant
        if not date(2025, 1, 1) <= view.day <= date(2027, 12, 31) or not view.no(who.get("disqualified")):
            return False
        kind = who.get("entity_type")
        if rule.enterprises_only and not view.yes(None if kind is None else kind == "enterprise"):
            return False
        if who.get("waiver"):  # 「原则上」
            return True
        exempt = rule.field_exempt and view.readings["ai_field_exempt"] == "named"
        here = view.yes(who.get("legal_person")) and view.yes(who.get("operates_in_longhua"))
        return here and (exempt or view.yes(who.get("ai_robotics")))

    def in_force(self, reading: tuple[str, str] | None) -> bool:
        """Whether a rule that hangs on a reading is in force."""
        return reading is None or self.readings[reading[0]] == reading[1]

    def earlier(self, claim: int) -> list[int]:
        """Earlier claims of the same provision that can use up what this one asks for."""
        rule = self.rules[claim]
        capped = rule.year_cap is not None and self.in_force(rule.cap_only_if)
        once = rule.once and self.in_force(rule.once_only_if)
        return [i for i in range(claim) if self.rules[i] is rule] if capped or once else []

    def beside(self, claim: int) -> list[list[Facts]]:
        """What the other claims of a provision say, where their items can have projects in common."""
        rule = self.rules[claim]
        if not rule.projects_by_item:
            return []
        return [[self.facts[i] for i, other in enumerate(self.rules) if other is rule and i != claim]]

    def asked(self, claim: int, used: list[Fraction]) -> Fraction:
        """A claim by its own article, with its cap by year and 「一次性」, then 第十六条 on the whole of it."""
        rule, facts, view = self.rules[claim], self.facts[claim], self.views[claim]
        if not self.open_to(rule, view):
            return NOTHING
        amount = rule.amount(facts, view, *self.beside(claim))
        before = [used[i] for i in self.earlier(claim)]
        if rule.year_cap is not None and self.in_force(rule.cap_only_if):
            same_day = sum((used[i] for i in self.earlier(claim) if self.views[i].day == view.day), NOTHING)
            stated = number(facts.get("awarded_this_year")) or NOTHING
            awarded = max(stated, sum(before, NOTHING) - same_day)
            left = truncated(max(NOTHING, rule.year_cap - awarded - same_day))
            amount = min(amount, left)
        if rule.once and self.in_force(rule.once_only_if) and any(before):
            return NOTHING
        return art16(amount, facts.get("other_district"), headroom(self.projects[claim]), view)

    def one_side_only(self, asked: list[Fraction]) -> list[Fraction]:
        """第十条 supposes two parties (「双向支持」): of an applicant's two sides of a project the higher stays."""
        kept = list(asked)
        if self.readings["art10_same_applicant"] == "both":
            return kept
        for i, claim in enumerate(self.claims):
            name = (self.projects[i] or {}).get("id")
            if claim["provision"] in BOTH_SIDES and name is not None:
                sides = [j for j in self.of_project(name) if self.claims[j]["provision"] in BOTH_SIDES]
                if i != max(sides, key=lambda j: (asked[j], -j)):
                    kept[i] = NOTHING
        return kept

    def of_project(self, name: str) -> list[int]:
        """The claims that state this project."""
        return [i for i, project in enumerate(self.projects) if project is not None and project.get("id") == name]

    def approve(self, settled: list[Fraction] | None) -> tuple[list[Fraction], list[Fraction]]:
        """(what later claims found used up, what is approved), given what was approved the last time round.

        The first time round each claim uses up what it would be approved if it had its project to itself.
        """
        used: list[Fraction] = []
        asked: list[Fraction] = []
        for i, project in enumerate(self.projects):
            asked.append(self.asked(i, used))
            room = headroom(project)
            alone = truncated(asked[i] if room is None else min(asked[i], room))
            used.append(alone if settled is None else settled[i])
        kept = self.one_side_only(asked)
        return used, [truncated(within(i, kept, self.projects)) for i in range(len(kept))]

    def amounts(self) -> dict[str, Fraction]:
        """The approved amount of each claim by its id.

        What an earlier claim uses up of a yearly cap is what it is approved. That can depend on a later claim
        that draws on the same project's headroom: so it is reckoned again until nothing changes.
        """
        used, approved = self.approve(None)
        times = 1
        while used != approved:
            assert times < 100, "no amounts fit together"
            used, approved = self.approve(approved)
            times += 1
        return {claim["id"]: amount for claim, amount in zip(self.claims, approved, strict=True)}


def assess(application: Facts) -> Facts:
    """Per claim `confirmed` and `ceiling` (万元) and `status`, and the totals of both."""
    filled, unknown = at_best(application)
    confirmed = Assessment(application, in_favour=False).amounts()
    ceiling = Assessment(application, in_favour=True).amounts() if unknown else confirmed
    best = Assessment(filled, in_favour=True).amounts() if unknown else confirmed
    claims = {}
    for i, (name, sure) in enumerate(confirmed.items()):
        possible = max(ceiling[name], best[name])
        if unknown and not possible:  # another claim may stand before it only because that is unknown
            possible = Assessment(only(filled, application, i), in_favour=False).amounts()[name]
        status = "eligible" if sure else "needs_information" if possible else "ineligible"
        claims[name] = {"confirmed": sure, "ceiling": ceiling[name], "status": status}
    total = {
        "confirmed": sum(confirmed.values(), NOTHING),
        "ceiling": sum(ceiling.values(), NOTHING),
    }
    return {"claims": claims, "total": total}


def of_a_year(applications: Sequence[Facts]) -> dict[str, Fraction]:
    """What is confirmed of each claim, by its id, where one applicant applied on several days of a year."""
    first, *later = sorted(applications, key=lambda application: str(application["application_date"]))
    return Assessment(first, False, later).amounts()


def only(filled: Facts, application: Facts, claim: int) -> Facts:
    """The best answers for one claim and the applicant; the other claims as they are."""
    claims = list(application["claims"])
    claims[claim] = filled["claims"][claim]
    return filled | {"claims": claims}


def worth(application: Facts, unknown: Path) -> dict[str, Fraction]:
    """What one unknown could add to each claim: all answers at their best, less the same without this one."""
    best = Assessment(at_best(application)[0], in_favour=True).amounts()
    without = Assessment(at_best(application, leave=unknown)[0], in_favour=False).amounts()
    return {name: best[name] - without[name] for name in best}

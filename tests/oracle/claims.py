"""What a provision is, and what a claim under it says."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from tests.oracle.articles import (
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
    name_of,
    number,
)

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
    "art03_registered": "not_required",
    "art04_cap_scope": "applicant_year",
    "art05_core_technology": "condition",
    "art06_premises": "anywhere",
    "art06_rent_years": "in_all",
    "rewarded_again": "once",
    "time_limit": "none",
    "art10_base": "project",
    "art11_field": "any",
    "art12_cap_scope": "platform",
    "art13_base_scope": "in_window",
    "art13_other_money": "funds_only",
    "art13_again": "for_ever",
    "art19_scope": "cost_based",
}
Reading = tuple[str, Any]


@dataclass(frozen=True)
class Provision:
    """One provision: what its article gives for each entry, and how the frame's articles touch it."""

    amounts: Callable[[Facts, View], list[Fraction]]
    entries: str = ""  # the list that it is about; without one the claim is its own only entry
    matter: str = ""  # the fact that identifies the matter: on the entry, else on the claim
    year_cap: int | None = None
    cap_only_if: Reading | None = None  # the reading under which the yearly cap is in force
    cap: int | None = None  # of a claim, whatever the year
    enterprises_only: bool = False
    field_exempt: bool = False
    once: bool = False
    once_only_if: tuple[Reading, ...] = ()
    again: bool = False  # a matter of it is supported every year anew where it is read so
    every_year: bool = False  # a matter of it is supported every year anew
    best_entry: Reading | None = None  # the reading under which only the best entry counts
    investment: bool = False  # 第十九条's limit by project applies
    projects_by_item: bool = False  # and to each entry of the list
    project_read_into: str = ""  # where 所有项目 is read as every article: to the claim, or to each entry


PROVISIONS = {
    "art04_compute_voucher": Provision(
        art04,
        matter="contract_number",
        year_cap=300,
        cap_only_if=("art04_cap_scope", "applicant_year"),
        enterprises_only=True,
        field_exempt=True,
        project_read_into="claim",
    ),
    "art05_revenue_growth": Provision(art05, enterprises_only=True, once=True, project_read_into="claim"),
    "art06_park_operations": Provision(
        art06_park,
        "parks",
        "name",
        100,
        ("park_cap_scope", "operator_year"),
        enterprises_only=True,
        field_exempt=True,
        every_year=True,
        investment=True,
    ),
    "art06_rent": Provision(art06_rent, "rents", "address", 20, every_year=True, investment=True),
    "art07_national_challenge": Provision(
        art07,
        "tasks",
        "number",
        once=True,
        once_only_if=(("art07_unit", "unit"), ("rewarded_again", "once")),
        again=True,
        best_entry=("art07_unit", "unit"),
        investment=True,
        projects_by_item=True,
    ),
    "art08_algorithm_filing": Provision(
        art08, "algorithms", "filing_number", 500, enterprises_only=True, again=True, project_read_into="entry"
    ),
    "art09_genai_filing": Provision(art09_genai, "models", "filing_number", 200, project_read_into="entry"),
    "art09_embodied_model": Provision(
        art09_embodied,
        "models",
        "name",
        100,
        ("embodied_cap_scope", "unit_year"),
        again=True,
        investment=True,
        projects_by_item=True,
    ),
    "art10_scenario_publisher": Provision(
        art10_publisher,
        matter="project",
        year_cap=200,
        cap_only_if=("art10_cap_scope", "applicant_year"),
        field_exempt=True,
        investment=True,
    ),
    "art10_scenario_solver": Provision(
        art10_solver,
        matter="project",
        year_cap=400,
        cap_only_if=("art10_cap_scope", "applicant_year"),
        investment=True,
    ),
    "art11_standards": Provision(art11, "standards", "number", 100, again=True, project_read_into="entry"),
    "art12_public_platform": Provision(art12, matter="platform", investment=True),
    "art13_financing": Provision(
        art13,
        "rounds",
        "round",
        200,
        ("art13_again", "later_rounds"),
        cap=200,
        enterprises_only=True,
        once=True,
        once_only_if=(("art13_again", "for_ever"),),
        project_read_into="claim",
        best_entry=("art13_multi_round", "best_single"),
    ),
    "art14_events": Provision(art14),
}
BOTH_SIDES = ("art10_scenario_publisher", "art10_scenario_solver")


@dataclass
class Claim:
    """One claim: who claims, on which day, under which provision, with which answers."""

    id: str
    applicant: str
    who: Facts
    view: View
    name: str
    rule: Provision
    facts: Facts

    @property
    def project(self) -> Facts | None:
        """The project of the claim as a whole, where 第十九条 looks at it."""
        limited = self.rule.investment or (self.everything and self.rule.project_read_into == "claim")
        return self.facts.get("project") if limited else None

    @property
    def everything(self) -> bool:
        """Whether 第十九条's 「所有项目」 is read as every article."""
        return bool(self.view.readings["art19_scope"] == "all")

    @property
    def items(self) -> list[Facts]:
        """Its entries; a claim without a list has none."""
        return (self.facts.get(self.rule.entries) or []) if self.rule.entries else []

    @property
    def matter(self) -> str | None:
        """What a claim without a list is about: a contract, a project's side, a platform (else its project)."""
        if self.rule.entries or not self.rule.matter:
            return None
        project = name_of((self.facts.get("project") or {}).get("id"))
        if self.rule.matter == "project":
            return project
        own = name_of(self.facts.get(self.rule.matter))
        return project if own is None and self.rule.matter == "platform" else own

    def matters(self) -> list[str | None]:
        """What each of its entries is about."""
        if not self.rule.entries:
            return [self.matter]
        return [name_of(item.get(self.rule.matter)) for item in self.items]

    def projects(self) -> list[Facts | None]:
        """The project of each entry."""
        if not self.rule.entries:
            return [None]
        limited = self.rule.projects_by_item or (self.everything and self.rule.project_read_into == "entry")
        return [item.get("project") if limited else None for item in self.items]

    def in_force(self, reading: Reading | None) -> bool:
        """Whether a rule that hangs on a reading is in force."""
        return reading is None or self.view.readings[reading[0]] == reading[1]

    @property
    def only_once(self) -> bool:
        """Whether its provision is given once to an applicant."""
        return self.rule.once and all(map(self.in_force, self.rule.once_only_if))

    @property
    def every_year(self) -> bool:
        """Whether a matter of it is supported every year anew."""
        return self.rule.every_year or (self.rule.again and self.in_force(("rewarded_again", "again")))

    @property
    def best_only(self) -> bool:
        """Whether its best entry counts alone."""
        return self.rule.best_entry is not None and self.in_force(self.rule.best_entry)

    def may_claim(self) -> bool:
        """第三条: 「申报主体原则上必须是具有独立法人资格及实际经营地在龙华区的人工智能、机器人领域企业
        和机构」; 第十八条: whoever is 「被列入严重失信主体名单」 or the like gets nothing;
        第二十条: 「自2025年1月1日起施行,有效期3年」."""
        who, view = self.who, self.view
        if not date(2025, 1, 1) <= view.day <= date(2027, 12, 31) or not view.no(who.get("disqualified")):
            return False
        kind = who.get("entity_type")
        if self.rule.enterprises_only and not view.yes(None if kind is None else kind == "enterprise"):
            return False
        if self.only_once and number(self.facts.get("awarded_this_year")):
            return False
        if view.readings["art03_registered"] == "required" and not view.yes(who.get("registered_in_longhua")):
            return False
        waived = who.get("waiver") or []  # 「原则上」
        tests = ["legal_person", "operates_in_longhua", "ai_robotics"]
        if self.rule.field_exempt and view.readings["ai_field_exempt"] == "named":
            tests.remove("ai_robotics")
        return waived is True or all(test in waived or view.yes(who.get(test)) for test in tests)

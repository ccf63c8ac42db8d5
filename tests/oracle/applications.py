"""Random valid applications in the contract's form, crowded around the places where the law turns.

The same seed always gives the same applications. Amounts gather at thresholds and caps, dates at the
edges of 近2年, 上年度 and the term of validity; answers go missing; claims repeat a provision, name a matter again
(now and then spelled in another way), take both sides of one scenario project or one of them twice, or draw as claims
and with their entries on one project's headroom; and there are awards of earlier years.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from tests.oracle.answers import DAYS, GONE, WAN, Answers, Facts

__all__ = ["GONE", "PROVISIONS", "READINGS", "Facts", "Maker", "applications", "years_of_applications"]

READINGS: dict[str, list[Any]] = {
    "allocation_order": ["article_then_budget", "budget_then_article"],
    "arts_4_8_draw_on_budget": [False, True],
    "ai_field_exempt": ["named", "none"],
    "zero_prior_counts_as_growth": [True, False],
    "park_cap_scope": ["operator_year", "park"],
    "art07_unit": ["task", "unit"],
    "embodied_cap_scope": ["unit_year", "model"],
    "embodied_rd_window_only": [False, True],
    "art10_cap_scope": ["project", "applicant_year"],
    "art10_same_applicant": ["higher_only", "both"],
    "near2y_anniversary_included": [False, True],
    "art13_threshold_basis": ["in_window_net", "round_net"],
    "art13_base_net": [True, False],
    "art13_multi_round": ["best_single", "sum"],
    "art16_top_up": [False, True],
    "art03_registered": ["not_required", "required"],
    "art04_cap_scope": ["applicant_year", "contract", "once"],
    "art05_core_technology": ["condition", "purpose"],
    "art06_premises": ["anywhere", "in_district"],
    "art06_rent_years": ["in_all", "running"],
    "rewarded_again": ["once", "again"],
    "time_limit": ["none", "last_year", "last_2_years"],
    "art10_base": ["project", "own_input"],
    "art11_field": ["any", "ai_robotics"],
    "art12_cap_scope": ["platform", "platform_year"],
    "art13_base_scope": ["in_window", "round"],
    "art13_other_money": ["funds_only", "whole_round"],
    "art13_again": ["for_ever", "later_rounds"],
    "art19_scope": ["cost_based", "all"],
}
ASKED_UNDER: dict[str, tuple[str, list[Any]]] = {
    "registered_in_longhua": ("art03_registered", ["required"]),
    "core_technology": ("art05_core_technology", ["condition"]),
    "in_district": ("art06_premises", ["in_district"]),
    "years_received": ("art06_rent_years", ["in_all"]),
    "years_since_first": ("art06_rent_years", ["running"]),
    "already_rewarded": ("rewarded_again", ["once"]),
    **dict.fromkeys(
        ("won_on", "listed_on", "agreed_on", "published_on", "built_on"), ("time_limit", ["last_year", "last_2_years"])
    ),
    "own_input": ("art10_base", ["own_input"]),
    "about_ai": ("art11_field", ["ai_robotics"]),
    "fund": ("art13_other_money", ["funds_only"]),
    "with_fund": ("art13_other_money", ["whole_round"]),
    "already_received": ("art13_again", ["for_ever"]),
    "after_award": ("art13_again", ["later_rounds"]),
}
"""What is asked under some choices of a reading only."""
STEADY = 15
"""So many readings draw from the one stream; the others came later, and leave what it brings as it was."""
YEAR_CAPS = {
    "art04_compute_voucher": 300, "art06_park_operations": 100, "art06_rent": 20,
    "art08_algorithm_filing": 500, "art09_genai_filing": 200, "art09_embodied_model": 100,
    "art10_scenario_publisher": 200,
    "art10_scenario_solver": 400, "art11_standards": 100,
}  # fmt: skip
PROVISIONS = [
    "art04_compute_voucher", "art05_revenue_growth", "art06_park_operations", "art06_rent",
    "art07_national_challenge", "art08_algorithm_filing", "art09_genai_filing", "art09_embodied_model",
    "art10_scenario_publisher", "art10_scenario_solver", "art11_standards", "art12_public_platform",
    "art13_financing", "art14_events",
]  # fmt: skip
TAKEN_OFF: dict[str, Any] = {
    **dict.fromkeys(PROVISIONS, True),
    "art06_park_operations": ("park_cap_scope", "operator_year"),
    "art04_compute_voucher": ("art04_cap_scope", "applicant_year"),
    "art07_national_challenge": ("art07_unit", "unit"),
    "art09_embodied_model": ("embodied_cap_scope", "unit_year"),
    "art10_scenario_publisher": ("art10_cap_scope", "applicant_year"),
    "art10_scenario_solver": ("art10_cap_scope", "applicant_year"),
    "art12_public_platform": ("art12_cap_scope", "platform_year"),
    "art14_events": False,
}
"""Where what was awarded this year takes something off, or under which reading."""
NEED_A_PROJECT = ("art10_scenario_publisher", "art10_scenario_solver", "art12_public_platform")
OF_PROJECTS = (
    "art06_park_operations",
    "art06_rent",
    "art07_national_challenge",
    "art09_embodied_model",
    *NEED_A_PROJECT,
)
WAIVERS: list[Any] = [
    False,
    [],
    True,
    ["ai_robotics"],
    ["legal_person", "operates_in_longhua"],
    ["operates_in_longhua"],
]


ALWAYS_ASKED = {("art05_revenue_growth", "already_received"), ("art09_genai_filing", "already_rewarded")}
"""What other provisions ask under some choices of a reading only, and these always."""
BY_ENTRY = {"art08_algorithm_filing": "algorithms", "art09_genai_filing": "models", "art11_standards": "standards"}
"""The lists whose entries have projects where 所有项目 is read as every article."""


def is_asked(provision: str, fact: str, readings: Facts) -> bool:
    """Whether a fact is asked under these readings."""
    if fact not in ASKED_UNDER or (provision, fact) in ALWAYS_ASKED:
        return True
    reading, choices = ASKED_UNDER[fact]
    return readings.get(reading, READINGS[reading][0]) in choices


class Maker(Answers):
    """Makes one application after the other from one stream of chance. `everything_stated`: what is asked under some
    readings only is stated under all of them."""

    everything_stated = False

    def __init__(self, chance: Random) -> None:
        super().__init__(chance)
        self.aside = Random(chance.getstate()[1][0])

    # Provisions

    def facts(self, provision: str) -> Facts:
        """Facts for one claim."""
        make = getattr(self, provision.split("_")[0] + "_" + provision.split("_")[1])
        facts: Facts = make()
        if self.often(0.2):
            facts["awarded_this_year"] = self.amount(YEAR_CAPS.get(provision, 100), 10)
        if "project" not in facts and self.often(0.25 if provision not in NEED_A_PROJECT else 0):
            facts["project"] = self.project(1)
        self.under_readings(provision, facts)
        return facts

    def under_readings(self, provision: str, facts: Facts) -> None:
        """What is asked under some choices of a reading only, from a stream of chance of its own."""
        chance = self.aside

        def put(place: Facts, **answers: Any) -> None:
            place.update({name: x for name, x in answers.items() if chance.random() >= self.unknown})

        def day() -> str:
            return (self.day - timedelta(days=chance.choice((0, 100, 300, 500, 729, 730, 731, 900)))).isoformat()

        def entries(name: str) -> list[Facts]:
            return facts.get(name) or []

        match provision:
            case "art04_compute_voucher" if chance.random() < 0.3:
                facts["received_before"] = chance.choice((0, 100, 250, 300, "299.999999"))
            case "art06_rent":
                put(facts, years_since_first=chance.choice((0, 1, 2, 2, 3, 4)))
                for rent in entries("rents"):
                    put(rent, in_district=chance.random() < 0.8)
            case "art07_national_challenge":
                for task in entries("tasks"):
                    put(task, won_on=day())
            case "art08_algorithm_filing":
                for algorithm in entries("algorithms"):
                    put(algorithm, listed_on=day())
            case "art10_scenario_publisher" | "art10_scenario_solver":
                put(facts, agreed_on=day(), own_input=chance.choice((500, 1000, 2000, "333.333333", 3000)))
            case "art11_standards":
                for standard in entries("standards"):
                    put(standard, published_on=day(), about_ai=chance.random() < 0.8)
            case "art12_public_platform":
                put(facts, built_on=day())
            case "art13_financing":
                for one in entries("rounds"):
                    put(one, with_fund=chance.random() < 0.85, after_award=chance.random() < 0.2)
        for entry in entries(BY_ENTRY.get(provision, "")):
            if self.projects and chance.random() < 0.4:
                entry["project"] = dict(chance.choice(self.projects))

    def art04_compute(self) -> Facts:
        """A purchase of computing power, around 300 / 30%."""
        return self.known(
            purchase_amount=self.amount(1000, 1000, 500),
            contract_number=self.identifier(),
            other_district=self.other_district(0.15, 300),
        )

    def art05_revenue(self) -> Facts:
        """Revenues around 5000, and around the year before."""
        last = self.near(5000, 5000, 5000, 8000)
        before = 0 if self.often(0.12) else self.around(last * 9 // 10) if self.often(0.6) else self.around(last)
        revenues = self.known(
            **{str(self.day.year - 1): self.stated(last), str(self.day.year - 2): self.stated(before)}
        )
        return self.known(
            revenues=revenues,
            core_technology=self.often(0.9),
            already_received=self.often(0.1),
            other_district=self.other_district(0.2, 10),
        )

    def art06_park(self) -> Facts:
        """Parks whose costs add up to around 100 / 10%."""
        parks = [
            self.known(
                operating_cost=self.amount(1000, 500, 333),
                name=self.identifier(),
                year=self.year(),
                assessed=self.often(0.9),
                other_district=self.other_district(0.06, 50, 100),
            )
            for _ in self.several(4)
        ]
        return self.known(parks=parks, other_district=self.other_district(0.12, 100, 50), project=self.project(0.3))

    def art06_rent(self) -> Facts:
        """Rents that add up to around 20 / 50%."""
        rents = [
            self.known(
                amount=self.amount(40, 20, 10),
                address=self.identifier(),
                year=self.year(),
                other_district=self.other_district(0.06, 10, 20),
            )
            for _ in self.several(4)
        ]
        return self.known(
            rents=rents,
            assessed=self.often(0.9),
            years_received=self.chance.choice((0, 0, 1, 1, 2, 2, 2, 2, 3, 4)),
            other_district=self.other_district(0.12, 20, 10),
            project=self.project(0.3),
        )

    def art07_national(self) -> Facts:
        """Tasks of the national challenge, some with projects in common."""
        tasks = [
            self.known(
                national=self.often(0.92),
                number=self.identifier(),
                winner=self.often(0.92),
                is_lead=self.often(0.92),
                already_rewarded=self.often(0.1),
                project=self.project(0.6),
                other_district=self.other_district(0.08, 200),
            )
            for _ in self.several(4)
        ]
        return self.known(tasks=tasks, other_district=self.other_district(0.12, 200, 400), project=self.project(0.2))

    def art08_algorithm(self) -> Facts:
        """Listed algorithms, around five of them."""
        algorithms = [
            self.known(
                listed=self.often(0.9),
                filing_number=self.identifier(),
                already_rewarded=self.often(0.1),
                approved_each=self.amount(100, 60) if self.often(0.5) else GONE,
                other_district=self.other_district(0.06, 100),
            )
            for _ in self.several(7)
        ]
        return self.known(algorithms=algorithms, other_district=self.other_district(0.12, 500, 100))

    def art09_genai(self) -> Facts:
        """Filed models, around four of them."""
        models = [
            self.known(
                filing_date=self.recent(),
                filing_number=self.identifier(),
                kind="filing" if self.often(0.9) else "registration",
                already_rewarded=self.often(0.1),
                other_district=self.other_district(0.06, 50),
            )
            for _ in self.several(6)
        ]
        return self.known(models=models, other_district=self.other_district(0.12, 50, 200))

    def art09_embodied(self) -> Facts:
        """Embodied models, with one cost or a dated list of costs."""
        models = []
        for _ in self.several(4):
            cost = self.amount(200, 100, 120)
            dated = [
                self.known(date=self.recent_or_old(), amount=self.amount(100, 60))
                for _ in range(self.chance.randint(0, 3))
            ]
            itemised = self.often(0.35)
            models.append(
                self.known(
                    rd_cost=GONE if itemised else cost,
                    rd_cost_items=dated if itemised else GONE,
                    landing_date=self.recent(),
                    name=self.identifier(),
                    assessed=self.often(0.92),
                    already_rewarded=self.often(0.1),
                    project=self.project(0.5),
                    other_district=self.other_district(0.06, 50, 100),
                )
            )
        return self.known(models=models, other_district=self.other_district(0.12, 100, 50), project=self.project(0.2))

    def art10_scenario(self) -> Facts:
        """One side of a scenario project of around 2000."""
        return self.known(
            project=self.project(1),
            challenge_mode=self.often(0.92),
            share=self.chance.choice((1, "1", "0.5", "0.25", "0.333333", "0.6")) if self.often(0.4) else GONE,
            other_district=self.other_district(0.15, 200, 400, 100),
        )

    def art11_standards(self) -> Facts:
        """Standards that add up to around 100."""
        levels = (
            "international",
            "national",
            "industry",
            "international",
            "national",
            "industry",
            "local",
            "group",
        )
        standards = [
            self.known(
                level=self.chance.choice(levels),
                number=self.identifier(),
                lead=self.often(0.88),
                already_rewarded=self.often(0.1),
                other_district=self.other_district(0.08, 20, 40, 60),
            )
            for _ in self.several(5)
        ]
        return self.known(standards=standards, other_district=self.other_district(0.12, 100, 60))

    def art12_public(self) -> Facts:
        """A platform of around 2000."""
        return self.known(
            assessed_amount=self.amount(2000, 1500) if self.often(0.6) else GONE,
            qualifying_service=self.often(0.92),
            platform=self.spelled(self.chance.choice(("Platform 1", "Platform 2"))) if self.often(0.5) else GONE,
            received_before=self.amount(2000, 500) if self.often(0.3) else GONE,
            project=self.project(0.92),
            other_district=self.other_district(0.15, 2000, 1000),
        )

    def art13_financing(self) -> Facts:
        """Rounds of around 2000 (the threshold) and 4000 (200 / 5%)."""
        rounds = []
        for _ in self.several(3):
            whole = self.near(2000, 2000, 4000, 3000)
            pieces = [whole]
            if self.often(0.5):
                first = self.around(whole // 2)
                pieces = [first, max(0, whole - first)]
            if self.often(0.2):
                pieces.append(self.near(500))
            rounds.append(
                self.known(
                    round=self.identifier(),
                    instalments=[self.instalment(piece, len(pieces) > 1) for piece in pieces],
                    other_district=self.other_district(0.05, 100, 200),
                )
            )
        return self.known(
            rounds=rounds,
            assessed=self.often(0.92),
            already_received=self.often(0.08),
            other_district=self.other_district(0.12, 100, 200),
        )

    def instalment(self, private: int, in_parts: bool) -> Facts:
        """Money of one day, the district's own part within it or on top."""
        district, sub_fund = (min(self.near(500, 100), 9999 * WAN) if self.often(0.2) else 0 for _ in "ds")
        private = min(private, 99_999 * WAN)
        gross = private + district + sub_fund if self.often(0.7) else max(private, district + sub_fund)
        arrived = self.recent_or_old() if in_parts else self.recent()
        facts = self.known(date=arrived, amount=self.stated(gross), fund=self.often(0.9))
        if facts.get("amount") is not None and district:
            facts["district_fund"] = self.stated(district)
        if facts.get("amount") is not None and sub_fund:
            facts["subfund_amount"] = self.stated(sub_fund)
            facts |= self.known(subfund_gov_share=self.chance.choice((0, 1, "0.5", "0.3", "0.333333", "1")))
        return facts

    def art14_events(self) -> Facts:
        """An event: never money."""
        return self.known(event_cost=self.amount(500))

    # Applications

    def application(self) -> Facts:
        """One application of one to five claims."""
        chance = self.chance
        self.unknown = chance.choice((0, 0, 0, 0.02, 0.05, 0.15))
        self.day = chance.choice(DAYS) if self.often(0.35) else date(2025, 1, 1) + timedelta(chance.randrange(1095))
        self.projects = [self.figures(f"P{i}") for i in range(1, 1 + chance.choice((1, 1, 1, 2, 3)))]
        self.topping_up = self.often(0.1)
        self.crowd(0.25)
        claims = self.claims("c")
        application: Facts = {
            "application_date": self.day.isoformat(),
            "applicant": {"id": "A"} | self.applicant(),
            "claims": claims,
        }
        if self.often(0.6):
            share = chance.choice((0.15, 0.5, 1))
            application["readings"] = self.readings(share)
        if self.topping_up:
            application.setdefault("readings", {})["art16_top_up"] = True
        if self.often(0.03):
            application["already_awarded"] = {chance.choice(("art05", "art09", "art10")): self.amount(950)}
        if self.often(0.15):
            application["history"] = self.history(claims)
        self.applicable(claims, application.get("readings", {}))
        if not self.everything_stated and not is_asked("", "registered_in_longhua", application.get("readings", {})):
            application["applicant"].pop("registered_in_longhua", None)
        return application

    def readings(self, share: float) -> Facts:
        """A choice of some readings; of those that ask for more, from a stream of chance of its own."""
        found = {}
        for n, (name, choices) in enumerate(READINGS.items()):
            chance = self.chance if n < STEADY else self.aside
            if chance.random() < share:
                found[name] = chance.choice(choices)
        return found

    def applicable(self, claims: list[Facts], readings: Facts) -> None:
        """What was awarded this year is stated where it takes something off: else it would be refused."""
        for claim in claims:
            of = TAKEN_OFF[claim["provision"]]
            counts = of is True or (of and readings.get(of[0], READINGS[of[0]][0]) == of[1])
            if claim["provision"] == "art07_national_challenge" and readings.get("rewarded_again") == "again":
                counts = False
            if not counts:
                claim["facts"].pop("awarded_this_year", None)
            self.asked(claim["provision"], claim["facts"], readings)

    def asked(self, provision: str, facts: Facts, readings: Facts) -> None:
        """What is not asked under these readings is not stated."""
        if self.everything_stated:
            return
        if provision == "art04_compute_voucher" and readings.get("art04_cap_scope") != "once":
            facts.pop("received_before", None)
        if provision == "art12_public_platform" and readings.get("art12_cap_scope") == "platform_year":
            facts.pop("received_before", None)
        entries = [entry for value in facts.values() if isinstance(value, list) for entry in value]
        parts = [part for entry in entries for value in entry.values() if isinstance(value, list) for part in value]
        for place in (facts, *entries, *parts):
            for name in [name for name in place if not is_asked(provision, name, readings)]:
                del place[name]
        if readings.get("art19_scope") != "all" and provision in BY_ENTRY:
            for entry in entries:
                entry.pop("project", None)

    def crowd(self, share: float) -> None:
        """Of some applications most claims press on one project."""
        self.crowded = self.often(share)
        if self.crowded:
            left = self.near(100, 150, 300, 1000, 60)
            total = self.chance.choice((2000, 1000, 5000)) * WAN
            taken = {"other_gov_funding": self.stated(total - left)} if left < total else {}
            self.projects[0] = {"id": "P1", "total_investment": self.stated(total)} | taken

    def history(self, claims: list[Facts]) -> list[Facts]:
        """Awards of earlier years and of this one."""
        found = []
        for _ in range(self.chance.choice((1, 1, 2, 3))):
            provision = self.chance.choice(claims)["provision"] if self.often(0.8) else self.chance.choice(PROVISIONS)
            year = min(self.day.year, max(2025, self.day.year - self.chance.choice((0, 0, 1, 1, 2))))
            award: Facts = {"provision": provision, "year": year}
            award["amount"] = self.amount(YEAR_CAPS.get(provision, 100), 10)
            if provision in NEED_A_PROJECT or self.often(0.3):
                award["project"] = self.spelled(self.chance.choice(self.projects)["id"])
            if provision == "art12_public_platform":
                award["matter"] = self.spelled(self.chance.choice(("Platform 1", award["project"])))
            elif provision not in NEED_A_PROJECT and (matter := self.identifier()) is not GONE:
                award["matter"] = matter
            found.append(award)
        return found

    def claims(self, prefix: str) -> list[Facts]:
        """One to six claims, whose ids begin like this."""
        claims: list[Facts] = []
        for i in range(self.chance.choice((1, 1, 1, 2, 2, 3, 3, 4, 5)) + (1 if self.crowded else 0)):
            provision = self.next_provision([claim["provision"] for claim in claims])
            facts = self.facts(provision)
            claims.append({"id": f"{prefix}{i + 1}", "provision": provision, "facts": facts})
        return claims

    def year_of_applications(self) -> list[Facts]:
        """What one applicant applies for on two or three days of one year; projects go on, and often a provision."""
        first = self.application()
        first.pop("already_awarded", None)
        batches = [first]
        while len(batches) < 2 or (len(batches) < 3 and self.often(0.3)):
            self.day = date(self.day.year, 1, 1) + timedelta(self.chance.randrange(365))
            claims = self.claims("defg"[len(batches)])
            if self.often(0.5):
                provision = self.chance.choice(first["claims"])["provision"]
                facts = self.facts(provision)
                claims.append({"id": f"x{len(batches)}", "provision": provision, "facts": facts})
            self.applicable(claims, first.get("readings", {}))
            batches.append(first | {"application_date": self.day.isoformat(), "claims": claims})
        self.chance.shuffle(batches)
        return batches

    def next_provision(self, before: list[str]) -> str:
        """Any provision, but often the same again or the other side of a scenario."""
        if before and self.often(0.35):
            return before[-1]
        if before and before[-1].startswith("art10") and self.often(0.6):
            return self.chance.choice(("art10_scenario_publisher", "art10_scenario_solver"))
        return self.chance.choice(OF_PROJECTS if self.crowded and self.often(0.8) else PROVISIONS)

    def applicant(self) -> Facts:
        """Mostly an enterprise that passes 第三条."""
        applicant = self.known(
            entity_type="enterprise" if self.often(0.9) else "institution",
            legal_person=self.often(0.97),
            operates_in_longhua=self.often(0.97),
            ai_robotics=self.often(0.93),
            disqualified=self.often(0.03),
        )
        if self.aside.random() >= self.unknown:
            applicant["registered_in_longhua"] = self.aside.random() < 0.9
        if self.often(0.5):
            applicant["waiver"] = self.chance.choice(WAIVERS) if self.often(0.3) else False
        return applicant


def applications(seed: int, count: int, everything_stated: bool = False) -> Iterator[Facts]:
    """So many random valid applications; the same seed gives the same ones."""
    maker = Maker(Random(seed))
    maker.everything_stated = everything_stated
    for _ in range(count):
        yield maker.application()


def years_of_applications(seed: int, count: int) -> Iterator[list[Facts]]:
    """So many times what one applicant applies for on several days of a year; the same seed gives the same."""
    maker = Maker(Random(seed))
    for _ in range(count):
        yield maker.year_of_applications()

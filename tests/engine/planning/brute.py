"""Every way to claim a small company's matters, written down and assessed one application after the other: what the
best of them brings. It knows of the plan nothing but what an application may say."""

import copy
import json
import random
from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from engine.application.reading import read_application
from engine.assessment.batch import Evaluator
from engine.policy.pack import Policy
from engine.values.money import exact_decimal
from tests.law.cases import APPLICANT

Json = dict[str, Any]
ONCE = ("art13_financing",)
"""The provisions whose reward is granted once."""
LISTS = {
    "art06_park_operations": "parks",
    "art06_rent": "rents",
    "art07_national_challenge": "tasks",
    "art08_algorithm_filing": "algorithms",
    "art09_genai_filing": "models",
    "art09_embodied_model": "models",
    "art11_standards": "standards",
    "art13_financing": "rounds",
}
NAMES = {"rents": "address", "tasks": "number", "algorithms": "filing_number", "standards": "number", "rounds": "round"}
READINGS = {
    "art07_unit": "unit",
    "embodied_cap_scope": "model",
    "art10_cap_scope": "applicant_year",
    "art10_same_applicant": "both",
    "park_cap_scope": "park",
    "art13_multi_round": "sum",
    "art16_top_up": "true",
    "near2y_anniversary_included": "true",
    "embodied_rd_window_only": "true",
}
CENT = 10_000
"""分 in 0.01万元, in which amounts are approved."""


class Company:
    """A made-up company, the same for the same seed: with few matters, so that every way can be tried."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.left = self.random.randint(1, 4)
        self.numbers = iter(range(1000))

    def one_of(self, *values: Any) -> Any:
        return self.random.choice(values)

    def often(self, chance: float) -> bool:
        return self.random.random() < chance

    def application(self) -> Json:
        day = self.one_of("2025-01-01", "2025-06-15", "2026-05-10", "2026-11-01", "2027-03-01")
        self.year = int(day[:4])
        self.projects = {
            name: {"id": name, "total_investment": self.one_of("150", "300", "1000", "5000")} for name in "PQ"
        }
        claims: list[Json] = []
        while self.left > 0 and len(claims) < 3:
            provision, facts = self.one_of(*self.kinds())()
            if provision.startswith("art10") and any(c["provision"] == provision for c in claims):
                continue
            if self.often(0.1):
                facts["other_district"] = self.other()
            claims.append({"id": f"c{len(claims)}", "provision": provision, "facts": facts})
        found = {"application_date": day, "applicant": APPLICANT, "claims": claims}
        found["readings"] = {name: choice for name, choice in READINGS.items() if self.often(0.15)}
        if self.often(0.2):
            p = claims[0]["provision"]
            found["history"] = [
                {"provision": p, "year": self.year - self.one_of(0, 1), "amount": self.one_of("5", "30")}
            ]
        return found

    def other(self) -> Json:
        stated: Json = {"amount": self.one_of("4", "15", "35", "60", "90")}
        if self.often(0.2):
            stated["received"] = True
        elif self.often(0.2):
            stated["choice"] = self.one_of("this", "other")
        return stated

    def entries(self, make: Any, *, offers: bool = True) -> list[Json]:
        count = min(self.left, self.random.randint(1, 3))
        self.left -= count
        chance = self.one_of(0, 0, 0.5) if offers else 0
        return [make() | ({"other_district": self.other()} if self.often(chance) else {}) for _ in range(count)]

    def day(self) -> str:
        return self.one_of("2023-08-01", "2024-06-01", "2025-03-31", "2026-02-28")

    def of_project(self, chance: float = 0.5) -> Json:
        if not self.often(chance):
            return {}
        stated = dict(self.projects[self.one_of(*"PQ")])
        if self.often(0.2):  # stated once, it holds for all that name the project
            del stated["total_investment"]
        return {"project": stated}

    def kinds(self) -> list[Any]:
        def voucher() -> tuple[str, Json]:
            self.left -= 1
            facts: Json = {
                "purchase_amount": self.one_of("50", "900", "2000"),
                "contract_number": str(next(self.numbers)),
            }
            return "art04_compute_voucher", facts

        def growth() -> tuple[str, Json]:
            self.left -= 1
            revenues = {str(year): self.one_of("4000", "6000", "7000") for year in range(2023, 2027)}
            return "art05_revenue_growth", {"revenues": revenues, "core_technology": True, "already_received": False}

        def rents() -> tuple[str, Json]:
            listed = self.entries(
                lambda: {"amount": self.one_of("20", "31.1111", "60"), "year": self.one_of(2024, 2025, 2026)},
                offers=False,
            )
            return "art06_rent", {
                "assessed": True,
                "years_received": self.one_of(0, 0, 1, 2),
                "rents": listed,
                **self.of_project(0.3),
            }

        def tasks() -> tuple[str, Json]:
            won = {"national": True, "winner": True, "is_lead": True, "already_rewarded": False}
            return "art07_national_challenge", {"tasks": self.entries(lambda: won | self.of_project(0.3))}

        def algorithms() -> tuple[str, Json]:
            def one() -> Json:
                return {"listed": True, "already_rewarded": False, "approved_each": self.one_of("30", "95", "100")}

            awarded = {"awarded_this_year": self.one_of("350", "420")} if self.often(0.6) else {}
            return "art08_algorithm_filing", {"algorithms": self.entries(one), **awarded}

        def embodied() -> tuple[str, Json]:
            def one() -> Json:
                landed = {"landing_date": self.day(), "assessed": True, "already_rewarded": False}
                return landed | {"rd_cost": self.one_of("60", "140", "200")} | self.of_project()

            return "art09_embodied_model", {"models": self.entries(one)}

        def side(provision: str) -> Any:
            def made() -> tuple[str, Json]:
                self.left -= 1
                return provision, {"challenge_mode": True, **self.of_project(1)}

            return made

        def standards() -> tuple[str, Json]:
            def one() -> Json:
                level = self.one_of("international", "national", "industry")
                named = {"number": self.one_of(*"XYZ")} if self.often(0.2) else {}
                return {"level": level, "lead": True, "already_rewarded": False, **named}

            listed = self.entries(one)
            chosen = {(x.get("number"), x.get("other_district", {}).get("choice")) for x in listed}
            for x in listed:  # nobody chooses both for one standard
                if {(x.get("number"), "this"), (x.get("number"), "other")} <= chosen and "number" in x:
                    x.get("other_district", {}).pop("choice", None)
            return "art11_standards", {"standards": listed}

        def rounds() -> tuple[str, Json]:
            def one() -> Json:
                count = self.one_of(1, 1, 2)
                parts = [
                    {"date": self.day(), "amount": self.one_of("1500", "2000", "3000"), "fund": True}
                    for _ in range(count)
                ]
                return {"instalments": parts}

            listed = self.entries(one, offers=False)
            return "art13_financing", {"assessed": True, "already_received": False, "rounds": listed}

        made = [voucher, growth, rents, tasks, algorithms, embodied, standards, rounds]
        return [*made, embodied, standards, side("art10_scenario_publisher"), side("art10_scenario_solver")]


class Brute:
    """Every way of one company."""

    def __init__(self, policy: Policy, given: Json, ratio: Fraction = Fraction(1)) -> None:
        self.policy, self.ratio = policy, ratio
        self.given = json.loads(json.dumps(given))
        self._complete()
        for claim in self.given["claims"]:
            self._name(claim)
        self.first = max(date.fromisoformat(given["application_date"]), policy.in_force.start)
        self.units = [
            (c, n)
            for c, claim in enumerate(self.given["claims"])
            for n in range(len(claim["facts"].get(LISTS.get(claim["provision"], ""), [None])))
        ]
        self.days = self._days()
        self._came_to: dict[str, list[int]] = {}

    def _complete(self) -> None:
        """What is stated of a project in one place is stated of it in all, as is what was had of a cap of the year."""
        places = [p for c in self.given["claims"] for p in [c["facts"], *c["facts"].get(LISTS.get(c["provision"]), [])]]
        named = [place["project"] for place in places if place.get("project")]
        investments = {of["id"]: of["total_investment"] for of in named if "total_investment" in of}
        for of in named:
            if of["id"] in investments:
                of["total_investment"] = investments[of["id"]]
        for provision in {claim["provision"] for claim in self.given["claims"]}:
            claims = [claim["facts"] for claim in self.given["claims"] if claim["provision"] == provision]
            had = max((facts.get("awarded_this_year", "0") for facts in claims), key=Fraction)
            for facts in claims if had != "0" else ():
                facts["awarded_this_year"] = had

    def _name(self, claim: Json) -> None:
        """Matters and projects without a name get one, so that a later application is known to be about the same."""
        facts, listed = claim["facts"], LISTS.get(claim["provision"])
        for n, place in enumerate([facts, *facts.get(listed or "", [])]):
            if place.get("project") is not None:
                place["project"].setdefault("id", f"{claim['id']} {n}")
            if n and claim["provision"] != "art06_rent":
                place.setdefault(NAMES.get(listed or "", "name"), f"{claim['id']} {n}")

    def _days(self) -> list[date]:
        """The days on which something can begin to count, or to count no longer."""
        until, text = self.policy.in_force.until, json.dumps(self.given)
        stated = {date.fromisoformat(x) for x in text.split('"') if len(x) == 10 and x[4:5] == "-" and x[:2] == "20"}
        turns = {self.first, *(date(year, 1, 1) for year in range(self.first.year, until.year + 1))}
        for day in stated:
            turns.add(day)
            for length in (366, 731):
                turns.update(day + timedelta(days=length + n) for n in range(-2, 3))
        return sorted(day for day in turns if self.first <= day <= until)

    def _options(self, c: int, n: int) -> list[Any]:
        """The days on which a matter is worth claiming, of those of a year on which it brings the same the first; None:
        not at all; "elsewhere"."""
        days = self._first_days(c, n)
        if self.given["claims"][c]["provision"] in ONCE:  # only what is claimed on the same day is granted together
            others = {day for of, m in self.units if of == c for day in self._first_days(of, m)}
            days = [day for day in sorted(others) if self._assessed(day, [(c, n)], [])[0]]
        whole = self._whole(c)
        if not days and whole and whole.get("received"):  # what was had elsewhere comes off all of them together
            own = [unit for unit in self.units if unit[0] == c]
            days = [day for day in self.days if any(self._assessed(day, own, []))]
        found: list[Any] = [None, *days]
        place = self._place(c, n)
        stated = place.get("other_district")
        if whole and (whole.get("received") or whole.get("choice") == "other"):
            return found  # one matter, of which no entry can go elsewhere by itself
        if stated and not stated.get("received"):
            if stated.get("choice") == "other":
                return ["elsewhere"]
            if stated.get("choice") is None:
                found.append("elsewhere")
        return found

    def _whole(self, c: int) -> Json | None:
        """What is stated of another policy for a whole claim with entries."""
        claim = self.given["claims"][c]
        return claim["facts"].get("other_district") if claim["provision"] in LISTS else None

    def _first_days(self, c: int, n: int) -> list[date]:
        found: list[date] = []
        seen: set[tuple[int, int]] = set()
        for day in self.days:
            brings = self._assessed(day, [(c, n)], [])[0]
            if brings and (day.year, brings) not in seen:
                seen.add((day.year, brings))
                found.append(day)
        return found

    def _place(self, c: int, n: int) -> Json:
        claim = self.given["claims"][c]
        listed = LISTS.get(claim["provision"])
        place: Json = claim["facts"][listed][n] if listed else claim["facts"]
        return place

    def ways(self) -> int:
        """How many ways there are to try."""
        return prod(len(self._options(c, n)) for c, n in self.units)

    def best(self) -> Fraction:
        """分 that the best way brings."""
        wholes = []
        for c, claim in enumerate(self.given["claims"]):
            stated = self._whole(c)
            entries = claim["facts"].get(LISTS.get(claim["provision"], ""), [])
            own = [entry.get("other_district") or {} for entry in entries]
            gone = any(one.get("received") or one.get("choice") == "other" for one in own)
            if not stated or stated.get("received") or (gone and not stated.get("choice")):
                wholes.append([False])
            else:
                wholes.append({"this": [False], "other": [True], None: [False, True]}[stated.get("choice")])
        options = [self._options(c, n) for c, n in self.units]
        best = Fraction(-1)
        for away in product(*wholes):
            own = [[None] if away[c] else option for (c, _), option in zip(self.units, options, strict=True)]
            for when in product(*own):
                if self._lawful(when) and self._once(when, away):
                    best = max(best, self._brings(when, away))
        return best

    def _lawful(self, when: Any) -> bool:
        """Whether of one project only one side is claimed, where only one is granted."""
        if self.given.get("readings", {}).get("art10_same_applicant") == "both":
            return True
        sides: dict[str, set[str]] = defaultdict(set)
        for (c, _), day in zip(self.units, when, strict=True):
            claim = self.given["claims"][c]
            if isinstance(day, date) and claim["provision"].startswith("art10"):
                sides[claim["facts"]["project"]["id"]].add(claim["provision"])
        return all(len(of) == 1 for of in sides.values())

    def _once(self, when: Any, gone: Any) -> bool:
        """Whether of what is stated twice of one matter nothing else is claimed where it goes elsewhere."""
        away, claimed = set(), []
        for (c, n), day in zip(self.units, when, strict=True):
            provision = self.given["claims"][c]["provision"]
            name = self._place(c, n).get(NAMES.get(LISTS.get(provision, ""), ""))
            if name is None:
                continue
            if gone[c] or day == "elsewhere":
                away.add((provision, name))
            if day is not None and not gone[c]:
                claimed.append((provision, name))
        return all(claimed.count(matter) == (0 if self._is_gone(matter, gone) else 1) for matter in away)

    def _is_gone(self, matter: tuple[str, str], gone: Any) -> bool:
        """Whether a matter goes elsewhere with a whole claim."""
        provision, name = matter
        return any(
            gone[c] and claim["provision"] == provision and name in [x.get(NAMES[LISTS[provision]]) for x in own]
            for c, claim in enumerate(self.given["claims"])
            if (own := claim["facts"].get(LISTS.get(provision, ""), []))
        )

    def _brings(self, when: Any, gone: Any) -> Fraction:
        total = Fraction(0)
        for c, claim in enumerate(self.given["claims"]):
            total += _fen(claim["facts"]["other_district"]["amount"]) if gone[c] else 0
        by_day: dict[date, list[tuple[int, int]]] = defaultdict(list)
        for unit, day in zip(self.units, when, strict=True):
            if day == "elsewhere":
                total += _fen(self._place(*unit)["other_district"]["amount"])
            elif day is not None:
                by_day[day].append(unit)
        history: list[Json] = []
        for day in sorted(by_day):
            runs = self._assessed(day, by_day[day], history)
            for (c, n), amount in zip(by_day[day], runs, strict=True):
                provision = self.given["claims"][c]["provision"]
                other = self.given["readings"].get("arts_4_8_draw_on_budget") != "true"
                scaled = 1 if other and provision in ("art04_compute_voucher", "art08_algorithm_filing") else self.ratio
                total += amount * scaled
                if amount:
                    history = [*history, self._award(day, c, n, amount)]
        return total

    def _award(self, day: date, c: int, n: int, amount: int) -> Json:
        claim, place = self.given["claims"][c], self._place(c, n)
        award = {"provision": claim["provision"], "year": day.year, "amount": str(exact_decimal(amount))}
        project = place.get("project") or claim["facts"].get("project")
        if project:
            award["project"] = project["id"]
        listed = LISTS.get(claim["provision"])
        name = NAMES.get(listed, "name") if listed else "contract_number"
        matter = (
            place.get(name) or (project or {}).get("id") if claim["provision"].startswith("art10") else place.get(name)
        )
        return award | ({"matter": matter} if matter else {})

    def _assessed(self, day: date, units: list[tuple[int, int]], history: list[Json]) -> list[int]:
        """分 of each of these matters, claimed together."""
        key = json.dumps([day.isoformat(), units, history])
        if key not in self._came_to:
            self._came_to[key] = self._asked(day, units, history)
        return self._came_to[key]

    def _asked(self, day: date, units: list[tuple[int, int]], history: list[Json]) -> list[int]:
        raw = copy.deepcopy(self.given)
        raw["application_date"] = day.isoformat()
        raw["history"] = [*raw.get("history", []), *history]
        before = self.given.get("history", [])
        claims = []
        for c, claim in enumerate(raw["claims"]):
            own = [n for of, n in units if of == c]
            if not own:
                continue
            facts, listed = claim["facts"], LISTS.get(claim["provision"])
            if listed:
                facts[listed] = [facts[listed][n] for n in own]
            for place in [facts, *(facts[listed] if listed else [])]:
                if place.get("other_district") and not place["other_district"].get("received"):
                    place["other_district"].setdefault("choice", "this")
            self._carry(claim["provision"], facts, day, before, history)
            claims.append(claim)
        raw["claims"] = claims
        runs = Evaluator(self.policy, read_application(self.policy, raw, applies=None)).against
        found = []
        for run in runs:
            weights = [Fraction(item.amount) for item in run.items]
            if run.rules.combined.best and sum(map(bool, weights)) > 1:
                best = weights.index(max(weights))
                weights = [w if n == best else Fraction(0) for n, w in enumerate(weights)]
            shares = [int(run.approved // CENT * w / (sum(weights) or 1)) * CENT for w in weights]
            if len(weights) == 1:
                shares = [run.approved]
            elif any(shares):
                last = max(n for n, w in enumerate(weights) if w)
                shares[last] += run.approved - sum(shares)
            found += shares
        return found

    def _carry(self, provision: str, facts: Json, day: date, before: list[Json], planned: list[Json]) -> None:
        """What is stated of what was had is so on the first day; what comes after is added."""
        own = [a for a in planned if a["provision"] == provision]
        if "awarded_this_year" in facts:
            stated = _fen(facts.pop("awarded_this_year"))
            had = stated if day.year == self.first.year else 0
            had += sum(_fen(a["amount"]) for a in own if a["year"] == day.year) if had else 0
            if had:
                facts["awarded_this_year"] = str(exact_decimal(had))
        if "years_received" in facts:
            known = {a["year"] for a in before if a["provision"] == provision}
            at_first = max(facts["years_received"], len([year for year in known if year < self.first.year]))
            since = known | {a["year"] for a in own}
            facts["years_received"] = at_first + len([y for y in since if self.first.year <= y < day.year])


def _fen(amount: str) -> int:
    return int(Fraction(amount) * 1_000_000)

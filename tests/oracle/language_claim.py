"""One claim under a provision of a policy, by the second reading of the language (`language.py`)."""

from datetime import date, timedelta
from fractions import Fraction
from math import floor
from typing import Any

from tests.oracle.articles import name_of

Json = dict[str, Any]
UNKNOWN = None
NOTHING = Fraction(0)
PLENTY = Fraction(10**30)
"""More than any amount: what an unknown amount is that takes something away."""
OF_ITEM, ACROSS = ("item", "side", "platform"), ("applicant", "applicant_year")


def cut(amount: Fraction) -> Fraction:
    """取两位小数(只舍不入)."""
    return Fraction(floor(amount * 100), 100)


UNITS = {
    "万元": Fraction(1),
    "亿元": Fraction(10**4),
    "元": Fraction(1, 10**4),
    "%": Fraction(1, 100),
    "‰": Fraction(1, 1000),
    "年": Fraction(1),
    "家": Fraction(1),
}


def number(written: str) -> Fraction:
    """A number of a rule with its unit: 万元, a share of one, years, places."""
    unit = next(unit for unit in UNITS if written.endswith(unit))
    digits = written.removesuffix(unit)
    if "十" in digits:
        tens, ones = ("〇一二三四五六七八九".index(part) if part else 0 for part in digits.split("十"))
        digits = str((tens or 1) * 10 + ones)
    return Fraction(digits) * UNITS[unit]


def join(*names: str) -> str:
    """A path."""
    return ".".join(name for name in names if name)


def years_before(day: date, years: int) -> date:
    """The corresponding day, or the end of the month."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


class Claim:
    """A claim under a provision."""

    def __init__(self, policy: Json, provision: Json, claim: Json, application: Json, readings: dict[str, str]) -> None:
        self.policy, self.provision, self.facts, self.readings = policy, provision, claim.get("facts") or {}, readings
        self.day = date.fromisoformat(application["application_date"])
        self.applicant = application.get("applicant") or {}
        self.each = provision.get("each", "")
        self.entries: list[Json] = (self.facts.get(self.each) or []) if self.each else [self.facts]
        self.may = self.may_claim()

    def chosen(self, value: Any) -> Any:
        """A value, or the one that a reading chooses."""
        return value["when"][self.readings[value["reading"]]] if isinstance(value, dict) else value

    def number(self, value: Any, parent: str, facts: Json, most: bool = True) -> Fraction:
        """A number of a rule: the same for all, by a reading, by the day, or by a choice. A choice that is not known
        counts against the applicant; what has no number brings nothing, or has the highest bound (not `most`)."""
        if not isinstance(value, dict):
            return number(value)
        if "from" in value:
            days = sorted(value["from"])
            return number(value["from"][max(day for day in days if day == days[0] or day <= self.day.isoformat())])
        if "reading" in value:
            return number(self.chosen(value))
        by, numbers = value["by"], {name: number(x) for name, x in value.items() if name != "by"}
        if by.startswith("applicant."):
            parent, facts, by = "applicant", self.applicant, by.removeprefix("applicant.")
        elif not any(fact["name"] == by and fact.get("in", "") == parent for fact in self.provision["facts"]):
            parent, facts = "", self.facts
        nothing = NOTHING if most else max(numbers.values())
        choice = self.answer(parent, facts, by)
        if choice is not UNKNOWN:
            return numbers.get(choice, nothing)
        each = [numbers.get(c["id"], nothing) for c in self.defined(join(parent, by))["choices"]]
        return min(each) if most else max(each)

    def steps(self, kind: str) -> list[Json]:
        """The steps of a kind."""
        return [step for step in self.provision["steps"] if kind in step]

    def best(self) -> bool:
        """Whether the best item counts alone."""
        return bool(self.each) and any(self.chosen(step["combine"]) == "best" for step in self.steps("combine"))

    def together(self, brought: list[Fraction]) -> Fraction:
        """The sum of the items, or the best of them."""
        return max(brought, default=NOTHING) if self.best() else sum(brought, NOTHING)

    def once(self) -> bool:
        """Whether it is given once to an applicant."""
        return any(self.chosen(step["per"]) == "applicant" for step in self.steps("once"))

    def matter(self, i: int) -> str | None:
        """What an item is about, by the first fact that says it."""
        for path in self.provision.get("matter", {}).get("by", []):
            group, _, name = path.rpartition(".")
            place = self.entries[i]
            stated = name_of(((place.get(group) or {}) if group else place).get(name))
            if stated:
                return stated
        return None

    # -------------------------------------------------------------------------------------------- answers

    def defined(self, path: str) -> Json:
        """The fact at a path."""
        if path.startswith("applicant."):
            return next(f for f in self.policy["applicant"] if f"applicant.{f['name']}" == path)
        return next(f for f in self.provision["facts"] if join(f.get("in", ""), f["name"]) == path)

    def with_role(self, path: str, role: str) -> list[Json]:
        """The facts in a group that have a role."""
        return [f for f in self.provision["facts"] if f.get("in", "") == path and f.get("role") == role]

    def answer(self, parent: str, facts: Json, name: str) -> Any:
        """What is stated, or what it means that nothing is; UNKNOWN."""
        value: Any
        whole, _, year = name.rpartition(".")
        yearly = [f for f in self.provision["facts"] if join(f.get("in", ""), f["name"]) == join(parent, whole)]
        if yearly and yearly[0]["type"] == "yearly":
            fact = yearly[0]
            value = (facts.get(fact["name"]) or {}).get(str(self.day.year - fact["years"][year]))
        else:
            fact = self.defined(join(parent, name))
            group, _, own = name.rpartition(".")
            value = ((facts.get(group) or {}) if group else facts).get(own)
        absent, kind = fact.get("absent", "unknown"), fact["type"]
        if isinstance(value, dict) and "unreadable" in value:
            return UNKNOWN
        if value is None:
            if absent.startswith("other:"):
                return self.answer(parent, facts, join(name.rpartition(".")[0], absent.removeprefix("other:")))
            if absent == "none":
                return {"yes_no": False, "choice": "none of them"}.get(kind, NOTHING)
            return Fraction(1) if absent == "one" else UNKNOWN
        if kind == "date":
            return date.fromisoformat(value)
        return Fraction(str(value)) if kind in ("amount", "ratio", "count", "year", "yearly") else value

    def in_window(self, value: Any, window_id: str) -> bool:
        """Whether a day (or a year, of a calendar year) lies in a window."""
        window = next(w for w in self.policy["windows"] if w["id"] == window_id)
        if value is UNKNOWN:
            return False
        if window["kind"] == "calendar_year":
            return bool((value.year if isinstance(value, date) else value) == self.day.year - 1)
        if window["kind"] == "arrived":
            return bool(value <= self.day)
        first = years_before(self.day, int(number(window["years"])))
        if not ("anniversary" in window and self.readings[window["anniversary"]] == "true"):
            first += timedelta(days=1)
        return bool(first <= value <= self.day)

    # -------------------------------------------------------------------------------------------- conditions

    def meets(self, condition: Json, parent: str, facts: Json) -> bool:
        """Whether a condition is met."""
        name = condition.get("fact", "")
        if "at_least" in condition:
            if "measure" in condition:
                value = self.measure(self.chosen(condition["measure"]), facts)
            else:
                value = self.answer(parent, facts, name)
            bound = self.number(condition["at_least"], parent, facts, most=False)
            return value is not UNKNOWN and bool(value >= bound)
        if name.startswith("applicant."):
            parent, facts, name = "applicant", self.applicant, name.removeprefix("applicant.")
        value = self.answer(parent, facts, name)
        if "in_window" in condition:
            return self.in_window(value, condition["in_window"])
        if "above" in condition:
            other = self.answer(parent, facts, condition["above"])
            if value is UNKNOWN or other is UNKNOWN:
                return False
            above_nothing = "zero_counts" in condition and self.readings[condition["zero_counts"]] != "true"
            return bool(value > other) and not (above_nothing and other == 0)
        accepted = condition["one_of"] if "one_of" in condition else [condition["is"]]
        if value is UNKNOWN:  # whatever the answer is
            choices = self.defined(join(parent, name)).get("choices", [])
            return bool(choices) and all(choice["id"] in accepted for choice in choices)
        return value in accepted

    def may_claim(self) -> bool:
        """Whether the conditions of the claim are met."""
        if not self.policy["in_force"]["from"] <= self.day <= self.policy["in_force"]["until"]:
            return False
        for condition in self.policy["general_conditions"]:
            exempt = condition.get("exempt")
            is_exempt = exempt and self.provision["id"] in exempt["provisions"]
            if is_exempt and self.readings[exempt["reading"]] == exempt["choice"]:
                continue
            asked = next((fact["name"] for fact in self.policy["applicant"] if fact.get("waives")), "")
            waiver = self.applicant.get(asked) or []
            waived = condition.get("waivable") and (waiver is True or condition["fact"].rpartition(".")[2] in waiver)
            if not (waived or self.meets(condition, "applicant", self.applicant)):
                return False
        if not all(self.meets(condition, "", self.facts) for condition in self.provision.get("when", [])):
            return False
        for step in self.steps("years"):
            had = self.answer("", self.facts, step["years_fact"])
            if had is UNKNOWN or had >= number(step["years"]):
                return False
        return all(
            self.answer(parent, facts, step["once"]) is False
            for step in self.steps("once")
            if self.chosen(step["per"]) in ACROSS
            for parent, facts in self.places_of(step["once"])
        )

    def places_of(self, name: str) -> list[tuple[str, Json]]:
        """Where a fact stands: on the claim, or on each of its items."""
        if any(fact["name"] == name and not fact.get("in") for fact in self.provision["facts"]):
            return [("", self.facts)]
        return [(self.each, item) for item in self.facts.get(self.each) or []]

    def item_counts(self, item: Json) -> bool:
        """Whether the conditions of an item are met."""
        once = [step["once"] for step in self.steps("once") if self.chosen(step["per"]) == "item"]
        return all(self.meets(c, self.each, item) for c in self.provision.get("item_when", [])) and all(
            self.answer(self.each, item, name) is False for name in once
        )

    # -------------------------------------------------------------------------------------------- amounts

    def measure(self, name: str, item: Json) -> Fraction:
        """The sum over the parts of an item, or the one figure that is stated in the place of a list."""
        measure = next(m for m in self.provision["measures"] if m["id"] == name)
        parts = item.get(measure["sum"])
        if parts is None:
            whole = self.answer(self.each, item, measure["or_fact"]) if "or_fact" in measure else UNKNOWN
            return whole or NOTHING
        parent, total = join(self.each, measure["sum"]), NOTHING
        for part in parts:
            counts = True
            for test in measure.get("when", []):
                value = self.answer(parent, part, test["fact"])
                counts &= self.in_window(value, test["in_window"]) if "in_window" in test else value is test["is"]
            value = self.answer(parent, part, measure["of"]) or NOTHING
            for minus in measure.get("minus", []):
                less = self.taking(parent, part, minus["fact"])
                times = self.answer(parent, part, minus["times"]) if "times" in minus else Fraction(1)
                value -= less * (Fraction(1) if times is UNKNOWN else times)
            total += max(value, NOTHING) if counts else NOTHING
        return total

    def taking(self, parent: str, facts: Json, name: str) -> Fraction:
        """An amount that takes something away."""
        value = self.answer(parent, facts, name)
        return PLENTY if value is UNKNOWN else value

    def amount(self, item: Json) -> Fraction:
        """What an item brings before any limit."""
        step = self.provision["steps"][0]
        if "share" in step:
            base = self.chosen(step["of"])
            if base in [measure["id"] for measure in self.provision.get("measures", [])]:
                value = self.measure(base, item)
            else:
                value = self.answer(self.each, item, base) or NOTHING
                for minus in step.get("minus", []):
                    value = max(value - self.taking(self.each, item, minus["fact"]), NOTHING)
            return self.number(step["share"], self.each, item) * value
        if "fixed" in step:
            return self.number(step["fixed"], self.each, item)
        if "tier" in step:
            choice = self.answer(self.each, item, step["tier"])
            choices = self.defined(join(self.each, step["tier"]))["choices"]
            sums = {name: number(written) for name, written in step["tiers"].items()}
            lowest = min(sums.get(c["id"], NOTHING) for c in choices)
            return lowest if choice is UNKNOWN else sums.get(choice, NOTHING)
        if "assessed" in step:
            if item.get(step["assessed"]) is None:  # the most that the provision gives
                return min((self.number(cap["cap"], self.each, item) for cap in self.steps("cap")), default=NOTHING)
            return self.answer(self.each, item, step["assessed"]) or NOTHING
        return NOTHING

    def of_item(self, i: int, beside: str) -> Fraction:
        """What an item brings, after the limits for an item. `beside`: see `beside_another`."""
        item = self.entries[i]
        if not (self.may and self.item_counts(item)):
            return NOTHING
        x = self.amount(item)
        for step in self.provision["steps"]:
            if "cap" in step and self.chosen(step["per"]) in OF_ITEM:
                x = min(x, max(self.number(step["cap"], self.each, item) - self.had(step), NOTHING))
            if "side_share" in step:
                x *= self.answer("", self.facts, step["side_share"]) or NOTHING
            if "other_policy" in step and self.at_item(step["other_policy"]):
                x = self.beside_another(step, self.each, item, x, beside)
        return x

    def limited(self, x: Fraction, used: Fraction, beside: str) -> Fraction:
        """What a claim comes to by the limits for a claim, where earlier ones have used up so much."""
        for step in self.provision["steps"]:
            if "cap" in step and self.chosen(step["per"]) in ACROSS:
                x = min(x, cut(max(self.number(step["cap"], "", self.facts) - self.had(step) - used, NOTHING)))
            if "other_policy" in step and not self.at_item(step["other_policy"]):
                x = self.beside_another(step, "", self.facts, x, beside)
        return x

    def had(self, cap: Json) -> Fraction:
        """What was had before of a cap."""
        less = self.chosen(cap.get("less"))
        return self.taking("", self.facts, less) if less else NOTHING

    def had_before(self) -> set[str]:
        """The facts with what its applicant had before of the caps that hold for all its claims, and of what is given
        once."""
        caps = {self.chosen(cap.get("less")) for cap in self.steps("cap") if self.chosen(cap["per"]) in ACROSS}
        once = {step.get("awarded") for step in self.steps("once") if self.chosen(step["per"]) in ACROSS}
        return {name for name in caps | once if name}

    def at_item(self, path: str) -> bool:
        """Whether a path leads to an item."""
        return bool(self.each) and path.startswith(f"{self.each}.")

    def beside_another(self, step: Json, parent: str, facts: Json, x: Fraction, beside: str) -> Fraction:
        """What is left beside another policy for the same matter: "within" what the whole project leaves room for, or
        "without limit" (but nothing where nothing is left within it). "nothing": there is no other policy."""
        if beside == "nothing" or facts.get(step["other_policy"].rpartition(".")[2]) is None:
            return x
        room, most = self.room(facts, self.at_item(step["other_policy"])), x
        for cap in self.steps("cap") if parent else ():
            if self.chosen(cap["per"]) in ACROSS:
                most = min(most, cut(max(self.number(cap["cap"], "", self.facts) - self.had(cap), NOTHING)))
        here = most if room is None else min(most, room)
        group = step["other_policy"].rpartition(".")[2]
        amount, received, where = (
            self.with_role(step["other_policy"], role)[0] for role in ("other_amount", "other_received", "other_choice")
        )
        other = self.taking(parent, facts, f"{group}.{amount['name']}")
        rule = next(r for r in self.policy["rules"] if r["id"] == "other_policy")
        if self.answer(parent, facts, f"{group}.{received['name']}") is not False:
            tops_up = "top_up" in rule and self.readings[rule["top_up"]] == "true"
            return (here if beside == "within" else most) - other if tops_up and here > other else NOTHING
        choice = self.answer(parent, facts, f"{group}.{where['name']}")
        (here_id,) = (c["id"] for c in where["choices"] if c["id"] != where["elsewhere"])
        if choice != here_id and (choice in (UNKNOWN, where["elsewhere"]) or here < other):
            return NOTHING
        return (x if room is None else min(x, room)) if beside == "within" else x

    # -------------------------------------------------------------------------------------------- projects

    def projects(self) -> list[tuple[Json, str]]:
        """All projects that it states, and the fact that names each."""
        items = self.facts.get(self.each) or []
        groups = [
            (step["project"].rpartition(".")[2], self.with_role(step["project"], "project_name")[0]["name"])
            for step in self.steps("project")
        ]
        return [(place[group], name) for group, name in groups for place in (self.facts, *items) if place.get(group)]

    def project_named(self, facts: Json, at_item: bool) -> str:
        """What the project of an item or of the claim is known by."""
        for step in self.steps("project"):
            if self.at_item(step["project"]) is at_item:
                (named,) = self.with_role(step["project"], "project_name")
                return name_of((self.project(facts, at_item) or {}).get(named["name"])) or ""
        return ""

    def project(self, facts: Json, at_item: bool) -> Json | None:
        """What is stated of the project of an item or of the claim; None: there is none, or no limit for it."""
        for step in self.steps("project"):
            if self.at_item(step["project"]) is at_item:
                project: Json | None = facts.get(step["project"].rpartition(".")[2])
                return project
        return None

    def has_its_project(self) -> bool:
        """Whether the claim states the project without which nothing is granted, where there has to be one."""
        projects = [x for x in self.provision["steps"] if x.get("project") and x.get("required")]
        needed = [x for x in projects if not self.at_item(x["project"])]
        return all(self.facts.get(x["project"].rpartition(".")[2]) is not None for x in needed)

    def room(self, facts: Json, at_item: bool) -> Fraction | None:
        """What is left of what was really invested when the fiscal part and the other public money are taken off; None
        where no limit holds."""
        for step in self.steps("project"):
            if self.at_item(step["project"]) is not at_item:
                continue
            project = self.project(facts, at_item)
            if project is None:
                return NOTHING if step.get("required") else None
            parent, own = step["project"].rpartition(".")[::2]
            public_money = self.with_role(step["project"], "public_money")
            public = [self.taking(parent, facts, f"{own}.{fact['name']}") for fact in public_money]
            (spent,) = self.with_role(step["project"], "invested")
            invested = self.answer(parent, facts, f"{own}.{spent['name']}") or NOTHING
            return max(invested - sum(public), NOTHING)
        return None

    def one_side(self) -> str:
        """The rule by which it is one of several sides, where that binds."""
        for step in self.steps("one_side"):
            rule = next(r for r in self.policy["exclusives"] if r["id"] == step["one_side"])
            if self.readings[rule["reading"]] == rule["choice"]:
                return str(rule["id"])
        return ""

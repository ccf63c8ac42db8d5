"""Random small policies made from the language, and applications crowded at their bounds."""

from decimal import Decimal
from typing import Any
from unicodedata import normalize

from hypothesis import strategies as st

from tests.engine.check.broken_packs import PACKS
from tests.engine.check.constructs.building import CLASSES, both, fact

Json = dict[str, Any]
Draw = Any

TWO = [{"id": choice, "label": both("选项", "A choice")} for choice in ("true", "false")]
READINGS = ("whichever", "zero_counts", "anniversary", "top_up", "sides")
SAID = {"quote": "话", "label": both("某事", "A thing")}
FAILS = {**SAID, "fails": both("不符合", "Is not met")}
RATES, CAPS, BOUNDS = ("15%", "50%", "7%", "100%"), ("3万元", "80000元", "十二万元"), ("5万元", "20万元")
AMOUNTS = (
    *(
        "20",
        "40",
        "100",
        "0",
        "0.000001",
        "2.999999",
        "3",
        "3.005",
        "4.99",
        "5",
        "5.000001",
        "5.995",
        "6",
        "7.5",
        "8",
        "8.01",
        "11.5",
    ),
    *("12", "15.99", "16", "19.99", "20", "20.000001", "24", "24.01", "42.857142", "53.333333", "53.34", "80", "200"),
)
SMALL = ("0", "0.01", "0", "2.995", "3", "5", "8.001", "12")
BESIDE = ("0", "1.5", "3", "3.000001", "2.999999", "5", "5.002", "7", "7.000001", "8", "12", "20")
"""What another policy gives, and what a project has room for."""
TAKEN = ("off", "less", "awarded", "treasury", "grants", "size_before")
DAYS = (
    *("2025-12-31", "2025-01-01", "2025-06-01", "2023-06-02", "2023-06-01", "2024-12-31", "2026-01-01", "2026-06-01"),
    *("2026-06-02", "2024-02-28", "2024-02-29", "2025-02-28", "2025-03-01", "2028-02-29"),
)
APPLICATION_DAYS = ("2026-06-01",) * 8 + ("2026-03-01", "2026-02-28", "2027-02-28", "2028-02-29", "2031-02-28")
LATER = ("2026-06-01", "2026-06-02", "2027-02-28")
"""Days of application, and one beside, from which on a number is another."""
WINDOWS = ("last_3_years", "year_before", "arrived")
CHOICES = [{"id": name, "label": SAID["label"]} for name in ("ours", "theirs")]
ABSENT = {
    "rival.offer": ("unknown",),
    "rival.paid_there": ("none", "unknown"),
    "rival.where": ("none", "none", "unknown"),
    "venture.called": ("none",),
    "venture.planned": ("unknown",),
    "venture.treasury": ("none", "unknown"),
    "venture.spent": ("other:planned", "unknown"),
    "venture.grants": ("none", "unknown"),
}
"""What can be stated of another policy and of a project, and what it can mean that it is not."""
KINDS = {"paid_there": "yes_no", "where": "choice", "called": "text"}
ROLES = {
    "offer": "other_amount",
    "paid_there": "other_received",
    "where": "other_choice",
    "called": "project_name",
    "spent": "invested",
    "treasury": "public_money",
    "grants": "public_money",
}
"""What rules take them for: their names say nothing."""


def chosen(draw: Draw, *values: Any) -> Any:
    return draw(st.sampled_from(values))


def varied(draw: Draw, values: tuple[str, ...], *categories: str) -> Any:
    """One of these numbers, or one for each choice of a category, from a day on, or by a reading."""
    match chosen(draw, *["one"] * 8, *["by"] * bool(categories), "from", "reading"):
        case "by":
            return {"by": chosen(draw, *categories), **{choice["id"]: chosen(draw, *values) for choice in CLASSES}}
        case "from":
            later = chosen(draw, *LATER)
            return {"from": {day: chosen(draw, *values) for day in ("2026-03-01", later)}}
        case "reading":
            return {"reading": "whichever", "when": {name: chosen(draw, *values) for name in ("true", "false")}}
    return chosen(draw, *values)


def by_reading(draw: Draw, *values: Any) -> Any:
    """One of these values, or one for each choice of a reading."""
    if chosen(draw, *range(4)):
        return chosen(draw, *values)
    return {"reading": "whichever", "when": {"true": chosen(draw, *values), "false": chosen(draw, *values)}}


# ------------------------------------------------------------------------------------------------------ policies


@st.composite
def policies(draw: Draw) -> Json:
    """A policy of one or two provisions, as its TOML stands. It can be read; `check` need not be content with it."""
    raw = dict(PACKS["invented"].raw)
    raw["readings"] = [
        {"id": name, "articles": [3], "question": both("问", "Q"), "why": both("因", "W"), "choices": TWO}
        | {"default": "true", "quotes": ["话"]}
        for name in READINGS
    ]
    last, before = raw["windows"]
    raw["windows"] = [{**last, "anniversary": "anniversary"}, before, {**last, "id": "arrived", "kind": "arrived"}]
    raw["windows"][2].pop("years")
    more = [{"id": "other_policy", "top_up": "top_up"}, {"id": "project_funding"}]
    raw["rules"] = raw["rules"] + [{**rule, "article": 7, "quotes": ["话"], "label": SAID["label"]} for rule in more]
    raw["exclusives"] = [{"id": "sides", "reading": "sides", "choice": "true", "article": 7, **FAILS}]
    raw["applicant"] = [
        *raw["applicant"],
        fact("let_off", "choices", absent="none", waives=True),
        fact("size", "choice", choices=CLASSES),
    ]
    raw["general_conditions"] = [dict(condition) for condition in raw["general_conditions"]]
    raw["general_conditions"][0]["waivable"] = True
    raw["general_conditions"][1]["exempt"] = {"reading": "whichever", "choice": "false", "provisions": ["p0"]}
    raw["provisions"] = [_provision(draw, f"p{n}") for n in range(chosen(draw, 1, 2))]
    raw["renamed"] = {}
    return raw


def _provision(draw: Draw, name: str) -> Json:
    each = chosen(draw, "", "things")
    made = _Made(draw, each)
    own: Json = {"id": name, "article": 3, "quotes": ["话"], "title": SAID["label"], "summary": SAID["label"]}
    own |= {"prepare": SAID["label"], "when": made.conditions("", 2)}
    if each:
        made.add("", fact(each, "list"))
        own |= {"each": each, "item": SAID["label"]}
        own["measures"] = made.measures()
        own["item_when"] = made.conditions(each, 2)
    amount = made.amount()
    limits = made.limits()
    own["steps"] = [amount, *draw(st.permutations(limits))]
    if chosen(draw, True, False):
        matter = made.add(each, fact("number", "text", absent="none"))
        own["matter"] = {"by": [matter], "quote": "话", "label": SAID["label"]}
    return own | {"facts": made.facts}


class _Made:
    """The parts of a provision, with the facts that they ask about."""

    def __init__(self, draw: Draw, each: str) -> None:
        self.draw, self.each = draw, each
        self.facts: list[Json] = []
        self.measured: list[str] = []

    def add(self, parent: str, one: Json) -> str:
        """A fact, once; its name."""
        own = {**one, "in": ".".join(x for x in (parent, one.get("in", "")) if x)}
        if not any((own["in"], own["name"]) == (f["in"], f["name"]) for f in self.facts):
            self.facts.append(own)
        return str(own["name"])

    def pick(self, *values: Any) -> Any:
        return chosen(self.draw, *values)

    def number(
        self, parent: str, name: str, kind: str = "amount", absent: tuple[str, ...] = ("unknown", "none")
    ) -> str:
        """An amount (ratio, count) that is stated."""
        return self.add(parent, fact(name, kind, absent=self.pick(*absent)))

    def group(self, parent: str, name: str) -> None:
        """Another policy, or a project."""
        self.add(parent, fact(name, "group", absent="none"))
        for path, absent in ABSENT.items():
            group, own = path.split(".")
            if group == name:
                choices = CHOICES if own == "where" else []
                one = fact(own, KINDS.get(own, "amount"), absent=self.pick(*absent), choices=choices)
                role = {"role": ROLES[own]} if own in ROLES else {}
                role |= {"elsewhere": "theirs"} if own == "where" else {}
                self.add(parent, {**one, **role, "in": group})

    def conditions(self, parent: str, most: int) -> list[Json]:
        """Conditions on the claim or on an item."""
        kinds = ["is", "is_choice", "one_of", "in_window", "in_year", "at_least", "above"]
        kinds += ["yearly", "growth", "applicant"] if not parent else ["measure"] * bool(self.measured)
        wanted = [self.pick(*kinds) for _ in range(self.pick(0, 0, 0, 1, 1, most))]
        return [{**FAILS, **self.condition(kind, parent)} for kind in wanted]

    def condition(self, kind: str, parent: str) -> Json:
        """A condition of a kind."""
        pick = self.pick
        match kind:
            case "is":
                return {"fact": self.add(parent, fact("ready", "yes_no")), "is": pick(True, True, True, False)}
            case "is_choice":
                return {"fact": self.class_(parent), "is": pick("a", "a", "b")}
            case "one_of":
                return {"fact": self.class_(parent), "one_of": pick(["a", "b"], ["a", "b", "c"], ["b", "a"], ["c"])}
            case "in_window":
                return {"fact": self.add(parent, fact("done_on", "date")), "in_window": pick(*WINDOWS)}
            case "in_year":
                return {"fact": self.add(parent, fact("year", "year")), "in_window": "year_before"}
            case "at_least":
                return {"fact": self.number(parent, "size"), "at_least": self.varied(parent, BOUNDS)}
            case "measure":
                return {"measure": by_reading(self.draw, *self.measured), "at_least": self.varied(parent, BOUNDS)}
            case "yearly":
                self.add("", fact("sales", "yearly", years={"newest": 1, "earlier": 2}))
                return {"fact": "sales.newest", "at_least": self.varied("", BOUNDS)}
            case "growth":
                self.add("", fact("sales", "yearly", years={"newest": 1, "earlier": 2}))
                own = {"fact": "sales.newest", "above": "sales.earlier"}
                return own | ({"zero_counts": "zero_counts"} if pick(True, False) else {})
            case "applicant":
                return {"fact": "applicant.size", **pick({"is": "a"}, {"one_of": ["a", "b"]})}
            case _:
                first, second = self.number(parent, "size"), self.number(parent, "size_before")
                return {"fact": first, "above": second}

    def varied(self, parent: str, values: tuple[str, ...]) -> Any:
        """A number of the claim or of an item, which may go by a choice of it or of the applicant."""
        found = varied(self.draw, values, "class", "applicant.size")
        if isinstance(found, dict) and found.get("by") == "class":
            self.add(self.pick(parent, parent, ""), fact("class", "choice", choices=CLASSES))
        return found

    def class_(self, parent: str) -> str:
        return self.add(parent, fact("class", "choice", choices=CLASSES, absent=self.pick("unknown", "none")))

    def measures(self) -> list[Json]:
        """A measure, or two of the same parts."""
        if not self.pick(True, False):
            return []
        self.add(self.each, fact("costs", "list"))
        parts, pick = f"{self.each}.costs", self.pick
        self.add(parts, fact("sum", "amount"))
        common = {"sum": "costs", "of": "sum", "label": SAID["label"]}
        if pick(True, False):
            common["or_fact"] = self.add(self.each, fact("whole", "amount"))
        found = []
        for name in ("gross", "net")[: pick(1, 2)]:
            own: Json = {**common, "id": name, "when": [], "minus": []}
            left_out = {**SAID, "left_out": SAID["label"]}
            if pick(True, False):
                own["when"].append(
                    {**left_out, "fact": self.add(parts, fact("paid_on", "date")), "in_window": pick(*WINDOWS)}
                )
            if pick(True, False):
                own["when"].append(
                    {**left_out, "fact": self.add(parts, fact("new", "yes_no")), "is": pick(True, False)}
                )
            if pick(True, False):
                minus = {**SAID, "fact": self.number(parts, "off")}
                if pick(True, False):
                    minus["times"] = self.number(parts, "part", "ratio", ("unknown", "one"))
                own["minus"].append(minus)
            found.append(own)
            self.measured.append(name)
        return found

    def amount(self) -> Json:
        """What an item brings before any limit."""
        each, pick = self.each, self.pick
        match pick(*["share"] * 4, "fixed", "fixed", "tier", "tier", "assessed", "project", "project", "none"):
            case "share":
                cost = self.number(each, "cost", absent=("unknown", "none", "other:valued"))
                self.add(each, fact("valued", "amount"))
                own = {**SAID, "share": self.varied(each, RATES), "of": by_reading(self.draw, cost, *self.measured)}
                if pick(True, False) and own["of"] == cost:
                    own["minus"] = [{**SAID, "fact": self.number(each, "less")}]
                return own
            case "fixed":
                return {**SAID, "fixed": self.varied(each, ("3万元", "70000元", "5.5万元"))}
            case "tier":
                tiers = pick({"a": "8万元", "b": "3万元"}, {"a": "2万元", "b": "8万元", "c": "5万元"})
                return {**SAID, "tier": self.class_(each), "tiers": tiers}
            case "assessed":
                return {**SAID, "assessed": self.add(each, fact("given", "amount", absent="ceiling"))}
            case "project":
                self.group(each, "venture")
                minus = [{**SAID, "fact": "venture.treasury"}]
                return {**SAID, "share": self.varied(each, RATES), "of": "venture.planned", "minus": minus}
            case _:
                return {**SAID, "none": True}

    def limits(self) -> list[Json]:
        """Steps that limit it, each at most once."""
        each, pick, steps = self.each, self.pick, []
        for _ in range(pick(0, 1, 1, 2)):
            kinds = ("item", "side", "platform", "applicant", "applicant_year", "applicant_year")
            cap = {**SAID, "per": by_reading(self.draw, *kinds)}
            pers = cap["per"]["when"].values() if isinstance(cap["per"], dict) else [cap["per"]]
            cap["cap"] = self.varied("" if any(per.startswith("applicant") for per in pers) else each, CAPS)
            if pick(True, False):
                cap["less"] = by_reading(self.draw, self.number("", "awarded"), self.number("", "awarded"))
                if isinstance(cap["less"], dict):
                    cap["less"]["when"]["false"] = ""
            steps.append(cap)
        if pick(0, 0, 1):
            at = pick("", each)
            per = by_reading(self.draw, "applicant", "item") if at == each else "applicant"
            steps.append({**FAILS, "once": self.add(at, fact("had_it", "yes_no")), "per": per})
        if pick(0, 0, 0, 1):
            steps.append({**FAILS, "years": "3年", "years_fact": self.number("", "years_had", "count")})
        if pick(0, 0, 0, 1):
            steps.append({"side_share": self.number("", "our_part", "ratio", ("unknown", "one"))})
        if each and pick(0, 1):
            steps.append({"combine": by_reading(self.draw, "sum", "best")})
        for level in sorted({"", each}):
            if pick(0, 0, 1):
                self.group(level, "rival")
                steps.append({"other_policy": f"{level}.rival" if level else "rival"})
        if pick(0, 1) or any(f["name"] == "venture" for f in self.facts):
            level = each if any(f["name"] == "venture" for f in self.facts) else pick("", each)
            self.group(level, "venture")
            steps.append({"project": f"{level}.venture" if level else "venture", "required": pick(True, False)})
            if level and pick(0, 0, 1):
                self.group("", "venture")
                steps.append({"project": "venture", "required": False})
            if not level and pick(0, 1):
                steps.append({"one_side": "sides"})
        return steps


# -------------------------------------------------------------------------------------------------- applications


@st.composite
def applications(draw: Draw, policy: Json) -> Json:
    """An application to such a policy; now and then an answer is missing, or cannot be read."""
    sure = {"registered_in_county": True, "makes_paper": True, "on_dishonest_list": False, "size": "a"}
    applicant = {**sure, **chosen(draw, *[{}] * 20, {"makes_paper": False}, {"makes_paper": None}, {"size": "b"})}
    applicant |= chosen(
        draw,
        *[{}] * 20,
        *({"registered_in_county": False, "let_off": waiver} for waiver in (True, ["registered_in_county"], [])),
        {"registered_in_county": None},
        {"size": None},
    )
    claims, projects = [], dict[str, Json]()
    for n in range(chosen(draw, 1, 2, 2, 3)):
        provision = chosen(draw, *policy["provisions"])
        answers = _Answers(draw, provision, projects)
        claims.append({"id": f"c{n}", "provision": provision["id"], "facts": answers.place("")})
    return {"application_date": chosen(draw, *APPLICATION_DAYS), "applicant": applicant, "claims": claims}


readings = st.fixed_dictionaries({name: st.sampled_from(["true", "false"]) for name in READINGS})


class _Answers:
    """The answers of one claim. `projects`: what the application states of each project, the same everywhere."""

    def __init__(self, draw: Draw, provision: Json, projects: dict[str, Json]) -> None:
        self.draw, self.provision, self.projects = draw, provision, projects

    def place(self, parent: str) -> Json:
        """The answers at a place."""
        found: Json = {}
        for one in self.provision["facts"]:
            if one["in"] == parent:
                value = self.value(one, f"{parent}.{one['name']}" if parent else one["name"])
                if value is not None or chosen(self.draw, True, False):
                    found[one["name"]] = value
        return found

    def value(self, one: Json, path: str) -> Any:
        draw = self.draw
        seldom = {"unknown": 40, "none": 6}.get(one.get("absent", "unknown"), 3)
        seldom = 4 if one["name"] == "off" else seldom
        if chosen(draw, *range(seldom)) == seldom - 1:
            typed = one["type"] in ("amount", "ratio", "count") and ".venture" not in f".{path}"
            return {"unreadable": "60"} if typed and chosen(draw, True, False) else None
        match one["type"]:
            case "yes_no":
                good = one["name"] not in ("had_it", "paid_there")
                return chosen(draw, *[good] * 5, not good)
            case "choice":
                choices = [choice["id"] for choice in one["choices"]]
                if choices[0] == "ours":
                    return chosen(draw, None, None, *choices)
                return chosen(draw, choices[0], choices[0], *choices)
            case "amount" | "ratio":
                return self.number(one)
            case "count":
                return chosen(draw, 0, 2, 2, 3)
            case "year":
                return chosen(draw, 2025, 2025, 2025, 2024, 2026)
            case "date":
                return chosen(draw, *DAYS)
            case "yearly":
                return {"2025": chosen(draw, "100", *AMOUNTS), "2024": chosen(draw, *SMALL, "20", "100", None)}
            case "text":
                return chosen(draw, "X", "X", "Ｘ", " x", "Y", "  ")
            case "list":
                return [self.place(path) for _ in range(chosen(draw, 1, 1, 2, 2, 3, 3, 0))]
            case _:
                found = self.place(path)
                name = normalize("NFKC", found.get("called") or "").strip().upper()
                known = self.projects.setdefault(name, {}) if name else {}
                for name, value in found.items():
                    if value is not None and name != "called":
                        found[name] = known.setdefault(name, value)
                return found

    def number(self, one: Json) -> str:
        """Amounts that take something away are mostly small."""
        if one["type"] == "ratio":
            return str(chosen(self.draw, "0", "0.5", "0.333333", "0.25", "1"))
        if one["name"] == "offer":
            return str(chosen(self.draw, *BESIDE))
        if one["name"] == "spent":
            return str(chosen(self.draw, *(str(Decimal(x) + Decimal(y)) for x in SMALL for y in BESIDE)))
        if one["name"] in TAKEN:
            return str(chosen(self.draw, *SMALL))
        return str(chosen(self.draw, *AMOUNTS))

"""Applications drawn from a pack, as an import gives them: whatever each question allows, in contract form."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from hypothesis import strategies as st
from stdnum.cn import uscc

from engine.application.reading import Applicable
from engine.policy.facts import Fact, Form
from engine.policy.pack import Policy
from engine.values.kinds import MOST_COUNTED
from engine.values.money import WAN, WHOLE, wan_law
from engine.values.refusal import LONGEST_TEXT
from engine.values.windows import FIRST_DATE, LAST_DATE

HOSTILE = [
    "=1+1", "+1", "-1", "@SUM(A1)", "'=1+1", "''@x", "'quoted'", "=HYPERLINK(\"http://x\",\"y\")", "=cmd|' /C calc'!A0",
    "<b>&amp;</b>", "<r>x</r>", "<r><t>y</t></r>", "]]>", "_x0041_", "_x005F_x0041_", "x005F_", "a\tb", "a\nb", "a\rb",
    "a\r\nb", "\x01\x1f", "\ufffe\uffff", "\u202egnp.\u202d", "\U0001f600\U00020000", "A\u00a0B", "1", "1.0", "TRUE",
    "2025-06-15", "91440300", "示例，公司；“一”", 'a","b', "#REF!", "是", "字" * LONGEST_TEXT, "[x]:*?/\\", "$A$1",
    "{=1}", "　宽　度　",
]  # fmt: skip

Facts = dict[str, Any]


@dataclass
class Decided:
    key: str
    approved: int | None = None
    counted: None = None
    beyond: None = None
    second: str = ""
    score: int | None = None


@dataclass
class Stored:
    content: Facts
    size: str | None
    claims: list[Decided]
    mark: str = ""


def credit_code(number: int) -> str:
    """A code with its check digit, another one for every number."""
    code = f"91440300MA{number:07d}"
    return code + uscc.calc_check_digit(code)


def texts() -> st.SearchStrategy[str]:
    plain = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
    return st.one_of(st.sampled_from(HOSTILE), plain).map(str.strip).filter(lambda text: 0 < len(text) <= LONGEST_TEXT)


class Drawn:
    """Strategies for one policy. Parts stay below their wholes, as an application must say them."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        facts = [fact for p in policy.provisions for fact in p.facts] + policy.common
        minus = [m.fact for p in policy.provisions for measure in p.measures for m in measure.minus]
        self.parts = {fact.name for fact in facts if fact.at_most} | set(minus)
        self.wholes = {fact.at_most for fact in facts} | {
            m.of for p in policy.provisions for m in p.measures if m.minus
        }

    def amount(self, name: str) -> st.SearchStrategy[str]:
        least = 10 * WAN if name in self.wholes else 0
        most = 4 * WAN if name in self.parts else 10**12 * WAN - 1
        near = st.integers(least, min(most, 9999 * WAN))
        return st.one_of(near, near, st.integers(least, most)).map(wan_law)

    def value(self, fact: Fact, form: Form) -> st.SearchStrategy[Any]:
        match fact.type:
            case "amount":
                return self.amount(fact.name)
            case "ratio":
                return st.integers(0, WHOLE).map(wan_law)
            case "date":
                return st.dates(FIRST_DATE, LAST_DATE).map(date.isoformat)
            case "year":
                return st.integers(FIRST_DATE.year, LAST_DATE.year)
            case "count":
                return st.integers(0, MOST_COUNTED)
            case "yes_no":
                return st.booleans()
            case "choice":
                return st.sampled_from([choice.id for choice in fact.choices])
            case "choices":
                ids = [choice.id for choice in fact.choices]
                return st.sets(st.sampled_from(ids)).map(lambda chosen: [one for one in ids if one in chosen])
            case "uscc":
                return st.integers(0, 9).map(credit_code)
            case "yearly":
                years = st.integers(FIRST_DATE.year, LAST_DATE.year).map(str)
                return st.dictionaries(years, self.amount(fact.name), min_size=1, max_size=3)
            case "list":
                return st.lists(self.facts(form.inner[fact.name]), max_size=3)
            case "group":
                return self.facts(form.inner[fact.name])
        return texts()

    def facts(self, form: Form) -> st.SearchStrategy[Facts]:
        answers = {name: self.value(fact, form) for name, fact in form.facts.items()}
        return st.fixed_dictionaries({}, optional=answers)

    def claim(self) -> st.SearchStrategy[Facts]:
        """A claim under any provision, now and then with what is common to all and nothing there."""
        common = {fact.name: fact for fact in self.policy.common if not fact.parent}

        def of(provision_id: str) -> st.SearchStrategy[Facts]:
            provision = self.policy.provision(provision_id)
            form, idle = provision.form(), self.policy.derived(Applicable).idle(provision, None)
            idle |= self.policy.derived(Applicable).deducted - provision.deducted()
            amounts = [name for name, fact in common.items() if fact.type == "amount" and name not in idle]
            awarded = {name: self.amount(name) for name in amounts}
            more = st.fixed_dictionaries({}, optional=awarded)
            facts = st.tuples(more, self.facts(form)).map(lambda both: both[0] | both[1])
            return st.fixed_dictionaries({"id": texts(), "provision": st.just(provision_id), "facts": facts})

        return st.sampled_from([p.id for p in self.policy.provisions]).flatmap(of)

    def application(self) -> st.SearchStrategy[Stored]:
        asked = [fact for fact in self.policy.applicant if not fact.sizes]  # the size stands beside what is kept
        applicant: Any = {fact.name: self.value(fact, Form({}, {})) for fact in asked}
        content: Any = st.fixed_dictionaries(
            {
                "application_date": st.dates(date(2025, 1, 1), date(2027, 12, 31)).map(date.isoformat),
                "applicant": st.fixed_dictionaries({}, optional=applicant | {"id": texts()}),
                "claims": st.lists(self.claim(), max_size=4, unique_by=lambda claim: claim["id"]),
            }
        )
        decided = st.lists(st.one_of(st.none(), st.integers(0, 10**15)), min_size=4, max_size=4)
        sizes = st.sampled_from(["large", "medium", "small", "micro", None])

        def stored(drawn: tuple[Facts, list[int | None], str | None]) -> Stored:
            content, approved, size = drawn
            claims = [Decided(c["id"], a) for c, a in zip(content["claims"], approved, strict=False)]
            return Stored(content, size, claims)

        return st.tuples(content, decided, sizes).map(stored)

    def applications(self) -> st.SearchStrategy[list[Stored]]:
        """Applications of which no two name the same project."""
        return st.lists(self.application(), min_size=1, max_size=4).map(own_projects)


def own_projects(applications: list[Stored]) -> list[Stored]:
    number = 0

    def look(facts: Any) -> None:
        nonlocal number
        if isinstance(facts, list):
            for item in facts:
                look(item)
        elif isinstance(facts, dict):
            for name, inner in facts.items():
                if name == "project" and "id" in inner:
                    number += 1
                    inner["id"] = f"{inner['id'][:200]}{number}"
                look(inner)

    for application in applications:
        look(application.content["claims"])
    return applications

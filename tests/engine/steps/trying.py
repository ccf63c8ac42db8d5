"""A small policy made of an example of a kind, and what comes of it."""

from datetime import date
from fractions import Fraction
from typing import Any

from engine.allocation.allocate import allocate
from engine.assessment.assess import assess
from engine.documents.report import contents
from engine.policy.folder import build
from engine.policy.pack import Policy
from engine.steps.condition import Condition
from engine.steps.language import Example, Kind
from engine.steps.step import AmountStep
from engine.view import annotations, result
from tests.engine.answering import allocation_fault, assessment_fault
from tests.engine.assessment.test_language import as_columns
from tests.engine.check.broken_packs import INVENTED, PACKS, Pack
from tests.engine.check.constructs.building import APPLICANT, WORDS, both, fact

DAY = date(2026, 6, 1)
PROVISION, OTHER = "s06_sales", "s06_other"
GIVEN = "给予一次性7万元的奖励"
SALES = {"sales": {"2025": "100"}, "received_before": False}
Json = dict[str, Any]


def pack_of(kind: type[Kind], example: Example) -> Pack:
    """The invented policy, in Chinese alone, whose provision about sales uses the example: its quote stands in the law
    as a condition, as what is given, or as a limit of it."""
    pack = PACKS["invented"].copy()
    pack.raw["languages"] = ["zh"]
    del pack.raw["law"]["en"]
    own = pack.provision(PROVISION)
    quote, given = example.stated.get("quote", ""), GIVEN.replace("7万元", f"{example.brings}万元")
    own["summary"] = pack.raw["articles"][5]["explains"] = both("可获奖励。", "Brings a reward.")
    if issubclass(kind, Condition):
        new = f"以上、{quote}的单位,{given}"
    elif issubclass(kind, AmountStep):
        new = f"以上的单位,给予一次性奖励,{quote}"
    else:
        new = f"以上的单位,{given}" + (f",{quote}" if quote else "")
    old = f"以上的单位,{GIVEN}"
    pack.replace_in_law(old, new + (f"。{of_other(example)},{of_both(example)}" if example.other else ""))
    own["quotes"] = [text.replace(old, new) for text in own["quotes"]]
    words: Json = {"label": WORDS["label"]} if "label" in kind.model_fields else {}
    words |= {"fails": WORDS["fails"]} if "fails" in kind.model_fields else {}
    words |= {"name": "example"} if "name" in kind.model_fields else {}
    stated = {key: value for key, value in {**example.stated, **words}.items() if value is not None}
    if issubclass(kind, Condition):
        own["when"].append(stated)
    elif issubclass(kind, AmountStep):
        own["steps"][0] = stated
        if kind.grade is None:
            pack.raw["articles"][5]["effect"] = "none"
    else:
        own["steps"][0] |= {"fixed": f"{example.brings}万元", "quote": given}
        own["steps"] += [*example.also, stated]
    own["facts"] += [fact_of(path, said) for path, said in example.facts.items()]
    for each in (path for path, said in example.facts.items() if said == "list"):
        own |= {"each": each, "item": both("项", "Item")}
    for rule, quotes in for_every_provision(example).items():
        pack.replace_in_law("本办法所称“最高”", "".join(f"{one}。" for one in quotes) + "本办法所称“最高”")
        pack.raw["rules"].append({"id": rule, "article": 7, "quotes": quotes, "label": WORDS["label"]})
    if example.other:
        beside(pack, example, stated)
    return pack


def for_every_provision(example: Example) -> dict[str, list[str]]:
    """The rules for every provision that it needs, by their quotes."""
    return {rule: quotes for rule, quotes in example.rules.items() if rule != "one_side"}


def of_both(example: Example) -> str:
    """The words of the law by which the higher of the two counts only."""
    (quote,) = example.rules["one_side"]
    return quote


def of_other(example: Example) -> str:
    """The words of the law for another claim."""
    return f"对制作纸艺的单位,给予{example.other}万元的奖励"


def beside(pack: Pack, example: Example, stated: Json) -> None:
    """A provision beside it that states the same, and the rule by which the higher of the two counts only."""
    own = {key: pack.provision(PROVISION)[key] for key in ("article", "summary", "prepare")}
    label, quote = both("纸艺", "Paper art"), of_other(example)
    fixed = {"fixed": f"{example.other}万元", "quote": quote, "label": label}
    facts = [fact_of(path, said) for path, said in example.facts.items()]
    own |= {"id": OTHER, "title": label, "quotes": [quote], "steps": [fixed, *example.also, stated], "facts": facts}
    pack.raw["provisions"].append(own)
    choices = [{"id": name, "label": WORDS["label"]} for name in ("higher", "both")]
    why = both("文本如此。默认只计较高的一项。", "So the text says. By default the higher counts only.")
    reading = {"id": "s06_higher", "articles": [6], "question": WORDS["label"], "why": why, "choices": choices}
    pack.raw["readings"].append(reading | {"default": "higher", "quotes": [of_both(example)]})
    exclusive = {"id": "s06_sides", "reading": "s06_higher", "choice": "higher", "article": 6, **WORDS}
    pack.raw.setdefault("exclusives", []).append(exclusive | {"quote": of_both(example)})


def claims_of(example: Example) -> list[Json]:
    """The claim under the example, and another beside it where it has one."""
    claims = [{"id": "c1", "provision": PROVISION, "facts": {**SALES, **example.says}}]
    return claims + ([{"id": "c2", "provision": OTHER, "facts": example.says}] if example.other else [])


def fact_of(path: str, said: Any) -> Json:
    """A fact, by its path and its type, or all that is said of it."""
    parent, _, name = path.rpartition(".")
    more = dict(said) if isinstance(said, dict) else {"type": said}
    if "choices" in more:
        more["choices"] = [{"id": key, "label": both(zh, "A choice")} for key, zh in more["choices"].items()]
    return fact(name, more.pop("type"), **({"in": parent} if parent else {}), **more)


def tried(pack: Pack, example: Example) -> list[Fraction]:
    """What the claim comes to: by itself, as a column, and in an allocation; the report is made of it, and what the
    annotated law says of the rule."""
    policy: Policy = build(pack.raw, INVENTED)
    raw = {"application_date": DAY.isoformat(), "applicant": APPLICANT, "claims": claims_of(example)}
    answer = assess(policy, raw)
    assert assessment_fault(answer) is None
    ((column, *_),) = as_columns(policy, [raw], {})
    divided = allocate(policy, {"budget": "1", "applications": [raw]})
    assert allocation_fault(divided) is None
    assert contents.compose(result.assessed(policy, raw, None), "zh", DAY).blocks
    assert annotations.cited(answer)
    assert annotations.phrases(policy)
    return [Fraction(answer["claims"][0]["confirmed"]), column, Fraction(divided["claims"][0]["approved"])]


def expected(example: Example) -> Fraction:
    """What it is said to come to."""
    if isinstance(example.leaves, bool):
        return Fraction(example.brings) if example.leaves else Fraction(0)
    return Fraction(example.leaves)


def pack_of_all(shown: dict[type[Kind], Example]) -> Pack:
    """A policy in which each of these examples has a provision of its own, in a paragraph of its own."""
    whole = PACKS["invented"].copy()
    whole.raw["languages"] = ["zh"]
    del whole.raw["law"]["en"]
    whole.raw["articles"][5]["explains"] = both("可获奖励。", "Brings a reward.")
    (first,) = (line for line in whole.zh.split("\n") if "第六条" in line)
    lines, rest = [first], [own for own in whole.raw["provisions"] if own["id"] != PROVISION]
    provisions = [whole.provision(PROVISION) | {"paragraph": 1}]
    for kind, example in shown.items():
        pack = pack_of(kind, example)
        (line,) = (line for line in pack.zh.split("\n") if "第六条" in line)
        lines += ["", line.replace("第六条 ", "")]
        paragraph = {"paragraph": len(lines) // 2 + 1}
        provisions.append(pack.provision(PROVISION) | {"id": f"s06_{kind.key}"} | paragraph)
        if example.other:
            provisions.append(pack.provision(OTHER) | paragraph)
            whole.raw["readings"].append(pack.raw["readings"][-1])
            whole.raw.setdefault("exclusives", []).append(pack.raw["exclusives"][-1])
        known = {rule["id"] for rule in whole.raw["rules"]}
        for rule, quotes in (
            (rule, quotes) for rule, quotes in for_every_provision(example).items() if rule not in known
        ):
            whole.replace_in_law("本办法所称“最高”", "".join(f"{one}。" for one in quotes) + "本办法所称“最高”")
            whole.raw["rules"].append(next(own for own in pack.raw["rules"] if own["id"] == rule))
    whole.raw["provisions"] = rest + provisions
    whole.replace_in_law(first, "\n".join(lines))
    return whole


def application_of_all(shown: dict[type[Kind], Example]) -> Json:
    """An application that claims under each of them."""
    claims = []
    for kind, example in shown.items():
        own, *others = claims_of(example)
        claims += [own | {"id": kind.key, "provision": f"s06_{kind.key}"}, *others]
    return {"application_date": DAY.isoformat(), "applicant": APPLICANT, "claims": claims}

"""The schemas of the answers say what is answered, and nothing more."""

import copy
import json
from functools import cache
from itertools import islice
from typing import Any

import jsonschema_rs
import pytest

from engine.__main__ import main
from engine.allocation.allocate import allocate
from engine.allocation.paid import allocation_schema
from engine.allocation.rules import ALL_RULES
from engine.assessment.answer import assessment_schema
from engine.assessment.assess import assess
from engine.policy.cases import groups
from engine.policy.folder import POLICIES, load_folder, load_policy
from tests import invented_year
from tests.conftest import ROOT
from tests.engine.allocation.test_allocate import TERMS
from tests.engine.answering import allocation_fault, assessment_fault
from tests.law.cases import examples
from tests.oracle.applications import applications

POLICY = load_policy("longhua-ai-robotics-2025")
ALLOCATIONS = json.loads((ROOT / "tests" / "law" / "examples" / "allocate_cases.json").read_text(encoding="utf-8"))
FOLDERS = sorted(p.parent for root in (POLICIES, ROOT / "tests" / "policies") for p in root.glob("*/policy.toml"))
EXAMPLES = [example["input"] for example in examples() if not example.get("refused")]


def printed(capfdbinary: pytest.CaptureFixture[bytes], *arguments: str) -> Any:
    assert main([*arguments]) == 0
    return json.loads(capfdbinary.readouterr().out)


@pytest.mark.parametrize(("name", "schema"), [("assessment", assessment_schema()), ("allocation", allocation_schema())])
def test_the_command_prints_a_schema_whose_every_object_is_closed(name, schema, capfdbinary):
    found = printed(capfdbinary, "schema", name)
    assert found == schema
    assert found["title"] == name
    jsonschema_rs.meta.validate(found)
    opened = [key for key, part in found["$defs"].items() if part.get("additionalProperties") is not False]
    assert opened == []
    assert name == "assessment" or found["additionalProperties"] is False


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_answer_to_every_worked_case_is_as_the_schema_says(folder):
    policy = load_folder(folder)
    answered = [case for file in groups(folder) for case in file.cases if not case.refused]
    assert answered or folder.parent != POLICIES
    for case in answered:
        assert assessment_fault(assess(policy, case.application)) is None, case.name


def test_the_answers_to_the_examples_and_to_random_applications_are_too():
    seen: set[str] = set()
    for raw in (*EXAMPLES, *applications(seed=21, count=120)):
        answer = assess(POLICY, raw)
        assert assessment_fault(answer) is None, raw
        for claim in answer["claims"]:
            seen |= {step["operation"]["op"] for step in claim["steps"]} | {each["kind"] for each in claim["advice"]}
            seen |= {key for missing in claim["missing"] for key in missing} | set(claim)
    assert {"subtract", "best_item", "at_most", "threshold", "window_opens", "below_cap", "ceiling_steps"} <= seen


def test_what_cannot_be_read_and_what_is_invented_is_in_it(tmp_path, capfdbinary):
    raw = copy.deepcopy(invented_year.contents()[0])
    raw["claims"] = [{"id": "c", "provision": "art06_rent", "facts": {"rents": [{"amount": {"unreadable": "many"}}]}}]
    answer = assess(POLICY, raw)
    assert answer["invented"] is True
    assert any("unreadable" in missing for missing in answer["claims"][0]["missing"])
    assert assessment_fault(answer) is None


def test_the_answers_with_amounts_alone_are_too(tmp_path, capfdbinary):
    file = tmp_path / "many.json"
    file.write_text(
        json.dumps([*EXAMPLES, *islice(applications(seed=21, count=120), 50), invented_year.contents()[0]]),
        encoding="utf-8",
    )
    answers = printed(capfdbinary, "assess", "--amounts", str(file))
    assert answers[-1]["invented"] is True
    assert "steps" not in answers[0]["claims"][0]
    for answer in answers:
        assert assessment_fault(answer) is None
    file.write_text(json.dumps(ALLOCATIONS[0]["input"]), encoding="utf-8")
    answer = printed(capfdbinary, "allocate", "--amounts", str(file))
    assert "steps" not in answer["claims"][0]
    assert allocation_fault(answer) is None


@pytest.mark.parametrize("example", [e for e in ALLOCATIONS if not e.get("refused")], ids=lambda e: e["id"])
def test_the_allocations_of_the_examples_are_too(example):
    assert allocation_fault(allocate(POLICY, example["input"])) is None


@pytest.mark.parametrize("rule", ALL_RULES)
@pytest.mark.parametrize("order", ["article_then_budget", "budget_then_article"])
def test_the_allocations_by_every_rule_are_too(rule, order):
    few = [raw for raw in invented_year.contents() if raw["claims"]][:40]
    raw = {"applications": few, "budget": "300", "rule": rule, "terms": TERMS.get(rule)}
    answer = allocate(POLICY, raw | {"readings": {"allocation_order": order}, "quota_used": {}})
    assert answer["invented"] is True
    assert allocation_fault(answer) is None


def test_an_allocation_with_open_points_is_too():
    twice = [copy.deepcopy(EXAMPLES[0]) for _ in range(2)]
    for number, raw in enumerate(twice):
        raw["applicant"] = {"id": "A", "entity_type": ("enterprise", "institution")[number]}
        for claim in raw["claims"]:
            claim["id"] = f"{number}-{claim['id']}"
    answer = allocate(POLICY, {"applications": twice})
    assert answer["open"]
    assert allocation_fault(answer) is None


# ------------------------------------------------------------------------------------------------ what is refused

SMALL = [
    {"id": str(number), "applicant": "A", "provision": provision, "approved": "300"}
    for number, provision in enumerate(("art05_revenue_growth", "art06_rent"))
]


@cache
def assessment() -> Any:
    company = invented_year.sample(2025, 3).companies[0].content
    return assess(POLICY, company | {"claims": company["claims"][:1]})


@cache
def allocation() -> Any:
    return allocate(POLICY, {"approved_claims": SMALL, "budget": "300", "already_awarded": {"art05": "900"}})


BOTH = pytest.mark.parametrize(
    ("fault", "made"), [(assessment_fault, assessment), (allocation_fault, allocation)], ids=["assess", "allocate"]
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Any:
    """The objects and texts of an answer by their paths, of each list the first and the last."""
    if isinstance(value, dict):
        yield path, value
        for key, inner in value.items():
            yield from places(inner, (*path, key))
    elif isinstance(value, list):
        for i in sorted({0, len(value) - 1} if value else ()):
            yield from places(value[i], (*path, i))
    elif isinstance(value, str):
        yield path, value


def changed(answer: Any, path: tuple[Any, ...], change: Any) -> Any:
    """The answer with what stands at a path replaced by what `change` makes of it."""
    answer = copy.deepcopy(answer)
    if not path:
        return change(answer)
    here = answer
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = change(here[path[-1]])
    return answer


@BOTH
def test_a_key_too_many_or_too_few_is_refused_wherever_it_stands(fault, made):
    answer = made()
    assert fault(answer) is None
    by_name = {"readings", "overrides"}  # objects whose keys are names of the policy
    objects = [(at, value) for at, value in places(answer) if isinstance(value, dict) and not by_name & set(at)]
    assert len(objects) > 15
    for path, value in objects:
        assert fault(changed(answer, path, lambda here: {**here, "extra": 1})), path
        for key in value.keys() - {
            "invented",
            "item",
            "limit",
            "ceiling_steps",
            "beyond",
            "then",
            "steps",
            "above",
            "unwritten",
        }:
            assert fault(changed(answer, path, lambda here, key=key: {k: v for k, v in here.items() if k != key}))


CUT = {
    "confirmed",
    "ceiling",
    "most",
    "worth",
    "approved",
    "actual",
    "total_approved",
    "total_actual",
    "cap",
    "unspent",
}
EXACT = {"before", "amount", "value", "at", "more", "beyond", "short"}


@BOTH
def test_an_amount_that_is_not_text_with_two_decimals_is_refused(fault, made):
    answer = made()
    texts = [
        path for path, value in places(answer) if isinstance(value, str) and "change" not in path
    ]  # as it is asked
    amounts = [path for path in texts if path[-1] in CUT]
    exact = [path for path in texts if path[-1] in EXACT]
    assert {path[-1] for path in amounts} >= ({"confirmed"} if made is assessment else {"cap", "actual", "unspent"})
    assert exact
    for path in amounts:
        for wrong in (15, 15.5, "15", "15.0", "15.005", "1,500.00", "-1.00", "100/3"):
            assert fault(changed(answer, path, lambda _, wrong=wrong: wrong)), (path, wrong)
    for path in exact:
        assert fault(changed(answer, path, lambda _: "100/3")) is None, path
        for wrong in (15, "15", "15.0", "1,500.00", "1e3"):
            assert fault(changed(answer, path, lambda _, wrong=wrong: wrong)), (path, wrong)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("claims", 0, "status"), "perhaps"),
        (("claims", 0, "grade"), "certain"),
        (("claims", 0, "reason_kind"), "luck"),
        (("claims", 0, "steps", 0, "operation"), {"op": "guess"}),
        (("claims", 0, "steps", 0, "operation"), {"op": "multiply", "by": "0.5"}),
        (("claims", 0, "steps", -1, "kind"), "condition"),
        (("claims", 0, "steps", 0, "cites", 0, "article"), "6"),
        (("claims", 0, "steps", -1, "text"), "cut"),
        (("claims", 0, "steps", -1, "text"), {"zh": "截断"}),
        (("claims", 0, "advice"), [{"kind": "luck", "fact": "x", "text": {"zh": "好", "en": "good"}}]),
        (("claims", 0, "missing"), [{"fact": "x", "worth": "1", "label": {"zh": "甲", "en": "a"}}]),
        (("invented",), False),
        (("total",), {"ceiling": "0.00", "confirmed": "0.00", "most": "0.00"}),
    ],
)
def test_what_is_never_answered_is_refused(path, value):
    assert assessment_fault(changed(assessment(), path, lambda _: value))

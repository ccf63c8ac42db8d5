"""Every case of the law, and every example of the contract, through the engine.

A case lays what is particular to it over what its file says once: see `engine/policy/cases.py` for the rule.
"""

from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from engine.assessment.assess import assess
from engine.policy.folder import load_policy
from engine.values.refusal import Refused
from tests.law.cases import Case, cases, examples

CASES = list(cases())
EXAMPLES = examples()


@cache
def policy() -> Any:
    return load_policy("longhua-ai-robotics-2025")


@pytest.mark.parametrize("case", [c for c in CASES if not c.refused], ids=lambda c: c.name)
def test_the_law_says(case: Case) -> None:
    result = assess(policy(), case.application)
    claims = result["claims"]
    assert [claim["confirmed"] for claim in claims] == case.confirmed, case.says
    assert [claim["ceiling"] for claim in claims] == case.ceiling, case.says
    assert [claim["status"] for claim in claims] == case.status, case.says
    total = result["total"]
    for stated, amounts in ((total["confirmed"], case.confirmed), (total["ceiling"], case.ceiling)):
        assert Decimal(stated) == sum(map(Decimal, amounts)), case.says
    missing = {unknown["fact"]: unknown["worth"] for unknown in claims[0]["missing"]}
    assert {fact: missing.get(fact) for fact in case.missing} == case.missing, case.says


@pytest.mark.parametrize("case", [c for c in CASES if c.refused], ids=lambda c: c.name)
def test_it_is_refused(case: Case) -> None:
    with pytest.raises(Refused) as refusal:
        assess(policy(), case.application)
    assert case.refused is not None
    paths = [error["path"] for error in refusal.value.errors]
    assert any(path.startswith(case.refused) for path in paths), f"{case.says}: {paths}"
    for error in refusal.value.errors:
        assert error["message"]["zh"], case.says
        assert error["message"]["en"], case.says


@pytest.mark.parametrize("example", [e for e in EXAMPLES if not e.get("refused")], ids=lambda e: e["id"])
def test_the_contracts_example(example: dict[str, Any]) -> None:
    result = assess(policy(), example["input"])
    confirmed = {claim["id"]: claim["confirmed"] for claim in result["claims"]}
    assert confirmed == example["expected"]["confirmed"], example["reason"]
    assert result["total"]["confirmed"] == example["expected"]["total_confirmed"], example["reason"]


@pytest.mark.parametrize("example", [e for e in EXAMPLES if e.get("refused")], ids=lambda e: e["id"])
def test_the_contracts_refusal(example: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refusal:
        assess(policy(), example["input"])
    assert refusal.value.errors, example["reason"]

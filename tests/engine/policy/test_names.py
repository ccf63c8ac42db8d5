"""No name of a fact or of a choice has a meaning of its own: a policy in which all are called something else comes to
the same amounts."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from engine.allocation.allocate import allocate
from engine.assessment.assess import assess
from engine.planning.choice import best_choice
from engine.policy.folder import POLICIES, build, default_policy
from engine.policy.pack import Policy
from engine.policy.source import read_raw
from tests.conftest import ROOT

Json = dict[str, Any]
FOLDER = POLICIES / default_policy()
RAW = read_raw(FOLDER)
FACTS = [
    *RAW["applicant"],
    *(fact for facts in RAW["shared_facts"].values() for fact in facts),
    *(fact for provision in RAW["provisions"] for fact in provision.get("facts", [])),
]
OTHER = {name: f"fact_{n}" for n, name in enumerate(sorted({fact["name"] for fact in FACTS}))}
"""What each fact is called in the other policy, and so each year of a figure and each choice (of its fact or not)."""
OTHER_YEARS = {name: f"year_{name[::-1]}" for fact in FACTS for name in fact.get("years", {})}
OTHER_CHOICES = {choice["id"]: f"choice_{choice['id'][::-1]}" for fact in FACTS for choice in fact.get("choices", [])}
PATHS = {
    *(
        "fact",
        "of",
        "less",
        "awarded",
        "once",
        "years_fact",
        "since_first",
        "use",
        "other_policy",
        "project",
        "side_share",
        "tier",
        "above",
    ),
    *("assessed", "each", "or_fact", "sum", "by", "shared_by", "in", "at_most", "times", "included", "minus"),
}
"""The keys of a policy's file whose texts are paths of facts."""


def path(text: str) -> str:
    parts = text.removeprefix("~").replace("@", ".").split(".")
    renamed = [OTHER_YEARS.get(part, OTHER.get(part, part)) for part in parts]
    marks = [char for char in text.removeprefix("~") if char in "@."]
    return ("~" if text.startswith("~") else "") + "".join(
        part + mark for part, mark in zip(renamed, [*marks, ""], strict=True)
    )


def renamed(block: Any, key: str = "") -> Any:
    """A block of the policy's file with all facts and choices called something else."""
    if isinstance(block, list):
        return [renamed(one, key) for one in block]
    if isinstance(block, str):
        if key == "absent" and block.startswith("other:"):
            return f"other:{OTHER[block.removeprefix('other:')]}"
        if key in ("is", "one_of", "elsewhere"):
            return OTHER_CHOICES[block]
        return path(block) if key in PATHS or key == "uses" else block
    if not isinstance(block, dict) or {"zh", "en"} & block.keys():
        return block
    if "reading" in block and "choices" in block:
        return block
    if "reading" in block and "when" in block:  # the choices of readings keep their names
        return {"reading": block["reading"], "when": {name: renamed(x, key) for name, x in block["when"].items()}}
    found: Json = {}
    for name, value in block.items():
        if name == "tiers":
            found[name] = {OTHER_CHOICES[tier]: amount for tier, amount in value.items()}
        elif name == "years" and isinstance(value, dict):
            found[name] = {OTHER_YEARS[year]: before for year, before in value.items()}
        elif name == "name" and "type" in block:
            found[name] = OTHER[value]
        elif name == "choices" and "type" in block:
            found[name] = [{**choice, "id": OTHER_CHOICES[choice["id"]]} for choice in value]
        else:
            found[name] = renamed(value, name)
    return found


def other_policy() -> Policy:
    raw = {key: renamed(value, key) for key, value in RAW.items() if key not in ("readings", "renamed")}
    raw["shared_facts"] = {OTHER[group]: renamed(facts) for group, facts in RAW["shared_facts"].items()}
    return build({**raw, "readings": RAW["readings"]}, FOLDER)


POLICY, OTHERWISE = build(RAW, FOLDER), other_policy()
TYPES = {fact["name"]: fact["type"] for fact in FACTS}


def answers(stated: Any, key: str = "") -> Any:
    """Answers to the questions of the other policy."""
    if isinstance(stated, Mapping):
        return {OTHER.get(name, name): answers(value, name) for name, value in stated.items()}
    if isinstance(stated, list):
        return [answers(one, key) for one in stated]
    if isinstance(stated, str) and TYPES.get(key) == "choice":
        return OTHER_CHOICES.get(stated, stated)
    return OTHER[stated] if isinstance(stated, str) and TYPES.get(key) == "choices" else stated


def application(raw: Json) -> Json:
    own = raw["applicant"].get("id")
    applicant = answers({name: value for name, value in raw["applicant"].items() if name != "id"})
    claims = [{**claim, "facts": answers(claim.get("facts") or {})} for claim in raw["claims"]]
    return {**raw, "applicant": applicant | ({} if own is None else {"id": own}), "claims": claims}


def amounts(result: Any) -> Any:
    """All amounts of an answer, its steps by their names, and where they hang together; no paths and no sentences."""
    if isinstance(result, list):
        return [amounts(one) for one in result]
    if not isinstance(result, dict):
        return result
    left_out = {
        "text",
        "name",
        "fact",
        "label",
        "taken_for",
        "missing",
        "advice",
        "cites",
        "policy",
        "reason",
        "with",
        "receipt",
    }
    return {key: amounts(value) for key, value in result.items() if key not in left_out}


def cases(name: str) -> list[Json]:
    found: list[Json] = json.loads((ROOT / "tests" / "law" / "examples" / f"{name}_cases.json").read_text("utf-8"))
    return [case for case in found if case.get("expected", {}).keys() - {"errors", "refused"}]


def test_every_name_is_another_one() -> None:
    facts = {fact.name for p in OTHERWISE.provisions for fact in p.facts} | {f.name for f in OTHERWISE.applicant}
    assert not facts & OTHER.keys()
    assert len(facts) == len(OTHER)


@pytest.mark.parametrize("case", cases("assess"), ids=lambda case: case["id"])
def test_an_application_comes_to_the_same_whatever_facts_are_called(case: Json) -> None:
    here, there = assess(POLICY, case["input"]), assess(OTHERWISE, application(case["input"]))
    assert amounts(there) == amounts(here)
    assert [len(c["missing"]) for c in there["claims"]] == [len(c["missing"]) for c in here["claims"]]


@pytest.mark.parametrize("case", cases("allocate"), ids=lambda case: case["id"])
def test_an_allocation_comes_to_the_same_whatever_facts_are_called(case: Json) -> None:
    other = {**case["input"], "applications": [application(one) for one in case["input"].get("applications") or []]}
    assert amounts(allocate(OTHERWISE, other)) == amounts(allocate(POLICY, case["input"]))


def test_a_choice_between_two_policies_is_the_same_whatever_facts_are_called() -> None:
    elsewhere = {"amount": "25", "received": False}
    raw = {
        "application_date": "2025-06-15",
        "applicant": cases("assess")[0]["input"]["applicant"],
        "claims": [
            {
                "id": "c",
                "provision": "art04_compute_voucher",
                "facts": {"purchase_amount": "50", "other_district": elsewhere},
            },
            {
                "id": "d",
                "provision": "art05_revenue_growth",
                "facts": {"other_district": {"choice": "other", "amount": "1"}},
            },
        ],
    }
    here, there = best_choice(POLICY, raw), best_choice(OTHERWISE, application(raw))
    assert amounts(there) == amounts(here)
    assert here["elsewhere"] == there["elsewhere"] == ["c", "d"]

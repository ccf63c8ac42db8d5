"""The policies there are, and which one is in use; a policy read from its folder."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import tomli

from engine.policy.guideline import read_folder
from engine.policy.pack import Policy
from engine.policy.papers import read_papers
from engine.policy.source import RULES, read_raw, rules_sha256
from engine.policy.years import with_guidelines

POLICIES = Path(__file__).resolve().parent.parent.parent / "data" / "policies"
DEFAULT = "default.toml"
"""The file beside the policies' folders that names the one in use."""
IN_USE = "POLICY_IN_USE"
"""The variable of the environment that names another."""


class UnknownPolicy(KeyError):
    """There is no policy with this id; ``known`` lists those there are."""

    def __init__(self, policy_id: str, known: list[str]) -> None:
        super().__init__(policy_id)
        self.policy_id, self.known = policy_id, known


class BrokenPolicy(ValueError):
    """The policy with this id cannot be read; `check` says on which lines of its files. ``problem``: what its reader
    says."""

    def __init__(self, policy_id: str, problem: str) -> None:
        super().__init__(f"{policy_id}: {problem}")
        self.policy_id, self.problem = policy_id, problem


def policies(root: Path = POLICIES) -> list[str]:
    """The ids of the policies there are."""
    return sorted(p.parent.name for p in root.glob(f"*/{RULES}"))


def load_folder(folder: Path) -> Policy:
    """The policy in ``folder``, with the guidelines that stand there. Raises ValueError (pydantic's ValidationError is
    one) where a file says what the vocabulary cannot, or a guideline is wider than the policy."""
    return with_guidelines(build(read_raw(folder), folder), read_folder(folder))


class Use(NamedTuple):
    """What a ``uses`` entry names: the shared facts, the list on whose items they stand ("": the claim), whether nobody
    is asked for them, and under which choices of a reading they are, if under some only."""

    group: str
    parent: str
    quiet: bool
    under: dict[str, Any]


def use_of(use: str | dict[str, Any]) -> Use:
    """A ``uses`` entry, read."""
    name, under = (use["use"], {"under": use["under"]}) if isinstance(use, dict) else (use, {})
    group, _, parent = name.removeprefix("~").partition("@")
    return Use(group, parent, name.startswith("~"), under)


def build(raw: dict[str, Any], folder: Path) -> Policy:
    """A policy from its TOML. Each provision's ``uses`` names shared facts: ``"project"`` puts them at the top of
    a claim, ``"project@models"`` on each item of the list ``models``, ``"~project"`` without asking on forms; one with
    ``under`` those that are asked under some choices of a reading."""
    raw, rules = dict(raw), rules_sha256(raw)
    shared: dict[str, list[dict[str, Any]]] = raw.pop("shared_facts", {})
    common = [fact for facts in shared.values() for fact in facts]
    provisions = []
    for block in raw.get("provisions", []):
        block = dict(block)
        facts = list(block.get("facts", []))
        for use in block.pop("uses", []):
            group, parent, quiet, under = use_of(use)
            if group not in shared:
                raise ValueError(f"{block.get('id')}: uses {use!r}, but no shared facts have that name")
            for fact in shared[group]:
                inside = ".".join(x for x in (parent, fact.get("in", "")) if x)
                facts.append({**fact, "in": inside} | ({"asked": False} if quiet else {}) | under)
        provisions.append({**block, "facts": facts})
    waivable = [{"id": c["fact"], "label": c["label"]} for c in raw.get("general_conditions", []) if c.get("waivable")]
    raw["applicant"] = [
        {"choices": waivable} | fact if fact.get("waives") else fact for fact in raw.get("applicant", [])
    ]
    beside = {"folder": folder, "papers": read_papers(folder), "rules_sha256": rules}
    raw |= {"guidelines": {}, "guideline": None, "unnarrowed": None}
    return Policy.model_validate({**raw, "provisions": provisions, "common": common, **beside})


@cache
def load_policy(policy_id: str, root: Path = POLICIES) -> Policy:
    """The policy with this id, read once. Raises UnknownPolicy, or BrokenPolicy."""
    known = policies(root)
    if policy_id not in known:
        raise UnknownPolicy(policy_id, known)
    try:
        return load_folder(root / policy_id)
    except (OSError, ValueError) as problem:
        raise BrokenPolicy(policy_id, " ".join(str(problem).split())) from problem


def default_policy(root: Path = POLICIES) -> str:
    """The policy in use where none is named: the one of the environment's ``POLICY_IN_USE``, or else of
    ``default.toml`` beside the policies' folders. A folder more changes nothing. Raises UnknownPolicy."""
    return _in_use(root, os.environ.get(IN_USE, ""))


@cache
def _in_use(root: Path, of_the_environment: str) -> str:
    named, known = of_the_environment or configured_policy(root), policies(root)
    if named not in known:
        raise UnknownPolicy(named, known)
    return named


def configured_policy(root: Path = POLICIES) -> str:
    """The policy that ``default.toml`` names, be there one or not; empty where it names none."""
    try:
        named = tomli.loads((root / DEFAULT).read_text(encoding="utf-8")).get("policy")
    except (OSError, ValueError):
        return ""
    return named if isinstance(named, str) else ""

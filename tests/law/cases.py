"""The worked cases of the law, which stand in the policy's folder (how they are written: `engine/policy/cases.py`), and
what the contract refuses, in `input.toml` here, written alike."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from engine.policy.cases import Case, group, groups, usual
from engine.policy.folder import POLICIES

__all__ = ["APPLICANT", "Case", "cases", "examples"]

HERE = Path(__file__).parent
POLICY = POLICIES / "longhua-ai-robotics-2025"
USUAL = usual(POLICY)
APPLICANT = USUAL.applicant


def cases() -> Iterator[Case]:
    """All cases of all files, in the order of the articles, then what is refused."""
    for file in [*groups(POLICY), group(HERE / "input.toml", USUAL)]:
        yield from file.cases


def examples() -> list[dict[str, Any]]:
    """The contract's own examples for `assess`."""
    text = (HERE / "examples" / "assess_cases.json").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = json.loads(text)
    return found

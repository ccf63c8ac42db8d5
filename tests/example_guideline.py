"""The invented guideline (示例) of the demonstration data, for tests, and the policy under it."""

from functools import cache

from engine.check.guidelines import check_guideline
from engine.policy.folder import load_policy
from engine.policy.guideline import Guideline, parse
from engine.policy.pack import Policy
from engine.policy.years import with_guidelines
from tests.conftest import ROOT

POLICY, YEAR = "longhua-ai-robotics-2025", 2026
FOLDER = ROOT / "data" / "samples" / "guidelines" / POLICY
TOML = (FOLDER / f"{YEAR}.toml").read_bytes().decode()
TEXT = (FOLDER / f"{YEAR}.zh.txt").read_bytes().decode()
ISSUED = ("invented = true", "invented = false"), ("【示例】2026年度", "2026年度")
"""What is otherwise in one that is not invented."""


def policy() -> Policy:
    """The law as it is, without any guideline."""
    return load_policy(POLICY)


def guideline(*changes: tuple[str, str]) -> Guideline:
    """The invented guideline, with other words in both its files."""
    return parse(*texts(*changes))


def texts(*changes: tuple[str, str]) -> tuple[str, str]:
    """Its two files, with other words."""
    toml, text = TOML, TEXT
    for old, new in changes:
        assert old in toml or old in text
        toml, text = toml.replace(old, new), text.replace(old, new)
    return toml, text


@cache
def guided() -> Policy:
    """The law with the invented guideline beside it."""
    return with_guidelines(policy(), {YEAR: guideline()})


def found(toml: str = TOML, text: str = TEXT, year: str = str(YEAR)) -> list[tuple[str, str, str, int]]:
    """What `check` finds in a guideline: kind, place, file and line of each."""
    _, findings = check_guideline(policy(), toml, text, year)
    return [(f.kind, f.place, *f.at) for f in findings]

"""A receipt as people read it: what it says in lines, and in short; why what was published does not hold any more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine import VERSION
from engine.policy.pack import Policy
from engine.policy.receipt import PolicyReceipt, Receipt, other_rules, policy_receipt
from engine.scenario import Scenario
from engine.text import words
from engine.text.phrases import Both
from engine.values.windows import FIRST_DATE
from engine.view.budget.differences import Change, differences

SHOWN = 12
"""Digits of a hash where the whole has no room."""


def lines(policy: Policy, receipt: Receipt) -> Iterator[tuple[Both, Both]]:
    """What a receipt made under this policy says, each with its label."""
    of = receipt["policy"]
    yield from ((words.both(f"receipt.{name}"), words.same(of[name])) for name in ("version", "rules", "law"))
    guideline = words.both("receipt.no_guideline") if of["guideline"] is None else words.same(of["guideline"])
    yield words.both("receipt.guideline"), guideline
    yield words.both("receipt.engine"), words.same(receipt["engine"])
    lawful, defaults = Scenario("", FIRST_DATE.year), policy.default_readings()
    chosen = {name: choice for name, choice in receipt["readings"].items() if choice != defaults.get(name)}
    read = differences(policy, lawful, Scenario("", lawful.year, readings=chosen))
    yield words.both("receipt.readings"), _listed(read) or words.both("receipt.by_default", count=len(defaults))
    changed = differences(policy, lawful, Scenario("", lawful.year, overrides=receipt["overrides"]))
    yield words.both("receipt.overrides"), _listed(changed) or words.both("receipt.no_overrides")
    given = receipt["input"]
    yield words.both("receipt.input"), words.both("receipt.no_input") if given is None else words.same(given)


def _listed(changes: Sequence[Change]) -> Both | None:
    said = [words.both("receipt.change", label=one.label, new=one.new, unit=one.unit) for one in changes]
    return words.joined("budget.list_stop", said) if said else None


def short(of: PolicyReceipt, engine: str) -> Both:
    """By which rules, words, guideline and version of the engine, in few digits."""
    none = words.both("receipt.none")
    guideline = none if of["guideline"] is None else words.same(of["guideline"][:SHOWN])
    hashes = {"rules": of["rules"][:SHOWN], "law": of["law"][:SHOWN], "guideline": guideline}
    return words.both("receipt.short", engine=engine, **hashes)


def foot(policy: Policy, lang: str) -> str:
    """What stands at the foot of pages and posters: by which rules, words and engine all of it is."""
    of = policy_receipt(policy, None)
    place, hashes = policy.place.in_language(lang), {part: of[part][:SHOWN] for part in ("rules", "law")}
    return words.text("results.foot_version", lang, place=place, version=policy.version, engine=VERSION, **hashes)


def version_of(shown: Mapping[str, Any]) -> str:
    """The version of the rules by which something was published, with a receipt or before there were any."""
    of: Mapping[str, Any] = shown.get("receipt", shown)
    return str(of["policy"]["version"])


def outdated(policy: Policy, shown: Mapping[str, Any]) -> Both | None:
    """That what was published was not made by the rules in use now; None where it was."""
    others = other_rules(policy, shown["scenario"]["year"], shown.get("receipt"))
    return words.both(f"receipt.outdated_{others}") if others else None

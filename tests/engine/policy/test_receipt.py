"""The receipt tells rules, words of the law, guideline, readings, changed numbers and input apart."""

import hashlib
import shutil
from pathlib import Path

import pytest

from engine import VERSION
from engine.policy.folder import load_folder, load_policy
from engine.policy.parameters import overridden
from engine.policy.receipt import other_rules, policy_receipt, receipt_of
from engine.policy.years import in_year
from tests import example_guideline
from tests.conftest import ROOT

TINY = ROOT / "tests" / "policies" / "tiny-invented-2026"
POLICY = load_policy("longhua-ai-robotics-2025")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TINY, tmp_path / "tiny"))


def edited(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_it_says_by_what_something_was_worked_out():
    found = receipt_of(POLICY, {"a": "b"}, 2025, {"x": 1})
    law = hashlib.sha256((POLICY.folder / POLICY.law.zh).read_bytes()).hexdigest()
    assert (found["policy"]["id"], found["policy"]["version"], found["policy"]["law"]) == (
        POLICY.id,
        POLICY.version,
        law,
    )
    assert (found["engine"], found["readings"], found["overrides"]) == (VERSION, {"a": "b"}, {})
    assert found["input"] == hashlib.sha256(b'{"x":1}').hexdigest()
    assert len({found["policy"][part] for part in ("rules", "law", "sha256")}) == 3


def test_comments_and_words_for_people_are_no_rules_and_everything_else_is(folder):
    before = policy_receipt(load_folder(folder), 2026)
    edited(folder, "policy.toml", "\n", "\n# a comment\n\n")
    edited(folder, "words.toml", 'title.en = "', 'title.en = "Otherwise: ')
    assert policy_receipt(load_folder(folder), 2026) == before
    edited(folder, "policy.toml", 'version = "', 'version = "1')
    after = policy_receipt(load_folder(folder), 2026)
    assert [part for part, value in before.items() if value != after.get(part)] == ["version", "sha256", "rules"]
    assert other_rules(load_folder(folder), 2026, {"policy": before}) == "other_rules"


def test_the_words_of_the_law_are_hashed_as_they_stand_in_their_file(folder):
    before = policy_receipt(load_folder(folder), 2026)
    law = folder / load_folder(folder).law.zh
    law.write_bytes(law.read_bytes() + b"\n")
    after = policy_receipt(load_folder(folder), 2026)
    assert [part for part, value in before.items() if value != after.get(part)] == ["sha256", "law"]
    assert other_rules(load_folder(folder), 2026, {"policy": before}) == "other_law"


def test_a_guideline_counts_for_its_year_alone():
    guided = example_guideline.guided()
    assert policy_receipt(guided, 2025) == policy_receipt(POLICY, 2025)
    found = policy_receipt(guided, 2026)
    assert found["guideline"] == example_guideline.guideline().sha256
    assert found == policy_receipt(in_year(guided, 2026), 2026)
    assert other_rules(guided, 2026, {"policy": policy_receipt(POLICY, 2026)}) == "other_guideline"
    assert other_rules(guided, 2025, {"policy": policy_receipt(POLICY, 2025)}) == ""


def test_numbers_that_are_changed_are_told_and_what_a_guideline_lowers_is_none_of_them():
    changed = overridden(POLICY, {"art06_rent.share": "0.4"})
    again = overridden(changed, {"art05.cap": "15"})
    assert receipt_of(again, {}, 2025, {})["overrides"] == {"art06_rent.share": "0.4", "art05.cap": "15"}
    assert policy_receipt(again, 2025) == policy_receipt(POLICY, 2025)
    assert receipt_of(in_year(example_guideline.guided(), 2026), {}, 2026, {})["overrides"] == {}


@pytest.mark.parametrize("stated", [None, [], "x", {}, {"policy": None}, {"policy": {"id": POLICY.id}}])
def test_what_has_no_receipt_holds_under_no_rules(stated):
    assert other_rules(POLICY, 2025, stated) == "no_receipt"

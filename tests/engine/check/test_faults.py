"""Each fault is found, by its place."""

import re

import pytest

from engine.check import findings
from tests.engine.check.broken_packs import CASES, PACKS, listed
from tests.engine.check.faults import computed, form, inverted, languages, law, legal_words, names, quotes, unwritten

WHERE = (law, quotes, legal_words, inverted, names, languages, form, unwritten, computed)
"""The modules of the broken packs; each registers its own."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.broken.__name__)
def test_a_broken_pack_is_found_with_place_and_words(case):
    pack = PACKS[case.pack].copy()
    case.broken(pack)
    there = [f for f in pack.check() if (f.kind, f.place) == (case.kind, case.place)]
    assert there, listed(pack.check())
    assert any(case.says in finding.message["zh"] for finding in there), there
    assert all(re.search(r"[A-Za-z]{4}", finding.message["en"]) for finding in there)


SAID_OF_FILES = {
    *("file_unreadable", "case_unknown", "id_folder", "words_languages", "default_missing", "default_unknown"),
    *("words_in_rules", "words_nowhere", "words_of_several"),
    *("sound", "unsound", "case_differs", "case_refused", "case_not_refused"),
}
"""Kinds that cannot come of a pack in memory; test_check.py and test_words_file.py see to them."""
OF_OTHER_FILES = ("guideline_", "paper_")
"""What the kinds begin with that test_guidelines.py and view/test_papers.py see to."""


def test_every_kind_of_fault_has_its_broken_pack():
    of_policies = {kind for kind in findings.sentences() if not kind.startswith(OF_OTHER_FILES)}
    assert {case.kind for case in CASES} == of_policies - SAID_OF_FILES


def test_every_module_of_broken_packs_has_some():
    assert {case.broken.__module__ for case in CASES} == {module.__name__ for module in WHERE}

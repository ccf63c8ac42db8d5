"""`check` holds the engine to a policy's worked cases, whichever policy it is, and names the case that fails."""

from pathlib import Path

import pytest

from engine import check
from tests.engine.check.broken_packs import INVENTED, PACKS, write_folder

APPLICANT = """
application_date = "2026-06-01"
[applicant]
registered_in_county = true
makes_paper = true
on_dishonest_list = false
"""
AWARDS = """
article = 5
provision = "s05_craft_awards"

[[case]]
says = { zh = "市级工艺奖可获4万元", en = "A municipal craft award brings 4万元 (CNY 40,000)" }
facts = { awards = [{ rank = "city" }] }
confirmed = "4.00"

[[case]]
says = "two awards count together"
facts = { awards = [{ rank = "city" }, { rank = "county" }] }
confirmed = "5.00"

[[case]]
says = "a rank that there is not"
facts = { awards = [{ rank = "world" }] }
refused = "claims.0.facts.awards.0.rank"

[[case]]
says = "a rank that is not known"
facts = { awards = [{ rank = "null" }] }
confirmed = "0.00"
ceiling = "0.00"
status = "needs_information"
missing = { "awards.0.rank" = "6.00" }
"""


@pytest.fixture
def folder(tmp_path) -> Path:
    folder = write_folder(PACKS["invented"], tmp_path / INVENTED.name)
    (folder / "cases").mkdir()
    (folder / "cases" / "applicant.toml").write_text(APPLICANT, encoding="utf-8")
    return folder


def found(folder: Path, awards: str) -> list[tuple[str, str, tuple[str, int], str]]:
    (folder / "cases" / "awards.toml").write_text(awards, encoding="utf-8")
    return [(f.kind, f.place, f.at, f.message["zh"]) for f in check.check(folder)]


def test_cases_with_which_the_engine_agrees_are_sound(folder):
    assert found(folder, AWARDS) == []


def test_a_case_with_another_amount_is_named_with_its_line_and_both_amounts(folder):
    ((kind, place, at, said),) = found(
        folder, AWARDS.replace('confirmed = "5.00"', 'confirmed = "5.01"\nceiling = "5.00"')
    )
    assert (kind, place) == ("case_differs", "cases.awards-02.confirmed")
    assert at == ("cases/awards.toml", 10)
    assert all(part in said for part in ("5.01", "5.00", "two awards count together"))


@pytest.mark.parametrize(
    ("old", "new", "kind", "place"),
    [
        ('rank = "world"', 'rank = "city"', "case_not_refused", "cases.awards-03.refused"),
        ('rank = "county"', 'rank = "country"', "case_refused", "cases.awards-02.refused"),
        ("awards.0.rank", "awards.1.rank", "case_refused", "cases.awards-03.refused"),
        ('ceiling = "0.00"', 'ceiling = "4.00"', "case_differs", "cases.awards-04.ceiling"),
        ('status = "needs_information"', 'status = "ineligible"', "case_differs", "cases.awards-04.status"),
        ('rank" = "6.00"', 'rank" = "4.00"', "case_differs", "cases.awards-04.missing"),
        ("article = 5", "article = 99", "case_unknown", "cases.awards.article"),
    ],
)
def test_each_way_in_which_a_case_can_differ_is_found(folder, old, new, kind, place):
    assert (kind, place) in [(k, p) for k, p, _, _ in found(folder, AWARDS.replace(old, new))]


def test_a_rule_that_was_changed_with_its_law_is_found_by_its_case(folder):
    pack = (folder / "policy.toml").read_text(encoding="utf-8")
    changed = pack.replace('"together" = "sum", "highest" = "best"', '"together" = "best", "highest" = "sum"')
    assert changed != pack
    (folder / "policy.toml").write_text(changed, encoding="utf-8")
    assert [(k, p) for k, p, _, _ in found(folder, AWARDS)] == [
        ("case_differs", "cases.awards-02.confirmed"),
        ("case_differs", "cases.awards-02.ceiling"),
    ]


def test_the_cases_of_an_unsound_pack_are_read_but_not_computed(folder):
    pack = (folder / "policy.toml").read_text(encoding="utf-8")
    (folder / "policy.toml").write_text(pack.replace('"share" = "15%"', '"share" = "16%"'), encoding="utf-8")
    kinds = {kind for kind, _, _, _ in found(folder, AWARDS.replace('confirmed = "4.00"', 'confirmed = "9.00"'))}
    assert "number_not_in_quote" in kinds
    assert "case_differs" not in kinds

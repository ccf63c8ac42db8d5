"""An export is what an import takes: reading it gives back what was written."""

import csv
import io
import zipfile
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import sheets
from engine.application.reading import read_application
from engine.policy.folder import load_policy
from engine.policy.pack import Policy
from engine.sheets import csv_file
from engine.values.refusal import Refused
from tests.conftest import ROOT
from tests.engine.sheets.drawn import HOSTILE, Decided, Drawn, Facts, Stored, credit_code

TINY = ROOT / "tests" / "policies"


@cache
def policy() -> Policy:
    return load_policy("longhua-ai-robotics-2025")


@cache
def tiny() -> Policy:
    return load_policy("tiny-invented-2026", TINY)


def same(policy: Policy, applications: list[Stored], lang: str) -> None:
    read = sheets.read(policy, sheets.write(policy, applications, lang), "export.xlsx")
    assert [new.content for new in read] == [stored.content for stored in applications]
    assert [new.size for new in read] == [stored.size for stored in applications]
    approved = [{c.key: c.approved for c in stored.claims if c.approved is not None} for stored in applications]
    assert [new.approved for new in read] == approved


@settings(max_examples=10)
@given(Drawn(policy()).applications(), st.sampled_from(["zh", "en"]))
def test_what_was_written_is_read_again(applications: list[Stored], lang: str) -> None:
    same(policy(), applications, lang)


@settings(max_examples=8)
@given(Drawn(tiny()).applications(), st.sampled_from(["zh", "en"]))
def test_what_was_written_of_another_policy_is_read_again(applications: list[Stored], lang: str) -> None:
    same(tiny(), applications, lang)


@pytest.mark.long
@settings(max_examples=200)
@given(Drawn(policy()).applications(), st.sampled_from(["zh", "en"]))
def test_what_was_written_is_read_again_whatever_it_is(applications: list[Stored], lang: str) -> None:
    same(policy(), applications, lang)


@settings(max_examples=20)
@given(Drawn(policy()).applications(), st.sampled_from(["zh", "en"]))
def test_a_csv_file_of_one_provision_is_read_again(applications: list[Stored], lang: str) -> None:
    wanted = applications[0].content["claims"][:1] or [{"provision": "art06_rent"}]
    provision = wanted[0]["provision"]
    expected = []
    for stored in applications:
        claims = [c for c in stored.content["claims"] if c["provision"] == provision]
        if claims:
            expected.append({**stored.content, "claims": claims})
    data = sheets.write_csv(policy(), provision, applications, lang)
    if not expected:
        with pytest.raises(Refused):
            sheets.read(policy(), data, "export.csv")
        return
    without_nul = [new.content for new in sheets.read(policy(), data, "export.csv")]
    assert str(without_nul) == str(expected).replace("\\x00", "\N{REPLACEMENT CHARACTER}") or without_nul == expected


def named(name: str, applicant: str = "A") -> Stored:
    content = {
        "application_date": "2025-06-15",
        "applicant": {"id": applicant, "name": name},
        "claims": [{"id": "1", "provision": "art14_events", "facts": {"event_cost": "5"}}],
    }
    return Stored(content, None, [])


def test_a_hostile_name_survives() -> None:
    hostile = [named(name.strip(), str(i)) for i, name in enumerate(HOSTILE)]
    same(policy(), hostile, "zh")
    read = sheets.read(policy(), sheets.write_csv(policy(), "art14_events", hostile, "zh"), "x.csv")
    assert [new.content for new in read] == [stored.content for stored in hostile]


def test_no_cell_of_an_export_is_a_formula_or_a_link() -> None:
    hostile = [named(name, str(i)) for i, name in enumerate(HOSTILE)]
    data = sheets.write(policy(), hostile, "zh")
    archive = zipfile.ZipFile(io.BytesIO(data))
    for part in archive.namelist():
        if part.startswith("xl/worksheets/"):
            page = archive.read(part)
            assert b"<f>" not in page
            assert b"<hyperlink" not in page
    text = sheets.write_csv(policy(), "art14_events", hostile, "en").decode("utf-8-sig")
    rows = csv.reader(io.StringIO(text, newline=""))
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]


BEGIN_FORMULAS = ("=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠", "｜", "％", "−", "﹦", "﹢", "﹣", "﹫", "﹪")
BLANKS = ("", " ", "   ", "\u3000", "\xa0", "\u200b", "\ufeff", "\t", " \t", "\n", "'", "''", "' ")


@pytest.mark.parametrize("sign", BEGIN_FORMULAS)
def test_what_begins_a_formula_anywhere_is_guarded_in_csv_and_comes_back_as_it_was(sign: str) -> None:
    for blank in BLANKS:
        text = f"{blank}{sign}1+1|cmd"
        assert csv_file.guarded(text) == f"'{text}"
        assert csv_file.unguarded(csv_file.guarded(text)) == text
    stored = [named(f"{sign}1+1", "A"), named(f"'{sign}1+1", "B"), named(f"甲{sign}1", "C")]
    data = sheets.write_csv(policy(), "art14_events", stored, "zh")
    assert [new.content for new in sheets.read(policy(), data, "x.csv")] == [one.content for one in stored]
    cells = [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")) for cell in row]
    assert {f"'{sign}1+1", f"''{sign}1+1", f"甲{sign}1"} <= {*cells}


@pytest.mark.parametrize("text", ["", "'", "甲", "a=b", "'quoted'", "5%", " 甲", "O'Neill", "100－200"])
def test_what_begins_none_is_left_as_it_is(text: str) -> None:
    assert csv_file.guarded(text) == csv_file.unguarded(text) == text


def rent(key: str, *amounts: str) -> Facts:
    return {"id": key, "provision": "art06_rent", "facts": {"rents": [{"amount": a, "year": 2024} for a in amounts]}}


def application(code: int, *claims: Facts, day: str = "2025-06-15") -> Facts:
    return {"application_date": day, "applicant": {"uscc": credit_code(code)}, "claims": list(claims)}


def test_the_order_of_claims_against_the_order_of_the_law_is_kept() -> None:
    event: Facts = {"id": "e", "provision": "art14_events", "facts": {"event_cost": "1"}}
    same(policy(), [Stored(application(1, event, rent("r", "5")), None, [])], "en")


def test_two_applications_of_one_company_stay_two() -> None:
    first = Stored(application(1, rent("1", "5")), "small", [])
    second = Stored(application(1, rent("1", "7"), day="2026-06-15"), "medium", [])
    same(policy(), [first, second], "zh")


def test_an_application_of_nobody_in_particular_stays_apart() -> None:
    nobody = {"application_date": "2025-06-15", "applicant": {}, "claims": [rent("1", "5")]}
    same(policy(), [Stored(nobody, None, []), Stored({**nobody, "claims": [rent("2", "6")]}, None, [])], "zh")


def test_decisions_go_out_and_come_back() -> None:
    content = application(1, rent("a", "5", "6"), rent("b", "7"))
    same(policy(), [Stored(content, None, [Decided("b", approved=12_345_678)])], "zh")


def test_a_score_that_officials_gave_is_the_one_that_is_written() -> None:
    claim: Facts = {"id": "1", "provision": "art12_public_platform", "facts": {"score": "70"}}
    stored = Stored(application(1, claim), None, [Decided("1", score=88_500_000)])
    read = sheets.read(policy(), sheets.write(policy(), [stored], "zh"), "x.xlsx")
    assert read[0].content["claims"][0]["facts"]["score"] == "88.5"


def test_what_is_unknown_stays_unknown_and_what_is_empty_empty() -> None:
    facts = {"rents": [{}, {"amount": "5"}], "other_district": {}}
    empty: Facts = {"id": "2", "provision": "art06_rent", "facts": {"rents": []}}
    unknown: Facts = {"id": "3", "provision": "art06_rent", "facts": {}}
    stated: Facts = {"id": "1", "provision": "art06_rent", "facts": facts}
    same(policy(), [Stored(application(1, stated, empty, unknown), None, [])], "zh")


def test_a_null_answer_is_written_as_one_that_is_not_there() -> None:
    facts = {"rents": [{"amount": None, "year": 2024}], "assessed": None, "other_district": None}
    content = application(1, {"id": "1", "provision": "art06_rent", "facts": facts})
    read = sheets.read(policy(), sheets.write(policy(), [Stored(content, None, [])], "en"), "x.xlsx")
    assert read_application(policy(), read[0].content) == read_application(policy(), content)

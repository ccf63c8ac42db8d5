"""Many applications at once: all or none, and nothing twice."""

import json
from datetime import date

import pytest

from engine.application import saved
from engine.assessment.assess import assess
from engine.registry import imports, incoming, journal
from engine.registry.database import Database
from engine.registry.decisions import decide, delete, opened
from engine.registry.imports import imported_files, read_company_file, remove_file
from engine.registry.integrity import prove
from engine.registry.listing import allocation_input, exported, find, sizes, years
from engine.registry.sample_applications import load_sample, remove_sample
from engine.registry.stored import Imported, New, Removed, Wanted
from engine.registry.submissions import submit
from engine.scenario import Cohort
from engine.values.refusal import Refused
from tests.registry.companies import (
    OFFICIAL,
    POLICY,
    add_many,
    code,
    content,
    platform,
    rent,
    side,
    standard,
    verdict_of,
)


def add(registry: Database, *applications: dict, file: bytes = b"file", name: str = "表.csv", reason="核") -> Imported:
    new = [New(raw) for raw in applications]
    return add_many(registry, OFFICIAL, POLICY, new, content_of_file=file, file_name=name, reason=reason)


def add_files(registry: Database, files: list[tuple[str, bytes]], reason: str = "核") -> dict[str, Imported]:
    """Import files as the page does: looked over, then carried out."""
    seen = incoming.preview(registry, OFFICIAL, POLICY, files)
    if seen.faults:
        raise Refused([{"path": fault.file or fault.cell, "message": fault.message} for fault in seen.faults])
    return dict(incoming.add(registry, OFFICIAL, POLICY, files, seen.mark, reason))


def total(registry: Database) -> int:
    return find(registry, OFFICIAL, POLICY, Wanted()).total


def errors(call, *arguments, **named) -> list[dict]:
    with pytest.raises(Refused) as refused:
        call(*arguments, **named)
    return refused.value.errors


def file_of(raw: dict) -> bytes:
    """The file that a company saves."""
    return saved.write(POLICY, saved.Saved(raw), date(2025, 6, 1))


def assessment_of(raw: dict) -> bytes:
    """The file that a company downloads from its result page."""
    content = {"application": raw, "assessment": assess(POLICY, raw), "after_budget": {}}
    return json.dumps(content, ensure_ascii=False).encode()


def test_all_applications_of_a_file_are_added_in_their_order(registry: Database) -> None:
    new = [New(content(number, rent(), standard()), size) for number, size in ((3, "large"), (1, None), (2, "micro"))]
    added = add_many(registry, OFFICIAL, POLICY, new, content_of_file=b"1", file_name="申报.xlsx")
    assert added == Imported(3, 6)
    rows = find(registry, OFFICIAL, POLICY, Wanted()).rows
    assert [row.applicant for row in rows] == [code(n) for n in (3, 3, 1, 1, 2, 2)]
    assert [row.provision for row in rows[:2]] == ["art06_rent", "art11_standards"]
    one = opened(registry, OFFICIAL, rows[0].application)
    assert (one.source, one.file, one.size, one.content) == ("import", "申报.xlsx", "large", new[0].content)
    assert [line.what for line in journal.entries(registry, OFFICIAL)] == ["imported"]


def test_an_official_may_import_what_names_no_matter_and_is_told_how_often(registry: Database) -> None:
    nameless = content(1) | {"claims": [standard(), rent()]}
    files = [("自评.json", file_of(nameless)), ("自评2.json", file_of(content(2, standard(), rent())))]
    seen = incoming.preview(registry, OFFICIAL, POLICY, files)
    assert (seen.faults, seen.unnamed) == ([], 2)
    incoming.add(registry, OFFICIAL, POLICY, files, seen.mark)
    assert total(registry) == 4


def test_the_same_file_twice_adds_nothing(registry: Database) -> None:
    add(registry, content(1), content(2))
    assert add(registry, content(1), content(2), name="另一个名字.csv") == Imported(0, 0, same=2)
    assert total(registry) == 2
    assert len(journal.entries(registry, OFFICIAL)) == 1


def test_the_same_application_in_another_file_is_not_added_again(registry: Database) -> None:
    add(registry, content(1, rent("30")), content(2), file=b"1")
    again = add(registry, content(1, rent("30.00", "row 7")), content(2), content(3), content(3), file=b"2")
    assert again == Imported(1, 1, same=2)
    assert total(registry) == 3
    assert add(registry, content(1), file=b"3") == Imported(0, 0, same=1)


def test_what_nobody_is_named_in_is_never_the_same(registry: Database) -> None:
    add(registry, content(None), content(None))
    assert len({row.applicant for row in find(registry, OFFICIAL, POLICY, Wanted()).rows}) == 2


def test_what_was_deleted_of_a_file_comes_again_with_it_and_nothing_else_does(registry: Database) -> None:
    add(registry, content(1), content(2))
    first, second = find(registry, OFFICIAL, POLICY, Wanted()).rows
    delete(registry, OFFICIAL, first.application, 1)
    assert add(registry, content(1), content(2)) == Imported(1, 1, same=1)
    delete(registry, OFFICIAL, second.application, 1)
    assert add(registry, content(1), content(2)) == Imported(1, 1, same=1)
    assert prove(registry, OFFICIAL).is_whole


def test_a_file_is_taken_back_with_all_that_was_done_to_what_it_brought(registry: Database) -> None:
    submit(registry, POLICY, content(9), None)
    add(registry, content(1), content(2, rent(), standard()), file=b"1", name="错的.xlsx")
    add(registry, content(3), file=b"2", name="对的.xlsx")
    right, wrong = imported_files(registry, OFFICIAL, POLICY)
    assert (wrong.name, wrong.applications, wrong.claims, wrong.who) == ("错的.xlsx", 2, 3, "安")
    assert (wrong.left, wrong.decisions) == (2, 0)
    assert [e["path"] for e in errors(remove_file, registry, OFFICIAL, wrong.id, " ")] == ["reason"]
    assert remove_file(registry, OFFICIAL, wrong.id, "表头错位") == Removed(2, 3)
    assert {row.applicant for row in find(registry, OFFICIAL, POLICY, Wanted()).rows} == {code(3), code(9)}
    kept, undone = imported_files(registry, OFFICIAL, POLICY)
    assert kept == right
    assert (undone.left, undone.undone_by, undone.reason, undone.undone is not None) == (0, "安", "表头错位", True)
    assert errors(remove_file, registry, OFFICIAL, wrong.id, "再来")
    assert verdict_of(registry, OFFICIAL).broken is None
    assert prove(registry, OFFICIAL).is_whole
    assert add(registry, content(1), file=b"1") == Imported(1, 1)


def test_decisions_go_with_an_import_only_if_that_is_said(registry: Database) -> None:
    add(registry, content(1), content(2, rent(), standard()), name="错的.xlsx")
    for row in find(registry, OFFICIAL, POLICY, Wanted(provision="art06_rent")).rows:
        decide(registry, OFFICIAL, POLICY, row.claim, 1, approved=1, score=None, reason="定")
    (file,) = imported_files(registry, OFFICIAL, POLICY)
    assert (file.left, file.decisions) == (2, 2)
    (refused,) = errors(remove_file, registry, OFFICIAL, file.id, "表头错位")
    assert "2" in refused["message"]["zh"]
    assert total(registry) == 3
    assert remove_file(registry, OFFICIAL, file.id, "表头错位", with_decisions=True) == Removed(2, 3)


def test_one_that_cannot_be_accepted_keeps_all_out_and_each_is_named(registry: Database) -> None:
    new = [New(content(1)), New(content(2, rent("-1"))), New(content(3, rent("x")), place="房租资助!7")]
    found = errors(add_many, registry, OFFICIAL, POLICY, new, content_of_file=b"", file_name="")
    assert [error["path"] for error in found] == [
        "applications.1.claims.0.facts.rents.0.amount",
        "房租资助!7.claims.0.facts.rents.0.amount",
    ]
    assert total(registry) == 0
    assert journal.entries(registry, OFFICIAL) == []


def test_one_application_stands_once_in_the_files(registry: Database) -> None:
    twice = errors(add, registry, content(1), content(2), content(1, standard()), content(2))
    assert [error["path"] for error in twice] == ["applications.2.applicant"]
    assert "测试1号有限公司" in twice[0]["message"]["zh"]
    assert "applications.0" in twice[0]["message"]["zh"]
    assert total(registry) == 0


def test_a_large_file_with_many_faults_names_no_more_than_anybody_reads(registry: Database) -> None:
    found = errors(add, registry, *[content(number, rent("x")) for number in range(300)])
    assert len(found) < 300


def test_a_large_file_is_compared_with_what_is_there(registry: Database) -> None:
    add(registry, *[content(number, rent(str(number))) for number in range(1, 30)], file=b"1")
    again = add(registry, *[content(number, rent(str(number))) for number in range(1, 40)], file=b"2")
    assert again == Imported(10, 10, same=29)
    for part in (range(1, 20), range(20, 40)):
        corrected = [content(number, rent(str(number + 1))) for number in part]
        assert add(registry, *corrected, file=b"3") == Imported(0, 0, changed=len(part))
    assert total(registry) == 39


def test_scores_of_a_file_are_the_officials_and_go_back_into_an_export(registry: Database) -> None:
    raw = content(1, platform("平台一", score="88.5"))
    add(registry, raw)
    (row,) = find(registry, OFFICIAL, POLICY, Wanted()).rows
    assert row.score == 88_500_000
    assert "score" not in opened(registry, OFFICIAL, row.application).content["claims"][0]["facts"]
    (one,) = exported(registry, OFFICIAL, POLICY, Wanted())
    assert one.content["claims"][0]["facts"]["score"] == "88.50"


def test_what_a_file_says_is_approved_is_kept_as_a_decision_of_whoever_imports_it(registry: Database) -> None:
    new = [New(content(1, rent(), standard()), approved={"s1": 12_345_678})]
    add_many(registry, OFFICIAL, POLICY, new, content_of_file=b"1", file_name="审核.xlsx", reason="已审")
    (row,) = find(registry, OFFICIAL, POLICY, Wanted(decided=True)).rows
    one = opened(registry, OFFICIAL, row.application)
    assert [claim.approved for claim in one.claims] == [None, 12_345_678]
    assert [(c.claim, c.what, c.who, c.reason, c.before, c.after, c.file) for c in one.changes] == [
        ("s1", "approved", "安", "已审", None, 12_345_678, "审核.xlsx")
    ]
    (given,) = allocation_input(registry, OFFICIAL, POLICY, 2025)["approved_claims"]
    assert (given["id"], given["approved"]) == (row.claim, "12.345678")
    for wrong in ({"s1": -1}, {"s1": 10**18}, {"s2": 1}):
        new = [New(content(2, standard()), approved=wrong)]
        assert errors(add_many, registry, OFFICIAL, POLICY, new, content_of_file=b"2", file_name="")


def test_a_cell_is_where_a_message_about_an_import_points(registry: Database) -> None:
    new = [New(content(2), place="申报主体!B6"), New(content(2, standard()), place="申报主体!B7")]
    found = errors(add_many, registry, OFFICIAL, POLICY, new, content_of_file=b"", file_name="")
    assert [error["path"] for error in found] == ["申报主体!B7"]
    assert "申报主体!B6" in found[0]["message"]["zh"]


def test_an_export_gives_back_what_an_import_takes(registry: Database) -> None:
    raw = [content(number, rent(str(number)), standard()) for number in (1, 2, 3)]
    add(registry, *raw)
    assert [one.content for one in exported(registry, OFFICIAL, POLICY, Wanted())] == raw
    only = exported(registry, OFFICIAL, POLICY, Wanted(text=code(2), provision="art06_rent"))
    assert [one.content for one in only] == raw[1:2]


def test_files_of_companies_are_read_whichever_way_they_were_saved() -> None:
    for data in (file_of(content(1)), assessment_of(content(1)), b"\xef\xbb\xbf" + assessment_of(content(1))):
        assert read_company_file(POLICY, data).content == content(1)


def test_a_file_of_a_company_brings_no_score_and_no_readings() -> None:
    raw = content(1, platform("平台一", score="99"), id="X") | {"readings": {"art07_unit": "unit"}}
    for data in (file_of(raw), assessment_of(raw)):
        new = read_company_file(POLICY, data)
        assert "score" not in new.content["claims"][0]["facts"]
        assert "readings" not in new.content
        assert "id" not in new.content["applicant"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not json",
        b"\xff\xfe\x00",
        b"[]",
        b"{}",
        b'{"application": {}}',
        b'{"application": {}, "assessment": {}}',
        b'{"application": {}, "application": {}, "assessment": {}}',
        b'{"format": "policy-self-assessment", "edition": 99}',
        b"[" * 100_000,
        b'{"application": ' * 50_000,
        file_of(content(1))[:-20],
        file_of(content(1)).replace(POLICY.id.encode(), b"another-policy"),
        assessment_of(content(1)).replace(POLICY.id.encode(), b"another-policy"),
        file_of(content(1) | {"claims": []}),
        assessment_of(content(1)).replace(b"2025-06-15", b"2025-99-15"),
        b" " * (imports.LARGEST + 1),
    ],
)
def test_a_file_that_is_damaged_or_foreign_is_refused_in_words(data: bytes) -> None:
    for error in errors(read_company_file, POLICY, data):
        assert error["message"]["zh"]
        assert error["message"]["en"]


@pytest.mark.on_one_database
def test_many_files_of_companies_are_added_at_once(registry: Database) -> None:
    files = [(f"{n}.json", file_of(content(n))) for n in (1, 2)] + [("3.json", assessment_of(content(3)))]
    assert set(add_files(registry, files).values()) == {Imported(1, 1)}
    assert [opened(registry, OFFICIAL, row.application).file for row in find(registry, OFFICIAL, POLICY, Wanted()).rows]
    assert set(add_files(registry, files).values()) == {Imported(0, 0, same=1)}
    more = [*files, ("4.json", file_of(content(4))), ("4（1）.json", file_of(content(4)))]
    assert [done.applications for done in add_files(registry, more).values()] == [0, 0, 0, 1, 1]
    assert total(registry) == 4


def test_of_many_files_each_bad_one_is_named_and_none_is_added(registry: Database) -> None:
    files = [
        ("好.json", file_of(content(1, side("publisher")))),
        ("坏.json", b"{"),
        ("日期.json", assessment_of(content(2)).replace(b"2025-06-15", b"2025-99-15")),
    ]
    found = errors(add_files, registry, files)
    assert [error["path"] for error in found] == ["坏.json", "日期.json"]
    found = errors(add_files, registry, [files[0], ("又一份.json", file_of(content(1)))])
    assert [error["path"] for error in found] == ["又一份.json"]
    assert "好.json" in found[0]["message"]["zh"]
    assert total(registry) == 0


@pytest.mark.on_one_database
def test_the_invented_companies_are_loaded_once_and_removed_without_a_trace(registry: Database) -> None:
    real = submit(registry, POLICY, content(1), None)
    loaded = load_sample(registry, OFFICIAL, POLICY)
    assert load_sample(registry, OFFICIAL, POLICY) == Imported(0, 0, known=True)
    of_sample = find(registry, OFFICIAL, POLICY, Wanted(source="sample"))
    assert (of_sample.total, total(registry)) == (loaded.claims, loaded.claims + 1)
    assert all(row.name.startswith("示例") for row in of_sample.rows)
    year = years(registry, OFFICIAL, POLICY)[0]
    assert len(sizes(registry, OFFICIAL, POLICY, year)) == loaded.applications
    # Whatever is made of the year is made of the real claim alone; of the invented ones it is said that they are out.
    claims = Cohort(POLICY, allocation_input(registry, OFFICIAL, POLICY, year))
    assert (len(claims.claims), claims.invented, claims.left_out) == (1, False, loaded.claims)
    removed = remove_sample(registry, OFFICIAL, POLICY)
    assert (removed.applications, removed.claims) == (loaded.applications, loaded.claims)
    assert [row.application for row in find(registry, OFFICIAL, POLICY, Wanted()).rows] == [real.id]
    assert remove_sample(registry, OFFICIAL, POLICY).applications == 0
    whole = verdict_of(registry, OFFICIAL)
    assert (whole.lines, whole.broken) == (3, None)

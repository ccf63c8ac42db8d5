"""Lists of earlier years are brought in, corrected and undone, and count in whatever is calculated afterwards."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from engine.allocation.allocate import allocate
from engine.assessment.assess import assess
from engine.registry import awards, backup, integrity, journal, restore
from engine.registry.access import NotAllowed
from engine.registry.counted import counted
from engine.registry.database import Database
from engine.registry.decisions import opened
from engine.registry.imports import imported_files, remove_file
from engine.registry.listing import allocation_input
from engine.registry.retention import purge
from engine.registry.stored import Conflict
from engine.registry.submissions import submit
from engine.sheets import award_lists
from engine.text import words
from engine.values.refusal import Refused
from engine.values.windows import today
from tests.registry.companies import OFFICIAL, POLICY, code, content, rent
from tests.registry.test_past import growth

GROWTH, RENT, ALGORITHM = "营收增长", "房租资助", "art08_algorithm_filing"
Line = tuple[object, ...]
HEAD = tuple(column.label["zh"] for column in award_lists._columns(POLICY))


def table(*lines: Line) -> bytes:
    """A list as CSV: name, code, provision, matter, project, year, approved, paid."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows([HEAD, *lines])
    return written.getvalue().encode("utf-8-sig")


def line(number: int, provision: str, year: object, amount: object, paid: object = "", **more: str) -> Line:
    return (
        f"测试{number}号有限公司", more.get("code", code(number)), provision, more.get("matter", ""),
        more.get("project", ""), year, amount, paid,
    )  # fmt: skip


def bring(registry: Database, *lines: Line, reason: str = "", name: str = "名单.csv") -> awards.Plan:
    data = table(*lines)
    plan = awards.look_over(registry, OFFICIAL, POLICY, name, data)
    return awards.bring_in(registry, OFFICIAL, POLICY, name, data, plan.mark, reason)


def confirmed(registry: Database, number: int, *claims: dict, day: str = "2026-06-15") -> list[str]:
    """What a company's new application comes to as officials see it."""
    one = opened(registry, OFFICIAL, submit(registry, POLICY, content(number, *claims, day=day), None).id)
    content_ = counted(registry, OFFICIAL, POLICY, [one])[one.id].content
    return [claim["confirmed"] for claim in assess(POLICY, content_)["claims"]]


def refused(lines: list[Line], registry: Database) -> list[str]:
    with pytest.raises(Refused) as wrong:
        bring(registry, *lines)
    return [error["path"] for error in wrong.value.errors]


def test_what_a_list_says_is_not_paid_again_whichever_way_the_company_is_known(registry: Database) -> None:
    plan = bring(registry, line(1, GROWTH, 2024, "10", "8"), line(2, "第五条营收增长", 2024, "10", code=""))
    assert (len(plan.new), len(plan.changed), plan.same) == (2, 0, 0)
    assert confirmed(registry, 1, growth(2026)) == ["0.00"]
    assert confirmed(registry, 2, growth(2026)) == ["0.00"], "without a code it is known by its name"
    assert confirmed(registry, 3, growth(2026)) == ["10.00"]
    answer = allocate(POLICY, allocation_input(registry, OFFICIAL, POLICY, 2026))
    assert sorted(claim["approved"] for claim in answer["claims"]) == ["0.00", "0.00", "10.00"]
    assert awards.years(registry, OFFICIAL, POLICY) == [awards.Year(2024, 2, 2, 20_000_000)]
    assert integrity.prove(registry, OFFICIAL).is_whole
    assert next(one.what for one in journal.entries(registry, OFFICIAL) if one.who == "安") == "awards_imported"


def test_what_was_awarded_in_the_same_year_comes_off_the_cap(registry: Database) -> None:
    bring(registry, line(1, RENT, 2025, "12"))
    assert confirmed(registry, 1, rent(), day="2025-09-01") == ["8.00"]
    answer = allocate(POLICY, allocation_input(registry, OFFICIAL, POLICY, 2025))
    assert [claim["approved"] for claim in answer["claims"]] == ["8.00"]


def test_a_matter_that_was_awarded_is_known_again(registry: Database) -> None:
    algorithm = {"listed": True, "filing_number": "网信算备 A1", "already_rewarded": False}
    claim = {
        "id": "a",
        "provision": ALGORITHM,
        "facts": {"algorithms": [algorithm, algorithm | {"filing_number": "B2"}]},
    }
    bring(registry, line(1, ALGORITHM, 2024, "100", matter="网信算备ａ1"))
    assert confirmed(registry, 1, claim) == ["100.00"]
    assert confirmed(registry, 2, claim) == ["100.00"], "nor is it awarded to another company"
    assert confirmed(registry, 3, claim | {"facts": {"algorithms": [algorithm | {"filing_number": "C3"}]}}) == [
        "100.00"
    ]


def test_a_later_list_corrects_for_a_reason_and_undoing_it_gives_place_to_what_held_before(registry: Database) -> None:
    bring(registry, line(1, GROWTH, 2024, "10"), line(2, RENT, 2024, "5"))
    again = awards.look_over(registry, OFFICIAL, POLICY, "x", table(line(1, GROWTH, 2024, "10")))
    assert again.is_idle
    corrected = [line(1, GROWTH, 2024, "0"), line(2, RENT, 2024, "5")]
    plan = awards.look_over(registry, OFFICIAL, POLICY, "x", table(*corrected))
    assert [(c.listed.name, c.before) for c in plan.changed] == [("测试1号有限公司", (10_000_000, None))]
    assert plan.same == 1
    assert refused(corrected, registry) == ["reason"]
    bring(registry, *corrected, reason="已全额追回", name="更正.csv")
    assert confirmed(registry, 1, growth(2026)) == ["10.00"], "what was recovered counts as the authority states it"
    newest, first = imported_files(registry, OFFICIAL, POLICY)
    assert [(f.name, f.awards, f.changed, f.left) for f in (newest, first)] == [
        ("更正.csv", 1, 1, 1), ("名单.csv", 2, 0, 2),
    ]  # fmt: skip
    removed = remove_file(registry, OFFICIAL, newest.id, "误更正")
    assert (removed.applications, removed.awards) == (0, 1)
    assert confirmed(registry, 1, growth(2026), day="2026-07-01") == ["0.00"]
    assert remove_file(registry, OFFICIAL, first.id, "重新整理").awards == 2
    assert awards.years(registry, OFFICIAL, POLICY) == []
    assert [f.left for f in imported_files(registry, OFFICIAL, POLICY)] == [0, 0]
    assert integrity.prove(registry, OFFICIAL).is_whole


def test_what_changed_since_it_was_looked_over_is_not_written(registry: Database) -> None:
    data = table(line(1, GROWTH, 2024, "10"))
    plan = awards.look_over(registry, OFFICIAL, POLICY, "x", data)
    bring(registry, line(1, GROWTH, 2024, "9"))
    with pytest.raises(Conflict):
        awards.bring_in(registry, OFFICIAL, POLICY, "x", data, plan.mark)


def test_what_is_decided_here_and_stands_in_a_list_too_counts_once(registry: Database) -> None:
    from tests.registry.test_past import approve, kept

    first = kept(registry, content(1, rent(), day="2025-03-01"))
    approve(registry, first, "12")
    bring(registry, line(1, RENT, 2025, "12"))
    assert confirmed(registry, 1, rent(), day="2025-09-01") == ["8.00"]
    bring(registry, line(1, RENT, 2025, "12", matter="二号楼"), line(1, RENT, 2025, "3", matter="三号楼"))
    assert confirmed(registry, 1, rent(), day="2025-10-01") == ["0.00"]


@pytest.mark.parametrize(
    ("lines", "paths"),
    [
        ([line(1, "没有的事项", 2024, "10")], ["名单.csv!C2"]),
        ([line(1, GROWTH, 2024, "约十万"), line(1, GROWTH, 2024, "")], ["名单.csv!G2", "名单.csv!G3"]),
        ([line(1, GROWTH, 2024, "10", "11")], ["名单.csv!H2"]),
        ([line(1, GROWTH, 2024, "10", code="91440300MA0000001A")], ["名单.csv!B2"]),
        ([("", "", GROWTH, "", "", 2024, "10", "")], ["名单.csv!B2"]),
        ([line(1, GROWTH, today().year + 1, "10")], ["名单.csv!F2"]),
        ([line(1, GROWTH, "去年", "10")], ["名单.csv!F2"]),
        ([], [""]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_list_is_said_by_its_cell_and_nothing_is_written(
    registry: Database, lines: list[Line], paths: list[str]
) -> None:
    assert refused(lines, registry) == paths
    assert imported_files(registry, OFFICIAL, POLICY) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_templates_are_what_is_read(registry: Database, lang: str) -> None:
    book = load_workbook(io.BytesIO(award_lists.template(POLICY, lang)))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == [column.label[lang] for column in award_lists._columns(POLICY)]
    choices = [row[0].value for row in book.worksheets[1].iter_rows()]
    for position, value in enumerate(["甲公司", code(1), choices[1], "", "", 2024, 10.5, 8], 1):
        sheet.cell(2, position).value = value or None
    data = io.BytesIO()
    book.save(data)
    (one,) = award_lists.read(POLICY, data.getvalue(), "x.xlsx", 2026)
    assert (one.name, one.code, one.provision, one.year, one.amount, one.paid) == (
        "甲公司", code(1), "art05_revenue_growth", 2024, 10_500_000, 8_000_000,
    )  # fmt: skip
    heads = award_lists.csv_template(POLICY, lang).decode("utf-8-sig").strip().split(",")
    assert heads == [column.label[lang] for column in award_lists._columns(POLICY)]


def test_a_column_that_is_there_twice_is_named_as_such() -> None:
    with pytest.raises(Refused) as wrong:
        award_lists.read(POLICY, ",".join((*HEAD, HEAD[0])).encode(), "名单.csv", 2026)
    assert [error["message"] for error in wrong.value.errors] == [words.both("sheets.heading_twice", given=HEAD[0])]


def test_only_officials_see_and_bring_in_lists(registry: Database) -> None:
    data = table(line(1, GROWTH, 2024, "10"))
    for call in (
        lambda: awards.look_over(registry, None, POLICY, "x", data),
        lambda: awards.bring_in(registry, "x", POLICY, "x", data, ""),
        lambda: awards.years(registry, None, POLICY),
    ):
        with pytest.raises(NotAllowed):
            call()


def test_lists_go_with_a_backup_and_end_with_their_time(registry: Database, tmp_path: Path) -> None:
    bring(registry, line(1, GROWTH, 2024, "10"), line(2, GROWTH, 2024, "10"))
    before = awards.years(registry, OFFICIAL, POLICY)
    backup.backup(registry, OFFICIAL, tmp_path / "x.jsonl")
    (file,) = imported_files(registry, OFFICIAL, POLICY)
    remove_file(registry, OFFICIAL, file.id, "x")
    restore.restore(registry, OFFICIAL, tmp_path / "x.jsonl", replace=True)
    assert awards.years(registry, OFFICIAL, POLICY) == before
    assert integrity.prove(registry, OFFICIAL).is_whole
    purge(registry, OFFICIAL, date(2100, 1, 1), clock_is_right=True)
    assert awards.years(registry, OFFICIAL, POLICY) == []
    assert integrity.prove(registry, OFFICIAL).is_whole

"""What people type into cells, and what spreadsheets make of it."""

import io
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest

from engine import sheets
from engine.policy.folder import load_policy
from engine.values.refusal import Refused
from tests.engine.sheets.made import APPLICANTS, CODE, RENT, Rows, rents, saved, told, workbook

POLICY = load_policy("longhua-ai-robotics-2025")


def facts(*rows: Any, headings: Any = RENT, applicants: Rows | None = None) -> dict[str, Any]:
    data = rents(*rows, headings=headings, applicants=applicants)
    found: dict[str, Any] = sheets.read(POLICY, data, "x")[0].content["claims"][0]["facts"]
    return found


def refused(*rows: Any, headings: Any = RENT, applicants: Rows | None = None) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as caught:
        sheets.read(POLICY, rents(*rows, headings=headings, applicants=applicants), "x")
    for error in caught.value.errors:
        assert set(error["message"]) == {"zh", "en"}
    return told(caught.value)


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        (3552, "3552"),
        (3552.0, "3552"),
        (1234.5, "1234.5"),
        (4.1, "4.1"),
        (0.000001, "0.000001"),
        ("38.50", "38.5"),
        ("３８．５", "38.5"),
        ("1,234.5", "1234.5"),
        ("300万", "300"),
        ("3,000,000元", "300"),
        ("'38.5", "38.5"),
        ("\u00a038.5\u00a0", "38.5"),
        (" 0038.5 ", "38.5"),
    ],
)
def test_an_amount_is_read_as_it_is_meant(cell: Any, amount: str) -> None:
    assert facts([CODE, "是", 1, cell, 2024])["rents"] == [{"amount": amount, "year": 2024}]


@pytest.mark.parametrize("cell", [1234.5678901, "38.5.1", "-5", -5, "约40", "$40", "1e3", True, date(2025, 6, 15)])
def test_an_amount_that_is_none_is_refused_with_its_cell(cell: Any) -> None:
    ((path, said),) = refused([CODE, "是", 1, cell, 2024])
    assert path == "房租资助!D2"
    assert said.startswith("“房租资助”第2行“租用场所·实际发生租金（万元）”：")


@pytest.mark.parametrize(
    ("cell", "answer"),
    [("是", True), ("否", False), ("yes", True), ("No", False), (True, True), (False, False), ("TRUE", True)],
)
def test_yes_and_no_are_read_in_either_language(cell: Any, answer: bool) -> None:
    assert facts([CODE, cell, 1, 5, 2024])["assessed"] is answer


@pytest.mark.parametrize("cell", ["不清楚", "Unknown", "", "  ", None])
def test_what_is_not_known_is_neither_yes_nor_no(cell: Any) -> None:
    assert "assessed" not in facts([CODE, cell, 1, 5, 2024])


@pytest.mark.parametrize(
    "cell",
    [
        date(2025, 6, 15),
        datetime(2025, 6, 15),
        datetime(2025, 6, 15, 10, 30),
        "2025-06-15",
        "2025/6/15",
        "2025.6.15",
        "2025年6月15日",
        "二〇二五年六月十五日",
        "15 June 2025",
        "２０２５－０６－１５".replace("－", "-"),
        "20250615",
        "2025-06-15 00:00:00",
    ],
)
def test_a_day_is_read_however_it_is_written(cell: Any) -> None:
    data = rents([CODE, "是", 1, 5, 2024], applicants=[APPLICANTS, [CODE, "示例", cell]])
    (new,) = sheets.read(POLICY, data, "x")
    assert new.content["application_date"] == "2025-06-15"
    assert new.read is not None, "whoever goes on with it need not read it once more"
    assert new.read.day.isoformat() == "2025-06-15"


@pytest.mark.parametrize("cell", ["15/6/2025", "6/15/25", "2025-02-30", "1925-06-15", 45823, "去年", "6月15日", True])
def test_a_day_that_could_be_another_is_refused(cell: Any) -> None:
    ((path, _),) = refused([CODE, "是", 1, 5, 2024], applicants=[APPLICANTS, [CODE, "示例", cell]])
    assert path == "申报主体!C2"


@pytest.mark.parametrize("cell", [2024, "2024", "2024年", "2024年度", "２０２４", 2024.0])
def test_a_year_is_read_however_it_is_written(cell: Any) -> None:
    assert facts([CODE, "是", 1, 5, cell])["rents"][0]["year"] == 2024


def test_a_credit_code_that_became_a_number_is_refused_with_the_remedy() -> None:
    applicants: list[list[Any]] = [APPLICANTS, [914403000000000001, "示例", "2025-06-15"]]
    errors = refused([CODE, "是", 1, 5, 2024], applicants=applicants)
    assert errors[0][0] == "申报主体!A2"
    assert "文本" in errors[0][1]


def test_a_credit_code_of_numbers_in_a_csv_file_that_a_spreadsheet_rewrote_is_refused() -> None:
    data = "统一社会信用代码,申报之日,活动费用（万元）\r\n9.14403E+17,2025-06-15,5\r\n".encode()
    with pytest.raises(Refused) as caught:
        sheets.read(POLICY, data, "x.csv")
    assert told(caught.value)[0][0] == "x.csv!A2"
    assert "文本" in told(caught.value)[0][1]


def test_a_code_with_a_wrong_check_digit_is_refused() -> None:
    applicants: list[list[Any]] = [APPLICANTS, ["91440300MA0000001X", "示例", "2025-06-15"]]
    assert refused([CODE, "是", 1, 5, 2024], applicants=applicants)[0][0] == "申报主体!A2"


def test_a_text_that_became_a_date_is_refused() -> None:
    applicants: list[list[Any]] = [APPLICANTS, [CODE, date(2025, 1, 2), "2025-06-15"]]
    ((path, said),) = refused([CODE, "是", 1, 5, 2024], applicants=applicants)
    assert path == "申报主体!B2"
    assert "日期" in said


def with_sheet(change: Any) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(rents([CODE, "是", 1, 5, 2024], [CODE, None, 2, 6, 2024])))
    change(book["房租资助"])
    return saved(book)


def test_a_formula_is_read_by_its_saved_value() -> None:
    data = formula(b"<f>2*3</f><v>6</v>")
    assert sheets.read(POLICY, data, "x")[0].content["claims"][0]["facts"]["rents"][0]["amount"] == "6"


def formula(cell: bytes) -> bytes:
    """A workbook in which D2 holds this."""
    import zipfile

    source = zipfile.ZipFile(io.BytesIO(rents([CODE, "是", 1, 5, 2024])))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in source.namelist():
            data = source.read(part)
            if part == "xl/worksheets/sheet2.xml":
                before = b'<c r="D2" t="n"><v>5</v></c>'
                assert before in data
                kind = b"e" if b"#" in cell else b"n"
                data = data.replace(before, b'<c r="D2" t="' + kind + b'">' + cell + b"</c>")
            archive.writestr(part, data)
    return target.getvalue()


@pytest.mark.parametrize("cell", [b"<f>2*3</f>", b"<f>2*3</f><v></v>", b"<f>A1</f><v>#REF!</v>", b"<v>#N/A</v>"])
def test_a_formula_without_a_value_or_in_error_is_refused_with_its_cell(cell: bytes) -> None:
    with pytest.raises(Refused) as caught:
        sheets.read(POLICY, formula(cell), "x")
    ((path, said),) = told(caught.value)
    assert path == "房租资助!D2"
    assert "公式" in said


def test_hidden_rows_are_read_and_empty_ones_skipped() -> None:
    def change(page: Any) -> None:
        page.row_dimensions[3].hidden = True
        page.insert_rows(3, 2)

    read = sheets.read(POLICY, with_sheet(change), "x")
    assert [rent["amount"] for rent in read[0].content["claims"][0]["facts"]["rents"]] == ["5", "6"]


def test_merged_cells_hold_for_all_their_rows() -> None:
    def change(page: Any) -> None:
        page.merge_cells("A2:A3")
        page.merge_cells("B2:B3")

    read = sheets.read(POLICY, with_sheet(change), "x")
    assert len(read[0].content["claims"]) == 1
    assert len(read[0].content["claims"][0]["facts"]["rents"]) == 2


def test_an_empty_cell_is_not_taken_for_the_one_above() -> None:
    ((path, said),) = refused([CODE, "是", 1, 5, 2024], [None, None, 2, 6, 2024])
    assert path == "房租资助!A3"
    assert "合并单元格" in said


def test_columns_stand_in_any_order_and_in_either_language() -> None:
    headings = ["Premises: Year of the rent", "Premises: Rent incurred (万元)", "Applicant (credit code or id)"]
    assert facts([2024, 5, CODE], headings=headings)["rents"] == [{"amount": "5", "year": 2024}]


def test_headings_are_known_whatever_their_width_and_spaces() -> None:
    headings = ["申报主体(统一社会信用代码或编号)", "租用场所·实际发生租金 (万元) *", "租用场所·\n租金年度"]
    assert facts([CODE, 5, 2024], headings=headings)["rents"] == [{"amount": "5", "year": 2024}]


def test_an_amount_in_another_unit_than_the_heading_says_is_not_taken() -> None:
    headings = [*RENT[:3], "租用场所·实际发生租金（元）", RENT[4]]
    ((path, said),) = refused([CODE, "是", 1, 50_000, 2024], headings=headings)
    assert path == "房租资助!D1"
    assert "租用场所·实际发生租金（元）" in said


def test_a_heading_that_stands_twice_is_named() -> None:
    assert refused([CODE, "是", 1, 5, 2024, 6], headings=[*RENT, RENT[3]])[0][0] == "房租资助!F1"


def test_a_cell_without_a_heading_is_named() -> None:
    assert refused([CODE, "是", 1, 5, 2024, "又一处"])[0][0] == "房租资助!F2"


def test_claim_level_cells_stand_on_the_first_row_or_agree() -> None:
    assert facts([CODE, "是", 1, 5, 2024], [CODE, None, 2, 6, 2024], [CODE, "是", 3, 7, 2024])["assessed"] is True
    ((path, said),) = refused([CODE, "是", 1, 5, 2024], [CODE, "否", 2, 6, 2024])
    assert path == "房租资助!B3"
    assert "房租资助!B2" in said


def test_items_are_in_the_order_of_their_numbers() -> None:
    rows = ([CODE, None, 2, 6, 2024], [CODE, None, 1, 5, 2024])
    assert [rent["amount"] for rent in facts(*rows)["rents"]] == ["5", "6"]


def test_items_without_numbers_are_in_the_order_of_the_rows() -> None:
    rows = ([CODE, None, None, 6, 2024], [CODE, None, None, 5, 2024])
    assert [rent["amount"] for rent in facts(*rows)["rents"]] == ["6", "5"]


def test_a_number_that_stands_twice_is_named_with_its_other_cell() -> None:
    ((path, said),) = refused([CODE, None, 1, 5, 2024], [CODE, None, 1, 6, 2024])
    assert path == "房租资助!C3"
    assert "房租资助!C2" in said


def test_zero_says_that_there_is_nothing_in_the_list() -> None:
    assert facts([CODE, "是", 0, None, None])["rents"] == []
    assert refused([CODE, "是", 0, 5, 2024])[0][0] == "房租资助!C2"


def test_a_company_that_is_not_among_the_applicants_is_named() -> None:
    ((path, said),) = refused(["91440300MA0000002P", "是", 1, 5, 2024])
    assert path == "房租资助!A2"
    assert "91440300MA0000002P" in said


def test_a_company_that_stands_twice_is_named_with_its_other_row() -> None:
    applicants: list[list[Any]] = [APPLICANTS, [CODE, "示例", "2025-06-15"], [CODE.lower(), "示例", "2025-06-15"]]
    ((path, said),) = refused([CODE, "是", 1, 5, 2024], applicants=applicants)
    assert path == "申报主体!A3"
    assert "申报主体!A2" in said


def test_the_same_number_of_a_claim_on_two_sheets_makes_two_claims() -> None:
    event = ["申报主体（统一社会信用代码或编号）", "申报编号", "活动费用（万元）"]
    data = workbook(
        {
            "申报主体": [APPLICANTS, [CODE, "示例", "2025-06-15"]],
            "房租资助": [[*RENT, "申报编号"], [CODE, "是", 1, 5, 2024, 1]],
            "要素对接活动": [event, [CODE, 1, 5]],
        }
    )
    claims = sheets.read(POLICY, data, "x")[0].content["claims"]
    assert [claim["id"] for claim in claims] == ["art06_rent-1", "art14_events-1"]


def test_sizes_are_read_as_people_call_them() -> None:
    applicants: list[list[Any]] = [[*APPLICANTS, "企业规模"], [CODE, "示例", "2025-06-15", "小微企业"]]
    assert sheets.read(POLICY, rents([CODE, "是", 1, 5, 2024], applicants=applicants), "x")[0].size == "micro"
    applicants[1][3] = "巨型"
    assert refused([CODE, "是", 1, 5, 2024], applicants=applicants)[0][0] == "申报主体!D2"


def test_a_missing_application_date_is_named_unless_one_is_given_for_all() -> None:
    applicants: list[list[Any]] = [APPLICANTS, [CODE, "示例", None]]
    data = rents([CODE, "是", 1, 5, 2024], applicants=applicants)
    assert refused([CODE, "是", 1, 5, 2024], applicants=applicants)[0][0] == "申报主体!C2"
    assert sheets.read(POLICY, data, "x", day=date(2025, 6, 15))[0].content["application_date"] == "2025-06-15"


PROJECT: list[Any] = [
    "申报主体（统一社会信用代码或编号）",
    "项目编号或名称",
    "项目总投入（万元）",
    "其中财政投入（万元）",
]
TWO: list[list[Any]] = [APPLICANTS, [CODE, "甲", "2025-06-15"], ["91440300MA0000002P", "乙", "2025-06-15"]]


def test_a_part_above_its_whole_is_refused_with_its_cell() -> None:
    data = workbook({"申报主体": TWO, "场景应用（揭榜方）": [PROJECT, [CODE, "P", 5, 6]]})
    with pytest.raises(Refused) as caught:
        sheets.read(POLICY, data, "x")
    assert told(caught.value)[0][0] == "场景应用（揭榜方）!D2"


def test_two_companies_that_state_one_project_differently_are_both_read() -> None:
    """That is for the registry to show and for an official to decide."""
    solver: list[list[Any]] = [PROJECT, [CODE, "P", 5, None]]
    publisher: list[list[Any]] = [PROJECT, ["91440300MA0000002P", "P", 6, None]]
    data = workbook({"申报主体": TWO, "场景应用（发榜方）": publisher, "场景应用（揭榜方）": solver})
    claims = [claim for new in sheets.read(POLICY, data, "x") for claim in new.content["claims"]]
    assert sorted(claim["facts"]["project"]["total_investment"] for claim in claims) == ["5", "6"]


def test_one_company_that_states_one_project_differently_is_told_of_both_cells() -> None:
    rows: list[list[Any]] = [PROJECT, [CODE, "P", 5, None]]
    data = workbook(
        {"申报主体": TWO, "场景应用（发榜方）": rows, "场景应用（揭榜方）": [PROJECT, [CODE, "P", 6, None]]}
    )
    with pytest.raises(Refused) as caught:
        sheets.read(POLICY, data, "x")
    ((path, said),) = told(caught.value)
    assert path == "场景应用（揭榜方）!C2"
    assert "场景应用（发榜方）!B2" in said
    assert "claims." not in said


def test_parts_of_an_item_are_told_apart_by_both_numbers() -> None:
    headings = ["申报主体（统一社会信用代码或编号）", "融资轮次序号", "到账批次序号", "到账批次·到账金额（万元）"]
    rows = [[CODE, 1, 1, 5], [CODE, 1, 2, 6], [CODE, 2, 1, 7]]
    data = workbook({"申报主体": TWO, "股权融资": [headings, *rows]})
    rounds = sheets.read(POLICY, data, "x")[0].content["claims"][0]["facts"]["rounds"]
    assert [[part["amount"] for part in item["instalments"]] for item in rounds] == [["5", "6"], ["7"]]


def test_every_year_has_its_column() -> None:
    headings = ["申报主体（统一社会信用代码或编号）", "营业收入（2019年，万元）", "Revenue (2024, 万元)"]
    data = workbook({"申报主体": TWO, "营收增长": [headings, [CODE, 5000, "6000"]]})
    claim = sheets.read(POLICY, data, "x")[0].content["claims"][0]
    assert claim["facts"]["revenues"] == {"2019": "5000", "2024": "6000"}


def test_no_is_not_said_of_what_is_filled_in() -> None:
    headings = [*RENT, "同一事项的龙华区其它扶持政策", "其它政策可获金额（万元）"]
    ((path, said),) = refused([CODE, "是", 1, 5, 2024, "否", 3], headings=headings)
    assert path == "房租资助!F2"
    assert "房租资助!G2" in said


def test_all_errors_are_told_at_once_and_nothing_is_read() -> None:
    errors = refused([CODE, "大概", 1, "很多", 24], [CODE, None, "一", 6, 2024], ["nobody", "是", 1, 5, 2024])
    assert [path for path, _ in errors] == [
        "房租资助!B2",
        "房租资助!D2",
        "房租资助!E2",
        "房租资助!C3",
        "房租资助!A4",
    ]


def test_of_very_many_errors_the_rest_is_counted() -> None:
    errors = refused(*([CODE, None, i, "x", 2024] for i in range(1, 400)))
    assert len(errors) == 151
    assert "249" in errors[-1][1]


def test_a_sheet_with_another_name_is_named() -> None:
    data = workbook({"申报主体": TWO, "房租": [RENT, [CODE, "是", 1, 5, 2024]]})
    with pytest.raises(Refused) as caught:
        sheets.read(POLICY, data, "x")
    assert told(caught.value)[0][0] == "房租"


def test_errors_are_in_the_names_of_the_sheet_and_in_both_languages() -> None:
    headings = ["Applicant (credit code or id)", "Premises: Rent incurred (万元)"]
    applicants: list[list[Any]] = [["Unified social credit code", "Application date"], [CODE, "2025-06-15"]]
    data = workbook({"Applicants": applicants, "Rent": [headings, [CODE, "much"]]})
    with pytest.raises(Refused) as caught:
        sheets.read(POLICY, data, "x")
    (error,) = caught.value.errors
    assert error["path"] == "Rent!B2"
    assert error["message"]["en"].startswith("Sheet “Rent”, row 2, “Premises: Rent incurred (万元)”:")


def test_a_code_that_is_not_understood_is_named_once() -> None:
    """Not a second time as if no code were there."""
    applicants = [["统一社会信用代码", "单位名称"], ["914403001234", "甲"]]
    errors = refused([CODE, "是", 1, 5, 2024], applicants=applicants)
    assert [path for path, _ in errors if path.startswith("申报主体")] == ["申报主体!A2"]


def test_what_a_round_is_called_stands_in_each_row_of_its_instalments_and_is_the_same() -> None:
    headings = [
        "申报主体（统一社会信用代码或编号）",
        "融资轮次序号",
        "融资轮次·轮次名称",
        "到账批次序号",
        "到账批次·到账金额（万元）",
    ]
    rows: list[list[Any]] = [[CODE, 1, "A轮", 1, 5], [CODE, 1, "A轮", 2, 6], [CODE, 2, "B轮", 1, 7]]
    read = sheets.read(POLICY, workbook({"申报主体": TWO, "股权融资": [headings, *rows]}), "x")
    assert [one["round"] for one in read[0].content["claims"][0]["facts"]["rounds"]] == ["A轮", "B轮"]
    rows[1][2] = "B轮"
    with pytest.raises(Refused) as caught:
        sheets.read(POLICY, workbook({"申报主体": TWO, "股权融资": [headings, *rows]}), "x")
    ((path, said),) = told(caught.value)
    assert path == "股权融资!C3"
    assert "股权融资!C2" in said or "C2" in said

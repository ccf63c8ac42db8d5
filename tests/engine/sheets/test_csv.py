"""CSV files of one provision, as spreadsheets of two languages and two encodings save them."""

import csv

import pytest

from engine import sheets
from engine.policy.folder import load_policy
from engine.values.refusal import Refused
from tests.engine.sheets.made import CODE, told

POLICY = load_policy("longhua-ai-robotics-2025")
HEADINGS = "申报事项,统一社会信用代码,单位名称,申报之日,租用场所·实际发生租金（万元）,租用场所·租金年度"
ROW = f"房租资助,{CODE},示例公司,2025/6/15,38.50,2024"
TEXT = f"{HEADINGS}\r\n{ROW}\r\n"


def contents(data: bytes) -> list[object]:
    return [new.content for new in sheets.read(POLICY, data, "file.csv")]


def refused(data: bytes | str) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as caught:
        sheets.read(POLICY, data.encode() if isinstance(data, str) else data, "file.csv")
    return told(caught.value)


EXPECTED = {
    "application_date": "2025-06-15",
    "applicant": {"uscc": CODE, "name": "示例公司"},
    "claims": [{"id": "1", "provision": "art06_rent", "facts": {"rents": [{"amount": "38.5", "year": 2024}]}}],
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_either_encoding_is_read(encoding: str) -> None:
    assert contents(TEXT.encode(encoding)) == [EXPECTED]


@pytest.mark.parametrize("encoding", ["utf-16", "big5", "shift_jis"])
def test_another_encoding_is_not_guessed(encoding: str) -> None:
    text = (
        TEXT if encoding == "utf-16" else TEXT.replace("示例公司", "會社").encode(encoding, "replace").decode(encoding)
    )
    assert refused(text.encode(encoding))


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_delimiter_is_that_of_the_headings(delimiter: str) -> None:
    assert contents(TEXT.replace(",", delimiter).encode()) == [EXPECTED]


def test_a_name_with_another_delimiter_in_it_stays_whole() -> None:
    read = contents(TEXT.replace("示例公司", "甲;乙\t丙;丁").encode())
    assert read == [EXPECTED | {"applicant": {"uscc": CODE, "name": "甲;乙\t丙;丁"}}]


@pytest.mark.parametrize("newline", ["\n", "\r", "\r\n"])
def test_lines_end_as_they_like(newline: str) -> None:
    assert contents(TEXT.replace("\r\n", newline).encode()) == [EXPECTED]


def test_the_template_is_self_contained_and_says_which_provision() -> None:
    for provision in POLICY.provisions:
        for lang in ("zh", "en"):
            data = sheets.csv_template(POLICY, provision.id, lang)
            headings = next(csv.reader(data.decode("utf-8-sig").splitlines()))
            assert headings[0] == {"zh": "申报事项", "en": "Provision"}[lang]
            assert len(set(headings)) == len(headings)
            assert "没有任何申报内容" in refused(data)[-1][1]


def test_without_its_name_a_provision_is_known_by_its_headings_if_no_other_has_them() -> None:
    assert contents("\r\n".join(line.partition(",")[2] for line in TEXT.splitlines()).encode()) == [EXPECTED]
    text = f"统一社会信用代码,申报之日,项目编号或名称,项目总投入（万元）\r\n{CODE},2025-06-15,P,5\r\n"
    assert "申报事项" in refused(text)[0][1]


def test_the_applicant_stands_on_the_first_row_or_agrees() -> None:
    again = f",{CODE},,,7,2024"
    read = sheets.read(POLICY, f"{TEXT}{again}\r\n".encode(), "x")
    assert len(read) == 1
    assert len(read[0].content["claims"][0]["facts"]["rents"]) == 2
    other = f",{CODE},别的公司,,7,2024"
    ((path, said),) = refused(f"{TEXT}{other}\r\n")
    assert path == "file.csv!C3"
    assert "file.csv!C2" in said


def test_a_row_without_its_applicant_is_named() -> None:
    ((path, _),) = refused(f"{TEXT},,,,7,2024\r\n")
    assert path == "file.csv!B3"


def test_ragged_rows_are_named_all_of_them() -> None:
    errors = refused(f"{TEXT}房租资助,{CODE}\r\n{ROW},更多\r\n")
    assert [path for path, _ in errors] == ["file.csv!3", "file.csv!4"]


def test_empty_cells_at_the_end_and_empty_rows_are_nothing() -> None:
    text = "\r\n".join(line + ",," for line in TEXT.splitlines())
    assert contents(f"{text}\r\n,,,,,,,\r\n\r\n".encode()) == [EXPECTED]


def test_nul_and_endless_lines_are_named_with_their_line() -> None:
    assert refused(TEXT.replace("示例", "示\0例"))[0][0] == "file.csv!2"
    assert "65536" in refused(TEXT.replace("示例", "示例" * 60_000))[0][1]


def test_quotation_marks_that_do_not_pair_are_named() -> None:
    errors = refused(TEXT.replace("示例公司", '"示例公司'))
    assert errors[0][0].startswith("file.csv!")
    assert "引号" in errors[0][1]


def test_a_name_that_looks_like_a_formula_has_its_apostrophe_taken_away() -> None:
    read = sheets.read(POLICY, TEXT.replace("示例公司", "'=1+1").encode(), "x")
    assert read[0].content["applicant"]["name"] == "=1+1"


def test_a_name_that_is_quoted_keeps_its_apostrophe() -> None:
    read = sheets.read(POLICY, TEXT.replace("示例公司", "'示例'").encode(), "x")
    assert read[0].content["applicant"]["name"] == "'示例'"


def test_the_kind_of_a_file_is_its_content_and_not_its_name() -> None:
    assert sheets.read(POLICY, TEXT.encode(), "file.xlsx")[0].content == EXPECTED

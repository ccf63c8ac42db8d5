"""Files that would harm whoever opens them, and files that are something else: refused before they are read."""

import contextlib
import io
import random
import re
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest

from engine import sheets
from engine.policy.folder import load_policy
from engine.sheets import faults, guard
from engine.values.refusal import Refused
from tests.engine.sheets.made import APPLICANTS, CODE, Rows, rents, told, with_shared_strings, workbook

POLICY = load_policy("longhua-ai-robotics-2025")
SHEET = "xl/worksheets/sheet1.xml"
MB = 1 << 20


def changed(change: Callable[[str, bytes], bytes | None], more: dict[str, bytes] | None = None) -> bytes:
    """A good workbook with its parts changed (None: left out), and more parts."""
    source = zipfile.ZipFile(io.BytesIO(rents([CODE, "是", 1, 5, 2024])))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in source.namelist():
            data = change(part, source.read(part))
            if data is not None:
                archive.writestr(part, data)
        for part, data in (more or {}).items():
            archive.writestr(part, data)
    return target.getvalue()


def good(part: str, data: bytes) -> bytes:
    return data


def in_sheet(before: bytes, after: bytes) -> bytes:
    def change(part: str, data: bytes) -> bytes:
        if part == SHEET:
            data = data.replace(b" />", b"/>")  # openpyxl writes the one or the other, by what is installed
            assert before in data
            return data.replace(before, after, 1)
        return data

    return changed(change)


def refused(data: bytes) -> str:
    """Why a file is refused; it has to be said in both languages and without opening what it would become."""
    tracemalloc.start()
    try:
        with pytest.raises(Refused) as caught:
            sheets.read(POLICY, data, "x.xlsx")
        assert tracemalloc.get_traced_memory()[1] < 12 * MB + 3 * len(data)
    finally:
        tracemalloc.stop()
    ((_, said),) = told(caught.value)
    assert caught.value.errors[0]["message"]["en"]
    return said


def noise(size: int) -> bytes:
    return random.Random(1).randbytes(size).hex().encode()


@pytest.fixture(autouse=True)
def _nothing_is_parsed(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Refused by the guard, not by whatever the parser makes of it."""
    if "bomb" in request.node.name:

        def never(*_args: object) -> None:
            raise AssertionError("it was opened")

        monkeypatch.setattr("engine.sheets.grid._Reader", never)


def test_a_good_workbook_is_read() -> None:
    assert len(sheets.read(POLICY, changed(good), "x")) == 1


def test_a_bomb_of_zeros_is_refused() -> None:
    assert "120倍" in refused(changed(good, {"xl/media/a.bin": bytes(50 * MB)}))


def test_a_bomb_in_the_sheet_itself_is_refused() -> None:
    assert "120倍" in refused(in_sheet(b"</sheetData>", b"<row/>" * (5 * MB) + b"</sheetData>"))


def test_a_bomb_of_many_moderate_parts_is_refused() -> None:
    part = noise(1_500_000) + bytes(9 * MB)
    assert "60 MB" in refused(changed(good, {f"xl/media/{i}.bin": part for i in range(6)}))


def test_a_bomb_of_too_many_parts_is_refused() -> None:
    assert "300" in refused(changed(good, {f"xl/media/{i}.bin": b"" for i in range(400)}))


def test_a_bomb_that_lies_about_its_sizes_is_refused() -> None:
    data = bytearray(changed(good, {"xl/media/a.bin": bytes(50 * MB)}))
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.rfind(b"xl/media/a.bin", 0, data.rfind(b"PK\x05\x06"))
        at = data.rfind(signature, 0, at if signature == b"PK\x01\x02" else data.find(b"xl/media/a.bin"))
        data[at + offset : at + offset + 4] = (64).to_bytes(4, "little")
    refused(bytes(data))


ENTITIES = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml", "_rels/.rels"])
def test_a_bomb_of_entities_is_refused_wherever_it_is(part: str) -> None:
    def change(name: str, data: bytes) -> bytes:
        return ENTITIES + data if name == part else data

    assert "实体" in refused(changed(change))


def test_a_bomb_of_entities_across_two_pieces_is_refused() -> None:
    before = b" " * (guard.PIECE - 4)
    assert "实体" in refused(changed(lambda n, d: before + ENTITIES + d if n == SHEET else d))


def test_a_bomb_of_entities_in_another_encoding_is_refused() -> None:
    def wide(name: str, data: bytes) -> bytes:
        return (ENTITIES + data).decode().encode("utf-16") if name == SHEET else data

    def declared(name: str, data: bytes) -> bytes:
        return b'<?xml version="1.0" encoding="cp037"?>' + data if name == SHEET else data

    assert "编码" in refused(changed(wide))
    assert "编码" in refused(changed(declared))


def test_a_bomb_of_cells_in_one_row_is_refused() -> None:
    cells = b"".join(b'<c r="A%d"/>' % i for i in range(300_000))
    assert "一行" in refused(in_sheet(b"</sheetData>", b"<row>" + cells + b"</row></sheetData>"))


def test_a_bomb_of_styles_is_refused() -> None:
    styles = b"".join(b"<xf a='%d'/>" % i for i in range(300_000))
    assert "一部分" in refused(changed(lambda n, d: d.replace(b"</cellXfs>", styles + b"</cellXfs>")))


def test_a_comment_cannot_hide_a_bomb() -> None:
    assert "实体" in refused(in_sheet(b"</sheetData>", b"<!-- <row> --></sheetData>"))


def test_a_row_that_no_sheet_has_is_refused() -> None:
    assert "损坏" in refused(in_sheet(b'<row r="2"', b'<row r="9999999"'))


def test_cells_and_rows_without_their_places_follow_one_another() -> None:
    def change(part: str, data: bytes) -> bytes:
        return re.sub(rb' r="[A-Z]*[0-9]+"', b"", data) if part.startswith("xl/worksheets/") else data

    before = sheets.read(POLICY, changed(good), "x")
    assert [new.content for new in sheets.read(POLICY, changed(change), "x")] == [new.content for new in before]


def test_a_sheet_that_lies_about_its_size_is_read_as_it_is() -> None:
    data = in_sheet(b'<dimension ref="A1:C2"/>', b'<dimension ref="A1:XFD1048576"/>')
    assert len(sheets.read(POLICY, data, "x")) == 1


def test_a_workbook_with_macros_is_refused() -> None:
    assert "宏" in refused(changed(good, {"xl/vbaProject.bin": b"x"}))
    macro = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    assert "宏" in refused(changed(lambda n, d: d.replace(plain, macro)))


def test_an_encrypted_workbook_is_refused_and_an_old_one_named_as_such() -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert "旧版" in refused(old + "Workbook".encode("utf-16-le"))
    assert "密码" in refused(old + "EncryptedPackage".encode("utf-16-le"))
    zipped = bytearray(changed(good))
    zipped[zipped.rfind(b"PK\x01\x02") + 8] |= 1
    assert "密码" in refused(bytes(zipped))


@pytest.mark.parametrize("cut", [30, 400, 1000, -30])
def test_half_a_workbook_is_refused(cut: int) -> None:
    assert "损坏" in refused(changed(good)[:cut])


def test_a_workbook_with_a_flipped_byte_is_refused_or_read_as_it_was() -> None:
    data = changed(good)
    before = sheets.read(POLICY, data, "x")
    chance = random.Random(1)
    for _ in range(150):
        flipped = bytearray(data)
        flipped[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        with contextlib.suppress(Refused):
            assert [new.content for new in sheets.read(POLICY, bytes(flipped), "x")] == [n.content for n in before]


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml"])
@pytest.mark.parametrize("content", [b"", b"<", b"<a/>", b"<a><b></a>", b"\xff\xfe", b"x" * 1000])
def test_a_part_that_is_nothing_is_refused(part: str, content: bytes) -> None:
    with pytest.raises(Refused):
        sheets.read(POLICY, changed(lambda n, d: content if n == part else d), "x")


STRINGS = "xl/sharedStrings.xml"
EVENT: dict[str, Rows] = {
    "申报主体": [APPLICANTS, [CODE, "示例公司", "2025-06-15"]],
    "要素对接活动": [["申报主体（统一社会信用代码或编号）", "活动费用（万元）"], [CODE, 5]],
}


@pytest.mark.parametrize("content", [b"", b"<", b"<a/>", b"<a><b></a>", b"\xff\xfe", b"x" * 1000])
def test_strings_that_are_not_there_are_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        sheets.read(POLICY, with_shared_strings(EVENT, change={STRINGS: content}), "x")


def test_strings_are_read_with_their_runs_and_without_their_reading_aids() -> None:
    good = with_shared_strings(EVENT)
    strings = zipfile.ZipFile(io.BytesIO(good)).read(STRINGS)
    before = "<si><t>示例公司</t></si>".encode()
    assert before in strings
    runs = "<si><r><t>示例</t></r><r><rPr/><t xml:space='preserve'> _x0041_</t></r><rPh><t>yi</t></rPh></si>".encode()
    data = with_shared_strings(EVENT, change={STRINGS: strings.replace(before, runs)})
    assert sheets.read(POLICY, data, "x")[0].content["applicant"]["name"] == "示例 A"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels", SHEET])
def test_a_part_that_is_missing_is_refused(part: str) -> None:
    with pytest.raises(Refused):
        sheets.read(POLICY, changed(lambda n, d: None if n == part else d), "x")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (b'<c r="A2" t="s"><v>9999</v></c>', "损坏"),
        (b'<c r="A2" t="s"><v>x</v></c>', "损坏"),
        (b'<c r="A2" s="99999"><v>1</v></c>', "申报"),
        (b'<c r="A2"><v>NaN</v></c>', "申报"),
        (b'<c r="A2"><v>1e999</v></c>', "申报"),
        (b'<c r="??"><v>1</v></c>', "损坏"),
    ],
)
def test_a_cell_that_no_program_writes_is_refused(cell: bytes, value: str) -> None:
    def change(part: str, data: bytes) -> bytes:
        start = data.find(b'<c r="A2"')
        return data[:start] + cell + data[data.find(b"</c>", start) + 4 :] if part == SHEET else data

    with pytest.raises(Refused) as caught:
        sheets.read(POLICY, changed(change), "x")
    assert value in told(caught.value)[0][1]


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7 ...",
        b"<html><table><tr><td>1</td></tr></table></html>",
        b"\xef\xbb\xbf<?xml version='1.0'?><x/>",
        b"\x89PNG\r\n\x1a\n",
        b"Rar!\x1a\x07",
        workbook({"Sheet1": [["a"], [1]]}),
        b"a,b\r\n1,2\r\n",
        b"hello",
        b'{"application_date": "2025-06-15"}',
    ],
)
def test_a_file_of_another_kind_is_refused_with_what_to_do(data: bytes) -> None:
    with pytest.raises(Refused) as caught:
        sheets.read(POLICY, data, "x.xlsx")
    assert "模板" in told(caught.value)[0][1] or "申报事项" in told(caught.value)[0][1]


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert "模板" in refused(target.getvalue())


def test_an_empty_file_is_refused() -> None:
    assert "空" in refused(b"")
    assert "空" in refused(b" \r\n")


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(Refused):
        guard.kind(b"a" * (guard.MOST_UNPACKED + 1))


def test_of_endless_errors_the_file_is_read_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "MOST_GATHERED", 200)
    with pytest.raises(Refused) as caught:
        sheets.read(POLICY, rents(*([CODE, None, i, "x", 2024] for i in range(1, 400))), "x")
    assert "至少" in told(caught.value)[-1][1]

"""For whoever prepares many companies: their files at once, a table, each as a self-assessment, all reports."""

import io
import zipfile
from pathlib import Path
from types import SimpleNamespace

from openpyxl import load_workbook
from playwright.sync_api import expect

from engine import sheets
from engine.application import saved
from tests.browser.driving import settled
from tests.browser.test_journeys_axe import look
from tests.browser.visitor import POLICY, Visitor
from tests.pages.registering import company


def test_files_of_several_companies_become_a_table_reports_and_self_assessments(new_context, tmp_path):
    visitor = Visitor(new_context().new_page())
    visitor.visit("/many")
    page = visitor.page
    first = saved.Saved({**company("示例甲（示例）", "art06_rent"), "readings": {}})
    (tmp_path / "甲.json").write_bytes(saved.write(POLICY, first, POLICY.in_force.start))
    (tmp_path / "坏.json").write_text("{}", encoding="utf-8")
    filled = [SimpleNamespace(content=company("示例乙（示例）", "art11_standards"), size=None, claims=[], mark="")]
    (tmp_path / "模板.xlsx").write_bytes(sheets.write(POLICY, filled, "zh"))
    page.locator("input[type=file]").set_input_files([tmp_path / name for name in ("甲.json", "坏.json", "模板.xlsx")])
    table = page.get_by_role("table", name=visitor.say("companies.table"), exact=True)
    expect(table.get_by_role("link")).to_have_text(["示例甲（示例）", "示例乙（示例）"])
    settled(page)
    expect(page.get_by_role("alert")).to_contain_text("坏.json")
    look(visitor)
    visitor.narrow()
    page.set_viewport_size({"width": 1280, "height": 900})

    page.get_by_role("button", name=visitor.say("companies.reports"), exact=True).click()
    archive = page.get_by_role("link", name=visitor.say("companies.reports_of", count=2), exact=True)
    expect(archive).to_be_visible()
    settled(page)
    with page.expect_download() as download:
        archive.click()
    with zipfile.ZipFile(download.value.path()) as reports:
        assert [name.partition("-")[0] for name in reports.namelist()] == ["示例甲（示例）", "示例乙（示例）"]
        assert all(reports.read(name).startswith(b"%PDF") for name in reports.namelist())
    with page.expect_download() as download:
        page.get_by_role("link", name=visitor.say("companies.sheet_file"), exact=True).click()
    lines = load_workbook(io.BytesIO(Path(download.value.path()).read_bytes())).worksheets[0]
    assert [row[0] for row in lines.iter_rows(min_row=2, values_only=True)] == ["示例甲（示例）", "示例乙（示例）"]

    # Nothing is replaced yet, so the first opens at once; the second asks, and then has its place.
    table.get_by_role("link", name="示例甲（示例）").click()
    page.wait_for_url("**/result*")
    settled(page)
    expect(page.locator(".st-key-notice")).to_contain_text("示例甲（示例）")
    page.go_back()
    settled(page)
    table.get_by_role("link", name="示例乙（示例）").click()
    page.get_by_role("button", name=visitor.say("pages.replace_really"), exact=True).click()
    page.get_by_role("link", name=visitor.say("companies.to_result"), exact=True).click()
    page.wait_for_url("**/result*")
    settled(page)
    expect(page.locator("h1")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("示例乙（示例）")

    page.goto(visitor.page.url.replace("/result", "/many"))
    settled(page)
    expect(table).to_have_count(0)

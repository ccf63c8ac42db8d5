"""The registry, from a company's submission to what an official decides and takes away."""

import io
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from openpyxl import load_workbook
from playwright.sync_api import BrowserContext, Page, expect

from engine import sheets
from engine.registry import access
from engine.registry.database import Database
from engine.registry.tables import Official
from tests.browser.driving import Server, settled, sign_in
from tests.browser.test_journeys_axe import look
from tests.browser.test_journeys_outcomes import HALF, NOTHING
from tests.browser.visitor import POLICY, Visitor
from tests.pages.registering import company
from tests.registry.companies import with_names

NAME = "示例<b>机器人（示例）"


def desk_of(context: BrowserContext, server: Server) -> Page:
    """A tab of an official who is signed in."""
    registry = Database(server.registry)
    with registry.writing() as session:
        account = Official(name="李审核员（示例）", password="x")
        session.add(account)
        session.flush()
        token = access.begin(session, account)
    registry.close()
    sign_in(context, server, token)
    return context.new_page()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    settled(page)


def type_in(page: Page, name: str, text: str) -> None:
    box = page.get_by_role("textbox", name=name, exact=True)
    box.fill(text)
    box.press("Enter")
    settled(page)


def workbook(*contents: dict[str, Any]) -> bytes:
    """A filled-in workbook."""
    filled = [SimpleNamespace(content=content, size="small", claims=[], mark="") for content in contents]
    return sheets.write(POLICY, filled, "zh")


def test_a_company_submits_and_an_official_imports_decides_and_exports(new_context, fresh_server, tmp_path):
    visitor = Visitor(new_context(server=fresh_server).new_page())
    page = visitor.page
    claims = [{**claim, "id": f"c{n}"} for n, claim in enumerate([*NOTHING["claims"], *HALF["claims"]], 1)]
    claims = with_names(claims, "示例")
    visitor.continues(tmp_path, {"applicant": NOTHING["applicant"], "claims": claims})
    visitor.visit_door("results.home_go_on_button", "profile")
    visitor.walk_to("result")
    page.get_by_role("link", name=visitor.say("submit.heading"), exact=True).click()
    page.wait_for_url(re.compile("/submit"))
    settled(page)
    type_in(page, visitor.question("applicant", "name"), NAME)
    page.get_by_test_id("stCheckbox").get_by_text(visitor.say("submit.consent")).click()
    settled(page)
    look(visitor)
    visitor.narrow()
    page.get_by_role("button", name=visitor.say("submit.submit"), exact=True).dblclick()
    shown = page.locator(".st-key-r_code code")
    expect(shown).to_have_text(re.compile("^([0-9A-Z]{4}-){6}[0-9A-Z]{4}$"))
    settled(page)
    look(visitor)
    code = shown.inner_text()
    assert code not in page.url
    receipt = visitor.downloaded(tmp_path, "submit.receipt_download")
    assert code in receipt.read_text(encoding="utf-8-sig")
    # F5 keeps the code, by which alone it can be changed; and that it is being changed.
    page.reload()
    settled(page)
    expect(shown).to_have_text(code)
    press(page, visitor.say("submit.show_state"))
    expect(page.locator(".st-key-r_again")).to_contain_text(visitor.say("submit.found_received"))
    press(page, visitor.say("submit.change_own"))
    bar = page.locator(".st-key-changing")
    visitor.walk_to("profile")
    expect(bar).to_contain_text(visitor.say("submit.changing", name=NAME, moment="").split("于")[0])
    page.reload()
    settled(page)
    visitor.narrow()
    bar.get_by_role("link", name=visitor.say("submit.changing_back"), exact=True).click()
    page.wait_for_url(re.compile("/submit"))
    settled(page)
    press(page, visitor.say("submit.changing_stop"))
    expect(bar).to_have_count(0)
    expect(shown).to_have_text(code)

    official = Visitor(desk_of(new_context(server=fresh_server), fresh_server))
    desk = official.visit("/claims").page
    names = desk.locator("a.r-name")
    expect(names).to_have_count(len(claims))
    expect(names.first).to_have_text(NAME)
    press(desk, official.say("claims_page.to_import"))
    expect(desk.get_by_role("heading", level=1)).to_have_text(official.say("claims_page.import_heading"))
    book = workbook(company("示例甲（示例）", "art06_rent"), company("示例乙（示例）", "art11_standards"))
    upload = desk.locator("input[type=file]")
    upload.set_input_files({"name": "申报.xlsx", "mimeType": "application/octet-stream", "buffer": book})
    expect(desk.get_by_role("table", name=official.say("claims_page.preview_label"))).to_contain_text("申报.xlsx")
    settled(desk)
    look(official)
    official.narrow()
    desk.set_viewport_size({"width": 1280, "height": 900})
    press(desk, official.say("claims_page.preview_add"))
    expect(names).to_have_count(len(claims) + 2)
    look(official)
    official.narrow()
    desk.set_viewport_size({"width": 1280, "height": 900})

    desk.get_by_role("link", name=re.compile("示例甲")).click()
    desk.wait_for_url(re.compile("application="))
    settled(desk)
    type_in(desk, official.say("claims_page.approved_label"), "18.5万")
    type_in(desk, official.say("claims_page.reason_label"), "按发票核减")
    press(desk, official.say("claims_page.save"))
    expect(desk.get_by_role("table", name=official.say("claims_page.history_label"))).to_contain_text("按发票核减")
    look(official)
    official.narrow()
    press(desk, official.say("claims_page.correct"))
    look(official)
    official.narrow()
    desk.set_viewport_size({"width": 1280, "height": 900})
    press(desk, official.say("claims_page.correct_stop"))

    desk.get_by_role("link", name=official.say("claims_page.back")).click()
    settled(desk)
    with desk.expect_download() as download:
        desk.get_by_role("link", name=official.say("claims_page.export_xlsx"), exact=True).click()
    sheet = load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    cells = [str(cell.value) for page_ in sheet for row in page_.iter_rows() for cell in row if cell.value is not None]
    assert "18.5" in cells
    assert NAME in cells

    official.visit("/journal")
    press(desk, official.say("journal.verify"))
    # The first link, the submission, the account, the import, the decision and the download.
    official.reads(official.say("journal.verified", lines=6))
    look(official)
    official.narrow()

"""The report is taken from the result page as a visitor takes it: the file that arrives is the engine's."""

from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import expect

from engine.documents import report
from engine.values import windows
from engine.view.result import assessed
from tests.browser.conftest import NewContext
from tests.browser.driving import settled
from tests.browser.test_law_and_result import with_result
from tests.browser.visitor import POLICY
from tests.engine.documents.opening import text
from tests.pages import samples
from tests.pages.seeding import answered

LICENCE = {"zh": "营业执照或法人登记证书 · 登记机关", "en": "Business licence or certificate of registration"}


@pytest.mark.long
@pytest.mark.parametrize(("locale", "lang"), [("zh-CN", "zh"), ("en-GB", "en")])
def test_both_forms_arrive_whole_under_a_name_with_the_day(
    new_context: NewContext, tmp_path: Path, locale: str, lang: str
) -> None:
    saved = tmp_path / "saved.json"
    saved.write_bytes(answered().file())
    page = new_context(locale=locale).new_page()
    before = windows.today()  # the page is drawn with the day on which it is opened
    visitor = with_result(page, saved, lang)
    files = {}
    for kind in ("pdf", "docx"):
        link = page.get_by_role("link", name=visitor.say(f"results.report_{kind}"), exact=True)
        with page.expect_download() as started:
            link.click()
        expect(link).not_to_have_attribute("aria-busy", "true")
        what = visitor.say("documents.file_report")
        names = {f"示例智能科技-b-（示例数据）-{what}-{day}.{kind}" for day in (before, windows.today())}
        assert started.value.suggested_filename in names
        files[kind] = Path(started.value.path()).read_bytes()
    # A paper that is ticked stays ticked through a reload, and in the file with the result, which opens elsewhere.
    licence = page.get_by_role("checkbox", name=LICENCE[lang])
    licence.locator("xpath=ancestor::label").click()
    settled(page)
    expect(page.get_by_text(visitor.say("papers.ready_of", ready=1, count=38))).to_be_visible()
    page.reload()
    settled(page)
    expect(page.get_by_role("checkbox", name=LICENCE[lang])).to_be_checked()
    taken = visitor.downloaded(tmp_path, "results.download")
    there = with_result(new_context(locale=locale).new_page(), taken, lang)
    expect(there.page.get_by_role("checkbox", name=LICENCE[lang])).to_be_checked()
    made = {report.as_pdf(assessed(POLICY, samples.application()), lang, day) for day in (before, windows.today())}
    assert files["pdf"] in made
    assert "212.58" in text(files["pdf"])
    assert "212.58" in "".join(
        cell.text for table in Document(BytesIO(files["docx"])).tables for row in table.rows for cell in row.cells
    )

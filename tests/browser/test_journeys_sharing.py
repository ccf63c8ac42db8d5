"""A scenario goes from desk to desk: by a link that leads through signing in, by 倒推, by a copied link, by file."""

import json
import re
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, expect

from engine.registry.database import SETTING
from engine.scenario import Scenario
from engine.scenario.address import read_address, written_address
from engine.text import words
from tests.browser.driving import axe, served, settled, sign_in
from tests.browser.visitor import NARROW
from tests.conftest import ROOT
from tests.pages import dividing
from tests.registry.companies import POLICY

WAN = 1_000_000
SENT = Scenario("送来的方案", 2025, 1500 * WAN, pools={"art10": 1800 * WAN}, overrides={"art06_rent.share": "0.4"})


def say(key: str, lang: str = "zh", **values: object) -> str:
    return words.text(f"scenario_file.{key}", lang, **values)


def drafts(page: Page) -> list[str]:
    return page.locator('[class*="st-key-bd-choose"] [role="radio"]').all_inner_texts()


def copied(page: Page, label: str) -> str:
    """What the button copies, as it is pasted."""
    page.get_by_role("link", name=label, exact=True).click()
    expect(page.locator(".f-copy + [role=status]").filter(has_text=say("copied")).first).to_be_visible()
    page.evaluate(
        """() => {
          const box = document.createElement("textarea");
          box.id = "pasted";
          document.body.append(box);
          box.focus();
        }"""
    )
    page.keyboard.press("Control+V")
    pasted = page.locator("#pasted").input_value()
    page.evaluate("() => document.getElementById('pasted').remove()")
    return pasted


@pytest.mark.long
def test_a_scenario_goes_by_link_through_signing_in_by_inverse_and_by_file(tmp_path, new_context):
    registry = dividing.filled(tmp_path / "registry.sqlite3")
    token = dividing.signed_in(registry)
    with served(ROOT, tmp_path, {SETTING: str(registry.url)}) as server:
        context = new_context(viewport=(1440, 900), server=server)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        # Who is not signed in is asked to, and led on with the scenario.
        page.goto(f"/budget?lang=zh&scenario={written_address(POLICY, SENT)}")
        assert "/sign-in?" in page.url
        sign_in(context, server, token)
        page.goto(page.url)
        settled(page)
        expect(page.get_by_role("status").filter(has_text=say("laid", name=SENT.name))).to_be_visible()
        assert "scenario" not in page.url
        # F5 keeps it, once.
        page.reload()
        settled(page)
        expect(page.locator(".b-s")).to_have_count(2)
        assert drafts(page) == ["现行", SENT.name]

        # 倒推 begins with it, and its answer comes back as a draft.
        page.goto("/inverse?lang=zh")
        settled(page)
        expect(page.get_by_label(words.text("inverse.box_budget", "zh"))).to_have_value("1500")
        page.get_by_role("button", name=words.text("inverse.button", "zh"), exact=True).first.click()
        settled(page)
        page.get_by_role("button", name=words.text("inverse.as_scenario", "zh"), exact=True).first.click()
        settled(page)
        expect(page.locator(".b-s")).to_have_count(3)
        answer = f"{SENT.name}（倒推）"
        expect(page.locator("h1")).to_contain_text("按90.00%折算")
        assert drafts(page)[-1] == answer
        assert not axe(page)

        # Its link for everybody, and its file.
        link = copied(page, say("copy_sandbox"))
        assert link.startswith(f"{server.url}/sandbox?scenario=1.")
        found = read_address(POLICY, unquote(link.partition("scenario=")[2])).fitted(POLICY).scenario
        assert (found.name, found.overrides) == (answer, SENT.overrides)
        with page.expect_download() as awaited:
            page.get_by_role("link", name=say("file"), exact=True).click()
        file = tmp_path / "方案.json"
        awaited.value.save_as(file)
        assert json.loads(file.read_text(encoding="utf-8"))["figures"]["ratio"] == "9/10"

        visitor = new_context(locale="en-GB", viewport=(390, 844), color_scheme="dark", server=server).new_page()
        visitor.goto(link)
        settled(visitor)
        expect(visitor.get_by_role("status").filter(has_text=say("laid", "en", name=answer))).to_be_visible()
        assert visitor.evaluate(NARROW) == []
        assert not axe(visitor)
        old = json.loads(file.read_text(encoding="utf-8"))
        old["scenario"] |= {"name": "旧", "overrides": {"art06_rent.rate": "0.4"}}
        visitor.get_by_text(say("open", "en"), exact=True).click()
        settled(visitor)
        handed = {"name": "old.json", "mimeType": "application/json", "buffer": json.dumps(old).encode()}
        visitor.locator(".st-key-bd_share input[type=file]").set_input_files([handed])
        settled(visitor)
        expect(visitor.locator(".b-incoming")).to_contain_text("art06_rent.rate")
        assert not axe(visitor)
        visitor.get_by_role("button", name=say("lay", "en"), exact=True).click()
        settled(visitor)
        expect(visitor.locator(".b-s")).to_have_count(3)
        visitor.get_by_role("button", name=say("undo", "en"), exact=True).click()
        settled(visitor)
        expect(visitor.locator(".b-s")).to_have_count(2)
        assert not re.search("测试[0-9]+号", visitor.content())
    registry.close()

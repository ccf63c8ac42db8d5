"""What a company has to do: clicks and keys from the first question to the result, as the browser counts them."""

import pytest
from playwright.sync_api import Locator, expect

from engine.assessment.assess import assess
from tests.browser.driving import settled
from tests.browser.visitor import POLICY, Visitor, read

COUNT = """
window.done = {clicks: 0, keys: 0}
addEventListener("pointerdown", event => { if (event.isTrusted) window.done.clicks += 1 }, true)
addEventListener("keydown", event => { if (event.isTrusted) window.done.keys += 1 }, true)
"""
BEFORE = {"clicks": 110, "keys": 400}
"""What the same company took when each thing was asked for in boxes of its own, article by article."""
PURCHASE, GROWTH, RENT = "art04_compute_voucher", "art05_revenue_growth", "art06_rent"
MODELS, EMBODIED = "art09_genai_filing", "art09_embodied_model"
SOLVER, FINANCING = "art10_scenario_solver", "art13_financing"
DAYS = ("2024/2/18", "2024/4/2", "2024/5/30", "2024/7/11", "2024/9/9", "2024/12/24")
SHEET = "\n".join(f"Guangdong-2024-{n}\t备案\t{day}\t否" for n, day in enumerate(DAYS, 1))
"""Six models, as they stand in a spreadsheet."""
ROUNDS = "A 2023.9.1 2500 y\nB 2024.1.9 1000 y\n- 2024.2.1 1500 y\n- 2024.3.1 1500 y\nC 2025.1.9 5000 y"
"""Three rounds with five instalments, as somebody types them."""


@pytest.mark.long
def test_nine_amounts_six_models_and_three_rounds_take_half_the_clicks_and_keys(new_context, tmp_path):
    context = new_context(viewport=(1366, 768))
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.add_init_script(COUNT)
    page = context.new_page()
    visitor = Visitor(page).visit("/profile")
    keys = page.keyboard

    def type_in(box: Locator, text: str) -> None:
        box.click()
        if box.input_value():
            keys.press("Control+A")
        keys.type(text)
        keys.press("Tab")
        settled(page)

    def amount(provision: str, path: str, text: str, nth: int = 0) -> None:
        type_in(visitor.box(visitor.question(provision, path), nth), text)

    def choose(provision: str, path: str, value: str, nth: int = 0) -> None:
        visitor.answer(provision, path, value, nth)

    def table(provision: str) -> None:
        """Show the list of a provision as lines; the focus is there."""
        item = POLICY.provision(provision).item
        name = item.zh if item is not None else ""
        page.get_by_role("button", name=visitor.say("pages.list_as_lines", name=name), exact=True).click()
        lines = page.get_by_role("textbox", name=visitor.say("pages.lines_label", name=name), exact=True)
        expect(lines).to_be_focused()

    type_in(page.get_by_role("textbox", name=visitor.say("pages.day"), exact=True), "20250615")
    amount("applicant", "name", "Ruibi")
    amount("applicant", "uscc", "91110000600037341L")
    for name, value in (("entity_type", "enterprise"), ("legal_person", "yes"), ("operates_in_longhua", "yes"),
                        ("ai_robotics", "yes"), ("disqualified", "no")):  # fmt: skip
        choose("applicant", name, value)
    visitor.go_on("happened")
    visitor.tick(PURCHASE, GROWTH, RENT, MODELS, EMBODIED, SOLVER, FINANCING)

    visitor.go_on("article-4")
    amount(PURCHASE, "purchase_amount", "850")
    visitor.go_on("article-5")
    amount(GROWTH, "revenues.last", "7000")
    amount(GROWTH, "revenues.prior", "6200")
    choose(GROWTH, "core_technology", "yes")
    choose(GROWTH, "already_received", "no")
    visitor.go_on("article-6")
    choose(RENT, "assessed", "yes")
    amount(RENT, "rents.amount", "33.6")
    visitor.add(RENT)
    amount(RENT, "rents.amount", "8", 1)
    amount(RENT, "years_received", "2")
    visitor.go_on("article-9")
    table(MODELS)
    page.evaluate("text => navigator.clipboard.writeText(text)", SHEET)
    keys.press("Control+V")
    keys.press("Tab")
    settled(page)
    choose(EMBODIED, "models.assessed", "yes")
    amount(EMBODIED, "models.landing_date", "20250220")
    amount(EMBODIED, "models.rd_cost", "180")
    choose(EMBODIED, "models.already_rewarded", "no")
    visitor.go_on("article-10")
    choose(SOLVER, "challenge_mode", "yes")
    amount(SOLVER, "project.total_investment", "2600")
    amount(SOLVER, "project.fiscal_investment", "300")
    visitor.go_on("article-13")
    choose(FINANCING, "assessed", "yes")
    choose(FINANCING, "already_received", "no")
    table(FINANCING)
    keys.type(ROUNDS)
    keys.press("Tab")
    settled(page)
    visitor.go_on("review")
    visitor.go_on("result")

    done = page.evaluate("window.done")
    application = read(visitor.saved(tmp_path))["application"]
    assessed = assess(POLICY, application)
    facts = {claim["provision"]: claim["facts"] for claim in application["claims"]}
    assert [m["filing_date"] for m in facts[MODELS]["models"]] == [
        "-".join(part.zfill(2) for part in day.split("/")) for day in DAYS
    ]
    assert [[i["amount"] for i in r["instalments"]] for r in facts[FINANCING]["rounds"]] == [
        ["2500"], ["1000", "1500", "1500"], ["5000"],
    ]  # fmt: skip
    assert not [claim["missing"] for claim in assessed["claims"] if claim["missing"]], "every question is answered"
    assert {claim["status"] for claim in assessed["claims"]} == {"eligible"}
    for what, before in BEFORE.items():
        assert 0 < done[what] <= before / 2, f"{done[what]} {what}, {before} before"

"""From the home page to a saved result by keyboard only."""

from playwright.sync_api import Locator, Page, expect

from engine.assessment.assess import assess
from tests.browser.driving import settled
from tests.browser.visitor import DAY, POLICY, Visitor, read

GROWTH = "art05_revenue_growth"
# A box to tick is itself without a size: what is seen of it is its label.
IN_SIGHT = """part => {
    const box = (part.closest("label") || part).getBoundingClientRect()
    return box.height > 0 && box.bottom > 56 && box.top < innerHeight
}"""


def tab_to(page: Page, target: Locator, most: int = 120) -> None:
    """Press Tab until the target has the focus, which must be in sight."""
    expect(target).to_be_attached()
    for _ in range(most):
        if target.evaluate("part => part === document.activeElement"):
            assert target.evaluate(IN_SIGHT), f"{target} has the focus out of sight"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} is not reached by Tab")


def test_by_keyboard_only(page, tmp_path):
    visitor = Visitor(page).visit()
    keys = page.keyboard

    def press(target: Locator, key: str = "Enter") -> None:
        tab_to(page, target)
        keys.press(key)
        settled(page)

    def choose(question: str, option: str) -> None:
        """Tab enters a row of choices, arrows walk along it."""
        row = page.get_by_role("radiogroup", name=question, exact=True).get_by_role("radio")
        names = [name.strip() for name in row.all_inner_texts()]
        tab_to(page, row.first)
        for _ in range(names.index(option)):
            keys.press("ArrowRight")
        keys.press("Space")
        settled(page)
        expect(row.nth(names.index(option))).to_be_checked()

    def type_in(question: str, text: str) -> None:
        tab_to(page, visitor.box(question))
        keys.type(text)
        keys.press("Enter")
        settled(page)

    press(page.get_by_role("link", name=visitor.say("results.home_begin_button"), exact=True))
    visitor.arrived("profile")
    type_in(visitor.say("pages.day"), DAY)
    kind = page.get_by_role("radiogroup", name=visitor.question("applicant", "entity_type"), exact=True)
    first = kind.get_by_role("radio").first
    tab_to(page, first)
    keys.press("ArrowDown")  # to 机构, and back to 企业
    settled(page)
    expect(kind.get_by_role("radio").nth(1)).to_be_checked()
    keys.press("ArrowUp")
    settled(page)
    expect(first).to_be_checked()
    for name in ("legal_person", "operates_in_longhua", "ai_robotics"):
        choose(visitor.question("applicant", name), visitor.say("pages.yes"))
    choose(visitor.question("applicant", "disqualified"), visitor.say("pages.no"))

    opens = page.locator(".f-opens").get_by_role("link", name=POLICY.provision(GROWTH).title.zh, exact=True)
    press(opens)
    visitor.arrived("article-5")
    choose(visitor.say("pages.gate", title=POLICY.provision(GROWTH).title.zh), visitor.say("pages.gate_yes"))
    type_in(visitor.question(GROWTH, "revenues.last"), "6200")
    type_in(visitor.question(GROWTH, "revenues.prior"), "5800")
    choose(visitor.question(GROWTH, "core_technology"), visitor.say("pages.yes"))
    choose(visitor.question(GROWTH, "already_received"), visitor.say("pages.no"))
    visitor.reads("10.00")

    press(page.get_by_test_id("stSidebar").get_by_role("link", name=visitor.say("pages.result"), exact=True))
    visitor.arrived("result")
    expect(page.locator(".m-big").first).to_contain_text("10.00")
    save = page.get_by_role("link", name=visitor.say("pages.save"), exact=True)
    tab_to(page, save)
    with page.expect_download() as download:
        keys.press("Enter")
    download.value.save_as(tmp_path / "saved.json")
    application = read(tmp_path / "saved.json")["application"]
    assert application["application_date"] == DAY
    assert assess(POLICY, application)["total"]["confirmed"] == "10.00"

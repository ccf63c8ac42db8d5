"""A company that qualifies for nothing, and one that leaves half unanswered."""

from typing import Any

from playwright.sync_api import expect

from engine.assessment.answer import ClaimAnswer
from engine.assessment.assess import assess
from engine.view.claim_result import worth_text
from tests.browser.driving import settled
from tests.browser.visitor import DAY, POLICY, Visitor

APPLICANT: dict[str, Any] = {
    "name": "示例（示例数据）",
    "entity_type": "enterprise",
    "legal_person": True,
    "operates_in_longhua": True,
    "ai_robotics": True,
    "disqualified": False,
}
NOTHING: dict[str, Any] = {
    "applicant": APPLICANT,
    "claims": [
        {
            "id": "c1",
            "provision": "art05_revenue_growth",
            "facts": {
                "revenues": {"2024": "4000", "2023": "4100"},
                "core_technology": False,
                "already_received": False,
            },
        },
        {
            "id": "c2",
            "provision": "art11_standards",
            "facts": {"standards": [{"level": "group", "lead": False, "already_rewarded": False}]},
        },
    ],
}
HALF: dict[str, Any] = {
    "applicant": {"entity_type": "enterprise", "legal_person": True, "disqualified": False},
    "claims": [
        {"id": "c1", "provision": "art06_rent", "facts": {"rents": [{"amount": "30", "year": 2024}]}},
        {
            "id": "c2",
            "provision": "art10_scenario_solver",
            "facts": {"project": {"id": "P1", "total_investment": "1500", "fiscal_investment": "300"}},
        },
    ],
}
# Every visible part whose text, ground or edge is red.
RED = """() => {
    const isRed = colour => {
        const [r, g, b, a = 1] = (colour.match(/[\\d.]+/g) || []).map(Number)
        const top = Math.max(r, g, b), low = Math.min(r, g, b)
        if (!a || top - low < 0.25 * 255) return false
        const hue = r === top ? ((g - b) / (top - low)) * 60 : 180
        return Math.abs(hue) < 20
    }
    return [...document.querySelectorAll(".stApp *")].filter(part => {
        const box = part.getBoundingClientRect(), style = getComputedStyle(part)
        const edge = parseFloat(style.borderTopWidth) || parseFloat(style.borderLeftWidth)
        return box.width && box.height && (isRed(style.color) || isRed(style.backgroundColor)
            || (edge && (isRed(style.borderTopColor) || isRed(style.borderLeftColor))))
    }).map(part => part.outerHTML.slice(0, 200))
}"""


def failed(claim: ClaimAnswer) -> list[str]:
    return [s["text"]["zh"] for s in claim["steps"] if s["kind"] == "condition" and s["state"] == "failed"]


def never_red(page) -> None:
    for scheme, ground in {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 24, 22)"}.items():
        page.emulate_media(color_scheme=scheme)
        expect(page.get_by_test_id("stApp")).to_have_css("background-color", ground)
        assert page.evaluate(RED) == [], scheme


def test_the_eye_for_red_sees_red(page):
    page.set_content('<div class="stApp"><p style="color: #c00">x</p><p style="color: #80560b">y</p></div>')
    assert len(page.evaluate(RED)) == 1


def test_who_qualifies_for_nothing_reads_calmly_why(page, tmp_path):
    visitor = Visitor(page)
    visitor.continues(tmp_path, NOTHING)
    result = assess(POLICY, {"application_date": DAY, "readings": {}, **NOTHING})
    assert [claim["status"] for claim in result["claims"]] == ["ineligible", "ineligible"]
    assert [len(failed(claim)) for claim in result["claims"]] == [3, 2]

    visitor.visit_door("results.home_result_button", "result")
    visitor.reads(visitor.say("results.calm_none"))
    visitor.reads(visitor.say("results.headline_ineligible_many", count="两"))
    expect(visitor.page.locator(".m-big").first).to_contain_text("0.00")
    for number, claim in enumerate(result["claims"], 1):
        reasons = visitor.page.locator(f"#claim-{number} .m-why.failed li")
        expect(reasons).to_have_count(len(failed(claim)))
        for position, reason in enumerate(failed(claim)):
            expect(reasons.nth(position)).to_contain_text(reason)
    never_red(page)
    visitor.walk_to("article-5")
    expect(visitor.page.locator(".m-why.failed li")).to_have_count(3)
    visitor.reads(visitor.say("results.status_ineligible"))
    never_red(page)


def test_who_leaves_half_unanswered_reads_what_each_answer_is_worth(page, tmp_path):
    visitor = Visitor(page)
    visitor.continues(tmp_path, HALF)
    result = assess(POLICY, {"application_date": DAY, "readings": {}, **HALF})
    assert [claim["status"] for claim in result["claims"]] == ["needs_information"] * 2
    rent, solver = result["claims"]
    assert rent["most"] == "15.00"  # 30万元 x 50%
    assert solver["most"] == "240.00"  # (1500 - 300) x 20%

    visitor.visit_door("results.home_result_button", "result")
    visitor.reads(visitor.say("results.headline_needs_information_many", count="两"))
    expect(page.locator(".m-kp")).to_contain_text("255.00")
    for number, claim in enumerate(result["claims"], 1):
        asked = page.locator(f"#claim-{number} .m-missing li")
        expect(asked).to_have_count(len(claim["missing"]))
        for position, missing in enumerate(claim["missing"]):
            of = worth_text(claim, missing, visitor.lang)
            worth = visitor.say("results.missing_worth", label=missing["label"], worth=of)
            expect(asked.nth(position)).to_have_text(worth)

    # From what is missing to the question, to its answer, and back: it is no longer asked for.
    visitor.walk_to("article-6")
    expect(page.locator(".f-missing:not(.f-assumed) li")).to_have_count(len(rent["missing"]))
    question = visitor.question("applicant", "operates_in_longhua")
    page.locator(".f-missing").get_by_role("link", name=question, exact=True).click()
    visitor.arrived("profile")
    expect(page.get_by_role("radiogroup", name=question, exact=True)).to_be_in_viewport()
    visitor.answer("applicant", "operates_in_longhua", "yes")
    visitor.walk_to("article-6")
    expect(page.locator(".f-missing:not(.f-assumed) li")).to_have_count(len(rent["missing"]) - 1)
    settled(page)

"""A company that claims under articles 5, 6, 9 and 13, from the home page to its saved result."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from playwright.sync_api import expect

from engine.allocation.payout import after_budget
from engine.assessment.assess import assess
from tests.browser.visitor import DAY, POLICY, Visitor, read

COMPANY = [
    ("name", "示例机器人（示例数据）"),
    ("uscc", "91110000600037341L"),
    ("entity_type", "enterprise"),
    ("legal_person", "yes"),
    ("operates_in_longhua", "yes"),
    ("ai_robotics", "yes"),
    ("disqualified", "no"),
]
# Article -> provision -> what is answered: the question, the answer, which of the boxes that ask it.
CLAIMS: dict[int, dict[str, list[tuple[str, str, int]]]] = {
    5: {
        "art05_revenue_growth": [
            ("revenues.last", "0.62亿", 0),
            ("revenues.prior", "58,000,000元", 0),
            ("core_technology", "yes", 0),
            ("already_received", "no", 0),
        ]
    },
    6: {
        "art06_rent": [
            ("assessed", "yes", 0),
            ("rents.amount", "３０", 0),
            ("+", "", 0),
            ("rents.amount", "22.3万元", 1),
            ("years_received", "1", 0),
        ]
    },
    9: {
        "art09_genai_filing": [
            ("models.filing_date", "2024-10-01", 0),
            ("models.already_rewarded", "no", 0),
        ],
        "art09_embodied_model": [
            ("models.assessed", "yes", 0),
            ("models.landing_date", "2024-11-20", 0),
            ("models.rd_cost", "231.46", 0),
            ("models.already_rewarded", "no", 0),
        ],
    },
    13: {
        "art13_financing": [
            ("assessed", "yes", 0),
            ("already_received", "no", 0),
            ("rounds.instalments.date", "2025-03-01", 0),
            ("rounds.instalments.amount", "2,400", 0),
            ("rounds.instalments.fund", "yes", 0),
            ("rounds.instalments.district_fund", "240万", 0),
        ]
    },
}
# By hand, from the law: 10; (30 + 22.3) x 50% = 26.15, at most 20; 50; 231.46 x 50% = 115.73, at most 100;
# (2400 - 240) x 5% = 108.
EXPECTED = {
    "art05_revenue_growth": "10.00",
    "art06_rent": "20.00",
    "art09_genai_filing": "50.00",
    "art09_embodied_model": "100.00",
    "art13_financing": "108.00",
}
TOTAL = "288.00"
FACTS = {
    "art06_rent": {
        "assessed": True,
        "rents": [{"amount": "30", "year": 2024}, {"amount": "22.3", "year": 2024}],
        "years_received": 1,
    },
    "art13_financing": {
        "assessed": True,
        "already_received": False,
        "rounds": [{"instalments": [{"date": "2025-03-01", "amount": "2400", "fund": True, "district_fund": "240"}]}],
    },
}


def fill_in(visitor: Visitor, each_page: Any = lambda: None) -> None:
    """From the home page to the result."""
    visitor.visit_door("results.home_begin_button", "profile")
    visitor.answer_day()
    for path, value in COMPANY:
        visitor.answer("applicant", path, value)
    each_page()
    visitor.go_on("happened")
    visitor.tick(*(provision for provisions in CLAIMS.values() for provision in provisions))
    each_page()
    for number, provisions in CLAIMS.items():
        visitor.go_on(f"article-{number}")
        for provision, answers in provisions.items():
            for path, value, nth in answers:
                if path == "+":
                    visitor.add(provision)
                else:
                    visitor.answer(provision, path, value, nth)
        each_page()
    visitor.go_on("review")
    each_page()
    changed_and_back(visitor)
    visitor.go_on("result")
    each_page()


def changed_and_back(visitor: Visitor) -> None:
    """From the review to a box, which has the focus, and back to the same row, without a longer history; the total is
    in sight, and is said to screen readers once it has changed."""
    page, history = visitor.page, "() => history.length"
    label = visitor.label("art06_rent", "years_received")
    row = page.get_by_role("link", name=visitor.say("pages.change_what", label=label), exact=True)
    lengths = []
    for years, total in (("3", f"{float(TOTAL) - 20:.2f}"), ("1", TOTAL)):
        row.click()
        visitor.arrived("article-6")
        box = visitor.box(visitor.question("art06_rent", "years_received"))
        expect(box).to_be_focused()
        expect(box).to_be_in_viewport()
        expect(page.locator(".f-bar")).to_be_in_viewport()
        box.fill(years)
        back = page.locator(".f-bar").get_by_role(
            "link", name=visitor.say("pages.back_to", step=visitor.step("review"))
        )
        back.click()
        visitor.arrived("review")
        expect(row).to_be_focused()
        expect(row).to_be_in_viewport()
        expect(page.locator("#spoken")).to_contain_text(total)
        lengths.append(page.evaluate(history))
    assert lengths[0] == lengths[1]


def amounts_on_screen(visitor: Visitor, column: str) -> dict[str, str]:
    """Title -> amount in the result's table, the total under its own name."""
    found = {}
    for row in visitor.page.locator(".m-rt .m-rr:not(.head)").all():
        title = row.locator(".k-matter b, .k-matter a").first
        name = title.inner_text() if title.count() else row.locator(".k-matter").inner_text()
        found[name] = row.locator(f".k-{column}").evaluate("cell => cell.lastChild.textContent")
    return found


def agrees_with_the_engine(visitor: Visitor, tmp_path) -> None:
    """What was saved is what was answered, and every figure on screen is the engine's."""
    application = read(visitor.saved(tmp_path))["application"]
    assert application["application_date"] == DAY
    assert {c["provision"]: c["facts"] for c in application["claims"] if c["provision"] in FACTS} == FACTS
    assessment = assess(POLICY, application)
    assert {c["provision"]: c["confirmed"] for c in assessment["claims"]} == EXPECTED
    assert assessment["total"]["confirmed"] == TOTAL

    titles = {c["id"]: POLICY.provision(c["provision"]).title.in_language(visitor.lang) for c in assessment["claims"]}
    expected = {titles[c["id"]]: c["confirmed"] for c in assessment["claims"]}
    total = visitor.say("results.total_calculated")
    assert amounts_on_screen(visitor, "confirmed") == {**expected, total: TOTAL}

    visitor.type_in(visitor.say("results.payout_label"), "79.875%")
    paid = after_budget(POLICY, assessment, Fraction("0.79875"))
    none = visitor.say("results.table_none")
    after = {titles[id]: str(claim["actual"] or none) for id, claim in paid["claims"].items()}
    assert amounts_on_screen(visitor, "paid") == {**after, total: paid["total"]["actual"]}
    expect(visitor.page.locator(".m-kp")).to_contain_text(TOTAL)
    expect(visitor.page.locator(".m-kp")).to_contain_text(paid["total"]["actual"])

    file = visitor.downloaded(tmp_path, "results.download")
    assert file.name.endswith(f"-{date.today().isoformat()}.json")
    taken = read(file)
    assert taken["application"] == application
    assert taken["assessment"] == assessment
    assert taken["after_budget"] == paid


def test_a_company_goes_from_the_home_page_to_its_saved_result(page, tmp_path):
    visitor = Visitor(page).visit()
    fill_in(visitor)
    agrees_with_the_engine(visitor, tmp_path)
    for amount in (*EXPECTED.values(), TOTAL):
        visitor.reads(amount)


@pytest.mark.long
def test_the_same_in_english_on_a_phone(new_context, tmp_path):
    page = new_context(locale="en-GB", viewport=(390, 844), has_touch=True, is_mobile=True).new_page()
    visitor = Visitor(page, "en").visit()
    visitor.narrow()
    fill_in(visitor, visitor.narrow)
    visitor.narrow()
    agrees_with_the_engine(visitor, tmp_path)
    # Numbers of matters are long, and each heads the ledger of its entry.
    visitor.walk_to("article-8")
    visitor.claim("art08_algorithm_filing")
    for nth in (0, 1):
        if nth:
            visitor.add("art08_algorithm_filing")
        visitor.answer("art08_algorithm_filing", "algorithms.filing_number", f"网信算备44030900000{nth}号", nth)
        visitor.answer("art08_algorithm_filing", "algorithms.listed", "yes", nth)
        visitor.answer("art08_algorithm_filing", "algorithms.already_rewarded", "no", nth)
    visitor.narrow()

"""Five companies, who between them claim under every article, from the home page to the saved file.

What each comes to is worked out by hand from the law's text; the page, the file and the engine have to agree with it.
Where the text is open, it is read as the measures are read unless somebody says otherwise."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from engine.allocation.payout import after_budget
from engine.assessment.assess import assess
from tests.browser.driving import settled
from tests.browser.visitor import POLICY, Visitor, read

DAY = "2026-11-29"
"""The two years before it begin on 30 November 2024; the year before is 2025."""
VOUCHER, GROWTH, PARKS, RENT = "art04_compute_voucher", "art05_revenue_growth", "art06_park_operations", "art06_rent"
CHALLENGE, ALGORITHMS = "art07_national_challenge", "art08_algorithm_filing"
MODELS, EMBODIED = "art09_genai_filing", "art09_embodied_model"
PUBLISHER, SOLVER = "art10_scenario_publisher", "art10_scenario_solver"
STANDARDS, PLATFORM = "art11_standards", "art12_public_platform"
FINANCING, EVENTS = "art13_financing", "art14_events"

ENTERPRISE: dict[str, Any] = {
    "entity_type": "enterprise",
    "legal_person": True,
    "operates_in_longhua": True,
    "ai_robotics": True,
    "disqualified": False,
}
AS_PEOPLE_TYPE = {"6200": "0.62亿", "850": "８５０", "1800": "18,000,000元", "3000": "3000万", "0.65": "65%"}
"""How some of the answers are typed."""


@dataclass(frozen=True)
class Company:
    """What it answers, in contract form, an answer None where it is not sure: of itself, and under each provision that
    it ticks, and then under those of which nothing can be ticked. And what comes of it: of each provision the amount,
    and the totals by their names in the interface's words."""

    applicant: dict[str, Any]
    claims: dict[str, dict[str, Any]]
    amounts: dict[str, str]
    totals: dict[str, str]
    unticked: dict[str, dict[str, Any]] = field(default_factory=dict)
    most: str = ""

    @property
    def facts(self) -> dict[str, dict[str, Any]]:
        """The answers under every provision, in the order of the law."""
        everything = self.claims | self.unticked
        return {p.id: everything[p.id] for p in POLICY.provisions if p.id in everything}


ROBOTS = Company(
    {**ENTERPRISE, "name": "锐臂机器人（示例）"},
    {
        VOUCHER: {"purchase_amount": "850", "other_district": {"amount": "280"}},
        GROWTH: {"revenues": {"2025": "6200", "2024": "7000"}},  # what fails for that needs no further answer
        RENT: {
            "assessed": True,
            "rents": [{"amount": "33.6", "year": 2025}, {"amount": "8", "year": 2025}],
            "years_received": 2,
        },
        ALGORITHMS: {"algorithms": [{"listed": True, "already_rewarded": False}] * 2},
        MODELS: {"models": [{"kind": "filing", "filing_date": "2025-06-18", "already_rewarded": False}]},
        EMBODIED: {
            "models": [
                {
                    "assessed": True,
                    "landing_date": "2025-02-20",
                    "already_rewarded": False,
                    "rd_cost_items": [
                        {"date": "2024-05-10", "amount": "180"},
                        {"date": "2025-03-08", "amount": "95.5"},
                    ],
                    "project": {"actual_investment": "300", "other_gov_funding": "60"},
                }
            ]
        },
        SOLVER: {
            "challenge_mode": True,
            "project": {"total_investment": "2600", "fiscal_investment": "300", "other_gov_funding": "1950"},
            "share": "0.65",
        },
        STANDARDS: {
            "standards": [
                {"level": level, "lead": True, "already_rewarded": False}
                for level in ("international", "national", "industry", "industry")
            ]
        },
        FINANCING: {
            "assessed": True,
            "already_received": False,
            "rounds": [
                {"round": "A", "instalments": [{"date": "2025-04-01", "amount": "2500", "fund": True}]},
                {
                    "round": "B",
                    "instalments": [
                        {"date": "2025-09-09", "amount": "1000", "fund": True, "district_fund": "200"},
                        {"date": "2025-11-01", "amount": "1500", "fund": True},
                        {"date": "2026-02-01", "amount": "1500", "fund": True},
                    ],
                },
                {"round": "C", "instalments": [{"date": "2026-06-30", "amount": "5000", "fund": True}]},
            ],
        },
        EVENTS: {"event_cost": "30"},
    },
    {
        VOUCHER: "0.00",  # 850 x 30% = 255, less than the 280 of the other policy, which is chosen
        GROWTH: "0.00",  # 6200 after 7000 is no growth
        RENT: "20.00",  # (33.60 + 8.00) x 50% = 20.80, at most 20
        ALGORITHMS: "200.00",  # 2 x 100
        MODELS: "50.00",  # 1 x 50
        EMBODIED: "100.00",  # (180 + 95.5) x 50% = 137.75, at most 100; 300 - 60 = 240 leave room
        SOLVER: "260.00",  # (2600 - 300) x 20% = 460, at most 400, of which 65%; 2600 - 300 - 1950 = 350 leave room
        STANDARDS: "100.00",  # 60 + 40 + 20 + 20 = 140, at most 100
        FINANCING: "200.00",  # the best of 125, (4000 - 200) x 5% = 190 and 250; at most 200
        EVENTS: "0.00",  # no grant
    },
    # 20 + 50 + 100 + 260 + 100 + 200; and the algorithms, which another budget pays.
    {"calculated": "730.00", "other_budget": "200.00", "whole": "930.00"},
)
PROJECT = {"id": "智慧园区", "total_investment": "1800", "fiscal_investment": "0"}
OPERATOR = Company(
    {**ENTERPRISE, "name": "创园运营（示例）", "ai_robotics": False},
    {
        VOUCHER: {"purchase_amount": "0"},
        PARKS: {
            "parks": [
                {"name": "东园", "operating_cost": "724", "year": 2025, "assessed": True},
                {"name": "西园", "operating_cost": "400", "year": 2025, "assessed": False},
            ]
        },
        PUBLISHER: {"challenge_mode": True, "project": PROJECT},
    },
    {
        VOUCHER: "0.00",  # 0 x 30%
        PARKS: "72.40",  # 724 x 10%; the other park is not assessed
        PUBLISHER: "180.00",  # 1800 x 10%: whoever puts a scenario up need not be in the field
        SOLVER: "0.00",  # whoever takes it up must be
    },
    {"calculated": "252.40", "other_budget": "0.00", "whole": "252.40"},  # 72.40 + 180
    unticked={SOLVER: {"project": PROJECT}},
)
MODELLER = Company(
    {**ENTERPRISE, "name": "言语大模型（示例）"},
    {
        VOUCHER: {"purchase_amount": "1200"},
        ALGORITHMS: {
            "algorithms": [
                {"filing_number": f"网信算备44030900000{n}号", "listed": True, "already_rewarded": False}
                for n in range(7)
            ]
        },
        MODELS: {
            "models": [
                {"kind": kind, "filing_date": f"2025-0{n}-15", "already_rewarded": False}
                for n, kind in enumerate(("filing",) * 5 + ("registration",), 1)
            ]
        },
    },
    {
        VOUCHER: "300.00",  # 1200 x 30% = 360, at most 300
        CHALLENGE: "0.00",  # not won
        ALGORITHMS: "500.00",  # 7 x 100, at most 500
        MODELS: "200.00",  # 5 x 50 = 250, at most 200; what is only registered is not filed
    },
    {"calculated": "200.00", "other_budget": "800.00", "whole": "1000.00"},  # 200; 300 + 500
    unticked={CHALLENGE: {"tasks": [{"national": True, "winner": False}]}},
)
INSTITUTE = Company(
    {
        "name": "标准研究院（示例）",
        "entity_type": "institution",
        "legal_person": True,
        "operates_in_longhua": None,
        "ai_robotics": None,
        "disqualified": False,
    },
    {
        STANDARDS: {
            "standards": [
                {"level": "group", "lead": None, "already_rewarded": None},
                {"level": "national", "lead": True, "already_rewarded": None},
            ]
        }
    },
    {STANDARDS: "0.00"},
    {"calculated": "0.00"},
    most="40.00",  # one national standard; one of a group gets nothing
)
LABORATORY = Company(
    {**ENTERPRISE, "name": "测试中心（示例）"},
    {
        CHALLENGE: {
            "tasks": [
                {
                    "national": True,
                    "winner": True,
                    "is_lead": True,
                    "already_rewarded": False,
                    "project": {"actual_investment": "500", "other_gov_funding": "350"},
                }
            ]
        },
        PLATFORM: {
            "qualifying_service": True,
            "project": {"total_investment": "3000", "other_gov_funding": "400"},
        },
    },
    {
        CHALLENGE: "150.00",  # 200, of which 500 - 350 leave room for 150
        PLATFORM: "2000.00",  # no amount is set yet: at most 2000; 3000 - 400 = 2600 leave room
    },
    {"calculated": "150.00", "competing": "2000.00", "on_budget": "2150.00"},
)
COMPANIES = {"1": ROBOTS, "2": OPERATOR, "3": MODELLER, "4": INSTITUTE, "5": LABORATORY}
BESIDE = ("competing", "other_budget")
"""Totals that head what is shown beside what the articles themselves set; they are not in the table."""
DESK, PHONE = "desk", "phone"
SCREENS: dict[str, dict[str, Any]] = {
    DESK: {"viewport": (1280, 900)},
    PHONE: {"viewport": (390, 844), "has_touch": True, "is_mobile": True},
}
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
ALWAYS = {("4", "en", PHONE), ("5", "zh", PHONE)}
"""The journeys that are made each time; the others in `make test-long`."""
JOURNEYS = [
    pytest.param(*one, marks=() if one in ALWAYS else pytest.mark.long)
    for one in ((number, lang, screen) for number in COMPANIES for lang in LOCALES for screen in SCREENS)
]


@pytest.mark.parametrize(("number", "lang", "screen"), JOURNEYS)
def test_a_company_goes_from_the_home_page_to_its_saved_file(new_context, tmp_path, number, lang, screen):
    page = new_context(locale=LOCALES[lang], **SCREENS[screen]).new_page()
    visitor, company = Visitor(page, lang, DAY), COMPANIES[number]
    look = visitor.narrow if screen == PHONE else lambda: None
    fill_in(visitor.visit(), company, look)
    if company is ROBOTS:
        # A fourth year of rent is not paid: 20 less.
        changed_and_back(visitor, RENT, "years_received", {"3": "710.00", "2": "730.00"})
    visitor.go_on("result")
    look()
    application = read(visitor.saved(tmp_path))["application"]
    assert application["application_date"] == DAY
    assert application["applicant"] == company.applicant
    assert {claim["provision"]: claim["facts"] for claim in application["claims"]} == company.facts
    agrees_with_what_is_worked_out_by_hand(visitor, company, application)
    if company is OPERATOR:
        is_scaled_and_taken_away(visitor, application, tmp_path)


def fill_in(visitor: Visitor, company: Company, look: Callable[[], None]) -> None:
    """From the home page to the review, with a look at each page."""
    look()
    visitor.visit_door("results.home_begin_button", "profile")
    visitor.answer_day()
    for name, value in company.applicant.items():
        visitor.answer("applicant", name, as_typed(value))
    look()
    visitor.go_on("happened")
    visitor.tick(*company.claims)
    if "other_district" in company.claims.get(VOUCHER, {}):
        said_once(visitor, "other_district", VOUCHER)
    look()
    for number in dict.fromkeys(POLICY.provision(name).article for name in company.facts):
        own = [name for name in company.facts if POLICY.provision(name).article == number]
        is_ticked = any(name in company.claims for name in own)
        (visitor.go_on if is_ticked else visitor.walk_to)(f"article-{number}")
        for name in own:
            if name in company.unticked:
                visitor.claim(name)
            if name == SOLVER and company is OPERATOR:
                same_project(visitor, PROJECT["id"])
            else:
                answer_all(visitor, name, company.facts[name])
        look()
    visitor.go_on("review")
    look()


def as_typed(value: Any) -> str:
    """An answer as it is given."""
    if value is None or isinstance(value, bool):
        return "unknown" if value is None else "yes" if value else "no"
    return AS_PEOPLE_TYPE.get(value, str(value))


def said_once(visitor: Visitor, name: str, provision: str) -> None:
    """Say of what is asked once for all that is ticked that it is there."""
    once = visitor.page.get_by_test_id("stButtonGroup")
    title = POLICY.provision(provision).title.in_language(visitor.lang)
    fact = next(one for one in POLICY.common if one.path == name)
    asked = (fact.once or fact.label).in_language(visitor.lang)
    once.filter(has_text=asked).get_by_text(title, exact=True).click()
    settled(visitor.page)


def answer_all(visitor: Visitor, provision: str, facts: dict[str, Any]) -> None:
    """Give every answer under a provision that its tick has not given already."""
    meant = {name for one in POLICY.beginnings for name in one.means}
    for name, value in facts.items():
        if isinstance(value, list):
            visitor.list_entries(provision, value)
        elif isinstance(value, dict):
            for below, answer in value.items():
                which = {"2025": "last", "2024": "prior"}.get(below, below)
                visitor.answer(provision, f"{name}.{which}", as_typed(answer))
        elif f"{provision}.{name}" not in meant:
            visitor.answer(provision, name, as_typed(value))


def same_project(visitor: Visitor, name: str) -> None:
    """Take over what is stated already of a project, where a failed condition has folded the questions."""
    folded = visitor.say("pages.moot", count="#").partition("#")[0]
    visitor.unfold(visitor.page.get_by_test_id("stExpander").get_by_text(folded))
    visitor.page.get_by_role("button", name=visitor.say("pages.same_project", name=name), exact=True).click()
    settled(visitor.page)


def changed_and_back(visitor: Visitor, provision: str, name: str, totals: dict[str, str]) -> None:
    """From the review to a box, which has the focus, and back to the same row; a second time without a longer history.
    The total, by what is typed, is in sight, and is said to screen readers once it has changed."""
    page, history = visitor.page, "() => history.length"
    change = visitor.say("pages.change_what", label=visitor.label(provision, name))
    row = page.get_by_role("link", name=change, exact=True)
    lengths = []
    for text, total in totals.items():
        row.click()
        visitor.arrived(f"article-{POLICY.provision(provision).article}")
        box = visitor.box(visitor.question(provision, name))
        expect(box).to_be_focused()
        expect(box).to_be_in_viewport()
        expect(page.locator(".f-bar")).to_be_in_viewport()
        box.fill(text)
        back = visitor.say("pages.back_to", step=visitor.step("review"))
        page.locator(".f-bar").get_by_role("link", name=back).click()
        visitor.arrived("review")
        expect(row).to_be_focused()
        expect(row).to_be_in_viewport()
        expect(page.locator("#spoken")).to_contain_text(total)
        lengths.append(page.evaluate(history))
    assert lengths[0] == lengths[1]


def agrees_with_what_is_worked_out_by_hand(visitor: Visitor, company: Company, application: dict[str, Any]) -> None:
    """Each claim's amount and the totals, of the engine and on the page."""
    assessment = assess(POLICY, application)
    assert {claim["provision"]: claim["confirmed"] for claim in assessment["claims"]} == company.amounts
    total = assessment["total"]
    of_engine = {"calculated": total["calculated"], "on_budget": total["on_budget"], "whole": total}
    of_engine |= {name: total["by_grade"][name] for name in ("competing", "other_budget")}
    assert {name: of_engine[name]["confirmed"] for name in company.totals} == company.totals
    assert not company.most or [claim["most"] for claim in assessment["claims"]] == [company.most]

    titles = {name: POLICY.provision(name).title.in_language(visitor.lang) for name in company.amounts}
    none = visitor.say("results.table_none")
    expected = {
        titles[name]: none if amount == "0.00" else on_screen(amount) for name, amount in company.amounts.items()
    }
    added_up = {name: amount for name, amount in company.totals.items() if name not in BESIDE}
    expected |= {visitor.say(f"results.total_{name}"): on_screen(amount) for name, amount in added_up.items()}
    assert visitor.amounts("confirmed") == expected
    for name, amount in company.totals.items():
        if name == "calculated" or (name in BESIDE and Decimal(amount)):
            expect(visitor.page.locator(".m-kp")).to_contain_text(on_screen(amount))
    if company.most:
        expect(visitor.page.locator(".m-kp")).to_contain_text(on_screen(company.most))


def on_screen(amount: str) -> str:
    """An amount as a page has it."""
    return f"{Decimal(amount):,}"


def is_scaled_and_taken_away(visitor: Visitor, application: dict[str, Any], folder: Path) -> None:
    """At an expected payout ratio, on the page and in the file that holds it all."""
    assessment = assess(POLICY, application)
    visitor.type_in(visitor.say("results.payout_label"), "79.875%")
    paid = after_budget(POLICY, assessment, Fraction("0.79875"))
    none = visitor.say("results.table_none")
    by_hand = {
        VOUCHER: none,  # nothing, and of another budget
        PARKS: "57.82",  # 72.40 x 79.875% = 57.8295
        PUBLISHER: none,  # nobody has said what is left of the article's own total
        SOLVER: none,
    }
    shown = {POLICY.provision(name).title.in_language(visitor.lang): amount for name, amount in by_hand.items()}
    shown[visitor.say("results.total_calculated")] = "57.82"
    amounts = visitor.amounts("paid")
    assert {title: amounts[title] for title in shown} == shown
    assert paid["total"]["actual"] == "57.82"
    expect(visitor.page.locator(".m-kp")).to_contain_text("57.82")

    file = visitor.downloaded(folder, "results.download")
    assert file.name.endswith(f"-{date.today().isoformat()}.json")
    taken = read(file)
    assert taken["application"] == application
    assert taken["assessment"] == assessment
    assert taken["after_budget"] == paid

"""What somebody typed and cannot be read never counts as not filled in: it counts against them, and is named."""

import copy
import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import pytest

from engine import sheets
from engine.allocation.allocate import allocate
from engine.application import questionnaire, saved
from engine.application.reading import read_application, read_readings
from engine.assessment.assess import assess, assess_many
from engine.policy.facts import Fact, Form
from engine.policy.folder import default_policy, load_policy
from engine.text import words
from engine.values.money import parse_amount
from engine.values.refusal import Refusals, Refused
from engine.view.claim_result import missing
from engine.view.summary import summarise
from tests.engine.assessment.test_explain import replayed
from tests.law.cases import APPLICANT
from tests.oracle.applications import applications

POLICY = load_policy(default_policy())
DAY = "2025-06-15"
PROJECT = {"id": "p", "total_investment": "1000", "fiscal_investment": "0", "other_gov_funding": "0"}
MONEY_IN = {"date": "2025-03-01", "amount": "2400", "fund": True}

Json = dict[str, Any]
Place = tuple[str | int, ...]


def unread(text: str = "六十") -> Json:
    return {"unreadable": text}


def application(provision: str, facts: Json, **more: Any) -> Json:
    claims = [{"id": "c", "provision": provision, "facts": facts}]
    return {"application_date": DAY, "applicant": dict(APPLICANT), "claims": claims, **more}


def claim(provision: str, facts: Json) -> Json:
    (found,) = assess(POLICY, application(provision, facts))["claims"]
    return dict(found)


def financed(**more: Any) -> Json:
    rounds = [{"instalments": [MONEY_IN | more]}]
    return {"assessed": True, "already_received": False, "rounds": rounds}


def side(**more: Any) -> Json:
    return {"challenge_mode": True, "project": PROJECT | more.pop("project", {}), **more}


ABSENT_MEANS_SOMETHING: dict[str, tuple[str, Json, Place]] = {
    "share": ("art10_scenario_publisher", side(), ("share",)),
    "fiscal money in the base": ("art10_scenario_publisher", side(), ("project", "fiscal_investment")),
    "other funding of the project": ("art10_scenario_solver", side(), ("project", "other_gov_funding")),
    "actual investment": ("art10_scenario_solver", side(), ("project", "actual_investment")),
    "awarded this year": (
        "art06_rent",
        {"rents": [{"amount": "10", "year": 2024}], "assessed": True, "years_received": 0},
        ("awarded_this_year",),
    ),
    "approved for each": (
        "art08_algorithm_filing",
        {"algorithms": [{"listed": True, "already_rewarded": False}]},
        ("algorithms", 0, "approved_each"),
    ),
    "assessed amount": (
        "art12_public_platform",
        {"qualifying_service": True, "project": PROJECT | {"total_investment": "9000"}},
        ("assessed_amount",),
    ),
    "received before": (
        "art12_public_platform",
        {"qualifying_service": True, "project": PROJECT | {"total_investment": "9000"}},
        ("received_before",),
    ),
    "the district's fund": ("art13_financing", financed(), ("rounds", 0, "instalments", 0, "district_fund")),
    "the sub-fund": ("art13_financing", financed(), ("rounds", 0, "instalments", 0, "subfund_amount")),
}


def put(facts: Json, place: Place, value: object) -> Json:
    """The facts with something else at a place (None: nothing)."""
    facts = copy.deepcopy(facts)
    inner: Any = facts
    for step in place[:-1]:
        inner = inner[step]
    inner.pop(place[-1], None)
    if value is not None:
        inner[place[-1]] = value
    return facts


@pytest.mark.parametrize("what", ABSENT_MEANS_SOMETHING)
def test_where_absence_means_something_what_cannot_be_read_does_not_mean_it(what: str) -> None:
    provision, facts, place = ABSENT_MEANS_SOMETHING[what]
    blank, found = claim(provision, put(facts, place, None)), claim(provision, put(facts, place, unread()))
    path = ".".join(map(str, place))
    assert blank["confirmed"] != "0.00"
    assert found["status"] == "needs_information"
    assert (found["confirmed"], found["ceiling"]) == ("0.00", "0.00")
    assert found["most"] == blank["most"]
    named = {m["fact"]: m for m in found["missing"]}
    assert named[path]["unreadable"] == "六十"
    # Without the share of government money in it, a sub-fund of whatever size takes nothing off.
    assert parse_amount(named[path]["worth"], "") > 0 or what == "the sub-fund"
    assert replayed(found["steps"])[-1] == 0


@pytest.mark.parametrize("what", ABSENT_MEANS_SOMETHING)
def test_that_there_is_something_and_nobody_knows_how_much_opens_the_claim_as_well(what: str) -> None:
    provision, facts, place = ABSENT_MEANS_SOMETHING[what]
    found = claim(provision, put(facts, place, {"unknown": True}))
    unclear = claim(provision, put(facts, place, unread()))
    assert found["status"] == "needs_information"
    for kind in ("confirmed", "ceiling", "most"):
        assert found[kind] == unclear[kind]
    named = {m["fact"]: m for m in found["missing"]}
    assert not named[".".join(map(str, place))].keys() & {"unreadable", "unconfirmed"}
    assert found["reason_kind"] == "unanswered"


def test_an_entry_that_cannot_be_read_leaves_the_others_what_they_are() -> None:
    rents = [{"amount": "10", "year": 2024}, {"amount": unread("一百二十万"), "year": 2024}]
    found = claim("art06_rent", {"rents": rents, "assessed": True, "years_received": 0})
    alone = claim("art06_rent", {"rents": rents[:1], "assessed": True, "years_received": 0})
    assert found["confirmed"] == alone["confirmed"] == "5.00"
    assert found["status"] == "needs_information"
    assert [(m["fact"], m["unreadable"]) for m in found["missing"]] == [("rents.1.amount", "一百二十万")]
    assert replayed(found["steps"])[-1] == 5


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_ledger_and_what_is_missing_say_what_was_typed(lang: str) -> None:
    rents = [{"amount": unread("一百二十万"), "year": 2024}]
    raw = application("art06_rent", {"rents": rents, "assessed": True, "years_received": unread("两年半")})
    answer = assess(POLICY, raw)
    said = [step["text"][lang] for step in answer["claims"][0]["steps"] if step.get("state") == "unknown"]
    for text in ("一百二十万", "两年半"):
        assert sum(text in one for one in said) == 1
    line = summarise(POLICY, answer).all[0]
    told = missing(line, lang)
    assert told is not None
    assert all("一百二十万" in one or "两年半" in one for one in told.lines)
    assert words.text("results.reason_unreadable", lang, labels="").strip() in line.reasons[0][lang]


def test_what_no_rule_computes_with_is_missing_too() -> None:
    found = claim("art10_scenario_solver", side(project={"total_investment": "1000", "actual_investment": "1000"}))
    assert found["status"] == "eligible"
    # Rent is granted by the rent: what the project as a whole cost only stands in for what was really spent.
    project = {"id": "p", "total_investment": unread("一千"), "actual_investment": "1000"}
    rent = {"rents": [{"amount": "10", "year": 2024}], "assessed": True, "years_received": 0, "project": project}
    found = claim("art06_rent", rent)
    assert (found["confirmed"], found["status"]) == ("5.00", "needs_information")
    assert [m["fact"] for m in found["missing"]] == ["project.total_investment"]


def test_a_claim_that_fails_anyway_does_not_qualify() -> None:
    rents = [{"amount": unread(), "year": 2024}]
    assert claim("art06_rent", {"rents": rents, "assessed": False, "years_received": 0})["status"] == "ineligible"


def test_a_date_and_a_count_and_a_figure_by_year_too() -> None:
    model = {"filing_date": unread("2月31日"), "kind": "filing", "already_rewarded": False}
    found = claim("art09_genai_filing", {"models": [model]})
    assert (found["status"], found["confirmed"], found["most"]) == ("needs_information", "0.00", "50.00")
    facts = {"revenues": {"2024": unread("一亿"), "2023": "5000"}, "core_technology": True, "already_received": False}
    found = claim("art05_revenue_growth", facts)
    assert found["status"] == "needs_information"
    assert [(m["fact"], m["unreadable"]) for m in found["missing"]] == [("revenues.2024", "一亿")]


def test_what_cannot_be_read_of_a_project_cannot_be_read_in_any_claim_that_names_it() -> None:
    stated, unclear = side(), side(project={"fiscal_investment": unread()})
    raw = application("art10_scenario_publisher", stated)
    raw["claims"].append(
        {"id": "d", "provision": "art12_public_platform", "facts": unclear | {"qualifying_service": True}}
    )
    del raw["claims"][1]["facts"]["challenge_mode"]
    for one in assess(POLICY, raw)["claims"]:
        assert (one["status"], one["confirmed"]) == ("needs_information", "0.00")
        assert "project.fiscal_investment" in [m["fact"] for m in one["missing"]]
    # The same where the other side of the project is another company's.
    other = application("art10_scenario_solver", unclear) | {"applicant": APPLICANT | {"id": "B"}}
    other["claims"][0]["id"] = "e"
    run = {"applications": [application("art10_scenario_publisher", stated), other]}
    assert [one["approved"] for one in allocate(POLICY, run)["claims"]] == ["0.00", "0.00"]


def test_it_is_not_paid_in_an_allocation_nor_confirmed_among_many() -> None:
    raw = application("art10_scenario_publisher", side(share=unread()))
    assert [one["approved"] for one in allocate(POLICY, {"applications": [raw]})["claims"]] == ["0.00"]
    (found,) = assess_many(POLICY, [raw])[0]["claims"]
    assert (found["status"], found["confirmed"]) == ("needs_information", "0.00")


@pytest.mark.parametrize(
    "value", ["60", "一百二十万", 1.5, {"unreadable": ""}, {"unreadable": 6}, {"typed": "60"}, {"unknown": 1}]
)
def test_on_the_command_line_what_cannot_be_read_is_still_refused(value: object) -> None:
    raw = application("art10_scenario_publisher", side(share=value))
    with pytest.raises(Refused) as refused:
        read_application(POLICY, raw)
    assert [error["path"] for error in refused.value.errors] == ["claims.0.facts.share"]


MODEL = {"filing_date": "2024-02-01", "kind": "filing", "already_rewarded": False}
STATED = {"amount": "120", "received": False, "choice": "this"}
CHOSEN: dict[str, tuple[str, Json, Place, object]] = {
    "yes or no": (
        "art06_rent",
        {"rents": [{"amount": "10", "year": 2024}], "assessed": True, "years_received": 0},
        ("assessed",),
        False,
    ),
    "a year": (
        "art06_rent",
        {"rents": [{"amount": "10", "year": 2024}], "assessed": True, "years_received": 0},
        ("rents", 0, "year"),
        2023,
    ),
    "a choice": ("art09_genai_filing", {"models": [MODEL]}, ("models", 0, "kind"), "registration"),
    "received from another policy": (
        "art09_genai_filing",
        {"models": [MODEL | {"other_district": STATED}]},
        ("models", 0, "other_district", "received"),
        True,
    ),
    "the choice between two policies": (
        "art09_genai_filing",
        {"models": [MODEL | {"other_district": STATED}]},
        ("models", 0, "other_district", "choice"),
        "other",
    ),
}
"""What a table can say of what is chosen elsewhere: with the answer that would bring nothing."""


@pytest.mark.parametrize("what", CHOSEN)
def test_what_is_chosen_and_cannot_be_read_counts_as_the_answer_that_brings_nothing(what: str) -> None:
    provision, facts, place, worst = CHOSEN[what]
    before, against = claim(provision, facts), claim(provision, put(facts, place, worst))
    found = claim(provision, put(facts, place, unread("去年")))
    assert before["confirmed"] != "0.00"
    assert against["confirmed"] == found["confirmed"] == "0.00"
    assert found["status"] == "needs_information"
    path = ".".join(map(str, place))
    assert {m["fact"]: m.get("unreadable") for m in found["missing"]}[path] == "去年"


def test_it_is_in_a_saved_file_and_an_export_names_it_whatever_it_was_to_be() -> None:
    for provision, facts, place, _ in CHOSEN.values():
        raw = application(provision, put(facts, place, unread("去年")))
        opened = saved.read(POLICY, saved.write(POLICY, saved.Saved(raw), POLICY.in_force.start))
        assert opened.application["claims"] == raw["claims"]
        assert not opened.changes
        stored = type("Stored", (), {"content": raw, "size": None, "claims": (), "mark": ""})()
        with pytest.raises(Refused) as refused:
            sheets.read(POLICY, sheets.write(POLICY, [stored], "zh"), "x")
        assert ["去年" in error["message"]["zh"] for error in refused.value.errors] == [True], place


def test_a_saved_file_keeps_it_word_for_word() -> None:
    raw = application("art06_rent", {"rents": [{"amount": unread("一百二十万"), "year": 2024}]})
    raw["application_date"], raw["applicant"]["uscc"] = unread("明天"), unread("9144")
    opened = saved.read(POLICY, saved.write(POLICY, saved.Saved(raw), POLICY.in_force.start))
    assert opened.application["claims"] == raw["claims"]
    assert opened.application["application_date"] == unread("明天")
    assert opened.application["applicant"]["uscc"] == unread("9144")
    assert not opened.changes


@pytest.mark.parametrize("csv", [False, True])
def test_an_export_holds_what_was_typed_and_an_import_refuses_it_by_its_cell(csv: bool) -> None:
    model = {"rd_cost": unread("三千万元左右"), "landing_date": unread("2025-02-30"), "assessed": True}
    raw = application("art09_embodied_model", {"models": [model | {"already_rewarded": False}]})
    stored = type("Stored", (), {"content": raw, "size": None, "claims": (), "mark": ""})()
    if csv:
        data = sheets.write_csv(POLICY, "art09_embodied_model", [stored], "zh")
    else:
        data = sheets.write(POLICY, [stored], "zh")
    with pytest.raises(Refused) as refused:
        sheets.read(POLICY, data, "x")
    said = [error["message"]["zh"] for error in refused.value.errors]
    assert len(said) == 2
    assert any("三千万元左右" in one for one in said)
    assert any("2025-02-30" in one for one in said)


def leaves(facts: Json, form: Form, place: Place = ()) -> Iterator[tuple[Place, Fact]]:
    """Every place in these facts where something could have been typed, and the question."""
    for name, fact in form.facts.items():
        here, value = (*place, name), facts.get(name)
        if fact.type == "list":
            for i, item in enumerate(value or ()):
                yield from leaves(item, form.inner[name], (*here, i))
        elif fact.type == "group":
            yield from leaves(value, form.inner[name], here) if isinstance(value, dict) else ()
        elif fact.type == "yearly":
            yield from (((*here, year), fact) for year in value or ())
        elif fact.type not in ("text", "uscc"):
            yield here, fact


def test_in_random_claims_it_makes_no_amount_larger_than_nothing_would_have(drawn: Callable[[int], int]) -> None:
    chosen, seen = Random(4), 0
    for raw in applications(seed=9, count=drawn(1_500)):
        raw = json.loads(json.dumps(raw))
        raw["claims"] = raw["claims"][:1]
        raw.pop("history", None)  # what was awarded before says some of it
        for one in raw["claims"]:
            provision, facts = POLICY.provision(one["provision"]), one["facts"]
            idle = questionnaire.idle(provision, read_readings(POLICY, raw, "", Refusals()))
            there = [(place, fact) for place, fact in leaves(facts, provision.form()) if fact.path not in idle]
            if not there:
                continue
            place, fact = chosen.choice(there)
            amounts = []
            for value in (None, unread()):
                one["facts"] = put(facts, place, value)
                amounts.append(assess(POLICY, raw))
            blank, found = (answer["claims"][0] for answer in amounts)
            # At most it can come to more: a blank figure of a project is what another entry states of it.
            # A choice or a yes that may be left out can turn out to be either, which is more than leaving it out means.
            is_either = fact.type in ("yes_no", "choice") and fact.absent != "unknown"
            for kind in ("confirmed", "ceiling"):
                if kind == "ceiling" and is_either:
                    continue
                assert parse_amount(found[kind], "") <= parse_amount(blank[kind], ""), (kind, place, raw)
                assert parse_amount(amounts[1]["total"][kind], "") <= parse_amount(amounts[0]["total"][kind], "")
            assert found["status"] != "eligible"
            assert ".".join(map(str, place)) in [m["fact"] for m in found["missing"]]
            for steps in (found["steps"], found.get("ceiling_steps", found["steps"])):
                assert replayed(steps)[-1] * 100 in (
                    parse_amount(found["confirmed"], "") // 10_000,
                    parse_amount(found["ceiling"], "") // 10_000,
                )
            seen += 1
    assert seen > drawn(1_000)

"""勾选事项: what is ticked opens what is asked, and what several articles ask is asked once."""

import json
import re
from datetime import date

import pytest

from engine.application import saved
from engine.policy.folder import default_policy, load_folder, load_policy
from engine.policy.parameters import overridden
from engine.policy.source import read_raw, rules_sha256
from engine.text import words
from pages.shared import in_use
from pages.shared.answers import UNANSWERED, Answers
from tests.conftest import ROOT
from tests.law.cases import APPLICANT
from tests.pages.visiting import again, box, boxes, choose, drawn, go, listed_tasks, text, type_in, visit

POLICY = load_policy(default_policy())
TINY = load_folder(ROOT / "tests" / "policies" / "tiny-invented-2026")
RENT, STANDARDS, FINANCING = "art06_rent", "art11_standards", "art13_financing"


@pytest.fixture(autouse=True)
def _on_a_fixed_day(monkeypatch):
    monkeypatch.setattr(in_use, "today", lambda: date(2025, 6, 15))


@pytest.fixture
def answers():
    return Answers.blank(POLICY)


def ticked(provision):
    """What is ticked to open a provision."""
    return next(one for one in POLICY.beginnings if provision in one.opens)


def below_ticks(at, policy=POLICY):
    """What stands below each thing to tick, by its id."""
    below = re.findall(r'<p class="f-tick">(.*?)</p>', drawn(at), re.DOTALL)
    return dict(zip((one.id for one in policy.beginnings), below, strict=True))


def tick(at, *provisions, is_ticked=True):
    """Tick on the page what opens these provisions, or untick it."""
    for provision in provisions:
        [found] = boxes(at, "checkbox", f"-{ticked(provision).id}")
        found.set_value(is_ticked)
    return again(at)


def state(at):
    return at.session_state["answers"]


def facts(answers, provision):
    return answers.claims_of(provision)[0]["facts"]


# ------------------------------------------------------------------------------------------------ the answers


def test_a_tick_claims_with_one_entry_and_answers_what_it_says_already(answers):
    answers.tick(ticked(STANDARDS), True)
    answers.tick(ticked("art07_national_challenge"), True)
    answers.tick(ticked(RENT), True)
    assert facts(answers, STANDARDS) == {"standards": [{"lead": True}]}
    assert facts(answers, "art07_national_challenge") == {"tasks": [{"national": True, "winner": True}]}
    assert facts(answers, RENT) == {"rents": [{"year": 2024}]}
    assert {answers.statuses()[article] for article in (6, 7, 11)} == {"not_started"}
    assert answers.left() == 3


def test_what_is_unticked_and_ticked_again_has_its_answers(answers):
    answers.tick(ticked(STANDARDS), True)
    standard = ("c1", "standards", answers.entries(("c1", "standards"))[0])
    answers.answer((*standard, "lead"), False)
    answers.tick(ticked(STANDARDS), False)
    assert not answers.is_ticked(ticked(STANDARDS))
    assert answers.statuses()[11] == "not_selected"
    answers.tick(ticked(STANDARDS), True)
    assert facts(answers, STANDARDS) == {"standards": [{"lead": False}]}


def test_the_year_follows_the_application_date_unless_another_was_given(answers):
    answers.tick(ticked(RENT), True)
    rents = ("c1", "rents")
    answers.add_entry(rents, POLICY.provision(RENT).fact("rents"))
    first, second = answers.entries(rents)
    answers.answer((*rents, second, "year"), 2023)
    answers.type_day("2027-03-01")
    assert answers.value((*rents, first, "year")) == 2026
    assert answers.value((*rents, second, "year")) == 2023
    answers.type_day("nonsense")
    answers.type_day("2025-06-15")
    assert answers.value((*rents, first, "year")) == 2024


def test_the_ticks_of_a_file_without_ticks_are_those_of_its_claims():
    content = {
        "application_date": "2025-06-15",
        "applicant": dict(APPLICANT),
        "readings": {},
        "claims": [{"id": "c1", "provision": RENT, "facts": {"rents": [{"amount": "30", "year": 2023}]}}],
    }
    file = json.loads(saved.write(POLICY, saved.Saved(content, {STANDARDS: []}), date(2025, 6, 15)))
    assert "happened" not in json.dumps(file)
    answers = Answers.blank(POLICY)
    assert answers.open(json.dumps(file).encode()) == []
    assert [one for one in POLICY.beginnings if answers.is_ticked(one)] == [ticked(RENT)]
    assert facts(answers, RENT) == {"rents": [{"amount": "30", "year": 2023}]}


def test_what_is_ticked_before_anything_is_asked_decides_no_amount_and_is_in_no_hash_of_the_rules():
    raw = read_raw(POLICY.folder)
    assert rules_sha256(raw) == rules_sha256({key: value for key, value in raw.items() if key != "happened"})
    assert rules_sha256(raw) != rules_sha256(raw | {"version": "other"})


def fact_once(name):
    return next(fact for fact in POLICY.common if fact.name == name and not fact.parent)


def test_what_is_asked_once_is_there_in_all_that_is_claimed_and_taken_back_without_a_loss(answers):
    other, awarded = fact_once("other_district"), fact_once("awarded_this_year")
    answers.tick(ticked(STANDARDS), True)
    answers.tick(ticked(RENT), True)
    standards = ("c1", "standards")
    answers.add_entry(standards, POLICY.provision(STANDARDS).fact("standards"))
    answers.ask_once(STANDARDS, other, True)
    assert [entry["other_district"] for entry in facts(answers, STANDARDS)["standards"]] == [{}, {}]
    assert answers.asked_once_in(STANDARDS, other) is True
    assert answers.asked_once_in(RENT, other) is False
    assert answers.asked_once_in(FINANCING, other) is None
    first = (*standards, answers.entries(standards)[0], "other_district", "amount")
    answers.answer(first, "12")
    answers.ask_once(STANDARDS, other, False)
    assert answers.asked_once_in(STANDARDS, other) is False
    answers.ask_once(STANDARDS, other, True)
    assert answers.value(first) == "12"

    answers.ask_once(RENT, awarded, True)
    assert facts(answers, RENT)["awarded_this_year"] == {"unknown": True}  # some, and nobody has said how much
    [open_one] = [a for a in answers.asked(answers.claims_of(RENT)[0]) if a.fact.name == "awarded_this_year"]
    assert not answers.is_answered(open_one)
    rent = (answers.claims_of(RENT)[0]["id"], "awarded_this_year")
    answers.type_in(rent, awarded, "5万")
    answers.ask_once(RENT, awarded, False)
    assert answers.value(rent) is UNANSWERED
    answers.ask_once(RENT, awarded, True)
    assert (answers.value(rent), answers.text(rent, awarded)) == ("5", "5万")


def test_after_a_condition_has_failed_the_rest_is_no_longer_demanded(answers):
    answers.application["applicant"] = dict(APPLICANT)
    answers.tick(ticked(RENT), True)
    answers.answer(("c1", "assessed"), None)
    assert answers.statuses()[6] == "in_progress"
    answers.answer(("c1", "assessed"), False)
    assert answers.statuses()[6] == "done"
    rent = POLICY.provision(RENT)
    assert answers.way_to_ask(("c1", "assessed"), rent, rent.fact("assessed")) == "asked"
    assert answers.way_to_ask(("c1", "years_received"), rent, rent.fact("years_received")) == "moot"
    assert answers.left() == 0


def test_an_entry_that_fails_is_folded_and_the_others_are_not(answers):
    answers.application["applicant"] = dict(APPLICANT)
    answers.tick(ticked(STANDARDS), True)
    standards, provision = ("c1", "standards"), POLICY.provision(STANDARDS)
    answers.add_entry(standards, provision.fact("standards"))
    first, second = answers.entries(standards)
    answers.answer((*standards, first, "level"), "group")
    ways = {
        key: answers.way_to_ask(
            (*standards, key, "already_rewarded"), provision, provision.fact("standards.already_rewarded")
        )
        for key in (first, second)
    }
    assert ways == {first: "moot", second: "asked"}


# ------------------------------------------------------------------------------------------------ the page


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_each_thing_to_tick_says_what_it_brings_at_most(lang):
    at = visit("happened", lang)
    assert [found.label for found in at.checkbox] == [one.label.in_language(lang) for one in POLICY.beginnings]
    said = below_ticks(at)
    assert {"zh": "最高20万元", "en": "at most 20万元 (CNY 200,000)"}[lang] in said["pays_rent"]
    assert {"zh": "每个揭榜任务最高200万元", "en": "for each: Challenge task"}[lang] in said["won_a_challenge"]
    assert words.text("pages.happened_no_grant", lang) in said["held_an_event"]


def test_the_most_is_the_policys_own_number(monkeypatch):
    changed = overridden(POLICY, {"art06_rent.cap": "35"})
    monkeypatch.setattr(in_use, "policy_in_use", lambda: changed)
    assert "最高35万元" in below_ticks(visit("happened"))["pays_rent"]


def test_ticks_bring_articles_into_the_list_and_leave_the_rest_one_click_away():
    at = tick(visit("happened"), RENT, FINANCING)
    tasks = [page for page, _ in listed_tasks(at)]
    assert tasks[:4] == ["profile", "happened", "article-6", "article-13"]
    folded = drawn(at).split('<details class="f-others">')[1]
    assert 'href="article-4?' in folded
    assert "article-13" not in folded.split("</details>")[0]
    assert words.text("pages.to_fill", "zh", count=2) in text(at)
    go(at, "article-4")
    choose(at, "art04_compute_voucher", "yes")
    assert "article-4" in [page for page, _ in listed_tasks(at)][:4]
    [voucher] = boxes(go(at, "happened"), "checkbox", ticked("art04_compute_voucher").id)
    assert voucher.value is True
    tick(at, RENT, is_ticked=False)
    assert words.text("pages.to_fill", "zh", count=2) in text(at)


def test_what_is_closed_to_the_applicant_cannot_be_ticked_and_says_why():
    answers = Answers.blank(POLICY)
    answers.application["applicant"] = {**APPLICANT, "entity_type": "institution"}
    at = visit("happened", session={"answers": answers})
    disabled = {str(found.key).rpartition("-")[2] for found in at.checkbox if found.disabled}
    closed = [p.id for p in POLICY.provisions if any(c.fact == "applicant.entity_type" for c in p.when)]
    assert disabled == {ticked(name).id for name in closed} != set()
    assert text(at).count("暂不能申报：") == len(disabled)


def test_what_several_ask_is_asked_once_and_the_articles_show_the_answer():
    at = tick(visit("happened"), RENT, STANDARDS)
    asked = box(at, "button_group", "once-other_district")
    assert asked.options == [POLICY.provision(name).title.zh for name in (RENT, STANDARDS)]
    asked.set_value([STANDARDS])
    again(at)
    assert box(at, "button_group", "once-other_district").value == [STANDARDS]
    go(at, "article-11")
    assert len(boxes(at, "text_input", "other_district-amount")) == 1
    folded = {e.label: e.proto.expanded for e in at.main.expander}
    assert list(folded.values()) == [True, False]
    go(at, "article-6")
    [year, none, other] = [e.label for e in at.main.expander]
    assert other == words.text("pages.other_provision", "zh", title=POLICY.provision("art06_park_operations").title.zh)
    assert "2024年" in year
    assert "没有" in none
    assert "龙华区其它扶持政策" in none
    # One entry says otherwise: the question is there in its place.
    choose(at, "c1-other_district", "yes")
    assert boxes(at, "text_input", "c1-other_district-amount")
    assert box(go(at, "happened"), "button_group", "once-other_district").value == [RENT, STANDARDS]


def test_nothing_is_asked_once_before_anything_is_ticked():
    at = visit("happened")
    assert not boxes(at, "button_group", "once-other_district")
    assert words.text("pages.once", "zh") not in text(at)


def test_where_a_condition_has_failed_the_rest_is_folded_and_a_change_brings_it_back():
    answers = Answers.blank(POLICY)
    answers.application["applicant"] = dict(APPLICANT)
    at = tick(visit("happened", session={"answers": answers}), RENT)
    go(at, "article-6")
    choose(at, "-assessed", "no")
    moot = [e for e in at.main.expander if words.text("pages.moot", "zh", count=2)[:6] in e.label]
    assert moot
    assert not any(e.proto.expanded for e in moot)
    choose(at, "-assessed", "yes")
    assert not [e for e in at.main.expander if "不必再答" in e.label]


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_another_policy_has_its_own_ticks(lang, monkeypatch):
    monkeypatch.setattr(in_use, "policy_in_use", lambda: TINY)
    monkeypatch.setattr(in_use, "today", lambda: date(2026, 6, 15))
    at = visit("happened", lang)
    for found in at.checkbox:
        found.set_value(True)
    again(at)
    assert [c["provision"] for c in state(at).application["claims"]] == [p.id for p in TINY.provisions]
    assert [page for page, _ in listed_tasks(at)][2:6] == [f"article-{n}" for n in (3, 4, 5, 6)]
    assert boxes(at, "button_group", "once-awarded_this_year")
    assert "12万元" in " ".join(below_ticks(at, TINY).values())


def test_in_the_page_after_the_ticks_the_amount_alone_is_left_to_type():
    answers = Answers.blank(POLICY)
    answers.application["applicant"] = dict(APPLICANT)
    at = go(tick(visit("happened", session={"answers": answers}), RENT), "article-6")
    type_in(at, "-amount", "40")
    choose(at, "-assessed", "yes")
    type_in(at, "years_received", "0")
    assert "可能符合" in text(at)
    assert dict(listed_tasks(at))["article-6"].endswith("已完成")


def test_what_a_failed_condition_makes_moot_is_not_asked_for_beside_the_result():
    answers = Answers.blank(POLICY)
    answers.application["applicant"] = dict(APPLICANT)
    at = go(tick(visit("happened", session={"answers": answers}), STANDARDS), "article-11")
    fact = POLICY.provision(STANDARDS).fact("standards.already_rewarded")
    question = (fact.question or fact.label).zh
    beside = f"标准1：{question}"
    assert beside in text(at)
    [level] = boxes(at, "selectbox", "-level")
    level.set_value("group")
    again(at)
    assert words.text("results.status_ineligible", "zh") in text(at)
    assert beside not in text(at)
    assert "尚未回答或无法识别" not in text(at)


def test_what_is_stated_of_a_project_is_taken_over_for_the_other_claim():
    sides = ("art10_scenario_publisher", "art10_scenario_solver")
    at = go(tick(visit("happened"), *sides), "article-10")
    assert not boxes(at, "button", "c1-project")
    type_in(at, "c1-project-id", "P-1")
    type_in(at, "c1-project-total_investment", "1800万")
    [same] = [b for b in boxes(at, "button") if b.label == words.text("pages.same_project", "zh", name="P-1")]
    same.click()
    again(at)
    assert box(at, "text_input", "c2-project-id").value == "P-1"
    assert box(at, "text_input", "c2-project-total_investment").value == "1800万"
    assert facts(state(at), sides[1])["project"] == {"id": "P-1", "total_investment": "1800"}
    assert not [b for b in boxes(at, "button") if "P-1" in b.label]
    type_in(at, "c2-project-total_investment", "1900万")  # each can still say otherwise
    assert facts(state(at), sides[0])["project"]["total_investment"] == "1800"

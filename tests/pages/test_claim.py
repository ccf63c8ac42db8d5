"""One claim of the officials': opened, decided about, corrected, deleted."""

import io
import re
from datetime import date
from html import unescape

import pytest
from openpyxl import load_workbook

from engine.registry import decisions
from engine.text import words
from engine.values import money
from pages.official import exporting
from pages.shared import in_use
from pages.shared.answers import Answers
from tests.amounts import written
from tests.pages.claims_desk import RENT, SOLVER, STANDARDS, choose, names, opened, say, write
from tests.pages.registering import POLICY, company, everything
from tests.pages.seeding import said_on
from tests.pages.visiting import again, box, boxes, drawn, press, type_in, visit


@pytest.fixture(autouse=True)
def _on_a_fixed_day(monkeypatch):
    monkeypatch.setattr(in_use, "today", lambda: date(2026, 3, 20))


# ------------------------------------------------------------------------------------------------ one claim


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_claim_shows_the_ledger_that_the_company_sees(desk, lang):
    stored = desk.add(company("示例（示例）"))[0]
    at = opened(stored, lang=lang)
    company_sees = visit("result", lang, {"answers": Answers.holding(POLICY, stored.content)})
    rent = re.search(r'<details class="m-claim".*?id="claim-1">(.*?)</div></details>', drawn(company_sees), re.DOTALL)
    assert rent
    assert rent[1] in drawn(at)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_claim_shows_what_was_decided_in_the_years_before_and_what_contradicts_it(registry, desk, lang):
    code = "91110000600037341L"
    before = company("甲公司", RENT, uscc=code) | {"application_date": "2025-03-20"}
    before["claims"][0]["facts"] = {"rents": [{"amount": "30", "year": 2024}], "assessed": True, "years_received": 0}
    (first,) = desk.add(before)
    decisions.decide(
        registry, desk.token, POLICY, first.claims[0].id, 1, approved=12_500_000, score=None, reason="核实"
    )
    now = company("甲公司", RENT, uscc=code)
    now["claims"][0]["facts"] = {"rents": [{"amount": "30", "year": 2025}], "assessed": True, "years_received": 0}
    (again,) = desk.add(now, file=b"2")
    seen = unescape(drawn(opened(again, lang=lang)))
    title = POLICY.provision(RENT).title.in_language(lang)
    label = words.text("awarded.label", lang, year=2025, title=title)
    assert (
        words.text("awarded.line", lang, label=label, said=words.text("awarded.amount", lang, amount=written("12.50")))
        in seen
    )
    fact = POLICY.provision(RENT).fact("years_received").label.in_language(lang)
    assert words.text("awarded.contradicted", lang, label=fact, stated="0", history="1") in seen
    assert words.text("awarded.label", lang, year=2025, title=title) not in unescape(drawn(opened(first, lang=lang)))


def test_a_claim_leads_to_the_others_of_its_application(desk):
    stored = desk.add(company("示例（示例）", RENT, STANDARDS, "art14_events"))[0]
    other = next(c for c in stored.claims if c.provision == STANDARDS)
    assert f"claim={other.id}" in drawn(opened(stored))
    said = said_on(opened(stored, "art14_events"))
    assert say("no_grant") in said


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_claim_leads_to_what_the_same_applicant_claims_in_other_applications_of_the_year(desk, lang):
    def under(code, provision, day="2026-03-15"):
        content = company("示例甲（示例）", provision)
        content["applicant"]["uscc"] = code
        return content | {"application_date": day}

    (first,) = desk.add(under("91440300MA0000001L", RENT))
    told = say("elsewhere", lang, count=words.text("points.alike", lang, count=2, year=first.day.year))
    assert told not in said_on(opened(first, lang=lang))
    desk.add(under("91110000600037341L", RENT), file=b"2")  # another company of the same name
    (other,) = desk.add(under("91440300MA0000001L", STANDARDS, "2026-09-01"), file=b"3")
    elsewhere = drawn(opened(first, lang=lang)).split(told)[1].split("</ul>")[0]
    assert re.findall("claim=([0-9a-f]+)", elsewhere) == [other.claims[0].id]


def test_all_that_was_filled_in_can_be_read(desk):
    stored = desk.add(company("示例（示例）", RENT))[0]
    said = said_on(opened(stored))
    assert "22.30万元" in said
    assert "示例（示例）" in said


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_an_approved_amount_is_set_as_people_write_it_with_a_reason(registry, desk, lang):
    stored = desk.add(company("示例（示例）", RENT))[0]
    at = write(opened(stored, lang=lang), "approved", "18.5万")
    write(at, "score", "８８.５")
    press(at, "save_decision")
    assert say("need_reason", lang) in said_on(at)
    assert desk.opened(stored).claims[0].approved is None
    press(write(at, "reason", "按发票核减"), "save_decision")
    assert say("saved", lang) in said_on(at)
    claim = desk.opened(stored).claims[0]
    assert (claim.approved, claim.score) == (18_500_000, 88_500_000)
    said = said_on(at)
    assert "按发票核减" in said
    assert "李审核员（示例）" in said


@pytest.mark.parametrize(("amount", "is_above"), [("15", False), ("15.01", True), ("20", True)])
def test_an_amount_above_what_the_engine_works_out_is_warned_of(desk, amount, is_above):
    """15 of the rent is certain; a premise of which the year is not stated can bring it to 20."""
    raw = company("示例（示例）", RENT)
    rents = [{"amount": "30", "year": 2025}, {"amount": "30"}]
    raw["claims"][0]["facts"] = {"rents": rents, "assessed": True, "years_received": 0}
    said = said_on(write(opened(desk.add(raw)[0]), "approved", amount))
    assert (say("approved_above", amount="15.00") in said) == is_above


def test_where_the_law_allows_nothing_any_amount_is_refused_in_words(desk):
    raw = company("示例（示例）", RENT)
    raw["claims"][0]["facts"]["assessed"] = False
    at = write(opened(desk.add(raw)[0]), "approved", "5")
    assert say("approved_beyond_nothing") in said_on(at)
    at = press(write(at, "reason", "定"), "save_decision")
    assert words.text("claims.above_nothing", "zh", given="5.00") in said_on(at)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_an_amount_beyond_the_law_is_refused_or_waits_for_another_official(registry, desk, lang):
    stored = desk.add(company("示例（示例）", RENT))[0]
    assert not [b for b in opened(stored).checkbox if (b.key or "").startswith("propose-")]
    at = write(opened(stored, lang=lang), "approved", "20.01")
    assert say("approved_beyond", lang, most=written("20.00")) in said_on(at)
    press(write(at, "reason", "专题会议纪要"), "save_decision")
    assert words.text("claims.above_law", lang, given=written("20.01"), most=written("20.00")) in said_on(at)
    assert desk.opened(stored).claims[0].approved is None
    next(b for b in at.checkbox if (b.key or "").startswith("propose-")).check()
    at = press(again(at), "save_decision")
    assert say("proposed", lang) in said_on(at)
    assert desk.opened(stored).claims[0].approved is None
    proposed = say(
        "proposal", lang, amount=money.amount_text(20_010_000, lang), who="李审核员（示例）", reason="专题会议纪要"
    )
    assert proposed in said_on(at)
    assert not boxes(at, "button", "proposal_agree"), "not by whoever proposed it"
    assert say("proposals_wait", lang, count=1) not in said_on(visit("claims", lang))

    desk.token = desk.another("王复核员（示例）")
    assert say("proposals_wait", lang, count=1) in said_on(visit("claims", lang))
    at = choose(visit("claims", lang), "standing", "proposed")
    assert words.text("points.badge_proposed", lang) in said_on(at)
    at = press(opened(stored, lang=lang), "proposal_reject")
    assert say("not_saved", lang) in said_on(at), "without a reason nothing is refused"
    at = press(opened(stored, lang=lang), "proposal_agree")
    assert say("proposal_agreed", lang) in said_on(at)
    claim = desk.opened(stored).claims[0]
    assert (claim.approved, claim.beyond, claim.second) == (20_010_000, 20_000_000, "王复核员（示例）")
    seen = said_on(opened(stored, lang=lang))
    most = money.amount_text(20_000_000, lang)
    assert say("beyond_note", lang, most=most, second="王复核员（示例）") in seen
    assert say("history_second", lang, who="李审核员（示例）", second="王复核员（示例）") in seen
    assert say("history_proposed", lang) in seen
    at = choose(visit("claims", lang), "standing", "beyond")
    assert words.text("points.badge_beyond", lang) in said_on(at)
    assert names(at) == ["示例（示例）"]
    book = load_workbook(io.BytesIO(b"".join(exporting.workbook(registry, desk.token, {"lang": lang}).parts)))
    cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    assert words.text("sheets.beyond", lang, most=written("20"), second="王复核员（示例）") in cells


def test_an_amount_that_was_lowered_to_what_the_law_allows_is_said_to_be_saved_not_proposed(desk):
    stored = desk.add(company("示例（示例）", RENT))[0]
    at = write(opened(stored), "approved", "20.01")
    next(b for b in at.checkbox if (b.key or "").startswith("propose-")).check()
    at = write(again(at), "approved", "15")
    press(write(at, "reason", "改按条款"), "save_decision")
    assert say("saved") in said_on(at)
    assert say("proposed") not in said_on(at)
    assert desk.opened(stored).claims[0].approved == 15_000_000


@pytest.mark.parametrize(
    ("box_name", "typed"), [("approved", "约20万"), ("approved", "-3"), ("score", "优"), ("score", "1e3")]
)
def test_what_is_not_an_amount_or_a_score_is_not_saved_and_stays(desk, box_name, typed):
    stored = desk.add(company("示例（示例）", RENT))[0]
    at = write(write(opened(stored), box_name, typed), "reason", "核定")
    press(at, "save_decision")
    assert say("not_saved") in said_on(at)
    assert next(b for b in at.text_input if b.key.startswith(box_name)).value == typed
    assert desk.opened(stored).version == 1


def test_a_decision_is_taken_back_by_emptying_the_box(registry, desk):
    stored = desk.add(company("示例（示例）", RENT))[0]
    decisions.decide(registry, desk.token, POLICY, stored.claims[0].id, 1, approved=1_000_000, score=None, reason="x")
    at = opened(stored)
    press(write(write(at, "approved", ""), "reason", "误填"), "save_decision")
    assert desk.opened(stored).claims[0].approved is None


def test_somebody_elses_decision_in_between_is_not_overwritten_and_what_was_typed_stays(registry, desk):
    stored = desk.add(company("示例（示例）", RENT))[0]
    at = write(write(opened(stored), "approved", "15"), "reason", "我的理由")
    other = desk.another("王审核员（示例）")
    decisions.decide(
        registry, other, POLICY, stored.claims[0].id, 1, approved=12_000_000, score=None, reason="另一个理由"
    )
    press(at, "save_decision")
    said = said_on(at)
    assert words.text("claims.conflict", "zh") in said
    assert say("changed_meanwhile") in said
    assert "王审核员（示例）" in said
    assert desk.opened(stored).claims[0].approved == 12_000_000
    assert next(b for b in at.text_input if b.key.startswith("approved-")).value == "15"
    assert next(b for b in at.text_input if b.key.startswith("reason-")).value == "我的理由"
    press(press(at, "go_on"), "save_decision")
    assert desk.opened(stored).claims[0].approved == 15_000_000


def test_who_has_typed_nothing_simply_sees_what_is_there_now(registry, desk):
    stored = desk.add(company("示例（示例）", RENT))[0]
    at = opened(stored)
    other = desk.another("王审核员（示例）")
    decisions.decide(registry, other, POLICY, stored.claims[0].id, 1, approved=12_000_000, score=None, reason="x")
    again(at)
    assert say("changed_meanwhile") not in said_on(at)
    assert next(b for b in at.text_input if b.key.startswith("approved-")).value == "12"


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_claim_that_is_gone_says_so(registry, desk, lang):
    stored = desk.add(company("示例（示例）", RENT))[0]
    at = opened(stored, lang=lang)
    decisions.delete(registry, desk.token, stored.id, 1)
    assert say("gone", lang) in said_on(again(at))


# ------------------------------------------------------------------------------------------------ correcting


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_correction_shows_what_it_changes_before_it_is_saved_and_is_remembered_with_its_reason(desk, lang):
    stored = desk.add(company("示例（示例）", RENT, STANDARDS))[0]
    at = press(opened(stored, lang=lang), "correct")
    assert say("correct_nothing", lang) in said_on(at)
    amounts = boxes(at, "text_input", "-amount")
    amounts[0].set_value("8")
    again(at)
    said = said_on(at)
    assert "30.00万元" in said
    assert "8.00万元" in said
    assert re.search(r"20\.00 15\.15", said), "the claim before and after"
    assert desk.opened(stored).version == 1
    press(at, "save_correction")
    assert say("need_reason", lang) in said_on(at)
    press(write(at, "why", "按发票更正租金"), "save_correction")
    assert say("corrected", lang) in said_on(at)
    now = desk.opened(stored)
    assert now.content["claims"][0]["facts"]["rents"][0]["amount"] == "8"
    assert [c.key for c in now.claims] == [c.key for c in stored.claims]
    assert "按发票更正租金" in said_on(at)
    assert "15.15" in said_on(at)


def test_a_correction_keeps_what_was_decided(registry, desk):
    stored = desk.add(company("示例（示例）", RENT))[0]
    decisions.decide(registry, desk.token, POLICY, stored.claims[0].id, 1, approved=1_000_000, score=None, reason="x")
    at = press(opened(stored), "correct")
    boxes(at, "text_input", "-amount")[0].set_value("8")
    press(write(again(at), "why", "更正"), "save_correction")
    assert desk.opened(stored).claims[0].approved == 1_000_000


def test_claims_keep_the_names_that_their_file_gave_them(desk):
    """Answers on a screen call claims c1, c2 …; what is saved calls them as before."""
    content = company("示例（示例）", RENT, STANDARDS)
    for claim, name in zip(content["claims"], ("申报-2", "c1"), strict=True):
        claim["id"] = name
    stored = desk.add(content)[0]
    at = press(opened(stored), "correct")
    boxes(at, "text_input", "-amount")[0].set_value("8")
    press(write(again(at), "why", "更正"), "save_correction")
    assert {c["id"]: c["provision"] for c in desk.opened(stored).content["claims"]} == {"申报-2": RENT, "c1": STANDARDS}


def test_the_size_and_the_applicant_are_corrected_too(desk):
    stored = desk.add(company("示例（示例）", RENT), size="small")[0]
    at = press(opened(stored), "correct")
    box(at, "button_group", f"applicant-{POLICY.size_fact}").set_value("large")
    again(at)
    type_in(at, "applicant-name", "示例改名（示例）")
    press(write(at, "why", "更正"), "save_correction")
    now = desk.opened(stored)
    assert (now.size, now.name) == ("large", "示例改名（示例）")
    assert "大型" in said_on(at)


def test_what_the_engine_refuses_is_not_saved(desk):
    stored = desk.add(company("示例（示例）", SOLVER))[0]
    at = press(opened(stored, SOLVER), "correct")
    type_in(at, "project-total_investment", "10")
    press(write(at, "why", "更正"), "save_correction")
    assert say("not_saved") in said_on(at)
    assert desk.opened(stored).version == 1


def test_somebody_elses_correction_in_between_is_not_overwritten(registry, desk):
    stored = desk.add(company("示例（示例）", RENT))[0]
    at = press(opened(stored), "correct")
    boxes(at, "text_input", "-amount")[0].set_value("8")
    write(again(at), "why", "我的更正")
    theirs = company("示例（示例）", RENT)
    theirs["claims"][0]["facts"]["rents"][1]["amount"] = "9"
    other = desk.another("王审核员（示例）")
    decisions.correct(registry, other, POLICY, stored.id, 1, theirs, "另一个更正")
    press(at, "save_correction")
    assert words.text("claims.conflict", "zh") in said_on(at)
    assert desk.opened(stored).content["claims"][0]["facts"]["rents"][1]["amount"] == "9"
    assert boxes(at, "text_input", "-amount")[0].value == "8"
    assert "9.00万元" in said_on(at), "what saving would now change is said"
    press(press(at, "go_on"), "save_correction")
    rents = desk.opened(stored).content["claims"][0]["facts"]["rents"]
    assert [rent["amount"] for rent in rents] == ["8", "22.3"]


def test_a_discarded_correction_changes_nothing(desk):
    stored = desk.add(company("示例（示例）", RENT))[0]
    at = press(opened(stored), "correct")
    boxes(at, "text_input", "-amount")[0].set_value("8")
    press(again(at), "stop_correction")
    assert say("decide_heading") in said_on(at)
    assert desk.opened(stored).version == 1


# ------------------------------------------------------------------------------------------------ deleting


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_deleting_is_asked_about_and_then_really_deletes(registry, desk, lang):
    stored = desk.add(company("示例只此一家（示例）", RENT, STANDARDS))[0]
    at = press(opened(stored, lang=lang), "delete_claim")
    press(at, "delete_not")
    assert len(desk.opened(stored).claims) == 2
    press(press(at, "delete_claim"), "delete_really")
    assert [c.provision for c in desk.opened(stored).claims] == [STANDARDS]
    at = press(press(opened(stored, STANDARDS, lang), "delete_application"), "delete_really")
    assert everything(registry) == []
    assert "示例只此一家".encode() not in registry.file.read_bytes()
    assert say("empty_heading", lang) in said_on(at)


def test_what_somebody_else_has_changed_is_not_deleted(registry, desk):
    stored = desk.add(company("示例（示例）", RENT))[0]
    at = press(write(opened(stored), "reason", "我在写"), "delete_application")
    decisions.decide(registry, desk.token, POLICY, stored.claims[0].id, 1, approved=1, score=None, reason="x")
    press(at, "delete_really")
    assert words.text("claims.conflict", "zh") in said_on(at)
    assert len(everything(registry)) == 1

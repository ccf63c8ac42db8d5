"""The officials' claims: found, opened, corrected, decided about, deleted; imported, exported; the example data."""

import io
import re
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import parse_qsl

import pytest
from openpyxl import load_workbook

from engine import sheets
from engine.application import saved
from engine.registry import decisions, imports, incoming, listing
from engine.registry.access import NotAllowed
from engine.text import words
from engine.text.numerals import article_label
from engine.values import money
from engine.values.refusal import Refused
from pages.official import claims, exporting, importing
from pages.shared import in_use
from pages.shared.answers import Answers
from tests.amounts import written
from tests.pages.registering import POLICY, company, everything
from tests.pages.seeding import said_on
from tests.pages.visiting import again, box, boxes, drawn, offered, press, type_in, visit


@pytest.fixture(autouse=True)
def _on_a_fixed_day(monkeypatch):
    monkeypatch.setattr(in_use, "today", lambda: date(2026, 3, 20))


def say(key, lang="zh", **values):
    return words.text(f"claims_page.{key}", lang, **values)


def names(at):
    """The names on the list, from the top."""
    return re.findall(r'class="r-name"[^>]*><bdi>(.*?)</bdi>', drawn(at))


def choose(at, key, option):
    next(b for b in at.selectbox if (b.key or "").startswith(f"claims-{key}-")).set_value(option)
    return again(at)


def search(at, text):
    next(b for b in at.text_input if (b.key or "").startswith("claims-text-")).set_value(text)
    return again(at)


def write(at, name, text):
    """Type into one of the boxes of a decision or a correction."""
    next(b for b in at.text_input if (b.key or "").startswith(f"{name}-")).set_value(text)
    return again(at)


def opened(stored, provision="art06_rent", lang="zh"):
    """A visit to a claim of this application."""
    claim = next(c for c in stored.claims if c.provision == provision)
    return visit("claims", lang, query={"application": stored.id, "claim": claim.id, "lang": lang})


RENT = "art06_rent"
SOLVER = "art10_scenario_solver"
STANDARDS = "art11_standards"


# ------------------------------------------------------------------------------------------------ the list


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_an_empty_registry_says_how_to_fill_it(desk, lang):
    at = visit("claims", lang)
    assert say("empty_heading", lang) in said_on(at)
    assert say("empty_text", lang) in said_on(at)
    assert boxes(at, "button", "to_import")
    assert boxes(at, "button", "sample_load")


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_each_claim_is_a_line_with_its_article_applicant_and_amounts(registry, desk, lang):
    stored = desk.add(company("示例（示例）", RENT, SOLVER), size="small")[0]
    claim = next(c for c in stored.claims if c.provision == RENT)
    decisions.decide(
        registry, desk.token, POLICY, claim.id, stored.version, approved=18_000_000, score=88_500_000, reason="x"
    )
    at = visit("claims", lang)
    said = said_on(at)
    assert names(at) == ["示例（示例）"] * 2
    assert say("found_many", lang, total=2) in said
    for part in ("20.00", "18.00", "88.5", say("source_import", lang), words.text("results.status_eligible", lang)):
        assert part in said


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_each_claim_bears_the_matters_that_it_names(registry, desk, lang):
    content = company("示例（示例）", STANDARDS, "art04_compute_voucher")
    second, standards = sorted(content["claims"], key=lambda claim: claim["provision"])
    second["facts"]["contract_number"] = "HT-1"
    content["claims"].append({**second, "id": "c9", "facts": second["facts"] | {"contract_number": "HT-2"}})
    stored = desk.add(content)[0]
    numbers = [entry["number"] for entry in standards["facts"]["standards"]][:3]
    matter = POLICY.provision("art04_compute_voucher").matter
    assert matter is not None
    label = matter.label.in_language(lang)
    said = said_on(visit("claims", lang))
    assert all(part in said for part in (*numbers, f"{label} HT-1", f"{label} HT-2"))
    page = said_on(opened(stored, STANDARDS, lang))
    assert all(part in page for part in (*numbers, f"{label} HT-1", f"{label} HT-2")), "itself and the others"


def test_claims_are_found_by_name_article_size_year_source_and_decision(registry, desk):
    first = desk.add(company("甲公司（示例）", RENT, STANDARDS), size="small", file=b"1")[0]
    desk.add(company("乙公司（示例）", RENT), size="large", file=b"2")
    claim = next(c for c in first.claims if c.provision == RENT)
    decisions.decide(registry, desk.token, POLICY, claim.id, first.version, approved=1_000_000, score=None, reason="x")
    at = visit("claims")
    assert len(names(at)) == 3
    assert set(names(search(at, "甲"))) == {"甲公司（示例）"}
    assert names(choose(at, "provision", STANDARDS)) == ["甲公司（示例）"]
    press(at, "filter_clear")
    assert len(names(at)) == 3
    assert names(choose(at, "size", "large")) == ["乙公司（示例）"]
    choose(at, "size", claims.EVERY)
    assert names(choose(at, "decided", True)) == ["甲公司（示例）"]
    assert len(names(choose(at, "decided", False))) == 2
    choose(at, "decided", claims.EVERY)
    assert len(names(choose(at, "year", 2026))) == 3
    assert names(choose(at, "source", "company")) == []
    assert say("found_none") in said_on(at)


def test_claims_are_found_and_exported_by_what_no_rule_reads(registry, desk):
    fact = next(fact for fact in POLICY.profile if not fact.sizes)
    for n, name in enumerate(("甲公司（示例）", "乙公司（示例）")):
        content = company(name, RENT)
        content["applicant"][fact.name] = fact.choices[n].id
        desk.add(content, file=name.encode())
    at = visit("claims")
    assert names(choose(at, f"profile.{fact.name}", fact.choices[1].id)) == ["乙公司（示例）"]
    asked = dict(parse_qsl(re.findall(r'href="[^"]*claims.xlsx\?([^"]*)"', unescape(drawn(at)))[0]))
    assert exporting.wanted(asked) == at.session_state[claims.VIEW].wanted
    assert len(names(choose(at, f"profile.{fact.name}", claims.EVERY))) == 2


def test_an_address_leads_to_the_claims_of_a_provision_a_size_or_a_street(registry, desk):
    fact = next(fact for fact in POLICY.profile if not fact.sizes)
    for n, name in enumerate(("甲公司（示例）", "乙公司（示例）")):
        content = company(name, RENT, *([STANDARDS] if n else []))
        content["applicant"][fact.name] = fact.choices[n].id
        desk.add(content, size=POLICY.size_ids[n], file=name.encode())

    def led_to(**query):
        return names(visit("claims", "zh", query={"lang": "zh", **query}))

    assert led_to(provision=STANDARDS, year="2026") == ["乙公司（示例）"]
    assert led_to(size=POLICY.size_ids[0]) == ["甲公司（示例）"]
    assert led_to(**{fact.name: fact.choices[0].id, "year": "2026"}) == ["甲公司（示例）"]
    assert led_to(**{fact.name: fact.choices[0].id, "year": "2025"}) == []
    assert len(led_to(provision="moon", size="huge")) == 3, "what is no choice is left aside"
    for year in ("1" * 31, "1" * 5000, "0", "x", "²"):
        assert led_to(provision=STANDARDS, year=year) == ["乙公司（示例）"], "nor what is no year"


def test_the_filters_are_as_they_were_after_a_claim_was_open(desk):
    desk.add(company("甲公司（示例）", RENT), company("乙公司（示例）", RENT))
    at = search(visit("claims"), "甲")
    stored = next(s for s in everything(desk.registry) if s.name.startswith("甲"))
    at.query_params["application"] = stored.id
    again(at)
    assert say("decide_heading") in said_on(at)
    del at.query_params["application"]
    assert names(again(at)) == ["甲公司（示例）"]


def test_a_long_list_goes_on_over_pages(desk, monkeypatch):
    monkeypatch.setattr(claims, "COUNT", 2)
    desk.add(*[company(f"第{n}家（示例）", RENT) for n in range(5)])
    at = visit("claims")
    seen = names(at)
    assert say("page_span", first=1, last=2, total=5) in said_on(at)
    seen += names(press(at, "page_next"))
    seen += names(press(at, "page_next"))
    assert sorted(seen) == [f"第{n}家（示例）" for n in range(5)]
    assert not boxes(at, "button", "page_next")
    assert names(press(at, "page_previous")) == seen[2:4]


def test_a_claim_that_pays_no_money_is_listed_without_an_amount(desk):
    desk.add(company("示例（示例）", "art14_events"))
    assert words.text("results.table_none", "zh") in said_on(visit("claims"))


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "=1+1", "\u202e示例", "长" * 300])
def test_a_hostile_name_is_text_in_the_list_on_its_page_and_in_the_correction(desk, name):
    stored = desk.add(company(name, RENT))[0]
    at = visit("claims")
    assert "<script>" not in drawn(at)
    at = opened(stored)
    assert "<script>" not in drawn(at)
    assert name in said_on(at)
    press(at, "correct")
    assert "<script>" not in drawn(at)


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


# ------------------------------------------------------------------------------------------------ importing


def hand_in(at, *files):
    """Choose these files (name, content)."""
    at.file_uploader[0].set_value([(name, data, "application/octet-stream") for name, data in files])
    return again(at)


def importing_page(lang="zh"):
    return visit("claims", lang, query={"do": "import", "lang": lang})


def workbook_of(desk, *contents):
    """A workbook with these applications, as an export makes it. The registry is empty again."""
    desk.add(*contents, file=b"to be exported")
    data = sheets.write(POLICY, everything(desk.registry), "zh")
    for stored in everything(desk.registry):
        decisions.delete(desk.registry, desk.token, stored.id, stored.version)
    return data


def companys_file(name, *provisions):
    content = {**company(name, *(provisions or (RENT,))), "readings": {}}
    return saved.write(POLICY, saved.Saved(content), date(2026, 3, 20))


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_workbook_is_looked_over_and_then_imported_and_the_same_again_adds_nothing(registry, desk, lang):
    data = workbook_of(desk, company("甲公司（示例）", RENT, STANDARDS), company("乙公司（示例）", RENT))
    at = hand_in(importing_page(lang), ("申报.xlsx", data))
    said = said_on(at)
    assert say("preview_heading", lang) in said
    assert re.search(r"申报\.xlsx 2\s+3\s+140\.00", said)
    assert everything(registry) == []
    press(at, "import_add")
    assert words.text("imports.done_new", lang, applications=2, claims=3) in said_on(at)
    assert len(everything(registry)) == 2
    at = hand_in(importing_page(lang), ("另一个名字.xlsx", data))
    assert words.text("imports.nothing_to_do", lang) in said_on(at)
    assert not boxes(at, "button", "import_add")
    assert len(everything(registry)) == 2


def test_many_companies_files_are_imported_at_once(registry, desk):
    files = [(f"自评{n}.json", companys_file(f"第{n}家（示例）")) for n in range(12)]
    at = press(hand_in(importing_page(), *files), "import_add")
    assert len(everything(registry)) == 12
    assert "企业自评文件12份：新增12份申请、12项申报" in said_on(at)


def title_of(provision, lang):
    return POLICY.provision(provision).title.in_language(lang)


def corrected(data: bytes, *cells: tuple[str, str, int, Any]) -> bytes:
    """A workbook with other values in some cells: how the sheet begins, what is in the heading, the row, the value."""
    book = load_workbook(io.BytesIO(data))
    for sheet, heading, row, value in cells:
        page = next(page for page in book if page.title.startswith(sheet))
        column = next(n for n, cell in enumerate(page[1], 1) if heading in str(cell.value))
        page.cell(row, column, value)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_what_a_corrected_export_changes_is_shown_and_then_done_for_a_reason(registry, desk, lang):
    stored = desk.add(company("甲公司（示例）", RENT), company("乙公司（示例）", RENT))
    first = next(one for one in stored if one.name.startswith("甲"))
    decisions.decide(registry, desk.token, POLICY, first.claims[0].id, 1, approved=20_000_000, score=None, reason="定")
    data = b"".join(exporting.workbook(registry, desk.token, {}).parts)
    row = 2 if sheets.read(POLICY, data, "x")[0].content["applicant"]["name"].startswith("甲") else 4
    other = 6 - row  # each has two rows, one for each of its premises
    cells = [
        ("房租", "核定", other, 9.5),
        ("房租", "理由", other, "按发票"),
        ("房租", "租金", row, 1),
        ("房租", "租金", row + 1, 1),
    ]
    at = hand_in(importing_page(lang), ("更正.xlsx", corrected(data, *cells)))
    said = said_on(at)
    assert re.search(r"更正\.xlsx\s+1\s+1\s+1\s", said), "one corrected, one unchanged, one decision"
    title = words.text("pages.article_step", lang, article=article_label(6, lang), title=title_of(RENT, lang))
    before, after, none = money.amount_text(20_000_000, lang), money.amount_text(9_500_000, lang), say("absent", lang)
    figures = words.text("imports.figure_approved", lang, amount=before)
    assert " ".join(words.text("imports.decision_lapsed", lang, title=title, figures=figures).split()) in said
    assert words.text("imports.sets_approved", lang, before=none, after=after) in said
    (name,) = set(re.findall(r"list=([0-9a-f]+)", drawn(at)))
    made = importing.fault_list(desk.registry, desk.token, {"list": name, "lang": "zh"})
    listed = b"".join(made.parts).decode("utf-8-sig")
    assert "按发票" in listed
    assert "甲公司（示例）" in listed
    assert desk.opened(first).content == first.content, "nothing is written before the button"
    press(at, "import_add")
    assert words.text("imports.need_reason", lang) in said_on(at)
    key = next(one.key for one in at.text_input if one.key.startswith("import-reason"))
    at = press(type_in(at, key, "按核实的发票更正"), "import_add")
    assert words.text("imports.done_changed", lang, changed=1) in said_on(at)
    assert words.text("imports.done_decided", lang, decided=1) in said_on(at)
    assert desk.opened(first).claims[0].lapsed == 20_000_000
    at = visit("claims", lang, query={"application": first.id, "lang": lang})
    said = said_on(at)
    assert "按核实的发票更正" in said
    assert words.text("imports.from_file", lang, file="更正.xlsx") in said
    assert words.text("imports.lapsed_note", lang, amount=before) in said
    at = choose(visit("claims", lang), "standing", "lapsed")
    assert "甲公司（示例）" in said_on(at)
    assert "乙公司（示例）" not in said_on(at)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_what_a_workbook_approves_above_the_estimate_is_listed_and_asked_about(registry, desk, lang):
    stored = desk.add(company("甲公司（示例）", RENT), company("乙公司（示例）", RENT))
    data = b"".join(exporting.workbook(registry, desk.token, {}).parts)
    cells = [("房租", "核定", 2, 99), ("房租", "核定", 4, 98), ("房租", "理由", 4, "专题会议纪要")]
    at = hand_in(importing_page(lang), ("高.xlsx", corrected(data, *cells)))
    said = said_on(at)
    assert words.text("imports.above", lang, count=2) in said
    assert words.text("imports.above_no_reason", lang) in said
    assert words.text("imports.above_reason", lang, reason="专题会议纪要") in said
    assert said.count(money.amount_text(99_000_000, lang)) > 1, "in the notice, and in the list of changes"
    assert words.text("imports.sets_beyond", lang, amount=money.amount_text(20_000_000, lang)) in said
    assert words.text("imports.beyond", lang, count=2) in said
    assert box(at, "button", "import_add").disabled
    key = next(one.key for one in at.text_input if one.key.startswith("import-reason"))
    at = type_in(at, key, "按审核意见")
    (tick,) = [one for one in at.checkbox if (one.key or "").startswith("import-above")]
    assert tick.label == words.text("imports.above_tick", lang, count=1)
    tick.check()
    at = press(again(at), "import_add")
    assert words.text("claims.beyond_unconfirmed", lang, count=2) in said_on(at)
    next(one for one in at.checkbox if (one.key or "").startswith("import-propose")).check()
    at = press(again(at), "import_add")
    assert words.text("imports.done_decided", lang, decided=2) in said_on(at)
    claims = [claim for one in stored for claim in desk.opened(one).claims]
    assert sorted(claim.proposed.amount for claim in claims if claim.proposed) == [98_000_000, 99_000_000]
    assert {claim.approved for claim in claims} == {None}


def test_decisions_go_with_a_correction_only_if_that_is_ticked(registry, desk):
    (stored,) = desk.add(company("甲公司（示例）", RENT, STANDARDS))
    decisions.decide(registry, desk.token, POLICY, stored.claims[0].id, 1, approved=1, score=None, reason="定")
    file = ("少一项.json", companys_file("甲公司（示例）", STANDARDS))
    at = hand_in(importing_page(), file)
    assert box(at, "button", "import_add").disabled
    key = next(one.key for one in at.text_input if one.key.startswith("import-reason"))
    at = type_in(at, key, "撤回房租")
    box(at, "checkbox", "import_going").check().run()
    press(at, "import_add")
    assert [claim.provision for claim in desk.opened(stored).claims] == [STANDARDS]


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_with_one_wrong_cell_nothing_is_imported_and_the_cell_is_named(registry, desk, lang):
    data = workbook_of(desk, company("甲公司（示例）", RENT), company("乙公司（示例）", RENT))
    book = load_workbook(io.BytesIO(data))
    sheet = next(s for s in book if s.title.startswith("房租"))
    head = next(c for row in sheet.iter_rows() for c in row if c.value and "租金" in str(c.value) and c.row < 5)
    cell = sheet.cell(sheet.max_row, head.column)
    cell.value = "<b>三十万左右</b>"
    written = io.BytesIO()
    book.save(written)
    at = hand_in(importing_page(lang), ("好.json", companys_file("丙（示例）")), ("申报.xlsx", written.getvalue()))
    said = said_on(at)
    assert say("faults_heading_one", lang) in said
    assert f"申报.xlsx {sheet.title} {cell.coordinate}" in said
    assert "<b>三十万" not in drawn(at)
    assert not boxes(at, "button", "import_add")
    assert everything(registry) == []


def test_what_is_wrong_leaves_as_a_list_for_the_official_whose_files_they_were(desk):
    at = hand_in(importing_page(), ("=坏.json", b"{}"))
    (name,) = re.findall(r"list=([0-9a-f]+)", drawn(at))
    made = importing.fault_list(desk.registry, desk.token, {"list": name, "lang": "zh"})
    text = b"".join(made.parts).decode("utf-8-sig")
    assert "'=坏.json" in text
    assert words.text("claims.foreign_file", "zh") in text
    assert words.text("claims.foreign_file", "en") in text
    with pytest.raises(NotAllowed):
        importing.fault_list(desk.registry, desk.another("王审核员（示例）"), {"list": name})
    with pytest.raises(NotAllowed):
        importing.fault_list(desk.registry, desk.token, {"list": "0" * 32})


def test_files_are_read_once_and_not_again_with_every_run(desk, monkeypatch):
    read = []
    whole = incoming.preview

    def counted(database, credential, policy, files, reached):
        read.append(len(files))
        return whole(database, credential, policy, files, reached)

    monkeypatch.setattr(incoming, "preview", counted)
    at = hand_in(importing_page(), ("甲.json", companys_file("甲（示例）")))
    again(again(at))
    assert read == [1]
    assert "甲（示例）" not in str(at.session_state[importing.SEEN]), "what is in a file is not kept in the session"


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_an_import_is_undone_as_a_whole_after_a_question(registry, desk, lang):
    desk.add(company("甲（示例）", RENT), company("乙（示例）", RENT), file=b"1")
    desk.add(company("丙（示例）", RENT), file=b"2")
    at = importing_page(lang)
    assert say("files_heading", lang) in said_on(at)
    file = imports.imported_files(registry, desk.token, POLICY)[-1]
    assert f"undo={file.id}" in drawn(at)
    at.query_params["undo"] = file.id
    again(at)
    assert say("files_ask", lang, name=file.name, applications=2) in said_on(at)
    assert len(everything(registry)) == 3
    press(at, "undo_really")
    assert words.text("claims.no_reason", lang, most=300) in said_on(at)
    assert len(everything(registry)) == 3
    press(type_in(at, "undo_reason", "表头错位"), "undo_really")
    assert [stored.name for stored in everything(registry)] == ["丙（示例）"]
    assert say("files_undone", lang, name=file.name, applications=2, claims=2) in said_on(at)
    assert "表头错位" in said_on(importing_page(lang))


def test_decisions_go_with_an_import_only_if_that_is_ticked(registry, desk):
    stored = desk.add(company("甲（示例）", RENT), company("乙（示例）", RENT))
    decisions.decide(registry, desk.token, POLICY, stored[0].claims[0].id, 1, approved=1, score=None, reason="定")
    at = importing_page()
    at.query_params["undo"] = imports.imported_files(registry, desk.token, POLICY)[0].id
    again(at)
    assert words.text("imports.undo_decided", "zh", decisions=1) in said_on(at)
    assert box(at, "button", "undo_really").disabled
    box(at, "checkbox", "undo_decided").check().run()
    press(type_in(at, "undo_reason", "重复导入"), "undo_really")
    assert everything(registry) == []


def test_templates_are_offered_in_both_languages_and_for_each_kind(desk):
    at = importing_page()
    assert list(offered(at)) == [say("template_xlsx_zh"), say("template_xlsx_en"), say("template_csv")]
    assert len(next(b for b in at.selectbox if b.key.startswith("template-of")).options) == len(POLICY.provisions)


# ------------------------------------------------------------------------------------------------ exporting


def test_the_export_has_what_was_found_and_an_import_takes_it(registry, desk):
    desk.add(company("甲公司（示例）", RENT), company("乙公司（示例）", STANDARDS))
    at = search(visit("claims"), "甲")
    (query,) = re.findall(r'href="/download/claims\.xlsx\?([^"]+)"', drawn(at))
    assert dict(parse_qsl(unescape(query))) == {"lang": "zh", "text": "甲"}
    made = exporting.workbook(registry, desk.token, {"lang": "zh", "text": "甲"})
    data = b"".join(made.parts)
    assert made.name == "申报-2026-03-20.xlsx"
    assert [new.content["applicant"]["name"] for new in sheets.read(POLICY, data, made.name)] == ["甲公司（示例）"]


def test_what_was_decided_leaves_with_an_export_and_comes_back_with_an_import(registry, desk):
    stored = desk.add(company("甲公司（示例）", RENT))[0]
    decisions.decide(registry, desk.token, POLICY, stored.claims[0].id, 1, approved=18_500_000, score=None, reason="x")
    data = b"".join(exporting.workbook(registry, desk.token, {}).parts)
    decisions.delete(registry, desk.token, stored.id, 2)
    at = hand_in(importing_page(), ("申报.xlsx", data))
    key = next(one.key for one in at.text_input if one.key.startswith("import-reason"))
    press(type_in(at, key, "移交"), "import_add")
    assert [claim.approved for claim in everything(registry)[0].claims] == [18_500_000]


def test_one_kind_of_claim_leaves_as_csv(registry, desk):
    desk.add(company("=甲（示例）", RENT), company("乙公司（示例）", STANDARDS))
    at = visit("claims")
    assert "claims.csv" not in drawn(at)
    assert "claims.csv" in drawn(choose(at, "provision", RENT))
    made = exporting.table(registry, desk.token, {"provision": RENT, "lang": "en"})
    data = b"".join(made.parts)
    assert b"'=" in data
    assert [new.content["applicant"]["name"] for new in sheets.read(POLICY, data, made.name)] == ["=甲（示例）"]
    with pytest.raises(Refused):
        exporting.table(registry, desk.token, {"provision": "x"})


@pytest.mark.parametrize(
    ("asked", "found"),
    [({}, 2), ({"year": "2026"}, 2), ({"year": "zwei"}, 0), ({"decided": "False"}, 2), ({"text": "甲"}, 1)],
)
def test_an_address_asks_for_what_it_says_and_never_for_more(registry, desk, asked, found):
    desk.add(company("甲（示例）", RENT), company("乙（示例）", RENT))
    wanted = exporting.wanted(asked)
    assert len(list(listing.exported(registry, desk.token, POLICY, wanted))) == found


def test_without_a_session_nothing_is_exported(registry, desk):
    desk.add(company("甲（示例）", RENT))
    desk.sign_out()
    for make, asked in ((exporting.workbook, {}), (exporting.table, {"provision": RENT})):
        with pytest.raises(NotAllowed):
            list(make(registry, desk.token, asked).parts)


# ------------------------------------------------------------------------------------------------ the example data


def test_the_example_data_is_loaded_and_removed_with_a_click_and_real_claims_stay(registry, desk):
    desk.add(company("真实一家", RENT))
    at = press(visit("claims"), "sample_load")
    count = len(everything(registry))
    assert count > 500
    claims_ = sum(len(stored.claims) for stored in everything(registry)) - 1
    assert say("sample_loaded", applications=count - 1, claims=f"{claims_:,}") in said_on(at)
    assert all("示例" in name or name == "真实一家" for name in names(at))
    press(at, "sample_remove")
    press(at, "sample_not")
    assert len(everything(registry)) == count
    press(press(at, "sample_remove"), "sample_really")
    assert [stored.name for stored in everything(registry)] == ["真实一家"]


# ------------------------------------------------------------------------------------------------ who may


def test_signed_out_nothing_is_shown_and_nothing_happens(registry, desk):
    stored = desk.add(company("示例（示例）", RENT))[0]
    at = write(write(opened(stored), "approved", "15"), "reason", "核定")
    desk.sign_out()
    box(at, "button", "save_decision").click()
    again(at)
    assert "示例（示例）" not in said_on(at)
    assert everything(registry)[0].claims[0].approved is None


def test_a_company_that_knows_the_address_sees_nothing(registry, desk):
    stored = desk.add(company("示例（示例）", RENT))[0]
    desk.token = None
    for query in ({}, {"application": stored.id}, {"do": "import"}):
        at = visit("claims", query=query)
        assert "示例（示例）" not in said_on(at)
        assert not at.file_uploader or say("upload_label") not in [u.proto.label for u in at.get("file_uploader")]


# ------------------------------------------------------------------------------------------------ earlier years


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_list_of_earlier_years_is_looked_over_brought_in_corrected_and_undone(registry, desk, lang):
    def awards_say(key, **values):
        return words.text(f"awards.{key}", lang, **values)

    def page(**more):
        return visit("claims", lang, query={"do": "earlier", "lang": lang, **more})

    def listed(*rows):
        heads = [words.text(f"awards.column_{name}", lang) for name in
                 ("name", "uscc", "provision", "matter", "project", "year", "amount", "paid")]  # fmt: skip
        return "\n".join([",".join(heads), *rows]).encode("utf-8-sig")

    assert awards_say("open") in said_on(importing_page(lang))
    wrong = said_on(hand_in(page(), ("名单.csv", listed("甲公司,,没有,,,2024,10,"))))
    assert words.text("claims_page.faults_heading_one", lang, count=1) in wrong
    at = hand_in(page(), ("名单.csv", listed("甲公司,,art06_rent,,,2024,10,8", "乙公司,,art06_rent,,,2024,5,")))
    assert awards_say("plan", new=2, changed=0, same=0, amount=written("15.00")) in said_on(at)
    press(at, "earlier_add")
    said = said_on(page())
    assert awards_say("years_heading") in said
    assert "15.00" in said
    at = hand_in(page(), ("更正.csv", listed("甲公司,,art06_rent,,,2024,9,")))
    before = words.text("awarded.amount_paid", lang, amount=written("10.00"), paid=written("8.00"))
    assert before in said_on(at)
    at = press(at, "earlier_add")
    assert words.text("claims.no_reason", lang, most=300) in said_on(at)
    key = next(one.key for one in at.text_input if one.key and one.key.startswith("earlier-reason"))
    press(type_in(at, key, "按拨付凭证更正"), "earlier_add")
    newest = imports.imported_files(registry, desk.token, POLICY)[0]
    assert (newest.awards, newest.changed, newest.reason) == (1, 1, "按拨付凭证更正")
    at = page(undo=newest.id)
    assert awards_say("undo_gives_place") in said_on(at)
    press(type_in(at, "undo_reason", "误更正"), "undo_really")
    said = said_on(page())
    assert "误更正" in said
    assert "15.00" in said, "what it corrected is what it was"
    assert "更正.csv" not in said_on(importing_page(lang)), "applications' files stand on their own page"

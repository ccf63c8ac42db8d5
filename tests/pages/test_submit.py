"""Submitting: what is asked before, the receipt once, changing and taking back by its code."""

import re
from datetime import date

import pytest

from engine.registry import decisions, points, receipts, retention_period, submissions
from engine.registry.access import Terminal
from engine.registry.database import Unavailable
from engine.text import words
from pages.shared import in_use, workbench
from tests.pages.markup import Markup
from tests.pages.registering import POLICY, company, everything
from tests.pages.seeding import answered, said_on
from tests.pages.visiting import again, box, boxes, drawn, go, onward, press, type_in, visit


@pytest.fixture(autouse=True)
def _on_a_fixed_day(monkeypatch):
    monkeypatch.setattr(in_use, "today", lambda: date(2026, 3, 20))


def say(key, lang="zh", **values):
    return words.text(f"submit.{key}", lang, **values)


def seen(content=None, lang="zh"):
    return visit("submit", lang, {"answers": answered({**(content or company("示例智能（示例）")), "readings": {}})})


def agree(at):
    next(c for c in at.checkbox if "consent-" in c.key).check()
    return again(at)


def submitted(at):
    """Submit what is there; the receipt code."""
    press(agree(at), "submit")
    return code_on(at)


def code_on(at):
    return at.get("code")[0].value if at.get("code") else None


def look_up(at, code):
    next(b for b in at.text_input if (b.key or "").startswith("code-")).set_value(code)
    return press(again(at), "look")


# ------------------------------------------------------------------------------------------------ what is asked


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_without_a_claim_there_is_nothing_to_submit_and_a_way_back_to_what_was(registry, lang):
    at = visit("submit", lang)
    assert say("nothing_heading", lang) in said_on(at)
    assert say("again_heading", lang) in said_on(at)
    assert not boxes(at, "button", "submit")


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_what_is_kept_why_and_until_when_is_said_before_the_consent(registry, lang):
    at = seen(lang=lang)
    said = said_on(at)
    notice = retention_period.notice(POLICY, 2026)
    for part in (notice.what, notice.why, notice.until, notice.who, notice.rights):
        assert part[lang] in said
    assert not next(c for c in at.checkbox if "consent-" in c.key).value, "nobody consents by doing nothing"


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_it_is_said_what_submitting_is_who_sees_it_and_what_happens_next(registry, monkeypatch, lang):
    authority = POLICY.names.authority.in_language(lang)
    said = said_on(seen(lang=lang))
    for key in ("what_pre", "who_sees", "next_code", "next_states", "next_pre"):
        assert say(key, lang, authority=authority) in said, key
    monkeypatch.setenv("SUBMISSIONS_ARE_FORMAL", "true")
    at = seen(lang=lang)
    said = said_on(at)
    for key in ("what_formal", "next_formal"):
        assert say(key, lang, authority=authority) in said, key
    assert say("what_pre", lang, authority=authority) not in said
    submitted(at)
    assert say("kind_formal", lang) in at.session_state[workbench.DESK].sent.text


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_state_is_told_with_amount_and_reason_from_the_receipt_or_by_its_code(registry, lang):
    at = seen(company("示例（示例）", "art06_rent", "art11_standards"), lang)
    code = submitted(at)
    press(at, f"state-{code}")
    assert say("found_received", lang) in said_on(at)
    for number, (amount, reason) in enumerate(((18_500_000, "按发票核减"), (0, "未主导"))):
        stored = everything(registry)[0]
        claim = sorted(stored.claims, key=lambda one: one.provision)[number]
        decisions.decide(
            registry, Terminal(), POLICY, claim.id, stored.version, approved=amount, score=None, reason=reason
        )
    said = said_on(look_up(visit("submit", lang), code))
    assert say("found_decided", lang) in said
    assert "18.50" in said
    assert "按发票核减" in said
    refused = POLICY.provision("art11_standards").title.in_language(lang)
    assert say("found_claim_refused", lang, title=refused, reason="未主导") in said
    assert say("found_pre", lang) in said
    press(at, f"state-{code}")
    assert "按发票核减" in said_on(at)
    assert "按发票核减" not in said_on(visit("submit", lang)), "nobody is told without the code"


def test_every_claim_is_listed_with_its_amount_before_it_is_submitted(registry):
    said = said_on(seen())
    assert "房租资助" in said
    assert "20.00" in said
    assert "还需补充" in said


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_incomplete_answers_may_be_submitted_and_it_is_said_what_is_missing(registry, lang):
    content = company("示例（示例）", "art06_rent", "art10_scenario_solver")
    at = seen(content, lang)
    missing = POLICY.provision("art10_scenario_solver").fact("challenge_mode").label.in_language(lang)
    assert say("open_one", lang) in said_on(at)
    assert missing in said_on(at)
    assert submitted(at)
    assert len(everything(registry)) == 1


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_matter_that_nothing_identifies_is_asked_for_with_the_way_to_the_question(registry, lang):
    content = company("示例（示例）", "art11_standards", "art04_compute_voucher")
    number = content["claims"][0]["facts"]["standards"][1].pop("number")
    contract = content["claims"][1]["facts"].pop("contract_number")
    at = seen(content, lang)
    assert say("unnamed", lang) in said_on(at)
    at = press(agree(at), "submit")
    assert everything(registry) == []
    markup = Markup("".join(block.proto.body for block in at.get("html")))
    hrefs = [own["href"] for own in markup.of("a") if "at=" in own["href"]]
    assert [href.partition("?")[0] for href in hrefs] == ["article-11", "article-4"] * 2
    answers = at.session_state["answers"]
    keys = answers.entries(("c4", "standards"))
    answers.answer(("c4", "standards", keys[1], "number"), number)
    answers.answer(("c6", "contract_number"), contract)
    press(at, "submit")
    assert len(everything(registry)) == 1


def test_size_street_and_industry_may_be_stated_taken_back_and_stay_with_what_was_submitted(registry):
    at = seen()
    size, street, _ = (fact.name for fact in POLICY.profile)
    box(at, "button_group", f"applicant-{size}").set_value("small")
    box(again(at), "selectbox", f"applicant-{street}").set_value("minzhi")
    code = submitted(again(at))
    kept = everything(registry)[0]
    assert (kept.size, kept.content["applicant"][street]) == ("small", "minzhi")
    other = press(look_up(visit("submit"), code), "change")
    stated = other.session_state["answers"].application["applicant"]
    assert (stated[size], stated[street]) == ("small", "minzhi")
    go(other, "profile")
    box(other, "selectbox", f"applicant-{street}").set_value("not_stated")
    assert street not in again(other).session_state["answers"].application["applicant"]


def test_without_consent_nothing_is_submitted(registry):
    at = press(seen(), "submit")
    said = said_on(at)
    assert said.count(say("need_consent", consent=say("consent"))) == 1
    assert everything(registry) == []
    # It is said where the button is: at the top of the page nobody would see it.
    assert said.index(say("notice_heading")) < said.index(say("not_submitted"))


def test_a_name_or_a_code_is_needed_and_either_is_enough(registry):
    content = company("")
    del content["applicant"]["name"]
    at = press(agree(seen(content)), "submit")
    assert say("need_identity") in said_on(at)
    assert everything(registry) == []
    type_in(at, "applicant-uscc", "91440300MA5FAKE00X")  # no such code: the check digit is wrong
    assert say("need_identity") in said_on(press(at, "submit"))
    type_in(at, "applicant-name", "示例新名（示例）")
    type_in(at, "applicant-uscc", "")
    press(at, "submit")
    assert code_on(at)
    assert everything(registry)[0].name == "示例新名（示例）"


def test_what_the_engine_refuses_is_corrected_first(registry):
    content = company("示例（示例）", "art10_scenario_solver")
    content["claims"][0]["facts"]["project"] |= {"total_investment": "100", "fiscal_investment": "300"}
    at = seen({**content, "claims": [*content["claims"], *company("", "art06_rent")["claims"]]})
    assert say("blocked") in said_on(at)
    press(agree(at), "submit")
    assert say("need_correct") in said_on(at)
    assert everything(registry) == []


def test_readings_and_the_payout_ratio_stay_with_the_visitor(registry):
    held = answered({**company("示例（示例）"), "readings": {"embodied_cap_scope": "model"}})
    held.payout = "80%"
    submitted(visit("submit", session={"answers": held}))
    assert set(everything(registry)[0].content) == {"application_date", "applicant", "claims"}


# ------------------------------------------------------------------------------------------------ the receipt


def test_the_receipt_code_goes_with_the_tab_and_nowhere_else(registry, logged):
    at = seen()
    code = submitted(at)
    assert re.fullmatch(r"([0-9A-Z]{4}-){6}[0-9A-Z]{4}", code)
    assert submissions.by_receipt(registry, code).name == "示例智能（示例）"
    assert code not in str(at.query_params)
    press(at, "receipt_done")
    assert code_on(at) is None
    assert code not in drawn(at)
    assert code not in logged.getvalue()
    press(at, "receipt_show")
    assert code_on(at) == code


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_receipt_to_keep_says_what_was_submitted_and_until_when_it_is_kept(registry, lang):
    at = seen(lang=lang)
    code = submitted(at)
    text = at.session_state[workbench.DESK].sent.text
    assert code in text
    assert "示例智能（示例）" in text
    assert words.text("results.foot_disclaimer", lang) in text
    assert POLICY.provision("art06_rent").title.in_language(lang) in text


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_what_is_submitted_and_its_receipt_name_the_matters_of_each_claim(registry, lang):
    content = company("示例（示例）", "art04_compute_voucher", "art11_standards")
    first, standards = sorted(content["claims"], key=lambda claim: claim["provision"])
    first["facts"]["contract_number"] = "HT-1"
    second = {**first, "id": "c9", "facts": first["facts"] | {"contract_number": "HT-2"}}
    content["claims"].append(second)
    numbers = [entry["number"] for entry in standards["facts"]["standards"]][:3]
    at = seen(content, lang)
    voucher = POLICY.provision("art04_compute_voucher")
    assert voucher.matter is not None
    called = {"title": voucher.title.in_language(lang), "name": voucher.matter.label.in_language(lang)}
    named = [words.text("matters.claim_named", lang, matter=number, **called) for number in ("HT-1", "HT-2")]
    said = said_on(at)
    submitted(at)
    text = at.session_state[workbench.DESK].sent.text
    for part in (*named, *numbers):
        assert part in said
        assert part in text


def test_pressing_twice_submits_once(registry):
    at = agree(seen())
    key = at.session_state[workbench.DESK].key
    press(at, "submit")
    first = code_on(at)
    # The second press is handed over while the first is on its way: the same code goes with it.
    assert first == key
    at.session_state[workbench.DESK] = workbench.Desk(key)
    press(agree(again(at)), "submit")
    assert code_on(at) == first
    assert len(everything(registry)) == 1


def test_the_same_content_in_another_visit_is_taken_as_any_other_and_counts_once(registry):
    """Whoever was told that it is there already would know what somebody else has submitted."""
    first = submitted(seen())
    other = submitted(seen())
    assert other != first
    assert len(everything(registry)) == 2
    assert points.standing(registry, Terminal(), POLICY).points[0].kind == "copy"


def test_what_was_submitted_in_this_visit_is_not_offered_again_until_it_changes(registry):
    at = seen()
    submitted(at)
    press(at, "receipt_done")
    assert not boxes(at, "button", "submit")
    go(at, "profile")
    type_in(at, "applicant-name", "示例改名（示例）")
    go(at, "submit")
    assert boxes(at, "button", "submit")
    assert "另成一份新的申报" in said_on(at)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_with_the_database_away_nothing_is_lost_and_it_is_said_calmly(registry, monkeypatch, lang):
    at = agree(seen(lang=lang))

    def away(*_args, **_more):
        raise Unavailable("registry.no_connection")

    monkeypatch.setattr(submissions, "submit", away)
    press(at, "submit")
    assert words.text("registry.no_connection", lang) in said_on(at)
    assert say("kept_here", lang) in said_on(at)
    assert at.session_state["answers"].application["claims"]
    monkeypatch.undo()
    monkeypatch.setattr(in_use, "today", lambda: date(2026, 3, 20))


def test_an_answer_that_never_came_back_does_not_make_two_of_it(registry, monkeypatch):
    """The first try arrives, its answer does not; the visitor changes something and tries again."""
    at = agree(seen())
    whole = submissions.submit

    def arrives_unanswered(*args, **more):
        whole(*args, **more)
        raise Unavailable("registry.no_connection")

    monkeypatch.setattr(submissions, "submit", arrives_unanswered)
    press(at, "submit")
    monkeypatch.setattr(submissions, "submit", whole)
    type_in(at, "applicant-name", "示例改名（示例）")
    press(at, "submit")
    assert code_on(at)
    assert [stored.name for stored in everything(registry)] == ["示例改名（示例）"]


# ------------------------------------------------------------------------------------------------ changing


def test_with_the_code_it_is_changed_and_the_code_stays(registry):
    code = submitted(seen())
    at = look_up(visit("submit"), code.lower().replace("-", " "))
    assert "示例智能（示例）" in said_on(at)
    press(at, "change")
    assert say("changing_loaded", name="示例智能（示例）") in said_on(at)
    type_in(at, "applicant-name", "示例改名（示例）")
    assert submitted(at) == receipts.read_code(code)
    assert [stored.name for stored in everything(registry)] == ["示例改名（示例）"]
    assert everything(registry)[0].version == 2
    # What asked for the changes to be submitted is gone with it.
    assert say("changing_loaded", name="示例智能（示例）") not in said_on(at)


def test_claims_keep_their_names_when_an_application_is_changed(registry):
    code = submitted(seen())
    before = [c.key for c in everything(registry)[0].claims]
    at = press(look_up(visit("submit"), code), "change")
    type_in(at, "applicant-name", "示例改名（示例）")
    submitted(at)
    assert [c.key for c in everything(registry)[0].claims] == before


def test_loading_asks_before_it_replaces_what_is_there_and_can_be_undone(registry):
    code = submitted(seen())
    at = press(look_up(seen(company("另一家（示例）")), code), "change")
    held = at.session_state["answers"]
    assert held.application["applicant"]["name"] == "另一家（示例）"
    press(at, "replace_not")
    assert held.application["applicant"]["name"] == "另一家（示例）"
    press(press(at, "change"), "replace_really")
    assert held.application["applicant"]["name"] == "示例智能（示例）"
    assert at.session_state[workbench.DESK].changing is not None
    press(at, "notice_undo")
    assert held.application["applicant"]["name"] == "另一家（示例）"
    assert at.session_state[workbench.DESK].changing is None


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_code_of_what_was_submitted_in_a_tab_stays_in_sight_whatever_is_opened_there(registry, lang):
    other = submitted(seen(company("另一家（示例）")))
    at = seen(lang=lang)
    code = submitted(at)
    said = say("submitted_here", lang, name="示例智能（示例）", moment="{").partition("{")[0]
    assert said not in said_on(at), "the receipt itself is there"
    press(press(look_up(at, other), "change"), "replace_really")
    assert at.session_state["answers"].application["applicant"]["name"] == "另一家（示例）"
    assert said in said_on(at)
    assert code_on(at) == code
    # Changed by its code in this tab, the other one has been submitted here too.
    type_in(at, "applicant-name", "另一家改名（示例）")
    assert submitted(at) == other
    assert [shown.value for shown in at.get("code")] == [other, code]
    press(press(look_up(at, code), "withdraw"), "withdraw_really")
    assert [shown.value for shown in at.get("code")] == [other], "a code that leads nowhere any more"
    press(at, "clear")
    assert not at.get("code")


def test_what_was_not_claimed_is_declined_when_an_application_is_changed(registry):
    at = press(look_up(visit("submit"), submitted(seen(company("示例（示例）", "art06_rent")))), "change")
    held = at.session_state["answers"]
    assert {p.id: held.gate(p.id) for p in POLICY.provisions} == {p.id: p.id == "art06_rent" for p in POLICY.provisions}


def test_changing_what_was_submitted_from_these_answers_keeps_all_of_them(registry):
    at = seen()
    held = at.session_state["answers"]
    held.decline("art11_standards")
    held.set_payout("80%")
    code = submitted(again(at))
    before = held.document()
    press(at, "change_own")
    assert held.document() == before
    type_in(at, "applicant-name", "示例改名（示例）")
    assert submitted(at) == code
    assert everything(registry)[0].version == 2


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_every_page_says_that_an_application_is_being_changed(registry, lang):
    at = press(look_up(visit("submit", lang), submitted(seen(lang=lang))), "change")
    said = re.sub(r"\{.*", "", words.text("submit.changing", lang, name="示例智能（示例）", moment="{"))
    for page in ("home", "profile", "article-6", "review", "result", "law", "submit"):
        assert said in said_on(go(at, page)), page
        back = [link.proto.label for link in at.main.get("page_link")]
        assert (say("changing_back", lang) in back) == (page != "submit")
    press(at, "changing_stop")
    assert said not in said_on(at)
    assert everything(registry)[0].version == 1


def test_a_submission_whose_answer_was_lost_with_the_session_is_not_made_twice(registry):
    at = seen()
    key = at.session_state[workbench.DESK].key
    submissions.submit(registry, POLICY, workbench.content_of(at.session_state["answers"]), None, key=key)
    back = seen()
    back.session_state[workbench.DESK] = workbench.Desk(receipts.new_code(), earlier=key)
    assert submitted(again(back)) == key
    other = seen(company("另一家（示例）", uscc="91110000600037341L"))
    other.session_state[workbench.DESK] = workbench.Desk(receipts.new_code(), earlier=key)
    assert submitted(again(other)) != key, "a copy of the tab, with another company in it"
    assert len(everything(registry)) == 2


def test_a_change_whose_answer_was_lost_is_not_a_conflict(registry):
    code = submitted(seen())
    at = press(look_up(visit("submit"), code), "change")
    type_in(at, "applicant-name", "示例改名（示例）")
    content = workbench.content_of(at.session_state["answers"])
    submissions.amend(registry, POLICY, code, content, None, 1)
    assert submitted(at) == receipts.read_code(code)
    assert everything(registry)[0].version == 2


def test_somebody_elses_change_in_between_is_not_overwritten_and_what_was_typed_stays(registry):
    code = submitted(seen())
    at = press(look_up(visit("submit"), code), "change")
    type_in(at, "applicant-name", "第一处（示例）")
    other = press(look_up(visit("submit"), code), "change")
    type_in(other, "applicant-name", "第二处（示例）")
    submitted(other)
    press(agree(at), "submit")
    assert words.text("claims.conflict", "zh") in said_on(at)
    assert everything(registry)[0].name == "第二处（示例）"
    assert at.session_state["answers"].application["applicant"]["name"] == "第一处（示例）"
    press(press(at, "conflict_reload"), "replace_really")
    assert at.session_state["answers"].application["applicant"]["name"] == "第二处（示例）"
    type_in(at, "applicant-name", "第三处（示例）")
    submitted(at)
    assert everything(registry)[0].name == "第三处（示例）"


def test_what_officials_noted_beside_a_decision_is_not_shown_to_the_company(registry, desk):
    code = submitted(seen())
    stored = everything(registry)[0]
    claim = stored.claims[0]
    corrected = {**stored.content, "applicant": stored.content["applicant"] | {"name": "示例智能（示例）二"}}
    version = decisions.correct(
        registry, desk.token, POLICY, stored.id, stored.version, corrected, "内部"
    ).version  # fmt: skip
    decisions.decide(
        registry, desk.token, POLICY, claim.id, version, approved=12345600, score=77_500_000, reason="告知的理由"
    )
    at = look_up(visit("submit"), code)
    said = set(re.findall(r"[\d.]+|内部|告知的理由", said_on(at)))
    assert said >= {"12.34", "告知的理由"}, "the amount that was approved, and why"
    assert not {"12.35", "77.5", "内部"} & said
    press(at, "change")
    type_in(at, "applicant-name", "示例改名（示例）")
    press(agree(at), "submit")
    assert words.text("claims.decided", "zh") in said_on(at)


# ------------------------------------------------------------------------------------------------ withdrawing


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_withdrawing_is_asked_about_and_then_really_deletes(registry, lang):
    code = submitted(seen())
    at = press(look_up(visit("submit", lang), code), "withdraw")
    assert say("withdraw_ask", lang) in said_on(at)
    press(at, "withdraw_not")
    assert len(everything(registry)) == 1
    press(press(at, "withdraw"), "withdraw_really")
    assert say("withdrawn", lang) in said_on(at)
    assert everything(registry) == []
    assert b"\xe7\xa4\xba\xe4\xbe\x8b\xe6\x99\xba" not in registry.file.read_bytes()
    look_up(at, code)
    assert words.text("claims.code_unknown", lang) in said_on(at)


def test_what_was_withdrawn_elsewhere_shows_no_receipt_and_can_be_submitted_anew(registry):
    at = seen()
    code = submitted(at)
    submissions.withdraw(registry, code)
    press(at, f"state-{code}")
    said = said_on(at)
    assert words.text("claims.code_unknown", "zh") in said
    assert say("submit_anew") in said
    assert say("receipt_needed") not in said
    assert code_on(at) is None
    assert submitted(at) not in (None, code)
    assert len(everything(registry)) == 1


def test_a_receipt_states_no_amount_of_what_brings_none(registry):
    at = seen({**company("示例智能（示例）"), "claims": [{"id": "c1", "provision": "art14_events", "facts": {}}]})
    submitted(at)
    text = at.session_state[workbench.DESK].sent.text
    assert "封顶测算—" not in text
    title = POLICY.provision("art14_events").title.zh
    assert say("receipt_claim_none", article="第十四条", title=title, status="") in text


@pytest.mark.parametrize(("typed", "key"), [("", "again_need"), ("0000", "code_mistyped"), ("A" * 28, "code_mistyped")])
def test_a_code_that_leads_nowhere_says_why(registry, typed, key):
    said = say(key) if key == "again_need" else words.text(f"claims.{key}", "zh")
    assert said in said_on(look_up(visit("submit"), typed))


def test_a_hostile_name_is_text_wherever_it_stands(registry):
    name = "<img src=x onerror=alert(1)>\u202e" + "长" * 250
    code = submitted(seen(company(name)))
    at = look_up(visit("submit"), code)
    press(at, "change")
    assert "<img" not in drawn(at)
    assert "&lt;img" in drawn(at)


def test_the_result_leads_to_submitting(registry):
    at = visit("result", session={"answers": answered()})
    assert onward(at)[say("heading")] == "submit"

"""待定: officials see who states what, side by side, and decide; a company sees nothing but what it is told."""

import re
from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from sqlalchemy import update

from engine import sheets
from engine.allocation.allocate import allocate
from engine.registry import confirmations, decisions, incoming, listing, points, rulings, submissions, wording
from engine.registry.stored import Wanted
from engine.registry.tables import Claim
from engine.scenario.disclosure import LEAST
from engine.text import words
from engine.text.phrases import both, day_text
from engine.values.money import WAN
from engine.values.windows import CHINA
from pages.shared import in_use, official
from tests.amounts import written
from tests.pages.registering import POLICY
from tests.pages.seeding import said_on
from tests.pages.visiting import again, box, boxes, drawn, press, text, visit
from tests.registry.companies import OFFICIAL, algorithm, code, content, platform, rent, side

PUBLISHER, SOLVER = "art10_scenario_publisher", "art10_scenario_solver"
MATTER = POLICY.provision("art08_algorithm_filing").matter
assert MATTER is not None
LABEL = both(MATTER.label)
SHARE = POLICY.provision(PUBLISHER).fact("share").label.zh


@pytest.fixture(autouse=True)
def _on_a_fixed_day(monkeypatch):
    monkeypatch.setattr(in_use, "today", lambda: date(2026, 3, 20))


@pytest.fixture
def two(registry, desk):
    """Two companies that state different investments of one project: their receipts."""
    return [
        submissions.submit(registry, POLICY, content(1, rent(), side("publisher", total_investment="1234.5")), "small"),
        submissions.submit(registry, POLICY, content(2, side("solver", total_investment="999")), "small"),
    ]


def say(key, lang="zh", **values):
    return words.text(f"points.{key}", lang, **values)


def opened(registry, receipt, provision="", lang="zh"):
    """A visit to a claim of an application."""
    stored = decisions.opened(registry, OFFICIAL, receipt.id)
    claim = next(c for c in stored.claims if c.provision.startswith(provision))
    return visit("claims", lang, query={"application": stored.id, "claim": claim.id, "lang": lang})


def press_on(at, key):
    """Press the button of a point whose key begins so."""
    (button,) = [b for b in boxes(at, "button") if (b.key or "").startswith(key)]
    button.click()
    return again(at)


def reason(at, said, of="project"):
    (field,) = [b for b in at.text_input if (b.key or "").startswith(f"reason_{of}")]
    field.set_value(said)
    return again(at)


def looked_up(receipt):
    at = visit("submit")
    next(b for b in at.text_input if (b.key or "").startswith("code-")).set_value(receipt.code)
    return press(again(at), "look")


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_list_counts_what_is_open_and_marks_it(registry, two, lang):
    submissions.submit(registry, POLICY, content(2, rent("7"), day="2025-07-01"), None)
    at = visit("claims", lang)
    assert say("on_top", lang, points="1", claims="2") in said_on(at)
    assert drawn(at).count(f"</i>{say('badge_open', lang)}</span>") == 2
    assert drawn(at).count(say("alike", lang, count=2, year=2025)) == 2


def test_what_is_open_is_looked_for_and_the_address_says_so_too(registry, two):
    at = visit("claims")
    next(b for b in at.selectbox if (b.key or "").startswith("claims-standing-")).set_value("open")
    again(at)
    assert len(re.findall(r'class="r-name"', drawn(at))) == 2
    assert 'standing=open"' in drawn(at) or "standing=open&" in drawn(at), "the export holds the same"
    at = visit("claims", query={"standing": "open"})
    assert len(re.findall(r'class="r-name"', drawn(at))) == 2
    assert len(re.findall(r'class="r-name"', drawn(visit("claims", query={"standing": "anything"})))) == 3


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_claims_page_shows_who_states_what_side_by_side(registry, two, lang):
    at = opened(registry, two[0], PUBLISHER, lang)
    seen = text(at)
    for said in (
        say("project", lang, named="场景一"),
        say("unpaid", lang, count=2),
        "测试1号有限公司",
        "测试2号有限公司",
        say("figure_unpaid", lang),
        "1234.5万元",
        "999万元",
    ):
        assert said in seen


def test_an_official_decides_with_a_reason_and_can_reopen(registry, desk, two):
    at = opened(registry, two[0], PUBLISHER)
    box_of = next(b for b in at.selectbox if (b.key or "").startswith("which_project"))
    box_of.set_value(two[0].id)
    again(at)
    press_on(at, "choose_project")
    assert words.text("claims.no_reason", "zh", most=300) in said_on(at)
    reason(at, "以立项批复为准")
    press_on(at, "choose_project")
    assert say("saved_chosen") in said_on(at)
    (point,) = points.standing(registry, OFFICIAL, POLICY).points
    assert point.chosen is not None
    assert (point.state, point.chosen.application, point.who) == ("decided", two[0].id, "李审核员（示例）")
    assert "以立项批复为准" in text(at)
    assert say("state_settled") in text(at)
    reason(at, "批复有误")
    press_on(at, "reopen_project")
    assert points.standing(registry, OFFICIAL, POLICY).points[0].state == "open"


def _with_a_decision(registry):
    """The publisher and the solver of one project of 1,000 and 1,500万元, and that the publisher's application counts:
    their receipts."""
    both = [
        submissions.submit(registry, POLICY, content(1, side("publisher", total_investment="1000")), "small"),
        submissions.submit(registry, POLICY, content(2, side("solver", total_investment="1500")), "small"),
    ]
    (point,) = points.standing(registry, OFFICIAL, POLICY).points
    rulings.choose(registry, OFFICIAL, POLICY, point, both[0].id, "以立项批复为准")
    return both


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_what_was_decided_is_what_the_list_and_the_claims_page_calculate_with(registry, desk, lang):
    _, solver = _with_a_decision(registry)
    run = allocate(POLICY, {"budget": None, **listing.allocation_input(registry, OFFICIAL, POLICY, 2025)})
    (paid,) = [c["actual"] for c in run["claims"] if c["provision"] == SOLVER]
    assert paid == "200.00"
    listed = drawn(visit("claims", lang))
    assert "200.00" in listed
    assert "300.00" not in listed
    seen = text(opened(registry, solver, SOLVER, lang))
    (point,) = points.standing(registry, OFFICIAL, POLICY).points
    assert point.at is not None
    day = day_text(point.at.astimezone(CHINA).date())[lang]
    label = wording.label(POLICY, "project", "total_investment")[lang]
    assert say("counted_by", lang, label=label, by="测试1号有限公司", value="1000万元", day=day) in seen
    assert "200.00" in seen
    assert "300.00" not in seen


def test_a_fact_of_the_company_that_was_decided_counts_on_the_claims_page_too(registry, desk):
    true = submissions.submit(registry, POLICY, content(1, rent("30")), None)
    other = submissions.submit(registry, POLICY, content(1, rent("10"), disqualified=True, day="2025-07-01"), None)
    (point,) = points.standing(registry, OFFICIAL, POLICY).points
    rulings.choose(registry, OFFICIAL, POLICY, point, true.id, "查询信用记录")
    at = opened(registry, other)
    assert "5.00" in text(at)
    assert "“测试1号有限公司”所报的否计算" in text(at)
    rulings.reopen(registry, OFFICIAL, POLICY, points.standing(registry, OFFICIAL, POLICY).points[0], "再查")
    assert "所报的否计算" not in text(opened(registry, other))


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_an_export_says_what_is_calculated_by_decision_and_comes_back_unchanged(registry, desk, lang):
    _with_a_decision(registry)
    kept = list(listing.exported(registry, OFFICIAL, POLICY, Wanted()))
    notes = {claim.provision: claim.counted or {} for one in kept for claim in one.claims}
    assert notes[PUBLISHER] == {}
    for said in ("1000万元", "200.00"):
        assert said in notes[SOLVER][lang]
    table = sheets.write_csv(POLICY, SOLVER, kept, lang)
    assert notes[SOLVER][lang] in table.decode("utf-8-sig")
    workbook = sheets.write(POLICY, kept, lang)
    for name, data in (("x.xlsx", workbook), ("x.csv", table)):
        seen = incoming.preview(registry, OFFICIAL, POLICY, [(name, data)])
        assert (seen.faults, seen.is_idle) == ([], True)


def test_a_company_sees_received_until_it_is_told_and_then_its_own_statement_only(registry, two):
    received = words.text("submit.found_received", "zh")
    for receipt in two:
        assert received in said_on(looked_up(receipt))
    at = press_on(opened(registry, two[0], PUBLISHER), "release_project")
    assert say("saved_released") in said_on(at)
    seen = said_on(looked_up(two[1]))
    assert "项目“场景一”的项目总投入需要核实" in seen
    assert received not in seen
    for secret in ("1234", "999", "测试1号", code(1), "其他"):
        assert secret not in seen
    press_on(opened(registry, two[1]), "recall_project")
    assert received in said_on(looked_up(two[1]))


def test_what_a_stranger_sees_is_the_same_whether_somebody_else_is_there_or_not(registry, desk):
    """The page of a submission, word by word, but for its moments."""

    def seen(receipt):
        words_of = re.sub(r"\d{2}:\d{2}", "", text(looked_up(receipt)))
        return re.sub(r"\s+", " ", words_of)

    alone = submissions.submit(registry, POLICY, content(1, rent("30"), disqualified=True), None)
    before = seen(alone)
    submissions.submit(registry, POLICY, content(1, rent("30")), None)
    assert seen(alone) == before
    submissions.withdraw(registry, alone.code)
    again_ = submissions.submit(registry, POLICY, content(1, rent("30"), disqualified=True), None)
    assert seen(again_) == before


def test_an_application_is_not_accepted_with_a_reason_and_accepted_again(registry, two):
    at = opened(registry, two[1])
    press(at, "dismiss")
    assert words.text("claims.no_reason", "zh", most=300) in said_on(at)
    reason(at, "不是该单位提交", "dismiss")
    press(at, "dismiss")
    assert say("saved_dismissed") in said_on(at)
    assert "这份申报已于" in text(at)
    assert "不是该单位提交" in text(at)
    assert points.standing(registry, OFFICIAL, POLICY).points == ()
    assert words.text("submit.found_dismissed", "zh") in said_on(looked_up(two[1]))
    assert listing.find(registry, OFFICIAL, POLICY, Wanted(standing="dismissed")).total == 1
    assert drawn(visit("claims")).count(say("badge_dismissed")) >= 1
    reason(at, "核实后受理", "dismiss")
    press(at, "readmit")
    assert say("saved_readmitted") in said_on(at)
    assert len(points.standing(registry, OFFICIAL, POLICY).points) == 1


def test_several_applications_with_one_code_are_shown_together(registry, desk):
    for amount in ("30", "20", "10"):
        receipt = submissions.submit(registry, POLICY, content(1, rent(amount)), None)
    at = opened(registry, receipt)
    assert say("alike", count=3, year=2025) in text(at)


def test_a_company_is_confirmed_with_what_the_official_saw_and_no_longer_when_that_is_taken_back(registry, desk):
    unconfirmed = words.text("claims_page.confirm_not", "zh", least=LEAST)
    at = opened(registry, submissions.submit(registry, POLICY, content(1), None))
    assert unconfirmed in text(at)
    submissions.submit(registry, POLICY, content(1, rent("31")), None)
    press(at, "confirm")
    assert len(confirmations.unvouched(registry, OFFICIAL, POLICY, 2025)) == 1
    press(at, "confirm")
    assert not confirmations.unvouched(registry, OFFICIAL, POLICY, 2025)
    press(at, "confirm_undo")
    assert unconfirmed in text(at)


def test_identical_applications_are_said_to_count_once(registry, desk):
    receipts = [submissions.submit(registry, POLICY, content(1), None) for _ in range(3)]
    at = opened(registry, receipts[2])
    assert say("copy", named="测试1号有限公司", count=3) in text(at)
    assert not [b for b in at.selectbox if (b.key or "").startswith("which_")]


def test_an_import_beside_another_submission_of_the_day_counts_until_an_official_counts_both(registry, desk):
    receipt = submissions.submit(registry, POLICY, content(1, rent("7", address="甲路1号")), None)
    desk.add(content(1, rent("30", address="乙路2号")))
    at = opened(registry, receipt)
    assert say("batch", named="测试1号有限公司") in text(at)
    assert say("batch_hint") in text(at)
    reason(at, "两处房租", "batch")
    press_on(at, "choose_batch")
    assert say("saved_chosen") in said_on(at)
    assert "决定都计入：两处房租" in text(at)
    assert listing.allocation_input(registry, OFFICIAL, POLICY, 2025)["open"] == []
    reason(at, "经查是旧稿", "batch")
    press_on(at, "reopen_batch")
    (point,) = listing.allocation_input(registry, OFFICIAL, POLICY, 2025)["open"]
    assert point["kind"] == "batch"
    both = sorted(listing.exported(registry, OFFICIAL, POLICY, Wanted()), key=lambda stored: stored.source)
    for stored, hint in zip(both, ("batch_decided_hint", "counted"), strict=True):
        (claim,) = stored.claims
        decisions.decide(registry, OFFICIAL, POLICY, claim.id, stored.version, approved=WAN, score=None, reason="定")
        assert say(hint) in text(opened(registry, receipt))


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_budget_says_how_many_claims_are_open_and_how_much_at_most(registry, desk, two, lang, monkeypatch):
    monkeypatch.setattr(official, "credential", lambda: desk.token)
    run = listing.allocation_input(registry, OFFICIAL, POLICY, 2025)
    alone = [allocate(POLICY, {"applications": [one]})["claims"][-1]["approved"] for one in run["applications"]]
    amount = written(str(sum(map(Decimal, alone))))
    for page in ("budget", "inverse"):
        at = visit(page, lang)
        assert say("in_budget", lang, claims=2, points=1, amount=amount) in text(at), page
        assert "standing=open" in drawn(at)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_budget_says_how_much_is_decided_beyond_the_law(registry, desk, lang, monkeypatch):
    monkeypatch.setattr(official, "credential", lambda: desk.token)
    receipt = submissions.submit(registry, POLICY, content(1, rent("30")), None)
    claim = decisions.opened(registry, OFFICIAL, receipt.id).claims[0]
    decide = partial(decisions.decide, registry, OFFICIAL, POLICY, claim.id, score=None, reason="专题会议")
    decide(1, approved=15 * WAN)
    assert "standing=beyond" not in drawn(visit("budget", lang))
    decide(2, approved=18 * WAN, propose=True)
    decisions.agree(registry, desk.token, POLICY, claim.id, 3)
    for page in ("budget", "inverse"):
        at = visit(page, lang)
        assert words.text("marks.beyond_in", lang, claims=1, amount=written("3.00")) in text(at), page
        assert "standing=beyond" in drawn(at)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_matter_that_was_approved_twice_is_pointed_out_with_the_way_to_each_claim(registry, desk, lang):
    receipts = [submissions.submit(registry, POLICY, content(n, algorithm("算法甲")), None) for n in (1, 2)]
    with registry.writing() as session:
        session.execute(update(Claim).values(approved=WAN))
    provision = POLICY.provision("art08_algorithm_filing")
    values = {"title": provision.title.in_language(lang), "matter": LABEL[lang], "named": "算法甲"}
    for at in (visit("claims", lang), opened(registry, receipts[0], lang=lang)):
        assert say("twice_approved", lang, **values) in said_on(at)
        assert all(receipt.id in drawn(at) for receipt in receipts)


def test_without_contradictions_nothing_is_said_of_them(registry, desk, monkeypatch):
    monkeypatch.setattr(official, "credential", lambda: desk.token)
    submissions.submit(registry, POLICY, content(1), None)
    for page in ("claims", "budget", "inverse"):
        assert "待定" not in re.sub(r"<select.*?</select>", "", text(visit(page))), page


def test_what_somebody_called_a_project_is_text(registry, desk):
    for number, total in ((1, "5"), (2, "6")):
        named = content(number, side("publisher", "<b onclick=x>恶</b>", total_investment=total))
        receipt = submissions.submit(registry, POLICY, named, None)
    at = opened(registry, receipt)
    assert "<b onclick" not in drawn(at)
    assert box(at, "button", "dismiss")


# ------------------------------------------------------------------------------------------ matters


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_matter_that_two_claim_is_shown_with_its_name_and_decided(registry, desk, lang):
    number = "网信算备 4403"
    one = submissions.submit(registry, POLICY, content(1, algorithm(number)), "small")
    submissions.submit(registry, POLICY, content(2, algorithm("网信算备4403")), "small")
    at = opened(registry, one, lang=lang)
    matter = wording.matter_label(POLICY, "art08_algorithm_filing")[lang]
    assert say("matter", lang, matter=matter, named=number) in text(at)
    assert say("which_matter_hint", lang) in text(at)
    next(b for b in at.selectbox if (b.key or "").startswith("which_matter")).set_value(one.id)
    reason(again(at), "备案主体为该单位", "matter")
    press_on(at, "choose_matter")
    assert say("state_left", lang) in text(at)
    (point,) = points.standing(registry, OFFICIAL, POLICY).points
    assert (point.state, [party.application for party in point.counting]) == ("decided", [one.id])


def test_what_is_decided_for_another_is_said_on_the_claims_page(registry, desk):
    both = [submissions.submit(registry, POLICY, content(n, algorithm("甲")), "small") for n in (1, 2)]
    (point,) = points.standing(registry, OFFICIAL, POLICY).points
    rulings.choose(registry, OFFICIAL, POLICY, point, both[0].id, "备案主体为该单位")
    seen = text(opened(registry, both[1]))
    assert "“甲”以“测试1号有限公司”的申报为准，本申报的不计" in seen
    assert "主管部门已决定同一算法计入另一份申报，本申报不计" in seen


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_of_shares_of_a_side_several_are_chosen(registry, desk, lang):
    three = [
        submissions.submit(registry, POLICY, content(n, side("publisher", share=share)), "small")
        for n, share in ((1, "0.5"), (2, "0.6"), (3, "0.4"))
    ]
    at = opened(registry, three[0], lang=lang)
    seen = text(at)
    assert say("which_shares", lang) in seen or say("which_shares_hint", lang) in seen
    assert all(percent in seen for percent in ("50%", "60%", "40%"))
    which = next(b for b in at.multiselect if (b.key or "").startswith("which_side"))
    which.set_value([three[0].id, three[1].id])
    reason(again(at), "联合体协议", "side")
    press_on(at, "choose_side")
    assert words.text("claims.chosen_above_whole", lang) in said_on(at)
    which = next(b for b in at.multiselect if (b.key or "").startswith("which_side"))
    which.set_value([three[1].id, three[2].id])
    again(at)
    press_on(at, "choose_side")
    assert say("saved_chosen", lang) in said_on(at)
    assert "测试2号有限公司”“测试3号有限公司" in text(at)


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ([algorithm("甲 1"), algorithm("甲1")], "算法“甲 1”需要核实：请核对名称或编号"),
        ([side("publisher", share="0.7"), side("publisher", share="0.6")], f"发榜方项目“场景一”的{SHARE}需要核实"),
    ],
)
def test_a_company_sees_received_until_it_is_told_which_matter_to_look_at(registry, desk, claims, said):
    receipts = [submissions.submit(registry, POLICY, content(n, claim), "small") for n, claim in enumerate(claims, 1)]
    assert words.text("submit.found_received", "zh") in text(looked_up(receipts[0]))
    (point,) = points.standing(registry, OFFICIAL, POLICY).points
    rulings.release(registry, OFFICIAL, POLICY, point)
    seen = text(looked_up(receipts[0]))
    assert said in seen
    assert "测试2号有限公司" not in seen
    assert words.text("submit.found_received", "zh") not in seen


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_list_says_where_places_do_not_suffice_and_a_score_is_missing(registry, desk, lang):
    for n in (1, 2):
        submissions.submit(registry, POLICY, content(n, platform(f"平台{n}")), "small")
    submissions.submit(registry, POLICY, content(4), "small")
    assert say("to_unscored", lang) not in drawn(visit("claims", lang)), "two places, two claims"
    third = submissions.submit(registry, POLICY, content(3, platform("平台3")), "small")
    (claim,) = decisions.opened(registry, OFFICIAL, third.id).claims
    decisions.decide(
        registry, OFFICIAL, POLICY, claim.id, 1, approved=None, score=90_000_000, reason="评审会"
    )  # fmt: skip
    title = POLICY.provision("art12_public_platform").title.in_language(lang)
    said = say("no_score", lang, title=title, year=2025, claims=3, places=2, unscored=2)
    assert said in text(visit("claims", lang))
    assert len(re.findall(r'class="r-name"', drawn(visit("claims", query={"standing": "unscored"})))) == 2
    # Who would be approved nothing claims no place, as in the budget.
    outside = content(5, platform("平台5"))
    outside["applicant"]["operates_in_longhua"] = False
    outside["applicant"]["waiver"] = []
    submissions.submit(registry, POLICY, outside, "small")
    assert said in text(visit("claims", lang))
    assert len(re.findall(r'class="r-name"', drawn(visit("claims", query={"standing": "unscored"})))) == 2

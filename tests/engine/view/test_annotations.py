"""The law annotated: which phrase drives which rule."""

import copy
from datetime import date

import pytest

from engine.assessment.assess import assess
from engine.policy import law
from engine.policy.folder import default_policy, load_folder, load_policy
from engine.view import annotations, rule_words
from tests.conftest import ROOT
from tests.engine.check.broken_packs import PACKS, write_folder
from tests.pages import samples

POLICY = load_policy(default_policy())
TINY = load_folder(ROOT / "tests" / "policies" / "tiny-invented-2026")


def all_phrases(policy):
    return [phrase for own in annotations.phrases(policy).values() for phrase in own]


def rules(policy):
    """Every quote of a rule with the article in which it must stand."""
    for condition in policy.general_conditions:
        yield condition.article, condition.quote
    for provision in policy.provisions:
        for condition in (*provision.when, *provision.item_when):
            yield condition.article or provision.article, condition.quote
        yield provision.article, provision.amount.quote
        yield from ((provision.article, limit.quote) for limit in provision.limits)
    for block in (*policy.pools, *policy.windows, *policy.exclusives, policy.in_force):
        yield block.article, block.quote
    for rule in policy.rules:
        yield from ((rule.article, quote) for quote in rule.quotes)


@pytest.mark.parametrize("policy", [POLICY, TINY], ids=lambda p: p.id)
def test_every_rule_has_its_phrase(policy):
    known = {(phrase.article, phrase.quote) for phrase in all_phrases(policy)}
    assert not [rule for rule in rules(policy) if rule not in known]


@pytest.mark.parametrize("policy", [POLICY, TINY], ids=lambda p: p.id)
def test_every_phrase_stands_in_its_article_and_has_an_id_of_its_own(policy):
    found = all_phrases(policy)
    assert all(law.place(policy, phrase.article, phrase.quote) is not None for phrase in found)
    assert len({phrase.id for phrase in found}) == len(found)


@pytest.mark.parametrize("policy", [POLICY, TINY], ids=lambda p: p.id)
def test_every_note_is_said_in_both_languages(policy):
    for phrase in all_phrases(policy):
        for note in phrase.notes:
            assert note.label["zh"]
            assert note.label["en"]
            assert bool(note.detail["zh"]) == bool(note.detail["en"])


def test_every_open_point_is_marked_at_the_phrases_that_it_quotes():
    marked = {note.reading for phrase in all_phrases(POLICY) for note in phrase.notes if note.kind == "reading"}
    assert marked == {reading.id for reading in POLICY.readings}


def test_phrases_are_numbered_in_the_order_in_which_their_words_end():
    for article, own in annotations.phrases(POLICY).items():
        ends = []
        for phrase in own:
            place = law.place(POLICY, article, phrase.quote)
            assert place is not None
            paragraph, start = place
            ends.append((paragraph, start + len(phrase.quote)))
        assert ends == sorted(ends)
        assert [phrase.id for phrase in own] == [f"a{article}-{n}" for n in range(1, len(own) + 1)]


def test_what_is_added_up_is_no_condition_and_is_said_once():
    told = [(p.quote, n) for p in annotations.phrases(POLICY)[13] for n in p.notes if n.kind == "measure"]
    labels = [note.label["zh"] for _, note in told]
    assert labels.count("近2年到位净投资") == 1
    assert len(labels) == len(set(labels))
    assert "“到账批次”各项的“到账金额”相加" in next(
        n.detail["zh"] for _, n in told if n.label["zh"] == "近2年到位净投资"
    )


def test_a_deduction_is_stated_as_a_rule_at_its_own_words():
    told = {p.quote: [n.label["zh"] for n in p.notes] for p in annotations.phrases(POLICY)[13]}
    assert told["扣除龙华区政府股权投资基金出资部分"] == ["扣除龙华区政府股权投资基金出资"]
    assert told["其子基金政府股权投资部分"] == ["扣除其子基金的政府出资"]


def test_a_rule_of_another_reading_says_that_it_is_one():
    details = {n.label["zh"]: n.detail["zh"] for p in annotations.phrases(POLICY)[9] for n in p.notes}
    assert details["只计近2年发生的研发费用"] == "只在改按另一种口径时适用"


def test_a_quote_leads_to_its_phrase_and_an_unknown_one_to_its_article():
    phrase = next(p for p in annotations.phrases(POLICY)[6] if p.quote == "每年最高20万元")
    assert annotations.phrase_address(POLICY, 6, "每年最高20万元") == phrase.id
    assert annotations.phrase_address(POLICY, 6, "最高20万元") == phrase.id
    assert annotations.phrase_address(POLICY, 1, "没有这样的话") == "a1"


def test_every_step_of_an_assessment_leads_to_a_phrase():
    for application in applications():
        for claim in assess(POLICY, application)["claims"]:
            for step in claim["steps"]:
                for cite in step["cites"]:
                    known = {p.quote for p in annotations.phrases(POLICY).get(cite["article"], [])}
                    assert cite["quote"] in known, (claim["provision"], step["step"], cite)


def applications():
    """One application for each provision with nothing answered."""
    applicant = {"entity_type": "enterprise", "legal_person": True, "operates_in_longhua": True, "ai_robotics": True}
    for provision in POLICY.provisions:
        yield {
            "application_date": "2026-03-20",
            "applicant": applicant,
            "claims": [{"id": "c", "provision": provision.id, "facts": {}}],
        }
    yield samples.application()


def test_a_phrase_tells_what_it_did_in_each_claim():
    phrase = next(p for p in annotations.phrases(POLICY)[6] if p.quote == "每年最高20万元")
    [trace] = annotations.traces(POLICY, annotations.cited(samples.FULL), phrase)
    assert (trace.state, trace.values["before"], trace.values["amount"]) == ("bind", "26.15", "20.00")
    assert [number for number, _ in trace.claims] == [4]


def test_claims_for_which_a_phrase_did_the_same_are_told_together():
    phrase = next(p for p in annotations.phrases(POLICY)[3] if p.quote == "人工智能、机器人领域企业和机构")
    [trace] = annotations.traces(POLICY, annotations.cited(samples.FULL), phrase)
    assert trace.state == "met"
    assert len(trace.claims) == 7


def test_without_an_assessment_there_is_nothing_to_tell():
    assert not annotations.traces(POLICY, annotations.cited(None), all_phrases(POLICY)[0])
    assert not annotations.claims_under(POLICY, None, 6)


def test_a_window_is_told_for_the_day_of_the_application():
    told = annotations.bounds_text(POLICY, "last_year", date(2026, 3, 20), {}, "zh")
    assert told == "2025年1月1日至2025年12月31日"
    assert annotations.bounds_text(POLICY, "arrived", date(2026, 3, 20), {}, "en") == ""


def test_the_reading_in_force_moves_the_window():
    day = date(2026, 3, 20)
    assert annotations.bounds_text(POLICY, "last_2_years", day, {}, "en").startswith("2024-03-21")
    other = {"near2y_anniversary_included": "true"}
    assert annotations.bounds_text(POLICY, "last_2_years", day, other, "en").startswith("2024-03-20")


@pytest.mark.parametrize(
    ("provision", "zh"),
    [
        ("art06_rent", "按上年度实际发生租金的50%计算"),
        ("art05_revenue_growth", "定额10万元"),
        ("art11_standards", "国际标准60万元、国家标准40万元、行业标准20万元"),
        ("art14_events", "不设资助金额"),
    ],
)
def test_amounts_are_said_in_plain_words(provision, zh):
    assert rule_words.amount_words(POLICY, POLICY.provision(provision))["zh"] == zh


def test_the_clause_of_a_reading_stands_in_its_article():
    for reading in POLICY.readings:
        article, quote = annotations.clause(POLICY, reading)
        assert law.place(POLICY, article, quote) is not None


def test_the_same_words_in_two_paragraphs_are_marked_in_that_of_their_provision(tmp_path):
    """Two provisions of an article give the same in the same words: each has its figure in its own paragraph."""
    pack = PACKS["invented"].copy()
    again = copy.deepcopy(pack.provision("s04_workshops"))
    pack.replace_in_law("本条年度资助总额最高45万元。", "对上年度开放的造纸体验课堂,给予每间3万元的奖励。")
    pack.provision("s04_workshops").update(pool=None, quotes=["给予每间3万元的奖励"])
    again.update(id="s04_classes", paragraph=2, pool=None, quotes=["给予每间3万元的奖励"], steps=again["steps"][:3])
    del pack.raw["pools"][0], pack.provision("s04_workshops")["pool"], again["pool"]
    pack.raw["provisions"].append(again)
    policy = load_folder(write_folder(pack, tmp_path / "policy"))
    phrases = [p for p in annotations.phrases(policy)[4] if p.quote == "给予每间3万元的奖励"]
    assert [(p.paragraph, {note.provision for note in p.notes}) for p in phrases] == [
        (1, {"s04_workshops"}),
        (2, {"s04_classes"}),
    ]
    at = [phrase.paragraph for phrase in phrases]
    marked = law.in_paragraphs(policy, 4, [phrase.quote for phrase in phrases], at)
    assert [here for _, here in marked] == [[0], [1]]
    workshop = {"workshops": [{"opened_on": "2025-05-05", "rewarded_before": False}]}
    applicant = {"registered_in_county": True, "makes_paper": True, "on_dishonest_list": False}
    claim = {"id": "c1", "provision": "s04_classes", "facts": workshop}
    raw = {"application_date": "2026-06-01", "applicant": applicant, "claims": [claim]}
    steps = annotations.cited(assess(policy, raw))
    assert [bool(annotations.traces(policy, steps, phrase)) for phrase in phrases] == [False, True]

"""The law's text before and after a scenario: what stands in it, and that its figures are the engine's."""

from dataclasses import replace

import pytest

from engine.allocation.allocate import allocate
from engine.policy import law
from engine.policy.folder import default_policy, load_policy
from engine.policy.years import in_year
from engine.scenario import Cohort, Scenario, compare, lawful, outcome
from engine.text import words
from engine.values.money import WAN, wan
from engine.view.budget.amendments import amendments, label_of, states
from tests import example_guideline

POLICY = load_policy(default_policy())
APPLICANT = {"entity_type": "enterprise", "legal_person": True, "operates_in_longhua": True, "ai_robotics": True}
RENTS = {"r1": "30", "r2": "100"}


def application(name: str, *claims: dict, **more: object) -> dict:
    applicant = {"id": name, **APPLICANT, "disqualified": False}
    return {"application_date": "2025-06-15", "applicant": applicant, "claims": list(claims), **more}


def rent(name: str, amount: str) -> dict:
    facts = {"rents": [{"amount": amount, "year": 2024}], "assessed": True, "years_received": 0}
    return {"id": name, "provision": "art06_rent", "facts": facts}


def vouchers(name: str) -> dict:
    """Paid from another budget."""
    return {
        "id": name,
        "provision": "art04_compute_voucher",
        "facts": {"contract_number": "HT-1", "purchase_amount": "100"},
    }


RUN = {"applications": [application(name, rent(name, amount)) for name, amount in RENTS.items()]}
HALF = Scenario("减半", 2025, 20 * WAN, overrides={"art06_rent.share": "0.25", "art06_rent.years": "2"})


def table(own: Scenario, run: dict = RUN, base: Scenario | None = None, policy=POLICY):
    cohort = Cohort(policy, run)
    before, after = (outcome(policy, cohort, one) for one in (base or lawful(own), own))
    return amendments(before, after, compare(before, after))


def texts(article, side):
    return ["".join(getattr(passage, side) for passage in paragraph) for paragraph in article.paragraphs]


def test_only_articles_that_change_are_in_it_whole_with_what_changes_told_apart():
    found = table(HALF)
    (article,) = found.articles
    assert article.number == 6
    assert texts(article, "old") == list(law.paragraphs(POLICY, 6, "zh"))
    changed = [(p.old, p.new) for paragraph in article.paragraphs for p in paragraph if p.is_changed]
    assert changed == [("50%", "25%"), ("3年", "2年")]
    assert "上年度实际发生租金的25%,给予每年最高20万元、最长2年的房租资助" in texts(article, "new")[1]
    assert texts(article, "new")[0] == texts(article, "old")[0]
    assert [(c.old["zh"], c.new["zh"]) for c in article.numbers] == [("50%", "25%"), ("3", "2")]
    assert article.translation == law.paragraphs(POLICY, 6, "en")


def test_the_effect_is_what_allocate_says_before_and_after():
    found = table(HALF)
    before, after = (
        allocate(POLICY, RUN | {"budget": "20"} | ({"overrides": HALF.overrides} if changed else {}), steps=False)
        for changed in (False, True)
    )
    (total,) = found.totals
    assert [wan(x) for x in total.paid] == [before["total_actual"], after["total_actual"]]
    assert [wan(x) for x in total.approved] == [before["total_approved"], after["total_approved"]]
    paid = [{claim["id"]: claim["actual"].fen for claim in answer["claims"]} for answer in (before, after)]
    more = sum(paid[1][name] > paid[0][name] for name in RENTS)
    less = sum(paid[1][name] < paid[0][name] for name in RENTS)
    assert total.companies == (more, less, len(RENTS) - more - less)
    (effect,) = found.effects
    assert (effect.article, effect.paid, effect.companies) == (6, total.paid, total.companies)
    assert found.articles[0].effect == effect
    assert effect.is_changed
    assert label_of(effect)["zh"].startswith("第六条")
    assert (found.claims, found.companies) == (2, 2)


def test_the_finding_says_how_much_is_changed_and_what_that_comes_to():
    found = table(HALF)
    (total,) = found.totals
    assert found.headline["zh"].startswith("第六条共2处数字改动：本措施预算实付")
    assert str(wan(total.paid[1])) in found.headline["zh"]
    one = table(replace(HALF, overrides={"art06_rent.years": "2"}))
    assert one.headline["zh"].startswith("第六条1处数字改动")
    assert table(lawful(HALF)).headline == words.both("amendments.changed_nothing")


def test_a_total_and_places_are_changed_in_the_text_too():
    found = table(replace(HALF, overrides={}, pools={"art05": 800 * WAN}, quota={"art12_public_platform": 3}))
    assert [article.number for article in found.articles] == [5, 12]
    assert texts(found.articles[0], "new")[1] == "本条政策年度资助总金额最高800万元。"
    assert texts(found.articles[1], "new")[1] == "每年资助的人工智能及机器人服务平台不超过3家。"
    assert found.others == ()


def test_what_stands_in_no_article_has_lines_of_its_own():
    own = replace(HALF, budget=30 * WAN, readings={"time_limit": "last_year"}, rule="constrained_equal_awards")
    found = table(own, base=lawful(HALF))
    labels = [change.label["zh"] for change in found.others]
    assert labels[:2] == ["预算", "规则"]
    assert len(labels) == 3
    assert (found.others[0].old, found.others[0].new) == (
        {"zh": "20", "en": "20"},
        {"zh": "30", "en": "30"},
    )
    assert not {"50%", "25%"} & {change.new["zh"] for change in found.others}


def test_what_another_budget_pays_is_told_apart_from_what_this_one_does():
    run = RUN | {"applications": [*RUN["applications"], application("v", vouchers("v"))]}
    found = table(replace(HALF, overrides={"art04_compute_voucher.share": "0.2"}), run)
    this, other, total = found.totals
    assert [label_of(one)["zh"] for one in found.totals] == ["本措施预算", "另行列支", "合计"]
    assert (this.companies, other.companies) == (None, None)
    for pair in ("approved", "paid"):
        sums = [one + two for one, two in zip(getattr(this, pair), getattr(other, pair), strict=True)]
        assert list(getattr(total, pair)) == sums
    assert (other.paid[0], other.paid[1]) == (30 * WAN, 20 * WAN)
    assert not this.is_changed
    assert "合计实付" in found.headline["zh"]


def test_without_claims_the_text_alone_is_compared():
    found = table(HALF, {"applications": []})
    assert [article.number for article in found.articles] == [6]
    assert (found.effects, found.totals, found.mark, found.articles[0].effect) == ((), (), None, None)
    assert found.headline["zh"] == "第六条共2处数字改动"
    assert words.both("amendments.no_claims") in found.notes
    assert found.receipt["input"] is None


def test_the_notes_say_with_which_budget_the_law_is_compared():
    for budget, said in ((20 * WAN, "按现行条款、预算20.00万元测算"), (None, "按现行条款、不设总预算测算")):
        assert any(said in note["zh"] for note in table(replace(HALF, budget=budget)).notes)


def test_real_claims_are_internal_and_invented_ones_say_so():
    assert table(HALF).mark == words.both("marks.internal")
    invented = {"applications": [one | {"invented": True} for one in RUN["applications"]]}
    found = table(HALF, invented)
    assert (found.invented, found.mark) == (True, words.both("marks.invented"))


def test_a_number_that_the_guideline_of_the_year_says_has_a_line_beside_the_text_of_the_law():
    policy = example_guideline.guided()
    narrowed = in_year(policy, example_guideline.YEAR)
    assert narrowed.guideline is not None
    stated = next(each for each in narrowed.guideline.numbers if each.number.endswith(".share"))
    own = Scenario("更低", example_guideline.YEAR, overrides={stated.number: "0.01"})
    found = table(own, {"applications": []}, policy=policy)
    (article,) = found.articles
    assert any(p.new == "1%" for paragraph in article.paragraphs for p in paragraph)
    (line,) = found.others
    assert "申请指南" in line.label["zh"]
    assert line.new["zh"] == "1%"
    assert "申请指南" in found.notes[0]["zh"]


def test_a_law_that_is_not_the_law_s_own_has_no_old_text():
    with pytest.raises(ValueError, match="law's own"):
        table(HALF, base=HALF)


def test_as_json_it_says_the_same():
    found = table(HALF)
    said = states(found)
    assert said["articles"][0]["old"] == texts(found.articles[0], "old")
    assert said["articles"][0]["new"] == texts(found.articles[0], "new")
    assert said["totals"][0]["paid"]["after"] == wan(found.totals[0].paid[1])
    more, less, same = found.totals[0].companies
    assert said["totals"][0]["companies"] == {"more": more, "less": less, "same": same}

"""What a scenario changes, as a page lists it: by article, by group, step by step, and how evenly it falls."""

from dataclasses import replace

from engine.scenario.effect import effect
from engine.scenario.fairness import by_rule, fairness
from engine.scenario.step_changes import step_changes
from engine.scenario.worked import Worked
from engine.view.budget.effect import shown
from engine.view.budget.evenness import evenness
from engine.view.budget.step_effects import step_effects
from tests.amounts import fen
from tests.engine.view.test_budget import BASE, COHORT, WAN, result
from tests.registry.companies import POLICY

LESS = replace(BASE, name="方案一", pools={"art10": 500 * WAN})


def number(written: str) -> int:
    return int(fen(written.replace("\N{MINUS SIGN}", "-")))


def test_sizes_add_up_to_all_companies():
    found = shown(POLICY, effect(result(), result(LESS)))
    sizes = found.grouped("size").rows
    assert (sum(row.more for row in sizes), sum(row.less for row in sizes)) == (12, 8)
    assert "12家多得" in found.headline["zh"]
    assert {row.label["zh"] for row in sizes} == {"大型", "小型", "微型", "未填规模"}
    assert [each.name for each in found.groups] == [fact.name for fact in POLICY.profile]
    assert [row.label["zh"] for row in found.grouped("street").rows] == ["未填"]
    # Of these seven lose 62.50 each, and ten gain 15.
    assert found.grouped("size").headline["zh"] == "按企业规模：未填规模减少最多，共287.50万元"


def test_articles_are_told_before_and_after_and_add_up():
    found = shown(POLICY, effect(result(), result(LESS)))
    here = [row for row in found.articles if not row.elsewhere]
    assert sum(number(row.difference) for row in here) == number(found.total.difference)
    for side in range(2):
        assert sum(number(row.paid[side]) for row in here) == number(found.total.paid[side])
    ten = next(row for row in found.articles if row.article == 10)
    assert (ten.more, ten.less, ten.capped[1], ten.difference) == (0, 8, True, "\N{MINUS SIGN}500.00")
    assert 0 < ten.caps[1] < 1000, "its total lies within the picture"
    assert max(max(row.bars) for row in found.articles) == 1000
    assert "第十条减少最多" in found.by_article["zh"]


def test_nobody_wins_or_loses_by_the_same_scenario():
    found = shown(POLICY, effect(result(), result()))
    assert "都不变" in found.headline["zh"]
    assert "都不变" in found.by_article["zh"]
    assert all(row.direction == "same" for row in found.articles)
    assert step_changes(result(), result()) == ()


def test_steps_are_told_with_their_numbers_and_for_how_many():
    base, other = result(), result(replace(BASE, overrides={"art06_rent.share": "0.4", "art06_rent.cap": "15"}))
    rate, cap, *_ = step_effects(base, other, step_changes(base, other))
    assert rate.label["zh"] == "上年度实际发生租金（50% → 40%）"
    assert rate.says["zh"] == "6家算得更少"
    assert (cap.label["zh"], cap.says["zh"]) == ("每年最高（20万元 → 15万元）", "新限制6家")
    assert (cap.before, cap.after) == ("0.00", "6.00")
    assert rate.title is not None


def test_fairness_is_told_of_both_and_of_every_rule():
    worked = Worked(POLICY, COHORT)
    base, other = worked.outcome(BASE), worked.outcome(replace(LESS, rule="constrained_equal_awards"))
    named = [(o.scenario.name, fairness(o)) for o in (base, other)]
    found = evenness(POLICY, named, by_rule(worked, LESS))
    assert "“方案一”比“现行”" in found.headline["zh"]
    assert {len(row.cells) for row in (*found.figures, *found.points, *found.sizes)} == {2}
    assert found.points[-1].cells == ("100.00%", "100.00%")
    assert {len(row.cells) for row in found.rules} == {len(found.rule_heads)}
    assert len(found.rules) > 5
    nothing = evenness(POLICY, [("现行", fairness(result(replace(BASE, budget=0))))], ())
    assert "没有实付金额" in nothing.headline["zh"]

"""What comes of a changed number beside the law as it stands: the finding, the figures, who gets more and who less."""

from dataclasses import replace

import pytest

from engine.policy.folder import default_policy, load_policy
from engine.scenario import Scenario, compare, lawful, outcome
from engine.scenario.effect import effect
from engine.values.money import HUNDREDTH, WAN, truncate, wan_text
from engine.view.budget import dials
from engine.view.budget.effect import shown
from engine.view.budget.reform import reform
from tests.engine.scenario.test_scenario import quarter

POLICY = load_policy(default_policy())
FREE = Scenario("方案一", 2025)
SHORT = replace(FREE, budget=3000 * WAN)
RENT = "art06_rent.share"


def told(scenario):
    base, own = (outcome(POLICY, quarter(), each) for each in (lawful(scenario), scenario))
    return base, own, reform(POLICY, base, own, compare(base, own))


def text(found):
    return found.headline["zh"]


def test_the_law_as_it_stands_is_told_and_changes_nothing():
    base, _, found = told(SHORT)
    assert (found.changes, found.beyond) == (0, False)
    assert wan_text(base.total.paid) in text(found)
    assert (found.more, found.less) == (0, 0)
    assert {bar.direction for bar in found.bars} == {"same"}


def test_without_a_budget_the_article_alone_loses():
    base, own, found = told(dials.changed(POLICY, FREE, RENT, "40%"))
    less = base.total.paid - own.total.paid
    assert less > 0
    assert text(found) == f"第六条上年度实际发生租金的比例改为40%：实付减少{wan_text(less)}万元"
    [bar] = [bar for bar in found.bars if bar.direction != "same"]
    assert (bar.article, bar.difference, bar.bar) == (6, f"−{wan_text(less)}", 500)
    assert found.more == 0
    assert found.less > 0
    assert found.companies == base.cohort.companies


def test_with_a_budget_that_binds_it_gives_way_to_the_others():
    base, own, found = told(dials.changed(POLICY, SHORT, RENT, "40%"))
    article = next(line for line in base.lines if line.article == 6)
    after = next(line for line in own.lines if line.article == 6)
    assert "总支出" in text(found)
    assert f"第六条让出{wan_text(article.paid - after.paid)}万元给其余各条" in text(found)
    assert found.more
    assert found.less
    assert found.more_bar + found.same_bar + found.less_bar in range(998, 1001)
    labels = [row.label["zh"] for row in found.rows]
    assert labels == ["第六条核定", "第六条实付", "核定合计", "分条封顶后", "总量折算比例", "实付合计", "未用"]
    ratio = next(row for row in found.rows if row.label["zh"] == "总量折算比例")
    assert ratio.before.endswith("%")
    assert ratio.difference["zh"].startswith("+")
    assert ratio.difference["zh"].endswith("个百分点")


def test_two_numbers_of_one_article_are_named_with_it_once_and_more_are_counted():
    two = dials.changed(POLICY, dials.changed(POLICY, SHORT, RENT, "40%"), "art06_rent.cap", "15")
    assert text(told(two)[2]).startswith("第六条上年度实际发生租金的比例改为40%、每年最高改为15万元：")
    three = dials.changed(POLICY, two, "art10.cap", "1500")
    found = told(three)[2]
    assert text(found).startswith("第六条、第十条共3处改动：")
    assert found.changes == 3


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_another_rule_or_reading_is_said_beside_the_numbers(lang):
    other = replace(SHORT, readings={"allocation_order": "budget_then_article"})
    found = told(other)[2]
    assert found.beyond
    both = told(dials.changed(POLICY, other, RENT, "40%"))[2]
    said = {"zh": "并改动预算、分配规则或口径", "en": "with another budget, rule or reading"}
    assert said[lang] in both.headline[lang]


def test_what_changes_nothing_for_anybody_is_said_to():
    found = told(dials.changed(POLICY, FREE, "art08_algorithm_filing.cap", "9000"))[2]
    assert (found.changes, found.more, found.less) == (1, 0, 0)
    assert text(found) == "第八条每家企业每年最高改为9000万元：各家所得都不变"


def test_the_finding_says_what_the_table_says_and_what_another_budget_pays_apart():
    """Where another budget pays less, the total of this one is that of the table; the other is said after it."""
    two = dials.changed(POLICY, dials.changed(POLICY, SHORT, RENT, "40%"), "art04_compute_voucher.cap", "10")
    base, own, found = told(two)
    beside = sum(line.paid for line in base.beside.values()) - sum(line.paid for line in own.beside.values())
    assert beside > 0
    difference = own.total.paid - base.total.paid
    assert abs(difference) < beside
    assert text(found).endswith(f"，另行列支减少{wan_text(beside)}万元")
    assert f"总支出基本不变（{'增加' if difference > 0 else '减少'}{wan_text(abs(difference))}万元）" in text(found)
    assert "第四条减少最多" not in text(found)
    assert found.paid.difference["zh"] == next(r for r in found.rows if r.label["zh"] == "实付合计").difference["zh"]
    shown_ = shown(POLICY, effect(base, own)).by_article["zh"]
    assert shown_.endswith(f"；另行列支减少{wan_text(beside)}万元")
    assert "第六条减少最多" in shown_


def test_what_draws_on_the_budget_stands_above_the_ratio_of_it_that_is_paid():
    base, _, found = told(SHORT)
    labels = [row.label["zh"] for row in found.rows]
    assert labels[labels.index("总量折算比例") - 1] == "分条封顶后"
    row = found.rows[labels.index("分条封顶后")]
    assert row.before == wan_text(truncate(base.budget.asked))
    assert 0 <= base.budget.asked * base.budget.ratio - base.total.paid < len(base.cohort.claims) * HUNDREDTH
    other = told(replace(SHORT, readings={"allocation_order": "budget_then_article"}))[2]
    assert "分条封顶后、名额后" in [row.label["zh"] for row in other.rows]

"""The lists of the page of the budget: columns that add up, differences by name, and the way of the money."""

import itertools
from dataclasses import replace
from fractions import Fraction

import pytest

from engine.allocation.terms import Terms
from engine.scenario import Cohort, Scenario, outcome, publication_of
from engine.values import money
from engine.view.budget import columns, differences, flow, limits, rules, slider, snapshot
from tests.amounts import fen
from tests.registry.companies import POLICY, content, platform, rent, side, standard

WAN = 1_000_000
BASE = Scenario("现行", 2025, 1_180 * WAN)


def company(number, claim, **applicant):
    """One company with one claim of its own."""
    application = content(number, {**claim, "id": f"c{number}"}, **applicant)
    application["applicant"]["id"] = f"company {number}"
    return application


def solver(number):
    return side("solver", f"场景{number}", total_investment="3000", actual_investment="3000")


APPLICATIONS = [
    *(company(n, rent("40")) for n in range(1, 7)),
    *(company(n, standard()) for n in range(7, 13)),
    *(company(n, solver(n)) for n in range(13, 21)),
    *(company(n, platform(f"平台{n}")) for n in range(21, 24)),
]
SIZES = {f"company {n}": size for n, size in [(1, "micro"), (7, "small"), (13, "large")]}
COHORT = Cohort(POLICY, {"applications": APPLICATIONS}, SIZES)


def result(scenario: Scenario = BASE):
    return outcome(POLICY, COHORT, scenario)


def said(changes):
    """Differences as one reads them."""
    return [f"{c.label['zh']} {c.old and c.old['zh']}→{c.new['zh']}{c.unit['zh']}" for c in changes]


# ------------------------------------------------------------------------------------------------ columns


def test_rows_add_up_to_the_total_in_every_column():
    found = columns.side_by_side(POLICY, [result(), result(replace(BASE, budget=900 * WAN))])
    for place in range(2):
        assert sum(fen(row.cells[place].paid) for row in found.rows) == fen(found.total.cells[place].paid)
    differences_ = [fen(row.cells[1].difference.replace("\N{MINUS SIGN}", "-")) for row in found.rows]
    assert sum(differences_) == fen(found.total.cells[1].difference.replace("\N{MINUS SIGN}", "-"))


def test_what_another_budget_pays_in_one_scenario_is_named_and_not_counted_as_nothing():
    voucher = company(30, {"provision": "art04_compute_voucher", "facts": {"purchase_amount": "100"}})
    cohort = Cohort(POLICY, {"applications": [*APPLICATIONS, voucher]}, SIZES)
    drawn = replace(BASE, name="并入", readings={"arts_4_8_draw_on_budget": "true"})
    found = columns.side_by_side(POLICY, [outcome(POLICY, cohort, own) for own in (BASE, drawn)])
    row = next(row for row in found.rows if row.article == 4)
    assert (row.approved, row.cells[0].paid, row.cells[0].elsewhere) == ("", "", True)
    assert not row.cells[1].elsewhere
    assert row.cells[1].difference == "+" + row.cells[1].paid
    notes = [note["zh"] for note in found.notes]
    assert "“现行”：第四条另行列支30.00万元，不计入合计。" in notes
    assert any("本预算支出之差" in note for note in notes)
    alone = columns.side_by_side(POLICY, [outcome(POLICY, cohort, BASE)])
    assert "第四条另行列支30.00万元，不计入合计。" in [note["zh"] for note in alone.notes]
    assert not any("本预算支出之差" in note["zh"] for note in alone.notes)


def test_another_budget_has_a_row_of_its_own_with_what_each_scenario_pays_from_it():
    voucher = company(30, {"provision": "art04_compute_voucher", "facts": {"purchase_amount": "100"}})
    cohort = Cohort(POLICY, {"applications": [*APPLICATIONS, voucher]}, SIZES)
    lower = replace(BASE, name="券减半", overrides={"art04_compute_voucher.share": "0.15"})
    found = columns.side_by_side(POLICY, [outcome(POLICY, cohort, own) for own in (BASE, lower)])
    row = found.elsewhere
    assert row is not None
    assert (row.claims, row.approved) == (1, "30.00")
    assert [(cell.paid, cell.difference, cell.approved) for cell in row.cells] == [
        ("30.00", "", ""),
        ("15.00", "\N{MINUS SIGN}15.00", "15.00"),
    ]
    assert "第四条" in row.title["zh"]
    notes = [note["zh"] for note in found.notes]
    assert "“券减半”：第四条另行列支15.00万元，不计入合计。" in notes
    assert "“现行”：第四条另行列支30.00万元，不计入合计。" in notes
    assert columns.side_by_side(POLICY, [result()]).elsewhere is None


def test_what_a_scenario_approves_stands_in_its_column_where_it_is_not_what_the_first_one_does():
    lower = replace(BASE, overrides={"art06_rent.cap": "15"})
    found = columns.side_by_side(POLICY, [result(), result(lower)])
    approved = {row.article: [cell.approved for cell in row.cells] for row in (*found.rows, found.total)}
    assert approved[6] == ["", "90.00"]
    assert approved[None][1] == money.wan_text(result(lower).total.approved)
    assert {shown for article, of in approved.items() if article not in (6, None) for shown in of} == {""}


def test_the_outline_is_never_shorter_than_the_fill():
    found = columns.side_by_side(POLICY, [result()])
    assert all(cell.paid_bar <= cell.approved_bar <= 1000 for row in found.rows for cell in row.cells)


def test_the_mark_of_a_cap_stands_at_the_cap():
    """Where the budget cuts on, what is paid ends before it; a larger total than all amounts is not drawn."""
    lower = replace(BASE, pools={"art10": 500 * WAN})
    first, second = columns.side_by_side(POLICY, [result(), result(lower)]).rows[1].cells
    largest = 3200 * WAN  # what is approved of article 10
    assert (first.capped, first.cap_at) == (True, 2000 * WAN * 1000 // largest)
    assert first.paid_bar == 1000 * WAN * 1000 // largest < first.cap_at < first.approved_bar
    assert (second.capped, second.cap_at) == (True, 500 * WAN * 1000 // largest)
    assert second.paid_bar == second.cap_at, "only the total cuts there"
    above = columns.side_by_side(POLICY, [result(replace(BASE, pools={"art10": 9000 * WAN}))])
    assert {row.cells[0].cap_at for row in above.rows} == {0}


def test_only_an_article_whose_total_binds_is_capped():
    found = columns.side_by_side(POLICY, [result()])
    assert [row.article for row in found.rows if row.cells[0].capped] == [10]
    assert not found.total.cells[0].capped


def test_the_first_column_has_no_differences_and_says_what_it_is():
    column = columns.side_by_side(POLICY, [result()]).columns[0]
    assert said(column.changes) == ["预算 None→1180万元"]
    assert column.more is None
    assert column.ratio == "50.00"


def test_companies_that_get_more_less_and_as_much_are_all_there():
    column = columns.side_by_side(POLICY, [result(), result(replace(BASE, pools={"art10": 500 * WAN}))]).columns[1]
    assert (column.more, column.less, column.same) == (12, 8, 3)


# ------------------------------------------------------------------------------------------------ differences


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({"budget": 9000 * WAN}, "预算 1180→9000万元"),
        ({"budget": None}, "预算 1180→未设"),
        ({"pools": {"art10": 1500 * WAN}}, "第十条总额 2000→1500万元"),
        ({"awarded": {"art05": 10 * WAN}}, "第五条已安排 0→10万元"),
        ({"quota": {"art12_public_platform": 3}}, "第十二条名额 2→3"),
        ({"rule": "constrained_equal_awards"}, "规则 按比例→等额封顶"),
        ({"readings": {"art07_unit": "unit"}}, "口径（第七条）"),
        ({"overrides": {"art06_rent.share": "0.4"}}, "50%→40%"),
        ({"overrides": {"art06_rent.cap": "15"}}, "20→15万元"),
    ],
)
def test_what_differs_is_named_with_its_old_and_its_new_value(changed, wanted):
    found = said(differences.differences(POLICY, BASE, replace(BASE, **changed)))
    assert len(found) == 1
    assert wanted in found[0]


def test_a_total_equal_to_the_laws_is_no_difference():
    assert differences.differences(POLICY, BASE, replace(BASE, pools={"art10": 2000 * WAN})) == ()


def test_terms_are_part_of_the_rule():
    weighted = replace(BASE, rule="weighted_proportional", terms=Terms(weights={"micro": Fraction(3, 2)}))
    assert rules.rule_and_terms(POLICY, weighted)["zh"] == "加权按比例（微型 1.5）"
    classes = replace(BASE, rule="priority_then_proportional", terms=Terms("article", classes=(("7",), ("5", "9"))))
    assert rules.rule_and_terms(POLICY, classes)["zh"] == "分级优先、级内按比例（第七条，其次第五条、第九条）"
    floor = replace(BASE, rule="floor_then_proportional", terms=Terms(floor=5 * WAN))
    assert rules.rule_and_terms(POLICY, floor)["zh"] == "先保底后按比例（5万元）"


def test_every_rule_but_one_says_that_it_is_not_statutory():
    labels = {name: rules.rule_label(rule)["zh"] for name, rule in rules.known().items()}
    assert [name for name, label in labels.items() if "非法定情景，仅供测算" not in label] == ["proportional"]
    assert sum("研究选项" in label for label in labels.values()) == 4


# ------------------------------------------------------------------------------------------------ the way of the money


def test_what_each_stage_takes_is_the_difference_of_the_stages():
    stages = flow.flow(POLICY, result()).stages
    amounts = [fen(stage.amount) for stage in stages]
    cuts = [fen(stage.change.removeprefix("\N{MINUS SIGN}") or "0") for stage in stages]
    assert [a - b for a, b in itertools.pairwise(amounts)] == cuts[1:]
    assert amounts[-1] == fen("1180.00")


def test_the_stages_stand_in_the_order_of_the_reading():
    first = replace(BASE, readings={"allocation_order": "budget_then_article"})
    names = [stage.name for stage in flow.flow(POLICY, result(first)).stages]
    assert names.index("after_budget") < names.index("after_pool")


def test_the_articles_of_a_stage_stand_one_after_the_other():
    for stage in flow.flow(POLICY, result()).stages:
        places = [(s.begins, s.begins + s.length) for s in stage.segments]
        assert all(end == begin for (_, end), (begin, _) in itertools.pairwise(places))
        assert places[-1][1] == stage.length


def test_the_finding_names_the_step_that_takes_most():
    assert "名额减得最多，3,000.00万元" in flow.flow(POLICY, result()).headline["zh"]
    assert (
        "总量折算减得最多"
        in flow.flow(POLICY, result(replace(BASE, budget=1 * WAN, quota={"art12_public_platform": 3}))).headline["zh"]
    )


def test_truncation_and_what_is_unspent_are_columns():
    found = flow.flow(POLICY, result(replace(BASE, budget=1_000 * WAN)))
    heads = [head["zh"] for head in found.heads]
    row = dict(zip(heads, found.total.cells, strict=True))
    assert fen(row["未用"]) == fen("1000") - fen(row["实付"])
    assert row["取两位小数"] != "0.00"


def more_approved_than_requested():
    """Officials have approved 30 for each rent of 20 that was requested."""
    ids = [f"c{n}" for n in range(1, 7)]
    approved = [
        {"id": id, "applicant": f"company {n}", "provision": "art06_rent", "approved": "30", "most": "30"}
        for n, id in enumerate(ids, 1)
    ]
    raw = {"applications": APPLICATIONS[6:12], "approved_claims": approved}
    return outcome(POLICY, Cohort(POLICY, raw, SIZES, APPLICATIONS[:12]), replace(BASE, budget=200 * WAN))


def test_no_bar_is_longer_than_the_chart_where_more_is_approved_than_was_requested():
    found = flow.flow(POLICY, more_approved_than_requested())
    requested, approved, quota, *_ = found.stages
    assert (requested.amount, approved.amount) == ("360.00", "420.00")
    assert (approved.length, requested.length) == (1000, 360 * 1000 // 420)
    assert (approved.change, approved.cut_length, quota.change) == ("+60.00", 0, "")
    for stage in found.stages:
        assert stage.length + stage.cut_length <= 1000
        assert sum(segment.length for segment in stage.segments) == stage.length
    for before, stage in itertools.pairwise(found.stages):
        if stage.cut_length:
            assert stage.length + stage.cut_length == pytest.approx(before.length, abs=1)
    assert "总量折算减得最多，220.00万元" in found.headline["zh"]


def test_where_more_is_approved_and_all_is_paid_the_finding_does_not_say_that_what_was_requested_is():
    own = more_approved_than_requested()
    rich = outcome(POLICY, own.cohort, replace(BASE, budget=None))
    assert flow.flow(POLICY, rich).headline["zh"] == "申报360.00万元，核定的更多，全额实付420.00万元"


# ------------------------------------------------------------------------------------------------ what articles use


@pytest.mark.parametrize(
    ("scenario", "said"),
    [
        (replace(BASE, budget=None, pools={"art10": 10_000 * WAN}, quota={"art12_public_platform": 3}), "都全额实付"),
        (replace(BASE, budget=0), "没有一条有实付金额"),
        (replace(BASE, pools={"art10": 500 * WAN}), "折得最多"),
    ],
)
def test_the_finding_says_which_article_uses_most_and_which_is_cut_most(scenario, said):
    assert said in flow.used(result(scenario))["zh"]


# ------------------------------------------------------------------------------------------------ limits, ties


def test_every_limit_says_whether_it_binds():
    found = {limit.label["zh"]: limit.binds for limit in limits.limits(POLICY, result())}
    assert found["年度总预算"]
    assert found["第十条年度总额"]
    assert not found["第五条年度总额"]
    assert found["名额：公共服务平台"]


def test_a_tie_names_its_candidates_without_preferring_any():
    (tie,) = limits.open_ties(POLICY, result())
    assert [c.claim for c in tie.candidates] == ["c21", "c22", "c23"]
    assert tie.article == 12
    assert "名额2家，3项还不能确定，其中" in tie.text["zh"]


def test_a_tie_over_the_last_of_the_money_is_one_too():
    found = limits.open_ties(POLICY, result(replace(BASE, rule="ranking", quota={"art12_public_platform": 3})))
    assert any("万元" in tie.text["zh"] and "并列" in tie.text["zh"] for tie in found)


# ------------------------------------------------------------------------------------------------ slider, snapshot


@pytest.mark.parametrize("budget", [None, 0, 1, 999, 8_000, 8_001, 1_234_567])
def test_every_budget_has_its_place_on_the_slider(budget):
    fen_ = None if budget is None else budget * WAN
    found = slider.scale(result(), [fen_])
    assert found.most % found.step == 0
    place = slider.on_slider(fen_, found)
    assert 0 <= place <= found.most
    assert budget is None or place == budget
    assert found.most // found.step <= slider.STEPS


def test_what_pays_everything_is_on_the_slider():
    found = slider.scale(result(), [])
    assert slider.from_slider(found.most) >= result().total.approved


def test_a_snapshot_reads_what_is_published():
    found = snapshot.read(POLICY, publication_of(result()))
    assert found.name == "现行"
    assert len(found.heads) == len(found.total)
    row = next(r for r in found.rows if r.article == 12)
    assert set(row.cells) == {None}
    assert any(line["zh"] == "预算：1180万元" for line in found.lines)

"""Questions asked backwards: each answer is allocated again here too, on both sides of it."""

import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.__main__ import main
from engine.allocation.proration import Settlement, settle
from engine.allocation.reading import read_run
from engine.allocation.run import Run
from engine.inverse import budgets, values
from engine.inverse.as_scenario import scenario_of
from engine.inverse.budgets import budget_for
from engine.inverse.caps import highest_cap
from engine.inverse.questions import answer as answered
from engine.inverse.questions import ask
from engine.inverse.trials import MEASURES, Unproven, reached
from engine.inverse.values import drawing, highest_number, raising
from engine.inverse.worth import worth_of_one_more
from engine.policy.folder import default_policy, load_policy
from engine.policy.parameters import Number
from engine.scenario import Scenario, read_scenario
from engine.scenario import written as scenario_written
from engine.scenario.inputs import read_cohort
from engine.values.money import HUNDREDTH, WAN
from engine.values.refusal import Refused

POLICY = load_policy(default_policy())
GROWTH, RENT, CHALLENGE = "art05_revenue_growth", "art06_rent", "art07_national_challenge"
VOUCHER, GENAI, SOLVER, PLATFORM = (
    "art04_compute_voucher", "art09_genai_filing", "art10_scenario_solver", "art12_public_platform",
)  # fmt: skip
BUDGET_FIRST = {"allocation_order": "budget_then_article"}
FULL, HALF, NINE, EIGHT = Fraction(1), Fraction(1, 2), Fraction(9, 10), Fraction(8, 10)


def claims(provision: str, *amounts: object, prefix: str = "x", **more: Any) -> list[dict[str, Any]]:
    return [
        {"id": f"{prefix}{i}", "applicant": f"{prefix}{i}", "provision": provision, "approved": amount, **more}
        for i, amount in enumerate(amounts)
    ]


def run(*approved: dict[str, Any], **more: Any) -> Run:
    return read_run(POLICY, {"approved_claims": list(approved), **more})


def wan(amount: object) -> int:
    """0.01万元 in so many 万元."""
    return int(Fraction(str(amount)) * WAN / HUNDREDTH)


def written(hundredths: int) -> str:
    """万元 of so many 0.01万元."""
    return f"{hundredths // 100}.{hundredths % 100:02d}"


MODELS = [*claims(GENAI, *[200] * 6), *claims(CHALLENGE, 200, prefix="c")]
"""1200 for a total of 1000, and 200 without one."""


def parts(answer: Any, *names: str) -> tuple[Any, ...]:
    return tuple(getattr(answer, name) for name in names)


def refused(ask: Any) -> list[str]:
    with pytest.raises(Refused) as error:
        ask()
    return [e["path"] for e in error.value.errors]


# ------------------------------------------------------------------------------------------------ the budget


def test_nine_tenths_of_what_reaches_the_budget_is_the_budget_for_nine_tenths():
    answer = budget_for(run(*claims(RENT, 10, 20), *claims(CHALLENGE, 200, prefix="c"), budget="100"), NINE)
    assert answer.budget == wan(207)
    assert "207.00万元" in answer.sentence["zh"]
    assert any("还差107.00万元" in note["zh"] for note in answer.notes)


def test_the_budget_is_the_next_whole_hundredth_and_a_hundredth_less_does_not_do():
    answer = budget_for(run(*claims(RENT, "10.01")), NINE)
    assert answer.budget == wan("9.01")
    assert [trial.enough for trial in answer.trials] == [True, False]
    assert [trial.ratio for trial in answer.trials] == [Fraction(901, 1001), Fraction(900, 1001)]
    assert "9.00万元" in answer.trials[1].label["zh"]


def test_what_the_totals_of_articles_keep_back_needs_no_budget():
    assert budget_for(run(*MODELS), NINE).budget == wan(1080)
    assert budget_for(run(*MODELS, readings=BUDGET_FIRST), NINE).budget == wan(1260)


def test_a_total_that_scales_first_makes_every_claim_need_more_budget():
    answer = budget_for(run(*MODELS), EIGHT, "claims")
    # 5/6 by the total; so 24/25 of 1200 by the budget.
    assert answer.budget == wan(1152)
    assert any("第九条年度总额最紧" in note["zh"] and "96%" in note["zh"] for note in answer.notes)
    assert budget_for(run(*MODELS, readings=BUDGET_FIRST), EIGHT, "claims").budget == wan(1120)


def test_a_total_that_blocks_is_named_with_the_most_that_it_allows_and_what_it_would_have_to_be():
    answer = budget_for(run(*MODELS, already_awarded={"art09": "100"}), NINE, "claims")
    assert parts(answer, "budget", "most") == (None, Fraction(3, 4))
    (blocking,) = answer.blocking
    assert (blocking.total, blocking.present, blocking.needed) == ("art09", wan(1000), wan(1180))
    assert "第九条年度总额" in answer.sentence["zh"]
    assert "75%" in answer.sentence["zh"]
    assert answer.raised == wan(1280)
    # As it is; with the total raised; with a hundredth less than that.
    assert [trial.enough for trial in answer.trials] == [False, True, False]


@pytest.mark.parametrize("order", [{}, BUDGET_FIRST])
def test_every_total_that_blocks_is_named(order):
    approved = [*MODELS, *claims(SOLVER, *[400] * 10, prefix="s")]
    answer = budget_for(run(*approved, readings=order), NINE, "claims")
    assert [(b.total, b.most, b.needed) for b in answer.blocking] == [
        ("art09", Fraction(5, 6), wan(1080)),
        ("art10", HALF, wan(3600)),
    ]
    assert answer.most == HALF


def test_who_has_no_place_is_paid_nothing_whatever_the_budget_and_is_counted_apart():
    platforms = claims(PLATFORM, 100, 100, 100, score=80)
    answer = budget_for(run(*platforms, *claims(RENT, 10, prefix="r")), NINE, "claims")
    assert answer.budget == wan(9)
    assert any("3项没有名额" in note["zh"] for note in answer.notes)


def test_what_another_budget_pays_needs_none():
    assert budget_for(run(*claims(VOUCHER, 300), *claims(RENT, 10, prefix="r")), FULL, "claims").budget == wan(10)


def test_nothing_needs_no_budget():
    answer = budget_for(run(), NINE, "claims")
    assert answer.budget == 0
    assert [trial.ratio for trial in answer.trials] == [FULL]


def test_only_the_statutory_rule_gives_every_claim_of_a_group_one_ratio():
    talmudic = run(*MODELS, rule="talmud")
    assert budget_for(talmudic, NINE).budget == wan(1080)
    assert refused(lambda: budget_for(talmudic, NINE, "claims")) == ["rule"]
    assert refused(lambda: budget_for(run(), NINE, "all")) == ["measure"]  # type: ignore[arg-type]


# ------------------------------------------------------------------------------------------------ the cap


def test_the_highest_cap_is_what_is_left_for_the_only_claim_above_it():
    answer = highest_cap(run(*claims(RENT, 10, 20), *claims(CHALLENGE, 200, prefix="c"), budget="100"))
    assert answer.cap == wan(70)
    assert parts(answer, "below", "above", "claims", "cut") == (wan(20), wan(200), 1, wan(130))
    assert answer.stopped_by == "budget"
    assert "70.00万元" in answer.sentence["zh"]


def test_a_cap_below_the_second_claim_is_shared_by_two():
    answer = highest_cap(run(*claims(RENT, 10, 20), *claims(CHALLENGE, 200, prefix="c"), budget="45"))
    assert parts(answer, "cap", "claims", "below") == (wan("17.5"), 2, wan(10))


def test_a_cap_at_a_ratio_may_be_higher():
    answer = highest_cap(run(*claims(RENT, 10, 20), *claims(CHALLENGE, 200, prefix="c"), budget="100"), HALF)
    assert answer.cap == wan(170)
    assert "50%" in answer.sentence["zh"]


def test_no_cap_is_needed_where_the_budget_carries_everything():
    answer = highest_cap(run(*claims(RENT, 10, 20), budget="30"))
    assert answer.cap is None
    assert [trial.ratio for trial in answer.trials] == [FULL]
    assert highest_cap(run(*claims(RENT, 10, 20), budget="29.99")).cap == wan("19.99")


def test_no_cap_will_do_where_there_is_not_a_hundredth_for_each():
    answer = highest_cap(run(*claims(RENT, 10, 20, 20), budget="0.02"))
    assert answer.cap == 0
    assert "没有可行的单项上限" in answer.sentence["zh"]
    assert highest_cap(run(*claims(RENT, 10, 20, 20), budget="0.03")).cap == 1


def test_what_a_total_of_an_article_takes_needs_no_cap_unless_every_claim_is_asked_about():
    solvers = run(*claims(SOLVER, *[400] * 6), budget="2000")
    assert highest_cap(solvers).cap is None
    answer = highest_cap(solvers, measure="claims")
    assert parts(answer, "cap", "stopped_by") == (wan("333.33"), "art10")
    assert any("第十条年度总额" in note["zh"] for note in answer.notes)


def test_a_cap_without_a_budget_is_refused():
    assert refused(lambda: highest_cap(run(*MODELS))) == ["budget"]


# ------------------------------------------------------------------------------------------------ numbers of the law


def rents(**amounts: object) -> list[dict[str, Any]]:
    """An application of each company for the rent that it paid."""
    who = {"entity_type": "enterprise", "legal_person": True, "operates_in_longhua": True, "ai_robotics": True}
    return [
        {
            "application_date": "2025-06-15",
            "applicant": {**who, "disqualified": False, "id": name},
            "claims": [
                {
                    "id": name,
                    "provision": RENT,
                    "facts": {
                        "rents": [{"amount": amount, "year": 2024}], "assessed": True, "years_received": 0,
                    },
                }
            ],
        }
        for name, amount in amounts.items()
    ]  # fmt: skip


RENT_SHARE, RENT_CAP = f"{RENT}.share", f"{RENT}.cap"
THREE = rents(A=30, B=36, C=100)
"""Half of it: 15, 18, and 20 by the cap."""


def test_the_highest_rate_is_found_with_caps_in_force_and_amounts_cut():
    answer = answered(POLICY, {"question": "highest_rate", "number": RENT_SHARE, "applications": THREE, "budget": "40"})
    # 20 by the cap; 30 and 36 times 0.3033 are 9.099 and 10.9188, cut to 9.09 and 10.91.
    assert (answer["value"], answer["step"], answer["highest"]) == ("0.3033", "1/10000", True)
    assert [trial["enough"] for trial in answer["trials"]] == [True, False]
    assert [trial["label"]["zh"] for trial in answer["trials"]] == ["30.33%", "30.34%"]
    assert "第六条" in answer["sentence"]["zh"]
    assert "30.33%" in answer["sentence"]["zh"]
    assert answer["present"] == "0.5"


def test_the_highest_cap_of_a_provision_is_a_whole_amount_as_the_law_writes_it():
    asked = {"question": "highest_cap", "number": RENT_CAP, "applications": THREE}
    assert answered(POLICY, {**asked, "budget": "45"})["value"] == "15"
    assert answered(POLICY, {**asked, "budget": "46.99"})["value"] == "15"
    assert answered(POLICY, {**asked, "budget": "47"})["value"] == "16"
    assert answered(POLICY, {**asked, "budget": "22.5", "ratio": "0.5"})["value"] == "15"


def test_a_cap_above_which_nobody_is_need_not_be_named():
    answer = answered(POLICY, {"question": "highest_cap", "number": RENT_CAP, "applications": THREE, "budget": "83"})
    assert (answer["value"], answer["unlimited"]) == (None, True)
    assert (answer["trials"][0]["ratio"], answer["trials"][0]["paid"]) == ("1", "83.00")


def test_a_rate_cannot_make_up_for_what_the_others_take():
    approved = claims(CHALLENGE, 200, prefix="c")
    asked = {"question": "highest_rate", "number": RENT_SHARE, "applications": THREE, "approved_claims": approved}
    answer = answered(POLICY, {**asked, "budget": "199"})
    assert (answer["value"], answer["unlimited"], answer["stopped_by"]) == (None, False, "budget")
    assert [trial["label"]["zh"] for trial in answer["trials"]] == ["0%", "0.01%"]
    assert [trial["enough"] for trial in answer["trials"]] == [False, False]
    assert answered(POLICY, {**asked, "budget": "200"})["value"] == "0"


def test_what_another_budget_pays_changes_nothing_whatever_its_rate():
    purchase = {"id": "v", "provision": VOUCHER, "facts": {"purchase_amount": 100}}
    applications = [THREE[0] | {"claims": [purchase]}, *THREE[1:]]
    asked = {"question": "highest_rate", "number": f"{VOUCHER}.share", "applications": applications}
    answer = answered(POLICY, {**asked, "budget": "38"})
    assert answer["unlimited"]
    assert any("另有预算列支" in note["zh"] for note in answer["notes"])
    assert answered(POLICY, {**asked, "budget": "37"})["value"] is None
    drawn = {number.name.partition(".")[0] for number in drawing(run())}
    assert RENT in drawn
    assert VOUCHER not in drawn


def test_an_amount_that_is_decided_already_does_not_follow_the_number():
    approved = claims(RENT, 12, prefix="c")
    asked = {"question": "highest_rate", "number": RENT_SHARE, "applications": rents(A=30), "approved_claims": approved}
    answer = answered(POLICY, {**asked, "budget": "15"})
    assert answer["value"] == "0.1003"  # 3.009 is cut to 3.00
    assert any("其中1项" in note["zh"] for note in answer["notes"])


def test_a_number_that_is_changed_already_is_searched_from_where_it_is():
    asked = {"question": "highest_rate", "number": RENT_SHARE, "applications": THREE, "budget": "40"}
    answer = answered(POLICY, {**asked, "overrides": {RENT_SHARE: "0.2", RENT_CAP: "15"}})
    # 15 by the cap; 11.367 and 13.6404 are cut to 11.36 and 13.64.
    assert (answer["value"], answer["present"]) == ("0.3789", "0.2")


def test_what_lifts_awards_can_be_asked_about_and_nothing_else():
    names = {number.name for number in raising(POLICY)}
    assert {RENT_SHARE, RENT_CAP, f"{GROWTH}.fixed", "art11_standards.tiers.national"} <= names
    assert not [n for n in names if n.endswith((".at_least", ".years", ".winners")) or n.startswith("art05.")]
    for raw in ({"number": RENT_CAP}, {"number": "rent"}, {}):
        assert refused(lambda raw=raw: answered(POLICY, {"question": "highest_rate", "budget": 1, **raw})) == ["number"]


# ------------------------------------------------------------------------------------------------ one more 万元


def test_one_more_of_a_budget_that_is_short_buys_exactly_that():
    answer = worth_of_one_more(run(*claims(CHALLENGE, 200, 200), budget="100"))
    assert parts(answer, "verdict", "exact", "gained", "lost") == ("buys", wan(1), 2, 0)
    assert parts(answer, "before", "after") == (wan(100), wan(101))
    assert [(c.article, c.before, c.after, c.gained) for c in answer.articles] == [(7, wan(100), wan(101), 2)]


def test_one_more_of_a_total_moves_money_while_the_budget_is_exhausted():
    answer = worth_of_one_more(run(*MODELS, budget="600"), "art09", wan(200))
    # 1000 + 200 at a half; then 1200 + 200 at 3/7.
    assert parts(answer, "verdict", "exact", "gained", "lost") == ("moves", 0, 6, 1)
    assert [(c.article, c.gained, c.lost) for c in answer.articles] == [(7, 0, 1), (9, 6, 0)]
    assert (answer.loss, answer.articles[0].after) == (wan("14.29"), wan("85.71"))
    assert "只在单位之间转移" in answer.sentence["zh"]
    assert any("取两位小数" in note["zh"] for note in answer.notes)


def test_one_more_of_a_total_adds_what_the_budget_still_has_and_moves_the_rest():
    answer = worth_of_one_more(run(*MODELS, budget="1200.5"), "art09")
    assert parts(answer, "verdict", "exact", "gained", "lost") == ("partly", wan("0.5"), 6, 1)


def test_one_more_of_a_total_that_binds_buys_while_the_budget_reaches():
    answer = worth_of_one_more(run(*MODELS, budget="1300"), "art09")
    assert parts(answer, "verdict", "exact", "gain") == ("buys", wan(1), answer.after - answer.before)
    assert worth_of_one_more(run(*MODELS), "art09").verdict == "buys"


def test_one_more_of_what_is_not_exhausted_buys_nothing():
    for total in ("budget", "art10"):
        answer = worth_of_one_more(run(*claims(RENT, 10), budget="10"), total)
        assert parts(answer, "verdict", "gained", "exact") == ("nothing", 0, 0)
        assert any("没有用满" in note["zh"] for note in answer.notes)


def test_a_company_with_several_claims_is_one_company():
    mine = [{**claim, "applicant": "A"} for claim in claims(CHALLENGE, 200, 200, 200)]
    assert worth_of_one_more(run(*mine, budget="300")).gained == 1


def test_a_total_that_is_not_there_and_a_budget_that_is_not_set_are_refused():
    assert refused(lambda: worth_of_one_more(run(), "art06")) == ["total"]
    assert refused(lambda: worth_of_one_more(run())) == ["budget"]


# ------------------------------------------------------------------------------------------------ as JSON


def test_the_command_line_answers_with_its_evidence(tmp_path, capfd):
    given = tmp_path / "question.json"
    asked = {"question": "budget_for", "ratio": "0.9", "approved_claims": claims(RENT, "10.01")}
    given.write_text(json.dumps([asked, {"question": "why"}, {**asked, "measure": "claims"}]))
    assert main(["inverse", str(given)]) == 0
    first, second, third = json.loads(capfd.readouterr().out)
    assert (first["question"], first["budget"], first["ratio"]) == ("budget_for", "9.01", "9/10")
    assert first["trials"][1] == {
        "label": {"zh": "预算9.00万元", "en": "Budget 9.00万元 (CNY 90,000)"},
        "ratio": "900/1001", "percent": "89.91…%", "enough": False, "paid": "9.00", "paid_text": "9.00",
    }  # fmt: skip
    assert [error["path"] for error in second["errors"]] == ["question"]
    assert third["budget"] == "9.01"


@pytest.mark.parametrize(
    ("asked", "paths"),
    [
        ({}, ["question"]),
        ({"question": "budget_for"}, ["ratio"]),
        ({"question": "budget_for", "ratio": "90%"}, ["ratio"]),
        ({"question": "budget_for", "ratio": "0.9", "measure": "all"}, ["measure"]),
        ({"question": "budget_for", "ratio": "0.9", "budget": -1}, ["budget"]),
        ({"question": "budget_for", "ratio": "0.9", "sum": 1}, ["sum"]),
        ({"question": "highest_cap"}, ["budget"]),
        ({"question": "highest_rate", "number": RENT_SHARE}, ["budget"]),
        ({"question": "worth_of_one_more", "budget": 1, "more": 0}, ["more"]),
        ({"question": "worth_of_one_more", "budget": 1, "more": "0.001"}, ["more"]),
        ({"question": "worth_of_one_more", "budget": 1, "total": "art06"}, ["total"]),
        ({"question": "worth_of_one_more", "budget": 1, "total": 5}, ["total"]),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_with_its_place(asked, paths):
    assert refused(lambda: answered(POLICY, asked)) == paths


def test_what_one_more_buys_is_said_by_article_with_published_differences():
    asked = {"question": "worth_of_one_more", "total": "art09", "more": "200", "approved_claims": MODELS, "budget": 600}
    answer = answered(POLICY, asked)
    seventh, ninth = answer["articles"]
    assert seventh == {
        "article": 7, "before": "100.00", "after": "85.71", "change": "-14.29", "gained": 0, "lost": 1,
        "texts": {"before": "100.00", "after": "85.71", "change": "−14.29"},
    }  # fmt: skip
    assert (ninth["article"], ninth["change"], ninth["gained"], ninth["lost"]) == (9, "+14.28", 6, 0)
    assert (answer["verdict"], answer["exact"], answer["change"]) == ("moves", "0", "-0.01")


# ------------------------------------------------------------------------------------------------ properties

hundredths = st.integers(0, 500_00).map(written)
ratios = st.fractions(0, 1, max_denominator=60)
measures = st.sampled_from(MEASURES)


@st.composite
def runs(draw: Any, biggest: int = 500_00) -> Run:
    provisions = [GROWTH, RENT, CHALLENGE, GENAI, SOLVER, PLATFORM, VOUCHER]
    approved = [
        {"id": f"{i}", "applicant": f"{i % 5}", "provision": provision, "approved": written(n),
         "score": draw(st.integers(0, 2))}
        for i, (provision, n) in enumerate(
            draw(st.lists(st.tuples(st.sampled_from(provisions), st.integers(0, biggest)), max_size=9))
        )
    ]  # fmt: skip
    left = st.integers(0, 2 * biggest)
    return run(
        *approved,
        budget=draw(hundredths),
        already_awarded={pool.id: written(max(0, pool.cap // HUNDREDTH - draw(left))) for pool in POLICY.pools},
        quota_used={PLATFORM: draw(st.integers(0, 3))},
        readings={"allocation_order": draw(st.sampled_from(["article_then_budget", "budget_then_article"]))},
    )  # fmt: skip


def with_budget(of: Run, hundredths: int) -> Run:
    return replace(of, budget=hundredths * HUNDREDTH)


@given(of=runs(), ratio=ratios, measure=measures)
def test_the_budget_is_enough_and_a_hundredth_less_is_not(of, ratio, measure):
    answer = budget_for(of, ratio, measure)
    if answer.budget is None:
        assert reached(settle(replace(of, budget=None)), measure) == answer.most < ratio
        assert all(b.needed > b.present for b in answer.blocking)
        return
    assert reached(settle(with_budget(of, answer.budget)), measure) >= ratio
    if answer.budget:
        assert reached(settle(with_budget(of, answer.budget - 1)), measure) < ratio


@given(of=runs(), ratio=ratios, more=ratios, measure=measures)
def test_a_higher_ratio_never_needs_less_budget(of, ratio, more, measure):
    less, larger = (budget_for(of, r, measure).budget for r in sorted((ratio, more)))
    assert larger is None or (less is not None and less <= larger)


@given(of=runs(biggest=40), ratio=ratios, measure=measures)
def test_the_cap_is_the_highest_of_all_that_do(of, ratio, measure):
    """All caps tried, one by one."""
    drawing = [e.approved if g != of.elsewhere else 0 for e, g in zip(of.entries, of.group.tolist(), strict=True)]

    def capped(cap: int) -> Run:
        entries = [
            replace(e, approved=min(e.approved, cap)) if g != of.elsewhere else e
            for e, g in zip(of.entries, of.group.tolist(), strict=True)
        ]
        return replace(of, entries=entries)

    fitting = [c for c in range(max(drawing, default=0) + 1) if reached(settle(capped(c)), measure) >= ratio]
    answer = highest_cap(of, ratio, measure)
    if answer.cap is None:
        assert fitting == list(range(max(drawing, default=0) + 1))
        return
    assert fitting == list(range(answer.cap + 1))
    assert (answer.below or 0) <= answer.cap < (answer.above or 0)


@given(of=runs(), more=hundredths)
def test_a_larger_budget_never_carries_a_lower_cap(of, more):
    before, after = (highest_cap(replace(of, budget=b)).cap for b in (of.budget, of.budget + int(Fraction(more) * WAN)))
    assert after is None or (before is not None and before <= after)


@given(of=runs(), total=st.sampled_from(["budget", "art05", "art09", "art10"]), more=st.integers(1, 5000))
def test_what_more_of_a_total_does_is_what_allocating_both_says(of, total, more):
    answer = worth_of_one_more(of, total, more)
    assert 0 <= answer.exact <= more
    assert answer.after - answer.before == answer.gain - answer.loss
    assert sum(c.after - c.before for c in answer.articles) == answer.after - answer.before
    if total == "budget":
        assert answer.lost == 0
    if answer.verdict == "moves":
        assert answer.exact == 0
    short = settle(of).budget.ratio < 1
    if total != "budget" and short and not of.budget_first:
        assert answer.exact == 0


@given(of=runs(), ratio=ratios, measure=measures)
def test_every_answer_is_said_in_both_languages_with_its_trials(of, ratio, measure):
    answers: list[Any] = [budget_for(of, ratio, measure), highest_cap(of, ratio, measure), worth_of_one_more(of)]
    for answer in answers:
        assert answer.trials
        for said in (answer.sentence, *answer.notes, *(trial.label for trial in answer.trials)):
            assert said["zh"]
            assert said["en"]
            assert "{" not in said["zh"] + said["en"]


SHARE = next(number for number in raising(POLICY) if number.name == f"{SOLVER}.share")


@given(
    bases=st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900), st.integers(0, 300)), max_size=4),
    caps=st.integers(0, 400),
    budget=st.integers(0, 900),
    left=st.integers(0, 900),
    ratio=ratios,
    measure=measures,
)
def test_the_rate_is_the_highest_of_all_that_do_even_where_sums_waver(bases, caps, budget, left, ratio, measure):
    """All rates tried, one by one. Two sides share what their project has room for, and each is cut."""

    def settled(value: str) -> Settlement:
        rate, approved = Fraction(value), []
        for publisher, solver, room in bases:
            sides = [min(publisher * rate / 3, Fraction(caps)), min(solver * rate, Fraction(caps))]
            over = max(Fraction(1), sum(sides) / room) if room else None
            approved += [0 if over is None else int(side / over) for side in sides]
        return settle(
            run(
                *claims(SOLVER, *map(written, approved)),
                budget=written(budget),
                already_awarded={"art10": written(wan(2000) - left)},
            )
        )

    whole = 60
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(values, "PARTS", whole)
        patched.setattr(values._Search, "written", lambda self, unit: f"{unit}/{whole}")
        number = Number(SHARE.name, SHARE.article, SHARE.label, "rate", "1/6", SHARE.quote)
        answer = highest_number(settled, number, ratio, measure)
    fitting = [n for n in range(whole + 1) if reached(settled(f"{n}/{whole}"), measure) >= ratio]
    if answer.unlimited:
        assert whole in fitting
    elif answer.value is None:
        assert not {0, 1} & set(fitting)
    else:
        found = int(Fraction(answer.value) * whole)
        assert found in fitting
        assert found + 1 not in fitting
        if answer.highest:
            assert found == max(fitting)


@pytest.mark.parametrize(
    ("sums", "highest"),
    [
        ([0, 5, 10, 11, 12, 13, 14], 2),
        ([0, 5, 10, 11, 10, 11, 12], 4),
        ([0, 5, 11, 10, 11, 12, 13], 3),
        ([0, 5, 9, 10, 9, 10, 10], None),
    ],
)
def test_a_sum_that_falls_back_by_what_is_cut_is_followed_to_the_last_rate_that_does(monkeypatch, sums, highest):
    monkeypatch.setattr(values, "PARTS", len(sums) - 1)
    monkeypatch.setattr(values._Search, "written", lambda self, unit: f"{unit}/{len(sums) - 1}")

    def settled(value: str) -> Settlement:
        at = int(Fraction(value) * (len(sums) - 1))
        return settle(run(*claims(SOLVER, written(sums[at])), budget="0.10"))

    for present in range(len(sums)):
        number = Number(SHARE.name, SHARE.article, SHARE.label, "rate", f"{present}/{len(sums) - 1}", SHARE.quote)
        answer = highest_number(settled, number)
        assert answer.value == (None if highest is None else f"{highest}/{len(sums) - 1}")
        assert answer.highest


def test_what_one_group_gains_and_another_loses_is_not_called_the_highest(monkeypatch):
    """A total of an article takes what it likes of the gain, and the loss of the others makes room."""
    monkeypatch.setattr(values, "PARTS", 3)
    monkeypatch.setattr(values._Search, "written", lambda self, unit: f"{unit}/3")

    def settled(value: str) -> Settlement:
        at = int(Fraction(value) * 3)
        beside = claims(PLATFORM, written([5, 5, 4, 9][at]), prefix="p")
        return settle(run(*claims(SOLVER, written([0, 5, 9, 9][at])), *beside, budget="0.10"))

    number = Number(SHARE.name, SHARE.article, SHARE.label, "rate", "1/3", SHARE.quote)
    answer = highest_number(settled, number)
    assert parts(answer, "value", "highest") == ("1/3", False)
    assert any("没有逐一核对" in note["zh"] for note in answer.notes)


def test_an_answer_that_allocating_does_not_bear_out_is_withheld(monkeypatch):
    monkeypatch.setattr(budgets, "next_whole", lambda hundredths: 7)
    with pytest.raises(Unproven):
        budget_for(run(*claims(RENT, 10)), NINE)


# ------------------------------------------------------------------------------------------------ as a scenario


CLAIMS = {"approved_claims": [*claims(GROWTH, *[90] * 20, prefix="g"), *claims(RENT, 10, 20, prefix="r"), *MODELS]}
ASKED_OF = Scenario(
    "方案", 2025, 1500 * WAN, pools={"art05": 900 * WAN}, awarded={"art05": 123_456}, rule="proportional"
)


@pytest.mark.parametrize(
    "asked",
    [
        {"question": "budget_for", "ratio": "0.9"},
        {"question": "budget_for", "ratio": "0.95", "measure": "claims"},  # totals of articles stand in the way
        {"question": "worth_of_one_more", "total": "budget", "more": "10"},
        {"question": "worth_of_one_more", "total": "art05", "more": "10"},
    ],
)
def test_the_scenario_of_an_answer_comes_to_what_the_answer_says(asked: Any) -> None:
    cohort = read_cohort(POLICY, CLAIMS)
    answer = ask(cohort, ASKED_OF, asked)
    found = scenario_of(POLICY, ASKED_OF, answer, "zh")
    assert found is not None
    assert found.name == "方案（倒推）"
    assert scenario_of(POLICY, found, answer, "zh") is not None
    assert read_scenario(POLICY, scenario_written(found)) == found
    settled = cohort.settle(found)
    if asked["question"] == "worth_of_one_more":
        paid = sum(int(amount) for amount in settled.actual[settled.run.group != settled.run.elsewhere])
        assert written(paid) == answer["after"]
    else:
        assert reached(settled, asked.get("measure", "budget")) >= Fraction(asked["ratio"])
    changed = {name for name in ("budget", "pools") if getattr(found, name) != getattr(ASKED_OF, name)}
    assert found == replace(ASKED_OF, name=found.name, **{name: getattr(found, name) for name in changed})


def test_of_an_answer_that_names_no_value_there_is_no_scenario() -> None:
    cohort = read_cohort(POLICY, {"approved_claims": claims(RENT, 10, 20)})
    for asked in (
        {"question": "highest_cap"},
        {"question": "highest_cap", "number": "art06_rent.cap"},
        {"question": "highest_rate", "number": "art06_rent.share"},
    ):
        assert scenario_of(POLICY, ASKED_OF, ask(cohort, ASKED_OF, asked), "zh") is None


def test_a_long_name_leaves_room_for_its_ending() -> None:
    cohort = read_cohort(POLICY, CLAIMS)
    long = replace(ASKED_OF, name="长" * 120)
    found = scenario_of(POLICY, long, ask(cohort, long, {"question": "budget_for", "ratio": "1"}), "zh")
    assert found is not None
    assert len(found.name) == 120
    assert found.name.endswith("（倒推）")

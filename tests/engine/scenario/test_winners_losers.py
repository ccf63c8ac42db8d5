"""Who gains and who loses, as everybody may see it: nothing about fewer than five companies, in itself or by
subtraction.

Somebody tries again: what is published is put down as linear equations (totals by size, the companies of an article,
what an article is paid, that all are scaled alike) and solved for what is hidden.
"""

import itertools
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.policy.folder import default_policy, load_policy
from engine.scenario import Cohort, Outcome, compare, lawful, outcome, publication_of, read_scenario
from engine.scenario.disclosure import LEAST
from engine.text import words
from engine.values.money import HUNDREDTH, WAN
from engine.view.budget import snapshot
from tests.engine.allocation.test_allocate import RENT, STANDARDS, approved
from tests.engine.scenario.test_publication import many, solved
from tests.engine.scenario.test_scenario import quarter
from tests.invented_year import whole_year

POLICY = load_policy(default_policy())
COUNTS = ("winners", "losers", "unchanged")
AMOUNTS = ("gained", "lost")
ONE = Fraction(1)


def both(claims: Cohort, **more: Any) -> tuple[Outcome, Outcome]:
    """The law as it stands, and a scenario."""
    scenario = read_scenario(POLICY, {"name": "方案", "year": 2025, **more})
    return outcome(POLICY, claims, lawful(scenario)), outcome(POLICY, claims, scenario)


def published(base: Outcome, other: Outcome) -> dict[str, Any]:
    return publication_of(other, base=base)


# ------------------------------------------------------------------------------------------------ what is said


def test_where_many_companies_stand_behind_every_cell_it_says_what_the_comparison_says():
    base, other = both(quarter(), budget="3000", overrides={"art06_rent.share": "0.4"})
    compared = published(base, other)["compared"]
    found = compare(base, other)
    total = compared["total"]
    assert (total["winners"], total["losers"], total["unchanged"]) == (
        found.total.winners,
        found.total.losers,
        found.total.unchanged,
    )
    assert Fraction(total["gained"]) * WAN == found.total.gained
    assert Fraction(total["lost"]) * WAN == found.total.lost
    by_article = {change.group: change for change in found.by_article}
    told = [row for row in compared["by_article"] if row["gained"] is not None]
    assert len(told) > 2
    for row in told:
        change = by_article[row["article"]]
        assert Fraction(row["gained"]) * WAN == change.gained
        assert Fraction(row["lost"]) * WAN == change.lost
    by_size = {change.group: change for change in found.by_group["size"]}
    for row in compared["by_size"]:
        for column in COUNTS:
            assert row[column] in (None, getattr(by_size[row["size"]], column))


def test_the_comparison_is_with_the_law_as_it_stands_and_the_same_money():
    base, other = both(
        quarter(), budget="3000", rule="ranking", readings={"art16_top_up": "true"}, already_awarded={"art05": "12.34"}
    )
    assert base.scenario == lawful(other.scenario)
    assert (base.scenario.budget, base.scenario.awarded) == (other.scenario.budget, other.scenario.awarded)
    content = published(base, other)
    assert content["compared"]["base"]["rule"] == "proportional"
    assert content["compared"]["base"]["readings"] == {}
    assert "12.34" not in str(content)


def test_the_law_as_it_stands_is_compared_with_nothing():
    base, other = both(quarter(), budget="3000")
    assert "compared" not in published(base, other)
    assert "compared" not in publication_of(other)


def test_a_publication_without_a_comparison_is_read_as_before():
    base, other = both(quarter(), budget="3000", overrides={"art06_rent.share": "0.4"})
    new = snapshot.read(POLICY, published(base, other))
    old = snapshot.read(POLICY, publication_of(other))
    companies = new.heads.index(words.both("budget.shown_companies"))
    assert (old.rows, old.headline) == (new.rows, new.headline)
    assert (old.total[:companies], old.total[companies + 1 :]) == (new.total[:companies], new.total[companies + 1 :])
    # One company has something from another budget only: the comparison counts it as well.
    assert (old.total[companies], new.total[companies]) == ("149", None)


# ------------------------------------------------------------------------------------------------ what is hidden


def test_gains_of_few_are_not_told_and_neither_are_the_losses_beside_them():
    """Equal awards: three small claims gain what thirty large ones lose, and the difference of the article is known."""
    claims = approved(RENT, *[5] * 3, *[20] * 30, prefix="r") + approved(STANDARDS, *[20] * 30, prefix="s")
    base, other = both(Cohort(POLICY, {"approved_claims": claims}), budget="600", rule="constrained_equal_awards")
    found = {change.group: change for change in compare(base, other).by_article}
    assert (found[6].winners, found[6].losers) == (3, 30)
    compared = published(base, other)["compared"]
    rents = next(row for row in compared["by_article"] if row["article"] == 6)
    assert [rents[column] for column in (*COUNTS, *AMOUNTS)] == [None, None, 0, None, None]
    assert [compared["total"][column] for column in (*COUNTS, *AMOUNTS)] == [None, None, 0, None, None]


def test_five_that_gain_are_enough():
    claims = approved(RENT, *[5] * 5, *[20] * 30, prefix="r") + approved(STANDARDS, *[20] * 30, prefix="s")
    base, other = both(Cohort(POLICY, {"approved_claims": claims}), budget="600", rule="constrained_equal_awards")
    total = published(base, other)["compared"]["total"]
    assert (total["winners"], total["losers"]) == (5, 60)
    assert Fraction(total["gained"]) > 0


def test_the_difference_of_few_under_an_article_does_not_follow_from_that_of_all():
    """One company gains by the cap on standards, many by that on rents; without a budget nobody else is touched."""
    overrides = {"art11_standards.cap": "150", "art06_rent.cap": "25"}
    base, other = both(whole_year(), overrides=overrides)
    changed = {c.group: c.winners + c.losers for c in compare(base, other).by_article if c.winners + c.losers}
    assert changed[11] == 1
    assert changed.keys() == {6, 11}
    compared = published(base, other)["compared"]
    hidden = {row["article"] for row in compared["by_article"] if row["gained"] is None}
    assert {6, 11} <= hidden
    assert compared["total"]["gained"] is not None


def test_what_few_would_be_approved_otherwise_does_not_follow_from_what_all_are_paid():
    """Two companies reach the cap on standards. With a budget all of that article gain a little by what those two lose,
    or lose: with the ratio, which is known, the difference of the article would tell theirs."""
    base, other = both(whole_year(), budget="18000", overrides={"art11_standards.cap": "90"})
    approved = [o.settlement.run.approved for o in (base, other)]
    otherwise = {
        int(base.cohort.company[n]) for n in range(len(base.cohort.claims)) if approved[0][n] != approved[1][n]
    }
    assert len(otherwise) == 2
    compared = published(base, other)["compared"]
    standards = next(row for row in compared["by_article"] if row["article"] == 11)
    assert (standards["gained"], standards["lost"]) == (None, None)


def test_of_three_sizes_that_lose_few_each_the_sum_is_told_and_none_of_them():
    base, other = both(whole_year(), budget="18000", overrides={"art11_standards.cap": "60"})
    compared = published(base, other)["compared"]
    losers = {row["size"]: row["losers"] for row in compared["by_size"]}
    assert compared["total"]["losers"] == 6
    assert losers == {"large": 0, "medium": None, "small": None, "micro": None}
    assert all(row["winners"] for row in compared["by_size"])


# ------------------------------------------------------------------------------------------------ somebody tries


def companies(base: Outcome, other: Outcome, rows: Any, signs: set[int]) -> int:
    """How many companies have more (1), less (-1) or as much (0) for these claims."""
    found: dict[int, int] = {}
    for row in rows:
        company = int(base.cohort.company[row])
        found[company] = found.get(company, 0) + int(other.paid[row]) - int(base.paid[row])
    return sum((d > 0) - (d < 0) in signs for d in found.values())


SIGN = {"winners": {1}, "losers": {-1}, "unchanged": {0}, "gained": {1}, "lost": {-1}, "difference": {1, -1}}


def told(base: Outcome, other: Outcome, content: dict[str, Any]) -> set[tuple[str, Any, str]]:
    """The hidden cells that follow from what is published: (table, row, column), and what follows from them."""
    compared = content["compared"]
    equations: list[dict[str, Fraction]] = []
    total = compared["total"]
    for column in (*COUNTS, *AMOUNTS):
        gone = {f"size|{row['size']}|{column}": ONE for row in compared["by_size"] if row[column] is None}
        if total[column] is None:
            gone[f"total||{column}"] = -ONE
        equations.append(gone)
    # How many companies there are in all, and under each article, is known.
    equations.append({f"total||{c}": ONE for c in COUNTS if total[c] is None})
    for row in compared["by_article"]:
        equations.append({f"article|{row['article']}|{c}": ONE for c in COUNTS if row[c] is None})
    # The differences of the articles add up to that of all, which the budget tells if nothing else does; those that
    # another budget pays by themselves.
    beside = {row["article"] for row in content["articles"] if not row["on_budget"]}
    is_known = total["gained"] is not None or (base.budget.binds and content["total"]["paid"] is not None)
    for part in ({True, False}, {True}, {False}) if is_known else ():
        missing = [row["article"] for row in compared["by_article"] if row["gained"] is None]
        equations.append({f"article|{a}|difference": ONE for a in missing if (a in beside) in part})
    for article in (row["article"] for row in compared["by_article"] if row["gained"] is None):
        whole = {f"article|{article}|gained": ONE, f"article|{article}|lost": -ONE}
        equations.append(whole | {f"article|{article}|difference": -ONE})
    equations.append({f"total||{c}": ONE if c == "gained" else -ONE for c in AMOUNTS if total[c] is None})
    found = set()
    for name in solved(equations):
        table, row, column = name.split("|")
        found.add((table, row, column))
    return found


def check(base: Outcome, other: Outcome) -> None:
    content = published(base, other)
    if "compared" not in content:
        return
    compared = content["compared"]
    entries = base.cohort.assessed({}, {}).entries
    rows_of: dict[tuple[str, str], list[int]] = {("total", ""): list(range(len(entries)))}
    for number, entry in enumerate(entries):
        rows_of.setdefault(("article", str(entry.provision.article)), []).append(number)
        size = base.cohort.sizes[int(base.cohort.size[number])]
        rows_of.setdefault(("size", size), []).append(number)
    tables = {"total": [{"": "", **compared["total"]}], "size": compared["by_size"], "article": compared["by_article"]}
    open_articles = {row["article"] for row in content["articles"] if not row["hidden"]}
    for table, rows in tables.items():
        for row in rows:
            claims = rows_of[table, str(row[table if table != "total" else ""])]
            for column in (*COUNTS, *AMOUNTS):
                if row[column] is not None:
                    few = companies(base, other, claims, SIGN[column])
                    assert few not in range(1, LEAST), (table, row, column)
                    if column in COUNTS:
                        assert row[column] == few
            if table == "article" and row["gained"] is not None:
                assert row["article"] in open_articles
                # With what it is paid, which is published, one knows what the law would pay, and approve.
                before = {int(base.cohort.company[n]) for n in claims if base.paid[n]}
                assert len(before) not in range(1, LEAST)
                approved = [(o.settlement.run.approved, o.settlement.columns[0].values) for o in (base, other)]
                otherwise = {
                    int(base.cohort.company[n])
                    for n in claims
                    if any(one[n] != two[n] for one, two in zip(*approved, strict=True))
                }
                assert len(otherwise) not in range(1, LEAST)
                difference = Fraction(row["gained"]) - Fraction(row["lost"])
                assert difference * WAN == sum(int(other.paid[n]) - int(base.paid[n]) for n in claims) * HUNDREDTH
    for part in ({True, False}, {True}, {False}):
        _implied(base, other, content, part, rows_of)
    for table, row_name, column in told(base, other, content):
        few = companies(base, other, rows_of[table, row_name], SIGN[column])
        assert few not in range(1, LEAST), (table, row_name, column, content)


def _implied(base: Outcome, other: Outcome, content: dict[str, Any], part: set[bool], rows_of: Any) -> None:
    """What is paid in the other case, and what is approved otherwise, of all hidden articles together is known too."""
    on_budget = {row["article"]: row["on_budget"] for row in content["articles"]}
    gone = [
        r["article"]
        for r in content["compared"]["by_article"]
        if r["gained"] is None and on_budget[r["article"]] in part
    ]
    if all(row["gained"] is None for row in content["compared"]["by_article"]):
        return
    one, two = (o.settlement for o in (base, other))
    for of in (
        lambda n: base.paid[n] > 0,
        lambda n: one.run.approved[n] != two.run.approved[n] or one.columns[0].values[n] != two.columns[0].values[n],
    ):
        groups = [{int(base.cohort.company[n]) for n in rows_of["article", str(a)] if of(n)} for a in gone]
        having = [group for group in groups if group]
        if any(len(group) < LEAST for group in having):
            assert len(having) > 1
            assert len(set().union(*having)) >= LEAST


def test_somebody_who_tries_would_find_what_is_not_hidden_well():
    """The solver finds a hidden cell as soon as its partner is shown."""
    base, other = both(whole_year(), budget="18000", overrides={"art11_standards.cap": "60"})
    content = published(base, other)
    gone = [row for row in content["compared"]["by_size"] if row["losers"] is None]
    assert told(base, other, content) == set()
    for row in gone[1:]:
        row["losers"] = 0
    assert ("size", gone[0]["size"], "losers") in told(base, other, content)


OVERRIDES = st.sampled_from(
    [
        {},
        {"art11_standards.cap": "60"},
        {"art11_standards.cap": "150"},
        {"art11_standards.cap": "150", "art06_rent.cap": "25"},
        {"art06_rent.share": "0.4"},
        {"art06_rent.cap": "15"},
        {"art13_financing.cap": "100"},
        {"art12_public_platform.cap": "900"},
        {"art05_revenue_growth.fixed": "20", "art07_national_challenge.fixed": "150"},
        {"art04_compute_voucher.cap": "310"},
        {"art05.cap": "500", "art10.cap": "3000"},
    ]
)


@settings(max_examples=25, deadline=None)
@given(
    made=st.sampled_from([quarter, whole_year]),
    overrides=OVERRIDES,
    budget=st.none() | st.integers(1, 30_000),
    rule=st.sampled_from(["proportional", "constrained_equal_awards", "ranking"]),
    readings=st.sampled_from(
        [{}, {"allocation_order": "budget_then_article"}, {"arts_4_8_draw_on_budget": "true"}, {"art16_top_up": "true"}]
    ),
)
def test_nobody_can_work_out_what_fewer_than_five_companies_gain_or_lose(made, overrides, budget, rule, readings):
    check(*both(made(), budget=budget, rule=rule, readings=readings, overrides=overrides))


@settings(max_examples=30, deadline=None)
@given(
    counts=st.fixed_dictionaries(
        {
            name: st.integers(0, 9)
            for name in ("growth", "rent", "challenge", "genai", "solver", "standards", "platform", "voucher")
        }
    ),
    sizes=st.lists(st.sampled_from(["large", "medium", "small", "micro", None]), min_size=80, max_size=80),
    together=st.integers(1, 3),
    budget=st.none() | st.integers(1, 4_000),
    pools=st.fixed_dictionaries({"art05": st.sampled_from([1, 300, 1000]), "art10": st.sampled_from([100, 2000])}),
    rule=st.sampled_from(["proportional", "constrained_equal_losses", "ranking"]),
)
def test_neither_where_few_claim_anything(counts, sizes, together, budget, pools, rule):
    claims = many(**counts)
    claims = [claim | {"applicant": f"A{n // together}"} for n, claim in enumerate(claims)]
    of_companies = dict(zip(sorted({claim["applicant"] for claim in claims}), itertools.cycle(sizes), strict=False))
    check(*both(Cohort(POLICY, {"approved_claims": claims}, of_companies), budget=budget, pools=pools, rule=rule))

"""Counts and amounts of few that follow from what is published together with the law: from counts of claims and
companies, from amounts that the law makes the same for everybody, from totals that the law or the scenario gives, and
from articles that add up because nobody stands under two.
"""

import itertools
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.policy.folder import default_policy, load_policy
from engine.scenario import Cohort, publication_of
from engine.scenario.disclosure import LEAST
from engine.view.budget import snapshot
from tests.engine.allocation.test_allocate import (
    CHALLENGE,
    GENAI,
    GROWTH,
    RENT,
    SOLVER,
    STANDARDS,
    VOUCHER,
    application,
    approved,
    rent,
    standards,
)
from tests.engine.scenario.test_publication import hidden, many, of, rows, solved
from tests.engine.scenario.test_winners_losers import AMOUNTS, COUNTS, ONE, both, published

POLICY = load_policy(default_policy())
CAPS = {"art11_standards.cap": "60", "art06_rent.cap": "15"}


def under_one_article(rents: int, standards_: int) -> Cohort:
    """Nobody stands under two articles: so many of 20 lose by a cap on rents, so many of 20 by one on standards."""
    ones = [application(f"R{n}", (f"r{n}", RENT, rent(40 if n < rents else 10))) for n in range(20)]
    levels = [["international"] * 2 if n < standards_ else ["industry"] for n in range(20)]
    others = [application(f"S{n}", (f"s{n}", STANDARDS, standards(*levels[n]))) for n in range(20)]
    return Cohort(POLICY, {"applications": ones + others})


def article(content: dict[str, Any], number: int) -> dict[str, Any]:
    return next(row for row in content["compared"]["by_article"] if row["article"] == number)


# ------------------------------------------------------------------------------------------------ counts in all


def test_how_many_claims_a_hidden_article_has_does_not_follow_from_how_many_there_are():
    """Three grants of 10 and six of 200 are hidden: with their number, 9, their sum, 1230, tells which."""
    few = approved(GROWTH, *[10] * 3, prefix="g") + approved(CHALLENGE, *[200] * 6, prefix="c")
    content = publication_of(of(few + many(rent=15, standards=15)))
    assert hidden(content) == {5, 7}
    assert (content["total"]["claims"], content["total"]["companies"]) == (None, None)
    assert content["total"]["approved"] is not None


def test_neither_where_nothing_was_approved_of_them():
    content = publication_of(of(approved(CHALLENGE, 0, 0, 0, prefix="c") + many(rent=9, standards=9)))
    assert hidden(content) == {7}
    assert (content["total"]["claims"], content["total"]["companies"]) == (None, None)


def test_how_many_companies_there_are_is_told_where_many_stand_under_several_articles():
    claims = approved(CHALLENGE, *[200] * 3, prefix="x") + approved(RENT, *[20] * 9, prefix="x")
    claims = [claim | {"id": f"{n}"} for n, claim in enumerate(claims)]
    more = [claim | {"id": f"s{n}", "applicant": f"x{n}"} for n, claim in enumerate(approved(STANDARDS, *[60] * 12))]
    yet_more = [claim | {"id": f"f{n}", "applicant": f"x{n}"} for n, claim in enumerate(many(financing=12))]
    content = publication_of(of(claims + more + yet_more))
    assert 7 in hidden(content)
    assert (content["total"]["claims"], content["total"]["companies"]) == (None, 12)


def test_how_many_only_another_budget_pays_is_not_told_by_those_who_get_as_much():
    """Three vouchers are hidden; of 32 companies 29 have something from this budget."""
    rents = [application(f"R{n}", (f"r{n}", RENT, rent(40 if n < 8 else 10))) for n in range(20)]
    cohort = Cohort(POLICY, {"applications": rents, "approved_claims": many(voucher=3, standards=9)})
    content = published(*both(cohort, overrides={"art06_rent.cap": "15"}))
    assert hidden(content) == {4}
    assert (content["compared"]["total"]["losers"], content["compared"]["total"]["unchanged"]) == (8, None)
    assert content["total"]["companies"] is None


def test_where_all_get_the_same_an_amount_does_not_tell_how_many_got_nothing():
    """Of ten who asked for 200 eight got it: 1600 of ten."""
    content = publication_of(of(approved(CHALLENGE, *[200] * 8, 0, 0, prefix="c") + many(rent=9, standards=9)))
    row = rows(content)[7]
    assert (row["hidden"], row["approved"], row["claims"], row["companies"]) == (False, "1600.00", None, None)
    assert (content["total"]["claims"], content["total"]["companies"]) == (None, None)
    assert rows(content)[6]["claims"] == 9


# ------------------------------------------------------------------------------------------------ totals that are known


def test_what_was_awarded_before_does_not_follow_from_a_total_that_binds():
    """Of 1000 for growth 12.34 were awarded before: 987.66 are left."""
    content = publication_of(of(many(growth=12, rent=9, standards=20), already_awarded={"art05": "12.34"}))
    assert hidden(content) == {5, 6}
    assert content["pools"]["art05"] is None
    assert content["total"]["after_pool"] is not None


def test_what_was_awarded_before_hides_nothing_while_the_total_reaches():
    assert hidden(publication_of(of(many(growth=5, rent=9), already_awarded={"art05": "12.34"}))) == set()


def test_what_the_budget_leaves_to_few_does_not_follow_from_what_it_leaves_to_the_others():
    """The total of growth binds and is known, so that it hides nobody. Of a budget of 800 it is left 571.43: what is
    left to three others is 228.57."""
    claims = approved(GROWTH, *[10] * 120, prefix="g") + approved(CHALLENGE, 200, 150, 50, prefix="c")
    content = publication_of(of(claims, budget="800"))
    assert hidden(content) == {7}
    assert content["ratio"] is None
    assert rows(content)[5]["after_pool"] == "1000.00"
    assert (rows(content)[5]["after_budget"], rows(content)[5]["paid"]) == (None, None)


def test_neither_does_the_ratio_follow_from_a_row_where_it_is_hidden():
    claims = [*approved(SOLVER, 9000, 8000, 7000), *many(rent=20, standards=9, financing=8)]
    content = publication_of(of(claims, budget="20000", readings={"allocation_order": "budget_then_article"}))
    assert content["ratio"] is None
    told = [row for row in content["articles"] if row["approved"] not in (None, "0.00")]
    assert told
    assert all(row["after_budget"] is None for row in told)


# ------------------------------------------------------------------------------------------------ articles that add up


def test_losers_of_an_article_do_not_follow_from_those_of_another_where_nobody_stands_under_both():
    content = published(*both(under_one_article(8, 2), overrides=CAPS))
    assert content["compared"]["total"]["losers"] == 10
    for number in (6, 11):
        row = article(content, number)
        assert [row[column] for column in ("losers", "unchanged", *AMOUNTS)] == [None] * 4


def test_what_all_gain_alike_does_not_tell_how_many_they_are():
    """Twenty gain 50 each, and three whose claims came to nothing stay as they were."""
    ones = [application(f"S{n}", (f"s{n}", STANDARDS, standards("national"))) for n in range(20)]
    claims = {"applications": ones, "approved_claims": approved(STANDARDS, 0, 0, 0, prefix="z")}
    content = published(*both(Cohort(POLICY, claims), overrides={"art11_standards.tiers.national": "50"}))
    total = content["compared"]["total"]
    assert (total["winners"], total["unchanged"]) == (None, None)
    assert (total["gained"], article(content, 11)["gained"]) == (None, None)


def equations_of(content: dict[str, Any]) -> list[dict[str, Fraction]]:
    """What somebody knows of counts who takes it that nobody stands under two articles."""
    found: list[dict[str, Fraction]] = []
    compared, articles = content["compared"], content["articles"]
    total = compared["total"]

    def unknown(table: str, row: Any, column: str, value: Any, factor: Fraction) -> dict[str, Fraction]:
        return {f"{table}|{row}|{column}": factor} if value is None else {}

    for column in COUNTS:
        for table, name in (("size", "by_size"), ("article", "by_article")):
            equation = unknown("total", "", column, total[column], -ONE)
            for row in compared[name]:
                equation |= unknown(table, row[table], column, row[column], ONE)
            found.append(equation)
    for row in compared["by_article"]:
        equation = unknown("article", row["article"], "companies", rows(content)[row["article"]]["companies"], -ONE)
        for column in COUNTS:
            equation |= unknown("article", row["article"], column, row[column], ONE)
        found.append(equation)
    for column in ("claims", "companies"):
        equation = unknown("total", "", column, content["total"][column], -ONE)
        for row in articles:
            if row["on_budget"]:
                equation |= unknown("article", row["article"], column, row[column], ONE)
        found.append(equation)
    equation = unknown("beside", "", "companies", None, ONE) | unknown(
        "total", "", "companies", content["total"]["companies"], ONE
    )
    for column in COUNTS:
        equation |= unknown("total", "", column, total[column], -ONE)
    if any(not row["on_budget"] and row["claims"] != 0 for row in articles):
        found.append(equation)
        gone = [row["article"] for row in articles if not row["on_budget"] and row["companies"] is None]
        found.append({f"article|{number}|companies": ONE for number in gone} | {"beside||companies": -ONE})
    return [equation for equation in found if equation]


@settings(max_examples=150, deadline=None)
@given(
    counts=st.fixed_dictionaries(
        {
            name: st.integers(0, 12)
            for name in ("growth", "rent", "challenge", "genai", "solver", "standards", "voucher")
        }
    ),
    lower=st.lists(st.sampled_from([0, 1, 3]), min_size=84, max_size=84),
    sizes=st.lists(st.sampled_from(["large", "small"]), min_size=84, max_size=84),
    overrides=st.sampled_from([{"art05.cap": "50"}, {"art10.cap": "300"}, {"art05.cap": "50", "art09.cap": "200"}]),
    budget=st.none() | st.integers(100, 4_000),
)
def test_no_count_of_few_follows_where_nobody_stands_under_two_articles(counts, lower, sizes, overrides, budget):
    provisions = {
        "growth": GROWTH, "rent": RENT, "challenge": CHALLENGE, "genai": GENAI, "solver": SOLVER,
        "standards": STANDARDS, "voucher": VOUCHER,
    }  # fmt: skip
    amounts = itertools.cycle(lower)
    claims = [
        claim
        for name, count in counts.items()
        for claim in approved(provisions[name], *(20 * next(amounts) for _ in range(count)), prefix=name)
    ]
    of_companies = dict(zip((claim["applicant"] for claim in claims), sizes, strict=False))
    base, other = both(Cohort(POLICY, {"approved_claims": claims}, of_companies), budget=budget, overrides=overrides)
    content = published(base, other)
    if "compared" not in content:
        return
    before, after = base.paid.tolist(), other.paid.tolist()
    articles = [entry.provision.article for entry in base.cohort.assessed({}, {}).entries]
    own = [base.cohort.sizes[n] for n in base.cohort.size.tolist()]
    for name in solved(equations_of(content)):
        table, row, column = name.split("|")
        of_row = [
            n
            for n, (number, size) in enumerate(zip(articles, own, strict=True))
            if {"article": str(number) == row, "size": size == row, "total": number != 4, "beside": number == 4}[table]
            or (table == "total" and column in COUNTS)
        ]
        kinds = {"winners": 1, "losers": -1, "unchanged": 0}
        count = sum(
            column not in kinds or (after[n] > before[n]) - (after[n] < before[n]) == kinds[column] for n in of_row
        )
        assert count not in range(1, LEAST), (name, content)


# ------------------------------------------------------------------------------------------------ what is said of it


def test_what_is_hidden_only_because_it_tells_something_else_is_not_called_few():
    """Twenty gain; their number is hidden because with it one would know that three do not."""
    ones = [application(f"S{n}", (f"s{n}", STANDARDS, standards("national"))) for n in range(20)]
    claims = {"applications": ones, "approved_claims": approved(STANDARDS, 0, 0, 0, prefix="z")}
    content = published(*both(Cohort(POLICY, claims), overrides={"art11_standards.tiers.national": "50"}))
    compared = snapshot.read(POLICY, content).compared
    assert compared is not None
    assert "太少" not in compared.headline["zh"]
    assert "not published" in compared.headline["en"]

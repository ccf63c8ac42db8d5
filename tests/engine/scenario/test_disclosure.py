"""Disclosure control under attack: by those who submit companies of their own, and by the second largest of a cell."""

from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.documents.story import story
from engine.policy.folder import default_policy, load_policy
from engine.scenario import Cohort, Outcome, lawful, outcome, publication_of, read_scenario
from engine.scenario.disclosure import dominated, few, merged, sensitive
from tests.engine.allocation.test_allocate import CHALLENGE, FINANCING, GROWTH, RENT, STANDARDS, approved
from tests.engine.scenario.test_publication import COLUMNS, hidden, many, rows

POLICY = load_policy(default_policy())


def of(claims: list[dict[str, Any]], unvouched: tuple[str, ...] = (), **more: Any) -> Outcome:
    cohort = Cohort(POLICY, {"approved_claims": claims}, unvouched=unvouched)
    return outcome(POLICY, cohort, read_scenario(POLICY, {"name": "方案", "year": 2025, **more}))


# ------------------------------------------------------------------------------------------------ the rules


def test_five_companies_are_enough_and_those_that_nobody_vouches_for_are_none_of_them():
    assert few({1: 10, 2: 10, 3: 10, 4: 10})
    assert not few({1: 10, 2: 10, 3: 10, 4: 10, 5: 10})
    assert few({1: 10, ~2: 10, ~3: 10, ~4: 10, ~5: 10, ~6: 10})
    assert not few({})


def test_a_cell_is_dominated_if_less_than_a_tenth_of_the_largest_is_left_after_the_second():
    assert dominated({1: 1000, 2: 500, 3: 40, 4: 30, 5: 29})
    assert not dominated({1: 1000, 2: 500, 3: 40, 4: 30, 5: 30})


def test_what_nobody_vouches_for_hides_nobody():
    assert dominated({1: 1000, 2: 500, 3: 40, 4: 30, 5: 29, ~6: 5000, ~7: 5000})


def test_the_largest_is_protected_also_where_nobody_vouches_for_it():
    assert dominated({~1: 100_000, 2: 500, 3: 40, 4: 30, 5: 29, 6: 28})


amounts = st.integers(1, 10**6)
cells = st.dictionaries(st.integers(-8, 8), amounts)


@given(cells, cells)
def test_the_sum_of_two_cells_that_are_not_sensitive_is_not(one, two):
    assert sensitive(one) or sensitive(two) or not sensitive(merged((one, two)))


@given(cells)
def test_nobody_who_knows_all_that_nobody_vouches_for_bounds_another_within_a_tenth(cell):
    if cell and not sensitive(cell):
        whole = sum(cell.values())
        for target, amount in cell.items():
            made_up = sum(a for one, a in cell.items() if one < 0 and one != target)
            for own in (a for one, a in cell.items() if one >= 0 and one != target):
                assert Fraction(whole - made_up - own) >= amount * Fraction(11, 10)


# ------------------------------------------------------------------------------------------------ what is published


def test_four_invented_companies_beside_a_real_one_do_not_uncover_it():
    real = approved(CHALLENGE, "123.45", prefix="real")
    made_up = approved(CHALLENGE, 30, 31, 32, 33, prefix="made")
    claims = real + made_up + many(rent=9, standards=20)
    assert hidden(publication_of(of(claims))) == set()
    published = publication_of(of(claims, tuple(claim["id"] for claim in made_up)))
    assert 7 in hidden(published)
    known = sum(Fraction(row["paid"]) for row in published["articles"] if row["paid"] is not None)
    assert Fraction(published["total"]["paid"]) - known - 126 != Fraction("123.45")


def test_nor_do_claims_under_the_credit_codes_of_others():
    """Whoever submits for companies that there are adds claims, not companies that count."""
    real = approved(CHALLENGE, "123.45", prefix="real")
    others = many(rent=9, standards=20)
    stolen = [
        claim | {"applicant": others[n]["applicant"]}
        for n, claim in enumerate(approved(CHALLENGE, 1, 2, 3, 4, 5, prefix="made"))
    ]
    assert 7 in hidden(publication_of(of(real + stolen + others, tuple(claim["id"] for claim in stolen))))


def test_the_largest_of_many_is_hidden_where_the_second_could_tell_it():
    one = approved(CHALLENGE, 1000, 500, 30, 30, 20, 10, prefix="c")
    assert 7 in hidden(publication_of(of(one + many(rent=9, standards=20))))
    more = approved(CHALLENGE, 1000, 500, 30, 30, 20, 20, prefix="c")
    assert 7 not in hidden(publication_of(of(more + many(rent=9, standards=20))))


def test_who_gains_nearly_all_is_not_told_by_what_all_gain():
    claims = approved(GROWTH, 3000, 30, 20, 15, 10, 10, 10, prefix="g") + many(rent=9)
    own = of(claims, pools={"art05": "5000"})
    published = publication_of(own, base=outcome(POLICY, own.cohort, lawful(own.scenario)))
    assert 5 in hidden(published)
    gains = {row["article"]: row for row in published["compared"]["by_article"]}
    assert gains[5]["gained"] is None
    assert published["compared"]["total"]["gained"] is None


provisions = st.sampled_from([CHALLENGE, RENT, STANDARDS, FINANCING, GROWTH])
groups = st.lists(
    st.tuples(provisions, st.integers(0, 12), amounts, st.booleans()),
    min_size=1,
    max_size=40,
)


@settings(deadline=None, max_examples=150)
@given(groups, st.sampled_from([None, "100", "20000"]))
def test_no_company_is_bounded_within_a_tenth_by_another_and_the_made_up_ones(drawn, budget):
    claims, made_up = [], []
    for n, (provision, company, amount, is_made_up) in enumerate(drawn):
        [claim] = approved(provision, f"{amount / 100:.2f}", prefix=f"x{n}-")
        claims.append(claim | {"applicant": f"made{n}" if is_made_up else f"c{company}"})
        made_up += [claim["id"]] if is_made_up else []
    own = of(claims, tuple(made_up), budget=budget)
    published = publication_of(own)
    by_company = _by_company(own)
    on_budget = [row for row in published["articles"] if row["on_budget"]]
    for column in COLUMNS:
        shown_rows = [row for row in on_budget if row[column] is not None]
        for row in shown_rows:
            _holds(_cells(by_company, own, {row["article"]}, column))
        left = {row["article"] for row in on_budget} - {row["article"] for row in shown_rows}
        if published["total"][column] is not None:
            _holds(_cells(by_company, own, left, column))


def _by_company(own: Outcome) -> list[tuple[int, str, bool, dict[str, Fraction]]]:
    """Of every claim: its article, its company, whether it is made up, what it comes to at each stage."""
    settlement, entries = own.settlement, own.settlement.run.entries
    requested = own.cohort.assessed({}, {}).requested
    found = []
    for n, entry in enumerate(entries):
        stages = [requested[n], settlement.run.approved[n], *(c.at(n) for c in settlement.columns)]
        values = [Fraction(stage) if isinstance(stage, Fraction) else Fraction(int(stage)) for stage in stages]
        values.append(Fraction(int(settlement.actual[n])))
        is_made_up, by_column = not own.cohort.vouched[n], dict(zip(COLUMNS, values, strict=True))
        found.append((entry.provision.article, str(entry.applicant), is_made_up, by_column))
    return found


def _cells(by_company: Any, own: Outcome, articles: set[int], column: str) -> dict[tuple[str, bool], Fraction]:
    cell: dict[tuple[str, bool], Fraction] = {}
    for article, company, is_made_up, stages in by_company:
        if article in articles and stages[column]:
            cell[company, is_made_up] = cell.get((company, is_made_up), Fraction(0)) + stages[column]
    return cell


def _holds(cell: dict[tuple[str, bool], Fraction]) -> None:
    real = {key: amount for key, amount in cell.items() if not key[1]}
    assert not cell or len(real) >= 5
    for target, amount in cell.items():
        for own in (a for key, a in real.items() if key != target):
            left = sum(a for key, a in real.items() if key != target) - own
            assert left * 10 >= amount


# ------------------------------------------------------------------------------------------------ the least loss


def test_the_largest_article_is_not_hidden_for_a_small_one_where_another_will_do():
    """Of the articles that could be hidden beside the small one, that with most money has fewest companies."""
    few_of_it = approved(CHALLENGE, 10, 11, 12, 13, prefix="few")
    most = approved(FINANCING, *[2000] * 6, prefix="most")
    assert hidden(publication_of(of(few_of_it + most + many(rent=40, standards=50)))) == {7, 6}


def test_two_small_ones_are_hidden_rather_than_the_largest():
    few_of_it = approved(CHALLENGE, 2500, 10, prefix="few")
    small = approved(STANDARDS, *[40] * 5, prefix="s") + approved(RENT, *[20] * 5, prefix="r")
    most = approved(FINANCING, *[2000] * 30, prefix="most")
    assert hidden(publication_of(of(few_of_it + small + most))) == {7, 6, 11}


# ------------------------------------------------------------------------------------------------ inside the house


def test_for_inside_the_house_nothing_is_hidden_and_it_says_what_it_is():
    own = of(approved(CHALLENGE, 10, 11, prefix="few") + many(platform=8, rent=9), pools={"art05": "5"}, budget="900")
    base = outcome(POLICY, own.cohort, lawful(own.scenario))
    inside = publication_of(own, base=base, internal=True)
    assert inside["internal"] is True
    assert publication_of(own, base=base)["internal"] is False
    assert not hidden(inside)
    assert all(value is not None for row in [*inside["articles"], inside["total"]] for value in row.values())
    assert Fraction(rows(inside)[7]["approved"]) == 21
    compared = inside["compared"]
    every = [compared["total"], *compared["by_size"], *compared["by_article"]]
    assert all(value is not None for row in every for value in row.values())
    told = story(POLICY, inside)
    assert all(slide.mark is not None and slide.mark["zh"].startswith("内部") for slide in told)
    assert "＊" not in str([slide.table for slide in told])


def test_places_that_few_win_are_told_inside_the_house():
    own = of(many(platform=8, rent=20, standards=9), budget="1500")
    assert rows(publication_of(own))[12]["paid"] is None
    assert rows(publication_of(own, internal=True))[12]["paid"] is not None

"""No way to claim brings more than the plan: against every way of small companies, and every arrangement of numbers."""

import random
from fractions import Fraction
from itertools import product

import pytest

from engine.application.reading import read_application
from engine.assessment.batch import Evaluator
from engine.assessment.expected import Expected
from engine.planning.choice import best_choice
from engine.planning.packing import ELSEWHERE, HELD, Problem, pack
from engine.planning.plan import plan
from engine.policy.folder import load_policy
from tests.engine.planning.brute import Brute, Company

POLICY = load_policy("longhua-ai-robotics-2025")
MOST_WAYS = 600


def agrees(seed: int) -> None:
    """The plan of a made-up company brings what the best of all ways does, and its applications what it says."""
    given = Company(seed).application()
    ratio = Fraction(1) if seed % 2 else Fraction(3, 5)
    answer = plan(POLICY, given, expected=Expected(ratio))
    again = 0
    for one in answer["applications"]:
        runs = Evaluator(POLICY, read_application(POLICY, one["input"])).against
        assert [run.approved for run in runs] == [claim["amount"].fen for claim in one["claims"]], seed
        again += sum(run.approved for run in runs)
    assert again == answer["amount"].fen == sum(x["amount"].fen for x in answer["lines"] if x["decision"] == "claim")
    assert answer["gain"].fen >= 0
    at_once = answer["as_soon_as_possible"]["total"]
    assert at_once.fen >= best_choice(POLICY, given, Expected(ratio))["total"].fen, seed
    brute = Brute(POLICY, given, ratio)
    if brute.ways() <= MOST_WAYS:
        assert (answer["total"].fen, answer["proven"]) == (brute.best(), True), seed


def test_nothing_brings_more_than_the_plan(first_seed, drawn):
    for seed in range(first_seed, first_seed + drawn(240)):
        agrees(seed)


@pytest.mark.parametrize(
    "seed",
    [
        pytest.param(6359, id="what is given once counts from one day on together"),
        pytest.param(7772, id="more only together than another policy has paid for all"),
        pytest.param(7869, id="one standard stated twice is not here and elsewhere"),
        pytest.param(93436, id="one standard stated twice, for which another policy has paid once"),
        pytest.param(12480, id="what is stated twice of one standard, once as chosen elsewhere, brings that once"),
        pytest.param(95326, id="another policy pays for a standard that is stated twice once, the more that is stated"),
        pytest.param(96123, id="as soon as possible a standard stated twice is not claimed where it goes elsewhere"),
        pytest.param(20519, id="as soon as possible the other side is claimed where the better one goes elsewhere"),
        pytest.param(11396, id="what one of two claims says was had of the cap holds for both"),
    ],
)
def test_nothing_brings_more_where_matters_hang_on_each_other(seed):
    agrees(seed)


@pytest.mark.long
def test_nothing_brings_more_than_the_plan_of_many(first_seed):
    for seed in range(first_seed + 5_000, first_seed + 7_000):
        agrees(seed)


def problem(numbers: random.Random) -> Problem:
    count, years = numbers.randint(1, 6), numbers.randint(1, 3)
    sizes = numbers.choice([(60, 40, 20), (95, 96, 97, 99, 100), range(1, 120)])
    caps = [numbers.choice([100, 150, 250]) for _ in range(years)] if numbers.random() < 0.5 else [100] * years
    values = []
    for _ in range(count):
        size = numbers.choice(sizes)
        values.append([size if numbers.random() < 0.8 else numbers.choice([0, size // 2]) for _ in range(years)])
    elsewhere = [numbers.choice([None, None, 10, 50, 90]) for _ in range(count)]
    whole = numbers.choice([10_000, 10_000, 180])
    return Problem(values, caps, whole, elsewhere, numbers.choice([(1, 1), (3, 5), (0, 1)]))


def places(one: Problem, n: int) -> list[int]:
    own = [at for at, value in enumerate(one.values[n]) if value]
    return [HELD, *own, *([] if one.elsewhere[n] is None else [ELSEWHERE])]


def test_no_arrangement_of_numbers_is_worth_more(first_seed, drawn):
    numbers = random.Random(first_seed)
    for _ in range(drawn(240)):
        one = problem(numbers)
        best = max(one.total(where) for where in product(*(places(one, n) for n in range(len(one.values)))))
        found = pack(one)
        assert found.proven
        assert one.total(found.where) == best
        assert all(at in places(one, n) for n, at in enumerate(found.where))


def test_numbers_beyond_64_bits_are_arranged_as_exactly():
    large = 10**30
    values = [[60 * large + n] * 3 for n in range(5)]
    one = Problem(values, [100 * large] * 3, 10**40, [None] * 5)
    found = pack(one)
    assert found.proven
    assert one.total(found.where) == 260 * large + 4


def test_more_goes_into_the_earlier_year_and_what_adds_nothing_is_held():
    assert pack(Problem([[60] * 3] * 5, [100] * 3, 1000, [None] * 5)).where == [0, 0, 1, 1, 2]
    assert pack(Problem([[60, 60], [40, 40], [20, 20]], [100, 20], 1000, [None] * 3)).where == [0, 0, 1]
    assert pack(Problem([[100]] * 3, [200], 1000, [None] * 3)).where == [0, 0, HELD]


def test_where_there_are_too_many_arrangements_it_is_said(monkeypatch):
    numbers = random.Random(16)
    elsewhere = [numbers.choice([None, numbers.randint(1_000, 9_000)]) for _ in range(12)]
    values = [[numbers.randint(9_000, 9_999)] * 3 for _ in range(12)]
    one = Problem(values, [30_000] * 3, 90_000, elsewhere)
    exact = pack(one)
    assert exact.proven
    monkeypatch.setattr("engine.planning.packing.MOST", 2)
    some = pack(one)
    assert one.total(some.where) <= one.total(exact.where)
    assert not some.proven


def test_arrangements_that_differ_in_hardly_anything_are_not_all_followed():
    for count in (14, 16, 17, 23):
        numbers = random.Random(count)
        one = Problem([[numbers.randint(9_000, 9_999)] * 3 for _ in range(count)], [50_000] * 3, 10**9, [None] * count)
        assert pack(one).proven

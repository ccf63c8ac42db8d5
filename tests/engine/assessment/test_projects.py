"""How several that name one project share what it leaves room for."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.assessment.limits import Demand, shares


@pytest.mark.parametrize(
    ("room", "demands", "parts"),
    [
        (100, [(60, 60), (20, 20)], [75, 25]),  # enough for both: what is left over is shared out besides
        (100, [(150, 100), (50, 50)], [75, 25]),  # too little: in proportion
        (100, [(150, 30), (60, 60), (60, 60)], [30, 35, 35]),  # what one does not need is left to the others
        (100, [(0, 50), (80, 80)], [20, 80]),  # whoever has no weight comes last
        (100, [(0, 30), (0, 30), (80, 80)], [10, 10, 80]),
        (100, [(40, 40)], [100]),
        (100, [(0, 40)], [100]),  # alone with a project, whatever it weighs
        (0, [(40, 0), (40, 0)], [0, 0]),
    ],
)
def test_a_room_is_divided_by_weight_and_nobody_is_cut_for_what_another_does_not_take(room, demands, parts):
    assert shares(room, [Demand(*demand) for demand in demands]) == parts


DEMANDS = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)).map(lambda d: Demand(d[0], d[1])), min_size=1)


@given(st.integers(0, 200), DEMANDS, st.integers(0, 9), st.integers(1, 20))
def test_nothing_is_given_twice_and_who_asks_for_more_takes_no_less_and_leaves_the_others_no_more(
    room, demands, which, more
):
    parts = shares(room, demands)
    taken = [min(part, demand.takes) for part, demand in zip(parts, demands, strict=True)]
    assert sum(parts) <= room
    assert sum(taken) == min(room, sum(demand.takes for demand in demands))
    i = which % len(demands)
    again = list(demands)
    again[i] = Demand(demands[i].weight + more if demands[i].weight else 0, demands[i].takes + more)
    then = [min(part, d.takes) for part, d in zip(shares(room, again), again, strict=True)]
    assert then[i] >= taken[i]
    assert all(Fraction(x) <= taken[j] for j, x in enumerate(then) if j != i)

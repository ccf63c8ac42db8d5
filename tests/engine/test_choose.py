"""就高不就低 over all matters together, against choices that are tried one by one."""

import random
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import choose
from engine.choose import JointCap, Matter, amount_here, best_choice

WAN = 1_000_000
HUNDREDTH = 10_000


def ids(count, start=0):
    return [f"m{i}" for i in range(start, start + count)]


def matters_of(here, elsewhere):
    return [Matter(i, h * WAN, e * WAN) for i, h, e in zip(ids(len(here)), here, elsewhere, strict=True)]


# ------------------------------------------------------------------------------------------ known answers


def test_six_models_under_a_cap_of_200_are_best_split_four_here_and_two_elsewhere():
    choice = best_choice(matters_of([50] * 6, [40] * 6), [JointCap("year", 200 * WAN, ids(6))])
    assert choice.total == 280 * WAN
    assert choice.here == {"m0", "m1", "m2", "m3"}
    assert choice.elsewhere == {"m4", "m5"}
    assert choice.here_amount == 200 * WAN
    assert choice.elsewhere_amount == 80 * WAN
    assert choice.most == choice.total
    assert choice.proven


def test_where_every_greedy_order_gives_145_the_best_is_150():
    here, elsewhere = [60, 60, 40, 20], [20, 35, 30, 15]
    choice = best_choice(matters_of(here, elsewhere), [JointCap("cap", 100 * WAN, ids(4))])
    assert choice.total == 150 * WAN

    def greedy(order):
        moved = set()
        for i in order:
            together = sum(here[j] for j in range(4) if j not in moved)
            if min(100, together - here[i]) + elsewhere[i] > min(100, together):
                moved.add(i)
        staying = sum(here[j] for j in range(4) if j not in moved)
        return min(100, staying) + sum(elsewhere[j] for j in moved)

    by_gain = sorted(range(4), key=lambda i: elsewhere[i] - here[i])
    by_rate = sorted(range(4), key=lambda i: Fraction(elsewhere[i], here[i]))
    for order in (by_gain, by_gain[::-1], by_rate, by_rate[::-1], [0, 1, 2, 3]):
        assert greedy(order) <= 145


def test_at_a_payout_of_60_percent_all_six_models_had_better_go_elsewhere():
    matters = matters_of([50] * 6, [40] * 6)
    choice = best_choice(matters, [JointCap("year", 200 * WAN, ids(6))], Fraction(60, 100))
    assert choice.total == 240 * WAN
    assert choice.elsewhere == set(ids(6))


def test_what_goes_elsewhere_uses_none_of_the_cap():
    choice = best_choice(matters_of([100, 100], [90, 10]), [JointCap("cap", 100 * WAN, ids(2))])
    assert choice.elsewhere == {"m0"}
    assert choice.total == 190 * WAN


def test_without_a_common_limit_the_higher_of_each_is_the_best():
    choice = best_choice(matters_of([50, 30, 20], [40, 30, 25]))
    assert choice.here == {"m0", "m1"}
    assert choice.total == 105 * WAN


def test_of_equal_choices_the_one_that_moves_fewest_is_taken():
    choice = best_choice(matters_of([60, 40, 30], [60, 40, 30]), [JointCap("cap", 70 * WAN, ids(3))])
    assert choice.total == 130 * WAN
    assert choice.here == {"m1", "m2"}


def test_of_equal_choices_that_move_as_many_the_earlier_matters_stay():
    limits = [JointCap("cap", 100 * WAN, ids(5))]
    assert best_choice(matters_of([50] * 5, [50] * 5), limits).here == {"m0", "m1"}
    crossing = [JointCap("a", 50 * WAN, ["m0", "m1"]), JointCap("b", 50 * WAN, ["m1", "m2"])]
    assert best_choice(matters_of([50] * 3, [50] * 3), crossing).here == {"m0", "m2"}


def test_a_matter_that_has_nothing_elsewhere_stays_and_what_was_chosen_is_kept():
    matters = [
        Matter("only here", 10 * WAN),
        Matter("chosen here", 10 * WAN, 500 * WAN, "this"),
        Matter("chosen elsewhere", 500 * WAN, 10 * WAN, "other"),
    ]
    choice = best_choice(matters, [JointCap("cap", 5 * WAN, [m.id for m in matters])])
    assert choice.elsewhere == {"chosen elsewhere"}
    assert choice.total == 15 * WAN


def test_what_is_cut_to_whole_steps_is_compared_after_the_cut():
    """Both here: 15.5, cut to 15; one here and 7.6 elsewhere: 7 and 7.6, or 8 and 7.4."""
    matters = [Matter("a", 7500, 7400), Matter("b", 8000, 7600)]
    together = [JointCap("claim", None, ["a", "b"], step=1000)]
    assert best_choice(matters, together).total == 15_400
    assert best_choice(matters, together).elsewhere == {"a"}
    assert best_choice(matters, [JointCap("claim", 15_600, ["a", "b"], step=1000)], Fraction(2)).total == 30_000


def test_of_rounds_of_which_only_the_best_counts_the_others_go_elsewhere():
    matters = matters_of([120, 100, 90], [10, 20, 30])
    choice = best_choice(matters, [JointCap("best", None, ids(3), best_of=True)])
    assert choice.elsewhere == {"m1", "m2"}
    assert choice.total == 170 * WAN


def test_a_share_of_a_wan_that_no_decimal_holds_is_counted_exactly():
    third = Fraction(100 * WAN, 3)
    choice = best_choice([Matter("a", third, third - 1), Matter("b", third, 0)], [JointCap("c", 2 * third, ["a", "b"])])
    assert choice.here_amount == Fraction(200 * WAN, 3)
    assert choice.elsewhere == frozenset()


def test_where_limits_cross_they_apply_in_the_order_given_and_cuts_are_shared_in_proportion():
    matters = [Matter("a", 400), Matter("b", 400), Matter("p", 200)]
    year, project = JointCap("year", 400, ["a", "b"]), JointCap("project", 300, ["a", "p"])
    # year: a = b = 200; project: a + p = 400, so a = p = 150.
    assert amount_here(["a", "b", "p"], matters, [year, project]) == 500
    # project: a = 200, p = 100; year: a + b = 600, so a = 400/3 and b = 800/3.
    assert amount_here(["a", "b", "p"], matters, [project, year]) == 500
    assert amount_here(["a", "b"], matters, [project, year]) == 400
    assert amount_here(["a", "p"], matters, [year, project]) == 300


# ----------------------------------------------------------------------------------------- against trying


def most_of(matters, payout, value_here):
    """The highest total, and of those the fewest moved, among all choices that are allowed."""
    best = None
    for moves in product((False, True), repeat=len(matters)):
        allowed = all(
            (m.elsewhere is not None and m.must != "this") if moved else m.must != "other"
            for m, moved in zip(matters, moves, strict=True)
        )
        if allowed:
            here = frozenset(m.id for m, moved in zip(matters, moves, strict=True) if not moved)
            elsewhere = sum(m.elsewhere for m, moved in zip(matters, moves, strict=True) if moved)
            worth = (payout * value_here(here) + elsewhere, -sum(moves))
            best = worth if best is None else max(best, worth)
    return best


def nested_value(matters, limits, here):
    """The value of a forest of limits, as it is defined: each the lesser of its cap and its members' sum."""
    own = {m.id: m.here if m.id in here else 0 for m in matters}
    limit_of = {limit.id: limit for limit in limits}

    def value(member):
        if member in own:
            return own[member]
        limit = limit_of[member]
        values = [value(inner) for inner in limit.members]
        together = max(values) if limit.best_of else sum(values)
        left = together if limit.cap is None else min(limit.cap, together)
        return left if limit.step is None else left - left % limit.step

    inside = {member for limit in limits for member in limit.members}
    return sum(value(member) for member in [*own, *limit_of] if member not in inside)


def crossing_value(matters, limits, here):
    """The value of plain caps on matters: narrower ones first, else as given, each cut in proportion."""
    amount = {m.id: Fraction(m.here) for m in matters if m.id in here}
    left = list(limits)
    while left:
        limit = next(x for x in left if not any(set(y.members) < set(x.members) for y in left))
        left.remove(limit)
        together = sum(amount.get(member, 0) for member in limit.members)
        if limit.cap is not None and together > limit.cap:
            amount.update({i: amount[i] * limit.cap / together for i in limit.members if i in amount})
    return sum(amount.values())


AMOUNTS = st.one_of(st.integers(0, 12), st.integers(0, 1000), st.fractions(0, 30, max_denominator=6))
STEPS = st.one_of(st.none(), st.none(), st.integers(1, 7), st.just(100))
CAPS = st.one_of(st.none(), st.integers(0, 40), st.integers(0, 3000), st.fractions(0, 60, max_denominator=6))
PAYOUTS = st.one_of(st.just(Fraction(1)), st.fractions(0, 1, max_denominator=20))


@st.composite
def some_matters(draw, most):
    matters = []
    for i in ids(draw(st.integers(1, most))):
        elsewhere = draw(st.one_of(st.none(), AMOUNTS, AMOUNTS, AMOUNTS))
        must = [None, None, None, "this"] + ([] if elsewhere is None else ["other"])
        matters.append(Matter(i, draw(AMOUNTS), elsewhere, draw(st.sampled_from(must))))
    return matters


@st.composite
def nested_limits(draw, matters):
    """A forest: each limit takes some of what no other has taken yet; given in any order."""
    tops = [m.id for m in matters]
    limits = []
    for n in range(draw(st.integers(0, 5))):
        members = draw(st.lists(st.sampled_from(tops), min_size=1, max_size=6, unique=True))
        limits.append(JointCap(f"l{n}", draw(CAPS), members, draw(st.booleans()), draw(STEPS)))
        tops = [top for top in tops if top not in members] + [f"l{n}"]
    return draw(st.permutations(limits))


@st.composite
def crossing_limits(draw, matters):
    names = st.lists(st.sampled_from([m.id for m in matters]), min_size=1, max_size=6, unique=True)
    return [JointCap(f"l{n}", draw(CAPS), draw(names)) for n in range(draw(st.integers(1, 4)))]


def check(matters, limits, payout, value_here):
    choice = best_choice(matters, limits, payout)
    assert (choice.total, -len(choice.elsewhere)) == most_of(matters, payout, value_here)
    assert choice.here | choice.elsewhere == {m.id for m in matters}
    assert not choice.here & choice.elsewhere
    assert choice.here_amount == value_here(choice.here)
    assert choice.total == payout * choice.here_amount + choice.elsewhere_amount
    assert choice.most >= choice.total
    assert choice.proven


@given(st.data())
def test_no_choice_under_limits_that_nest_is_better(data):
    matters = data.draw(some_matters(6))
    limits = data.draw(nested_limits(matters))
    check(matters, limits, data.draw(PAYOUTS), lambda here: nested_value(matters, limits, here))


@given(st.data())
def test_no_choice_under_limits_that_cross_is_better(data):
    matters = data.draw(some_matters(6))
    limits = data.draw(crossing_limits(matters))
    check(matters, limits, data.draw(PAYOUTS), lambda here: crossing_value(matters, limits, here))


@pytest.mark.long
@settings(max_examples=1500)
@given(st.data())
def test_no_choice_of_up_to_ten_matters_is_better(data):
    matters = data.draw(some_matters(10))
    if data.draw(st.booleans()):
        limits = data.draw(nested_limits(matters))
        check(matters, limits, data.draw(PAYOUTS), lambda here: nested_value(matters, limits, here))
    else:
        limits = data.draw(crossing_limits(matters))
        check(matters, limits, data.draw(PAYOUTS), lambda here: crossing_value(matters, limits, here))


@given(st.data())
def test_limits_that_nest_may_name_each_other_or_only_what_they_cover(data):
    matters = data.draw(some_matters(6))
    inner = [m.id for m in matters[: data.draw(st.integers(1, len(matters)))]]
    rest = [m.id for m in matters if m.id not in inner]
    cap, outer_cap = data.draw(CAPS), data.draw(CAPS)
    named = [JointCap("outer", outer_cap, ["inner", *rest]), JointCap("inner", cap, inner)]
    covering = [JointCap("outer", outer_cap, [*inner, *rest]), JointCap("inner", cap, inner)]
    assert best_choice(matters, named) == best_choice(matters, covering)


@given(st.data())
def test_where_limits_cross_with_one_inside_another_and_a_best_of_nothing_is_better(data):
    """What a definition in a line cannot say is compared with trying every choice by the same definition."""
    matters = data.draw(some_matters(5))
    limits: list[JointCap] = []
    for n in range(data.draw(st.integers(2, 4))):
        pool = [m.id for m in matters] + [limit.id for limit in limits]
        members = data.draw(st.lists(st.sampled_from(pool), min_size=1, max_size=4, unique=True))
        limits.append(JointCap(f"l{n}", data.draw(CAPS), members, data.draw(st.booleans()), data.draw(STEPS)))
    check(matters, limits, data.draw(PAYOUTS), lambda here: amount_here(here, matters, limits))


# ------------------------------------------------------------------------------------------- thirty matters


def thirty(kind, unit, seed):
    """Thirty matters of up to 100万元 in steps of `unit`; `kind` says how the two amounts hang together."""
    draw = random.Random(seed)
    here = [draw.randrange(1, 100 * WAN // unit) * unit for _ in range(30)]
    elsewhere = {
        "unrelated": [draw.randrange(1, 100 * WAN // unit) * unit for _ in here],
        "in proportion": [Fraction(h * 4, 5) for h in here],
        "a little less": [max(0, h - 1000 * unit) for h in here],
        "the same": here,
    }[kind]
    return [Matter(i, h, e) for i, h, e in zip(ids(30), here, elsewhere, strict=True)]


LIMITS = {
    "one cap": [JointCap("cap", 500 * WAN, ids(30))],
    "two nested caps": [
        JointCap("a", 200 * WAN, ids(10)),
        JointCap("b", 150 * WAN, ids(10, 10)),
        JointCap("cap", 500 * WAN, ["a", "b", *ids(10, 20)]),
    ],
    "three caps in one": [
        JointCap("a", 200 * WAN, ids(10)),
        JointCap("b", 250 * WAN, ids(10, 10)),
        JointCap("c", 250 * WAN, ids(10, 20)),
        JointCap("cap", 500 * WAN, ["a", "b", "c"]),
    ],
    "a cap in a cap in a cap": [
        JointCap("a", 400 * WAN, ids(26)),
        JointCap("b", 450 * WAN, ["a", *ids(2, 26)]),
        JointCap("cap", 500 * WAN, ["b", *ids(2, 28)]),
    ],
}
MANY_PAIRS = 500_000
KINDS = ["unrelated", "in proportion", "a little less", "the same"]


@pytest.mark.parametrize("limits", LIMITS.values(), ids=LIMITS)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("unit", [HUNDREDTH, 1], ids=["steps of 0.01", "steps of 0.01 yuan"])
def test_thirty_matters_are_chosen_for_within_a_second(kind, unit, limits, monkeypatch):
    """Counted in pairs of partial choices, whatever the machine: looking at one takes a fraction of a microsecond."""
    pairs = []
    manageable = choose._MeetInTheMiddle._manageable

    def counted(self, one, other):
        pairs.append(len(one) * len(other))
        return manageable(self, one, other)

    monkeypatch.setattr(choose._MeetInTheMiddle, "_manageable", counted)
    assert best_choice(thirty(kind, unit, seed=7), limits).proven
    assert 0 < sum(pairs) < MANY_PAIRS


@pytest.mark.parametrize("seed", range(5))
def test_thirty_matters_in_proportion_under_one_cap_reach_the_sum_that_comes_nearest_to_it(seed):
    """With 4/5 elsewhere, only the sum here matters: all sums that thirty matters can make are in `sums`."""
    matters = thirty("in proportion", HUNDREDTH, seed)
    sums = 1
    for matter in matters:
        sums |= sums << matter.here // HUNDREDTH
    reached = [n * HUNDREDTH for n, bit in enumerate(reversed(f"{sums:b}")) if bit == "1"]
    everything, cap = sum(matter.here for matter in matters), 500 * WAN
    best = Fraction(max(5 * min(cap, here) + 4 * (everything - here) for here in reached), 5)
    assert best_choice(matters, [JointCap("cap", cap, ids(30))]).total == best


@pytest.mark.parametrize("seed", range(3))
def test_thirty_unrelated_matters_under_nested_caps_agree_with_a_table_of_every_sum(seed):
    """For each sum here in steps of 0.01万元, the most that can come from elsewhere: a table per limit."""
    matters = thirty("unrelated", HUNDREDTH, seed)
    by_id = {m.id: (m.here // HUNDREDTH, m.elsewhere) for m in matters}

    def joined(one, other, cap):
        table: dict[int, int] = {}
        for a, p in one.items():
            for b, q in other.items():
                here = min(cap, a + b)
                if table.get(here, -1) < p + q:
                    table[here] = p + q
        return unbeaten(table)

    def unbeaten(table):
        kept: dict[int, int] = {}
        most = -1
        for here in sorted(table, reverse=True):
            if table[here] > most:
                kept[here] = most = table[here]
        return kept

    def under(cap, members, start=None):
        table = start or {0: 0}
        for member in members:
            here, elsewhere = by_id[member]
            table = joined(table, {here: 0, 0: elsewhere}, cap)
        return table

    cap = 500 * WAN // HUNDREDTH
    a, b = under(200 * WAN // HUNDREDTH, ids(10)), under(150 * WAN // HUNDREDTH, ids(10, 10))
    table = under(cap, ids(10, 20), joined(a, b, cap))
    best = max(here * HUNDREDTH + elsewhere for here, elsewhere in table.items())
    assert best_choice(matters, LIMITS["two nested caps"]).total == best


def test_amounts_too_large_for_a_machine_integer_are_chosen_for_exactly():
    """64 bits would wrap around silently."""
    large = 999_999_999_999 * WAN
    matters = [Matter(i, large - n, large - 2 * n - 1) for n, i in enumerate(ids(12))]
    limits = [JointCap("cap", 4 * large + 1, ids(12))]
    choice = best_choice(matters, limits)
    assert choice.total == most_of(matters, 1, lambda here: nested_value(matters, limits, here))[0]


def test_more_matters_than_bits_in_a_machine_integer_are_chosen_for():
    matters = [Matter(i, 50 * WAN, 40 * WAN) for i in ids(100)]
    choice = best_choice(matters, [JointCap("year", 200 * WAN, ids(100))])
    assert choice.total == (200 + 96 * 40) * WAN
    assert len(choice.here) == 4


def test_a_list_too_long_to_look_through_gets_a_good_choice_that_says_it_is_not_proven(monkeypatch):
    monkeypatch.setattr(choose, "PAIRS", 1 << 8)
    matters = thirty("in proportion", 1, seed=3)
    limits = [JointCap("cap", 500 * WAN, ids(30))]
    choice = best_choice(matters, limits)
    assert not choice.proven
    assert amount_here(ids(30), matters, limits) < choice.total < choice.most
    assert choice.total == choice.here_amount + choice.elsewhere_amount


def test_limits_that_cross_too_often_get_a_good_choice_that_says_it_is_not_proven(monkeypatch):
    monkeypatch.setattr(choose, "SEARCHED", 10)
    limits = [JointCap("a", 200 * WAN, ids(16)), JointCap("b", 200 * WAN, ids(16, 14))]
    matters = thirty("in proportion", 1, seed=3)
    choice = best_choice(matters, limits)
    assert not choice.proven
    assert amount_here(ids(30), matters, limits) < choice.total < choice.most


# -------------------------------------------------------------------------------------------------- refused


@pytest.mark.parametrize(
    ("matters", "limits", "fault"),
    [
        ([Matter("a", 1), Matter("a", 2)], [], "used twice.*a"),
        ([Matter("a", 1)], [JointCap("a", 1, [])], "used twice.*a"),
        ([Matter("a", 1)], [JointCap("l", 1, ["b"])], "'l' has an unknown member 'b'"),
        ([Matter("a", 1)], [JointCap("l", 1, ["k"]), JointCap("k", 1, ["a", "l"])], "contains itself"),
    ],
)
def test_limits_that_make_no_sense_are_refused(matters, limits, fault):
    with pytest.raises(ValueError, match=fault):
        best_choice(matters, limits)


def test_amounts_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match="'a' has a negative amount"):
        Matter("a", -1)
    with pytest.raises(ValueError, match="'a' has a negative amount"):
        Matter("a", 1, -1)
    with pytest.raises(ValueError, match="'a' must go elsewhere, but has nothing elsewhere"):
        Matter("a", 1, None, "other")
    with pytest.raises(ValueError, match="'l' is negative"):
        JointCap("l", -1, [])
    with pytest.raises(ValueError, match="'l' cuts to no step"):
        JointCap("l", 1, [], step=0)
    with pytest.raises(ValueError, match="payout is negative"):
        best_choice([Matter("a", 1)], [], Fraction(-1, 2))


def test_no_matters_bring_nothing():
    assert best_choice([]).total == 0
    assert best_choice([Matter("a", 5)], [JointCap("empty", 3, [])]).total == 5

"""The rules by which an estate that does not reach can be divided."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import words
from engine.division import NEEDS, RULES, Terms, awards, divide
from engine.refusal import Refused

PLAIN = sorted(RULES.keys() - NEEDS.keys())
DUALS = {
    "constrained_equal_awards": "constrained_equal_losses",
    "constrained_equal_losses": "constrained_equal_awards",
    **{rule: rule for rule in ("proportional", "talmud", "reverse_talmud", "adjusted_proportional")},
}
COMPOSED = ("proportional", "constrained_equal_awards", "constrained_equal_losses")
CONSISTENT = (*COMPOSED, "talmud", "reverse_talmud")

amounts = st.integers(0, 120).map(lambda n: Fraction(n, 3))
parts = st.integers(0, 12).map(lambda n: Fraction(n, 12))


@st.composite
def problems(draw):
    """An estate from nothing to all that is claimed, the claims, and terms for any rule."""
    claims = draw(st.lists(amounts, min_size=1, max_size=6))
    estate = sum(claims) * draw(parts)
    n = len(claims)
    weights = [Fraction(w, 4) for w in draw(st.lists(st.integers(1, 12), min_size=n, max_size=n))]
    classes = draw(st.lists(st.integers(0, 2), min_size=n, max_size=n))
    floor = draw(amounts)
    return estate, claims, Terms(weights, classes, [floor] * n)


def reduced(claims, given):
    return [claim - award for claim, award in zip(claims, given, strict=True)]


# ------------------------------------------------------------------------------------------------ known answers


@pytest.mark.parametrize(
    ("estate", "expected"),
    [(100, ["100/3", "100/3", "100/3"]), (200, ["50", "75", "75"]), (300, ["50", "100", "150"])],
)
def test_the_three_widows_of_ketubot_93a(estate, expected):
    assert divide({"rule": "talmud", "estate": estate, "claims": [100, 200, 300]}) == {"awards": expected}


@pytest.mark.parametrize(
    ("rule", "more", "expected"),
    [
        ("proportional", {}, ["100/3", "200/3", "100"]),
        ("constrained_equal_awards", {}, ["200/3", "200/3", "200/3"]),
        ("constrained_equal_losses", {}, ["0", "50", "150"]),
        ("reverse_talmud", {}, ["50/3", "200/3", "350/3"]),
        ("adjusted_proportional", {}, ["40", "80", "80"]),
        # The first is full before the others, who share what is left 2 to 3.
        ("weighted_proportional", {"weights": ["6", "1", 1]}, ["100", "40", "60"]),
        # 80 is left for 60, 160 and 260.
        ("floor_then_proportional", {"floor": "40"}, ["50", "200/3", "250/3"]),
        ("floor_then_proportional", {"floor": ["100", "0", "0"]}, ["100", "40", "60"]),
        # The floors of 90 come to more than there is.
        ("floor_then_proportional", {"floor": 90}, ["200/3", "200/3", "200/3"]),
        ("priority_then_proportional", {"classes": [2, 1, 2]}, ["0", "200", "0"]),
        ("priority_then_proportional", {"classes": [1, 7, 7]}, ["100", "40", "60"]),
    ],
)
def test_200_divided_among_100_200_and_300(rule, more, expected):
    assert divide({"rule": rule, "estate": "200", "claims": ["100", "200", "300"], **more}) == {"awards": expected}


@pytest.mark.parametrize("rule", ["talmud", "adjusted_proportional"])
def test_the_contested_garment_of_bava_metzia_2a(rule):
    """One claims all of it and the other half: half is conceded, the contested half is halved."""
    assert divide({"rule": rule, "estate": 1, "claims": [1, "0.5"]}) == {"awards": ["3/4", "1/4"]}


def test_claims_by_name_give_awards_by_the_same_names():
    raw = {"rule": "weighted_proportional", "estate": 60, "claims": {"b": 60, "a": 60}, "weights": {"a": 2, "b": 1}}
    answer = divide(raw)
    assert answer == {"awards": {"b": "20", "a": "40"}}
    assert list(answer["awards"]) == ["b", "a"]


def test_awards_can_be_claimed_again():
    first = divide({"rule": "proportional", "estate": "200", "claims": ["100", "200", "300"]})
    assert divide({"rule": "proportional", "estate": "100", "claims": first["awards"]}) == {
        "awards": ["50/3", "100/3", "50"]
    }


@pytest.mark.parametrize("rule", RULES)
def test_an_estate_above_the_claims_gives_everyone_the_claim_and_nothing_to_divide_gives_nothing(rule):
    terms = {"weights": [1, 2, 3], "classes": [1, 1, 2], "floor": 5}
    assert divide({"rule": rule, "estate": 1000, "claims": [1, "2.5", 0], **terms})["awards"] == ["1", "5/2", "0"]
    assert divide({"rule": rule, "estate": 0, "claims": [1, "2.5", 0], **terms})["awards"] == ["0", "0", "0"]
    none: dict[str, list[int]] = {"weights": [], "classes": [], "floor": []}
    assert divide({"rule": rule, "estate": 5, "claims": [], **none}) == {"awards": []}


# --------------------------------------------------------------------------------------------------- properties


@pytest.mark.parametrize("rule", RULES)
@given(problem=problems())
def test_the_whole_estate_is_awarded_and_nobody_gets_more_than_the_claim(rule, problem):
    estate, claims, terms = problem
    given_out = awards(rule, estate, claims, terms)
    assert sum(given_out) == estate
    assert all(0 <= award <= claim for award, claim in zip(given_out, claims, strict=True))


@pytest.mark.parametrize("rule", [*PLAIN, "floor_then_proportional"])
@given(problem=problems())
def test_whoever_claims_more_gets_and_loses_no_less(rule, problem):
    estate, claims, terms = problem
    given_out = awards(rule, estate, claims, terms)
    losses = reduced(claims, given_out)
    for i, claim in enumerate(claims):
        for j, other in enumerate(claims):
            if claim <= other:
                assert given_out[i] <= given_out[j]
                assert losses[i] <= losses[j]


@pytest.mark.parametrize("rule", RULES)
@given(problem=problems())
def test_equals_are_treated_equally(rule, problem):
    estate, claims, terms = problem
    doubled = Terms([*terms.weights] * 2, [*terms.classes] * 2, [*terms.floor] * 2)
    given_out = awards(rule, estate, claims * 2, doubled)
    assert given_out[: len(claims)] == given_out[len(claims) :]


@pytest.mark.parametrize("rule", RULES)
@given(problem=problems(), part=parts)
def test_nobody_gets_less_when_there_is_more(rule, problem, part):
    estate, claims, terms = problem
    fewer = awards(rule, estate * part, claims, terms)
    assert all(less <= more for less, more in zip(fewer, awards(rule, estate, claims, terms), strict=True))


@pytest.mark.parametrize("rule", DUALS)
@given(problem=problems())
def test_awards_under_a_rule_are_losses_under_its_dual(rule, problem):
    estate, claims, _ = problem
    losses = reduced(claims, awards(rule, sum(claims) - estate, claims))
    assert losses == awards(DUALS[rule], estate, claims)


@pytest.mark.parametrize("rule", COMPOSED)
@given(problem=problems(), part=parts)
def test_it_does_not_matter_whether_the_money_comes_at_once_or_in_two_parts(rule, problem, part):
    estate, claims, _ = problem
    at_once = awards(rule, estate, claims)
    first = awards(rule, estate * part, claims)
    then = awards(rule, estate * (1 - part), reduced(claims, first))
    assert [a + b for a, b in zip(first, then, strict=True)] == at_once
    assert awards(rule, estate * part, at_once) == first


@pytest.mark.parametrize("rule", CONSISTENT)
@given(problem=problems(), staying=st.integers(1, 6))
def test_those_who_stay_agree_when_the_others_take_their_awards_and_leave(rule, problem, staying):
    estate, claims, _ = problem
    given_out = awards(rule, estate, claims)
    assert awards(rule, sum(given_out[:staying]), claims[:staying]) == given_out[:staying]


@given(problem=problems(), part=parts)
def test_splitting_a_claim_pays_under_equal_awards_and_never_under_proportional_division_or_equal_losses(problem, part):
    estate, (claim, *others), _ = problem
    split = [claim * part, claim * (1 - part), *others]
    for rule, pays in (
        ("proportional", (0,)),
        ("constrained_equal_awards", (0, 1)),
        ("constrained_equal_losses", (0, -1)),
    ):
        gain = sum(awards(rule, estate, split)[:2]) - awards(rule, estate, [claim, *others])[0]
        assert (gain > 0) - (gain < 0) in pays


# --------------------------------------------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("raw", "paths"),
    [
        ([], [""]),
        ({}, ["rule", "estate", "claims"]),
        ({"rule": "fair", "estate": 1, "claims": [1]}, ["rule"]),
        ({"rule": ["talmud"], "estate": 1, "claims": [1]}, ["rule"]),
        (
            {"rule": "talmud", "estate": 1.5, "claims": [1, "1e3", -1, None]},
            ["estate", "claims.1", "claims.2", "claims.3"],
        ),
        ({"rule": "talmud", "estate": "1/0", "claims": ["1/2/3", "/2"]}, ["estate", "claims.0", "claims.1"]),
        ({"rule": "talmud", "estate": 1, "claims": "1"}, ["claims"]),
        ({"rule": "talmud", "estate": 1, "claims": {"a": "x"}, "money": 1}, ["money", "claims.a"]),
        ({"rule": "weighted_proportional", "estate": 1, "claims": [1]}, ["weights"]),
        ({"rule": "weighted_proportional", "estate": 1, "claims": [1, 2], "weights": [1]}, ["weights"]),
        ({"rule": "weighted_proportional", "estate": 1, "claims": [1, 2], "weights": [1, "0"]}, ["weights.1"]),
        ({"rule": "weighted_proportional", "estate": 1, "claims": {"a": 1}, "weights": [1]}, ["weights"]),
        ({"rule": "weighted_proportional", "estate": 1, "claims": {"a": 1}, "weights": {"b": 1}}, ["weights"]),
        ({"rule": "floor_then_proportional", "estate": 1, "claims": [1]}, ["floor"]),
        ({"rule": "floor_then_proportional", "estate": 1, "claims": [1], "floor": True}, ["floor"]),
        ({"rule": "floor_then_proportional", "estate": 1, "claims": [1], "floor": "-1"}, ["floor"]),
        ({"rule": "priority_then_proportional", "estate": 1, "claims": [1]}, ["classes"]),
        (
            {"rule": "priority_then_proportional", "estate": 1, "claims": [1, 2], "classes": ["1", True]},
            ["classes.0", "classes.1"],
        ),
    ],
)
def test_what_is_not_a_claims_problem_is_refused_with_its_place(raw, paths):
    with pytest.raises(Refused) as refused:
        divide(raw)
    assert sorted(error["path"] for error in refused.value.errors) == sorted(paths)
    for error in refused.value.errors:
        assert error["message"]["zh"]
        assert error["message"]["en"]


@pytest.mark.parametrize(
    ("rule", "estate", "claims"),
    [("fair", 1, [1]), ("talmud", -1, [1]), ("talmud", 1, [-1]), ("weighted_proportional", 1, [1])],
)
def test_a_programming_mistake_is_an_error(rule, estate, claims):
    with pytest.raises(ValueError, match=r"rule|negative|needs"):
        awards(rule, estate, claims)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_name_in_both_languages(rule):
    assert all(words.both(f"allocate.{rule}").values())

"""The rules by which an estate that does not reach can be divided."""

from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.allocation import rules
from engine.allocation.amounts import Amounts
from engine.allocation.catalogue import listing
from engine.allocation.division import Terms, awards, divide
from engine.allocation.rules import ALL_RULES, IN_TURN, NEEDS, RULES
from engine.values.refusal import Refused

PLAIN = sorted(RULES.keys() - NEEDS.keys())
DUALS = {
    "constrained_equal_awards": "constrained_equal_losses",
    "constrained_equal_losses": "constrained_equal_awards",
    **{rule: rule for rule in ("proportional", "talmud", "reverse_talmud", "adjusted_proportional")},
}
COMPOSED = ("proportional", "constrained_equal_awards", "constrained_equal_losses")
COMPOSED_WITH_TERMS = (*COMPOSED, "priority_then_proportional", "first_come")
REWARD_SPLITTING = {
    "floor_then_proportional", "constrained_equal_awards", "talmud", "reverse_talmud", "adjusted_proportional",
}  # fmt: skip
"""Under these it can pay to make several claims of one (拆分)."""
REWARD_MERGING = {"ranking", "constrained_equal_losses", "talmud", "reverse_talmud", "adjusted_proportional"}
"""Under these it can pay to make one claim of several (合并)."""
CONSISTENT = sorted(ALL_RULES.keys() - {"adjusted_proportional"})

amounts = st.integers(0, 120).map(lambda n: Fraction(n, 3))
parts = st.integers(0, 12).map(lambda n: Fraction(n, 12))


def tied(estate, claims, scores):
    return rules.tied(estate, Amounts.of(claims), np.array(scores, dtype=np.int64))


def tried(**strategies):
    """As `given`, with fewer examples: what they are tried on here is small, and there are many rules."""
    return lambda test: settings(max_examples=50)(given(**strategies)(test))


@st.composite
def problems(draw):
    """An estate from nothing to all that is claimed, the claims, and terms for any rule."""
    claims = draw(st.lists(amounts, min_size=1, max_size=6))
    estate = sum(claims) * draw(parts)
    n = len(claims)
    floor = draw(amounts)
    chance = draw(st.integers(0, 2**20).map(Random))
    weights = [Fraction(chance.randint(1, 12), 4) for _ in claims]
    classes = [chance.randint(0, 2) for _ in claims]
    scores = [chance.randint(0, 3) for _ in claims]
    turns = chance.sample(range(n), n)
    return estate, claims, Terms(weights, classes, [floor] * n, scores, turns)


def chosen(terms, places):
    """The terms of some of the claims."""
    columns = (terms.weights, terms.classes, terms.floor, terms.scores, terms.turns)
    return Terms(*([column[i] for i in places] for column in columns))


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


@pytest.mark.parametrize(
    ("estate", "scores", "expected", "open_"),
    [
        # The third comes first, and the money ends with the second.
        (400, [1, 2, 3], [0, 100, 300], []),
        # The second and the third have one score, and 400 does not reach for both: neither gets it, nor does the first.
        (400, [1, 2, 2], [0, 0, 0], [1, 2]),
        # What is above them is paid.
        (400, [9, 2, 2], [100, 0, 0], [1, 2]),
        (600, [9, 2, 2], [100, 200, 300], []),
        # Nothing is left over which they could be tied.
        (100, [9, 2, 2], [100, 0, 0], []),
        # Nobody has a score: all are equal.
        (400, [-1, -1, -1], [0, 0, 0], [0, 1, 2]),
    ],
)
def test_by_score_the_last_of_the_money_stays_open_where_scores_are_equal(estate, scores, expected, open_):
    claims = [100, 200, 300]
    assert awards("ranking", estate, claims, Terms(scores=scores)) == expected
    assert tied(estate, claims, scores) == open_


def test_who_claims_nothing_is_tied_with_nobody():
    assert awards("ranking", 50, [0, 100, 30], Terms(scores=[2, 2, 1])) == [0, 50, 0]
    assert tied(50, [0, 100, 30], [2, 2, 1]) == []


def test_who_comes_first_is_paid_in_full_and_the_money_ends_with_one():
    assert awards("first_come", 350, [100, 200, 300], Terms(turns=[2, 0, 1])) == [0, 200, 150]


# --------------------------------------------------------------------------------------------------- properties


@pytest.mark.parametrize("rule", ALL_RULES)
@tried(problem=problems())
def test_the_whole_estate_is_awarded_and_nobody_gets_more_than_the_claim(rule, problem):
    estate, claims, terms = problem
    given_out = awards(rule, estate, claims, terms)
    assert all(0 <= award <= claim for award, claim in zip(given_out, claims, strict=True))
    if rule != "ranking":
        assert sum(given_out) == estate
        return
    # What is tied over stays: more than nothing, and not enough for all who are.
    open_ = tied(estate, claims, terms.scores) if sum(claims) > estate else []
    left = estate - sum(given_out)
    assert (left > 0) == bool(open_)
    assert not open_ or (left < sum(claims[i] for i in open_) and all(given_out[i] == 0 for i in open_))


@pytest.mark.parametrize("rule", [*PLAIN, "floor_then_proportional"])
@tried(problem=problems())
def test_whoever_claims_more_gets_and_loses_no_less(rule, problem):
    estate, claims, terms = problem
    check_order(claims, awards(rule, estate, claims, terms))


@pytest.mark.parametrize("rule", ["weighted_proportional", "priority_then_proportional"])
@tried(problem=problems())
def test_whoever_claims_more_with_the_same_weight_or_in_the_same_class_gets_and_loses_no_less(rule, problem):
    estate, claims, terms = problem
    given_out = awards(rule, estate, claims, terms)
    for alike in {*zip(terms.weights, terms.classes, strict=True)}:
        rows = [i for i in range(len(claims)) if (terms.weights[i], terms.classes[i]) == alike]
        check_order([claims[i] for i in rows], [given_out[i] for i in rows])


def check_order(claims, given_out):
    losses = reduced(claims, given_out)
    for i, claim in enumerate(claims):
        for j, other in enumerate(claims):
            if claim <= other:
                assert given_out[i] <= given_out[j]
                assert losses[i] <= losses[j]


@pytest.mark.parametrize("rule", sorted(ALL_RULES.keys() - {"first_come"}))
@tried(problem=problems())
def test_equals_are_treated_equally(rule, problem):
    estate, claims, terms = problem
    doubled = chosen(terms, [*range(len(claims))] * 2)
    given_out = awards(rule, estate, claims * 2, doubled)
    assert given_out[: len(claims)] == given_out[len(claims) :]


@pytest.mark.parametrize("rule", IN_TURN)
@tried(problem=problems())
def test_nobody_behind_another_gets_anything_while_that_one_lacks_something(rule, problem):
    estate, claims, terms = problem
    given_out = awards(rule, estate, claims, terms)
    turns = [-score for score in terms.scores] if rule == "ranking" else terms.turns
    for i, claim in enumerate(claims):
        if given_out[i] < claim:
            assert all(given_out[j] == 0 for j in range(len(claims)) if turns[j] > turns[i])


@pytest.mark.parametrize("rule", ALL_RULES)
@tried(problem=problems(), part=parts)
def test_nobody_gets_less_when_there_is_more(rule, problem, part):
    estate, claims, terms = problem
    fewer = awards(rule, estate * part, claims, terms)
    assert all(less <= more for less, more in zip(fewer, awards(rule, estate, claims, terms), strict=True))


@pytest.mark.parametrize("rule", DUALS)
@tried(problem=problems())
def test_awards_under_a_rule_are_losses_under_its_dual(rule, problem):
    estate, claims, _ = problem
    losses = reduced(claims, awards(rule, sum(claims) - estate, claims))
    assert losses == awards(DUALS[rule], estate, claims)


@pytest.mark.parametrize("rule", COMPOSED_WITH_TERMS)
@tried(problem=problems(), part=parts)
def test_it_does_not_matter_whether_the_money_comes_at_once_or_in_two_parts(rule, problem, part):
    estate, claims, terms = problem
    at_once = awards(rule, estate, claims, terms)
    first = awards(rule, estate * part, claims, terms)
    then = awards(rule, estate * (1 - part), reduced(claims, first), terms)
    assert [a + b for a, b in zip(first, then, strict=True)] == at_once


@pytest.mark.parametrize("rule", COMPOSED_WITH_TERMS)
@tried(problem=problems(), part=parts)
def test_it_does_not_matter_whether_less_is_divided_among_the_claims_or_among_what_was_awarded(rule, problem, part):
    estate, claims, terms = problem
    awarded = awards(rule, estate, claims, terms)
    assert awards(rule, estate * part, awarded, terms) == awards(rule, estate * part, claims, terms)


@pytest.mark.parametrize("rule", CONSISTENT)
@tried(problem=problems(), staying=st.integers(1, 6))
def test_those_who_stay_agree_when_the_others_take_their_awards_and_leave(rule, problem, staying):
    estate, claims, terms = problem
    given_out = awards(rule, estate, claims, terms)
    among = chosen(terms, range(min(staying, len(claims))))
    assert awards(rule, sum(given_out[:staying]), claims[:staying], among) == given_out[:staying]


def test_adjusted_proportional_is_not_consistent():
    assert awards("adjusted_proportional", 2, [2, 1, 2]) == [Fraction(4, 5), Fraction(2, 5), Fraction(4, 5)]
    # The first leaves with its 4/5.
    assert awards("adjusted_proportional", Fraction(6, 5), [1, 2]) == [Fraction(1, 2), Fraction(7, 10)]


# --------------------------------------------------------------------------------------------------- splitting


def gain_from_splitting(rule, estate, claims, terms, part):
    """What the first gets more for two claims than for the one that they are together. Both have its terms; its second
    claim comes right behind the first one."""
    whole = chosen(terms, range(len(claims)))
    split = chosen(terms, [0, *range(len(claims))])
    turns = [2 * turn for turn in split.turns]
    turns[1] += 1
    split = Terms(split.weights, split.classes, split.floor, split.scores, turns)
    claim, *others = claims
    apart = awards(rule, estate, [claim * part, claim * (1 - part), *others], split)
    return apart[0] + apart[1] - awards(rule, estate, claims, whole)[0]


@pytest.mark.parametrize("rule", sorted(ALL_RULES.keys() - REWARD_SPLITTING))
@tried(problem=problems(), part=parts)
def test_splitting_a_claim_never_pays_where_it_is_not_said_to(rule, problem, part):
    estate, claims, terms = problem
    assert gain_from_splitting(rule, estate, claims, terms, part) <= 0


@pytest.mark.parametrize("rule", sorted(ALL_RULES.keys() - REWARD_MERGING))
@tried(problem=problems(), part=parts)
def test_merging_claims_never_pays_where_it_is_not_said_to(rule, problem, part):
    estate, claims, terms = problem
    assert gain_from_splitting(rule, estate, claims, terms, part) >= 0


GAINS: list[tuple[str, int, Fraction | int]] = [
    ("floor_then_proportional", 60, Fraction(10, 3)),
    ("constrained_equal_awards", 60, 10),
    ("talmud", 30, 5),
    ("reverse_talmud", 90, 5),
    ("adjusted_proportional", 30, 5),
    ("ranking", 40, -40),
    ("constrained_equal_losses", 60, -10),
    ("talmud", 90, -5),
    ("reverse_talmud", 30, -5),
    ("adjusted_proportional", 90, -5),
]


@pytest.mark.parametrize(("rule", "estate", "gain"), GAINS)
def test_two_claims_of_30_for_one_of_60_beside_another_of_60(rule, estate, gain):
    terms = Terms(weights=[1, 1], classes=[1, 1], floor=[10, 10], scores=[1, 0], turns=[0, 1])
    assert gain_from_splitting(rule, estate, [60, 60], terms, Fraction(1, 2)) == gain


def test_every_rule_that_is_said_to_reward_something_has_a_case_that_shows_it():
    assert {rule for rule, _, gain in GAINS if gain > 0} == REWARD_SPLITTING
    assert {rule for rule, _, gain in GAINS if gain < 0} == REWARD_MERGING


@pytest.mark.parametrize(("rule", "below"), [("talmud", "splitting"), ("reverse_talmud", "merging")])
@tried(problem=problems(), part=parts)
def test_below_half_of_the_claims_the_talmud_rewards_splitting_alone_and_its_reverse_merging_alone(
    rule, below, problem, part
):
    estate, claims, terms = problem
    gain = gain_from_splitting(rule, estate, claims, terms, part)
    if 2 * estate <= sum(claims):
        assert gain >= 0 if below == "splitting" else gain <= 0
    else:
        assert gain <= 0 if below == "splitting" else gain >= 0


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


@pytest.mark.parametrize("rule", IN_TURN)
def test_a_bare_claims_problem_has_neither_scores_nor_days(rule):
    with pytest.raises(Refused) as refused:
        divide({"rule": rule, "estate": 1, "claims": [1]})
    assert [error["path"] for error in refused.value.errors] == ["rule"]


# --------------------------------------------------------------------------------------------------- the catalogue


def test_every_rule_is_listed_once_with_its_names_and_only_the_statutory_one_is_called_so():
    rules = listing()
    assert sorted(rule.name for rule in rules) == sorted(ALL_RULES)
    assert [rule.name for rule in rules if rule.statutory] == ["proportional"]
    for rule in rules:
        assert all(text for both in (rule.label, rule.does, rule.splitting, rule.notice) for text in both.values())
        assert ("非法定情景，仅供测算" in rule.notice["zh"]) != rule.statutory
        assert rule.for_study == (
            rule.name in {"constrained_equal_losses", "talmud", "reverse_talmud", "adjusted_proportional"}
        )


@pytest.mark.parametrize("rule", listing(), ids=lambda rule: rule.name)
def test_what_a_rule_rewards_is_said_in_words(rule):
    said = rule.splitting["zh"]
    rewards = {"拆分": "鼓励拆分" in said, "合并": "鼓励合并" in said}
    assert rewards == {"拆分": rule.name in REWARD_SPLITTING, "合并": rule.name in REWARD_MERGING}

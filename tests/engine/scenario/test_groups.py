"""By what companies are grouped: size, street and industry, by what they or the registry say; unknown is a group."""

from copy import deepcopy
from typing import Any

from engine.scenario import Cohort, Scenario, compare, outcome
from engine.values.money import WAN
from tests.engine.allocation.test_allocate import POLICY, RENT, application, approved, rent

SIZE, STREET, INDUSTRY = (fact.name for fact in POLICY.profile)
PLAIN = Scenario("x", 2025)


def said(applicant: str, claim: str, **profile: Any) -> dict[str, Any]:
    found: dict[str, Any] = deepcopy(application(applicant, (claim, RENT, rent("20"))))
    found["applicant"] |= profile
    return found


def groups(claims: Cohort) -> dict[str, dict[str, int]]:
    """How many companies there are in each group that has any."""
    found = compare(outcome(POLICY, claims, PLAIN), outcome(POLICY, claims, PLAIN)).by_group
    return {name: {str(c.group): c.companies for c in changes if c.companies} for name, changes in found.items()}


RUN = {
    "applications": [
        said("a", "a1", **{STREET: "minzhi", SIZE: "small"}),
        said("b", "b1", **{INDUSTRY: "i65"}),
        said("a", "a2", **{STREET: "dalang"}),
    ],
    "approved_claims": approved(RENT, 5),
}


def test_what_applications_say_the_later_before_the_earlier():
    assert groups(Cohort(POLICY, RUN)) == {
        SIZE: {"small": 1, "": 2},
        STREET: {"dalang": 1, "": 2},
        INDUSTRY: {"i65": 1, "": 2},
    }


def test_what_a_rule_of_division_goes_by_stays_the_size_of_the_run():
    claims = Cohort(POLICY, RUN, {"b": "large"})
    assert groups(claims)[SIZE] == {"large": 1, "small": 1, "": 1}
    assert [claims.sizes[n] for n in claims.size.tolist()] == ["", "large", "", ""], (
        "what applications say is not for it"
    )


def test_what_the_registry_says_stands_before_it_also_of_what_is_decided():
    profiles = {STREET: {"a": "fucheng", "x0": "guanlan"}, INDUSTRY: {}, "other": {"a": "1"}}
    claims = Cohort(POLICY, RUN, profiles=profiles)
    assert groups(claims)[STREET] == {"fucheng": 1, "guanlan": 1, "": 1}
    assert groups(claims)[INDUSTRY] == {"": 3}
    made, arguments, _ = claims.__reduce__()
    assert groups(made(*arguments)) == groups(claims), "so it goes to another process"


def test_who_gains_by_street():
    claims = Cohort(POLICY, RUN)
    base = outcome(POLICY, claims, PLAIN)
    other = outcome(POLICY, claims, Scenario("y", 2025, overrides={"art06_rent.cap": "8"}))
    by_street = {c.group: (c.losers, c.difference) for c in compare(base, other).by_group[STREET] if c.companies}
    # Of 10 + 10 for one company the cap left 20, and leaves 8; of 10 for the other it leaves 8.
    assert by_street == {"dalang": (1, -12 * WAN), "": (1, -2 * WAN)}


def test_what_is_no_choice_is_unknown():
    run = {"applications": [said("a", "a1", **{STREET: "minzhi"})]}
    assert groups(Cohort(POLICY, run, profiles={STREET: {"a": "moon"}}))[STREET] == {"": 1}

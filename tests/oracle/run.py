"""A run of several applications: what is open because they contradict each other, and what is paid of the rest.

Open, paid nothing and taking no room until decided:
- one matter that two applicants claim, whatever it would bring them;
- a project of which two applications state different figures;
- a side of a project whose shares come to more than 1 over all applicants;
- the same matter of one applicant with other figures in two applications, and a side with others in one;
- platforms, where the places do not suffice and some have no score: whoever could lose to one of these.
An applicant has one share of a side, one place for a platform: what is named a second time brings nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Sequence
from fractions import Fraction
from typing import Any
from unicodedata import normalize

from tests.oracle.articles import (
    HAD_BEFORE,
    HAD_IT,
    HAD_NOW,
    HAD_OF_IT_NOW,
    HAD_OF_SIDE,
    NOTHING,
    Facts,
    name_of,
    number,
    truncated,
)
from tests.oracle.claims import BOTH_SIDES, Claim
from tests.oracle.oracle import Assessment

PLATFORM, PLACES = "art12_public_platform", 2
NOT_CONTESTED = ("art06_rent", "art13_financing", *BOTH_SIDES)
"""Provisions whose matter another company can have too: an address, a round's name, one's share of a side."""
STATED_BEFORE = (
    *("already_rewarded", "already_received", "received_before", "years_received", "years_since_first"),
    "after_award",
)
NOT_OF_A_MATTER = (
    *("awarded_this_year", "project", *STATED_BEFORE),
    *(HAD_IT, HAD_OF_SIDE, HAD_BEFORE, HAD_NOW, HAD_OF_IT_NOW),
)
FIGURES = ("total_investment", "fiscal_investment", "actual_investment", "other_gov_funding")
TOTALS = {"art05": 1000, "art09": 1000, "art10": 2000}

Open = tuple[str, frozenset[str]]
"""A kind of contradiction, and the claims that it is about."""


def allocated(run: Facts) -> tuple[dict[str, Fraction], list[Open]]:
    """What each claim is paid, by its id, and the open points. Without a total budget."""
    applications = [{**one, "readings": run.get("readings") or {}} for one in run["applications"]]
    alone = Assessment(applications, in_favour=False)
    points = contradictions(alone, applications)
    left_out = {claim for _, claims in points for claim in claims}
    approved = Assessment(applications, in_favour=False, left_out=left_out).amounts()
    places = PLACES - int((run.get("quota_used") or {}).get(PLATFORM, 0))
    scores = {c.id: number(c.facts.get("score")) for c in alone.claims if c.name == PLATFORM and approved[c.id]}
    undecided, lost = without_place(scores, places)
    if undecided:
        unscored = any(scores[claim] is None for claim in undecided)
        points.append(("score" if unscored else "tie", frozenset(undecided)))
        left_out |= undecided | named_again(alone.claims, undecided)
        approved = Assessment(applications, in_favour=False, left_out=left_out).amounts()
    for claim in lost:
        approved[claim] = NOTHING
    return scaled(alone.claims, approved, run.get("already_awarded") or {}), points


def contradictions(seen: Assessment, applications: Sequence[Facts]) -> list[Open]:
    """What contradicts what, but for places."""
    batch = {claim["id"]: n for n, application in enumerate(applications) for claim in application["claims"]}
    points: list[Open] = []
    stated: dict[tuple[str, str], list[tuple[Claim, Facts]]] = defaultdict(list)
    for claim in seen.claims:
        entries = claim.items if claim.rule.entries else [claim.facts]
        for matter, facts in zip(claim.matters(), entries, strict=True):
            if matter is not None:
                said = {name: x for name, x in facts.items() if name not in NOT_OF_A_MATTER}
                if claim.name in BOTH_SIDES and said.get("share") is None:
                    said["share"] = 1
                stated[claim.name, matter].append((claim, said))
    for (name, _), of_it in stated.items():
        ids = frozenset(claim.id for claim, _ in of_it)
        if name not in NOT_CONTESTED and len({claim.applicant for claim, _ in of_it}) > 1:
            points.append(("matter", ids))
            continue
        if name in BOTH_SIDES:
            shares: dict[str, Fraction] = {}
            for claim, facts in of_it:
                share = number(facts.get("share"))
                own_share = Fraction(1) if share is None else share
                shares[claim.applicant] = max(shares.get(claim.applicant, NOTHING), own_share)
            if sum(shares.values()) > 1:
                points.append(("side", ids))
                continue
        for applicant in {claim.applicant for claim, _ in of_it}:
            own = [(claim, facts) for claim, facts in of_it if claim.applicant == applicant]
            several = name in BOTH_SIDES or len({batch[claim.id] for claim, _ in own}) > 1
            if several and any(differ(x, y) for _, x in own for _, y in own):
                points.append(("figures of a matter", frozenset(claim.id for claim, _ in own)))
    return points + figures_of_projects(seen, batch)


def figures_of_projects(seen: Assessment, batch: dict[str, int]) -> list[Open]:
    """Projects of which two applications state different figures."""
    figures: dict[Hashable, list[tuple[str, int, Facts]]] = defaultdict(list)
    for (n, _), project in seen.stated_projects():
        name, claim = name_of(project.get("id")), seen.claims[n].id
        if name is not None:
            figures[name].append((claim, batch[claim], {x: project.get(x) for x in FIGURES}))
    return [
        ("figures of a project", frozenset(claim for claim, _, _ in of_it))
        for of_it in figures.values()
        if any(a != b and differ(x, y) for _, a, x in of_it for _, b, y in of_it)
    ]


def differ(one: Any, other: Any) -> bool:
    """Whether two statements contradict each other: both answer, and not alike."""
    if one is None or other is None:
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        return any(differ(one[key], other[key]) for key in one.keys() & other.keys())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) != len(other) or any(map(differ, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return bool(one != other)
    if isinstance(one, str) and isinstance(other, str) and name_of(one) == name_of(other):
        return False
    try:
        return number(one) != number(other)
    except ValueError:
        return normalize("NFKC", str(one)) != normalize("NFKC", str(other))


def named_again(claims: Sequence[Claim], undecided: Collection[str]) -> set[str]:
    """The claims of an applicant for a platform of which it is open whether it has a place: no more comes of it."""
    platforms = {claim.id: (claim.applicant, *claim.matters()) for claim in claims if claim.name == PLATFORM}
    of = {platforms[claim] for claim in undecided if None not in platforms[claim]}
    return {claim for claim, platform in platforms.items() if platform in of}


def without_place(scores: dict[str, Fraction | None], places: int) -> tuple[set[str], set[str]]:
    """第十二条: 「每年资助的人工智能及机器人服务平台不超过2家」: the platforms of which it is open whether they have a
    place, and those that surely have none."""
    if len(scores) <= places:
        return set(), set()
    unscored = {claim for claim, score in scores.items() if score is None}
    undecided, lost = set(unscored), set[str]()
    known = {claim: score for claim, score in scores.items() if score is not None}
    for claim, score in known.items():
        if sum(other >= score for other in known.values()) + len(unscored) <= places:
            continue
        (lost if sum(other > score for other in known.values()) >= places else undecided).add(claim)
    return (undecided, lost) if places > 0 else (set(), set(scores))


def scaled(claims: Sequence[Claim], approved: dict[str, Fraction], awarded: Facts) -> dict[str, Fraction]:
    """第五、九、十条: 「本条政策年度资助总金额最高1000万元」 (第十条: 2000), shared in proportion, truncated once."""
    asked: dict[str, Fraction] = defaultdict(Fraction)
    for claim in claims:
        asked[claim.name[:5]] += approved[claim.id]
    paid = {}
    for claim in claims:
        pool, amount = claim.name[:5], approved[claim.id]
        if pool in TOTALS and amount:
            left = max(NOTHING, TOTALS[pool] - (number(awarded.get(pool)) or NOTHING))
            amount *= min(Fraction(1), left / asked[pool])
        paid[claim.id] = truncated(amount)
    return paid

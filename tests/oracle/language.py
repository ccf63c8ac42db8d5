"""A second reading of the language of policies: what each claim is approved for, in fractions of 万元.

It reads a policy as its TOML stands and an application in the contract's form, and imports nothing of the engine. The
rules, in the order in which they hold:

* What an item (one entry of the list that a provision is about; without a list, the claim itself) brings: its amount,
  then in their order what holds for an item: a cap per item, side or platform, the share of a side, another policy
  for the item. Of items of one provision that name one matter the first that brings something counts, also where that
  goes to another policy.
* The items together, or the best of them; then in their order what holds for the claim: a cap per applicant (a year),
  another policy for the claim; then one side of a project only; of what is given once the claim that brings most.
* The funding of a project, one for all items and claims that name it: each may take a share of what it leaves room for,
  in proportion to what it would bring without that limit where that is too little for all, and whoever is alone all
  of it; nobody has more than it takes while another goes short. Then the items are put
  together again. Another policy is compared with, and made up beyond, what the whole project leaves room for; for an
  item also no more than what the caps of an applicant leave where nothing else is claimed.
* An earlier claim of the applicant under the same provision uses up what it is approved for. What one says that was
  had before of a cap of the applicant holds for all, the most where they say different amounts.
* An answer that is not known counts against the applicant. What is approved is cut to 0.01万元, and before it only
  what is left of a cap of an applicant. Names are compared NFKC, without spaces, without case.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from copy import deepcopy
from fractions import Fraction
from typing import Any

from tests.oracle.articles import name_of, number
from tests.oracle.language_claim import NOTHING, PLENTY, Claim, cut, join
from tests.oracle.sharing import Member, shares

Json = dict[str, Any]
WHOLE = -1
"""In the place of the number of an item: the claim as a whole."""


def approved(policy: Json, application: Json, readings: dict[str, str]) -> list[Fraction]:
    """What each claim is approved for. `policy`: its TOML; `readings`: a choice for every reading."""
    provisions = {p["id"]: with_shared_facts(policy, p) for p in policy["provisions"]}
    application = deepcopy(application)
    stated = [Claim(policy, provisions[c["provision"]], c, application, readings) for c in application["claims"]]
    told: dict[str, Json] = {}
    named = [(project, by) for claim in stated for project, by in claim.projects() if name_of(project.get(by))]
    for project, by in named:  # what one claim states of a project holds for all
        project[by] = name_of(project[by])
        told.setdefault(project[by], {}).update({name: x for name, x in project.items() if x is not None})
    for project, by in named:
        project.update(told[project[by]])
    for claim in stated:
        same = [one.facts for one in stated if one.provision["id"] == claim.provision["id"]]
        for name in claim.had_before():
            said = [
                (number(facts[name]) or NOTHING, facts[name])
                for facts in same
                if isinstance(facts.get(name), str | int)
            ]
            if any(amount for amount, _ in said) and not isinstance(claim.facts.get(name), dict):
                claim.facts[name] = max(said, key=lambda one: one[0])[1]
    return _Together(stated, passed_over(stated)).amounts()


def with_shared_facts(policy: Json, provision: Json) -> Json:
    """A provision with the shared facts that it uses: "project" on the claim, "project@models" on each model."""
    facts = list(provision.get("facts", []))
    for use in provision.get("uses", []):
        group, _, parent = use.removeprefix("~").partition("@")
        facts += [{**fact, "in": join(parent, fact.get("in", ""))} for fact in policy["shared_facts"][group]]
    return {**provision, "facts": facts}


# ------------------------------------------------------------------------------------------------------ all claims


class _Together:
    """All claims of an application, of which those that are `passed` over bring and take nothing."""

    def __init__(self, claims: Sequence[Claim], passed: set[int]) -> None:
        self.claims = claims
        self.give_way = set(passed)
        while more := self.without_project_limits():
            self.give_way |= more
        members: dict[tuple[int, int], Member] = {}
        rooms: dict[Hashable, Fraction] = {}
        for n, claim in enumerate(claims):
            whole = self.project(n, WHOLE)
            whole_demand = (self.weights[n], self.held[n])
            for i, demand in [(WHOLE, whole_demand), *enumerate(zip(self.of_items[n], self.taken[n], strict=True))]:
                own, room = self.project(n, i), self.room(n, i)
                if room is not None and (i == WHOLE or own != whole):
                    group: Hashable = (n, i) if i == WHOLE else n
                    if claim.best():
                        group = n
                    members[n, i] = Member(own, group, claim.best(), *demand)
                    rooms[own] = room
        self.shares = shares(members, rooms)

    def project(self, n: int, i: int) -> Hashable:
        """What the project of an item, or of a claim, is known by."""
        claim = self.claims[n]
        facts = claim.facts if i == WHOLE else claim.entries[i]
        return claim.project_named(facts, at_item=i != WHOLE) or (n, i)

    def room(self, n: int, i: int) -> Fraction | None:
        """What that project leaves room for."""
        claim = self.claims[n]
        return claim.room(claim.facts if i == WHOLE else claim.entries[i], at_item=i != WHOLE)

    def without_project_limits(self) -> set[int]:
        """What each item and claim would bring if no project limited it; the sides that give way to the other."""
        self.bars: list[set[int]] = []  # items whose matter another one was first to claim
        self.of_items: list[list[Fraction]] = []
        self.weights: list[Fraction] = []
        self.held: list[Fraction] = []
        self.taken: list[list[Fraction]] = []
        held = self.held
        seen: set[Hashable] = set()
        used: dict[str, Fraction] = defaultdict(Fraction)
        used_within: dict[str, Fraction] = defaultdict(Fraction)
        for n, claim in enumerate(self.claims):
            own, bars, here = [], set(), set()
            for i in range(len(claim.entries)):
                matter = claim.matter(i)
                key = (claim.provision["id"], matter)
                if matter and (key in seen or key in here):
                    bars.add(i)
                elif matter and claim.has_its_project() and claim.of_item(i, beside="nothing"):
                    here.add(key)
                own.append(NOTHING if i in bars else claim.of_item(i, beside="without limit"))
            seen |= here
            together = claim.together(own)
            before = used[claim.provision["id"]]
            weight = NOTHING if n in self.give_way else claim.limited(together, before, beside="without limit")
            self.bars.append(bars)
            self.weights.append(weight)
            self.of_items.append([x * weight / together if together else NOTHING for x in own])
            alone = [NOTHING if i in bars else claim.of_item(i, beside="within") for i in range(len(claim.entries))]
            for i, x in enumerate(alone):
                room = self.room(n, i)
                alone[i] = x if room is None else min(x, room)
            together = claim.together(alone)
            within = used_within[claim.provision["id"]]
            held.append(NOTHING if n in self.give_way else claim.limited(together, within, beside="within"))
            room = self.room(n, WHOLE)
            if room is not None:
                held[n] = min(held[n], room)
            self.taken.append([x * held[n] / together if together else NOTHING for x in alone])
            used[claim.provision["id"]] += cut(weight)
            used_within[claim.provision["id"]] += cut(held[n])
        return self.lower_sides(held) - self.give_way

    def lower_sides(self, held: Sequence[Fraction]) -> set[int]:
        """For one project the higher side only; of equal sides the one that was claimed first."""
        sides: dict[Hashable, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for n, claim in enumerate(self.claims):
            rule, project = claim.one_side(), self.project(n, WHOLE)
            if rule and isinstance(project, str):
                sides[rule, project][claim.provision["id"]].append(n)
        lower: set[int] = set()
        for of in sides.values():
            own = list(of.values())
            stay = max(own, key=lambda at: (sum(held[n] for n in at), sum(self.weights[n] for n in at), -own.index(at)))
            lower |= {n for at in own if at is not stay for n in at}
        return lower

    def amounts(self) -> list[Fraction]:
        """What each claim is approved for."""
        found: list[Fraction] = []
        used: dict[str, Fraction] = defaultdict(Fraction)
        for n, claim in enumerate(self.claims):
            own = [
                NOTHING
                if i in self.bars[n]
                else min(claim.of_item(i, beside="within"), self.shares.get((n, i), PLENTY))
                for i in range(len(claim.entries))
            ]
            x = claim.limited(claim.together(own), used[claim.provision["id"]], beside="within")
            found.append(cut(NOTHING if n in self.give_way else min(x, self.shares.get((n, WHOLE), PLENTY))))
            used[claim.provision["id"]] += found[n]
        return found


def passed_over(claims: Sequence[Claim]) -> set[int]:
    """The claims for what is given once but the one, under each provision, that brings most when the others take no
    part, the first of equals."""
    rivals: dict[str, list[int]] = defaultdict(list)
    for n, claim in enumerate(claims):
        if claim.once():
            rivals[claim.provision["id"]].append(n)
    passed: set[int] = set()
    for of in rivals.values():
        brings = {n: _Together(claims, passed | {*of} - {n}).amounts()[n] for n in of}
        passed |= {*of} - {max(of, key=lambda n: brings[n])}
    return passed

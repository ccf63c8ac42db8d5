"""就高不就低: the best lawful choice between this policy and others, for an application as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from engine.application.matters import called, titles
from engine.application.model import Application, places
from engine.application.reading import read_application
from engine.assessment.expected import IN_FULL, Expected
from engine.planning.best_way import Choosing
from engine.planning.groups import Sharing
from engine.planning.trials import Trials
from engine.planning.units import Offer, Unit, copied, units_of
from engine.planning.ways import Found, Way, valued_with_all
from engine.policy.pack import Policy
from engine.values.money import wan

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Option:
    """A matter that can be claimed here or elsewhere: a claim (`item` None), or an entry of one. `unit`: None for a
    claim with entries as a whole; `offer`: of the other policy."""

    id: str
    claim: int
    item: int | None
    unit: Unit | None
    offer: Offer | None


def best_choice(policy: Policy, raw: object, expected: Expected = IN_FULL, *, stored: bool = False) -> Json:
    """The best lawful choice between this policy and others over all matters together, with the caps they share.

    Here counts what is `expected` to be paid of what is approved with unknowns counted against the applicant. What goes
    elsewhere as a whole claim goes with its items. Amounts in 万元. Raises Refused; `stored` as by `assess`.
    """
    application = read_application(policy, raw, applies=None if stored else "now")
    choosing = _Choice(policy, application, expected)
    best, each = choosing.best(), choosing.by_higher_of_each()
    if each.total > best.total:
        best = each.judged(best.proven)
    names = titles([(claim.provision, claim.facts) for claim in application.claims])
    entries: list[Json] = []
    for option in choosing.options:
        claim = application.claims[option.claim]
        label = names[option.claim]
        if option.item is not None:
            label = called(claim.provision, claim.facts)[option.item]
        entries.append(
            {
                "id": option.id,
                "claim": claim.id,
                "provision": claim.provision.id,
                "item": option.item,
                "label": label,
                "here": wan(choosing.alone(option)),
                "elsewhere": None if option.offer is None or option.offer.received else wan(option.offer.amount),
                "chosen": "other" if goes(option, best.way) else "this",
            }
        )
    free = _unchosen(application)
    without = None if free is None else _without_choices(policy, free, expected, entries, best)
    sides = {side: sorted(entry["id"] for entry in entries if entry["chosen"] == side) for side in ("this", "other")}
    return {
        "matters": entries,
        "here": sides["this"],
        "elsewhere": sides["other"],
        "here_amount": wan(best.here),
        "elsewhere_amount": wan(best.there),
        "total": wan(best.total),
        "by_higher_of_each": {
            "total": wan(each.total),
            "elsewhere": sorted(option.id for option in choosing.options if goes(option, each.way)),
        },
        "gain": wan(best.total - each.total),
        "without_choices": without,
        "proven": best.proven,
    }


def _unchosen(application: Application) -> Application | None:
    """The application without the choices between policies that are stated in it; None where none is."""
    claims, chosen = [], False
    for claim in application.claims:
        facts = copied(claim.facts)
        for path, of in claim.provision.others.items():
            for stated, _ in places(facts, path, ""):
                chosen = stated.pop(of.choice, None) is not None or chosen
        claims.append(replace(claim, facts=facts))
    return replace(application, claims=claims) if chosen else None


def _without_choices(
    policy: Policy, free: Application, expected: Expected, entries: Sequence[Json], best: Found
) -> Json | None:
    """What the best choice would bring, and of which matters (by id) it would be another, if none had been made; None
    where that is not more."""
    choosing = _Choice(policy, free, expected)
    found = choosing.best()
    if found.total <= best.total:
        return None
    ids = {option.id for option in choosing.options if goes(option, found.way)}
    other = {entry["id"] for entry in entries if (entry["chosen"] == "other") != (entry["id"] in ids)}
    return {"total": wan(found.total), "gain": wan(found.total - best.total), "matters": sorted(other)}


def goes(option: _Option, way: Way) -> bool:
    """Whether a matter goes elsewhere, by itself or with its whole claim."""
    return option.claim in way.whole or (option.unit is not None and option.unit.number in way.elsewhere)


class _Choice:
    """The choice of one application, on its day."""

    def __init__(self, policy: Policy, application: Application, expected: Expected) -> None:
        day = application.day
        trials = self.trials = Trials(policy, units_of(application), day, day, windows=False)
        self.units, self.offers = trials.units.all, trials.units.offers
        readings = trials.base.readings
        self.shares = [expected.share(claim.provision, readings) for claim in trials.base.claims]
        (self.day,) = trials.spans_of(())
        self.options = list(self._options())

    def _options(self) -> Iterator[_Option]:
        """The claim itself, if another policy is stated for it or it has no entries, and its entries, if one is stated
        for one of them or none for the claim."""
        for position, claim in enumerate(self.trials.base.claims):
            units, whole = [unit for unit in self.units if unit.claim == position], self.offers.get(position)
            if units[0].item is None:
                if claim.provision.each is None or units[0].offer is not None:
                    yield _Option(claim.id, position, None, units[0], units[0].offer)
                continue
            if whole is not None:
                yield _Option(claim.id, position, None, None, whole)
            if whole is None or (not whole.gone and any(unit.offer is not None for unit in units)):
                for unit in units:
                    yield _Option(unit.id, position, unit.item, unit, unit.offer)

    def alone(self, option: _Option) -> int:
        """分 that is approved for a matter if nothing else is claimed."""
        if option.unit is not None:
            return self.trials.alone(option.unit, self.day).approved
        (whole,) = self.trials.on(self.day, [unit for unit in self.units if unit.claim == option.claim])
        return whole.run.approved

    def best(self) -> Found:
        """The best choice that was found."""
        sharing = Sharing(self.trials)
        groups = [Choosing(sharing, units, self.shares, holds=False).best() for units in sharing.groups()]
        elsewhere = frozenset(number for one in groups for number in one.way.elsewhere)
        whole = frozenset(claim for one in groups for claim in one.way.whole)
        return self._brought(elsewhere, whole, all(one.proven for one in groups))

    def by_higher_of_each(self) -> Found:
        """Each matter where it brings more by itself."""
        leaving = [o for o in self.options if o.offer is not None and o.offer.better_than(Fraction(self.alone(o)))]
        whole = frozenset(option.claim for option in leaving if option.unit is None)
        numbers = (o.unit.number for o in leaving if o.unit is not None and o.claim not in whole)
        return self._brought(frozenset(numbers), whole, False)

    def _brought(self, elsewhere: frozenset[int], whole: frozenset[int], proven: bool) -> Found:
        """What it brings if these go elsewhere and all others are claimed here."""
        return valued_with_all(self.trials, self.units, self.shares, Way({}, elsewhere, whole), proven)

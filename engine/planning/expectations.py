"""What nobody can know yet on the first day of a plan: stated as expected, or dated later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from engine.application.model import Claim, Facts
from engine.planning.answer import Expectation
from engine.planning.units import Unit, copied
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.text.phrases import both
from engine.values.refusal import Refusals, Refused, refuse, shown

Json = dict[str, Any]
EXPECTED = "expected"
"""The key of what is expected, in the input of a plan."""
PARTS = frozenset({"claim", "provision", "facts"})


@dataclass(slots=True)
class Merged:
    """An application with what is expected in its place; `whole`: as it was given. `origins`: where that was stated, by
    where it stands now."""

    application: Json
    whole: Json
    origins: dict[str, str] = field(default_factory=dict)

    def start(self, first: date) -> None:
        """Plan from this day."""
        self.application["application_date"] = first.isoformat()
        self.whole = {**self.whole, "application_date": first.isoformat()}

    def origin(self, path: str) -> str:
        """Where that was stated what stands at a path now."""
        for place, of in self.origins.items():
            if f"{path}.".startswith(f"{place}."):
                return of + path.removeprefix(place)
        return path

    def refused(self, refused: Refused) -> Refused:
        """The same refusal, by the paths of what was given."""
        return Refused([{**error, "path": self.origin(error["path"])} for error in refused.errors])


def merged(policy: Policy, raw: Json) -> Merged:
    """An application (contract form) with what is `expected` put where it belongs: entries at the end of lists, figures
    of years and answers where there are none. Where another policy is stated for a claim as a whole, that is about the
    entries which are there already: those that are expected stand in a claim of their own. Raises Refused."""
    application = {name: value for name, value in raw.items() if name != EXPECTED}
    found, refusals = Merged(application, raw), Refusals()
    stated = raw.get(EXPECTED)
    if stated is None:
        return found
    if not isinstance(stated, list):
        refuse(EXPECTED, "plan.expected_form", given=shown(stated))
    apart: dict[int, int] = {}
    claims = application["claims"] = copied(application.get("claims") or [])
    if not isinstance(claims, list):
        return found
    for number, one in enumerate(stated):
        path = f"{EXPECTED}.{number}"
        if not isinstance(one, dict) or not one.keys() <= PARTS or not isinstance(one.get("facts"), dict):
            refusals.add(path, "plan.expected_form", given=shown(one))
            continue
        at = next((i for i, c in enumerate(claims) if isinstance(c, dict) and c.get("id") == one.get("claim")), None)
        if at is None and "provision" in one:
            at = len(claims)
            claims.append({"id": one.get("claim"), "provision": one["provision"], "facts": {}})
            found.origins[f"claims.{at}.id"] = f"{path}.claim"
            found.origins[f"claims.{at}.provision"] = f"{path}.provision"
        if at is None:
            known = "、".join(str(c.get("id")) for c in claims if isinstance(c, dict))
            refusals.add(f"{path}.claim", "plan.expected_claim", given=shown(one.get("claim")), known=known)
            continue
        facts = claims[at].get("facts") or {}
        claims[at]["facts"] = facts
        more, each = one["facts"], _offered(policy, claims[at])
        if each in more:
            if at not in apart:
                apart[at] = len(claims)
                claims.append(_apart(policy, claims, at))
            there = f"claims.{apart[at]}.facts"
            _put(claims[apart[at]]["facts"], more, there, f"{path}.facts", found.origins, refusals)
            more = {name: value for name, value in more.items() if name != each}
        _put(facts, more, f"claims.{at}.facts", f"{path}.facts", found.origins, refusals)
    found.origins |= {f"claims.{own}": f"claims.{at}" for at, own in apart.items()}
    refusals.raise_if_any()
    return found


def _offered(policy: Policy, claim: Json) -> str | None:
    """The list that a claim is about, where another policy is stated for it as a whole."""
    p = next((p for p in policy.provisions if p.id == claim.get("provision")), None)
    facts = claim["facts"]
    is_whole = p is not None and isinstance(facts, dict) and any(facts.get(path) for path in p.others)
    return p.each if p is not None and is_whole else None


def _apart(policy: Policy, claims: list[Json], at: int) -> Json:
    """A claim like another without its entries and without the other policy that is stated for them; what is said of a
    project without a name is about the same one in both."""
    claim = claims[at]
    p, facts, id_ = policy.provision(claim["provision"]), claim["facts"], f"{claim['id']}-{EXPECTED}"
    for of in p.projects.values():
        place = facts.get(of.path)
        if isinstance(place, dict) and place.get(of.name) is None:
            place[of.name] = claim["id"]
    while any(other.get("id") == id_ for other in claims if isinstance(other, dict)):
        id_ += "-"
    left = {name: copied(value) for name, value in facts.items() if name != p.each and name not in p.others}
    return {"id": id_, "provision": p.id, "facts": left | {p.each: []}}


def _put(facts: Any, more: Json, place: str, origin: str, origins: dict[str, str], refusals: Refusals) -> None:
    for name, value in more.items():
        here = facts.get(name) if isinstance(facts, dict) else None
        if isinstance(here, list) and isinstance(value, list):
            for n, entry in enumerate(value):
                origins[f"{place}.{name}.{len(here)}"] = f"{origin}.{name}.{n}"
                here.append(copied(entry))
        elif isinstance(here, dict) and isinstance(value, dict):
            _put(here, value, f"{place}.{name}", f"{origin}.{name}", origins, refusals)
        elif here is None and isinstance(facts, dict):
            facts[name] = copied(value)
            if isinstance(value, list):
                origins |= {f"{place}.{name}.{n}": f"{origin}.{name}.{n}" for n in range(len(value))}
            origins[f"{place}.{name}"] = f"{origin}.{name}"
        else:
            refusals.add(f"{origin}.{name}", "plan.expected_again", given=shown(value))


class Expectations:
    """What of the claims is expected on the first day of the plan."""

    def __init__(self, claims: list[Claim], origins: Mapping[str, str], first: date) -> None:
        self.claims, self.origins, self.first = claims, origins, first

    def of(self, unit: Unit, day: date) -> list[Expectation]:
        """What a matter that is claimed on a day rests on."""
        claim = self.claims[unit.claim]
        p, each = claim.provision, claim.provision.each
        own = {name: value for name, value in claim.facts.items() if name != each}
        found = list(self._in(p, own, f"claims.{unit.claim}.facts", "", day))
        if unit.item is not None and each:
            place = f"claims.{unit.claim}.facts.{each}.{unit.item}"
            found += self._in(p, claim.facts[each][unit.item], place, each, day)
        return found

    def all(self, units: list[Unit], last: date) -> list[Expectation]:
        """All that is expected."""
        found: dict[str, Expectation] = {}
        for unit in units:
            for one in self.of(unit, last):
                found.setdefault(one["path"], one)
        return list(found.values())

    def _in(self, p: Provision, facts: Facts, place: str, parent: str, day: date) -> Iterator[Expectation]:
        if (origin := self.origins.get(place)) is not None:
            label = both(p.item) if parent == p.each and p.item else both(p.fact(parent).label) if parent else {}
            yield {"path": origin, "label": label or both(p.title)}
            return
        known = {fact.name: fact for fact in p.children(parent)}
        for name, value in facts.items():
            if (fact := known.get(name)) is None:
                continue  # of which the readings make nothing
            path, at = fact.path, f"{place}.{name}"
            if at in self.origins and not isinstance(value, list):
                yield {"path": self.origins[at], "label": both(fact.label)}
            elif isinstance(value, list) and fact.type == "list":
                for n, entry in enumerate(value):
                    yield from self._in(p, entry, f"{at}.{n}", path, day)
            elif fact.type == "group":
                yield from self._in(p, value, at, path, day)
            elif fact.type == "yearly":
                for year in value:
                    asked = any(day.year - before == year for before in fact.years.values())
                    if asked and (self.first.year <= year or f"{at}.{year}" in self.origins):
                        origin = self.origins.get(f"{at}.{year}", f"{at}.{year}")
                        yield {"path": origin, "label": both(fact.label)}
            elif (fact.type == "date" and self.first < value <= day) or (
                fact.type == "year" and self.first.year <= value < day.year
            ):
                yield {"path": at, "label": both(fact.label)}

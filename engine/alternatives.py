"""What would be different: another reading of an open point, and another choice between two policies."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from engine import choose
from engine.application import Application, Claim, Facts, read_application
from engine.assembly import FAVOUR, Assembly, Placed, amounts_of
from engine.evaluate import evaluate
from engine.money import wan
from engine.outcome import Outcome
from engine.pack import Policy, Provision, resolve

Json = dict[str, Any]


def compare_readings(policy: Policy, raw: object) -> list[Json]:
    """For each open point (口径) on which this company's ceiling depends: each other choice, and the difference.

    Raises Refused. Amounts in 万元; `difference` carries its sign.
    """
    application = read_application(policy, raw)
    before = _ceilings(policy, application)
    differences = []
    for reading in policy.readings:
        now = application.readings[reading.id]
        for choice in reading.choices:
            if choice.id == now:
                continue
            other = replace(application, readings=application.readings | {reading.id: choice.id})
            after = _ceilings(policy, other)
            touched = [c.id for c, a, b in zip(application.claims, before, after, strict=True) if a != b]
            if not touched:
                continue
            change = sum(after) - sum(before)
            differences.append(
                {
                    "reading": reading.id,
                    "question": {"zh": reading.question.zh, "en": reading.question.en},
                    "choice": now,
                    "alternative": choice.id,
                    "from": wan(sum(before)),
                    "to": wan(sum(after)),
                    "difference": ("+" if change >= 0 else "") + wan(change),
                    "claims": touched,
                    "cites": [{"article": reading.articles[0], "quote": q} for q in reading.quotes],
                }
            )
    return differences


def _ceilings(policy: Policy, application: Application) -> list[int]:
    placed, outcomes = _evaluated(policy, application)
    return [amounts_of(placed, outcomes, i)[1] for i in range(len(application.claims))]


def _evaluated(policy: Policy, application: Application) -> tuple[Placed, dict[str, Outcome]]:
    assembly = Assembly(policy)
    placed = assembly.place(application, worth=False)
    return placed, evaluate(assembly.plans, assembly.builder.table(), application.readings)


# ------------------------------------------------------------------------------------------------ 就高不就低


def best_choice(policy: Policy, raw: object, payout: Fraction = Fraction(1)) -> Json:
    """The best lawful choice between this policy and others over all matters together, with the caps they share.

    `payout` is the share of approved amounts that is expected to be paid here. Amounts in 万元. Raises Refused.
    """
    application = read_application(policy, raw)
    problem = _Problem(policy, application)
    best = choose.best_choice(problem.matters, problem.limits, payout)
    each = best.by_higher_of_each
    return {
        "matters": [entry | {"chosen": _side(entry["id"], best.here)} for entry in problem.entries],
        "here": sorted(best.here),
        "elsewhere": sorted(best.elsewhere),
        "here_amount": wan(best.here_amount),
        "elsewhere_amount": wan(best.elsewhere_amount),
        "total": wan(best.total),
        "by_higher_of_each": {"total": wan(each.total), "elsewhere": sorted(each.elsewhere)},
        "gain": wan(best.total - each.total),
        "proven": best.proven,
    }


def _side(matter: str, here: frozenset[str]) -> str:
    return "this" if matter in here else "other"


class _Problem:
    """An application as matters and limits: what each brings here by itself, and the caps that they share."""

    def __init__(self, policy: Policy, application: Application) -> None:
        self.policy, self.application = policy, application
        self.matters: list[choose.Matter] = []
        self.limits: list[choose.Limit] = []
        self.entries: list[Json] = []
        bare = [Claim(c.id, c.provision, _without_other(c.facts, c.provision)) for c in application.claims]
        self.placed, self.outcomes = _evaluated(policy, replace(application, claims=bare))
        tops: dict[str, list[str]] = {}
        sides: dict[tuple[str, str], dict[str, list[str]]] = {}
        projects: dict[int, tuple[int, list[str]]] = {}
        for i, claim in enumerate(application.claims):
            top = self._claim(i, claim)
            tops.setdefault(claim.provision.id, []).append(top)
            outcome, row = self._at(i)
            if outcome.headroom is not None and (number := int(outcome.rows.claim_project[row])) >= 0:
                projects.setdefault(number, (int(outcome.headroom[row]), []))[1].append(top)
            name = claim.facts.get("project", {}).get("id")
            if claim.provision.exclusive and name is not None:
                group = sides.setdefault((claim.provision.exclusive, name), {})
                group.setdefault(claim.provision.id, []).append(top)
        for provision_id, members in tops.items():
            self._yearly(policy.provision(provision_id), members)
        for (exclusive, name), group in sides.items():
            rule = next(e for e in policy.exclusives if e.id == exclusive)
            if len(group) > 1 and application.readings[rule.reading] == rule.choice:
                own = []
                for provision_id, members in group.items():
                    own.append(f"side {name} {provision_id}")
                    self.limits.append(choose.Limit(own[-1], None, members))
                self.limits.append(choose.Limit(f"sides {name}", None, own, best_of=True))
        for number, (room, members) in projects.items():
            self.limits.append(choose.Limit(f"project {number}", room, members))

    def _at(self, position: int) -> tuple[Outcome, int]:
        provision, row = self.placed.run(FAVOUR)[position]
        return self.outcomes[provision], row

    def _claim(self, position: int, claim: Claim) -> str:
        """Add the matters of one claim and the limits inside it; the id that stands for the whole claim."""
        p, (outcome, row) = claim.provision, self._at(position)
        whole = "other_district" in claim.facts
        claim_ok = bool(outcome.claim_ok[row])
        last = [s for s in outcome.steps if s.level == "item"][-1]
        if whole or not p.each:
            step = next((s for s in outcome.steps if s.name in ("sum", "best")), last)
            here = step.exact(row) if claim_ok else Fraction(0)
            self._matter(claim.id, claim, None, here, claim.facts.get("other_district"))
            return claim.id
        first = int(outcome.item_claim.searchsorted(row))
        ids = []
        for n, item in enumerate(claim.facts.get(p.each, [])):
            here = last.exact(first + n) if claim_ok else Fraction(0)
            ids.append(f"{claim.id}.{p.each}.{n}")
            self._matter(ids[-1], claim, n, here, item.get("other_district"))
        best = resolve(p.combine, self.application.readings) == "best"
        self.limits.append(choose.Limit(claim.id, None, ids, best_of=best))
        return claim.id

    def _matter(self, matter: str, claim: Claim, item: int | None, here: Fraction, other: Facts | None) -> None:
        elsewhere, must = None, None
        if other is not None and not other.get("received"):
            elsewhere, must = other.get("amount", 0), other.get("choice")
        if other is not None and other.get("received"):
            here = Fraction(0)
        self.matters.append(choose.Matter(matter, here, elsewhere, must))
        label = claim.provision.item if item is not None and claim.provision.item else claim.provision.title
        self.entries.append(
            {
                "id": matter,
                "claim": claim.id,
                "provision": claim.provision.id,
                "item": item,
                "label": {"zh": label.zh, "en": label.en},
                "here": wan(here),
                "elsewhere": None if elsewhere is None else wan(elsewhere),
            }
        )

    def _yearly(self, p: Provision, members: list[str]) -> None:
        """The caps that hold for all claims of a provision together."""
        name = f"all {p.id}"
        position = next(i for i, c in enumerate(self.application.claims) if c.provision.id == p.id)
        outcome, row = self._at(position)
        once = any(x.once and resolve(x.per, self.application.readings) == "applicant" for x in p.limits)
        lefts = [
            int(s.figures["left"][row])
            for s in outcome.steps
            if s.level == "claim" and s.name in ("applicant_year_cap", "applicant_cap")
        ]
        if lefts or once:
            self.limits.append(choose.Limit(name, min(lefts, default=None), members, best_of=once))


def _without_other(facts: Facts, p: Provision) -> Facts:
    bare = {k: v for k, v in facts.items() if k != "other_district"}
    if p.each and p.each in bare:
        bare[p.each] = [{k: v for k, v in item.items() if k != "other_district"} for item in bare[p.each]]
    return bare

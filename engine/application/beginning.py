"""How claims begin: what is ticked before anything is asked, what a tick says already, what goes without asking, and
what is asked once for all that is claimed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from engine.application.questionnaire import is_required
from engine.policy.blocks import Happened
from engine.policy.facts import Fact
from engine.policy.pack import Policy
from engine.policy.provision import Provision

ASKED_ONCE = ("amount", "group")
"""The kinds of fact that are asked once for all that is claimed: how much there was, and whether there is such a
thing."""


def meant(ticked: Happened, provision: Provision) -> Iterator[tuple[str, bool | str]]:
    """What a tick says already of a claim under a provision that it opens: the path of each fact, and its answer."""
    for name, answer in ticked.means.items():
        of, _, path = name.partition(".")
        if of == provision.id:
            yield path, answer


def usual_year(policy: Policy, provision: Provision, fact: Fact, year: int) -> int | None:
    """The year that an answer has unless somebody says otherwise, in an application of a `year`: the calendar year in
    which a condition of the provision wants it; None where none does."""
    if fact.type != "year":
        return None
    asked = [("", c) for c in provision.when] + [(provision.each or "", c) for c in provision.item_when]
    for parent, condition in asked:
        if condition.window is None or fact.path not in (condition.fact, f"{parent}.{condition.fact}"):
            continue
        first, last = policy.window(condition.window).bounds(date(year, 12, 31), policy.default_readings())
        if first.year == last.year:
            return first.year
    return None


def is_asked_once(policy: Policy, provision: Provision | None, fact: Fact) -> bool:
    """Whether a fact is asked once for all that is claimed: several provisions share it, and it may be left out."""
    return (
        provision is not None
        and fact.type in ASKED_ONCE
        and fact.absent == "none"
        and policy.is_shared(fact)
        and not is_required(provision, fact)
    )


def asked_once(policy: Policy) -> list[Fact]:
    """The facts that are asked once for all that is claimed, in their order."""
    return [fact for fact in policy.common if not fact.parent and fact.type in ASKED_ONCE and fact.absent == "none"]

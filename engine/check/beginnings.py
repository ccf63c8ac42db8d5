"""What is ticked before anything is asked: it leads to provisions, and means answers that these ask for."""

from __future__ import annotations

from engine.check.findings import Notes, either
from engine.policy.blocks import Happened
from engine.policy.pack import Policy

MEANT = ("yes_no", "choice")
"""The kinds of fact that a tick can answer."""


class Beginnings:
    """What can have happened in a company, as a policy says it. A provision that nothing opens is
    ticked by its title."""

    def __init__(self, policy: Policy, notes: Notes) -> None:
        self.policy, self.notes = policy, notes
        self.known = {p.id: p for p in policy.provisions}

    def check(self) -> None:
        """Check each; note what is wrong."""
        for one in self.policy.happened:
            for name in one.opens:
                if name not in self.known:
                    self.notes.add(f"happened.{one.id}.opens", "provision_unknown", provision=name)
            self._means(one)

    def _means(self, one: Happened) -> None:
        for name, answer in one.means.items():
            place = f"happened.{one.id}.means"
            of, _, path = name.partition(".")
            provision = self.known.get(of) if of in one.opens else None
            if provision is None:
                self.notes.add(place, "provision_unknown", provision=of)
                continue
            fact = next((f for f in provision.facts if f.path == path), None)
            if fact is None or fact.parent not in ("", provision.each):
                self.notes.add(place, "fact_unknown", fact=name)
            elif fact.type not in MEANT:
                self.notes.add(place, "fact_type", fact=name, type=fact.type, types=either(MEANT))
            elif not isinstance(answer, bool) if fact.type == "yes_no" else answer not in [c.id for c in fact.choices]:
                self.notes.add(place, "answer_unknown", answer=answer, fact=name)

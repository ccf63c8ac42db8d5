"""What is ticked before anything is asked: it leads to provisions, and means answers that these ask for."""

from __future__ import annotations

from engine.check.findings import Notes, either
from engine.policy.pack import Policy

MEANT = ("yes_no", "choice")
"""The kinds of fact that a tick can answer."""


def check_beginnings(policy: Policy, notes: Notes) -> None:
    """What can have happened in a company leads to provisions, and to answers that they ask for. A provision that
    nothing opens is ticked by its title."""
    known = {p.id: p for p in policy.provisions}
    for one in policy.happened:
        for name in one.opens:
            if name not in known:
                notes.add(f"happened.{one.id}.opens", "provision_unknown", provision=name)
        for name, answer in one.means.items():
            place = f"happened.{one.id}.means"
            of, _, path = name.partition(".")
            provision = known.get(of) if of in one.opens else None
            if provision is None:
                notes.add(place, "provision_unknown", provision=of)
                continue
            fact = next((f for f in provision.facts if f.path == path), None)
            if fact is None or fact.parent not in ("", provision.each):
                notes.add(place, "fact_unknown", fact=name)
            elif fact.type not in MEANT:
                notes.add(place, "fact_type", fact=name, type=fact.type, types=either(MEANT))
            elif not isinstance(answer, bool) if fact.type == "yes_no" else answer not in [c.id for c in fact.choices]:
                notes.add(place, "answer_unknown", answer=answer, fact=name)

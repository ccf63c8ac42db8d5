"""What would be different under another reading of an open point."""

from __future__ import annotations

from typing import Any

from engine.application.model import Application
from engine.application.reading import read_application
from engine.assessment.batch import Evaluator
from engine.assessment.cells import in_favour
from engine.policy.blocks import Reading
from engine.policy.pack import Policy
from engine.values.money import wan
from engine.values.written import WrittenAmount

Json = dict[str, Any]


def compare_readings(policy: Policy, raw: object, *, stored: bool = False) -> list[Json]:
    """For each open point (口径) on which this company's ceiling depends: each other choice, and the difference.

    What only the other reading asks for is not known yet: it is taken in the applicant's favour, and where it is an
    amount the two cannot be compared. Raises Refused; `stored` as by `assess`. Amounts in 万元; `difference` carries
    its sign.
    """
    application = read_application(policy, raw, applies=None if stored else "now")
    evaluator = Evaluator(policy, application)
    before = [run.approved for run in evaluator.favour]
    known = [{u.path for u in cells.unknown} for cells in evaluator.cells]
    differences = []
    for reading in policy.readings:
        now = application.readings[reading.id]
        for choice in reading.choices if _may_touch(policy, application, reading) else ():
            if choice.id == now:
                continue
            other = Evaluator(policy, application.under(application.readings | {reading.id: choice.id}))
            claims = zip(other.cells, known, strict=True)
            if not all(in_favour(cells, paths, other.filling, application.day) for cells, paths in claims):
                continue
            after = [run.approved for run in other.favour]
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
                    "difference": WrittenAmount(f"{'+' if change >= 0 else ''}{wan(change)}", change),
                    "claims": touched,
                    "cites": [{"article": reading.articles[0], "quote": q} for q in reading.quotes],
                }
            )
    return differences


def _may_touch(policy: Policy, application: Application, reading: Reading) -> bool:
    """Whether what is claimed can hang on a reading: it is of an article that is claimed under, or of one for all."""
    claimed = {claim.provision.article for claim in application.claims}
    return any(number in claimed or policy.article(number).effect == "general" for number in reading.articles)

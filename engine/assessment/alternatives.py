"""What would be different: another reading of an open point, and another choice between two policies."""

from __future__ import annotations

from typing import Any

from engine.application.matters import called, titles
from engine.application.model import Application
from engine.application.reading import read_application
from engine.assessment.batch import Evaluator
from engine.assessment.cells import in_favour
from engine.assessment.options import IN_FULL, Expected, Matters, Moved
from engine.policy.blocks import Reading
from engine.policy.pack import Policy
from engine.text.phrases import Both
from engine.values.money import wan

Json = dict[str, Any]


def compare_readings(policy: Policy, raw: object, *, kept: bool = False) -> list[Json]:
    """For each open point (口径) on which this company's ceiling depends: each other choice, and the difference.

    What only the other reading asks for is not known yet: it is taken in the applicant's favour, and where it is an
    amount the two cannot be compared. Raises Refused; `kept` as by `assess`. Amounts in 万元; `difference` carries its
    sign.
    """
    application = read_application(policy, raw, applies=None if kept else "now")
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
                    "difference": ("+" if change >= 0 else "") + wan(change),
                    "claims": touched,
                    "cites": [{"article": reading.articles[0], "quote": q} for q in reading.quotes],
                }
            )
    return differences


def _may_touch(policy: Policy, application: Application, reading: Reading) -> bool:
    """Whether what is claimed can hang on a reading: it is of an article that is claimed under, or of one for all."""
    claimed = {claim.provision.article for claim in application.claims}
    return any(number in claimed or policy.article(number).effect == "frame" for number in reading.articles)


# ------------------------------------------------------------------------------------------------ 就高不就低


def best_choice(policy: Policy, raw: object, expected: Expected = IN_FULL, *, kept: bool = False) -> Json:
    """The best lawful choice between this policy and others over all matters together, with the caps they share.

    Here counts what is `expected` to be paid of what is approved with unknowns counted against the applicant. What goes
    elsewhere as a whole claim goes with its items. Amounts in 万元. Raises Refused; `kept` as by `assess`.
    """
    application = read_application(policy, raw, applies=None if kept else "now")
    matters = Matters(policy, application, expected)
    each = matters.by_higher_of_each()
    best, proven = matters.best()
    if each.total > best.total:
        best = each
    names = titles([(claim.provision, claim.facts) for claim in application.claims])
    entries = [_entry(application, names, matters, number, best.moved) for number in range(len(matters.all))]
    sides = {side: sorted(e["id"] for e in entries if e["chosen"] == side) for side in ("this", "other")}
    return {
        "matters": entries,
        "here": sides["this"],
        "elsewhere": sides["other"],
        "here_amount": wan(best.here),
        "elsewhere_amount": wan(best.elsewhere),
        "total": wan(best.total),
        "by_higher_of_each": {
            "total": wan(each.total),
            "elsewhere": sorted(m.id for n, m in enumerate(matters.all) if _goes(matters, n, each.moved)),
        },
        "gain": wan(best.total - each.total),
        "proven": proven,
    }


def _goes(matters: Matters, number: int, moved: Moved) -> bool:
    """Whether a matter goes elsewhere, by itself or with its whole claim."""
    return number in moved or matters.whole(number) in moved


def _entry(application: Application, names: list[Both], matters: Matters, number: int, moved: Moved) -> Json:
    """One matter in the answer: what it brings on each side by itself, and where it goes. `names`: of the claims."""
    matter = matters.all[number]
    claim = application.claims[matter.claim]
    provision = claim.provision
    label = names[matter.claim]
    if matter.item is not None:
        label = called(provision, claim.facts)[matter.item]
    return {
        "id": matter.id,
        "claim": claim.id,
        "provision": claim.provision.id,
        "item": matter.item,
        "label": label,
        "here": wan(matter.alone),
        "elsewhere": None if matter.elsewhere is None else wan(matter.elsewhere),
        "chosen": "other" if _goes(matters, number, moved) else "this",
    }

"""One application, or many, in: what each claim would be approved for, and why; or without steps, of many at once as
columns where nothing is open."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cached_property
from typing import Any

from typing_extensions import TypedDict

from engine.application.invented import INVENTED, Marked
from engine.application.model import Application
from engine.application.reading import APPLICANT, read_application
from engine.assessment.answer import (
    Amounts,
    Assessed,
    AssessedAmounts,
    Assessment,
    Certain,
    ClaimAmounts,
    ClaimAnswer,
    GuidelineUsed,
    Summary,
    Total,
)
from engine.assessment.batch import Evaluator
from engine.assessment.bounds import Bounds, Range, amounts_of, amounts_text, certain_text, summary_of
from engine.assessment.changes import Trials
from engine.assessment.explain import explained, failed
from engine.assessment.history import contradictions
from engine.assessment.rules import Rulebook, Rulebooks
from engine.policy.pack import Policy
from engine.policy.receipt import policy_receipt, receipt_of
from engine.policy.years import in_year
from engine.steps.step import CALCULATED_GRADES, Grade
from engine.text.phrases import Both, both
from engine.values.refusal import Refused

FEW = 30
"""So many claims are faster one by one, and without waiting for numpy."""


def assess(policy: Policy, raw: object, *, stored: bool = False) -> Assessment:
    """The assessment of one application (contract form in and out), with every step, its citations and advice.

    Amounts in the result are 万元. That of an invented company says `invented`. Raises Refused naming every field that
    cannot be accepted; of what is `stored` already, a fact of which the readings make nothing is passed over.
    """
    return Assessing(policy, raw, stored=stored).whole


class Assessing:
    """One application as it is assessed: `whole` as by `assess`, and a claim by itself without explaining the others.
    Refuses as `assess` does; what is not asked for is not worked out."""

    def __init__(self, policy: Policy, raw: object, *, stored: bool = False) -> None:
        self.policy, self.raw = policy, raw
        self.application = read_application(policy, raw, applies=None if stored else "now")
        self.positions = {claim.id: position for position, claim in enumerate(self.application.claims)}
        self._explained: dict[str, ClaimAnswer] = {}
        self._failed: dict[str, list[int | None]] = {}

    @cached_property
    def bounds(self) -> Bounds:
        """What its claims come to."""
        return Bounds(Evaluator(self.policy, self.application))

    @cached_property
    def whole(self) -> Assessment:
        """All of its claims, and what they come to together."""
        trials = Trials(self.bounds.evaluator)
        answer: Assessment = {
            "claims": [explained(self.bounds, trials, i) for i in range(len(self.application.claims))],
            **self.together,
            "receipt": receipt_of(self.policy, self.application.readings, self.application.day.year, self.raw),
        }
        if self.application.history:
            answer["contradictions"] = contradictions(self.application)
        return answer

    @cached_property
    def together(self) -> Assessed:
        """The answer but for the claims."""
        return _result(self.bounds)

    def claim(self, claim_id: str) -> ClaimAnswer | None:
        """One claim of the answer; None where there is none of that id."""
        if claim_id not in self.positions:
            return None
        if claim_id not in self._explained:
            trials = Trials(self.bounds.evaluator)  # what is tried for one claim is not missing for another
            self._explained[claim_id] = explained(self.bounds, trials, self.positions[claim_id])
        return self._explained[claim_id]

    def failed(self, claim_id: str) -> list[int | None]:
        """Where a condition of a claim has failed: positions in its list, None for the claim; nothing is explained for
        it."""
        if claim_id not in self.positions:
            return []
        if claim_id not in self._failed:
            self._failed[claim_id] = failed(self.bounds.evaluator, self.positions[claim_id])
        return self._failed[claim_id]


def assess_many(policy: Policy, raws: list[Any], *, stored: bool = False) -> list[Summary]:
    """Amounts and status of many applications, in order; `stored` as by `assess`."""
    return [amounts_only(policy, read_application(policy, raw, applies=None if stored else "now")) for raw in raws]


def amounts_only(policy: Policy, application: Application) -> Summary:
    """The assessment of one application without steps, citations and advice."""
    bounds = Bounds(Evaluator(policy, application))
    return {"claims": [summary_of(bounds, i) for i in range(len(application.claims))], **_result(bounds)}


def _result(bounds: Bounds) -> Assessed:
    """The answer but for the claims."""
    policy, application = bounds.evaluator.policy, bounds.evaluator.application
    marked: Marked = {INVENTED: True} if application.invented else {}
    sha256 = policy_receipt(policy, application.day.year)["sha256"]
    return {
        "total": total_of(bounds.grades, bounds.of_all),
        "policy": {"id": policy.id, "version": policy.version, "sha256": sha256, "guideline": guideline_used(policy)},
        "readings": application.readings,
        **marked,
    }


def guideline_used(policy: Policy) -> GuidelineUsed | None:
    """The guideline by which a policy is narrowed, as answers name it."""
    guideline = policy.guideline
    if guideline is None:
        return None
    used: GuidelineUsed = {
        "year": guideline.year,
        "title": both(guideline.title),
        "issued": guideline.issued.isoformat(),
    }
    if guideline.invented:
        used["invented"] = True
    return used


def total_of(grades: Sequence[Grade | None], of_all: Callable[[list[int]], Range]) -> Total:
    """What claims of these grades come to together: `of_all` says it of some of them, by their positions."""

    def of(*wanted: Grade) -> Amounts:
        return amounts_text(of_all([i for i, grade in enumerate(grades) if grade in wanted]))

    def certain(*, elsewhere: bool) -> Certain:
        return certain_text(of_all([i for i, grade in enumerate(grades) if (grade == "other_budget") is elsewhere]))

    return {
        **amounts_text(of_all(list(range(len(grades))))),
        "on_budget": certain(elsewhere=False),
        "other_budget": certain(elsewhere=True),
        "calculated": of(*CALCULATED_GRADES),
        "by_grade": {
            "fixed": of("fixed"),
            "formula": of("formula"),
            "assessed": of("assessed"),
            "competing": of("competing"),
            "other_budget": of("other_budget"),
        },
    }


class Left(TypedDict):
    """What was refused and left out: where it stood, why, and which claim it took along (its id; None: none), with the
    way to it in the claim."""

    path: str
    message: Both
    claim: str | None
    steps: list[str]


def assess_accepted(policy: Policy, application: Mapping[str, Any]) -> tuple[Assessing | None, list[Left]]:
    """An application that is `stored` (see `assess`) as it is assessed, without the claims and the facts of the
    applicant that are refused; None where nothing can be assessed. And what was left out."""
    application = dict(application)
    left: list[Left] = []
    while True:
        try:
            return Assessing(policy, application, stored=True), left
        except Refused as refusal:
            claims, bad = application["claims"], set()
            for error in refusal.errors:
                steps, claim, way = error["path"].split("."), None, list[str]()
                if steps[0] == "claims" and len(steps) > 1 and steps[1].isdigit():
                    bad.add(int(steps[1]))
                    claim, way = claims[int(steps[1])]["id"], steps[3:]
                elif steps[0] == APPLICANT:
                    application[APPLICANT] = {k: v for k, v in application[APPLICANT].items() if k != steps[1]}
                    way = steps
                left.append({"path": error["path"], "message": error["message"], "claim": claim, "steps": way})
                if claim is None and not way:
                    return None, left
            application["claims"] = [c for i, c in enumerate(claims) if i not in bad]


def amounts(policy: Policy, application: Application) -> AssessedAmounts:
    """Id, status and amounts of each claim of an application, and the totals."""
    bounds = Bounds(Evaluator(policy, application))
    claims = [amounts_of(bounds, i) for i in range(len(application.claims))]
    return _marked(application, {"claims": claims, "total": total_of(bounds.grades, bounds.of_all)})


def _marked(application: Application, found: AssessedAmounts) -> AssessedAmounts:
    """That of an invented company says so."""
    if application.invented:
        found[INVENTED] = True
    return found


def amounts_of_many(policy: Policy, raws: Sequence[Any]) -> list[AssessedAmounts]:
    """The same of many applications (contract form), each by itself, in their order. Raises Refused."""
    applications = [read_application(policy, raw) for raw in raws]
    is_many = sum(len(application.claims) for application in applications) > FEW
    known = _by_columns(policy, applications) if is_many else {}
    return [
        _known(application, *known[i]) if i in known else amounts(policy, application)
        for i, application in enumerate(applications)
    ]


def _by_columns(policy: Policy, applications: Sequence[Application]) -> dict[int, tuple[Rulebook, list[int]]]:
    """By what rules each application is assessed of which nothing is open and nothing was had or decided before, and 分
    that its claims come to; by its position."""
    from engine.assessment.many import evaluate_table
    from engine.assessment.table import Tabling

    tablings: dict[Hashable, Tabling] = {}
    places: dict[int, tuple[Tabling, int]] = {}
    for i, application in enumerate(applications):
        is_unclear = application.unclear or any(claim.unclear for claim in application.claims)
        if application.history or application.not_counted or is_unclear:
            continue
        law = application.day.year, *application.readings.items()
        if law not in tablings:
            book = in_year(policy, application.day.year).derived(Rulebooks).under(application.readings)
            tablings[law] = Tabling(book, "against", apart=True)
        tabling = tablings[law]
        place = tabling, tabling.claims
        if not tabling.add(application, application.claims):
            places[i] = place
    approved = {}
    for tabling in tablings.values():
        table = tabling.table()
        fen = [0] * tabling.claims
        for name, found in evaluate_table(tabling.book, table).items():
            for at, one in zip(table.rows[name].claim_order.tolist(), found.approved.tolist(), strict=True):
                fen[at] = one
        approved[id(tabling)] = fen
    return {
        i: (tabling.book, approved[id(tabling)][first : first + len(applications[i].claims)])
        for i, (tabling, first) in places.items()
    }


def _known(application: Application, book: Rulebook, fen: list[int]) -> AssessedAmounts:
    """The amounts of an application of which nothing is open, from 分 of its claims."""
    claims: list[ClaimAmounts] = [
        {"id": claim.id, "status": "eligible" if of else "ineligible", **amounts_text(Range(of, of, of))}
        for claim, of in zip(application.claims, fen, strict=True)
    ]
    grades = [book.of(claim.provision.id).grade for claim in application.claims]

    def of_all(wanted: list[int]) -> Range:
        return Range(*[sum([fen[i] for i in wanted])] * 3)

    return _marked(application, {"claims": claims, "total": total_of(grades, of_all)})

"""What an allocation workbook states, of what: the statement that it carries, that once more, and what its cells say.

It states what each claim is paid, of what is approved for it. The answers of the companies do not stand in it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook

from engine.allocation.allocate import allocate, receipt_of_run
from engine.allocation.paid import ClaimPaid, Divided
from engine.documents.allocation_workbook import layout as at
from engine.documents.allocation_workbook.figures import Figures
from engine.documents.carried import Statement, statement
from engine.policy.pack import Policy
from engine.scenario import written
from engine.sheets import guard
from engine.values.money import HUNDREDTH, wan, wan_law

Json = dict[str, Any]
KIND = "workbook"
OF_A_RUN = ("budget", "pools", "quota", "already_awarded", "quota_used", "rule", "terms", "readings", "overrides")
BESIDE_CLAIMS = ("pools", "budget", "total_approved", "total_actual", "other_budget")
"""What is stated beside the claims."""
CELLS = {"approved": at.APPROVED, "paid": at.PAID, "calculated": at.CALCULATED}
"""The columns whose cells are looked at."""


def stated(figures: Figures, lang: str, day: date) -> Statement:
    """What the workbook on these figures states."""
    of = _input(figures)
    given = {"lang": lang, "day": day.isoformat(), "year": figures.outcome.scenario.year}
    return statement(KIND, receipt_of_run(figures.run, of), of, given, _states(*figures.paid))


def _states(claims: Iterable[ClaimPaid], divided: Divided) -> Json:
    """What of an answer of `allocate` is stated."""
    return {
        "claims": [{"id": claim["id"], "actual": claim["actual"]} for claim in claims],
        **{name: divided[name] for name in BESIDE_CLAIMS},  # type: ignore[literal-required]
    }


def _input(figures: Figures) -> Json:
    """The run that comes to the same: what is approved for each claim, as it stands in the sheet."""
    run, said = figures.run, written(figures.outcome.scenario)
    of = {name: said[name] for name in OF_A_RUN if said[name] not in (None, {}, [])}
    if run.terms.by == "size" and (run.terms.weights or run.terms.classes):
        of["sizes"] = {name: size for name, size in run.sizes.items() if size}
    of["approved_claims"] = list(_claims(figures))
    return of


def _claims(figures: Figures) -> Iterator[Json]:
    invented = figures.outcome.cohort.invented
    for number, entry in enumerate(figures.run.entries):
        claim: Json = {
            "id": entry.id,
            "applicant": entry.applicant or entry.id,
            "provision": entry.provision.id,
            "approved": str(wan(int(figures.run.approved[number]) * HUNDREDTH)),
        }
        score = figures.score(number)
        if score is not None:
            claim["score"] = wan_law(score)
        if entry.day is not None:
            claim["application_date"] = entry.day.isoformat()
        yield claim | ({"invented": True} if invented else {})


def again(policy: Policy, of: Statement) -> Statement:
    """What a workbook states, worked out once more of what its statement holds. Refused as by `allocate`."""
    answer = allocate(policy, of["input"], steps=False)
    return statement(KIND, answer["receipt"], of["input"], of["given"], _states(answer["claims"], answer))


def cells(workbook: bytes, of: Statement) -> tuple[Json, Json]:
    """What the cells of a workbook say of each claim by its id (approved, paid now, and paid as it was calculated), and
    what its statement says there. Refused where the workbook cannot be opened."""
    guard.opened(workbook)
    sheet = load_workbook(io.BytesIO(workbook), read_only=True, data_only=True).worksheets[at.SHEETS.index("claims")]
    approved = {claim["id"]: claim["approved"] for claim in of["input"]["approved_claims"]}
    expected = {
        claim["id"]: {"approved": approved[claim["id"]], "paid": claim["actual"], "calculated": claim["actual"]}
        for claim in of["states"]["claims"]
    }
    said: Json = {}
    for row in sheet.iter_rows(min_row=at.CLAIM_HEAD + 2, max_row=at.CLAIM_HEAD + 1 + len(expected), values_only=True):
        if len(row) > at.CALCULATED and row[at.CLAIM] is not None:
            said[str(row[at.CLAIM])] = {name: _amount(row[position]) for name, position in CELLS.items()}
    return said, expected


def _amount(value: object) -> str | None:
    """A cell as an amount is written: what is a number of a spreadsheet is binary, and is written as it was meant."""
    return f"{Decimal(repr(value)):.2f}" if isinstance(value, int | float) and not isinstance(value, bool) else None

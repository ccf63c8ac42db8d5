"""Claims that are evaluated one by one, put into a table: those that hang together too, with what each has had."""

from collections.abc import Hashable, Iterable, Sequence
from typing import Any

import numpy as np

from engine.assessment.columns import Plan
from engine.assessment.rules import Rulebook
from engine.assessment.runs import ClaimRun
from engine.assessment.table import HAD_BY_CLAIM, Rows, Table, columns_of, whole_numbers
from engine.steps.in_window import DAY
from engine.steps.numbers import Row
from engine.steps.project_funding import DRAWN


def table_of(book: Rulebook, claims: Sequence[ClaimRun]) -> Table:
    """Claims that are not evaluated yet as a table, those of one run together, in the order in which runs come first.
    Every applicant applies on one day."""
    runs: dict[Hashable, int] = {}
    batches: list[Row] = []
    for claim in claims:
        if claim.run not in runs:
            runs[claim.run] = len(runs)
            batches.append(claim.row.outer)  # type: ignore[arg-type]
    ordered = sorted(enumerate(claims), key=lambda at: (runs[at[1].run], at[0]))
    numbers: dict[Hashable, int] = {}

    matters: dict[Hashable, int] = {}

    def project(name: Hashable) -> int:
        return -1 if name is None else numbers.setdefault(name, len(numbers))

    def matter(name: Hashable) -> int:
        return -1 if name is None else matters.setdefault(name, len(matters))

    rows = {}
    for plan in book.plans.by_id.values():
        of = [(order, claim) for order, claim in ordered if claim.rules.plan is plan]
        if not of:
            continue
        items = [(n, item) for n, (_, claim) in enumerate(of) for item in claim.items if claim.rules.by_item]
        parts = [(n, part) for n, (_, item) in enumerate(items) for part in item.parts]
        rows[plan.provision.id] = Rows(
            plan,
            _of_rows((*plan.claim_names, *HAD_BY_CLAIM), (claim.row for _, claim in of), plan),
            _of_rows((*plan.item_names, DRAWN), (item.row for _, item in items), plan),
            _of_rows(plan.part_names, (part for _, part in parts), plan),
            whole_numbers(runs[claim.run] for _, claim in of),
            whole_numbers(order for order, _ in of),
            whole_numbers(n for n, _ in items),
            whole_numbers(n for n, _ in parts),
            whole_numbers(project(claim.project) for _, claim in of),
            whole_numbers(project(item.project) for _, item in items),
            whole_numbers(matter(item.matter) for _, claim in of for item in claim.items)
            if plan.provision.matter
            else None,
        )
    applicant = _of_rows(book.plans.applicant_paths, batches)
    names = book.plans.applicant_names
    return Table(
        whole_numbers(batch[DAY] for batch in batches),
        dict(zip(names, applicant.values(), strict=True)),
        rows,
    )


def _of_rows(names: Sequence[str], rows: Iterable[Any], plan: Plan | None = None) -> dict[str, np.ndarray]:
    return columns_of(names, [[row[name] for name in names] for row in rows], plan)

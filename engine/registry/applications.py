"""The applications that the registry keeps: a company's side (submit, amend, withdraw by its receipt code), that of
officials (find, open, correct, decide, delete, import, export) and what an allocation takes of them.

Every function that takes a credential raises NotAllowed unless it is an official's; all raise Unavailable where the
database does not answer, Refused for what cannot be accepted, and Conflict where somebody else was faster.
"""

from __future__ import annotations

from engine.registry.arrivals import are_formal
from engine.registry.contents import as_stated
from engine.registry.counted import Counted, counted
from engine.registry.decisions import agree, correct, decide, delete, delete_claim, opened, opened_all, reject
from engine.registry.imports import add_many, imported_files, read_company_file, remove_file
from engine.registry.listing import (
    PAGE,
    allocation_input,
    exported,
    find,
    names,
    profiles,
    sizes,
    submitted,
    unreadable,
    waiting,
    years,
)
from engine.registry.parties import Party
from engine.registry.places import Contest, contests
from engine.registry.points import Point, Question, Standing, standing
from engine.registry.receipts import Mistyped, new_code, read_code
from engine.registry.retention_period import keep_until, notice
from engine.registry.rulings import choose, dismiss, recall, release, reopen
from engine.registry.sample_applications import load_sample, remove_sample
from engine.registry.stored import (
    ORDERS,
    SOURCES,
    STANDINGS,
    ClaimState,
    Conflict,
    Found,
    Imported,
    ImportedFile,
    ListedClaim,
    New,
    Notice,
    Receipt,
    Removed,
    Stored,
    StoredChange,
    StoredClaim,
    Wanted,
)
from engine.registry.submissions import amend, by_receipt, in_question, states, submit, withdraw
from engine.registry.twice import Twice, decided_twice

__all__ = [
    "ORDERS",
    "PAGE",
    "SOURCES",
    "STANDINGS",
    "ClaimState",
    "Conflict",
    "Contest",
    "Counted",
    "Found",
    "Imported",
    "ImportedFile",
    "ListedClaim",
    "Mistyped",
    "New",
    "Notice",
    "Party",
    "Point",
    "Question",
    "Receipt",
    "Removed",
    "Standing",
    "Stored",
    "StoredChange",
    "StoredClaim",
    "Twice",
    "Wanted",
    "add_many",
    "agree",
    "allocation_input",
    "amend",
    "are_formal",
    "as_stated",
    "by_receipt",
    "choose",
    "contests",
    "correct",
    "counted",
    "decide",
    "decided_twice",
    "delete",
    "delete_claim",
    "dismiss",
    "exported",
    "find",
    "imported_files",
    "in_question",
    "keep_until",
    "load_sample",
    "names",
    "new_code",
    "notice",
    "opened",
    "opened_all",
    "profiles",
    "read_code",
    "read_company_file",
    "recall",
    "reject",
    "release",
    "remove_file",
    "remove_sample",
    "reopen",
    "sizes",
    "standing",
    "states",
    "submit",
    "submitted",
    "unreadable",
    "waiting",
    "withdraw",
    "years",
]

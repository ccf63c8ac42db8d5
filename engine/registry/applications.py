"""The applications that the registry keeps: a company's side (submit, amend, withdraw by its receipt code), that of
officials (find, open, correct, decide, delete, import, export) and what an allocation takes of them.

Every function that takes a credential raises NotAllowed unless it is an official's; all raise Unavailable where the
database does not answer, Refused for what cannot be accepted, and Conflict where somebody else was faster.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.pack import Policy
from engine.registry.access import Credential
from engine.registry.database import Database
from engine.registry.kept import (
    ORDERS,
    SIZES,
    SOURCES,
    Conflict,
    Found,
    Imported,
    Json,
    New,
    Notice,
    Receipt,
    Removed,
    Row,
    Stored,
    StoredChange,
    StoredClaim,
    Wanted,
)
from engine.registry.receipts import Mistyped, new_code, read_code

__all__ = [
    "ORDERS", "SIZES", "SOURCES", "Conflict", "Found", "Imported", "Mistyped", "New", "Notice", "Receipt", "Removed",
    "Row", "Stored", "StoredChange", "StoredClaim", "Wanted", "add_files", "add_many", "allocation_input", "amend",
    "by_receipt", "correct", "decide", "delete", "delete_claim", "exported", "find", "load_sample", "new_code",
    "notice", "opened", "read_code", "read_company_file", "remove_sample", "sizes", "submit", "withdraw", "years",
]  # fmt: skip

PAGE = 25
"""Claims of a list that are seen at once, unless another number is asked for."""


def notice(policy: Policy, year: int) -> Notice:
    """What a company is told before it submits an application of that year."""
    raise NotImplementedError


def submit(database: Database, policy: Policy, content: Json, size: str | None, *, key: str | None = None) -> Receipt:
    """Keep a company's application. `key` is a code that `new_code` made before: the same one again gives the same
    receipt and adds nothing, so that a double click or a retry is harmless; with other content it raises Conflict."""
    raise NotImplementedError


def by_receipt(database: Database, code: str) -> Stored:
    """The application with this receipt code, without what officials have noted; Refused if there is none."""
    raise NotImplementedError


def amend(database: Database, policy: Policy, code: str, content: Json, size: str | None, version: int) -> Stored:
    """Replace the content of an application; Refused once an official has decided about it."""
    raise NotImplementedError


def withdraw(database: Database, code: str) -> None:
    """Delete an application for good; Refused if there is none with this code."""
    raise NotImplementedError


def find(
    database: Database, credential: Credential, policy: Policy, wanted: Wanted, offset: int = 0, count: int = PAGE
) -> Found:
    """The claims that are looked for, one row each, from `offset` on."""
    raise NotImplementedError


def opened(database: Database, credential: Credential, application_id: str) -> Stored:
    """One application with all that officials have noted; Refused if it is not there (any more)."""
    raise NotImplementedError


def correct(
    database: Database,
    credential: Credential,
    policy: Policy,
    application_id: str,
    version: int,
    content: Json,
    reason: str,
    *,
    size: str | None = "",
) -> Stored:
    """Replace the content of an application for a reason. Decisions about claims stay. `size` "" leaves the size."""
    raise NotImplementedError


def decide(
    database: Database,
    credential: Credential,
    claim_id: str,
    version: int,
    *,
    approved: int | None,
    score: int | None,
    reason: str,
) -> Stored:
    """Set (or, with None, take back) a claim's approved amount (分) and its score (millionths). `version` is that of
    its application."""
    raise NotImplementedError


def delete(database: Database, credential: Credential, application_id: str, version: int) -> None:
    """Delete an application for good."""
    raise NotImplementedError


def delete_claim(database: Database, credential: Credential, claim_id: str, version: int) -> None:
    """Delete one claim for good, and its application with the last one."""
    raise NotImplementedError


def add_many(
    database: Database,
    credential: Credential,
    policy: Policy,
    applications: Sequence[New],
    *,
    content_of_file: bytes,
    file_name: str,
    source: str = "import",
) -> Imported:
    """Add all applications of a file, or none; the same file again adds nothing."""
    raise NotImplementedError


def read_company_file(policy: Policy, data: bytes) -> New:
    """The application in a file that a company saved or downloaded; Refused if it is none."""
    raise NotImplementedError


def add_files(
    database: Database, credential: Credential, policy: Policy, files: Sequence[tuple[str, bytes]]
) -> Imported:
    """Add the applications in many companies' files (name, content), all or none; paths of errors begin with the
    file's name. Files that were imported before add nothing (`known`: all of them were)."""
    raise NotImplementedError


def load_sample(database: Database, credential: Credential, policy: Policy) -> Imported:
    """Add the invented companies, every name of which is marked 示例; `known`: they are there already."""
    raise NotImplementedError


def remove_sample(database: Database, credential: Credential, policy: Policy) -> Removed:
    """Delete the invented companies."""
    raise NotImplementedError


def allocation_input(database: Database, credential: Credential, policy: Policy, year: int) -> Json:
    """`applications` and `approved_claims` of a year as `allocate` takes them. Claims have the registry's ids."""
    raise NotImplementedError


def sizes(database: Database, credential: Credential, policy: Policy, year: int) -> dict[str, str]:
    """The size of each applicant that stated one."""
    raise NotImplementedError


def years(database: Database, credential: Credential, policy: Policy) -> list[int]:
    """The years for which there are applications, the latest first."""
    raise NotImplementedError


def exported(database: Database, credential: Credential, policy: Policy, wanted: Wanted) -> Iterator[Stored]:
    """The applications that have a claim that is looked for, in full, with scores where an import takes them."""
    raise NotImplementedError

"""How officials may be called, and their e-mails: as they are kept, and what cannot be accepted."""

from __future__ import annotations

import unicodedata

from engine.registry.access import UNKNOWN, Terminal
from engine.values.names import folded, looks, strange
from engine.values.refusal import Refusals, shown

LONGEST_NAME = 64
LONGEST_EMAIL = 254
RESERVED = frozenset({Terminal().name, UNKNOWN.name, "company", "system"})
"""Names that mean somebody else in the journal."""


def normalised(name: str) -> str:
    """A name as it is kept: one space between words, none around."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def checked_name(refusals: Refusals, given: str) -> str:
    """A name as it is kept; noted where nobody can be called so."""
    name = normalised(given)
    if not name or not name.isprintable() or len(name) > LONGEST_NAME:
        refusals.add("name", "signing.name_form", given=shown(given), most=LONGEST_NAME)
    elif strange(name):
        refusals.add("name", "signing.name_letters", given=shown(name), letter=shown(strange(name)))
    elif {folded(name), looks(name)} & (RESERVED | {looks(reserved) for reserved in RESERVED}):
        refusals.add("name", "signing.name_reserved", given=shown(name))
    return name


def checked_email(refusals: Refusals, given: str) -> str:
    """An e-mail as it is kept; noted where it is none."""
    email = plain_email(given)
    before, _, after = email.rpartition("@")
    if not (before and after) or "@" in before or " " in email or not email.isprintable() or len(email) > LONGEST_EMAIL:
        refusals.add("email", "signing.email_form", given=shown(given))
    return email


def plain_email(given: str) -> str:
    """An e-mail as it is compared."""
    return unicodedata.normalize("NFKC", given).strip().casefold()

"""Passwords as they are kept: hashes, from which nobody reads them."""

from __future__ import annotations

import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from engine.registry import passwords

hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""How passwords are hashed: argon2id, some tenth of a second each."""


def made(password: str) -> str:
    """The hash of a password, however its signs are composed."""
    return hasher.hash(unicodedata.normalize("NFKC", password))


@cache
def nobodys_hash() -> str:
    """A hash that no password has, so that an unknown name takes as long as a wrong password."""
    return hasher.hash(secrets.token_urlsafe(32))


def matches(known: str | None, password: str) -> bool:
    """Whether a password is the one of which this is the hash; of nobody's (None) none is."""
    if len(password) > passwords.LONGEST:
        return False
    try:
        is_right = hasher.verify(known or nobodys_hash(), unicodedata.normalize("NFKC", password))
    except (VerificationError, InvalidHashError):
        return False
    return is_right and known is not None


def is_outdated(known: str) -> bool:
    """Whether a hash was made otherwise than they are made now."""
    return hasher.check_needs_rehash(known)

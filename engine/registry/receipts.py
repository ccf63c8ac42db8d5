"""Receipt codes: 130 random bits in letters and digits that are hard to confuse, with two characters that tell a slip
of the pen from a code that nobody has."""

from __future__ import annotations

import secrets
import unicodedata

from engine.registry.access import hashed

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: without I, L, O and U."""
CONFUSED = str.maketrans("OIL", "011")
BITS = len(ALPHABET).bit_length() - 1
CHARACTERS, CHECKS, GROUP = 26, 2, 4
PRIME = 1_021
"""The largest that two characters hold: any one character that is wrong, and any two neighbours that are swapped, give
another remainder."""


class Mistyped(ValueError):
    """No code has this form: it was typed wrongly."""


def new_code() -> str:
    """A code that nobody can guess, in groups of four: `7H2K-…`."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(CHARACTERS))
    return _grouped(body + _check(body))


def read_code(typed: str) -> str:
    """The code that was meant, as `new_code` writes it: case, spaces, hyphens, full-width letters and the letters that
    look like digits don't matter. Raises Mistyped."""
    folded = unicodedata.normalize("NFKC", typed).upper().translate(CONFUSED)
    code = "".join(character for character in folded if character.isalnum())
    body, check = code[:CHARACTERS], code[CHARACTERS:]
    if len(code) != CHARACTERS + CHECKS or any(c not in ALPHABET for c in code) or check != _check(body):
        raise Mistyped
    return _grouped(code)


def digest_of(code: str) -> str:
    """What the registry keeps of a code: the SHA-256 of its one form."""
    return hashed(code)


def _grouped(code: str) -> str:
    return "-".join(code[i : i + GROUP] for i in range(0, len(code), GROUP))


def _check(body: str) -> str:
    value = 0
    for character in body:
        value = value << BITS | ALPHABET.index(character)
    first, second = divmod(value % PRIME, len(ALPHABET))
    return ALPHABET[first] + ALPHABET[second]

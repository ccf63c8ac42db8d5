"""Names and numbers of companies, projects and accounts, as they are told apart."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


def folded(name: str) -> str:
    """By what a name or a number is found again: capitals, widths and how many spaces there are make no difference."""
    plain = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    return unicodedata.normalize("NFKC", plain)


@lru_cache(maxsize=4096)
def identity(name: str) -> str:
    """By what a thing that exists once in the world (a project, a model, a standard) is found again: widths, capitals
    and spaces make no difference (「智慧工厂 X」 is 「智慧工厂Ｘ」)."""
    return folded(name).replace(" ", "")


PLAIN = frozenset(" -._·'’()")
"""Signs that stand in the names of people."""
ALIKE = str.maketrans({"0": "o", "1": "l", "I": "l", "O": "o"})


def strange(name: str) -> str:
    """The first character of a name that is no Chinese character, Latin letter, digit or sign of a name; empty if there
    is none. Letters of other scripts look like Latin ones (Cyrillic а, Greek Ο), and so do letters of phonetics."""
    for character in unicodedata.normalize("NFKC", name):
        base = unicodedata.normalize("NFD", character)[0]
        is_han = unicodedata.name(character, "").startswith("CJK UNIFIED IDEOGRAPH")
        if not (is_han or (base.isascii() and base.isalnum()) or character in PLAIN):
            return character
    return ""


def looks(name: str) -> str:
    """The same for two names that people take for one another: capitals, accents, signs and spaces make no difference,
    nor does whether 0 or O, 1, l or I was written."""
    letters = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", name))
    plain = "".join(character for character in letters if character.isalnum())
    return plain.translate(ALIKE).casefold().replace("rn", "m")

"""Names and numbers of companies, projects and accounts, as they are told apart."""

from __future__ import annotations

import unicodedata


def folded(name: str) -> str:
    """By what a name or a number is found again: capitals, widths and how many spaces there are make no difference."""
    plain = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    return unicodedata.normalize("NFKC", plain)

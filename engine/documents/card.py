"""The picture that stands beside a shared link, where messengers show one."""

from __future__ import annotations

from engine.documents import typesetting
from engine.documents.characters import breadth
from engine.policy.pack import Policy
from engine.text import words

WIDTH, HEIGHT = 1200, 630
"""Pixels, as messengers have it."""
SIZES = ((26, 38), (52, 32), (999, 26))
"""How large a name is set (points), by how wide it is at most, where a Chinese character is two wide."""


def png(policy: Policy, lang: str) -> bytes:
    """The picture of a policy in `lang`: its place, its name, what the app says of it."""
    title = policy.short_title.in_language(lang)
    page = {
        "lang": lang,
        "place": policy.place.in_language(lang),
        "title": title,
        "size": next(size for most, size in SIZES if breadth(title) <= most),
        "says": words.text("sharing.card", lang),
    }
    return typesetting.picture("card", page, policy.law.published, "png")

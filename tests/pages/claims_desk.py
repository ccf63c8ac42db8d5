"""What the tests of the officials' claims do on their pages."""

import re

from engine.text import words
from tests.pages.visiting import again, drawn, visit

RENT = "art06_rent"
SOLVER = "art10_scenario_solver"
STANDARDS = "art11_standards"


def say(key, lang="zh", **values):
    return words.text(f"claims_page.{key}", lang, **values)


def names(at):
    """The names on the list, from the top."""
    return re.findall(r'class="r-name"[^>]*><bdi>(.*?)</bdi>', drawn(at))


def choose(at, key, option):
    next(b for b in at.selectbox if (b.key or "").startswith(f"claims-{key}-")).set_value(option)
    return again(at)


def search(at, text):
    next(b for b in at.text_input if (b.key or "").startswith("claims-text-")).set_value(text)
    return again(at)


def write(at, name, text):
    """Type into one of the boxes of a decision or a correction."""
    next(b for b in at.text_input if (b.key or "").startswith(f"{name}-")).set_value(text)
    return again(at)


def opened(stored, provision="art06_rent", lang="zh"):
    """A visit to a claim of this application."""
    claim = next(c for c in stored.claims if c.provision == provision)
    return visit("claims", lang, query={"application": stored.id, "claim": claim.id, "lang": lang})


def hand_in(at, *files):
    """Choose these files (name, content)."""
    at.file_uploader[0].set_value([(name, data, "application/octet-stream") for name, data in files])
    return again(at)


def importing_page(lang="zh"):
    return visit("claims", lang, query={"do": "import", "lang": lang})

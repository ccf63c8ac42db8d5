"""The scripts beside these modules, which run in the browser as components of a page, and what they tell."""

import json
from functools import cache
from pathlib import Path
from typing import Any


@cache
def script(name: str) -> str:
    """The text of a script in this folder."""
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def told(text: object, longest: int) -> dict[str, Any]:
    """The JSON object that a script has sent as a text of so many characters at most; {} where it is none. It comes
    from a visitor's browser: whoever asks looks at each value."""
    if not isinstance(text, str) or not 0 < len(text) <= longest:
        return {}
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}

"""What stands in pages/static: the scripts, which run in the browser as components of a page, and the style sheets; and
what the scripts tell."""

import json
from functools import cache
from pathlib import Path
from typing import Any

STATIC = Path(__file__).parent.parent / "static"


@cache
def static(name: str) -> str:
    """The text of a script or a style sheet in pages/static."""
    return (STATIC / name).read_text(encoding="utf-8")


def json_object(text: object, longest: int) -> dict[str, Any]:
    """The JSON object that a script has sent as a text of so many characters at most; {} where it is none. It comes
    from a visitor's browser: whoever asks looks at each value."""
    if not isinstance(text, str) or not 0 < len(text) <= longest:
        return {}
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}

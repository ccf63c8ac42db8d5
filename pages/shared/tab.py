"""What one tab of a browser holds: a self-assessment, as a text that the tab keeps and hands back.

The text is JSON: the saved file, and beside it what a file has no need of, so that a session that takes it up shows
the very same boxes: the keys of the entries and the generation. It comes back from the visitor's browser and is read
with the same suspicion as a file.
"""

import json
from collections.abc import Mapping
from typing import Any

from engine import saved
from engine.refusal import Refused
from pages.shared.answers import Address, Answers
from pages.shared.language import say
from pages.shared.screen import hand_over

Json = dict[str, Any]
LARGEST = 4 * saved.LARGEST
"""Characters of a text that a tab hands back."""


def text(answers: Answers) -> str:
    """What the tab keeps."""
    return json.dumps(
        {
            "generation": answers.generation,
            "file": answers.document(),
            "keys": [[list(address), keys] for address, keys in answers.keys.items()],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def take_up(answers: Answers, told: str) -> list[str]:
    """Replace blank answers by what the tab has kept, and add what its boxes show: {record, screen}, both texts.
    Returns what could not be taken, in the visitor's language."""
    found = _read(told)
    record, screen = _read(found.get("record")), _read(found.get("screen"))
    if "file" not in record:
        return []
    try:
        generation, keys = _whole(record.get("generation")), dict(_keys(record.get("keys")))
        answers.open(json.dumps(record["file"]).encode(), keys, generation)
    except Refused:
        return [say("pages.tab_unreadable")]
    return hand_over(answers, screen)


def take_late(answers: Answers, screen: str) -> None:
    """Add what was typed into boxes of these answers while they were being taken up."""
    hand_over(answers, _read(screen))


def _read(text: object) -> Json:
    if not isinstance(text, str) or not 0 < len(text) <= LARGEST:
        return {}
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _whole(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**15 else 0


def _keys(entries: object) -> Mapping[Address, list[int]]:
    keys: dict[Address, list[int]] = {}
    for entry in entries if isinstance(entries, list) else []:
        match entry:
            case [[*address], [*numbers]] if all(isinstance(x, str | int) for x in address):
                if len(set(map(str, numbers))) == len(numbers) and all(_whole(n) for n in numbers):
                    keys[tuple(address)] = numbers
    return keys

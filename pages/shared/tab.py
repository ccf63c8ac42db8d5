"""What one tab of a browser holds: a self-assessment, as a text that the tab keeps and hands back.

The text is JSON: the saved file, and beside it what a file has no need of, so that a session that takes it up shows
the very same boxes: the keys of the entries and the generation. It comes back from the visitor's browser and is read
with the same suspicion as a file.
"""

import json
from collections.abc import Mapping
from typing import Any

import streamlit as st

from engine.application import saved
from engine.values.refusal import LONGEST_TEXT, Refused
from pages.shared import workbench
from pages.shared.answers import Address, Answers
from pages.shared.language import say
from pages.shared.screen import hand_over
from pages.shared.static import json_object

Json = dict[str, Any]
COMPANY = "kept as company"
"""Session: as which company this computer keeps the answers, {id, rev}; None where it does not."""
BEFORE = "before"
"""Session: what the tab held before something was opened in its place."""
LARGEST = 2 * saved.LARGEST
"""Characters of a text that a tab hands back."""


def held(answers: Answers) -> Json:
    """What the tab holds now, as JSON values."""
    return {
        "generation": answers.generation,
        "file": answers.document(),
        "keys": [[list(address), keys] for address, keys in answers.keys.items()],
        "desk": workbench.current().kept(),
        "company": company(),
    }


def put(answers: Answers, held: Json, generation: int) -> None:
    """Put back what a tab held. Refused: it cannot be read, and nothing is replaced."""
    answers.open(json.dumps(held.get("file")).encode(), _keys(held.get("keys")), generation)
    workbench.put(held.get("desk"))
    keep_as(held.get("company"))


def company() -> dict[str, str] | None:
    """As which company this computer keeps the answers."""
    return st.session_state.get(COMPANY)


def keep_as(company: object) -> None:
    """Keep the answers on this computer as this company, {id, rev}; None: no longer."""
    match company:
        case {"id": str(id), "rev": str(rev)} if id and max(len(id), len(rev)) <= LONGEST_TEXT:
            st.session_state[COMPANY] = {"id": id, "rev": rev}
        case _:
            st.session_state[COMPANY] = None


def before() -> Json | None:
    """What was there before something else was opened."""
    return st.session_state.get(BEFORE)


def keep_before(held: Json | None) -> None:
    """Keep what was replaced, as long as the tab lives."""
    st.session_state[BEFORE] = held


def text(answers: Answers) -> str:
    """What the tab keeps."""
    whole = {**held(answers), "before": before(), "submitted": workbench.submitted_kept()}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def take_up(answers: Answers, answer: str) -> list[str]:
    """Replace blank answers by what the tab has kept, and add what its boxes show: {record, screen}, both texts.
    Returns what could not be taken, in the visitor's language."""
    found = json_object(answer, LARGEST)
    record, screen = json_object(found.get("record"), LARGEST), json_object(found.get("screen"), LARGEST)
    if "file" not in record:
        return []
    try:
        put(answers, record, _whole(record.get("generation")))
    except Refused:
        return [say("pages.tab_unreadable")]
    replaced = record.get("before")
    keep_before(replaced if isinstance(replaced, dict) else None)
    workbench.put_submitted(record.get("submitted"))
    return hand_over(answers, screen)


def take_late(answers: Answers, screen: str) -> None:
    """Add what was typed into boxes of these answers while they were being taken up."""
    hand_over(answers, json_object(screen, LARGEST))


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

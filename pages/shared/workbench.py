"""What a visitor has submitted, is about to submit, and is changing: it goes with the answers, in the tab that keeps
them.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import streamlit as st
from pydantic import TypeAdapter, ValidationError

from engine.registry import receipts
from engine.registry.points import Question
from engine.registry.stored import ClaimState, Stored
from engine.values.refusal import LONGEST_TEXT, is_text
from pages.shared.answers import Answers
from pages.shared.notices import Said

DESK = "submission"
"""Session: what this visitor is submitting or has submitted."""

SUBMITTED = "submitted in this tab"
"""Session: all that was submitted in this tab and not withdrawn, the latest first."""
MOST = 50
"""So many of them are kept."""

Json = dict[str, Any]
Kind = TypeVar("Kind")


@dataclass
class Sent:
    """What was submitted last from these answers: its receipt code, the version that it made, when, the content's
    hash, the receipt as a text to keep. `is_noted`: the visitor has said that the code is kept."""

    code: str
    version: int
    at: datetime
    content: str
    text: str
    is_change: bool = False
    is_noted: bool = False


@dataclass(frozen=True)
class Submitted:
    """Something that was submitted in this tab, from whatever answers: its receipt code, the company's name (or its
    uscc, or neither), when. It stays with the tab whatever is opened in it."""

    code: str
    name: str
    at: datetime


@dataclass
class Changing:
    """The submitted application that is being changed."""

    code: str
    version: int
    name: str
    at: datetime


@dataclass
class Desk:
    """What this visitor is about to submit, has submitted, and looks up. `key` goes with the next submission; one by
    the key `earlier`, from before a session was lost, may have arrived without its answer."""

    key: str = field(default_factory=receipts.new_code)
    earlier: str = ""
    sent: Sent | None = None
    changing: Changing | None = None
    code: str = ""
    found: Stored | None = None
    questions: list[Question] = field(default_factory=list)
    states: list[ClaimState] = field(default_factory=list)
    is_withdrawing: bool = False
    in_conflict: bool = False
    tries: int = 0
    said: Said | None = None
    said_below: Said | None = None

    @property
    def receipt(self) -> str:
        """The receipt code, as long as it is to be shown."""
        return self.sent.code if self.sent is not None and not self.sent.is_noted else ""

    def kept(self) -> Json:
        """What a tab keeps of it, as JSON values."""
        return {
            "key": self.key,
            "sent": _SENT.dump_python(self.sent, mode="json"),
            "changing": _CHANGING.dump_python(self.changing, mode="json"),
        }


_SENT, _CHANGING = TypeAdapter[Sent | None](Sent | None), TypeAdapter[Changing | None](Changing | None)
_SUBMITTED = TypeAdapter(Submitted)


def content_of(answers: Answers) -> Json:
    """What is submitted: the application in contract form. Readings are the officials' to choose."""
    return {name: value for name, value in answers.application.items() if name != "readings"}


def hash_of(content: Json) -> str:
    """By what a content is known again."""
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def is_sent(answers: Answers, desk: Desk) -> bool:
    """Whether these very answers were submitted last, and none is being changed."""
    return desk.changing is None and desk.sent is not None and desk.sent.content == hash_of(content_of(answers))


def current() -> Desk:
    """This visitor's desk."""
    if DESK not in st.session_state:
        st.session_state[DESK] = Desk()
    return st.session_state[DESK]


def clear() -> None:
    """Begin anew, with other answers."""
    st.session_state[DESK] = Desk(tries=current().tries + 1)


def submitted() -> list[Submitted]:
    """What was submitted in this tab, the latest first."""
    return st.session_state.get(SUBMITTED, [])


def note_submitted(new: Submitted) -> None:
    """Keep what was just submitted, or changed by its code, as long as the tab lives."""
    st.session_state[SUBMITTED] = [new, *(one for one in submitted() if one.code != new.code)][:MOST]


def note_withdrawn(code: str) -> None:
    """Its code leads nowhere any more."""
    st.session_state[SUBMITTED] = [one for one in submitted() if one.code != code]


def submitted_kept() -> list[Json]:
    """What the tab keeps of what was submitted in it, as JSON values."""
    return [_SUBMITTED.dump_python(one, mode="json") for one in submitted()]


def put_submitted(kept: object) -> None:
    """Take up what was submitted in this tab; what does not fit is left out."""
    made = [_made(_SUBMITTED, one) for one in kept[:MOST]] if isinstance(kept, list) else []
    fits = [one for one in made if one and all(is_text(text, LONGEST_TEXT) for text in (one.code, one.name))]
    st.session_state[SUBMITTED] = fits


def put(kept: object) -> None:
    """Put back what was kept; what does not fit is left out. Its key is not used again: a copy of the tab has it."""
    clear()
    desk = current()
    if not isinstance(kept, dict):
        return
    desk.earlier = kept["key"] if is_text(kept.get("key"), LONGEST_TEXT) else ""
    desk.sent = _made(_SENT, kept.get("sent"))
    desk.changing = _made(_CHANGING, kept.get("changing"))


def _made(kind: TypeAdapter[Kind], kept: object) -> Kind | None:
    try:
        return kind.validate_python(kept)
    except ValidationError:
        return None

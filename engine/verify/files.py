"""What a file is, and what it states."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from engine.application import saved
from engine.documents import carried
from engine.scenario import filed
from engine.values import strict_json
from engine.values.refusal import refuse, shown

Json = dict[str, Any]
Document = Literal["report", "checklist", "workbook", "slides", "onepager", "amendments"]
Kind = Literal[Document, "saved", "result", "assessment", "allocation", "plan", "publication", "scenario"]
LARGEST = 512 << 20
"""Bytes of a file."""
MARKS: dict[Kind, frozenset[str]] = {
    "publication": frozenset({"scenario", "articles", "total"}),
    "result": frozenset({"application", "assessment"}),
    "plan": frozenset({"lines", "applications", "payout", "total"}),
    "allocation": frozenset({"claims", "pools", "budget", "total_actual"}),
    "assessment": frozenset({"claims", "total", "policy", "readings"}),
}
"""By which keys the JSON of each kind is told."""


@dataclass(frozen=True, slots=True)
class File:
    """A file: its kind, what it says (of a document, the statement that it carries), and its bytes."""

    kind: Kind
    content: Json
    data: bytes

    @property
    def receipt(self) -> Any:
        """Its receipt; None where it has none."""
        of = self.content["assessment"] if self.kind == "result" else self.content
        return of.get("receipt") if isinstance(of, dict) else None

    @property
    def publication(self) -> Json | None:
        """What it says of a publication: slides and publications do."""
        if self.kind == "publication":
            return self.content
        states = self.content["states"] if self.kind == "slides" else None
        return states if isinstance(states, dict) and MARKS["publication"] <= states.keys() else None


def read(name: str) -> File:
    """The file of this name. Refused where it cannot be read, or is nothing that states anything."""
    try:
        data = _bytes(name)
    except (OSError, ValueError) as error:
        given = getattr(error, "strerror", None) or str(error)
        refuse("file", "command.unreadable", name=shown(name), given=shown(given))
    if len(data) > LARGEST:
        refuse("file", "verify.too_large", most=LARGEST >> 20)
    content = parsed(data)
    kind: Kind | None = next((kind for kind, keys in MARKS.items() if keys <= content.keys()), None)
    if content.get("format") == carried.FORMAT:
        kind = _of_statement(content)
    elif content.get("format") in (saved.FORMAT, filed.FORMAT):
        kind = "saved" if content["format"] == saved.FORMAT else "scenario"
    if kind is None:
        refuse("file", "verify.foreign")
    return File(kind, content, data)


def _bytes(name: str) -> bytes:
    with Path(name).open("rb") as opened:
        return opened.read(LARGEST + 1)


def parsed(data: bytes) -> Json:
    """The JSON object that a file is, or that it carries."""
    inside = carried.read(data)
    try:
        text = (data if inside is None else inside).decode("utf-8-sig")
        # What a name says first and what it says last are not to be two things.
        content = strict_json.loads(text)
    except (ValueError, RecursionError):
        refuse("file", "verify.unreadable")
    if not isinstance(content, dict):
        refuse("file", "verify.foreign")
    return content


def _of_statement(content: Json) -> Kind:
    edition, kind = content.get("edition"), content.get("kind")
    if isinstance(edition, int) and edition > carried.EDITION:
        refuse("file", "verify.later_edition")
    parts = [content.get(name) for name in ("receipt", "given", "states")]
    known: Kind | None = next((own for own in get_args(Document) if own == kind), None)
    if known is None or not all(isinstance(part, dict) for part in parts):
        refuse("file", "verify.unreadable")
    return known


def carrying(name: str) -> Json | None:
    """The publication that a document of this name carries; None where it is no document. Refused where it carries
    none, or nothing that is published."""
    try:
        content = _bytes(name)
    except (OSError, ValueError):
        return None
    if carried.read(content) is None:
        return None
    found = read(name).publication
    return found if found is not None else refuse("with", "verify.with_what")

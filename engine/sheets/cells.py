"""What stands in one cell, read as the contract writes it: `1,234.5` is the amount "1234.5", `2025年6月15日` a day,
`是` true. Nothing is guessed: what could mean two things is refused, with what would be clear.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NoReturn

from engine.application import typed
from engine.policy.facts import Choice, Size
from engine.sheets.columns import SheetColumn, heading
from engine.text import words
from engine.text.phrases import both
from engine.values import amounts, money
from engine.values.refusal import LONGEST_TEXT, is_text, refuse, shown
from engine.values.windows import FIRST_DATE, LAST_DATE, parse_date

KEPT = 1 << 15
"""Cells of one column whose meaning is remembered at a time."""
MOST_POSITIONS = 999_999

_PLAIN = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,6})?")
_YEAR = re.compile(r"([0-9]{4})\s*(?:年度?)?")
_NUMBER = re.compile(r"(?:第\s*)?([0-9]{1,6})\s*[项号笔个]?")
_BY_A_PROGRAM = re.compile(r"[0-9]\.[0-9]+[eE]\+1[0-9]")
_BETWEEN = "、,;/|"
"""What stands between several choices in one cell, as `heading` leaves it."""
_APOSTROPHES = "'\N{FULLWIDTH APOSTROPHE}\N{RIGHT SINGLE QUOTATION MARK}"


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that has nothing to read: `key` names the sentence that says why, `given` what is seen in it."""

    key: str
    given: str


Cell = str | bool | date | Fault
"""What a row is made of, None where nothing stands. Numbers are their shortest decimals, as text."""


class Values(dict[Cell | None, Any]):
    """The meaning of the cells of one column, in contract form; None where a cell says nothing (blank, 不清楚). Each
    cell is read once and remembered, so that what is the same is one object. Refused for what is not understood."""

    def __init__(self, column: SheetColumn) -> None:
        super().__init__()
        self.column = column
        self.read = _READERS[column.kind]
        self[None] = None

    def __missing__(self, cell: Cell) -> Any:
        if isinstance(cell, Fault):
            refuse("", cell.key, given=cell.given)
        value = self.read(self.column, cell)
        if len(self) > KEPT:
            self.clear()
            self[None] = None
        self[cell] = value
        return value


def _typed(column: SheetColumn, cell: Cell, key: str) -> str:
    """What was typed, without what spreadsheets put around it; Refused under `key` where it is no text or number."""
    if not isinstance(cell, str):
        refuse("", key, label=column.label, given=_cell_text(cell))
    return cell.strip().lstrip(_APOSTROPHES).strip()


def _cell_text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return str(cell).upper()
    return shown(cell.isoformat() if isinstance(cell, date) else str(cell))


def _amount(column: SheetColumn, cell: Cell) -> str | None:
    text = _typed(column, cell, "sheets.not_an_amount")
    if _PLAIN.fullmatch(text):
        whole, _, decimals = text.partition(".")
        decimals = decimals.rstrip("0")
        return (whole.lstrip("0") or "0") + (f".{decimals}" if decimals else "")
    fen = amounts.read_money(text, label=column.label)
    return None if fen is None else money.wan_law(fen)


def _fen(column: SheetColumn, cell: Cell) -> int | None:
    amount = _amount(column, cell)
    return None if amount is None else money.parse_amount(amount, "")


def _score(column: SheetColumn, cell: Cell) -> str | None:
    text = unicodedata.normalize("NFKC", _typed(column, cell, "sheets.not_an_amount"))
    if text and not _PLAIN.fullmatch(text):
        refuse("", "sheets.not_a_score", label=column.label, given=shown(text))
    return money.wan_law(money.parse_amount(text, "")) if text else None


def _share(column: SheetColumn, cell: Cell) -> str | None:
    return typed.read_share(_typed(column, cell, "typed.share"), "", column.label)


def _fact(column: SheetColumn, cell: Cell) -> Any:
    """A fact of a kind that people type into boxes too."""
    assert column.fact is not None
    text = _typed(column, cell, "sheets.not_text")
    if column.kind == "uscc":
        _not_rewritten(text)
    return typed.read(column.fact, text, label=column.label)


def _not_rewritten(text: str) -> None:
    """Refuse a code that a spreadsheet has turned into a number: its last digits are lost."""
    if _BY_A_PROGRAM.fullmatch(text):
        refuse("", "sheets.long_number", given=shown(text))


def _text(column: SheetColumn, cell: Cell) -> str | None:
    if isinstance(cell, bool):
        return str(cell).upper()
    if not isinstance(cell, str):
        refuse("", "sheets.text_became_a_date", label=column.label, given=_cell_text(cell))
    text = cell.strip()
    if not is_text(text, LONGEST_TEXT):
        refuse("", "sheets.text_too_long", label=column.label, most=LONGEST_TEXT, length=len(text))
    return text or None


def _name(column: SheetColumn, cell: Cell) -> str | None:
    """What identifies an applicant or a claim."""
    text = _text(column, cell)
    if text is not None:
        _not_rewritten(text)
    return text


def _day(column: SheetColumn, cell: Cell) -> str | None:
    if isinstance(cell, date):
        parse_date(cell.isoformat(), "")
        return cell.isoformat()
    return typed.read_day(_typed(column, cell, "typed.day"), "", column.label)


def _year(column: SheetColumn, cell: Cell) -> int | None:
    text = unicodedata.normalize("NFKC", _typed(column, cell, "sheets.not_a_year"))
    if not text:
        return None
    found = _YEAR.fullmatch(text)
    if found is None or not FIRST_DATE.year <= int(found[1]) <= LAST_DATE.year:
        refuse("", "sheets.not_a_year", label=column.label, given=shown(text))
    return int(found[1])


def _yes_no(column: SheetColumn, cell: Cell) -> bool | None:
    if isinstance(cell, bool):
        return cell
    text = heading(_typed(column, cell, "sheets.not_yes_no"))
    if text in _unknown_forms():
        return None
    is_yes = text in forms("sheets.yes_forms")
    if not is_yes and text not in forms("sheets.no_forms"):
        refuse("", "sheets.not_yes_no", label=column.label, given=_cell_text(cell))
    return is_yes


def _choice(column: SheetColumn, cell: Cell) -> str | None:
    text = heading(_typed(column, cell, "sheets.not_text"))
    if text in _unknown_forms():
        return None
    for choice in column.choices:
        if text in {heading(form) for form in _forms_of(choice)}:
            return choice.id
    return _not_one_of(column, cell)


def _forms_of(choice: Choice) -> Iterator[str]:
    """The ways in which people write a choice."""
    yield from (choice.id, choice.label.zh, choice.label.en)
    if isinstance(choice, Size) and choice.forms is not None:
        yield from (form for said in both(choice.forms).values() for form in said.split("|"))


def _choices(column: SheetColumn, cell: Cell) -> list[str] | None:
    """Several choices in one cell, with a mark between them; 无 for none of them."""
    text = heading(_typed(column, cell, "sheets.not_text"))
    if text in _unknown_forms():
        return None
    if text in forms("sheets.no_forms", "typed.none"):
        return []
    known = {heading(form): choice.id for choice in column.choices for form in _forms_of(choice)}
    chosen = list[str]()
    while text := text.lstrip(_BETWEEN):
        # A choice may have such a mark in its own words: the longest that is one is taken.
        said = [form for form in known if text.startswith(form) and text[len(form) : len(form) + 1] in _BETWEEN]
        if not said:
            _not_one_of(column, cell)
        chosen.append(known[longest := max(said, key=len)])
        text = text[len(longest) :]
    return chosen


def _not_one_of(column: SheetColumn, cell: Cell) -> NoReturn:
    labels = [choice.label for choice in column.choices]
    known = {"zh": "、".join(label.zh for label in labels), "en": "; ".join(label.en for label in labels)}
    refuse("", "sheets.not_a_choice", label=column.label, given=_cell_text(cell), known=known)


def _whole(column: SheetColumn, cell: Cell) -> int | None:
    text = unicodedata.normalize("NFKC", _typed(column, cell, "sheets.not_text"))
    if not text:
        return None
    found = _NUMBER.fullmatch(text)
    if found is None or int(found[1]) > MOST_POSITIONS:
        refuse("", "sheets.not_a_number", label=column.label, given=shown(text), most=MOST_POSITIONS)
    return int(found[1])


_READERS: dict[str, Callable[[SheetColumn, Cell], Any]] = {
    "amount": _amount,
    "yearly": _amount,
    "approved": _fen,
    "score": _score,
    "ratio": _share,
    "count": _fact,
    "uscc": _fact,
    "text": _text,
    "reference": _name,
    "claim": _name,
    "mark": _name,
    "reason": _text,
    "counted": lambda _column, _cell: None,  # an export says it; what is decided is decided in the registry
    "beyond": lambda _column, _cell: None,  # the same
    "provision": _name,
    "date": _day,
    "year": _year,
    "yes_no": _yes_no,
    "group": _yes_no,
    "choice": _choice,
    "choices": _choices,
    "size": _choice,
    "number": _whole,
    "order": _whole,
}
"""By kind of column: the column and a cell -> the value, None for nothing, Refused for what is not understood."""


def forms(*keys: str) -> set[str]:
    """The ways in which people write an answer, in both languages, as `heading` leaves them."""
    return {heading(form) for key in keys for sentence in words.both(key).values() for form in sentence.split("|")}


def _unknown_forms() -> set[str]:
    return {"", *forms("sheets.unknown_forms")}

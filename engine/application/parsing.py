"""Single answers of an application, each read strictly: days, years, choices, texts, ids and credit codes."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from engine.application.model import LONGEST_TEXT
from engine.values.refusal import Refused, is_text, listed, refuse, shown
from engine.values.windows import FIRST_DATE, LAST_DATE, parse_date


def check_uscc(value: object, path: str) -> str:
    """统一社会信用代码 with its check digit, in its compact form; Refused otherwise."""
    from stdnum.cn import uscc  # it brings sockets with it, and most applications state no code
    from stdnum.exceptions import ValidationError

    try:
        if not isinstance(value, str):
            raise ValidationError
        return str(uscc.validate(value))
    except ValidationError:
        refuse(path, "application.bad_uscc", given=shown(value))


def parse_day(value: object, path: str) -> date:
    """A day; Refused if it is none."""
    try:
        return _day(value)
    except (Refused, TypeError):
        return parse_date(value, path)


@lru_cache(maxsize=4096)
def _day(text: object) -> date:
    """A day that was written so before: the same ones come again and again."""
    return parse_date(text, "")


def parse_year(value: object, path: str) -> int:
    """A year; Refused if it is none, or outside what the engine knows."""
    year = int(value) if isinstance(value, str) and len(value) == 4 and value.isascii() and value.isdigit() else value
    if isinstance(year, bool) or not isinstance(year, int) or not FIRST_DATE.year <= year <= LAST_DATE.year:
        refuse(path, "application.bad_year", given=shown(value), first=FIRST_DATE.year, last=LAST_DATE.year)
    return year


def parse_choices(known: list[str], value: object, path: str) -> list[str]:
    """Those of the choices that are chosen, in the policy's order; `true` is all of them, `false` none."""
    if isinstance(value, bool):
        return known if value else []
    if not isinstance(value, list):
        refuse(path, "application.not_choices", given=shown(value), known=listed(known))
    for i, chosen in enumerate(value):
        if chosen not in known:
            refuse(f"{path}.{i}", "application.unknown_choice", given=shown(chosen), known=listed(known))
    return [choice for choice in known if choice in value]


def parse_text(value: object, path: str) -> str:
    """A short text, without the spaces around it; a number is read as one. Refused if it is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not is_text(value, LONGEST_TEXT):
        refuse(path, "application.bad_text", given=shown(value), most=LONGEST_TEXT)
    return value.strip()


def parse_id(value: object, path: str) -> str:
    """The id of a claim; Refused if it is none."""
    if not is_text(value, LONGEST_TEXT, 1):
        refuse(path, "application.bad_id", given=shown(value))
    return value

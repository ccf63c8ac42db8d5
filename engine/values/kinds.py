"""The kinds of single values in input: how each is read, and what a JSON Schema says of it.

What a schema cannot say is left to the reader: that a number is written without a decimal point, that a day is in the
calendar, that a check digit is right.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from engine.values.money import DECIMALS, INTEGER_DIGITS, parse_amount, parse_ratio
from engine.values.refusal import LONGEST_TEXT, Refused, is_text, listed, refuse, shown
from engine.values.shapes import Json, Kind, Parse, defined
from engine.values.windows import FIRST_DATE, LAST_DATE, parse_date

# Digits, and points, that NFKC turns into those of ASCII: full-width, mathematical and segmented ones.
_SETS = "0\uff10\U0001d7ce\U0001d7d8\U0001d7e2\U0001d7ec\U0001d7f6\U0001fbf0"  # the zero of each
DIGIT = "[" + "".join(f"{zero}-{chr(ord(zero) + 9)}" for zero in _SETS) + "]"
ZERO, ONE = ("[" + "".join(chr(ord(zero) + digit) for zero in _SETS) + "]" for digit in (0, 1))
POINT = "[.\u2024\ufe52\uff0e]"
DECIMAL_ZEROS = f"({POINT}{ZERO}{{1,{DECIMALS}}})?"
YEARS = "|".join(str(year) for year in range(FIRST_DATE.year, LAST_DATE.year + 1))
MOST_COUNTED = 999_999
"""The largest number that is taken for a count."""


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


def parse_year(value: object, path: str, text: bool = True) -> int:
    """A year, also as text unless told otherwise; Refused if it is none, or outside what the engine knows."""
    written = text and isinstance(value, str) and len(value) == 4 and value.isascii() and value.isdigit()
    year = int(value) if written and isinstance(value, str) else value
    if isinstance(year, bool) or not isinstance(year, int) or not FIRST_DATE.year <= year <= LAST_DATE.year:
        refuse(path, "application.bad_year", given=shown(value), first=FIRST_DATE.year, last=LAST_DATE.year)
    return year


def parse_yes_no(value: object, path: str) -> bool:
    """Yes or no; Refused if it is neither."""
    if not isinstance(value, bool):
        refuse(path, "application.not_yes_no", given=shown(value))
    return value


def parse_text(value: object, path: str) -> str:
    """A short text, without the spaces around it; a number is read as one. Refused if it is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not is_text(value, LONGEST_TEXT):
        refuse(path, "application.bad_text", given=shown(value), most=LONGEST_TEXT)
    return value.strip()


def text(longest: int = LONGEST_TEXT, wrong: str = "application.bad_text", pattern: str = "") -> Kind:
    """A text of one character at least, in which the `pattern` stands, as it was given; `wrong` is what is said of
    anything else."""

    def parse(value: object, path: str) -> str:
        if not is_text(value, longest, 1) or not re.search(pattern, value):
            refuse(path, wrong, given=shown(value), most=longest)
        return value

    stated = {"pattern": pattern} if pattern else {}
    return Kind.of(parse, {"type": "string", "minLength": 1, "maxLength": longest, **stated})


def parse_count(value: object, path: str) -> int:
    """How many, as a whole number; Refused otherwise."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_COUNTED:
        refuse(path, "application.bad_count", given=shown(value), most=MOST_COUNTED)
    return value


DEFINED: dict[str, Json] = {}
"""What the whole schema defines of these."""


def _defined(name: str, parse: Parse, schema: Json) -> Kind:
    DEFINED[name] = schema
    return Kind.of(parse, defined(name))


_WRITTEN = f"at most {DECIMALS} decimals; a JSON number without a decimal point, or a string"
_UP_TO_ONE = (
    f"^({ZERO}{{1,{INTEGER_DIGITS}}}({POINT}{DIGIT}{{1,{DECIMALS}}})?"
    f"|{ZERO}{{0,{INTEGER_DIGITS - 1}}}{ONE}{DECIMAL_ZEROS})$"
)


def _number(what: str, most: int, pattern: str) -> Json:
    whole = {"type": "integer", "minimum": 0, "maximum": most}
    return {"description": f"{what}, {_WRITTEN}", "anyOf": [whole, {"type": "string", "pattern": pattern}]}


_ANY = f"^{DIGIT}{{1,{INTEGER_DIGITS}}}({POINT}{DIGIT}{{1,{DECIMALS}}})?$"
AMOUNT = _defined("amount", parse_amount, _number("万元", 10**INTEGER_DIGITS - 1, _ANY))
RATIO = _defined("ratio", parse_ratio, _number("0 to 1", 1, _UP_TO_ONE))
DAY = _defined(
    "date",
    parse_day,
    {"type": "string", "format": "date", "pattern": f"^({YEARS})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"},
)
_YEAR = {"type": "integer", "minimum": FIRST_DATE.year, "maximum": LAST_DATE.year}
YEAR = _defined("year", parse_year, {"anyOf": [_YEAR, {"type": "string", "pattern": f"^({YEARS})$"}]})
COUNT = _defined("count", parse_count, {"type": "integer", "minimum": 0, "maximum": MOST_COUNTED})
YES_NO = Kind.of(parse_yes_no, {"type": "boolean"})
CODE = Kind.of(check_uscc, {"type": "string", "minLength": 18})
TEXT = Kind.of(parse_text, {"type": ["string", "integer"], "maxLength": LONGEST_TEXT})
NAME = text(pattern=r"\S")
ID = text(wrong="application.bad_id")


def choices(ids: Sequence[str]) -> Kind:
    """Those of the choices that are chosen, in this order; `true` is all of them, `false` none."""
    known = list(ids)

    def parse(value: object, path: str) -> list[str]:
        if isinstance(value, bool):
            return known if value else []
        if not isinstance(value, list):
            refuse(path, "application.not_choices", given=shown(value), known=listed(known))
        for i, chosen in enumerate(value):
            if chosen not in known:
                refuse(f"{path}.{i}", "application.unknown_choice", given=shown(chosen), known=listed(known))
        return [choice for choice in known if choice in value]

    chosen = {"type": "array", "items": {"enum": known}}
    return Kind.of(parse, {"anyOf": [chosen, {"type": "boolean"}], "description": "true: all of them; false: none"})

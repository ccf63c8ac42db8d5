"""Money: 分 inside, 万元 at the edges, truncated (只舍不入) and never rounded.

Inside, an amount is an integer of 分, or an exact Fraction of 分 while a calculation is under way. What is
published has two decimals of 万元; every function here that writes an amount cuts towards zero. No float
takes part anywhere: truncation in floats is wrong in 1 to 3% of amounts.
"""

import re
import unicodedata
from fractions import Fraction
from functools import lru_cache
from typing import Any, NoReturn

from engine.text import words
from engine.values.refusal import refuse, shown
from engine.values.written import NOTHING, Exact, WrittenAmount, cut

__all__ = ["Exact"]

WAN = 1_000_000
"""分 in one 万元."""
HUNDREDTH = 10_000
"""分 in 0.01万元, the finest step in which an award is published."""
WHOLE = 1_000_000
"""Millionths in a share of 1, the unit of `parse_ratio`."""

FITS = 2**62
"""What 64 bits hold with a bit to spare."""

BOUNDLESS = 10**40
"""分: more than any amount that can be stated, for what nothing bounds; any share of it is too."""

INTEGER_DIGITS = 12
DECIMALS = 6
TOO_LARGE = 10**INTEGER_DIGITS * WAN
"""分: the first amount that is refused."""

# Full-width, half-width and mathematical digits are digits; 10², ①, ½ and ⒈ merely contain one, and NFKC
# would make 102, 1, a fraction and "1." of them.
_PLAIN_DIGIT_FORMS = ("<wide>", "<narrow>", "<font>")
_STRICT_NUMBER = re.compile(r"([0-9]+)(?:\.([0-9]+))?")
_STRICT_EXPONENT = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?[eE][+-]?[0-9]+")
SIGNS = "+-±\N{MINUS SIGN}\N{EN DASH}\N{EM DASH}"


def bounded(fen: int) -> int | None:
    """An amount in 分; None for one that nothing bounds."""
    return None if fen > BOUNDLESS // 10**10 else fen


# ------------------------------------------------------------------------------------------ strict, from JSON


def parse_amount(value: object, path: str) -> int:
    """分, from an amount in 万元 as JSON carries it: an integer or a string such as "38.5".

    Refused: floats, booleans, signs, exponents, separators, spaces, NaN, digits that are not ASCII after
    NFKC, more than 12 integer digits, more than 6 decimals.
    """
    return _parse_millionths(value, path, "money.")  # 1 分 is a millionth of 1 万元


def parse_ratio(value: object, path: str) -> int:
    """Millionths, from a share between 0 and 1 (both included) written by the rules of `parse_amount`."""
    millionths = _parse_millionths(value, path, "money.ratio_")
    if millionths > WHOLE:
        refuse(path, "money.ratio_too_large", given=shown(value))
    return millionths


def _parse_millionths(value: object, path: str, area: str) -> int:
    def fault(key: str) -> NoReturn:
        refuse(path, area + key, given=shown(value))

    if isinstance(value, float):
        fault("float")
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        fault("kind")
    if isinstance(value, int):
        if value < 0:
            fault("sign")
        if value >= 10**INTEGER_DIGITS:
            fault("too_large")
        return value * WHOLE

    text = unicodedata.normalize("NFKC", value)
    number = _STRICT_NUMBER.fullmatch(text) if digits_are_digits(value) else None
    if number is None:
        fault(_strict_fault(text))
    whole, decimals = number[1], number[2] or ""
    if len(whole) > INTEGER_DIGITS:
        fault("too_large")
    if len(decimals) > DECIMALS:
        fault("too_fine")
    return int(whole + decimals.ljust(DECIMALS, "0"))


def _strict_fault(text: str) -> str:
    if _STRICT_EXPONENT.fullmatch(text):
        return "exponent"
    if text[:1] in tuple(SIGNS) and text[1:2].isdecimal():
        return "sign"
    without_separators = re.sub(r"[\s,_]", "", text)
    if without_separators != text and _STRICT_NUMBER.fullmatch(without_separators):
        return "separator"
    return "not_a_number"


def digits_are_digits(text: str) -> bool:
    """Whether what NFKC makes digits of was digits before."""
    return text.isascii() or not any(
        not character.isascii()
        and any(part.isdecimal() for part in unicodedata.normalize("NFKC", character))
        and not unicodedata.decomposition(character).startswith(_PLAIN_DIGIT_FORMS)
        for character in text
    )


# --------------------------------------------------------------------------------------------------- written


def stated_text(fen: int, lang: str) -> str:
    """An amount that somebody stated, with its unit: `52.30万元`, `39.999999万元`; never cut."""
    return words.text("money.amount", lang, amount=_uncut(fen))


def _uncut(fen: int, places: int = 2) -> WrittenAmount:
    whole, decimals = divmod(fen, WAN)
    shown_decimals = f"{decimals:06d}".rstrip("0").ljust(places, "0")
    return WrittenAmount(f"{whole:,}.{shown_decimals}", fen)


def truncate(num: Exact, den: int = 1) -> int:
    """`num`/`den` 分 cut to whole 0.01万元 towards zero: 分, a multiple of 10,000.

    「资助金额按万元计,不为整数时取两位小数(只舍不入)」
    """
    return cut(num, den * HUNDREDTH) * HUNDREDTH


def wan(num: Exact, den: int = 1) -> WrittenAmount:
    """`num`/`den` 分 in 万元 for answers and files, cut: "1234.56"."""
    if not num:
        return NOTHING
    hundredths = cut(num, den * HUNDREDTH)
    return WrittenAmount(_two_decimals(hundredths, ""), hundredths * HUNDREDTH)


@lru_cache(maxsize=4096)
def bounded_wan(fen: int) -> WrittenAmount | None:
    """The same of an amount in 分; None for one that nothing bounds."""
    return None if bounded(fen) is None else wan(fen)


def wan_text(num: Exact, den: int = 1) -> WrittenAmount:
    """`num`/`den` 分 in 万元 for people, cut: "1,234.56"."""
    hundredths = cut(num, den * HUNDREDTH)
    return WrittenAmount(_two_decimals(hundredths, ","), hundredths * HUNDREDTH)


def wan_law(fen: int) -> WrittenAmount:
    """分 in 万元 as the law writes amounts: "2000", "38.5", without separators or idle zeros, uncut."""
    sign, size = ("-", -fen) if fen < 0 else ("", fen)
    whole, decimals = divmod(size, WAN)
    return WrittenAmount(f"{sign}{whole}.{decimals:06d}".rstrip("0").rstrip("."), fen)


def exact_text(num: Exact, den: int = 1) -> WrittenAmount:
    """`num`/`den` 分 in 万元 on the way through a calculation: "15.97", or "15.97…" when there is more."""
    hundredths = cut(num, den * HUNDREDTH)
    rest = "" if hundredths * den * HUNDREDTH == num else "…"
    return WrittenAmount(_two_decimals(hundredths, ",") + rest, num, den)


def cut_to_hundredths(amount: Any, scale: int) -> Any:
    """An amount in 分 times `scale` (a number, or a column of them) cut to 0.01万元, in 分."""
    return amount // (scale * HUNDREDTH) * HUNDREDTH


def uncut_text(num: Exact, den: int = 1) -> WrittenAmount:
    """`num`/`den` 分 in 万元 as a sentence says it: "1,234.50", "0.000001"; six decimals and a mark where none are
    exact."""
    return WrittenAmount(_uncut_text(num, den), num, den)


def _uncut_text(num: Exact, den: int) -> str:
    hundredths, rest = divmod(num * 100, den * WAN)
    if not rest and hundredths >= 0:
        whole, decimals = divmod(int(hundredths), 100)
        return f"{whole:,}.{decimals:02d}"
    text = _exact(num, den)
    if "/" in text:
        return f"{_uncut(cut(num, den), DECIMALS)}…"
    units, _, digits = text.partition(".")
    return f"{int(units):,}.{digits}"


def exact_decimal(num: Exact, den: int = 1) -> WrittenAmount:
    """`num`/`den` 分 in 万元 for answers and files, uncut: "25.00", "19.995", or "100/3" where no decimal is exact."""
    return WrittenAmount(_exact(num, den), num, den)


def _exact(num: Exact, den: int) -> str:
    hundredths, rest = divmod(num, den * HUNDREDTH)
    if not rest:
        return _two_decimals(int(hundredths), "")
    exact = Fraction(num) / (den * WAN)
    # Below the line only twos and fives can stand: no more of them than it has digits in base 2.
    places = exact.denominator.bit_length()
    digits, rest = divmod(abs(exact.numerator) * 10**places, exact.denominator)
    if rest:
        return str(exact)
    whole, decimals = divmod(digits, 10**places)
    return f"{'-' if exact < 0 else ''}{whole}.{decimals:0{places}d}".rstrip("0")


def amount_text(num: Exact, lang: str, den: int = 1) -> str:
    """`num`/`den` 分 truncated to 0.01万元, with its unit: `1,234.56万元`; English has CNY beside it."""
    return words.text("money.amount", lang, amount=wan_text(num, den))


def percent_text(num: Exact, den: int = 1) -> str:
    """`num`/`den` as a percentage: "50%", "12.5%", or "79.87…%" when two decimals do not hold it."""
    hundredths = cut(num * 10_000, den)
    digits = _two_decimals(hundredths, ",")
    if hundredths * den == num * 10_000:
        return digits.rstrip("0").rstrip(".") + "%"
    return digits + "…%"


def _two_decimals(hundredths: int, separator: str) -> str:
    sign, hundredths = ("-", -hundredths) if hundredths < 0 else ("", hundredths)
    whole, decimals = divmod(hundredths, 100)
    return f"{sign}{whole:,}.{decimals:02d}" if separator else f"{sign}{whole}.{decimals:02d}"

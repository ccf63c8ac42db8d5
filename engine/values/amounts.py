"""Amounts as people type and paste them: 1200万元（不含税）, 一千二百万, 12,000,000.00, RMB 3 million.

What is not understood is refused with a reason of its own; nothing is guessed. `meant` says where an amount was read
that is unlikely for its question, and what was probably meant.
"""

import re
import unicodedata
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import NoReturn

from engine.text import words
from engine.text.numerals import from_chinese, number_written, plain_forms, with_digits, written_out
from engine.values.money import DECIMALS, INTEGER_DIGITS, SIGNS, TOO_LARGE, WAN, digits_are_digits
from engine.values.refusal import refuse, shown
from engine.values.written import YUAN, cny_text

_CALLED = {
    12: "万亿",
    9: "billion bn",
    8: "亿 个亿",
    7: "千万",
    6: "百万 million mn m",
    4: "万 w wan",
    3: "千 k thousand",
}
_UNITS = {unit: 10**power * YUAN for power, units in _CALLED.items() for unit in units.split()}
"""分 in one of each, by what powers of ten are called; a word is followed by nothing, 元 or yuan."""
JIAO = 10
"""分 in one 角."""
_PART = re.compile(
    r"\s*(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]*)(?:\.(?P<decimals>[0-9]*))?"
    rf"\s*(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})?"
)
_YUAN_BEFORE = re.compile(r"\s*(?:人民币|rmb|cny|¥)\s*[:]?\s*")
_YUAN_AFTER = re.compile(
    r"\s*(?:元|yuan|人民币|rmb|cny)(?:\s*(?:[整正]|人民币|rmb|cny|(?P<jiao>[0-9一二三四五六七八九])角)?(?:[0零]?(?P<fen>[0-9一二三四五六七八九])分)?[整正]?)?\s*$"
)
_UNIT_IN_BRACKETS = re.compile(r"\(\s*((?:万|亿)?元|万|亿|人民币|rmb|cny)\s*\)")
_SPELLED = re.compile("[0-9零一二三四五六七八九十百千万亿]*[一二三四五六七八九十][0-9零一二三四五六七八九十百千万亿]*")
_UNLIKELY = re.compile(r"[0-9][0-9, ]*(?:\.[0-9]*)?\s*(?:万元?)?")
_FOREIGN = re.compile(r"\$|€|£|₩|us[d$]|hk[d$]|eur\b|gbp|jpy|美[元金]|港[元币]|欧元|英镑|日[元圆]|澳元|新台币|台币")
_TYPED_SIGN = re.compile(rf"\s*(?:人民币|rmb|cny|¥)?\s*(?:[{re.escape(SIGNS)}]|负|\()\s*(?:人民币|rmb|cny|¥)?\s*[0-9.]")
_TYPED_EXPONENT = re.compile(r"[0-9.]e[+-]?[0-9]")
_TYPED_GROUPS = re.compile(r"[0-9,.]*[0-9],[0-9,.]*[^0-9,.]*")


def read_money(
    text: str, *, path: str = "", label: str | Mapping[str, str] | None = None, unit: int = WAN
) -> int | None:
    """分, from an amount as people type it; None when nothing was typed.

    `300`, `300万`, `0.03亿`, `3,000,000元`, `1亿2000万元`, `¥300万`, `RMB 3 million`, 三百万, 叁佰万元整,
    `300万元（不含税）`, `300（万元）`, and all of them in full-width characters. A number in digits without a unit
    counts in `unit` (分 in one; 万元 unless told), one beside ¥, RMB, CNY, 元 or yuan in 元.
    `label` repeats the question in the message of a refusal. Refused: signs, exponents, misplaced commas,
    foreign currencies, unclear units, more than 12 integer digits, anything finer than 分.
    """
    typed = _without_notes(unicodedata.normalize("NFKC", text).strip().lower())
    if not typed:
        return None

    def fault(key: str) -> NoReturn:
        refuse(path, f"money.{key}", label=words.both("money.label") if label is None else label, given=shown(text))

    if not digits_are_digits(text):
        fault("typed_not_a_number")
    if _FOREIGN.search(typed):
        fault("typed_currency")
    if _TYPED_SIGN.match(typed):
        fault("typed_sign")
    if _TYPED_EXPONENT.search(typed):
        fault("typed_exponent")

    number = typed
    if before := _YUAN_BEFORE.match(number):
        number = number[before.end() :]
    if after := _YUAN_AFTER.search(number):
        number = number[: after.start()]
    in_yuan = before is not None or after is not None
    total = Fraction(_small_change(after))
    if (said := number_written(number)) is not None:
        if not (in_yuan or any(unit in number for unit in "万亿")):
            fault("typed_unit")
        total += said * YUAN
        if total >= TOO_LARGE:
            fault("typed_too_large")
        return int(total)

    parts = list(_parts(with_digits(number)))
    if not parts:
        fault(_typed_fault(number))
    previous = TOO_LARGE
    for position, (whole, decimals, word) in enumerate(parts):
        if len(whole) > 2 * INTEGER_DIGITS:
            fault("typed_too_large")
        if len(decimals) > 2 * DECIMALS:
            fault("typed_too_fine")
        is_last = position == len(parts) - 1
        if not word and not in_yuan and with_digits(number) != number:
            fault("typed_unit")  # 五千 may be 5,000元 or 5,000万元
        if len(parts) > 1 and ((decimals and not is_last) or (not word and not (is_last and after))):
            # "1万5" is 15,000 to one reader and 10,005 to another.
            fault("typed_unit")
        size = _UNITS[word] if word else YUAN if in_yuan else unit
        amount = Fraction(int(whole + decimals or "0") * size, 10 ** len(decimals))
        if position and amount >= previous:
            fault("typed_unit")
        previous = size
        total += amount
    if total.denominator != 1:
        fault("typed_too_fine")
    if total >= TOO_LARGE:
        fault("typed_too_large")
    return int(total)


def _without_notes(typed: str) -> str:
    """What was typed without what changes nothing in it (不含税), in brackets or not, and a unit taken out of its."""
    while found := _notes().fullmatch(typed):
        typed = found["before"] or found["after"] or ""
    return _UNIT_IN_BRACKETS.sub(r"\1", plain_forms(typed))


@cache
def _notes() -> re.Pattern[str]:
    forms = [form for sentence in words.both("money.notes").values() for form in sentence.split("|")]
    note = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    return re.compile(
        rf"(?P<before>.+?)[\s,;:]*[(\[【]?\s*(?:{note})\s*[)\]】]?|[(\[【]?\s*(?:{note})\s*[)\]】]?[\s,;:]*(?P<after>.+)",
        re.DOTALL,
    )


def _small_change(after: re.Match[str] | None) -> int:
    """分, of the 角 and 分 behind 元."""
    return 0 if after is None else from_chinese(after["jiao"] or "0") * JIAO + from_chinese(after["fen"] or "0")


def _parts(number: str) -> list[tuple[str, str, str]]:
    """The (integer digits, decimals, unit) that `number` consists of; nothing if it has anything else."""
    parts, position = [], 0
    while position < len(number):
        part = _PART.match(number, position)
        if part is None or not (part["whole"] or part["decimals"]) or not (part["unit"] or part.end() == len(number)):
            return []
        parts.append((re.sub("[, ]", "", part["whole"]), (part["decimals"] or "").rstrip("0"), part["unit"] or ""))
        position = part.end()
    return parts


def _typed_fault(number: str) -> str:
    if _TYPED_GROUPS.fullmatch(number):
        return "typed_grouping"
    if _SPELLED.fullmatch(number):
        return "typed_unit"  # 一千二
    begins_as_number = _PART.match(number)
    rest = number[begins_as_number.end() :] if begins_as_number and begins_as_number["whole"] else ""
    return "typed_unit" if rest and not re.match(r"\s*[0-9._,-]", rest) else "typed_not_a_number"


def meant(text: str, usual: int) -> int | None:
    """分: what was probably meant where the amount typed, read in 万元, is above what is `usual` (分), and the same
    digits are not when they are read in 元; None where nothing is unlikely about it."""
    typed = _without_notes(unicodedata.normalize("NFKC", text).strip().lower())
    if not _UNLIKELY.fullmatch(typed):
        return None
    read = read_money(text)
    if read is None or read <= usual:
        return None
    in_yuan, rest = divmod(read * YUAN, WAN)
    return in_yuan if not rest and 0 < in_yuan <= usual else None


def echo(fen: int, lang: str) -> str:
    """What was understood, for beside the box, in words and in 元: `即五十二万三千元（523,000元）`."""
    return words.text("money.echo", lang, words={one: in_words(fen, one) for one in words.LANGUAGES}, yuan=_yuan(fen))


def in_words(fen: int, lang: str) -> str:
    """An amount in words: 一千二百万元, 三元零五分; `12 million yuan`."""
    yuan, rest = divmod(fen, YUAN)
    if lang == "zh":
        jiao, small = divmod(rest, JIAO)
        tenths = f"{written_out(jiao)}角" if jiao else "零" if small else ""
        return f"{written_out(yuan)}元{tenths}" + (f"{written_out(small)}分" if small else "")
    for size, key in ((10**9, "billion"), (10**6, "million"), (10**3, "thousand")):
        if yuan >= size:
            return words.text(f"money.{key}", lang, number=_decimal(Fraction(fen, size * YUAN)))
    return words.text("money.yuan", lang, number=_yuan(fen))


def short(fen: int, lang: str) -> str:
    """An amount as it would be typed, with its unit: `1,200万元`; `12 million yuan`."""
    return f"{_decimal(Fraction(fen, WAN))}万元" if lang == "zh" else in_words(fen, lang)


def _decimal(number: Fraction) -> str:
    whole, rest = divmod(number, 1)
    digits = f"{int(rest * 10**11):011d}".rstrip("0")
    return f"{int(whole):,}" + (f".{digits}" if digits else "")


def _yuan(fen: int) -> str:
    return cny_text(fen).removeprefix("CNY ")

"""A quantity of a law with another value, written as the law writes it at that place: 20万元 as 15万元, 百分之三十 as
百分之二十五, 两家 as 三家, 1亿5000万元 as 9000万元, the 40 of 60、40、20万元 as 30."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from engine.text.numerals import written_out
from engine.values.money import wan_law
from engine.values.quantities import IN_ROW, MONEY, PARTS, QUANTITY, SHARE, SIZES, Quantity, Rate, quantities
from engine.values.written import YUAN

_YI, _WAN, _YUAN = 10**8, 10**4, 1
_PARTS_OF_MONEY = (("yi", _YI), ("wan", _WAN), ("yuan", _YUAN))
_SEPARATED = re.compile(r"\d([,，])\d{3}")
_FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")
_UNITS = {_YI: "亿", _WAN: "万", _YUAN: ""}
_DECIMALS = 12


def rewritten(text: str, quantity: Quantity, value: Fraction) -> str:
    """What stands in a text where the `quantity` does, with another value (see `Quantity`) that its kind can have. It
    is read as that value again; where the law's way of writing cannot say it, it is written in digits with the usual
    unit."""
    old = text[slice(*quantity.span)]
    if value == quantity.value:
        return old
    usual = _usual(quantity.kind, value, "" if quantity.row else quantity.kind)
    return next(form for form in (*_forms(old, quantity, value), usual) if _is_read_as(form, quantity, value))


def _is_read_as(form: str, quantity: Quantity, value: Fraction) -> bool:
    """Whether a form is the value, and nothing beside; in a row, with the unit of the row."""
    read = quantities(form + quantity.row)
    whole = (0, len(form + quantity.row))
    return len(read) == 1 and (read[0].span, read[0].kind, read[0].value) == (whole, quantity.kind, value)


def _forms(old: str, quantity: Quantity, value: Fraction) -> list[str]:
    """How it can be written as the old one is, the likest first."""
    if quantity.row:
        return [_digits(value / IN_ROW[quantity.row][1], old)]
    match = QUANTITY.fullmatch(old)
    assert match is not None
    if match["share"]:
        return [_in(match, "share", value / IN_ROW[match["sign"]][1])]
    if match["of"]:
        return [_in(match, "parts", value * PARTS[match["of"]])]
    return [_in(match, "count", value)] if match["count"] else _money(match, value)


def _usual(kind: str, value: Fraction, unit: str) -> str:
    """In ASCII digits, with the usual unit."""
    if kind == MONEY:
        return f"{wan_law(int(value * YUAN))}万元"
    return Rate.worth(value).written if kind == SHARE else f"{value}{unit}"


def _in(match: re.Match[str], group: str, number: Fraction) -> str:
    """What was matched, with another number in one of its groups, in digits or in characters as the old one."""
    old, text = match[group], match.group()
    start, end = match.span(group)
    if _is_in_digits(old):
        new = _digits(number, old)
    elif group == "count":
        new = "两" if number == 2 else written_out(int(number))
    else:
        new = _in_characters(number)
    return text[: start - match.start()] + new + text[end - match.start() :]


def _money(match: re.Match[str], value: Fraction) -> list[str]:
    """An amount in the units of the old one; in smaller ones, where it has too many decimals in them."""
    there = [(name, size) for name, size in _PARTS_OF_MONEY if match[name]]
    if not all(_is_in_digits(match[name]) for name, _ in there):
        return [_spoken(value)]
    if len(there) == 1:
        return list(_in_one_unit(match, *there[0], value))
    said, rest = "", value
    for name, size in there:
        part = rest / size if size == there[-1][1] else Fraction(rest // size)
        rest -= part * size
        said += _digits(part, match[name]) + _UNITS[size] if part else ""
    return [f"{said}元"]


def _in_one_unit(match: re.Match[str], name: str, size: int, value: Fraction) -> Iterator[str]:
    """An amount of one part, in its unit where that leaves a number of one or more: 1.5亿元 as 1.2亿元, 5千万元 as
    3千万元 or 3500万元."""
    thousands = match[f"{name}_size"]
    if not thousands:
        if size != _YI or value >= size:
            yield _in(match, name, value / size)
        return
    if value % (size * SIZES[thousands]) == 0:
        yield _in(match, name, value / (size * SIZES[thousands]))
    at = match.start(f"{name}_size") - match.start()
    shorter = QUANTITY.fullmatch(match.group()[:at] + match.group()[at + 1 :])
    assert shorter is not None
    yield _in(shorter, name, value / size)


def _is_in_digits(text: str) -> bool:
    return text[0].isdecimal()


def _digits(number: Fraction, like: str) -> str:
    """A number in the digits, and with the separators, of another one."""
    whole, decimals = _decimal(number)
    if separated := _SEPARATED.search(like):
        whole = f"{int(whole):,}".replace(",", separated[1])
    text = f"{whole}.{decimals}" if decimals else whole
    return text if like[0].isascii() else text.translate(_FULL_WIDTH)


def _decimal(number: Fraction) -> tuple[str, str]:
    """What stands before the point and behind it; a number with more than so many decimals is cut, and is not read as
    the number that it was."""
    whole, rest = divmod(number, 1)
    return str(whole), f"{int(rest * 10**_DECIMALS):0{_DECIMALS}d}".rstrip("0")


def _in_characters(number: Fraction) -> str:
    """A number below a hundred in characters: 三十, 十二点五."""
    whole, decimals = _decimal(number)
    text = written_out(int(whole))
    return text + "点" + "".join(written_out(int(digit)) for digit in decimals) if decimals else text


def _spoken(value: Fraction) -> str:
    """An amount in characters: 五千万元, 两万元; "" below one 元."""
    if value.denominator != 1 or not value:
        return ""
    text = written_out(int(value))
    return f"{'两' + text[1:] if re.match('二[万亿]', text) else text}元"

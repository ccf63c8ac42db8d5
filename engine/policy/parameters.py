"""The numbers of a policy that money hangs on, by name, and the policy as it would be with other ones.

A number is called `<provision>.<name>`, where the name is that of its condition or step, or else the key of its kind
(`share`, `fixed`, `cap`, `years`, `winners`, `at_least`; `tiers.<choice>`; `cap.<choice>` or
`cap.2027-01-01` where it is not the same for everybody); `<pool>.cap`; `<window>.years`. What a
number was called before is in the policy (`renamed`). Amounts are 万元, whole as in the law; rates lie between 0 and 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any, Literal

from engine.policy.blocks import Pool, Reading, Window
from engine.policy.facts import Fact
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.steps.language import Changeable, Stated
from engine.steps.varying import ByDay, ByFact, NumberByReading, with_number
from engine.text import words
from engine.text.phrases import Both, both, day_text
from engine.values.counts import MOST_COUNTED, parse_count
from engine.values.kinds import DECIMAL_ZEROS, DIGIT, POINT, RATIO, ZERO
from engine.values.money import DECIMALS, INTEGER_DIGITS, WAN, parse_amount, parse_ratio, wan_law
from engine.values.quantities import Amount, FullYears, NumberKind
from engine.values.refusal import Refusals, join, listed, refuse, shown
from engine.values.shapes import Json, Kind, Record
from engine.values.written import YUAN

Names = Mapping[str, str]

MOST_POLICIES = 32
"""For so many sets of overrides the changed policy is kept ready."""
MOST_WAN = 99_999_999
"""万元: the largest amount that a provision can be given; a thousand items of it still fit into 64 bits of 分."""
MOST_YEARS = 99


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a policy: its name, the article in which it stands, what it is called, of which kind it is, its
    value as overrides write it ("0.35" for 35%, "15" for 15万元), and the words of the law that say it; `field`: that
    of the condition or step that holds it; `narrower`: whether less or more of it narrows what is granted."""

    name: str
    article: int
    label: Both
    kind: NumberKind
    value: str
    quote: str
    field: str = ""
    narrower: Literal["lower", "higher"] = "lower"

    @property
    def block(self) -> str:
        """The id of the provision, total or window that it is of."""
        return self.name.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Range:
    """The values that a number can be given: from `least` to `most`, both included, in steps of `step`, as overrides
    write them."""

    least: str
    most: str
    step: str


def legal_range(number: Number) -> Range:
    """What a number can be changed to, which `read_overrides` accepts and nothing else; the law's own value is accepted
    too, where it is finer."""
    match number.kind:
        case "rate":
            return Range("0", "1", wan_law(1))
        case "amount":
            return Range("0", wan_law(MOST_WAN * WAN), wan_law(_finest(number.value)))
        case "count":
            return Range("0", str(MOST_COUNTED), "1")
        case "years":
            return Range("1", str(MOST_YEARS), "1")


def exact(kind: NumberKind, value: str) -> Fraction:
    """A value as overrides write it, as the number that it is: a share of 1, an amount in 分, a count of things or
    years."""
    match kind:
        case "amount":
            return Fraction(parse_amount(value, ""))
        case _:
            return Fraction(value)


def changeable(policy: Policy) -> list[Number]:
    """Every number of the policy that money hangs on, in the order of the law's articles."""
    return list(policy.derived(_Numbers).by_name.values())


def override_shapes(policy: Policy) -> Record:
    """What overrides may say: another value under the name of each number; null leaves a number as it is."""
    return Record({name: _kind(number) for name, number in policy.derived(_Numbers).by_name.items()})


def read_overrides(policy: Policy, raw: object, path: str, refusals: Refusals) -> dict[str, str]:
    """The overrides in `raw`, checked and written alike: {name: value}, without those that change nothing."""
    if raw is None:
        return {}
    if not isinstance(raw, Mapping):
        refusals.add(path, "application.not_an_object", given=shown(raw))
        return {}
    known = policy.derived(_Numbers).by_name
    found = {}
    for given, value in raw.items():
        name = policy.renamed.get(given, given) if isinstance(given, str) else given
        if name != given and name in raw:
            continue  # what it is called now says it
        place = join(path, given)
        number = known.get(name)
        if number is None:
            article = _of_same_block(str(name), known)
            refusals.add(place, "scenario.unknown_number", given=shown(given), known=listed(article))
        elif value is not None:
            written = refusals.attempt(_kind(number).read, value, place, refusals)
            if written not in (None, number.value):
                found[name] = written
    return dict(sorted(found.items()))


def overridden(policy: Policy, overrides: Mapping[str, object]) -> Policy:
    """The policy with these numbers instead of its own: a policy of its own, validated like one that was read, which
    shares nothing with the first that was derived from it. The law's text and quotes stay as they are. Raises Refused
    naming every override that cannot be accepted."""
    refusals = Refusals()
    read = read_overrides(policy, overrides, "", refusals)
    refusals.raise_if_any()
    return policy if not read else policy.derived(_Changed).under(tuple(read.items()))


def _of_same_block(name: str, known: Mapping[str, Number]) -> list[str]:
    """The names that begin as this one does, or all if none does."""
    block = name.partition(".")[0]
    return [n for n in known if n.partition(".")[0] == block] or list(known)


def _rate(value: object, path: str) -> str:
    return wan_law(parse_ratio(value, path))  # millionths, written as 分 are


def _finest(of_the_law: str) -> int:
    """分: the step in which an amount of the law can be changed."""
    return YUAN if "." in of_the_law else WAN


def _amount(of_the_law: str) -> Kind:
    """Whole 万元, or what the law says; whole 元 where the law says no whole 万元 itself."""
    finest = _finest(of_the_law)
    in_yuan = finest < WAN

    def parse(value: object, path: str) -> str:
        fen = parse_amount(value, path)
        if fen % finest and wan_law(fen) != of_the_law:
            refuse(path, "scenario.not_whole_yuan" if in_yuan else "scenario.not_whole", given=shown(value))
        if fen > MOST_WAN * WAN:
            refuse(path, "scenario.amount_too_large", given=shown(value), most=wan_law(MOST_WAN * WAN))
        return wan_law(fen)

    digits = len(str(MOST_WAN))
    whole = f"^{ZERO}{{0,{INTEGER_DIGITS - digits}}}{DIGIT}{{1,{digits}}}{DECIMAL_ZEROS}$"
    texts: list[Json] = [{"type": "string", "pattern": whole}]
    if in_yuan:
        places = len(str(WAN // finest)) - 1
        parts = f"{POINT}{DIGIT}{{1,{places}}}{ZERO}{{0,{DECIMALS - places}}}"
        texts += [{"type": "string", "pattern": whole.replace(DECIMAL_ZEROS, parts)}, {"const": of_the_law}]
    return Kind.of(parse, {"anyOf": [{"type": "integer", "minimum": 0, "maximum": MOST_WAN}, *texts]})


def _count(value: object, path: str) -> str:
    """A count; written as text, as overrides are, it is the number that it is."""
    short = isinstance(value, str) and 0 < len(value) <= len(str(MOST_COUNTED))
    digits = short and isinstance(value, str) and value.isascii() and value.isdigit()
    return str(parse_count(int(value) if digits and isinstance(value, str) else value, path))


def _years(value: object, path: str) -> str:
    count = _count(value, path)
    if not 1 <= int(count) <= MOST_YEARS:
        refuse(path, "scenario.bad_years", given=shown(value), most=MOST_YEARS)
    return count


def _whole(least: int, most: int) -> Json:
    """Whole numbers, also as text in the digits of ASCII that is not longer than the largest count."""
    longest, digits = len(str(MOST_COUNTED)), len(str(most))
    text = {"type": "string", "pattern": rf"^0{{0,{longest - digits}}}[0-9]{{1,{digits}}}$", "maxLength": longest}
    above = {"not": {"pattern": "^0+$"}} if least else {}
    return {"anyOf": [{"type": "integer", "minimum": least, "maximum": most}, text | above]}


_RATE = Kind.of(_rate, RATIO.schema)
_COUNT = Kind.of(_count, _whole(0, MOST_COUNTED))
_YEARS = Kind.of(_years, _whole(1, MOST_YEARS))


def _kind(number: Number) -> Kind:
    """How another value is read for a number: as it is written among the overrides."""
    match number.kind:
        case "rate":
            return _RATE
        case "amount":
            return _amount(number.value)
        case "count":
            return _COUNT
        case "years":
            return _YEARS


# ------------------------------------------------------------------------------------------------------- the numbers


class _Numbers:
    """The numbers of a policy by name."""

    def __init__(self, policy: Policy) -> None:
        numbers = [
            *(n for p in policy.provisions for n in _of_provision(policy, p)),
            *_of_pools(policy),
            *_of_windows(policy),
        ]
        numbers.sort(key=lambda n: n.article)
        self.by_name = {n.name: n for n in numbers}


def named_numbers(p: Provision, stated: Stated) -> Iterator[tuple[str, Changeable]]:
    """The numbers of a condition or step of a provision, by name."""
    for number in stated.numbers():
        name = stated.name or number.field
        yield f"{p.id}.{name}.{number.choice}" if number.choice else f"{p.id}.{name}", number


def _of_provision(policy: Policy, p: Provision) -> Iterator[Number]:
    for stated in p.stated():
        article = getattr(stated, "article", None) or p.article
        for name, number in named_numbers(p, stated):
            label, choice = _label(stated, number), chosen_by(policy, p, stated, number)
            label = label if choice is None else words.both("scenario.tier_label", label=label, choice=choice)
            value = number.number.in_what_if
            yield Number(name, article, label, number.number.kind, value, stated.quote, number.field, stated.narrower)


def _label(stated: Stated, number: Changeable) -> Both:
    """What a number is called: a rate by what it is a share of."""
    if stated.number_label is not None:
        return both(stated.number_label)
    label = both(stated.label)
    if number.number.kind != "rate":
        return label
    en = label["en"]
    inside = en[:1].lower() + en[1:] if en[1:2].islower() else en
    return {
        "zh": words.text("scenario.rate_label", "zh", of=label["zh"]),
        "en": words.text("scenario.rate_label", "en", of=inside),
    }


def chosen_by(policy: Policy, p: Provision, stated: Stated, number: Changeable) -> Both | None:
    """For whom or when a number holds that is not the same for everybody: a choice, or a day; None where it is."""
    value = getattr(stated, number.field)
    if not number.choice:
        return None
    if isinstance(value, ByDay):
        return words.both("scenario.from_day", day=day_text(date.fromisoformat(number.choice)))
    of: Reading | Fact | None
    if isinstance(value, NumberByReading):
        of = next((reading for reading in policy.readings if reading.id == value.reading), None)
    else:
        by = value.by if isinstance(value, ByFact) else getattr(stated, "tier", "")
        of = policy.category_fact(p, by, of_claim=stated.of_claim or stated in p.when)
    choices = [] if of is None else of.choices
    return next((both(choice.label) for choice in choices if choice.id == number.choice), None)


def _of_pools(policy: Policy) -> Iterator[Number]:
    for pool in policy.pools:
        yield Number(f"{pool.id}.cap", pool.article, both(pool.label), "amount", pool.cap.in_what_if, pool.quote)


def _of_windows(policy: Policy) -> Iterator[Number]:
    for window in policy.windows:
        if window.kind == "last_years":
            label = both(window.number_label or window.label)
            yield Number(f"{window.id}.years", window.article, label, "years", str(window.years), window.quote)


# ------------------------------------------------------------------------------------------------ the changed policy


class _Changed:
    """The policies that come of one by overrides, each made once."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.under = lru_cache(maxsize=MOST_POLICIES)(self._made)

    def _made(self, overrides: tuple[tuple[str, str], ...]) -> Policy:
        return with_numbers(self.policy, dict(overrides), overrides={**self.policy.overrides, **dict(overrides)})


def with_numbers(policy: Policy, numbers: Names, **changes: Any) -> Policy:
    """The policy with these numbers, by name, written as overrides are. It stays so in every year: no guideline is
    laid over it. `changes`: what else is otherwise in it."""
    by_block: dict[str, dict[str, str]] = {}
    for name, value in numbers.items():
        block, _, place = name.partition(".")
        by_block.setdefault(block, {})[place] = value
    blocks = {
        name: [change(block, by_block[block.id]) if block.id in by_block else block for block in getattr(policy, name)]
        for name, change in (("provisions", _provision), ("pools", _capped), ("windows", _longer))
    }
    return remade(policy, **blocks, guidelines={}, unnarrowed=None, **changes).as_far_as(policy)


def remade(policy: Policy, **changes: Any) -> Policy:
    """The policy with something otherwise: one of its own, with which it shares nothing that was derived."""
    fields = {name: getattr(policy, name) for name in Policy.model_fields}
    return Policy.model_validate(fields | changes)


def _again(block: Any, **changes: Any) -> Any:
    """A block with other values, validated as one that was read."""
    fields = {name: getattr(block, name) for name in type(block).model_fields}
    return type(block).model_validate(fields | changes)


def _provision(p: Provision, places: Names) -> Provision:
    changed: Provision = _again(
        p,
        **{part: [_stated(p, block, places) for block in getattr(p, part)] for part in ("when", "item_when", "steps")},
    )
    return changed.as_far_as(p)


def _stated(p: Provision, block: Any, places: Names) -> Any:
    """A condition or step with other numbers; one that has none stays."""
    changes: dict[str, Any] = {}
    for name, number in named_numbers(p, block) if isinstance(block, Stated) else ():
        value: Any = places.get(name.removeprefix(f"{p.id}."))
        if value is None:
            continue
        value = number.number.of_what_if(value)
        if number.choice:
            now = changes.get(number.field, getattr(block, number.field))
            is_tier = isinstance(now, Mapping)
            changes[number.field] = {**now, number.choice: value} if is_tier else with_number(now, number.choice, value)
        else:
            changes[number.field] = value
    return _again(block, **changes) if changes else block


def _capped(pool: Pool, places: Names) -> Pool:
    capped: Pool = _again(pool, cap=Amount.of_what_if(places["cap"]))
    return capped


def _longer(window: Window, places: Names) -> Window:
    longer: Window = _again(window, years=FullYears.of_what_if(places["years"]))
    return longer

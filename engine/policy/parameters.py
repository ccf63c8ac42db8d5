"""The numbers of a policy that money hangs on, by name, and the policy as it would be with other ones.

A number is called `<provision>.<name>`, where the name is that of its condition or step, or else the key of its kind
(`share`, `fixed`, `cap`, `years`, `winners`, `at_least`; `tiers.<choice>`; `cap.<choice>` or
`cap.2027-01-01` where it is not the same for everybody); `<pool>.cap`; `<window>.years`. What a
number was called before is in the policy (`renamed`). Amounts are 万元, whole as in the law; rates lie between 0 and 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any, Literal

from engine.policy.blocks import Pool, Reading, Window
from engine.policy.facts import Fact
from engine.policy.pack import Policy
from engine.policy.provision import PARTS, Provision
from engine.steps.language import Changeable, Stated
from engine.steps.varying import ByDay, ByFact, NumberByReading, with_number
from engine.text import words
from engine.text.phrases import Both, both, day_text
from engine.values.kinds import DECIMAL_ZEROS, DIGIT, MOST_COUNTED, POINT, RATIO, ZERO, parse_count
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
WHOLE_NUMBERS: Mapping[NumberKind, tuple[int, int]] = {"count": (0, MOST_COUNTED), "years": (1, 99)}
"""The least and the most that a number of these kinds can be given."""


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
    if number.kind == "rate":
        return Range("0", "1", wan_law(1))
    if number.kind == "amount":
        return Range("0", wan_law(MOST_WAN * WAN), wan_law(_finest(number.value)))
    least, most = WHOLE_NUMBERS[number.kind]
    return Range(str(least), str(most), "1")


def exact(kind: NumberKind, value: str) -> Fraction:
    """A value as overrides write it, as the number that it is: a share of 1, an amount in 分, a count of things or
    years."""
    return Fraction(parse_amount(value, "")) if kind == "amount" else Fraction(value)


def changeable(policy: Policy) -> list[Number]:
    """Every number of the policy that money hangs on, in the order of the law's articles."""
    return list(policy.derived(_numbers).values())


def override_shapes(policy: Policy) -> Record:
    """What overrides may say: another value under the name of each number; null leaves a number as it is."""
    return Record({name: _kind(number) for name, number in policy.derived(_numbers).items()})


def read_overrides(policy: Policy, raw: object, path: str, refusals: Refusals) -> dict[str, str]:
    """The overrides in `raw`, checked and written alike: {name: value}, without those that change nothing."""
    if raw is None:
        return {}
    if not isinstance(raw, Mapping):
        refusals.add(path, "application.not_an_object", given=shown(raw))
        return {}
    known = policy.derived(_numbers)
    found = {}
    for given, value in raw.items():
        name = policy.renamed.get(given, given) if isinstance(given, str) else given
        if name != given and name in raw:
            continue  # what it is called now says it
        place = join(path, given)
        number = known.get(name)
        if number is None:
            alike = of_same_block(str(name), known)
            refusals.add(place, "scenario.unknown_number", given=shown(given), known=listed(alike))
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
    return policy if not read else policy.derived(_changed)(tuple(read.items()))


def of_same_block(name: str, known: Mapping[str, Number]) -> list[str]:
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


def _whole(least: int, most: int) -> Kind:
    """Whole numbers, also as text, as overrides are, in the digits of ASCII that is not longer than the largest
    count."""
    longest, digits = len(str(MOST_COUNTED)), len(str(most))

    def parse(value: object, path: str) -> str:
        is_written = isinstance(value, str) and len(value) <= longest and value.isascii() and value.isdigit()
        count = parse_count(int(str(value)) if is_written else value, path)
        if not least <= count <= most:
            refuse(path, "scenario.bad_years", given=shown(value), most=most)
        return str(count)

    text = {"type": "string", "pattern": rf"^0{{0,{longest - digits}}}[0-9]{{1,{digits}}}$", "maxLength": longest}
    above = {"not": {"pattern": "^0+$"}} if least else {}
    return Kind.of(parse, {"anyOf": [{"type": "integer", "minimum": least, "maximum": most}, text | above]})


_KINDS = {"rate": Kind.of(_rate, RATIO.schema)} | {kind: _whole(*bounds) for kind, bounds in WHOLE_NUMBERS.items()}


def _kind(number: Number) -> Kind:
    """How another value is read for a number: as it is written among the overrides."""
    return _amount(number.value) if number.kind == "amount" else _KINDS[number.kind]


# ------------------------------------------------------------------------------------------------------- the numbers


def _numbers(policy: Policy) -> dict[str, Number]:
    """The numbers of a policy by name."""
    numbers = [n for p in policy.provisions for n in _of_provision(policy, p)]
    for pool in policy.pools:
        cap = pool.cap.in_what_if
        numbers.append(Number(f"{pool.id}.cap", pool.article, both(pool.label), "amount", cap, pool.quote))
    for window in policy.windows:
        if window.kind == "last_years":
            label, years = both(window.number_label or window.label), str(window.years)
            numbers.append(Number(f"{window.id}.years", window.article, label, "years", years, window.quote))
    return {n.name: n for n in sorted(numbers, key=lambda n: n.article)}


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
    return words.both("scenario.rate_label", of={**label, "en": inside})


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


# ------------------------------------------------------------------------------------------------ the changed policy


def _changed(policy: Policy) -> Callable[[tuple[tuple[str, str], ...]], Policy]:
    """Makes the policies that come of one by overrides, each once."""

    @lru_cache(maxsize=MOST_POLICIES)
    def under(overrides: tuple[tuple[str, str], ...]) -> Policy:
        return with_numbers(policy, dict(overrides), overrides={**policy.overrides, **dict(overrides)})

    return under


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
    return policy.changed(**blocks, guidelines={}, unnarrowed=None, **changes).as_far_as(policy)


def _provision(p: Provision, places: Names) -> Provision:
    parts = {part: [_stated(p, block, places) for block in getattr(p, part)] for part in PARTS}
    return p.changed(**parts).as_far_as(p)


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
    return block.changed(**changes) if changes else block


def _capped(pool: Pool, places: Names) -> Pool:
    return pool.changed(cap=Amount.of_what_if(places["cap"]))


def _longer(window: Window, places: Names) -> Window:
    return window.changed(years=FullYears.of_what_if(places["years"]))

"""The numbers of a policy that money hangs on, by name, and the policy as it would be with other ones.

A name is the place of the number in the pack: `<provision>.share`, `.fixed`, `.tiers.<choice>`, `.limits.<n>.cap`,
`.limits.<n>.years`, `.limits.<n>.winners`, `.when.<n>.at_least`, `.item_when.<n>.at_least`; `<pool>.cap`;
`<window>.years`. Amounts are 万元, whole as in the law; rates lie between 0 and 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, Literal

from engine.policy.pack import Condition, Policy, Pool, Provision, Window
from engine.policy.phrases import Both, both
from engine.text import words
from engine.values.counts import MOST_COUNTED, parse_count
from engine.values.money import WAN, WHOLE, parse_amount, parse_ratio
from engine.values.refusal import Refusals, Refused, listed, refuse, shown

Kind = Literal["rate", "amount", "count", "years"]
Names = Mapping[str, str]

MOST_POLICIES = 32
"""For so many sets of overrides the changed policy is kept ready."""
MOST_WAN = 99_999_999
"""万元: the largest amount that a provision can be given; a thousand items of it still fit into 64 bits of 分."""
MOST_YEARS = 99


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a policy: its name, the article in which it stands, what it is called, of which kind it is, its
    value as overrides write it ("0.35" for 35%, "15" for 15万元), and the words of the law that say it."""

    name: str
    article: int
    label: Both
    kind: Kind
    value: str
    quote: str


def changeable(policy: Policy) -> list[Number]:
    """Every number of the policy that money hangs on, in the order of the law's articles."""
    return list(policy.derived(_Numbers).by_name.values())


def read_overrides(policy: Policy, raw: object, path: str, refusals: Refusals) -> dict[str, str]:
    """The overrides in `raw`, checked and written alike: {name: value}, without those that change nothing."""
    if raw is None:
        return {}
    if not isinstance(raw, Mapping):
        refusals.add(path, "application.not_an_object", given=shown(raw))
        return {}
    known = policy.derived(_Numbers).by_name
    found = {}
    for name, value in raw.items():
        place = f"{path}.{name}" if path else str(name)
        number = known.get(name)
        if number is None:
            article = _of_same_block(str(name), known)
            refusals.add(place, "scenario.unknown_number", given=shown(name), known=listed(article))
            continue
        if value is None:
            continue
        try:
            written = _written(number, value, place)
        except Refused as refused:
            refusals.include(refused)
            continue
        if written != number.value:
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


def _written(number: Number, value: object, path: str) -> str:
    match number.kind:
        case "rate":
            return _decimal(parse_ratio(value, path), WHOLE)
        case "amount":
            fen = parse_amount(value, path)
            if fen % WAN:
                refuse(path, "scenario.not_whole", given=shown(value))
            if fen > MOST_WAN * WAN:
                refuse(path, "scenario.amount_too_large", given=shown(value), most=MOST_WAN)
            return str(fen // WAN)
        case "count" | "years":
            count = parse_count(_whole(value), path)
            if number.kind == "years" and not 1 <= count <= MOST_YEARS:
                refuse(path, "scenario.bad_years", given=shown(value), most=MOST_YEARS)
            return str(count)


def _whole(value: object) -> object:
    """A count written as text, as overrides are, as the number that it is."""
    short = isinstance(value, str) and 0 < len(value) <= len(str(MOST_COUNTED))
    return int(value) if short and isinstance(value, str) and value.isascii() and value.isdigit() else value


def _decimal(parts: int, whole: int) -> str:
    """`parts` of `whole` (a power of ten) in decimals, without idle zeros."""
    units, rest = divmod(parts, whole)
    return f"{units}.{rest:0{len(str(whole)) - 1}d}".rstrip("0").rstrip(".")


# ------------------------------------------------------------------------------------------------------- the numbers


class _Numbers:
    """The numbers of a policy by name."""

    def __init__(self, policy: Policy) -> None:
        numbers = [*(n for p in policy.provisions for n in _of_provision(p)), *_of_pools(policy), *_of_windows(policy)]
        numbers.sort(key=lambda n: n.article)
        self.by_name = {n.name: n for n in numbers}


def _of_provision(p: Provision) -> Iterator[Number]:
    a = p.amount
    for where, conditions in (("when", p.when), ("item_when", p.item_when)):
        for i, c in enumerate(conditions):
            if c.at_least is not None:
                yield _number(p, f"{where}.{i}.at_least", "amount", c.at_least, c)
    if a.share is not None:
        yield Number(f"{p.id}.share", p.article, both(a.label), "rate", _rate_text(a.rate), a.quote)
    if a.fixed is not None:
        yield _number(p, "fixed", "amount", a.fixed, a)
    for choice, amount in a.tiers.items():
        yield Number(f"{p.id}.tiers.{choice}", p.article, _tier_label(p, choice), "amount", str(amount), a.quote)
    for i, limit in enumerate(p.limits):
        kinds: tuple[tuple[str, Kind], ...] = (("cap", "amount"), ("years", "years"), ("winners", "count"))
        for key, kind in kinds:
            value = getattr(limit, key)
            if value is not None:
                yield _number(p, f"limits.{i}.{key}", kind, value, limit)


def _number(p: Provision, place: str, kind: Kind, value: int, block: Any) -> Number:
    article = block.article if isinstance(block, Condition) and block.article is not None else p.article
    return Number(f"{p.id}.{place}", article, both(block.label), kind, str(value), block.quote)


def _rate_text(rate: Fraction) -> str:
    return _decimal(int(rate * WHOLE), WHOLE)


def _tier_label(p: Provision, choice: str) -> Both:
    """The label of the amounts, and which of them it is."""
    fact = next((f for f in p.facts if f.name == p.amount.tier), None)
    own = next((c.label for c in fact.choices if c.id == choice), None) if fact is not None else None
    if own is None:
        return both(p.amount.label)
    return words.both("scenario.tier_label", label=both(p.amount.label), choice=both(own))


def _of_pools(policy: Policy) -> Iterator[Number]:
    for pool in policy.pools:
        yield Number(f"{pool.id}.cap", pool.article, both(pool.label), "amount", str(pool.cap), pool.quote)


def _of_windows(policy: Policy) -> Iterator[Number]:
    for window in policy.windows:
        if window.kind == "last_years":
            label = both(window.label)
            yield Number(f"{window.id}.years", window.article, label, "years", str(window.years), window.quote)


# ------------------------------------------------------------------------------------------------ the changed policy


class _Changed:
    """The policies that come of one by overrides, each made once."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.under = lru_cache(maxsize=MOST_POLICIES)(self._made)

    def _made(self, overrides: tuple[tuple[str, str], ...]) -> Policy:
        by_block: dict[str, dict[str, str]] = {}
        for name, value in overrides:
            block, _, place = name.partition(".")
            by_block.setdefault(block, {})[place] = value
        fields = {name: getattr(self.policy, name) for name in Policy.model_fields}
        for blocks, change in (("provisions", _provision), ("pools", _capped), ("windows", _longer)):
            fields[blocks] = [
                change(block, by_block[block.id]) if block.id in by_block else block
                for block in getattr(self.policy, blocks)
            ]
        return Policy.model_validate(fields)


def _again(block: Any, **changes: Any) -> Any:
    """A block with other values, validated as one that was read."""
    fields = {name: getattr(block, name) for name in type(block).model_fields}
    return type(block).model_validate(fields | changes)


def _provision(p: Provision, places: Names) -> Provision:
    amount: dict[str, Any] = {}
    tiers = dict(p.amount.tiers)
    lists: dict[str, list[Any]] = {"when": list(p.when), "item_when": list(p.item_when), "limits": list(p.limits)}
    for place, value in places.items():
        match place.split("."):
            case ["share"]:
                amount["share"] = value
            case ["fixed"]:
                amount["fixed"] = int(value)
            case ["tiers", choice]:
                tiers[choice] = int(value)
            case [where, position, key]:
                i = int(position)
                lists[where][i] = _again(lists[where][i], **{key: int(value)})
    changed: Provision = _again(p, amount=_again(p.amount, tiers=tiers, **amount), **lists)
    return changed


def _capped(pool: Pool, places: Names) -> Pool:
    capped: Pool = _again(pool, cap=int(places["cap"]))
    return capped


def _longer(window: Window, places: Names) -> Window:
    longer: Window = _again(window, years=int(places["years"]))
    return longer

"""A scenario that was made for another version of the policy: what of it still fits is taken, and the rest is said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.policy.pack import Policy
from engine.policy.parameters import Number, changeable, exact
from engine.policy.receipt import other_rules
from engine.policy.years import in_year
from engine.scenario.numbers import numbers_of
from engine.scenario.plan import OF_A_SCENARIO, Scenario, read_scenario, written
from engine.text import words
from engine.text.numerals import article_both
from engine.text.phrases import Both, both
from engine.values.kinds import parse_year
from engine.values.money import percent_text, wan_law
from engine.values.refusal import Refused, refuse, shown, writable

Json = dict[str, Any]
NAMED = ("pools", "already_awarded", "quota", "quota_used", "readings", "overrides")
"""What of a scenario says something under names of the policy."""
OF_THE_RULE = ("rule", "terms")
MOST_NAMES = 256
"""Names in a scenario, at every depth: one in which every number is changed has a third of them. What names more is
none, and is not gone through."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """What of a scenario fits the policy, and in words what does not (`dropped`), or is called or stands in the law
    otherwise by now (`followed`). `own_year`: the year that it says itself, where it was read for another."""

    scenario: Scenario
    dropped: tuple[Both, ...] = ()
    followed: tuple[Both, ...] = ()
    own_year: int | None = None

    @property
    def said(self) -> tuple[Both, ...]:
        """All that is to be said before it is used."""
        return self.dropped + self.followed


def fitted(policy: Policy, raw: object, made_by: object = None, year: int | None = None) -> Fitted:
    """The scenario in `raw`, as far as the policy takes it; Refused where it is none at all, or has no name or
    year.
    `made_by`: the part `policy` of a receipt, of the policy for which it was made (None: that is not known). `year`:
    for which it is read in the place of its own; what it says is read beside the guideline of that one."""
    if not isinstance(raw, dict):
        refuse("", "application.not_an_object", given=shown(raw))
    if _names(raw) > MOST_NAMES:
        refuse("", "scenario_file.too_many", most=MOST_NAMES)
    left = {name: raw[name] for name in OF_A_SCENARIO if name in raw}
    left |= {name: dict(left[name]) for name in NAMED if isinstance(left.get(name), dict)}
    dropped = [words.both("scenario_file.unknown_part", name=shown(name)) for name in raw if name not in left]
    own_year = year if year is None else parse_year(raw.get("year"), "year", text=False)
    if year is not None:
        left["year"] = year
    while True:
        try:
            scenario = read_scenario(policy, left)
        except Refused as refused:
            if any(error["path"] in ("name", "year") for error in refused.errors):
                raise
            of_its_year = in_year(policy, parse_year(left["year"], "year", text=False))
            said = [_taken_out(of_its_year, left, error) for error in refused.errors]
            if not any(said):  # nothing is left that could be taken out
                raise
            dropped += [one for one in said if one is not None]
        else:
            made_for = scenario.year if own_year is None else own_year
            followed = (*_made_by(policy, made_for, made_by), *_followed(policy, left, scenario))
            return Fitted(scenario, tuple(dropped), followed, None if own_year == year else own_year)


def read_for(policy: Policy, scenario: Scenario, year: int) -> Fitted:
    """A scenario as it is read for another year: beside the guideline of that one. What it says of its own stays."""
    return Fitted(scenario) if scenario.year == year else fitted(policy, written(scenario), year=year)


def _names(value: object) -> int:
    """How many names stand in objects, and entries in lists, at every depth; not counted further than is allowed."""
    count, left = 0, [value]
    while left and count <= MOST_NAMES:
        one = left.pop()
        inside = list(one.values()) if isinstance(one, Mapping) else one if isinstance(one, list) else []
        count += len(inside)
        left += inside
    return count


def _taken_out(policy: Policy, left: Json, error: Json) -> Both | None:
    """Take out what was refused, and say so; None where that has happened already."""
    part, _, name = error["path"].partition(".")
    if part in OF_THE_RULE:
        gone = {of: left.pop(of) for of in OF_THE_RULE if of in left}
        return words.both("scenario_file.rule_gone", why=error["message"]) if gone else None
    inside = left.get(part)
    if part in NAMED and isinstance(inside, dict) and name:
        # A name may be one that cannot be written: the path has it as it can.
        key = next((key for key in inside if writable(key) == name), None)
        if key is None:
            left.pop(part)
            return words.both("scenario_file.part_gone", part=_part(part), why=error["message"])
        return _named(policy, part, key, inside.pop(key), error["message"])
    if part not in left:
        return None
    left.pop(part)
    return words.both("scenario_file.part_gone", part=_part(part), why=error["message"])


def _named(policy: Policy, part: str, name: str, value: object, why: Both) -> Both:
    """What is said of something under a name of the policy that cannot be taken."""
    if part == "overrides":
        return _number(policy, name, value, why)
    if part == "readings":
        reading = next((reading for reading in policy.readings if reading.id == name), None)
        if reading is None:
            return words.both("scenario_file.reading_gone", name=shown(name), value=shown(value))
        default = next(both(choice.label) for choice in reading.choices if choice.id == reading.default)
        articles = _articles(reading.articles)
        return words.both("scenario_file.choice_gone", articles=articles, value=shown(value), default=default)
    known = {pool.id: pool.article for pool in policy.pools}
    if part in ("quota", "quota_used"):
        known = {provision.id: provision.article for provision in policy.provisions}
    if name not in known:
        key = "places_gone" if part in ("quota", "quota_used") else "total_gone"
        return words.both(f"scenario_file.{key}", name=shown(name), value=shown(value))
    label = words.both(f"scenario_file.of_{part}", article=article_both(known[name]))
    return words.both("scenario_file.part_gone", part=label, why=why)


def _number(policy: Policy, given: str, value: object, why: Both) -> Both:
    numbers = {number.name: number for number in changeable(policy)}
    number = numbers.get(policy.renamed.get(given, given))
    if number is not None:
        label, law = _label(number), _value(number, number.value)
        return words.both("scenario_file.number_not_allowed", number=label, given=shown(value), why=why, law=law)
    block = policy.renamed.get(given, given).partition(".")[0]
    of = {p.id: p.article for p in policy.provisions} | {pool.id: pool.article for pool in policy.pools}
    if block in of:
        article = article_both(of[block])
        return words.both("scenario_file.number_gone_of", article=article, name=shown(given), value=shown(value))
    return words.both("scenario_file.number_gone", name=shown(given), value=shown(value))


def _followed(policy: Policy, raw: Json, scenario: Scenario) -> Iterator[Both]:
    """What is called otherwise by now, or is no change any more."""
    numbers = {number.name: number for number in changeable(in_year(policy, scenario.year))}
    for given, value in _entries(raw, "overrides"):
        name = policy.renamed.get(given, given)
        number = numbers.get(name)
        if number is None or value is None:
            continue
        if name != given and name in raw["overrides"]:
            continue
        if name not in numbers_of(policy, scenario):
            yield words.both("scenario_file.number_is_law", number=_label(number), law=_value(number, number.value))
        elif name != given:
            yield words.both("scenario_file.number_renamed", name=shown(given), number=_label(number))
    for given, choice in _entries(raw, "readings"):
        reading = next((reading for reading in policy.readings if reading.id == given), None)
        if reading is not None and choice == reading.default:
            label = next(both(c.label) for c in reading.choices if c.id == choice)
            articles = _articles(reading.articles)
            yield words.both("scenario_file.reading_is_default", articles=articles, choice=label)


def _entries(raw: Json, part: str) -> list[tuple[str, object]]:
    inside = raw.get(part)
    return list(inside.items()) if isinstance(inside, Mapping) else []


def _made_by(policy: Policy, year: int, made_by: object) -> Iterator[Both]:
    """That it was made for other rules."""
    others = other_rules(policy, year, {"policy": made_by})
    if made_by is None or not others:
        return
    then = made_by.get("version") if isinstance(made_by, Mapping) else None
    if then != policy.version:
        yield words.both("scenario_file.other_version", then=shown(then), now=policy.version)
    else:
        yield words.both(f"scenario_file.{others}")


def _part(part: str) -> Both:
    return words.both(f"scenario_file.part_{part}")


def _label(number: Number) -> Both:
    return words.both("scenario_file.number", article=article_both(number.article), label=number.label)


def _value(number: Number, value: str) -> Both:
    """A value with its unit."""
    match number.kind:
        case "rate":
            return words.same(percent_text(exact("rate", value)))
        case "amount":
            return words.both("scenario_file.amount", amount=wan_law(int(exact("amount", value))))
        case "count" | "years":
            return words.same(value)


def _articles(numbers: list[int]) -> Both:
    return words.joined("scenario_file.list", map(article_both, numbers))

"""Which phrase of the law drives which rule: the law annotated, made from the pack.

Every quote of a rule becomes a phrase of its article; rules that quote the same words share one. A phrase's id
(`a6-3`: article, place in the order in which its words end, where the note stands) is its address on the page of the
law.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, Literal

from engine.policy import law
from engine.policy.blocks import Reading
from engine.policy.folder import load_folder
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.steps.cap import Cap
from engine.steps.condition import Condition
from engine.steps.language import ByReading, holds
from engine.steps.measure import PartTest
from engine.steps.once import Once
from engine.steps.share import Share
from engine.text import words
from engine.text.phrases import NOTHING, Both, both, day_text, open_ended
from engine.values import money
from engine.values.written import WrittenAmount
from engine.view import waterfall
from engine.view.rule_words import (
    amount_words,
    limit_words,
    measure_words,
    rule_text,
    rules_of,
    unwritten_words,
    validity_words,
)
from engine.view.summary import state_of

WEIGHT = ("partly", "failed", "unknown", "bind", "amount", "met", "skip")
"""States of a phrase in a claim, the weightiest first."""
Kind = Literal[
    "condition", "amount", "measure", "limit", "total", "budget", "general", "window", "reading", "notice", "none"
]


@dataclass(frozen=True)
class Note:
    """What one rule takes from words of an article. `label` names it, `detail` says the rule in plain words; `window`
    and `reading` are ids where the rule depends on one."""

    kind: Kind
    article: int
    quote: str
    label: Both
    detail: Both
    provision: str = ""
    window: str = ""
    reading: str = ""


@dataclass
class Phrase:
    """Words of an article with the rules that quote them, and the paragraph in which they stand (from 1)."""

    id: str
    article: int
    quote: str
    paragraph: int
    notes: list[Note] = field(default_factory=list)


def phrases(policy: Policy) -> dict[int, list[Phrase]]:
    """Article number -> its operative phrases in the order in which their words end."""
    return _phrases(policy.folder)


def open_points(policy: Policy, article: int) -> list[Note]:
    """What the text of an article leaves open: its readings, then its notices, each once."""
    found = [note for phrase in phrases(policy).get(article, ()) for note in phrase.notes]
    told = dict.fromkeys((note.kind, note.label["zh"]) for note in found if note.kind in ("reading", "notice"))
    first = {(note.kind, note.label["zh"]): note for note in reversed(found)}
    return [first[key] for key in sorted(told, key=lambda key: key[0] != "reading")]


def phrase_address(policy: Policy, article: int, quote: str) -> str:
    """The id of the phrase that `quote` belongs to: the phrase itself, else the shortest that holds it or lies
    in it; the article's own id where there is none."""
    own = phrases(policy).get(article, [])
    for phrase in own:
        if phrase.quote == quote:
            return phrase.id
    near = [p for p in own if quote in p.quote or p.quote in quote]
    return min(near, key=lambda p: len(p.quote)).id if near else f"a{article}"


def clause(policy: Policy, reading: Reading) -> tuple[int, str]:
    """The clause that leaves a reading open: its article and its words (the first that it quotes)."""
    quote = reading.quotes[0]
    for article in reading.articles:
        if law.place(policy, article, quote) is not None:
            return article, quote
    return reading.articles[0], quote


@dataclass(frozen=True)
class Trace:
    """What a phrase did in claims for which it did the same: `state` is met, failed, partly (met by some items only) or
    unknown for a condition, bind, amount or skip for a step of the calculation. `claims` are their places in the
    application (from 1) with their titles; amounts in `values` are written."""

    state: str
    values: Mapping[str, str]
    claims: tuple[tuple[int, Both], ...]


Cited = dict[tuple[int, str], list[tuple[int, Mapping[str, Any], Mapping[str, Any]]]]
"""Article and quote -> the steps that cite it, each with its claim and the claim's place (from 1)."""


def cited(result: Mapping[str, Any] | None) -> Cited:
    """The steps of an assessment by the clauses that they cite."""
    found: Cited = {}
    for number, claim in enumerate(result["claims"] if result else [], 1):
        for step in claim["steps"]:
            for cite in step["cites"]:
                if "guideline" in cite:
                    continue  # its words are not the law's
                found.setdefault((cite["article"], cite["quote"]), []).append((number, claim, step))
    return found


def traces(policy: Policy, steps: Cited, phrase: Phrase) -> list[Trace]:
    """What a phrase did in each claim of an assessment (its `cited` steps), the weightiest first; of several steps of
    a claim, the weightiest, and of those the last."""
    own: dict[int, tuple[Mapping[str, Any], list[tuple[str, dict[str, WrittenAmount]]]]] = {}
    for number, claim, step in steps.get((phrase.article, phrase.quote), []):
        if _paragraph(policy, phrase.article, phrase.quote, claim["provision"]) != phrase.paragraph:
            continue  # it quotes the same words of another paragraph
        if did := _did(step):
            own.setdefault(number, (claim, []))[1].append(did)
    found: dict[tuple[str, str], Trace] = {}
    for number, (claim, all_did) in own.items():
        state, values = min(reversed(all_did), key=lambda did: WEIGHT.index(did[0]))
        if state == "failed" and any(did == "met" for did, _ in all_did):
            state = "partly"
        key = (state, str(values))
        so_far = found[key].claims if key in found else ()
        here = (number, both(policy.provision(claim["provision"]).title))
        found[key] = Trace(state, values, (*so_far, here))
    return sorted(found.values(), key=lambda trace: WEIGHT.index(trace.state))


@dataclass(frozen=True)
class Claimed:
    """A claim under an article: its place in the application (from 1), title, how it stands, amount ("" if none)."""

    number: int
    title: Both
    state: str
    amount: str


def claims_under(policy: Policy, result: Mapping[str, Any] | None, article: int) -> list[Claimed]:
    """The claims of an assessment under one article."""
    found = []
    for number, claim in enumerate(result["claims"] if result else [], 1):
        provision, amount = policy.provision(claim["provision"]), claim["confirmed"].fen
        if provision.article == article and not provision.gives_nothing:
            written = money.wan_text(amount) if amount else ""
            found.append(Claimed(number, both(provision.title), state_of(claim), written))
    return found


def _did(step: Mapping[str, Any]) -> tuple[str, dict[str, WrittenAmount]] | None:
    """State and amounts of one step."""
    if step["kind"] == "condition":
        return step.get("state", "met"), {}
    # What was stated is not the law's doing; an item that does not count is told by the condition that it fails.
    if step.get("amount") is None or step["step"] == "none" or step["kind"] in ("stated", "drop"):
        return None
    before, amount = (step.get("before") or step["amount"]).fen, step["amount"].fen
    # A closing step always cites its clause; the clause did something only where something was cut off.
    if step["kind"] == "skip" or (step["kind"] == "sum" and before == amount):
        return "skip", {}
    written = {"before": money.exact_text(before), "amount": money.exact_text(amount)}
    decides = step["kind"] in ("bind", "sum") or waterfall.takes_off(step)
    return ("bind", written) if decides else ("amount", {"amount": written["amount"]})


def bounds_text(policy: Policy, window: str, day: date, readings: dict[str, str], lang: str) -> str:
    """A window for an application made on `day`, in words; "" where it has no beginning."""
    start, until = policy.window(window).bounds(day, {**policy.default_readings(), **readings})
    if start == date.min:
        return ""
    return words.text("results.span", lang, start=day_text(start), until=day_text(until))


@cache
def _phrases(folder: Path) -> dict[int, list[Phrase]]:
    policy = load_folder(folder)
    found: dict[tuple[int, str, int], Phrase] = {}
    for note in _notes(policy):
        place = note.article, note.quote, _paragraph(policy, note.article, note.quote, note.provision)
        if place[-1]:
            phrase = found.setdefault(place, Phrase("", *place))
            if note not in phrase.notes:
                phrase.notes.append(note)
    by_article: dict[int, list[Phrase]] = {}
    for phrase in found.values():
        by_article.setdefault(phrase.article, []).append(phrase)
    for article, own in by_article.items():
        own.sort(key=lambda p: _reading_order(policy, p))
        for number, phrase in enumerate(own, 1):
            phrase.id = f"a{article}-{number}"
    return dict(sorted(by_article.items()))


def _reading_order(policy: Policy, phrase: Phrase) -> tuple[int, int, int]:
    """The figure beside a phrase follows its last word; of phrases that end together, the innermost comes first."""
    paragraph, start = law.place(policy, phrase.article, phrase.quote, phrase.paragraph) or (0, 0)
    return paragraph, start + len(phrase.quote), len(phrase.quote)


def _paragraph(policy: Policy, article: int, quote: str, provision: str) -> int:
    """The paragraph (from 1) of the words that a provision quotes: its own, if they stand there; 0 where they do not
    stand in the article."""
    own = policy.provision(provision) if provision else None
    found = law.place(policy, article, quote, own.paragraph if own is not None and own.article == article else 0)
    return 0 if found is None else found[0] + 1


def _notes(policy: Policy) -> Iterator[Note]:
    for condition in policy.general_conditions:
        yield _condition(policy, condition, 0, "")
    for window in policy.windows:
        yield Note("window", window.article, window.quote, both(window.label), NOTHING, window=window.id)
    for rule in policy.rules:
        for quote in rule.quotes:
            yield Note("general", rule.article, quote, both(rule.label), rule_text(policy, rule))
    term = policy.in_force
    yield Note("general", term.article, term.quote, words.both("results.validity"), validity_words(policy))
    for pool in policy.pools:
        detail = words.both("results.note_pool", everybody=both(policy.names.everybody), cap=money.wan_law(pool.cap))
        if pool.unwritten is not None:
            detail = words.both("results.with_reading", text=detail, unwritten=open_ended(both(pool.unwritten)))
        yield Note("total", pool.article, pool.quote, both(pool.label), detail)
    for provision in policy.provisions:
        yield from _of_provision(policy, provision)
    for one in policy.exclusives:
        said = unwritten_words(one)
        yield Note("condition", one.article, one.quote, both(one.label), said, reading=one.reading)
    for reading in policy.readings:
        default, *others = (both(choice.label) for choice in reading.choices)
        detail = words.both("results.note_reading", default=default, others=words.joined("results.list_or", others))
        for quote, article in product(reading.quotes, reading.articles):
            yield Note("reading", article, quote, both(reading.question), detail, reading=reading.id)
    for notice in policy.notices:
        for quote, article in product(notice.quotes, notice.articles):
            yield Note("notice", article, quote, both(notice.question), both(notice.why))
    for without in policy.without_effect:
        yield Note("none", without.article, without.phrase, words.both("results.without_effect"), both(without.why))


def _of_provision(policy: Policy, provision: Provision) -> Iterator[Note]:
    article, amount, id = provision.article, provision.amount, provision.id
    for condition in [*provision.when, *provision.item_when]:
        yield _condition(policy, condition, article, id)
    yield Note("amount", article, amount.quote, both(amount.label), amount_words(policy, provision), id)
    yield from _measures(policy, provision)
    for minus in amount.minus if isinstance(amount, Share) else ():
        detail, reading = _under(policy, minus, NOTHING)
        yield Note("measure", article, minus.quote, both(minus.label), detail, id, reading=reading)
    for limit in provision.limits:
        per = limit.per if isinstance(limit, Cap | Once) else None
        by = per.reading if isinstance(per, ByReading) else ""
        detail, reading = _under(policy, limit, limit_words(policy, provision, limit), by)
        yield Note("limit", article, limit.quote, both(limit.label), detail, id, reading=reading)
    if provision.other_budget:
        open_point = policy.reading(provision.other_budget)
        label, detail = words.both("results.other_budget"), both(open_point.choices[0].label)
        for quote in provision.quotes[1:]:
            yield Note("budget", article, quote, label, detail, id, reading=open_point.id)


def _measures(policy: Policy, provision: Provision) -> Iterator[Note]:
    """What is added up and what is left out of it, each said once. A rule that holds under another reading only says
    so."""
    article, readings, id = provision.article, policy.default_readings(), provision.id
    amount = provision.amount
    used = {amount.base(readings): amount.quote} if isinstance(amount, Share) else {}
    for condition in provision.item_when:
        for name in condition.facts(readings):
            used.setdefault(name, condition.quote)
    said: set[tuple[str, str]] = set()
    for measure in sorted(provision.measures, key=lambda m: m.id not in used):
        if measure.id in used:
            total = measure_words(provision, measure)
            yield Note("measure", article, used[measure.id], both(measure.label), total, id)
        detail = NOTHING if measure.id in used else words.both("results.note_other_reading")
        for rule in rules_of(measure):
            if (rule.quote, rule.label.zh) not in said:
                said.add((rule.quote, rule.label.zh))
                window = rule.in_window or "" if isinstance(rule, PartTest) else ""
                said_of_it, reading = _under(policy, rule, detail)
                yield Note("measure", article, rule.quote, both(rule.label), said_of_it, id, window, reading)


def _condition(policy: Policy, condition: Condition, article: int, provision: str) -> Note:
    detail, reading = _under(policy, condition, unwritten_words(condition))
    own, label = article if condition.article is None else condition.article, both(condition.label)
    return Note("condition", own, condition.quote, label, detail, provision, condition.window or "", reading)


def _under(policy: Policy, part: Any, detail: Both, reading: str = "") -> tuple[Both, str]:
    """What is said of a part of the policy, and the reading that it hangs on: that it is there under another reading
    only, where by default it is not."""
    if part.under is None:
        return detail, reading
    if not holds(part, policy.default_readings()):
        detail = words.both("results.note_other_reading")
    return detail, part.under.reading

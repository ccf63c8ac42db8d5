"""The ledger's rows: a claim's steps as they are drawn, every figure written and every bar measured.

Nothing is recomputed here: a row shows a step's own `before` and `amount`. Bars are whole thousandths of one scale, the
largest amount of the claim, cut like money.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from engine.text import words
from engine.values import money
from engine.values.written import Exact

Step = Mapping[str, Any]

RATIOS = frozenset({"pool", "budget"})
"""Steps that scale everybody alike: shown as a percentage, not as a subtraction."""
CLOSINGS = frozenset({"approved", "paid"})
"""Steps that are truncated, close an account and carry a double rule."""
SCALE = 1000
OPEN_ITEMS = 3
"""Up to so many items stand open; more are folded, one line each."""


@dataclass(frozen=True)
class WaterfallRow:
    """One line of a ledger. `width` and `cut` are thousandths of the scale: what stays, and what is cut away. Of a
    condition, `kind` is how it stands (met, failed or unknown), and there is no amount."""

    kind: str
    step: str
    article: int | None
    quote: str
    name: str
    text: str
    amount_text: str
    cut_text: str
    width: int
    cut: int
    item: int | None


@dataclass(frozen=True)
class Item:
    """What is computed for one item of a claim by itself: `number` its position from 0, `amount_text` its last
    figure."""

    number: int
    name: str
    rows: list[WaterfallRow]
    amount_text: str


@dataclass(frozen=True)
class Ledger:
    """A claim's steps in the order in which they are read: the conditions that failed or are unanswered, as reasons;
    several items one by one, `folded` where they are many; what is computed for all of them together (or for the only
    one); the conditions that are met."""

    failed: list[WaterfallRow]
    unknown: list[WaterfallRow]
    met: list[WaterfallRow]
    items: list[Item]
    rows: list[WaterfallRow]
    folded: bool


class Citation(NamedTuple):
    """Words of the law. `unwritten`: that the law does not state it, and how it is read; the words are then those that
    leave it open. `guideline`: the year of the guideline whose words they are; 0 for the law's."""

    article: int
    quote: str
    unwritten: str
    guideline: int


def scale(steps: Sequence[Step]) -> Exact:
    """分 at full width: the largest amount among the steps."""
    values = [s[k].fen for s in steps for k in ("amount", "before") if has_amount(s) and s.get(k) is not None]
    return max(values, default=0)


def permille(part: Exact, whole: Exact) -> int:
    """How much of `whole` `part` is, in whole thousandths, never above the whole; a visible part is at least 1."""
    if whole <= 0 or part <= 0:
        return 0
    # As whole numbers: a page measures a hundred bars, and fractions are reduced at every step.
    length = part.numerator * whole.denominator * SCALE // (part.denominator * whole.numerator)
    return max(1, min(SCALE, length))


def tenths(permille: int) -> str:
    """Thousandths in per cent, without the sign: "43.2"."""
    whole, tenth = divmod(permille, 10**1)
    return f"{whole}.{tenth}"


def rows(steps: Sequence[Step], lang: str, whole: Exact | None = None) -> list[WaterfallRow]:
    """The rows of `steps` in their order, conditions left out; bars measured on `whole` (分, the scale of the
    steps themselves unless given)."""
    on = scale(steps) if whole is None else whole
    return [_row(step, lang, on) for step in steps if step["kind"] != "condition"]


def conditions(steps: Sequence[Step], lang: str) -> list[WaterfallRow]:
    """The conditions among `steps`, in the order of the law."""
    return [_row(step, lang, 0) for step in steps if step["kind"] == "condition"]


def composed(steps: Sequence[Step], lang: str, entries: Sequence[Mapping[str, str]] = ()) -> Ledger:
    """The ledger of one claim's `steps` (the steps of a budget may follow them); `entries`: what the entries of
    the claim's list are called."""
    tested, drawn = conditions(steps, lang), rows(steps, lang)
    told = _not_shown_below(tested, drawn)
    own: list[Item] = []
    # What is said of a single item is one calculation with the rest, and one item added up is itself.
    if len(items(steps)) > 1:
        for number in sorted({row.item for row in drawn if row.item is not None}):
            of = [row for row in drawn if row.item == number]
            figure = next((row.amount_text for row in reversed(of) if row.kind != "skip" and row.amount_text), "")
            own.append(Item(number, item_name(number, lang, entries), of, figure))
        together = [row for row in drawn if row.item is None]
    else:
        together = [row for row in drawn if row.step not in ("sum", "best")]
    return Ledger(
        failed=[c for c in told if c.kind == "failed"],
        unknown=[c for c in told if c.kind == "unknown"],
        met=[c for c in tested if c.kind == "met"],
        items=own,
        rows=together,
        folded=len(own) > OPEN_ITEMS,
    )


def _not_shown_below(tested: Sequence[WaterfallRow], drawn: Sequence[WaterfallRow]) -> list[WaterfallRow]:
    """The conditions without those of items whose own line, open below, says why they do not count beside others that
    do."""
    folded = len({row.item for row in drawn if row.item is not None}) > OPEN_ITEMS
    if folded or not any(row.kind == "sum" and row.width for row in drawn):
        return list(tested)
    dropped = {row.item for row in drawn if row.kind == "drop"}
    return [c for c in tested if c.item not in dropped or c.kind == "met"]


def citations(steps: Sequence[Step], lang: str) -> dict[Citation, list[str]]:
    """Every clause that the steps cite, in the order in which they come to it, with the names of the steps that rest on
    it."""
    found: dict[Citation, dict[str, None]] = {}
    for step in steps:
        unwritten = step["unwritten"][lang] if "unwritten" in step else ""
        for cite in step.get("cites") or []:
            key = Citation(cite["article"], cite["quote"], unwritten, cite.get("guideline", 0))
            found.setdefault(key, {})[step["name"][lang]] = None
    return {citation: list(names) for citation, names in found.items()}


def items(steps: Sequence[Step]) -> list[int]:
    """The items (positions in the claim's list) that the steps speak of, in order."""
    return sorted({step["item"] for step in steps if step.get("item") is not None})


def outcome(steps: Sequence[Step]) -> str:
    """The last amount of `steps`, written: "20.00", or "15.97…" where it is not truncated; "" if there is none."""
    return next((_written(step) for step in reversed(steps) if has_amount(step)), "")


def limited_from(steps: Sequence[Step]) -> str:
    """What stood before the first limit took something away, written; "" where none did."""
    first = next((s for s in steps if s["kind"] == "bind" and s.get("before") is not None), None)
    if first is None:
        return ""
    if first.get("item") is None:
        return money.exact_text(first["before"].fen)
    whole = next((s for s in steps if s["step"] in ("sum", "best") and has_amount(s)), None)
    return money.exact_text(first["before"].fen) if whole is None or len(items(steps)) == 1 else ""


def takes_off(step: Mapping[str, Any]) -> bool:
    """Whether a step takes an amount off on the way to the base: what does not count, or is deducted."""
    return step["kind"] == "calc" and step.get("operation", {}).get("op") == "subtract"


def item_name(number: int, lang: str, entries: Sequence[Mapping[str, str]]) -> str:
    """What an item of a claim is called, by its position in the list (from 0); `entries`: what the assessment calls
    them, if it does."""
    if number < len(entries):
        return entries[number][lang]
    return words.text("results.item_plain", lang, number=number + 1)


def has_amount(step: Step) -> bool:
    """Whether it is a step from one amount to the next."""
    return step["kind"] != "condition" and step.get("amount") is not None


def first_cite(step: Step) -> tuple[int | None, str]:
    """The first clause that a step cites: its article and the words."""
    cites = step.get("cites") or []
    return (cites[0]["article"], cites[0]["quote"]) if cites else (None, "")


def _written(step: Step) -> str:
    amount = step["amount"].fen
    return money.wan_text(amount) if step["step"] in CLOSINGS else money.exact_text(amount)


def _row(step: Step, lang: str, on: Exact) -> WaterfallRow:
    kind = step["kind"]
    if kind == "sum" and step["step"] not in CLOSINGS:
        kind = "calc"
    elif kind == "condition":
        kind = step.get("state", "met")
    width = cut = 0
    if has_amount(step):
        before, amount = _amounts(step)
        width = permille(amount, on)
        cut = max(0, permille(before, on) - width) if kind in ("calc", "bind", "drop") else 0
    (article, quote), name, text = first_cite(step), step["name"][lang], _with_reading(step, lang)
    return WaterfallRow(
        kind, step["step"], article, quote, name, text, *figures(step, lang), width, cut, step.get("item")
    )


def figures(step: Step, lang: str) -> tuple[str, str]:
    """The amount of a step, written, and what it took away; "" where there is none."""
    if not has_amount(step):
        return "", ""
    before, amount = _amounts(step)
    is_taken = (step["kind"] == "bind" or takes_off(step)) and before > amount
    cut = _taken(step["step"], before, amount) if is_taken else ""
    return words.text("results.unchanged", lang) if step["kind"] == "skip" else _written(step), cut


def _amounts(step: Step) -> tuple[Exact, Exact]:
    """分 before a step and after it; of a first one both are its amount."""
    amount = step["amount"].fen
    return step["before"].fen if step.get("before") is not None else amount, amount


def _with_reading(step: Step, lang: str) -> str:
    """The sentence of a step; where the law does not state it, with that; where the year's guideline makes it narrower,
    with the guideline's words."""
    text = str(step["text"][lang])
    for cite in step.get("cites") or ():
        if year := cite.get("guideline"):
            label = words.text("guideline.label", lang, year=year)
            text = words.text("guideline.cited", lang, text=text.rstrip("。."), label=label, quote=cite["quote"])
    if "unwritten" not in step:
        return text
    return words.text("results.with_reading", lang, text=text, unwritten=step["unwritten"][lang].rstrip("。."))


def _taken(step: str, before: Exact, amount: Exact) -> str:
    if step in RATIOS:
        return "×" + money.percent_text(Fraction(amount) / before)
    # Between the figures as they are shown, so that the column adds up.
    return "−" + money.wan_text(money.truncate(before) - money.truncate(amount))

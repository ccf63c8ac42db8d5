"""The ledger's rows: a claim's steps as they are drawn, every figure written and every bar measured.

Nothing is recomputed here: a row shows a step's own `before` and `amount` (exact 万元 strings such as "26.15" or
"100/3"). Bars are whole thousandths of one scale, the largest amount of the claim, cut like money.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from engine import money, words

Step = dict[str, Any]

RATIOS = frozenset({"pool", "budget"})
"""Steps that scale everybody alike: shown as a percentage, not as a subtraction."""
CLOSINGS = frozenset({"approved", "paid"})
"""Steps that are truncated, close an account and carry a double rule."""
SCALE = 1000


@dataclass(frozen=True)
class Row:
    """One line of a ledger. `width` and `cut` are thousandths of the scale: what stays, and what is cut away."""

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
class Condition:
    """One condition of a claim: `state` is met, failed or unknown."""

    state: str
    article: int | None
    quote: str
    name: str
    text: str
    item: int | None


def fen(amount: str) -> Fraction:
    """分 of an exact 万元 string as the engine writes it ("19.995", "100/3")."""
    return Fraction(amount.replace(",", "")) * money.WAN


def scale(steps: Sequence[Step]) -> Fraction:
    """分 at full width: the largest amount among the steps."""
    values = [fen(s[k]) for s in steps for k in ("amount", "before") if _has_amount(s) and s.get(k) is not None]
    return max(values, default=Fraction(0))


def permille(part: Fraction, whole: Fraction) -> int:
    """How much of `whole` `part` is, in whole thousandths, never above the whole; a visible part is at least 1."""
    if whole <= 0 or part <= 0:
        return 0
    return max(1, min(SCALE, int(part * SCALE / whole)))


def rows(steps: Sequence[Step], lang: str, whole: Fraction | None = None) -> list[Row]:
    """The rows of `steps` in their order, conditions left out; bars measured on `whole` (分, the scale of the
    steps themselves unless given)."""
    on = scale(steps) if whole is None else whole
    return [_row(step, lang, on) for step in steps if step["kind"] != "condition"]


def conditions(steps: Sequence[Step], lang: str) -> list[Condition]:
    """The conditions among `steps`, in the order of the law."""
    return [
        Condition(
            state=step.get("state", "met"),
            article=_cite(step)[0],
            quote=_cite(step)[1],
            name=step["name"][lang],
            text=step["text"][lang],
            item=step.get("item"),
        )
        for step in steps
        if step["kind"] == "condition"
    ]


def items(steps: Sequence[Step]) -> list[int]:
    """The items (positions in the claim's list) that the steps speak of, in order."""
    return sorted({step["item"] for step in steps if step.get("item") is not None})


def outcome(steps: Sequence[Step]) -> str:
    """The last amount of `steps`, written: "20.00", or "15.97…" where it is not truncated; "" if there is none."""
    last = next((s for s in reversed(steps) if _has_amount(s)), None)
    return "" if last is None else _written(last)


def limited_from(steps: Sequence[Step]) -> str:
    """What stood before the first limit took something away, written; "" where none did."""
    first = next((s for s in steps if s["kind"] == "bind" and s.get("before") is not None), None)
    if first is None:
        return ""
    if first.get("item") is None:
        return money.exact_text(fen(first["before"]))
    whole = next((s for s in steps if s["step"] in ("sum", "best") and _has_amount(s)), None)
    return money.exact_text(fen(first["before"])) if whole is None or len(items(steps)) == 1 else ""


def question(steps: Sequence[Step], lang: str) -> str:
    """The question that the reader has: why 20.00 and not 26.15; "" where there is no amount."""
    now, before = outcome(steps), limited_from(steps)
    if not now:
        return ""
    last = next(s for s in reversed(steps) if _has_amount(s))
    if fen(last["amount"]) == 0:
        return words.text("results.why_nothing", lang)
    if before and before != now:
        return words.text("results.why_not_more", lang, now=now, before=before)
    return words.text("results.how_so_much", lang, now=now)


def _has_amount(step: Step) -> bool:
    return step["kind"] != "condition" and step.get("amount") is not None


def _cite(step: Step) -> tuple[int | None, str]:
    """The first clause that a step cites: its article and the words."""
    cites = step.get("cites") or []
    return (cites[0]["article"], cites[0]["quote"]) if cites else (None, "")


def _written(step: Step) -> str:
    amount = fen(step["amount"])
    return money.wan_text(amount) if step["step"] in CLOSINGS else money.exact_text(amount)


def _row(step: Step, lang: str, on: Fraction) -> Row:
    kind = step["kind"]
    if kind == "sum" and step["step"] not in CLOSINGS:
        kind = "calc"
    amount_text = cut_text = ""
    width = cut = 0
    if _has_amount(step):
        amount = fen(step["amount"])
        before = fen(step["before"]) if step.get("before") is not None else amount
        width = permille(amount, on)
        cut = max(0, permille(before, on) - width) if kind in ("calc", "bind") else 0
        amount_text = words.text("results.unchanged", lang) if kind == "skip" else _written(step)
        if kind == "bind" and before > amount:
            cut_text = _taken(step["step"], before, amount)
    return Row(
        kind=kind,
        step=step["step"],
        article=_cite(step)[0],
        quote=_cite(step)[1],
        name=step["name"][lang],
        text=step["text"][lang],
        amount_text=amount_text,
        cut_text=cut_text,
        width=width,
        cut=cut,
        item=step.get("item"),
    )


def _taken(step: str, before: Fraction, amount: Fraction) -> str:
    if step in RATIOS:
        return "×" + money.percent_text(amount / before)
    # Between the figures as they are shown, so that the column adds up.
    return "−" + money.wan_text(money.truncate(before) - money.truncate(amount))

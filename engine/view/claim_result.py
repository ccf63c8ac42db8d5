"""What is said of one claim of a result: its ledger, what is missing and what is assumed in it. Texts are in one
language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.policy.pack import Policy
from engine.text import words
from engine.text.phrases import Both
from engine.values import money
from engine.values.refusal import shown
from engine.values.written import WrittenAmount
from engine.view import waterfall, why
from engine.view.summary import CALCULATED, ClaimLine

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Listed:
    """Lines under their heading."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class ClaimTold:
    """One claim: its `title` with the question that the reader has, `lead` that answers it, what is `missing` and what
    is `assumed`, the `steps` as they are drawn, what the entries of its list are called, and a `note`. "" and None
    where there is none."""

    title: str
    lead: str
    missing: Listed | None
    assumed: Listed | None
    steps: tuple[dict[str, Any], ...]
    entries: Sequence[Both]
    note: str


def claim(policy: Policy, line: ClaimLine, paid: Json | None, lang: str) -> ClaimTold:
    """One line of the summary with its steps, those of the budget behind them where it is paid from it."""
    own = paid["claims"].get(line.claim["id"]) if paid is not None and line.on_budget else None
    steps = own["steps"] if own is not None and line.confirmed else line.claim["steps"]
    entries = line.claim.get("entries") or ()
    question = why.question(steps, lang)
    ceiling = line.claim.get("ceiling_steps")
    lead, drawn = "", steps
    if line.status == "needs_information" and ceiling:
        lead = words.text("results.ledger_ceiling", lang, amount=waterfall.outcome(ceiling))
        drawn = [s for s in steps if s["kind"] == "condition"] + [s for s in ceiling if s["kind"] != "condition"]
    elif line.status == "eligible":
        lead = why.answer(steps, lang, entries)
    title = line.title[lang]
    return ClaimTold(
        title=words.text("results.ledger_of", lang, title=title, question=question) if question else title,
        lead=lead,
        missing=missing(line, lang),
        assumed=assumed(line.claim, lang),
        steps=tuple(drawn),
        entries=entries,
        note="" if line.group == CALCULATED else words.text(f"results.note_{line.group}", lang),
    )


def missing(line: ClaimLine, lang: str) -> Listed | None:
    """What has not been answered of a claim, and what each answer can add."""
    lines = [_open_answer(line.claim, m, lang) for m in line.claim["missing"]]
    if not lines:
        return None
    key = "missing_heading_one" if len(lines) == 1 else "missing_heading"
    return Listed(words.text(f"results.{key}", lang, count=len(lines)), tuple(lines))


def assumed(claim: Json, lang: str) -> Listed | None:
    """What is assumed of what has been left blank in a claim: alike blanks together, with what they could take away."""
    alike: dict[tuple[str, WrittenAmount | None], list[str]] = {}
    for one in claim["assumed"]:
        label, count = one["label"][lang], len(one.get("entries", ()))
        if count > 1:
            label = words.text("results.assumed_entries", lang, label=label, count=count)
        alike.setdefault((one["taken_for"][lang], one["takes"]), []).append(label)
    lines = []
    for (taken_for, takes), labels in alike.items():
        said = {"labels": words.text("results.list_comma", lang).join(labels), "taken_for": taken_for}
        key, amount = ("assumed_line_unbounded", "") if takes is None else ("assumed_line", money.wan_text(takes.fen))
        lines.append(words.text(f"results.{key}", lang, takes=amount, **said))
    return Listed(words.text("results.assumed_heading", lang), tuple(lines)) if lines else None


def with_unclear(label: Both, missing: Json) -> Both:
    """The name of something missing, with what stands in its place and cannot be read or has to be confirmed."""
    if "unreadable" in missing:
        return words.both("results.missing_unread", label=label, given=shown(missing["unreadable"]))
    return words.both("results.missing_unconfirmed", label=label) if "unconfirmed" in missing else label


def _open_answer(claim: Json, m: Json, lang: str) -> str:
    """One open answer, and what it is worth."""
    label = with_unclear(m["label"], m)
    worth = worth_text(claim, m, lang)
    if not worth:
        return words.text("results.missing_plain", lang, label=label)
    return words.text("results.missing_worth", lang, label=label, worth=worth)


def worth_text(claim: Json, m: Json, lang: str) -> str:
    """What an open answer (`m`) would add to a claim, alone or with others; "" where it adds nothing, or that is not
    told."""
    beside = len(m.get("with", ()))
    if m["worth"] is None:
        return words.text("results.unbounded", lang) if claim["most"] is None else ""
    amount = m["worth"].fen
    if not amount:
        return ""
    key = "worth_alone" if not beside else "worth_with_one" if beside == 1 else "worth_with"
    return words.text(f"results.{key}", lang, worth=money.wan_text(amount), count=beside)

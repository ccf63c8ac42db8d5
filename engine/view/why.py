"""Why an amount is what it is, in sentences: the question that somebody has who sees it, and the answer, read from the
steps of a claim."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from engine.text import words
from engine.text.phrases import in_sentence
from engine.values import money
from engine.view.waterfall import (
    RATIOS,
    Step,
    first_cite,
    has_amount,
    item_name,
    items,
    limited_from,
    outcome,
    takes_off,
)

MOST_ITEMS = 6
"""So many items are named one by one in a sentence."""


def question(steps: Sequence[Step], lang: str) -> str:
    """The question that the reader has: why 20.00 and not 26.15; "" where there is no amount."""
    now, before = outcome(steps), limited_from(steps)
    if not now:
        return ""
    last = next(s for s in reversed(steps) if has_amount(s))
    if last["amount"].fen == 0:
        return words.text("results.why_nothing", lang)
    if before and before != now:
        return words.text("results.why_not_more", lang, now=now, before=before)
    return words.text("results.how_so_much", lang, now=now)


def answer(steps: Sequence[Step], lang: str, entries: Sequence[Mapping[str, str]] = ()) -> str:
    """The answer to `question` where there is an amount: the limits that cut it, or how it comes about."""
    alone = len(items(steps)) <= 1
    whole = [s for s in steps if alone or s.get("item") is None]
    cuts = [s for s in whole if s["kind"] == "bind" and s["step"] not in RATIOS]
    # Between two limits an applicant's share of its side leads from the one to the other.
    told = [s for s in whole if s in cuts or (cuts and s["step"] == "side_share" and s["kind"] != "skip")]
    scaled = [s for s in whole if s["kind"] == "bind" and s["step"] in RATIOS]
    # Beside what its entries come to, one that is about the same matter as another says so.
    twice = [s for s in steps if not alone and s["step"] == "same_matter" and s["kind"] == "bind" and "item" in s]
    stop, gap = words.text("pages.full_stop", lang), "" if lang == "zh" else " "
    said = [] if cuts else [derivation(steps, lang, entries, {s["item"] for s in twice})]
    said += [words.text("pages.because", lang, name=s["name"][lang], text=_sentence(s, lang)) for s in (*told, *scaled)]
    said += [_text("reason_not_counted", lang, item=item_name(s["item"], lang, entries), text=s["text"]) for s in twice]
    return gap.join(sentence.rstrip("。.") + stop for sentence in said if sentence)


def _sentence(step: Step, lang: str) -> str:
    """The sentence of a step; of a share of a side also what is left by it."""
    if step["step"] != "side_share" or step["kind"] == "bind":
        return str(step["text"][lang])
    return words.text("pages.because_share", lang, text=step["text"][lang], amount=_spelt(step))


def derivation(
    steps: Sequence[Step], lang: str, entries: Sequence[Mapping[str, str]] = (), told: Collection[int] = ()
) -> str:
    """How an amount comes about, in one sentence; for the claim whose amount nothing cut. `told`: the items of which
    another sentence says that they are not counted."""
    counted = {n: step for n in items(steps) if (step := _last(steps, n)) is not None}
    worth = [n for n, step in counted.items() if step["amount"].fen]
    if len(worth) <= 1:
        sentence = _derived(steps, worth[0] if worth else None, lang)
        if len(counted) == 1 or not worth:
            return sentence
        sentence = _text("derived_of", lang, item=item_name(worth[0], lang, entries), sentence=sentence)
        rest = [item_name(n, lang, entries) for n in counted if n != worth[0] and n not in told]
        return _text("derived_rest", lang, sentence=sentence, rest=_listed(rest, lang)) if rest else sentence
    whole = next((s for s in steps if s["step"] in ("sum", "best")), None)
    if whole is None:
        return ""
    named = ((item_name(n, lang, entries), _spelt(step)) for n, step in counted.items())
    amounts = [_text("derived_item", lang, item=name, amount=amount) for name, amount in named]
    parts = _listed(amounts, lang) if len(amounts) <= MOST_ITEMS else _text("derived_items", lang, count=len(amounts))
    return _text(f"derived_{whole['step']}", lang, parts=parts, amount=_spelt(whole))


def _derived(steps: Sequence[Step], item: int | None, lang: str) -> str:
    """How one item (or a claim without any) comes to its amount."""
    own = [s for s in steps if s.get("item") == item and s["kind"] != "condition"]
    of = {s["step"]: s for s in own}
    first = next((of[name] for name in ("base", "fixed", "tier", "assessed") if name in of), None)
    if first is None:
        return ""
    share = of.get("side_share")
    if first["step"] == "base":
        cuts = ((in_sentence(s["name"]), s["before"].fen - s["amount"].fen) for s in own if takes_off(s))
        taken = [_text("derived_cut", lang, name=name, cut=money.uncut_text(cut)) for name, cut in cuts]
        sentence = first["text"][lang]
        if taken and "stated" in of:
            sentence = _text("derived_base", lang, stated=of["stated"]["text"], taken=_listed(taken, lang))
        if (last := of.get("rate")) is not None:
            sentence = _text("derived_rate", lang, base=sentence, rate=last["text"], amount=_spelt(last))
    else:
        # The conditions of the article itself are what a fixed sum is given for.
        article = first_cite(first)[0]
        conditions = (s for s in steps if s["kind"] == "condition" and s.get("item") in (None, item))
        met = [s["name"] for s in conditions if _is_merit(s, article)]
        named = [*met, first["name" if first["step"] == "fixed" else "text"]]
        told = [named[0][lang], *(in_sentence(name)[lang] for name in named[1:])]
        sentence = words.text("results.derived_comma", lang).join(told)
    if share is not None and share["kind"] != "skip":
        return _text("derived_share", lang, sentence=sentence, name=in_sentence(share["name"]), amount=_spelt(share))
    return sentence


def _is_merit(step: Step, article: int | None) -> bool:
    """Whether a condition is one of the article's own that something had to be done for: not who applies, nor a
    limit."""
    of_applicant = step.get("fact", "").startswith("applicant.")
    return first_cite(step)[0] == article and not step.get("limit") and not of_applicant


def _last(steps: Sequence[Step], item: int) -> Step | None:
    return next((s for s in reversed(steps) if s.get("item") == item and has_amount(s)), None)


def _listed(texts: Sequence[str], lang: str) -> str:
    return words.text("results.derived_comma_small", lang).join(texts)


def _text(key: str, lang: str, **values: object) -> str:
    return words.text(f"results.{key}", lang, **values)


def _spelt(step: Step) -> str:
    """The amount after a step as it stands in a sentence, every decimal shown."""
    return money.uncut_text(step["amount"].fen)

"""An assessment as one table: what the result page lists, counts and adds up.

Reads what `assess` answered (and what `after_budget` paid); decides nothing. Sums are of published amounts, so that
columns add up; bars are whole thousandths of the largest amount.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from engine.policy.pack import Policy, Provision
from engine.text import words
from engine.text.numerals import counted
from engine.text.phrases import Both, both
from engine.values import money
from engine.view import waterfall

MOST_DROPPED = 2
"""So many items that do not count are named beside their claim; the others stand in its ledger."""
STATUSES = ("eligible", "needs_information", "ineligible")


@dataclass(frozen=True)
class Line:
    """One claim in the table, `number` its place in the application (from 1). Amounts are written; "" where there is
    none to show. `bar` and `paid_bar` are thousandths of the largest amount in the table; `grows` tells whether
    missing answers could add to it."""

    id: str
    number: int
    provision: str
    article: int
    title: Both
    status: str
    on_budget: bool
    confirmed: str
    most: str
    actual: str
    bar: int
    paid_bar: int
    grows: bool
    reasons: tuple[Both, ...]
    claim: Mapping[str, Any]


@dataclass(frozen=True)
class Summary:
    """The whole assessment: its lines (largest first, then what is missing, then what does not qualify), how many
    of each status, totals of the lines that draw on this budget, and what stands beside them."""

    lines: tuple[Line, ...]
    beside: tuple[Line, ...]
    counts: dict[str, int]
    confirmed: str
    most: str
    paid: str
    grows: bool
    no_grant: tuple[int, ...]
    not_claimed: tuple[int, ...]

    @property
    def all(self) -> tuple[Line, ...]:
        """Every line, those on another budget last."""
        return self.lines + self.beside


def summarise(policy: Policy, result: Mapping[str, Any], paid: Mapping[str, Any] | None = None) -> Summary:
    """The summary of `result` (from `assess`); `paid` is what `after_budget` answered for it, if it was asked."""
    claims = [c for c in result["claims"] if not policy.provision(c["provision"]).gives_nothing]
    scale = max((waterfall.fen(c["confirmed"]) for c in claims), default=Fraction(0))
    numbers = _numbered(claims)
    places = {c["id"]: place for place, c in enumerate(result["claims"], 1)}
    lines = [_line(policy, result, c, paid, scale, places[c["id"]], numbers[c["id"]]) for c in claims]
    lines.sort(key=lambda line: (STATUSES.index(line.status), -waterfall.fen(line.claim["confirmed"])))
    here = tuple(line for line in lines if line.on_budget)
    confirmed = _sum(line.claim["confirmed"] for line in here)
    most = _sum(line.claim["most"] for line in here)
    claimed = {c["provision"] for c in result["claims"]}
    return Summary(
        lines=here,
        beside=tuple(line for line in lines if not line.on_budget),
        counts={status: sum(line.status == status for line in lines) for status in STATUSES},
        confirmed=money.wan_text(confirmed),
        most=money.wan_text(most),
        paid="" if paid is None else money.wan_text(waterfall.fen(paid["total"]["actual"])),
        grows=most > confirmed,
        no_grant=_articles(p for p in policy.provisions if p.gives_nothing),
        not_claimed=tuple(
            a.number
            for a in policy.articles
            if (own := policy.provisions_of(a.number))
            and not any(p.id in claimed for p in own)
            and not all(p.gives_nothing for p in own)
        ),
    )


def headline(summary: Summary, lang: str) -> str:
    """五项可能符合，一项还需补充，一项暂不符合; statuses that no claim has are left out."""
    parts = []
    for status in STATUSES:
        count = summary.counts[status]
        if count:
            number = "one" if count == 1 else "many"
            parts.append(words.text(f"results.headline_{status}_{number}", lang, **_count(count)))
    if not parts:
        return words.text("results.headline_nothing", lang)
    return words.text("results.headline_comma", lang).join(parts)


def finding(summary: Summary, lang: str) -> str:
    """What the chart of amounts shows, in a sentence; "" where no line has an amount."""
    paying = [line for line in summary.lines if line.bar]
    if not paying:
        return ""
    first = paying[0]
    # Beside them stands what another budget pays, maybe more: the sentence is about what the total counts.
    apart = "_counted" if any(line.bar for line in summary.beside) else ""
    if len(paying) == 1:
        return words.text(f"results.finding_single{apart}", lang, title=first.title, amount=first.confirmed)
    share = waterfall.permille(
        waterfall.fen(first.claim["confirmed"]),
        sum((waterfall.fen(x.claim["confirmed"]) for x in paying), Fraction(0)),
    )
    whole, tenth = divmod(share, 10)
    share_text = f"{whole}.{tenth}%"
    return words.text(f"results.finding{apart}", lang, title=first.title, amount=first.confirmed, share=share_text)


def _line(
    policy: Policy,
    result: Mapping[str, Any],
    claim: Mapping[str, Any],
    paid: Mapping[str, Any] | None,
    scale: Fraction,
    place: int,
    number: int,
) -> Line:
    provision = policy.provision(claim["provision"])
    own = None if paid is None else paid["claims"].get(claim["id"])
    # A published scenario decides from which budget it pays, whatever the assessment took it for.
    on_budget = (
        provision.draws_on_budget({**policy.default_readings(), **result.get("readings", {})})
        if own is None
        else not own["other_budget"]
    )
    own = own if on_budget else None
    confirmed = waterfall.fen(claim["confirmed"])
    title = both(provision.title)
    return Line(
        id=claim["id"],
        number=place,
        provision=provision.id,
        article=provision.article,
        title=words.both("results.numbered", title=title, number=number) if number else title,
        status=claim["status"],
        on_budget=on_budget,
        confirmed=money.wan_text(confirmed) if confirmed else "",
        most=money.wan_text(waterfall.fen(claim["most"])),
        actual=money.wan_text(waterfall.fen(own["actual"])) if own is not None and confirmed else "",
        bar=waterfall.permille(confirmed, scale),
        paid_bar=waterfall.permille(waterfall.fen(own["actual"]), scale) if own is not None else 0,
        grows=waterfall.fen(claim["most"]) > confirmed,
        reasons=tuple(reasons(provision, claim)),
        claim=claim,
    )


def evidence(provision: Provision, facts: Mapping[str, Any]) -> list[Both]:
    """The usual evidence of the facts that were answered, each once, in the order in which they are asked."""
    found = [
        both(fact.evidence)
        for fact in provision.facts
        if fact.evidence is not None and _answered(facts, fact.path.split("."))
    ]
    return _unique(found)


def _answered(facts: Any, path: Sequence[str]) -> bool:
    if isinstance(facts, list):
        return any(_answered(item, path) for item in facts)
    if not path:
        return facts is not None
    return isinstance(facts, Mapping) and _answered(facts.get(path[0]), path[1:])


def reasons(provision: Provision, claim: Mapping[str, Any]) -> Iterable[Both]:
    """Why not more, what is missing, or why not: one sentence each (`claim` as `assess` answers it)."""
    steps: Sequence[Mapping[str, Any]] = claim["steps"]
    missing = _labels(claim["missing"])
    if claim["status"] == "ineligible":
        failed = [s["text"] for s in steps if s["kind"] == "condition" and s.get("state") == "failed"]
        yield from _unique(failed) or [s["text"] for s in steps if s["kind"] == "bind"][-1:]
        return
    if claim["status"] == "needs_information":
        unread = [m for m in claim["missing"] if "unreadable" in m]
        if unread:
            yield words.both("results.reason_unreadable", labels=_labels(unread))
        if not unread or waterfall.fen(claim["most"]) > waterfall.fen(claim["confirmed"]):
            yield words.both("results.reason_missing", missing=missing, worth=_worth(claim))
        return
    binding = _unique([s["name"] for s in steps if s["kind"] == "bind"])
    if binding:
        for name in binding:
            yield words.both("results.reason_binding", name=name)
    else:
        yield both(provision.summary)
    dropped = [s for s in steps if s["kind"] == "drop"]
    for step in dropped[:MOST_DROPPED]:
        item = {lang: waterfall.item_name(step["item"], lang, _item(provision)) for lang in words.LANGUAGES}
        yield words.both("results.reason_not_counted", item=item, text=step["text"])
    if len(dropped) > MOST_DROPPED:
        yield words.both("results.reason_not_counted_more", count=len(dropped) - MOST_DROPPED)
    if waterfall.fen(claim["most"]) > waterfall.fen(claim["confirmed"]):
        yield words.both("results.reason_missing", missing=missing, worth=_worth(claim))


def _item(provision: Provision) -> Both | None:
    return None if provision.item is None else {"zh": provision.item.zh, "en": provision.item.en}


def _worth(claim: Mapping[str, Any]) -> str:
    return money.wan_text(waterfall.fen(claim["most"]) - waterfall.fen(claim["confirmed"]))


def _labels(missing: Sequence[Mapping[str, Any]]) -> Both:
    """The first two answers that are missing, and how many more."""
    labels = _unique([m["label"] for m in missing])
    named = {
        lang: words.text("results.list_comma", lang).join(label[lang] for label in labels[:2])
        for lang in words.LANGUAGES
    }
    if len(labels) <= 2:
        return named
    return words.both("results.and_more", named=named, count=len(labels))


def _unique(texts: Sequence[Both]) -> list[Both]:
    found: dict[tuple[tuple[str, str], ...], Both] = {}
    for text in texts:
        found.setdefault(tuple(text.items()), text)
    return list(found.values())


def _numbered(claims: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Claim id -> its place among the claims of its provision; 0 where it is the only one."""
    of: dict[str, list[str]] = {}
    for claim in claims:
        of.setdefault(claim["provision"], []).append(claim["id"])
    return {c: (place if len(ids) > 1 else 0) for ids in of.values() for place, c in enumerate(ids, 1)}


def _articles(provisions: Iterable[Provision]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(p.article for p in provisions))


def _sum(amounts: Iterable[str]) -> Fraction:
    return sum((waterfall.fen(a) for a in amounts), Fraction(0))


def _count(count: int) -> dict[str, object]:
    return {"count": {lang: counted(count, lang) for lang in words.LANGUAGES}}

"""An assessment as one table: what the result page lists, counts and adds up.

Reads what `assess` answered (and what `after_budget` paid); decides nothing. Sums are of published amounts, so that
columns add up; bars are whole thousandths of the largest amount.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.steps.step import CALCULATED_GRADES
from engine.text import words
from engine.text.numerals import counted
from engine.text.phrases import Both, both
from engine.values import money
from engine.values.written import Exact, Shown, WrittenAmount
from engine.view import waterfall

MOST_DROPPED = 2
"""So many items that do not count are named beside their claim; the others stand in its ledger."""
STATUSES = ("eligible", "needs_information", "ineligible")
STATES = (*STATUSES, "other_policy", "other_side", "counted", "used_up", "no_room", "nothing", "no_grant")
"""How a claim stands, in the order in which they are counted: its status, or where that would say too little the reason
why nothing comes of it."""
CALCULATED = "calculated"
GROUPS = (CALCULATED, "competing", "assessed", "other_budget")
"""What a result shows apart: what the articles themselves set and this budget pays, which heads it; what competes for
places; what the authority sets; what another budget pays."""


@dataclass(frozen=True)
class ClaimLine:
    """One claim in the table, `number` its place in the application (from 1). Amounts are written; "" where there is
    none to show. `bar` and `paid_bar` are thousandths of the largest amount that the articles themselves set; what is
    shown beside them has no bar. `untold`: by what it is scaled is not known. `grows` tells whether missing answers
    could add to it. `reasons`: of the law, why it is not more; `budget`: of the budget, why less of it is paid. `state`
    is one of STATES, `group` one of GROUPS."""

    id: str
    number: int
    provision: str
    article: int
    title: Both
    status: str
    state: str
    grade: str
    confirmed: Shown
    most: Shown
    actual: Shown
    untold: bool
    bar: int
    paid_bar: int
    grows: bool
    reasons: tuple[Both, ...]
    budget: tuple[Both, ...]
    claim: Mapping[str, Any]

    @property
    def group(self) -> str:
        """With which other claims it is added up."""
        return CALCULATED if not self.grade or self.grade in CALCULATED_GRADES else self.grade

    @property
    def on_budget(self) -> bool:
        """Whether this budget pays it."""
        return self.grade != "other_budget"


@dataclass(frozen=True)
class Named:
    """A total under its name, one of GROUPS, `on_budget` (all that this budget pays) or `whole` (all); `paid` after the
    budget, "" where that is not known or not by it."""

    name: str
    confirmed: WrittenAmount
    paid: Shown


@dataclass(frozen=True)
class Group:
    """Claims that are added up (largest first, then what is missing, then what comes to nothing), and their total; the
    `most` that it can be ("" where nothing bounds it), and whether missing answers could add to it."""

    name: str
    lines: tuple[ClaimLine, ...]
    total: Named
    most: Shown
    grows: bool


@dataclass(frozen=True)
class Summary:
    """The whole assessment: its `groups` in the order of GROUPS, the first with or without lines, the others only with;
    how many claims of each state; what all comes to together (`totals`: `on_budget`, then `whole`, each only where it
    is of more claims than the one before)."""

    groups: tuple[Group, ...]
    totals: tuple[Named, ...]
    counts: dict[str, int]
    no_grant: tuple[int, ...]
    not_claimed: tuple[int, ...]

    @property
    def head(self) -> Group:
        """What the articles themselves set."""
        return self.groups[0]

    @property
    def beside(self) -> tuple[Group, ...]:
        """What is shown beside it."""
        return self.groups[1:]

    @property
    def named(self) -> tuple[Named, ...]:
        """Every total under its name, in the order in which they are told."""
        return (*(group.total for group in self.groups), *self.totals)

    @property
    def all(self) -> tuple[ClaimLine, ...]:
        """Every line, group by group."""
        return tuple(line for group in self.groups for line in group.lines)


def summarise(policy: Policy, result: Mapping[str, Any], paid: Mapping[str, Any] | None = None) -> Summary:
    """The summary of `result` (from `assess`); `paid` is what `after_budget` answered for it, if it was asked."""
    claims = result["claims"]
    in_head = [c for c in claims if _grade(c, paid) in CALCULATED_GRADES]
    scale = max((c["confirmed"].fen for c in in_head), default=0)
    lines = [_line(policy, claim, paid, scale, place) for place, claim in enumerate(claims, 1)]
    lines.sort(key=lambda line: (STATUSES.index(line.status), -line.claim["confirmed"].fen))
    added = _Added(result["total"], paid, lines)
    groups = [added.group(name) for name in GROUPS if name == CALCULATED or any(line.group == name for line in lines)]
    has = {group.name for group in groups}
    totals = [("on_budget", has & {"competing", "assessed"}), ("whole", has & {"other_budget"})]
    claimed = {c["provision"] for c in claims}
    return Summary(
        groups=tuple(groups),
        totals=tuple(added.named(name) for name, is_more in totals if is_more),
        counts={state: sum(line.state == state for line in lines) for state in STATES},
        no_grant=tuple(dict.fromkeys(p.article for p in policy.provisions if p.gives_nothing)),
        not_claimed=tuple(
            a.number
            for a in policy.articles
            if (own := policy.provisions_of(a.number))
            and not any(p.id in claimed for p in own)
            and not all(p.gives_nothing for p in own)
        ),
    )


class _Added:
    """What lines come to: as the assessment has it, but where a published scenario has it that another budget pays."""

    def __init__(self, total: Mapping[str, Any], paid: Mapping[str, Any] | None, lines: Sequence[ClaimLine]) -> None:
        self.total, self.paid, self.lines = total, paid, lines
        self.moved = any(line.grade != line.claim["grade"] for line in lines)
        self.answered = {CALCULATED: total[CALCULATED], "on_budget": total["on_budget"], "whole": total}
        self.answered |= total["by_grade"]

    def group(self, name: str) -> Group:
        """The lines of a group."""
        lines = tuple(line for line in self.lines if line.group == name)
        confirmed, most = self._amount(name, "confirmed", lines), self._most(name, lines)
        grows = most is None or most > confirmed
        return Group(name, lines, self.named(name), "" if most is None else money.wan_text(most), grows)

    def named(self, name: str) -> Named:
        """The total of a group, of all that this budget pays, or of all."""
        lines = [x for x in self.lines if name in ("whole", x.group) or (name == "on_budget" and x.on_budget)]
        confirmed = money.wan_text(self._amount(name, "confirmed", lines))
        return Named(name, confirmed, self._paid(name, lines))

    def _amount(self, name: str, key: str, lines: Sequence[ClaimLine]) -> Exact:
        if self.moved:
            return _sum(line.claim[key] for line in lines)
        amount: WrittenAmount = self.answered[name][key]
        return amount.fen

    def _most(self, name: str, lines: Sequence[ClaimLine]) -> Exact | None:
        """The same at most; None where nothing bounds it."""
        if any(x.claim["most"] is None for x in lines) if self.moved else self.answered[name]["most"] is None:
            return None
        return self._amount(name, "most", lines)

    def _paid(self, name: str, lines: Sequence[ClaimLine]) -> Shown:
        if self.paid is None or name in ("other_budget", "whole"):
            return ""
        total = self.paid["total"]
        if name in (CALCULATED, "on_budget"):
            return money.wan_text(total[CALCULATED if name == CALCULATED else "actual"].fen)
        paid = [self.paid["claims"][line.id]["actual"] for line in lines]
        return money.wan_text(_sum(one for one in paid if one is not None))


def headline(summary: Summary, lang: str) -> str:
    """五项可能符合，一项还需补充，一项暂不符合; states that no claim has are left out."""
    parts = []
    for state in STATES:
        count = summary.counts[state]
        if count:
            number = "one" if count == 1 else "many"
            parts.append(words.text(f"results.headline_{state}_{number}", lang, count=counted(count, lang)))
    if not parts:
        return words.text("results.headline_nothing", lang)
    return words.text("results.headline_comma", lang).join(parts)


def largest_share(summary: Summary, lang: str) -> str:
    """What the chart of amounts shows, in a sentence; "" where no line of the first group has an amount."""
    paying = [line for line in summary.head.lines if line.bar]
    if not paying:
        return ""
    first = paying[0]
    # Beside them stands what is not added to them, maybe more: the sentence is about what the total counts.
    apart = "_counted" if any(line.confirmed for group in summary.beside for line in group.lines) else ""
    values = {"title": first.title, "amount": first.confirmed}
    if len(paying) == 1:
        return words.text(f"results.largest_single{apart}", lang, **values)
    share = waterfall.permille(first.claim["confirmed"].fen, sum(x.claim["confirmed"].fen for x in paying))
    return words.text(f"results.largest{apart}", lang, share=f"{waterfall.tenths(share)}%", **values)


def state_of(claim: Mapping[str, Any]) -> str:
    """How a claim stands (`claim` as `assess` answers it): one of STATES."""
    reason = claim["reason_kind"]
    if claim["status"] != "ineligible" or reason in (None, "unmet"):
        return str(claim["status"])
    return str(reason)


def _grade(claim: Mapping[str, Any], paid: Mapping[str, Any] | None) -> str:
    """A published scenario decides from which budget it pays, whatever the assessment took it for."""
    own = None if paid is None else paid["claims"].get(claim["id"])
    return str((own or claim)["grade"] or "")


def _line(
    policy: Policy, claim: Mapping[str, Any], paid: Mapping[str, Any] | None, scale: Exact, place: int
) -> ClaimLine:
    provision, grade = policy.provision(claim["provision"]), _grade(claim, paid)
    if grade not in CALCULATED_GRADES:
        scale = 0
    own = None if paid is None or grade == "other_budget" else paid["claims"].get(claim["id"])
    actual = None if own is None else own["actual"]
    confirmed = claim["confirmed"].fen
    return ClaimLine(
        id=claim["id"],
        number=place,
        provision=provision.id,
        article=provision.article,
        title=claim["title"],
        status=claim["status"],
        state=state_of(claim),
        grade=grade,
        confirmed=money.wan_text(confirmed) if confirmed else "",
        most="" if claim["most"] is None else money.wan_text(claim["most"].fen),
        actual=money.wan_text(actual.fen) if actual is not None and confirmed else "",
        untold=own is not None and actual is None,
        bar=waterfall.permille(confirmed, scale),
        paid_bar=0 if actual is None else waterfall.permille(actual.fen, scale),
        grows=_grows(claim),
        reasons=tuple(reasons(provision, claim)),
        budget=_budget(own) if own is not None and confirmed else (),
        claim=claim,
    )


def _budget(paid: Mapping[str, Any]) -> tuple[Both, ...]:
    """Why less of a claim is paid than it comes to: the steps of totals and budget that take something off."""
    is_untold = paid["actual"] is None
    steps = [s for s in paid["steps"] if s["step"] in waterfall.RATIOS and (s["binding"] or is_untold)]
    return tuple(words.both("results.reason_budget", name=s["name"], text=s["text"]) for s in steps)


def reasons(provision: Provision, claim: Mapping[str, Any]) -> Iterable[Both]:
    """Why not more, what is missing, or why not: one sentence each (`claim` as `assess` answers it)."""
    steps: Sequence[Mapping[str, Any]] = claim["steps"]
    if provision.gives_nothing:
        yield both(provision.summary)
        return
    if claim["status"] == "ineligible":
        failed = [s["text"] for s in steps if s["kind"] == "condition" and s.get("state") == "failed"]
        yield from _unique(failed) or [s["text"] for s in steps if s["kind"] == "bind"][-1:]
        return
    if claim["status"] == "needs_information":
        unread = [(kind, [m for m in claim["missing"] if kind in m]) for kind in ("unreadable", "unconfirmed")]
        for kind, found in unread:
            if found:
                yield words.both(f"results.reason_{kind}", labels=_labels(found))
        if not any(found for _, found in unread) or _grows(claim):
            yield _reason_missing(claim)
        return
    binding = _unique([s["name"] for s in steps if s["kind"] == "bind"])
    yield from (words.both("results.reason_binding", name=name) for name in binding)
    if not binding:
        yield both(provision.summary)
    dropped = [s for s in steps if s["kind"] == "drop"]
    for step in dropped[:MOST_DROPPED]:
        item = {lang: waterfall.item_name(step["item"], lang, claim.get("entries") or ()) for lang in words.LANGUAGES}
        yield words.both("results.reason_not_counted", item=item, text=step["text"])
    if len(dropped) > MOST_DROPPED:
        yield words.both("results.reason_not_counted_more", count=len(dropped) - MOST_DROPPED)
    if _grows(claim):
        yield _reason_missing(claim)


def _grows(claim: Mapping[str, Any]) -> bool:
    """Whether open answers could add to a claim."""
    return claim["most"] is None or claim["most"].fen > claim["confirmed"].fen


def _reason_missing(claim: Mapping[str, Any]) -> Both:
    """What is missing, and what it could add."""
    missing = _labels(claim["missing"])
    if claim["most"] is None:
        return words.both("results.reason_missing_unbounded", missing=missing)
    worth = money.wan_text(claim["most"].fen - claim["confirmed"].fen)
    return words.both("results.reason_missing", missing=missing, worth=worth)


def _labels(missing: Sequence[Mapping[str, Any]]) -> Both:
    """The first two answers that are missing, and how many more."""
    labels = _unique([m["label"] for m in missing])
    named = words.joined("results.list_comma", labels[:2])
    return named if len(labels) <= 2 else words.both("results.and_more", named=named, count=len(labels))


def _unique(texts: Sequence[Both]) -> list[Both]:
    found: dict[tuple[tuple[str, str], ...], Both] = {}
    for text in texts:
        found.setdefault(tuple(text.items()), text)
    return list(found.values())


def _sum(amounts: Iterable[WrittenAmount]) -> Exact:
    return sum((a.fen for a in amounts), 0)

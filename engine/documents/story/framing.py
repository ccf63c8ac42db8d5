"""What the story begins and ends with: the cover, the law in one slide, the sources."""

from __future__ import annotations

from collections.abc import Iterator

from engine.documents.story.slides import Figure, Slide, SlideRow, Table
from engine.documents.story.told import Told, sentence, share, title, wan, written
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.scenario.annual_budgets import called, read_budget
from engine.steps.cap import Cap
from engine.steps.fixed import Fixed
from engine.steps.share import Share
from engine.steps.tier import Tier
from engine.steps.varying import largest
from engine.text import words
from engine.text.numerals import article_both
from engine.text.phrases import Both, both, day_text
from engine.values import money
from engine.view import receipts
from engine.view.budget.snapshot import note
from engine.view.budget.writing import articles_named
from engine.view.rule_words import AS_FIGURE, number_words


def cover(told: Told) -> Slide:
    """The scenario's name, and how far its money goes."""
    paid, before = told.total["paid"], told.total["approved"]
    values = {"year": told.year, "paid": written(paid)}
    figure = None
    if paid is None:
        heading = sentence("cover_hidden", **values)
    elif before is None or not wan(before):
        heading = sentence("cover_paid", **values)
    else:
        of = share(paid.fen, before.fen)
        heading = sentence("cover", share=of, approved=written(before), **values)
        figure = Figure(words.same(f"{of}%"), sentence("cover_figure", paid=written(paid), approved=written(before)))
    outdated = receipts.outdated(told.policy, told.shown)
    points = (
        both(told.policy.title),
        sentence("cover_scenario", name=told.full_name),
        sentence("cover_day", day=told.day),
        *(() if outdated is None else (outdated,)),
    )
    return Slide("cover", heading, sentence("cover_over"), told.note("cover"), told.sources(), figure, points)


def law(told: Told) -> Slide:
    """Every article that grants something: what for, how much, and its yearly total, as the law stands."""
    policy = told.policy
    numbers = [a.number for a in policy.articles if any(not p.gives_nothing for p in policy.provisions_of(a.number))]
    heads = tuple(sentence(f"law_{name}") for name in ("article", "what", "much", "total"))
    rows = tuple(_law_row(policy, number) for number in numbers)
    table = Table(sentence("law_label"), heads, (False, False, False, True), rows)
    rule = policy.rule("budget")
    values = {"articles": len(numbers), "budget": article_both(rule.article)}
    beside = sum(_is_beside(policy, number) for number in numbers)
    values |= {"beside": beside} if beside else {"totals": len(policy.pools)}
    heading = sentence("law_beside" if beside else "law", **values)
    start, until = day_text(policy.in_force.start), day_text(policy.in_force.until)
    over = sentence("law_over", title=both(policy.short_title), start=start, until=until)
    cut = article_both(policy.rule("truncation").article)
    rules = sentence("law_rules", budget=article_both(rule.article), cut=cut)
    return Slide("law", heading, over, told.note("law"), told.sources(numbers), points=(rules,), table=table)


def _law_row(policy: Policy, number: int) -> SlideRow:
    own = [p for p in policy.provisions_of(number) if not p.gives_nothing]
    much = words.joined("story.law_and", (_much(policy, p) for p in own))
    return SlideRow((article_both(number), title(policy, number), much, _yearly_total(policy, number)), number)


def _much(policy: Policy, p: Provision) -> Both:
    """How much a provision gives, and at most, as the law's numbers."""
    caps = p.of_kind(Cap)
    match p.amount:
        case Share() as amount:
            first = number_words(policy, p, amount, "share", AS_FIGURE)
        case Fixed() as amount:
            first = number_words(policy, p, amount, "fixed", AS_FIGURE)
        case Tier(tiers=tiers):
            first = words.both(AS_FIGURE, amount="/".join(money.wan_law(value) for value in tiers.values()))
        case _:
            first = sentence("law_assessed")
    highest = max(caps, key=lambda cap: largest(cap.cap), default=None)
    most = None if highest is None else number_words(policy, p, highest, "cap", AS_FIGURE)
    return sentence("law_up_to", first=first, most=most) if caps else first


def _yearly_total(policy: Policy, number: int) -> Both:
    pool = next((pool for pool in policy.pools if pool.article == number), None)
    if pool is not None:
        return words.both(AS_FIGURE, amount=money.wan_law(pool.cap))
    return words.both("results.toc_beside" if _is_beside(policy, number) else "results.toc_unset")


def _is_beside(policy: Policy, number: int) -> bool:
    """Whether another budget pays what an article grants, as the law is read by default."""
    readings = policy.default_readings()
    return not any(p.draws_on_budget(readings) for p in policy.provisions_of(number) if not p.gives_nothing)


def sources(told: Told, has_cases: bool) -> Slide:
    """Which law, which claims, which readings, whether there are cases, and what none of it is."""
    policy, shown = told.policy, told.shown
    rows = tuple(SlideRow((sentence(f"sources_{name}"), value)) for name, value in _sources(told, has_cases))
    heads = (sentence("sources_what"), sentence("sources_which"))
    table = Table(sentence("sources_label"), heads, (False, False), rows)
    heading = sentence("sources", version=receipts.version_of(shown), day=told.day)
    outdated = receipts.outdated(policy, shown)
    points = (() if outdated is None else (outdated,)) + (words.both("results.foot_disclaimer"),)
    return Slide("sources", heading, told.over, told.note("sources"), told.sources(), points=points, table=table)


def _sources(told: Told, has_cases: bool) -> Iterator[tuple[str, Both]]:
    shown = told.shown
    of = sentence("sources_version", title=both(told.policy.law.title), version=receipts.version_of(shown))
    yield "law", of
    if (receipt := shown.get("receipt")) is not None:
        yield "receipt", receipts.short(receipt["policy"], receipt["engine"])
    kind = "sources_claims_invented" if shown.get("invented") else "sources_claims_of"
    yield "claims", sentence(kind, year=told.year, day=told.day)
    if (annual := read_budget(shown.get("annual_budget"), told.year)) is not None:
        yield (
            "annual_budget",
            words.both("annual_budget.value", amount=money.wan_law(annual.amount), which=called(annual)),
        )
    if shown.get("left_out"):
        yield "left_out", words.both("marks.left_out", count=shown["left_out"])
    if shown.get("beyond"):
        yield "beyond", words.both("marks.beyond")
    if shown.get("reserved"):
        yield "reserved", words.both("points.reserved")
    chosen = shown["scenario"]["readings"]
    readings = [one for one in told.policy.readings if chosen.get(one.id, one.default) != one.default]
    if not readings:
        yield "readings", sentence("sources_readings_default", count=len(told.policy.readings))
    else:
        articles = articles_named(dict.fromkeys(n for r in readings for n in r.articles))
        count = len(told.policy.readings) - len(readings)
        yield "readings", sentence("sources_readings_other", articles=articles, others=len(readings), count=count)
    yield "suppression", note(shown)
    if has_cases:
        yield "cases", sentence("sources_cases_invented")

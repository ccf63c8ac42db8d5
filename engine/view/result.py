"""A result as it is told: what the result page shows and what the report prints are put together here, once.

Reads what `assess`, `after_budget`, `compare_readings` and `best_choice` answered, and decides nothing. Every figure is
written already; texts are in one language.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from engine.allocation import payout
from engine.allocation.payout import Published
from engine.application.model import places
from engine.assessment import alternatives
from engine.assessment.assess import assess
from engine.policy.pack import Policy
from engine.text import words
from engine.text.numerals import article_label
from engine.text.phrases import Both, day_text
from engine.values import money
from engine.values.refusal import shown
from engine.values.written import Shown, WrittenAmount
from engine.view import annotations, marks, waterfall
from engine.view.summary import CALCULATED, Group, Line, Summary, evidence, summarise

Json = Mapping[str, Any]

DATED = frozenset({"window_closes", "window_opens", "later"})
"""Kinds of advice that name a day."""


@dataclass(frozen=True)
class Result:
    """One assessment with all that is said about it: the `application` that was assessed; what is `paid` after the
    budget, at the `ratio` of the scenario that is `published` or at the visitor's own (None: neither is known); what
    other `readings` would change; the best `choice` where another policy competes; what was stated and `refused`, in
    sentences, and is not in any of it."""

    policy: Policy
    application: Json
    assessment: Json
    summary: Summary
    paid: Json | None
    ratio: Fraction | None
    published: Published | None
    readings: Sequence[Json]
    choice: Json | None
    refused: tuple[Both, ...] = ()

    @property
    def scenario(self) -> Published | None:
        """The published scenario, where amounts are scaled by it."""
        return self.published if self.published is not None and self.published.applies else None

    @property
    def mark(self) -> Both | None:
        """What stands on all that is made of it, where the company is invented."""
        return marks.of(self.assessment)

    @property
    def day(self) -> date:
        """The application date."""
        return date.fromisoformat(self.application["application_date"])


def assessed(policy: Policy, raw: Mapping[str, Any], ratio: Fraction | None = None) -> Result:
    """The result of one application in contract form, at a payout `ratio` if one is expected. Refused."""
    assessment = assess(policy, raw, kept=True)
    paid = None if ratio is None else payout.after_budget(policy, assessment, ratio)
    return told(policy, raw, assessment, paid, ratio, alternatives.compare_readings(policy, raw, kept=True))


def told(
    policy: Policy,
    application: Json,
    assessment: Json,
    paid: Json | None,
    ratio: Fraction | None,
    readings: Sequence[Json],
    published: Published | None = None,
    refused: Sequence[Json] = (),
) -> Result:
    """The result of an application that is assessed already, without what was `refused`: a `message` each, and the
    `article` whose claim it took along, if one."""
    choice = None
    if has_elsewhere(policy, application):
        choice = alternatives.best_choice(policy, application, payout.expected(ratio, published), kept=True)
    summary = summarise(policy, assessment, paid)
    stated = {error.get("article") for error in refused}
    summary = replace(summary, not_claimed=tuple(a for a in summary.not_claimed if a not in stated))
    said = tuple(error["message"] for error in refused)
    return Result(policy, application, assessment, summary, paid, ratio, published, readings, choice, said)


def has_elsewhere(policy: Policy, application: Json) -> bool:
    """Whether any matter of the application could be claimed under another policy."""
    return any(
        stated
        for claim in application.get("claims") or []
        for path in policy.provision(claim["provision"]).others
        for stated, _ in places(claim.get("facts") or {}, path, "")
    )


# ------------------------------------------------------------------------------------------------ as a whole


@dataclass(frozen=True)
class Figure:
    """An amount under its label, "" where there is none to tell; `note` says why. `mark` stands at the amount where it
    is that of an example."""

    label: str
    amount: Shown
    note: str = ""
    is_main: bool = True
    mark: Both | None = None


def over(application: Json, day: date | None, lang: str) -> str:
    """Who, and when; "" where not even the day is known."""
    if day is None:
        return ""
    name = (application.get("applicant") or {}).get("name")
    said = day_text(day)[lang]
    if name:
        return words.text("results.result_over", lang, name=name, day=said)
    return words.text("results.result_over_nobody", lang, day=said)


def figures(summary: Summary, ratio: Fraction | None, lang: str, scenario: Published | None = None) -> list[Figure]:
    """The two amounts of what the articles themselves set, always both, and the most that it can be; then, under their
    names, what competes for places, what the authority sets and what another budget pays. The one after the budget is
    at the `ratio`, or by a published `scenario`."""
    head = summary.head
    is_open = head.grows or any(line.status == "needs_information" for line in head.lines)
    key = "figure_confirmed_now" if is_open else "figure_confirmed"
    found = [Figure(words.text(f"results.{key}", lang), head.total.confirmed)]
    if ratio is None:
        unknown = words.text("results.figure_paid_unknown", lang)
        found.append(Figure(unknown, "", words.text("results.figure_paid_none", lang)))
    elif scenario is not None:
        mark = marks.figure(invented=scenario.invented)
        found.append(Figure(scenario_label(scenario)[lang], head.total.paid, is_main=mark is None, mark=mark))
    else:
        percent = money.percent_text(ratio)
        found.append(Figure(words.text("results.figure_paid", lang, percent=percent), head.total.paid))
    if head.grows:
        note = "" if head.most else words.text("results.unbounded", lang)
        found.append(Figure(_most_label(head, lang), head.most, note, is_main=False))
    for group in summary.beside:
        if any(line.confirmed for line in group.lines):
            label = words.text(f"results.figure_{group.name}", lang)
            found.append(Figure(label, group.total.confirmed, is_main=False))
    return found


def scenario_label(scenario: Published) -> Both:
    """What amounts are called that a published scenario would pay."""
    return words.both("payout.figure", name=scenario.name)


def _most_label(head: Group, lang: str) -> str:
    articles = list(dict.fromkeys(line.article for line in head.lines if line.grows))
    if not 0 < len(articles) <= 2:
        return words.text("results.figure_most_all", lang)
    return words.text("results.figure_most", lang, articles=_articles(articles, lang))


def _articles(numbers: Sequence[int], lang: str) -> str:
    return words.text("results.list_comma", lang).join(article_label(n, lang) for n in numbers)


def not_in_total(summary: Summary, lang: str) -> list[str]:
    """What is not in the total, and why, in sentences."""
    said = []
    if summary.not_claimed:
        said.append(words.text("results.table_not_claimed", lang, articles=_articles(summary.not_claimed, lang)))
    if summary.no_grant:
        said.append(words.text("results.table_no_grant", lang, articles=_articles(summary.no_grant, lang)))
    return said


def joined(sentences: Sequence[str], lang: str) -> str:
    """Sentences one after another."""
    return ("" if lang == "zh" else " ").join(sentences)


# ------------------------------------------------------------------------------------------------ one claim


@dataclass(frozen=True)
class Missing:
    """What has not been answered, under its heading, and what each answer can add."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Assumed:
    """What is assumed of blanks, under its heading: alike ones together, with what they could take away."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class ClaimTold:
    """One claim: its `title` with the question that the reader has, `lead` that answers it, what is `missing` and what
    is `assumed`, the `steps` as they are drawn, what the entries of its list are called, and a `note`. "" and None
    where there is none."""

    title: str
    lead: str
    missing: Missing | None
    assumed: Assumed | None
    steps: tuple[dict[str, Any], ...]
    entries: Sequence[Both]
    note: str


def claim(policy: Policy, line: Line, paid: Json | None, lang: str) -> ClaimTold:
    """One line of the summary with its steps, those of the budget behind them where it is paid from it."""
    own = paid["claims"].get(line.claim["id"]) if paid is not None and line.on_budget else None
    steps = own["steps"] if own is not None and line.confirmed else line.claim["steps"]
    entries = line.claim.get("entries") or ()
    question = waterfall.question(steps, lang)
    ceiling = line.claim.get("ceiling_steps")
    lead, drawn = "", steps
    if line.status == "needs_information" and ceiling:
        lead = words.text("results.ledger_ceiling", lang, amount=waterfall.outcome(ceiling))
        drawn = [s for s in steps if s["kind"] == "condition"] + [s for s in ceiling if s["kind"] != "condition"]
    elif line.status == "eligible":
        lead = waterfall.answer(steps, lang, entries)
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


def missing(line: Line, lang: str) -> Missing | None:
    """What has not been answered of a claim."""
    lines = [_open_answer(line.claim, m, lang) for m in line.claim["missing"]]
    if not lines:
        return None
    key = "missing_heading_one" if len(lines) == 1 else "missing_heading"
    return Missing(words.text(f"results.{key}", lang, count=len(lines)), tuple(lines))


def assumed(claim: Json, lang: str) -> Assumed | None:
    """What is assumed of what has been left blank in a claim."""
    alike: dict[tuple[str, WrittenAmount | None], list[str]] = {}
    for one in claim["assumed"]:
        label, count = one["label"][lang], len(one.get("entries", ()))
        if count > 1:
            label = words.text("results.assumed_entries", lang, label=label, count=count)
        alike.setdefault((one["taken_for"][lang], one["takes"]), []).append(label)
    lines = []
    for (taken_for, takes), labels in alike.items():
        said = {"labels": words.text("results.list_comma", lang).join(labels), "taken_for": taken_for}
        if takes is None:
            lines.append(words.text("results.assumed_line_unbounded", lang, **said))
        else:
            lines.append(words.text("results.assumed_line", lang, takes=money.wan_text(takes.fen), **said))
    return Assumed(words.text("results.assumed_heading", lang), tuple(lines)) if lines else None


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


# ------------------------------------------------------------------------------------------------ what to do about it


@dataclass(frozen=True)
class Advice:
    """A sentence, and the articles that it is about."""

    text: str
    articles: tuple[int, ...]


@dataclass(frozen=True)
class OtherReading:
    """An open point that another reading would change for this company, with the clause that leaves it open."""

    article: int
    quote: str
    question: str
    text: str
    difference: str


@dataclass(frozen=True)
class Preparation:
    """What to have at hand for one article, and the usual evidence for what was answered."""

    article: int
    text: str
    usual: tuple[str, ...]


@dataclass(frozen=True)
class Matter:
    """One matter that another policy would pay for too; amounts in 万元."""

    name: str
    here: str
    elsewhere: str
    chosen: str


def near(summary: Summary, lang: str) -> list[Advice]:
    """What is nearly reached, and where ceilings are."""
    return _advice(summary, lang, dated=False)


def dates(policy: Policy, summary: Summary, lang: str) -> list[Advice]:
    """Which dates matter, the end of the policy's validity last."""
    until = day_text(policy.in_force.until)[lang]
    last = Advice(words.text("results.dates_validity", lang, until=until), (policy.in_force.article,))
    return [*_advice(summary, lang, dated=True), last]


def _advice(summary: Summary, lang: str, dated: bool) -> list[Advice]:
    """The same sentence about several claims is said once."""
    found: dict[str, list[int]] = {}
    for line in summary.all:
        for a in line.claim["advice"]:
            if (a["kind"] in DATED) == dated:
                found.setdefault(a["text"][lang], []).append(line.article)
    return [Advice(text, tuple(sorted(set(articles)))) for text, articles in found.items()]


def other_readings(policy: Policy, compared: Sequence[Json], lang: str) -> list[OtherReading]:
    """Each open point that another reading would change; `compared` is what `compare_readings` answered."""
    found = []
    for r in compared:
        reading = policy.reading(r["reading"])
        labels = {c.id: c.label.in_language(lang) for c in reading.choices}
        said = words.text(
            "results.reading_line",
            lang,
            choice=labels[r["choice"]],
            alternative=labels[r["alternative"]],
            before=r["from"],
            after=r["to"],
        )
        difference = words.text("results.reading_difference", lang, difference=r["difference"])
        article, quote = annotations.clause(policy, reading)
        found.append(OtherReading(article, quote, reading.question.in_language(lang), said, difference))
    return found


def changed_readings(policy: Policy, assessment: Json, lang: str) -> list[OtherReading]:
    """The open points that were read otherwise than by default, `text` the choice that was made."""
    found = []
    for reading in policy.readings:
        choice = assessment["readings"].get(reading.id, reading.default)
        if choice == reading.default:
            continue
        label = next(c.label.in_language(lang) for c in reading.choices if c.id == choice)
        article, quote = annotations.clause(policy, reading)
        found.append(OtherReading(article, quote, reading.question.in_language(lang), label, ""))
    return found


def preparations(policy: Policy, application: Json, summary: Summary, lang: str) -> list[Preparation]:
    """What to have at hand for the claims that have a chance, each provision once."""
    facts = {c["id"]: c.get("facts") or {} for c in application.get("claims") or []}
    found: dict[str, Preparation] = {}
    for line in summary.all:
        if line.status == "ineligible" or line.provision in found:
            continue
        provision = policy.provision(line.provision)
        usual = tuple(text[lang] for text in evidence(provision, facts.get(line.id, {})))
        found[line.provision] = Preparation(line.article, provision.prepare.in_language(lang), usual)
    return list(found.values())


def choice_sentence(choice: Json, ratio: Fraction | None, lang: str, is_published: bool = False) -> str:
    """The best lawful choice over all matters, beside choosing one by one, at the `ratio` of the budget."""
    gains = choice["gain"].fen > 0
    said = [
        words.text(
            "results.best_gain" if gains else "results.best_same",
            lang,
            total=choice["total"],
            each=choice["by_higher_of_each"]["total"],
            gain=choice["gain"],
        ),
        words.text("results.best_scope", lang),
    ]
    if not choice["proven"]:
        said.insert(1, words.text("results.best_tried", lang))
    if ratio is not None:
        key = "payout.best" if is_published else "results.best_payout"
        said.append(words.text(key, lang, percent=money.percent_text(ratio)))
    return joined(said, lang)


def matters(choice: Json, lang: str) -> list[Matter]:
    """The matters between which there is something to choose."""
    found = []
    for matter in choice["matters"]:
        if matter["elsewhere"] is None:
            continue
        name = matter["label"][lang]
        chosen = words.text(f"results.best_chosen_{matter['chosen']}", lang)
        found.append(Matter(name, matter["here"], matter["elsewhere"], chosen))
    return found

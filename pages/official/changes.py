"""What an import would change, application by application: as it is shown before anything is written, and as a list."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from engine.application import differences
from engine.application.matters import listed
from engine.policy.pack import Policy
from engine.registry import matters, wording
from engine.registry.corrections import ClaimChange, Decision, Found, Judged
from engine.sheets import as_csv
from engine.text import words
from engine.text.numerals import article_label
from engine.text.phrases import day_text
from engine.values import money
from pages.official import correcting
from pages.shared.answers import APPLICANT
from pages.shared.language import say
from pages.shared.templates import template

SHOWN = 50
"""Applications that are listed on the page; the list to download has all."""


def html(policy: Policy, found: Sequence[Found], lang: str) -> Markup:
    """The applications as a table: which, what becomes of it, and every answer and decision that changes."""
    kinds = {"applicant": "text", "kind": "chip", "changes": "wide"}
    columns = [(say(f"imports.list_{name}"), kind) for name, kind in kinds.items()]
    own = template("official", lang)
    rows = [
        (
            own.changed_applicant(_name(one), day_text(one.checked.application.day)[lang]),
            _kind(one, lang),
            own.changed_lines(lines(policy, one, lang)),
        )
        for one in found[:SHOWN]
    ]
    return template("pieces", lang).table(say("imports.list_label"), columns, rows, style="faults")


def table(policy: Policy, found: Sequence[Found]) -> bytes:
    """All of them as CSV that a spreadsheet opens as text, a line for each change, in both languages."""
    heads = ("list_applicant", "list_day", "list_kind", "list_changes")
    rows = [[*(words.text(f"imports.{key}", "zh") for key in heads), "English"]]
    for one in found:
        of = _name(one), one.checked.application.day.isoformat(), _kind(one, "zh")
        rows += [[*of, *said] for said in zip(lines(policy, one, "zh"), lines(policy, one, "en"), strict=True)]
    return as_csv(rows)


def above(policy: Policy, found: Sequence[Found], lang: str) -> list[str]:
    """A line for each decision that is above what the engine works out."""
    return [_above(policy, one, decision, lang) for one in found for decision in one.above]


def _above(policy: Policy, one: Found, decision: Decision, lang: str) -> str:
    key = "imports.above_reason" if decision.reason else "imports.above_no_reason"
    reason = words.text(key, lang, **({"reason": decision.reason} if decision.reason else {}))
    estimate = money.amount_text(decision.estimate, lang)
    return words.text("imports.above_line", lang, **_of(policy, one, decision, lang), estimate=estimate, reason=reason)


def beyond(policy: Policy, found: Sequence[Found], lang: str) -> list[str]:
    """A line for each decision that is beyond what the law allows."""
    return [
        words.text(
            "imports.beyond_line", lang, **_of(policy, one, each, lang), most=money.amount_text(each.most or 0, lang)
        )
        for one in found
        for each in one.beyond
    ]


def _of(policy: Policy, one: Found, decision: Decision, lang: str) -> dict[str, str]:
    """Of which company, for what and how much (分) a decision would be."""
    amount = money.amount_text(decision.approved[1] or 0, lang)
    return {"name": _name(one), "title": title_of(policy, decision.provision, lang), "amount": amount}


def _name(one: Found) -> str:
    return one.checked.name or one.checked.applicant


def _kind(one: Found, lang: str) -> str:
    return words.text(f"imports.kind_{one.kind}", lang)


def lines(policy: Policy, one: Found, lang: str) -> list[str]:
    """Everything that is to be said of one application, a line each."""
    said = list(_why(policy, one, lang))
    if one.kind == "changed":
        before, after = ({**about, APPLICANT: about} for about in one.applicant)
        about = correcting.about_applicant(policy, before, after)
        said += correcting.lines([d for d in about if d.before != d.after], lang)
        for change in one.claims:
            said += _claim(policy, change, lang)
        said += [_judged(policy, judged, lang) for judged in one.decided]
    if one.is_written:
        said += [_decision(policy, decision, lang) for decision in one.decisions]
    return said or [words.text("imports.nothing_more", lang)]


def _why(policy: Policy, one: Found, lang: str) -> Iterator[str]:
    """Why it is not taken, and what contradicts it."""
    if one.kind in ("stale", "unclear"):
        yield words.text(f"imports.why_{one.kind}", lang)
    if one.beside:
        yield words.text("imports.beside", lang)
    for point in one.contradictions:
        kind, matter, of = point.kind, "", point.provision
        if kind in matters.KINDS:
            kind, matter = "matter", wording.matter_label(policy, of)[lang]
        what = words.text(f"imports.about_{kind}", lang, named=point.named, matter=matter)
        for other in point.others:
            if point.fact == matters.WHO:
                yield words.text("imports.claimed_too", lang, what=what, by=other.by)
                continue
            yield words.text(
                "imports.contradicts",
                lang,
                what=what,
                label=wording.label(policy, point.kind, point.fact, of)[lang],
                given=wording.written(policy, point.kind, point.fact, point.value, of)[lang],
                other=wording.written(policy, point.kind, point.fact, other.value, of)[lang],
                by=other.by,
            )


def title_of(policy: Policy, provision_id: str, lang: str) -> str:
    """A provision with its article, as a line names it."""
    provision = policy.provision(provision_id)
    title = provision.title.in_language(lang)
    return words.text("pages.article_step", lang, article=article_label(provision.article, lang), title=title)


def _claim(policy: Policy, change: ClaimChange, lang: str) -> list[str]:
    title = title_of(policy, change.provision, lang)
    named = listed(policy.provision(change.provision), change.after or change.before)
    if named is not None:
        title = words.text("matters.with", lang, title=title, matters=named[lang])
    if change.kind != "changed":
        return [words.text(f"imports.claim_{change.kind}", lang, title=title)]
    found = differences.of_claim(policy.provision(change.provision), change.before, change.after)
    said = correcting.lines(found, lang) or [words.text("imports.rewritten", lang)]
    return [words.text("imports.claim_changed", lang, title=title, line=line) for line in said]


def _judged(policy: Policy, judged: Judged, lang: str) -> str:
    figures = _figures(judged.approved, judged.score, lang, judged.proposed)
    title = title_of(policy, judged.provision, lang)
    return words.text(f"imports.decision_{judged.fate}", lang, title=title, figures=figures)


def _figures(approved: int | None, score: int | None, lang: str, proposed: int | None = None) -> str:
    parts = []
    if approved is not None:
        parts.append(words.text("imports.figure_approved", lang, amount=money.amount_text(approved, lang)))
    if score is not None:
        parts.append(words.text("imports.figure_score", lang, score=money.wan_law(score)))
    if proposed is not None:
        parts.append(words.text("imports.figure_proposed", lang, amount=money.amount_text(proposed, lang)))
    return words.text("imports.figures_between", lang).join(parts)


def _decision(policy: Policy, decision: Decision, lang: str) -> str:
    """What the file decides about one claim, and for which reason of its own."""
    none = words.text("claims_page.absent", lang)
    parts = []
    if decision.approved[0] != decision.approved[1]:
        was, now = (none if x is None else money.amount_text(x, lang) for x in decision.approved)
        parts.append(words.text("imports.sets_approved", lang, before=was, after=now))
    if decision.is_beyond and decision.most is not None:
        parts.append(words.text("imports.sets_beyond", lang, amount=money.amount_text(decision.most, lang)))
    elif decision.is_above:
        parts.append(words.text("imports.sets_above", lang, amount=money.amount_text(decision.estimate, lang)))
    if decision.score[0] != decision.score[1]:
        was, now = (none if x is None else money.wan_law(x) for x in decision.score)
        parts.append(words.text("imports.sets_score", lang, before=was, after=now))
    key = "imports.sets_for" if decision.reason else "imports.sets"
    figures = words.text("imports.figures_between", lang).join(parts)
    title = title_of(policy, decision.provision, lang)
    return words.text(key, lang, title=title, figures=figures, reason=decision.reason)

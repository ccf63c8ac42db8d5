"""What officials see of one claim: whose it is, how its amount comes about, what was stated, what was changed."""

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from engine.application import differences
from engine.application.matters import Entitled, entitled
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.registry import contents, decisions, listing
from engine.registry.counted import Counted
from engine.registry.database import database
from engine.registry.stored import Stored, StoredChange, StoredClaim, Wanted
from engine.registry.tables import is_id
from engine.text.numerals import article_label
from engine.text.phrases import Both, day_text
from engine.values import money
from engine.values.refusal import Refused
from engine.view import awarded, filing
from engine.view.summary import ClaimLine, state_of, summarise
from pages.company.result import claim_html
from pages.company.review import read_html
from pages.official import correcting
from pages.shared import navigation, official
from pages.shared.answers import Answers
from pages.shared.guideline import about_html
from pages.shared.language import say
from pages.shared.local_time import clock_text
from pages.shared.notices import notice_html
from pages.shared.templates import template

Json = Mapping[str, Any]
MOST_ELSEWHERE = 25


def head_html(policy: Policy, stored: Stored, claim: StoredClaim, own: Json | None, lang: str) -> Markup:
    """Whose it is, what it claims and how it stands, and what is kept."""
    provision = policy.provision(claim.provision)
    name = stored.name or say("claims_page.nameless")
    applicant = known_as(stored.applicant)
    key = "claims_page.claim_over" if applicant else "claims_page.claim_over_nameless"
    over = say(key, name=name, applicant=applicant, day=day_text(stored.day)[lang])
    size = policy.size_label(stored.size)[lang] if stored.size else say("claims_page.size_none")
    kept = say(
        "claims_page.claim_kept",
        source=say(f"claims_page.source_{stored.source}"),
        created=clock_text(stored.created),
        changed=clock_text(stored.changed),
        until=day_text(stored.keep_until)[lang],
        size=size,
    )
    file = say("claims_page.claim_file", file=stored.file) if stored.file else ""
    called = entitled(policy, stored.content["claims"])[claim.key]
    title, status = called.title[lang], state_of(own) if own is not None else None
    return template("claim", lang).head(over, provision.article, title, called.listed, status, kept, file)


def known_as(applicant: str) -> str:
    """The id by which an applicant is known outside; nothing where the registry made one up."""
    return "" if is_id(applicant) else applicant


def figures_html(claim: StoredClaim, own: Json | None, provision: Provision, is_unpaid: bool, lang: str) -> Markup:
    """The estimate, the approved amount and the score."""
    if provision.gives_nothing:
        return template("pieces", lang).para("m-say", say("claims_page.no_grant"))
    key = "points.figure_unpaid" if is_unpaid else "claims_page.figure_approved_none"
    note = say(key) if is_unpaid or claim.approved is None else ""
    if claim.beyond is not None:
        known = "beyond_note" if own else "beyond_unknown"
        note = say(f"claims_page.{known}", most=money.amount_text(claim.beyond, lang), second=claim.second)
    if claim.lapsed is not None:
        note = say("imports.lapsed_note", amount=money.amount_text(claim.lapsed, lang))
    estimate = own["confirmed"].fen if own else None
    score = "" if claim.score is None else money.wan_law(claim.score)
    return template("claim", lang).figures(estimate, claim.approved, note, score)


def filing_html(policy: Policy, stored: Stored, claim: StoredClaim, lang: str) -> Markup:
    """By which guideline it is calculated, and that it was made outside of its window."""
    html = about_html(policy, stored.day.year, lang)
    outside = filing.outside(policy, claim.provision, stored.day)
    return html if outside is None else html + template("pieces", lang).why(outside[lang])


def known_of(policy: Policy, counted: Counted, claim: StoredClaim, result: Json | None) -> list[Both]:
    """What is calculated in place of what is stated: what officials have decided, and what was awarded before."""
    decided = [one.text(policy) for one in counted.of_claim(policy, claim.key)]
    if result is None:
        return decided
    position = [c["id"] for c in counted.content["claims"]].index(claim.key)
    return decided + awarded.of_claim(policy, counted.content, result, position)


def reasons_html(
    policy: Policy, result: Json | None, own: Json | None, refused: list[Both], decided: list[Both], lang: str
) -> Markup:
    """How the amount comes about, drawn as the company's result page draws it, after what was `decided` in place
    of what the application states, or is known from before."""
    if result is None or own is None:
        lines = [message[lang] for message in refused]
        return template("pieces", lang).why(say("claims_page.unreadable"), lines)
    line = next(x for x in summarise(policy, result).all if x.id == own["id"])
    return template("claim", lang).reasons(decided, claim_html(policy, line, None, True, lang))


def answers_html(policy: Policy, stored: Stored, claim: StoredClaim, lang: str) -> Markup:
    """All that the company filled in about itself and this claim, folded."""
    try:
        answers = Answers.holding(policy, contents.as_stated(policy, stored))
    except Refused as refused:
        return notice_html(
            say("claims_page.unreadable"), [e["message"][lang] for e in refused.errors], refused=True
        )  # fmt: skip
    position = [c["id"] for c in stored.content["claims"]].index(claim.key)
    own = answers.application["claims"][position]
    return template("claim", lang).answers(read_html(answers, [own], lang))


def called_by_id(policy: Policy, opened: Iterable[Stored]) -> dict[str, Entitled]:
    """What the claims of these applications are called, by the registry's id of each."""
    found: dict[str, Entitled] = {}
    for stored in opened:
        by_key = entitled(policy, stored.content["claims"])
        found.update((claim.id, by_key[claim.key]) for claim in stored.claims)
    return found


def others_html(policy: Policy, stored: Stored, claim: StoredClaim, result: Json | None, lang: str) -> Markup:
    """The other claims of the application, each with the way to it."""
    others = [c for c in stored.claims if c.id != claim.id]
    heading, none = say("claims_page.others_heading"), say("claims_page.others_none")
    if not others:
        return template("claim", lang).listed(heading, none, "")
    kinds = {"article": "chip", "provision": "text", "status": "chip", "estimate": "num", "approved": "num"}
    columns = [(say(f"claims_page.table_{name}"), kind) for name, kind in kinds.items()]
    lines = {line.id: line for line in summarise(policy, result).all} if result is not None else {}
    called = entitled(policy, stored.content["claims"])
    rows = [_other(policy, stored, other, called[other.key], lines.get(other.key), lang) for other in others]
    table = template("pieces", lang).table(say("claims_page.others_label"), columns, rows)
    return template("claim", lang).listed(heading, none, table)


def _other(
    policy: Policy, stored: Stored, other: StoredClaim, called: Entitled, line: ClaimLine | None, lang: str
) -> tuple[str, ...]:
    provision = policy.provision(other.provision)
    href = navigation.href("claims", application=stored.id, claim=other.id)
    own = template("pieces", lang)
    return (
        own.chip(provision.article),
        own.entitled(own.to(href, called.title[lang]), called.listed),
        own.badge(line.state) if line is not None else "",
        line.confirmed if line is not None else "",
        "" if other.approved is None else money.wan_text(other.approved),
    )


def elsewhere_html(policy: Policy, stored: Stored, lang: str) -> Markup:
    """The claims of the same applicant in other applications of the year: the estimate here knows nothing of them, and
    the allocation counts all together."""
    wanted = Wanted(text=stored.applicant, year=stored.day.year)
    rows = listing.find(database(), official.credential(), policy, wanted, 0, MOST_ELSEWHERE).rows
    others = [row for row in rows if row.applicant == stored.applicant and row.application != stored.id]
    if not others:
        return Markup()
    opened = decisions.opened_all(database(), official.credential(), {row.application for row in others})
    called = called_by_id(policy, opened)
    claims = []
    for row in others:
        provision = policy.provision(row.provision)
        title = called[row.claim].title[lang]
        said = say(
            "claims_page.elsewhere_claim",
            article=article_label(provision.article, lang),
            title=title,
            day=day_text(row.day)[lang],
            source=say(f"claims_page.source_{row.source}"),
        )
        claims.append((row, said))
    count = say("points.alike", count=others[0].alike, year=stored.day.year)
    return template("claim", lang).elsewhere(say("claims_page.elsewhere", count=count), claims)


def history_html(policy: Policy, stored: Stored, claim: StoredClaim, lang: str) -> Markup:
    """What officials changed about this claim and its applicant, the latest first, each with its reason."""
    own, small = template("claim", lang), template("pieces", lang)
    heading, none = say("claims_page.history_heading"), say("claims_page.history_none")
    there = {one.key for one in stored.claims}
    changes = [change for change in stored.changes if change.claim in (None, claim.key) or change.claim not in there]
    if not changes:
        return own.listed(heading, none, "")
    columns = [(say(f"claims_page.history_{name}"), "text") for name in ("what", "reason", "who")]
    changes.sort(key=lambda change: change.at, reverse=True)
    rows = [
        (
            own.what(change.what, _what_changed(policy, claim, change, lang)),
            own.reason(change.reason, change.file),
            template("official", lang).changed_applicant(_who(change), clock_text(change.at)),
        )
        for change in changes
    ]
    return own.listed(heading, none, small.table(say("claims_page.history_label"), columns, rows))


def _who(change: StoredChange) -> str:
    """Who made a change, and who agreed to it."""
    return say("claims_page.history_second", who=change.who, second=change.second) if change.second else change.who


def _what_changed(policy: Policy, claim: StoredClaim, change: StoredChange, lang: str) -> list[str]:
    """The lines that say what was changed."""
    if change.what in ("dismissed", "readmitted"):
        return []
    if change.claim not in (None, claim.key):
        return _of_removed(policy, change, lang)
    if change.what == "corrected":
        return correcting.lines(_differences(policy, claim, change), lang)
    written = [_figure(change.what, value, lang) for value in (change.before, change.after)]
    return [say("claims_page.from_to", before=written[0], after=written[1])]


def _of_removed(policy: Policy, change: StoredChange, lang: str) -> list[str]:
    """What was changed about a claim that is not there any more, down to its last answers."""
    if change.what != "corrected":
        written = [_figure(change.what, value, lang) for value in (change.before, change.after)]
        return [str(change.claim), say("claims_page.from_to", before=written[0], after=written[1])]
    before, after = change.before or {}, change.after or {}
    provision = policy.provision((before or after)["provision"])
    said = say("imports.claim_removed", title=provision.title.in_language(lang)) if not after else str(change.claim)
    found = differences.of_claim(provision, before.get("facts") or {}, after.get("facts") or {})
    return [said, *correcting.lines(found, lang)]


def _differences(policy: Policy, claim: StoredClaim, change: StoredChange) -> list[differences.Difference]:
    before, after = change.before or {}, change.after or {}
    if change.claim is not None:
        provision = policy.provision(claim.provision)
        return differences.of_claim(provision, before.get("facts") or {}, after.get("facts") or {})
    return correcting.about_applicant(policy, before, after)


def _figure(what: str, value: int | None, lang: str) -> str:
    if value is None:
        return say("claims_page.absent")
    return money.wan_law(value) if what == "scored" else money.amount_text(value, lang)

"""Several companies at once, for whoever prepares them (代理、园区): each as one line of a table, with what it comes to
by article and grade, what is missing, and which dates are next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from engine.application.questionnaire import Doubted, doubted
from engine.assessment.assess import assess_accepted
from engine.policy.pack import Policy
from engine.text import words
from engine.text.numerals import article_label
from engine.text.phrases import Both
from engine.values.written import Exact, Shown
from engine.view import filing, next_steps
from engine.view.claim_result import with_unclear
from engine.view.summary import GROUPS, Summary, summarise

Json = Mapping[str, Any]
Texts = Mapping[str, Mapping[str, str]]
NO_TEXTS: Texts = {}
NEXT = 3
"""So many dates are listed."""


@dataclass(frozen=True)
class Company:
    """One company: its name (else its credit code, else ""), its application as it was given, and what it comes to
    (None without an application date). `accepted`: the application without the claims and the facts of the applicant
    that were refused; `left`: what that is, and is in no figure; `texts`: how amounts were typed, as a saved file keeps
    it; `doubts`: the amounts that are to be confirmed."""

    name: str
    code: str
    application: Json
    summary: Summary | None
    accepted: Json
    left: tuple[Both, ...] = ()
    texts: Texts = field(default_factory=dict)
    doubts: tuple[Doubted, ...] = ()

    @property
    def totals(self) -> dict[str, Shown]:
        """Its totals by name; all is what the articles set, where nothing stands beside it; none before that."""
        if self.summary is None:
            return {}
        named: dict[str, Shown] = {total.name: total.confirmed for total in self.summary.named}
        return {"whole": named.get("on_budget", named[GROUPS[0]])} | named

    @property
    def by_article(self) -> dict[int, Exact]:
        """Article -> what its claims come to for certain (分), of those that were claimed."""
        found: dict[int, Exact] = {}
        for line in sorted(() if self.summary is None else self.summary.all, key=lambda line: line.article):
            if line.state != "no_grant":
                found[line.article] = found.get(line.article, 0) + line.claim["confirmed"].fen
        return found


def company(policy: Policy, application: Json, texts: Texts = NO_TEXTS) -> Company:
    """What an application (contract form, kept: see `assess`) comes to. `texts` as in `Company`."""
    applicant = application.get("applicant") or {}
    name, code = (_text(applicant.get(fact)) for fact in ("name", policy.code_fact))
    if not application.get("application_date"):
        return Company(name or code, code, application, None, application, texts=texts)
    assessing, left = assess_accepted(policy, application)
    summary = None if assessing is None else summarise(policy, assessing.whole)
    accepted: Any = application if assessing is None else assessing.raw
    doubts = doubted(policy, application, texts, year_of(application))
    refused = tuple(part["message"] for part in left)
    return Company(name or code, code, application, summary, accepted, refused, texts, tuple(doubts))


def year_of(application: Json) -> int:
    """The year of an application that has its date."""
    return int(str(application["application_date"])[:4])


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def missing(company: Company, lang: str) -> list[str]:
    """What has not been answered or is to be confirmed, claim by claim; of claims that come to nothing whatever is
    answered, nothing."""
    comma, found = words.text("results.list_comma", lang), list[str]()
    for line in sorted(() if company.summary is None else company.summary.all, key=lambda line: line.number):
        labels = dict.fromkeys(with_unclear(m["label"], m)[lang] for m in line.claim["missing"])
        labels |= dict.fromkeys(one.to_confirm[lang] for one in company.doubts if one.claim == line.id)
        if labels and line.status != "ineligible":
            of = {"article": article_label(line.article, lang), "title": line.title[lang]}
            title = words.text("pages.article_step", lang, **of)
            found.append(words.text("companies.missing_of", lang, title=title, labels=comma.join(labels)))
    return found


def next_dates(policy: Policy, company: Company, today: date, lang: str) -> list[str]:
    """What the company has to mind next: when the year's guideline takes its claims, and the nearest dates of advice;
    where there is none, until when the policy is in force."""
    if company.summary is None:
        return []
    year = year_of(company.application)
    claimed = dict.fromkeys(line.provision for line in company.summary.all if line.status != "ineligible")
    windows = (filing.window_text(policy, provision, year, today) for provision in claimed)
    found = [text[lang] for text in windows if text is not None]
    dated = [one for one in next_steps.dates(policy, company.summary, today, lang) if one.day and one.day >= today]
    said = (words.text("companies.date", lang, text=one.text, left=one.left) for one in dated)
    return list(dict.fromkeys([*found, *said]))[:NEXT]

"""What a report states, of what: the statement that it carries, and the result that it comes of once more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from engine.allocation import payout
from engine.documents.carried import Statement, statement
from engine.policy.pack import Policy
from engine.scenario import read_publication
from engine.values.windows import parse_date
from engine.values.written import WrittenRatio
from engine.view.result import Result, assessed

KIND = "report"
AMOUNTS = ("id", "provision", "status", "ceiling", "confirmed", "most")


def stated(
    result: Result,
    lang: str,
    day: date,
    kind: str = KIND,
    more_given: Mapping[str, Any] = MappingProxyType({}),
    more_states: Mapping[str, Any] = MappingProxyType({}),
) -> Statement:
    """What the report on a result, or another `kind` of document on it with what that holds beside, states: what each
    claim and all of them come to, before and after the budget; of the application, which stands in it too."""
    assessment, paid = result.assessment, result.paid
    given = {"lang": lang, "day": day.isoformat(), **scale(result), "refused": list(result.errors), **more_given}
    if result.expected:
        given["expected"] = list(result.expected)
    if result.doubted:
        given["doubted"] = list(result.doubted)
    states = {
        "claims": [{name: claim[name] for name in AMOUNTS} for claim in assessment["claims"]],
        "total": assessment["total"],
        "paid": None if paid is None else _paid(paid),
        **more_states,
    }
    return statement(kind, assessment["receipt"], result.application, given, states)


def scale(result: Result) -> dict[str, Any]:
    """By what a result is scaled after the budget: the visitor's own ratio, and what is published."""
    return {
        "payout": None if result.ratio is None or result.scenario is not None else str(result.ratio),
        "published": None if result.published is None else dict(result.published.basis),
    }


def scaled(policy: Policy, application: Mapping[str, Any], given: Mapping[str, Any]) -> Result:
    """The result of an application, worked out once more and scaled as `scale` says."""
    ratio = None if given["payout"] is None else WrittenRatio.read(given["payout"]).exact
    published = None
    if given["published"] is not None:
        year = date.fromisoformat(application["application_date"]).year
        published = payout.published(policy, read_publication(given["published"]), year)
    told = (given.get(name, ()) for name in ("refused", "expected", "doubted"))
    return assessed(policy, application, ratio, published, *told)


def _paid(paid: Mapping[str, Any]) -> dict[str, Any]:
    claims = {claim: each["actual"] for claim, each in paid["claims"].items()}
    return {"claims": claims, "total": paid["total"], "ratio": paid["ratio"]}


def again(policy: Policy, of: Statement) -> tuple[Result, str, date]:
    """The result that a report comes of, worked out once more of what its statement holds, with the language and the
    day of the report. Refused where the application is; KeyError, TypeError, ValueError where the statement is none."""
    given = of["given"]
    result = scaled(policy, of["input"], given)
    return result, str(given["lang"]), parse_date(given["day"], "given.day")

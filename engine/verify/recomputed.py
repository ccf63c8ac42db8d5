"""What a file states, worked out again by the rules in use now: from what it holds, or from what is given beside it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any

from engine.policy.pack import Policy
from engine.policy.receipt import policy_receipt
from engine.text import words
from engine.text.phrases import Both
from engine.verify.files import File, Kind

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Worked:
    """What a file states, and what was worked out in its place, both as JSON; what is to be said beside. `is_alone`:
    nothing could be worked out, and its receipt alone was looked at."""

    stated: Json
    found: Json
    notes: tuple[Both, ...] = ()
    is_alone: bool = False


def again(policy: Policy, file: File, beside: Json | None) -> Worked:
    """What a file states, worked out again. `beside`: what it was made of (what `assess` or `allocate` took), or a
    publication, where the file does not hold that itself. Refused where that is refused; KeyError, TypeError,
    ValueError, AttributeError where the file is damaged."""
    if beside is None and (needs := _NEEDS.get(file.kind)) is not None:
        return _receipt_alone(policy, file.receipt, None, words.both(needs))
    return _KINDS[file.kind](policy, file, beside)


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    return json.loads(json.dumps(value))


# ---------------------------------------------------------------------------------------------- of a company


def _saved(policy: Policy, file: File, _: Json | None) -> Worked:
    from engine.application import saved
    from engine.assessment.assess import amounts, assess_accepted
    from engine.documents.report.stated import scaled

    content, has_result = file.content, "result" in file.content
    is_worked = has_result or "assessment" in content
    assessing = assess_accepted(policy, content["application"])[0] if is_worked else None
    found: Json = {"receipt": saved.receipt(policy, content["application"])}
    if has_result:
        found["result"] = None if assessing is None else amounts(assessing.policy, assessing.application)
    if "assessment" in content and assessing is None:
        found |= dict.fromkeys(("assessment", "after_budget", "plan"))
    elif "assessment" in content:  # of all that is not refused of the answers
        accepted: Any = assessing and assessing.raw
        all_of = scaled(policy, accepted, {**content["scaled_by"], "expected": content.get("expected", ())})
        found |= {"assessment": all_of.assessment, "after_budget": all_of.paid, "plan": all_of.plan}
    notes = () if has_result else (words.both("verify.no_amounts"),)
    return Worked({name: content.get(name) for name in found}, plain(found), notes)


def _result(policy: Policy, file: File, _: Json | None) -> Worked:
    from engine.documents.report.stated import scaled

    own = {name: file.content.get(name) for name in ("assessment", "after_budget")}
    if "scaled_by" not in file.content:  # as earlier versions saved it
        found = scaled(policy, file.content["application"], {"payout": None, "published": None})
        notes = (words.both("verify.after_budget"),) if own.pop("after_budget") else ()
        return Worked(own, {"assessment": plain(found.assessment)}, notes)
    given = {**file.content["scaled_by"], "expected": file.content.get("expected", ())}
    found = scaled(policy, file.content["application"], given)
    worked = {"assessment": plain(found.assessment), "after_budget": plain(found.paid)}
    if "plan" in file.content:
        own["plan"], worked["plan"] = file.content["plan"], plain(found.plan)
    return Worked(own, worked)


def _report(policy: Policy, file: File, _: Json | None) -> Worked:
    from engine.documents import report
    from engine.documents.report.stated import again, stated

    own: Any = file.content
    result, lang, day = again(policy, own)
    found = plain(stated(result, lang, day))
    return _made(file, found, {b"%PDF-": ".pdf", b"PK": ".docx"}, lambda end: report.WRITERS[end](result, lang, day))


def _checklist(policy: Policy, file: File, _: Json | None) -> Worked:
    from engine.documents import checklist

    own: Any = file.content
    made_of = checklist.once_more(policy, own)
    return _made(file, plain(checklist.states(*made_of)), {b"PK": ".xlsx"}, lambda _: checklist.as_xlsx(*made_of))


def _made(file: File, found: Json, endings: Mapping[bytes, str], make: Callable[[str], bytes]) -> Worked:
    """What a document states. Where all of that is so, also the document itself: made once more (`make` is told what
    its name ends with, as it begins) it is the same to the byte, and so are the hashes of the two. It is not looked at
    where there is none, or what it states differs; another version of the engine may set it otherwise."""
    ending = next((end for start, end in endings.items() if file.data.startswith(start)), None)
    if ending is None or file.content != found:
        return Worked(file.content, found, (words.both("verify.statement_alone"),))
    papers = ((file.content, file.data), (found, make(ending)))
    stated, remade = ({**of, "file": sha256(paper).hexdigest()} for of, paper in papers)
    return Worked(stated, remade)


# -------------------------------------------------------------------------------------------------- of many


def _allocation(policy: Policy, file: File, beside: Json | None) -> Worked:
    from engine.allocation.allocate import allocate

    steps = any("steps" in claim for claim in file.content["claims"])
    return Worked(file.content, plain(allocate(policy, beside, steps=steps)))


def _assessment(policy: Policy, file: File, beside: Json | None) -> Worked:
    from engine.assessment.assess import assess

    return Worked(file.content, plain(assess(policy, beside)))


def _plan(policy: Policy, file: File, beside: Json | None) -> Worked:
    from engine.assessment.expected import Expected
    from engine.planning.plan import plan
    from engine.values.windows import parse_date
    from engine.values.written import WrittenRatio

    payout = file.content["payout"]
    of = {name: WrittenRatio.read(ratio).exact for name, ratio in payout["of"].items()}
    expected = Expected(WrittenRatio.read(payout["ratio"]).exact, of)
    found = plan(policy, beside, first=parse_date(file.content["first_day"], "first_day"), expected=expected)
    return Worked(file.content, plain(found))


def _workbook(policy: Policy, file: File, _: Json | None) -> Worked:
    from engine.documents.allocation_workbook.stated import again, cells

    own: Any = file.content
    found = plain(again(policy, own))
    if not file.data.startswith(b"PK"):
        return Worked(own, found, (words.both("verify.statement_alone"),))
    shown, expected = cells(file.data, own)
    return Worked({**own, "cells": shown}, {**found, "cells": expected}, (words.both("verify.cells"),))


def _scenario(policy: Policy, file: File, beside: Json | None) -> Worked:
    from engine.scenario import filed, outcome
    from engine.scenario.inputs import read_cohort

    scenario = filed.given(policy, file.content)
    own = {"receipt": file.content["receipt"], "figures": file.content.get("figures")}
    if beside is None or own["figures"] is None:
        found: Json = {**filed.receipt(policy, scenario, None), "input": own["receipt"].get("input")}
        key = "scenario_needs_claims" if own["figures"] is not None else "scenario_without_figures"
        return Worked({"receipt": own["receipt"]}, {"receipt": found}, (words.both(f"verify.{key}"),), is_alone=True)
    cohort = read_cohort(policy, beside)
    receipt = filed.receipt(policy, scenario, cohort.stated)
    return Worked(own, plain({"receipt": receipt, "figures": filed.figures(outcome(policy, cohort, scenario))}))


def _published(policy: Policy, file: File, beside: Json | None) -> Worked:
    """What was published is held against what is given beside it: another copy of the publication, or the claims that
    it was made of, from which it is worked out again."""
    from engine.documents.given import publication
    from engine.scenario.annual_budgets import read_budget

    is_slides = file.kind == "slides"
    stated = file.content["states"] if is_slides else file.content
    notes = (words.both("verify.slides"),) if is_slides else ()
    if beside is None:
        year = stated["scenario"]["year"]
        return _receipt_alone(policy, stated.get("receipt"), year, words.both("verify.needs_claims"), *notes)
    own = {name: value for name, value in stated.items() if name != "published"}
    if "articles" in beside:
        other = {name: value for name, value in beside.items() if name != "published"}
        if isinstance(other.get("receipt"), dict):  # two copies by former rules are the same, and yet not by these
            other["receipt"] = {**other["receipt"], "policy": plain(policy_receipt(policy, stated["scenario"]["year"]))}
        return Worked(own, other, notes)
    annual = read_budget(stated.get("annual_budget"), stated["scenario"]["year"])
    if annual is not None:
        notes = (*notes, words.both("verify.annual_budget"))
    given = {**beside, "name": stated["scenario"]["name"]}
    day, is_internal, reserving = date.fromisoformat(stated["date"]), bool(stated["internal"]), bool(stated["reserved"])
    found = publication(policy, given, "zh", day=day, internal=is_internal, reserving=reserving, annual=annual)
    return Worked(own, plain(found), notes)


def _amendments(policy: Policy, file: File, beside: Json | None) -> Worked:
    """The text is worked out of the scenario that the table holds; what it comes to, of the claims beside it."""
    from engine.documents import amendments
    from engine.documents.given import compared
    from engine.scenario.inputs import read_cohort

    own: Any = file.content
    base, scenario = amendments.scenarios(policy, own)
    lang, day = str(own["given"]["lang"]), date.fromisoformat(own["given"]["day"])
    made_of = compared(policy, read_cohort(policy, beside or {}), base, scenario)
    found = plain(amendments.stated(made_of, lang, day))
    if beside is None:
        found["receipt"]["input"] = own["receipt"]["input"]
        found["states"] = {**own["states"], **{name: found["states"][name] for name in ("articles", "others")}}
        return Worked(own, found, (words.both("verify.needs_claims_effect"),), is_alone=True)
    return _made(file, found, {b"PK": ".docx"}, lambda _: amendments.as_word(made_of, lang, day))


def _receipt_alone(policy: Policy, receipt: Any, year: int | None, *notes: Both) -> Worked:
    """A receipt held against the policy in use; nothing is worked out."""
    if not isinstance(receipt, dict):
        return Worked({"receipt": None}, {"receipt": {}}, notes, is_alone=True)
    found = {**receipt, "policy": policy_receipt(policy, year or _year(policy, receipt))}
    return Worked({"receipt": receipt}, {"receipt": found}, notes, is_alone=True)


def _year(policy: Policy, receipt: Json) -> int | None:
    """The year whose guideline a receipt names."""
    named = receipt["policy"].get("guideline")
    return next((year for year, of in policy.guidelines.items() if of.sha256 == named), None)


# ----------------------------------------------------------------------------------------------- of the policy


def _onepager(policy: Policy, file: File, beside: Json | None) -> Worked:
    from engine.documents import onepager
    from engine.documents.onepager.making import again, scenario_of

    own: Any = file.content

    def make(ending: str) -> bytes:
        given = own["given"]
        return onepager.made(policy, scenario_of(policy, own), given["lang"], given["address"], ending, given["mark"])

    endings = {b"%PDF-": ".pdf", b"\x89PNG": ".png", b"<svg": ".svg"}
    worked = _made(file, plain(again(policy, own)), endings, make)
    if beside is None:
        return worked
    # What the page says of its scenario is held against the publication.
    said = own["input"]["scenario"] or {}
    stated = {**worked.stated, "publication": {name: said.get(name) for name in beside["scenario"]}}
    return replace(worked, stated=stated, found={**worked.found, "publication": beside["scenario"]})


_KINDS: Mapping[Kind, Callable[[Policy, File, Json | None], Worked]] = {
    "saved": _saved,
    "result": _result,
    "report": _report,
    "checklist": _checklist,
    "assessment": _assessment,
    "allocation": _allocation,
    "plan": _plan,
    "workbook": _workbook,
    "publication": _published,
    "slides": _published,
    "onepager": _onepager,
    "scenario": _scenario,
    "amendments": _amendments,
}
_NEEDS: Mapping[Kind, str] = {
    "allocation": "verify.needs_run",
    "assessment": "verify.needs_application",
    "plan": "verify.needs_application",
}
"""What is said of a kind of which nothing can be worked out without what it was made of."""

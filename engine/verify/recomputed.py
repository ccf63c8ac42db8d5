"""What a file states, worked out again by the rules in use now: from what it holds, or from what is given beside it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
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
    return _KINDS[file.kind](policy, file, beside)


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    return json.loads(json.dumps(value))


# ---------------------------------------------------------------------------------------------- of a company


def _saved(policy: Policy, file: File, _: Json | None) -> Worked:
    from engine.application import saved

    application = file.content["application"]
    found: Json = {"receipt": saved.receipt(policy, application)}
    notes: tuple[Both, ...] = () if "result" in file.content else (words.both("verify.no_amounts"),)
    if not notes:
        found["result"] = saved_result(policy, application)
    if "assessment" in file.content:
        found |= _all_of(policy, file.content)
    return Worked({name: file.content.get(name) for name in found}, plain(found), notes)


def _all_of(policy: Policy, content: Json) -> Json:
    """All that comes of the answers of a saved file; what is refused of them is not in it."""
    from engine.assessment.assess import assess_accepted
    from engine.documents.report.stated import scaled

    assessing, _ = assess_accepted(policy, content["application"])
    if assessing is None:
        return dict.fromkeys(("assessment", "after_budget", "plan"))
    accepted: Any = assessing.raw
    found = scaled(policy, accepted, {**content["scaled_by"], "expected": content.get("expected", ())})
    return {"assessment": found.assessment, "after_budget": found.paid, "plan": found.plan}


def saved_result(policy: Policy, application: Json) -> Any:
    """What a saved application comes to, as its file says it."""
    from engine.assessment.assess import amounts, assess_accepted

    assessing, _ = assess_accepted(policy, application)
    return None if assessing is None else amounts(assessing.policy, assessing.application)


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
    ending = ".pdf" if file.data.startswith(b"%PDF-") else ".docx" if file.data.startswith(b"PK") else None
    if ending is None or not _same(own, found):
        return Worked(own, found, _not_the_paper())
    # All that is stated is so: then the paper, made once more, is the same to the byte.
    return _as_made(own, found, file.data, report.WRITERS[ending](result, lang, day))


def _checklist(policy: Policy, file: File, _: Json | None) -> Worked:
    from engine.documents import checklist

    own: Any = file.content
    made_of = checklist.once_more(policy, own)
    found = plain(checklist.states(*made_of))
    if not file.data.startswith(b"PK") or not _same(own, found):
        return Worked(own, found, _not_the_paper())
    return _as_made(own, found, file.data, checklist.as_xlsx(*made_of))


def _same(own: Any, found: Any) -> bool:
    return bool(own == found)


def _as_made(own: Json, found: Json, data: bytes, made: bytes) -> Worked:
    """What a document states, and the document itself: its hash, and that of the one that is made of what it states."""
    stated, remade = ({**of, "file": sha256(content).hexdigest()} for of, content in ((own, data), (found, made)))
    return Worked(stated, remade)


# -------------------------------------------------------------------------------------------------- of many


def _allocation(policy: Policy, file: File, beside: Json | None) -> Worked:
    from engine.allocation.allocate import allocate

    if beside is None:
        return _receipt_alone(policy, file.receipt, None, words.both("verify.needs_run"))
    steps = any("steps" in claim for claim in file.content["claims"])
    return Worked(file.content, plain(allocate(policy, beside, steps=steps)))


def _assessment(policy: Policy, file: File, beside: Json | None) -> Worked:
    from engine.assessment.assess import assess

    if beside is None:
        return _receipt_alone(policy, file.receipt, None, words.both("verify.needs_application"))
    return Worked(file.content, plain(assess(policy, beside)))


def _plan(policy: Policy, file: File, beside: Json | None) -> Worked:
    from engine.assessment.expected import Expected
    from engine.planning.plan import plan
    from engine.values.windows import parse_date
    from engine.values.written import WrittenRatio

    if beside is None:
        return _receipt_alone(policy, file.receipt, None, words.both("verify.needs_application"))
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
        return Worked(own, found, _not_the_paper())
    shown, expected = cells(file.data, own)
    return Worked({**own, "cells": shown}, {**found, "cells": expected}, (words.both("verify.cells"),))


def _publication(policy: Policy, file: File, beside: Json | None) -> Worked:
    return _published(policy, file.content, beside, ())


def _slides(policy: Policy, file: File, beside: Json | None) -> Worked:
    states = file.content["states"]
    return _published(policy, states, beside, (words.both("verify.slides"),))


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


def _published(policy: Policy, stated: Json, beside: Json | None, notes: tuple[Both, ...]) -> Worked:
    """What was published is held against what is given beside it: another copy of the publication, or the claims that
    it was made of, from which it is worked out again."""
    from engine.documents.given import publication
    from engine.scenario.annual_budgets import read_budget

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
    day, internal = date.fromisoformat(stated["date"]), bool(stated["internal"])
    found = publication(
        policy, given, "zh", day=day, internal=internal, reserving=bool(stated["reserved"]), annual=annual
    )
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
    if not file.data.startswith(b"PK") or not _same(own, found):
        return Worked(own, found, _not_the_paper())
    return _as_made(own, found, file.data, amendments.as_word(made_of, lang, day))


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
    found = plain(again(policy, own))
    starts = {"%PDF-": ".pdf", "\x89PNG": ".png", "<svg": ".svg"}
    ending = next((end for start, end in starts.items() if file.data.startswith(start.encode("latin-1"))), None)
    if ending is None or not _same(own, found):
        return Worked(_beside(own, beside), _published_scenario(found, beside), _not_the_paper())
    given = own["given"]
    made = onepager.made(policy, scenario_of(policy, own), given["lang"], given["address"], ending, given["mark"])
    worked = _as_made(own, found, file.data, made)
    return Worked(_beside(worked.stated, beside), _published_scenario(worked.found, beside))


def _not_the_paper() -> tuple[Both, ...]:
    """That the paper was not looked at: there is none, what it states differs, or another version of the engine made
    it, which may set it otherwise."""
    return (words.both("verify.statement_alone"),)


def _beside(own: Json, beside: Json | None) -> Json:
    """What a page says of its scenario, to be held against a publication."""
    if beside is None:
        return own
    said = own["input"]["scenario"] or {}
    return {**own, "publication": {name: said.get(name) for name in beside["scenario"]}}


def _published_scenario(found: Json, beside: Json | None) -> Json:
    return found if beside is None else {**found, "publication": beside["scenario"]}


_KINDS: Mapping[Kind, Callable[[Policy, File, Json | None], Worked]] = {
    "saved": _saved,
    "result": _result,
    "report": _report,
    "checklist": _checklist,
    "assessment": _assessment,
    "allocation": _allocation,
    "plan": _plan,
    "workbook": _workbook,
    "publication": _publication,
    "slides": _slides,
    "onepager": _onepager,
    "scenario": _scenario,
    "amendments": _amendments,
}

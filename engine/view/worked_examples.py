"""The worked cases that are told, each computed by the engine when it is asked for: what was stated, what came of it
and why. A case whose amounts are not what it says is refused: nothing is shown beside the law that the engine
contradicts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from engine.application import differences, typed
from engine.assessment.assess import assess
from engine.policy import case_runs, cases
from engine.policy.cases import Case, Usual
from engine.policy.facts import Fact, Form
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.policy.source import Unreadable
from engine.text import words
from engine.text.phrases import NOTHING, Both, both, day_text, open_ended
from engine.values import money
from engine.values.refusal import Refusals, Refused, refuse
from engine.view import why, worked_runs
from engine.view.summary import reasons
from engine.view.worked import Group, Worked, chosen, closed, joined, of_run

Json = Mapping[str, Any]


def groups(policy: Policy) -> dict[int, list[Group]]:
    """Article number -> the groups of its worked cases; empty where the policy has none. Computed once. Refused,
    naming every such case, where the engine's amounts, ceilings or statuses are not those of the case, or where a
    file cannot be read."""
    return policy.derived(_groups)


def listed_cases(policy: Policy) -> list[Worked]:
    """Every worked case that is told, in the order of the articles."""
    return [case for own in groups(policy).values() for group in own for case in group.cases]


def _groups(policy: Policy) -> dict[int, list[Group]]:
    try:
        files, runs = cases.groups(policy.folder), case_runs.runs(policy.folder)
        who = cases.usual(policy.folder) if files else Usual({}, "")
    except Unreadable as problem:
        refuse(f"{cases.FOLDER}.{problem.file}", "worked.unreadable", file=problem.file, problem=problem.problem)
    wrong = Refusals()
    found: dict[int, list[Group]] = {a.number: [] for a in policy.articles}
    places = {provision.id: place for place, provision in enumerate(policy.provisions)}
    for file in files:
        if file.article not in found or file.provision not in places:
            wrong.add(f"{cases.FOLDER}.{file.name}", "worked.unknown", article=file.article, provision=file.provision)
    for run in runs:
        if run.told and run.article not in found:
            wrong.add(f"{cases.FOLDER}.{run.name}", "worked.unknown", article=run.article, provision=cases.RUNS)
    wrong.raise_if_any()
    for file in sorted(files, key=lambda f: (f.article, places[f.provision])):
        chosen = [case for case in file.cases if case.told]
        before = sum(len(group.cases) for group in found[file.article])
        if chosen:
            own = [_worked(policy, who, file, case, before + n, wrong) for n, case in enumerate(chosen, start=1)]
            common = tuple(_common(policy, file, chosen))
            agreed = tuple(case for case in own if case is not None)
            found[file.article].append(Group(file.article, file.provision, _title(policy, file), common, agreed))
    for article, own_groups in found.items():
        if own_runs := [run for run in runs if run.told and run.article == article]:
            before = sum(len(group.cases) for group in own_groups)
            own_groups.append(worked_runs.group(policy, article, own_runs, before, wrong))
    wrong.raise_if_any()
    return {article: own for article, own in found.items() if own}


def _title(policy: Policy, file: cases.Group) -> Both:
    """What a group is called: after its provision, or after its article where the provision is only an example."""
    provision = policy.provision(file.provision)
    return both(provision.title if provision.article == file.article else policy.article(file.article).title)


def _worked(policy: Policy, who: Usual, file: cases.Group, case: Case, number: int, wrong: Refusals) -> Worked | None:
    """The case as it is told; None, noted in `wrong`, where the engine does not agree with it."""
    place = f"{cases.FOLDER}.{case.name}"
    try:
        claims = assess(policy, case.application)["claims"]
    except Refused as refused:
        for error in refused.errors:
            wrong.add(place, "worked.refused", path=error["path"], message=error["message"])
        return None
    found = [[claim[key] for claim in claims] for key in ("confirmed", "ceiling", "status")]
    expected = [case.confirmed, case.ceiling, case.status]
    if found != expected:
        wrong.add(place, "worked.differs", found=_plain(found), expected=_plain(expected))
        return None
    by_default = NOTHING
    if case.application.get("readings"):
        plain = {key: value for key, value in case.application.items() if key != "readings"}
        by_default = joined(_amounts(assess(policy, plain, stored=True)["claims"]))
    return Worked(
        name=case.name,
        number=words.text("worked.number", "en", article=file.article, number=number),
        says=case.told or NOTHING,
        stated=tuple(_stated(policy, who, file, case)),
        amounts=_amounts(claims),
        why=_why(policy, claims),
        by_default=by_default,
        status=claims[0]["status"],
        readings={name: chosen(choice) for name, choice in case.application.get("readings", {}).items()},
    )


def _plain(answers: Iterable[Sequence[str]]) -> str:
    """Amounts, ceilings and statuses on one line."""
    return " / ".join(", ".join(map(str, values)) for values in answers)


# ----------------------------------------------------------------------------------------------- what came of it


def _amounts(claims: Iterable[Json]) -> tuple[Both, ...]:
    """What is approved, claim by claim; beside it the most that open answers could make of it."""
    several = [_amount(claim) for claim in claims]
    if len(several) == 1:
        return (several[0],)
    return tuple(words.both("worked.amount_of", number=n, amount=a) for n, a in enumerate(several, start=1))


def _amount(claim: Json) -> Both:
    confirmed = claim["confirmed"].fen
    amount = {lang: money.amount_text(confirmed, lang) for lang in words.LANGUAGES}
    if claim["most"] is None:
        return words.both("worked.unbounded", amount=amount)
    most = claim["most"].fen
    if most == confirmed:
        return amount
    return words.both("worked.up_to", amount=amount, most={lang: money.amount_text(most, lang) for lang in amount})


def _why(policy: Policy, claims: Sequence[Json]) -> Both:
    """Why so much: how the amount comes about and what cut it, or what failed. Of several claims, what cut each."""
    if len(claims) == 1:
        return _why_one(policy.provision(claims[0]["provision"]), claims[0])
    decided: list[tuple[int, Provision, Both]] = []
    for number, claim in enumerate(claims, start=1):
        if claim["status"] != "eligible" or any(step["kind"] == "bind" for step in claim["steps"]):
            provision = policy.provision(claim["provision"])
            decided.append((number, provision, open_ended(_why_one(provision, claim))))
    if len(decided) == len(claims) and all(why == decided[0][2] for _, _, why in decided):
        return closed(words.both("worked.each", stated=decided[0][2]))
    told = [words.both("worked.claim", number=n, title=both(p.title), stated=why) for n, p, why in decided]
    return closed(joined(told)) if told else NOTHING


def _why_one(provision: Provision, claim: Json) -> Both:
    """Why a claim comes to so much, or to nothing."""
    steps = claim["steps"]
    entries = claim.get("entries") or ()
    if claim["status"] == "eligible" and why.answer(steps, words.LANGUAGES[0], entries):
        return {lang: why.answer(steps, lang, entries) for lang in words.LANGUAGES}
    said = list(reasons(provision, claim))
    if not said:
        said = [{lang: why.derivation(steps, lang, entries) for lang in words.LANGUAGES}]
    return closed(joined(said))


# ----------------------------------------------------------------------------------------------- what was stated


def exact(fact: Fact, value: Any) -> Both:
    """An answer as people read it; amounts uncut and written as the law writes them (39.995万元)."""
    if value is None:
        return words.both("worked.open")
    if fact.type in ("amount", "yearly"):
        return words.both("worked.value", amount=money.wan_law(typed.stated_amount(value)))
    return {lang: typed.written(fact, value, lang) for lang in words.LANGUAGES}


def _common(policy: Policy, file: cases.Group, chosen: Iterable[Case]) -> Iterator[Both]:
    """The facts that the cases of a group have in common, with those of other provisions that they claim."""
    claimed = {claim["provision"] for case in chosen for claim in case.application["claims"]}
    here = {provision: facts for provision, facts in file.common.items() if provision in claimed}
    for provision_id, facts in here.items():
        provision = policy.provision(provision_id)
        stated = joined(_labelled(policy, provision, {}, facts))
        if not stated[words.LANGUAGES[0]]:
            continue
        alone = provision_id == file.provision and len(here) == 1
        yield stated if alone else words.both("worked.claim_of", title=both(provision.title), stated=stated)


def applicant(policy: Policy) -> Both:
    """Who applies, and when, unless a case says otherwise; empty where the policy has no cases."""
    if not groups(policy):
        return NOTHING
    who = cases.usual(policy.folder)
    answers = differences.of_applicant(policy, {}, who.applicant, write=exact)
    return joined([_day(who.day), *map(_answer_line, answers)])


def _stated(policy: Policy, who: Usual, file: cases.Group, case: Case) -> Iterator[Both]:
    """What a case states besides the facts that its group has in common, a line for each claim."""
    given = case.application
    besides: list[Both] = []
    if given["application_date"] != who.day:
        besides.append(_day(given["application_date"]))
    besides += map(_answer_line, differences.of_applicant(policy, who.applicant, given["applicant"], write=exact))
    besides += of_run(policy, given)
    provisions = [policy.provision(claim["provision"]) for claim in given["claims"]]
    own = [
        _labelled(policy, provision, file.common.get(provision.id, {}), claim["facts"])
        for provision, claim in zip(provisions, given["claims"], strict=True)
    ]
    if len(own) == 1:
        (provision,) = provisions
        other = provision.id != file.provision
        same = [] if own[0] or (besides and not other) else [words.both("worked.same")]
        stated = joined([*besides, *own[0], *same])
        yield words.both("worked.claim_of", title=both(provision.title), stated=stated) if other else stated
        return
    if besides:
        yield joined(besides)
    if not any(own) and len({provision.id for provision in provisions}) == 1:
        yield words.both("worked.same_several", count=len(own))
        return
    for number, (provision, answers) in enumerate(zip(provisions, own, strict=True), start=1):
        said = joined(answers) if answers else words.both("worked.same")
        yield words.both("worked.claim", number=number, title=both(provision.title), stated=said)


def _labelled(policy: Policy, provision: Provision, before: Json, after: Json) -> list[Both]:
    """What one claim states beyond `before`, each answer with its label. A list that is left out or empty is one
    answer; items beyond those of `before` are told by what distinguishes them from its first. A claim may also state
    what its provision does not ask for, and that has no effect."""
    parts: list[Both] = []
    whole: set[str] = set()
    for fact in provision.children():
        if fact.type == "list" and before.get(fact.name) and not after.get(fact.name):
            whole.add(fact.name)
            key = "worked.none" if after.get(fact.name) == [] else "worked.open"
            parts.append(_line(both(fact.label), words.both(key)))
    parts += _more(provision, provision.form(), before, after)
    before = _extended(before, after)
    asked = provision.form().facts.keys()
    found = differences.of_claim(provision, before, after, write=exact)
    found += [d for d in differences.of_common(policy, before, after, write=exact) if _first(d.path) not in asked]
    return parts + [_answer_line(difference) for difference in found if _first(difference.path) not in whole]


def _answer_line(answer: differences.Difference) -> Both:
    """An answer with its label; one that is not there, or is not known, is open."""
    is_open = answer.after is None or answer.after == words.both("differences.unknown")
    return _line(answer.label, words.both("worked.open") if is_open else answer.after or NOTHING)


def _extended(before: Any, after: Any) -> Any:
    """`before` with its lists made as long as those of `after` by its first items."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return {key: _extended(value, after.get(key)) for key, value in before.items()}
    if isinstance(before, list) and isinstance(after, list) and before:
        longer = before + before[:1] * (len(after) - len(before))
        return [_extended(item, after[n] if n < len(after) else None) for n, item in enumerate(longer)]
    return before


def _more(provision: Provision, form: Form, before: Any, after: Any) -> Iterator[Both]:
    """How many items there are of each list that is longer than in `before`."""
    for name, inner in form.inner.items():
        was, now = (facts.get(name) if isinstance(facts, Mapping) else None for facts in (before, after))
        fact = form.facts[name]
        label = both(fact.label)
        if fact.path == provision.each and provision.item is not None:
            label = both(provision.item)
        if isinstance(was, list) and isinstance(now, list) and was:
            if len(now) > len(was):
                yield words.both("worked.items", item=label, count=len(now))
            for n, item in enumerate(now):
                yield from _more(provision, inner, was[min(n, len(was) - 1)], item)


def _first(path: str) -> str:
    return path.partition(".")[0]


def _line(label: Both, value: Both) -> Both:
    return words.both("worked.stated", label=label, value=value)


def _day(day: str) -> Both:
    return words.both("worked.day", day=day_text(date.fromisoformat(day)))

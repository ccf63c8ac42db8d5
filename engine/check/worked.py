"""The worked cases of a policy and its worked runs of several claims: they can be read, are about what the policy has,
and the engine agrees with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from engine.allocation.allocate import allocate
from engine.assessment.assess import assess
from engine.check.bilingual import check_sentence
from engine.check.findings import At, Notes
from engine.check.form import Raw, languages_of
from engine.check.lines import lines_of
from engine.policy import case_runs, cases
from engine.policy.pack import Policy
from engine.policy.source import Unreadable
from engine.values.refusal import Refused


def check_cases(folder: Path, raw: Raw, policy: Policy | None, law_zh: str, notes: Notes) -> None:
    """The cases of the policy in `folder`. They are computed where its pack is sound; `policy` is None where not."""
    try:
        groups, runs = cases.groups(folder), case_runs.runs(folder)
    except Unreadable as problem:
        place, said = f"{cases.FOLDER}.{problem.file}", {"file": problem.file, "problem": problem.problem}
        notes.add_at((f"{cases.FOLDER}/{problem.file}", 0), place, "file_unreadable", **said)
        return
    known = {"article": _names(raw, "articles", "number"), "provision": _names(raw, "provisions", "id")}
    for group in groups:
        file = f"{cases.FOLDER}/{group.name}.toml"
        lines = lines_of((folder / file).read_text(encoding="utf-8"))
        for key, name in (("article", group.article), ("provision", group.provision)):
            if name not in known[key]:
                at = (file, lines.get((key,), 0))
                notes.add_at(at, f"{cases.FOLDER}.{group.name}.{key}", "case_unknown", name=name)
        for number, case in enumerate(group.cases):
            faults = () if policy is None else _faults(policy, case)
            _check_case(case, (file, lines.get(("case", number), 0)), faults, raw, law_zh, notes)
    file = f"{cases.FOLDER}/{cases.RUNS}"
    lines = lines_of((folder / file).read_text(encoding="utf-8")) if runs else {}
    for number, run in enumerate(runs):
        at = (file, lines.get(("run", number), 0))
        if run.article is not None and run.article not in known["article"]:
            notes.add_at(at, f"{cases.FOLDER}.{run.name}.article", "case_unknown", name=run.article)
        _check_case(run, at, () if policy is None else _run_faults(policy, run), raw, law_zh, notes)


Fault = tuple[str, str, dict[str, object]]
"""Where the engine does not agree with a case: what of it, the kind of fault, and the values to say it with."""


def _check_case(
    case: cases.Case | case_runs.Run, at: At, faults: Iterable[Fault], raw: Raw, law_zh: str, notes: Notes
) -> None:
    """The sentence of a case, if it is told, like a sentence of the pack; and the engine against what it states."""
    place = f"{cases.FOLDER}.{case.name}"
    if case.told:
        own = Notes()
        check_sentence(f"{place}.says", case.told, own, law_zh, languages=languages_of(raw))
        notes.take(own, at)
    for key, kind, values in faults:
        notes.add_at(at, f"{place}.{key}", kind, says=case.says, **values)


def _run_faults(policy: Policy, run: case_runs.Run) -> Iterator[Fault]:
    try:
        answer: Mapping[str, Any] = allocate(policy, run.stated, steps=False)
    except Refused as refused:
        yield "refused", "case_refused", {"paths": ", ".join(str(error["path"]) for error in refused.errors)}
        return
    for name, stated, computed in run.differences(answer):
        yield name, "case_differs", {"what": name, "stated": stated, "computed": computed}


def _faults(policy: Policy, case: cases.Case) -> Iterator[Fault]:
    try:
        result = assess(policy, case.application)
    except Refused as refused:
        paths = [str(error["path"]) for error in refused.errors]
        if case.refused is None or not any(path.startswith(case.refused) for path in paths):
            yield "refused", "case_refused", {"paths": ", ".join(paths)}
        return
    if case.refused is not None:
        yield "refused", "case_not_refused", {"path": case.refused}
        return
    claims: Any = result["claims"]
    for key, stated in (("confirmed", case.confirmed), ("ceiling", case.ceiling), ("status", case.status)):
        computed = [claim[key] for claim in claims]
        if computed != stated:
            yield key, "case_differs", {"what": key, "stated": ", ".join(stated), "computed": ", ".join(computed)}
    missing = {unknown["fact"]: unknown["worth"] for unknown in claims[0]["missing"]} if claims else {}
    for fact, worth in case.missing.items():
        if missing.get(fact) != worth:
            said: dict[str, object] = {"what": f"missing.{fact}", "stated": worth, "computed": missing.get(fact, "–")}
            yield "missing", "case_differs", said


def _names(raw: Raw, blocks: str, key: str) -> set[Any]:
    """How the blocks of one kind are named, as far as the pack can be read."""
    found = raw.get(blocks)
    return {block.get(key) for block in found if isinstance(block, Mapping)} if isinstance(found, list) else set()

"""The worked runs that are told: what several claims come to where places, an article's total or the budget do not
reach. Every figure is one of the allocation's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, get_args

from engine.allocation.allocate import allocate
from engine.allocation.paid import Stage
from engine.policy import cases
from engine.policy.case_runs import Run
from engine.policy.pack import Policy
from engine.text import words
from engine.text.phrases import NOTHING, Both, both
from engine.values import money
from engine.values.refusal import Refusals, Refused
from engine.values.written import WrittenAmount
from engine.view.worked import Group, Worked, chosen, closed, joined, of_run

Json = Mapping[str, Any]


def group(policy: Policy, article: int, runs: Sequence[Run], before: int, wrong: Refusals) -> Group:
    """The told runs of an article, numbered after `before` others; those that the engine contradicts are noted in
    `wrong` instead."""
    told = [_worked(policy, article, run, before + n, wrong) for n, run in enumerate(runs, start=1)]
    title = words.both("worked.divided")
    return Group(article, "", title, (), tuple(run for run in told if run is not None))


def _worked(policy: Policy, article: int, run: Run, number: int, wrong: Refusals) -> Worked | None:
    place = f"{cases.FOLDER}.{run.name}"
    try:
        answer: Json = allocate(policy, run.stated)
    except Refused as refused:
        for error in refused.errors:
            wrong.add(place, "worked.refused", path=error["path"], message=error["message"])
        return None
    differing = list(run.differences(answer))
    if differing:
        _, expected, found = zip(*differing, strict=True)
        wrong.add(place, "worked.differs", found=", ".join(found), expected=", ".join(expected))
        return None
    claims = {claim["id"]: claim for claim in answer["claims"]}
    scores = {claim["id"]: claim.get("score") for claim in run.stated["approved_claims"]}
    parts = [(_name(ids), len(ids), claims[ids[0]], scores[ids[0]]) for ids in run.parts]
    stated = [_part(policy, *part) for part in parts]
    besides = list(_of_run(policy, run.stated, answer))
    return Worked(
        name=run.name,
        number=words.text("worked.number", "en", article=article, number=number),
        says=run.told or NOTHING,
        stated=tuple([joined(besides), *stated] if besides else stated),
        amounts=tuple(_paid(name, count, claim) for name, count, claim, _ in parts),
        why=_why(parts, answer),
        by_default=NOTHING,
        status="",
        readings={name: chosen(choice) for name, choice in run.stated.get("readings", {}).items()},
    )


Part = tuple[Both, int, Json, Any]
"""Claims that are alike: what they are called, how many, the first as it is answered, and its score."""
CUT = "paid"
STAGES = (*get_args(Stage), CUT)
"""The steps from what is approved to what is paid, in the order in which they are told."""


def _name(ids: Sequence[str]) -> Both:
    if len(ids) == 1:
        return words.both("worked.part", name=ids[0])
    return words.both("worked.part_of_many", name=ids[0].rpartition("-")[0], count=len(ids))


def _of_run(policy: Policy, stated: Json, answer: Json) -> Iterator[Both]:
    """What holds for all claims of a run."""
    cap = answer["budget"]["cap"]
    if cap is not None:
        yield words.both("worked.budget", amount=money.wan_law(cap.fen))
    yield from of_run(policy, stated)


def _part(policy: Policy, name: Both, count: int, claim: Json, score: Any) -> Both:
    key = "worked.alone_at" if count == 1 else "worked.each_at"
    said = [words.both(key, amount=money.wan_law(claim["approved"].fen))]
    if score is not None:
        said.append(words.both("worked.score", score=score))
    title = both(policy.provision(claim["provision"]).title)
    return words.both("worked.part_is", part=name, title=title, stated=joined(said))


def _paid(name: Both, count: int, claim: Json) -> Both:
    key = "worked.part_paid" if count == 1 else "worked.part_paid_each"
    return words.both(key, part=name, amount=_amount(claim["actual"]))


def _why(parts: Sequence[Part], answer: Json) -> Both:
    """What each stage from what is approved to what is paid did, stage by stage with its claims, and what is paid in
    all."""
    found: dict[tuple[int, str, str], tuple[Json, list[Both]]] = {}
    for name, count, claim, _ in parts:
        for step in _stages(claim["steps"], answer):
            key = (STAGES.index(step["step"]), step["name"]["zh"], step["text"]["zh"])
            found.setdefault(key, (step, []))[1].append(_changed(name, count, step))
    told = []
    for _, (step, changed) in sorted(found.items(), key=lambda one: one[0][0]):
        word = "cut" if step["step"] == CUT else "stage"
        listed = words.joined("results.list_comma", changed)
        told.append(words.both(f"worked.{word}", name=step["name"], text=step["text"], parts=listed))
    return closed(joined([*told, words.both("worked.in_all", amount=_amount(answer["total_actual"]))]))


def _stages(steps: Iterable[Json], answer: Json) -> Iterator[Json]:
    """The steps that have something to say: not of a budget where there is none, nor of cutting what is whole."""
    for step in steps:
        is_idle = step["before"].fen == step["amount"].fen
        says_nothing = step["step"] == CUT or (step["step"] == "budget" and answer["budget"]["cap"] is None)
        if step["step"] in STAGES and not (is_idle and says_nothing):
            yield step


def _changed(name: Both, count: int, step: Json) -> Both:
    """A claim at a stage, and what the stage made of its amount."""
    before, after = step["before"], step["amount"]
    if before.fen == after.fen:
        return name
    key = "changed" if count == 1 else "changed_each"
    return words.both(f"worked.{key}", part=name, before=_amount(before), after=_amount(after))


def _amount(amount: WrittenAmount) -> Both:
    return words.both("money.amount", amount=money.exact_text(amount.fen))

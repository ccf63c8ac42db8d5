"""What the applications of files would change of those that are kept: company by company, claim by claim, and what
becomes of the decisions about them. Nothing is written here.

Claims are known again by their ids, else by what they state, else by their order under a provision. A table of one
provision (CSV) speaks of that provision's claims only. What a file does not decide stays as it was decided, unless it
does not fit any more.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from sqlalchemy.orm import Session

from engine.application.model import Application
from engine.application.reading import read_application
from engine.assessment.assess import assess_many
from engine.policy.pack import Policy
from engine.registry import contents, past, points, statements
from engine.registry import tables as t
from engine.registry.contents import Checked
from engine.registry.counted import counted_in
from engine.registry.recognition import Known, Place, joined, new_names, stated
from engine.registry.records import by_ids
from engine.registry.statements import Difference, named_in
from engine.registry.stored import Json
from engine.values.refusal import Refused

Kind = Literal["new", "changed", "unchanged", "stale", "unclear"]
"""`stale`: the kept one has changed since the file was exported; `unclear`: it could be several. Neither is taken."""
Fate = Literal["kept", "lapsed", "gone"]
"""What becomes of a decision where its application changes: it stays; it does not fit any more and has to be looked at
again; it goes with its claim."""


@dataclass(frozen=True, slots=True)
class ClaimChange:
    """A claim that is new, changed or removed: its key, and its facts before and after."""

    kind: Literal["new", "changed", "removed"]
    key: str
    provision: str
    before: Json
    after: Json


@dataclass(frozen=True, slots=True)
class Decision:
    """An approved amount (分) or a score (millionths) that the file states and that is not what is decided: the claim's
    key, both figures before and after, and the reason given beside them ("": that of the import). `estimate`: what the
    engine works out for the claim with what the file states, `most` what the law then allows at most (分; None: nothing
    bounds it)."""

    key: str
    provision: str
    approved: tuple[int | None, int | None]
    score: tuple[int | None, int | None]
    reason: str
    estimate: int = 0
    most: int | None = None

    @property
    def is_above(self) -> bool:
        """Whether it newly approves more than the engine works out."""
        approved = self.approved[1]
        return approved is not None and approved != self.approved[0] and approved > self.estimate

    @property
    def is_beyond(self) -> bool:
        """Whether it newly approves more than the law allows."""
        approved = self.approved[1]
        return approved is not None and approved != self.approved[0] and self.most is not None and approved > self.most

    @property
    def is_new(self) -> bool:
        """Whether nothing was decided before."""
        return self.approved[0] is None and self.score[0] is None


@dataclass(frozen=True, slots=True)
class Judged:
    """What becomes of what was decided, or is proposed (`proposed`), about one claim (分, millionths)."""

    key: str
    provision: str
    approved: int | None
    score: int | None
    fate: Fate
    proposed: int | None = None


@dataclass(slots=True)
class Found:
    """One application of the files (`files`: their numbers), as it would be kept: `checked`. `target` and `version` are
    those of the kept one that it is. `applicant`: what is said of the company before and after, with its size and day.
    `beside`: the company itself has submitted something for that day, which stays as it is."""

    kind: Kind
    files: tuple[int, ...]
    checked: Checked
    target: str = ""
    version: int = 0
    applicant: tuple[Json, Json] = field(default_factory=lambda: ({}, {}))
    claims: list[ClaimChange] = field(default_factory=list)
    decided: list[Judged] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    contradictions: list[Difference] = field(default_factory=list)
    beside: bool = False

    @property
    def is_contradictory(self) -> bool:
        """Whether somebody else, or the company itself, states something else."""
        return bool(self.contradictions) or self.beside

    @property
    def is_written(self) -> bool:
        """Whether it would change anything."""
        return self.kind in ("new", "changed") or (self.kind == "unchanged" and bool(self.decisions))

    @property
    def above(self) -> list[Decision]:
        """The decisions that would be written and are above what the engine works out."""
        return [one for one in self.decisions if one.is_above] if self.is_written else []

    @property
    def beyond(self) -> list[Decision]:
        """The decisions that would be written and are beyond what the law allows."""
        return [one for one in self.decisions if one.is_beyond] if self.is_written else []

    def fated(self, fate: Fate) -> list[Judged]:
        """The decisions of which this becomes."""
        return [one for one in self.decided if one.fate == fate]


def recognise(session: Session, policy: Policy, given: Sequence[tuple[int, Checked]]) -> list[Found]:
    """What is to be said of each application of the files, in their order. Refused where two of them are one
    application and state different things."""
    known = Known(session, policy, [checked for _, checked in given])
    each = list(joined(policy, known, given))
    places = (known.place(checked).at for _, checked in each)
    kept = {row.id: row for row in by_ids(session, {at.id for at in places if at is not None})}
    found = [_compared(policy, known.place(checked), files, checked, kept) for files, checked in each]
    _estimate(session, policy, found, kept)
    _judge(session, policy, found, kept)
    _contradictions(session, policy, found)
    return found


def _compared(
    policy: Policy, place: Place, files: tuple[int, ...], checked: Checked, kept: Mapping[str, t.Application]
) -> Found:
    if place.is_unclear:
        return Found("unclear", files, checked)
    if place.at is not None:
        return _against(policy, files, checked, kept[place.at.id], place.is_stale)
    found = Found("new", files, checked, beside=bool(place.own))
    found.decisions = list(_decisions(checked, {}))
    return found


def _against(policy: Policy, files: tuple[int, ...], checked: Checked, row: t.Application, is_stale: bool) -> Found:
    """What an application of a file changes of the kept one that it is."""
    before, given = json.loads(row.content), json.loads(checked.text)
    was, now = _Reading.of(policy, before), _Reading(checked.application)
    names, same = _matched(before["claims"], given["claims"], was, now)
    old = {claim["id"]: claim for claim in before["claims"]}
    claims = [old[key] if (key := names[c["id"]]) in same else c | {"id": key} for c in given["claims"]]
    changes = [
        ClaimChange(
            "changed" if c["id"] in old else "new", c["id"], c["provision"], _facts(old.get(c["id"])), _facts(c)
        )
        for c in claims
        if c["id"] not in same
    ]
    there = {claim["id"] for claim in claims}
    spoken = [c for c in before["claims"] if checked.only is None or c["provision"] in checked.only]
    removed = [c for c in spoken if c["id"] not in there]
    changes += [ClaimChange("removed", c["id"], c["provision"], _facts(c), {}) for c in removed]
    if checked.only is not None:
        replaced = {claim["id"]: claim for claim in claims}
        claims = [replaced.pop(c["id"], c) for c in before["claims"] if c not in removed] + list(replaced.values())
    content = {
        "application_date": given["application_date"],
        "applicant": _applicant(policy, before["applicant"], given["applicant"], checked.only is not None),
        "claims": claims,
    }
    size = checked.size or row.size
    merged = contents.rewritten(policy, content, size, checked, row.applicant)
    merged.scores = {names[key]: score for key, score in checked.scores.items()}
    merged.approved = {names[key]: amount for key, amount in checked.approved.items()}
    merged.reasons = {names[key]: reason for key, reason in checked.reasons.items()}
    is_same = not changes and size == row.size and was.about == _Reading(merged.application).about
    found = Found("unchanged" if is_same else "changed", files, merged, row.id, row.version)
    found.applicant = (_about(before, row.size), _about(content, size))
    found.claims = changes
    found.decisions = list(_decisions(merged, {claim.key: claim for claim in row.claims}))
    if is_stale and found.is_written:
        found.kind = "stale"
    return found


def _facts(claim: Json | None) -> Json:
    return {} if claim is None else claim.get("facts") or {}


def _about(content: Json, size: str | None) -> Json:
    """What is said of the company, with its size and the day."""
    return {**content["applicant"], "size": size, "application_date": content["application_date"]}


class _Reading:
    """What an application says, however it is written: `about` its company and day, and each of its claims."""

    def __init__(self, application: Application) -> None:
        facts = {name: value for name, value in application.applicant.items() if value is not None}
        self.about = contents.canonical([application.day, facts, application.unclear])
        self.claims = {claim.id: contents.claim_print(claim) for claim in application.claims}

    @classmethod
    def of(cls, policy: Policy, content: Json) -> _Reading:
        """Of a kept application; one that cannot be read under the present policy says what is written there."""
        try:
            return cls(read_application(policy, content, applies=None))
        except Refused:
            made = cls.__new__(cls)
            made.about = contents.canonical(content["applicant"])
            made.claims = {claim["id"]: contents.canonical(claim) for claim in content["claims"]}
            return made


def _matched(
    before: Sequence[Json], given: Sequence[Json], was: _Reading, now: _Reading
) -> tuple[dict[str, str], set[str]]:
    """The key under which each given claim is to be kept, and the keys of those that say what they said. By its id,
    else by what it states, else in their order, always under one provision."""
    old: dict[str, list[Json]] = defaultdict(list)
    for claim in before:
        old[claim["provision"]].append(claim)
    names: dict[str, str] = {}
    same: set[str] = set()
    ways: tuple[Callable[[Json, Json], bool], ...] = (
        lambda new, there: new["id"].strip() == there["id"].strip(),
        lambda new, there: now.claims[new["id"]] == was.claims[there["id"]],
        lambda _new, _there: True,
    )
    for is_it in ways:
        for claim in given:
            left = old[claim["provision"]]
            found = None if claim["id"] in names else next((c for c in left if is_it(claim, c)), None)
            if found is not None:
                left.remove(found)
                names[claim["id"]] = found["id"]
                if now.claims[claim["id"]] == was.claims[found["id"]]:
                    same.add(found["id"])
    taken = [claim["id"] for claim in before]
    return names | new_names(taken, [claim["id"] for claim in given if claim["id"] not in names]), same


def _applicant(policy: Policy, before: Json, given: Json, is_part: bool) -> Json:
    """What is then said of the company: a table of one provision takes nothing away, and no file its numbers."""
    if is_part:
        return {**before, **stated(given)}
    kept = {name: before[name] for name in ("id", policy.code_fact) if before.get(name) is not None}
    return given | {name: value for name, value in kept.items() if given.get(name) is None}


# ------------------------------------------------------------------------------------------------ decisions


def _decisions(checked: Checked, decided: Mapping[str, t.Claim]) -> Iterator[Decision]:
    """What the file decides: a figure that it states and that is another one than is kept. A blank decides nothing."""
    for claim in checked.application.claims:
        kept = decided.get(claim.id)
        was = (kept.approved, kept.score) if kept is not None else (None, None)
        approved = checked.approved.get(claim.id, was[0])
        if kept is not None and approved == kept.proposed:
            approved = was[0]  # it waits already for another official to agree
        score = checked.scores.get(claim.id, was[1])
        if (approved, score) != was:
            reason = checked.reasons.get(claim.id, "")
            yield Decision(claim.id, claim.provision.id, (was[0], approved), (was[1], score), reason)


def _judge(session: Session, policy: Policy, found: Sequence[Found], kept: Mapping[str, t.Application]) -> None:
    """Of every decision about a changed application, whether it still fits: neither the claim nor the company states
    anything else, or the approved amount is not above what the claim can now come to at most. What is proposed beyond
    the law takes nothing's place before another official agrees."""
    changed = [one for one in found if one.kind == "changed"]
    results = assess_many(policy, _with_history(session, policy, changed), stored=True)
    for one, result in zip(changed, results, strict=True):
        most = {c["id"]: None if c["most"] is None else int(c["most"].fen) for c in result["claims"]}
        anew = {x.key for x in one.decisions if x.approved[0] != x.approved[1] and not x.is_beyond}
        touched = {change.key for change in one.claims}
        about = one.applicant[0] != one.applicant[1]
        for claim in kept[one.target].claims:
            figures = (claim.key, claim.provision, claim.approved, claim.score)
            if claim.key not in most:
                if any(said is not None for said in (claim.approved, claim.score, claim.proposed)):
                    one.decided.append(Judged(*figures, "gone", claim.proposed))
            elif claim.approved is not None and claim.key not in anew:
                bound = most[claim.key]
                fits = (claim.key not in touched and not about) or bound is None or claim.approved <= bound
                one.decided.append(Judged(*figures, "kept" if fits else "lapsed"))


def _estimate(session: Session, policy: Policy, found: Sequence[Found], kept: Mapping[str, t.Application]) -> None:
    """Note beside every decision what the engine works out: of an application that stays as it is, or is corrected
    elsewhere than where officials have decided on a point, with what they have decided."""
    deciding = [one for one in found if any(d.approved[0] != d.approved[1] for d in one.decisions)]
    contents = {one.target: json.loads(one.checked.text) for one in deciding if one.target}
    for point in points.decided(session, policy, contents):
        for id in contents.keys() & {party.application for party in point.parties}:
            places = (
                named_in(policy, of, point.kind, point.key) for of in (json.loads(kept[id].content), contents[id])
            )
            if len({json.dumps(list(each), sort_keys=True) for each in places}) > 1:
                del contents[id]
    as_counted = counted_in(session, policy, contents)
    stated = _with_history(session, policy, deciding)
    whole = [as_counted[x.target].content if x.target in contents else s for x, s in zip(deciding, stated, strict=True)]
    for one, result in zip(deciding, assess_many(policy, whole, stored=True), strict=True):
        of = {claim["id"]: claim for claim in result["claims"]}
        one.decisions = [
            replace(
                decision,
                estimate=int(of[decision.key]["confirmed"].fen),
                most=None if (most := of[decision.key]["most"]) is None else int(most.fen),
            )
            for decision in one.decisions
        ]


def _with_history(session: Session, policy: Policy, found: Sequence[Found]) -> list[Json]:
    """The applications as they would be kept, with what their companies were awarded before."""
    contents = [json.loads(x.checked.text) for x in found]
    of = [
        past.Of(x.checked.applicant, x.checked.name, x.checked.application.day.year, content, x.target)
        for x, content in zip(found, contents, strict=True)
    ]
    histories = past.histories(session, policy, of)
    return [past.with_history(content, history) for content, history in zip(contents, histories, strict=True)]


def _contradictions(session: Session, policy: Policy, found: Sequence[Found]) -> None:
    """Note where applications that would be written differ from what others state."""
    written = [one for one in found if one.kind in ("new", "changed")]
    replaced = {one.target for one in written if one.target}
    known = statements.Known(session, policy, [one.checked for one in written], replaced)
    for one in written:
        one.contradictions = known.against(one.checked)
        known.add(one.checked)


def mark_of(found: Sequence[Found]) -> str:
    """The same as long as the same would be written."""
    said = [
        [one.kind, one.target, one.version, one.checked.text, one.checked.size, [repr(x) for x in one.decisions]]
        for one in found
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()

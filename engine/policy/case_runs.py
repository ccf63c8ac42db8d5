"""The worked runs of a policy, `cases/runs.toml` in its folder: sentences of law that several claims put to the test
(the places of a year, the total of an article, the budget), with what each of them must be paid. `check` and the tests
hold the engine to all of them; the annotated law tells those whose sentence stands in both languages.

`[base.<provision>]` and `[each.<provision>.<list>]` are those of the worked cases (`cases`). Each `[[run]]` has

    says          a sentence of law, in English; as { zh, en } it is told beside its `article`
    applications  each an `applicant` laid over the usual one, whose id it gives, its `claims` with their ids, and as it
                  needs `application_date` and `history`; or instead of them
    approved      claims that officials have approved: { id, provision, approved, score }, each of an applicant of its
                  own; with `count` so many alike, their ids `<id>-1` and so on. What is told is told of these.
    budget, readings, quota_used, already_awarded
    actual        what each is paid, by id (万元, as text); of many alike what each of them is
    open          the claims of each open point
    totals        what the answer must say besides, by its own names
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.policy.cases import FOLDER, RUNS, Usual, facts_of, only_known, problems_of, read, sentence_of, usual
from engine.policy.source import Unreadable
from engine.text.phrases import Both

OF_RUN = ("readings", "quota_used", "already_awarded")
KEYS = frozenset({*OF_RUN, "says", "article", "applications", "approved", "budget", "actual", "open", "totals"})
FILE_KEYS = frozenset({"base", "each", "run"})

Json = dict[str, Any]


@dataclass(frozen=True)
class Run:
    """One sentence of law, a run in contract form that puts it to the test, and what must come out: what each claim is
    paid, the claims of each open point, totals of the answer. `told` is the sentence in both languages, if it has them,
    `article` what it is told of, `parts` the ids of its approved claims, those that are alike together."""

    name: str
    says: str
    told: Both | None
    article: int | None
    stated: Json
    parts: tuple[tuple[str, ...], ...]
    actual: dict[str, str]
    open: set[frozenset[str]]
    totals: dict[str, str]

    def differences(self, answer: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
        """Where an answer (contract form) is not what must come out: what differs, as stated and as it is."""
        paid = {claim["id"]: str(claim["actual"]) for claim in answer["claims"]}
        for name in sorted(paid.keys() | self.actual.keys()):
            if paid.get(name) != self.actual.get(name):
                yield f"actual.{name}", self.actual.get(name, "–"), paid.get(name, "–")
        points = {frozenset(point["claims"]) for point in answer["open"]}
        if points != self.open:
            yield "open", _listed(self.open), _listed(points)
        for name, amount in self.totals.items():
            if str(answer.get(name)) != amount:
                yield f"totals.{name}", amount, str(answer.get(name, "–"))


def runs(folder: Path) -> list[Run]:
    """The worked runs of the policy in `folder`, in the order of their file; none where it has none. Unreadable where
    the file is not as it must be."""
    path = folder / FOLDER / RUNS
    if not path.exists():
        return []
    file, who = read(path, FILE_KEYS), usual(folder)
    with problems_of(RUNS):
        return [_run(file, raw, f"{path.stem}-{number:02d}", who) for number, raw in enumerate(file["run"], start=1)]


def _run(file: Json, raw: Json, name: str, who: Usual) -> Run:
    only_known(raw, KEYS, name)
    says, told = sentence_of(raw)
    if told and not ("approved" in raw and "article" in raw):
        raise Unreadable(name, "article, approved")
    stated: Json = {"budget": raw.get("budget"), **{key: raw[key] for key in OF_RUN if key in raw}}
    parts = [_ids(claim) for claim in raw.get("approved", [])]
    actual = dict(raw["actual"])
    if "approved" in raw:
        given = [(claim, one) for claim, ids in zip(raw["approved"], parts, strict=True) for one in ids]
        stated["approved_claims"] = [_approved(claim, one) for claim, one in given]
        actual = {one: raw["actual"][claim["id"]] for claim, one in given}
    else:
        stated["applications"] = [_application(file, application, who) for application in raw["applications"]]
    return Run(
        name=name,
        says=says,
        told=told,
        article=raw.get("article"),
        stated=stated,
        parts=tuple(parts),
        actual=actual,
        open={frozenset(claims) for claims in raw.get("open", [])},
        totals=raw.get("totals", {}),
    )


def _listed(points: Iterable[frozenset[str]]) -> str:
    return "; ".join(sorted(", ".join(sorted(claims)) for claims in points)) or "–"


def _ids(claim: Json) -> tuple[str, ...]:
    """The id of an approved claim, or those of so many alike."""
    if "count" not in claim:
        return (claim["id"],)
    return tuple(f"{claim['id']}-{number}" for number in range(1, claim["count"] + 1))


def _approved(claim: Json, name: str) -> Json:
    own = {key: value for key, value in claim.items() if key != "count"}
    return {**own, "id": name, "applicant": name}


def _application(file: Json, raw: Json, who: Usual) -> Json:
    claims = [{**claim, "facts": facts_of(file, claim["provision"], claim.get("facts", {}))} for claim in raw["claims"]]
    return {
        "application_date": raw.get("application_date", who.day),
        "applicant": who.applicant | raw["applicant"],
        "claims": claims,
        **{key: raw[key] for key in ("history",) if key in raw},
    }

"""The worked cases of a policy, `cases/*.toml` in its folder: sentences of law, each with an application that puts it
to the test and the amount that must come of it. The tests hold the engine to all of them; the annotated law tells
those whose sentence stands in both languages.

`cases/runs.toml` holds runs of several claims (`case_runs`); `cases/applicant.toml` says who applies (`[applicant]`)
and when (`application_date`) unless a case says otherwise. Each other file names the `article` that its cases are about
and their `provision`, and says once what they have in common:

    [base.<provision>]          the facts of a claim under this provision
    [each.<provision>.<list>]   what every item of a list of this name says

Each `[[case]]` then only says what differs. A table is laid over the one beneath it key by key; everything else takes
the place of what was there. "absent" takes an answer out, "null" makes it null. The items of a list are laid over
`each`.

    says         a sentence of law, in English; as { zh, en } it is told in the annotated law
    facts        of the only claim; or `claims = [{ provision, facts }, …]`, the provision being the file's unless it
                 says otherwise; their ids are c1, c2, …
    applicant, application_date, readings, already_awarded, quota_used, history
    confirmed    the amount; a list of them if there are several claims
    ceiling      the same as `confirmed` unless it says otherwise
    status       by default "eligible" with a confirmed amount, "ineligible" without
    missing      { fact = worth } that must stand among what is missing (one claim only)
    refused      instead of amounts: where the refusal must point (the beginning of its path)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli

from engine.policy.source import Unreadable
from engine.text.phrases import Both

FOLDER = "cases"
APPLICANT = "applicant.toml"
"""The file that says who applies and when."""
RUNS = "runs.toml"
"""The file of the runs of several claims (`case_runs`)."""
OF_APPLICATION = frozenset({"readings", "already_awarded", "quota_used", "history"})
KEYS = OF_APPLICATION | {
    *("says", "facts", "claims", "applicant", "application_date"),
    *("confirmed", "ceiling", "status", "missing", "refused"),
}
FILE_KEYS = frozenset({"article", "provision", "base", "each", "case"})

Json = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One sentence of law, an application that puts it to the test, and what must come out: an amount (万元, as text),
    a ceiling and a status for each claim, or where it is refused. `told` is the sentence in both languages, if it has
    them."""

    name: str
    says: str
    told: Both | None
    application: Json
    confirmed: list[str]
    ceiling: list[str]
    status: list[str]
    missing: dict[str, str]
    refused: str | None


@dataclass(frozen=True)
class Group:
    """The cases of one file: the article that they are about, the provision that is claimed unless a case names
    another, and for each provision what its claims have in common (facts in contract form)."""

    name: str
    article: int
    provision: str
    common: dict[str, Json]
    cases: tuple[Case, ...]


@dataclass(frozen=True)
class Usual:
    """Who applies, and when, unless a case says otherwise."""

    applicant: Json
    day: str


def usual(folder: Path) -> Usual:
    """Who applies, and when, in the cases of the policy in `folder`. Unreadable where its file is not as it must be."""
    raw = read(folder / FOLDER / APPLICANT)
    if not isinstance(raw.get("applicant"), dict) or not isinstance(raw.get("application_date"), str):
        raise Unreadable(APPLICANT, "[applicant], application_date")
    return Usual(raw["applicant"], raw["application_date"])


def groups(folder: Path) -> list[Group]:
    """The worked cases of the policy in `folder`, file by file in the order of their names; none where it has none.
    Unreadable where a file is not as it must be."""
    files = [path for path in sorted((folder / FOLDER).glob("*.toml")) if path.name not in (APPLICANT, RUNS)]
    if not files:
        return []
    who = usual(folder)
    return [group(path, who) for path in files]


def group(path: Path, who: Usual) -> Group:
    """The cases of one file. Unreadable where it is not as it must be."""
    raw = read(path, FILE_KEYS)
    with problems_of(path.name):
        common = {provision: facts_of(raw, provision, {}) for provision in raw.get("base", {})}
        cases = [_case(case, raw, f"{path.stem}-{number:02d}", who) for number, case in enumerate(raw["case"], start=1)]
        return Group(path.stem, raw["article"], raw["provision"], common, tuple(cases))


@contextmanager
def problems_of(name: str) -> Iterator[None]:
    """What is not as it must be in a file makes it Unreadable."""
    try:
        yield
    except (KeyError, TypeError, AttributeError) as problem:
        raise Unreadable(name, repr(problem)) from problem


def facts_of(file: Json, provision: str, own: Json) -> Any:
    """The facts of a claim, spelled out: its own laid over what all claims under its provision say in the file."""
    each = file.get("each", {}).get(provision, {})
    return spelled_out(laid_over(file.get("base", {}).get(provision, {}), own), each)


def laid_over(below: Any, above: Any) -> Any:
    """One set of answers laid over another."""
    if not (isinstance(below, dict) and isinstance(above, dict)):
        return above
    merged = below | {key: laid_over(below.get(key), value) for key, value in above.items()}
    return {key: value for key, value in merged.items() if value != "absent"}


def spelled_out(facts: Any, each: Mapping[str, Any], name: str = "") -> Any:
    """Facts with every item of a list laid over what all items of that list say."""
    if isinstance(facts, dict):
        return {key: spelled_out(value, each, key) for key, value in facts.items()}
    if isinstance(facts, list):
        return [spelled_out(laid_over(each.get(name, {}), item), each) for item in facts]
    return None if facts == "null" else facts


def _case(raw: Json, file: Json, name: str, who: Usual) -> Case:
    """One `[[case]]` of a file, spelled out."""
    only_known(raw, KEYS, name)
    if "confirmed" not in raw and "refused" not in raw:
        raise Unreadable(name, "confirmed, refused")
    claims = []
    for number, claim in enumerate(raw.get("claims") or [{"facts": raw.get("facts", {})}], start=1):
        provision = claim.get("provision", file["provision"])
        facts = facts_of(file, provision, claim.get("facts", {}))
        claims.append({"id": f"c{number}", "provision": provision, "facts": facts})
    application = {
        "application_date": raw.get("application_date", who.day),
        "applicant": spelled_out(laid_over(who.applicant, raw.get("applicant", {})), {}),
        "claims": claims,
        **{key: raw[key] for key in sorted(OF_APPLICATION & raw.keys())},
    }
    confirmed = _listed(raw.get("confirmed", []))
    status = ["eligible" if amount != "0.00" else "ineligible" for amount in confirmed]
    says, told = sentence_of(raw)
    return Case(
        name=name,
        says=says,
        told=told,
        application=application,
        confirmed=confirmed,
        ceiling=_listed(raw.get("ceiling", confirmed)),
        status=_listed(raw.get("status", status)),
        missing=raw.get("missing", {}),
        refused=raw.get("refused"),
    )


def sentence_of(raw: Json) -> tuple[str, Both | None]:
    """The sentence of law of a case, in English, and in both languages if it has them."""
    says = raw["says"]
    return (says["en"], says) if isinstance(says, dict) else (says, None)


def _listed(value: Any) -> list[Any]:
    """One or several, as several."""
    return value if isinstance(value, list) else [value]


def read(path: Path, keys: Set[str] | None = None) -> Json:
    """A file of cases as TOML, with no other keys than these. Unreadable where it is none."""
    try:
        raw = tomli.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise Unreadable(path.name, str(problem)) from problem
    only_known(raw, raw.keys() if keys is None else keys, path.name)
    return raw


def only_known(raw: Json, keys: Set[str], name: str) -> None:
    """Unreadable where something has other keys than these; `name`: of the file, or of the case."""
    if unknown := raw.keys() - keys:
        raise Unreadable(name, ", ".join(sorted(unknown)))

"""The worked runs of several applications in `runs.toml`: what each claim is paid, and what is open."""

import tomllib
from dataclasses import dataclass
from typing import Any

from engine.policy.cases import laid_over, spelled_out
from tests.law.cases import HERE, USUAL

Json = dict[str, Any]


@dataclass(frozen=True)
class Run:
    """One sentence of law, a run that puts it to the test, what each claim is paid, the claims of each open point."""

    name: str
    says: str
    stated: Json
    actual: dict[str, str]
    open: set[frozenset[str]]
    totals: dict[str, str]


def runs() -> list[Run]:
    """All of them, spelled out."""
    file = tomllib.loads((HERE / "runs.toml").read_text(encoding="utf-8"))
    return [_run(file, raw, f"run-{number:02d}") for number, raw in enumerate(file["run"], start=1)]


def _run(file: Json, raw: Json, name: str) -> Run:
    stated: Json = {
        "budget": raw.get("budget"),
        "applications": [_application(file, application) for application in raw["applications"]],
        **{key: raw[key] for key in ("readings", "quota_used", "already_awarded") if key in raw},
    }
    points = {frozenset(claims) for claims in raw.get("open", [])}
    return Run(name, raw["says"], stated, raw["actual"], points, raw.get("totals", {}))


def _application(file: Json, raw: Json) -> Json:
    claims = []
    for claim in raw["claims"]:
        provision = claim["provision"]
        facts = laid_over(file["base"].get(provision, {}), claim.get("facts", {}))
        claims.append({**claim, "facts": spelled_out(facts, file["each"].get(provision, {}))})
    return {
        "application_date": raw.get("application_date", USUAL.day),
        "applicant": USUAL.applicant | raw["applicant"],
        "claims": claims,
        **{key: raw[key] for key in ("history",) if key in raw},
    }

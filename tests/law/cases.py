"""The cases by article, `tests/law/*.toml`, and how each becomes an application in the contract's form.

A file names its `provision`, and says once what its cases have in common:

    [base.art06_rent]           the facts of a claim under this provision
    [each.art06_rent.rents]     what every item of a list of this name says

Each `[[case]]` then only says what differs. A table is laid over the one beneath it key by key; everything
else takes the place of what was there. "absent" takes an answer out, "null" makes it null. The items of a
list are laid over `each`. The applicant is APPLICANT and the day is DAY unless the case says otherwise.

    says         a sentence of law
    facts        of the only claim; or `claims = [{ provision, facts }, …]`, the provision being the file's
                 unless it says otherwise; their ids are c1, c2, …
    applicant, application_date, readings, already_awarded, quota_used
    confirmed    the amount; a list of them if there are several claims
    ceiling      the same as `confirmed` unless it says otherwise
    status       by default "eligible" with a confirmed amount, "ineligible" without
    missing      { fact = worth } that must stand among what is missing (one claim only)
    refused      instead of amounts: where the refusal must point (the beginning of its path)
"""

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
DAY = "2025-06-15"
APPLICANT = {
    "id": "A",
    "entity_type": "enterprise",
    "legal_person": True,
    "operates_in_longhua": True,
    "ai_robotics": True,
    "disqualified": False,
}
APPLICATION_KEYS = {"readings", "already_awarded", "quota_used"}
CASE_KEYS = APPLICATION_KEYS | {
    "says", "facts", "claims", "applicant", "application_date",
    "confirmed", "ceiling", "status", "missing", "refused",
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One sentence of law, an application that puts it to the test, and what must come out."""

    name: str
    says: str
    application: dict[str, Any]
    confirmed: list[str]
    ceiling: list[str]
    status: list[str]
    missing: dict[str, str]
    refused: str | None


def laid_over(below: Any, above: Any) -> Any:
    """One set of answers laid over another."""
    if not (isinstance(below, dict) and isinstance(above, dict)):
        return above
    merged = below | {key: laid_over(below.get(key), value) for key, value in above.items()}
    return {key: value for key, value in merged.items() if value != "absent"}


def spelled_out(facts: Any, each: dict[str, Any], name: str = "") -> Any:
    """Facts with every item of a list laid over what all items of that list say."""
    if isinstance(facts, dict):
        return {key: spelled_out(value, each, key) for key, value in facts.items()}
    if isinstance(facts, list):
        return [spelled_out(laid_over(each.get(name, {}), item), each) for item in facts]
    return None if facts == "null" else facts


def listed(value: Any) -> list[Any]:
    """One or several, as several."""
    return value if isinstance(value, list) else [value]


def case_from(raw: dict[str, Any], file: dict[str, Any], name: str) -> Case:
    """One `[[case]]` of a file, spelled out."""
    assert not raw.keys() - CASE_KEYS, f"{name}: {sorted(raw.keys() - CASE_KEYS)}"
    assert "confirmed" in raw or "refused" in raw, f"{name}: nothing is expected"
    claims = []
    for i, claim in enumerate(raw.get("claims") or [{"facts": raw.get("facts", {})}]):
        provision = claim.get("provision", file["provision"])
        facts = laid_over(file.get("base", {}).get(provision, {}), claim.get("facts", {}))
        facts = spelled_out(facts, file.get("each", {}).get(provision, {}))
        claims.append({"id": f"c{i + 1}", "provision": provision, "facts": facts})
    application = {
        "application_date": raw.get("application_date", DAY),
        "applicant": spelled_out(laid_over(APPLICANT, raw.get("applicant", {})), {}),
        "claims": claims,
    }
    application |= {key: raw[key] for key in APPLICATION_KEYS & raw.keys()}
    confirmed = listed(raw.get("confirmed", []))
    status = ["eligible" if amount != "0.00" else "ineligible" for amount in confirmed]
    return Case(
        name=name,
        says=raw["says"],
        application=application,
        confirmed=confirmed,
        ceiling=listed(raw.get("ceiling", confirmed)),
        status=listed(raw.get("status", status)),
        missing=raw.get("missing", {}),
        refused=raw.get("refused"),
    )


def cases() -> Iterator[Case]:
    """All cases of all files, in the order of the articles."""
    for path in sorted(HERE.glob("*.toml")):
        file = tomllib.loads(path.read_text(encoding="utf-8"))
        for number, raw in enumerate(file["case"], start=1):
            yield case_from(raw, file, f"{path.stem}-{number:02d}")


def examples() -> list[dict[str, Any]]:
    """The contract's own examples for `assess`."""
    text = (HERE / "examples" / "assess_cases.json").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = json.loads(text)
    return found

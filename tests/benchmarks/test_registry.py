"""How long the claims of a year take to load from the registry, beside reading and validating their applications."""

import json
from pathlib import Path
from typing import Any

import pytest

from engine.application.reading import read_application
from engine.policy.folder import default_policy, load_policy
from engine.registry import access, cohorts
from engine.registry.database import Database
from engine.registry.stored import New
from engine.registry.tables import Official
from tests.benchmarks import company
from tests.benchmarks.conftest import Told
from tests.benchmarks.measuring import lowest, medians
from tests.registry.companies import add_many

CLAIMS = 12_000
TIMES = 3
"""They are looked up, read, compared with one another, and evaluated against their applicants."""


def of_a_year() -> list[dict[str, Any]]:
    """So many claims in applications of five."""
    found = company.applications(seed=1, count=CLAIMS // 5)
    for number, application in enumerate(found):
        application["applicant"]["id"] = f"A{number}"
        for claim in application["claims"]:
            if "project" in claim["facts"]:
                claim["facts"]["project"]["id"] = f"P{number}"
    return found


@pytest.mark.bench
def test_twelve_thousand_claims_loaded_beside_reading_their_applications(tmp_path: Path, tell: Told) -> None:
    policy, stated = load_policy(default_policy()), of_a_year()
    registry = Database(f"sqlite:///{tmp_path / 'registry.sqlite3'}")
    registry.upgrade()
    with registry.writing() as session:
        official = Official(name="李审核员", password="x")
        session.add(official)
        session.flush()
        token = access.begin(session, official)
    new = [New(application, "small") for application in stated]
    add_many(registry, token, policy, new, content_of_file=b"x", file_name="x", reason="基准")
    texts = [json.dumps(application, ensure_ascii=False) for application in stated]

    def read() -> None:
        for text in texts:
            read_application(policy, json.loads(text), applies=None)

    def loaded() -> None:
        cohorts.load(registry, token, policy, 2025)

    once, own = lowest(lambda: medians(3, read, loaded), TIMES)
    registry.close()
    tell(f"{CLAIMS:,} claims loaded from the registry", "reading them", own, once, TIMES)
    assert own <= TIMES * once

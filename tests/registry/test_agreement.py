"""Whatever is let in can be allocated together, and nothing that could is kept out."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.allocate import allocate
from engine.refusal import Refused
from engine.registry import contents
from engine.registry.applications import New, add_many, allocation_input, submit
from engine.registry.database import Database
from tests.registry.companies import DAY, OFFICIAL, POLICY, content, rent, side

PROJECTS = st.builds(
    lambda of, project, figures: side(of, project) | {"figures": figures},
    st.sampled_from(["publisher", "solver"]),
    st.sampled_from(["甲", "乙", " 甲 ", 7, "7"]),
    st.fixed_dictionaries({"total_investment": st.sampled_from(["1000", "1000.00", 1000, "999", None])}),
)
CLAIMS = st.lists(PROJECTS | st.sampled_from([rent("10"), rent("20")]), min_size=1, max_size=2)
APPLICATIONS = st.builds(
    lambda number, claims, day, silent, enterprise: _application(number, claims, day, silent, enterprise),
    st.sampled_from([1, 2, 3]),
    CLAIMS,
    st.sampled_from([DAY, DAY, DAY, "2025-07-01", "2026-06-15"]),
    st.booleans(),
    st.sampled_from(["enterprise", "enterprise", "enterprise", "institution"]),
)


def _application(number: int, claims: list[dict], day: str, silent: bool, enterprise: str) -> dict:
    made = []
    for position, claim in enumerate(claims):
        figures = claim.get("figures", {})
        facts = claim["facts"]
        if figures:
            facts = facts | {"project": facts["project"] | figures}
        made.append({"id": f"c{position}", "provision": claim["provision"], "facts": facts})
    raw = content(number, *made, day=day, entity_type=enterprise)
    if silent:
        del raw["applicant"]["entity_type"]
    return raw


@pytest.fixture(scope="module")
def empty(empty_file: Path):
    """Makes an empty registry, as often as one is wanted."""
    with tempfile.TemporaryDirectory() as folder:
        made: list[Database] = []

        def fresh() -> Database:
            for registry in made:
                registry.close()
            made[:] = [Database(f"sqlite:///{shutil.copy(empty_file, Path(folder) / 'registry.sqlite3')}")]
            return made[0]

        yield fresh
        made[0].close()


def together(applications: list[dict]) -> list[dict]:
    """What an allocation would be given."""
    return [
        raw
        | {"applicant": raw["applicant"] | {"id": raw["applicant"]["uscc"]}}
        | {"claims": [claim | {"id": f"{i}.{claim['id']}"} for claim in raw["claims"]]}
        for i, raw in enumerate(applications)
    ]


def allocates(applications: list[dict]) -> bool:
    try:
        for year in ("2025", "2026"):
            of_year = [raw for raw in together(applications) if raw["application_date"].startswith(year)]
            allocate(POLICY, {"budget": None, "applications": of_year})
    except Refused:
        return False
    return True


@settings(max_examples=25)
@given(st.lists(APPLICATIONS, min_size=1, max_size=5))
def test_what_is_submitted_one_by_one_is_let_in_just_if_it_allocates_with_what_is_there(empty, applications):
    registry: Database = empty()
    there: list[dict] = []
    for raw in applications:
        lets_in = allocates([*there, raw]) and not any(_same(raw, other) for other in there)
        try:
            submit(registry, POLICY, raw, None)
        except Refused:
            assert not lets_in
        else:
            assert lets_in
            there.append(raw)
    for year in (2025, 2026):
        answer = allocate(POLICY, {"budget": "5", **allocation_input(registry, OFFICIAL, POLICY, year)})
        of_year = [raw for raw in there if raw["application_date"].startswith(str(year))]
        assert len(answer["claims"]) == sum(len(raw["claims"]) for raw in of_year)


@settings(max_examples=25)
@given(st.lists(APPLICATIONS, min_size=1, max_size=5), st.integers(0, 5))
def test_what_is_imported_at_once_is_let_in_just_if_it_allocates_with_what_is_there(empty, applications, first):
    registry: Database = empty()
    there: list[dict] = []
    for number, part in enumerate((applications[:first], applications[first:])):
        new = [New(raw) for raw in part]
        try:
            add_many(registry, OFFICIAL, POLICY, new, content_of_file=bytes([number]), file_name="x")
        except Refused:
            assert not allocates(there + part)
        else:
            there += part
            assert allocates(there)
    for year in (2025, 2026):
        allocate(POLICY, {"budget": None, **allocation_input(registry, OFFICIAL, POLICY, year)})


def _same(raw: dict, other: dict) -> bool:
    one, two = (contents.imported(POLICY, New(x), 0).fingerprint for x in (raw, other))
    return one == two

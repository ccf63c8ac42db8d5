"""Whatever comes in is let in, tells its sender nothing, and can be allocated; what contradicts is open, and nothing
else."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.allocation.allocate import allocate
from engine.registry import contents
from engine.registry.database import Database
from engine.registry.decisions import opened
from engine.registry.listing import allocation_input
from engine.registry.stored import New
from engine.registry.submissions import by_receipt, in_question, submit
from engine.values.names import identity
from tests.registry.companies import DAY, OFFICIAL, POLICY, algorithm, content, rent, side

PROJECTS = st.builds(
    lambda of, project, share, figures: side(of, project, share=share) | {"figures": figures},
    st.sampled_from(["publisher", "solver"]),
    st.sampled_from(["甲", "乙A", " 乙ａ ", "乙 A", 7, "7"]),
    st.sampled_from([None, "1", "0.5", "0.50", "0.3"]),
    st.fixed_dictionaries({"total_investment": st.sampled_from(["1000", "1000.00", 1000, "999", None])}),
)
ALGORITHMS = st.builds(
    lambda numbers, each: algorithm(*numbers, approved_each=each),
    st.lists(st.sampled_from(["甲 1", "甲１", 2]), min_size=1, max_size=2),
    st.sampled_from(["50", "50.00", "60"]),
)
CLAIMS = st.lists(
    PROJECTS | ALGORITHMS | st.sampled_from([rent("10", address="甲路"), rent("20", address="乙路")]),
    min_size=1,
    max_size=2,
)
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


def _is_itself(raw: dict) -> bool:
    """Whether an application does not contradict itself, which is refused at once."""
    figures: dict[str, set] = {}
    for claim in raw["claims"]:
        project = claim["facts"].get("project", {})
        if project.get("total_investment") is not None:
            total = int(str(project["total_investment"]).split(".")[0])
            figures.setdefault(identity(str(project["id"])), set()).add(total)
    return all(len(stated) == 1 for stated in figures.values())


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


def _about(raw: dict) -> list[tuple[str, str, dict, list[str]]]:
    """Of what an application speaks, what it states, and which of its claims hang on that."""
    keys = [claim["id"] for claim in raw["claims"]]
    kind = raw["applicant"].get("entity_type")
    found = [("applicant", raw["applicant"]["uscc"], {} if kind is None else {"entity_type": kind}, keys)]
    for claim in raw["claims"]:
        project = claim["facts"].get("project")
        if project is not None:
            figure = project.get("total_investment")
            stated = {} if figure is None else {"total": int(str(figure).split(".")[0])}
            found.append(("project", identity(str(project["id"])), stated, [claim["id"]]))
    return found


def _matters(raw: dict) -> list[tuple[tuple[str, str], str, str, str]]:
    """The matters that an application names: which, its claim, its share, and what is stated of it."""
    found = []
    for claim in raw["claims"]:
        for one in claim["facts"].get("algorithms", ()):
            number, each = identity(str(one["filing_number"])), str(one["approved_each"]).split(".")[0]
            found.append(((claim["provision"], number), claim["id"], "", each))
        if "project" in claim["facts"]:
            share = str(float(claim["facts"].get("share", "1")))
            name = identity(str(claim["facts"]["project"]["id"]))
            found.append(((claim["provision"], name), claim["id"], share, share))
    return found


def claimed(of_year: dict[str, dict]) -> set[tuple[str, str]]:
    """The claims that are open because of the matters that they name."""
    by: dict[tuple[str, str], list[tuple[str, str, str, str, str]]] = {}
    for name, raw in of_year.items():
        for what, claim, share, stated in _matters(raw):
            by.setdefault(what, []).append((name, raw["applicant"]["uscc"], claim, share, stated))
    opened_: set[tuple[str, str]] = set()
    for namings in by.values():
        torn = {name for name, *_ in namings if len({(s, x) for n, _, _, s, x in namings if n == name and s}) > 1}
        shares: dict[str, float] = {}
        for name, who, _, share, _ in namings:
            if share and name not in torn:
                shares[who] = max(float(share), shares.get(who, 0))
        is_side = bool(namings[0][3])
        if round(sum(shares.values()), 6) > 1 if is_side else len({who for _, who, *_ in namings}) > 1:
            opened_ |= {(name, claim) for name, _, claim, *_ in namings}
        opened_ |= {(name, claim) for name, _, claim, *_ in namings if name in torn}
        for who in {who for _, who, *_ in namings}:
            own = [naming for naming in namings if naming[1] == who]
            if len({name for name, *_ in own}) > 1 and len({stated for *_, stated in own if stated}) > 1:
                opened_ |= {(name, claim) for name, _, claim, *_ in own}
    return opened_


def expected(there: dict[str, dict]) -> set[tuple[str, str]]:
    """The claims (application and key) that are open, found by comparing all with all."""
    opened_: set[tuple[str, str]] = set()
    years = {one["application_date"][:4] for one in there.values()}
    for year in years:
        opened_ |= claimed({name: raw for name, raw in there.items() if raw["application_date"][:4] == year})
        said: dict[tuple[str, str], list] = {}
        prints: set[str] = set()
        for name, raw in there.items():
            if raw["application_date"][:4] != year:
                continue
            for kind, what, stated, keys in _about(raw):
                said.setdefault((kind, what), []).append((name, stated, keys))
            checked = contents.imported(POLICY, New(raw), 0)
            if checked.fingerprint in prints:
                opened_ |= {(name, claim["id"]) for claim in raw["claims"]}
            prints.add(checked.fingerprint)
        for parties in said.values():
            values = {tuple(stated.values()) for _, stated, _ in parties if stated}
            if len(values) > 1:
                opened_ |= {(name, key) for name, _, keys in parties for key in keys}
    return opened_


@settings(max_examples=12)
@given(st.lists(APPLICATIONS.filter(_is_itself), min_size=1, max_size=5))
def test_what_contradicts_is_open_and_the_rest_is_paid_whatever_comes(empty, applications):
    registry: Database = empty()
    there: dict[str, dict] = {}
    receipts = []
    for raw in applications:
        receipt = submit(registry, POLICY, raw, None)
        receipts.append(receipt.code)
        there[receipt.id] = raw
    claims = {claim.id: (name, claim.key) for name in there for claim in opened(registry, OFFICIAL, name).claims}
    wanted = expected(there)
    for year in (2025, 2026):
        run = allocation_input(registry, OFFICIAL, POLICY, year)
        answer = allocate(POLICY, {"budget": "5", **run})
        assert answer["open"] == run["open"], "the engine finds no other points, and none twice"
        of_year = {name for name, raw in there.items() if raw["application_date"].startswith(str(year))}
        assert {claims[claim["id"]][0] for claim in answer["claims"]} == of_year
        hanging = {claims[claim["id"]] for claim in answer["claims"] if claim["limits"] == ["open"]}
        assert hanging == {(name, key) for name, key in wanted if name in of_year}
        assert {claims[claim] for point in answer["open"] for claim in point["claims"]} == hanging
    for code, raw in zip(receipts, applications, strict=True):
        assert in_question(registry, POLICY, code) == []
        assert by_receipt(registry, code).content["claims"] == raw["claims"]

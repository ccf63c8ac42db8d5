"""What it costs the server when an official moves the budget or changes a number of the law, charts drawn, or looks at
the list of claims again, beside a page with nothing on it run again."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from engine.policy.folder import default_policy, load_policy
from engine.registry import access
from engine.registry.database import SETTING, Database
from engine.registry.stored import New
from engine.registry.tables import Official
from engine.sample.population import invent
from tests.benchmarks.conftest import Told
from tests.benchmarks.measuring import lowest, medians
from tests.benchmarks.reruns import PROC, Visitor, visiting
from tests.conftest import ROOT
from tests.registry.companies import add_many

CLAIMS = 2_000
EMPTY_TIMES = {"budget": 4.9, "reform": 5, "claims": 3.9}
MOVES = 20
"""In one go: CPU time is counted in hundredths of a second."""

pytestmark = [
    pytest.mark.bench,
    pytest.mark.skipif(not PROC.exists(), reason="NOT RUN: the CPU time of another process is read in /proc"),
]


def tenant(number: int) -> dict[str, Any]:
    """The application of one more company, with one claim."""
    return {
        "application_date": "2025-06-15",
        "applicant": {
            "id": f"tenant-{number}",
            "entity_type": "enterprise",
            "legal_person": True,
            "operates_in_longhua": True,
            "ai_robotics": True,
            "disqualified": False,
        },
        "claims": [
            {
                "id": "c1",
                "provision": "art06_rent",
                "facts": {"rents": [{"amount": f"{20 + number % 30}", "year": 2024}], "assessed": True},
            }
        ],
    }


def fill(registry: Database) -> str:
    """A registry with so many claims of one year; the token of an official who is signed in."""
    policy = load_policy(default_policy())
    registry.upgrade()
    with registry.writing() as session:
        official = Official(name="李审核员", password="x")
        session.add(official)
        session.flush()
        token = access.begin(session, official)
    invented = [New(company.content, company.size) for company in invent(policy).companies]
    count = sum(len(new.content["claims"]) for new in invented)
    added = [*invented, *(New(tenant(number) | {"invented": True}, "small") for number in range(CLAIMS - count))]
    add_many(registry, token, policy, added, content_of_file=b"invented", file_name="invented", reason="基准")
    return token


@pytest.fixture(scope="module")
def visitors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Visitor, Visitor]]:
    """One of an empty page, and an official on the page of the budget."""
    home = tmp_path_factory.mktemp("homes")
    url = f"sqlite:///{home / 'registry.sqlite3'}"
    registry = Database(url)
    token = fill(registry)
    registry.close()
    with ExitStack() as stack:
        empty = stack.enter_context(visiting(Path(__file__).parent / "empty", home / "empty"))
        more = {SETTING: url}
        official = stack.enter_context(visiting(ROOT, home / "app", more, official=token))
        yield empty, official


def reruns(visitor: Visitor, page: str) -> None:
    for _ in range(MOVES):
        visitor.rerun(page)


def moves(visitor: Visitor, budgets: Iterator[int]) -> None:
    for _ in range(MOVES):
        visitor.slide("budget", next(budgets))


def test_moving_the_budget_over_2000_claims_beside_an_empty_page(visitors: tuple[Visitor, Visitor], tell: Told) -> None:
    official = visitors[1]
    official.rerun("budget")
    # Never the same budget twice: what was worked out before is found again.
    budgets = iter(range(1_000, 60_000, 100))
    beside_empty(
        visitors, partial(moves, official, budgets), f"moving the budget over {CLAIMS:,} claims", "budget", tell
    )


def changes(visitor: Visitor, values: Iterator[int]) -> None:
    """Change a number of the law again and again, as the text does that a number is typed into."""
    for _ in range(MOVES):
        value = next(values)
        data = visitor.components["reform_law"].data
        said = {"at": data["taken"] + 1, "name": "art06_rent.cap", "text": f"{value}万元", "lang": "zh"}
        visitor.tell("reform", "reform_law", {"asked": json.dumps({"visit": data["visit"], "asked": [said]})})
        [rent, *_] = [d for d in visitor.components["reform_law"].data["dials"] if d["name"] == "art06_rent.cap"]
        assert rent["now"] == f"{value}万元"


def test_changing_a_number_of_the_law_over_2000_claims_beside_an_empty_page(
    visitors: tuple[Visitor, Visitor], tell: Told
) -> None:
    official = visitors[1]
    official.rerun("reform")
    # Never the same number twice.
    values = iter(range(21, 60_000))
    beside_empty(
        visitors,
        partial(changes, official, values),
        f"changing a number of the law over {CLAIMS:,} claims",
        "reform",
        tell,
    )


def test_the_list_of_2000_claims_again_beside_an_empty_page(visitors: tuple[Visitor, Visitor], tell: Told) -> None:
    work = partial(reruns, visitors[1], "claims")
    beside_empty(visitors, work, f"a rerun of the list of {CLAIMS:,} claims", "claims", tell)


def beside_empty(
    visitors: tuple[Visitor, Visitor], own_work: Callable[[], None], what: str, page: str, tell: Told
) -> None:
    empty, official = visitors
    bound = EMPTY_TIMES[page]
    work = (partial(reruns, empty, ""), own_work)
    for piece in work:
        piece()
    clocks = (empty.cpu_time, official.cpu_time)
    nothing, own = (t / MOVES for t in lowest(lambda: medians(3, *work, clocks=clocks), bound))
    tell(what, "an empty page", own, nothing, bound)
    assert own <= bound * nothing

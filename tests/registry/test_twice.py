"""What officials have decided twice is pointed out: one matter approved in two applications, one platform with two
scores."""

import pytest
from sqlalchemy import update

from engine.registry import tables as t
from engine.registry.access import NotAllowed
from engine.registry.database import Database
from engine.registry.decisions import decide
from engine.registry.rulings import dismiss
from engine.registry.twice import decided_twice
from tests.registry.companies import OFFICIAL, POLICY, content, platform, rent
from tests.registry.test_past import kept, numbered

WAN = 1_000_000


def approve(registry: Database, application: str, amount: int = 20 * WAN) -> None:
    """As a former program did it, which let a matter be approved again."""
    with registry.writing() as session:
        session.execute(update(t.Claim).where(t.Claim.application_id == application).values(approved=amount))


def told(registry: Database, application: str = "") -> list[tuple[str, str, str, list[int]]]:
    found = decided_twice(registry, OFFICIAL, POLICY, application)
    return [(one.kind, one.provision, one.named, [claim.year for claim in one.claims]) for one in found]


@pytest.mark.parametrize(
    ("second", "day"),
    [(2, "2025-07-15"), (1, "2026-06-15"), (2, "2026-06-15")],
    ids=["two companies", "two years", "both"],
)
def test_a_matter_that_was_approved_twice_is_pointed_out(registry: Database, second: int, day: str) -> None:
    first = kept(registry, content(1, numbered("GB/T 1"), day="2025-06-15"))
    again = kept(registry, content(second, numbered("gb/t1"), day=day))
    other = kept(registry, content(3, numbered("GB/T 2"), day="2025-06-15"))
    approve(registry, first.id)
    approve(registry, other.id)
    assert told(registry) == []
    approve(registry, again.id)
    expected = [("approved", "art11_standards", "GB/T 1", [2025, int(day[:4])])]
    assert told(registry) == told(registry, first.id) == told(registry, again.id) == expected
    assert told(registry, other.id) == []
    approve(registry, again.id, 0)
    assert told(registry) == [], "nothing is approved of the second"
    approve(registry, again.id)
    dismiss(registry, OFFICIAL, again.id, 1, "重复")
    assert told(registry) == []


def test_what_counts_anew_in_each_year_and_what_has_no_name_is_no_matter_twice(registry: Database) -> None:
    for day in ("2025-06-15", "2026-06-15"):
        approve(registry, kept(registry, content(1, rent("20"), day=day)).id)
    nameless = {"id": "s", "provision": "art11_standards", "facts": {"standards": [{"level": "national"}]}}
    for number in (1, 2):
        approve(registry, kept(registry, content(number, nameless)).id)
    assert told(registry) == []


def test_a_platform_that_is_scored_differently_is_pointed_out(registry: Database) -> None:
    days = ("2025-05-15", "2025-06-15")
    first, again = (kept(registry, content(1, platform("平台一"), day=day)) for day in days)
    for one, score in ((first, 80), (again, 85)):
        decide(registry, OFFICIAL, POLICY, one.claims[0].id, 1, approved=None, score=score * WAN, reason="评审")
    assert told(registry) == [("scored", "art12_public_platform", "平台一", [2025, 2025])]
    decide(registry, OFFICIAL, POLICY, again.claims[0].id, 2, approved=None, score=80 * WAN, reason="更正")
    assert told(registry) == []


def test_only_officials_are_told(registry: Database) -> None:
    with pytest.raises(NotAllowed):
        decided_twice(registry, None, POLICY)

"""What officials see is worked out once while nothing in the registry changes, and handed to nobody else."""

from collections.abc import Iterator
from copy import copy

import pytest

from engine.registry import decisions, listing
from engine.registry.access import NotAllowed, Terminal
from engine.registry.database import Database
from engine.registry.seen import MOST, seen
from engine.registry.stored import New, Wanted
from tests.registry.companies import OFFICIAL, POLICY, add_many, content, rent


@pytest.fixture
def registry(sqlite: str) -> Iterator[Database]:
    """A fresh registry."""
    fresh = Database(sqlite)
    yield fresh
    fresh.close()


class Work:
    """What is asked for: how often it was worked out."""

    def __init__(self):
        self.done = 0

    def __call__(self):
        self.done += 1
        return self.done


def test_it_is_worked_out_once_until_anything_changes(registry):
    one = [New(content(1, rent("40")))]
    add_many(registry, OFFICIAL, POLICY, one, content_of_file=b"1", file_name="a")
    work = Work()
    assert [seen(registry, OFFICIAL, POLICY, "list", work) for _ in range(3)] == [1, 1, 1]
    assert seen(registry, OFFICIAL, POLICY, "another list", work) == 2
    (row,) = listing.find(registry, OFFICIAL, POLICY, Wanted()).rows
    decisions.decide(
        registry, OFFICIAL, POLICY, row.claim, row.version, approved=5_000_000, score=None, reason="核定"
    )  # fmt: skip
    assert seen(registry, OFFICIAL, POLICY, "list", work) == 3


def test_another_policy_is_asked_for_itself(registry):
    work = Work()
    seen(registry, OFFICIAL, POLICY, "of a policy", work)
    assert seen(registry, OFFICIAL, copy(POLICY), "of a policy", work) == 2


def test_nobody_else_is_handed_anything(registry):
    work = Work()
    seen(registry, Terminal(), POLICY, "for officials", work)
    for credential in (None, "nobody's token"):
        with pytest.raises(NotAllowed):
            seen(registry, credential, POLICY, "for officials", work)
    assert work.done == 1


def test_no_more_than_so_much_is_kept(registry):
    work = Work()
    for asked in range(MOST + 1):  # other names than in any other test: an empty registry is like another
        seen(registry, OFFICIAL, POLICY, asked, work)
    assert seen(registry, OFFICIAL, POLICY, MOST, work) == MOST + 1
    assert seen(registry, OFFICIAL, POLICY, 0, work) == MOST + 2

"""A registry whose claims are easily divided by head: 120万元 of rents, 240 of standards, 3200 of solvers of which the
article's total leaves 2000, and three platforms without scores for two places."""

from pathlib import Path

from engine.registry import access
from engine.registry.access import Terminal
from engine.registry.database import Database
from engine.registry.stored import New
from engine.registry.tables import Official
from tests.registry.companies import POLICY, add_many, content, platform, rent, side, standard

NAME = "李审核员"


def new_registry(path: Path) -> Database:
    """A registry in this file, with nothing in it."""
    registry = Database(f"sqlite:///{path}")
    registry.upgrade()
    return registry


def filled(path: Path) -> Database:
    """A registry in this file, with the claims in it."""
    registry = new_registry(path)
    fill(registry)
    return registry


def signed_in(registry: Database, name: str = NAME) -> str:
    """The token of an official who is signed in."""
    with registry.writing() as session:
        official = Official(name=name, password="x")
        session.add(official)
        session.flush()
        return access.begin(session, official)


def fill(registry: Database) -> None:
    """Put the claims into it: companies 1 to 6 with rents (micro), 7 to 12 with standards (small), 13 to 20 as solvers
    (large), 21 to 23 with platforms (whose size nobody knows)."""
    added = [New(content(n, rent("40")), "micro") for n in range(1, 7)]
    added += [New(content(n, standard()), "small") for n in range(7, 13)]
    solver = {"total_investment": "3000", "actual_investment": "3000"}
    added += [New(content(n, side("solver", f"场景{n}", **solver)), "large") for n in range(13, 21)]
    added += [New(content(n, platform(f"平台{n}"))) for n in range(21, 24)]
    add_many(registry, Terminal(), POLICY, added, content_of_file=b"1", file_name="dividing")

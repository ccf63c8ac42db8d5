"""Writers that are killed in the middle of their work lose nothing that they had said was kept, and leave no half."""

import os
import random
import signal

from sqlalchemy import func, select

from engine.registry.access import Terminal
from engine.registry.database import Database
from engine.registry.tables import Application, Claim, Entry
from tests.registry.companies import verdict_of
from tests.registry.processes import LONGEST, Processes

KILLED, WRITERS = 50, 2


def test_writers_killed_at_any_moment_lose_nothing_and_leave_nothing_half_done(
    registry: Database, processes: Processes
) -> None:
    chance = random.Random(7)
    address = registry.url.render_as_string(hide_password=False)
    kept: set[str] = set()
    alive: list[int] = []
    started = ended = 0

    def hear(seconds: float) -> None:
        nonlocal ended
        heard = processes.hear(seconds) or {"says": "nothing"}
        match heard["says"]:
            case "nothing":
                assert seconds < LONGEST
            case "started":
                alive.append(heard["pid"])
            case "ended":
                ended += 1
            case {"kept": application_id}:
                kept.add(application_id)
            case failed:
                raise AssertionError(failed)

    while ended < KILLED:
        while started < KILLED and started - ended < WRITERS:
            processes.start(do="write", address=address)
            started += 1
        if not alive:
            hear(LONGEST)
            continue
        # A few more are kept, then somebody dies in the middle of whatever it is doing a moment later.
        enough = len(kept) + chance.randint(0, 3)
        while len(kept) < enough:
            hear(LONGEST)
        hear(chance.uniform(0, 0.01))
        os.kill(alive.pop(chance.randrange(len(alive))), signal.SIGKILL)

    with registry.reading() as session:
        registry.check_whole(session)
        of_each = select(Application.id, func.count(Claim.id)).outerjoin(Application.claims).group_by(Application.id)
        found = {row[0]: row[1] for row in session.execute(of_each)}
        noted = session.scalars(select(Entry.subject)).all()
    assert len(kept) > KILLED / 2
    assert kept <= set(found)
    assert set(found.values()) == {2}
    assert sorted(noted) == sorted(found)
    verdict = verdict_of(registry, Terminal())
    assert (verdict.lines, verdict.broken) == (len(found), None)

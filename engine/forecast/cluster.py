"""The parts of a forecast on a Dask cluster, for whoever has one (requirements-fast.txt)."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from engine import VERSION
from engine.forecast.parts import Job, Part, part
from engine.values.refusal import refuse, shown

PATIENCE = 15
"""Seconds in which a scheduler answers, or is taken for not being there."""


def parts_on(address: str, job: Job, todo: Sequence[tuple[int, int]]) -> Generator[Part]:
    """The parts of a job with these draws, each from one number to another, as they come back from the workers of the
    scheduler at `address`. Refused where Dask is not installed, nobody answers there, or a worker has another version
    of the engine. Those that are not begun when nobody wants more are taken back."""
    try:
        from distributed import Client, as_completed
    except ImportError:
        refuse("cluster", "forecast.no_dask")
    try:
        client = Client(address, timeout=PATIENCE)
    except (OSError, ValueError):
        refuse("cluster", "forecast.no_cluster", given=shown(address))
    with client:
        versions = {str(of) for of in client.run(_version).values()}
        if versions != {VERSION}:
            refuse("cluster", "forecast.other_engine", given=", ".join(sorted(versions)) or "—", engine=VERSION)
        sent = client.scatter(job, broadcast=True, hash=False)
        waiting = [client.submit(part, sent, *of, pure=False) for of in todo]
        try:
            for future in as_completed(waiting):
                yield future.result()
        finally:
            client.cancel(waiting)


def _version() -> str:
    """Of the engine where this runs."""
    return VERSION

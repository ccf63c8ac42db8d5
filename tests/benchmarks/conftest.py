"""Benchmarks say what they measured, as ratios; the table at the end of the run is made in `tests/conftest.py`."""

from collections.abc import Callable

import pytest

from tests.conftest import ROW

Told = Callable[[str, str, float, float, float], None]
ToldMemory = Callable[[str, float, float], None]


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Told:
    """Puts a line into the table: what, beside what, their seconds, and the bound on the ratio."""
    assert request.node.get_closest_marker("bench"), "what measures time is marked `bench` and runs by `make bench`"

    def told(what: str, beside: str, own: float, other: float, bound: float) -> None:
        row = (what, beside, f"{own * 1000:,.3f}", f"{other * 1000:,.3f}", f"{own / other:.1f}", f"{bound:g}")
        request.node.user_properties.append((ROW, row))

    return told


@pytest.fixture
def tell_memory(request: pytest.FixtureRequest) -> ToldMemory:
    """Puts a line into the table: what, the memory that it took at most, and the bound, in MB."""

    def told(what: str, most: float, bound: float) -> None:
        request.node.user_properties.append((ROW, (what, "", f"{most:,.0f} MB", "", "", f"{bound:g} MB")))

    return told

"""How long work takes, as ratios: pieces of work done in turn, each by its median of CPU time.

A busy machine makes everything slower, and some things more than others; so a bound that is missed is measured again.
"""

from collections.abc import Callable, Sequence
from statistics import median
from time import process_time

ATTEMPTS = 8

Work = Callable[[], object]


def medians(rounds: int, *work: Work, clocks: Sequence[Callable[[], float]] = ()) -> list[float]:
    """Seconds of CPU time for each piece of work, the median of `rounds` in which they take turns. `clocks`: what
    counts the CPU time of each, where that is not this process."""
    clocks = clocks or [process_time] * len(work)
    spent: list[list[float]] = [[] for _ in work]
    for _ in range(rounds):
        for times, clock, piece in zip(spent, clocks, work, strict=True):
            before = clock()
            piece()
            times.append(clock() - before)
    return [median(times) for times in spent]


def lowest(measure: Callable[[], list[float]], bound: float) -> list[float]:
    """The first measurement whose last time is at most `bound` times its first, or else the best of several."""
    found: list[list[float]] = []
    while not found or (found[-1][-1] > bound * found[-1][0] and len(found) < ATTEMPTS):
        found.append(measure())
    return min(found, key=lambda times: times[-1] / times[0])

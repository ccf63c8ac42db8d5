"""While many objects are made that stay, circles of them are looked for seldom; afterwards as before."""

import gc

from engine.values.collecting import SELDOM, seldom_collected


def test_it_is_as_before_afterwards_whoever_leaves_first() -> None:
    before = gc.get_threshold()
    one, other = seldom_collected(), seldom_collected()
    one.__enter__()
    other.__enter__()
    assert gc.get_threshold()[0] == SELDOM
    one.__exit__(None, None, None)
    assert gc.get_threshold()[0] == SELDOM
    other.__exit__(None, None, None)
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0

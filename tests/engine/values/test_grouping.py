"""What hangs together, over whatever it shares."""

from random import Random

from engine.values.grouping import connected


def test_what_shares_nothing_stands_alone():
    assert connected([]) == []
    assert connected([[], ["a"], ["b"], []]) == [[0], [1], [2], [3]]


def test_what_shares_something_is_one_group_over_others_too():
    assert connected([["a"], ["b"], ["b", "a"], ["c"], ["c", "d"], ["d"]]) == [[0, 1, 2], [3, 4, 5]]


def test_it_is_what_spreading_from_each_thing_reaches():
    chance = Random(7)
    for _ in range(50):
        shared = [{chance.randrange(12) for _ in range(chance.randrange(3))} for _ in range(15)]
        left, expected = list(range(len(shared))), []
        while left:
            group: set[int] = {left[0]}
            before: set[int] = set()
            while group != before:
                before = set(group)
                reached = set().union(*(shared[i] for i in group))
                group |= {i for i in left if shared[i] & reached}
            expected.append(sorted(group))
            left = [i for i in left if i not in group]
        assert connected(shared) == expected

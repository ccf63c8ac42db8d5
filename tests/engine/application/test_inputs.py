"""JSON as it arrives: one input, an array, or one to a line; what cannot be read is named in its place."""

import json

import pytest

from engine.application import inputs
from engine.values.refusal import Refused


def refused_at(given: inputs.Input) -> list[str] | None:
    return None if given.refused is None else [error["path"] for error in given.refused.errors]


def of_many(text: str) -> list[inputs.Input]:
    entries, many = inputs.parse(text)
    assert many
    return entries


def test_an_object_is_one_and_an_array_or_lines_are_many() -> None:
    assert inputs.parse('{"a": 1}') == ([inputs.Input({"a": 1})], False)
    assert inputs.parse('[{"a": 1}, 2]') == ([inputs.Input({"a": 1}), inputs.Input(2)], True)
    assert inputs.parse('{"a": 1}\r\n\n {"a": 2}\n') == ([inputs.Input({"a": 1}), inputs.Input({"a": 2})], True)


@pytest.mark.parametrize("broken", ['{"a": 1', "nonsense", '{"a": 1,}', "[" * 100_000 + "]" * 100_000])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_broken_line_is_refused_in_its_place(broken: str, place: int) -> None:
    lines = ['{"a": 1}', '{"a": 2}', '{"a": 3}']
    lines[place] = broken
    entries = of_many("\n".join(lines))
    assert [entry.refused is not None for entry in entries] == [i == place for i in range(3)]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"a": [1, 2], "b": {"c": 3}}, indent=1)[:-1],
        '[{"a": 1},\n{"a": 2}\n',
        '[\n{"a": 1}\n{"a": 2}\n]',
        '{"budget": 1, "applications": [\n{"a": 1}\n{"a": 2}]}',
        '{"a": 1} {"a": 2}',
        "neither\nnor",
    ],
)
def test_one_input_that_breaks_over_several_lines_is_not_many(text: str) -> None:
    with pytest.raises(Refused) as refused:
        inputs.parse(text)
    assert refused.value.errors[0]["path"] == ""


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\u0085"])
def test_a_character_that_only_looks_like_the_end_of_a_line_does_not_end_one(separator: str) -> None:
    line = json.dumps({"name": f"a{separator}b"}, ensure_ascii=False)
    assert of_many(f"{line}\n{line}") == [inputs.Input({"name": f"a{separator}b"})] * 2


def test_every_name_that_stands_twice_is_told_with_its_whole_path() -> None:
    [given], many = inputs.parse('{"x": 1, "claims": [{}, {"facts": {"a": 1, "a": 2, "b": 0, "b": 0}}], "x": 2}')
    assert not many
    assert refused_at(given) == ["x", "claims.1.facts.a", "claims.1.facts.b"]


def test_a_name_that_stands_twice_concerns_its_own_entry_only() -> None:
    assert [refused_at(e) for e in of_many('[{"a": 1}, {"b": {"a": 1, "a": 1}}, {}]')] == [None, ["b.a"], None]
    assert [refused_at(e) for e in of_many('{"a": 1}\n{"b": {"a": 1, "a": 1}}\n{}')] == [None, ["b.a"], None]


def test_what_an_integer_would_lose_stays_text() -> None:
    [given], _ = inputs.parse('{"a": -0, "b": 0, "c": %s, "d": -1}' % ("9" * 5000))
    assert given.given == {"a": "-0", "b": 0, "c": "9" * 5000, "d": -1}

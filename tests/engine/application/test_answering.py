"""JSON as it arrives: one input, an array, or one to a line; what cannot be read is named in its place."""

import json
from itertools import chain
from pathlib import Path

import pytest

from engine.application import answering
from engine.values.refusal import Refused


def refused_at(given: answering.Input) -> list[str] | None:
    return None if given.refused is None else [error["path"] for error in given.refused.errors]


def of_many(text: str) -> list[answering.Input]:
    entries, many = answering.parse(text)
    assert many
    return entries


def test_an_object_is_one_and_an_array_or_lines_are_many() -> None:
    assert answering.parse('{"a": 1}') == ([answering.Input({"a": 1})], False)
    assert answering.parse('[{"a": 1}, 2]') == ([answering.Input({"a": 1}), answering.Input(2)], True)
    assert answering.parse('{"a": 1}\r\n\n {"a": 2}\n') == (
        [answering.Input({"a": 1}), answering.Input({"a": 2})],
        True,
    )


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
        answering.parse(text)
    assert refused.value.errors[0]["path"] == ""


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\u0085"])
def test_a_character_that_only_looks_like_the_end_of_a_line_does_not_end_one(separator: str) -> None:
    line = json.dumps({"name": f"a{separator}b"}, ensure_ascii=False)
    assert of_many(f"{line}\n{line}") == [answering.Input({"name": f"a{separator}b"})] * 2


def test_every_name_that_stands_twice_is_told_with_its_whole_path() -> None:
    [given], many = answering.parse('{"x": 1, "claims": [{}, {"facts": {"a": 1, "a": 2, "b": 0, "b": 0}}], "x": 2}')
    assert not many
    assert refused_at(given) == ["x", "claims.1.facts.a", "claims.1.facts.b"]


def test_a_name_that_stands_twice_concerns_its_own_entry_only() -> None:
    assert [refused_at(e) for e in of_many('[{"a": 1}, {"b": {"a": 1, "a": 1}}, {}]')] == [None, ["b.a"], None]
    assert [refused_at(e) for e in of_many('{"a": 1}\n{"b": {"a": 1, "a": 1}}\n{}')] == [None, ["b.a"], None]


def test_what_an_integer_would_lose_stays_text() -> None:
    [given], _ = answering.parse('{"a": -0, "b": 0, "c": %s, "d": -1}' % ("9" * 5000))
    assert given.given == {"a": "-0", "b": 0, "c": "9" * 5000, "d": -1}


def read(path: Path, data: bytes) -> tuple[str, list[answering.Input]]:
    (path / "given").write_bytes(data)
    given = answering.read(str(path / "given"))
    return given.form, list(chain.from_iterable(given.some))


@pytest.mark.parametrize("at_once", [1, 2, 7, 64, 10_000])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        '{"a": 1}',
        '\n{"a": 1}\n\n',
        '{"a": 1}\r\n\n {"a": 2}\n',
        '{"a": 1\n{"a": 2}',
        '{"a": 1}\n{"a": 2',
        '{"a": 1, "a": 2}\n{"a": 2}',
        '[{"a": 1},\n\n{"a": 2}]\n',
        '{\n"a":\n\n1\n}\n',
        '{"budget": 1, "applications": [\n{"a": 1},\n{"a": 2}]}',
        '"龙\u2028华"\n"龙华"',
        "1\nnonsense\n2",
    ],
)
def test_a_file_is_read_alike_in_whatever_pieces_it_arrives(
    text: str, at_once: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "AT_ONCE", at_once)
    if text in ("", "\n\n"):
        with pytest.raises(Refused):
            read(tmp_path, text.encode())
        return
    entries, many = answering.parse(text)
    for mark in (b"", b"\xef\xbb\xbf"):
        form, found = read(tmp_path, mark + text.encode())
        assert (form != "one") == many
        assert [(e.given, refused_at(e)) for e in found] == [(e.given, refused_at(e)) for e in entries]


def test_lines_are_handed_on_while_the_rest_has_not_been_read(tmp_path: Path) -> None:
    path = tmp_path / "given"
    path.write_bytes(b"[1]\n" * 200_000)
    given = answering.read(str(path))
    assert given.form == "lines"
    assert [entry.given for entry in next(given.some)] == [[1]] * (answering.AT_ONCE // 4)


@pytest.mark.parametrize("at_once", [4, 1000])
def test_a_line_that_is_too_long_is_refused_in_its_place_and_anything_else_as_a_whole(
    at_once: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "AT_ONCE", at_once)
    monkeypatch.setattr(answering, "LARGEST", 20)
    long = b'{"a": %s}' % (b"1" * 50)
    form, found = read(tmp_path, b'{"a": 1}\n%s\n{"a": 2}\n' % long)
    assert form == "lines"
    assert [(e.given, refused_at(e)) for e in found] == [({"a": 1}, None), (None, [""]), ({"a": 2}, None)]
    for whole in (long, b"[%s]" % long, b'{"a":\n1,\n"b":\n2\n}          '):
        with pytest.raises(Refused, match="20"):
            read(tmp_path, whole)

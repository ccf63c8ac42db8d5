"""A finding names the file and the line on which the thing stands."""

import tomllib
from itertools import islice

import pytest

from engine import check
from engine.check.form import sentences_of
from engine.check.lines import lines_of, place_of
from engine.policy.folder import POLICIES
from engine.policy.source import RULES, WORDS, read_source
from tests.engine.check.broken_packs import INVENTED, REAL, every_path

FILES = [INVENTED / RULES, INVENTED / WORDS, *sorted(POLICIES.rglob("*.toml"))]


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_every_key_and_element_of_a_file_has_the_line_on_which_it_stands(file):
    text = file.read_text(encoding="utf-8")
    lines = [line.replace(" ", "") for line in text.split("\n")]
    found = lines_of(text)
    assert found.keys() == set(every_path(tomllib.loads(text)))
    for path, line in found.items():
        if isinstance(path[-1], str):
            assert path[-1] in lines[line - 1], (path, line)


TEXT = '''\
# a comment with a = 1 and [x]
top = "a # b = [" # not this
[one.two]
"quoted key" = """
three = "3"
"""
dotted.key = [1, 2,   # two
  { a = "}", b = [ "]" ] },
]
[[many]]
id = 'first'
[[many]]
id = "se\\"cond"
[many.inner]
day = 2025-01-01
[[many.deep]]
x = 1
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 2),
        (("one", "two"), 3),
        (("one", "two", "quoted key"), 4),
        (("one", "two", "dotted", "key"), 7),
        (("one", "two", "dotted", "key", 1), 7),
        (("one", "two", "dotted", "key", 2), 8),
        (("one", "two", "dotted", "key", 2, "b", 0), 8),
        (("many", 0, "id"), 11),
        (("many", 1), 12),
        (("many", 1, "inner", "day"), 15),
        (("many", 1, "deep", 0, "x"), 17),
    ],
)
def test_a_key_is_found_behind_comments_texts_and_lists_over_several_lines(path, line):
    assert lines_of(TEXT)[path] == line


@pytest.mark.parametrize("folder", [INVENTED, REAL], ids=lambda folder: folder.name)
def test_every_text_of_a_pack_has_its_line(folder):
    source = read_source(folder)
    lines = source.words_text.split("\n")
    for place, entry, _ in islice(sentences_of(source.raw), None, None, 5):
        for lang in ("zh", "en"):
            file, line = place_of(f"{place}.{lang}", source)
            assert file == WORDS
            assert entry[lang] in lines[line - 1], place


def test_what_is_not_there_has_the_line_of_what_it_would_stand_in():
    source = read_source(INVENTED)
    file, line = place_of("provisions.s06_sales.steps[1].less", source)
    assert file == RULES
    assert source.rules_text.split("\n")[line - 1].startswith("    { once")
    assert place_of("provisions.s99_nothing", source) == place_of("provisions", source)
    assert place_of("nothing.of.it", source) == (RULES, 0)
    assert source.words_text.split("\n")[place_of("names.nobody", source)[1] - 1] == "[names]"


def test_a_finding_in_the_pack_the_law_and_the_translation_names_its_line(tmp_path):
    folder = tmp_path / INVENTED.name
    folder.mkdir()
    for name in (RULES, WORDS, "law.zh.txt", "law.en.txt"):
        (folder / name).write_bytes((INVENTED / name).read_bytes())
    pack = (folder / "policy.toml").read_text(encoding="utf-8")
    (folder / "policy.toml").write_text(pack.replace('share = "15%"', 'share = "16%"'), encoding="utf-8")
    english = (folder / "law.en.txt").read_text(encoding="utf-8")
    (folder / "law.en.txt").write_text(english.replace("15%", "16%"), encoding="utf-8")
    at = {finding.place: finding.at for finding in check.check(folder)}
    number = next(n for n, line in enumerate(pack.split("\n"), 1) if 'share = "15%"' in line)
    assert at["provisions.s03_equipment.steps[0].share"] == ("policy.toml", number)
    law = (folder / "law.zh.txt").read_text(encoding="utf-8").split("\n")
    assert at["articles.3"] == ("law.zh.txt", next(n for n, line in enumerate(law, 1) if "15%" in line))
    assert at["law.en.txt:18"] == ("law.en.txt", 18)
    errors = check.answer(folder.name, check.check(folder))["errors"]
    assert {"file": "policy.toml", "line": number} in [{k: e[k] for k in ("file", "line")} for e in errors]
    assert f"provisions.s03_equipment.steps[0].share (policy.toml:{number})" in check.report("x", check.check(folder))

"""Rules and words stand in files of their own and are put together by what things are called."""

import copy
import shutil
import tomllib

import pytest

from engine import check
from engine.policy.folder import load_folder
from engine.policy.source import RULES, WORDS, called, read_raw, read_source
from tests.engine.check.broken_packs import INVENTED, PACKS, REAL, inline, split, write_folder


@pytest.mark.parametrize("folder", [INVENTED, REAL], ids=lambda folder: folder.name)
def test_no_words_stand_among_the_rules_and_no_rules_among_the_words(folder):
    rules, words = (tomllib.loads((folder / name).read_text(encoding="utf-8")) for name in (RULES, WORDS))
    assert split(rules) == (rules, {})
    assert {type(leaf) for leaf in leaves(words)} == {str}
    assert {key for key, _ in ends(words)} == {"zh", "en"}


def ends(value):
    for key, inner in value.items():
        yield from ends(inner) if isinstance(inner, dict) else [(key, inner)]


def leaves(value):
    return [inner for _, inner in ends(value)]


@pytest.mark.parametrize("name", PACKS)
def test_taken_apart_and_put_together_again_a_policy_is_the_same(name, tmp_path):
    pack = PACKS[name]
    assert read_raw(write_folder(pack, tmp_path / name)) == pack.raw


@pytest.mark.parametrize(
    ("element", "name"),
    [
        ({"id": "art"}, "art"),
        ({"number": 4}, "4"),
        ({"name": "fund", "in": "rounds.parts", "type": "yes_no"}, "rounds.parts.fund"),
        ({"name": "growth", "fact": "revenues.last", "above": "revenues.prior"}, "growth"),
        ({"fact": "applicant.kind", "is": "b"}, "applicant.kind"),
        ({"measure": "net", "at_least": "20万元"}, "at_least"),
        ({"cap": "20万元", "per": "item"}, "cap"),
        ({"name": "cap_each", "cap": "20万元"}, "cap_each"),
        ({"phrase": "(3号)", "article": 15}, "(3号)"),
        ("enterprise", "enterprise"),
        ({"what": 1}, None),
    ],
)
def test_what_an_element_of_a_list_is_called(element, name):
    assert called(element) == name


@pytest.fixture
def folder(tmp_path):
    own = tmp_path / INVENTED.name
    shutil.copytree(INVENTED, own)
    return own


def found(folder):
    return {(f.kind, *f.at) for f in check.check(folder)}


def line(folder, file, part):
    lines = (folder / file).read_text(encoding="utf-8").split("\n")
    return next(n for n, own in enumerate(lines, 1) if part in own)


def test_words_among_the_rules_are_found_on_their_line(folder):
    text = (folder / RULES).read_text(encoding="utf-8")
    text = text.replace('{ combine = "sum" }', '{ combine = "sum", label = { zh = "合计", en = "Sum" } }', 1)
    (folder / RULES).write_text(text, encoding="utf-8")
    assert ("words_in_rules", RULES, line(folder, RULES, "label = {")) in found(folder)
    with pytest.raises(ValueError, match="provisions"):
        load_folder(folder)


@pytest.mark.parametrize(
    "said",
    [
        '[provisions.s03_equipment.steps.kap]\nlabel.zh = "某"\nlabel.en = "A"\n',
        '[provisions.s99]\ntitle.zh = "某"\ntitle.en = "A"\n',
        '[provisions.s03_equipment.facts."machines.prize"]\nlabel.zh = "某"\nlabel.en = "A"\n',
        '[version.label]\nzh = "某"\nen = "A"\n',
        '[remark]\nplain = "某"\n',
    ],
)
def test_words_that_lead_nowhere_are_found_on_their_line(folder, said):
    with (folder / WORDS).open("a", encoding="utf-8") as file:
        file.write(said)
    (there,) = {f for f in found(folder) if f[0] == "words_nowhere"}
    first = line(folder, WORDS, said.partition("\n")[0])
    assert there[1] == WORDS
    assert first <= there[2] <= first + 1
    with pytest.raises(ValueError, match=WORDS):
        read_raw(folder)


def test_words_of_two_that_are_called_alike_are_found(folder):
    text = (folder / RULES).read_text(encoding="utf-8")
    twice = '{ combine = "sum" },\n    { cap = "80万元", per = "item", word = "最高", quote = "最高8万元" },'
    (folder / RULES).write_text(text.replace('{ combine = "sum" },', twice, 1), encoding="utf-8")
    assert ("words_of_several", WORDS, line(folder, WORDS, "[provisions.s03_equipment.steps.cap]")) in found(folder)


def test_a_text_that_is_missing_or_in_one_language_is_found_where_it_should_stand(folder):
    text = (folder / WORDS).read_text(encoding="utf-8")
    lines = text.split("\n")
    at = lines.index("[provisions.s03_equipment.steps.cap]")
    assert lines[at + 2].startswith("label.en")
    (folder / WORDS).write_text("\n".join(lines[: at + 2] + lines[at + 3 :]), encoding="utf-8")
    assert ("words_missing", WORDS, at + 2) in found(folder)
    (folder / WORDS).write_text("\n".join(lines[:at] + lines[at + 3 :]), encoding="utf-8")
    assert ("form_words", RULES, line(folder, RULES, 'cap = "8万元"')) in found(folder)


def test_a_fault_of_the_file_of_words_names_it_and_its_line(folder):
    (folder / WORDS).write_text('title.zh = "a"\ntitle.zh = "b"\n', encoding="utf-8")
    finding = next(f for f in check.check(folder) if f.place == WORDS)
    assert (finding.kind, finding.at) == ("file_unreadable", (WORDS, 2))
    (folder / WORDS).unlink()
    finding = next(f for f in check.check(folder) if f.place == WORDS)
    assert (finding.kind, finding.at) == ("file_unreadable", (WORDS, 0))


def test_a_policy_in_chinese_alone_needs_chinese_words_alone(folder):
    source = read_source(folder)
    raw = copy.deepcopy(source.raw)
    assert "words_missing" not in {kind for kind, *_ in found(folder)}
    rules = (folder / RULES).read_text(encoding="utf-8").replace('version = "', 'languages = ["zh"]\nversion = "', 1)
    (folder / RULES).write_text(rules.replace('en = "law.en.txt"\n', ""), encoding="utf-8")
    chinese = [own for own in source.words_text.split("\n") if ".en = " not in own]
    (folder / WORDS).write_text("\n".join(chinese), encoding="utf-8")
    assert found(folder) == set()
    assert load_folder(folder).title.en == raw["title"]["zh"]
    assert inline(raw["title"]["en"]) not in (folder / WORDS).read_text(encoding="utf-8")

"""Documents are set in the fonts that we carry, from data, and the same data gives the same bytes."""

from datetime import date

import pytest

from engine.documents import characters, typesetting
from engine.documents.characters import MISSING
from tests.engine.documents.opening import HOSTILE, fonts, text

DAY = date(2025, 6, 15)


@pytest.fixture
def templates(tmp_path, monkeypatch):
    """Templates of the test's own, beside the house's."""
    house = typesetting.TEMPLATES / "house.typ"
    (tmp_path / "house.typ").write_bytes(house.read_bytes())
    monkeypatch.setattr(typesetting, "TEMPLATES", tmp_path)
    return tmp_path


def given(templates, body):
    (templates / "own.typ").write_text(f'#import "house.typ": *\n#show: house.with(title: "t")\n{body}\n')


def test_the_same_data_and_day_give_the_same_bytes_and_another_day_others(templates):
    given(templates, "#data.name #chip(data.name)")
    first = typesetting.pdf("own", {"name": "龙华"}, DAY)
    assert typesetting.pdf("own", {"name": "龙华"}, DAY) == first
    assert typesetting.pdf("own", {"name": "龙华"}, date(2025, 6, 16)) != first


def test_only_the_fonts_that_we_carry_are_used_and_they_are_embedded(templates):
    given(templates, "#data.name #chip(data.name) #heavy(data.name)")
    assert fonts(typesetting.pdf("own", {"name": "龙华 abc"}, DAY)) == {
        "NotoSansSC-Regular": True,
        "NotoSerifSC-Regular": True,
    }


@pytest.mark.parametrize("body", ['#text(font: "Arial", "a")', '#text(lang: "zh", "a") <a> #link(<b>)[x]'])
def test_what_typst_would_only_warn_of_or_replace_is_a_fault(templates, body):
    given(templates, body)
    with pytest.raises(typesetting.Fault):
        typesetting.pdf("own", {}, DAY)


@pytest.mark.parametrize("name", HOSTILE)
def test_what_people_typed_is_text_and_never_markup(templates, name):
    given(templates, "#par(data.name)")
    shown = "".join(characters.settable(name).split())
    assert text(typesetting.pdf("own", {"name": name}, DAY)) == shown


def test_a_character_that_no_font_has_is_marked_and_what_shows_nothing_is_left_out():
    assert characters.settable("a\U00020bb7😀") == f"a{MISSING}{MISSING}"
    assert characters.settable(MISSING) == MISSING
    assert characters.plain(" \u202ea\u200bb\x00\n c\u2028d ") == "ab c d"
    assert characters.settable("葛\U000e0100城\ufe0e\u3164\u115f") == "葛城"

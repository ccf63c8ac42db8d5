"""Words, and refusals made of them."""

import json
import re

import pytest

from engine.text import words
from engine.values.money import wan_text
from engine.values.refusal import SHOWN_AT_MOST, Refusals, Refused, refuse, shown


def test_a_sentence_is_read_in_the_language_asked_for():
    assert words.text("money.label", "zh") == "金额"
    assert words.text("money.label", "en") == "The amount"


def test_both_gives_the_sentence_in_each_language():
    assert words.both("money.label") == {"zh": "金额", "en": "The amount"}


def test_values_fill_the_placeholders():
    assert words.text("money.amount", "en", amount=wan_text(1_000_000)) == "1.00万元 (CNY 10,000)"
    assert words.text("money.amount", "zh", amount=wan_text(1_000_000)) == "1.00万元"


def test_a_value_that_has_two_languages_is_read_in_the_language_of_the_sentence():
    said = words.both("money.typed_sign", label={"zh": "上年度租金", "en": "Last year's rent"}, given="-1")
    assert said["zh"].startswith("上年度租金不能为负数")
    assert said["en"].startswith("Last year's rent cannot be negative")


def test_braces_in_what_somebody_typed_are_not_read_as_placeholders():
    assert "{label}" in words.text("money.typed_sign", "zh", label="金额", given="{label}")


def test_an_unknown_key_is_named():
    with pytest.raises(KeyError, match=r"money\.nonsense"):
        words.text("money.nonsense", "zh")


def test_an_unknown_language_is_named():
    with pytest.raises(KeyError, match="fr"):
        words.text("money.label", "fr")


@pytest.mark.parametrize("values", [{}, {"wan": "1.00"}])
def test_a_placeholder_without_a_value_is_named(values):
    with pytest.raises(KeyError, match=r"money\.amount.*amount"):
        words.text("money.amount", "en", **values)


def test_every_sentence_there_is_has_words_in_both_languages():
    assert words.keys() >= {"money.label", "windows.date_form"}
    empty = [k for k, entry in words.load(words.FOLDER).items() if not all(s.strip() for s in entry.values())]
    assert not empty


@pytest.mark.parametrize("sentence", ["{amount:eur}", "{amount!r}", "{amount"])
def test_no_more_may_be_asked_of_a_value_than_it_knows(sentence):
    with pytest.raises(ValueError, match=r"cny|expected '}'"):
        words.placeholders(sentence)


FIGURES = {
    "awarded.wan": "a cell of the table of earlier awards",
    "budget.amount": "a figure of the budget page's tables and of its list of differences",
    "budget.chart_amount": "a label of a chart",
    "effect.chart_tells": "a label of a chart",
    "reform.short": "what stays in sight on a phone in place of the table",
    "reform.short_law": "what stays in sight on a phone in place of the table",
    "effect.wan": "a number of the law, where the table of steps says what it was and is",
    "submit.receipt_claim": "a line of the receipt's list, which may have no amount",
    "workbook.status_changed": "a formula of the workbook, whose sheet states its unit",
}
"""What is no running text: figures of tables and charts, which state their unit once. Slides (`story`) do, too."""


def test_english_running_text_has_the_yuan_beside_every_amount_in_wan():
    bare = {
        key
        for key, entry in words.load(words.FOLDER).items()
        if re.search(r"\{\w+\}万元(?! \(\{\w+:cny\}[);])", entry["en"]) and not key.startswith("story.")
    }
    assert bare == set(FIGURES)


def test_a_unit_follows_its_number_without_a_space():
    spaced = [k for k, entry in words.load(words.FOLDER).items() if any("} 万元" in said for said in entry.values())]
    assert not spaced


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('hello = { zh = "你好" }', r"area\.hello must have exactly the languages zh, en"),
        (
            'hello = { zh = "你好", en = "Hello", fr = "Bonjour" }',
            r"area\.hello must have exactly the languages",
        ),
        ('hello = "Hello"', r"area\.hello must have exactly the languages"),
        ('hello = { zh = "你好", en = 5 }', r"area\.hello must be text in each language"),
        ('hello = { zh = "", en = "" }\nhello = { zh = "", en = "" }', "overwrite|[Dd]uplicate"),
    ],
)
def test_a_file_of_words_with_a_gap_or_a_key_used_twice_is_not_loaded(tmp_path, entry, fault):
    (tmp_path / "area.toml").write_text(entry, encoding="utf-8")
    with pytest.raises(ValueError, match=fault):
        words.load(tmp_path)


def test_a_key_is_the_name_of_its_file_and_its_own(tmp_path):
    (tmp_path / "area.toml").write_text('hello = { zh = "你好", en = "Hello" }', encoding="utf-8")
    assert words.load(tmp_path) == {"area.hello": {"zh": "你好", "en": "Hello"}}


def test_a_refusal_says_where_and_why_in_both_languages():
    with pytest.raises(Refused) as refused:
        refuse("claims.0.facts.amount", "money.sign", given="-5")
    assert refused.value.errors == [
        {
            "path": "claims.0.facts.amount",
            "message": {
                "zh": '金额不能带正负号，给出的是「-5」；例如"38.5"。',
                "en": 'An amount has no plus or minus sign; it was given as “-5”. For example "38.5".',
            },
        }
    ]
    assert str(refused.value).startswith("claims.0.facts.amount: 金额不能带正负号")


def test_somebody_who_made_several_mistakes_is_told_of_all_of_them():
    refusals = Refusals()
    assert not refusals
    refusals.add("a", "money.sign", given="-1")
    try:
        refuse("b", "money.kind", given="true")
    except Refused as refused:
        refusals.include(refused)
    assert refusals
    with pytest.raises(Refused) as together:
        refusals.raise_if_any()
    assert [error["path"] for error in together.value.errors] == ["a", "b"]


def test_without_a_mistake_nothing_is_refused():
    refusals = Refusals()
    refusals.raise_if_any()
    assert refusals.errors == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("abc", "abc"),
        (True, "true"),
        (None, "null"),
        (1.5, "1.5"),
        (float("nan"), "NaN"),
        ([1, "二"], '[1, "二"]'),
        (object(), "object"),
        ("a\n\x1b[31mb", "a\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}[31mb"),
        ("\u202eabc", "\N{REPLACEMENT CHARACTER}abc"),
        pytest.param("\ud800", "\N{REPLACEMENT CHARACTER}", id="half a surrogate pair"),
        pytest.param(-(10**5000), "-2^16609+", id="an integer too long to print"),
    ],
)
def test_what_was_given_is_shown_so_that_it_can_be_printed(given, said):
    assert shown(given) == said
    assert json.dumps(shown(given), ensure_ascii=False).encode("utf-8")


def test_what_was_given_is_shown_in_short():
    assert shown("x" * SHOWN_AT_MOST) == "x" * SHOWN_AT_MOST
    assert shown("x" * 10_000) == "x" * (SHOWN_AT_MOST - 1) + "…"

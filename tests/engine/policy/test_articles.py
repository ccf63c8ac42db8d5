"""A law's text is taken apart in one way, however it numbers its articles."""

from pathlib import Path

import pytest

from engine.check.findings import Notes
from engine.check.lawtext import LawText
from engine.policy import law
from engine.policy.articles import parse, translated
from engine.policy.folder import default_policy, load_folder, load_policy
from engine.text.numerals import from_chinese
from tests.conftest import ROOT

LIUHE = (Path(__file__).parent / "laws" / "liuhe-key-industries-2023.zh.txt").read_text(encoding="utf-8")
POLICIES = [load_policy(default_policy()), load_folder(ROOT / "tests" / "policies" / "tiny-invented-2026")]


def bodies(text, numbering="article"):
    return {n: [p.body for p in a.paragraphs] for n, a in parse(text, numbering).articles.items()}


# ------------------------------------------------------------------------------------------------ real laws


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.id)
def test_what_is_shown_and_what_is_checked_are_the_same_articles(policy):
    shown = law.articles(policy, "zh")
    notes = Notes()
    checked = LawText(policy.law_text(), notes, policy.law.zh, policy.law.numbering).articles
    assert notes.findings == []
    assert list(shown) == list(checked) == [article.number for article in policy.articles]
    for number, paragraphs in shown.items():
        assert "\n".join(paragraphs).endswith(checked[number])
        assert "\n".join(paragraphs).removesuffix(checked[number]).strip().startswith("第")


def test_a_law_with_arabic_numerals_under_an_outline_is_read():
    found = parse(LIUHE).articles
    assert list(found) == list(range(1, 27))
    assert {n: len(a.paragraphs) for n, a in found.items() if len(a.paragraphs) > 1} == {1: 2, 2: 3}
    assert found[8].paragraphs[0].body.startswith("鼓励药品品种开发和引进。对新开发和引进一类新药")
    assert found[3].paragraphs[0].body.endswith("实行“一事一议”。")
    assert [found[n].heading for n in (1, 2, 19, 20, 21, 26)] == [
        *("一、政策支持", "二、支持范围", "二、支持范围", "三、组织保障", "四、政策兑现", "五、其他")
    ]
    assert LIUHE.split("\n")[found[20].heading_line - 1] == "三、组织保障"


def test_every_paragraph_stands_on_the_line_that_it_names():
    for text in (LIUHE, *(policy.law_text() for policy in POLICIES)):
        lines = text.split("\n")
        for article in parse(text).articles.values():
            assert all(lines[p.line - 1].strip() == p.text for p in article.paragraphs)


def test_the_same_law_without_any_indent_is_read_the_same():
    flat = "\n".join(line.strip() for line in LIUHE.split("\n"))
    assert bodies(flat) == bodies(LIUHE)


# ------------------------------------------------------------------------------------------------ how articles open


@pytest.mark.parametrize(
    "opening",
    ["第二条 ", "第二条　", "第二条\xa0", "第二条：", "第二条:", "第2条 ", "第２条　", "第2条：", "第 2 条 ", "第二条"],
)
def test_an_article_opens_in_chinese_or_arabic_numerals_with_a_blank_a_colon_or_nothing(opening):
    assert bodies(f"第一条 甲。\n{opening}乙。\n") == {1: ["甲。"], 2: ["乙。"]}


@pytest.mark.parametrize(
    "sentence",
    ["第二条规定的企业除外。", "第二条、第三条同时适用。", "第2条所称企业。", "第二条第三款除外。", "第五条对企业。"],
)
def test_a_paragraph_that_speaks_of_an_article_does_not_open_one(sentence):
    assert bodies(f"第一条 甲。\n{sentence}\n") == {1: ["甲。", sentence]}


def test_numbers_beyond_a_hundred_are_read():
    assert list(parse("第九十九条 甲。\n第一百条 乙。\n第一百零一条 丙。\n第102条 丁。\n").articles) == [
        99,
        100,
        101,
        102,
    ]


def test_an_article_may_carry_its_name_on_a_line_of_its_own():
    assert bodies("第一条\n  为了纸。\n第二条 乙。\n") == {1: ["", "为了纸。"], 2: ["乙。"]}


def test_an_article_that_opens_twice_is_named_with_its_line():
    assert parse("第一条 甲。\n第一条 乙。\n").repeated == ((1, 2),)


def test_what_is_indented_less_than_its_article_is_none_of_it():
    assert bodies("标题\n  第一条 甲。\n  乙。\n签名\n  丙\n") == {1: ["甲。", "乙。"]}


@pytest.mark.parametrize("text", ["", "\n\n", "没有条文。", "第条 甲。", "1.5亿元"])
def test_a_text_without_articles_has_none(text):
    assert bodies(text) == {}


# ------------------------------------------------------------------------------------------------ headings


def test_items_of_an_article_are_its_paragraphs_and_headings_are_not():
    text = "一、奖励\n(一)投资\n第1条 下列企业：\n（一）登记的；\n（二）纳税的。\n(二)绩效\n第2条 乙。\n"
    text += "二、其他\n第3条 丙。\n"
    assert bodies(text) == {1: ["下列企业：", "（一）登记的；", "（二）纳税的。"], 2: ["乙。"], 3: ["丙。"]}
    assert [a.heading for a in parse(text).articles.values()] == ["一、奖励", "一、奖励", "二、其他"]


def test_a_chapter_ends_an_article_and_heads_the_next():
    text = "第一章 总则\n第一节 目的\n第一条 甲。\n第二章　附则\n第二条 乙。\n"
    assert [(n, a.heading, a.heading_line) for n, a in parse(text).articles.items()] == [
        (1, "第一章 总则", 1),
        (2, "第二章 附则", 4),
    ]


# ------------------------------------------------------------------------------------------------ outlines

OUTLINE = """\
若干意见

一、支持对象
在本县登记的企业。

二、支持标准
（一）研发投入。按10%给予补助。
（二）下列奖励：
1.对省级工艺奖，给予6万元。
2．对市级工艺奖，给予1.5万元。

三、附则
本意见自发布之日起施行。
"""


def test_the_parts_of_an_outline_are_its_articles():
    found = bodies(OUTLINE, "section")
    assert list(found) == [1, 2, 3]
    assert found[1] == ["支持对象", "在本县登记的企业。"]
    assert found[2][1:3] == ["（一）研发投入。按10%给予补助。", "（二）下列奖励："]
    assert found[2][-1] == "2．对市级工艺奖，给予1.5万元。"


def test_the_items_of_an_outline_that_are_numbered_through_are_its_articles():
    text = "一、总体要求\n（一）目标。甲。\n二、措施\n（二）研发。乙：\n1.丙。\n(三) 附则。丁。\n"
    assert bodies(text, "item") == {1: ["目标。甲。"], 2: ["研发。乙：", "1.丙。"], 3: ["附则。丁。"]}
    assert [a.heading for a in parse(text, "item").articles.values()] == ["一、总体要求", "二、措施", "二、措施"]


def test_the_points_of_an_outline_that_are_numbered_through_are_its_articles():
    text = "一、奖励\n（一）企业\n1.对甲，给予1.5亿元。\n1.5亿元封顶。\n（二）机构\n2. 乙。\n二、附则\n3、丙。\n"
    assert bodies(text, "point") == {1: ["对甲，给予1.5亿元。", "1.5亿元封顶。"], 2: ["乙。"], 3: ["丙。"]}
    assert [a.heading for a in parse(text, "point").articles.values()] == ["一、奖励", "一、奖励", "二、附则"]


# ------------------------------------------------------------------------------------------------ the translation


def test_a_translation_is_read_by_the_lines_of_the_law_however_it_names_articles():
    law_en = "Opinions\n\nI. Who\nFirms registered here.\n"
    assert translated(parse(OUTLINE, "section"), law_en) == {1: ("I. Who", "Firms registered here."), 2: (), 3: ()}


@pytest.mark.parametrize(
    ("text", "number"), [("五千", 5000), ("一千零五十", 1050), ("二〇二五", 2025), ("１９", 19), ("19", 19), ("", 0)]
)
def test_numerals_are_read(text, number):
    assert from_chinese(text) == number

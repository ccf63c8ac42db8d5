"""Every point that the text leaves open is a reading or a notice, and every sentence of the law is accounted for."""

import re

from engine.policy import law
from engine.policy.folder import load_policy
from engine.view import annotations
from tests.conftest import ROOT

POLICY = load_policy("longhua-ai-robotics-2025")
ROW = re.compile(r"^\| ([\d, ]+) \| .+? \| `(\w+)` \| (reading|notice) \| .+? \| .+ \|$", re.MULTILINE)


def test_the_table_of_open_points_names_every_reading_and_notice_with_its_articles_and_no_other():
    rows = ROW.findall((ROOT / "docs" / "open-points.md").read_text(encoding="utf-8"))
    table = [(name, kind, [int(number) for number in articles.split(",")]) for articles, name, kind in rows]
    pack = [(reading.id, "reading", reading.articles) for reading in POLICY.readings]
    pack += [(notice.id, "notice", notice.articles) for notice in POLICY.notices]
    assert sorted(table) == sorted(pack)


def test_every_sentence_of_articles_2_to_20_has_a_rule_a_reading_a_notice_or_a_reason_for_having_none():
    bare, walked = [], 0
    for article, phrases in annotations.phrases(POLICY).items():
        for number, paragraph in enumerate(law.paragraphs(POLICY, article, "zh"), start=1):
            places = [(paragraph.find(p.quote), p.quote) for p in phrases if p.paragraph == number]
            for sentence in re.finditer(r"[^。；;]+[。；;]?", paragraph):
                if not re.search(r"\w", sentence.group()):
                    continue
                walked += 1
                start, end = sentence.span()
                if not any(at < end and at + len(quote) > start for at, quote in places):
                    bare.append((article, sentence.group()))
    assert bare == []
    assert walked >= 40
    assert set(annotations.phrases(POLICY)) >= set(range(2, 21))


def test_what_an_article_leaves_open_is_told_once_its_readings_first():
    kinds = [note.kind for note in annotations.open_points(POLICY, 13)]
    assert kinds == sorted(kinds, key=lambda kind: kind != "reading")
    assert {"reading", "notice"} == set(kinds)
    labels = [note.label["zh"] for note in annotations.open_points(POLICY, 13)]
    assert len(set(labels)) == len(labels)
    assert annotations.open_points(POLICY, 14) == []


NOT_STANDARD = (
    "natural year",
    "publication to society",
    "of a number not exceeding",
    "solver units",
    "start-up investment",
)
"""Word for word from the Chinese, and not what English law says."""


def test_the_translation_speaks_as_english_law_does_and_calls_the_law_one_name():
    law_en = POLICY.law_text("en")
    words_toml = (POLICY.folder / "words.toml").read_text(encoding="utf-8")
    for term in NOT_STANDARD:
        assert term not in law_en, term
        assert term not in words_toml, term
    assert POLICY.title.en == POLICY.law.title.en
    assert law_en.count(POLICY.title.en) == 3  # the notice, its first sentence, the law's own heading
    assert "Several Measures" not in law_en

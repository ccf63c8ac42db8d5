"""The annotated law as a document: what a lawyer signs says all of the law and all that is made of it, and no more."""

import json
import re
import shutil
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from pypdf import PdfReader

from engine.__main__ import main
from engine.documents import book, characters, typesetting
from engine.documents.book_article import CIRCLED
from engine.documents.onepager.figures import in_full
from engine.policy import law, parameters
from engine.policy.folder import default_policy, load_folder, load_policy
from engine.text import words
from engine.values.refusal import Refused
from engine.view import annotations, worked_examples
from tests.conftest import ROOT
from tests.engine.documents.opening import HOSTILE, fonts
from tests.pages.markup import Markup

POLICY = load_policy(default_policy())
TINY = load_folder(ROOT / "tests" / "policies" / "tiny-invented-2026")
DAY = date(2025, 6, 15)


def close(text):
    """Without blanks and line ends, which are the layout's."""
    return "".join(text.split())


@dataclass
class Set:
    """A document as it was set, and what it was set from."""

    content: dict
    made: bytes

    @cached_property
    def reader(self):
        return PdfReader(BytesIO(self.made))

    @cached_property
    def pages(self):
        """The text of each page, without what stands at its head and foot."""
        running, version = close(self.content["running"]), close(self.content["version"])
        titles = [close(title) for title in titles_of(self.content)]
        head = re.compile(
            f"^{re.escape(running)}(?:{'|'.join(map(re.escape, sorted(titles, key=len, reverse=True)))})?"
        )
        foot = re.compile(f"{re.escape(version)}(?:第\\d+页，共\\d+页|Page\\d+of\\d+)$")
        return [foot.sub("", head.sub("", close(page.extract_text()), count=1)) for page in self.reader.pages]

    @cached_property
    def text(self):
        return "".join(self.pages)


def titles_of(content):
    yield from (content["labels"][name] for name in ("contents", "guide", "general", "coverage"))
    yield from (content["labels"][name] for name in ("index_readings", "index_numbers", "index_cases"))
    for chapter in content["chapters"]:
        yield chapter["title"]
        yield from (article["label"] + article["title"] for article in chapter["articles"])


def document(lang):
    content = book.content(POLICY, lang, DAY)
    return Set(content, typesetting.pdf("book", content, DAY))


@pytest.fixture(scope="module")
def chinese():
    return document("zh")


@pytest.fixture(scope="module")
def english():
    return document("en")


@pytest.fixture(scope="module")
def page():
    return {lang: book.html(POLICY, lang, DAY).decode() for lang in words.LANGUAGES}


def row(case, lang):
    """A case as its row in the table reads: its number, its point, its facts, why, and its amount."""
    stated = words.text("book.case_stated", lang) + "".join(line[lang] for line in case.stated)
    why = words.text("worked.by_default", lang, amount=case.by_default) if case.by_default[lang] else ""
    why = case.why[lang] + why
    why = words.text("book.case_why", lang) + why if why else ""
    return close("".join([case.number, case.says[lang], stated, why, *(amount[lang] for amount in case.amounts)]))


# ------------------------------------------------------------------------------------------------- what the PDF says


def holds_all(made, lang):
    plain = made.text.translate(dict.fromkeys(map(ord, CIRCLED)))
    for number, paragraphs in law.articles(POLICY, "zh").items():
        for paragraph in paragraphs:
            assert close(paragraph) in plain, number
    for reading in POLICY.readings:
        for said in (reading.question, reading.why, *(choice.label for choice in reading.choices)):
            assert close(said.in_language(lang)) in made.text, reading.id
    for case in worked_examples.listed_cases(POLICY):
        assert row(case, lang) in made.text, case.number
    for named in parameters.changeable(POLICY):
        assert named.name in made.text
        assert close(in_full(named.kind, named.value, lang)) in made.text


def test_it_holds_every_article_word_for_word_every_reading_case_and_number(chinese):
    holds_all(chinese, "zh")


@pytest.mark.long
def test_in_english_it_holds_them_too_and_our_translation(english):
    holds_all(english, "en")
    for paragraphs in law.articles(POLICY, "en").values():
        for paragraph in paragraphs:
            assert close(paragraph).replace("-", "") in english.text.replace("-", "").replace("\u2010", "")


def test_words_that_drive_no_rule_say_so_and_why(chinese):
    for without in POLICY.without_effect:
        if law.place(POLICY, without.article, without.phrase):
            assert close(words.text("results.without_effect", "zh")) in chinese.text
            assert close(without.why.zh) in chinese.text


def test_another_reading_is_shown_by_cases_or_it_is_said_that_none_shows_it(chinese, page):
    choices = {
        (reading["label"], choice["label"]): choice
        for chapter in chinese.content["chapters"]
        for article in chapter["articles"]
        for reading in article["readings"]
        for choice in reading["choices"]
    }
    assert len(choices) > 2 * len(POLICY.readings) - 1
    shown = {name for name, choice in choices.items() if choice["cases"]}
    without = {name for name, choice in choices.items() if choice["without"]}
    assert shown | without == {name for name, choice in choices.items() if not choice["is_default"]}
    assert not shown & without
    assert without
    said = words.text("book.reading_no_case", "zh")
    assert chinese.text.count(said) == page["zh"].count(said) == len(without)


def test_the_cover_says_which_law_it_is_and_leaves_room_to_sign(chinese):
    cover = chinese.pages[0]
    for said in (POLICY.title.zh, "2024年11月27日", "2025年1月1日至2027年12月31日", POLICY.law.source):
        assert close(said) in cover
    assert POLICY.law_sha256() in cover
    assert f"规则版本{POLICY.version}" in cover
    for name in ("sign_name", "sign_day", "sign_opinion"):
        assert words.text(f"book.{name}", "zh") in cover
    assert words.text("results.foot_disclaimer", "zh") in cover


def test_it_states_that_every_phrase_is_claimed_or_marked_and_counts_them(chinese):
    phrases = [phrase for own in annotations.phrases(POLICY).values() for phrase in own]
    without = sum(all(note.kind == "none" for note in phrase.notes) for phrase in phrases)
    total = [
        len(phrases),
        len(phrases) - without,
        without,
        len(POLICY.readings),
        len(worked_examples.listed_cases(POLICY)),
    ]
    assert chinese.content["coverage"]["total"] == ["合计", *map(str, total)]
    assert "合计" + "".join(map(str, total)) in chinese.text


# -------------------------------------------------------------------------------------------------- how it is made


def bookmarks(reader, entries=None):
    for entry in reader.outline if entries is None else entries:
        if isinstance(entry, list):
            yield from bookmarks(reader, entry)
        else:
            yield close(entry.title), reader.get_destination_page_number(entry) + 1


def test_the_contents_lead_to_the_pages_on_which_articles_begin(chinese):
    marks = dict(bookmarks(chinese.reader))
    contents = chinese.pages[1].replace(".", "")
    for title in titles_of(chinese.content):
        title = close(title)
        if title == chinese.content["labels"]["contents"]:
            continue
        assert f"{title}{marks[title]}" in contents, title
        assert title in chinese.pages[marks[title] - 1], title


def test_the_index_of_cases_names_the_page_on_which_each_stands(chinese):
    begins = dict(bookmarks(chinese.reader))[chinese.content["labels"]["index_cases"]]
    entries = []
    for case in worked_examples.listed_cases(POLICY):
        (at,) = (number for number, page in enumerate(chinese.pages[: begins - 1], 1) if row(case, "zh") in page)
        entries.append(f"{case.number}{close(case.says['zh'])}{at}")
    index = "".join(chinese.pages[begins - 1 :])
    assert index == chinese.content["labels"]["index_cases"] + "".join(entries)


def test_it_is_tagged_in_its_language_with_our_fonts_and_its_title(chinese):
    root = chinese.reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "zh-CN"
    assert "/StructTreeRoot" in root
    assert chinese.reader.metadata.title == chinese.content["title"]
    assert fonts(chinese.made) == {"NotoSansSC-Regular": True, "NotoSerifSC-Regular": True}


def test_nothing_in_it_had_to_be_replaced_for_want_of_a_character(chinese):
    assert "〓" not in chinese.text


# ------------------------------------------------------------------------------------------------------- the page


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_page_holds_the_same_and_its_links_lead_somewhere(page, lang):
    markup = Markup(page[lang])
    ids = markup.ids()
    assert len(ids) == len(set(ids))
    assert {link["href"].removeprefix("#") for link in markup.of("a")} <= set(ids)
    plain = close(re.sub(f"[{CIRCLED}]", "", markup.text))
    for paragraphs in law.articles(POLICY, "zh").values():
        for paragraph in paragraphs:
            assert close(paragraph) in plain
    for case in worked_examples.listed_cases(POLICY):
        assert close(case.says[lang]) in plain
        assert all(close(amount[lang]) in plain for amount in case.amounts)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_its_headings_are_in_order_and_its_language_is_named(page, lang):
    levels = [int(level) for level in re.findall(r"<h([1-6])", page[lang])]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}">' in page[lang]


def test_it_asks_for_nothing_outside_itself_and_runs_nothing(page):
    for html in page.values():
        assert not re.search(r"<(?:script|img|link|iframe|form|object|base)\b|\son\w+=|@import|url\(", html)
        assert not re.search(r'(?:src|href)="(?!#)', html)
        assert "default-src 'none'" in html
        assert "@media print" in html


# ------------------------------------------------------------------------------------- other packs, and broken ones


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_policy_without_cases_has_its_document_too_and_says_so(lang):
    content = book.content(TINY, lang, DAY)
    assert content["coverage"]["no_cases"]
    assert not content["cases"]
    made = Set(content, book.pdf(TINY, lang, DAY))
    assert close(content["coverage"]["no_cases"]) in made.text
    plain = made.text.translate(dict.fromkeys(map(ord, CIRCLED)))
    for paragraphs in law.articles(TINY, "zh").values():
        assert all(close(paragraph) in plain for paragraph in paragraphs)
    assert close(content["labels"]["index_cases"]) not in made.text
    assert content["coverage"]["no_cases"] in book.html(TINY, lang, DAY).decode()


@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_a_pack_says_is_text_in_both_forms(name):
    """A pack is not a stranger's, but a text of it is still no markup."""
    content = book.content(TINY, "zh", DAY)
    content["cover"]["title"] = content["chapters"][0]["articles"][0]["title"] = name
    shown = close(characters.settable(name))
    assert shown in Set(content, typesetting.pdf("book", content, DAY)).text
    assert close(name) in close(Markup(book.page(content)).text)


CASE = """
article = 3
provision = "s03_equipment"
[base.s03_equipment]
machines = [{ price = 10, bought_on = "2026-05-10" }]
[[case]]
says = { zh = "费用的15%。", en = "15% of the cost." }
confirmed = "1.51"
"""
WHO = """
application_date = "2026-06-15"
applicant = { registered_in_county = true, makes_paper = true, on_dishonest_list = false }
"""


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(TINY.folder, tmp_path / TINY.id))


def test_a_case_that_comes_out_otherwise_than_it_says_stops_the_document_and_is_named(folder):
    (folder / "cases").mkdir()
    (folder / "cases" / "applicant.toml").write_text(WHO, encoding="utf-8")
    (folder / "cases" / "equipment.toml").write_text(CASE, encoding="utf-8")
    for make in (book.pdf, book.html):
        with pytest.raises(Refused) as refused:
            make(load_folder(folder), "zh", DAY)
        paths = [error["path"] for error in refused.value.errors]
        assert paths == ["policy", "cases.equipment-01.confirmed", "cases.equipment-01.ceiling"]
    (folder / "cases" / "equipment.toml").write_text(CASE.replace("1.51", "1.50"), encoding="utf-8")
    assert "1.50万元" in book.html(load_folder(folder), "zh", DAY).decode()


def test_an_unsound_pack_gets_no_document(folder):
    pack = (folder / "policy.toml").read_text(encoding="utf-8")
    (folder / "policy.toml").write_text(pack.replace('share = "15%"', 'share = "16%"'), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        book.pdf(load_folder(folder), "zh", DAY)
    assert "provisions.s03_equipment.steps[0].share" in [error["path"] for error in refused.value.errors]


# ----------------------------------------------------------------------------------------------------- the command


@pytest.mark.parametrize(("ending", "begins"), [(".pdf", b"%PDF-"), (".html", b"<!DOCTYPE html>")])
def test_the_command_writes_what_the_end_of_the_name_tells_in_the_same_bytes_again(
    tmp_path, monkeypatch, capfdbinary, chinese, page, ending, begins
):
    monkeypatch.setattr("engine.values.windows.today", lambda: DAY)
    to = tmp_path / f"law{ending}"
    assert main(["book", "--to", str(to)]) == 0
    assert to.read_bytes().startswith(begins)
    assert to.read_bytes() == (chinese.made if ending == ".pdf" else page["zh"].encode())
    assert json.loads(capfdbinary.readouterr().out)["bytes"] == to.stat().st_size


def test_the_command_writes_no_other_kind_of_file(tmp_path):
    assert main(["book", "--to", str(tmp_path / "law.docx")]) == 2
    assert not list(tmp_path.iterdir())

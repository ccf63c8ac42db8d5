"""Faults of the law, of its articles and of its translation."""

from datetime import date

from tests.engine.check.broken_packs import case


@case("sha256", "law.sha256", "文本有改动")
def a_law_that_was_edited(pack):
    pack.zh = pack.zh.replace("制定本办法", "制订本办法")


@case("sha256", "law.sha256", "0000")
def a_fingerprint_of_something_else(pack):
    pack.raw["law"]["sha256"] = "0" * 64


@case("article_twice", "law.zh.txt:20", "第3条")
def an_article_that_stands_twice_in_the_law(pack):
    pack.replace_in_law("  第四条 ", "  第三条 ")


@case("law_articles", "law.zh", "1, 2, 3, 5, 6, 7, 8")
def a_law_without_one_of_its_articles(pack):
    pack.replace_in_law("  第四条 ", "  ")


@case("article_wrong", "articles.9", "9")
def an_article_that_the_law_does_not_have(pack):
    pack.raw["articles"].append({**pack.raw["articles"][7], "number": 9})


@case("article_wrong", "articles.8", "8")
def an_article_that_stands_twice_in_the_pack(pack):
    pack.raw["articles"].append(pack.raw["articles"][7])


@case("article_missing", "articles", "5")
def an_article_that_the_pack_leaves_out(pack):
    del pack.raw["articles"][4]


@case("article_order", "articles", "顺序")
def articles_out_of_order(pack):
    pack.raw["articles"].reverse()


@case("article_order", "readings.s05_awards_together.articles", "顺序")
def a_reading_that_names_an_article_twice(pack):
    pack.block("readings", "s05_awards_together")["articles"] = [5, 5]


@case("article_effect", "articles.2.effect", "grant")
def an_article_that_claims_to_grant_money(pack):
    pack.raw["articles"][1]["effect"] = "grant"


@case("article_effect", "articles.3.effect", "none")
def an_article_that_hides_that_it_grants_money(pack):
    pack.raw["articles"][2]["effect"] = "none"


@case("law_unnumbered", "law.numbering", "item")
def a_law_that_does_not_number_its_articles_so(pack):
    pack.raw["law"]["numbering"] = "item"


@case("chapter_wrong", "articles.3.chapter", "第二章 资助")
def an_article_in_another_chapter(pack):
    pack.raw["articles"][2]["chapter"] = pack.raw["articles"][0]["chapter"]


@case("title_wrong", "title.zh", "若干措施")
def a_title_that_is_not_the_laws(pack):
    pack.raw["title"]["zh"] = "青禾县扶持手工造纸业若干措施"


@case("title_wrong", "law.title.zh", "若干措施")
def a_law_by_another_title(pack):
    pack.raw["law"]["title"]["zh"] = "《青禾县扶持手工造纸业若干措施》"


@case("date_not_in_law", "law.issued", "2025-11-21")
def a_day_of_issue_that_the_law_does_not_state(pack):
    pack.raw["law"]["issued"] = date(2025, 11, 21)


@case("date_not_in_law", "law.published", "2025-12-09")
def a_day_of_publication_that_the_law_does_not_state(pack):
    pack.raw["law"]["published"] = date(2025, 12, 9)


@case("source_wrong", "law.source", "example.org", "real")
def a_source_that_is_not_where_the_law_says(pack):
    pack.raw["law"]["source"] = "https://example.org/"


@case("lines_differ", "law.en.txt", "36")
def a_translation_with_a_line_more(pack):
    pack.en += "\n"


@case("line_missing", "law.en.txt:18", "只有一方")
def a_translation_that_leaves_a_paragraph_out(pack):
    paragraph = next(line for line in pack.en.split("\n") if line.strip().startswith("Article 3"))
    pack.en = pack.en.replace(paragraph, "")


@case("line_numbers", "law.en.txt:18", "15 / 16")
def a_translation_with_another_rate(pack):
    pack.en = pack.en.replace("15%", "16%")


@case("line_numbers", "law.en.txt:18", "3 / 4")
def a_translation_with_another_number_in_words(pack):
    pack.en = pack.en.replace("in the last three years", "in the last four years")


@case("line_numbers", "law.en.txt:32", "3 / 4")
def a_translation_with_another_month(pack):
    pack.en = pack.en.replace("1 March 2026", "1 April 2026")


@case("cny_wrong", "law.en.txt:18", "8万元 (CNY 800,000)")
def a_translation_whose_yuan_are_not_those_of_the_amount(pack):
    pack.en = pack.en.replace("(CNY 80,000)", "(CNY 800,000)")


@case("gloss_wrong", "law.en.txt:30", "近4年")
def a_translation_that_explains_a_word_of_another_law(pack):
    pack.en = pack.en.replace("(近3年)", "(近4年)")

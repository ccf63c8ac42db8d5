"""Texts that are not the same in both languages, or not written as they should be."""

from tests.engine.check.broken_packs import case


@case("words_missing", "provisions.s03_equipment.title.en", "en")
def a_title_that_is_empty_in_one_language(pack):
    pack.provision("s03_equipment")["title"]["en"] = " "


@case("words_missing", "provisions.s03_equipment.facts.machines.price.help", "help")
def a_question_without_help(pack):
    del pack.fact("s03_equipment", "price")["help"]


@case("words_missing", "provisions.s03_equipment.facts.machines.price.evidence", "evidence")
def an_amount_without_its_usual_evidence(pack):
    del pack.fact("s03_equipment", "price")["evidence"]


@case("words_missing", "shared_facts.awarded_this_year.awarded_this_year.question", "question")
def a_shared_fact_without_a_question(pack):
    del pack.raw["shared_facts"]["awarded_this_year"][0]["question"]


@case("form_words", "provisions.s06_sales.steps[1].fails", "words.toml")
def a_once_only_without_a_reason_to_give(pack):
    del pack.provision("s06_sales")["steps"][1]["fails"]


@case("form_words", "provisions.art06_rent.steps[3].fails", "words.toml", "real")
def a_number_of_years_without_a_reason_to_give(pack):
    del pack.provision("art06_rent")["steps"][3]["fails"]


@case("not_translated", "articles.1.explains.zh", "没有翻译")
def english_on_both_sides(pack):
    pack.raw["articles"][0]["explains"]["zh"] = "Says why the measures were made"


@case("placeholder_form", "general_conditions[0].fails", "花括号")
def a_brace_that_is_not_closed(pack):
    pack.raw["general_conditions"][0]["fails"]["en"] = "Is not {registered"


@case("placeholders_differ", "in_force.fails", "{day} {start} {until}；{day} {start}")
def a_placeholder_in_one_language_only(pack):
    pack.raw["in_force"]["fails"]["en"] = "The application date {day} is before {start}"


@case("placeholder_unfilled", "general_conditions[0].fails", "{value}")
def a_placeholder_that_nothing_fills(pack):
    pack.raw["general_conditions"][0]["fails"] = {"zh": "没有登记：{value}", "en": "Not registered: {value}"}


@case("placeholder_unfilled", "provisions.s03_equipment.title", "{last_year}")
def a_placeholder_in_a_title(pack):
    pack.provision("s03_equipment")["title"] = {"zh": "设备{last_year}", "en": "Equipment {last_year}"}


@case("placeholder_unfilled", "provisions.s03_equipment.item_when[0].fails", "{bound}")
def a_reason_about_a_day_with_the_placeholder_of_a_year(pack):
    pack.provision("s03_equipment")["item_when"][0]["fails"] = {"zh": "不在{bound}年", "en": "Not in {bound}"}


@case("chinese_marks", "general_conditions[0].label.zh", "「,」")
def a_half_width_comma_in_our_chinese(pack):
    pack.raw["general_conditions"][0]["label"]["zh"] = "在本县,登记"


@case("chinese_marks", "general_conditions[0].label.zh", "「(」")
def a_half_width_parenthesis_in_our_chinese(pack):
    pack.raw["general_conditions"][0]["label"]["zh"] = "在本县登记(总部)"


@case("english_marks", "general_conditions[0].label.en", "县")
def chinese_in_our_english(pack):
    pack.raw["general_conditions"][0]["label"]["en"] = "Is registered in the 县"


@case("english_marks", "general_conditions[0].label.en", "，")
def a_full_width_comma_in_our_english(pack):
    pack.raw["general_conditions"][0]["label"]["en"] = "Is registered， in the county"


@case("cny_wrong", "articles.3.explains.en", "8万元 (CNY 8,000)")
def an_explanation_whose_yuan_are_not_those_of_the_amount(pack):
    pack.raw["articles"][2]["explains"]["en"] = "15% of three years, at most 8万元 (CNY 8,000)"


@case("numbers_differ", "articles.3.explains", "14")
def an_explanation_with_another_number_in_english(pack):
    pack.raw["articles"][2]["explains"]["en"] = "14% of three years, at most 8万元 (CNY 80,000)"

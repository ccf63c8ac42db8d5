"""Packs that cannot be read at all."""

from decimal import Decimal

from tests.engine.check.broken_packs import case


@case("form_missing", "provisions.s03_equipment.steps[0].of", "缺少")
def a_key_that_is_missing(pack):
    del pack.provision("s03_equipment")["steps"][0]["of"]


@case("form_words", "provisions.s03_equipment.prepare", "words.toml")
def words_that_are_missing(pack):
    del pack.provision("s03_equipment")["prepare"]


@case("form_extra", "provisions.s03_equipment.steps[2].capp", "拼错")
def a_key_that_is_misspelt(pack):
    pack.provision("s03_equipment")["steps"][2]["capp"] = 8


@case("form_extra", "provisions.s03_equipment.facts.machines.price.unit", "拼错")
def a_key_that_facts_do_not_have(pack):
    pack.fact("s03_equipment", "price")["unit"] = "元"


@case("form_literal", "articles.3.effect", "'grant'")
def a_value_that_is_not_among_those_there_are(pack):
    pack.raw["articles"][2]["effect"] = "gift"


@case("form_integer", "provisions.s03_equipment.article", "整数")
def an_article_that_is_no_whole_number(pack):
    pack.provision("s03_equipment")["article"] = Decimal("3.5")


@case("number_form", "provisions.s03_equipment.steps[2].cap", "15万元")
def an_amount_that_is_no_number(pack):
    pack.provision("s03_equipment")["steps"][2]["cap"] = "eight"


@case("number_without_unit", "provisions.s03_equipment.steps[2].cap", "连同单位")
def an_amount_without_its_unit(pack):
    pack.provision("s03_equipment")["steps"][2]["cap"] = 8


@case("number_without_unit", "provisions.s03_equipment.steps[2].cap", "8.5")
def an_amount_without_its_unit_as_text(pack):
    pack.provision("s03_equipment")["steps"][2]["cap"] = "8.5"


@case("number_form", "provisions.s03_equipment.steps[2].cap", "最高8万元")
def an_amount_with_a_word_beside_it(pack):
    pack.provision("s03_equipment")["steps"][2]["cap"] = "最高8万元"


@case("number_form", "provisions.s03_equipment.steps[2].cap", "3年")
def an_amount_with_the_unit_of_years(pack):
    pack.provision("s03_equipment")["steps"][2]["cap"] = "3年"


@case("number_form", "provisions.s03_equipment.steps[2].cap", "0.001元")
def an_amount_finer_than_a_fen(pack):
    pack.provision("s03_equipment")["steps"][2]["cap"] = "0.001元"


@case("number_without_unit", "provisions.s03_equipment.steps[0].share", "25%")
def a_rate_in_decimals(pack):
    pack.provision("s03_equipment")["steps"][0]["share"] = Decimal("0.15")


@case("number_without_unit", "windows.last_3_years.years", "3年")
def years_without_their_unit(pack):
    pack.block("windows", "last_3_years")["years"] = 3


@case("number_without_unit", "pools.s04.cap", "45")
def a_total_without_its_unit(pack):
    pack.block("pools", "s04")["cap"] = 45


@case("number_without_unit", "provisions.s05_craft_awards.steps[0].tiers.city", "4")
def a_tier_without_its_unit(pack):
    pack.provision("s05_craft_awards")["steps"][0]["tiers"]["city"] = 4


@case("form_text", "provisions.s03_equipment.steps[0].quote", "文本")
def a_quote_that_is_no_text(pack):
    pack.provision("s03_equipment")["steps"][0]["quote"] = 15


@case("form_yes_no", "general_conditions[0].waivable", "true")
def a_switch_that_is_neither_on_nor_off(pack):
    pack.raw["general_conditions"][0]["waivable"] = []


@case("form_date", "in_force.from", "日期")
def a_day_that_is_in_no_calendar(pack):
    pack.raw["in_force"]["from"] = "2026-02-30"


@case("form_list", "provisions.s03_equipment.quotes", "列表")
def one_quote_where_a_list_is_wanted(pack):
    pack.provision("s03_equipment")["quotes"] = "对近3年"


@case("form_other", "provisions", "s03_equipment")
def two_provisions_with_one_id(pack):
    pack.raw["provisions"].append(pack.raw["provisions"][0])


@case("form_other", "policy.toml", "无法")
def provisions_that_are_no_list(pack):
    pack.raw["provisions"] = 7

"""Packs that cannot be read at all."""

from decimal import Decimal

from tests.engine.check.broken_packs import case


@case("form_missing", "provisions.s03_equipment.prepare", "缺少")
def a_key_that_is_missing(pack):
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


@case("form_integer", "provisions.s03_equipment.steps[2].cap", "整数")
def an_amount_that_is_no_whole_number(pack):
    pack.provision("s03_equipment")["steps"][2]["cap"] = "eight"


@case("form_integer", "provisions.s03_equipment.steps[2].cap", "整数")
def an_amount_with_decimals(pack):
    pack.provision("s03_equipment")["steps"][2]["cap"] = Decimal("8.5")


@case("form_text", "provisions.s03_equipment.steps[0].share", "文本")
def a_rate_that_is_not_written_as_text(pack):
    pack.provision("s03_equipment")["steps"][0]["share"] = Decimal("0.15")


@case("form_yes_no", "frame[0].waivable", "true")
def a_switch_that_is_neither_on_nor_off(pack):
    pack.raw["frame"][0]["waivable"] = []


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

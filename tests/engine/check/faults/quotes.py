"""Quotes that do not stand where they should, and numbers that their quotes do not say."""

from datetime import date

from tests.engine.check.broken_packs import case


@case("quote_not_in_law", "provisions.s03_equipment.steps[2].quote", "最高8万元的补助")
def a_quote_that_does_not_stand_in_the_law(pack):
    pack.provision("s03_equipment")["steps"][2]["quote"] = "最高8万元的补助"


@case("quote_not_in_law", "provisions.s03_equipment.quotes[0]", "购置造纸设备，按照")
def a_quote_with_full_width_punctuation_where_the_law_has_none(pack):
    pack.provision("s03_equipment")["quotes"] = ["购置造纸设备，按照"]


@case("quote_not_in_law", "provisions.s04_workshops.steps[3].quote", "每年不超过1")
def a_quote_that_cuts_a_number_in_two(pack):
    pack.provision("s04_workshops")["steps"][3]["quote"] = "每家单位每年不超过1"


@case("quote_not_in_law", "provisions.s04_workshops.steps[3].quote", "2万元")
def a_quote_that_begins_inside_a_number(pack):
    pack.provision("s04_workshops")["steps"][3]["quote"] = "2万元"


@case("quote_not_in_article", "provisions.s03_equipment.steps[0].quote", "而在：6")
def a_quote_of_another_article(pack):
    pack.provision("s03_equipment")["steps"][0]["quote"] = "给予一次性7万元的奖励"


@case("quote_not_in_article", "rules.truncation.quotes[0]", "而在：7")
def a_rule_attached_to_another_article(pack):
    pack.block("rules", "truncation")["article"] = 6


@case("quote_not_in_article", "windows.last_3_years.quote", "而在：7")
def a_window_attached_to_another_article(pack):
    pack.block("windows", "last_3_years")["article"] = 3


@case("quote_not_in_article", "in_force.quote", "而在：8")
def a_validity_attached_to_another_article(pack):
    pack.raw["in_force"]["article"] = 7


@case("quote_not_in_article", "readings.s05_awards_together.quotes[1]", "而在：7")
def a_reading_that_quotes_an_article_it_does_not_name(pack):
    pack.block("readings", "s05_awards_together")["quotes"].append("按照同一比例执行")


@case("quote_not_in_law", "readings.s05_awards_together.quotes[0]", "各给予")
def a_reading_that_quotes_what_the_law_does_not_say(pack):
    pack.block("readings", "s05_awards_together")["quotes"] = ["各给予6万元"]


@case("quote_not_in_paragraph", "provisions.s04_workshops.steps[0].quote", "第1款")
def a_quote_of_another_paragraph(pack):
    pack.provision("s04_workshops")["steps"][0]["quote"] = "本条年度资助总额最高45万元"


@case("quote_not_in_paragraph", "provisions.s04_workshops.quotes[0]", "第3款")
def a_paragraph_that_the_article_does_not_have(pack):
    pack.provision("s04_workshops")["paragraph"] = 3


@case("paragraph_wrong", "provisions.s04_workshops.paragraph", "第0款")
def a_paragraph_counted_from_nothing(pack):
    pack.provision("s04_workshops")["paragraph"] = 0


@case("quote_ambiguous", "provisions.s05_craft_awards.steps[0].quote", "3次")
def a_quote_that_stands_several_times_in_its_article(pack):
    pack.provision("s05_craft_awards")["steps"][0]["quote"] = "万元"


@case("nothing_quoted", "provisions.s06_sales.quotes", "没有引文")
def a_provision_without_a_quote(pack):
    pack.provision("s06_sales")["quotes"] = []


@case("reading_article", "readings.s05_awards_together.articles", "（6）")
def a_reading_that_names_an_article_without_quoting_it(pack):
    pack.block("readings", "s05_awards_together")["articles"] = [5, 6]


@case("general_condition_article", "general_conditions[1].article", "哪一条")
def a_condition_among_the_general_without_its_article(pack):
    del pack.raw["general_conditions"][1]["article"]


@case("number_not_in_quote", "provisions.s03_equipment.steps[0].share", "20%")
def a_rate_that_its_quote_does_not_say(pack):
    pack.provision("s03_equipment")["steps"][0]["share"] = "20%"


@case("number_not_in_quote", "provisions.s03_equipment.steps[0].share", "1.5%")
def a_rate_with_its_point_in_the_wrong_place(pack):
    pack.provision("s03_equipment")["steps"][0]["share"] = "1.5%"


@case("number_not_in_quote", "provisions.s03_equipment.steps[2].cap", "80万元")
def a_cap_that_its_quote_does_not_say(pack):
    pack.provision("s03_equipment")["steps"][2]["cap"] = "80万元"


@case("number_not_in_quote", "provisions.s04_workshops.steps[3].cap", "2万元")
def a_cap_that_is_only_the_end_of_the_number_in_its_quote(pack):
    pack.provision("s04_workshops")["steps"][3]["cap"] = "2万元"


@case("number_not_in_quote", "provisions.s06_sales.steps[0].fixed", "90万元")
def a_fixed_sum_that_stands_in_another_quote_of_the_provision(pack):
    pack.provision("s06_sales")["steps"][0]["fixed"] = "90万元"


@case("number_not_in_quote", "provisions.s06_sales.when[0].at_least", "91万元")
def a_threshold_that_its_quote_does_not_say(pack):
    pack.provision("s06_sales")["when"][0]["at_least"] = "91万元"


@case("number_not_in_quote", "provisions.s05_craft_awards.steps[0].tiers.city", "5万元")
def a_tier_that_its_quote_does_not_say(pack):
    pack.provision("s05_craft_awards")["steps"][0]["tiers"]["city"] = "5万元"


@case("number_not_in_quote", "pools.s04.cap", "450万元")
def a_yearly_total_that_its_quote_does_not_say(pack):
    pack.block("pools", "s04")["cap"] = "450万元"


@case("number_not_in_quote", "windows.last_3_years.years", "近2年")
def a_window_of_another_length(pack):
    pack.block("windows", "last_3_years")["years"] = "2年"


@case("number_not_in_quote", "provisions.s03_equipment.item_when[0].in_window", "2年")
def a_condition_in_a_window_of_another_length_than_its_quote_says(pack):
    pack.block("windows", "last_3_years")["years"] = "2年"


@case("number_not_in_quote", "provisions.art06_rent.steps[3].years", "4年", "real")
def a_number_of_years_that_its_quote_does_not_say(pack):
    pack.provision("art06_rent")["steps"][3]["years"] = "4年"


@case("number_not_in_quote", "provisions.art12_public_platform.steps[2].winners", "3家", "real")
def a_number_of_winners_that_its_quote_does_not_say(pack):
    pack.provision("art12_public_platform")["steps"][2]["winners"] = "3家"


@case("number_not_in_quote", "in_force.from", "2026年3月2日")
def a_first_day_that_its_quote_does_not_say(pack):
    pack.raw["in_force"]["from"] = date(2026, 3, 2)


@case("number_not_in_quote", "in_force.years", "4年")
def a_validity_that_its_quote_does_not_say(pack):
    pack.raw["in_force"]["years"] = "4年"


@case("until_wrong", "in_force.until", "2031-03-01")
def a_validity_that_is_a_day_too_long(pack):
    pack.raw["in_force"]["until"] = date(2031, 3, 1)


@case("tier_order", "provisions.s05_craft_awards.steps[0].tiers.city", "city")
def tiers_in_another_order_than_in_the_law(pack):
    pack.provision("s05_craft_awards")["steps"][0]["tiers"] = {"province": "4万元", "city": "6万元", "county": "1万元"}


@case("tier_name", "provisions.s05_craft_awards.steps[0].tiers.province", "省级")
def tiers_whose_names_are_in_another_order_than_in_the_law(pack):
    pack.provision("s05_craft_awards")["steps"][0]["tiers"] = {"county": "6万元", "province": "4万元", "city": "1万元"}


@case("tier_missing", "provisions.s05_craft_awards.steps[0].tiers", "county")
def an_answer_without_a_tier(pack):
    del pack.provision("s05_craft_awards")["steps"][0]["tiers"]["county"]


@case("tier_missing", "provisions.art11_standards.steps[0].tiers", "local", "real")
def an_answer_without_a_tier_that_no_condition_excludes(pack):
    del pack.provision("art11_standards")["item_when"][1]


@case("own_number", "provisions.s03_equipment.summary.zh", "16")
def a_summary_with_a_number_that_the_article_does_not_have(pack):
    pack.provision("s03_equipment")["summary"] = {"zh": "设备购置费用的16%", "en": "16% of the equipment"}

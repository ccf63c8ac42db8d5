"""Rules that do not agree with their legal words, and words of the law left over."""

from tests.engine.check.broken_packs import SOME_WORDS, case


@case("word_missing", "provisions.s03_equipment.steps[2].word", "8万元")
def a_cap_without_its_legal_word(pack):
    del pack.provision("s03_equipment")["steps"][2]["word"]


@case("word_missing", "pools.s04.quote", "45万元")
def a_yearly_total_whose_quote_does_not_call_it_the_most(pack):
    pack.block("pools", "s04")["quote"] = "45万元"


@case("word_missing_plain", "provisions.art05_revenue_growth.when.growth.quote", "正增长", "real")
def a_growth_that_its_quote_does_not_mention(pack):
    pack.provision("art05_revenue_growth")["when"][3]["quote"] = "支持营收5000万元以上"


@case("word_unknown", "provisions.s06_sales.when[0].word", "以外")
def a_threshold_with_a_word_that_is_none(pack):
    pack.provision("s06_sales")["when"][0]["word"] = "以外"


@case("word_unknown", "provisions.s04_workshops.steps[3].word", "以上")
def a_cap_with_the_word_of_a_threshold(pack):
    pack.provision("s04_workshops")["steps"][3]["word"] = "以上"


@case("word_unknown", "provisions.s06_sales.steps[1].word", "性")
def a_once_only_with_a_word_that_is_none(pack):
    pack.provision("s06_sales")["steps"][1]["word"] = "性"


@case("word_strict", "provisions.s06_sales.when[0].word", "超过")
def a_threshold_that_includes_its_number_under_a_word_that_does_not(pack):
    pack.replace_in_law("销售额90万元以上", "销售额超过90万元")
    pack.provision("s06_sales")["quotes"] = ["给予一次性7万元的奖励"]
    pack.provision("s06_sales")["when"][0] |= {"quote": "上年度销售额超过90万元", "word": "超过"}


@case("word_strict", "provisions.s03_equipment.steps[2].word", "低于")
def a_cap_that_includes_its_number_under_a_word_that_does_not(pack):
    pack.provision("s03_equipment")["steps"][2]["word"] = "低于"


@case("word_not_in_quote", "provisions.s03_equipment.steps[2].word", "不超过")
def a_legal_word_that_does_not_stand_in_the_quote(pack):
    pack.provision("s03_equipment")["steps"][2]["word"] = "不超过"


@case("word_not_in_quote", "provisions.s06_sales.steps[1].word", "一次性")
def a_once_only_whose_quote_does_not_say_so(pack):
    pack.provision("s06_sales")["steps"][1]["quote"] = "7万元的奖励"


@case("word_not_beside", "provisions.s03_equipment.steps[2].word", "8万元")
def a_legal_word_that_is_about_another_number(pack):
    pack.replace_in_law("每年最高8万元的资助", "每年最高限额之内的资助8万元")
    pack.provision("s03_equipment")["quotes"] = ["对近3年购置造纸设备的单位"]
    pack.provision("s03_equipment")["steps"][2]["quote"] = "每年最高限额之内的资助8万元"


@case("word_not_inclusive", "provisions.s06_sales.when[0].word", "以上")
def a_bound_that_the_clause_on_inclusive_bounds_does_not_name(pack):
    pack.replace_in_law("“最高”“以上”“不超过”均", "“最高”“不超过”均")
    pack.block("rules", "inclusive")["quotes"] = ["本办法所称“最高”“不超过”均包括本数"]


@case("window_word", "provisions.s03_equipment.item_when[0].word", "近3年")
def a_window_under_the_word_of_another(pack):
    pack.provision("s03_equipment")["item_when"][0]["word"] = "上年度"


@case("window_word", "provisions.s04_workshops.item_when[0].word", "上年度")
def a_condition_in_a_window_that_its_quote_does_not_name(pack):
    pack.provision("s04_workshops")["item_when"][0]["quote"] = "开放的造纸体验工坊"


@case("window_word", "provisions.s04_workshops.item_when[0].word", "近3年")
def a_condition_in_another_window_than_its_quote_names(pack):
    pack.provision("s04_workshops")["item_when"][0]["in_window"] = "last_3_years"


@case("window_word", "provisions.art13_financing.measures.net_in_window.when[1].quote", "近2年", "real")
def a_measure_in_a_window_that_its_quote_does_not_name(pack):
    pack.provision("art13_financing")["measures"][0]["when"][1]["quote"] = "获得天使投资"


@case("window_words", "windows.year_before.quote", "calendar_year")
def a_calendar_year_that_its_quote_does_not_define(pack):
    pack.block("windows", "year_before")["quote"] = "“上年度”是指"


@case("window_years", "windows.year_before.years", "1年")
def a_calendar_year_counted_in_years(pack):
    pack.block("windows", "year_before")["years"] = "1年"


@case("rule_words", "rules.budget.quotes", "超过")
def a_budget_that_scales_a_sum_equal_to_it(pack):
    pack.replace_in_law("合计超过年度预算的", "合计不超过年度预算的")
    pack.block("rules", "budget")["quotes"] = ["资助金额合计不超过年度预算的,按照同一比例执行"]


@case("rule_words", "rules.truncation.quotes", "只舍不入")
def a_truncation_that_its_quote_does_not_say(pack):
    pack.block("rules", "truncation")["quotes"] = ["取两位小数"]


@case("rule_words", "rules.inclusive.quotes", "本数")
def inclusive_bounds_that_no_quote_makes_so(pack):
    pack.block("rules", "inclusive")["quotes"] = ["本办法所称“最高”“以上”“不超过”"]


@case("cap_not_yearly", "provisions.s03_equipment.steps[2].per", "每年")
def a_yearly_cap_that_is_not_counted_by_year(pack):
    pack.provision("s03_equipment")["steps"][2]["per"] = "applicant"


@case("not_covered", "articles.3", "最高")
def a_word_of_the_law_without_a_rule(pack):
    pack.without_limits("s03_equipment")


@case("not_covered", "articles.3", "8万元")
def a_number_of_the_law_without_a_rule(pack):
    pack.without_limits("s03_equipment")


@case("not_covered", "articles.6", "一次性")
def a_once_only_of_the_law_that_only_an_amount_quotes(pack):
    pack.without_limits("s06_sales")


@case("not_covered", "articles.4", "每年")
def a_yearly_cap_of_the_law_without_a_rule(pack):
    del pack.provision("s04_workshops")["steps"][3]


@case("not_covered", "articles.7", "两位小数")
def a_number_in_words_without_a_rule(pack):
    pack.raw["rules"] = [rule for rule in pack.raw["rules"] if rule["id"] != "truncation"]


@case("not_covered", "articles.2", "20家")
def a_clause_added_to_the_law(pack):
    pack.replace_in_law("不予资助。", "不予资助。每批20家。")


@case("not_covered", "articles.15", "3号", "real")
def a_number_whose_excuse_was_taken_away(pack):
    pack.raw["without_effect"] = []


@case("excuses_nothing", "without_effect[0].phrase", "从事手工造纸")
def an_excuse_for_nothing(pack):
    pack.raw["without_effect"] = [{"article": 2, "phrase": "从事手工造纸", "why": SOME_WORDS}]


@case("excuses_nothing", "without_effect[0].phrase", "制定本办法")
def an_excuse_in_the_article_that_sets_nothing(pack):
    pack.raw["without_effect"] = [{"article": 1, "phrase": "制定本办法", "why": SOME_WORDS}]


@case("excused_and_claimed", "without_effect[0].phrase", "15%")
def an_excuse_for_a_number_that_a_rule_claims(pack):
    pack.raw["without_effect"] = [{"article": 3, "phrase": "设备购置费用的15%", "why": SOME_WORDS}]


@case("excused_and_claimed", "without_effect[0].phrase", "最高")
def an_excuse_for_a_word_that_a_rule_claims(pack):
    pack.raw["without_effect"] = [{"article": 3, "phrase": "每年最高", "why": SOME_WORDS}]


@case("excused_twice", "without_effect[1].phrase", "20家")
def a_number_that_is_excused_twice(pack):
    pack.replace_in_law("不予资助。", "不予资助。每批20家。")
    entry = {"article": 2, "phrase": "20家", "why": SOME_WORDS}
    pack.raw["without_effect"] = [entry, {**entry, "phrase": "每批20家"}]


@case("quote_not_in_law", "without_effect[0].phrase", "30家")
def an_excuse_for_what_the_law_does_not_say(pack):
    pack.raw["without_effect"] = [{"article": 2, "phrase": "30家", "why": SOME_WORDS}]

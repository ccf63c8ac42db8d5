"""What is said to be unwritten and is not, or is not said so; a validity that cannot be."""

from datetime import date

from tests.engine.check.broken_packs import case

UNWRITTEN = {"zh": "文本未写明；按万元取两位小数。", "en": "The text does not state it; amounts have two decimals."}


@case("unwritten_but_said", "rules.truncation.unwritten", "位小数")
def a_rounding_that_is_called_unwritten_and_stands_in_the_law(pack):
    pack.block("rules", "truncation")["unwritten"] = UNWRITTEN


@case("unwritten_but_said", "rules.budget.unwritten", "同一比例")
def a_pro_rata_that_is_called_unwritten_and_stands_in_the_law(pack):
    pack.block("rules", "budget")["unwritten"] = UNWRITTEN


@case("unwritten_but_said", "rules.inclusive.unwritten", "本数")
def inclusive_bounds_that_are_called_unwritten_and_stand_in_the_law(pack):
    pack.block("rules", "inclusive")["unwritten"] = UNWRITTEN


@case("unwritten_but_said", "in_force.unwritten", "有效期5年")
def a_validity_that_is_called_unwritten_and_stands_in_the_law(pack):
    pack.raw["in_force"]["unwritten"] = UNWRITTEN


@case("unwritten_unsaid", "rules.truncation.unwritten.zh", "未写明")
def a_rounding_that_is_not_said_to_be_unwritten(pack):
    pack.block("rules", "truncation")["unwritten"] = {"zh": "只舍不入。", "en": "The text does not state it."}


@case("unwritten_unsaid", "law.dates_unwritten.en", "not state")
def dates_that_are_not_said_to_be_unwritten(pack):
    pack.raw["law"]["dates_unwritten"] = {"zh": "未写明。", "en": "From the website."}


@case("nothing_quoted", "rules.truncation.quotes", "没有引文")
def an_unwritten_rule_without_the_clause_that_leaves_it_open(pack):
    pack.block("rules", "truncation").update(unwritten=UNWRITTEN, quotes=[])


@case("validity_unsaid", "in_force.years", "未写明")
def a_validity_without_an_end(pack):
    del pack.raw["in_force"]["years"]


@case("until_before_start", "in_force.until", "早于")
def a_validity_that_ends_before_it_begins(pack):
    pack.raw["in_force"]["until"] = date(2026, 2, 1)


@case("rule_missing", "rules", "budget")
def a_policy_without_a_word_on_a_budget_that_does_not_suffice(pack):
    pack.raw["rules"].remove(pack.block("rules", "budget"))


@case("chapter_wrong", "articles.1.chapter", "第一章")
def a_chapter_left_out(pack):
    del pack.raw["articles"][0]["chapter"]


@case("words_missing", "names.app.en", "en")
def a_language_that_the_policy_declares_and_does_not_speak(pack):
    del pack.raw["names"]["app"]["en"]


@case("form_literal", "languages[1]", "zh")
def a_language_that_nobody_speaks_here(pack):
    pack.raw["languages"] = ["zh", "fr"]


@case("form_other", "languages", "zh")
def a_policy_without_chinese(pack):
    pack.raw["languages"] = ["en"]


OPEN = {"zh": "文本未写明；测算只计一次。", "en": "The text does not state it; the estimate counts it once."}


def step_of(pack, provision, key):
    return next(step for step in pack.provision(provision)["steps"] if key in step)


@case("quote_says_not", "provisions.art08_algorithm_filing.steps[4].quote", "一次", pack="real")
def a_reward_that_is_given_once_by_words_that_do_not_say_so(pack):
    del step_of(pack, "art08_algorithm_filing", "once")["unwritten"]


@case("quote_says_not", "provisions.art05_revenue_growth.when[2].quote", "上年度", pack="real")
def a_figure_of_the_last_year_by_words_that_name_no_year(pack):
    del pack.provision("art05_revenue_growth")["when"][2]["unwritten"]


@case("quote_says_not", "pools.s04.quote", "比例")
def a_total_divided_in_proportion_by_words_that_do_not_say_how(pack):
    del pack.block("pools", "s04")["unwritten"]


@case("quote_says_not", "exclusives.art10_both_sides.quote", "较高", pack="real")
def a_higher_side_by_words_that_speak_of_both(pack):
    del pack.block("exclusives", "art10_both_sides")["unwritten"]


@case("unwritten_but_said", "provisions.art05_revenue_growth.steps[1].unwritten", "一次", pack="real")
def a_one_off_reward_that_is_called_unwritten(pack):
    step_of(pack, "art05_revenue_growth", "once")["unwritten"] = OPEN


@case("unwritten_for_nothing", "provisions.art13_financing.when[1].unwritten", "没有", pack="real")
def a_plain_condition_that_is_called_unwritten(pack):
    pack.provision("art13_financing")["when"][1]["unwritten"] = OPEN

"""Rules that quote the law and do the opposite of it, or not all of it."""

from tests.engine.check.broken_packs import case

# ---- the answer that a condition asks for


@case("answer_reversed", "provisions.art05_revenue_growth.when[1].is", "「给予」，这一项应为true", "real")
def core_technology_that_bars(pack):
    pack.provision("art05_revenue_growth")["when"][1]["is"] = False


@case("answer_reversed", "general_conditions[3].is", "「不予」，这一项应为false", "real")
def a_bar_that_is_required(pack):
    pack.raw["general_conditions"][3]["is"] = True


@case("answer_reversed", "general_conditions[0].is", "「必须」，这一项应为true", "real")
def a_requirement_that_bars(pack):
    pack.raw["general_conditions"][0]["is"] = False


@case("answer_reversed", "general_conditions[2].is", "「不予」，这一项应为false")
def a_bar_whose_quote_says_so_that_is_required(pack):
    pack.raw["general_conditions"][2]["is"] = True


@case("answer_reversed", "provisions.art13_financing.measures.net_in_window.when[0].is", "true", "real")
def a_measure_that_counts_what_the_law_leaves_out(pack):
    pack.provision("art13_financing")["measures"][0]["when"][0]["is"] = False


@case("answer_left_out", "provisions.art11_standards.item_when[1].one_of", "行业标准", "real")
def an_answer_that_the_quote_names_and_the_condition_does_not_accept(pack):
    pack.provision("art11_standards")["item_when"][1]["one_of"] = ["international", "national"]


@case("answer_not_named", "provisions.art11_standards.item_when[1].one_of", "地方标准", "real")
def an_answer_that_the_condition_accepts_and_the_quote_does_not_name(pack):
    pack.provision("art11_standards")["item_when"][1]["one_of"].append("local")


@case("answer_not_named", "provisions.art04_compute_voucher.when[0].is", "机构", "real")
def a_condition_for_the_other_kind_of_applicant(pack):
    pack.provision("art04_compute_voucher")["when"][0]["is"] = "institution"


@case("tier_unreachable", "provisions.art11_standards.steps[0].tiers.industry", "industry", "real")
def a_tier_that_a_condition_excludes(pack):
    pack.provision("art11_standards")["item_when"][1]["one_of"].remove("industry")


@case("tier_unreachable", "provisions.s05_craft_awards.steps[0].tiers.city", "city")
def a_tier_beside_the_only_answer_that_a_condition_accepts(pack):
    condition = {**pack.provision("s04_workshops")["item_when"][0], "fact": "rank", "is": "province", "quote": "省级"}
    del condition["in_window"]
    pack.provision("s05_craft_awards")["item_when"] = [condition]


@case("recipient_untested", "provisions.art13_financing.when", "的企业", "real")
def an_award_to_enterprises_that_anybody_can_have(pack):
    del pack.provision("art13_financing")["when"][0]


@case("help_articles", "applicant.entity_type.help.zh", "4, 5, 8, 13，而这一项所在的条件属于4, 5, 6(1), 8, 13", "real")
def a_question_whose_help_leaves_out_a_paragraph_that_tests_it(pack):
    fact = next(fact for fact in pack.raw["applicant"] if fact["name"] == "entity_type")
    fact["help"] = {"zh": "第四条、第五条、第八条和第十三条只面向企业。", "en": "Articles 4, 5, 8 and 13 only."}


@case("help_articles", "applicant.entity_type.help.en", "4, 5, 6, 8, 13", "real")
def a_question_whose_english_help_names_an_article_for_its_paragraph(pack):
    fact = next(fact for fact in pack.raw["applicant"] if fact["name"] == "entity_type")
    fact["help"]["en"] = "Articles 4, 5, 6, 8 and 13 are for enterprises only."


@case("help_articles", "applicant.disqualified.help.zh", "16，而这一项所在的条件属于18", "real")
def a_question_whose_help_names_another_article(pack):
    fact = next(fact for fact in pack.raw["applicant"] if fact["name"] == "disqualified")
    fact["help"]["zh"] = "第十六条列明这些情形的后果。"


# ---- years, waivers


@case("growth_reversed", "provisions.art05_revenue_growth.when.growth.above", "revenues.last高于revenues.prior", "real")
def a_growth_from_the_last_year_to_the_one_before(pack):
    pack.provision("art05_revenue_growth")["when"][3] |= {"fact": "revenues.prior", "above": "revenues.last"}


@case("threshold_year", "provisions.art05_revenue_growth.when[2].fact", "revenues.prior", "real")
def a_threshold_on_the_year_before_the_last(pack):
    pack.provision("art05_revenue_growth")["when"][2]["fact"] = "revenues.prior"


@case("threshold_year", "provisions.s06_sales.when[0].fact", "sales.earlier")
def a_threshold_on_another_year_than_its_quote_names(pack):
    pack.provision("s06_sales")["when"][0]["fact"] = "sales.earlier"
    pack.fact("s06_sales", "sales")["years"]["earlier"] = 2


@case("waiver_unsaid", "general_conditions[3].waivable", "原则上", "real")
def a_waiver_of_what_nobody_can_waive(pack):
    pack.raw["general_conditions"][3]["waivable"] = True


@case("waiver_missing", "general_conditions[1].waivable", "原则上", "real")
def a_requirement_in_principle_that_cannot_be_waived(pack):
    del pack.raw["general_conditions"][1]["waivable"]


# ---- by what it is counted


@case("item_unsaid", "provisions.art13_financing.steps[4].per", "不能按项计", "real")
def a_maximum_for_each_round_where_the_law_has_one_for_all(pack):
    pack.provision("art13_financing")["steps"][4]["per"] = "item"


@case("per_disagrees", "provisions.art08_algorithm_filing.steps.cap_each.per", "每个", "real")
def a_maximum_for_all_algorithms_where_the_law_has_one_for_each(pack):
    pack.provision("art08_algorithm_filing")["steps"][1]["per"] = "applicant"


@case("per_disagrees", "provisions.art11_standards.steps[4].per", "单个申报", "real")
def a_maximum_for_each_standard_where_the_law_has_one_for_each_applicant(pack):
    pack.provision("art11_standards")["steps"][4]["per"] = "item"


@case("per_disagrees", "provisions.s04_workshops.steps[3].per", "每家")
def a_maximum_whose_quote_leaves_out_for_whom_it_is(pack):
    pack.provision("s04_workshops")["steps"][3] |= {"quote": "每年不超过12万元", "per": "item"}


@case("per_disagrees", "provisions.s06_sales.steps[1].per", "一次性")
def a_once_only_for_each_of_several(pack):
    pack.provision("s06_sales")["steps"][1]["per"] = "item"


@case("cap_not_yearly", "provisions.art06_park_operations.steps[1].per", "每年", "real")
def a_yearly_maximum_that_is_not_yearly_by_default(pack):
    pack.provision("art06_park_operations")["steps"][1]["per"]["when"] = {
        "operator_year": "item",
        "park": "applicant_year",
    }


@case("less_missing", "provisions.art09_genai_filing.steps[4].less", "当年", "real")
def a_yearly_maximum_that_every_batch_has_anew(pack):
    del pack.provision("art09_genai_filing")["steps"][4]["less"]


@case("each_not_summed", "provisions.art08_algorithm_filing.steps[3].combine", "每个", "real")
def an_award_for_each_of_which_only_the_best_counts(pack):
    pack.provision("art08_algorithm_filing")["steps"][3]["combine"] = "best"


@case("not_covered", "articles.13", "不再", "real")
def an_award_that_is_not_given_again_without_that_limit(pack):
    del pack.provision("art13_financing")["steps"][3]


# ---- what is taken off, and out of which money it is paid


@case("minus_missing", "provisions.art10_scenario_solver.steps[0].minus", "1部分", "real")
def fiscal_money_that_counts(pack):
    del pack.provision("art10_scenario_solver")["steps"][0]["minus"]


@case("minus_missing", "provisions.art13_financing.measures.net_in_window.minus", "2部分", "real")
def one_of_two_parts_that_are_taken_off(pack):
    pack.provision("art13_financing")["measures"][0]["minus"].pop()


@case("minus_missing", "provisions.art13_financing.measures.net_arrived.minus", "2部分", "real")
def a_threshold_from_which_nothing_is_taken_off(pack):
    del pack.provision("art13_financing")["measures"][1]["minus"]


@case("minus_missing", "provisions.art13_financing.measures.gross_in_window.minus", "2部分", "real")
def a_base_from_which_nothing_is_taken_off_by_default(pack):
    pack.provision("art13_financing")["steps"][0]["of"]["when"]["in_window"]["when"] = {
        "true": "gross_in_window",
        "false": "net_in_window",
    }


@case("minus_name", "provisions.art10_scenario_publisher.steps[0].minus", "财政投入", "real")
def fiscal_money_less_the_whole(pack):
    amount = pack.provision("art10_scenario_publisher")["steps"][0]
    amount["of"] = "project.fiscal_investment"
    amount["minus"][0]["fact"] = "project.total_investment"


@case("minus_unsaid", "provisions.art06_rent.steps[0].minus", "没有写", "real")
def a_deduction_that_the_law_does_not_make(pack):
    own = pack.provision("art10_scenario_publisher")["steps"][0]["minus"][0]
    pack.provision("art06_rent")["steps"][0]["minus"] = [{**own, "fact": "amount", "quote": "上年度实际发生租金的50%"}]


@case("not_covered", "articles.13", "扣除", "real")
def a_deduction_of_the_law_that_nothing_quotes(pack):
    provision = pack.provision("art13_financing")
    provision["quotes"].pop()
    for measure in provision["measures"]:
        for minus in measure.get("minus", []):
            minus["quote"] = "本轮到位资金"


@case("pool_missing", "provisions.art09_embodied_model.pool", "本条政策年度资助总金额最高1000万元", "real")
def a_provision_outside_the_yearly_total_that_it_quotes(pack):
    del pack.provision("art09_embodied_model")["pool"]


@case("pool_missing", "provisions.art09_embodied_model.pool", "art09", "real")
def a_provision_outside_the_yearly_total_of_its_article(pack):
    del pack.provision("art09_embodied_model")["pool"]
    pack.provision("art09_embodied_model")["quotes"].pop()


@case("other_budget_missing", "provisions.art04_compute_voucher.other_budget", "依据《", "real")
def vouchers_that_this_budget_pays(pack):
    del pack.provision("art04_compute_voucher")["other_budget"]


@case("not_covered", "articles.8", "依据", "real")
def another_regulation_that_nothing_quotes(pack):
    del pack.provision("art08_algorithm_filing")["other_budget"]
    pack.provision("art08_algorithm_filing")["quotes"].pop()


@case("other_budget_unsaid", "provisions.art05_revenue_growth.other_budget", "其它办法", "real")
def another_budget_that_the_law_does_not_name(pack):
    pack.provision("art05_revenue_growth")["other_budget"] = "arts_4_8_draw_on_budget"


# ---- readings


@case("default_not_first", "readings.zero_prior_counts_as_growth.default", "true", "real")
def a_reading_whose_choices_changed_places(pack):
    pack.block("readings", "zero_prior_counts_as_growth")["choices"].reverse()


@case("default_not_first", "readings.art10_same_applicant.default", "both", "real")
def a_reading_with_another_default(pack):
    pack.block("readings", "art10_same_applicant")["default"] = "both"


@case("choice_unknown", "readings.s05_awards_together.default", "lowest")
def a_default_that_is_no_choice(pack):
    pack.block("readings", "s05_awards_together")["default"] = "lowest"


@case("default_unexplained", "readings.s05_awards_together.why.zh", "默认")
def a_default_that_nothing_explains(pack):
    pack.block("readings", "s05_awards_together")["why"] = {"zh": "没有写明。", "en": "By default they count together."}


@case("order_choices", "rules.budget.order", "article_then_budget / budget_then_article", "real")
def an_order_of_settling_under_other_names(pack):
    pack.block("readings", "allocation_order")["choices"][1]["id"] = "budget_first"


@case("exempt_article", "general_conditions[2].exempt.provisions", "art05_revenue_growth", "real")
def an_exemption_beyond_what_its_reading_names(pack):
    pack.raw["general_conditions"][2]["exempt"]["provisions"].append("art05_revenue_growth")

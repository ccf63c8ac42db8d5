"""Names that lead nowhere, and things that nothing uses."""

import copy

from tests.engine.check.broken_packs import SOME_WORDS, case


@case("id_twice", "readings.s05_awards_together", "s05_awards_together")
def a_reading_that_stands_twice(pack):
    pack.raw["readings"].append(pack.raw["readings"][0])


@case("id_twice", "applicant.makes_paper", "makes_paper")
def a_question_to_the_applicant_that_stands_twice(pack):
    pack.raw["applicant"].append(pack.raw["applicant"][1])


@case("id_twice", "provisions.s06_sales.facts.sales", "sales")
def a_fact_that_stands_twice(pack):
    pack.provision("s06_sales")["facts"].append(pack.fact("s06_sales", "sales"))


@case("id_twice", "windows.s04", "s04")
def a_window_with_the_id_of_a_yearly_total(pack):
    pack.raw["windows"][0]["id"] = "s04"


@case("number_unknown", "renamed.s06_sales.limits.0.cap", "s06_sales.cap")
def a_former_name_of_a_number_that_there_is_not(pack):
    pack.raw["renamed"] = {"s06_sales.limits.0.cap": "s06_sales.cap"}


@case("id_twice", "renamed.s04_workshops.cap", "s04_workshops.cap")
def a_former_name_that_a_number_has_now(pack):
    pack.raw["renamed"] = {"s04_workshops.cap": "s03_equipment.cap"}


@case("id_article", "provisions.s07_sales.id", "s07_sales")
def an_id_with_the_number_of_another_article(pack):
    pack.provision("s06_sales")["id"] = "s07_sales"


@case("id_article", "pools.s05.id", "s05")
def a_yearly_total_with_the_number_of_another_article(pack):
    pack.block("pools", "s04")["id"] = "s05"


@case("id_article", "readings.s06_awards_together.id", "s06_awards_together")
def a_reading_with_the_number_of_another_article(pack):
    pack.raw["readings"][0]["id"] = "s06_awards_together"


@case("fact_unknown", "provisions.s03_equipment.steps[0].of", "machines.cost")
def a_rate_of_a_fact_that_nobody_is_asked(pack):
    pack.provision("s03_equipment")["steps"][0]["of"] = "cost"


@case("fact_unknown", "provisions.s03_equipment.item_when[0].fact", "machines.ordered_on")
def a_condition_on_a_fact_that_nobody_is_asked(pack):
    pack.provision("s03_equipment")["item_when"][0]["fact"] = "ordered_on"


@case("fact_unknown", "provisions.s06_sales.steps[1].once", "received")
def a_once_only_without_the_question_whether(pack):
    pack.provision("s06_sales")["steps"][1]["once"] = "received"


@case("fact_unknown", "provisions.s03_equipment.uses", "awarded")
def shared_facts_that_do_not_exist(pack):
    pack.provision("s03_equipment")["uses"] = ["awarded"]


@case("fact_unknown", "general_conditions[0].fact", "applicant.registered")
def a_general_condition_that_tests_what_applicants_are_not_asked(pack):
    pack.raw["general_conditions"][0]["fact"] = "registered"


KINDS = [{"id": name, "label": {"zh": zh, "en": f"Class {name}"}} for name, zh in (("a", "甲类"), ("b", "乙类"))]


def _by_kind(pack, **cap):
    """The cap of the machines by a kind that each states."""
    own = pack.provision("s03_equipment")
    own["facts"].append({**copy.deepcopy(own["facts"][1]), "name": "kind", "type": "choice", "choices": KINDS})
    own["steps"][2].update(per="item", cap={"by": "kind", "a": "8万元", "b": "8万元"} | cap)
    return own


@case("fact_unknown", "provisions.s03_equipment.steps[2].cap.by", "applicant.size")
def a_number_by_what_applicants_are_not_asked(pack):
    _by_kind(pack, by="applicant.size")


@case("fact_unknown", "provisions.s03_equipment.steps[2].cap.by", "kind")
def a_cap_of_an_applicant_by_what_each_entry_states(pack):
    _by_kind(pack)["steps"][2]["per"] = "applicant"


@case("fact_type", "provisions.s03_equipment.steps[2].cap.by", "choice")
def a_number_by_an_amount(pack):
    _by_kind(pack, by="price")


@case("answer_unknown", "provisions.s03_equipment.steps[2].cap.c", "kind没有「c」")
def a_number_of_a_choice_that_there_is_not(pack):
    _by_kind(pack, c="8万元")


@case("tier_missing", "provisions.s03_equipment.steps[2].cap", "「b」没有对应的数额")
def a_choice_without_a_number(pack):
    del _by_kind(pack)["steps"][2]["cap"]["b"]


@case("number_absent", "provisions.s03_equipment.steps[2].cap.by", "给出的是“none”")
def a_number_by_a_choice_that_may_be_left_out(pack):
    _by_kind(pack)["facts"][-1]["absent"] = "none"


@case("number_not_in_quote", "provisions.s03_equipment.steps[2].cap.b", "9万元")
def a_number_of_a_choice_that_the_quote_does_not_say(pack):
    _by_kind(pack, b="9万元")


@case("number_without_unit", "provisions.s03_equipment.steps[2].cap.b", "8")
def a_number_of_a_choice_without_its_unit(pack):
    _by_kind(pack, b="8")


@case("number_day", "provisions.s03_equipment.steps[2].cap.from", "2026-03-02")
def a_number_that_begins_after_the_measures(pack):
    pack.provision("s03_equipment")["steps"][2]["cap"] = {"from": {"2026-03-02": "8万元"}}


@case("number_day", "provisions.s03_equipment.steps[2].cap.from", "2031-03-01")
def a_number_that_begins_when_the_measures_are_over(pack):
    pack.provision("s03_equipment")["steps"][2]["cap"] = {"from": {"2026-03-01": "8万元", "2031-03-01": "8万元"}}


@case("number_not_in_quote", "provisions.s03_equipment.steps[2].cap.from.2027-01-01", "2027年1月1日")
def a_day_that_the_quote_does_not_say(pack):
    pack.provision("s03_equipment")["steps"][2]["cap"] = {"from": {"2026-03-01": "8万元", "2027-01-01": "8万元"}}


@case("choice_missing", "provisions.s03_equipment.steps[2].cap.when", "highest")
def a_choice_of_a_reading_without_a_number(pack):
    by_reading = {"reading": "s05_awards_together", "when": {"together": "8万元"}}
    pack.provision("s03_equipment")["steps"][2]["cap"] = by_reading


@case("number_side", "provisions.s03_equipment.steps[2].cap", "份额")
def a_cap_of_a_side_by_a_choice(pack):
    own = _by_kind(pack)
    own["steps"][2]["per"] = "side"
    own["steps"].append({"side_share": "part"})
    own["facts"].append({**copy.deepcopy(own["facts"][1]), "name": "part", "type": "ratio", "in": ""})


@case("waiver_unasked", "general_conditions[0].waivable", "waives")
def a_waiver_that_applicants_are_not_asked_about(pack):
    pack.raw["general_conditions"][0]["waivable"] = True


@case("fact_unknown", "provisions.s06_sales.steps[2].project", "project")
def a_limit_of_the_project_without_a_project(pack):
    pack.provision("s06_sales")["steps"].append({"project": "project"})


def _facts_of(pack, group):
    return {fact["name"]: fact for fact in pack.raw["shared_facts"][group]}


@case("role_taken", "provisions.art06_park_operations.steps[5].project", "「invested」，现有0个", "real")
def a_project_of_which_no_figure_says_what_was_invested(pack):
    del _facts_of(pack, "project")["actual_investment"]["role"]


@case("role_taken", "provisions.art06_park_operations.steps[5].project", "「project_name」，现有2个", "real")
def a_project_that_two_facts_name(pack):
    own = pack.raw["shared_facts"]["project"]
    own.append({**_facts_of(pack, "project")["id"], "name": "code"})


@case("choice_elsewhere", "provisions.art04_compute_voucher.steps[2].other_policy", "elsewhere", "real")
def a_choice_between_two_policies_that_says_of_neither_that_it_is_the_other(pack):
    del _facts_of(pack, "other_district")["choice"]["elsewhere"]


@case("fact_years", "provisions.s06_sales.facts.sales.years", "叫法")
def a_figure_kept_by_year_without_years(pack):
    del pack.fact("s06_sales", "sales")["years"]


@case("fact_years", "provisions.s06_sales.facts.sales.years", "叫法")
def a_figure_of_the_year_of_the_application_itself(pack):
    pack.fact("s06_sales", "sales")["years"]["now"] = 0


@case("fact_unused", "provisions.s06_sales.facts.sales.years.earlier", "sales.earlier")
def a_year_that_no_rule_asks_for(pack):
    pack.fact("s06_sales", "sales")["years"]["earlier"] = 2


@case("fact_unused", "provisions.s06_sales.facts.staff", "staff")
def a_fact_that_no_rule_uses(pack):
    pack.provision("s06_sales")["facts"].append({**pack.fact("s06_sales", "received_before"), "name": "staff"})


@case("fact_unused", "applicant.shoe_size", "shoe_size")
def a_question_to_the_applicant_that_no_rule_uses(pack):
    pack.raw["applicant"].append({**pack.raw["applicant"][0], "name": "shoe_size"})


OF_PROFILE = {"type": "choice", "choices": [{"id": "mill", "label": SOME_WORDS}], "absent": "none", "profile": True}


@case("profile_used", "applicant.registered_in_county.profile", "registered_in_county")
def a_fact_to_look_at_claims_by_that_a_rule_reads(pack):
    pack.raw["applicant"][0] |= OF_PROFILE


@case("profile_form", "applicant.shoe_size.profile", "profile")
def a_fact_to_look_at_claims_by_that_must_be_answered(pack):
    pack.raw["applicant"].append({**pack.raw["applicant"][0], **OF_PROFILE, "name": "shoe_size", "absent": "unknown"})


@case("profile_form", "provisions.s06_sales.facts.sales.profile", "profile")
def a_fact_of_a_claim_to_look_at_claims_by(pack):
    pack.fact("s06_sales", "sales")["profile"] = True


@case("sizes_twice", "applicant", "规模")
def two_facts_that_are_the_size(pack):
    for name in ("grade", "class"):
        own = {**pack.raw["applicant"][0], **OF_PROFILE, "name": name, "choices": [], "sizes": True}
        pack.raw["applicant"].append(own)


@case("id_twice", "applicant.staff", "staff")
def a_fact_to_look_at_claims_by_with_the_name_of_one_of_a_claim(pack):
    fact = {**pack.raw["applicant"][0], **OF_PROFILE, "name": "staff"}
    pack.raw["applicant"].append(fact)
    pack.provision("s06_sales")["facts"].append({**pack.fact("s06_sales", "received_before"), "name": "staff"})


@case("fact_unused", "shared_facts.awarded_this_year", "awarded_this_year")
def shared_facts_that_no_provision_uses(pack):
    for provision in pack.raw["provisions"]:
        provision["uses"] = []


@case("rule_missing", "rules", "other_policy", "real")
def another_policy_that_no_rule_sets_off(pack):
    pack.raw["rules"] = [rule for rule in pack.raw["rules"] if rule["id"] != "other_policy"]


@case("fact_type", "provisions.s03_equipment.steps[0].of", "date")
def a_rate_of_a_date(pack):
    pack.provision("s03_equipment")["steps"][0]["of"] = "bought_on"


@case("fact_type", "provisions.s03_equipment.item_when[0].fact", "amount")
def a_price_in_a_window(pack):
    pack.provision("s03_equipment")["item_when"][0]["fact"] = "price"


@case("fact_parent", "provisions.s03_equipment.facts.lorries.price.in", "lorries")
def a_fact_in_a_list_that_does_not_exist(pack):
    pack.fact("s03_equipment", "price")["in"] = "lorries"


@case("fact_choices", "provisions.s05_craft_awards.facts.awards.rank.choices", "选项")
def a_choice_without_choices(pack):
    pack.fact("s05_craft_awards", "rank")["choices"] = []


@case("fact_choices", "provisions.s05_craft_awards.facts.awards.rank.choices", "选项")
def a_choice_with_the_same_choice_twice(pack):
    pack.fact("s05_craft_awards", "rank")["choices"].append(pack.fact("s05_craft_awards", "rank")["choices"][0])


@case("fact_absent", "provisions.s06_sales.facts.received_before.absent", "no")
def an_absence_that_means_nothing_known(pack):
    pack.fact("s06_sales", "received_before")["absent"] = "no"


@case("fact_unknown", "provisions.s06_sales.facts.received_before.absent", "told_before")
def an_absence_that_refers_to_a_fact_that_nobody_is_asked(pack):
    pack.fact("s06_sales", "received_before")["absent"] = "other:told_before"


@case("fact_unknown", "provisions.s03_equipment.facts.machines.price.at_most", "machines.value")
def a_part_of_a_whole_that_nobody_is_asked(pack):
    pack.fact("s03_equipment", "price").update(at_most="value", at_most_fails=SOME_WORDS)


@case("words_missing", "provisions.s03_equipment.facts.machines.price.at_most_fails", "at_most_fails")
def a_part_of_a_whole_without_a_message(pack):
    pack.fact("s03_equipment", "price")["at_most"] = "price"


@case("fact_or_measure", "provisions.s06_sales.when[0]", "二者择一")
def a_condition_about_nothing(pack):
    pack.provision("s06_sales")["when"][0]["fact"] = ""


@case("answer_unknown", "provisions.s05_craft_awards.steps[0].tiers.town", "town")
def a_tier_that_is_no_answer(pack):
    pack.provision("s05_craft_awards")["steps"][0]["tiers"] = {"province": "6万元", "city": "4万元", "town": "1万元"}


@case("answer_unknown", "general_conditions[0].is", "maybe")
def a_yes_or_no_that_must_be_maybe(pack):
    pack.raw["general_conditions"][0]["is"] = "maybe"


@case("answer_unknown", "provisions.art11_standards.item_when[1].one_of", "regional", "real")
def an_allowed_answer_that_nobody_can_give(pack):
    pack.provision("art11_standards")["item_when"][1]["one_of"].append("regional")


@case("form_extra", "provisions.s06_sales.when[0].is", "拼错")
def a_condition_with_two_tests(pack):
    pack.provision("s06_sales")["when"][0]["is"] = True


@case("form_missing", "general_conditions[2].is", "缺少")
def a_condition_without_a_test(pack):
    del pack.raw["general_conditions"][2]["is"]


@case("one_test", "provisions.art13_financing.measures.net_arrived.when[0]", "一项判断", "real")
def a_part_of_a_measure_without_a_test(pack):
    del pack.provision("art13_financing")["measures"][1]["when"][0]["is"]


@case("form_extra", "general_conditions[0].at_least", "拼错")
def a_general_condition_that_tests_an_amount(pack):
    del pack.raw["general_conditions"][0]["is"]
    pack.raw["general_conditions"][0]["at_least"] = "1万元"


@case("form_extra", "provisions.s06_sales.steps[0].share", "拼错")
def an_amount_in_two_ways(pack):
    pack.provision("s06_sales")["steps"][0]["share"] = "15%"


@case("tier_missing", "provisions.s05_craft_awards.steps[0].tiers", "province")
def tiers_of_nothing(pack):
    pack.provision("s05_craft_awards")["steps"][0] |= {"tiers": {}}


@case("form_extra", "provisions.s06_sales.steps[1].cap", "拼错")
def a_limit_of_two_things(pack):
    pack.provision("s06_sales")["steps"][1]["cap"] = "7万元"


@case("form_missing", "provisions.s03_equipment.steps[0].of", "缺少")
def a_rate_of_nothing(pack):
    del pack.provision("s03_equipment")["steps"][0]["of"]


@case("form_missing", "provisions.s03_equipment.steps[2].per", "缺少")
def a_cap_of_nobody_knows_what(pack):
    del pack.provision("s03_equipment")["steps"][2]["per"]


@case("form_missing", "provisions.art06_rent.steps[3].years_fact", "缺少", "real")
def a_number_of_years_that_nobody_counts(pack):
    del pack.provision("art06_rent")["steps"][3]["years_fact"]


@case("id_twice", "provisions.s03_equipment.steps", "s03_equipment.cap")
def two_caps_of_one_name(pack):
    steps = pack.provision("s03_equipment")["steps"]
    steps.append(steps[2])


@case("form_other", "provisions.s03_equipment.steps", "first step")
def steps_that_begin_with_a_limit(pack):
    pack.provision("s03_equipment")["steps"].reverse()


@case("form_kind", "provisions.s03_equipment.steps[1]", "哪一种")
def a_step_of_no_known_kind(pack):
    pack.provision("s03_equipment")["steps"][1] = {"addition": "sum"}


@case("item_without_list", "provisions.s03_equipment.item_when", "列表")
def conditions_of_items_without_a_list(pack):
    del pack.provision("s03_equipment")["each"]


@case("words_missing", "provisions.s03_equipment.item", "item")
def a_list_whose_items_have_no_name(pack):
    del pack.provision("s03_equipment")["item"]


@case("form_literal", "provisions.s03_equipment.steps[2].per", "applicant_year")
def a_cap_per_something_unknown(pack):
    pack.provision("s03_equipment")["steps"][2]["per"] = "month"


@case("value_unknown", "provisions.s05_craft_awards.steps[1].combine", "worst")
def items_combined_in_an_unknown_way(pack):
    pack.provision("s05_craft_awards")["steps"][1]["combine"]["when"]["highest"] = "worst"


@case("measure_unknown", "provisions.art13_financing.item_when[0].measure", "gross", "real")
def a_condition_on_a_measure_that_does_not_exist(pack):
    pack.provision("art13_financing")["item_when"][0]["measure"] = "gross"


@case("measure_unused", "provisions.art13_financing.measures.gross_in_window", "gross_in_window", "real")
def a_measure_that_no_rule_uses(pack):
    pack.provision("art13_financing")["steps"][0]["of"]["when"]["in_window"]["when"]["false"] = "net_in_window"


@case("under_all", "provisions.art07_national_challenge.under", "全部选项", "real")
def a_part_that_is_there_under_every_choice(pack):
    pack.provision("art07_national_challenge")["facts"][5]["under"]["choices"] = ["none", "last_year", "last_2_years"]


@case("choice_unknown", "provisions.art07_national_challenge.under.choice", "next_year", "real")
def a_part_that_is_there_under_a_choice_that_does_not_exist(pack):
    pack.provision("art07_national_challenge")["facts"][5]["under"]["choices"] = ["next_year"]


@case("fact_unknown", "provisions.art06_rent.item_when[1].fact", "in_district", "real")
def a_condition_on_what_is_asked_under_another_choice(pack):
    fact = next(f for f in pack.provision("art06_rent")["facts"] if f["name"] == "in_district")
    fact["under"]["choices"] = ["anywhere"]


@case("reading_elsewhere", "readings.art12_cap_scope.articles", "art13_financing", "real")
def a_reading_of_one_article_on_which_another_hangs(pack):
    pack.provision("art13_financing")["facts"][0]["under"] = {"reading": "art12_cap_scope", "choices": ["platform"]}


@case("window_unknown", "provisions.s03_equipment.item_when[0].in_window", "last_4_years")
def a_window_that_does_not_exist(pack):
    pack.provision("s03_equipment")["item_when"][0]["in_window"] = "last_4_years"


@case("window_unused", "windows.last_3_years", "last_3_years")
def a_window_that_no_rule_uses(pack):
    pack.provision("s03_equipment")["item_when"] = []


@case("pool_unknown", "provisions.s04_workshops.pool", "s04x")
def a_yearly_total_that_does_not_exist(pack):
    pack.provision("s04_workshops")["pool"] = "s04x"


@case("pool_unknown", "provisions.s05_craft_awards.pool", "（5）")
def a_yearly_total_of_another_article(pack):
    pack.provision("s05_craft_awards")["pool"] = "s04"


@case("pool_unused", "pools.s04", "s04")
def a_yearly_total_that_no_provision_draws_on(pack):
    del pack.provision("s04_workshops")["pool"]


@case("exclusive_unknown", "provisions.s05_craft_awards.steps[2].one_side", "s05_either")
def a_choice_between_provisions_that_does_not_exist(pack):
    pack.provision("s05_craft_awards")["steps"].append({"one_side": "s05_either"})


@case("exclusive_unused", "exclusives.art10_both_sides", "art10_both_sides", "real")
def a_choice_between_provisions_that_none_is_under(pack):
    for provision in pack.raw["provisions"]:
        provision["steps"] = [step for step in provision["steps"] if "one_side" not in step]


@case("provision_unknown", "general_conditions[2].exempt.provisions", "art99_nothing", "real")
def an_exemption_for_a_provision_that_does_not_exist(pack):
    pack.raw["general_conditions"][2]["exempt"]["provisions"].append("art99_nothing")


@case("rule_missing", "rules", "inclusive")
def bounds_without_the_clause_that_makes_them_inclusive(pack):
    pack.raw["rules"] = [rule for rule in pack.raw["rules"] if rule["id"] != "inclusive"]


@case("rule_missing", "rules", "project_funding", "real")
def limits_of_projects_without_their_rule(pack):
    pack.raw["rules"] = [rule for rule in pack.raw["rules"] if rule["id"] != "project_funding"]


@case("reading_unknown", "provisions.s05_craft_awards.steps[1].combine.reading", "s05_awards")
def a_reading_that_does_not_exist(pack):
    pack.provision("s05_craft_awards")["steps"][1]["combine"]["reading"] = "s05_awards"


@case("reading_unused", "readings.s05_awards_together", "s05_awards_together")
def a_reading_that_no_rule_uses(pack):
    del pack.provision("s05_craft_awards")["steps"][1]


@case("reading_not_switch", "windows.last_3_years.anniversary", "s05_awards_together")
def a_yes_or_no_that_is_neither(pack):
    pack.block("windows", "last_3_years")["anniversary"] = "s05_awards_together"


@case("choice_missing", "provisions.s05_craft_awards.steps[1].combine.when", "highest")
def a_choice_for_which_nothing_is_said(pack):
    del pack.provision("s05_craft_awards")["steps"][1]["combine"]["when"]["highest"]


@case("choice_unknown", "provisions.s05_craft_awards.steps[1].combine.when", "lowest")
def a_choice_that_the_reading_does_not_have(pack):
    pack.provision("s05_craft_awards")["steps"][1]["combine"]["when"]["lowest"] = "best"


@case("choice_unknown", "exclusives.art10_both_sides.choice", "lower_only", "real")
def a_choice_between_provisions_under_a_choice_that_does_not_exist(pack):
    pack.raw["exclusives"][0]["choice"] = "lower_only"


@case("choices_few", "readings.s05_awards_together.choices", "两个")
def a_reading_without_an_alternative(pack):
    del pack.raw["readings"][0]["choices"][1]


@case("provision_unknown", "happened.sold_paper.opens", "s06_turnover")
def what_is_ticked_and_opens_what_is_not_there(pack):
    pack.block("happened", "sold_paper")["opens"].append("s06_turnover")


@case("provision_unknown", "happened.sold_paper.means", "s04_workshops")
def what_is_ticked_and_says_something_of_what_it_does_not_open(pack):
    pack.block("happened", "sold_paper")["means"] = {"s04_workshops.workshops.rewarded_before": False}


@case("fact_unknown", "happened.sold_paper.means", "s06_sales.exported")
def what_is_ticked_and_answers_what_nobody_asks(pack):
    pack.block("happened", "sold_paper")["means"] = {"s06_sales.exported": True}


@case("fact_type", "happened.sold_paper.means", "s06_sales.sales")
def what_is_ticked_and_says_how_much(pack):
    pack.block("happened", "sold_paper")["means"] = {"s06_sales.sales": "90"}


@case("answer_unknown", "happened.won_an_award.means", "national")
def what_is_ticked_and_means_a_choice_that_there_is_not(pack):
    pack.block("happened", "won_an_award")["means"] = {"s05_craft_awards.awards.rank": "national"}


@case("id_twice", "happened.sold_paper", "sold_paper")
def what_is_ticked_and_stands_twice(pack):
    pack.raw["happened"].append(pack.block("happened", "sold_paper"))

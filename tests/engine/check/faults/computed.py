"""What the engine would compute wrongly, or not at all: it is refused. Most are in `constructs`, with their amounts."""

from tests.engine.check.broken_packs import case
from tests.engine.check.constructs import amounts, conditions
from tests.engine.check.constructs.building import CONSTRUCTS

SAYS = {
    "frame_choice": "is = true",
    "applicant_test": "目前只能用is",
    "item_compared": "目前不能用",
    "one_of_tier": "one_of",
    "name_taken": "不能叫",
    "minus_times": "times",
    "minus_year": "sales",
    "less_ignored": "applicant_year / platform",
    "ceiling_unbounded": "item / platform",
    "day_absent": "none",
    "tier_all": "最高一档",
    "tier_absent": "none",
}

WHERE = (amounts, conditions)
"""The modules that register them."""

for construct in CONSTRUCTS:
    if construct.refused:
        kind, place = construct.refused
        construct.change.__module__ = __name__
        case(kind, place, SAYS[kind])(construct.change)


@case("measures_flat", "provisions.s03_equipment.measures", "each")
def a_measure_without_a_list_of_items(pack):
    own = pack.provision("s03_equipment")
    own["measures"] = [{"id": "cost", "sum": "machines", "of": "price", "label": {"zh": "费用", "en": "Cost"}}]
    del own["each"], own["item"], own["item_when"]
    own["amount"]["of"] = "cost"


@case("measure_of_claim", "provisions.art13_financing.when[0].measure", "item_when", "real")
def a_measure_tested_of_a_whole_claim(pack):
    own = pack.provision("art13_financing")
    own["when"].insert(0, own["item_when"][0])


@case("only_in_frame", "provisions.s06_sales.when[0].waivable", "frame")
def a_waiver_of_a_condition_that_is_not_in_the_frame(pack):
    pack.provision("s06_sales")["when"][0]["waivable"] = True


@case("less_ignored", "provisions.s06_sales.limits[0].less", "applicant_year")
def something_taken_off_an_award_that_is_one(pack):
    pack.provision("s06_sales")["limits"][0]["less"] = "sales"


@case("value_unknown", "provisions.s06_sales.limits[0].per", "applicant / item")
def an_award_that_is_given_once_per_year(pack):
    pack.provision("s06_sales")["limits"][0]["per"] = "applicant_year"


@case("choice_order", "provisions.art11_standards.facts.other_district.choice.choices", "this / other", "real")
def the_choice_between_two_policies_the_other_way_round(pack):
    choice = next(f for f in pack.raw["shared_facts"]["other_district"] if f["name"] == "choice")
    choice["choices"].reverse()

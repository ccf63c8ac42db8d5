"""What the engine would compute wrongly, or not at all: it is refused. Most are in `constructs`, with their amounts."""

from tests.engine.check.broken_packs import case
from tests.engine.check.constructs import amounts, conditions
from tests.engine.check.constructs.building import CONSTRUCTS

SAYS = {"minus_times": "times", "day_absent": "none"}

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
    own["steps"][0]["of"] = "cost"


@case("measure_of_claim", "provisions.art13_financing.when[0].measure", "item_when", "real")
def a_measure_tested_of_a_whole_claim(pack):
    own = pack.provision("art13_financing")
    own["when"].insert(0, own["item_when"][0])


@case("only_in_general_conditions", "provisions.art05_revenue_growth.when[1].waivable", "general_conditions", "real")
def a_waiver_of_a_condition_that_is_not_a_general_one(pack):
    pack.provision("art05_revenue_growth")["when"][1]["waivable"] = True


@case("form_missing", "general_conditions[1].is", "缺少")
def a_general_condition_on_several_choices(pack):
    del pack.raw["general_conditions"][1]["is"]


@case("ceiling_unbounded", "provisions.s06_sales.facts.given.absent", "限额")
def an_assessed_amount_without_a_cap(pack):
    own = pack.provision("s06_sales")
    own["steps"][0] = {"assessed": "given", "quote": own["steps"][0]["quote"], "label": own["steps"][0]["label"]}
    own["facts"].append({**pack.fact("s03_equipment", "price"), "in": "", "name": "given", "absent": "ceiling"})


@case("value_unknown", "provisions.s06_sales.steps[1].per", "applicant / item")
def an_award_that_is_given_once_per_year(pack):
    pack.provision("s06_sales")["steps"][1]["per"] = "applicant_year"


@case("minus_of_measure", "provisions.art13_financing.steps[0].minus", "计量中", "real")
def something_taken_off_a_measure(pack):
    share = pack.provision("art13_financing")["steps"][0]
    share["minus"] = [{**pack.provision("art13_financing")["measures"][0]["minus"][0], "fact": "amount"}]


@case("applicant_above", "provisions.art05_revenue_growth.when[0].above", "above", "real")
def an_amount_of_the_applicant_above_one_of_the_claim(pack):
    condition = pack.provision("art05_revenue_growth")["when"][0]
    del condition["is"]
    condition["above"] = "revenues.last"

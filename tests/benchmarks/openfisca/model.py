# mypy: ignore-errors
"""The Longhua measures in OpenFisca-Core, for claims with one entry that share nothing and name no other policy: run by
an environment that has it, as `model.py COLUMNS ANSWERS exact|stock ROUNDS`. COLUMNS (npz) holds the columns by
`provision column`; ANSWERS gets what each claim is approved for (0.01万元), and the seconds of CPU of each round.

exact: variables of 64 bits hold 分, as ours do. stock: OpenFisca's own float32, in 万元.
"""

import sys
from time import process_time

import numpy as np
from openfisca_core import periods
from openfisca_core.entities import build_entity
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable
from openfisca_core.variables.config import VALUE_TYPES

COLUMNS, ANSWERS, KIND, ROUNDS = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
EXACT = KIND == "exact"
WAN = 1_000_000 if EXACT else 1
"""One 万元, in 分 or itself."""
CUT = 10_000
"""分 of 0.01万元."""
WHOLE = 1_000_000
"""The parts of one in which ratios stand."""
PERIOD = periods.period("2025-01")

if EXACT:
    VALUE_TYPES[int]["dtype"] = np.int64
given = np.load(COLUMNS)
Company = build_entity("company", "companies", "A company", is_person=True)
system = TaxBenefitSystem([Company])
AMOUNT = int if EXACT else float
MONEY = {str(name) for name in given["money"]}


def variable(name, value_type, formula=None):
    """Add a variable of companies."""
    own = {"value_type": value_type, "entity": Company, "definition_period": periods.DateUnit.MONTH, "label": name}
    if formula is not None:
        own["formula"] = formula
    system.add_variable(type(name, (Variable,), own))


INPUTS = [name for name in given.files if name != "money"]
for column in INPUTS:
    variable(column, AMOUNT if column in MONEY else int)


def part(amount, numerator, denominator):
    """A share of an amount."""
    return amount * numerator // denominator if EXACT else amount * (numerator / denominator)


def rest(cap, had):
    """What is left of a yearly cap, cut."""
    left = np.maximum(cap * WAN - had, 0)
    return left // CUT * CUT if EXACT else np.floor(left * 100 + 1e-4) / 100


def cut(amount):
    """只舍不入, in 0.01万元."""
    return amount // CUT if EXACT else np.floor(amount * 100)


def frame(of, field=True):
    """Whether the conditions for every claim are met, and the provision is claimed."""

    def met(company, period, claimed):
        def get(name):
            return company(f"applicant_{name}", period)

        kept = (get("legal_person") == 1) | (get("waiver_legal_person") == 1)
        kept &= (get("operates_in_longhua") == 1) | (get("waiver_operates_in_longhua") == 1)
        if field:
            kept &= (get("ai_robotics") == 1) | (get("waiver_ai_robotics") == 1)
        return kept & (get("disqualified") == 0) & (company(f"{of}_claimed", period) == 1) & claimed

    return met


def provision(name, amount, when=lambda g, a: True, *, enterprise=False, field=True):
    """A variable for what a claim is approved for: `amount` of the columns where `when` is so."""
    met = frame(name, field)

    def formula(company, period):
        def g(column):
            return company(f"{name}_{column}", period)

        def a(column):
            return company(f"applicant_{column}", period)

        ok = when(g, a)
        if enterprise:
            ok = ok & (a("entity_type") == 0)
        return cut(np.where(met(company, period, ok), amount(g), 0))

    variable(f"{name}_approved", AMOUNT, formula)


def headroom(g, x):
    """At most what the project has room for."""
    public = g("project_fiscal_investment") + g("project_other_gov_funding")
    return np.minimum(x, np.maximum(g("project_actual_investment") - public, 0))


def side(tenths, cap):
    """A side of a scenario project."""

    def amount(g):
        base = np.maximum(g("project_total_investment") - g("project_fiscal_investment"), 0)
        if EXACT:
            own = np.minimum(base * tenths, cap * WAN * 10) * g("share")
            public = g("project_fiscal_investment") + g("project_other_gov_funding")
            room = np.maximum(g("project_actual_investment") - public, 0)
            return np.minimum(own // (10 * WHOLE), room)
        return headroom(g, np.minimum(base * (tenths / 10), cap) * (g("share") / WHOLE))

    return amount


def financing(g):
    """A twentieth of a round of 2000万元 or more, less public funds, that arrived in time, at most 200万元."""
    if EXACT:
        net = np.maximum((g("amount") - g("district_fund")) * WHOLE - g("subfund_amount") * g("subfund_gov_share"), 0)
        return np.where(net >= 2000 * WAN * WHOLE, np.minimum(net // (20 * WHOLE), 200 * WAN), 0)
    net = np.maximum(g("amount") - g("district_fund") - g("subfund_amount") * (g("subfund_gov_share") / WHOLE), 0)
    return np.where(net >= 2000, np.minimum(net * 0.05, 200), 0)


def last_year(g, a):
    """Whether a day lies in the year before the application."""
    return (g("filing_date") >= a("year_first")) & (g("filing_date") <= a("year_last"))


def recent(name):
    """Whether a day lies in the two years before the application."""
    return lambda g, a: (g(name) >= a("recent_first")) & (g(name) <= a("recent_last"))


provision("art04", lambda g: np.minimum(part(g("purchase_amount"), 3, 10), rest(300, g("awarded_this_year"))),
          enterprise=True, field=False)  # fmt: skip
provision("art05", lambda g: 10 * WAN,
          lambda g, a: (g("core_technology") == 1) & (g("revenues_last") >= 5000 * WAN)
          & (g("revenues_last") > g("revenues_prior")) & (g("already_received") == 0) & (g("awarded_this_year") == 0),
          enterprise=True)  # fmt: skip
provision("art06_park", lambda g: np.minimum(part(g("operating_cost"), 1, 10), rest(100, g("awarded_this_year"))),
          lambda g, a: (g("assessed") == 1) & (g("year") == a("last_year")), enterprise=True, field=False)  # fmt: skip
provision("art06_rent", lambda g: np.minimum(part(g("amount"), 1, 2), rest(20, g("awarded_this_year"))),
          lambda g, a: (g("assessed") == 1) & (g("year") == a("last_year")) & (g("years_received") < 3))  # fmt: skip
provision("art07", lambda g: 200 * WAN,
          lambda g, a: (g("national") == 1) & (g("winner") == 1) & (g("is_lead") == 1)
          & (g("already_rewarded") == 0))  # fmt: skip
provision("art08", lambda g: np.minimum(np.minimum(g("approved_each"), 100 * WAN), rest(500, g("awarded_this_year"))),
          lambda g, a: (g("listed") == 1) & (g("already_rewarded") == 0), enterprise=True)  # fmt: skip
provision("art09_filing", lambda g: np.minimum(50 * WAN, rest(200, g("awarded_this_year"))),
          lambda g, a: (g("kind") == 0) & last_year(g, a) & (g("already_rewarded") == 0))  # fmt: skip
provision("art09_embodied", lambda g: np.minimum(part(g("amount"), 1, 2), rest(100, g("awarded_this_year"))),
          lambda g, a: (g("assessed") == 1) & recent("landing_date")(g, a) & (g("already_rewarded") == 0))  # fmt: skip
provision("art10_publisher", side(1, 200), lambda g, a: g("challenge_mode") == 1, field=False)
provision("art10_solver", side(2, 400), lambda g, a: g("challenge_mode") == 1)
provision("art11", lambda g: np.minimum(np.select([g("level") == n for n in range(3)], [60, 40, 20], 0) * WAN,
                                        rest(100, g("awarded_this_year"))),
          lambda g, a: (g("lead") == 1) & (g("already_rewarded") == 0))  # fmt: skip
provision("art12", lambda g: headroom(g, np.minimum(g("assessed_amount"),
                                                    np.maximum(2000 * WAN - g("received_before"), 0))),
          lambda g, a: g("qualifying_service") == 1)  # fmt: skip
provision("art13", financing,
          lambda g, a: (g("assessed") == 1) & (g("already_received") == 0) & (g("awarded_this_year") == 0)
          & (g("fund") == 1) & recent("date")(g, a), enterprise=True)  # fmt: skip

simulation = SimulationBuilder().build_default_simulation(system, count=len(given["applicant_entity_type"]))
for column in INPUTS:
    values = given[column]
    if column in MONEY and not EXACT:
        values = (values / 1_000_000).astype(np.float32)
    simulation.set_input(column, PERIOD, values)
WANTED = [name.removesuffix("_claimed") for name in INPUTS if name.endswith("_claimed")]
spent = []
for _ in range(ROUNDS):
    for of in WANTED:
        simulation.delete_arrays(f"{of}_approved")
    before = process_time()
    for of in WANTED:
        simulation.calculate(f"{of}_approved", PERIOD)
    spent.append(process_time() - before)
found = {of: simulation.calculate(f"{of}_approved", PERIOD).astype(np.int64) for of in WANTED}
np.savez(ANSWERS, seconds=np.array(spent), **found)

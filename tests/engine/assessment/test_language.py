"""Small random policies made from the language: the engine against a second reading of it, and what it found."""

from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, note, settings
from hypothesis import strategies as st

from engine.application.reading import read_application
from engine.assessment.assess import assess, assess_many
from engine.assessment.batch import Evaluator
from engine.assessment.cells import Filling, applicant_row, cells_of
from engine.assessment.columns import Plans
from engine.assessment.evaluation import Gathering
from engine.assessment.rules import Rulebook, Rulebooks
from engine.policy.folder import build
from engine.policy.pack import Policy
from engine.values.money import WAN
from engine.values.refusal import Refused
from tests.engine.assessment.looped import hold_loops_to_columns
from tests.engine.assessment.tabled import table_of
from tests.engine.check.broken_packs import INVENTED, PACKS, Pack
from tests.engine.check.constructs import amounts
from tests.engine.check.constructs.building import APPLICANT, both, fact
from tests.oracle import language
from tests.oracle.policies import applications, policies, readings

Json = dict[str, Any]


def as_columns(policy: Policy, raws: list[Json], chosen: dict[str, str]) -> list[list[Fraction]]:
    """What each claim of these applications is approved for, all evaluated as columns, and by loops alike."""
    book: Rulebook = policy.derived(Rulebooks).under(policy.default_readings() | chosen)
    plans = policy.derived(Plans)
    filling, gathering, places = Filling(plans), Gathering(book), []
    rows: Counter[str] = Counter()
    for number, raw in enumerate(raws):
        application = read_application(policy, raw)
        row, unknown = applicant_row(plans, application)
        batch = gathering.batch(
            application.day.toordinal(), filling.applicant(row, unknown, application.day, "against", None)
        )
        for cells in (cells_of(plans, application, claim) for claim in application.claims):
            claim = gathering.add(batch, number, cells, *filling.claim(cells, application.day, "against"))
            if claim.project is not None:  # a project is one applicant's: others have their own of that name
                claim.project = (number, claim.project)
            for item in claim.items:
                if item.project is not None:
                    item.project = (number, item.project)
            name = cells.claim.provision.id
            places.append((number, name, rows[name]))
            rows[name] += 1
    found = hold_loops_to_columns(book, table_of(book, gathering.claims))
    approved: list[list[Fraction]] = [[] for _ in raws]
    for number, name, at in places:
        approved[number].append(Fraction(int(found[name][at]), 1_000_000))
    return approved


awarded: Counter[bool] = Counter()


@given(st.data())
def hold_against_each_other(data: Any) -> None:
    raw = data.draw(policies())
    chosen = data.draw(readings)
    policy = build(raw, INVENTED)
    known, expected = [], []
    for _ in range(3):
        one = {**data.draw(applications(raw)), "readings": chosen}
        try:
            read_application(policy, one)
            expected.append(language.approved(raw, one, chosen))
        except Refused:
            continue
        known.append(one)
    assume(known)
    note(str(raw["provisions"]))
    many = assess_many(policy, known)
    for one, answer, own in zip(known, many, expected, strict=True):
        awarded.update(amount > 0 for amount in own)
        evaluator = Evaluator(policy, read_application(policy, one))
        assert [Fraction(run.approved, WAN) for run in evaluator.against] == own, one
        # At least, and at most, a claim comes to what it does with everything unknown against the applicant.
        for claim, worst, amount in zip(answer["claims"], assess(policy, one)["claims"], own, strict=True):
            assert Fraction(claim["confirmed"]) == Fraction(worst["confirmed"]) <= amount, one
            assert claim["most"] is None or amount <= Fraction(claim["most"]), one
            assert evaluator.uncertain or Fraction(claim["confirmed"]) == amount, one
    assert as_columns(policy, known, chosen) == expected


@pytest.mark.extras
def test_random_policies_come_to_what_a_second_reading_of_the_language_says() -> None:
    awarded.clear()
    settings(max_examples=60)(hold_against_each_other)()
    assert awarded[True] > awarded.total() / 10, awarded


@pytest.mark.long
def test_many_random_policies_come_to_what_a_second_reading_of_the_language_says() -> None:
    settings(max_examples=3_000)(hold_against_each_other)()


# ------------------------------------------------------------------------------------------------ what it has found


def changed(change: Callable[[Pack], Any]) -> Json:
    """The invented policy, changed."""
    pack = PACKS["invented"].copy()
    change(pack)
    return pack.raw


def claimed(provision: str, **facts: Any) -> Json:
    claim = {"id": "c1", "provision": provision, "facts": facts}
    return {"application_date": "2026-06-01", "applicant": APPLICANT, "claims": [claim]}


def test_a_measure_is_nothing_that_is_asked_for() -> None:
    policy = build(changed(amounts.a_sum_of_parts_in_a_window), INVENTED)
    costs = [{"sum": "20", "paid_on": "2026-01-05"}]
    (claim,) = assess(policy, claimed("s03_equipment", machines=[{"costs": costs}]))["claims"]
    assert (claim["confirmed"], claim["missing"]) == ("3.00", [])


def test_a_share_is_of_one_answer_or_another_by_reading() -> None:
    def of_either(pack: Pack) -> None:
        own = pack.provision("s03_equipment")
        choices = {"together": "price", "highest": "valued"}
        own["steps"][0]["of"] = {"reading": "s05_awards_together", "when": choices}
        own["facts"].append(fact("valued", "amount", **{"in": "machines"}))

    policy = build(changed(of_either), INVENTED)
    machine = {"price": "20", "valued": "40", "bought_on": "2026-01-05"}
    raw = claimed("s03_equipment", machines=[machine])
    for choice, amount in (("together", "3.00"), ("highest", "6.00")):
        (claim,) = assess(policy, raw | {"readings": {"s05_awards_together": choice}})["claims"]
        assert claim["confirmed"] == amount


def beside_a_rival(pack: Pack, own: Any, **where: str) -> None:
    """Puts a provision beside another policy; `where`: what the choice between them is when it is left out."""
    own["steps"].append({"other_policy": "rival"})
    one = {"id": "here", "label": both("本办法", "These")}, {"id": "there", "label": both("其它", "Other")}
    of = {"in": "rival"}
    own["facts"] += [
        fact("rival", "group", absent="none"),
        fact("offer", "amount", role="other_amount", **of),
        fact("paid", "yes_no", absent="none", role="other_received", **of),
        fact("where", "choice", choices=list(one), elsewhere="there", role="other_choice", **where, **of),
    ]
    rule = {"id": "other_policy", "article": 7, "quotes": ["话"], "label": both("就高", "The higher")}
    pack.raw["rules"].append(rule)


def test_a_choice_between_two_policies_that_is_not_answered_counts_against_the_applicant() -> None:
    def beside_another(pack: Pack) -> None:
        own = pack.provision("s06_sales")
        beside_a_rival(pack, own)

    policy = build(changed(beside_another), INVENTED)
    sales = {"sales": {"2025": "100"}, "received_before": False}
    for choice, confirmed in ((None, "0.00"), ("here", "7.00"), ("there", "0.00")):
        raw = claimed("s06_sales", **sales, rival={"offer": "9", "where": choice})
        (claim,) = assess(policy, raw)["claims"]
        assert claim["confirmed"] == confirmed
        assert claim["most"] == ("0.00" if choice == "there" else "7.00")


def test_an_offer_that_is_not_known_is_taken_for_more_than_any_sum_that_a_policy_without_caps_states() -> None:
    """Against the applicant, more is offered elsewhere than every entry brings here together."""

    def sums_alone(pack: Pack) -> None:
        for provision in pack.raw["provisions"]:
            provision["steps"] = [step for step in provision["steps"] if "cap" not in step]
        own = pack.provision("s04_workshops")
        beside_a_rival(pack, own, absent="none")

    policy = build(changed(sums_alone), INVENTED)
    workshops = [{"opened_on": "2025-05-01", "rewarded_before": False}] * 150
    (claim,) = assess(policy, claimed("s04_workshops", workshops=workshops, rival={}))["claims"]
    assert (claim["confirmed"], claim["most"]) == ("0.00", "450.00")


def test_a_part_of_which_it_is_not_known_whether_it_is_new_is_counted_neither_with_the_new_nor_with_the_old() -> None:
    def new_or_old(pack: Pack) -> None:
        amounts.a_sum_of_parts_with_a_yes(pack)
        own = pack.provision("s03_equipment")
        (new,) = own["measures"]
        old = {**new, "id": "old", "when": [new["when"][0], {**new["when"][1], "is": False}]}
        own["measures"].append(old)
        own["steps"][0]["of"] = {"reading": "s05_awards_together", "when": {"together": "cost", "highest": "old"}}

    policy = build(changed(new_or_old), INVENTED)
    for choice, is_new, amount in (
        *(("together", True, "3.00"), ("together", False, "0.00"), ("together", None, "0.00")),
        *(("highest", True, "0.00"), ("highest", False, "3.00"), ("highest", None, "0.00")),
    ):
        raw = claimed("s03_equipment", machines=[{"costs": [{"sum": "20", "paid_on": "2026-01-05", "new": is_new}]}])
        raw["readings"] = {"s05_awards_together": choice}
        assert assess(policy, raw)["claims"][0]["confirmed"] == amount
        assert as_columns(policy, [raw], raw["readings"]) == [[Fraction(amount)]]


def test_amounts_of_the_law_that_64_bits_do_not_hold_are_taken_one_by_one() -> None:
    def finely_shared(pack: Pack) -> None:
        amounts.a_sum_of_parts_less_a_share_of_something(pack)
        own = pack.provision("s03_equipment")
        own["steps"].append({"side_share": "our_part"})
        own["facts"].append(fact("our_part", "ratio"))

    policy = build(changed(finely_shared), INVENTED)
    costs = [{"sum": "20", "paid_on": "2026-01-05", "export": "10", "part": "0.5"}]
    raw = claimed("s03_equipment", machines=[{"costs": costs}], our_part="0.5")
    assert as_columns(policy, [raw], {}) == [[Fraction("1.12")]]


def test_fixed_sums_of_so_many_items_that_64_bits_do_not_hold_them_are_taken_one_by_one() -> None:
    def dear(pack: Pack) -> None:
        pack.provision("s04_workshops")["steps"][0]["fixed"] = f"{3 * 10**12}万元"

    policy = build(changed(dear), INVENTED)
    raw = claimed(
        "s04_workshops", workshops=[{"opened_on": "2025-06-01", "rewarded_before": False}] * 4, awarded_this_year="2"
    )
    assert as_columns(policy, [raw], {}) == [[Fraction(10)]]

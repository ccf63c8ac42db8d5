"""The policy pack as objects: what the file says, handed out to provisions, windows and readings."""

import shutil
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from pydantic import ValidationError

from engine.policy import folder
from engine.policy.blocks import ARTICLE_FIRST, BUDGET_FIRST
from engine.policy.folder import POLICIES, BrokenPolicy, UnknownPolicy, build, load_folder, load_policy
from engine.policy.pack import Policy
from engine.policy.source import read_raw
from engine.steps.combine import Combine
from engine.steps.fixed import Fixed
from engine.steps.language import ByReading, resolve
from engine.steps.once import Once
from engine.steps.share import Share
from engine.steps.winners import Winners
from engine.text.phrases import Words
from engine.values.money import WAN

ROOT = Path(__file__).resolve().parent.parent.parent / "policies"
INVENTED = "tiny-invented-2026"
REAL = "longhua-ai-robotics-2025"


@pytest.fixture(scope="module")
def invented():
    return load_policy(INVENTED, ROOT)


@pytest.fixture(scope="module")
def real():
    return load_policy(REAL)


# --------------------------------------------------------------------------------------------------- which there are


def test_the_policy_in_use_is_the_one_that_is_named():
    assert folder.policies() == [REAL]
    assert folder.default_policy() == folder.configured_policy() == REAL


@pytest.fixture
def beside(tmp_path):
    """The policies with another folder beside, whose id comes first."""
    shutil.copytree(POLICIES, tmp_path, dirs_exist_ok=True)
    shutil.copytree(ROOT / INVENTED, tmp_path / "a-second-policy")
    return tmp_path


def test_a_second_folder_does_not_change_which_policy_is_in_use(beside):
    assert folder.policies(beside) == ["a-second-policy", REAL]
    assert folder.default_policy(beside) == REAL


def test_the_environment_names_another_policy_for_one_process(beside, monkeypatch):
    monkeypatch.setenv(folder.IN_USE, "a-second-policy")
    assert folder.default_policy(beside) == "a-second-policy"
    monkeypatch.delenv(folder.IN_USE)
    assert folder.default_policy(beside) == REAL


@pytest.mark.parametrize("says", [None, "", "policy = 7", "policy =", 'policy = "no-such-policy"'])
def test_where_no_policy_that_is_there_is_named_none_is_guessed(beside, says):
    (beside / folder.DEFAULT).unlink()
    if says is not None:
        (beside / folder.DEFAULT).write_text(says, encoding="utf-8")
    with pytest.raises(UnknownPolicy) as unknown:
        folder.default_policy(beside)
    assert unknown.value.known == ["a-second-policy", REAL]


@pytest.mark.parametrize("name", [INVENTED, REAL])
def test_a_policy_that_is_dumped_is_the_same_when_it_is_read_again(name):
    policy = load_policy(name, ROOT if name == INVENTED else POLICIES)
    for mode in ("python", "json"):
        again = Policy.model_validate(policy.model_dump(by_alias=True, mode=mode))
        assert again.model_dump() == policy.model_dump()
        assert again.provisions == policy.provisions


def test_a_policy_is_read_once():
    assert load_policy(INVENTED, ROOT) is load_policy(INVENTED, ROOT)


@pytest.mark.parametrize("policy_id", ["no-such-policy", "", "../tiny-invented-2026"])
def test_an_unknown_policy_is_refused_with_those_there_are(policy_id):
    with pytest.raises(UnknownPolicy) as unknown:
        load_policy(policy_id, ROOT)
    assert (unknown.value.policy_id, unknown.value.known) == (policy_id, [INVENTED])


def test_a_policy_that_cannot_be_read_is_refused_with_what_is_wrong(beside):
    rules = beside / "a-second-policy" / "policy.toml"
    rules.write_text(rules.read_text(encoding="utf-8").replace('cap = "8万元"', "cap = 8"), encoding="utf-8")
    with pytest.raises(BrokenPolicy, match="written with its unit") as broken:
        load_policy("a-second-policy", beside)
    assert broken.value.policy_id == "a-second-policy"


# ------------------------------------------------------------------------------------------------------- what it says


def test_amounts_are_分_and_rates_exact(invented):
    equipment = invented.provision("s03_equipment")
    assert isinstance(equipment.amount, Share)
    assert equipment.amount.share == Fraction(3, 20)
    assert equipment.limits[0].cap == 8 * WAN
    assert isinstance(invented.provision("s04_workshops").amount, Fixed)


def test_the_validity_is_days_both_included(invented):
    assert (invented.in_force.start, invented.in_force.until) == (date(2026, 3, 1), date(2031, 2, 28))


def test_the_law_stands_beside_the_pack_byte_for_byte(invented):
    folder = ROOT / INVENTED
    assert invented.law_text().encode() == (folder / "law.zh.txt").read_bytes()
    assert invented.law_text("en").encode() == (folder / "law.en.txt").read_bytes()
    assert invented.law_sha256() == invented.law.sha256


def test_words_are_read_in_one_language_or_the_other():
    words = Words(zh="纸", en="paper")
    assert [words.in_language(lang) for lang in ("zh", "en")] == ["纸", "paper"]


def test_provisions_are_found_by_id_and_by_article_in_the_order_of_the_law(real):
    assert [p.id for p in real.provisions_of(6)] == ["art06_park_operations", "art06_rent"]
    assert real.provisions_of(1) == []
    assert real.provision("art06_rent").article == real.article(6).number == 6


@pytest.mark.parametrize("what", ["provision", "reading", "rule", "window", "article"])
def test_what_is_not_there_is_a_key_error_that_names_it(invented, what):
    with pytest.raises(KeyError, match="99"):
        getattr(invented, what)(99)


def test_every_policy_has_the_parts_that_its_own_names_lead_to(invented):
    assert invented.reading("s05_awards_together").default == "together"
    assert invented.rule("budget").article == 7
    assert invented.window("last_3_years").years == 3


def test_the_first_choice_of_a_reading_is_in_force_when_nobody_says_otherwise(invented):
    assert invented.default_readings() == {"s05_awards_together": "together"}


def test_a_value_by_reading_is_the_one_of_the_choice_in_force(invented):
    combine = invented.provision("s05_craft_awards").of_kind(Combine)[0].combine
    assert isinstance(combine, ByReading)
    assert resolve(combine, {"s05_awards_together": "together"}) == "sum"
    assert resolve(combine, {"s05_awards_together": "highest"}) == "best"
    assert resolve("sum", {}) == "sum"


def test_a_limit_is_found_by_what_it_limits(invented):
    sales = invented.provision("s06_sales")
    once = sales.only(Once)
    assert once is sales.limits[0]
    assert sales.only(Winners) is None


# ----------------------------------------------------------------------------------------------------------- windows


def test_the_last_years_end_on_the_day_of_application_and_begin_the_day_after_its_anniversary(invented):
    window = invented.window("last_3_years")
    assert window.bounds(date(2026, 6, 15), {}) == (date(2023, 6, 16), date(2026, 6, 15))


@pytest.mark.parametrize(("choice", "first"), [("false", date(2023, 6, 16)), ("true", date(2023, 6, 15))])
def test_a_reading_decides_whether_the_anniversary_is_in(real, choice, first):
    window = real.window("last_2_years")
    bounds = window.bounds(date(2025, 6, 15), {"near2y_anniversary_included": choice})
    assert bounds == (first, date(2025, 6, 15))


def test_the_year_before_is_the_calendar_year_before(invented):
    window = invented.window("year_before")
    assert window.bounds(date(2026, 3, 1), {}) == (date(2025, 1, 1), date(2025, 12, 31))


def test_what_has_arrived_has_done_so_by_the_day_of_application(real):
    assert real.window("arrived").bounds(date(2025, 6, 15), {}) == (date.min, date(2025, 6, 15))


# ------------------------------------------------------------------------------------------------------------- facts


def test_facts_stand_in_lists_and_groups_and_are_asked_in_the_order_of_the_file(invented):
    equipment = invented.provision("s03_equipment")
    assert [f.path for f in equipment.children()] == ["machines", "awarded_this_year"]
    assert [f.path for f in equipment.children("machines")] == ["machines.price", "machines.bought_on"]
    assert equipment.fact("machines.price").type == "amount"
    with pytest.raises(KeyError, match=r"s03_equipment: no fact machines\.colour"):
        equipment.fact("machines.colour")


def test_a_claim_is_a_tree_of_its_facts(invented):
    form = invented.provision("s03_equipment").form()
    assert list(form.facts) == ["machines", "awarded_this_year"]
    assert list(form.inner["machines"].facts) == ["price", "bought_on"]
    assert form.inner["machines"].inner == {}


def with_shared_facts(uses):
    """The invented policy, in which one more group of facts is shared."""
    raw = read_raw(ROOT / INVENTED)
    label = {"zh": "项目", "en": "Project"}
    raw["shared_facts"]["project"] = [
        {"name": "project", "type": "group", "label": label},
        {"name": "total_investment", "in": "project", "type": "amount", "label": label},
    ]
    raw["provisions"][0]["uses"] = uses
    return build(raw, ROOT / INVENTED).provisions[0]


def test_shared_facts_stand_at_the_top_of_a_claim_on_each_item_or_both():
    own = ["machines", "machines.price", "machines.bought_on"]
    at_the_top = ["project", "project.total_investment"]
    on_each_item = ["machines.project", "machines.project.total_investment"]
    assert [f.path for f in with_shared_facts(["project"]).facts] == own + at_the_top
    assert [f.path for f in with_shared_facts(["project@machines"]).facts] == own + on_each_item
    assert [f.path for f in with_shared_facts(["project", "project@machines"]).facts] == own + at_the_top + on_each_item


def test_shared_facts_can_be_taken_from_files_without_being_asked_for():
    quiet = with_shared_facts(["~project", "project@machines"])
    assert {f.path for f in quiet.facts if not f.asked} == {"project", "project.total_investment"}


def test_shared_facts_that_do_not_exist_are_refused_by_name():
    with pytest.raises(ValueError, match="s03_equipment: uses 'budget'"):
        with_shared_facts(["budget"])


# ----------------------------------------------------------------------------------------------------- what is refused


def test_a_misspelt_rule_is_refused_instead_of_ignored():
    raw = read_raw(ROOT / INVENTED)
    raw["provisions"][0]["steps"][2]["capp"] = 9
    with pytest.raises(ValidationError) as refused:
        build(raw, ROOT / INVENTED)
    assert [error["loc"] for error in refused.value.errors()] == [("provisions", 0, "steps", 2, "cap", "capp")]


def test_two_provisions_with_one_id_are_refused():
    raw = read_raw(ROOT / INVENTED)
    raw["provisions"].append(raw["provisions"][0])
    with pytest.raises(ValidationError, match="s03_equipment"):
        build(raw, ROOT / INVENTED)


def test_a_pack_cannot_be_changed_once_it_is_read(invented):
    with pytest.raises(ValidationError):
        invented.provision("s03_equipment").limits[0].cap = 9


def test_reading_a_pack_leaves_its_toml_as_it_was():
    raw = read_raw(ROOT / INVENTED)
    build(raw, ROOT / INVENTED)
    assert raw == read_raw(ROOT / INVENTED)


def test_a_folder_without_a_pack_cannot_be_read(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_folder(tmp_path)


def test_the_readings_of_the_policy_in_use_and_their_choices_are_the_contracts_the_default_first(real):
    """Whoever states a reading in a file relies on these words; whoever states none relies on the first."""
    assert {reading.id: [choice.id for choice in reading.choices] for reading in real.readings} == {
        "allocation_order": [ARTICLE_FIRST, BUDGET_FIRST],
        "arts_4_8_draw_on_budget": ["false", "true"],
        "ai_field_exempt": ["named", "none"],
        "zero_prior_counts_as_growth": ["true", "false"],
        "park_cap_scope": ["operator_year", "park"],
        "art07_unit": ["task", "unit"],
        "embodied_cap_scope": ["unit_year", "model"],
        "embodied_rd_window_only": ["false", "true"],
        "art10_cap_scope": ["project", "applicant_year"],
        "art10_same_applicant": ["higher_only", "both"],
        "near2y_anniversary_included": ["false", "true"],
        "art13_threshold_basis": ["in_window_net", "round_net"],
        "art13_base_net": ["true", "false"],
        "art13_multi_round": ["best_single", "sum"],
        "art16_top_up": ["false", "true"],
        "art03_registered": ["not_required", "required"],
        "art04_cap_scope": ["applicant_year", "contract", "once"],
        "art05_core_technology": ["condition", "purpose"],
        "art06_premises": ["anywhere", "in_district"],
        "art06_rent_years": ["in_all", "running"],
        "rewarded_again": ["once", "again"],
        "time_limit": ["none", "last_year", "last_2_years"],
        "art10_base": ["project", "own_input"],
        "art11_field": ["any", "ai_robotics"],
        "art12_cap_scope": ["platform", "platform_year"],
        "art13_base_scope": ["in_window", "round"],
        "art13_other_money": ["funds_only", "whole_round"],
        "art13_again": ["for_ever", "later_rounds"],
        "art19_scope": ["cost_based", "all"],
    }
    assert (ARTICLE_FIRST, BUDGET_FIRST) == ("article_then_budget", "budget_then_article")
    assert all(reading.default == reading.choices[0].id for reading in real.readings)

"""Every number of a policy stands where the law writes it, and another value is written there as the law would."""

from fractions import Fraction

import pytest

from engine.policy import law
from engine.policy.amended import NumbersInText
from engine.policy.folder import default_policy, load_folder, load_policy, policies
from engine.policy.parameters import changeable, exact, legal_range, overridden, read_overrides
from engine.policy.years import in_year
from engine.values.quantities import OF_KIND, quantities
from engine.values.refusal import Refusals, Refused
from tests.conftest import ROOT
from tests.engine.check.broken_packs import INVENTED, Pack, write_folder
from tests.engine.check.constructs import numbers as constructs
from tests.engine.check.constructs.building import CONSTRUCTS, clause
from tests.example_guideline import guided

POLICY = load_policy(default_policy())
TINY = load_folder(ROOT / "tests" / "policies" / "tiny-invented-2026")
ALL = [load_policy(name) for name in policies()] + [load_folder(p) for p in sorted((ROOT / "tests/policies").iterdir())]
OF_NUMBERS = [c for c in CONSTRUCTS if c.change.__module__ == constructs.__name__]


def in_text(policy):
    return policy.derived(NumbersInText)


def text_at(policy, place):
    return law.paragraphs(policy, place.article, "zh")[place.paragraph][place.start : place.end]


def worth(policy, article, paragraph, at):
    """What is written in a paragraph of the amended law from there on."""
    return next(q.value for q in quantities(paragraph) if q.span[0] == at)


def other_values(number):
    match number.kind:
        case "rate":
            return ["0.05", "0.125", "1"]
        case "amount":
            return ["0", "17", "123456"]
        case "count":
            return ["0", "7", "12"]
        case "years":
            return ["1", "4", "10"]


def changed_law(policy, overrides):
    """The whole law under other numbers, by article."""
    return {
        number: ["".join(s.holds for s in paragraph) for paragraph in in_text(policy).segments(number, overrides)]
        for number in law.articles(policy, "zh")
    }


def every_number_is_written_where_it_stands(policy):
    """The number of the place, by the parser of laws, is the number's; another value written there is read as that."""
    by_name = {number.name: number for number in changeable(policy)}
    assert {n for place in in_text(policy).places for n in place.names} == set(by_name)
    assert in_text(policy).unwritten == ()
    for place in in_text(policy).places:
        assert place.text == text_at(policy, place)
        paragraph = law.paragraphs(policy, place.article, "zh")[place.paragraph]
        for number in map(by_name.__getitem__, place.names):
            there = worth(policy, place.article, paragraph, place.start)
            assert there == OF_KIND[number.kind].of_what_if(number.value).quantity, number.name
            assert in_text(policy).written_at(place, number.value) == place.text
            for value in other_values(number):
                new = in_text(policy).written_at(place, value)
                said = paragraph[: place.start] + new + paragraph[place.end :]
                assert (
                    worth(policy, place.article, said, place.start) == OF_KIND[number.kind].of_what_if(value).quantity
                )


@pytest.mark.parametrize("policy", ALL, ids=lambda policy: policy.id)
def test_every_number_of_every_policy_is_written_in_the_law_where_its_place_says(policy):
    assert len(changeable(policy)) > 10
    every_number_is_written_where_it_stands(policy)


@pytest.mark.parametrize("construct", OF_NUMBERS, ids=lambda construct: construct.name)
def test_so_are_numbers_by_a_choice_a_day_or_a_reading(construct, tmp_path):
    pack = Pack.read(INVENTED)
    construct.change(pack)
    policy = load_folder(write_folder(pack, tmp_path / pack.raw["id"]))
    every_number_is_written_where_it_stands(policy)
    assert all(len(place.names) == 1 for place in in_text(policy).places)


@pytest.mark.parametrize("policy", ALL, ids=lambda policy: policy.id)
def test_the_segments_of_the_law_are_its_text_and_only_what_changes_changes(policy):
    before = {number: list(paragraphs) for number, paragraphs in law.articles(policy, "zh").items()}
    assert changed_law(policy, {}) == before
    assert in_text(policy).amended_articles({}) == []
    for number in changeable(policy):
        value = next(v for v in other_values(number) if exact(number.kind, v) != exact(number.kind, number.value))
        overrides = {number.name: value}
        after = changed_law(policy, overrides)
        changed = [a for a in before if before[a] != after[a]]
        assert changed == in_text(policy).amended_articles(overrides)
        assert changed == sorted({place.article for place in in_text(policy).of_number[number.name]})
        assert number.article in changed


def test_what_a_number_reads_in_the_amended_law_is_what_the_engine_computes_with():
    """The rent of half a year's cost, of a fifth under the scenario: the words that the rule quotes say so."""
    overrides = {"art06_rent.share": "0.2", "art06_rent.years": "2"}
    (paragraph,) = [p for p in changed_law(POLICY, overrides)[6] if "房租" in p]
    assert "实际发生租金的20%,给予每年最高20万元、最长2年的房租资助" in paragraph
    changed = {n.name: n.value for n in changeable(overridden(POLICY, overrides))}
    assert (changed["art06_rent.share"], changed["art06_rent.years"]) == ("0.2", "2")


def test_a_window_is_changed_wherever_the_law_says_how_far_back_it_reaches():
    text = changed_law(POLICY, {"last_2_years.years": "3"})
    assert "对近3年推动模型应用落地" in text[9][1]
    assert "对近3年获得天使投资" in text[13][0]
    assert "“近3年”是指申报之日(含申报之日)前3年内" in text[19][0]
    assert not any("近2年" in paragraph for paragraphs in text.values() for paragraph in paragraphs)


def test_tiers_are_changed_each_in_its_own_place():
    text = changed_law(POLICY, {"art11_standards.tiers.national": "60", "art11_standards.tiers.industry": "2.0"})
    assert "分别给予60万元、60万元、2万元的奖励" in text[11][0]


def test_the_text_of_a_year_is_the_law_s_own_whatever_its_guideline_narrows():
    narrowed = in_year(guided(), 2026)
    assert narrowed.guideline is not None
    assert {n.name: n.value for n in changeable(narrowed)} != {n.name: n.value for n in changeable(POLICY)}
    assert in_text(narrowed).places == in_text(POLICY).places != ()
    assert in_text(narrowed).amended_articles({}) == []


def test_a_policy_with_other_numbers_has_no_text_of_its_own():
    with pytest.raises(ValueError, match="what-if"):
        in_text(overridden(POLICY, {"art06_rent.share": "0.2"}))


# --------------------------------------------------------------------------- one number for two, two places for one


def loaded(pack, folder):
    return load_folder(write_folder(pack, folder / pack.raw["id"]))


def twice_the_sum():
    """A law that says 8万元 once for each machine and once for the year, in one quote."""
    pack = Pack.read(INVENTED)
    words = "给予每台8万元、每家单位每年最高8万元的资助"
    own = clause(pack, "s03_equipment", "按照设备购置费用的15%,给予每家单位每年最高8万元的资助", words)
    own["steps"][0] = {"fixed": "8万元", "quote": words, "label": own["steps"][0]["label"]}
    own["steps"][2].update(quote=words)
    return pack


def test_a_number_that_is_written_twice_in_one_quote_is_the_one_beside_its_word(tmp_path):
    policy = loaded(twice_the_sum(), tmp_path)
    said = {"s03_equipment.cap": "6", "s03_equipment.fixed": "3"}
    assert "给予每台3万元、每家单位每年最高6万元的资助" in changed_law(policy, said)[3][0]
    assert in_text(policy).together["s03_equipment.cap"] == ("s03_equipment.cap",)


def one_for_two():
    """A law that says one sum for workshops and for all of a company."""
    pack = Pack.read(INVENTED)
    words = "均给予最高12万元的奖励"
    own = clause(pack, "s04_workshops", "给予每间3万元的奖励,每家单位每年不超过12万元", words)
    own["steps"] = [
        {"fixed": "12万元", "quote": words, "label": own["steps"][0]["label"]},
        own["steps"][1],
        {**own["steps"][3], "quote": words, "word": "最高"},
    ]
    return pack


def test_one_written_number_that_is_two_of_the_policy_is_changed_for_both(tmp_path):
    policy = loaded(one_for_two(), tmp_path)
    both = ("s04_workshops.fixed", "s04_workshops.cap")
    assert in_text(policy).together[both[0]] == in_text(policy).together[both[1]] == both
    (place,) = in_text(policy).of_number[both[0]]
    assert place.names == both
    said = dict.fromkeys(both, "9")
    assert "均给予最高9万元的奖励" in changed_law(policy, said)[4][0]
    assert in_text(policy).together["s03_equipment.cap"] == ("s03_equipment.cap",)


def test_where_only_one_of_the_two_is_changed_both_are_told(tmp_path):
    policy = loaded(one_for_two(), tmp_path)
    text = changed_law(policy, {"s04_workshops.cap": "9"})[4][0]
    assert "12万元（每间工坊）、9万元（每年不超过）" in text


def test_a_number_under_another_reading_alone_stands_nowhere_in_the_law(tmp_path):
    pack = Pack.read(INVENTED)
    own = pack.provision("s06_sales")
    under = {"reading": "s05_awards_together", "choices": ["highest"]}
    cap = {**own["steps"][1], "cap": "2万元", "name": "cap_beside", "under": under, "label": own["steps"][0]["label"]}
    own["steps"].append(
        {k: v for k, v in cap.items() if k not in ("once", "fails", "word")} | {"per": "applicant_year"}
    )
    policy = loaded(pack, tmp_path)
    assert [number.name for number in in_text(policy).unwritten] == ["s06_sales.cap_beside"]
    assert in_text(policy).of_number["s06_sales.cap_beside"] == ()
    assert in_text(policy).together["s06_sales.cap_beside"] == ("s06_sales.cap_beside",)


def test_a_quote_that_stands_inside_a_larger_number_is_not_found_there(tmp_path):
    """7万元 is looked for, not the end of 17万元 before it."""
    pack = Pack.read(INVENTED)
    own = clause(pack, "s06_sales", "给予一次性7万元的奖励", "不低于17万元的,给予一次性7万元的奖励")
    own["steps"][0]["quote"] = "7万元的奖励"
    policy = loaded(pack, tmp_path)
    assert "不低于17万元的,给予一次性5万元的奖励" in changed_law(policy, {"s06_sales.fixed": "5"})[6][0]


# ------------------------------------------------------------------------------------------------------ legal ranges


def read(policy, name, value):
    refusals = Refusals()
    found = read_overrides(policy, {name: value}, "overrides", refusals)
    return found, refusals.errors


@pytest.mark.parametrize("policy", ALL, ids=lambda policy: policy.id)
def test_a_number_can_be_changed_to_what_its_range_says_and_to_nothing_else(policy):
    for number in changeable(policy):
        allowed = legal_range(number)
        least, most, step = (Fraction(x) for x in (allowed.least, allowed.most, allowed.step))
        assert least <= Fraction(number.value) <= most
        for value in (allowed.least, allowed.most, str(least + step) if step.denominator == 1 else allowed.step):
            _, errors = read(policy, number.name, value)
            assert not errors, (number.name, value)
        for value in (str(int(most) + 1), str(int(least) - 1), "0.0000001", "", "x"):
            _, errors = read(policy, number.name, value)
            assert [error["path"] for error in errors] == [f"overrides.{number.name}"], (number.name, value)
            assert value in errors[0]["message"]["zh"]
            with pytest.raises(Refused):
                overridden(policy, {number.name: value})


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("art06_rent.share", "1.2", "0"),
        ("art06_rent.cap", "100000000", "99999999"),
        ("art06_rent.years", "100", "99"),
        ("art06_rent.years", "0", "1"),
        ("art12_public_platform.winners", "1000000", "999999"),
    ],
)
def test_what_is_outside_is_refused_with_what_is_allowed(name, value, allowed):
    _, (error,) = read(POLICY, name, value)
    assert value in error["message"]["zh"]
    assert allowed in error["message"]["zh"]

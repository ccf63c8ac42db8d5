"""The law's text as a control panel: its words are the law's, its numbers can be changed as far as they may go."""

from dataclasses import replace
from fractions import Fraction

import pytest

from engine.policy import law
from engine.policy.amended import NumbersInText
from engine.policy.folder import default_policy, load_folder, load_policy
from engine.policy.parameters import changeable, exact, legal_range
from engine.policy.years import in_year
from engine.scenario import Scenario, changed_numbers, numbers_of
from engine.values.money import WAN
from engine.values.refusal import Refused
from engine.view.budget import dials
from engine.view.budget.dials import Dial
from tests.conftest import ROOT
from tests.example_guideline import guided

POLICY = load_policy(default_policy())
TINY = load_folder(ROOT / "tests" / "policies" / "tiny-invented-2026")
PLAIN = Scenario("方案", 2025)
RENT = "art06_rent.share"


def every(policy, scenario=PLAIN):
    return [
        (article, piece)
        for article in dials.panel(policy, scenario)
        for paragraph in article.paragraphs
        for piece in paragraph
        if isinstance(piece, Dial)
    ]


def of(policy, scenario, name):
    return [dial for _, dial in every(policy, scenario) if dial.name == name]


def written(article):
    return ["".join(p if isinstance(p, str) else p.law for p in paragraph) for paragraph in article.paragraphs]


@pytest.mark.parametrize("policy", [POLICY, TINY], ids=lambda policy: policy.id)
def test_without_a_change_the_text_is_the_laws_to_the_letter(policy):
    found = dials.panel(policy, PLAIN)
    assert found
    for article in found:
        assert written(article) == list(law.paragraphs(policy, article.number, "zh"))
        assert not article.changed
        assert not article.guided


@pytest.mark.parametrize("policy", [POLICY, TINY], ids=lambda policy: policy.id)
def test_every_number_of_the_policy_is_a_control(policy):
    shown = {dial.name for _, dial in every(policy)}
    shown |= {dial.name for article in dials.panel(policy, PLAIN) for dial in article.unwritten}
    for number in changeable(policy):
        assert any(name in shown for name in policy.derived(NumbersInText).together[number.name]), number.name


def test_a_changed_number_stands_in_its_sentence_beside_the_laws():
    own = dials.changed(POLICY, PLAIN, RENT, "40")
    [dial] = of(POLICY, own, RENT)
    assert (dial.law, dial.now, dial.is_changed) == ("50%", "40%", True)
    article = next(article for article in dials.panel(POLICY, own) if article.number == 6)
    assert article.changed == (RENT,)
    assert "的40%,给予每年最高" in "".join(p if isinstance(p, str) else p.now for p in article.paragraphs[1])
    assert "百分之" not in dial.allowed["zh"]
    assert dial.label["zh"].startswith("第六条，")


def test_a_number_that_the_law_writes_several_times_changes_wherever_it_stands():
    own = dials.changed(POLICY, PLAIN, "last_2_years.years", "3年")
    found = of(POLICY, own, "last_2_years.years")
    assert len(found) > 1
    assert {dial.now for dial in found} == {"3年"}
    assert changed_numbers(POLICY, own) == {"last_2_years.years": "3"}


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        (RENT, "40", "0.4"),
        (RENT, "40%", "0.4"),
        (RENT, "1", "1"),
        (RENT, "1%", "0.01"),
        (RENT, "0.4", "0.4"),
        (RENT, "０．４５", "0.45"),
        (RENT, "0.5%", "0.005"),
        (RENT, "1.5", "0.015"),
        (RENT, "四成", "0.4"),
        (RENT, "百分之四十", "0.4"),
        ("art06_rent.cap", "15", "15"),
        ("art06_rent.cap", "15万元", "15"),
        ("art06_rent.cap", "150,000元", "15"),
        ("art06_rent.years", "2年", "2"),
        ("art10.cap", "0.15亿", "1500"),
        ("art12_public_platform.winners", "3家", "3"),
    ],
)
def test_numbers_are_typed_as_people_write_them(name, text, value):
    own = dials.changed(POLICY, PLAIN, name, text)
    assert numbers_of(POLICY, own) == {name: value}
    assert dials.changed(POLICY, own, name, "") == PLAIN
    assert dials.undone(POLICY, own, [name]) == PLAIN


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (RENT, "101%"),
        (RENT, "-3"),
        (RENT, "一些"),
        ("art06_rent.cap", "15.5"),
        ("art06_rent.cap", "-1"),
        ("art06_rent.cap", "100000000"),
        ("art06_rent.years", "0"),
        ("art06_rent.years", "100"),
        ("art06_rent.years", "2.5"),
        ("art12_public_platform.winners", "很多"),
    ],
)
def test_what_a_number_may_not_be_is_refused_with_its_name_and_what_was_given(name, text):
    with pytest.raises(Refused) as refused:
        dials.changed(POLICY, PLAIN, name, text)
    label = dials.label_of(dials.numbers(POLICY)[name])
    for lang in ("zh", "en"):
        said = refused.value.errors[0]["message"][lang]
        assert label[lang] in said
        assert text in said


@pytest.mark.parametrize("number", changeable(POLICY), ids=lambda number: number.name)
def test_its_buttons_lead_from_value_to_value_as_far_as_it_may_go_and_back(number):
    legal = legal_range(number)
    least, most = (exact(number.kind, value) for value in (legal.least, legal.most))
    for value in (number.value, legal.least, legal.most):
        less, more = dials.beside(number, value)
        below, above = [exact(number.kind, v) for v in less], [exact(number.kind, v) for v in more]
        now = exact(number.kind, value)
        assert below == sorted(below, reverse=True)
        assert above == sorted(above)
        assert all(least <= v < now for v in below)
        assert all(now < v <= most for v in above)
        assert bool(below) == (now > least)
        assert bool(above) == (now < most)
    [back, *_] = dials.beside(number, dials.beside(number, number.value)[1][0])[0]
    assert exact(number.kind, back) == exact(number.kind, number.value)


@pytest.mark.parametrize(("law_says", "step"), [(10, 1), (20, 1), (100, 5), (300, 10), (1000, 50), (5000, 200)])
def test_a_button_goes_by_a_round_part_of_what_the_law_says(law_says, step):
    amount = replace(next(n for n in changeable(POLICY) if n.name == "art06_rent.cap"), value=str(law_says))
    assert Fraction(dials.beside(amount, str(law_says))[1][0]) == law_says + step


def test_between_two_steps_a_button_leads_to_the_next_round_value():
    cap = next(n for n in changeable(POLICY) if n.name == "art10.cap")
    less, more = dials.beside(cap, "1234.5678")
    assert (less[0], more[0]) == ("1200", "1300")


def test_a_total_that_is_no_whole_amount_stands_as_it_is():
    [dial] = of(POLICY, replace(PLAIN, pools={"art10": 1234 * WAN + 567_800}), "art10.cap")
    assert dial.now == "1234.5678万元"


def test_a_year_with_a_guideline_begins_with_its_numbers_and_says_what_the_law_says():
    policy = in_year(guided(), 2026)
    narrowed = [n.name for n, law_says in zip(changeable(policy), changeable(guided()), strict=True) if n != law_says]
    assert narrowed
    notes = [note["zh"] for article in dials.panel(policy, Scenario("方案", 2026)) for note in article.guided]
    assert len(notes) == len(narrowed)
    for name in narrowed:
        [dial, *_] = of(policy, Scenario("方案", 2026), name)
        assert not dial.is_changed

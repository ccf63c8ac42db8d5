"""The officials' workbook: whatever budget, totals and places are typed into it, LibreOffice comes to what the engine
comes to, in every cell that has a formula."""

import json
import math
import re
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import cache, lru_cache
from io import BytesIO
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from engine.__main__ import main
from engine.allocation.allocate import allocate
from engine.assessment.assess import assess
from engine.documents import allocation_workbook
from engine.documents.allocation_workbook import formulas
from engine.documents.allocation_workbook import layout as at
from engine.documents.allocation_workbook.figures import Figures
from engine.documents.allocation_workbook.formulas import EXACT, Ratio
from engine.documents.allocation_workbook.layout import Layout
from engine.documents.characters import plain
from engine.documents.given import of_workbook
from engine.policy.folder import default_policy, load_policy
from engine.policy.parameters import changeable
from engine.text import words
from engine.values.money import wan_text
from engine.values.refusal import Refused
from engine.view.budget.columns import side_by_side
from tests import invented_year
from tests.engine.allocation.test_allocate import GROWTH, PLATFORM, RENT
from tests.engine.documents.opening import HOSTILE, recalculated
from tests.engine.documents.publishing import tiny_outcomes

POLICY = load_policy(default_policy())
DAY = date(2025, 6, 15)
Json = dict[str, Any]
Changes = dict[str, Any]
"""What is typed: the cells of the inputs, by what `allocate` calls them."""


def say(key: str, lang: str = "zh", **values: object) -> str:
    return words.text(f"workbook.{key}", lang, **values)


def approved(claim: str, provision: str, amount: str, applicant: str, score: str | None = None) -> Json:
    """A claim that officials approved."""
    return {"id": claim, "applicant": applicant, "provision": provision, "approved": amount, "score": score}


def company_year(every: int = 1, **more: Any) -> Json:
    """Every so many of the invented companies; and platforms with scores for two places, two of them level with
    each other over the last one, with claims that officials approved."""
    raw = invented_year.as_input()
    platforms = [
        approved(f"平台{n}", PLATFORM, amount, applicant=f"P{n}", score=score)
        for n, (amount, score) in enumerate(
            [("300", "92.5"), ("250.55", "88.25"), ("199.99", "88.25"), ("80", None), ("0", "95")]
        )
    ]
    decided = [
        approved("决定1", RENT, "19.99", applicant="D"),
        approved("决定2", GROWTH, "333.33", applicant="E"),
    ]
    applications = raw["applications"][::every]
    own = [claim | {"invented": True} for claim in platforms + decided]
    return {"budget": raw["budget"], "applications": applications, "approved_claims": own, **more}


def made(raw: Json, lang: str = "zh") -> bytes:
    """The workbook as the command makes it."""
    return _made(json.dumps(raw), lang)


@cache
def _made(raw: str, lang: str) -> bytes:
    return made_anew(json.loads(raw), lang)


def made_anew(raw: Json, lang: str = "zh") -> bytes:
    found = of_workbook(POLICY, raw, lang)
    return allocation_workbook.make(found.outcome, found.beside, found.names, DAY, lang)


def layout_of(raw: Json) -> Layout:
    return _layout(json.dumps(raw))


@cache
def _layout(raw: str) -> Layout:
    found = of_workbook(POLICY, json.loads(raw), "zh")
    return Layout(Figures(found.outcome, found.beside, found.names), "zh")


@lru_cache(16)
def opened(content: bytes, *, values: bool = False) -> Workbook:
    """The workbook, to be left as it is."""
    book: Workbook = load_workbook(BytesIO(content), data_only=values)
    return book


def typed(content: bytes, raw: Json, changes: Changes) -> bytes:
    """The workbook with this typed into its cells. openpyxl keeps no calculated value, so that none can be taken for
    one that was calculated anew."""
    layout = layout_of(raw)
    places: dict[tuple[int, int], Any] = {}
    pools = [pool.id for pool in POLICY.pools]
    for name, value in changes.items():
        if name == "budget":
            rows = {at.BUDGET_INPUT: value}
        elif name in ("pools", "already_awarded"):
            rows = {layout.pool_input(pools.index(pool)) + (name != "pools"): each for pool, each in value.items()}
        else:
            rows = {layout.places_input(0) + (name != "quota"): each for each in value.values()}
        places |= {(row + 1, at.TYPED + 1): number(each) for row, each in rows.items()}
    return written(content, say("sheet_budget"), places)


def written(content: bytes, sheet: str, places: dict[tuple[int, int], Any]) -> bytes:
    """The workbook with this in cells of a sheet, by row and column."""
    book, target = opened(content), BytesIO()
    before = {place: book[sheet].cell(*place).value for place in places}
    fill(book, sheet, places)
    book.save(target)
    fill(book, sheet, before)
    return target.getvalue()


def fill(book: Workbook, sheet: str, places: dict[tuple[int, int], Any]) -> None:
    for (row, column), value in places.items():
        book[sheet].cell(row, column).value = value


def number(value: Any) -> Any:
    """A number as it is typed, or what was typed for one."""
    try:
        return None if value is None else Decimal(value)
    except InvalidOperation:
        return value


def cells(content: bytes) -> Iterator[tuple[str, str, str]]:
    """Every formula: its sheet, its place, itself."""
    for sheet in opened(content):
        for line in sheet.iter_rows():
            for cell in line:
                if cell.data_type == "f":
                    yield sheet.title, cell.coordinate, str(cell.value)


def compares(sheet: str, place: str, layout: Layout) -> bool:
    """Whether a cell compares with what the engine came to when the workbook was made."""
    match = re.fullmatch("([A-Z]+)([0-9]+)", place)
    assert match
    column, row = match[1], int(match[2]) - 1
    number = sum((ord(c) - 64) * 26**n for n, c in enumerate(reversed(column))) - 1
    if sheet == say("sheet_claims"):
        return number in (at.DIFFERENCE, at.CALCULATED)
    if sheet == say("sheet_budget"):
        checks = at.INPUT_HEAD < row < layout.after_inputs and number in (at.TYPED_CHANGED, at.CHECKED)
        return row == 2 or checks or (row > layout.part_head and number in (at.PART_THEN, at.PART_DIFFERENCE))
    return sheet in (say("sheet_front"), say("sheet_comparison"))


def shown(value: Any) -> Any:
    """What stands in a cell: where nothing does, an empty text."""
    return "" if value is None else value


def is_uncut(sheet: str, place: str) -> bool:
    return sheet == say("sheet_claims") and place.rstrip("0123456789") in {
        chr(65 + column) for column in (at.FIRST, at.SECOND)
    }


def assert_same(found: bytes, raw: Json, changes: Changes) -> int:
    """That a workbook into which this was typed says in every formula's cell what the engine comes to under it. Returns
    how many there were."""
    expected = made(raw | changes)
    layout = layout_of(raw)
    engine, own = opened(expected, values=True), opened(found, values=True)
    wrong, count = [], 0
    for sheet, place, formula in cells(expected):
        if compares(sheet, place, layout):
            continue
        count += 1
        now, then = own[sheet][place].value, engine[sheet][place].value
        near = is_uncut(sheet, place) and isinstance(now, int | float) and abs(now - then) < 1e-9
        if not near and shown(now) != shown(then):
            wrong.append((sheet, place, formula[:80], now, then))
    assert not wrong, wrong[:5]
    return count


def paid(content: bytes, layout: Layout) -> dict[str, Fraction]:
    """What each claim is paid, by its id."""
    sheet = opened(content, values=True)[say("sheet_claims")]
    rows = range(at.FIRST_CLAIM + 1, at.FIRST_CLAIM + 1 + layout.claims)
    return {str(sheet.cell(row, at.CLAIM + 1).value): Fraction(str(sheet.cell(row, at.PAID + 1).value)) for row in rows}


@cache
def small() -> Json:
    return company_year(15, budget="1800")


@cache
def first() -> Json:
    return company_year(15, budget="1800", readings={"allocation_order": "budget_then_article"})


CHANGED: dict[str, tuple[Callable[[], Json], Changes]] = {
    "as it is": (small, {}),
    "another budget and total": (small, {"budget": "834.56", "pools": {"art05": "77.70"}}),
    "places and what was awarded": (
        small,
        {"already_awarded": {"art09": "950.01"}, "quota": {PLATFORM: 4}, "quota_used": {PLATFORM: 1}},
    ),
    "no budget": (small, {"budget": None, "pools": {"art10": "0"}}),
    "nothing to pay": (small, {"budget": "0", "quota": {PLATFORM: 0}}),
    "budget first": (first, {"budget": "1500", "pools": {"art09": "12.34", "art10": "4000"}}),
    "budget first, and none": (first, {"budget": None, "pools": {"art05": "50"}}),
}


UNUSABLE: dict[str, tuple[Changes, Changes]] = {
    "finer than 0.01": ({"budget": "834.565"}, {"budget": "0"}),
    "an article's total": ({"pools": {"art05": "77.001"}}, {"pools": {"art05": "0"}}),
    "what was awarded": ({"already_awarded": {"art09": "950万"}}, {"pools": {"art09": "0"}}),
    "part of a place": ({"quota": {PLATFORM: "1.5"}}, {"quota": {PLATFORM: 0}}),
    "places used": ({"quota_used": {PLATFORM: "无"}}, {"quota": {PLATFORM: 0}}),
}
"""What is typed and cannot be used, and what it comes to the same as."""


@pytest.fixture(scope="module")
def books() -> dict[str, bytes]:
    """The workbooks of both readings, by the id of what they are made of."""
    return {"small": made(small()), "first": made(first())}


@pytest.fixture(scope="module")
def calculated(tmp_path_factory: pytest.TempPathFactory, books: dict[str, bytes]) -> dict[str, bytes]:
    """What LibreOffice makes of them when this and that is typed."""
    given_ = {
        str(number): typed(books[raw.__name__], raw(), changes)
        for number, (raw, changes) in enumerate(CHANGED.values())
    }
    given_["overwritten"] = overwritten(books["small"])
    given_["nonsense"] = typed(books["small"], small(), {"budget": "8000万", "pools": {"art05": "-1"}})
    given_ |= {f"unusable {name}": typed(books["small"], small(), changes) for name, (changes, _) in UNUSABLE.items()}
    given_["hostile"] = made(hostile())
    found = recalculated(given_, tmp_path_factory.mktemp("office"))
    named = {name: content for name, content in found.items() if not name.isdigit()}
    return named | {name: found[str(number)] for number, name in enumerate(CHANGED)}


def overwritten(content: bytes) -> bytes:
    """The workbook in which somebody typed an amount over what a claim is paid."""
    return written(content, say("sheet_claims"), {(at.CLAIM_HEAD + 2, at.PAID + 1): 1})


# ------------------------------------------------------------------------------------------------ the same, exactly


@pytest.mark.parametrize("name", CHANGED)
def test_whatever_is_typed_every_formula_comes_to_what_the_engine_comes_to(calculated, name):
    given_, changes = CHANGED[name]
    raw = given_()
    assert assert_same(calculated[name], raw, changes) > 7 * len(raw["applications"])


@pytest.mark.parametrize("name", CHANGED)
def test_what_each_claim_is_paid_is_what_allocate_answers(calculated, name):
    given_, changes = CHANGED[name]
    raw = given_()
    answer = allocate(POLICY, raw | changes)
    found = paid(calculated[name], layout_of(raw))
    assert found == {claim["id"]: Fraction(claim["actual"]) for claim in answer["claims"]}
    assert sum(found.values()) > 0 or changes.get("budget") == "0"


def test_what_was_typed_is_counted_and_its_effect_is_shown(calculated, books):
    given_, changes = CHANGED["another budget and total"]
    raw = given_()
    layout = layout_of(raw)
    sheet = opened(calculated["another budget and total"], values=True)[say("sheet_budget")]
    before, after = (allocate(POLICY, one) for one in (raw, raw | changes))
    on_budget = [Fraction(answer["budget"]["actual"]) for answer in (before, after)]
    difference = sheet.cell(layout.total + 1, at.PART_DIFFERENCE + 1).value
    assert Fraction(str(difference)) == on_budget[1] - on_budget[0]
    now, then = (f"{Decimal(one['budget']['actual']):,.2f}" for one in (after, before))
    assert sheet.cell(3, 1).value == say("status_changed", count=2, now=now, then=then)
    differing = sum(a["actual"] != b["actual"] for a, b in zip(after["claims"], before["claims"], strict=True))
    assert sheet.cell(at.INPUT_HEAD + 1 + 4, at.CHECKED + 1).value == differing
    marks = [sheet.cell(row + 1, at.TYPED_CHANGED + 1).value for row in (at.BUDGET_INPUT, layout.pool_input(1))]
    assert [bool(mark) for mark in marks] == [True, False]


def test_an_amount_typed_over_a_formula_is_found(calculated):
    sheet = opened(calculated["overwritten"], values=True)[say("sheet_budget")]
    assert sheet.cell(3, 1).value == say("status_broken", count=1)


def test_what_cannot_be_used_is_said_and_pays_nothing(calculated):
    sheet = opened(calculated["nonsense"], values=True)[say("sheet_budget")]
    assert sheet.cell(3, 1).value == say("status_unusable", count=2)
    layout = layout_of(small())
    marks = [sheet.cell(row + 1, at.TYPED_CHANGED + 1).value for row in (at.BUDGET_INPUT, layout.pool_input(0))]
    assert marks == [say("unusable")] * 2
    assert sheet.cell(layout.total + 1, at.PART_PAID + 1).value == 0


@pytest.mark.parametrize("name", UNUSABLE)
def test_until_it_is_corrected_what_cannot_be_used_lets_nothing_through(calculated, name):
    changes, same_as = UNUSABLE[name]
    found, layout = calculated[f"unusable {name}"], layout_of(small())
    answer = allocate(POLICY, small() | same_as)
    assert paid(found, layout) == {claim["id"]: Fraction(claim["actual"]) for claim in answer["claims"]}
    sheet = opened(found, values=True)[say("sheet_budget")]
    assert sheet.cell(3, 1).value == say("status_unusable", count=1)
    if "budget" in changes:
        assert sheet.cell(layout.budget_limit + 1, at.LIMIT_CAP + 1).value == 0


def test_nothing_changed_says_so(calculated):
    sheet = opened(calculated["as it is"], values=True)[say("sheet_budget")]
    assert sheet.cell(3, 1).value == say("status_same")
    checks = [sheet.cell(at.INPUT_HEAD + 2 + n, at.CHECKED + 1).value for n in range(at.CHECKS)]
    assert checks == [say("yes"), say("yes"), 0, 0, 0, say("yes")]


@pytest.mark.long
def test_fifteen_hundred_claims_at_five_budgets_and_other_totals(tmp_path):
    raw = invented_year.as_input() | {"approved_claims": company_year()["approved_claims"]}
    assert sum(len(application["claims"]) for application in raw["applications"]) >= 1500
    cases: list[Changes] = [
        {},
        {"budget": "8000.55", "pools": {"art05": "700", "art09": "333.33"}},
        {"budget": "24862.10", "already_awarded": {"art10": "1234.56"}},
        {"budget": "3333.33", "pools": {"art05": "0"}, "quota": {PLATFORM: 5}},
        {"budget": None, "pools": {"art09": "2500.01", "art10": "999.99"}},
    ]
    for more in ({}, {"readings": {"allocation_order": "budget_then_article"}}):
        own = raw | more
        book = made(own)
        folder = tmp_path / str(len(more))
        folder.mkdir()
        found = recalculated({str(n): typed(book, own, case) for n, case in enumerate(cases)}, folder)
        for number, case in enumerate(cases):
            assert assert_same(found[str(number)], own, case) > 9000


def libreoffice_int(number: float) -> float:
    """INT as LibreOffice has it: of the number as 15 digits show it."""
    return float(math.floor(float(f"{number:.15g}")))


@pytest.mark.parametrize("spreadsheets_int", [libreoffice_int, math.floor])
@settings(max_examples=500)
@drawn(st.integers(0, 2**63))
def test_a_formula_cuts_where_exact_arithmetic_cuts(spreadsheets_int, seed):
    """In floating numbers, small ones and large ones: those of a spreadsheet."""
    chance = Random(seed)
    largest = 3 * 10 ** chance.randint(1, 7)
    asked, drawing = chance.randint(1, largest), chance.randint(1, largest)
    amount, first, second = chance.randint(0, asked), chance.randint(0, asked), chance.randint(0, drawing)
    assert asked * drawing < EXACT
    cells = {"a": float(amount), "c": float(first), "A": float(asked), "b": float(second), "d": float(drawing)}
    path = [Ratio("c", "A"), Ratio("b", "d")]
    once = Fraction(amount * first, asked)
    for ratios, expected in ((path[:1], once), (path, once * Fraction(second, drawing))):
        assert eval(formulas.cut("a", ratios), {"INT": spreadsheets_int}, cells) == math.floor(expected)


@pytest.mark.parametrize(
    ("amount", "first", "second", "paid_"),
    [
        # 208.9399997…万元: rounded to six decimals before it is cut, it would be 208.94.
        (231974, (283041, 359210), (158800, 1389214), 20893),
        # Exactly 0.01万元: as one product of floating numbers it is 0.00999….
        (7, (7, 11), (11, 49), 1),
    ],
)
def test_neither_rounding_first_nor_floating_products_would_be_exact(amount, first, second, paid_):
    cells = {
        "a": float(amount),
        "c": float(first[0]),
        "A": float(first[1]),
        "b": float(second[0]),
        "d": float(second[1]),
    }
    uncut = amount * first[0] / first[1] * second[0] / second[1]
    assert {math.floor(uncut), math.floor(round(uncut, 4))} != {paid_}
    assert eval(formulas.cut("a", [Ratio("c", "A"), Ratio("b", "d")]), {"INT": math.floor}, cells) == paid_


# ------------------------------------------------------------------------------------------------ by hand


def test_a_division_worked_by_hand_stands_in_the_workbook():
    """Some 600万元 of growth under a total of 400 and 100万元 of rents share a budget of 250, half of what is drawn."""
    raw = {
        "budget": "250",
        "pools": {"art05": "400"},
        "approved_claims": [
            approved("a", GROWTH, "450", applicant="A"),
            approved("b", GROWTH, "150.01", applicant="B"),
            approved("c", RENT, "100", applicant="C"),
        ],
    }
    content, layout = made(raw), layout_of(raw)
    # 450 × 400/600.01 × 250/500 = 149.9975…; 150.01 × 400/600.01 × 250/500 = 50.0024…; 100 × 250/500 = 50.
    assert paid(content, layout) == {"a": Fraction("149.99"), "b": Fraction(50), "c": Fraction(50)}
    sheet = opened(content, values=True)[say("sheet_budget")]
    total = [sheet.cell(layout.total + 1, column + 1).value for column in (at.PART_FIRST, at.PART_SECOND, at.PART_CUT)]
    assert total == [500, 250, 0.01]


# ------------------------------------------------------------------------------------------------ what is shown at once


def test_every_formula_has_its_value_before_anything_is_calculated(books, calculated):
    at_first, later = (opened(content, values=True) for content in (books["small"], calculated["as it is"]))
    for sheet, place, formula in cells(books["small"]):
        now, then = at_first[sheet][place].value, later[sheet][place].value
        if is_uncut(sheet, place):
            assert math.isclose(now, then, abs_tol=1e-9), (sheet, place, formula)
        else:
            assert shown(now) == shown(then), (sheet, place, formula)


def test_the_first_budget_is_what_allocate_answers_without_a_calculation(books):
    answer = allocate(POLICY, small())
    assert paid(books["small"], layout_of(small())) == {c["id"]: Fraction(c["actual"]) for c in answer["claims"]}


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_what_is_approved_beyond_the_law_stands_out_with_by_how_much(lang):
    book = opened(made(small(), lang))
    sheet = book[say("sheet_claims", lang)]
    (cell,) = [cell for line in sheet.iter_rows() for cell in line if cell.comment is not None]
    assert (cell.value, cell.fill.fgColor.rgb) == (333.33, "FFF7EBD0")
    assert cell.comment is not None
    assert cell.comment.text == say("claims_beyond", lang, amount=wan_text(323_330_000))
    front = "\n".join(str(c.value) for line in book.worksheets[0].iter_rows() for c in line)
    assert (
        words.text("marks.beyond_in", lang, claims=1, amount=wan_text(323_330_000)) + say("front_beyond", lang) in front
    )


def test_every_step_of_every_claim_stands_there_with_the_words_of_the_law(books):
    sheet = opened(books["small"], values=True)[say("sheet_steps")]
    rows = list(sheet.iter_rows(min_row=5, values_only=True))
    law = "".join(POLICY.law_text().split())
    answer = allocate(POLICY, small())
    for number, claim in enumerate(answer["claims"], 1):
        own = [row for row in rows if row[0] == number]
        steps = [step for step in claim["steps"] if step["kind"] != "condition" or step["binding"]]
        assert [row[7] for row in own[1:]] == [step["text"]["zh"] for step in steps]
        # The first row holds the conditions that are met, or says that officials have decided.
        assert (own[0][5] in (None, "")) == any(step["step"] == "approved" for step in steps)
        assert Fraction(str(own[-1][5])) == Fraction(claim["actual"])
        paying = sum(step["step"] in ("quota", "pool", "budget", "paid") for step in steps)
        assert Fraction(str(own[-paying - 1][5])) == Fraction(claim["approved"])
        for row in own:
            assert all("".join(quote.split()) in law for quote in re.findall("“([^”]*)”", str(row[9] or "")))


def test_steps_are_those_of_an_assessment_and_say_where_claims_count_together():
    facts = {"rents": [{"amount": "60", "year": 2024}], "assessed": True, "years_received": 0}
    applicant = {"id": "A", "entity_type": "enterprise", "legal_person": True, "operates_in_longhua": True}
    applicant |= {"ai_robotics": True, "disqualified": False}
    applications = [
        {
            "application_date": "2025-06-15",
            "applicant": applicant,
            "claims": [{"id": claim, "provision": RENT, "facts": facts}],
        }
        for claim in ("first", "second")
    ]
    answer = allocate(POLICY, {"applications": applications})
    amounts = [Fraction(claim["approved"]) for claim in answer["claims"]]
    alone = assess(POLICY, applications[0])["claims"][0]
    assert sorted(amounts) == [0, Fraction(alone["confirmed"])]  # one yearly cap for both
    sheet = opened(made({"applications": applications}), values=True)[say("sheet_steps")]
    rows = list(sheet.iter_rows(min_row=5, values_only=True))
    whole_, other = (amounts.index(amount) + 1 for amount in (max(amounts), min(amounts)))
    derived = [step["text"]["zh"] for step in alone["steps"] if step["kind"] != "condition"]
    assert [row[7] for row in rows if row[0] == whole_][1:-2] == derived
    together = words.text("allocate.together", "zh", amount="0.00")
    assert together in [row[7] for row in rows if row[0] == other]
    assert together not in [row[7] for row in rows if row[0] == whole_]
    for claim in answer["claims"]:
        steps = claim["steps"]
        assert steps[: len(alone["steps"])] == alone["steps"]
        assert steps[-1]["amount"] == claim["actual"]
        assert all(b["before"] == a["amount"] for a, b in pairwise(steps[len(alone["steps"]) - 1 :]))


def test_scenarios_stand_side_by_side_as_on_the_page():
    more = [
        {"name": "预算减半", "year": 2025, "budget": "900"},
        {"name": "先到先得", "year": 2025, "budget": "900", "rule": "constrained_equal_awards"},
    ]
    raw = small() | {"budget": "1800", "scenarios": more}
    found = of_workbook(POLICY, raw, "zh")
    sheet = opened(made(raw), values=True)[say("sheet_comparison")]
    rows = {row[1]: row for row in sheet.iter_rows(min_row=5, values_only=True) if row[1]}
    table = side_by_side(POLICY, found.beside)
    for line in table.rows:
        row = rows[line.title["zh"]]
        shown = [Decimal(cell.paid.replace(",", "")) for cell in line.cells]
        assert [Decimal(str(row[5])), Decimal(str(row[6])), Decimal(str(row[8]))] == shown
        assert [Decimal(str(row[7])), Decimal(str(row[9]))] == [shown[1] - shown[0], shown[2] - shown[0]]
    assert [sheet.cell(4, column).value for column in (6, 7, 9)] == [say("as_given"), "预算减半", "先到先得"]


def asked_under(readings):
    """Five applications without the answers that are asked for only under other readings."""
    asked = POLICY.under(readings)
    applications = deepcopy(small()["applications"][:5])
    for claim in (claim for application in applications for claim in application["claims"]):
        name = claim["provision"]
        unasked = POLICY.provision(name).form().facts.keys() - asked.provision(name).form().facts.keys()
        claim["facts"] = {fact: value for fact, value in claim["facts"].items() if fact not in unasked}
    return applications


def test_a_scenario_that_changes_everything_is_told_in_rows_that_a_screen_shows():
    """Excel makes no row higher than 409 points: what is below that nobody can read."""
    numbers = {n.name: "0.07" if n.kind == "rate" else str(int(n.value) + 1) for n in changeable(POLICY)}
    readings = {r.id: next(c.id for c in r.choices if c.id != r.default) for r in POLICY.readings}
    own = {"budget": "8000", "overrides": numbers, "readings": readings}
    more = [{"name": "现行", "year": 2025, "budget": "8000"}]
    raw = {"applications": asked_under(readings), "approved_claims": [], **own, "scenarios": more}
    for lang in words.LANGUAGES:
        book = opened(made(raw, lang), values=True)
        for sheet in book:
            assert max((row.height or 0 for row in sheet.row_dimensions.values()), default=0) < 409
        comparison = book[say("sheet_comparison", lang)]
        found = of_workbook(POLICY, raw, lang)
        (_, other) = side_by_side(POLICY, found.beside).columns
        told = [str(comparison.cell(row, 7).value) for row in range(5, 5 + len(other.changes))]
        assert len(told) > 40
        assert all(change.label[lang] in text for change, text in zip(other.changes, told, strict=True))
        front = [row for row in book[say("sheet_front", lang)].iter_rows(values_only=True) if row[1]]
        first = next(n for n, row in enumerate(front) if row[0] == say("front_changes", lang))
        assert not any(row[0] for row in front[first + 1 : first + 40])


# ------------------------------------------------------------------------------------------------ many


def test_steps_that_one_sheet_does_not_hold_go_on_on_the_next_and_none_is_lost(monkeypatch):
    raw = company_year(150)
    whole = opened(made_anew(raw), values=True)[say("sheet_steps")]
    expected = list(whole.iter_rows(min_row=5, values_only=True))
    monkeypatch.setattr("engine.documents.allocation_workbook.steps_sheet.LAST_ROW", 50)
    book = opened(made_anew(raw), values=True)
    sheets = [sheet for sheet in book if sheet.title.startswith(say("sheet_steps"))]
    assert [sheet.title for sheet in sheets[:2]] == [say("sheet_steps"), f"{say('sheet_steps')} 2"]
    assert book.sheetnames[-1] == say("sheet_comparison")
    rows = [list(sheet.iter_rows(min_row=5, values_only=True)) for sheet in sheets]
    assert max(map(len, rows)) <= 47
    assert [row for own in rows for row in own] == expected
    # The steps of a claim stay together.
    claims = [{row[0] for row in own} for own in rows]
    assert sum(map(len, claims)) == len(set.union(*claims))


def test_more_claims_than_rows_are_refused(monkeypatch):
    monkeypatch.setattr("engine.documents.allocation_workbook.LAST_ROW", 9)
    with pytest.raises(Refused) as refused:
        made_anew(company_year(150))
    assert words.text(
        "workbook.too_many", "zh", count=len(allocate(POLICY, company_year(150))["claims"]), most=6
    ) in str(refused.value)


@pytest.mark.long
def test_another_policys_workbook_is_made_alike(tmp_path):
    books = {}
    for lang in words.LANGUAGES:
        for budget in ("100", None):
            own, base = tiny_outcomes(budget=budget, pools={"s04": "90"})
            books[f"{lang}-{budget}"] = allocation_workbook.make(own, [base, own], {}, DAY, lang)
            sheet = opened(books[f"{lang}-{budget}"], values=True)[say("sheet_budget", lang)]
            assert sheet.cell(3, 1).value == say("status_same", lang)
    calculated = recalculated(books, tmp_path)
    for name, content in books.items():
        again = opened(calculated[name], values=True)
        for page in opened(content, values=True):
            for line in page.iter_rows():
                for cell in line:
                    before, after = cell.value, again[page.title][cell.coordinate].value
                    near = isinstance(before, float) and isinstance(after, int | float) and abs(before - after) < 1e-9
                    assert near or shown(before) == shown(after)


def test_claims_bear_the_matters_that_they_name():
    purchase = {"provision": "art04_compute_voucher", "facts": {"purchase_amount": "900", "contract_number": "HT-1"}}
    applicant = {"id": "A", "entity_type": "enterprise", "legal_person": True, "operates_in_longhua": True}
    raw = {
        "applications": [
            {"application_date": "2025-06-15", "applicant": applicant, "claims": [{"id": "one", **purchase}]}
        ],
        "approved_claims": [approved("two", "art11_standards", "40", "B") | {"matter": ["GB 1", "GB 2"]}],
    }
    sheet = opened(made(raw))[say("sheet_claims")]
    rows = range(at.CLAIM_HEAD + 2, at.CLAIM_HEAD + 4)
    assert [sheet.cell(row, at.MATTER + 1).value for row in rows] == ["采购合同 HT-1", "标准 GB 1、GB 2"]
    assert sheet.cell(at.CLAIM_HEAD + 1, at.MATTER + 1).value == say("claims_matter")


# ------------------------------------------------------------------------------------------------ where no formula can


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"rule": "constrained_equal_awards"}, "rule"),
        ({"budget": "1800.123"}, "fine"),
        ({"already_awarded": {"art05": "0.000001"}}, "fine"),
        ({"approved_claims": [approved("x", RENT, "99999999", applicant="X") | {"invented": True}]}, "large"),
    ],
)
def test_what_formulas_cannot_follow_stands_as_it_was_calculated_and_says_so(more, why):
    raw = small() | more
    content, layout = made(raw), layout_of(raw)
    assert paid(content, layout) == {c["id"]: Fraction(c["actual"]) for c in allocate(POLICY, raw)["claims"]}
    book = opened(content)
    assert book[say("sheet_budget")].cell(3, 1).value == say(f"fixed_{why}")
    claims = book[say("sheet_claims")]
    row = at.FIRST_CLAIM + 1
    kinds = {claims.cell(row, column + 1).data_type for column in (at.AFTER_PLACES, at.FIRST, at.SECOND, at.PAID)}
    assert kinds == {"n"}
    assert not book[say("sheet_budget")].data_validations.dataValidation


# ------------------------------------------------------------------------------------------------ what people typed


def hostile() -> Json:
    """Companies, claims and scenarios that are called anything."""
    names = [name.replace("\0", "") for name in HOSTILE]
    applications = [
        {
            "application_date": "2025-06-15",
            "applicant": {"id": f"H{n}", "name": name, "entity_type": "enterprise"},
            "claims": [
                {"id": f"{name}"[:300], "provision": RENT, "facts": {"rents": [{"amount": "12", "year": 2024}]}}
            ],
        }
        for n, name in enumerate(names)
    ]
    decided = [approved(f"d{name}"[:300], RENT, "10", applicant=name) for name in names]
    scenarios = [{"name": name[:120], "year": 2025, "budget": "50"} for name in (names[1], names[5], names[7])]
    return {"budget": "70", "applications": applications, "approved_claims": decided, "scenarios": scenarios}


def test_hostile_names_are_text_in_every_cell_and_nothing_of_them_is_lost(calculated):
    raw = hostile()
    content = made(raw)
    for one in (content, calculated["hostile"]):
        book = opened(one)
        found = {cell.value for sheet in book for line in sheet.iter_rows() for cell in line if cell.data_type == "s"}
        for name in HOSTILE:
            assert plain(name) in found
            assert plain(f"d{name}"[:300]) in found
        assert not [text for text in found if re.search("[\u202a-\u202e\u2066-\u2069\u200b\u200f]", str(text))]
    for _, _, formula in cells(content):
        assert not any(piece in formula for piece in ("HYPERLINK", "cmd", "@SUM", "公司\u2066"))
    parts = zipfile.ZipFile(BytesIO(content))
    assert not [name for name in parts.namelist() if "externalLink" in name or "hyperlink" in name.lower()]
    assert not any(b"<hyperlink" in parts.read(name) for name in parts.namelist())


def test_a_formula_is_made_of_our_own_words_and_places_alone(books):
    literals = set()
    for _, _, formula in cells(books["small"]):
        literals |= set(re.findall('"([^"]*)"', formula))
    own = (words.FOLDER / "workbook.toml").read_text(encoding="utf-8")
    sentences = "\n".join(entry["zh"] for entry in tomllib.loads(own).values())
    for literal in literals:
        pieces = literal.split(say("stop"))
        assert all(piece in sentences or re.fullmatch("[<=#,.0-9]*", piece) for piece in pieces), literal


# ------------------------------------------------------------------------------------------------ how it is laid out


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_each_sheet_prints_across_one_page_with_its_heads_repeated_and_stays_in_view(lang):
    book = opened(made(small(), lang))
    keys = ("front", "budget", "claims", "steps", "comparison")
    assert book.sheetnames == [say(f"sheet_{key}", lang) for key in keys]
    for sheet in book:
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    for key in keys[1:]:
        sheet = book[say(f"sheet_{key}", lang)]
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.freeze_panes
    for key in keys[2:]:
        assert book[say(f"sheet_{key}", lang)].print_title_rows == "$4:$4"
    front = " ".join(str(cell.value) for line in book[say("sheet_front", lang)].iter_rows() for cell in line)
    assert POLICY.law.sha256 in front
    assert POLICY.version in front
    assert words.text("results.foot_disclaimer", lang) in front


def test_the_english_workbook_has_no_chinese_but_names_units_and_the_law():
    book = opened(made(small(), "en"), values=True)
    chinese = re.compile("[\u4e00-\u9fff]{2,}")
    for key in ("front", "budget", "comparison"):
        for line in book[say(f"sheet_{key}", "en")].iter_rows():
            for cell in line:
                text = re.sub("“[^”]*”|万元", "", str(cell.value or ""))
                assert not chinese.search(text), (cell.coordinate, cell.value)


def test_only_what_may_be_changed_has_its_colour_and_takes_no_nonsense(books):
    sheet = opened(books["small"])[say("sheet_budget")]
    layout = layout_of(small())
    marked = {cell.coordinate for line in sheet.iter_rows() for cell in line if cell.fill.fgColor.rgb == "FFF7EBD0"}
    rows = range(at.BUDGET_INPUT + 1, layout.places_input(layout.places) + 1)
    assert marked == {f"C{row}" for row in rows}
    assert {str(found.sqref) for found in sheet.data_validations.dataValidation} == marked


def test_the_same_figures_and_day_give_the_same_bytes(books):
    assert made_anew(small()) == books["small"]


# ------------------------------------------------------------------------------------------------ the command


def test_the_command_writes_the_workbook_of_what_allocate_takes(tmp_path, capsysbinary):
    source, to = tmp_path / "run.json", tmp_path / "allocation.xlsx"
    source.write_text(json.dumps(small()), encoding="utf-8")
    assert main(["workbook", str(source), "--to", str(to), "--lang", "en"]) == 0
    assert json.loads(capsysbinary.readouterr().out)["bytes"] == to.stat().st_size
    assert opened(to.read_bytes()).sheetnames[0] == say("sheet_front", "en")


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        ({"budget": 1.5}, "budget"),
        ({"scenarios": {}}, "scenarios"),
        ({"scenarios": [{"name": "x"}]}, "scenarios.0.year"),
        ({"scenarios": [{"name": "x", "year": 2025}] * 9}, "scenarios"),
        ([], ""),
    ],
)
def test_what_cannot_be_accepted_is_refused_by_its_place(raw, path):
    with pytest.raises(Refused) as refused:
        of_workbook(POLICY, raw, "zh")
    assert path in [error["path"] for error in refused.value.errors]


def test_many_inputs_make_no_workbook(tmp_path, capsysbinary):
    source = tmp_path / "many.json"
    source.write_text("[{}, {}]", encoding="utf-8")
    assert main(["workbook", str(source), "--to", str(tmp_path / "x.xlsx")]) == 2
    assert not (tmp_path / "x.xlsx").exists()
    assert json.loads(capsysbinary.readouterr().err)["errors"]

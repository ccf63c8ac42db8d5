"""Lists of a company: entries with names that are copied, put in order and removed, or filled in as a table."""

from datetime import date

import pytest

from engine.application import typed
from engine.text import words
from engine.values.money import WAN, uncut_text
from pages.shared import in_use
from pages.shared.answers import UNANSWERED, Answers
from pages.shared.choices import NOT_STATED, answer_choice, options
from tests.pages import samples
from tests.pages.registering import POLICY
from tests.pages.seeding import answered, said_on
from tests.pages.visiting import again, box, boxes, drawn, go, press, type_in, visit

MODELS, FINANCING = "art09_genai_filing", "art13_financing"
FACT, ROUNDS = POLICY.provision(MODELS).fact("models"), POLICY.provision(FINANCING).fact("rounds")
LIST = ("c1", "models")


@pytest.fixture(autouse=True)
def _on_a_fixed_day(monkeypatch):
    monkeypatch.setattr(in_use, "today", lambda: date(2026, 3, 20))


@pytest.fixture
def answers():
    made = Answers.blank(POLICY)
    made.add_claim(MODELS)
    return made


def models(answers):
    return answers.application["claims"][0]["facts"].get("models")


def table(at, lines):
    box(at, "text_area", "-models").set_value(lines)
    return again(at)


def test_an_entry_is_copied_without_its_number_and_put_in_order(answers):
    fact = POLICY.provision(MODELS).fact
    (first,) = answers.entries(LIST)
    answers.type_in((*LIST, first, "filing_number"), fact("models.filing_number"), "A-1")
    answers.type_in((*LIST, first, "filing_date"), fact("models.filing_date"), "2025/6/18")
    answers.answer((*LIST, first, "kind"), "filing")
    answers.copy_entry((*LIST, first))
    assert models(answers) == [
        {"filing_number": "A-1", "filing_date": "2025-06-18", "kind": "filing"},
        {"filing_date": "2025-06-18", "kind": "filing"},
    ]
    second = answers.entries(LIST)[1]
    assert answers.text((*LIST, second, "filing_date"), fact("models.filing_date")) == "2025/6/18"
    answers.move_entry((*LIST, second), -1)
    answers.move_entry((*LIST, second), -1)  # it is the first already
    assert answers.entries(LIST) == [second, first]
    assert "filing_number" not in models(answers)[0]
    assert answers.text((*LIST, first, "filing_number"), fact("models.filing_number")) == "A-1"


def test_a_copied_round_has_instalments_of_its_own(answers):
    answers.application["claims"].clear()
    answers.add_claim(FINANCING)
    rounds = ("c1", "rounds")
    answers.take_lines(rounds, ROUNDS, "A 2025-4-1 10,000,000元 是\n- 2025-5-1 1500 是")
    (first,) = answers.entries(rounds)
    answers.copy_entry((*rounds, first))
    one, other = answers.value(rounds)
    assert (one["round"], "round" in other) == ("A", False)
    assert one["instalments"] == other["instalments"]
    inner = (*rounds, answers.entries(rounds)[1], "instalments")
    amount = (*inner, answers.entries(inner)[0], "amount")
    assert answers.text(amount, POLICY.provision(FINANCING).fact("rounds.instalments.amount")) == "10,000,000元"
    answers.answer(amount, "7")
    assert one["instalments"][0]["amount"] == "1000"


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_list_is_pasted_as_a_table_and_what_cannot_be_read_is_named_by_its_cell(answers, lang):
    at = visit("article-9", lang, {"answers": answers})
    press(at, f"lines-w0-{lang}-c1-models-switch")
    table(at, "A-1\t备案\t2025/6/18\t否\nA-2\t备案\t2025-02-31\t否")
    assert models(answers)[0] == {
        "filing_number": "A-1", "kind": "filing", "filing_date": "2025-06-18", "already_rewarded": False,
    }  # fmt: skip
    assert models(answers)[1]["filing_date"] == {"unreadable": "2025-02-31"}
    where = words.text("pages.line_of", lang, line=2, column=3)
    assert where in said_on(at)
    assert "2025-02-31" in said_on(at)
    assert [asked.fact.name for asked, _ in answers.faults()] == ["filing_date"]
    # Put right in the table, it is read; one box after the other, everything is there as it was typed.
    table(at, "A-1\t备案\t2025/6/18\t否\nA-2\t备案\t2025-2-28\t否")
    assert where not in said_on(at)
    assert not answers.faults()
    press(at, f"lines-w0-{lang}-c1-models-switch")
    assert [b.value for b in boxes(at, "text_input", "filing_date")] == ["2025/6/18", "2025-2-28"]
    press(at, f"lines-w0-{lang}-c1-models-switch")
    assert [line.split("\t")[2] for line in box(at, "text_area", "-models").value.split("\n")] == [
        "2025/6/18",
        "2025-2-28",
    ]


def test_a_chosen_answer_that_is_none_stays_in_the_lines_and_emptied_lines_are_no_answer(answers):
    at = visit("article-9", session={"answers": answers})
    press(at, "lines-w0-zh-c1-models-switch")
    table(at, "A-1；不知所云；2025-6-18；否")
    assert box(at, "text_area", "-models").value == "A-1；不知所云；2025-6-18；否"
    assert "不知所云" in said_on(again(at))
    assert models(answers)[0]["kind"] == {"unreadable": "不知所云"}
    table(at, "")
    assert answers.value(LIST) is UNANSWERED


def test_amounts_pasted_in_yuan_are_asked_back_and_one_press_takes_them_all():
    made = Answers.blank(POLICY)
    made.add_claim(FINANCING)
    rounds = ("c1", "rounds")
    made.take_lines(rounds, ROUNDS, "A\t2025-4-1\t25,000,000.00\t是\nB\t2025-5-1\t1500\t是\n\t2025-6-1\t30000000\t是")
    at = visit("article-13", session={"answers": made})
    assert "您是不是指2,500万元？" in said_on(at)
    assert "您是不是指3,000万元？" in said_on(at)
    press(at, "meant-w0-zh-c1-rounds")
    amounts = [i["amount"] for r in made.value(rounds) for i in r["instalments"]]
    assert amounts == ["2500", "1500", "3000"]
    assert "您是不是指" not in said_on(at)
    lines = box(at, "text_area", "-rounds").value.split("\n")
    assert [line.split("\t")[2] for line in lines] == ["2,500万元", "1500", "3,000万元"]


def test_lines_begin_empty_where_nobody_has_said_anything_yet():
    made = Answers.blank(POLICY)
    (tick,) = [one for one in POLICY.beginnings if one.opens == [MODELS]]
    made.tick(tick, is_ticked=True)
    assert models(made) == [{"kind": "filing"}]
    made.show_lines(LIST, FACT, "zh")
    assert made.lines_of(LIST, FACT, "zh") == ""
    made.answer((*LIST, made.entries(LIST)[0], "filing_number"), "A-1")
    assert made.lines_of(LIST, FACT, "zh").startswith("A-1\t备案")


def test_there_is_never_more_than_an_application_holds(answers, monkeypatch):
    from pages.shared.answers import entries

    monkeypatch.setattr(entries, "MOST_ENTRIES", 4)
    answers.take_lines(LIST, FACT, "\n".join(f"A-{n}；备案；2025-6-18；否" for n in range(9)))
    assert len(models(answers)) == 3
    assert [f.line for f in answers.line_faults(LIST, FACT, "zh")] == [4]


def test_an_entry_is_a_heading_and_a_refused_press_does_nothing(answers):
    answers.take_lines(LIST, FACT, "A-1 备案 2025-6-18 否\nA-2 备案 2025-6-19 否")
    answers.show_entries(LIST)
    at = visit("article-9", session={"answers": answers})
    first, second = answers.entries(LIST)
    assert f'<h3 class="f-card" id="q-c1-models-{first}">' in drawn(at)
    assert box(at, "button", f"up-w0-zh-c1-models-{first}").disabled
    assert box(at, "button", f"down-w0-zh-c1-models-{second}").disabled
    press(at, f"down-w0-zh-c1-models-{first}")
    assert [m["filing_number"] for m in models(answers)] == ["A-2", "A-1"]
    press(at, f"copy-w0-zh-c1-models-{first}")
    assert len(models(answers)) == 3
    type_in(at, f"{first}-filing_number", "A-9")
    assert models(answers)[1]["filing_number"] == "A-9"


def test_the_box_that_single_costs_stand_in_for_says_so_and_does_not_vanish():
    answers = Answers.blank(POLICY)
    answers.add_claim("art09_embodied_model")
    at = visit("article-9", session={"answers": answers})
    (entry,) = answers.entries(("c1", "models"))
    label = POLICY.provision("art09_embodied_model").fact("models.rd_cost").question
    assert boxes(at, "text_input", "-rd_cost")
    press(at, f"add-w0-zh-c1-models-{entry}-rd_cost_items")
    assert not boxes(at, "text_input", "-rd_cost")
    assert words.text("pages.summed_up", "zh", name="") in said_on(at)
    assert label is not None
    assert label.zh.replace("{last_year}", "2025") in said_on(at)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_total_that_differs_from_what_is_listed_stays_in_sight_and_the_calculation_says_which_counts(lang):
    items = [{"date": "2025-11-01", "amount": amount} for amount in ("35", "20")]
    model = {"name": "V2", "assessed": True, "landing_date": "2026-03-08", "rd_cost": "60", "rd_cost_items": items}
    provision = POLICY.provision("art09_embodied_model")
    raw = samples.application() | {"application_date": "2026-03-20", "readings": {}}
    raw["claims"] = [{"id": "c1", "provision": provision.id, "facts": {"models": [model]}}]
    total, listed = provision.fact("models.rd_cost"), provision.fact("models.rd_cost_items")
    at = visit("article-9", lang, {"answers": answered(raw)})
    answers = at.session_state["answers"]
    assert boxes(at, "text_input", "-rd_cost")[0].value == "60"
    assert words.text("pages.hint_listed", lang, label=listed.label.in_language(lang)) in said_on(at)
    of_list = {"label": listed.label.model_dump(), "count": 2, "amount": uncut_text(55 * WAN)}
    of_total = {"label": total.label.model_dump(), "amount": uncut_text(60 * WAN)}
    told = words.text("steps.stated_otherwise", lang, stated=words.both("steps.stated", **of_list), **of_total)
    assert told in said_on(at)
    assert told in said_on(go(at, "result"))
    text = typed.written(total, "60", lang)
    counts = words.text("pages.answer_listed", lang, text=text, label=listed.label.in_language(lang))
    assert counts in said_on(go(at, "review"))
    # Where both say the same, or it is not known what the list comes to, there is no difference to tell of.
    for amount in ("55", None):
        model = answers.application["claims"][0]["facts"]["models"][0]
        model["rd_cost"] = amount or "60"
        model["rd_cost_items"][0]["amount"] = "35" if amount else None
        assert told.split("55.00")[0] not in said_on(go(at, "article-9"))


def test_a_project_is_brought_back_on_its_articles_page_alone():
    made = Answers.blank(POLICY)
    for provision in ("art10_scenario_publisher", "art10_scenario_solver", "art10_scenario_solver"):
        made.add_claim(provision)
    made.remove_claim("c2")
    own = {p.id for p in POLICY.provisions if made.was_removed((), p)}
    assert own == {"art10_scenario_solver"}
    made.undo_removal()
    assert [claim["id"] for claim in made.claims_of("art10_scenario_solver")] == ["c2", "c3"]


def test_what_is_given_once_is_claimed_once():
    made = Answers.blank(POLICY)
    several = {p.id for p in POLICY.provisions if made.several_claims(p)}
    assert {"art10_scenario_publisher", "art10_scenario_solver"} <= several
    assert "art05_revenue_growth" not in several


def test_a_choice_between_two_policies_can_be_left_out_again():
    fact = POLICY.provision(MODELS).fact("other_district.choice")
    made = Answers.blank(POLICY)
    made.add_claim(MODELS)
    made.answer(("c1", "other_district"), {})
    at = ("c1", "other_district", "choice")
    answer_choice(made, at, fact, "this")
    assert made.value(at) == "this"
    answer_choice(made, at, fact, NOT_STATED)
    assert made.value(at) is UNANSWERED
    assert list(options(made, at, fact)) == ["this", "other", NOT_STATED]

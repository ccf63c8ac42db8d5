"""As many claims and entries of lists as an application holds: the pages say where it ends, and officials get rid of
what was accepted when more was allowed."""

from datetime import date
from typing import Any

import pytest

from engine.application import reading, saved
from engine.application.model import MOST_ENTRIES, entries_in
from engine.registry import decisions, listing, rulings, submissions
from engine.text import words
from engine.values.refusal import Refused
from pages.shared import fields, in_use, official
from pages.shared.answers import Answers
from pages.shared.answers import entries as entries_of_answers
from tests.pages.registering import POLICY, company, everything
from tests.pages.seeding import said_on
from tests.pages.visiting import again, box, choose, press, type_in, visit

MODELS = "art09_genai_filing"


@pytest.fixture(autouse=True)
def _on_a_fixed_day(monkeypatch):
    monkeypatch.setattr(in_use, "today", lambda: date(2026, 3, 20))


FEW = 6
"""As many stand for the bound on the pages of a company: drawing two hundred cards takes long, and no test needs it."""


@pytest.fixture
def few(monkeypatch):
    for page in (entries_of_answers, fields):
        monkeypatch.setattr(page, "MOST_ENTRIES", FEW)


def holding(entries, provision=MODELS):
    """Answers with one claim and so many entries in all, itself included."""
    answers = Answers.blank(POLICY)
    answers.add_claim(provision)
    fact = POLICY.provision(provision).fact("models")
    while entries_in(answers.application["claims"]) < entries:
        answers.add_entry(("c1", "models"), fact)
    return answers


def large(models=200):
    """What a company could submit before: more than is allowed now."""
    content = company("大量模型（示例）", "art06_rent")
    entries: list[dict[str, str]] = [{} for _ in range(models)]
    content["claims"].append({"id": "many", "provision": MODELS, "facts": {"models": entries}})
    return content


def full(lang="zh"):
    return words.text("pages.full", lang, count=FEW, most=FEW)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_button_for_one_more_stops_where_it_is_full_and_says_why(few, lang):
    at = visit("article-9", lang, {"answers": holding(FEW - 1)})
    assert not box(at, "button", "add-w0-" + lang + "-c1-models").disabled
    assert full(lang) not in said_on(at)
    press(at, "add-w0-" + lang + "-c1-models")
    assert box(at, "button", "add-w0-" + lang + "-c1-models").disabled
    assert full(lang) in said_on(at)
    # What was taken out comes back only where there is room for it.
    answers = at.session_state["answers"]
    entries = answers.entries(("c1", "models"))
    press(at, f"remove-w0-{lang}-c1-models-{entries[-1]}")
    press(at, f"undo-w0-{lang}-c1-models")
    assert answers.room == 0
    press(at, f"remove-w0-{lang}-c1-models-{entries[-1]}")
    press(at, "add-w0-" + lang + "-c1-models")
    assert box(at, "button", f"undo-w0-{lang}-c1-models").disabled


def test_no_other_claim_begins_where_it_is_full_and_that_is_said_beside_the_question(few):
    at = visit("article-6", session={"answers": holding(FEW)})
    assert box(at, "button_group", "art06_rent").disabled
    assert full() in said_on(at)
    at = choose(visit("article-6", session={"answers": holding(FEW - 1)}), "art06_rent", "yes")
    # The claim has taken the last place: its list cannot begin, and that is said.
    assert at.session_state["answers"].room == 0
    assert full() in said_on(at)


def test_what_is_laid_aside_counts_and_comes_back(few):
    answers = holding(FEW)
    answers.decline(MODELS)
    at = visit("article-6", session={"answers": answers})
    assert words.text("pages.full_laid_aside", "zh") in said_on(at)
    answers.claim_under("art06_rent")
    assert not answers.claims_of("art06_rent")
    answers.claim_under(MODELS)
    assert entries_in(answers.application["claims"]) == FEW


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_saved_file_with_more_is_not_opened_and_the_answers_stay(lang):
    at = visit("profile", lang, {"answers": holding(3)})
    content = saved.write(POLICY, saved.Saved(large() | {"readings": {}}), date(2026, 3, 20))
    uploader: Any = at.get("file_uploader")[0]
    uploader.set_value(("large.json", content, "application/json"))
    at.run()
    assert not at.exception
    count = entries_in(large()["claims"])
    assert words.text("application.too_many", lang, count=count, most=MOST_ENTRIES) in said_on(at)
    assert entries_in(at.session_state["answers"].application["claims"]) == 3


def test_more_cannot_be_submitted(registry):
    with pytest.raises(Refused) as refused:
        submissions.submit(registry, POLICY, large(), None)
    assert [error["path"] for error in refused.value.errors] == ["claims"]
    assert not everything(registry)


@pytest.fixture
def stored(desk, monkeypatch):
    """Two applications, one of which holds more than is allowed now."""
    monkeypatch.setattr(official, "credential", lambda: desk.token)
    with monkeypatch.context() as before:
        before.setattr(reading, "MOST_ENTRIES", 1000)
        return desk.add(large(), company("正常（示例）", "art06_rent", uscc="91110000600037341L"))


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_officials_open_what_holds_more_see_why_it_is_not_worked_out_and_delete_it(registry, desk, stored, lang):
    big = next(one for one in stored if one.name.startswith("大量"))
    query = {"application": big.id, "claim": big.claims[0].id, "lang": lang}
    at = visit("claims", lang, query=query)
    why = words.text("application.too_many", lang, count=entries_in(large()["claims"]), most=MOST_ENTRIES)
    assert why in said_on(at)
    press(at, "correct")  # not possible, and said so
    assert why in said_on(at)
    press(press(at, "delete_application"), "delete_really")
    assert [one.name for one in everything(registry)] == ["正常（示例）"]


def test_what_nobody_can_work_out_is_decided_by_two_officials(desk, stored):
    big = next(one for one in stored if one.name.startswith("大量"))
    query = {"application": big.id, "claim": big.claims[0].id, "lang": "zh"}
    at = visit("claims", query=query)
    for name, text in (("approved", "10"), ("reason", "专题会议纪要")):
        (key,) = [b.key for b in at.text_input if b.key and b.key.startswith(f"{name}-")]
        at = type_in(at, key, text)
    at = press(at, "save_decision")
    assert words.text("claims.above_unknown", "zh") in said_on(at)
    next(b for b in at.checkbox if (b.key or "").startswith("propose-")).check()
    press(again(at), "save_decision")
    claim = desk.opened(big).claims[0]
    assert (claim.approved, claim.proposed.amount) == (None, 10_000_000)
    desk.token = desk.another("王复核员（示例）")
    press(visit("claims", query=query), "proposal_agree")
    assert desk.opened(big).claims[0].approved == 10_000_000
    unknown = words.text("claims_page.beyond_unknown", "zh", most="", second="王复核员（示例）")
    assert unknown in said_on(visit("claims", query=query))


@pytest.mark.parametrize("lang", words.LANGUAGES)
@pytest.mark.parametrize("page", ["budget", "inverse"])
def test_the_others_are_divided_all_the_same_and_it_is_named_with_the_way_to_it(desk, stored, lang, page):
    at = visit(page, lang)
    said = said_on(at)
    assert words.text("claims_page.left_out", lang, count=1) in said
    assert "大量模型（示例）" in said
    assert page == "inverse" or "20.00" in said  # the rent of the other one


def test_a_year_of_which_nothing_can_be_worked_out_says_so(registry, desk, stored):
    large_one, other = sorted(stored, key=lambda one: one.name.startswith("正常"))
    decisions.delete(registry, desk.token, other.id, other.version)
    for page in ("budget", "inverse", "claims"):
        at = visit(page)
        if page != "claims":
            assert words.text("claims_page.left_out", "zh", count=1) in said_on(at)
        assert "大量模型（示例）" in said_on(at)
    rulings.dismiss(registry, desk.token, large_one.id, large_one.version, "重复")
    assert not listing.unreadable(registry, desk.token, POLICY, large_one.year), "it is in no amount anyhow"

"""The page of the journal: who did what, found again, and whether every line is as it was written."""

import re

import pytest
from sqlalchemy import text as sql

from engine.registry import decisions, submissions
from engine.text import words
from pages.official import journal as page
from tests.conftest import ROOT
from tests.pages.registering import POLICY, company
from tests.pages.seeding import said_on
from tests.pages.visiting import again, boxes, drawn, press, visit
from tests.registry.companies import verdict_of


def say(key, lang="zh", **values):
    return words.text(f"journal.{key}", lang, **values)


def numbers(at):
    """The numbers of the lines on the page, from the top."""
    return [int(cell.split(">")[-1]) for cell in drawn(at).split("</td>") if 'class="chip" data-label' in cell]


def choose(at, key, option):
    box_of = next(b for b in at.selectbox if (b.key or "").startswith(key))
    box_of.set_value(option)
    return again(at)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_each_line_says_who_did_what_to_what_the_latest_first(registry, desk, lang):
    stored = desk.add(company("示例（示例）"))[0]
    decisions.delete(registry, desk.token, stored.id, stored.version)
    at = visit("journal", lang)
    said = said_on(at)
    assert say("what_it_is", lang) in said
    # The first says that an account was made, as a test does it.
    assert numbers(at) == [3, 2, 1]
    assert "李审核员（示例）" in said
    assert say("did_imported", lang) in said
    assert say("did_deleted", lang) in said
    assert stored.id in said
    assert "示例（示例）" not in said.replace("李审核员（示例）", ""), "the journal holds no content"


def test_a_company_and_the_command_line_are_called_by_our_words(registry, desk):
    content = company("示例（示例）")
    submissions.submit(registry, POLICY, content, None)
    said = said_on(visit("journal"))
    assert say("company") in said
    assert say("did_submitted") in said


def test_everything_that_is_done_has_its_words():
    """What the registry's functions write into the journal is said in words, not by its name in the program."""
    done = set()
    for file in (ROOT / "engine" / "registry").glob("*.py"):
        done |= set(
            re.findall(
                r'journal\.(?:append|tally)\(\s*session,\s*(?:(?!\n\n)[^"])*?"([a-z_]+)"',
                file.read_text(encoding="utf-8"),
            )
        )
    assert len(done) > 10
    assert [name for name in sorted(done) if f"{page.DID}{name}" not in words.keys()] == []  # noqa: SIM118


def test_lines_are_found_by_who_what_and_subject(registry, desk):
    stored = desk.add(company("一（示例）"), company("二（示例）"))[0]
    decisions.delete(registry, desk.another("王审核员（示例）"), stored.id, stored.version)
    at = visit("journal")
    assert numbers(at) == [4, 3, 2, 1]
    assert numbers(choose(at, "journal-what", "imported")) == [2]
    choose(at, "journal-what", page.EVERY)
    assert numbers(choose(at, "journal-who", "王审核员（示例）")) == [4]
    choose(at, "journal-who", page.EVERY)
    next(b for b in at.text_input if (b.key or "").startswith("journal-subject")).set_value(stored.id[:8])
    assert numbers(again(at)) == [4]
    choose(at, "journal-what", "imported")
    assert say("none") in said_on(at)


def test_older_lines_are_a_page_further(registry, desk, monkeypatch):
    monkeypatch.setattr(page, "COUNT", 2)
    for number in range(4):
        desk.add(company(f"第{number}家（示例）"), file=str(number).encode())
    at = visit("journal")
    assert numbers(at) == [5, 4]
    assert not boxes(at, "button", "newer")
    assert numbers(press(at, "older")) == [3, 2]
    assert numbers(press(at, "older")) == [1]
    assert not boxes(at, "button", "older")
    assert numbers(press(press(at, "newer"), "newer")) == [5, 4]


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_verifying_says_how_many_lines_are_as_they_were_written(desk, lang):
    desk.add(company("一（示例）"), file=b"1")
    desk.add(company("二（示例）"), file=b"2")
    assert say("verified", lang, lines=3) in said_on(press(visit("journal", lang), "verify"))


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_verifying_names_what_was_changed(registry, desk, lang):
    for number in range(3):
        desk.add(company(f"第{number}家（示例）"), file=str(number).encode())
    with registry.writers.begin() as connection:
        connection.execute(sql("UPDATE officials SET password = 'another'"))
        key = connection.execute(sql("SELECT id FROM officials")).scalar()
    at = press(visit("journal", lang), "verify")
    which = say("found_changed", lang, table="officials", row=key)
    assert say("verified_altered", lang, count=1, which=which) in said_on(at)
    with registry.writers.begin() as connection:
        connection.execute(sql("UPDATE journal SET who = 'somebody else' WHERE number = 2"))
    assert say("verified_broken", lang, lines=4, broken=2) in said_on(press(at, "verify"))


def test_signed_out_nothing_is_shown(registry, desk):
    desk.add(company("一（示例）"))
    at = visit("journal")
    assert numbers(at) == [2, 1]
    desk.sign_out()
    again(at)
    assert "李审核员" not in said_on(at)
    assert not numbers(at)


def test_a_hostile_name_is_text(registry, desk):
    token = desk.another("<script>x</script>\u202e")
    stored = desk.add(company("一（示例）"))[0]
    decisions.delete(registry, token, stored.id, stored.version)
    assert "<script>" not in drawn(visit("journal"))
    assert verdict_of(registry, desk.token).broken is None

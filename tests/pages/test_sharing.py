"""A scenario goes from desk to desk by address and by file; what of it no longer fits is shown before it is used."""

import base64
import json
import re
import zlib
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import text as sql

from engine.documents.scenario_file import scenario_file
from engine.registry import scenarios
from engine.registry.access import NotAllowed, Terminal
from engine.registry.database import database
from engine.scenario import Scenario, filed
from engine.scenario.address import read_address, written_address
from engine.scenario.filed import Version
from engine.scenario.fitting import fitted
from engine.text import words
from engine.verify.verdict import verify
from engine.view.budget.history import MOST_SHOWN
from pages.official import exports
from pages.official.budget import desk_store
from pages.official.budget.drafts import DESK, SANDBOX
from tests.pages import dividing
from tests.pages.seeding import said_on
from tests.pages.visiting import again, boxes, drawn, press, visit
from tests.registry.companies import POLICY

WAN = 1_000_000
ANN = Terminal("安")
MINE = Scenario(
    "送来的<b>方案</b>", 2025, 1500 * WAN, pools={"art10": 1800 * WAN}, overrides={"art06_rent.share": "0.4"}
)
OLD = {
    "name": "旧方案",
    "year": 2025,
    "budget": "900",
    "overrides": {"art06_rent.rate": "0.4"},
    "pools": {"art05": "800"},
}
PAGES = [("budget", DESK), ("reform", DESK), ("sandbox", SANDBOX), ("sandbox-reform", SANDBOX)]
"""The pages on which a scenario is shared, and their desks."""
ANSWERED: dict[str, Any] = {f"{desk_store.ASKS} {name}": "" for name in (DESK, SANDBOX)}
"""The session of a tab that has told what it has kept, of either desk: nothing."""


def say(key, lang="zh", **values):
    return words.text(f"scenario_file.{key}", lang, **values)


def old(scenario: dict[str, Any], version: str = "2024-01-01") -> str:
    """The address of a scenario that was made under other rules."""
    deflating = zlib.compressobj(9, zlib.DEFLATED, -15)
    content = json.dumps({"p": POLICY.id, "v": version, "h": "0", "s": scenario}).encode()
    return "1." + base64.urlsafe_b64encode(deflating.compress(content) + deflating.flush()).decode().rstrip("=")


def desk(at, name=DESK):
    return at.session_state[name]


def names(at, name=DESK):
    return [draft.scenario.name for draft in desk(at, name).drafts]


def opened(address: str, page: str = "budget", lang: str = "zh"):
    return visit(page, lang, session=dict(ANSWERED), query={"scenario": address})


def addresses(at) -> list[str]:
    return [unescape(href) for href in re.findall(r'class="f-leave f-copy r-button" href="([^"]+)"', drawn(at))]


# ------------------------------------------------------------------------------------------------ by address


@pytest.mark.parametrize(("page", "name"), PAGES)
def test_an_address_lays_a_draft_beside_the_others_and_one_press_takes_it_off(page, name, token):
    at = opened(written_address(POLICY, MINE), page)
    there = desk(at, name)
    assert there.current.scenario == replace(MINE, year=there.year)
    assert len(there.drafts) == 2
    assert there.current.kept is None
    assert say("laid", name=MINE.name) in said_on(at)
    assert "<b>方案</b>" not in drawn(at)
    assert "scenario" not in at.query_params
    press(at, "bd-undo-laid-zh")
    assert len(desk(at, name).drafts) == 1
    assert say("undone", name=MINE.name) in said_on(at)


def test_an_address_is_not_for_who_is_not_signed_in_and_the_sandbox_is_for_everybody(divided):
    at = opened(written_address(POLICY, MINE))
    assert DESK not in at.session_state
    at = opened(written_address(POLICY, MINE), "sandbox")
    assert names(at, SANDBOX)[-1] == MINE.name


def test_the_links_to_copy_hold_the_draft_as_it_is_and_lead_to_where_they_say(token):
    at = opened(written_address(POLICY, MINE))
    links = [urlsplit(href) for href in addresses(at)]
    assert [link.path for link in links] == ["budget", "sandbox"]
    for link in links:
        (query,) = parse_qs(link.query)["scenario"]
        assert read_address(POLICY, query).fitted(POLICY).scenario == MINE
    at = opened(written_address(POLICY, MINE), "sandbox")
    assert [urlsplit(href).path for href in addresses(at)] == ["sandbox"]
    at = opened(written_address(POLICY, MINE), "reform")
    assert [urlsplit(href).path for href in addresses(at)] == ["reform", "sandbox-reform"]


def test_what_lies_on_the_desk_already_is_not_laid_there_twice(token):
    at = opened(written_address(POLICY, MINE))
    at.query_params["scenario"] = written_address(POLICY, MINE)
    assert names(again(at)).count(MINE.name) == 1
    assert say("there_already", name=MINE.name) in said_on(at)


def test_the_tab_tells_first_what_it_has_kept(token):
    at = visit("budget", query={"scenario": written_address(POLICY, MINE)})
    assert MINE.name not in names(at)
    at.session_state[f"{desk_store.ASKS} {DESK}"] = ""
    assert MINE.name in names(again(at))


@pytest.mark.parametrize("address", ["", "x", "1.AAAA", "2.AAAA", "1." + "A" * 9000, "方案"])
def test_an_address_that_cannot_be_read_is_refused_in_words_and_changes_nothing(address, token):
    at = opened(address)
    assert names(at) == ["现行"]
    assert 'role="alert"' in drawn(at)


@pytest.mark.parametrize(("page", "name"), PAGES)
def test_that_an_address_is_damaged_is_said_when_the_tab_has_answered_and_stays(page, name, token):
    """The page is drawn anew when the tab answers: what was said before that would be gone at once."""
    at = visit(
        page, session={f"{desk_store.ASKS} {name}": "x"}, query={"scenario": written_address(POLICY, MINE)[:-20]}
    )
    assert say("address_broken") not in said_on(at)
    at.session_state[f"{desk_store.ASKS} {name}"] = ""
    assert say("address_broken") in said_on(again(at))
    assert names(at, name) == ["现行"]


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_what_no_longer_fits_is_shown_before_it_is_used(lang, token):
    at = opened(old(OLD), lang=lang)
    assert len(desk(at).drafts) == 1
    said = said_on(at)
    for part in ("art06_rent.rate", "2024-01-01", POLICY.version, "800"):
        assert part in said
    assert say("dropped", lang) in said
    press(at, f"bd-lay-{lang}")
    assert desk(at).current.scenario == Scenario("旧方案", desk(at).year, 900 * WAN, pools={"art05": 800 * WAN})
    assert say("dropped", lang) not in said_on(at)


def test_what_has_come_can_be_left(token):
    at = press(opened(old(OLD)), "bd-leave-zh")
    assert names(at) == ["现行"]
    assert not boxes(at, "button", "bd-lay-zh")


def test_a_full_desk_is_asked_in_the_place_of_which_and_that_comes_back(token):
    at = visit("budget", session=dict(ANSWERED))
    for _ in range(3):
        press(at, "bd-copy-zh")
    before = names(at)
    at.query_params["scenario"] = written_address(POLICY, MINE)
    again(at)
    assert names(at) == before
    assert say("in_place_of", name=before[-1]) in said_on(at)
    press(at, "bd-lay-zh")
    assert names(at) == [*before[:-1], MINE.name]
    press(at, "bd-undo-laid-zh")
    assert names(at) == before


# ------------------------------------------------------------------------------------------------ by file


def hand_over(at, data: bytes, name: str = "方案.json"):
    """Open the part with the box, and hand a file over."""
    at.session_state["bd-open-file-zh"] = True
    again(at)
    at.file_uploader[0].set_value((name, data, "application/json"))
    return again(at)


FILE = scenario_file(POLICY, MINE, date(2025, 8, 1), "李审核员", [Version(1, "安", "2025-07-01T08:00:00+00:00", {})])


@pytest.mark.parametrize(("page", "name"), PAGES)
def test_a_file_is_opened_as_a_draft(page, name, token):
    at = hand_over(visit(page, session=dict(ANSWERED)), FILE)
    assert desk(at, name).current.scenario == replace(MINE, year=desk(at, name).year)


def test_of_a_file_for_other_rules_the_author_the_day_and_the_versions_are_told_before_it_is_used(token):
    content = json.loads(FILE)
    content["receipt"]["policy"] |= {"version": "2024-01-01", "sha256": "0"}
    at = hand_over(visit("budget", session=dict(ANSWERED)), json.dumps(content).encode())
    said = said_on(at)
    assert "李审核员，2025年8月1日" in said
    assert say("history", count=1) in said
    assert MINE.name not in names(at)


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[" * 10_000, b" " * (filed.LARGEST + 1), b'{"format": "policy-scenario"}']
)
def test_a_hostile_file_is_refused_in_words_and_changes_nothing(data, token):
    at = hand_over(visit("budget", session=dict(ANSWERED)), data)
    assert names(at) == ["现行"]
    assert 'class="f-notice refused" role="alert"' in drawn(at)
    assert names(hand_over(at, FILE))[-1] == MINE.name, "another file can be opened then"


def the_file(token, scenario=MINE, **asked: str) -> tuple[str, bytes]:
    given = {exports.SCENARIOS: exports._packed([scenario]), "lang": "zh", **asked}
    made = exports.makers()[exports.SCENARIO](database(), token, given)
    return made.name, b"".join(made.parts)


def test_the_file_of_an_official_states_author_versions_and_figures_and_verify_takes_them(token, divided, tmp_path):
    kept = scenarios.save(divided, ANN, POLICY, replace(MINE, budget=None))
    kept = scenarios.save(divided, ANN, POLICY, MINE, id=kept.id, version=kept.version)
    name, data = the_file(token, kept=kept.id)
    content = json.loads(data)
    assert name.startswith("【内部】") or "内部" in name
    assert content["author"] == dividing.NAME
    assert [(one["who"], one["number"]) for one in content["history"]] == [("安", 1), ("安", 2)]
    assert content["history"][1]["changes"] == [{"zh": "预算：未设→1500万元", "en": "Budget: none → 1500万元"}]
    assert "测试" not in data.decode()
    assert filed.read(POLICY, data).fitted(POLICY).scenario == MINE

    from engine.registry import cohorts

    held = cohorts.load(divided, ANN, POLICY, 2025)
    assert held.worked is not None
    for file, of in (("s.json", content), ("c.json", held.worked.cohort.stated)):
        (tmp_path / file).write_text(json.dumps(of), encoding="utf-8")
    found = verify(str(tmp_path / "s.json"), str(tmp_path / "c.json"), lambda _: POLICY)
    assert (found["same"], found["checked"], found["differences"]) == (True, "all", [])


def test_the_file_is_for_who_is_signed_in_and_has_no_figures_without_claims(token, divided):
    with pytest.raises(NotAllowed):
        the_file("nobody")
    _, data = the_file(token, replace(MINE, year=2031))
    assert json.loads(data)["figures"] is None


def test_of_a_long_history_the_newest_versions_are_worked_out_once_when_the_file_comes(token, monkeypatch):
    read = []

    def noted(*given):
        read.append(given)
        return fitted(*given)

    monkeypatch.setattr("engine.view.budget.history.fitted", noted)
    past = [(Version(n, "安", "2025-07-01T08:00:00+00:00", OLD | {"budget": str(n)}), ()) for n in range(1, 151)]
    content = filed.as_bytes(filed.document(POLICY, MINE, date(2025, 8, 1), "李", past)).replace(b"0.4", b"1.4")
    at = hand_over(visit("budget", session=dict(ANSWERED)), content)
    said = said_on(at)
    assert say("history", count=150) in said
    assert say("versions_more", count=150 - MOST_SHOWN) in said
    assert len(read) == MOST_SHOWN + 1
    again(at)
    assert len(read) == MOST_SHOWN + 1


# ------------------------------------------------------------------------------------------------ versions


def listed(at):
    at.session_state["bd-kept-zh"] = True
    return again(at)


def test_the_versions_of_a_scenario_are_listed_and_an_earlier_one_is_opened_as_a_draft(token, divided):
    kept = scenarios.save(divided, ANN, POLICY, replace(MINE, name="一", overrides={}))
    scenarios.save(divided, Terminal("李"), POLICY, MINE, id=kept.id, version=1)
    at = listed(visit("budget", session=dict(ANSWERED)))
    said = said_on(at)
    assert f"方案名称：一→{MINE.name}；第六条上年度实际发生租金的比例：50%→40%" in said
    assert "预算：1500万元；第十条总额：2000→1800万元" in said
    press(at, "bd-version-open-zh")
    assert desk(at).current.scenario == replace(MINE, name="一", overrides={})
    assert desk(at).current.kept is None


def test_what_is_kept_and_does_not_fit_any_more_is_opened_as_far_as_it_fits(token, divided):
    scenarios.save(divided, ANN, POLICY, MINE)
    with divided.writing() as session:
        session.execute(sql("UPDATE scenarios SET content = replace(content, 'art06_rent.share', 'art06_rent.rate')"))
    at = press(listed(visit("budget", session=dict(ANSWERED))), "bd-open-zh")
    assert MINE.name not in names(at)
    assert "art06_rent.rate" in said_on(at)
    press(at, "bd-lay-zh")
    draft = desk(at).current
    assert draft.scenario == replace(MINE, overrides={})
    assert draft.kept is not None
    press(at, "bd-save-zh")
    assert scenarios.listed(divided, ANN, POLICY)[0].scenario == replace(MINE, overrides={})


def test_a_draft_that_the_tab_has_kept_for_other_rules_is_brought_back_as_far_as_it_fits(token):
    at = opened(written_address(POLICY, MINE))
    record = json.loads(desk_store.text(desk(at)))
    record["drafts"][1]["scenario"]["overrides"] = {"art06_rent.rate": "0.4"}
    record["made_for"] |= {"version": "2024-01-01", "sha256": "0"}
    at = visit("budget", session=ANSWERED | {f"{desk_store.FOUND} {DESK}": json.dumps(record)})
    assert desk(at).drafts[1].scenario == replace(MINE, overrides={})
    said = said_on(at)
    assert say("draft_fitted", name=MINE.name) in said
    assert "「art06_rent.rate」（改为0.4）" in said
    assert "2024-01-01" in said

"""Several companies at once: opened beside the visitor's own answers, listed, opened one by one, made into reports."""

import importlib
import io
import json
import zipfile
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from engine import sheets
from engine.application import saved
from engine.documents.archive import zipped
from engine.text import words
from engine.values.refusal import refuse
from engine.workshop.workshop import Busy
from pages.company import many
from pages.shared import in_use, replacing
from tests.pages.registering import POLICY, company
from tests.pages.seeding import answered, said_on
from tests.pages.visiting import again, boxes, drawn, offered, press, visit

DAY = date(2026, 3, 20)


@pytest.fixture(autouse=True)
def _here(monkeypatch):
    """On a fixed day; what the workshop makes is made here."""

    def made(makes: str, *given: Any) -> bytes:
        module, _, name = makes.partition(":")
        result: bytes = getattr(importlib.import_module(module), name)(*given)
        return result

    monkeypatch.setattr(in_use, "today", lambda: DAY)
    monkeypatch.setattr(many, "today", lambda: DAY)
    monkeypatch.setattr(many, "made", made)


def say(key, lang="zh", **values):
    return words.text(f"companies.{key}", lang, **values)


def a_file(name: str, *provisions: str) -> bytes:
    content = company(name, *(provisions or ("art06_rent",)))
    return saved.write(POLICY, saved.Saved({**content, "readings": {}}), DAY)


def upload(at, *files: tuple[str, bytes]):
    at.file_uploader[0].set_value([(name, data, "application/octet-stream") for name, data in files])
    return again(at)


def filled(*names: str) -> bytes:
    contents = [SimpleNamespace(content=company(n, "art06_rent"), size=None, claims=[], mark="") for n in names]
    return sheets.write(POLICY, contents, "zh")


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_files_of_companies_and_a_workbook_are_listed_together_and_what_is_not_read_is_named(lang):
    at = visit("many", lang)
    upload(
        at,
        ("甲.json", a_file("甲（示例）", "art06_rent", "art11_standards")),
        ("<b>坏</b>.json", b"{}"),
        ("模板.xlsx", filled("乙（示例）", "丙（示例）")),
        ("坏.xlsx", b"PK"),
    )
    assert [one.company.name for one in at.session_state[many.AT_HAND].held] == [
        "甲（示例）",
        "乙（示例）",
        "丙（示例）",
    ]
    said = said_on(at)
    assert all(name in said for name in ("甲（示例）", "乙（示例）", "丙（示例）", "坏.xlsx", say("not_read", lang)))
    assert "<b>坏" not in drawn(at)
    assert said.count("20.00") >= 3
    assert at.session_state["answers"].is_blank(), "the visitor's own answers are others"
    assert not visit("many", lang).session_state[many.AT_HAND].held, "nobody else has them"


def test_there_is_room_for_fifty_and_the_rest_is_named():
    at = visit("many")
    files = [(f"{n}.json", a_file(f"企业{n}（示例）")) for n in range(many.MOST + 1)]
    upload(at, *files[:2])
    hand = at.session_state[many.AT_HAND]
    hand.held = [hand.held[0]] * (many.MOST - 1)
    upload(at, ("模板.xlsx", filled("乙（示例）", "丙（示例）")), files[0], files[1])
    assert len(hand.held) == many.MOST
    assert [name for name, _ in hand.faults] == ["模板.xlsx", "1.json"]


def test_a_company_without_a_date_or_a_name_stands_in_the_list_and_says_so():
    document = json.loads(a_file("甲（示例）"))
    del document["application"]["application_date"], document["application"]["applicant"]["name"]
    at = upload(visit("many"), ("甲.json", json.dumps(document).encode()))
    assert say("no_day") in said_on(at)
    assert say("nameless") in said_on(at)


def test_a_company_opens_as_the_self_assessment_and_asks_before_it_replaces_answers():
    at = upload(visit("many"), ("甲.json", a_file("甲（示例）")), ("乙.json", a_file("乙（示例）")))
    at.query_params["open"] = "2"
    again(at)
    assert at.session_state["answers"].application["applicant"]["name"] == "乙（示例）"
    again(at)
    own = visit("many", session={"answers": answered({**company("自己（示例）"), "readings": {}})})
    upload(own, ("甲.json", a_file("甲（示例）")))
    own.query_params["open"] = "1"
    again(own)
    assert own.session_state["answers"].application["applicant"]["name"] == "自己（示例）"
    assert own.session_state[replacing.ASKED].name == "甲（示例）"
    press(own, "replace_really")
    assert own.session_state["answers"].application["applicant"]["name"] == "甲（示例）"
    links: list[Any] = list(own.get("page_link"))
    assert say("to_result") in [link.proto.label for link in links]


def test_all_reports_come_in_one_archive_and_what_was_not_made_is_named(monkeypatch):
    at = upload(visit("many"), *((f"{name}.json", a_file(f"{name}（示例）")) for name in "甲乙丙"))

    def one_fails(makes: str, *given: Any) -> bytes:
        if "report" in makes and given[1]["applicant"]["name"].startswith("乙"):
            refuse("", "saved.not_json")
        return b"%PDF"

    monkeypatch.setattr(many, "made", one_fails)
    press(at, "companies_reports")
    hand = at.session_state[many.AT_HAND]
    assert [name for name, _ in hand.not_made] == ["乙（示例）"]
    assert say("reports_of", count=2) in offered(at)
    monkeypatch.setattr(many, "made", lambda *given: b"%PDF")
    press(at, "companies_reports")  # only what is missing is made again
    names = [many._report_name(POLICY, one, "zh") for one in hand.held]
    archive = zipped((name, one.reports["zh"]) for name, one in zip(names, hand.held, strict=True))
    with zipfile.ZipFile(io.BytesIO(archive)) as z:
        assert len(set(z.namelist())) == 3
        assert all(name.endswith(f"测算报告-{DAY.isoformat()}.pdf") for name in z.namelist())
    assert not boxes(at, "button", "companies_reports")
    press(at, "companies_clear")
    assert not hand.held


def test_where_many_are_at_work_already_it_is_said_and_what_was_made_stays(monkeypatch):
    at = upload(visit("many"), *((f"{name}.json", a_file(f"{name}（示例）")) for name in "甲乙"))
    done: list[str] = []

    def then_busy(makes: str, *given: Any) -> bytes:
        if done:
            raise Busy
        done.append(makes)
        return b"%PDF"

    monkeypatch.setattr(many, "made", then_busy)
    press(at, "companies_reports")
    assert say("reports_busy") in said_on(at)
    assert [bool(one.reports) for one in at.session_state[many.AT_HAND].held] == [True, False]
    assert many._makers.acquire(blocking=False), "its place is free again"
    many._makers.release()


def test_all_visits_together_hold_so_much_and_then_nothing_more(monkeypatch):
    at = upload(visit("many"), ("甲.json", a_file("甲（示例）")))
    hand = at.session_state[many.AT_HAND]
    monkeypatch.setattr(many, "OF_ALL", 1)
    other = upload(visit("many"), ("乙.json", a_file("乙（示例）")))
    assert [message for _, message in other.session_state[many.AT_HAND].faults] == [words.both("companies.busy")]
    press(at, "companies_reports")
    assert [message for _, message in hand.not_made] == [words.both("companies.busy")]
    assert not hand.held[0].reports
    monkeypatch.undo()
    press(at, "companies_clear")
    assert not hand.held

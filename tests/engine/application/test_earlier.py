"""What was answered when a question meant something else is no answer now: it has to be confirmed, and counts as
unknown until it is."""

import copy
import json
from datetime import date
from typing import Any

import pytest

from engine import sheets
from engine.application import saved, typed
from engine.application.reading import read_application
from engine.assessment.assess import assess
from engine.policy.folder import default_policy, load_policy
from engine.text import words
from engine.values.refusal import Refused
from tests.engine.sheets.made import CODE, workbook
from tests.law.cases import APPLICANT

POLICY = load_policy(default_policy())
DAY = "2025-06-15"
Json = dict[str, Any]


def application(facts: Json, provision: str = "art10_scenario_solver", **applicant: Any) -> Json:
    claims = [{"id": "c1", "provision": provision, "facts": facts}]
    return {"application_date": DAY, "applicant": APPLICANT | applicant, "claims": claims, "readings": {}}


def side(**figures: Any) -> Json:
    return {"challenge_mode": True, "project": {"id": "X", "total_investment": "1000"} | figures}


def file(content: Json, edition: int, **more: Any) -> bytes:
    document = saved.document(POLICY, saved.Saved(content), date(2025, 6, 15))
    return json.dumps({**document, "edition": edition, **more}).encode()


def opened(content: Json, edition: int = 1) -> Json:
    return saved.read(POLICY, file(content, edition)).application


def answer(content: Json) -> Json:
    (found,) = assess(POLICY, content)["claims"]
    return dict(found)


BOTH = {"fiscal_investment": "600", "other_gov_funding": "300"}


def test_a_saved_file_of_the_first_form_with_both_figures_is_to_be_confirmed() -> None:
    content = opened(application(side(**BOTH)))
    project = content["claims"][0]["facts"]["project"]
    assert project["other_gov_funding"] == {"unconfirmed": "300"}
    assert project["fiscal_investment"] == "600"
    found = answer(content)
    assert (found["status"], found["confirmed"], found["ceiling"]) == ("needs_information", "0.00", "0.00")
    (missing,) = found["missing"]
    assert (missing["fact"], missing["unconfirmed"]) == ("project.other_gov_funding", "300")
    assert missing["worth"] == found["most"] == "80.00"
    assert "300" in json.dumps([step["text"]["zh"] for step in found["steps"]], ensure_ascii=False)
    said = saved.read(POLICY, file(application(side(**BOTH)), 1)).changes
    assert words.both("saved.to_confirm") in said


def test_a_confirmed_figure_counts_with_the_fiscal_part() -> None:
    content = opened(application(side(**BOTH)))
    content["claims"][0]["facts"]["project"]["other_gov_funding"] = "300"
    assert answer(content)["confirmed"] == "80.00"
    content["claims"][0]["facts"]["project"]["other_gov_funding"] = "350"
    assert answer(content)["confirmed"] == "50.00"


@pytest.mark.parametrize(
    "figures",
    [
        {"fiscal_investment": "600"},
        {"other_gov_funding": "300"},
        {"fiscal_investment": "0", "other_gov_funding": "300"},
        {"fiscal_investment": "600", "other_gov_funding": 0},
        {"fiscal_investment": None, "other_gov_funding": "300"},
    ],
)
def test_one_figure_means_what_it_meant(figures: Json) -> None:
    content = application(side(**figures))
    assert opened(content)["claims"] == content["claims"]


def test_a_fiscal_part_that_cannot_be_read_is_something() -> None:
    content = opened(application(side(fiscal_investment={"unreadable": "六百"}, other_gov_funding="300")))
    assert content["claims"][0]["facts"]["project"]["other_gov_funding"] == {"unconfirmed": "300"}


def test_the_figures_of_items_and_of_what_is_laid_aside_are_brought_up_too() -> None:
    project = {"id": "X", "total_investment": "1000"} | BOTH
    task = {"national": True, "winner": True, "is_lead": True, "already_rewarded": False, "project": project}
    content = application({"tasks": [task]}, "art07_national_challenge")
    laid_aside = {"art10_scenario_solver": [{"id": "c9", "provision": "art10_scenario_solver", "facts": side(**BOTH)}]}
    found = saved.read(POLICY, file(content, 1, declined=laid_aside))
    assert found.application["claims"][0]["facts"]["tasks"][0]["project"]["other_gov_funding"] == {"unconfirmed": "300"}
    aside = found.declined["art10_scenario_solver"][0]["facts"]["project"]
    assert aside["other_gov_funding"] == {"unconfirmed": "300"}


def test_a_file_of_the_present_form_stays_as_it_is_and_so_does_what_is_to_be_confirmed_in_it() -> None:
    content = application(side(**BOTH), waiver=["ai_robotics"])
    assert opened(content, saved.EDITION) == content
    brought_up = opened(application(side(**BOTH), waiver=True))
    assert opened(brought_up, saved.EDITION) == brought_up


def test_the_command_line_takes_both_figures_as_they_are_meant_now() -> None:
    assert answer(application(side(**BOTH)))["confirmed"] == "80.00"
    assert answer(application(side(fiscal_investment="600", other_gov_funding="400")))["confirmed"] == "0.00"


def test_every_claim_that_names_the_project_waits_for_the_figure() -> None:
    content = opened(application(side(**BOTH)))
    other = {"id": "c2", "provision": "art10_scenario_publisher", "facts": side()}
    content["claims"].append(other)
    claims = assess(POLICY, content)["claims"]
    assert [claim["confirmed"] for claim in claims] == ["0.00", "0.00"]
    assert all("project.other_gov_funding" in [m["fact"] for m in claim["missing"]] for claim in claims)


# ---------------------------------------------------------------------------------------------------- the waiver


def test_a_yes_of_the_first_form_is_asked_which() -> None:
    content = opened(application({"purchase_amount": 500}, "art04_compute_voucher", waiver=True, legal_person=False))
    assert content["applicant"]["waiver"] == {"unconfirmed": True}
    found = answer(content)
    assert (found["status"], found["confirmed"]) == ("needs_information", "0.00")
    assert [(m["fact"], m["worth"]) for m in found["missing"]] == [("applicant.waiver", "150.00")]
    failed = next(s for s in found["steps"] if s.get("fact") == "applicant.legal_person")
    assert failed["state"] == "unknown"
    assert "独立法人" in failed["text"]["zh"]
    content["applicant"]["waiver"] = ["ai_robotics"]
    assert answer(content)["status"] == "ineligible"
    content["applicant"]["waiver"] = ["legal_person"]
    assert answer(content)["confirmed"] == "150.00"


def test_a_yes_of_the_first_form_changes_nothing_where_every_requirement_is_met() -> None:
    content = opened(application({"purchase_amount": 500}, "art04_compute_voucher", waiver=True))
    found = answer(content)
    assert (found["status"], found["confirmed"], found["missing"]) == ("eligible", "150.00", [])


def test_a_no_of_the_first_form_is_none() -> None:
    content = opened(application({"purchase_amount": 500}, "art04_compute_voucher", waiver=False, legal_person=False))
    assert content["applicant"]["waiver"] == []
    assert answer(content)["status"] == "ineligible"


@pytest.mark.parametrize("waiver", [["legal_person"], ["legal_person", "ai_robotics"], True])
def test_a_waiver_lifts_what_it_names(waiver: Any) -> None:
    facts = {"purchase_amount": 500}
    assert (
        answer(application(facts, "art04_compute_voucher", legal_person=False, waiver=waiver))["confirmed"] == "150.00"
    )
    elsewhere = application(
        facts, "art04_compute_voucher", legal_person=False, operates_in_longhua=False, waiver=waiver
    )
    assert answer(elsewhere)["confirmed"] == ("150.00" if waiver is True else "0.00")


@pytest.mark.parametrize(
    "waiver", [["disqualified"], ["ai_robotics", "rich"], ["ai_robotics", 1], "ai_robotics", 1, {}]
)
def test_a_waiver_of_what_cannot_be_waived_is_refused_with_what_can(waiver: Any) -> None:
    with pytest.raises(Refused) as refused:
        read_application(POLICY, application({}, waiver=waiver))
    (error,) = refused.value.errors
    assert error["path"].startswith("applicant.waiver")
    for said in error["message"].values():
        assert all(name in said for name in ("legal_person", "operates_in_longhua", "ai_robotics"))


def test_two_applications_that_waive_the_same_say_the_same_however_it_is_written() -> None:
    names = ["operates_in_longhua", "legal_person", "ai_robotics", "legal_person"]
    one, two = (read_application(POLICY, application({}, waiver=waiver)) for waiver in (names, True))
    assert one.applicant["waiver"] == two.applicant["waiver"]


def test_what_is_to_be_confirmed_is_written_as_what_it_is() -> None:
    funding = next(f for f in POLICY.common if f.name == "other_gov_funding")
    waiver = next(f for f in POLICY.applicant if f.name == "waiver")
    assert "300.00万元" in typed.written(funding, {"unconfirmed": "300"}, "zh")
    assert "待确认" in typed.written(funding, {"unconfirmed": "300"}, "zh")
    why = typed.to_confirm(funding, "300")
    assert "财政投入" in why["zh"]
    assert "300" in why["zh"]
    assert "fiscal part" in why["en"]
    assert "哪一项" in typed.to_confirm(waiver, "true")["zh"]
    assert typed.written(waiver, ["ai_robotics"], "zh") == "属于人工智能、机器人领域"
    assert typed.written(waiver, [], "zh") == words.text("typed.none", "zh")


# ------------------------------------------------------------------------------------------------------- sheets

FORMER = ["统一社会信用代码", "单位名称", "申报之日", "单位类型", "主管部门对第三条的书面例外"]
NOW = [*FORMER[:-1], "主管部门书面同意例外的第三条要求"]
SOLVER = [
    "申报主体（统一社会信用代码或编号）",
    "项目编号或名称",
    "项目总投入（万元）",
    "其中财政投入（万元）",
    "国家、省、市、区其它资助（万元）",
    "以揭榜挂帅方式组织",
]


def solver_title() -> str:
    return POLICY.provision("art10_scenario_solver").title.zh


def sheet(headings: list[str], waiver: Any, funding: str, fiscal: Any = 600) -> Json:
    mode = next(f for f in POLICY.provision("art10_scenario_solver").facts if f.name == "challenge_mode").label.zh
    columns = [*SOLVER[:4], funding, mode]
    data = workbook(
        {
            "申报主体": [headings, [CODE, "示例公司", "2025-06-15", "企业", waiver]],
            solver_title(): [columns, [CODE, "X", 1000, fiscal, 300, "是"]],
        }
    )
    (found,) = sheets.read(POLICY, data, "x")
    return found.content


def test_a_table_of_a_former_template_is_brought_up() -> None:
    content = sheet(FORMER, "是", SOLVER[4])
    assert content["applicant"]["waiver"] == {"unconfirmed": True}
    assert content["claims"][0]["facts"]["project"]["other_gov_funding"] == {"unconfirmed": "300"}
    alone = sheet(FORMER, "否", SOLVER[4], fiscal=None)
    assert alone["applicant"]["waiver"] is False
    assert alone["claims"][0]["facts"]["project"]["other_gov_funding"] == "300"


def test_a_table_of_the_present_template_says_what_it_says() -> None:
    now = "除上述财政投入外的国家、省、市、区资助（万元）"
    content = sheet(NOW, "属于人工智能、机器人领域、具有独立法人资格", now)
    assert content["applicant"]["waiver"] == ["ai_robotics", "legal_person"]
    assert content["claims"][0]["facts"]["project"]["other_gov_funding"] == "300"
    assert sheet(NOW, "无", now)["applicant"]["waiver"] == []
    assert "waiver" not in sheet(NOW, None, now)["applicant"]
    assert sheet(NOW, "legal_person; ai_robotics", now)["applicant"]["waiver"] == ["legal_person", "ai_robotics"]


@pytest.mark.parametrize("waiver", ["是", "独立法人", "属于人工智能、机器人", True])
def test_a_table_names_what_can_be_waived(waiver: Any) -> None:
    with pytest.raises(Refused) as refused:
        sheet(NOW, waiver, "除上述财政投入外的国家、省、市、区资助（万元）")
    said = refused.value.errors[0]["message"]["zh"]
    assert "具有独立法人资格" in said or waiver is True


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_export_holds_a_waiver_and_an_import_reads_it(lang: str) -> None:
    content = application(side(**BOTH), waiver=["operates_in_longhua", "ai_robotics"], uscc=CODE)
    stored = type("Stored", (), {"content": content, "size": None, "claims": (), "mark": ""})()
    for waiver in (["operates_in_longhua", "ai_robotics"], ["legal_person"], []):
        content["applicant"]["waiver"] = waiver
        (found,) = sheets.read(POLICY, sheets.write(POLICY, [stored], lang), "x")
        assert found.content["applicant"]["waiver"] == waiver


def test_an_export_of_what_is_to_be_confirmed_is_not_taken_for_confirmed() -> None:
    content = opened(application(side(**BOTH), waiver=True, legal_person=False, uscc=CODE))
    stored = type("Stored", (), {"content": copy.deepcopy(content), "size": None, "claims": (), "mark": ""})()
    with pytest.raises(Refused) as refused:
        sheets.read(POLICY, sheets.write(POLICY, [stored], "zh"), "x")
    assert len(refused.value.errors) == 2
    assert all("待确认" in error["message"]["zh"] for error in refused.value.errors)

"""新旧条款对照表 as a Word document, opened by python-docx and by LibreOffice, and from the command line."""

import json
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT

from engine.__main__ import main
from engine.documents import amendments
from engine.documents.characters import plain
from engine.documents.given import of_amendments
from engine.policy import law
from engine.text import words
from engine.values.money import wan_text
from engine.view.budget.amendments import Amendments
from engine.view.budget.writing import signed
from tests.engine.documents.opening import HOSTILE, office, text
from tests.engine.documents.publishing import POLICY, TINY

DAY = date(2025, 11, 26)
RUN: dict[str, Any] = {
    "name": "提高门槛",
    "budget": "300",
    "readings": {"time_limit": "last_year"},
    "overrides": {"art06_rent.share": "0.4", "art11_standards.tiers.national": "30"},
    "approved_claims": [
        {
            "id": f"c{n}",
            "applicant": f"A{n}",
            "provision": "art06_rent",
            "approved": "15",
            "application_date": "2025-06-15",
        }
        for n in range(4)
    ],
}


def table(lang: str = "zh", **more: object) -> Amendments:
    return of_amendments(POLICY, RUN | more, None, lang)


def opened(found: Amendments, lang: str = "zh"):
    return Document(BytesIO(amendments.as_word(found, lang, DAY)))


def struck(document, which: int) -> list[str]:
    """The runs of the column of the first table that are struck out, or underlined."""
    runs = [
        run
        for row in document.tables[0].rows[1:]
        for paragraph in row.cells[which].paragraphs
        for run in paragraph.runs
    ]
    return [run.text for run in runs if (run.font.strike if which == 1 else run.font.underline)]


def test_it_is_a_table_of_the_changed_articles_on_wide_paper_with_what_changes_marked():
    document = opened(table())
    section = document.sections[0]
    assert (section.orientation, section.page_width > section.page_height) == (WD_ORIENT.LANDSCAPE, True)
    rows = document.tables[0].rows
    assert [cell.text for cell in rows[0].cells] == ["条款", "现行条款", "修改后条款", "全部改动合计的影响（万元）"]
    assert [row.cells[0].text.split()[0] for row in rows[1:]] == ["第六条", "第十一条"]
    old = "\n".join(plain(paragraph) for paragraph in law.paragraphs(POLICY, 6, "zh"))
    assert rows[1].cells[1].text == old
    assert rows[1].cells[2].text == old.replace("租金的50%", "租金的40%")
    assert struck(document, 1) == ["50%", "40万元"]
    assert struck(document, 2) == ["40%", "30万元"]


def test_the_figures_are_those_of_the_outcomes_in_the_text_and_in_the_table():
    found = table()
    document = opened(found)
    effect = document.tables[0].rows[1].cells[3].text
    assert found.articles[0].effect is not None
    before, after = (wan_text(amount) for amount in found.articles[0].effect.paid)
    change = signed(found.articles[0].effect.paid[1] - found.articles[0].effect.paid[0])
    assert [f"实付 {before}→{after}", f"实付增减 {change}"] == effect.split("\n")[-3:-1]
    last = [cell.text for cell in document.tables[-2].rows[-1].cells]
    total = found.totals[-1]
    assert last[1:5] == [wan_text(amount) for amount in (*total.approved, *total.paid)]
    assert last[0] == "合计"


def test_readings_have_a_table_of_their_own_and_a_reader_knows_by_what_it_was_worked_out():
    document = opened(table())
    assert [cell.text for cell in document.tables[1].rows[0].cells] == ["项目", "现行", "修改后"]
    assert len(document.tables[1].rows) == 2
    said = [cell.text for row in document.tables[-1].rows for cell in row.cells]
    assert {POLICY.law_sha256(), POLICY.rules_sha256} <= set(said)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_real_figures_are_internal_on_every_page_and_invented_ones_say_so(lang):
    for mark, beside in (("internal", {}), ("invented", {"invented": True})):
        claims = [claim | beside for claim in RUN["approved_claims"]]
        document = opened(table(lang, approved_claims=claims), lang)
        said = words.text(f"marks.{mark}", lang)
        assert said in document.sections[0].footer.paragraphs[0].text
        assert said in document.paragraphs[0].text


def test_in_english_the_law_is_chinese_and_our_translation_stands_below_it_as_it_is():
    document = opened(table("en"), "en")
    cell = document.tables[0].rows[1].cells[1].text
    assert cell.startswith(plain(law.paragraphs(POLICY, 6, "zh")[0]))
    assert law.paragraphs(POLICY, 6, "en")[1].strip() in cell
    assert "40%" in document.tables[0].rows[1].cells[2].text


def test_the_same_table_makes_the_same_bytes():
    assert amendments.as_word(table(), "zh", DAY) == amendments.as_word(table(), "zh", DAY)


def test_without_claims_there_is_no_word_of_money():
    document = opened(table(approved_claims=[]))
    assert len(document.tables) == 3
    assert "实付" not in document.tables[0].rows[1].cells[3].text
    assert any(words.text("amendments.no_claims", "zh") in paragraph.text for paragraph in document.paragraphs)


def test_another_policy_has_its_own():
    run = {"name": "改", "overrides": {"s05_craft_awards.tiers.city": "5", "last_3_years.years": "2"}}
    found = of_amendments(TINY, run, None, "zh")
    assert [article.number for article in found.articles] == [3, 5, 7]
    assert "分别给予6万元、5万元、1万元的奖励" in opened(found).tables[0].rows[2].cells[2].text


@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_a_scenario_is_called_stands_in_it_as_text(name):
    shown = " ".join(name.split())[:100]
    document = opened(table(name=shown.strip() or "x"))
    assert document.tables


@pytest.mark.long
def test_libreoffice_reads_it(tmp_path):
    said = text(office(amendments.as_word(table(), "zh", DAY), "docx", "pdf", tmp_path))
    assert "新旧条款对照表" in said
    assert "30万元" in said.replace(" ", "")


# ------------------------------------------------------------------------------------------------ from the command line


def written(folder, name: str, content: object) -> str:
    file = folder / name
    file.write_text(json.dumps(content), encoding="utf-8")
    return str(file)


def test_the_command_writes_the_same_as_word_and_as_json(tmp_path, capsys):
    run, word, data = written(tmp_path, "run.json", RUN), tmp_path / "a.docx", tmp_path / "a.json"
    assert main(["amendments", run, "--to", str(word)]) == 0
    assert main(["amendments", run, "--to", str(data)]) == 0
    said = json.loads(data.read_text(encoding="utf-8"))
    assert [article["article"] for article in said["states"]["articles"]] == [6, 11]
    assert said["input"]["scenario"]["name"] == "提高门槛"
    assert said["input"]["base"]["overrides"] == {}
    new = "\n".join(plain(paragraph) for paragraph in said["states"]["articles"][0]["new"])
    assert Document(str(word)).tables[0].rows[1].cells[2].text == new
    assert json.loads(capsys.readouterr().out.splitlines()[0])["file"] == str(word)


def test_the_law_beside_it_has_the_budget_that_is_stated_for_the_year(tmp_path):
    run, data = written(tmp_path, "run.json", RUN), tmp_path / "a.json"
    assert main(["amendments", run, "--annual-budget", "800", "--to", str(data)]) == 0
    said = json.loads(data.read_text(encoding="utf-8"))
    assert [said["input"][name]["budget"] for name in ("base", "scenario")] == ["800", "300"]


def test_what_the_one_pager_is_for_is_its_own_description(capsys):
    with pytest.raises(SystemExit):
        main(["onepager", "--help"])
    assert "one tall page" in capsys.readouterr().out


def test_it_takes_a_scenario_in_the_place_of_the_run_s_own(tmp_path):
    run = written(tmp_path, "run.json", RUN)
    own = {"name": "别的", "year": 2026, "overrides": {"art06_rent.cap": "15"}}
    data = tmp_path / "a.json"
    assert main(["amendments", run, "--scenario", written(tmp_path, "s.json", own), "--to", str(data)]) == 0
    said = json.loads(data.read_text(encoding="utf-8"))
    assert (said["input"]["scenario"]["name"], said["input"]["scenario"]["year"]) == ("别的", 2025)
    assert said["states"]["others"] == []
    assert "给予每年最高15万元" in said["states"]["articles"][0]["new"][1]


@pytest.mark.parametrize(
    ("run", "path"),
    [
        (RUN | {"name": ""}, None),
        (RUN | {"name": 5}, "name"),
        (RUN | {"overrides": {"art06_rent.share": "1.5"}}, "overrides.art06_rent.share"),
        (RUN | {"overrides": {"x": "1"}}, "overrides.x"),
        ([], ""),
    ],
)
def test_what_cannot_be_accepted_is_named(run, path, tmp_path, capsys):
    status = main(["amendments", written(tmp_path, "run.json", run), "--to", str(tmp_path / "a.docx")])
    if path is None:
        assert status == 0
        return
    assert status == 2
    errors = json.loads(capsys.readouterr().err)["errors"]
    assert path in {error["path"] for error in errors}
    assert all(error["message"]["zh"] and error["message"]["en"] for error in errors)
    assert not (tmp_path / "a.docx").exists()

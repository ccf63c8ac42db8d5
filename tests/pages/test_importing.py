"""Claims, and what was awarded in earlier years, imported."""

import io
import re
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from engine import sheets
from engine.application import saved
from engine.registry import decisions, imports, incoming
from engine.registry.access import NotAllowed
from engine.text import words
from engine.text.numerals import article_label
from engine.values import money
from pages.official import exporting, importing
from pages.shared import in_use
from tests.amounts import written
from tests.pages.claims_desk import RENT, STANDARDS, choose, hand_in, importing_page, say
from tests.pages.registering import POLICY, company, everything
from tests.pages.seeding import said_on
from tests.pages.visiting import again, box, boxes, drawn, offered, press, type_in, visit


@pytest.fixture(autouse=True)
def _on_a_fixed_day(monkeypatch):
    monkeypatch.setattr(in_use, "today", lambda: date(2026, 3, 20))


def workbook_of(desk, *contents):
    """A workbook with these applications, as an export makes it. The registry is empty again."""
    desk.add(*contents, file=b"to be exported")
    data = sheets.write(POLICY, everything(desk.registry), "zh")
    for stored in everything(desk.registry):
        decisions.delete(desk.registry, desk.token, stored.id, stored.version)
    return data


def companys_file(name, *provisions):
    content = {**company(name, *(provisions or (RENT,))), "readings": {}}
    return saved.write(POLICY, saved.Saved(content), date(2026, 3, 20))


# ------------------------------------------------------------------------------------------------ importing


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_workbook_is_looked_over_and_then_imported_and_the_same_again_adds_nothing(registry, desk, lang):
    data = workbook_of(desk, company("甲公司（示例）", RENT, STANDARDS), company("乙公司（示例）", RENT))
    at = hand_in(importing_page(lang), ("申报.xlsx", data))
    said = said_on(at)
    assert say("preview_heading", lang) in said
    assert re.search(r"申报\.xlsx 2\s+3\s+140\.00", said)
    assert everything(registry) == []
    press(at, "import_add")
    assert words.text("imports.done_new", lang, applications=2, claims=3) in said_on(at)
    assert len(everything(registry)) == 2
    at = hand_in(importing_page(lang), ("另一个名字.xlsx", data))
    assert words.text("imports.nothing_to_do", lang) in said_on(at)
    assert not boxes(at, "button", "import_add")
    assert len(everything(registry)) == 2


def test_many_companies_files_are_imported_at_once(registry, desk):
    files = [(f"自评{n}.json", companys_file(f"第{n}家（示例）")) for n in range(12)]
    at = press(hand_in(importing_page(), *files), "import_add")
    assert len(everything(registry)) == 12
    assert "企业自评文件12份：新增12份申请、12项申报" in said_on(at)


def title_of(provision, lang):
    return POLICY.provision(provision).title.in_language(lang)


def corrected(data: bytes, *cells: tuple[str, str, int, Any]) -> bytes:
    """A workbook with other values in some cells: how the sheet begins, what is in the heading, the row, the value."""
    book = load_workbook(io.BytesIO(data))
    for sheet, heading, row, value in cells:
        page = next(page for page in book if page.title.startswith(sheet))
        column = next(n for n, cell in enumerate(page[1], 1) if heading in str(cell.value))
        page.cell(row, column, value)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_what_a_corrected_export_changes_is_shown_and_then_done_for_a_reason(registry, desk, lang):
    stored = desk.add(company("甲公司（示例）", RENT), company("乙公司（示例）", RENT))
    first = next(one for one in stored if one.name.startswith("甲"))
    decisions.decide(registry, desk.token, POLICY, first.claims[0].id, 1, approved=20_000_000, score=None, reason="定")
    data = b"".join(exporting.workbook(registry, desk.token, {}).parts)
    row = 2 if sheets.read(POLICY, data, "x")[0].content["applicant"]["name"].startswith("甲") else 4
    other = 6 - row  # each has two rows, one for each of its premises
    cells = [
        ("房租", "核定", other, 9.5),
        ("房租", "理由", other, "按发票"),
        ("房租", "租金", row, 1),
        ("房租", "租金", row + 1, 1),
    ]
    at = hand_in(importing_page(lang), ("更正.xlsx", corrected(data, *cells)))
    said = said_on(at)
    assert re.search(r"更正\.xlsx\s+1\s+1\s+1\s", said), "one corrected, one unchanged, one decision"
    title = words.text("pages.article_step", lang, article=article_label(6, lang), title=title_of(RENT, lang))
    before, after, none = money.amount_text(20_000_000, lang), money.amount_text(9_500_000, lang), say("absent", lang)
    figures = words.text("imports.figure_approved", lang, amount=before)
    assert " ".join(words.text("imports.decision_lapsed", lang, title=title, figures=figures).split()) in said
    assert words.text("imports.sets_approved", lang, before=none, after=after) in said
    (name,) = set(re.findall(r"list=([0-9a-f]+)", drawn(at)))
    made = importing.fault_list(desk.registry, desk.token, {"list": name, "lang": "zh"})
    listed = b"".join(made.parts).decode("utf-8-sig")
    assert "按发票" in listed
    assert "甲公司（示例）" in listed
    assert desk.opened(first).content == first.content, "nothing is written before the button"
    press(at, "import_add")
    assert words.text("imports.need_reason", lang) in said_on(at)
    key = next(one.key for one in at.text_input if one.key.startswith("import-reason"))
    at = press(type_in(at, key, "按核实的发票更正"), "import_add")
    assert words.text("imports.done_changed", lang, changed=1) in said_on(at)
    assert words.text("imports.done_decided", lang, decided=1) in said_on(at)
    assert desk.opened(first).claims[0].lapsed == 20_000_000
    at = visit("claims", lang, query={"application": first.id, "lang": lang})
    said = said_on(at)
    assert "按核实的发票更正" in said
    assert words.text("imports.from_file", lang, file="更正.xlsx") in said
    assert words.text("imports.lapsed_note", lang, amount=before) in said
    at = choose(visit("claims", lang), "standing", "lapsed")
    assert "甲公司（示例）" in said_on(at)
    assert "乙公司（示例）" not in said_on(at)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_what_a_workbook_approves_above_the_estimate_is_listed_and_asked_about(registry, desk, lang):
    stored = desk.add(company("甲公司（示例）", RENT), company("乙公司（示例）", RENT))
    data = b"".join(exporting.workbook(registry, desk.token, {}).parts)
    cells = [("房租", "核定", 2, 99), ("房租", "核定", 4, 98), ("房租", "理由", 4, "专题会议纪要")]
    at = hand_in(importing_page(lang), ("高.xlsx", corrected(data, *cells)))
    said = said_on(at)
    assert words.text("imports.above", lang, count=2) in said
    assert words.text("imports.above_no_reason", lang) in said
    assert words.text("imports.above_reason", lang, reason="专题会议纪要") in said
    assert said.count(money.amount_text(99_000_000, lang)) > 1, "in the notice, and in the list of changes"
    assert words.text("imports.sets_beyond", lang, amount=money.amount_text(20_000_000, lang)) in said
    assert words.text("imports.beyond", lang, count=2) in said
    assert box(at, "button", "import_add").disabled
    key = next(one.key for one in at.text_input if one.key.startswith("import-reason"))
    at = type_in(at, key, "按审核意见")
    (tick,) = [one for one in at.checkbox if (one.key or "").startswith("import-above")]
    assert tick.label == words.text("imports.above_tick", lang, count=1)
    tick.check()
    at = press(again(at), "import_add")
    assert words.text("claims.beyond_unconfirmed", lang, count=2) in said_on(at)
    next(one for one in at.checkbox if (one.key or "").startswith("import-propose")).check()
    at = press(again(at), "import_add")
    assert words.text("imports.done_decided", lang, decided=2) in said_on(at)
    claims = [claim for one in stored for claim in desk.opened(one).claims]
    assert sorted(claim.proposed.amount for claim in claims if claim.proposed) == [98_000_000, 99_000_000]
    assert {claim.approved for claim in claims} == {None}


def test_decisions_go_with_a_correction_only_if_that_is_ticked(registry, desk):
    (stored,) = desk.add(company("甲公司（示例）", RENT, STANDARDS))
    decisions.decide(registry, desk.token, POLICY, stored.claims[0].id, 1, approved=1, score=None, reason="定")
    file = ("少一项.json", companys_file("甲公司（示例）", STANDARDS))
    at = hand_in(importing_page(), file)
    assert box(at, "button", "import_add").disabled
    key = next(one.key for one in at.text_input if one.key.startswith("import-reason"))
    at = type_in(at, key, "撤回房租")
    box(at, "checkbox", "import_going").check().run()
    press(at, "import_add")
    assert [claim.provision for claim in desk.opened(stored).claims] == [STANDARDS]


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_with_one_wrong_cell_nothing_is_imported_and_the_cell_is_named(registry, desk, lang):
    data = workbook_of(desk, company("甲公司（示例）", RENT), company("乙公司（示例）", RENT))
    book = load_workbook(io.BytesIO(data))
    sheet = next(s for s in book if s.title.startswith("房租"))
    head = next(c for row in sheet.iter_rows() for c in row if c.value and "租金" in str(c.value) and c.row < 5)
    cell = sheet.cell(sheet.max_row, head.column)
    cell.value = "<b>三十万左右</b>"
    written = io.BytesIO()
    book.save(written)
    at = hand_in(importing_page(lang), ("好.json", companys_file("丙（示例）")), ("申报.xlsx", written.getvalue()))
    said = said_on(at)
    assert say("faults_heading_one", lang) in said
    assert f"申报.xlsx {sheet.title} {cell.coordinate}" in said
    assert "<b>三十万" not in drawn(at)
    assert not boxes(at, "button", "import_add")
    assert everything(registry) == []


def test_what_is_wrong_leaves_as_a_list_for_the_official_whose_files_they_were(desk):
    at = hand_in(importing_page(), ("=坏.json", b"{}"))
    (name,) = re.findall(r"list=([0-9a-f]+)", drawn(at))
    made = importing.fault_list(desk.registry, desk.token, {"list": name, "lang": "zh"})
    text = b"".join(made.parts).decode("utf-8-sig")
    assert "'=坏.json" in text
    assert words.text("claims.foreign_file", "zh") in text
    assert words.text("claims.foreign_file", "en") in text
    with pytest.raises(NotAllowed):
        importing.fault_list(desk.registry, desk.another("王审核员（示例）"), {"list": name})
    with pytest.raises(NotAllowed):
        importing.fault_list(desk.registry, desk.token, {"list": "0" * 32})


def test_files_are_read_once_and_not_again_with_every_run(desk, monkeypatch):
    read = []
    whole = incoming.preview

    def counted(database, credential, policy, files, reached):
        read.append(len(files))
        return whole(database, credential, policy, files, reached)

    monkeypatch.setattr(incoming, "preview", counted)
    at = hand_in(importing_page(), ("甲.json", companys_file("甲（示例）")))
    again(again(at))
    assert read == [1]
    assert "甲（示例）" not in str(at.session_state[importing.SEEN]), "what is in a file is not kept in the session"


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_an_import_is_undone_as_a_whole_after_a_question(registry, desk, lang):
    desk.add(company("甲（示例）", RENT), company("乙（示例）", RENT), file=b"1")
    desk.add(company("丙（示例）", RENT), file=b"2")
    at = importing_page(lang)
    assert say("files_heading", lang) in said_on(at)
    file = imports.imported_files(registry, desk.token, POLICY)[-1]
    assert f"undo={file.id}" in drawn(at)
    at.query_params["undo"] = file.id
    again(at)
    assert say("files_ask", lang, name=file.name, applications=2) in said_on(at)
    assert len(everything(registry)) == 3
    press(at, "undo_really")
    assert words.text("claims.no_reason", lang, most=300) in said_on(at)
    assert len(everything(registry)) == 3
    press(type_in(at, "undo_reason", "表头错位"), "undo_really")
    assert [stored.name for stored in everything(registry)] == ["丙（示例）"]
    assert say("files_undone", lang, name=file.name, applications=2, claims=2) in said_on(at)
    assert "表头错位" in said_on(importing_page(lang))


def test_decisions_go_with_an_import_only_if_that_is_ticked(registry, desk):
    stored = desk.add(company("甲（示例）", RENT), company("乙（示例）", RENT))
    decisions.decide(registry, desk.token, POLICY, stored[0].claims[0].id, 1, approved=1, score=None, reason="定")
    at = importing_page()
    at.query_params["undo"] = imports.imported_files(registry, desk.token, POLICY)[0].id
    again(at)
    assert words.text("imports.undo_decided", "zh", decisions=1) in said_on(at)
    assert box(at, "button", "undo_really").disabled
    box(at, "checkbox", "undo_decided").check().run()
    press(type_in(at, "undo_reason", "重复导入"), "undo_really")
    assert everything(registry) == []


def test_templates_are_offered_in_both_languages_and_for_each_kind(desk):
    at = importing_page()
    assert list(offered(at)) == [say("template_xlsx_zh"), say("template_xlsx_en"), say("template_csv")]
    assert len(next(b for b in at.selectbox if b.key.startswith("template-of")).options) == len(POLICY.provisions)


# ------------------------------------------------------------------------------------------------ earlier years


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_list_of_earlier_years_is_looked_over_brought_in_corrected_and_undone(registry, desk, lang):
    def awards_say(key, **values):
        return words.text(f"awards.{key}", lang, **values)

    def page(**more):
        return visit("claims", lang, query={"do": "earlier", "lang": lang, **more})

    def listed(*rows):
        heads = [words.text(f"awards.column_{name}", lang) for name in
                 ("name", "uscc", "provision", "matter", "project", "year", "amount", "paid")]  # fmt: skip
        return "\n".join([",".join(heads), *rows]).encode("utf-8-sig")

    assert awards_say("open") in said_on(importing_page(lang))
    wrong = said_on(hand_in(page(), ("名单.csv", listed("甲公司,,没有,,,2024,10,"))))
    assert words.text("claims_page.faults_heading_one", lang, count=1) in wrong
    at = hand_in(page(), ("名单.csv", listed("甲公司,,art06_rent,,,2024,10,8", "乙公司,,art06_rent,,,2024,5,")))
    assert awards_say("plan", new=2, changed=0, same=0, amount=written("15.00")) in said_on(at)
    press(at, "earlier_add")
    said = said_on(page())
    assert awards_say("years_heading") in said
    assert "15.00" in said
    at = hand_in(page(), ("更正.csv", listed("甲公司,,art06_rent,,,2024,9,")))
    before = words.text("awarded.amount_paid", lang, amount=written("10.00"), paid=written("8.00"))
    assert before in said_on(at)
    at = press(at, "earlier_add")
    assert words.text("claims.no_reason", lang, most=300) in said_on(at)
    key = next(one.key for one in at.text_input if one.key and one.key.startswith("earlier-reason"))
    press(type_in(at, key, "按拨付凭证更正"), "earlier_add")
    newest = imports.imported_files(registry, desk.token, POLICY)[0]
    assert (newest.awards, newest.changed, newest.reason) == (1, 1, "按拨付凭证更正")
    at = page(undo=newest.id)
    assert awards_say("undo_gives_place") in said_on(at)
    press(type_in(at, "undo_reason", "误更正"), "undo_really")
    said = said_on(page())
    assert "误更正" in said
    assert "15.00" in said, "what it corrected is what it was"
    assert "更正.csv" not in said_on(importing_page(lang)), "applications' files stand on their own page"

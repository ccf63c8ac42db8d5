"""The company's report: the engine's figures and the words of the law, the same in both forms, in every language."""

import copy
import io
import json
import sys
import zipfile
from datetime import UTC, date, datetime
from fractions import Fraction
from io import BytesIO
from random import Random
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from PIL import Image
from pypdf import PdfReader

from engine.__main__ import _arguments, main
from engine.allocation import payout
from engine.allocation.payout import Published
from engine.application.reading import read_application
from engine.assessment.assess import assess
from engine.documents import carried, report
from engine.documents.characters import plain, settable
from engine.documents.report import contents, given
from engine.documents.report.bars import drawn
from engine.documents.report.blocks import Amounts, Bar, Heading, PageBreak, Points, Table, Text
from engine.documents.report.stated import again as worked_again
from engine.documents.report.stated import stated as statement_on
from engine.policy import law
from engine.policy.folder import default_policy, load_folder, load_policy
from engine.steps.step import CALCULATED_GRADES
from engine.text import words
from engine.text.numerals import article_label
from engine.values.money import WAN, amount_text, wan_text
from engine.values.refusal import Refused
from engine.values.written import WrittenAmount
from engine.view import claim_result, result, waterfall
from tests import invented_year
from tests.amounts import fen
from tests.conftest import ROOT
from tests.engine.documents.opening import HOSTILE, fonts, office, pages, pictures, text
from tests.oracle.applications import applications
from tests.pages import samples

POLICY = load_policy(default_policy())
DAY = date(2026, 3, 21)
RATIO = Fraction(3, 5)
EDGE_MM, PAGE_MM = 12, 210
UNIT = words.text("results.wan", "zh")
NONE = words.text("results.table_none", "zh")


def application(**changes):
    return {**copy.deepcopy(samples.application()), **changes}


def on(raw, ratio=RATIO, policy=POLICY):
    return result.assessed(policy, raw, ratio)


@pytest.fixture(scope="module")
def rich():
    """A result with every status, several items, another policy and another reading than the default."""
    return on(application(readings={"embodied_cap_scope": "model"}))


@pytest.fixture(scope="module", params=words.LANGUAGES)
def made(request, rich):
    """The language, the report as blocks, and both its forms."""
    lang = request.param
    return lang, contents.compose(rich, lang, DAY), report.as_pdf(rich, lang, DAY), report.as_word(rich, lang, DAY)


def opened(docx) -> Any:
    """A DOCX as python-docx reads it."""
    return Document(BytesIO(docx))


def read(pdf) -> Any:
    """A PDF as pypdf reads it."""
    return PdfReader(BytesIO(pdf))


def seen(png) -> Any:
    """A picture in greys."""
    return Image.open(BytesIO(png)).convert("L")


def packed(said):
    """Text without the blanks and line ends of a layout."""
    return "".join(said.split())


def written(docx):
    """What stands in a DOCX, without blanks, from its first paragraph to its last."""
    return packed("".join(node.text or "" for node in opened(docx).element.body.iter(qn("w:t"))))


def texts(made_of):
    """Every text of a report, in order."""
    yield from (made_of.over, made_of.heading)
    for block in made_of.blocks:
        if isinstance(block, Heading):
            yield from (block.chip, block.text)
        elif isinstance(block, Text):
            yield from (piece.text for piece in block.pieces)
        elif isinstance(block, Table):
            yield from (column.head for column in block.columns)
            for row in block.rows:
                yield from cells(row.cells)
        elif isinstance(block, Points):
            yield from cells(block.entries)
        elif not isinstance(block, PageBreak):
            for one in block.amounts:
                yield from (one.label, one.amount or block.none, one.note)


def cells(own):
    return (piece.text for cell in own for line in cell.lines for piece in line)


# ------------------------------------------------------------------------------------------------ what it says


def test_every_published_figure_stands_in_both_forms(rich, made):
    lang, _, pdf, docx = made
    summary = rich.summary
    figures = [summary.head.total.confirmed, summary.head.most, summary.head.total.paid]
    for line in summary.all:
        figures += [line.confirmed, line.actual, *(reason[lang] for reason in line.reasons[:1])]
        figures += [wan_text(fen(line.claim[name])) for name in ("confirmed",) if line.confirmed]
        told = claim_result.claim(POLICY, line, rich.paid, lang)
        rows = waterfall.rows(told.steps, lang)
        figures += [said for row in rows if row.step not in ("sum", "best") for said in (row.amount_text, row.cut_text)]
    assert len(set(figures)) > 25
    assert summary.head.total.paid not in ("", summary.head.total.confirmed)
    for said in (text(pdf), written(docx)):
        assert not [figure for figure in figures if packed(figure) not in said]


def test_every_step_is_there_with_its_article_and_the_words_of_the_law(rich, made):
    lang, _, pdf, docx = made
    cited = [
        (step["name"][lang], cite, step["unwritten"][lang] if "unwritten" in step else cite["quote"])
        for claim in rich.assessment["claims"]
        if not POLICY.provision(claim["provision"]).gives_nothing
        for step in claim["steps"]
        for cite in step["cites"]
    ]
    assert len(cited) > 60
    assert any(shown != cite["quote"] for _, cite, shown in cited)
    law = POLICY.law_text()
    for said in (text(pdf), written(docx)):
        for name, cite, shown in cited:
            assert cite["quote"] in law
            assert packed(name) in said
            assert packed(article_label(cite["article"], lang)) + packed(shown) in said


def test_both_forms_say_all_of_it_and_word_in_the_order_of_the_blocks(made):
    _, blocks, pdf, docx = made
    everything = [packed(plain(said)) for said in texts(blocks)]
    said, at = written(docx), 0
    for one in everything:
        at = said.find(one, at)
        assert at >= 0, one
        at += len(one)
    (amounts,) = (block.amounts for block in blocks.blocks if isinstance(block, Amounts))
    assert len(said) - len("".join(everything)) == len(packed(UNIT)) * len(amounts)  # behind each of the amounts
    in_pdf = text(pdf)
    assert not [one for one in texts(blocks) if packed(settable(one)) not in in_pdf]


def test_what_failed_and_what_is_missing_is_said_with_what_it_is_worth(rich, made):
    lang, _, pdf, _ = made
    said = text(pdf)
    failed = [s for c in rich.assessment["claims"] for s in c["steps"] if s.get("state") == "failed"]
    missing = [m for c in rich.assessment["claims"] for m in c["missing"]]
    assert failed
    assert missing
    assert not [s for s in failed if packed(s["text"][lang]) not in said]
    for m in missing:
        assert packed(m["label"][lang]) in said
        assert packed(wan_text(fen(m["worth"]))) in said


def test_the_law_is_named_with_its_version_and_hash_and_the_disclaimer_stands_on_every_page(made):
    lang, _, pdf, docx = made
    for said in (text(pdf), written(docx)):
        assert POLICY.law.sha256 in said
        assert packed(POLICY.title.in_language(lang)) in said
        assert POLICY.version in said
        assert POLICY.law.source in said
    disclaimer = packed(words.text("results.foot_disclaimer", lang))
    assert all(disclaimer in page for page in pages(pdf))
    assert disclaimer in packed(opened(docx).sections[0].footer.paragraphs[0].text)


def test_a_reading_that_matters_is_shown_with_its_difference_and_one_that_was_changed_is_named(made):
    lang, _, pdf, _ = made
    reading = POLICY.reading("embodied_cap_scope")
    said = text(pdf)
    assert packed(reading.question.in_language(lang)) in said
    chosen = next(c.label.in_language(lang) for c in reading.choices if c.id == "model")
    assert packed(words.text("report.reading_changed", lang, choice=chosen)) in said
    models = [
        {"landing_date": "2025-08-01", "assessed": True, "already_rewarded": False, "rd_cost": cost, "project": project}
        for cost, project in (("300", {"total_investment": "300"}), ("160", {"total_investment": "160"}))
    ]
    two = [{"id": "m", "provision": "art09_embodied_model", "facts": {"models": models}}]
    other = on(application(claims=two))
    assert [r["difference"] for r in other.readings] == ["+80.00"]
    told = text(report.as_pdf(other, lang, DAY))
    assert packed(words.text("results.reading_difference", lang, difference=WrittenAmount("+80.00", 80 * WAN))) in told
    assert packed(reading.quotes[0]) in told


def test_every_quote_stands_below_its_translation_in_english(rich):
    tables = [b for b in contents.compose(rich, "en", DAY).blocks if isinstance(b, Table) and b.kind == "citations"]
    count = 0
    for table in tables:
        above = ""
        for row in table.rows:
            pieces = [piece for cell in row.cells for line in cell.lines for piece in line]
            if row.style == "group":
                above = pieces[0].text
            elif any(piece.style == "quote" for piece in pieces):
                article = int(pieces[0].text.removeprefix("Art. "))
                ours = " ".join(" ".join(law.paragraphs(POLICY, article, "en")).split())
                assert above
                assert above in ours
                count += 1
    assert count > 20


FIVE = ("agenda.heading", "papers.heading", "results.years_heading")


def test_the_five_answers_stand_on_two_pages_and_the_facts_begin_on_the_third(rich, made):
    lang, _, pdf, _ = made
    first, second, third = pages(pdf)[:3]
    assert all(packed(line.title[lang]) in first for line in rich.summary.all)
    assert rich.summary.head.total.confirmed in first
    assert rich.summary.head.total.paid in first
    assert first.count(packed(words.text("results.foot_disclaimer", lang))) == 2
    places = [(first + second).index(packed(words.text(key, lang))) for key in FIVE]
    assert places == sorted(places)
    assert third.startswith(packed(words.text("report.given", lang)))


def twelve():
    """The result of twelve claims, each with a reason of its own."""
    more = [
        {"id": f"s{n}", "provision": "art10_scenario_solver", "facts": {"project": {"id": f"P{n}"}}}
        for n in range(2, 8)
    ]
    return on(application(claims=[*samples.application()["claims"], *more]))


def test_twelve_claims_still_have_one_page_of_summary():
    result_of_twelve = twelve()
    assert len(result_of_twelve.summary.all) == 13
    first, second, third = pages(report.as_pdf(result_of_twelve, "en", DAY), 3)
    assert first.count(packed(words.text("results.foot_disclaimer", "en"))) == 2
    assert all(packed(words.text(key, "en")) in first + second for key in FIVE)
    assert third.startswith(packed(words.text("report.given", "en")))


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_without_a_payout_ratio_the_amount_after_the_budget_is_said_not_to_be_estimated(lang):
    page = pages(report.as_pdf(on(application(), None), lang, DAY), 1)[0]
    assert packed(words.text("results.figure_paid_unknown", lang)) in page
    assert page.count(packed(words.text("report.not_estimated", lang))) >= 2
    assert packed(words.text("report.ratio_none", lang)) in page


def test_from_which_budget_a_claim_is_paid_changes_what_is_paid_but_nothing_before_the_budget():
    """Of such a reading the report says no more than holds."""
    voucher = [c for c in samples.application()["claims"] if c["provision"] == "art04_compute_voucher"]
    raw = application(claims=voucher)
    other = application(claims=voucher, readings={"arts_4_8_draw_on_budget": "true"})
    paid, paid_otherwise = on(raw), on(other)
    assert paid.summary.head.total.paid != paid_otherwise.summary.head.total.paid
    assert [r["reading"] for r in paid.readings] == []
    assert [c["confirmed"] for c in paid.assessment["claims"]] == [
        c["confirmed"] for c in paid_otherwise.assessment["claims"]
    ]
    said = [said for said in texts(contents.compose(paid, "en", DAY)) if said.startswith("No other reading")]
    assert len(said) == 1
    assert said[0].endswith("before the budget.")


def published(why=None, ratio=Fraction(1, 2)):
    moment = datetime(2026, 3, 1, 17, 30, tzinfo=UTC)
    return Published(
        {"zh": "首轮测算", "en": "首轮测算"}, 2026, moment, ratio, readings=POLICY.default_readings(), why=why
    )


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_published_scenario_is_followed_and_named_with_the_moment_in_china(lang):
    raw, scenario = application(), published()
    assessment = assess(POLICY, raw)
    paid = payout.after_published(POLICY, assessment, scenario)
    page = text(report.as_pdf(result.result_of(POLICY, raw, assessment, paid, Fraction(1, 2), [], scenario), lang, DAY))
    assert paid["total"]["actual"] in page
    assert packed(payout.source(POLICY, scenario, "2026-03-02 01:30")[lang]) in page
    assert packed(words.text("report.ratio_own", lang, percent="50%")) not in page


def test_a_published_scenario_that_does_not_apply_says_why():
    why = words.both("payout.other_year", name="首轮测算", year=2025)
    raw = application()
    assessment = assess(POLICY, raw)
    page = text(report.as_pdf(result.result_of(POLICY, raw, assessment, None, None, [], published(why)), "zh", DAY))
    assert packed(why["zh"]) in page


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_what_was_stated_stands_uncut_among_the_facts(lang):
    rent = {"rents": [{"amount": "39.999999", "year": 2025}]}
    raw = application(
        claims=[{"id": "r", "provision": "art06_rent", "facts": rent}], already_awarded={"art05": "0.129"}
    )
    said = [piece for block in given.blocks(on(raw), lang) if isinstance(block, Table) for r in block.rows
            for piece in cells(r.cells)]  # fmt: skip
    cny = {"zh": ("", ""), "en": (" (CNY 399,999.99)", " (CNY 1,290)")}[lang]
    assert f"39.999999{UNIT}{cny[0]}" in said
    assert f"0.129{UNIT}{cny[1]}" in said


def test_what_was_paid_before_stands_among_the_facts():
    pool = POLICY.pools[0]
    raw = application(already_awarded={pool.id: "120"}, quota_used={"art12_public_platform": 2})
    read_application(POLICY, raw)
    tables = [block for block in given.blocks(on(raw), "zh") if isinstance(block, Table)]
    rows = [tuple(cells(row.cells)) for row in tables[0].rows]
    assert (words.text("report.awarded", "zh", label=pool.label.zh), "120.00万元") in rows
    title = POLICY.provision("art12_public_platform").title.zh
    assert (words.text("report.places_taken", "zh", title=title), "2") in rows


def test_what_the_applicant_was_awarded_before_stands_among_the_facts_with_what_contradicts_it():
    rent = {"rents": [{"amount": "30", "year": 2025}], "assessed": True, "years_received": 0}
    had = {"provision": "art06_rent", "year": 2025, "amount": "15", "paid": "12", "project": "一号楼"}
    raw = application(claims=[{"id": "r", "provision": "art06_rent", "facts": rent}], history=[had])
    tables = [block for block in given.blocks(on(raw), "zh") if isinstance(block, Table)]
    rows = [tuple(cells(row.cells)) for row in tables[0].rows]
    title = POLICY.provision("art06_rent").title.zh
    assert (f"2025年获得的资助：{title}", "核定15.00万元，实付12.00万元（一号楼）") in rows
    said = dict(rows)[words.text("report.contradiction", "zh")]
    assert "“0”" in said
    assert "（1）" in said


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_an_answer_of_which_the_readings_in_force_make_nothing_stands_among_the_facts_and_says_so(lang):
    parks = {"parks": [{"operating_cost": 500, "year": 2025, "assessed": True}], "awarded_this_year": "40"}
    raw = application(claims=[{"id": "p", "provision": "art06_park_operations", "facts": parks}])
    fact = POLICY.provision("art06_park_operations").fact("awarded_this_year")

    def said(readings):
        answered = on(raw | {"readings": readings})
        tables = [block for block in given.blocks(answered, lang) if isinstance(block, Table)]
        return [tuple(cells(row.cells)) for row in tables[-1].rows if fact.label.in_language(lang) in cells(row.cells)]

    (counts,) = said({})
    (idle,) = said({"park_cap_scope": "park"})
    assert idle[1] == words.text("report.idle", lang, given=counts[1])


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_nothing_claimed_is_a_report_too(lang):
    empty = on({"application_date": "2026-03-20", "applicant": {}, "claims": []}, None)
    for said in (text(report.as_pdf(empty, lang, DAY)), written(report.as_word(empty, lang, DAY))):
        assert packed(words.text("results.headline_nothing", lang)) in said


def test_another_policy_makes_its_own_report():
    tiny = load_folder(ROOT / "tests" / "policies" / "tiny-invented-2026")
    raw = {
        "application_date": "2026-06-01",
        "applicant": {"registered_in_county": True, "makes_paper": True, "on_dishonest_list": False},
        "claims": [{"id": "c", "provision": "s05_craft_awards", "facts": {"awards": [{"rank": "city"}]}}],
    }
    said = text(report.as_pdf(on(raw, policy=tiny), "zh", DAY))
    assert tiny.law.sha256 in said
    assert "龙华" not in said


def test_the_amounts_of_random_applications_are_those_of_the_engine(drawn):
    """Each claim's own amounts, and the amount after the budget, read from the first page."""
    chance, seen = Random(4), set()
    for raw in applications(4, drawn(240)):
        ratio = chance.choice((Fraction(0), Fraction(1), Fraction(1, 3), Fraction(chance.randrange(10**6), 10**6)))
        assessment = assess(POLICY, raw)
        paid = payout.after_budget(POLICY, assessment, ratio)
        expected, known = [], []
        for one in assessment["claims"]:
            confirmed = fen(one["confirmed"])
            own = paid["claims"][one["id"]]
            actual = None if own["other_budget"] or not confirmed else own["actual"]
            expected.append((wan_text(confirmed), NONE if actual is None else wan_text(fen(actual))))
            if confirmed and own["grade"] in CALCULATED_GRADES:
                known.append(own["actual"] is not None)
        blocks = contents.compose(on(raw, ratio), "zh", DAY).blocks
        tables = [block for block in blocks if isinstance(block, Table) and block.kind in ("lines", "short")]
        rows = [row for table in tables for row in table.rows if row.style not in ("total", "group")]
        told = [tuple(cells(row.cells[-2:])) for row in rows]
        zero = wan_text(0)
        assert sorted((zero if first == NONE else first, second) for first, second in told) == sorted(expected)
        (after,) = (one for block in blocks if isinstance(block, Amounts) for one in block.amounts[1:2])
        is_known = not known or any(known)
        assert after.amount == (wan_text(fen(paid["total"]["calculated"])) if is_known else "")
        seen.update(told)
    assert len(seen) > 20


def test_companies_of_every_kind_have_a_report_in_every_language():
    raws = invented_year.contents()[:40]
    for number, raw in enumerate(raws):
        lang = words.LANGUAGES[number % 2]
        made_of = contents.compose(on(raw), lang, DAY)
        assert made_of.heading
        assert any(isinstance(block, Table) and block.kind == "ledger" for block in made_of.blocks)


# ------------------------------------------------------------------------------------------------ as PDF


def test_the_pdf_is_tagged_titled_in_its_language_and_in_embedded_fonts_only(made):
    lang, _, pdf, _ = made
    assert fonts(pdf) == {"NotoSansSC-Regular": True, "NotoSerifSC-Regular": True}
    reader = read(pdf)
    root = reader.trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"])
    assert str(root["/Lang"]).startswith(lang)
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert plain(samples.application()["applicant"]["name"]) in reader.metadata.title
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    kinds = set(_kinds(root["/StructTreeRoot"].get_object()))
    assert {"/H1", "/H2", "/H3", "/H4", "/Table", "/TH", "/TD", "/L", "/LI"} <= kinds
    assert not [page for page in reader.pages if "/Annots" in page]


def _kinds(node):
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        own = kid.get_object() if hasattr(kid, "get_object") else kid
        if isinstance(own, dict) and "/S" in own:
            yield str(own["/S"])
            yield from _kinds(own)


@pytest.mark.parametrize("ending", report.WRITERS)
def test_the_same_result_and_day_give_the_same_bytes_and_another_day_others(rich, made, ending):
    lang, _, pdf, docx = made
    again = report.WRITERS[ending](on(application(readings={"embodied_cap_scope": "model"})), lang, DAY)
    assert again == (pdf if ending == ".pdf" else docx)
    assert report.WRITERS[ending](rich, lang, date(2026, 3, 22)) != again


# ------------------------------------------------------------------------------------------------ as Word


def test_word_has_real_headings_tables_with_heads_and_page_numbers(made):
    lang, blocks, _, docx = made
    document = opened(docx)
    styles = [p.style.name for p in document.paragraphs]
    assert styles.count("Title") == 1
    own = [block.level for block in blocks.blocks if isinstance(block, Heading)]
    assert [int(name[-1]) for name in styles if name.startswith("Heading ")] == own
    drawn_tables = [block for block in blocks.blocks if isinstance(block, Table)]
    with_heads = [t for t in document.tables if t.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None]
    assert len(with_heads) == len(drawn_tables)
    assert all(len(t.rows) == 1 + len(block.rows) for t, block in zip(with_heads, drawn_tables, strict=True))
    section = document.sections[0]
    assert abs(section.page_width - Mm(210)) < Mm(1)
    assert abs(section.page_height - Mm(297)) < Mm(1)
    fields = [f.get(qn("w:instr")) for f in section.footer._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    about = document.core_properties
    assert about.language == {"zh": "zh-CN", "en": "en-US"}[lang]
    assert about.title
    assert about.author == POLICY.names.app.in_language(lang)
    assert about.created.date() == about.modified.date() == DAY
    assert about.last_modified_by == about.author


def test_word_sets_an_east_asian_font_for_all_of_it_and_song_for_the_law(made):
    styles = opened(made[3]).styles
    defaults = styles.element.find(qn("w:docDefaults")).find(f".//{qn('w:rFonts')}")
    assert defaults.get(qn("w:eastAsia")) == "Microsoft YaHei"
    assert not [name for name in defaults.attrib if "Theme" in name]
    quote = styles["Law Quote"].element.find(f".//{qn('w:rFonts')}")
    assert quote.get(qn("w:eastAsia")) == "SimSun"
    languages = styles.element.findall(f".//{qn('w:lang')}")
    # Were its digits Chinese, a line could be broken within a number.
    assert {each.get(qn("w:val")) for each in languages} == {"en-US"}
    language = languages[0]
    assert language.get(qn("w:eastAsia")) == "zh-CN"


def test_word_carries_no_clock_no_template_and_nothing_that_runs_or_leads_elsewhere(made):
    with zipfile.ZipFile(io.BytesIO(made[3])) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        names = package.namelist()
        content = b"".join(package.read(name) for name in names)
    # What it states, and nothing of a template.
    assert [name for name in names if "customXml" in name] == [carried.PART]
    assert not [name for name in names if "thumbnail" in name or "vba" in name.lower()]
    # Styles that are not there are asked for by no part, and no program but ours says that it wrote the file.
    assert not [name for name in names if "numbering" in name or name == "docProps/app.xml"]
    assert b"Macintosh" not in content
    assert b'TargetMode="External"' not in content
    assert b"python-docx" not in content


def test_a_bar_in_word_is_as_wide_as_its_thousandths():
    def parts(bar):
        xml = drawn(bar, 3000)
        return [int(piece.partition('"')[0]) for piece in xml.split('<w:gridCol w:w="')[1:]]

    assert parts(Bar("bind", 432, 100)) == [1296, 300, 1404]
    assert parts(Bar("sum", 1000)) == [3000]
    assert parts(Bar("base", 500, paid=250)) == [1500, 1500, 750, 2250]
    assert parts(Bar("base", 0)) == []
    assert 'w:val="thinDiagStripe"' in drawn(Bar("calc", 500, 500), 3000)
    assert 'w:val="thinDiagStripe"' not in drawn(Bar("calc", 500), 3000)


# ------------------------------------------------------------------------------------------------ hostile


@pytest.fixture(scope="module")
def hostile():
    """Every hostile name in one application: who applies, and the project of a claim for each."""
    claims = [
        {"id": f"x{n}{name[:40]}", "provision": "art10_scenario_solver", "facts": {"project": {"id": name}}}
        for n, name in enumerate(HOSTILE)
    ]
    raw = application(claims=claims)
    raw["applicant"]["name"] = HOSTILE[-1]
    return on(raw)


@pytest.fixture(scope="module")
def hostile_word(hostile):
    return report.as_word(hostile, "zh", DAY)


def test_hostile_names_are_text_in_a_pdf_and_stay_on_the_page(hostile, tmp_path):
    pdf = report.as_pdf(hostile, "zh", DAY)
    said = text(pdf)
    assert not [name for name in HOSTILE if packed(settable(name)) not in said]
    assert b"/URI" not in pdf
    assert b"/JavaScript" not in pdf
    _stays_on_the_page(pdf, tmp_path)


@pytest.mark.parametrize("name", ["\u202e", "  ", "\x00", "\ufe0f"])
def test_a_name_of_which_nothing_is_seen_is_no_name(name):
    raw = application(claims=[])
    raw["applicant"]["name"] = name
    made_of = contents.compose(on(raw, None), "zh", DAY)
    assert made_of.title == made_of.over
    assert all(plain(piece.text) for block in made_of.blocks if isinstance(block, Text) for piece in block.pieces)


SIGNS = ("—", "…", "/", "→", "①", "（", "》", "！", "“")
"""Signs before or behind which no line ends by itself."""


@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.long)])
def test_a_name_of_signs_between_which_no_line_ends_stays_on_the_page(lang, tmp_path):
    claims = [
        {"id": f"s{n}", "provision": "art10_scenario_solver", "facts": {"project": {"id": sign * 300}}}
        for n, sign in enumerate(SIGNS)
    ]
    raw = application(claims=claims)
    raw["applicant"]["name"] = SIGNS[0] * 300
    pdf = report.as_pdf(on(raw), lang, DAY)
    said = text(pdf)
    assert not [sign for sign in SIGNS if sign * 300 not in said]
    _stays_on_the_page(pdf, tmp_path)


def test_hostile_names_are_text_in_word_and_nothing_is_lost(hostile_word):
    said = written(hostile_word)
    assert not [name for name in HOSTILE if packed(plain(name)) not in said]
    body = opened(hostile_word).element.body
    assert list(body.iter(qn("w:fldSimple"), qn("w:instrText"), qn("w:hyperlink"))) == []


def test_libreoffice_opens_it_and_draws_every_page_within_its_margins(hostile_word, tmp_path):
    pdf = office(hostile_word, "docx", "pdf", tmp_path)
    said = text(pdf)
    assert not [name for name in HOSTILE if name.isascii() and packed(plain(name)) not in said]
    assert POLICY.law.sha256 in said
    _stays_on_the_page(pdf, tmp_path)


@pytest.mark.long
def test_libreoffice_draws_the_rich_report_in_each_language(made, tmp_path):
    lang, blocks, _, docx = made
    pdf = office(docx, "docx", "pdf", tmp_path)
    first, *others = pages(pdf, 4)  # what to do and to prepare goes on after the first
    assert packed(blocks.heading) in first
    assert any(page.startswith(packed(words.text("report.given", lang))) for page in others)
    _stays_on_the_page(pdf, tmp_path)


def _stays_on_the_page(pdf, folder):
    """No page is empty, and none has ink in its outer margins."""
    drawn_pages = pictures(pdf, folder)
    assert len(drawn_pages) > 3
    for png in drawn_pages:
        page = seen(png)
        margin = page.width * EDGE_MM // PAGE_MM
        left = page.crop((0, 0, margin, page.height))
        right = page.crop((page.width - margin, 0, page.width, page.height))
        assert left.getextrema()[0] == right.getextrema()[0] == 255
        assert page.crop((margin, 0, page.width - margin, page.height * 9 // 10)).getextrema()[0] < 128


# ------------------------------------------------------------------------------------------------ the ledger in grey


def test_what_is_kept_cut_and_paid_can_be_told_apart_in_grey(tmp_path):
    """In the ledger of the rent: hatched beside solid, with the black edge where the limit bites."""
    rent = application(claims=[c for c in samples.application()["claims"] if c["provision"] == "art06_rent"])
    drawn = pictures(report.as_pdf(on(rent), "zh", DAY), tmp_path, dpi=100)
    greys: dict[int, int] = {}
    for png in drawn:
        for count, grey in seen(png).getcolors(256):
            greys[grey] = greys.get(grey, 0) + count
    tint, primary, ink = 230, 78, 34
    for shade in (tint, primary, ink):
        assert sum(count for grey, count in greys.items() if abs(grey - shade) <= 3) > 1500


# ------------------------------------------------------------------------------------------------ the command


def test_the_command_refuses_several_applications_a_wrong_day_and_a_wrong_ratio(tmp_path, monkeypatch):
    def run(content, *more):
        path = tmp_path / "given.json"
        path.write_text(json.dumps(content), encoding="utf-8")
        arguments = _arguments(["report", str(path), "--to", str(tmp_path / "made.pdf"), *more])
        with pytest.raises(Refused) as refused:
            arguments.run(arguments)
        return refused.value.errors[0]["path"]

    assert run([application(), application()]) == ""
    assert run(application(), "--date", "21.3.2026") == "date"
    assert run(application(), "--payout", "2") == "payout"
    assert run(application(), "--date", "") == "date"
    assert run(application(), "--payout", "") == "payout"
    assert not (tmp_path / "made.pdf").exists()


@pytest.mark.parametrize("ending", report.WRITERS)
def test_the_command_writes_what_the_engine_makes(rich, tmp_path, ending, capfdbinary):
    given_file, to = tmp_path / "given.json", tmp_path / f"made{ending}"
    raw = application(readings={"embodied_cap_scope": "model"})
    given_file.write_text(json.dumps(raw, ensure_ascii=False), encoding="utf-8")
    more = ["--payout", "0.6", "--date", DAY.isoformat(), "--lang", "en"]
    assert main(["report", str(given_file), "--to", str(to), *more]) == 0
    assert json.loads(capfdbinary.readouterr().out)["bytes"] == to.stat().st_size
    assert to.read_bytes() == report.WRITERS[ending](rich, "en", DAY)


def test_who_waits_at_a_terminal_is_told_for_what_and_nobody_else(tmp_path, monkeypatch, capsys):
    given_file = tmp_path / "given.json"
    given_file.write_text(json.dumps(application(claims=[])), encoding="utf-8")
    asked = ["report", str(given_file), "--to", str(tmp_path / "made.docx")]
    monkeypatch.setattr("engine.__main__.write", lambda answer: None)
    assert main(asked) == 0
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert main(asked) == 0
    assert capsys.readouterr().err == words.text("command.making", "zh", name="made.docx") + "\n"


LEVELS = ("international", "national", "industry", "industry")
LATE: dict[str, Any] = {
    "application_date": "2026-11-01",
    "applicant": samples.application()["applicant"],
    "claims": [
        {
            "id": "c1",
            "provision": "art11_standards",
            "facts": {"standards": [{"level": x, "lead": True, "already_rewarded": False} for x in LEVELS]},
        },
        {
            "id": "c2",
            "provision": "art06_rent",
            "facts": {"assessed": True, "years_received": 0, "rents": [{"year": 2025, "amount": "30"}]},
        },
    ],
}
RENT_OF_2026 = {"claim": "c2", "facts": {"rents": [{"year": 2026, "amount": "40"}]}}


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_plan_over_years_stands_in_both_forms(lang):
    found = result.assessed(POLICY, LATE, expected=[RENT_OF_2026])
    for said in (text(report.as_pdf(found, lang, DAY)), written(report.as_word(found, lang, DAY))):
        year = words.text("planned.year", lang, year=2027)
        for sentence in (
            words.text("planned.year_heading", lang, year=2027),
            words.text("planned.year_expected", lang, year=year),
            words.text("planned.proven", lang),
            words.text("planned.soon", lang),
        ):
            assert packed(sentence) in packed(said)
        assert packed(
            words.text(
                "planned.heading_gain", lang, total=amount_text(175 * WAN, lang), gain=amount_text(40 * WAN, lang)
            )
        ) in packed(said)


def test_what_a_report_expects_is_stated_and_worked_out_again():
    found = result.assessed(POLICY, LATE, expected=[RENT_OF_2026, {"claim": "gone", "facts": {}}])
    again, lang, day = worked_again(POLICY, json.loads(json.dumps(statement_on(found, "zh", DAY))))
    assert json.dumps(again.plan) == json.dumps(found.plan)
    assert report.as_pdf(again, lang, day) == report.as_pdf(found, "zh", DAY)
    assert "expected" not in statement_on(on(LATE), "zh", DAY)["given"]

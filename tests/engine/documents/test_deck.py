"""The deck, opened by python-pptx and by LibreOffice: figures are the engine's, charts can be edited, text holds."""

import re
import subprocess
from datetime import datetime
from fractions import Fraction
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from lxml import etree
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.util import Emu, Pt

from engine.documents.deck import deck
from engine.documents.deck.look import COLOURS, SLIDE
from engine.documents.deck.text import cut, fitting, lines, width
from engine.documents.story import story
from engine.policy.parameters import changeable
from engine.sample.case_studies import typical
from engine.scenario import Cohort
from engine.text import words
from tests.engine.documents.opening import HOSTILE, office, text
from tests.engine.documents.publishing import POLICY, STANDARDS_CAP, TINY, published, tiny
from tests.invented_year import whole_year

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
LANGUAGE = {"zh": "zh-CN", "en": "en-US"}
ENTRY = re.compile(r"[−+×]?\d[\d,]*\.\d\d…?%?")


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    return published(overrides=STANDARDS_CAP)


@pytest.fixture(scope="module")
def made(told) -> dict[str, bytes]:
    return {lang: deck(POLICY, told, lang) for lang in words.LANGUAGES}


@pytest.fixture(scope="module", params=words.LANGUAGES)
def lang(request) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def opened(made, lang) -> Any:
    return Presentation(BytesIO(made[lang]))


def texts(slide: Any) -> list[str]:
    """Every text that stands on a slide."""
    found = []
    for shape in slide.shapes:
        if shape.has_text_frame:
            found.append(shape.text_frame.text)
        if shape.has_table:
            found += [cell.text_frame.text for row in shape.table.rows for cell in row.cells]
    return found


def charts(presentation: Any) -> list[Any]:
    return [shape for slide in presentation.slides for shape in slide.shapes if shape.has_chart]


# ------------------------------------------------------------------------------------------------ what it is


def test_it_is_wide_and_every_slide_has_a_title_that_is_its_finding(opened, told, lang):
    assert (opened.slide_width, opened.slide_height) == (Pt(960), Pt(540))
    titles = [slide.shapes.title.text_frame.text for slide in opened.slides]
    assert titles == [slide.title[lang] for slide in story(POLICY, told)]
    kinds = {slide.shapes.title.placeholder_format.type for slide in opened.slides}
    assert kinds == {PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE}


def test_it_has_two_layouts_with_names_in_its_language_and_nothing_of_anybodys_machine(made, opened, lang):
    assert [layout.name for layout in opened.slide_layouts] == {
        "zh": ["封面", "标题和内容"], "en": ["Cover", "Title and content"],
    }[lang]  # fmt: skip
    names = ZipFile(BytesIO(made[lang])).namelist()
    assert not [name for name in names if "thumbnail" in name or "printerSettings" in name]


def test_the_same_publication_gives_the_same_bytes_and_nothing_of_the_moment(told, made, lang):
    assert deck(POLICY, told, lang) == made[lang]
    for entry in ZipFile(BytesIO(made[lang])).infolist():
        assert entry.date_time == (1980, 1, 1, 0, 0, 0)
        if entry.filename.endswith(".xlsx"):
            book = openpyxl.load_workbook(BytesIO(ZipFile(BytesIO(made[lang])).read(entry)))
            assert book.properties.created == datetime(2025, 11, 26)


def test_the_file_says_its_language_and_the_day_of_its_figures(opened, told, lang):
    about = opened.core_properties
    assert (about.language, about.created, about.modified) == (
        LANGUAGE[lang],
        datetime(2025, 11, 26),
        datetime(2025, 11, 26),
    )
    assert about.title == story(POLICY, told)[0].title[lang]
    for slide in opened.slides:
        for run in slide.element.iter(f"{A}rPr"):
            assert run.get("lang") == LANGUAGE[lang]


def test_east_asian_fonts_are_set_in_every_theme_and_in_every_chart(made, opened, lang):
    file = ZipFile(BytesIO(made[lang]))
    themes = [name for name in file.namelist() if re.fullmatch(r"ppt/theme/theme\d+\.xml", name)]
    assert len(themes) == 2
    for name in themes:
        theme = etree.fromstring(file.read(name))
        for kind in ("majorFont", "minorFont"):
            assert theme.find(f".//{A}{kind}/{A}ea").get("typeface") == "Microsoft YaHei"
            assert [font.get("script") for font in theme.findall(f".//{A}{kind}/{A}font")] == ["Hans"]
    for shape in charts(opened):
        properties = shape.chart._chartSpace.find(f"{C}txPr").find(f".//{A}defRPr")
        assert properties.find(f"{A}ea").get("typeface") == "Microsoft YaHei"
        assert properties.get("lang") == LANGUAGE[lang]


def test_no_text_is_smaller_than_twenty_points(opened):
    for slide in opened.slides:
        sizes = [int(run.get("sz")) for run in slide.element.iter(f"{A}rPr") if run.get("sz")]
        assert sizes
        assert min(sizes) >= 2000
        for run in slide.element.iter(f"{A}r"):
            assert run.find(f"{A}rPr").get("sz")
    for layout in opened.slide_layouts:
        for part in (layout.element, opened.slide_master.element):
            assert min(int(e.get("sz")) for e in part.iter() if str(e.get("sz")).isdigit()) >= 2000
    for shape in charts(opened):
        assert all(int(e.get("sz")) >= 2000 for e in shape.chart._chartSpace.iter(f"{A}defRPr"))


def test_every_slide_has_its_number_and_the_disclaimer(opened, lang):
    count = len(opened.slides)
    for slide in opened.slides:
        number = next(s for s in slide.placeholders if s.placeholder_format.type == PP_PLACEHOLDER.SLIDE_NUMBER)
        assert number.element.find(f".//{A}fld").get("type") == "slidenum"
        assert number.text_frame.text.endswith(f" / {count}")
    assert words.text("deck.foot", lang) in [s.text_frame.text for s in opened.slide_master.shapes if s.has_text_frame]
    full = words.text("results.foot_disclaimer", lang)
    assert full in texts(opened.slides[count - 1])
    assert all(full in slide.notes_slide.notes_text_frame.text for slide in opened.slides)


# ------------------------------------------------------------------------------------------------ its figures


def test_every_figure_on_a_slide_is_one_of_the_story(opened, told, lang):
    """And the story's are the engine's: see the tests of the story."""
    for slide, source in zip(opened.slides, story(POLICY, told), strict=True):
        known = {source.title[lang], source.over[lang], *(point[lang] for point in source.points)}
        if source.figure:
            known |= {source.figure.text[lang], source.figure.label[lang]}
        if source.table:
            known |= {cell[lang] for row in source.table.rows for cell in row.cells}
        if source.chart:
            known |= {said for series in source.chart.series for said in series.texts}
        figures = {figure for said in known for figure in ENTRY.findall(said)}
        on_slide = {figure for said in texts(slide) for figure in ENTRY.findall(said)}
        assert on_slide <= figures
        if source.kind in ("budget", "gains", "case", "payout"):
            assert len(on_slide) > 5


def test_the_notes_hold_every_cell_and_where_it_comes_from(opened, told, lang):
    for slide, source in zip(opened.slides, story(POLICY, told), strict=True):
        notes = slide.notes_slide.notes_text_frame.text
        assert source.note[lang] in notes
        assert all(said[lang] in notes for said in source.sources)
        for table in (source.table, source.chart_table):
            for row in table.rows if table else ():
                assert words.text("deck.cell", lang).join(cell[lang] for cell in row.cells) in notes


def test_charts_are_native_and_their_numbers_are_the_storys(opened, told, lang):
    drawn = [slide for slide in story(POLICY, told) if slide.chart is not None]
    found = charts(opened)
    assert len(found) == len(drawn) == 7
    for shape, source in zip(found, drawn, strict=True):
        chart, own = shape.chart, source.chart
        assert own is not None
        bars = [n for n, kind in enumerate(own.kinds) if kind != "skip"] if own.kinds else range(len(own.labels))
        for series, told_ in zip(chart.plots[0].series, own.series, strict=True):
            assert series.name == told_.name[lang]
            values = [Fraction(str(value)) for value in series.values if value is not None]
            expected = [told_.values[n] for n in bars]
            exact = [Fraction(int(v * 10**6), 10**6) for v in expected if v is not None]
            assert values == exact


def test_behind_every_chart_is_a_workbook_with_the_same_numbers_and_no_formula(opened, lang):
    for shape in charts(opened):
        chart = shape.chart
        sheet = openpyxl.load_workbook(BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
        assert sheet is not None
        names = [sheet.cell(1, 2 + n).value for n in range(len(chart.plots[0].series))]
        assert names == [series.name for series in chart.plots[0].series]
        labels = [row[0].value for row in sheet.iter_rows(min_row=2)]
        assert labels == list(chart.plots[0].categories)
        assert all(labels)
        for column, series in enumerate(chart.plots[0].series, 2):
            inside: list[Any] = [sheet.cell(2 + n, column).value for n in range(len(series.values))]
            rounded = [[None if v is None else round(v, 6) for v in values] for values in (inside, series.values)]
            assert rounded[0] == rounded[1]
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_a_waterfall_stands_on_bars_that_are_not_seen_and_nothing_is_round(opened):
    kinds = {element.tag.split("}")[1] for s in charts(opened) for element in s.chart._chartSpace.iter(f"{C}*")}
    assert "barChart" in kinds
    assert not kinds & {"pieChart", "doughnutChart", "bar3DChart", "pie3DChart"}
    waterfall = next(s.chart for s in charts(opened) if s.chart._chartSpace.find(f".//{C}barDir").get("val") == "col")
    under = waterfall.plots[0].series[0]._element.find(f"{C}spPr")
    assert under.find(f"{A}noFill") is not None
    cut_ = waterfall.plots[0].series[2]._element.find(f"{C}spPr")
    assert cut_.find(f"{A}pattFill").get("prst") == "wdUpDiag"


def test_what_a_yearly_total_caps_has_a_black_edge(opened, told):
    drawn = next(slide for slide in story(POLICY, told) if slide.kind == "budget").chart
    assert drawn is not None
    paid = charts(opened)[0].chart.plots[0].series[0]
    edged = {
        int(point.find(f"{C}idx").get("val"))
        for point in paid._element.findall(f"{C}dPt")
        if point.find(f".//{A}ln//{A}srgbClr").get("val") == COLOURS["ink"]
    }
    capped = {article for article, is_capped in zip(drawn.articles, drawn.capped, strict=True) if is_capped}
    rows = [row.article for row in _table(told, "budget").rows]
    assert edged == {rows.index(article) for article in capped}


def _table(told: Any, kind: str) -> Any:
    return next(slide for slide in story(POLICY, told) if slide.kind == kind).table


def test_every_chart_and_table_says_what_it_shows(opened):
    for slide in opened.slides:
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table:
                assert shape._element.nvGraphicFramePr.cNvPr.get("descr")


def test_a_total_is_closed_by_a_double_rule_and_an_old_value_struck_through(opened, told):
    budget = next(s.table for s in opened.slides[2].shapes if s.has_table)
    last = list(budget._tbl.iter(f"{A}tr"))[-1]
    assert {line.get("cmpd") for line in last.iter(f"{A}lnB")} == {"dbl"}
    changes = next(s.table for s in opened.slides[4].shapes if s.has_table)
    old, new = (changes.cell(1, n).text_frame.paragraphs[0].runs[0] for n in (1, 2))
    assert old._r.rPr.get("strike") == "sngStrike"
    assert str(new.font.color.rgb) == COLOURS["mine"]


# ------------------------------------------------------------------------------------------------ whether it holds


def assert_holds(presentation: Any) -> None:
    """All that stands on a slide lies on it; every text fits into its place by the widest of the usual fonts; a bar
    stands beside its row."""
    for slide in presentation.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= Pt(SLIDE.width)
            assert shape.top + shape.height <= Pt(SLIDE.height), texts(slide)
            if shape.has_text_frame and shape.text_frame.text and not shape.is_placeholder:
                assert _needs(shape.text_frame, shape.width) <= shape.height + Pt(1)
        title = slide.shapes.title
        assert _needs(title.text_frame, title.width) <= title.height
        for shape in slide.shapes:
            if shape.has_table:
                foot = Emu(0)
                for row in shape.table.rows:
                    foot = Emu(foot + row.height)
                    for column, cell in zip(shape.table.columns, row.cells, strict=True):
                        assert _needs(cell.text_frame, Emu(column.width - 2 * cell.margin_left)) <= row.height + Pt(1)
                assert shape.top + foot <= Pt(496)
        bars = [
            s for s in slide.shapes if s.has_chart and s.chart.plots[0]._element.find(f"{C}barDir").get("val") == "bar"
        ]
        for frame in bars:
            table = next(s for s in slide.shapes if s.has_table)
            rows = list(table.table.rows)
            count = len(list(frame.chart.plots[0].categories))
            assert frame.top == table.top + rows[0].height
            assert frame.height == sum(row.height for row in rows[1 : 1 + count])


def _needs(frame: Any, room: Any) -> Any:
    """The height that a text takes."""
    whole = Emu(0)
    for paragraph in frame.paragraphs:
        run = next(iter(paragraph.runs), None)
        if run is not None:
            size = int(run.font.size.pt)
            count = lines(paragraph.text, size, int(Emu(room).pt), bold=bool(run.font.bold))
            whole = Emu(whole + count * (paragraph.line_spacing or Pt(25)))
    return whole


def test_nothing_is_wider_or_higher_than_its_place(opened):
    assert_holds(opened)


def hard() -> dict[str, Any]:
    """A publication with much to say."""
    numbers = {n.name: "0.07" if n.kind == "rate" else str(int(n.value) + 1) for n in changeable(POLICY)}
    return published(
        name="深" * 120,
        overrides=numbers,
        rule="weighted_proportional",
        terms={"by": "size", "weights": {"micro": "2", "small": "1.5"}},
        readings={r.id: next(c.id for c in r.choices if c.id != r.default) for r in POLICY.readings},
        pools={"art05": "1500.5"},
        quota={"art12_public_platform": 3},
    )


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_long_table_goes_on_on_further_slides_and_still_holds(lang):
    told = hard()
    presentation = Presentation(BytesIO(deck(POLICY, told, lang)))
    assert_holds(presentation)
    found = [texts(slide) for slide in presentation.slides]
    changes = _table(told, "changes")
    assert len(changes.rows) > 30
    on_slides = {said for slide in found for said in slide}
    assert all(row.cells[2][lang] in on_slides for row in changes.rows)
    assert sum(words.text("story.changes_new", lang) in slide for slide in found) > 1


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_another_policys_deck_holds_as_well(lang):
    told = tiny(pools={"s04": "90"})
    presentation = Presentation(BytesIO(deck(TINY, told, lang)))
    assert_holds(presentation)
    assert len(charts(presentation)) == 7
    assert "45万元" in "".join(texts(presentation.slides[1]))


@pytest.mark.parametrize("name", ["".join(HOSTILE[:8])[:120], "".join(HOSTILE[4:8]), *(n[:120] for n in HOSTILE[8:])])
def test_a_hostile_name_is_text(told, name):
    content = deck(POLICY, told | {"scenario": told["scenario"] | {"name": name}}, "zh")
    presentation = Presentation(BytesIO(content))
    assert_holds(presentation)
    kept = "".join(c for c in name if c.isprintable() and not c.isspace() and c not in "\u202e\u2066\u200f\u200b")
    notes = presentation.slides[0].notes_slide.notes_text_frame.text
    assert kept in "".join(notes.split())
    file = ZipFile(BytesIO(content))
    for part in file.namelist():
        if part.endswith(".rels"):
            assert b"a.example" not in file.read(part)
        if part.endswith(".xlsx"):
            assert b"<f>" not in ZipFile(BytesIO(file.read(part))).read("xl/worksheets/sheet1.xml")


def test_nothing_is_drawn_of_few_companies():
    few = Cohort(POLICY, {"applications": whole_year().raw["applications"][:3]})
    presentation = Presentation(BytesIO(deck(POLICY, published(few, overrides=STANDARDS_CAP), "zh")))
    kinds = [slide.kind for slide in story(POLICY, published(few, overrides=STANDARDS_CAP))]
    for slide, kind in zip(presentation.slides, kinds, strict=True):
        if kind in ("budget", "payout", "gains", "sizes"):
            values = [v for s in slide.shapes if s.has_chart for p in s.chart.plots[0].series for v in p.values]
            assert not any(values)


def test_names_of_no_company_are_on_it(made, lang):
    """But for the invented ones of nobody: not even those."""
    everything = b"".join(ZipFile(BytesIO(made[lang])).read(name) for name in ZipFile(BytesIO(made[lang])).namelist())
    for application in whole_year().raw["applications"][:50]:
        assert application["applicant"]["name"].encode() not in everything
        assert application["applicant"]["id"].encode() not in everything
    assert all(company.content["applicant"]["name"].encode() not in everything for company in typical(POLICY, 2025))


# ------------------------------------------------------------------------------------------------ other programs


def _words_on(pdf: bytes, folder: Any) -> list[tuple[int, float, float, float, float, str]]:
    """Every word that LibreOffice has drawn: page, left, top, right, bottom (points), text."""
    (folder / "drawn.pdf").write_bytes(pdf)
    done = subprocess.run(
        ["pdftotext", "-bbox", str(folder / "drawn.pdf"), "-"], capture_output=True, text=True, check=True
    )
    found, page = [], 0
    for line in done.stdout.splitlines():
        if "<page " in line:
            page += 1
        if word := re.search(r'xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>', line):
            left, top, right, bottom = (float(word[n]) for n in range(1, 5))
            found.append((page, left, top, right, bottom, word[5]))
    return found


def assert_drawn_well(content: bytes, folder: Any) -> str:
    pdf = office(content, "pptx", "pdf", folder)
    presentation = Presentation(BytesIO(content))
    drawn = _words_on(pdf, folder)
    assert {word[0] for word in drawn} == set(range(1, len(presentation.slides) + 1))
    for page, left, top, right, bottom, said in drawn:
        assert left >= 40, (page, said)
        assert right <= 922, (page, said)
        # What is low enough to touch the foot is the foot.
        if bottom > 500:
            assert top > 490, (page, said)
    return text(pdf)


def test_libreoffice_draws_every_slide_within_its_bounds(made, told, tmp_path):
    said = assert_drawn_well(made["zh"], tmp_path)
    for slide in story(POLICY, told):
        assert "".join(slide.title["zh"].split()) in said
    for row in _table(told, "budget").rows:
        assert row.cells[5]["zh"] in said


@pytest.mark.long
@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_libreoffice_draws_much_within_its_bounds_too(lang, tmp_path):
    assert_drawn_well(deck(POLICY, hard(), lang), tmp_path)


@pytest.mark.long
def test_libreoffice_draws_the_english_deck_within_its_bounds(made, tmp_path):
    assert_drawn_well(made["en"], tmp_path)


# ------------------------------------------------------------------------------------------------ how text is measured


def test_text_is_measured_by_what_it_consists_of():
    assert width("龙华", 20) == 40
    assert width("龙a", 20) > 20 + width("a", 20)
    assert width("WWW", 20) > width("iii", 20)
    assert width("abc", 20, bold=True) > width("abc", 20)
    assert width("", 20) == 0


def test_lines_break_between_words_and_between_chinese_characters():
    assert lines("", 20, 100) == 1
    assert lines("深" * 5, 20, 100) == 1
    assert lines("深" * 6, 20, 100) == 2
    assert lines("深" * 300, 20, 100) == 60
    assert lines("one two", 20, width("one two", 20)) == 1
    assert lines("one two", 20, width("one two", 20) - 1) == 2
    assert lines("W" * 300, 20, 864) == 7


def test_a_title_takes_the_largest_size_that_fits_and_is_cut_where_none_does():
    assert fitting("深" * 28, [30, 20], 864, 80) == ("深" * 28, 30)
    assert fitting("深" * 60, [30, 20], 864, 80) == ("深" * 60, 20)
    said, size = fitting("深" * 300, [30, 20], 864, 80)
    assert (said[-1], size) == ("…", 20)
    assert lines(said, 20, 864, bold=True) == 3
    assert cut("深" * 10, 20, 100) == "深" * 4 + "…"

"""一图读懂: every number that money hangs on is on the page, a scenario's beside the law's, in both languages and for
any policy; nothing is cut off or lies over anything else; the code leads to the app."""

import json
import re
import struct
import subprocess
import sys
from functools import cache
from io import BytesIO
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest
import segno
from PIL import Image
from pypdf import PdfReader

from engine.__main__ import main
from engine.documents.characters import settable
from engine.documents.onepager import compose, made, make
from engine.policy.folder import default_policy, load_folder, load_policy
from engine.policy.pack import Policy
from engine.policy.parameters import changeable, overridden
from engine.scenario import LONGEST_NAME, read_scenario
from engine.text import words
from engine.text.numerals import article_label
from engine.values.addresses import read_address
from engine.values.refusal import Refused
from engine.values.written import cny_text
from engine.view.rule_words import rule_text
from tests.conftest import ROOT
from tests.engine.documents import qr
from tests.engine.documents.opening import HOSTILE, fonts, installed, text

LAW = load_policy(default_policy())
TINY = load_folder(ROOT / "tests" / "policies" / "tiny-invented-2026")
POLICIES = {"law": LAW, "tiny": TINY}
ADDRESS = "https://policy.example.org/a"
DAY = LAW.law.published
EDGE = 30
"""Points of white at both sides."""
EACH = pytest.mark.parametrize(("name", "lang"), [(name, lang) for name in POLICIES for lang in words.LANGUAGES])
WAN = 1_000_000
PUNCTUATION = set("“”‘’（）《》，。；：、")


def scenario(policy, **values):
    return read_scenario(policy, {"name": "甲方案", "year": 2026, **values})


@cache
def pdf(name, lang, which="law", address=ADDRESS):
    """The page of a policy, under the law or with every number changed, each to one that no other has."""
    policy = POLICIES[name]
    own = scenario(policy, overrides=all_other(policy)) if which == "all" else None
    return make(compose(policy, own, lang, address), ".pdf", DAY)


@cache
def png(lang, address=ADDRESS):
    return make(compose(LAW, None, lang, address), ".png", DAY)


def all_other(policy):
    """Another value for every number of a policy, each of its own."""
    numbers = enumerate(changeable(policy))
    to = {"rate": "0.9{:02}", "amount": "77{:02}", "years": "{}", "count": "88{:02}"}
    return {n.name: to[n.kind].format(40 + i if n.kind == "years" else i) for i, n in numbers}


def shown(kind, value):
    """A value as people read it, written without the engine."""
    if kind == "rate":
        return f"{int(value.removeprefix('0.').ljust(3, '0')) / 10:g}%"
    return value + ("万元" if kind == "amount" else "")


def words_of(pdf_, folder):
    """Each word of the one page of a PDF: left, top, right, bottom (points), and the word; and the page's size."""
    program = installed("pdftotext")
    (folder / "page.pdf").write_bytes(pdf_)
    done = subprocess.run([program, "-bbox", folder / "page.pdf", "-"], capture_output=True, text=True, check=True)
    found = re.findall(
        r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>', done.stdout
    )
    (size,) = re.findall(r'<page width="([\d.]+)" height="([\d.]+)"', done.stdout)
    return [(*map(float, box), word) for *box, word in found], tuple(map(float, size))


# ------------------------------------------------------------------------------------------------------- the numbers


@EACH
def test_every_number_that_money_hangs_on_is_on_the_page(name, lang):
    """Each is another one, so that none stands there for the sake of another."""
    policy = overridden(POLICIES[name], all_other(POLICIES[name]))
    said = text(make(compose(policy, None, lang), ".pdf", DAY))
    for number in changeable(policy):
        assert shown(number.kind, number.value) in said, number.name


@EACH
def test_the_law_as_it_stands_has_its_own_numbers_and_no_scenario(name, lang):
    said = text(pdf(name, lang))
    for number in changeable(POLICIES[name]):
        assert shown(number.kind, number.value) in said, number.name
    assert words.text("onepager.scenario", lang).replace(" ", "") not in said


@EACH
def test_a_scenario_shows_each_number_that_it_changes_behind_the_one_of_the_law(name, lang):
    policy = POLICIES[name]
    said = text(pdf(name, lang, "all"))
    listed, page = said.split(words.text("onepager.head_articles", lang).replace(" ", ""), 1)
    for number in changeable(policy):
        new = shown(number.kind, all_other(policy)[number.name])
        old = shown(number.kind, number.value)
        cny = f"({cny_text(int(number.value) * WAN)})".replace(" ", "") if number.kind == "amount" else ""
        beside = re.compile(f"{re.escape(old)}(年|years|{re.escape(cny)})?{re.escape(new)}")
        assert beside.search(page), number.name
        assert f"{old}{new}" in listed, number.name


def test_no_amount_is_torn_from_its_currency(tmp_path):
    found, _ = words_of(pdf("law", "en"), tmp_path)
    lines = [(top, next_top) for (_, top, *_, word), (_, next_top, *_, _) in pairwise(found) if word.endswith("CNY")]
    assert len(lines) > 20
    assert all(top == next_top for top, next_top in lines)


def test_in_english_an_amount_has_the_yuan_beside_it():
    said = text(pdf("law", "en"))
    for number in changeable(LAW):
        if number.kind == "amount":
            assert cny_text(int(number.value) * WAN).replace(" ", "") in said, number.name


def test_each_number_stands_under_its_own_article():
    articles = {
        a["article"]: json.dumps(a, ensure_ascii=False)
        for chapter in compose(LAW)["what"]["chapters"]
        for a in chapter["articles"]
    }
    assert '"value": "50%"' in articles["第六条"]
    assert '"value": "20", "unit": "万元"' in articles["第六条"]
    assert '{"text": "2", "old": "", "new": "", "gap": ""}, {"text": "家"' in articles["第十二条"]
    assert '"value": "60"' in articles["第十一条"]
    assert list(articles) == [article_label(number, "zh") for number in range(4, 14)]


# -------------------------------------------------------------------------------------------------- what else it says


@EACH
def test_it_says_who_what_how_it_is_cut_since_when_and_where_it_comes_from(name, lang):
    policy = POLICIES[name]
    said = text(pdf(name, lang))
    expected = [
        policy.law.title.in_language(lang),
        policy.law.source,
        policy.version,
        policy.law.sha256[:12],
        words.text("results.foot_disclaimer", lang),
        *(c.label.in_language(lang) for c in by_default(policy).general_conditions if c.is_),
        *(c.quote if lang == "zh" else c.fails.en for c in policy.general_conditions if not c.is_),
        *(rule_text(policy, rule)[lang] for rule in policy.rules),
        *(p.title.in_language(lang) for p in policy.provisions if len(policy.provisions_of(p.article)) > 1),
        *(a.title.in_language(lang) for a in policy.articles if a.effect != "general"),
        *(pool.label.in_language(lang) for pool in policy.pools),
    ]
    straight = str.maketrans({"’": "'", "‘": "'"})
    for sentence in expected:
        assert "".join(settable(sentence).split()).translate(straight) in said.translate(straight), sentence
    if lang == "en":
        assert "".join(policy.law.translation_notice.en.split()).translate(straight) in said.translate(straight)


def test_the_dates_are_the_laws():
    said = text(pdf("law", "zh"))
    for day in ("2024年11月27日印发，2024年12月10日发布", "2025年1月1日至2027年12月31日施行"):
        assert day in said
    assert "2026-03-01" in text(pdf("tiny", "en"))


def by_default(policy: Policy) -> Policy:
    return policy.under(policy.default_readings())


def test_what_a_provision_asks_for_is_there_in_words():
    said = text(pdf("law", "zh"))
    by_law = [c.label.zh for p in by_default(LAW).provisions for c in [*p.when, *p.item_when]]
    assert [label for label in by_law if label not in said] == []
    otherwise = {c.label.zh for p in LAW.provisions for c in [*p.when, *p.item_when]} - {*by_law}
    assert len(otherwise) > 5
    assert [label for label in otherwise if label in said] == []  # what another reading asks for is not the law
    for label in ("扣除财政投入", "只计近2年到账的资金", "每个模型只奖励一次", "同一单位兼为两方，只计较高一方"):
        assert label in said


def test_what_the_articles_do_not_set_themselves_says_so_by_what_it_hangs_on():
    def notes(**values):
        page = compose(LAW, scenario(LAW, **values))
        return {a["article"]: a["note"] for c in page["what"]["chapters"] for a in c["articles"] if a["note"]}

    other, places, assessed = (
        words.text(f"onepager.note_{g}", "zh") for g in ("other_budget", "competing", "assessed")
    )
    assert notes() == {"第四条": other, "第八条": other, "第十二条": places}
    assert notes(readings={"arts_4_8_draw_on_budget": "true"}) == {"第八条": assessed, "第十二条": places}
    assert places in text(pdf("law", "zh"))


# ------------------------------------------------------------------------------------------------------- a scenario


def test_a_scenario_says_that_it_is_not_the_law_and_lists_what_it_changes():
    own = scenario(LAW, budget="8000", pools={"art05": "1500"}, quota={"art12_public_platform": 3})
    said = text(make(compose(LAW, own), ".pdf", DAY))
    assert "甲方案" in said
    assert words.text("onepager.scenario_notice", "zh") in said
    for change in ("预算8000万元", "第五条总额1000万元1500万元", "第十二条名额23"):
        assert change in said
    # And in its place on the page.
    assert "全部申报主体合计，每年1000万元1500万元" in said
    assert "每年不超过23家" in said


def test_one_that_changes_nothing_says_that():
    said = text(make(compose(LAW, scenario(LAW)), ".pdf", DAY))
    assert words.text("onepager.scenario_same", "zh") in said


def test_the_order_of_the_cuts_and_another_rule_of_division_are_the_scenarios():
    def steps(**values):
        return [s["name"] for s in compose(LAW, scenario(LAW, **values))["cut"]["steps"]]

    first = ["逐项核定", "名额", "条款年度总额", "资金总预算", "实付"]
    assert steps() == first
    assert steps(readings={"allocation_order": "budget_then_article"}) == [*first[:2], first[3], first[2], first[4]]
    other = compose(LAW, scenario(LAW, rule="constrained_equal_awards"))["cut"]["steps"][3]["note"]
    assert other[0]["old"] == words.text("onepager.step_budget_note", "zh")
    assert other[0]["new"] == words.text("allocate.constrained_equal_awards", "zh")


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_another_rule_of_division_takes_the_place_of_the_laws_where_that_is_told(lang):
    own = scenario(LAW, rule="constrained_equal_awards")
    said = text(make(compose(LAW, own, lang), ".pdf", DAY))
    close = str.maketrans("", "", " ")
    lawful, new = (words.text(key, lang) for key in ("onepager.rule_budget", "allocate.constrained_equal_awards"))
    assert (lawful + new).translate(close) in said
    assert words.text("results.rule_budget", lang).translate(close) not in said
    assert words.text("results.rule_truncation", lang).translate(close) in said


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_scenario_that_reads_the_law_otherwise_does_not_say_that_it_is_read_by_default(lang):
    lawful, priced = compose(LAW, None, lang), compose(LAW, scenario(LAW, budget="8000"), lang)
    own = compose(LAW, scenario(LAW, readings={"ai_field_exempt": "none", "art16_top_up": "true"}), lang)
    readings, notices = len(LAW.readings), len(LAW.notices)
    counts = {"count": readings + notices, "readings": readings, "notices": notices}
    assert lawful["foot"]["open"] == priced["foot"]["open"] == words.text("onepager.open_points", lang, **counts)
    assert own["foot"]["open"] == words.text("onepager.open_points_read", lang, **counts, changed=2)
    assert priced["scenario"]["legend"] == words.text("onepager.scenario_legend", lang)
    assert own["scenario"]["legend"].endswith(words.text("onepager.scenario_readings", lang))


def grant_of(article: str, page) -> tuple[dict[str, str], list[str]]:
    """The notes of the figures of an article, by what they are called, and its lines."""
    (own,) = (a for c in page["what"]["chapters"] for a in c["articles"] if a["article"] == article)
    figures = {f["label"]: f["note"] for grant in own["grants"] for f in grant["figures"]}
    return figures, ["".join(run["text"] for run in one) for grant in own["grants"] for one in grant["lines"]]


def test_what_is_a_reading_is_marked_and_what_the_law_says_is_not():
    page = compose(LAW, None, "zh")
    figures, lines = grant_of("第四条", page)
    assert figures["上限"] == "每家单位每年合计※"  # the text does not say of what the cap is one
    figures, lines = grant_of("第十条", page)
    assert set(figures) == {"项目总投入（非财政投入）※", "发榜方最高", "揭榜方最高"}
    assert "同一单位兼为两方，只计较高一方※" in lines
    assert "以揭榜挂帅方式实施" in lines
    figures, lines = grant_of("第八条", page)
    assert "每个算法只奖励一次※" in lines
    assert figures["每家企业每年最高"] == "每家单位每年合计"
    assert "申报主体是企业" in grant_of("第五条", page)[1]
    assert "拥有自主核心技术※" in grant_of("第五条", page)[1]
    notes = {step["name"]: "".join(run["text"] for run in step["note"]) for step in page["cut"]["steps"]}
    assert notes["名额"].endswith("※")
    assert notes["条款年度总额"].endswith("※")
    assert not notes["资金总预算"].endswith("※")  # article 2 says so
    assert "不予资助" not in page["who"]["never_heading"]


def test_that_amounts_are_ceilings_is_said_where_the_law_says_it():
    said = words.text("onepager.what_note", "zh")
    assert said in text(pdf("law", "zh"))
    assert said not in text(pdf("tiny", "zh"))


def test_a_reading_that_everybody_must_meet_a_condition_takes_the_exception_away():
    assert compose(LAW)["who"]["exempt"]
    assert compose(LAW, scenario(LAW, readings={"ai_field_exempt": "none"}))["who"]["exempt"] == []


# --------------------------------------------------------------------------------------------------------- its form


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_picture_is_1080_pixels_wide_and_as_tall_as_the_document(lang):
    data = png(lang)
    width, height = struct.unpack(">II", data[16:24])
    box = PdfReader(BytesIO(pdf("law", lang))).pages[0].mediabox
    assert width == 1080
    assert abs(height - 2 * float(box.height)) <= 1
    assert float(box.width) == 540


@pytest.mark.parametrize(
    ("name", "lang", "which"),
    [("law", "zh", "law"), ("law", "en", "law"), ("law", "zh", "all"), ("law", "en", "all"), ("tiny", "en", "all")],
)
def test_nothing_is_cut_off_and_nothing_lies_over_anything_else(name, lang, which, tmp_path):
    found, (width, height) = words_of(pdf(name, lang, which), tmp_path)
    assert len(PdfReader(BytesIO(pdf(name, lang, which))).pages) == 1
    assert_in_place(found, width, height)
    # The page ends where what it says ends.
    assert 20 < height - max(bottom for *_, bottom, _ in found) < 60


def assert_in_place(found, width, height):
    for left, top, right, bottom, word in found:
        # A bracket or quotation mark is as wide as a character, and half of it is white that may hang out.
        hangs = (bottom - top) * 3 / 5 if PUNCTUATION & {word[0], word[-1]} else 1
        assert left >= EDGE - hangs, word
        assert right <= width - EDGE + hangs, word
        assert top >= 0, word
        assert bottom <= height, word
    # A line's box is taller than its letters: their middle halves must not touch.
    middles = [(a, b + (d - b) / 4, c, d - (d - b) / 4, word) for a, b, c, d, word in found if c - a > 1]
    middles.sort(key=lambda box: box[1])
    for i, (a, _, c, d, word) in enumerate(middles):
        for a2, b2, c2, _, word2 in middles[i + 1 :]:
            if b2 >= d:
                break
            assert min(c, c2) - max(a, a2) < 1, (word, word2)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_no_letter_is_smaller_than_28_pixels(lang):
    sizes = set()

    def seen(said, _matrix, text_matrix, _font, size):
        if said.strip():
            sizes.add(round(size * text_matrix[0], 1))

    PdfReader(BytesIO(pdf("law", lang))).pages[0].extract_text(visitor_text=seen)
    assert len(sizes) > 5
    assert min(sizes) * 2 >= 28


@EACH
def test_its_fonts_are_embedded_and_it_is_tagged(name, lang):
    document = pdf(name, lang)
    assert fonts(document) == {"NotoSansSC-Regular": True, "NotoSerifSC-Regular": True}
    root: Any = PdfReader(BytesIO(document)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith(lang)
    assert b"pdfuaid" in root["/Metadata"].get_data()
    tags = list(tags_of(root["/StructTreeRoot"]))
    assert [tag for tag, _ in tags].count("/H1") == 1
    assert [alt for tag, alt in tags if tag == "/Figure"] == [words.text("onepager.ask_qr", lang, address=ADDRESS)]


def tags_of(element):
    element = element.get_object()
    if isinstance(element, list):
        for child in element:
            yield from tags_of(child)
    elif isinstance(element, dict):
        if "/S" in element:
            yield element["/S"], element.get("/Alt")
        if "/K" in element:
            yield from tags_of(element["/K"])


def test_the_same_page_gives_the_same_bytes():
    for ending in (".pdf", ".png", ".svg"):
        first, second = (make(compose(TINY, None, "zh", ADDRESS), ending, DAY) for _ in range(2))
        assert first == second, ending


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_drawing_says_in_words_what_its_outlines_show(lang):
    own = scenario(LAW, name='<b>&"甲', overrides={"art06_rent.share": "0.6"})
    drawing: Any = ElementTree.fromstring(make(compose(LAW, own, lang, ADDRESS), ".svg", DAY))
    kind = "{http://www.w3.org/2000/svg}"
    assert drawing.get("role") == "img"
    title, described = (drawing.find(kind + tag) for tag in ("title", "desc"))
    assert (title.get("id"), described.get("id")) == (drawing.get("aria-labelledby"), drawing.get("aria-describedby"))
    assert '<b>&"甲' in title.text
    for said in ("50% → 60%", words.text("results.foot_disclaimer", lang), LAW.law.source, ADDRESS):
        assert said in described.text
    for number, unit in ((10, "head_articles_unit"), (LAW.in_force.years, "years")):
        gap = {"zh": "", "en": " "}[lang]
        assert f" {number}{gap}{words.text(f'onepager.{unit}', lang)} " in described.text
    assert not drawing.findall(f".//{kind}text")
    assert not drawing.findall(f".//{kind}script")


# ----------------------------------------------------------------------------------------------- addresses and codes


@pytest.mark.parametrize("address", [ADDRESS, "http://10.0.0.1:8501/", "https://a.example/"])
def test_the_code_on_the_picture_leads_to_the_app(address):
    # A small policy has the same foot on a shorter page.
    picture = Image.open(BytesIO(make(compose(TINY, None, "zh", address), ".png", DAY))).convert("L")
    rows, left, top, size = qr.found(picture)
    assert qr.decoded(rows) == address
    assert rows == [list(row) for row in segno.make(address, error="m", micro=False, boost_error=False).matrix]
    # Four modules of white on every side, and the code large enough to be read.
    side = size * len(rows)
    around = picture.crop((left - 4 * size, top - 4 * size, left + side + 4 * size, top + side + 4 * size))
    white = Image.new("L", around.size, 255)
    white.paste(picture.crop((left, top, left + side, top + side)), (4 * size, 4 * size))
    assert around.tobytes() == white.tobytes()
    assert side >= 200


def test_the_longest_address_is_drawn_whole(tmp_path):
    address = ("https://a.example/" + "w" * 256)[:256]
    document = make(compose(TINY, None, "zh", address), ".pdf", DAY)
    assert address in text(document)
    found, (width, height) = words_of(document, tmp_path)
    assert_in_place(found, width, height)


def test_without_an_address_there_is_no_code_and_it_is_said_where_to_ask():
    document = pdf("law", "zh", address=None)
    root: Any = PdfReader(BytesIO(document)).trailer["/Root"]
    tags = list(tags_of(root["/StructTreeRoot"]))
    assert not [tag for tag, _ in tags if tag == "/Figure"]
    assert words.text("onepager.ask_text", "zh") + LAW.law.source in text(document)
    assert words.text("onepager.ask_scan", "zh") not in text(document)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "javascript:alert(1)",
        "ftp://a.example/",
        "a.example",
        "https://",
        "https:///path",
        "https://user:secret@a.example/",
        "https://bank.example@evil.example/",
        "https://a.example/ b",
        "https://a.example/\n",
        "https://a.example/\u202e",
        "https://аррӏе.example/",
        "https://a.example:99999/",
        "https://[::1/",
        'https://a.example/"><script>',
        "https://a.example/" + "w" * 239,
        7,
    ],
)
def test_an_address_that_nobody_should_pass_on_is_refused(address):
    with pytest.raises(Refused) as refused:
        compose(TINY, None, "zh", address)
    assert refused.value.errors[0]["path"] == "address"
    assert "256" in refused.value.errors[0]["message"]["en"]


def test_usual_addresses_are_taken_as_they_are():
    for address in ("http://a.example", "https://a.example:8443/x/?lang=en#at", "http://[2001:db8::1]:8501/"):
        assert read_address(address) == address


# ------------------------------------------------------------------------------------------------------ hostile names


@pytest.mark.parametrize("name", [name[:LONGEST_NAME] for name in HOSTILE])
def test_a_scenario_may_be_called_anything_and_the_page_holds(name, tmp_path):
    document = make(compose(TINY, scenario(TINY, name=name, overrides={"s04.cap": "46"})), ".pdf", DAY)
    literal = "".join(settable(name).split())
    assert literal in text(document)
    found, (width, height) = words_of(document, tmp_path)
    assert_in_place(found, width, height)
    reader: Any = PdfReader(BytesIO(document))
    assert not reader.pages[0].get("/Annots")
    assert settable(name) in reader.metadata.title


# ------------------------------------------------------------------------------------------------ the command


def test_the_command_draws_the_law_without_waiting_for_anything(tmp_path, monkeypatch, capsysbinary):
    monkeypatch.setattr(sys, "stdin", None)
    to = tmp_path / "page.pdf"
    assert main(["onepager", "--to", str(to), "--lang", "en", "--address", ADDRESS]) == 0
    assert to.read_bytes() == made(POLICIES["law"], None, "en", ADDRESS, ".pdf")
    assert json.loads(capsysbinary.readouterr().out)["bytes"] == len(to.read_bytes())


def test_the_command_takes_a_scenario_and_every_kind_of_file(tmp_path, capsysbinary):
    given = tmp_path / "scenario.json"
    given.write_text(json.dumps({"name": "甲", "year": 2026, "overrides": {"art06_rent.share": "0.6"}}))
    for ending, begins in ((".png", b"\x89PNG"), (".svg", b"<svg"), (".pdf", b"%PDF")):
        to = tmp_path / f"page{ending}"
        assert main(["onepager", str(given), "--to", str(to)]) == 0
        assert to.read_bytes().startswith(begins)
    assert "50%60%" in text((tmp_path / "page.pdf").read_bytes())


@pytest.mark.parametrize(
    ("content", "more", "path"),
    [
        ('{"name": "甲", "year": 2026, "overrides": {"x.share": "0.6"}}', [], "overrides.x.share"),
        ('{"name": "", "year": 2026}', [], "name"),
        ("[]", [], ""),
        ('{"name": "甲", "year": 2026}', ["--address", "javascript:1"], "address"),
    ],
)
def test_what_the_command_cannot_draw_is_named_and_nothing_is_written(content, more, path, tmp_path, capsysbinary):
    given, to = tmp_path / "scenario.json", tmp_path / "page.png"
    given.write_text(content)
    assert main(["onepager", str(given), "--to", str(to), *more]) == 2
    assert json.loads(capsysbinary.readouterr().err)["errors"][0]["path"] == path
    assert not to.exists()

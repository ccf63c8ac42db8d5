"""演示: slides of what is published, and of nothing else; what is missing or old is said calmly."""

import json
import re
from fractions import Fraction
from types import SimpleNamespace

import pytest

from engine.documents import story
from engine.documents.story.measured import measured
from engine.registry import scenarios
from engine.registry.access import Terminal
from engine.registry.database import Unavailable
from engine.registry.tables import Scenario as ScenarioTable
from engine.scenario import Scenario
from engine.text import words
from pages.briefing import slides
from pages.briefing.drawing import body_html
from pages.door import middleware
from pages.shared import published
from tests.engine.documents.publishing import TINY, tiny
from tests.pages.markup import Markup
from tests.pages.publishing import HOSTILE_NAME, WAN, content, publish
from tests.pages.registering import POLICY
from tests.pages.seeding import said_on
from tests.pages.visiting import drawn, visit
from tests.registry.companies import content as application

CHANGED = {"pools": {"art10": 3_000 * WAN}}


@pytest.fixture(scope="module")
def told():
    """What is published of a scenario that raises a yearly total."""
    return content("提高总额", **CHANGED)


@pytest.fixture(autouse=True)
def _nothing_remembered():
    published.forget()
    slides._last.clear()


def say(key, lang="zh", **values):
    return words.text(f"briefing.{key}", lang, **values)


def titles(markup: str) -> list[str]:
    return [re.sub("<[^>]+>", "", title) for title in re.findall("<h1[^>]*>(.*?)</h1>", markup)]


# ------------------------------------------------------------------------------------------------ who sees what


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_before_anything_is_published_every_slide_is_of_invented_companies_and_says_so(registry, lang):
    shown = drawn(visit("briefing", lang))
    assert len(titles(shown)) > 8
    assert shown.count(f'<strong class="p-mark">{words.text("marks.invented", lang)}</strong>') == len(titles(shown))


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_everybody_sees_the_slides_of_what_is_published(registry, told, lang):
    publish(registry, told)
    at = visit("briefing", lang)
    found = story.story(POLICY, {**told, "published": "2026-01-01T09:00:00+08:00"})
    assert [title.replace("\N{NO-BREAK SPACE}", " ") for title in titles(drawn(at))] == [
        Markup(slide.title[lang]).text for slide in found
    ]
    kinds = re.findall(r'<section class="p-slide (\w+)"', drawn(at))
    assert kinds == [slide.kind for slide in found]
    assert {"cover", "law", "budget", "payout", "changes", "gains", "sizes", "case", "sources"} == set(kinds)
    said = said_on(at)
    for slide in found:
        assert slide.note[lang] in said
    assert words.text("results.foot_disclaimer", lang) in said


def test_what_is_withdrawn_is_gone_and_what_is_published_instead_is_shown(registry, told):
    publish(registry, told)
    assert "提高总额" in said_on(visit("briefing"))
    scenarios.withdraw_publication(registry, Terminal(), POLICY)
    published.forget()
    said = said_on(visit("briefing"))
    assert "提高总额" not in said
    assert words.text("marks.invented", "zh") in said
    publish(registry, {**told, "scenario": {**told["scenario"], "name": "另一个"}})
    published.forget()
    said = said_on(visit("briefing"))
    assert "另一个" in said
    assert "提高总额" not in said


def test_a_registry_that_does_not_answer_is_as_if_nothing_were_published(registry, monkeypatch):
    def broken(*_args):
        raise Unavailable("registry.locked")

    monkeypatch.setattr(scenarios, "published", broken)
    assert words.text("budget.example_name", "zh") in said_on(visit("briefing"))


def test_the_address_is_everybodys():
    assert "briefing" in middleware.addresses()


def test_home_leads_to_the_slides_only_where_there_are_some(registry, told):
    door, example = (words.text(f"results.home_briefing{kind}_text", "zh") for kind in ("", "_invented"))
    assert door not in said_on(visit())
    publish(registry, {**told, "invented": False})
    published.forget()
    assert door in said_on(visit())
    publish(registry, {**told, "scenario": {**told["scenario"], "name": "示例的"}})
    published.forget()
    said = said_on(visit())
    assert example in said
    assert door not in said


def test_where_scenarios_are_kept_a_published_one_leads_to_the_slides(desk, told):
    desk.add(application(1))

    def leads():
        at = visit("budget", session={"bd-kept-zh": True})
        return say("from_budget") in [link.proto.label for link in at.get("page_link")]

    scenarios.save(desk.registry, Terminal(), POLICY, Scenario("未发布", 2025))
    assert not leads()
    publish(desk.registry, {**told, "invented": False})
    assert leads()


# ------------------------------------------------------------------------------------------------ old publications


def test_what_an_earlier_version_published_is_shown_as_far_as_it_goes(registry, told):
    old = {key: value for key, value in told.items() if key != "compared"}
    publish(registry, old)
    kinds = re.findall(r'<section class="p-slide (\w+)"', drawn(visit("briefing")))
    assert "gains" not in kinds
    assert kinds[0] == "cover"
    assert kinds.count("case") == 3


def test_what_cannot_be_read_is_said_and_breaks_nothing(registry, told, monkeypatch):
    publish(registry, told)
    with registry.writing() as session:
        row = session.query(ScenarioTable).one()
        row.shown = json.dumps({"published": "2026-01-01T09:00:00+08:00"})
    published.forget()
    tried = []

    def tells(*given):
        tried.append(given)
        return story.story(*given)

    monkeypatch.setattr("pages.briefing.slides.story", SimpleNamespace(story=tells))
    for _ in range(3):
        assert say("unreadable_heading") in said_on(visit("briefing"))
    assert len(tried) == 1  # not by every visitor anew


def test_another_policys_slides_are_drawn_alike():
    for lang in words.LANGUAGES:
        found = story.story(TINY, tiny(pools={"s04": "90"}))
        markup = slides.show_html(found, "", lang)
        assert len(titles(markup)) == len(found)
        assert {"gains", "sizes", "case"} <= {slide.kind for slide in found}


# ------------------------------------------------------------------------------------------------ few companies


def test_nothing_about_few_companies_is_on_any_slide(registry, told):
    """An article that is hidden has no figure on the slide of the budget, neither in the table nor in the chart."""
    hidden = [row["article"] for row in told["articles"] if row["hidden"]]
    assert hidden
    publish(registry, told)
    page = drawn(visit("briefing"))
    budget = page.split('<section class="p-slide budget"')[1].split("</section>")[0]
    rows = re.findall(r'<tr class="row">(.*?)</tr>', budget)
    assert len(rows) == len([row for row in told["articles"] if row["claims"] != 0])
    for article in hidden:
        title = POLICY.article(article).title.zh
        row = next(row for row in rows if title in row)
        cells = [Markup(cell).text for cell in re.findall(r'<td class="num[^>]*>(.*?)</td>', row)]
        assert len(cells) == 4
        assert all("不公布" in cell for cell in cells)
        assert not re.search(r"\d", "".join(cells))
        assert title not in budget.split('data-of="table"')[0].split("</h1>")[1].split("p-of")[1]
    # No name, code or amount of a company in the registry can be there: the page is made of the publication alone.
    assert "91440300" not in page


def test_the_page_reads_no_claims(registry, told, monkeypatch):
    from engine.registry import cohorts, listing
    from engine.registry.stored import New
    from tests.registry.companies import add_many

    add_many(registry, Terminal(), POLICY, [New(application(1))], content_of_file=b"1", file_name="a")
    publish(registry, {**told, "invented": False})

    def forbidden(*_args, **_more):
        raise AssertionError("the briefing asked for claims")

    for module, name in ((cohorts, "held"), (cohorts, "load"), (listing, "exported")):
        monkeypatch.setattr(module, name, forbidden)
    assert "测试1号" not in drawn(visit("briefing"))


# ------------------------------------------------------------------------------------------------ hostile names


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_hostile_name_is_text(registry, told, lang):
    publish(registry, {**told, "scenario": {**told["scenario"], "name": HOSTILE_NAME}})
    at = visit("briefing", lang)
    page = drawn(at)
    assert "<img" not in page
    assert HOSTILE_NAME in said_on(at)


# ------------------------------------------------------------------------------------------------ charts


def chart(kind, *series, capped=()):
    name = {"zh": "一", "en": "one"}
    made = [
        story.Series(
            name, mark, tuple(None if v is None else Fraction(v) for v in values), tuple(str(v) for v in values)
        )
        for mark, values in series
    ]
    count = len(series[0][1])
    return story.Chart(kind, (name,) * count, tuple(made), name, {"zh": "万元", "en": "万元"}, capped)


def test_bars_begin_where_the_piece_before_ends_and_the_longest_is_whole():
    found = measured(chart("stacked", ("paid", [1, 0]), ("unpaid", [3, 2])))
    assert [[(p.mark, p.begins, p.length) for p in bar.pieces] for bar in found.bars] == [
        [("paid", 0, 250), ("unpaid", 250, 750)],
        [("paid", 0, 0), ("unpaid", 0, 500)],
    ]
    assert found.axis == 0


def test_losses_lead_from_the_axis_backwards():
    found = measured(chart("opposed", ("gained", [3, None]), ("lost", [None, -1])))
    assert found.axis == 250
    assert [[(p.mark, p.begins, p.length) for p in bar.pieces if p.length] for bar in found.bars] == [
        [("gained", 250, 750)],
        [("lost", 0, 250)],
    ]


def test_what_carries_is_not_seen_and_what_is_there_is_never_nothing():
    found = measured(chart("waterfall", ("under", [None, 999_999]), ("whole", [1_000_000, None]), ("cut", [None, 1])))
    assert [(p.mark, p.begins, p.length) for p in found.bars[1].pieces] == [("cut", 999, 1)]
    assert found.bars[0].ends == 1000


def test_a_bar_says_its_figures_with_their_unit():
    found = measured(chart("stacked", ("paid", [1]), ("unpaid", [3])))
    assert found.bars[0].says == {"zh": "一：一 1万元、一 3万元", "en": "one: one 1 万元; one 3 万元"}


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_every_chart_has_its_figures_and_its_table(told, lang):
    seen = set()
    for slide in story.story(POLICY, told):
        if slide.chart is None:
            continue
        seen.add(slide.chart.kind)
        page = Markup(body_html(slide, lang))
        is_ledger = slide.chart.kind == "ledger"
        for series in slide.chart.series:
            assert is_ledger or all(text in page.text for text in series.texts)
        table = slide.chart_table or slide.table
        assert table is not None
        for row in table.rows:
            # How it is that a step changes nothing may be left out.
            for cell in row.cells[:2] + row.cells[3:] if is_ledger else row.cells:
                assert cell[lang] in page.text or cell[lang] == words.text("budget.hidden", lang)
    assert seen == {"stacked", "waterfall", "opposed", "counted", "ledger"}

"""A scenario's slides on the page of the budget: one click, for whoever is signed in, of what could be published."""

import json
from datetime import date
from io import BytesIO
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from pptx import Presentation

from engine.documents.deck import deck
from engine.documents.deck.master import OVER
from engine.registry import annual_budgets, officials
from engine.registry.cohorts import load
from engine.scenario import lawful, publication_of, read_scenario
from engine.scenario.annual_budgets import AnnualBudget
from engine.text import words
from pages.official import downloads, exports
from pages.shared import files, in_use
from pages.shared.published import published_html
from tests.engine.documents.opening import HOSTILE
from tests.engine.documents.publishing import STANDARDS_CAP, published
from tests.pages.dividing import fill, new_registry, signed_in
from tests.pages.markup import Markup
from tests.pages.test_official import Client
from tests.registry.companies import POLICY

SCENARIO = {"name": "标准上限", "year": 2025, "budget": "1000", "overrides": STANDARDS_CAP}


@pytest.fixture
def registry(tmp_path, monkeypatch):
    registry = new_registry(tmp_path / "registry.sqlite3")
    fill(registry)
    monkeypatch.setattr("pages.shared.official.database", lambda: registry)
    monkeypatch.setattr("pages.official.downloads.database", lambda: registry)
    yield registry
    registry.close()


@pytest.fixture
def client(registry):
    return Client([downloads.route(exports.makers())])


@pytest.mark.parametrize("name", ["甲方案", *(name[:120] for name in HOSTILE)])
def test_the_link_carries_all_of_the_scenario_and_says_that_the_slides_are_being_made(name):
    own = read_scenario(POLICY, SCENARIO | {"name": name})
    links = Markup(exports.links_html([own], 0, "en")).of("a")
    (link,) = [link for link in links if urlsplit(link["href"]).path == "/download/briefing.pptx"]
    address = urlsplit(link["href"])
    assert "f-leave" in link["class"]
    assert link["data-waits"] == words.text("deck.take_waits", "en")
    asked = parse_qs(address.query)
    assert asked["lang"] == ["en"]
    assert [read_scenario(POLICY, one) for one in json.loads(asked["scenarios"][0])] == [own]


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_an_official_gets_the_deck_of_what_could_be_published(client, registry, lang):
    token = signed_in(registry)
    client.cookies.set("official", token)
    answer = client.get("/download/briefing.pptx", params={"scenarios": json.dumps([SCENARIO]), "lang": lang})
    assert answer.headers["content-type"] == files.MEDIA_TYPES["pptx"]
    assert answer.headers["cache-control"] == "no-store"
    worked = load(registry, token, POLICY, 2025).worked
    assert worked is not None
    scenario = read_scenario(POLICY, SCENARIO)
    # What would be published, and so with what is open at its most: a place of the platforms hangs on scores.
    own, base = worked.outcome(scenario), worked.outcome(lawful(scenario))
    assert own.has_open
    content = publication_of(own.reserved(), in_use.today(), base.reserved())
    assert answer.content == deck(POLICY, content, lang)
    presentation = Presentation(BytesIO(answer.content))
    tables = [shape.table for slide in presentation.slides for shape in slide.shapes if shape.has_table]
    assert words.text("points.reserved", lang) in [cell.text for table in tables for cell in table.iter_cells()]
    assert "标准上限" in presentation.slides[3].placeholders[OVER].text_frame.text


def test_slides_compare_with_the_law_and_the_budget_that_is_stated_for_the_year(registry, monkeypatch):
    token, seen = signed_in(registry), []

    def noted(*given, **more):
        seen.append(publication_of(*given, **more))
        return seen[-1]

    annual = AnnualBudget(2025, 900 * 10**6, "区财政局", date(2025, 1, 15))
    annual_budgets.state(registry, token, POLICY, annual, 1)
    monkeypatch.setattr(exports, "publication_of", noted)
    asked = {"scenarios": json.dumps([SCENARIO]), "lang": "zh"}
    exports.slides(registry, token, asked)
    assert seen[0]["compared"]["base"]["budget"] == "900"
    assert seen[0]["scenario"]["budget"] != "900"


def test_inside_the_house_there_is_a_deck_with_all_figures_that_says_what_it_is_on_every_slide(client, registry):
    client.cookies.set("official", signed_in(registry))
    answer = client.get("/download/briefing-internal.pptx", params={"scenarios": json.dumps([SCENARIO]), "lang": "zh"})
    made = Presentation(BytesIO(answer.content))
    for slide in made.slides:
        said = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        assert [text for text in said if text.startswith(words.text("marks.internal", "zh")[:2])], said
    tables = [s.table for slide in made.slides for s in slide.shapes if s.has_table]
    assert words.text("budget.hidden", "zh") not in {cell.text for table in tables for cell in table.iter_cells()}
    assert unquote(answer.headers["content-disposition"]).partition("''")[2].startswith("内部-")


def test_who_is_not_signed_in_gets_none(client, registry):
    asked = {"scenarios": json.dumps([SCENARIO])}
    assert client.get("/download/briefing-internal.pptx", params=asked).status_code == 403
    assert client.get("/download/briefing.pptx", params=asked).status_code == 403
    token = signed_in(registry)
    officials.sign_out(registry, token)
    client.cookies.set("official", token)
    assert client.get("/download/briefing.pptx", params=asked).status_code == 403


def test_of_a_year_without_claims_there_are_no_slides(client, registry):
    client.cookies.set("official", signed_in(registry))
    answer = client.get("/download/briefing.pptx", params={"scenarios": json.dumps([SCENARIO | {"year": 2027}])})
    assert answer.status_code == 422
    assert words.text("budget.take_no_claims", "zh", year=2027) in answer.text


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_what_everybody_will_see_says_who_gains_and_who_loses(lang):
    told = published(overrides=STANDARDS_CAP)
    markup = Markup(published_html(POLICY, told, lang))
    labels = [table["aria-label"] for table in markup.of("table")]
    assert labels[1:] == [words.text("compared.by_size", lang), words.text("compared.by_article", lang)]
    assert "464" in markup.text
    assert "116.81" in markup.text


def test_what_was_published_by_an_earlier_version_is_shown_as_it_was():
    told = published(overrides=STANDARDS_CAP)
    del told["compared"]
    assert len(Markup(published_html(POLICY, told, "zh")).of("table")) == 1

"""The workbook of the scenarios on the desk: the link carries them, and only an official gets the file."""

import json
import re
from dataclasses import replace
from html import unescape
from io import BytesIO
from urllib.parse import parse_qs, unquote

import pytest
from openpyxl import load_workbook

from engine.documents.allocation_workbook import layout as at
from engine.policy.parameters import changeable
from engine.registry import cohorts
from engine.registry.access import NotAllowed
from engine.scenario import Scenario, read_scenario
from engine.steps.winners import Winners
from engine.text import words
from engine.values.refusal import Refused
from pages.official import downloads, exports
from pages.official.budget.drafts import DESK
from tests.pages import dividing
from tests.pages.dividing import signed_in
from tests.pages.test_official import Client
from tests.pages.visiting import again, drawn, visit
from tests.registry.companies import POLICY

WAN = 1_000_000
OTHER = Scenario(
    "方案<b>一</b>&?#", 2025, 1180 * WAN, pools={"art10": 1500 * WAN}, readings={"art10_same_applicant": "both"}
)


@pytest.fixture(scope="module")
def registry(tmp_path_factory):
    registry = dividing.filled(tmp_path_factory.mktemp("files") / "registry.sqlite3")
    yield registry
    registry.close()


@pytest.fixture(scope="module")
def token(registry):
    return signed_in(registry)


@pytest.fixture
def client(registry, monkeypatch):
    for module in ("pages.shared.official", "pages.official.downloads"):
        monkeypatch.setattr(f"{module}.database", lambda: registry)
    return Client([downloads.route(exports.makers())])


@pytest.fixture
def page(registry, token, monkeypatch):
    """The page of the budget, as the official sees it."""
    monkeypatch.setattr("pages.shared.official.credential", lambda: token)
    for module in ("pages.official.budget.side_by_side", "pages.official.budget.keeping", "pages.shared.official"):
        monkeypatch.setattr(f"{module}.database", lambda: registry)
    return lambda lang="zh": visit("budget", lang)


def asked_for(html: str) -> dict[str, str]:
    """What the address behind the link asks for."""
    (query,) = re.findall(r'href="/download/allocation\.xlsx\?([^"]+)"', html)
    return {name: values[0] for name, values in parse_qs(unescape(query)).items()}


def opened(registry, token, asked):
    made = exports.workbook(registry, token, asked)
    return made.name, load_workbook(BytesIO(b"".join(made.parts)), data_only=True)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_link_on_the_page_carries_every_scenario_and_says_what_is_waited_for(page, registry, token, lang):
    seen = page(lang)
    seen.session_state[DESK].add(OTHER)
    html = drawn(again(seen))
    assert f'data-waits="{words.text("budget.workbook_waits", lang)}"' in html
    asked = asked_for(html)
    found = [read_scenario(POLICY, one) for one in json.loads(asked["scenarios"])]
    assert found == [Scenario(words.text("budget.lawful_name", lang), 2025), OTHER]
    assert (asked["chosen"], asked["lang"]) == ("1", lang)
    name, book = opened(registry, token, asked)
    assert name.endswith(".xlsx")
    comparison = book[words.text("workbook.sheet_comparison", lang)]
    assert [comparison.cell(4, column).value for column in (6, 7)] == [found[0].name, OTHER.name]
    worked = cohorts.load(registry, token, POLICY, 2025).worked
    assert worked is not None
    outcome = worked.outcome(OTHER)
    claims = book[words.text("workbook.sheet_claims", lang)]
    paid = [claims.cell(row, at.PAID + 1).value for row in range(5, 5 + len(outcome.paid))]
    assert [round(amount * 100) for amount in paid] == outcome.paid.tolist()
    assert claims.cell(5, at.NAME + 1).value == "测试1号有限公司"


def test_the_scenario_that_is_adjusted_is_the_one_that_can_be_recalculated(registry, token):
    scenarios = [Scenario("现行", 2025), OTHER]
    for chosen, budget in enumerate((None, 1180)):
        asked = asked_for(exports.links_html(scenarios, chosen, "zh"))
        _, book = opened(registry, token, asked)
        assert book[words.text("workbook.sheet_budget", "zh")]["C6"].value == budget


def test_the_file_is_for_officials_only(registry):
    asked = asked_for(exports.links_html([OTHER], 0, "zh"))
    for stranger in (None, "x" * 43):
        with pytest.raises(NotAllowed):
            exports.workbook(registry, stranger, asked)


@pytest.mark.parametrize("what", exports.makers())
@pytest.mark.parametrize(
    "scenarios",
    [
        *(
            "",
            "x",
            "7",
            "[",
            "{}",
            "[]",
            "[1]",
            '[{"name":"x"}]',
            '[{"name":"x","year":2025,"budget":1.5}]',
            "[" * 9_000,
        ),
        *('[{"name":"x","year":2025,"overrides":{"x":1}}]', '[{"name":1e999}]'),
        json.dumps([{"name": "x", "year": 2025}] * 5),
    ],
)
def test_an_address_that_holds_no_scenarios_is_refused_calmly(client, token, what, scenarios):
    client.cookies.set("official", token)
    answer = client.get(f"/download/{what}", params={"scenarios": scenarios})
    assert answer.status_code == 422
    assert "content-disposition" not in answer.headers
    assert "Traceback" not in answer.text


def test_a_file_is_called_by_its_scenario_as_far_as_a_files_name_can_be(client, token):
    client.cookies.set("official", token)
    names = []
    for name in ("甲/乙:丙", "深" * 120):
        asked = {"scenarios": json.dumps([{"name": name, "year": 2025}]), "lang": "zh"}
        given = client.get("/download/onepager.pdf", params=asked).headers["content-disposition"]
        names.append(unquote(given.partition("utf-8''")[2]))
    assert names[0].startswith("一图读懂-2025年-甲 乙 丙-")
    assert names[1].startswith(f"一图读懂-2025年-{'深' * 23}…-")
    assert len(names[1].encode()) < 255


def test_a_year_without_claims_is_refused_in_words(registry, token):
    asked = asked_for(exports.links_html([replace(OTHER, year=2026)], 0, "zh"))
    with pytest.raises(Refused) as refused:
        exports.workbook(registry, token, asked)
    assert refused.value.errors[0]["message"]["zh"].startswith("2026年")


def test_the_longest_names_and_every_kind_of_change_fit_into_an_address():
    """A browser and our server take some sixty thousand characters; what a proxy has to let pass, the README says."""
    names = ["深" * 120, "𠮷" * 120, "&=?#%" * 24, "方案"]
    of_pools = {pool.id: "1234.56" for pool in POLICY.pools}
    of_places = {p.id: 7 for p in POLICY.provisions if p.only(Winners)}
    everything = {
        "year": 2025,
        "budget": "12345.67",
        "pools": of_pools,
        "already_awarded": of_pools,
        "quota": of_places,
        "quota_used": of_places,
        "readings": {r.id: next(c.id for c in r.choices if c.id != r.default) for r in POLICY.readings},
        "overrides": {n.name: "0.07" if n.kind == "rate" else str(int(n.value) + 1) for n in changeable(POLICY)},
    }
    scenarios = [read_scenario(POLICY, {"name": name, **everything}) for name in names]
    html = exports.links_html(scenarios, 0, "zh")
    asked = asked_for(html)
    assert max(map(len, re.findall('href="([^"]+)"', html))) < 20_000
    assert [read_scenario(POLICY, one) for one in json.loads(asked["scenarios"])] == scenarios

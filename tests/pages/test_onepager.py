"""一图读懂 in the app: on the page of the law for everybody, on the page of the budget for a scenario."""

import json
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image

from engine.documents.onepager import made
from engine.registry import access, journal, officials
from engine.scenario import read_scenario, written
from engine.text import words
from pages.official import downloads, exports
from pages.shared import files, onepager
from tests.engine.documents import qr
from tests.engine.documents.opening import HOSTILE, text
from tests.pages.dividing import new_registry, signed_in
from tests.pages.markup import Markup
from tests.pages.test_official import Client
from tests.pages.visiting import offered, visit
from tests.registry.companies import POLICY

SCENARIO = {"name": "甲方案", "year": 2026, "budget": "8000", "overrides": {"art06_rent.share": "0.6"}}


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_everybody_finds_it_on_the_page_of_the_law_in_every_kind(lang):
    at = visit("law", lang)  # what it offers is there while the visit lasts
    found = offered(at)
    kinds = {words.text(f"onepager.take_{kind}", lang): kind for kind in ("png", "pdf", "svg")}
    assert list(found)[:3] == list(kinds)
    for says, kind in kinds.items():
        answer = Client([files.route()]).get(found[says])
        assert answer.content == made(POLICY, None, lang, None, f".{kind}")
        assert answer.headers["content-type"] == files.MEDIA_TYPES[kind]


def test_what_everybody_takes_is_the_law_with_the_apps_address():
    address = "https://policy.example.org/a/"
    assert onepager._file("zh", ".pdf", address) == made(POLICY, None, "zh", address, ".pdf")
    picture = Image.open(BytesIO(onepager._file("en", ".png", address))).convert("L")
    picture = picture.crop((0, picture.height - 1400, *picture.size))
    assert qr.decoded(qr.found(picture)[0]) == address


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://policy.example.org/law", "https://policy.example.org/"),
        ("https://example.org/policy/law", "https://example.org/policy/"),
        ("http://192.0.2.7:8501/law", "http://192.0.2.7:8501/"),
        # Only whoever asks could open these.
        ("http://127.0.0.1:8501/law", None),
        ("http://localhost:8501/law", None),
        ("http://[::1]:8501/law", None),
        ("http://0.0.0.0:8501/law", None),
        # These are no addresses to pass on.
        (None, None),
        ("file:///law", None),
        ("https://user:secret@example.org/law", None),
        ("https://example.org/" + "x" * 300, None),
        ("https://example.org/<script>/law", None),
    ],
)
def test_the_code_leads_to_where_the_visitor_is_unless_nobody_else_could_follow(url, address):
    assert onepager.reached_at(url) == address


# -------------------------------------------------------------------------------------------------------- a scenario


@pytest.mark.parametrize("name", ["甲方案", *(name[:120] for name in HOSTILE)])
def test_the_links_of_a_scenario_carry_all_of_it(name):
    own = read_scenario(POLICY, {**SCENARIO, "name": name})
    links = Markup(exports.links_html([own], 0, "en", "https://a.example/")).of("a")
    links = [link for link in links if "onepager" in link["href"]]
    assert [urlsplit(link["href"]).path for link in links] == ["/download/onepager.png", "/download/onepager.pdf"]
    for link in links:
        assert "f-leave" in link["class"]
        assert link["data-waits"] == words.text("onepager.take_waits", "en")
        asked = parse_qs(urlsplit(link["href"]).query)
        assert asked["lang"] == ["en"]
        assert asked["address"] == ["https://a.example/"]
        assert [read_scenario(POLICY, one) for one in json.loads(asked["scenarios"][0])] == [own]


@pytest.fixture
def registry(tmp_path, monkeypatch):
    registry = new_registry(tmp_path / "registry.sqlite3")
    monkeypatch.setattr("pages.shared.official.database", lambda: registry)
    monkeypatch.setattr("pages.official.downloads.database", lambda: registry)
    yield registry
    registry.close()


@pytest.fixture
def client(registry):
    return Client([downloads.route(exports.makers())])


def asked(**more):
    return {"scenarios": json.dumps([written(read_scenario(POLICY, SCENARIO))]), "lang": "zh"} | more


def test_an_official_gets_the_scenario_as_picture_and_document(client, registry):
    client.cookies.set("official", signed_in(registry))
    document = client.get("/download/onepager.pdf", params=asked())
    assert document.headers["content-type"] == "application/pdf"
    assert document.headers["cache-control"] == "no-store"
    assert "50%60%" in text(document.content)
    assert "甲方案" in text(document.content)
    address = "http://127.0.0.1/"
    picture = client.get("/download/onepager.png", params=asked(lang="en", address=address))
    assert picture.headers["content-type"] == "image/png"
    assert picture.content == made(POLICY, read_scenario(POLICY, SCENARIO), "en", address, ".png")


OWN = "http://127.0.0.1"


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example/",
        "javascript:alert(1)",
        f"{OWN}.a.example/",
        f"{OWN}:81/",
        OWN.replace("://", "://a.example@") + "/",
        f"{OWN}/law?to=https://a.example/",
        f"{OWN}/law",
    ],
)
def test_another_address_than_the_apps_is_not_its_own(address):
    assert not onepager.is_own(address, "127.0.0.1")


def test_whoever_made_the_link_the_code_leads_to_the_app_or_there_is_none(client, registry):
    client.cookies.set("official", signed_in(registry))
    without = made(POLICY, read_scenario(POLICY, SCENARIO), "zh", None, ".png")
    assert client.get("/download/onepager.png", params=asked(address="https://a.example/")).content == without
    # Over a proxy the visitor's scheme is another than the server's.
    address = f"{OWN}/".replace("http:", "https:")
    assert client.get("/download/onepager.png", params=asked(address=address)).content != without


def test_a_file_that_an_official_takes_away_leaves_a_line(client, registry):
    token = signed_in(registry)
    client.cookies.set("official", token)
    client.get("/download/onepager.png", params=asked())
    line = journal.entries(registry, token)[0]
    assert (line.what, line.who) == ("exported", access.check(registry, token).name)
    assert "甲方案" in line.subject
    lines = line.number
    client.get("/download/onepager.png", params={"scenarios": "[]"})
    client.get("/download/nothing.png", params=asked())
    client.cookies.set("official", "nobody")
    client.get("/download/onepager.png", params=asked())
    assert journal.entries(registry, token)[0].number == lines


def test_who_is_not_signed_in_gets_none(client, registry):
    assert client.get("/download/onepager.pdf", params=asked()).status_code == 403
    token = signed_in(registry)
    officials.sign_out(registry, token)
    client.cookies.set("official", token)
    assert client.get("/download/onepager.pdf", params=asked()).status_code == 403

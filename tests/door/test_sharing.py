"""A shared link says what it is in the HTML that is served, to whoever runs no script."""

import re
import struct
from typing import Any

import pytest

from engine.documents.card import HEIGHT, WIDTH, png
from engine.policy.folder import default_policy, load_policy
from engine.text import words
from engine.workshop.workshop import NotMade
from pages.door import middleware, sharing
from pages.door.middleware import FrontDoor
from pages.shared import in_use
from tests.door.knocking import HOST, Answer, behind, knock, request

POLICY = load_policy(default_policy())
EVERYBODYS = sorted(middleware.addresses())


def asked(path: str, query: str = "", **headers: Any) -> Answer:
    return knock(FrontDoor(behind(404)), {**request(path, **headers), "query_string": query.encode()})


def body(answer: Answer) -> str:
    return b"".join(message.get("body", b"") for message in answer.sent).decode()


def told(html: str) -> dict[str, str]:
    """What the head says: title, language, and each meta by its name or property."""
    found = dict(re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)" />', html))
    (title,) = re.findall(r"<title>(.*?)</title>", html)
    (lang,) = re.findall(r'<html lang="([^"]+)"', html)
    return {**found, "title": title, "lang": lang}


@pytest.mark.parametrize("lang", words.LANGUAGES)
@pytest.mark.parametrize("page", EVERYBODYS)
def test_every_page_says_what_it_is_in_the_language_that_is_asked_for(page, lang):
    answer = asked(f"/{page}", f"lang={lang}")
    said = told(body(answer))
    assert (answer.status, said["lang"]) == (200, words.text("pages.html_lang", lang))
    assert POLICY.names.app.in_language(lang) in said["title"].replace("&amp;", "&")
    assert said["og:title"] == said["title"]
    assert said["description"] == said["og:description"] != ""
    assert said["og:url"] == f"http://{HOST}/{page}?lang={lang}"
    assert said["og:image"] == f"http://{HOST}/card-{lang}.png"
    assert "robots" not in said
    chinese = re.search("[\u3400-\u9fff]", said["title"] + said["description"].replace("万元", ""))
    assert bool(chinese) == (lang == "zh")


def test_pages_are_told_apart():
    titles = {page: told(body(asked(f"/{page}", "lang=zh")))["title"] for page in EVERYBODYS}
    assert len(set(titles.values())) == len(titles)
    assert titles["article-6"].startswith("第六条")
    assert words.text("companies.heading", "zh") in titles["many"]


def test_the_language_is_that_of_the_address_else_of_the_browser_else_chinese():
    assert told(body(asked("/law")))["lang"] == "zh-CN"
    assert told(body(asked("/law", accept_language="en-GB,en;q=0.9,zh;q=0.5")))["lang"] == "en"
    assert told(body(asked("/law", accept_language="*")))["lang"] == "zh-CN"
    assert told(body(asked("/law", "lang=zh", accept_language="en")))["lang"] == "zh-CN"
    assert told(body(asked("/law", "lang=%3Cscript%3E", accept_language="en")))["lang"] == "en"
    assert "accept-language" in asked("/law").headers("vary")


def test_no_other_address_is_named_and_what_a_request_says_is_escaped():
    html = body(asked("/law", "lang=zh", host='x"><script>alert(1)</script>'))
    assert "<script>alert" not in html
    for address in re.findall(r'(?:content|href|src)="(https?://[^"]+)"', body(asked("/law"))):
        assert address.startswith(f"http://{HOST}/")


def test_icon_and_picture_are_pictures_of_their_size(monkeypatch):
    icon = asked("/favicon.png")
    assert (icon.status, icon.headers("content-type")) == (200, ["image/png"])
    assert icon.sent[1]["body"] == sharing.icon()
    in_use.policy_in_use().derived(sharing._pictures).clear()
    monkeypatch.setattr(sharing, "made", lambda _what, policy, lang: png(policy, lang))
    for lang in words.LANGUAGES:
        picture = asked(f"/card-{lang}.png").sent[1]["body"]
        assert picture.startswith(b"\x89PNG")
        assert struct.unpack(">II", picture[16:24]) == (WIDTH, HEIGHT)
    assert asked("/card-fr.png").status == 303


def test_where_the_picture_cannot_be_made_now_it_is_asked_for_later(monkeypatch):
    def full(*_given: Any) -> bytes:
        raise NotMade("busy")

    in_use.policy_in_use().derived(sharing._pictures).clear()
    monkeypatch.setattr(sharing, "made", full)
    assert asked("/card-zh.png").status == 503


def test_robots_are_kept_from_what_is_the_officials_and_from_files():
    answer = asked("/robots.txt")
    lines = body(answer).splitlines()
    assert (answer.status, answer.headers("content-type")) == (200, ["text/plain; charset=utf-8"])
    assert lines[0] == "User-agent: *"
    for closed in ("claims", "budget", "journal", "sign-in", "download/"):
        assert f"Disallow: /{closed}" in lines
    for page in ("law", "profile", "many"):
        assert not any(f"/{page}".startswith(line.removeprefix("Disallow: ")) for line in lines[1:])

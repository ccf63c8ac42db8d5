"""What the pages know of who is looking, and how files reach officials only."""

import asyncio
import threading

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from engine.registry import access, officials
from engine.registry.access import NotAllowed, Terminal
from engine.registry.database import Unavailable
from engine.text import words
from engine.values.refusal import Refused, refuse
from pages.door import middleware
from pages.official import downloads, organisation, sign_in
from pages.shared import navigation, official
from pages.shared.files import Download
from tests.pages.visiting import again, go, text, visit

NAME = "李审核员"


class Client:
    """Asks an app of these routes, and keeps its cookies."""

    def __init__(self, routes, *middleware):
        self.app = Starlette(routes=routes, middleware=[Middleware(each) for each in middleware])
        self.cookies = httpx.Cookies()

    def ask(self, method, address, **more):
        async def asked():
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(
                transport=transport, base_url="http://127.0.0.1", cookies=self.cookies
            ) as client:
                answer = await client.request(method, address, **more)
                self.cookies = client.cookies
                return answer

        return asyncio.run(asked())

    def get(self, address, **more):
        return self.ask("GET", address, **more)

    def post(self, address, **more):
        return self.ask("POST", address, **more)


def at_the_door():
    """A client of the routes to sign in, behind the front door."""
    return Client(sign_in.routes(), middleware.FrontDoor)


@pytest.fixture
def token(registry):
    """The cookie's value of an official who has signed in."""
    link = officials.add(registry, Terminal(), NAME, "li@example.org")
    return officials.redeem(registry, link, "", "kettle 07 yellow lamp")


@pytest.fixture
def bring(monkeypatch):
    """Lets the visit bring this cookie."""

    def brought(value):
        monkeypatch.setattr(official, "credential", lambda: value)

    return brought


# ------------------------------------------------------------------------------------------------ the frame


def test_an_official_is_named_and_finds_the_pages_and_a_visitor_the_door(registry, token, bring):
    bring(None)
    visitor = visit("law")
    assert words.text("signing.officials", "zh") in text(visitor)
    assert not set(visitor.session_state["places"]) & set(navigation.OFFICIAL)
    bring(token)
    at = visit("claims")
    assert NAME in text(at)
    assert words.text("signing.sign_out", "zh") in text(at)
    assert set(navigation.OFFICIAL) <= set(at.session_state["places"])


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_when_the_session_has_ended_an_officials_page_says_so_and_shows_nothing(registry, token, bring, lang):
    bring(token)
    at = visit("budget", lang)
    officials.sign_out(registry, token)
    again(at)
    assert words.text("signing.ended", lang) in text(at)
    assert NAME not in text(at)
    go(at, "law")
    assert words.text("signing.ended", lang) not in text(at)
    assert words.text("signing.officials", lang) in text(at)


def test_what_an_officials_session_holds_is_dropped_for_anybody_else(registry, token, bring):
    bring(token)
    at = visit("claims")
    at.session_state["found"] = "示例"
    again(at)
    assert at.session_state["found"] == "示例"
    bring("x" * 43)
    again(at)
    assert "found" not in at.session_state


def test_without_a_database_nobody_is_an_official_and_companies_go_on(registry, token, bring, monkeypatch):
    bring(token)

    def reading():
        raise Unavailable("registry.disk_full")

    monkeypatch.setattr(registry, "reading", reading)
    at = visit("claims")
    assert not set(at.session_state["places"]) & set(navigation.OFFICIAL)
    client = at_the_door()
    client.cookies.set("official", token)
    answer = client.get("/account?lang=en")
    assert answer.status_code == 503
    assert words.text("registry.disk_full", "en") in answer.text
    assert client.get("/sign-in").status_code == 200


# ------------------------------------------------------------------------------------------------ where one is led


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        (None, "/claims"),
        ("", "/claims"),
        ("budget", "/budget"),
        ("/budget", "/budget"),
        ("journal?lang=en&a=1", "/journal?lang=en&a=1"),
        ("law", "/claims"),
        ("https://elsewhere.example/claims", "/claims"),
        ("//elsewhere.example/claims", "/claims"),
        ("/\\elsewhere.example", "/claims"),
        ("claims/../secret", "/claims"),
        ("javascript:alert(1)", "/claims"),
        ("budget?x=\r\nSet-Cookie: a=b", "/budget?x=%0D%0ASet-Cookie%3A+a%3Db"),
    ],
)
def test_after_signing_in_one_is_led_to_a_page_of_ours(asked, led):
    assert sign_in.onward(asked) in (led, led.replace("%0D%0A", ""))


def test_the_language_is_the_addresss_then_the_browsers(registry):
    client = at_the_door()
    for query, browser, lang in (
        ("", "zh-CN", "zh"),
        ("", "de", "en"),
        ("?lang=zh", "en", "zh"),
        ("?lang=xx", "en", "en"),
    ):
        said = client.get(f"/sign-in{query}", headers={"accept-language": browser}).text
        assert words.text("signing.sign_in_title", lang) in said


# ------------------------------------------------------------------------------------------------ downloads


def test_two_files_are_made_at_once_and_whoever_is_nobody_keeps_nobody_waiting(token):
    """The others wait for their turn, and the threads that everything else needs stay free."""
    begun, gate, most = [], threading.Event(), []

    def slow(_database, _credential, _asked):
        begun.append(1)
        most.append(len(begun))
        gate.wait(10)
        begun.pop()
        return Download("a.txt", "text/plain", iter([b"a"]))

    transport = httpx.ASGITransport(Starlette(routes=[downloads.route({"slow": slow})]))

    async def asked():
        address = "http://127.0.0.1"
        async with (
            httpx.AsyncClient(transport=transport, base_url=address, cookies={official.COOKIE: token}) as known,
            httpx.AsyncClient(transport=transport, base_url=address) as nobody,
        ):
            files = [asyncio.create_task(known.get("/download/slow")) for _ in range(5)]
            while len(begun) < 2:
                await asyncio.sleep(0.01)
            refused = await asyncio.wait_for(nobody.get("/download/slow"), 5)
            gate.set()
            return refused, await asyncio.gather(*files)

    refused, files = asyncio.run(asked())
    assert refused.status_code == 403
    assert [file.content for file in files] == [b"a"] * 5
    assert max(most) == 2


@pytest.fixture
def client(registry):
    """A server with downloads of every kind."""

    def needs(registry, credential, query):
        def parts():
            with registry.reading() as session:
                yield access.require(session, credential).name.encode()
            yield query.get("text", "").encode()

        return Download("申报库 2025.csv", "text/csv", parts())

    def refuses(registry, credential, query):
        refuse("year", "signing.no_such_download")

    def cannot(registry, credential, query):
        raise Unavailable("registry.disk_full")

    def forgets(registry, credential, query):
        raise NotAllowed

    makers = {"claims": needs, "refused": refuses, "full": cannot, "forbidden": forgets}
    return Client([downloads.route(makers)])


def test_an_official_gets_the_file_with_its_name_and_the_browser_keeps_none(client, token):
    client.cookies.set("official", token)
    answer = client.get(downloads.href("claims", text="示例"))
    assert answer.text == f"{NAME}示例"
    assert answer.headers["content-disposition"] == (
        "attachment; filename*=utf-8''%E7%94%B3%E6%8A%A5%E5%BA%93%202025.csv"
    )
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["cache-control"] == "no-store"


def test_everybody_else_gets_none_and_is_told_in_both_languages(client, registry, token):
    for cookie in (None, "x", access.hashed(token)):
        client.cookies.clear()
        if cookie:
            client.cookies.set("official", cookie)
        for what in ("claims", "refused", "full", "nothing"):
            answer = client.get(f"/download/{what}")
            assert answer.status_code == 403
            assert words.text("signing.not_allowed", "zh") in answer.text
            assert words.text("signing.not_allowed", "en") in answer.text
    client.cookies.set("official", token)
    officials.sign_out(registry, token)
    assert client.get("/download/claims").status_code == 403


@pytest.mark.parametrize(("what", "status"), [("nothing", 404), ("refused", 422), ("full", 503), ("forbidden", 403)])
def test_what_cannot_be_sent_is_explained(client, token, what, status):
    client.cookies.set("official", token)
    answer = client.get(f"/download/{what}")
    assert answer.status_code == status
    assert "content-disposition" not in answer.headers
    assert 'lang="zh"' in answer.text
    assert 'lang="en"' in answer.text


# ------------------------------------------------------------------------------------------------ identity providers


def test_without_a_provider_nothing_of_it_shows(registry):
    assert not organisation.is_configured()
    assert organisation.ADDRESS not in middleware.addresses()
    shown = at_the_door().get("/sign-in?lang=en").text
    assert words.text("signing.with_organisation", "en") not in shown


def test_a_provider_is_offered_and_its_ticket_exchanged_for_our_cookie_once(registry, token, monkeypatch):
    monkeypatch.setattr(organisation, "is_configured", lambda: True)
    assert organisation.ADDRESS in middleware.addresses()
    client = at_the_door()
    assert words.text("signing.with_organisation", "en") in client.get("/sign-in?lang=en").text
    ticket = organisation.ticket_for({"email": "LI@example.org", "email_verified": True, "name": "Li"})
    ours = {"Sec-Fetch-Site": "same-origin"}
    assert client.post("/ticket", data={"ticket": ticket}).status_code == 403
    answer = client.post("/ticket", data={"ticket": ticket}, headers=ours)
    assert answer.headers["location"] == "/claims"
    session = answer.cookies["official"]
    assert official.is_live(session)
    assert client.post("/ticket", data={"ticket": ticket}, headers=ours).status_code == 422
    client.cookies.set("_streamlit_user", "what the provider said")
    out = client.post("/sign-out", headers=ours)
    assert not official.is_live(session)
    assert sum("Max-Age=0" in cookie for cookie in out.headers.get_list("set-cookie")) == 2


@pytest.mark.parametrize("known", [{}, {"email": "li@example.org"}, {"email": 5, "email_verified": True}])
def test_who_is_not_verified_gets_no_ticket(registry, token, known):
    with pytest.raises(Refused):
        organisation.ticket_for(known)

"""From outside: nothing of the registry reaches anybody without a live session, whatever they ask for and however.

One server, one registry with a company in it whose name must never be heard, and visitors who are not officials (any
more) or pretend to be.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from engine.policy.folder import default_policy
from engine.registry import access, journal, officials
from engine.registry.access import Terminal
from engine.registry.database import Database
from engine.registry.tables import Application, Claim, Official, SignIn
from pages.door import uploads
from pages.shared import navigation
from tests.browser.driving import Server, served
from tests.browser.knocking import cookie, handed_over, pages_in, run, session_of, visit, visited
from tests.conftest import ROOT
from tests.engine.assessment.test_explain import application, rent

MARKER = "示例-绝不外传科技"
"""A company's name: wherever it is heard, something has leaked."""
PASSWORD = "杜鹃花 kettle 07 琴弦"
PAGES = navigation.OFFICIAL
# A company has no account and brings no cookie.
STRANGERS = ("company", "invented", "idle", "too long", "signed out", "removed")


@dataclass
class House:
    """The running server, its registry, and the cookies that visitors bring."""

    server: Server
    registry: Database
    cookies: dict[str, str | None]
    first: list[ForwardMsg]
    """What the very first visitor was sent, who followed a deep link to an official's page."""

    def revision(self) -> int:
        with self.registry.reading() as session:
            return journal.revision(session)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    home = tmp_path_factory.mktemp("house")
    registry = Database(f"sqlite:///{home / 'registry.sqlite3'}")
    registry.upgrade()
    cookies = seeded(registry)
    with served(ROOT, home, loaded=True) as server:
        yield House(server, registry, cookies, [m for page in PAGES[:1] for m in visited(server, page, None)])
    registry.close()


def a_claim_for_rent() -> dict[str, Any]:
    """What the company has submitted."""
    submitted: dict[str, Any] = application("art06_rent", rent("30"))
    submitted.pop("readings", None)
    submitted["applicant"] |= {"id": MARKER, "name": MARKER}
    return submitted


def seeded(registry: Database) -> dict[str, str | None]:
    """A company, an official, and cookies of every kind."""
    live = officials.redeem(registry, officials.add(registry, Terminal(), "李审核员"), "", PASSWORD)
    gone = officials.redeem(registry, officials.add(registry, Terminal(), "王"), "", PASSWORD)
    officials.remove(registry, Terminal(), "王")
    with registry.writing() as session:
        session.add(
            Application(
                policy=default_policy(),
                year=2025,
                day=date(2025, 6, 15),
                applicant=MARKER,
                name=MARKER,
                content=json.dumps(a_claim_for_rent()),
                source="company",
                keep_until=date(2035, 1, 1),
                claims=[Claim(position=0, key="c", provision="art06_rent")],
            )
        )
        official = session.query(Official).filter_by(name="李审核员").one()
        made = {name: access.begin(session, official) for name in ("idle", "too long", "signed out", "other")}
        ended = datetime.now(UTC) - timedelta(minutes=1)
        idle, too_long = (session.get_one(SignIn, access.hashed(made[name])) for name in ("idle", "too long"))
        idle.seen = ended - access.IDLE
        too_long.created = ended - access.LONGEST
    officials.sign_out(registry, made["signed out"])
    return {"company": None, "invented": "x" * 43, "removed": gone, "official": live, **made}


def silent(messages: list[ForwardMsg]) -> bool:
    """Whether nothing of what is the officials' was sent, and something was."""
    said = b"".join(m.SerializeToString() for m in messages)
    assert any(m.WhichOneof("type") == "delta" for m in messages), "nothing was drawn"
    return MARKER.encode() not in said and not pages_in(messages) & set(PAGES) and "李审核员".encode() not in said


# ------------------------------------------------------------------------------------------------ the matrix


def test_a_first_deep_link_on_a_fresh_server_shows_nothing(house):
    assert silent(house.first)


@pytest.mark.parametrize("stranger", STRANGERS)
def test_a_stranger_gets_nothing_by_menu_or_address(house, stranger):
    before = house.revision()
    token = house.cookies[stranger]
    with visit(house.server, token) as visiting:
        for page in PAGES:
            assert silent(run(visiting, page)), page
            assert silent(run(visiting, page, by_menu=True)), page
    with httpx.Client(base_url=house.server.url, headers=cookie(token)) as client:
        for page in PAGES:
            answer = client.get(f"/{page}", params={"lang": "en"})
            assert answer.status_code == 303
            led = urlsplit(answer.headers["location"])
            assert led.path == "/sign-in"
            assert parse_qs(led.query) == {"next": [f"{page}?lang=en"], "lang": ["en"]}
            assert answer.headers["cache-control"] == "no-store"
            assert not answer.content
    assert house.revision() == before


@pytest.mark.parametrize("stranger", STRANGERS)
def test_a_stranger_downloads_nothing(house, stranger):
    from app import DOWNLOADS  # late: it makes the app ready

    with httpx.Client(base_url=house.server.url, headers=cookie(house.cookies[stranger])) as client:
        for what in {*DOWNLOADS, "claims", "nothing"}:
            for query in ("", f"?text={MARKER}", "?id=1&lang=en"):
                answer = client.get(f"/download/{what}{query}")
                assert answer.status_code == 403
                assert MARKER not in answer.text
                assert {"需要登录", "Please sign in"} <= set(re.findall("<h1>(.*?)</h1>", answer.text))
                assert answer.headers["cache-control"] == "no-store"
        for what in ("metrics", "agent/openapi.json"):
            assert client.get(f"/_stcore/{what}").status_code == 404
        assert client.get("/session").status_code == 401
        assert client.get("/account").headers["location"].startswith("/sign-in")


def test_an_official_sees_what_strangers_do_not(house):
    """Otherwise the tests here could not fail."""
    with visit(house.server, house.cookies["official"]) as visiting:
        for page in PAGES:
            messages = run(visiting, page)
            assert pages_in(messages) >= set(PAGES)
            assert "李审核员".encode() in b"".join(m.SerializeToString() for m in messages)
            # A file that Streamlit serves is anybody's who knows its address: officials' pages make none.
            assert not re.findall(rb"/media/[^\"\s]+", b"".join(m.SerializeToString() for m in messages))
    with httpx.Client(base_url=house.server.url, headers=cookie(house.cookies["official"])) as client:
        for page in PAGES:
            answer = client.get(f"/{page}")
            assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
        assert client.get("/session").status_code == 204
        assert client.get("/download/nothing").status_code == 404


@pytest.mark.parametrize("stranger", [*STRANGERS, "other"])
def test_an_officials_session_of_streamlits_goes_on_for_the_same_sign_in_only(house, stranger):
    with visit(house.server, house.cookies["official"]) as visiting:
        stolen = session_of(run(visiting, "claims"))
        token = house.cookies[stranger]
        with visit(house.server, token, stolen) as thief:
            messages = run(thief, "claims")
            assert session_of(messages) != stolen
            assert stranger == "other" or silent(messages)
        upload = f"{house.server.url}/_stcore/upload_file/{stolen}/file-1"
        for method in ("PUT", "DELETE"):
            ours = {**cookie(token), "Origin": house.server.url}
            assert httpx.request(method, upload, headers=ours, content=b"x").status_code == 403
    with visit(house.server, house.cookies["official"], stolen) as again:
        assert session_of(run(again, "claims")) == stolen


def test_a_session_that_ends_while_a_page_is_open_shows_how_to_go_on_and_nothing_else(house):
    with house.registry.writing() as session:
        official = session.query(Official).filter_by(name="李审核员").one()
        token = access.begin(session, official)
    with visit(house.server, token) as visiting:
        assert pages_in(run(visiting, "claims")) >= set(PAGES)
        officials.sign_out(house.registry, token)
        messages = run(visiting, "claims", by_menu=True)
        said = b"".join(m.SerializeToString() for m in messages).decode("utf-8", "replace")
        assert "登录已结束" in said
        assert "李审核员" not in said
        assert MARKER not in said


# ------------------------------------------------------------------------------------------------ uploads


def test_a_visitor_hands_over_a_saved_file_and_an_official_a_workbook(house):
    small, large = 2**20, 2**20 + 2 * uploads.FRAME
    with visit(house.server, None) as visiting:
        session = session_of(run(visiting))
        assert handed_over(house.server, small, None, session) == 204
        assert handed_over(house.server, large, None, session) == 413
        assert handed_over(house.server, large, house.cookies["idle"], session) == 413
        assert handed_over(house.server, small, None, session, xsrf=False) == 403
    assert handed_over(house.server, small, None, "no-such-session") == 403
    with visit(house.server, house.cookies["official"]) as visiting:
        session = session_of(run(visiting, "claims"))
        assert handed_over(house.server, large, house.cookies["official"], session) == 204
        assert handed_over(house.server, large, None, session) == 403


# ------------------------------------------------------------------------------------------------ forms


FORMS = ("/sign-in", "/sign-out", "/first-account", "/account", "/ticket")


@pytest.mark.parametrize(
    "origin",
    [
        {},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
    ids=str,
)
def test_what_another_site_sends_is_not_done(house, origin):
    before = house.revision()
    headers = {**cookie(house.cookies["official"]), **origin}
    right = {"name": "李审核员", "password": PASSWORD}
    with httpx.Client(base_url=house.server.url, headers=headers) as client:
        for form in FORMS:
            answer = client.post(form, data=right)
            assert answer.status_code == 403
            assert "set-cookie" not in answer.headers
        assert client.get("/session").status_code == 204
    assert house.revision() == before


def test_a_form_is_small_and_of_known_methods_only(house):
    ours = {"Origin": house.server.url}
    with httpx.Client(base_url=house.server.url, headers=ours) as client:
        assert client.post("/sign-in", content=b"name=" + b"x" * 9_000).status_code == 413
        assert client.post("/sign-in", content=b"&".join(b"a%d=1" % n for n in range(40))).status_code == 400
        assert client.put("/sign-in").status_code == 405
        assert client.get("/ticket").headers["location"] == "/sign-in"


def test_signing_in_sets_a_cookie_that_no_script_reads_and_leads_to_our_own_pages_only(house):
    with httpx.Client(base_url=house.server.url, headers={"Origin": house.server.url}) as client:
        right = {"name": "李审核员", "password": PASSWORD}
        answer = client.post("/sign-in?next=https://elsewhere.example/claims", data=right)
        assert (answer.status_code, answer.headers["location"]) == (303, "/claims")
        value, *marks = answer.headers["set-cookie"].split("; ")
        assert len(value.removeprefix("official=")) >= 43  # 256 bits
        assert {mark.lower() for mark in marks} == {"httponly", "path=/", "samesite=strict"}
        token = value.removeprefix("official=")
        client.cookies.clear()
        again = client.post("/sign-in?next=budget%3Fa%3D1", data=right, headers=cookie(token))
        assert again.headers["location"] == "/budget?a=1"
        assert client.get("/session", headers=cookie(token)).status_code == 401, "the session before has not ended"
        safe = client.post("/sign-in", data=right, headers={"Origin": house.server.url.replace("http", "https")})
        assert "Secure" in safe.headers["set-cookie"]
        wrong = client.post("/sign-in", data={**right, "password": "not this one 12"})
        assert wrong.status_code == 422
        assert "not this one 12" not in wrong.text
        assert "set-cookie" not in wrong.headers


@pytest.mark.parametrize("hostile", ['"><script>alert(1)</script>', "'; drop table officials; --", "李" * 400, "\0\n"])
def test_what_is_typed_is_never_markup(house, hostile):
    with httpx.Client(base_url=house.server.url, headers={"Origin": house.server.url}) as client:
        answer = client.post("/sign-in", data={"name": hostile, "password": "x"})
        assert answer.status_code == 422
        assert "<script>alert" not in answer.text
        assert "用户名或密码不对" in answer.text


def test_every_page_to_sign_in_is_kept_nowhere(house):
    for address in ("/sign-in", "/sign-out", "/first-account", "/first-account?link=x"):
        answer = httpx.get(house.server.url + address)
        assert answer.headers["cache-control"] == "no-store"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "x" not in urlsplit(answer.headers.get("location", "")).query


def test_a_link_leaves_the_address_at_once(house, tmp_path: Path):
    token = officials.link(house.registry, Terminal(), "李审核员")
    answer = httpx.get(f"{house.server.url}/first-account", params={"link": token, "lang": "en"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/first-account?lang=en")
    assert "httponly" in answer.headers["set-cookie"].lower()
    shown = httpx.get(f"{house.server.url}/first-account?lang=en", headers={"Cookie": f"account-link={token}"})
    assert "Set the password of “李审核员”" in shown.text
    assert officials.opened_link(house.registry, token), "looking has used the link up"

"""Our cookies over https bear a name that only this very host can set."""

from typing import Any

import pytest

from pages.door.cookies import Cookies
from tests.door.knocking import Answer, knock, request

SET = [
    b"official=token; HttpOnly; Path=/; SameSite=strict",
    b"visit=token; Path=/; HttpOnly; SameSite=strict",
    b"account-link=token; Path=/first-account; HttpOnly",
    b"official=; Max-Age=0; Path=/",
    b"_streamlit_xsrf=2|a; Path=/; secure",
]


def passed(scheme: str, cookie: str | None = None, **headers: Any) -> tuple[list[str], Answer]:
    """The cookies that arrive behind, and the answer."""
    seen: list[str] = []

    async def behind(scope, receive, send):
        seen.extend(value.decode() for key, value in scope["headers"] if key == b"cookie")
        await send({"type": "http.response.start", "status": 200, "headers": [(b"set-cookie", c) for c in SET]})

    scope = {**request("/", cookie=cookie, **headers), "scheme": scheme}
    return seen, knock(Cookies(behind), scope)


def test_over_https_ours_are_set_for_this_very_host_and_all_for_https():
    assert passed("https")[1].headers("set-cookie") == [
        "__Host-official=token; HttpOnly; Path=/; SameSite=strict; Secure",
        "__Host-visit=token; Path=/; HttpOnly; SameSite=strict; Secure",
        "account-link=token; Path=/first-account; HttpOnly; Secure",
        "__Host-official=; Max-Age=0; Path=/; Secure",
        "_streamlit_xsrf=2|a; Path=/; secure",
    ]


def test_over_https_a_cookie_of_ours_without_the_prefix_is_somebody_elses():
    planted = "official=planted; a=b;__Host-official=ours; visit=planted; __Host-other=x"
    assert passed("https", planted)[0] == ["a=b; official=ours; __Host-other=x"]


def test_over_http_names_are_plain():
    seen, answer = passed("http", "official=ours; __Host-official=x")
    assert seen == ["official=ours; __Host-official=x"]
    assert answer.headers("set-cookie") == [header.decode() for header in SET]


def test_where_https_ends_at_a_proxy_that_is_not_named_cookies_are_for_https_by_plain_names():
    answer = passed("http", origin="https://policy.example")[1]
    assert answer.headers("set-cookie")[0] == "official=token; HttpOnly; Path=/; SameSite=strict; Secure"


@pytest.mark.parametrize("scheme", ["ws", "wss"])
def test_a_websocket_sets_cookies_too(scheme):
    async def behind(scope, receive, send):
        await send({"type": "websocket.accept", "headers": [(b"set-cookie", SET[1])]})

    answer = knock(Cookies(behind), {**request("/", kind="websocket"), "scheme": scheme})
    (header,) = answer.headers("set-cookie")
    assert header.startswith("__Host-visit=" if scheme == "wss" else "visit=")

"""Who is asking: forwarded headers count where a trusted proxy says them, and nowhere else."""

import asyncio

import pytest
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from pages.door import proxies
from pages.door.proxies import Misnamed, Proxies

TRUSTED = proxies.trusted_proxies({"TRUSTED_PROXIES": "127.0.0.1, 10.1.0.0/24,2001:db8::1"})
FORWARDED = {"X-Forwarded-For": "198.51.100.7", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "policy.example"}


def arrived(peer: str | None, headers: dict[str, str] | list[tuple[str, str]], kind: str = "http") -> Scope:
    """The request as it arrives behind the middleware, which this peer made."""
    pairs = headers.items() if isinstance(headers, dict) else headers
    scope: Scope = {
        "type": kind,
        "scheme": "http" if kind == "http" else "ws",
        "client": None if peer is None else (peer, 50_000),
        "server": ("127.0.0.1", 8501),
        "path": "/",
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1:8501"), *((k.lower().encode(), v.encode("latin-1")) for k, v in pairs)],
    }
    seen: list[Scope] = []

    async def behind(scope: Scope, _receive: Receive, _send: Send) -> None:
        seen.append(scope)

    async def nothing(*_: object) -> None: ...

    asyncio.run(Proxies(behind, TRUSTED)(scope, nothing, nothing))  # type: ignore[arg-type]
    return seen[0]


def test_nobody_is_trusted_unless_named():
    assert proxies.trusted_proxies({}) == ()
    assert proxies.trusted_proxies({"TRUSTED_PROXIES": " , "}) == ()


@pytest.mark.parametrize("peer", ["198.51.100.1", "10.1.1.1", "127.0.0.2", "not an address", None])
def test_what_a_stranger_forwards_is_not_believed_and_goes_no_further(peer):
    scope = arrived(peer, {**FORWARDED, "X-Real-IP": "198.51.100.7", "Forwarded": "for=198.51.100.7"})
    request = Request(scope)
    assert proxies.client_address(scope) == (peer or "")
    assert (proxies.scheme(scope), proxies.host(scope)) == ("http", "127.0.0.1:8501")
    assert str(request.url) == "http://127.0.0.1:8501/"
    assert set(request.headers) == {"host"}


def test_what_a_trusted_proxy_forwards_is_the_request():
    scope = arrived("127.0.0.1", FORWARDED)
    assert proxies.client_address(scope) == "198.51.100.7"
    assert (proxies.scheme(scope), proxies.host(scope)) == ("https", "policy.example")
    assert str(Request(scope).url) == "https://policy.example/"
    assert set(Request(scope).headers) == {"host"}
    assert arrived("127.0.0.1", FORWARDED, "websocket")["scheme"] == "wss"
    assert arrived("::ffff:10.1.0.9", FORWARDED)["client"][0] == "198.51.100.7"


def test_a_trusted_proxy_that_forwards_nothing_asks_for_itself():
    scope = arrived("127.0.0.1", {"X-Forwarded-Proto": "javascript", "X-Forwarded-Host": " "})
    assert scope["client"] == ("127.0.0.1", 50_000)
    assert (proxies.scheme(scope), proxies.host(scope)) == ("http", "127.0.0.1:8501")


@pytest.mark.parametrize(
    ("forwarded", "asking"),
    [
        ("203.0.113.9, 198.51.100.7", "198.51.100.7"),  # the left one anybody may have written
        ("203.0.113.9, 198.51.100.7, 10.1.0.8", "198.51.100.7"),  # two proxies of ours
        ("10.1.0.7, 10.1.0.8", "10.1.0.7"),  # proxies only: the first of them asks
        ("203.0.113.9, unknown, 10.1.0.8", "10.1.0.8"),  # what cannot be read ends it
        ("203.0.113.9, unknown", "127.0.0.1"),
        ("198.51.100.7:4711", "198.51.100.7"),
        ("[2001:db8::2]:4711", "2001:db8::2"),
        ("", "127.0.0.1"),
    ],
)
def test_the_rightmost_address_that_is_not_a_proxy_counts(forwarded, asking):
    assert arrived("127.0.0.1", {"X-Forwarded-For": forwarded})["client"][0] == asking


def test_several_lines_of_a_header_are_one_list():
    lines = [("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-For", "198.51.100.7"), ("X-Forwarded-For", "10.1.0.8")]
    assert arrived("127.0.0.1", lines)["client"][0] == "198.51.100.7"


def test_an_ipv6_address_counts_as_its_house():
    counted = {proxies.counted(f"2408:8256:1:2::{number}") for number in range(1, 9)}
    assert counted == {"2408:8256:1:2::/64"}
    assert proxies.counted("::1") == "::1"
    assert proxies.counted("fd00::1") == "fd00::1"  # an office's own network: each is one
    assert proxies.counted("::ffff:198.51.100.7") == proxies.counted("198.51.100.7") == "198.51.100.7"


OWN = "http://127.0.0.1:8501"


@pytest.mark.parametrize(
    ("headers", "own"),
    [
        ({"Origin": OWN}, True),
        ({"Origin": OWN, "Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Origin": OWN.replace("http", "https")}, True),
        ({}, False),
        ({"Origin": ""}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://127.0.0.1:8502"}, False),
        ({"Origin": "http://127.0.0.1"}, False),
        ({"Origin": "http://localhost:8501"}, False),
        ({"Origin": OWN + ".elsewhere.example"}, False),
        ({"Origin": OWN + "/"}, False),
        ({"Origin": OWN, "Sec-Fetch-Site": "same-site"}, False),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, False),
        ([("Origin", OWN), ("Origin", "http://127.0.0.1:8502")], False),
        ({"Origin": "https://policy.example", **FORWARDED}, True),
        ({"Origin": "http://policy.example", **FORWARDED}, False),
        ({"Origin": OWN, **FORWARDED}, False),
    ],
    ids=str,
)
def test_a_request_is_our_own_where_scheme_host_and_port_are(headers, own):
    assert proxies.is_own(arrived("127.0.0.1", headers)) is own


@pytest.mark.parametrize("name", ["*", "proxy.example", "10.1.0.0/33", "0.0.0.0/0", "::/0"])
def test_a_proxy_that_is_no_address_is_refused_in_both_languages(name):
    with pytest.raises(Misnamed, match="不是代理的地址") as refused:
        proxies.trusted_proxies({"TRUSTED_PROXIES": f"127.0.0.1,{name}"})
    assert f"“{name}” is not the address" in str(refused.value)


def test_hosts_of_the_environment_are_allowed_besides_those_of_the_configuration():
    assert proxies.allowed_hosts({}) == ["localhost", "127.0.0.1"]
    named = {"ALLOWED_HOSTS": "policy.example, *.gov.example,localhost"}
    assert proxies.allowed_hosts(named) == ["localhost", "127.0.0.1", "policy.example", "*.gov.example"]


@pytest.mark.parametrize("name", ["*", "*.", "https://policy.example", "policy.example:443"])
def test_a_host_that_is_none_is_refused(name):
    with pytest.raises(Misnamed, match="不是主机名"):
        proxies.allowed_hosts({"ALLOWED_HOSTS": name})

"""The door, knocked at with plain sockets: who is believed, what is let in, and how much.

One server for all of it. It trusts one proxy, 127.0.0.2: whoever connects from there is the proxy, and whoever connects
from 127.0.0.1 is a visitor without one.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import pytest

from tests.browser.driving import Server, served
from tests.conftest import ROOT

PROXY = "127.0.0.2"
FORWARDED = {"X-Forwarded-For": "198.51.100.7", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "policy.example"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    environment = {"TRUSTED_PROXIES": PROXY, "ALLOWED_HOSTS": "policy.example"}
    with served(ROOT, tmp_path_factory.mktemp("door"), environment) as server:
        yield server


def asked(server: Server, path: str, headers: Mapping[str, str], source: str = "127.0.0.1") -> httpx.Response:
    """The answer to a request that is made from this address."""
    with httpx.Client(base_url=server.url, transport=httpx.HTTPTransport(local_address=source)) as client:
        return client.get(path, headers=dict(headers))


def test_forwarded_headers_count_from_the_proxy_that_is_named_alone(house):
    """The link's cookie is for https only where the visitor's browser asks over https."""
    link = "/first-account?link=x"
    assert "secure" not in asked(house, link, FORWARDED).headers["set-cookie"].lower()
    assert "secure" in asked(house, link, FORWARDED, PROXY).headers["set-cookie"].lower()


def test_hosts_of_the_environment_are_let_in_and_no_others(house):
    for headers in ({"Host": "policy.example"}, {"Host": "localhost"}):
        assert asked(house, "/sign-in", headers).status_code == 200
    assert asked(house, "/sign-in", {"Host": "elsewhere.example"}).status_code == 400
    # A proxy that passes on whatever host it is asked for lets no other in either.
    elsewhere = {**FORWARDED, "X-Forwarded-Host": "elsewhere.example"}
    assert asked(house, "/sign-in", FORWARDED, PROXY).status_code == 200
    assert asked(house, "/sign-in", elsewhere, PROXY).status_code == 400


def test_an_environment_that_names_no_address_ends_the_start_with_a_word(tmp_path: Path):
    started = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", "0"],
        cwd=ROOT,
        env={**os.environ, "HOME": str(tmp_path), "TRUSTED_PROXIES": "proxy.example"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    said = started.stdout + started.stderr
    assert started.returncode == 1
    assert "“proxy.example”不是代理的地址" in said
    assert "“proxy.example” is not the address" in said
    assert "Traceback" not in said

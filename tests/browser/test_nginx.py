"""The configuration of nginx in docs/it.md, word for word, with a real nginx: what is promised holds behind it."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import create_engine, inspect, text
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from engine.registry import access, officials
from engine.registry.access import Terminal
from engine.registry.database import Database
from pages.door import uploads
from tests.browser.driving import FLAGS, PATIENCE, Server, Watch, served, settled
from tests.browser.knocking import run, session_of
from tests.conftest import ROOT

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
HOST = "policy.example.cn"
NAME, PASSWORD = "李审核员", "杜鹃花 kettle 07 琴弦"
VISITOR = "127.0.0.3"
"""Where the visitor's requests come from, so that nginx and the visitor are told apart."""

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(NGINX is None, reason="NOT RUN: nginx is not installed"),
]


@dataclass
class House:
    """The app behind nginx."""

    server: Server
    registry: Database
    port: int
    plain: int
    """nginx's port for http."""
    trust: ssl.SSLContext

    @property
    def url(self) -> str:
        return f"https://{HOST}:{self.port}"

    def client(self, **headers: str) -> httpx.Client:
        """A visitor without a browser, who knows the host's address."""
        return httpx.Client(
            base_url=f"https://127.0.0.1:{self.port}",
            headers={"Host": f"{HOST}:{self.port}", "Origin": self.url, **headers},
            transport=_Named(verify=self.trust, local_address=VISITOR),
        )

    def websocket(self, origin: str, cookie: str = "", protocols: tuple[str, ...] = ("streamlit",)) -> ClientConnection:
        """A websocket through nginx."""
        return connect(
            f"wss://{HOST}:{self.port}/_stcore/stream",
            sock=socket.create_connection(("127.0.0.1", self.port), source_address=(VISITOR, 0)),
            ssl=self.trust,
            origin=Origin(origin),
            subprotocols=[Subprotocol(protocol) for protocol in protocols],
            additional_headers={"Cookie": cookie} if cookie else {},
            max_size=None,
        )


class _Named(httpx.HTTPTransport):
    """Asks for the host by its name, as a browser does once it knows the address."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.extensions["sni_hostname"] = HOST
        return super().handle_request(request)


def in_the_document(kind: str, about: str) -> str:
    """The block of this kind in the chapter for IT that names what it is about."""
    blocks = re.findall(rf"```{kind}\n(.*?)```", (ROOT / "docs" / "it.md").read_text("utf-8"), re.DOTALL)
    (block,) = (block for block in blocks if about in block)
    return str(block)


def free() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def with_nginx(folder: Path, ports: dict[str, str]) -> subprocess.Popen[bytes]:
    """nginx with the document's block, in which only ports and the certificate's place are another."""
    block = in_the_document("nginx", "proxy_pass")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    names = ["-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", *names, *files],
        check=True,
        capture_output=True,
    )
    replaced = {
        **ports,
        "/etc/ssl/certs/policy.example.cn.pem": str(certificate),
        "/etc/ssl/private/policy.example.cn.key": str(key),
    }
    for there, here in replaced.items():
        assert block.count(there) == 1, there
        block = block.replace(there, here)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{kind}_temp_path {folder / kind};" for kind in kinds)
    user = "user root;" if os.geteuid() == 0 else ""  # whose folder it is
    (folder / "nginx.conf").write_text(
        f"{user} daemon off; pid {folder / 'pid'}; error_log {folder / 'error.log'};\nevents {{}}\n"
        f"http {{ access_log off; {places}\n{block}\n}}\n"
    )
    assert NGINX is not None
    return subprocess.Popen([NGINX, "-p", str(folder), "-c", "nginx.conf", "-e", "error.log"])


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("nginx")
    registry = Database(f"sqlite:///{home / 'registry.sqlite3'}")
    registry.upgrade()
    officials.redeem(registry, officials.add(registry, Terminal(), NAME), "", PASSWORD)
    *given, command, target = in_the_document("sh", "TRUSTED_PROXIES").split()
    assert (command, target) == ("make", "run")
    with served(ROOT, home, dict(pair.split("=") for pair in given)) as server:
        secure, plain = free(), free()
        upstream = server.url.removeprefix("http://")
        ports = {"443 ssl": f"127.0.0.1:{secure} ssl", "listen 80": f"listen 127.0.0.1:{plain}"}
        process = with_nginx(folder, {**ports, "127.0.0.1:8501": upstream})
        try:
            trust = ssl.create_default_context(cafile=str(folder / "certificate.pem"))
            listening(secure, process)
            yield House(server, registry, secure, plain, trust)
        finally:
            process.terminate()
            process.wait(10)
            registry.close()


def listening(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until nginx does."""
    until = time.monotonic() + PATIENCE / 1000
    while True:
        assert process.poll() is None, "nginx has not started"
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except ConnectionRefusedError:
            assert time.monotonic() < until


def test_a_browser_comes_in_signs_in_and_takes_a_file_away(house, chromium: Browser, tmp_path: Path):
    rules = f"--host-resolver-rules=MAP {HOST} 127.0.0.1, MAP * ~NOTFOUND"
    flags = [flag for flag in FLAGS if not flag.startswith("--host-resolver-rules")]
    browser = chromium.browser_type.launch(executable_path="/usr/bin/chromium", args=[*flags, rules])
    try:
        context = browser.new_context(base_url=house.url, locale="zh-CN", ignore_https_errors=True)
        context.set_default_timeout(PATIENCE)
        watch = Watch(house.url).over(context)
        page = context.new_page()
        page.goto("/profile")
        settled(page)
        with page.expect_download() as saved:
            page.get_by_role("link", name="保存为文件").click()
        assert Path(saved.value.path()).read_bytes().startswith(b"{")
        page.goto("/claims")
        page.get_by_label("用户名").fill(NAME)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url("**/claims*")
        settled(page)
        expect(page.get_by_text(NAME)).to_be_visible()
        cookies = {c["name"]: c for c in context.cookies()}
        assert {"__Host-visit", "__Host-official"} <= cookies.keys()
        for name in ("__Host-visit", "__Host-official"):
            assert (cookies[name]["secure"], cookies[name]["httpOnly"], cookies[name]["sameSite"]) == (
                True,
                True,
                "Strict",
            )
        assert watch.strays == []
        assert watch.unexpected_errors() == []
    finally:
        browser.close()


def signed_in(house: House) -> str:
    """The cookies of an official who has signed in through nginx."""
    with house.client() as client:
        client.get("/_stcore/health")
        answer = client.post("/sign-in", data={"name": NAME, "password": PASSWORD})
        assert (answer.status_code, answer.headers["location"]) == (303, "/claims")
        return "; ".join(f"{c.name}={c.value}" for c in client.cookies.jar)


def test_a_workbook_of_20_mb_comes_in_and_an_officials_file_goes_out(house):
    cookies = signed_in(house)
    known = re.search("_streamlit_xsrf=([^;]*)", cookies)
    assert known
    with (
        house.websocket(house.url, cookies) as visiting,
        house.client(Cookie=cookies, **{"X-Xsrftoken": known[1]}) as client,
    ):
        session = session_of(run(visiting, "claims"))
        statuses = [
            client.put(f"/_stcore/upload_file/{session}/{size}", files={"file": ("a.xlsx", b" " * size)}).status_code
            for size in (20 * 2**20 - uploads.FRAME, 21 * 2**20)
        ]
        assert statuses == [204, 413]
        assert client.get("/download/claims.xlsx", params={"lang": "zh"}).status_code == 200
        assert client.get("/download/claims.xlsx", params={"lang": "zh", "x": "y" * 20_000}).status_code == 200


def test_no_page_of_elsewhere_opens_a_websocket_through_nginx(house):
    for origin in ("https://elsewhere.example", f"http://{HOST}:{house.port}", f"https://{HOST}", house.server.url):
        with pytest.raises(InvalidStatus, match="403"):
            house.websocket(origin)
    with house.client(Host="elsewhere.example") as client:
        assert client.get("/").status_code == 400
    with house.client(**{"X-Forwarded-Host": "elsewhere.example", "X-Forwarded-Proto": "http"}) as client:
        assert client.get("/").status_code == 200  # nginx says what is true in their place
        assert "__Host-" in client.get("/_stcore/health").headers["set-cookie"]
    moved = httpx.get(f"http://127.0.0.1:{house.plain}/law", headers={"Host": HOST})
    assert (moved.status_code, moved.headers["location"]) == (301, f"https://{HOST}/law")


def test_the_visitors_own_address_counts_behind_nginx(house):
    """Not nginx's, and not the one that the visitor claims."""
    with house.client(**{"X-Forwarded-For": "203.0.113.9"}) as client:
        assert client.post("/sign-in", data={"name": NAME, "password": "not this one 12"}).status_code == 422
    engine = create_engine(house.server.registry)
    with engine.connect() as connection:
        (table,) = (name for name in inspect(engine).get_table_names() if "attempt" in name)
        kept = str(connection.execute(text(f"select * from {table}")).all())
    engine.dispose()
    assert access.hashed(f"address:{VISITOR}") in kept
    for other in ("127.0.0.1", "203.0.113.9"):
        assert access.hashed(f"address:{other}") not in kept

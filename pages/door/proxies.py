"""Who is asking: the address, the scheme and the host of a request, also where it comes through a proxy.

A proxy says in X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Host for whom it asks. Anybody can send these, so
they are believed only from the addresses that the environment's TRUSTED_PROXIES names; none by default. `Proxies`
writes what is true into each request and takes these headers out, so that whatever stands behind it (our routes,
Streamlit) reads the plain request: `request.client`, `request.url`, the header Host.
"""

import os
from collections.abc import Mapping, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import streamlit as st
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from engine.text import words

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

TRUSTED = "TRUSTED_PROXIES"
"""Names the addresses and networks of the proxies in front, with commas between: `127.0.0.1,10.1.0.0/24`."""
ALLOWED = "ALLOWED_HOSTS"
"""Names the hosts by which browsers reach the app, with commas between, besides those in `.streamlit/config.toml`."""
FORWARDED = (
    b"x-forwarded-for",
    b"x-forwarded-proto",
    b"x-forwarded-host",
    b"x-forwarded-port",
    b"x-forwarded-prefix",
    b"x-real-ip",
    b"forwarded",
)
"""What is heard from trusted proxies only, or from nobody; it goes no further either way."""
HOUSE = 64
"""Bits of an IPv6 address that tell one house from another; the rest is the house's own to choose."""


class Misnamed(ValueError):
    """What the environment names is no address, network or host; the message says so in both languages."""


def trusted_proxies(environment: Mapping[str, str] = os.environ) -> tuple[Network, ...]:
    """The networks from which forwarded headers are believed, from TRUSTED_PROXIES.

    Raises `Misnamed` for what is no address or network, and for a network that is everybody.
    """
    found = []
    for name in _listed(environment, TRUSTED):
        try:
            network = ip_network(name, strict=False)
        except ValueError:
            network = None
        if network is None or network.prefixlen == 0:
            raise _misnamed("proxy", name)
        found.append(network)
    return tuple(found)


def allowed_hosts(environment: Mapping[str, str] = os.environ) -> list[str]:
    """The hosts by which browsers may reach the app: those in the configuration, and those in ALLOWED_HOSTS.

    Raises `Misnamed` for what cannot be a host, such as an address with a scheme or a port, and for `*`.
    """
    named = _listed(environment, ALLOWED)
    for name in named:
        if not name.removeprefix("*.") or any(c in name.removeprefix("*.") for c in "*/:@ "):
            raise _misnamed("host", name)
    return list(dict.fromkeys([*st.get_option("server.allowedHosts"), *named]))


def _misnamed(kind: str, name: str) -> Misnamed:
    return Misnamed("\n".join(words.both(f"door.misnamed_{kind}", name=name).values()))


def _listed(environment: Mapping[str, str], variable: str) -> list[str]:
    return [name for name in (part.strip() for part in environment.get(variable, "").split(",")) if name]


# ------------------------------------------------------------------------------------------------ who is asking


def client_address(scope: Scope) -> str:
    """The address that a request counts for, behind `Proxies`: of the visitor's own machine or network. An IPv6 address
    counts as its house (`2001:db8:1:2::/64`), which has as many addresses as it likes. Empty where there is none."""
    client = scope.get("client")
    return counted(client[0]) if client else ""


def visitor_address() -> str:
    """The same within a run of a page: the address that the visit's websocket was opened from."""
    return counted(st.context.ip_address or "127.0.0.1")  # which says nothing of this machine's own


def counted(text: str) -> str:
    """An address as it is counted: see `client_address`. What is no address counts as it stands."""
    address = _address(text)
    if address is None:
        return text
    if isinstance(address, IPv6Address) and address.is_global:
        return str(ip_network((address, HOUSE), strict=False))
    return str(address)


def scheme(scope: Scope) -> str:
    """`http` or `https`: how the visitor's browser asked, behind `Proxies`."""
    return "https" if scope.get("scheme") in ("https", "wss") else "http"


def host(scope: Scope) -> str:
    """The host, with its port where one was given, that the visitor's browser asked for, behind `Proxies`."""
    return Headers(scope=scope).get("host", "")


def is_own(scope: Scope) -> bool:
    """Whether a request comes from a page of this very site: its Origin is our own address, and the browser, where it
    says so (Sec-Fetch-Site), agrees. A request that says neither does not.

    A page over https with our host and port is ours also where no trusted proxy said so: then https ends before us.
    """
    headers = Headers(scope=scope)
    origins, sites = headers.getlist("origin"), headers.getlist("sec-fetch-site")
    ours = {f"{scheme(scope)}://{host(scope)}", f"https://{host(scope)}"}
    return bool(origins or sites) and set(origins) <= ours and len(origins) <= 1 and set(sites) <= {"same-origin"}


# ------------------------------------------------------------------------------------------------ the middleware


class Proxies:
    """Writes into each request who is asking, as far as trusted proxies say so, and drops the forwarded headers."""

    def __init__(self, app: ASGIApp, trusted: Sequence[Network] = ()) -> None:
        self.app = app
        self.trusted = tuple(trusted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on one request."""
        await self.app(self._plain(scope) if scope["type"] in ("http", "websocket") else scope, receive, send)

    def _plain(self, scope: Scope) -> Scope:
        """The request as the visitor made it."""
        said = Headers(scope=scope)
        plain = {**scope, "headers": [(key, value) for key, value in scope["headers"] if key not in FORWARDED]}
        peer = _address(scope["client"][0]) if scope.get("client") else None
        if peer is None or not self._trusts(peer):
            return plain
        hops = [hop for line in said.getlist("x-forwarded-for") for hop in line.split(",")]
        asking = self._asking(peer, hops)
        if asking != peer:
            plain["client"] = (str(asking), 0)
        forwarded_scheme = _last(said, "x-forwarded-proto")
        if forwarded_scheme in ("http", "https"):
            kept = forwarded_scheme if scope["type"] == "http" else forwarded_scheme.replace("http", "ws")
            plain["scheme"] = kept
        forwarded_host = _last(said, "x-forwarded-host")
        if forwarded_host:
            without = [(key, value) for key, value in plain["headers"] if key != b"host"]
            plain["headers"] = [(b"host", forwarded_host.encode("latin-1")), *without]
        return plain

    def _trusts(self, address: Address) -> bool:
        return any(address in network for network in self.trusted)

    def _asking(self, peer: Address, hops: Sequence[str]) -> Address:
        """The rightmost address that is not one of our proxies': each proxy adds at the end whom it heard. What lies
        further left, anybody may have written."""
        for hop in reversed(hops):
            address = _address(hop)
            if address is None:
                break
            peer = address
            if not self._trusts(peer):
                break
        return peer


def _last(headers: Headers, name: str) -> str:
    """What the nearest proxy said."""
    lines = headers.getlist(name)
    return lines[-1].rsplit(",", 1)[-1].strip() if lines else ""


def _address(text: str) -> Address | None:
    """An address as proxies write it, perhaps with a port; an IPv4 address in IPv6's clothes is taken out of them."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address

"""一图读懂 on the page of the law: the policy as one tall page, to take away.

It holds nothing of a visitor. Where the app is reached from other machines, its address is on the page as a QR code.
"""

from contextlib import suppress
from functools import lru_cache, partial
from ipaddress import ip_address
from urllib.parse import urlsplit

import streamlit as st

from engine.policy.pack import Policy
from engine.text import words
from engine.values.addresses import read_address
from engine.values.refusal import Refused
from pages.shared.files import Link, links_html, made
from pages.shared.in_use import policy_in_use
from pages.shared.templates import template

KEPT = 6
"""Files that are kept ready: every kind in every language, at one address."""


def draw(policy: Policy, lang: str) -> None:
    """What the page is, and a link for each kind of file; it is made when it is asked for."""
    address = reached_at(st.context.url)
    with st.container(key="m_onepager"):
        st.html(template("law", lang).onepager())
        links, waits = [], words.text("onepager.take_waits", lang)
        for ending in (".png", ".pdf", ".svg"):
            says, make = words.text(f"onepager.take_{ending[1:]}", lang), partial(_file, lang, ending, address)
            links.append(Link(f"onepager{ending}", says, file_name(policy, ending, lang), make, waits))
        st.html(links_html(*links))


def file_name(policy: Policy, ending: str, lang: str) -> str:
    """How the file is called."""
    title = policy.short_title.in_language(lang)
    return words.text("onepager.file_name", lang, policy=title, kind=ending.removeprefix("."))


def reached_at(url: str | None) -> str | None:
    """The app's address for whoever reads the page elsewhere, from where the visitor's own browser is (behind a proxy
    too, the proxy's). None where that is no address to pass on, or one that leads back to the reader's own machine."""
    if url is None:
        return None
    try:
        parts = urlsplit(read_address(url))
    except Refused:
        return None
    host = parts.hostname or ""
    if host == "localhost" or host.endswith(".localhost") or _is_loopback(host):
        return None
    # A page's address is one segment below the app's.
    return f"{parts.scheme}://{parts.netloc}{parts.path.rpartition('/')[0]}/"


def is_own(address: str | None, host: str) -> bool:
    """Whether an address that came with a request to `host` is the app's own, as `reached_at` writes it."""
    try:
        parts = urlsplit(read_address(address or ""))
    except Refused:
        return False
    plain = parts.path.endswith("/") and not parts.query and not parts.fragment
    return plain and parts.netloc.casefold() == host.casefold()


def _is_loopback(host: str) -> bool:
    with suppress(ValueError):
        found = ip_address(host)
        return found.is_loopback or found.is_unspecified
    return False


@lru_cache(maxsize=KEPT)
def _file(lang: str, ending: str, address: str | None) -> bytes:
    return made("engine.documents.onepager:made", policy_in_use(), None, lang, address, ending)

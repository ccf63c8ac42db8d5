"""The front door: the ASGI app that `streamlit run app.py` starts, and the script that each visit runs.

Streamlit reads this file in two ways. Its launcher imports it once per process (`__name__ == "app"`) and serves
what it finds under the name `app`; every visit and rerun executes it as a script (`__name__ == "__main__"`).
"""

import base64
import gc
import hashlib
import importlib
import re
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime.pages_manager import PagesManager

from engine import annotations
from pages import home, law
from pages.company import article, profile, result, review
from pages.shared import answers, browser_store, language, links, navigation, tasks, theme


def own_inline_scripts() -> list[str]:
    """The scripts that stand inside Streamlit's own page, by their hashes; no other inline script runs."""
    page = (Path(st.__file__).parent / "static" / "index.html").read_bytes()
    scripts = re.findall(rb"<script>(.*?)</script>", page, re.DOTALL)
    return [f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'" for script in scripts]


# Streamlit draws with inline styles and starts workers from blob addresses, and a component (v2) arrives as a blob
# module. Nothing may be fetched from anywhere else, nor shown inside another site.
POLICY = "; ".join(
    (
        "default-src 'self'",
        " ".join(("script-src 'self' 'wasm-unsafe-eval' blob:", *own_inline_scripts())),
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
)
# What Streamlit serves besides pages. A page's address followed by /_stcore/… is its own probe.
OWN = ("/_stcore/", "/static/", "/media/", "/component/", "/favicon.png", "/manifest.json")
CLOSED = ("/_stcore/metrics", "/_stcore/agent/")


class FrontDoor:
    """Adds the safety headers; closes what nobody needs; sends unknown addresses home.

    Without the last, Streamlit answers an unknown address with an English "Page not found" over the home page, and
    one of two segments with a blank page.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *HEADERS]
            await send(message)

        path = scope["path"]
        answer: ASGIApp = self.app
        if path.startswith(CLOSED):
            answer = Response(status_code=404)
        elif not (path.strip("/") in addresses() or path.startswith(OWN) or "/_stcore/" in path):
            answer = RedirectResponse("/", status_code=303)
        await answer(scope, receive, send_safely)


def addresses() -> set[str]:
    """Every address that a page has. One segment each: Streamlit's page asks for ./static/…, so a longer address
    would stay blank."""
    articles = {navigation.article_place(p.article) for p in answers.policy_in_use().provisions}
    return {"", "profile", "review", "result", "law"} | articles


def on_script_error(_error: Exception) -> bool:
    """Say calmly that something went wrong; Streamlit has logged what, and shows nothing of its own."""
    st.warning(f"**{language.say('pages.script_error_title')}**\n\n{language.say('pages.script_error')}")
    return True


def warm() -> None:
    """Import what pages import late, and read what is read once."""
    for name in ("pandas", "streamlit.emojis", "pages.shared.figures"):
        importlib.import_module(name)
    policy = answers.policy_in_use()
    annotations.phrases(policy)
    trial = answers.Answers.blank(policy)
    for provision in policy.provisions:
        trial.add_claim(provision.id)
    trial.assessed()


def main() -> None:
    """One run for one visitor: settle the language, register the pages, draw the chosen one."""
    st.set_page_config(layout="wide")
    unseen = st.container(key="unseen")
    language.settle(unseen)
    now = answers.current()
    page = navigation.register(
        {"home": home.draw, "profile": profile.draw, "review": review.draw, "result": result.draw, "law": law.draw},
        article.draw,
        now,
    )
    with unseen:
        # Only after the pages: an answer from the browser that comes before it has heard of them asks for home.
        browser_store.settle(now)
    in_self_assessment = page.url_path in navigation.steps()
    theme.frame(page.url_path, in_self_assessment)
    with unseen:
        links.follow(navigation.places())
    if in_self_assessment:
        tasks.draw()
    page.run()


if __name__ == "__main__":
    main()
else:
    # Private, and pinned by a test: with a pages/ folder beside app.py and this unset, the first visits to a fresh
    # server run pages/<name>.py straight from the address, past this file.
    PagesManager.uses_pages_directory = False
    # Streamlit collects garbage after every run, over everything there is. What is imported and read by now lives as
    # long as the process and is left out; and the first visitor does not wait for it.
    warm()
    gc.collect()
    gc.freeze()
    # `app = st.App(…)` as a plain assignment: `streamlit run` looks for it in the source, unexecuted.
    app = st.App(__file__, middleware=[Middleware(FrontDoor)], on_script_error=on_script_error)

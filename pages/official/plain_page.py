"""How a page of plain HTML looks, put together from top to bottom: those on which officials sign in and out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from engine.policy.folder import default_policy, load_policy
from engine.registry import passwords
from engine.text import words
from pages.door import kept
from pages.shared.language import KEY, from_browser
from pages.shared.templates import template

COMMAND = re.compile(r"(\.venv/bin/python -m engine(?: [a-z]+)+)")


def language(request: Request) -> str:
    """The language that the address asks for, else the browser's."""
    asked = request.query_params.get(KEY)
    if asked in words.LANGUAGES:
        return str(asked)
    return from_browser(request.headers.get("accept-language"))


@dataclass(frozen=True)
class Box:
    """A box of a form: where errors say that they are of it, and its HTML."""

    path: str
    html: Markup


@dataclass
class Page:
    """One page, put together from top to bottom. `title` and everything else said are keys of the words `signing`."""

    request: Request
    title: str
    errors: list[Any] = field(default_factory=list)
    name: str = ""
    body: list[Markup] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)

    @property
    def own(self) -> Any:
        """The pieces of such a page in its language."""
        return template("sign_in", language(self.request))

    def say(self, key: str, **values: object) -> list[tuple[str, bool]]:
        """The words under `signing.key`; a command is never broken: each part, and whether it is one."""
        said = words.text(f"signing.{key}", language(self.request), **values)
        return [(part, place % 2 == 1) for place, part in enumerate(COMMAND.split(said))]

    def lead(self, key: str, **values: object) -> None:
        """What this page is for."""
        self.body.append(self.own.lead(self.say(key, **values)))

    def note(self, key: str) -> None:
        """What has just happened."""
        self.body.append(self.own.note(self.say(key)))

    def small(self, *keys: str) -> None:
        """What is good to know, below."""
        self.body.extend(self.own.small(self.say(key)) for key in keys)

    def links(self, places: Mapping[str, str]) -> None:
        """Ways on: addresses and how they are called."""
        lang = language(self.request)
        self.body.append(self.own.links([(f"{at}?{KEY}={lang}", self.say(key)) for at, key in places.items()]))

    def form(self, *boxes: Box, button: str) -> None:
        """A form that comes back to this address."""
        query = urlencode({k: v for k, v in self.request.query_params.items() if k in (KEY, "next")})
        action = self.request.url.path + (f"?{query}" if query else "")
        lang, paths = language(self.request), {box.path for box in boxes}
        faults = [e["message"][lang] for e in self.errors if e["path"] not in paths]
        if self.errors and not faults:
            faults = [words.text("signing.show_again", lang)]
        self.body.append(self.own.form(action, faults, [box.html for box in boxes], self.say(button)))

    def box(
        self,
        label: str,
        value: str = "",
        *,
        kind: str,
        autocomplete: str,
        path: str = "",
        hint: str = "",
        **values: object,
    ) -> Box:
        """A question with its box; what is wrong with the answer (an error at `path`, or at `label`) below it."""
        path = path or label
        fault = " ".join(e["message"][language(self.request)] for e in self.errors if e["path"] == path)
        below = self.say(hint, **values) if hint else None
        longest = passwords.LONGEST
        html = self.own.box(label, self.say(label), value, path, kind, autocomplete, longest, below, fault)
        return Box(path, html)

    def answer(self, status: int = 200) -> Response:
        """The whole page. Nothing of it is kept by the browser, and no other site hears its address."""
        lang = language(self.request)
        other = next(code for code in words.LANGUAGES if code != lang)
        query = {k: v for k, v in self.request.query_params.items() if k in ("next", "signed_out", "ended")}
        switch = f"{self.request.url.path}?{urlencode({**query, KEY: other})}"
        html = self.own.page(
            self.say(self.title, **({"name": self.name} if self.name else {})),
            load_policy(default_policy()).names.app.in_language(lang),
            kept.sheet().address,
            self.body,
            self.scripts,
            other,
            switch,
            self.say("other_language"),
            self.say("home"),
        )
        headers = {"cache-control": "no-store", "referrer-policy": "same-origin"}
        return HTMLResponse(html, status_code=status, headers=headers)

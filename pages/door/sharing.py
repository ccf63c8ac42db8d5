"""What a shared link says of the page that it leads to, in the HTML that is served: whoever reads it (a messenger, a
search engine) runs no script, and Streamlit's own page says the same for every address."""

import re
from functools import cache
from urllib.parse import parse_qsl

from markupsafe import Markup, escape
from starlette.datastructures import Headers
from starlette.types import Scope

from engine.documents.card import HEIGHT, WIDTH
from engine.policy.pack import Policy
from engine.text import words
from engine.text.numerals import article_label
from pages.door import proxies
from pages.shared import navigation
from pages.shared.files import made
from pages.shared.in_use import policy_in_use
from pages.shared.language import KEY, from_browser
from pages.shared.static import STATIC

ICON = "/favicon.png"
PICTURE = re.compile(r"/card-(zh|en)\.png")
"""Where the picture beside a link stands, by its language."""
ROBOTS = "/robots.txt"
CLOSED = (*navigation.OFFICIAL, "sign-in", "first-account", "download/", "_stcore/", "media/")
"""What robots have no business with: the first parts of addresses."""
IN_STREAMLITS = ('<html lang="en">', "<title>Streamlit</title>")
"""What of Streamlit's page is replaced; a test pins that it is there."""


@cache
def icon() -> bytes:
    """The icon of every page, a PNG."""
    return (STATIC / "icon.png").read_bytes()


def picture(policy: Policy, lang: str) -> bytes:
    """The picture beside a link, made once. NotMade."""
    kept = policy.derived(_pictures)
    if lang not in kept:
        kept[lang] = made("engine.documents.card:png", policy, lang)
    return kept[lang]


def _pictures(_policy: Policy) -> dict[str, bytes]:
    """The pictures of a policy that have been made, by language."""
    return {}


@cache
def robots() -> str:
    """What robots may look at: the pages for everybody."""
    return "".join(["User-agent: *\n", *(f"Disallow: /{part}\n" for part in CLOSED)])


def language_of(scope: Scope) -> str:
    """The language in which a page is asked for: by its address, else by the browser's first."""
    asked = dict(parse_qsl(scope.get("query_string", b"").decode("latin-1"))).get(KEY)
    if asked in words.LANGUAGES:
        return asked
    accepted = Headers(scope=scope).get("accept-language", "").split(",")[0].split(";")[0].strip()
    return from_browser(accepted if accepted not in ("", "*") else None)


def with_sharing_tags(page: str, scope: Scope) -> str:
    """Streamlit's page with what this address is: title, language, description, and the picture beside its link."""
    name, lang = scope["path"].strip("/") or "home", language_of(scope)
    head = _head(policy_in_use(), name, lang, f"{proxies.scheme(scope)}://{proxies.host(scope)}")
    html, title = IN_STREAMLITS
    said = page.replace(html, f'<html lang="{words.text("pages.html_lang", lang)}">', 1)
    return said.replace(title, head, 1)


def _head(policy: Policy, name: str, lang: str, site: str) -> str:
    app = policy.names.app.in_language(lang)
    own, description = _of_page(policy, name, lang)
    title = app if name == "home" else words.text("sharing.title", lang, page=own, app=app)
    path = "" if name == "home" else name
    properties = {
        "og:type": "website",
        "og:site_name": app,
        "og:title": title,
        "og:description": description,
        "og:locale": words.text("pages.html_lang", lang).replace("-", "_"),
        "og:url": f"{site}/{path}?{KEY}={lang}",
        "og:image": f"{site}/card-{lang}.png",
        "og:image:type": "image/png",
        "og:image:width": str(WIDTH),
        "og:image:height": str(HEIGHT),
        "og:image:alt": app,
    }
    named = {"description": description, "twitter:card": "summary_large_image"}
    if name in navigation.OFFICIAL:
        named["robots"] = "noindex"
    lines = [Markup("<title>{}</title>").format(title)]
    lines += [Markup('<meta name="{}" content="{}" />').format(*of) for of in named.items()]
    lines += [Markup('<meta property="{}" content="{}" />').format(*of) for of in properties.items()]
    others = {words.text("pages.html_lang", other): f"{site}/{path}?{KEY}={other}" for other in words.LANGUAGES}
    lines += [Markup('<link rel="alternate" hreflang="{}" href="{}" />').format(*of) for of in others.items()]
    return str(Markup("\n    ").join(map(escape, lines)))


def _of_page(policy: Policy, name: str, lang: str) -> tuple[str, str]:
    """What a page is called, and what it is for."""
    articles = {navigation.article_place(a.number): a for a in policy.articles}
    if (article := articles.get(name)) is not None:
        label, title = article_label(article.number, lang), article.title.in_language(lang)
        called = words.text("pages.article_step", lang, article=label, title=title)
        return called, article.explains.in_language(lang)
    if name in navigation.OFFICIAL:
        return words.text(f"pages.nav_{name}", lang), words.text("sharing.officials", lang)
    known = words.keys()
    key = navigation.BESIDE.get(name, f"pages.{name}" if f"pages.{name}" in known else "pages.nav_home")
    said = f"sharing.{name}" if f"sharing.{name}" in known else "sharing.home"
    return words.text(key, lang), words.text(said, lang, place=policy.place.in_language(lang))

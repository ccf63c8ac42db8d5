"""Signing in and out: pages of plain HTML that work without scripts, before any page of the app is drawn.

They are routes, not pages of Streamlit, because only an answer of HTTP can set a cookie that no script reads. Whatever
changes something is a POST; the front door lets only those of this site's own pages through.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import anyio
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from engine.registry import access, officials, passwords
from engine.registry.access import NotAllowed
from engine.registry.database import Unavailable, database
from engine.text import words
from engine.values.refusal import Refused, error
from engine.values.windows import CHINA
from pages.door.proxies import client_address
from pages.official import organisation
from pages.official.plain_page import Page, language
from pages.shared import navigation, official
from pages.shared.language import KEY
from pages.shared.static import static

LONGEST_FORM = 8 * 1024
MOST_FIELDS = 16
LINK = "account-link"
"""The cookie that holds a link's token while its form is filled in, so that no address does."""
_AT_ONCE = anyio.CapacityLimiter(2)
"""So many passwords are worked on at once: each takes a core and 19 MiB."""

Form = Mapping[str, str]
Answer = Callable[[Request, Form], Response]


def routes() -> list[Route]:
    """Every address of this module."""
    pages: dict[str, tuple[Answer, Answer | None]] = {
        official.SIGN_IN: (_sign_in_page, _sign_in),
        official.FIRST_ACCOUNT: (_link_page, _redeem),
        official.SIGN_OUT: (_sign_out_page, _sign_out),
        official.ACCOUNT: (_account_page, _change_password),
    }
    served = []
    for path, (shown, done) in pages.items():
        served.append(Route(path, partial(_answered, shown), methods=["GET"]))
        if done is not None:
            served.append(Route(path, partial(_done, done), methods=["POST"]))
    served.append(Route(official.TICKET, partial(_answered, lambda request, _: _go(request, official.SIGN_IN))))
    served.append(Route(official.TICKET, partial(_done, _exchange), methods=["POST"]))
    served.append(Route(official.SESSION, partial(_answered, _session), methods=["GET"]))
    served.append(Route(official.TELL, _tell, methods=["GET"]))
    return served


# ------------------------------------------------------------------------------------------------ requests


async def _answered(answer: Answer, request: Request) -> Response:
    return await _worked_out(answer, request, {})


async def _done(answer: Answer, request: Request) -> Response:
    """Do what a form asks for."""
    return await _worked_out(answer, request, await _form(request), _AT_ONCE)


async def _worked_out(
    answer: Answer, request: Request, form: Form, limiter: anyio.CapacityLimiter | None = None
) -> Response:
    try:
        return await anyio.to_thread.run_sync(answer, request, form, limiter=limiter)
    except Unavailable as unavailable:
        return _message_page(request, "unavailable", 503, unavailable.message[language(request)])


async def _form(request: Request) -> Form:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LONGEST_FORM:
            raise HTTPException(413)
    try:
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise HTTPException(400) from None


def _token(request: Request) -> str | None:
    return request.cookies.get(official.COOKIE)


def onward(asked: str | None) -> str:
    """Where to go after signing in: an official's page of ours, never another address."""
    wanted = urlsplit((asked or "").replace("\\", ""))
    name = wanted.path.strip("/")
    if wanted.scheme or wanted.netloc or name not in navigation.OFFICIAL:
        return f"/{navigation.OFFICIAL[0]}"
    query = urlencode(parse_qsl(wanted.query))
    return f"/{name}?{query}" if query else f"/{name}"


def _go(request: Request, address: str) -> RedirectResponse:
    """Lead on, the chosen language kept."""
    asked = request.query_params.get(KEY)
    if asked in words.LANGUAGES and f"{KEY}=" not in address:
        address += f"{'&' if '?' in address else '?'}{KEY}={asked}"
    return RedirectResponse(address, status_code=303, headers={"cache-control": "no-store"})


def _signed_in(request: Request, token: str, address: str) -> Response:
    """Lead on with the session's cookie: no script reads it, no other site's request carries it."""
    answer = _go(request, address)
    answer.set_cookie(official.COOKIE, token, path="/", httponly=True, samesite="strict")
    return answer


# ------------------------------------------------------------------------------------------------ signing in and out


def _sign_in_page(request: Request, _form: Form) -> Response:
    if official.is_live(_token(request)):
        return _go(request, onward(request.query_params.get("next")))
    notice = next((key for key in ("signed_out", "ended") if key in request.query_params), "")
    return _sign_in_form(request, notice=notice)


def _sign_in(request: Request, form: Form) -> Response:
    name = form.get("name", "")
    try:
        token = officials.sign_in(
            database(), name, form.get("password", ""), client_address(request.scope), replaced=_token(request)
        )
    except Refused as refused:
        # Which of the two is wrong is not known to whoever guesses: neither box is marked.
        return _sign_in_form(request, refused.errors, name)
    return _signed_in(request, token, onward(request.query_params.get("next")))


def _sign_in_form(request: Request, errors: Iterable[Any] = (), name: str = "", notice: str = "") -> Response:
    page = Page(request, "sign_in_title", list(errors))
    page.lead("sign_in_lead")
    if notice:
        page.note(notice)
    page.form(
        page.box("name", name, path="-", kind="text", autocomplete="username"),
        page.box("password", path="-", kind="password", autocomplete="current-password"),
        button="sign_in_button",
    )
    if organisation.is_configured():
        page.links({f"/{organisation.ADDRESS}": "with_organisation"})
    page.small("idle", "forgotten")
    if notice == "signed_out":
        page.scripts.append(official.TELL)
    return page.answer(status=_status(page.errors))


def _sign_out_page(request: Request, _form: Form) -> Response:
    page = Page(request, "sign_out_title")
    page.lead("sign_out_lead")
    page.form(button="sign_out")
    return page.answer()


def _sign_out(request: Request, _form: Form) -> Response:
    officials.sign_out(database(), _token(request))
    answer = _go(request, f"{official.SIGN_IN}?signed_out=1")
    for name in (official.COOKIE, *(n for n in request.cookies if n.startswith(organisation.COOKIES))):
        answer.delete_cookie(name, path="/", httponly=True, samesite="strict")
    return answer


def _session(request: Request, _form: Form) -> Response:
    """Whether the session lives, for pages that are open; asking does not prolong it."""
    who = access.look_up(database(), _token(request), note=False)
    return Response(status_code=204 if who else 401, headers={"cache-control": "no-store"})


async def _tell(_request: Request) -> Response:
    """The script that tells the other tabs to look whether their session lives."""
    return Response(static("tell.js"), media_type="text/javascript", headers={"cache-control": "no-cache"})


# ------------------------------------------------------------------------------------------------ links


def _link_page(request: Request, _form: Form) -> Response:
    given = request.query_params.get("link")
    if given is not None:
        # Out of the address, and so out of the history and of whatever notes addresses. Not strict: a link may be
        # followed from a message.
        answer = _go(request, official.FIRST_ACCOUNT)
        lives = int(officials.LINK_LIVES.total_seconds())
        answer.set_cookie(LINK, given, max_age=lives, path=official.FIRST_ACCOUNT, httponly=True, samesite="lax")
        return answer
    return _link_form(request)


def _link_form(request: Request, errors: Iterable[Any] = (), name: str = "") -> Response:
    link = officials.opened_link(database(), request.cookies.get(LINK, ""))
    if link is None:
        page = Page(request, "link_title")
        page.lead("link_closed")
        page.small("link_again")
        return page.answer(410)
    is_first = link.official is None
    page = Page(request, "first_title" if is_first else "later_title", list(errors), name=link.official or "")
    page.lead("first_lead" if is_first else "later_lead", expires=clock(link.expires))
    password = {"kind": "password", "autocomplete": "new-password"}
    boxes = [
        page.box("password", hint="password_hint", least=passwords.SHORTEST, **password),
        page.box("password_again", **password),
    ]
    if is_first:
        boxes.insert(0, page.box("name", name, kind="text", autocomplete="username", hint="name_hint"))
    page.form(*boxes, button="first_button" if is_first else "later_button")
    return page.answer(status=_status(page.errors))


def _redeem(request: Request, form: Form) -> Response:
    name, password = form.get("name", ""), form.get("password", "")
    if password != form.get("password_again", ""):
        return _link_form(request, [error("password_again", "signing.password_differs")], name)
    try:
        token = officials.redeem(database(), request.cookies.get(LINK, ""), name, password)
    except Refused as refused:
        return _link_form(request, refused.errors, name)
    answer = _signed_in(request, token, onward(None))
    answer.delete_cookie(LINK, path=official.FIRST_ACCOUNT)
    return answer


def clock(moment: datetime) -> str:
    """A moment of today as clocks in China show it: the server may keep another time."""
    return moment.astimezone(CHINA).strftime("%H:%M")


def _exchange(request: Request, form: Form) -> Response:
    try:
        token = officials.exchange(database(), form.get("ticket", ""), replaced=_token(request))
    except Refused as refused:
        return _sign_in_form(request, refused.errors)
    return _signed_in(request, token, onward(None))


# ------------------------------------------------------------------------------------------------ one's own account


def _account_page(request: Request, _form: Form) -> Response:
    return _account_form(request, done="done" in request.query_params)


def _account_form(request: Request, errors: Iterable[Any] = (), done: bool = False) -> Response:
    who = access.look_up(database(), _token(request))
    if who is None:
        return _go(request, f"{official.SIGN_IN}?ended=1")
    page = Page(request, "account_title", list(errors))
    page.lead("account_lead", name=who.name)
    if done:
        page.note("account_done")
    password = {"kind": "password", "autocomplete": "new-password"}
    page.form(
        page.box("old_password", path="old", kind="password", autocomplete="current-password"),
        page.box("new_password", path="new", hint="password_hint", least=passwords.SHORTEST, **password),
        page.box("password_again", **password),
        button="account_button",
    )
    page.links({onward(None): "to_claims", official.SIGN_OUT: "sign_out"})
    return page.answer(status=_status(page.errors))


def _change_password(request: Request, form: Form) -> Response:
    new = form.get("new_password", "")
    if new != form.get("password_again", ""):
        return _account_form(request, [error("password_again", "signing.password_differs")])
    try:
        old, address = form.get("old_password", ""), client_address(request.scope)
        token = officials.change_password(database(), _token(request), old, new, address)
    except NotAllowed:
        return _go(request, f"{official.SIGN_IN}?ended=1")
    except Refused as refused:
        return _account_form(request, refused.errors)
    return _signed_in(request, token, f"{official.ACCOUNT}?done=1")


# ------------------------------------------------------------------------------------------------ how a page looks


def elsewhere(request: Request) -> Response:
    """What another site's page is told that sends something here."""
    return _message_page(request, "elsewhere", 403)


def _message_page(request: Request, key: str, status: int, more: str = "") -> Response:
    """A page that says why nothing was done."""
    page = Page(request, f"{key}_title")
    page.lead(key, **({"why": more} if more else {}))
    return page.answer(status)


def _status(errors: list[Any]) -> int:
    """429 after too many attempts, 422 for what can be put right, 200 otherwise."""
    if any(error["path"] == "attempts" for error in errors):
        return 429
    return 422 if errors else 200

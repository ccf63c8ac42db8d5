"""Accounts of officials: who there is, how somebody signs in and out, and the links by which accounts begin.

Nobody chooses a password for somebody else: an account begins, and a lost password is replaced, by a link that works
once and for a quarter of an hour. Of passwords, links and sessions only hashes are kept, and the journal says what was
done without any of them.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import Session

from engine.registry import access, attempts, journal, password_hashes, passwords
from engine.registry.access import UNKNOWN, Credential, Terminal, Who
from engine.registry.account_names import checked_email, checked_name, normalised, plain_email
from engine.registry.database import Database
from engine.registry.tables import Official, SignIn, SignInLink, now
from engine.values.names import folded, looks
from engine.values.refusal import Refusals, refuse, shown

LINK_LIVES = timedelta(minutes=15)
"""How long a link works. It works once."""
TICKET_LIVES = timedelta(minutes=2)
"""How long a ticket works that an identity provider's visitor exchanges for a session."""
PLACE = "/first-account"
"""Where the app answers links."""


@dataclass(frozen=True, slots=True)
class Account:
    """One account as `officials list` shows it; `seen` is when the official did something last (None: not in the last
    hours), `ready` whether the account has a password or an e-mail to sign in with."""

    name: str
    email: str | None
    created: datetime
    seen: datetime | None
    ready: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A link that can be redeemed: for the account of this name (None: whoever makes the first account)."""

    official: str | None
    expires: datetime


def address(app: str, token: str) -> str:
    """The address of a link, for an app that is reached at `app`."""
    return f"{app.rstrip('/')}{PLACE}?link={token}"


# ------------------------------------------------------------------------------------------------ signing in and out


def sign_in(database: Database, name: str, password: str, address: str, replaced: Credential = None) -> str:
    """A new session's token. Refused (path `password`) if the name or the password is wrong, in the same words and the
    same time for either; (path `attempts`) before the waiting time is over that failures with this name or from this
    address brought (see `attempts`). The session `replaced` ends."""
    with database.writing() as session:
        official = _live(session, name)
        known, called = (None, "") if official is None else (official.password, official.name)
        tried, wait = _tried(session, name, called, address)
    _refuse_early(wait)
    if not password_hashes.matches(known, password):
        _note_failure(database, called)
        refuse("password", "signing.wrong")
    with database.writing() as session:
        found = _live(session, name)
        if found is None or found.password != known:
            refuse("password", "signing.wrong")
        if known is not None and password_hashes.is_outdated(known):
            found.password = password_hashes.made(password)
        attempts.succeeded(session, name, tried)
        access.end(session, replaced)
        return _begun(session, found)


def sign_out(database: Database, credential: Credential) -> None:
    """End a session in every tab. A session that has ended already stays so, and nothing is said of it."""
    with database.writing() as session:
        try:
            who = access.require(session, credential)
        except access.NotAllowed:
            return
        access.end(session, credential)
        journal.append(session, who, "signed_out", who.name)


def change_password(database: Database, credential: Credential, old: str, new: str, address: str) -> str:
    """Change one's own password: every session of the account ends, and a new one begins, whose token this is. Refused
    as `sign_in` is (path `old`) and where the new password will not do (path `new`)."""
    with access.writing(database, credential) as (session, who):
        official = session.get(Official, who.id)
        if official is None:
            raise access.NotAllowed
        known = official.password
        tried, wait = _tried(session, who.name, who.name, address)
    _refuse_early(wait)
    if not password_hashes.matches(known, old):
        _note_failure(database, who.name)
        refuse("old", "signing.wrong_old")
    refusals = Refusals()
    passwords.check(refusals, "new", new, who.name)
    if new == old:
        refusals.add("new", "signing.password_same")
    refusals.raise_if_any()
    kept = password_hashes.made(new)
    with access.writing(database, credential) as (session, who):
        found = session.get_one(Official, who.id)
        if found.password != known:
            raise access.NotAllowed
        found.password = kept
        attempts.succeeded(session, who.name, tried)
        _end_all(session, found)
        journal.append(session, who, "password_set", who.name)
        return _begun(session, found)


# ------------------------------------------------------------------------------------------------ accounts


def listed(database: Database, credential: Credential) -> list[Account]:
    """Every account that is not removed, by name."""
    with access.reading(database, credential) as session:
        last = select(SignIn.official_id, func.max(SignIn.seen)).group_by(SignIn.official_id)
        seen = {row[0]: row[1] for row in session.execute(last)}
        accounts = session.scalars(select(Official).where(Official.removed.is_(None)).order_by(Official.name))
        return [
            Account(a.name, a.email, a.created, seen.get(a.id), a.password is not None or a.email is not None)
            for a in accounts
        ]


def add(database: Database, credential: Credential, name: str, email: str | None = None) -> str:
    """A new account, and the link with which its official chooses a password: its token. `email` is the one by which
    an identity provider knows the official. Refused where a name or an e-mail will not do or is taken; a removed
    account's name stays taken, so that the journal means one person by it."""
    refusals = Refusals()
    name = checked_name(refusals, name)
    if email is not None:
        email = checked_email(refusals, email)
    with access.writing(database, credential) as (session, who):
        refusals.raise_if_any()
        _refuse_taken(session, name, email)
        session.add(Official(name=name, email=email))
        journal.append(session, who, "official_added", name)
        return _new_link(session, name)


def link(database: Database, credential: Credential, name: str) -> str:
    """A new link for an account that there is, to set its password anew: its token. Refused if there is no such
    account."""
    with access.writing(database, credential) as (session, who):
        official = _there(session, name)
        journal.append(session, who, "link_made", official.name)
        return _new_link(session, official.name)


def remove(database: Database, credential: Credential, name: str, last: bool = False) -> None:
    """Remove an account: its sessions and links end at once. Refused if there is no such account, and for the last one
    unless `last` says that this is meant: afterwards anybody who can read the terminal at the next start can make the
    first account anew."""
    with access.writing(database, credential) as (session, who):
        official = _there(session, name)
        others = session.scalar(select(func.count()).where(Official.id != official.id, _is_ready()))
        if not others and not last:
            refuse("name", "signing.last_official", name=official.name)
        official.removed, official.password, official.email = now(), None, None
        _end_all(session, official)
        session.execute(delete(SignInLink).where(SignInLink.official == official.name))
        journal.append(session, who, "official_removed", official.name)


# ------------------------------------------------------------------------------------------------ links


def make_first_link(database: Database) -> str | None:
    """The link with which the first account is made: its token; None if somebody can sign in already. The one before,
    if any, works no longer."""
    with database.writing() as session:
        if _somebody_can_sign_in(session):
            return None
        journal.append(session, Who(Terminal().name), "first_link_made", "")
        return _new_link(session, None)


def opened_link(database: Database, token: str) -> Link | None:
    """What a link is for, without using it up; None if it is used, expired or never was."""
    with database.reading() as session:
        found = _open_link(session, token)
        return None if found is None else Link(found.official, found.expires)


def redeem(database: Database, token: str, name: str, password: str) -> str:
    """Use a link up: the account has this password from now on, and a session begins, whose token this is. `name` is
    the new official's for the first account; a later account has its name already. Refused (path `link`) if the link
    is used or expired, (`name`, `password`) where these will not do: then the link can still be used."""
    with database.reading() as session:
        found = _open_link(session, token)
        if found is None:
            refuse("link", "signing.link_closed")
        is_first = found.official is None
        name = found.official or name
    refusals = Refusals()
    if is_first:
        name = checked_name(refusals, name)
    passwords.check(refusals, "password", password, name)
    refusals.raise_if_any()
    kept = password_hashes.made(password)
    with database.writing() as session:
        found = _open_link(session, token)
        if found is None:
            refuse("link", "signing.link_closed")
        found.used = now()
        if is_first:
            _refuse_taken(session, name, None)
            session.add(Official(name=name))
            session.flush()
        official = _live(session, name)
        if official is None:
            refuse("link", "signing.link_closed")
        official.password = kept
        _end_all(session, official)
        journal.append(session, Who(official.name, official.id), "password_set", official.name)
        attempts.succeeded(session, name)
        return _begun(session, official)


# ------------------------------------------------------------------------------------------------ identity providers


def ticket(database: Database, email: str | None, verified: object) -> str:
    """A ticket for whom an identity provider has sent: it is exchanged, once and at once, for a session of the account
    with that e-mail. Refused unless the provider has verified the e-mail and an account has it: none is ever made."""
    with database.writing() as session:
        official = _by_email(session, email) if email and verified is True else None
        if official is None:
            refuse("email", "signing.no_such_email", email=shown(email or ""))
        token = secrets.token_urlsafe(32)
        session.add(SignInLink(token=_of("ticket", token), official=official.name, expires=now() + TICKET_LIVES))
        return token


def exchange(database: Database, token: str, replaced: Credential = None) -> str:
    """Use a ticket up: a new session's token. Refused (path `ticket`) if it is used, expired or never was."""
    with database.writing() as session:
        used = session.get(SignInLink, _of("ticket", token))
        official = _live(session, used.official or "") if used is not None and _is_open(used) else None
        if used is None or official is None:
            refuse("ticket", "signing.ticket_closed")
        used.used = now()
        access.end(session, replaced)
        return _begun(session, official)


# ------------------------------------------------------------------------------------------------ rules


def _refuse_taken(session: Session, name: str, email: str | None) -> None:
    taken = account(session, name)
    if taken is not None:
        refuse("name", "signing.name_taken" if taken.removed is None else "signing.name_removed", name=name)
    alike = next((other for other in session.scalars(select(Official.name)) if looks(other) == looks(name)), None)
    if alike is not None:
        refuse("name", "signing.name_alike", name=name, other=alike)
    if email is not None and _by_email(session, email) is not None:
        refuse("email", "signing.email_taken", email=email)


# ------------------------------------------------------------------------------------------------ looking up


def account(session: Session, name: str) -> Official | None:
    """The account of this name, removed or not."""
    if not normalised(name).isprintable():
        return None  # no account is called so, and not every database can be asked for it
    wanted = folded(name)
    same = session.scalars(select(Official).where(Official.name == normalised(name))).first()
    # Folding is Python's own; there are few accounts.
    return same or next((o for o in session.scalars(select(Official)) if folded(o.name) == wanted), None)


def _live(session: Session, name: str) -> Official | None:
    """The account of this name, unless it was removed."""
    official = account(session, name)
    return None if official is None or official.removed is not None else official


def _there(session: Session, name: str) -> Official:
    official = _live(session, name)
    if official is None:
        refuse("name", "signing.no_such_name", given=shown(name))
    return official


def _by_email(session: Session, email: str) -> Official | None:
    wanted = plain_email(email)
    if not wanted.isprintable():
        return None
    return session.scalars(select(Official).where(Official.email == wanted, Official.removed.is_(None))).first()


def _is_ready() -> ColumnElement[bool]:
    return Official.removed.is_(None) & or_(Official.password.is_not(None), Official.email.is_not(None))


def _somebody_can_sign_in(session: Session) -> bool:
    return bool(session.scalar(select(func.count()).where(_is_ready())))


def _open_link(session: Session, token: str) -> SignInLink | None:
    found = session.get(SignInLink, _of("link", token))
    if found is None or not _is_open(found):
        return None
    return None if found.official is None and _somebody_can_sign_in(session) else found


def _is_open(link: SignInLink) -> bool:
    return link.used is None and link.expires > now()


def _new_link(session: Session, name: str | None) -> str:
    """A link for this account (None: the first one). An earlier one works no longer; those long gone are deleted."""
    token = secrets.token_urlsafe(32)
    same = SignInLink.official.is_(None) if name is None else SignInLink.official == name
    session.execute(delete(SignInLink).where(or_(same, SignInLink.expires < now() - LINK_LIVES)))
    session.add(SignInLink(token=_of("link", token), official=name, expires=now() + LINK_LIVES))
    return token


def _begun(session: Session, official: Official) -> str:
    """A new session, noted in the journal: its token."""
    journal.append(session, Who(official.name, official.id), "signed_in", official.name)
    return access.begin(session, official)


def _end_all(session: Session, official: Official) -> None:
    session.execute(update(SignIn).where(SignIn.official_id == official.id, SignIn.ended.is_(None)).values(ended=now()))


# ------------------------------------------------------------------------------------------------ attempts


def _tried(session: Session, name: str, called: str, address: str) -> tuple[str, int]:
    """Note an attempt with this name, which is that of the account `called` (empty: of none): its id, and the seconds
    to wait, with which it is none."""
    tried, wait = attempts.begin(session, name, address)
    if wait:
        journal.tally(session, UNKNOWN, "sign_in_too_early", called)
    return tried, wait


def _refuse_early(wait: int) -> None:
    if wait:
        refuse("attempts", "signing.too_many", seconds=wait)


def _note_failure(database: Database, called: str) -> None:
    """A line for a failure with the name of an account, or with one that nobody has: names that strangers type stay out
    of the journal."""
    with database.writing() as session:
        journal.tally(session, UNKNOWN, "sign_in_failed", called)


# ------------------------------------------------------------------------------------------------ hashes


def _of(kind: str, text: str) -> str:
    """The hash of a token, a name or an address, as one of its kind: a ticket is no link."""
    return access.hashed(f"{kind}:{text}")

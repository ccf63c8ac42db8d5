"""Accounts begin with a link, guessing is slow, and of a password, a link or a session nothing is kept but a hash."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta

import argon2
import pytest
from sqlalchemy import select

from engine.registry import access, attempts, officials, password_hashes, passwords, tables
from engine.registry.access import Terminal
from engine.registry.account_names import normalised
from engine.registry.database import Database, Unavailable
from engine.registry.tables import Attempt, Entry, Official, SignIn, SignInLink, Tally
from engine.text import words
from engine.values.refusal import Refusals, Refused
from tests.registry.companies import verdict_of

GOOD = "杜鹃花 kettle 07 琴弦"
OTHER = "lamp 41 梧桐 yellow"
HERE, THERE = "10.0.0.1", "10.0.0.2"


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Real hashes at the lowest cost."""
    monkeypatch.setattr(password_hashes, "hasher", argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    password_hashes.nobodys_hash.cache_clear()
    yield
    password_hashes.nobodys_hash.cache_clear()


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Lets time pass."""
    passed = [timedelta()]
    real = tables.now

    def moment() -> datetime:
        return real() + passed[0]

    for module in (officials, access, attempts):
        monkeypatch.setattr(module, "now", moment)

    def pass_by(time: timedelta) -> None:
        passed[0] += time

    return pass_by


def refused(*call: object, **more: object) -> list[tuple[str, str]]:
    """Where and why a call is refused (the key of the words is not known to an error: the Chinese is)."""
    function, *given = call
    assert callable(function)
    with pytest.raises(Refused) as found:
        function(*given, **more)
    return [(error["path"], error["message"]["zh"]) for error in found.value.errors]


def said(key: str, **values: object) -> str:
    return words.text(f"signing.{key}", "zh", **values)


def first_link(registry: Database) -> str:
    token = officials.make_first_link(registry)
    assert token is not None
    return token


def name_of(registry: Database, token: str) -> str | None:
    who = access.look_up(registry, token)
    return None if who is None else who.name


def an_official(registry: Database, name: str = "李审核员", password: str = GOOD) -> str:
    """An account with a password; the token of its first session."""
    return officials.redeem(registry, officials.add(registry, Terminal(), name), "", password)


def lines(registry: Database) -> list[tuple[str, str, str]]:
    with registry.reading() as session:
        return [(e.who, e.what, e.subject) for e in session.scalars(select(Entry).order_by(Entry.number))]


# ------------------------------------------------------------------------------------------------ passwords, names


def test_passwords_are_kept_as_argon2id_at_the_cost_that_was_chosen(monkeypatch):
    monkeypatch.undo()
    parameters = argon2.extract_parameters(password_hashes.made(GOOD))
    assert parameters.type is argon2.Type.ID
    assert (parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (19 * 1024, 2, 1)


@pytest.mark.parametrize(
    ("password", "key"),
    [
        ("kettle 07 yx", None),
        ("kettle 07 y", "password_short"),
        ("琴" * 11, "password_short"),
        ("x9" * 128 + "y", "password_long"),
        ("abcde" * 51, "password_obvious"),
        ("LiShenHeYuan1", "password_is_name"),
        ("lishenheyuan", "password_is_name"),
        ("ｌｉｓｈｅｎｈｅｙｕａｎ12345", "password_is_name"),
        ("lishenheyuan kettle", None),
        ("password1234", "password_local"),
        ("PassWord!2025", "password_local"),
        ("201506152025", "password_local"),
        ("qwertyuiop12", "password_local"),
        ("aaaabbbbaaaa", "password_obvious"),
        ("Longhua2025!", "password_local"),
        ("Szlhq@123456", "password_local"),
        ("passwordpassword", "password_local"),
        ("longhua shenzhen 2025", "password_local"),
        ("深圳市龙华区政府2025年!!", "password_local"),
        ("龙华科技创新局@20251234", "password_local"),
        ("Robotics&Artificial25", "password_local"),
        ("ＬＯＮＧＨＵＡ２０２５！", "password_local"),
        ("zaq12wsxcde3", "password_obvious"),
        ("Trustno1trustno1", "password_obvious"),
        ("liverpoolfootball", "password_obvious"),
        ("龙华 kettle 琴弦 07", None),
        ("4@8({[<3€6&#!1|0$5+7%" * 12, "password_local"),
    ],
)
def test_a_password_is_long_and_neither_the_name_nor_obvious(password, key):
    refusals = Refusals()
    passwords.check(refusals, "password", password, "Li Shen He Yuan".replace(" ", ""))
    assert [e["path"] for e in refusals.errors] == ([] if key is None else ["password"])
    if key:
        values = {"least": 12, "given": len(password), "most": 256}
        assert refusals.errors[0]["message"]["en"].startswith(
            words.text(f"signing.{key}", "en", **(values if key in ("password_short", "password_long") else {}))
        )


def test_two_names_that_look_alike_are_one(registry):
    officials.add(registry, Terminal(), "  Li  Ming ")
    assert [a.name for a in officials.listed(registry, Terminal())] == ["Li Ming"]
    for same in ("li ming", "LI MING", "Ｌｉ　Ｍｉｎｇ"):
        assert refused(officials.add, registry, Terminal(), same)[0][0] == "name"
    assert len(officials.listed(registry, Terminal())) == 1


@pytest.mark.parametrize("name", ["", "   ", "a\u202eb", "x" * 65, "terminal", "Terminal", "COMPANY"])
def test_a_name_is_visible_and_means_nobody_else(registry, name):
    assert [path for path, _ in refused(officials.add, registry, Terminal(), name)] == ["name"]
    assert lines(registry) == []


@pytest.mark.on_one_database
@pytest.mark.parametrize(
    "name", ["Аnn", "Li Mіng", "ΟLI", "ɑnn", "李エ", "〇李", "ı", "李🏭", "а", "ᴀnn", "ʟi", "a\u200bb", "李‿明"]
)
def test_a_name_of_letters_that_look_like_others_is_refused(registry, name):
    ((path, told),) = refused(officials.add, registry, Terminal(), name)
    assert path == "name"
    if name.isprintable():
        assert "汉字" in told
    assert officials.listed(registry, Terminal()) == []


@pytest.mark.on_one_database
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Ill", "lll"),
        ("Bob 10", "B0b l0"),
        ("Lǚ Lì", "Lu Li"),
        ("李·明", "李.明"),
        ("LiMing", "Li Ming"),
        ("Arne", "Ame"),
        ("李１", "李l"),
    ],
)
def test_a_name_that_looks_like_another_is_refused_also_when_that_was_removed(registry, first, second):
    an_official(registry, first)
    ((path, told),) = refused(officials.add, registry, Terminal(), second)
    assert (path, told) == (
        "name",
        said("name_alike", name=normalised(second), other=normalised(first)),
    )
    officials.remove(registry, Terminal(), first, last=True)
    assert refused(officials.add, registry, Terminal(), second) == [(path, told)]


@pytest.mark.on_one_database
@pytest.mark.parametrize(
    "name", ["李审核员（示例）", "Zoë O'Neill-Ünal", "欧阳 明 2", "𠮷野", "J. R. Smith", "termina1s"]
)
def test_names_of_people_are_names(registry, name):
    assert an_official(registry, name)


def test_no_name_looks_like_a_source_of_the_journal(registry):
    for name in ("terminaI", "c0mpany", "Sys-tem", "unknown"):
        assert refused(officials.add, registry, Terminal(), name) == [("name", said("name_reserved", given=name))]


def test_an_email_belongs_to_one_account(registry):
    officials.add(registry, Terminal(), "李", "Li@Example.org")
    assert refused(officials.add, registry, Terminal(), "王", " li@example.org ")[0][0] == "email"
    for wrong in ("li", "@example.org", "li@", "a@b@c", "a b@c"):
        assert refused(officials.add, registry, Terminal(), "王", wrong)[0][0] == "email"


# ------------------------------------------------------------------------------------------------ links


def test_the_first_account_is_made_by_a_link_that_works_once(registry):
    token = first_link(registry)
    assert len(token) >= 22  # 128 bits
    assert officials.opened_link(registry, token)
    session = officials.redeem(registry, token, "李审核员", GOOD)
    assert name_of(registry, session) == "李审核员"
    assert officials.opened_link(registry, token) is None
    assert refused(officials.redeem, registry, token, "王", GOOD) == [("link", said("link_closed"))]
    assert officials.make_first_link(registry) is None
    assert [a.name for a in officials.listed(registry, session)] == ["李审核员"]


def test_only_the_latest_first_link_works_and_none_once_somebody_can_sign_in(registry):
    first, second = first_link(registry), first_link(registry)
    assert officials.opened_link(registry, first) is None
    an_official(registry)
    assert officials.opened_link(registry, second) is None
    assert refused(officials.redeem, registry, second, "王", GOOD) == [("link", said("link_closed"))]


def test_a_link_lives_a_quarter_of_an_hour(registry, later):
    token = first_link(registry)
    later(timedelta(minutes=15) - timedelta(seconds=1))
    assert officials.opened_link(registry, token)
    later(timedelta(seconds=1))
    assert officials.opened_link(registry, token) is None
    assert refused(officials.redeem, registry, token, "李", GOOD) == [("link", said("link_closed"))]


def test_a_link_that_was_filled_in_wrongly_can_still_be_used(registry):
    token = officials.add(registry, Terminal(), "李审核员")
    assert refused(officials.redeem, registry, token, "", "short")[0][0] == "password"
    assert officials.redeem(registry, token, "somebody else", GOOD)
    assert [a.name for a in officials.listed(registry, Terminal())] == ["李审核员"]


def test_of_two_who_use_a_link_at_once_one_succeeds(registry):
    token = first_link(registry)

    def use(name):
        try:
            return officials.redeem(registry, token, name, GOOD)
        except Refused:
            return None

    with ThreadPoolExecutor(2) as both:
        made = list(both.map(use, ("李", "王")))
    assert sum(session is not None for session in made) == 1
    assert len(officials.listed(registry, Terminal())) == 1


def test_a_new_link_ends_the_old_one_and_using_it_every_session(registry):
    before = an_official(registry)
    old, new = (officials.link(registry, Terminal(), "李审核员") for _ in range(2))
    assert officials.opened_link(registry, old) is None
    assert access.look_up(registry, before)
    officials.redeem(registry, new, "", OTHER)
    assert access.look_up(registry, before) is None
    assert refused(officials.sign_in, registry, "李审核员", GOOD, HERE) == [("password", said("wrong"))]
    assert officials.sign_in(registry, "李审核员", OTHER, HERE)


def test_a_link_needs_an_account_that_there_is(registry):
    assert refused(officials.link, registry, Terminal(), "王")[0][0] == "name"


# ------------------------------------------------------------------------------------------------ signing in and out


def test_who_knows_the_password_gets_a_session_of_their_own(registry):
    an_official(registry)
    one = officials.sign_in(registry, " 李审核员 ", GOOD, HERE)
    two = officials.sign_in(registry, "李审核员", GOOD, HERE)
    assert one != two
    assert access.look_up(registry, one) == access.look_up(registry, two)
    officials.sign_out(registry, one)
    assert access.look_up(registry, one) is None
    assert access.look_up(registry, two)


def test_signing_in_again_ends_the_session_before(registry):
    before = an_official(registry)
    officials.sign_in(registry, "李审核员", GOOD, HERE, replaced=before)
    assert access.look_up(registry, before) is None


def test_an_unknown_name_and_a_wrong_password_are_told_alike_and_cost_alike(registry, monkeypatch):
    an_official(registry)
    worked = []

    class Counting(argon2.PasswordHasher):
        def verify(self, *given):
            worked.append(given)
            return super().verify(*given)

    monkeypatch.setattr(password_hashes, "hasher", Counting(time_cost=1, memory_cost=8, parallelism=1))
    wrong = refused(officials.sign_in, registry, "李审核员", OTHER, HERE)
    unknown = refused(officials.sign_in, registry, "王", OTHER, HERE)
    assert wrong == unknown == [("password", said("wrong"))]
    assert len(worked) == 2


@pytest.mark.on_one_database
@pytest.mark.parametrize("kept", [None, "x", "", "$argon2id$v=19$m=8,t=1,p=1$broken"])
def test_an_account_whose_hash_is_no_hash_lets_nobody_in(registry, kept):
    with registry.writing() as session:
        session.add(Official(name="李", password=kept))
    for given in ("", "x", kept or ""):
        assert refused(officials.sign_in, registry, "李", given, HERE) == [("password", said("wrong"))]


def guess(registry: Database, times: int, name: str = "李审核员", address: str = HERE) -> None:
    for _ in range(times):
        assert refused(officials.sign_in, registry, name, OTHER, address) == [("password", said("wrong"))]


def waits(registry: Database, name: str = "李审核员", address: str = HERE, password: str = GOOD) -> str:
    """What somebody is told who comes too early."""
    ((path, told),) = refused(officials.sign_in, registry, name, password, address)
    assert path == "attempts"
    return told


@pytest.mark.on_one_database
def test_whoever_fails_often_waits_longer_with_each_failure_and_never_longer_than_a_minute(registry, later):
    an_official(registry)
    guess(registry, attempts.FREE_BY_NAME)
    for seconds in (1, 2, 4, 8, 16, 32, 60, 60, 60):
        # The right password is not even looked at before that.
        assert waits(registry) == said("too_many", seconds=seconds)
        later(timedelta(seconds=seconds - 0.5))
        assert waits(registry) == said("too_many", seconds=1)
        later(timedelta(seconds=0.5))
        guess(registry, 1)
    later(timedelta(seconds=60))
    assert officials.sign_in(registry, "李审核员", GOOD, HERE)
    with registry.reading() as session:
        assert session.scalars(select(Attempt)).all() == []


@pytest.mark.on_one_database
def test_nobodys_guesses_keep_somebody_elsewhere_waiting_for_longer_than_a_minute(registry, later):
    an_official(registry)
    guess(registry, attempts.FREE_BY_NAME)
    for number in range(30):  # they go on, from everywhere
        later(timedelta(seconds=60))
        with suppress(Refused):
            officials.sign_in(registry, "李审核员", OTHER, f"10.0.1.{number % 3}")
    assert waits(registry, address=THERE) == said("too_many", seconds=60)
    for number in range(30):
        later(timedelta(seconds=2))
        with suppress(Refused):
            officials.sign_in(registry, "李审核员", OTHER, f"10.0.1.{number}")
    assert officials.sign_in(registry, "李审核员", GOOD, THERE)


@pytest.mark.on_one_database
def test_an_office_behind_one_address_waits_a_minute_at_most_whatever_one_of_it_does(registry, later):
    an_official(registry)
    for number in range(attempts.FREE_BY_ADDRESS):
        guess(registry, 1, f"nobody {number}")
    assert waits(registry) == said("too_many", seconds=1)
    assert officials.sign_in(registry, "李审核员", GOOD, THERE)
    for number in range(400):
        later(timedelta(seconds=0.25))
        with suppress(Refused):
            officials.sign_in(registry, f"nobody {number}", OTHER, HERE)
    assert officials.sign_in(registry, "李审核员", GOOD, HERE)


@pytest.mark.on_one_database
def test_what_a_flood_of_names_leaves_behind_is_bounded(registry):
    for number in range(attempts.FREE_BY_ADDRESS + attempts.MOST_WAITING + 20):
        refused(officials.sign_in, registry, f"nobody {number}", OTHER, HERE)
    with registry.reading() as session:
        assert len(session.scalars(select(Attempt)).all()) == attempts.FREE_BY_ADDRESS + attempts.MOST_WAITING
        assert len(session.scalars(select(Tally)).all()) == 2


def test_one_good_password_does_not_excuse_guessing_at_others(registry):
    an_official(registry)
    for number in range(attempts.FREE_BY_ADDRESS - 1):
        guess(registry, 1, f"nobody {number}")
    assert officials.sign_in(registry, "李审核员", GOOD, HERE)
    guess(registry, 1, "nobody")
    assert waits(registry) == said("too_many", seconds=1)


def test_many_attempts_at_once_are_counted_too(registry, monkeypatch):
    an_official(registry)
    at_once = tables.now()  # on a slow machine the first of them would be forgotten before the last
    monkeypatch.setattr(attempts, "now", lambda: at_once)

    def once(_number):
        return refused(officials.sign_in, registry, "李审核员", OTHER, HERE)[0][0]

    with ThreadPoolExecutor(8) as many:
        paths = list(many.map(once, range(3 * attempts.FREE_BY_NAME)))
    assert paths.count("password") == attempts.FREE_BY_NAME


@pytest.mark.on_one_database
def test_failures_are_counted_together_in_the_journal(registry, later):
    an_official(registry)
    before = len(lines(registry))
    for number in range(110):
        with suppress(Refused):
            officials.sign_in(registry, "李审核员", OTHER, f"10.0.{number}.1")
        guess(registry, 1, f"secret {number}", f"10.1.{number}.1")
        later(timedelta(seconds=1))
    added = lines(registry)[before:]
    assert "secret" not in str(added)
    assert added.count(("unknown", "sign_in_failed", "")) == 3
    # One by one while nobody waits, then at the tenth, hundredth refusal.
    assert 1 <= added.count(("unknown", "sign_in_failed", "李审核员")) <= 2
    assert added.count(("unknown", "sign_in_too_early", "李审核员")) == 3
    with registry.reading() as session:
        failed = select(Entry.count).where(Entry.what == "sign_in_failed", Entry.subject == "").order_by(Entry.number)
        assert list(session.scalars(failed)) == [1, 10, 100]
    assert verdict_of(registry, Terminal()).broken is None


def test_a_password_is_changed_by_who_knows_the_old_one_and_every_other_session_ends(registry):
    here = an_official(registry)
    elsewhere = officials.sign_in(registry, "李审核员", GOOD, THERE)
    assert refused(officials.change_password, registry, here, OTHER, OTHER, HERE) == [("old", said("wrong_old"))]
    assert refused(officials.change_password, registry, here, GOOD, GOOD, HERE) == [("new", said("password_same"))]
    assert refused(officials.change_password, registry, here, GOOD, "short", HERE)[0][0] == "new"
    new = officials.change_password(registry, here, GOOD, OTHER, HERE)
    assert [access.look_up(registry, token) is not None for token in (here, elsewhere, new)] == [False, False, True]
    assert officials.sign_in(registry, "李审核员", OTHER, HERE)


# ------------------------------------------------------------------------------------------------ sessions


def test_a_session_ends_after_half_an_hour_without_activity(registry, later):
    token = an_official(registry)
    for _ in range(3):
        later(timedelta(minutes=29))
        assert access.look_up(registry, token)
    later(timedelta(minutes=30, seconds=1))
    assert access.look_up(registry, token) is None


def test_asking_whether_a_session_lives_does_not_prolong_it(registry, later):
    token = an_official(registry)
    later(timedelta(minutes=20))
    assert access.look_up(registry, token, note=False)
    later(timedelta(minutes=11))
    assert access.look_up(registry, token, note=False) is None


def test_a_session_ends_after_eight_hours_whatever_was_done(registry, later):
    token = an_official(registry)
    for _ in range(8 * 3 - 1):
        later(timedelta(minutes=20))
        assert access.look_up(registry, token)
    later(timedelta(minutes=20))
    assert access.look_up(registry, token) is None


def test_sessions_that_can_live_no_longer_are_deleted_at_the_next_sign_in(registry, later):
    an_official(registry)
    later(timedelta(hours=9))
    officials.sign_in(registry, "李审核员", GOOD, HERE)
    with registry.reading() as session:
        assert len(session.scalars(select(SignIn)).all()) == 1


def test_a_database_that_cannot_be_written_to_keeps_nobody_from_reading(registry, later, monkeypatch):
    token = an_official(registry)
    later(timedelta(minutes=5))

    def writing():
        raise Unavailable("registry.disk_full")

    monkeypatch.setattr(registry, "writing", writing)
    assert access.look_up(registry, token)


# ------------------------------------------------------------------------------------------------ removing


def test_a_removed_official_is_out_at_once_and_stays_the_same_person_in_the_journal(registry):
    an_official(registry, "王")
    token = an_official(registry)
    pending = officials.link(registry, Terminal(), "李审核员")
    officials.remove(registry, Terminal(), "李审核员")
    assert access.look_up(registry, token) is None
    assert officials.opened_link(registry, pending) is None
    assert refused(officials.redeem, registry, pending, "", OTHER)[0][0] == "link"
    assert refused(officials.sign_in, registry, "李审核员", GOOD, HERE) == [("password", said("wrong"))]
    assert refused(officials.add, registry, Terminal(), "李审核员") == [("name", said("name_removed", name="李审核员"))]
    assert refused(officials.remove, registry, Terminal(), "李审核员")[0][0] == "name"


def test_the_last_official_is_removed_only_where_that_is_meant(registry):
    an_official(registry)
    officials.add(registry, Terminal(), "王")  # who has no password yet and cannot sign in
    assert refused(officials.remove, registry, Terminal(), "李审核员")[0][0] == "name"
    officials.remove(registry, Terminal(), "李审核员", last=True)
    assert officials.make_first_link(registry)


# ------------------------------------------------------------------------------------------------ identity providers


def test_a_verified_email_leads_to_its_account_and_never_makes_one(registry):
    officials.add(registry, Terminal(), "李", "li@example.org")
    token = officials.exchange(registry, officials.ticket(registry, "LI@example.org", True))
    assert name_of(registry, token) == "李"
    for email, verified in (
        ("li@example.org", False),
        ("li@example.org", None),
        ("li@example.org", "true"),
        ("wang@example.org", True),
        ("", True),
        (None, True),
    ):
        assert refused(officials.ticket, registry, email, verified)[0][0] == "email"
    assert len(officials.listed(registry, Terminal())) == 1


def test_a_ticket_works_once_at_once_and_is_no_link(registry, later):
    officials.add(registry, Terminal(), "李", "li@example.org")
    ticket = officials.ticket(registry, "li@example.org", True)
    assert officials.opened_link(registry, ticket) is None
    officials.exchange(registry, ticket)
    assert refused(officials.exchange, registry, ticket) == [("ticket", said("ticket_closed"))]
    late = officials.ticket(registry, "li@example.org", True)
    later(timedelta(minutes=2))
    assert refused(officials.exchange, registry, late)[0][0] == "ticket"
    link = officials.link(registry, Terminal(), "李")
    assert refused(officials.exchange, registry, link)[0][0] == "ticket"


def test_a_removed_official_comes_in_by_no_provider(registry):
    an_official(registry)
    officials.add(registry, Terminal(), "王", "wang@example.org")
    ticket = officials.ticket(registry, "wang@example.org", True)
    officials.remove(registry, Terminal(), "王")
    assert refused(officials.exchange, registry, ticket)[0][0] == "ticket"
    assert refused(officials.ticket, registry, "wang@example.org", True)[0][0] == "email"


# ------------------------------------------------------------------------------------------------ what is kept


def test_the_journal_says_who_did_what(registry):
    first = officials.redeem(registry, first_link(registry), "李", GOOD)
    officials.add(registry, first, "王")
    officials.link(registry, Terminal(), "王")
    officials.sign_out(registry, first)
    officials.sign_out(registry, first)
    refused(officials.sign_in, registry, "李", OTHER, HERE)
    again = officials.sign_in(registry, "李", GOOD, HERE)
    officials.remove(registry, again, "王")
    assert lines(registry) == [
        ("terminal", "first_link_made", ""),
        ("李", "password_set", "李"),
        ("李", "signed_in", "李"),
        ("李", "official_added", "王"),
        ("terminal", "link_made", "王"),
        ("李", "signed_out", "李"),
        ("unknown", "sign_in_failed", "李"),
        ("李", "signed_in", "李"),
        ("李", "official_removed", "王"),
    ]
    assert verdict_of(registry, Terminal()).broken is None


def test_no_secret_stands_in_the_database(registry):
    link = officials.add(registry, Terminal(), "李", "li@example.org")
    session_token = officials.redeem(registry, link, "", GOOD)
    ticket = officials.ticket(registry, "li@example.org", True)
    refused(officials.sign_in, registry, "李", "a wrong password 77", HERE)
    with registry.reading() as session:
        kept = "\n".join(
            str(tuple(row))
            for table in (Official, SignIn, SignInLink, Attempt, Entry)
            for row in session.execute(select(table.__table__))
        )
    for secret in (link, session_token, ticket, GOOD, "a wrong password 77", HERE):
        assert secret not in kept
    assert "$argon2id$" in kept


@pytest.mark.parametrize("text", ["李\0", "李\ud800", "李\n\x1b"], ids=["null", "surrogate", "control"])
def test_a_name_that_nobody_can_have_is_a_wrong_one(registry, text):
    """PostgreSQL takes no null character, and no database a surrogate."""
    an_official(registry)
    for place, call in (
        ("password", lambda: officials.sign_in(registry, text, GOOD, HERE)),
        ("email", lambda: officials.ticket(registry, f"{text}@example.org", True)),
        ("name", lambda: officials.link(registry, Terminal(), text)),
    ):
        assert refused(call)[0][0] == place

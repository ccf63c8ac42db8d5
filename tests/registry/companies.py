"""What companies of the tests apply for."""

from collections import Counter
from collections.abc import Iterable, Sequence
from copy import deepcopy
from typing import Any

from stdnum.cn import uscc

from engine.application.matters import to_submit
from engine.policy.folder import default_policy, load_policy
from engine.policy.pack import Policy
from engine.registry import access, journal
from engine.registry.access import Credential, Terminal, check, reading
from engine.registry.database import Database
from engine.registry.decisions import agree, decide
from engine.registry.imports import carry_out, look_over, read_file
from engine.registry.stored import Imported, New, Stored
from engine.registry.tables import Official

Json = dict[str, Any]

POLICY = load_policy(default_policy())
OFFICIAL = Terminal("安")
DAY = "2025-06-15"


SECOND = "李（第二人）"


def with_second(registry: Database) -> str:
    """Another official, called SECOND: the token of a session."""
    with registry.writing() as session:
        account = Official(name=SECOND, password="x")
        session.add(account)
        session.flush()
        return access.begin(session, account)


def agreed(registry: Database, claim: str, amount: int, version: int) -> Stored:
    """A claim that is decided beyond the law: proposed, and agreed to by another official."""
    decide(registry, OFFICIAL, POLICY, claim, version, approved=amount, score=None, reason="定", propose=True)
    return agree(registry, with_second(registry), POLICY, claim, version + 1)


def add_many(
    database: Database,
    credential: Credential,
    policy: Policy,
    applications: Sequence[New],
    *,
    content_of_file: bytes,
    file_name: str,
    reason: str = "",
    **sure: bool,
) -> Imported:
    """Import all applications of a file, or none."""
    check(database, credential)  # before the work, and again when it is written
    file = read_file(policy, file_name, content_of_file, applications)
    plan = look_over(database, credential, policy, [file])
    (done,) = carry_out(database, credential, policy, plan, reason, **sure)
    return done


def verdict_of(database: Database, credential: Credential, known: tuple[int, str] | None = None) -> journal.Verdict:
    """What is found of the journal alone."""
    with reading(database, credential) as session:
        return journal.verdict(session, known)


def code(number: int) -> str:
    """A credit code with its check digit."""
    body = f"91440300MA{number:07d}"
    return body + uscc.calc_check_digit(body)


def content(number: int | None = 1, *claims: Json, day: str = DAY, **applicant: Any) -> Json:
    """An application: of company `number` (None: it gives no credit code), for a rent unless told otherwise."""
    named = {} if number is None else {"name": f"测试{number}号有限公司", "uscc": code(number)}
    facts = {"entity_type": "enterprise", "legal_person": True, "operates_in_longhua": True, "ai_robotics": True}
    return {
        "application_date": day,
        "applicant": named | facts | {"disqualified": False} | applicant,
        "claims": with_names(claims or [rent()], f"{number or '无'}号{day}"),
    }


def with_names(claims: Iterable[Json], own: str) -> list[Json]:
    """The claims, with a name of its `own` for each matter that the test does not name: none is submitted without."""
    named = deepcopy(list(claims))
    try:
        missing = list(to_submit(POLICY, named))
    except (KeyError, TypeError, AttributeError):
        return named  # it is meant to be refused
    count: Counter[str] = Counter()
    for position, one in missing:
        provision, (*way, last) = named[position]["provision"], one.paths[0]
        place = named[position]["facts"]
        for step in way:
            place = place[step]
        count[provision] += 1
        place[last] = f"{own}-{provision}-{count[provision]}"
    return named


def rent(amount: str = "30", key: str = "c1", **more: str) -> Json:
    """A claim for a year's rent, of which half is granted, up to a cap of 20."""
    facts = {"assessed": True, "years_received": 0, "rents": [{"amount": amount, "year": 2024} | more]}
    return {"id": key, "provision": "art06_rent", "facts": facts}


def standard(level: str = "national", key: str = "s1") -> Json:
    """A claim for one standard: 60, 40 or 20."""
    facts = {"standards": [{"level": level, "lead": True, "already_rewarded": False}]}
    return {"id": key, "provision": "art11_standards", "facts": facts}


def platform(project: str, key: str = "p1", **more: Any) -> Json:
    """A claim for a platform, for whose places there is a score."""
    figures = {"id": project, "total_investment": "5000", "actual_investment": "5000"}
    facts = {"qualifying_service": True, "assessed_amount": "1000", "project": figures} | more
    return {"id": key, "provision": "art12_public_platform", "facts": facts}


def side(of: str, project: str = "场景一", key: str = "a1", share: str | None = None, **figures: Any) -> Json:
    """A claim of the `publisher` or the `solver` of a scenario project; `share`: of that side (all of it)."""
    stated = {"id": project, "total_investment": "1000", "fiscal_investment": "0"} | figures
    facts = {"challenge_mode": True, "project": stated} | ({} if share is None else {"share": share})
    return {"id": key, "provision": f"art10_scenario_{of}", "facts": facts}


def algorithm(*numbers: str, key: str = "g1", **more: Any) -> Json:
    """A claim for algorithms on the filing list, of which each is 100 at most."""
    stated = [{"listed": True, "already_rewarded": False, "filing_number": number} | more for number in numbers]
    return {"id": key, "provision": "art08_algorithm_filing", "facts": {"algorithms": stated}}

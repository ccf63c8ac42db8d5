"""One allocation in the contract's form, read strictly; its applications assessed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engine.allocation.apart import assessed_apart, without_waiting
from engine.allocation.applicants import unite
from engine.allocation.approval import approved_for_others
from engine.allocation.contradictions import Point, agree, read_open
from engine.allocation.division import read_rule
from engine.allocation.plain import PlainCaps
from engine.allocation.rules import ALL_RULES, FIRST_COME, PROPORTIONAL
from engine.allocation.run import Entry, Run
from engine.allocation.terms import read_sizes, read_terms
from engine.application.invented import marked
from engine.application.model import LONGEST_TEXT, Application
from engine.application.parsing import parse_id, parse_text
from engine.application.reading import (
    Applies,
    Vocabulary,
    read_application,
    read_by_key,
    read_invented,
    read_keys,
    read_readings,
)
from engine.policy.pack import Policy
from engine.policy.parameters import overridden, read_overrides
from engine.values.counts import parse_count
from engine.values.money import FITS, HUNDREDTH, parse_amount
from engine.values.names import folded, identity
from engine.values.refusal import Refusals, Refused, is_text, listed, refuse, shown
from engine.values.windows import parse_date

Json = dict[str, Any]

OF_A_RUN = (
    "budget", "applications", "approved_claims", "readings", "already_awarded", "quota_used", "rule", "overrides",
    "terms", "sizes", "pools", "quota", "open",
)  # fmt: skip
OF_AN_APPROVED_CLAIM = (
    "id", "applicant", "provision", "approved", "score", "application_date", "project", "matter", "most",
    "invented",
)  # fmt: skip


def read_run(policy: Policy, raw: object) -> Run:
    """The run in `raw` (contract form), its applications assessed; or Refused naming every field that cannot be
    accepted."""
    if not isinstance(raw, dict):
        refuse("", "application.not_an_object", given=shown(raw))
    return _Reader(policy, raw, policy).run()


def read_claims(
    policy: Policy, raw: Json, readings: dict[str, str], law: Policy | None = None
) -> tuple[list[Application], list[Entry], list[Point]]:
    """The applications in `raw`, under these readings, its approved claims, and what is open; Refused as by
    `read_run`, but for a fact of which the readings make nothing. `law`: the policy with its own numbers, which bound
    what officials approve, where `policy` has others."""
    reader = _Reader(policy, raw, law or policy, kept=True)
    applications, points = reader.applications(readings, {}, {})
    approved = reader.approved_claims(readings)
    reader.refusals.raise_if_any()
    return applications, approved, [*points, *approved_for_others(applications, approved, points)]


class _Reader:
    """Reads one run and gathers what is wrong with it."""

    def __init__(self, policy: Policy, raw: Json, law: Policy, kept: bool = False) -> None:
        self.policy, self.raw, self.law = policy, raw, law
        self.applies: Applies | None = None if kept else "now"
        self.refusals = Refusals()
        self.ids: set[str] = set()
        self.called: dict[str, str] = {}

    def run(self) -> Run:
        raw, refusals = self.raw, self.refusals
        read_keys(raw, "", OF_A_RUN, refusals)
        self._override()
        readings = read_readings(self.policy, raw.get("readings"), "readings", refusals)
        budget = None if raw.get("budget") is None else self._parsed(raw["budget"], "budget", parse_amount)
        ids, limited = self.policy.derived(Vocabulary).pools, self.policy.derived(Vocabulary).with_winners
        awarded = read_by_key(raw.get("already_awarded"), "already_awarded", ids, parse_amount, refusals)
        used = read_by_key(raw.get("quota_used"), "quota_used", limited, parse_count, refusals)
        pools = read_by_key(raw.get("pools"), "pools", ids, parse_amount, refusals)
        quota = read_by_key(raw.get("quota"), "quota", limited, parse_count, refusals)
        rule = read_rule_of_run(raw.get("rule"), "rule", refusals)
        terms = read_terms(self.policy, rule, raw.get("terms"), refusals)
        sizes = read_sizes(raw.get("sizes"), "sizes", refusals)
        applications, points = self.applications(readings, awarded, used)
        sizes = {self._one_name(applicant): size for applicant, size in sizes.items()}
        approved = self.approved_claims(readings)
        if rule == FIRST_COME:
            self._dated(approved)
        self._real_or_invented()
        refusals.raise_if_any()
        points += approved_for_others(applications, approved, points)
        entries = assessed_apart(self.policy, applications, approved, readings, points) + approved
        run = Run(self.policy, entries, readings, budget, awarded, used, rule, pools, quota, terms, sizes, points)
        return without_waiting(run, applications, approved, points)

    def _override(self) -> None:
        """The policy with the overrides of the run."""
        found = read_overrides(self.policy, self.raw.get("overrides"), "overrides", self.refusals)
        self.policy = overridden(self.policy, found)

    def _real_or_invented(self) -> None:
        """The same money is not divided among companies that are there and companies that are not."""
        found = [
            (f"{name}.{i}", is_so)
            for name, each in marked(self.policy, self.raw).items()
            for i, is_so in enumerate(each)
        ]
        first = next((path for path, is_so in found if is_so), None)
        if first is not None and not all(is_so for _, is_so in found):
            self.refusals.add(first, "allocate.mixed")

    def _dated(self, approved: list[Entry]) -> None:
        """By first come nobody can be paid whose day is not stated."""
        for i, entry in enumerate(approved):
            if entry.day is None:
                self.refusals.add(f"approved_claims.{i}.application_date", "allocate.no_day", claim=shown(entry.id))

    def _parsed(self, value: object, path: str, parse: Any) -> Any:
        try:
            return parse(value, path)
        except Refused as refused:
            self.refusals.include(refused)
            return None

    def _list(self, key: str) -> list[Any]:
        given = self.raw.get(key)
        if given is None:
            return []
        if not isinstance(given, list):
            self.refusals.add(key, "allocate.not_listed", given=shown(given))
            return []
        return given

    # -- applications

    def applications(
        self, readings: dict[str, str], awarded: dict[str, int], quota: dict[str, int]
    ) -> tuple[list[Application], list[Point]]:
        """The applications, and where their projects and applicants contradict one another."""
        found: list[tuple[int, Application]] = []
        for i, entry in enumerate(self._list("applications")):
            path = f"applications.{i}"
            application = self._parsed(
                entry,
                path,
                lambda raw, path: read_application(self.policy, raw, path, applies=self.applies, readings=readings),
            )
            if application is None:
                continue
            self._same_for_all(application, entry, path, readings, awarded, quota)
            if found and application.day.year != found[0][1].day.year:
                self.refusals.add(
                    f"{path}.application_date",
                    "allocate.two_years",
                    year=application.day.year,
                    first=found[0][1].day.year,
                    other=f"applications.{found[0][0]}",
                )
            for j, claim in enumerate(application.claims):
                self._once(claim.id, f"{path}.claims.{j}.id")
            found.append((i, application))
        applications = [replace(application, readings=readings) for _, application in found]
        stated = read_open(self.raw.get("open"), applications, "open", self.refusals)
        self.called = unite(self.policy, applications)
        return applications, agree(self.policy, applications, stated)

    def _same_for_all(
        self,
        application: Application,
        raw: Json,
        path: str,
        readings: dict[str, str],
        awarded: dict[str, int],
        quota: dict[str, int],
    ) -> None:
        """Readings, and what was awarded before, hold for the run: an application cannot say otherwise."""
        for name in raw.get("readings") or ():
            given, in_force = application.readings[name], readings[name]
            if raw["readings"][name] is not None and given != in_force:
                self.refusals.add(f"{path}.readings.{name}", "allocate.other_reading", given=given, run=in_force)
        of_run = {"already_awarded": awarded, "quota_used": quota}
        stated = {"already_awarded": application.already_awarded, "quota_used": application.quota_used}
        for key, figures in stated.items():
            for name, figure in figures.items():
                if figure != of_run[key].get(name, 0):
                    self.refusals.add(f"{path}.{key}.{name}", "allocate.other_figure")

    def _once(self, claim_id: str, path: str) -> None:
        if claim_id in self.ids:
            self.refusals.add(path, "application.same_id", given=shown(claim_id))
        self.ids.add(claim_id)

    def _one_name(self, applicant: str) -> str:
        """The id by which an applicant goes in this run."""
        return self.called.get(folded(applicant), applicant)

    # -- approved claims

    def approved_claims(self, readings: dict[str, str]) -> list[Entry]:
        """The claims whose approved amounts are stated. They are taken as given; what of one is above what the law
        allows for the claim (`most`, or the plain cap of its provision) is noted."""
        plain = self.law.derived(PlainCaps).under(readings)
        provisions = {p.id: p for p in self.policy.provisions}
        entries = []
        for i, raw in enumerate(self._list("approved_claims")):
            path = f"approved_claims.{i}"
            if not isinstance(raw, dict):
                self.refusals.add(path, "application.not_an_object", given=shown(raw))
                continue
            read_keys(raw, path, OF_AN_APPROVED_CLAIM, self.refusals)
            read_invented(raw, path, self.refusals)
            claim_id = self._parsed(raw.get("id"), f"{path}.id", parse_id)
            applicant = self._parsed(raw.get("applicant"), f"{path}.applicant", _applicant_id)
            if applicant is not None:
                applicant = self._one_name(applicant)
            approved = self._parsed(raw.get("approved"), f"{path}.approved", parse_amount)
            score = None
            if raw.get("score") is not None:
                score = self._parsed(raw["score"], f"{path}.score", parse_amount)
            day = None
            if raw.get("application_date") is not None:
                day = self._parsed(raw["application_date"], f"{path}.application_date", parse_date)
            projects = self._named(raw.get("project"), f"{path}.project")
            matters = self._named(raw.get("matter"), f"{path}.matter")
            most = None
            if raw.get("most") is not None:
                most = self._parsed(raw["most"], f"{path}.most", parse_amount)
            provision_id = raw.get("provision")
            provision = provisions.get(provision_id) if isinstance(provision_id, str) else None
            if provision is None:
                known = listed(provisions)
                self.refusals.add(
                    f"{path}.provision", "application.unknown_provision", given=shown(provision_id), known=known
                )
            if claim_id is not None:
                self._once(claim_id, f"{path}.id")
            if None not in (claim_id, applicant, approved) and provision is not None:
                # The approved amount is published, so it is cut as well (只舍不入).
                cut = approved // HUNDREDTH
                bounds = [plain[provision.id], None if most is None else most // HUNDREDTH]
                above = max((cut - bound for bound in bounds if bound is not None and bound < cut), default=0)
                entries.append(Entry(claim_id, applicant, provision, cut, score, day, projects, matters, above=above))
        return entries

    def _named(self, raw: object, path: str) -> tuple[str, ...]:
        """By what the projects, or the matters, of an approved claim are found again: one, or a list of them."""
        many = isinstance(raw, list)
        named = [(f"{path}.{i}", one) for i, one in enumerate(raw)] if isinstance(raw, list) else [(path, raw)]
        found = [self._parsed(one, where, parse_text) for where, one in named if one is not None or many]
        return tuple(dict.fromkeys(identity(name) for name in found if name))


def read_rule_of_run(raw: object, path: str, refusals: Refusals) -> str:
    """The rule by which what is short is divided: the statutory one unless `raw` names another."""
    if raw is None:
        return PROPORTIONAL
    try:
        return read_rule(raw, path, ALL_RULES)
    except Refused as refused:
        refusals.include(refused)
        return PROPORTIONAL


def _applicant_id(value: object, path: str) -> str:
    """The id of an applicant; a number is read as text, and spaces around it mean nothing, as in an application."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < FITS:
        return str(value)
    if not is_text(value, LONGEST_TEXT) or not value.strip():
        refuse(path, "allocate.bad_applicant", given=shown(value))
    return value.strip()

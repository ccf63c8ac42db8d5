"""One allocation in the contract's form, read strictly; its applications assessed."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from engine.allocation.apart import assessed_apart, without_waiting
from engine.allocation.applicants import unite
from engine.allocation.approval import approved_for_others
from engine.allocation.contradictions import Point, agree, open_points, read_open
from engine.allocation.division import rule_of
from engine.allocation.plain import PlainCaps
from engine.allocation.rules import ALL_RULES, FIRST_COME, PROPORTIONAL
from engine.allocation.run import Entry, Run
from engine.allocation.terms import read_terms, sizes_of_applicants, terms_schema, under
from engine.application.contract import STATED_INVENTED, Vocabulary, whole_schema
from engine.application.invented import CLAIMS, INVENTED, marked
from engine.application.model import Application
from engine.application.reading import Applies, read_application, read_readings
from engine.assessment.explain import AssessedSteps
from engine.policy.pack import Policy
from engine.policy.parameters import overridden, override_shapes, read_overrides
from engine.policy.years import in_year
from engine.values.kinds import AMOUNT, DAY, ID, NAME, TEXT
from engine.values.money import FITS, HUNDREDTH
from engine.values.names import folded, identity
from engine.values.refusal import LONGEST_TEXT, Refusals, Refused, is_text, refuse, shown
from engine.values.shapes import AN_OBJECT, Json, Kind, Listed, Record, Shape

LISTED = "allocate.not_listed"
OF_AN_APPROVED_CLAIM = (
    "id", "applicant", "provision", "approved", "score", "application_date", "project", "matter", "most",
    "invented",
)  # fmt: skip
OF_EVERY_APPROVED_CLAIM = frozenset({"id", "applicant", "provision", "approved"})


def _applicant_id(value: object, path: str) -> str:
    """The id of an applicant; a number is read as text, and spaces around it mean nothing, as in an application."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < FITS:
        return str(value)
    if not is_text(value, LONGEST_TEXT) or not value.strip():
        refuse(path, "allocate.bad_applicant", given=shown(value))
    return value.strip()


def _names(given: Any, path: str, notes: Refusals) -> tuple[str, ...]:
    """By what the projects, or the matters, of an approved claim are found again: one, or a list of them."""
    many = isinstance(given, list)
    found = Listed(TEXT).read(given, path, notes) if many else [TEXT.read(given, path, notes)]
    return tuple(dict.fromkeys(identity(name) for name in found if name))


_NAMES = Kind(_names, {"anyOf": [TEXT.schema, Listed(TEXT).schema]})
_ID_NUMBER = {"type": "integer", "exclusiveMinimum": -FITS, "exclusiveMaximum": FITS}
_APPLICANT = Kind.of(_applicant_id, {"anyOf": [NAME.schema, _ID_NUMBER]})


class Shapes:
    """What a run may say under a policy."""

    def __init__(self, policy: Policy) -> None:
        known = policy.derived(Vocabulary)
        of_an_application = known.application.fields
        approved: dict[str, Shape] = {
            INVENTED: STATED_INVENTED,
            "id": ID,
            "applicant": _APPLICANT,
            "approved": AMOUNT,
            "score": AMOUNT,
            "application_date": DAY,
            "project": _NAMES,
            "matter": _NAMES,
            "most": AMOUNT.described("what the law allows for this claim at most"),
            "provision": known.provision,
        }
        self.approved_claims = Listed(Record(approved, OF_EVERY_APPROVED_CLAIM, OF_AN_APPROVED_CLAIM), LISTED)
        parts: dict[str, Shape] = {
            "budget": AMOUNT,
            "applications": Listed(known.application, LISTED),
            "approved_claims": self.approved_claims,
            **{name: of_an_application[name] for name in ("readings", "already_awarded", "quota_used")},
            "rule": rule_of(ALL_RULES),
            "overrides": override_shapes(policy),
            "terms": AN_OBJECT,
            "sizes": sizes_of_applicants(policy),
            "pools": of_an_application["already_awarded"],
            "quota": of_an_application["quota_used"],
            "open": open_points(()),
        }
        self.run = Record(parts)


def run_schema(policy: Policy) -> Json:
    """The JSON Schema of one run of many claims and a budget."""
    # By first come, every approved claim has its day.
    day = {"required": ["application_date"], "properties": {"application_date": DAY.schema}}
    dated = {"properties": {"approved_claims": {"items": day}}}
    by_rule = [*terms_schema(policy), {"if": under([FIRST_COME]), "then": dated}]
    return whole_schema(policy, {**policy.derived(Shapes).run.schema, "allOf": by_rule})


def read_run(policy: Policy, raw: object) -> Run:
    """The run in `raw` (contract form), its applications assessed; or Refused naming every field that cannot be
    accepted."""
    return read_run_explained(policy, raw, steps=False)[0]


def read_run_explained(policy: Policy, raw: object, *, steps: bool) -> tuple[Run, AssessedSteps | None]:
    """The same, with the `steps` of the claims of its applications, if they are wanted."""
    if not isinstance(raw, dict):
        refuse("", "application.not_an_object", given=shown(raw))
    law = of_year(policy, raw)
    reader = _Reader(law, raw, law)
    run, applications = reader.run()
    return run, AssessedSteps(reader.policy, applications) if steps else None


def of_year(policy: Policy, raw: Mapping[str, Any]) -> Policy:
    """The policy of the year of the claims in `raw`, all of which are of one: of the first day that is stated there, if
    any is."""
    for name in CLAIMS:
        for one in raw.get(name) or () if isinstance(raw.get(name), list) else ():
            stated = one.get("application_date") if isinstance(one, dict) else None
            if stated is None:
                continue
            with suppress(Refused):
                return in_year(policy, DAY.read(stated, "", Refusals()).year)
    return policy


def read_claims(
    policy: Policy, raw: Json, readings: dict[str, str], law: Policy | None = None
) -> tuple[list[Application], list[Entry], list[Point]]:
    """The applications in `raw`, under these readings, its approved claims, and what is open; Refused as by
    `read_run`, but for a fact of which the readings make nothing. `law`: the policy with its own numbers, which bound
    what officials approve, where `policy` has others."""
    reader = _Reader(policy, raw, law or policy, stored=True)
    applications, points = reader.applications(readings, {}, {})
    approved = reader.approved_claims(readings)
    reader.refusals.raise_if_any()
    return applications, approved, [*points, *approved_for_others(applications, approved, points)]


class _Reader:
    """Reads one run and gathers what is wrong with it."""

    def __init__(self, policy: Policy, raw: Json, law: Policy, stored: bool = False) -> None:
        self.policy, self.raw, self.law = policy, raw, law
        self.shapes = law.derived(Shapes)
        self.applies: Applies | None = None if stored else "now"
        self.refusals = Refusals()
        self.ids: set[str] = set()
        self.called: dict[str, str] = {}

    def run(self) -> tuple[Run, list[Application]]:
        raw, refusals = self.raw, self.refusals
        part = partial(self.shapes.run.part, raw, "", refusals)
        self.shapes.run.names(raw, "", refusals)
        self.policy = overridden(self.policy, read_overrides(self.policy, raw.get("overrides"), "overrides", refusals))
        readings = read_readings(self.policy, raw, "", refusals)
        budget = part("budget")
        awarded, used = part("already_awarded") or {}, part("quota_used") or {}
        pools, quota = part("pools") or {}, part("quota") or {}
        rule = part("rule") or PROPORTIONAL
        terms = read_terms(self.policy, rule, raw.get("terms"), refusals)
        sizes = part("sizes") or {}
        applications, points = self.applications(readings, awarded, used)
        sizes = {self._one_name(applicant): size for applicant, size in sizes.items()}
        approved = self.approved_claims(readings)
        if rule == FIRST_COME:
            self._dated(approved)
        self._by_one_guideline(approved)
        self._real_or_invented()
        refusals.raise_if_any()
        points += approved_for_others(applications, approved, points)
        entries = assessed_apart(self.policy, applications, approved, readings, points) + approved
        run = Run(self.policy, entries, readings, budget, awarded, used, rule, pools, quota, terms, sizes, points)
        return without_waiting(run, applications, approved, points), applications

    def _real_or_invented(self) -> None:
        """The same money is not divided among companies that are there and companies that are not."""
        found = marked(self.policy, self.raw)
        if len({is_so for each in found.values() for is_so in each}) > 1:
            first = next(f"{name}.{each.index(True)}" for name, each in found.items() if True in each)
            self.refusals.add(first, "allocate.mixed")

    def _dated(self, approved: list[Entry]) -> None:
        """By first come nobody can be paid whose day is not stated."""
        for i, entry in enumerate(approved):
            if entry.day is None:
                self.refusals.add(f"approved_claims.{i}.application_date", "allocate.no_day", claim=shown(entry.id))

    def _by_one_guideline(self, approved: list[Entry]) -> None:
        """Claims of years with other guidelines are not divided in one run: its totals are those of one."""
        dated = [(i, entry.day.year) for i, entry in enumerate(approved) if entry.day is not None]
        for i, year in dated:
            at, first = dated[0]
            if in_year(self.law, year) is not in_year(self.law, first):
                other = f"approved_claims.{at}.application_date"
                path = f"approved_claims.{i}.application_date"
                self.refusals.add(path, "allocate.two_years", year=year, first=first, other=other)

    # -- applications

    def applications(
        self, readings: dict[str, str], awarded: dict[str, int], quota: dict[str, int]
    ) -> tuple[list[Application], list[Point]]:
        """The applications, and where their projects and applicants contradict one another."""
        found: list[tuple[str, Application]] = []

        def read(raw: Any, path: str) -> tuple[Any, Application]:
            return raw, read_application(self.policy, raw, path, applies=self.applies, readings=readings)

        given = Listed(Kind.of(read, {}), LISTED)
        for path, (raw, application) in given.if_any(self.raw.get("applications"), "applications", self.refusals):
            self._same_for_all(application, raw, path, readings, awarded, quota)
            other, year = found[0] if found else (path, application), application.day.year
            if (first := other[1].day.year) != year:
                at = f"{path}.application_date"
                self.refusals.add(at, "allocate.two_years", year=year, first=first, other=other[0])
            for j, claim in enumerate(application.claims):
                self._once(claim.id, f"{path}.claims.{j}.id")
            found.append((path, application))
        applications = [application.under(readings) for _, application in found]
        points = read_open(self.raw.get("open"), applications, "open", self.refusals)
        self.called = unite(self.policy, applications)
        return applications, agree(self.policy.under(readings), applications, points)

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
        for key, of_run in (("already_awarded", awarded), ("quota_used", quota)):
            for name, figure in getattr(application, key).items():
                if figure != of_run.get(name, 0):
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
        entries = []
        given, shape = self.raw.get("approved_claims"), self.shapes.approved_claims
        for path, read in shape.if_any(given, "approved_claims", self.refusals):
            if "id" in read:
                self._once(read["id"], f"{path}.id")
            if read.keys() >= OF_EVERY_APPROVED_CLAIM:
                provision = self.policy.provision(read["provision"])
                # The approved amount is published, so it is cut as well (只舍不入).
                cut, most = read["approved"] // HUNDREDTH, read.get("most")
                bounds = [plain[provision.id], None if most is None else most // HUNDREDTH]
                above = max((cut - bound for bound in bounds if bound is not None and bound < cut), default=0)
                applicant, score = self._one_name(read["applicant"]), read.get("score")
                more = read.get("application_date"), read.get("project", ()), read.get("matter", ())
                entries.append(Entry(read["id"], applicant, provision, cut, score, *more, above=above))
        return entries

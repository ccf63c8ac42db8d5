"""An application in the form of the contract, read strictly: everything in it that cannot be accepted is named.

An absent or null answer is unknown and simply not there: neither zero nor no.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Literal

from engine.application import invented
from engine.application.applicable import Applicable, is_stated
from engine.application.model import (
    LONGEST_TEXT,
    MOST_ENTRIES,
    TYPED,
    UNCLEAR,
    Application,
    Award,
    Claim,
    Facts,
    Project,
    Unclear,
    entries_in,
    places,
    projects_of,
    unclear,
    unclear_for_all,
)
from engine.application.parsing import check_uscc, parse_choices, parse_day, parse_id, parse_text, parse_year
from engine.policy.facts import Fact, Form, form_of
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.steps.measure import Minus
from engine.steps.winners import Winners
from engine.text.phrases import both
from engine.values.counts import parse_count
from engine.values.money import WHOLE, parse_amount, parse_ratio
from engine.values.names import identity
from engine.values.refusal import Refusals, Refused, is_text, listed, refuse, shown

OF_AN_APPLICATION = (
    "application_date", "applicant", "claims", "readings", "already_awarded", "quota_used", "history",
    "not_counted", invented.INVENTED,
)  # fmt: skip
OF_A_CLAIM = ("id", "provision", "facts")
OF_A_MATTER = ("provision", "matter")
OF_AN_AWARD = ("provision", "matter", "project", "year", "amount", "paid", "applicant")
Applies = Literal["now", "ever"]
"""Where a stated fact has to apply: under the readings in force, or under some."""


def read_application(
    policy: Policy,
    raw: object,
    path: str = "",
    *,
    applies: Applies | None = "now",
    readings: Mapping[str, str] | None = None,
) -> Application:
    """The application in `raw` (contract form), or Refused naming every field that cannot be accepted.

    A fact that is stated applies, or is refused: under the readings in force (those of `raw`, unless `readings` are
    given), or at least under some (`ever`). None: what is kept already, which another reading may make nothing of, is
    never refused for that.
    """
    reader = _Reader(policy, applies, readings)
    application = reader.application(raw, path)
    reader.refusals.raise_if_any()
    assert application is not None
    return application


def read_applicant(policy: Policy, raw: object) -> Facts:
    """The facts of an applicant, without what cannot be accepted of them."""
    return _Reader(policy, None, None).applicant(raw, "applicant")


def read_readings(policy: Policy, raw: object, path: str, refusals: Refusals) -> dict[str, str]:
    """Every reading in force: the defaults, and over them what `raw` chooses. Choices true and false may be
    given as JSON booleans."""
    vocabulary = policy.derived(Vocabulary)
    readings = dict(vocabulary.readings)
    if raw is None:
        return readings
    if not isinstance(raw, dict):
        refusals.add(path, "application.not_an_object", given=shown(raw))
        return readings
    for name, choice in raw.items():
        if name not in readings:
            refusals.add(_join(path, name), "application.unknown_reading", given=shown(name), known=listed(readings))
            continue
        if isinstance(choice, bool):
            choice = "true" if choice else "false"
        allowed = vocabulary.choices[name]
        if choice is None:
            continue
        if choice not in allowed:
            refusals.add(_join(path, name), "application.unknown_choice", given=shown(choice), known=listed(allowed))
        else:
            readings[name] = choice
    return readings


def read_keys(raw: dict[str, Any], path: str, known: Sequence[str], refusals: Refusals) -> None:
    """Note the names in `raw` that mean nothing there, in their order."""
    for name in raw:
        if name not in known:
            refusals.add(_join(path, name), "application.unknown_fact", given=shown(name), known=listed(known))


def read_by_key(
    raw: object, path: str, known: Sequence[str], parse: Callable[[object, str], int], refusals: Refusals
) -> dict[str, int]:
    """One figure for each of the names that are stated, of those that are `known`."""
    if raw is None:
        return {}
    if not isinstance(raw, dict):
        refusals.add(path, "application.not_an_object", given=shown(raw))
        return {}
    read_keys(raw, path, known, refusals)
    found = {}
    for name in known:
        if raw.get(name) is not None:
            try:
                found[name] = parse(raw[name], f"{path}.{name}")
            except Refused as refused:
                refusals.include(refused)
    return found


def read_invented(raw: dict[str, Any], path: str, refusals: Refusals) -> None:
    """Note what is said of being invented, unless it is yes or no."""
    given = raw.get(invented.INVENTED)
    if given is not None and not isinstance(given, bool):
        refusals.add(_join(path, invented.INVENTED), "application.not_yes_no", given=shown(given))


def _join(path: str, name: object) -> str:
    return f"{path}.{name}" if path else str(name)


class Vocabulary:
    """What an application may say under a policy."""

    def __init__(self, policy: Policy) -> None:
        self.applicant = Form({f.name: f for f in policy.applicant} | {"id": _ID}, {})
        self.provisions = {p.id: (p, p.form()) for p in policy.provisions}
        self.relations = {p.id: x for p in policy.provisions if (x := _Relations(p)).at_most or x.minuses}
        self.common = form_of(policy.common)
        self.readings = policy.default_readings()
        self.choices = {r.id: [c.id for c in r.choices] for r in policy.readings}
        self.pools = [p.id for p in policy.pools]
        self.with_winners = [p.id for p in policy.provisions if p.only(Winners)]


class _Relations:
    """Which amounts of a provision cannot exceed one another: parts at most as large as a whole, and what a whole is
    reduced by."""

    def __init__(self, p: Provision) -> None:
        self.at_most = [f for f in p.facts if f.at_most is not None]
        self.minuses: dict[tuple[str, str], list[Minus]] = {}
        for measure in p.measures:
            if measure.minus:
                parts = ".".join(x for x in (p.each, measure.sum) if x)
                self.minuses[parts, measure.of] = measure.minus


class _Reader:
    """Reads one input and gathers what is wrong with it."""

    def __init__(self, policy: Policy, applies: Applies | None, readings: Mapping[str, str] | None) -> None:
        self.policy, self.applies, self.in_force = policy, applies, readings
        self.known = policy.derived(Vocabulary)
        self.refusals = Refusals()
        self.unclear: dict[str, Unclear] = {}

    def application(self, raw: object, path: str) -> Application | None:
        if not isinstance(raw, dict):
            self.refusals.add(path, "application.not_an_object", given=shown(raw))
            return None
        read_keys(raw, path, OF_AN_APPLICATION, self.refusals)
        day = self._date(raw.get("application_date"), _join(path, "application_date"))
        applicant = self.applicant(raw.get("applicant"), _join(path, "applicant"))
        readings = read_readings(self.policy, raw.get("readings"), _join(path, "readings"), self.refusals)
        claims = self.claims(raw.get("claims"), _join(path, "claims"), self.in_force or readings)
        place = _join(path, "already_awarded")
        awarded = read_by_key(raw.get("already_awarded"), place, self.known.pools, parse_amount, self.refusals)
        place = _join(path, "quota_used")
        quota = read_by_key(raw.get("quota_used"), place, self.known.with_winners, parse_count, self.refusals)
        history = self.history(raw.get("history"), _join(path, "history"), day)
        not_counted = self.not_counted(raw.get("not_counted"), _join(path, "not_counted"))
        read_invented(raw, path, self.refusals)
        if day is None:
            return None
        self.projects(claims, _join(path, "claims"))
        is_invented = invented.application(self.policy, raw)
        of_applicant = self.unclear_at(_join(path, "applicant"))
        return Application(
            day, applicant, claims, readings, awarded, quota, is_invented, history, not_counted, of_applicant
        )

    def history(self, raw: object, path: str, day: date | None) -> tuple[Award, ...]:
        """What the applicant was awarded before its application of this day."""
        found = (self.award(entry, place, day) for entry, place in self.objects(raw, path, OF_AN_AWARD))
        return tuple(award for award in found if award is not None)

    def not_counted(self, raw: object, path: str) -> frozenset[tuple[str, str]]:
        """The matters of which it is decided that they count in another application."""
        found = set()
        for entry, place in self.objects(raw, path, OF_A_MATTER):
            provision = self.provision(entry.get("provision"), f"{place}.provision")
            if not is_text(entry.get("matter"), LONGEST_TEXT, 1) or not entry["matter"].strip():
                given = shown(entry.get("matter"))
                self.refusals.add(f"{place}.matter", "application.bad_text", given=given, most=LONGEST_TEXT)
            elif provision:
                found.add((provision, identity(entry["matter"])))
        return frozenset(found)

    def objects(self, raw: object, path: str, known: Sequence[str]) -> Iterator[tuple[dict[str, Any], str]]:
        """The objects of a list, if there is one, each with its path; noted is what is none, and which names in them
        mean nothing."""
        if raw is None:
            return
        if not isinstance(raw, list):
            self.refusals.add(path, "application.not_a_list", given=shown(raw))
            return
        for i, entry in enumerate(raw):
            place = f"{path}.{i}"
            if isinstance(entry, dict):
                read_keys(entry, place, known, self.refusals)
                yield entry, place
            else:
                self.refusals.add(place, "application.not_an_object", given=shown(entry))

    def provision(self, raw: object, path: str) -> str:
        """The id of a provision; empty, and noted, where it is none."""
        if isinstance(raw, str) and raw in self.known.provisions:
            return raw
        self.refusals.add(path, "application.unknown_provision", given=shown(raw), known=listed(self.known.provisions))
        return ""

    def award(self, raw: dict[str, Any], path: str, day: date | None) -> Award | None:
        """One entry of it."""
        provision = self.provision(raw.get("provision"), f"{path}.provision")
        read: dict[str, Any] = {}
        parsers: dict[str, Callable[[Any, str], Any]] = {
            "year": parse_year, "amount": parse_amount, "paid": parse_amount, "matter": parse_text,
            "project": parse_text, "applicant": parse_text,
        }  # fmt: skip
        for name, parse in parsers.items():
            if raw.get(name) is not None or name in ("year", "amount"):
                try:
                    read[name] = parse(raw.get(name), f"{path}.{name}")
                except Refused as refused:
                    self.refusals.include(refused)
        year, amount, paid = (read.get(name) for name in ("year", "amount", "paid"))
        if day is not None and year is not None and year > day.year:
            self.refusals.add(f"{path}.year", "application.award_later", given=year, year=day.year)
        if amount is not None and paid is not None and paid > amount:
            self.refusals.add(f"{path}.paid", "application.paid_above_amount")
        if year is None or amount is None or not provision:
            return None
        return Award(
            provision, year, amount, paid, read.get("matter", ""), read.get("project", ""), read.get("applicant", "")
        )

    def unclear_at(self, path: str) -> dict[str, Unclear]:
        """What of the facts at `path` is no answer, by its path in them."""
        return {p.removeprefix(f"{path}."): found for p, found in self.unclear.items() if p.startswith(f"{path}.")}

    def applicant(self, raw: object, path: str) -> Facts:
        if raw is None:
            return {}
        if not isinstance(raw, dict):
            self.refusals.add(path, "application.not_an_object", given=shown(raw))
            return {}
        return self.facts(self.known.applicant, raw, path)

    def claims(self, raw: object, path: str, readings: Mapping[str, str]) -> list[Claim]:
        if isinstance(raw, list) and (there := entries_in(raw)) > MOST_ENTRIES:
            self.refusals.add(path, "application.too_many", count=there, most=MOST_ENTRIES)
            return []
        claims, seen = [], set()
        for entry, place in self.objects(raw, path, OF_A_CLAIM):
            try:
                claim_id = parse_id(entry.get("id"), f"{place}.id")
            except Refused as refused:
                self.refusals.include(refused)
                continue
            if claim_id in seen:
                self.refusals.add(f"{place}.id", "application.same_id", given=shown(claim_id))
                continue
            seen.add(claim_id)
            provision_id = entry.get("provision")
            try:
                provision, form = self.known.provisions[provision_id]  # type: ignore[index]
            except (KeyError, TypeError):
                known = listed(self.known.provisions)
                self.refusals.add(
                    f"{place}.provision",
                    "application.unknown_provision",
                    given=shown(provision_id),
                    known=known,
                )
                continue
            facts = entry.get("facts")
            if facts is None:
                facts = {}
            if not isinstance(facts, dict):
                self.refusals.add(f"{place}.facts", "application.not_an_object", given=shown(facts))
                continue
            place = f"{place}.facts"
            common = self.known.common
            stated = {k: v for k, v in facts.items() if k in form.facts or k not in common.facts}
            parsed = self.facts(form, stated, place)
            unread = self.unclear_at(place) if self.unclear else {}
            beside: Facts = {}
            if len(stated) < len(facts):  # what is common to every claim may stand anywhere
                beside = self.facts(common, {k: v for k, v in facts.items() if k not in stated}, place)
            self.apply(provision, parsed | beside, unread, place, readings)
            self.relations(provision, parsed, place)
            claims.append(Claim(claim_id, provision, parsed, unread))
        return claims

    def apply(
        self, p: Provision, facts: Facts, unread: dict[str, Unclear], path: str, readings: Mapping[str, str]
    ) -> None:
        """Refuse what is stated and does not apply; what is not clear of it is forgotten."""
        applicable = self.policy.derived(Applicable)
        known = self.known.common.facts | p.form().facts
        refused = applicable.idle(p, readings if self.applies == "now" else None) if self.applies else set()
        for name in sorted(applicable.idle(p, readings) | refused):
            at_it = [where for where in self.unclear if f"{where}.".startswith(f"{path}.{name}.")]
            if name in refused and (at_it or is_stated(facts.get(name))):
                key = "not_deducted" if name in applicable.deducted else "not_applicable"
                label, title = both(known[name].label), both(p.title)
                self.refusals.add(f"{path}.{name}", f"application.{key}", label=label, title=title)
            for where in at_it:
                unread.pop(where.removeprefix(f"{path}."), None)

    def facts(self, form: Form, raw: dict[str, Any], path: str) -> Facts:
        """The facts of one place; unknown ones are left out."""
        parsed: Facts = {}
        for name, value in raw.items():
            fact = form.facts.get(name)
            if fact is None:
                self.refusals.add(
                    _join(path, name), "application.unknown_fact", given=shown(name), known=listed(form.facts)
                )
            elif value is not None:
                try:
                    answer = self.value(fact, form, value, f"{path}.{name}")
                except Refused as refused:
                    self.refusals.include(refused)
                else:
                    if answer != "":  # text of nothing but spaces says nothing
                        parsed[name] = answer
        return parsed

    def value(self, fact: Fact, form: Form, value: Any, path: str) -> Any:
        if isinstance(value, dict) and fact.type in UNCLEAR and fact.type != "yearly":  # of that, each year is typed
            found = unclear(value)
            if found is not None and (found.unconfirmed or fact.type in TYPED):
                self.unclear[path] = found
                return ""
        match fact.type:
            case "amount":
                return parse_amount(value, path)
            case "yes_no":
                if not isinstance(value, bool):
                    refuse(path, "application.not_yes_no", given=shown(value))
                return value
            case "date":
                return parse_day(value, path)
            case "choice":
                allowed = [c.id for c in fact.choices]
                if value not in allowed:
                    refuse(path, "application.unknown_choice", given=shown(value), known=listed(allowed))
                return value
            case "choices":
                return parse_choices([c.id for c in fact.choices], value, path)
            case "list":
                return self.items(form.inner[fact.name], value, path)
            case "group":
                if not isinstance(value, dict):
                    refuse(path, "application.not_an_object", given=shown(value))
                return self.facts(form.inner[fact.name], value, path)
            case "year":
                return parse_year(value, path)
            case "count":
                return parse_count(value, path)
            case "ratio":
                return parse_ratio(value, path)
            case "yearly":
                if not isinstance(value, dict):
                    refuse(path, "application.not_an_object", given=shown(value))
                amounts = {}
                for year, amount in value.items():
                    if (found := unclear(amount)) is not None:
                        self.unclear[f"{path}.{parse_year(year, path)}"] = found
                    elif amount is not None:
                        amounts[parse_year(year, f"{path}.{year}")] = parse_amount(amount, f"{path}.{year}")
                return amounts
            case "uscc":
                return self.uscc(value, path)
            case "text":
                return parse_text(value, path)

    def items(self, form: Form, raw: object, path: str) -> list[Facts]:
        if not isinstance(raw, list):
            refuse(path, "application.not_a_list", given=shown(raw))
        items = []
        for i, entry in enumerate(raw):
            if not isinstance(entry, dict):
                self.refusals.add(f"{path}.{i}", "application.not_an_object", given=shown(entry))
            else:
                items.append(self.facts(form, entry, f"{path}.{i}"))
        return items

    def uscc(self, value: object, path: str) -> str:
        try:
            return check_uscc(value, path)
        except Refused as refused:
            self.refusals.include(refused)
            return ""

    def relations(self, provision: Provision, facts: Facts, path: str) -> None:
        """Amounts that cannot exceed one another: a part and its whole."""
        relations = self.known.relations.get(provision.id)
        if relations is None:
            return
        for fact in relations.at_most:
            for place, where in places(facts, fact.parent, path):
                part, whole = place.get(fact.name), place.get(fact.at_most or "")
                if part is not None and whole is not None and part > whole:
                    assert fact.at_most_fails is not None
                    self.refusals.errors.append({"path": f"{where}.{fact.name}", "message": both(fact.at_most_fails)})
        for (parent, whole_name), minus in relations.minuses.items():
            for place, where in places(facts, parent, path):
                whole = place.get(whole_name)
                if whole is None:
                    continue
                # A stated whole cannot hold more government money than there is; a sub-fund's unknown share is
                # taken as nothing here and as everything in the calculation.
                taken = sum(place.get(m.fact, 0) * (place.get(m.times, 0) if m.times else WHOLE) for m in minus)
                for m in minus:
                    if place.get(m.fact, 0) > whole or taken > whole * WHOLE:
                        self.refusals.add(
                            f"{where}.{m.fact}",
                            "application.part_above_whole",
                            part=both(provision.fact(f"{parent}.{m.fact}").label),
                            whole=both(provision.fact(f"{parent}.{whole_name}").label),
                        )
                        break

    def projects(self, claims: list[Claim], path: str) -> None:
        """Claims that name the same project must state the same figures; what one of them states holds for all, and so
        does how the first one writes its name."""
        stated: dict[str, tuple[str, Facts]] = {}
        named = [
            (project, f"{path}.{i}.facts.{project.where}")
            for i, claim in enumerate(claims)
            for project in projects_of(claim)
            if project.key is not None
        ]
        for project, where in named:
            same_project(stated, project, where, self.refusals)
        for project, _ in named:
            project.facts.update(stated[project.key or ""][1])
        unclear_for_all(claims)

    def _date(self, value: object, path: str) -> date | None:
        try:
            return parse_day(value, path)
        except Refused as refused:
            self.refusals.include(refused)
            return None


_ID = Fact.model_validate({"name": "id", "type": "text", "label": {"zh": "编号", "en": "Id"}})


def same_project(stated: dict[str, tuple[str, Facts]], project: Project, path: str, refusals: Refusals) -> None:
    """Note `project` by what it is found again in `stated`; refuse if it was stated before with another figure."""
    where, before = stated.setdefault(project.key or "", (path, dict(project.facts)))
    for fact, value in project.facts.items():
        if fact != project.named_by and before.setdefault(fact, value) != value:
            refusals.add(f"{path}.{fact}", "application.project_differs", project=shown(project.name), other=where)

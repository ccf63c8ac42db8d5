"""A second, independent reading of the measures: what each claim of some applications comes to.

Written from the law's text and the contract, one article after the other, in fractions of 万元 (one
unit = 10,000 yuan). It takes nothing from the program that it checks; a test sees to that. The input is
taken to be valid in the contract's form.

Each application is looked at three times: with every open yes/no question counted against the applicant
(`confirmed`), with every one counted in favour (`ceiling`), and with every unknown of any kind replaced by
the best answer that could be given (for the `status`).

What the texts leave open is settled here as follows:
- 第六条 gives park support to 运营公司, a company: an institution does not get it.
- Names and numbers of matters and projects are compared NFKC, without spaces, without case. Without one a matter is
  one of its own, and so is a project.
- Of entries and claims of one applicant under one provision for the same matter the first that brings something by its
  article counts, also where that goes to another policy: the matter is then supported there.
- A project's headroom (第十九条) is one for all claims and entries that name it. Each may take a share of it: in
  proportion to what it would bring with all its caps and without 第十九条; whoever is alone may take all of it. A claim
  that names a project itself and in its entries takes part once.
- Where one entry of a claim counts, its entries take part in a project once: with the most of them.
- What goes to another policy (第十六条), seen with what its project leaves room for, takes no part.
- A claim uses up as much of a yearly cap as it is finally approved; but for the shares of a project, what it would
  bring without 第十九条.
- Under the reading that 第七条 rewards a unit once, the reward is that of its best task, and a task that was
  rewarded was the unit's one time.
- What is given once is given for the claim of a day that brings most, the first of equals; an earlier day comes first.
- Of one applicant's two sides of a project (第十条) the one stays that is higher after 第十六条 and what the project
  leaves, then the one that would be higher without that, then the first.
- Who applies again on another day of a year has one yearly cap for all days, the earlier day first. What was awarded
  for an earlier day may be stated as well (`awarded_this_year`): it is the same money, and the larger figure counts.
- 最长3年 counts years before the one of the application: what was awarded in the same year is a matter of its cap.
"""

from collections import defaultdict
from collections.abc import Container, Hashable, Sequence
from datetime import date
from fractions import Fraction
from math import floor

from tests.oracle.articles import (
    HAD_BEFORE,
    HAD_NOW,
    NOTHING,
    Facts,
    Number,
    View,
    art16,
    headroom,
    name_of,
    number,
    stays,
    truncated,
)
from tests.oracle.claims import BOTH_SIDES, DEFAULT_READINGS, PROVISIONS, Claim
from tests.oracle.memory import Remembering, awards, remembered
from tests.oracle.sharing import Member, shares
from tests.oracle.unknowns import Path, at_best

Place = tuple[int, int]
"""A claim and one of its entries, or the claim as a whole (WHOLE)."""
WHOLE = -1


def written(amount: Fraction) -> str:
    """An amount as the contract prints it: two decimals, truncated."""
    hundredths = floor(amount * 100)
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def with_what_others_say(stated: Facts, claims: Sequence[Facts]) -> Facts:
    """The facts of a claim, with the most that any claim under its provision says that the applicant had of its cap; of
    a platform each says what that one had."""
    facts, same = stated["facts"], [one["facts"] for one in claims if one["provision"] == stated["provision"]]
    for name in () if stated["provision"] == "art12_public_platform" else ("awarded_this_year", "received_before"):
        said = [one[name] for one in same if isinstance(one.get(name), str | int)]
        if said and not isinstance(facts.get(name), dict):
            facts = facts | {name: max(said, key=lambda amount: number(amount) or NOTHING)}
    return facts


class Assessment:
    """All claims of some applications, seen in one way. `left_out`: open claims, which get and take nothing."""

    def __init__(self, applications: Sequence[Facts], in_favour: bool, left_out: Container[str] = ()) -> None:
        self.claims: list[Claim] = []
        spent: dict[str, Fraction] = defaultdict(Fraction)
        who_is = applicants(applications)
        told = {
            one: awards(a for a, name in zip(applications, who_is, strict=True) if name == one) for one in {*who_is}
        }
        for had in told.values():
            for award in had:
                if award.project is not None:
                    spent[award.project] += award.amount
        in_order = sorted(zip(applications, who_is, strict=True), key=lambda one: str(one[0]["application_date"]))
        for application, applicant in in_order:
            day = date.fromisoformat(application["application_date"])
            view = View(day, DEFAULT_READINGS | (application.get("readings") or {}), in_favour)
            for stated in application["claims"]:
                name = stated["provision"]
                facts = with_what_others_say(stated, application["claims"])
                claim = Claim(stated["id"], applicant, application["applicant"], view, name, PROVISIONS[name], facts)
                had = [award for award in told[applicant] if award.provision == name]
                rule = claim.rule
                touched = Remembering(
                    rule.entries, rule.matter, claim.every_year, claim.only_once, rule.again and claim.every_year
                )
                claim.facts = remembered(claim.facts, had, day.year, touched)
                self.claims.append(claim)
        self.left_out = left_out
        self.rooms = self.each_room(spent)
        self.passed_over: set[int] = set()
        self.weigh()
        for rivals in self.given_once():
            self.choose(rivals)

    def weigh(self) -> None:
        """What gives way, what everything would bring without the projects' limits, and the shares of the projects."""
        self.give_way = set(self.passed_over)
        while more := self.lower_sides(self.without_project_limits()):
            self.give_way |= more
        self.shares = self.shared_out()

    def given_once(self) -> list[list[int]]:
        """Claims of one day of which one counts, because it is given once to the applicant (「一次性」)."""
        groups: dict[Hashable, list[int]] = defaultdict(list)
        for n, claim in enumerate(self.claims):
            if claim.only_once and self.weights[n]:
                groups[claim.applicant, claim.name, claim.view.day].append(n)
        return [rivals for rivals in groups.values() if len(rivals) > 1]

    def choose(self, rivals: list[int]) -> None:
        """Of these claims the one stays that brings most when the others take no part, the first of equals."""
        before, brings = self.passed_over, dict[int, Fraction]()
        for n in rivals:
            self.passed_over = before | {*rivals} - {n}
            self.weigh()
            brings[n] = self.amounts()[self.claims[n].id]
        stays = max(rivals, key=lambda n: (brings[n], -n))
        self.passed_over = before | {*rivals} - {stays}
        self.weigh()

    # Projects

    def key(self, place: Place, project: Facts) -> Hashable:
        """What a project is known by; one without a name is one of its own."""
        return name_of(project.get("id")) or place

    def each_room(self, spent: dict[str, Fraction]) -> dict[Hashable, Number]:
        """What each project leaves room for."""
        figures: dict[Hashable, Facts] = {}
        for place, project in self.stated_projects():
            known = figures.setdefault(self.key(place, project), {})
            for name, figure in project.items():
                if figure is not None:
                    known.setdefault(name, figure)
        return {key: headroom(known, spent.get(str(key), NOTHING)) for key, known in figures.items()}

    def stated_projects(self) -> list[tuple[Place, Facts]]:
        """Where a project is stated, and what is stated of it."""
        found = []
        for n, claim in enumerate(self.claims):
            places = [(WHOLE, claim.project), *enumerate(claim.projects())]
            found += [((n, i), project) for i, project in places if project is not None]
        return found

    def project(self, n: int, entry: int) -> Hashable | None:
        """The project of an entry or of a whole claim."""
        claim = self.claims[n]
        stated = claim.project if entry == WHOLE else claim.projects()[entry]
        return None if stated is None else self.key((n, entry), stated)

    def room(self, n: int, entry: int) -> Number:
        """What the project of an entry or of a whole claim leaves room for; None: no limit."""
        project = self.project(n, entry)
        return None if project is None else self.rooms[project]

    # Caps of the applicant

    def capped(self, n: int, brought: list[Fraction], used: Sequence[Fraction]) -> Fraction:
        """What the entries of a claim come to together: its caps, with what earlier claims used up of them."""
        claim = self.claims[n]
        rule, facts = claim.rule, claim.facts
        amount = self.together(n, brought)
        if rule.cap is not None:
            amount = min(amount, Fraction(rule.cap))
        before = self.earlier(n)
        if claim.name == "art04_compute_voucher" and claim.in_force(("art04_cap_scope", "contract")):
            amount = min(amount, Fraction(300))
        if claim.name == "art04_compute_voucher" and claim.in_force(("art04_cap_scope", "once")):
            amount = min(amount, self.left_for_ever(n, Fraction(300), used))
        if rule.year_cap is not None and claim.in_force(rule.cap_only_if):
            same_day = sum((used[i] for i in before if self.claims[i].view.day == claim.view.day), NOTHING)
            other_days = sum((used[i] for i in before), NOTHING) - same_day
            awarded = max(number(facts.get("awarded_this_year")) or NOTHING, other_days)
            amount = min(amount, truncated(max(NOTHING, rule.year_cap - awarded - same_day)))
        if claim.only_once and any(used[i] for i in before if self.claims[i].view.day < claim.view.day):
            return NOTHING
        return amount

    def left_for_ever(self, n: int, cap: Fraction, used: Sequence[Fraction]) -> Fraction:
        """What is left of a cap for all years together: less what the applicant had and what it claims before."""
        claim, before = self.claims[n], self.earlier(n)
        same_day = sum((used[i] for i in before if self.claims[i].view.day == claim.view.day), NOTHING)
        other_days = sum((used[i] for i in before), NOTHING) - same_day
        known = max(other_days, claim.facts.get(HAD_NOW, NOTHING)) + claim.facts.get(HAD_BEFORE, NOTHING)
        had = max(known, number(claim.facts.get("received_before")) or NOTHING)
        return truncated(max(NOTHING, cap - had - same_day))

    def together(self, n: int, brought: list[Fraction]) -> Fraction:
        """The entries of a claim: their sum, or the best of them."""
        return max(brought, default=NOTHING) if self.claims[n].best_only else sum(brought, NOTHING)

    def earlier(self, n: int) -> list[int]:
        """Earlier claims of the same applicant under the same provision."""
        claim = self.claims[n]
        return [
            i for i, one in enumerate(self.claims[:n]) if (one.applicant, one.name) == (claim.applicant, claim.name)
        ]

    # Without 第十九条

    def without_project_limits(self) -> list[Fraction]:
        """What each entry and each claim would bring if no project limited them; and what each claim would bring if it
        had its project to itself."""
        seen: set[Hashable] = set()
        self.own: list[list[Fraction]] = []  # by its article; nothing for what another entry was first to claim
        self.entry_weights: list[list[Fraction]] = []
        self.entry_takes: list[list[Fraction]] = []
        self.weights: list[Fraction] = []
        held: list[Fraction] = []
        for n, claim in enumerate(self.claims):
            own = claim.rule.amounts(claim.facts, claim.view)
            if not claim.may_claim() or claim.id in self.left_out:
                own = [NOTHING] * len(own)
            brought = list(own)
            here: set[Hashable] = set()
            for i, matter in enumerate(claim.matters()):
                key = (claim.applicant, claim.name, matter)
                if matter is not None and (key in seen or key in here):
                    own[i] = NOTHING
                if matter is not None and own[i]:
                    here.add(key)
                brought[i] = self.beside(n, i, own[i]) if claim.rule.entries else own[i]
            seen |= here
            amount = self.capped(n, brought, [truncated(weight) for weight in self.weights])
            if n in self.give_way:
                amount = NOTHING
            weight = self.beside(n, WHOLE, amount)
            together = self.together(n, brought)
            self.own.append(own)
            self.entry_weights.append([x * weight / together if together else NOTHING for x in brought])
            self.weights.append(weight)
            alone = [self.inside(n, i, x) for i, x in enumerate(own)] if claim.rule.entries else own
            amount = NOTHING if n in self.give_way else self.capped(n, alone, [truncated(x) for x in held])
            held.append(self.inside(n, WHOLE, amount))
            together = self.together(n, alone)
            self.entry_takes.append([x * held[n] / together if together else NOTHING for x in alone])
        self.takes = held
        return held

    def beside(self, n: int, entry: int, amount: Fraction) -> Fraction:
        """What 第十六条 leaves of an amount that no project limits; nothing where the room of its project sends it
        elsewhere."""
        claim = self.claims[n]
        other = (claim.facts if entry == WHOLE else claim.items[entry]).get("other_district")
        room, most = self.room(n, entry), self.alone(n, entry)
        at_most = min(x for x in (amount, room, most) if x is not None)
        if other is not None and not stays(at_most, other, claim.view):
            return NOTHING
        return art16(amount, other, None, claim.view, most)

    def alone(self, n: int, entry: int) -> Number:
        """What the caps of the applicant leave for an entry that is claimed alone; of a whole claim they are applied
        before it is compared."""
        return None if entry == WHOLE else self.capped(n, [Fraction(10**12)], [NOTHING] * len(self.claims))

    def lower_sides(self, held: Sequence[Fraction]) -> set[int]:
        """第十条 supposes two parties (「双向支持」): of an applicant's two sides of a project the higher stays."""
        sides: dict[Hashable, list[int]] = defaultdict(list)
        for n, claim in enumerate(self.claims):
            named = name_of((claim.project or {}).get("id"))
            if claim.name in BOTH_SIDES and named and claim.in_force(("art10_same_applicant", "higher_only")):
                sides[claim.applicant, named].append(n)
        stay = [max(of, key=lambda i: (held[i], self.weights[i], -i)) for of in sides.values()]
        return {n for of in sides.values() for n in of if n not in stay} - self.give_way

    # 第十九条

    def shared_out(self) -> dict[Place, Fraction]:
        """How much each entry and claim may take of its project."""
        members: dict[Place, Member] = {}
        for n in range(len(self.claims)):
            whole = self.project(n, WHOLE)
            if whole is not None:
                members[n, WHOLE] = Member(whole, (n, WHOLE), False, self.weights[n], self.takes[n])
            for i, weight in enumerate(self.entry_weights[n]):
                project = self.project(n, i)
                if project is not None and project != whole:
                    best, takes = self.claims[n].best_only, self.entry_takes[n][i]
                    members[n, i] = Member(project, n, best, weight, takes)
        return shares(members, {project: room or NOTHING for project, room in self.rooms.items()})

    def inside(self, n: int, entry: int, amount: Fraction) -> Fraction:
        """What 第十六条 leaves of an amount within what the whole project leaves room for."""
        claim = self.claims[n]
        other = (claim.facts if entry == WHOLE else claim.items[entry]).get("other_district")
        return art16(amount, other, self.room(n, entry), claim.view, self.alone(n, entry))

    def limited(self, n: int, entry: int, amount: Fraction) -> Fraction:
        """The same, and within the share of the project."""
        left = self.inside(n, entry, amount)
        share = self.shares.get((n, entry))
        return left if share is None else min(left, share)

    def amounts(self) -> dict[str, Fraction]:
        """The approved amount of each claim by its id."""
        approved: list[Fraction] = []
        for n, claim in enumerate(self.claims):
            own = self.own[n]
            brought = [self.limited(n, i, x) for i, x in enumerate(own)] if claim.rule.entries else own
            amount = NOTHING if n in self.give_way else self.capped(n, brought, approved)
            approved.append(truncated(self.limited(n, WHOLE, amount)))
        return {claim.id: amount for claim, amount in zip(self.claims, approved, strict=True)}


def applicants(applications: Sequence[Facts]) -> list[str]:
    """Who applies with each application: one id is one applicant, and so is one credit code (统一社会信用代码)."""
    names: list[set[str]] = []
    for application in applications:
        who = application["applicant"]
        own = {f"id {who.get('id')}", *([f"code {name_of(who['uscc'])}"] if name_of(who.get("uscc")) else [])}
        for other in [names_of for names_of in names if names_of & own]:
            own |= other
            names.remove(other)
        names.append(own)
    found = []
    for application in applications:
        name = f"id {application['applicant'].get('id')}"
        found.append(next(min(names_of) for names_of in names if name in names_of))
    return found


def assess(application: Facts) -> Facts:
    """Per claim `confirmed` and `ceiling` (万元) and `status`, and the totals of both."""
    filled, unknown = at_best(application)
    confirmed = Assessment([application], in_favour=False).amounts()
    ceiling = Assessment([application], in_favour=True).amounts() if unknown else confirmed
    best = Assessment([filled], in_favour=True).amounts() if unknown else confirmed
    claims = {}
    for i, (name, sure) in enumerate(confirmed.items()):
        possible = max(ceiling[name], best[name])
        if unknown and not possible:  # another claim may stand before it only because that is unknown
            possible = Assessment([only(filled, application, i)], in_favour=False).amounts()[name]
        status = "eligible" if sure else "needs_information" if possible else "ineligible"
        claims[name] = {"confirmed": sure, "ceiling": ceiling[name], "status": status}
    total = {
        "confirmed": sum(confirmed.values(), NOTHING),
        "ceiling": sum(ceiling.values(), NOTHING),
    }
    return {"claims": claims, "total": total}


def only(filled: Facts, application: Facts, claim: int) -> Facts:
    """The best answers for one claim and the applicant; the other claims as they are."""
    claims = list(application["claims"])
    claims[claim] = filled["claims"][claim]
    return filled | {"claims": claims}


def worth(application: Facts, unknown: Path) -> dict[str, Fraction]:
    """What one unknown could add to each claim: all answers at their best, less the same without this one."""
    best = Assessment([at_best(application)[0]], in_favour=True).amounts()
    without = Assessment([at_best(application, leave=unknown)[0]], in_favour=False).amounts()
    return {name: best[name] - without[name] for name in best}

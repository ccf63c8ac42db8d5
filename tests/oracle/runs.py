"""Random runs of several applicants who name the same projects and matters, as `applications.py` makes applications.

The same seed gives the same runs. Companies share projects (mostly with the same figures), sides and platforms, claim
each other's matters now and then, apply twice in a year and state then what they stated before, or something else.
"""

from collections.abc import Iterator
from copy import deepcopy
from datetime import date, timedelta
from random import Random

from tests.oracle.applications import GONE, Facts, Maker, is_asked
from tests.oracle.articles import name_of

SCORES = (60, 70, 80, 80, 90, GONE, GONE)
PLATFORM = "art12_public_platform"
SHARED = ("art10_scenario_publisher", "art10_scenario_solver", PLATFORM, "art07_national_challenge")


class RunMaker(Maker):
    """Makes one run after the other from one stream of chance."""

    def run(self) -> Facts:
        """One run of two to four applicants."""
        chance = self.chance
        self.unknown = chance.choice((0, 0, 0, 0.03))
        year = chance.choice((2025, 2026, 2027))
        self.projects = [self.figures(f"P{i}") for i in range(1, 1 + chance.choice((1, 2, 3)))]
        self.crowd(0.4)
        common = self.projects
        applications: list[Facts] = []
        for name in "ABCD"[: chance.choice((2, 2, 3, 4))]:
            who = {"id": name} | self.applicant()
            for number in range(chance.choice((1, 1, 2))):
                self.day = date(year, 1, 1) + timedelta(chance.randrange(365))
                self.projects = [self.retold(project) if self.often(0.06) else project for project in common]
                claims = self.claims(f"{name}{number}-")
                if number and self.often(0.6):
                    claims.append(self.again(applications[-1]["claims"], f"{name}{number}-again"))
                applications.append({"application_date": self.day.isoformat(), "applicant": who, "claims": claims})
        for application in applications:
            for claim in application["claims"]:
                score = chance.choice(SCORES)
                if claim["provision"] == PLATFORM and score is not GONE:
                    claim["facts"]["score"] = score
        chance.shuffle(applications)
        run: Facts = {"budget": None, "applications": applications}
        if self.often(0.5):
            run["readings"] = self.readings(0.3)
        for application in applications:
            self.applicable(application["claims"], run.get("readings", {}))
            if not is_asked("", "registered_in_longhua", run.get("readings", {})):
                application["applicant"].pop("registered_in_longhua", None)
        if self.often(0.2):
            run["quota_used"] = {PLATFORM: chance.choice((0, 1, 1, 2))}
        return run

    def retold(self, project: Facts) -> Facts:
        """The same project with a figure that nobody else states."""
        return project | {"other_gov_funding": self.amount(77)}

    def again(self, claims: list[Facts], name: str) -> Facts:
        """A claim of before, as it was or with something changed."""
        claim: Facts = deepcopy(self.chance.choice(claims)) | {"id": name}
        if self.often(0.4):
            claim["facts"] = self.facts(claim["provision"])
        own = {name_of(project["id"]): project for project in self.projects}
        entries = [entry for value in claim["facts"].values() if isinstance(value, list) for entry in value]
        for place in (claim["facts"], *entries):
            if (named := name_of((place.get("project") or {}).get("id"))) is not None:
                place["project"] = own[named] | {"id": place["project"]["id"]}  # one application, one set of figures
        return claim

    def next_provision(self, before: list[str]) -> str:
        """Often one whose matter several companies have in common."""
        return self.chance.choice(SHARED) if self.often(0.3) else super().next_provision(before)


def runs(seed: int, count: int) -> Iterator[Facts]:
    """So many random runs; the same seed gives the same ones."""
    maker = RunMaker(Random(seed))
    for _ in range(count):
        yield maker.run()

"""Random answers: amounts at turning points, dates at the edges of windows, names as people write them, projects."""

from calendar import isleap
from datetime import date, timedelta
from random import Random
from typing import Any

Facts = dict[str, Any]

DAYS = [
    date(2024, 12, 31), date(2025, 1, 1), date(2025, 2, 28), date(2025, 6, 15), date(2025, 12, 31),
    date(2026, 1, 1), date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 1), date(2026, 12, 31),
    date(2027, 1, 1), date(2027, 2, 28), date(2027, 12, 31), date(2028, 1, 1), date(2028, 2, 29),
]  # fmt: skip
GONE = object()
WAN = 1_000_000  # 分 in 1 万元
BESIDE = (-10_000, -5_000, -100, -1, 1, 100, 5_000, 10_000)
MOST = 999_999_999_999 * WAN  # twelve digits of 万元
EXTREMES = (0, 0, 1, 20_000, 90_000, 200_000, 500_000, MOST)


class Answers:
    """Answers from one stream of chance, as one application leaves things open and presses on one project."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.unknown = 0.0
        self.day = DAYS[0]
        self.projects: list[Facts] = []
        self.topping_up = False
        self.crowded = False

    # Answers

    def often(self, share: float) -> bool:
        """True in this share of cases."""
        return self.chance.random() < share

    def known(self, **answers: Any) -> Facts:
        """Answers of which some are left out or null, as this application leaves things open."""
        facts: Facts = {}
        for name, answer in answers.items():
            if answer is GONE:
                continue
            if self.often(self.unknown):
                if self.often(0.5):
                    facts[name] = None
                continue
            facts[name] = answer
        return facts

    def stated(self, fen: int) -> int | str:
        """An amount of so many 分 in 万元: an integer or a decimal string."""
        whole, rest = divmod(max(fen, 0), WAN)
        if rest == 0 and self.often(0.8):
            return whole if self.often(0.6) else str(whole)
        decimals = f"{rest:06d}".rstrip("0") or "0"
        return f"{whole}.{decimals}"

    def around(self, turn: int) -> int:
        """分 at, just beside, or well away from a turning point (in 分)."""
        roll = self.chance.random()
        if roll < 0.25:
            return turn
        if roll < 0.5:
            return min(max(0, turn + self.chance.choice(BESIDE)), MOST)
        if roll < 0.53:
            return self.chance.choice(EXTREMES)
        away = self.chance.random() * (2 * turn + 3 * WAN)
        return min(int(away) // WAN * WAN if roll < 0.8 else int(away), MOST)

    def near(self, *turns: int) -> int:
        """The same with a choice of turning points in 万元."""
        return self.around(self.chance.choice(turns) * WAN)

    def amount(self, *turns: int) -> int | str:
        """The same, as stated."""
        return self.stated(self.near(*turns))

    def date_in_play(self) -> str:
        """A date at or around an edge of 近2年 or 上年度."""
        last = self.day.year - 1
        turns = [
            self.day,
            two_years_before(self.day),
            date(last, 1, 1),
            date(last, 12, 31),
            date(last, 6, 30),
        ]
        if isleap(last):
            turns.append(date(last, 2, 29))
        turn = self.chance.choice(turns)
        return (turn + timedelta(days=self.chance.choice((-1, 0, 0, 0, 1, 1, 2)))).isoformat()

    def recent(self) -> str:
        """Mostly a date well within 近2年."""
        if self.often(0.45):
            return self.date_in_play()
        return (self.day - timedelta(days=self.chance.randint(0, 740))).isoformat()

    def recent_or_old(self) -> str:
        """Often a date well before 近2年."""
        if self.often(0.65):
            return self.recent()
        return (self.day - timedelta(days=self.chance.randint(741, 1200))).isoformat()

    def year(self) -> int:
        """Mostly last year."""
        return self.day.year - 1 if self.often(0.85) else self.day.year - self.chance.choice((0, 2, 3))

    def several(self, most: int) -> range:
        """A length for a list."""
        return range(self.chance.choice((0, 1, 1, 1, 1, 2, 2, 2, 3, most)))

    def other_district(self, share: float, *turns: int) -> Any:
        """Another policy of the district for the same matter, or none."""
        if not self.often(0.4 if self.topping_up else share):
            return GONE
        other = self.known(amount=self.amount(*((10, 40) if self.topping_up else turns)))
        if self.topping_up and self.often(0.7):
            other["received"] = True
        elif self.often(0.5):
            other["received"] = self.chance.choice((True, False, False, None))
        if self.often(0.35):
            other["choice"] = self.chance.choice(("this", "other", None))
        return other

    # Names and numbers

    def spelled(self, name: str) -> str:
        """A name as people write it: mostly the same, now and then in full width, with spaces or in small letters."""
        if self.often(0.75):
            return name
        wide = "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in name)
        return self.chance.choice(
            (wide, name.lower(), f" {name} ", f"{name[0]} {name[1:]}", f"{wide[:2]}\u3000{name[2:]}")
        )

    def identifier(self) -> Any:
        """What identifies a matter: often the same again, often nothing, now and then blank."""
        if self.often(0.5):
            return GONE
        return (
            " " if self.often(0.04) else self.spelled(self.chance.choice(("M-1", "M-1", "M-2", "N1", "N2", "N3", "N4")))
        )

    # Projects

    def figures(self, name: str | None) -> Facts:
        """What is known of one project's money: now ample, now all but used up."""
        total = self.near(2000, 1000, 2000, 500, 100)
        project: Facts = {"id": name} if name else {}
        if self.often(0.9):
            project["total_investment"] = self.stated(total)
        fiscal = min(total, self.around(total // 2)) if self.often(0.35) else 0
        if fiscal or self.often(0.2):
            project["fiscal_investment"] = self.stated(fiscal)
        spent = total
        if self.often(0.35):
            spent = total if self.often(0.3) else max(fiscal, self.around(total))
            project["actual_investment"] = self.stated(spent)
        if self.often(0.5):
            left = self.near(0, 10, 40, 150, 300)
            project["other_gov_funding"] = self.stated(spent - fiscal - left)
        if self.often(self.unknown):
            for name_of_figure in ("total_investment", "actual_investment"):
                project.pop(name_of_figure, None)
        return project

    def project(self, share: float) -> Any:
        """One of this application's projects, or one without a name, or none."""
        if not self.often(max(share, 0.6) if self.crowded else share):
            return GONE
        if self.projects and self.often(0.9 if self.crowded else 0.75):
            project = self.projects[0] if self.crowded else self.chance.choice(self.projects)
            return project | {"id": self.spelled(project["id"])}
        return self.figures(None) | ({"id": " "} if self.often(0.05) else {})


def two_years_before(day: date) -> date:
    """The corresponding day two years before, or the end of that month."""
    return date(day.year - 2, day.month, min(day.day, 28) if day.month == 2 else day.day)

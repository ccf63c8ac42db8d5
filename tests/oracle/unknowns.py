"""What is not known of an application, and the best that could be answered in its place."""

from datetime import date
from typing import Any

from tests.oracle.applications import is_asked
from tests.oracle.articles import Facts

PLENTY, A_LITTLE = 10**13, "0.000001"
Path = tuple[str | int, ...]


def asked(provision: str, of: Any, readings: Facts) -> Any:
    """What is asked under these readings."""
    if isinstance(of, list):
        return [asked(provision, one, readings) for one in of]
    if not isinstance(of, dict):
        return of
    return {name: asked(provision, x, readings) for name, x in of.items() if is_asked(provision, name, readings)}


def in_time(day: date, readings: Facts) -> str:
    """A day that lies in every time that can be asked for."""
    return f"{day.year - 1}-12-31" if readings.get("time_limit") == "last_year" else day.isoformat()


def best_answers(provision: str, facts: Facts, day: date, readings: Facts) -> Facts:
    """For each fact of a provision that must be known, the best answer that could be given.

    In place of an unknown list: as many items as a cap has room for, and one where there is no cap.
    """
    last_year, today = day.year - 1, day.isoformat()
    any_project = {"total_investment": PLENTY}
    invested = (facts.get("project") or {}).get("actual_investment") is not None
    then = in_time(day, readings)
    scenario: Facts = {"challenge_mode": True, "agreed_on": then, "own_input": PLENTY}
    forms: dict[str, Facts] = {
        "art04_compute_voucher": {"purchase_amount": PLENTY},
        "art05_revenue_growth": {
            "revenues": {str(last_year): PLENTY, str(last_year - 1): A_LITTLE},
            "core_technology": True,
            "already_received": False,
        },
        "art06_park_operations": {"parks": [{"operating_cost": PLENTY, "year": last_year, "assessed": True}]},
        "art06_rent": {
            "rents": [{"amount": PLENTY, "year": last_year, "in_district": True}],
            "assessed": True,
            "years_received": 0,
            "years_since_first": 0,
        },
        "art07_national_challenge": {
            "tasks": [{"national": True, "winner": True, "is_lead": True, "won_on": then, "already_rewarded": False}]
        },
        "art08_algorithm_filing": {"algorithms": [{"listed": True, "listed_on": then, "already_rewarded": False}] * 5},
        "art09_genai_filing": {
            "models": [{"filing_date": f"{last_year}-07-01", "kind": "filing", "already_rewarded": False}] * 4
        },
        "art09_embodied_model": {
            "models": [{"rd_cost": PLENTY, "landing_date": today, "assessed": True, "already_rewarded": False}]
        },
        "art10_scenario_publisher": {"project": any_project, **scenario},
        "art10_scenario_solver": {"project": any_project, **scenario},
        "art11_standards": {
            "standards": [
                {
                    "level": "international",
                    "lead": True,
                    "about_ai": True,
                    "published_on": then,
                    "already_rewarded": False,
                }
            ]
            * 2
        },
        "art12_public_platform": {
            "project": {} if invested else any_project,
            "qualifying_service": True,
            "built_on": then,
        },
        "art13_financing": {
            "rounds": [
                {
                    "with_fund": True,
                    "after_award": False,
                    "instalments": [{"date": today, "amount": PLENTY, "fund": True}],
                }
            ],
            "assessed": True,
            "already_received": False,
        },
        "art14_events": {"event_cost": 0},
    }
    return dict(asked(provision, forms[provision], readings))


def at_best(application: Facts, leave: Path | None = None) -> tuple[Facts, list[Path]]:
    """The application with every unknown (but for one) replaced by its best answer, and where they were."""
    found: list[Path] = []
    day = date.fromisoformat(application["application_date"])
    readings = application.get("readings") or {}

    def fill(given: Any, best: Any, path: Path) -> Any:
        if given is None:
            found.append(path)
            return None if path == leave else best
        if isinstance(best, list):
            return [fill(item, best[0], (*path, i)) for i, item in enumerate(given)]
        if isinstance(best, dict):
            best = also_needed(given, best)
            return given | {key: fill(given.get(key), answer, (*path, key)) for key, answer in best.items()}
        return given

    def also_needed(given: Facts, best: Facts) -> Facts:
        """What an answer that is given makes necessary to know, or needless."""
        best = dict(best)
        if given.get("rd_cost_items") is not None:
            best.pop("rd_cost")
            best["rd_cost_items"] = [{"amount": PLENTY, "date": day.isoformat()}]
        if given.get("subfund_amount") is not None:
            best["subfund_gov_share"] = 0
        if given.get("other_district") is not None:
            best["other_district"] = {"amount": 0}
        if given.get("project") is not None and given["project"].get("actual_investment") is None:
            best["project"] = {"total_investment": PLENTY}
        return best

    applicant = {
        "entity_type": "enterprise",
        "legal_person": True,
        "operates_in_longhua": True,
        "ai_robotics": True,
        "disqualified": False,
    }
    if is_asked("", "registered_in_longhua", readings):
        applicant["registered_in_longhua"] = True
    filled = application | {
        "applicant": fill(application["applicant"], applicant, ("applicant",)),
        "claims": [
            claim
            | {
                "facts": fill(
                    claim["facts"],
                    best_answers(claim["provision"], claim["facts"], day, readings),
                    ("claims", i, "facts"),
                )
            }
            for i, claim in enumerate(application["claims"])
        ],
    }
    return filled, found

"""The same law in OpenFisca-Core: how long it takes for the same claims, and how many it approves another amount for.

Its model (`openfisca/model.py`) runs in an environment of its own, which `make openfisca` makes, and `make bench` too.
"""

import subprocess
from importlib.util import find_spec
from pathlib import Path
from statistics import median

import numpy as np
import pytest

from engine.assessment.compiled import compiled
from engine.assessment.loops import Make
from engine.assessment.many import evaluate_table
from engine.assessment.rules import Rulebooks
from engine.policy.folder import default_policy, load_policy
from engine.policy.pack import Policy
from engine.steps import in_window
from engine.steps.columns import Days
from engine.values.money import HUNDREDTH
from tests.benchmarks.conftest import Told
from tests.benchmarks.measuring import lowest, medians
from tests.benchmarks.population import Flat, flat
from tests.conftest import ROOT


def policy() -> Policy:
    return load_policy(default_policy())


PYTHON = ROOT / ".venv-openfisca" / "bin" / "python"
MODEL = Path(__file__).parent / "openfisca" / "model.py"
CLAIMS = 1_000_000
ROUNDS = 5
CALLED = {
    "art04_compute_voucher": "art04",
    "art05_revenue_growth": "art05",
    "art06_park_operations": "art06_park",
    "art06_rent": "art06_rent",
    "art07_national_challenge": "art07",
    "art08_algorithm_filing": "art08",
    "art09_genai_filing": "art09_filing",
    "art09_embodied_model": "art09_embodied",
    "art10_scenario_publisher": "art10_publisher",
    "art10_scenario_solver": "art10_solver",
    "art11_standards": "art11",
    "art12_public_platform": "art12",
    "art13_financing": "art13",
}
"""What each provision is called in the model; the one that grants nothing is not in it."""
FASTER = 1.0
"""As columns than the exact form, where at most a quarter of the provisions is claimed; by loops than either."""
FLOATS = 1.3
"""By loops beside float32 where all provisions are claimed, for all amounts of which it has half the bytes to read."""
QUARTER = 0.25


def columns(found: Flat) -> dict[str, np.ndarray]:
    """The columns as the model takes them, a row for every applicant under every provision, claimed or not."""
    book = policy().derived(Rulebooks).under(policy().default_readings())
    days = Days(found.table.day, book.day).view()
    columns = {
        "applicant_year_first": days[in_window.first("last_year")],
        "applicant_year_last": days[in_window.last("last_year")],
        "applicant_last_year": days[in_window.year("last_year")],
        "applicant_recent_first": days[in_window.first("last_2_years")],
        "applicant_recent_last": days[in_window.last("last_2_years")],
    }
    columns |= {f"applicant_{name.replace('.', '_')}": own for name, own in found.table.applicant.items()}
    money = []
    for provision, name in CALLED.items():
        columns[f"{name}_claimed"] = found.claimed[provision].astype(np.int64)
        for column, (own, is_money) in found.columns[provision].items():
            if not column.startswith("other_district") and column != "project":
                columns[f"{name}_{column.replace('.', '_')}"] = own
                money += [f"{name}_{column.replace('.', '_')}"] if is_money else []
    return columns | {"money": np.array(money)}


def in_openfisca(kind: str, given: Path, answers: Path) -> tuple[float, dict[str, np.ndarray]]:
    """Seconds of CPU, the median of its rounds, and what each claim is approved for."""
    command = [str(PYTHON), str(MODEL), str(given), str(answers), kind, str(ROUNDS)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    found = np.load(answers)
    return median(found["seconds"].tolist()), {name: found[name] for name in found.files if name != "seconds"}


@pytest.mark.bench
@pytest.mark.parametrize("share", [0.1, 0.25, 0.5, 1.0], ids=lambda share: f"{share:.0%} claimed")
def test_a_million_claims_beside_the_same_law_in_openfisca(share: float, tmp_path: Path, tell: Told) -> None:
    if not PYTHON.exists():
        pytest.skip("make openfisca")
    found = flat(policy(), list(CALLED), applicants=round(CLAIMS / len(CALLED) / share), share=share, seed=1)
    book = policy().derived(Rulebooks).under(policy().default_readings())
    own = evaluate_table(book, found.table)
    np.savez(tmp_path / "columns.npz", allow_pickle=False, **columns(found))
    claims = sum(len(one.approved) for one in own.values())
    makes: dict[str, Make | None] = {"as columns": None, "by loops": compiled if find_spec("numba") else None}
    for way, make in makes.items():
        if way == "by loops":
            if make is None:
                pytest.skip("numba is not installed: make openfisca")
            loops = evaluate_table(book, found.table, make=make)
            assert all((loops[name].approved == own[name].approved).all() for name in own)
        for kind, called in {"exact": "64 bits", "stock": "float32"}.items():
            held = way == "by loops" or (kind == "exact" and share <= QUARTER)
            bound = FLOATS if kind == "stock" and share == 1 else FASTER
            wrong = 0

            def measure(kind: str = kind, make: Make | None = make) -> list[float]:
                nonlocal wrong
                theirs, answers = in_openfisca(kind, tmp_path / "columns.npz", tmp_path / f"{kind}.npz")
                wrong = sum(
                    int(np.count_nonzero(own[of].approved // HUNDREDTH != answers[name][found.claimed[of]]))
                    for of, name in CALLED.items()
                )
                return [theirs, *medians(ROUNDS, lambda: evaluate_table(book, found.table, make=make))]

            theirs, seconds = lowest(measure, bound) if held else measure()
            what = f"{claims:,} claims under {share:.0%} of the provisions, {way}"
            tell(what, f"OpenFisca, {called}: {wrong:,} wrong", seconds, theirs, bound if held else float("inf"))
            assert kind == "stock" or wrong == 0
            assert not held or seconds <= bound * theirs

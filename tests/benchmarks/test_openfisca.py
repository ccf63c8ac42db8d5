"""The same law in OpenFisca-Core: how long it takes for the same claims, and how many it approves another amount for.

Its model (`openfisca/model.py`) runs in an environment of its own, which `make openfisca` makes, and `make bench` too.
"""

import subprocess
from collections.abc import Collection, Sequence
from importlib.util import find_spec
from pathlib import Path
from statistics import median

import numpy as np
import pytest

from engine.assessment.loops import Make, compiled
from engine.assessment.many import evaluate_table
from engine.assessment.rules import Rulebooks
from engine.forecast.moved import grown_tables
from engine.policy.folder import default_policy, load_policy
from engine.policy.pack import Policy
from engine.steps import in_window
from engine.steps.columns import Days
from engine.values.money import HUNDREDTH, WHOLE
from tests.benchmarks.conftest import Told
from tests.benchmarks.measuring import lowest, medians
from tests.benchmarks.population import Flat, flat
from tests.conftest import ROOT


def policy() -> Policy:
    return load_policy(default_policy())


PYTHON = ROOT / ".venv-openfisca" / "bin" / "python"
MODEL = Path(__file__).parent / "openfisca" / "model.py"
CLAIMS = 1_000_000
DONORS, DRAWS = 2_000, 500
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


def drawn(found: Flat, sizes: Sequence[int]) -> Flat:
    """The claims of a forecast in so many draws, one after the other: in each, the amounts that they state are so many
    millionths of what they were."""
    table, people = grown_tables(found.table, sizes), len(found.table.day) * len(sizes)
    claimed = {of: np.tile(own, len(sizes)) for of, own in found.claimed.items()}
    columns: dict[str, dict[str, tuple[np.ndarray, bool]]] = {}
    for of, named in found.columns.items():
        rows, columns[of] = table.rows[of], {}
        for name, (_, is_money) in named.items():
            whole = np.zeros(people, dtype=np.int64)
            whole[claimed[of]] = next(level[name] for level in (rows.part, rows.item, rows.claim) if name in level)
            columns[of][name] = whole, is_money
    return Flat(table, columns, claimed)


def hold_beside_openfisca(
    found: Flat, way: str, make: Make | None, held: Collection[str], what: str, tmp_path: Path, tell: Told
) -> None:
    """Assess claims, and let OpenFisca assess them; both have them as columns. Ours is to be ahead of the kinds of it
    that are `held`. The exact one has to approve the same."""
    book = policy().derived(Rulebooks).under(policy().default_readings())
    own = evaluate_table(book, found.table)
    if make is not None:
        loops = evaluate_table(book, found.table, make=make)
        assert all((loops[name].approved == own[name].approved).all() for name in own)
    np.savez(tmp_path / "columns.npz", allow_pickle=False, **columns(found))
    for kind, called in {"exact": "64 bits", "stock": "float32"}.items():
        wrong, bound = 0, FASTER if kind in held else float("inf")

        def measure(kind: str = kind) -> list[float]:
            nonlocal wrong
            theirs, answers = in_openfisca(kind, tmp_path / "columns.npz", tmp_path / f"{kind}.npz")
            wrong = sum(
                int(np.count_nonzero(own[of].approved // HUNDREDTH != answers[name][found.claimed[of]]))
                for of, name in CALLED.items()
            )
            return [theirs, *medians(ROUNDS, lambda: evaluate_table(book, found.table, make=make))]

        theirs, seconds = lowest(measure, bound)
        tell(f"{what}, {way}", f"OpenFisca, {called}: {wrong:,} wrong", seconds, theirs, bound)
        assert kind == "stock" or wrong == 0
        assert seconds <= bound * theirs


def loops() -> Make:
    """What makes loops machine code."""
    if not find_spec("numba"):
        pytest.skip("numba is not installed: make openfisca")
    return compiled


BOTH = ("exact", "stock")
SHARES = pytest.mark.parametrize("share", [0.1, 0.25, 0.5, 1.0], ids=lambda share: f"{share:.0%} claimed")
BESIDE = pytest.mark.skipif(not PYTHON.exists(), reason="make openfisca")


def claims_of(share: float, claims: int, seed: int) -> Flat:
    """So many claims of applicants that claim under a share of the provisions."""
    return flat(policy(), list(CALLED), applicants=round(claims / len(CALLED) / share), share=share, seed=seed)


@BESIDE
@SHARES
@pytest.mark.bench
def test_a_million_claims_beside_the_same_law_in_openfisca(share: float, tmp_path: Path, tell: Told) -> None:
    found, what = claims_of(share, CLAIMS, seed=1), f"{CLAIMS:,} claims under {share:.0%} of the provisions"
    hold_beside_openfisca(found, "as columns", None, BOTH[:1] if share <= QUARTER else (), what, tmp_path, tell)
    hold_beside_openfisca(found, "by loops", loops(), BOTH, what, tmp_path, tell)


@BESIDE
@SHARES
@pytest.mark.bench
def test_the_drawn_claims_of_a_forecast_beside_the_same_law_in_openfisca(
    share: float, tmp_path: Path, tell: Told
) -> None:
    """What a forecast assesses: the claims of a year in many draws, of which each states other amounts. Drawing sizes
    and stating the grown amounts as columns is in neither time."""
    sizes = np.random.default_rng(3).integers(WHOLE // 2, WHOLE * 2, DRAWS).tolist()
    found, what = drawn(claims_of(share, DONORS, seed=2), sizes), f"{DONORS:,} claims × {DRAWS} sizes, {share:.0%}"
    hold_beside_openfisca(found, "by loops", loops(), BOTH, what, tmp_path, tell)

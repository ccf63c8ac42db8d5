"""No amount is read back that the engine has written: text is read in the policy, in the application, in what a run or
a scenario states, in sheets and in what people type; everybody else takes the number that an amount carries."""

import ast
from collections.abc import Iterator
from fractions import Fraction

import pytest

from engine.allocation.payout import after_budget
from engine.assessment.assess import assess
from engine.documents.report import contents
from engine.policy.folder import default_policy, load_policy
from engine.scenario import Cohort, Scenario, outcome, publication_of
from engine.view import result
from engine.view.budget import snapshot
from tests.amounts import fen
from tests.house.sources import ENGINE, SCREENS, name, tree

POLICY = load_policy(default_policy())
READERS = {"parse_amount", "parse_ratio", "WrittenRatio.read"}
NUMBERS = {"Fraction", "Decimal", "float"}
WRITERS = ("assessment", "allocation", "view", "documents", "scenario", "inverse", "registry")
READING = {
    "engine/allocation/division.py": "a bare claims problem, as it is stated",
    "engine/allocation/terms.py": "the terms of a rule, as they are stated",
    "engine/scenario/publication.py": "a publication, as the registry keeps it",
    "engine/scenario/annual_budgets.py": "the budget of a year, as a publication carries it",
    "engine/inverse/questions.py": "a question, as it is stated",
    "engine/documents/report/stated.py": "a statement, as a report carries it",
    "engine/documents/commands.py": "an argument of the command line",
    "pages/shared/answers/outcome.py": "a share that somebody typed",
}
"""The modules that read what somebody stated, and what."""
MODULES = [
    path for path in ENGINE + SCREENS if name(path).startswith((*(f"engine/{own}/" for own in WRITERS), "pages/"))
]


def reads(module: ast.AST) -> Iterator[str]:
    """Where a module makes a number of a text: it calls what reads amounts, or makes a number of a value that it takes
    out of an answer by its name, of a text without its commas, or of what it says is text."""
    texts: dict[int, set[str]] = {}
    for function in ast.walk(module):
        if isinstance(function, ast.FunctionDef):
            own = {a.arg for a in function.args.args if a.annotation is not None and _is_text(a.annotation)}
            for node in ast.walk(function) if own else ():
                texts.setdefault(id(node), set()).update(own)
    for node in ast.walk(module):
        if not isinstance(node, ast.Call):
            continue
        called = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if called in READERS or (called == "read" and ast.unparse(node.func) in READERS):
            yield f"{node.lineno}: {called}"
        elif called in NUMBERS and len(node.args) == 1 and _is_written(node.args[0], texts.get(id(node), set())):
            yield f"{node.lineno}: {ast.unparse(node)}"


def _is_text(annotation: ast.expr) -> bool:
    return "str" in {part.id for part in ast.walk(annotation) if isinstance(part, ast.Name)}


def _is_written(value: ast.expr, texts: set[str]) -> bool:
    if isinstance(value, ast.Call):
        return getattr(value.func, "attr", "") in ("replace", "removeprefix", "removesuffix", "strip")
    if isinstance(value, ast.Subscript):
        return isinstance(value.slice, ast.Constant) and isinstance(value.slice.value, str)
    return isinstance(value, ast.Name) and value.id in texts


def test_no_module_reads_what_another_has_written() -> None:
    """But for those that read what somebody stated, each of which does."""
    found = {name(path): own for path in MODULES if (own := list(reads(tree(path))))}
    assert {path: own for path, own in found.items() if path not in READING} == {}
    assert READING.keys() <= found.keys()


@pytest.mark.parametrize(
    "source",
    [
        'def fen(amount: str) -> Fraction:\n    return Fraction(amount.replace(",", "")) * WAN',
        "def wan(amount: str | None) -> Fraction | None:\n    return None if amount is None else Fraction(amount)",
        'approved = int(Fraction(claim["confirmed"]) * WAN)',
        'estimate = money.parse_amount(result["confirmed"], "")',
        'Decimal(shown.replace(",", ""))',
    ],
)
def test_what_reads_an_amount_back_is_found(source: str) -> None:
    assert list(reads(ast.parse(source)))


@pytest.mark.parametrize("source", ["Fraction(total, 3)", "Fraction(claim.amount)", "Fraction(part) / whole", "f(x)"])
def test_arithmetic_is_not(source: str) -> None:
    assert not list(reads(ast.parse(source)))


def amounts_in(answer: object, key: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(answer, dict):
        for name, value in answer.items():
            yield from amounts_in(value, name)
    elif isinstance(answer, list | tuple):
        for one in answer:
            yield from amounts_in(one, key)
    elif key in ("amount", "before", "confirmed", "ceiling", "most", "worth", "takes", "actual", "paid", "approved"):
        yield key, answer


def test_every_amount_of_an_answer_carries_its_number_and_none_is_read_to_show_it(monkeypatch) -> None:
    """With numbers that cannot be made of text: the result, the report and a publication are shown all the same."""
    application = POLICY.example()
    assert application is not None
    made = Fraction.__new__

    def of_numbers(cls: type[Fraction], numerator: object = 0, denominator: object = None, **how: object) -> Fraction:
        assert not isinstance(numerator, str), f"read back: {numerator}"
        return made(cls, numerator, denominator, **how)  # type: ignore[call-overload]

    assessment = assess(POLICY, application)
    raw = {"applications": [application], "approved_claims": []}
    published = publication_of(outcome(POLICY, Cohort(POLICY, raw), Scenario("一半", 2025, 10**8)), internal=True)
    monkeypatch.setattr(Fraction, "__new__", of_numbers)
    paid = after_budget(POLICY, assessment, Fraction(1, 2))
    told = result.result_of(POLICY, application, assessment, paid, Fraction(1, 2), [])
    for lang in ("zh", "en"):
        assert contents.compose(told, lang, told.day)
    assert snapshot.read(POLICY, published).rows
    monkeypatch.undo()
    written = [value for _, value in amounts_in([assessment, paid, published]) if isinstance(value, str)]
    assert len(written) > 100
    assert all(fen(value) == value.fen for value in written)  # type: ignore[attr-defined]

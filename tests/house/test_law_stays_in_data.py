"""No article number, amount, rate, date or word of a policy stands in Python: they stand in data/policies/.

What is looked for comes from the packs themselves. In every string, comment, docstring and name: the place and the
id of the policy; ids of provisions, pools, readings; names of facts; titles of provisions; articles by number; the
law's amounts and percentages as it writes them. In the code: numbers equal to an amount of the law (in 万元, 元 or
分), to one of its rates or to a day of its validity.

A number can be equal by chance: 100 is a cap here and a per cent everywhere. Therefore:

- tens as the base of numerals (`10**6`, `divmod(x, 100)`, `1 << 20`) are arithmetic;
- in engine/ every other number equal to an amount needs its line in `OTHERWISE`, with what it is the number of;
- pages/ and app.py are full of sizes, so there only a number that is compared, taken as a bound (`min`, `max`) or
  made a fraction is one of the law's: pages do no arithmetic with money;
- modules about how amounts or articles are written show some in their docstrings (`SHOWS_AMOUNTS`,
  `SHOWS_ARTICLES`);
- the facts that every policy may ask for (a project's investment, what was awarded this year, another policy for the
  same matter) are the engine's own words: `VOCABULARY`.

Legal language that is no one policy's (近2年, 上年度, 最高 …) is not looked for, nor are sentences of a law that a
docstring quotes as the reason for what it does, as long as it does not number the article.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache

import pytest

from engine.check.findings import Notes
from engine.check.lawtext import LawText
from engine.check.numbers import date_form
from engine.policy.folder import load_policy, policies
from engine.policy.pack import Policy
from tests.conftest import ROOT
from tests.house import sources

PROGRAM = sources.ENGINE + sources.SCREENS

SHOWS_AMOUNTS = {
    "engine/values/money.py",
    "engine/values/amounts.py",
    "engine/values/written.py",
    "engine/application/typed.py",
    "engine/check/numbers.py",
    "engine/values/quantities.py",
    "engine/values/rewriting.py",
}
SHOWS_ARTICLES = {"engine/text/numerals.py", "engine/policy/articles.py"}
OTHERWISE = {
    ("engine/values/written.py", 100): "分 in one 元",
    ("engine/values/money.py", 100): "hundredths in a whole",
    ("engine/values/money.py", 1_000_000): "分 in one 万元",
    ("engine/values/amounts.py", 10): "分 in one 角",
    ("engine/application/typed.py", 100): "per cent",
    ("engine/application/typed.py", 1000): "per mille",
    ("engine/text/numerals.py", 10): "十",
    ("engine/text/numerals.py", 100): "百",
    ("engine/text/numerals.py", 1000): "千",
    ("engine/values/quantities.py", 100): "per cent",
    ("engine/values/quantities.py", 1000): "per mille",
    ("engine/view/waterfall.py", 1000): "thousandths of a bar's width",
    ("engine/application/model.py", 200): "claims and entries of lists in one application",
    ("engine/values/refusal.py", 300): "characters in one text",
    ("engine/values/refusal.py", 40): "characters of a wrong answer that are shown",
    ("engine/sheets/guard.py", 300): "parts of a workbook",
    ("engine/documents/paper.py", 10): "points of a note's letters",
    ("engine/scenario/disclosure.py", 10): "per cent of the p% rule",
    ("engine/scenario/effect.py", 10): "companies and claims whose change is largest",
    ("engine/scenario/fairness.py", 10): "companies that are paid most",
    ("engine/scenario/fairness.py", 20): "parts into which a Lorenz curve is divided",
    ("engine/scenario/disclosure.py", 100): "per cent",
    ("engine/application/answering.py", 100): "digits of a number that are read",
    ("engine/registry/migrations/columns.py", 300): "characters in one text",
}
COMMON_IDS = {"arrived", "last_year"}
"""Ids of windows that are kinds of windows too."""


@dataclass(frozen=True)
class Marks:
    """By what one policy is known."""

    words: re.Pattern[str]
    amounts: frozenset[int]
    percentages: frozenset[str]
    days: frozenset[str]
    years: frozenset[int]

    @property
    def rates(self) -> frozenset[Fraction]:
        return frozenset(Fraction(percentage) / 100 for percentage in self.percentages)


ARTICLE = re.compile(r"第[一二三四五六七八九十百]+条|(?i:\bart(?:icle|s)?[._ ]*\d)")
AMOUNT = re.compile(r"(?<![\d.,亿])(\d+)万元|(?<![\d.])(\d+(?:\.\d+)?)%|CNY (\d[\d,]*)")


def marks_of(policy: Policy) -> Marks:
    articles = "".join(LawText(policy.law_text(), Notes(), "law").articles.values())
    places = [part for part in re.split("[省市区县]", policy.place.zh) if part]
    places += [
        word for word in re.findall("[A-Z][a-z]+", policy.place.en) if word not in ("District", "County", "City")
    ]
    ids = {
        block.id for blocks in (policy.provisions, policy.pools, policy.readings, policy.exclusives) for block in blocks
    }
    ids |= {window.id for window in policy.windows} - COMMON_IDS
    facts = {fact.name for provision in policy.provisions for fact in provision.facts}
    facts |= {fact.name for fact in policy.applicant}
    # A fact called `amount` or `year` is called as many other things are; `purchase_amount` is one policy's.
    ids |= {name for name in facts if "_" in name}
    titles = {provision.title.zh for provision in policy.provisions}
    words = "|".join(re.escape(word) for word in sorted({policy.id, *places, *titles}, key=len, reverse=True))
    names = "|".join(re.escape(name) for name in sorted(ids, key=len, reverse=True))
    days = (policy.in_force.start, policy.in_force.until, policy.law.issued, policy.law.published)
    return Marks(
        re.compile(rf"(?i:{words})|(?<![A-Za-z0-9_])(?:{names})(?![A-Za-z0-9_])"),
        frozenset(int(number) for number in re.findall(r"(\d+)万元", articles)),
        frozenset(re.findall(r"(\d+(?:\.\d+)?)%", articles)),
        frozenset(form for day in days for form in (day.isoformat(), date_form(day))),
        frozenset(day.year for day in days),
    )


@lru_cache(maxsize=1)
def parsed(source: str) -> tuple[dict[int, ast.AST], frozenset[int], list[ast.AST]]:
    """A module's syntax tree: what each node stands in, those of the strings that explain, and all of them."""
    parents: dict[int, ast.AST] = {}
    nodes: list[ast.AST] = [ast.parse(source)]
    for node in nodes:
        for child in ast.iter_child_nodes(node):
            parents[id(child)] = node
            nodes.append(child)
    return parents, docstrings(nodes), nodes


def docstrings(nodes: Sequence[ast.AST]) -> frozenset[int]:
    """The nodes of the strings that explain: first in a body, or behind the constant that they are about."""
    return frozenset(
        id(statement.value)
        for node in nodes
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        for statement in node.body
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )


def said(source: str) -> Iterator[tuple[int, str, bool]]:
    """Every string, comment and name: its line, its text, and whether it only explains."""
    _, explains, nodes = parsed(source)
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value, id(node) in explains
        for field in ("id", "attr", "arg", "name"):
            name = getattr(node, field, None)
            if isinstance(name, str):
                yield getattr(node, "lineno", 0), name, False
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string, True


def words_of(name: str, source: str, marks: Marks) -> Iterator[str]:
    for line, text, explains in said(source):
        allowed = (explains and name in SHOWS_ARTICLES, explains and name in SHOWS_AMOUNTS)
        yield from (f"{name}:{line}: {found}" for found in words_in(text, marks, *allowed))


@cache
def words_in(text: str, marks: Marks, articles_allowed: bool, amounts_allowed: bool) -> tuple[str, ...]:
    """What of the policy stands in a text. Most names and texts stand in many places."""
    found = [found.group() for found in (marks.words.search(text),) if found]
    if not articles_allowed and (article := ARTICLE.search(text)):
        found.append(article.group())
    for written in AMOUNT.finditer(text) if not amounts_allowed else ():
        amount, percentage, yuan = written.groups()
        if (
            (amount and int(amount) in marks.amounts)
            or percentage in marks.percentages
            or (yuan and Fraction(yuan.replace(",", "")) / 10_000 in marks.amounts)
        ):
            found.append(written.group())
    return (*found, *(day for day in marks.days if day in text))


def is_base(node: ast.Constant, parent: ast.AST) -> bool:
    """Whether the number is the base of numerals: 10**n, 1 << n, a division by ten or a hundred with its rest."""
    if isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Pow | ast.LShift | ast.RShift):
        return True
    return (
        isinstance(parent, ast.Call) and getattr(parent.func, "id", "") in ("divmod", "pow") and parent.args[1] is node
    )


def decides(parent: ast.AST) -> bool:
    """Whether a number is compared there, taken as a bound or made a fraction."""
    bounds = ("min", "max", "Fraction", "Decimal", "minimum", "maximum", "clip")
    called = getattr(parent, "func", None)
    return isinstance(parent, ast.Compare) or getattr(called, "id", getattr(called, "attr", "")) in bounds


def numbers_of(name: str, source: str, marks: Marks) -> Iterator[str]:
    parents, explains, nodes = parsed(source)
    in_yuan = {n * size for n in marks.amounts for size in (10_000, 1_000_000)}
    for node in nodes:
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Fraction":
            values = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, int)]
            if len(values) == 2 and values[1] and Fraction(*values) in marks.rates:
                yield f"{name}:{node.lineno}: {values[0]}/{values[1]}"
        if not isinstance(node, ast.Constant) or isinstance(node.value, bool):
            continue
        value, parent = node.value, parents[id(node)]
        if isinstance(value, str) and id(node) not in explains:
            if re.fullmatch(r"0\.\d+", value) and Fraction(value) in marks.rates:
                yield f"{name}:{node.lineno}: {value!r}"
        elif isinstance(value, float) and Fraction(str(value)) in marks.rates and not name.startswith("pages/"):
            yield f"{name}:{node.lineno}: {value}"
        elif isinstance(value, int) and (name, value) not in OTHERWISE and not is_base(node, parent):
            ours = value in marks.amounts and (name.startswith("engine/") or decides(parent))
            if ours or value in in_yuan or value in marks.years:
                yield f"{name}:{node.lineno}: {value}"


def traces(name: str, source: str, marks: Marks) -> list[str]:
    """What of the policy stands in this module, with its line."""
    return sorted({*words_of(name, source, marks), *numbers_of(name, source, marks)})


MARKS = {policy_id: marks_of(load_policy(policy_id)) for policy_id in policies()}


def test_there_is_something_to_look_for_and_somewhere_to_look():
    assert len(PROGRAM) > 10
    assert MARKS
    for marks in MARKS.values():
        assert len(marks.amounts) > 10
        assert marks.percentages


@pytest.mark.parametrize("policy_id", MARKS)
def test_nothing_of_the_policy_stands_in_the_program(policy_id):
    marks = MARKS[policy_id]
    assert [found for path in PROGRAM for found in traces(sources.name(path), sources.source(path), marks)] == []


@pytest.mark.parametrize("policy_id", MARKS)
def test_nothing_of_the_policy_stands_in_a_template(policy_id):
    files = sorted(path for folder in ("pages", "engine") for path in (ROOT / folder).rglob("*.html"))
    assert len(files) > 10
    for file in files:
        source = file.read_text(encoding="utf-8")
        assert list(words_of(file.name, repr(source), MARKS[policy_id])) == []


def test_every_number_excused_is_there():
    """An excuse that nothing needs any more would one day excuse something else."""
    for (name, value), reason in OTHERWISE.items():
        source = (ROOT / name).read_text(encoding="utf-8")
        values = {node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)}
        assert value in values, (name, value, reason)


# ------------------------------------------------------------------------------------------- that it would be found

THE_POLICY = MARKS["longhua-ai-robotics-2025"]


@pytest.mark.parametrize(
    "source",
    [
        '"""龙华区的措施。"""',
        'place = "Longhua"',
        'folder = "longhua-ai-robotics-2025"',
        "# 第六条第二款",
        '"""第十九条: rounding."""',
        'text = "see Article 6"',
        "# art 16 decides",
        'if provision.id == "art06_rent": pass',
        'if provision.id.startswith("art06"): pass',
        'readings["art16_top_up"]',
        'readings["near2y_anniversary_included"]',
        'window = "last_2_years"',
        'facts["purchase_amount"]',
        "operates_in_longhua = True",
        'title = "算力券"',
        'text = "每年最高20万元"',
        'text = "CNY 3,000,000"',
        "# at most 30% of it",
        'until = "2027-12-31"',
        "text = '2025年1月1日'",
        "amount = min(amount, 300)",
        "amount = min(amount, 300 * WAN)",
        "CAP = 5000",
        "cap = 2_000_000_000",
        "cap = 3_000_000",
        "tiers = {'international': 60}",
        "if revenue >= 5000: pass",
        "rate = Fraction(3, 10)",
        'rate = Fraction("0.30")',
        'rate = "0.05"',
        "rate = 0.3",
        "start = date(2025, 1, 1)",
    ],
)
def test_what_is_of_the_policy_is_found(source):
    assert traces("engine/assessment/rules.py", source, THE_POLICY)


@pytest.mark.parametrize(
    "source",
    [
        '"""近2年 of an application, 上年度, 最高 and 口径 are legal language."""',
        '"""「所有项目的国家、省、市、区资助总额不超过项目实际投资总额」"""',
        'article_label(number, "zh")',
        'facts["amount"], facts["year"], facts["project"]',
        "fen = 10**6",
        "whole, rest = divmod(hundredths, 100)",
        "most = 1 << 20",
        "years = [0, 1, 2, 3]",
        'text = "1亿2000万元"',
        'text = "1,234.56万元"',
        "half = Fraction(1, 3)",
    ],
)
def test_what_is_anybodys_is_not(source):
    assert traces("engine/assessment/rules.py", source, THE_POLICY) == []


@pytest.mark.parametrize("source", ["st.columns([5, 20])", "figure(height=40 * rows)", "limit = 300"])
def test_a_size_on_a_screen_is_no_amount(source):
    assert traces("pages/home.py", source, THE_POLICY) == []


@pytest.mark.parametrize("source", ["if amount > 300: pass", "min(amount, 300)", "cap = 300_000_000", "'最高300万元'"])
def test_an_amount_on_a_screen_is_one(source):
    assert traces("pages/home.py", source, THE_POLICY)

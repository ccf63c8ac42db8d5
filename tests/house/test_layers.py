"""The layers of the house: pages -> engine -> data, and the law and the words are data."""

import ast
import re
from collections.abc import Iterator

from tests.house.sources import ENGINE, SCREENS, name, tree

# A name of this policy, an article of it, or one of its provisions. Comments and docstrings may cite law.
LAW = re.compile(r"art(0[4-9]|1[0-4])|第[一二三四五六七八九十]+条|longhua|龙华|(?i:article[ _]?\d)")
# Five Chinese characters on end make a phrase. What the engine reads is shorter, but for these words of
# law; numerals, units and the brackets of a regular expression are alphabets.
PHRASE = re.compile(r"[\u4e00-\u9fff，；：。]{5,}")
ALPHABET = re.compile(
    r"[〇零一二两三四五六七八九十百千万亿元年月日家个名号次项％]+|\[[^]]*\]|最高不超过|上限不超过|最长不超过"
)


def imported(module: ast.AST) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def texts(module: ast.AST) -> Iterator[tuple[int, str]]:
    """String constants that are not docstrings."""
    told = {
        id(node.body[0].value)
        for node in ast.walk(module)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.lineno, node.value


def test_the_engine_and_the_screens_are_there():
    assert len(ENGINE) > 100
    assert len(SCREENS) > 50


def test_the_engine_depends_on_nothing_above_it():
    above = {"streamlit", "pages", "app", "plotly", "tests"}
    taken = [(name(path), module) for path in ENGINE for module in imported(tree(path))]
    assert not [(path, module) for path, module in taken if module.split(".")[0] in above]


def test_nothing_of_the_law_stands_in_python():
    found = []
    for path in ENGINE + SCREENS:
        names = [(node.lineno, node.id) for node in ast.walk(tree(path)) if isinstance(node, ast.Name)]
        said = [*texts(tree(path)), *names]
        found += [f"{name(path)}:{line}: {text}" for line, text in said if LAW.search(text)]
    assert not found


RULES = ("other_policy", "project_funding", "one_side")


def quotes(module: ast.AST) -> set[str]:
    """What the examples of kinds of step quote of laws: a quote, or those of a rule of the policy by its name."""
    fields = [
        (key.value, value)
        for node in ast.walk(module)
        if isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant)
    ]
    quoted = [value for key, value in fields if key == "quote"]
    quoted += [each for key, value in fields if key in RULES and isinstance(value, ast.List) for each in value.elts]
    return {str(each.value) for each in quoted if isinstance(each, ast.Constant)}


def test_no_phrase_of_the_interface_stands_in_python():
    found = []
    for path in ENGINE + SCREENS:
        quoted = quotes(tree(path))
        said = [(line, text) for line, text in texts(tree(path)) if text not in quoted]
        found += [f"{name(path)}:{line}: {text}" for line, text in said if PHRASE.search(ALPHABET.sub("", text))]
    assert not found


def test_no_float_is_written_or_made_in_the_engine():
    """No float touches money. Division is exact where it is one of fractions."""
    floats = [
        f"{name(path)}:{node.lineno}"
        for path in ENGINE
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float")
    ]
    assert not floats


def test_a_page_module_holds_functions_only():
    """Streamlit runs a file in pages/ on its own if nobody stops it: then nothing may happen."""
    happens = [
        f"{name(path)}:{node.lineno}"
        for path in SCREENS
        if path.name != "app.py"
        for node in tree(path).body
        if isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant)
    ]
    assert not happens

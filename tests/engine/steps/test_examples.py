"""Each kind of condition and step is shown by examples in its own module: it is held to them, by itself, as columns and
in an allocation, and `check` calls them sound, or refuses them as they say."""

import re
import shutil
import subprocess
import sys

import pytest

from engine.steps.condition import Condition
from engine.steps.kinds import KINDS
from engine.steps.step import AmountStep
from engine.text import words
from tests.conftest import ROOT
from tests.engine.check.broken_packs import listed
from tests.engine.steps.trying import expected, pack_of, tried

EXAMPLES = [(f"{key}-{n}", kind, own) for key, kind in KINDS.items() for n, own in enumerate(kind.examples)]
SOUND = [pytest.param(kind, own, id=name) for name, kind, own in EXAMPLES if not own.refused]
REFUSED = [pytest.param(kind, own, id=name) for name, kind, own in EXAMPLES if own.refused]


@pytest.mark.extras
@pytest.mark.parametrize(("kind", "example"), SOUND)
def test_what_an_example_leaves_is_what_is_computed(kind, example):
    pack = pack_of(kind, example)
    assert listed(pack.check()) == []
    assert tried(pack, example) == [expected(example)] * 3


@pytest.mark.parametrize(("kind", "example"), REFUSED)
def test_what_an_example_must_not_state_is_refused_for_it(kind, example):
    assert example.refused in {finding.kind for finding in pack_of(kind, example).check()}


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.key)
def test_every_kind_has_examples_and_what_has_a_bound_below_at_and_above_it(kind):
    sound = [example for example in kind.examples if not example.refused]
    assert sound
    bounds = not issubclass(kind, AmountStep) and {"upper", "lower", "exceeded"} & getattr(kind, "does", set())
    at = {example.at for example in sound}
    if (bounds and kind.key != "winners") or at != {"beside"}:  # winners are chosen among the claims of many
        assert {"below", "at", "above"} <= at
    if issubclass(kind, Condition):
        assert {example.leaves for example in sound} == {True, False}
    if getattr(kind, "does", ()):
        assert any(example.refused for example in kind.examples)


def blocks_of(language: str) -> list[str]:
    """What stands in CONTRIBUTING in blocks of one language."""
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.DOTALL)


def test_the_kind_that_is_shown_how_to_add_is_added_by_its_file_and_its_words_alone(tmp_path):
    (module,), (said,) = blocks_of("python"), blocks_of("toml")
    (tmp_path / "floor.py").write_text(module, encoding="utf-8")
    shutil.copytree(words.FOLDER, tmp_path / "words")
    with (tmp_path / "words" / "steps.toml").open("a", encoding="utf-8") as file:
        file.write(said)
    command = [sys.executable, "-W", "error", "-m", "tests.engine.steps.adding", str(tmp_path), "floor"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


def test_two_kinds_with_one_key_are_refused(tmp_path):
    (module,) = blocks_of("python")
    (tmp_path / "floor.py").write_text(module.replace('= "floor"', '= "cap"'), encoding="utf-8")
    program = "import sys, engine.steps; engine.steps.__path__.append(sys.argv[1]); import engine.steps.kinds"
    command = [sys.executable, "-c", program, str(tmp_path)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "two kinds are written with 'cap': Cap and Floor" in ran.stderr

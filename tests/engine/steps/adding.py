"""Adds the kind whose module stands in a folder, and tries it: `adding FOLDER KEY`. The folder holds the module and a
copy of the interface's words, with those of the kind."""

import sys
from datetime import date
from pathlib import Path

import engine.steps
from engine.text import words

folder, key = Path(sys.argv[1]), sys.argv[2]
engine.steps.__path__.append(str(folder))
words.FOLDER = folder / "words"

from engine.allocation.allocate import allocate  # noqa: E402
from engine.assessment.assess import assess  # noqa: E402
from engine.documents import book  # noqa: E402
from engine.documents.report import contents  # noqa: E402
from engine.policy.folder import build  # noqa: E402
from engine.policy.parameters import changeable, overridden  # noqa: E402
from engine.policy.schema import rules_schema, words_schema  # noqa: E402
from engine.steps.kinds import KINDS  # noqa: E402
from engine.view import annotations, result  # noqa: E402
from tests.engine.check.broken_packs import INVENTED, listed  # noqa: E402
from tests.engine.check.constructs.building import APPLICANT  # noqa: E402
from tests.engine.steps.trying import PROVISION, SALES, amounts, expected, pack_of  # noqa: E402

DAY = date(2026, 6, 1)
kind = KINDS[key]
assert Path(sys.modules[kind.__module__].__file__ or "").parent == folder
for example in kind.examples:
    pack = pack_of(kind, example)
    if example.refused:
        assert example.refused in {finding.kind for finding in pack.check()}, example
        continue
    assert listed(pack.check()) == []
    assert amounts(pack, example) == [expected(example)] * 2, example
    policy = build(pack.raw, INVENTED)
    claim = {"id": "c1", "provision": PROVISION, "facts": {**SALES, **example.says}}
    raw = {"application_date": DAY.isoformat(), "applicant": APPLICANT, "claims": [claim]}
    answer = assess(policy, raw)
    (step,) = (step for step in answer["claims"][0]["steps"] if step["step"] == key)
    assert step["cites"][0]["quote"] == example.stated["quote"]
    assert allocate(policy, {"budget": "1", "applications": [raw]})["claims"][0]["approved"] == step["amount"]
    (number,) = (one for one in changeable(policy) if one.field == key)
    changed = assess(overridden(policy, {number.name: "9"}), raw)
    assert changed["claims"][0]["confirmed"] == "9.00"
    for lang in ("zh", "en"):
        assert contents.compose(result.assessed(policy, raw, None), lang, DAY).blocks
    assert annotations.cited(answer)
    assert annotations.phrases(policy)
    assert book.content(policy, "zh", DAY)["chapters"]
assert kind.__name__ in rules_schema()["$defs"]
assert kind.__name__ in words_schema()["$defs"]

"""Adds the kind whose module stands in a folder, and tries it: `adding FOLDER KEY`. The folder holds the module and a
copy of the interface's words, with those of the kind."""

import sys
from pathlib import Path

import engine.steps
from engine.text import words

folder, key = Path(sys.argv[1]), sys.argv[2]
engine.steps.__path__.append(str(folder))
words.FOLDER = folder / "words"

from engine.assessment.assess import assess  # noqa: E402
from engine.documents import book  # noqa: E402
from engine.documents.onepager import compose  # noqa: E402
from engine.policy.folder import build  # noqa: E402
from engine.policy.parameters import changeable, overridden  # noqa: E402
from engine.policy.schema import rules_schema, words_schema  # noqa: E402
from engine.sample.population import invent  # noqa: E402
from engine.steps.kinds import KINDS  # noqa: E402
from tests.engine.check.broken_packs import INVENTED, listed  # noqa: E402
from tests.engine.check.constructs.building import APPLICANT  # noqa: E402
from tests.engine.steps.trying import DAY, PROVISION, SALES, expected, pack_of, tried  # noqa: E402

kind = KINDS[key]
assert Path(sys.modules[kind.__module__].__file__ or "").parent == folder
for example in kind.examples:
    pack = pack_of(kind, example)
    if example.refused:
        assert example.refused in {finding.kind for finding in pack.check()}, example
        continue
    assert listed(pack.check()) == []
    assert tried(pack, example) == [expected(example)] * 3, example
    policy = build(pack.raw, INVENTED)
    assert book.content(policy, "zh", DAY)["chapters"]
    assert compose(policy, None, "zh")
    assert invent(policy, DAY.year).companies
    claim = {"id": "c1", "provision": PROVISION, "facts": {**SALES, **example.says}}
    raw = {"application_date": DAY.isoformat(), "applicant": APPLICANT, "claims": [claim]}
    (step,) = (step for step in assess(policy, raw)["claims"][0]["steps"] if step["step"] == key)
    assert step["cites"][0]["quote"] == example.stated["quote"]
    (number,) = (one for one in changeable(policy) if one.field == key)
    changed = assess(overridden(policy, {number.name: "9"}), raw)
    assert changed["claims"][0]["confirmed"] == "9.00"
assert kind.__name__ in rules_schema()["$defs"]
assert kind.__name__ in words_schema()["$defs"]

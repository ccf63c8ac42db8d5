"""What `check` calls sound is computed right, or `check` refuses it: construct by construct, just met, just missed and
unanswered, against amounts worked out by hand."""

from datetime import date

import pytest

from engine import check
from engine.allocation.allocate import allocate
from engine.assessment.assess import assess
from engine.documents import book
from engine.documents.report import contents
from engine.policy.folder import load_folder
from engine.view import annotations, result
from tests.engine.answering import allocation_fault, assessment_fault
from tests.engine.check.broken_packs import INVENTED, PACKS, Pack, listed, write_folder
from tests.engine.check.constructs import amounts, conditions, numbers
from tests.engine.check.constructs.building import APPLICANT, CONSTRUCTS, Construct, Trial

DAY = date(2026, 6, 1)


def changed(construct: Construct) -> Pack:
    """Its policy, in Chinese alone: nobody translates a law that was reworded for a test."""
    pack = PACKS["invented"].copy()
    construct.change(pack)
    pack.raw["languages"] = ["zh"]
    del pack.raw["law"]["en"]
    return pack


def application(pack: Pack, trial: Trial) -> dict:
    known = {fact["name"] for fact in pack.raw["applicant"]}
    applicant = {key: value for key, value in {**APPLICANT, **trial.applicant}.items() if key in known}
    return {"application_date": DAY.isoformat(), "applicant": applicant, "claims": [{"id": "c1", **trial.claim}]}


@pytest.mark.parametrize("construct", CONSTRUCTS, ids=lambda construct: construct.name)
def test_a_construct_is_computed_right_or_refused(construct, tmp_path):
    pack = changed(construct)
    if construct.refused:
        assert construct.refused in [(finding.kind, finding.place) for finding in pack.check()]
        return
    assert listed(pack.check()) == []
    policy = load_folder(write_folder(pack, tmp_path / INVENTED.name))
    for trial in construct.trials:
        raw = application(pack, trial)
        answer = assess(policy, raw)
        assert assessment_fault(answer) is None
        (claim,) = answer["claims"]
        assert claim["confirmed"] == trial.confirmed, trial
        assert trial.ceiling in (None, claim["ceiling"]), trial
        assert allocation_fault(allocate(policy, {"budget": "1", "applications": [raw]})) is None
        for lang in ("zh", "en"):
            assert contents.compose(result.assessed(policy, raw, None), lang, DAY).blocks
        assert annotations.cited(answer)
    assert annotations.phrases(policy)
    assert book.content(policy, "zh", DAY)["chapters"]


@pytest.mark.parametrize("construct", [c for c in CONSTRUCTS if c.refused], ids=lambda construct: construct.name)
def test_what_is_refused_is_refused_for_that_alone(construct, monkeypatch):
    """Without the refusal the policy would be sound: nothing else keeps it from being computed wrongly."""
    monkeypatch.setattr(check, "check_computed", lambda policy, notes: None)
    assert listed(changed(construct).check()) == []


def test_there_are_constructs_of_both_kinds_with_trials():
    assert all(len(construct.trials) > 1 for construct in CONSTRUCTS)
    assert {construct.change.__module__ for construct in CONSTRUCTS if construct.refused is None} == {
        amounts.__name__,
        conditions.__name__,
        numbers.__name__,
    }
    assert sum(construct.refused is None for construct in CONSTRUCTS) > 40
    assert any(construct.refused is not None for construct in CONSTRUCTS)

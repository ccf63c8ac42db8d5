"""Correcting what a company filled in: its own questions again, beside what the correction would change."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from markupsafe import Markup

from engine.application import differences
from engine.application.differences import Difference
from engine.application.model import unread_text
from engine.assessment.assess import assess
from engine.policy.pack import Policy
from engine.registry import contents, decisions
from engine.registry.database import database
from engine.registry.stored import Conflict, Stored, StoredClaim
from engine.text import words
from engine.text.phrases import Both
from engine.values.refusal import Refused
from engine.view.summary import Summary, summarise
from pages.company.profile import draw_day
from pages.official.asking import why_not
from pages.official.inputs import LONGEST_REASON, segments, text_of
from pages.shared import official
from pages.shared.answers import APPLICANT, Answers
from pages.shared.fields import draw_applicant, draw_claim
from pages.shared.language import language, pieces, say
from pages.shared.notices import notice_html, tell
from pages.shared.templates import template

NO_SIZE = "none"

Json = dict[str, Any]


@dataclass
class Correction:
    """The answers as the official is changing them; `keys`: what the stored application calls its claims, in order;
    `noted_size`: its size, where the policy does not ask for it; `unread`: what was typed by the company and cannot be
    read, which stays so unless it is corrected; `history`: what the company was awarded before."""

    answers: Answers
    keys: list[str]
    noted_size: str | None
    unread: tuple[Both, ...] = ()
    history: Sequence[Json] = ()
    reason: str = ""
    said: list[str] = field(default_factory=list)
    is_over: bool = False

    @property
    def content(self) -> Json:
        """The corrected application in contract form, its claims called as they were."""
        application = self.answers.application
        claims = [{**claim, "id": key} for claim, key in zip(application["claims"], self.keys, strict=True)]
        own = {n: value for n, value in application[APPLICANT].items() if n != self.answers.policy.size_fact}
        corrected = {APPLICANT: own, "claims": claims}
        return {name: value for name, value in application.items() if name != "readings"} | corrected

    @property
    def size(self) -> str | None:
        """The size of the company, which is kept beside the content."""
        asked = self.answers.policy.size_fact
        return self.answers.application[APPLICANT].get(asked) if asked else self.noted_size


def begin(policy: Policy, stored: Stored, history: Sequence[Json] = ()) -> Correction:
    """A correction in which nothing is changed yet. `history`: what the company was awarded before."""
    # Boxes are known by the generation of their answers: a random one is nobody else's.
    answers = Answers.holding(policy, contents.as_stated(policy, stored), secrets.randbits(48))
    unread = tuple(fault for _, fault in answers.faults())
    return Correction(answers, [c["id"] for c in stored.content["claims"]], stored.size, unread, history)


def _faults(correction: Correction) -> list[Both]:
    """What cannot be saved: what the engine refuses, and what the official typed and cannot be read."""
    answers = correction.answers
    typed = [fault for _, fault in answers.faults() if fault not in correction.unread]
    day = answers.day_fault()
    return [error["message"] for error in answers.refused] + typed + ([day] if day else [])


def draw(policy: Policy, stored: Stored, claim: StoredClaim, version: int, correction: Correction) -> None:
    """The questions on the left; the estimate before and after, and saving, on the right."""
    lang = language()
    provision = policy.provision(claim.provision)
    title = provision.title.in_language(lang)
    name = stored.name or stored.applicant
    st.html(template("official", lang).correcting(name, provision.article, title))
    answers = correction.answers
    left, right = st.columns([2, 3], gap="large")
    with left, st.container(key="r_questions"):
        with st.expander(say("claims_page.correct_applicant")):
            draw_day(answers)
            if not policy.size_fact:
                _draw_size(policy, correction)
            draw_applicant(answers)
        st.html(pieces().h2(say("claims_page.correct_claim"), "f-part"))
        own = answers.application["claims"][correction.keys.index(claim.key)]
        draw_claim(answers, own["id"], provision)
    with right, st.container(key="result-correction"):
        _draw_result(policy, stored, correction, lang)
        _draw_save(policy, stored, version, correction)


def _draw_size(policy: Policy, correction: Correction) -> None:
    names = {NO_SIZE: say("claims_page.size_none")} | {x: policy.size_label(x)[language()] for x in policy.size_ids}
    key = f"size-{correction.answers.generation}-{language()}"

    def chosen() -> None:
        size = st.session_state[key]
        correction.noted_size = None if size in (None, NO_SIZE) else size

    drawn: dict[str, Any] = {"on_change": chosen, "required": True, "width": "stretch"}
    segments(say("claims_page.size_label"), names, correction.size or NO_SIZE, key, **drawn)


# ------------------------------------------------------------------------------------------------ before and after


def _draw_result(policy: Policy, stored: Stored, correction: Correction, lang: str) -> None:
    st.html(pieces().part(say("claims_page.correct_result")))
    changed = changes(policy, stored, correction)
    if not changed:
        st.html(pieces().para("m-note", say("claims_page.correct_nothing")))
    before = _summary(policy, stored.content, correction.history)
    after = _summary(policy, correction.content, correction.history)
    if after is not None:
        st.html(_amounts_html(before, after, lang))
    faults = _faults(correction)
    if faults:
        st.html(pieces().why(say("claims_page.correct_blocked"), [fault[lang] for fault in faults]))
    if changed:
        columns = [(say(f"claims_page.correct_{name}"), "text") for name in ("answer", "before", "after")]
        rows = [(d.label[lang], _written(d.before, lang), _written(d.after, lang)) for d in changed]
        table = pieces().table(say("claims_page.correct_differences"), columns, rows)
        st.html(pieces("official").differences(table))


def changes(policy: Policy, stored: Stored, correction: Correction) -> list[Difference]:
    """Every answer that the correction would change, the applicant's first."""
    before, after = stored.content, correction.content
    found = about_applicant(policy, before | {"size": stored.size}, after | {"size": correction.size})
    corrected = {claim["id"]: claim for claim in after["claims"]}
    for claim in before["claims"]:
        facts = corrected[claim["id"]].get("facts") or {}
        found += differences.of_claim(policy.provision(claim["provision"]), claim.get("facts") or {}, facts)
    return found


def about_applicant(policy: Policy, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What is different in the date, the size and the facts about the applicant."""
    found = []
    for name, label in (("application_date", "pages.day"), ("size", "claims_page.size_label")):
        if before.get(name) != after.get(name):
            was, now = (_stated(policy, name, part.get(name)) for part in (before, after))
            found.append(Difference(name, words.both(label), was, now))
    facts = [{k: v for k, v in (part.get(APPLICANT) or {}).items() if k != "id"} for part in (before, after)]
    return found + differences.of_applicant(policy, *facts)


def _stated(policy: Policy, name: str, value: Any) -> Both | None:
    if value is None:
        return None
    if (text := unread_text(value)) is not None:
        return words.both("typed.unreadable", given=text)
    return policy.size_label(value) if name == "size" else {"zh": value, "en": value}


def lines(found: Sequence[Difference], lang: str) -> list[str]:
    """Differences as lines of text."""
    none = words.text("claims_page.absent", lang)
    return [
        words.text(
            "claims_page.history_from_to",
            lang,
            label=d.label[lang],
            before=none if d.before is None else d.before[lang],
            after=none if d.after is None else d.after[lang],
        )
        for d in found
    ]


def _written(answer: Both | None, lang: str) -> Markup:
    return pieces().written(say("claims_page.absent") if answer is None else answer[lang])


def _summary(policy: Policy, content: Json, history: Sequence[Json]) -> Summary | None:
    try:
        return summarise(policy, assess(policy, content | {"history": list(history)}, stored=True))
    except Refused:
        return None


def _amounts_html(before: Summary | None, after: Summary, lang: str) -> Markup:
    """Each claim of the application before and after; those that change in bold."""
    columns = [
        (say("claims_page.table_article"), "chip"),
        (say("claims_page.correct_matter"), "text"),
        (say("claims_page.correct_before"), "num"),
        (say("claims_page.correct_after"), "num"),
    ]
    none = say("results.table_none")
    was = {line.id: line for line in before.all} if before is not None else {}
    rows = []
    for line in sorted(after.all, key=lambda line: line.number):
        old = was[line.id].confirmed or none if line.id in was else none
        new = line.confirmed or none
        shown = pieces().strong(new) if new != old else new
        rows.append((pieces().chip(line.article), line.title[lang], old, shown))
    were = {total.name: total.confirmed for total in before.named} if before is not None else {}
    totals = [
        ("", say(f"results.total_{total.name}"), were.get(total.name, none), total.confirmed) for total in after.named
    ]
    return pieces().table(say("claims_page.correct_label"), columns, rows, totals)


# ------------------------------------------------------------------------------------------------ saving


def _draw_save(policy: Policy, stored: Stored, version: int, correction: Correction) -> None:
    key = f"why-{correction.answers.generation}-{language()}"
    label = say("claims_page.reason_label")
    text_of(label, correction, "reason", key, max_chars=LONGEST_REASON, autocomplete="off")
    st.html(pieces().hint(say("claims_page.reason_hint")))
    if correction.said:
        st.html(notice_html(say("claims_page.not_saved"), correction.said, refused=True))
    with st.container(horizontal=True, key="r_correct"):
        if st.button(say("claims_page.correct_save"), key="save_correction", type="primary"):
            with st.spinner(say("claims_page.saving")):
                _save(policy, stored, version, correction)
            st.rerun()
        if st.button(say("claims_page.correct_stop"), key="stop_correction"):
            correction.is_over = True
            st.rerun()


def _save(policy: Policy, stored: Stored, version: int, correction: Correction) -> None:
    """Save the correction, or say why not; what was changed stays until it is saved."""
    lang = language()
    said = [fault[lang] for fault in _faults(correction)]
    if not said and not changes(policy, stored, correction):
        said.append(say("claims_page.need_change"))
    if not correction.reason.strip():
        said.append(say("claims_page.need_reason"))
    correction.said = said
    if said:
        return
    content, reason, size = correction.content, correction.reason.strip(), correction.size
    try:
        decisions.correct(database(), official.credential(), policy, stored.id, version, content, reason, size=size)
    except (Refused, Conflict) as fault:
        correction.said = [*why_not(fault), *typed_stays(fault)]
    else:
        correction.is_over = True
        tell(say("claims_page.corrected"))


def typed_stays(fault: Refused | Conflict) -> list[str]:
    """That nothing which was typed is lost, where somebody was faster."""
    return [say("claims_page.typed_stays")] if isinstance(fault, Conflict) else []

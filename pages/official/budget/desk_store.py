"""What the tab keeps of the desk by itself: F5, a cut, a restart of the server or signing out lose no draft and nothing
that was typed.

A scenario holds figures and choices, never a claim. What comes back from the browser is read with the same suspicion as
a file; what no longer fits is left out, and that is said.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import replace

import streamlit as st
from streamlit.components import v2

from engine.policy.pack import Policy
from engine.policy.receipt import policy_receipt
from engine.registry.access import hashed
from engine.registry.scenarios import StoredScenario
from engine.scenario import written
from engine.scenario.fitting import Fitted, fitted
from engine.text import words
from engine.text.phrases import Both
from engine.values.refusal import Refused, is_text
from pages.official.budget.drafts import MOST, SANDBOX, Desk, Draft, named
from pages.shared import official
from pages.shared.static import json_object, static

ASKS = "asks its tab for the desk"
"""Session: by what name it asks, until the tab has answered; then an empty text."""
FOUND = "desk of its tab"
"""Session: what the tab has answered, until it is laid out."""
RECORD = "record of the desk in its tab"
"""Session: by what name the tab keeps it. A session is one account's."""
LARGEST = 256 * 1024
"""Characters of a text that a tab hands back."""
LONGEST = 80
"""Characters of what was typed into one box."""


def ask(name: str) -> None:
    """Ask the tab what it has kept of the desk of this name, once in a session. Outside the page's fragment: in one
    message the browser tells of one fragment only, and other components ask at the same time."""
    asks = st.session_state.setdefault(f"{ASKS} {name}", secrets.token_hex(8))
    if asks:
        answer = v2.component("desk_ask", js=static("desk_store.js"))(
            key=_asking(name),
            data={"name": _record(name), "asks": asks},
            on_found_change=lambda: None,
            height=0,
        )
        if answer.found is not None:
            st.session_state[f"{ASKS} {name}"], st.session_state[f"{FOUND} {name}"] = "", answer.found
    else:
        st.empty()  # all that follows stays in its place: a long run would show it twice


def _asking(name: str) -> str:
    return f"ask_{name.replace(' ', '_')}"


def has_answered(name: str) -> bool:
    """Whether the tab has told what it has kept of the desk of this name; what is laid there before would lie below."""
    return not st.session_state.get(f"{ASKS} {name}", "")


def told(name: str) -> str | None:
    """What the tab has kept under this name, if it has just told so: once."""
    return st.session_state.pop(f"{FOUND} {name}", None)


def restore(desk: Desk, name: str, kept: Sequence[StoredScenario]) -> None:
    """Lay out what the tab has kept, if it has just told so."""
    if (found := told(name)) is not None:
        take_up(desk, found, kept)


def keep(desk: Desk, name: str) -> None:
    """Have the tab keep the desk as it is now."""
    keep_text(name, text(desk))


def keep_text(name: str, said: str) -> None:
    """Have the tab keep a text under this name, once it has told what it had. Where it has told so beside something
    that a fragment alone was run for, the page is run as a whole, and hears of it."""
    if not st.session_state[f"{ASKS} {name}"]:
        data, key = {"name": _record(name), "text": said}, f"keep_{name.replace(' ', '_')}"
        v2.component("desk_keep", js=static("desk_store.js"))(key=key, data=data, height=0)
    elif dict(st.session_state.get(_asking(name)) or {}).get("found") is not None:
        st.rerun()


def _record(name: str) -> str:
    """By what name the tab keeps a desk, or what lies beside it: that of the registry's claims for each account by
    itself, so that nobody else who signs in there finds it, and whoever signs in again does."""
    key = f"{RECORD} {name}"
    if key not in st.session_state:
        who = None if name.startswith(SANDBOX) else official.current()
        st.session_state[key] = name if who is None else f"{name} {hashed(who.id or who.name)}"
    return st.session_state[key]


def text(desk: Desk) -> str:
    """What the tab keeps."""
    drafts = [
        {
            "scenario": written(draft.scenario),
            "kept": [draft.kept.id, draft.kept.version] if draft.kept else None,
            "typed": [[list(box), said] for box, said in draft.typed.items()],
        }
        for draft in desk.drafts
    ]
    record = {"policy": desk.policy.id, "made_for": policy_receipt(desk.policy, desk.year), "year": desk.year}
    record |= {"chosen": desk.position, "begun": desk.begun, "drafts": drafts}
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def take_up(desk: Desk, found: str, kept: Sequence[StoredScenario]) -> None:
    """Lay out the scenarios that the tab has kept, in the place of what stands there at first."""
    record = json_object(found, LARGEST)
    drafts = record.get("drafts") if record.get("policy") == desk.policy.id else None
    there = {each.id: each for each in kept}
    taken, lost = [], 0
    said: list[Both] = []
    for entry in drafts[:MOST] if isinstance(drafts, list) else []:
        read = _draft(desk.policy, entry, record.get("made_for"), there)
        if read is None:
            lost += 1
        else:
            draft, fitting = read
            taken.append(draft)
            if fitting.said:
                said += [words.both("scenario_file.draft_fitted", name=named(draft.scenario.name)), *fitting.said]
    if taken:
        said += desk.lay_out(taken, _whole(record.get("year"), desk.year), _whole(record.get("chosen"), 0))
        begun = record.get("begun")
        desk.begun = None if begun is None else _whole(begun, 0)
    if lost:
        said.append(words.both("budget.draft_lost"))
    if said:
        desk.say("alert", said[0], said[1:])


def _draft(
    policy: Policy, entry: object, made_for: object, kept: dict[str, StoredScenario]
) -> tuple[Draft, Fitted] | None:
    """A draft with what of it fits; None where nothing does."""
    if not isinstance(entry, dict):
        return None
    try:
        found = fitted(policy, entry.get("scenario"), made_for)
    except Refused:
        return None
    draft = Draft(0, found.scenario, _kept(entry.get("kept"), kept))
    typed = entry.get("typed")
    for pair in typed if isinstance(typed, list) else []:
        match pair:
            case [[*box], said] if all(is_text(part, LONGEST) for part in (*box, said)):
                draft.typed[tuple(box)] = said
    return draft, found


def _kept(stated: object, there: dict[str, StoredScenario]) -> StoredScenario | None:
    """What a draft was when it was last opened or saved. Of what somebody has changed meanwhile only the version is
    known: saving it says so."""
    match stated:
        case [str(id), int(version)] if id in there:
            return there[id] if there[id].version == version else replace(there[id], version=version, scenario=None)
    return None


def _whole(value: object, otherwise: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else otherwise

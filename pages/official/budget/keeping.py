"""The scenarios that are kept: saved and named, opened, copied, deleted, and one of them published."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st
from markupsafe import Markup

from engine.registry import scenarios
from engine.registry.access import NotAllowed
from engine.registry.database import Unavailable, database
from engine.registry.scenarios import StoredScenario
from engine.registry.stored import Conflict
from engine.scenario import LONGEST_NAME
from engine.scenario.fitting import fitted
from engine.text import words
from engine.text.phrases import Both
from engine.values.refusal import Refused
from pages.official.budget import drafts, opening, versions
from pages.official.budget.drafts import Desk, Draft, named
from pages.official.budget.opening import Incoming
from pages.official.inputs import choose, press
from pages.shared import official, published
from pages.shared.fields import plain
from pages.shared.language import words_of
from pages.shared.local_time import clock_text
from pages.shared.navigation import link
from pages.shared.notices import notice_html
from pages.shared.templates import template

say = words_of("budget")


def draw_notice(desk: Desk, lang: str) -> None:
    """What is to be said once of what was done, or could not be."""
    if desk.notice is not None:
        kind, said, lines = desk.notice
        desk.notice = None
        st.html(notice_html(said[lang], [line[lang] for line in lines], refused=kind == "alert"))


def settle(desk: Desk, kept: Sequence[StoredScenario]) -> None:
    """Bring what the desk knows of its scenarios up to date, where they are kept as they were: published or withdrawn,
    for instance. What somebody else has changed stays as it was opened, so that saving it says so."""
    now = {each.id: each for each in kept}
    for draft in desk.drafts:
        if draft.kept is not None:
            found = now.get(draft.kept.id)
            if found is not None and found.scenario == draft.kept.scenario:
                draft.kept = found
            draft.overtaken = found is None or found.version != draft.kept.version


# ------------------------------------------------------------------------------------------------ the one on the desk


def draw_current(desk: Desk, lang: str) -> None:
    """The name of the scenario that is being adjusted, and what can be done with it."""
    draft = desk.current
    with st.container(horizontal=True, vertical_alignment="bottom", key="bd_keep"):
        key = f"bd-{draft.number}-{draft.drawn}-{lang}-name"
        with st.container(width=272):
            given, name = (desk, draft, key), draft.scenario.name
            st.text_input(
                say("name", lang), value=name, key=key, max_chars=LONGEST_NAME, on_change=_renamed, args=given
            )
        if desk.keeps:
            is_same = draft.is_saved and not draft.overtaken
            label = say("save" if draft.kept is None else "save_again", lang)
            press(label, f"bd-save-{lang}", _saved, (desk, draft), disabled=is_same)
        if draft.kept is not None and (draft.overtaken or not draft.is_saved):
            press(say("save_as_new", lang), f"bd-save-as-{lang}", _saved, (desk, draft, True))
        if len(desk.drafts) > 1:
            press(say("take_off", lang), f"bd-off-{lang}", _taken_off, (desk, draft), type="tertiary")
        said = state_of(draft)[lang] if desk.keeps else say("state_sandbox", lang)
        st.html(template("pieces", lang).para("m-over b-state-of", said, "status"))


def state_of(draft: Draft) -> Both:
    """Whether a scenario is kept, and as it stands."""
    if draft.kept is None:
        return words.both("budget.state_new")
    if draft.overtaken:
        return words.both("budget.state_overtaken")
    if not draft.is_saved:
        return words.both("budget.state_changed")
    return words.both("budget.state_published" if draft.kept.is_public else "budget.state_saved")


def _taken_off(desk: Desk, draft: Draft) -> None:
    desk.remove(draft.number)
    desk.is_overtaken = True


def _renamed(desk: Desk, draft: Draft, key: str) -> None:
    name = (st.session_state[key] or "").strip()
    if desk.draft(draft.number) is not draft:
        return  # it was taken off while this was on its way
    desk.is_overtaken = True
    if name:
        draft.scenario = replace(draft.scenario, name=name)
    else:
        draft.drawn += 1  # a scenario is called something: the box shows its name again


def _saved(desk: Desk, draft: Draft, is_new: bool = False) -> None:
    """Keep a scenario in the place of what it was when it was opened or saved last, or as a new one."""
    if desk.draft(draft.number) is not draft:
        return
    id, version = (None, None) if is_new or draft.kept is None else (draft.kept.id, draft.kept.version)
    where = database(), official.credential(), desk.policy
    desk.is_overtaken = True

    def done() -> Both:
        draft.kept, draft.overtaken = scenarios.save(*where, draft.scenario, id=id, version=version), False
        if draft.kept.scenario is not None:
            draft.scenario = draft.kept.scenario
        return words.both("budget.saved", name=named(draft.scenario.name))

    tried(desk, done)


def tried(desk: Desk, work: Callable[[], Both | None]) -> bool:
    """Do something with the registry and say what came of it; whether it was done. Nothing on the desk is lost."""
    try:
        said = work()
    except (Conflict, Unavailable) as fault:
        desk.say("alert", fault.message)
    except Refused as refused:
        desk.say("alert", refused.errors[0]["message"])
    except NotAllowed:
        pass  # the page itself finds that nobody is signed in any more, and says so
    else:
        if said is not None:
            desk.say("status", said)
        return True
    return False


# ------------------------------------------------------------------------------------------------ all that are kept


def draw_kept(desk: Desk, kept: Sequence[StoredScenario], lang: str) -> None:
    """The scenarios that are kept, and what can be done with one of them; drawn only where it is opened."""
    for each in kept:
        if each.set_aside:
            st.html(notice_html(say("set_aside", lang, name=each.name), refused=True))
        elif each.other_rules:
            why = words.both(f"receipt.outdated_{each.other_rules}")
            st.html(notice_html(say("outdated", lang, name=each.name, why=why), refused=True))
    part = st.expander(say("kept_heading", lang), key=f"bd-kept-{lang}", on_change="rerun")
    if not part.open:
        return
    with part:
        if not kept:
            st.html(template("pieces", lang).para("m-s", say("kept_none", lang)))
            return
        st.html(kept_html(kept, lang))
        if any(each.published is not None for each in kept):
            link("briefing", words.text("briefing.from_budget", lang))
        by_id = {each.id: each for each in kept}
        names = {each.id: plain(each.name) for each in kept}
        chosen = choose(say("kept_one", lang), names, kept[0].id, f"bd-kept-one-{lang}-{'-'.join(names)}")
        if chosen in by_id:
            _draw_doing(desk, by_id[chosen], lang)


def kept_html(kept: Sequence[StoredScenario], lang: str) -> Markup:
    """A table of the scenarios that are kept."""
    columns = [(say(f"kept_{key}", lang), "text") for key in ("name", "year", "who", "when", "state")]
    return template("pieces", lang).table(say("kept_label", lang), columns, [_cells(each, lang) for each in kept])


def _cells(kept: StoredScenario, lang: str) -> list[str]:
    year = "" if kept.scenario is None else say("year", lang, year=kept.scenario.year)
    return [kept.name, year, kept.who, clock_text(kept.changed), _published(kept, lang)]


def _published(kept: StoredScenario, lang: str) -> str:
    if kept.scenario is None:
        return say("kept_unreadable", lang)
    if kept.published is None:
        return say("kept_not_published", lang)
    key = "kept_published_before" if kept.changed_since else "kept_published"
    key = "kept_outdated" if kept.other_rules else key
    key = "kept_set_aside" if kept.set_aside else key
    said = say(key, lang, when=clock_text(kept.published))
    return words.text("marks.named", lang, name=said) if kept.invented else said


def _draw_doing(desk: Desk, kept: StoredScenario, lang: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="bd_doing"):
        on_desk = any(d.kept is not None and d.kept.id == kept.id for d in desk.drafts)
        if kept.scenario is None:
            press(say("open", lang), f"bd-open-{lang}", _opened_in_part, (kept,), disabled=on_desk)
        else:
            press(say("open", lang), f"bd-open-{lang}", _opened, (kept,), disabled=desk.is_full or on_desk)
            press(say("duplicate", lang), f"bd-duplicate-{lang}", _duplicated, (kept,))
            if not kept.is_public or kept.changed_since or kept.other_rules:
                press(say("publish", lang), f"bd-publish-{lang}", setattr, (desk, "publishing", kept.id))
        if kept.published is not None:
            press(say("withdraw", lang), f"bd-withdraw-{lang}", _withdrawn, type="tertiary")
        press(say("delete", lang), f"bd-delete-{lang}", setattr, (desk, "deleting", kept.id), type="tertiary")
        if kept.scenario is not None and (desk.is_full or on_desk):
            st.html(template("pieces", lang).para("m-over", say("on_desk" if on_desk else "full", lang)))
    if desk.deleting == kept.id:
        _draw_deleting(desk, kept, lang)
    versions.draw(desk, kept, lang)


def _draw_deleting(desk: Desk, kept: StoredScenario, lang: str) -> None:
    key = "delete_sure_published" if kept.published else "delete_sure"
    st.html(notice_html(say(key, lang, name=kept.name), refused=True))
    with st.container(horizontal=True):
        press(say("delete_yes", lang), f"bd-delete-yes-{lang}", _deleted, (kept,))
        press(say("cancel", lang), f"bd-delete-no-{lang}", setattr, (desk, "deleting", None))


def _opened(kept: StoredScenario) -> None:
    desk = drafts.current()
    if kept.scenario is None or desk.is_full:
        return
    if kept.scenario.year == desk.year:
        desk.add(kept.scenario, kept)
    else:
        _opened_in_part(kept)


def _opened_in_part(kept: StoredScenario) -> None:
    """Open what is not taken as it was saved, by the policy or for the year of the desk: what does not fit is shown
    first."""
    desk = drafts.current()

    def read() -> None:
        found = fitted(desk.policy, kept.content, kept.made_for, desk.year)
        opening.offer(drafts.DESK, Incoming(found, kept.content, kept.made_for, kept.who, kept=kept))

    tried(desk, read)


def _duplicated(kept: StoredScenario) -> None:
    desk = drafts.current()

    def done() -> Both:
        copy = scenarios.duplicate(database(), official.credential(), desk.policy, kept.id)
        return words.both("budget.duplicated", name=named(kept.name), copy=named(copy.name))

    tried(desk, done)


def _deleted(kept: StoredScenario) -> None:
    desk = drafts.current()
    desk.deleting = None

    def done() -> Both:
        scenarios.delete(database(), official.credential(), desk.policy, kept.id, kept.version)
        published.forget()
        for draft in desk.drafts:
            if draft.kept is not None and draft.kept.id == kept.id:
                draft.kept = None
        return words.both("budget.deleted", name=named(kept.name))

    tried(desk, done)


def _withdrawn() -> None:
    desk = drafts.current()

    def done() -> Both:
        scenarios.withdraw_publication(database(), official.credential(), desk.policy)
        published.forget()
        return words.both("budget.withdrawn")

    tried(desk, done)

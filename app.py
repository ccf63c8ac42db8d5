"""The start: the ASGI app that `streamlit run app.py` starts, and the script that each visit runs.

Streamlit reads this file in two ways. Its launcher imports it once per process (`__name__ == "app"`) and serves
what it finds under the name `app`; every visit and rerun executes it as a script (`__name__ == "__main__"`).
"""

import importlib
import sys

from engine.text import words

if __name__ == "__main__" and "streamlit" not in sys.modules:  # `python app.py`, with or without what it needs
    sys.exit("\n".join(words.text("command.start", lang) for lang in words.LANGUAGES))

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from streamlit import config
from streamlit.runtime.pages_manager import PagesManager

from engine.view import annotations
from pages import home, law, sandbox
from pages.briefing import slides
from pages.company import article, changing, example, happened, many, plan, profile, result, review, submit
from pages.door import proxies, runs, serving, states
from pages.door.cookies import Cookies
from pages.door.middleware import FrontDoor
from pages.official import (
    claims,
    downloads,
    exporting,
    exports,
    importing,
    inverse,
    journal,
    organisation,
    sign_in,
    start,
)
from pages.official.budget import amendments, reform, side_by_side
from pages.official.forecast import forecasting
from pages.shared import (
    answers,
    browser_store,
    figure,
    files,
    in_place,
    in_use,
    language,
    navigation,
    official,
    replacing,
    router,
    shelf,
    tasks,
    templates,
    theme,
)

DOWNLOADS: dict[str, downloads.Maker] = {
    exporting.CLAIMS: exporting.workbook,
    exporting.LIST: exporting.table,
    importing.FAULTS: importing.fault_list,
    **exports.makers(),
}
"""What officials download, by its name in the address."""


def on_script_error(_error: Exception) -> bool:
    """Say calmly that something went wrong; Streamlit has logged what, and shows nothing of its own."""
    st.warning(f"**{language.say('pages.script_error_title')}**\n\n{language.say('pages.script_error')}")
    return True


def warm() -> None:
    """Import what pages import late, and read what is read once."""
    templates.warm()
    for name in ("pandas", "streamlit.emojis", "plotly.io"):
        importlib.import_module(name)
    policy = in_use.policy_in_use()
    annotations.phrases(policy)
    trial = answers.Answers.blank(policy)
    for provision in policy.provisions:
        trial.add_claim(provision.id)
    trial.assessed()


def main() -> None:
    """One run for one visitor: settle the language, register the pages, draw the chosen one."""
    st.set_page_config(layout="wide")
    in_place.begin()
    who = official.settle()
    unseen = st.container(key="unseen")
    language.settle()
    now = answers.current()
    page = navigation.register(
        {
            "home": home.draw,
            "profile": profile.draw,
            "happened": happened.draw,
            "review": review.draw,
            "result": result.draw,
            "plan": plan.draw,
            "example": example.draw,
            "many": many.draw,
            "submit": submit.draw,
            "law": law.draw,
            "briefing": slides.draw,
            "sandbox": sandbox.draw,
            "sandbox-reform": sandbox.draw_reform,
            "sandbox-amendments": sandbox.draw_amendments,
            "sandbox-forecast": sandbox.draw_forecast,
            "claims": claims.draw,
            "budget": side_by_side.draw,
            "reform": reform.draw,
            "forecast": forecasting.draw,
            "amendments": amendments.draw,
            "inverse": inverse.draw,
            "journal": journal.draw,
            **({organisation.ADDRESS: organisation.draw} if organisation.is_configured() else {}),
        },
        article.draw,
        now,
        official=who is not None,
        ended=official.draw_ended if official.has_ended(who) else None,
    )
    organisation.lead_on(who)
    # The first part, which notices that a guideline was put in.
    in_place.part(lambda: official.draw(who, new_tab=not answers.current().is_blank()))
    in_self_assessment = page.url_path in (*navigation.steps(), "submit")
    with unseen:
        # Only after the pages: an answer from the browser that comes before it has heard of them asks for home.
        link = browser_store.settle(now, in_self_assessment, {**language.told(), **router.told()})
    theme.header(now.policy, page.url_path, in_self_assessment)
    router.follow(link, navigation.places())
    if who is not None:
        with unseen:
            official.watch()
    replacing.draw_question(now)
    if in_self_assessment:
        tasks.draw(page.url_path)
        in_place.part(lambda: figure.draw(now, page.url_path))  # the very first on the page: it reaches to its edges
        replacing.draw_notice(now)
        browser_store.draw_lost()
        shelf.draw_left()
    if page.url_path != "briefing":
        changing.draw_bar(page.url_path)
    page.run()


if __name__ == "__main__":
    main()
else:
    # Private, and pinned by a test: with a pages/ folder beside app.py and this unset, the first visits to a fresh
    # server run pages/<name>.py straight from the address, past this file.
    PagesManager.uses_pages_directory = False
    warm()
    runs.settle()
    serving.settle()
    states.settle()
    try:
        trusted, hosts = proxies.trusted_proxies(), proxies.allowed_hosts()
    except proxies.Misnamed as misnamed:
        raise SystemExit(str(misnamed)) from None
    # Streamlit asks its own setting for websockets.
    config.set_option("server.allowedHosts", hosts)
    # `app = st.App(…)` as a plain assignment: `streamlit run` looks for it in the source, unexecuted.
    app = st.App(
        __file__,
        middleware=[
            Middleware(proxies.Proxies, trusted),
            Middleware(TrustedHostMiddleware, hosts, www_redirect=False),
            Middleware(Cookies),
            Middleware(FrontDoor, sign_in.elsewhere),
        ],
        routes=[*sign_in.routes(), files.route(), downloads.route(DOWNLOADS)],
        lifespan=start.started,
        on_script_error=on_script_error,
    )

"""Links inside HTML that keep the visitor's session.

An ordinary `<a href>` in `st.html` loads the page anew, and with it goes the session and every answer in it. This
small component listens for clicks on such links and turns them into a change of page within the session; without
scripts, and when opened in a new tab, they stay ordinary links. It also brings `?at=<id>` into view.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import streamlit as st
from streamlit.components import v2

_SCRIPT = """
export default function (component) {
  const { data, setTriggerValue } = component;
  const follow = (event) => {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const link = event.target.closest && event.target.closest('[data-testid="stHtml"] a[href]');
    if (!link || link.origin !== location.origin || link.getAttribute("href").startsWith("#")) return;
    event.preventDefault();
    setTriggerValue("link", link.getAttribute("href"));
  };
  document.addEventListener("click", follow);
  let watcher;
  const wanted = data && data.at;
  if (!wanted) window.measuresShown = undefined;
  if (wanted && window.measuresShown !== data.visit) {
    const show = () => {
      const place = document.getElementById(wanted);
      if (!place) return false;
      const folded = place.closest("details");
      if (folded) folded.open = true;
      place.scrollIntoView({ block: "center" });
      window.measuresShown = data.visit;
      return true;
    };
    if (!show()) {
      watcher = new MutationObserver(() => show() && watcher.disconnect());
      watcher.observe(document.body, { childList: true, subtree: true });
    }
  }
  return () => {
    document.removeEventListener("click", follow);
    if (watcher) watcher.disconnect();
  };
}
"""


def follow(pages: Mapping[str, Any]) -> None:
    """Follow the link that the visitor clicked, if any. `pages` are the pages by their address; called once a run,
    before the page is drawn."""
    at = st.query_params.get("at", "")
    followed = st.session_state.setdefault("links followed", 0)
    answer = v2.component("measures_links", js=_SCRIPT)(
        key="links", data={"at": at, "visit": f"{at} {followed}"}, on_link_change=lambda: None, height=0
    )
    if not answer.link:
        return
    address = urlsplit(answer.link)
    page = pages.get(address.path.strip("/"))
    if page is not None:
        st.session_state["links followed"] = followed + 1
        st.switch_page(page, query_params=dict(parse_qsl(address.query)))

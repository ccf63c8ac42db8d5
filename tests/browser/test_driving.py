"""The tools of the browser tests do what the other browser tests rely on."""

import shutil

import pytest

from tests.browser.driving import axe, served, settled
from tests.conftest import ROOT

SLOW_APP = """
import time
import plotly.graph_objects as go
import streamlit as st

if st.button("count"):
    time.sleep(0.5)
    st.session_state.count = st.session_state.get("count", 0) + 1
st.text(f"counted {st.session_state.get('count', 0)}")
st.plotly_chart(go.Figure(go.Bar(x=["late"], y=[1])))
"""


@pytest.fixture
def slow_server(tmp_path):
    shutil.copytree(ROOT / ".streamlit", tmp_path / ".streamlit")
    (tmp_path / "app.py").write_text(SLOW_APP)
    with served(tmp_path, tmp_path) as server:
        yield server


@pytest.mark.long
def test_settled_waits_for_the_answer_to_a_click_and_for_late_pieces(new_context, slow_server):
    page = new_context(server=slow_server).new_page()
    page.goto("/")
    settled(page)
    assert "late" in page.inner_text("body")
    for count in (1, 2):
        page.get_by_role("button", name="count").click()
        assert f"counted {count}" in settled(page).inner_text("body")


@pytest.mark.long
def test_a_page_that_reaches_out_is_seen_and_gets_nothing(new_context, server, watches):
    """By another name the app itself is elsewhere, and this picture of Streamlit's is really there."""
    page = new_context(server=server).new_page()
    shown = """address => new Promise(done => {
        const picture = new Image()
        picture.onload = () => done("shown")
        picture.onerror = () => done("refused")
        picture.src = address
    })"""
    elsewhere = server.url.replace("127.0.0.1", "localhost") + "/favicon.png"
    assert page.evaluate(shown, server.url + "/favicon.png") == "shown"
    assert page.evaluate(shown, elsewhere) == "refused"
    assert watches[0].strays == [elsewhere]
    watches[0].strays.clear()
    watches[0].errors.clear()


def test_axe_finds_what_is_wrong_with_a_page(page):
    page.set_content("<html lang='zh'><title>x</title><main><h1>x</h1><img src='data:image/gif,'></main>")
    assert [line for line in axe(page) if line.startswith("image-alt: ")]

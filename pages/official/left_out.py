"""Which applications are not in what is worked out from a year's claims, because the present rules refuse them."""

import streamlit as st

from engine.policy.phrases import day_text
from engine.registry.cohorts import Held
from pages.shared import navigation
from pages.shared.html import esc
from pages.shared.language import language, say


def draw(held: Held) -> None:
    """Name them, each with the way to it; nothing where there are none."""
    if not held.left_out:
        return
    lines = []
    for row in held.left_out:
        href = navigation.href("claims", application=row.application, claim=row.claim)
        name = row.name or say("claims_page.nameless")
        said = say("claims_page.left_out_one", name=name, day=day_text(row.day)[language()])
        lines.append(f'<li><a href="{esc(href)}" target="_self"><bdi>{esc(said)}</bdi></a></li>')
    said = esc(say("claims_page.left_out", count=len(lines)))
    st.html(f'<div class="m-why unknown" role="status"><p>{said}</p><ul>{"".join(lines)}</ul></div>')

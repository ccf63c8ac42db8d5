"""What the app imports and reads once. Whoever imports this has it, and none of the app is running yet."""

import importlib
import pkgutil

import pages
from engine.policy.folder import default_policy, load_policy
from engine.view import annotations
from pages.shared import templates

LATE = (
    "streamlit.web.cli",
    "streamlit.web.server.starlette.starlette_server",
    "streamlit.emojis",
    "pandas",
    "plotly.io",
    "engine.registry.upgrade",
)
"""What is imported only when it is needed."""

for name in (*LATE, *(module.name for module in pkgutil.walk_packages(pages.__path__, "pages."))):
    importlib.import_module(name)
templates.warm()
annotations.phrases(load_policy(default_policy()))

"""The engine: from a policy pack and what a company tells us to exact amounts, without any screen."""

import os

os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
"""What reads a policy is what requirements.txt pins, nothing that is installed beside it; and looking for such takes a
command as long as reading its words."""
VERSION = "0.2.0"
"""That of the whole project. It stands here alone: pyproject.toml takes it from here, a test holds CHANGELOG to it."""

"""The engine: from a policy pack and what a company tells us to exact amounts, without any screen."""

VERSION = "0.2.0"
"""That of the whole project. It stands here alone: pyproject.toml takes it from here, a test holds CHANGELOG to it."""

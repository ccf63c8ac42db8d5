"""Slides in the app, made from the published scenario, for everybody."""

"""Starts of the app that go quickly: each is a fork of a process that has loaded what every start would load."""

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Mapping
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import IO

ARGUMENTS = ["run", "app.py", "--server.port", "0"]
"""What Streamlit is started with."""
_context: ForkServerContext = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.browser.loaded"])


class Fork(ForkServerProcess):
    """Such a start, to be handled like a program that was started."""

    def __init__(self, root: Path, environment: Mapping[str, str]) -> None:
        heard, own = _context.Pipe(duplex=False)
        super().__init__(target=_run, args=(own, root, dict(environment)))
        self.start()
        own.close()
        self.stdout: IO[str] = os.fdopen(os.dup(heard.fileno()), encoding="utf-8")
        """What it says."""
        heard.close()

    @property
    def pid(self) -> int:
        """Its number."""
        assert self.ident is not None
        return self.ident

    def wait(self, timeout: float | None = None) -> None:
        """Wait until it has ended."""
        self.join(timeout)
        if self.is_alive():
            raise subprocess.TimeoutExpired(ARGUMENTS, timeout or 0)


def _run(said: Connection, root: Path, environment: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(root)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
        os.dup2(said.fileno(), stream.fileno())
        stream.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    from streamlit.web import cli

    sys.argv = ["streamlit", *ARGUMENTS]
    cli.main(prog_name="streamlit")

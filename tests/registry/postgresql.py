"""A PostgreSQL of the tests' own: in a temporary folder, on a socket in it, gone when they end."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PROGRAMS = max(Path("/usr/lib/postgresql").glob("[0-9]*/bin"), key=lambda found: int(found.parent.name), default=Path())
"""Where Debian puts them, of the newest version that is there."""
TRIES, PAUSE = 600, 0.05
# Nothing here has to outlive the machine.
FAST = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "shared_buffers": "32MB",
    "max_connections": "40",
}


def is_installed() -> bool:
    return (PROGRAMS / "initdb").exists()


@contextmanager
def cluster() -> Iterator[str]:
    """Starts a cluster; the address of its database `postgres`."""
    # Not in pytest's folder: a socket's path is short, and another account must come to it.
    folder = Path(tempfile.mkdtemp(prefix="registry-"))
    account = _account()
    try:
        if account:
            os.chown(folder, account["user"], account["group"])
        data = folder / "data"
        quiet: dict[str, Any] = {"cwd": folder, "stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, **account}
        _run("initdb", "-D", data, "-U", "tests", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", **quiet)
        settings = [part for name, value in FAST.items() for part in ("-c", f"{name}={value}")]
        # setpriv: it ends with the tests, even if they are killed.
        start = ["setpriv", "--pdeathsig", "INT", f"{PROGRAMS}/postgres", "-D", f"{data}", "-k", f"{folder}", *settings]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(start, stderr=log, **quiet)
        try:
            for _ in range(TRIES):
                asked = [f"{PROGRAMS}/pg_isready", "-q", "-h", f"{folder}", "-U", "tests", "-d", "postgres"]
                if subprocess.run(asked, check=False, **quiet).returncode == 0:
                    break
                assert server.poll() is None, (folder / "log").read_text()
                time.sleep(PAUSE)
            yield f"postgresql+psycopg://tests@/postgres?host={folder}"
        finally:
            server.send_signal(signal.SIGQUIT)
            server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _account() -> dict[str, Any]:
    """As whom it runs: PostgreSQL refuses root, and Debian's package has made an account for it."""
    if os.geteuid() != 0:
        return {}
    postgres = pwd.getpwnam("postgres")
    return {"user": postgres.pw_uid, "group": postgres.pw_gid, "extra_groups": []}


def _run(program: str, *arguments: str | Path, **more: Any) -> None:
    done = subprocess.run([PROGRAMS / program, *arguments], stderr=subprocess.PIPE, check=False, **more)
    assert done.returncode == 0, done.stderr.decode()

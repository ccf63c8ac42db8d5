"""Where a server has long work done, documents made and forecasts drawn: in a few processes beside it, so that whoever
asks for much keeps nobody else waiting. The command line does its work itself.

A process is started when there is something to make, takes one job after another, and leaves when there has been
nothing for a while. How much it may take of the machine, and how long, the kernel sees to (`worker`). What is needed
goes to it over a socket that only the two hold; nothing is put into a file.
"""

from __future__ import annotations

import atexit
import io
import json
import pickle
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from multiprocessing.connection import Connection
from pathlib import Path
from threading import BoundedSemaphore, Lock, Semaphore
from typing import Any, BinaryIO

import tomli

from engine.policy.folder import UnknownPolicy, load_policy
from engine.policy.guideline import parse
from engine.policy.pack import Policy
from engine.policy.years import in_year, with_guidelines
from engine.text import words
from engine.text.phrases import Both
from engine.values.refusal import Refused

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = ROOT / "data" / "workshop.toml"
DOCUMENTS, FORECASTING, TRYING = "documents", "forecasting", "trying"
"""What is done, each by workers of its own: documents, forecasts for officials, those that everybody may ask for."""
SAYS = {TRYING: FORECASTING}
"""In whose words it is said that something is not done, where these are not its own."""
BESIDE = "guidelines"
"""What a policy can have beside what stands in its folder."""
MADE, REFUSED, FAILED, TOO_LARGE, TOLD = b"m", b"r", b"f", b"l", b"t"
"""What an answer of a worker begins with, or what it tells on the way."""
OFTEN = 1
"""Seconds after which whoever waits is told again how far it is: then a wait can be given up."""
Progress = Callable[[int, int], object]
"""Is told how much is done, of how much; (0, 0) while nothing is known of it. What it raises ends the job."""


@dataclass(frozen=True)
class Limits:
    """What may be taken: by so many `workers` at most, while so many jobs are `waiting` at most; by each worker,
    `seconds` for a job, `memory` in MB, `jobs` before another takes its place (the libraries remember what they have
    set), `idle` seconds without a job; `behind`: by how much the server comes first."""

    workers: int
    waiting: int
    seconds: float
    memory: int
    jobs: int
    idle: float
    behind: int


@cache
def settings(area: str = DOCUMENTS) -> Limits:
    """What `data/workshop.toml` allows."""
    return Limits(**tomli.loads(SETTINGS.read_text(encoding="utf-8"))[area])


@dataclass(frozen=True)
class Job:
    """A document to be made, or other work: the function that does it, as "module:name", and what the function is
    given. A job goes to another process: what it is given can be pickled, and a policy goes by its name. A function
    that `tells` how far it is is given, first, what it tells that with (`Progress`)."""

    makes: str
    given: tuple[Any, ...]
    tells: bool = False


class NotMade(Exception):
    """There is no document; `message` says why, in both languages and the words of an `area`."""

    def __init__(self, key: str, area: str = DOCUMENTS) -> None:
        self.message: Both = words.both(f"{area}.{key}")
        super().__init__(self.message["zh"])


class Busy(NotMade):
    """So many jobs wait already that this one was not taken."""

    def __init__(self, area: str = DOCUMENTS) -> None:
        super().__init__("busy", area)


class Workshop:
    """The workers of one server. Safe to use from several threads, each of which waits for its own document. `area`:
    in whose words it says why there is none."""

    def __init__(self, limits: Limits, area: str = DOCUMENTS) -> None:
        self.limits, self.area = limits, area
        self.places = limits.workers + limits.waiting
        self._places = BoundedSemaphore(self.places)
        self._hands = Semaphore(limits.workers)
        self._lock = Lock()
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()
        self._is_closed = False

    def make(self, job: Job, progress: Progress | None = None) -> bytes:
        """The document. Waits for a worker and for the document; `progress` is told how far it is, again and again, and
        what it raises ends the job. Refused as the function of the job refuses; Busy, or NotMade with the
        reason in words."""
        if not self._places.acquire(blocking=False):
            raise Busy(self.area)
        try:
            request = packed(job)
            while not self._hands.acquire(timeout=None if progress is None else OFTEN):
                assert progress is not None
                progress(0, 0)
            try:
                return self._made(request, progress)
            finally:
                self._hands.release()
        finally:
            self._places.release()

    def close(self) -> None:
        """End the workers, also in the middle of a job, and take no job any more."""
        with self._lock:
            self._is_closed = True
            workers, self._all, self._idle = self._all, set(), []
        for worker in workers:
            worker.end()

    def _made(self, request: bytes, progress: Progress | None) -> bytes:
        while True:
            worker, is_new = self._taken()
            try:
                answer = worker.answer(request, progress)
            except (EOFError, OSError):
                status = worker.process.wait()
                self._dropped(worker)
                if status == 0 and not is_new:
                    continue  # it had left before the job came: another one takes it
                raise self._why(status) from None
            except BaseException:
                self._dropped(worker)
                worker.end()
                raise
            with self._lock:
                self._idle.append(worker)
            return self._read(answer)

    def _taken(self) -> tuple[_Worker, bool]:
        """A worker, and whether it is a new one."""
        with self._lock:
            if self._is_closed:
                raise self._not_made("closed")
            while self._idle:
                worker = self._idle.pop()
                if worker.process.poll() is None:
                    return worker, False
                self._all.discard(worker)
                worker.channel.close()
            try:
                worker = _Worker(self.limits)
            except OSError as fault:
                raise self._not_made("died", f"No process that makes documents could be started: {fault}") from fault
            self._all.add(worker)
            return worker, True

    def _dropped(self, worker: _Worker) -> None:
        with self._lock:
            self._all.discard(worker)
        worker.channel.close()

    def _why(self, status: int) -> NotMade:
        if self._is_closed or status == -signal.SIGALRM:
            return self._not_made("closed" if self._is_closed else "too_long")
        return self._not_made("died", f"A process that made a document ended with status {status}.")

    def _read(self, answer: bytes) -> bytes:
        kind, content = answer[:1], answer[1:]
        if kind == MADE:
            return content
        if kind == REFUSED:
            raise Refused(json.loads(content))
        if kind == TOO_LARGE:
            raise self._not_made("too_large")
        raise self._not_made("died", content.decode(errors="replace"))

    def _not_made(self, key: str, fault: str = "") -> NotMade:
        """Why there is no document; a fault of the server's own stands in its log."""
        if fault:
            print(fault, file=sys.stderr, flush=True)
        return NotMade(key, self.area)


class _Worker:
    """One process and the way to it. Its own group of processes: Ctrl+C in the terminal is the server's to answer."""

    def __init__(self, limits: Limits) -> None:
        here, there = socket.socketpair()
        with here, there:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "engine.workshop.worker", str(there.fileno()), json.dumps(asdict(limits))],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[there.fileno()],
                process_group=0,
            )
            self.channel = Connection(here.detach())

    def answer(self, request: bytes, progress: Progress | None) -> bytes:
        """What the process answers. EOFError or OSError where it ends instead."""
        self.channel.send_bytes(request)
        done = of = 0
        while True:
            if progress is not None and not self.channel.poll(OFTEN):
                progress(done, of)
                continue
            said = self.channel.recv_bytes()
            if said[:1] != TOLD:
                return said
            done, of = json.loads(said[1:])
            if progress is not None:
                progress(done, of)

    def end(self) -> None:
        """End the process, whatever it does."""
        self.process.kill()
        self.process.wait()


# --------------------------------------------------------------------------------------------------- what goes across


class _Pickler(pickle.Pickler):
    def persistent_id(self, value: Any) -> tuple[Any, ...] | None:
        """A policy goes by how it is loaded, with the files of its guidelines and the year whose guideline is in effect
        in it; the worker has its own."""
        if not isinstance(value, Policy):
            return None
        whole = value.unnarrowed or value
        year = None if value is whole or value.guideline is None else value.guideline.year
        for how in ((value.id,), (value.id, value.folder.parent)):
            with suppress(UnknownPolicy):
                law = load_policy(*how)
                if law is whole:
                    return how, (), year
                others = {name for name in Policy.model_fields if getattr(law, name) != getattr(whole, name)}
                if others == {BESIDE}:
                    return how, tuple((each.toml, each.text) for each in whole.guidelines.values()), year
        raise pickle.PicklingError(f"the policy {value.id} is not as it stands in its folder")


class _Unpickler(pickle.Unpickler):
    def persistent_load(self, said: tuple[Any, ...]) -> Policy:
        how, guidelines, year = said
        whole = _guided(how, guidelines)
        return whole if year is None else in_year(whole, year)


@lru_cache(maxsize=4)
def _guided(how: tuple[Any, ...], guidelines: tuple[tuple[str, str], ...]) -> Policy:
    """A policy with these guidelines, each as its two files."""
    read = [parse(toml, text) for toml, text in guidelines]
    return with_guidelines(load_policy(*how), {each.year: each for each in read})


def packed(job: Job) -> bytes:
    """A job as it goes to a worker."""
    target = io.BytesIO()
    _Pickler(target, pickle.HIGHEST_PROTOCOL).dump((job.makes, job.given, job.tells))
    return target.getvalue()


def unpacked(source: BinaryIO) -> Job:
    """The job in a worker. It comes from the server alone, by the socket that both were given."""
    return Job(*_Unpickler(source).load())


# ----------------------------------------------------------------------------------------------------- of this process


_of_this_process: dict[str, Workshop] = {}
_opening = Lock()


def workshop(area: str = DOCUMENTS) -> Workshop:
    """The workshop of this process for what is done; it starts nothing before there is something to do."""
    with _opening:
        if area not in _of_this_process:
            _of_this_process[area] = Workshop(settings(area), SAYS.get(area, area))
        return _of_this_process[area]


@atexit.register
def close() -> None:
    """End the workers of this process; whoever asks for a document afterwards gets a new workshop."""
    while _of_this_process:
        _of_this_process.popitem()[1].close()

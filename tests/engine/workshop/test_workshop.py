"""Documents are made in a few processes beside the server's."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from select import select
from threading import Event

import pytest

from engine.documents import report
from engine.policy.folder import default_policy, load_policy
from engine.text import words
from engine.values.refusal import Refused
from engine.view.result import assessed
from engine.workshop.workshop import Busy, Job, NotMade, Workshop, packed, settings
from tests.conftest import ROOT
from tests.pages import samples

JOBS = "tests.engine.workshop.jobs"
POLICY = load_policy(default_policy())
DAY = date(2026, 3, 20)


def job(name: str, *given: object) -> Job:
    return Job(f"{JOBS}:{name}", given)


def opened(workers: int, waiting: int = 0, **limits: float) -> Workshop:
    """A workshop with these limits, and otherwise the usual ones."""
    return Workshop(replace(settings(), workers=workers, waiting=waiting, **limits))  # type: ignore[arg-type]


def running(shop: Workshop) -> set[int]:
    """The processes that there are."""
    return {worker.process.pid for worker in shop._all if worker.process.poll() is None}


@pytest.fixture(scope="module")
def one() -> Iterator[Workshop]:
    """A workshop of one worker at a time, which has little memory."""
    made = opened(workers=1, waiting=1, memory=400)
    yield made
    made.close()


def pipe(path: Path) -> str:
    """A named pipe: whoever opens one end waits for the other."""
    os.mkfifo(path)
    return str(path)


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_nothing_is_started_before_there_is_something_to_make_and_then_not_in_this_process(one: Workshop) -> None:
    assert running(one) == set()
    made_by = {int(one.make(job("pid"))) for _ in range(3)}
    assert made_by == running(one)
    assert os.getpid() not in made_by


def test_a_worker_makes_what_the_command_line_makes(one: Workshop) -> None:
    result = assessed(POLICY, samples.application())
    for ending, name in ((".pdf", "as_pdf"), (".docx", "as_word")):
        made = one.make(Job(f"engine.documents.report:{name}", (result, "zh", DAY)))
        assert made == report.WRITERS[ending](result, "zh", DAY)


def test_a_worker_loads_nothing_of_the_pages(one: Workshop) -> None:
    loaded = {name.partition(".")[0] for name in one.make(job("modules")).decode().split()}
    assert "docx" in loaded
    assert not loaded & {"streamlit", "pages", "plotly", "pandas", "sqlalchemy"}


def test_a_policy_goes_by_its_name_and_one_that_was_changed_does_not_go(one: Workshop) -> None:
    assert one.make(job("policy_id", POLICY)).decode() == f"{POLICY.id} {POLICY.folder}"
    assert len(packed(job("policy_id", POLICY))) < 200
    tiny = load_policy("tiny-invented-2026", ROOT / "tests" / "policies")
    assert one.make(job("policy_id", tiny)).decode() == f"{tiny.id} {tiny.folder}"
    with pytest.raises(Exception, match="not as it stands in its folder"):
        one.make(job("policy_id", POLICY.model_copy()))


def test_what_a_document_refuses_is_refused_with_the_same_words(one: Workshop) -> None:
    with pytest.raises(Refused) as refused:
        one.make(job("refuses", "x"))
    assert refused.value.errors == [{"path": "a.b", "message": words.both("deck.list")}]


@pytest.mark.parametrize(("name", "says"), [("dies", "died"), ("fails", "died")])
def test_where_the_work_breaks_off_that_is_said_and_the_next_is_made(
    one: Workshop, capfd: pytest.CaptureFixture[str], name: str, says: str
) -> None:
    with pytest.raises(NotMade) as fault:
        one.make(job(name))
    assert fault.value.message == words.both(f"documents.{says}")
    assert one.make(job("pid"))
    assert len(running(one)) == 1
    # Whoever runs the server reads why.
    assert {"dies": "status -9", "fails": "ZeroDivisionError: ours"}[name] in capfd.readouterr().err


def test_what_needs_too_much_memory_is_not_made_and_the_next_is(one: Workshop) -> None:
    with pytest.raises(NotMade) as fault:
        one.make(job("fills", 500 * 2**20))
    assert fault.value.message == words.both("documents.too_large")
    assert one.make(job("fills", 2**20)) == b"\0"


def test_what_takes_too_long_is_ended_and_the_next_is_made() -> None:
    hurried = opened(workers=1, seconds=0.2)
    try:
        with pytest.raises(NotMade) as fault:
            hurried.make(job("never_ends"))
        assert fault.value.message == words.both("documents.too_long")
        assert running(hurried) == set()
        assert hurried.make(job("pid"))
    finally:
        hurried.close()


@pytest.mark.parametrize("limit", ["jobs", "idle"])
def test_another_worker_goes_on_where_one_has_made_enough_or_been_idle(limit: str) -> None:
    brief = opened(workers=1, **{limit: {"jobs": 2, "idle": 0}[limit]})
    try:
        first = brief.make(job("pid"))
        if limit == "jobs":
            assert brief.make(job("pid")) == first
        # It leaves by itself, and nobody who comes then is told of it.
        os.waitid(os.P_PID, int(first), os.WEXITED | os.WNOWAIT)
        assert brief.make(job("pid")) != first
    finally:
        brief.close()


def test_another_worker_goes_on_where_one_was_ended_between_two_jobs(one: Workshop) -> None:
    first = int(one.make(job("pid")))
    os.kill(first, 9)
    os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
    assert int(one.make(job("pid"))) != first


def test_where_no_process_can_be_started_that_is_said_and_the_next_is_made(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise OSError(24, "Too many open files")

    fresh = opened(workers=1)
    try:
        with monkeypatch.context() as without:
            without.setattr(subprocess, "Popen", fails)
            with pytest.raises(NotMade) as fault:
                fresh.make(job("pid"))
        assert fault.value.message == words.both("documents.died")
        assert "Too many open files" in capfd.readouterr().err
        assert fresh.make(job("pid"))
    finally:
        fresh.close()


class Noting:
    """Sets an event when it is packed for a worker: then the job has its place."""

    def __init__(self, event: Event) -> None:
        self.event = event

    def __reduce__(self) -> tuple[type, tuple[()]]:
        self.event.set()
        return str, ()


def test_so_many_work_so_many_wait_and_who_comes_then_is_asked_to_come_back(tmp_path: Path) -> None:
    begins, ends = ([pipe(tmp_path / f"{what}{n}") for n in range(2)] for what in ("begins", "ends"))
    two = opened(workers=2, waiting=1)
    waits = Event()
    try:
        with ThreadPoolExecutor(3) as visitors:
            working = [visitors.submit(two.make, job("held", *pipes)) for pipes in zip(begins, ends, strict=True)]
            for path in begins:
                Path(path).read_text()
            waiting = visitors.submit(two.make, job("held", os.devnull, os.devnull, Noting(waits)))
            assert waits.wait(60)
            pids = running(two)
            assert len(pids) == 2
            with pytest.raises(Busy) as busy:
                two.make(job("pid"))
            assert busy.value.message == words.both("documents.busy")
            assert not waiting.done()
            for path in ends:
                Path(path).write_text("")
            assert {int(made.result()) for made in working} == pids == running(two)
            assert int(waiting.result()) in pids
        assert two.make(job("pid"))
    finally:
        two.close()


def test_whoever_waits_is_told_how_far_it_is(one: Workshop) -> None:
    said: list[tuple[int, int]] = []
    made = one.make(Job(f"{JOBS}:tells", (3,), tells=True), lambda done, of: said.append((done, of)))
    assert made == b"3"
    assert [(n, 3) for n in range(4)] == [each for each in said if each != (0, 0)]


def test_whoever_gives_up_ends_the_work_also_where_it_says_nothing(tmp_path: Path) -> None:
    class GivenUp(Exception):
        pass

    def give_up(_done: int, _of: int) -> None:
        pids.append(set(running(alone)))
        raise GivenUp

    alone = opened(workers=1)
    pids: list[set[int]] = []
    with pytest.raises(GivenUp):
        alone.make(job("never_ends"), give_up)
    assert all(gone(pid) for pid in pids[0])
    assert alone.make(job("pid")), "another one takes the next job"
    alone.close()


def test_what_waits_for_a_worker_can_be_given_up_and_leaves_its_place(tmp_path: Path) -> None:
    class GivenUp(Exception):
        pass

    def give_up(_done: int, _of: int) -> None:
        raise GivenUp

    alone = opened(workers=1, waiting=1)
    started, until = pipe(tmp_path / "started"), pipe(tmp_path / "until")
    with ThreadPoolExecutor(1) as pool:
        busy = pool.submit(alone.make, job("held", started, until))
        Path(started).read_text()
        for _ in range(2):
            with pytest.raises(GivenUp):
                alone.make(job("pid"), give_up)
        Path(until).write_text("")
        assert busy.result()
    alone.close()


def test_closing_ends_every_worker_also_in_the_middle_of_a_job(tmp_path: Path) -> None:
    started, until = pipe(tmp_path / "started"), pipe(tmp_path / "until")
    two = opened(workers=2)
    with ThreadPoolExecutor(1) as visitors:
        working = visitors.submit(two.make, job("held", started, until))
        Path(started).read_text()
        pids = running(two)
        assert len(pids) == 1
        two.close()
        with pytest.raises(NotMade) as closed:
            working.result()
    assert closed.value.message == words.both("documents.closed")
    assert all(gone(pid) for pid in pids)
    with pytest.raises(NotMade):
        two.make(job("pid"))


@pytest.mark.parametrize("end", ["", "os.kill(os.getpid(), 9)"], ids=["at its end", "by force"])
def test_no_worker_outlives_the_server(end: str) -> None:
    script = f"""
import os
from engine.workshop.workshop import Job, workshop
print(int(workshop().make(Job("{JOBS}:pid", ()))), flush=True)
{end}
"""
    server = subprocess.run([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, check=False)
    try:
        worker = os.pidfd_open(int(server.stdout))
    except ProcessLookupError:
        return
    with os.fdopen(worker):
        assert select([worker], [], [], 60)[0]

"""A process that works for a server, one job after another: the workshop starts it and says what to do.

It loads what the jobs need that it is asked for, and nothing of the pages. The limits are the kernel's: a job that
takes too long ends the process, also inside of a library, and memory beyond the limit is not given.
"""

from __future__ import annotations

import io
import json
import os
import resource
import signal
import sys
import traceback
from multiprocessing.connection import Connection
from pkgutil import resolve_name

from engine.values.refusal import Refused
from engine.workshop.workshop import FAILED, MADE, REFUSED, TOLD, TOO_LARGE, Limits, unpacked


def main(channel: Connection, limits: Limits) -> None:
    """Make what is asked for until the server has gone, or asks for nothing any more, or it is time for another."""
    os.nice(limits.behind)
    # What is really taken: of addresses alone, threads reserve much more.
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    own = limits.memory * 2**20
    own = own if most == resource.RLIM_INFINITY else min(own, most)
    resource.setrlimit(resource.RLIMIT_DATA, (own, most))
    for _ in range(limits.jobs):
        if not channel.poll(limits.idle):
            return
        try:
            request = channel.recv_bytes()
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_REAL, limits.seconds)
        answer = answered(request, channel)
        signal.setitimer(signal.ITIMER_REAL, 0)
        channel.send_bytes(answer)
        if answer.startswith(TOO_LARGE):
            return


def answered(request: bytes, channel: Connection) -> bytes:
    """What came of a job: the document, or why there is none."""

    def tell(done: int, of: int) -> None:
        channel.send_bytes(TOLD + json.dumps([done, of]).encode())

    try:
        job = unpacked(io.BytesIO(request))
        given = (tell, *job.given) if job.tells else job.given
        made: bytes = resolve_name(job.makes)(*given)
        return MADE + made
    except Refused as refused:
        return REFUSED + json.dumps(refused.errors).encode()
    except MemoryError:
        return TOO_LARGE
    except Exception:
        return FAILED + traceback.format_exc().encode(errors="replace")


if __name__ == "__main__":
    main(Connection(int(sys.argv[1])), Limits(**json.loads(sys.argv[2])))

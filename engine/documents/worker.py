"""A process that makes documents for a server, one after another: `workshop` starts it and says what to make.

It loads what the documents need that it is asked for, and nothing of the pages. The limits are the kernel's: a job that
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

from engine.documents.workshop import FAILED, MADE, REFUSED, TOO_LARGE, Limits, unpacked
from engine.values.refusal import Refused


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
        answer = answered(request)
        signal.setitimer(signal.ITIMER_REAL, 0)
        channel.send_bytes(answer)
        if answer.startswith(TOO_LARGE):
            return


def answered(request: bytes) -> bytes:
    """What came of a job: the document, or why there is none."""
    try:
        job = unpacked(io.BytesIO(request))
        made: bytes = resolve_name(job.makes)(*job.given)
        return MADE + made
    except Refused as refused:
        return REFUSED + json.dumps(refused.errors).encode()
    except MemoryError:
        return TOO_LARGE
    except Exception:
        return FAILED + traceback.format_exc().encode(errors="replace")


if __name__ == "__main__":
    main(Connection(int(sys.argv[1])), Limits(**json.loads(sys.argv[2])))

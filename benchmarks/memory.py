"""What an idle session holds: resident memory of a fresh process before and after it opens five thousand."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

from . import servers
from .limits import raise_descriptors
from .measuring import OURS, Goal, Row, Scale, beyond, cpus, in_turns

BARE = "bare sockets of Python"
_BEGIN = """
import asyncio, gc, json, os, selectors, socket, sys
from benchmarks.limits import raise_descriptors
raise_descriptors()
def used():
    gc.collect()
    return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
def told(before, count):
    print(json.dumps([(used() - before) / count / 1024, len(os.listdir("/proc/self/task"))]), flush=True)
    os._exit(0)
url, count = sys.argv[1], int(sys.argv[2])
"""
# A hundred first, so that what is needed once does not count.
SIDES = {
    OURS: """
from WsKeywords.core import Sessions
sessions = Sessions(open_timeout=60)
sessions.open_many(url, 100, prefix="warm")
before = used()
crowd = sessions.open_many(url, count)
assert len(crowd) == count
told(before, count)
""",
    "websockets": """
from websockets.asyncio.client import connect
async def main():
    warm = [await connect(url) for _ in range(100)]
    before = used()
    held = [await connect(url) for _ in range(count)]
    told(before, count)
asyncio.run(main())
""",
    BARE: """
port = int(url.split(":")[2].split("/")[0])
selector = selectors.DefaultSelector()
def connected():
    sock = socket.create_connection(("127.0.0.1", port))
    sock.setblocking(False)
    selector.register(sock, selectors.EVENT_READ)
    return sock
warm = [connected() for _ in range(100)]
before = used()
held = [connected() for _ in range(count)]
told(before, count)
""",
}


def rows(scale: Scale) -> Iterator[Row]:
    limit = raise_descriptors()
    count = min(scale.of(5000), (limit or 512) - 200)
    threads: list[float] = []
    with servers.echo() as server:

        def held(side: str) -> float:
            command = [sys.executable, "-c", _BEGIN + SIDES[side], f"{server.url}/echo", str(count)]
            done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=servers.ROOT)
            kib, running = json.loads(done.stdout)
            if side == OURS:
                threads.append(running)
            return float(kib)

        sides = {side: (lambda side=side: held(side)) for side in SIDES}
        figures = in_turns(sides, scale.rounds if scale.share == 1 else 1, warm_up=False)
        where = {"client": cpus(), "server": server.cpus}
        yield Row(
            f"memory of an idle session, {count:,} open",
            "KiB",
            figures,
            (beyond(BARE, 6),),
            note="resident memory of a fresh process; the kernel's own buffers do not count",
            cpus=where,
        )
        yield Row(
            "threads of that process beside the test's own",
            "",
            {OURS: [number - 1 for number in threads]},
            (Goal(1),),
            cpus=where,
        )

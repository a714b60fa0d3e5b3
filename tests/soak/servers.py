"""The servers of a soak, each in its own process, as its users run it; and the proxy before all of them."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from WsKeywords.core.app.apps import Apps
from WsKeywords.core.settings import Settings

from .front import PROGRAMS

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
#: Where ``make system-packages`` puts the package ws.
MODULES = ROOT / "examples" / "rooms-node" / "node_modules"
UVICORN, DAPHNE, NODE, NGINX = "uvicorn", "daphne", "node", "nginx"


def missing() -> dict[str, str]:
    """The servers that this machine cannot run, and why."""
    found = {}
    if not shutil.which("node"):
        found[NODE] = "node is not installed"
    elif not (MODULES / "ws").is_dir():
        found[NODE] = "the package ws is not installed"
    if not shutil.which("nginx", path=PROGRAMS):
        found[NGINX] = "nginx is not installed"
    elif NODE in found:
        found[NGINX] = f"it stands before node, and {found[NODE]}"
    return found


class Fleet(NamedTuple):
    """Servers that run: the port of each, and the CA that nginx's certificate is of."""

    ports: dict[str, int]
    ca: str

    @property
    def urls(self) -> dict[str, str]:
        return {name: f"{'wss' if name == NGINX else 'ws'}://127.0.0.1:{port}/" for name, port in self.ports.items()}


@contextmanager
def running(*names: str) -> Iterator[Fleet]:
    """These servers; by default all that the machine can run."""
    wanted = names or tuple(name for name in (UVICORN, DAPHNE, NODE, NGINX) if name not in missing())
    apps = Apps(Settings())
    with tempfile.TemporaryDirectory(prefix="soak-nginx-") as folder:
        try:
            ports = {}
            for name in wanted:
                ports[name] = started(apps, name, ports, folder)
            yield Fleet(ports, str(Path(folder, "ca.pem")))
        finally:
            apps.close()


def started(apps: Apps, name: str, ports: dict[str, int], folder: str) -> int:
    if name == UVICORN:
        # Not Apps.start: what an app says is kept, up to a limit, and this one would say something of each connection.
        options = ["--log-level", "critical", "--port", "{port}"]
        command = [sys.executable, "-m", "uvicorn", *options, "tests.soak.echo:app"]
        return apps.start_process(command, name, cwd=ROOT).port
    if name == DAPHNE:
        command = [sys.executable, "-m", "daphne", "-v", "0", "-b", "127.0.0.1", "-p", "{port}", "tests.soak.echo:app"]
        return apps.start_process(command, name, cwd=ROOT).port
    if name == NODE:
        environment = {"NODE_PATH": str(MODULES)}
        return apps.start_process(["node", str(HERE / "echo.js"), "{port}"], name, env=environment).port
    command = [sys.executable, "-m", "tests.soak.front", "{port}", str(ports[NODE]), folder]
    return apps.start_process(command, name, cwd=ROOT, scheme="https").port


class Connected(NamedTuple):
    """A connection to the proxy, what was done to it, and who ended it otherwise; empty: nothing that breaks it."""

    number: int
    server: str
    fault: str
    end: str


class Proxy:
    """The proxy in its own process, and what it has told so far."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        self.pid = process.pid
        self._process = process
        self._output = process.stdout
        self._lock = threading.Lock()
        self._unread = b""
        self.ports: dict[str, int] = json.loads(self._output.readline())
        os.set_blocking(self._output.fileno(), False)
        #: The newest connection of each of our ports to each of the proxy's: a port is taken again when it is free, and
        #: the system also takes one for connections to several others at a time.
        self._newest: dict[tuple[int, int], int] = {}
        #: The number of each connection, and its fault; empty: it has none so far.
        self._faults: dict[int, str] = {}
        self._servers: dict[int, str] = {}
        #: Who ended those that were not broken.
        self._ends: dict[int, str] = {}
        self._weather = "storm"

    def hear(self) -> None:
        """Take in what it has said. Whatever can be noticed was said before."""
        with self._lock:
            while data := os.read(self._output.fileno(), 1 << 16) if self._there() else b"":
                *lines, self._unread = (self._unread + data).split(b"\n")
                for line in lines:
                    self._note(json.loads(line))

    def _there(self) -> bool:
        return bool(select.select([self._output], [], [], 0)[0])

    def _note(self, told: dict[str, object]) -> None:
        number = told.get("number")
        if "weather" in told:
            self._weather = str(told["weather"])
        elif "ended" in told:
            self._ends[int(str(number))] = str(told["ended"])
        elif "fault" in told:
            self._faults[int(str(number))] = str(told["fault"])
        else:
            self._newest[int(str(told["port"])), self.ports[str(told["name"])]] = int(str(number))
            self._faults[int(str(number))] = ""
            self._servers[int(str(number))] = str(told["name"])

    def number(self, ours: int, of_proxy: int) -> int:
        """The number of the connection between two ports."""
        self.hear()
        return self._newest[ours, of_proxy]

    def fault(self, number: int) -> str:
        """What was done to a connection; empty: nothing that breaks it, so far."""
        self.hear()
        return self._faults[number]

    def end(self, number: int) -> str:
        """Who ended a connection that was not broken; empty: nobody yet."""
        self.hear()
        return self._ends.get(number, "")

    def forget(self) -> list[Connected]:
        """All connections since this was asked last; for when all of them have ended."""
        self.hear()
        found = [
            Connected(number, self._servers[number], fault, self._ends.get(number, ""))
            for number, fault in self._faults.items()
        ]
        self._faults, self._newest, self._servers, self._ends = {}, {}, {}, {}
        return found

    def weather(self, word: str) -> None:
        """``calm`` or ``storm``, for connections that come from now on."""
        assert self._process.stdin is not None
        self._process.stdin.write(word.encode() + b"\n")
        self._process.stdin.flush()
        while self._weather != word:
            select.select([self._output], [], [], 1)
            self.hear()


@contextmanager
def proxied(fleet: Fleet, seed: int, share: float, reach: int = 30_000) -> Iterator[tuple[Proxy, Fleet]]:
    """The proxy before these servers, and the same servers as they are reached through it."""
    servers = [f"{name}={port}" for name, port in fleet.ports.items()]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.soak.proxy", str(seed), str(share), str(reach), *servers],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        proxy = Proxy(process)
        yield proxy, Fleet(proxy.ports, fleet.ca)
    finally:
        process.stdin.close()
        process.wait(10)
        process.stdout.close()

"""The fuzzing server, which runs on Python 2.7 in a process of its own."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

_ASK = """
import json, platform
from autobahntestsuite import __version__
from autobahntestsuite.case import CaseCategories
print(json.dumps([__version__, platform.python_implementation() + " " + platform.python_version(), CaseCategories]))
"""

#: Where to get what is missing; a person reads this on a terminal.
HOW_TO_GET_IT = """\
Autobahn|Testsuite needs a Python 2.7 (of pyenv: pyenv install 2.7.18; or PyPy 2.7), in an environment of its own:
    python2.7 -m pip install "virtualenv<20.22"
    python2.7 -m virtualenv ~/autobahn
    ~/autobahn/bin/pip install autobahntestsuite
    make autobahn AUTOBAHN_PY=~/autobahn/bin/python"""


class NotThere(Exception):
    """There is no fuzzing server to run; the text says why, and how to get it."""


class Suite(NamedTuple):
    """A fuzzing server that can be started: ``python`` has version ``version`` of it, on ``interpreter``."""

    python: str
    version: str
    interpreter: str
    groups: dict[str, str]


def find(python: str) -> Suite:
    """The test suite that this interpreter has.

    Raises:
        NotThere: it has none.
    """
    if not python:
        raise NotThere(f"AUTOBAHN_PY names no Python that has Autobahn|Testsuite.\n{HOW_TO_GET_IT}")
    python = str(Path(python).expanduser())
    try:
        asked = subprocess.run([python, "-c", _ASK], capture_output=True, text=True, timeout=60, check=False)
    except OSError as error:
        raise NotThere(f'AUTOBAHN_PY is "{python}", which cannot be run: {error.strerror}.\n{HOW_TO_GET_IT}') from None
    if asked.returncode:
        why = asked.stderr.strip().splitlines()[-1:] or ["it said nothing"]
        raise NotThere(f'AUTOBAHN_PY is "{python}", which has no Autobahn|Testsuite: {why[0]}.\n{HOW_TO_GET_IT}')
    version, interpreter, groups = json.loads(asked.stdout.splitlines()[-1])
    return Suite(python, version, interpreter, groups)


@contextmanager
def running(suite: Suite, cases: list[str], folder: Path) -> Iterator[str]:
    """The server's URL; its reports are written to ``folder``."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"ws://127.0.0.1:{port}"
    spec = {"url": url, "outdir": str(folder), "cases": cases, "exclude-cases": [], "exclude-agent-cases": {}}
    (folder / "spec.json").write_text(json.dumps(spec), encoding="utf-8")
    arguments = ["--mode=fuzzingserver", "--spec=spec.json", "--webport=0"]
    command = [suite.python, "-m", "autobahntestsuite.wstest", *arguments]
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
        try:
            _await(port, process, folder / "server.log")
            yield url
        finally:
            process.kill()
            process.wait(30)


def _await(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise NotThere(f"the fuzzing server does not accept connections; it said:\n{log.read_text()[-2000:]}")

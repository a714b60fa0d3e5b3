"""The servers of the benchmarks, each in a process of its own: compiled C for echoes where there is a compiler."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .measuring import cpus

HERE = Path(__file__).parent
ROOT = HERE.parent


@dataclass(frozen=True)
class Server:
    """One that runs."""

    port: int
    #: What it is made of.
    made_of: str
    cpus: str

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"


@contextmanager
def echo() -> Iterator[Server]:
    """Sends every message back: ``echo.c``, or ``server.py`` where nothing can compile it."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    with tempfile.TemporaryDirectory() as folder:
        program = str(Path(folder, "echo"))
        if (
            compiler
            and subprocess.run([compiler, "-O2", "-o", program, HERE / "echo.c"], capture_output=True).returncode == 0
        ):
            with _running([program], "compiled C") as server:
                yield server
        else:
            with rooms() as server:
                yield server


@contextmanager
def rooms() -> Iterator[Server]:
    """Bursts, ticks, pings and closes, see ``server.py``."""
    with _running([sys.executable, "-m", "benchmarks.server"], "raw sockets in Python") as server:
        yield server


@contextmanager
def tls_echo() -> Iterator[tuple[Server, str]]:
    """An echo over TLS, and the file of its certificate authority."""
    import trustme

    with tempfile.TemporaryDirectory() as folder:
        authority, ca, chain = trustme.CA(), str(Path(folder, "ca.pem")), str(Path(folder, "server.pem"))
        authority.cert_pem.write_to_path(ca)
        authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(chain)
        command = [sys.executable, "-m", "benchmarks.server", chain]
        with _running(command, "raw sockets and TLS in Python") as server:
            yield server, ca


@contextmanager
def _running(command: list[str], made_of: str) -> Iterator[Server]:
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    try:
        yield Server(int(process.stdout.readline()), made_of, cpus(process.pid))
    finally:
        process.kill()
        process.wait()
        process.stdout.close()

"""The process between us and an app under test: it outlives the run by the second it needs to end the app.

Run as a script (``python -I -S guard.py …``), never imported by the engine, and on the standard library alone, so that
it starts in a few milliseconds whatever the environment of the app is.

The run holds the other end of standard input. One letter there is an order (``t``: ask the app to stop, ``k``: kill
it); the end of it, however it comes, also when the run was killed, ends the app and everything that it started.
Standard output tells the run, a JSON array a line: ``["pid", N]``, ``["failed", errno, text]`` or ``["exit", code]``,
which comes when nothing of the app is left. Standard error is the app's log.

Arguments: the file descriptors that the app inherits (``3,4``, or ``-``), then the app's command.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time

#: Seconds between asking and killing, when nobody is left to say how long to wait.
GRACE = 1.0


def tell(*facts: object) -> None:
    with contextlib.suppress(OSError):  # the run may be gone
        os.write(1, json.dumps(facts).encode() + b"\n")


def prctl(option: int, value: int) -> None:
    """Linux only; elsewhere nothing, and nothing depends on it alone."""
    if sys.platform == "linux":
        with contextlib.suppress(Exception):
            import ctypes

            ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def adopt_orphans() -> None:
    prctl(36, 1)  # PR_SET_CHILD_SUBREAPER: a daemon that the app forks stays within our reach


def die_with_the_guard() -> None:
    prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def own_group() -> None:
    os.setpgid(0, 0)
    die_with_the_guard()


def children() -> list[int]:
    """Our direct children: orphans of the app that left its process group are among them (Linux)."""
    found = []
    with contextlib.suppress(OSError):
        for entry in os.listdir("/proc"):
            if entry.isdigit():
                with contextlib.suppress(OSError, ValueError, IndexError), open(f"/proc/{entry}/stat", "rb") as stat:
                    if int(stat.read().rpartition(b")")[2].split()[1]) == os.getpid():
                        found.append(int(entry))
    return found


class Guard:
    """POSIX: one thread that sleeps until an order or the end of a child wakes it."""

    def __init__(self, inherited: tuple[int, ...], command: list[str]) -> None:
        self.wake, waker = os.pipe()
        for end in (self.wake, waker):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
        for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: None)  # a function, as what is ignored would be ignored in the app too
        adopt_orphans()
        self.app = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=2,
            pass_fds=inherited,
            preexec_fn=own_group,
        )
        for descriptor in inherited:  # else a dead app's port would still accept
            os.close(descriptor)
        self.kill_at = float("inf")
        self.asked = False

    def send(self, number: int) -> None:
        self.asked = True
        with contextlib.suppress(OSError):
            os.killpg(self.app.pid, number)

    def run(self) -> int:
        sources = [0, self.wake]
        while True:
            allowed = self.kill_at - time.monotonic()
            ready, _, _ = select.select(sources, [], [], None if allowed == float("inf") else max(0.0, allowed))
            if self.wake in ready and self.deadly(os.read(self.wake, 512)):
                self.end_soon()
            if 0 in ready:
                orders = os.read(0, 64)
                if not orders:
                    sources.remove(0)
                    self.end_soon()
                for order in orders:
                    self.send(signal.SIGKILL if order == ord("k") else signal.SIGTERM)
            if time.monotonic() >= self.kill_at:
                self.kill_at = float("inf")
                self.send(signal.SIGKILL)
            if self.app.poll() is not None:
                return self.finish(self.app.returncode)

    @staticmethod
    def deadly(signals: bytes) -> bool:
        return any(number in (signal.SIGTERM, signal.SIGHUP) for number in signals)

    def end_soon(self) -> None:
        self.send(signal.SIGTERM)
        self.kill_at = min(self.kill_at, time.monotonic() + GRACE)

    def finish(self, code: int) -> int:
        """The app's first process has ended: so do the others, in its group and, on Linux, outside it."""
        until = time.monotonic() + GRACE
        if not self.asked:  # a second request means "at once" to some
            self.send(signal.SIGTERM)
        while self.others() and time.monotonic() < until:
            time.sleep(0.01)
        self.send(signal.SIGKILL)
        for _ in range(100):
            for orphan in children():
                with contextlib.suppress(OSError):
                    os.kill(orphan, signal.SIGKILL)
            if not self.others():
                break
            time.sleep(0.01)
        tell("exit", code)
        return 0

    def others(self) -> bool:
        """Whether something of the app is left; ended children are collected, so that they do not count."""
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
            return True
        try:
            os.killpg(self.app.pid, 0)
        except OSError:
            return False
        return True


class WindowsGuard:
    """No process groups to kill and no socket to hand over: what ``taskkill`` can do."""

    def __init__(self, command: list[str]) -> None:
        self.app = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=2,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )

    def kill(self) -> None:
        subprocess.run(
            ["taskkill", "/F", "/T", "/PID", str(self.app.pid)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )

    def obey(self) -> None:
        while order := os.read(0, 1):
            if order == b"k":
                self.kill()
            else:
                with contextlib.suppress(OSError):
                    self.app.send_signal(getattr(signal, "CTRL_BREAK_EVENT", signal.SIGTERM))
        self.kill()

    def run(self) -> int:
        import threading

        threading.Thread(target=self.obey, daemon=True).start()
        tell("exit", self.app.wait())
        return 0


def main(arguments: list[str]) -> int:
    descriptors, *command = arguments
    inherited = () if descriptors == "-" else tuple(int(number) for number in descriptors.split(","))
    try:
        guard = WindowsGuard(command) if os.name == "nt" else Guard(inherited, command)
    except OSError as error:
        tell("failed", error.errno, error.strerror or str(error))
        return 1
    tell("pid", guard.app.pid)
    return guard.run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

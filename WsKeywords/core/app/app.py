"""One app under test: start it, wait until it is ready, stop it, start it again on the same port."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..deadline import Deadline, shown
from ..errors import AppFailed
from ..output import quote
from .ports import bind, reachable
from .process import AFTERMATH, Log, Process
from .readiness import Probe

SERVER = Path(__file__).with_name("serve.py")
#: The line of the log with which serve.py says why the app does not serve.
REASON = "wskeywords: "
#: Lines of the log in an error.
TAIL = 20


@dataclass(frozen=True)
class Launch:
    """How an app is started, and started again."""

    #: What a person calls it: ``examples.chat:app``, or the command.
    what: str
    #: The command with ``{port}`` and ``{host}`` not yet filled in; of an ASGI app none.
    command: tuple[str, ...]
    factory: bool
    env: dict[str, str] = field(repr=False)
    cwd: str
    host: str
    scheme: str
    ready: str | None
    #: Seconds until it must be ready.
    timeout: float
    #: What of its environment the caller has given; ``None``: taken out.
    given: Mapping[str, str | None] = field(default_factory=dict, repr=False)


@dataclass
class App:
    """An app that was started, running or not."""

    name: str
    launch: Launch
    #: The scope that stops it.
    scope: str
    #: The base URL of the library before this app's.
    base_url_before: str | None
    port: int = 0
    process: Process | None = None
    #: What it wrote, over all its restarts.
    log: Log = field(default_factory=Log)
    #: How it answered when it was ready; empty where it was not asked for a path.
    found: str = ""
    _stopped: bool = False

    @property
    def host(self) -> str:
        """As one connects to it: the loopback address of an app that listens on all."""
        return reachable(self.launch.host)

    @property
    def base_url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.launch.scheme}://{host}:{self.port}"

    @property
    def running(self) -> bool:
        return self.process is not None and not self.process.ended

    def start(self) -> None:
        """Start it, on the port that it had before, and return when it is ready.

        Raises:
            AppFailed: it cannot be started, ends, or is not ready in time; nothing of it is left then.
        """
        deadline = Deadline.after(self.launch.timeout)
        self._stopped = False
        try:
            self._await_ready(self._launch(), deadline)
        except BaseException:
            if self.process:
                self.process.abandon()
                with contextlib.suppress(Exception):
                    self.process.wait_ended(Deadline.after(1))
            raise

    def stop(self, timeout: float) -> bool:
        """Ask it to stop (SIGTERM to its process group) and kill it after ``timeout`` seconds.

        Returns:
            Whether it stopped, or had, without being killed.
        """
        if self.process is None or self.process.ended:
            return True
        self._stopped = True
        return self.process.stop(Deadline.after(timeout))

    def kill(self) -> None:
        """End it at once, as a crash of its machine would."""
        if self.process and not self.process.ended:
            self._stopped = True
            self.process.kill()
            if not self.process.wait_ended(Deadline.after(AFTERMATH)):
                raise AppFailed(f'The app "{self.name}" did not end although it was killed.')

    def catch_up(self) -> None:
        """Return when what it wrote before is in its log."""
        if self.process is not None:
            self.process.catch_up()

    def lines(self, most: int, since: int = 0) -> list[str]:
        """The last lines of its log from a position on, masked."""
        return [line for line in self.log.tail(most, since) if not line.startswith(REASON)]

    def last_lines(self, since: int = 0) -> str:
        """The end of its log as a block for a message."""
        lines = self.lines(TAIL, since)
        if not lines:
            return "Its log is empty."
        title = f"The last {len(lines)} lines of its log:" if len(lines) > 1 else "The last line of its log:"
        return "\n    ".join([title, *lines])

    def how_ended(self) -> str:
        """``was stopped``, ``ended with exit code 3``, of an app that is not running."""
        return "was stopped" if self.process is None or self._stopped else "ended " + outcome(self.process.code)

    def _launch(self) -> Process:
        bound = bind(self.launch.host, self.port)
        try:
            self.port = bound.getsockname()[1]
            launch = self.launch
            if launch.command:
                bound.close()
                command = [self._filled(word) for word in launch.command]
                env = {name: self._filled(value) for name, value in launch.env.items()}
                process = Process(command, cwd=launch.cwd, env=env, log=self.log)
            else:
                handed_over = () if os.name == "nt" else (bound.fileno(),)
                if not handed_over:
                    bound.close()
                process = Process(
                    self._server(handed_over), cwd=launch.cwd, env=launch.env, log=self.log, inherited=handed_over
                )
            self.process = process
            process.start()
        finally:
            bound.close()  # the app has it; a copy of ours would let a dead app accept
        return process

    def _filled(self, text: str) -> str:
        return text.replace("{port}", str(self.port)).replace("{host}", self.launch.host)

    @property
    def _subject(self) -> str:
        return f'The app "{self.name}" ({self._filled(self.launch.what)})'

    def _server(self, handed_over: tuple[int, ...]) -> list[str]:
        return [
            sys.executable,
            "-c",
            "import runpy, sys; runpy.run_path(sys.argv.pop(1), run_name='__main__')",
            str(SERVER),
            self.launch.what,
            "factory" if self.launch.factory else "app",
            *map(str, handed_over or "-"),
            self.launch.host,
            str(self.port),
        ]

    def _await_ready(self, process: Process, deadline: Deadline) -> None:
        ready = self.launch.ready
        by_log = ready is not None and not ready.startswith("/")
        probe = None
        searched = process.since
        try:
            while not deadline.expired:
                if process.ended:
                    self._fail_ended(process)
                if by_log:
                    assert ready
                    end = self.log.end
                    if ready in self.log.text(searched):
                        return
                    searched = max(process.since, end - len(ready))
                elif probe is None:
                    probe = Probe(self.launch.scheme, self.host, self.port, ready)
                    probe.start()
                elif probe.ready:
                    self.found = probe.found
                    return
                process.wait(deadline)
        finally:
            if probe:
                probe.stop()
        wanted = f"{quote(ready or '')} is not in its log" if by_log else probe.found if probe else "it was not tried"
        raise AppFailed(
            f"{self._subject} was not ready within {shown(self.launch.timeout)}: {wanted}. It was stopped.\n"
            + self.last_lines(process.since)
        )

    def _fail_ended(self, process: Process) -> None:
        process.wait_ended(Deadline.after(1))  # its log to the end
        if process.failure:
            program = self.launch.command[0] if self.launch.command else sys.executable
            raise AppFailed(f"{self._subject} cannot be started: {could_not_run(process.failure, program)}")
        where = f"Its working directory was {quote(self.launch.cwd)}."
        reasons = [line for line in self.log.text(process.since).splitlines() if line.startswith(REASON)]
        if reasons:
            why = reasons[-1].removeprefix(REASON)
            text = f"{self._subject} cannot be started: {why}{'' if why.endswith('?') else '.'} {where}"
            if len(self.log.text(process.since).splitlines()) == len(reasons):
                raise AppFailed(text)
        else:
            text = f"{self._subject} ended {outcome(process.code)} before it was ready. {where}"
        raise AppFailed(f"{text}\n{self.last_lines(process.since)}")


def outcome(code: int | None) -> str:
    """``with exit code 3``, ``by signal SIGKILL``."""
    if code is None:
        return "in an unknown way (the process that watches over it was killed)"
    if code >= 0:
        return f"with exit code {code}"
    try:
        return f"by signal {signal.Signals(-code).name}"
    except ValueError:
        return f"by signal {-code}"


def could_not_run(failure: tuple[int, str], program: str) -> str:
    """Why the system did not run ``program``, as the end of a sentence, full stop included."""
    number, text = failure
    if number == errno.ENOENT:
        return f"there is no program {quote(program)}, neither as a path nor on the PATH."
    if number == errno.EACCES:
        return f"{quote(program)} may not be executed (permission denied)."
    if number == errno.ENOEXEC:
        return f"{quote(program)} is no program (a script needs a first line such as #!/bin/sh)."
    return f"{quote(program)} could not be executed: {text}."

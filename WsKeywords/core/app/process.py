"""A process that cannot outlive the run, and what it writes."""

from __future__ import annotations

import codecs
import contextlib
import json
import os
import subprocess
import sys
from _thread import allocate_lock, start_new_thread
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from ..deadline import SLICE, Deadline
from ..errors import AppFailed
from ..forked import tell
from ..output import piece

GUARD = Path(__file__).with_name("guard.py")
#: Characters of a log that are kept, the newest.
LOG_LIMIT = 8 << 20
#: Seconds that a killed process has to be gone, and a dead one's log to be read to its end.
AFTERMATH = 5.0
_MERGED = 4096
#: How much of a log is looked through before what is shown of it.
_BEFORE = 65_536


class Log:
    """What a process wrote, as text, the newest part. One thread appends, any read."""

    def __init__(self, limit: int = LOG_LIMIT) -> None:
        self._limit = limit
        self._chunks: list[tuple[int, str]] = []
        #: Characters ever written; a position to look from later.
        self.end = 0

    def append(self, text: str) -> None:
        offset, last = self._chunks[-1] if self._chunks else (self.end, "")
        if self._chunks and len(last) < _MERGED:
            self._chunks[-1] = (offset, last + text)
        else:
            self._chunks.append((self.end, text))
        self.end += len(text)
        surplus = 0
        while self.end - self._chunks[surplus][0] - len(self._chunks[surplus][1]) > self._limit:
            surplus += 1
        del self._chunks[:surplus]

    @property
    def dropped(self) -> int:
        """Characters that are no longer there."""
        chunks = self._chunks[:1]
        return chunks[0][0] if chunks else 0

    def text(self, since: int = 0) -> str:
        """What was written from position ``since`` on, as far as it is kept."""
        return "".join(
            text[max(0, since - offset) :] for offset, text in list(self._chunks) if offset + len(text) > since
        )

    def tail(self, count: int, since: int = 0) -> list[str]:
        """The last ``count`` lines that are not blank."""
        start = max(since, self.end - 500 * count)
        # With what stands before it, for a secret that begins there.
        text = self.text(max(start - _BEFORE, 0))
        lines = [line.rstrip() for line in piece(text, max(len(text) - (self.end - start), 0), len(text)).splitlines()]
        return [line for line in lines if line][-count:]


class Process:
    """A command under a guard that ends it, and all that it started, when we end, however we end.

    Made first and started then, so that who starts it has it, and can end it, whatever comes in between. It is started
    on a thread of its own: a time-out that flies through ``Popen`` leaves a process that nobody knows.

    Args:
        command: the program and its arguments.
        cwd: its working directory.
        env: all of its environment.
        log: gets what it writes, both streams.
        inherited: file descriptors that it gets too, with the same numbers (not on Windows).
    """

    def __init__(
        self, command: Sequence[str], *, cwd: str, env: Mapping[str, str], log: Log, inherited: tuple[int, ...] = ()
    ) -> None:
        self.log = log
        self.since = log.end
        self.pid: int | None = None
        #: Its exit code (below 0: ended by that signal) once nothing of it is left.
        self.code: int | None = None
        #: Why it could not be started: (errno, text).
        self.failure: tuple[int, str] | None = None
        #: Holds something when it was asked to end.
        self._asked: deque[int | None] = deque()
        self._told_all = False
        self._log_read = False
        self._bell = allocate_lock()
        self._bell.acquire()
        self._command, self._cwd, self._env, self._inherited = tuple(command), cwd, dict(env), inherited
        self._guard: subprocess.Popen[bytes] | None = None
        self._abandoned = False
        self._not_started: OSError | ValueError | None = None

    def start(self) -> None:
        """Start it, and return when it has what it inherits.

        Raises:
            AppFailed: when the system starts no further process.
        """
        tell(self)
        start_new_thread(self._run, ())
        while self._guard is None and not self._told_all:
            self._bell.acquire(timeout=SLICE)
        if self._not_started is not None:
            why = getattr(self._not_started, "strerror", None) or self._not_started
            raise AppFailed(f"The system starts no further process: {why}.")

    @property
    def ended(self) -> bool:
        """Whether it is over, or was never there."""
        return self._told_all or (self._abandoned and self._guard is None)

    def on_fork(self) -> None:
        """This is a copy in a process that was forked. The app is another's, who alone can end it, also by ending."""
        guard = self._guard
        if guard is not None:
            for stream in (guard.stdin, guard.stdout, guard.stderr):
                if stream is not None:
                    stream.close()
            guard.returncode = 0  # nobody to wait for here
        self._told_all = self._log_read = True

    def ring(self) -> None:
        with contextlib.suppress(RuntimeError):
            self._bell.release()

    def wait(self, deadline: Deadline) -> None:
        """Return when something has happened, or after 50 ms."""
        self._bell.acquire(timeout=deadline.slice())

    def catch_up(self) -> None:
        """Return when its log has what it wrote before: nothing more comes for 50 ms, or this took half a second."""
        deadline = Deadline.after(0.5)
        while not self._log_read and not deadline.expired and self._bell.acquire(timeout=SLICE):
            pass

    def wait_ended(self, deadline: Deadline) -> bool:
        """Whether it ended in time; its log is then complete."""
        while not self.ended and not deadline.expired:
            self.wait(deadline)
        if self.ended:
            reading = Deadline.after(0.5)  # a daemon that got away may keep the log open
            while not self._log_read and not reading.expired:
                self.wait(reading)
        return self.ended

    def ask(self) -> None:
        """Ask it and its group to end (SIGTERM), once: many programs take a second request for "at once"."""
        if not self._asked and self._guard is not None:
            # One step as far as signals are concerned: it was asked, and is known to have been, or neither.
            with contextlib.suppress(OSError, ValueError):
                self._asked.extend(map(self._stdin.write, (b"t",)))

    def kill(self) -> None:
        """End it and its group at once."""
        self._order(b"k")

    def stop(self, deadline: Deadline) -> bool:
        """Ask, and kill what has not ended in time.

        Returns:
            Whether asking was enough.

        Raises:
            AppFailed: when even killing did not end it.
        """
        self.ask()
        if self.wait_ended(deadline):
            return True
        self.kill()
        if not self.wait_ended(Deadline.after(AFTERMATH)):
            raise AppFailed(f"Process {self.pid} did not end although it was killed.")
        return False

    def abandon(self) -> None:
        """Kill it without waiting: for when an exception is on its way through."""
        self._abandoned = True
        if self._guard is not None:
            self._cut_off()

    def _cut_off(self) -> None:
        self.kill()
        with contextlib.suppress(OSError):
            self._stdin.close()

    @property
    def _stdin(self) -> IO[bytes]:
        assert self._guard is not None
        assert self._guard.stdin
        return self._guard.stdin

    def _order(self, letter: bytes) -> None:
        if self._guard is not None:
            with contextlib.suppress(OSError, ValueError):
                self._stdin.write(letter)

    # on threads of its own

    def _run(self) -> None:
        descriptors = ",".join(str(number) for number in self._inherited) or "-"
        try:
            self._guard = guard = subprocess.Popen(
                [sys.executable, "-I", "-S", str(GUARD), descriptors, *self._command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                cwd=self._cwd,
                env=self._env,
                pass_fds=self._inherited if os.name != "nt" else (),
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        except (OSError, ValueError) as error:  # or else whoever starts it waits for ever
            self._not_started = error
            self._told_all = self._log_read = True
            return self.ring()
        self.ring()
        if self._abandoned:
            # Before there was anything to be killed.
            self._cut_off()
        start_new_thread(self._read_log, (guard,))
        self._read_facts(guard)

    def _read_facts(self, guard: subprocess.Popen[bytes]) -> None:
        assert guard.stdout
        with guard.stdout as stream:
            for line in stream:
                fact, *values = json.loads(line)
                if fact == "pid":
                    self.pid = values[0]
                elif fact == "failed":
                    self.failure = (values[0], values[1])
                else:
                    self.code = values[0]
                self.ring()
        guard.wait()
        self._told_all = True
        with contextlib.suppress(OSError):
            self._stdin.close()
        self.ring()

    def _read_log(self, guard: subprocess.Popen[bytes]) -> None:
        assert guard.stderr
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        with guard.stderr as stream:
            while data := stream.read(65536):
                self.log.append(decoder.decode(data).replace("\r\n", "\n"))
                self.ring()
        self.log.append(decoder.decode(b"", final=True))
        self._log_read = True
        self.ring()

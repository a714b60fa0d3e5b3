"""A command that runs once: seed a database, publish an event from outside."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping, Sequence
from datetime import timedelta

from ..deadline import Deadline, shown
from ..errors import AppFailed, Mismatch
from ..output import hidden, quote
from ..redaction.commands import masked_command
from .app import could_not_run, outcome
from .arguments import directory, split
from .process import Log, Process

#: Seconds that a command has, unless a call says otherwise.
TIMEOUT = 60.0
#: Characters that a command may write.
OUTPUT_LIMIT = 16 << 20


def run(
    command: str | Sequence[str],
    *,
    env: Mapping[str, str],
    cwd: str | os.PathLike[str] | None = None,
    timeout: float | timedelta | None = None,
    expected_rc: int = 0,
) -> str:
    """Run a command to its end.

    Args:
        command: split as a shell would split it, but no shell runs.
        env: all of its environment.
        cwd: its working directory.
        timeout: seconds or timedelta, 60 s when ``None``; after it the command and all that it started are killed.
        expected_rc: its exit code; below 0: the signal that ends it.

    Returns:
        What it wrote, both streams, without the last line break.

    Raises:
        AppFailed: it cannot be started, does not end in time or writes more than 16 Mi characters.
        Mismatch: another exit code.
        InvalidArgument: no command, or no such directory.
    """
    words = split(command)
    log = Log(OUTPUT_LIMIT)
    deadline = Deadline.after(TIMEOUT if timeout is None else timeout)
    shown_command = quote(masked_command(command if isinstance(command, str) else shlex.join(words), hidden))
    what = f"The command {shown_command}"
    process = Process(words, cwd=directory(cwd), env=env, log=log)
    try:
        process.start()
        while not process.ended and not deadline.expired and not log.dropped:
            process.wait(deadline)
        if log.dropped:
            raise AppFailed(
                f"{what} wrote more than {OUTPUT_LIMIT >> 20} Mi characters and was killed.\n{_written(log)}"
            )
        if not process.wait_ended(deadline):
            raise AppFailed(f"{what} did not end within {shown(deadline.allowed)} and was killed.\n{_written(log)}")
    finally:
        if not process.ended:
            process.abandon()
    if process.failure:
        raise AppFailed(f"{what} cannot be started: {could_not_run(process.failure, words[0])}")
    if process.code != expected_rc:
        raise Mismatch(
            f"Expected the command {shown_command} to end with exit code {expected_rc}, but it ended "
            f"{outcome(process.code)}.\n{_written(log)}"
        )
    return log.text().removesuffix("\n")


def _written(log: Log) -> str:
    """The end of what a command wrote as a block for a message."""
    lines = log.tail(20)
    if not lines:
        return "It wrote nothing."
    return "\n    ".join(["It wrote:" if len(lines) < 20 else "It wrote at the end:", *lines])

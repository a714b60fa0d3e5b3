"""What the terminal can do: a few commands on files in memory, so that nothing outside of it is touched."""

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

OUT, ERR = 1, 2


class Ended(Exception):
    """The person has said ``exit``."""


class Output(NamedTuple):
    """What a command prints: on which channel, and the bytes."""

    channel: int
    data: bytes


class Shell:
    """One person's shell. ``run`` yields what a command prints, then ``status`` is how it ended: 0 is well."""

    def __init__(self) -> None:
        self.columns, self.rows = 80, 24
        self.files: dict[str, bytes] = {}
        self.status = 0

    def run(self, line: str) -> Iterator[Output]:
        """Run a command.

        Raises:
            Ended: there will be no further one.
        """
        name, _, rest = line.strip().partition(" ")
        self.status = 0
        if name == "exit":
            raise Ended
        if name == "echo":
            yield Output(OUT, f"{rest}\n".encode())
        elif name == "size":
            yield Output(OUT, f"{self.columns}x{self.rows}\n".encode())
        elif name == "yes" and rest.isdecimal():
            yield Output(OUT, b"y\n" * min(int(rest), 100_000))
        elif name == "cat" and rest in self.files:
            yield Output(OUT, self.files[rest])
        elif name == "sum" and rest in self.files:
            yield Output(OUT, f"{hashlib.sha256(self.files[rest]).hexdigest()}  {rest}\n".encode())
        else:
            self.status = 1 if name in ("cat", "sum") else 127
            what = f"{name}: {rest}: no such file" if self.status == 1 else f"{name}: command not found"
            yield Output(ERR, f"{what}\n".encode())

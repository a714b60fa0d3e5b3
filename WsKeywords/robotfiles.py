"""The files that Robot Framework writes while it runs, where no listener sees what is written before it is."""

import sys
from io import TextIOWrapper
from typing import Any

from robot.output.logger import LOGGER

from .core.redaction.secrets import live
from .logmasking import masked_by_value


def guard_files() -> None:
    """From now on no text makes a file of the run unreadable, and its debug file shows no known secret.

    A server can send lone surrogates in any JSON text, and UTF-8 cannot hold one: in the name of a GROUP, for example,
    it would end output.xml there, and on the console a suite. And the debug file has messages of lower levels than
    listeners get. Robot Framework has no public way to its files; where they are not found nothing is changed.
    """
    output = getattr(LOGGER, "_output_file", None)
    logger = getattr(output, "real_logger", None) or getattr(output, "logger", None)
    for file in (getattr(getattr(logger, "_writer", None), "output", None), sys.__stdout__, sys.__stderr__):
        _make_tolerant(file)
    for other in getattr(LOGGER, "_other_loggers", ()):
        file = getattr(other, "_outfile", None)
        _make_tolerant(file)
        if isinstance(file, TextIOWrapper):
            other._outfile = _Masked(file)


def _make_tolerant(file: Any) -> None:
    if isinstance(file, TextIOWrapper) and not file.closed:
        file.reconfigure(errors="backslashreplace")


class _Masked:
    """A debug file in which known secrets are masked."""

    def __init__(self, file: TextIOWrapper) -> None:
        self._file = file

    def write(self, text: str) -> int:
        return self._file.write(masked_by_value(text, live()))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

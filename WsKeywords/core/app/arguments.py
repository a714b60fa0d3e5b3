"""What is given to start an app or a command, checked, and as the system takes it."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from .. import given
from ..errors import InvalidArgument
from ..output import quote

#: A path that can stand in a request as it is.
_IN_A_REQUEST = re.compile(r"[!-~]+")


def split(command: str | Sequence[str]) -> list[str]:
    """A command as its words, split as a shell splits them; a sequence is taken as it is.

    Raises:
        InvalidArgument: nothing in it, or a quotation without an end.
    """
    if not isinstance(command, (str, list, tuple)):
        raise InvalidArgument(f"command must be a text or a list of words, but it is {given.shown(command)}.")
    if isinstance(command, str):
        try:
            words = shlex.split(command, posix=os.name != "nt")
        except ValueError as error:
            raise InvalidArgument(f"The command {quote(command)} cannot be split into words: {error}.") from None
        if os.name == "nt":
            words = [word[1:-1] if word[:1] == word[-1:] == '"' and len(word) > 1 else word for word in words]
    else:
        for word in command:
            if not isinstance(word, (str, os.PathLike)):
                raise InvalidArgument(f"command must hold texts and paths, but a word of it is {given.shown(word)}.")
        words = [os.fspath(word) for word in command]
    if not words or not words[0]:
        raise InvalidArgument("Expected a command, but got nothing: there is nothing to run.")
    if any("\0" in word for word in words):
        raise InvalidArgument(f"The command {quote(' '.join(words))} holds a NUL character, which no command can.")
    for word in words:
        _nameable(word, f"The command {quote(' '.join(words))}")
    return words


def environment(extra: Mapping[str, object] | None) -> dict[str, str]:
    """Our environment with ``extra`` over it; a variable whose value is ``None`` is left out.

    Python programs write their log at once (``PYTHONUNBUFFERED``). Where no virtual environment is active, ``python``
    is the Python that runs the tests.

    Raises:
        InvalidArgument: see ``texts``.
    """
    env = dict(os.environ)
    env.setdefault("PYTHONUNBUFFERED", "1")
    if not env.get("VIRTUAL_ENV"):
        env["PATH"] = os.pathsep.join(filter(None, (str(Path(sys.executable).parent), env.get("PATH"))))
    for name, value in texts(extra).items():
        if value is None:
            env.pop(name, None)
        else:
            env[name] = value
    return env


def texts(extra: Mapping[str, object] | None) -> dict[str, str | None]:
    """Environment variables as the texts that they will be; ``None`` stays.

    Raises:
        InvalidArgument: a name or value that no environment can hold.
    """
    given.mapping(extra, "env")
    found: dict[str, str | None] = {}
    for name, value in (extra or {}).items():
        what = f"the environment variable {quote(name)}"
        if not name or "=" in name or "\0" in name:
            raise InvalidArgument(f"{quote(name)} cannot be the name of an environment variable.")
        _nameable(name, f"The name of {what}")
        found[name] = text = None if value is None else given.as_text(value, what)
        if text is not None and "\0" in text:
            raise InvalidArgument(f"The value of {what} holds a NUL character.")
        if text is not None:
            _nameable(text, f"The value of {what}")
    return found


def _nameable(text: str, what: str) -> None:
    """Raises InvalidArgument for what the system has no bytes for."""
    try:
        os.fsencode(text)
    except UnicodeEncodeError:
        raise InvalidArgument(f"{what} holds half of a surrogate pair, which the system has no bytes for.") from None


def directory(cwd: str | os.PathLike[str] | None) -> str:
    """The absolute path of the working directory.

    Raises:
        InvalidArgument: there is no such directory.
    """
    if cwd is not None and not isinstance(cwd, (str, os.PathLike)):
        raise InvalidArgument(f"cwd must be a path, but it is {given.shown(cwd)}.")
    path = Path.cwd() if cwd is None else Path(cwd).absolute()
    try:
        there = path.is_dir()
    except ValueError:  # a name that no file can have
        there = False
    if not there:
        raise InvalidArgument(f"There is no directory {quote(str(path))} (cwd).")
    return str(path)


def check_start(name: object, host: object, port: object, ready: str | None, scheme: object) -> None:
    """Raises InvalidArgument for what is none of these."""
    if not isinstance(name, str) or not name:
        raise InvalidArgument(f"name must be a text that is not empty, but it is {given.shown(name)}.")
    if scheme not in ("http", "https"):
        raise InvalidArgument(f'Expected the scheme "http" or "https", but got {given.quoted(scheme)}.')
    check_port(port)
    given.texts_or_none({"ready": ready})
    if ready == "":
        raise InvalidArgument('An empty "ready" is in every log: give a /path, a text of the log, or nothing.')
    if ready is not None and ready.startswith("/") and not _IN_A_REQUEST.fullmatch(ready):
        raise InvalidArgument(
            f'"ready" is a path when it begins with "/", and {quote(ready)} can be none: write spaces, and what '
            "is no printable ASCII, as %XX."
        )
    given.text(host, "host")


def check_port(port: object) -> None:
    if isinstance(port, bool) or not isinstance(port, int) or not 0 <= port <= 65535:
        raise InvalidArgument(f"Expected a port from 0 (any free one) to 65535, but got {given.quoted(port)}.")


def check_wanted(text: object) -> None:
    given.text(text, "text")
    if not text:
        raise InvalidArgument("Nothing to check: every log contains an empty text.")

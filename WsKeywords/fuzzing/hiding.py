"""Secrets of a run in what is kept between runs: a mark stands for each, which the next run fills with its own."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from .options import FuzzOptions
from .routes import Target

_MARK = re.compile(r"\$\{secret:([^{}]*)\}")
#: Shorter ones are parts of words.
SHORTEST = 8


def pattern_of(secrets: Iterable[str], in_query: Iterable[tuple[str, str]]) -> re.Pattern[str]:
    """Finds secrets in a text.

    Args:
        secrets: that are known wherever they stand; the longest of several that fit is found.
        in_query: names and values of those in a query, of which also a short one is known by its name.
    """
    inner = [re.escape(each) for each in sorted(secrets, key=len, reverse=True) if len(each) >= SHORTEST]
    inner += [rf"(?<=[?&]{re.escape(name)}=){re.escape(value)}(?=&|\Z)" for name, value in in_query]
    return re.compile("|".join(inner) or "(?!)")


class Untellable(ValueError):
    """What cannot be kept without a secret, or was kept by a run with other ones."""


class Hiding:
    """Puts marks in the place of secrets, and secrets in the place of marks.

    Args:
        target: whose routes may have secrets in their paths.
        options: with the credentials of the run.
    """

    def __init__(self, target: Target, options: FuzzOptions) -> None:
        self._values = {f"{name}.{number}": form for name, form, number in _forms(target, options)}
        self._marks = {form: name for name, form in reversed(self._values.items())}
        self._pattern = pattern_of(self._marks, target.secrets)

    def hidden(self, value: Any) -> Any:
        """JSON values with marks.

        Raises:
            Untellable: bytes hold a secret.
        """
        if isinstance(value, str):
            return self._pattern.sub(lambda found: f"${{secret:{self._marks[found[0]]}}}", value)
        if isinstance(value, dict):
            if set(value) == {"base64"} and self._in_bytes(str(value["base64"])):
                raise Untellable("bytes with a secret")
            return {name: self.hidden(each) for name, each in value.items()}
        return [self.hidden(each) for each in value] if isinstance(value, list) else value

    def filled(self, value: Any) -> Any:
        """JSON values without marks.

        Raises:
            Untellable: a mark stands for something that this run has not.
        """
        if isinstance(value, str):
            return _MARK.sub(lambda found: self._of(found[1]), value)
        if isinstance(value, dict):
            return {name: self.filled(each) for name, each in value.items()}
        return [self.filled(each) for each in value] if isinstance(value, list) else value

    def _of(self, mark: str) -> str:
        if mark not in self._values:
            raise Untellable(mark)
        return self._values[mark]

    def _in_bytes(self, text: str) -> bool:
        return self._pattern.search(b64decode(text).decode("latin-1")) is not None


def _forms(target: Target, options: FuzzOptions) -> Iterator[tuple[str, str, int]]:
    """Each secret as it may stand in a conversation: name, text, and the number that tells it from others."""
    scheme, _, rest = (options.auth or "").partition(":")
    secrets = [("auth", rest.partition("=")[2] if scheme == "query" else rest)]
    if scheme == "basic":
        secrets += [("auth password", rest.partition(":")[2]), ("auth basic", b64encode(rest.encode()).decode())]
    secrets += [(f"header {name}", str(value)) for name, value in options.headers.items()]
    secrets += [(f"query {name}", value) for name, value in target.secrets]
    numbers: dict[str, int] = {}
    for name, value in secrets:
        # Wrong credentials that are nearly the right ones tell them too.
        nearly = value[:-1] if len(value) > SHORTEST else ""
        for form in (value, quote(value), quote(value, safe=""), nearly, quote(nearly), quote(nearly, safe="")):
            if form:
                yield name, form, numbers.get(name, 0)
            numbers[name] = numbers.get(name, 0) + 1

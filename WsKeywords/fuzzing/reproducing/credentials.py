"""Secrets of a run: they stand in environment variables, whose names the files hold, and never in a file."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from WsKeywords.core.output import Secrets, hidden

from ..findings import Failure
from ..hiding import pattern_of
from ..options import FuzzOptions
from ..properties.credentials import given_by, said_by

_DEFAULT = "WSKEYWORDS_"


@dataclass(frozen=True)
class Credentials:
    """What every handshake is given.

    Attributes:
        plain: headers that were generated.
        headers: names of those that the user gave, and the environment variable that holds the value of each.
        params: the same of query parameters.
        bearer: the environment variable of a token, or "".
        basic: that of ``user:password``, or "".
        values: what is secret, and in which variable it is.
        inside: the same of parameters in the query of the path, by name and value.
    """

    plain: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, str] = field(default_factory=dict)
    bearer: str = ""
    basic: str = ""
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    inside: Mapping[tuple[str, str], str] = field(default_factory=dict, repr=False)

    def parts(self, text: str) -> list[tuple[str, str]]:
        """A text as what is no secret, each with the environment variable of the secret after it, "" at the end."""
        parts, done = [], 0
        for each in pattern_of(self.values, self.inside).finditer(text):
            parts.append((text[done : each.start()], self.values[each[0]]))
            done = each.end()
        return [*parts, (text[done:], "")]

    @property
    def variables(self) -> tuple[str, ...]:
        """The environment variables that the files need."""
        names = [*self.headers.values(), *self.params.values(), *self.inside.values(), self.bearer, self.basic]
        return tuple(dict.fromkeys(filter(None, names)))


def credentials_of(
    options: FuzzOptions,
    headers: tuple[tuple[str, str], ...] = (),
    query: tuple[tuple[str, str], ...] = (),
) -> Credentials:
    """The credentials of a run, with the headers of a conversation, and secrets in the query of its path."""
    values: dict[str, str] = {}
    plain: dict[str, str] = {}
    secret: dict[str, str] = {}
    params: dict[str, str] = {}
    bearer = basic = ""
    for name, value in options.headers.items():
        secret[name] = _variable(value, name, values)
    plain.update(headers)  # which were generated
    scheme, _, rest = (options.auth or "").partition(":")
    if scheme == "bearer":
        bearer = _variable(rest, "TOKEN", values)
    elif scheme == "basic":
        basic = _variable(rest, "USER_AND_PASSWORD", values)
    elif scheme == "query":
        name, _, value = rest.partition("=")
        params[name] = _variable(value, name, values)
    inside = {(name, value): _variable(value, name, values) for name, value in query}
    return Credentials(plain, secret, params, bearer, basic, values, inside)


def intruding(failure: Failure, options: FuzzOptions) -> tuple[Failure, FuzzOptions]:
    """A failure whose conversation has wrong credentials of its own: with these alone.

    Those that are nearly the right ones are replaced by others, so that nobody learns the right ones from a file.
    """
    given = given_by(options)
    conversation = failure.conversation
    said = said_by(conversation, given) if given is not None else None
    if given is None or said is None:
        return failure, options
    if len(given.value) > 4 and said.startswith(given.value[:-1]):
        other = given.value.rpartition(" ")[0] + " wskeywords-wrong" if " " in given.value else "wskeywords-wrong"
        conversation = replace(
            conversation,
            path=conversation.path.replace(quote(said), quote(other)),
            headers=tuple((name, other if value == said else value) for name, value in conversation.headers),
        )
    return replace(failure, course=replace(failure.course, conversation=conversation)), replace(options, auth=None)


def is_secret(name: str) -> bool:
    """Whether what stands under that name is a secret: as the settings say, or the engine's own list does."""
    return hidden(name) or Secrets().is_secret_name(name)


def _variable(value: str, name: str, values: dict[str, str]) -> str:
    """The environment variable that holds a value already, or one to be set."""
    known = [key for key, held in os.environ.items() if held == value and len(value) > 3]
    if value in values:
        return values[value]
    variable = usual = min(known, key=len) if known else _DEFAULT + re.sub(r"\W+", "_", name).upper().strip("_")
    number = 1
    while variable in values.values():
        number += 1
        variable = f"{usual}_{number}"
    values[value] = variable
    return variable

"""Profiles: options of a connection by name, and the completion messages that end what an app sends at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from .errors import ConfigError, InvalidArgument, WsError
from .given import mapping
from .output import quote
from .suggest import all_of, nearest

if TYPE_CHECKING:
    from .matching.matchers import Matcher

#: The completion message that is meant where none is named.
DEFAULT = "default"
#: Options that are several names and values: those of a call are put over those of its profile one by one.
_JOINED = ("headers", "cookies", "params", "replies")
#: Options that say the same thing in different ways: a call that gives one does not want the other of its profile.
_RIVALS = (("auth", "bearer"), ("verify", "ca_cert"), ("proxy", "unix_socket"))


@dataclass(frozen=True)
class Profile:
    """One profile.

    Attributes:
        options: of ``Sessions.open``.
        completion: its own completion messages by name; *default* is the one meant where none is named.
        secrets: values in it that must not be shown.
    """

    options: Mapping[str, Any] = field(default_factory=dict, repr=False)
    completion: Mapping[str, Matcher] = field(default_factory=dict)
    secrets: tuple[str, ...] = field(default=(), repr=False)


class Profiles:
    """Profiles and completion messages, as Python code gives them.

    Args:
        profiles: by name the options of ``Sessions.open``, and ``completion``: a matcher, matcher arguments as a dict,
            the name of one of the completion messages, or several of these by name.
        completion: by name a matcher, or matcher arguments as a dict; *default* is meant where none is named.

    Raises:
        InvalidArgument: one of them cannot be used.
    """

    #: Who has them, for errors.
    owner = "Sessions"

    def __init__(
        self, profiles: Mapping[str, Mapping[str, Any]] | None = None, completion: Mapping[str, Any] | None = None
    ) -> None:
        self._completion = {name: matcher_of(each, f"completion.{name}") for name, each in (completion or {}).items()}
        self._profiles: dict[str, Profile] = {}
        for name, options in (profiles or {}).items():
            from .options import ConnectOptions

            mapping(options, f"The profile {quote(name)}")
            own = {key: value for key, value in options.items() if key != "completion"}
            if "profile" in own:
                raise InvalidArgument(f"The profile {quote(name)} cannot name another profile.")
            ConnectOptions.checked(own)
            self._profiles[name] = Profile(own, self._own_completion(name, options.get("completion")))

    def _own_completion(self, profile: str, given: Any) -> dict[str, Matcher]:
        where = f"profiles.{profile}.completion"
        if given is None:
            return {}
        if isinstance(given, str):
            return {DEFAULT: self._named(given, self._completion)}
        if isinstance(given, Mapping) and not is_matcher(given):
            return {name: matcher_of(each, f"{where}.{name}") for name, each in given.items()}
        return {DEFAULT: matcher_of(given, where)}

    def names(self) -> tuple[str, ...]:
        """The names of the profiles."""
        return tuple(self._profiles)

    def profile(self, name: str) -> Profile:
        """The profile of that name.

        Raises:
            WsError: there is none; the nearest name is offered.
        """
        if name not in self.names():
            raise self._unknown(name)
        return self._profiles[name]

    def _unknown(self, name: str) -> WsError:
        if not self.names():
            return ConfigError(f"{self.owner} has no profiles, but {quote(str(name))} was asked for.")
        near = nearest(str(name), self.names())
        hint = f'; did you mean "{near}"?' if near else "."
        return ConfigError(f"{self.owner} has no profile {quote(str(name))}{hint} It has {all_of(self.names())}.")

    # completion messages

    def completions(self) -> Mapping[str, Matcher]:
        """The completion messages by name, without those of profiles."""
        return self._completion

    def completion(self, given: Any, profile: str | None, session: str) -> Matcher:
        """The completion message that is meant.

        Args:
            given: a matcher, matcher arguments as a dict, a name, or ``None``: the default of the profile, or of all.
            profile: of the session.
            session: its name, for errors.

        Raises:
            WsError: there is none of that name, or no default.
        """
        if given is not None and not isinstance(given, str):
            return matcher_of(given, "completion")
        own = self.profile(profile).completion if profile is not None else {}
        known = {**self.completions(), **own}
        if given is not None:
            return self._named(given, known)
        if DEFAULT in known:
            return known[DEFAULT]
        raise self._no_default(session, profile, tuple(known))

    def _named(self, name: str, known: Mapping[str, Matcher]) -> Matcher:
        if name in known:
            return known[name]
        if not known:
            raise ConfigError(f"{self.owner} names no completion messages, but {quote(name)} was asked for.")
        near = nearest(name, known)
        hint = f'; did you mean "{near}"?' if near else "."
        raise ConfigError(f"{self.owner} has no completion message {quote(name)}{hint} It has {all_of(known)}.")

    def _no_default(self, session: str, profile: str | None, known: tuple[str, ...]) -> WsError:
        of = "" if profile is None else f", nor has its profile {quote(profile)}"
        there = f" It has {all_of(known)}: completion={known[0]} means that one." if known else ""
        return ConfigError(
            f"Nothing says which message ends all messages of session {quote(session)}: {self._lacks()}{of}.{there}\n"
            'For this call give completion={"json_contains": {"action": "complete"}}, or write for all:\n'
            f"    {self._written()}"
        )

    def _lacks(self) -> str:
        return f"{self.owner} has no completion message {quote(DEFAULT)}"

    def _written(self) -> str:
        return 'Sessions(completion={"default": {"json_contains": {"action": "complete"}}})'


class NoFile(Profiles):
    """No profiles, because there is no configuration file.

    Args:
        folder: where it was looked for.
    """

    def __init__(self, folder: str) -> None:
        super().__init__()
        self._folder = folder

    def _unknown(self, name: str) -> WsError:
        return self._missing(f"The profile {quote(str(name))}")

    def _named(self, name: str, known: Mapping[str, Matcher]) -> Matcher:
        raise self._missing(f"The completion message {quote(name)}")

    def _missing(self, what: str) -> WsError:
        return ConfigError(f"{what} was asked for, but {self._lacks()}.")

    def _lacks(self) -> str:
        named = ": name the file with config=${CURDIR}/wskeywords.yaml"
        return f"there is no wskeywords.yaml in {quote(self._folder)}{named}"

    def _written(self) -> str:
        return "completion: {default: {json_contains: {action: complete}}}"


def is_matcher(given: Mapping[str, Any]) -> bool:
    """Whether a dict holds matcher arguments, and not several of these by name."""
    from .matching.matchers import MATCHER_ARGUMENTS

    return not given or any(name in MATCHER_ARGUMENTS for name in given) or not all(map(_may_be_one, given.values()))


def _may_be_one(value: Any) -> bool:
    from .matching.matchers import Matcher

    return isinstance(value, (Mapping, Matcher))


def matcher_of(
    given: Any, name: str, *, such_as: Mapping[str, str] = MappingProxyType({"contains": "done"}), use: str = "look for"
) -> Matcher:
    """A matcher as it is, or from a dict of matcher arguments.

    Args:
        given: by a user.
        name: of the argument, for errors.
        such_as: an example of what is allowed.
        use: what is done with JSON that matches.

    Raises:
        InvalidArgument: it is neither, or an argument of it cannot be used.
    """
    from .matching.matchers import MATCHER_ARGUMENTS, Matcher, matcher_from

    if isinstance(given, Matcher):
        return given
    if not isinstance(given, Mapping):
        raise InvalidArgument(
            f'Expected argument "{name}" to be a dict of matcher arguments such as {json.dumps(dict(such_as))}, '
            f"but it was {given!r}."
        )
    for word in given:
        if word not in (*MATCHER_ARGUMENTS, "ignore_case"):
            near = nearest(str(word), MATCHER_ARGUMENTS)
            hint = f' Did you mean "{near}"?' if near else ""
            raise InvalidArgument(
                f'"{word}" is no matcher argument of "{name}".{hint} They are {all_of(MATCHER_ARGUMENTS)}; '
                f'JSON to {use} is written {{"json_contains": {{…}}}}.'
            )
    return matcher_from(**given)


# --- what a call and its profile say together


def over(profile: Mapping[str, Any], call: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a call put over those of its profile."""
    base = without_rivals(profile, call)
    merged = {**base, **call}
    for name in _JOINED:
        below, above = base.get(name), call.get(name)
        if isinstance(below, Mapping) and isinstance(above, Mapping):
            if name == "headers":
                lowered = {str(key).lower() for key in above}
                below = {key: value for key, value in below.items() if str(key).lower() not in lowered}
            merged[name] = {**below, **above}
    return merged


def without_rivals(options: Mapping[str, Any], stronger: Mapping[str, Any]) -> dict[str, Any]:
    """Options without those that say in another way what the stronger ones say."""
    said = set(stronger)
    headers = stronger.get("headers")
    if isinstance(headers, Mapping) and any(str(name).lower() == "authorization" for name in headers):
        said.add("bearer")
    if stronger.get("verify") is True:
        said.discard("verify")
    rivals = {name for group in _RIVALS if said.intersection(group) for name in group}
    if "client_cert" in said:
        rivals.add("client_key")
    return {name: value for name, value in options.items() if name not in rivals}

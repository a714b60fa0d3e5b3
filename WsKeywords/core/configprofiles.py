"""The sections *completion* and *profiles* of ``wskeywords.yaml``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from .configfile import ConfigFile, as_text, has_variable, proxy, shown, text_of
from .errors import InvalidArgument
from .output import quote
from .profiles import DEFAULT, Profile, Profiles, is_matcher
from .quantities import duration, size
from .suggest import all_of, nearest

if TYPE_CHECKING:
    from .matching.matchers import Matcher

Where = tuple[Any, ...]
#: Options in which the values of environment variables are secrets.
_SECRET = ("headers", "cookies", "params", "subprotocols", "auth", "bearer")
_PATHS = ("ca_cert", "client_cert", "client_key", "unix_socket")


def _flag(value: Any) -> bool:
    if isinstance(value, str) and value.lower() in ("true", "false"):  # of an environment variable
        return value.lower() == "true"
    if not isinstance(value, bool):
        raise ValueError
    return value


def _flag_or_text(value: Any) -> bool | str:
    try:
        return _flag(value)
    except ValueError:
        return text_of(value)


def _words(value: Any) -> list[str]:
    words = value.split(",") if isinstance(value, str) else value
    if not isinstance(words, list) or not words or not all(isinstance(word, str) and word.strip() for word in words):
        raise ValueError
    return [word.strip() for word in words]


def _any_text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError
    return value


_TIME = (duration, "a time such as 5s, 500ms or 2 minutes")
_TEXT = (text_of, "a text that is not empty")
_FLAG = (_flag, "true or false")
#: How each option is read, and what it must be; those that hold several values have a method of their own.
_READERS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "subprotocols": (_words, "a list of names or a text with commas"),
    "open_timeout": _TIME,
    "ping_interval": _TIME,
    "ping_timeout": _TIME,
    "max_size": (size, "a number of bytes such as 65536 or 16 MiB"),
    "max_unread": (size, "a number of messages, at least 1"),
    "compression": (_flag_or_text, "true, false or the parameters of permessage-deflate"),
    "verify": (_flag_or_text, "true, false or a CA file"),
    "answer_pings": _FLAG,
    "separator": (_any_text, "a text"),
    **dict.fromkeys(("origin", "auth", "bearer", "http_session"), _TEXT),
    "proxy": (proxy, "a URL such as http://proxy:3128 or socks5://proxy:1080, or direct"),
    **dict.fromkeys(_PATHS, (_any_text, "a text")),  # an empty one: none, whatever the environment says
}


class ProfilesOfFile(Profiles):
    """Checked as a whole when the file is read; environment variables are looked up when a profile is used.

    Args:
        file: that has been read.

    Raises:
        ConfigError: an unknown name or a value that cannot be used; names file and line.
    """

    def __init__(self, file: ConfigFile) -> None:
        super().__init__()
        self._file = file
        self.owner = file.name
        self._raw = file.section("profiles")
        raw = file.section("completion")
        for name, each in raw.items():
            self._check_name_of_completion(name, each)
        self._all = {
            name: self._matcher(("completion", name), each, f"the completion message {quote(name)}", expand=False)
            for name, each in raw.items()
        }
        for name in self._raw:
            self._read(name, expand=False)

    def names(self) -> tuple[str, ...]:
        return tuple(self._raw)

    def profile(self, name: str) -> Profile:
        if name not in self._raw:
            raise self._unknown(name)
        return self._read(name, expand=True)

    def completions(self) -> Mapping[str, Matcher]:
        """Read again: environment variables in them are known now."""
        return {
            name: self._matcher(("completion", name), each, f"the completion message {quote(name)}", expand=True)
            for name, each in self._file.section("completion").items()
        }

    def _written(self) -> str:
        return "completion: {default: {json_contains: {action: complete}}}"

    def _check_name_of_completion(self, name: str, message: Any) -> None:
        """A matcher argument may be a name, such as ``event``, but not where the name was forgotten."""
        from .matching.matchers import MATCHER_ARGUMENTS

        named = isinstance(message, dict) and message and all(key in MATCHER_ARGUMENTS for key in message)
        if name in MATCHER_ARGUMENTS and not named:
            raise self._file.error(
                ("completion", name),
                f"completion holds messages by name, but {quote(name)} is a matcher argument; "
                f"write completion: {{{DEFAULT}: {{{name}: …}}}}",
            )

    # one profile

    def _read(self, name: str, expand: bool) -> Profile:
        from .options import OPTION_NAMES, ConnectOptions

        file, where = self._file, ("profiles", name)
        what = f"the profile {quote(name)}"
        raw = file.mapping(self._raw[name], where, what)
        allowed = [option for option in OPTION_NAMES if option != "profile"]
        file.allow(raw, where, [*allowed, "completion"], f" of {what}")
        file.secrets = []
        options: dict[str, Any] = {}
        known_later = False
        for option, value in raw.items():
            if option == "completion":
                continue
            if has_variable(value) and not expand:
                file.expanded(value, (*where, option), expand=False, secret=False)
                known_later = True
            else:
                options[option] = self._option(option, value, (*where, option), f"{option} of {what}", expand)
        if not known_later:
            try:
                ConnectOptions.checked(options)
            except InvalidArgument as error:
                raise file.error(where, f"{what} cannot be used: {error}", stop=False) from None
        completion = self._completion_of(raw.get("completion"), (*where, "completion"), what, expand)
        return Profile(options, completion, tuple(file.secrets))

    def _option(self, option: str, value: Any, where: Where, what: str, expand: bool) -> Any:
        if option in ("headers", "cookies", "params"):
            found = self._file.mapping(value, where, what)
            return {name: self._item(option, name, each, (*where, name), what, expand) for name, each in found.items()}
        if option == "ignore":
            return self._matcher(where, value, what, expand)
        if option == "replies":
            return self._deeply(self._file.mapping(value, where, what), where, expand)
        reader, allowed = _READERS.get(option, (lambda value: value, ""))
        try:
            found = reader(self._file.expanded(value, where, expand, secret=option in _SECRET))
        except ValueError:
            raise self._file.error(where, f"{what} must be {allowed}, but it is {shown(value)}") from None
        if (option in _PATHS and found) or (option == "verify" and isinstance(found, str)):
            path = self._file.beside(found)
            if expand and option != "unix_socket" and not path.exists():  # of another profile it may be elsewhere
                raise self._file.error(where, f"{what} must be a file that exists, but there is no {quote(str(path))}")
            return str(path)
        return found

    def _item(self, option: str, name: str, value: Any, where: Where, what: str, expand: bool) -> Any:
        """The value of one header, cookie or parameter; without one it is not sent."""
        if value is None:
            return None
        if option == "params" and isinstance(value, list):
            return [self._item(option, name, each, where, what, expand) for each in value]
        try:
            text = as_text(value)
        except ValueError:
            error = f"{quote(name)} in {what} must be a text, but it is {shown(value)}"
            raise self._file.error(where, error) from None
        return self._file.expanded(text, where, expand, secret=option in _SECRET)

    # completion messages

    def _completion_of(self, given: Any, where: Where, what: str, expand: bool) -> dict[str, Matcher]:
        if given is None:
            return {}
        if isinstance(given, str):
            known = self._all
            if given not in known:
                near = nearest(given, known)
                hint = f'; did you mean "{near}"?' if near else "."
                there = f" There is {all_of(known)}" if known else " None is named under completion"
                raise self._file.error(
                    where, f"{what} names the unknown completion message {quote(given)}{hint}{there}"
                )
            return {DEFAULT: self.completions()[given] if expand else known[given]}
        found = self._file.mapping(given, where, f"completion of {what}")
        if is_matcher(found):
            return {DEFAULT: self._matcher(where, found, f"completion of {what}", expand)}
        return {
            name: self._matcher((*where, name), each, f"the completion message {quote(name)} of {what}", expand)
            for name, each in found.items()
        }

    def _matcher(self, where: Where, given: Any, what: str, expand: bool) -> Matcher:
        from .matching.matchers import MATCHER_ARGUMENTS, AnyMessage, matcher_from

        file = self._file
        arguments = file.mapping(given, where, what)
        for word in arguments:
            if word not in (*MATCHER_ARGUMENTS, "ignore_case"):
                near = nearest(word, MATCHER_ARGUMENTS)
                hint = f'; did you mean "{near}"?' if near else "."
                raise file.error(
                    (*where, word),
                    f"unknown matcher argument {quote(word)} of {what}{hint} They are {all_of(MATCHER_ARGUMENTS)}; "
                    "JSON to look for is written json_contains: {…}",
                )
        expanded = self._deeply(arguments, where, expand)
        if not expand and _holds_variable(arguments):
            return AnyMessage()  # what it will be is known when it is used
        if isinstance(expanded.get("schema"), str):
            expanded["schema"] = str(file.beside(expanded["schema"]))
        try:
            return matcher_from(**expanded)
        except InvalidArgument as error:
            raise file.error(where, f"{what} cannot be used: {error}", stop=False) from None

    def _deeply(self, value: Any, where: Where, expand: bool) -> Any:
        """Every text in a value with its environment variables replaced."""
        if isinstance(value, dict):
            return {name: self._deeply(each, (*where, name), expand) for name, each in value.items()}
        if isinstance(value, list):
            return [self._deeply(each, (*where, number), expand) for number, each in enumerate(value)]
        return self._file.expanded(value, where, expand, secret=False)


def _holds_variable(value: Any) -> bool:
    if isinstance(value, (dict, list)):
        return any(map(_holds_variable, value.values() if isinstance(value, dict) else value))
    return has_variable(value)

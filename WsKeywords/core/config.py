"""``wskeywords.yaml``: the settings that a project shares, and the environments that its tests run against."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .errors import ConfigError
from .output import quote
from .suggest import nearest, one_of
from .yamlfile import Document, load_yaml

__all__ = [
    "BASE_SCHEMES",
    "DEFAULT_FILE",
    "Changes",
    "Config",
    "apply",
    "base_url",
    "duration",
    "find_config",
    "load_config",
    "load_yaml",
    "size",
]

#: Looked for in the working directory when no other file is given.
DEFAULT_FILE = "wskeywords.yaml"
_TIMES = ("timeout", "open_timeout", "close_timeout")
_KEYS = (*_TIMES, "max_size", "max_unread", "redact", "environments")
_FILES = ("ca_cert", "client_cert", "client_key")
_ENVIRONMENT_KEYS = ("base_url", "headers", "verify", *_FILES, "proxy", "no_proxy")
#: What a base URL may begin with.
BASE_SCHEMES = "http://, https://, ws:// or wss://"
_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_DURATION = re.compile(r"(\d+(?:\.\d+)?|\.\d+)\s*([a-z]*)")
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmg]?)(i?)b?", re.IGNORECASE)
_UNITS = {
    **dict.fromkeys(("ms", "millis", "millisecond", "milliseconds"), 0.001),
    **dict.fromkeys(("", "s", "sec", "secs", "second", "seconds"), 1.0),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 60.0),
    **dict.fromkeys(("h", "hour", "hours"), 3600.0),
}


def duration(value: object) -> float:
    """Seconds, from a number of them or a text such as ``5s``, ``500ms``, ``2 minutes``, ``1 min 30 s``.

    Raises:
        ValueError: it is none.
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        found = float(value)
    elif isinstance(value, str):
        text = value.strip().lower()
        parts = _DURATION.findall(text)
        if not parts or _DURATION.sub("", text).strip() or (len(parts) > 1 and not all(unit for _, unit in parts)):
            raise ValueError
        if any(unit not in _UNITS for _, unit in parts):
            raise ValueError
        found = sum(float(number) * _UNITS[unit] for number, unit in parts)
    else:
        raise ValueError
    if not 0 <= found < 1e9:
        raise ValueError
    return found


def size(value: object) -> int:
    """Bytes, from a number of them or a text such as ``64 KiB``, ``16 MiB``, ``1 MB``.

    Raises:
        ValueError: it is none, or less than 1.
    """
    found = 0
    if isinstance(value, int) and not isinstance(value, bool):
        found = value
    elif isinstance(value, str) and (match := _SIZE.fullmatch(value.strip())):
        unit = (1024 if match[3] else 1000) ** (" kmg".index(match[2].lower()) if match[2] else 0)
        found = int(float(match[1]) * unit)
    if found < 1:
        raise ValueError
    return found


@dataclass(frozen=True)
class Changes:
    """What a file says about the settings.

    Attributes:
        values: by the names of the arguments of ``Sessions``; only those that the file sets.
        secrets: values of environment variables in it, which must not be shown.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    secrets: tuple[str, ...] = ()


class Config:
    """One file, read and checked as a whole; environment variables are looked up for what is used of it.

    Args:
        path: of the file.

    Raises:
        ConfigError: an unknown key, a wrong type, a duplicate, no YAML: one error that names file and line.
    """

    def __init__(self, path: str | Path) -> None:
        self._document = Document(path)
        content = self._document.value
        self._content = {} if content is None else self._mapping(content, (), "the file")
        self._allow(self._content, (), _KEYS, "")
        for name, environment in self._environments().items():
            where = ("environments", name)
            self._allow(
                self._mapping(environment, where, f"the environment {quote(name)}"),
                where,
                _ENVIRONMENT_KEYS,
                f" of the environment {quote(name)}",
            )
        self._secrets: list[str] = []
        for name in ("", *self._environments()):
            self._changes(name, expand=False)

    @property
    def environments(self) -> tuple[str, ...]:
        """The names of the environments."""
        return tuple(self._environments())

    def changes(self, environment: str | None = None) -> Changes:
        """The settings of the file and of one of its environments.

        Raises:
            ConfigError: there is no such environment, or an environment variable is missing.
        """
        if environment and environment not in self.environments:
            name = self._document.name
            if not self.environments:
                raise ConfigError(f"{name} has no environments, but {quote(environment)} was asked for.")
            near = nearest(environment, self.environments)
            hint = f'; did you mean "{near}"?' if near else "."
            raise ConfigError(
                f"{name} has no environment {quote(environment)}{hint} It has {one_of(self.environments)}."
            )
        self._secrets = []
        values = self._changes(environment or "", expand=True)
        return Changes(values, tuple(self._secrets))

    def _changes(self, environment: str, expand: bool) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key in _TIMES:
            self._read(values, (key,), expand, duration, "a time such as 5s, 500ms or 2 minutes")
        self._read(values, ("max_size",), expand, size, "a number of bytes such as 65536 or 16 MiB")
        self._read(values, ("max_unread",), expand, size, "a number of messages, at least 1")
        self._read(values, ("redact",), expand, _names, "a list of names")
        if environment:
            where = ("environments", environment)
            self._read(values, (*where, "base_url"), expand, base_url, f"a URL that begins with {BASE_SCHEMES}")
            # The CA file of another environment may be on another machine only.
            verify, allowed = (self._verify, "a CA file that exists") if expand else (_bool_or_text, "a CA file")
            self._read(values, (*where, "verify"), expand, verify, f"true, false or {allowed}")
            for key in _FILES:
                self._read(values, (*where, key), expand, self._file if expand else _text, "a file that exists")
            allowed = "a URL such as http://proxy:3128 or socks5://proxy:1080, or direct"
            self._read(values, (*where, "proxy"), expand, _proxy, allowed)
            self._read(values, (*where, "no_proxy"), expand, _hosts, "a list of hosts, or a text with commas")
            self._read_headers(values, where, expand)
        return values

    def _read(self, values: dict[str, Any], where: tuple[str, ...], expand: bool, reader: Any, allowed: str) -> None:
        found: Any = self._content
        for key in where:
            if key not in found:
                return
            found = found[key]
        value = self._expanded(found, where, expand, secret=False)
        if not expand and isinstance(value, str) and _VARIABLE.search(value):
            return  # what it will be is known when it is used
        try:
            values[where[-1]] = reader(value)
        except ValueError:
            name = " of the environment ".join([where[-1], *map(quote, where[1:-1])])
            raise self._error(where, f"{name} must be {allowed}, but it is {_shown(found)}") from None

    def _read_headers(self, values: dict[str, Any], where: tuple[str, ...], expand: bool) -> None:
        headers = self._content["environments"][where[1]].get("headers")
        if headers is None:
            return
        where = (*where, "headers")
        read: dict[str, str] = {}
        for name, value in self._mapping(headers, where, "headers").items():
            if isinstance(value, (dict, list)) or value is None:
                raise self._error((*where, name), f"the header {quote(name)} must be a text, but it is {_shown(value)}")
            text = str(value).lower() if isinstance(value, bool) else value if isinstance(value, str) else str(value)
            read[name] = self._expanded(text, (*where, name), expand, secret=True)
        values["headers"] = read

    def _expanded(self, value: Any, where: tuple[str, ...], expand: bool, secret: bool) -> Any:
        """``${NAME}`` replaced. The values of variables in headers are secrets, those in a base URL are not: it is in
        every report, and credentials in it are found as such."""
        if not isinstance(value, str):
            return value

        def lookup(match: re.Match[str]) -> str:
            name = match[1].strip()
            if not name:
                raise self._error(where, "${} names no environment variable")
            if not expand:
                return match[0]
            if name not in os.environ:
                near = nearest(name, list(os.environ))
                hint = f'; did you mean "{near}"?' if near else ""
                raise self._error(where, f"the environment variable {quote(name)} is not set{hint}", stop=not hint)
            if secret and os.environ[name]:
                self._secrets.append(os.environ[name])
            return os.environ[name]

        return _VARIABLE.sub(lookup, value)

    def _verify(self, value: Any) -> bool | str:
        return value if isinstance(value, bool) else self._file(value)

    def _file(self, value: Any) -> str:
        path = self._document.path.parent / _text(value)
        if not path.exists():
            raise ValueError
        return str(path)

    def _environments(self) -> dict[str, Any]:
        found = self._content.get("environments")
        return {} if found is None else self._mapping(found, ("environments",), "environments")

    def _mapping(self, value: Any, where: tuple[str, ...], what: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self._error(where, f"{what} must be a mapping (name: value), but it is {_shown(value)}")
        return value

    def _allow(self, found: Mapping[str, Any], where: tuple[str, ...], allowed: tuple[str, ...], of: str) -> None:
        for key in found:
            if key not in allowed:
                near = nearest(key, allowed)
                hint = f'; did you mean "{near}"?' if near else "."
                raise self._error((*where, key), f"unknown key {quote(key)}{of}{hint} The keys are {one_of(allowed)}")

    def _error(self, where: tuple[str, ...], text: str, stop: bool = True) -> ConfigError:
        return self._document.error(self._document.line(*where), text, stop)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError
    return value


def base_url(value: object) -> str:
    """A base URL: absolute, with a host, for HTTP or WebSockets.

    Raises:
        ValueError: it is none.
    """
    from urllib.parse import urlsplit

    parts = urlsplit(_text(value).strip())
    if parts.scheme.lower() not in ("http", "https", "ws", "wss") or not parts.hostname:
        raise ValueError
    return _text(value).strip()


def _proxy(value: Any) -> str:
    from .handshake.proxies import DIRECT, proxy_from
    from .output import Secrets

    if value is False or value is None or value == "":
        return DIRECT
    proxy_from(_text(value), "proxy", Secrets())
    return _text(value).strip()


def _hosts(value: Any) -> tuple[str, ...]:
    from .handshake.proxies import split_hosts

    return split_hosts(value) if isinstance(value, str) else _names(value)


def _bool_or_text(value: Any) -> bool | str:
    return value if isinstance(value, bool) else _text(value)


def _names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(name, str) and name for name in value):
        raise ValueError
    return tuple(value)


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return quote(value)
    kinds = {dict: "a mapping", list: "a list", type(None): "empty"}
    return kinds.get(type(value), str(value).lower() if isinstance(value, bool) else str(value))


def find_config(path: str | Path | None = None) -> Config | None:
    """The file that was asked for, or ``wskeywords.yaml`` of the working directory when it is there.

    Raises:
        ConfigError: the file cannot be used.
    """
    if path is not None:
        return Config(path)
    return Config(DEFAULT_FILE) if Path(DEFAULT_FILE).is_file() else None


def load_config(path: str | Path) -> Config:
    """Read and check a file.

    Raises:
        ConfigError: it cannot be used.
    """
    return Config(path)


def apply(config: Config | None, environment: str | None = None) -> Changes:
    """What the file and one of its environments change in the settings; arguments that are given win over it.

    Raises:
        ConfigError: an environment is asked for, but there is no file or it has no such environment.
    """
    if config is not None:
        return config.changes(environment)
    if environment:
        raise ConfigError(
            f"The environment {quote(environment)} was asked for, but there is no {DEFAULT_FILE} in "
            f"{quote(os.getcwd())}: name the file with config=."
        )
    return Changes()

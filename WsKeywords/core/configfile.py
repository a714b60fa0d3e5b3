"""A configuration file as its sections read it: mappings with known keys, environment variables, errors with a line."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from .errors import ConfigError
from .output import quote
from .suggest import all_of, nearest
from .yamlfile import Document

_VARIABLE = re.compile(r"\$\{([^}]*)\}")


class ConfigFile:
    """One YAML file whose value is a mapping.

    Args:
        path: of the file.

    Raises:
        ConfigError: it cannot be read, or is no mapping.
    """

    def __init__(self, path: str | Path) -> None:
        self.document = Document(path)
        content = self.document.value
        self.content = {} if content is None else self.mapping(content, (), "the file")
        #: Values of environment variables that must not be shown, of what was looked up.
        self.secrets: list[str] = []

    @property
    def name(self) -> str:
        """The file as it was named."""
        return self.document.name

    def section(self, name: str) -> dict[str, Any]:
        """What stands under a key of the file; nothing when it is not there or empty."""
        found = self.content.get(name)
        return {} if found is None else self.mapping(found, (name,), name)

    def mapping(self, value: Any, where: tuple[Any, ...], what: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.error(where, f"{what} must be a mapping (name: value), but it is {shown(value)}")
        return value

    def allow(self, found: Mapping[str, Any], where: tuple[Any, ...], allowed: Iterable[str], of: str) -> None:
        """Raises ConfigError when there is a key that is not allowed."""
        words = tuple(allowed)
        for key in found:
            if key not in words:
                near = nearest(key, words)
                hint = f'; did you mean "{near}"?' if near else "."
                raise self.error((*where, key), f"unknown key {quote(key)}{of}{hint} The keys are {all_of(words)}")

    def expanded(self, value: Any, where: tuple[Any, ...], expand: bool, secret: bool) -> Any:
        """``${NAME}`` replaced by the environment variable.

        Args:
            value: anything but a text stays as it is.
            where: the keys that lead to it, for errors.
            expand: whether to look variables up, or only to check that each has a name.
            secret: the values of variables are secrets.
        """
        if not isinstance(value, str):
            return value

        def lookup(match: re.Match[str]) -> str:
            name = match[1].strip()
            if not name:
                raise self.error(where, "${} names no environment variable")
            if not expand:
                return match[0]
            if name not in os.environ:
                near = nearest(name, list(os.environ))
                hint = f'; did you mean "{near}"?' if near else ""
                raise self.error(where, f"the environment variable {quote(name)} is not set{hint}", stop=not hint)
            if secret and os.environ[name]:
                self.secrets.append(os.environ[name])
            return os.environ[name]

        return _VARIABLE.sub(lookup, value)

    def beside(self, path: str) -> Path:
        """A path that is relative to the file."""
        return self.document.path.parent / path

    def error(self, where: tuple[Any, ...], text: str, stop: bool = True) -> ConfigError:
        return self.document.error(self.document.line(*where), text, stop)


def has_variable(value: Any) -> bool:
    """Whether a text holds ``${NAME}``: what it will be is known when it is used."""
    return isinstance(value, str) and _VARIABLE.search(value) is not None


def text_of(value: Any) -> str:
    """A text that is not empty.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(value, str) or not value.strip():
        raise ValueError
    return value


def as_text(value: Any) -> str:
    """A scalar as the text that it stands for in a header.

    Raises:
        ValueError: it is a list, a mapping or nothing.
    """
    if isinstance(value, (dict, list)) or value is None:
        raise ValueError
    return str(value).lower() if isinstance(value, bool) else str(value)


def proxy(value: Any) -> str:
    """The URL of a proxy, or what means none.

    Raises:
        ValueError: it is neither.
    """
    from .handshake.proxies import DIRECT, proxy_from
    from .output import Secrets

    if value is False or value is None or value == "":
        return DIRECT
    proxy_from(text_of(value), "proxy", Secrets())
    return text_of(value).strip()


def shown(value: Any) -> str:
    """A wrong value, as an error shows it."""
    if isinstance(value, str):
        return quote(value)
    kinds = {dict: "a mapping", list: "a list", type(None): "empty"}
    return kinds.get(type(value), str(value).lower() if isinstance(value, bool) else str(value))

"""The options of a run, put together from what a call or a command line says and what ``wskeywords.yaml`` says."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from WsKeywords.core import InvalidArgument, WsError
from WsKeywords.core.output import quote
from WsKeywords.core.suggest import all_of, nearest

from .options import FuzzOptions

if TYPE_CHECKING:
    from WsKeywords.core.settings import Settings

_FIELDS = {each.name for each in fields(FuzzOptions)}
SCHEMES = ("bearer", "basic", "query")
AUTH = "bearer:TOKEN, basic:USER:PASSWORD or query:NAME=VALUE"
_VARIABLE = re.compile(r"\$\{?(\w+)\}?")
#: The attribute of a check of the user that says what judges: a keyword, or ``module:function``.
JUDGE = "judge_of_the_user"
#: The packages of the extra.
_NEEDED = ("hypothesis",)


def options_of(given: Mapping[str, Any], file: Mapping[str, Any], settings: Settings | None = None) -> FuzzOptions:
    """The options of a run.

    Args:
        given: by the caller, who wins; None: not given.
        file: by ``wskeywords.yaml``; what is no option of a run (``target``, ``junit`` …) is passed over.
        settings: whose secrets are to know the credentials.

    Raises:
        InvalidArgument: a value that cannot be used.
    """
    values = {name: value for name, value in file.items() if name in _FIELDS}
    for name, value in given.items():
        if value is None:
            continue
        joined = isinstance(value, Mapping) and isinstance(values.get(name), Mapping)
        values[name] = {**values[name], **value} if joined else value
    for name in ("output", "database"):
        if values.get(name) is not None:
            values[name] = Path(values[name])
    if values.get("auth"):
        values["auth"] = auth_of(str(values["auth"]))
    if settings is not None:
        _hide(values, settings)
    named, functions = checks_of(values.get("properties", ()))
    values["properties"], values["checks"] = named, (*values.get("checks", ()), *functions)
    return FuzzOptions(**values)


def checks_of(properties: Iterable[str]) -> tuple[tuple[str, ...], tuple[Callable[[Any], str | None], ...]]:
    """Names of properties, and functions of the user that stand among them as ``module:function``."""
    given = tuple(properties)
    return tuple(each for each in given if ":" not in each), tuple(imported(each) for each in given if ":" in each)


def imported(name: str) -> Callable[[Any], str | None]:
    """A property of the user: a function that takes a ``Course`` and returns what is wrong, or None.

    Raises:
        InvalidArgument: there is no such function.
    """
    module_name, _, attribute = name.partition(":")
    module = import_module_of(module_name, f'the property "{name}"')
    found = getattr(module, attribute, None)
    if not callable(found):
        near = nearest(attribute, [each for each in dir(module) if callable(getattr(module, each))])
        hint = f' Did you mean "{module_name}:{near}"?' if near else ""
        raise InvalidArgument(
            f'Expected the property "{name}" to be a function, but the module "{module_name}" has none '
            f'called "{attribute}".{hint}'
        )
    return found  # type: ignore[no-any-return]


def name_of(check: Callable[..., Any]) -> str:
    """The name of the property that a check of a user is."""
    return str(getattr(check, "__name__", "check")).replace("_", "-")


def judge_of(check: Callable[..., Any]) -> str:
    """By which words a user named a check: a keyword, or ``module:function``; "" where it has none."""
    import sys

    judge = getattr(check, JUDGE, "")
    if judge:
        return str(judge)
    name, module = getattr(check, "__name__", ""), getattr(check, "__module__", "")
    return f"{module}:{name}" if getattr(sys.modules.get(module), name, None) is check else ""


def import_module_of(name: str, what: str) -> Any:
    """A module of the user, found as Python finds it in the working directory.

    Raises:
        InvalidArgument: it cannot be imported; says why.
    """
    import importlib
    import sys

    if os.getcwd() not in sys.path and "" not in sys.path:
        sys.path.insert(0, os.getcwd())
    try:
        return importlib.import_module(name)
    except Exception as error:
        raise InvalidArgument(
            f'The module "{name}" of {what} cannot be imported: {type(error).__name__}: {error}.'
        ) from None


def auth_of(text: str) -> str:
    """A credential as it is written, with ``$NAME`` in its secret part replaced by the environment variable.

    Raises:
        InvalidArgument: it is written in another way, or the variable is not set.
    """
    scheme, colon, rest = text.partition(":")
    scheme = scheme.strip().lower()
    if scheme not in SCHEMES or not colon:
        # What was given is the secret itself, more often than not: only a scheme that is misspelt is shown.
        near = nearest(scheme, SCHEMES) if colon else None
        said = f'it begins with {quote(scheme, 20)}. Did you mean "{near}:…"?' if near else f"{untold(text)}."
        raise InvalidArgument(f'Expected "auth" to be {AUTH}, but {said}')
    secret = filled(rest)
    if not secret or (scheme == "basic" and ":" not in secret) or (scheme == "query" and not re.match(r"[^=]+=", rest)):
        raise InvalidArgument(f'Expected "auth" to be {AUTH}, but what follows "{scheme}:" is something else.')
    return f"{scheme}:{secret}"


def untold(text: str) -> str:
    """What is said of a credential that is written in no known way: nothing of what it is."""
    return f"what was given, {len(text)} character{'' if len(text) == 1 else 's'} long, is none of these"


def filled(text: str, settings: Settings | None = None) -> str:
    """A text whose end, or what follows its only ``=``, is ``$NAME``: with the environment variable instead.

    Args:
        text: as it is written.
        settings: whose secrets are to know the variable's value.

    Raises:
        InvalidArgument: the variable is not set.
    """
    head, equals, last = text.rpartition("=") if text.count("=") == 1 else ("", "", text)
    found = _VARIABLE.fullmatch(last)
    if found is None:
        return text
    name = found[1]
    if name not in os.environ:
        near = nearest(name, os.environ)
        hint = f'; did you mean "{near}"?' if near else "."
        raise InvalidArgument(f"The environment variable {quote(name)} is not set{hint}")
    if settings is not None:
        settings.secrets.add(os.environ[name])
    return f"{head}{equals}{os.environ[name]}"


def _hide(values: Mapping[str, Any], settings: Settings) -> None:
    """What is given as a credential is masked wherever it turns up."""
    scheme, _, rest = str(values.get("auth") or "").partition(":")
    secrets = [rest.partition("=")[2] if scheme == "query" else rest]
    if scheme == "basic":
        secrets.append(rest.partition(":")[2])
    headers = dict(values.get("headers") or {})
    settings.secrets.learn_headers(headers)  # what stands within a value: a token after its scheme, each cookie
    secrets += map(str, headers.values())
    for secret in filter(None, secrets):
        settings.secrets.add(secret)
        if len(secret) > 8:  # what is nearly the secret tells it too
            settings.secrets.add(secret[:-1])


def need_extra() -> None:
    """Fuzzing needs packages that a plain installation does not have.

    Raises:
        WsError: one of them is missing; says how to install them.
    """
    from importlib.util import find_spec

    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        names = all_of(each.replace("_", "-") for each in missing)
        raise WsError(
            f"Fuzzing needs {names}, which {'is' if len(missing) == 1 else 'are'} not installed: "
            "pip install wskeywords[fuzz]"
        )

"""What the code of a handler says of its messages: which kinds it reads, and the words that it compares them with."""

from __future__ import annotations

import dis
import functools
import inspect
import re
import site
import sysconfig
from collections.abc import Iterator
from types import CodeType, FunctionType, MethodType
from typing import Any

#: Which kinds of messages the methods read with which frameworks read them.
_KINDS = {
    **dict.fromkeys(("receive_json", "iter_json"), "json"),
    **dict.fromkeys(("receive_text", "iter_text"), "text"),
    **dict.fromkeys(("receive_bytes", "iter_bytes"), "bytes"),
}
#: With these a handler reads messages of any kind.
_ANY = {"receive", "receive_data", "iter_data"}
#: With these a model, or what stands for one, reads a message.
_READING = {
    "model_validate_json",
    "model_validate",
    "parse_raw",
    "parse_obj",
    "validate_json",
    "validate_python",
    "decode",
}
_WORD = re.compile(r"[\w.:/@#$-]{1,40}")
#: Words, and functions that are looked through for them.
_MOST_WORDS = 200
_MOST_FUNCTIONS = 100
_FOREIGN = tuple(
    {path for path in (*map(sysconfig.get_path, ("stdlib", "purelib", "platlib")), *site.getsitepackages()) if path}
)


def kinds(handler: Any) -> list[str]:
    """The kinds of messages that a handler reads, where its own code says so; else nothing."""
    found: dict[str, None] = {}
    for function in functions(handler):
        for code in _codes(function.__code__):
            if _ANY & set(code.co_names):
                return []
            found.update(dict.fromkeys(_KINDS[name] for name in code.co_names if name in _KINDS))
    return list(found)


def models(handler: Any) -> list[Any]:
    """The models with which a handler reads messages, as in ``Model.model_validate_json(text)``."""
    found: dict[int, Any] = {}
    for function in functions(handler):
        for code in _codes(function.__code__):
            last: Any = None
            for instruction in dis.get_instructions(code):
                name = instruction.argval
                if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
                    last = function.__globals__.get(name)
                elif instruction.opname in ("LOAD_ATTR", "LOAD_METHOD"):
                    if name in _READING and _is_model(last):
                        found[id(last)] = last
                    last = getattr(last, name, None) if inspect.ismodule(last) else None
                elif instruction.opname not in ("PUSH_NULL", "PRECALL", "CACHE"):
                    last = None
    return list(found.values())


def _is_model(value: Any) -> bool:
    """A model of Pydantic, a ``TypeAdapter``, a decoder of msgspec."""
    return hasattr(value, "model_json_schema") or hasattr(value, "validate_json") or hasattr(value, "strict")


def words(handler: Any) -> list[str]:
    """The words in the code of a handler, and of functions and classes of the app that it names, nearest first."""
    found: dict[str, None] = {}
    for function in functions(handler):
        for code in _codes(function.__code__):
            doc = code.co_consts[0] if code.co_consts and code is function.__code__ else None
            for constant in code.co_consts:
                if constant is not doc or doc != function.__doc__:
                    found.update(dict.fromkeys(_words(constant)))
    return list(found)[:_MOST_WORDS]


def name(handler: Any) -> str:
    """What a person calls a handler."""
    return str(getattr(_plain(handler) or handler, "__qualname__", type(handler).__qualname__))


def functions(handler: Any) -> Iterator[FunctionType]:
    """The functions of a handler, and those of the app that it names, nearest first."""
    waiting = [handler]
    seen: set[int] = set()
    while waiting and len(seen) < _MOST_FUNCTIONS:
        value = waiting.pop(0)
        function = _plain(value)
        if inspect.isclass(value):
            if id(value) not in seen and not _foreign(value):
                seen.add(id(value))
                # What Python and libraries have put there says nothing of messages.
                waiting.extend(each for key, each in vars(value).items() if key[:2] != "__" or key == "__call__")
            continue
        if function is None or id(function) in seen or _foreign(function):
            continue
        seen.add(id(function))
        yield function
        names = {name for code in _codes(function.__code__) for name in code.co_names}
        named = (function.__globals__.get(name) for name in sorted(names))
        waiting.extend(value for value in named if inspect.isclass(value) or _plain(value) is not None)


def _plain(value: Any) -> FunctionType | None:
    """The function behind decorators, partials and bound methods."""
    for _ in range(10):
        if isinstance(value, FunctionType) and not hasattr(value, "__wrapped__"):
            return value
        if isinstance(value, functools.partial):
            value = value.func if not value.args or not callable(value.args[0]) else value.args[0]
        elif isinstance(value, (MethodType, staticmethod, classmethod)):
            value = value.__func__
        else:
            inner = (getattr(value, name, None) for name in ("__wrapped__", "_fn", "func"))
            value = next((each for each in inner if callable(each)), None)
    return None


def _foreign(value: Any) -> bool:
    """Whether something is not the app's own."""
    try:
        path = inspect.getfile(value)
    except (TypeError, OSError):
        return True
    return path.startswith(_FOREIGN)


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _words(constant: Any) -> Iterator[str]:
    if isinstance(constant, str):
        # What ASGI calls its events is said to the server, never to the client.
        if _WORD.fullmatch(constant) and re.search(r"\w", constant) and not constant.startswith("websocket."):
            yield constant
    elif isinstance(constant, (tuple, frozenset)):
        for each in constant if isinstance(constant, tuple) else sorted(constant, key=str):
            yield from _words(each)

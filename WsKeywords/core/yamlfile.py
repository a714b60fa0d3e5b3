"""Reads YAML as data that JSON could hold too, with the line of everything; the only file that imports yaml.

The words are those of YAML 1.2's core schema: ``no`` and ``on`` are texts, ``2024-01-01`` is a text, ``010`` is ten.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import ConfigError
from .later import load
from .output import quote

if TYPE_CHECKING:
    from yaml.nodes import MappingNode, Node, ScalarNode

#: Values in a file, those counted again that an alias repeats: a small file can otherwise stand for billions.
MOST_VALUES = 1_000_000
_CORE = "tag:yaml.org,2002:"
_NO_JSON = "number without JSON"
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
#: What a plain text means: the kind, its pattern, the characters that it can begin with.
_WORDS = (
    ("null", re.compile(r"(|~|null|Null|NULL)\Z"), ["~", "n", "N", ""]),
    ("bool", re.compile(r"(true|True|TRUE|false|False|FALSE)\Z"), list("tTfF")),
    ("int", re.compile(r"([-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)\Z"), list("-+0123456789")),
    ("float", re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z"), list("-+.0123456789")),
    (_NO_JSON, re.compile(r"([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))\Z"), list("-+.")),
)


class Document:
    """One YAML file.

    Args:
        path: of the file, UTF-8.
        data: its bytes, where they did not come from a file; ``path`` is what errors call it then.

    Raises:
        ConfigError: it cannot be read or is no YAML that JSON could hold; names file and line.
    """

    def __init__(self, path: str | Path, data: bytes | None = None) -> None:
        self.path = Path(path)
        self.name = str(path)
        self._data = data
        self._open: set[int] = set()
        #: Lines by the path of keys and indexes that leads to a value; of a key's value, the line of the key.
        self.lines: dict[tuple[Any, ...], int] = {}
        root = self._compose(self._read())
        try:
            if root is not None:
                self._count(root, {})
            self.value = None if root is None else self._build(root, ())
        except RecursionError:
            raise self.error(1, "it is nested too deeply") from None

    def error(self, line: int, text: str, stop: bool = True) -> ConfigError:
        return ConfigError(f"{self.name}, line {line}: {text}" + "." * stop)

    def line(self, *keys: Any) -> int:
        """The line of what these keys lead to, or of the nearest thing around it."""
        while keys and keys not in self.lines:
            keys = keys[:-1]
        return self.lines.get(keys, 1)

    def _read(self) -> str:
        try:
            data = self.path.read_bytes() if self._data is None else self._data
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise ConfigError(f"The file {quote(self.name)} cannot be read: {reason}.") from None
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise self.error(line, f"it is not UTF-8 (byte 0x{data[error.start]:02x})") from None

    def _compose(self, text: str) -> Node | None:
        load("yaml")
        import yaml

        try:
            return yaml.compose(text, Loader=_loader())
        except yaml.MarkedYAMLError as error:
            problem = error.problem or error.context or "it is no YAML"
            mark = error.problem_mark or error.context_mark
            if problem == "found unexpected end of stream":  # of a quoted text, whose begin says more
                mark = error.context_mark or mark
            line = mark.line + 1 if mark else 1
            lines = text.split("\n")
            source = lines[line - 1] if line <= len(lines) else ""
            if "'\\t'" in problem or "\t" in source[: len(source) - len(source.lstrip())]:
                raise self.error(line, "a tab is used for indentation, where YAML allows only spaces") from None
            if "expected a single document" in (error.context or ""):
                raise self.error(line, "a second document begins (---), where one is expected") from None
            raise self.error(line, _problem(problem)) from None
        except yaml.reader.ReaderError as error:
            line = text.count("\n", 0, error.position) + 1
            raise self.error(line, f"the character U+{int(error.character):04X} is not allowed") from None
        except RecursionError:
            raise self.error(1, "it is nested too deeply") from None

    def _count(self, node: Node, known: dict[int, int]) -> int:
        """How many values a node stands for, aliases written out; each node is looked at once.

        Args:
            known: what was found of other nodes, by their ids; one that stands inside of itself counts nothing there.
        """
        from yaml.nodes import MappingNode, ScalarNode

        if isinstance(node, ScalarNode):
            return 1
        if id(node) not in known:
            known[id(node)] = 0
            pairs = isinstance(node, MappingNode)
            count = 1 + sum(self._count(item[1] if pairs else item, known) for item in node.value)
            if count > MOST_VALUES:
                line = node.start_mark.line + 1
                raise self.error(line, f"with its aliases written out it holds more than {MOST_VALUES} values")
            known[id(node)] = count
        return known[id(node)]

    def _build(self, node: Node, keys: tuple[Any, ...]) -> Any:
        from yaml.nodes import MappingNode, ScalarNode

        line = node.start_mark.line + 1
        self.lines.setdefault(keys, line)
        if isinstance(node, ScalarNode):
            return self._scalar(node, line)
        if id(node) in self._open:
            raise self.error(line, "an alias stands inside of what it repeats")
        if node.tag not in (_CORE + "map", _CORE + "seq"):
            raise self.error(line, f"the tag {quote(_short(node.tag))} is not supported")
        self._open.add(id(node))
        try:
            if isinstance(node, MappingNode):
                return self._mapping(node, keys)
            return [self._build(item, (*keys, number)) for number, item in enumerate(node.value)]
        finally:
            self._open.remove(id(node))

    def _mapping(self, node: MappingNode, keys: tuple[Any, ...]) -> dict[str, Any]:
        from yaml.nodes import ScalarNode

        merged: dict[str, Any] = {}
        own: dict[str, Any] = {}
        seen: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, ScalarNode):
                raise self.error(line, "a key must be a text, not a list or a mapping")
            name = _text(key.value)
            if name == "<<" and key.style is None:
                for source in self._merge_sources(value, line):
                    for inner, item in source.items():
                        merged.setdefault(inner, item)
                continue
            if name in seen:
                raise self.error(line, f"the key {quote(name)} is there twice, first in line {seen[name]}")
            seen[name] = line
            where = (*keys, name)
            self.lines[where] = line
            own[name] = self._build(value, where)
        return {**merged, **own}

    def _merge_sources(self, value: Node, line: int) -> list[dict[str, Any]]:
        built = self._build(value, ("<<", line))
        sources = built if isinstance(built, list) else [built]
        if not all(isinstance(source, dict) for source in sources):
            raise self.error(line, 'the key "<<" merges mappings, and this is none')
        return sources

    def _scalar(self, node: ScalarNode, line: int) -> Any:
        kind = node.tag.removeprefix(_CORE)
        reader = _READERS.get(kind)
        if kind == _NO_JSON:
            raise self.error(line, f"{quote(node.value)} is a number that JSON does not have")
        if reader is None:
            raise self.error(line, f"the tag {quote(_short(node.tag))} is not supported")
        try:
            return reader(node.value)
        except ValueError:
            shown = quote(node.value, 60)
            raise self.error(line, f"{shown} cannot be read as {kind}") from None


def _text(text: str) -> str:
    """Two escapes of JSON, the halves of a surrogate pair, are one character."""
    if not _PAIR.search(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def _bool(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError
    return text.lower() == "true"


def _int(text: str) -> int:
    for prefix, base in (("0o", 8), ("0x", 16)):
        if text.startswith(prefix):
            return int(text[2:], base)
    return int(text)


def _float(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError
    return number


def _null(text: str) -> None:
    return None


_READERS: dict[str, Callable[[str], Any]] = {"str": _text, "null": _null, "bool": _bool, "int": _int, "float": _float}


@cache
def _loader() -> Any:
    import yaml

    class Loader(yaml.BaseLoader):
        """Tells what plain texts mean, and constructs nothing."""

    for kind, pattern, first in _WORDS:
        Loader.add_implicit_resolver(_CORE + kind, pattern, first)
    return Loader


def _problem(text: str) -> str:
    """PyYAML's words, with what to do where that is known."""
    if text == "mapping values are not allowed here":
        return 'a ":" stands where none can: the indentation is wrong, or a text that holds ": " needs quotes'
    if text.endswith("that cannot start any token"):
        return f"{text}: a text that begins with it needs quotes"
    if text == "found unexpected end of stream":
        return "a quoted text begins here and does not end"
    if "'<stream end>'" in text:
        return "the file ends before a [ or { is closed"
    return text.replace("<", "").replace(">", "")


def _short(tag: str) -> str:
    return tag.replace(_CORE, "!!", 1)


def load_yaml(path: str | Path) -> Any:
    """The value in a YAML file, as JSON could hold it: keys are texts.

    Raises:
        ConfigError: it cannot be read or used; names file and line.
    """
    return Document(path).value

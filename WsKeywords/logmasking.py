"""Secrets in what Robot Framework itself writes: the cells of keywords, their arguments at TRACE level, any message."""

import re
from collections.abc import Sequence
from typing import Any

from .core.output import MASK, printable
from .core.redaction.commands import masked_command
from .core.redaction.protocols import masked_protocols
from .core.redaction.remembering import Remembered
from .core.redaction.secrets import Secrets, live

#: Arguments that are a secret as a whole.
SECRET_ARGUMENTS = {"auth", "bearer"}
#: Arguments that may hold values under names of secrets; of others only the name is spelt as one (``session=alice``).
_STRUCTURED = {"headers", "cookies", "params", "json", "payload", "data", "url", "proxy", "variables", "env", "users"}
_NAMED = re.compile(r"((?:Arguments: \[ )?'?([A-Za-z_]\w*)=)(.*)", re.DOTALL)
#: How Robot writes that a variable got a value, one that is a dict, and what stands under a name there.
_ASSIGNED = re.compile(r"[&@$]\{[^{}]+\} = ")
_DICT = re.compile(r"[&$]\{[^{}]+\} = \{ ")
_ITEM = re.compile(r"(?<=[{|] )([^=|{}]+)=((?:(?! \| | \}$).)*)", re.DOTALL)
#: What stands under a name in a dict as Python writes it.
_REPR = re.compile(
    r"""(?P<key>(?P<quote>['"])(?P<name>[\w-]+)(?P=quote):\ )
    (?P<value>'(?:[^'\\]|\\.)*' | "(?:[^"\\]|\\.)*" | \[[^\[\]]*\] | \{[^{}]*\} | [^\s,'"\[\]{}•]+)""",
    re.DOTALL | re.VERBOSE,
)
#: A cell that is a URL with an "@".
_URL = re.compile(r"(?:Arguments: \[ )?'?[A-Za-z][\w+.-]*://[^\s'\"@]*@[^\s'\"]*")
_SURROGATE = re.compile("[\ud800-\udfff]")
#: Every cookie is a secret, whatever its name.
_COOKIE = re.compile(r"""(['"]:\s*)('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^\s,}'"•]+)""", re.DOTALL)
_VARIABLE = re.compile(r"[$&@%]\{[^{}]*\}(\[[^\[\]]*\])*")


def mask_message(message: Any) -> None:
    """Mask what must not be shown in a message of the log."""
    # One of these makes the report of the whole run unreadable, and a server can send it in any JSON text.
    if not message.message.isascii() and _SURROGATE.search(message.message):
        message.message = _whole(message.message)
    # What a variable got may be what a server said.
    if _ASSIGNED.match(message.message):
        message.message = printable(message.message)
    secrets = live()
    if secrets:
        text = message.message
        if message.level == "TRACE" and text.startswith("Arguments: [ "):
            text = _repr(" | ".join(_cell(part, secrets) for part in text.split(" | ")), secrets)
        elif (message.level == "TRACE" and text.startswith("Return: ")) or _ASSIGNED.match(text):
            if _DICT.match(text):
                text = _ITEM.sub(lambda found: _item(found, secrets), text)
            told = any(mark in text for mark in ('":', "':", "://"))
            text = _named(_repr(text, secrets), secrets) if told else text
        masked = masked_by_value(text, secrets)
        if masked is not message.message:
            message.message = masked


def mask_result(result: Any) -> None:
    """Mask what must not be shown in the cells and the message of a keyword, test or suite."""
    args = getattr(result, "args", None)
    if args:
        shown = tuple(_shown_cell(cell) if isinstance(cell, str) else cell for cell in args)
        if shown != tuple(args):
            result.args = shown
    if result.message:
        result.message = masked_by_value(_whole(result.message), live())


def mask_described(result: Any) -> None:
    """Mask what must not be shown in the documentation, the tags and the metadata of a test or suite."""
    result.doc = _told(result.doc)
    for tag in [tag for tag in getattr(result, "tags", ()) if _told(tag) != tag]:
        result.tags.remove(re.sub(r"([*?\[])", r"[\1]", tag))
        result.tags.add(_told(tag))
    metadata = getattr(result, "metadata", {})
    for name, value in list(metadata.items()):
        metadata[name] = _told(value)


def mask_iteration(result: Any) -> None:
    """Mask what must not be shown in the values that the variables of a FOR loop have at one turn of it."""
    for name, value in list(result.assign.items()):
        result.assign[name] = _told(value)


def _told(text: str) -> str:
    return masked_by_value(_whole(text), live())


def mask_variable(result: Any) -> None:
    """Mask what must not be shown in the values of a VAR."""
    secrets = live()
    result.value = tuple(_named(_whole(value), secrets) if isinstance(value, str) else value for value in result.value)


def _whole(text: str) -> str:
    """A text without lone surrogates; they are shown as JSON writes them."""
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


@Remembered
def _shown_cell(cell: str) -> str:
    return _cell(_whole(cell), live())


def _cell(cell: str, secrets: Sequence[Secrets]) -> str:
    found = _NAMED.match(cell)
    if found is None:
        if " " in cell and any(mark in cell for mark in ("-", "=", ":")):
            cell = masked_command(cell, lambda name: _is_secret(name, secrets))
        url = _URL.match(cell)
        if url is not None and secrets:
            # Its password may hold signs that end it for whoever looks for one in any text.
            cell = secrets[0].url(url[0]) + cell[url.end() :]
        return _named(cell, secrets)
    if found[2] in _STRUCTURED:
        value = _COOKIE.sub(rf"\1{MASK}", found[3]) if found[2] == "cookies" else found[3]
        return found[1] + _named(value, secrets)
    if found[2] == "subprotocols":
        return masked_by_value(masked_protocols(cell), secrets)
    if found[2] in SECRET_ARGUMENTS and found[3] != MASK and not _VARIABLE.fullmatch(found[3]):
        return f"{found[1]}{MASK}"
    return masked_by_value(cell, secrets)


def _repr(text: str, secrets: Sequence[Secrets]) -> str:
    """Python's text of dicts, with what stands under redacted names masked."""

    def mask(found: re.Match[str]) -> str:
        told = found["value"] not in ("None", "True", "False", "''", '""', "[]", "{}")
        return f"{found['key']}{MASK}" if told and _is_secret(found["name"], secrets) else found[0]

    return _REPR.sub(mask, text)


def _named(text: str, secrets: Sequence[Secrets]) -> str:
    for each in secrets:
        text = each.text(text)
    return text


def _item(found: re.Match[str], secrets: Sequence[Secrets]) -> str:
    return f"{found[1]}={MASK}" if _is_secret(found[1], secrets) else found[0]


def _is_secret(name: str, secrets: Sequence[Secrets]) -> bool:
    return any(each.is_secret_name(name) for each in secrets)


def masked_by_value(text: str, secrets: Sequence[Secrets]) -> str:
    """A text without the values that are known to be secrets."""
    for each in secrets:
        text = each.value(text)
    return text

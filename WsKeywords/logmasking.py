"""Secrets in what Robot Framework itself writes: the cells of keywords, their arguments at TRACE level, any message."""

import re
from collections.abc import Sequence
from typing import Any

from .core.output import MASK
from .core.redaction.secrets import Secrets, live

#: Arguments that are a secret as a whole.
_SECRET = {"auth", "bearer"}
#: Arguments that may hold values under names of secrets; of others only the name is spelt as one (``session=alice``).
_STRUCTURED = {"headers", "cookies", "params", "json", "payload", "data", "url", "variables", "env"}
_NAMED = re.compile(r"((?:Arguments: \[ )?([A-Za-z_]\w*)=)(.*)", re.DOTALL)
_VARIABLE = re.compile(r"[$&@%]\{[^{}]*\}(\[[^\[\]]*\])*")


def mask_message(message: Any) -> None:
    """Mask what must not be shown in a message of the log."""
    secrets = live()
    if secrets:
        text = message.message
        if message.level == "TRACE" and text.startswith("Arguments: [ "):
            text = " | ".join(_cell(part, secrets) for part in text.split(" | "))
        message.message = _value(text, secrets)


def mask_result(result: Any) -> None:
    """Mask what must not be shown in the cells and the message of a keyword, test or suite."""
    secrets = live()
    if not secrets:
        return
    if getattr(result, "args", None):
        result.args = tuple(_cell(cell, secrets) if isinstance(cell, str) else cell for cell in result.args)
    if result.message:
        result.message = _value(result.message, secrets)


def _cell(cell: str, secrets: Sequence[Secrets]) -> str:
    found = _NAMED.match(cell)
    if found is None or found[2] in _STRUCTURED:
        for each in secrets:
            cell = each.text(cell)
        return cell
    if found[2] in _SECRET and found[3] != MASK and not _VARIABLE.fullmatch(found[3]):
        return f"{found[1]}{MASK}"
    return _value(cell, secrets)


def _value(text: str, secrets: Sequence[Secrets]) -> str:
    for each in secrets:
        text = each.value(text)
    return text

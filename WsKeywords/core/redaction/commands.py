"""Secrets on command lines: what follows an option, a variable or a header that is called like one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from .masking import MASK

if TYPE_CHECKING:
    from .secrets import Secrets

#: ``--db-password``, ``-token``, ``DB_PASSWORD``, ``X-Api-Key``, and what is given with it in the same word.
_WORD = re.compile(r"(?P<dashes>-{0,2})(?P<name>[A-Za-z][\w-]*)(?:(?P<end>=|: *)(?P<value>.*))?", re.DOTALL)
#: So many words at the end of a name may be the name of a secret.
_MOST_WORDS = 20
#: In a line that nobody has split: an option and the next word, what is given in the same word, a header in quotes.
_VALUE = r"""(?P<value>"[^"]*"|'[^']*'|[^\s"'-][^\s"']*)"""
_IN_LINE = (
    re.compile(rf"""(?P<before>(?:^|(?<=[\s'"]))-{{1,2}}(?P<name>[A-Za-z][\w-]*)[ ]+){_VALUE}"""),
    re.compile(rf"""(?P<before>(?:^|(?<=[\s'"]))-{{0,2}}(?P<name>[A-Za-z][\w-]*)=){_VALUE}"""),
    re.compile(r"""(?P<before>(?P<quote>["'])(?P<name>[A-Za-z][\w-]*):[ ]*)(?P<value>[^"']+)(?=(?P=quote))"""),
)


def learn_command(secrets: Secrets, words: Sequence[str]) -> None:
    """From now on the secrets among the words of a command are masked wherever they turn up."""
    for number, word in enumerate(words):
        if "://" in word:
            secrets.learn_url(word)
        found = _WORD.fullmatch(word)
        if found is None or not _is_secret(found["name"], secrets.is_secret_name):
            continue
        if found["end"] is None:
            if found["dashes"] and number + 1 < len(words):
                secrets.add(words[number + 1])
        elif found["end"] == "=":
            secrets.add(found["value"])
        else:
            secrets.learn_headers([(found["name"], found["value"])])


def masked_command(line: str, is_secret_name: Callable[[str], bool]) -> str:
    """A command line as it may be shown, its short secrets masked too, which are not masked by value."""

    def mask(found: re.Match[str]) -> str:
        return f"{found['before']}{MASK}" if _is_secret(found["name"], is_secret_name) else found[0]

    for pattern in _IN_LINE:
        line = pattern.sub(mask, line)
    return line


def _is_secret(name: str, is_secret_name: Callable[[str], bool]) -> bool:
    words = re.split("[-_]", name)
    # A name as long as a message is none; to look at each of its ends would take the square of it.
    words = words[-_MOST_WORDS:]
    return any(is_secret_name("_".join(words[start:])) for start in range(len(words)))

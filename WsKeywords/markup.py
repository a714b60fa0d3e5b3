"""Markup of a server: Robot Framework shows a failure that begins with ``*HTML*`` as HTML, whoever has written that.

What keywords of this library say is escaped. But ``Should Be Equal    ${message}    x`` begins with a server's words.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from .core.jsonvalues import parse_if_json
from .core.output import escaped

if TYPE_CHECKING:
    from .core.session import Session

SWITCH = "*HTML*"
#: The newest messages of a session that are looked at, and so many of their characters.
_NEWEST, _LONGEST = 1000, 1 << 20
#: By so much of it the markup of a server is known.
_START = 60


def without_markup(text: str, sessions: "Iterable[Session]", answer: Any) -> str:
    """The message of a failure; as plain text where it is shown as HTML, and a server wrote some of it.

    Args:
        text: the message.
        sessions: whose messages may be in it.
        answer: the newest HTTP answer, or ``None``.
    """
    if not is_markup(text) or not is_of_server(text, sessions, answer):
        return text
    return SWITCH + escaped(text)


def is_markup(text: str) -> bool:
    return text.lstrip()[: len(SWITCH)].upper() == SWITCH


def is_of_server(text: str, sessions: "Iterable[Session]", answer: Any) -> bool:
    """Whether markup that a server wrote behind ``*HTML*`` stands in a text."""
    for said in _said(sessions, answer):
        upper = said.upper()
        at = upper.find(SWITCH)
        while at >= 0:
            rest = said[at + len(SWITCH) :].lstrip()
            if "<" in rest and rest[:_START] in text:
                return True
            at = upper.find(SWITCH, at + 1)
    return False


def _said(sessions: "Iterable[Session]", answer: Any) -> Iterator[str]:
    """What servers have said, and each text in what was JSON of it."""
    for session in sessions:
        for entry in session.transcript.entries("received", "message", newest=_NEWEST):
            if isinstance(entry.data, str):
                yield from _texts(entry.data[:_LONGEST])
    if answer is not None:
        from .core.http.answers import body

        yield from answer.headers.values()
        yield from _texts(body(answer)[:_LONGEST])


def _texts(text: str) -> Iterator[str]:
    yield text
    if "\\" in text and text.lstrip()[:1] in ("{", "[", '"'):
        waiting = [parse_if_json(text)[1]]
        while waiting:
            each = waiting.pop()
            if isinstance(each, str):
                yield each
            elif isinstance(each, dict):
                waiting += (*each, *each.values())
            elif isinstance(each, list):
                waiting += each

"""The argument types that say who acts and who receives: ``I``, ``"alice"``, ``every session named "user-*"``."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import NamedTuple

from .types import (
    AND_QS,
    DURATION,
    UNLESS,
    WITHIN,
    Awaited,
    Q,
    argument,
    duration,
    quoted_texts,
    read_awaited,
    register,
)
from .values import Values

#: The session that ``I`` stands for.
DEFAULT = "default"

#: The verbs that follow a subject: as ``I`` says it, and as a named session does.
VERBS = {
    "Is": ("am", "is"),
    "Tries": ("try", "tries"),
    "Sends": ("send", "sends"),
    "Receives": ("receive", "receives"),
    "Closes": ("close", "closes"),
    "Loses": ("lose", "loses"),
    "Clears": ("clear", "clears"),
    "Ignores": ("ignore", "ignores"),
    "Stops": ("stop", "stops"),
    "Answers": ("answer", "answers"),
    "Reads": ("read", "reads"),
}


def read_who(text: str, values: Values) -> str:
    """The name of the session that a subject stands for."""
    texts = quoted_texts(text, values)
    return texts[0] if texts else DEFAULT


register("Who", f"(?:I|{Q})", read_who)
for _name, (_mine, _theirs) in VERBS.items():
    register(f"Who{_name}", f"(?:I {_mine}|{Q} {_theirs})", read_who)


class Receivers(NamedTuple):
    """Who receives. ``names`` where they are listed; else a pattern over all, without some, or without the sender."""

    names: tuple[str, ...] = ()
    pattern: str = "*"
    excluding: tuple[str, ...] = ()
    other: bool = False
    none: bool = False

    @property
    def single(self) -> bool:
        """Whether one session is named, so that the next message means something."""
        return len(self.names) == 1


_ONE = f"(?:I|{Q})"
_SESSIONS = rf"(?:every|no) (?:other )?session(?: named {Q})?(?: except {AND_QS})?"
_LIST_ITEM = re.compile(_ONE)
_PARTS = re.compile(rf"(every|no) (other )?session(?: named ({Q}))?(?: except (.*))?$", re.DOTALL)


@argument("Receivers", rf"(?:{_ONE}(?:, {_ONE})*(?: and {_ONE})?|{_SESSIONS})")
def read_receivers(text: str, values: Values) -> Receivers:
    found = _PARTS.match(text)
    if found is None:
        names = [DEFAULT if one == "I" else quoted_texts(one, values)[0] for one in _LIST_ITEM.findall(text)]
        return Receivers(tuple(dict.fromkeys(names)))
    which, other, named, excepted = found.groups()
    return Receivers(
        pattern=quoted_texts(named, values)[0] if named else "*",
        excluding=tuple(quoted_texts(excepted, values)) if excepted else (),
        other=bool(other),
        none=which == "no",
    )


@argument("EverySends", rf"every session(?: named {Q})? sends")
def read_every(text: str, values: Values) -> str:
    """The glob over the names of the sessions that send."""
    return (quoted_texts(text, values) or ["*"])[0]


#: How one receives: the words between "should" and what is received.
NEXT, EVENTUALLY, OUT_OF_ORDER, NOT, NEVER_DID = (
    "receive",
    "eventually receive",
    "receive, out of order,",
    "not receive",
    "not have received",
)
_HOW = f"(?:{'|'.join((EVENTUALLY, OUT_OF_ORDER, NEXT, NOT, NEVER_DID))})"


@argument("Receive", _HOW)
def read_how(text: str, values: Values) -> str:
    return text


@argument("ReceiveBlock", rf"(?:{EVENTUALLY}|{NEXT}(?:, out of order,?)?|{NOT}|{NEVER_DID}){UNLESS}{WITHIN}:?")
def read_how_block(text: str, values: Values) -> tuple[str, Awaited]:
    """How one receives, where the doc string is the whole text."""
    how = next(
        words for words in (OUT_OF_ORDER, EVENTUALLY, NOT, NEVER_DID, NEXT) if text.startswith(words.rstrip(","))
    )
    return how, read_awaited(text[len(how.rstrip(",")) :].removeprefix(","), values)


class Subject(NamedTuple):
    """Which messages an assertion speaks of: those read last, all of one session for some time, or those collected."""

    session: str | None
    during: timedelta | None
    #: ``every`` or ``some`` of those that the last step took that takes several.
    collected: str | None = None


_DURING = re.compile(rf"for ({DURATION}) every message ")


@argument(
    "ThatMessage",
    rf"(?:that message|the last message of {Q}|(?:every|some) collected message(?: of {Q})?|"
    rf"for {DURATION} every message (?:I receive|{Q} receives))",
)
def read_that_message(text: str, values: Values) -> Subject:
    found = _DURING.match(text)
    texts = quoted_texts(text[found.end() :] if found else text, values)
    if found:
        return Subject(texts[0] if texts else DEFAULT, duration(found[1], values))
    if text.startswith(("every", "some")):
        return Subject(texts[0] if texts else None, None, text.split(" ", 1)[0])
    return Subject(texts[0] if texts else None, None)

"""The words of what does not follow a document: which message, on which channel, and why it is none of its messages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from WsKeywords.core import Mismatch
from WsKeywords.core.failures import said
from WsKeywords.core.matching.jsondiff import counted
from WsKeywords.core.output import quote
from WsKeywords.core.suggest import nearest, one_of

from .model import AsyncApi, Channel, Message

if TYPE_CHECKING:
    from ..said import Spoken

#: Faults, messages that might have been meant, and differences from each, that are shown.
_FAULTS = 10
_ALTERNATIVES = 4
_DIFFERENCES = 5
_MISSING = "the key is missing"


@dataclass(frozen=True)
class Fault:
    """One thing that was said, or not said, against the document.

    Attributes:
        session: its name.
        url: of the session, without secrets.
        channel: on which it was.
        number: of the message in the conversation, from 1.
        spoken: the message.
        reasons: why it is none of the channel's messages, the nearest first.
        request: the message that it is, where its reply is what is missing.
        open: whether the reply may still come.
    """

    session: str
    url: str
    channel: Channel
    number: int
    spoken: Spoken
    reasons: tuple[tuple[Message, str], ...]
    request: Message | None = None
    open: bool = False


@dataclass
class Judgement:
    """What came of judging conversations.

    Attributes:
        messages: that were judged.
        replies: that came to those that ask for one.
        channels: names of those that were used.
        faults: in the order in which they happened, session by session; replies that are missing last.
        strangers: URLs of conversations on no channel of the document.
        waiting: whether a reply that is missing may still come.
    """

    messages: int = 0
    replies: int = 0
    channels: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    waiting: bool = False


def failure(document: AsyncApi, found: Judgement, msg: str | None = None) -> Mismatch:
    """The failure of a judgement with faults."""
    wrong = sum(fault.request is None for fault in found.faults)
    missing = len(found.faults) - wrong
    what = [f"{wrong} of {counted(found.messages, 'message')} {'does' if wrong == 1 else 'do'} not"] if wrong else []
    if missing:
        what.append(f"{counted(missing, 'reply')} did not come".replace("replys", "replies"))
    lines = [f"Expected what was said to follow {quote(document.name)}, but {' and '.join(what)}."]
    before = ("", "")
    for fault in found.faults[:_FAULTS]:
        here = (fault.session, fault.channel.name)
        if here != before:
            place = f"channel {quote(fault.channel.name)} ({fault.channel.place})"
            # The URL stands last: where it ends with a secret, what follows it would be taken for a part of that.
            lines.append(f'Session "{fault.session}", {place}, {fault.url}')
        before = here
        lines.extend(f"    {line}" for line in _told(fault))
    if len(found.faults) > _FAULTS:
        lines.append(f"There are {len(found.faults) - _FAULTS} more.")
    return Mismatch(said(msg, "\n".join(lines)))


def _told(fault: Fault) -> Iterator[str]:
    when = f" at {fault.spoken.at}" if fault.spoken.at else ""
    who = "sent" if fault.spoken.sent else "received"
    yield f"Message {fault.number}, {who}{when}: {quote(fault.spoken.data, 300)}"
    if fault.request is not None:
        names = one_of(quote(name) for name in fault.request.answers)
        why = "in time" if fault.open else "before the connection ended"
        yield f"    It is {quote(fault.request.name)}, to which {names} is the reply, and none came {why}."
        return
    doer = "a client says" if fault.spoken.sent else "the app says"
    if not fault.reasons:
        yield f"    The document has no message that {doer} there."
        return
    if len(fault.reasons) == 1:
        yield f"    It is not {quote(fault.reasons[0][0].name)}, the one message that {doer} there:"
        yield from _reason(fault.reasons[0][1])
        return
    if len({reason for _, reason in fault.reasons}) == 1:
        yield f"    It is none of the {len(fault.reasons)} messages that {doer} there:"
        yield from _reason(fault.reasons[0][1])
        return
    first = quote(fault.reasons[0][0].name)
    yield f"    It is none of the {len(fault.reasons)} messages that {doer} there. The nearest is {first}:"
    yield from _reason(fault.reasons[0][1])
    for message, reason in fault.reasons[1:_ALTERNATIVES]:
        differences = _differences(reason)
        more = f" (and {len(differences) - 1} more)" if len(differences) > 1 else ""
        yield f"    Not {quote(message.name)}: {differences[0]}{more}"
    if len(fault.reasons) > _ALTERNATIVES:
        yield f"    Nor any of {len(fault.reasons) - _ALTERNATIVES} more."


def _reason(reason: str) -> Iterator[str]:
    differences = _differences(reason)
    yield from (f"        {line}" for line in differences[:_DIFFERENCES])
    if len(differences) > _DIFFERENCES:
        yield f"        … and {len(differences) - _DIFFERENCES} more."


def _differences(reason: str) -> list[str]:
    """The lines of a reason below its heading, or the reason itself."""
    head, *lines = reason.split("\n")
    # What is there and wrong tells more than what is missing: mostly it is the type of the message.
    return sorted((line.strip() for line in lines), key=lambda line: line.endswith(_MISSING)) or [head]


def strangers(document: AsyncApi, urls: Sequence[str]) -> str:
    """Why there is nothing to check: no conversation is on a channel of the document."""
    addresses = [channel.address for channel in document.channels]
    has = f"Its channels: {', '.join(map(quote, addresses[:20]))}." if addresses else "It has no channel of WebSockets."
    if not urls:
        return f"Nothing to check: there is no WebSocket session. Open WebSocket opens one. {has}"
    near = nearest(urls[0].partition("://")[2].partition("/")[2], addresses)
    hint = f" The nearest is {quote(near)}." if near else ""
    shown = ", ".join(map(quote, dict.fromkeys(urls[:5])))
    return f"Nothing to check: no session is on a channel of {quote(document.name)}, only on {shown}.{hint} {has}"

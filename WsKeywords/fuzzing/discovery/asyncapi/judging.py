"""Whether what was said follows a document: each message is one of its channel's, and requests are replied to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import unquote, urlsplit

from WsKeywords.core import InvalidArgument, Schema
from WsKeywords.core.deadline import Deadline
from WsKeywords.core.jsonvalues import JsonError, parse
from WsKeywords.core.report.textview import clock
from WsKeywords.core.suggest import nearest

from ..said import Spoken, Talk
from .model import AsyncApi, Channel, Message
from .verdicts import Fault, Judgement, failure, strangers

if TYPE_CHECKING:
    from WsKeywords.core import Session

Directions = Literal["both", "received"]
#: Seconds that judging one message may take.
_PATIENCE = 1.0
_PLACEHOLDER = re.compile(r"\{[^{}]+\}")


def expect_to_follow(
    document: AsyncApi,
    sessions: Iterable[Session],
    *,
    directions: Directions = "both",
    timeout: float | timedelta = 5.0,
    msg: str | None = None,
) -> Judgement:
    """What was said in these sessions follows the document.

    Replies that a document promises are waited for, in sessions that are open; nothing is read by that.

    Args:
        document: as ``reading.read`` has it.
        sessions: those that are on no channel of the document are left out.
        directions: ``received``: what the tests sent, which may be wrong on purpose, is not judged.
        timeout: seconds or timedelta for replies that are still to come.
        msg: put before the text of the failure.

    Returns:
        How much was judged.

    Raises:
        Mismatch: a message is none of its channel's, or a reply did not come.
        InvalidArgument: nothing to check: no session is on a channel of the document, or none of them said anything.
    """
    every = [session for session in sessions if session.is_websocket]
    deadline = Deadline.after(timeout)
    judge = Judge(document, directions)
    bell = Lock()
    bell.acquire()
    for session in every:
        session.add_bell(bell)
    try:
        while True:
            late = deadline.expired
            found = judge.judged(talk for session in every for talk in talks_of(session))
            if not found.waiting or late:
                break
            while not (bell.acquire(timeout=deadline.slice()) or deadline.expired):
                pass
    finally:
        for session in every:
            session.remove_bell(bell)
    if not found.channels:
        raise InvalidArgument(strangers(document, found.strangers))
    if not found.messages:
        raise InvalidArgument(f"Nothing to check: nothing was said on the channels of {document.name}.")
    if found.faults:
        raise failure(document, found, msg)
    return found


def talks_of(session: Session) -> Iterator[Talk]:
    """The conversations of a session, of each of its connections, as far back as its transcript reaches."""
    said: list[Spoken] = []
    for entry in session.transcript.entries():
        if entry.kind == "message":
            said.append(Spoken(entry.direction == "sent", entry.data, clock(entry)))
        elif entry.kind == "handshake" and said:
            yield Talk(session.name, session.url, session.shown_url, tuple(said))
            said = []
    yield Talk(session.name, session.url, session.shown_url, tuple(said), session.is_open)


class Judge:
    """Judges conversations by one document, whose schemas it compiles once.

    Args:
        document: the document.
        directions: ``received``: only what the app says is judged.
    """

    def __init__(self, document: AsyncApi, directions: Directions = "both") -> None:
        if directions not in ("both", "received"):
            near = nearest(str(directions), ("both", "received"))
            hint = f' Did you mean "{near}"?' if near else ""
            raise InvalidArgument(f'Expected directions to be "both" or "received", but got "{directions}".{hint}')
        self._document = document
        self._both = directions == "both"
        self._addresses = [(_pattern(channel.address), channel) for channel in document.channels]
        self._schemas: dict[int, Schema] = {}

    def judged(self, talks: Iterable[Talk]) -> Judgement:
        """What is wrong with these conversations, and how much was looked at."""
        found = Judgement()
        for talk in talks:
            channel = self.channel_of(talk.url)
            if channel is None:
                found.strangers.append(talk.shown)
                continue
            found.channels.add(channel.name)
            self._judge(talk, channel, found)
        return found

    def channel_of(self, url: str) -> Channel | None:
        """The channel at whose address a URL ends; of several the one that says most of it."""
        try:
            path = unquote(urlsplit(url).path) or "/"
        except ValueError:  # a transcript may call anything a URL
            return None
        fitting = [channel for pattern, channel in self._addresses if pattern.search(path)]
        return max(fitting, key=lambda channel: len(_PLACEHOLDER.sub("", channel.address)), default=None)

    def _judge(self, talk: Talk, channel: Channel, found: Judgement) -> None:
        waiting: list[tuple[int, Spoken, Message, Any]] = []
        for number, spoken in enumerate(talk.said, 1):
            if spoken.sent and not self._both and not any(each.answers for each in channel.receives):
                continue
            allowed = channel.receives if spoken.sent else channel.sends
            value = _value(spoken.data)
            messages = [each for each in allowed if self._why_not(each, spoken.data, value) is None]
            if self._both or not spoken.sent:
                found.messages += 1
                if not messages:
                    reasons = self._reasons(allowed, spoken.data, value)
                    found.faults.append(Fault(talk.name, talk.shown, channel, number, spoken, reasons))
            if spoken.sent:
                asked = next((each for each in messages if each.answers), None)
                if asked is not None:
                    waiting.append((number, spoken, asked, _correlation(asked, value)))
            else:
                self._answered(messages, value, waiting, found)
        for number, spoken, message, _ in waiting:
            found.waiting = found.waiting or talk.open
            found.faults.append(Fault(talk.name, talk.shown, channel, number, spoken, (), message, talk.open))

    @staticmethod
    def _answered(
        messages: Sequence[Message], value: Any, waiting: list[tuple[int, Spoken, Message, Any]], found: Judgement
    ) -> None:
        """Take the first request to which this may be the reply from those that wait."""
        for each in waiting:
            _, _, request, wanted = each
            for message in messages:
                if message.name in request.answers and (
                    wanted is None or message.correlation is None or _correlation(message, value) == wanted
                ):
                    waiting.remove(each)
                    found.replies += 1
                    return

    def _reasons(self, allowed: Sequence[Message], data: str | bytes, value: Any) -> tuple[tuple[Message, str], ...]:
        """Why it is none of these messages, the nearest first."""
        return tuple(
            (message, self._why_not(message, data, value) or "")
            for message in sorted(allowed, key=lambda each: self._distance(each, data, value))
        )

    def _why_not(self, message: Message, data: str | bytes, value: Any) -> str | None:
        """Why data is not that message; None: it is."""
        if message.kind == "bytes":
            return None if isinstance(data, bytes) else "It is text, and this message is binary."
        if message.kind == "text" and isinstance(data, bytes):
            return "It is binary, and this message is text."
        if message.kind == "json" and isinstance(value, JsonError):
            return f"It is not JSON: {value}."
        schema = self._schema(message)
        if schema is None:
            return None if message.schema is not False else "Nothing is allowed here."
        seen = data if message.kind == "text" else value
        try:
            if schema.accepts(seen, Deadline.after(_PATIENCE)):
                return None
            return schema.reason(seen, Deadline.after(_PATIENCE))
        except TimeoutError:
            return "A regular expression takes too long on it."
        except RecursionError:
            return "It is nested too deeply to be compared."

    def _distance(self, message: Message, data: str | bytes, value: Any) -> tuple[int, int]:
        schema = self._schema(message)
        if schema is None or message.kind == "bytes" or isinstance(value, JsonError):
            return 1000, 0
        try:
            return schema.distance(data if message.kind == "text" else value, Deadline.after(_PATIENCE))
        except (TimeoutError, RecursionError):
            return 1000, 0

    def _schema(self, message: Message) -> Schema | None:
        """Compiled once; None where it allows everything, or nothing."""
        if not isinstance(message.schema, dict):
            return None
        if id(message) not in self._schemas:
            self._schemas[id(message)] = Schema(message.schema)
        return self._schemas[id(message)]


def _pattern(address: str) -> re.Pattern[str]:
    parts = _PLACEHOLDER.split(address)
    return re.compile("[^/]+".join(map(re.escape, parts)) + r"\Z")


def _value(data: str | bytes) -> Any:
    """The JSON value of a message, or the ``JsonError`` that says why it has none."""
    try:
        return parse(data if isinstance(data, str) else data.decode("utf-8"))
    except UnicodeDecodeError:
        return JsonError("it is binary")
    except JsonError as error:
        return error


def _correlation(message: Message, value: Any) -> Any:
    """What a message has in common with its reply; None where it says nothing of that."""
    if message.correlation is None:
        return None
    for key in message.correlation:
        if not isinstance(value, dict) or key not in value:
            return None
        value = value[key]
    return value

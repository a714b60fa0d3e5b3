"""Keywords for what clients do while a test looks elsewhere: replies, messages kept up, pings, a socket not read."""

from typing import Any

from . import converters as to
from .arguments import NOT_GIVEN, Duration, Json, Payload, Schema, Text, duration
from .base import KeywordBase, keyword
from .choices import Kind
from .options import matcher_arguments


def _message(value: Any, name: str) -> Any:
    """A payload as the engine takes it: numbers become text."""
    return value if isinstance(value, (dict, list, bytes, bytearray)) else to.to_text(value, name)


class LivenessKeywords(KeywordBase):
    """All of it works while no keyword runs."""

    @keyword("Reply To Messages", "Sending", "Matching")
    def reply_to_messages(
        self,
        reply: Payload,
        *,
        text: Text = NOT_GIVEN,
        contains: Text = NOT_GIVEN,
        regexp: Text = NOT_GIVEN,
        glob: Text = NOT_GIVEN,
        json: Json = NOT_GIVEN,
        json_contains: Json = NOT_GIVEN,
        schema: Schema = NOT_GIVEN,
        jsonpath: Text = NOT_GIVEN,
        hex: Text = NOT_GIVEN,
        kind: Kind = NOT_GIVEN,
        event: Text = NOT_GIVEN,
        ignore_case: bool = False,
        session: str | None = None,
    ) -> None:
        """From now on messages that match, and those of them now unread, are answered at once and leave the inbox.

        This is for heartbeats in the app's own messages. Both the message and the answer are in the transcript. Answers
        do not count as the last send for `Get Response Time`. Of several replies to one message, the one set first is
        sent. Replies survive `Reconnect WebSocket`.

        When the server sends back what it gets, an answer that matches is answered again, and so on: match what only
        the server says.

        Args:
            reply: The answer: a string is sent as text, bytes as a binary message, a dict or list as JSON.
            text: Is this text. For this and the next ten see `Matcher arguments`; at least one must be given.
            contains: Contains this text.
            regexp: Has a match of this regular expression somewhere.
            glob: Matches this glob.
            json: Is JSON of the same value.
            json_contains: Is JSON that contains this.
            schema: Is JSON that this JSON Schema accepts.
            jsonpath: Is JSON in which this JSONPath selects something.
            hex: Is binary with these bytes.
            kind: Is ``text`` or ``binary``.
            event: Is a server-sent event of this type; nothing can be sent on an event stream.
            ignore_case: ``True``: texts are compared without regard to case.
            session: The name; the current session without it.

        Example:
        | Open WebSocket    /ws/echo
        | Reply To Messages    pong    contains=ping
        | Send Text    ping
        | Message Should Be    Echo: pong

        See also `Stop Replying`, `Keep Sending` and the argument ``replies`` of `Open WebSocket`.
        """
        found = self.session(session)
        answer = _message(reply, "reply")
        self.learn(answer)
        found.reply_to(answer, **matcher_arguments(locals()))

    @keyword("Stop Replying", "Sending")
    def stop_replying(self, session: str | None = None) -> None:
        """Ends `Reply To Messages`: what arrives from now on is not answered, and in the inbox.

        Args:
            session: The name; the current session without it.

        Example:
        | Open WebSocket    /ws/echo
        | Reply To Messages    pong    contains=ping
        | Stop Replying
        | Send Text    ping
        | Message Should Contain    ping
        """
        self.session(session).stop_replying()

    @keyword("Keep Sending", "Sending")
    def keep_sending(
        self,
        payload: Payload,
        every: Duration = duration("25s"),  # noqa: B008 - immutable
        *,
        session: str | None = None,
    ) -> None:
        """Sends a message again and again, until `Stop Sending` or the close of the session.

        The first goes out after ``every``. Several messages may be kept up on one session. None is sent while the
        network has not taken the one before. They do not count as the last send for `Get Response Time`. After
        `Reconnect WebSocket` they are not sent any more.

        Args:
            payload: A string is sent as text, bytes as a binary message, a dict or list as JSON.
            every: How much time lies between two.
            session: The name; the current session without it.

        Example:
        | Open WebSocket    /ws/echo
        | Keep Sending    alive    every=100ms
        | Message Should Be    Echo: alive
        | Message Should Be    Echo: alive
        | Stop Sending

        See also `Reply To Messages`.
        """
        found = self.session(session)
        message = _message(payload, "payload")
        self.learn(message)
        found.keep_sending(message, every if every is not None else 25)

    @keyword("Stop Sending", "Sending")
    def stop_sending(self, session: str | None = None) -> None:
        """Ends all that `Keep Sending` keeps up on a session.

        Args:
            session: The name; the current session without it.

        Example:
        | Open WebSocket    /ws/echo
        | Keep Sending    alive    every=100ms
        | Message Should Be    Echo: alive
        | Stop Sending
        """
        found = self.session(session)
        ended = found.stop_sending()
        self.front.info(f'{ended} messages were kept up on session "{found.name}", and are no more.')

    @keyword("Stop Answering Pings", "Session")
    def stop_answering_pings(self, session: str | None = None) -> None:
        """Leaves the server's pings without a pong, as a client that hangs does: does the server notice?

        Pings are in the transcript all the same. It lasts until `Answer Pings` or `Reconnect WebSocket`.

        Args:
            session: The name; the current session without it.

        Example:
        | Open WebSocket    /ws/echo
        | Stop Answering Pings
        | Connection Should Be Open

        See also `Answer Pings` and the argument ``answer_pings`` of `Open WebSocket`.
        """
        self.session(session).stop_answering_pings()

    @keyword("Answer Pings", "Session")
    def answer_pings(self, session: str | None = None) -> None:
        """Answers pings again, after `Stop Answering Pings`: those that come from now on.

        Args:
            session: The name; the current session without it.

        Example:
        | Open WebSocket    /ws/echo    answer_pings=False
        | Answer Pings
        """
        self.session(session).answer_pings()

    @keyword("Pause Receiving", "Session")
    def pause_receiving(self, session: str | None = None) -> None:
        """Reads the socket no more, as a slow client does: does the server keep too much, or let it go?

        What has arrived before stays readable. Until `Resume Receiving` no message, pong or close of the server is
        seen: a wait that times out, and a close that is not seen, say that the session is paused. `Close WebSocket`
        reads on.

        Args:
            session: The name; the current session without it.

        Example:
        | Open WebSocket    /ws/echo
        | Pause Receiving
        | Send Text    hello
        | Resume Receiving
        | Message Should Be    Echo: hello

        See also `Resume Receiving`.
        """
        self.session(session).pause_receiving()

    @keyword("Resume Receiving", "Session")
    def resume_receiving(self, session: str | None = None) -> None:
        """Reads what waits in the socket, and on, after `Pause Receiving`.

        Args:
            session: The name; the current session without it.

        Example:
        | Open WebSocket    /ws/echo
        | Pause Receiving
        | Resume Receiving
        | Send Text    hello
        | Message Should Be    Echo: hello
        """
        self.session(session).resume_receiving()

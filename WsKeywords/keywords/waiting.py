"""Keywords that wait for a message, skip, ignore and clear, or look at what is in the inbox."""

from dataclasses import replace
from typing import Any

from .arguments import NOT_GIVEN, Duration, Expected, Json, Operator, Schema, Text, Unless, duration
from .base import KeywordBase, keyword
from .choices import Direction, Kind
from .inline import Inline
from .options import matcher_arguments


class WaitingKeywords(KeywordBase):
    """Waiting for what matches, and looking without moving the read position."""

    @keyword("Wait For Message", "Receiving", "Matching")
    def wait_for_message(
        self,
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
        keep_skipped: bool = False,
        unless: Unless = None,
        timeout: Duration = None,
        msg: str | None = None,
        session: str | None = None,
    ) -> str | bytes:
        """Waits for an unread message that matches; those before it are skipped.

        Skipped messages stay in the transcript. A time-out skips nothing.

        Args:
            text: Is this text. For this and the next ten see `Matcher arguments`; with none of them any message will
                do.
            contains: Contains this text.
            regexp: Has a match of this regular expression somewhere.
            glob: Matches this glob.
            json: Is JSON of the same value.
            json_contains: Is JSON that contains this.
            schema: Is JSON that this JSON Schema accepts.
            jsonpath: Is JSON in which this JSONPath selects something.
            hex: Is binary with these bytes.
            kind: Is ``text`` or ``binary``.
            event: Is a server-sent event of this type.
            ignore_case: ``True``: texts are compared without regard to case.
            keep_skipped: ``True`` takes the match only and leaves the earlier messages unread.
            unless: Fail at once when a message comes first that contains this text, or whose JSON contains this dict or
                list.
            timeout: How long to wait.
            msg: Put before the failure's message.
            session: The name; the current session without it.

        Returns:
            The message that matches.

        Example:
        | Open WebSocket    /ws/echo
        | Send Text    noise
        | Send JSON    {"type": "joined", "user": "ada"}
        | ${message} =    Wait For Message    json_contains={"echo": {"type": "joined"}}    unless=error
        | Get JSON Value    $.echo.user    ==    ada

        See also `Message Should Contain JSON`, which asserts the next message.
        """
        given = matcher_arguments(locals())
        with self.taking(self.session(session)) as found:
            return found.wait_for(timeout=timeout, keep_skipped=keep_skipped, unless=unless, msg=msg, **given)

    @keyword("Ignore Messages", "Receiving", "Matching")
    def ignore_messages(
        self,
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
        """From now on messages that match, and those of them now unread, are in the transcript only, not in the inbox.

        This is for heartbeats, presence and other noise. It survives `Reconnect WebSocket`; each call adds to what is
        ignored.

        Args:
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
            event: Is a server-sent event of this type.
            ignore_case: ``True``: texts are compared without regard to case.
            session: The name; the current session without it.

        Example:
        | Open WebSocket    /ws/echo
        | Ignore Messages    contains=heartbeat
        | Send Text    heartbeat
        | Send Text    hello
        | Message Should Be    Echo: hello

        See also `Stop Ignoring`.
        """
        self.session(session).ignore(**matcher_arguments(locals()))

    @keyword("Stop Ignoring", "Receiving")
    def stop_ignoring(self, session: str | None = None) -> None:
        """Ends `Ignore Messages`: what arrives from now on is in the inbox, whatever it is.

        Args:
            session: The name; the current session without it.

        Example:
        | Open WebSocket    /ws/echo
        | Ignore Messages    contains=heartbeat
        | Stop Ignoring
        | Send Text    heartbeat
        | Message Should Contain    heartbeat
        """
        self.session(session).stop_ignoring()

    # looking

    @keyword("Get Messages", "Getter")
    def get_messages(
        self, direction: Direction = "received", *, unread: bool = False, session: str | None = None
    ) -> list[str | bytes]:
        """Returns the messages so far, without the ignored ones, and moves nothing.

        Args:
            direction: ``received``, ``sent`` or ``both``.
            unread: ``True`` returns only received messages that no keyword has read.
            session: The name; the current session without it.

        Returns:
            A list, oldest first, as far back as the transcript reaches.

        Example:
        | Open WebSocket    /ws/echo
        | Send Text    hello
        | Message Should Contain    hello
        | ${sent} =    Get Messages    sent
        | Should Be Equal    ${sent}[0]    hello

        See also `Get Message Count` and `Get Transcript`.
        """
        found = self.session(session).messages(direction, unread=unread)
        self.learn(*found)
        return found

    @keyword("Get Message Count", "Getter")
    def get_message_count(
        self,
        operator: Operator = None,
        expected: Expected = NOT_GIVEN,
        message: str | None = None,
        *,
        unread: bool = True,
        timeout: Duration = duration("0"),  # noqa: B008 - immutable
        session: str | None = None,
    ) -> Any:
        """Returns how many messages are unread, and asserts it if an operator is given.

        Args:
            operator: See `Inline assertions`.
            expected: What the number is compared with.
            message: The failure's message, instead of ours.
            unread: ``False`` counts all messages received so far, without the ignored ones.
            timeout: Wait until the assertion holds, at most so long.
            session: The name; the current session without it.

        Example:
        | Open WebSocket    /ws/echo
        | Send Text    one
        | Send Text    two
        | Get Message Count    ==    2    timeout=2s

        See also `Get Messages`.
        """
        found = self.session(session)
        inline = Inline.of_session(
            found, f"the number of {'unread messages' if unread else 'messages received'}", operator, expected, message
        )
        holds = inline.holds if operator is not None else bool
        if not timeout:
            return inline.verify(found.count(unread=unread))
        count = found.wait_count(holds, unread=unread, timeout=timeout)
        return replace(inline, waited=timeout.total_seconds()).verify(count)

    @keyword("Clear Messages", "Receiving")
    def clear_messages(self, session: str | None = None) -> None:
        """Drops what is unread; the message read last stays, and all stay in the transcript.

        Args:
            session: The name; the current session without it.

        Example:
        | Open WebSocket    /ws/echo
        | Send Text    noise
        | Get Message Count    ==    1    timeout=2s
        | Clear Messages
        | Get Message Count    ==    0

        See also `Drain Messages` and `Ignore Messages`.
        """
        found = self.session(session)
        dropped = found.clear()
        self.front.info(f'{dropped} unread messages of session "{found.name}" were dropped.')

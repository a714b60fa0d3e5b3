"""Keywords that hand over messages: the next one, several, all until."""

from typing import Any

from ..core.errors import Mismatch
from .arguments import HALF_A_SECOND, NOT_GIVEN, Completion, Duration, Json, Schema, Text
from .base import KeywordBase, keyword
from .choices import Kind
from .options import matcher_arguments


class ReceivingKeywords(KeywordBase):
    """Reading forward from the read position."""

    @keyword("Receive Message", "Receiving")
    def receive_message(self, timeout: Duration = None, *, session: str | None = None) -> str | bytes:
        """Returns the next unread message, which is waited for.

        Args:
            timeout: How long to wait.
            session: The name; the current session without it.

        Returns:
            A text message as a string, a binary one as bytes.

        Example:
        | Open WebSocket    /ws/echo
        | Send Text    hello
        | ${message} =    Receive Message    timeout=2s
        | Should Be Equal    ${message}    Echo: hello

        See also `Receive Text`, `Receive JSON` and `Message Should Be`.
        """
        with self.taking(self.session(session)) as found:
            return found.receive(timeout)

    @keyword("Receive Text", "Receiving")
    def receive_text(self, timeout: Duration = None, *, session: str | None = None) -> str | bytes:
        """Returns the next unread message, and fails when it is binary.

        Args:
            timeout: How long to wait.
            session: The name; the current session without it.

        Returns:
            The message as a string.

        Example:
        | Open WebSocket    /ws/echo
        | Send Text    hello
        | ${text} =    Receive Text
        | Should Be Equal    ${text}    Echo: hello

        See also `Receive Message`.
        """
        with self.taking(self.session(session)) as found:
            return found.receive(timeout, kind="text")

    @keyword("Receive Binary", "Receiving")
    def receive_binary(self, timeout: Duration = None, *, session: str | None = None) -> str | bytes:
        """Returns the next unread message, and fails when it is text.

        Args:
            timeout: How long to wait.
            session: The name; the current session without it.

        Returns:
            The message as bytes.

        Example:
        | Open WebSocket    /ws/echo
        | Send Binary    00 ff    encoding=hex
        | ${data} =    Receive Binary
        | Length Should Be    ${data}    2

        See also `Receive Message`.
        """
        with self.taking(self.session(session)) as found:
            return found.receive(timeout, kind="binary")

    @keyword("Receive JSON", "Receiving")
    def receive_json(self, timeout: Duration = None, *, session: str | None = None) -> Any:
        """Returns the value of the next unread message, and fails when it is not JSON text.

        Args:
            timeout: How long to wait.
            session: The name; the current session without it.

        Returns:
            The value: a dict, list, string, number, boolean or ``None``.

        Example:
        | Open WebSocket    /ws/echo
        | Send JSON    {"id": 7}
        | ${value} =    Receive JSON
        | Should Be Equal    ${value}[echo][id]    ${7}

        See also `Get JSON Value` and `Message Should Contain JSON`.
        """
        with self.taking(self.session(session)) as found:
            return found.receive_json(timeout)

    @keyword("Receive Messages", "Receiving")
    def receive_messages(
        self, count: int, as_json: bool = False, *, timeout: Duration = None, session: str | None = None
    ) -> list[Any]:
        """Returns the next unread messages, so many.

        When fewer come in time it fails, and those that came stay unread.

        Args:
            count: How many, at least 1.
            as_json: ``True`` returns the values of the messages, which must be JSON text.
            timeout: How long to wait for all of them.
            session: The name; the current session without it.

        Returns:
            A list.

        Example:
        | Open WebSocket    /ws/echo
        | Send Text    one
        | Send Text    two
        | ${messages} =    Receive Messages    2
        | Should Be Equal    ${messages}[1]    Echo: two

        See also `Messages Should Arrive` and `Receive Messages Until`.
        """
        with self.taking(self.session(session)) as found:
            return self._values(found.receive_many(count, timeout), as_json)

    @keyword("Receive Messages Until", "Receiving", "Matching")
    def receive_messages_until(
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
        timeout: Duration = None,
        include_last: bool = False,
        as_json: bool = False,
        session: str | None = None,
    ) -> list[Any]:
        """Returns every unread message up to one that matches, the completion message, which is read too.

        It fails when the completion message does not come, and shows what came; that stays unread.

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
            timeout: How long to wait for the completion message.
            include_last: ``True`` returns the completion message as well.
            as_json: ``True`` returns the values of the messages, which must be JSON text.
            session: The name; the current session without it.

        Returns:
            A list, which may be empty.

        Example:
        | Open WebSocket    /ws/echo
        | Send Text    one
        | Send Text    done
        | ${messages} =    Receive Messages Until    contains=done
        | Length Should Be    ${messages}    1

        See also `Receive All Messages`, `Collected Messages Should`, `Wait For Message` and `Drain Messages`.
        """
        given = matcher_arguments(locals())
        with self.taking(self.session(session)) as found:
            return self._values(found.receive_until(timeout=timeout, include_last=include_last, **given), as_json)

    @keyword("Receive All Messages", "Receiving", "Matching")
    def receive_all_messages(
        self,
        completion: Completion = None,
        timeout: Duration = None,
        as_json: bool = True,
        *,
        session: str | None = None,
    ) -> list[Any]:
        """Returns every unread message up to the app's completion message, which is read too and not returned.

        A completion message is what an app sends when all is said: an answer of several messages, a stream, a job. What
        it looks like is written once, in the configuration file (see `Profiles and completion messages`), or given
        here. It fails when the completion message does not come, and shows what came; that stays unread.

        Args:
            completion: The name of a completion message, or a dict of matcher arguments (see `Matcher arguments`).
                Without it the default one of the session's profile, else ``default`` of the configuration file.
            timeout: How long to wait for the completion message.
            as_json: ``False`` returns the messages as they are; with ``True`` they must be JSON text.
            session: The name; the current session without it.

        Returns:
            The values of the messages, as a list, which may be empty.

        Example:
        | Open WebSocket    /ws/echo
        | Send JSON    {"delta": "Hel"}
        | Send JSON    {"delta": "lo"}
        | Send JSON    {"action": "complete"}
        | ${messages} =    Receive All Messages    completion={"json_contains": {"echo": {"action": "complete"}}}
        | Should Be Equal    ${messages}[1][echo][delta]    lo

        See also `Collected Messages Should` and `Receive Messages Until`.
        """
        with self.taking(self.session(session)) as found:
            return self._values(found.receive_all(completion, timeout=timeout), as_json)

    @keyword("Drain Messages", "Receiving")
    def drain_messages(
        self,
        quiet: Duration = HALF_A_SECOND,
        timeout: Duration = None,
        as_json: bool = False,
        *,
        session: str | None = None,
    ) -> list[Any]:
        """Returns every unread message, until nothing arrives for a while.

        At the time-out it returns what there is, with a warning.

        Args:
            quiet: How long nothing must arrive.
            timeout: How long to go on at most.
            as_json: ``True`` returns the values of the messages, which must be JSON text.
            session: The name; the current session without it.

        Returns:
            A list, which may be empty.

        Example:
        | Open WebSocket    /ws/echo
        | Send Text    one
        | Send Text    two
        | ${messages} =    Drain Messages    quiet=300ms
        | Length Should Be    ${messages}    2

        See also `Clear Messages` and `Receive Messages Until`.
        """
        with self.taking(self.session(session)) as found:
            drained = found.drain(quiet or 0, timeout)
            if not drained.quiet:
                self.front.warn(
                    f'Session "{found.name}" had not fallen quiet when the time was up: {len(drained.messages)} '
                    "messages were drained, and more may come. Give a longer timeout or a shorter quiet."
                )
            return self._values(drained.messages, as_json)

    def _values(self, messages: list[Any], as_json: bool) -> list[Any]:
        if not as_json:
            return messages
        from ..core.jsonvalues import JsonError, parse
        from ..core.output import quote

        values = []
        for number, message in enumerate(messages, 1):
            if isinstance(message, bytes):
                raise Mismatch(
                    f"Expected every message to be JSON text, but number {number} is binary: {quote(message)}."
                )
            try:
                values.append(parse(message))
            except JsonError as error:
                raise Mismatch(
                    f"Expected every message to be JSON text, but number {number} is not ({error}): {quote(message)}."
                ) from None
        return values

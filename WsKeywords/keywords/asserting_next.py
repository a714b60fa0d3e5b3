"""``Message Should …``: what the next message must be; one keyword for each ending."""

from typing import Any

from . import endings
from .arguments import NOT_GIVEN, Data, Duration, Json, Schema, Text
from .base import KeywordBase, keyword
from .choices import BytesEncoding


class NextMessageKeywords(KeywordBase):
    """Assertions of the next message."""

    @keyword("Message Should Be", "Asserting")
    def message_should_be(
        self,
        expected: Data = NOT_GIVEN,
        encoding: BytesEncoding = None,
        *,
        ignore_case: bool = False,
        timeout: Duration = None,
        msg: str | None = None,
        session: str | None = None,
    ) -> Any:
        """Passes when the next unread message is equal to the expected text or bytes.

        The message is waited for; it counts as read, whether it matched or not.

        Args:
            expected: Text for a text message, bytes for a binary one.
            encoding: ``hex`` or ``base64``: ``expected`` is a string that stands for bytes.
            ignore_case: ``True``: texts are compared without regard to case.
            timeout: How long to wait for the message.
            msg: Put before the failure's message.
            session: The name; the current session without it.

        Returns:
            The message.

        Example:
        | Open WebSocket    /ws/echo
        | Send Text    hello
        | Message Should Be    Echo: hello

        See also `Last Message Should Be` and `Message Should Contain`.
        """
        with self.taking(self.session(session)) as found:
            return found.expect(endings.be(expected, encoding, ignore_case), timeout=timeout, msg=msg)

    @keyword("Message Should Contain", "Asserting")
    def message_should_contain(
        self,
        *expected: Text,
        ignore_case: bool = False,
        timeout: Duration = None,
        msg: str | None = None,
        session: str | None = None,
    ) -> Any:
        """Passes when the next unread message contains every one of the given strings.

        The message is waited for; it counts as read, whether it matched or not.

        Args:
            expected: One string or several.
            ignore_case: ``True``: texts are compared without regard to case.
            timeout: How long to wait for the message.
            msg: Put before the failure's message.
            session: The name; the current session without it.

        Returns:
            The message.

        Example:
        | Open WebSocket    /ws/echo
        | Send Text    hello world
        | Message Should Contain    hello    world

        See also `Last Message Should Contain` and `Message Should Not Contain`.
        """
        with self.taking(self.session(session)) as found:
            return found.expect(endings.contain(expected, ignore_case), timeout=timeout, msg=msg)

    @keyword("Message Should Not Contain", "Asserting")
    def message_should_not_contain(
        self,
        *expected: Text,
        ignore_case: bool = False,
        timeout: Duration = None,
        msg: str | None = None,
        session: str | None = None,
    ) -> Any:
        """Passes when the next unread message is text and contains none of the given strings.

        The message is waited for; it counts as read, whether it matched or not.

        Args:
            expected: One string or several.
            ignore_case: ``True``: texts are compared without regard to case.
            timeout: How long to wait for the message.
            msg: Put before the failure's message.
            session: The name; the current session without it.

        Returns:
            The message.

        Example:
        | Open WebSocket    /ws/echo
        | Send Text    hello
        | Message Should Not Contain    error    failed

        See also `Last Message Should Not Contain` and `Message Should Contain`.
        """
        with self.taking(self.session(session)) as found:
            return found.expect(endings.not_contain(expected, ignore_case), timeout=timeout, msg=msg)

    @keyword("Message Should Match", "Asserting")
    def message_should_match(
        self,
        pattern: Text = NOT_GIVEN,
        *,
        ignore_case: bool = False,
        timeout: Duration = None,
        msg: str | None = None,
        session: str | None = None,
    ) -> Any:
        """Passes when the next unread message matches a glob, as of BuiltIn's ``Should Match``: ``*`` is any text,
        ``?`` any character, ``[abc]`` one of these.

        The message is waited for; it counts as read, whether it matched or not.

        Args:
            pattern: The glob.
            ignore_case: ``True``: texts are compared without regard to case.
            timeout: How long to wait for the message.
            msg: Put before the failure's message.
            session: The name; the current session without it.

        Returns:
            The message.

        Example:
        | Open WebSocket    /ws/echo
        | Send Text    hello
        | Message Should Match    Echo: h?llo*

        See also `Last Message Should Match` and `Message Should Match Regexp`.
        """
        with self.taking(self.session(session)) as found:
            return found.expect(endings.glob(pattern, ignore_case), timeout=timeout, msg=msg)

    @keyword("Message Should Match Regexp", "Asserting")
    def message_should_match_regexp(
        self,
        pattern: Text = NOT_GIVEN,
        *,
        ignore_case: bool = False,
        timeout: Duration = None,
        msg: str | None = None,
        session: str | None = None,
    ) -> Any:
        """Passes when the next unread message has a match of a regular expression somewhere.

        The message is waited for; it counts as read, whether it matched or not.

        Args:
            pattern: The regular expression; ``^`` and ``$`` bind it to begin and end.
            ignore_case: ``True``: texts are compared without regard to case.
            timeout: How long to wait for the message.
            msg: Put before the failure's message.
            session: The name; the current session without it.

        Returns:
            A list: the match and its groups.

        Example:
        | Open WebSocket    /ws/echo
        | Send Text    order 42
        | ${groups} =    Message Should Match Regexp    order (\\\\d+)
        | Should Be Equal    ${groups}[1]    42

        See also `Last Message Should Match Regexp` and `Message Should Match`.
        """
        with self.taking(self.session(session)) as found:
            return found.expect(endings.regexp(pattern, ignore_case), timeout=timeout, msg=msg)

    @keyword("Message Should Be JSON", "Asserting")
    def message_should_be_json(
        self,
        expected: Json = NOT_GIVEN,
        *,
        timeout: Duration = None,
        msg: str | None = None,
        session: str | None = None,
    ) -> Any:
        """Passes when the next unread message is JSON of the same value.

        `Markers` are allowed in the expected value. Booleans never equal numbers.

        The message is waited for; it counts as read, whether it matched or not.

        Args:
            expected: A dict, list or scalar, or JSON text.
            timeout: How long to wait for the message.
            msg: Put before the failure's message.
            session: The name; the current session without it.

        Returns:
            The parsed value.

        Example:
        | Open WebSocket    /ws/echo
        | Send JSON    {"id": 7, "ok": true}
        | Message Should Be JSON    {"echo": {"id": "#number", "ok": true}}

        See also `Last Message Should Be JSON` and `Message Should Contain JSON`.
        """
        with self.taking(self.session(session)) as found:
            return found.expect(endings.be_json(expected), timeout=timeout, msg=msg)

    @keyword("Message Should Contain JSON", "Asserting")
    def message_should_contain_json(
        self,
        expected: Json = NOT_GIVEN,
        *,
        timeout: Duration = None,
        msg: str | None = None,
        session: str | None = None,
    ) -> Any:
        """Passes when the next unread message is JSON that has every given key with that value, at every depth.

        Arrays are compared by position and must have the same length, unless the last item is ``"#..."``. `Markers` are
        allowed.

        The message is waited for; it counts as read, whether it matched or not.

        Args:
            expected: A dict, list or scalar, or JSON text.
            timeout: How long to wait for the message.
            msg: Put before the failure's message.
            session: The name; the current session without it.

        Returns:
            The parsed value.

        Example:
        | Open WebSocket    /ws/echo
        | Send JSON    {"id": 7, "tags": ["a", "b"]}
        | Message Should Contain JSON    {"echo": {"tags": ["a", "#..."]}}

        See also `Last Message Should Contain JSON` and `Message Should Be JSON`.
        """
        with self.taking(self.session(session)) as found:
            return found.expect(endings.contain_json(expected), timeout=timeout, msg=msg)

    @keyword("Message Should Match Schema", "Asserting")
    def message_should_match_schema(
        self,
        schema: Schema = NOT_GIVEN,
        *,
        timeout: Duration = None,
        msg: str | None = None,
        session: str | None = None,
    ) -> Any:
        """Passes when the next unread message is JSON that a JSON Schema accepts: 2020-12, unless its ``$schema``
        says otherwise.

        The message is waited for; it counts as read, whether it matched or not.

        Args:
            schema: A dict, or the path of a ``.json`` or ``.yaml`` file.
            timeout: How long to wait for the message.
            msg: Put before the failure's message.
            session: The name; the current session without it.

        Returns:
            The parsed value.

        Example:
        | Open WebSocket    /ws/echo
        | Send JSON    {"id": 7}
        | Message Should Match Schema    {"type": "object", "required": ["echo"]}

        See also `Last Message Should Match Schema` and `Message Should Be JSON`.
        """
        with self.taking(self.session(session)) as found:
            return found.expect(endings.schema(schema), timeout=timeout, msg=msg)

"""``Last Message Should …``: what the message read last must be; one keyword for each ending."""

from typing import Any

from . import endings
from .arguments import NOT_GIVEN, Data, Json, Schema, Text
from .base import KeywordBase, keyword
from .choices import BytesEncoding


class LastMessageKeywords(KeywordBase):
    """Assertions of the message read last."""

    @keyword("Last Message Should Be", "Asserting")
    def last_message_should_be(
        self,
        expected: Data = NOT_GIVEN,
        encoding: BytesEncoding = None,
        *,
        ignore_case: bool = False,
        msg: str | None = None,
        session: str | None = None,
    ) -> Any:
        """Passes when the message read last is equal to the expected text or bytes.

        Looks at the message that a keyword took last; the read position stays.

        Args:
            expected: Text for a text message, bytes for a binary one.
            encoding: ``hex`` or ``base64``: ``expected`` is a string that stands for bytes.
            ignore_case: ``True``: texts are compared without regard to case.
            msg: Put before the failure's message.
            session: The name; the current session without it.

        Returns:
            The message.

        Example:
        | Open WebSocket    /ws/echo
        | Send Text    hello
        | Receive Message
        | Last Message Should Be    Echo: hello

        See also `Message Should Be` and `Last Message Should Contain`.
        """
        return self.session(session).expect_last(endings.be(expected, encoding, ignore_case), msg=msg)

    @keyword("Last Message Should Contain", "Asserting")
    def last_message_should_contain(
        self,
        *expected: Text,
        ignore_case: bool = False,
        msg: str | None = None,
        session: str | None = None,
    ) -> Any:
        """Passes when the message read last contains every one of the given strings.

        Looks at the message that a keyword took last; the read position stays.

        Args:
            expected: One string or several.
            ignore_case: ``True``: texts are compared without regard to case.
            msg: Put before the failure's message.
            session: The name; the current session without it.

        Returns:
            The message.

        Example:
        | Open WebSocket    /ws/echo
        | Send Text    hello world
        | Receive Message
        | Last Message Should Contain    hello    world

        See also `Message Should Contain` and `Last Message Should Not Contain`.
        """
        return self.session(session).expect_last(endings.contain(expected, ignore_case), msg=msg)

    @keyword("Last Message Should Not Contain", "Asserting")
    def last_message_should_not_contain(
        self,
        *expected: Text,
        ignore_case: bool = False,
        msg: str | None = None,
        session: str | None = None,
    ) -> Any:
        """Passes when the message read last is text and contains none of the given strings.

        Looks at the message that a keyword took last; the read position stays.

        Args:
            expected: One string or several.
            ignore_case: ``True``: texts are compared without regard to case.
            msg: Put before the failure's message.
            session: The name; the current session without it.

        Returns:
            The message.

        Example:
        | Open WebSocket    /ws/echo
        | Send Text    hello
        | Receive Message
        | Last Message Should Not Contain    error    failed

        See also `Message Should Not Contain` and `Last Message Should Contain`.
        """
        return self.session(session).expect_last(endings.not_contain(expected, ignore_case), msg=msg)

    @keyword("Last Message Should Match", "Asserting")
    def last_message_should_match(
        self,
        pattern: Text = NOT_GIVEN,
        *,
        ignore_case: bool = False,
        msg: str | None = None,
        session: str | None = None,
    ) -> Any:
        """Passes when the message read last matches a glob, as of BuiltIn's ``Should Match``: ``*`` is any text,
        ``?`` any character, ``[abc]`` one of these.

        Looks at the message that a keyword took last; the read position stays.

        Args:
            pattern: The glob.
            ignore_case: ``True``: texts are compared without regard to case.
            msg: Put before the failure's message.
            session: The name; the current session without it.

        Returns:
            The message.

        Example:
        | Open WebSocket    /ws/echo
        | Send Text    hello
        | Receive Message
        | Last Message Should Match    Echo: h?llo*

        See also `Message Should Match` and `Last Message Should Match Regexp`.
        """
        return self.session(session).expect_last(endings.glob(pattern, ignore_case), msg=msg)

    @keyword("Last Message Should Match Regexp", "Asserting")
    def last_message_should_match_regexp(
        self,
        pattern: Text = NOT_GIVEN,
        *,
        ignore_case: bool = False,
        msg: str | None = None,
        session: str | None = None,
    ) -> Any:
        """Passes when the message read last has a match of a regular expression somewhere.

        Looks at the message that a keyword took last; the read position stays.

        Args:
            pattern: The regular expression; ``^`` and ``$`` bind it to begin and end.
            ignore_case: ``True``: texts are compared without regard to case.
            msg: Put before the failure's message.
            session: The name; the current session without it.

        Returns:
            A list: the match and its groups.

        Example:
        | Open WebSocket    /ws/echo
        | Send Text    order 42
        | Receive Message
        | ${groups} =    Last Message Should Match Regexp    order (\\\\d+)
        | Should Be Equal    ${groups}[1]    42

        See also `Message Should Match Regexp` and `Last Message Should Match`.
        """
        return self.session(session).expect_last(endings.regexp(pattern, ignore_case), msg=msg)

    @keyword("Last Message Should Be JSON", "Asserting")
    def last_message_should_be_json(
        self,
        expected: Json = NOT_GIVEN,
        *,
        msg: str | None = None,
        session: str | None = None,
    ) -> Any:
        """Passes when the message read last is JSON of the same value.

        `Markers` are allowed in the expected value. Booleans never equal numbers.

        Looks at the message that a keyword took last; the read position stays.

        Args:
            expected: A dict, list or scalar, or JSON text.
            msg: Put before the failure's message.
            session: The name; the current session without it.

        Returns:
            The parsed value.

        Example:
        | Open WebSocket    /ws/echo
        | Send JSON    {"id": 7, "ok": true}
        | Receive Message
        | Last Message Should Be JSON    {"echo": {"id": "#number", "ok": true}}

        See also `Message Should Be JSON` and `Last Message Should Contain JSON`.
        """
        return self.session(session).expect_last(endings.be_json(expected), msg=msg)

    @keyword("Last Message Should Contain JSON", "Asserting")
    def last_message_should_contain_json(
        self,
        expected: Json = NOT_GIVEN,
        *,
        msg: str | None = None,
        session: str | None = None,
    ) -> Any:
        """Passes when the message read last is JSON that has every given key with that value, at every depth.

        Arrays are compared by position and must have the same length, unless the last item is ``"#..."``. `Markers` are
        allowed.

        Looks at the message that a keyword took last; the read position stays.

        Args:
            expected: A dict, list or scalar, or JSON text.
            msg: Put before the failure's message.
            session: The name; the current session without it.

        Returns:
            The parsed value.

        Example:
        | Open WebSocket    /ws/echo
        | Send JSON    {"id": 7, "tags": ["a", "b"]}
        | Receive Message
        | Last Message Should Contain JSON    {"echo": {"tags": ["a", "#..."]}}

        See also `Message Should Contain JSON` and `Last Message Should Be JSON`.
        """
        return self.session(session).expect_last(endings.contain_json(expected), msg=msg)

    @keyword("Last Message Should Match Schema", "Asserting")
    def last_message_should_match_schema(
        self,
        schema: Schema = NOT_GIVEN,
        *,
        msg: str | None = None,
        session: str | None = None,
    ) -> Any:
        """Passes when the message read last is JSON that a JSON Schema accepts: 2020-12, unless its ``$schema``
        says otherwise.

        Looks at the message that a keyword took last; the read position stays.

        Args:
            schema: A dict, or the path of a ``.json`` or ``.yaml`` file.
            msg: Put before the failure's message.
            session: The name; the current session without it.

        Returns:
            The parsed value.

        Example:
        | Open WebSocket    /ws/echo
        | Send JSON    {"id": 7}
        | Receive Message
        | Last Message Should Match Schema    {"type": "object", "required": ["echo"]}

        See also `Message Should Match Schema` and `Last Message Should Be JSON`.
        """
        return self.session(session).expect_last(endings.schema(schema), msg=msg)

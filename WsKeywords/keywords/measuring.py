"""Keywords that look at a value of the message read last, or at a time, and assert it inline."""

from typing import Any

from ..core.errors import Mismatch
from .arguments import NOT_GIVEN, Expected, Operator
from .base import KeywordBase, keyword
from .inline import Inline
from .selecting import value_at


class MeasuringKeywords(KeywordBase):
    """Values and times, each with an inline assertion."""

    @keyword("Get JSON Value", "Getter")
    def get_json_value(
        self,
        path: str,
        operator: Operator = None,
        expected: Expected = NOT_GIVEN,
        message: str | None = None,
        *,
        session: str | None = None,
    ) -> Any:
        """Returns a value of the message read last, which must be JSON, and asserts it if an operator is given.

        Args:
            path: A JSONPath (RFC 9535). One that can select one value only, such as ``$.user.name``, gives that value
                and fails when it selects nothing; one with a wildcard, slice, filter or ``..`` gives a list.
            operator: See `Inline assertions`.
            expected: What the value is compared with.
            message: The failure's message, instead of ours.
            session: The name; the current session without it.

        Example:
        | Open WebSocket    /ws/echo
        | Send JSON    {"user": {"name": "Ada", "age": 36}}
        | Wait For Message
        | Get JSON Value    $.echo.user.name    ==    Ada
        | ${age} =    Get JSON Value    $.echo.user.age    >    30
        | Should Be Equal    ${age}    ${36}

        See also `Message Should Contain JSON` and `Receive JSON`.
        """
        from ..core import failures
        from ..core.jsonvalues import JsonError, parse
        from ..core.output import quote

        found = self.session(session)
        inline = Inline.of_session(found, f"the value at {path} of the message read last", operator, expected, message)
        last = found.last
        if last is None:
            raise failures.nothing_was_read(found)
        what = f'the message read last of session "{found.name}"'
        if isinstance(last.data, bytes):
            raise Mismatch(f"Expected {what} to be JSON, but it is binary.\n{failures.context(found)}")
        try:
            document = parse(last.data)
        except JsonError as error:
            raise Mismatch(
                f"Expected {what} to be JSON, but it is not ({error}):\n"
                f"    {quote(last.data, 2000)}\n{failures.context(found)}"
            ) from None
        return inline.verify(value_at(path, document, what, lambda: failures.context(found)))

    @keyword("Get Response Time", "Getter")
    def get_response_time(
        self,
        operator: Operator = None,
        expected: Expected = NOT_GIVEN,
        message: str | None = None,
        *,
        since: str | None = None,
        session: str | None = None,
    ) -> Any:
        """Returns the seconds from the last send (or HTTP request) to the arrival of the message read last.

        It is the last send before that message arrived; pings do not count. It is an error when nothing was
        sent or nothing was read.

        On Linux the arrival is the moment at which the kernel received the message, whatever the test did then; over
        TLS, through a Unix socket and on other systems it is the moment at which it was read, a few milliseconds later
        while the test computes. Messages that were read together arrived when the last of them did.

        Args:
            operator: See `Inline assertions`.
            expected: A time such as ``200ms``.
            message: The failure's message, instead of ours.
            since: The session whose send counts, when it is another one: ``since=alice    session=bob`` is the time of
                a broadcast from alice to bob.
            session: The name; the current session without it.

        Example:
        | Open WebSocket    /ws/echo
        | Send Text    hello
        | Message Should Contain    hello
        | Get Response Time    <    2 seconds

        See also `Get Connect Time`.
        """
        found = self.session(session)
        inline = Inline.of_session(found, "the response time", operator, expected, message, time=True)
        return inline.verify(found.response_time(self.session(since) if since is not None else None))

    @keyword("Get Connect Time", "Getter")
    def get_connect_time(
        self,
        operator: Operator = None,
        expected: Expected = NOT_GIVEN,
        message: str | None = None,
        *,
        session: str | None = None,
    ) -> Any:
        """Returns the seconds from the start of TCP to the end of the handshake.

        Args:
            operator: See `Inline assertions`.
            expected: A time such as ``200ms``.
            message: The failure's message, instead of ours.
            session: The name; the current session without it.

        Example:
        | Open WebSocket    /ws/echo
        | Get Connect Time    <    2 seconds

        See also `Get Response Time`.
        """
        found = self.session(session)
        inline = Inline.of_session(found, "the connect time", operator, expected, message, time=True)
        return inline.verify(found.connect_time)

"""Keywords that send and read the answer in one go."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..core.jsonvalues import dump_compact
from . import converters as to
from .arguments import NOT_GIVEN, Duration, Expected, Json, Operator, Text
from .base import KeywordBase, keyword
from .inline import Inline

if TYPE_CHECKING:
    from ..core.session import Session


class ExchangingKeywords(KeywordBase):
    """Request and response, the commonest pair, as one keyword."""

    @keyword("Exchange Text", "Sending", "Receiving", "Asserting")
    def exchange_text(
        self,
        text: Text,
        /,
        operator: Operator = None,
        expected: Expected = NOT_GIVEN,
        message: str | None = None,
        *,
        match: str | None = None,
        skip: bool = False,
        session: str | None = None,
        timeout: Duration = None,
    ) -> Any:
        """Sends a text message and returns the next message, its answer; asserts it if an operator is given.

        It fails, and sends nothing, when a message is unread that would be taken for the answer.

        Args:
            text: The message, positional only.
            operator: See `Inline assertions`.
            expected: What the answer is compared with.
            message: The failure's message, instead of ours.
            match: A JSONPath, such as ``$.id``: the answer is the message with the same value there as in the text,
                which then must be JSON. Other messages stay unread.
            skip: ``True`` passes over what was unread before.
            session: The name; the current session without it.
            timeout: For the send and the answer.

        Returns:
            The answer: text as str, binary as bytes.

        Example:
        | Open WebSocket    /ws/echo
        | Exchange Text    hello    ==    Echo: hello
        | ${answer} =    Exchange Text    world
        | Should Be Equal    ${answer}    Echo: world

        See also `Exchange JSON`, `Send Text` and `Message Should Be`.
        """
        found = self.session(session)
        inline = self._answer(found, operator, expected, message)
        with self._exchange(found, text, match, skip, timeout) as answer:
            return inline.verify(answer)

    @keyword("Exchange JSON", "Sending", "Receiving", "Asserting")
    def exchange_json(
        self,
        payload: Json,
        operator: Operator = None,
        expected: Expected = NOT_GIVEN,
        message: str | None = None,
        *,
        match: str | None = None,
        skip: bool = False,
        session: str | None = None,
        timeout: Duration = None,
    ) -> Any:
        """Sends a JSON value and returns the value of the next message, its answer; asserts it if an operator is given.

        It fails, and sends nothing, when a message is unread that would be taken for the answer.

        Args:
            payload: A dict, list or scalar, or a JSON string, which is validated. Secrets inside are accepted.
            operator: See `Inline assertions`.
            expected: What the answer is compared with; text is read as JSON where the answer is no text.
            message: The failure's message, instead of ours.
            match: A JSONPath, such as ``$.id``: the answer is the message with the same value there as in the payload.
                Other messages stay unread.
            skip: ``True`` passes over what was unread before.
            session: The name; the current session without it.
            timeout: For the send and the answer.

        Returns:
            The parsed value of the answer.

        Example:
        | Open WebSocket    /ws/echo
        | Exchange JSON    {"id": 7}    ==    {"echo": {"id": 7}}
        | ${answer} =    Exchange JSON    {"id": 8}
        | Should Be Equal    ${answer}[echo][id]    ${8}

        See also `Exchange Text`, `Get JSON Value` and `Message Should Contain JSON`.
        """
        value = to.json_value(payload, "payload")
        found = self.session(session)
        inline = self._answer(found, operator, expected, message)
        with self._exchange(found, dump_compact(value), match, skip, timeout):
            return inline.verify(found.value_of_last())

    @contextmanager
    def _exchange(
        self, session: "Session", text: str, match: str | None, skip: bool, timeout: Duration
    ) -> Iterator[str | bytes]:
        self.learn(text)
        taking = self.taking(session)
        with taking:
            answer = session.begin_exchange(text, match=match, skip=skip, timeout=timeout)
            taking.sent(text)
            yield answer()

    def _answer(self, session: "Session", operator: Operator, expected: Expected, message: str | None) -> Inline:
        return Inline.of_session(session, "the answer", operator, expected, message)

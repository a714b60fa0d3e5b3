"""Keywords that look at the close and the handshake of a connection."""

from typing import TYPE_CHECKING, Any

from ..core.handshake.headers import Headers
from .arguments import NOT_GIVEN, Expected, Operator
from .base import KeywordBase, keyword
from .inline import Inline, no_header

if TYPE_CHECKING:
    from ..core.session import Session


class LookingKeywords(KeywordBase):
    """Facts of a connection, each with an inline assertion."""

    @keyword("Get Close Code", "Session", "Getter")
    def get_close_code(
        self,
        operator: Operator = None,
        expected: Expected = NOT_GIVEN,
        message: str | None = None,
        *,
        session: str | None = None,
    ) -> Any:
        """Returns the close code, ``None`` while the session is open, and asserts it if an operator is given.

        Args:
            operator: See `Inline assertions`.
            expected: What the code is compared with.
            message: The failure's message, instead of ours.
            session: The name; the current session without it.

        Example:
        | Open WebSocket    /ws/echo
        | Get Close Code    ==    None
        | Close WebSocket    code=4002
        | Get Close Code    ==    4002

        See also `Connection Should Be Closed With Code`, which waits for the close.
        """
        found = self.session(session)
        close = found.close_info
        return self._of_close(found, "close code", operator, expected, message, close.code if close else None)

    @keyword("Get Close Reason", "Session", "Getter")
    def get_close_reason(
        self,
        operator: Operator = None,
        expected: Expected = NOT_GIVEN,
        message: str | None = None,
        *,
        session: str | None = None,
    ) -> Any:
        """Returns the close reason, ``None`` while the session is open, and asserts it if an operator is given.

        Args:
            operator: See `Inline assertions`.
            expected: What the reason is compared with.
            message: The failure's message, instead of ours.
            session: The name; the current session without it.

        Example:
        | Open WebSocket    /ws/echo
        | Close WebSocket    reason=good night
        | Get Close Reason    starts    good

        See also `Get Close Code`.
        """
        found = self.session(session)
        close = found.close_info
        return self._of_close(found, "close reason", operator, expected, message, close.reason if close else None)

    @keyword("Get Closed By", "Session", "Getter")
    def get_closed_by(
        self,
        operator: Operator = None,
        expected: Expected = NOT_GIVEN,
        message: str | None = None,
        *,
        session: str | None = None,
    ) -> Any:
        """Returns who closed the session: ``peer``, ``us`` or ``network``; ``None`` while it is open.

        Args:
            operator: See `Inline assertions`.
            expected: What it is compared with.
            message: The failure's message, instead of ours.
            session: The name; the current session without it.

        Example:
        | Open WebSocket    /ws/echo
        | Close WebSocket
        | Get Closed By    ==    us

        See also `Get Close Code`.
        """
        found = self.session(session)
        close = found.close_info
        return self._of_close(found, "side that closed", operator, expected, message, close.by if close else None)

    def _of_close(
        self, session: "Session", what: str, operator: Operator, expected: Any, message: str | None, value: Any
    ) -> Any:
        result = Inline.of_session(
            session, f"the {what}", operator, expected, message, nothing="the session is open"
        ).verify(value)
        if operator is not None:
            session.mark_close_asserted()
        return result

    @keyword("Get Subprotocol", "Session", "Getter")
    def get_subprotocol(
        self,
        operator: Operator = None,
        expected: Expected = NOT_GIVEN,
        message: str | None = None,
        *,
        session: str | None = None,
    ) -> Any:
        """Returns the subprotocol that the server chose, empty when it chose none.

        Args:
            operator: See `Inline assertions`.
            expected: What it is compared with.
            message: The failure's message, instead of ours.
            session: The name; the current session without it.

        Example:
        | Open WebSocket    /ws/echo
        | Get Subprotocol    ==    ${EMPTY}

        See also `Get Handshake Header`.
        """
        found = self.session(session)
        inline = Inline.of_session(found, "the subprotocol", operator, expected, message)
        return inline.verify(found.subprotocol)

    @keyword("Get Handshake Header", "Session", "Getter")
    def get_handshake_header(
        self,
        name: str,
        operator: Operator = None,
        expected: Expected = NOT_GIVEN,
        message: str | None = None,
        *,
        session: str | None = None,
    ) -> Any:
        """Returns a header of the server's answer to the handshake, ``None`` when it is not there.

        Args:
            name: The header, in any case.
            operator: See `Inline assertions`.
            expected: What it is compared with.
            message: The failure's message, instead of ours.
            session: The name; the current session without it.

        Example:
        | Open WebSocket    /ws/echo
        | Get Handshake Header    upgrade    ==    websocket

        See also `Get Handshake Status` and `Get Subprotocol`.
        """
        found = self.session(session)
        headers = found.handshake.headers if found.handshake else Headers()
        nothing = no_header("the handshake", [header for header, _ in headers])
        inline = Inline.of_session(
            found, f'the handshake header "{name}"', operator, expected, message, nothing=nothing
        )
        return inline.verify(headers.get(name))

    @keyword("Get Handshake Status", "Session", "Getter")
    def get_handshake_status(
        self,
        operator: Operator = None,
        expected: Expected = NOT_GIVEN,
        message: str | None = None,
        *,
        session: str | None = None,
    ) -> Any:
        """Returns the HTTP status of the server's answer to the handshake: 101, or 200 for an event stream.

        Args:
            operator: See `Inline assertions`.
            expected: What it is compared with.
            message: The failure's message, instead of ours.
            session: The name; the current session without it.

        Example:
        | Open WebSocket    /ws/echo
        | Get Handshake Status    ==    101

        See also `Opening WebSocket Should Fail`, which returns the status of a rejection.
        """
        found = self.session(session)
        inline = Inline.of_session(found, "the handshake status", operator, expected, message)
        return inline.verify(found.handshake.status if found.handshake else None)

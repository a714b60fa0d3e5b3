"""Keywords that name, close and lose connections, and assert their state."""

from ..core.deadline import Deadline
from ..core.session import Session
from ..core.wire.closing import Close
from .arguments import Duration
from .base import KeywordBase, keyword
from .choices import By


class ConnectionKeywords(KeywordBase):
    """Sessions: named connections."""

    def _tell_of(self, session: Session, close: Close) -> None:
        """Show how it went; a close that RFC 6455 forbids is worth a warning even where the test expects it."""
        if close.by == "peer" and close.note:
            self.front.warn(f'The close of session "{session.name}" breaks the protocol: {close.note}.')
        self.front.session_closed(session)

    @keyword("Switch Session", "Session")
    def switch_session(self, session: str) -> str | None:
        """Makes a session the current one: the one of keywords that are given no ``session=``.

        Args:
            session: The name of the session.

        Returns:
            The name of the session that was current before, or ``None``.

        Example:
        | Open WebSocket    /ws/echo    alice
        | Open WebSocket    /ws/echo    bob
        | ${before} =    Switch Session    alice
        | Should Be Equal    ${before}    bob
        | Send Text    from alice

        See also `Get Session Names`.
        """
        return self.sessions.switch(session)

    @keyword("Get Session Names", "Session", "Getter")
    def get_session_names(self, pattern: str = "*") -> list[str]:
        """Returns the names of the sessions, closed ones included, in the order of opening.

        Args:
            pattern: A glob that the names must match.

        Returns:
            A list, which may be empty.

        Example:
        | Open WebSockets    /ws/echo    2    prefix=user
        | ${names} =    Get Session Names    user-*
        | Length Should Be    ${names}    2

        See also `Switch Session`.
        """
        return self.sessions.names(pattern)

    @keyword("Close WebSocket", "Session")
    def close_websocket(
        self, session: str | None = None, *, code: int = 1000, reason: str = "", timeout: Duration = None
    ) -> None:
        """Closes a session with the closing handshake of RFC 6455.

        It waits for the close frame of the other side. An event stream has none: its connection ends, and a code or
        reason is an error. Closing a closed session is no error. The session stays current, and its unread messages and
        its close can still be asserted.

        Args:
            session: The name; the current session without it.
            code: The close code: 1000 to 1003, 1007 to 1014, or 3000 to 4999.
            reason: At most 123 bytes of UTF-8.
            timeout: How long to wait for that, instead of the ``close_timeout`` of the library.

        Example:
        | Open WebSocket    /ws/echo    alice
        | Close WebSocket    alice    code=4000    reason=bye
        | Connection Should Be Closed With Code    4000    reason=bye    session=alice

        See also `Abort WebSocket` and `Close All WebSockets`.
        """
        found = self.sessions.get(session)
        found.close(code, reason, timeout)
        self.front.session_closed(found)
        found.look(Deadline(0))

    @keyword("Close All WebSockets", "Session", "Several sessions")
    def close_all_websockets(self) -> None:
        """Closes every open session, all at the same time.

        Tests seldom need it: sessions close by themselves when the test, or the suite whose setup opened them, ends.

        Example:
        | Open WebSockets    /ws/echo    3
        | Close All WebSockets
        | Connection Should Be Closed    ws-1

        See also `Close WebSocket`.
        """
        were_open = [self.sessions[name] for name in self.sessions.names() if self.sessions[name].is_open]
        self.sessions.close_all()
        for session in were_open:
            self.front.session_closed(session)

    @keyword("Abort WebSocket", "Session")
    def abort_websocket(self, session: str | None = None) -> None:
        """Drops the TCP connection with no close frame, as a lost network does.

        Args:
            session: The name; the current session without it.

        Example:
        | Open WebSocket    /ws/echo
        | Abort WebSocket
        | Connection Should Be Closed With Code    1006    by=us

        See also `Close WebSocket` and `Reconnect WebSocket`.
        """
        found = self.sessions.get(session)
        found.abort()
        self.front.session_closed(found)
        found.look(Deadline(0))

    @keyword("Connection Should Be Open", "Session", "Asserting")
    def connection_should_be_open(self, session: str | None = None, *, msg: str | None = None) -> None:
        """Passes when the session is open now.

        Args:
            session: The name; the current session without it.
            msg: Put before the failure's message.

        Example:
        | Open WebSocket    /ws/echo
        | Connection Should Be Open

        See also `Connection Should Be Closed`.
        """
        self.session(session).expect_open(msg)

    @keyword("Connection Should Be Closed", "Session", "Asserting")
    def connection_should_be_closed(
        self, session: str | None = None, timeout: Duration = None, *, msg: str | None = None
    ) -> None:
        """Passes when the session is closed, or closes in time, whoever closes it.

        Unread messages need not be read before.

        Args:
            session: The name; the current session without it.
            timeout: How long to wait for the close.
            msg: Put before the failure's message.

        Example:
        | Open WebSocket    /ws/echo    alice
        | Close WebSocket    alice
        | Connection Should Be Closed    alice

        See also `Connection Should Be Closed With Code` and `Connection Should Be Open`.
        """
        found = self.session(session)
        self._tell_of(found, found.expect_closed(timeout=timeout, msg=msg))

    @keyword("Close Should Have Been Answered", "Session", "Asserting")
    def close_should_have_been_answered(self, session: str | None = None, *, msg: str | None = None) -> None:
        """Passes when the session is closed, and the server's close frame was there before or after ours.

        A server that never answers a close (RFC 6455, 5.5.1) leaves its clients waiting: `Close WebSocket` ends after
        the ``close_timeout`` then, and its code is the one that was sent.

        Args:
            session: The name; the current session without it.
            msg: Put before the failure's message.

        Example:
        | Open WebSocket    /ws/echo
        | Close WebSocket
        | Close Should Have Been Answered

        See also `Connection Should Be Closed With Code`.
        """
        self.session(session).expect_close_answered(msg)

    @keyword("Connection Should Be Closed With Code", "Session", "Asserting")
    def connection_should_be_closed_with_code(
        self,
        code: int,
        reason: str | None = None,
        by: By = None,
        *,
        ignore_case: bool = False,
        session: str | None = None,
        timeout: Duration = None,
        msg: str | None = None,
    ) -> None:
        """Passes when the session is closed, or closes in time, with this code.

        1005 is a close frame that holds no code, 1006 an end without a close frame.

        Args:
            code: The close code.
            reason: A glob on the reason; empty: no reason was given.
            by: Who closed: ``peer``, ``us`` or ``network``.
            ignore_case: ``True``: the reason is compared without regard to case.
            session: The name; the current session without it.
            timeout: How long to wait for the close.
            msg: Put before the failure's message.

        Example:
        | Open WebSocket    /ws/echo
        | Close WebSocket    code=4001    reason=done for today
        | Connection Should Be Closed With Code    4001    done*    by=us

        See also `Get Close Code`, `Get Close Reason` and `Get Closed By`.
        """
        found = self.session(session)
        self._tell_of(found, found.expect_closed(code, reason, by, timeout, msg, ignore_case))

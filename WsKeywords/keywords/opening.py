"""Keywords that open a connection, or expect that it cannot be opened."""

from typing import Any

from ..core.handshake.rejection import Rejection
from .arguments import (
    Compression,
    Cookies,
    Credential,
    Duration,
    Headers,
    Json,
    NotGiven,
    Params,
    Separator,
    Size,
    Subprotocols,
    Verify,
)
from .base import KeywordBase, keyword
from .options import connection_options

#: ``True``, unless the environment of the configuration says otherwise.
CONFIGURED: Any = NotGiven("True")


class OpeningKeywords(KeywordBase):
    """Opening sessions."""

    @keyword("Open WebSocket", "Session")
    def open_websocket(
        self,
        url: str,
        session: str = "default",
        *,
        headers: Headers = None,
        subprotocols: Subprotocols = None,
        cookies: Cookies = None,
        params: Params = None,
        origin: str | None = None,
        auth: Credential = None,
        bearer: Credential = None,
        http_session: str | None = None,
        open_timeout: Duration = None,
        max_size: Size = None,
        max_unread: int | None = None,
        ping_interval: Duration = None,
        ping_timeout: Duration = None,
        compression: Compression = CONFIGURED,
        proxy: Credential = None,
        ca_cert: str | None = None,
        client_cert: str | None = None,
        client_key: str | None = None,
        verify: Verify = CONFIGURED,
        unix_socket: str | None = None,
        ignore: Json = None,
        replies: Json = None,
        answer_pings: bool = CONFIGURED,
        separator: Separator = None,
        profile: str | None = None,
    ) -> str:
        """Opens a WebSocket as a session with a name, which becomes the current session.

        From now on everything that arrives is kept in the session's inbox, whether or not the test is looking.

        Args:
            url: ``ws://…`` or ``wss://…``, or relative to the ``base_url`` of the library.
            session: The name of the session. A name that is open already is an error; one whose session is closed
                may be opened again, with a fresh inbox.
            headers: Extra headers of the handshake; one whose value is ``None`` is not sent.
            subprotocols: Subprotocols to offer, in the order of preference.
            cookies: Cookies to send.
            params: Query parameters, added to those of the URL.
            origin: The ``Origin`` header.
            auth: ``user:password`` for HTTP basic authentication.
            bearer: A token, sent as ``Authorization: Bearer …``.
            http_session: Name of the HTTP session whose cookies are sent (see `HTTP Request`).
            open_timeout: TCP, TLS and handshake in total.
            max_size: The largest message accepted, after decompression; a larger one closes the session with 1009.
            max_unread: With so many messages unread the session stops reading its socket.
            ping_interval: Send a ping after each such time.
            ping_timeout: A pong that takes longer closes the session with 1011, by us.
            compression: Whether permessage-deflate (RFC 7692) is offered to the server, as browsers do. Where it
                agrees, both sides compress their messages; nothing else changes for the test. ``False`` does not offer
                it. A text holds the parameters of the offer, such as
                ``server_no_context_takeover; client_max_window_bits=10``. See `Get Handshake Header` for what the
                server agreed to.
            proxy: The proxy to go through, such as ``http://user:password@proxy:3128`` or ``socks5://proxy:1080``
                (``socks5h``: it looks the host up; also ``socks4``, ``socks4a``). ``direct``, or an empty text: none.
                Without it: the one of the configuration, else of ``HTTP_PROXY``, ``HTTPS_PROXY`` or ``ALL_PROXY``,
                which hosts in ``NO_PROXY`` and this machine itself are reached without.
            ca_cert: Path of a file with CA certificates to trust.
            client_cert: Path of the client certificate (PEM) to show to the server.
            client_key: Path of its private key, which has no password; without it the key is in the same file.
            verify: ``False`` skips the check of the server's certificate; a path is a CA file.
            unix_socket: Path of a Unix socket to connect to, in place of the host and port of the URL.
            ignore: Messages to ignore from the start: a dict of matcher arguments, see `Ignore Messages`.
            replies: Automatic answers: a dict of texts that a message contains, and the reply to each.
            answer_pings: ``False`` leaves the server's pings without a pong.
            separator: Ends every text message sent, and splits those received. With ``\\x1e`` (SignalR) or ``\\x00``
                (STOMP) two texts that come in one WebSocket message are two messages, and what comes after the last
                separator waits for the rest of it; when the session closes it is handed over as it is. The transcript
                shows the texts without it. `Send Frame` sends what it is given.
            profile: Name of a profile of the configuration file, whose options hold where no other is given.

        Returns:
            The session's name.

        Example:
        | ${name} =    Open WebSocket    /ws/echo    alice    headers={"X-Team": "blue"}
        | Should Be Equal    ${name}    alice
        | Send Text    hello    session=alice
        | Message Should Be    Echo: hello    session=alice

        See also `Opening WebSocket Should Fail`, `Open WebSockets`, `Close WebSocket` and `Reconnect WebSocket`.
        """
        opened = self.sessions.open(url, session, **connection_options(locals()))
        self.log_handshake(opened)
        return opened.name

    @keyword("Opening WebSocket Should Fail", "Session", "Asserting")
    def opening_websocket_should_fail(
        self,
        url: str,
        session: str = "default",
        *,
        status: int | None = None,
        error: str | None = None,
        ignore_case: bool = False,
        closed_within: Duration = None,
        msg: str | None = None,
        headers: Headers = None,
        subprotocols: Subprotocols = None,
        cookies: Cookies = None,
        params: Params = None,
        origin: str | None = None,
        auth: Credential = None,
        bearer: Credential = None,
        http_session: str | None = None,
        open_timeout: Duration = None,
        max_size: Size = None,
        max_unread: int | None = None,
        ping_interval: Duration = None,
        ping_timeout: Duration = None,
        compression: Compression = CONFIGURED,
        proxy: Credential = None,
        ca_cert: str | None = None,
        client_cert: str | None = None,
        client_key: str | None = None,
        verify: Verify = CONFIGURED,
        unix_socket: str | None = None,
        ignore: Json = None,
        replies: Json = None,
        answer_pings: bool = CONFIGURED,
        separator: Separator = None,
        profile: str | None = None,
    ) -> Rejection:
        """Passes when the WebSocket cannot be opened, and says how it was rejected.

        The current session stays as it was. A connection that opens unexpectedly is closed again. A server that
        accepts with 101 and closes at once does not reject: see `Connection Should Be Closed With Code`, and
        ``closed_within`` where the app may do either. Redirects are not followed: ``status=301``, and the message names
        the location.

        Args:
            url: As of `Open WebSocket`.
            session: As of `Open WebSocket`: the name of an open session is an error. No session is opened under it.
            status: The HTTP status that the rejection must have.
            error: A glob on the message, which holds one of these words: *refused*, *name not found*, *timed out*,
                *closed without an answer*, *TLS*, *status 403* (any number), *not a WebSocket answer*,
                *wrong accept key*, *unasked subprotocol*, *unasked extension*; *proxy* when it was the proxy's doing.
            ignore_case: ``True``: the message is compared without regard to case.
            closed_within: A server that accepts may close in that time instead, with a code that says that it refuses:
                1002, 1003, 1008, 1011, 3000, 3003 or 4000 to 4999. Not together with ``status`` and ``error``.
            msg: Put before the failure's message.
            headers: For this and the rest see `Open WebSocket`. Extra headers; one whose value is ``None`` is not sent.
            subprotocols: Subprotocols to offer.
            cookies: Cookies to send.
            params: Query parameters, added to those of the URL.
            origin: The ``Origin`` header.
            auth: ``user:password`` for HTTP basic authentication.
            bearer: A token, sent as ``Authorization: Bearer …``.
            http_session: Name of the HTTP session whose cookies are sent.
            open_timeout: TCP, TLS and handshake in total.
            max_size: The largest message accepted.
            max_unread: With so many messages unread the session stops reading its socket.
            ping_interval: Send a ping after each such time.
            ping_timeout: A pong that takes longer closes the session.
            compression: ``False`` does not offer permessage-deflate; a text holds the parameters of the offer.
            proxy: The proxy to go through, such as ``http://user:password@proxy:3128`` or ``socks5://proxy:1080``.
            ca_cert: Path of a file with CA certificates to trust.
            client_cert: Path of the client certificate to show to the server.
            client_key: Path of its private key; without it the key is in the certificate's file.
            verify: ``False`` skips the check of the server's certificate; a path is a CA file.
            unix_socket: Path of a Unix socket to connect to, in place of the host and port of the URL.
            ignore: Messages to ignore from the start: a dict of matcher arguments.
            replies: Automatic answers: a dict of texts that a message contains, and the reply to each.
            answer_pings: ``False`` leaves the server's pings without a pong.
            separator: Ends every message sent and splits those received, such as ``\\x1e``.
            profile: Name of a profile of the configuration file, whose options hold where no other is given.

        Returns:
            The rejection, with ``.status`` (``None`` when no HTTP answer came), ``.reason``, ``.headers``
            (case-insensitive, ``.get_list(name)`` for all values of one) and ``.body``.

        Example:
        | ${rejection} =    Opening WebSocket Should Fail    /ws/no-such-place    status=403
        | Should Be Equal    ${rejection.status}    ${403}
        | Opening WebSocket Should Fail    ws://127.0.0.1:9/    error=*refused*
        | Opening WebSocket Should Fail    /ws/browser-chat    params={"token": "wrong"}    closed_within=5s

        See also `Open WebSocket`.
        """
        if session != "default":  # what it is when nothing was said, whatever is open
            self.sessions.check_free(session)
        return self.sessions.expect_refused(
            url,
            status=status,
            error=error,
            msg=msg,
            ignore_case=ignore_case,
            closed_within=closed_within,
            **connection_options(locals()),
        )

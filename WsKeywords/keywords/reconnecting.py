"""The keyword that opens a closed connection again."""

from time import monotonic_ns

from .arguments import (
    NOT_GIVEN,
    Compression,
    Cookies,
    Credential,
    Duration,
    Headers,
    Json,
    Params,
    Separator,
    Size,
    Subprotocols,
    Verify,
    duration,
)
from .base import KeywordBase, keyword
from .options import connection_options


class ReconnectingKeywords(KeywordBase):
    """Opening again."""

    @keyword("Reconnect WebSocket", "Session")
    def reconnect_websocket(
        self,
        session: str | None = None,
        *,
        attempts: int = 5,
        backoff: Duration = duration("100ms"),  # noqa: B008 - immutable
        clear: bool = False,
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
        compression: Compression = NOT_GIVEN,
        proxy: Credential = None,
        ca_cert: str | None = None,
        client_cert: str | None = None,
        client_key: str | None = None,
        verify: Verify = NOT_GIVEN,
        unix_socket: str | None = None,
        ignore: Json = None,
        replies: Json = None,
        answer_pings: bool = NOT_GIVEN,
        separator: Separator = None,
        profile: str | None = None,
    ) -> None:
        """Opens a closed session again, with the same name, options and cookies.

        An event stream sends the id of its newest event as ``Last-Event-ID``, so that the server goes on behind it.

        Unread messages stay; the close and the last send are forgotten. The transcript says from when to when the
        session was not connected, and which attempts failed. Network errors and the HTTP statuses 5xx and
        429 are tried again, other HTTP answers fail at once. On an open session it is an error.

        Args:
            session: The name; the current session without it.
            attempts: How often to try.
            backoff: The pause before the second attempt; doubled, with some jitter, before each further one.
            clear: ``True`` drops what is unread.
            headers: This and the rest replace what the session was opened with, see `Open WebSocket`. Extra headers;
                one whose value is ``None`` is not sent.
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

        Example:
        | Open WebSocket    /ws/echo    alice
        | Abort WebSocket    alice
        | Reconnect WebSocket    alice    params={"resume": "1"}
        | Connection Should Be Open    alice

        See also `Abort WebSocket` and `Restart App`.
        """
        options = connection_options(locals())
        found = self.session(session)
        began = monotonic_ns()
        found.reconnect(attempts, backoff or 0, clear=clear, **options)
        gap = [note for note in found.transcript.entries(kind="note", newest=attempts) if note.at >= began]
        self.front.log_message(found, [*gap, *found.transcript.entries(kind="handshake", newest=1)])

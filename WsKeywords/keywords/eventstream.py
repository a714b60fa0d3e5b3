"""Keywords that open event streams, or expect that one cannot be opened."""

from ..core.handshake.rejection import Rejection
from .arguments import Cookies, Credential, Duration, Headers, Json, Params, Size, Verify
from .base import KeywordBase, keyword
from .opening import CONFIGURED
from .options import stream_options


class EventStreamKeywords(KeywordBase):
    """Server-sent events as sessions."""

    @keyword("Open Event Stream", "Session")
    def open_event_stream(
        self,
        url: str,
        session: str = "default",
        *,
        headers: Headers = None,
        params: Params = None,
        last_event_id: str | None = None,
        cookies: Cookies = None,
        origin: str | None = None,
        auth: Credential = None,
        bearer: Credential = None,
        http_session: str | None = None,
        open_timeout: Duration = None,
        max_size: Size = None,
        proxy: Credential = None,
        ca_cert: str | None = None,
        client_cert: str | None = None,
        client_key: str | None = None,
        verify: Verify = CONFIGURED,
        unix_socket: str | None = None,
        ignore: Json = None,
        profile: str | None = None,
    ) -> str:
        """Opens a stream of server-sent events as a session with a name, which becomes the current session.

        Each event is a message in the session's inbox: its data is the text, and all keywords that read or look at
        messages work with it. What `Receive Message` returns has the attributes ``event`` (the type, *message* where
        the server names none), ``id`` (the id that the server sent last) and ``retry`` (the reconnection time in
        milliseconds that came with this event, or ``None``). The matcher argument ``event`` looks at the type. Comments
        are in the transcript only. Nothing can be sent.

        When the server ends the stream, the session is closed by the ``peer`` with code 1000, when the connection is
        lost by the ``network`` with 1006. It does not reconnect by itself, as a browser would: `Reconnect WebSocket`
        does, and sends the id of the newest event as ``Last-Event-ID``. `Close WebSocket` and `Abort WebSocket` end it.

        Where all sessions are meant (`Every Session Should Receive`), event streams are not, unless named.

        Args:
            url: ``http://…`` or ``https://…``, or relative to the ``base_url`` of the library.
            session: The name of the session. A name that is open already is an error; one whose session is closed
                may be opened again, with a fresh inbox.
            headers: Extra headers; one whose value is ``None`` is not sent.
            params: Query parameters, added to those of the URL.
            last_event_id: Sent as ``Last-Event-ID``: the server goes on behind that event.
            cookies: Cookies to send.
            origin: The ``Origin`` header.
            auth: ``user:password`` for HTTP basic authentication.
            bearer: A token, sent as ``Authorization: Bearer …``.
            http_session: Name of the HTTP session whose cookies are sent (see `HTTP Request`).
            open_timeout: TCP, TLS and the head of the answer in total.
            max_size: The largest event accepted; a larger one closes the session with 1009.
            proxy: The proxy to go through, such as ``http://user:password@proxy:3128`` or ``socks5://proxy:1080``.
            ca_cert: Path of a file with CA certificates to trust.
            client_cert: Path of the client certificate to show to the server.
            client_key: Path of its private key; without it the key is in the certificate's file.
            verify: ``False`` skips the check of the server's certificate; a path is a CA file.
            unix_socket: Path of a Unix socket to connect to, in place of the host and port of the URL.
            ignore: Events to ignore from the start: a dict of matcher arguments, see `Ignore Messages`.
            profile: Name of a profile of the configuration file, whose options hold where no other is given.

        Returns:
            The session's name.

        Example:
        | Start App    examples.ticker:app    name=ticker    ready=/health
        | Open Event Stream    /events    params={"symbol": "ABC"}
        | HTTP Request    POST    /ticks    json={"symbol": "ABC", "price": 12.5}
        | ${event} =    Receive Message
        | Should Be Equal    ${event.event}    tick
        | Should Not Be Empty    ${event.id}
        | Last Message Should Contain JSON    {"price": 12.5}

        See also `Opening Event Stream Should Fail`, `Close WebSocket` and `Reconnect WebSocket`.
        """
        opened = self.sessions.open_event_stream(url, session, **stream_options(locals()))
        self.front.log_message(opened, opened.transcript.entries(kind="handshake", newest=1))
        return opened.name

    @keyword("Opening Event Stream Should Fail", "Session", "Asserting")
    def opening_event_stream_should_fail(
        self,
        url: str,
        session: str = "default",
        *,
        status: int | None = None,
        error: str | None = None,
        ignore_case: bool = False,
        msg: str | None = None,
        headers: Headers = None,
        params: Params = None,
        last_event_id: str | None = None,
        cookies: Cookies = None,
        origin: str | None = None,
        auth: Credential = None,
        bearer: Credential = None,
        http_session: str | None = None,
        open_timeout: Duration = None,
        max_size: Size = None,
        proxy: Credential = None,
        ca_cert: str | None = None,
        client_cert: str | None = None,
        client_key: str | None = None,
        verify: Verify = CONFIGURED,
        unix_socket: str | None = None,
        ignore: Json = None,
        profile: str | None = None,
    ) -> Rejection:
        """Passes when the event stream cannot be opened, and says how it was rejected.

        Every answer but 200 with the content type ``text/event-stream`` is a rejection, also 204, with which a server
        tells a client to stop. Redirects are not followed: ``status=301``, and the message names the location. The
        current session stays as it was; a stream that opens unexpectedly is closed again.

        Args:
            url: As of `Open Event Stream`.
            session: As of `Open Event Stream`: the name of an open session is an error. No session is opened under it.
            status: The HTTP status that the rejection must have.
            error: A glob on the message, which holds one of these words: *refused*, *name not found*, *timed out*,
                *closed without an answer*, *TLS*, *status 403* (any number), *not an event stream*.
            ignore_case: ``True``: the message is compared without regard to case.
            msg: Put before the failure's message.
            headers: For this and the rest see `Open Event Stream`. Extra headers; one whose value is ``None`` is not
                sent.
            params: Query parameters, added to those of the URL.
            last_event_id: Sent as ``Last-Event-ID``.
            cookies: Cookies to send.
            origin: The ``Origin`` header.
            auth: ``user:password`` for HTTP basic authentication.
            bearer: A token, sent as ``Authorization: Bearer …``.
            http_session: Name of the HTTP session whose cookies are sent.
            open_timeout: TCP, TLS and the head of the answer in total.
            max_size: The largest event accepted.
            proxy: The proxy to go through, such as ``http://user:password@proxy:3128`` or ``socks5://proxy:1080``.
            ca_cert: Path of a file with CA certificates to trust.
            client_cert: Path of the client certificate to show to the server.
            client_key: Path of its private key; without it the key is in the certificate's file.
            verify: ``False`` skips the check of the server's certificate; a path is a CA file.
            unix_socket: Path of a Unix socket to connect to, in place of the host and port of the URL.
            ignore: Events to ignore from the start: a dict of matcher arguments.
            profile: Name of a profile of the configuration file, whose options hold where no other is given.

        Returns:
            The rejection, with ``.status`` (``None`` when no HTTP answer came), ``.reason``, ``.headers``
            (case-insensitive, ``.get_list(name)`` for all values of one) and ``.body``.

        Example:
        | ${rejection} =    Opening Event Stream Should Fail    /no-such-place    status=404
        | Should Contain    ${rejection.body}    Not Found
        | Opening Event Stream Should Fail    /health    error=not an event stream

        See also `Open Event Stream`.
        """
        if session != "default":  # what it is when nothing was said, whatever is open
            self.sessions.check_free(session)
        return self.sessions.expect_stream_refused(
            url, status=status, error=error, msg=msg, ignore_case=ignore_case, **stream_options(locals())
        )

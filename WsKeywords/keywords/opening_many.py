"""The keyword that opens many connections at once."""

from .arguments import (
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
    Users,
    Verify,
)
from .base import KeywordBase, keyword
from .opening import CONFIGURED
from .options import connection_options

#: Opening so many takes long enough to tell how far it is.
CROWD = 100


class OpeningManyKeywords(KeywordBase):
    """Opening a crowd."""

    @keyword("Open WebSockets", "Session", "Several sessions")
    def open_websockets(
        self,
        url: str,
        count: int | None = None,
        prefix: str = "ws",
        *,
        users: Users = None,
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
    ) -> list[str]:
        """Opens many WebSockets at once, as sessions ``ws-1``, ``ws-2``, …; the last one is current.

        The prefix, the URL, headers, params, cookies and the name of the HTTP session may hold ``{n}``, the number of
        the session from 1 on; all but the prefix may hold ``{session}``, its name. When one cannot be opened, none
        stays open, and after ``open_timeout`` no further one is tried.

        Args:
            url: As of `Open WebSocket`.
            count: How many, at least 1.
            prefix: Names are the prefix, a hyphen and the number, or the prefix with its ``{n}`` filled in.
            users: Instead of ``count``: a list of dicts, or the path of a CSV file (whose first line names the columns)
                or YAML file. One session for each user, named as its column ``name`` says; ``{column}`` stands for the
                value of a column where ``{n}`` may stand. Values of columns such as ``password`` and ``token`` are
                never shown.
            headers: For this and the rest see `Open WebSocket`; they hold for each session. Extra headers; one whose
                value is ``None`` is not sent.
            subprotocols: Subprotocols to offer.
            cookies: Cookies to send.
            params: Query parameters, added to those of the URL.
            origin: The ``Origin`` header.
            auth: ``user:password`` for HTTP basic authentication.
            bearer: A token, sent as ``Authorization: Bearer …``.
            http_session: Name of the HTTP session whose cookies are sent, ``user-{n}`` for example.
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
            The names, as a list.

        Example:
        | ${names} =    Open WebSockets    /ws/echo    3    prefix=user    params={"name": "{session}"}
        | Should Be Equal    ${names}[2]    user-3
        | Send To Every Session    hello    sessions=user-*
        | Every Session Should Receive    text=Echo: hello    sessions=user-*
        |
        | VAR    &{ada} =    name=ada    team=blue
        | VAR    &{bob} =    name=bob    team=red
        | VAR    @{users} =    ${ada}    ${bob}
        | Open WebSockets    /ws/echo    users=${users}    headers={"X-Team": "{team}"}

        See also `Log In Users`, `Every Session Should Receive` and `Send To Every Session`.
        """
        opened = self.sessions.open_many(
            url, count, prefix, users=users, progress=self._progress, **connection_options(locals())
        )
        self.log_handshake(opened[-1])
        return [session.name for session in opened]

    def _progress(self, done: int, count: int) -> None:
        if count >= CROWD:
            self.front.progress(f"{done} of {count} sessions are open")

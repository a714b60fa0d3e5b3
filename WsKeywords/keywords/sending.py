"""Keywords that send."""

from ..core.jsonvalues import dump_compact
from . import converters as to
from .arguments import Data, Duration, Json, Names, Payload, Text, Variables
from .base import KeywordBase, keyword
from .choices import TextEncoding
from .payloads import read_payload_file


class SendingKeywords(KeywordBase):
    """Sending on a session; on a closed one it is an error that says when, by whom and with what code it closed."""

    @keyword("Send Text", "Sending")
    def send_text(self, text: Text, /, *, session: str | None = None, timeout: Duration = None) -> None:
        """Sends a text message.

        Args:
            text: The message, positional only: ``text=hello`` is sent as it stands.
            session: The name; the current session without it.
            timeout: How long the network may take to accept it.

        Example:
        | Open WebSocket    /ws/echo
        | Send Text    hello
        | Message Should Be    Echo: hello

        See also `Send JSON`, `Send Binary` and `Send File`.
        """
        found = self.session(session)
        self.learn(text)
        found.send_text(text, timeout)
        self.log_sent(found, text)

    @keyword("Send JSON", "Sending")
    def send_json(self, payload: Json, *, session: str | None = None, timeout: Duration = None) -> None:
        """Sends a JSON value as one compact text message.

        Args:
            payload: A dict, list or scalar, or a JSON string, which is validated. Secrets inside are accepted.
            session: The name; the current session without it.
            timeout: How long the network may take to accept it.

        Example:
        | Open WebSocket    /ws/echo
        | Send JSON    {"type": "join", "room": 7}
        | Message Should Be JSON    {"echo": {"type": "join", "room": 7}}

        See also `Send File`, which reads the message from a file.
        """
        self._send_json(to.json_value(payload, "payload"), session, timeout)

    def _send_json(self, value: object, session: str | None, timeout: Duration) -> None:
        found = self.session(session)
        text = dump_compact(value)
        self.learn(text)
        found.send_json(value, timeout)
        self.log_sent(found, text)

    @keyword("Send Binary", "Sending")
    def send_binary(
        self,
        payload: Data,
        encoding: TextEncoding = None,
        *,
        session: str | None = None,
        timeout: Duration = None,
    ) -> None:
        """Sends a binary message.

        Args:
            payload: Bytes, or a string in the ``encoding``.
            encoding: How a string stands for bytes: ``hex`` (spaces and colons are allowed), ``base64`` or ``utf-8``.
            session: The name; the current session without it.
            timeout: How long the network may take to accept it.

        Example:
        | Open WebSocket    /ws/echo
        | Send Binary    00 ff 10    encoding=hex
        | Message Should Be    00ff10    encoding=hex

        See also `Send Text` and `Send Frame`.
        """
        found = self.session(session)
        data = to.to_bytes(payload, encoding)
        found.send_binary(data, timeout)
        self.log_sent(found, data)

    @keyword("Send File", "Sending")
    def send_file(
        self,
        path: str,
        binary: bool = False,
        variables: Variables = None,
        *,
        session: str | None = None,
        timeout: Duration = None,
    ) -> None:
        """Sends a file as one message.

        Files whose name ends in ``.json``, ``.yaml`` or ``.yml`` are sent as JSON, other files as text.

        Args:
            path: The file: absolute, or in the directory the run was started in or below it.
            binary: ``True`` sends the bytes of the file as a binary message.
            variables: ``{{name}}`` in the file is replaced by the value of that name. In JSON and YAML this happens
                inside the parsed strings, so that nothing needs escaping, and a string that is only ``{{name}}``
                becomes the value with its type.
            session: The name; the current session without it.
            timeout: How long the network may take to accept it.

        Example:
        | Create File    ${TEMPDIR}/join.json    {"type": "join", "room": "{{room}}"}
        | Open WebSocket    /ws/echo
        | Send File    ${TEMPDIR}/join.json    variables={"room": 7}
        | Message Should Be JSON    {"echo": {"type": "join", "room": 7}}

        See also `Send JSON`.
        """
        found = self.session(session)
        content = read_payload_file(path, binary, variables)
        if isinstance(content, bytes):
            found.send_binary(content, timeout)
            self.log_sent(found, content)
        elif isinstance(content, str):
            self.learn(content)
            found.send_text(content, timeout)
            self.log_sent(found, content)
        else:
            self._send_json(content.value, session, timeout)

    @keyword("Send Ping", "Sending")
    def send_ping(self, payload: Data = "", *, session: str | None = None, timeout: Duration = None) -> float:
        """Sends a ping and waits for the pong with the same payload.

        Args:
            payload: At most 125 bytes; without it random ones.
            session: The name; the current session without it.
            timeout: How long to wait for the pong.

        Returns:
            The round-trip time in seconds.

        Example:
        | Open WebSocket    /ws/echo
        | ${seconds} =    Send Ping
        | Should Be True    ${seconds} < 1

        See also `Stop Answering Pings` and `Get Response Time`.
        """
        found = self.session(session)
        data = payload if isinstance(payload, bytes) else payload.encode("utf-8", "surrogatepass")
        seconds = found.ping(data, timeout)
        self.front.info(f'A pong came {seconds * 1000:.1f} ms after the ping of session "{found.name}".')
        return seconds

    @keyword("Send Fragments", "Sending")
    def send_fragments(
        self, *parts: Data, binary: bool = False, session: str | None = None, timeout: Duration = None
    ) -> None:
        """Sends one message in several frames, one for each part.

        Args:
            parts: Text or bytes, at least one.
            binary: ``True`` sends a binary message.
            session: The name; the current session without it.
            timeout: How long the network may take to accept it.

        Example:
        | Open WebSocket    /ws/echo
        | Send Fragments    hel    lo
        | Message Should Be    Echo: hello

        See also `Send Frame`.
        """
        found = self.session(session)
        whole = b"".join(part if isinstance(part, bytes) else part.encode("utf-8", "replace") for part in parts)
        shown = whole if binary else whole.decode(errors="replace")
        self.learn(shown)
        found.send_fragments(parts, binary=binary, timeout=timeout)
        self.log_sent(found, shown)

    @keyword("Send Frame", "Sending")
    def send_frame(
        self,
        opcode: int,
        payload: Data = "",
        fin: bool = True,
        rsv: int = 0,
        *,
        session: str | None = None,
        timeout: Duration = None,
    ) -> None:
        """Sends one frame as it is, deliberately unchecked: for negative tests.

        Args:
            opcode: 0 continuation, 1 text, 2 binary, 8 close, 9 ping, 10 pong; 3 to 7 and 11 to 15 are reserved.
            payload: Bytes, or text, which is sent as UTF-8.
            fin: The FIN bit.
            rsv: The three reserved bits as a number, RSV1 = 4.
            session: The name; the current session without it.
            timeout: How long the network may take to accept it.

        Example:
        | Open WebSocket    /ws/echo
        | Send Frame    3    reserved
        | Connection Should Be Closed With Code    1002    by=peer

        See also `Send Fragments`.
        """
        found = self.session(session)
        data = payload if isinstance(payload, bytes) else payload.encode("utf-8", "surrogatepass")
        found.send_frame(opcode, data, fin=fin, rsv=rsv, timeout=timeout)
        self.front.info(
            f'Sent a frame on session "{found.name}": opcode {opcode}, FIN {int(fin)}, RSV {rsv}, {len(data)} bytes.'
        )

    @keyword("Send To Every Session", "Sending", "Several sessions")
    def send_to_every_session(self, payload: Payload, sessions: Names = None, *, timeout: Duration = None) -> None:
        """Sends one message on each of several sessions.

        Args:
            payload: A string is sent as text, bytes as a binary message, a dict or list as JSON.
            sessions: Names, a glob or a list; without it all WebSockets that the test has not closed. Selecting none is
                an error.
            timeout: How long the network may take to accept it, on all of them together.

        Example:
        | Open WebSockets    /ws/echo    3    prefix=user
        | Send To Every Session    hello    user-*
        | Every Session Should Receive    text=Echo: hello    sessions=user-*

        See also `Every Session Should Receive`.
        """
        if isinstance(payload, (bytes, bytearray)):
            payload = bytes(payload)
        elif not isinstance(payload, (dict, list)):
            payload = to.to_text(payload, "payload")
        shown = dump_compact(payload) if isinstance(payload, (dict, list)) else payload
        self.learn(shown)
        names = self.sessions.send_to_every(payload, sessions, timeout)
        if names:
            self.log_sent(self.sessions[names[-1]], shown)
        self.front.info(f"Sent on {len(names)} sessions: {', '.join(names[:50])}{' …' if len(names) > 50 else ''}.")

"""FrameReader and the protocol of ``websockets``, an independent reading of RFC 6455: do they agree on a stream?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.server import ServerProtocol
from websockets.uri import parse_uri

from WsKeywords.core.wire.frames import CloseFrame, Event, FrameReader, Ping, Pong, Violation

MAX_SIZE = 400
_URI = parse_uri("ws://localhost/")
_QUOTE = re.compile(r", first bytes (?:\"(.*)\"|(.*))$", re.DOTALL)
#: Completes whatever frame of at most MAX_SIZE they are still waiting for.
_REST = b"\xff" * MAX_SIZE


def ours(pieces: Sequence[bytes]) -> list[Event]:
    reader = FrameReader(MAX_SIZE)
    seen: list[Event] = []
    for piece in pieces:
        seen += reader.feed(piece)
    return seen


def plain(events: list[Event]) -> list[object]:
    """Our events in the words that theirs have too: ``("fail", code)`` where the connection must be closed by us."""
    seen: list[object] = []
    for event in events:
        if isinstance(event, Violation):
            seen.append(("fail", event.code))
        elif isinstance(event, CloseFrame):
            seen.append(("fail", 1002) if event.fault else ("close", event.code, event.reason))
        elif isinstance(event, (Ping, Pong)):
            seen.append((type(event).__name__, event.payload))
        else:
            seen.append(event)
    return seen


def theirs(stream: bytes, rest: bytes = b"") -> list[object]:
    protocol = ClientProtocol(_URI, state=State.OPEN, max_size=MAX_SIZE)
    protocol.receive_data(stream + rest)
    return read_by(protocol)


def read_by(protocol: ClientProtocol | ServerProtocol) -> list[object]:
    """What a protocol of theirs read, messages whole, and how it ended; see ``plain`` for the words."""
    seen: list[object] = []
    parts: list[Frame] = []
    for event in protocol.events_received():
        assert isinstance(event, Frame)
        if event.opcode in (Opcode.PING, Opcode.PONG):
            seen.append((event.opcode.name.title(), bytes(event.data)))
        elif event.opcode is not Opcode.CLOSE:
            parts.append(event)
            if event.fin:
                data = b"".join(bytes(part.data) for part in parts)
                kind, parts = parts[0].opcode, []
                try:
                    seen.append(data.decode() if kind is Opcode.TEXT else data)
                except UnicodeDecodeError:
                    # Their connection decodes above the protocol, whatever comes after.
                    return [*seen, ("fail", 1007)]
    if protocol.close_rcvd is not None:
        seen.append(("close", int(protocol.close_rcvd.code), protocol.close_rcvd.reason))
    elif protocol.close_sent is not None:
        seen.append(("fail", int(protocol.close_sent.code)))
    return seen


def check(stream: bytes, chops: Sequence[Sequence[bytes]], context: object) -> None:
    """The stream means the same to both, and to us however it comes.

    Where we fail the connection and they do not yet, what we quote must prove the fault by itself.
    """
    found = ours([stream])
    said, wanted = plain(found), theirs(stream)
    if said != wanted:
        _check_difference(stream, found, said, wanted, (context, stream.hex(), found, wanted))
    for pieces in chops:
        chopped = ours(pieces)
        if chopped != found:
            where = (context, stream.hex(), chopped, found)
            assert plain(chopped) == said, where
            last, whole = chopped[-1], found[-1]
            assert isinstance(last, Violation), where
            assert isinstance(whole, Violation), where
            assert last.rule.partition(", first")[0] == whole.rule.partition(", first")[0], where
            # Where fewer bytes have come, fewer can be quoted.
            assert _seen(whole.rule).startswith(_seen(last.rule)), where


def _check_difference(
    stream: bytes, found: list[Event], said: list[object], wanted: list[object], context: object
) -> None:
    assert said, context
    last, rest = found[-1], wanted[len(said) - 1 :]
    assert wanted[: len(said) - 1] == said[:-1], context
    assert isinstance(last, Violation), context
    seen = _seen(last.rule)
    if last.code == 1007:
        # Bad UTF-8 is told as soon as it is proved: they wait for the whole message, which may never be whole, or have
        # another fault.
        assert not [event for event in rest if isinstance(event, (str, bytes))], context
        assert seen == b"" or _never_utf8(seen), context
    elif ("shortest form" in last.rule or "over 125" in last.rule) and _padded(seen):
        # RFC 6455, 5.2, asks for the shortest form of a length; they do not insist.
        assert seen in stream, context
    elif rest == [("fail", 1009)]:
        # They look at the size of a frame before its other faults.
        assert last.code == 1002, context
        assert seen in stream, context
    else:
        # A header has the fault. They wait for the payload, which may not have come yet.
        assert seen in stream, context
        assert (last.code, rest) == (1002, []), context
        assert theirs(stream, _REST)[len(said) - 1 :] in ([("fail", 1002)], [("fail", 1009)]), context


def _seen(rule: str) -> bytes:
    """The bytes that a rule quotes."""
    quoted = _QUOTE.search(rule)
    if quoted is None:
        return b""
    return quoted[1].encode() if quoted[1] else bytes.fromhex(quoted[2])


def _padded(head: bytes) -> bool:
    """Whether this header's length could be shorter; of eight bytes it shows six, which are 0 then."""
    size = head[2:4] if head[1] == 126 else head[2:8]
    return len(size) == (2 if head[1] == 126 else 6) and int.from_bytes(size, "big") < (126 if head[1] == 126 else 1)


def _never_utf8(seen: bytes) -> bool:
    try:
        seen.decode()
    except UnicodeDecodeError as error:
        return error.start == 0
    return False

"""The planted defects: where each is, what shows it, and what a user tells the fuzzer."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from WsKeywords.fuzzing.conversation import Abort, Await, Conversation, Reconnect, Say

from .seen import Seen

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Planted:
    """One defect.

    Attributes:
        file: of the server, seen from this folder, without its ending.
        path: of its route.
        defect: what is wrong, for a table.
        properties: names of those that may find it.
        cause: a regular expression for what the failure's cause says.
        shortest: the shortest conversation that shows it.
        shows: whether it was seen when that was played by hand.
        told: options that a user gives the fuzzer.
        document: of AsyncAPI, beside the server, where a user gives one.
        by_chance: it takes two things at the same moment, so that one play may miss it.
        below: where the app is on its server.
        again: the property plays each conversation twice, so that half of the shortest one is enough.
    """

    file: str
    path: str
    defect: str
    properties: tuple[str, ...]
    cause: str
    shortest: Conversation
    shows: Callable[[Seen], bool]
    told: Mapping[str, Any] = field(default_factory=dict)
    document: str = ""
    by_chance: bool = False
    again: bool = False
    below: str = ""

    @property
    def name(self) -> str:
        """``orders``."""
        return self.file.rpartition("/")[2]

    @property
    def framework(self) -> str:
        """``FastAPI``, ``Litestar``, ``Channels`` or ``Node``."""
        return {"fastapi_apps": "FastAPI", "litestar_apps": "Litestar", "channels_apps": "Channels", "node": "Node"}[
            self.file.partition("/")[0]
        ]

    @property
    def fewest(self) -> int:
        """Messages of the shortest conversation that a fuzzer can show."""
        return self.shortest.messages // (2 if self.again else 1)

    @property
    def is_node(self) -> bool:
        """Whether it is a program for Node, and not an ASGI app."""
        return self.framework == "Node"

    @property
    def app(self) -> str:
        """As ``Start App`` is given it."""
        return f"tests.planted.{self.file.replace('/', '.')}:app"


def say(value: Any, session: int = 0) -> Say:
    """A message: JSON, but str and bytes as they are."""
    return Say(value if isinstance(value, str | bytes) else json.dumps(value), session)


def dies(seen: Seen) -> bool:
    """A handler that ends with an exception: the connection drops, or is closed with a code for that."""
    return any(close in (1006, 1011, 4500) for close in seen.closes)


DIES = ("no-1006", "no-1011", "no-error-in-log")
JOIN = say({"type": "join", "name": "ada"})
TRACE = re.compile(r"Traceback|File .*line")

PLANTED = (
    Planted(
        "fastapi_apps/orders",
        "/ws/orders",
        "dies on a missing key",
        DIES,
        "KeyError",
        Conversation("/ws/orders", (say({"action": "buy", "symbol": "ACME"}),)),
        dies,
    ),
    Planted(
        "fastapi_apps/board",
        "/ws/board",
        "dies on a text that is no JSON",
        DIES,
        "JSONDecodeError|KeyError",
        Conversation("/ws/board", (say("x"),)),
        dies,
    ),
    Planted(
        "fastapi_apps/calculator",
        "/ws/calculator",
        "answers with a stack trace",
        ("no-stack-trace",),
        "stack trace",
        Conversation("/ws/calculator", (say("x"),)),
        lambda seen: bool(TRACE.search(str(seen.received[0]))),
    ),
    Planted(
        "fastapi_apps/profile",
        "/ws/profile",
        "dies on half of a surrogate pair",
        DIES,
        "UnicodeEncodeError",
        Conversation("/ws/profile", (say({"name": "\ud83d"}),)),
        dies,
    ),
    Planted(
        "fastapi_apps/feed",
        "/ws/feed",
        "accepts a wrong token",
        ("refuses-wrong-credentials",),
        "accepted|wrong",
        Conversation("/ws/feed?token=wrong"),
        lambda seen: not seen.refused,
        {"auth": "query:token=s3same"},
    ),
    Planted(
        "fastapi_apps/pricing",
        "/ws/pricing",
        "answers Infinity, which is no JSON",
        ("answers-follow-schema",),
        "no JSON",
        Conversation("/ws/pricing", (say('{"type": "price", "amount": 1e999}'),)),
        lambda seen: "Infinity" in str(seen.received[0]),
        document="fastapi_apps/pricing.asyncapi.yaml",
    ),
    Planted(
        "fastapi_apps/lines",
        "/ws/lines",
        "hangs on a large message: one task fills and empties a queue",
        ("answers-in-time", "close-is-answered"),
        "",
        Conversation("/ws/lines", (say("x" * 20_000),)),
        lambda seen: not seen.received[0],
    ),
    Planted(
        "fastapi_apps/lobby",
        "/ws/lobby/{room}",
        "loses one of two who join at the same time",
        DIES,
        "KeyError",
        Conversation("/ws/lobby/lobby", (Await(0), Await(1), say("hello")), sessions=2),
        dies,
        {"parameters": {"room": ("lobby",)}},
        by_chance=True,
    ),
    Planted(
        "litestar_apps/sensors",
        "/ws/sensors",
        "dies on an object with other keys",
        DIES,
        "4500",
        Conversation("/ws/sensors", (say("{}"),)),
        dies,
    ),
    Planted(
        "litestar_apps/whisper",
        "/ws/whisper",
        "tells everyone what was whispered to nobody",
        ("private-stays-private", "echoes-own-id"),
        "addressee",
        Conversation(
            "/ws/whisper",
            (say({"type": "enter", "name": "ada"}), Await(0), say({"type": "whisper", "to": "eve", "text": "psst"})),
            sessions=2,
        ),
        lambda seen: "psst" in str(seen.received[1][1:]),
    ),
    Planted(
        "litestar_apps/dashboard",
        "/ws/dashboard",
        "grows: keeps memory and a file for each session",
        ("resources-released",),
        "descriptors|memory",
        Conversation("/ws/dashboard", (say("sales"),)),
        lambda seen: seen.files_left > 0,
    ),
    Planted(
        "litestar_apps/rpc",
        "/ws/rpc",
        "answers with the id of another session's call",
        ("private-stays-private", "echoes-own-id"),
        "",
        Conversation(
            "/ws/rpc",
            (
                say({"id": "a-1", "method": "upper", "text": "x"}, 0),
                say({"id": "b-1", "method": "upper", "text": "y"}, 1),
            ),
            sessions=2,
        ),
        lambda seen: "b-1" in str(seen.received[0][1:]),
    ),
    Planted(
        "litestar_apps/tickets",
        "/ws/tickets",
        "says nothing to what it does not understand",
        ("error-instead-of-silence", "answers-in-time"),
        "",
        Conversation("/ws/tickets", (say("?"),)),
        lambda seen: not seen.received[0],
        document="litestar_apps/tickets.asyncapi.yaml",
    ),
    Planted(
        "litestar_apps/savings",
        "/ws/savings",
        "dies on an integer that its database cannot hold",
        DIES,
        "4500",
        Conversation("/ws/savings", (say({"op": "deposit", "cents": 1 << 63}),)),
        dies,
    ),
    Planted(
        "litestar_apps/jobs",
        "/ws/jobs",
        "loses the order under load",
        ("keeps-order",),
        "",
        Conversation("/ws/jobs", (say("a long job"), say("b"))),
        lambda seen: '"b"' in str(seen.received[0][0]),
    ),
    Planted(
        "channels_apps/rooms",
        "/ws/rooms/{room}/",
        "answers the handshake with 500 for a room with a space",
        ("no-5xx",),
        "500",
        Conversation("/ws/rooms/tea%20room/"),
        lambda seen: seen.refused == [500],
    ),
    Planted(
        "channels_apps/notes",
        "/ws/notes/",
        "dies on a binary message",
        DIES,
        "ValueError",
        Conversation("/ws/notes/", (say(b"\0"),)),
        dies,
    ),
    Planted(
        "channels_apps/quiz",
        "/ws/quiz/",
        "dies on a second join",
        DIES,
        "IntegrityError",
        Conversation("/ws/quiz/", (JOIN, JOIN)),
        dies,
    ),
    Planted(
        "channels_apps/presence",
        "/ws/presence/",
        "keeps a name taken after its owner has gone",
        ("determinism",),
        "shape",
        Conversation(
            "/ws/presence/",
            (
                say({"type": "enter", "name": "ada"}),
                Await(0),
                Abort(0),
                Reconnect(0),
                say({"type": "enter", "name": "ada"}),
            ),
        ),
        lambda seen: "taken" in str(seen.received[0][-1]),
        {"properties": ("determinism",)},
        again=True,
    ),
    Planted(
        "channels_apps/versions",
        "/ws/versions/",
        "chooses a subprotocol that was not offered",
        ("subprotocols",),
        "unasked",
        Conversation("/ws/versions/", subprotocols=("other",)),
        lambda seen: seen.kinds == ["unasked subprotocol"],
    ),
    Planted(
        "node/shout",
        "/ws/shout",
        "dies on an empty text",
        (*DIES, "still-accepts"),
        "TypeError",
        Conversation("/ws/shout", (say(""),)),
        lambda seen: dies(seen) and not seen.alive,
    ),
    Planted(
        "node/relay",
        "/ws/relay",
        "dies on a message that is too large: nobody handles 1009",
        (*DIES, "still-accepts"),
        "RangeError",
        Conversation("/ws/relay", (say("x" * 20_000),)),
        lambda seen: not seen.alive,
    ),
    Planted(
        "node/chat",
        "/ws/chat",
        "tells every room what is said in any",
        ("private-stays-private", "echoes-own-id"),
        "",
        Conversation(
            "/ws/chat",
            (say({"type": "join", "room": "kitchen"}), say({"type": "say", "text": "hello"})),
            sessions=2,
        ),
        lambda seen: "hello" in str(seen.received[1]),
        document="node/chat.asyncapi.yaml",
    ),
    Planted(
        "node/worker",
        "/ws/worker",
        "leaves a close unanswered after a mistake",
        ("close-is-answered",),
        "ping|close",
        Conversation("/ws/worker", (say("?"),)),
        lambda seen: seen.unanswered_closes > 0,
    ),
    Planted(
        "node/commands",
        "/ws/lamp",
        "dies on null",
        (*DIES, "still-accepts"),
        "TypeError",
        Conversation("/ws/lamp", (say("null"),)),
        lambda seen: dies(seen) and not seen.alive,
    ),
)

"""Transcripts to look at, made of real records; real sessions are in ``test_real_sessions.py``."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic_ns
from typing import Any

from hypothesis import HealthCheck, settings

from WsKeywords.core.handshake.headers import Headers
from WsKeywords.core.handshake.opening import Handshake
from WsKeywords.core.output import Secrets
from WsKeywords.core.report.transcript import Entry, Record, Transcript
from WsKeywords.core.sending import RawFrame
from WsKeywords.core.wire.closing import Close

#: Other tests run at the same time: how long one example takes tells nothing.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@dataclass
class Story:
    """A session as the views see it, told step by step."""

    name: str = "alice"
    url: str = "ws://ada:lovelace-1843@127.0.0.1:8000/ws/chat?token=tiny&room=lobby"
    secrets: Secrets = field(default_factory=Secrets)
    transcript: Transcript = field(default_factory=Transcript)
    handshake: Handshake | None = None
    close_info: Close | None = None
    arrived: int = 0

    @property
    def shown_url(self) -> str:
        return self.secrets.url(self.url)

    def opened(self, **changed: Any) -> Story:
        facts: dict[str, Any] = {
            "status": 101,
            "reason": "Switching Protocols",
            "headers": Headers([("Upgrade", "websocket"), ("Set-Cookie", "sid=tiny; Path=/; HttpOnly")]),
            "subprotocol": "chat.v2",
            "request_headers": Headers(
                [("Host", "127.0.0.1:8000"), ("Authorization", "Bearer correct-horse"), ("Cookie", "a=1; b=2")]
            ),
            "connect_time": 0.0123,
            "url": self.url,
            "started_at": monotonic_ns(),
            "peer": "127.0.0.1:8000",
        }
        self.handshake = Handshake(**{**facts, **changed})
        return self.add("", "handshake", self.handshake)

    def add(self, direction: str, kind: str, *items: Any, size: int = 0) -> Story:
        first = -1
        if direction == "received" and kind == "message":
            first, self.arrived = self.arrived, self.arrived + len(items)
        self.transcript.add(Record(monotonic_ns(), direction, kind, list(items), first, size))
        return self

    def sent(self, data: str | bytes) -> Story:
        return self.add("sent", "message", data)

    def received(self, *data: str | bytes) -> Story:
        return self.add("received", "message", *data)

    def frame(self, opcode: int, payload: bytes, *, fin: bool = True, rsv: int = 0) -> Story:
        return self.add("sent", "frame", RawFrame(opcode, payload, fin, rsv))

    def closed(self, code: int, reason: str = "", by: str = "peer", note: str = "") -> Story:
        self.close_info = Close(code, reason, by, monotonic_ns(), note)
        direction = {"peer": "received", "us": "sent"}.get(by, "")
        return self.add(direction, "close", self.close_info)

    @property
    def last(self) -> Entry:
        return self.transcript.entries(newest=1)[0]

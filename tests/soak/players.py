"""A session that talks to an echo through the proxy, and holds what comes back against what it sent."""

from __future__ import annotations

import json
import random
from typing import Any, NamedTuple

from WsKeywords.core import Close, Mismatch, NoMessage, OpeningFailed, Session, Sessions, WsKeywordsError

from .servers import Proxy
from .tally import Tally, Wrong


class Patience(NamedTuple):
    """How long calls wait, in seconds."""

    open: float = 3.0
    close: float = 0.5
    #: For a message or a pong.
    receive: float = 2.0

    def times(self, factor: float) -> Patience:
        """Less of it; a close has its time, as the proxy holds back whatever it passes on."""
        return Patience(self.open * factor, self.close, self.receive * factor)


#: A message on a connection that was not broken may be late, on a machine that is busy; this late, it is lost.
LOST_AFTER = 60.0
_ALPHABET = "abcdefghij äöü€ 0123456789"


class Player:
    """One named session: opened, broken, reconnected, closed and opened anew, for as long as it is told to play."""

    def __init__(
        self, sessions: Sessions, proxy: Proxy, tally: Tally, name: str, url: str, seed: int, patience: Patience
    ) -> None:
        self.name = name
        self.url = url
        self.chance = random.Random(f"{seed}/{name}")
        self._sessions = sessions
        self._proxy = proxy
        self._tally = tally
        self._patience = patience
        self.session: Session | None = None
        #: The proxy's number of the connection; ``None``: it ended before it could be asked for.
        self._number: int | None = None
        self._sent = 0
        #: What must come, in this order.
        self._expected: list[str | bytes] = []
        #: So many rounds until it is closed and opened anew.
        self._left = 0
        self.opened: list[int] = []

    # opening and ending

    def took(self, session: Session) -> None:
        """It has a new connection."""
        self.session = session
        self._expected = []
        self._tally.count("connections opened")
        try:
            sock = session.connection._sock
            self._number = self._proxy.number(sock.getsockname()[1], sock.getpeername()[1])
        except OSError:
            # Broken already. If not, the proxy's books will not balance.
            self._number = None
        else:
            self.opened.append(self._number)

    def renew(self, session: Session) -> None:
        """It has been opened in calm, and is to be opened anew in the next round."""
        self.took(session)
        self._left = 0

    def is_broken(self) -> bool:
        return self._number is None or bool(self._proxy.fault(self._number))

    def ensure_open(self) -> bool:
        """Be open: as before, reconnected or opened anew."""
        session = self.session
        if session is not None and session.is_open and self._left > 0:
            self._left -= 1
            return True
        try:
            if session is None or self._left <= 0:
                self.end()
                compression = self.chance.random() < 0.5
                options: dict[str, Any] = {"compression": compression, "open_timeout": self._patience.open}
                allowed = self._patience.open
                opened = self._tally.call("open", allowed, self._sessions.open, self.url, self.name, **options)
                self._left = self.chance.randint(5, 30)
                self.took(opened)
            else:
                allowed = 2 * self._patience.open + 0.03
                options = {"attempts": 2, "backoff": 0.02, "clear": True}
                self._tally.call("reconnect", allowed, session.reconnect, **options)
                self._tally.count("reconnected")
                self.took(session)
        except OpeningFailed as failed:
            self._tally.count("openings that failed")
            if failed.rejection.kind == "timed out":
                self._tally.count("openings that timed out")
            return False
        except WsKeywordsError as error:
            self._tally.find(f"{self.name} could not be opened: {error}")
            return False
        except Wrong:
            return False
        return True

    def end(self) -> None:
        """Close it, or lose it; one that was not broken closes as it is told."""
        session = self.session
        if session is None:
            return
        if session.is_open:
            code = self.chance.choice((1000, 4000))
            if self.chance.random() < 0.2:
                self._tally.call("abort", 1.0, session.abort)
            else:
                allowed = self._patience.close
                close = self._tally.call("close", allowed, session.close, code, "enough", allowed)
                if not self.is_broken():
                    self._ended_well(close, code)
        close = session.close_info
        if close is None:
            self._tally.find(f"{self.name} is still open after its end")
        elif close.note.startswith("this client failed"):
            self._tally.find(f"{self.name}: {close!r}")

    def _ended_well(self, close: Close, code: int) -> None:
        """A connection that was not broken closes with what we say, and nothing came that was not asked for."""
        session = self.session
        assert session is not None
        if "did not answer our close frame" in close.note:
            self._tally.count("closes answered later than the time-out")
        elif close.by != "us" or (close.code != code and close.note != f"sent in answer to our {code}"):
            self._tally.find(f"{self.name}, which was not broken, was closed with {code}, but it says {close!r}")
        if session.inbox.backlog and not self._expected:
            self._tally.find(f"{self.name}, which was not broken, holds {session.inbox.backlog} messages too many")
        self._tally.count("connections that nothing broke until they were closed")

    # talking

    def send(self) -> None:
        """Some messages of any kind."""
        session = self.session
        assert session is not None
        for _ in range(self.chance.randint(1, 4)):
            kind = self.chance.choice(("text", "json", "binary", "fragments", "count", "ping", "large"))
            try:
                self._send(session, kind)
            except WsKeywordsError as error:
                return self.failed(f"sending ({kind})", error)
            except Wrong:
                return

    def _send(self, session: Session, kind: str) -> None:
        self._sent += 1
        label = f"{self.name} {self._sent}"
        timeout = self._patience.receive
        if kind == "ping":
            return self._ping(session, timeout)
        self._tally.count("messages sent")
        filler = "".join(self.chance.choices(_ALPHABET, k=self.chance.randint(0, 300)))
        if kind == "json":
            payload = {"label": label, "filler": filler, "list": [1, 2.5, None, True]}
            self._expected.append(json.dumps(payload, ensure_ascii=False, separators=(",", ":")))
            self._tally.call("send_json", timeout, session.send_json, payload, timeout)
        elif kind == "binary":
            data = label.encode() + self.chance.randbytes(self.chance.choice((0, 10, 2000)))
            self._expected.append(data)
            self._tally.call("send_binary", timeout, session.send_binary, data, timeout)
        elif kind == "fragments":
            self._expected.append(label + filler)
            parts = [label, "", filler]
            self._tally.call("send_fragments", timeout, session.send_fragments, parts, timeout=timeout)
        elif kind == "count":
            count = self.chance.randint(1, 10)
            self._expected += [f"{label} {number}" for number in range(1, count + 1)]
            text = json.dumps({"count": count, "from": label})
            self._tally.call("send_text", timeout, session.send_text, text, timeout)
        else:
            text = label + filler * (self.chance.randint(1, 100) if kind == "large" and self._sent % 5 == 0 else 1)
            self._expected.append(text)
            self._tally.call("send_text", timeout, session.send_text, text, timeout)

    def _ping(self, session: Session, timeout: float) -> None:
        try:
            self._tally.call("ping", timeout, session.ping, timeout=timeout)
        except Mismatch:
            if self.is_broken() or not session.is_open:
                raise
            self._tally.count("pongs later than the time-out")
            self._tally.call("ping", LOST_AFTER, session.ping, timeout=LOST_AFTER)

    def read(self) -> None:
        """All that must come, in any of the ways to read."""
        session = self.session
        while session is not None and self._expected:
            timeout = self._patience.receive * self.chance.choice((0.25, 0.5, 1))
            way = self.chance.choice((self._receive, self._expect, self._wait, self._receive_many))
            try:
                came = way(session, timeout)
            except NoMessage as error:
                if self.is_broken() or not session.is_open:
                    return self.failed("reading", error)
                came = self._come_late(session)
            except WsKeywordsError as error:
                return self.failed("reading", error)
            except Wrong:
                return self.lose()
            wanted = self._expected[: len(came)]
            if came != wanted or not came:
                return self.failed("reading", ValueError(f"expected {wanted!r:.300}, but it was {came!r:.300}"))
            del self._expected[: len(came)]
            self._tally.count("messages received", len(came))
        if session is not None and self.chance.random() < 0.05:
            self._nothing_else(session)

    def _receive(self, session: Session, timeout: float) -> list[Any]:
        return [self._tally.call("receive", timeout, session.receive, timeout)]

    def _receive_many(self, session: Session, timeout: float) -> list[Any]:
        count = min(len(self._expected), 5)
        return list(self._tally.call("receive_many", timeout, session.receive_many, count, timeout))

    def _expect(self, session: Session, timeout: float) -> list[Any]:
        wanted = self._expected[0]
        matcher = {"text": wanted} if isinstance(wanted, str) else {"hex": wanted.hex()}
        self._tally.call("expect", timeout, session.expect, timeout=timeout, **matcher)
        return [wanted]

    def _wait(self, session: Session, timeout: float) -> list[Any]:
        """Also finds what comes too early: what was skipped would be missed."""
        wanted = self._expected[0]
        matcher = {"contains": wanted} if isinstance(wanted, str) else {"hex": wanted.hex()}
        before = session.inbox.state.position
        found = self._tally.call("wait_for", timeout, session.wait_for, timeout=timeout, **matcher)
        skipped = session.inbox.state.position - before - 1
        return [found] if not skipped else [f"skipped {skipped}", found]

    def _come_late(self, session: Session) -> list[Any]:
        try:
            came = [self._tally.call("receive", LOST_AFTER, session.receive, LOST_AFTER)]
        except (WsKeywordsError, Wrong):
            return []
        self._tally.count("messages later than the time-out")
        return came

    def _nothing_else(self, session: Session) -> None:
        try:
            self._tally.call("expect_nothing", 0.02, session.expect_nothing, within=0.02)
        except WsKeywordsError as error:
            self.failed("expecting nothing more", error)
        except Wrong:
            self.lose()

    def failed(self, what: str, error: Exception) -> None:
        """A call failed: it must have been broken. What it is good for then is to be lost, or closed."""
        if not self.is_broken():
            assert self._number is not None
            how = self._proxy.end(self._number) or "which goes on"
            self._tally.find(f"{self.name}, connection {self._number}, not broken, {how}, {what}: {error}")
        self._tally.count(f"{type(error).__name__} on a broken connection")
        self.lose()

    def lose(self) -> None:
        session = self.session
        self._expected = []
        if session is not None and session.is_open:
            try:
                if self.chance.random() < 0.5:
                    self._tally.call("abort", 1.0, session.abort)
                else:
                    self._tally.call("close", self._patience.close, session.close, timeout=self._patience.close)
            except WsKeywordsError as error:
                self._tally.find(f"{self.name} could not be closed: {error}")
            except Wrong:
                pass

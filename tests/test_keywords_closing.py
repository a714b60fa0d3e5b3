"""What a person is told of a close beside its assertion."""

from __future__ import annotations

import struct

import pytest

from tests.engine.peer import Peer, frame
from WsKeywords.library import WsKeywords


def test_a_close_that_must_not_be_sent_is_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    library = WsKeywords()
    warnings: list[str] = []
    monkeypatch.setattr(library.front, "warn", warnings.append)
    try:
        with Peer(library.sessions) as peer:
            peer.send(frame(8, struct.pack("!H", 1006)))
            library.connection_should_be_closed_with_code(1006, by="peer", session="alice")
        with Peer(library.sessions, "bob") as peer:
            peer.send(frame(8, struct.pack("!H", 1001)))
            library.connection_should_be_closed("bob")
    finally:
        library.close()
    assert len(warnings) == 1
    assert warnings[0].startswith('The close of session "alice" breaks the protocol: RFC 6455 section 7.4')

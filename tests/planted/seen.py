"""Plays a conversation with plain sessions, so that a planted defect can be seen without the fuzzer."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import psutil

from WsKeywords.core import OpeningFailed, Session, SessionClosed, Sessions
from WsKeywords.fuzzing.conversation import Abort, Await, Conversation, Reconnect, Say

#: Seconds of silence after which nothing more is expected.
QUIET = 0.15


@dataclass
class Seen:
    """What came of it: messages and the code of the close of each session, in order."""

    received: list[list[str | bytes]] = field(default_factory=list)
    closes: list[int | None] = field(default_factory=list)
    #: The statuses of handshakes that were refused, and the kinds of refusals.
    refused: list[int | None] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    #: Closes that we had to give up waiting for.
    unanswered_closes: int = 0
    #: Whether the server takes a connection afterwards.
    alive: bool = True
    #: Files that it has open, more than before.
    files_left: int = 0


def play(url: str, conversation: Conversation, pid: int) -> Seen:
    """Play it with the server at ``url``, whose process is ``pid``."""
    seen = Seen([[] for _ in range(conversation.sessions)])
    with Sessions(base_url=url, timeout=2, close_timeout=0.5) as sessions:
        probe(sessions, conversation)
        before = files(pid)
        opened = [open_one(sessions, conversation, number, seen) for number in range(conversation.sessions)]
        for step in conversation.steps:
            session = opened[step.session]
            if isinstance(step, Say) and session is not None:
                with suppress(SessionClosed):
                    session.send_text(step.data) if isinstance(step.data, str) else session.send_binary(step.data)
            elif isinstance(step, Await) and session is not None:
                session.wait_count(lambda count: count > 0, timeout=2)
                seen.received[step.session] += take(session)
            elif isinstance(step, Abort) and session is not None:
                session.abort()
            elif isinstance(step, Reconnect):
                opened[step.session] = open_one(sessions, conversation, step.session, seen)
        for number, session in enumerate(opened):
            if session is not None:
                session.wait_count(lambda count: count < 0, timeout=QUIET)  # until it is quiet, or closed
                seen.received[number] += take(session)
                early = session.close_info
                close = session.close() if early is None else early
                seen.closes.append(close.code)
                seen.unanswered_closes += early is None and "did not answer" in close.note
        seen.alive = probe(sessions, conversation)
        seen.files_left = files(pid) - before
    return seen


def open_one(sessions: Sessions, conversation: Conversation, number: int, seen: Seen) -> Session | None:
    options: dict[str, Any] = {"headers": dict(conversation.headers), "subprotocols": list(conversation.subprotocols)}
    try:
        return sessions.open(conversation.path, f"s{number}", **options)
    except OpeningFailed as failure:
        seen.refused.append(failure.rejection.status)
        seen.kinds.append(failure.rejection.kind)
        return None


def take(session: Session) -> list[str | bytes]:
    return [session.receive(0) for _ in range(session.count())]


def probe(sessions: Sessions, conversation: Conversation) -> bool:
    """Whether the server answers a handshake, whatever it says."""
    try:
        sessions.open(conversation.path, "probe").close()
    except OpeningFailed as failure:
        return failure.rejection.status is not None
    return True


def files(pid: int) -> int:
    """How many files a process and its children have open; sockets may be on their way to be closed."""
    try:
        parent = psutil.Process(pid)
        return sum(len(each.open_files()) for each in (parent, *parent.children(recursive=True)))
    except psutil.Error:
        return 0

"""A run's result made by hand, for tests of what is told of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from WsKeywords.core import Close as Closed
from WsKeywords.fuzzing.conversation import Await, Conversation, Say
from WsKeywords.fuzzing.course import Course, Ending, Event
from WsKeywords.fuzzing.findings import Failure, Finding
from WsKeywords.fuzzing.options import FuzzOptions
from WsKeywords.fuzzing.results import FuzzResult, RouteResult
from WsKeywords.fuzzing.routes import Route, Target

ROUTE = Route("/ws/chat", source="ws://127.0.0.1:9/ws/chat")
JOIN = '{"type":"join"}'


def course(conversation: Conversation, *events: Event, ending: Ending | None = None) -> Course:
    """What came of a conversation of one session."""
    return Course(conversation, events, (ending or Ending(Closed(1000, "", "us", 0)),), 0.1275, alive=True)


def failure() -> Failure:
    """The server closed with 1011 after the second message."""
    conversation = Conversation("/ws/chat", (Say(JOIN), Await(), Say(b"\0\xff")))
    events = (
        Event(0.001, 0, "opened"),
        Event(0.002, 0, "sent", JOIN, 0),
        Event(0.0035, 0, "received", '{"type":"joined"}'),
        Event(0.004, 0, "sent", b"\0\xff", 2),
        Event(0.1275, 0, "closed", "1011 by peer: internal error"),
    )
    played = course(conversation, *events, ending=Ending(Closed(1011, "internal error", "peer", 0), early=True))
    passing = course(Conversation("/ws/chat", (Say(JOIN), Await())))
    finding = Finding(
        "no-1011", 'the server closed with 1011 "internal error"', "the connection stays open", "1011", 0, 4
    )
    first = replace(conversation, steps=(*conversation.steps, Say("x"), Say("y")))
    return Failure(finding, ROUTE, played, first, 54321, 17, 3, 2, 5, passing, {"retries": 1})


def result(*failures: Failure, output: Path | None = None, **options: object) -> FuzzResult:
    """A run on two routes, of which the second was skipped."""
    chosen = FuzzOptions(output=output, **options)  # type: ignore[arg-type]
    target = Target(
        "ws://127.0.0.1:9", (ROUTE,), source="ws://127.0.0.1:9/ws/chat", notes=("One route asks for a room.",)
    )
    skipped = RouteResult(Route("/ws/{room}"), skipped="nothing says what {room} may be")
    fuzzed = RouteResult(ROUTE, 100, 1247, 103, 2.5, failures)
    return FuzzResult(target, chosen, 54321, (fuzzed, skipped), 2.5)

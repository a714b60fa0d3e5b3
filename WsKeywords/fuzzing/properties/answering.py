"""Whether there is an answer, and whether it is what a document says."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from WsKeywords.core import InvalidArgument, Schema
from WsKeywords.core.deadline import Deadline
from WsKeywords.core.output import quote

from ..course import Course
from ..findings import Finding
from ..habits import kind_of
from ..options import FuzzOptions
from ..routes import MessageShape, Route
from ..strategies.schemas import validator
from .seeing import after

#: Seconds that saying why one answer is wrong may take.
_PATIENCE = 1.0


def _refuse(text: str) -> Any:
    raise ValueError(f"{text} is no JSON")


def strictly(data: str | bytes) -> Any:
    """The value of a JSON text; Raises ValueError for what only Python reads, such as NaN."""
    return json.loads(data, parse_constant=_refuse)


class Shapes:
    """The shapes of messages that a route takes or gives."""

    def __init__(self, shapes: Iterable[MessageShape]) -> None:
        self._judges: list[tuple[MessageShape, Callable[[Any], bool]]] = [
            (shape, validator(shape.schema if shape.schema is not None else True)) for shape in shapes
        ]

    def of(self, data: str | bytes) -> MessageShape | None:
        """The first that a message satisfies."""
        for shape, judge in self._judges:
            if shape.kind == "bytes" or isinstance(data, bytes):
                if shape.kind == "bytes" and isinstance(data, bytes):
                    return shape
            elif shape.kind == "text":
                return shape
            else:
                try:
                    value = strictly(data)
                except (ValueError, RecursionError):
                    continue
                if judge(value):
                    return shape
        return None

    def why_not(self, data: str | bytes) -> str:
        """Why a message is not the one that it is nearest to: ``: at $.room expected …``; "" where nothing says so."""
        try:
            value = strictly(data)
        except (ValueError, RecursionError):
            return ""
        found: list[tuple[tuple[int, int], str, Schema]] = []
        for shape, _ in self._judges:
            if shape.kind != "json" or not isinstance(shape.schema, Mapping):
                continue
            with suppress(InvalidArgument, TimeoutError, RecursionError):
                schema = Schema(dict(shape.schema))
                found.append((schema.distance(value, Deadline.after(_PATIENCE)), shape.name, schema))
        if not found:
            return ""
        _, name, schema = min(found, key=lambda each: each[0])
        try:
            reason = schema.reason(value, Deadline.after(_PATIENCE))
        except (TimeoutError, RecursionError):
            return ""
        nearest = f"; the nearest is {name}: " if len(self._judges) > 1 else ": "
        faults = [line.strip().rstrip(".") for line in reason.splitlines()]
        faults = [re.sub(r"^(\$.*?): (?=expected )", r"at \1 ", fault) for fault in faults[1:] or faults]
        return nearest + "; ".join(faults)  # without their heading


class _Shaped:
    """Keeps the shapes of routes."""

    def __init__(self) -> None:
        self._shapes: dict[str, tuple[Shapes, Shapes]] = {}

    def shapes(self, route: Route) -> tuple[Shapes, Shapes]:
        """Those that it takes, and those that it gives."""
        if route.path not in self._shapes:
            self._shapes[route.path] = Shapes(route.sends), Shapes(route.answers)
        return self._shapes[route.path]


class AnswersFollowSchema(_Shaped):
    """What the server says is what its document says."""

    name = "answers-follow-schema"
    says = "Every answer is one of the messages that the route's document names."

    def check(self, course: Course, route: Route) -> Iterable[Finding]:
        """What is wrong; nothing where the route's answers are not known."""
        if not route.answers:
            return
        answers = self.shapes(route)[1]
        for number, event in enumerate(course.events):
            if event.what != "received" or answers.of(event.data) is not None:
                continue
            names = ", ".join(shape.name for shape in route.answers)
            yield Finding(
                self.name,
                f"the answer {quote(event.data, 300)} {after(course, number, event.session)} is none of {names}"
                f"{_no_json(event.data) or answers.why_not(event.data)}",
                f"one of {names}",
                f"{kind_of(event.data)}{_no_json(event.data)}",
                event.session,
                number,
            )


def _no_json(data: str | bytes) -> str:
    if isinstance(data, bytes):
        return ""
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return ""
    try:
        strictly(data)
    except ValueError as error:
        return f": {error}"
    return ""


class AnswersInTime(_Shaped):
    """What must be answered is answered in time, and a session that hears at all does not go deaf."""

    name = "answers-in-time"
    says = "Messages are answered in time, where it is known that they are answered."

    def __init__(self, options: FuzzOptions) -> None:
        super().__init__()
        self._within = options.answers_within
        self._timeout = options.message_timeout
        #: How often a message was answered, and not, when it was the first of a session.
        self._first: dict[str | bytes, list[int]] = defaultdict(lambda: [0, 0])

    def learn(self, course: Course, route: Route) -> None:
        """See which messages are always answered by a session that is new."""
        if course.conversation.sessions != 1 or any(ending.rejection for ending in course.endings):
            return
        first: str | bytes | None = None
        for event in course.events:
            if event.what == "sent":
                if first is not None:
                    return
                first = event.data
            elif first is not None and event.what in ("received", "silent"):
                self._first[first][event.what == "silent"] += 1
                return
            elif event.what == "closed":
                return

    def reliable(self) -> str | bytes | None:
        """The simplest message that a new session always answers."""
        sure = [data for data, (answered, silent) in self._first.items() if answered and not silent]
        return min(
            sure, key=lambda data: (len(data) == 0, len(data), isinstance(data, bytes), repr(data)), default=None
        )

    def check(self, course: Course, route: Route) -> Iterable[Finding]:
        """What is wrong."""
        sends = self.shapes(route)[0]
        for number, said, before in silences(course):
            session = course.events[number].session
            shape = sends.of(said) if route.sends else None
            if self._within is not None or (shape is not None and shape.answers):
                why = "" if self._within is not None else f", which {', '.join(shape.answers if shape else ())} answers"
                within = self._within or self._timeout
                yield self._finding(
                    f"{quote(said, 200)} was not answered within {within:g} s{why}", said, session, number
                )
            elif _is_deaf(course, session) and self.reliable() is not None:
                text = (
                    f"{quote(said, 200)} was not answered, and the session was deaf then: not even a ping was answered"
                )
                yield self._finding(text, said, session, number)
            elif before is not None and said != before and self._is_reliable(said):
                text = f"after {quote(before, 200)} the session was deaf: {quote(said, 100)} was not answered"
                yield self._finding(f"{text}, as it is by a new session", before, session, number)
        if self._within is not None:
            yield from self._late(course)

    def _is_reliable(self, said: str | bytes) -> bool:
        answered, silent = self._first.get(said, (0, 0))
        return answered > 0 and not silent

    def _late(self, course: Course) -> Iterator[Finding]:
        waiting: dict[int, tuple[float, str | bytes]] = {}
        for number, event in enumerate(course.events):
            if event.what == "sent":
                waiting.setdefault(event.session, (event.at, event.data))
            elif event.what == "received" and event.session in waiting:
                at, said = waiting.pop(event.session)
                if self._within is not None and event.at - at > self._within:
                    text = f"{quote(said, 200)} was answered after {event.at - at:.2f} s"
                    yield self._finding(text, said, event.session, number)

    def _finding(self, text: str, said: str | bytes, session: int, event: int) -> Finding:
        return Finding(self.name, text, "an answer in time", f"after {kind_of(said)}", session, event)


class ErrorInsteadOfSilence(_Shaped):
    """What is not understood is said to be so."""

    name = "error-instead-of-silence"
    says = "A message that is none of the document's is answered, where the document has all messages answered."

    def check(self, course: Course, route: Route) -> Iterable[Finding]:
        """What is wrong; nothing where it is not known that every message is answered."""
        if not route.sends or not all(shape.answers for shape in route.sends):
            return
        sends = self.shapes(route)[0]
        for number, said, _ in silences(course):
            if sends.of(said) is None:
                names = ", ".join(shape.name for shape in route.sends)
                yield Finding(
                    self.name,
                    f"{quote(said, 200)}, which is none of {names}, was met with silence",
                    "an error message",
                    "silence",
                    course.events[number].session,
                    number,
                )


def _is_deaf(course: Course, session: int) -> bool:
    return any(each.what == "silent" and each.data == "no pong" and each.session == session for each in course.events)


def silences(course: Course) -> Iterator[tuple[int, str | bytes, str | bytes | None]]:
    """Where nothing came: the event, the message that was not answered, and the one before it on that session."""
    said: dict[int, list[str | bytes]] = defaultdict(list)
    told: set[int] = set()
    for number, event in enumerate(course.events):
        if event.what == "sent":
            said[event.session].append(event.data)
            told.discard(event.session)
        elif event.what == "opened":
            said[event.session] = []
        elif event.what == "received":
            told.add(event.session)
        elif event.what == "silent" and event.data == "" and said[event.session] and event.session not in told:
            told.add(event.session)
            before = said[event.session][-2] if len(said[event.session]) > 1 else None
            yield number, said[event.session][-1], before

"""Who gets to hear what."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from WsKeywords.core.output import quote

from ..course import Course, Event
from ..findings import Finding
from ..routes import Route
from ..strategies.marking import ADDRESSEES, IDS, ROOMS, TEXTS

_LEAST_MARK = 5


class PrivateStaysPrivate:
    """What is said to one, or in a room, is not heard by those whom it is not said to."""

    name = "private-stays-private"
    says = "What one session says to somebody, or in a room, is heard by nobody else."

    def check(self, course: Course, route: Route) -> Iterable[Finding]:
        """What is wrong: only what bears the mark of one message is recognised."""
        if course.conversation.sessions < 2:
            return
        said = _said(course)
        for number, event in enumerate(course.events):
            if event.what != "received" or not isinstance(event.data, str):
                continue
            for sender, messages in said.items():
                if sender == event.session:
                    continue
                finding = self._leak(course, event, number, sender, messages, said.get(event.session, []))
                if finding is not None:
                    yield finding
                    return

    def _leak(
        self,
        course: Course,
        heard: Event,
        number: int,
        sender: int,
        messages: list[tuple[Event, dict[str, Any]]],
        own: list[tuple[Event, dict[str, Any]]],
    ) -> Finding | None:
        known = course.conversation.path + " ".join(_mentioned(event.data) for event, _ in own)
        known += " ".join(
            _mentioned(event.data)
            for event in course.events[:number]
            if event.what == "received" and event.session == heard.session and not _marks_in(str(event.data), messages)
        )
        rooms: list[str] = []
        for event, message in messages:
            if event.at > heard.at:
                break
            marks = [text for key, text in _texts(message) if key in TEXTS and len(text) >= _LEAST_MARK]
            marks = [mark for mark in marks if mark in str(heard.data) and mark not in known]
            addressee = next((message[key] for key in ADDRESSEES if isinstance(message.get(key), str)), None)
            if marks and addressee and addressee not in known:
                text = f"session {heard.session + 1} heard {quote(heard.data, 200)}, said by session {sender + 1} to"
                return self._finding(f"{text} {quote(addressee)}: {quote(event.data, 200)}", "addressee", heard, number)
            room = next((message[key] for key in ROOMS if isinstance(message.get(key), str) and message[key]), None)
            if marks and addressee is None:
                for each in [*rooms, room] if room else rooms:
                    if each not in known and each in _strings(heard.data):
                        text = f"session {heard.session + 1}, which was never in the room {quote(each)}, heard"
                        return self._finding(f"{text} {quote(heard.data, 200)}", "room", heard, number)
            if room:
                rooms.append(room)
        return None

    def _finding(self, text: str, cause: str, heard: Event, number: int) -> Finding:
        return Finding(self.name, text, "only those hear it whom it is said to", cause, heard.session, number)


def _mentioned(data: str | bytes) -> str:
    """What a session has said or heard of names and rooms; an addressee is somebody else."""
    value = _object(data)
    return " ".join(text for key, text in _texts(value) if key not in ADDRESSEES) if value else str(data)


def _marks_in(heard: str, messages: list[tuple[Event, dict[str, Any]]]) -> bool:
    return any(
        text in heard
        for _, message in messages
        for key, text in _texts(message)
        if len(text) >= _LEAST_MARK and key in TEXTS
    )


class EchoesOwnId:
    """An answer that bears an id bears that of its own session's message."""

    name = "echoes-own-id"
    says = "An answer bears the id of the message that it answers, and not of another session's."

    def __init__(self) -> None:
        #: For each field: how often a session that was alone had its own id back, and how often another one.
        self._habit: dict[str, list[int]] = defaultdict(lambda: [0, 0])

    def learn(self, course: Course, route: Route) -> None:
        """See which fields of answers bear the ids of what they answer."""
        if course.conversation.sessions != 1:
            return
        current: dict[str, Any] = {}
        for event in course.events:
            if event.what == "sent":
                current = _object(event.data)
            elif event.what == "received":
                answer = _object(event.data)
                for key in IDS:
                    if key in current and key in answer:
                        self._habit[key][current[key] != answer[key]] += 1

    def check(self, course: Course, route: Route) -> Iterable[Finding]:
        """What is wrong."""
        if course.conversation.sessions < 2:
            return
        for key, (same, other) in self._habit.items():
            if same < 2 or other > same / 10:
                continue
            sent: dict[int, list[Any]] = defaultdict(list)
            got: dict[int, list[tuple[int, Any]]] = defaultdict(list)
            for number, event in enumerate(course.events):
                value = _object(event.data).get(key) if event.what in ("sent", "received") else None
                if isinstance(value, (str, int)):
                    if event.what == "sent":
                        sent[event.session].append(value)
                    else:
                        got[event.session].append((number, value))
            for session, answers in got.items():
                foreign = [
                    (number, value)
                    for number, value in answers
                    if value not in sent[session] and any(value in ids for who, ids in sent.items() if who != session)
                ]
                missing = [value for value in sent[session] if value not in [each for _, each in answers]]
                if foreign and missing and len(answers) <= len(sent[session]):
                    number, value = foreign[0]
                    yield Finding(
                        self.name,
                        f"session {session + 1} asked with {key} {missing[0]!r} and was answered with {value!r}, "
                        "the one of another session",
                        f"an answer with {key} {missing[0]!r}",
                        key,
                        session,
                        number,
                    )
                    return


def _said(course: Course) -> dict[int, list[tuple[Event, dict[str, Any]]]]:
    said: dict[int, list[tuple[Event, dict[str, Any]]]] = defaultdict(list)
    for event in course.events:
        if event.what == "sent":
            value = _object(event.data)
            said[event.session].append((event, value))
    return said


def _object(data: str | bytes) -> dict[str, Any]:
    if not isinstance(data, str) or not data.lstrip().startswith("{"):
        return {}
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _texts(value: Any, depth: int = 0) -> Iterator[tuple[str, str]]:
    if depth > 4 or not isinstance(value, dict):
        return
    for key, inner in value.items():
        for each in inner if isinstance(inner, list) else [inner]:
            if isinstance(each, str):
                yield key, each
            else:
                yield from _texts(each, depth + 1)


def _strings(data: str | bytes) -> set[str]:
    """All texts that are values in a JSON message."""
    return {text for _, text in _texts(_object(data))}

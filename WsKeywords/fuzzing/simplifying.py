"""Conversations and messages that are simpler than a given one, the simplest first."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from .conversation import Abort, Await, Close, Conversation, Ping, Reconnect, Say, Step
from .strategies.jsons import compact


def fewer_sessions(conversation: Conversation) -> Iterator[Conversation]:
    """Without one of the sessions, or with two of them in one."""
    for gone in range(conversation.sessions if conversation.sessions > 1 else 0):
        rest = [step for step in conversation.steps if step.session != gone]
        yield _with_sessions(conversation, rest, gone)
    for gone in range(1, conversation.sessions):
        joined = [replace(step, session=0) if step.session == gone else step for step in conversation.steps]
        yield _with_sessions(conversation, joined, gone)


def _with_sessions(conversation: Conversation, steps: Sequence[Step], gone: int) -> Conversation:
    moved = [replace(step, session=step.session - 1) if step.session > gone else step for step in steps]
    return replace(conversation, steps=tuple(moved), sessions=conversation.sessions - 1)


def fewer_steps(conversation: Conversation) -> Iterator[Conversation]:
    """Without a stretch of steps: halves first, single ones last, and from the end to the beginning."""
    steps = conversation.steps
    size = len(steps)
    while size:
        for end in range(len(steps), 0, -size):
            start = max(end - size, 0)
            yield replace(conversation, steps=steps[:start] + steps[end:])
        size //= 2


def fewer_pairs(conversation: Conversation) -> Iterator[Conversation]:
    """Without two steps that are not next to each other."""
    steps = conversation.steps
    if len(steps) > 24:
        return
    for i in range(len(steps)):
        for j in range(i + 2, len(steps)):
            yield replace(conversation, steps=steps[:i] + steps[i + 1 : j] + steps[j + 1 :])


def simpler_steps(conversation: Conversation) -> Iterator[Conversation]:
    """With one step of a simpler kind."""
    for number, step in enumerate(conversation.steps):
        for simple in _simpler_step(step):
            yield _with_step(conversation, number, simple)


def _simpler_step(step: Step) -> Iterator[Step]:
    if isinstance(step, Say) and step.cuts:
        yield replace(step, cuts=())
    elif (isinstance(step, Close) and (step.code != 1000 or step.reason)) or isinstance(step, Abort):
        yield Close(1000, "", step.session)
    elif isinstance(step, Ping) and step.payload:
        yield Ping(b"", step.session)
    elif isinstance(step, Reconnect):
        yield Await(step.session)


def simpler_frame(conversation: Conversation) -> Iterator[Conversation]:
    """Without subprotocols, headers, the query or the end of it."""
    if conversation.subprotocols:
        yield replace(conversation, subprotocols=())
        if len(conversation.subprotocols) > 1:
            yield replace(conversation, subprotocols=conversation.subprotocols[:1])
    if conversation.headers:
        yield replace(conversation, headers=())
    path, mark, query = conversation.path.partition("?")
    if mark:
        yield replace(conversation, path=path)
        parts = query.split("&")
        for number in range(1, len(parts)):
            yield replace(conversation, path=f"{path}?{'&'.join(parts[:number])}")


def keeps_query(conversation: Conversation, path: str) -> bool:
    """Whether what the user wrote into the query of a route's path is still there."""
    own = path.partition("?")[2]
    return not own or "{" in own or f"{conversation.path.partition('?')[2]}&".startswith(f"{own}&")


def same_messages(conversation: Conversation) -> Iterator[Conversation]:
    """With a message replaced by another one that is said before or after it."""
    said = list(dict.fromkeys(step.data for step in conversation.steps if isinstance(step, Say)))
    for number, step in enumerate(conversation.steps):
        if isinstance(step, Say):
            for other in said:
                if other != step.data and len(other) <= len(step.data):
                    yield _with_step(conversation, number, replace(step, data=other))


def simpler_messages(conversation: Conversation) -> Iterator[Conversation]:
    """With one simpler message; where it is said several times, in all places, then in one."""
    said = list(dict.fromkeys(step.data for step in conversation.steps if isinstance(step, Say)))
    for data in said:
        for simple in simpler_data(data):
            steps = tuple(
                replace(step, data=simple) if isinstance(step, Say) and step.data == data else step
                for step in conversation.steps
            )
            yield replace(conversation, steps=steps)
    for number, step in enumerate(conversation.steps):
        if isinstance(step, Say) and sum(isinstance(s, Say) and s.data == step.data for s in conversation.steps) > 1:
            for simple in simpler_data(step.data):
                yield _with_step(conversation, number, replace(step, data=simple))


def _with_step(conversation: Conversation, number: int, step: Step) -> Conversation:
    steps = conversation.steps
    return replace(conversation, steps=(*steps[:number], step, *steps[number + 1 :]))


def simpler_data(data: str | bytes) -> Iterator[str | bytes]:
    """Simpler messages."""
    if isinstance(data, bytes):
        yield from _shorter(data, b"", b"\0")
        return
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        yield from _shorter(data, "", "a")
        return
    if not isinstance(value, (dict, list)):
        yield from _shorter(data, "", "a")
    for simple in chain([value], simpler_values(value)):
        try:
            text = compact(simple)
        except RecursionError:
            continue
        if _rank(text) < _rank(data):
            yield text


def _shorter(data: Any, empty: Any, letter: Any) -> Iterator[Any]:
    if not data:
        return
    yield empty
    size = len(data)
    if size > 1:
        yield data[:1]
        step = size // 2
        while step:
            for end in range(size, 0, -step) if size <= 64 or step > size // 8 else (size, step):
                yield data[: max(end - step, 0)] + data[end:]
            step //= 2
    if data != letter * size:
        yield letter * size


def simpler_values(value: Any, depth: int = 0) -> Iterator[Any]:
    """Simpler JSON values: without a key or an item, with a simpler one, or one that is plainer altogether."""
    if depth > 12:
        return
    if not depth:
        yield from _inner(value)
    yield from _plainer(value)
    if isinstance(value, dict):
        for key in list(value)[::-1]:
            yield {other: inner for other, inner in value.items() if other != key}
        for key, inner in value.items():
            for simple in simpler_values(inner, depth + 1):
                yield {**value, key: simple}
    elif isinstance(value, list):
        for at in range(len(value) - 1, -1, -1):
            yield value[:at] + value[at + 1 :]
        for at, inner in enumerate(value):
            for simple in simpler_values(inner, depth + 1):
                yield [*value[:at], simple, *value[at + 1 :]]


def _inner(value: Any) -> Iterator[Any]:
    """What lies within it, the deepest first: half of the way down, a quarter …"""
    way = [value]
    while isinstance(value, (dict, list)) and value:
        value = next(iter(value.values())) if isinstance(value, dict) else value[0]
        way.append(value)
    step = (len(way) - 1) // 2
    while step:
        yield way[step]
        step //= 2


def _plainer(value: Any) -> list[Any]:
    """What stands instead of a value, when only that something is there matters."""
    if isinstance(value, bool) or value is None:
        return [] if value is None or value is False else [False]
    if isinstance(value, (int, float)):
        return [plain for plain in (0, 1) if plain != value and abs(value) > plain]
    if isinstance(value, str):
        if not value:
            return []
        half = value[: len(value) // 2]
        return list(dict.fromkeys(["", "a", half])) if len(value) > 1 else ([""] if value == "a" else ["", "a"])
    return [{}, []][: 1 if isinstance(value, dict) else 2] if value else []


def _rank(text: str) -> tuple[int, str]:
    return len(text), text


def size_of(conversation: Conversation) -> tuple[int, ...]:
    """By how much there is of it: what is smaller is simpler."""
    said = [step.data for step in conversation.steps if isinstance(step, Say)]
    return (
        len(said),
        conversation.sessions,
        len(conversation.steps),
        sum(len(data) for data in said),
        sum(len(step.cuts) for step in conversation.steps if isinstance(step, Say)),
        len(conversation.subprotocols) + len(conversation.headers) + len(conversation.path),
    )

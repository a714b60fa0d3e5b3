"""Whether answers come in the order of what they answer."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from WsKeywords.core.output import quote

from ..course import Course
from ..findings import Finding
from ..routes import Route

#: Fields that tell which message an answer belongs to, so that the order does not matter.
_IDS = ("id", "request_id", "requestId", "req_id", "correlation_id", "correlationId", "ref", "nonce", "seq")
#: So many words of a server are remembered.
_MOST_WORDS = 10_000


class KeepsOrder:
    """What one session says is answered in the order in which it was said.

    Only answers that hold a text of one message, and of no other, can be told to answer it, and only by a text that
    stands in one answer and is no word of the server's own. Messages with an id ask for
    answers in any order, and are not judged.
    """

    name = "keeps-order"
    says = "Answers come in the order of the messages that they answer."

    def __init__(self) -> None:
        #: Texts that the server said when nobody had: its own words, whoever says them then.
        self._own: set[str] = set()

    def learn(self, course: Course, route: Route) -> None:
        """See which words the server has of itself."""
        said: set[str] = set()
        for event in course.events:
            if event.what == "sent":
                said.update(_texts(event.data))
            elif event.what == "received" and len(self._own) < _MOST_WORDS:
                self._own.update(text for text in _texts(event.data) if text not in said)

    def check(self, course: Course, route: Route) -> Iterable[Finding]:
        """What is wrong."""
        said = [event for event in course.events if event.what == "sent"]
        if len(said) < 2:
            return
        texts = [set(_texts(event.data)) for event in said]
        often = Counter(text for each in texts for text in each)
        told = {
            number: set(_texts(event.data)) for number, event in enumerate(course.events) if event.what == "received"
        }
        again = Counter((course.events[number].session, text) for number, each in told.items() for text in each)
        heard_before: set[str] = set()
        newest: dict[int, int] = {}
        answered: set[int] = set()
        for number, event in enumerate(course.events):
            if event.what == "opened":
                newest.pop(event.session, None)
            if event.what != "received":
                continue
            heard = told[number] - heard_before
            heard_before |= heard
            heard = {text for text in heard if again[event.session, text] == 1 and text not in self._own}
            own = [
                index
                for index, each in enumerate(said)
                if each.session == event.session and each.at <= event.at and _echoes(texts[index], heard, often)
            ]
            if len(own) != 1 or own[0] in answered:
                continue
            answered.add(own[0])
            before = newest.get(event.session)
            if before is not None and before > own[0]:
                yield Finding(
                    self.name,
                    f"the server answered {quote(said[before].data, 80)} before {quote(said[own[0]].data, 80)}, "
                    "which had been said earlier",
                    "answers in the order of the messages",
                    "overtaken",
                    event.session,
                    number,
                )
                return
            newest[event.session] = own[0]


def _echoes(texts: set[str], heard: set[str], often: Counter[str]) -> bool:
    return any(often[text] == 1 for text in texts & heard)


def _texts(data: str | bytes) -> Iterator[str]:
    """The texts of a message by which it is known again; none of one that has an id."""
    if isinstance(data, bytes):
        return
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        value = data
    if isinstance(value, dict) and any(key in value for key in _IDS):
        return
    yield data
    yield from _leaves(value, 0)


def _leaves(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif depth < 6 and isinstance(value, dict):
        for inner in value.values():
            yield from _leaves(inner, depth + 1)
    elif depth < 6 and isinstance(value, list):
        for inner in value[:50]:
            yield from _leaves(inner, depth + 1)

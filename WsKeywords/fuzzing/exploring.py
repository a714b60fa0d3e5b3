"""Finding out what may be said: messages are made of the server's own words until it has no new answer."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .conversation import Abort, Await, Conversation, Reconnect, Say, Step
from .course import Course
from .habits import TELLING, kind_of
from .options import FuzzOptions
from .shapes import is_deep, signature
from .strategies.jsons import compact
from .strategies.lexicon import Lexicon
from .strategies.marking import lengthened, marked
from .strategies.sweeping import swept

#: So many ways to be answered are remembered, and so many of them are combined with each other.
_MOST, _COMBINED = 40, 6
_WORDS = re.compile(r"[A-Za-z_][A-Za-z_]{1,24}")
#: Words of errors that name nothing.
_STOP = frozenset(
    """an and are as at be but by can cannot could did do does error expected field first for from got has have in
    invalid is it its json key may message missing must need needs no nor not object of on one or please required should
    such than that the there this to unknown use value was were what when which with you your something nothing string
    number array list only too found""".split()  # noqa: SIM905  # a list of seventy strings cannot be read
)


@dataclass(frozen=True)
class Known:
    """A message that was answered in a way of its own, after what had to be said before."""

    prefix: tuple[str | bytes, ...]
    message: str | bytes
    answers: tuple[str | bytes, ...]

    @property
    def is_error(self) -> bool:
        """Whether the server did not take it."""
        return any(
            isinstance(data, str) and re.search(r"error|invalid|unknown|fail", data, re.I) for data in self.answers
        )


class Explorer:
    """Of one route. What it tries depends only on the route and on what the server answered."""

    def __init__(
        self, plain: Conversation, options: FuzzOptions, lexicon: Lexicon, known: Sequence[str | bytes]
    ) -> None:
        self._plain = plain
        self._options = options
        self._lexicon = lexicon
        self._ways: dict[str, Known] = {}
        self._tried: set[object] = set()
        self._soon: deque[Conversation] = deque()
        self._later: deque[Conversation] = deque()
        self._messages: deque[str | bytes] = deque()
        for message in known:
            self._try(message)

    @property
    def known(self) -> list[Known]:
        """Messages that were answered in ways of their own, those that the server took first."""
        return sorted(self._ways.values(), key=lambda way: way.is_error)

    def conversations(self) -> Iterator[Conversation]:
        """What to play next, until there is nothing new; ``learn`` is to be called in between."""
        while True:
            if self._messages:
                yield self._of_messages()
            elif self._soon:
                yield self._soon.popleft()
            elif self._later:
                yield self._later.popleft()
            else:
                return

    def learn(self, course: Course) -> None:
        """See how messages were answered."""
        if course.conversation.sessions != 1:
            return
        said: list[str | bytes] = []
        current: str | bytes | None = None
        answers: list[str | bytes] = []
        for event in course.events:
            if event.what == "sent":
                if current is not None and not answers:
                    return  # from here on it cannot be told which answer is whose
                self._note(said, current, answers)
                if current is not None:
                    said.append(current)
                current, answers = event.data, []
            elif event.what == "received":
                answers.append(event.data)
                if current is None:
                    self._hear(event.data)
            elif event.what in ("opened", "closed"):
                if event.what == "closed" and event.step < 0 and " by us" not in str(event.data):
                    answers.append(f"closed {event.data[:4]!r}")
                self._note(said, current, answers)
                said, current, answers = [], None, []
        self._note(said, current, answers)

    def _note(self, said: list[str | bytes], message: str | bytes | None, answers: list[str | bytes]) -> None:
        if message is None or not answers or len(self._ways) >= _MOST or len(message) > 4000:
            return
        way = signature(answers)
        if not Known((), message, tuple(answers)).is_error:
            way += f" to {kind_of(message)}"
        if way in self._ways:
            return
        prefix = tuple(known.message for known in self._ways.values() if known.message in said and not known.is_error)
        known = Known(prefix[-2:], message, tuple(answers[:3]))
        self._ways[way] = known
        for answer in answers[:3]:
            self._hear(answer)
        self._repair(known)
        if not known.is_error:
            self._combine(known)
        self._sweep(known)

    def _hear(self, data: str | bytes) -> None:
        """Try what the server shows as an example."""
        if isinstance(data, str) and len(data) < 20_000:
            try:
                value = json.loads(data)
            except (ValueError, RecursionError):
                for words in re.findall(r"[A-Za-z]+(?: [A-Za-z0-9]+)?", data)[:12]:
                    self._try(words)
                return
            for example in _objects(value, top=False):
                self._try(compact(example))

    def _repair(self, known: Known) -> None:
        """What was wrong may be said in the answer: the words of it, as fields and as what telling fields say."""
        text = " ".join(data for data in known.answers if isinstance(data, str))[:1500]
        words = [word for word in dict.fromkeys(_WORDS.findall(text)) if word.lower() not in _STOP][:10]
        named = [key for key in (*words, *self._lexicon.own_keys()) if key in TELLING]
        telling = next(iter(dict.fromkeys(named)), None) or "type"
        try:
            value = json.loads(known.message) if isinstance(known.message, str) else None
        except (ValueError, RecursionError):
            value = None
        base = value if isinstance(value, dict) else {}
        if known.is_error or not base:
            for word in words:
                for key in dict.fromkeys((telling, *named[:2])):
                    if word != key:
                        self._try(compact({**base, key: word}), known.prefix)
        if not known.is_error:
            return
        missing = [word for word in words if word not in base and word not in TELLING]
        if isinstance(value, dict):
            for filling in ("a", 1):
                self._try(compact({**base, **dict.fromkeys(missing[:5], filling)}), known.prefix)
                for word in missing[:6]:
                    self._try(compact({**base, word: filling}), known.prefix)
                for word in words:
                    if word in base and base[word] != filling:
                        self._try(compact({**base, word: filling}), known.prefix)

    def _combine(self, new: Known) -> None:
        """One after the other, twice, after the connection was lost, on two sessions, while another one listens."""
        taken = [known for known in self._ways.values() if not known.is_error][-_COMBINED:]
        before = [*new.prefix, new.message]
        self._add(*_polite([*before, new.message]))
        self._add(*_polite(before), Abort(), Reconnect(), *_polite(before))
        self._listened(new)
        for other in taken:
            if other is new:
                continue
            for first, second in ((new, other), (other, new)):
                whole = [*first.prefix, first.message]
                if [*second.prefix, second.message][: len(whole)] != whole:
                    self._add(*_polite([*whole, second.message]))
        burst = [lengthened(new.message, number, length) for number, length in enumerate((45, 2, 20))]
        self._add(*_polite(new.prefix), *map(Say, burst), Await(), Await(), Await())
        if self._options.sessions > 1:
            both: list[Step] = []
            for number, message in enumerate(before):
                both += [Say(marked(message, session, number), session) for session in (0, 1)]
                if number < len(before) - 1:
                    both += [Await(0), Await(1)]
            self._add(*both, Await(0), Await(1), sessions=2)

    def _listened(self, known: Known) -> None:
        if self._options.sessions < 2:
            return
        steps: list[Step] = [Await(1)]
        for number, message in enumerate([*known.prefix, known.message]):
            steps += [Say(marked(message, 0, number), 0), Await(0)]
        self._add(*steps, Await(1), sessions=2)
        others: list[Step] = []
        for number, message in enumerate(known.prefix):
            others += [Say(marked(message, 1, number), 1), Await(1)]
        if others:
            self._add(*others, *steps[1:], Await(1), sessions=2)

    def _sweep(self, known: Known) -> None:
        """Every field missing, of another type, empty, huge."""
        if isinstance(known.message, bytes):
            return
        try:
            value = json.loads(known.message)
        except (ValueError, RecursionError):
            return
        if not isinstance(value, (dict, list)) or not value or len(known.message) > 2000 or is_deep(value):
            return
        if known.is_error and self._tried_shape(value):
            return
        said = [compact(each) for each in swept(value)]
        most = max(self._options.max_messages - len(known.prefix), 1)
        fitting = [text for text in said if len(text.encode()) <= self._options.max_message_size]
        for start in range(0, len(fitting), most):
            self._add(*_polite([*known.prefix, *fitting[start : start + most]]), later=True)

    def _tried_shape(self, value: Any) -> bool:
        keys = ("keys", *sorted(value)) if isinstance(value, dict) else ("list",)
        if keys in self._tried:
            return True
        self._tried.add(keys)
        return False

    def _try(self, message: str | bytes, prefix: tuple[str | bytes, ...] = ()) -> None:
        if (prefix, message) in self._tried or len(message) > self._options.max_message_size:
            return
        self._tried.add((prefix, message))
        if prefix:
            self._add(*_polite([*prefix, message]))
        else:
            self._messages.append(message)

    def _of_messages(self) -> Conversation:
        """Several new messages in one conversation: most are refused, and change nothing."""
        taken = [self._messages.popleft() for _ in range(min(5, self._options.max_messages, len(self._messages)))]
        return replace(self._plain, steps=tuple(_polite(taken)))

    def _add(self, *steps: Step, sessions: int = 1, later: bool = False) -> None:
        conversation = replace(self._plain, steps=steps, sessions=sessions)
        if conversation.messages <= max(self._options.max_messages, 1) and conversation not in self._tried:
            self._tried.add(conversation)
            (self._later if later else self._soon).append(conversation)


def _polite(messages: Sequence[str | bytes]) -> list[Step]:
    return [step for message in messages for step in (Say(message), Await())]


def _objects(value: Any, top: bool, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Objects within a message that look like messages themselves."""
    if depth > 5:
        return
    if isinstance(value, dict):
        if not top and depth and value:
            yield value
        for inner in value.values():
            yield from _objects(inner, False, depth + 1)
    elif isinstance(value, list):
        for inner in value[:10]:
            yield from _objects(inner, False, depth + 1)

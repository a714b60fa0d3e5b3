"""How a route uses to answer: learnt from what was played, so that nobody waits where nothing comes."""

from __future__ import annotations

import json
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field

#: Keys whose value says what kind of message a JSON object is, the usual ones first.
TELLING = ("type", "action", "event", "op", "cmd", "command", "method", "kind", "t")
#: Seconds to wait for an answer before anything is known of a route, and the least to wait afterwards.
UNKNOWN, LEAST, SILENT = 0.4, 0.05, 0.012
#: Seconds to wait where there always was an answer: silence would mean something, and a machine may be busy.
_SURE = 0.5
#: What a session hears that said nothing, or has its answers: news of others, say; and one that has fewer answers than
#: it said messages, and has met silence since.
UNASKED, OWED = "unasked", "owed"
#: Seconds to wait for these where they use not to come; what comes later is seen when the session is closed.
_NO_NEWS = 0.004
#: An answer is waited for so many times as long as answers take.
TIMES = 10
#: So often a kind of message must have been met with silence until little is waited for an answer to it.
CERTAIN = 3


def kind_of(data: str | bytes) -> str:
    """What sort of message it is, in words: ``no text``, ``bytes``, ``object type=join`` …."""
    if isinstance(data, bytes):
        return "bytes" if data else "no bytes"
    if not data:
        return "no text"
    if data[0] in '{["-0123456789tfn':
        try:
            value = json.loads(data)
        except (ValueError, RecursionError):
            return "text"
        if isinstance(value, Mapping):
            for key in TELLING:
                if isinstance(value.get(key), str):
                    return f"object {key}={value[key][:40]}"
            return "object " + ",".join(sorted(map(str, value))[:8])
        return f"JSON {type(value).__name__}"
    return "text"


@dataclass
class Tally:
    """How often messages of one kind were answered."""

    answered: int = 0
    silent: int = 0


@dataclass
class Habits:
    """Of one route.

    Attributes:
        timeout: seconds that an answer may take at most.
    """

    timeout: float
    _tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    #: How often a connection was greeted before anything was said, and how often not.
    greeting: Tally = field(default_factory=Tally)
    _times: deque[float] = field(default_factory=lambda: deque(maxlen=60))

    def answered(self, kind: str, after: float) -> None:
        """A message was answered after so many seconds."""
        self._tallies[kind].answered += 1
        self._times.append(after)

    def came(self, kind: str) -> None:
        """Something came that was waited for, but is no answer to what was said last."""
        self._tallies[kind].answered += 1

    def silent(self, kind: str) -> None:
        """Nothing came in time."""
        self._tallies[kind].silent += 1

    def patience(self, kind: str) -> float:
        """Seconds to wait for an answer to a message of that kind."""
        if not self._times:
            met = sum(tally.silent for tally in self._tallies.values())
            return min(self.timeout, UNKNOWN if met < 2 * CERTAIN else 2 * LEAST if met < 8 * CERTAIN else SILENT)
        usual = self._usual()
        tally = self._tallies.get(kind)
        if kind in (UNASKED, OWED) and tally is not None and tally.silent >= 2 * CERTAIN + 8 * tally.answered:
            return min(self.timeout, max(_NO_NEWS, 3 * usual))
        if tally is not None and not tally.answered and tally.silent >= CERTAIN:
            return min(self.timeout, max(SILENT, 3 * usual))
        return min(self.timeout, max(_SURE if self._is_sure(kind) else LEAST, TIMES * usual))

    def _usual(self) -> float:
        """Seconds after which nine of ten answers are there."""
        return sorted(self._times)[len(self._times) * 9 // 10]

    def _is_sure(self, kind: str) -> bool:
        """Whether an answer must come: each message of that kind had one, or each of any kind."""
        if kind in (UNASKED, OWED):
            return False
        tally = self._tallies.get(kind)
        if tally is not None and (tally.answered or tally.silent):
            return not tally.silent
        return not any(each.silent for name, each in self._tallies.items() if name not in (UNASKED, OWED))

    def greet(self, after: float) -> None:
        """A connection was greeted, so many seconds after it was open."""
        self.greeting.answered += 1
        if after > 0.001:
            self._times.append(after)

    def greeting_patience(self) -> float:
        """Seconds to wait for the server's first words, before anything was said."""
        met = self.greeting
        if met.answered:
            usual = self._usual() if self._times else 0.1
            return min(self.timeout, max(2 * UNKNOWN if met.answered < CERTAIN else 2 * LEAST, TIMES * usual))
        if met.silent >= CERTAIN:
            return 0.0
        return min(self.timeout, LEAST if met.silent else UNKNOWN / 2)

    @property
    def tallies(self) -> Mapping[str, Tally]:
        """How often each kind of message was answered."""
        return self._tallies

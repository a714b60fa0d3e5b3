"""The conversation that passes and is nearest to one that fails: what differs between them is what matters."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

from .conversation import Conversation, Say
from .course import Course

#: More of a message is not compared.
_COMPARED = 500


def nearest_passing(conversation: Conversation, passing: Iterable[Course]) -> Course | None:
    """The course nearest to it; of two equally near ones the shorter."""
    best: tuple[float, int] | None = None
    found: Course | None = None
    for course in passing:
        other = course.conversation
        if other == conversation:
            continue
        rank = distance(conversation, other), len(other.steps)
        if best is None or rank < best:
            best, found = rank, course
    return found


def distance(one: Conversation, other: Conversation) -> float:
    """How far they are from each other: 1 for a step that is in one of them only, less for a message that differs."""
    far = float(abs(one.sessions - other.sessions)) + (one.path != other.path) / 2
    far += (one.subprotocols != other.subprotocols) / 2
    matcher = SequenceMatcher(None, one.steps, other.steps, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        ours, theirs = one.steps[i1:i2], other.steps[j1:j2]
        far += abs(len(ours) - len(theirs))
        for a, b in zip(ours, theirs, strict=False):
            if isinstance(a, Say) and isinstance(b, Say) and type(a.data) is type(b.data) and a.session == b.session:
                far += (1 - _alike(a.data[:_COMPARED], b.data[:_COMPARED])) * 0.9
            else:
                far += 1
    return far


def _alike(one: str | bytes, other: str | bytes) -> float:
    """The part of two messages that they have in common at their beginnings and ends: 1 for equal ones."""
    longest, shortest = max(len(one), len(other)), min(len(one), len(other))
    if not longest:
        return 1.0
    same = 0
    while same < shortest and one[same] == other[same]:
        same += 1
    tail = 0
    while tail < shortest - same and one[-1 - tail] == other[-1 - tail]:
        tail += 1
    return (same + tail) / longest

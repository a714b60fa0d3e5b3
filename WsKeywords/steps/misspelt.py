"""A step that nothing takes but that is nearly a sentence of ours: behave offers to define it, we say which it is."""

from __future__ import annotations

import re
import sys
from typing import Any

from ..core.output import clean

#: From which likeness on (1: the same) a sentence may be meant, how much less than the nearest the others may be like
#: it, and how many are named.
_LIKE, _AS_LIKE, _NAMED = 0.8, 0.08, 3
#: So long may a step be, and what is left of it without its values: nothing longer is like a sentence.
_LONGEST, _LONGEST_SKELETON = 10_000, 500
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'')
_NUMBER = re.compile(r"\b\d+(?:\.\d+)?\b")
#: What may follow many sentences.
_TAILS = re.compile(r" within N \w+| with the (?:header|subprotocol|cookie|query|bearer|profile)\b.*")
_told: set[str] = set()


def tell(text: str, last: Any) -> None:
    """Say on stderr which sentences a step may mean that behave will call undefined; of each step once.

    Args:
        text: the step without its keyword.
        last: the definition that was asked last of ours; those of the project may come after it.
    """
    if text in _told:
        return
    from behave.runner import the_step_registry

    definitions = the_step_registry.steps["step"]
    if last not in definitions or any(each.match(text) for each in definitions[definitions.index(last) + 1 :]):
        return
    _told.add(text)
    meant = nearest(text)
    if meant:
        these = "Did you mean" if len(meant) == 1 else "Did you mean one of these"
        lines = ["\n    ".join([f"There is no step: {text}\n{these}:", *meant])]
        if " within " in text:
            lines.append("How long it may take is said last, before a colon: within 2 seconds (milliseconds, minutes)")
        print(clean("\n".join(lines)), file=sys.stderr)


def nearest(text: str) -> list[str]:
    """The examples of the sentences that a step may mean, the nearest first."""
    from difflib import SequenceMatcher

    from .catalogue import sentences

    skeleton = _skeleton(text) if len(text) <= _LONGEST else ""
    if not 0 < len(skeleton) <= _LONGEST_SKELETON:
        return []
    in_any_order = _sorted(skeleton)
    found = []
    for _, example, _, _ in sentences():
        line = example.partition("\n")[0]
        other = _skeleton(line.partition(" ")[2])
        like = SequenceMatcher(None, skeleton, other).ratio()
        found.append((max(like, SequenceMatcher(None, in_any_order, _sorted(other)).ratio()), line))
    found.sort(key=lambda pair: -pair[0])
    enough = max(_LIKE, found[0][0] - _AS_LIKE)
    return [line for like, line in found[:_NAMED] if like >= enough]


def _skeleton(text: str) -> str:
    """A step without its values, said of a session with a name: ``"…" sends "…"``."""
    text = _NUMBER.sub("N", _QUOTED.sub('"…"', text)).rstrip(":")
    text = re.sub(r"^\w+ (?=(?:should|is|sends|receives|closes|disconnects|loses|reconnects)\b)", '"…" ', text)
    text = re.sub(r"^I am\b", '"…" is', text)
    text = re.sub(r"^I (?!should\b|must\b)(\w+)", r'"…" \1s', text)
    return _TAILS.sub("", re.sub(r"^I\b", '"…"', text))


def _sorted(skeleton: str) -> str:
    return " ".join(sorted(skeleton.split()))
